/* SPDX-License-Identifier: MIT */
/* The rule language: what is refused with its place, and what each part means. */
#include "competence/world.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define PACK(inside)                                                                               \
    "<evidence standard=\"SFJED1\" xmlns=\"urn:cjustice:evidence:1\">\n" inside "</evidence>"
#define RULE(inside)                                                                               \
    PACK("<criterion item=\"P1\" class=\"R\"><rule>\n" inside "</rule></criterion>")

static void test_refused_with_place(void **state)
{
    static const struct {
        const char *text;
        cj_status expected;
        int line;
    } rows[] = {
        {RULE("<act kind=\"no_such_kind\"/>"), CJ_E_RULE, 3},
        {RULE("<act kind=\"contact_held\"><has field=\"shoe\"/></act>"), CJ_E_RULE, 3},
        {RULE("<act kind=\"contact_held\"><has field=\"control.shoe\"/></act>"), CJ_E_RULE, 3},
        {RULE("<act kind=\"contact_held\">\n<is field=\"mode\" code=\"pigeon\"/></act>"), CJ_E_RULE,
         4},
        {RULE("<act kind=\"contact_held\"><is field=\"happened\" code=\"yes\"/></act>"), CJ_E_RULE,
         3},
        {RULE("<act kind=\"contact_held\"><is field=\"mitigations\" code=\"a\"/></act>"), CJ_E_RULE,
         3},
        {RULE("<act kind=\"contact_held\"><same field=\"options\" of=\"x\"/></act>"), CJ_E_RULE, 3},
        {RULE("<act kind=\"contact_held\" as=\"c\"/><act kind=\"contact_held\"><after "
              "of=\"c\"/></act>"),
         CJ_E_RULE, 3},
        {RULE("<has field=\"mode\"/>"), CJ_E_RULE, 3},
        {RULE("<act kind=\"contact_held\" as=\"c\"><within policy=\"soon\" of=\"c\"/></act>"),
         CJ_E_RULE, 3},
        {RULE("<act kind=\"contact_held\"><no-finding rule=\"opens_once\"/></act>"), CJ_E_RULE, 3},
        {RULE("<act kind=\"contact_held\"><understood field=\"mode\"/></act>"), CJ_E_RULE, 3},
        {RULE("<act kind=\"contact_held\" colour=\"red\"/>"), CJ_E_RULE, 3},
        {RULE("<act kind=\"contact_held\" min=\"0\"/>"), CJ_E_RULE, 3},
        {RULE("<every kind=\"contact_held\" state=\"case.requirements\" as=\"x\"><live/></every>"),
         CJ_E_RULE, 3},
        {RULE("<every state=\"case.shoes\" as=\"x\"><live/></every>"), CJ_E_RULE, 3},
        {RULE("<every kind=\"contact_held\" as=\"x\" none=\"not_applicable\"/>"), CJ_E_RULE, 3},
        {RULE("<every kind=\"contact_held\" as=\"x\" none=\"perhaps\"/>"), CJ_E_RULE, 3},
        {RULE("<use name=\"nothing\"/>"), CJ_E_RULE, 3},
        {RULE("<run code=\"system\"/>"), CJ_E_RULE, 3},
        {RULE(""), CJ_E_RULE, 2},
        {PACK("<criterion item=\"P1\" class=\"Q\"><rule><act kind=\"any\"/></rule></criterion>"),
         CJ_E_RULE, 2},
        {PACK("<criterion item=\"P1\" class=\"R\"/>\n<criterion item=\"P1\" class=\"R\"/>"),
         CJ_E_RULE, 3},
        {PACK("<define name=\"a\"><use name=\"a\"/></define><criterion item=\"P1\" "
              "class=\"R\"><rule>"
              "<use name=\"a\"/></rule></criterion>"),
         CJ_E_RULE, 2},
        {"<rules xmlns=\"urn:cjustice:evidence:1\"/>", CJ_E_RULE, 1},
        {RULE("<all><where><has field=\"mode\"/></where></all>"), CJ_E_RULE, 3},
        {RULE("<not-applicable why=\"w\"><act kind=\"any\"/></not-applicable>"), CJ_E_RULE, 3},
        {RULE("<all><not-applicable><act kind=\"any\"/></not-applicable></all>"), CJ_E_RULE, 3},
        {RULE("<act kind=\"contact_held\"><past field=\"mode\"/></act>"), CJ_E_RULE, 3},
        {RULE(
             "<act kind=\"review_held\" as=\"r\"><act kind=\"any\"><within of=\"r\"/></act></act>"),
         CJ_E_RULE, 3},
        {RULE("<act kind=\"review_held\" as=\"r\"><act kind=\"any\"><within of=\"r\" "
              "path=\"issues_asked\"/></act></act>"),
         CJ_E_RULE, 3},
        {RULE("<act kind=\"review_held\" as=\"r\"><not-yet policy=\"soon\" of=\"r\" "
              "why=\"w\"/></act>"),
         CJ_E_RULE, 3},
        {RULE("<act kind=\"review_held\" as=\"r\"><not-yet policy=\"advice_within\" of=\"r\" "
              "unset=\"met\" why=\"w\"/></act>"),
         CJ_E_RULE, 3},
        {RULE("<act kind=\"review_held\" as=\"r\"><act kind=\"any\"><before of=\"r\"><has "
              "field=\"attachments\"/></before></act></act>"),
         CJ_E_RULE, 3},
        {RULE("<act kind=\"rights_explained\"><before first=\"review_held\"><has field=\"shoe\"/>"
              "</before></act>"),
         CJ_E_RULE, 3},
        {RULE("<every kind=\"plan_drafted\" field=\"goals partners version\" as=\"x\"/>"),
         CJ_E_RULE, 3},
        {RULE("<every kind=\"plan_drafted\" field=\"goals sequence\" as=\"x\"/>"), CJ_E_RULE, 3},
        {RULE("<every kind=\"plan_drafted\" field=\"goals\" values=\"all\" as=\"x\"/>"), CJ_E_RULE,
         3},
        {RULE("<act kind=\"roles_agreed\"><item field=\"parties\" each=\"no\"/></act>"), CJ_E_RULE,
         3},
        {RULE(
             "<act kind=\"roles_agreed\"><no-finding rule=\"consent_missing\" late=\"no\"/></act>"),
         CJ_E_RULE, 3},
        {RULE("<act kind=\"contact_held\"/>"), CJ_OK, 0},
    };
    world *w = *state;
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_rules *rules = NULL;
        cj_error *error = NULL;
        cj_status status;
        assert_ok(cj_rules_new(w->ctx, &rules, &error), error);
        status = cj_rules_add_memory(rules, "r", rows[i].text, strlen(rows[i].text), &error);
        if (status != rows[i].expected || cj_error_line(error, 0) != rows[i].line)
            fail_msg("row %zu: status %d: %s", i, (int)status, last_problem(error));
        cj_rules_unref(rules);
        cj_error_unref(error);
    }
}

