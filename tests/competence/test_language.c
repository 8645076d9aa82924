/* SPDX-License-Identifier: MIT */
/* Parts of the rule language beside those of test_rules.c: what is refused with its place, and what
 * they mean for the example case. */
#include "competence/world.h"
#include "support/acts.h"

#include <stdio.h>

#define PACK(inside)                                                                               \
    "<evidence standard=\"SFJED1\" xmlns=\"urn:cjustice:evidence:1\">\n" inside "</evidence>"
#define RULE(inside)                                                                               \
    PACK("<criterion item=\"P1\" class=\"R\"><rule>\n" inside "</rule></criterion>")
#define ACT_OF(kind, inside) "<act kind=\"" kind "\" as=\"x\">" inside "</act>"

static void test_refused_with_place(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {RULE("<cites of=\"x\"/>"), "stands inside"},
        {RULE(ACT_OF("contact_held", "<cites/>")), "wants of"},
        {RULE(ACT_OF("contact_held", "<cites of=\"y\"/>")), "is named as"},
        {RULE(ACT_OF("contact_held", "<class field=\"mode\" code=\"needs\"/>")),
         "no tool and no policy"},
        {RULE(ACT_OF("warning_issued", "<class field=\"basis\" code=\"needs\"/>")),
         "no code of basis"},
        {RULE(ACT_OF("assessment_completed", "<class field=\"tool\" code=\"statutory\"/>")),
         "no code of tool"},
        {RULE(ACT_OF("contact_held", "<at-least field=\"mode\" value=\"2\"/>")), "is no number"},
        {RULE(ACT_OF("contact_held", "<at-least field=\"duration_min\" value=\"0\"/>")),
         "a number from 1"},
        {RULE(ACT_OF("contact_held", "<act kind=\"any\" as-many=\"topics\"/>")), "wants of"},
        {RULE(ACT_OF("contact_held", "<act kind=\"any\" as-many=\"shoes\" of=\"x\"/>")),
         "has no field"},
        {RULE(ACT_OF("contact_held", "<act kind=\"any\"><after of=\"x\" field=\"handle\"/></act>")),
         "is no time"},
        {RULE(ACT_OF("contact_held", "<within of=\"x\" policy=\"advice_within\" field=\"mode\"/>")),
         "no date and no time"},
        {RULE(ACT_OF("contact_held", "<no-finding rule=\"self_check\" policy=\"soon\"/>")),
         "no policy value"},
        {RULE(ACT_OF("contact_held", "<within of=\"x\" policy=\"disclosure_entitlement\"/>")),
         "no policy value"},
        {RULE("<complete><act kind=\"any\"/></complete>"), "holds nothing"},
        {RULE("<every kind=\"any\" as=\"x\" cite=\"yes\"><has field=\"handle\"/></every>"),
         "cite is no"},
        {PACK("<criterion item=\"P1\" class=\"R\"\nscope=\"team\"/>"), "scope is caseload"},
        {PACK("<not-applicable why=\"w\"><act kind=\"any\"/></not-applicable>\n"
              "<not-applicable why=\"w\"><act kind=\"any\"/></not-applicable>"),
         "one <not-applicable>"},
    };
    world *w = *state;
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_rules *rules = NULL;
        cj_error *error = NULL;
        assert_ok(cj_rules_new(w->ctx, &rules, &error), error);
        if (cj_rules_add_memory(rules, "r", rows[i].text, strlen(rows[i].text), &error) !=
                CJ_E_RULE ||
            strstr(last_problem(error), rows[i].says) == NULL || cj_error_line(error, 0) < 2)
            fail_msg("row %zu, line %d: %s", i, cj_error_line(error, 0), last_problem(error));
        cj_rules_unref(rules);
        cj_error_unref(error);
    }
}

