/* SPDX-License-Identifier: MIT */
/* Units that the host commits: everything but the transaction is that of record.c. */
#include "session/session.h"

#include <unistd.h>

struct cj_unit {
    atomic_int refs;
    cj_session *session;
    cji_session_unit u;
    cji_store_staging staging;
    bool open; /* prepared, and not ended */
};

cj_unit *cj_unit_ref(cj_unit *unit)
{
    if (unit != NULL)
        atomic_fetch_add_explicit(&unit->refs, 1, memory_order_relaxed);
    return unit;
}

/* The caller has entered the store. */
static void end_prepared(cj_unit *prepared)
{
    cji_store_take_back(prepared->session->store->db, &prepared->staging);
    prepared->open = false;
}

void cj_unit_unref(cj_unit *unit)
{
    cj_session *session;
    cj_store *store;
    if (unit == NULL || atomic_fetch_sub_explicit(&unit->refs, 1, memory_order_acq_rel) != 1)
        return;
    session = unit->session;
    store = session->store;
    if (unit->open && store->pid == getpid()) { /* after a fork it is the parent's */
        pthread_mutex_lock(&store->mutex);
        end_prepared(unit);
        cji_session_leave(store);
    } else if (unit->open) {
        cji_store_staging_fini(store->ctx, &unit->staging);
    }
    cji_session_unit_free(&unit->u);
    cji_free(store->ctx, unit);
    cj_session_unref(session);
}

const cj_stored_unit *cj_unit_stored(const cj_unit *unit)
{
    return unit->open ? &unit->staging.unit : NULL;
}

static cj_status prepare(cj_unit *prepared, const char *case_id, cj_act *const *acts, size_t n,
                         cj_error **error)
{
    cji_session_unit *u = &prepared->u;
    bool any;
    cj_status status =
        cji_session_unit_begin(u, prepared->session, case_id, "record", CJI_SESSION_RECORD, error);
    if (status == CJ_OK)
        status = cji_session_unit_stage(u, acts, n, error);
    any = status == CJ_OK && u->c->count > u->known;
    if (any)
        status = cji_session_unit_intend(u, error);
    if (status == CJ_OK && any) {
        cji_store_give(u->store->db, &prepared->staging);
        prepared->open = true;
        return CJ_OK;
    }
    cji_store_rollback(u->store->db);
    cji_store_unlock(u->store->db);
    return status;
}

cj_status cj_unit_prepare(cj_session *session, const char *case_id, cj_act *const *acts, size_t n,
                          cj_unit **out, cj_error **error)
{
    cj_context *ctx = session->store->ctx;
    cj_unit *prepared = NULL;
    cj_status status = cji_session_enter_to(session, "record", CJI_SESSION_RECORD, error);
    if (status != CJ_OK)
        return status;
    if (!cji_id_ok(cji_str_of(case_id))) {
        status = cji_fail(ctx, error, CJ_E_VALUE_ID, NULL, "not a case id");
        goto done;
    }
    if (session->store->db->lite != NULL) {
        status = cji_fail(ctx, error, CJ_E_MISUSE, NULL,
                          "the built-in store commits by itself: cj_session_apply");
        goto done;
    }
    prepared = cji_alloc(ctx, sizeof *prepared);
    if (prepared == NULL) {
        status = cji_no_memory(ctx, error);
        goto done;
    }
    atomic_init(&prepared->refs, 1);
    prepared->session = cj_session_ref(session);
    status = prepare(prepared, case_id, acts, n, error);
done:
    cji_session_leave(session->store);
    if (status == CJ_OK)
        *out = prepared->open ? prepared : NULL;
    if (prepared != NULL && !prepared->open)
        cj_unit_unref(prepared);
    return status;
}

static cj_status unit_over(cj_unit *prepared, bool committed, cj_error **error)
{
    cj_store *store = prepared->session->store;
    cji_place place = {.file = store->db->path};
    bool found = false;
    cj_status status = cji_session_enter(store, error);
    if (status != CJ_OK)
        return status;
    if (!prepared->open) {
        status = cji_fail(store->ctx, error, CJ_E_MISUSE, NULL, "the unit has ended");
        goto done;
    }
    status = cji_store_has_unit(store->db, prepared->u.batch.tx, &found, error);
    if (status == CJ_OK && found != committed) {
        status = cji_fail(store->ctx, error, CJ_E_STORE_LOG, &place,
                          committed ? "unit %s is said to be committed, and is not in the store"
                                    : "unit %s is said to be aborted, and is in the store",
                          prepared->u.batch.tx);
        goto done;
    }
    if (status == CJ_OK)
        status = cji_session_batch_outcome(&prepared->u.batch, committed, error);
    end_prepared(prepared);
done:
    cji_session_leave(store);
    return status;
}

cj_status cj_unit_committed(cj_unit *unit, cj_error **error)
{
    return unit_over(unit, true, error);
}

cj_status cj_unit_aborted(cj_unit *unit, cj_error **error)
{
    return unit_over(unit, false, error);
}
