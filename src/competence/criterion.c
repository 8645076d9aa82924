/* SPDX-License-Identifier: MIT */
/* What one criterion comes to: whether it applies, whether there was an occasion, and its rule. */
#include "competence/evaluation.h"

#include <stdio.h>

/* Each act once, in the order of time. */
static cj_status keep_evidence(cji_evaluation *e, cji_result *out)
{
    bool *cited = cji_arena_alloc(e->arena, e->c->count + 1);
    size_t room = e->nevidence < e->norder ? e->nevidence : e->norder;
    out->evidence = cji_arena_alloc(e->arena, (room + 1) * sizeof *out->evidence);
    out->nevidence = 0;
    if (cited == NULL || out->evidence == NULL)
        return CJ_E_MEMORY;
    for (size_t i = 0; i < e->nevidence; i++) /* what called for the work may be another's */
        cited[e->evidence[i]] =
            out->level >= CJI_NOT_APPLICABLE || cji_act_counts(e, &e->c->entries[e->evidence[i]]);
    for (size_t i = 0; i < e->norder; i++) {
        if (cited[e->order[i]])
            out->evidence[out->nevidence++] = e->order[i];
    }
    return CJ_OK;
}

void cji_restart(cji_evaluation *e, bool explain)
{
    e->nevidence = e->ngaps = 0;
    e->explain = explain;
    e->view = (cji_view){0};
    e->next = INT32_MAX;
    e->nfirsts = 0;
}

/* Why there is no occasion, and the day on which there will be one if that is known. */
static const char *why_not_yet(cji_evaluation *e, const char *why)
{
    char text[400], day[CJ_TIME_TEXT];
    const char *copy;
    if (e->next == INT32_MAX || e->decides)
        return why;
    cj_date_format((cj_date){e->next, CJ_PRECISION_DAY}, day);
    snprintf(text, sizeof text, "%s (%s)", why != NULL ? why : "not yet", day);
    copy = cji_arena_strdup(e->arena, cji_str_of(text));
    if (copy == NULL)
        e->status = CJ_E_MEMORY;
    return copy;
}

/* What is asked of all cases of a practitioner is not asked of one. */
static cji_outcome of_a_caseload(cji_evaluation *e)
{
    cji_restart(e, false);
    for (size_t i = 0; i < e->norder; i++) {
        if (e->c->entries[e->order[i]].kind == CJ_ACT_CASE_OPENED)
            cji_cite(e, e->order[i]);
    }
    return (cji_outcome){.level = CJI_NOT_APPLICABLE,
                         .why = "it is asked of all cases of a practitioner, and not of one case"};
}

/* Whether it is so in the record, whoever recorded it. */
static bool is_fact(cji_evaluation *e, const cji_expr *x)
{
    cji_outcome r;
    cji_restart(e, false);
    e->facts++;
    r = cji_eval_full(e, x->first);
    e->facts--;
    return r.level == CJI_FULL;
}

/* Whether something that was cited is of whose work is looked at, or about it. */
static bool took_part(const cji_evaluation *e)
{
    for (size_t i = 0; i < e->nevidence; i++) {
        if (cji_act_counts(e, &e->c->entries[e->evidence[i]]))
            return true;
    }
    return e->performer == NULL;
}

/* What others did is no evidence of whose work is looked at. */
static cji_outcome of_others(cji_evaluation *e)
{
    static const cji_expr plain = {.why = NULL};
    size_t gaps = e->ngaps;
    bool explain = e->explain;
    e->explain = true;
    e->nevidence = 0;
    if (gaps == 0)
        cji_miss(e, &plain, 0, 0, "no act of %s shows it", e->performer);
    e->explain = explain;
    return (cji_outcome){.level = CJI_NOTHING};
}

/* Every part holds because there was nothing to look at. */
static cji_outcome nothing_shown(cji_evaluation *e)
{
    static const cji_expr plain = {.why = NULL};
    cji_restart(e, true);
    cji_miss(e, &plain, 0, 0, "nothing is recorded that shows it");
    return (cji_outcome){.level = CJI_NOTHING};
}

