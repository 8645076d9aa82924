/* SPDX-License-Identifier: MIT */
/* A practitioner's stream of judgements: what it takes, by whom, and that a case takes none of it.
 */
#include "casework/casework.h"
#include "support/acts.h"
#include "support/judgements.h"
#include "support/support.h"

#include <stdio.h>
#include <string.h>

#define J JUDGED("j", "03-01", "P7", "met", "observation")

typedef struct row {
    const char *acts;
    cj_status expected;
    const char *rule; /* of the first problem; NULL: none */
} row;

static const row rows[] = {
    {J, CJ_OK, NULL},
    {JUDGED_BY("j", "p.one", "03-01", "P7", "met", "observation", ""), CJ_E_INTEGRITY,
     "judged_by_another"},
    {JUDGED_BY("j", "p.one", "03-01", "P7", "not_met", "observation", ""), CJ_E_INTEGRITY,
     "judged_by_another"},
    {DECIDED_BY("d", "p.one", "03-01", "competent", ""), CJ_E_INTEGRITY, "judged_by_another"},
    {DECIDED_BY("d", "a.one", "03-01", "competent", ""), CJ_OK, NULL},
    {DECIDED_BY("d", "a.one", "03-01", "competent", "<criterion>P7</criterion>"),
     CJ_E_FIELD_MISSING, NULL},
    {JUDGED_BY("j", "a.one", "03-01", "P7", "met", "observation", "<manual_na>true</manual_na>"),
     CJ_OK, NULL},
    /* withdrawing */
    {J WITHDRAWN("w", "a.one", "03-02", "j"), CJ_OK, NULL},
    {J WITHDRAWN("w", "a.two", "03-02", "j"), CJ_E_INTEGRITY, "withdrawn_by_judge"},
    {J WITHDRAWN("w", "p.one", "03-02", "j"), CJ_E_INTEGRITY, "withdrawn_by_judge"},
    {J SAMPLED("s", "q.one", "03-02", OF("j")) WITHDRAWN("w", "q.one", "03-03", "j"), CJ_OK, NULL},
    {J SAMPLED("s", "q.one", "03-02", OF("j")) WITHDRAWN("w", "q.two", "03-03", "j"),
     CJ_E_INTEGRITY, "withdrawn_by_judge"},
    {WITHDRAWN("w", "a.one", "03-02", "j"), CJ_E_REFERENCE, NULL},
    /* quality assurance */
    {J SAMPLED("s", "a.one", "03-02", OF("j")), CJ_E_INTEGRITY, "sampled_by_another"},
    {JUDGED_BY("i", "a.two", "03-01", "P8", "met", "product", "")
         J SAMPLED("s", "a.one", "03-02", OF("i") OF("j")),
     CJ_E_INTEGRITY, "sampled_by_another"},
    {J SAMPLED("s", "p.one", "03-02", OF("j")), CJ_E_INTEGRITY, "sampled_by_no_candidate"},
    /* appeals */
    {J APPEALED("a", "p.one", "03-03", "j", "q.one"), CJ_OK, NULL},
    {J APPEALED("a", "p.two", "03-03", "j", "q.one"), CJ_E_INTEGRITY, "appealed_by_candidate"},
    {J APPEALED("a", "p.one", "03-03", "j", "a.one"), CJ_E_INTEGRITY, "appeal_handled_by_another"},
    {J APPEALED("a", "p.one", "03-03", "j", "p.one"), CJ_E_INTEGRITY,
     "appeal_not_handled_by_candidate"},
    {J APPEALED("a", "p.one", "03-03", "j", "q.one")
         ANSWERED("o", "q.one", "03-09", "a", "granted"),
     CJ_OK, NULL},
    {J APPEALED("a", "p.one", "03-03", "j", "q.one")
         ANSWERED("o", "a.one", "03-09", "a", "refused"),
     CJ_E_INTEGRITY, "appeal_decided_by_handler"},
    {J APPEALED("a", "p.one", "03-03", "j", "q.one")
         ANSWERED("o", "q.one", "03-09", "a", "refused"),
     CJ_OK, NULL},
    {J APPEALED("a", "p.one", "03-03", "j", "q.one")
         ANSWERED("o", "q.one", "03-09", "a", "countersigned"),
     CJ_E_INTEGRITY, "outcome_fits"},
    /* nothing else is in a stream */
    {ACT("v", "case_opened", "p.one", "01-20",
         "<person>x</person><case_basis>sentence</case_basis><setting>community</setting>"
         "<age_band>age_25_plus</age_band>" ACTOR("practitioner", "p.one", "r")),
     CJ_E_HANDLE, NULL},
};

