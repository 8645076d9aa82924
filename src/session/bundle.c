/* SPDX-License-Identifier: MIT */
/*
 * Making an evidence bundle: the report, then an entry of the log that commits to it, then a
 * checkpoint over that entry, then proofs of what the report cites as of that checkpoint.
 */
#include "session/bundle.h"

#include <stdlib.h>

typedef struct maker {
    cj_session *session;
    cj_context *ctx;
    const cj_bundle_options *options;
    const char *earlier; /* the text of that checkpoint, or NULL */
    cji_asked asked;
    cji_session_work work;
    cji_session_viewed seen;
    cj_report *report;
    uint64_t made;    /* index of the entry that commits to the report */
    uint64_t *wanted; /* entries to be proved */
    size_t nwanted, capacity;
    cji_root root; /* of the bundle */
    cji_buf bytes, text;
} maker;

cj_status cji_bundle_commitment(cj_context *ctx, const uint8_t salt[CJI_HASH],
                                const cj_record *report, char out[CJI_SESSION_COM])
{
    static const char label[] = "cj/bundle/v1";
    uint8_t hash[CJI_HASH];
    cji_buf json;
    cj_status status;
    cji_buf_init(&json, ctx, (size_t)ctx->limits[CJ_LIMIT_INPUT_BYTES]);
    cji_record_json(report, 0, &json);
    status = json.status;
    if (status == CJ_OK) {
        const cji_piece pieces[] = {{label, sizeof label}, {salt, CJI_HASH}, {json.p, json.n}};
        status = cji_sha256(ctx, pieces, CJI_COUNT(pieces), hash);
    }
    cji_hex(hash, status == CJ_OK ? sizeof hash : 0, out);
    cji_buf_fini(&json);
    return status;
}

/* ---- the report ------------------------------------------------------------------------------ */

static cj_status of_case(maker *m, cj_error **error)
{
    static const cji_session_reason why = {"check", NULL, CJI_BUNDLE_ACT, "report", true};
    const cj_bundle_options *o = m->options;
    cj_status status = cji_session_view(m->session, &why, o->case_id, INT64_MAX, &m->seen, error);
    if (status != CJ_OK)
        return status;
    if (m->seen.subj[0] == '\0')
        return cji_fail(m->ctx, error, CJ_E_ERASED, NULL,
                        "the case was erased as a whole: nothing can be shown of it");
    return cji_check_asked(&m->asked, m->seen.c, o->check.as_of, m->seen.subj, &m->report, error);
}

static cj_status make_report(maker *m, cj_error **error)
{
    if (m->options->case_id != NULL)
        return of_case(m, error);
    m->work = (cji_session_work){.session = m->session, .outward = true};
    return cji_session_work_report(&m->work, &m->asked, m->options->check.as_of, &m->report, error);
}

/* ---- the bundle but for its proofs ----------------------------------------------------------- */

static cj_status put(cj_record *r, cj_field field, const char *value, cj_error **error)
{
    return cj_add_text(r, field, value, CJ_ZT, error);
}

/* The texts that outsiders are told: the library's own, those of the rules and of the standard. */
static bool is_told(cj_field field)
{
    static const cj_field told[] = {
        CJ_FIELD_STANDARD,     CJ_FIELD_VERSION,       CJ_FIELD_WORDING, CJ_FIELD_DEFINITION_SHA256,
        CJ_FIELD_RULES_SHA256, CJ_FIELD_POLICY_SHA256, CJ_FIELD_AS_OF,   CJ_FIELD_ITEM,
        CJ_FIELD_AT,           CJ_FIELD_KIND,          CJ_FIELD_FIELD,   CJ_FIELD_LIMB,
        CJ_FIELD_WHY,          CJ_FIELD_WITHHELD,
    };
    for (size_t i = 0; i < CJI_COUNT(told); i++) {
        if (told[i] == field)
            return true;
    }
    return false;
}

/* The depth of shapes bounds this. */
cj_status cji_bundle_copy(cj_record *to, const cj_record *from, cj_error **error)
{
    cj_status status = CJ_OK;
    for (int16_t i = 0; status == CJ_OK && i < from->shape->nrows; i++) {
        const cji_row *row = &cji_rows[from->shape->first + i];
        const cji_slot *slot = &from->slots[i];
        const bool text = row->type == CJ_TYPE_TEXT || row->type == CJ_TYPE_QUOTE;
        for (uint32_t j = 0; status == CJ_OK && j < slot->count; j++) {
            cj_record *sub = NULL;
            if (text && !is_told(row->field))
                continue;
            if (row->type != CJ_TYPE_RECORD) {
                status = cji_add(to, row, slot->values[j], NULL, error);
                continue;
            }
            status = cji_add_sub(to, row, NULL, &sub, error);
            if (status == CJ_OK)
                status = cji_bundle_copy(sub, slot->values[j].record, error);
        }
    }
    return status;
}

