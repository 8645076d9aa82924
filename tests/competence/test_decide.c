/* SPDX-License-Identifier: MIT */
/*
 * Deciding and explaining have one meaning: over acts at random, the five packs, two policies, of
 * all who acted and of one worker. (Every fixture of the other tests is held to the same.)
 */
#include "competence/row_file.h"

static const char *const standards[] = {"SFJEB2", "SFJED1", "SFJED4", "SFJED6", "SFJGC202"};

/* Half of the acts are of the kinds that rules ask for in turn, so that some of them are met. */
static cj_case *random_case(world *w, const cj_policy *policy, uint64_t seed)
{
    cj_case *c = NULL;
    uint64_t next = seed;
    size_t acts = 20 + seed % 60;
    assert_int_equal(cj_case_new(w->ctx, "C", &c, NULL), CJ_OK);
    cj_case_set_policy(c, policy);
    filler_lines(c, filler_base);
    for (size_t tries = 0; c->count < acts && tries < 20 * acts; tries++) {
        int32_t kind = 1 + (int32_t)(filler_random(&next) % (uint64_t)cji_kind_count);
        cj_act *act = filler_any(c, kind, &next);
        if (act != NULL)
            (void)cj_case_apply(c, act, NULL); /* many are refused */
        cj_act_unref(act);
    }
    return c;
}

static void count_verdicts(const cj_report *report, size_t counts[8])
{
    const cj_record *all = cj_report_record(report), *one = NULL;
    for (size_t i = 0; i < cj_count(all, CJ_FIELD_CRITERIA); i++) {
        cj_get_record(all, CJ_FIELD_CRITERIA, i, &one);
        counts[cji_number(one, CJ_FIELD_VERDICT)]++;
    }
}

static void compare(world *w, cj_case *c, const cj_policy *policy, const char *worker,
                    size_t counts[8])
{
    for (size_t i = 0; i < CJI_COUNT(standards); i++) {
        cj_check_options options = CJ_CHECK_OPTIONS_INIT;
        cj_report *report = NULL;
        cj_error *error = NULL;
        options.standard = standards[i];
        options.policy = policy;
        options.practitioner = worker;
        assert_ok(cj_check(w->catalogue, w->rules, c, &options, &report, &error), error);
        rows_decide(w, w->rules, c, &options, report);
        count_verdicts(report, counts);
        cj_report_unref(report);
        cj_error_unref(error);
    }
}

static void test_random(void **state)
{
    world *w = *state;
    cj_policy *timed = NULL;
    size_t counts[8] = {0};
    assert_int_equal(cj_policy_new(w->ctx, &timed, NULL), CJ_OK);
    assert_int_equal(cj_policy_add_dir(timed, "tests/competence/data/ten-days", NULL), CJ_OK);
    for (uint64_t seed = 1; seed <= 60; seed++) {
        const cj_policy *policy = seed % 2 == 0 ? timed : w->policy;
        cj_case *c = random_case(w, policy, seed);
        compare(w, c, policy, NULL, counts);
        compare(w, c, policy, "p.one", counts);
        cj_case_unref(c);
    }
    for (int v = 1; v <= 6; v++) /* or the comparison would say little */
        assert_true(counts[v] > 20);
    cj_policy_unref(timed);
}

/* Without a day it is that of the last act, as each act's own offset has it: none is of tomorrow.
 */
static void test_last_day(void **state)
{
    world *w = *state;
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_case *c = NULL;
    cj_report *report = NULL;
    cj_error *error = NULL;
    const char *day = "";
    assert_int_equal(cj_case_new(w->ctx, "C", &c, NULL), CJ_OK);
    filler_lines(c, filler_base);
    filler_lines(c, "a advice_given H 2026-06-02T01:00+14:00\n"
                    "b advice_given H 2026-06-01T23:00Z\n");
    options.standard = "SFJED1";
    options.practitioner = "p.one";
    assert_ok(cj_check(w->catalogue, w->rules, c, &options, &report, &error), error);
    assert_int_equal(cj_get_text(cj_report_record(report), CJ_FIELD_AS_OF, 0, &day), CJ_OK);
    assert_string_equal(day, "2026-06-02");
    cj_report_unref(report);
    cj_case_unref(c);
}

/* With a recording_lag late records wait for an assessor, whoever asks. */
static void test_agency(void **state)
{
    world *w = *state;
    rows all;
    size_t counts[8] = {0};
    rows_open(&all, w, "SFJEB2");
    for (size_t i = 0; i < all.n; i += 7)
        compare(w, all.items[i].c, all.agency, i % 2 == 0 ? NULL : "p.one", counts);
    rows_close(&all);
}

static void test_refused(void **state)
{
    world *w = *state;
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_verdict first = {NULL, 0, 0};
    size_t n = 99;
    assert_int_equal(cj_decide(w->catalogue, w->rules, w->example, &options, NULL, 0, &n, NULL),
                     CJ_E_MISUSE);
    options.standard = "SFJ-NONE";
    assert_int_equal(cj_decide(w->catalogue, w->rules, w->example, &options, NULL, 0, &n, NULL),
                     CJ_E_NOT_FOUND);
    assert_int_equal(n, 99);
    options.standard = "SFJED1";
    assert_int_equal(cj_decide(w->catalogue, w->rules, w->example, &options, &first, 1, &n, NULL),
                     CJ_OK);
    assert_int_equal(n, 31);
    assert_string_equal(first.item, "P1");
}

/* Each allocation of a decision, and of a check with its suggestions, fails in turn. */
static int under_fault(cj_context *ctx, void *user)
{
    const char *lines = user;
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_catalogue *catalogue = NULL;
    cj_rules *rules = NULL;
    cj_report *report = NULL;
    cj_case *c = NULL;
    cj_verdict verdicts[40];
    size_t n = 0;
    int done = 0;
    options.standard = "SFJED1";
    if (cj_catalogue_new(ctx, &catalogue, NULL) == CJ_OK &&
        cj_catalogue_add_file(catalogue, "standards/nos/SFJED1.xml", NULL) == CJ_OK &&
        cj_rules_new(ctx, &rules, NULL) == CJ_OK &&
        cj_rules_add_file(rules, "standards/evidence/SFJED1.xml", NULL) == CJ_OK &&
        cj_case_new(ctx, NULL, &c, NULL) == CJ_OK && cj_case_read_file(c, lines, NULL) == CJ_OK &&
        cj_decide(catalogue, rules, c, &options, verdicts, 40, &n, NULL) == CJ_OK &&
        cj_check(catalogue, rules, c, &options, &report, NULL) == CJ_OK)
        done = n == 31;
    cj_report_unref(report);
    cj_case_unref(c);
    cj_rules_unref(rules);
    cj_catalogue_unref(catalogue);
    return done;
}

static void test_memory(void **state)
{
    (void)state;
    assert_true(fault_sweep_some(under_fault, (void *)(uintptr_t) "examples/case-safety.xml") > 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_random, setup, teardown),
        cmocka_unit_test_setup_teardown(test_last_day, setup, teardown),
        cmocka_unit_test_setup_teardown(test_agency, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
