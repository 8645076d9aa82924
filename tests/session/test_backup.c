/* SPDX-License-Identifier: MIT */
/* A backup in the place of a store that is gone: what was erased stays erased. */
#include "session/erase_support.h"

/* ---- backups --------------------------------------------------------------------------------- */

static cj_status restore(const place *p, const char *from, const cj_identity *who, cj_restored *out,
                         cj_error **error)
{
    cj_context *ctx = NULL;
    cj_policy *policy = NULL;
    char path[128];
    cj_status status;
    snprintf(path, sizeof path, "%s/%s", p->root, from);
    assert_ok(cj_context_new(NULL, &ctx, NULL), NULL);
    assert_ok(cj_policy_new(ctx, &policy, NULL), NULL);
    assert_ok(cj_policy_add_file(policy, DATA "policy.xml", NULL), NULL);
    status = cj_store_restore(ctx, p->store, path, policy, who, out, error);
    cj_policy_unref(policy);
    cj_context_unref(ctx);
    return status;
}

static void back_up(desk *d, const place *p, const char *name)
{
    char path[128];
    cj_error *error = NULL;
    uint64_t size = 0;
    snprintf(path, sizeof path, "%s/%s", p->root, name);
    assert_ok(cj_session_backup(d->session, path, &size, &error), error);
    assert_true(size > 2);
    assert_int_equal(cj_session_backup(d->session, path, NULL, NULL), CJ_E_STORE_EXISTS);
}

static void a_backup_replays_the_erasure(void **state)
{
    const place *p = *state;
    planted *m = calloc(1, sizeof *m);
    cj_restored done = CJ_RESTORED_INIT;
    char where[300];
    cj_error *error = NULL;
    size_t erased = 0, acts;
    cj_case *c;
    desk d;
    desk_new(p, &d);
    fill(&d, m);
    record_text(&d, leaning);
    sit_down(&d, p, &controller);
    back_up(&d, p, "backup");
    assert_erases(&d, "plan", 1);
    assert_ok(erase(&d, EXAMPLE_ID, NULL, 0, CJ_CODE_ERASURE_REASON_COURT_ORDER, &erased, &error),
              error);
    sit_down(&d, p, &worker);
    record_text(&d, WRAP(CONTACT("late", "02-12", "none", "")));
    desk_close(&d);
    assert_int_equal(restore(p, "backup", &controller, &done, &error), CJ_E_STORE_EXISTS);
    assert_int_equal(shell("rm %s %s.lock", p->store, p->store), 0);
    assert_int_equal(restore(p, "backup", &worker, &done, &error), CJ_E_DENIED);
    cj_error_unref(error);
    error = NULL;
    assert_ok(restore(p, "backup", &controller, &done, &error), error);
    assert_int_equal(done.lost, 3); /* two erasures and what was recorded late */
    assert_int_equal(done.erased, erased + 1);
    assert_non_null(find_in(p->root, m, where));
    assert_int_equal(shell("rm %s/backup", p->root), 0); /* a backup itself is not ours */
    assert_clean(p->root, m);
    assert_verdict(p->store, CJ_AUDIT_CONSISTENT, NULL);
    open_again(p, &d);
    c = open_case(&d, "C");
    assert_null(cj_case_act_find(c, "plan"));
    assert_null(cj_case_act_find(c, "late"));
    assert_non_null(cj_case_act_find(c, "agreed"));
    cj_case_unref(c);
    c = open_case(&d, EXAMPLE_ID);
    acts = cj_case_act_count(c);
    assert_int_equal(acts, erased + 1);
    cj_case_unref(c);
    record_text(&d,
                WRAP(CONTACT("late", "02-12", "none", ""))); /* what was lost is recorded anew */
    desk_close(&d);
    assert_verdict(p->store, CJ_AUDIT_CONSISTENT, NULL);
    cj_error_unref(error);
    free(m);
}

/* The opening act had been corrected when it was erased; in the backup it still stands alone. */
static void a_replay_asks_no_rules(void **state)
{
    static const char corrected[] = WRAP(ACT_AT(
        "opened2", "case_opened", "H", "2026-01-05T10:00Z", " supersedes=\"opened\"",
        "<supersede_reason>it named another person</supersede_reason><person>the.person</person>"
        "<case_basis>sentence</case_basis><setting>community</setting><age_band>age_25_plus"
        "</age_band><practitioner><id>p.one</id><role>practitioner</role><org>own</org>"
        "</practitioner>"));
    const place *p = *state;
    cj_restored done = CJ_RESTORED_INIT;
    cj_error *error = NULL;
    cj_case *c;
    desk d;
    begin_leaning(p, &d);
    back_up(&d, p, "backup");
    sit_down(&d, p, &worker);
    record_text(&d, corrected);
    sit_down(&d, p, &controller);
    assert_erases(&d, "opened", 1);
    c = open_case(&d, "C");
    assert_string_equal(cji_case_person(c).p, "the.person");
    cj_case_unref(c);
    desk_close(&d);
    assert_verdict(p->store, CJ_AUDIT_CONSISTENT, NULL);
    assert_int_equal(shell("rm %s", p->store), 0);
    assert_ok(restore(p, "backup", &controller, &done, &error), error);
    assert_int_equal(done.erased, 1);
    assert_int_equal(done.lost, 2);
    assert_verdict(p->store, CJ_AUDIT_CONSISTENT, NULL);
    open_again(p, &d);
    c = open_case(&d, "C");
    assert_null(cj_case_act_find(c, "opened"));
    cj_case_unref(c);
    desk_close(&d);
}

static void only_backups_of_this_log(void **state)
{
    const place *p = *state;
    place other = *p;
    cj_restored done = CJ_RESTORED_INIT;
    desk d, e;
    begin_leaning(p, &d);
    back_up(&d, p, "backup");
    desk_close(&d);
    snprintf(other.store, sizeof other.store, "%s/other", p->root);
    begin_leaning(&other, &e);
    back_up(&e, p, "foreign");
    desk_close(&e);
    assert_int_equal(shell("rm %s", p->store), 0);
    assert_int_equal(restore(p, "foreign", &controller, &done, NULL), CJ_E_STORE_LOG);
    assert_int_equal(restore(p, "nothing", &controller, &done, NULL), CJ_E_NOT_FOUND);
    assert_int_equal(restore(p, "store.key", &controller, &done, NULL), CJ_E_STORE_FORMAT);
    assert_int_not_equal(shell("ls %s.restore* %s 2>/dev/null", p->store, p->store), 0);
    assert_ok(restore(p, "backup", &controller, &done, NULL), NULL);
    assert_int_equal(done.lost, 0);
    assert_verdict(p->store, CJ_AUDIT_CONSISTENT, NULL);
}

#define test(f) cmocka_unit_test_setup_teardown(f, place_make, place_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_backup_replays_the_erasure),
        test(a_replay_asks_no_rules),
        test(only_backups_of_this_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