/* Who disclosed what of whom, and which report it was. */
static cj_status log_it(maker *m, const char *com, cj_error **error)
{
    cji_audit_entry entry = cji_session_entry(&m->session->who, CJI_BUNDLE_OP, CJI_BUNDLE_ACT);
    const char *const subject[] = {m->seen.subj};
    bool one = m->options->case_id != NULL;
    entry.obj = "report";
    entry.out = "ok";
    entry.com = com;
    if (one)
        cji_session_grant_entry(&m->seen.grant, &entry);
    return cji_session_log_subjects(m->session, &entry, one ? subject : m->work.subjects,
                                    one ? 1 : m->work.n, &m->made, error);
}

static cj_status commit(maker *m, cj_error **error)
{
    uint8_t salt[CJI_HASH];
    char com[CJI_SESSION_COM], hex[2 * CJI_HASH + 1];
    cj_record *bundle, *report = NULL;
    cj_status status = cji_root_init(&m->root, m->ctx, cji_shape_bundle);
    if (status != CJ_OK)
        return cji_no_memory(m->ctx, error);
    m->root.derived = true;
    bundle = m->root.record;
    if (cji_random(m->ctx, salt, sizeof salt) != CJ_OK)
        return cji_fail(m->ctx, error, CJ_E_CRYPTO, NULL, "no randomness for the salt");
    cji_hex(salt, sizeof salt, hex);
    status = cj_add_int(bundle, CJ_FIELD_BUNDLE_VERSION, CJI_BUNDLE_VERSION, error);
    if (status == CJ_OK)
        status = put(bundle, CJ_FIELD_SALT, hex, error);
    if (status == CJ_OK)
        status = cj_add_record(bundle, CJ_FIELD_REPORT, &report, error);
    if (status == CJ_OK)
        status = cji_bundle_copy(report, cj_report_record(m->report), error);
    if (status != CJ_OK)
        return status;
    status = cji_bundle_commitment(m->ctx, salt, report, com);
    if (status != CJ_OK)
        return cji_fail(m->ctx, error, status, NULL, "cannot hash the report");
    return log_it(m, com, error);
}

/* ---- which entries --------------------------------------------------------------------------- */

