/* SPDX-License-Identifier: MIT */
/* State as a fold over acts: rows of casework.toml, one engine. */
#include "casework/casework.h"

typedef struct folder {
    cj_case *c;
    cj_record *state;
    cj_error **error;
} folder;

/* Where a value comes from: the act, the member of `each`, or a fact of the envelope. */
typedef struct source {
    const cj_record *act;
    const cji_row *each_row;
    const cji_value *each;
} source;

static cj_status set_number(folder *f, cj_record *to, const cji_row *target, int64_t number)
{
    return cji_add(to, target, (cji_value){.number = number}, NULL, f->error);
}

/* Codes of another list are carried over by name. */
static cj_status copy_code(folder *f, cj_record *to, const cji_row *target, const cj_record *from,
                           cj_field field)
{
    const cji_row *row;
    const cji_slot *slot = cji_slot_of(from, field, &row);
    cj_status status = CJ_OK;
    for (uint32_t i = 0; status == CJ_OK && i < slot->count; i++) {
        const char *name = cji_code_name(row->extra, (int32_t)slot->values[i].number);
        status = set_number(f, to, target, cji_code_of(target->extra, cji_str_of(name)));
    }
    return status;
}

static cj_status set(folder *f, cj_record *to, const cji_fold_set *s, const source *from)
{
    const cji_row *target = cji_shape_row(to->shape, s->target);
    const cj_record *holder = s->from == CJI_FROM_EACH ? from->each->record : from->act;
    cji_value value;
    cj_status status = cj_clear(to, s->target, f->error);
    if (status != CJ_OK)
        return status;
    switch (s->from) {
    case CJI_FROM_CONSTANT:
        return set_number(f, to, target, s->number);
    case CJI_FROM_VALUE:
        return cji_add(to, target, *from->each, NULL, f->error);
    case CJI_FROM_ACT_ID:
        value.text = cji_text(from->act, CJ_FIELD_ACT_ID);
        return cji_add(to, target, value, NULL, f->error);
    case CJI_FROM_CHAIN:
        value.text = cji_chain_root(f->c, from->act);
        return cji_add(to, target, value, NULL, f->error);
    case CJI_FROM_OCCURRED_AT:
        return cji_copy(to, s->target, from->act, CJ_FIELD_OCCURRED_AT, f->error);
    case CJI_FROM_OCCURRED_ON:
        value.date = cji_date(from->act, CJ_FIELD_OCCURRED_AT);
        value.date.precision = CJ_PRECISION_DAY;
        return cji_add(to, target, value, NULL, f->error);
    case CJI_FROM_PERFORMER:
        value.text = cji_performer(from->act);
        return cji_add(to, target, value, NULL, f->error);
    case CJI_FROM_MAX:
        return set_number(f, to, target, cji_map_max(from->act, s->field));
    case CJI_FROM_MEMBER:
        holder = cji_sub(from->act, s->field);
        return holder != NULL ? cji_copy(to, s->target, holder, s->number, f->error) : CJ_OK;
    default:
        break;
    }
    if (target->type == CJ_TYPE_CODE &&
        cji_shape_row(holder->shape, s->field)->extra != target->extra)
        return copy_code(f, to, target, holder, s->field);
    return cji_copy(to, s->target, holder, s->field, f->error);
}

/* The value of a key. An act that was superseded is known by the one in its place, so that what
 * cites the first still changes the same item. */
static cji_value key_value(const cj_case *c, const cji_row *row, const cji_fold_set *s,
                           const source *from)
{
    const cj_record *holder = s->from == CJI_FROM_EACH ? from->each->record : from->act;
    cji_value value = {.number = 0};
    const cji_value *found;
    switch (s->from) {
    case CJI_FROM_VALUE:
        value = *from->each;
        break;
    case CJI_FROM_ACT_ID:
        value.text = cji_text(from->act, CJ_FIELD_ACT_ID);
        return value;
    case CJI_FROM_CHAIN:
        value.text = cji_chain_root(c, from->act);
        break;
    default:
        found = cji_first(holder, s->field);
        if (found != NULL)
            value = *found;
    }
    if (row->type == CJ_TYPE_REF && value.text.p != NULL)
        value.text = cji_case_current(c, value.text);
    return value;
}

static bool key_matches(const cj_case *c, const cj_record *item, const cji_fold_set *s,
                        const source *from)
{
    const cji_row *row = cji_shape_row(item->shape, s->target);
    const cji_value *there = cji_first(item, s->target);
    cji_value wanted = key_value(c, row, s, from);
    if (there == NULL)
        return false;
    return row->type == CJ_TYPE_ID || row->type == CJ_TYPE_REF
               ? cji_str_eq(there->text, wanted.text)
               : there->number == wanted.number;
}

