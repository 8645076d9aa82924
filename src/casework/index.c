/* SPDX-License-Identifier: MIT */
/* Which ids exist in a case, and whether references of an act resolve. */
#include "casework/casework.h"

#include <stdio.h>

/* One map for all: what an id is, and what of, is its class there. */
static uint32_t class_of(char what, int16_t reference)
{
    return (uint32_t)(unsigned char)what | (uint32_t)reference << 8;
}

uint32_t *cji_index_get(const cj_case *c, char what, int16_t reference, cji_str id)
{
    return cji_map_get(&c->ids, class_of(what, reference), id);
}

cj_status cji_index_put(cj_case *c, char what, int16_t reference, cji_str id, uint32_t value)
{
    return cji_map_put(&c->ids, class_of(what, reference), id, value);
}

/* ---- handles --------------------------------------------------------------------------------- */

int32_t cji_handle_type(uint32_t types)
{
    for (int32_t type = CJ_HANDLE_ASSESSMENT; type <= CJ_HANDLE_PRACTITIONER; type++) {
        if ((types >> type & 1) != 0)
            return type;
    }
    return (types >> CJ_HANDLE_CASE & 1) != 0 ? CJ_HANDLE_CASE : 0;
}

/* case_opened was erased, so any handle that is new may be the one of the case. */
static bool lost_case_handle(const cj_case *c)
{
    const uint32_t case_bit = 1u << CJ_HANDLE_CASE;
    for (size_t i = 0; i < c->nhandles; i++) {
        if (c->handles[i].types == case_bit)
            return false;
    }
    return c->tombstones;
}

/*
 * A handle is what all of its acts allow it to be. Most kinds allow one type, so the first act says
 * it; only case_opened makes the handle of the case, unless it was erased.
 */
cj_status cji_index_handle(cj_case *c, const cj_act *act, uint32_t *types, uint32_t *handle,
                           const cji_place *place, cj_error **error)
{
    const uint32_t case_bit = 1u << CJ_HANDLE_CASE;
    cji_str id = cji_text(act->root.record, CJ_FIELD_HANDLE);
    const uint32_t *known = cji_index_get(c, CJI_IDS_HANDLE, 0, id);
    bool refused = known != NULL && *known == CJI_IDS_REFUSED;
    cji_place at = place != NULL ? *place : (cji_place){0};
    const uint32_t stream_bit = 1u << CJ_HANDLE_PRACTITIONER;
    uint32_t allowed = act->kind->handles & (c->practitioner != NULL ? stream_bit : ~stream_bit);
    at.field = "handle";
    if (refused)
        known = NULL; /* what began it was refused: that was told, and the file is lost anyway */
    if (allowed == 0)
        return cji_fail(c->ctx, error, CJ_E_HANDLE, &at,
                        c->practitioner != NULL ? "%s belongs to a case, not to a practitioner"
                                                : "%s belongs to a practitioner, not to a case",
                        act->kind->name);
    if (c->practitioner != NULL && !cji_str_is(id, c->practitioner))
        return cji_fail(c->ctx, error, CJ_E_HANDLE, &at, "this is the stream of %s, not of %s",
                        c->practitioner, id.p);
    *handle = known != NULL ? *known : (uint32_t)c->nhandles;
    *types = known != NULL                         ? c->handles[*known].types & allowed
             : act->kind->id == CJ_ACT_CASE_OPENED ? case_bit
             : lost_case_handle(c)                 ? allowed
                                                   : allowed & ~case_bit;
    if (*types != 0 || refused)
        return CJ_OK;
    if (known == NULL)
        return cji_fail(c->ctx, error, CJ_E_HANDLE, &at,
                        "%s belongs to the case, and %s is not its handle", act->kind->name, id.p);
    return cji_fail(c->ctx, error, CJ_E_HANDLE, &at, "%s does not belong to the %s %s",
                    act->kind->name, cj_handle_name(cji_handle_type(c->handles[*known].types)),
                    id.p);
}

/* ---- references ------------------------------------------------------------------------------ */

static bool kind_allowed(const cji_reference *reference, int32_t kind)
{
    if ((reference->flags & CJI_REF_ANY) != 0)
        return true;
    for (int16_t i = 0; i < reference->nkinds; i++) {
        if (reference->kinds[i] == kind)
            return true;
    }
    return false;
}