static cj_case *stream_of(cj_context *ctx, const char *practitioner)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_judgements_new(ctx, practitioner, &c, &error), error);
    return c;
}

static void each_rule(void **state)
{
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_case *c = stream_of(*state, "p.one");
        cj_error *error = NULL;
        char text[8000];
        const char *rule;
        cj_status status;
        snprintf(text, sizeof text, STREAM("%s"), rows[i].acts);
        status = cj_case_read(c, "f", text, strlen(text), &error);
        rule = cj_error_rule(error, 0);
        if (status != rows[i].expected || (rule == NULL) != (rows[i].rule == NULL) ||
            (rule != NULL && strcmp(rule, rows[i].rule) != 0))
            fail_msg("row %zu: status %d, rule %s: %s", i, (int)status, rule != NULL ? rule : "-",
                     last_problem(error));
        assert_int_equal(cj_case_act_count(c) == 0, status != CJ_OK);
        cj_case_unref(c);
        cj_error_unref(error);
    }
}

static bool decides(const char *rule)
{
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        if (rows[i].rule != NULL && strcmp(rows[i].rule, rule) == 0)
            return true;
    }
    return false;
}

/* A decision and a finding in one act, said with a rule and not only a missing field. */
static const struct {
    const char *rule, *acts;
} mixed[] = {
    {"decision_apart", JUDGED_BY("j", "a.one", "03-01", "P7", "met", "product",
                                 "<standard_decision>competent</standard_decision>")},
    {"finding_of_an_item",
     DECIDED_BY("d", "a.one", "03-01", "competent", "<judge_finding>met</judge_finding>")},
    {"not_applicable_of_an_item",
     DECIDED_BY("d", "a.one", "03-01", "competent", "<manual_na>true</manual_na>")},
    {"judged_when_recorded",
     "<act id=\"j\" kind=\"judgement_recorded\" handle=\"p.one\" "
     "occurred_at=\"2026-03-02T10:00Z\" occurred_precision=\"minute\" "
     "recorded_at=\"2026-03-01T10:00Z\" sensitivity=\"normal\">" ACTOR("performed_by", "a.one", "r")
         ACTOR("candidate", "p.one", "r") STANDARD
     "<standard_decision>competent</standard_decision><rationale>r</rationale>" CITED
     "<assessor_qualified>true</assessor_qualified></act>"},
    {"judged_in_own_stream",
     STREAM_ACT("j", "judgement_recorded", "a.one", "03-01",
                ACTOR("candidate", "p.two", "r") STANDARD
                "<standard_decision>competent</standard_decision><rationale>r</rationale>" CITED
                "<assessor_qualified>true</assessor_qualified>")},
};

/* The fields of an act stand in their order, so what does not belong is tried as an act is built.
 */
static void what_does_not_go_together(void **state)
{
    for (size_t i = 0; i < CJI_COUNT(mixed); i++) {
        cj_case *c = stream_of(*state, "p.one");
        cj_error *error = NULL;
        char text[8000];
        bool found = false;
        snprintf(text, sizeof text, STREAM("%s"), mixed[i].acts);
        assert_int_equal(cj_case_read(c, "f", text, strlen(text), &error), CJ_E_INTEGRITY);
        for (size_t k = 0; k < cj_error_count(error); k++)
            found = found || (cj_error_rule(error, k) != NULL &&
                              strcmp(cj_error_rule(error, k), mixed[i].rule) == 0);
        if (!found)
            fail_msg("%s: %s", mixed[i].rule, last_problem(error));
        cj_case_unref(c);
        cj_error_unref(error);
    }
}

static void every_rule_is_tested(void **state)
{
    (void)state;
    for (size_t i = 0; i < cji_case_rule_count; i++) {
        const cji_rule *rule = &cji_case_rules[i];
        bool tested = decides(rule->name);
        for (size_t k = 0; k < CJI_COUNT(mixed); k++)
            tested = tested || strcmp(mixed[k].rule, rule->name) == 0;
        if (cji_kind_of(rule->kind)->handles == 1u << CJ_HANDLE_PRACTITIONER && !tested)
            fail_msg("no row decides by the rule %s", rule->name);
    }
}

