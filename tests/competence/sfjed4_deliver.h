/* SPDX-License-Identifier: MIT */
/* SFJED4, delivering: P9 to P20. */
#ifndef CJ_TEST_SFJED4_DELIVER_H
#define CJ_TEST_SFJED4_DELIVER_H

#include "competence/sfjed4_prepare.h"

/* ---- P9, P10 --------------------------------------------------------------------------------- */

#define HEARD(id, handle, more) DATED(id, "feedback_received", handle, "02-12", "giver=aide " more)
#define DIFFICULT HEARD("fb", "IN", "feedback_on=difficulties")
#define REFERRED(kind, because)                                                                    \
    DATED("m", "matter_referred", "IN", "02-13",                                                   \
          "referred_to=helpers matter_kind=" kind " " because)
#define ANSWERED(outcome) DATED("a", "outcome_recorded", "IN", "02-14", "of=m outcome=" outcome)
#define CRITERIA(day, handle, more) DATED("crit", "success_criteria_agreed", handle, day, more)
#define BY_OTHER "performed_by.id=p.two performed_by.role=manager performed_by.org=own "

static const sample p9_p10[] = {
    SAYS("P9", NO, PROGRAMME, "no question or concern has come up"),
    ROW("P9", NO, PROGRAMME HEARD("fb", "IN", "feedback_on=progress")),
    ROW("P9", NO, PROGRAMME SUPPORT HEARD("fb", "IN2", "feedback_on=difficulties")),
    SAYS("P9", N, PROGRAMME DIFFICULT, "matter_referred - - no question, concern or safeguarding"),
    ROW("P9", E, PROGRAMME DIFFICULT REFERRED("question", "trigger=fb") ANSWERED("answered")),
    ROW("P9", E, PROGRAMME DIFFICULT REFERRED("concern", "informed_by=fb") ANSWERED("refused")),
    ROW("P9", E, PROGRAMME DIFFICULT REFERRED("safeguarding", "trigger=fb") ANSWERED("done")),
    ROW("P9", N, PROGRAMME DIFFICULT REFERRED("suitability", "trigger=fb") ANSWERED("answered")),
    ROW("P9", P, PROGRAMME DIFFICULT REFERRED("question", "trigger=need") ANSWERED("answered")),
    ROW("P9", W, PROGRAMME DIFFICULT REFERRED("question", "trigger=fb")),
    ROW("P9", W, PROGRAMME DIFFICULT REFERRED("question", "trigger=fb") ANSWERED("closed")),
    ROW("P9", N, PROGRAMME "c contact_held H 02-12 happened=true safety_check.concern=c\n"),
    ROW("P9", NO, PROGRAMME "c contact_held H 02-12 happened=true\n"),
    ROW("P9", N,
        PROGRAMME "f2 factor_recorded AS 02-12 factor_status=new dependants_affected=true\n"),
    ROW("P9", E, PROGRAMME REFERRED("question", "") ANSWERED("answered")),
    ROW("P10", N, PROGRAMME),
    ROW("P10", E,
        PROGRAMME CRITERIA("02-05", "IN", BY_OTHER "agreed_with=the.person agreed_with=aide") S1),
    SAYS("P10", N, PROGRAMME CRITERIA("02-05", "IN", BY_OTHER "agreed_with=aide"),
         "success_criteria_agreed agreed_with"),
    SAYS("P10", P, PROGRAMME CRITERIA("02-05", "IN", BY_OTHER "agreed_with=the.person"),
         "agreed with no deliverer"),
    ROW("P10", E, PROGRAMME CRITERIA("02-05", "IN", "agreed_with=the.person")), /* by a deliverer */
    ROW("P10", P,
        ALONE SUPPORT CRITERIA("02-05", "IN", BY_OTHER "agreed_with=the.person agreed_with=aide")),
    ROW("P10", E,
        ALONE CRITERIA("02-05", "IN", BY_OTHER "agreed_with=the.person agreed_with=aide")
            SESSION_OF("s1", "IN", "02-10", "n=1 happened=true delivered_by=aide")),
    ROW("P10", E,
        PROGRAMME CRITERIA("02-05", "IN", BY_OTHER "agreed_with=the.person")
            SESSION_OF("s1", "IN", "02-10", "n=1 happened=true delivered_by=p.two")),
    SAYS("P10", P, PROGRAMME S1 CRITERIA("02-11", "IN", "agreed_with=the.person"),
         "comes after session recorded"),
    ROW("P10", E,
        PROGRAMME NOT_HELD("02-10", "sent_home_service")
            CRITERIA("02-11", "IN", "agreed_with=the.person")),
    ROW("P10", N, PROGRAMME SUPPORT CRITERIA("02-05", "IN2", "agreed_with=the.person")),
    TIMED_AT("P9", E,
             PROGRAMME DIFFICULT REFERRED("question", "trigger=fb noticed_at=2026-02-13T10:00Z"),
             "2026-02-22"),
    TIMED_AT("P9", P,
             PROGRAMME DIFFICULT REFERRED("question", "trigger=fb noticed_at=2026-02-13T10:00Z"),
             "2026-02-23"),
    ROW("P9", W, PROGRAMME REFERRED("concern", "")),
    ROW("P9", W, PROGRAMME REFERRED("safeguarding", "")),
    ROW("P9", W,
        PROGRAMME DIFFICULT REFERRED("question", "trigger=fb") DATED(
            "m2", "matter_referred", "IN", "02-13", "referred_to=helpers matter_kind=suitability")
            DATED("a", "outcome_recorded", "IN", "02-14", "of=m2 outcome=answered")),
};

