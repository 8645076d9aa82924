/* SPDX-License-Identifier: MIT */
/* The rules of SFJGC202: each criterion evidenced, each of its conditions missed, each
 * applies-when; and the case of a person in danger against verdicts written by hand. */
#include "competence/by_hand.h"
#include "competence/samples.h"

#define E "evidenced"
#define W "awaiting_judgement"
#define P "partly_evidenced"

static void test_rows(void **state)
{
    rows all;
    size_t wrong = 0;
    rows_open(&all, *state, "SFJGC202", "tests/competence/data/SFJGC202.rows");
    for (size_t i = 0; i < all.n; i++)
        wrong += !rows_hold(&all, all.w->rules, &all.items[i], true);
    if (wrong > 0)
        fail_msg("%zu of %zu rows", wrong, all.n);
    rows_close(&all);
}

static char *file_text(const char *path)
{
    char *text = calloc(1, 200000);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(text, 1, 199999, file) > 0);
    fclose(file);
    return text;
}

/* Whatever is left out of the rules, a row fails. */
static void test_nothing_can_be_left_out(void **state)
{
    rows all;
    mutants m = {.all = &all};
    char *text = file_text("standards/evidence/SFJGC202.xml");
    rows_open(&all, *state, "SFJGC202", "tests/competence/data/SFJGC202.rows");
    m.text = text;
    mutants_all(&m);
    printf("%zu mutants of the rules, %zu survive\n", m.tried, m.survived);
    assert_int_equal(m.survived, 0);
    rows_close(&all);
    free(text);
}

/*
 * examples/case-safety.xml as of 30 September 2026, from the wording and the story
 * (docs/example-safety.md), which its author wrote before there were rules. The shipped policy sets
 * none of the times.
 */
static const verdict_by_hand by_author[] = {
    {"P1", W, NULL, "sf-info-report"},
    {"P1", W, NULL, "sf-info-children"},
    {"P1", W, NULL, "sf-sufficiency-second"},
    {"P1", W, NULL, "sf-assessment"},
    {"P1", W, NULL, "sf-factor-found-march"},
    {"P2", W, NULL, "sf-goal-door"},
    {"P2", W, NULL, "sf-goal-mornings"},
    {"P3", P, NULL, "sf-roles"},
    {"P3", P, NULL, "sf-views-involved"},
    {"P3", P, NULL, "sf-plan-discussed"},
    {"P3", P, NULL, "sf-assessed-harbourlight"},
    {"P4", W, NULL, "sf-info-harbourlight"},
    {"P4", W, NULL, "sf-defined"},
    {"P5", E, NULL, "sf-roles"},
    {"P6", P, NULL, "sf-roles"},
    {"P6", P, NULL, "sf-disclosed-adviser"},
    {"P6", P, NULL, "sf-disclosed-pell"},
    {"P7", W, NULL, "sf-briefed"},
    {"P8", W, NULL, "sf-communication-need"},
    {"P8", W, NULL, "sf-briefed"},
    {"P9", W, NULL, "sf-heard-person"},
    {"P10", W, NULL, "sf-concern-first"},
    {"P10", W, NULL, "sf-concern-first-closed"},
    {"P10", W, NULL, "sf-children-referred"},
    {"P10", W, NULL, "sf-children-taken-up"},
    {"P10", W, NULL, "sf-conference-referred"},
    {"P10", W, NULL, "sf-conference-done"},
    {"P10", W, NULL, "sf-concern-second"},
    {"P10", W, NULL, "sf-concern-second-closed"},
    {"P11", E, NULL, "sf-criteria"},
    {"P12", E, NULL, "sf-session-1"},
    {"P12", E, NULL, "sf-session-4"},
    {"P12", E, NULL, "sf-session-6"},
    {"P13", W, NULL, "sf-consent-school-withdrawn"},
    {"P13", W, NULL, "sf-change-of-mind"},
    {"P13", W, NULL, "sf-changed"},
    {"P14", W, NULL, "sf-progress-first"},
    {"P14", W, NULL, "sf-told"},
    {"P14", W, NULL, "sf-progress-second"},
    {"P14", W, NULL, "sf-told-end"},
    {"P15", W, NULL, "sf-suitability"},
    {"P16", W, NULL, "sf-contact-first"},
    {"P16", W, NULL, "sf-check-private"},
    {"P16", W, NULL, "sf-check-march"},
    {"P16", W, NULL, "sf-sleepless"},
    {"P16", W, NULL, "sf-advice-sleep"},
    {"P16", W, NULL, "sf-sleepless-done"},
    {"P17", P, NULL, "sf-heard-person"},
    {"P17", P, NULL, "sf-heard-adviser"},
    {"P18", W, NULL, "sf-emergency"},
    {"P18", W, NULL, "sf-advice-sleep"},
    {"P19", W, NULL, "sf-children-referred"},
    {"P20", P, NULL, "sf-disclosed-v2"},
};

static void test_example(void **state)
{
    const by_hand h = {"examples/case-safety.xml", "SFJGC202", "2026-09-30", by_author,
                       CJI_COUNT(by_author)};
    check_by_hand(*state, &h);
}

/*
 * Where the times of the test's agency, which asks in private every month, make another verdict of
 * it: every concern was passed on within a day; nobody asked in December.
 */
static void test_example_with_times(void **state)
{
    const verdict_by_hand with_times[] = {
        {"P10", E, NULL, NULL}, {"P12", E, NULL, NULL}, {"P14", W, NULL, NULL},
        {"P16", P, NULL, NULL}, {"P18", W, NULL, NULL}, {"P20", P, NULL, NULL},
    };
    const by_hand h = {"examples/case-safety.xml", "SFJGC202", "2026-09-30", NULL, 0};
    rows all;
    world with;
    cj_case *c = NULL;
    cj_report *report;
    cj_error *error = NULL;
    rows_open(&all, *state, "SFJGC202", "tests/competence/data/SFJGC202.rows");
    with = *all.w;
    with.policy = all.agency;
    assert_ok(cj_case_new(with.ctx, NULL, &c, &error), error);
    cj_case_set_policy(c, all.w->policy);
    assert_ok(cj_case_read_file(c, h.path, &error), error);
    report = by_hand_check(&with, &h, c);
    for (size_t i = 0; i < CJI_COUNT(with_times); i++)
        assert_string_equal(
            by_hand_text(rows_criterion(report, with_times[i].item), CJ_FIELD_VERDICT),
            with_times[i].verdict);
    cj_report_unref(report);
    cj_case_unref(c);
    cj_error_unref(error);
    rows_close(&all);
}

static void test_total(void **state)
{
    check_total(*state, "SFJGC202", 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_can_be_left_out, setup, teardown),
        cmocka_unit_test_setup_teardown(test_example, setup, teardown),
        cmocka_unit_test_setup_teardown(test_example_with_times, setup, teardown),
        cmocka_unit_test_setup_teardown(test_total, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