/* Read back as it was written, and known by its practitioner alone. */
static void a_stream_is_kept_whole(void **state)
{
    static const char acts[] = STREAM(J SAMPLED("s", "q.one", "03-02", OF("j")));
    cj_case *c = stream_of(*state, "p.one"), *other = stream_of(*state, "p.two"), *view = NULL;
    cj_error *error = NULL;
    const cj_record *facts = NULL;
    assert_ok(cj_case_read(c, "f", acts, strlen(acts), &error), error);
    assert_ok(cj_case_read(c, "f", acts, strlen(acts), &error), error); /* recognised */
    assert_int_equal(cj_case_act_count(c), 2);
    assert_string_equal(cj_case_id(c), "practitioner p.one");
    assert_ok(cj_case_at(c, (cj_date){20513, CJ_PRECISION_DAY}, &view, &error), error);
    assert_int_equal(cj_case_act_count(view), 1); /* 2026-03-01 */
    assert_string_equal(view->practitioner, "p.one");
    assert_int_equal(cj_case_handle_state(c, "p.one", &facts, &error), CJ_E_NOT_FOUND);
    assert_int_equal(cj_case_state(c, &facts, &error), CJ_E_NOT_FOUND);
    assert_int_equal(cj_case_read(other, "f", acts, strlen(acts), &error), CJ_E_CASE);
    assert_int_equal(cj_judgements_new(*state, "p one", &view, NULL), CJ_E_VALUE_ID);
    assert_int_equal(cj_judgements_new(*state, "", &view, NULL), CJ_E_VALUE_ID);
    cj_case_unref(view);
    cj_case_unref(other);
    cj_case_unref(c);
    cj_error_unref(error);
}

/* What is judged is never replaced. */
static void nothing_is_superseded(void **state)
{
    static const char again[] =
        STREAM(J "<act id=\"k\" kind=\"judgement_withdrawn\" handle=\"p.one\" "
                 "occurred_at=\"2026-03-02T10:00Z\" occurred_precision=\"minute\" "
                 "recorded_at=\"2026-03-02T10:00Z\" sensitivity=\"normal\" supersedes=\"j\">" ACTOR(
                     "performed_by", "a.one",
                     "r") "<supersede_reason>r</supersede_reason>"
                          "<judgement>j</judgement><withdrawal_reason>w</withdrawal_reason></act>");
    cj_case *c = stream_of(*state, "p.one");
    cj_error *error = NULL;
    assert_int_equal(cj_case_read(c, "f", again, strlen(again), &error), CJ_E_INTEGRITY);
    assert_non_null(strstr(last_problem(error), "withdraw"));
    assert_int_equal(cj_case_act_count(c), 0);
    cj_case_unref(c);
    cj_error_unref(error);
}

/* And no case takes any of it, by whatever name it goes. */
static void no_case_takes_a_judgement(void **state)
{
    static const char in_case[] = WRAP(OPENED J), as_stream[] = STREAM(OPENED);
    cj_case *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_case_new(*state, NULL, &c, &error), error);
    assert_int_equal(cj_case_read(c, "f", in_case, strlen(in_case), &error), CJ_E_HANDLE);
    assert_int_equal(cj_case_read(c, "f", as_stream, strlen(as_stream), &error), CJ_E_VALUE_ID);
    assert_int_equal(cj_case_act_count(c), 0);
    cj_case_unref(c);
    c = NULL;
    assert_int_equal(cj_case_new(*state, "practitioner p.one", &c, &error), CJ_E_VALUE_ID);
    assert_null(c);
    cj_error_unref(error);
}

static int read_once(cj_context *ctx, void *user)
{
    static const char acts[] = STREAM(J SAMPLED("s", "q.one", "03-02", OF("j"))
                                          APPEALED("a", "p.one", "03-03", "j", "q.one"));
    cj_case *c = NULL;
    cj_error *error = NULL;
    cj_status status = cj_judgements_new(ctx, "p.one", &c, &error);
    (void)user;
    if (status == CJ_OK) {
        status = cj_case_read(c, "f", acts, strlen(acts), &error);
        assert_true(cj_case_act_count(c) == (status == CJ_OK ? 3 : 0));
    }
    cj_case_unref(c);
    cj_error_unref(error);
    return status == CJ_OK;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_true(fault_sweep(read_once, NULL) > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule),
        cmocka_unit_test(what_does_not_go_together),
        cmocka_unit_test(every_rule_is_tested),
        cmocka_unit_test(a_stream_is_kept_whole),
        cmocka_unit_test(nothing_is_superseded),
        cmocka_unit_test(no_case_takes_a_judgement),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, context_make, context_drop);
}
