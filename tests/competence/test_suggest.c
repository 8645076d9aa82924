/* SPDX-License-Identifier: MIT */
/* What is suggested for a gap, under small rules: how many acts, which, again or new, and when
 * none. */
#include "competence/suggested.h"

#define RULE(inside)                                                                               \
    "<evidence standard=\"SFJED1\" xmlns=\"urn:cjustice:evidence:1\">"                             \
    "<criterion item=\"P1\" class=\"R\"><rule>" inside "</rule></criterion></evidence>"
#define VIEWS(codes)                                                                               \
    "<act kind=\"views_recorded\"><covers field=\"invited\" codes=\"" codes "\"/></act>"
#define INFO(subjects, outcome)                                                                    \
    "<act kind=\"information_obtained\"><is field=\"info_subjects\" code=\"" subjects              \
    "\"/><is field=\"information_outcome\" code=\"" outcome "\"/></act>"

typedef struct row_of {
    const char *rule, *lines;
    const char *suggested; /* kinds with commas, sorted; "again" behind one that is there */
    const char *withheld;  /* part of the reason, or NULL */
    bool approximate;
} row_of;

static const row_of all[] = {
    {RULE("<act kind=\"plan_drafted\"/>"), "", "plan_drafted", NULL, false},
    /* Two equal acts are two; with one there, one more. */
    {RULE("<act kind=\"option_evaluated\" min=\"2\"/>"), "", "option_evaluated,option_evaluated",
     NULL, false},
    {RULE("<act kind=\"option_evaluated\" min=\"2\"/>"), "o option_evaluated PL 02-01\n",
     "option_evaluated", NULL, false},
    {RULE("<act kind=\"review_held\" min=\"2\" days=\"distinct\"/>"),
     "a review_held R1 02-01\nb review_held R2 02-01\n", "review_held", NULL, false},
    /* One act that meets two conditions of its kind counts once when it can. */
    {RULE(VIEWS("need") VIEWS("belief")), "", "views_recorded", NULL, false},
    {RULE(INFO("needs", "obtained") INFO("abilities", "obtained")), "", "information_obtained",
     NULL, false},
    {RULE(INFO("needs", "obtained") INFO("needs", "withheld")), "",
     "information_obtained,information_obtained", NULL, false},
    /* The cheapest alternative, by what is unsatisfied. */
    {RULE("<any><all><act kind=\"plan_drafted\"/><act kind=\"goal_set\" min=\"9\"/></all>"
          "<act kind=\"review_held\"/></any>"),
     "", "review_held", NULL, false},
    {RULE("<any><all><act kind=\"review_held\"/><act kind=\"plan_drafted\"/></all>"
          "<all><act kind=\"rights_explained\"/><act kind=\"views_recorded\"/></all></any>"
          "<act kind=\"views_recorded\"/>"),
     "", "rights_explained,views_recorded", NULL, false},
    /* What an act that is there lacks: that act again. */
    {RULE("<every kind=\"review_held\" as=\"r\"><has field=\"assessment\"/></every>"),
     "r review_held R1 02-01\ns review_held R2 02-02\n", "review_held again,review_held again",
     NULL, false},
    {RULE("<every kind=\"review_held\" as=\"r\"><has field=\"assessment\"/>"
          "<act kind=\"self_evaluation_recorded\"><same field=\"informed_by\" of=\"r\"/></act>"
          "</every>"),
     "r review_held R1 02-01\n", "review_held again,self_evaluation_recorded", NULL, false},
    /* What says something else is not made to say this. */
    {RULE("<every kind=\"contact_held\" as=\"c\"><is field=\"happened\" code=\"true\"/></every>"),
     "c contact_held H 02-01 happened=false attendance=absent_acceptable\n", "",
     "no act that is recorded now", false},
    /* Nobody is told to decide, to warn, or to note a failure; the other part is suggested. */
    {RULE("<act kind=\"enforcement_decided\"/><act kind=\"review_held\"/>"), "", "review_held",
     "enforcement_decided is recorded when it has happened, and never suggested", false},
    {RULE("<any><act kind=\"warning_issued\"/><all><act kind=\"review_held\"/><act "
          "kind=\"plan_drafted\"/></all></any>"),
     "", "plan_drafted,review_held", NULL, false},
    /* What is suggested when something calls for it, and not else. */
    {RULE("<act kind=\"matter_referred\"/>"), "", "",
     "matter_referred is recorded when it has happened, and suggested only when", false},
    {RULE("<every kind=\"feedback_received\" as=\"f\" none=\"no_occasion\" why=\"w\">"
          "<act kind=\"matter_referred\"><same field=\"trigger\" of=\"f\"/></act></every>"),
     "f feedback_received H 02-01 giver=helpers feedback_on=difficulties\n", "matter_referred",
     NULL, false},
    /* What speaks against it is not undone, and too many are not made fewer. */
    {RULE("<act kind=\"review_held\"/><not><act kind=\"goal_set\"/></not>"), "", "review_held",
     "no act that is recorded now", false},
    {RULE("<act kind=\"goal_set\" max=\"1\"/>"), "g2 goal_set PL 02-01 steps.step_id=s9\n", "",
     "no act that is recorded now", false},
    /* An irregular act is not answered by another of its kind. */
    {RULE("<act kind=\"rights_explained\"><no-finding rule=\"after_agreement\"/></act>"),
     "p plan_drafted PL 02-03 version=1 requirement_coverage.requirement=r1 "
     "requirement_coverage.items=x\n"
     "a plan_agreement_recorded PL 02-04 plan_version=1 party=the.person\n"
     "r rights_explained H 02-05\n",
     "", "found irregular", false},
    {RULE("<act kind=\"any\"><has field=\"supersedes\"/></act>"), "", "", "acts of several kinds",
     false},
    /* Exact up to twelve, and said when it may not be. */
    {RULE("<act kind=\"goal_set\" min=\"13\"/>"), "",
     "goal_set,goal_set,goal_set,goal_set,goal_set,goal_set,goal_set,goal_set,goal_set,goal_set,"
     "goal_set,goal_set",
     NULL, false},
    {RULE("<act kind=\"review_held\" min=\"14\"/>"), "",
     "review_held,review_held,review_held,review_held,review_held,review_held,review_held,"
     "review_held,review_held,review_held,review_held,review_held,review_held,review_held",
     NULL, true},
};

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void suggestions(const cj_record *criterion, char *out, size_t size)
{
    char texts[40][80];
    size_t n = cj_count(criterion, CJ_FIELD_SUGGEST), used = 0;
    for (size_t i = 0; i < n && i < 40; i++) {
        const cj_record *item = NULL;
        const char *kind = "", *why = "";
        cj_get_record(criterion, CJ_FIELD_SUGGEST, i, &item);
        cj_get_text(item, CJ_FIELD_KIND, 0, &kind);
        cj_get_text(item, CJ_FIELD_WHY, 0, &why);
        snprintf(texts[i], sizeof texts[i], "%s%s", kind,
                 strstr(why, " again as it was") != NULL ? " again" : "");
    }
    qsort(texts, n, sizeof *texts, by_text);
    out[0] = '\0';
    for (size_t i = 0; i < n && i < 40; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i > 0 ? "," : "", texts[i]);
}

