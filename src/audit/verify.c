/* SPDX-License-Identifier: MIT */
/* Verification: reads every file of a log directory, writes none. */
#include "audit/audit.h"

#include <stdio.h>
#include <stdlib.h>

/* A size at which the root of the tree is known beforehand. */
typedef struct mark {
    uint64_t size;
    uint8_t root[CJI_HASH];
    size_t bytes; /* of the root that are known: a journal's header has half of them */
    const char *of;
} mark;

typedef struct verifier {
    cj_context *ctx;
    cj_error **error;
    const char *dir;
    const char *trusted;              /* NULL or the text of a checkpoint */
    const cji_audit_witness *witness; /* or NULL */
    cj_audit_result *result;
    cji_audit_files files;
    cji_audit_vkey vkey;
    cji_buf bytes;      /* of the file in hand */
    cji_buf tail;       /* entries of the newest journal, as a bundle */
    cji_buf older;      /* entries of the journal before it, if it is still there */
    uint64_t first;     /* of the newest journal */
    uint64_t tail_size; /* entries in it */
    uint64_t recorded;  /* size of the last checkpoint in it */
    uint64_t proven;    /* the last signed size whose root was right */
    mark *marks;
    size_t nmarks, marks_capacity;
    uint64_t count[CJI_AUDIT_LEVELS]; /* hashes of each level so far */
    uint8_t edge[CJI_AUDIT_LEVELS][CJI_AUDIT_TILE][CJI_HASH];
} verifier;

/* The verdict; CJ_E_VERIFY ends the run. */
static cj_status failed(verifier *v, uint64_t index, const char *format, ...) CJI_PRINTF(3, 4);
static cj_status failed(verifier *v, uint64_t index, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    cji_audit_result_fail_va(v->result, index, format, args);
    va_end(args);
    return CJ_E_VERIFY;
}

static cj_status no_hash(verifier *v, cj_status status)
{
    return cji_fail(v->ctx, v->error, status, NULL, "cannot hash");
}

/* The first leaf of entry `n` of level `level`. */
static uint64_t leaf_of(uint64_t n, unsigned level)
{
    while (level-- > 0)
        n = n > UINT64_MAX / CJI_AUDIT_TILE ? UINT64_MAX : n * CJI_AUDIT_TILE;
    return n;
}

static uint64_t index_of(cji_audit_file file)
{
    switch (file.kind) {
    case CJI_AUDIT_TILES:
        return leaf_of(file.n, file.level + 1);
    case CJI_AUDIT_ENTRIES:
        return leaf_of(file.n, 1);
    case CJI_AUDIT_JOURNAL:
        return file.n;
    default:
        return 0;
    }
}

static cj_status missing(verifier *v, cji_audit_file file)
{
    char path[CJI_AUDIT_PATH];
    cji_audit_file_path(file, path);
    return failed(v, index_of(file), "the file %s is missing", path);
}

/* A file into v->bytes; one that is not there, or far too long, fails the log. */
static cj_status get(verifier *v, cji_audit_file file)
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
        status = missing(v, file);
    } else if (status == CJ_E_LIMIT) {
        cji_audit_file_path(file, path);
        status = failed(v, index_of(file), "the file %s is too long", path);
    } else if (status != CJ_OK) {
        cji_error_add_all(v->ctx, v->error, problem);
    }
    cj_error_unref(problem);
    return status;
}

static cj_status add_mark(verifier *v, uint64_t size, const uint8_t *root, size_t bytes,
                          const char *of)
{
    mark *m;
    if (!cji_grow(v->ctx, (void **)&v->marks, sizeof *v->marks, v->nmarks, &v->marks_capacity))
        return cji_no_memory(v->ctx, v->error);
    m = &v->marks[v->nmarks++];
    *m = (mark){.size = size, .bytes = bytes, .of = of};
    memcpy(m->root, root, bytes);
    return CJ_OK;
}

/* ---- what is signed -------------------------------------------------------------------------- */

