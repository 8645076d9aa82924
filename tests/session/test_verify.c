/* SPDX-License-Identifier: MIT */
/* A store that was altered behind our back: by its files, not by the library. */
#include "session/session_support.h"

#include <errno.h>

static cj_context *calm(void)
{
    cj_context *ctx = NULL;
    assert_ok(cj_context_new(NULL, &ctx, NULL), NULL);
    return ctx;
}

/* The verdict; *why (may be NULL) is what is wrong, "" for nothing. */
static int32_t verdict_of(const char *path, const char *trusted, char why[200])
{
    cj_context *ctx = calm();
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    int32_t verdict;
    assert_ok(cj_store_verify(ctx, path, trusted, &result, &error), error);
    verdict = cj_audit_result_verdict(result);
    assert_true((cj_audit_result_why(result) != NULL) == (verdict == CJ_AUDIT_FAILED));
    if (why != NULL)
        snprintf(why, 200, "%s", verdict == CJ_AUDIT_FAILED ? cj_audit_result_why(result) : "");
    cj_audit_result_unref(result);
    cj_context_unref(ctx);
    return verdict;
}

static void assert_fails(const char *path, const char *want)
{
    char why[200];
    if (verdict_of(path, NULL, why) != CJ_AUDIT_FAILED || strstr(why, want) == NULL)
        fail_msg("want: %s; have: %s", want, why);
}

static void assert_consistent(const char *path)
{
    char why[200];
    if (verdict_of(path, NULL, why) != CJ_AUDIT_CONSISTENT)
        fail_msg("%s", why);
}

/* Case C-1 of units at 2 to 3 and at 5, case C-2 of a unit at 7 to 8. */
static void make(const place *p)
{
    cj_error *error = NULL;
    cji_buf file;
    char *at;
    desk d;
    desk_new(p, &d);
    record(&d, DATA "case.xml", 2, 0);
    record(&d, DATA "case-longer.xml", 1, 2);
    cji_buf_init(&file, d.ctx, (size_t)1 << 20);
    assert_ok(cji_file_read(d.ctx, DATA "case.xml", &file, NULL), NULL);
    at = strstr(cji_buf_text(&file), "C-1");
    assert_non_null(at);
    at[2] = '2';
    assert_ok(cj_session_record(d.session, NULL, file.p, file.n, NULL, NULL, &error), error);
    cji_buf_fini(&file);
    desk_close(&d);
}

static void copy(const place *p, const char *from, const char *to)
{
    assert_int_equal(shell("cd %s && rm -rf %s %s.* %s-* && for f in '' .audit .key; do "
                           "cp -a %s$f %s$f; done",
                           p->root, to, to, to, from, to),
                     0);
}

static void run_sql(const char *path, const char *sql)
{
    char *why = NULL;
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    sqlite3_close(db);
}

static cj_status view(const char *path, const char *case_id)
{
    cj_context *ctx = calm();
    cj_case *c = NULL;
    cj_error *error = NULL;
    desk d;
    cj_status status = desk_open(ctx, path, &worker, &d, &error);
    if (status == CJ_OK)
        status = cj_session_open_case(d.session, case_id, CJ_OPEN_SHOW, &c, &error);
    assert_true((c != NULL) == (status == CJ_OK));
    assert_true(status == CJ_OK || cj_error_count(error) > 0);
    cj_error_unref(error);
    cj_case_unref(c);
    desk_close(&d);
    cj_context_unref(ctx);
    return status;
}

/* ---- what is well ---------------------------------------------------------------------------- */

static void a_healthy_store_verifies(void **state)
{
    const place *p = *state;
    cji_buf kept;
    desk d;
    make(p);
    assert_int_equal(shell("ls -lR --time-style=full-iso %s >/tmp/$PPID.before", p->root), 0);
    assert_consistent(p->store);
    assert_int_equal(shell("ls -lR --time-style=full-iso %s | cmp - /tmp/$PPID.before && "
                           "rm /tmp/$PPID.before",
                           p->root),
                     0);
    cj_context *ctx = calm();
    assert_ok(desk_open(ctx, p->store, &auditor, &d, NULL), NULL);
    cji_buf_init(&kept, ctx, 4096);
    assert_ok(cj_session_checkpoint(d.session, to_buf, &kept, NULL), NULL);
    desk_close(&d);
    assert_int_equal(verdict_of(p->store, cji_buf_text(&kept), NULL), CJ_AUDIT_ANCHORED);
    /* While it is open, with entries that no checkpoint covers yet. */
    assert_ok(desk_open(ctx, p->store, &worker, &d, NULL), NULL);
    cji_buf_fini(&kept);
    export_case(&d, "C-1", &kept);
    cji_buf_fini(&kept);
    assert_consistent(p->store);
    desk_close(&d);
    /* A path that is no plain URI. */
    assert_int_equal(shell("cd %s && mkdir 'a ?%%41#' && for f in '' .audit .key; do "
                           "mv store$f 'a ?%%41#/store'$f; done",
                           p->root),
                     0);
    char path[160];
    snprintf(path, sizeof path, "%s/a ?%%41#/store", p->root);
    assert_consistent(path);
    cj_context_unref(ctx);
}

