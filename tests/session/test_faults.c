/* SPDX-License-Identifier: MIT */
/* Memory that runs out and disks that fail: what was acknowledged is there, the rest is not. */
#include "session/bad_disk.h"
#include "session/session_support.h"

#include <cjustice/access.h>

static bool holds(cj_context *ctx, const char *path, size_t *acts)
{
    cj_case *c = NULL;
    desk d;
    cj_status status = desk_open(ctx, path, &worker, &d, NULL);
    if (status == CJ_OK)
        status = cj_session_open_case(d.session, "C-1", CJ_OPEN_SHOW, &c, NULL);
    *acts = c != NULL ? cj_case_act_count(c) : 0;
    cj_case_unref(c);
    desk_close(&d);
    return status == CJ_OK || status == CJ_E_NOT_FOUND;
}

/* ---- memory ---------------------------------------------------------------------------------- */

static int record_and_show(cj_context *ctx, void *user)
{
    const place *p = user;
    const char *files[] = {DATA "case.xml", DATA "case-longer.xml"};
    cj_context *calm = NULL;
    bool said[2] = {false, false};
    cj_case *c = NULL;
    cj_error *error = NULL;
    cj_status status;
    size_t acts;
    desk d;
    assert_int_equal(shell("rm -rf %s*; for f in '' .audit .key; do cp -a %s/empty$f %s$f; done",
                           p->store, p->root, p->store),
                     0);
    status = desk_open(ctx, p->store, &worker, &d, &error);
    for (int i = 0; status == CJ_OK && i < 2; i++) {
        status = cj_session_record_file(d.session, files[i], NULL, NULL, &error);
        said[i] = status == CJ_OK;
    }
    if (status == CJ_OK)
        status = cj_session_open_case(d.session, "C-1", CJ_OPEN_SHOW, &c, &error);
    if (status == CJ_OK)
        assert_int_equal(cj_case_act_count(c), 3);
    cj_case_unref(c);
    desk_close(&d);
    if (status != CJ_OK && status != CJ_E_MEMORY && status != CJ_E_LOG)
        fail_msg("status %d: %s", (int)status, last_problem(error));
    cj_error_unref(error);
    assert_ok(cj_context_new(NULL, &calm, NULL), NULL);
    assert_true(holds(calm, p->store, &acts));
    assert_true(acts >= (said[1] ? 3u : said[0] ? 2u : 0u));
    cj_context_unref(calm);
    return status == CJ_OK;
}

static void memory_runs_out(void **state)
{
    const place *p = *state;
    char empty[120];
    desk d;
    desk_new(p, &d);
    desk_close(&d);
    snprintf(empty, sizeof empty, "%s/empty", p->root);
    assert_int_equal(shell("for f in '' .audit .key; do cp -a %s$f %s$f; done", p->store, empty),
                     0);
    assert_true(fault_sweep_some(record_and_show, *state) > 100);
}

static int create(cj_context *ctx, void *user)
{
    const place *p = user;
    cj_status status = store_make(ctx, p->store, &worker, NULL);
    if (status != CJ_OK)
        assert_int_equal(access(p->store, F_OK), -1);
    if (status == CJ_OK)
        assert_int_equal(shell("rm -r %s*", p->store), 0);
    else
        assert_int_not_equal(shell("ls %s.audit %s.key >%s/ls 2>&1", p->store, p->store, p->root),
                             0);
    assert_int_equal(shell("rm -rf %s*", p->store), 0);
    return status == CJ_OK;
}

static void memory_runs_out_at_create(void **state)
{
    assert_true(fault_sweep_some(create, *state) > 40);
}

static cj_status access_desk(cj_context *ctx, const char *path, const cj_identity *who, desk *out,
                             cj_error **error)
{
    cj_status status;
    *out = (desk){.ctx = cj_context_ref(ctx)};
    status = cj_policy_new(ctx, &out->policy, error);
    if (status == CJ_OK)
        status = cj_policy_add_file(out->policy, DATA "policy-access.xml", error);
    if (status == CJ_OK)
        status = cj_store_open(ctx, path, &out->store, error);
    return status == CJ_OK ? cj_session_new(out->store, out->policy, who, &out->session, error)
                           : status;
}

/* A limit that was acknowledged bars who is not on its list. */
static void assert_barred(const char *path)
{
    static const cj_identity stranger = {sizeof(cj_identity), "x.stranger", "practitioner",
                                         "southfield", "supervision"};
    cj_context *calm = NULL;
    cj_case *c = NULL;
    desk d;
    assert_ok(cj_context_new(NULL, &calm, NULL), NULL);
    assert_ok(access_desk(calm, path, &stranger, &d, NULL), NULL);
    assert_int_equal(cj_session_open_case(d.session, "C-1", CJ_OPEN_SHOW, &c, NULL), CJ_E_DENIED);
    desk_close(&d);
    cj_context_unref(calm);
}

