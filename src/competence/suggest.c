/* SPDX-License-Identifier: MIT */
/*
 * The least set of acts that would close a gap. The rule is walked with acts that might be
 * recorded: whatever is asked of such an act is taken for said, unless two conditions of it exclude
 * each other. Each part that does not hold is met by an act that is there, by one that is planned
 * already, by an act that is there recorded again with what it lacks, or by a new one; all ways are
 * tried, and none that plans more acts than the best so far.
 */
#include "competence/suggest.h"

/* The goal as it is when its expression is dealt with. */
static const cji_goal *behind(const cji_goal *g, cji_goal *rest)
{
    *rest = *g;
    rest->x = g->alone ? NULL : g->x->next;
    return rest->x != NULL ? rest : g->next;
}

static void inside(cji_search *s, const cji_goal *g, const cji_expr *first, const cji_sight *at,
                   const cji_goal *then)
{
    cji_goal in = {.x = g->part != NULL ? g->part : first,
                   .alone = g->part != NULL,
                   .at = at,
                   .next = then,
                   .strict = g->strict,
                   .triggered = g->triggered};
    cji_solve(s, first != NULL ? &in : then);
}

/* What stands inside, with something else in view under the name of the expression. */
static void inside_with(cji_search *s, const cji_goal *g, cji_view view, const cji_goal *then)
{
    cji_sight at = *g->at;
    at.view = view;
    if (g->x->name >= 0)
        at.names[g->x->name] = view;
    inside(s, g, g->x->first, &at, then);
}

/* Whether the goal, or what stands inside of it with something else in view, can be met at all,
 * with so many acts and claims at most. */
static bool can_be(cji_search *s, const cji_goal *g, const cji_view *view, size_t n, size_t claims)
{
    bool there = false;
    const bool *until = s->until;
    size_t was_n = s->probe_n, was_claims = s->probe_claims;
    cji_goal end = {.probe = &there}, one = *g;
    one.next = &end;
    s->until = &there;
    s->probe_n = n;
    s->probe_claims = claims;
    if (view != NULL)
        inside_with(s, &one, *view, &end);
    else
        cji_solve(s, &one);
    s->until = until;
    s->probe_n = was_n;
    s->probe_claims = was_claims;
    return there;
}

/* Met for nothing: then no other way to meet it is better. */
static bool for_nothing(cji_search *s, const cji_goal *g, const cji_view *view)
{
    return can_be(s, g, view, s->n, s->nclaims);
}

/* ---- plans ----------------------------------------------------------------------------------- */

static void keep_plan(cji_search *s)
{
    memcpy(s->best, s->acts, s->n * sizeof *s->acts);
    s->found = true;
    s->nbest = s->n;
    s->limit = s->n <= CJI_EXACT ? s->n : CJI_EXACT + 1;
}

/* All goals are met: what is planned has to stand before each <every> on the way as well. */
static void finish(cji_search *s)
{
    for (size_t i = 0; i < s->n; i++) {
        if (s->acts[i].again != NULL && s->acts[i].field == 0)
            return; /* it would be the same again */
    }
    for (size_t i = 0; i < s->neveries; i++) {
        cji_watch *watch = &s->everies[i], was = *watch;
        for (size_t j = was.handled; j < s->n; j++) {
            const cji_suggested *act = &s->acts[j];
            cji_goal g = {.x = was.x, .at = was.at, .triggered = was.triggered};
            if (act->again != NULL || act->kind == 0 || !cji_of_kind(was.x, act->kind))
                continue;
            watch->handled = j + 1;
            inside_with(s, &g, (cji_view){.planned = (int)j + 1}, NULL);
            *watch = was;
            return;
        }
    }
    keep_plan(s);
}

/* Whether one more act may be planned. */
static bool room(cji_search *s)
{
    s->cut = s->cut || (s->n == CJI_PLANNED && !s->found);
    return s->n + 1 < s->limit;
}

/* The acts as planned so far and one more, which is in view inside of the goal. */
static void plan(cji_search *s, const cji_goal *g, cji_suggested act, const cji_goal *then)
{
    cji_view view = {.planned = (int)s->n + 1, .entry = act.again};
    size_t claims = s->nclaims;
    if (!room(s))
        return;
    if (act.again != NULL)
        view.record = act.again->act->root.record;
    s->acts[s->n++] = act;
    if (g->codes == 0 || cji_claim_codes(s, view.planned - 1, g->x->field, g->codes))
        inside_with(s, g, view, then);
    s->n--;
    s->nclaims = claims;
}

