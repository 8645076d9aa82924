/* SPDX-License-Identifier: MIT */
/* <every>: what has to hold for each act, value of a field, or item of state. */
#include "competence/evaluation.h"

#include <stdio.h>

#define LACKING 160

typedef struct instances {
    cji_tally t;
    int seen, others; /* others: done by somebody else than whose work is looked at */
    bool work;        /* what is asked for is said of the instance itself */
    size_t values;    /* those of this <every> begin there */
    char *lacking;    /* the instances for which it does not hold, by name; or NULL */
} instances;

static bool is_text(const cji_row *row)
{
    return row->type == CJ_TYPE_REF || row->type == CJ_TYPE_ID || row->type == CJ_TYPE_TEXT;
}

/* What may stand in the sentence: outsiders are told ids only. */
static bool names_it(const cji_evaluation *e, const cji_row *row)
{
    return is_text(row) && !(e->outward && row->type == CJ_TYPE_TEXT);
}

/* What a practitioner knows the instance by: its value, its act, or the id of the item. */
static const char *label_of(const cji_evaluation *e, const cji_view *view)
{
    if (view->value != NULL && names_it(e, view->row))
        return view->value->text.p;
    if (view->value != NULL && !e->outward)
        return "";
    if (view->entry != NULL && view->record == view->entry->act->root.record)
        return view->entry->id.p;
    for (int16_t i = 0; i < view->record->shape->nrows; i++) {
        const cji_row *row = &cji_rows[view->record->shape->first + i];
        if (names_it(e, row) && view->record->slots[i].count > 0)
            return view->record->slots[i].values[0].text.p;
    }
    return view->entry != NULL ? view->entry->id.p : "";
}

static void count_instance(const cji_evaluation *e, instances *n, cji_outcome r,
                           const cji_view *view)
{
    size_t used;
    cji_tally_count(&n->t, r);
    n->seen++;
    if (n->lacking == NULL || (r.level != CJI_NOTHING && r.level != CJI_PART))
        return;
    used = strlen(n->lacking);
    snprintf(n->lacking + used, LACKING - used, "%s%s", used > 0 ? ", " : "", label_of(e, view));
}

/* Whether this <every> has not had the value yet; then it has now. */
static bool is_new(cji_evaluation *e, const instances *n, const cji_view *view)
{
    if (view->value == NULL || !is_text(view->row))
        return true;
    for (size_t i = n->values; i < e->nvalues; i++) {
        if (cji_str_eq(e->values[i], view->value->text))
            return false;
    }
    if (!cji_grow(e->c->ctx, (void **)&e->values, sizeof *e->values, e->nvalues,
                  &e->value_capacity))
        e->status = CJ_E_MEMORY;
    else
        e->values[e->nvalues++] = view->value->text;
    return true;
}

bool cji_is_work(const cji_expr *first)
{
    for (const cji_expr *x = first; x != NULL; x = x->next) {
        if (x->op >= CJI_OP_HAS || x->op == CJI_OP_ITEM)
            return true;
        if ((x->op == CJI_OP_ALL || x->op == CJI_OP_ANY || x->op == CJI_OP_NOT ||
             x->op == CJI_OP_JUDGE || x->op == CJI_OP_PROVIDED) &&
            cji_is_work(x->first))
            return true;
    }
    return false;
}

static void cite_act(cji_evaluation *e, const cji_view *view)
{
    cji_cite(e, (uint32_t)(view->entry - e->c->entries));
}

/* An item of state rests on the acts that it names. */
static void cite_item(cji_evaluation *e, const cji_view *view)
{
    for (int16_t i = 0; i < view->record->shape->nrows; i++) {
        const cji_row *row = &cji_rows[view->record->shape->first + i];
        for (uint32_t j = 0; row->type == CJ_TYPE_REF && j < view->record->slots[i].count; j++) {
            const cji_entry *entry = cji_case_entry(e->c, view->record->slots[i].values[j].text);
            if (entry != NULL)
                cji_cite(e, (uint32_t)(entry - e->c->entries));
        }
    }
}

/* One instance is in view: does <where> let it in, and does the rest hold for it? */
static void eval_instance(void *user, cji_evaluation *e, const cji_expr *x, cji_view view)
{
    instances *n = user;
    cji_view outer = e->view, saved = {0};
    cji_mark m = cji_mark_of(e);
    bool chosen;
    if (x->name >= 0) {
        saved = e->names[x->name];
        e->names[x->name] = view;
    }
    e->view = view;
    chosen = !x->chooses || cji_chosen(e, x->first);
    if (chosen && n->work && view.entry != NULL && !cji_act_counts(e, view.entry)) {
        n->others++;
        chosen = false;
    }
    if (chosen && (!x->distinct_values || is_new(e, n, &view))) {
        size_t gaps = e->ngaps;
        if (!x->quiet)
            (view.entry != NULL ? cite_act : cite_item)(e, &view);
        count_instance(e, n, cji_eval_all(e, x->first), &view);
        cji_judge_lacks(e, gaps);
    } else {
        cji_back_to(e, m);
    }
    if (x->name >= 0)
        e->names[x->name] = saved;
    e->view = outer;
}

