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
    int failed;      /* were looked at and did not */
    uint32_t nearest;
    cji_outcome near;
} tries;

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

/* Whether the act is one of those that are looked for. */
static bool is_sought(cji_evaluation *e, const cji_expr *x, size_t place)
{
    uint32_t entry = e->order[place];
    cji_mark m = cji_mark_of(e);
    if (cji_hidden(e, x, place) || !cji_act_counts(e, &e->c->entries[entry]))
        return false;
    if (!x->chooses || in_view(e, x, entry, if_chosen).level == CJI_FULL)
        return true;
    cji_back_to(e, m); /* it is not what is looked for */
    return false;
}

static void try_acts(cji_evaluation *e, const cji_expr *x, tries *t)
{
    bool few = e->lean && x->max == 0 && x->policy == NULL && !x->distinct_days && !x->may_wait;
    int enough = few ? wanted(e, x) : INT32_MAX; /* the others would change nothing */
    for (size_t i = cji_first_place(e, x); i < e->norder && e->status == CJ_OK && t->met < enough;
         i = cji_next_place(e, x, i)) {
        uint32_t entry = e->order[i];
        cji_mark m = cji_mark_of(e);
        cji_outcome r;
        if (!is_sought(e, x, i))
            continue;
        r = in_view(e, x, entry, cji_eval_full);
        if (r.level != CJI_FULL) {
            cji_back_to(e, m);
            t->failed++;
            continue;
        }
        cji_cite(e, entry);
        t->last_day = cji_entry_day(&e->c->entries[entry]);
        t->first_day = t->met == 0 ? t->last_day : t->first_day;
        t->met++;
        t->untested = t->untested || r.untested;
        t->why = t->why != NULL || !r.untested ? t->why : r.why;
    }
}

/* None met it: the one that came nearest, and of several the last. */
static void find_nearest(cji_evaluation *e, const cji_expr *x, tries *t)
{
    bool first = true;
    for (size_t i = cji_first_place(e, x); i < e->norder && e->status == CJ_OK;
         i = cji_next_place(e, x, i)) {
        cji_mark m = cji_mark_of(e);
        cji_outcome r;
        if (!is_sought(e, x, i))
            continue;
        r = in_view(e, x, e->order[i], nearness);
        cji_back_to(e, m);
        if (first || r.score >= t->near.score) {
            t->nearest = e->order[i];
            t->near = r;
        }
        first = false;
    }
}

int cji_acts_short(cji_evaluation *e, const cji_expr *x, int *met)
{
    tries t = {0};
    cji_mark m = cji_mark_of(e);
    int32_t first = 0;
    int n, periods;
    try_acts(e, x, &t);
    *met = t.met;
    n = wanted(e, x) - t.met;
    if (n <= 0 && x->distinct_days && x->min > 1 && t.first_day == t.last_day)
        n = 1;
    if (x->max != 0 && t.met > x->max)
        n = -1;
    periods = x->policy != NULL && n >= 0 ? cji_periods_without(e, x, m.evidence, &first) : 0;
    cji_back_to(e, m);
    return periods > n ? periods : n;
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
    if (e->lean && !e->explain)
        return t->near;
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
    if (t.met == 0 && t.failed > 0)
        find_nearest(e, x, &t);
    e->explain = explain;
    enough =
        t.met >= wanted(e, x) && !(x->distinct_days && x->min > 1 && t.first_day == t.last_day);
    if (enough && (x->max == 0 || t.met <= x->max)) {
        cji_outcome r = {.level = CJI_FULL, .untested = t.untested, .why = t.why};
        return x->policy != NULL ? cji_each_period(e, x, m.evidence, r) : r;
    }
    if (t.met > 0)
        return not_enough(e, x, &t);
    if (t.failed > 0)
        return nearest_try(e, x, &t);
    cji_miss(e, x, x->kind, 0, "the record does not show: %s",
             cji_kind_words(x->kind, words, sizeof words));
    return (cji_outcome){.level = CJI_NOTHING};
}
