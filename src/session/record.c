/* SPDX-License-Identifier: MIT */
/*
 * Recording: what comes in is staged on the case as the store has it; if nothing refuses it, the
 * new acts become one unit. The order is: what the role may, the write lock, the case, who may into
 * it, the checks, the intents, the transaction, the outcome.
 */
#include "session/session.h"

typedef cji_session_unit unit;

/* ---- the case under the write lock ----------------------------------------------------------- */

static cj_status read_case(unit *u, const char *case_id, cj_error **error)
{
    const cji_store_view all = {case_id, INT64_MAX, UINT64_MAX};
    bool found = false;
    cj_status status = cji_store_case_key(u->store->db, &all, u->key, &found, error);
    if (status == CJ_OK)
        status = found ? cji_session_load(u->store, case_id, u->key, &u->c, error)
                       : cji_session_check_absent(u->store, case_id, true, error);
    if (status != CJ_OK || found)
        return status;
    u->fresh = true;
    status = cji_case_new(u->ctx, case_id, &u->c, error);
    if (status == CJ_OK && cji_random(u->ctx, u->key, sizeof u->key) != CJ_OK)
        status = cji_fail(u->ctx, error, CJ_E_CRYPTO, NULL, "no randomness for the case's key");
    return status;
}

static cj_status take_case(unit *u, const char *case_id, cj_error **error)
{
    cj_status status = cji_store_stamp_of(u->store->db, &u->stamp, error);
    if (status == CJ_OK)
        u->c = cji_session_recall(u->store, case_id, u->key, &u->stamp);
    u->checked = u->c != NULL; /* when it was read */
    if (status == CJ_OK && u->c == NULL)
        status = read_case(u, case_id, error);
    if (status == CJ_OK) {
        u->known = u->c->count;
        cj_case_set_policy(u->c, u->session->policy);
    }
    return status;
}

/* On the case as it was before the unit: what it records of limits holds from the next one on. */
static cj_status decide(unit *u, const char *act, cj_error **error)
{
    const cji_session_scope scope = {u->session, u->c, u->key};
    cj_status status;
    if (u->fresh)
        return CJ_OK;
    status = cji_session_decide(&scope, u->operation, act, NULL, &u->grant, error);
    return status == CJ_OK && !u->checked
               ? cji_session_check_case(u->store, u->c->id, u->key, error)
               : status;
}

/* And on what it would record, which nobody else does for the library's own acts. */
static cj_status decide_staged(unit *u, cj_error **error)
{
    const cji_session_scope scope = {u->session, u->c, u->key};
    return strcmp(u->operation, "record") == 0
               ? cji_session_decide_unit(&scope, u->known, CJI_SESSION_RECORD, &u->grant, error)
               : CJ_OK;
}

cj_status cji_session_unit_begin(unit *u, cj_session *session, const char *case_id,
                                 const char *operation, const char *act, cj_error **error)
{
    cj_store *store = session->store;
    cj_status status;
    *u = (unit){.session = session, .store = store, .ctx = store->ctx, .operation = operation};
    cji_arena_init(&u->arena, u->ctx);
    status = cji_store_lock(store->db, true, error);
    if (status == CJ_OK)
        status = cji_session_settle(store, error);
    if (status == CJ_OK)
        status = cji_store_begin(store->db, true, error);
    if (status == CJ_OK)
        status = take_case(u, case_id, error);
    return status == CJ_OK ? decide(u, act, error) : status;
}

void cji_session_unit_free(unit *u)
{
    cj_case_unref(u->c);
    cji_wipe(u->key, sizeof u->key);
    cji_session_batch_end(&u->batch);
    cji_arena_fini(&u->arena);
}

/* The case is as the store has it: what the store knows of the new acts is told to it. */
static void keep_case(unit *u)
{
    for (size_t i = u->known; i < u->c->count; i++) {
        cji_entry *entry = &u->c->entries[i];
        entry->entered_at = u->batch.entered_at;
        entry->log_index = (int64_t)(u->batch.first + (i - u->known));
        if (entry->act != NULL)
            entry->attested =
                cji_str_is(cji_performer(entry->act->root.record), u->session->who.actor);
    }
    cji_session_remember(u->store, u->c, u->key, &u->stamp);
}

