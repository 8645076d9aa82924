/* SPDX-License-Identifier: MIT */
/*
 * Deadlines: each has its last day, on which it is met, and the day after, on which it is not. Who
 * meets it and who does not; what opens it and what does not; what the state of the case shows.
 */
#include "support/filler.h"
#include "support/support.h"

#include <stdio.h>
#include <string.h>

#include "deadline_rows.h"

/* ---- cases ----------------------------------------------------------------------------------- */

/* Ten days for one value; without a name, a policy that says nothing. */
static cj_policy *policy_of(cj_context *ctx, const char *name)
{
    char text[300];
    cj_policy *policy = NULL;
    cj_error *error = NULL;
    int n = snprintf(text, sizeof text,
                     "<policy id=\"p\" version=\"1\" xmlns=\"urn:cjustice:policy:1\">");
    if (name != NULL)
        n += snprintf(text + n, sizeof text - (size_t)n,
                      "<value name=\"%s\" days=\"10\" citation=\"c\" standing=\"s\"/>", name);
    n += snprintf(text + n, sizeof text - (size_t)n, "</policy>");
    assert_ok(cj_policy_new(ctx, &policy, &error), error);
    assert_ok(cji_policy_add_memory(policy, "p", text, (size_t)n, &error), error);
    return policy;
}

static cj_case *case_of(cj_context *ctx, const char *within, const char *lines)
{
    cj_case *c = NULL;
    cj_policy *policy = policy_of(ctx, within);
    cj_error *error = NULL;
    assert_ok(cj_case_new(ctx, "C", &c, &error), error);
    cj_case_set_policy(c, policy);
    cj_policy_unref(policy);
    filler_lines(c, filler_base);
    filler_lines(c, lines);
    return c;
}

/* The line with the day in the place of @@. */
static const char *on_day(const char *line, const char *day)
{
    static char text[1000];
    const char *at = strstr(line, "@@");
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - line), line, day, at + 2);
    return text;
}

static const char *day_after(const char *day)
{
    static char text[CJ_TIME_TEXT];
    cj_date date;
    char full[CJ_TIME_TEXT];
    snprintf(full, sizeof full, "2026-%s", day);
    assert_int_equal(cj_date_parse(full, CJ_ZT, &date), CJ_OK);
    date.days++;
    cj_date_format(date, text);
    return text + 5;
}

/* One lateness is found once, also where several deadlines have the rule. */
static bool found(const cj_case *c, const char *act, const char *rule, const char *version)
{
    size_t n = 0;
    for (size_t i = 0; i < c->nfindings; i++) {
        const cji_finding *f = &c->findings[i];
        if (strcmp(f->rule, rule) == 0 && cji_str_is(c->entries[f->entry].id, act)) {
            if (version != NULL)
                assert_string_equal(f->version, version);
            n++;
        }
    }
    assert_true(n <= 1);
    return n == 1;
}

/* The deadline that the act opened, as the state of the case shows it; NULL when there is none. */
static const cj_record *shown(cj_case *c, const char *deadline, const char *opener,
                              const char *item)
{
    const cj_record *state = NULL;
    cj_error *error = NULL;
    const cji_slot *slot;
    assert_ok(cj_case_state(c, &state, &error), error);
    slot = cji_slot_of(state, CJ_FIELD_DEADLINES, NULL);
    for (uint32_t i = 0; i < slot->count; i++) {
        const cj_record *r = slot->values[i].record;
        if (cji_str_is(cji_text(r, CJ_FIELD_RULE), deadline) &&
            cji_str_is(cji_text(r, CJ_FIELD_ACT), opener) &&
            cji_str_is(cji_text(r, CJ_FIELD_ITEM), item != NULL ? item : ""))
            return r;
    }
    return NULL;
}

