/* SPDX-License-Identifier: MIT */
/* The SQLite file: which files are stores, its lock, its transactions, cases from rows. */
#include <dlfcn.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/sqlite.h"
#include "support/support.h"

typedef struct bench {
    char root[64], path[96];
    cj_context *ctx;
    cji_store *s;
} bench;

static const cji_store_anchor beginning = {.index = 1, .size = 2, .root = {7}};

static int setup(void **state)
{
    static bench b;
    const char *tmp = getenv("TMPDIR");
    snprintf(b.root, sizeof b.root, "%.40s/cj-store-XXXXXX", tmp != NULL ? tmp : "/tmp");
    if (mkdtemp(b.root) == NULL)
        return -1;
    snprintf(b.path, sizeof b.path, "%s/store", b.root);
    b.ctx = NULL;
    b.s = NULL;
    *state = &b;
    return cj_context_new(NULL, &b.ctx, NULL) == CJ_OK ? 0 : -1;
}

static int teardown(void **state)
{
    bench *b = *state;
    char line[160];
    cji_store_close(b->s, false);
    cj_context_unref(b->ctx);
    snprintf(line, sizeof line, "rm -rf %s", b->root);
    return system(line);
}

static void write_file(const char *path, const void *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    fclose(f);
}

static void make(bench *b)
{
    cj_error *error = NULL;
    write_file(b->path, "", 0);
    assert_ok(cji_store_fill(b->ctx, b->path, &beginning, &error), error);
    assert_ok(cji_store_open(b->ctx, b->path, &b->s, &error), error);
}