static cj_status want(maker *m, uint64_t index, cj_error **error)
{
    if (!cji_grow(m->ctx, (void **)&m->wanted, sizeof *m->wanted, m->nwanted, &m->capacity))
        return cji_no_memory(m->ctx, error);
    m->wanted[m->nwanted++] = index;
    return CJ_OK;
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void sort_wanted(maker *m)
{
    size_t kept = 0;
    if (m->nwanted > 1)
        qsort(m->wanted, m->nwanted, sizeof *m->wanted, by_number);
    for (size_t i = 0; i < m->nwanted; i++) {
        if (i == 0 || m->wanted[i] != m->wanted[kept - 1])
            m->wanted[kept++] = m->wanted[i];
    }
    m->nwanted = kept;
}

static cj_status want_cited(maker *m, cj_error **error)
{
    const cji_slot *criteria = cji_slot_of(cj_report_record(m->report), CJ_FIELD_CRITERIA, NULL);
    cj_status status = CJ_OK;
    for (uint32_t i = 0; i < criteria->count; i++) {
        const cji_slot *evidence = cji_slot_of(criteria->values[i].record, CJ_FIELD_EVIDENCE, NULL);
        for (uint32_t j = 0; status == CJ_OK && j < evidence->count; j++)
            status =
                want(m, (uint64_t)cji_number(evidence->values[j].record, CJ_FIELD_ENTRY), error);
    }
    sort_wanted(m);
    return status;
}

/* Entry `index` into m->bytes; its texts live in the arena. */
static cj_status read_entry(maker *m, uint64_t index, cji_arena *arena, cji_audit_entry *out,
                            cj_error **error)
{
    cj_store *store = m->session->store;
    const char *why = "";
    cj_status status =
        cji_session_log_failed(store, cji_audit_read(store->log, index, &m->bytes, error), error);
    if (status != CJ_OK)
        return status;
    status = cji_audit_entry_read(cji_buf_view(&m->bytes), arena, out, &why);
    if (status == CJ_E_MEMORY)
        return cji_no_memory(m->ctx, error);
    return status == CJ_OK ? CJ_OK
                           : cji_fail(m->ctx, error, CJ_E_LOG_DAMAGED, NULL, "at index %llu: %s",
                                      (unsigned long long)index, why);
}

static bool closes(const cji_audit_entry *entry, const char *tx)
{
    return entry->ph != NULL && entry->tx != NULL && strcmp(entry->ph, "outcome") == 0 &&
           strcmp(entry->tx, tx) == 0;
}

/* The unit's outcome stands behind its intents. */
static cj_status find_outcome(maker *m, uint64_t intent, const char *tx, uint64_t *out,
                              cj_error **error)
{
    const uint64_t size = cji_audit_size(m->session->store->log);
    for (uint64_t at = intent + 1; at < size; at++) {
        cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
        cji_arena arena;
        cj_status status;
        bool found;
        cji_arena_init(&arena, m->ctx);
        status = read_entry(m, at, &arena, &entry, error);
        found = status == CJ_OK && closes(&entry, tx);
        cji_arena_fini(&arena);
        if (found)
            *out = at;
        if (found || status != CJ_OK)
            return status;
    }
    return cji_fail(m->ctx, error, CJ_E_STORE_BUSY, NULL,
                    "the unit of entry %llu is being recorded: it has no outcome yet",
                    (unsigned long long)intent);
}

/* The outcome of each unit once; the intents of a unit stand side by side. */
static cj_status want_outcomes(maker *m, cj_error **error)
{
    char last[CJI_STORE_TX] = "";
    size_t n = m->nwanted;
    cj_status status = CJ_OK;
    for (size_t i = 0; status == CJ_OK && i < n; i++) {
        cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
        uint64_t outcome = 0;
        cji_arena arena;
        bool same = false;
        char tx[CJI_STORE_TX] = "";
        cji_arena_init(&arena, m->ctx);
        status = read_entry(m, m->wanted[i], &arena, &entry, error);
        if (status == CJ_OK && (entry.tx == NULL || strlen(entry.tx) >= sizeof tx))
            status = cji_fail(m->ctx, error, CJ_E_STORE_LOG, NULL, "entry %llu is of no unit",
                              (unsigned long long)m->wanted[i]);
        if (status == CJ_OK) {
            strcpy(tx, entry.tx); /* its length was looked at */
            same = strcmp(tx, last) == 0;
            strcpy(last, tx);
        }
        cji_arena_fini(&arena);
        if (status == CJ_OK && !same)
            status = find_outcome(m, m->wanted[i], tx, &outcome, error);
        if (status == CJ_OK && !same)
            status = want(m, outcome, error);
    }
    sort_wanted(m);
    return status;
}

/* ---- proofs ---------------------------------------------------------------------------------- */

static cj_status put_path(cj_record *to, const cji_audit_proof *proof, cj_error **error)
{
    cj_status status = CJ_OK;
    for (size_t i = 0; status == CJ_OK && i < proof->n; i++) {
        char hex[2 * CJI_HASH + 1];
        cji_hex(proof->hash[i], CJI_HASH, hex);
        status = put(to, CJ_FIELD_PATH, hex, error);
    }
    return status;
}

static cj_status put_proof(maker *m, cji_audit_prover *p, uint64_t index, cj_error **error)
{
    cj_store *store = m->session->store;
    cji_audit_proof proof;
    cj_record *to = NULL;
    cj_status status = cji_audit_prover_inclusion(p, index, &proof, error);
    if (status == CJ_OK)
        status = cji_audit_read(store->log, index, &m->bytes, error);
    if (status != CJ_OK)
        return cji_session_log_failed(store, status, error);
    status = cj_add_record(m->root.record, CJ_FIELD_PROOFS, &to, error);
    if (status == CJ_OK)
        status = cj_add_int(to, CJ_FIELD_ENTRY, (int64_t)index, error);
    if (status == CJ_OK)
        status = cj_add_text(to, CJ_FIELD_CONTENT, m->bytes.p, m->bytes.n, error);
    return status == CJ_OK ? put_path(to, &proof, error) : status;
}

static cj_status put_earlier(maker *m, cji_audit_prover *p, cj_error **error)
{
    cji_audit_proof proof;
    cj_record *to = NULL;
    cj_status status = cji_audit_prover_growth(p, cji_str_of(m->earlier), &proof, error);
    if (status == CJ_OK)
        status = cj_add_record(m->root.record, CJ_FIELD_EARLIER, &to, error);
    if (status == CJ_OK)
        status = put(to, CJ_FIELD_CHECKPOINT, m->earlier, error);
    return status == CJ_OK ? put_path(to, &proof, error) : status;
}

static cj_status put_checkpoint(maker *m, const cji_audit_prover *p, cj_error **error)
{
    char vkey[CJI_AUDIT_VKEY_TEXT];
    cj_status status;
    cji_audit_vkey_text(&p->vkey, vkey);
    status = put(m->root.record, CJ_FIELD_VKEY, vkey, error);
    return status == CJ_OK
               ? cj_add_text(m->root.record, CJ_FIELD_CHECKPOINT, p->note.p, p->note.n, error)
               : status;
}

static cj_status prove(maker *m, cj_error **error)
{
    cj_store *store = m->session->store;
    cji_audit_prover p;
    cj_status status =
        cji_session_log_failed(store, cji_audit_publish(store->log, NULL, error), error);
    if (status != CJ_OK)
        return status;
    status = cji_audit_prover_begin(&p, m->ctx, cji_audit_dir(store->log), error);
    status = cji_session_log_failed(store, status, error);
    if (status == CJ_OK)
        status = put_checkpoint(m, &p, error);
    if (status == CJ_OK && m->earlier != NULL)
        status = put_earlier(m, &p, error);
    for (size_t i = 0; status == CJ_OK && i < m->nwanted; i++)
        status = put_proof(m, &p, m->wanted[i], error);
    cji_audit_prover_end(&p);
    return status;
}

/* ---- the call -------------------------------------------------------------------------------- */

/* All but handing it out, of a store that is entered. */
static cj_status make(maker *m, cj_error **error)
{
    cj_status status;
    if (cji_audit_base(m->session->store->log) > 0) /* one checkpoint proves one shard */
        return cji_fail(m->ctx, error, CJ_E_LOG, NULL,
                        "the log was rotated: bundles over several shards are not built yet");
    status = make_report(m, error);
    if (status == CJ_OK)
        status = want_cited(m, error);
    if (status == CJ_OK)
        status = want_outcomes(m, error);
    if (status == CJ_OK)
        status = commit(m, error);
    if (status == CJ_OK) /* behind all others */
        status = want(m, m->made, error);
    if (status == CJ_OK)
        status = prove(m, error);
    if (status != CJ_OK)
        return status;
    cji_record_json(m->root.record, 0, &m->text);
    cji_buf_putc(&m->text, '\n');
    if (m->text.status == CJ_E_LIMIT)
        return cji_fail(m->ctx, error, CJ_E_LIMIT, NULL, "the bundle is longer than it may be");
    return m->text.status == CJ_OK ? CJ_OK : cji_no_memory(m->ctx, error);
}

static void maker_free(maker *m)
{
    cj_report_unref(m->report);
    cj_case_unref(m->seen.c);
    if (m->work.session != NULL)
        cji_session_work_free(&m->work);
    cji_root_fini(&m->root);
    cji_free(m->ctx, m->wanted);
    cji_buf_fini(&m->bytes);
    cji_buf_fini(&m->text);
}

static cj_status check_options(maker *m, const cj_catalogue *catalogue, const cj_rules *rules,
                               cj_error **error)
{
    const cj_bundle_options *o = m->options;
    cj_status status;
    if (o == NULL || o->size < sizeof *o)
        return cji_fail(m->ctx, error, CJ_E_MISUSE, NULL,
                        "options begin with CJ_BUNDLE_OPTIONS_INIT");
    status = cji_ask(m->ctx, catalogue, rules, &o->check, &m->asked, error);
    m->asked.judgements = NULL; /* those of the store, or none: a bundle is no caller's word */
    if (status == CJ_OK && o->case_id == NULL && m->asked.practitioner == NULL)
        status = cji_fail(m->ctx, error, CJ_E_MISUSE, NULL,
                          "a bundle is of a case, or of a practitioner across cases");
    return status;
}

cj_status cj_session_bundle(cj_session *session, const cj_catalogue *catalogue,
                            const cj_rules *rules, const cj_bundle_options *options,
                            cj_write_fn write, void *user, cj_error **error)
{
    cj_store *store = session->store;
    cj_context *ctx = store->ctx;
    maker m = {.session = session, .ctx = ctx, .options = options};
    cji_buf earlier;
    cj_status status;
    if (write == NULL)
        return cji_fail(ctx, error, CJ_E_MISUSE, NULL, "write is NULL");
    status = check_options(&m, catalogue, rules, error);
    if (status != CJ_OK)
        return status;
    cji_buf_init(&earlier, ctx, CJI_AUDIT_NOTE_MAX);
    cji_buf_init(&m.bytes, ctx, 2 * CJI_AUDIT_ENTRY_MAX);
    cji_buf_init(&m.text, ctx, (size_t)ctx->limits[CJ_LIMIT_INPUT_BYTES]);
    status = cji_audit_trusted(ctx, options->earlier, &earlier, &m.earlier, error);
    if (status == CJ_OK)
        status = cji_session_enter(store, error);
    if (status == CJ_OK) {
        status = make(&m, error);
        cji_session_leave(store);
    }
    if (status == CJ_OK && write(m.text.p, m.text.n, user) != 0)
        status = cji_fail(ctx, error, CJ_E_STOPPED, NULL, "the callback stopped");
    maker_free(&m);
    cji_buf_fini(&earlier);
    return status;
}