static cj_status open_note(verifier *v, cji_str note, const char *of, cji_audit_checkpoint *out)
{
    const char *why = "";
    cj_status status = cji_audit_checkpoint_open(v->ctx, note, &v->vkey, out, &why);
    if (status == CJ_E_VERIFY)
        return failed(v, 0, "%s: %s", of, why);
    if (status != CJ_OK)
        return cji_fail(v->ctx, v->error, status, NULL, "%s: %s", of, why);
    return add_mark(v, out->size, out->root, CJI_HASH, of);
}

static cj_status check_vkey(verifier *v)
{
    const cji_audit_file file = {CJI_AUDIT_VKEY, 0, 0, 0};
    cj_status status = get(v, file);
    cji_str text = cji_buf_view(&v->bytes);
    if (status != CJ_OK)
        return status;
    if (text.n == 0 || text.p[text.n - 1] != '\n')
        return failed(v, 0, "the file vkey does not end with its line");
    text.n--;
    status = cji_audit_vkey_parse(v->ctx, text, &v->vkey);
    if (status == CJ_E_VERIFY)
        return failed(v, 0, "the file vkey does not hold a public key");
    return status == CJ_OK ? CJ_OK : no_hash(v, status);
}

static cj_status check_signed(verifier *v)
{
    const cji_audit_file file = {CJI_AUDIT_CHECKPOINT, 0, 0, 0};
    cj_audit_result *r = v->result;
    cji_audit_checkpoint c;
    cj_status status = get(v, file);
    if (status == CJ_OK)
        status = open_note(v, cji_buf_view(&v->bytes), "the checkpoint", &c);
    if (status != CJ_OK)
        return status;
    if (c.size == 0)
        return failed(v, 0, "the checkpoint is of an empty log");
    r->size = c.size;
    r->unknown = c.unknown;
    cji_hex(c.root, CJI_HASH, r->root);
    if (v->trusted == NULL)
        return CJ_OK;
    status = open_note(v, cji_str_of(v->trusted), "the trusted checkpoint", &c);
    if (status != CJ_OK)
        return status;
    if (c.size > r->size)
        return failed(v, r->size, "the log ends before the trusted checkpoint, which has %llu",
                      (unsigned long long)c.size);
    r->anchored = c.size;
    return CJ_OK;
}

/* ---- journals -------------------------------------------------------------------------------- */

static cj_status check_header(verifier *v, uint64_t first)
{
    uint8_t want[CJI_AUDIT_HEADER], origin[CJI_HASH], zeros[CJI_HASH] = {0};
    const cji_piece name = {v->vkey.name, strlen(v->vkey.name)};
    cj_status status = cji_sha256(v->ctx, &name, 1, origin);
    if (status != CJ_OK)
        return no_hash(v, status);
    cji_audit_header(origin, first, zeros, want);
    if (v->bytes.n < sizeof want || memcmp(want, v->bytes.p, 48) != 0)
        return failed(v, first, "the journal's header is damaged");
    return add_mark(v, first, (const uint8_t *)v->bytes.p + 48, 16, "the journal's header");
}

/* A checkpoint that was published: its partial files are there for as long as its journal is. */
static cj_status check_recorded(verifier *v, const cji_audit_frame *frame, uint64_t first,
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
        return failed(v, frame->index, "a checkpoint in the journal is in the wrong place");
    if (c.size > v->result->size)
        return failed(v, v->result->size, "the checkpoint is older than the journal's last");
    if (newest)
        v->recorded = c.size;
    if (!newest || width == 0 || width == CJI_AUDIT_TILE)
        return CJ_OK;
    if (!cji_audit_has(&v->files, tile))
        return missing(v, tile);
    return cji_audit_has(&v->files, bundle) ? CJ_OK : missing(v, bundle);
}

