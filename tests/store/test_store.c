/* SPDX-License-Identifier: MIT */
/* The SQLite file: which files are stores, its lock, its transactions, cases from rows. */
#include "store/store_support.h"

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

/* ---- cases ----------------------------------------------------------------------------------- */

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
        test(a_case_is_its_rows),
        test(a_tombstone_keeps_its_place),
        test(altered_rows_are_not_shown),
        test(what_is_left_of_a_case_is_read),
        test(the_limit_holds),
    };
    if (argc == 2) {
        run_sql(argv[1], "SELECT count(*) FROM acts");
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