/* ---- P11 ------------------------------------------------------------------------------------- */

#define FIRST "2026-02-11" /* the first session was due, the second is not yet */

static const sample p11[] = {
    AS_OF("P11", NO, PROGRAMME, "no session of a programme has passed yet (2026-02-10)",
          "2026-02-09"),
    AS_OF("P11", NA, SUPPORT, NULL, "2026-03-01"),
    AS_OF("P11", N, PROGRAMME, "session_recorded - - a session that was due was not held", FIRST),
    AS_OF("P11", W, PROGRAMME S1, NULL, FIRST),
    AS_OF("P11", P, PROGRAMME S1, "1 of 2", "2026-02-17"),
    AS_OF("P11", W, PROGRAMME S1 S2, NULL, "2026-02-20"),
    AS_OF("P11", N, PROGRAMME SUPPORT SESSION_OF("s1", "IN2", "02-10", "n=1 happened=true"), NULL,
          FIRST),
    AS_OF("P11", N, PROGRAMME SESSION("s1", "3", "02-10"), NULL, FIRST),
    AS_OF("P11", N, PROGRAMME NOT_HELD("02-10", "rescheduled_service"), NULL, FIRST),
    AS_OF("P11", N, PROGRAMME NOT_HELD("02-10", "rescheduled_service deviation=heating"), NULL,
          FIRST),
    AS_OF("P11", W, PROGRAMME NOT_HELD("02-10", "absent_acceptable"), NULL, FIRST),
    AS_OF("P11", W,
          PROGRAMME NOT_HELD("02-10", "rescheduled_service")
              SESSION_OF("s1b", "IN", "02-10", "n=1 happened=true supersedes=s1"),
          NULL, FIRST),
    AS_OF("P11", P,
          PROGRAMME "s1 session_recorded IN 02-10 n=1 happened=true place=hall format=group "
                    "planned_at=2026-02-10T10:00Z actual_at=2026-02-10T10:00Z\n",
          "without a word why", FIRST),
    AS_OF("P11", W,
          PROGRAMME "s1 session_recorded IN 02-10 n=1 happened=true place=hall format=group "
                    "planned_at=2026-02-10T10:00Z actual_at=2026-02-10T10:00Z deviation=painted\n",
          NULL, FIRST),
    AS_OF("P11", P,
          PROGRAMME "s1 session_recorded IN 02-10 n=1 happened=true place=room format=one_to_one "
                    "planned_at=2026-02-10T10:00Z actual_at=2026-02-10T10:00Z\n",
          NULL, FIRST),
    /* the last definition counts */
    AS_OF("P11", W,
          PROGRAMME
          "again intervention_defined IN 02-05 intervention_type=programme deliverers=aide "
          "format=one_to_one schedule.n=1 schedule.planned_at=2026-02-10T10:00Z "
          "schedule.place=hall\n"
          "s1 session_recorded IN 02-10 n=1 happened=true place=hall format=one_to_one "
          "planned_at=2026-02-10T10:00Z actual_at=2026-02-10T10:00Z\n",
          NULL, "2026-02-20"),
    TIMED_AT("P11", W,
             PROGRAMME "s1 session_recorded IN 02-16 n=1 happened=true place=room format=group "
                       "planned_at=2026-02-10T10:00Z actual_at=2026-02-16T10:00Z\n",
             "2026-02-16"),
    TIMED_AT("P11", P,
             PROGRAMME S2 "s1 session_recorded IN 02-25 n=1 happened=true place=room format=group "
                          "planned_at=2026-02-10T10:00Z actual_at=2026-02-25T10:00Z\n",
             "2026-02-26"),
    AS_OF("P11", W, PROGRAMME NOT_HELD("02-10", "absent_awaiting_reason"), NULL, FIRST),
    AS_OF("P11", W, PROGRAMME NOT_HELD("02-10", "absent_unacceptable"), NULL, FIRST),
    AS_OF("P11", W, PROGRAMME NOT_HELD("02-10", "sent_home_behaviour"), NULL, FIRST),
    AS_OF("P11", W, PROGRAMME NOT_HELD("02-10", "rescheduled_person"), NULL, FIRST),
    AS_OF("P11", P,
          PROGRAMME
          "again intervention_defined IN 02-05 intervention_type=programme deliverers=aide "
          "format=one_to_one schedule.n=1 schedule.planned_at=2026-02-10T10:00Z "
          "schedule.place=room\n" SESSION("s1", "1", "02-10"),
          NULL, "2026-02-20"),
    AS_OF("P11", P,
          AIDE "defined intervention_defined IN 02-03 intervention_type=programme deliverers=aide "
               "format=one_to_one schedule.n=1 schedule.planned_at=2026-02-10T10:00Z "
               "schedule.place=room\n" DEFINE("other", "IN2", "support", BOTH, "")
                   SESSION("s1", "1", "02-10"),
          NULL, "2026-02-20"),
};