static cj_status read_journal(verifier *v, uint64_t first, cji_buf *entries, bool newest,
                              uint64_t *count)
{
    const cji_audit_file file = {CJI_AUDIT_JOURNAL, 0, first, 0};
    cji_audit_cursor cursor = {.next = first};
    cj_status status = get(v, file);
    if (status == CJ_OK)
        status = check_header(v, first);
    for (size_t at = CJI_AUDIT_HEADER; status == CJ_OK && at < v->bytes.n;) {
        cji_audit_frame frame;
        status = cji_audit_frame_next(v->ctx, (cji_str){v->bytes.p + at, v->bytes.n - at}, &cursor,
                                      &frame);
        if (status == CJ_E_LOG_DAMAGED || cursor.next - first > CJI_AUDIT_TILE)
            return failed(v, cursor.next, "a frame of the journal is damaged");
        if (status != CJ_OK)
            return no_hash(v, status);
        if (frame.type == CJI_AUDIT_FRAME_CHECKPOINT)
            status = check_recorded(v, &frame, first, newest);
        else
            cji_audit_bundle_put(entries, frame.body);
        at += frame.size;
    }
    *count = cursor.next - first;
    if (status == CJ_OK && cursor.more > 0)
        return failed(v, cursor.next, "the last group of the journal is cut");
    if (status == CJ_OK && entries->status != CJ_OK)
        return cji_no_memory(v->ctx, v->error);
    return status;
}

static cj_status read_journals(verifier *v)
{
    size_t at = cji_audit_find(&v->files, (cji_audit_file){CJI_AUDIT_JOURNAL, 0, 0, 0}), n = 0;
    uint64_t older = 0, count;
    cj_status status;
    for (; at < v->files.n && v->files.items[at].file.kind == CJI_AUDIT_JOURNAL; at++, n++) {
        older = v->first;
        v->first = v->files.items[at].file.n;
    }
    if (n == 0 || n > 2 || v->first % CJI_AUDIT_TILE != 0 ||
        (n == 2 && older != v->first - CJI_AUDIT_TILE))
        return failed(v, v->first, "head/ does not hold the journal");
    status = read_journal(v, v->first, &v->tail, true, &v->tail_size);
    if (status != CJ_OK)
        return status;
    if (v->result->size >= v->first && v->recorded != v->result->size)
        return failed(v, v->recorded,
                      "the journal does not end with the checkpoint: it was cut, or "
                      "a writer was killed and none has opened the log since");
    if (n == 1)
        return CJ_OK;
    status = read_journal(v, older, &v->older, false, &count);
    if (status == CJ_OK && count != CJI_AUDIT_TILE)
        return failed(v, older + count, "the journal before the last is cut");
    return status;
}

/* ---- tiles and bundles ----------------------------------------------------------------------- */

/* All files of tile n of a level: each is the beginning of v->edge[level], which holds `have`. */
static cj_status check_tile(verifier *v, unsigned level, uint64_t n, size_t have, bool required)
{
    cji_audit_file file = {CJI_AUDIT_TILES, level, n, 0};
    const char *want = (const char *)v->edge[level];
    if (required && !cji_audit_has(&v->files, file))
        return missing(v, file);
    for (size_t at = cji_audit_find(&v->files, file); at < v->files.n; at++) {
        cji_audit_file found = v->files.items[at].file;
        size_t width = found.width > 0 ? found.width : CJI_AUDIT_TILE;
        cj_status status;
        size_t same = 0;
        if (found.kind != file.kind || found.level != level || found.n != n)
            break;
        status = get(v, found);
        if (status != CJ_OK)
            return status;
        while (same < have && (same + 1) * CJI_HASH <= v->bytes.n &&
               memcmp(v->bytes.p + same * CJI_HASH, want + same * CJI_HASH, CJI_HASH) == 0)
            same++;
        if (width > have || same < width || v->bytes.n != width * CJI_HASH)
            return failed(v, leaf_of(n * CJI_AUDIT_TILE + (same < width ? same : width), level),
                          "a tile of level %u does not fit the entries", level);
    }
    return CJ_OK;
}