static void misuse_is_said(void **state)
{
    const place *p = *state;
    cj_context *ctx = calm();
    cj_audit_result *result = NULL;
    assert_int_equal(cj_store_verify(NULL, p->store, NULL, &result, NULL), CJ_E_MISUSE);
    assert_int_equal(cj_store_verify(ctx, NULL, NULL, &result, NULL), CJ_E_MISUSE);
    assert_int_equal(cj_store_verify(ctx, p->store, NULL, NULL, NULL), CJ_E_MISUSE);
    assert_int_equal(cj_store_verify(ctx, p->store, NULL, &result, NULL), CJ_E_NOT_FOUND);
    make(p);
    assert_int_equal(cj_store_verify(ctx, p->store, "/nonexistent", &result, NULL), CJ_E_NOT_FOUND);
    assert_int_equal(shell("head -c 5000 /dev/zero >%s", p->store), 0);
    assert_int_equal(cj_store_verify(ctx, p->store, NULL, &result, NULL), CJ_E_STORE_FORMAT);
    assert_null(result);
    cj_context_unref(ctx);
}

/* ---- what was altered ------------------------------------------------------------------------ */

typedef struct attack {
    const char *sql;
    cj_status view; /* of C-1 */
    const char *why;
} attack;

#define GONE(act) "DELETE FROM acts WHERE case_id = 'C-1' AND act_id = '" act "';"

