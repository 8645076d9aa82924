/* SPDX-License-Identifier: MIT */
/* SFJED4, preparing to deliver: P1 to P8. */
#ifndef CJ_TEST_SFJED4_PREPARE_H
#define CJ_TEST_SFJED4_PREPARE_H

#include "competence/samples.h"

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

#define P1_WITHOUT(two) ROW("P1", P, PROGRAMME INFO("i", "02-04", two) ASSESSED("02-05") S1)

static const sample p1[] = {
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
    P1_WITHOUT("info_subjects=needs info_subjects=abilities"),
    P1_WITHOUT("info_subjects=needs info_subjects=development_plan"),
    P1_WITHOUT("info_subjects=abilities info_subjects=development_plan"),
};

/* ---- P2, P3 ---------------------------------------------------------------------------------- */

#define NOT_A_RISK "f2 factor_recorded AS 02-01 polarity=need factor_status=new\n"
#define ENDED(day)                                                                                 \
    DATED("f1b", "factor_recorded", "AS", day, "polarity=risk factor_status=ended previous=f1")

static const sample p2_p3[] = {
    ROW("P2", N, ""),
    ROW("P2", NA, SUPPORT),
    ROW("P2", E, PROGRAMME),
    ROW("P2", NA, PROGRAMME DEFINE("put-right", "IN", "structured", BOTH, "supersedes=defined")),
    ROW("P3", NA, SUPPORT),
    ROW("P3", W, PROGRAMME),
    ROW("P3.1", NA, SUPPORT),
    ROW("P3.1", W, PROGRAMME),
    ROW("P3.2", NA, SUPPORT),
    ROW("P3.2", W, PROGRAMME),
    SAYS("P3.2", N,
         NOT_A_RISK AIDE DEFINE("defined", "IN", "programme", BOTH,
                                "risk_focus.factor=f1 +risk_focus.factor=f2"),
         "intervention_defined risk_focus - the programme focuses on a factor"),
    ROW("P3.2", N, ENDED("02-02") PROGRAMME),
    ROW("P3.2", W, PROGRAMME ENDED("02-20")),
    SAYS("P3", P, ENDED("02-02") PROGRAMME, "risk_focus 3.2"),
    CLASS("P3", W, PROGRAMME, "P"),
    ROW("P3.2", W, NOT_A_RISK PROGRAMME),
    ROW("P3.2", N,
        SUPPORT ENDED("02-04") DATED(
            "late", "intervention_defined", "IN", "02-05",
            "intervention_type=programme deliverers=p.one risk_focus.factor=f1 schedule.n=1")),
    UNCITED("P2", E, PROGRAMME SUPPORT, "other"),
    UNCITED("P3.1", W, PROGRAMME SUPPORT, "other"),
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

/* Four of the five, for a deliverer and for a partner. */
#define P4_FOUR(a, b, c, d)                                                                        \
    ROW("P4", P,                                                                                   \
        PROGRAMME LACKS("parties.party=aide parties.understood=" a " parties.understood=" b        \
                        " parties.understood=" c " parties.understood=" d)),                       \
        ROW("P4", P,                                                                               \
            PROGRAMME KNOW_BOTH PLANNED("partners=helpers")                                        \
                ROLES("r3", "IN", "02-05",                                                         \
                      "parties.party=helpers parties.understood=" a " parties.understood=" b       \
                      " parties.understood=" c " parties.understood=" d))
#define OTHERS_SUPPORT                                                                             \
    "eve party_recorded H 01-07 party_id=eve is_organisation=false party_role=other\n" DEFINE(     \
        "other", "IN2", "support", "deliverers=eve", "risk_focus.factor=f1")

static const sample p4_p5[] = {
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
    ROW("P4", NA, SUPPORT),
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
    P4_FOUR("responsibilities", "nature", "format", "goals"),
    P4_FOUR("roles", "nature", "format", "goals"),
    P4_FOUR("roles", "responsibilities", "format", "goals"),
    P4_FOUR("roles", "responsibilities", "nature", "goals"),
    P4_FOUR("roles", "responsibilities", "nature", "format"),
    SAYS("P4", P, PROGRAMME S1 ROLES("r", "IN", "02-04", KNOWS("p.one")), "1 of 2"),
    ROW("P4", E, PROGRAMME OTHERS_SUPPORT KNOW_BOTH),
    ROW("P4", E,
        PROGRAMME KNOW_BOTH PLANNED("partners=helpers")
            DATED("plan2", "plan_drafted", "PL", "02-05",
                  "version=2 requirement_coverage.requirement=r1")),
    SAYS("P5", P, PROGRAMME ROLES("r", "IN", "02-04", KNOWS("p.one")) S1, "1 of 2"),
    ROW("P5", E, PROGRAMME OTHERS_SUPPORT KNOW_BOTH),
    ROW("P5", P,
        PROGRAMME LACKS("parties.party=aide parties.understood=timescales parties.agreed=actions "
                        "parties.agreed=timescales")),
    ROW("P5", P,
        PROGRAMME LACKS("parties.party=aide parties.understood=actions "
                        "parties.understood=timescales parties.agreed=timescales")),
    ROW("P5", NA, ALONE S1),
    ROW("P5", NA, ALONE OTHERS_SUPPORT),
    ROW("P5", N,
        ALONE DEFINE("again", "IN", "programme", "deliverers=aide", "risk_focus.factor=f1")),
};

/* ---- P6, P7, P8 ------------------------------------------------------------------------------ */

#define TOLD(day, handle) DATED("told", "participant_briefed", handle, day, "info.why=w")
#define TERMS(handle, more) DATED("terms", "participant_briefed", handle, "02-05", more)
#define KEY(key) "terms.key=" key " "
#define OBSERVED(id, handle, day, more) DATED(id, "participation_observed", handle, day, more)

static const sample p6_p8[] = {
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
    ROW("P6", E,
        PROGRAMME SUPPORT SESSION_OF("s", "IN2", "02-04", "n=1 happened=true") TOLD("02-05", "IN")),
    ROW("P7.1", N,
        PROGRAMME TERMS("IN", KEY("own_behaviour") "terms.understanding.checked_how=asked_only")),
    ROW("P7.2", N,
        PROGRAMME TERMS("IN",
                        KEY("conduct_conditions") "terms.understanding.checked_how=asked_only")),
    ROW("P7.3", N,
        PROGRAMME TERMS("IN", KEY("consequences") "terms.understanding.checked_how=asked_only")),
};

#endif
