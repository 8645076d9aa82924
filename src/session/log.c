/* SPDX-License-Identifier: MIT */
/*
 * Reading the log: who did what, when and for which purpose. The reading is in the log itself
 * before the first entry is handed out; what it hands out are the entries from before it.
 */
#include "session/session.h"

#define ACT "log.read"

/* An override that nobody has reviewed, as the log names it. */
typedef struct waiting {
    const char *case_id, *id;
    char btg[CJI_SESSION_SUBJ];
} waiting;

typedef struct reading {
    cj_session *session;
    const cj_audit_filter *wanted;
    char subj[CJI_SESSION_SUBJ]; /* of the case that is wanted */
    cji_session_grant grant;
    cji_arena arena; /* for as long as the reading */
    waiting *waits;
    size_t nwaits, waits_capacity;
    char (*units)[CJI_STORE_TX]; /* whose intents were handed out, and their outcome not */
    size_t nunits, units_capacity;
    int32_t (*take)(const cj_audit_line *line, void *user);
    void *user;
} reading;

/* ---- what is looked for ---------------------------------------------------------------------- */

/* The overrides of a case that no review names. */
static cj_status take_waiting(reading *r, const cji_session_scope *scope, cj_error **error)
{
    cj_context *ctx = r->session->store->ctx;
    uint32_t own = cji_case_handle(scope->c);
    const cj_record *state = NULL;
    const cji_slot *slot;
    cj_status status = own != UINT32_MAX ? cji_fold_facts(scope->c, own, &state, error) : CJ_OK;
    if (status != CJ_OK || state == NULL)
        return status;
    slot = cji_slot_of(state, CJ_FIELD_OVERRIDES, NULL);
    for (uint32_t i = 0; status == CJ_OK && i < slot->count; i++) {
        const cj_record *override = slot->values[i].record;
        waiting *w;
        if (cji_first(override, CJ_FIELD_REVIEW_RESULT) != NULL)
            continue;
        if (!cji_grow(ctx, (void **)&r->waits, sizeof *w, r->nwaits, &r->waits_capacity))
            return cji_no_memory(ctx, error);
        w = &r->waits[r->nwaits];
        w->case_id = cji_arena_strdup(&r->arena, cji_str_of(cj_case_id(scope->c)));
        w->id = cji_arena_strdup(&r->arena, cji_text(override, CJ_FIELD_ACT));
        if (w->case_id == NULL || w->id == NULL)
            return cji_no_memory(ctx, error);
        status = cji_session_btg(ctx, scope->key, w->id, w->btg, error);
        r->nwaits++;
    }
    return status;
}

/* One case: it is wanted by its id (decided, and a refusal logged), or looked at for overrides. */
static cj_status look_at(reading *r, const char *case_id, cj_error **error)
{
    cj_store *store = r->session->store;
    const cji_store_view all = {case_id, INT64_MAX, UINT64_MAX};
    uint8_t key[CJI_STORE_SECRET];
    cji_session_scope scope = {.session = r->session, .key = key};
    cji_access access = {0};
    bool found = false, allowed = true;
    cj_status status = cji_store_case_key(store->db, &all, key, &found, error);
    if (status == CJ_OK && found && cji_store_key_gone(key))
        found = false; /* nothing ties the entries to it any more */
    if (status == CJ_OK && !found && r->wanted->case_id != NULL)
        status = cji_fail(store->ctx, error, CJ_E_NOT_FOUND, NULL,
                          "there is no such case in the store, or it was erased with its key");
    if (status == CJ_OK && found)
        status = cji_session_load(store, case_id, key, &scope.c, error);
    if (status == CJ_OK && found && r->wanted->case_id != NULL)
        status = cji_session_decide(&scope, "audit", ACT, "case", &r->grant, error);
    else if (status == CJ_OK && found)
        status = cji_session_may(&scope, "audit", &allowed, &access, error);
    if (status == CJ_OK && found && r->wanted->case_id != NULL)
        status = cji_session_subj(store->ctx, key, case_id, r->subj, error);
    if (status == CJ_OK && found && allowed && r->wanted->unreviewed != 0)
        status = take_waiting(r, &scope, error);
    cj_case_unref(scope.c);
    cji_wipe(key, sizeof key);
    return status;
}