/* ---- P12 to P15 ------------------------------------------------------------------------------ */

#define TELL(id, handle, day, about, basis)                                                        \
    DATED(id, "feedback_given", handle, day, "feedback_about=" about " feedback_basis=" basis)
#define ACHIEVED(handle) OBSERVED("o", handle, "02-11", "achievement=a")
#define MONITORED(id, handle, more)                                                                \
    DATED(id, "progress_monitored", handle, "02-20",                                               \
          "period.from=2026-02-10 period.to=2026-02-19 " more)
#define REPORTED(handle)                                                                           \
    DATED("rep", "suitability_reported", handle, "02-20",                                          \
          "reported_to=helpers report_basis="                                                      \
          "s1")

static const sample p12_p15[] = {
    ROW("P12", NO, PROGRAMME),
    ROW("P12", NA, SUPPORT SESSION_OF("s", "IN2", "02-10", "n=1 happened=true")),
    ROW("P12", N, PROGRAMME S1),
    AS_OF("P12", N, PROGRAMME, "participation_observed", FIRST), /* its day has passed */
    ROW("P12", W, PROGRAMME S1 ACHIEVED("IN") TELL("t", "IN", "02-12", "strength", "o")),
    ROW("P12", W, PROGRAMME S1 ACHIEVED("IN") TELL("t", "IN", "02-12", "achievement", "o")),
    SAYS("P12", N,
         PROGRAMME S1 OBSERVED("o", "IN", "02-11", "") TELL("t", "IN", "02-12", "achievement", "o"),
         "participation_observed achievement"),
    SAYS("P12", P, PROGRAMME S1 ACHIEVED("IN"), "was not told to the person"),
    ROW("P12", P, PROGRAMME S1 ACHIEVED("IN") TELL("t", "IN", "02-12", "progress", "o")),
    ROW("P12", P, PROGRAMME S1 ACHIEVED("IN") TELL("t", "IN", "02-10", "achievement", "o")),
    ROW("P12", P,
        PROGRAMME SUPPORT S1 ACHIEVED("IN") TELL("t", "IN2", "02-12", "achievement", "o")),
    ROW("P12", N,
        PROGRAMME SUPPORT S1 ACHIEVED("IN2") TELL("t", "IN2", "02-12", "achievement", "o")),
    ROW("P13", NO, PROGRAMME),
    ROW("P13", N, PROGRAMME S1),
    ROW("P13", W, PROGRAMME S1 MONITORED("m", "IN", "") TELL("t", "IN", "02-21", "progress", "m")),
    ROW("P13", W,
        PROGRAMME S1 MONITORED("m", "H", "intervention=defined")
            TELL("t", "IN", "02-21", "behaviour", "m")),
    ROW("P13", W,
        PROGRAMME S1 ACHIEVED("IN") MONITORED("m", "IN", "")
            TELL("t", "IN", "02-21", "progress", "o")),
    ROW("P13", P, PROGRAMME S1 MONITORED("m", "IN", "")),
    SAYS("P13", P, PROGRAMME S1 ACHIEVED("IN") TELL("t", "IN", "02-21", "progress", "o"),
         "progress_monitored"),
    SAYS("P13", P, PROGRAMME S1 MONITORED("m", "IN", "") TELL("t", "IN", "02-21", "progress", "s1"),
         "rests neither on what was monitored"),
    ROW("P13", P, PROGRAMME S1 MONITORED("m", "IN", "") TELL("t", "IN", "02-21", "strength", "m")),
    ROW("P13", P,
        PROGRAMME SUPPORT S1 MONITORED("m", "IN", "") TELL("t", "IN2", "02-21", "progress", "m")),
    ROW("P13", N,
        PROGRAMME SUPPORT S1 MONITORED("m", "IN2", "") TELL("t", "IN2", "02-21", "progress", "m")),
    ROW("P13", N, PROGRAMME SUPPORT S1 MONITORED("m", "H", "intervention=other")),
    ROW("P14", NO, PROGRAMME),
    ROW("P14", N, PROGRAMME S1),
    ROW("P14", W, PROGRAMME S1 REPORTED("IN")),
    ROW("P14", N, PROGRAMME SUPPORT S1 REPORTED("IN2")),
    SAYS("P15", N, PROGRAMME S1 ACHIEVED("IN"), "which shows nothing either way"),
    ROW("P15", W, PROGRAMME S1 OBSERVED("o", "IN", "02-11", "control_event.issue=i")),
    ROW("P15", N, PROGRAMME SUPPORT S1 OBSERVED("o", "IN2", "02-11", "control_event.issue=i")),
    ROW("P12", N, PROGRAMME SESSION_OF("s0", "IN", "02-08", "n=1 happened=true")),
    AS_OF("P12", NO, PROGRAMME SUPPORT SESSION_OF("s", "IN2", "02-04", "n=1 happened=true"),
          "(2026-02-10)", "2026-02-05"),
    AS_OF("P12", NO,
          SUPPORT
          "defined intervention_defined IN 02-03 intervention_type=programme deliverers=aide "
          "schedule.n=1 schedule.planned_at=2026-03-10T10:00Z\n",
          "(2026-03-10)", "2026-02-12"),
};

