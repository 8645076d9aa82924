/* SPDX-License-Identifier: MIT */
/* One unit in the log and in the store: its intents, the transaction, its outcome. */
#include "session/session.h"

cj_status cji_session_batch_begin(cji_session_batch *b, cj_session *session, cj_case *c, size_t n,
                                  size_t nacts, cj_error **error)
{
    cj_context *ctx = session->store->ctx;
    *b = (cji_session_batch){.session = session, .c = c, .n = n, .nacts = nacts};
    b->intents = cji_alloc(ctx, n * sizeof *b->intents);
    b->salts = cji_alloc(ctx, nacts * sizeof *b->salts);
    if (b->intents == NULL || b->salts == NULL)
        return cji_no_memory(ctx, error);
    if (cji_id_new(ctx, b->tx) != CJ_OK)
        return cji_fail(ctx, error, CJ_E_CRYPTO, NULL, "no randomness for the unit's id");
    if (cji_random(ctx, b->salts, nacts * sizeof *b->salts) != CJ_OK)
        return cji_fail(ctx, error, CJ_E_CRYPTO, NULL, "no randomness for the salts");
    return CJ_OK;
}

cji_audit_entry *cji_session_batch_entry(cji_session_batch *b, size_t i, const char *op,
                                         const char *act, const char *const *subject)
{
    cji_audit_entry *intent = &b->intents[i];
    *intent = cji_session_entry(&b->session->who, op, act);
    intent->ph = "intent";
    intent->tx = b->tx;
    if (subject[0][0] != '\0') /* else the key went with the case */
        intent->subj = (cji_audit_texts){subject, 1};
    return intent;
}

cj_status cji_session_batch_commit_to(cji_session_batch *b, size_t i, cji_str findings,
                                      cji_arena *arena, cj_error **error)
{
    const cji_entry *entry = &b->c->entries[b->c->count - b->nacts + i];
    const cji_str salt = {(const char *)b->salts[i], CJI_STORE_SECRET};
    const cji_str bytes = cji_act_bytes(entry->act);
    char *com = cji_arena_alloc(arena, CJI_SESSION_COM);
    if (com == NULL || bytes.p == NULL)
        return cji_no_memory(b->session->store->ctx, error);
    b->intents[b->n - b->nacts + i].com = com;
    return cji_session_commitment(b->session->store->ctx, CJI_STORE_DETAIL, salt, bytes, findings,
                                  com, error);
}

/* ---- the transaction ------------------------------------------------------------------------- */

static cj_status add_acts(cji_session_batch *b, cj_error **error)
{
    cji_store *db = b->session->store->db;
    cji_store_facts facts = {.entered_by = b->session->who.actor};
    const cji_entry *acts = b->c->entries + b->c->count - b->nacts;
    int64_t now = cji_now(b->session->store->ctx);
    cj_status status = cji_store_last(db, &facts.seq, &facts.entered_at, error);
    /* A clock that goes back must not put an act before one that it builds on. */
    if (facts.entered_at < now)
        facts.entered_at = now;
    b->entered_at = facts.entered_at;
    if (status == CJ_OK)
        status = cji_store_add_unit(db, b->tx, b->first, b->first + b->n - 1, &facts.unit, error);
    for (size_t i = 0; status == CJ_OK && i < b->nacts; i++) {
        facts.seq++;
        facts.log_index = b->first + b->n - b->nacts + i;
        if (b->findings != NULL)
            facts.findings = b->findings[i];
        status = cji_store_add_entry(db, b->c->id, &acts[i], b->salts[i], &facts, error);
    }
    return status == CJ_OK ? cji_store_set_summary(db, b->c, error) : status;
}

static cj_status stage(cji_session_batch *b, cj_error **error)
{
    cj_store *store = b->session->store;
    cji_store_anchor anchor = {.index = b->first, .size = b->first + b->n};
    cj_status status = cji_session_log_failed(
        store, cji_audit_root(store->log, anchor.size, anchor.root, error), error);
    if (status == CJ_OK)
        status = add_acts(b, error);
    if (status == CJ_OK)
        status = cji_store_add_anchor(store->db, &anchor, error);
    /* Everything before this unit was settled under the write lock. */
    return status == CJ_OK
               ? cji_store_set_meta(store->db, CJI_META_SETTLED, (int64_t)b->first, error)
               : status;
}

cj_status cji_session_batch_intend(cji_session_batch *b, cj_error **error)
{
    cj_store *store = b->session->store;
    cj_status status = cji_session_log(store, b->intents, b->n, &b->first, error);
    if (status != CJ_OK)
        return status;
    cji_session_told(store, b->tx, b->first, b->n, true);
    status = stage(b, error);
    if (status == CJ_OK)
        return CJ_OK;
    cji_store_rollback(store->db);
    /* An outcome that cannot be written is written by whoever next has the write lock. */
    (void)cji_session_batch_outcome(b, false, error);
    return status;
}

cj_status cji_session_batch_outcome(cji_session_batch *b, bool stored, cj_error **error)
{
    cj_store *store = b->session->store;
    cji_audit_entry entry = cji_session_entry(&b->session->who, b->intents[0].op, "unit");
    uint64_t index = 0;
    cj_status status;
    entry.ph = "outcome";
    entry.tx = b->tx;
    entry.out = stored ? "ok" : "fail";
    entry.n = (int64_t)b->n;
    entry.of = b->first;
    status = b->soon ? cji_audit_append_soon(store->log, &entry, 1, &index, error)
                     : cji_audit_append(store->log, &entry, 1, &index, error);
    status = cji_session_log_failed(store, status, error);
    if (status == CJ_OK)
        cji_session_told(store, b->tx, index, 1, false);
    return status;
}

cj_status cji_session_batch_keep(cji_session_batch *b, cj_error **error)
{
    cj_store *store = b->session->store;
    bool settled = true;
    cj_status status = cji_store_commit(store->db, &settled, error), outcome;
    if (!settled) {
        store->broken = true; /* opening again finds out, and writes the outcome */
        return status;
    }
    b->stored = status == CJ_OK;
    outcome = cji_session_batch_outcome(b, b->stored, error);
    return status == CJ_OK ? outcome : status;
}

void cji_session_batch_end(cji_session_batch *b)
{
    if (b->session == NULL)
        return; /* it did not come to that */
    if (b->salts != NULL)
        cji_wipe(b->salts, b->nacts * sizeof *b->salts);
    cji_free(b->session->store->ctx, b->salts);
    cji_free(b->session->store->ctx, b->intents);
}
