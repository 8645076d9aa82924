/* SPDX-License-Identifier: MIT */
/* Rows of test_deadlines.c: how each deadline is opened and met, and what does not meet it. */
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