/* ---- P16 ------------------------------------------------------------------------------------- */

#define FAILED(attendance)                                                                         \
    SESSION_OF("s1", "IN", "02-10", "n=1 happened=true delivered_by=p.one attendance=" attendance)
#define ABSENT FAILED("absent_unacceptable")
#define NOTE(more)                                                                                 \
    DATED("n", "non_compliance_noted", "H", "02-11",                                               \
          "breached_on=2026-02-10T10:00Z reported_by=aide " more)
#define NOTED NOTE("statutory=true order=order requirement=r1 information=s1")
#define EXPLAINED(day, of, finding)                                                                \
    DATED("e", "non_compliance_explained", "H", day,                                               \
          "noted=" of " accounts.party=the.person finding=" finding)
#define DECIDED(day, of, what)                                                                     \
    DATED("d", "enforcement_decided", "H", day,                                                    \
          "noted=" of " options_weighed=" what " enforcement_decision=" what)
#define WARNED(concerns)                                                                           \
    DATED("w", "warning_issued", "H", "02-20",                                                     \
          "order=order unacceptable_stated=true liability_told=true basis.key=sa2020-sch10-para6 " \
          "basis.version=1 concerns=" concerns)
#define ANSWERED_IN(day)                                                                           \
    ABSENT NOTED EXPLAINED("02-12", "n", "unacceptable")                                           \
        DECIDED(day, "n", "report_to_supervising_officer")
/* An earlier failure, noted and warned about. */
#define WARNED_BEFORE                                                                              \
    "n0 non_compliance_noted H 01-20 breached_on=2026-01-19T10:00Z reported_by=helpers "           \
    "statutory=true order=order requirement=r1\n"                                                  \
    "e0 non_compliance_explained H 01-21 noted=n0 accounts.party=the.person "                      \
    "finding=unacceptable\n"                                                                       \
    "w0 warning_issued H 01-22 order=order unacceptable_stated=true liability_told=true "          \
    "basis.key=sa2020-sch10-para6 basis.version=1 concerns=n0\n"
#define OF_ORDER AIDE DEFINE("defined", "IN", "programme", BOTH, "requirement=r1")
#define SUPPORT_OF_ORDER AIDE DEFINE("defined", "IN", "support", BOTH, "requirement=r1")

#define ELSE_NOTED                                                                                 \
    "x non_compliance_noted H 02-11 breached_on=2026-02-10T10:00Z reported_by=aide "               \
    "statutory=true order=order requirement=r1\n"
#define ELSE_EXPLAINED                                                                             \
    "xe non_compliance_explained H 02-12 noted=x accounts.party=the.person finding=unacceptable\n"
#define ELSE_DECIDED                                                                               \
    "xd enforcement_decided H 02-14 noted=x options_weighed=initiate_breach "                      \
    "enforcement_decision=initiate_breach\n"

