/* SPDX-License-Identifier: MIT */
/* The rules of SFJEB2: each criterion evidenced, each of its conditions missed, each applies-when;
 * and two cases against verdicts written by hand. */
#include "competence/row_file.h"

static void test_rows(void **state)
{
    rows all;
    size_t wrong = 0;
    rows_open(&all, *state, "SFJEB2", "tests/competence/data/SFJEB2.rows");
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
    char *text = file_text("standards/evidence/SFJEB2.xml");
    rows_open(&all, *state, "SFJEB2", "tests/competence/data/SFJEB2.rows");
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
    static const char *const packs[] = {
        "standards/evidence/SFJEB2.xml",
        "standards/evidence/SFJED1.xml",
        "standards/evidence/SFJED4.xml",
        "standards/evidence/SFJED6.xml",
        "standards/evidence/SFJGC202.xml",
    };
    char *texts[CJI_COUNT(packs)];
    const char *rule[CJI_COUNT(packs)];
    size_t n[CJI_COUNT(packs)];
    (void)state;
    for (size_t i = 0; i < CJI_COUNT(packs); i++) {
        texts[i] = file_text(packs[i]);
        rule[i] = strstr(texts[i], "<define name=\"records\">");
        assert_non_null(rule[i]);
        n[i] = (size_t)(strstr(rule[i], "</define>") - rule[i]);
        assert_int_equal(n[0], n[i]);
        assert_memory_equal(rule[0], rule[i], n[0]);
    }
    for (size_t i = 0; i < CJI_COUNT(packs); i++)
        free(texts[i]);
}

/*
 * examples/case-sentence.xml as of 31 October 2026, from the wording, acts.md and the story
 * (docs/example-sentence.md), before the rules were written. Where the shipped policy leaves a
 * value unset that the table of the story takes as known, `shipped` is what is said then.
 */
typedef struct expectation {
    const char *item, *by_hand, *shipped;
} expectation;

static const expectation sentence[] = {
    {"P1", "evidenced", "awaiting_judgement"}, /* nobody says of which class an invented tool is */
    {"P2", "awaiting_judgement", NULL},
    {"P2.1", "awaiting_judgement", NULL},
    {"P2.2", "awaiting_judgement", NULL},
    {"P2.3", "awaiting_judgement", NULL},
    {"P2.4", "awaiting_judgement", NULL},
    {"P3", "evidenced", NULL},
    {"P4", "evidenced", NULL},
    {"P5", "evidenced", NULL},
    {"P6", "evidenced", NULL},
    {"P7", "evidenced", NULL},
    {"P8", "evidenced", NULL},
    {"P9", "partly_evidenced", NULL},
    {"P10", "not_applicable", NULL},
    {"P11", "evidenced", NULL},
    {"P12", "evidenced", NULL},
    {"P13", "awaiting_judgement", NULL},
    {"P14", "awaiting_judgement", NULL},
    {"P15", "awaiting_judgement", NULL},
    {"P16", "awaiting_judgement", NULL},
    {"P17", "partly_evidenced", NULL},
    {"P18", "partly_evidenced", NULL},
    {"P19", "awaiting_judgement", NULL},
    {"P20", "partly_evidenced", NULL},
    {"P22", "partly_evidenced", NULL},
    {"P23", "evidenced", NULL},
    {"P24", "awaiting_judgement", NULL},
    {"P25", "evidenced", NULL},
    {"P26", "awaiting_judgement", NULL},
    {"P27", "awaiting_judgement", NULL},
    {"P28", "evidenced", "awaiting_judgement"}, /* two days after the decision; no timescale */
    {"P29", "partly_evidenced", NULL},
    {"P31", "awaiting_judgement", NULL},
    {"P32", "evidenced", NULL},
    {"P33", "evidenced", NULL},
    {"P34", "partly_evidenced", NULL},
};

/*
 * examples/case-package.xml as of 30 June 2026, by hand before the program was asked. It was not
 * written for this standard: no options were selected, no risk level reviewed, no feedback given.
 */
