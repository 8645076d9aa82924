/* SPDX-License-Identifier: MIT */
/*
 * A backup in the place of a database that is gone, beside a log that is newer. All is done in a
 * file of another name, which takes the store's name at the end: a crash leaves no store, and the
 * restore is done again. What an earlier attempt has written to the log is read like the rest.
 */
#include "session/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cjustice/rights.h>

/* A unit of the log that the backup lacks. */
typedef struct lost {
    char tx[CJI_STORE_TX];
    uint64_t first;
    int64_t n;
    bool ended; /* it has an outcome */
    bool gone;  /* and the backup does not have it */
    bool said;  /* an earlier restore told the log */
    bool whole; /* it erased a whole case */
    bool erases;
} lost;

/* An act that the log says was erased. */
typedef struct erasure {
    uint64_t of, by; /* by: first entry of the unit */
    int32_t reason;
    const char *case_id, *act_id; /* in the arena; NULL when the backup does not have it */
} erasure;

typedef struct restoring {
    cj_context *ctx;
    const char *path, *backup;
    char *dir, *key, *aside, *space;
    cj_store *store; /* of the file aside */
    cj_session *session;
    lost *units;
    size_t nunits, unit_capacity;
    erasure *erasures;
    size_t nerasures, erasure_capacity;
    cji_arena arena;
    cj_restored done;
    cj_error **error;
} restoring;

#define SUFFIX_MAX 16

/* ---- the files ------------------------------------------------------------------------------- */

static const char *beside(restoring *r, const char *path, const char *suffix)
{
    strcpy(stpcpy(r->space, path), suffix);
    return r->space;
}

/* SQLite would take what the dead database left for a part of the backup. */
static cj_status check_place(restoring *r)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < CJI_COUNT(suffixes); i++) {
        cji_place place = {.file = beside(r, r->path, suffixes[i])};
        struct stat there;
        if (lstat(place.file, &there) == 0)
            return cji_fail(r->ctx, r->error, CJ_E_STORE_EXISTS, &place,
                            "move it away: a restore overwrites nothing");
    }
    return CJ_OK;
}

/* What an attempt that was cut short has left. */
static void drop_aside(restoring *r)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal", ".lock"};
    for (size_t i = 0; i < CJI_COUNT(suffixes); i++)
        unlink(beside(r, r->aside, suffixes[i]));
}

static cj_status open_log(restoring *r)
{
    cj_store *store = cji_alloc(r->ctx, sizeof *store);
    if (store == NULL || pthread_mutex_init(&store->mutex, NULL) != 0) {
        cji_free(r->ctx, store);
        return cji_no_memory(r->ctx, r->error);
    }
    atomic_init(&store->refs, 1);
    store->ctx = cj_context_ref(r->ctx);
    store->pid = getpid();
    r->store = store;
    return cji_session_log_failed(
        store, cji_audit_open(r->ctx, r->dir, r->key, 0, &store->log, r->error), r->error);
}

static cj_status copy_backup(restoring *r)
{
    cji_store *from = NULL;
    cj_status status;
    drop_aside(r);
    status = cji_store_open_to_read(r->ctx, r->backup, &from, r->error);
    if (status == CJ_OK)
        status = cji_store_copy(from, r->aside, r->error);
    cji_store_close(from, false);
    if (status == CJ_OK)
        status = cji_store_open(r->ctx, r->aside, &r->store->db, r->error);
    return status;
}

static cj_status check_anchor(restoring *r)
{
    cji_store_anchor anchor = {0};
    cj_status status = cji_store_anchor_of(r->store->db, &anchor, r->error);
    return status == CJ_OK ? cji_session_agree(r->store, &anchor, r->error) : status;
}

/* ---- what the log says ----------------------------------------------------------------------- */

static lost *unit_of(restoring *r, const char *tx)
{
    for (size_t i = r->nunits; i-- > 0;) {
        if (strcmp(r->units[i].tx, tx) == 0)
            return &r->units[i];
    }
    return NULL;
}