static int limit_and_list(cj_context *ctx, void *user)
{
    static const cj_identity manager = {sizeof(cj_identity), "m.okafor", "manager", "northfield",
                                        "supervision"};
    const cj_time until = {INT64_C(4000000000000000), 0, CJ_PRECISION_MICROSECOND};
    const place *p = user;
    const char *named = worker.actor;
    cj_caseload_options options = CJ_CASELOAD_OPTIONS_INIT;
    cj_limit limit = CJ_LIMIT_INIT;
    bool limited = false;
    cj_session *s = NULL;
    cj_report *report = NULL;
    cj_case *c = NULL;
    cj_error *error = NULL;
    cj_status status;
    desk d;
    assert_int_equal(shell("rm -rf %s*; for f in '' .audit .key; do cp -a %s/full$f %s$f; done",
                           p->store, p->root, p->store),
                     0);
    limit.limit = CJ_CODE_LIMIT_RESTRICTION;
    limit.who = &named;
    limit.nwho = 1;
    limit.reason = "r";
    status = access_desk(ctx, p->store, &worker, &d, &error);
    if (status == CJ_OK)
        status = cj_session_new(d.store, d.policy, &manager, &s, &error);
    if (status == CJ_OK)
        status = cj_session_limit(s, "C-1", &limit, NULL, &error);
    limited = status == CJ_OK;
    if (status == CJ_OK)
        status = cj_session_override(s, "C-1", 1, until, "t", NULL, &error);
    if (status == CJ_OK)
        status = cj_session_open_case(s, "C-1", CJ_OPEN_SHOW, &c, &error);
    if (status == CJ_OK)
        status = cj_session_caseload(d.session, &options, &report, &error);
    if (status == CJ_OK)
        assert_int_equal(cj_count(cj_report_record(report), CJ_FIELD_ROWS), 1);
    else
        assert_null(report);
    cj_report_unref(report);
    cj_case_unref(c);
    cj_session_unref(s);
    desk_close(&d);
    if (status != CJ_OK && status != CJ_E_MEMORY && status != CJ_E_LOG)
        fail_msg("status %d: %s", (int)status, last_problem(error));
    cj_error_unref(error);
    if (limited)
        assert_barred(p->store);
    return status == CJ_OK;
}

static void memory_runs_out_at_limits(void **state)
{
    const place *p = *state;
    desk d;
    desk_new(p, &d);
    record(&d, DATA "case.xml", 2, 0);
    desk_close(&d);
    assert_int_equal(
        shell("for f in '' .audit .key; do mv %s$f %s/full$f; done", p->store, p->root), 0);
    assert_true(fault_sweep_some(limit_and_list, *state) > 100);
}

/* ---- disk ------------------------------------------------------------------------------------ */

/* Returns whether the run met no failure. */
static bool run_on(const place *p, disk *k)
{
    cj_context *ctx = NULL;
    size_t said = 0, acts = 0;
    cj_case *c = NULL;
    cj_error *error = NULL;
    cj_audit_result *result = NULL;
    desk d;
    assert_int_equal(shell("rm -rf %s*; for f in '' .audit .key; do cp -a %s/empty$f %s$f; done",
                           p->store, p->root, p->store),
                     0);
    assert_ok(cj_context_new(NULL, &ctx, NULL), NULL);
    ctx->io = disk_io(k);
    if (desk_open(ctx, p->store, &worker, &d, &error) == CJ_OK) {
        if (cj_session_record_file(d.session, DATA "case.xml", NULL, NULL, &error) == CJ_OK)
            said = 2;
        if (cj_session_record_file(d.session, DATA "case-longer.xml", NULL, NULL, &error) == CJ_OK)
            said = 3;
        (void)cj_session_open_case(d.session, "C-1", CJ_OPEN_SHOW, &c, &error);
        cj_case_unref(c);
    }
    desk_close(&d);
    assert_true(k->seen < k->fail_at || cj_error_count(error) > 0 || said == 3);
    cj_error_unref(error);
    ctx->io = cji_io_system;
    assert_true(holds(ctx, p->store, &acts));
    assert_true(acts >= said && acts <= 3 && acts != 1);
    assert_ok(cj_audit_verify(ctx, p->store, NULL, &result, NULL), NULL);
    assert_int_equal(cj_audit_result_verdict(result), CJ_AUDIT_CONSISTENT);
    cj_audit_result_unref(result);
    cj_context_unref(ctx);
    return k->seen < k->fail_at;
}

static void the_disk_fails(void **state)
{
    const place *p = *state;
    desk d;
    desk_new(p, &d);
    desk_close(&d);
    assert_int_equal(
        shell("for f in '' .audit .key; do cp -a %s$f %s/empty$f; done", p->store, p->root), 0);
    for (int sticky = 0; sticky < 2; sticky++) {
        for (long at = 1;; at = fault_next(at)) {
            disk k = {0, at, sticky != 0, false};
            if (run_on(p, &k))
                break;
        }
    }
}

#define test(f) cmocka_unit_test_setup_teardown(f, place_make, place_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(memory_runs_out),
        test(memory_runs_out_at_create),
        test(memory_runs_out_at_limits),
        test(the_disk_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