static cj_status look_at_next(void *user, const cji_store_summary *summary, cj_error **error)
{
    return look_at(user, summary->case_id.p, error);
}

static cj_status look(reading *r, cj_error **error)
{
    cj_store *store = r->session->store;
    cj_status status;
    if (r->wanted->case_id == NULL && r->wanted->unreviewed == 0)
        return CJ_OK;
    status = cji_store_begin(store->db, false, error);
    if (status == CJ_OK && r->wanted->case_id != NULL)
        status = look_at(r, r->wanted->case_id, error);
    else if (status == CJ_OK)
        status = cji_store_each_case(store->db, look_at_next, r, error);
    cji_store_rollback(store->db);
    return status;
}

static cj_status log_reading(reading *r, uint64_t *end, cj_error **error)
{
    cji_audit_entry entry = cji_session_entry(&r->session->who, "consult", ACT);
    const char *const subjects[] = {r->subj};
    entry.out = "ok";
    entry.obj = r->wanted->unreviewed != 0 ? "overrides" : r->subj[0] != '\0' ? "case" : "entries";
    if (r->subj[0] != '\0') {
        entry.subj = (cji_audit_texts){subjects, 1};
        cji_session_grant_entry(&r->grant, &entry);
    }
    return cji_session_log(r->session->store, &entry, 1, end, error);
}

/* ---- entry by entry -------------------------------------------------------------------------- */

static bool names(const cji_audit_texts *texts, const char *subj)
{
    for (size_t i = 0; i < texts->n; i++) {
        if (strcmp(texts->items[i], subj) == 0)
            return true;
    }
    return false;
}

static const waiting *waits_for(const reading *r, const char *btg)
{
    for (size_t i = 0; btg != NULL && i < r->nwaits; i++) {
        if (strcmp(r->waits[i].btg, btg) == 0)
            return &r->waits[i];
    }
    return NULL;
}

static bool is(const char *value, const char *wanted)
{
    return wanted == NULL || (value != NULL && strcmp(value, wanted) == 0);
}

/* The outcome of a unit names no case: it goes with its intents. */
static bool ends_unit(reading *r, const cji_audit_entry *e)
{
    for (size_t i = 0; e->tx != NULL && e->ph != NULL && i < r->nunits; i++) {
        if (strcmp(r->units[i], e->tx) != 0 || strcmp(e->ph, "outcome") != 0)
            continue;
        memcpy(r->units[i], r->units[--r->nunits], CJI_STORE_TX);
        return true;
    }
    return false;
}

static bool matches(reading *r, const cji_audit_entry *e, const waiting *w)
{
    const cj_audit_filter *f = r->wanted;
    return is(e->who, f->actor) && is(e->op, f->operation) &&
           (f->from.precision == 0 || e->t >= f->from.us) &&
           (f->to.precision == 0 || e->t <= f->to.us) &&
           (r->subj[0] == '\0' || names(&e->subj, r->subj)) && (f->unreviewed == 0 || w != NULL);
}

static cj_status begins_unit(reading *r, const cji_audit_entry *e, cj_error **error)
{
    if (e->ph == NULL || strcmp(e->ph, "intent") != 0 || e->tx == NULL ||
        strlen(e->tx) >= CJI_STORE_TX)
        return CJ_OK;
    for (size_t i = 0; i < r->nunits; i++) {
        if (strcmp(r->units[i], e->tx) == 0)
            return CJ_OK;
    }
    if (!cji_grow(r->session->store->ctx, (void **)&r->units, sizeof *r->units, r->nunits,
                  &r->units_capacity))
        return cji_no_memory(r->session->store->ctx, error);
    strcpy(r->units[r->nunits++], e->tx); /* its length was looked at */
    return CJ_OK;
}

