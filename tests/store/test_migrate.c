/* SPDX-License-Identifier: MIT */
/*
 * Stores of older schemas, and what is derived. tests/store/data/version-1.tar.gz was made by the
 * library when its schema was 1: case.xml, case-longer.xml and case-irregular.xml of tests/session.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#include "session/session_support.h"

#define FIXTURE "tests/store/data/version-1.tar.gz"

static void unpack(const place *p)
{
    assert_int_equal(shell("rm -rf %s* && tar -xzf " FIXTURE " -C %s && chmod 600 %s.key", p->store,
                           p->root, p->store),
                     0);
}

static int64_t number_in(const char *path, const char *sql)
{
    sqlite3_stmt *row = NULL;
    sqlite3 *db = NULL;
    int64_t out = -1;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &row, NULL) == SQLITE_OK && sqlite3_step(row) == SQLITE_ROW)
        out = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    sqlite3_close(db);
    return out;
}

/* The one result of a query as text; the caller frees it. */
static char *text_in(const char *path, const char *sql)
{
    sqlite3_stmt *row = NULL;
    sqlite3 *db = NULL;
    char *out = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &row, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    out = strdup(sqlite3_column_type(row, 0) != SQLITE_NULL
                     ? (const char *)sqlite3_column_text(row, 0)
                     : "");
    sqlite3_finalize(row);
    sqlite3_close(db);
    return out;
}

static void change(const char *path, const char *sql)
{
    char *why = NULL;
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    sqlite3_close(db);
}

static cj_context *calm(void)
{
    cj_context *ctx = NULL;
    assert_ok(cj_context_new(NULL, &ctx, NULL), NULL);
    return ctx;
}

static int32_t verdict_of(const char *path, char why[200])
{
    cj_context *ctx = calm();
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    int32_t verdict;
    assert_ok(cj_store_verify(ctx, path, NULL, &result, &error), error);
    verdict = cj_audit_result_verdict(result);
    snprintf(why, 200, "%s", verdict == CJ_AUDIT_FAILED ? cj_audit_result_why(result) : "");
    cj_audit_result_unref(result);
    cj_context_unref(ctx);
    return verdict;
}

static void assert_consistent(const char *path)
{
    char why[200];
    if (verdict_of(path, why) != CJ_AUDIT_CONSISTENT)
        fail_msg("%s", why);
}

#define COLUMNS                                                                                    \
    "SELECT group_concat(x, ';') FROM (SELECT m.name||','||c.name||','||c.type||','||"             \
    "c.\"notnull\"||','||c.pk AS x FROM sqlite_schema AS m, pragma_table_info(m.name) AS c "       \
    "ORDER BY m.name, c.cid)"
#define FINDINGS "SELECT group_concat(log_index||'='||findings||'/'||detail, ';') FROM acts"
#define SUMMARIES                                                                                  \
    "SELECT group_concat(case_id||','||status||','||practitioner||','||limited||','||"             \
    "changed_seq, ';') FROM case_summary"