/* The next item of the (repeated) record with this key, or NULL. Start with *at = 0. */
static cj_record *find_item(folder *f, const cji_fold *fold, const source *from, uint32_t *at)
{
    const cji_fold_set *keys = cji_fold_sets + fold->first_set;
    const cji_slot *slot = cji_slot_of(f->state, fold->into, NULL);
    while (*at < slot->count) {
        uint32_t i = (*at)++;
        bool same = true;
        for (int16_t k = 0; k < fold->nkeys; k++)
            same = same && key_matches(f->c, slot->values[i].record, &keys[k], from);
        if (same)
            return slot->values[i].record;
    }
    return NULL;
}

static cj_status add_item(folder *f, const cji_fold *fold, const source *from, cj_record **out)
{
    cj_status status = cj_add_record(f->state, fold->into, out, f->error);
    for (int16_t k = 0; status == CJ_OK && k < fold->nkeys; k++) {
        const cji_fold_set *key = &cji_fold_sets[fold->first_set + k];
        const cji_row *row = cji_shape_row((*out)->shape, key->target);
        status = cji_add(*out, row, key_value(f->c, row, key, from), NULL, f->error);
    }
    return status;
}

static cj_status set_all(folder *f, const cji_fold *fold, cj_record *to, const source *from)
{
    cj_status status = CJ_OK;
    for (int16_t i = fold->nkeys; status == CJ_OK && i < fold->nsets; i++)
        status = set(f, to, &cji_fold_sets[fold->first_set + i], from);
    return status;
}

static cj_status apply_each(folder *f, const cji_fold *fold, const source *from)
{
    cj_field first = cji_fold_sets[fold->first_set + fold->nkeys].target;
    cj_status status = CJ_OK;
    cj_record *to;
    for (uint32_t at = 0; status == CJ_OK && (to = find_item(f, fold, from, &at)) != NULL;) {
        if (cji_first(to, first) == NULL)
            status = set_all(f, fold, to, from);
    }
    return status;
}

static cj_status apply(void *user, const cji_fold *fold, const source *from)
{
    folder *f = user;
    cj_record *to = f->state;
    cj_status status = CJ_OK;
    uint32_t at = 0;
    if (fold->all)
        return apply_each(f, fold, from);
    if (fold->into != 0) {
        to = find_item(f, fold, from, &at);
        if (to == NULL && fold->existing)
            return CJ_OK;
        if (to == NULL)
            status = add_item(f, fold, from, &to);
    }
    return status == CJ_OK ? set_all(f, fold, to, from) : status;
}

/* ---- what a fold takes from an act ----------------------------------------------------------- */

/* The act itself, or each member of the field that the fold is of; nothing when its terms do not
 * hold. What is not CJ_OK stops. */
static cj_status
each_source(const cji_fold *fold, const cj_record *act,
            cj_status (*take)(void *user, const cji_fold *fold, const source *from), void *user)
{
    source from = {.act = act};
    const cji_slot *slot;
    cj_status status = CJ_OK;
    if (fold->nterms > 0 &&
        !cji_terms_hold(act, cji_case_terms + fold->first_term, (size_t)fold->nterms))
        return CJ_OK;
    if (fold->each == 0)
        return take(user, fold, &from);
    slot = cji_slot_of(act, fold->each, &from.each_row);
    for (uint32_t i = 0; status == CJ_OK && i < slot->count; i++) {
        from.each = &slot->values[i];
        status = take(user, fold, &from);
    }
    return status;
}

/* The handle whose state the fold changes: empty of the case; that of the act, or of the one that
 * it cites; false when there is none. */
static bool changed_handle(const cj_case *c, const cji_fold *fold, const cj_record *act,
                           cji_str *handle)
{
    const cji_entry *cited;
    *handle = (cji_str){"", 0};
    if (&cji_shapes[fold->state] == cji_shape_case_state)
        return true;
    if (fold->at != 0) {
        cited = cji_case_entry(c, cji_text(act, fold->at));
        if (cited == NULL || cited->act == NULL || cited->kind != fold->of)
            return false;
        act = cited->act->root.record;
    }
    *handle = cji_text(act, CJ_FIELD_HANDLE);
    return true;
}

/* ---- what an act sets ------------------------------------------------------------------------ */

typedef struct toucher {
    const cj_case *c;
    cji_str handle;
    cji_touch_fn fn;
    void *user;
} toucher;

static cj_status touch(void *user, const cji_fold *fold, const source *from)
{
    const toucher *t = user;
    const cji_shape *state = &cji_shapes[fold->state];
    const cji_fold_set *sets = cji_fold_sets + fold->first_set;
    cji_touch touched = {
        .state = fold->state, .into = fold->into, .nkeys = fold->nkeys, .handle = t->handle};
    for (int16_t k = 0; k < fold->nkeys; k++) {
        const cji_shape *item = &cji_shapes[cji_shape_row(state, fold->into)->extra];
        touched.rows[k] = cji_shape_row(item, sets[k].target);
        touched.keys[k] = key_value(t->c, touched.rows[k], &sets[k], from);
    }
    for (int16_t i = fold->nkeys; i < fold->nsets; i++) {
        touched.target = sets[i].target;
        if (!t->fn(t->user, &touched))
            return CJ_E_STOPPED;
    }
    return CJ_OK;
}

