/* SPDX-License-Identifier: MIT */
/* The store as hosts see it: the database and its log, opened together. */
#include "session/session.h"

#include <unistd.h>

/* ---- the handle ------------------------------------------------------------------------------ */

static void destroy(cj_store *store)
{
    cj_context *ctx = store->ctx;
    bool forked = store->pid != getpid();
    /* The log first: its last checkpoint covers what the store was told. */
    cji_audit_close(store->log);
    cji_session_forget(store);
    cji_store_close(store->db, forked);
    cji_free(ctx, store->pending);
    if (!forked)
        pthread_mutex_destroy(&store->mutex);
    cji_free(ctx, store);
    cj_context_unref(ctx);
}

/* The log of the store that is open. */
static cj_status open_log(cj_store *store, const char *dir, const char *key, cj_error **error)
{
    cji_store_anchor anchor;
    int64_t mark = 0;
    cj_status status = cji_store_anchor_of(store->db, &anchor, error);
    if (status == CJ_OK)
        status = cji_store_meta(store->db, CJI_META_SETTLED, &mark, error);
    if (status != CJ_OK)
        return status;
    status = cji_session_log_failed(
        store, cji_audit_open(store->ctx, dir, key, anchor.size, &store->log, error), error);
    if (status == CJ_OK)
        status = cji_session_agree(store, &anchor, error);
    if (status == CJ_OK && (uint64_t)mark > cji_audit_size(store->log)) {
        cji_place place = {.file = store->db->path};
        status = cji_fail(store->ctx, error, CJ_E_STORE_LOG, &place,
                          "the log is shorter than the store has seen it");
    }
    store->scanned = (uint64_t)mark;
    if (status == CJ_OK)
        status = cji_session_settle_if_free(store, error);
    return status == CJ_OK ? cji_session_clean_if_free(store, error) : status;
}

static cj_status open_both(cj_store *store, const char *path, cj_error **error)
{
    cj_context *ctx = store->ctx;
    char *dir = cji_store_beside(ctx, path, ".audit"), *key = cji_store_beside(ctx, path, ".key");
    cj_status status = dir != NULL && key != NULL ? cji_store_open(ctx, path, &store->db, error)
                                                  : cji_no_memory(ctx, error);
    if (status == CJ_OK)
        status = open_log(store, dir, key, error);
    cji_free(ctx, dir);
    cji_free(ctx, key);
    return status;
}

static cj_status store_new(cj_context *context, cj_store **out, cj_error **error)
{
    cj_store *store = cji_alloc(context, sizeof *store);
    if (store == NULL || pthread_mutex_init(&store->mutex, NULL) != 0) {
        cji_free(context, store);
        return cji_no_memory(context, error);
    }
    atomic_init(&store->refs, 1);
    store->ctx = cj_context_ref(context);
    store->pid = getpid();
    *out = store;
    return CJ_OK;
}

cj_status cj_store_open(cj_context *context, const char *path, cj_store **out, cj_error **error)
{
    cj_store *store = NULL;
    cj_status status = store_new(context, &store, error);
    if (status != CJ_OK)
        return status;
    status = open_both(store, path, error);
    if (status == CJ_OK)
        *out = store;
    else
        destroy(store);
    return status;
}

cj_status cj_store_open_host(cj_context *context, const cj_store_methods *methods, void *user,
                             const char *audit_dir, const char *key_path, cj_store **out,
                             cj_error **error)
{
    cj_store *store = NULL;
    cj_status status = store_new(context, &store, error);
    if (status != CJ_OK)
        return status;
    status = cji_store_open_by(context, methods, user, audit_dir, &store->db, error);
    if (status == CJ_OK)
        status = open_log(store, audit_dir, key_path, error);
    if (status == CJ_OK)
        *out = store;
    else
        destroy(store);
    return status;
}

cj_store *cj_store_ref(cj_store *store)
{
    if (store != NULL)
        atomic_fetch_add_explicit(&store->refs, 1, memory_order_relaxed);
    return store;
}

void cj_store_unref(cj_store *store)
{
    if (store != NULL && atomic_fetch_sub_explicit(&store->refs, 1, memory_order_acq_rel) == 1)
        destroy(store);
}

cj_status cji_session_enter(cj_store *store, cj_error **error)
{
    if (store->pid != getpid()) /* before the mutex: who holds it may not exist here */
        return cji_fail(store->ctx, error, CJ_E_FORK, NULL,
                        "the store was opened before the fork: open it again");
    pthread_mutex_lock(&store->mutex);
    if (!store->broken)
        return CJ_OK;
    pthread_mutex_unlock(&store->mutex);
    return cji_fail(store->ctx, error, CJ_E_STORE, NULL,
                    "an earlier commit ended unknown: close the store and open it again");
}

void cji_session_leave(cj_store *store)
{
    pthread_mutex_unlock(&store->mutex);
}