static const attack attacks[] = {
    /* Another act that is as valid as the one that was recorded. */
    {"UPDATE acts SET payload = CAST(replace(payload, 'Quay', 'Kwai') AS BLOB)", CJ_E_STORE_LOG,
     "act a-3 differs from what was committed"},
    {"UPDATE acts SET payload = x'00' WHERE act_id = 'a-1'", CJ_E_STORE_LOG,
     "act a-1 differs from what was committed"},
    {"UPDATE acts SET salt = zeroblob(32) WHERE act_id = 'a-2'", CJ_E_STORE_LOG,
     "act a-2 differs from what was committed"},
    {"UPDATE acts SET findings = 'r\tv\t\tx\n' WHERE act_id = 'a-2'", CJ_E_STORE_LOG,
     "act a-2 differs from what was committed"},
    {"UPDATE acts SET findings = 'r' WHERE act_id = 'a-2'", CJ_E_STORE_LOG,
     "act a-2 differs from what was committed"},
    {"UPDATE acts SET detail = 1 WHERE act_id = 'a-2'", CJ_E_STORE_LOG,
     "act a-2 differs from what was committed"},
    {"UPDATE acts SET detail = 3 WHERE act_id = 'a-2'", CJ_E_STORE_LOG,
     "act a-2 is committed to in a form"},
    {"UPDATE acts SET kind = kind + 1 WHERE act_id = 'a-3'", CJ_E_STORE_LOG, "act a-3 is not what"},
    {"UPDATE acts SET entered_by = 'n.other' WHERE act_id = 'a-2'", CJ_E_STORE_LOG,
     "act a-2 was entered by somebody else"},
    {"UPDATE acts SET entered_at = entered_at + 9 WHERE act_id = 'a-2'", CJ_E_STORE_LOG,
     "another time of entry"},
    {"UPDATE acts SET entered_at = 1 WHERE act_id = 'a-3'", CJ_E_STORE_LOG,
     "another time of entry"},
    {GONE("a-1"), CJ_E_STORE_LOG, "is gone from the store"},
    {GONE("a-2"), CJ_E_STORE_LOG, "is gone from the store"},
    {GONE("a-2") "UPDATE units SET last_index = 2 WHERE first_index = 2", CJ_E_STORE_LOG,
     "is not whole in the store"},
    {GONE("a-1") "UPDATE units SET first_index = 3 WHERE first_index = 2", CJ_E_STORE_LOG,
     "is not whole in the store"},
    {GONE("a-3") "DELETE FROM units WHERE first_index = 5", CJ_OK, "is gone from the store"},
    {"DELETE FROM acts WHERE case_id = 'C-1'", CJ_E_STORE_LOG, "is gone from the store"},
    {"DELETE FROM acts WHERE case_id = 'C-1'; DELETE FROM cases WHERE case_id = 'C-1'",
     CJ_E_STORE_LOG, "is gone from the store"},
    {"DELETE FROM acts; DELETE FROM units; DELETE FROM cases", CJ_E_STORE_LOG,
     "is gone from the store"},
    {"DELETE FROM units WHERE first_index = 5", CJ_E_STORE_LOG, "act a-3 is of no unit"},
    {"DELETE FROM units WHERE first_index = 2", CJ_E_STORE_LOG, "act a-1 is of no unit"},
    {"UPDATE units SET tx = 'another' WHERE first_index = 5", CJ_E_STORE_LOG, "unit another"},
    {"INSERT INTO units VALUES(99, 'x', 100, 101)", CJ_OK, "unit x of the store is not in the log"},
    {"INSERT INTO units VALUES(99, 'x', 9, 9)", CJ_OK, "no intent for unit x"},
    {"UPDATE acts SET case_id = 'C-2' WHERE act_id = 'a-3'", CJ_OK, "act a-3 is of another case"},
    {"UPDATE cases SET key = zeroblob(32) WHERE case_id = 'C-1'", CJ_E_STORE_LOG,
     "act a-1 has lost the key of its case"},
    {"UPDATE cases SET key = randomblob(32) WHERE case_id = 'C-1'", CJ_E_STORE_LOG,
     "act a-1 is of another case"},
    {"UPDATE acts SET seq = seq + 100 WHERE act_id = 'a-1' AND case_id = 'C-1'", CJ_E_STORE_LOG,
     "act a-2 is not in the order of entry"},
    {"UPDATE acts SET log_index = 100 WHERE act_id = 'a-3'", CJ_E_STORE_LOG,
     "is gone from the store"},
    {"UPDATE acts SET log_index = -1 WHERE act_id = 'a-3'", CJ_E_STORE_LOG,
     "is gone from the store"},
    {"INSERT INTO tombstones SELECT seq, act_id, case_id, kind, 1, log_index, entered_at,"
     " entered_by, unit FROM acts WHERE act_id = 'a-3'; DELETE FROM acts WHERE act_id = 'a-3'",
     CJ_E_STORE_LOG, "the log knows of no erasure"},
    {"INSERT INTO tombstones SELECT seq + 50, 'a-8', case_id, kind, 1, log_index, entered_at,"
     " entered_by, unit FROM acts WHERE act_id = 'a-3'",
     CJ_E_STORE_LOG, "in the place of another"},
    {"INSERT INTO acts SELECT 50, 'a-8', case_id, kind, 1, payload, salt, 50, entered_at,"
     " entered_by, unit, detail, findings FROM acts WHERE act_id = 'a-3'",
     CJ_E_STORE_LOG, "act a-8 is not in the log"},
    {"DELETE FROM anchor", CJ_E_STORE_FORMAT, "the store has lost its anchor"},
    {"UPDATE anchor SET root = zeroblob(32)", CJ_E_STORE_LOG, "is not that of the store's anchor"},
    {"UPDATE meta SET value = 99 WHERE key = 'settled'", CJ_E_STORE_LOG,
     "shorter than the store has seen it"},
    {"INSERT INTO cases VALUES('C-9', zeroblob(32))", CJ_OK, "a case of the store has lost"},
};

static void alterations_are_found(void **state)
{
    const place *p = *state;
    char path[120];
    make(p);
    snprintf(path, sizeof path, "%s/other", p->root);
    for (size_t i = 0; i < CJI_COUNT(attacks); i++) {
        const attack *a = &attacks[i];
        char why[200];
        cj_status status;
        copy(p, "store", "other");
        assert_consistent(path);
        run_sql(path, a->sql);
        if (verdict_of(path, NULL, why) != CJ_AUDIT_FAILED || strstr(why, a->why) == NULL)
            fail_msg("%s: %s", a->sql, why);
        status = view(path, "C-1");
        if (status != a->view)
            fail_msg("%s: status %d", a->sql, (int)status);
    }
}

