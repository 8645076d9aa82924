/* SPDX-License-Identifier: MIT */
/* SFJED6, recommending: P11 to P19. */
#ifndef CJ_TEST_SFJED6_RECOMMEND_H
#define CJ_TEST_SFJED6_RECOMMEND_H

#include "competence/sfjed6_assess.h"

/* ---- P11 ------------------------------------------------------------------------------------- */

#define OPTION(id, domain, outcome, more)                                                          \
    DATED(id, "option_evaluated", "PL", "02-04",                                                   \
          "option_domain=" domain " option_outcome=" outcome " " more)
#define NO_NEED(id, domain)                                                                        \
    OPTION(id, domain, "not_applicable", "no_need=opened considered_with.party=the.person")
#define WITH(party) "considered_with.party=the.person +considered_with.party=" party
#define ALIGNED "al alignment_checked PL 02-05\n"
#define PERSON_OF(role)                                                                            \
    "worker party_recorded H 01-07 party_id=worker is_organisation=false party_role=" role "\n"

#define P11_DOMAIN(limb, domain)                                                                   \
    ROW(limb, N, ALIGNED), ROW(limb, E, OPTION("o", domain, "kept", WITH("helpers")) ALIGNED),     \
        ROW(limb, E, OPTION("o", domain, "rejected", WITH("helpers")) ALIGNED),                    \
        ROW(limb, E, OPTION("o", domain, "deferred", WITH("helpers")) ALIGNED),                    \
        SAYS(limb, N, OPTION("o", domain, "kept", WITH("aide")) ALIGNED,                           \
             "option_evaluated considered_with - the option was not weighed with another"),        \
        ROW(limb, N, OPTION("o", "safety", "kept", WITH("helpers")) ALIGNED),                      \
        SAYS(limb, P, OPTION("o", domain, "kept", WITH("helpers")), "alignment_checked"),          \
        SAYS(limb, NA, NO_NEED("o", domain), "no need: "),                                         \
        ROW(limb, E, NO_NEED("n", domain) OPTION("o", domain, "kept", WITH("helpers")) ALIGNED),   \
        ROW(limb, N, NO_NEED("n", domain) OPTION("o", domain, "rejected", WITH("aide")) ALIGNED),  \
        ROW(limb, N, NO_NEED("n", domain) OPTION("o", domain, "deferred", WITH("aide")) ALIGNED),  \
        ROW(limb, N,                                                                               \
            OPTION("o", domain, "kept", WITH("helpers"))                                           \
                OPTION("o2", "safety", "kept", "supersedes=o " WITH("helpers")) ALIGNED),          \
        ROW(limb, NA,                                                                              \
            NO_NEED("o", domain) ALIGNED OPTION("p", "safety", "kept", WITH("helpers"))),          \
        ROW(limb, N, NO_NEED("o", "safety") ALIGNED)
/* Of the limbs with two halves: each half as the other one stands. */
#define P11_HALF(limb, half, other)                                                                \
    ROW(limb, N, ALIGNED), ROW(limb, P, OPTION("o", half, "kept", WITH("helpers")) ALIGNED),       \
        ROW(limb, P,                                                                               \
            OPTION("o", half, "kept", WITH("helpers")) OPTION("p", other, "kept", WITH("aide"))    \
                ALIGNED),                                                                          \
        ROW(limb, P,                                                                               \
            OPTION("o", half, "kept", WITH("helpers"))                                             \
                OPTION("p", other, "rejected", WITH("helpers"))),                                  \
        ROW(limb, E,                                                                               \
            OPTION("o", half, "kept", WITH("helpers"))                                             \
                OPTION("p", other, "rejected", WITH("helpers")) ALIGNED),                          \
        ROW(limb, E, OPTION("o", half, "kept", WITH("helpers")) NO_NEED("p", other) ALIGNED),      \
        ROW(limb, P,                                                                               \
            OPTION("o", half, "kept", WITH("helpers")) NO_NEED("p", other)                         \
                OPTION("q", other, "kept", WITH("aide")) ALIGNED),                                 \
        ROW(limb, P,                                                                               \
            OPTION("o", half, "kept", WITH("helpers")) NO_NEED("p", other)                         \
                OPTION("q", other, "rejected", WITH("aide")) ALIGNED),                             \
        ROW(limb, P,                                                                               \
            OPTION("o", half, "kept", WITH("helpers")) NO_NEED("p", other)                         \
                OPTION("q", other, "deferred", WITH("aide")) ALIGNED),                             \
        ROW(limb, N, NO_NEED("p", other) ALIGNED),                                                 \
        ROW(limb, NA, NO_NEED("o", half) NO_NEED("p", other)),                                     \
        ROW(limb, N, OPTION("o", half, "kept", WITH("aide")) NO_NEED("p", other) ALIGNED),         \
        ROW(limb, P, OPTION("o", half, "kept", WITH("helpers")) NO_NEED("p", "safety") ALIGNED)