/* The verdict of P1 under a rule, for the example case. */
static void verdict(world *w, const char *text, const cj_policy *policy, char *out)
{
    cj_rules *rules = NULL;
    cj_report *report = NULL;
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_error *error = NULL;
    const cj_record *row = NULL;
    const char *value = "";
    options.standard = "SFJED1";
    options.policy = policy;
    assert_ok(cj_rules_new(w->ctx, &rules, &error), error);
    assert_ok(cj_rules_add_memory(rules, "r", text, strlen(text), &error), error);
    assert_ok(cj_check(w->catalogue, rules, w->example, &options, &report, &error), error);
    assert_int_equal(cj_get_record(cj_report_record(report), CJ_FIELD_CRITERIA, 0, &row), CJ_OK);
    assert_int_equal(cj_get_text(row, CJ_FIELD_VERDICT, 0, &value), CJ_OK);
    snprintf(out, 32, "%s", value);
    cj_report_unref(report);
    cj_rules_unref(rules);
    cj_error_unref(error);
}

static void test_what_parts_mean(void **state)
{
    static const struct {
        const char *text, *verdict;
    } rows[] = {
        {RULE("<act kind=\"rights_explained\"/>"), "evidenced"},
        {RULE("<act kind=\"warning_issued\"/>"), "not_evidenced"},
        {RULE("<act kind=\"rights_explained\"/><act kind=\"warning_issued\"/>"),
         "partly_evidenced"},
        {RULE("<any><act kind=\"warning_issued\"/><act kind=\"rights_explained\"/></any>"),
         "evidenced"},
        {RULE("<not><act kind=\"warning_issued\"/></not>"), "not_evidenced"},
        {RULE("<not><act kind=\"warning_issued\"/></not><act kind=\"rights_explained\"/>"),
         "evidenced"},
        {RULE("<not><act kind=\"rights_explained\"/></not>"), "not_evidenced"},
        {RULE("<act kind=\"plan_drafted\" min=\"3\"/>"), "evidenced"},
        {RULE("<act kind=\"plan_drafted\" min=\"4\"/>"), "partly_evidenced"},
        {RULE("<act kind=\"plan_drafted\" max=\"1\"/>"), "not_evidenced"},
        {RULE("<act kind=\"plan_drafted\" latest=\"handle\" max=\"1\"/>"), "evidenced"},
        {RULE("<act kind=\"option_evaluated\" min=\"2\" days=\"distinct\"/>"), "partly_evidenced"},
        {RULE("<act kind=\"review_held\" min=\"2\" days=\"distinct\"/>"), "evidenced"},
        {RULE("<act kind=\"rights_explained\"><before first=\"case_opened\"/></act>"),
         "partly_evidenced"},
        {RULE("<act kind=\"rights_explained\" as=\"r\"><act kind=\"review_held\"><after "
              "of=\"r\"/></act>"
              "</act>"),
         "evidenced"},
        {RULE("<every kind=\"plan_drafted\" as=\"p\"><has field=\"partners\"/></every>"),
         "evidenced"},
        {RULE("<every kind=\"warning_issued\" as=\"p\" none=\"no_occasion\"><has "
              "field=\"concerns\"/>"
              "</every>"),
         "no_occasion"},
        {RULE("<every kind=\"warning_issued\" as=\"p\" none=\"not_applicable\" "
              "because=\"case_opened\">"
              "<has field=\"concerns\"/></every>"),
         "not_applicable"},
        {RULE("<every kind=\"warning_issued\" as=\"p\" none=\"not_applicable\" "
              "because=\"recall_recommended\"><has field=\"concerns\"/></every>"),
         "not_evidenced"},
        {RULE("<every kind=\"warning_issued\" as=\"p\" none=\"met\"><has "
              "field=\"concerns\"/></every>"),
         "not_evidenced"},
        {RULE("<every kind=\"warning_issued\" as=\"p\" none=\"met\"><has "
              "field=\"concerns\"/></every><act kind=\"rights_explained\"/>"),
         "evidenced"},
        {RULE("<judge why=\"w\"><act kind=\"rights_explained\"/></judge>"), "awaiting_judgement"},
        {RULE("<act kind=\"intervention_defined\" min=\"3\"/>"), "evidenced"},
        {RULE("<act kind=\"intervention_defined\" min=\"3\"><where><is field=\"intervention_type\" "
              "code=\"support\"/></where></act>"),
         "partly_evidenced"},
        {RULE("<act kind=\"intervention_defined\" max=\"1\"><where><is field=\"intervention_type\" "
              "code=\"support\"/></where></act>"),
         "evidenced"},
        {RULE("<act kind=\"rights_explained\"><where><has field=\"supersedes\"/></where></act>"),
         "not_evidenced"},
        {RULE("<over kind=\"views_recorded\" field=\"invited\" codes=\"need "
              "belief\"><where><covers field=\"invited\" codes=\"need\"/></where></over>"),
         "partly_evidenced"},
        {RULE("<act kind=\"roles_agreed\"><item field=\"parties\" each=\"true\"><covers "
              "field=\"agreed\" codes=\"roles\"/></item></act>"),
         "evidenced"},
        {RULE("<over kind=\"views_recorded\" field=\"invited\" codes=\"belief\"><before "
              "first=\"plan_drafted\"/></over>"),
         "evidenced"},
        {RULE("<over kind=\"views_recorded\" field=\"invited\" codes=\"belief\"><before "
              "first=\"rights_explained\"/></over>"),
         "partly_evidenced"},
        {RULE(
             "<provided><act kind=\"rights_explained\"/></provided><act kind=\"warning_issued\"/>"),
         "not_evidenced"},
        {RULE("<provided><act kind=\"rights_explained\"/></provided><act kind=\"plan_drafted\"/>"),
         "evidenced"},
        {RULE("<provided><act kind=\"warning_issued\"/></provided><act kind=\"plan_drafted\"/>"),
         "partly_evidenced"},
        {RULE("<not><act kind=\"warning_issued\"/></not><act kind=\"recall_recommended\"/>"),
         "not_evidenced"},
        {RULE("<all><not-applicable why=\"w\"><act "
              "kind=\"rights_explained\"/></not-applicable><act kind=\"warning_issued\"/></all>"),
         "not_applicable"},
        {RULE(
             "<all><not-applicable why=\"w\"><act kind=\"rights_explained\"/></not-applicable><act "
             "kind=\"warning_issued\"/></all><act kind=\"plan_drafted\"/>"),
         "evidenced"},
        {RULE(
             "<all><not-applicable why=\"w\"><act kind=\"rights_explained\"/></not-applicable><act "
             "kind=\"warning_issued\"/></all><act kind=\"recall_recommended\"/>"),
         "not_evidenced"},
        {RULE("<all><not-applicable why=\"w\"><act kind=\"warning_issued\"/></not-applicable><act "
              "kind=\"rights_explained\"/></all>"),
         "evidenced"},
        {RULE("<every kind=\"session_recorded\" field=\"delivered_by\" as=\"d\" max=\"1\"/>"),
         "not_evidenced"},
        {RULE("<every kind=\"session_recorded\" field=\"delivered_by\" values=\"distinct\" "
              "as=\"d\" max=\"1\"/>"),
         "evidenced"},
        {RULE("<every kind=\"intervention_defined session_recorded\" field=\"deliverers "
              "delivered_by\" values=\"distinct\" as=\"d\" max=\"2\"/>"),
         "not_evidenced"},
        {RULE("<every kind=\"intervention_defined session_recorded\" field=\"deliverers "
              "delivered_by\" values=\"distinct\" as=\"d\" max=\"3\"/>"),
         "evidenced"},
        {RULE("<every kind=\"intervention_defined\" field=\"schedule\" as=\"s\"><past "
              "field=\"planned_at\"/></every>"),
         "evidenced"},
        {RULE("<every kind=\"intervention_defined\" field=\"schedule\" as=\"s\"><act "
              "kind=\"session_recorded\"><same-handle of=\"s\"/><same field=\"n\" of=\"s\" "
              "path=\"n\"/></act></every>"),
         "partly_evidenced"},
        {RULE("<every kind=\"intervention_defined\" field=\"schedule\" as=\"s\" "
              "max=\"2\"><where><same field=\"n\" of=\"s\" path=\"n\"/></where></every>"),
         "not_evidenced"},
        {RULE("<every kind=\"review_held\" as=\"r\"><past field=\"next_due\"/></every>"),
         "partly_evidenced"},
        {RULE("<act kind=\"review_scheduled\" min=\"2\"><before first=\"review_held\"/></act>"),
         "partly_evidenced"},
        {RULE("<act kind=\"review_scheduled\"><where><is field=\"review_basis\" code=\"agreed "
              "policy trigger statute\"/></where><before first=\"review_held\"><has "
              "field=\"supersedes\"/></before></act>"),
         "evidenced"},
        {RULE("<every kind=\"review_scheduled\" as=\"s\"><act kind=\"review_held\"><same "
              "field=\"schedule_ref\" of=\"s\"/><within of=\"s\" path=\"due\"/></act></every>"),
         "evidenced"},
        {RULE("<every kind=\"review_held\" as=\"s\"><act kind=\"plan_drafted\"><after "
              "of=\"s\"/><within of=\"s\" path=\"next_due\"/></act></every>"),
         "evidenced"},
        {RULE("<act kind=\"rights_explained\" as=\"s\"><act kind=\"review_held\" "
              "latest=\"case\"><within policy=\"advice_within\" of=\"s\"/></act></act>"),
         "partly_evidenced"},
        {RULE("<act kind=\"review_held\" as=\"r\" latest=\"case\"><act kind=\"plan_drafted\" "
              "latest=\"case\"><after of=\"r\"/><within policy=\"review_interval\" of=\"r\" "
              "path=\"next_due\"/></act></act>"),
         "evidenced"},
        {RULE("<every kind=\"plan_drafted\" latest=\"handle\" as=\"p\"><any><act "
              "kind=\"warning_issued\"/><not-yet policy=\"monitoring_period\" of=\"p\" "
              "why=\"w\"/></any></every>"),
         "no_occasion"},
        {RULE("<every kind=\"case_opened\" as=\"p\"><any><act kind=\"warning_issued\"/><not-yet "
              "policy=\"advice_within\" of=\"p\" why=\"w\"/></any></every>"),
         "not_evidenced"},
        {RULE("<every kind=\"case_opened\" as=\"p\"><any><act kind=\"warning_issued\"/><not-yet "
              "policy=\"referral_within\" of=\"p\" why=\"w\"/></any></every>"),
         "not_evidenced"},
        {RULE("<every kind=\"case_opened\" as=\"p\"><any><act kind=\"warning_issued\"/><not-yet "
              "policy=\"referral_within\" of=\"p\" unset=\"waits\" why=\"w\"/></any></every>"),
         "awaiting_judgement"},
        {RULE("<over kind=\"views_recorded\" field=\"invited\" codes=\"need belief\"/>"),
         "evidenced"},
        {RULE("<over kind=\"views_recorded\" field=\"invited\" codes=\"need wants_involved\"/>"),
         "partly_evidenced"},
        {RULE("<act kind=\"roles_agreed\"><item field=\"parties\" min=\"3\">"
              "<covers field=\"agreed\" codes=\"roles\"/></item></act>"),
         "evidenced"},
        {RULE("<act kind=\"case_opened\" as=\"o\"><act kind=\"rights_explained\">"
              "<within policy=\"advice_within\" of=\"o\"/></act></act>"),
         "evidenced"}, /* 30 days: below */
        {RULE("<act kind=\"case_opened\" as=\"o\"><act kind=\"review_held\">"
              "<within policy=\"advice_within\" of=\"o\"/></act></act>"),
         "partly_evidenced"},
        {RULE("<act kind=\"case_opened\" as=\"o\"><act kind=\"rights_explained\">"
              "<within policy=\"referral_within\" of=\"o\"/></act></act>"),
         "awaiting_judgement"}, /* unset */
        {RULE("<every kind=\"intervention_defined\" as=\"i\"><act kind=\"progress_monitored\" "
              "each-period=\"monitoring_period\" of=\"i\"><same-handle of=\"i\"/></act></every>"),
         "evidenced"}, /* a year: below */
        {RULE("<every kind=\"intervention_defined\" as=\"i\"><act kind=\"progress_monitored\" "
              "each-period=\"review_interval\" of=\"i\"><same-handle of=\"i\"/></act></every>"),
         "partly_evidenced"}, /* a week */
    };
    static const char policy_text[] =
        "<policy id=\"test\" version=\"1\" xmlns=\"urn:cjustice:policy:1\">"
        "<value name=\"advice_within\" days=\"30\" citation=\"c\" standing=\"s\"/>"
        "<value name=\"monitoring_period\" months=\"12\" citation=\"c\" standing=\"s\"/>"
        "<value name=\"review_interval\" weeks=\"1\" citation=\"c\" standing=\"s\"/></policy>";
    world *w = *state;
    cj_policy *policy = NULL;
    cj_error *error = NULL;
    char path[] = "/tmp/cj-policy-XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    fputs(policy_text, file);
    fclose(file);
    assert_ok(cj_policy_new(w->ctx, &policy, &error), error);
    assert_ok(cj_policy_add_file(policy, path, &error), error);
    remove(path);
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        char got[32];
        verdict(w, rows[i].text, policy, got);
        if (strcmp(got, rows[i].verdict) != 0)
            fail_msg("row %zu is %s, not %s", i, got, rows[i].verdict);
    }
    cj_policy_unref(policy);
    cj_error_unref(error);
}

