/* SPDX-License-Identifier: MIT */
/* SFJED6, assessing what is known: P1 to P10. */
#ifndef CJ_TEST_SFJED6_ASSESS_H
#define CJ_TEST_SFJED6_ASSESS_H

#include "competence/samples.h"

#define E "evidenced"
#define W "awaiting_judgement"
#define P "partly_evidenced"
#define N "not_evidenced"
#define NA "not_applicable"
#define NO "no_occasion"

#define DATED(id, kind, handle, day, more) id " " kind " " handle " " day " " more "\n"
#define INFO(id, day, more) DATED(id, "information_obtained", "H", day, more)
#define REFUSED                                                                                    \
    "no consent_decided H 01-09 consent_decision=refused may_receive=helpers scope=needs\n"

/* ---- P1 to P3 -------------------------------------------------------------------------------- */

#define TOLD(more) DATED("told", "information_use_explained", "H", "01-10", more)
#define JUDGED(id, day, more) DATED(id, "information_sufficiency_judged", "H", day, more)
#define SHORT_OF(more)                                                                             \
    JUDGED("short", "02-01",                                                                       \
           "judged_for=plan sufficiency=insufficient needed=ete gaps=ete actions.action=report "   \
           "actions.owner=helpers actions.due_by=2026-02-10 " more)
#define SHORT SHORT_OF("")
#define CAME(day, more) DATED("came", "outcome_recorded", "H", day, "of=short item=report " more)
#define AGAIN JUDGED("again", "02-20", "judged_for=plan")
#define GOT(day, more) INFO("got", day, "obtained_from.party=helpers informed_by=short " more)

/* Both limbs of P2 in the same way. */
#define P2_LIMB(limb, subject, other)                                                              \
    ROW(limb, N, ""), ROW(limb, E, INFO("i", "01-20", "info_subjects=" subject)),                  \
        ROW(limb, E,                                                                               \
            INFO("i", "01-20", "information_outcome=none_exists info_subjects=" subject)),         \
        ROW(limb, N, INFO("i", "01-20", "information_outcome=withheld info_subjects=" subject)),   \
        ROW(limb, N, INFO("i", "01-20", "info_subjects=" other)),                                  \
        ROW(limb, P, REFUSED INFO("i", "01-20", "agreement=no info_subjects=" subject)),           \
        ROW(limb, P,                                                                               \
            REFUSED INFO("i", "01-20", "info_subjects=" subject)                                   \
                INFO("j", "01-20", "agreement=no info_subjects=needs")),                           \
        ROW(limb, W,                                                                               \
            REFUSED INFO("i", "01-20",                                                             \
                         "agreement=no consent_override.authority=law info_subjects=" subject)),   \
        ROW(limb, P,                                                                               \
            REFUSED INFO("i", "01-20",                                                             \
                         "agreement=no consent_override.authority=law info_subjects=" subject)     \
                INFO("j", "01-20", "agreement=no info_subjects=needs")),                           \
        ROW(limb, N,                                                                               \
            INFO("i", "01-20", "info_subjects=" subject)                                           \
                INFO("j", "01-20", "supersedes=i info_subjects=" other))