static bool is_person(const cj_case *c, cji_str id)
{
    cji_str person = cji_case_person(c);
    return person.n > 0 && cji_str_eq(person, id);
}

/* A worker or organisation named in this very act. */
static bool actor_in(const cj_record *record, cj_field field, cji_str id)
{
    if (record->shape == cji_shape_actor)
        return cji_str_eq(cji_text(record, field), id);
    for (uint64_t rows = record->shape->records; rows != 0; rows &= rows - 1) {
        const cji_slot *slot = &record->slots[cji_lowest(rows)];
        for (uint32_t j = 0; j < slot->count; j++) {
            if (actor_in(slot->values[j].record, field, id))
                return true;
        }
    }
    return false;
}

static bool resolves(cj_case *c, const cj_act *act, int16_t reference, cji_str id)
{
    const cji_reference *r = &cji_references[reference];
    const uint32_t *entry;
    if (r->nkinds > 0 || (r->flags & CJI_REF_ANY) != 0) {
        entry = cji_index_get(c, CJI_IDS_ACT, 0, id);
        return entry != NULL &&
               (*entry == CJI_IDS_REFUSED || kind_allowed(r, c->entries[*entry].kind));
    }
    if ((r->flags & CJI_REF_HANDLE) != 0)
        return cji_index_get(c, CJI_IDS_HANDLE, 0, id) != NULL || c->tombstones;
    if (cji_index_get(c, CJI_IDS_MADE, reference, id) != NULL)
        return true;
    if ((r->flags & CJI_REF_STAFF) != 0 &&
        (is_person(c, id) || cji_index_get(c, CJI_IDS_STAFF, 0, id) != NULL ||
         actor_in(act->root.record, CJ_FIELD_ID, id)))
        return true;
    if ((r->flags & CJI_REF_OWN) != 0 && (cji_index_get(c, CJI_IDS_OWN, 0, id) != NULL ||
                                          actor_in(act->root.record, CJ_FIELD_ORG, id)))
        return true;
    return c->tombstones; /* what an erased act made is not known any more */
}

typedef struct walk {
    cj_case *c;
    const cj_act *act;
    const cji_place *place;
    cj_error **error;
    cj_status status;
} walk;

CJI_PRINTF(4, 5)
static void fail_at(walk *w, cj_status code, const cji_row *row, const char *format, ...)
{
    char what[400];
    cji_place at = w->place != NULL ? *w->place : (cji_place){0};
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    at.field = cji_field_names[row->field];
    cji_fail(w->c->ctx, w->error, code, &at, "%s: %s", at.field, what);
    if (w->status == CJ_OK)
        w->status = code;
}

/* The depth of shapes (3) bounds the recursion. */
static void check_references(walk *w, const cj_record *record)
{
    uint64_t rows = record->shape->records | record->shape->refs;
    for (; rows != 0; rows &= rows - 1) {
        int i = cji_lowest(rows);
        const cji_row *row = &cji_rows[record->shape->first + i];
        for (uint32_t j = 0; j < record->slots[i].count; j++) {
            const cji_value *value = &record->slots[i].values[j];
            if (row->type == CJ_TYPE_RECORD)
                check_references(w, value->record);
            else if (!resolves(w->c, w->act, row->extra, value->text))
                fail_at(w, CJ_E_REFERENCE, row, "\"%s\" is no earlier %s of this case",
                        value->text.p, cji_references[row->extra].name);
        }
    }
}

/* ---- ids that acts make ---------------------------------------------------------------------- */

/* Calls back for every id that the act makes. */
static bool made_next(const cj_act *act, int32_t *maker, size_t *at, cji_str *id)
{
    for (; *maker < cji_maker_count; (*maker)++, *at = 0) {
        const cji_maker *m = &cji_makers[*maker];
        const cji_row *row;
        const cji_value *value;
        if (m->kind != act->kind->id)
            continue;
        if (m->when_field != 0 &&
            (m->when_mask >> cji_number(act->root.record, m->when_field) & 1) == 0)
            continue;
        if (cji_path_next(act->root.record, (cji_path){m->field, m->member}, at, &row, &value)) {
            *id = value->text;
            return true;
        }
    }
    return false;
}

/* A change of an order names its requirements again; the person may be recorded as a party, with
 * how it is safe to reach them; a correction gives its ids again, and so does one of it. */
