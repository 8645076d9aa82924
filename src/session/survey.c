/* SPDX-License-Identifier: MIT */
/* What an assessor has to know of before a judgement: all cases of the practitioner are looked at
 * that the assessor may check. Nothing of them is handed out, so nothing is logged. */
#include "session/judge.h"

#include <stdio.h>

typedef struct survey {
    const cji_judging *j;
    cji_portfolio *portfolio; /* NULL: only acts are looked for */
    cji_arena arena;
    const char **cases; /* of each act that is cited without one: where it is */
    cj_status status;   /* what was found wrong */
    cj_error **error;
} survey;

/* ---- acts without their case ----------------------------------------------------------------- */

static cj_status look_for(survey *s, const cj_case *c, size_t i)
{
    const cj_record *cite = cji_judging_cite(s->j, i);
    cji_str id = cji_text(cite, CJ_FIELD_ACT);
    const cji_entry *entry = cji_case_entry(c, id);
    cji_place place = {.field = "sampled", .act = id.p};
    if (entry == NULL || entry->act == NULL || cj_count(cite, CJ_FIELD_CASE) > 0)
        return CJ_OK;
    if (s->cases[i] != NULL) {
        s->status = cji_fail(s->j->ctx, s->error, CJ_E_CONFLICT, &place,
                             "case %s and case %s have an act %s: say of which it is", s->cases[i],
                             cj_case_id(c), id.p);
        return CJ_OK;
    }
    s->cases[i] = cji_arena_strdup(&s->arena, cji_str_of(cj_case_id(c)));
    return s->cases[i] != NULL ? CJ_OK : cji_no_memory(s->j->ctx, s->error);
}

static cj_status take(void *user, const cji_session_scope *scope, cj_error **error)
{
    survey *s = user;
    bool taken = false;
    cj_status status = CJ_OK;
    for (size_t i = 0; status == CJ_OK && i < cji_judging_count(s->j); i++)
        status = look_for(s, scope->c, i);
    if (status == CJ_OK && s->portfolio != NULL)
        status = cji_portfolio_add(s->portfolio, scope->c, NULL, &taken, error);
    return status;
}

static cj_status give_cases(survey *s)
{
    cj_status status = s->status;
    for (size_t i = 0; i < cji_judging_count(s->j); i++) {
        cj_record *cite = cji_judging_cite(s->j, i);
        cji_place place = {.field = "sampled", .act = cji_text(cite, CJ_FIELD_ACT).p};
        cj_status one = CJ_OK;
        if (cj_count(cite, CJ_FIELD_CASE) > 0)
            continue;
        if (s->cases[i] != NULL)
            one = cj_add_text(cite, CJ_FIELD_CASE, s->cases[i], CJ_ZT, s->error);
        else
            one = cji_fail(s->j->ctx, s->error, CJ_E_NOT_FOUND, &place,
                           "there is no act %s in a case that the actor may check", place.act);
        status = status == CJ_OK ? one : status;
    }
    return status;
}

static bool wants_cases(const cji_judging *j)
{
    for (size_t i = 0; i < cji_judging_count(j); i++) {
        if (cj_count(cji_judging_cite(j, i), CJ_FIELD_CASE) == 0)
            return true;
    }
    return false;
}

/* ---- what speaks against a finding ----------------------------------------------------------- */

static const cj_record *row_of(const cj_report *report, const char *item)
{
    const cji_slot *rows = cji_slot_of(report->root.record, CJ_FIELD_CRITERIA, NULL);
    for (uint32_t i = 0; i < rows->count; i++) {
        if (cji_str_is(cji_text(rows->values[i].record, CJ_FIELD_ITEM), item))
            return rows->values[i].record;
    }
    return NULL;
}

static bool same(const cj_record *a, const cj_record *b, cj_field field)
{
    return cji_str_eq(cji_text(a, field), cji_text(b, field));
}

/* Whether an item of the list, before `to`, is about the same act; or about another case's of that
 * id. */
static bool among(const cji_slot *contrary, uint32_t to, const cj_record *item, bool other_case)
{
    for (uint32_t i = 0; i < to; i++) {
        const cj_record *one = contrary->values[i].record;
        if (same(one, item, CJ_FIELD_ACT) && same(one, item, CJ_FIELD_CASE) != other_case)
            return true;
    }
    return false;
}

