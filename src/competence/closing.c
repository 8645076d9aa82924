/* SPDX-License-Identifier: MIT */
/*
 * What would close a criterion: the parts of its rule that do not hold, each for itself first, for
 * one that nothing closes must not hide the others; then those together that may share an act.
 */
#include "competence/suggest.h"

#include <stdio.h>

#define PARTS 64

typedef struct part {
    cji_goal goal;
    uint64_t kinds[CJI_KIND_WORDS];
    bool closed; /* its acts are found */
    cji_suggested *acts;
    size_t n;
} part;

typedef struct closing {
    cji_search s;
    size_t watched; /* each <every> of the rules themselves */
    part *parts[PARTS];
    size_t nparts;
    cji_suggested acts[CJI_PLANNED];
    size_t n;
    bool approximate;
    const char *withheld;
} closing;

/* ---- the parts ------------------------------------------------------------------------------- */

static void add_kinds(uint64_t kinds[CJI_KIND_WORDS], const cji_expr *first, bool alone)
{
    for (const cji_expr *x = first; x != NULL; x = alone ? NULL : x->next) {
        int32_t item = x->op == CJI_OP_EVERY ? cji_kind_of_item(x) : 0;
        for (int i = 0; i < CJI_KIND_WORDS; i++)
            kinds[i] |= x->kinds[i];
        if (x->op == CJI_OP_COMPLETE) /* any act may lack something */
            memset(kinds, 0xff, CJI_KIND_WORDS * sizeof *kinds);
        kinds[item / 64] |= UINT64_C(1) << (item % 64);
        add_kinds(kinds, x->first, false);
    }
}

static void add_part(closing *k, cji_goal goal)
{
    part *p;
    if (k->nparts == PARTS) {
        k->approximate = true;
        return;
    }
    p = cji_arena_alloc(k->s.e->arena, sizeof *p);
    if (p == NULL) {
        k->s.e->status = CJ_E_MEMORY;
        return;
    }
    p->goal = goal;
    add_kinds(p->kinds, goal.x, goal.alone);
    k->parts[k->nparts++] = p;
}

/* Each instance for itself; the sights stay in the arena. */
static void add_instances(closing *k, const cji_expr *x, const cji_sight *at)
{
    cji_instances all = {0};
    cji_sight *kept;
    cji_watch_every(&k->s, x, at, false);
    if (cji_stands(&k->s, x, at))
        return;
    cji_instances_of(&k->s, x, at, &all);
    kept = cji_arena_alloc(k->s.e->arena, (all.n + 1) * sizeof *kept);
    if (kept == NULL)
        k->s.e->status = CJ_E_MEMORY;
    else if (all.n > 0)
        memcpy(kept, all.lacking, all.n * sizeof *kept);
    for (size_t i = 0; kept != NULL && i < all.n; i++)
        add_part(k, (cji_goal){.x = x,
                               .instance = true,
                               .alone = true,
                               .at = &kept[i],
                               .triggered = x->none != CJI_NONE_MISSING});
    if (all.n == 0) /* there is none to look at, or there are too many */
        add_part(k, (cji_goal){.x = x, .at = at, .alone = true});
    cji_free(k->s.e->c->ctx, all.lacking);
}

static void add_parts(closing *k, const cji_expr *first, const cji_sight *at)
{
    for (const cji_expr *x = first; x != NULL; x = x->next) {
        if (x->op == CJI_OP_WHERE || x->op == CJI_OP_ALSO || x->op == CJI_OP_EXCEPT)
            continue;
        if (x->op == CJI_OP_EVERY)
            add_instances(k, x, at);
        else if (cji_stands(&k->s, x, at))
            continue;
        else if (x->op == CJI_OP_ALL || x->op == CJI_OP_PROVIDED || x->op == CJI_OP_JUDGE)
            add_parts(k, x->first, at);
        else
            add_part(k, (cji_goal){.x = x, .at = at, .alone = true});
    }
}