void cji_session_unit_end(unit *u)
{
    if (u->done)
        keep_case(u);
    cji_store_rollback(u->store->db);
    cji_store_unlock(u->store->db);
    cji_session_unit_free(u);
}

/* ---- intents --------------------------------------------------------------------------------- */

static cj_status findings(unit *u, size_t i, cji_str *out, cj_error **error)
{
    cji_buf text;
    cji_buf_init(&text, u->ctx, SIZE_MAX);
    cji_findings_write(u->c, (uint32_t)(u->known + i), &text);
    *out = (cji_str){"", 0};
    if (text.n > 0)
        *out = (cji_str){cji_arena_strdup(&u->arena, cji_buf_view(&text)), text.n};
    if (text.status != CJ_OK || out->p == NULL) {
        cji_buf_fini(&text);
        return cji_no_memory(u->ctx, error);
    }
    cji_buf_fini(&text);
    return CJ_OK;
}

/* Which fields the act has; never what is in them. */
static cj_status field_names(unit *u, const cj_record *record, cji_audit_texts *out,
                             cj_error **error)
{
    const cji_shape *shape = record->shape;
    const char **names = cji_arena_alloc(&u->arena, (size_t)shape->nrows * sizeof *names);
    size_t n = 0;
    if (names == NULL)
        return cji_no_memory(u->ctx, error);
    for (int16_t i = 0; i < shape->nrows; i++) {
        int16_t field = cji_rows[shape->first + i].field;
        if (record->slots[i].count > 0 && field != CJ_FIELD_KIND)
            names[n++] = cji_field_names[field];
    }
    *out = (cji_audit_texts){names, n};
    return CJ_OK;
}

static cj_status intent(unit *u, size_t i, cji_str *found, cj_error **error)
{
    const cji_entry *entry = &u->c->entries[u->known + i];
    const cj_record *record = entry->act != NULL ? entry->act->root.record : NULL;
    bool alters = record != NULL && cji_text(record, CJ_FIELD_SUPERSEDES).n > 0;
    cji_audit_entry *e = cji_session_batch_entry(&u->batch, i, alters ? "alter" : "collect",
                                                 cj_kind_name(entry->kind), u->subjects);
    cj_status status;
    cji_session_grant_entry(&u->grant, e);
    if (record == NULL) {
        e->obj = "tombstone"; /* erased before it came here */
        return CJ_OK;
    }
    status = findings(u, i, found, error);
    if (status == CJ_OK)
        status = cji_session_batch_commit_to(&u->batch, i, *found, &u->arena, error);
    return status == CJ_OK ? field_names(u, record, &e->fld, error) : status;
}

static cj_status make_intents(unit *u, cj_error **error)
{
    size_t n = u->c->count - u->known;
    cji_str *found = cji_arena_alloc(&u->arena, n * sizeof *found);
    cj_status status;
    if (found == NULL)
        return cji_no_memory(u->ctx, error);
    status = cji_session_batch_begin(&u->batch, u->session, u->c, n, n, error);
    u->batch.findings = found;
    u->batch.soon = true;
    if (status == CJ_OK)
        status = cji_session_subj(u->ctx, u->key, u->c->id, u->subj, error);
    u->subjects[0] = u->subj;
    for (size_t i = 0; status == CJ_OK && i < n; i++)
        status = intent(u, i, &found[i], error);
    return status;
}

static cj_status case_erased(unit *u, cj_error **error)
{
    return cji_fail(u->ctx, error, CJ_E_ERASED, NULL,
                    "the case was erased as a whole: nothing is recorded to it any more");
}

cj_status cji_session_unit_intend(unit *u, cj_error **error)
{
    cj_status status = cji_store_key_gone(u->key) ? case_erased(u, error) : decide_staged(u, error);
    if (status == CJ_OK)
        status = make_intents(u, error);
    if (status == CJ_OK && u->fresh)
        status = cji_store_add_case(u->store->db, u->c->id, u->key, error);
    return status == CJ_OK ? cji_session_batch_intend(&u->batch, error) : status;
}

