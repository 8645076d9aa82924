/* SPDX-License-Identifier: MIT */
/*
 * Acts against the log: what was altered or taken out of the database behind our back differs from
 * what the intents have committed to.
 */
#include "session/session.h"

/* What is of no fixed length has its length before it, so that nothing can be moved across. */
cj_status cji_session_commitment(cj_context *ctx, int64_t detail, cji_str salt, cji_str payload,
                                 cji_str findings, char out[CJI_SESSION_COM], cj_error **error)
{
    static const char labels[2][13] = {"cj/detail/v1", "cj/detail/v2"};
    const bool whole = detail > 1;
    uint8_t length[8], hash[CJI_HASH];
    const cji_piece pieces[5] = {{labels[whole], sizeof labels[0]},
                                 {salt.p, salt.n},
                                 {length, whole ? sizeof length : 0},
                                 {payload.p, payload.n},
                                 {findings.p, whole ? findings.n : 0}};
    for (size_t i = 0; i < sizeof length; i++)
        length[i] = (uint8_t)((uint64_t)payload.n >> (56 - 8 * i));
    if (cji_sha256(ctx, pieces, CJI_COUNT(pieces), hash) != CJ_OK)
        return cji_fail(ctx, error, CJ_E_CRYPTO, NULL, "cannot hash the act");
    cji_hex(hash, sizeof hash, out);
    return CJ_OK;
}

static bool same(const char *a, cji_str b)
{
    return a != NULL ? cji_str_is(b, a) : b.n == 0;
}

static bool is_of(const cji_audit_entry *entry, const cji_store_row *row)
{
    const char *kind = row->kind == (int32_t)row->kind ? cj_kind_name((int32_t)row->kind) : NULL;
    return entry->ph != NULL && strcmp(entry->ph, "intent") == 0 && entry->tx != NULL &&
           cji_str_is(row->tx, entry->tx) && kind != NULL && strcmp(entry->act, kind) == 0;
}

cj_status cji_session_check_row(cj_context *ctx, const cji_store_row *row, const char *subj,
                                const cji_audit_entry *entry, const char **wrong, cj_error **error)
{
    bool erased = entry->obj != NULL && strcmp(entry->obj, "tombstone") == 0;
    char com[CJI_SESSION_COM];
    cj_status status;
    *wrong = NULL;
    if (row->tx.n == 0)
        *wrong = "has lost its unit";
    else if (!is_of(entry, row))
        *wrong = "is not what the log has in its place";
    else if (entry->subj.n != 1 || strcmp(entry->subj.items[0], subj) != 0)
        *wrong = "is of another case in the log";
    else if (!same(entry->who, row->entered_by))
        *wrong = "was entered by somebody else by the log";
    else if (row->erased && !erased)
        *wrong = "was recorded and is erased: the log knows of no erasure";
    else if (!row->erased && (row->detail < 1 || row->detail > CJI_STORE_DETAIL))
        *wrong = "is committed to in a form that this library does not know";
    if (*wrong != NULL || row->erased)
        return CJ_OK;
    status = cji_session_commitment(ctx, row->detail, row->salt, row->payload, row->findings, com,
                                    error);
    if (status == CJ_OK && (entry->com == NULL || strcmp(entry->com, com) != 0))
        *wrong = "differs from what was committed";
    return status;
}

/* ---- a case ---------------------------------------------------------------------------------- */

typedef struct checker {
    cj_store *store;
    char subj[CJI_SESSION_SUBJ];
    cji_buf bytes;
    cji_arena arena; /* of one entry */
    bool any;
    cji_store_row before; /* without its texts */
} checker;

static cj_status disagree(checker *c, const cji_store_row *row, const char *wrong, cj_error **error)
{
    cji_place place = {.file = c->store->db->path};
    return cji_fail(c->store->ctx, error, CJ_E_STORE_LOG, &place, "act %.*s %s",
                    CJI_SESSION_ID(row->act_id), wrong);
}

/* The texts of *out live until the next entry is read. */
static cj_status read_entry(checker *c, uint64_t index, cji_audit_entry *out, bool *found,
                            cj_error **error)
{
    cj_context *ctx = c->store->ctx;
    cj_error *problems = NULL;
    const char *why = "";
    cj_status status = cji_audit_read(c->store->log, index, &c->bytes, &problems);
    *found = status == CJ_OK;
    if (status != CJ_OK && status != CJ_E_NOT_FOUND)
        cji_error_add_all(ctx, error, problems);
    cj_error_unref(problems);
    if (status == CJ_E_NOT_FOUND)
        return CJ_OK;
    if (status != CJ_OK)
        return cji_session_log_failed(c->store, status, error);
    cji_arena_fini(&c->arena);
    cji_arena_init(&c->arena, ctx);
    status = cji_audit_entry_read(cji_buf_view(&c->bytes), &c->arena, out, &why);
    if (status == CJ_E_MEMORY)
        return cji_no_memory(ctx, error);
    return status == CJ_OK ? CJ_OK
                           : cji_fail(ctx, error, CJ_E_LOG_DAMAGED, NULL, "at index %llu: %s",
                                      (unsigned long long)index, why);
}