/* The bytes of the first `width` entries. */
static size_t bundle_prefix(cji_str bundle, size_t width)
{
    cji_str rest = bundle, entry;
    while (width-- > 0 && cji_audit_bundle_next(&rest, &entry))
        ;
    return bundle.n - rest.n;
}

/* All files of bundle n except the one that was read already: beginnings of `bundle`. */
static cj_status check_bundles(verifier *v, uint64_t n, cji_str bundle, size_t have, bool skip_full)
{
    cji_audit_file file = {CJI_AUDIT_ENTRIES, 0, n, skip_full ? 1 : 0};
    for (size_t at = cji_audit_find(&v->files, file); at < v->files.n; at++) {
        cji_audit_file found = v->files.items[at].file;
        size_t width = found.width > 0 ? found.width : CJI_AUDIT_TILE;
        cj_status status;
        if (found.kind != file.kind || found.n != n)
            break;
        status = get(v, found);
        if (status != CJ_OK)
            return status;
        if (width > have ||
            !cji_str_eq(cji_buf_view(&v->bytes), (cji_str){bundle.p, bundle_prefix(bundle, width)}))
            return failed(v, n * CJI_AUDIT_TILE, "a partial bundle of %zu does not fit the entries",
                          width);
    }
    return CJ_OK;
}

static cj_status check_entry(verifier *v, cji_str bytes, uint64_t index)
{
    char vkey[CJI_AUDIT_VKEY_TEXT];
    cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
    const char *why = "";
    cji_arena arena;
    cj_status status;
    cji_arena_init(&arena, v->ctx);
    status =
        cji_audit_entry_read(bytes, index == 0 || v->witness != NULL ? &arena : NULL, &entry, &why);
    cji_audit_vkey_text(&v->vkey, vkey);
    if (status == CJ_E_MEMORY)
        cji_no_memory(v->ctx, v->error);
    else if (status != CJ_OK)
        status = failed(v, index, "%s", why);
    else if (entry.of >= index && entry.of > 0)
        status = failed(v, index, "the entry closes one that is not before it");
    else if (index == 0 &&
             (strcmp(entry.act, "log.open") != 0 || entry.origin == NULL || entry.vkey == NULL ||
              strcmp(entry.origin, v->vkey.name) != 0 || strcmp(entry.vkey, vkey) != 0))
        status = failed(v, 0, "the first entry is not the opening of this log");
    else if (v->witness != NULL)
        status = v->witness->entry(v->witness->user, index, &entry, v->error);
    cji_arena_fini(&arena);
    return status;
}

/* The leaves of a bundle into v->edge[0]. */
static cj_status read_leaves(verifier *v, uint64_t n, cji_str bundle, size_t want)
{
    for (size_t i = 0; i < want; i++) {
        uint64_t index = n * CJI_AUDIT_TILE + i;
        cji_str entry;
        cj_status status;
        if (!cji_audit_bundle_next(&bundle, &entry))
            return failed(v, index, "the entry bundle is cut");
        status = check_entry(v, entry, index);
        if (status != CJ_OK)
            return status;
        status = cji_audit_leaf(v->ctx, entry, v->edge[0][i]);
        if (status != CJ_OK)
            return no_hash(v, status);
    }
    return bundle.n == 0 ? CJ_OK
                         : failed(v, n * CJI_AUDIT_TILE + want, "the entry bundle is too long");
}

/* ---- the tree -------------------------------------------------------------------------------- */

/* The root of all before this tile and `leaves` of it. */
static cj_status root_here(verifier *v, size_t leaves, uint8_t out[CJI_HASH])
{
    cji_audit_range r;
    cj_status status = CJ_OK;
    r.size = 0;
    for (unsigned level = CJI_AUDIT_LEVELS; level-- > 0;) {
        size_t n = level == 0 ? leaves : (size_t)(v->count[level] % CJI_AUDIT_TILE);
        for (size_t i = 0; status == CJ_OK && i < n; i++)
            status = cji_audit_range_add(v->ctx, &r, 8 * level, v->edge[level][i]);
    }
    return status == CJ_OK ? cji_audit_range_root(v->ctx, &r, out) : status;
}

