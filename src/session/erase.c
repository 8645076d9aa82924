/* SPDX-License-Identifier: MIT */
/*
 * Erasing: one unit whose intents name the entries that are erased. The acts give way to their
 * tombstones inside of the transaction first, the case is read back as it will be, and takes the
 * act `erased`; only then is anything logged, and only then committed.
 */
#include "session/session.h"

#include <cjustice/rights.h>

typedef struct unit {
    cj_session *session;
    cj_store *store;
    cj_context *ctx;
    const cji_session_erasing *what;
    cj_case *before, *after;
    bool *marks; /* which entries of `before` go */
    size_t nmarks, nsayings;
    cji_session_grant grant;
    uint8_t key[CJI_STORE_SECRET];
    cji_arena arena;
    char subj[CJI_SESSION_SUBJ];
    const char *subjects[1];
    cji_session_batch batch;
} unit;

static const cj_record *record_of(const cji_entry *entry)
{
    return entry->act != NULL ? entry->act->root.record : NULL;
}

/* ---- what goes ------------------------------------------------------------------------------- */

static void mark(unit *u, size_t at)
{
    if (u->before->entries[at].act == NULL || u->marks[at])
        return;
    u->marks[at] = true;
    u->nmarks++;
}

/* With an act goes what it superseded, which would count again. */
static void mark_chain(unit *u, const cji_entry *entry)
{
    while (entry != NULL && entry->act != NULL) {
        mark(u, (size_t)(entry - u->before->entries));
        entry = cji_case_entry(u->before, cji_text(record_of(entry), CJ_FIELD_SUPERSEDES));
    }
}

static cj_status mark_named(unit *u, const char *id, cj_error **error)
{
    const cji_entry *entry = cji_case_entry(u->before, cji_str_of(id));
    const cj_record *opened = cji_case_opened(u->before);
    cji_place place = {.act = id};
    if (entry == NULL)
        return cji_fail(u->ctx, error, CJ_E_NOT_FOUND, &place, "the case has no act %s", id);
    if (u->what->replay) { /* it could be done, then: later acts stood beside it, which are lost */
        mark_chain(u, entry);
        return CJ_OK;
    }
    if (entry->kind == CJ_ACT_ERASED)
        return cji_fail(u->ctx, error, CJ_E_INTEGRITY, &place,
                        "%s says what was erased: it goes with its case only", id);
    if (entry->act != NULL && record_of(entry) == opened)
        return cji_fail(u->ctx, error, CJ_E_INTEGRITY, &place,
                        "%s opens the case: erase the whole case, or supersede it", id);
    mark_chain(u, entry);
    return CJ_OK;
}

/* Every problem at once. */
static cj_status choose(unit *u, cj_error **error)
{
    cj_status status = CJ_OK;
    u->marks = cji_alloc(u->ctx, u->before->count * sizeof *u->marks + 1);
    if (u->marks == NULL)
        return cji_no_memory(u->ctx, error);
    for (size_t i = 0; u->what->whole && i < u->before->count; i++)
        mark(u, i);
    /* Erased whole before: what is left says so. */
    if (u->what->whole && cji_store_key_gone(u->key))
        u->nmarks = 0;
    for (size_t i = 0; !u->what->whole && i < u->what->n; i++) {
        cj_status one = mark_named(u, u->what->acts[i], error);
        if (status == CJ_OK)
            status = one;
    }
    return status;
}

/* ---- the case as it will be ------------------------------------------------------------------ */