static cji_outcome decide(cji_evaluation *e, const cji_criterion *criterion)
{
    cji_outcome r;
    if (criterion->caseload && (!e->caseload || criterion->rule == NULL))
        return of_a_caseload(e);
    if (criterion->pack != NULL && criterion->pack->not_applicable != NULL &&
        is_fact(e, criterion->pack->not_applicable))
        return (cji_outcome){.level = CJI_NOT_APPLICABLE,
                             .why = criterion->pack->not_applicable->why};
    if (criterion->not_applicable != NULL && is_fact(e, criterion->not_applicable))
        return (cji_outcome){.level = CJI_NOT_APPLICABLE, .why = criterion->not_applicable->why};
    if (criterion->no_occasion != NULL) {
        if (!is_fact(e, criterion->no_occasion)) {
            r = (cji_outcome){.level = CJI_NO_OCCASION,
                              .why = why_not_yet(e, criterion->no_occasion->why)};
            cji_restart(e, false);
            return r;
        }
    }
    cji_restart(e, false);
    r = cji_eval_full(e, criterion->rule->first);
    if (r.level == CJI_NOTHING || r.level == CJI_PART) {
        /* Who only decides wants to know of gaps whether an act lacks something, if anybody asks.
         */
        cji_restart(e, !e->decides || (criterion->pack != NULL && criterion->pack->complete &&
                                       !e->incomplete));
        r = cji_eval_all(e, criterion->rule->first);
    }
    if (r.level == CJI_FULL && r.vacuous && !r.untested)
        return nothing_shown(e);
    if ((r.level == CJI_FULL || r.level == CJI_PART) && !took_part(e))
        return of_others(e);
    return r;
}

static cj_status evaluate(cji_evaluation *e, const cji_criterion *criterion, cji_result *out,
                          cj_error **error)
{
    cji_outcome r;
    e->error = error;
    e->status = CJ_OK;
    e->steps = 0;
    e->limit = cji_step_limit(e);
    r = decide(e, criterion);
    *out = (cji_result){.level = r.level, .untested = r.untested, .why = r.why};
    if (e->status == CJ_OK && !e->lean)
        e->status = keep_evidence(e, out);
    if (e->status == CJ_OK && e->ngaps > 0) {
        out->gaps = cji_arena_alloc(e->arena, e->ngaps * sizeof *out->gaps);
        out->ngaps = e->ngaps;
        if (out->gaps == NULL)
            e->status = CJ_E_MEMORY;
        else
            memcpy(out->gaps, e->gaps, e->ngaps * sizeof *out->gaps);
        for (size_t i = 0; i < e->ngaps; i++)
            e->incomplete = e->incomplete || e->gaps[i].lacks;
    }
    if (e->status == CJ_E_LIMIT)
        return cji_fail(e->c->ctx, error, CJ_E_LIMIT, &criterion->place,
                        "the rule of %s looks at too many combinations of acts", criterion->item);
    return e->status != CJ_OK ? cji_no_memory(e->c->ctx, error) : CJ_OK;
}

/* ---- criteria that look at the others -------------------------------------------------------- */

/* Room for what the criteria of a pack come to. */
static cj_status remember(cji_evaluation *e, const cji_pack *pack)
{
    if (pack == e->pack)
        return CJ_OK;
    e->pack = NULL;
    e->others = cji_arena_alloc(e->arena, (pack->count + 1) * sizeof *e->others);
    if (e->others == NULL)
        return CJ_E_MEMORY;
    e->pack = pack;
    return CJ_OK;
}

static cj_status evaluate_once(cji_evaluation *e, const cji_criterion *criterion, cj_error **error)
{
    cji_other *other = &e->others[criterion - criterion->pack->criteria];
    cj_status status = CJ_OK;
    if (!other->known)
        status = evaluate(e, criterion, &other->result, error);
    other->known = status == CJ_OK;
    return status;
}

