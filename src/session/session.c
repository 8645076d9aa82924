/* SPDX-License-Identifier: MIT */
/* Sessions, and the checkpoint. */
#include "session/session.h"

static cj_status keep(cj_session *session, const cji_session_who *who, cj_error **error)
{
    struct {
        const char *from, **to;
    } texts[] = {{who->actor, &session->who.actor},
                 {who->role, &session->who.role},
                 {who->org, &session->who.org},
                 {who->purpose, &session->who.purpose}};
    cj_context *ctx = session->store->ctx;
    for (size_t i = 0; i < CJI_COUNT(texts); i++) {
        *texts[i].to = cji_arena_strdup(&session->arena, cji_str_of(texts[i].from));
        if (*texts[i].to == NULL)
            return cji_no_memory(ctx, error);
    }
    session->who.session = session->id;
    if (cji_id_new(ctx, session->id) != CJ_OK)
        return cji_fail(ctx, error, CJ_E_CRYPTO, NULL, "no randomness for the session's id");
    return CJ_OK;
}

cj_status cj_session_new(cj_store *store, const cj_policy *policy, const cj_identity *who,
                         cj_session **out, cj_error **error)
{
    cji_session_who identity;
    cj_session *session;
    cj_status status = cji_session_identify(store->ctx, who, &identity, error);
    if (status != CJ_OK)
        return status;
    session = cji_alloc(store->ctx, sizeof *session);
    if (session == NULL)
        return cji_no_memory(store->ctx, error);
    atomic_init(&session->refs, 1);
    session->store = cj_store_ref(store);
    /* Only the count of references changes. */
    session->policy = cj_policy_ref((cj_policy *)(uintptr_t)policy);
    cji_arena_init(&session->arena, store->ctx);
    status = keep(session, &identity, error);
    if (status == CJ_OK)
        *out = session;
    else
        cj_session_unref(session);
    return status;
}

cj_session *cj_session_ref(cj_session *session)
{
    if (session != NULL)
        atomic_fetch_add_explicit(&session->refs, 1, memory_order_relaxed);
    return session;
}

void cj_session_unref(cj_session *session)
{
    cj_store *store;
    if (session == NULL || atomic_fetch_sub_explicit(&session->refs, 1, memory_order_acq_rel) != 1)
        return;
    store = session->store;
    cj_policy_unref(session->policy);
    cji_arena_fini(&session->arena);
    cji_free(store->ctx, session);
    cj_store_unref(store);
}

/* ---- checkpoint ------------------------------------------------------------------------------ */

static cj_status publish(cj_session *session, const char *operation, const char *act,
                         const char *origin, cji_buf *out, cj_error **error)
{
    cj_store *store = session->store;
    cji_audit_entry entry = cji_session_entry(&session->who, "admin", act);
    cj_status status = cji_session_permit(session, operation, act, NULL, error);
    entry.out = "ok";
    if (status == CJ_OK)
        status = cji_session_log(store, &entry, 1, NULL, error);
    if (status == CJ_OK && strcmp(operation, "rotate") == 0) {
        status = cji_audit_rotate(store->log, origin, error);
        if (status != CJ_E_MISUSE) /* a name that cannot be is no failure of the log */
            status = cji_session_log_failed(store, status, error);
    }
    if (status == CJ_OK)
        status = cji_session_log_failed(store, cji_audit_publish(store->log, out, error), error);
    return status;
}

static cj_status give(cj_session *session, const char *operation, const char *act,
                      const char *origin, cj_write_fn write, void *user, cj_error **error)
{
    cj_store *store = session->store;
    cji_buf text;
    cj_status status = cji_session_enter(store, error);
    if (status != CJ_OK)
        return status;
    cji_buf_init(&text, store->ctx, CJI_AUDIT_NOTE_MAX);
    status = publish(session, operation, act, origin, &text, error);
    cji_session_leave(store);
    if (status == CJ_OK && write != NULL && write(text.p, text.n, user) != 0)
        status = cji_fail(store->ctx, error, CJ_E_STOPPED, NULL, "the callback stopped");
    cji_buf_fini(&text);
    return status;
}

cj_status cj_session_checkpoint(cj_session *session, cj_write_fn write, void *user,
                                cj_error **error)
{
    return give(session, "checkpoint", "log.checkpoint", NULL, write, user, error);
}

cj_status cj_session_rotate(cj_session *session, const char *origin, cj_write_fn write, void *user,
                            cj_error **error)
{
    return give(session, "rotate", "log.rotate", origin, write, user, error);
}

int32_t cj_session_permits(const cj_session *session, const char *operation)
{
    return cji_policy_permits(session->policy, session->who.role, session->who.purpose, operation);
}
