/* SPDX-License-Identifier: MIT */
/* Verification of tiles and bundles: the whole tree, built anew from the entries. */
#include "audit/verify.h"

/* ---- tiles and bundles ----------------------------------------------------------------------- */

/* All files of tile n of a level: each is the beginning of v->edge[level], which holds `have`. */
static cj_status check_tile(cji_verifier *v, unsigned level, uint64_t n, size_t have, bool required)
{
    cji_audit_file file = {CJI_AUDIT_TILES, level, n, 0};
    const char *want = (const char *)v->edge[level];
    if (required && !cji_audit_has(&v->files, file))
        return cji_verifier_missing(v, file);
    for (size_t at = cji_audit_find(&v->files, file); at < v->files.n; at++) {
        cji_audit_file found = v->files.items[at].file;
        size_t width = found.width > 0 ? found.width : CJI_AUDIT_TILE;
        cj_status status;
        size_t same = 0;
        if (found.kind != file.kind || found.level != level || found.n != n)
            break;
        status = cji_verifier_get(v, found);
        if (status != CJ_OK)
            return status;
        while (same < have && (same + 1) * CJI_HASH <= v->bytes.n &&
               memcmp(v->bytes.p + same * CJI_HASH, want + same * CJI_HASH, CJI_HASH) == 0)
            same++;
        if (width > have || same < width || v->bytes.n != width * CJI_HASH)
            return cji_verifier_failed(
                v, cji_verifier_leaf(n * CJI_AUDIT_TILE + (same < width ? same : width), level),
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
static cj_status check_bundles(cji_verifier *v, uint64_t n, cji_str bundle, size_t have,
                               bool skip_full)
{
    cji_audit_file file = {CJI_AUDIT_ENTRIES, 0, n, skip_full ? 1 : 0};
    for (size_t at = cji_audit_find(&v->files, file); at < v->files.n; at++) {
        cji_audit_file found = v->files.items[at].file;
        size_t width = found.width > 0 ? found.width : CJI_AUDIT_TILE;
        cj_status status;
        if (found.kind != file.kind || found.n != n)
            break;
        status = cji_verifier_get(v, found);
        if (status != CJ_OK)
            return status;
        if (width > have ||
            !cji_str_eq(cji_buf_view(&v->bytes), (cji_str){bundle.p, bundle_prefix(bundle, width)}))
            return cji_verifier_failed(v, n * CJI_AUDIT_TILE,
                                       "a partial bundle of %zu does not fit the entries", width);
    }
    return CJ_OK;
}

/* The opening of a log names its key and, where another came before it, its last checkpoint. */
static cj_status check_opening(cji_verifier *v, const cji_audit_entry *e)
{
    char vkey[CJI_AUDIT_VKEY_TEXT];
    cji_audit_vkey_text(&v->vkey, vkey);
    if (strcmp(e->act, "log.open") != 0 || e->origin == NULL || e->vkey == NULL ||
        strcmp(e->origin, v->vkey.name) != 0 || strcmp(e->vkey, vkey) != 0)
        return cji_verifier_failed(v, 0, "the first entry is not the opening of this log");
    if (v->alone && e->prev == NULL)
        return CJ_OK;
    if (e->prev == NULL || e->n <= 0)
        return cji_verifier_failed(v, 0, "the first entry does not name the log before it");
    if (v->alone && v->witness != NULL)
        return cji_verifier_failed(v, 0, "the log follows another, which is missing");
    if (v->alone) {
        v->base = (uint64_t)e->n;
        v->result->before = v->base;
        v->result->size += v->base;
        v->result->anchored += v->result->anchored > 0 ? v->base : 0;
    } else if (v->base != (uint64_t)e->n || strcmp(e->prev, v->prev) != 0) {
        return cji_verifier_failed(v, 0, "the first entry names another log before it");
    }
    return CJ_OK;
}

static cj_status note_closing(cji_verifier *v, const cji_audit_entry *e, uint64_t index)
{
    if (v->closed_at != UINT64_MAX || e->vkey == NULL || strlen(e->vkey) >= sizeof v->closing)
        return cji_verifier_failed(v, index, "log.close is there twice, or names no key");
    v->closed_at = index;
    strcpy(v->closing, e->vkey); /* its length was looked at */
    return CJ_OK;
}

static cj_status check_entry(cji_verifier *v, cji_str bytes, uint64_t index)
{
    cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
    bool closes = cji_audit_closes(bytes), keep = index == 0 || closes || v->witness != NULL;
    const char *why = "";
    cji_arena arena;
    cj_status status;
    cji_arena_init(&arena, v->ctx);
    status = cji_audit_entry_read(bytes, keep ? &arena : NULL, &entry, &why);
    if (status == CJ_E_MEMORY)
        cji_no_memory(v->ctx, v->error);
    else if (status != CJ_OK)
        status = cji_verifier_failed(v, index, "%s", why);
    else if (index == 0)
        status = check_opening(v, &entry);
    else if (entry.of >= v->base + index && entry.of > 0)
        status = cji_verifier_failed(v, index, "the entry closes one that is not before it");
    if (status == CJ_OK && closes)
        status = note_closing(v, &entry, index);
    if (status == CJ_OK && v->witness != NULL)
        status = v->witness->entry(v->witness->user, v->base + index, &entry, v->error);
    cji_arena_fini(&arena);
    return status;
}

/* The leaves of a bundle into v->edge[0]. */
static cj_status read_leaves(cji_verifier *v, uint64_t n, cji_str bundle, size_t want)
{
    for (size_t i = 0; i < want; i++) {
        uint64_t index = n * CJI_AUDIT_TILE + i;
        cji_str entry;
        cj_status status;
        if (!cji_audit_bundle_next(&bundle, &entry))
            return cji_verifier_failed(v, index, "the entry bundle is cut");
        status = check_entry(v, entry, index);
        if (status != CJ_OK)
            return status;
        status = cji_audit_leaf(v->ctx, entry, v->edge[0][i]);
        if (status != CJ_OK)
            return cji_verifier_no_hash(v, status);
    }
    return bundle.n == 0
               ? CJ_OK
               : cji_verifier_failed(v, n * CJI_AUDIT_TILE + want, "the entry bundle is too long");
}

/* ---- the tree -------------------------------------------------------------------------------- */

/* The root of all before this tile and `leaves` of it. */
static cj_status root_here(cji_verifier *v, size_t leaves, uint8_t out[CJI_HASH])
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
static cj_status check_marks(cji_verifier *v, uint64_t base, size_t have)
{
    for (size_t i = 0; i < v->nmarks; i++) {
        const cji_verifier_mark *m = &v->marks[i];
        uint8_t root[CJI_HASH];
        cj_status status;
        if (m->size > base + have || (m->size <= base && m->size > 0) || m->size < base)
            continue;
        status = root_here(v, (size_t)(m->size - base), root);
        if (status != CJ_OK)
            return cji_verifier_no_hash(v, status);
        if (memcmp(root, m->root, m->bytes) != 0)
            return cji_verifier_failed(v, v->proven, "the tree of %llu entries is not that of %s",
                                       (unsigned long long)m->size, m->of);
        if (m->bytes == CJI_HASH)
            v->proven = m->size;
    }
    return CJ_OK;
}

/* The hash of a full tile goes up. */
static cj_status carry(cji_verifier *v, bool required)
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
            return cji_verifier_no_hash(v, status);
        v->count[level]++;
        if (v->count[level] % CJI_AUDIT_TILE != 0)
            return CJ_OK;
        status = check_tile(v, level, n / CJI_AUDIT_TILE, CJI_AUDIT_TILE, required);
    }
    return status;
}

/* The old journal goes on with these entries, or ends among them. */
static cj_status check_older(cji_verifier *v, uint64_t index, cji_str entries)
{
    size_t n = v->old_rest.n < entries.n ? v->old_rest.n : entries.n;
    if (index < v->old_first || n == 0)
        return CJ_OK;
    if (memcmp(v->old_rest.p, entries.p, n) != 0 || (n < v->old_rest.n && index >= v->first))
        return cji_verifier_failed(v, index, "the old journal does not fit the entries");
    v->old_rest.p += n;
    v->old_rest.n -= n;
    return CJ_OK;
}

static cj_status check_full(cji_verifier *v, uint64_t n, cji_buf *bundle)
{
    cji_audit_file file = {CJI_AUDIT_ENTRIES, 0, n, 0};
    cj_status status = cji_verifier_get(v, file);
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
    if (status == CJ_OK)
        status = check_older(v, n * CJI_AUDIT_TILE, cji_buf_view(bundle));
    if (status == CJ_OK)
        status = check_marks(v, n * CJI_AUDIT_TILE, CJI_AUDIT_TILE);
    return status == CJ_OK ? carry(v, true) : status;
}

/* `entries` are those of tile n that the journal has; a writer may have been killed when it had
 * made some of the files. */
static cj_status check_journal_tile(cji_verifier *v, uint64_t n, cji_str entries, size_t have)
{
    cj_status status = read_leaves(v, n, entries, have);
    if (status == CJ_OK)
        status = check_tile(v, 0, n, have, false);
    if (status == CJ_OK)
        status = check_bundles(v, n, entries, have, false);
    if (status == CJ_OK)
        status = check_marks(v, n * CJI_AUDIT_TILE, have);
    return status == CJ_OK && have == CJI_AUDIT_TILE ? carry(v, false) : status;
}

/* What the checkpoint needs of a tile that is not full is there. */
static cj_status check_partials(cji_verifier *v)
{
    uint64_t size = v->size;
    cji_audit_file tile = {CJI_AUDIT_TILES, 0, 0, (unsigned)(size % CJI_AUDIT_TILE)};
    cji_audit_file bundle = tile;
    if (size <= v->first)
        return CJ_OK;
    tile.n = bundle.n = (size - 1) / CJI_AUDIT_TILE;
    bundle.kind = CJI_AUDIT_ENTRIES;
    if (!cji_audit_has(&v->files, tile))
        return cji_verifier_missing(v, tile);
    return cji_audit_has(&v->files, bundle) ? CJ_OK : cji_verifier_missing(v, bundle);
}

static cj_status check_journal(cji_verifier *v)
{
    cji_str rest = cji_buf_view(&v->tail);
    cj_status status = check_older(v, v->first, rest);
    uint64_t done = 0;
    do { /* once at least: also what belongs to no entry is looked at */
        size_t have = CJI_AUDIT_TILE;
        cji_str entries = rest;
        if (have > v->tail_size - done)
            have = (size_t)(v->tail_size - done);
        entries.n = bundle_prefix(rest, have);
        if (status == CJ_OK)
            status = check_journal_tile(v, (v->first + done) / CJI_AUDIT_TILE, entries, have);
        if (entries.n > 0)
            rest.p += entries.n;
        rest.n -= entries.n;
        done += have;
    } while (status == CJ_OK && done < v->tail_size);
    return status == CJ_OK ? check_partials(v) : status;
}

/* The unfinished tiles above level 0: there is a partial tile of each width up to the journal. */
static cj_status check_right_edge(cji_verifier *v)
{
    for (unsigned level = 1; level < CJI_AUDIT_LEVELS; level++) {
        uint64_t n = v->count[level] / CJI_AUDIT_TILE;
        size_t have = (size_t)(v->count[level] % CJI_AUDIT_TILE);
        uint64_t settled = cji_audit_shift(v->first, level);
        cj_status status = have > 0 ? check_tile(v, level, n, have, false) : CJ_OK;
        if (status != CJ_OK)
            return status;
        for (unsigned width = 1; width <= settled % CJI_AUDIT_TILE; width++) {
            cji_audit_file file = {CJI_AUDIT_TILES, level, settled / CJI_AUDIT_TILE, width};
            if (!cji_audit_has(&v->files, file))
                return cji_verifier_missing(v, file);
        }
    }
    return CJ_OK;
}

cj_status cji_verifier_tree(cji_verifier *v)
{
    cji_buf bundle;
    const uint64_t end = v->first + v->tail_size;
    cj_status status = CJ_OK;
    cji_buf_init(&bundle, v->ctx, CJI_AUDIT_JOURNAL_MAX);
    if (v->size > end)
        status = cji_verifier_failed(v, end, "the log is shorter than its checkpoint");
    else if (v->witness != NULL && v->last && v->witness->size > v->base + end)
        status = cji_verifier_failed(v, end, "the log is shorter than %s, which has %llu",
                                     v->witness->of, (unsigned long long)v->witness->size);
    for (uint64_t n = 0; status == CJ_OK && n < v->first / CJI_AUDIT_TILE; n++)
        status = check_full(v, n, &bundle);
    if (status == CJ_OK)
        status = check_journal(v);
    if (status == CJ_OK)
        status = check_right_edge(v);
    for (size_t i = 0; status == CJ_OK && i < v->files.n; i++) {
        char path[CJI_AUDIT_PATH];
        cji_audit_file_path(v->files.items[i].file, path);
        if (!v->files.items[i].checked)
            status =
                cji_verifier_failed(v, CJ_AUDIT_NO_INDEX, "the file %s lies beyond the log", path);
    }
    cji_buf_fini(&bundle);
    return status;
}