cj_status cji_evaluate(cji_evaluation *e, const cji_criterion *criterion, cji_result *out,
                       cj_error **error)
{
    const cji_pack *pack = criterion->pack;
    cj_status status = remember(e, pack);
    if (status != CJ_OK)
        return cji_no_memory(e->c->ctx, error);
    for (size_t i = 0; criterion->looks_at_others && status == CJ_OK && i < pack->count; i++) {
        const cji_criterion *other = &pack->criteria[i];
        if (other->rule != NULL && !other->looks_at_others)
            status = evaluate_once(e, other, error);
    }
    if (status == CJ_OK)
        status = evaluate_once(e, criterion, error);
    if (status == CJ_OK)
        *out = e->others[criterion - pack->criteria].result;
    return status;
}

/* An act without what another criterion asks for makes the record incomplete. */
cji_outcome cji_eval_complete(cji_evaluation *e, const cji_expr *x)
{
    static const cji_expr plain = {.why = NULL};
    bool complete = true;
    (void)x;
    for (size_t i = 0; e->pack != NULL && i < e->pack->count; i++) {
        const cji_result *result = &e->others[i].result;
        for (size_t j = 0; e->others[i].known && j < result->ngaps; j++) {
            const cji_gap *gap = &result->gaps[j];
            if (!gap->lacks)
                continue;
            complete = false;
            cji_miss(e, &plain, gap->kind, gap->field, "%s: %s", e->pack->criteria[i].item,
                     gap->why);
        }
    }
    return (cji_outcome){.level = complete ? CJI_FULL : CJI_NOTHING, .vacuous = complete};
}

/* ---- its life -------------------------------------------------------------------------------- */

/* Where the acts of each kind are, so that a rule looks at those and no others. */
static bool index_kinds(cji_evaluation *e)
{
    size_t n = e->norder, nheads = (size_t)cji_kind_last + 1;
    e->heads = cji_arena_alloc(e->arena, (nheads + n + 1) * sizeof *e->heads + n + 1);
    if (e->heads == NULL)
        return false;
    e->later = e->heads + nheads;
    e->kinds = (uint8_t *)(e->later + n + 1);
    for (size_t kind = 0; kind < nheads; kind++)
        e->heads[kind] = (uint32_t)n;
    for (size_t i = n; i-- > 0;) {
        int32_t kind = e->c->entries[e->order[i]].kind;
        e->kinds[i] = (uint8_t)kind;
        e->later[i] = e->heads[kind];
        e->heads[kind] = (uint32_t)i;
    }
    return true;
}

cj_status cji_evaluation_new(cj_case *c, const cj_policy *policy, int32_t as_of, cji_arena *arena,
                             cji_evaluation **out, cj_error **error)
{
    cji_evaluation *e = cji_alloc(c->ctx, sizeof *e);
    if (e == NULL)
        return cji_no_memory(c->ctx, error);
    e->c = c;
    e->policy = policy;
    e->as_of = as_of;
    e->arena = arena;
    e->order = cji_case_order(c, &e->norder);
    if (e->order == NULL || !index_kinds(e)) {
        cji_evaluation_free(e);
        return cji_no_memory(c->ctx, error);
    }
    *out = e;
    return CJ_OK;
}

void cji_evaluation_decides(cji_evaluation *e)
{
    e->decides = true;
    e->lean = e->performer == NULL && !cji_policy_has(e->policy, CJI_STR("recording_lag"));
}

void cji_evaluation_of(cji_evaluation *e, const char *performer)
{
    e->performer = performer;
}

void cji_evaluation_free(cji_evaluation *e)
{
    if (e == NULL)
        return;
    cji_free(e->c->ctx, e->evidence);
    cji_free(e->c->ctx, e->gaps);
    cji_free(e->c->ctx, e->values);
    cji_free(e->c->ctx, e);
}