static void a_store_of_version_1_is_brought_up(void **state)
{
    const place *p = *state;
    cj_context *ctx = calm();
    const cj_record *folded = NULL;
    char *migrated, *made;
    cj_case *c = NULL;
    cj_error *error = NULL;
    desk d;
    unpack(p);
    /* Verification reads it as it is, and leaves it so. */
    assert_consistent(p->store);
    assert_int_equal(number_in(p->store, "PRAGMA user_version"), 1);
    assert_ok(desk_open(ctx, p->store, &worker, &d, &error), error);
    assert_int_equal(number_in(p->store, "PRAGMA user_version"), CJI_SQLITE_SCHEMA);
    assert_exports(&d, "C-3", "tests/session/data/case-irregular.xml");
    assert_ok(cj_session_open_case(d.session, "C-3", CJ_OPEN_SHOW, &c, &error), error);
    assert_ok(cj_case_state(c, &folded, &error), error);
    assert_int_equal(cj_count(folded, CJ_FIELD_FINDINGS), 1);
    assert_string_equal(c->findings[0].rule, "not_cautioned");
    assert_int_equal(c->findings[0].entry, 2);
    cj_case_unref(c);
    /* Old rows keep their commitment, new ones have the new one. */
    record(&d, "tests/session/data/case-irregular.xml", 0, 3);
    desk_close(&d);
    assert_int_equal(number_in(p->store, "SELECT count(*) FROM acts WHERE detail = 1"), 6);
    assert_int_equal(number_in(p->store, "SELECT count(*) FROM acts WHERE findings <> ''"), 1);
    assert_int_equal(number_in(p->store, "SELECT count(*) FROM case_summary"), 2);
    assert_consistent(p->store);
    migrated = text_in(p->store, COLUMNS);
    assert_int_equal(shell("rm -rf %s*", p->store), 0);
    assert_ok(store_make(ctx, p->store, &worker, NULL), NULL);
    made = text_in(p->store, COLUMNS);
    assert_string_equal(migrated, made);
    free(migrated);
    free(made);
    cj_error_unref(error);
    cj_context_unref(ctx);
}

/* The payload of version 1 is covered after the migration as before. */
static void an_altered_store_stays_altered(void **state)
{
    static const char *const alterations[] = {
        "UPDATE acts SET payload = CAST(replace(payload, 'winter', 'summer') AS BLOB)",
        "UPDATE acts SET payload = x'00' WHERE act_id = 'a-2' AND case_id = 'C-3'",
        "UPDATE acts SET detail = 2 WHERE act_id = 'a-2' AND case_id = 'C-3'",
    };
    const place *p = *state;
    cj_context *ctx = calm();
    for (size_t i = 0; i < CJI_COUNT(alterations); i++) {
        cj_case *c = NULL;
        char why[200];
        desk d;
        unpack(p);
        if (i == 2) {
            assert_ok(desk_open(ctx, p->store, &worker, &d, NULL), NULL);
            desk_close(&d);
        }
        change(p->store, alterations[i]);
        assert_ok(desk_open(ctx, p->store, &worker, &d, NULL), NULL);
        assert_int_equal(cj_session_open_case(d.session, "C-3", CJ_OPEN_SHOW, &c, NULL),
                         CJ_E_STORE_LOG);
        assert_ok(cj_session_open_case(d.session, "C-1", CJ_OPEN_SHOW, &c, NULL), NULL);
        cj_case_unref(c);
        desk_close(&d);
        assert_int_equal(verdict_of(p->store, why), CJ_AUDIT_FAILED);
        assert_non_null(strstr(why, "differs from what was committed"));
    }
    cj_context_unref(ctx);
}

/* ---- cut short ------------------------------------------------------------------------------- */

typedef struct mortal {
    long left;
} mortal;

static void *dying_allocate(size_t n, void *user)
{
    mortal *m = user;
    if (--m->left == 0)
        _exit(7);
    return malloc(n);
}

static void *dying_reallocate(void *block, size_t n, void *user)
{
    mortal *m = user;
    if (--m->left == 0)
        _exit(7);
    return realloc(block, n);
}

static void dying_release(void *block, void *user)
{
    (void)user;
    free(block);
}

static int migrate_and_die(const place *p, long n)
{
    int how = 0;
    pid_t child = fork();
    if (child == 0) {
        mortal m = {n};
        cj_context_options options = CJ_CONTEXT_OPTIONS_INIT;
        cj_context *ctx = NULL;
        cji_store *s = NULL;
        bool good;
        options.user = &m;
        options.allocate = dying_allocate;
        options.reallocate = dying_reallocate;
        options.release = dying_release;
        good = cj_context_new(&options, &ctx, NULL) == CJ_OK &&
               cji_store_open(ctx, p->store, &s, NULL) == CJ_OK;
        _exit(good ? 0 : 1); /* the store is not closed: the write-ahead log stays */
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how) && (WEXITSTATUS(how) == 0 || WEXITSTATUS(how) == 7));
    return WEXITSTATUS(how);
}