static cj_status take_intent(restoring *r, uint64_t index, const cji_audit_entry *entry)
{
    lost *unit = unit_of(r, entry->tx);
    if (unit == NULL) {
        if (!cji_grow(r->ctx, (void **)&r->units, sizeof *unit, r->nunits, &r->unit_capacity))
            return cji_no_memory(r->ctx, r->error);
        unit = &r->units[r->nunits++];
        *unit = (lost){.first = index};
        strcpy(unit->tx, entry->tx); /* its length was looked at */
    }
    unit->n++;
    unit->erases = unit->erases || cji_session_erases(entry);
    if (entry->of == 0 && strcmp(entry->op, "erase") == 0 && entry->obj != NULL)
        unit->whole = strcmp(entry->obj, "case") == 0;
    if (!cji_session_erases(entry) || entry->obj == NULL)
        return CJ_OK;
    if (!cji_grow(r->ctx, (void **)&r->erasures, sizeof *r->erasures, r->nerasures,
                  &r->erasure_capacity))
        return cji_no_memory(r->ctx, r->error);
    r->erasures[r->nerasures++] =
        (erasure){entry->of, unit->first,
                  cji_code_of(cji_shape_row(&cji_shapes[cji_kind_of(CJ_ACT_ERASED)->shape],
                                            CJ_FIELD_ERASURE_REASON)
                                  ->extra,
                              cji_str_of(entry->obj)),
                  NULL, NULL};
    return CJ_OK;
}

/* Only units that are missing stay in the list. */
static cj_status take_outcome(restoring *r, const cji_audit_entry *entry)
{
    cji_place place = {.file = r->backup};
    bool said = entry->out != NULL && strcmp(entry->out, "fail") != 0, found = false;
    lost *unit = unit_of(r, entry->tx);
    cj_status status = cji_store_has_unit(r->store->db, entry->tx, &found, r->error);
    if (status != CJ_OK || unit == NULL)
        return status;
    if (!said && found)
        return cji_fail(r->ctx, r->error, CJ_E_STORE_LOG, &place,
                        "the backup has unit %s, the log says that it failed", entry->tx);
    unit->ended = true;
    unit->gone = said && !found;
    if (!unit->gone) {
        memmove(unit, unit + 1, (size_t)(r->units + r->nunits - unit - 1) * sizeof *unit);
        r->nunits--;
    }
    return CJ_OK;
}

static cj_status take_entry(restoring *r, uint64_t index, const cji_audit_entry *entry)
{
    lost *unit;
    if (cji_session_loses(entry)) {
        unit = unit_of(r, entry->obj);
        if (unit != NULL)
            unit->said = true;
        return CJ_OK;
    }
    if (entry->ph == NULL || entry->tx == NULL || strlen(entry->tx) >= CJI_STORE_TX)
        return CJ_OK;
    return strcmp(entry->ph, "intent") == 0 ? take_intent(r, index, entry) : take_outcome(r, entry);
}

static cj_status read_log(restoring *r)
{
    cji_buf bytes;
    cji_arena arena;
    cj_status status = CJ_OK;
    cji_buf_init(&bytes, r->ctx, 2 * CJI_AUDIT_ENTRY_MAX);
    for (uint64_t i = 0; status == CJ_OK && i < cji_audit_size(r->store->log); i++) {
        cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
        const char *why = "";
        cji_arena_init(&arena, r->ctx);
        status = cji_session_log_failed(
            r->store, cji_audit_read(r->store->log, i, &bytes, r->error), r->error);
        if (status == CJ_OK) {
            status = cji_audit_entry_read(cji_buf_view(&bytes), &arena, &entry, &why);
            if (status != CJ_OK)
                cji_fail(r->ctx, r->error, status == CJ_E_MEMORY ? status : CJ_E_LOG_DAMAGED, NULL,
                         "at index %llu: %s", (unsigned long long)i, why);
        }
        if (status == CJ_OK)
            status = take_entry(r, i, &entry);
        cji_arena_fini(&arena);
    }
    cji_buf_fini(&bytes);
    return status;
}

/* ---- what is said to the log ----------------------------------------------------------------- */

/* A unit without an outcome was being recorded when the database was lost: whether it was stored,
 * nobody can tell. In the backup it may be. */
static cj_status end_unit(restoring *r, lost *unit)
{
    cji_audit_entry entry = cji_session_entry(&r->session->who, "recover", "unit");
    bool found = false;
    cj_status status = cji_store_has_unit(r->store->db, unit->tx, &found, r->error);
    unit->gone = !found;
    entry.ph = "outcome";
    entry.tx = unit->tx;
    entry.out = found ? "ok" : "unknown";
    entry.n = unit->n;
    entry.of = unit->first;
    return status == CJ_OK ? cji_session_log(r->store, &entry, 1, NULL, r->error) : status;
}

