/* SPDX-License-Identifier: MIT */
/*
 * States as folds of acts: all that a state has of its acts, as one line of text. What is derived
 * from a state, once it is folded, has test_states.c.
 */
#include "support/filler.h"
#include "support/support.h"

#include <stdio.h>
#include <string.h>

#define OPENED                                                                                     \
    "opened case_opened H 01-05 person=the.person case_basis=licence setting=custody "             \
    "age_band=age_18_24 practitioner.id=p.one practitioner.role=officer practitioner.org=own\n"
#define HELPERS                                                                                    \
    "q party_recorded H 01-06 party_id=helpers name=Helpers is_organisation=true "                 \
    "party_role=provider\n"
#define COURT                                                                                      \
    "c party_recorded H 01-06 party_id=judge name=Judge is_organisation=false party_role=court\n"
#define ORDER                                                                                      \
    "o order_recorded H 01-07 order_type=licence made_on=2026-01-02 ends_on=2026-12-30 "           \
    "responsible_officer.id=p.four responsible_officer.role=manager responsible_officer.org=own "  \
    "requirements.req_id=r1 requirements.req_type=curfew requirements.terms=home "                 \
    "requirements.is_intervention=false requirements.from=2026-01-03 requirements.to=2026-06-01 "  \
    "+requirements.req_id=r2 requirements.req_type=programme requirements.terms=learn "            \
    "requirements.is_intervention=true requirements.from=2026-01-04\n"
#define OFFICER "responsible_officer{id=p.four role=manager org=own}"
#define R1                                                                                         \
    "requirements{req_id=r1 order=o req_type=curfew terms=home is_intervention=false "             \
    "from=2026-01-03 to=2026-06-01 set_by=o}"
#define R2                                                                                         \
    "requirements{req_id=r2 order=o req_type=programme terms=learn is_intervention=true "          \
    "from=2026-01-04 set_by=o}"
#define OPEN_CASE                                                                                  \
    "person=the.person case_basis=licence setting=custody age_band=age_18_24 case_status=open "    \
    "practitioner{id=p.one role=officer org=own} opened_at=2026-01-05T10:00Z "
#define FACTOR                                                                                     \
    "f factor_recorded AS 02-01 polarity=risk factor_domain=alcohol description=drinks "           \
    "factor_status=new\n"
#define GOAL                                                                                       \
    "g goal_set PL 02-02 goal_text=less area=health starts_as=future addresses=f "                 \
    "steps.step_id=s1 "                                                                            \
    "steps.text=t\n"

#define COMPLETED                                                                                  \
    OPENED "v views_recorded H 02-01 view_kinds=need invited=need\n"                               \
           "t assessment_completed AS 02-02 tool.key=oasys tool.version=2 "                        \
           "assessment_purpose=initial next_due=2026-06-01 countersign_required=true "             \
           "performed_by.id=p.two\n"
#define ASSESSED(signatures)                                                                       \
    "tool{key=oasys version=2} assessment_purpose=initial completed=t "                            \
    "completed_at=2026-02-02T10:00Z completed_by=p.two countersign_required=true " signatures      \
    "next_due=2026-06-01 "
/* A score by p.two, and the same after a decision. */
#define SCORE(id, day, tier) SCORE_ON("AS", id, day, tier)
#define SCORE_ON(handle, id, day, tier)                                                            \
    id " assessment_completed " handle " " day                                                     \
       " tool.key=oasys tool.version=2 assessment_purpose=initial next_due=2026-06-01 "            \
       "countersign_required=true results.scale=tier results.value=" tier                          \
       " +results.scale=view results.value=v results.band=b scored.instrument=tier_v3 "            \
       "scored.instrument_version=2 scored.values.name=active_event scored.values.value=0 "        \
       "performed_by.id=p.two\n"
#define DECIDES(id, day, of, how) DECIDES_ON("AS", id, day, of, how)
#define DECIDES_ON(handle, id, day, of, how)                                                       \
    id " outcome_recorded " handle " " day " of=" of " outcome=" how " by=p.one outcome_reason=r"
#define SCORED(id, day, tier, status, more)                                                        \
    "scores{act=" id " instrument=tier_v3 instrument_version=2 results{scale=tier value=" tier     \
    "} results{scale=view value=v band=b} scored_at=2026-" day                                     \
    "T10:00Z scored_by=p.two score_status=" status more "} "