static cj_status take_case(unit *u, cj_error **error)
{
    const cji_store_view all = {u->what->case_id, INT64_MAX, UINT64_MAX};
    bool found = false;
    cj_status status = cji_store_case_key(u->store->db, &all, u->key, &found, error);
    if (status == CJ_OK && !found) {
        status = cji_session_check_absent(u->store, all.case_id, false, error);
        return status != CJ_OK ? status
                               : cji_fail(u->ctx, error, CJ_E_NOT_FOUND, NULL,
                                          "there is no such case in the store");
    }
    if (status == CJ_OK)
        status = cji_session_subj(u->ctx, u->key, all.case_id, u->subj, error);
    if (status == CJ_OK)
        status = cji_session_load(u->store, all.case_id, u->key, &u->before, error);
    if (status == CJ_OK && !u->what->replay) {
        const cji_session_scope scope = {u->session, u->before, u->key};
        status = cji_session_decide(&scope, "erase", "case.erase", NULL, &u->grant, error);
    }
    return status == CJ_OK ? cji_session_check_case(u->store, all.case_id, u->key, error) : status;
}

static cj_status entomb(unit *u, cj_error **error)
{
    const cji_store_view all = {u->what->case_id, INT64_MAX, UINT64_MAX};
    cj_status status = CJ_OK;
    for (size_t i = 0; status == CJ_OK && i < u->before->count; i++) {
        if (u->marks[i])
            status = cji_store_entomb(u->store->db, all.case_id, u->before->entries[i].id,
                                      u->what->reason, error);
    }
    if (status == CJ_OK && u->what->whole)
        status = cji_store_drop_key(u->store->db, all.case_id, error);
    return status == CJ_OK ? cji_store_load(u->store->db, &all, &u->after, error) : status;
}

/* The handle of the case; when the case went with all that named it, one that says nothing. */
static cj_status handle_of(const unit *u, char *space, const char **out, cj_error **error)
{
    for (size_t i = 0; i < u->after->nhandles; i++) {
        *out = u->after->handles[i].id;
        if (cji_handle_type(u->after->handles[i].types) == CJ_HANDLE_CASE)
            return CJ_OK;
    }
    *out = space;
    return cji_id_new(u->ctx, space) == CJ_OK
               ? CJ_OK
               : cji_fail(u->ctx, error, CJ_E_CRYPTO, NULL, "no randomness for an id");
}

/* An act `erased` about the marked entries from *at on, as many as one act can name. */
static cj_status fill_saying(const unit *u, cj_act *act, size_t *at, cj_error **error)
{
    cj_record *record = act->root.record;
    int64_t room = u->ctx->limits[CJ_LIMIT_REPEATS];
    char space[37], id[37];
    const char *handle = "";
    cj_status status = handle_of(u, space, &handle, error);
    if (status == CJ_OK)
        status = cji_session_envelope(u->session, handle, record, id, error);
    for (; status == CJ_OK && room > 0 && *at < u->before->count; (*at)++) {
        if (!u->marks[*at])
            continue;
        status = cj_add_text(record, CJ_FIELD_ERASED_ACTS, u->before->entries[*at].id.p,
                             u->before->entries[*at].id.n, error);
        room--;
    }
    if (status == CJ_OK)
        status = cj_add_code(record, CJ_FIELD_ERASURE_REASON, u->what->reason, error);
    if (status == CJ_OK)
        status = cj_add_text(record, CJ_FIELD_AUTHORITY, u->what->authority, CJ_ZT, error);
    return status == CJ_OK ? cj_act_validate(act, error) : status;
}

static cj_status say(unit *u, cj_error **error)
{
    size_t at = 0, named = 0;
    cj_status status = CJ_OK;
    while (status == CJ_OK && named < u->nmarks) {
        cj_act *act = NULL;
        size_t from = at;
        status = cj_act_new(u->ctx, CJ_ACT_ERASED, &act, error);
        if (status == CJ_OK)
            status = fill_saying(u, act, &at, error);
        if (status == CJ_OK)
            status = cji_case_add(u->after, act, NULL, error);
        for (; from < at; from++)
            named += u->marks[from] ? 1 : 0;
        cj_act_unref(act);
        u->nsayings++;
    }
    return status;
}

/* ---- intents --------------------------------------------------------------------------------- */

