/* SPDX-License-Identifier: MIT */
/*
 * Deadlines: each has its last day, on which it is met, and the day after, on which it is not. Who
 * meets it and who does not; what opens it and what does not; what the state of the case shows.
 */
#include "support/filler.h"
#include "support/support.h"

#include <stdio.h>
#include <string.h>

static int setup(void **state)
{
    return cj_context_new(NULL, (cj_context **)state, NULL) == CJ_OK ? 0 : -1;
}

static int teardown(void **state)
{
    cj_context_unref(*state);
    return 0;
}

#define LATER "02-20" /* after every last day below */

/*
 * `open` opens the deadline, `meet` meets it by its alternative number `met`; @@ in it is the day.
 * Ten days are the policy's value of `within`. `last` is the last day with that, `alone` the last
 * day without it (NULL: then no timescale is set). `late` is the rule that finds the day after.
 */
typedef struct row {
    const char *deadline;
    int met;
    const char *open, *meet, *opener, *item, *within, *last, *alone, *late;
} row;

#define NONE .last = "02-12", .alone = "02-12"
#define FROM_POLICY(name) .within = name, .last = "02-12"
#define TRIGGERED "noticed_at=2026-02-02T10:00Z"
#define CHANGE                                                                                     \
    "o circumstance_changed H 02-03 effect_on_ability=some influenced=none " TRIGGERED "\n"
#define CONCERN "o safety_concern_raised H 02-02 " TRIGGERED "\n"
#define SAFE(actions) "m safety_concern_raised H @@ " TRIGGERED actions
#define NOTED_ON(id, day)                                                                          \
    id " non_compliance_noted H " day " statutory=true order=order requirement=r1\n"
#define EXPLAINS(of)                                                                               \
    "m non_compliance_explained H @@ noted=" of " accounts.party=the.person finding=undecided"
#define ABSENT "happened=false attendance=absent_awaiting_reason"
#define DEFINED "d intervention_defined IN 02-01\n"
#define GOAL "o goal_set PL 02-02 steps.step_id=s1 steps.due=2026-02-12 target_date=2026-02-12\n"
#define DONE "status_reason=r"
#define STARTED DEFINED "o intervention_status_changed IN 02-02 to_status=started\n"
#define MONITORED                                                                                  \
    DEFINED "o progress_monitored IN 02-02 next_check=2026-02-20 period.from=2026-01-01 "          \
            "period.to=2026-01-02\n"
#define MONITORS                                                                                   \
    "m progress_monitored IN @@ next_check=2030-01-01 period.from=2026-01-01 period.to=2026-01-02"

