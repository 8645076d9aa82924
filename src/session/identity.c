/* SPDX-License-Identifier: MIT */
/* Who acts, whether the policy permits it, and how both come into the log. */
#include "session/session.h"

#define SOURCE "libcjustice/" CJI_VERSION

cj_status cji_session_identify(cj_context *ctx, const cj_identity *given, cji_session_who *out,
                               cj_error **error)
{
    static const char *const names[] = {"actor", "role", "organisation", "purpose"};
    const char *parts[4];
    cj_status status = CJ_OK;
    if (given == NULL || given->size < sizeof *given)
        return cji_fail(ctx, error, CJ_E_MISUSE, NULL, "an identity begins with CJ_IDENTITY_INIT");
    for (size_t i = sizeof *given; i < given->size; i++) {
        if (((const char *)given)[i] != 0)
            return cji_fail(ctx, error, CJ_E_MISUSE, NULL,
                            "the identity says something that this library does not know");
    }
    parts[0] = given->actor;
    parts[1] = given->role;
    parts[2] = given->org;
    parts[3] = given->purpose;
    for (size_t i = 0; i < CJI_COUNT(parts); i++) {
        cji_place place = {.field = names[i]};
        cj_status one = CJ_OK;
        if (parts[i] == NULL || parts[i][0] == '\0')
            one = cji_fail(ctx, error, CJ_E_NO_ACTOR, &place, "the %s is missing", names[i]);
        else if (!cji_id_ok(cji_str_of(parts[i])))
            one = cji_fail(ctx, error, CJ_E_VALUE_ID, &place, "the %s is not an id", names[i]);
        if (status == CJ_OK)
            status = one;
    }
    *out = (cji_session_who){parts[0], parts[1], parts[2], parts[3], NULL};
    return status;
}

cji_audit_entry cji_session_entry(const cji_session_who *who, const char *op, const char *act)
{
    cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
    entry.op = op;
    entry.act = act;
    entry.src = SOURCE;
    if (who != NULL) {
        entry.who = who->actor;
        entry.role = who->role;
        entry.org = who->org;
        entry.pou = who->purpose;
        entry.sess = who->session;
    }
    return entry;
}

/* Whatever kept the log from being written, the answer is the same: no audit, no act. */
cj_status cji_session_log_failed(cj_store *store, cj_status status, cj_error **error)
{
    switch (status) {
    case CJ_OK:
    case CJ_E_MEMORY:
    case CJ_E_FORK:
    case CJ_E_LOG:
    case CJ_E_LOG_DAMAGED:
    case CJ_E_LOG_POISONED:
    case CJ_E_LOG_KEY:
        return status;
    default:
        return cji_fail(store->ctx, error, CJ_E_LOG, NULL, "the audit log failed");
    }
}

cj_status cji_session_log(cj_store *store, const cji_audit_entry *entries, size_t n,
                          uint64_t *first, cj_error **error)
{
    return cji_session_log_failed(store, cji_audit_append(store->log, entries, n, first, error),
                                  error);
}

/* One text for every denial: whether the role, a limit or a lacking relation denies is not told. */
cj_status cji_session_denied(cj_context *ctx, const cji_session_who *who, const char *operation,
                             cj_error **error)
{
    return cji_fail(ctx, error, CJ_E_DENIED, NULL, "%s is denied to %s (role %s, purpose %s)",
                    operation, who->actor, who->role, who->purpose);
}

cj_status cji_session_permit(cj_session *session, const char *operation, const char *act,
                             const char *obj, cj_error **error)
{
    cji_audit_entry entry = cji_session_entry(&session->who, "deny", act);
    cj_status status;
    if (cji_policy_permits(session->policy, session->who.role, session->who.purpose, operation))
        return CJ_OK;
    entry.out = "deny";
    entry.obj = obj;
    status = cji_session_log(session->store, &entry, 1, NULL, error);
    return status == CJ_OK
               ? cji_session_denied(session->store->ctx, &session->who, operation, error)
               : status;
}

cj_status cji_session_subj(cj_context *ctx, const uint8_t key[CJI_STORE_SECRET],
                           const char *case_id, char out[CJI_SESSION_SUBJ], cj_error **error)
{
    const cji_piece pieces[2] = {{"subj", 4}, {case_id, strlen(case_id)}};
    uint8_t hash[CJI_HASH];
    cj_status status;
    out[0] = '\0';
    if (cji_store_key_gone(key))
        return CJ_OK;
    status = cji_hmac_sha256(ctx, key, pieces, 2, hash);
    if (status != CJ_OK)
        return cji_fail(ctx, error, status, NULL, "cannot make the pseudonym");
    cji_hex(hash, CJI_SESSION_SUBJ / 2, out);
    return CJ_OK;
}