static const sample p16[] = {
    SAYS("P16", NO, PROGRAMME S1, "no failure or absence in the programme"),
    ROW("P16", NO, PROGRAMME FAILED("absent_acceptable")),
    ROW("P16", NO,
        PROGRAMME SUPPORT SESSION_OF("s", "IN2", "02-10",
                                     "n=1 happened=true attendance=absent_unacceptable")),
    ROW("P16", N, PROGRAMME ABSENT),
    ROW("P16", N, PROGRAMME FAILED("attended_failed_to_comply")),
    ROW("P16", N, PROGRAMME FAILED("absent_awaiting_reason")),
    ROW("P16", N, PROGRAMME FAILED("sent_home_behaviour")),
    /* found acceptable: both cite the session itself; no timescale is set */
    ROW("P16", W,
        PROGRAMME ABSENT EXPLAINED("02-12", "s1", "acceptable")
            DECIDED("02-13", "s1", "no_action")),
    SAYS("P16", P, PROGRAMME ABSENT EXPLAINED("02-12", "s1", "acceptable"),
         "enforcement_decided - - nobody recorded a decision"),
    ROW("P16", P,
        PROGRAMME ABSENT EXPLAINED("02-12", "s1", "acceptable")
            DECIDED("02-13", "s1", "await_evidence")),
    ROW("P16", P,
        PROGRAMME ABSENT EXPLAINED("02-12", "s1", "acceptable")
            DECIDED("02-11", "s1", "no_action")),
    ROW("P16", P,
        PROGRAMME ABSENT EXPLAINED("02-12", "s1", "acceptable")
            S2 DATED("e2", "non_compliance_explained", "H", "02-18",
                     "noted=s2 accounts.party=the.person finding=acceptable")
                DECIDED("02-19", "s2", "no_action")),
    ROW("P16", N,
        PROGRAMME ABSENT EXPLAINED("02-12", "s1", "acceptable") DECIDED("02-13", "s1", "no_action")
            DATED("e2", "non_compliance_explained", "H", "02-12",
                  "noted=s1 accounts.party=the.person finding=undecided supersedes=e")),
    TIMED("P16", E,
          PROGRAMME ABSENT EXPLAINED("02-12", "s1", "acceptable")
              DECIDED("02-20", "s1", "support_or_adjust")),
    TIMED("P16", P,
          PROGRAMME ABSENT EXPLAINED("02-12", "s1", "acceptable")
              DECIDED("02-21", "s1", "acceptable")),
    /* otherwise through a note */
    ROW("P16", N, PROGRAMME ABSENT NOTED),
    ROW("P16", P, PROGRAMME ABSENT NOTED EXPLAINED("02-12", "n", "unacceptable")),
    ROW("P16", W, PROGRAMME ANSWERED_IN("02-13")),
    TIMED("P16", E, PROGRAMME ANSWERED_IN("02-20")),
    TIMED("P16", P, PROGRAMME ANSWERED_IN("02-21")),
    ROW("P16", P,
        PROGRAMME ABSENT NOTED EXPLAINED("02-12", "n", "unacceptable")
            DECIDED("02-11", "n", "report_to_supervising_officer")),
    ROW("P16", P,
        PROGRAMME ABSENT NOTED EXPLAINED("02-12", "n", "unacceptable")
            DECIDED("02-13", "n", "warn")),
    ROW("P16", W,
        PROGRAMME ABSENT NOTED EXPLAINED("02-12", "n", "unacceptable") DECIDED("02-13", "n", "warn")
            WARNED("n")),
    ROW("P16", P,
        PROGRAMME ABSENT NOTED EXPLAINED("02-12", "n", "unacceptable") DECIDED("02-13", "n", "warn")
            WARNED("e")),
    ROW("P16", P,
        PROGRAMME ABSENT NOTED EXPLAINED("02-12", "n", "unacceptable")
            DECIDED("02-13", "n", "no_action")),
    ROW("P16", P,
        WARNED_BEFORE PROGRAMME ABSENT NOTED EXPLAINED("02-12", "n", "unacceptable")
            DECIDED("02-13", "n", "warn") WARNED("n")),
    ROW("P16", W,
        WARNED_BEFORE PROGRAMME ABSENT NOTED EXPLAINED("02-12", "n", "unacceptable")
            DECIDED("02-13", "n", "initiate_breach")),
    /* a report by somebody: of the requirement that the programme is, of a session, of an agreement
     */
    ROW("P16", NO, PROGRAMME NOTE("statutory=true order=order requirement=r1")),
    ROW("P16", NA, SUPPORT_OF_ORDER NOTE("statutory=true order=order requirement=r1")),
    ROW("P16", N, OF_ORDER NOTE("statutory=true order=order requirement=r1")),
    ROW("P16", W,
        OF_ORDER NOTE("statutory=true order=order requirement=r1")
            EXPLAINED("02-12", "n", "acceptable") DECIDED("02-13", "n", "no_action")),
    TIMED("P16", P,
          OF_ORDER NOTE("statutory=true order=order requirement=r1")
              EXPLAINED("02-12", "n", "acceptable") DECIDED("02-22", "n", "no_action")),
    ROW("P16", N, PROGRAMME S1 NOTED),
    ROW("P16", N, PROGRAMME TOLD("02-05", "IN") NOTE("statutory=false broken_agreement=told")),
    ROW("P16", NO,
        PROGRAMME SUPPORT TOLD("02-05", "IN2") NOTE("statutory=false broken_agreement=told")),
    ROW("P16", N, PROGRAMME KNOW_BOTH NOTE("statutory=false broken_agreement=r")),
    ROW("P16", W,
        PROGRAMME ABSENT EXPLAINED("02-12", "s1", "acceptable")
            DECIDED("02-13", "s1", "acceptable")),
    ROW("P16", N,
        PROGRAMME ABSENT EXPLAINED("02-12", "s1", "acceptable") DECIDED("02-19", "s1", "no_action")
            S2 DATED("e2", "non_compliance_explained", "H", "02-18",
                     "noted=s2 accounts.party=the.person finding=acceptable supersedes=e")),
    /* the note of something else was explained, or decided */
    ROW("P16", N, PROGRAMME ABSENT NOTED ELSE_NOTED ELSE_EXPLAINED ELSE_DECIDED),
    ROW("P16", P,
        PROGRAMME ABSENT NOTED EXPLAINED("02-12", "n", "unacceptable")
            ELSE_NOTED ELSE_EXPLAINED ELSE_DECIDED),
    ROW("P16", NO,
        PROGRAMME "other intervention_defined IN2 02-03 intervention_type=support deliverers=aide "
                  "requirement=r1\n" NOTE("statutory=true order=order requirement=r1")),
};