static const sample p1_p3[] = {
    ROW("P1", N, ""),
    ROW("P1", E, TOLD("audience=person")),
    SAYS("P1", N, TOLD("audience=family"), "information_use_explained audience"),
    SAYS("P1", N, TOLD("audience=person understanding.checked_how=asked_only"),
         "information_use_explained understanding"),
    P2_LIMB("P2.1", "risk_assessment", "previous_interventions"),
    P2_LIMB("P2.2", "previous_interventions", "risk_assessment"),
    SAYS("P2", P, INFO("i", "01-20", "info_subjects=risk_assessment"), "2.2"),
    ROW("P2", E,
        INFO("i", "01-20", "info_subjects=risk_assessment info_subjects=previous_interventions")),
    ROW("P3", N, ""),
    ROW("P3", N, JUDGED("j", "02-01", "judged_for=support")),
    ROW("P3", E, JUDGED("j", "02-01", "judged_for=plan")),
    AS_OF("P3", E, SHORT, NULL, "2026-02-09"), /* the action is not due yet */
    AS_OF("P3", P, SHORT, "outcome_recorded - - nothing tells in time that the information came",
          "2026-02-10"),
    ROW("P3", W, SHORT CAME("02-10", "outcome=received") AGAIN), /* no timescale is set */
    TIMED("P3", E, SHORT CAME("02-10", "outcome=received") AGAIN),
    TIMED("P3", E, SHORT CAME("02-10", "outcome=done") AGAIN),
    TIMED("P3", E, SHORT CAME("02-10", "outcome=refused outcome_reason=r") AGAIN),
    SAYS("P3", P, SHORT CAME("02-11", "outcome=received") AGAIN, "nothing tells in time"),
    TIMED(
        "P3", P,
        JUDGED("short", "02-01",
               "judged_for=plan sufficiency=insufficient needed=ete gaps=ete actions.action=report "
               "actions.owner=helpers actions.due_by=2026-02-15") CAME("02-12", "outcome=received")
            AGAIN),
    SAYS("P3", P, SHORT CAME("02-10", "outcome=received"), "was not judged again"),
    ROW("P3", P,
        SHORT CAME("02-10", "outcome=received") JUDGED("again", "02-09", "judged_for=plan")
            INFO("i", "02-20", "")),
    ROW("P3", P,
        SHORT CAME("02-10", "outcome=received") JUDGED("again", "02-20", "judged_for=support")),
    ROW("P3", P,
        SHORT "came outcome_recorded H 02-09 of=short item=other outcome=received\n" AGAIN),
    SAYS("P3", P,
         SHORT_OF("+actions.action=talk actions.owner=aide actions.due_by=2026-02-10")
             CAME("02-10", "outcome=received") AGAIN,
         "1 of 2"),
    ROW("P3", P, SHORT CAME("02-10", "outcome=signed") AGAIN),
    ROW("P3", W, SHORT GOT("02-09", "") AGAIN),
    TIMED("P3", E, SHORT GOT("02-10", "information_outcome=none_exists") AGAIN),
    ROW("P3", P, SHORT GOT("02-11", "") AGAIN),
    ROW("P3", P, SHORT GOT("02-09", "information_outcome=withheld") AGAIN),
    ROW("P3", P, SHORT INFO("got", "02-09", "obtained_from.party=aide informed_by=short") AGAIN),
    ROW("P3", P, SHORT INFO("got", "02-09", "obtained_from.party=helpers") AGAIN),
    /* what was short for something else is another matter */
    ROW("P3", E,
        JUDGED("j", "02-01", "judged_for=plan") JUDGED(
            "short", "02-01",
            "judged_for=support sufficiency=insufficient needed=ete gaps=ete actions.action=report "
            "actions.owner=helpers actions.due_by=2026-02-10") AGAIN),
    ROW("P3", W,
        JUDGED("s", "02-01",
               "judged_for=support sufficiency=insufficient needed=ete gaps=ete actions.action=x "
               "actions.owner=helpers actions.due_by=2026-02-10")
            SHORT CAME("02-10", "outcome=received") AGAIN),
    ROW("P3", P,
        JUDGED(
            "s", "02-01",
            "judged_for=support sufficiency=insufficient needed=ete gaps=ete actions.action=report "
            "actions.owner=helpers actions.due_by=2026-02-10") SHORT
        "came outcome_recorded H 02-09 of=s item=report outcome=received\n" AGAIN),
    SAYS("P1", NA, "end case_closed H 03-01\n", "closed before a plan was begun"),
    ROW("P1", N,
        "o option_evaluated PL 02-04 option_domain=health option_outcome=kept "
        "considered_with.party=the.person\n"
        "end case_closed H 03-01\n"),
    ROW("P1", N,
        "plan plan_drafted PL 02-06 version=1 requirement_coverage.requirement=r1\nend case_closed "
        "H 03-01\n"),
};

/* ---- P4 to P7 -------------------------------------------------------------------------------- */

#define ASSESSED(id, day, more) DATED(id, "assessment_completed", "AS", day, more)
#define STRENGTH "f2 factor_recorded AS 02-01 polarity=strength factor_status=new\n"
#define REFERRED(day, more) DATED("m", "matter_referred", "H", day, "referred_to=helpers " more)
#define SPEECH ASSESSED("as", "02-03", "further_needed=speech")
#define ADVICE(day, more) DATED("adv", "advice_sought", "H", day, "adviser=helpers " more)
#define REPLY(outcome) DATED("re", "outcome_recorded", "H", "02-14", "of=adv outcome=" outcome)
#define READY(id, day, more) DATED(id, "readiness_assessed", "AS", day, more)
#define CHANGE(day) DATED("ch", "circumstance_changed", "H", day, "reported_by=the.person")

