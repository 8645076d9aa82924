/* SPDX-License-Identifier: MIT */
/* The case: acts in the order of entry, checked before they are added, never changed after. */
#include "casework/casework.h"

#include <stdlib.h>

cj_status cj_case_new(cj_context *context, const char *id, cj_case **out, cj_error **error)
{
    cj_case *c = cji_alloc(context, sizeof *c);
    cj_status status;
    if (c == NULL)
        return cji_no_memory(context, error);
    atomic_init(&c->refs, 1);
    c->ctx = cj_context_ref(context);
    c->id = (char *)(uintptr_t) "";
    cji_arena_init(&c->arena, context);
    c->kinds = cji_arena_alloc(&c->arena, ((size_t)cji_kind_last + 1) * sizeof *c->kinds);
    status = c->kinds != NULL ? cji_map_init(&c->ids, context) : cji_no_memory(context, error);
    if (status != CJ_OK && c->kinds != NULL)
        cji_fail(context, error, status, NULL, "no randomness");
    else if (status == CJ_OK && id != NULL)
        status = cji_case_set_id(c, cji_str_of(id), NULL, error);
    if (status == CJ_OK)
        *out = c;
    else
        cj_case_unref(c);
    return status;
}

cj_status cj_judgements_new(cj_context *context, const char *practitioner, cj_case **out,
                            cj_error **error)
{
    cj_case *c = NULL;
    cj_status status;
    if (practitioner == NULL || !cji_id_ok(cji_str_of(practitioner)))
        return cji_fail(context, error, CJ_E_VALUE_ID, NULL, "not the id of a practitioner");
    status = cj_case_new(context, NULL, &c, error);
    if (status != CJ_OK)
        return status;
    c->id = cji_arena_alloc(&c->arena, sizeof CJI_STREAM + strlen(practitioner));
    if (c->id == NULL) {
        cj_case_unref(c);
        return cji_no_memory(context, error);
    }
    memcpy(c->id, CJI_STREAM, sizeof CJI_STREAM - 1);
    strcpy(c->id + sizeof CJI_STREAM - 1, practitioner);
    c->practitioner = c->id + sizeof CJI_STREAM - 1;
    *out = c;
    return CJ_OK;
}

cj_status cji_case_new(cj_context *ctx, const char *id, cj_case **out, cj_error **error)
{
    cji_str whose = id != NULL ? cji_stream_of(cji_str_of(id)) : (cji_str){"", 0};
    return whose.n > 0 ? cj_judgements_new(ctx, whose.p, out, error)
                       : cj_case_new(ctx, id, out, error);
}

cj_case *cj_case_ref(cj_case *handle)
{
    if (handle != NULL)
        atomic_fetch_add_explicit(&handle->refs, 1, memory_order_relaxed);
    return handle;
}

void cji_case_changed(cj_case *c)
{
    for (size_t i = 0; i < c->nhandles; i++) {
        if (c->handles[i].state.ctx != NULL)
            cji_root_fini(&c->handles[i].state);
    }
    if (c->requirements.ctx != NULL)
        cji_root_fini(&c->requirements);
    c->sorted = false;
}

void cj_case_unref(cj_case *handle)
{
    cj_context *ctx;
    if (handle == NULL || atomic_fetch_sub_explicit(&handle->refs, 1, memory_order_acq_rel) != 1)
        return;
    ctx = handle->ctx;
    cji_case_changed(handle);
    for (size_t i = 0; i < handle->count; i++)
        cj_act_unref(handle->entries[i].act);
    cji_free(ctx, handle->entries);
    cji_free(ctx, handle->handles);
    cji_free(ctx, handle->findings);
    cji_free(ctx, handle->order);
    cji_map_fini(&handle->ids);
    cji_arena_fini(&handle->arena);
    cj_policy_unref(handle->policy);
    cji_free(ctx, handle);
    cj_context_unref(ctx);
}

void cj_case_set_policy(cj_case *handle, const cj_policy *policy)
{
    cj_policy *old = handle->policy;
    if (policy == old)
        return;
    /* Only the count of references changes. */
    handle->policy = cj_policy_ref((cj_policy *)(uintptr_t)policy);
    cj_policy_unref(old);
    cji_case_changed(handle);
}

const char *cj_case_id(const cj_case *handle)
{
    return handle->id;
}

