/* SPDX-License-Identifier: MIT */
/*
 * Evaluation. Every expression comes to nothing, a part, or the whole; what it rests on and what
 * is missing are collected on the way. Deciding and explaining are the same walk: explaining
 * also says, of what was not met, the gaps of the nearest try.
 */
#include "competence/evaluation.h"

#include <stdio.h>

#define STEPS 1000000 /* of one criterion, and more with the square of the acts */

/* ---- what is collected ----------------------------------------------------------------------- */

void cji_cite(cji_evaluation *e, uint32_t entry)
{
    if (!cji_grow(e->c->ctx, (void **)&e->evidence, sizeof *e->evidence, e->nevidence,
                  &e->evidence_capacity)) {
        e->status = CJ_E_MEMORY;
        return;
    }
    e->evidence[e->nevidence++] = entry;
}

void cji_miss(cji_evaluation *e, const cji_expr *x, int32_t kind, cj_field field,
              const char *format, ...)
{
    char text[400];
    va_list args;
    const char *copy;
    if (!e->explain)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    copy = cji_arena_strdup(e->arena, cji_str_of(x->why != NULL ? x->why : text));
    if (copy == NULL ||
        !cji_grow(e->c->ctx, (void **)&e->gaps, sizeof *e->gaps, e->ngaps, &e->gap_capacity)) {
        e->status = CJ_E_MEMORY;
        return;
    }
    e->gaps[e->ngaps++] = (cji_gap){kind, field, copy, e->triggered > 0};
}

/* The words of a kind: "plan_drafted" -> "plan drafted". */
const char *cji_kind_words(int32_t kind, char *space, size_t size)
{
    snprintf(space, size, "%s", kind != 0 ? cj_kind_name(kind) : "act");
    for (char *p = space; *p != '\0'; p++)
        *p = *p == '_' ? ' ' : *p;
    return space;
}

cji_mark cji_mark_of(const cji_evaluation *e)
{
    return (cji_mark){e->nevidence, e->ngaps};
}

void cji_back_to(cji_evaluation *e, cji_mark m)
{
    e->nevidence = m.evidence;
    e->ngaps = m.gaps;
}

bool cji_of_kind(const cji_expr *x, int32_t kind)
{
    return (x->kinds[kind / 64] >> (kind % 64) & 1) != 0;
}

bool cji_hidden(const cji_evaluation *e, const cji_expr *x, size_t at)
{
    const cji_entry *entry = &e->c->entries[e->order[at]];
    if (!x->latest && !x->latest_on_handle)
        return false;
    for (size_t i = at + 1; i < e->norder; i++) {
        const cji_entry *later = &e->c->entries[e->order[i]];
        if (cji_of_kind(x, later->kind) && (x->latest || later->handle == entry->handle))
            return true;
    }
    return false;
}

/* ---- groups ---------------------------------------------------------------------------------- */

void cji_tally_count(cji_tally *t, cji_outcome r)
{
    t->total++;
    t->full += r.level == CJI_FULL;
    t->part += r.level == CJI_PART;
    t->late += r.late;
    t->vacuous += r.vacuous;
    if (r.untested && r.level != CJI_NOTHING) {
        t->untested = true;
        t->why = t->why != NULL ? t->why : r.why;
    }
    if (r.level == CJI_NOT_APPLICABLE || r.level == CJI_NO_OCCASION) {
        if (t->absent++ == 0)
            t->first_absent = r;
    }
}

cji_outcome cji_tally_all(const cji_tally *t)
{
    int applying = t->total - t->absent;
    if (applying == 0 && t->absent > 0)
        return t->first_absent;
    return (cji_outcome){
        .level = t->full == applying              ? CJI_FULL
                 : t->full + t->part > t->vacuous ? CJI_PART
                                                  : CJI_NOTHING,
        .late = t->full + t->late == applying && t->late > 0,
        .untested = t->untested,
        .vacuous = t->vacuous > 0 && t->vacuous == applying,
        .why = t->why,
    };
}