/* ---- P17, P18, P19 --------------------------------------------------------------------------- */

#define REVIEWED(more)                                                                             \
    DATED("rev", "review_held", "RV", "02-12",                                                     \
          "attendees.party=the.person attendees.attended=true " more)
#define CHANGED(effect, more)                                                                      \
    DATED("ch", "circumstance_changed", "H", "02-10",                                              \
          "reported_by=the.person effect_on_ability=" effect " " more)
#define ADVISED(day, more) DATED("adv", "advice_given", "H", day, more)
#define PASSED_ON(more) DATED("m", "matter_referred", "H", "02-12", "referred_to=helpers " more)
#define DONE(of, outcome)                                                                          \
    DATED("done", "outcome_recorded", "H", "02-20", "of=" of " outcome=" outcome)
#define FEEDBACK(id, handle, kind, more)                                                           \
    DATED(id, "feedback_received", handle, "02-20", "giver=aide giver_kind=" kind " " more)
#define REPLIED "solicited=true feedback_reply=thanks "
#define ON3 "feedback_on=intervention feedback_on=progress feedback_on=goal_ability "
#define FROM_PERSON FEEDBACK("fp", "IN", "person", REPLIED ON3)
#define FROM_AIDE FEEDBACK("fd", "IN", "deliverer", REPLIED ON3)
#define LIMITS                                                                                     \
    "limits=serious_harm limits=safeguarding limits=new_offence limits=breach audience=person "
#define CAUTION(day, more) DATED("use", "information_use_explained", "H", day, more)
#define OWN_WORDS(handle, more) DATED("own", "self_evaluation_recorded", handle, "02-20", more)
#define HELP "helped_by.id=p.one helped_by.role=practitioner helped_by.org=own"

/* Each limb of P18 in the same way: who, asked, answered, about what, of which intervention. */
#define P18_LIMB(limb, topic, another)                                                             \
    ROW(limb, N, PROGRAMME), ROW(limb, W, PROGRAMME FROM_PERSON FROM_AIDE),                        \
        ROW(limb, W,                                                                               \
            PROGRAMME FEEDBACK("a", "IN", "person", REPLIED "feedback_on=" topic)                  \
                FEEDBACK("b", "IN", "deliverer", REPLIED "feedback_on=" topic)),                   \
        ROW(limb, P, PROGRAMME FROM_PERSON), ROW(limb, P, PROGRAMME FROM_AIDE),                    \
        ROW(limb, P, PROGRAMME FROM_PERSON FEEDBACK("b", "IN", "organisation", REPLIED ON3)),      \
        ROW(limb, P, PROGRAMME FROM_AIDE FEEDBACK("a", "IN", "organisation", REPLIED ON3)),        \
        ROW(limb, P,                                                                               \
            PROGRAMME FROM_AIDE FEEDBACK("a", "IN", "person", REPLIED "feedback_on=" another)),    \
        ROW(limb, P,                                                                               \
            PROGRAMME FROM_PERSON FEEDBACK("b", "IN", "deliverer",                                 \
                                           REPLIED "feedback_on=" another)),                       \
        ROW(limb, P, PROGRAMME FROM_AIDE FEEDBACK("a", "IN", "person", "feedback_reply=r " ON3)),  \
        ROW(limb, P,                                                                               \
            PROGRAMME FROM_PERSON FEEDBACK("b", "IN", "deliverer", "solicited=true " ON3)),        \
        ROW(limb, P, PROGRAMME SUPPORT FROM_AIDE FEEDBACK("a", "IN2", "person", REPLIED ON3)),     \
        ROW(limb, P,                                                                               \
            PROGRAMME SUPPORT FROM_PERSON FEEDBACK("b", "IN2", "deliverer", REPLIED ON3)),         \
        ROW(limb, W, ALONE FROM_PERSON), ROW(limb, N, ALONE),                                      \
        ROW(limb, P, ALONE STAND_IN FROM_PERSON)