#define P11_ROLE(role)                                                                             \
    ROW("P11.1", E, PERSON_OF(role) OPTION("o", "accommodation", "kept", WITH("worker")) ALIGNED)

static const sample p11[] = {
    P11_DOMAIN("P11.1", "accommodation"),
    P11_DOMAIN("P11.2", "education"),
    P11_DOMAIN("P11.4", "health"),
    P11_DOMAIN("P11.5", "substance_misuse"),
    P11_HALF("P11.3", "training", "employment"),
    P11_HALF("P11.3", "employment", "training"),
    P11_HALF("P11.6", "families", "finance_benefits_debt"),
    P11_HALF("P11.6", "finance_benefits_debt", "families"),
    P11_ROLE("provider"),
    P11_ROLE("employer"),
    P11_ROLE("education"),
    P11_ROLE("housing"),
    P11_ROLE("police"),
    P11_ROLE("health"),
    P11_ROLE("social_care"),
    P11_ROLE("victim_liaison"),
    P11_ROLE("advocate"),
    ROW("P11.1", N,
        PERSON_OF("family") OPTION("o", "accommodation", "kept", WITH("worker")) ALIGNED),
    SAYS("P11", P, OPTION("o", "accommodation", "kept", WITH("helpers")) ALIGNED, "11.2"),
    ROW("P11", NA,
        NO_NEED("a", "accommodation") NO_NEED("b", "education") NO_NEED("c", "training")
            NO_NEED("d", "employment") NO_NEED("e", "health") NO_NEED("f", "substance_misuse")
                NO_NEED("g", "families") NO_NEED("h", "finance_benefits_debt")),
    ROW("P11.1", N,
        OPTION("n", "accommodation", "not_applicable", "no_need=opened " WITH("helpers"))
            OPTION("o", "accommodation", "kept", WITH("aide")) ALIGNED),
    ROW("P11.1", E,
        "club party_recorded H 01-07 party_id=club is_organisation=true party_role=other\n" OPTION(
            "o", "accommodation", "kept", WITH("club")) ALIGNED),
    CLASS("P11", E,
          OPTION("a", "accommodation", "kept", WITH("helpers"))
              OPTION("b", "education", "kept", WITH("helpers"))
                  OPTION("c", "training", "kept", WITH("helpers"))
                      OPTION("d", "employment", "kept", WITH("helpers"))
                          OPTION("e", "health", "kept", WITH("helpers"))
                              OPTION("f", "substance_misuse", "kept", WITH("helpers"))
                                  OPTION("g", "families", "kept", WITH("helpers"))
                                      OPTION("h", "finance_benefits_debt", "kept", WITH("helpers"))
                                          ALIGNED,
          "R"),
};

/* ---- P12 to P14 ------------------------------------------------------------------------------ */

#define VIEWS(kind) "v views_recorded H 02-01 view_kinds=" kind "\n"
#define AIMED(day, more) DATED("g", "goal_set", "PL", day, "steps.step_id=g1 addresses=f1 " more)
#define DEFINED(id, handle, day, more)                                                             \
    DATED(id, "intervention_defined", handle, day,                                                 \
          "intervention_type=support deliverers=aide " more)
