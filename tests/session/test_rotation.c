/* SPDX-License-Identifier: MIT */
/* A store whose log goes on in shards: what is recorded, viewed, erased and restored across them.
 */
#include "session/session_support.h"

#include <cjustice/bundle.h>
#include <cjustice/rights.h>

static const cj_identity controller = {sizeof(cj_identity), "d.moss", "data-controller",
                                       "northfield", "rights"};

/* Somebody else at the store. */
static void sit_down(desk *d, const cj_identity *who)
{
    cj_error *error = NULL;
    cj_session_unref(d->session);
    d->session = NULL;
    assert_ok(cj_session_new(d->store, d->policy, who, &d->session, &error), error);
}

static void rotate(desk *d)
{
    cj_error *error = NULL;
    cji_buf note;
    cji_buf_init(&note, d->ctx, 10000);
    sit_down(d, &auditor);
    assert_ok(cj_session_rotate(d->session, NULL, to_buf, &note, &error), error);
    assert_true(note.n > 100);
    cji_buf_fini(&note);
    sit_down(d, &worker);
}

static void view(desk *d, size_t acts)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_session_open_case(d->session, "C-1", CJ_OPEN_SHOW, &c, &error), error);
    assert_int_equal(cj_case_act_count(c), acts);
    cj_case_unref(c);
}

static int32_t verdict_of(const place *p, const char *trusted, char why[200])
{
    cj_context *ctx = NULL;
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    int32_t verdict;
    assert_ok(cj_context_new(NULL, &ctx, NULL), NULL);
    assert_ok(cj_store_verify(ctx, p->store, trusted, &result, &error), error);
    verdict = cj_audit_result_verdict(result);
    snprintf(why, 200, "%s", verdict == CJ_AUDIT_FAILED ? cj_audit_result_why(result) : "");
    cj_audit_result_unref(result);
    cj_context_unref(ctx);
    return verdict;
}

static void assert_good(const place *p)
{
    char why[200];
    if (verdict_of(p, NULL, why) != CJ_AUDIT_CONSISTENT)
        fail_msg("%s", why);
}

static void casework_goes_on(void **state)
{
    const place *p = *state;
    desk d, other;
    desk_new(p, &d);
    record(&d, DATA "case.xml", 2, 0);
    assert_ok(desk_open(d.ctx, p->store, &worker, &other, NULL), NULL);
    rotate(&d);
    view(&d, 2);
    assert_good(p);
    record(&other, DATA "case-longer.xml", 1, 2); /* a handle from before the rotation */
    rotate(&d);
    view(&other, 3);
    view(&d, 3);
    desk_close(&d);
    desk_close(&other);
    assert_good(p);
    assert_ok(cj_context_new(NULL, &d.ctx, NULL), NULL);
    assert_ok(desk_open(d.ctx, p->store, &worker, &other, NULL), NULL);
    view(&other, 3);
    desk_close(&other);
    cj_context_unref(d.ctx);
}

/* One checkpoint proves one shard: a bundle is refused rather than made of what it cannot prove. */
static void no_bundle_over_shards(void **state)
{
    cj_bundle_options options = CJ_BUNDLE_OPTIONS_INIT;
    cj_catalogue *catalogue = NULL;
    cj_rules *rules = NULL;
    cj_error *error = NULL;
    cji_buf out;
    desk d;
    desk_new(*state, &d);
    record(&d, DATA "case.xml", 2, 0);
    assert_ok(cj_catalogue_new(d.ctx, &catalogue, &error), error);
    assert_ok(cj_catalogue_add_dir(catalogue, "standards", &error), error);
    assert_ok(cj_rules_new(d.ctx, &rules, &error), error);
    assert_ok(cj_rules_add_dir(rules, "standards", &error), error);
    options.case_id = "C-1";
    options.check.standard = "SFJED1";
    cji_buf_init(&out, d.ctx, 1 << 22);
    assert_ok(cj_session_bundle(d.session, catalogue, rules, &options, to_buf, &out, &error),
              error);
    assert_true(out.n > 1000);
    rotate(&d);
    cji_buf_clear(&out);
    assert_int_equal(cj_session_bundle(d.session, catalogue, rules, &options, to_buf, &out, NULL),
                     CJ_E_LOG);
    assert_int_equal(out.n, 0);
    cji_buf_fini(&out);
    cj_rules_unref(rules);
    cj_catalogue_unref(catalogue);
    desk_close(&d);
}

