/* SPDX-License-Identifier: MIT */
/*
 * SFJED4, criterion by criterion: a case in which it is shown, one for each condition of its rule
 * in which that condition alone is not met, and one for each reason for which it does not apply.
 * The verdicts are reasoned from the wording.
 */
#include "competence/rows.h"

#define E "evidenced"
#define W "awaiting_judgement"
#define P "partly_evidenced"
#define N "not_evidenced"
#define NA "not_applicable"
#define NO "no_occasion"

/* A programme by two deliverers, with two sessions in February; and a support, which is none. */
#define DEFINE(id, handle, type, who, more)                                                        \
    id " intervention_defined " handle " 02-03 intervention_type=" type " " who                    \
       " format=group schedule.n=1 schedule.planned_at=2026-02-10T10:00Z schedule.place=room "     \
       "+schedule.n=2 schedule.planned_at=2026-02-17T10:00Z schedule.place=room " more "\n"
#define BOTH "deliverers=p.one deliverers=aide"
#define AIDE "aide party_recorded H 01-07 party_id=aide is_organisation=false party_role=other\n"
#define PROGRAMME AIDE DEFINE("defined", "IN", "programme", BOTH, "risk_focus.factor=f1")
#define ALONE AIDE DEFINE("defined", "IN", "programme", "deliverers=p.one", "risk_focus.factor=f1")
#define SUPPORT AIDE DEFINE("other", "IN2", "support", BOTH, "risk_focus.factor=f1")
#define SESSION_OF(id, handle, day, more)                                                          \
    id " session_recorded " handle " " day " planned_at=2026-" day "T10:00Z actual_at=2026-" day   \
       "T10:00Z place=room format=group " more "\n"
#define SESSION(id, n, day) SESSION_OF(id, "IN", day, "n=" n " happened=true delivered_by=p.one")
#define S1 SESSION("s1", "1", "02-10")
#define S2 SESSION("s2", "2", "02-17")
#define NOT_HELD(day, attendance)                                                                  \
    SESSION_OF("s1", "IN", day, "n=1 happened=false delivered_by=p.one attendance=" attendance)
#define DATED(id, kind, handle, day, more) id " " kind " " handle " " day " " more "\n"

/* ---- P1 -------------------------------------------------------------------------------------- */

#define INFO(id, day, more) DATED(id, "information_obtained", "H", day, more)
#define ALL3 "info_subjects=needs info_subjects=abilities info_subjects=development_plan "
#define ASSESSED(day) DATED("as", "assessment_completed", "AS", day, "")
#define REFUSED                                                                                    \
    "no consent_decided H 01-09 consent_decision=refused may_receive=helpers scope=needs\n"

static const row p1[] = {
    ROW("P1", N, ""),
    ROW("P1", E, PROGRAMME INFO("i", "02-04", ALL3) ASSESSED("02-05") S1),
    ROW("P1", E,
        PROGRAMME INFO("i", "02-04", "info_subjects=needs info_subjects=abilities")
            INFO("j", "02-04", "info_subjects=development_plan information_outcome=none_exists")
                ASSESSED("02-05") S1),
    SAYS("P1", P,
         PROGRAMME INFO("i", "02-04", "info_subjects=needs info_subjects=abilities")
             ASSESSED("02-05") S1,
         "information_obtained info_subjects - info_subjects: development_plan is not there"),
    ROW("P1", P,
        PROGRAMME INFO("i", "02-04", ALL3 "information_outcome=withheld") ASSESSED("02-05") S1),
    SAYS("P1", P, PROGRAMME INFO("i", "02-11", ALL3) ASSESSED("02-05") S1, "needs came too late"),
    SAYS("P1", P, PROGRAMME INFO("i", "02-04", ALL3) S1 ASSESSED("02-11"),
         "assessment_completed occurred_at - the assessment came after the first session"),
    SAYS("P1", P, PROGRAMME INFO("i", "02-04", ALL3) S1, "assessment_completed"),
    /* only a session that was held begins, and only one of a programme */
    ROW("P1", E,
        PROGRAMME NOT_HELD("02-10", "rescheduled_service") INFO("i", "02-11", ALL3)
            ASSESSED("02-11")),
    ROW("P1", E,
        PROGRAMME SUPPORT SESSION_OF("s", "IN2", "02-04", "n=1 happened=true")
            INFO("i", "02-05", ALL3) ASSESSED("02-05")),
    ROW("P1", P, PROGRAMME REFUSED INFO("i", "02-04", ALL3 "agreement=no") ASSESSED("02-05")),
    ROW("P1", N, PROGRAMME INFO("i", "02-04", "info_subjects=finance") S1),
    ROW("P1", W,
        PROGRAMME REFUSED INFO("i", "02-04", ALL3 "agreement=no consent_override.authority=law")
            ASSESSED("02-05")),
    ROW("P1", P,
        PROGRAMME INFO("i", "02-04", ALL3) INFO("j", "02-04", "supersedes=i info_subjects=finance")
            ASSESSED("02-05") S1),
};