/* ---- the search ------------------------------------------------------------------------------ */

static bool run(closing *k, const cji_goal *goals)
{
    cji_search *s = &k->s;
    s->n = s->nclaims = s->nbest = 0;
    s->neveries = k->watched;
    s->limit = CJI_PLANNED + 1;
    s->found = s->cut = s->irregular = s->open = false;
    s->barred = 0;
    s->steps = s->depth = 0;
    for (size_t i = 0; i < k->watched; i++)
        s->everies[i].handled = s->everies[i].handled == SIZE_MAX ? SIZE_MAX : 0;
    cji_solve(s, goals);
    if (s->e->status == CJ_E_LIMIT) { /* the rule was evaluated within it: only this ends */
        s->e->status = CJ_OK;
        s->e->steps = 0;
        s->cut = true;
    }
    return s->found && s->e->status == CJ_OK;
}

/* Why nothing is suggested for the part that was just tried. */
static void withhold(closing *k)
{
    char text[200];
    if (k->withheld != NULL)
        return;
    if (k->s.open)
        snprintf(text, sizeof text,
                 "acts of several kinds would do: the rule does not say of which");
    else if (k->s.barred != 0)
        snprintf(text, sizeof text, "%s is recorded when it has happened, and %s",
                 cj_kind_name(k->s.barred),
                 cji_kind_of(k->s.barred)->suggest == CJI_SUGGEST_NEVER
                     ? "never suggested"
                     : "suggested only when something calls for it");
    else if (k->s.irregular)
        snprintf(text, sizeof text,
                 "what is recorded was found irregular: no further act undoes that");
    else if (k->s.cut)
        snprintf(text, sizeof text, "too much is missing to say what would close it");
    else
        snprintf(text, sizeof text, "no act that is recorded now would close it");
    k->withheld = cji_arena_strdup(k->s.e->arena, cji_str_of(text));
    if (k->withheld == NULL)
        k->s.e->status = CJ_E_MEMORY;
}

static void close_part(closing *k, part *p)
{
    cji_goal one = p->goal;
    bool several = one.instance && one.x->first != NULL && one.x->first->next != NULL;
    p->closed = true;
    one.part = several ? one.x->first : NULL;
    for (; p->closed && one.part != NULL; one.part = one.part->next)
        p->closed = run(k, &one); /* each, before all together are tried in vain */
    p->closed = p->closed && run(k, &p->goal);
    if (p->closed) {
        p->n = k->s.nbest;
        p->acts = cji_arena_alloc(k->s.e->arena, (p->n + 1) * sizeof *p->acts);
        if (p->acts == NULL)
            k->s.e->status = CJ_E_MEMORY;
        else
            memcpy(p->acts, k->s.best, p->n * sizeof *p->acts);
        k->approximate = k->approximate || k->s.cut || k->s.open || p->n > CJI_EXACT;
    } else if (k->s.e->status == CJ_OK) {
        withhold(k);
    }
}

static void put(closing *k, const cji_suggested *acts, size_t n)
{
    size_t room = CJI_PLANNED - k->n;
    k->approximate = k->approximate || n > room;
    n = n < room ? n : room;
    memcpy(k->acts + k->n, acts, n * sizeof *acts);
    k->n += n;
}

static bool may_share(const part *a, const part *b)
{
    for (int i = 0; i < CJI_KIND_WORDS; i++) {
        if ((a->kinds[i] & b->kinds[i]) != 0)
            return true;
    }
    return false;
}

/* Takes the parts that may share an act with the first one out, as one chain of goals. */
static size_t take_group(closing *k, part *group[PARTS])
{
    size_t n = 0;
    for (size_t i = 0; i < k->nparts && n == 0; i++) {
        if (k->parts[i] != NULL)
            group[n++] = k->parts[i];
        k->parts[i] = NULL;
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < k->nparts; j++) {
            if (k->parts[j] == NULL || !may_share(group[i], k->parts[j]))
                continue;
            group[n++] = k->parts[j];
            k->parts[j] = NULL;
        }
    }
    for (size_t i = 0; i + 1 < n; i++)
        group[i]->goal.next = &group[i + 1]->goal;
    return n;
}