#define INVOLVES(party) "+involves.party=" party " "
#define KEPT(id, more)                                                                             \
    OPTION(id, "health", "kept", "needs=f1 considered_with.party=the.person " more)
#define BOTH INVOLVES("the.person") INVOLVES("helpers")
#define SELECTED(more)                                                                             \
    DATED("sel", "option_selected", "PL", "02-05", "effect_on.key=desistance " more)
#define USED PLAN("plan", "02-06", "version=1 options_used=sel")

static const sample p12_p14[] = {
    ROW("P12", N, ""),
    ROW("P12", N, VIEWS("need") AIMED("02-05", "aspiration=a informed_by=v")),
    SAYS("P12", P, VIEWS("aspiration"), "is informed by the aspiration"),
    ROW("P12", W, VIEWS("aspiration") AIMED("02-05", "aspiration=a informed_by=v")),
    ROW("P12", P, VIEWS("aspiration") AIMED("02-05", "informed_by=v")),
    ROW("P12", P, VIEWS("aspiration") AIMED("02-05", "aspiration=a informed_by=need")),
    ROW("P12", P, VIEWS("aspiration") AIMED("01-30", "aspiration=a informed_by=v")),
    ROW("P12", W, VIEWS("aspiration") DEFINED("d", "IN", "02-05", "informed_by=v")),
    ROW("P12", P, VIEWS("aspiration") DEFINED("d", "IN", "02-05", "informed_by=need")),
    ROW("P12", P, VIEWS("aspiration") DEFINED("d", "IN", "01-30", "informed_by=v")),
    SAYS("P13", N, "", "no option was kept"),
    ROW("P13", W, KEPT("o", BOTH) SELECTED("selected=o") USED),
    SAYS("P13", P, KEPT("o", INVOLVES("helpers")) SELECTED("selected=o") USED,
         "option_evaluated involves - a kept option does not involve the person"),
    SAYS("P13", P, KEPT("o", INVOLVES("the.person")) SELECTED("selected=o") USED,
         "involves nobody beside the person"),
    SAYS("P13", P, KEPT("o", BOTH) KEPT("o2", INVOLVES("helpers")) SELECTED("selected=o") USED,
         "1 of 2"),
    ROW("P13", W,
        KEPT("o", BOTH) OPTION("o2", "health", "rejected", "considered_with.party=the.person")
            SELECTED("selected=o") USED),
    SAYS("P13", P, KEPT("o", BOTH) SELECTED("selected=o") PLANNED, "no plan uses a kept option"),
    ROW("P13", P, KEPT("o", BOTH) SELECTED("selected=o")),
    ROW("P13", P,
        KEPT("o", BOTH) OPTION("o2", "health", "deferred", "considered_with.party=the.person")
            SELECTED("selected=o2") USED),
    ROW("P14", N, ""),
    ROW("P14", E, "rc restorative_considered PL 02-05 opportunity=false\n"),
    ROW("P14", E, "rc restorative_considered PL 02-05 opportunity=true\n"),
};

/* ---- P15 ------------------------------------------------------------------------------------- */

#define LEVEL "lv risk_level_reviewed AS 02-02 rosh.key=public rosh.value=low next_due=2026-03-01\n"
#define MONITORED                                                                                  \
    DEFINED("d", "IN", "01-10", "")                                                                \
    "mo progress_monitored IN 02-02 period.from=2026-01-10 period.to=2026-02-01 "                  \
    "next_check=2026-03-01\n"
