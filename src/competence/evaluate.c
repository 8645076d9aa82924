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

bool cji_counts_for(const cj_case *c, const cji_entry *entry, const char *worker)
{
    const cj_record *act = entry->act->root.record;
    return cji_str_is(cji_performer(act), worker) ||
           (cji_kind_of(entry->kind)->by_others && cji_about_work_of(c, act, worker));
}

void cji_cite(cji_evaluation *e, uint32_t entry)
{
    if (!cji_grow(e->c->ctx, (void **)&e->evidence, sizeof *e->evidence, e->nevidence,
                  &e->evidence_capacity)) {
        e->status = CJ_E_MEMORY;
        return;
    }
    e->evidence[e->nevidence++] = entry;
}

/* What was cut to fit ends with a whole character. */
static void cut_to_characters(char *text)
{
    size_t n = strlen(text);
    while (n > 0 && !cji_utf8_ok(text, n))
        n--;
    text[n] = '\0';
}

void cji_tell(cji_evaluation *e, const cji_expr *x, int32_t kind, cj_field field,
              const char *format, ...)
{
    char text[400];
    va_list args;
    const char *copy = x->why;
    if (copy == NULL && !e->decides) {
        va_start(args, format);
        vsnprintf(text, sizeof text, format, args);
        va_end(args);
        cut_to_characters(text);
        copy = cji_arena_strdup(e->arena, cji_str_of(text));
    } else if (copy == NULL) {
        copy = "";
    }
    if (copy == NULL ||
        !cji_grow(e->c->ctx, (void **)&e->gaps, sizeof *e->gaps, e->ngaps, &e->gap_capacity)) {
        e->status = CJ_E_MEMORY;
        return;
    }
    e->gaps[e->ngaps++] = (cji_gap){
        .kind = kind, .field = field, .entry = e->view.entry, .why = copy, .said = x->why != NULL};
}

void cji_say(cji_evaluation *e, const cji_expr *x, cji_mark m)
{
    cji_gap first;
    if (x->why == NULL || e->ngaps == m.gaps)
        return;
    for (size_t i = m.gaps; i < e->ngaps; i++) {
        if (e->gaps[i].said)
            return;
    }
    first = e->gaps[m.gaps];
    e->ngaps = m.gaps;
    cji_miss(e, x, first.kind != 0 ? first.kind : x->kind, first.field, "%s", x->why);
}

/* The words of a kind: "plan_drafted" -> "plan drafted". */
const char *cji_kind_words(int32_t kind, char *space, size_t size)
{
    const char *name = kind != 0 ? cj_kind_name(kind) : "act";
    size_t i = 0;
    for (; name[i] != '\0' && i + 1 < size; i++)
        space[i] = name[i] == '_' ? ' ' : name[i];
    space[i] = '\0';
    return space;
}