static cj_status try_open(bench *b)
{
    cji_store *s = NULL;
    cj_error *error = NULL;
    cj_status status = cji_store_open(b->ctx, b->path, &s, &error);
    assert_true((status == CJ_OK) == (cj_error_count(error) == 0));
    cj_error_unref(error);
    cji_store_close(s, false);
    return status;
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static int64_t number(bench *b, const char *sql)
{
    sqlite3_stmt *row = NULL;
    int64_t out;
    assert_int_equal(sqlite3_prepare_v2(b->s->lite->db, sql, -1, &row, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    out = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    return out;
}

static void what_is_no_store_is_left_alone(void **state)
{
    bench *b = *state;
    struct stat before, after;
    char noise[4096];
    assert_int_equal(try_open(b), CJ_E_NOT_FOUND);
    write_file(b->path, "", 0);
    assert_int_equal(try_open(b), CJ_E_STORE_FORMAT);
    memset(noise, 'x', sizeof noise);
    write_file(b->path, noise, sizeof noise);
    assert_int_equal(try_open(b), CJ_E_STORE_FORMAT);
    unlink(b->path);
    run_sql(b->path, "CREATE TABLE t(a)");
    assert_int_equal(stat(b->path, &before), 0);
    assert_int_equal(try_open(b), CJ_E_STORE_FORMAT);
    assert_int_equal(stat(b->path, &after), 0);
    assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
    run_sql(b->path, "PRAGMA application_id=1128944979; PRAGMA user_version=1");
    assert_int_equal(try_open(b), CJ_E_STORE_FORMAT); /* the number, and not the tables */
}

static void a_newer_store_is_refused(void **state)
{
    bench *b = *state;
    make(b);
    cji_store_close(b->s, false);
    b->s = NULL;
    assert_int_equal(try_open(b), CJ_OK);
    run_sql(b->path, "PRAGMA user_version=3");
    assert_int_equal(try_open(b), CJ_E_STORE_NEWER);
}

static void the_file_is_set_up(void **state)
{
    bench *b = *state;
    cji_store_anchor anchor;
    int64_t settled = 0;
    make(b);
    assert_int_equal(number(b, "PRAGMA synchronous"), 2);
    assert_int_equal(number(b, "PRAGMA secure_delete"), 1);
    assert_int_equal(number(b, "PRAGMA foreign_keys"), 1);
    assert_int_equal(number(b, "PRAGMA trusted_schema"), 0);
    assert_int_equal(number(b, "PRAGMA application_id"), CJI_SQLITE_APPLICATION);
    assert_int_equal(number(b, "SELECT count(*) FROM pragma_table_list WHERE strict"), 7);
    assert_ok(cji_store_anchor_of(b->s, &anchor, NULL), NULL);
    assert_int_equal(anchor.size, 2);
    assert_memory_equal(anchor.root, beginning.root, CJI_HASH);
    assert_ok(cji_store_meta(b->s, CJI_META_SETTLED, &settled, NULL), NULL);
    assert_int_equal(settled, 2);
    assert_int_equal(cji_store_meta(b->s, "no-such", &settled, NULL), CJ_E_STORE_FORMAT);
    /* Neither the schema nor internals can be written through a connection like ours. */
    assert_int_not_equal(sqlite3_exec(b->s->lite->db,
                                      "PRAGMA writable_schema=ON; DELETE FROM "
                                      "sqlite_schema",
                                      NULL, NULL, NULL),
                         SQLITE_OK);
}

static void the_lock_is_waited_for(void **state)
{
    bench *b = *state;
    cji_store *other = NULL;
    cj_error *error = NULL;
    make(b);
    assert_ok(cji_store_open(b->ctx, b->path, &other, NULL), NULL);
    other->timeout = 30;
    assert_ok(cji_store_lock(b->s, true, NULL), NULL);
    assert_int_equal(cji_store_lock(other, false, &error), CJ_E_STORE_BUSY);
    assert_null(error);
    assert_int_equal(cji_store_lock(other, true, &error), CJ_E_STORE_BUSY);
    assert_int_equal(cj_error_count(error), 1);
    cji_store_unlock(other); /* not its own to give back */
    assert_int_equal(cji_store_lock(other, false, NULL), CJ_E_STORE_BUSY);
    cji_store_unlock(b->s);
    assert_ok(cji_store_lock(other, true, NULL), NULL);
    cji_store_close(other, false);
    assert_ok(cji_store_lock(b->s, true, NULL), NULL);
    cj_error_unref(error);
}

static void what_is_rolled_back_is_gone(void **state)
{
    bench *b = *state;
    bool found = true, settled = false;
    int64_t unit = 0;
    make(b);
    assert_ok(cji_store_begin(b->s, true, NULL), NULL);
    assert_ok(cji_store_add_unit(b->s, "tx-1", 2, 3, &unit, NULL), NULL);
    cji_store_rollback(b->s);
    cji_store_rollback(b->s);
    assert_ok(cji_store_has_unit(b->s, "tx-1", &found, NULL), NULL);
    assert_false(found);
    assert_ok(cji_store_begin(b->s, true, NULL), NULL);
    assert_ok(cji_store_add_unit(b->s, "tx-1", 2, 3, &unit, NULL), NULL);
    assert_ok(cji_store_commit(b->s, &settled, NULL), NULL);
    assert_true(settled);
    assert_ok(cji_store_has_unit(b->s, "tx-1", &found, NULL), NULL);
    assert_true(found);
    /* Once more is a failure of which it is not known whether it was the one that is there. */
    assert_ok(cji_store_begin(b->s, true, NULL), NULL);
    assert_ok(cji_store_add_unit(b->s, "tx-1", 4, 5, &unit, NULL), NULL);
    assert_int_equal(cji_store_commit(b->s, &settled, NULL), CJ_E_STORE);
    assert_false(settled);
}

static int refuse(void *user)
{
    bool *once = user, now = *once;
    *once = false;
    return now;
}

static void a_failed_commit_does_not_come_back(void **state)
{
    bench *b = *state;
    bool found = true, settled = false, once = true;
    int64_t unit = 0;
    make(b);
    sqlite3_commit_hook(b->s->lite->db, refuse, &once);
    assert_ok(cji_store_begin(b->s, true, NULL), NULL);
    assert_ok(cji_store_add_unit(b->s, "tx-1", 2, 3, &unit, NULL), NULL);
    assert_int_equal(cji_store_commit(b->s, &settled, NULL), CJ_E_STORE);
    assert_true(settled);
    assert_ok(cji_store_has_unit(b->s, "tx-1", &found, NULL), NULL);
    assert_false(found);
    assert_int_equal(number(b, "SELECT value FROM meta WHERE key='flushes'"), 1);
}

/*
 * What a second copy of SQLite in this process does on closing the store: our locks are gone. A
 * process that opens and closes the store then removes the write-ahead log.
 */
static void a_stolen_wal_is_noticed(void **state)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    bench *b = *state;
    bool settled = false, found = true;
    int64_t unit = 0;
    int how = 0;
    make(b);
    assert_ok(cji_store_begin(b->s, true, NULL), NULL);
    assert_ok(cji_store_add_unit(b->s, "tx-1", 2, 3, &unit, NULL), NULL);
    for (size_t i = 0; i < CJI_COUNT(suffixes); i++) {
        char *path = cji_store_beside(b->ctx, b->path, suffixes[i]);
        close(open(path, O_RDWR));
        cji_free(b->ctx, path);
    }
    pid_t child = fork();
    if (child == 0) {
        execl("/proc/self/exe", "a process of its own", b->path, (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(how, 0);
    assert_int_equal(cji_store_commit(b->s, &settled, NULL), CJ_E_STORE);
    assert_int_equal(cji_store_begin(b->s, true, NULL), CJ_E_STORE);
    cji_store_close(b->s, false);
    b->s = NULL;
    assert_ok(cji_store_open(b->ctx, b->path, &b->s, NULL), NULL);
    assert_ok(cji_store_has_unit(b->s, "tx-1", &found, NULL), NULL);
    assert_false(found);
}

/* ---- a second copy of SQLite ----------------------------------------------------------------- */

/* As another library in this process would bring it: linked in statically, or from elsewhere. */
typedef struct copy {
    bench *b;
    void *library;
    int (*open)(const char *, sqlite3 **);
    int (*exec)(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
    int (*close)(sqlite3 *);
    bool planted, elsewhere;
    pid_t child;
    int to, from; /* its input and output */
} copy;

/* NULL where there can be no two copies: a sanitizer wants one of everything. */
static void *second_copy(bench *b, copy *c)
{
    Dl_info here;
    char line[400], path[120];
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return NULL;
#endif
    *c = (copy){.b = b};
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
    return c->library;
}

/* Reads the store with the other copy, and closes it. */
static void plant(copy *c)
{
    sqlite3 *db = NULL;
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
    if (c->library != NULL)
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
    if (second_copy(b, &c) == NULL)
        skip();
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

static cj_case *sample(bench *b);
static void add_all(bench *b, const cj_case *c);

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

/* ---- cases ----------------------------------------------------------------------------------- */

static void add_all(bench *b, const cj_case *c)
{
    static const uint8_t key[CJI_STORE_SECRET] = {1}, salt[CJI_STORE_SECRET] = {2};
    cji_store_facts facts = {.entered_by = "j.reyes", .log_index = 1};
    assert_ok(cji_store_begin(b->s, true, NULL), NULL);
    assert_ok(cji_store_add_case(b->s, c->id, key, NULL), NULL);
    assert_ok(cji_store_add_unit(b->s, "tx", 2, 1 + c->count, &facts.unit, NULL), NULL);
    for (size_t i = 0; i < c->count; i++) {
        facts.seq++;
        facts.log_index++;
        facts.entered_at = 100 * facts.seq;
        assert_ok(cji_store_add_entry(b->s, c->id, &c->entries[i], salt, &facts, NULL), NULL);
    }
    assert_ok(cji_store_commit(b->s, NULL, NULL), NULL);
}

static cj_case *sample(bench *b)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_case_new(b->ctx, NULL, &c, &error), error);
    assert_ok(cj_case_read_file(c, "tests/session/data/case-longer.xml", &error), error);
    cj_error_unref(error);
    return c;
}

static void a_case_is_its_rows(void **state)
{
    bench *b = *state;
    cji_store_view view = {"C-1", INT64_MAX, UINT64_MAX};
    cj_case *c, *loaded = NULL;
    cj_error *error = NULL;
    uint8_t key[CJI_STORE_SECRET];
    int64_t seq = 0, at = 0;
    bool found = false;
    make(b);
    c = sample(b);
    add_all(b, c);
    assert_ok(cji_store_last(b->s, &seq, &at, NULL), NULL);
    assert_int_equal(seq, 3);
    assert_int_equal(at, 300);
    assert_ok(cji_store_case_key(b->s, &view, key, &found, NULL), NULL);
    assert_true(found);
    assert_int_equal(key[0], 1);
    assert_ok(cji_store_load(b->s, &view, &loaded, &error), error);
    assert_int_equal(loaded->count, 3);
    assert_int_equal(loaded->entries[2].log_index, 4);
    assert_int_equal(loaded->entries[2].entered_at, 300);
    assert_true(loaded->entries[2].attested);
    assert_false(loaded->entries[0].attested);
    cj_case_unref(loaded);
    view.below = 3;
    assert_ok(cji_store_load(b->s, &view, &loaded, &error), error);
    assert_int_equal(loaded->count, 1);
    cj_case_unref(loaded);
    view.below = UINT64_MAX;
    view.known_at = 200;
    assert_ok(cji_store_load(b->s, &view, &loaded, &error), error);
    assert_int_equal(loaded->count, 2);
    cj_case_unref(loaded);
    view.known_at = 99;
    assert_ok(cji_store_case_key(b->s, &view, key, &found, NULL), NULL);
    assert_false(found);
    cj_case_unref(c);
}

/* As an erasure will do it: the row goes, the place stays. */
static void a_tombstone_keeps_its_place(void **state)
{
    bench *b = *state;
    const cji_store_view view = {"C-1", INT64_MAX, UINT64_MAX};
    cj_case *c, *loaded = NULL;
    cj_error *error = NULL;
    int64_t seq = 0, at = 0;
    make(b);
    c = sample(b);
    add_all(b, c);
    assert_int_equal(sqlite3_exec(b->s->lite->db,
                                  "INSERT INTO tombstones SELECT seq, act_id, case_id, kind, 1, "
                                  "log_index, entered_at, entered_by, unit FROM acts WHERE seq > 1;"
                                  "DELETE FROM acts WHERE seq > 1",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_ok(cji_store_load(b->s, &view, &loaded, &error), error);
    assert_int_equal(loaded->count, 3);
    assert_null(loaded->entries[1].act);
    assert_string_equal(loaded->entries[1].id.p, "a-2");
    assert_int_equal(loaded->entries[1].log_index, 3);
    assert_ok(cji_store_last(b->s, &seq, &at, NULL), NULL);
    assert_int_equal(seq, 3);
    cj_case_unref(loaded);
    cj_case_unref(c);
}

static void altered_rows_are_not_shown(void **state)
{
    bench *b = *state;
    const cji_store_view view = {"C-1", INT64_MAX, UINT64_MAX};
    static const char *const alterations[] = {
        "UPDATE acts SET payload = CAST(replace(payload, 'Quay', ' Quay') || ' ' AS BLOB)",
        "UPDATE acts SET payload = x'00'",
        "UPDATE acts SET payload = (SELECT payload FROM acts WHERE seq = 1)",
        "UPDATE acts SET payload = CAST(payload || payload AS BLOB) WHERE seq = 3",
        "UPDATE acts SET findings = 'of another form' WHERE seq = 3",
    };
    cj_case *c, *loaded = NULL;
    make(b);
    c = sample(b);
    add_all(b, c);
    for (size_t i = 0; i < CJI_COUNT(alterations); i++) {
        cj_error *error = NULL;
        assert_ok(cji_store_begin(b->s, true, NULL), NULL);
        assert_int_equal(sqlite3_exec(b->s->lite->db, alterations[i], NULL, NULL, NULL), SQLITE_OK);
        assert_int_equal(cji_store_load(b->s, &view, &loaded, &error), CJ_E_STORE);
        assert_true(cj_error_count(error) > 0);
        cji_store_rollback(b->s);
        cj_error_unref(error);
    }
    assert_null(loaded);
    cj_case_unref(c);
}

/* Acts that are each as they were recorded, and not the case that they were recorded in: some are
 * gone, some are in another place. It is told from a good case by the log alone; here it must be
 * refused or shown, and no more. */
static void what_is_left_of_a_case_is_read(void **state)
{
    bench *b = *state;
    cj_case *c = NULL;
    unsigned random = 1, shown = 0;
    make(b);
    assert_ok(cj_case_new(b->ctx, NULL, &c, NULL), NULL);
    assert_ok(cj_case_read_file(c, "examples/case-package.xml", NULL), NULL);
    const cji_store_view view = {c->id, INT64_MAX, UINT64_MAX};
    add_all(b, c);
    for (int round = 0; round < 60; round++) {
        cj_case *loaded = NULL;
        char sql[200];
        cj_status status;
        assert_ok(cji_store_begin(b->s, true, NULL), NULL);
        for (int i = 0; i < 6; i++) {
            random = random * 1103515245 + 12345;
            if (random >> 30 == 0)
                snprintf(sql, sizeof sql, "DELETE FROM acts WHERE seq = %u",
                         1 + (random >> 16 & 63));
            else
                snprintf(sql, sizeof sql,
                         "UPDATE acts SET log_index = %d - log_index WHERE seq = %u",
                         1000 * (i + 1), 1 + (random >> 16 & 63));
            assert_int_equal(sqlite3_exec(b->s->lite->db, sql, NULL, NULL, NULL), SQLITE_OK);
        }
        status = cji_store_load(b->s, &view, &loaded, NULL);
        assert_true(status == CJ_OK || status == CJ_E_STORE);
        for (size_t i = 0; status == CJ_OK && i < cj_case_handle_count(loaded); i++) {
            const cj_record *folded = NULL;
            assert_ok(
                cj_case_handle_state(loaded, cj_case_handle_at(loaded, i, NULL), &folded, NULL),
                NULL);
        }
        shown += status == CJ_OK;
        cj_case_unref(loaded);
        cji_store_rollback(b->s);
    }
    assert_true(shown > 0);
    cj_case_unref(c);
}

static void the_limit_holds(void **state)
{
    bench *b = *state;
    const cji_store_view view = {"C-1", INT64_MAX, UINT64_MAX};
    cj_case *c, *loaded = NULL;
    make(b);
    c = sample(b);
    add_all(b, c);
    assert_ok(cj_context_set_limit(b->ctx, CJ_LIMIT_INPUT_BYTES, 600), NULL);
    assert_int_equal(cji_store_load(b->s, &view, &loaded, NULL), CJ_E_LIMIT);
    cj_case_unref(c);
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

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
        test(what_is_no_store_is_left_alone),
        test(a_newer_store_is_refused),
        test(the_file_is_set_up),
        test(the_lock_is_waited_for),
        test(what_is_rolled_back_is_gone),
        test(a_failed_commit_does_not_come_back),
        test(a_stolen_wal_is_noticed),
        test(a_second_copy_takes_no_commit_away),
        test(a_second_handle_is_no_second_copy),
        test(damage_is_named_at_open),
        test(a_case_is_its_rows),
        test(a_tombstone_keeps_its_place),
        test(altered_rows_are_not_shown),
        test(what_is_left_of_a_case_is_read),
        test(the_limit_holds),
    };
    if (argc > 1)
        return other_process(argv[1], argc > 2 ? argv[2] : NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
