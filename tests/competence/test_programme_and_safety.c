/* SPDX-License-Identifier: MIT */
/* Two more example cases against hand-written verdicts of SFJED1. Neither is about a package of
 * several services, so much is missing, and the reasons for which it is missing differ. */
#include "competence/world.h"

/* The verdicts of P1 to P31 in order, written from the criteria before the program was asked; of
 * what the program answered otherwise, its answer stands beside it. */
typedef struct expectation {
    const char *by_hand, *program;
} expectation;

#define E                                                                                          \
    {                                                                                              \
        "evidenced", NULL                                                                          \
    }
#define W                                                                                          \
    {                                                                                              \
        "awaiting_judgement", NULL                                                                 \
    }
#define P                                                                                          \
    {                                                                                              \
        "partly_evidenced", NULL                                                                   \
    }
#define N                                                                                          \
    {                                                                                              \
        "not_evidenced", NULL                                                                      \
    }
#define NA                                                                                         \
    {                                                                                              \
        "not_applicable", NULL                                                                     \
    }
#define NO                                                                                         \
    {                                                                                              \
        "no_occasion", NULL                                                                        \
    }

static const struct {
    const char *path;
    expectation rows[31];
} cases[] = {
    {"examples/case-programme.xml",
     {
         E,  W, W, P, P,  /* P4: the activity was not explained; P5: no services were named */
         P,  N, E, W, E,  /* P6: two of five kinds of view were invited */
         N,  P, W, N, N,  /* P12: checked, and not every defect was put right */
         NA, N, N, N, N,  /* P16: one intervention; P17 on: no organisation was looked at */
         N,  W, N, P, E,  /* P24: the person agreed; no roles of a package */
         P,  W, N, W, NA, /* P26: session 10 was explained and never decided */
         NA,
     }},
    {"examples/case-safety.xml",
     {
         E,
         W,
         W,
         E,
         P,
         W,
         E,
         E,
         W,
         E,
         E,
         N,
         W,
         E,
         E,
         NA,
         E,
         /* P18 asks of each organisation contacted, and the school was contacted and not assessed;
          * the rule looks at those contacted to scope. */
         {"partly_evidenced", "evidenced"},
         E,
         /* P20: of the one partner the roles were agreed for the support and not for a package, so
          * no instance is met; the rule counts the contact as a part. */
         {"not_evidenced", "partly_evidenced"},
         W,
         W,
         W,
         P,
         E,
         NO,
         W,
         W,
         W,
         W,
         E,
     }},
};

static void test_verdicts(void **state)
{
    world *w = *state;
    for (size_t i = 0; i < CJI_COUNT(cases); i++) {
        cj_check_options options = CJ_CHECK_OPTIONS_INIT;
        cj_report *report = NULL;
        cj_case *c = NULL;
        cj_error *error = NULL;
        options.standard = "SFJED1";
        options.policy = w->policy;
        assert_int_equal(cj_date_parse("2026-09-30", CJ_ZT, &options.as_of), CJ_OK);
        assert_ok(cj_case_new(w->ctx, NULL, &c, &error), error);
        assert_ok(cj_case_read_file(c, cases[i].path, &error), error);
        assert_ok(cj_check(w->catalogue, w->rules, c, &options, &report, &error), error);
        assert_int_equal(cj_count(cj_report_record(report), CJ_FIELD_CRITERIA),
                         CJI_COUNT(cases[i].rows));
        for (size_t j = 0; j < CJI_COUNT(cases[i].rows); j++) {
            const expectation *e = &cases[i].rows[j];
            const char *wanted = e->program != NULL ? e->program : e->by_hand, *verdict = "";
            const cj_record *row = NULL;
            assert_int_equal(cj_get_record(cj_report_record(report), CJ_FIELD_CRITERIA, j, &row),
                             CJ_OK);
            assert_int_equal(cj_get_text(row, CJ_FIELD_VERDICT, 0, &verdict), CJ_OK);
            if (strcmp(verdict, wanted) != 0)
                fail_msg("%s: P%zu is %s, not %s", cases[i].path, j + 1, verdict, wanted);
        }
        cj_report_unref(report);
        cj_case_unref(c);
        cj_error_unref(error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_verdicts, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
