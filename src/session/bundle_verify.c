/* SPDX-License-Identifier: MIT */
/*
 * Verifying an evidence bundle. What the log proves is looked at first, then whether the report
 * says no more than that. Whatever is wrong ends it with a sentence.
 */
#include "session/bundle.h"

#include <stdio.h>
#include <stdlib.h>

/* An entry of the log that the bundle proves. */
typedef struct proved {
    uint64_t index;
    cji_audit_entry entry;
    const cj_record *item; /* the evidence that cites it first */
    const char *case_id;   /* of that evidence */
    bool used;
} proved;

typedef struct verifier {
    cj_context *ctx;
    cj_error **error;
    cj_audit_result *result;
    cji_root root;
    cji_arena arena;
    const cj_record *report;
    cji_audit_vkey vkey;
    cji_audit_checkpoint checkpoint, earlier;
    proved *proofs;
    const proved **outcomes; /* by unit */
    size_t n, noutcomes;
} verifier;

/* Not so: the verdict is FAILED. */
static cj_status wrong(verifier *v, uint64_t index, const char *format, ...) CJI_PRINTF(3, 4);
static cj_status wrong(verifier *v, uint64_t index, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    cji_audit_result_fail_va(v->result, index, format, args);
    va_end(args);
    return CJ_E_VERIFY;
}

/* A failure of a callee: CJ_E_VERIFY is about the bundle, the rest is not. */
static cj_status judge(verifier *v, cj_status status, uint64_t index, const char *why)
{
    if (status == CJ_OK)
        return CJ_OK;
    return status == CJ_E_VERIFY ? wrong(v, index, "%s", why)
                                 : cji_fail(v->ctx, v->error, status, NULL, "%s", why);
}

/* ---- what is signed -------------------------------------------------------------------------- */

static cj_status open_note(verifier *v, cji_str note, const char *of, cji_audit_checkpoint *out)
{
    const char *why = "";
    char text[160];
    cj_status status = cji_audit_checkpoint_open(v->ctx, note, &v->vkey, out, &why);
    snprintf(text, sizeof text, "%s: %s", of, why);
    return judge(v, status, CJ_AUDIT_NO_INDEX, text);
}

static cj_status check_key(verifier *v, const cji_audit_vkey *given)
{
    cj_status status =
        cji_audit_vkey_parse(v->ctx, cji_text(v->root.record, CJ_FIELD_VKEY), &v->vkey);
    if (status != CJ_OK)
        return judge(v, status, CJ_AUDIT_NO_INDEX, "what stands as the log's key is none");
    if (given != NULL && (strcmp(given->name, v->vkey.name) != 0 ||
                          memcmp(given->key, v->vkey.key, sizeof given->key) != 0))
        return wrong(v, CJ_AUDIT_NO_INDEX,
                     "the bundle is of the log %s, by another key than the "
                     "one given",
                     v->vkey.name);
    return CJ_OK;
}

static bool read_path(const cj_record *record, cji_audit_proof *out)
{
    const cji_slot *slot = cji_slot_of(record, CJ_FIELD_PATH, NULL);
    if (slot->count > CJI_AUDIT_PROOF_MAX)
        return false;
    out->n = slot->count;
    for (uint32_t i = 0; i < slot->count; i++) {
        if (!cji_hex_parse(slot->values[i].text, out->hash[i], CJI_HASH))
            return false;
    }
    return true;
}

static cj_status check_earlier(verifier *v, const cj_record *earlier)
{
    const cji_audit_checkpoint *c = &v->checkpoint, *old = &v->earlier;
    cji_audit_proof proof;
    cj_status status =
        open_note(v, cji_text(earlier, CJ_FIELD_CHECKPOINT), "the earlier checkpoint", &v->earlier);
    if (status != CJ_OK)
        return status;
    status = read_path(earlier, &proof) ? cji_audit_check_consistency(v->ctx, old->size, c->size,
                                                                      old->root, c->root, &proof)
                                        : CJ_E_VERIFY;
    return judge(v, status, CJ_AUDIT_NO_INDEX,
                 "the log is not shown to continue the earlier checkpoint");
}