/* The verdict of P1 under the rules, and the first sentence of what is missing. */
static void verdict(world *w, const char *text, char *out, char *why)
{
    cj_rules *rules = NULL;
    cj_report *report = NULL;
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_error *error = NULL;
    const cj_record *row = NULL, *gap = NULL;
    const char *value = "";
    options.standard = "SFJED1";
    options.policy = w->policy;
    why[0] = '\0';
    assert_ok(cj_rules_new(w->ctx, &rules, &error), error);
    assert_ok(cj_rules_add_memory(rules, "r", text, strlen(text), &error), error);
    assert_ok(cj_check(w->catalogue, rules, w->example, &options, &report, &error), error);
    assert_int_equal(cj_get_record(cj_report_record(report), CJ_FIELD_CRITERIA, 0, &row), CJ_OK);
    assert_int_equal(cj_get_text(row, CJ_FIELD_VERDICT, 0, &value), CJ_OK);
    snprintf(out, 32, "%s", value);
    if (cj_get_record(row, CJ_FIELD_MISSING, 0, &gap) == CJ_OK &&
        cj_get_text(gap, CJ_FIELD_WHY, 0, &value) == CJ_OK)
        snprintf(why, 200, "%s", value);
    cj_report_unref(report);
    cj_rules_unref(rules);
    cj_error_unref(error);
}

static void test_what_parts_mean(void **state)
{
    static const struct {
        const char *text, *verdict, *why;
    } rows[] = {
        /* goal-nights addresses factors of the example; no contact does. */
        {RULE(ACT_OF("factor_recorded", "<act kind=\"goal_set\"><cites of=\"x\"/></act>")),
         "evidenced", ""},
        {RULE(ACT_OF("case_opened", "<act kind=\"goal_set\"><cites of=\"x\"/></act>")),
         "partly_evidenced", "goal set does not refer to case opened"},
        {RULE("<also><act kind=\"recall_recommended\"/></also><act kind=\"rights_explained\"/>"),
         "evidenced", ""},
        {RULE("<also><act kind=\"rights_explained\"/></also><act kind=\"recall_recommended\"/>"),
         "not_evidenced", "the record does not show: recall recommended"},
        {RULE(ACT_OF("plan_drafted", "<at-least field=\"version\" value=\"3\"/>")), "evidenced",
         ""},
        {RULE(ACT_OF("plan_drafted", "<at-least field=\"version\" value=\"4\"/>")), "not_evidenced",
         "plan drafted: version is not 4 or more"},
        /* Every act of the example was recorded on its day; the policy's lag is unset. */
        {RULE("<every kind=\"any\" as=\"x\"><within of=\"x\" field=\"recorded_at\" "
              "path=\"recorded_at\"/></every>"),
         "evidenced", ""},
        {RULE("<every kind=\"any\" as=\"x\"><within of=\"x\" field=\"recorded_at\" "
              "policy=\"recording_lag\"/></every>"),
         "awaiting_judgement", "no timescale is set"},
        {RULE(ACT_OF(
             "information_disclosed",
             "<no-finding rule=\"recipient_not_entitled\" policy=\"disclosure_entitlement\"/>")),
         "awaiting_judgement", "no policy sets disclosure_entitlement"},
        {RULE(ACT_OF("information_disclosed",
                     "<no-finding rule=\"recipient_not_entitled\" policy=\"warning_window\"/>")),
         "evidenced", ""},
        {RULE("<any why=\"neither of them\"><act kind=\"recall_recommended\"/><act "
              "kind=\"warning_issued\"/></any>"),
         "not_evidenced", "neither of them"},
        {RULE("<complete/>"), "not_evidenced", "nothing is recorded that shows it"},
        {RULE("<complete/><act kind=\"rights_explained\"/>"), "evidenced", ""},
        {PACK("<criterion item=\"P1\" class=\"R\"><rule><complete/></rule></criterion>"
              "<criterion item=\"P2\" class=\"R\"><rule><act kind=\"case_opened\"><has "
              "field=\"informed_by\"/>"
              "</act></rule></criterion>"),
         "not_evidenced", "P2: case opened: informed_by is not given"},
        {PACK("<criterion item=\"P1\" class=\"R\"><rule><complete/><act "
              "kind=\"rights_explained\"/></rule></criterion>"
              "<criterion item=\"P2\" class=\"R\"><rule><act kind=\"case_opened\">"
              "<is field=\"age_band\" code=\"under_18\"/><has "
              "field=\"informed_by\"/></act></rule></criterion>"),
         "evidenced", ""},
        {PACK("<criterion item=\"P1\" class=\"P\" scope=\"caseload\"/>"), "not_applicable",
         "not of one case"},
        {PACK("<not-applicable why=\"it is another kind of case\"><act "
              "kind=\"case_opened\"/></not-applicable>"
              "<criterion item=\"P1\" class=\"R\"><rule><act "
              "kind=\"rights_explained\"/></rule></criterion>"),
         "not_applicable", "it is another kind of case"},
    };
    world *w = *state;
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        char found[32], why[200];
        verdict(w, rows[i].text, found, why);
        if (strcmp(found, rows[i].verdict) != 0 || strstr(why, rows[i].why) == NULL)
            fail_msg("row %zu is %s: %s", i, found, why);
    }
}