/* Each fact that calls for advice. */
#define CALLS(lines, id)                                                                           \
    ROW("P6", N, lines), ROW("P6", W, lines ADVICE("02-12", "why=expertise advice=a trigger=" id))

static const sample p4_p7[] = {
    ROW("P4", P, ""), /* the factor that every one of these cases has */
    ROW("P4", W, ASSESSED("as", "02-03", "") STRENGTH),
    ROW("P4", W,
        ASSESSED("as", "02-03", "") "f2 factor_recorded AS 02-01 polarity=protective "
                                    "factor_status=new risk_of=reoffending\n"),
    SAYS("P4", P, STRENGTH, "assessment_completed"),
    SAYS("P4", P, ASSESSED("as", "02-03", ""), "factor_recorded polarity"),
    ROW("P4", P,
        ASSESSED("as", "02-03", "") STRENGTH
        "f1b factor_recorded AS 02-01 polarity=need factor_status=new supersedes=f1\n"),
    ROW("P5", N, ""),
    SAYS("P5", NA, ASSESSED("as", "02-03", ""), "nothing that wants further assessment"),
    SAYS("P5", N, SPEECH, "matter_referred - - what the assessment found to be needed further"),
    ROW("P5", W, SPEECH REFERRED("02-05", "matter_kind=further_assessment item=speech trigger=as")),
    TIMED("P5", E,
          SPEECH REFERRED("02-13", "matter_kind=further_assessment item=speech trigger=as")),
    TIMED("P5", P,
          SPEECH REFERRED("02-14", "matter_kind=further_assessment item=speech trigger=as")),
    ROW("P5", N, SPEECH REFERRED("02-05", "matter_kind=question item=speech trigger=as")),
    ROW("P5", N, SPEECH REFERRED("02-05", "matter_kind=further_assessment item=sleep trigger=as")),
    SAYS("P5", P,
         ASSESSED("as", "02-03", "further_needed=speech further_needed=sleep")
             REFERRED("02-05", "matter_kind=further_assessment item=speech trigger=as"),
         "1 of 2"),
    ROW("P5", NA, SPEECH ASSESSED("as2", "02-20", "")),
    ROW("P5", NA, SPEECH "as2 assessment_completed AS2 02-20\n"),
    SAYS("P6", NO, "", "nothing recorded calls for advice"),
    ROW("P6", NO, ASSESSED("as", "02-03", "")),
    CALLS(SPEECH, "as"),
    CALLS("it contact_held H 02-03 happened=true safety_check.concern=c\n", "it"),
    CALLS("it factor_recorded AS 02-03 factor_status=new dependants_affected=true\n", "it"),
    CALLS("it feedback_received H 02-03 feedback_on=difficulties\n", "it"),
    CALLS("it risk_level_reviewed AS 02-03 rosh.key=public rosh.value=high\n", "it"),
    CALLS("it risk_level_reviewed AS 02-03 rosh.key=public rosh.value=very_high\n", "it"),
    ROW("P6", NO, "it contact_held H 02-03 happened=true\n"),
    ROW("P6", NO, "it factor_recorded AS 02-03 factor_status=new\n"),
    ROW("P6", NO, "it feedback_received H 02-03 feedback_on=progress\n"),
    ROW("P6", NO, "it risk_level_reviewed AS 02-03 rosh.key=public rosh.value=medium\n"),
    SAYS("P6", N, SPEECH ADVICE("02-12", "why=enforcement advice=a trigger=as"), "advice_sought"),
    ROW("P6", N, SPEECH ADVICE("02-12", "why=expertise advice=a trigger=need")),
    ROW("P6", W, SPEECH ADVICE("02-12", "why=responsibility advice=a informed_by=as")),
    TIMED("P6", E, SPEECH ADVICE("02-13", "why=expertise advice=a trigger=as")),
    TIMED("P6", P, SPEECH ADVICE("02-14", "why=expertise advice=a trigger=as")),
    SAYS("P6", P, SPEECH ADVICE("02-12", "why=expertise trigger=as"),
         "advice was sought, and none is recorded"),
    ROW("P6", W, SPEECH ADVICE("02-12", "why=expertise trigger=as") REPLY("answered")),
    ROW("P6", P, SPEECH ADVICE("02-12", "why=expertise trigger=as") REPLY("signed")),
    ROW("P6", P,
        SPEECH ADVICE("02-12", "why=expertise trigger=as") REFERRED("02-12", "matter_kind=question")
            DATED("re", "outcome_recorded", "H", "02-14", "of=m outcome=answered")),
    ROW("P6", P,
        SPEECH STRENGTH
        "f3 factor_recorded AS 02-03 factor_status=new dependants_affected=true\n" ADVICE(
            "02-12", "why=expertise advice=a trigger=as")),
    ROW("P7", N, ""),
    ROW("P7", P, READY("r1", "02-03", "")),
    SAYS("P7", P, READY("r1", "02-03", "") READY("r2", "02-03", ""), "on different days"),
    ROW("P7", W, READY("r1", "02-03", "") READY("r2", "02-12", "")),
    ROW("P7", W,
        READY("r1", "02-03", "person_perspective=mine")
            READY("r2", "02-12", "person_perspective=mine")),
    TIMED("P7", W, READY("r1", "02-03", "") READY("r2", "02-13", "")),
    TIMED("P7", P, READY("r1", "02-03", "") READY("r2", "02-14", "")),
    TIMED_AT("P7", W, READY("r1", "02-03", "") READY("r2", "02-12", ""), "2026-02-22"),
    TIMED_AT("P7", P, READY("r1", "02-03", "") READY("r2", "02-12", ""), "2026-02-23"),
    ROW("P7", W, READY("r1", "02-03", "") CHANGE("02-05") READY("r2", "02-12", "")),
    SAYS("P7", P, READY("r1", "02-03", "") READY("r2", "02-12", "") CHANGE("02-13"),
         "readiness was not assessed again"),
};

