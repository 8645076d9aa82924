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
                                const cji_audit_entry *entry, const char **wrong, bool *owed,
                                cj_error **error)
{
    bool erased = entry->obj != NULL && strcmp(entry->obj, "tombstone") == 0;
    bool gone = subj[0] == '\0'; /* with its key: nothing ties it to its case any more */
    char com[CJI_SESSION_COM];
    cj_status status;
    *wrong = NULL;
    *owed = row->erased && !erased;
    if (row->tx.n == 0)
        *wrong = "has lost its unit";
    else if (!is_of(entry, row))
        *wrong = "is not what the log has in its place";
    else if (gone && !row->erased && row->kind != CJ_ACT_ERASED)
        *wrong = "has lost the key of its case";
    else if (!gone && (entry->subj.n != 1 || strcmp(entry->subj.items[0], subj) != 0))
        *wrong = "is of another case in the log";
    else if (!same(entry->who, row->entered_by))
        *wrong = "was entered by somebody else by the log";
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

/* ---- tombstones and their erasures ----------------------------------------------------------- */

bool cji_session_erases(const cji_audit_entry *entry)
{
    return strcmp(entry->op, "erase") == 0 && entry->of != 0 && entry->ph != NULL &&
           strcmp(entry->ph, "intent") == 0;
}

bool cji_session_loses(const cji_audit_entry *entry)
{
    return strcmp(entry->op, "recover") == 0 && strcmp(entry->act, "unit.lost") == 0 &&
           entry->obj != NULL;
}

bool cji_session_owe(cj_context *ctx, cji_session_debts *debts, const cji_store_row *row)
{
    if (!cji_grow(ctx, (void **)&debts->items, sizeof *debts->items, debts->n, &debts->capacity))
        return false;
    debts->items[debts->n++] = (cji_session_owed){row->log_index, row->kind, row->reason, false};
    return true;
}

bool cji_session_pay(cji_session_debts *debts, const cji_audit_entry *erasure)
{
    const cji_row *reason =
        cji_shape_row(&cji_shapes[cji_kind_of(CJ_ACT_ERASED)->shape], CJ_FIELD_ERASURE_REASON);
    size_t low = 0, high = debts->n;
    cji_session_owed *debt;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (debts->items[mid].index < erasure->of)
            low = mid + 1;
        else
            high = mid;
    }
    debt = low < debts->n ? &debts->items[low] : NULL;
    if (debt == NULL || debt->index != erasure->of || erasure->obj == NULL ||
        debt->kind != cj_kind_find(erasure->act) ||
        debt->reason != cji_code_of(reason->extra, cji_str_of(erasure->obj)))
        return false;
    debt->paid = true;
    return true;
}

const cji_session_owed *cji_session_unpaid(const cji_session_debts *debts)
{
    for (size_t i = 0; i < debts->n; i++) {
        if (!debts->items[i].paid)
            return &debts->items[i];
    }
    return NULL;
}

/* ---- a case ---------------------------------------------------------------------------------- */

typedef struct checker {
    cj_store *store;
    char subj[CJI_SESSION_SUBJ];
    cji_buf bytes;
    cji_arena arena; /* of one entry */
    bool any;
    cji_store_row before; /* without its texts */
    cji_session_debts debts;
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

/* A unit that erases begins with its erasures: *at moves behind them. */
static cj_status take_erasures(checker *c, const cji_store_row *row, uint64_t *at, cj_error **error)
{
    cj_status status = CJ_OK;
    while (status == CJ_OK && *at < row->log_index) {
        cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
        bool found = false;
        status = read_entry(c, *at, &entry, &found, error);
        if (status != CJ_OK || !found || !cji_session_erases(&entry) || !same(entry.tx, row->tx))
            break;
        if (!cji_session_pay(&c->debts, &entry))
            return disagree(c, row, "erases what is in the store again", error);
        (*at)++;
    }
    return status;
}

static cj_status check_row(checker *c, const cji_store_row *row, cj_error **error)
{
    const cji_store_row *before = &c->before;
    bool begins = !c->any || before->unit != row->unit, found = false, owed = false;
    uint64_t at = begins ? row->first : before->log_index + 1;
    cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
    const char *wrong = NULL;
    cj_status status;
    if (begins && c->any && before->log_index != before->last)
        return disagree(c, row, "follows on one that is gone", error);
    status = begins && row->tx.n > 0 ? take_erasures(c, row, &at, error) : CJ_OK;
    if (status != CJ_OK)
        return status;
    if (row->tx.n > 0 && row->log_index != at)
        return disagree(c, row, "follows on one that is gone", error);
    if (c->any && (row->seq <= before->seq || row->entered_at < before->entered_at ||
                   (!begins && row->entered_at != before->entered_at)))
        return disagree(c, row, "is not in its place", error);
    status = begins && row->first > 0 && row->tx.n > 0 ? check_edge(c, row, row->first - 1, error)
                                                       : CJ_OK;
    if (status == CJ_OK)
        status = read_entry(c, row->log_index, &entry, &found, error);
    if (status == CJ_OK && !found)
        return disagree(c, row, "is not in the log", error);
    if (status == CJ_OK)
        status = cji_session_check_row(c->store->ctx, row, c->subj, &entry, &wrong, &owed, error);
    if (status == CJ_OK && wrong != NULL)
        return disagree(c, row, wrong, error);
    if (status == CJ_OK && owed && !cji_session_owe(c->store->ctx, &c->debts, row))
        return cji_no_memory(c->store->ctx, error);
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
    if (status == CJ_OK && cji_session_unpaid(&c->debts) != NULL)
        status = cji_fail(c->store->ctx, error, CJ_E_STORE_LOG, &place,
                          "an act was recorded and is erased: the log knows of no erasure");
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
    cji_free(store->ctx, c.debts.items);
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