cji_outcome cji_eval_all(cji_evaluation *e, const cji_expr *first)
{
    cji_tally t = {0};
    for (const cji_expr *x = first; x != NULL; x = x->next) {
        if (x->op != CJI_OP_WHERE && x->op != CJI_OP_EXCEPT)
            cji_tally_count(&t, cji_eval(e, x));
    }
    return cji_tally_all(&t);
}

/* The first alternative that is met, else what the nearest one leaves. */
static cji_outcome eval_any(cji_evaluation *e, const cji_expr *x)
{
    const cji_expr *nearest = NULL;
    cji_outcome best = {.level = CJI_NOTHING};
    for (const cji_expr *one = x->first; one != NULL; one = one->next) {
        cji_mark m = cji_mark_of(e);
        cji_outcome r = cji_eval(e, one);
        if (r.level == CJI_FULL)
            return r;
        cji_back_to(e, m);
        if (nearest == NULL || r.level > best.level) {
            nearest = one;
            best = r;
        }
    }
    return nearest != NULL ? cji_eval(e, nearest) : best;
}

static cji_outcome eval_not(cji_evaluation *e, const cji_expr *x)
{
    cji_mark m = cji_mark_of(e);
    bool explain = e->explain;
    cji_outcome r;
    e->explain = false;
    r = cji_eval_all(e, x->first);
    e->explain = explain;
    if (r.level != CJI_FULL) {
        cji_back_to(e, m);
        return (cji_outcome){.level = CJI_FULL, .vacuous = true};
    }
    cji_miss(e, x, 0, 0, "something that speaks against it is recorded");
    return (cji_outcome){.level = CJI_NOTHING};
}

bool cji_chosen(cji_evaluation *e, const cji_expr *first)
{
    bool chosen = true, explain = e->explain;
    e->explain = false;
    for (const cji_expr *x = first; x != NULL && chosen; x = x->next)
        chosen = x->op != CJI_OP_WHERE || cji_eval_all(e, x->first).level == CJI_FULL;
    e->explain = explain;
    return chosen;
}

/* All parts, unless a recorded fact says that they do not apply. */
static cji_outcome eval_part(cji_evaluation *e, const cji_expr *part)
{
    bool explain = e->explain;
    for (const cji_expr *x = part->first; x != NULL; x = x->next) {
        cji_mark m = cji_mark_of(e);
        cji_outcome r;
        if (x->op != CJI_OP_EXCEPT)
            continue;
        e->explain = false;
        r = cji_eval_all(e, x->first);
        e->explain = explain;
        if (r.level == CJI_FULL)
            return (cji_outcome){.level = CJI_NOT_APPLICABLE, .why = x->why};
        cji_back_to(e, m);
    }
    return cji_eval_all(e, part->first);
}

static cji_outcome eval_provided(cji_evaluation *e, const cji_expr *x)
{
    cji_outcome r = cji_eval_all(e, x->first);
    r.vacuous = r.level == CJI_FULL;
    r.level = r.level == CJI_PART ? CJI_NOTHING : r.level;
    return r;
}

static cji_outcome eval_judge(cji_evaluation *e, const cji_expr *x)
{
    cji_outcome r = cji_eval_all(e, x->first);
    if (r.level == CJI_FULL) {
        r.untested = true;
        r.why = x->why;
    }
    return r;
}

/* ---- codes gathered over acts ---------------------------------------------------------------- */

static cji_outcome eval_over(cji_evaluation *e, const cji_expr *x)
{
    uint64_t found = 0, late = 0;
    cji_view outer = e->view;
    bool explain = e->explain;
    for (size_t i = 0; i < e->norder; i++) {
        const cji_entry *entry = &e->c->entries[e->order[i]];
        size_t at = 0;
        const cji_row *row;
        const cji_value *value;
        uint64_t here = 0;
        cji_mark m = cji_mark_of(e);
        cji_outcome r;
        if (!cji_of_kind(x, entry->kind))
            continue;
        e->view = (cji_view){.entry = entry, .record = entry->act->root.record};
        while (cji_path_next(e->view.record, x->field, &at, &row, &value))
            here |= UINT64_C(1) << value->number & x->mask;
        e->explain = false;
        r = (cji_outcome){.level = CJI_NOTHING};
        if (here != 0 && cji_chosen(e, x->first))
            r = cji_eval_all(e, x->first);
        e->explain = explain;
        if (r.level != CJI_FULL && !r.late) {
            cji_back_to(e, m);
            continue;
        }
        cji_cite(e, e->order[i]);
        found |= r.level == CJI_FULL ? here : 0;
        late |= here;
    }
    e->view = outer;
    if (found == x->mask)
        return (cji_outcome){.level = CJI_FULL};
    for (int32_t code = 0; code < 64; code++) {
        if ((x->mask & ~found) >> code & 1)
            cji_miss(e, x, x->kind, x->field.field, "%s: %s %s", cji_field_names[x->field.field],
                     cji_code_name(x->list, code),
                     late >> code & 1 ? "came too late" : "is not there");
    }
    return (cji_outcome){.level = late != 0 ? CJI_PART : CJI_NOTHING, .late = late == x->mask};
}

