/* SPDX-License-Identifier: MIT */
/*
 * Every state machine, exhaustively: each state with each act; and every other table that says
 * which code goes with which. What is expected stands here, as it was agreed, and not in the tables
 * of the library.
 */
#include "support/filler.h"
#include "support/support.h"

#include <stdio.h>
#include <string.h>

static cj_case *case_of(cj_context *ctx, const char *lines)
{
    cj_case *c = NULL;
    assert_ok(cj_case_new(ctx, "C", &c, NULL), NULL);
    filler_lines(c, filler_base);
    filler_lines(c, lines);
    return c;
}

/* A line with # as the place of a code. */
static const char *with(const char *line, const char *code)
{
    static char text[600];
    const char *at = strchr(line, '#');
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - line), line, code, at + 1);
    return text;
}

static bool among(const char *words, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = words; (p = strstr(p, word)) != NULL; p += n) {
        if ((p == words || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
            return true;
    }
    return false;
}

/* ---- state machines -------------------------------------------------------------------------- */

/*
 * `reach` are acts after which the thing is in the state; `to` are the states that it may take from
 * there. `act` takes it to the state #, is refused by `rule` otherwise, and `shows` is then the
 * status in the state of `handle`: RECORD.FIELD or FIELD.
 */
typedef struct machine {
    const char *list, *act, *rule, *handle, *into, *shows, *begin;
    struct {
        const char *state, *reach, *to;
    } states[10];
} machine;

#define DEFINED "d intervention_defined IN 02-01\n"
#define GOAL_IS(n, status) "g" n " goal_progressed PL 02-1" n " goal=goal goal_status=" status "\n"
#define STATUS_IS(n, status)                                                                       \
    "s" n " intervention_status_changed IN 02-1" n " to_status=" status "\n"

static const machine machines[] = {
    {"goal_status",
     "m goal_progressed PL 02-20 goal=goal goal_status=#",
     "goal_moves_on",
     "PL",
     "goals",
     "goal_status",
     "",
     {
         {"active", "", "active future achieved removed"},
         {"future", GOAL_IS("0", "future"), "active future achieved removed"},
         {"achieved", GOAL_IS("0", "achieved"), "re_added"},
         {"removed", GOAL_IS("0", "removed"), "re_added"},
         {"re_added", GOAL_IS("0", "removed") GOAL_IS("1", "re_added"),
          "active future achieved removed"},
     }},
    {"intervention_status",
     "m intervention_status_changed IN 02-20 to_status=#",
     "intervention_moves_on",
     "IN",
     NULL,
     "intervention_status",
     DEFINED,
     {
         {"", "", "referred accepted started"},
         {"referred", STATUS_IS("0", "referred"), "accepted declined withdrawn"},
         {"accepted", STATUS_IS("0", "accepted"), "started withdrawn"},
         {"declined", STATUS_IS("0", "referred") STATUS_IS("1", "declined"), "referred"},
         {"started", STATUS_IS("0", "started"), "completed ended_early withdrawn"},
         {"completed", STATUS_IS("0", "started") STATUS_IS("1", "completed"), "-"},
         {"ended_early", STATUS_IS("0", "started") STATUS_IS("1", "ended_early"), "-"},
         {"withdrawn", STATUS_IS("0", "accepted") STATUS_IS("1", "withdrawn"), "-"},
     }},
};

static int32_t list_of(const char *name)
{
    for (int32_t list = 0;; list++) {
        if (strcmp(cji_lists[list].name, name) == 0)
            return list;
    }
}

static const char *status_in(cj_case *c, const machine *m)
{
    const cj_record *state = NULL;
    const char *text = "";
    cj_error *error = NULL;
    assert_ok(cj_case_handle_state(c, m->handle, &state, &error), error);
    if (m->into != NULL)
        state = cji_sub(state, cj_field_find(m->into));
    if (state != NULL)
        (void)cj_get_text(state, cj_field_find(m->shows), 0, &text);
    return text;
}

static int32_t to_buf(const void *bytes, size_t size, void *user)
{
    cji_buf_put(user, bytes, size);
    return 0;
}

static void written(cj_case *c, cji_buf *out)
{
    cji_buf_init(out, c->ctx, (size_t)1 << 22);
    assert_ok(cj_case_write(c, to_buf, out, NULL), NULL);
}

/* The act, in the state. */
static void step(cj_context *ctx, const machine *m, size_t from, const char *to)
{
    char begin[1200];
    cj_case *c;
    cj_error *error = NULL;
    cji_buf before, after;
    cj_status status;
    bool may = among(m->states[from].to, to);
    snprintf(begin, sizeof begin, "%s%s", m->begin, m->states[from].reach);
    c = case_of(ctx, begin);
    assert_string_equal(status_in(c, m), m->states[from].state);
    written(c, &before);
    status = filler_apply(c, with(m->act, to), &error);
    if (status != (may ? CJ_OK : CJ_E_INTEGRITY))
        fail_msg("%s: from \"%s\" to %s: status %d", m->list, m->states[from].state, to,
                 (int)status);
    if (!may)
        assert_string_equal(cj_error_rule(error, 0), m->rule);
    assert_string_equal(status_in(c, m), may ? to : m->states[from].state);
    written(c, &after);
    if (!may) /* as it was */
        assert_string_equal(cji_buf_text(&before), cji_buf_text(&after));
    cji_buf_fini(&before);
    cji_buf_fini(&after);
    cj_case_unref(c);
    cj_error_unref(error);
}

static void test_machines(void **state)
{
    for (size_t i = 0; i < CJI_COUNT(machines); i++) {
        const machine *m = &machines[i];
        const cji_list *list = &cji_lists[list_of(m->list)];
        size_t states = 0;
        for (; states < CJI_COUNT(m->states) && m->states[states].state != NULL; states++) {
            for (int16_t code = 0; code < list->ncodes; code++)
                step(*state, m, states, list->codes[code]);
        }
        /* Every code is a state here. */
        for (int16_t code = 0; code < list->ncodes; code++) {
            bool there = false;
            for (size_t k = 0; k < states; k++)
                there = there || strcmp(m->states[k].state, list->codes[code]) == 0;
            assert_true(there);
        }
    }
}

/* A rule of a state machine that is not tested above fails here. */
static void test_every_machine_is_here(void **state)
{
    (void)state;
    for (size_t i = 0; i < cji_case_rule_count; i++) {
        bool here = cji_case_rules[i].check != cji_check_transition;
        for (size_t k = 0; k < CJI_COUNT(machines); k++)
            here = here || strcmp(machines[k].rule, cji_case_rules[i].name) == 0;
        if (!here)
            fail_msg("the state machine of %s is not tested", cji_case_rules[i].name);
    }
}

/* The state is that of the time of the act, and a correction stands for what it corrects. */
static void test_order_and_correction(void **state)
{
    cj_case *c =
        case_of(*state, DEFINED "a intervention_status_changed IN 02-10 to_status=accepted\n"
                                "s intervention_status_changed IN 02-12 to_status=started\n");
    cj_error *error = NULL;
    /* Entered late, it happened before the start. */
    assert_int_equal(
        filler_apply(c, "x intervention_status_changed IN 02-11 to_status=completed", &error),
        CJ_E_INTEGRITY);
    filler_lines(c, "s2 intervention_status_changed IN 02-12 to_status=withdrawn supersedes=s");
    assert_int_equal(
        filler_apply(c, "y intervention_status_changed IN 02-13 to_status=completed", &error),
        CJ_E_INTEGRITY);
    assert_string_equal(status_in(c, &machines[1]), "withdrawn");
    cj_case_unref(c);
    cj_error_unref(error);
}

/* ---- outcomes -------------------------------------------------------------------------------- */

/* Which outcomes an act of the kind can have, beside `signed`, which all can. */
static const struct {
    const char *kind, *outcomes;
} outcomes[] = {
    {"advice_sought", "answered"},
    {"assessment_completed", "countersigned rejected rolled_back adopted departed"},
    {"breach_report_prepared", "countersigned rejected"},
    {"breach_report_sent", "received rejected withdrawn accepted_by_prosecutor"},
    {"circumstance_changed", "done"},
    {"complaint_or_dispute_recorded", "answered closed withdrawn"},
    {"early_termination_considered", "granted part refused"},
    {"enforcement_decided", "countersigned rejected"},
    {"information_disclosed", "received"},
    {"information_sufficiency_judged", "refused received done"},
    {"matter_referred", "answered granted part refused done closed withdrawn"},
    {"plan_drafted", "countersigned rejected"},
    {"recall_recommended", "granted part refused countersigned rejected"},
    {"resource_requested", "granted part refused withdrawn"},
    {"risk_level_reviewed", "countersigned rejected"},
    {"safety_concern_raised", "done closed"},
    {"suitability_reported", "received done"},
    {"warning_issued", "withdrawn"},
};

/* What the acts below refer to. */
static const char rich[] =
    "d intervention_defined IN 02-01\n"
    "s session_recorded IN 02-02 n=1\n"
    "opt option_evaluated PL 02-02 option_outcome=not_applicable\n"
    "sel option_selected PL 02-02\n"
    "consent consent_decided H 02-02\n"
    "views views_recorded H 02-02 view_kinds=need invited=need\n"
    "noted non_compliance_noted H 02-03 statutory=true order=order requirement=r1\n"
    "report breach_report_prepared H 02-04 order=order requirements_breached=r1\n"
    "risk risk_level_reviewed AS 02-04\n"
    "ov access_overridden H 02-04\n"
    "sched review_scheduled RE 02-04\n"
    "crit success_criteria_agreed IN 02-04\n";

/* What the least of a kind is not enough for. */
static const struct {
    const char *kind, *more;
} particulars[] = {
    {"plan_drafted", "version=1 requirement_coverage.requirement=r1"},
    {"outcome_recorded", "of=need outcome=signed"},
    {"complaint_or_dispute_recorded", "handled_by.id=p.three"},
    {"assessment_completed",
     "results.scale=tier scored.instrument=tier_v3 scored.values.name=active_event "
     "scored.values.value=0"},
    {"override_reviewed", "performed_by.id=p.two"},
    {"enforcement_decided", "noted=noted options_weighed=warn enforcement_decision=warn"},
    {"non_compliance_explained", "noted=noted accounts.party=the.person"},
    {"order_recorded", "requirements.req_id=r7"},
    {"party_recorded", "party_id=court"},
    {"plan_changed", "from_version=1 to_version=1"},
    {"plan_agreement_recorded", "plan_version=1"},
    {"goal_progressed", "goal=goal goal_status=achieved"},
    {"participant_briefed", "terms.key=consequences"},
    {"non_compliance_noted", "statutory=true"},
    {"progress_monitored", "intervention=d"},
    {"session_recorded", "n=2"},
    {"information_obtained", "obtained_from.party=helpers"},
    {"proposal_discussed", "discussed_with.party=the.person decisions.party=the.person"},
};

static const char *handle_for(const cji_kind *kind)
{
    static const char *const handles[] = {"", "H", "AS", "PL", "IN", "RE"};
    for (size_t type = 1; type < CJI_COUNT(handles); type++) {
        if ((kind->handles >> type & 1) != 0)
            return handles[type];
    }
    return NULL;
}

/* An act `of` of the kind, in a case that has what it wants; NULL for a kind of no case. */
static cj_case *case_with(cj_context *ctx, const cji_kind *kind)
{
    char line[400];
    const char *more = "", *handle = handle_for(kind);
    cj_case *c;
    if (handle == NULL || kind->id == CJ_ACT_CASE_OPENED || kind->id == CJ_ACT_ERASED)
        return NULL;
    c = case_of(ctx, rich);
    for (size_t i = 0; i < CJI_COUNT(particulars); i++) {
        if (strcmp(particulars[i].kind, kind->name) == 0)
            more = particulars[i].more;
    }
    if (kind->id == CJ_ACT_PLAN_CHANGED || kind->id == CJ_ACT_PLAN_AGREEMENT_RECORDED)
        filler_lines(c, "p plan_drafted PL 02-05 version=1 requirement_coverage.requirement=r1");
    snprintf(line, sizeof line, "of %s %s 02-10 performed_by.id=p.two %s", kind->name, handle,
             strncmp(more, "performed_by", 12) == 0 ? "" : more);
    filler_lines(c, line);
    return c;
}

static void test_outcomes(void **state)
{
    const cji_list *list = &cji_lists[list_of("outcome")];
    size_t kinds = 0;
    for (int32_t k = 0; k < cji_kind_count; k++) {
        const cji_kind *kind = &cji_kinds[k];
        cj_case *c = case_with(*state, kind);
        const char *can = "";
        if (c == NULL)
            continue;
        kinds++;
        for (size_t i = 0; i < CJI_COUNT(outcomes); i++) {
            if (strcmp(outcomes[i].kind, kind->name) == 0)
                can = outcomes[i].outcomes;
        }
        for (int16_t code = 0; code < list->ncodes; code++) {
            bool may = strcmp(list->codes[code], "signed") == 0 || among(can, list->codes[code]);
            char line[200];
            cj_error *error = NULL;
            cj_status status;
            snprintf(line, sizeof line, "o%d outcome_recorded %s 02-20 of=of outcome=%s by=p.one",
                     code, handle_for(kind), list->codes[code]);
            status = filler_apply(c, line, &error);
            if (status != (may ? CJ_OK : CJ_E_INTEGRITY))
                fail_msg("%s of %s: status %d %s", list->codes[code], kind->name, (int)status,
                         last_problem(error));
            if (!may)
                assert_string_equal(cj_error_rule(error, 0), "outcome_fits");
            cj_error_unref(error);
        }
        cj_case_unref(c);
    }
    assert_int_equal(kinds, 69); /* all kinds of a case but its opening and erasures */
}

/* ---- codes that go with codes ---------------------------------------------------------------- */

/* `lines` with the codes from and to; the act m is found by the rule unless they go together. */
static const struct {
    const char *rule, *from_list, *to_list, *lines, *act;
    struct {
        const char *from, *to;
    } pairs[10];
} maps[] = {
    {"order_departs",
     "level",
     "priority_band",
     "r risk_level_reviewed AS 02-02 rosh.key=public rosh.value=#",
     "m case_prioritised H 02-03 priority_band=#",
     {{"low", "low medium high highest"},
      {"medium", "medium high highest"},
      {"high", "high highest"},
      {"very_high", "highest"}}},
    {"contact_unsafe",
     "mode",
     "delivery_method",
     "q party_recorded H 02-02 party_id=aunt party_role=family safe_contact.ways=#",
     "m information_disclosed H 02-03 about=H recipients.party=aunt method=#",
     {{"in_person", "in_person"},
      {"phone", "phone"},
      {"video", ""},
      {"digital", "email portal message"},
      {"group", ""}}},
};

static void test_maps(void **state)
{
    for (size_t i = 0; i < CJI_COUNT(maps); i++) {
        const cji_list *from = &cji_lists[list_of(maps[i].from_list)];
        const cji_list *to = &cji_lists[list_of(maps[i].to_list)];
        for (int16_t a = 0; a < from->ncodes; a++) {
            assert_string_equal(maps[i].pairs[a].from, from->codes[a]);
            for (int16_t b = 0; b < to->ncodes; b++) {
                cj_case *c = case_of(*state, with(maps[i].lines, from->codes[a]));
                bool finds = false;
                filler_lines(c, with(maps[i].act, to->codes[b]));
                for (size_t k = 0; k < c->nfindings; k++)
                    finds = finds || strcmp(c->findings[k].rule, maps[i].rule) == 0;
                if (finds == among(maps[i].pairs[a].to, to->codes[b]))
                    fail_msg("%s: %s with %s", maps[i].rule, from->codes[a], to->codes[b]);
                cj_case_unref(c);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_machines, context_make, context_drop),
        cmocka_unit_test(test_every_machine_is_here),
        cmocka_unit_test_setup_teardown(test_order_and_correction, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_outcomes, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_maps, context_make, context_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
