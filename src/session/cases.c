/* SPDX-License-Identifier: MIT */
/*
 * Going through the cases for a list, or for a check of several. What is barred to the actor is
 * passed over as if it were not there: in no row, no count, no order. The rows that are given out
 * are in the log before they are.
 */
#include "session/session.h"

typedef struct walk {
    cj_session *session;
    cji_session_take_fn take;
    void *user;
    const char *operation;
    bool all, closed; /* whoever holds them; closed ones too */
    const cji_session_progress *progress;
    size_t *counted, *seen; /* cases of the store, for the progress */
} walk;

static bool wanted(const walk *w, int64_t status, cji_str practitioner)
{
    return (w->closed || status != CJ_CODE_CASE_STATUS_CLOSED) &&
           (w->all || cji_str_is(practitioner, w->session->who.actor));
}

/* Nothing of the case is looked at for the list before the actor is let in. */
static cj_status look_at(const walk *w, const cji_session_scope *scope, cj_error **error)
{
    const cj_record *state = NULL;
    uint32_t own = cji_case_handle(scope->c);
    cji_access access = {0};
    bool allowed = false;
    cj_status status;
    if (cji_store_key_gone(scope->key) || own == UINT32_MAX)
        return CJ_OK; /* erased as a whole */
    status = cji_session_may(scope, w->operation, &allowed, &access, error);
    allowed = allowed && access.override == NULL; /* it opens one case, for what happens there */
    if (status == CJ_OK && allowed)
        status = cji_fold_facts(scope->c, own, &state, error);
    if (status != CJ_OK || !allowed ||
        !wanted(w, cji_number(state, CJ_FIELD_CASE_STATUS),
                cji_text(cji_sub(state, CJ_FIELD_PRACTITIONER), CJ_FIELD_ID)))
        return status;
    status = cji_session_check_case(w->session->store, cj_case_id(scope->c), scope->key, error);
    return status == CJ_OK ? w->take(w->user, scope, error) : status;
}

/* In thousandths: how many cases the store has is not everybody's to know. */
static void tell_progress(const walk *w)
{
    if (w->progress == NULL || w->progress->fn == NULL)
        return;
    ++*w->seen;
    w->progress->fn((size_t)((uint64_t)*w->seen * 1000 / (*w->counted > 0 ? *w->counted : 1)), 1000,
                    w->progress->user);
}

static cj_status count(void *user, const cji_store_summary *summary, cj_error **error)
{
    (void)summary, (void)error;
    ++*(size_t *)user;
    return CJ_OK;
}

/* The summary only spares reading what is not wanted: who may is decided on the case. */
static cj_status each(void *user, const cji_store_summary *summary, cj_error **error)
{
    const walk *w = user;
    cj_store *store = w->session->store;
    const cji_store_view all = {summary->case_id.p, INT64_MAX, UINT64_MAX};
    uint8_t key[CJI_STORE_SECRET];
    cji_session_scope scope = {.session = w->session, .key = key};
    bool found = false;
    cj_status status;
    tell_progress(w);
    if (cji_stream_of(summary->case_id).n > 0)
        return CJ_OK; /* of judgements: no case */
    if (summary->changed_seq != 0 && !wanted(w, summary->status, summary->practitioner))
        return CJ_OK;
    status = cji_store_case_key(store->db, &all, key, &found, error);
    if (status == CJ_OK && found)
        status = cji_session_load(store, all.case_id, key, &scope.c, error);
    if (status == CJ_OK && found) {
        cj_case_set_policy(scope.c, w->session->policy);
        status = look_at(w, &scope, error);
    }
    cj_case_unref(scope.c);
    cji_wipe(key, sizeof key);
    return status;
}

static cj_status go(const walk *w, const char *act, cj_error **error)
{
    cj_store *store = w->session->store;
    cj_status status = cji_session_permit(w->session, w->operation, act, "rows", error);
    if (status == CJ_OK)
        status = cji_session_settle_if_free(store, error);
    if (status == CJ_OK)
        status = cji_store_begin(store->db, false, error);
    if (status != CJ_OK)
        return status;
    if (w->progress != NULL && w->progress->fn != NULL)
        status = cji_store_each_case(store->db, count, w->counted, error);
    if (status == CJ_OK)
        status = cji_store_each_case(store->db, each, (void *)(uintptr_t)w, error);
    cji_store_rollback(store->db);
    return status;
}

cj_status cji_session_each_open(cj_session *session, const char *act, cji_session_take_fn take,
                                void *user, const cji_session_progress *progress, cj_error **error)
{
    size_t counted = 0, seen = 0;
    bool all =
        cji_policy_permits(session->policy, session->who.role, session->who.purpose, "list-all");
    return go(&(walk){session, take, user, "list", all, false, progress, &counted, &seen}, act,
              error);
}

cj_status cji_session_each(cj_session *session, const char *operation, const char *act,
                           cji_session_take_fn take, void *user, cj_error **error)
{
    return go(&(walk){session, take, user, operation, true, true, NULL, NULL, NULL}, act, error);
}

/* An entry names at most so many; they are one group. */
cj_status cji_session_log_subjects(cj_session *session, const cji_audit_entry *what,
                                   const char *const *subjects, size_t n, uint64_t *first,
                                   cj_error **error)
{
    cj_store *store = session->store;
    size_t groups = n > 0 ? (n + CJI_AUDIT_TEXTS_MAX - 1) / CJI_AUDIT_TEXTS_MAX : 1;
    cji_audit_entry *logged = cji_alloc(store->ctx, groups * sizeof *logged);
    cj_status status;
    if (logged == NULL)
        return cji_no_memory(store->ctx, error);
    for (size_t g = 0; g < groups; g++) {
        size_t from = g * CJI_AUDIT_TEXTS_MAX;
        size_t some = n - from < CJI_AUDIT_TEXTS_MAX ? n - from : CJI_AUDIT_TEXTS_MAX;
        logged[g] = *what;
        logged[g].n = (int64_t)some;
        logged[g].subj = (cji_audit_texts){(const char **)(uintptr_t)(subjects + from), some};
    }
    status = cji_session_log(store, logged, groups, first, error);
    cji_free(store->ctx, logged);
    return status;
}

cj_status cji_session_log_rows(cj_session *session, const char *act, const char *const *subjects,
                               size_t n, cj_error **error)
{
    cji_audit_entry what = cji_session_entry(&session->who, "consult", act);
    what.obj = "rows";
    what.out = "ok";
    return cji_session_log_subjects(session, &what, subjects, n, NULL, error);
}
