/* SPDX-License-Identifier: MIT */
/* Verification: reads every file of a log directory, writes none. */
#include "audit/verify.h"

#include <stdio.h>
#include <stdlib.h>

cj_status cji_verifier_failed(cji_verifier *v, uint64_t index, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    cji_audit_result_fail_va(v->result, index, format, args);
    va_end(args);
    return CJ_E_VERIFY;
}

cj_status cji_verifier_no_hash(cji_verifier *v, cj_status status)
{
    return cji_fail(v->ctx, v->error, status, NULL, "cannot hash");
}

uint64_t cji_verifier_leaf(uint64_t n, unsigned level)
{
    while (level-- > 0)
        n = n > UINT64_MAX / CJI_AUDIT_TILE ? UINT64_MAX : n * CJI_AUDIT_TILE;
    return n;
}

static uint64_t index_of(cji_audit_file file)
{
    switch (file.kind) {
    case CJI_AUDIT_TILES:
        return cji_verifier_leaf(file.n, file.level + 1);
    case CJI_AUDIT_ENTRIES:
        return cji_verifier_leaf(file.n, 1);
    case CJI_AUDIT_JOURNAL:
        return file.n;
    default:
        return 0;
    }
}

cj_status cji_verifier_missing(cji_verifier *v, cji_audit_file file)
{
    char path[CJI_AUDIT_PATH];
    cji_audit_file_path(file, path);
    return cji_verifier_failed(v, index_of(file), "the file %s is missing", path);
}

cj_status cji_verifier_get(cji_verifier *v, cji_audit_file file)
{
    cj_error *problem = NULL;
    char path[CJI_AUDIT_PATH];
    cj_status status = CJ_E_NOT_FOUND;
    size_t at = cji_audit_find(&v->files, file);
    if (cji_audit_has(&v->files, file)) {
        status = cji_audit_file_get(v->ctx, v->dir, file, &v->bytes, &problem);
        v->files.items[at].checked = true;
    }
    if (status == CJ_E_NOT_FOUND) {
        status = cji_verifier_missing(v, file);
    } else if (status == CJ_E_LIMIT) {
        cji_audit_file_path(file, path);
        status = cji_verifier_failed(v, index_of(file), "the file %s is too long", path);
    } else if (status != CJ_OK) {
        cji_error_add_all(v->ctx, v->error, problem);
    }
    cj_error_unref(problem);
    return status;
}

static cj_status add_mark(cji_verifier *v, uint64_t size, const uint8_t *root, size_t bytes,
                          const char *of)
{
    cji_verifier_mark *m;
    if (!cji_grow(v->ctx, (void **)&v->marks, sizeof *v->marks, v->nmarks, &v->marks_capacity))
        return cji_no_memory(v->ctx, v->error);
    m = &v->marks[v->nmarks++];
    *m = (cji_verifier_mark){.size = size, .bytes = bytes, .of = of};
    memcpy(m->root, root, bytes);
    return CJ_OK;
}

/* ---- what is signed -------------------------------------------------------------------------- */

static cj_status open_note(cji_verifier *v, cji_str note, const char *of, cji_audit_checkpoint *out)
{
    const char *why = "";
    cj_status status = cji_audit_checkpoint_open(v->ctx, note, &v->vkey, out, &why);
    if (status == CJ_E_VERIFY)
        return cji_verifier_failed(v, 0, "%s: %s", of, why);
    if (status != CJ_OK)
        return cji_fail(v->ctx, v->error, status, NULL, "%s: %s", of, why);
    return add_mark(v, out->size, out->root, CJI_HASH, of);
}

static cj_status check_vkey(cji_verifier *v)
{
    const cji_audit_file file = {CJI_AUDIT_VKEY, 0, 0, 0};
    cj_status status = cji_verifier_get(v, file);
    cji_str text = cji_buf_view(&v->bytes);
    if (status != CJ_OK)
        return status;
    if (text.n == 0 || text.p[text.n - 1] != '\n')
        return cji_verifier_failed(v, 0, "the file vkey does not end with its line");
    text.n--;
    status = cji_audit_vkey_parse(v->ctx, text, &v->vkey);
    if (status == CJ_E_VERIFY)
        return cji_verifier_failed(v, 0, "the file vkey does not hold a public key");
    return status == CJ_OK ? CJ_OK : cji_verifier_no_hash(v, status);
}