static bool planned_again(const cji_search *s, const cji_entry *entry)
{
    for (size_t i = 0; i < s->n; i++) {
        if (s->acts[i].again == entry)
            return true;
    }
    return false;
}

/* ---- records inside an act --------------------------------------------------------------------
 */

static void item(cji_search *s, const cji_goal *g, const cji_goal *then)
{
    const cji_view *view = &g->at->view;
    const cji_slot *slot =
        view->record != NULL ? cji_slot_of(view->record, g->x->field.field, NULL) : NULL;
    if (view->planned == 0 && !cji_looks_at_planned(g->x, g->at, true) &&
        cji_stands(s, g->x, g->at)) {
        cji_solve(s, then);
        return;
    }
    for (uint32_t i = 0; slot != NULL && i < slot->count && g->x->min == 1 && !g->x->each; i++) {
        cji_view one = *view;
        one.record = slot->values[i].record;
        inside_with(s, g, one, then);
    }
    if (view->planned != 0 && !g->strict && (slot == NULL || slot->count == 0 || !g->x->each)) {
        cji_suggested *act = view->planned > 0 ? &s->acts[view->planned - 1] : NULL;
        cj_field was = act != NULL ? act->field : 0;
        if (act != NULL && act->again != NULL && was == 0)
            act->field = g->x->field.field;
        inside_with(s, g, (cji_view){.planned = CJI_FREE}, then);
        if (act != NULL)
            act->field = was;
    }
}

/* ---- acts ------------------------------------------------------------------------------------ */

/* By an act that is there, as it is or recorded again; true: that costs nothing. */
static bool by_record(cji_search *s, const cji_goal *g, const cji_goal *next)
{
    cji_evaluation *e = s->e;
    const cji_expr *x = g->x;
    cji_goal then = *next;
    for (size_t i = g->from_real; i < e->norder; i++) {
        const cji_entry *entry = &e->c->entries[e->order[i]];
        const cji_view view = {.entry = entry, .record = entry->act->root.record};
        if (!cji_of_kind(x, entry->kind) || !cji_act_counts(e, entry) || cji_hidden(e, x, i) ||
            planned_again(s, entry))
            continue;
        then.from_real = i + 1;
        then.from = g->from;
        if (for_nothing(s, g, &view)) {
            cji_solve(s, then.left > 0 ? &then : g->next);
            return true;
        }
        inside_with(s, g, view, then.left > 0 ? &then : g->next);
        if (x->kind == 0)
            continue;
        then.from = s->n + 1;
        if (cji_may_suggest(entry->kind, g->triggered))
            plan(s, g, (cji_suggested){.kind = entry->kind, .again = entry},
                 then.left > 0 ? &then : g->next);
    }
    return false;
}

/* A case is opened once. */
static bool there_once(const cji_search *s, int32_t kind)
{
    return kind == CJ_ACT_CASE_OPENED && cji_case_opened(s->e->c) != NULL;
}

/* By an act that is not there. */
static void by_new(cji_search *s, const cji_goal *g, const cji_goal *next)
{
    const cji_expr *x = g->x;
    if (!room(s))
        return;
    if (cji_found_wanting(s, x, g->at)) {
        s->irregular = true;
        return;
    }
    if (x->kind == 0)
        s->open = true;
    for (int32_t kind = 1; x->kind != 0 && kind <= cji_kind_last; kind++) {
        if (!cji_of_kind(x, kind) || cji_kind_of(kind) == NULL || there_once(s, kind))
            continue;
        if (cji_may_suggest(kind, g->triggered))
            plan(s, g, (cji_suggested){.kind = kind}, next);
        else
            s->barred = kind;
    }
}

/* No act that is planned answers itself. */
static bool in_sight(const cji_sight *at, int planned)
{
    bool seen = at->view.planned == planned;
    for (int i = 0; i < CJI_NAMES; i++)
        seen = seen || at->names[i].planned == planned;
    return seen;
}