#define READINESS "rd readiness_assessed AS 02-02 next_due=2026-03-01\n"
#define BASES LEVEL MONITORED READINESS
#define AGAINST(key, basis) "against.key=" key " against.text=t against.basis=" basis
/* Each limb in the same way: the key, what it rests on, and something that it may not rest on. */
#define P15_LIMB(limb, key, basis)                                                                 \
    ROW(limb, N, BASES), ROW(limb, W, BASES KEPT("o", AGAINST(key, basis))),                       \
        ROW(limb, N, BASES KEPT("o", "")),                                                         \
        ROW(limb, N,                                                                               \
            BASES OPTION("o", "health", "rejected",                                                \
                         "considered_with.party=the.person " AGAINST(key, basis))),                \
        ROW(limb, N,                                                                               \
            BASES DATED("o", "option_evaluated", "PL", "01-30",                                    \
                        "option_domain=health option_outcome=kept "                                \
                        "considered_with.party=the.person " AGAINST(key, basis)))

static const sample p15[] = {
    P15_LIMB("P15.1", "risk_level", "lv"),
    SAYS("P15.1", N, BASES KEPT("o", AGAINST("risk_level", "f1")), "reviewed level of risk"),
    ROW("P15.1", N, BASES KEPT("o", AGAINST("resources", "lv"))),
    ROW("P15.1", N,
        BASES DATED(
            "o", "option_evaluated", "PL", "03-02",
            "option_domain=health option_outcome=kept considered_with.party=the.person " AGAINST(
                "risk_level", "lv"))),
    P15_LIMB("P15.2", "resources", "lv"),
    ROW("P15.2", N, BASES KEPT("o", AGAINST("risk_level", "lv"))),
    ROW("P15.3", N, BASES),
    SAYS("P15.3", P, BASES KEPT("o", AGAINST("nature_causes", "lv")),
         "option_evaluated against - no kept option was weighed against the impact"),
    SAYS("P15.3", P, BASES KEPT("o", AGAINST("impact_on_others", "lv")), "the nature and causes"),
    ROW("P15.3", W,
        BASES KEPT("o", AGAINST("nature_causes", "lv"))
            KEPT("p", AGAINST("impact_on_others", "f1"))),
    ROW("P15.3", P,
        BASES KEPT("o", AGAINST("nature_causes", "lv"))
            OPTION("p", "health", "rejected",
                   "considered_with.party=the.person " AGAINST("impact_on_others", "lv"))),
    ROW("P15.3", P,
        BASES KEPT("o", AGAINST("impact_on_others", "lv"))
            OPTION("p", "health", "rejected",
                   "considered_with.party=the.person " AGAINST("nature_causes", "lv"))),
    P15_LIMB("P15.4", "progress", "mo"),
    ROW("P15.4", N, BASES KEPT("o", AGAINST("progress", "lv"))),
    ROW("P15.4", N, BASES KEPT("o", AGAINST("resources", "mo"))),
    SAYS("P15.4", NA,
         INFO("i", "01-20", "info_subjects=previous_interventions information_outcome=none_exists"),
         "there is no progress yet"),
    ROW("P15.4", N, INFO("i", "01-20", "info_subjects=previous_interventions")),
    ROW("P15.4", N, INFO("i", "01-20", "info_subjects=needs information_outcome=none_exists")),
    ROW("P15.4", N,
        DEFINED("d", "IN", "01-10", "") INFO(
            "i", "01-20", "info_subjects=previous_interventions information_outcome=none_exists")),
    ROW("P15.4", NA,
        DEFINED("d", "IN", "01-10",
                "") "st intervention_status_changed IN 01-11 to_status=referred\n"
                    "st2 intervention_status_changed IN 01-12 to_status=declined\n" INFO(
                        "i", "01-20",
                        "info_subjects=previous_interventions information_outcome=none_exists")),
    ROW("P15.4", NA,
        DEFINED("d", "IN", "01-10",
                "") "st intervention_status_changed IN 01-11 to_status=referred\n"
                    "st2 intervention_status_changed IN 01-12 to_status=withdrawn\n" INFO(
                        "i", "01-20",
                        "info_subjects=previous_interventions information_outcome=none_exists")),
    ROW("P15.4", NA,
        DEFINED("d", "IN", "01-10",
                "") "st intervention_status_changed IN 01-11 to_status=started\n"
                    "st2 intervention_status_changed IN 01-12 to_status=completed\n" INFO(
                        "i", "01-20",
                        "info_subjects=previous_interventions information_outcome=none_exists")),
    ROW("P15.4", NA,
        DEFINED("d", "IN", "01-10",
                "") "st intervention_status_changed IN 01-11 to_status=started\n"
                    "st2 intervention_status_changed IN 01-12 to_status=ended_early\n" INFO(
                        "i", "01-20",
                        "info_subjects=previous_interventions information_outcome=none_exists")),
    ROW("P15.4", N,
        DEFINED("d", "IN", "01-10", "") DEFINED(
            "d2", "IN2", "01-10",
            "") "st intervention_status_changed IN 01-11 to_status=started\n"
                "st2 intervention_status_changed IN 01-12 to_status=completed\n" INFO(
                    "i", "01-20",
                    "info_subjects=previous_interventions information_outcome=none_exists")),
    P15_LIMB("P15.5", "support_required", "lv"),
    ROW("P15.5", N, BASES KEPT("o", AGAINST("risk_level", "lv"))),
    P15_LIMB("P15.6", "person_perspective", "rd"),
    ROW("P15.6", N, BASES KEPT("o", AGAINST("person_perspective", "lv"))),
    ROW("P15.6", N, BASES KEPT("o", AGAINST("resources", "rd"))),
    SAYS("P15", P, BASES KEPT("o", AGAINST("risk_level", "lv")), "15.2"),
    CLASS("P15", P, BASES KEPT("o", AGAINST("risk_level", "lv")), "P"),
    ROW("P15.4", N,
        DEFINED("d", "IN", "01-10",
                "") "st intervention_status_changed IN 01-11 "
                    "to_status=referred\n" INFO("i", "01-20",
                                                "info_subjects=previous_interventions "
                                                "information_outcome=none_exists")),
};