static cj_status check_signed(cji_verifier *v)
{
    const cji_audit_file file = {CJI_AUDIT_CHECKPOINT, 0, 0, 0};
    cj_audit_result *r = v->result;
    cji_audit_checkpoint c;
    cj_status status = cji_verifier_get(v, file);
    if (status == CJ_OK)
        status = open_note(v, cji_buf_view(&v->bytes), "the checkpoint", &c);
    if (status != CJ_OK)
        return status;
    if (c.size == 0)
        return cji_verifier_failed(v, 0, "the checkpoint is of an empty log");
    r->size = c.size;
    r->unknown = c.unknown;
    cji_hex(c.root, CJI_HASH, r->root);
    if (v->trusted == NULL)
        return CJ_OK;
    status = open_note(v, cji_str_of(v->trusted), "the trusted checkpoint", &c);
    if (status != CJ_OK)
        return status;
    if (c.size > r->size)
        return cji_verifier_failed(v, r->size,
                                   "the log ends before the trusted checkpoint, which has %llu",
                                   (unsigned long long)c.size);
    r->anchored = c.size;
    return CJ_OK;
}

/* ---- journals -------------------------------------------------------------------------------- */

static cj_status check_header(cji_verifier *v, uint64_t first)
{
    uint8_t want[CJI_AUDIT_HEADER], origin[CJI_HASH], zeros[CJI_HASH] = {0};
    const cji_piece name = {v->vkey.name, strlen(v->vkey.name)};
    cj_status status = cji_sha256(v->ctx, &name, 1, origin);
    if (status != CJ_OK)
        return cji_verifier_no_hash(v, status);
    cji_audit_header(origin, first, zeros, want);
    if (v->bytes.n < sizeof want || memcmp(want, v->bytes.p, 48) != 0)
        return cji_verifier_failed(v, first, "the journal's header is damaged");
    return add_mark(v, first, (const uint8_t *)v->bytes.p + 48, 16, "the journal's header");
}

/* A checkpoint that was published: its partial files are there for as long as its journal is. */
static cj_status check_recorded(cji_verifier *v, const cji_audit_frame *frame, uint64_t first,
                                bool newest)
{
    unsigned width = (unsigned)(frame->index - first);
    cji_audit_file tile = {CJI_AUDIT_TILES, 0, first / CJI_AUDIT_TILE, width};
    cji_audit_file bundle = {CJI_AUDIT_ENTRIES, 0, tile.n, width};
    cji_audit_checkpoint c;
    cj_status status = open_note(v, frame->body, "a checkpoint in the journal", &c);
    if (status != CJ_OK)
        return status;
    if (c.size != frame->index || c.unknown != 0)
        return cji_verifier_failed(v, frame->index,
                                   "a checkpoint in the journal is in the wrong place");
    if (c.size > v->result->size)
        return cji_verifier_failed(v, v->result->size,
                                   "the checkpoint is older than the journal's last");
    if (newest)
        v->recorded = c.size;
    if (!newest || width == 0 || width == CJI_AUDIT_TILE)
        return CJ_OK;
    if (!cji_audit_has(&v->files, tile))
        return cji_verifier_missing(v, tile);
    return cji_audit_has(&v->files, bundle) ? CJ_OK : cji_verifier_missing(v, bundle);
}

static cj_status read_journal(cji_verifier *v, uint64_t first, cji_buf *entries, bool newest,
                              uint64_t *count)
{
    const cji_audit_file file = {CJI_AUDIT_JOURNAL, 0, first, 0};
    cji_audit_cursor cursor = {.next = first};
    cj_status status = cji_verifier_get(v, file);
    if (status == CJ_OK)
        status = check_header(v, first);
    for (size_t at = CJI_AUDIT_HEADER; status == CJ_OK && at < v->bytes.n;) {
        cji_audit_frame frame;
        status = cji_audit_frame_next(v->ctx, (cji_str){v->bytes.p + at, v->bytes.n - at}, &cursor,
                                      &frame);
        if (status == CJ_E_LOG_DAMAGED || cursor.next - first > CJI_AUDIT_HEAD)
            return cji_verifier_failed(v, cursor.next, "a frame of the journal is damaged");
        if (status != CJ_OK)
            return cji_verifier_no_hash(v, status);
        if (frame.type == CJI_AUDIT_FRAME_CHECKPOINT)
            status = check_recorded(v, &frame, first, newest);
        else
            cji_audit_bundle_put(entries, frame.body);
        at += frame.size;
    }
    *count = cursor.next - first;
    if (status == CJ_OK && cursor.more > 0)
        return cji_verifier_failed(v, cursor.next, "the last group of the journal is cut");
    if (status == CJ_OK && entries->status != CJ_OK)
        return cji_no_memory(v->ctx, v->error);
    return status;
}