void cji_judge_lacks(cji_evaluation *e, size_t from)
{
    for (size_t i = from; i < e->ngaps; i++) {
        for (size_t j = from; e->gaps[i].lacks && j < e->ngaps; j++)
            e->gaps[i].lacks = e->gaps[j].lacks || e->gaps[j].kind != e->gaps[i].kind;
    }
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

bool cji_hidden(const cji_evaluation *e, const cji_expr *x, size_t at)
{
    const cji_entry *entry = &e->c->entries[e->order[at]];
    if (!x->latest && !x->latest_on_handle)
        return false;
    for (size_t i = cji_next_place(e, x, at); i < e->norder; i = cji_next_place(e, x, i)) {
        if (x->latest || e->c->entries[e->order[i]].handle == entry->handle)
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
    if (t->absent > 0 && t->vacuous == applying) /* the rest had nothing to look at */
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

/* What corroborates: cited when it holds. */
static void eval_also(cji_evaluation *e, const cji_expr *x)
{
    cji_mark m = cji_mark_of(e);
    bool explain = e->explain;
    e->explain = false;
    if (cji_eval_full(e, x->first).level != CJI_FULL)
        cji_back_to(e, m);
    e->explain = explain;
}

static cji_outcome eval_parts(cji_evaluation *e, const cji_expr *first, bool full)
{
    cji_tally t = {0};
    for (const cji_expr *x = first; x != NULL; x = x->next) {
        cji_outcome r;
        if (x->op == CJI_OP_ALSO && !e->lean)
            eval_also(e, x);
        if (x->op == CJI_OP_ALSO || x->op == CJI_OP_WHERE || x->op == CJI_OP_EXCEPT)
            continue;
        r = cji_eval(e, x);
        if (full && (r.level == CJI_NOTHING || r.level == CJI_PART))
            return (cji_outcome){.level = CJI_NOTHING};
        cji_tally_count(&t, r);
    }
    return cji_tally_all(&t);
}

cji_outcome cji_eval_all(cji_evaluation *e, const cji_expr *first)
{
    return eval_parts(e, first, false);
}

cji_outcome cji_eval_full(cji_evaluation *e, const cji_expr *first)
{
    return eval_parts(e, first, true);
}

/* The first alternative that is met, else what the nearest one leaves. */
static cji_outcome eval_any(cji_evaluation *e, const cji_expr *x)
{
    const cji_expr *nearest = NULL;
    cji_outcome best = {.level = CJI_NOTHING};
    cji_mark m = cji_mark_of(e);
    for (const cji_expr *one = x->first; one != NULL; one = one->next) {
        bool explain = e->explain;
        cji_outcome r;
        e->explain = false; /* the nearest is explained, and only that */
        r = cji_eval(e, one);
        e->explain = explain;
        if (r.level == CJI_FULL)
            return r;
        cji_back_to(e, m);
        if (nearest == NULL || r.level > best.level) {
            nearest = one;
            best = r;
        }
    }
    if (nearest != NULL && (e->explain || !e->lean)) {
        m = cji_mark_of(e);
        best = cji_eval(e, nearest);
        cji_say(e, x, m);
    }
    return best;
}

static cji_outcome eval_not(cji_evaluation *e, const cji_expr *x)
{
    cji_mark m = cji_mark_of(e);
    bool explain = e->explain;
    cji_outcome r;
    e->explain = false;
    e->facts++;
    r = cji_eval_full(e, x->first);
    e->facts--;
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
    e->facts++;
    for (const cji_expr *x = first; x != NULL && chosen; x = x->next)
        chosen = x->op != CJI_OP_WHERE || cji_eval_full(e, x->first).level == CJI_FULL;
    e->facts--;
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
        e->facts++;
        r = cji_eval_full(e, x->first);
        e->facts--;
        e->explain = explain;
        if (r.level == CJI_FULL)
            return (cji_outcome){.level = CJI_NOT_APPLICABLE, .why = x->why};
        cji_back_to(e, m);
    }
    return cji_eval_all(e, part->first);
}

static cji_outcome eval_provided(cji_evaluation *e, const cji_expr *x)
{
    cji_mark m = cji_mark_of(e);
    cji_outcome r = cji_eval_all(e, x->first);
    cji_say(e, x, m);
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

/* The codes that are there, and those that are there or came too late; their acts are cited. */
static uint64_t gather(cji_evaluation *e, const cji_expr *x, uint64_t *late)
{
    uint64_t found = 0;
    cji_view outer = e->view, saved = {0};
    bool explain = e->explain;
    if (x->name >= 0)
        saved = e->names[x->name];
    *late = 0;
    e->explain = false;
    for (size_t i = cji_first_place(e, x); i < e->norder; i = cji_next_place(e, x, i)) {
        const cji_entry *entry = &e->c->entries[e->order[i]];
        uint64_t here;
        cji_mark m = cji_mark_of(e);
        cji_outcome r = {.level = CJI_NOTHING};
        if (!cji_act_counts(e, entry))
            continue;
        e->view = (cji_view){.entry = entry, .record = entry->act->root.record};
        if (x->name >= 0)
            e->names[x->name] = e->view;
        here = cji_codes_of(e->view.record, x->field) & x->mask;
        if (here != 0 && (!x->chooses || cji_chosen(e, x->first)))
            r = cji_eval_all(e, x->first);
        if (r.level != CJI_FULL && !r.late) {
            cji_back_to(e, m);
            continue;
        }
        cji_cite(e, e->order[i]);
        found |= r.level == CJI_FULL ? here : 0;
        *late |= here;
    }
    e->explain = explain;
    e->view = outer;
    if (x->name >= 0)
        e->names[x->name] = saved;
    return found;
}

uint64_t cji_over_lacks(cji_evaluation *e, const cji_expr *x)
{
    cji_mark m = cji_mark_of(e);
    uint64_t late, found = gather(e, x, &late);
    cji_back_to(e, m);
    return x->mask & ~found;
}

static cji_outcome eval_over(cji_evaluation *e, const cji_expr *x)
{
    uint64_t late, found = gather(e, x, &late);
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
        if (!x->chooses || cji_chosen(e, x->first)) {
            r = cji_eval_full(e, x->first);
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
uint64_t cji_step_limit(const cji_evaluation *e)
{
    return STEPS + 16 * (uint64_t)e->norder * e->norder;
}

static inline bool step(cji_evaluation *e, const cji_expr *x)
{
    bool over_acts = x->op == CJI_OP_ACT || x->op == CJI_OP_EVERY || x->op == CJI_OP_OVER;
    e->steps += over_acts ? e->norder + 1 : 1;
    if (e->steps > e->limit && e->status == CJ_OK)
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
    case CJI_OP_COMPLETE:
        return cji_eval_complete(e, x);
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