/* All of the migration is there afterwards, or nothing; the next open does what is left. */
static void assert_whole(const place *p, const char *findings, const char *summaries)
{
    cj_context *ctx = calm();
    cj_error *error = NULL;
    cji_store *s = NULL;
    int64_t version = number_in(p->store, "PRAGMA user_version");
    char *have;
    assert_true(version == 1 || version == CJI_SQLITE_SCHEMA);
    assert_int_equal(number_in(p->store, "SELECT count(*) FROM acts WHERE detail = 1"),
                     version == 1 ? -1 : 6);
    assert_ok(cji_store_open(ctx, p->store, &s, &error), error);
    cji_store_close(s, false);
    have = text_in(p->store, FINDINGS);
    assert_string_equal(have, findings);
    free(have);
    have = text_in(p->store, SUMMARIES);
    assert_string_equal(have, summaries);
    free(have);
    cj_context_unref(ctx);
}

static void what_it_should_be(const place *p, char **findings, char **summaries)
{
    cj_context *ctx = calm();
    cji_store *s = NULL;
    assert_ok(cji_store_open(ctx, p->store, &s, NULL), NULL);
    cji_store_close(s, false);
    *findings = text_in(p->store, FINDINGS);
    *summaries = text_in(p->store, SUMMARIES);
    assert_non_null(strstr(*findings, "9=not_cautioned\t"));
    assert_non_null(strstr(*summaries, "C-1,1,j.reyes,0,3;C-3,1,j.reyes,0,"));
    cj_context_unref(ctx);
}

static void killed_in_the_middle(void **state)
{
    const place *p = *state;
    char *findings, *summaries;
    int how = 7;
    long n;
    unpack(p);
    what_it_should_be(p, &findings, &summaries);
    for (n = 1; how == 7; n += n < 40 ? 1 : 7) {
        unpack(p);
        how = migrate_and_die(p, n);
        assert_whole(p, findings, summaries);
    }
    assert_true(n > 100);
    free(findings);
    free(summaries);
}

static int open_store(cj_context *ctx, void *user)
{
    int64_t version;
    const place *p = user;
    cji_store *s = NULL;
    cj_error *error = NULL;
    cj_status status;
    unpack(p);
    status = cji_store_open(ctx, p->store, &s, &error);
    cji_store_close(s, false);
    assert_true(status == CJ_OK || status == CJ_E_MEMORY);
    version = number_in(p->store, "PRAGMA user_version");
    assert_true(version == CJI_SQLITE_SCHEMA || (version == 1 && status != CJ_OK));
    cj_error_unref(error);
    return status == CJ_OK;
}

static void memory_runs_out(void **state)
{
    assert_true(fault_sweep(open_store, *state) > 100);
}

/* So much that the migration writes more than the shared memory beside the log is long. */
static void unpack_much(const place *p)
{
    unpack(p);
    change(p->store, "WITH n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)"
                     "INSERT INTO tombstones SELECT i, 'gone-' || i, 'C-3', 2, 1, i, entered_at, "
                     "entered_by, unit FROM n, acts WHERE seq = 6");
}

/* No file may grow beyond some size: what a full disk does to the write-ahead log. */
static int migrate_on_full_disk(const place *p, rlim_t size)
{
    int how = 0;
    pid_t child = fork();
    if (child == 0) {
        const struct rlimit limit = {size, size};
        cj_context *ctx = NULL;
        cji_store *s = NULL;
        cj_status status;
        signal(SIGXFSZ, SIG_IGN);
        if (cj_context_new(NULL, &ctx, NULL) != CJ_OK || setrlimit(RLIMIT_FSIZE, &limit) != 0)
            _exit(1);
        status = cji_store_open(ctx, p->store, &s, NULL);
        cji_store_close(s, false);
        _exit(status == CJ_OK ? 0 : status == CJ_E_STORE ? 7 : 1);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how) && (WEXITSTATUS(how) == 0 || WEXITSTATUS(how) == 7));
    return WEXITSTATUS(how);
}