static const expectation package[] = {
    {"P1", "evidenced", "awaiting_judgement"}, /* as above */
    {"P2", "not_evidenced", NULL},
    {"P2.1", "not_evidenced", NULL},
    {"P2.2", "not_evidenced", NULL}, /* nobody asked victim liaison */
    {"P2.3", "not_evidenced", NULL},
    {"P2.4", "not_evidenced", NULL},
    {"P3", "not_evidenced", NULL}, /* the plan is a package */
    {"P4", "not_evidenced", NULL}, /* options and organisations were discussed, the plan was not */
    {"P5", "evidenced", NULL},
    {"P6", "partly_evidenced", NULL}, /* the programme was explained and only signed for */
    {"P7", "evidenced", NULL},
    {"P8", "not_evidenced", NULL}, /* difficulties in the feedback of a partner */
    {"P9", "partly_evidenced", NULL},
    {"P10", "not_applicable", NULL},
    {"P11", "not_evidenced", NULL}, /* roles of a package, not of supervision */
    {"P12", "partly_evidenced", NULL},
    {"P13", "not_evidenced", NULL}, /* no contact was one of supervision */
    {"P14", "awaiting_judgement", NULL},
    {"P15", "awaiting_judgement", NULL},
    {"P16", "not_evidenced", NULL},
    {"P17", "not_evidenced", NULL}, /* alcohol-to-december and new-job, no warning */
    {"P18", "not_evidenced", NULL},
    {"P19", "partly_evidenced", NULL}, /* past successes only */
    {"P20", "not_evidenced", NULL},    /* on track in April after at risk in December */
    {"P22", "partly_evidenced", NULL}, /* the absence was explained, no evidence asked for */
    {"P23", "evidenced", NULL},
    {"P24", "no_occasion", NULL},
    {"P25", "no_occasion", NULL},
    {"P26", "no_occasion", NULL},
    {"P27", "no_occasion", NULL},
    {"P28", "no_occasion", NULL},
    {"P29", "not_evidenced", NULL},
    {"P30", "partly_evidenced", NULL}, /* 1 of 2: the second says nothing of own strategies */
    {"P31", "not_evidenced", NULL},
    {"P32", "evidenced", NULL},
    {"P33", "partly_evidenced", NULL}, /* a change that rests on a review's evaluation */
    {"P34", "not_evidenced", NULL},    /* talked over with the worker, one to one */
};

static const struct {
    const char *path, *as_of;
    const expectation *rows;
    size_t n;
} cases[] = {
    {"examples/case-sentence.xml", "2026-10-31", sentence, CJI_COUNT(sentence)},
    {"examples/case-package.xml", "2026-06-30", package, CJI_COUNT(package)},
};

static cj_report *check_case(const rows *all, size_t i, const cj_policy *policy)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_report *report = NULL;
    cj_case *c = NULL;
    cj_error *error = NULL;
    options.standard = "SFJEB2";
    options.policy = policy;
    assert_int_equal(cj_date_parse(cases[i].as_of, CJ_ZT, &options.as_of), CJ_OK);
    assert_ok(cj_case_new(all->w->ctx, NULL, &c, &error), error);
    cj_case_set_policy(c, all->w->policy);
    assert_ok(cj_case_read_file(c, cases[i].path, &error), error);
    assert_ok(cj_check(all->w->catalogue, all->w->rules, c, &options, &report, &error), error);
    cj_case_unref(c);
    cj_error_unref(error);
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

static void test_verdicts(void **state)
{
    rows all;
    size_t wrong = 0;
    rows_open(&all, *state, "SFJEB2", "tests/competence/data/SFJEB2.rows");
    for (size_t i = 0; i < CJI_COUNT(cases); i++) {
        cj_report *shipped = check_case(&all, i, all.w->policy);
        cj_report *agency = check_case(&all, i, all.agency);
        for (size_t j = 0; j < cases[i].n; j++) {
            const expectation *e = &cases[i].rows[j];
            wrong += differs(agency, e->item, e->by_hand);
            wrong += differs(shipped, e->item, e->shipped != NULL ? e->shipped : e->by_hand);
        }
        /* It waits for a table; that of the test's agency is not of these stories. */
        wrong += differs(shipped, "P21", "awaiting_judgement");
        /* The agency's three months are shorter than what was agreed in them. */
        wrong += differs(shipped, "P30", i == 0 ? "awaiting_judgement" : "partly_evidenced");
        cj_report_unref(shipped);
        cj_report_unref(agency);
    }
    assert_int_equal(wrong, 0);
    rows_close(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_can_be_left_out, setup, teardown),
        cmocka_unit_test(test_records_are_one_rule),
        cmocka_unit_test_setup_teardown(test_verdicts, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