/* An irregularity cannot be taken out of the database, nor one be put in. */
static void findings_are_facts_of_entry(void **state)
{
    static const char *const alterations[] = {
        "UPDATE acts SET findings = '' WHERE act_id = 'a-3'",
        "UPDATE acts SET findings = findings || findings WHERE act_id = 'a-3'",
        "UPDATE acts SET findings = '', detail = 1 WHERE act_id = 'a-3'",
        "UPDATE acts SET findings = replace(findings, 'not_cautioned', 'cautioned')",
    };
    const place *p = *state;
    const cj_record *folded = NULL;
    cj_case *c = NULL;
    char path[120];
    desk d;
    desk_new(p, &d);
    record(&d, DATA "case-irregular.xml", 3, 0);
    desk_again(p, &d);
    assert_ok(cj_session_open_case(d.session, "C-3", CJ_OPEN_SHOW, &c, NULL), NULL);
    assert_ok(cj_case_state(c, &folded, NULL), NULL);
    assert_int_equal(cj_count(folded, CJ_FIELD_FINDINGS), 1);
    cj_case_unref(c);
    desk_close(&d);
    snprintf(path, sizeof path, "%s/other", p->root);
    for (size_t i = 0; i < CJI_COUNT(alterations); i++) {
        copy(p, "store", "other");
        run_sql(path, alterations[i]);
        assert_fails(path, "act a-3 differs from what was committed");
        assert_int_equal(view(path, "C-3"), CJ_E_STORE_LOG);
    }
}

/* Nothing is recorded onto what was altered. */
static void nothing_is_added_to_an_altered_case(void **state)
{
    const place *p = *state;
    cj_error *error = NULL;
    cj_context *ctx = calm();
    uint64_t size;
    desk d;
    make(p);
    run_sql(p->store, "UPDATE acts SET payload = CAST(replace(payload, 'Quay', 'Kwai') AS BLOB)");
    assert_ok(desk_open(ctx, p->store, &worker, &d, &error), error);
    size = cji_audit_size(d.store->log);
    assert_int_equal(cj_session_record_file(d.session, DATA "case-longer.xml", NULL, NULL, &error),
                     CJ_E_STORE_LOG);
    assert_non_null(strstr(last_problem(error), "act a-3 differs"));
    assert_int_equal(cji_audit_size(d.store->log), size);
    cj_error_unref(error);
    error = NULL;
    run_sql(p->store, "DELETE FROM acts WHERE case_id = 'C-1'");
    assert_int_equal(cj_session_record_file(d.session, DATA "case-longer.xml", NULL, NULL, &error),
                     CJ_E_STORE_LOG);
    cj_error_unref(error);
    desk_close(&d);
    cj_context_unref(ctx);
}

static void either_side_rolled_back_is_found(void **state)
{
    const place *p = *state;
    cj_context *ctx = calm();
    desk d;
    desk_new(p, &d);
    record(&d, DATA "case.xml", 2, 0);
    desk_close(&d);
    copy(p, "store", "old");
    assert_ok(desk_open(ctx, p->store, &worker, &d, NULL), NULL);
    record(&d, DATA "case-longer.xml", 1, 2);
    desk_close(&d);
    copy(p, "store", "new");
    assert_int_equal(
        shell("rm -r %s.audit; cp -a %s/old.audit %s.audit", p->store, p->root, p->store), 0);
    assert_fails(p->store, "the log is shorter than the store's anchor");
    copy(p, "new", "store");
    assert_int_equal(shell("cp %s/old %s", p->root, p->store), 0);
    assert_fails(p->store, "is gone from the store");
    copy(p, "new", "store");
    assert_int_equal(shell("rm -r %s.audit", p->store), 0);
    assert_fails(p->store, "the log directory is missing");
    assert_int_equal(shell("touch %s.audit", p->store), 0);
    assert_fails(p->store, "the log directory is missing");
    copy(p, "new", "store");
    assert_int_equal(shell("rm %s.audit/checkpoint", p->store), 0);
    assert_fails(p->store, "the file checkpoint is missing");
    copy(p, "new", "store");
    assert_int_equal(shell("rm %s.key", p->store), 0);
    assert_consistent(p->store);
    cj_context_unref(ctx);
}

/* ---- crashes and writers --------------------------------------------------------------------- */

static long countdown;

static void die_sometime(void)
{
    if (--countdown == 0)
        _exit(7);
}

static long dying_write(void *user, int fd, const void *bytes, size_t size)
{
    die_sometime();
    return cji_io_system.write(user, fd, bytes, size);
}

static int dying_sync(void *user, int fd)
{
    die_sometime();
    return cji_io_system.sync(user, fd);
}

/* Recording, killed before its nth write or sync of the log. */
static int record_and_die(const place *p, long n)
{
    int how = 0;
    pid_t child = fork();
    if (child == 0) {
        cj_context *ctx = NULL;
        desk d;
        bool good = cj_context_new(NULL, &ctx, NULL) == CJ_OK &&
                    desk_open(ctx, p->store, &worker, &d, NULL) == CJ_OK;
        countdown = n;
        ctx->io.write = dying_write;
        ctx->io.sync = dying_sync;
        good = good &&
               cj_session_record_file(d.session, DATA "case-longer.xml", NULL, NULL, NULL) == CJ_OK;
        desk_close(&d);
        _exit(good ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how) && (WEXITSTATUS(how) == 0 || WEXITSTATUS(how) == 7));
    return WEXITSTATUS(how);
}