static void test_unknown_criterion_and_standard(void **state)
{
    static const char text[] =
        PACK("\n<criterion item=\"P99\" class=\"R\"><rule><act kind=\"any\"/></rule></criterion>");
    world *w = *state;
    cj_rules *rules = NULL;
    cj_report *report = NULL;
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_error *error = NULL;
    options.standard = "SFJED1";
    assert_ok(cj_rules_new(w->ctx, &rules, &error), error);
    assert_ok(cj_rules_add_memory(rules, "r", text, strlen(text), &error), error);
    assert_int_equal(cj_check(w->catalogue, rules, w->example, &options, &report, &error),
                     CJ_E_RULE);
    assert_int_equal(cj_error_line(error, 0), 3);
    options.standard = "NOSUCH";
    assert_int_equal(cj_check(w->catalogue, rules, w->example, &options, &report, &error),
                     CJ_E_NOT_FOUND);
    options.standard = NULL;
    assert_int_equal(cj_check(w->catalogue, rules, w->example, &options, &report, &error),
                     CJ_E_MISUSE);
    cj_rules_unref(rules);
    cj_error_unref(error);
}

#define LIMB(item, kind)                                                                           \
    "<criterion item=\"" item "\" class=\"R\"><rule><act kind=\"" kind "\"/></rule></criterion>"