static void who_may(void **state)
{
    uint64_t size;
    desk d;
    desk_new(*state, &d);
    size = cji_audit_size(d.store->log);
    assert_int_equal(cj_session_rotate(d.session, NULL, NULL, NULL, NULL), CJ_E_DENIED);
    assert_int_equal(cji_audit_size(d.store->log), size + 1);
    sit_down(&d, &auditor);
    assert_int_equal(cj_session_rotate(d.session, "two words", NULL, NULL, NULL), CJ_E_MISUSE);
    assert_int_equal(d.store->log->shard, 1);
    desk_close(&d);
    assert_good(*state);
}

/* What is erased later has its place in an older shard; a backup from before the rotation too. */
static void erased_and_restored_across(void **state)
{
    const place *p = *state;
    cj_erasure what = CJ_ERASURE_INIT;
    cj_restored done = CJ_RESTORED_INIT;
    cj_context *ctx;
    cj_policy *policy = NULL;
    cj_error *error = NULL;
    char path[128];
    size_t erased = 0;
    desk d;
    desk_new(p, &d);
    record(&d, DATA "case.xml", 2, 0);
    record(&d, DATA "case-longer.xml", 1, 2);
    snprintf(path, sizeof path, "%s/backup", p->root);
    sit_down(&d, &controller);
    assert_ok(cj_session_backup(d.session, path, NULL, &error), error);
    rotate(&d);
    sit_down(&d, &controller);
    what.reason = CJ_CODE_ERASURE_REASON_COURT_ORDER;
    what.authority = "order 7";
    assert_ok(cj_session_erase(d.session, "C-1", &what, &erased, &error), error);
    assert_int_equal(erased, 3);
    rotate(&d);
    ctx = cj_context_ref(d.ctx);
    desk_close(&d);
    assert_good(p);
    assert_int_equal(shell("rm %s %s.lock", p->store, p->store), 0);
    assert_ok(cj_policy_new(ctx, &policy, NULL), NULL);
    assert_ok(cj_policy_add_file(policy, DATA "policy.xml", NULL), NULL);
    assert_ok(cj_store_restore(ctx, p->store, path, policy, &controller, &done, &error), error);
    assert_int_equal(done.erased, 3);
    cj_policy_unref(policy);
    cj_context_unref(ctx);
    assert_good(p);
}

static void either_side_rolled_back(void **state)
{
    const place *p = *state;
    cj_context *ctx = NULL;
    char why[200];
    desk d, again;
    desk_new(p, &d);
    record(&d, DATA "case.xml", 2, 0);
    desk_close(&d);
    assert_int_equal(shell("mkdir %s/old && cp -r %s* %s/old", p->root, p->store, p->root), 0);
    assert_ok(cj_context_new(NULL, &ctx, NULL), NULL);
    assert_ok(desk_open(ctx, p->store, &worker, &d, NULL), NULL);
    rotate(&d);
    record(&d, DATA "case-longer.xml", 1, 2);
    desk_close(&d);
    assert_good(p);
    /* the log to before the rotation */
    assert_int_equal(shell("cd %s && mkdir new && cp -r store* new && rm -rf store.audit* && "
                           "cp -r old/store.audit old/store.key .",
                           p->root),
                     0);
    assert_int_equal(desk_open(ctx, p->store, &worker, &again, NULL), CJ_E_LOG_DAMAGED);
    desk_close(&again);
    assert_int_equal(verdict_of(p, NULL, why), CJ_AUDIT_FAILED);
    /* the store, with the log as it is */
    assert_int_equal(
        shell("cd %s && rm -rf store* && cp -r new/store* . && cp old/store .", p->root), 0);
    assert_int_equal(desk_open(ctx, p->store, &worker, &again, NULL), CJ_E_STORE_LOG);
    desk_close(&again);
    assert_int_equal(verdict_of(p, NULL, why), CJ_AUDIT_FAILED);
    /* the first shard away, the second in its place */
    assert_int_equal(shell("cd %s && rm -rf store* && cp -r new/store* . && rm -rf store.audit && "
                           "mv store.audit.2 store.audit",
                           p->root),
                     0);
    assert_int_equal(verdict_of(p, NULL, why), CJ_AUDIT_FAILED);
    assert_int_not_equal(desk_open(ctx, p->store, &worker, &again, NULL), CJ_OK);
    desk_close(&again);
    cj_context_unref(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(casework_goes_on, place_make, place_drop),
        cmocka_unit_test_setup_teardown(no_bundle_over_shards, place_make, place_drop),
        cmocka_unit_test_setup_teardown(who_may, place_make, place_drop),
        cmocka_unit_test_setup_teardown(erased_and_restored_across, place_make, place_drop),
        cmocka_unit_test_setup_teardown(either_side_rolled_back, place_make, place_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