/* So many more acts; each is another one. */
static void more_acts(cji_search *s, const cji_goal *g)
{
    cji_goal rest = *g;
    const cji_goal *then = g->next;
    rest.left = g->left - 1;
    if (rest.left > 0)
        then = &rest;
    for (size_t i = g->from; i < s->n; i++) {
        const cji_suggested *act = &s->acts[i];
        cji_view view = {.planned = (int)i + 1, .entry = act->again};
        size_t claims = s->nclaims;
        if (!cji_of_kind(g->x, act->kind) ||
            (g->x->kind == 0 && (act->again != NULL || in_sight(g->at, (int)i + 1))))
            continue;
        if (act->again != NULL)
            view.record = act->again->act->root.record;
        rest.from = i + 1;
        if (for_nothing(s, g, &view)) {
            cji_solve(s, then);
            return;
        }
        inside_with(s, g, view, then);
        s->nclaims = claims;
    }
    rest.from = g->from;
    if (g->x->policy == NULL && !g->taken && by_record(s, g, &rest))
        return;
    rest.from = s->n + 1;
    by_new(s, g, then);
}

static void act(cji_search *s, const cji_goal *g, const cji_goal *then)
{
    const cji_expr *x = g->x;
    cji_goal more = *g;
    int met = 0;
    more.next = then;
    more.left = x->as_many ? 1 : x->min;
    if (!cji_looks_at_planned(x, g->at, true)) {
        if (cji_stands(s, x, g->at)) {
            cji_solve(s, then);
            return;
        }
        s->e->view = g->at->view;
        memcpy(s->e->names, g->at->names, sizeof s->e->names);
        more.left = cji_acts_short(s->e, x, &met);
        more.taken = met > 0;
    }
    if (more.left > 0)
        cji_solve(s, &more);
}

/* ---- each act, value or item; codes; records that are complete ------------------------------- */

/* The last act that has none of the values that are looked at, and does not say why. */
static const cji_entry *without_value(cji_search *s, const cji_expr *x)
{
    const cji_evaluation *e = s->e;
    for (size_t i = e->norder; i-- > 0 && x->state == 0 && x->field.field != 0;) {
        const cji_entry *entry = &e->c->entries[e->order[i]];
        const cj_record *record = entry->act->root.record;
        const cji_slot *slot = cji_slot_of(record, x->field.field, NULL);
        if (cji_of_kind(x, entry->kind) && !cji_hidden(e, x, i) && cji_act_counts(e, entry) &&
            slot != NULL && slot->count == 0 && !cji_reason_given(record, x->field))
            return entry;
    }
    return NULL;
}

/* There is none to look at, and there has to be: a planned act, a value of an act that is there and
 * has none, or a new one. */
static void first_instance(cji_search *s, const cji_goal *g, const cji_goal *then)
{
    const cji_expr *x = g->x;
    bool act = x->state == 0 && x->field.field == 0;
    const cji_entry *again = without_value(s, x);
    int32_t item = cji_kind_of_item(x);
    for (size_t i = 0; i < s->n; i++) {
        if (s->acts[i].again == NULL && s->acts[i].kind != 0 &&
            (x->state != 0 ? s->acts[i].kind == item : cji_of_kind(x, s->acts[i].kind)))
            inside_with(s, g, (cji_view){.planned = act ? (int)i + 1 : CJI_FREE}, then);
    }
    if (!room(s))
        return;
    for (int32_t kind = 1; item != 0 && kind <= cji_kind_last; kind++) {
        cji_suggested one = {.kind = kind};
        if (kind != item && (x->state != 0 || again != NULL || !cji_of_kind(x, kind)))
            continue;
        if (again != NULL)
            one = (cji_suggested){again->kind, again, x->field.field};
        if (cji_kind_of(one.kind) == NULL)
            continue;
        if (!cji_may_suggest(one.kind, g->triggered)) {
            s->barred = one.kind;
            continue;
        }
        s->acts[s->n++] = one;
        inside_with(s, g, (cji_view){.planned = act ? (int)s->n : CJI_FREE}, then);
        s->n--;
    }
}

/* What is in view holds by acts beside it, or its own act is recorded again with what it lacks. */
static void instance(cji_search *s, const cji_goal *g)
{
    cji_view view = g->at->view;
    const cji_entry *entry = view.entry;
    size_t claims = s->nclaims;
    inside(s, g, g->x->first, g->at, g->next);
    if (entry == NULL || planned_again(s, entry) || !room(s))
        return;
    if (!cji_may_suggest(entry->kind, g->triggered))
        return;
    s->acts[s->n++] = (cji_suggested){.kind = entry->kind, .again = entry};
    view.planned = (int)s->n;
    inside_with(s, g, view, g->next);
    s->n--;
    s->nclaims = claims;
}

