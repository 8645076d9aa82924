/* SPDX-License-Identifier: MIT */
/* States as folds of acts: the whole of a state, as one line of text. */
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
    "requirements.req_id=r1 requirements.req_type=curfew requirements.terms=home "                 \
    "requirements.is_intervention=false requirements.from=2026-01-03 requirements.to=2026-06-01 "  \
    "+requirements.req_id=r2 requirements.req_type=programme requirements.terms=learn "            \
    "requirements.is_intervention=true requirements.from=2026-01-04\n"
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
    "g goal_set PL 02-02 goal_text=less area=health starts_as=future addresses=f steps.text=t\n"

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
     OPENED "x case_closed H 03-01\ny case_allocated H 03-02 allocated_to.id=p.two "
            "allocated_to.role=manager allocated_to.org=else\n",
     "person=the.person case_basis=licence setting=custody age_band=age_18_24 case_status=open "
     "practitioner{id=p.two role=manager org=else} opened_at=2026-01-05T10:00Z "
     "closed_at=2026-03-01T10:00Z "},
    {"H", OPENED ORDER,
     OPEN_CASE "orders{order=o order_type=licence made_on=2026-01-02 ends_on=2026-12-30 "
               "order_status=in_force} " R1 " " R2 " "},
    {"H",
     OPENED ORDER "o2 order_recorded H 01-08 order_type=other made_on=2026-01-07 "
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
     "order_status=completed} "
     "orders{order=o2 order_type=other made_on=2026-01-07 order_status=varied} " R1
     " requirements{req_id=r2 order=o req_type=residence terms=here is_intervention=false "
     "from=2026-02-04 set_by=y} "
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
    {"PL", OPENED FACTOR GOAL,
     "goals{goal=g goal_text=less area=health goal_status=future status_at=2026-02-02T10:00Z} "},
    {"PL",
     OPENED FACTOR GOAL "g2 goal_set PL 02-03 goal_text=work area=employment starts_as=active "
                        "addresses=f\n"
                        "x goal_progressed PL 02-04 goal=g2 goal_status=achieved\n",
     "goals{goal=g goal_text=less area=health goal_status=future status_at=2026-02-02T10:00Z} "
     "goals{goal=g2 goal_text=work area=employment goal_status=achieved "
     "status_at=2026-02-04T10:00Z} "},
    {"PL",
     OPENED FACTOR
     "a option_evaluated PL 02-03 option=one option_domain=health option_outcome=not_applicable\n"
     "b option_evaluated PL 02-03 option=two option_domain=training option_outcome=deferred "
     "access_to.text=t against.key=progress against.basis=f\n"
     "x option_selected PL 02-04 selected=b\n",
     "options{option=a option_text=one option_domain=health option_outcome=not_applicable} "
     "options{option=b option_text=two option_domain=training option_outcome=deferred "
     "selected=true} "},
    {"PL",
     OPENED HELPERS COURT ORDER FACTOR GOAL
     "n communication_need_recorded H 01-08\n"
     "p plan_drafted PL 02-03 version=1 form=sentence_plan requirement_coverage.requirement=r1 "
     "sequence.n=1 sequence.item=begin sequence.goal=g\n"
     "p2 plan_drafted PL 02-04 version=2 form=safety_plan requirement_coverage.requirement=r1 "
     "sequence.n=1 sequence.item=begin sequence.goal=g +sequence.n=2 sequence.item=go "
     "partners=helpers\n"
     "x plan_agreement_recorded PL 02-05 plan_version=2 party=the.person "
     "agreement_decision=do_not_agree\n"
     "y plan_agreement_recorded PL 02-06 plan_version=2 party=helpers agreement_decision=agree\n"
     "z plan_agreement_recorded PL 02-07 plan_version=2 party=the.person "
     "agreement_decision=agree\n"
     "w plan_agreement_recorded PL 02-08 plan_version=1 party=judge agreement_decision=agree\n",
     "version=2 form=safety_plan drafted_at=2026-02-04T10:00Z sequence{n=1 item=begin goal=g} "
     "sequence{n=2 item=go} partners=helpers goals{goal=g goal_text=less area=health "
     "goal_status=future status_at=2026-02-02T10:00Z} "
     "agreements{party=the.person plan_version=2 agreement_decision=agree} "
     "agreements{party=helpers plan_version=2 agreement_decision=agree} "
     "agreements{party=judge plan_version=1 agreement_decision=agree} "},
    {"IN",
     OPENED HELPERS FACTOR
     "n communication_need_recorded H 01-08\n"
     "d intervention_defined IN 02-01 intervention_type=structured provider.org=helpers "
     "nature=talk "
     "starts_on=2026-02-02 ends_on=2026-05-01 schedule.n=1 schedule.planned_at=2026-02-05T09:00Z "
     "+schedule.n=2 schedule.planned_at=2026-02-12T09:00Z\n"
     "s intervention_status_changed IN 02-02 to_status=accepted\n"
     "t intervention_status_changed IN 02-03 to_status=started\n"
     "a session_recorded IN 02-05 n=1 happened=true planned_at=2026-02-05T09:00Z "
     "attendance=attended_complied\n"
     "b session_recorded IN 02-12 n=2 happened=false planned_at=2026-02-12T09:00Z "
     "attendance=sent_home_service\n"
     "m progress_monitored IN 02-20 progress=off_track\n"
     "o progress_monitored IN 02-25 progress=at_risk\n",
     "intervention_type=structured nature=talk provider{org=helpers} starts_on=2026-02-02 "
     "ends_on=2026-05-01 intervention_status=started status_at=2026-02-03T10:00Z "
     "planned{n=1 planned_at=2026-02-05T09:00Z} planned{n=2 planned_at=2026-02-12T09:00Z} "
     "delivered{n=1 happened=true attendance=attended_complied planned_at=2026-02-05T09:00Z} "
     "delivered{n=2 happened=false attendance=sent_home_service planned_at=2026-02-12T09:00Z} "
     "progress=at_risk progress_at=2026-02-25T10:00Z "},
    /* A schedule that is set again keeps its sessions apart. */
    {"IN",
     OPENED FACTOR
     "n communication_need_recorded H 01-08\n"
     "d intervention_defined IN 02-01 intervention_type=support provider.own=true nature=talk "
     "starts_on=2026-02-02 ends_on=2026-05-01 schedule.n=1 schedule.planned_at=2026-02-05T09:00Z\n"
     "d2 intervention_defined IN 02-03 intervention_type=informal provider.own=false nature=walk "
     "starts_on=2026-02-04 ends_on=2026-05-02 schedule.n=1 schedule.planned_at=2026-02-06T09:00Z\n",
     "intervention_type=informal nature=walk provider{own=false} starts_on=2026-02-04 "
     "ends_on=2026-05-02 planned{n=1 planned_at=2026-02-06T09:00Z} "},
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
     OPENED "r risk_level_reviewed AS 02-04 rosh.key=public rosh.value=high +rosh.key=staff "
            "rosh.value=low vulnerability.key=self vulnerability.value=medium "
            "next_due=2026-08-01\n",
     "next_due=2026-08-01 rosh{key=public value=high} rosh{key=staff value=low} "
     "vulnerability{key=self value=medium} "},