#define DECISION(id, day) " decision=" id " decided_by=p.one decided_at=2026-" day "T10:00Z"
#define SCORES                                                                                     \
    "v views_recorded H 02-01 view_kinds=need invited=need\n" SCORE("a", "02-02", "B")             \
        SCORE("b", "02-03", "C") SCORE("d", "02-04", "D") SCORE("e", "02-05", "E")                 \
            SCORE("g", "02-06", "F")
#define DECISIONS                                                                                  \
    DECIDES_ON("H", "p", "02-07", "a", "adopted")                                                  \
    "\n" DECIDES("q", "02-07", "b", "departed") " instead.scale=tier instead.value=A\n" DECIDES(   \
        "s", "02-07", "d",                                                                         \
        "rejected") "\n" DECIDES("t", "02-07", "e",                                                \
                                 "rolled_back") "\n" DECIDES("u", "02-07", "g",                    \
                                                             "countersigned") "\n"
#define ALL_SCORES                                                                                 \
    SCORED("a", "02-02", "B", "adopted", DECISION("p", "02-07"))                                   \
    SCORED("b", "02-03", "C", "departed", DECISION("q", "02-07") " instead{scale=tier value=A}")   \
    SCORED("d", "02-04", "D", "rejected", DECISION("s", "02-07"))                                  \
    SCORED("e", "02-05", "E", "rolled_back", DECISION("t", "02-07"))                               \
    SCORED("g", "02-06", "F", "proposed", "")
#define SIGNED_AS(id, of, how, day)                                                                \
    "signatures{signature=" id " of=" of " outcome=" how " by=p.three signed_at=2026-" day         \
    "T10:00Z} "
#define SIGNS(id, day, of, how)                                                                    \
    id " outcome_recorded H " day " of=" of " outcome=" how " by=p.three "                         \
       "performed_by.id=p.three\n"
#define CONCERN(id, day) id " safety_concern_raised H " day " harm_from=self urgency=urgent\n"
#define RAISED(id, day, status)                                                                    \
    "concerns{concern=" id " harm_from=self urgency=urgent raised_at=2026-" day                    \
    "T10:00Z concern_status=" status "} "
#define COMPLAINT(id, day)                                                                         \
    id " complaint_or_dispute_recorded H " day " complaint_kind=appeal "                           \
       "complaint_about.act=opened handled_by.id=p.two\n"
#define COMPLAINED(id, day, status)                                                                \
    "complaints{complaint=" id " complaint_kind=appeal about=opened raised_at=2026-" day           \
    "T10:00Z complaint_status=" status "} "
#define WARN(id, day)                                                                              \
    "n" id " non_compliance_noted H 02-01 statutory=true order=o requirement=r1\n" id              \
    " warning_issued H " day " order=o concerns=n" id "\n"
#define WARNED(id, day, status)                                                                    \
    "warnings{warning=" id " order=o issued_at=2026-" day "T10:00Z warning_status=" status "} "
#define REPORT(id, version)                                                                        \
    id " breach_report_prepared H 02-04 report_for=court order=o report_version=" version          \
       " requirements_breached=r1\n"
#define REPORTED(id, version, status)                                                              \
    "reports{report=" id " report_for=court order=o report_version=" version                       \
    " report_status=" status
#define SEND(id, report) id " breach_report_sent H 02-06 report=" report "\n"
#define SENT(id) " sent=" id " sent_at=2026-02-06T10:00Z"
#define ORDERED                                                                                    \
    "orders{order=o order_type=licence made_on=2026-01-02 ends_on=2026-12-30 "                     \
    "order_status=in_force " OFFICER "} " R1 " " R2 " "
#define STEP(id, goal, more) "steps{step_id=" id " goal=" goal " " more "} "