static void the_disk_is_full(void **state)
{
    const place *p = *state;
    char *findings, *summaries;
    int how = 7, failed = 0;
    unpack_much(p);
    what_it_should_be(p, &findings, &summaries);
    for (rlim_t size = 32768; how == 7; size += 16384, failed++) {
        unpack_much(p);
        how = migrate_on_full_disk(p, size);
        assert_whole(p, findings, summaries);
    }
    assert_true(failed > 3);
    free(findings);
    free(summaries);
}

/* ---- derived tables -------------------------------------------------------------------------- */

static void the_summaries_equal_a_rebuild(void **state)
{
    const place *p = *state;
    cj_context *ctx;
    char *kept, *rebuilt;
    desk d;
    desk_new(p, &d);
    ctx = cj_context_ref(d.ctx);
    record(&d, DATA "case.xml", 2, 0);
    record(&d, DATA "case-longer.xml", 1, 2);
    record(&d, DATA "case-irregular.xml", 3, 0);
    record(&d, "examples/case-package.xml", 75, 0);
    desk_close(&d);
    kept = text_in(p->store, SUMMARIES);
    assert_non_null(strstr(kept, "C-1,1,j.reyes,0,3;"));
    change(p->store, "UPDATE meta SET value = 0 WHERE key = 'derived';"
                     "UPDATE case_summary SET practitioner = 'nobody', status = 9;"
                     "ALTER TABLE case_summary ADD COLUMN stray ANY");
    assert_ok(desk_open(ctx, p->store, &worker, &d, NULL), NULL);
    desk_close(&d);
    rebuilt = text_in(p->store, SUMMARIES);
    assert_string_equal(kept, rebuilt);
    assert_int_equal(number_in(p->store, "SELECT stray FROM case_summary"), -1);
    free(kept);
    free(rebuilt);
    cj_context_unref(ctx);
}

typedef struct listing {
    char text[400];
    size_t stop_at;
} listing;

static cj_status list(void *user, const cji_store_summary *summary, cj_error **error)
{
    listing *l = user;
    size_t n = strlen(l->text);
    (void)error;
    snprintf(l->text + n, sizeof l->text - n, "%s:%d:%s:%d:%d;", summary->case_id.p,
             (int)summary->status, summary->practitioner.p, summary->limited,
             (int)summary->changed_seq);
    return n >= l->stop_at ? CJ_E_STOPPED : CJ_OK;
}

static void the_cases_are_listed(void **state)
{
    const place *p = *state;
    listing l = {.stop_at = SIZE_MAX};
    desk d;
    desk_new(p, &d);
    assert_ok(cji_store_each_case(d.store->db, list, &l, NULL), NULL);
    assert_string_equal(l.text, "");
    record(&d, DATA "case-irregular.xml", 3, 0);
    record(&d, DATA "case.xml", 2, 0);
    assert_ok(cji_store_each_case(d.store->db, list, &l, NULL), NULL);
    assert_string_equal(l.text, "C-1:1:j.reyes:0:5;C-3:1:j.reyes:0:3;");
    l = (listing){.stop_at = 0};
    assert_int_equal(cji_store_each_case(d.store->db, list, &l, NULL), CJ_E_STOPPED);
    assert_string_equal(l.text, "C-1:1:j.reyes:0:5;");
    /* What is not known is taken for limited. */
    change(p->store, "DELETE FROM case_summary WHERE case_id = 'C-1'");
    l = (listing){.stop_at = 0};
    assert_int_equal(cji_store_each_case(d.store->db, list, &l, NULL), CJ_E_STOPPED);
    assert_string_equal(l.text, "C-1:0::1:0;");
    desk_close(&d);
}

#define test(f) cmocka_unit_test_setup_teardown(f, place_make, place_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_store_of_version_1_is_brought_up),
        test(an_altered_store_stays_altered),
        test(killed_in_the_middle),
        test(memory_runs_out),
        test(the_disk_is_full),
        test(the_summaries_equal_a_rebuild),
        test(the_cases_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