cj_status cji_case_set_id(cj_case *c, cji_str id, const cji_place *place, cj_error **error)
{
    char *copy;
    if (c->id[0] != '\0')
        return cji_str_is(id, c->id)
                   ? CJ_OK
                   : cji_fail(c->ctx, error, CJ_E_CASE, place, "the file holds case %.*s, not %s",
                              (int)id.n, id.p, c->id);
    if (!cji_id_ok(id))
        return cji_fail(c->ctx, error, CJ_E_VALUE_ID, place, "not a case id");
    copy = cji_arena_strdup(&c->arena, id);
    if (copy == NULL)
        return cji_no_memory(c->ctx, error);
    c->id = copy;
    return CJ_OK;
}

size_t cj_case_act_count(const cj_case *handle)
{
    return handle->count;
}

const cj_act *cj_case_act_at(const cj_case *handle, size_t index)
{
    return index < handle->count ? handle->entries[index].act : NULL;
}

cj_status cj_case_tombstone_at(const cj_case *handle, size_t index, const char **id, int32_t *kind,
                               int32_t *reason)
{
    const cji_entry *entry = index < handle->count ? &handle->entries[index] : NULL;
    if (entry == NULL || entry->act != NULL)
        return CJ_E_NOT_FOUND;
    *id = entry->id.p;
    *kind = entry->kind;
    *reason = entry->erasure_reason;
    return CJ_OK;
}

const cji_entry *cji_case_entry(const cj_case *c, cji_str id)
{
    const uint32_t *entry = id.n > 0 ? cji_index_get(c, CJI_IDS_ACT, 0, id) : NULL;
    return entry != NULL && *entry != CJI_IDS_REFUSED ? &c->entries[*entry] : NULL;
}

cji_str cji_case_current(const cj_case *c, cji_str id)
{
    const cji_entry *entry = cji_case_entry(c, id);
    while (entry != NULL && entry->superseded_by != 0)
        entry = &c->entries[entry->superseded_by - 1];
    return entry != NULL ? entry->id : id;
}

const cj_act *cj_case_act_find(const cj_case *handle, const char *id)
{
    const cji_entry *entry = cji_case_entry(handle, cji_str_of(id));
    return entry != NULL ? entry->act : NULL;
}

const cj_record *cji_case_opened(const cj_case *c)
{
    const cji_entry *entry = c->count > 0 ? &c->entries[0] : NULL;
    while (entry != NULL && entry->superseded_by != 0)
        entry = &c->entries[entry->superseded_by - 1];
    return entry != NULL && entry->kind == CJ_ACT_CASE_OPENED && entry->act != NULL
               ? entry->act->root.record
               : NULL;
}

cji_str cji_case_person(const cj_case *c)
{
    const cj_record *opened = cji_case_opened(c);
    return opened != NULL ? cji_text(opened, CJ_FIELD_PERSON) : (cji_str){"", 0};
}

bool cji_entry_counts(const cji_entry *entry)
{
    return entry->act != NULL && entry->superseded_by == 0;
}

const cji_entry *cji_next_of(const cj_case *c, int32_t kind, size_t *at)
{
    for (;;) {
        uint32_t next = *at == 0 ? c->kinds[kind].first : c->entries[*at - 1].next_of_kind;
        if (next == 0)
            return NULL;
        *at = next;
        if (cji_entry_counts(&c->entries[next - 1]))
            return &c->entries[next - 1];
    }
}

/* The entry that was written behind the last is one of the case from now on. */
static void count_entry(cj_case *c)
{
    uint32_t number = (uint32_t)++c->count;
    cji_kind_span *span = &c->kinds[c->entries[number - 1].kind];
    if (span->first == 0)
        span->first = number;
    else
        c->entries[span->last - 1].next_of_kind = number;
    span->last = number;
}

/* ---- order ----------------------------------------------------------------------------------- */

static int by_time(const void *a, const void *b, void *user)
{
    const cji_entry *entries = user;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int64_t s = entries[x].occurred, t = entries[y].occurred;
    return s != t ? (s > t) - (s < t) : (x > y) - (x < y);
}

const uint32_t *cji_case_order(cj_case *c, size_t *n)
{
    if (c->order == NULL || c->order_capacity < c->count) {
        /* Room for as many again: each act that comes behind the last keeps the order. */
        size_t capacity = 2 * c->count + 16;
        uint32_t *grown = cji_realloc(c->ctx, c->order, capacity * sizeof *grown);
        if (grown == NULL)
            return NULL;
        c->order = grown;
        c->order_capacity = capacity;
    }
    if (!c->sorted) {
        c->norder = 0;
        for (uint32_t i = 0; i < c->count; i++) {
            if (cji_entry_counts(&c->entries[i]))
                c->order[c->norder++] = i;
        }
        qsort_r(c->order, c->norder, sizeof *c->order, by_time, c->entries);
        c->sorted = true;
    }
    *n = c->norder;
    return c->order;
}