static bool same_tree(const cji_audit_checkpoint *a, const cji_audit_checkpoint *b)
{
    return a->size == b->size && memcmp(a->root, b->root, CJI_HASH) == 0;
}

static cj_status check_trusted(verifier *v, const char *trusted)
{
    cji_audit_checkpoint c;
    cj_status status = open_note(v, cji_str_of(trusted), "the trusted checkpoint", &c);
    if (status != CJ_OK)
        return status;
    if (!same_tree(&c, &v->checkpoint) && !same_tree(&c, &v->earlier))
        return wrong(v, CJ_AUDIT_NO_INDEX,
                     "the bundle does not lead to the trusted checkpoint of %llu entries",
                     (unsigned long long)c.size);
    v->result->anchored = c.size;
    return CJ_OK;
}

static cj_status check_signed(verifier *v, const cji_audit_vkey *key, const char *trusted)
{
    const cj_record *bundle = v->root.record, *earlier = cji_sub(bundle, CJ_FIELD_EARLIER);
    cj_status status = check_key(v, key);
    if (status == CJ_OK)
        status =
            open_note(v, cji_text(bundle, CJ_FIELD_CHECKPOINT), "the checkpoint", &v->checkpoint);
    if (status != CJ_OK)
        return status;
    v->result->size = v->checkpoint.size;
    v->result->unknown = v->checkpoint.unknown;
    cji_hex(v->checkpoint.root, CJI_HASH, v->result->root);
    if (earlier != NULL)
        status = check_earlier(v, earlier);
    return status == CJ_OK && trusted != NULL ? check_trusted(v, trusted) : status;
}

/* ---- entries and their proofs ---------------------------------------------------------------- */

static cj_status check_proof(verifier *v, const cj_record *record, proved *out)
{
    const cji_audit_checkpoint *c = &v->checkpoint;
    cji_str content = cji_text(record, CJ_FIELD_CONTENT);
    cji_audit_proof proof;
    uint8_t leaf[CJI_HASH];
    const char *why = "";
    cj_status status = cji_audit_entry_read(content, &v->arena, &out->entry, &why);
    out->index = (uint64_t)cji_number(record, CJ_FIELD_ENTRY);
    if (status == CJ_E_MEMORY)
        return cji_no_memory(v->ctx, v->error);
    if (status != CJ_OK)
        return wrong(v, out->index, "%s", why);
    status = cji_audit_leaf(v->ctx, content, leaf);
    if (status == CJ_OK)
        status = read_path(record, &proof)
                     ? cji_audit_check_inclusion(v->ctx, out->index, c->size, leaf, &proof, c->root)
                     : CJ_E_VERIFY;
    return judge(v, status, out->index,
                 "the entry is not shown to be in the log of the checkpoint");
}

static int by_unit(const void *a, const void *b)
{
    return strcmp((*(const proved *const *)a)->entry.tx, (*(const proved *const *)b)->entry.tx);
}

static bool is_phase(const proved *p, const char *phase)
{
    return p->entry.ph != NULL && p->entry.tx != NULL && strcmp(p->entry.ph, phase) == 0;
}

static cj_status sort_outcomes(verifier *v)
{
    v->outcomes = cji_arena_alloc(&v->arena, (v->n + 1) * sizeof *v->outcomes);
    if (v->outcomes == NULL)
        return cji_no_memory(v->ctx, v->error);
    for (size_t i = 0; i < v->n; i++) {
        if (is_phase(&v->proofs[i], "outcome"))
            v->outcomes[v->noutcomes++] = &v->proofs[i];
    }
    if (v->noutcomes > 1)
        qsort(v->outcomes, v->noutcomes, sizeof *v->outcomes, by_unit);
    for (size_t i = 1; i < v->noutcomes; i++) {
        if (by_unit(&v->outcomes[i - 1], &v->outcomes[i]) == 0)
            return wrong(v, v->outcomes[i]->index, "a unit has two outcomes");
    }
    return CJ_OK;
}

