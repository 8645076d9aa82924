/* SPDX-License-Identifier: MIT */
/* The cases of a sentence and of a young person's plan against hand-written verdicts of SFJED1, a
 * standard about packages: docs/example-sentence.md and docs/example-youth.md say why for each. */
#include "competence/world.h"

/* Written from acts.md and the wording before the program was asked. Where it answers otherwise,
 * `program` is its answer and the line above says why. */
typedef struct expectation {
    const char *item, *by_hand, *program;
} expectation;

static const expectation sentence[] = {
    {"P1", "evidenced", NULL},
    {"P2", "awaiting_judgement", NULL},
    {"P3", "awaiting_judgement", NULL},
    {"P4", "evidenced", NULL},
    {"P5", "evidenced", NULL},
    {"P6", "awaiting_judgement", NULL},
    {"P7", "evidenced", NULL},
    {"P8", "evidenced", NULL},
    {"P9", "awaiting_judgement", NULL},
    {"P10", "evidenced", NULL},
    {"P11", "evidenced", NULL},
    {"P12", "awaiting_judgement", NULL}, /* checked by the manager, the defect corrected */
    {"P13", "awaiting_judgement", NULL},
    {"P14", "evidenced", NULL},
    {"P15", "evidenced", NULL},
    {"P16", "not_applicable", NULL}, /* one intervention */
    {"P17", "evidenced", NULL},
    {"P18", "evidenced", NULL},
    {"P19", "evidenced", NULL},
    /* Roles of supervision were agreed, none of a package: no partner is met; the rule counts that
     * each was reached. */
    {"P20", "not_evidenced", "partly_evidenced"},
    {"P21", "awaiting_judgement", NULL},
    {"P22", "awaiting_judgement", NULL}, /* monitoring_period is unset */
    {"P23", "awaiting_judgement", NULL},
    {"P24", "partly_evidenced", NULL}, /* the person agreed and understood */
    {"P25", "evidenced", NULL},
    {"P26", "awaiting_judgement", NULL}, /* non_compliance_response_within is unset */
    {"P27", "awaiting_judgement", NULL},
    {"P28", "awaiting_judgement", NULL},
    {"P29", "awaiting_judgement", NULL},
    {"P30", "awaiting_judgement", NULL},
    {"P31", "evidenced", NULL},
};

static const expectation youth[] = {
    {"P1", "evidenced", NULL},
    {"P2", "awaiting_judgement", NULL},
    {"P3", "awaiting_judgement", NULL},
    {"P4", "evidenced", NULL},
    {"P5", "evidenced", NULL},
    {"P6", "awaiting_judgement", NULL},
    {"P7", "evidenced", NULL},
    {"P8", "evidenced", NULL},
    {"P9", "awaiting_judgement", NULL},
    {"P10", "evidenced", NULL}, /* the consent that was exceeded was one to disclose */
    {"P11", "evidenced", NULL},
    {"P12", "awaiting_judgement", NULL}, /* what came late has no timescale that is set */
    {"P13", "awaiting_judgement", NULL},
    {"P14", "evidenced", NULL},
    {"P15", "partly_evidenced", NULL}, /* 1 of 3 partners */
    {"P16", "not_applicable", NULL},   /* one intervention */
    {"P17", "partly_evidenced", NULL}, /* 1 of 3 */
    {"P18", "evidenced", NULL},
    {"P19", "evidenced", NULL},
    {"P20", "not_evidenced", "partly_evidenced"}, /* as above */
    {"P21", "awaiting_judgement", NULL},
    {"P22", "awaiting_judgement", NULL},
    {"P23", "awaiting_judgement", NULL},
    {"P24", "partly_evidenced", NULL},
    {"P25", "partly_evidenced", NULL}, /* not with the health team */
    {"P26", "no_occasion", NULL},
    {"P27", "awaiting_judgement", NULL},
    {"P28", "not_evidenced", NULL}, /* nobody was asked */
    {"P29", "awaiting_judgement", NULL},
    {"P30", "awaiting_judgement", NULL},
    {"P31", "evidenced", NULL},
};

static const struct {
    const char *path, *as_of;
    const expectation *rows;
    size_t n;
} cases[] = {
    {"examples/case-sentence.xml", "2026-10-31", sentence, CJI_COUNT(sentence)},
    {"examples/case-youth.xml", "2026-06-30", youth, CJI_COUNT(youth)},
};

static const char *verdict(const cj_report *report, const char *item)
{
    const cj_record *record = cj_report_record(report), *row = NULL;
    for (size_t i = 0; i < cj_count(record, CJ_FIELD_CRITERIA); i++) {
        const char *name = "", *found = NULL;
        cj_get_record(record, CJ_FIELD_CRITERIA, i, &row);
        cj_get_text(row, CJ_FIELD_ITEM, 0, &name);
        if (strcmp(name, item) == 0 && cj_get_text(row, CJ_FIELD_VERDICT, 0, &found) == CJ_OK)
            return found;
    }
    return "(no such criterion)";
}

static void test_verdicts(void **state)
{
    world *w = *state;
    size_t wrong = 0;
    for (size_t i = 0; i < CJI_COUNT(cases); i++) {
        cj_check_options options = CJ_CHECK_OPTIONS_INIT;
        cj_report *report = NULL;
        cj_case *c = NULL;
        cj_error *error = NULL;
        options.standard = "SFJED1";
        options.policy = w->policy;
        assert_int_equal(cj_date_parse(cases[i].as_of, CJ_ZT, &options.as_of), CJ_OK);
        assert_ok(cj_case_new(w->ctx, NULL, &c, &error), error);
        assert_ok(cj_case_read_file(c, cases[i].path, &error), error);
        assert_ok(cj_check(w->catalogue, w->rules, c, &options, &report, &error), error);
        for (size_t j = 0; j < cases[i].n; j++) {
            const expectation *e = &cases[i].rows[j];
            const char *wanted = e->program != NULL ? e->program : e->by_hand;
            if (strcmp(verdict(report, e->item), wanted) == 0)
                continue;
            wrong++;
            print_error("%s: %s is %s, not %s\n", cases[i].path, e->item, verdict(report, e->item),
                        wanted);
        }
        cj_report_unref(report);
        cj_case_unref(c);
        cj_error_unref(error);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_verdicts, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