/* ---- P16 to P18 ------------------------------------------------------------------------------ */

#define TALK(subject, who, about)                                                                  \
    DATED("talk", "proposal_discussed", "PL", "02-07",                                             \
          "proposal_subject=" subject " discussed=" about " discussed_with.party=" who             \
          " decisions.party=" who " decisions.decision=agree options=o")
#define TALKED KEPT("o", BOTH) TALK("options", "the.person", "PL")
#define AGREED(id, handle, day, what, more)                                                        \
    DATED(id, "plan_agreement_recorded", handle, day,                                              \
          "plan_version=1 agreement_decision=" what " decision_reason=r " more)
#define AGREES AGREED("ag", "PL", "02-08", "agree", "party=the.person")
#define OTHER_PLAN                                                                                 \
    DATED("plan2", "plan_drafted", "PL2", "02-06", "version=1 requirement_coverage.requirement=r1")
#define ASKED_FOR(more) DATED("rq", "resource_requested", "PL", "02-06", "asked_of=helpers " more)
#define NEEDED(id, available, more) KEPT(id, "resources_available=" available " " more)

static const sample p16_p18[] = {
    ROW("P16", N, ""),
    ROW("P16", E, PLANNED TALKED AGREES),
    SAYS("P16", N, PLANNED KEPT("o", BOTH) TALK("plan", "the.person", "PL") AGREES,
         "proposal_discussed proposal_subject"),
    SAYS("P16", N, PLANNED KEPT("o", BOTH) TALK("options", "aide", "PL") AGREES,
         "proposal_discussed decisions"),
    SAYS("P16", P, PLANNED TALKED, "the person's agreement to a plan did not follow"),
    ROW("P16", P, PLANNED TALKED AGREED("ag", "PL", "02-08", "agree", "party=aide")),
    ROW("P16", P, PLANNED TALKED AGREED("ag", "PL", "02-06", "agree", "party=the.person")),
    ROW("P16", P,
        PLANNED OTHER_PLAN TALKED AGREED("ag", "PL2", "02-08", "agree", "party=the.person")),
    ROW("P16", E,
        PLANNED OTHER_PLAN TALKED AGREED("ag", "PL2", "02-08", "agree",
                                         "party=the.person informed_by=talk")),
    SAYS("P16", W, PLANNED TALKED AGREED("ag", "PL", "02-08", "do_not_agree", "party=the.person"),
         "did not agree to the plan"),
    ROW("P16", W,
        PLANNED TALKED AGREED("ag", "PL", "02-08", "could_not_answer", "party=the.person")),
    ROW("P16", P, PLANNED TALKED AGREED("ag", "PL", "02-06", "do_not_agree", "party=the.person")),
    ROW("P16", P, PLANNED TALKED AGREED("ag", "PL", "02-08", "do_not_agree", "party=aide")),
    ROW("P16", P,
        PLANNED OTHER_PLAN TALKED AGREED("ag", "PL2", "02-08", "do_not_agree", "party=the.person")),
    ROW("P16", W,
        PLANNED TALKED AGREES AGREED("ag2", "PL", "02-09", "do_not_agree", "party=the.person")),
    ROW("P16", E,
        PLANNED TALKED AGREED("ag2", "PL", "02-08", "do_not_agree", "party=the.person")
            AGREED("ag", "PL", "02-09", "agree", "party=the.person")),
    ROW("P16", E, PLANNED TALKED AGREES AGREED("ag2", "PL", "02-09", "do_not_agree", "party=aide")),
    ROW("P16", E,
        PLANNED TALKED AGREES AGREED("ag2", "PL", "02-09", "could_not_answer", "party=the.person")),
    ROW("P16", E,
        PLANNED OTHER_PLAN TALKED AGREES AGREED("ag2", "PL2", "02-09", "do_not_agree",
                                                "party=the.person")),
    ROW("P16", E,
        PLANNED PLAN("plan2", "02-06", "version=2") TALKED AGREES
        "ag2 plan_agreement_recorded PL 02-09 plan_version=2 agreement_decision=do_not_agree "
        "decision_reason=r party=the.person\n"),
    SAYS("P17", N, "", "no option was kept"),
    ROW("P17", NA, NEEDED("o", "yes", "")),
    ROW("P17", N,
        OPTION("o", "health", "rejected",
               "considered_with.party=the.person resources_available=yes")),
    SAYS("P17", N, NEEDED("o", "no", ""),
         "resource_requested - - resources are not there or not known"),
    ROW("P17", N, NEEDED("o", "unknown", "")),
    ROW("P17", N, NEEDED("o", "yes", "") NEEDED("p", "unknown", "")),
    ROW("P17", N, NEEDED("o", "yes", "") NEEDED("p", "no", "")),
    ROW("P17", NA,
        NEEDED("o", "yes", "") OPTION("p", "health", "rejected",
                                      "considered_with.party=the.person resources_available=no")),
    ROW("P17", E, NEEDED("o", "no", "") ASKED_FOR("resource_for.factor=f1")),
    ROW("P17", E,
        NEEDED("o", "yes", "") NEEDED("p", "unknown", "") ASKED_FOR("resource_for.factor=f1")),
    ROW("P17", N, STRENGTH NEEDED("o", "no", "") ASKED_FOR("resource_for.factor=f2")),
    ROW("P17", E, NEEDED("o", "no", "") ASKED_FOR("resource_for.text=t informed_by=o")),
    ROW("P17", N, NEEDED("o", "no", "") ASKED_FOR("resource_for.text=t")),
    SAYS("P17", P,
         NEEDED("o", "no", "") NEEDED("p", "no", "") ASKED_FOR("resource_for.text=t informed_by=o"),
         "1 of 2"),
    ROW("P17", E,
        NEEDED("o", "no", "") ASKED_FOR("resource_for.factor=f1")
            OPTION("p", "health", "rejected",
                   "considered_with.party=the.person resources_available=no needs_none_reason=n")),
    ROW("P18", N, ""),
    ROW("P18", E, KEPT("o", BOTH) SELECTED("selected=o recommended=true recommended_to=helpers")),
    SAYS("P18", N, KEPT("o", BOTH) SELECTED("selected=o recommended=false"),
         "option_selected recommended"),
    SAYS("P18", P,
         KEPT("o", BOTH) OPTION("p", "health", "rejected", "considered_with.party=the.person")
             SELECTED("selected=o recommended=true recommended_to=helpers"),
         "rejected without a reason"),
    ROW("P18", E,
        KEPT("o", BOTH) OPTION("p", "health", "rejected", "considered_with.party=the.person")
            SELECTED("selected=o recommended=true recommended_to=helpers rejected.option=p")),
    ROW("P18", E,
        KEPT("o", BOTH) OPTION("p", "health", "deferred", "considered_with.party=the.person")
            SELECTED("selected=o recommended=true recommended_to=helpers")),
    ROW("P17", E,
        NEEDED("o", "yes", "") NEEDED("p", "unknown", "")
            ASKED_FOR("resource_for.text=t informed_by=p")),
    ROW("P17", E,
        NEEDED("o", "yes", "") NEEDED("p", "no", "")
            ASKED_FOR("resource_for.text=t informed_by=p")),
};