static cj_status check_proofs(verifier *v)
{
    const cji_slot *slot = cji_slot_of(v->root.record, CJ_FIELD_PROOFS, NULL);
    cj_status status = CJ_OK;
    v->proofs = cji_arena_alloc(&v->arena, (slot->count + 1) * sizeof *v->proofs);
    if (v->proofs == NULL)
        return cji_no_memory(v->ctx, v->error);
    for (; status == CJ_OK && v->n < slot->count; v->n++) {
        proved *p = &v->proofs[v->n];
        status = check_proof(v, slot->values[v->n].record, p);
        if (status == CJ_OK && v->n > 0 && p->index <= p[-1].index)
            status = wrong(v, p->index, "the proofs are not in the order of the log");
    }
    return status == CJ_OK ? sort_outcomes(v) : status;
}

/* The last proof is of the entry by which the log knows of this report, and of no other. */
static cj_status check_making(verifier *v)
{
    proved *p = v->n > 0 ? &v->proofs[v->n - 1] : NULL;
    const cji_audit_entry *e = p != NULL ? &p->entry : NULL;
    cji_str of = cji_text(v->report, CJ_FIELD_CASE);
    uint8_t salt[CJI_HASH];
    char com[CJI_SESSION_COM];
    cj_status status;
    if (p == NULL || strcmp(e->op, CJI_BUNDLE_OP) != 0 || strcmp(e->act, CJI_BUNDLE_ACT) != 0 ||
        e->com == NULL || e->out == NULL || strcmp(e->out, "ok") != 0)
        return wrong(v, p != NULL ? p->index : CJ_AUDIT_NO_INDEX,
                     "the last entry does not tell of the making of a bundle");
    if (!cji_hex_parse(cji_text(v->root.record, CJ_FIELD_SALT), salt, sizeof salt))
        return wrong(v, CJ_AUDIT_NO_INDEX, "the bundle has no salt");
    status = cji_bundle_commitment(v->ctx, salt, v->report, com);
    if (status != CJ_OK)
        return cji_fail(v->ctx, v->error, status, NULL, "cannot hash the report");
    if (strcmp(com, e->com) != 0)
        return wrong(v, p->index, "the report is not the one that the log commits to");
    if (of.n > 0 && (e->subj.n != 1 || !cji_str_is(of, e->subj.items[0])))
        return wrong(v, p->index, "by the log the bundle is of another case");
    p->used = true;
    return CJ_OK;
}

/* ---- evidence -------------------------------------------------------------------------------- */

static proved *find_proof(const verifier *v, uint64_t index)
{
    size_t low = 0, high = v->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (v->proofs[middle].index < index)
            low = middle + 1;
        else
            high = middle;
    }
    return low < v->n && v->proofs[low].index == index ? &v->proofs[low] : NULL;
}

/* The intent of an act: not an erasure, nor what came as a tombstone. */
static bool is_intent(const proved *p)
{
    return is_phase(p, "intent") && p->entry.com != NULL && !cji_session_erases(&p->entry) &&
           (strcmp(p->entry.op, "collect") == 0 || strcmp(p->entry.op, "alter") == 0);
}

