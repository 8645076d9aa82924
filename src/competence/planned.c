/* SPDX-License-Identifier: MIT */
/* Acts that would have to be recorded: what is asked of them, and what the record says already. */
#include "competence/suggest.h"

/* ---- claims ---------------------------------------------------------------------------------- */

/* Whether a planned act has one value there at most; of several each claim may have its own. */
static bool has_one_value(const cji_search *s, const cji_claim *claim)
{
    const cji_kind *kind = cji_kind_of(s->acts[claim->planned].kind);
    const cji_row *row =
        kind != NULL ? cji_shape_row(&cji_shapes[kind->shape], claim->path.field) : NULL;
    if (row == NULL || (row->flags & (CJI_REPEATED | CJI_SET | CJI_MAP)) != 0)
        return false;
    if (claim->path.member == 0 || row->type != CJ_TYPE_RECORD)
        return true;
    row = cji_shape_row(&cji_shapes[row->extra], claim->path.member);
    return row != NULL && (row->flags & (CJI_REPEATED | CJI_SET | CJI_MAP)) == 0;
}

static bool at_odds(const cji_search *s, const cji_claim *a, const cji_claim *b)
{
    if (a->planned != b->planned || a->path.field != b->path.field ||
        a->path.member != b->path.member || !has_one_value(s, a))
        return false;
    if (a->mask != 0 && b->mask != 0)
        return (a->mask & b->mask) == 0;
    return a->mask == 0 && b->mask == 0 && !cji_shares(s->e->c, &a->from, a->of, &b->from, b->of);
}

static bool claim(cji_search *s, cji_claim one)
{
    for (size_t i = 0; i < s->nclaims; i++) {
        if (at_odds(s, &s->claims[i], &one))
            return false;
    }
    if (s->nclaims == CJI_CLAIMS) {
        s->cut = true;
        return false;
    }
    s->claims[s->nclaims++] = one;
    return true;
}

bool cji_claim_codes(cji_search *s, int planned, cji_path path, uint64_t mask)
{
    return claim(s, (cji_claim){.planned = planned, .path = path, .mask = mask});
}

static bool claim_value(cji_search *s, int planned, cji_path path, const cji_view *from,
                        cji_path of)
{
    if (!cji_shares(s->e->c, from, of, from, of))
        return false; /* there is none to have */
    return claim(s, (cji_claim){.planned = planned, .path = path, .from = *from, .of = of});
}

bool cji_may_suggest(int32_t kind, bool triggered)
{
    const cji_kind *row = cji_kind_of(kind);
    return row != NULL && (row->suggest == CJI_SUGGEST_FREE ||
                           (row->suggest == CJI_SUGGEST_TRIGGERED && triggered));
}

/* ---- the record as it is --------------------------------------------------------------------- */

cji_outcome cji_as_it_is(cji_search *s, const cji_expr *x, const cji_sight *at)
{
    cji_evaluation *e = s->e;
    cji_mark m = cji_mark_of(e);
    cji_outcome r;
    e->view = at->view;
    memcpy(e->names, at->names, sizeof e->names);
    r = cji_eval(e, x);
    cji_back_to(e, m);
    return r;
}

static bool has_value(const cj_record *record, cji_path path)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    return cji_path_next(record, path, &at, &row, &value);
}

static bool correctable(const cji_expr *x, const cj_record *record)
{
    switch (x->op) {
    case CJI_OP_GIVEN:
    case CJI_OP_COVERS:
    case CJI_OP_UNDERSTOOD:
    case CJI_OP_CITES:
        return true;
    case CJI_OP_HAS:
        return !cji_reason_given(record, x->field);
    case CJI_OP_IS:
    case CJI_OP_PERSON:
    case CJI_OP_SAME:
    case CJI_OP_CLASS:
    case CJI_OP_AT_LEAST: /* what says something else is not made to say this */
        return !has_value(record, x->field) && !cji_reason_given(record, x->field);
    default:
        return false;
    }
}