static cji_audit_entry *intend(unit *u, size_t i, int32_t kind, const char *obj)
{
    cji_audit_entry *intent =
        cji_session_batch_entry(&u->batch, i, "erase", cj_kind_name(kind), u->subjects);
    intent->obj = obj;
    cji_session_grant_entry(&u->grant, intent);
    return intent;
}

static cj_status make_intents(unit *u, cj_error **error)
{
    const cji_row *reason =
        cji_shape_row(&cji_shapes[cji_kind_of(CJ_ACT_ERASED)->shape], CJ_FIELD_ERASURE_REASON);
    size_t n = 0;
    cj_status status = cji_session_batch_begin(&u->batch, u->session, u->after,
                                               u->nmarks + u->nsayings, u->nsayings, error);
    u->subjects[0] = u->subj;
    for (size_t i = 0; status == CJ_OK && i < u->before->count; i++) {
        const cji_entry *entry = &u->before->entries[i];
        if (u->marks[i])
            intend(u, n++, entry->kind, cji_code_name(reason->extra, u->what->reason))->of =
                (uint64_t)entry->log_index;
    }
    /* Whether the key went too: a restored backup does the same. */
    for (size_t i = 0; status == CJ_OK && i < u->nsayings; i++) {
        (void)intend(u, n + i, CJ_ACT_ERASED, u->what->whole ? "case" : "acts");
        status = cji_session_batch_commit_to(&u->batch, i, CJI_STR(""), &u->arena, error);
    }
    return status;
}

/* ---- the unit -------------------------------------------------------------------------------- */

static cj_status keep(unit *u, size_t *erased, cj_error **error)
{
    cj_status status = make_intents(u, error);
    /* Whoever opens the store after a crash knows that the files hold residue. */
    if (status == CJ_OK)
        status = cji_store_set_meta(u->store->db, CJI_META_UNCLEAN, 1, error);
    if (status == CJ_OK)
        status = cji_session_batch_intend(&u->batch, error);
    if (status == CJ_OK)
        status = cji_session_batch_keep(&u->batch, error);
    if (u->batch.stored) {
        cji_session_forget(u->store); /* what is erased is in no memory of ours, either */
        *erased = u->nmarks;
    }
    return status;
}

static void unit_end(unit *u)
{
    cji_store_rollback(u->store->db);
    cj_case_unref(u->before);
    cj_case_unref(u->after);
    cji_wipe(u->key, sizeof u->key);
    cji_session_batch_end(&u->batch);
    cji_free(u->ctx, u->marks);
    cji_arena_fini(&u->arena);
}

cj_status cji_session_erase_unit(cj_session *session, const cji_session_erasing *what,
                                 size_t *erased, cj_error **error)
{
    unit u = {.session = session, .store = session->store, .ctx = session->store->ctx};
    cj_status status;
    u.what = what;
    *erased = 0;
    if (u.store->db->methods.append == NULL)
        return cji_fail(u.ctx, error, CJ_E_MISUSE, NULL,
                        "the host commits every unit itself, which none can that erases");
    cji_arena_init(&u.arena, u.ctx);
    status = cji_store_begin(u.store->db, true, error);
    if (status == CJ_OK)
        status = take_case(&u, error);
    if (status == CJ_OK)
        status = choose(&u, error);
    if (status != CJ_OK || u.nmarks == 0)
        goto done;
    status = what->replay
                 ? CJ_OK
                 : cji_session_erase_conduct(session, what, u.before, u.marks, u.subj, error);
    if (status == CJ_OK)
        status = entomb(&u, error);
    if (status == CJ_OK)
        status = say(&u, error);
    if (status == CJ_OK)
        status = keep(&u, erased, error);
done:
    unit_end(&u);
    return status;
}