/* By its id alone where only one case has such an act on the list. */
static bool acknowledged(const cji_judging *j, const cji_slot *contrary, const cj_record *item)
{
    const cji_slot *said = cji_slot_of(j->record, CJ_FIELD_ACKNOWLEDGED, NULL);
    for (uint32_t i = 0; i < said->count; i++) {
        const cj_record *one = said->values[i].record;
        if (same(one, item, CJ_FIELD_ACT) &&
            (cj_count(one, CJ_FIELD_CASE) > 0 ? same(one, item, CJ_FIELD_CASE)
                                              : !among(contrary, contrary->count, item, true)))
            return true;
    }
    return false;
}

static cj_status check_contrary(survey *s)
{
    cj_report *report = NULL;
    cj_status status = cji_portfolio_report(s->portfolio, &report, s->error);
    const cj_record *row = status == CJ_OK ? row_of(report, s->j->item) : NULL;
    const cji_slot *contrary = row != NULL ? cji_slot_of(row, CJ_FIELD_CONTRARY, NULL) : NULL;
    for (uint32_t i = 0; contrary != NULL && i < contrary->count; i++) {
        const cj_record *item = contrary->values[i].record;
        cji_str act = cji_text(item, CJ_FIELD_ACT);
        cji_place place = {.field = "acknowledged", .act = act.p};
        if (among(contrary, i, item, false) || acknowledged(s->j, contrary, item))
            continue; /* each act once, however much speaks against it */
        status = cji_fail(s->j->ctx, s->error, CJ_E_INTEGRITY, &place,
                          "act %s of case %s speaks against %s: it is to be acknowledged before "
                          "the finding met",
                          act.p, cji_text(item, CJ_FIELD_CASE).p, s->j->item);
    }
    cj_report_unref(report);
    return status;
}

static cj_status go(survey *s, cji_asked *asked, cj_case **stream)
{
    const cji_judging *j = s->j;
    char subj[CJI_SESSION_SUBJ];
    cj_status status = CJ_OK;
    if (asked != NULL) {
        status = cji_session_stream(j->session, j->practitioner, stream, subj, s->error);
        asked->judgements = *stream;
    }
    if (status == CJ_OK && asked != NULL)
        status = cji_portfolio_new(
            j->ctx, asked, cji_date_of(cji_first(j->record, CJ_FIELD_OCCURRED_AT)->time).days,
            &s->portfolio, s->error);
    if (status == CJ_OK)
        status = cji_session_each(j->session, "check", j->name, take, s, s->error);
    if (status == CJ_OK)
        status = give_cases(s);
    return status == CJ_OK && asked != NULL ? check_contrary(s) : status;
}

cj_status cji_judging_survey(const cji_judging *j, cj_error **error)
{
    const bool met = cji_judging_met(j);
    const char *version = cj_standard_version(j->standard);
    char key[400];
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    survey s = {.j = j, .error = error};
    cji_asked asked;
    cj_case *stream = NULL;
    cj_status status;
    if (!met && !wants_cases(j))
        return CJ_OK;
    snprintf(key, sizeof key, "%s%s%s", cj_standard_urn(j->standard), version != NULL ? "@" : "",
             version != NULL ? version : "");
    options.standard = key;
    options.policy = j->session->policy;
    options.practitioner = j->practitioner;
    status = cji_ask(j->ctx, j->catalogue, j->rules, &options, &asked, error);
    if (status == CJ_OK)
        status = cji_session_permit_of(j->session, j->practitioner, j->name, error);
    if (status != CJ_OK)
        return status;
    cji_arena_init(&s.arena, j->ctx);
    s.cases = cji_arena_alloc(&s.arena, (cji_judging_count(j) + 1) * sizeof *s.cases);
    status = s.cases != NULL ? go(&s, met ? &asked : NULL, &stream) : cji_no_memory(j->ctx, error);
    cji_portfolio_free(s.portfolio);
    cj_case_unref(stream);
    cji_arena_fini(&s.arena);
    return status;
}
