/* SPDX-License-Identifier: MIT */
/*
 * Store and log hold each other: neither can be rolled back alone, and a unit that a crash cut
 * short gets its outcome from what the store has.
 */
#include "session/session.h"

#define MARK_EVERY 1024 /* entries that an open reads before it notes how far it came */

static cj_status disagree(cj_store *store, const char *tx, const char *why, cj_error **error)
{
    cji_place place = {.file = store->db->path};
    return cji_fail(store->ctx, error, CJ_E_STORE_LOG, &place, "unit %s: %s", tx, why);
}

cj_status cji_session_agree(cj_store *store, const cji_store_anchor *anchor, cj_error **error)
{
    cji_place place = {.file = store->db->path};
    uint8_t root[CJI_HASH];
    cj_status status = cji_audit_root(store->log, anchor->size, root, error);
    if (status == CJ_E_NOT_FOUND)
        return cji_fail(store->ctx, error, CJ_E_STORE_LOG, &place,
                        "the log is shorter than when the store was last written");
    if (status == CJ_OK && memcmp(root, anchor->root, CJI_HASH) != 0)
        return cji_fail(store->ctx, error, CJ_E_STORE_LOG, &place,
                        "the log is not the one that the store was written with");
    return cji_session_log_failed(store, status, error);
}

uint64_t cji_session_below(const cj_store *store)
{
    uint64_t below = store->scanned; /* what came later was not looked at */
    for (size_t i = 0; i < store->npending; i++) {
        if (store->pending[i].first < below)
            below = store->pending[i].first;
    }
    return below;
}

void cji_session_told(cj_store *store, const char *tx, uint64_t first, size_t n, bool intents)
{
    cji_session_pending *unit;
    if (first != store->scanned)
        return;
    if (intents) {
        if (!cji_grow(store->ctx, (void **)&store->pending, sizeof *unit, store->npending,
                      &store->pending_capacity))
            return;
        unit = &store->pending[store->npending++];
        *unit = (cji_session_pending){.first = first, .n = (int64_t)n};
        strcpy(unit->tx, tx);
    } else if (store->npending > 0) {
        store->npending--; /* one unit at a time has the write lock */
    }
    store->scanned += n;
}

/* ---- scanning -------------------------------------------------------------------------------- */

static cji_session_pending *pending_of(cj_store *store, const char *tx)
{
    for (size_t i = 0; i < store->npending; i++) {
        if (strcmp(store->pending[i].tx, tx) == 0)
            return &store->pending[i];
    }
    return NULL;
}

static cj_status take_intent(cj_store *store, uint64_t index, const char *tx, cj_error **error)
{
    cji_session_pending *unit = pending_of(store, tx);
    if (unit == NULL) {
        if (!cji_grow(store->ctx, (void **)&store->pending, sizeof *unit, store->npending,
                      &store->pending_capacity))
            return cji_no_memory(store->ctx, error);
        unit = &store->pending[store->npending++];
        *unit = (cji_session_pending){.first = index};
        strcpy(unit->tx, tx); /* its length was looked at */
    }
    unit->n++;
    return CJ_OK;
}

static cj_status take_outcome(cj_store *store, const cji_audit_entry *entry, cj_error **error)
{
    cji_session_pending *unit = pending_of(store, entry->tx);
    bool said = entry->out != NULL && strcmp(entry->out, "ok") == 0, found = false;
    cj_status status = cji_store_has_unit(store->db, entry->tx, &found, error);
    if (status != CJ_OK)
        return status;
    if (said && !found)
        return disagree(store, entry->tx, "the log has it, the store does not", error);
    if (!said && found)
        return disagree(store, entry->tx, "the store has it, the log says that it failed", error);
    if (unit != NULL)
        *unit = store->pending[--store->npending];
    return CJ_OK;
}