/* Rules, a small case, and what the criteria come to: with memory running out at each point. */
static cj_status evaluate_all(cj_context *ctx, const cj_rules *rules, cj_case *c)
{
    const cji_pack *pack = rules->packs[0];
    cji_evaluation *evaluation = NULL;
    cji_arena arena;
    cj_status status;
    cji_arena_init(&arena, ctx);
    status = cji_evaluation_new(c, NULL, 20600, &arena, &evaluation, NULL);
    for (size_t i = 0; status == CJ_OK && i < pack->count; i++) {
        cji_result result;
        status = cji_evaluate(evaluation, &pack->criteria[i], &result, NULL);
        if (status == CJ_OK)
            assert_int_equal(result.level, i == 0 ? CJI_NOTHING : i == 1 ? CJI_PART : CJI_FULL);
    }
    cji_evaluation_free(evaluation);
    cji_arena_fini(&arena);
    return status;
}

static int evaluate_under_fault(cj_context *ctx, void *user)
{
    static const char acts[] = WRAP(BASE CONTACT("c", "02-20", "none", ""));
    const char *text = user;
    cj_rules *rules = NULL;
    cj_case *c = NULL;
    cji_input *in = NULL;
    cj_status status = cj_rules_new(ctx, &rules, NULL);
    if (status == CJ_OK)
        status = cj_rules_add_memory(rules, "r", text, strlen(text), NULL);
    if (status == CJ_OK)
        status = cj_case_new(ctx, NULL, &c, NULL);
    if (status == CJ_OK)
        status = cji_input_memory(ctx, "c", acts, sizeof acts - 1, &in, NULL);
    if (status == CJ_OK)
        status = cji_case_read_input(c, in, NULL);
    if (status == CJ_OK)
        status = evaluate_all(ctx, rules, c);
    assert_true(status == CJ_OK || status == CJ_E_MEMORY);
    cji_input_free(in);
    cj_case_unref(c);
    cj_rules_unref(rules);
    return status == CJ_OK;
}

static void test_evaluating_survives_memory(void **state)
{
    /* P1 tells what P2 lacks; P3 cites what corroborates; P4 waits for a table. */
    static char text[] = PACK(
        "<criterion item=\"P1\" class=\"R\"><rule><complete/></rule></criterion>"
        "<criterion item=\"P2\" class=\"R\"><rule><act kind=\"contact_held\"/>"
        "<act kind=\"contact_held\"><has field=\"requirement\"/></act></rule></criterion>"
        "<criterion item=\"P3\" class=\"R\"><rule><act kind=\"order_recorded\"/><also>"
        "<act kind=\"goal_set\" as=\"x\"><act kind=\"any\"><cites of=\"x\"/></act></act></also>"
        "</rule></criterion>"
        "<criterion item=\"P4\" class=\"R\"><rule><act kind=\"contact_held\">"
        "<no-finding rule=\"self_check\" policy=\"disclosure_entitlement\"/></act></rule>"
        "</criterion>");
    (void)state;
    assert_true(fault_sweep(evaluate_under_fault, text) > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_refused_with_place, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_parts_mean, setup, teardown),
        cmocka_unit_test(test_evaluating_survives_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