/* Those that lack something, one after the other. */
static void each_lacking(cji_search *s, const cji_goal *g, const cji_instances *all,
                         const cji_goal *then)
{
    const cji_expr *x = g->x;
    bool can = true;
    cji_goal *goals = cji_alloc(s->e->c->ctx, (all->n + 1) * sizeof *goals);
    if (goals == NULL) {
        s->e->status = CJ_E_MEMORY;
        return;
    }
    for (size_t i = 0; i < all->n; i++)
        goals[i] = (cji_goal){.x = x,
                              .instance = true,
                              .at = &all->lacking[i],
                              .next = i + 1 < all->n ? &goals[i + 1] : then,
                              .triggered = g->triggered || x->none != CJI_NONE_MISSING};
    for (size_t i = 0; i < all->n && all->n > 1 && can; i++) /* each, before all together */
        can = can_be(s, &goals[i], NULL, CJI_PLANNED, CJI_CLAIMS);
    if (can)
        cji_solve(s, all->n > 0 ? goals : then);
    cji_free(s->e->c->ctx, goals);
}

typedef struct chooser {
    cji_search *s;
    const cji_goal *g, *then;
} chooser;

static void choose(void *user, cji_evaluation *e, const cji_expr *x, cji_view view)
{
    chooser *k = user;
    (void)e, (void)x;
    inside_with(k->s, k->g, view, k->then);
}

/* Which instances there are hangs on acts that are planned: they are recorded so that one that is
 * there will do, or a new one. */
static void some_instance(cji_search *s, const cji_goal *g, const cji_goal *then)
{
    chooser k = {s, g, then};
    cji_each_instance(s->e, g->x, choose, &k);
    first_instance(s, g, then);
}

static void every(cji_search *s, const cji_goal *g, const cji_goal *then)
{
    const cji_expr *x = g->x;
    cji_instances all = {0};
    size_t watched = s->neveries;
    bool known = !cji_looks_at_planned(x, g->at, true);
    if (known)
        cji_instances_of(s, x, g->at, &all);
    cji_watch_every(s, x, g->at, g->triggered);
    if (!known && s->neveries > watched)
        s->everies[watched].handled = SIZE_MAX;
    if (s->neveries > watched && (x->max == 0 || all.seen <= (size_t)x->max)) {
        if (all.seen > 0 || (known ? cji_stands(s, x, g->at) : x->none != CJI_NONE_MISSING))
            each_lacking(s, g, &all, then);
        else
            some_instance(s, g, then);
    }
    s->neveries = watched;
    cji_free(s->e->c->ctx, all.lacking);
}

/* The codes that are wanted are met one after the other: with what an act has. */
static void more_codes(cji_search *s, const cji_goal *g)
{
    const cji_expr *x = g->x;
    const cji_kind *kind = cji_kind_of(x->kind);
    const cji_row *row = cji_shape_row(&cji_shapes[kind->shape], x->field.field);
    bool several = row != NULL && (row->flags & (CJI_REPEATED | CJI_SET)) != 0;
    uint64_t lowest = g->codes & (~g->codes + 1);
    cji_goal next = *g, one = *g;
    const cji_goal *then;
    for (size_t i = 0; i < s->e->norder; i++) {
        const cji_entry *entry = &s->e->c->entries[s->e->order[i]];
        cji_view view = {.entry = entry, .record = entry->act->root.record};
        uint64_t here = g->codes & cji_codes_of(view.record, x->field);
        next.codes = g->codes & ~here;
        then = next.codes != 0 ? &next : g->next;
        if (cji_of_kind(x, entry->kind) && cji_act_counts(s->e, entry) && (here & lowest) != 0)
            inside_with(s, g, view, then);
    }
    one.codes = several ? g->codes : lowest;
    next.codes = g->codes & ~one.codes;
    then = next.codes != 0 ? &next : g->next;
    for (size_t i = 0; i < s->n; i++) {
        cji_view view = {.planned = (int)i + 1};
        size_t claims = s->nclaims;
        if (!cji_of_kind(x, s->acts[i].kind) || s->acts[i].again != NULL ||
            !cji_claim_codes(s, (int)i, x->field, one.codes))
            continue;
        inside_with(s, g, view, then);
        s->nclaims = claims;
    }
    by_new(s, &one, then);
}

/* Codes that are not there, or only in acts that do not do. */
static void over(cji_search *s, const cji_goal *g, const cji_goal *then)
{
    cji_goal more = *g;
    s->e->view = g->at->view;
    memcpy(s->e->names, g->at->names, sizeof s->e->names);
    more.codes = cji_over_lacks(s->e, g->x);
    more.next = then;
    cji_solve(s, more.codes != 0 ? &more : then);
}