/* The newest entry finds its place in an order that stands, unless it takes that of another. */
static void keep_order(cj_case *c, bool was_sorted, bool supersedes)
{
    uint32_t newest = (uint32_t)c->count - 1;
    size_t low = 0, high = c->norder;
    if (!was_sorted || supersedes || c->norder == c->order_capacity)
        return;
    if (high > 0 && c->entries[c->order[high - 1]].occurred <= c->entries[newest].occurred)
        low = high;
    while (low < high) { /* behind all that happened at the same time */
        size_t middle = low + (high - low) / 2;
        if (c->entries[c->order[middle]].occurred <= c->entries[newest].occurred)
            low = middle + 1;
        else
            high = middle;
    }
    memmove(c->order + low + 1, c->order + low, (c->norder - low) * sizeof *c->order);
    c->order[low] = newest;
    c->norder++;
    c->sorted = true;
}

/* ---- adding ---------------------------------------------------------------------------------- */

/* An act that is here already: *known. Same id and other bytes: a conflict. */
static cj_status recognise(cj_case *c, cj_act *act, const cji_place *place, bool *known,
                           cj_error **error)
{
    const cji_entry *there = cji_case_entry(c, cji_text(act->root.record, CJ_FIELD_ACT_ID));
    cji_str old, new;
    *known = there != NULL && (there->act == NULL || there->act == act);
    if (there == NULL || *known)
        return CJ_OK;
    old = cji_act_bytes(there->act);
    new = cji_act_bytes(act);
    if (old.p == NULL || new.p == NULL)
        return cji_no_memory(c->ctx, error);
    *known = cji_str_eq(old, new);
    if (*known)
        return CJ_OK;
    return cji_fail(c->ctx, error, CJ_E_CONFLICT, place, "act %s is in the case with other content",
                    there->id.p);
}

static cj_status first_act(cj_case *c, const cj_act *act, const cji_place *place, cj_error **error)
{
    if (c->count > 0 || c->practitioner != NULL || act->kind->id == CJ_ACT_CASE_OPENED)
        return CJ_OK;
    return cji_fail(c->ctx, error, CJ_E_INTEGRITY, place,
                    "the first act of a case is case_opened, not %s", act->kind->name);
}

/* All that can refuse the act; every part is looked at, the first status is kept. */
static cj_status check(cj_case *c, const cj_act *act, uint32_t *types, uint32_t *handle,
                       const cji_place *place, cj_error **error)
{
    cj_status parts[4], status = CJ_OK;
    if ((int64_t)c->count >= c->ctx->limits[CJ_LIMIT_ACTS])
        return cji_fail(c->ctx, error, CJ_E_LIMIT, place, "the case has %zu acts", c->count);
    parts[0] = c->reading ? CJ_OK : first_act(c, act, place, error);
    parts[1] = cji_index_handle(c, act, types, handle, place, error);
    parts[2] = cji_index_check(c, act, place, error);
    parts[3] = cji_rules_run(c, act, false, place, NULL, NULL, error);
    for (size_t i = 0; status == CJ_OK && i < CJI_COUNT(parts); i++)
        status = parts[i];
    return status;
}

static bool reserve(cj_case *c)
{
    return cji_grow(c->ctx, (void **)&c->entries, sizeof *c->entries, c->count, &c->capacity) &&
           cji_grow(c->ctx, (void **)&c->handles, sizeof *c->handles, c->nhandles,
                    &c->handle_capacity);
}

/* What was checked becomes part of the case; a failure of memory leaves it as it was. */
/* The day of an act, as a key of the index. */
static cji_str day_key(const cj_act *act, char space[4])
{
    uint32_t day = (uint32_t)cji_date(act->root.record, CJ_FIELD_OCCURRED_AT).days;
    memcpy(space, &day, sizeof day);
    return (cji_str){space, sizeof day};
}