/* ---- P9, P10 --------------------------------------------------------------------------------- */

#define GOAL(id, addresses)                                                                        \
    DATED(id, "goal_set", "PL", "02-05", "steps.step_id=" id "1 addresses=" addresses)
#define PLAN(id, day, more)                                                                        \
    DATED(id, "plan_drafted", "PL", day, "requirement_coverage.requirement=r1 " more)
#define PLANNED PLAN("plan", "02-06", "version=1")
#define F1_ENDED "f1b factor_recorded AS 02-10 polarity=risk factor_status=ended previous=f1\n"
#define F3 "f3 factor_recorded AS 02-01 polarity=risk factor_status=new risk_of=reoffending\n"

static const sample p9_p10[] = {
    ROW("P9", W, STRENGTH GOAL("g", "f2") PLANNED), /* the goal of every case addresses f1 */
    ROW("P9", W,
        "f2 factor_recorded AS 02-01 polarity=protective factor_status=new "
        "risk_of=reoffending\n" GOAL("g", "f2") PLANNED),
    SAYS("P9", P, STRENGTH PLANNED, "goal_set - - no goal builds on"),
    SAYS("P9", P, STRENGTH GOAL("g", "f2"), "plan_drafted"),
    SAYS("P9", P, F3 STRENGTH GOAL("g", "f2") PLANNED,
         "goal_set - - no goal addresses a risk that stands"),
    ROW("P9", W, F3 STRENGTH GOAL("g", "f2") GOAL("h", "f3") PLANNED),
    ROW("P9", W,
        F3 "f3b factor_recorded AS 02-02 polarity=risk factor_status=ended previous=f3 "
           "risk_of=reoffending\n" STRENGTH GOAL("g", "f2") PLANNED),
    ROW("P9", W,
        "f4 factor_recorded AS 02-01 polarity=need factor_status=new\n" STRENGTH GOAL("g", "f2")
            PLANNED),
    SAYS("P9", P, F1_ENDED STRENGTH GOAL("g", "f2") PLANNED, "a risk that stands"),
    ROW("P10", N, ""),
    ROW("P10", E, "al alignment_checked PL 02-05\n"),
    ROW("P10", E, "al alignment_checked PL 02-05 conflicts=c resolution=r\n"),
};

/* ---- P8 -------------------------------------------------------------------------------------- */

#define CHECKED(more)                                                                              \
    "chk record_checked H 03-01 performed_by.id=p.two performed_by.role=manager "                  \
    "performed_by.org=own check_aspects=accuracy checked.acts=opened compared_with.text=t " more   \
    "\n"

static const sample p8[] = {
    CLASS("P8", W, CHECKED("check_result=ok"), "P"),
    ROW("P8", N, ""),
    ROW("P8", P, CHECKED("check_result=defects defects=d")),
};

#endif