static void assert_day(const char *what, const cj_record *r, cj_field field, const char *day)
{
    char text[CJ_TIME_TEXT] = "none";
    const cji_value *value = cji_first(r, field);
    if (value != NULL)
        cj_date_format(value->date, text);
    if (strcmp(value != NULL ? text + 5 : text, day != NULL ? day : "none") != 0)
        fail_msg("%s: %s is %s, not %s", what, cj_field_name(field), text,
                 day != NULL ? day : "none");
}

static const cji_deadline *deadline_of(const char *name)
{
    for (size_t i = 0; i < cji_deadline_count; i++) {
        if (strcmp(cji_deadlines[i].name, name) == 0)
            return &cji_deadlines[i];
    }
    fail_msg("no deadline %s", name);
    return NULL;
}

static const char *opener_of(const row *r)
{
    return r->opener != NULL ? r->opener : "o";
}

/* An act that only says of itself whether it came in time shows no deadline. */
static bool by_itself(const row *r)
{
    return r->opener == NULL && r->open[0] != 'o' && strstr(r->open, "\no ") == NULL;
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void met_on(cj_context *ctx, const row *r, const char *within, const char *last,
                   const char *day)
{
    cj_case *c = case_of(ctx, within, r->open);
    bool late = last != NULL && strcmp(day, last) > 0;
    bool by_policy = last != NULL && (r->alone == NULL || strcmp(last, r->alone) != 0);
    char what[200];
    snprintf(what, sizeof what, "%s, row %zu, %s", r->deadline, (size_t)(r - rows), day);
    filler_lines(c, on_day(r->meet, day));
    if (r->late != NULL &&
        found(c, "m", r->late, by_policy && late ? "p 1" : cj_version_string()) != late)
        fail_msg("%s: %s", what, late ? "is not found late" : "is found late");
    if (!by_itself(r)) {
        const cj_record *shows = shown(c, r->deadline, opener_of(r), r->item);
        if (shows == NULL)
            fail_msg("%s: not shown", what);
        assert_day(what, shows, CJ_FIELD_DUE, last);
        assert_day(what, shows, CJ_FIELD_MET_ON, day);
        if (!cji_str_is(cji_text(shows, CJ_FIELD_MET_BY), "m"))
            fail_msg("%s: met by %s", what, cji_text(shows, CJ_FIELD_MET_BY).p);
        assert_string_equal(cji_text(shows, CJ_FIELD_VERSION).p, by_policy ? "p 1" : "");
        assert_string_equal(cji_text(shows, CJ_FIELD_CITATION).p, by_policy ? "c" : "");
    }
    cj_case_unref(c);
}

static void left_open(cj_context *ctx, const row *r)
{
    cj_case *c = case_of(ctx, r->within, r->open);
    const cj_record *shows = shown(c, r->deadline, opener_of(r), r->item);
    if (shows == NULL)
        fail_msg("%s: not shown while open", r->deadline);
    assert_day(r->deadline, shows, CJ_FIELD_DUE, r->last);
    assert_day(r->deadline, shows, CJ_FIELD_MET_ON, NULL);
    assert_int_equal(cj_count(shows, CJ_FIELD_MET_BY), 0);
    cj_case_unref(c);
}

static void test_boundary_days(void **state)
{
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        const row *r = &rows[i];
        char after[64];
        snprintf(after, sizeof after, "%s", day_after(r->last));
        met_on(*state, r, r->within, r->last, r->last);
        met_on(*state, r, r->within, r->last, after);
        if (r->within != NULL) {
            met_on(*state, r, NULL, r->alone, after);
            met_on(*state, r, NULL, r->alone, LATER);
        }
        if (!by_itself(r) && strcmp(opener_of(r), "m") != 0)
            left_open(*state, r);
    }
}

/* Every deadline and every alternative by which it is met has a row. */
static void test_every_deadline_is_tested(void **state)
{
    (void)state;
    for (size_t i = 0; i < cji_deadline_count; i++) {
        for (int16_t k = 0; k < cji_deadlines[i].nmet; k++) {
            bool tested = strcmp(cji_deadlines[i].name, "override_limit") == 0;
            for (size_t j = 0; j < CJI_COUNT(rows); j++)
                tested = tested ||
                         (strcmp(rows[j].deadline, cji_deadlines[i].name) == 0 && rows[j].met == k);
            if (!tested)
                fail_msg("no row has %s met by alternative %d", cji_deadlines[i].name, k);
        }
    }
}