bool cji_touches_each(const cj_case *c, const cj_record *act, int32_t kind, cji_touch_fn fn,
                      void *user)
{
    const uint16_t *of = &cji_folds_of[kind];
    toucher t = {.c = c, .fn = fn, .user = user};
    for (size_t i = of[0]; i < of[1]; i++) {
        const cji_fold *fold = &cji_folds[i];
        if (changed_handle(c, fold, act, &t.handle) && each_source(fold, act, touch, &t) != CJ_OK)
            return false;
    }
    return true;
}

/* ---- folding --------------------------------------------------------------------------------- */

static const cji_shape *state_shape(int32_t type)
{
    switch (type) {
    case CJ_HANDLE_CASE:
        return cji_shape_case_state;
    case CJ_HANDLE_PLAN:
        return cji_shape_plan_state;
    case CJ_HANDLE_INTERVENTION:
        return cji_shape_intervention_state;
    case CJ_HANDLE_ASSESSMENT:
        return cji_shape_assessment_state;
    default:
        return cji_shape_review_state;
    }
}

/* The acts of the handle, folded; the case sees every act, another handle its own. */
static cj_status fold_acts(folder *f, uint32_t handle, const cji_shape *shape, cj_field into)
{
    const cji_str own = cji_str_of(f->c->handles[handle].id);
    size_t n = 0;
    const uint32_t *order = cji_case_order(f->c, &n);
    cj_status status = order != NULL ? CJ_OK : cji_no_memory(f->c->ctx, f->error);
    for (size_t i = 0; status == CJ_OK && i < n; i++) {
        const cj_record *act = f->c->entries[order[i]].act->root.record;
        const uint16_t *of = &cji_folds_of[f->c->entries[order[i]].kind];
        for (size_t j = of[0]; status == CJ_OK && j < of[1]; j++) {
            const cji_fold *fold = &cji_folds[j];
            cji_str changed;
            if (&cji_shapes[fold->state] == shape && (into == 0 || fold->into == into) &&
                changed_handle(f->c, fold, act, &changed) &&
                (changed.n == 0 || cji_str_eq(changed, own)))
                status = each_source(fold, act, apply, f);
        }
    }
    return status;
}

/* Rules ask for the requirements at every act of some kinds; what else the state has can wait. */
const cji_slot *cji_requirements(cj_case *c)
{
    uint32_t own = cji_case_handle(c);
    folder f = {c, NULL, NULL};
    cj_status status = CJ_OK;
    if (own == UINT32_MAX)
        return NULL;
    if (c->requirements.ctx == NULL) {
        status = cji_root_init(&c->requirements, c->ctx, cji_shape_case_state);
        if (status == CJ_OK) {
            c->requirements.derived = true;
            f.state = c->requirements.record;
            status = fold_acts(&f, own, cji_shape_case_state, CJ_FIELD_REQUIREMENTS);
        }
    }
    if (status == CJ_OK)
        return cji_slot_of(c->requirements.record, CJ_FIELD_REQUIREMENTS, NULL);
    if (c->requirements.ctx != NULL)
        cji_root_fini(&c->requirements);
    return NULL;
}

cj_status cji_fold_facts(cj_case *c, uint32_t handle, const cj_record **out, cj_error **error)
{
    cji_handle_row *row = &c->handles[handle];
    const cji_shape *shape = state_shape(cji_handle_type(row->types));
    folder f = {c, NULL, error};
    cj_status status;
    if (row->state.ctx != NULL) {
        *out = row->state.record;
        return CJ_OK;
    }
    row->complete = false;
    status = cji_root_init(&row->state, c->ctx, shape);
    if (status == CJ_OK) {
        row->state.derived = true;
        f.state = row->state.record;
        status = fold_acts(&f, handle, shape, 0);
    } else {
        status = cji_no_memory(c->ctx, error);
    }
    if (status == CJ_OK)
        *out = row->state.record;
    else if (row->state.ctx != NULL)
        cji_root_fini(&row->state);
    return status;
}

cj_status cji_fold_state(cj_case *c, uint32_t handle, const cj_record **out, cj_error **error)
{
    cji_handle_row *row = &c->handles[handle];
    const cj_record *state;
    cj_status status = cji_fold_facts(c, handle, &state, error);
    if (status == CJ_OK && !row->complete) {
        status = cji_derive(c, row->state.record, error);
        row->complete = true;
        row->state.frozen = true;
        if (status != CJ_OK)
            cji_root_fini(&row->state);
    }
    if (status == CJ_OK)
        *out = state;
    return status;
}