static const struct {
    const char *handle, *lines, *state;
} rows[] = {
    {"H", OPENED, OPEN_CASE},
    {"H", OPENED HELPERS COURT,
     OPEN_CASE "parties{party_id=helpers name=Helpers is_organisation=true party_role=provider} "
               "parties{party_id=judge name=Judge is_organisation=false party_role=court} "},
    /* What is said again of a party replaces what was said, and no more. */
    {"H",
     OPENED HELPERS COURT "q2 party_recorded H 01-08 party_id=helpers name=Help "
                          "is_organisation=true party_role=advocate supersedes=q\n",
     OPEN_CASE "parties{party_id=judge name=Judge is_organisation=false party_role=court} "
               "parties{party_id=helpers name=Help is_organisation=true party_role=advocate} "},
    {"H", OPENED "x case_closed H 03-01\n",
     "person=the.person case_basis=licence setting=custody age_band=age_18_24 case_status=closed "
     "practitioner{id=p.one role=officer org=own} opened_at=2026-01-05T10:00Z "
     "closed_at=2026-03-01T10:00Z "},
    {"H",
     OPENED "x case_closed H 03-01\n"
            "y case_allocated H 03-02 allocated_to.id=p.two allocated_to.role=manager "
            "allocated_to.org=else allocation_reason=reopened\n"
            "z case_allocated H 03-03 allocated_to.id=p.three allocated_to.role=officer "
            "allocated_to.org=own allocated_from.id=p.two allocated_from.role=manager "
            "allocated_from.org=else allocation_reason=absence\n",
     "person=the.person case_basis=licence setting=custody age_band=age_18_24 case_status=open "
     "practitioner{id=p.three role=officer org=own} "
     "allocations{allocation=y allocated_to{id=p.two role=manager org=else} "
     "allocated_at=2026-03-02T10:00Z allocation_reason=reopened} "
     "allocations{allocation=z allocated_to{id=p.three role=officer org=own} "
     "allocated_from{id=p.two role=manager org=else} allocated_at=2026-03-03T10:00Z "
     "allocation_reason=absence} opened_at=2026-01-05T10:00Z closed_at=2026-03-01T10:00Z "},
    {"H", OPENED ORDER, OPEN_CASE ORDERED},
    {"H",
     OPENED ORDER
     "o2 order_recorded H 01-08 order_type=other made_on=2026-01-07 responsible_officer.id=p.two "
     "responsible_officer.role=officer responsible_officer.org=own "
     "requirements.req_id=r3 requirements.req_type=residence requirements.terms=there "
     "requirements.is_intervention=false requirements.from=2026-01-08\n"
     "x order_changed H 02-01 order=o2 order_change=varied requirements_ended=r3 "
     "requirements.req_id=r4 requirements.req_type=supervision "
     "requirements.terms=weekly requirements.is_intervention=false "
     "requirements.from=2026-02-02 requirements.to=2026-07-01\n"
     "y order_changed H 02-03 order=o order_change=varied requirements.req_id=r2 "
     "requirements.req_type=residence requirements.terms=here "
     "requirements.is_intervention=false requirements.from=2026-02-04\n"
     "z order_changed H 02-05 order=o order_change=completed\n",
     OPEN_CASE
     "orders{order=o order_type=licence made_on=2026-01-02 ends_on=2026-12-30 "
     "order_status=completed " OFFICER "} "
     "orders{order=o2 order_type=other made_on=2026-01-07 order_status=varied "
     "responsible_officer{id=p.two role=officer org=own}} "
     "requirements{req_id=r1 order=o req_type=curfew terms=home is_intervention=false "
     "from=2026-01-03 to=2026-06-01 ended_on=2026-02-05 set_by=z} "
     "requirements{req_id=r2 order=o req_type=residence terms=here is_intervention=false "
     "from=2026-02-04 ended_on=2026-02-05 set_by=z} "
     "requirements{req_id=r3 order=o2 req_type=residence terms=there is_intervention=false "
     "from=2026-01-08 ended_on=2026-02-01 set_by=x} "
     "requirements{req_id=r4 order=o2 req_type=supervision terms=weekly is_intervention=false "
     "from=2026-02-02 to=2026-07-01 set_by=x} "},
    /* Consents are told apart by who may receive and the stage. */
    {"H",
     OPENED HELPERS COURT
     "a consent_decided H 01-09 consent_decision=given stage=information may_receive=helpers "
     "may_receive=judge expires_on=2026-05-01\n"
     "b consent_decided H 01-10 consent_decision=refused stage=approach may_receive=helpers\n"
     "d consent_decided H 01-11 consent_decision=withdrawn stage=information may_receive=judge\n",
     OPEN_CASE "parties{party_id=helpers name=Helpers is_organisation=true party_role=provider} "
               "parties{party_id=judge name=Judge is_organisation=false party_role=court} "
               "consents{party=helpers stage=information consent=a consent_decision=given "
               "expires_on=2026-05-01} "
               "consents{party=judge stage=information consent=d consent_decision=withdrawn} "
               "consents{party=helpers stage=approach consent=b consent_decision=refused} "},
    {"H",
     OPENED "a risk_level_reviewed AS 02-01 scale_used.key=old scale_used.version=1 rosh.key=staff "
            "rosh.value=very_high next_due=2026-03-01 mappa.category=1 mappa.level=2\n"
            "b risk_level_reviewed AS 02-02 scale_used.key=new scale_used.version=2 "
            "rosh.key=public rosh.value=medium +rosh.key=staff rosh.value=high "
            "+rosh.key=children rosh.value=low next_due=2026-08-01 mappa.category=2 "
            "mappa.level=3 performed_by.id=p.two\n"
            "x case_prioritised H 02-03 priority_band=low priority_reasons=event rationale=calm "
            "next_check=2026-04-01\n"
            "y case_prioritised H 02-04 priority_band=high priority_reasons=rosh "
            "priority_reasons=imminence rationale=risk next_check=2026-05-01\n",
     OPEN_CASE "risk{review=b overall=high reviewed_at=2026-02-02T10:00Z reviewed_by=p.two "
               "scale_used{key=new version=2} next_due=2026-08-01 mappa{category=2 level=3}} "
               "priority{prioritised=y priority_band=high priority_reasons=rosh "
               "priority_reasons=imminence rationale=risk next_check=2026-05-01} "},
    {"H",
     OPENED "a access_limited H 02-01 limit=exclusion who.id=p.nine who.role=clerk who.org=own "
            "from=2026-02-01 to=2026-03-01\n"
            "b access_limited H 02-02 limit=restriction who.id=p.one who.role=officer who.org=own "
            "+who.id=p.two who.role=manager who.org=own from=2026-02-02\n"
            "c access_overridden H 02-03 override_reason=arrest until=2026-02-04T10:00Z\n"
            "d access_overridden H 02-05 override_reason=duty_cover until=2026-02-06T10:00Z\n"
            "e override_reviewed H 02-07 override=d review_result=not_justified "
            "performed_by.id=p.two\n",
     OPEN_CASE "limits{act=a limit=exclusion who{id=p.nine role=clerk org=own} from=2026-02-01 "
               "to=2026-03-01} "
               "limits{act=b limit=restriction who{id=p.one role=officer org=own} "
               "who{id=p.two role=manager org=own} from=2026-02-02} "
               "overrides{act=c performed_by{id=p.one role=practitioner org=own} "
               "occurred_at=2026-02-03T10:00Z until=2026-02-04T10:00Z override_reason=arrest} "
               "overrides{act=d performed_by{id=p.one role=practitioner org=own} "
               "occurred_at=2026-02-05T10:00Z until=2026-02-06T10:00Z "
               "override_reason=duty_cover review_result=not_justified} "},
    /* An outcome changes what it is of; of anything else, and another outcome, nothing. */
    {"H", OPENED CONCERN("a", "02-01") CONCERN("b", "02-02") SIGNS("x", "02-03", "b", "closed"),
     OPEN_CASE RAISED("a", "02-01", "open") RAISED("b", "02-02", "closed")},
    {"H",
     OPENED CONCERN("a", "02-01") SIGNS("x", "02-03", "a", "done")
         SIGNS("y", "02-03", "opened", "signed"),
     OPEN_CASE RAISED("a", "02-01", "open")},
    {"H",
     OPENED COMPLAINT("a", "02-01") COMPLAINT("b", "02-02") COMPLAINT("c", "02-03")
         COMPLAINT("d", "02-04") SIGNS("x", "02-05", "b", "answered")
             SIGNS("y", "02-05", "c", "closed") SIGNS("z", "02-05", "d", "withdrawn"),
     OPEN_CASE COMPLAINED("a", "02-01", "open") COMPLAINED("b", "02-02", "closed")
         COMPLAINED("c", "02-03", "closed") COMPLAINED("d", "02-04", "closed")},
    {"H",
     OPENED COMPLAINT("a", "02-01") CONCERN("s", "02-01") SIGNS("x", "02-05", "a", "signed")
         SIGNS("y", "02-05", "s", "closed"),
     OPEN_CASE RAISED("s", "02-01", "closed") COMPLAINED("a", "02-01", "open")},
    {"H",
     OPENED HELPERS ORDER WARN("a", "02-02") WARN("b", "02-03") COMPLAINT("c", "02-03")
         SIGNS("x", "02-05", "b", "withdrawn") SIGNS("y", "02-05", "a", "signed")
             SIGNS("z", "02-05", "c", "withdrawn"),
     OPEN_CASE
     "parties{party_id=helpers name=Helpers is_organisation=true party_role=provider} " ORDERED
         COMPLAINED("c", "02-03", "closed") WARNED("a", "02-02", "issued")
             WARNED("b", "02-03", "withdrawn")},
    {"H",
     OPENED ORDER REPORT("a", "1") REPORT("b", "2") REPORT("c", "3") SEND("sb", "b") SEND("sc", "c")
         SIGNS("x", "02-07", "sc", "received"),
     OPEN_CASE ORDERED REPORTED("a", "1", "prepared}") " " REPORTED("b", "2", "sent")
         SENT("sb") "} " REPORTED("c", "3", "received") SENT("sc") "} "},
    {"H",
     OPENED ORDER REPORT("a", "1") REPORT("b", "2") REPORT("c", "3") SEND("sa", "a") SEND("sb", "b")
         SEND("sc", "c") SIGNS("x", "02-07", "sa", "accepted_by_prosecutor")
             SIGNS("y", "02-07", "sb", "rejected") SIGNS("z", "02-07", "sc", "withdrawn"),
     OPEN_CASE ORDERED REPORTED("a", "1", "accepted_by_prosecutor") SENT("sa") "} " REPORTED(
         "b", "2", "rejected") SENT("sb") "} " REPORTED("c", "3", "withdrawn") SENT("sc") "} "},
    {"H",
     OPENED ORDER REPORT("a", "1") REPORT("b", "2") SEND("sa", "a") SEND("sb", "b")
         SIGNS("y", "02-07", "sa", "signed") SIGNS(
             "z", "02-07", "b",
             "rejected") "x breach_outcome_recorded H 02-20 report=b breach_result=not_proved\n",
     OPEN_CASE ORDERED REPORTED("a", "1", "sent") SENT("sa") "} " REPORTED("b", "2", "decided")
         SENT("sb") " breach_result=not_proved} "},
    /* What cites an act that was corrected is about the one in its place. */
    {"H",
     OPENED ORDER REPORT(
         "a", "1") "b breach_report_prepared H 02-04 report_for=recall order=o "
                   "report_version=4 requirements_breached=r1 supersedes=a\n" SEND(
                       "sa",
                       "a") "x breach_outcome_recorded H 02-20 report=a breach_result=proved\n",
     OPEN_CASE ORDERED
     "reports{report=b report_for=recall order=o report_version=4 report_status=decided sent=sa "
     "sent_at=2026-02-06T10:00Z breach_result=proved} "},
    {"PL",
     OPENED FACTOR GOAL
     "g2 goal_set PL 02-02 goal_text=more area=health starts_as=active addresses=f "
     "steps.step_id=s9 steps.text=u supersedes=g\n"
     "x goal_progressed PL 02-05 goal=g2 goal_status=active step=s9 step_status=in_progress\n"
     "y goal_progressed PL 02-06 goal=g goal_status=active step=s1 step_status=completed\n",
     "goals{goal=g2 goal_text=more area=health goal_status=active "
     "status_at=2026-02-06T10:00Z} " STEP("s9", "g2",
                                          "text=u owner=the.person step_status=in_progress "
                                          "status_at=2026-02-05T10:00Z")},
    {"PL", OPENED FACTOR GOAL,
     "goals{goal=g goal_text=less area=health goal_status=future "
     "status_at=2026-02-02T10:00Z} " STEP("s1", "g",
                                          "text=t owner=the.person step_status=not_started")},
    {"PL",
     OPENED FACTOR GOAL
     "g2 goal_set PL 02-03 goal_text=work area=employment starts_as=active addresses=f "
     "steps.step_id=s2 steps.text=ask steps.owner=p.one steps.due=2026-03-01 +steps.step_id=s3 "
     "steps.text=go\n"
     "x goal_progressed PL 02-04 goal=g2 goal_status=achieved step=s2 step_status=completed\n"
     "y goal_progressed PL 02-05 goal=g goal_status=future\n",
     "goals{goal=g goal_text=less area=health goal_status=future status_at=2026-02-05T10:00Z} "
     "goals{goal=g2 goal_text=work area=employment goal_status=achieved "
     "status_at=2026-02-04T10:00Z} " STEP("s1", "g",
                                          "text=t owner=the.person step_status=not_started")
         STEP("s2", "g2",
              "text=ask owner=p.one due=2026-03-01 step_status=completed "
              "status_at=2026-02-04T10:00Z")
             STEP("s3", "g2", "text=go owner=the.person step_status=not_started")},
    {"PL",
     OPENED FACTOR
     "a option_evaluated PL 02-03 option=one option_domain=health option_outcome=not_applicable\n"
     "b option_evaluated PL 02-03 option=two option_domain=training option_outcome=deferred "
     "needs=f access_to.text=t against.key=progress against.text=t against.basis=f\n"
     "x option_selected PL 02-04 selected=b\n",
     "options{option=a option_text=one option_domain=health option_outcome=not_applicable} "
     "options{option=b option_text=two option_domain=training option_outcome=deferred needs=f "
     "against{key=progress text=t basis=f} selected=true} "},
    {"PL",
     OPENED HELPERS COURT ORDER FACTOR GOAL
     "n communication_need_recorded H 01-08\n"
     "p plan_drafted PL 02-03 version=1 form=sentence_plan requirement_coverage.requirement=r1 "
     "sequence.n=1 sequence.item=begin sequence.goal=g\n"
     "p2 plan_drafted PL 02-04 version=2 form=safety_plan requirement_coverage.requirement=r1 "
     "sequence.n=1 sequence.item=begin sequence.goal=g +sequence.n=2 sequence.item=go "
     "partners=helpers\n"
     "v plan_agreement_recorded PL 02-05 plan_version=1 party=the.person "
     "agreement_decision=could_not_answer\n"
     "x plan_agreement_recorded PL 02-05 plan_version=2 party=the.person "
     "agreement_decision=do_not_agree\n"
     "y plan_agreement_recorded PL 02-06 plan_version=2 party=helpers agreement_decision=agree\n"
     "z plan_agreement_recorded PL 02-07 plan_version=2 party=the.person "
     "agreement_decision=agree\n",
     "version=2 form=safety_plan drafted=p2 drafted_at=2026-02-04T10:00Z "
     "sequence{n=1 item=begin goal=g} sequence{n=2 item=go} partners=helpers "
     "goals{goal=g goal_text=less area=health goal_status=future "
     "status_at=2026-02-02T10:00Z} " STEP(
         "s1", "g",
         "text=t owner=the.person step_status=not_started") "agreements{party=the.person "
                                                            "plan_version=1 "
                                                            "agreement_decision=could_not_answer "
                                                            "agreement=v} "
                                                            "agreements{party=the.person "
                                                            "plan_version=2 "
                                                            "agreement_decision=agree agreement=z} "
                                                            "agreements{party=helpers "
                                                            "plan_version=2 "
                                                            "agreement_decision=agree "
                                                            "agreement=y} "},
    /* A signature is of the plan that it names, whatever its own handle. */
    {"PL",
     OPENED FACTOR GOAL
     "n communication_need_recorded H 01-08\n"
     "p plan_drafted PL 02-03 version=1 form=sentence_plan performed_by.id=p.two "
     "sequence.n=1 sequence.item=begin\n"
     "i views_recorded H 02-03 view_kinds=need invited=need\n" SIGNS("a", "02-04", "p", "signed")
         SIGNS("b", "02-05", "p", "countersigned") SIGNS("c", "02-06", "p", "rejected")
             SIGNS("d", "02-07", "i", "signed") "e outcome_recorded PL 02-08 of=i outcome=signed\n",
     "version=1 form=sentence_plan drafted=p drafted_at=2026-02-03T10:00Z " SIGNED_AS(
         "a", "p", "signed", "02-04") SIGNED_AS("b", "p", "countersigned", "02-05")
         SIGNED_AS("c", "p", "rejected",
                   "02-06") "sequence{n=1 item=begin} "
                            "goals{goal=g goal_text=less area=health goal_status=future "
                            "status_at=2026-02-02T10:00Z} " STEP(
                                "s1", "g", "text=t owner=the.person step_status=not_started")},
    {"IN",
     OPENED HELPERS FACTOR
     "n communication_need_recorded H 01-08\n"
     "d intervention_defined IN 02-01 intervention_type=structured provider.org=helpers "
     "nature=talk "
     "starts_on=2026-02-02 ends_on=2026-05-01 schedule.n=1 schedule.planned_at=2026-02-05T09:00Z "
     "+schedule.n=2 schedule.planned_at=2026-02-12T09:00Z +schedule.n=3 "
     "schedule.planned_at=2026-02-19T09:00Z\n"
     "s intervention_status_changed IN 02-02 to_status=accepted\n"
     "t intervention_status_changed IN 02-03 to_status=started\n"
     "a session_recorded IN 02-05 n=1 happened=true planned_at=2026-02-05T09:30Z "
     "attendance=attended_complied\n"
     "b session_recorded IN 02-12 n=2 happened=false planned_at=2026-02-12T09:00Z "
     "attendance=sent_home_service\n"
     "m progress_monitored IN 02-20 progress=off_track\n"
     "o progress_monitored IN 02-25 progress=at_risk\n",
     "intervention_type=structured nature=talk provider{org=helpers} starts_on=2026-02-02 "
     "ends_on=2026-05-01 intervention_status=started status_at=2026-02-03T10:00Z "
     "sessions{n=1 planned_at=2026-02-05T09:30Z session=a happened=true "
     "attendance=attended_complied} "
     "sessions{n=2 planned_at=2026-02-12T09:00Z session=b happened=false "
     "attendance=sent_home_service} "
     "sessions{n=3 planned_at=2026-02-19T09:00Z} progress=at_risk "
     "progress_at=2026-02-25T10:00Z "},
    /* A schedule that is set again keeps its sessions apart. */
    {"IN",
     OPENED FACTOR
     "n communication_need_recorded H 01-08\n"
     "d intervention_defined IN 02-01 intervention_type=support provider.own=true nature=talk "
     "starts_on=2026-02-02 ends_on=2026-05-01 schedule.n=1 schedule.planned_at=2026-02-05T09:00Z\n"
     "d2 intervention_defined IN 02-03 intervention_type=informal provider.own=false nature=walk "
     "starts_on=2026-02-04 ends_on=2026-05-02 schedule.n=1 schedule.planned_at=2026-02-06T09:00Z\n",
     "intervention_type=informal nature=walk provider{own=false} starts_on=2026-02-04 "
     "ends_on=2026-05-02 sessions{n=1 planned_at=2026-02-06T09:00Z} "},
    {"AS",
     OPENED "a factor_recorded AS 02-01 polarity=need factor_domain=ete description=work "
            "factor_status=new\n"
            "b factor_recorded AS 02-01 polarity=risk factor_domain=peers description=mates "
            "factor_status=new\n"
            "c factor_recorded AS 02-02 polarity=need factor_domain=finance description=debt "
            "factor_status=changed previous=a\n"
            "d factor_recorded AS 02-03 polarity=need factor_domain=finance description=paid "
            "factor_status=ended previous=c\n",
     "factors{factor=a polarity=need factor_domain=finance description=paid factor_status=ended "
     "status_at=2026-02-03T10:00Z set_by=d} "
     "factors{factor=b polarity=risk factor_domain=peers description=mates factor_status=new "
     "status_at=2026-02-01T10:00Z set_by=b} "},
    {"AS",
     OPENED "r risk_level_reviewed AS 02-04 scale_used.key=new scale_used.version=2 "
            "rosh.key=public rosh.value=high +rosh.key=staff rosh.value=low vulnerability.key=self "
            "vulnerability.value=very_high next_due=2026-08-01\n",
     "scale_used{key=new version=2} reviewed_at=2026-02-04T10:00Z reviewed_by=p.one "
     "rosh{key=public value=high} rosh{key=staff value=low} overall=high "
     "vulnerability{key=self value=very_high} level_due=2026-08-01 "},
    {"AS", COMPLETED, ASSESSED("")},
    {"AS",
     COMPLETED SIGNS("a", "02-03", "t", "signed") SIGNS("b", "02-04", "t", "countersigned")
         SIGNS("c", "02-05", "t", "rejected") SIGNS("d", "02-06", "t", "rolled_back"),
     ASSESSED(SIGNED_AS("a", "t", "signed", "02-03") SIGNED_AS("b", "t", "countersigned", "02-04")
                  SIGNED_AS("c", "t", "rejected", "02-05")
                      SIGNED_AS("d", "t", "rolled_back", "02-06"))},
    /* Outcomes of other acts of the handle, and others of this one, are no signatures. */
    {"AS",
     COMPLETED "d information_disclosed H 02-03 about=AS\n"
               "x outcome_recorded AS 02-03 of=d outcome=received\n"
               "y outcome_recorded AS 02-03 of=d outcome=signed\n",
     ASSESSED("")},
    /* A score stays proposed until somebody decides; the last decision counts. */
    {"H", OPENED SCORES,
     OPEN_CASE SCORED("a", "02-02", "B", "proposed", "") SCORED("b", "02-03", "C", "proposed", "")
         SCORED("d", "02-04", "D", "proposed", "") SCORED("e", "02-05", "E", "proposed", "")
             SCORED("g", "02-06", "F", "proposed", "")},
    {"H", OPENED SCORES DECISIONS, OPEN_CASE ALL_SCORES},
    {"H",
     OPENED "v views_recorded H 02-01 view_kinds=need invited=need\n" SCORE("a", "02-02", "B")
         DECIDES("p", "02-07", "a", "departed") " instead.scale=tier instead.value=A\n" DECIDES(
             "q", "02-08", "a", "adopted") "\n",
     OPEN_CASE SCORED("a", "02-02", "B", "adopted", DECISION("q", "02-08"))},
    {"H",
     OPENED "v views_recorded H 02-01 view_kinds=need invited=need\n"
            "t assessment_completed AS 02-02 results.scale=tier results.value=B\n",
     OPEN_CASE},
    /* An assessment has its own, and what is decided on one is said there, wherever it stands. */
    {"AS",
     OPENED SCORES DECISIONS SCORE_ON("AS2", "z", "02-06", "A")
         DECIDES("y", "02-08", "z", "adopted") "\n",
     "tool{key=oasys version=2} assessment_purpose=initial completed=g "
     "completed_at=2026-02-06T10:00Z completed_by=p.two countersign_required=true "
     "signatures{signature=s of=d outcome=rejected by=p.one signed_at=2026-02-07T10:00Z} "
     "signatures{signature=t of=e outcome=rolled_back by=p.one signed_at=2026-02-07T10:00Z} "
     "signatures{signature=u of=g outcome=countersigned by=p.one signed_at=2026-02-07T10:00Z} "
     "next_due=2026-06-01 " ALL_SCORES},
    {"AS",
     OPENED "v views_recorded H 02-01 view_kinds=need invited=need\n" SCORE("a", "02-02", "B")
         DECIDES("p", "02-07", "a", "departed") " instead.scale=tier instead.value=A\n" DECIDES(
             "q", "02-08", "a", "adopted") "\n",
     "tool{key=oasys version=2} assessment_purpose=initial completed=a "
     "completed_at=2026-02-02T10:00Z completed_by=p.two countersign_required=true "
     "next_due=2026-06-01 " SCORED("a", "02-02", "B", "adopted", DECISION("q", "02-08"))},
    /* What was decided on an assessment is not said of the one that corrects it. */
    {"H",
     OPENED
     "v views_recorded H 02-01 view_kinds=need invited=need\n" SCORE("a", "02-02", "B") DECIDES(
         "p", "02-07", "a",
         "adopted") "\n"
                    "b assessment_completed AS 02-02 supersedes=a results.scale=tier "
                    "results.value=C "
                    "+results.scale=view results.value=v results.band=b scored.instrument=tier_v3 "
                    "scored.instrument_version=2 scored.values.name=active_event "
                    "scored.values.value=0 "
                    "performed_by.id=p.two\n",
     OPEN_CASE SCORED("b", "02-02", "C", "proposed", "")},
    {"RE",
     OPENED HELPERS "s review_scheduled RE 02-01 due=2026-03-01 review_basis=statute review_of=H "
                    "responsible=helpers\n",
     "review_of=H due=2026-03-01 review_basis=statute responsible=helpers "},
    {"RE",
     OPENED "x review_held RE 03-01 review_decisions=continue review_decisions=consult "
            "next_due=2026-04-01\n"
            "y review_held RE 03-20 review_decisions=close next_due=2026-05-01\n",
     "reviews{review=x held_at=2026-03-01T10:00Z decisions=continue decisions=consult} "
     "reviews{review=y held_at=2026-03-20T10:00Z decisions=close} next_due=2026-05-01 "},
};