static cj_status say_lost(restoring *r, const lost *unit)
{
    cji_audit_entry entry = cji_session_entry(&r->session->who, "recover", "unit.lost");
    entry.obj = unit->tx;
    entry.of = unit->first;
    entry.n = unit->n;
    entry.out = "ok";
    return cji_session_log(r->store, &entry, 1, NULL, r->error);
}

static cj_status tell_log(restoring *r)
{
    cji_audit_entry entry = cji_session_entry(&r->session->who, "recover", "store.restore");
    cji_store_anchor anchor = {0};
    cj_status status = cji_store_anchor_of(r->store->db, &anchor, r->error);
    for (size_t i = 0; status == CJ_OK && i < r->nunits; i++) {
        if (!r->units[i].ended)
            status = end_unit(r, &r->units[i]);
        if (status != CJ_OK || !r->units[i].gone)
            continue;
        r->done.lost++;
        r->done.acts += (uint64_t)r->units[i].n;
        if (!r->units[i].said)
            status = say_lost(r, &r->units[i]);
    }
    entry.out = "ok";
    entry.of = anchor.size; /* where the backup stood */
    entry.n = (int64_t)r->done.lost;
    return status == CJ_OK ? cji_session_log(r->store, &entry, 1, NULL, r->error) : status;
}

/* ---- erasing again --------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const erasure *x = a, *y = b;
    if (x->of != y->of)
        return x->of < y->of ? -1 : 1;
    return (x->by > y->by) - (x->by < y->by);
}

static cj_status take_row(restoring *r, size_t *at, const cji_store_row *row)
{
    while (*at < r->nerasures && r->erasures[*at].of < row->log_index)
        (*at)++;
    for (size_t i = *at; i < r->nerasures && r->erasures[i].of == row->log_index; i++) {
        r->erasures[i].case_id = cji_arena_strdup(&r->arena, row->case_id);
        r->erasures[i].act_id = cji_arena_strdup(&r->arena, row->act_id);
        if (r->erasures[i].case_id == NULL || r->erasures[i].act_id == NULL)
            return cji_no_memory(r->ctx, r->error);
    }
    return CJ_OK;
}

/* Which acts of the backup stand in the places that were erased. */
static cj_status find_acts(restoring *r)
{
    cji_store *db = r->store->db;
    cji_store_row row;
    bool found = true;
    size_t at = 0;
    cj_status status = cji_store_begin(db, false, r->error);
    if (r->nerasures > 1)
        qsort(r->erasures, r->nerasures, sizeof *r->erasures, by_place);
    cji_store_rows_begin(db, NULL);
    while (status == CJ_OK && found && at < r->nerasures) {
        status = cji_store_rows_next(db, NULL, &row, &found, r->error);
        if (status == CJ_OK && found)
            status = take_row(r, &at, &row);
    }
    cji_store_rows_end(db, NULL);
    cji_store_rollback(db);
    return status;
}

static cj_status erase_again(restoring *r, const lost *unit)
{
    char authority[96];
    const char **ids = cji_arena_alloc(&r->arena, ((size_t)unit->n + 1) * sizeof *ids);
    cji_session_erasing what = {.whole = unit->whole, .replay = true, .authority = authority};
    size_t erased = 0;
    cj_status status = CJ_OK;
    if (ids == NULL)
        return cji_no_memory(r->ctx, r->error);
    snprintf(authority, sizeof authority, "erased before, by entry %llu of the log",
             (unsigned long long)unit->first);
    for (size_t i = 0; i < r->nerasures && what.n < (size_t)unit->n; i++) {
        const erasure *e = &r->erasures[i];
        if (e->by != unit->first || e->act_id == NULL)
            continue;
        what.reason = e->reason;
        what.case_id = e->case_id;
        ids[what.n++] = e->act_id;
    }
    what.acts = ids;
    if (what.n > 0)
        status = cji_session_erase_unit(r->session, &what, &erased, r->error);
    r->done.erased += erased;
    return status;
}

static cj_status replay(restoring *r)
{
    cj_status status = find_acts(r);
    for (size_t i = 0; status == CJ_OK && i < r->nunits; i++) {
        if (r->units[i].gone && r->units[i].erases)
            status = erase_again(r, &r->units[i]);
    }
    return status;
}

