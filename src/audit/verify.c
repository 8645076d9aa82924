/* SPDX-License-Identifier: MIT */
/* Verification: reads every file of a log directory, writes none. */
#include "audit/verify.h"

#include <stdio.h>
#include <stdlib.h>

cj_status cji_verifier_failed(cji_verifier *v, uint64_t index, const char *format, ...)
{
    va_list args;
    if (index != CJ_AUDIT_NO_INDEX)
        index += v->base;
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

/* Of several shards it is about the one whose origin is in its first line. */
static cj_status check_trusted(cji_verifier *v)
{
    cji_str rest = cji_str_of(v->trusted), origin;
    cji_audit_checkpoint c;
    cj_status status;
    if ((v->base > 0 || !v->last) &&
        (!cji_str_line(&rest, &origin) || !cji_str_is(origin, v->vkey.name)))
        return CJ_OK;
    status = open_note(v, cji_str_of(v->trusted), "the trusted checkpoint", &c);
    if (status != CJ_OK)
        return status;
    if (c.size > v->size)
        return cji_verifier_failed(v, v->size,
                                   "the log ends before the trusted checkpoint, which has %llu",
                                   (unsigned long long)c.size);
    v->result->anchored = v->base + c.size;
    return CJ_OK;
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
    v->size = c.size;
    r->size = v->base + c.size;
    r->unknown = c.unknown;
    cji_hex(c.root, CJI_HASH, r->root);
    return v->trusted != NULL ? check_trusted(v) : CJ_OK;
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
    if (c.size > v->size)
        return cji_verifier_failed(v, v->size, "the checkpoint is older than the journal's last");
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
    if (v->size >= v->first && v->recorded != v->size)
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

/* What somebody else knows of the log belongs to the shard in which that entry is. */
static cj_status mark_witness(cji_verifier *v)
{
    const cji_audit_witness *w = v->witness;
    uint64_t end = v->base + v->first + v->tail_size;
    if (w == NULL || (w->size <= v->base && v->base > 0) || w->size > end)
        return CJ_OK;
    return add_mark(v, w->size - v->base, w->root, CJI_HASH, w->of);
}

/* The end of a shard is log.close and proven, and the next one has the key that it names. */
static cj_status check_end(cji_verifier *v)
{
    uint64_t end = v->first + v->tail_size;
    bool closed = v->closed_at != UINT64_MAX;
    if (closed && v->closed_at + 1 != end)
        return cji_verifier_failed(v, v->closed_at, "the log was closed before its end");
    if (closed && v->last)
        return cji_verifier_failed(v, end, "the log was closed, and the next shard is missing");
    if (!closed && !v->last)
        return cji_verifier_failed(v, end, "a shard follows, and this one was not closed");
    if (closed && v->size != end)
        return cji_verifier_failed(v, v->size, "the end of a closed log is not proven");
    return CJ_OK;
}

static cj_status check_shard(cji_verifier *v)
{
    cj_status status = cji_audit_walk(v->ctx, v->dir, &v->files, v->error);
    char vkey[CJI_AUDIT_VKEY_TEXT];
    v->closed_at = UINT64_MAX;
    if (status == CJ_E_VERIFY)
        status = cji_verifier_failed(v, CJ_AUDIT_NO_INDEX, "the name %s does not belong in a log",
                                     v->files.stranger);
    if (status == CJ_OK)
        status = check_vkey(v);
    if (status == CJ_OK && v->next_vkey != NULL) {
        cji_audit_vkey_text(&v->vkey, vkey);
        if (strcmp(vkey, v->next_vkey) != 0)
            status =
                cji_verifier_failed(v, 0, "its key is not the one that the shard before named");
    }
    if (status == CJ_OK)
        status = check_signed(v);
    if (status == CJ_OK)
        status = read_journals(v);
    if (status == CJ_OK)
        status = mark_witness(v);
    if (status == CJ_OK) {
        qsort(v->marks, v->nmarks, sizeof *v->marks, by_size);
        status = cji_verifier_tree(v);
    }
    return status == CJ_OK ? check_end(v) : status;
}

/* ---- all shards ------------------------------------------------------------------------------ */

/* What one shard hands on to the next. */
typedef struct chain {
    cji_verifier *v; /* too large for a stack */
    cji_buf note;    /* the last checkpoint */
    char vkey[CJI_AUDIT_VKEY_TEXT];
    uint64_t base;
} chain;

static cj_status take_note(chain *k, const char *dir, cj_error **error)
{
    const cji_audit_file file = {CJI_AUDIT_CHECKPOINT, 0, 0, 0};
    cj_status status = cji_audit_file_get(k->v->ctx, dir, file, &k->note, error);
    return status != CJ_OK || cji_buf_text(&k->note) != NULL ? status
                                                             : cji_no_memory(k->v->ctx, error);
}

/* The verifier anew, for one directory. */
static cj_status run(chain *k, const char *dir, unsigned shard, bool last)
{
    cji_verifier *v = k->v;
    cj_status status;
    v->dir = dir;
    v->alone = shard == 1;
    v->last = last;
    v->base = k->base;
    v->prev = shard > 1 ? k->note.p : NULL;
    v->next_vkey = shard > 1 ? k->vkey : NULL;
    cji_buf_init(&v->bytes, v->ctx, CJI_AUDIT_JOURNAL_MAX);
    cji_buf_init(&v->tail, v->ctx, CJI_AUDIT_JOURNAL_MAX);
    cji_buf_init(&v->older, v->ctx, CJI_AUDIT_JOURNAL_MAX);
    status = check_shard(v);
    if (status == CJ_OK && !last)
        status = take_note(k, dir, v->error);
    memcpy(k->vkey, v->closing, sizeof k->vkey);
    k->base = v->base + v->size;
    cji_buf_fini(&v->bytes);
    cji_buf_fini(&v->tail);
    cji_buf_fini(&v->older);
    cji_free(v->ctx, v->files.items);
    cji_free(v->ctx, v->marks);
    return status;
}

static cj_status run_all(chain *k, const char *first_dir)
{
    const cji_verifier blank = *k->v;
    cj_context *ctx = blank.ctx;
    cj_audit_result *r = blank.result;
    char *dir = cji_strdup(ctx, cji_str_of(first_dir));
    cj_status status = dir != NULL ? CJ_OK : cji_no_memory(ctx, blank.error);
    for (unsigned shard = 1; status == CJ_OK && dir != NULL; shard++) {
        char *next = NULL;
        *k->v = blank;
        status = cji_audit_shard_at(ctx, first_dir, shard + 1, &next, blank.error);
        if (status == CJ_OK)
            status = run(k, dir, shard, next == NULL);
        cji_free(ctx, dir);
        dir = next;
    }
    cji_free(ctx, dir);
    if (status == CJ_OK && blank.trusted != NULL && r->anchored == 0) {
        cji_audit_result_fail(r, 0, "the trusted checkpoint is of none of the shards");
        status = CJ_E_VERIFY;
    }
    if (status == CJ_OK)
        r->verdict = r->anchored > 0 ? CJ_AUDIT_ANCHORED : CJ_AUDIT_CONSISTENT;
    return status == CJ_E_VERIFY ? CJ_OK : status;
}

cj_status cji_audit_verify_once(cj_context *ctx, const char *dir, const char *trusted,
                                const cji_audit_witness *witness, cj_audit_result **out,
                                cj_error **error)
{
    chain k = {.v = cji_alloc(ctx, sizeof *k.v)};
    cj_audit_result *result = NULL;
    cj_status status;
    if (k.v == NULL)
        return cji_no_memory(ctx, error);
    status = cji_audit_result_new(ctx, &result, error);
    if (status != CJ_OK) {
        cji_free(ctx, k.v);
        return status;
    }
    k.v->ctx = ctx;
    k.v->error = error;
    k.v->trusted = trusted;
    k.v->witness = witness;
    k.v->result = result;
    cji_buf_init(&k.note, ctx, CJI_AUDIT_NOTE_MAX);
    status = run_all(&k, dir);
    if (status == CJ_OK)
        *out = result;
    else
        cj_audit_result_unref(result);
    cji_buf_fini(&k.note);
    cji_free(ctx, k.v);
    return status;
}