static void close_group(closing *k, part *group[PARTS], size_t n)
{
    size_t apart = 0;
    for (size_t i = 0; i < n; i++)
        apart += group[i]->n;
    if (n > 1 && run(k, &group[0]->goal) && k->s.nbest <= apart) {
        k->approximate = k->approximate || k->s.cut || k->s.open || k->s.nbest > CJI_EXACT;
        put(k, k->s.best, k->s.nbest);
        return;
    }
    k->approximate = k->approximate || n > 1;
    for (size_t i = 0; i < n; i++)
        put(k, group[i]->acts, group[i]->n);
}

static void close_parts(closing *k)
{
    part *group[PARTS];
    size_t n, left = 0;
    for (size_t i = 0; i < k->nparts; i++) {
        close_part(k, k->parts[i]);
        if (k->s.e->status != CJ_OK)
            return;
        if (k->parts[i]->closed)
            k->parts[left++] = k->parts[i];
    }
    k->nparts = left;
    while ((n = take_group(k, group)) > 0)
        close_group(k, group, n);
}

/*
 * Whether acts of such kinds may change what a rule looks at at all: that another part does not
 * apply, or which acts come under an <every>. The search takes both as they are.
 */
static bool may_turn(const cji_expr *first, bool every, const part *acts)
{
    for (const cji_expr *x = first; x != NULL; x = x->next) {
        if (x->op == CJI_OP_EXCEPT || (x->op == CJI_OP_WHERE && every)) {
            part looks = {.n = 0};
            add_kinds(looks.kinds, x->first, false);
            if (may_share(&looks, acts))
                return true;
        }
        if (may_turn(x->first, x->op == CJI_OP_EVERY, acts))
            return true;
    }
    return false;
}

static bool is_settled(const closing *k, const cji_criterion *const *criteria, size_t n)
{
    part acts = {.n = 0};
    for (size_t i = 0; i < k->n; i++)
        acts.kinds[k->acts[i].kind / 64] |= UINT64_C(1) << (k->acts[i].kind % 64);
    for (size_t i = 0; i < n; i++) {
        if (may_turn(criteria[i]->rule->first, false, &acts))
            return false;
    }
    return true;
}

cj_status cji_suggest(cji_evaluation *e, const cji_criterion *const *criteria, size_t n,
                      cji_suggestion *out, cj_error **error)
{
    static const cji_sight nothing = {0};
    closing *k = cji_alloc(e->c->ctx, sizeof *k);
    *out = (cji_suggestion){0};
    if (k == NULL)
        return cji_no_memory(e->c->ctx, error);
    cji_restart(e, false);
    e->status = CJ_OK;
    e->error = error;
    e->steps = 0;
    e->limit = cji_step_limit(e);
    k->s.e = e;
    for (size_t i = 0; i < n; i++)
        add_parts(k, criteria[i]->rule->first, &nothing);
    k->watched = k->s.neveries;
    if (e->status == CJ_E_LIMIT) {
        e->status = CJ_OK;
        k->approximate = true;
    }
    close_parts(k);
    out->acts = cji_arena_alloc(e->arena, (k->n + 1) * sizeof *out->acts);
    if (out->acts == NULL)
        e->status = CJ_E_MEMORY;
    else
        memcpy(out->acts, k->acts, k->n * sizeof *out->acts);
    out->n = k->n;
    out->approximate = (k->n > 1 && k->approximate) || (k->n > 0 && !is_settled(k, criteria, n));
    out->withheld = k->withheld;
    cji_free(e->c->ctx, k);
    return e->status == CJ_OK ? CJ_OK : cji_no_memory(e->c->ctx, error);
}