static const row rows[] = {
    {"first_contact", 0, "", "m contact_held H @@ happened=true", .opener = "opened",
     .within = "first_contact_within", .last = "01-15"},
    {"sufficiency_action", 0,
     "o information_sufficiency_judged H 02-02 sufficiency=insufficient needed=needs gaps=needs "
     "actions.action=ask actions.due_by=2026-02-10\n",
     "m outcome_recorded H @@ of=o outcome=done item=ask", .item = "ask",
     .within = "sufficiency_action_within", .last = "02-10", .alone = "02-10",
     .late = "action_late"},
    {"sufficiency_action", 0,
     "o information_sufficiency_judged H 02-02 sufficiency=insufficient needed=needs gaps=needs "
     "actions.action=ask actions.due_by=2026-02-17\n",
     "m outcome_recorded H @@ of=o outcome=done", .item = "ask",
     .within = "sufficiency_action_within", .last = "02-12", .alone = "02-17",
     .late = "action_late"},
    {"recommendation", 0,
     DEFINED "s session_recorded IN 02-01 n=1\n"
             "o suitability_reported IN 02-02 recommendations.action=move "
             "recommendations.due_by=2026-02-12 reported_to=helpers\n",
     "m outcome_recorded IN @@ of=o outcome=done item=move", .item = "move", NONE,
     .late = "outcome_late"},
    {"referral", 0, "", "m matter_referred H @@ matter_kind=question " TRIGGERED,
     FROM_POLICY("referral_within"), .late = "referred_late"},
    {"referral", 0, "", "m matter_referred H @@ matter_kind=concern " TRIGGERED,
     FROM_POLICY("referral_within"), .late = "referred_late"},
    {"referral", 0, "", "m matter_referred H @@ matter_kind=suitability " TRIGGERED,
     FROM_POLICY("referral_within"), .late = "referred_late"},
    {"referral", 0, "", "m matter_referred H @@ matter_kind=safeguarding " TRIGGERED,
     FROM_POLICY("referral_within"), .late = "referred_late"},
    /* The trigger happened before it was noticed: the clock starts with it. */
    {"referral", 0, "t views_recorded H 01-30\n",
     "m matter_referred H @@ matter_kind=question trigger=t " TRIGGERED,
     .within = "referral_within", .last = "02-09", .late = "referred_late"},
    /* It was noticed before. */
    {"referral", 0, "t views_recorded H 02-04\n",
     "m matter_referred H @@ matter_kind=question trigger=t " TRIGGERED,
     FROM_POLICY("referral_within"), .late = "referred_late"},
    {"further_assessment", 0, "",
     "m matter_referred H @@ matter_kind=further_assessment " TRIGGERED,
     FROM_POLICY("further_assessment_within"), .late = "referred_late"},
    {"advice", 0, "", "m advice_sought H @@ adviser=helpers " TRIGGERED,
     FROM_POLICY("advice_within"), .late = "advice_late"},
    {"problem_response", 0, CHANGE, "m outcome_recorded H @@ of=o outcome=done",
     FROM_POLICY("problem_response_within"), .late = "outcome_late"},
    {"problem_response", 1, CHANGE, "m matter_referred H @@ trigger=o " TRIGGERED,
     FROM_POLICY("problem_response_within")},
    {"problem_response", 2, CHANGE, "m advice_given H @@ informed_by=o",
     FROM_POLICY("problem_response_within")},
    {"problem_response", 3, CHANGE NOTED_ON("n", "02-01"),
     "m enforcement_decided H @@ informed_by=o noted=n options_weighed=warn "
     "enforcement_decision=warn",
     FROM_POLICY("problem_response_within")},
    {"problem_response", 2,
     "o circumstance_changed H 02-03 effect_on_ability=prevents influenced=none " TRIGGERED "\n",
     "m advice_given H @@ informed_by=o", FROM_POLICY("problem_response_within")},
    {"risk_review", 0,
     "o circumstance_changed H 02-03 effect_on_ability=none influenced=risk " TRIGGERED "\n",
     "m risk_level_reviewed AS @@ next_due=2030-01-01", FROM_POLICY("risk_review_within"),
     .late = "level_out_of_date"},
    {"safety_response", 0, "", SAFE(" actions_done.action=a"), .opener = "m",
     FROM_POLICY("safety_response_within"), .late = "safety_late"},
    {"safety_response", 1, CONCERN, "m outcome_recorded H @@ of=o outcome=closed",
     FROM_POLICY("safety_response_within"), .late = "outcome_late"},
    {"safety_response", 1, CONCERN, "m outcome_recorded H @@ of=o outcome=done",
     FROM_POLICY("safety_response_within"), .late = "outcome_late"},
    {"safety_response", 2, CONCERN, "m contact_held H @@ informed_by=o",
     FROM_POLICY("safety_response_within")},
    {"complaint", 0, "o complaint_or_dispute_recorded H 02-02 handled_by.id=p.two\n",
     "m outcome_recorded H @@ of=o outcome=answered", FROM_POLICY("complaint_response_within")},
    {"complaint", 0, "o complaint_or_dispute_recorded H 02-02 handled_by.id=p.two\n",
     "m outcome_recorded H @@ of=o outcome=closed", FROM_POLICY("complaint_response_within")},
    {"complaint", 0, "o complaint_or_dispute_recorded H 02-02 handled_by.id=p.two\n",
     "m outcome_recorded H @@ of=o outcome=withdrawn", FROM_POLICY("complaint_response_within")},
    {"non_compliance_reason", 0, NOTED_ON("o", "02-02"), EXPLAINS("o"),
     FROM_POLICY("non_compliance_response_within"), .late = "explained_late"},
    {"non_compliance_decision", 0, NOTED_ON("o", "02-02"),
     "m enforcement_decided H @@ noted=o options_weighed=warn enforcement_decision=warn",
     FROM_POLICY("non_compliance_response_within"), .late = "decided_late"},
    {"absence_reason", 0, "o contact_held H 02-02 " ABSENT "\n", EXPLAINS("o"),
     FROM_POLICY("non_compliance_response_within"), .late = "explained_late"},
    {"absence_reason", 1, "o contact_held H 02-02 " ABSENT "\n",
     "m non_compliance_noted H @@ statutory=true information=o",
     FROM_POLICY("non_compliance_response_within")},
    {"session_reason", 0, DEFINED "o session_recorded IN 02-02 n=1 " ABSENT "\n", EXPLAINS("o"),
     FROM_POLICY("non_compliance_response_within"), .late = "explained_late"},
    {"session_reason", 1, DEFINED "o session_recorded IN 02-02 n=1 " ABSENT "\n",
     "m non_compliance_noted H @@ statutory=true information=o",
     FROM_POLICY("non_compliance_response_within")},
    {"evidence", 0,
     NOTED_ON("n", "02-01") "o non_compliance_explained H 02-02 noted=n "
                            "accounts.party=the.person evidence_due_by=2026-02-12T10:00Z\n",
     "m information_obtained H @@ info_subjects=incident_evidence", NONE},
    {"evidence", 1,
     NOTED_ON("n", "02-01") "o non_compliance_explained H 02-02 noted=n "
                            "accounts.party=the.person evidence_due_by=2026-02-12T10:00Z\n",
     "m views_recorded H @@ informed_by=o", NONE},
    {"breach_report", 0,
     NOTED_ON("n", "02-01") "o enforcement_decided H 02-02 noted=n options_weighed=initiate_breach "
                            "enforcement_decision=initiate_breach\n"
                            "r breach_report_prepared H 02-02\n",
     "m breach_report_sent H @@ report=r", FROM_POLICY("breach_report_within"),
     .late = "report_late"},
    {"breach_report", 0,
     NOTED_ON("n", "02-01") "o enforcement_decided H 02-02 noted=n options_weighed=consider_recall "
                            "enforcement_decision=consider_recall\n"
                            "r breach_report_prepared H 02-02\n",
     "m breach_report_sent H @@ report=r", FROM_POLICY("breach_report_within"),
     .late = "report_late"},
    {"plan_available", 0,
     "p plan_drafted PL 02-02 version=1 requirement_coverage.requirement=r1\n"
     "o plan_agreement_recorded PL 02-02 plan_version=1 agreement_decision=agree\n",
     "m information_disclosed H @@ about=PL about_version=1", FROM_POLICY("plan_available_within")},
    {"goal_step", 0, GOAL,
     "m goal_progressed PL @@ goal=o step=s1 step_status=completed goal_status=active",
     .item = "s1", NONE},
    {"goal_step", 0, GOAL,
     "m goal_progressed PL @@ goal=o step=s1 step_status=no_longer_needed goal_status=active",
     .item = "s1", NONE},
    {"goal_step", 1, GOAL, "m goal_progressed PL @@ goal=o goal_status=achieved", .item = "s1",
     NONE},
    {"goal_step", 1, GOAL, "m goal_progressed PL @@ goal=o goal_status=removed", .item = "s1",
     NONE},
    {"goal_target", 0, GOAL, "m goal_progressed PL @@ goal=o goal_status=achieved", NONE},
    {"goal_target", 0, GOAL, "m goal_progressed PL @@ goal=o goal_status=removed", NONE},
    {"communication_review", 0, "o communication_need_recorded H 02-02 review_on=2026-02-12\n",
     "m communication_need_recorded H @@", NONE},
    {"next_assessment", 0, "o assessment_completed AS 02-02 next_due=2026-02-12\n",
     "m assessment_completed AS @@ next_due=2030-01-01", NONE},
    {"next_risk_review", 0, "o risk_level_reviewed AS 02-02 next_due=2026-02-12\n",
     "m risk_level_reviewed AS @@ next_due=2030-01-01", NONE, .late = "level_out_of_date"},
    {"next_readiness", 0, "o readiness_assessed AS 02-02 next_due=2026-02-14\n",
     "m readiness_assessed AS @@ next_due=2030-01-01", .within = "readiness_interval",
     .last = "02-12", .alone = "02-14", .late = "interval_exceeded"},
    {"next_priority_check", 0, "o case_prioritised H 02-02 next_check=2026-02-12\n",
     "m case_prioritised H @@ next_check=2030-01-01", NONE},
    {"first_monitoring", 0, STARTED, MONITORS, FROM_POLICY("monitoring_period"),
     .late = "monitoring_gap"},
    {"first_monitoring", 1, STARTED, "m intervention_status_changed IN @@ to_status=completed",
     FROM_POLICY("monitoring_period")},
    {"first_monitoring", 1, STARTED, "m intervention_status_changed IN @@ to_status=ended_early",
     FROM_POLICY("monitoring_period")},
    {"first_monitoring", 1, STARTED, "m intervention_status_changed IN @@ to_status=withdrawn",
     FROM_POLICY("monitoring_period")},
    {"next_monitoring", 0, MONITORED, MONITORS, .within = "monitoring_period", .last = "02-12",
     .alone = "02-20", .late = "monitoring_gap"},
    {"next_monitoring", 1, MONITORED "s intervention_status_changed IN 02-02 to_status=started\n",
     "m intervention_status_changed IN @@ to_status=completed", .within = "monitoring_period",
     .last = "02-12", .alone = "02-20"},
    {"next_monitoring", 1, MONITORED "s intervention_status_changed IN 02-02 to_status=started\n",
     "m intervention_status_changed IN @@ to_status=ended_early", .within = "monitoring_period",
     .last = "02-12", .alone = "02-20"},
    {"next_monitoring", 1, MONITORED "s intervention_status_changed IN 02-02 to_status=started\n",
     "m intervention_status_changed IN @@ to_status=withdrawn", .within = "monitoring_period",
     .last = "02-12", .alone = "02-20"},
    {"review_interval", 0, "", "m review_scheduled RE 02-02 due=2026-@@",
     FROM_POLICY("review_interval"), .late = "review_gap"},
    {"review", 0, "o review_scheduled RE 02-02 due=2026-02-12\n",
     "m review_held RE2 @@ schedule_ref=o next_due=2030-01-01", NONE, .late = "review_late"},
    {"review", 1, "o review_scheduled RE 02-02 due=2026-02-12\n",
     "m review_held RE @@ next_due=2030-01-01", NONE, .late = "review_late"},
    {"next_review", 0, "o review_held RE 02-02 next_due=2026-02-14\n",
     "m review_held RE @@ next_due=2030-01-01", .within = "review_interval", .last = "02-12",
     .alone = "02-14", .late = "review_late"},
    {"advice_currency", 0, "", "m advice_given H @@ valid_as_of=2026-02-02",
     FROM_POLICY("advice_current_for"), .late = "advice_out_of_date"},
    {"override_review", 0, "o access_overridden H 02-02 until=2026-02-03T10:00Z\n",
     "m override_reviewed H @@ override=o performed_by.id=p.two",
     FROM_POLICY("override_review_within"), .late = "override_unreviewed"},
    {"consent_expiry", 0,
     "o consent_decided H 02-02 consent_decision=given stage=approach expires_on=2026-02-12\n",
     "m consent_decided H @@ stage=approach consent_decision=refused", NONE},
#define ENDS(change)                                                                               \
    {                                                                                              \
        "order_end", 0, "o order_recorded H 02-02 ends_on=2026-02-12 requirements.req_id=r9\n",    \
            "m order_changed H @@ order=o order_change=" change, NONE                              \
    }
    ENDS("revoked"),
    ENDS("revoked_early"),
    ENDS("completed"),
    ENDS("transferred"),
    ENDS("recalled"),
    ENDS("expired"),
};

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
        fail_msg("%s: %s is %s, not %s", what, cj_field_name(field), text, day);
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
        char after[8];
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