/* From here on the store has what the log says, and the next open need not read what is before. */
static cj_status anchor(restoring *r)
{
    cji_store *db = r->store->db;
    cji_store_anchor now = {.size = cji_audit_size(r->store->log)};
    cj_status status = cji_session_log_failed(
        r->store, cji_audit_root(r->store->log, now.size, now.root, r->error), r->error);
    now.index = now.size - 1;
    if (status == CJ_OK)
        status = cji_store_begin(db, true, r->error);
    if (status != CJ_OK)
        return status;
    status = cji_store_add_anchor(db, &now, r->error);
    if (status == CJ_OK)
        status = cji_store_set_meta(db, CJI_META_SETTLED, (int64_t)now.size, r->error);
    if (status == CJ_OK)
        return cji_store_commit(db, NULL, r->error);
    cji_store_rollback(db);
    return status;
}

/* ---- all of it ------------------------------------------------------------------------------- */

static cj_status rebuild(restoring *r)
{
    cj_status status = copy_backup(r);
    if (status == CJ_OK)
        status = check_anchor(r);
    if (status == CJ_OK)
        status = read_log(r);
    if (status == CJ_OK)
        status = cji_store_lock(r->store->db, true, r->error);
    if (status != CJ_OK)
        return status;
    status = tell_log(r);
    r->store->scanned = cji_audit_size(r->store->log);
    if (status == CJ_OK)
        status = replay(r);
    if (status == CJ_OK)
        status = anchor(r);
    /* The backup itself may be from the middle of an erasure. */
    if (status == CJ_OK)
        status = cji_store_scrub(r->store->db, r->error);
    cji_store_unlock(r->store->db);
    return status;
}

static void leave(restoring *r)
{
    cj_session_unref(r->session);
    cj_store_unref(r->store);
    r->session = NULL;
    r->store = NULL;
}

static cj_status finish(restoring *r)
{
    cji_place place = {.file = r->aside};
    struct stat there;
    leave(r); /* closes the database: its write-ahead log goes into it */
    if (stat(beside(r, r->aside, "-wal"), &there) == 0)
        return cji_fail(r->ctx, r->error, CJ_E_STORE, &place, "cannot be closed");
    if (r->ctx->io.rename(r->ctx->io.user, r->aside, r->path) != 0)
        return cji_io_fail(r->ctx, r->error, "rename the restored store", r->path);
    unlink(beside(r, r->aside, ".lock"));
    return cji_dir_sync(r->ctx, r->path, r->error);
}

static cj_status restore(restoring *r, const cj_policy *policy, const cj_identity *who)
{
    cj_status status = open_log(r);
    if (status == CJ_OK)
        status = cj_session_new(r->store, policy, who, &r->session, r->error);
    if (status == CJ_OK)
        status = cji_session_permit(r->session, "backup", "store.restore", NULL, r->error);
    if (status == CJ_OK)
        status = check_place(r);
    if (status == CJ_OK)
        status = rebuild(r);
    if (status == CJ_OK)
        status = finish(r);
    leave(r);
    if (status != CJ_OK && r->aside != NULL)
        drop_aside(r);
    return status;
}

cj_status cj_store_restore(cj_context *context, const char *path, const char *backup,
                           const cj_policy *policy, const cj_identity *who, cj_restored *out,
                           cj_error **error)
{
    restoring r = {.ctx = context, .path = path, .backup = backup, .error = error};
    cji_session_who identity;
    cj_status status = cji_session_identify(context, who, &identity, error);
    if (status != CJ_OK)
        return status;
    if (path == NULL || backup == NULL || (out != NULL && out->size != sizeof *out))
        return cji_fail(context, error, CJ_E_MISUSE, NULL,
                        "path or backup is NULL, or *out does not begin with CJ_RESTORED_INIT");
    cji_arena_init(&r.arena, context);
    r.dir = cji_store_beside(context, path, ".audit");
    r.key = cji_store_beside(context, path, ".key");
    r.aside = cji_store_beside(context, path, ".restore");
    r.space = cji_alloc(context, strlen(path) + 2 * SUFFIX_MAX);
    status = r.dir != NULL && r.key != NULL && r.aside != NULL && r.space != NULL
                 ? restore(&r, policy, who)
                 : cji_no_memory(context, error);
    if (status == CJ_OK && out != NULL) {
        *out = r.done;
        out->size = sizeof *out;
    }
    cji_arena_fini(&r.arena);
    cji_free(context, r.units);
    cji_free(context, r.erasures);
    cji_free(context, r.dir);
    cji_free(context, r.key);
    cji_free(context, r.aside);
    cji_free(context, r.space);
    return status;
}