static cj_status take_entry(cj_store *store, uint64_t index, cji_str bytes, cj_error **error)
{
    cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
    const char *why = "";
    cji_arena arena;
    cj_status status;
    cji_arena_init(&arena, store->ctx);
    status = cji_audit_entry_read(bytes, &arena, &entry, &why);
    if (status == CJ_E_MEMORY)
        cji_no_memory(store->ctx, error);
    else if (status != CJ_OK)
        status = cji_fail(store->ctx, error, CJ_E_LOG_DAMAGED, NULL, "at index %llu: %s",
                          (unsigned long long)index, why);
    else if (entry.ph == NULL || entry.tx == NULL || strlen(entry.tx) >= CJI_STORE_TX)
        status = CJ_OK; /* not of a unit */
    else if (strcmp(entry.ph, "intent") == 0)
        status = take_intent(store, index, entry.tx, error);
    else
        status = take_outcome(store, &entry, error);
    cji_arena_fini(&arena);
    return status;
}

cj_status cji_session_scan(cj_store *store, cj_error **error)
{
    cj_status status = CJ_OK;
    cji_buf entry;
    cji_buf_init(&entry, store->ctx, 2 * CJI_AUDIT_ENTRY_MAX);
    for (;;) {
        /* One read beyond what the handle knows takes in what other processes appended; that there
         * is nothing is no problem. */
        bool beyond = store->scanned >= cji_audit_size(store->log);
        cj_error *problems = NULL;
        status = cji_audit_read(store->log, store->scanned, &entry, &problems);
        if (status != CJ_OK && !(beyond && status == CJ_E_NOT_FOUND))
            cji_error_add_all(store->ctx, error, problems);
        cj_error_unref(problems);
        if (beyond && status == CJ_E_NOT_FOUND) {
            status = CJ_OK;
            break;
        }
        status = status == CJ_OK ? take_entry(store, store->scanned, cji_buf_view(&entry), error)
                                 : cji_session_log_failed(store, status, error);
        if (status != CJ_OK)
            break;
        store->scanned++;
    }
    cji_buf_fini(&entry);
    return status;
}

/* ---- settling -------------------------------------------------------------------------------- */

static cj_status settle_unit(cj_store *store, const cji_session_pending *unit, cj_error **error)
{
    cji_audit_entry entry = cji_session_entry(NULL, "recover", "unit");
    bool found = false;
    cj_status status = cji_store_has_unit(store->db, unit->tx, &found, error);
    if (status != CJ_OK)
        return status;
    entry.ph = "outcome";
    entry.tx = unit->tx;
    entry.out = found ? "ok" : "fail";
    entry.n = unit->n;
    entry.of = unit->first;
    return cji_session_log(store, &entry, 1, NULL, error);
}

cj_status cji_session_settle(cj_store *store, cj_error **error)
{
    cj_status status = cji_session_scan(store, error);
    if (status != CJ_OK || store->npending == 0)
        return status;
    /* What we see may be of a commit that did not reach the disk yet: now it does. */
    status = cji_store_flush(store->db, error);
    while (status == CJ_OK && store->npending > 0) {
        status = settle_unit(store, &store->pending[store->npending - 1], error);
        if (status == CJ_OK)
            store->npending--;
    }
    return status;
}

/* So that the next open need not read so far. */
static cj_status note_mark(cj_store *store, cj_error **error)
{
    int64_t mark = 0;
    cj_status status = cji_store_meta(store->db, CJI_META_SETTLED, &mark, error);
    if (status != CJ_OK || store->scanned < (uint64_t)mark + MARK_EVERY)
        return status;
    status = cji_store_begin(store->db, true, error);
    if (status != CJ_OK)
        return status;
    status = cji_store_set_meta(store->db, CJI_META_SETTLED, (int64_t)store->scanned, error);
    if (status == CJ_OK)
        return cji_store_commit(store->db, NULL, error);
    cji_store_rollback(store->db);
    return status;
}

cj_status cji_session_settle_if_free(cj_store *store, cj_error **error)
{
    uint64_t before = store->scanned;
    cj_status status = cji_session_scan(store, error);
    if (status != CJ_OK || (store->npending == 0 && store->scanned - before < MARK_EVERY))
        return status;
    status = cji_store_lock(store->db, false, error);
    if (status == CJ_E_STORE_BUSY)
        return CJ_OK;
    if (status == CJ_OK)
        status = cji_session_settle(store, error);
    if (status == CJ_OK)
        status = note_mark(store, error);
    cji_store_unlock(store->db);
    return status;
}