/* Each value of a field. Of a record field each record comes into view. */
static void every_value(cji_evaluation *e, const cji_expr *x, cji_instance_fn fn, void *user,
                        const cji_entry *entry, cji_path path)
{
    cji_view view = {.entry = entry};
    const cj_record *act = entry->act->root.record;
    size_t at = 0;
    while (e->status == CJ_OK && cji_path_next(act, path, &at, &view.row, &view.value)) {
        bool record = view.row->type == CJ_TYPE_RECORD;
        cji_view item = {.entry = entry, .record = record ? view.value->record : NULL};
        view.record = act;
        fn(user, e, x, record ? item : view);
    }
}

static void every_act(cji_evaluation *e, const cji_expr *x, cji_instance_fn fn, void *user)
{
    for (size_t i = cji_first_place(e, x); i < e->norder && e->status == CJ_OK;
         i = cji_next_place(e, x, i)) {
        const cji_entry *entry = &e->c->entries[e->order[i]];
        if (cji_hidden(e, x, i))
            continue;
        if (x->field.field == 0)
            fn(user, e, x, (cji_view){.entry = entry, .record = entry->act->root.record});
        else
            every_value(e, x, fn, user, entry, x->field);
        if (x->path.field != 0)
            every_value(e, x, fn, user, entry, x->path);
    }
}

static void every_item(cji_evaluation *e, const cji_expr *x, cji_instance_fn fn, void *user)
{
    for (uint32_t i = 0; i < e->c->nhandles && e->status == CJ_OK; i++) {
        const cj_record *state;
        const cji_slot *slot;
        if (cji_handle_type(e->c->handles[i].types) != x->state)
            continue;
        e->status = cji_fold_state(e->c, i, &state, e->error);
        if (e->status != CJ_OK)
            return;
        slot = cji_slot_of(state, x->field.field, NULL);
        for (uint32_t j = 0; j < slot->count; j++)
            fn(user, e, x, (cji_view){.record = slot->values[j].record});
    }
}

void cji_each_instance(cji_evaluation *e, const cji_expr *x, cji_instance_fn fn, void *user)
{
    if (x->state != 0)
        every_item(e, x, fn, user);
    else
        every_act(e, x, fn, user);
}

static void tell_of_none(cji_evaluation *e, const cji_expr *x)
{
    int32_t kind = x->kind != 0 ? x->kind : x->because[0];
    /* there are some, and none comes under this */
    bool recorded = x->state == 0 && cji_first_place(e, x) < e->norder;
    char words[64];
    if (recorded && x->field.field == 0)
        cji_miss(e, x, 0, 0, "none of what is recorded as %s comes under this",
                 cji_kind_words(kind, words, sizeof words));
    else if (x->field.field != 0)
        cji_miss(e, x, kind, x->field.field, "the record does not show: %s",
                 cji_field_names[x->field.field]);
    else
        cji_miss(e, x, kind, 0, "the record does not show: %s",
                 cji_kind_words(kind, words, sizeof words));
}

/* There was nothing to look at: what that means stands in the rule. */
static cji_outcome nothing_there(cji_evaluation *e, const cji_expr *x)
{
    static const cji_level levels[] = {CJI_NOTHING, CJI_FULL, CJI_NOT_APPLICABLE, CJI_NO_OCCASION};
    cji_outcome r = {.level = levels[x->none], .vacuous = x->none == CJI_NONE_MET, .why = x->why};
    size_t before = e->nevidence;
    for (int k = 0; k < 2 && x->because[k] != 0; k++) {
        for (size_t i = e->heads[x->because[k]]; i < e->norder; i = e->later[i])
            cji_cite(e, e->order[i]);
    }
    if (x->because[0] != 0 && e->nevidence == before)
        r.level = CJI_NOTHING; /* not applicable rests on a recorded fact */
    if (r.level == CJI_NOTHING && e->explain)
        tell_of_none(e, x);
    return r;
}

/* 0 when there are several. */
static int32_t only_kind(const cji_expr *x)
{
    for (int32_t kind = x->kind + 1; kind < cji_kind_count; kind++) {
        if (x->kind != 0 && cji_of_kind(x, kind))
            return 0;
    }
    return x->kind;
}

cji_outcome cji_eval_every(cji_evaluation *e, const cji_expr *x)
{
    instances n = {.values = e->nvalues, .work = cji_is_work(x->first)};
    cji_outcome r;
    if (e->explain && !e->decides && (n.lacking = cji_arena_alloc(e->arena, LACKING)) == NULL)
        e->status = CJ_E_MEMORY;
    cji_each_instance(e, x, eval_instance, &n);
    e->nvalues = n.values;
    if (n.seen == 0 && n.others > 0 && x->none == CJI_NONE_NOT_APPLICABLE)
        return (cji_outcome){.level = CJI_NO_OCCASION, .why = "others have done this"};
    if (n.seen == 0)
        return nothing_there(e, x);
    if (x->max != 0 && n.seen > x->max) {
        cji_miss(e, x, 0, 0, "there are %d, and not %d at most", n.seen, (int)x->max);
        return (cji_outcome){.level = CJI_NOTHING};
    }
    r = cji_tally_all(&n.t);
    if ((r.level == CJI_PART || r.level == CJI_NOTHING) && n.t.total > 1) {
        static const cji_expr plain = {.why = NULL};
        char words[64];
        cji_miss(e, &plain, 0, 0, "it holds for %d of %d (%s), not for %s", n.t.full,
                 n.t.total - n.t.absent,
                 x->field.field != 0 ? cji_field_names[x->field.field]
                                     : cji_kind_words(only_kind(x), words, sizeof words),
                 n.lacking);
    }
    return r;
}