/* Every act that lacks what another criterion asks for is recorded again. */
static void complete(cji_search *s, const cji_goal *g, const cji_goal *then)
{
    size_t n = s->n;
    const cji_pack *pack = s->e->pack;
    for (size_t i = 0; pack != NULL && i < pack->count; i++) {
        const cji_result *result = &s->e->others[i].result;
        for (size_t j = 0; s->e->others[i].known && j < result->ngaps; j++) {
            const cji_gap *gap = &result->gaps[j];
            if (!gap->lacks || gap->entry == NULL || planned_again(s, gap->entry))
                continue;
            if (!cji_may_suggest(gap->kind, g->triggered)) {
                s->barred = gap->kind;
                s->n = n;
                return;
            }
            if (!room(s)) {
                s->n = n;
                return;
            }
            s->acts[s->n++] = (cji_suggested){gap->kind, gap->entry, gap->field};
        }
    }
    cji_solve(s, then);
    s->n = n;
}

/* ---- the walk -------------------------------------------------------------------------------- */

static void any(cji_search *s, const cji_goal *g, const cji_goal *then)
{
    cji_goal one = *g;
    one.alone = true;
    one.next = then;
    for (one.x = g->x->first; one.x != NULL; one.x = one.x->next) {
        if (!for_nothing(s, &one, NULL))
            continue;
        cji_solve(s, then);
        return;
    }
    for (one.x = g->x->first; one.x != NULL; one.x = one.x->next)
        cji_solve(s, &one);
}

/* A recorded fact by which a part does not apply. */
static bool excepted(cji_search *s, const cji_goal *g)
{
    cji_outcome r = {.level = CJI_NOTHING};
    for (const cji_expr *x = g->x->first; x != NULL; x = x->next) {
        if (x->op == CJI_OP_EXCEPT && !cji_looks_at_planned(x, g->at, true))
            r = cji_as_it_is(s, g->x, g->at);
    }
    return r.level == CJI_NOT_APPLICABLE;
}

static void walk(cji_search *s, const cji_goal *g, const cji_goal *then)
{
    cji_goal strict = *g;
    switch (g->x->op) {
    case CJI_OP_ALL:
        if (excepted(s, g))
            cji_solve(s, then);
        else
            inside(s, g, g->x->first, g->at, then);
        break;
    case CJI_OP_PROVIDED:
    case CJI_OP_JUDGE:
        inside(s, g, g->x->first, g->at, then);
        break;
    case CJI_OP_WHERE:
        strict.strict = true;
        inside(s, &strict, g->x->first, g->at, then);
        break;
    case CJI_OP_ANY:
        any(s, g, then);
        break;
    case CJI_OP_NOT: /* what speaks against it is not undone by recording more */
        if (cji_looks_at_new(g->x, g->at, true) || cji_stands(s, g->x, g->at))
            cji_solve(s, then);
        break;
    case CJI_OP_ACT:
        act(s, g, then);
        break;
    case CJI_OP_EVERY:
        every(s, g, then);
        break;
    case CJI_OP_OVER:
        over(s, g, then);
        break;
    case CJI_OP_ITEM:
        item(s, g, then);
        break;
    case CJI_OP_COMPLETE:
        complete(s, g, then);
        break;
    default:
        cji_meet(s, g, then);
    }
}

void cji_solve(cji_search *s, const cji_goal *g)
{
    cji_goal rest, then;
    int met = 1;
    if (s->e->status != CJ_OK || s->n >= s->limit || (s->until != NULL && *s->until))
        return;
    while (met > 0 && g != NULL && g->left == 0 && g->probe == NULL && g->codes == 0 &&
           !g->instance) {
        met = g->x != NULL ? cji_at_sight(s, g) : 1;
        if (met > 0)
            g = g->x != NULL ? behind(g, &rest) : g->next;
        s->steps++;
    }
    s->cut = s->cut || s->steps >= CJI_STEPS || s->depth >= CJI_DEEP;
    if (met < 0 || s->steps >= CJI_STEPS || s->depth >= CJI_DEEP)
        return;
    s->depth++;
    if (g == NULL)
        finish(s);
    else if (g->probe != NULL)
        *g->probe = s->n <= s->probe_n && s->nclaims <= s->probe_claims;
    else if (g->instance)
        instance(s, g);
    else if (g->left > 0)
        more_acts(s, g);
    else if (g->codes != 0)
        more_codes(s, g);
    else
        walk(s, g, behind(g, &then));
    s->depth--;
}
