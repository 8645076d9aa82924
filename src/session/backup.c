/* SPDX-License-Identifier: MIT */
/* A copy of the database while it is used. */
#include "session/session.h"

#include <cjustice/rights.h>

static cj_status copy(cj_store *store, const char *path, uint64_t *size, cj_error **error)
{
    cji_store_anchor anchor = {0};
    cj_status status = cji_store_begin(store->db, false, error);
    if (status == CJ_OK)
        status = cji_store_anchor_of(store->db, &anchor, error);
    if (status == CJ_OK)
        status = cji_store_copy(store->db, path, error);
    cji_store_rollback(store->db);
    if (status == CJ_OK && size != NULL)
        *size = anchor.size;
    return status;
}

/* A copy of pages would copy the traces in them. */
static cj_status check_clean(cj_store *store, cj_error **error)
{
    bool unclean = false;
    cj_status status = cji_session_clean_if_free(store, error);
    if (status == CJ_OK)
        status = cji_store_unclean(store->db, &unclean, error);
    return status == CJ_OK && unclean
               ? cji_fail(store->ctx, error, CJ_E_STORE_BUSY, NULL,
                          "the files still hold traces of what was erased: try again when nobody "
                          "uses the store")
               : status;
}

static cj_status backup(cj_session *session, const char *path, uint64_t *size, cj_error **error)
{
    cj_store *store = session->store;
    cji_audit_entry entry = cji_session_entry(&session->who, "admin", "store.backup");
    cj_status status = cji_session_permit(session, "backup", entry.act, NULL, error);
    if (status == CJ_OK)
        status = cji_session_settle_if_free(store, error);
    if (status == CJ_OK)
        status = check_clean(store, error);
    entry.out = "ok";
    if (status == CJ_OK)
        status = cji_session_log(store, &entry, 1, NULL, error);
    return status == CJ_OK ? copy(store, path, size, error) : status;
}

cj_status cj_session_backup(cj_session *session, const char *path, uint64_t *size, cj_error **error)
{
    cj_status status = cji_session_enter(session->store, error);
    if (status != CJ_OK)
        return status;
    status = path != NULL ? backup(session, path, size, error)
                          : cji_fail(session->store->ctx, error, CJ_E_MISUSE, NULL, "path is NULL");
    cji_session_leave(session->store);
    return status;
}
