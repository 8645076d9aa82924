/* SPDX-License-Identifier: MIT */
/* What a transaction will write, put together part by part. */
#include "store/store.h"

static char *keep(cji_store *s, cji_str text)
{
    return cji_arena_strdup(&s->staging.arena, text);
}

cj_status cji_store_add_case(cji_store *s, const char *case_id, const uint8_t key[CJI_STORE_SECRET],
                             cj_error **error)
{
    cji_store_staging *staging = &s->staging;
    staging->unit.case_id = keep(s, cji_str_of(case_id));
    memcpy(staging->key, key, CJI_STORE_SECRET);
    staging->unit.case_key = staging->key;
    return staging->unit.case_id != NULL ? CJ_OK : cji_no_memory(s->ctx, error);
}

cj_status cji_store_add_unit(cji_store *s, const char *tx, uint64_t first, uint64_t last,
                             int64_t *unit, cj_error **error)
{
    cj_stored_unit *staged = &s->staging.unit;
    staged->tx = keep(s, cji_str_of(tx));
    staged->first_index = first;
    staged->last_index = last;
    *unit = (int64_t)first;
    return staged->tx != NULL ? CJ_OK : cji_no_memory(s->ctx, error);
}

cj_status cji_store_add_entry(cji_store *s, const char *case_id, const cji_entry *entry,
                              const uint8_t salt[CJI_STORE_SECRET], const cji_store_facts *facts,
                              cj_error **error)
{
    cji_store_staging *staging = &s->staging;
    cj_stored_unit *unit = &staging->unit;
    cj_stored_act *act = cji_arena_alloc(&staging->arena, sizeof *act);
    cji_str payload = {NULL, 0};
    if (unit->case_id == NULL)
        unit->case_id = keep(s, cji_str_of(case_id));
    if (act == NULL || unit->case_id == NULL ||
        !cji_grow(s->ctx, (void **)&staging->acts, sizeof *staging->acts, unit->nacts,
                  &staging->acts_capacity))
        return cji_no_memory(s->ctx, error);
    *act = (cj_stored_act){.size = sizeof *act,
                           .seq = facts->seq,
                           .log_index = facts->log_index,
                           .entered_at = facts->entered_at,
                           .kind = entry->kind,
                           .case_id = unit->case_id,
                           .act_id = entry->id.p,
                           .entered_by = facts->entered_by,
                           .tx = unit->tx,
                           .first_index = unit->first_index,
                           .last_index = unit->last_index,
                           .findings = ""};
    if (entry->act != NULL && (payload = cji_act_bytes(entry->act)).p == NULL)
        return cji_no_memory(s->ctx, error);
    if (entry->act == NULL) {
        act->erasure_reason = entry->erasure_reason;
    } else {
        act->vocabulary = CJI_VOCABULARY;
        act->detail = CJI_STORE_DETAIL;
        act->payload = payload.p;
        act->payload_size = payload.n;
        act->salt = salt;
        if (facts->findings.n > 0)
            act->findings = facts->findings.p;
    }
    staging->acts[unit->nacts++] = act;
    unit->acts = staging->acts;
    return CJ_OK;
}

cj_status cji_store_add_anchor(cji_store *s, const cji_store_anchor *anchor, cj_error **error)
{
    (void)error;
    s->staging.anchor = *anchor;
    s->staging.unit.anchor = &s->staging.anchor;
    return CJ_OK;
}

cj_status cji_store_set_meta(cji_store *s, const char *key, int64_t value, cj_error **error)
{
    cji_store_staging *staging = &s->staging;
    cj_stored_unit *unit = &staging->unit;
    if (!cji_grow(s->ctx, (void **)&staging->numbers, sizeof *staging->numbers, unit->nnumbers,
                  &staging->numbers_capacity))
        return cji_no_memory(s->ctx, error);
    staging->numbers[unit->nnumbers++] = (cj_stored_number){key, value};
    unit->numbers = staging->numbers;
    return CJ_OK;
}

cj_status cji_store_entomb(cji_store *s, const char *case_id, cji_str act_id, int32_t reason,
                           cj_error **error)
{
    cji_store_staging *staging = &s->staging;
    cj_stored_unit *unit = &staging->unit;
    cj_stored_erasure *erasure = cji_arena_alloc(&staging->arena, sizeof *erasure);
    if (erasure != NULL) {
        *erasure = (cj_stored_erasure){sizeof *erasure, keep(s, cji_str_of(case_id)),
                                       keep(s, act_id), reason};
        unit->case_id = erasure->case_id;
    }
    if (erasure == NULL || erasure->case_id == NULL || erasure->act_id == NULL ||
        !cji_grow(s->ctx, (void **)&staging->erasures, sizeof *staging->erasures, unit->nerasures,
                  &staging->erasures_capacity))
        return cji_no_memory(s->ctx, error);
    staging->erasures[unit->nerasures++] = erasure;
    unit->erasures = staging->erasures;
    return CJ_OK;
}

cj_status cji_store_drop_key(cji_store *s, const char *case_id, cj_error **error)
{
    cj_stored_unit *unit = &s->staging.unit;
    unit->case_id = keep(s, cji_str_of(case_id));
    unit->drop_key = 1;
    return unit->case_id != NULL ? CJ_OK : cji_no_memory(s->ctx, error);
}

/* ---- the summary ----------------------------------------------------------------------------- */

/* What lists ask for is in the facts of the case; what is derived from them is not computed. */
cj_status cji_store_summarise(cj_case *c, cj_case_summary *out, cj_error **error)
{
    const cj_record *facts = NULL;
    size_t at = 0;
    uint32_t i = 0;
    cj_status status = CJ_OK;
    while (i < c->nhandles && c->handles[i].types != 1u << CJ_HANDLE_CASE)
        i++;
    if (i < c->nhandles) /* else what opened the case is a tombstone */
        status = cji_fold_facts(c, i, &facts, error);
    if (status != CJ_OK)
        return status;
    *out = (cj_case_summary){.size = sizeof *out, .case_id = c->id, .practitioner = ""};
    out->limited = cji_next_of(c, CJ_ACT_ACCESS_LIMITED, &at) != NULL;
    if (facts == NULL)
        return CJ_OK;
    out->status = (int32_t)cji_number(facts, CJ_FIELD_CASE_STATUS);
    if (cj_count(facts, CJ_FIELD_PRACTITIONER) > 0)
        out->practitioner = cji_text(cji_sub(facts, CJ_FIELD_PRACTITIONER), CJ_FIELD_ID).p;
    return CJ_OK;
}

cj_status cji_store_set_summary(cji_store *s, cj_case *c, cj_error **error)
{
    cji_store_staging *staging = &s->staging;
    const cj_stored_unit *unit = &staging->unit;
    cj_status status = cji_store_summarise(c, &staging->summary, error);
    if (status != CJ_OK)
        return status;
    staging->summary.case_id = keep(s, cji_str_of(c->id));
    staging->summary.practitioner = keep(s, cji_str_of(staging->summary.practitioner));
    if (staging->summary.case_id == NULL || staging->summary.practitioner == NULL)
        return cji_no_memory(s->ctx, error);
    if (unit->nacts > 0)
        staging->summary.changed_seq = unit->acts[unit->nacts - 1]->seq;
    staging->unit.summary = &staging->summary;
    return CJ_OK;
}