/* ---- P2, P3 ---------------------------------------------------------------------------------- */

#define NOT_A_RISK "f2 factor_recorded AS 02-01 polarity=need factor_status=new\n"
#define ENDED(day)                                                                                 \
    DATED("f1b", "factor_recorded", "AS", day, "polarity=risk factor_status=ended previous=f1")

static const row p2_p3[] = {
    ROW("P2", N, ""),
    ROW("P2", N, SUPPORT),
    ROW("P2", E, PROGRAMME),
    ROW("P2", N, PROGRAMME DEFINE("put-right", "IN", "structured", BOTH, "supersedes=defined")),
    ROW("P3", N, SUPPORT),
    ROW("P3", W, PROGRAMME),
    ROW("P3.1", N, SUPPORT),
    ROW("P3.1", W, PROGRAMME),
    ROW("P3.2", N, SUPPORT),
    ROW("P3.2", W, PROGRAMME),
    SAYS("P3.2", N,
         NOT_A_RISK AIDE DEFINE("defined", "IN", "programme", BOTH,
                                "risk_focus.factor=f1 +risk_focus.factor=f2"),
         "intervention_defined risk_focus - the programme focuses on a factor"),
    ROW("P3.2", N, ENDED("02-02") PROGRAMME),
    ROW("P3.2", W, PROGRAMME ENDED("02-20")),
    SAYS("P3", P, ENDED("02-02") PROGRAMME, "risk_focus 3.2"),
};

/* ---- P4, P5 ---------------------------------------------------------------------------------- */

#define KNOWS(party)                                                                               \
    "parties.party=" party " parties.understood=roles parties.understood=responsibilities "        \
    "parties.understood=nature parties.understood=format parties.understood=goals "                \
    "parties.understood=actions parties.understood=timescales parties.agreed=actions "             \
    "parties.agreed=timescales "
#define ROLES(id, handle, day, more)                                                               \
    DATED(id, "roles_agreed", handle, day, "agreement_subject=intervention " more)
#define KNOW_BOTH                                                                                  \
    ROLES("r", "IN", "02-04", KNOWS("p.one")) ROLES("r2", "IN", "02-04", KNOWS("aide"))
#define LACKS(what) ROLES("r", "IN", "02-04", KNOWS("p.one")) ROLES("r2", "IN", "02-04", what)
#define STAND_IN                                                                                   \
    "mis party_recorded H 01-07 party_id=mis is_organisation=false party_role=other\n" SESSION_OF( \
        "s2", "IN", "02-17", "n=2 happened=true delivered_by=mis")
#define PLANNED(partners)                                                                          \
    DATED("plan", "plan_drafted", "PL", "02-04",                                                   \
          "version=1 requirement_coverage.requirement=r1 " partners)