#define LIMBS(inside)                                                                              \
    "<evidence standard=\"TSTA&amp;B1\" xmlns=\"urn:cjustice:evidence:1\">"                        \
    "<criterion item=\"P2\" class=\"R\"/>" inside "</evidence>"

/* A criterion of limbs is met when every limb is, and says which one is not. */
static void test_limbs(void **state)
{
    static const struct {
        const char *text, *verdict, *limb;
    } rows[] = {
        {LIMBS(LIMB("P2.1", "rights_explained") LIMB("P2.2", "plan_drafted")), "evidenced", NULL},
        {LIMBS(LIMB("P2.1", "rights_explained") LIMB("P2.2", "warning_issued")), "partly_evidenced",
         "2.2"},
        {LIMBS(LIMB("P2.1", "rights_explained")), "partly_evidenced", "2.2"},
        {LIMBS(LIMB("P2.1", "warning_issued") LIMB("P2.2", "warning_issued")), "not_evidenced",
         "2.1"},
        {LIMBS(""), "not_evidenced", "2.1"},
    };
    world *w = *state;
    cj_error *error = NULL;
    assert_ok(cj_catalogue_add_file(w->catalogue, "tests/nos/corpus/valid/full.xml", &error),
              error);
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_check_options options = CJ_CHECK_OPTIONS_INIT;
        cj_rules *rules = NULL;
        cj_report *report = NULL;
        const cj_record *row = NULL, *gap = NULL;
        const char *value = NULL;
        options.standard = "TSTA&B1";
        assert_ok(cj_rules_new(w->ctx, &rules, &error), error);
        assert_ok(cj_rules_add_memory(rules, "r", rows[i].text, strlen(rows[i].text), &error),
                  error);
        assert_ok(cj_check(w->catalogue, rules, w->example, &options, &report, &error), error);
        assert_int_equal(cj_get_record(cj_report_record(report), CJ_FIELD_CRITERIA, 1, &row),
                         CJ_OK);
        assert_int_equal(cj_get_text(row, CJ_FIELD_VERDICT, 0, &value), CJ_OK);
        assert_string_equal(value, rows[i].verdict);
        if (rows[i].limb != NULL) {
            assert_int_equal(cj_get_record(row, CJ_FIELD_MISSING, 0, &gap), CJ_OK);
            assert_int_equal(cj_get_text(gap, CJ_FIELD_LIMB, 0, &value), CJ_OK);
            assert_string_equal(value, rows[i].limb);
        }
        /* The limbs follow their parent, and the summary counts parents. */
        assert_int_equal(cj_get_record(cj_report_record(report), CJ_FIELD_CRITERIA, 2, &row),
                         CJ_OK);
        assert_int_equal(cj_get_text(row, CJ_FIELD_ITEM, 0, &value), CJ_OK);
        assert_string_equal(value, "P2.1");
        cj_report_unref(report);
        cj_rules_unref(rules);
    }
    cj_error_unref(error);
}