int64_t cji_case_moment(const cj_case *c, const cj_act *act)
{
    const cj_time *time = &cji_first(act->root.record, CJ_FIELD_OCCURRED_AT)->time;
    char space[4];
    const uint32_t *last;
    if (time->precision != CJ_PRECISION_DAY)
        return time->us;
    last = cji_map_get(&c->ids, CJI_IDS_DAY, day_key(act, space));
    return last != NULL && c->entries[*last].occurred > time->us ? c->entries[*last].occurred
                                                                 : time->us;
}

/* The act is the last of its day so far, if it is. */
static void keep_day(cj_case *c, const cj_act *act)
{
    char space[4];
    uint32_t *last = cji_map_get(&c->ids, CJI_IDS_DAY, day_key(act, space));
    if (last != NULL && c->entries[c->count - 1].occurred >= c->entries[*last].occurred)
        *last = (uint32_t)c->count - 1;
}

static cj_status append(cj_case *c, cj_act *act, uint32_t types, uint32_t handle,
                        const cji_finding *findings, size_t nfindings, cj_error **error)
{
    size_t ids = c->ids.count;
    const cj_record *record = act->root.record;
    cji_str handle_id = cji_text(record, CJ_FIELD_HANDLE);
    char *copy = NULL;
    const cji_entry *old, *before;
    cji_entry *entry;
    bool sorted = c->sorted;
    int64_t moment = cji_case_moment(c, act);
    char day[4];
    if (!reserve(c) ||
        (handle == c->nhandles && (copy = cji_arena_strdup(&c->arena, handle_id)) == NULL) ||
        cji_index_add(c, act, (uint32_t)c->count) != CJ_OK ||
        cji_map_put(&c->ids, CJI_IDS_DAY, day_key(act, day), (uint32_t)c->count) != CJ_OK ||
        cji_case_keep_findings(c, (uint32_t)c->count, findings, nfindings) != CJ_OK) {
        cji_map_truncate(&c->ids, ids);
        return cji_no_memory(c->ctx, error);
    }
    cji_case_changed(c);
    if (copy != NULL)
        c->handles[c->nhandles++] = (cji_handle_row){.id = copy};
    c->handles[handle].types = types;
    old = cji_case_entry(c, cji_text(record, CJ_FIELD_SUPERSEDES));
    if (old != NULL)
        c->entries[old - c->entries].superseded_by = (uint32_t)c->count + 1;
    before = cji_case_entry(c, cji_text(record, CJ_FIELD_PREVIOUS));
    entry = &c->entries[c->count];
    *entry = (cji_entry){
        .act = cj_act_ref(act),
        .id = cji_text(record, CJ_FIELD_ACT_ID),
        .kind = act->kind->id,
        .handle = handle,
        .occurred = moment,
        .root = before != NULL ? before->root : (uint32_t)c->count,
        .attested = true,
        .log_index = -1,
    };
    count_entry(c);
    keep_day(c, act);
    keep_order(c, sorted, old != NULL);
    return CJ_OK;
}

cj_status cji_case_add(cj_case *c, cj_act *act, const cji_place *place, cj_error **error)
{
    uint32_t types = 0, handle = 0;
    cji_finding findings[CJI_FINDINGS];
    size_t nfindings = 0;
    bool known = false;
    cj_status status = cji_act_freeze(act, error);
    if (status == CJ_OK)
        status = recognise(c, act, place, &known, error);
    if (status != CJ_OK || known)
        return status;
    status = check(c, act, &types, &handle, place, error);
    if (status == CJ_OK)
        status = cji_rules_run(c, act, true, place, findings, &nfindings, error);
    return status == CJ_OK ? append(c, act, types, handle, findings, nfindings, error) : status;
}

cj_status cji_case_add_known(cj_case *c, cj_act *act, const cji_place *place, cj_error **error)
{
    uint32_t types = 0, handle = 0;
    cj_status status = cji_act_freeze(act, error);
    if (status == CJ_OK && cji_case_entry(c, cji_text(act->root.record, CJ_FIELD_ACT_ID)) != NULL)
        status = cji_fail(c->ctx, error, CJ_E_CONFLICT, place, "the act is in the case twice");
    if (status == CJ_OK)
        status = cji_index_handle(c, act, &types, &handle, place, error);
    return status == CJ_OK ? append(c, act, types, handle, NULL, 0, error) : status;
}