static bool looks_at(const cji_expr *x, const cji_sight *at, bool here,
                     bool (*is)(const cji_view *))
{
    bool inside = here && x->op != CJI_OP_ACT && x->op != CJI_OP_EVERY && x->op != CJI_OP_OVER &&
                  x->op != CJI_OP_BEFORE;
    if (x->of >= 0 && is(&at->names[x->of]))
        return true;
    if (here && is(&at->view) && (x->op >= CJI_OP_HAS || x->op == CJI_OP_ITEM))
        return true;
    for (const cji_expr *one = x->first; one != NULL; one = one->next) {
        if (looks_at(one, at, inside, is))
            return true;
    }
    return false;
}

static bool is_planned(const cji_view *view)
{
    return view->planned != 0;
}

static bool is_new(const cji_view *view)
{
    return view->planned != 0 && view->record == NULL;
}

bool cji_looks_at_planned(const cji_expr *x, const cji_sight *at, bool here)
{
    return looks_at(x, at, here, is_planned);
}

bool cji_looks_at_new(const cji_expr *x, const cji_sight *at, bool here)
{
    return looks_at(x, at, here, is_new);
}

/* Nothing but a finding stands in the way of the act in view. */
static bool only_irregular(cji_search *s, const cji_expr *x, const cji_sight *at)
{
    bool irregular = false;
    for (const cji_expr *one = x->first; one != NULL; one = one->next) {
        bool counts = one->op >= CJI_OP_HAS || one->op == CJI_OP_ITEM || one->op == CJI_OP_NOT ||
                      one->op == CJI_OP_WHERE;
        bool holds = true;
        if (!counts || cji_looks_at_planned(one, at, true))
            continue;
        if (one->op == CJI_OP_WHERE) {
            for (const cji_expr *part = one->first; part != NULL && holds; part = part->next)
                holds = cji_as_it_is(s, part, at).level == CJI_FULL;
        } else {
            holds = cji_as_it_is(s, one, at).level == CJI_FULL;
        }
        if (!holds && one->op != CJI_OP_NO_FINDING)
            return false;
        irregular = irregular || !holds;
    }
    return irregular;
}

bool cji_found_wanting(cji_search *s, const cji_expr *x, const cji_sight *at)
{
    cji_evaluation *e = s->e;
    bool asked = false;
    cji_sight inner = *at;
    for (const cji_expr *one = x->first; one != NULL; one = one->next)
        asked = asked || one->op == CJI_OP_NO_FINDING;
    for (size_t i = 0; asked && i < e->norder; i++) {
        const cji_entry *entry = &e->c->entries[e->order[i]];
        if (!cji_of_kind(x, entry->kind) || !cji_act_counts(e, entry) || cji_hidden(e, x, i))
            continue;
        inner.view = (cji_view){.entry = entry, .record = entry->act->root.record};
        if (x->name >= 0)
            inner.names[x->name] = inner.view;
        if (only_irregular(s, x, &inner))
            return true;
    }
    return false;
}

int32_t cji_kind_of_item(const cji_expr *x)
{
    const cji_shape *shape = x->state != 0 ? cji_shape_of_state(x->state) : NULL;
    if (shape == NULL)
        return x->kind;
    for (size_t i = 0; i < cji_fold_count; i++) {
        const cji_fold *fold = &cji_folds[i];
        if (&cji_shapes[fold->state] == shape && fold->into == x->field.field && !fold->existing)
            return fold->kind;
    }
    return 0;
}

bool cji_stands(cji_search *s, const cji_expr *x, const cji_sight *at)
{
    cji_level level = cji_as_it_is(s, x, at).level;
    return level != CJI_NOTHING && level != CJI_PART;
}

/* ---- leaves ---------------------------------------------------------------------------------- */

/* Two acts of one handle: of an item in an act, that of the act. */
static bool claim_handle(cji_search *s, int planned, const cji_view *other)
{
    const cji_path handle = {CJ_FIELD_HANDLE, 0};
    cji_view act = {.entry = other->entry};
    if (other->entry == NULL)
        return false;
    act.record = other->entry->act->root.record;
    return claim_value(s, planned, handle, &act, handle);
}