/* ---- the walk -------------------------------------------------------------------------------- */

static cji_outcome eval_item(cji_evaluation *e, const cji_expr *x)
{
    const cji_slot *slot = cji_slot_of(e->view.record, x->field.field, NULL);
    cji_view outer = e->view, saved = {0};
    int met = 0, seen = 0;
    char words[64];
    for (uint32_t i = 0; slot != NULL && i < slot->count; i++) {
        cji_mark m = cji_mark_of(e);
        bool explain = e->explain;
        cji_outcome r = {.level = CJI_NOTHING};
        e->view = outer;
        e->view.record = slot->values[i].record;
        if (x->name >= 0) {
            saved = e->names[x->name];
            e->names[x->name] = e->view;
        }
        e->explain = false;
        if (cji_chosen(e, x->first)) {
            r = cji_eval_all(e, x->first);
            seen++;
        }
        e->explain = explain;
        if (x->name >= 0)
            e->names[x->name] = saved;
        met += r.level == CJI_FULL;
        if (r.level != CJI_FULL)
            cji_back_to(e, m);
    }
    e->view = outer;
    if (met >= x->min && (!x->each || met == seen))
        return (cji_outcome){.level = CJI_FULL};
    cji_miss(e, x, e->view.entry->kind, x->field.field, "%s does not say it in %s",
             cji_kind_words(e->view.entry->kind, words, sizeof words),
             cji_field_names[x->field.field]);
    return (cji_outcome){.level = CJI_NOTHING};
}

/*
 * Acts inside acts inside acts look at every combination of them. A few times the square of the
 * acts is allowed; what goes on far beyond that would not end in the lifetime of the reader.
 */
static bool step(cji_evaluation *e, const cji_expr *x)
{
    bool over_acts = x->op == CJI_OP_ACT || x->op == CJI_OP_EVERY || x->op == CJI_OP_OVER;
    uint64_t n = e->norder;
    e->steps += over_acts ? n + 1 : 1;
    if (e->status == CJ_OK && e->steps > STEPS + 16 * n * n)
        e->status = CJ_E_LIMIT;
    return e->status == CJ_OK;
}

cji_outcome cji_eval(cji_evaluation *e, const cji_expr *x)
{
    cji_outcome none = {.level = CJI_NOTHING};
    if (!step(e, x))
        return none;
    switch (x->op) {
    case CJI_OP_ALL:
        return eval_part(e, x);
    case CJI_OP_PROVIDED:
        return eval_provided(e, x);
    case CJI_OP_ANY:
        return eval_any(e, x);
    case CJI_OP_NOT:
        return eval_not(e, x);
    case CJI_OP_JUDGE:
        return eval_judge(e, x);
    case CJI_OP_ACT:
        return cji_eval_act(e, x);
    case CJI_OP_EVERY:
        return cji_eval_every(e, x);
    case CJI_OP_OVER:
        return eval_over(e, x);
    case CJI_OP_ITEM:
        return eval_item(e, x);
    case CJI_OP_WHERE:
    case CJI_OP_EXCEPT:
        return (cji_outcome){.level = CJI_FULL};
    default:
        return cji_condition(e, x);
    }
}

/* ---- one criterion --------------------------------------------------------------------------- */