/* The marks from `base` (itself only when it is 0) to base + have; they are in order. */
static cj_status check_marks(verifier *v, uint64_t base, size_t have)
{
    for (size_t i = 0; i < v->nmarks; i++) {
        const mark *m = &v->marks[i];
        uint8_t root[CJI_HASH];
        cj_status status;
        if (m->size > base + have || (m->size <= base && m->size > 0) || m->size < base)
            continue;
        status = root_here(v, (size_t)(m->size - base), root);
        if (status != CJ_OK)
            return no_hash(v, status);
        if (memcmp(root, m->root, m->bytes) != 0)
            return failed(v, v->proven, "the tree of %llu entries is not that of %s",
                          (unsigned long long)m->size, m->of);
        if (m->bytes == CJI_HASH)
            v->proven = m->size;
    }
    return CJ_OK;
}

/* The hash of a full tile goes up. */
static cj_status carry(verifier *v, bool required)
{
    cj_status status = CJ_OK;
    v->count[0] += CJI_AUDIT_TILE;
    for (unsigned level = 1; status == CJ_OK && level < CJI_AUDIT_LEVELS; level++) {
        cji_audit_range r;
        uint64_t n = v->count[level];
        r.size = 0;
        for (size_t i = 0; status == CJ_OK && i < CJI_AUDIT_TILE; i++)
            status = cji_audit_range_add(v->ctx, &r, 0, v->edge[level - 1][i]);
        if (status == CJ_OK)
            status = cji_audit_range_root(v->ctx, &r, v->edge[level][n % CJI_AUDIT_TILE]);
        if (status != CJ_OK)
            return no_hash(v, status);
        v->count[level]++;
        if (v->count[level] % CJI_AUDIT_TILE != 0)
            return CJ_OK;
        status = check_tile(v, level, n / CJI_AUDIT_TILE, CJI_AUDIT_TILE, required);
    }
    return status;
}

static cj_status check_full(verifier *v, uint64_t n, cji_buf *bundle)
{
    cji_audit_file file = {CJI_AUDIT_ENTRIES, 0, n, 0};
    cj_status status = get(v, file);
    if (status != CJ_OK)
        return status;
    cji_buf_clear(bundle);
    cji_buf_str(bundle, cji_buf_view(&v->bytes));
    if (bundle->status != CJ_OK)
        return cji_no_memory(v->ctx, v->error);
    status = read_leaves(v, n, cji_buf_view(bundle), CJI_AUDIT_TILE);
    if (status == CJ_OK)
        status = check_tile(v, 0, n, CJI_AUDIT_TILE, true);
    if (status == CJ_OK)
        status = check_bundles(v, n, cji_buf_view(bundle), CJI_AUDIT_TILE, true);
    if (status == CJ_OK && n + 1 == v->first / CJI_AUDIT_TILE && v->older.n > 0 &&
        !cji_str_eq(cji_buf_view(&v->older), cji_buf_view(bundle)))
        status = failed(v, n * CJI_AUDIT_TILE, "the old journal does not fit the entries");
    if (status == CJ_OK)
        status = check_marks(v, n * CJI_AUDIT_TILE, CJI_AUDIT_TILE);
    return status == CJ_OK ? carry(v, true) : status;
}