/* ---- a state as text ------------------------------------------------------------------------- */

static void show(cji_buf *b, const cj_record *record)
{
    for (int16_t i = 0; i < record->shape->nrows; i++) {
        const cji_row *row = &cji_rows[record->shape->first + i];
        for (uint32_t j = 0; j < record->slots[i].count; j++) {
            cji_buf_puts(b, cji_field_names[row->field]);
            if (row->type == CJ_TYPE_RECORD) {
                cji_buf_putc(b, '{');
                show(b, record->slots[i].values[j].record);
                b->n--; /* the space */
                cji_buf_putc(b, '}');
            } else {
                cji_buf_putc(b, '=');
                cji_value_text(b, row, &record->slots[i].values[j]);
            }
            cji_buf_putc(b, ' ');
        }
    }
}

static void test_states(void **state)
{
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_case *c = NULL;
        const cj_record *folded = NULL;
        const uint32_t *number;
        cj_error *error = NULL;
        cji_buf text;
        assert_ok(cj_case_new(*state, "C", &c, NULL), NULL);
        filler_lines(c, rows[i].lines);
        number = cji_index_get(c, CJI_IDS_HANDLE, 0, cji_str_of(rows[i].handle));
        assert_non_null(number);
        assert_ok(cji_fold_facts(c, *number, &folded, &error), error);
        cji_buf_init(&text, *state, (size_t)1 << 20);
        show(&text, folded);
        if (strcmp(cji_buf_text(&text), rows[i].state) != 0)
            fail_msg("row %zu:\n  %s\nnot\n  %s", i, cji_buf_text(&text), rows[i].state);
        cji_buf_fini(&text);
        cj_case_unref(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_states, context_make, context_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