static const row p4_p5[] = {
    ROW("P4", N, PROGRAMME),
    ROW("P4", E, PROGRAMME KNOW_BOTH),
    SAYS("P4", P, PROGRAMME ROLES("r", "IN", "02-04", KNOWS("p.one")), "1 of 2"),
    SAYS("P4", P,
         PROGRAMME LACKS("parties.party=aide parties.understood=roles "
                         "parties.understood=responsibilities parties.understood=nature "
                         "parties.understood=format"),
         "roles_agreed parties - a deliverer has not understood"),
    ROW("P4", N,
        PROGRAMME SUPPORT ROLES("r", "IN2", "02-04", KNOWS("p.one"))
            ROLES("r2", "IN2", "02-04", KNOWS("aide"))),
    ROW("P4", N,
        PROGRAMME DATED("r", "roles_agreed", "IN", "02-04",
                        "agreement_subject=package " KNOWS("p.one"))),
    /* who stands in for a session has delivered it */
    SAYS("P4", P, PROGRAMME KNOW_BOTH S1 STAND_IN, "mis"),
    ROW("P4", E, PROGRAMME KNOW_BOTH S1 STAND_IN ROLES("r3", "IN", "02-16", KNOWS("mis"))),
    SAYS("P4", P, PROGRAMME KNOW_BOTH PLANNED("partners=helpers"), "a partner has not understood"),
    ROW("P4", E,
        PROGRAMME KNOW_BOTH PLANNED("partners=helpers")
            ROLES("r3", "IN", "02-05", KNOWS("helpers"))),
    ROW("P4", P,
        PROGRAMME KNOW_BOTH PLANNED("partners=helpers")
            ROLES("r3", "IN", "02-05", "parties.party=helpers parties.understood=roles")),
    ROW("P4", P,
        PROGRAMME SUPPORT KNOW_BOTH PLANNED("partners=helpers")
            ROLES("r3", "IN2", "02-05", KNOWS("helpers"))),
    ROW("P4", P,
        PROGRAMME KNOW_BOTH PLANNED("partners=helpers") DATED(
            "r3", "roles_agreed", "IN", "02-05", "agreement_subject=package " KNOWS("helpers"))),
    SAYS("P4", NA, ALONE, "nobody else delivers"),
    SAYS("P4", NA, ALONE PLANNED(""), "nobody else delivers"),
    ROW("P4", N, ALONE PLANNED("partners=helpers")),
    ROW("P4", E, ALONE PLANNED("partners=helpers") ROLES("r3", "IN", "02-05", KNOWS("helpers"))),
    ROW("P4", N, SUPPORT),
    ROW("P5", N, PROGRAMME),
    ROW("P5", E, PROGRAMME KNOW_BOTH S1),
    SAYS("P5", P,
         PROGRAMME ROLES("r", "IN", "02-04", KNOWS("p.one"))
             S1 ROLES("r2", "IN", "02-11", KNOWS("aide")),
         "comes after session recorded"),
    ROW("P5", E,
        PROGRAMME NOT_HELD("02-10", "rescheduled_service") ROLES("r", "IN", "02-11", KNOWS("p.one"))
            ROLES("r2", "IN", "02-11", KNOWS("aide"))),
    SAYS("P5", P,
         PROGRAMME LACKS("parties.party=aide parties.understood=actions "
                         "parties.understood=timescales parties.agreed=actions"),
         "understood and agreed actions and timescales"),
    ROW("P5", P,
        PROGRAMME LACKS("parties.party=aide parties.understood=actions parties.agreed=timescales "
                        "parties.agreed=actions")),
    SAYS("P5", P, PROGRAMME KNOW_BOTH S1 STAND_IN ROLES("r3", "IN", "02-16", KNOWS("mis")),
         "2 of 3"),
    ROW("P5", P,
        PROGRAMME ROLES("r", "IN", "02-04", KNOWS("p.one"))
            DATED("r2", "roles_agreed", "IN", "02-04", "agreement_subject=package " KNOWS("aide"))),
    ROW("P5", N,
        PROGRAMME SUPPORT ROLES("r", "IN2", "02-04", KNOWS("p.one"))
            ROLES("r2", "IN2", "02-04", KNOWS("aide"))),
    SAYS("P5", NA, ALONE, "nobody else delivers"),
    ROW("P5", N, ALONE STAND_IN),
};

/* ---- P6, P7, P8 ------------------------------------------------------------------------------ */

#define TOLD(day, handle) DATED("told", "participant_briefed", handle, day, "info.why=w")
#define TERMS(handle, more) DATED("terms", "participant_briefed", handle, "02-05", more)
#define KEY(key) "terms.key=" key " "
#define OBSERVED(id, handle, day, more) DATED(id, "participation_observed", handle, day, more)