/* Catalogue, rules and policy are shared; each thread has its case. */
typedef struct share {
    world *w;
    cj_rules *rules;
    int failed;
} share;

static void *check_in_thread(void *user)
{
    share *s = user;
    for (int i = 0; i < 5 && !s->failed; i++) {
        cj_check_options options = CJ_CHECK_OPTIONS_INIT;
        cj_case *c = NULL;
        cj_report *report = NULL;
        options.standard = "SFJED1";
        if (cj_case_new(s->w->ctx, NULL, &c, NULL) != CJ_OK ||
            cj_case_read_file(c, "examples/case-package.xml", NULL) != CJ_OK ||
            cj_check(s->w->catalogue, s->rules, c, &options, &report, NULL) != CJ_OK)
            s->failed = 1;
        cj_report_unref(report);
        cj_case_unref(c);
    }
    return NULL;
}

static void test_shared_between_threads(void **state)
{
    world *w = *state;
    share s[4];
    pthread_t threads[4];
    cj_rules *rules = NULL;
    cj_error *error = NULL;
    assert_ok(cj_rules_new(w->ctx, &rules, &error), error);
    assert_ok(cj_rules_add_dir(rules, "standards", &error), error);
    for (size_t i = 0; i < 4; i++) {
        s[i] = (share){w, rules, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, check_in_thread, &s[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(s[i].failed, 0);
    }
    cj_rules_unref(rules);
    cj_error_unref(error);
}

static int compile_under_fault(cj_context *ctx, void *user)
{
    cj_rules *rules = NULL;
    cj_error *error = NULL;
    const char *text = user;
    cj_status status = cj_rules_new(ctx, &rules, &error);
    if (status == CJ_OK)
        status = cj_rules_add_memory(rules, "r", text, strlen(text), &error);
    assert_true(status == CJ_OK || status == CJ_E_MEMORY);
    cj_rules_unref(rules);
    cj_error_unref(error);
    return status == CJ_OK;
}

static void test_compiling_survives_memory(void **state)
{
    static char text[] = RULE("<every kind=\"plan_drafted\" as=\"p\" why=\"w\"><where>"
                              "<has field=\"partners\"/></where><act kind=\"review_held\"><after "
                              "of=\"p\"/></act></every>");
    (void)state;
    assert_true(fault_sweep(compile_under_fault, text) > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_refused_with_place, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_parts_mean, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unknown_criterion_and_standard, setup, teardown),
        cmocka_unit_test_setup_teardown(test_limbs, setup, teardown),
        cmocka_unit_test_setup_teardown(test_shared_between_threads, setup, teardown),
        cmocka_unit_test(test_compiling_survives_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