/* What is staged becomes durable: in the log, in the store, and in the log that it is. */
cj_status cji_session_unit_keep(unit *u, cj_error **error)
{
    bool any = u->c->count > u->known;
    cj_status status;
    u->done = !any && !u->fresh;
    if (!any)
        return CJ_OK;
    if (u->store->db->methods.append == NULL)
        return cji_fail(u->ctx, error, CJ_E_MISUSE, NULL,
                        "the host commits every unit itself: cj_unit_prepare");
    status = cji_session_unit_intend(u, error);
    if (status == CJ_OK)
        status = cji_session_batch_keep(&u->batch, error);
    u->done = u->batch.stored;
    return status;
}

/* ---- case files ------------------------------------------------------------------------------ */

/* Of which case the file is and how many acts it has; its problems are found by the real reading.
 */
typedef struct peek {
    char id[129];
    size_t acts;
    int depth;
} peek;

static cj_status peek_start(void *user, const cji_xml_tag *tag)
{
    peek *p = user;
    cji_str id = cji_xml_attr_of(tag, "id");
    p->depth++;
    if (p->depth == 1 && cji_str_is(tag->name, "case") && cji_id_ok(id))
        memcpy(p->id, id.p, id.n);
    if (p->depth == 2 && (cji_str_is(tag->name, "act") || cji_str_is(tag->name, "tombstone")))
        p->acts++;
    return CJ_OK;
}

static cj_status peek_end(void *user, cji_str name, cji_str text, const cji_place *place)
{
    peek *p = user;
    (void)name, (void)text, (void)place;
    p->depth--;
    return CJ_OK;
}

static cj_status peek_file(cj_context *ctx, const char *name, const void *bytes, size_t size,
                           peek *out)
{
    const cji_xml_handler handler = {peek_start, peek_end, out};
    cji_input *in = NULL;
    cj_status status = cji_input_memory(ctx, name, bytes, size, &in, NULL);
    if (status == CJ_OK)
        status = cji_xml_read(ctx, in, CJI_CASE_NS, &handler, NULL);
    cji_input_free(in);
    return status;
}

/* What cannot be of any case: told as by a case of its own. */
static cj_status tell_problems(cj_context *ctx, const char *name, const void *bytes, size_t size,
                               cj_error **error)
{
    cj_case *c = NULL;
    cj_status status = cj_case_new(ctx, NULL, &c, error);
    if (status == CJ_OK)
        status = cj_case_read(c, name, bytes, size, error);
    cj_case_unref(c);
    return status == CJ_OK ? cji_fail(ctx, error, CJ_E_CASE, NULL, "the file names no case")
                           : status;
}

static cj_status record(cj_session *session, const char *name, const void *bytes, size_t size,
                        size_t *added, size_t *recognised, cj_error **error)
{
    cj_context *ctx = session->store->ctx;
    peek p = {.depth = 0};
    unit u;
    cj_status status = peek_file(ctx, name, bytes, size, &p);
    if (status == CJ_E_MEMORY || status == CJ_E_CRYPTO)
        return cji_fail(ctx, error, status, NULL, "cannot read the case file");
    if (p.id[0] == '\0')
        return tell_problems(ctx, name, bytes, size, error);
    status = cji_session_unit_begin(&u, session, p.id, "record", CJI_SESSION_RECORD, error);
    if (status == CJ_OK && cji_store_key_gone(u.key)) {
        /* What the file has beyond the acts that were erased leans on nothing any more. */
        status = cj_case_read(u.c, name, bytes, size, NULL);
        if (status == CJ_E_MEMORY)
            status = cji_no_memory(ctx, error);
        else if (status != CJ_OK)
            status = case_erased(&u, error);
    } else if (status == CJ_OK) {
        status = cj_case_read(u.c, name, bytes, size, error);
    }
    if (status == CJ_OK)
        status = cji_session_unit_keep(&u, error);
    if (status == CJ_OK && added != NULL)
        *added = u.batch.n;
    if (status == CJ_OK && recognised != NULL)
        *recognised = p.acts - u.batch.n;
    cji_session_unit_end(&u);
    return status;
}

cj_status cji_session_enter_to(cj_session *session, const char *operation, const char *act,
                               cj_error **error)
{
    cj_status status = cji_session_enter(session->store, error);
    if (status != CJ_OK)
        return status;
    status = cji_session_permit(session, operation, act, NULL, error);
    if (status != CJ_OK)
        cji_session_leave(session->store);
    return status;
}