static const row p6_p8[] = {
    ROW("P6", N, PROGRAMME S1),
    ROW("P6", E, PROGRAMME TOLD("02-05", "IN") S1),
    SAYS("P6", P, PROGRAMME S1 TOLD("02-11", "IN"), "comes after session recorded"),
    ROW("P6", E, PROGRAMME NOT_HELD("02-10", "rescheduled_service") TOLD("02-11", "IN")),
    ROW("P6", N, PROGRAMME SUPPORT TOLD("02-05", "IN2")),
    SAYS("P6", N, PROGRAMME TERMS("IN", KEY("consequences")), "participant_briefed info"),
    ROW("P7", N, PROGRAMME),
    ROW("P7", E,
        PROGRAMME TERMS(
            "IN", KEY("own_behaviour") "+" KEY("conduct_conditions") "+" KEY("consequences"))),
    SAYS("P7", P, PROGRAMME TERMS("IN", KEY("own_behaviour") "+" KEY("conduct_conditions")),
         "participant_briefed terms 7.3 the briefing does not confirm what happens"),
    ROW("P7.1", E, PROGRAMME TERMS("IN", KEY("own_behaviour"))),
    ROW("P7.1", N, PROGRAMME TERMS("IN", KEY("consequences"))),
    ROW("P7.1", N, PROGRAMME SUPPORT TERMS("IN2", KEY("own_behaviour"))),
    ROW("P7.2", E, PROGRAMME TERMS("IN", KEY("conduct_conditions"))),
    ROW("P7.2", N, PROGRAMME TERMS("IN", KEY("consequences"))),
    ROW("P7.2", N, PROGRAMME SUPPORT TERMS("IN2", KEY("conduct_conditions"))),
    ROW("P7.3", E, PROGRAMME TERMS("IN", KEY("consequences"))),
    ROW("P7.3", N, PROGRAMME TERMS("IN", KEY("own_behaviour"))),
    ROW("P7.3", N, PROGRAMME SUPPORT TERMS("IN2", KEY("consequences"))),
    ROW("P8", P, PROGRAMME),
    ROW("P8", W, PROGRAMME OBSERVED("o", "IN", "02-10", "informed_by=need")),
    SAYS("P8", P, PROGRAMME OBSERVED("o", "IN", "02-10", "informed_by=f1"), "communication need"),
    ROW("P8", P, PROGRAMME OBSERVED("o", "IN", "01-07", "informed_by=need")),
    ROW("P8", P, PROGRAMME SUPPORT OBSERVED("o", "IN2", "02-10", "informed_by=need")),
};

/* ---- P9, P10 --------------------------------------------------------------------------------- */

#define HEARD(id, handle, more) DATED(id, "feedback_received", handle, "02-12", "giver=aide " more)
#define DIFFICULT HEARD("fb", "IN", "feedback_on=difficulties")
#define REFERRED(kind, because)                                                                    \
    DATED("m", "matter_referred", "IN", "02-13",                                                   \
          "referred_to=helpers matter_kind=" kind " " because)
#define ANSWERED(outcome) DATED("a", "outcome_recorded", "IN", "02-14", "of=m outcome=" outcome)
#define CRITERIA(day, handle, more) DATED("crit", "success_criteria_agreed", handle, day, more)
#define BY_OTHER "performed_by.id=p.two performed_by.role=manager performed_by.org=own "

static const row p9_p10[] = {
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
};

/* ---- P11 ------------------------------------------------------------------------------------- */

#define FIRST "2026-02-11" /* the first session was due, the second is not yet */

static const row p11[] = {
    AS_OF("P11", NO, PROGRAMME, "no session of a programme has passed yet (2026-02-10)",
          "2026-02-09"),
    AS_OF("P11", NO, SUPPORT, "no session of a programme has passed yet\n", "2026-03-01"),
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

static const row p12_p15[] = {
    ROW("P12", NO, PROGRAMME),
    ROW("P12", NO, SUPPORT SESSION_OF("s", "IN2", "02-10", "n=1 happened=true")),
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

static const row p16[] = {
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
    ROW("P16", NO, SUPPORT_OF_ORDER NOTE("statutory=true order=order requirement=r1")),
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

static const row p17_p19[] = {
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
};

static void test_prepared(void **state)
{
    check_rows(*state, "SFJED4", "", p1, CJI_COUNT(p1));
    check_rows(*state, "SFJED4", "", p2_p3, CJI_COUNT(p2_p3));
    check_rows(*state, "SFJED4", "", p4_p5, CJI_COUNT(p4_p5));
    check_rows(*state, "SFJED4", "", p6_p8, CJI_COUNT(p6_p8));
}

static void test_delivered(void **state)
{
    check_rows(*state, "SFJED4", "", p9_p10, CJI_COUNT(p9_p10));
    check_rows(*state, "SFJED4", "", p11, CJI_COUNT(p11));
    check_rows(*state, "SFJED4", "", p12_p15, CJI_COUNT(p12_p15));
}

static void test_responded(void **state)
{
    check_rows(*state, "SFJED4", "", p16, CJI_COUNT(p16));
    check_rows(*state, "SFJED4", "", p17_p19, CJI_COUNT(p17_p19));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_prepared, setup, teardown),
        cmocka_unit_test_setup_teardown(test_delivered, setup, teardown),
        cmocka_unit_test_setup_teardown(test_responded, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