/* What is owed ends with the case for some, and only for those. */
static void test_what_ends_with_the_case(void **state)
{
    static const char *const stay[] = {"sufficiency_action",
                                       "recommendation",
                                       "referral",
                                       "further_assessment",
                                       "advice",
                                       "problem_response",
                                       "risk_review",
                                       "safety_response",
                                       "complaint",
                                       "evidence",
                                       "non_compliance_reason",
                                       "non_compliance_decision",
                                       "absence_reason",
                                       "session_reason",
                                       "breach_report",
                                       "plan_available",
                                       "review_interval",
                                       "advice_currency",
                                       "override_limit",
                                       "override_review"};
    (void)state;
    for (size_t i = 0; i < cji_deadline_count; i++) {
        bool stays = false;
        for (size_t j = 0; j < CJI_COUNT(stay); j++)
            stays = stays || strcmp(stay[j], cji_deadlines[i].name) == 0;
        if (stays == (cji_deadlines[i].cycle != 0))
            fail_msg("%s %s with the case", cji_deadlines[i].name, stays ? "ends" : "stays");
    }
}

static void test_strangers(void **state)
{
    for (size_t i = 0; i < CJI_COUNT(strangers); i++) {
        cj_case *c = case_of(*state, NULL, strangers[i].open);
        const cj_record *shows;
        if (strangers[i].act != NULL)
            filler_lines(c, strangers[i].act);
        shows = shown(c, strangers[i].deadline, strangers[i].opener, strangers[i].item);
        if ((shows != NULL) != (strangers[i].act != NULL))
            fail_msg("row %zu: %s is %s", i, strangers[i].deadline,
                     shows != NULL ? "open" : "not open");
        if (shows != NULL && cj_count(shows, CJ_FIELD_MET_BY) > 0)
            fail_msg("row %zu: %s is met by %s", i, strangers[i].deadline,
                     cji_text(shows, CJ_FIELD_MET_BY).p);
        cj_case_unref(c);
    }
}

/* Each kind of failure in a contact or session wants its reason. */
static void test_absences(void **state)
{
    static const char *const failures[] = {"attended_failed_to_comply", "absent_awaiting_reason",
                                           "absent_unacceptable", "sent_home_behaviour"};
    for (size_t i = 0; i < CJI_COUNT(failures); i++) {
        char lines[300];
        cj_case *c;
        snprintf(lines, sizeof lines,
                 "x contact_held H 02-02 happened=false attendance=%s\n" DEFINED
                 "y session_recorded IN 02-02 n=1 happened=false attendance=%s\n",
                 failures[i], failures[i]);
        c = case_of(*state, "non_compliance_response_within", lines);
        assert_non_null(shown(c, "absence_reason", "x", NULL));
        assert_non_null(shown(c, "session_reason", "y", NULL));
        cj_case_unref(c);
    }
}

/* Outcomes that close what was to be done about information. */
static void test_outcomes_of_actions(void **state)
{
    static const char *const outcomes[] = {"done", "received", "refused"};
    for (size_t i = 0; i < CJI_COUNT(outcomes); i++) {
        char lines[400];
        cj_case *c;
        snprintf(lines, sizeof lines,
                 "o information_sufficiency_judged H 02-02 sufficiency=insufficient needed=needs "
                 "gaps=needs actions.action=ask\n"
                 "m outcome_recorded H 02-03 of=o outcome=%s\n",
                 outcomes[i]);
        c = case_of(*state, NULL, lines);
        assert_int_equal(cj_count(shown(c, "sufficiency_action", "o", "ask"), CJ_FIELD_MET_BY), 1);
        cj_case_unref(c);
    }
}