#define COMPLETED                                                                                  \
    OPENED "v views_recorded H 02-01 view_kinds=need invited=need\n"                               \
           "t assessment_completed AS 02-02 tool.key=oasys tool.version=2 "                        \
           "assessment_purpose=initial next_due=2026-06-01 performed_by.id=p.two\n"
#define SIGNED(how)                                                                                \
    "tool{key=oasys version=2} assessment_purpose=initial completed_at=2026-02-02T10:00Z "         \
    "signing=" how " next_due=2026-06-01 "
    {"AS",
     COMPLETED "d information_disclosed H 02-03 about=AS\n"
               "x outcome_recorded AS 02-03 of=d outcome=received\n",
     SIGNED("unsigned")},
    {"AS", COMPLETED, SIGNED("unsigned")},
    {"AS", COMPLETED "x outcome_recorded AS 02-03 of=t outcome=signed\n", SIGNED("signed")},
    {"AS",
     COMPLETED "x outcome_recorded AS 02-03 of=t outcome=signed\n"
               "y outcome_recorded AS 02-04 of=t outcome=countersigned\n",
     SIGNED("countersigned")},
    {"AS",
     COMPLETED "x outcome_recorded AS 02-03 of=t outcome=signed\n"
               "y outcome_recorded AS 02-04 of=t outcome=rejected\n",
     SIGNED("rejected")},
    {"AS",
     COMPLETED "x outcome_recorded AS 02-03 of=t outcome=signed\n"
               "y outcome_recorded AS 02-04 of=t outcome=rolled_back\n",
     SIGNED("rolled_back")},
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
        /* Those are computed beside the fold. */
        if (row->field == CJ_FIELD_FINDINGS || row->field == CJ_FIELD_DEADLINES)
            continue;
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
        cj_error *error = NULL;
        cji_buf text;
        assert_ok(cj_case_new(*state, "C", &c, NULL), NULL);
        filler_lines(c, rows[i].lines);
        assert_ok(cj_case_handle_state(c, rows[i].handle, &folded, &error), error);
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
        cmocka_unit_test_setup_teardown(test_states, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
