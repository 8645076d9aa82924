/* SPDX-License-Identifier: MIT */
/* What befalls a SQLite file: a second copy of SQLite in the process, and damage. */
#include <dlfcn.h>

#include "store/store_support.h"

/* ---- a second copy of SQLite ----------------------------------------------------------------- */

/* As another library in this process would bring it: linked in statically, or from elsewhere. */
typedef struct copy {
    bench *b;
    void *library;
    int (*open)(const char *, sqlite3 **);
    int (*exec)(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
    int (*close)(sqlite3 *);
    bool plants, planted, elsewhere;
    pid_t child;
    int to, from; /* its input and output */
} copy;

/* None where there can be no two copies: a sanitizer wants one of everything. */
static void second_copy(bench *b, copy *c)
{
    Dl_info here;
    char line[400], path[120];
    *c = (copy){.b = b, .plants = true};
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return;
#endif
    assert_int_not_equal(dladdr((void *)(uintptr_t)sqlite3_libversion, &here), 0);
    snprintf(path, sizeof path, "%s/libother.so", b->root);
    snprintf(line, sizeof line, "cp -L '%s' '%s'", here.dli_fname, path);
    assert_int_equal(system(line), 0);
    c->library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
    assert_non_null(c->library);
    *(void **)&c->open = dlsym(c->library, "sqlite3_open");
    *(void **)&c->exec = dlsym(c->library, "sqlite3_exec");
    *(void **)&c->close = dlsym(c->library, "sqlite3_close");
    assert_true(c->open != NULL && c->open != sqlite3_open);
}

/* Reads the store with the other copy, and closes it; without one, does what that does to locks. */
static void plant(copy *c)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    sqlite3 *db = NULL;
    for (size_t i = 0; c->library == NULL && i < CJI_COUNT(suffixes); i++) {
        char path[120];
        snprintf(path, sizeof path, "%s%s", c->b->path, suffixes[i]);
        close(open(path, O_RDWR));
    }
    if (c->library == NULL)
        return;
    assert_int_equal(c->open(c->b->path, &db), SQLITE_OK);
    assert_int_equal(c->exec(db, "SELECT count(*) FROM acts", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(c->close(db), SQLITE_OK);
}

/* Another process that has the store open all the time: closing it last would remove the
 * write-ahead log, and that alone is noticed. */
static void begin_elsewhere(copy *c)
{
    int in[2], out[2];
    assert_int_equal(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC), 0);
    c->child = fork();
    if (c->child == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        execl("/proc/self/exe", "a process of its own", c->b->path,
              "INSERT OR IGNORE INTO meta VALUES('elsewhere', 1)", (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    c->to = in[1];
    c->from = out[0];
}

static bool answers(copy *c)
{
    char answer = 0;
    assert_int_equal(read(c->from, &answer, 1), 1);
    return answer == 'y';
}

/* It writes, which must not be possible while we do. */
static bool write_elsewhere(copy *c)
{
    assert_int_equal(write(c->to, "w", 1), 1);
    return answers(c);
}

static void end_elsewhere(copy *c)
{
    int how = 0;
    close(c->to);
    close(c->from);
    assert_int_equal(waitpid(c->child, &how, 0), c->child);
}

static void in_the_middle(void *user, int what, const char *database, const char *table,
                          sqlite3_int64 row)
{
    copy *c = user;
    (void)what, (void)database, (void)table, (void)row;
    if (c->planted)
        return;
    c->planted = true;
    if (c->plants)
        plant(c);
    c->elsewhere = write_elsewhere(c);
}

static cj_status add_a_unit(bench *b, const char *tx, bool *settled)
{
    int64_t unit = 0;
    cj_status status = cji_store_begin(b->s, true, NULL);
    if (status == CJ_OK)
        status = cji_store_add_unit(b->s, tx, 2, 3, &unit, NULL);
    return status == CJ_OK ? cji_store_commit(b->s, settled, NULL) : status;
}

static void open_again(bench *b)
{
    cji_store_close(b->s, false);
    b->s = NULL;
    assert_ok(cji_store_open(b->ctx, b->path, &b->s, NULL), NULL);
}

static bool has(bench *b, const char *tx)
{
    bool found = false;
    assert_ok(cji_store_has_unit(b->s, tx, &found, NULL), NULL);
    return found;
}

/* Trap: both copies work, no call fails, integrity_check is content, and a commit is gone. */
static void a_second_copy_takes_no_commit_away(void **state)
{
    bench *b = *state;
    copy c = {.b = b}, none = {.b = b};
    bool settled = true;
    make(b);
    /* Without it the other process is refused, and we commit. */
    begin_elsewhere(&none);
    assert_true(answers(&none));
    sqlite3_update_hook(b->s->lite->db, in_the_middle, &none);
    assert_ok(add_a_unit(b, "tx-1", &settled), NULL);
    assert_true(none.planted && !none.elsewhere);
    end_elsewhere(&none);
    second_copy(b, &c);
    begin_elsewhere(&c);
    assert_true(answers(&c));
    sqlite3_update_hook(b->s->lite->db, in_the_middle, &c);
    assert_int_equal(add_a_unit(b, "tx-2", &settled), CJ_E_STORE);
    assert_true(c.planted && c.elsewhere); /* the trap was there: the other process wrote */
    open_again(b);
    /* What was acknowledged is there, on both sides; what was refused is not. */
    assert_true(has(b, "tx-1"));
    assert_false(has(b, "tx-2"));
    assert_int_equal(number(b, "SELECT value FROM meta WHERE key = 'elsewhere'"), 1);
    assert_ok(add_a_unit(b, "tx-3", &settled), NULL);
    end_elsewhere(&c);
    /* Between two units, and nobody else has the store open: the next one is refused. */
    plant(&c);
    assert_int_equal(add_a_unit(b, "tx-4", &settled), CJ_E_STORE);
    open_again(b);
    assert_true(has(b, "tx-3"));
    assert_false(has(b, "tx-4"));
    if (c.library != NULL)
        dlclose(c.library);
}

/* Handles of the same copy do not disturb each other. */
static void a_second_handle_is_no_second_copy(void **state)
{
    bench *b = *state;
    cji_store *other = NULL;
    bool settled = true;
    make(b);
    assert_ok(cji_store_open(b->ctx, b->path, &other, NULL), NULL);
    assert_ok(add_a_unit(b, "tx-1", &settled), NULL);
    cji_store_close(b->s, false);
    b->s = other;
    assert_ok(add_a_unit(b, "tx-2", &settled), NULL);
    assert_true(has(b, "tx-1") && has(b, "tx-2"));
}

/* ---- damage ---------------------------------------------------------------------------------- */

/* Opening says which file is damaged, and what to do; it does not say that it is no store. */
static void assert_damaged(bench *b, const char *how, long at)
{
    cji_store *s = NULL;
    cj_error *error = NULL;
    cj_status status = cji_store_open(b->ctx, b->path, &s, &error);
    if (status != CJ_E_STORE || cj_error_file(error, 0) == NULL ||
        strcmp(cj_error_file(error, 0), b->path) != 0 ||
        strstr(cj_error_message(error, 0), "is damaged") == NULL ||
        strstr(cj_error_message(error, 0), "restore") == NULL)
        fail_msg("%s at %ld: status %d: %s", how, at, (int)status, last_problem(error));
    cj_error_unref(error);
}

static void damage_is_named_at_open(void **state)
{
    bench *b = *state;
    char good[200000], bad[200000];
    size_t size;
    FILE *file;
    make(b);
    cj_case *c = sample(b);
    add_all(b, c);
    cj_case_unref(c);
    cji_store_close(b->s, false);
    b->s = NULL;
    file = fopen(b->path, "rb");
    size = fread(good, 1, sizeof good, file);
    fclose(file);
    assert_true(size > 20 * 4096 / 2 && size < sizeof good && size % 4096 == 0);
    for (size_t page = 1; page < size / 4096; page++) {
        memcpy(bad, good, size);
        memset(bad + page * 4096, 0xa5, 4096);
        write_file(b->path, bad, size);
        assert_damaged(b, "another page", (long)page);
        memset(bad + page * 4096, 0, 4096);
        write_file(b->path, bad, size);
        assert_damaged(b, "a page of zeros", (long)page);
        write_file(b->path, good, page * 4096);
        assert_damaged(b, "cut", (long)page);
    }
    memcpy(bad, good, size);
    memset(bad + 100, 0xa5, 3996); /* the schema, below the header */
    write_file(b->path, bad, size);
    assert_damaged(b, "the first page", 0);
    write_file(b->path, good, 1000);
    assert_int_not_equal(try_open(b), CJ_OK);
    write_file(b->path, good, size);
    assert_int_equal(try_open(b), CJ_OK);
}

/* Opens the store and closes it; with a statement, it says so, and runs it whenever it is told. */
static int other_process(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    char byte;
    int rc = sqlite3_open(path, &db);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db, "SELECT count(*) FROM acts", NULL, NULL, NULL);
    while (sql != NULL) {
        byte = rc == SQLITE_OK ? 'y' : 'n';
        if (write(1, &byte, 1) != 1 || read(0, &byte, 1) != 1)
            break;
        rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    }
    sqlite3_close(db);
    return rc == SQLITE_OK ? 0 : 1;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        test(a_second_copy_takes_no_commit_away),
        test(a_second_handle_is_no_second_copy),
        test(damage_is_named_at_open),
    };
    if (argc > 1)
        return other_process(argv[1], argc > 2 ? argv[2] : NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
