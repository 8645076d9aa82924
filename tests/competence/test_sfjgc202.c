/* SPDX-License-Identifier: MIT */
/* The rules of SFJGC202: each criterion evidenced, each of its conditions missed, each
 * applies-when; and the case of a person in danger against verdicts written by hand. */
#include "competence/row_file.h"

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

/* Records are one rule, which each pack holds as it stands. */
static void test_records_are_one_rule(void **state)
{
    char *texts[] = {file_text("standards/evidence/SFJGC202.xml"),
                     file_text("standards/evidence/SFJED1.xml")};
    const char *rule[2];
    size_t n[2];
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        rule[i] = strstr(texts[i], "<define name=\"records\">");
        assert_non_null(rule[i]);
        n[i] = (size_t)(strstr(rule[i], "</define>") - rule[i]);
    }
    assert_int_equal(n[0], n[1]);
    assert_memory_equal(rule[0], rule[1], n[0]);
    for (size_t i = 0; i < 2; i++)
        free(texts[i]);
}

/*
 * examples/case-safety.xml as of 30 September 2026, from the wording, acts.md and the story
 * (docs/example-safety.md), before the rules were written: first under the shipped policy, which
 * sets none of the times, then, where that differs, with the times of the test's agency.
 */
static const struct {
    const char *item, *shipped, *agency;
} safety[] = {
    {"P1", "awaiting_judgement", NULL},
    {"P2", "awaiting_judgement", NULL},
    {"P3", "partly_evidenced", NULL},
    {"P4", "awaiting_judgement", NULL},
    {"P5", "evidenced", NULL},
    {"P6", "partly_evidenced", NULL},
    {"P7", "awaiting_judgement", NULL},
    {"P8", "awaiting_judgement", NULL},
    {"P9", "awaiting_judgement", NULL},
    {"P10", "awaiting_judgement",
     "evidenced"}, /* 4 of 4 within a day; the shipped one has no time */
    {"P11", "evidenced", NULL},
    {"P12", "evidenced", NULL},
    {"P13", "awaiting_judgement", NULL},
    {"P14", "awaiting_judgement", NULL},
    {"P15", "awaiting_judgement", NULL},
    {"P16", "awaiting_judgement", "partly_evidenced"}, /* nobody asked in private in December */
    {"P17", "partly_evidenced", NULL},
    {"P18", "awaiting_judgement", NULL},
    {"P19", "awaiting_judgement", NULL},
    {"P20", "partly_evidenced", NULL},
};

static cj_report *check_safety(const rows *all, const cj_policy *policy)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_report *report = NULL;
    cj_case *c = NULL;
    cj_error *error = NULL;
    options.standard = "SFJGC202";
    options.policy = policy;
    assert_int_equal(cj_date_parse("2026-09-30", CJ_ZT, &options.as_of), CJ_OK);
    assert_ok(cj_case_new(all->w->ctx, NULL, &c, &error), error);
    cj_case_set_policy(c, all->w->policy);
    assert_ok(cj_case_read_file(c, "examples/case-safety.xml", &error), error);
    assert_ok(cj_check(all->w->catalogue, all->w->rules, c, &options, &report, &error), error);
    cj_case_unref(c);
    return report;
}

static size_t differs(const cj_report *report, const char *item, const char *wanted)
{
    const char *verdict = "";
    cj_get_text(rows_criterion(report, item), CJ_FIELD_VERDICT, 0, &verdict);
    if (strcmp(verdict, wanted) == 0)
        return 0;
    print_error("%s is %s, not %s\n", item, verdict, wanted);
    return 1;
}

static void test_safety(void **state)
{
    rows all;
    cj_report *shipped, *agency;
    size_t wrong = 0;
    rows_open(&all, *state, "SFJGC202", "tests/competence/data/SFJGC202.rows");
    shipped = check_safety(&all, all.w->policy);
    agency = check_safety(&all, all.agency);
    for (size_t i = 0; i < CJI_COUNT(safety); i++) {
        const char *set = safety[i].agency;
        wrong += differs(shipped, safety[i].item, safety[i].shipped);
        wrong += differs(agency, safety[i].item, set != NULL ? set : safety[i].shipped);
    }
    assert_int_equal(wrong, 0);
    assert_int_equal(cj_count(cj_report_record(shipped), CJ_FIELD_CRITERIA), CJI_COUNT(safety));
    cj_report_unref(shipped);
    cj_report_unref(agency);
    rows_close(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_can_be_left_out, setup, teardown),
        cmocka_unit_test(test_records_are_one_rule),
        cmocka_unit_test_setup_teardown(test_safety, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