cj_status cj_session_record(cj_session *session, const char *name, const void *bytes, size_t size,
                            size_t *added, size_t *recognised, cj_error **error)
{
    cj_status status = cji_session_enter_to(session, "record", CJI_SESSION_RECORD, error);
    if (status != CJ_OK)
        return status;
    status = record(session, name != NULL ? name : "case", bytes, size, added, recognised, error);
    cji_session_leave(session->store);
    return status;
}

cj_status cj_session_record_file(cj_session *session, const char *path, size_t *added,
                                 size_t *recognised, cj_error **error)
{
    cj_context *ctx = session->store->ctx;
    cji_buf file; /* read once: the path may be a pipe */
    cj_status status = cji_session_enter_to(session, "record", CJI_SESSION_RECORD, error);
    if (status != CJ_OK)
        return status;
    cji_buf_init(&file, ctx, (size_t)ctx->limits[CJ_LIMIT_INPUT_BYTES]);
    status = cji_file_read(ctx, path, &file, error);
    if (status == CJ_OK)
        status =
            record(session, path, file.p != NULL ? file.p : "", file.n, added, recognised, error);
    cji_buf_fini(&file);
    cji_session_leave(session->store);
    return status;
}

/* ---- acts ------------------------------------------------------------------------------------ */

/* All problems of all acts: what a refused act would have made resolves for those behind it. */
cj_status cji_session_unit_stage(unit *u, cj_act *const *acts, size_t n, cj_error **error)
{
    cj_status first = CJ_OK;
    for (size_t i = 0; i < n; i++) {
        cj_status status = cj_case_apply(u->c, acts[i], error);
        if (status == CJ_E_MEMORY || status == CJ_E_CRYPTO)
            return status;
        if (status == CJ_OK)
            continue;
        if (first == CJ_OK)
            first = status;
        u->c->reading = true; /* that the case lacks its first act is said once */
        if (cji_index_add(u->c, acts[i], CJI_IDS_REFUSED) != CJ_OK)
            return cji_no_memory(u->ctx, error);
    }
    return first;
}

/* Each act on its own: what one of them sets is not in the way of the next. */
static cj_status hold(const unit *u, const cj_case *seen, cj_act *const *acts, size_t n, bool merge,
                      cj_error **error)
{
    cj_status status = CJ_OK;
    for (size_t i = 0; i < n; i++) {
        cj_status one = cji_case_since(u->c, seen, acts[i], merge, error);
        status = status == CJ_OK ? one : status;
    }
    return status;
}

static cj_status apply(cj_session *session, const char *case_id, const cj_case *seen, bool merge,
                       cj_act *const *acts, size_t n, cj_error **error)
{
    unit u;
    cj_status status = cji_session_enter_to(session, "record", CJI_SESSION_RECORD, error);
    if (status != CJ_OK)
        return status;
    if (!cji_id_ok(cji_str_of(case_id))) {
        status = cji_fail(session->store->ctx, error, CJ_E_VALUE_ID, NULL, "not a case id");
        goto done;
    }
    status = cji_session_unit_begin(&u, session, case_id, "record", CJI_SESSION_RECORD, error);
    if (status == CJ_OK && seen != NULL)
        status = hold(&u, seen, acts, n, merge, error);
    if (status == CJ_OK)
        status = cji_session_unit_stage(&u, acts, n, error);
    if (status == CJ_OK)
        status = cji_session_unit_keep(&u, error);
    cji_session_unit_end(&u);
done:
    cji_session_leave(session->store);
    return status;
}

cj_status cj_session_apply(cj_session *session, const char *case_id, cj_act *const *acts, size_t n,
                           cj_error **error)
{
    return apply(session, case_id, NULL, false, acts, n, error);
}

cj_status cj_session_update(cj_session *session, const cj_case *seen, cj_act *const *acts, size_t n,
                            int32_t flags, cj_error **error)
{
    if ((flags & ~CJ_UPDATE_MERGE) != 0)
        return cji_fail(session->store->ctx, error, CJ_E_MISUSE, NULL, "flags: 0 or CJ_UPDATE_*");
    return apply(session, cj_case_id(seen), seen, (flags & CJ_UPDATE_MERGE) != 0, acts, n, error);
}