static cj_status hand_out(reading *r, uint64_t index, cji_str bytes, cji_arena *arena,
                          cj_error **error)
{
    cj_context *ctx = r->session->store->ctx;
    cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
    cj_audit_line line = {sizeof line, index, bytes.p, bytes.n, &entry, r->wanted->case_id, NULL};
    const char *why = "";
    const waiting *w;
    cj_status status = cji_audit_entry_read(bytes, arena, &entry, &why);
    if (status == CJ_E_MEMORY)
        return cji_no_memory(ctx, error);
    if (status != CJ_OK)
        return cji_fail(ctx, error, CJ_E_LOG_DAMAGED, NULL, "at index %llu: %s",
                        (unsigned long long)index, why);
    w = waits_for(r, entry.btg);
    if (!ends_unit(r, &entry) && !matches(r, &entry, w))
        return CJ_OK;
    if (w != NULL) {
        line.case_id = w->case_id;
        line.override = w->id;
    }
    status = begins_unit(r, &entry, error);
    if (status == CJ_OK && r->take(&line, r->user) != 0)
        status = cji_fail(ctx, error, CJ_E_STOPPED, NULL, "the callback stopped");
    return status;
}

static cj_status each_entry(reading *r, uint64_t end, cj_error **error)
{
    cj_store *store = r->session->store;
    cj_status status = CJ_OK;
    cji_buf bytes;
    cji_buf_init(&bytes, store->ctx, 2 * CJI_AUDIT_ENTRY_MAX);
    for (uint64_t i = 0; status == CJ_OK && i < end; i++) {
        cji_arena arena;
        cji_arena_init(&arena, store->ctx);
        status = cji_session_log_failed(store, cji_audit_read(store->log, i, &bytes, error), error);
        if (status == CJ_OK)
            status = hand_out(r, i, cji_buf_view(&bytes), &arena, error);
        cji_arena_fini(&arena);
    }
    cji_buf_fini(&bytes);
    return status;
}

static cj_status read_log(reading *r, cj_error **error)
{
    cj_session *session = r->session;
    uint64_t end = 0;
    cj_status status = cji_session_permit(session, "audit", ACT, NULL, error);
    if (status == CJ_OK)
        status = cji_session_settle_if_free(session->store, error);
    if (status == CJ_OK)
        status = look(r, error);
    if (status == CJ_OK)
        status = log_reading(r, &end, error);
    return status == CJ_OK ? each_entry(r, end, error) : status;
}

cj_status cj_session_audit(cj_session *session, const cj_audit_filter *wanted,
                           int32_t (*take)(const cj_audit_line *line, void *user), void *user,
                           cj_error **error)
{
    cj_store *store = session->store;
    reading r = {.session = session, .wanted = wanted, .take = take, .user = user};
    cj_status status;
    if (wanted == NULL || wanted->size != sizeof *wanted || take == NULL)
        return cji_fail(store->ctx, error, CJ_E_MISUSE, NULL,
                        "a filter begins with CJ_AUDIT_FILTER_INIT, and entries want a callback");
    if (wanted->operation != NULL && !cji_audit_op_ok(wanted->operation))
        return cji_fail(store->ctx, error, CJ_E_MISUSE, NULL, "%s is no operation of a log",
                        wanted->operation);
    status = cji_session_enter(store, error);
    if (status != CJ_OK)
        return status;
    cji_arena_init(&r.arena, store->ctx);
    status = read_log(&r, error);
    cji_session_leave(store);
    cji_free(store->ctx, r.waits);
    cji_free(store->ctx, r.units);
    cji_arena_fini(&r.arena);
    return status;
}