static cj_status check_outcome(verifier *v, const proved *intent)
{
    const proved *const *found =
        v->noutcomes > 0 ? bsearch(&intent, v->outcomes, v->noutcomes, sizeof *v->outcomes, by_unit)
                         : NULL;
    proved *outcome = found != NULL ? find_proof(v, (*found)->index) : NULL;
    const cji_audit_entry *e;
    if (outcome == NULL)
        return wrong(v, intent->index, "an act is cited whose unit has no outcome in the bundle");
    e = &outcome->entry;
    if (e->of > intent->index || intent->index >= outcome->index || e->n < 1 ||
        (uint64_t)e->n <= intent->index - e->of)
        return wrong(v, outcome->index, "the outcome is of other entries than its unit's");
    if (e->out == NULL || strcmp(e->out, "ok") != 0)
        return wrong(v, intent->index, "an act is cited that was not recorded: its unit failed");
    outcome->used = true;
    return CJ_OK;
}

/* The same act, said again. */
static bool same_item(const cj_record *a, const cj_record *b)
{
    return cji_str_eq(cji_text(a, CJ_FIELD_ACT), cji_text(b, CJ_FIELD_ACT)) &&
           cji_str_eq(cji_text(a, CJ_FIELD_AT), cji_text(b, CJ_FIELD_AT)) &&
           cji_number(a, CJ_FIELD_STRENGTH) == cji_number(b, CJ_FIELD_STRENGTH);
}

static cj_status check_evidence(verifier *v, const cj_record *item)
{
    const cji_value *number = cji_first(item, CJ_FIELD_ENTRY);
    cji_str act = cji_text(item, CJ_FIELD_ACT);
    cji_str of = cji_text(item, CJ_FIELD_CASE);
    proved *p = number != NULL ? find_proof(v, (uint64_t)number->number) : NULL;
    of = of.n > 0 ? of : cji_text(v->report, CJ_FIELD_CASE);
    if (number == NULL || of.n == 0 || act.n == 0)
        return wrong(v, CJ_AUDIT_NO_INDEX, "evidence lacks its act, its case or its entry");
    if (p == NULL)
        return wrong(v, (uint64_t)number->number, "act %s is cited, and its entry is not proved",
                     act.p);
    if (!is_intent(p) || !cji_str_is(cji_text(item, CJ_FIELD_KIND), p->entry.act))
        return wrong(v, p->index, "the entry is not of act %s, or not of its kind", act.p);
    if (p->entry.subj.n != 1 || !cji_str_is(of, p->entry.subj.items[0]))
        return wrong(v, p->index, "by the log act %s is of another case", act.p);
    if (p->item != NULL)
        return same_item(p->item, item) ? CJ_OK
                                        : wrong(v, p->index, "two acts are cited by one entry");
    p->item = item;
    p->case_id = of.p;
    p->used = true;
    return check_outcome(v, p);
}

static int by_act(const void *a, const void *b)
{
    const proved *x = *(const proved *const *)a, *y = *(const proved *const *)b;
    int order = strcmp(x->case_id, y->case_id);
    return order != 0
               ? order
               : strcmp(cji_text(x->item, CJ_FIELD_ACT).p, cji_text(y->item, CJ_FIELD_ACT).p);
}

/* Nothing is there for nothing, and no act stands at two entries. */
static cj_status check_use(verifier *v)
{
    const proved **cited = cji_arena_alloc(&v->arena, (v->n + 1) * sizeof *cited);
    size_t n = 0;
    if (cited == NULL)
        return cji_no_memory(v->ctx, v->error);
    for (size_t i = 0; i < v->n; i++) {
        if (!v->proofs[i].used)
            return wrong(v, v->proofs[i].index, "an entry is proved that the report does not cite");
        if (v->proofs[i].item != NULL)
            cited[n++] = &v->proofs[i];
    }
    if (n > 1)
        qsort(cited, n, sizeof *cited, by_act);
    for (size_t i = 1; i < n; i++) {
        if (by_act(&cited[i - 1], &cited[i]) == 0)
            return wrong(v, cited[i]->index, "act %s is cited by two entries",
                         cji_text(cited[i]->item, CJ_FIELD_ACT).p);
    }
    return CJ_OK;
}

/* ---- the report ------------------------------------------------------------------------------ */