static int by_order(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Each act once, in the order of time: by rank, then back to entries. */
static cj_status keep_evidence(cji_evaluation *e, cji_result *out)
{
    size_t n = 0;
    uint32_t *ranks = cji_arena_alloc(e->arena, e->nevidence * sizeof *ranks);
    if (ranks == NULL)
        return CJ_E_MEMORY;
    for (size_t i = 0; i < e->nevidence; i++) {
        for (uint32_t rank = 0; rank < e->norder; rank++) {
            if (e->order[rank] == e->evidence[i])
                ranks[n++] = rank;
        }
    }
    if (n > 1)
        qsort(ranks, n, sizeof *ranks, by_order);
    out->nevidence = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || ranks[i] != ranks[i - 1])
            ranks[out->nevidence++] = ranks[i];
    }
    for (size_t i = 0; i < out->nevidence; i++)
        ranks[i] = e->order[ranks[i]];
    out->evidence = ranks;
    return CJ_OK;
}

static void restart(cji_evaluation *e, bool explain)
{
    e->nevidence = e->ngaps = 0;
    e->explain = explain;
    e->triggered = 0;
    e->view = (cji_view){0};
    e->next = INT32_MAX;
}

/* Why there is no occasion, and the day on which there will be one if that is known. */
static const char *why_not_yet(cji_evaluation *e, const char *why)
{
    char text[400], day[CJ_TIME_TEXT];
    const char *copy;
    if (e->next == INT32_MAX)
        return why;
    cj_date_format((cj_date){e->next, CJ_PRECISION_DAY}, day);
    snprintf(text, sizeof text, "%s (%s)", why != NULL ? why : "not yet", day);
    copy = cji_arena_strdup(e->arena, cji_str_of(text));
    if (copy == NULL)
        e->status = CJ_E_MEMORY;
    return copy;
}

static cji_outcome decide(cji_evaluation *e, const cji_criterion *criterion)
{
    cji_outcome r;
    if (criterion->not_applicable != NULL) {
        restart(e, false);
        r = cji_eval_all(e, criterion->not_applicable->first);
        if (r.level == CJI_FULL)
            return (cji_outcome){.level = CJI_NOT_APPLICABLE,
                                 .why = criterion->not_applicable->why};
    }
    if (criterion->no_occasion != NULL) {
        restart(e, false);
        r = cji_eval_all(e, criterion->no_occasion->first);
        if (r.level != CJI_FULL) {
            r = (cji_outcome){.level = CJI_NO_OCCASION,
                              .why = why_not_yet(e, criterion->no_occasion->why)};
            restart(e, false);
            return r;
        }
    }
    restart(e, false);
    r = cji_eval_all(e, criterion->rule->first);
    if (r.level == CJI_NOTHING || r.level == CJI_PART) {
        restart(e, true);
        r = cji_eval_all(e, criterion->rule->first);
    }
    return r;
}

cj_status cji_evaluate(cji_evaluation *e, const cji_criterion *criterion, cji_result *out,
                       cj_error **error)
{
    cji_outcome r;
    e->error = error;
    e->status = CJ_OK;
    e->steps = 0;
    r = decide(e, criterion);
    *out = (cji_result){.level = r.level, .untested = r.untested, .why = r.why};
    if (e->status == CJ_OK)
        e->status = keep_evidence(e, out);
    if (e->status == CJ_OK && e->ngaps > 0) {
        out->gaps = cji_arena_alloc(e->arena, e->ngaps * sizeof *out->gaps);
        out->ngaps = e->ngaps;
        if (out->gaps == NULL)
            e->status = CJ_E_MEMORY;
        else
            memcpy(out->gaps, e->gaps, e->ngaps * sizeof *out->gaps);
    }
    if (e->status == CJ_E_LIMIT)
        return cji_fail(e->c->ctx, error, CJ_E_LIMIT, &criterion->place,
                        "the rule of %s looks at too many combinations of acts", criterion->item);
    return e->status != CJ_OK ? cji_no_memory(e->c->ctx, error) : CJ_OK;
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
    if (e->order == NULL) {
        cji_evaluation_free(e);
        return cji_no_memory(c->ctx, error);
    }
    *out = e;
    return CJ_OK;
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