#define P19_LIMITS(a, b, c)                                                                        \
    ROW("P19", P,                                                                                  \
        PROGRAMME CAUTION("02-05", "limits=" a " limits=" b " limits=" c " audience=person")       \
            S1 OWN_WORDS("IN", HELP))

static const sample p17_p19[] = {
    SAYS("P17", N, PROGRAMME,
         "no change that affects taking part is recorded, nor that anybody asked"),
    SAYS("P17", NA, PROGRAMME REVIEWED("changes_asked=true"), "none affects taking part"),
    ROW("P17", N, PROGRAMME REVIEWED("changes_asked=false")),
    ROW("P17", N, PROGRAMME REVIEWED("changes_asked=true changes_identified=moved")),
    ROW("P17", NA, PROGRAMME CHANGED("none", "") REVIEWED("changes_asked=true")),
    ROW("P17", N, PROGRAMME CHANGED("some", "") REVIEWED("changes_asked=true")),
    ROW("P17", N, PROGRAMME CHANGED("prevents", "")),
    ROW("P17", W, PROGRAMME CHANGED("some", "") ADVISED("02-12", "informed_by=ch")),
    ROW("P17", N, PROGRAMME CHANGED("some", "") ADVISED("02-12", "informed_by=need")),
    ROW("P17", P, PROGRAMME CHANGED("some", "") ADVISED("02-09", "informed_by=ch")),
    TIMED("P17", E,
          PROGRAMME CHANGED("some", "noticed_at=2026-02-10T10:00Z")
              ADVISED("02-20", "informed_by=ch valid_as_of=2026-02-19")),
    TIMED("P17", P,
          PROGRAMME CHANGED("some", "noticed_at=2026-02-10T10:00Z")
              ADVISED("02-21", "informed_by=ch")),
    TIMED("P17", P,
          PROGRAMME CHANGED("some", "noticed_at=2026-02-09T10:00Z")
              ADVISED("02-20", "informed_by=ch")),
    TIMED("P17", P,
          PROGRAMME CHANGED("some", "noticed_at=2026-02-10T10:00Z trigger=goal")
              ADVISED("02-20", "informed_by=ch")),
    ROW("P17", W,
        PROGRAMME ABSENT CHANGED("some", "") EXPLAINED("02-12", "s1", "acceptable") DATED(
            "d", "enforcement_decided", "H", "02-13",
            "noted=s1 options_weighed=acceptable enforcement_decision=acceptable informed_by=ch")),
    ROW("P17", W, PROGRAMME CHANGED("some", "") PASSED_ON("trigger=ch") DONE("m", "done")),
    ROW("P17", W, PROGRAMME CHANGED("some", "") PASSED_ON("informed_by=ch") DONE("m", "done")),
    ROW("P17", N, PROGRAMME CHANGED("some", "") PASSED_ON("informed_by=need") DONE("m", "done")),
    SAYS("P17", P, PROGRAMME CHANGED("some", "") PASSED_ON("trigger=ch"),
         "nothing tells that it was done"),
    ROW("P17", P, PROGRAMME CHANGED("some", "") PASSED_ON("trigger=ch") DONE("m", "answered")),
    ROW("P17", P, PROGRAMME CHANGED("some", "") PASSED_ON("trigger=ch") DONE("ch", "done")),
    ROW("P17", P,
        PROGRAMME CHANGED("some", "")
            DATED("m", "matter_referred", "H", "02-09", "referred_to=helpers informed_by=ch")
                DONE("m", "done")),
    TIMED("P17", P,
          PROGRAMME CHANGED("some", "noticed_at=2026-02-01T10:00Z") PASSED_ON("trigger=ch")
              DONE("m", "done")),
    P18_LIMB("P18.1", "intervention", "progress"),
    P18_LIMB("P18.2", "progress", "intervention"),
    P18_LIMB("P18.3", "goal_ability", "intervention"),
    ROW("P18", W, PROGRAMME FROM_PERSON FROM_AIDE),
    ROW("P19", NO, PROGRAMME),
    ROW("P19", N, PROGRAMME S1),
    ROW("P19", W, PROGRAMME CAUTION("02-05", LIMITS) S1 OWN_WORDS("IN", HELP)),
    SAYS("P19", N, PROGRAMME CAUTION("02-05", LIMITS) S1 OWN_WORDS("IN", ""),
         "self_evaluation_recorded helped_by"),
    ROW("P19", N, PROGRAMME SUPPORT CAUTION("02-05", LIMITS) S1 OWN_WORDS("IN2", HELP)),
    SAYS("P19", P, PROGRAMME S1 OWN_WORDS("IN", HELP), "were not cautioned"),
    ROW("P19", P, PROGRAMME S1 OWN_WORDS("IN", HELP) CAUTION("02-21", LIMITS)),
    ROW("P19", P,
        PROGRAMME CAUTION(
            "02-05", "limits=serious_harm limits=safeguarding limits=new_offence audience=person")
            S1 OWN_WORDS("IN", HELP)),
    ROW("P19", P,
        PROGRAMME CAUTION("02-05", "limits=serious_harm limits=safeguarding limits=new_offence "
                                   "limits=breach audience=family") S1 OWN_WORDS("IN", HELP)),
    ROW("P17", N, PROGRAMME CHANGED("prevents", "") REVIEWED("changes_asked=true")),
    ROW("P17", W, PROGRAMME CHANGED("prevents", "") ADVISED("02-12", "informed_by=ch")),
    ROW("P17", W,
        PROGRAMME CHANGED("some", "") "ch2 circumstance_changed H 02-10 effect_on_ability=none "
                                      "reported_by=the.person\n" ADVISED("02-12",
                                                                         "informed_by=ch")),
    CLASS("P18", W, PROGRAMME FROM_PERSON FROM_AIDE, "P"),
    P19_LIMITS("safeguarding", "new_offence", "breach"),
    P19_LIMITS("serious_harm", "new_offence", "breach"),
    P19_LIMITS("serious_harm", "safeguarding", "breach"),
    P19_LIMITS("serious_harm", "safeguarding", "new_offence"),
};