static cj_status check_criterion(verifier *v, const cj_record *criterion,
                                 int64_t counts[CJI_REPORT_COUNTS])
{
    const cji_slot *evidence = cji_slot_of(criterion, CJ_FIELD_EVIDENCE, NULL);
    int64_t verdict = cji_number(criterion, CJ_FIELD_VERDICT);
    cji_str item = cji_text(criterion, CJ_FIELD_ITEM);
    const cj_record *finding = cji_sub(criterion, CJ_FIELD_FINDING);
    cj_status status = CJ_OK;
    if (item.n == 0 || verdict == 0 || verdict >= CJI_REPORT_COUNTS ||
        cji_number(criterion, CJ_FIELD_CLASS) == 0)
        return wrong(v, CJ_AUDIT_NO_INDEX, "a criterion lacks its item, class or verdict");
    if (verdict == CJ_CODE_VERDICT_EVIDENCED &&
        (finding == NULL || cji_number(finding, CJ_FIELD_FINDING) != CJ_CODE_JUDGE_FINDING_MET) &&
        cji_number(criterion, CJ_FIELD_CLASS) != CJ_CODE_CRITERION_CLASS_R)
        return wrong(v, CJ_AUDIT_NO_INDEX, "%s is for an assessor, and evidenced without a finding",
                     item.p);
    for (uint32_t i = 0; status == CJ_OK && i < evidence->count; i++)
        status = check_evidence(v, evidence->values[i].record);
    if (memchr(item.p, '.', item.n) == NULL) { /* limbs are counted with their criterion */
        counts[0]++;
        counts[verdict]++;
    }
    return status;
}

static cj_status check_report(verifier *v)
{
    const cji_slot *criteria = cji_slot_of(v->report, CJ_FIELD_CRITERIA, NULL);
    const cj_record *summary = cji_sub(v->report, CJ_FIELD_SUMMARY);
    int64_t counts[CJI_REPORT_COUNTS] = {0};
    cj_status status = CJ_OK;
    for (uint32_t i = 0; status == CJ_OK && i < criteria->count; i++)
        status = check_criterion(v, criteria->values[i].record, counts);
    if (status != CJ_OK)
        return status;
    for (size_t i = 0; i < CJI_REPORT_COUNTS; i++) {
        const cji_value *said = summary != NULL ? cji_first(summary, cji_report_counts[i]) : NULL;
        if (said == NULL || said->number != counts[i])
            return wrong(v, CJ_AUDIT_NO_INDEX, "the summary does not count %s as the criteria do",
                         cji_field_names[cji_report_counts[i]]);
    }
    return check_use(v);
}

/* ---- the call -------------------------------------------------------------------------------- */

static cj_status read_bundle(verifier *v, cji_str bytes)
{
    size_t at = 0;
    cj_status status = CJ_E_VALUE_TEXT;
    if (bytes.n > 0 && bytes.p[bytes.n - 1] == '\n')
        status = cji_record_read_json(v->root.record, (cji_str){bytes.p, bytes.n - 1}, &at);
    if (status == CJ_E_MEMORY)
        return cji_no_memory(v->ctx, v->error);
    if (status != CJ_OK)
        return wrong(v, CJ_AUDIT_NO_INDEX, "not an evidence bundle, or altered, from byte %zu on",
                     at);
    v->report = cji_sub(v->root.record, CJ_FIELD_REPORT);
    if (cji_number(v->root.record, CJ_FIELD_BUNDLE_VERSION) != CJI_BUNDLE_VERSION)
        return wrong(v, CJ_AUDIT_NO_INDEX, "a bundle of a version that this library does not know");
    return v->report != NULL ? CJ_OK : wrong(v, CJ_AUDIT_NO_INDEX, "the bundle has no report");
}