static cj_status read_journals(cji_verifier *v)
{
    size_t at = cji_audit_find(&v->files, (cji_audit_file){CJI_AUDIT_JOURNAL, 0, 0, 0}), n = 0;
    uint64_t older = 0, count = 0;
    cj_status status;
    for (; at < v->files.n && v->files.items[at].file.kind == CJI_AUDIT_JOURNAL; at++, n++) {
        older = v->first;
        v->first = v->files.items[at].file.n;
    }
    if (n == 0 || n > 2 || v->first % CJI_AUDIT_TILE != 0 ||
        (n == 2 && (older % CJI_AUDIT_TILE != 0 || v->first - older > CJI_AUDIT_HEAD)))
        return cji_verifier_failed(v, v->first, "head/ does not hold the journal");
    status = read_journal(v, v->first, &v->tail, true, &v->tail_size);
    if (status != CJ_OK)
        return status;
    if (v->result->size >= v->first && v->recorded != v->result->size)
        return cji_verifier_failed(v, v->recorded,
                                   "the journal does not end with the checkpoint: it was cut, or "
                                   "a writer was killed and none has opened the log since");
    if (n == 1)
        return CJ_OK;
    status = read_journal(v, older, &v->older, false, &count);
    if (status == CJ_OK && count < v->first - older)
        return cji_verifier_failed(v, older + count, "the journal before the last is cut");
    v->old_first = older;
    v->old_rest = cji_buf_view(&v->older);
    return status;
}

/* ---- one run --------------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    const cji_verifier_mark *x = a, *y = b;
    return x->size < y->size ? -1 : x->size > y->size;
}

static cj_status run(cji_verifier *v)
{
    cj_audit_result *r = v->result;
    cj_status status = cji_audit_walk(v->ctx, v->dir, &v->files, v->error);
    if (status == CJ_E_VERIFY)
        status = cji_verifier_failed(v, CJ_AUDIT_NO_INDEX, "the name %s does not belong in a log",
                                     v->files.stranger);
    if (status == CJ_OK)
        status = check_vkey(v);
    if (status == CJ_OK)
        status = check_signed(v);
    if (status == CJ_OK)
        status = read_journals(v);
    if (status == CJ_OK && v->witness != NULL)
        status = add_mark(v, v->witness->size, v->witness->root, CJI_HASH, v->witness->of);
    if (status == CJ_OK) {
        qsort(v->marks, v->nmarks, sizeof *v->marks, by_size);
        status = cji_verifier_tree(v);
    }
    if (status == CJ_OK)
        r->verdict = r->anchored > 0 ? CJ_AUDIT_ANCHORED : CJ_AUDIT_CONSISTENT;
    return status == CJ_E_VERIFY ? CJ_OK : status;
}

cj_status cji_audit_verify_once(cj_context *ctx, const char *dir, const char *trusted,
                                const cji_audit_witness *witness, cj_audit_result **out,
                                cj_error **error)
{
    cji_verifier *v = cji_alloc(ctx, sizeof *v); /* too large for a stack */
    cj_status status;
    if (v == NULL)
        return cji_no_memory(ctx, error);
    v->ctx = ctx;
    v->error = error;
    v->dir = dir;
    v->trusted = trusted;
    v->witness = witness;
    status = cji_audit_result_new(ctx, &v->result, error);
    if (status != CJ_OK) {
        cji_free(ctx, v);
        return status;
    }
    cji_buf_init(&v->bytes, ctx, CJI_AUDIT_JOURNAL_MAX);
    cji_buf_init(&v->tail, ctx, CJI_AUDIT_JOURNAL_MAX);
    cji_buf_init(&v->older, ctx, CJI_AUDIT_JOURNAL_MAX);
    status = run(v);
    if (status == CJ_OK)
        *out = v->result;
    else
        cj_audit_result_unref(v->result);
    cji_buf_fini(&v->bytes);
    cji_buf_fini(&v->tail);
    cji_buf_fini(&v->older);
    cji_free(ctx, v->files.items);
    cji_free(ctx, v->marks);
    cji_free(ctx, v);
    return status;
}