/* ---- P19 ------------------------------------------------------------------------------------- */

#define TO(party) "+recipients.party=" party " recipients.entitlement=need_to_know "
#define GIVEN(id, day, about, more)                                                                \
    DATED(id, "information_disclosed", "H", day, "about=" about " " more)
#define STEP_GOAL "sg goal_set PL 02-05 steps.step_id=s1 steps.owner=aide addresses=f1\n"
#define WITH_STEP STEP_GOAL PLAN("plan", "02-06", "version=1 goals=sg")
#define WITH_PARTNER PLAN("plan", "02-06", "version=1 partners=helpers")

static const sample p19[] = {
    SAYS("P19", N, "", "the record does not show a plan that the person agreed to"),
    ROW("P19", N, PLANNED),
    SAYS("P19", N, PLANNED AGREES,
         "information_disclosed - - the plan that was agreed did not go to the person"),
    ROW("P19", N,
        PLANNED AGREED("ag", "PL", "02-08", "agree", "party=aide")
            GIVEN("gi", "02-09", "PL", "about_version=1 " TO("the.person"))),
    ROW("P19", N,
        PLANNED AGREED("ag", "PL", "02-08", "do_not_agree", "party=the.person")
            GIVEN("gi", "02-09", "PL", "about_version=1 " TO("the.person"))),
    ROW("P19", W, PLANNED AGREES GIVEN("gi", "02-09", "PL", "about_version=1 " TO("the.person"))),
    ROW("P19", N, PLANNED AGREES GIVEN("gi", "02-09", "PL", "about_version=1 " TO("aide"))),
    ROW("P19", N,
        PLANNED OTHER_PLAN AGREES GIVEN("gi", "02-09", "PL2", "about_version=1 " TO("the.person"))),
    ROW("P19", N,
        PLANNED PLAN("p2", "02-07", "version=2")
            AGREES GIVEN("gi", "02-09", "PL", "about_version=2 " TO("the.person"))),
    ROW("P19", P, PLANNED AGREES GIVEN("gi", "02-07", "PL", "about_version=1 " TO("the.person"))),
    TIMED("P19", E, PLANNED AGREES GIVEN("gi", "02-18", "PL", "about_version=1 " TO("the.person"))),
    TIMED("P19", P, PLANNED AGREES GIVEN("gi", "02-19", "PL", "about_version=1 " TO("the.person"))),
    SAYS("P19", P,
         WITH_PARTNER AGREES GIVEN("gi", "02-09", "PL", "about_version=1 " TO("the.person")),
         "did not go to a partner"),
    ROW("P19", W,
        WITH_PARTNER AGREES GIVEN("gi", "02-09", "PL",
                                  "about_version=1 " TO("the.person") TO("helpers"))),
    ROW("P19", W,
        WITH_PARTNER PLAN("p2", "02-07",
                          "version=2") "ag plan_agreement_recorded PL 02-08 plan_version=2 "
                                       "agreement_decision=agree party=the.person\n" GIVEN(
                                           "gi", "02-09", "PL",
                                           "about_version=2 " TO("the.person"))),
    ROW("P19", W,
        PLANNED DATED("plan2", "plan_drafted", "PL2", "02-06",
                      "version=1 partners=helpers requirement_coverage.requirement=r1")
            AGREES GIVEN("gi", "02-09", "PL", "about_version=1 " TO("the.person"))),
    SAYS("P19", P, WITH_STEP AGREES GIVEN("gi", "02-09", "PL", "about_version=1 " TO("the.person")),
         "somebody who has a step of it to take"),
    ROW("P19", W,
        WITH_STEP AGREES GIVEN("gi", "02-09", "PL",
                               "about_version=1 " TO("the.person") TO("aide"))),
    ROW("P19", W,
        STEP_GOAL PLANNED AGREES GIVEN("gi", "02-09", "PL", "about_version=1 " TO("the.person"))),
    ROW("P19", W,
        WITH_STEP PLAN("p2", "02-07",
                       "version=2") "ag plan_agreement_recorded PL 02-08 plan_version=2 "
                                    "agreement_decision=agree party=the.person\n" GIVEN(
                                        "gi", "02-09", "PL", "about_version=2 " TO("the.person"))),
    ROW("P19", W,
        "sg goal_set PL 02-05 steps.step_id=s1 steps.owner=p.one addresses=f1\n" PLAN(
            "plan", "02-06", "version=1 goals=sg")
            AGREES GIVEN("gi", "02-09", "PL", "about_version=1 " TO("the.person"))),
    ROW("P19", W,
        "sg goal_set PL2 02-05 steps.step_id=s1 steps.owner=aide addresses=f1\n" DATED(
            "plan2", "plan_drafted", "PL2", "02-06",
            "version=1 goals=sg requirement_coverage.requirement=r1")
            PLANNED AGREES GIVEN("gi", "02-09", "PL", "about_version=1 " TO("the.person"))),
    SAYS("P19", P,
         PLANNED PLAN("p2", "02-07", "version=2") AGREES
         "ag2 plan_agreement_recorded PL 02-08 plan_version=2 agreement_decision=agree "
         "party=the.person\n" GIVEN("gi", "02-09", "PL", "about_version=1 " TO("the.person")),
         "1 of 2"),
    ROW("P19", P,
        WITH_PARTNER AGREES GIVEN("gi", "02-09", "PL", "about_version=1 " TO("the.person"))
            GIVEN("g2", "02-07", "PL", "about_version=1 " TO("helpers"))),
    ROW("P19", P,
        WITH_STEP AGREES GIVEN("gi", "02-09", "PL", "about_version=1 " TO("the.person"))
            GIVEN("g2", "02-07", "PL", "about_version=1 " TO("aide"))),
    ROW("P19", W,
        "sg goal_set PL 02-05 steps.step_id=s1 steps.owner=the.person addresses=f1\n" PLAN(
            "plan", "02-06", "version=1 goals=sg")
            AGREES GIVEN("gi", "02-09", "PL", "about_version=1 " TO("the.person"))),
    TIMED("P19", P, /* the table of the policy lets a provider know needs, and not health */
          WITH_PARTNER AGREES GIVEN("gi", "02-09", "PL", "about_version=1 " TO("the.person")) GIVEN(
              "g2", "02-09", "PL", "about_version=1 information_kinds=health " TO("helpers"))),
    TIMED("P19", E,
          WITH_PARTNER AGREES GIVEN("gi", "02-09", "PL",
                                    "about_version=1 information_kinds=needs " TO("the.person")
                                        TO("helpers"))),
    /* before the policy had a table nobody could look */
    TIMED("P19", W,
          PLAN("plan", "02-02", "version=1")
              AGREED("ag", "PL", "02-03", "agree", "party=the.person")
                  GIVEN("gi", "02-04", "PL", "about_version=1 " TO("the.person"))),
};

#endif