static void test_rules(void **state)
{
    world *w = *state;
    for (size_t i = 0; i < CJI_COUNT(all); i++) {
        cj_check_options options = CJ_CHECK_OPTIONS_INIT;
        cj_rules *rules = NULL;
        cj_report *report = NULL;
        cj_case *c = NULL;
        cj_error *error = NULL;
        const cj_record *criterion;
        const char *withheld = "";
        char text[2000];
        options.standard = "SFJED1";
        options.policy = w->policy;
        assert_ok(cj_rules_new(w->ctx, &rules, &error), error);
        assert_ok(cj_rules_add_memory(rules, "r", all[i].rule, strlen(all[i].rule), &error), error);
        assert_int_equal(cj_case_new(w->ctx, NULL, &c, NULL), CJ_OK);
        cj_case_set_policy(c, w->policy);
        filler_lines(c, filler_base);
        filler_lines(c, all[i].lines);
        assert_ok(cj_check(w->catalogue, rules, c, &options, &report, &error), error);
        criterion = rows_criterion(report, "P1");
        suggestions(criterion, text, sizeof text);
        cj_get_text(criterion, CJ_FIELD_WITHHELD, 0, &withheld);
        if (strcmp(text, all[i].suggested) != 0 ||
            (all[i].withheld != NULL ? strstr(withheld, all[i].withheld) == NULL
                                     : withheld[0] != '\0') ||
            (cji_number(criterion, CJ_FIELD_APPROXIMATE) == 1) != all[i].approximate)
            fail_msg("row %zu suggests \"%s\"%s; withheld \"%s\"", i, text,
                     cji_number(criterion, CJ_FIELD_APPROXIMATE) == 1 ? " (approximate)" : "",
                     withheld);
        cj_report_unref(report);
        cj_case_unref(c);
        cj_rules_unref(rules);
        cj_error_unref(error);
    }
}

static void test_packs(void **state)
{
    static const char *const standards[] = {"SFJED1", "SFJED4", "SFJED6", "SFJGC202", "SFJEB2"};
    for (size_t i = 0; i < CJI_COUNT(standards); i++) {
        rows fixtures;
        rows_open(&fixtures, *state, standards[i]);
        suggested_check(&fixtures);
        rows_close(&fixtures);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rules, setup, teardown),
        cmocka_unit_test_setup_teardown(test_packs, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