cj_status cji_session_clean_if_free(cj_store *store, cj_error **error)
{
    cj_error *problems = NULL;
    bool unclean = false;
    cj_status status = cji_store_unclean(store->db, &unclean, error);
    if (status != CJ_OK || !unclean)
        return status;
    status = cji_store_lock(store->db, false, &problems);
    if (status == CJ_OK)
        status = cji_store_scrub(store->db, &problems);
    cji_store_unlock(store->db);
    if (status != CJ_OK && status != CJ_E_MEMORY) {
        cji_log(store->ctx, CJ_LOG_WARNING, "the files still hold traces of what was erased: %s",
                cj_error_count(problems) > 0 ? cj_error_message(problems, 0)
                                             : "the store is in use");
        status = CJ_OK;
    }
    cj_error_unref(problems);
    return status == CJ_OK ? CJ_OK : cji_no_memory(store->ctx, error);
}

/* ---- the public face ------------------------------------------------------------------------- */

static cj_status check_request(cj_context *ctx, const char *case_id, const cj_erasure *what,
                               cj_error **error)
{
    const cji_row *reason =
        cji_shape_row(&cji_shapes[cji_kind_of(CJ_ACT_ERASED)->shape], CJ_FIELD_ERASURE_REASON);
    if (what == NULL || what->size != sizeof *what)
        return cji_fail(ctx, error, CJ_E_MISUSE, NULL, "an erasure begins with CJ_ERASURE_INIT");
    if (case_id == NULL || !cji_id_ok(cji_str_of(case_id)))
        return cji_fail(ctx, error, CJ_E_VALUE_ID, NULL, "not a case id");
    if ((what->acts == NULL) != (what->count == 0))
        return cji_fail(ctx, error, CJ_E_MISUSE, NULL,
                        "name acts, or give NULL and 0 for the whole case");
    if (what->reason < 1 || what->reason > cji_lists[reason->extra].ncodes)
        return cji_fail(ctx, error, CJ_E_VALUE_CODE, NULL,
                        "reason: one of CJ_CODE_ERASURE_REASON_*");
    if (what->authority == NULL || cji_str_trim(cji_str_of(what->authority)).n == 0)
        return cji_fail(ctx, error, CJ_E_FIELD_MISSING, NULL,
                        "authority: say who decided, and under which number");
    return CJ_OK;
}

/* After a commit the files are scrubbed whatever else failed: it needs nothing of the log. */
static cj_status erase(cj_session *session, const cji_session_erasing *what, size_t *erased,
                       cj_error **error)
{
    cj_store *store = session->store;
    bool unclean = false;
    cj_status status = cji_store_lock(store->db, true, error), scrubbed = CJ_OK;
    if (status == CJ_OK)
        status = cji_session_settle(store, error);
    if (status == CJ_OK)
        status = cji_session_erase_unit(session, what, erased, error);
    if (*erased == 0 && status == CJ_OK)
        status = cji_store_unclean(store->db, &unclean, error);
    if (*erased > 0 || unclean)
        scrubbed = cji_store_scrub(store->db, error);
    cji_store_unlock(store->db);
    if (scrubbed != CJ_OK)
        cji_fail(store->ctx, error, scrubbed, NULL,
                 "the acts are erased, but the files still hold traces: erase again when the "
                 "cause is mended");
    return status == CJ_OK ? scrubbed : status;
}

cj_status cj_session_erase(cj_session *session, const char *case_id, const cj_erasure *what,
                           size_t *erased, cj_error **error)
{
    cj_store *store = session->store;
    cji_session_erasing request = {.case_id = case_id};
    size_t n = 0;
    cj_status status = cji_session_enter(store, error);
    if (status != CJ_OK)
        return status;
    status = cji_session_permit(session, "erase", "case.erase", NULL, error);
    if (status == CJ_OK)
        status = check_request(store->ctx, case_id, what, error);
    if (status == CJ_OK) {
        request.acts = what->acts;
        request.n = what->count;
        request.whole = what->acts == NULL;
        request.reason = what->reason;
        request.authority = what->authority;
        status = erase(session, &request, &n, error);
    }
    if (erased != NULL)
        *erased = n;
    cji_session_leave(store);
    return status;
}