static cj_status verify(verifier *v, cji_str bytes, const cji_audit_vkey *key, const char *trusted)
{
    cj_status status = read_bundle(v, bytes);
    if (status == CJ_OK)
        status = check_signed(v, key, trusted);
    if (status == CJ_OK)
        status = check_proofs(v);
    if (status == CJ_OK)
        status = check_making(v);
    if (status == CJ_OK)
        status = check_report(v);
    if (status == CJ_OK)
        v->result->verdict = trusted != NULL ? CJ_AUDIT_ANCHORED : CJ_AUDIT_CONSISTENT;
    return status == CJ_E_VERIFY ? CJ_OK : status;
}

/* A key that is given as its text or as a path. */
static cj_status read_key(cj_context *ctx, const char *given, cji_audit_vkey *out, cj_error **error)
{
    cji_buf text;
    cj_status status = cji_audit_vkey_parse(ctx, cji_str_trim(cji_str_of(given)), out);
    if (status != CJ_E_VERIFY)
        return status == CJ_OK ? CJ_OK : cji_fail(ctx, error, status, NULL, "cannot read the key");
    cji_buf_init(&text, ctx, CJI_AUDIT_NOTE_MAX);
    status = cji_file_read(ctx, given, &text, error);
    if (status == CJ_OK) {
        status = cji_audit_vkey_parse(ctx, cji_str_trim(cji_buf_view(&text)), out);
        if (status != CJ_OK)
            status = cji_fail(ctx, error, status == CJ_E_VERIFY ? CJ_E_MISUSE : status, NULL,
                              "the key that is given is no public key of a log");
    }
    cji_buf_fini(&text);
    return status;
}

cj_status cj_bundle_verify(cj_context *context, const void *bytes, size_t size, const char *key,
                           const char *trusted, cj_audit_result **out, cj_error **error)
{
    verifier v = {.ctx = context, .error = error};
    cji_audit_vkey given;
    cji_buf space;
    cj_status status;
    if (context == NULL)
        return CJ_E_MISUSE;
    if (bytes == NULL || out == NULL)
        return cji_fail(context, error, CJ_E_MISUSE, NULL, "bytes or out is NULL");
    if ((int64_t)size > context->limits[CJ_LIMIT_INPUT_BYTES])
        return cji_fail(context, error, CJ_E_LIMIT, NULL, "the bundle is too long");
    cji_buf_init(&space, context, CJI_AUDIT_NOTE_MAX);
    cji_arena_init(&v.arena, context);
    status = key != NULL ? read_key(context, key, &given, error) : CJ_OK;
    if (status == CJ_OK)
        status = cji_audit_trusted(context, trusted, &space, &trusted, error);
    if (status == CJ_OK)
        status = cji_audit_result_new(context, &v.result, error);
    if (status == CJ_OK && cji_root_init(&v.root, context, cji_shape_bundle) != CJ_OK)
        status = cji_no_memory(context, error);
    if (status == CJ_OK) {
        v.root.derived = true;
        status = verify(&v, (cji_str){bytes, size}, key != NULL ? &given : NULL, trusted);
    }
    cji_root_fini(&v.root);
    cji_arena_fini(&v.arena);
    cji_buf_fini(&space);
    if (status == CJ_OK)
        *out = v.result;
    else
        cj_audit_result_unref(v.result);
    return status;
}

cj_status cj_bundle_verify_file(cj_context *context, const char *path, const char *key,
                                const char *trusted, cj_audit_result **out, cj_error **error)
{
    cji_buf bytes;
    cj_status status;
    if (context == NULL)
        return CJ_E_MISUSE;
    if (path == NULL)
        return cji_fail(context, error, CJ_E_MISUSE, NULL, "path is NULL");
    cji_buf_init(&bytes, context, (size_t)context->limits[CJ_LIMIT_INPUT_BYTES]);
    status = cji_file_read(context, path, &bytes, error);
    if (status == CJ_OK)
        status = cj_bundle_verify(context, bytes.n > 0 ? bytes.p : "", bytes.n, key, trusted, out,
                                  error);
    cji_buf_fini(&bytes);
    return status;
}