/* ---- P20 ------------------------------------------------------------------------------------- */

#define CHECKED(more)                                                                              \
    "chk record_checked H 03-01 performed_by.id=p.two performed_by.role=manager "                  \
    "performed_by.org=own check_aspects=accuracy checked.acts=opened compared_with.text=t " more   \
    "\n"
#define SHARED(more) DATED("gi", "information_disclosed", "H", "02-05", more)
#define NEED_TO_KNOW(party) "+recipients.party=" party " recipients.entitlement=need_to_know "

static const sample p20[] = {
    CLASS("P20", W, PROGRAMME SHARED("about=IN " NEED_TO_KNOW("aide")) CHECKED("check_result=ok"),
          "P"),
    ROW("P20", W,
        PROGRAMME SHARED("about=IN " BY_OTHER NEED_TO_KNOW("aide") NEED_TO_KNOW("p.one"))
            CHECKED("check_result=ok")),
    SAYS("P20", P,
         PROGRAMME SHARED("about=IN " BY_OTHER NEED_TO_KNOW("aide")) CHECKED("check_result=ok"),
         "1 of 2"),
    ROW("P20", P,
        PROGRAMME SHARED("about=IN recipients.party=aide recipients.entitlement=consent")
            CHECKED("check_result=ok")),
    ROW("P20", P,
        PROGRAMME SUPPORT SHARED("about=IN2 " NEED_TO_KNOW("aide")) CHECKED("check_result=ok")),
    SAYS("P20", P, PROGRAMME CHECKED("check_result=ok"), "was not given what they need to know"),
    SAYS("P20", P, PROGRAMME SHARED("about=IN " NEED_TO_KNOW("aide")), "record_checked"),
    ROW("P20", P,
        PROGRAMME SHARED("about=IN " NEED_TO_KNOW("aide"))
            CHECKED("check_result=defects defects=d")),
    ROW("P20", W, ALONE CHECKED("check_result=ok")),
    ROW("P20", W, ALONE S1 CHECKED("check_result=ok")),
    ROW("P20", W,
        PROGRAMME OTHERS_SUPPORT SHARED("about=IN " NEED_TO_KNOW("aide"))
            CHECKED("check_result=ok")),
    SAYS("P20", P,
         PROGRAMME S1 CHECKED("check_result=ok") SHARED("about=IN " BY_OTHER NEED_TO_KNOW("aide")),
         "1 of 2"),
    ROW("P20", P,
        PROGRAMME S1 STAND_IN SHARED("about=IN " NEED_TO_KNOW("aide")) CHECKED("check_result=ok")),
};

#endif
