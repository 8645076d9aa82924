/* SPDX-License-Identifier: MIT */
/*
 * <act>: is there an act that meets what stands inside? If there is none, the nearest one is found,
 * for what it lacks is what a practitioner wants to know.
 */
#include "competence/evaluation.h"

/* The act is in view, under its name, while `inside` looks at it. */
static cji_outcome in_view(cji_evaluation *e, const cji_expr *x, uint32_t entry,
                           cji_outcome (*inside)(cji_evaluation *, const cji_expr *))
{
    cji_view outer = e->view, saved = {0};
    cji_outcome r;
    e->view =
        (cji_view){.entry = &e->c->entries[entry], .record = e->c->entries[entry].act->root.record};
    if (x->name >= 0) {
        saved = e->names[x->name];
        e->names[x->name] = e->view;
    }
    r = inside(e, x->first);
    if (x->name >= 0)
        e->names[x->name] = saved;
    e->view = outer;
    return r;
}

static cji_outcome if_chosen(cji_evaluation *e, const cji_expr *first)
{
    return (cji_outcome){.level = cji_chosen(e, first) ? CJI_FULL : CJI_NOTHING};
}

static bool is_condition(const cji_expr *x)
{
    return x->op >= CJI_OP_HAS || x->op == CJI_OP_ITEM || x->op == CJI_OP_NOT;
}

/*
 * How near a try came. An act that lacks a field does not count at all; one that is only late, or
 * that stands while another act it asks for is missing, is a part. `score` tells two apart.
 */
static cji_outcome nearness(cji_evaluation *e, const cji_expr *first)
{
    cji_outcome r = {.level = CJI_PART};
    for (const cji_expr *x = first; x != NULL; x = x->next) {
        cji_outcome one;
        if (x->op == CJI_OP_WHERE || x->op == CJI_OP_ALSO)
            continue;
        one = cji_eval(e, x);
        r.score += one.level == CJI_FULL ? 3 : one.late ? 2 : one.level == CJI_PART;
        r.late = r.late || one.late;
        if (one.level == CJI_NOTHING && !one.late && is_condition(x))
            r.level = CJI_NOTHING;
    }
    return r;
}

typedef struct tries {
    int met;
    int32_t first_day, last_day; /* of those that met it */
    bool untested;
    const char *why; /* of the first that waits */
    bool any;
    uint32_t nearest;
    cji_outcome near;
} tries;

static void try_acts(cji_evaluation *e, const cji_expr *x, tries *t)
{
    for (size_t i = 0; i < e->norder && e->status == CJ_OK; i++) {
        uint32_t entry = e->order[i];
        cji_mark m = cji_mark_of(e);
        cji_outcome r;
        if (!cji_of_kind(x, e->c->entries[entry].kind) || cji_hidden(e, x, i) ||
            !cji_act_counts(e, &e->c->entries[entry]))
            continue;
        r = in_view(e, x, entry, if_chosen);
        if (r.level == CJI_NOTHING) { /* it is not what is looked for */
            cji_back_to(e, m);
            continue;
        }
        r = in_view(e, x, entry, cji_eval_all);
        if (r.level == CJI_FULL) {
            cji_cite(e, entry);
            t->last_day = cji_entry_day(&e->c->entries[entry]);
            t->first_day = t->met == 0 ? t->last_day : t->first_day;
            t->met++;
            t->untested = t->untested || r.untested;
            t->why = t->why != NULL || !r.untested ? t->why : r.why;
            continue;
        }
        cji_back_to(e, m);
        r = in_view(e, x, entry, nearness);
        cji_back_to(e, m);
        if (!t->any || r.score >= t->near.score) {
            t->any = true;
            t->nearest = entry;
            t->near = r;
        }
    }
}

/* How many it has to be: a number, or as many as another act names of something. */
static int wanted(const cji_evaluation *e, const cji_expr *x)
{
    size_t n = 0;
    const cji_row *row;
    const cji_value *value;
    if (!x->as_many)
        return x->min;
    while (cji_path_next(e->names[x->of].record, x->path, &n, &row, &value))
        ;
    return n > 1 ? (int)n : 1;
}

/* Some met it, and not enough (or too many). */
static cji_outcome not_enough(cji_evaluation *e, const cji_expr *x, const tries *t)
{
    char words[64];
    cji_miss(e, x, x->kind, 0, "%d of %d recorded: %s%s", t->met, wanted(e, x),
             cji_kind_words(x->kind, words, sizeof words),
             x->distinct_days ? ", on different days" : "");
    return (cji_outcome){.level = x->max != 0 && t->met > x->max ? CJI_NOTHING : CJI_PART};
}

/* Explains the nearest try; it is evidence only if it is a part. */
static cji_outcome nearest_try(cji_evaluation *e, const cji_expr *x, const tries *t)
{
    bool lacks;
    char words[64];
    cji_mark m = cji_mark_of(e);
    (void)in_view(e, x, t->nearest, cji_eval_all);
    if (e->ngaps == m.gaps) /* not every condition has words of its own */
        cji_miss(e, x, x->kind, 0, "the record does not show: %s of what it is to be about",
                 cji_kind_words(x->kind, words, sizeof words));
    cji_judge_lacks(e, m.gaps);
    if (t->near.level == CJI_NOTHING)
        e->nevidence = m.evidence;
    else
        cji_cite(e, t->nearest);
    lacks = e->ngaps > m.gaps && e->gaps[m.gaps].lacks;
    cji_say(e, x, m);
    if (e->ngaps > m.gaps)
        e->gaps[m.gaps].lacks = lacks;
    return t->near;
}

cji_outcome cji_eval_act(cji_evaluation *e, const cji_expr *x)
{
    tries t = {0};
    char words[64];
    bool explain = e->explain, enough;
    cji_mark m = cji_mark_of(e);
    e->explain = false;
    try_acts(e, x, &t);
    e->explain = explain;
    enough =
        t.met >= wanted(e, x) && !(x->distinct_days && x->min > 1 && t.first_day == t.last_day);
    if (enough && (x->max == 0 || t.met <= x->max)) {
        cji_outcome r = {.level = CJI_FULL, .untested = t.untested, .why = t.why};
        return x->policy != NULL ? cji_each_period(e, x, m.evidence, r) : r;
    }
    if (t.met > 0)
        return not_enough(e, x, &t);
    if (t.any)
        return nearest_try(e, x, &t);
    cji_miss(e, x, x->kind, 0, "the record does not show: %s",
             cji_kind_words(x->kind, words, sizeof words));
    return (cji_outcome){.level = CJI_NOTHING};
}