/* Beside the unit there is no further intent of it. */
static cj_status check_edge(checker *c, const cji_store_row *row, uint64_t index, cj_error **error)
{
    cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
    bool found = false;
    cj_status status = read_entry(c, index, &entry, &found, error);
    if (status == CJ_OK && found && entry.ph != NULL && strcmp(entry.ph, "intent") == 0 &&
        same(entry.tx, row->tx))
        return disagree(c, row, "was recorded with others, which are gone", error);
    return status;
}

static cj_status check_row(checker *c, const cji_store_row *row, cj_error **error)
{
    const cji_store_row *before = &c->before;
    bool begins = !c->any || before->unit != row->unit, found = false;
    cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
    const char *wrong = NULL;
    cj_status status;
    if (begins && c->any && before->log_index != before->last)
        return disagree(c, row, "follows on one that is gone", error);
    if (row->tx.n > 0 && row->log_index != (begins ? row->first : before->log_index + 1))
        return disagree(c, row, "follows on one that is gone", error);
    if (c->any && (row->seq <= before->seq || row->entered_at < before->entered_at ||
                   (!begins && row->entered_at != before->entered_at)))
        return disagree(c, row, "is not in its place", error);
    status = begins && row->log_index > 0 ? check_edge(c, row, row->log_index - 1, error) : CJ_OK;
    if (status == CJ_OK)
        status = read_entry(c, row->log_index, &entry, &found, error);
    if (status == CJ_OK && !found)
        return disagree(c, row, "is not in the log", error);
    if (status == CJ_OK)
        status = cji_session_check_row(c->store->ctx, row, c->subj, &entry, &wrong, error);
    if (status == CJ_OK && wrong != NULL)
        return disagree(c, row, wrong, error);
    if (status == CJ_OK && row->log_index == row->last)
        status = check_edge(c, row, row->log_index + 1, error);
    return status;
}

static cj_status check_rows(checker *c, const cji_store_view *view, cj_error **error)
{
    cji_place place = {.file = c->store->db->path};
    cji_store_row row;
    bool found = true;
    cj_status status = CJ_OK;
    cji_store_rows_begin(c->store->db, view);
    while (status == CJ_OK && found) {
        status = cji_store_rows_next(c->store->db, view, &row, &found, error);
        if (status == CJ_OK && found)
            status = check_row(c, &row, error);
        if (status == CJ_OK && found) {
            c->before = row;
            c->any = true;
        }
    }
    cji_store_rows_end(c->store->db, view);
    if (status == CJ_OK && c->any && c->before.log_index != c->before.last)
        status = cji_fail(c->store->ctx, error, CJ_E_STORE_LOG, &place,
                          "the last acts of the case are gone");
    return status;
}

cj_status cji_session_check_case(cj_store *store, const char *case_id,
                                 const uint8_t key[CJI_STORE_SECRET], cj_error **error)
{
    const cji_store_view all = {case_id, INT64_MAX, UINT64_MAX};
    checker c = {.store = store};
    cj_status status = cji_session_subj(store->ctx, key, case_id, c.subj, error);
    if (status != CJ_OK)
        return status;
    cji_buf_init(&c.bytes, store->ctx, 2 * CJI_AUDIT_ENTRY_MAX);
    cji_arena_init(&c.arena, store->ctx);
    status = check_rows(&c, &all, error);
    cji_arena_fini(&c.arena);
    cji_buf_fini(&c.bytes);
    return status;
}

cj_status cji_session_check_absent(cj_store *store, const char *case_id, bool fresh,
                                   cj_error **error)
{
    cji_place place = {.file = store->db->path};
    bool bare = false;
    cj_status status = cji_store_bare(store->db, case_id, &bare, error);
    if (status == CJ_OK && !bare && !fresh)
        status = cji_store_bare(store->db, NULL, &bare, error);
    if (status == CJ_OK && bare)
        status = cji_fail(store->ctx, error, CJ_E_STORE_LOG, &place,
                          "acts that were recorded are gone from the store");
    return status;
}