/* An act that a caller builds may come without an id; one that is in a file has one. */
static cj_status prepare(cj_act *act, cji_place *place, cj_error **error)
{
    cj_record *record = act->root.record;
    char id[37];
    cj_status status = CJ_OK;
    if (!act->root.frozen && cj_count(record, CJ_FIELD_ACT_ID) == 0) {
        status = cji_id_new(act->root.ctx, id);
        if (status == CJ_OK)
            status = cj_add_text(record, CJ_FIELD_ACT_ID, id, CJ_ZT, error);
    }
    if (status == CJ_OK)
        status = cj_act_validate(act, error);
    place->act = cji_text(record, CJ_FIELD_ACT_ID).p;
    return status;
}

cj_status cj_case_apply(cj_case *handle, cj_act *act, cj_error **error)
{
    cji_place place = {0};
    cj_status status = prepare(act, &place, error);
    return status != CJ_OK ? status : cji_case_add(handle, act, &place, error);
}

cj_status cj_advise(cj_case *handle, cj_act *act, cj_error **error)
{
    cji_place place = {0};
    uint32_t types = 0, number = 0;
    cj_status status = prepare(act, &place, error);
    if (status == CJ_OK)
        status = check(handle, act, &types, &number, &place, error);
    if (status == CJ_OK)
        status = cji_rules_run(handle, act, true, &place, NULL, NULL, error);
    return status;
}

cj_status cji_case_add_tombstone(cj_case *c, cji_str id, int32_t kind, int32_t reason,
                                 const cji_place *place, cj_error **error)
{
    size_t ids = c->ids.count;
    char *copy;
    if (cji_case_entry(c, id) != NULL)
        return CJ_OK; /* erased already, or about to be: the store decides */
    copy = cji_arena_strdup(&c->arena, id);
    (void)place;
    if (copy == NULL || !reserve(c) ||
        cji_index_put(c, CJI_IDS_ACT, 0, id, (uint32_t)c->count) != CJ_OK) {
        cji_map_truncate(&c->ids, ids);
        return cji_no_memory(c->ctx, error);
    }
    cji_case_changed(c);
    c->tombstones = true;
    c->entries[c->count] = (cji_entry){.id = {copy, id.n},
                                       .root = (uint32_t)c->count,
                                       .kind = kind,
                                       .erasure_reason = reason,
                                       .handle = UINT32_MAX,
                                       .log_index = -1};
    count_entry(c);
    return CJ_OK;
}

/* ---- copies ---------------------------------------------------------------------------------- */

/* Acts that were checked once are added again without their checks, findings with them. */
cj_status cji_case_copy(const cj_case *from, const cj_date *occurred_by, cj_case **out,
                        cj_error **error)
{
    cj_case *to = NULL;
    cj_status status = cji_case_new(from->ctx, from->id[0] != '\0' ? from->id : NULL, &to, error);
    if (status == CJ_OK)
        cj_case_set_policy(to, from->policy);
    for (size_t i = 0; status == CJ_OK && i < from->count; i++) {
        const cji_entry *entry = &from->entries[i];
        const cji_finding *findings;
        const uint32_t *known;
        cji_entry *added;
        size_t nfindings;
        if (entry->act == NULL) {
            status = cji_case_add_tombstone(to, entry->id, entry->kind, entry->erasure_reason, NULL,
                                            error);
            continue;
        }
        if (occurred_by != NULL &&
            cji_date_last(cji_date(entry->act->root.record, CJ_FIELD_OCCURRED_AT)) >
                occurred_by->days)
            continue;
        findings = cji_case_findings(from, (uint32_t)i, &nfindings);
        known = cji_index_get(to, CJI_IDS_HANDLE, 0,
                              cji_text(entry->act->root.record, CJ_FIELD_HANDLE));
        status =
            append(to, entry->act, from->handles[entry->handle].types,
                   known != NULL ? *known : (uint32_t)to->nhandles, findings, nfindings, error);
        if (status != CJ_OK)
            break;
        added = &to->entries[to->count - 1];
        added->attested = entry->attested;
        added->entered_at = entry->entered_at;
        added->log_index = entry->log_index;
    }
    if (status == CJ_OK) {
        to->has_as_of = occurred_by != NULL || from->has_as_of;
        to->as_of = occurred_by != NULL ? occurred_by->days : from->as_of;
        *out = to;
    } else {
        cj_case_unref(to);
    }
    return status;
}

bool cji_case_as_of(const cj_case *c, int32_t *day)
{
    *day = c->as_of;
    return c->has_as_of;
}

cj_status cj_case_at(const cj_case *handle, cj_date occurred_by, cj_case **out, cj_error **error)
{
    return cji_case_copy(handle, &occurred_by, out, error);
}