static void a_crash_is_no_alteration(void **state)
{
    const place *p = *state;
    int dangling = 0;
    long n = 1;
    desk d;
    desk_new(p, &d);
    record(&d, DATA "case.xml", 2, 0);
    desk_close(&d);
    copy(p, "store", "old");
    for (;; n++) {
        char why[200];
        int how;
        copy(p, "old", "store");
        how = record_and_die(p, n);
        if (verdict_of(p->store, NULL, why) == CJ_AUDIT_FAILED &&
            strstr(why, "a writer was killed and none has opened the log since") == NULL)
            fail_msg("killed at %ld: %s", n, why);
        dangling += shell("test -e %s-wal", p->store) == 0;
        assert_int_equal(view(p->store, "C-1"), CJ_OK);
        assert_consistent(p->store);
        if (how == 0)
            break;
    }
    assert_true(n > 6 && dangling > 3);
}

static void others_may_record_meanwhile(void **state)
{
    const place *p = *state;
    pid_t child;
    int how = -1, looks = 0;
    make(p);
    child = fork();
    if (child == 0) {
        cj_context *ctx = NULL;
        bool good = cj_context_new(NULL, &ctx, NULL) == CJ_OK;
        for (int i = 0; good && i < 30; i++) {
            cj_act *act = NULL;
            char text[900];
            desk d;
            snprintf(text, sizeof text,
                     "<act id=\"w-%d\" kind=\"party_recorded\" handle=\"H-1\" "
                     "occurred_at=\"2026-02-04T10:00Z\" occurred_precision=\"minute\" "
                     "recorded_at=\"2026-02-04T10:05Z\" sensitivity=\"normal\"><performed_by>"
                     "<id>j.reyes</id><role>practitioner</role><org>northfield</org>"
                     "</performed_by><party_id>pw-%d</party_id><name>N</name>"
                     "<is_organisation>true</is_organisation><party_role>provider</party_role>"
                     "</act>",
                     i, i);
            good = desk_open(ctx, p->store, &worker, &d, NULL) == CJ_OK &&
                   cj_act_read(ctx, NULL, text, strlen(text), &act, NULL) == CJ_OK &&
                   cj_session_apply(d.session, "C-1", &act, 1, NULL) == CJ_OK;
            cj_act_unref(act);
            desk_close(&d);
        }
        _exit(good ? 0 : 1);
    }
    while (waitpid(child, &how, WNOHANG) == 0) {
        cj_context *ctx = calm();
        cj_audit_result *result = NULL;
        cj_error *error = NULL;
        cj_status status = cj_store_verify(ctx, p->store, NULL, &result, &error);
        if (status != CJ_E_STORE_BUSY) {
            assert_ok(status, error);
            if (cj_audit_result_verdict(result) != CJ_AUDIT_CONSISTENT)
                fail_msg("%s", cj_audit_result_why(result));
            looks++;
        }
        cj_error_unref(error);
        cj_audit_result_unref(result);
        cj_context_unref(ctx);
    }
    assert_int_equal(how, 0);
    assert_true(looks > 0);
    assert_consistent(p->store);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static int verify_with_faults(cj_context *ctx, void *user)
{
    const place *p = user;
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    cj_status status = cj_store_verify(ctx, p->store, NULL, &result, &error);
    if (status == CJ_OK)
        assert_int_equal(cj_audit_result_verdict(result), CJ_AUDIT_CONSISTENT);
    else if (status != CJ_E_MEMORY)
        fail_msg("status %d: %s", (int)status, last_problem(error));
    assert_true((result != NULL) == (status == CJ_OK));
    cj_audit_result_unref(result);
    cj_error_unref(error);
    return status == CJ_OK;
}

static void memory_runs_out(void **state)
{
    make(*state);
    assert_true(fault_sweep(verify_with_faults, *state) > 50);
}

#define test(f) cmocka_unit_test_setup_teardown(f, place_make, place_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_healthy_store_verifies),
        test(misuse_is_said),
        test(alterations_are_found),
        test(findings_are_facts_of_entry),
        test(nothing_is_added_to_an_altered_case),
        test(either_side_rolled_back_is_found),
        test(a_crash_is_no_alteration),
        test(others_may_record_meanwhile),
        test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