/* An act that is there, of which something is asked that refers to a planned one. */
static void refer(cji_search *s, const cji_goal *g, const cji_goal *then)
{
    const cji_expr *x = g->x;
    const cji_view *of;
    size_t claims = s->nclaims;
    bool may = true;
    cj_field was;
    if (x->of < 0) { /* <before first>: of a new act nothing that is there was the first */
        if (cji_looks_at_new(x, g->at, true) || cji_stands(s, x, g->at))
            cji_solve(s, then);
        return;
    }
    of = &g->at->names[x->of];
    if (of->planned == CJI_FREE) {
        cji_solve(s, then);
        return;
    }
    was = s->acts[of->planned - 1].field;
    if (of->entry !=
        NULL) { /* recorded again it is referred to as before, and says what it did not */
        may = cji_stands(s, x, g->at);
        if (!may && x->op == CJI_OP_SAME && !has_value(of->record, x->path)) {
            may = true;
            s->acts[of->planned - 1].field = x->path.field;
        }
    } else if (x->op == CJI_OP_CITES || (x->op == CJI_OP_SAME && x->path.field == 0))
        may = false; /* nothing refers to what is not there */
    if (may && of->entry == NULL && x->op == CJI_OP_SAME)
        may = claim_value(s, of->planned - 1, x->path, &g->at->view, x->field);
    if (may && of->entry == NULL && x->op == CJI_OP_SAME_HANDLE)
        may = claim_handle(s, of->planned - 1, &g->at->view);
    if (may)
        cji_solve(s, then);
    s->acts[of->planned - 1].field = was;
    s->nclaims = claims;
}

/* Of a new act everything holds that does not exclude another thing. */
static void ask_new(cji_search *s, const cji_goal *g, const cji_goal *then)
{
    const cji_expr *x = g->x;
    const cji_view *of = x->of >= 0 ? &g->at->names[x->of] : NULL;
    cji_suggested *other = of != NULL && of->planned > 0 ? &s->acts[of->planned - 1] : NULL;
    cj_field was = other != NULL ? other->field : 0;
    int planned = g->at->view.planned - 1;
    size_t claims = s->nclaims;
    bool may = true, known = of != NULL && (of->record != NULL || of->value != NULL);
    if (x->op == CJI_OP_IS)
        may = cji_claim_codes(s, planned, x->field, x->mask);
    else if (x->op == CJI_OP_SAME && known && other != NULL && x->path.field != 0 &&
             !has_value(of->record, x->path))
        other->field = x->path.field; /* that one is recorded again, and says so then */
    else if (x->op == CJI_OP_SAME && known)
        may = claim_value(s, planned, x->field, of, x->path);
    else if (x->op == CJI_OP_SAME_HANDLE && known)
        may = claim_handle(s, planned, of);
    if (may)
        cji_solve(s, then);
    if (other != NULL)
        other->field = was;
    s->nclaims = claims;
}

/* An act recorded again keeps what it says, and gets what it lacks. */
static void ask_again(cji_search *s, const cji_goal *g, const cji_goal *then)
{
    cji_suggested *act = &s->acts[g->at->view.planned - 1];
    cj_field was = act->field;
    const cji_view *of = g->x->of >= 0 ? &g->at->names[g->x->of] : NULL;
    bool new_one = of != NULL && of->planned != 0 && of->entry == NULL;
    if (!new_one && cji_as_it_is(s, g->x, g->at).level == CJI_FULL) {
        cji_solve(s, then);
        return;
    }
    if (g->strict || !correctable(g->x, g->at->view.record))
        return;
    act->field = was != 0                   ? was
                 : g->x->op == CJI_OP_CITES ? CJ_FIELD_INFORMED_BY
                                            : g->x->field.field;
    cji_solve(s, then);
    act->field = was;
}