/* A matter of the one sort is not judged by the time of the other. */
static void test_two_sorts_of_referral(void **state)
{
    cj_case *c = case_of(*state, "referral_within",
                         "m matter_referred H " LATER " matter_kind=further_assessment " TRIGGERED);
    assert_false(found(c, "m", "referred_late", NULL));
    cj_case_unref(c);
    c = case_of(*state, "further_assessment_within",
                "m matter_referred H " LATER " matter_kind=question " TRIGGERED);
    assert_false(found(c, "m", "referred_late", NULL));
    cj_case_unref(c);
}

/* The items of one act are owed one by one; an outcome that names none speaks of all. */
static void test_items(void **state)
{
    static const char open[] =
        "o information_sufficiency_judged H 02-02 sufficiency=insufficient needed=needs gaps=needs "
        "actions.action=ask actions.due_by=2026-02-10 +actions.action=look "
        "actions.due_by=2026-02-11\n";
    cj_case *c = case_of(*state, NULL, open);
    assert_day("ask", shown(c, "sufficiency_action", "o", "ask"), CJ_FIELD_DUE, "02-10");
    assert_day("look", shown(c, "sufficiency_action", "o", "look"), CJ_FIELD_DUE, "02-11");
    filler_lines(c, "x outcome_recorded H 02-11 of=o outcome=done item=look");
    assert_false(found(c, "x", "action_late", NULL));
    assert_int_equal(cj_count(shown(c, "sufficiency_action", "o", "ask"), CJ_FIELD_MET_BY), 0);
    assert_int_equal(cj_count(shown(c, "sufficiency_action", "o", "look"), CJ_FIELD_MET_BY), 1);
    filler_lines(c, "y outcome_recorded H 02-12 of=o outcome=done");
    assert_true(found(c, "y", "action_late", cj_version_string()));
    assert_string_equal(cji_text(shown(c, "sufficiency_action", "o", "ask"), CJ_FIELD_MET_BY).p,
                        "y");
    assert_string_equal(cji_text(shown(c, "sufficiency_action", "o", "look"), CJ_FIELD_MET_BY).p,
                        "x");
    cj_case_unref(c);
}

/* What is known by its month is not earlier than the month's end; a clock is not later than its
 * beginning. */
static void test_months(void **state)
{
    cj_case *c = case_of(*state, "complaint_response_within",
                         "o complaint_or_dispute_recorded H 2026-02 handled_by.id=p.two\n"
                         "m outcome_recorded H 2026-02 of=o outcome=answered\n");
    const cj_record *shows = shown(c, "complaint", "o", NULL);
    assert_day("month", shows, CJ_FIELD_CLOCK_START, "02-01");
    assert_day("month", shows, CJ_FIELD_DUE, "02-11");
    assert_day("month", shows, CJ_FIELD_MET_ON, "02-28");
    cj_case_unref(c);
    c = case_of(*state, "non_compliance_response_within",
                NOTED_ON("o", "02-19") "m non_compliance_explained H 2026-02 noted=o "
                                       "accounts.party=the.person finding=undecided\n");
    assert_false(found(c, "m", "explained_late", NULL)); /* due on 03-01, the month ends before */
    cj_case_unref(c);
    c = case_of(*state, "non_compliance_response_within",
                NOTED_ON("o", "02-17") "m non_compliance_explained H 2026-02 noted=o "
                                       "accounts.party=the.person finding=undecided\n");
    assert_true(found(c, "m", "explained_late", "p 1"));
    cj_case_unref(c);
}

