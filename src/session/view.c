/* SPDX-License-Identifier: MIT */
/* Opening a view of a case: whether the actor may, the entry in the log, then the acts. */
#include "session/session.h"

#define ACT "case.open"

static const cji_session_reason reasons[] = {
    [CJ_OPEN_SHOW] = {"show", "consult", ACT, "state", false},
    [CJ_OPEN_CHECK] = {"check", "consult", ACT, "coverage", false},
    [CJ_OPEN_EXPORT] = {"export", "disclose", ACT, "acts", false},
};

static cj_status log_view(cj_session *session, const cji_session_reason *why,
                          const cji_session_viewed *seen, cj_error **error)
{
    cji_audit_entry entry = cji_session_entry(&session->who, why->op, why->act);
    const char *const subjects[] = {seen->subj};
    entry.obj = why->parts;
    entry.out = "ok";
    if (seen->subj[0] != '\0') /* else the case was erased, and its key with it */
        entry.subj = (cji_audit_texts){subjects, 1};
    cji_session_grant_entry(&seen->grant, &entry);
    return cji_session_log(session->store, &entry, 1, NULL, error);
}

/* Whether the view has all that the case has. */
static bool is_whole(const cj_case *c, const cji_store_view *wanted)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->entries[i].entered_at > wanted->known_at ||
            (uint64_t)c->entries[i].log_index >= wanted->below)
            return false;
    }
    return true;
}

static cj_status not_there(cj_store *store, const char *case_id, cj_error **error)
{
    /* Nothing was seen of anybody, so there is nothing to log. */
    cj_status status = cji_session_check_absent(store, case_id, false, error);
    return status == CJ_OK ? cji_fail(store->ctx, error, CJ_E_NOT_FOUND, NULL,
                                      "there is no such case in the store")
                           : status;
}

/* What the actor may see: the whole, or the part of it that is wanted. */
static cj_status give(const cji_session_scope *scope, const cji_session_reason *why,
                      const cji_store_view *wanted, cji_session_viewed *out, cj_error **error)
{
    cj_store *store = scope->session->store;
    bool whole = is_whole(scope->c, wanted), found = true;
    uint8_t same[CJI_STORE_SECRET];
    cj_status status =
        cji_session_decide(scope, why->operation, why->act, why->parts, &out->grant, error);
    if (status == CJ_OK && why->firm && out->grant.btg[0] != '\0')
        status =
            cji_session_bar(scope, why->operation, why->act, why->parts, out->grant.lao, error);
    if (status == CJ_OK && !whole)
        status = cji_store_case_key(store->db, wanted, same, &found, error);
    cji_wipe(same, sizeof same);
    if (status == CJ_OK && !found)
        return not_there(store, wanted->case_id, error);
    if (status == CJ_OK)
        status = cji_session_subj(store->ctx, scope->key, cj_case_id(scope->c), out->subj, error);
    if (status == CJ_OK && why->op != NULL)
        status = log_view(scope->session, why, out, error);
    if (status == CJ_OK)
        status = cji_session_check_case(store, wanted->case_id, scope->key, error);
    if (status == CJ_OK && whole)
        out->c = cj_case_ref(scope->c);
    else if (status == CJ_OK)
        status = cji_store_load(store->db, wanted, &out->c, error);
    if (status == CJ_OK)
        cj_case_set_policy(out->c, scope->session->policy);
    return status;
}

/* In one read transaction: what is handed out is what was there when the entry was written. */
static cj_status view(cj_session *session, const cji_session_reason *why,
                      const cji_store_view *wanted, cji_session_viewed *out, cj_error **error)
{
    cj_store *store = session->store;
    const cji_store_view all = {wanted->case_id, INT64_MAX, UINT64_MAX};
    uint8_t key[CJI_STORE_SECRET];
    cji_session_scope scope = {.session = session, .key = key};
    bool found = false;
    cj_status status = cji_store_begin(store->db, false, error);
    if (status != CJ_OK)
        return status;
    status = cji_store_case_key(store->db, &all, key, &found, error);
    found = found && cji_id_ok(cji_str_of(wanted->case_id)); /* and no stream of judgements */
    if (status == CJ_OK && !found)
        status = not_there(store, wanted->case_id, error);
    else if (status == CJ_OK)
        status = cji_session_load(store, wanted->case_id, key, &scope.c, error);
    if (status == CJ_OK)
        status = give(&scope, why, wanted, out, error);
    cj_case_unref(scope.c);
    cji_store_rollback(store->db);
    cji_wipe(key, sizeof key);
    return status;
}

cj_status cji_session_view(cj_session *session, const cji_session_reason *why, const char *case_id,
                           int64_t known_at, cji_session_viewed *out, cj_error **error)
{
    cj_store *store = session->store;
    cji_store_view wanted = {.case_id = case_id, .known_at = known_at};
    cj_status status = cji_session_permit(session, why->operation, why->act, why->parts, error);
    if (status == CJ_OK)
        status = cji_session_settle_if_free(store, error);
    wanted.below = cji_session_below(store);
    return status == CJ_OK ? view(session, why, &wanted, out, error) : status;
}

static cj_status open_case(cj_session *session, const char *case_id, int32_t why, int64_t known_at,
                           cj_case **out, cj_error **error)
{
    cj_store *store = session->store;
    cji_session_viewed seen = {0};
    cj_status status;
    if (why < CJ_OPEN_SHOW || why > CJ_OPEN_EXPORT)
        return cji_fail(store->ctx, error, CJ_E_MISUSE, NULL, "why: one of CJ_OPEN_*");
    status = cji_session_enter(store, error);
    if (status != CJ_OK)
        return status;
    status = cji_session_view(session, &reasons[why], case_id, known_at, &seen, error);
    cji_session_leave(store);
    if (status == CJ_OK)
        *out = seen.c;
    return status;
}

cj_status cj_session_open_case(cj_session *session, const char *case_id, int32_t why, cj_case **out,
                               cj_error **error)
{
    return open_case(session, case_id, why, INT64_MAX, out, error);
}

cj_status cj_session_open_case_known(cj_session *session, const char *case_id, int32_t why,
                                     cj_time known_at, cj_case **out, cj_error **error)
{
    return open_case(session, case_id, why, known_at.us, out, error);
}
