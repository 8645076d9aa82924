/* SPDX-License-Identifier: MIT */
/* A practitioner's stream of judgements, read back. */
#include "session/judge.h"

#include <stdio.h>

#define ACT "judgements.open"

cj_status cji_session_permit_of(cj_session *session, const char *practitioner, const char *act,
                                cj_error **error)
{
    const bool own = strcmp(practitioner, session->who.actor) == 0;
    return cji_session_permit(session, own ? "check" : "check-practitioner", act, "rows", error);
}

static cj_status read_stream(cj_store *store, const cji_store_view *settled, cj_case **out,
                             char subj[CJI_SESSION_SUBJ], cj_error **error)
{
    uint8_t key[CJI_STORE_SECRET];
    bool found = false;
    cj_status status = cji_store_case_key(store->db, settled, key, &found, error);
    if (status == CJ_OK && !found)
        status = cji_session_check_absent(store, settled->case_id, true, error);
    if (status == CJ_OK && found)
        status = cji_session_subj(store->ctx, key, settled->case_id, subj, error);
    if (status == CJ_OK && found)
        status = cji_session_check_case(store, settled->case_id, key, error);
    if (status == CJ_OK && found)
        status = cji_store_load(store->db, settled, out, error);
    cji_wipe(key, sizeof key);
    return status;
}

cj_status cji_session_stream(cj_session *session, const char *practitioner, cj_case **out,
                             char subj[CJI_SESSION_SUBJ], cj_error **error)
{
    cj_store *store = session->store;
    cji_stream_id id;
    cji_store_view settled = {id, INT64_MAX, 0};
    cj_status status = cji_session_settle_if_free(store, error);
    if (status != CJ_OK)
        return status;
    snprintf(id, sizeof id, CJI_STREAM "%s", practitioner);
    settled.below = cji_session_below(store);
    status = cji_store_begin(store->db, false, error);
    if (status != CJ_OK)
        return status;
    status = read_stream(store, &settled, out, subj, error);
    cji_store_rollback(store->db);
    return status;
}

static cj_status open_stream(cj_session *session, const char *practitioner, cj_case **out,
                             cj_error **error)
{
    cj_store *store = session->store;
    cji_audit_entry entry = cji_session_entry(&session->who, "consult", ACT);
    char subj[CJI_SESSION_SUBJ];
    const char *const subjects[] = {subj};
    cj_case *stream = NULL;
    cj_status status = cji_session_permit_of(session, practitioner, ACT, error);
    if (status == CJ_OK)
        status = cji_session_stream(session, practitioner, &stream, subj, error);
    if (status == CJ_OK && stream == NULL)
        status = cji_fail(store->ctx, error, CJ_E_NOT_FOUND, NULL, "nothing was judged of %s",
                          practitioner);
    entry.obj = "judgements";
    entry.out = "ok";
    entry.subj = (cji_audit_texts){subjects, 1};
    if (status == CJ_OK)
        status = cji_session_log(store, &entry, 1, NULL, error);
    if (status == CJ_OK)
        *out = stream;
    else
        cj_case_unref(stream);
    return status;
}

cj_status cj_session_open_judgements(cj_session *session, const char *practitioner, cj_case **out,
                                     cj_error **error)
{
    cj_status status;
    if (practitioner == NULL || !cji_id_ok(cji_str_of(practitioner)))
        return cji_fail(session->store->ctx, error, CJ_E_VALUE_ID, NULL,
                        "not the id of a practitioner");
    status = cji_session_enter(session->store, error);
    if (status != CJ_OK)
        return status;
    status = open_stream(session, practitioner, out, error);
    cji_session_leave(session->store);
    return status;
}