static void test_corrections(void **state)
{
    const cj_record *shows;
    /* A corrected opener owes what the correction says; the first one owes nothing. */
    cj_case *c =
        case_of(*state, NULL,
                "o goal_set PL 02-02 steps.step_id=s1 target_date=2026-02-12\n"
                "o2 goal_set PL 02-02 steps.step_id=s1 target_date=2026-02-14 supersedes=o\n");
    assert_null(shown(c, "goal_target", "o", NULL));
    assert_day("corrected", shown(c, "goal_target", "o2", NULL), CJ_FIELD_DUE, "02-14");
    cj_case_unref(c);
    /* A corrected meeter meets it when the correction says, and is judged by that. */
    c = case_of(*state, "non_compliance_response_within",
                NOTED_ON("o", "02-02") "m non_compliance_explained H 02-12 noted=o "
                                       "accounts.party=the.person finding=undecided\n");
    assert_false(found(c, "m", "explained_late", NULL));
    filler_lines(c, "m2 non_compliance_explained H 02-13 noted=o accounts.party=the.person "
                    "finding=undecided supersedes=m");
    assert_true(found(c, "m2", "explained_late", "p 1"));
    shows = shown(c, "non_compliance_reason", "o", NULL);
    assert_string_equal(cji_text(shows, CJ_FIELD_MET_BY).p, "m2");
    assert_day("corrected", shows, CJ_FIELD_MET_ON, "02-13");
    cj_case_unref(c);
}

/* Where only the act could have fixed a day, and did not, nothing is owed. */
static void test_no_day(void **state)
{
    cj_case *c = case_of(*state, NULL,
                         "o goal_set PL 02-02 steps.step_id=s1 steps.due=2026-02-12 "
                         "+steps.step_id=s2\n");
    assert_non_null(shown(c, "goal_step", "o", "s1"));
    assert_null(shown(c, "goal_step", "o", "s2"));
    assert_null(shown(c, "goal_target", "o", NULL));
    cj_case_unref(c);
}

/* The first act that meets it counts, also when it is entered last. */
static void test_the_first_counts(void **state)
{
    cj_case *c = case_of(*state, "non_compliance_response_within",
                         NOTED_ON("o", "02-02") "m non_compliance_explained H 02-10 noted=o "
                                                "accounts.party=the.person finding=undecided\n"
                                                "n non_compliance_explained H 02-20 noted=o "
                                                "accounts.party=the.person finding=undecided\n");
    assert_false(found(c, "n", "explained_late", NULL)); /* it was met already */
    filler_lines(c, "l non_compliance_explained H 02-08 noted=o accounts.party=the.person "
                    "finding=undecided");
    assert_string_equal(cji_text(shown(c, "non_compliance_reason", "o", NULL), CJ_FIELD_MET_BY).p,
                        "l");
    assert_string_equal(cji_text(shown(c, "non_compliance_reason", "o", NULL), CJ_FIELD_REASON).p,
                        deadline_of("non_compliance_reason")->text);
    cj_case_unref(c);
}

/* What is looked back on after its end is not monitored again. */
static void test_ended_before(void **state)
{
    cj_case *c = case_of(*state, "monitoring_period",
                         DEFINED "s intervention_status_changed IN 02-02 to_status=started\n"
                                 "e intervention_status_changed IN 02-03 to_status=completed\n"
                                 "o progress_monitored IN 02-04 next_check=2026-02-20 "
                                 "period.from=2026-01-01 period.to=2026-01-02\n");
    assert_string_equal(cji_text(shown(c, "next_monitoring", "o", NULL), CJ_FIELD_MET_BY).p, "e");
    cj_case_unref(c);
}

static void test_override_too_long(void **state)
{
    static const char open[] = "o access_overridden H 02-02 until=2026-@@T23:00Z";
    cj_case *c = case_of(*state, "override_limit", "");
    cj_error *error = NULL;
    size_t n = cj_case_act_count(c);
    assert_int_equal(filler_apply(c, on_day(open, "02-13"), &error), CJ_E_INTEGRITY);
    assert_string_equal(cj_error_rule(error, 0), "override_too_long");
    assert_int_equal(cj_case_act_count(c), n);
    filler_lines(c, on_day(open, "02-12"));
    cj_case_unref(c);
    c = case_of(*state, NULL, on_day(open, "02-13")); /* no limit is set */
    cj_case_unref(c);
    cj_error_unref(error);
}