void cji_meet(cji_search *s, const cji_goal *g, const cji_goal *then)
{
    if (g->at->view.planned == 0)
        refer(s, g, then);
    else if (g->at->view.record != NULL)
        ask_again(s, g, then);
    else
        ask_new(s, g, then);
}

/* Whether the goal is met at once (1), cannot be met (-1), or wants more than a look (0). */
int cji_at_sight(cji_search *s, const cji_goal *g)
{
    const cji_view *view = &g->at->view;
    cji_op op = g->x->op;
    if (op == CJI_OP_ALSO || op == CJI_OP_EXCEPT)
        return 1;
    if (op < CJI_OP_HAS)
        return 0;
    if (view->planned == 0 && !cji_looks_at_planned(g->x, g->at, true))
        return cji_stands(s, g->x, g->at) ? 1 : -1;
    if (view->planned == CJI_FREE) /* an order that has ended is not answered by another one */
        return op == CJI_OP_LIVE && s->e->heads[CJ_ACT_ORDER_RECORDED] < s->e->norder ? -1 : 1;
    return view->planned != 0 && view->record == NULL && op != CJI_OP_IS && op != CJI_OP_SAME &&
           op != CJI_OP_SAME_HANDLE;
}

/* ---- what an <every> looks at ---------------------------------------------------------------- */

typedef struct collector {
    cji_search *s;
    cji_instances *out;
} collector;

static bool again(const collector *k, const cji_instances *out, const cji_expr *x,
                  const cji_view *view)
{
    for (size_t i = 0; x->distinct_values && view->value != NULL && i < out->n; i++) {
        const cji_view *other = &out->lacking[i].view;
        const cji_path own = {0, 0};
        if (other->value != NULL && other->row->type == view->row->type &&
            cji_shares(k->s->e->c, other, own, view, own))
            return true;
    }
    return false;
}

static void collect(void *user, cji_evaluation *e, const cji_expr *x, cji_view view)
{
    collector *k = user;
    cji_instances *out = k->out;
    cji_sight at = *out->at;
    bool holds = true;
    if (out->failed)
        return;
    at.view = view;
    if (x->name >= 0)
        at.names[x->name] = view;
    e->view = view;
    memcpy(e->names, at.names, sizeof e->names);
    if (!cji_chosen(e, x->first) ||
        (cji_is_work(x->first) && view.entry != NULL && !cji_act_counts(e, view.entry)))
        return;
    out->seen++;
    for (const cji_expr *one = x->first; one != NULL && holds; one = one->next) {
        cji_level level = one->op == CJI_OP_WHERE || one->op == CJI_OP_ALSO
                              ? CJI_FULL
                              : cji_as_it_is(k->s, one, &at).level;
        holds = level != CJI_NOTHING && level != CJI_PART;
    }
    if (holds || again(k, out, x, &view))
        return;
    if (!cji_grow(e->c->ctx, (void **)&out->lacking, sizeof *out->lacking, out->n, &out->capacity))
        out->failed = true;
    else
        out->lacking[out->n++] = at;
}

void cji_instances_of(cji_search *s, const cji_expr *x, const cji_sight *at, cji_instances *out)
{
    collector k = {s, out};
    cji_mark m = cji_mark_of(s->e);
    *out = (cji_instances){.at = at};
    cji_each_instance(s->e, x, collect, &k);
    cji_back_to(s->e, m);
    if (out->failed)
        s->e->status = CJ_E_MEMORY;
}

void cji_watch_every(cji_search *s, const cji_expr *x, const cji_sight *at, bool triggered)
{
    bool free = x->state != 0 || x->field.field != 0; /* values that it needs not have */
    for (const cji_expr *one = x->first; one != NULL && !free; one = one->next)
        free = one->op == CJI_OP_WHERE;
    if (s->neveries == CJI_EVERIES)
        s->cut = true;
    else
        s->everies[s->neveries++] =
            (cji_watch){x, at, triggered || x->none != CJI_NONE_MISSING, free ? SIZE_MAX : 0};
}