/* Acts that do not meet the deadline of `o`, though they look as if; NULL act: `o` opens none. */
static const struct {
    const char *deadline, *open, *act, *opener, *item;
} strangers[] = {
    {"first_contact", "", "m contact_held H 02-03 " ABSENT, "opened", NULL},
    {"sufficiency_action",
     "o information_sufficiency_judged H 02-02 sufficiency=insufficient needed=needs gaps=needs "
     "actions.action=ask actions.due_by=2026-02-10 +actions.action=look\n",
     "m outcome_recorded H 02-03 of=o outcome=done item=look", "o", "ask"},
    {"sufficiency_action",
     "o information_sufficiency_judged H 02-02 sufficiency=insufficient needed=needs gaps=needs "
     "actions.action=ask\n",
     "m outcome_recorded H 02-03 of=o outcome=signed", "o", "ask"},
    {"sufficiency_action",
     "o information_sufficiency_judged H 02-02 sufficiency=insufficient needed=needs gaps=needs "
     "actions.action=ask\n"
     "p information_sufficiency_judged H 02-02 sufficiency=sufficient\n",
     "m outcome_recorded H 02-03 of=p outcome=done", "o", "ask"},
    {"recommendation",
     DEFINED "s session_recorded IN 02-01 n=1\n"
             "o suitability_reported IN 02-02 recommendations.action=move "
             "recommendations.due_by=2026-02-12 "
             "+recommendations.action=stay reported_to=helpers\n",
     "m outcome_recorded IN 02-03 of=o outcome=done item=stay", "o", "move"},
    {"recommendation",
     DEFINED "s session_recorded IN 02-01 n=1\n"
             "o suitability_reported IN 02-02 recommendations.action=move "
             "recommendations.due_by=2026-02-12 reported_to=helpers\n",
     "m outcome_recorded IN 02-03 of=o outcome=received", "o", "move"},
    {"problem_response", CHANGE, "m outcome_recorded H 02-03 of=o outcome=signed", "o", NULL},
    {"problem_response", CHANGE, "m outcome_recorded H 02-03 of=need outcome=signed", "o", NULL},
    {"problem_response", CHANGE, "m matter_referred H 02-03 " TRIGGERED, "o", NULL},
    {"problem_response", CHANGE, "m advice_given H 02-04 informed_by=need", "o", NULL},
    {"problem_response", CHANGE NOTED_ON("n", "02-01"),
     "m enforcement_decided H 02-04 noted=n options_weighed=warn enforcement_decision=warn "
     "informed_by=need",
     "o", NULL},
    {"problem_response", CHANGE, "m views_recorded H 02-04 informed_by=o", "o", NULL},
    {"problem_response", "o circumstance_changed H 02-02 effect_on_ability=none\n", NULL, "o",
     NULL},
    {"risk_review", CHANGE, NULL, "o", NULL},
    /* A review before the change knows nothing of it. */
    {"risk_review",
     "o circumstance_changed H 02-03 effect_on_ability=none influenced=risk " TRIGGERED "\n",
     "m risk_level_reviewed AS 02-01", "o", NULL},
    {"safety_response", CONCERN, "m outcome_recorded H 02-03 of=o outcome=signed", "o", NULL},
    {"safety_response", CONCERN, "m views_recorded H 02-03", "o", NULL},
    {"complaint", "o complaint_or_dispute_recorded H 02-02 handled_by.id=p.two\n",
     "m outcome_recorded H 02-03 of=o outcome=signed", "o", NULL},
    {"complaint",
     "o complaint_or_dispute_recorded H 02-02 handled_by.id=p.two\n"
     "p complaint_or_dispute_recorded H 02-02 handled_by.id=p.two\n",
     "m outcome_recorded H 02-03 of=p outcome=answered", "o", NULL},
    {"non_compliance_reason", NOTED_ON("o", "02-02") NOTED_ON("p", "02-02"),
     "m non_compliance_explained H 02-03 noted=p accounts.party=the.person", "o", NULL},
    {"non_compliance_decision", NOTED_ON("o", "02-02") NOTED_ON("p", "02-02"),
     "m enforcement_decided H 02-03 noted=p options_weighed=warn enforcement_decision=warn", "o",
     NULL},
    {"absence_reason", "o contact_held H 02-02 " ABSENT "\n",
     "m non_compliance_noted H 02-03 statutory=true", "o", NULL},
    {"absence_reason", "o contact_held H 02-02 happened=true attendance=attended_complied\n", NULL,
     "o", NULL},
    {"absence_reason", "o contact_held H 02-02 happened=false attendance=absent_acceptable\n", NULL,
     "o", NULL},
    {"absence_reason", "o contact_held H 02-02 happened=false attendance=sent_home_service\n", NULL,
     "o", NULL},
    {"session_reason", DEFINED "o session_recorded IN 02-02 n=1 attendance=attended_complied\n",
     NULL, "o", NULL},
    {"session_reason", DEFINED "o session_recorded IN 02-02 n=1 attendance=rescheduled_person\n",
     NULL, "o", NULL},
    {"evidence",
     NOTED_ON("n", "02-01") "o non_compliance_explained H 02-02 noted=n accounts.party=the.person "
                            "evidence_due_by=2026-02-12T10:00Z\n",
     "m information_obtained H 02-03 info_subjects=needs", "o", NULL},
    {"absence_reason", "o contact_held H 02-02 " ABSENT "\nc contact_held H 02-02 " ABSENT "\n",
     "m non_compliance_explained H 02-03 noted=c accounts.party=the.person", "o", NULL},
    {"session_reason",
     DEFINED "o session_recorded IN 02-02 n=1 " ABSENT "\ns session_recorded IN 02-02 n=2 " ABSENT
             "\n",
     "m non_compliance_explained H 02-03 noted=s accounts.party=the.person", "o", NULL},
    {"session_reason", DEFINED "o session_recorded IN 02-02 n=1 " ABSENT "\n",
     "m non_compliance_noted H 02-03 statutory=true", "o", NULL},
    {"problem_response", CHANGE "p circumstance_changed H 02-03\n",
     "m outcome_recorded H 02-04 of=p outcome=done", "o", NULL},
    {"recommendation",
     DEFINED "s session_recorded IN 02-01 n=1\n"
             "o suitability_reported IN 02-02 recommendations.action=move "
             "recommendations.due_by=2026-02-12 reported_to=helpers\n"
             "p suitability_reported IN 02-02 recommendations.action=move "
             "recommendations.due_by=2026-02-12 reported_to=helpers\n",
     "m outcome_recorded IN 02-03 of=p outcome=done item=move", "o", "move"},
    {"safety_response", CONCERN "p safety_concern_raised H 02-02\n",
     "m outcome_recorded H 02-03 of=p outcome=done", "o", NULL},
    /* What came before the beginning, at the same moment, does not end it. */
    {"first_monitoring", DEFINED "a intervention_status_changed IN 02-02 to_status=accepted\n",
     "o intervention_status_changed IN 02-02 to_status=started", "o", NULL},
    {"breach_report",
     NOTED_ON("n", "02-01") "o enforcement_decided H 02-02 noted=n options_weighed=warn "
                            "enforcement_decision=warn\n",
     NULL, "o", NULL},
    /* A report that was sent before belongs to another decision. */
    {"breach_report",
     NOTED_ON("n", "02-01") "o enforcement_decided H 02-02 noted=n options_weighed=initiate_breach "
                            "enforcement_decision=initiate_breach\n"
                            "r breach_report_prepared H 02-01\n",
     "m breach_report_sent H 02-01 report=r", "o", NULL},
    {"plan_available",
     "p plan_drafted PL 02-02 version=1 requirement_coverage.requirement=r1\n"
     "o plan_agreement_recorded PL 02-02 plan_version=1 agreement_decision=do_not_agree\n",
     NULL, "o", NULL},
    {"plan_available",
     "p plan_drafted PL 02-02 version=1 requirement_coverage.requirement=r1\n"
     "o plan_agreement_recorded PL 02-02 plan_version=1 agreement_decision=agree\n",
     "m information_disclosed H 02-03 about=H", "o", NULL},
    {"plan_available",
     "p plan_drafted PL 02-02 version=1 requirement_coverage.requirement=r1\n"
     "q plan_drafted PL 02-02 version=2 requirement_coverage.requirement=r1\n"
     "o plan_agreement_recorded PL 02-02 plan_version=1 agreement_decision=agree\n",
     "m information_disclosed H 02-03 about=PL about_version=2", "o", NULL},
    {"plan_available",
     "p plan_drafted PL 02-02 version=1 requirement_coverage.requirement=r1\n"
     "q plan_drafted PL2 02-02 version=1 requirement_coverage.requirement=r1\n"
     "o plan_agreement_recorded PL 02-02 plan_version=1 agreement_decision=agree\n",
     "m information_disclosed H 02-03 about=PL2 about_version=1", "o", NULL},
    {"goal_step", GOAL,
     "m goal_progressed PL 02-03 goal=o step=s1 step_status=in_progress goal_status=active", "o",
     "s1"},
    {"goal_step", "o goal_set PL 02-02 steps.step_id=s1 steps.due=2026-02-12 +steps.step_id=s2\n",
     "m goal_progressed PL 02-03 goal=o step=s2 step_status=completed goal_status=active", "o",
     "s1"},
    {"goal_step", GOAL, "m goal_progressed PL 02-03 goal=o goal_status=active", "o", "s1"},
    {"goal_step", GOAL "p goal_set PL 02-02 steps.step_id=s1\n",
     "m goal_progressed PL 02-03 goal=p step=s1 step_status=completed goal_status=active", "o",
     "s1"},
    {"goal_step", GOAL, "m goal_progressed PL 02-03 goal=goal goal_status=achieved", "o", "s1"},
    {"goal_target", GOAL, "m goal_progressed PL 02-03 goal=goal goal_status=achieved", "o", NULL},
    {"goal_target", GOAL, "m goal_progressed PL 02-03 goal=o goal_status=future", "o", NULL},
    {"first_monitoring", DEFINED "o intervention_status_changed IN 02-02 to_status=referred\n",
     NULL, "o", NULL},
    {"first_monitoring", STARTED "d2 intervention_defined IN2 02-02\n",
     "m progress_monitored IN2 02-03 period.from=2026-01-01 period.to=2026-01-02", "o", NULL},
    {"first_monitoring",
     STARTED "d2 intervention_defined IN2 02-02\n"
             "s2 intervention_status_changed IN2 02-02 to_status=started\n",
     "m intervention_status_changed IN2 02-03 to_status=completed", "o", NULL},
    {"next_monitoring", MONITORED "d2 intervention_defined IN2 02-02\n",
     "m progress_monitored IN2 02-03 period.from=2026-01-01 period.to=2026-01-02", "o", NULL},
    {"next_monitoring",
     DEFINED "d2 intervention_defined IN2 02-02\n"
             "o progress_monitored H 02-02 intervention=d period.from=2026-01-01 "
             "period.to=2026-01-02\n",
     "m progress_monitored H 02-03 intervention=d2 period.from=2026-01-01 period.to=2026-01-02",
     "o", NULL},
    {"next_monitoring", MONITORED, "m intervention_status_changed IN 02-03 to_status=started", "o",
     NULL},
    {"next_monitoring",
     MONITORED "d2 intervention_defined IN2 02-02\n"
               "s2 intervention_status_changed IN2 02-02 to_status=started\n",
     "m intervention_status_changed IN2 02-03 to_status=completed", "o", NULL},
    {"review", "o review_scheduled RE 02-02\n", "m review_held RE2 02-03", "o", NULL},
    {"next_review", "o review_held RE 02-02\n", "m review_held RE2 02-03", "o", NULL},
    {"override_review", "o access_overridden H 02-02\np access_overridden H 02-02\n",
     "m override_reviewed H 02-03 override=p performed_by.id=p.two", "o", NULL},
    {"consent_expiry",
     "o consent_decided H 02-02 consent_decision=refused stage=approach expires_on=2026-02-12\n",
     NULL, "o", NULL},
    {"consent_expiry",
     "o consent_decided H 02-02 consent_decision=given stage=approach expires_on=2026-02-12\n",
     "m consent_decided H 02-03 stage=proceed", "o", NULL},
    {"consent_expiry",
     "o consent_decided H 02-02 consent_decision=given stage=approach expires_on=2026-02-12 "
     "may_receive=helpers\n",
     "m consent_decided H 02-03 stage=approach may_receive=the.person", "o", NULL},
    {"order_end", "o order_recorded H 02-02 ends_on=2026-02-12 requirements.req_id=r9\n",
     "m order_changed H 02-03 order=o order_change=varied", "o", NULL},
    {"order_end", "o order_recorded H 02-02 ends_on=2026-02-12 requirements.req_id=r9\n",
     "m order_changed H 02-03 order=order order_change=completed", "o", NULL},
};

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
        cmocka_unit_test_setup_teardown(test_boundary_days, setup, teardown),
        cmocka_unit_test(test_every_deadline_is_tested),
        cmocka_unit_test(test_what_ends_with_the_case),
        cmocka_unit_test_setup_teardown(test_strangers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_absences, setup, teardown),
        cmocka_unit_test_setup_teardown(test_outcomes_of_actions, setup, teardown),
        cmocka_unit_test_setup_teardown(test_two_sorts_of_referral, setup, teardown),
        cmocka_unit_test_setup_teardown(test_items, setup, teardown),
        cmocka_unit_test_setup_teardown(test_months, setup, teardown),
        cmocka_unit_test_setup_teardown(test_corrections, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_day, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_first_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_ended_before, setup, teardown),
        cmocka_unit_test_setup_teardown(test_override_too_long, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rules_about_deadlines, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