/* ---- rules about deadlines ------------------------------------------------------------------- */

#define RISE                                                                                       \
    NOTED_ON("n", "02-01")                                                                         \
    "o enforcement_decided H 02-02 noted=n options_weighed=initiate_breach "                       \
    "enforcement_decision=initiate_breach\n"                                                       \
    "r breach_report_prepared H 02-02\n"
#define CLOSE "z case_closed H 03-01"

/* Whether the act z (or m) is found by the rule, with ten days for `within`. */
static const struct {
    const char *rule, *within, *lines, *act;
    bool finds;
} judged[] = {
    {"late_reason_missing", "breach_report_within", RISE "m breach_report_sent H 02-13 report=r",
     "m", true},
    {"late_reason_missing", "breach_report_within",
     RISE "m breach_report_sent H 02-13 report=r late_reason=post", "m", false},
    {"late_reason_missing", "breach_report_within", RISE "m breach_report_sent H 02-12 report=r",
     "m", false},
    {"late_reason_missing", NULL, RISE "m breach_report_sent H 02-13 report=r", "m", false},
    {"override_unreviewed", NULL, "o access_overridden H 02-02\nm access_overridden H 02-03", "m",
     true},
    {"override_unreviewed", NULL,
     "o access_overridden H 02-02\nv override_reviewed H 02-02 override=o performed_by.id=p.two\n"
     "m access_overridden H 02-03",
     "m", false},
    {"override_unreviewed", NULL,
     "o access_overridden H 02-02\nm access_overridden H 02-03 supersedes=o", "m", false},
    {"override_unreviewed", NULL,
     "o complaint_or_dispute_recorded H 02-02 handled_by.id=p.two\n"
     "m access_overridden H 02-03",
     "m", false},
    {"closed_with_open_deadline", "complaint_response_within",
     "o complaint_or_dispute_recorded H 02-02 handled_by.id=p.two\n" CLOSE, "z", true},
    {"closed_with_open_deadline", "complaint_response_within",
     "o complaint_or_dispute_recorded H 02-02 handled_by.id=p.two\n"
     "a outcome_recorded H 02-20 of=o outcome=withdrawn\n" CLOSE,
     "z", false},
    {"closed_with_open_deadline", NULL,
     "o complaint_or_dispute_recorded H 02-02 handled_by.id=p.two\n" CLOSE, "z", false},
    {"closed_with_open_deadline", "first_contact_within", CLOSE, "z", false},
    {"closed_with_open_deadline", NULL,
     DEFINED "s session_recorded IN 02-01 n=1\n"
             "o suitability_reported IN 02-02 recommendations.action=move "
             "recommendations.due_by=2026-02-12 reported_to=helpers\n" CLOSE,
     "z", true},
    /* An act that was late is not owed any more. */
    {"closed_with_open_deadline", "referral_within",
     "m matter_referred H " LATER " matter_kind=question " TRIGGERED "\n" CLOSE, "z", false},
};

static void test_rules_about_deadlines(void **state)
{
    for (size_t i = 0; i < CJI_COUNT(judged); i++) {
        cj_case *c = case_of(*state, judged[i].within, judged[i].lines);
        if (found(c, judged[i].act, judged[i].rule, NULL) != judged[i].finds)
            fail_msg("row %zu: %s %s", i, judged[i].rule,
                     judged[i].finds ? "finds nothing" : "finds something");
        cj_case_unref(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_boundary_days, context_make, context_drop),
        cmocka_unit_test(test_every_deadline_is_tested),
        cmocka_unit_test(test_what_ends_with_the_case),
        cmocka_unit_test_setup_teardown(test_strangers, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_absences, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_outcomes_of_actions, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_two_sorts_of_referral, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_items, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_months, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_corrections, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_no_day, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_the_first_counts, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_ended_before, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_override_too_long, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_rules_about_deadlines, context_make, context_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