static cj_status check_journal_tile(verifier *v)
{
    uint64_t n = v->first / CJI_AUDIT_TILE, size = v->result->size;
    size_t have = (size_t)v->tail_size;
    cj_status status = read_leaves(v, n, cji_buf_view(&v->tail), have);
    if (status == CJ_OK)
        status = check_tile(v, 0, n, have, false);
    if (status == CJ_OK)
        status = check_bundles(v, n, cji_buf_view(&v->tail), have, false);
    if (status == CJ_OK)
        status = check_marks(v, v->first, have);
    if (status != CJ_OK)
        return status;
    if (size > v->first) {
        unsigned width = (unsigned)(size - v->first) % CJI_AUDIT_TILE;
        cji_audit_file tile = {CJI_AUDIT_TILES, 0, n, width};
        cji_audit_file bundle = {CJI_AUDIT_ENTRIES, 0, n, width};
        if (!cji_audit_has(&v->files, tile))
            return missing(v, tile);
        if (!cji_audit_has(&v->files, bundle))
            return missing(v, bundle);
    }
    return have == CJI_AUDIT_TILE ? carry(v, false) : CJ_OK;
}

/* The unfinished tiles above level 0: there is a partial tile of each width up to the journal. */
static cj_status check_right_edge(verifier *v)
{
    for (unsigned level = 1; level < CJI_AUDIT_LEVELS; level++) {
        uint64_t n = v->count[level] / CJI_AUDIT_TILE;
        size_t have = (size_t)(v->count[level] % CJI_AUDIT_TILE);
        uint64_t settled = cji_audit_shift(v->first, level);
        cj_status status = have > 0 ? check_tile(v, level, n, have, false) : CJ_OK;
        if (status != CJ_OK)
            return status;
        for (unsigned width = 1; settled / CJI_AUDIT_TILE == n && width <= settled % CJI_AUDIT_TILE;
             width++) {
            cji_audit_file file = {CJI_AUDIT_TILES, level, n, width};
            if (!cji_audit_has(&v->files, file))
                return missing(v, file);
        }
    }
    return CJ_OK;
}

static cj_status check_tree(verifier *v)
{
    cji_buf bundle;
    const uint64_t end = v->first + v->tail_size;
    cj_status status = CJ_OK;
    cji_buf_init(&bundle, v->ctx, CJI_AUDIT_JOURNAL_MAX);
    if (v->result->size > end)
        status = failed(v, end, "the log is shorter than its checkpoint");
    else if (v->witness != NULL && v->witness->size > end)
        status = failed(v, end, "the log is shorter than %s, which has %llu", v->witness->of,
                        (unsigned long long)v->witness->size);
    for (uint64_t n = 0; status == CJ_OK && n < v->first / CJI_AUDIT_TILE; n++)
        status = check_full(v, n, &bundle);
    if (status == CJ_OK)
        status = check_journal_tile(v);
    if (status == CJ_OK)
        status = check_right_edge(v);
    for (size_t i = 0; status == CJ_OK && i < v->files.n; i++) {
        char path[CJI_AUDIT_PATH];
        cji_audit_file_path(v->files.items[i].file, path);
        if (!v->files.items[i].checked)
            status = failed(v, CJ_AUDIT_NO_INDEX, "the file %s lies beyond the log", path);
    }
    cji_buf_fini(&bundle);
    return status;
}

/* ---- one run --------------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    const mark *x = a, *y = b;
    return x->size < y->size ? -1 : x->size > y->size;
}

static cj_status run(verifier *v)
{
    cj_audit_result *r = v->result;
    cj_status status = cji_audit_walk(v->ctx, v->dir, &v->files, v->error);
    if (status == CJ_E_VERIFY)
        status =
            failed(v, CJ_AUDIT_NO_INDEX, "the name %s does not belong in a log", v->files.stranger);
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
        status = check_tree(v);
    }
    if (status == CJ_OK)
        r->verdict = r->anchored > 0 ? CJ_AUDIT_ANCHORED : CJ_AUDIT_CONSISTENT;
    return status == CJ_E_VERIFY ? CJ_OK : status;
}

cj_status cji_audit_verify_once(cj_context *ctx, const char *dir, const char *trusted,
                                const cji_audit_witness *witness, cj_audit_result **out,
                                cj_error **error)
{
    verifier *v = cji_alloc(ctx, sizeof *v); /* too large for a stack */
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