static bool may_repeat(const cj_case *c, const cj_act *act, uint32_t entry)
{
    return entry == CJI_IDS_REFUSED || act->kind->id == CJ_ACT_ORDER_CHANGED ||
           (act->kind->id == CJ_ACT_PARTY_RECORDED &&
            c->entries[entry].kind == CJ_ACT_CASE_OPENED) ||
           cji_str_eq(cji_case_current(c, c->entries[entry].id),
                      cji_text(act->root.record, CJ_FIELD_SUPERSEDES));
}

static void check_made(walk *w)
{
    int32_t maker = 0;
    size_t at = 0;
    cji_str id;
    while (made_next(w->act, &maker, &at, &id)) {
        const cji_maker *m = &cji_makers[maker];
        const uint32_t *entry = cji_index_get(w->c, CJI_IDS_MADE, m->reference, id);
        const cji_row *row = cji_shape_row(w->act->root.record->shape, m->field);
        if (entry != NULL && !may_repeat(w->c, w->act, *entry))
            fail_at(w, CJ_E_ID_TAKEN, row, "\"%s\" is in use as a %s", id.p,
                    cji_references[m->reference].name);
    }
}

static void check_supersedes(walk *w)
{
    cji_str id = cji_text(w->act->root.record, CJ_FIELD_SUPERSEDES);
    const cji_entry *old = cji_case_entry(w->c, id);
    const cji_row *row = cji_shape_row(w->act->root.record->shape, CJ_FIELD_SUPERSEDES);
    if (id.n == 0 || old == NULL)
        return;
    if (w->c->practitioner != NULL) {
        fail_at(w, CJ_E_INTEGRITY, row, "a judgement is never replaced: withdraw \"%s\"", id.p);
        return;
    }
    if (old->kind != w->act->kind->id || old->kind == CJ_ACT_ERASED)
        fail_at(w, CJ_E_INTEGRITY, row, "\"%s\" is a %s; an act is superseded by one of its kind",
                id.p, cj_kind_name(old->kind));
    else if (old->superseded_by != 0)
        fail_at(w, CJ_E_INTEGRITY, row, "\"%s\" is superseded already; supersede \"%s\"", id.p,
                w->c->entries[old->superseded_by - 1].id.p);
}

cj_status cji_index_check(cj_case *c, const cj_act *act, const cji_place *place, cj_error **error)
{
    walk w = {c, act, place, error, CJ_OK};
    check_references(&w, act->root.record);
    check_made(&w);
    check_supersedes(&w);
    return w.status;
}

static cj_status add_actors(cj_case *c, const cj_record *record, uint32_t entry)
{
    cj_status status = CJ_OK;
    if (record->shape == cji_shape_actor) {
        status = cji_index_put(c, CJI_IDS_STAFF, 0, cji_text(record, CJ_FIELD_ID), entry);
        if (status == CJ_OK)
            status = cji_index_put(c, CJI_IDS_OWN, 0, cji_text(record, CJ_FIELD_ORG), entry);
        return status;
    }
    for (uint64_t rows = record->shape->records; rows != 0; rows &= rows - 1) {
        const cji_slot *slot = &record->slots[cji_lowest(rows)];
        for (uint32_t j = 0; status == CJ_OK && j < slot->count; j++)
            status = add_actors(c, slot->values[j].record, entry);
    }
    return status;
}

cj_status cji_index_add(cj_case *c, const cj_act *act, uint32_t entry)
{
    int32_t maker = 0;
    size_t at = 0;
    cji_str id;
    uint32_t handle = entry == CJI_IDS_REFUSED ? entry : (uint32_t)c->nhandles;
    cj_status status = CJ_OK;
    while (status == CJ_OK && made_next(act, &maker, &at, &id))
        status = cji_index_put(c, CJI_IDS_MADE, cji_makers[maker].reference, id, entry);
    if (status == CJ_OK)
        status = add_actors(c, act->root.record, entry);
    id = cji_text(act->root.record, CJ_FIELD_HANDLE);
    if (status == CJ_OK && id.n > 0)
        status = cji_index_put(c, CJI_IDS_HANDLE, 0, id, handle);
    id = cji_text(act->root.record, CJ_FIELD_ACT_ID);
    if (status == CJ_OK && id.n > 0)
        status = cji_index_put(c, CJI_IDS_ACT, 0, id, entry);
    return status;
}
