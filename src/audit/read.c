/* SPDX-License-Identifier: MIT */
/* Reading from a log that is open: hashes, roots, entries. */
#include "audit/audit.h"

/* An immutable file into the cache. */
static cj_status cached(cji_audit *log, cji_audit_file file, cj_error **error)
{
    const cji_audit_file *had = &log->cached;
    cj_status status;
    if (log->cache.n > 0 && had->kind == file.kind && had->level == file.level && had->n == file.n)
        return CJ_OK;
    log->cached = file;
    status = cji_audit_file_get(log->ctx, log->dir, file, &log->cache, error);
    if (status != CJ_OK)
        cji_buf_clear(&log->cache);
    if (status == CJ_E_NOT_FOUND)
        status = cji_audit_damaged(log, error, file.n * CJI_AUDIT_TILE, "a full tile is missing");
    return status;
}

static cj_status log_hash(void *user, unsigned level, uint64_t index, uint8_t out[CJI_HASH],
                          cj_error **error)
{
    cji_audit *log = user;
    cji_audit_file file = {CJI_AUDIT_TILES, level, index / CJI_AUDIT_TILE, 0};
    uint64_t settled = cji_audit_shift(log->first, level); /* hashes before the journal */
    cj_status status;
    if (index >= settled && level == 0) {
        memcpy(out, log->leaf[index - settled], CJI_HASH);
        return CJ_OK;
    }
    if (index >= settled)
        return cji_audit_source_tile(&(cji_audit_source){log->ctx, log_hash, log}, level, index,
                                     out, error);
    if (level > 0 && level < CJI_AUDIT_LEVELS && file.n == settled / CJI_AUDIT_TILE) {
        memcpy(out, log->edge[level][index % CJI_AUDIT_TILE], CJI_HASH);
        return CJ_OK;
    }
    status = cached(log, file, error);
    if (status == CJ_OK && log->cache.n != (size_t)CJI_AUDIT_TILE * CJI_HASH)
        status = cji_audit_damaged(log, error, index, "a full tile has another length");
    if (status == CJ_OK)
        memcpy(out, log->cache.p + index % CJI_AUDIT_TILE * CJI_HASH, CJI_HASH);
    return status;
}

cj_status cji_audit_settled(cji_audit *log, uint64_t first, cji_audit_range *out)
{
    cj_status status = CJ_OK;
    out->size = 0;
    for (unsigned level = CJI_AUDIT_LEVELS; level-- > 1;) {
        uint64_t count = cji_audit_shift(first, level) % CJI_AUDIT_TILE;
        for (uint64_t i = 0; status == CJ_OK && i < count; i++)
            status = cji_audit_range_add(log->ctx, out, 8 * level, log->edge[level][i]);
    }
    return status;
}

/* Each leaf is added once; what is before the journal, as the hashes of its tiles. */
static cj_status grow_tree(cji_audit *log)
{
    cji_audit_range *r = &log->tree;
    cj_status status = CJ_OK;
    if (r->size < log->first || r->size > log->size)
        status = cji_audit_settled(log, log->first, r);
    while (status == CJ_OK && r->size < log->size)
        status = cji_audit_range_add(log->ctx, r, 0, log->leaf[r->size - log->first]);
    if (status != CJ_OK)
        r->size = 0;
    return status;
}

static cj_status current_root(cji_audit *log, uint8_t out[CJI_HASH])
{
    cj_status status = grow_tree(log);
    return status == CJ_OK ? cji_audit_range_root(log->ctx, &log->tree, out) : status;
}

cj_status cji_audit_root_at(cji_audit *log, uint64_t size, uint8_t out[CJI_HASH], cj_error **error)
{
    const cji_audit_source source = {log->ctx, log_hash, log};
    if (size == log->size)
        return current_root(log, out);
    return cji_audit_source_root(&source, size, out, error);
}

cj_status cji_audit_root(cji_audit *log, uint64_t size, uint8_t out[CJI_HASH], cj_error **error)
{
    cj_status status = cji_audit_enter(log, error);
    if (status != CJ_OK)
        return status;
    if (size > log->base + log->size)
        status = cji_audit_catch_up(log, error);
    if (status == CJ_OK && size > log->base + log->size)
        status = cji_fail(log->ctx, error, CJ_E_NOT_FOUND, NULL, "the log has %llu entries only",
                          (unsigned long long)(log->base + log->size));
    if (status == CJ_OK && size <= log->base && size > 0)
        status = cji_audit_old_root(log, size, out, error);
    else if (status == CJ_OK)
        status = cji_audit_root_at(log, size > 0 ? size - log->base : 0, out, error);
    cji_audit_leave(log);
    return status;
}

cj_status cji_audit_read_here(cji_audit *log, uint64_t index, cji_buf *out, cj_error **error)
{
    cji_str rest = cji_buf_view(&log->bundle), entry = {NULL, 0};
    uint64_t at = index - log->first;
    if (index < log->first) {
        cji_audit_file file = {CJI_AUDIT_ENTRIES, 0, index / CJI_AUDIT_TILE, 0};
        cj_status status = cached(log, file, error);
        if (status != CJ_OK)
            return status;
        rest = cji_buf_view(&log->cache);
        at = index % CJI_AUDIT_TILE;
    }
    for (uint64_t i = 0; i <= at; i++) {
        if (!cji_audit_bundle_next(&rest, &entry))
            return cji_audit_damaged(log, error, index, "the entry bundle is too short");
    }
    cji_buf_clear(out);
    cji_buf_str(out, entry);
    if (out->status != CJ_OK)
        return cji_fail(log->ctx, error, out->status, NULL, "no room for the entry");
    return CJ_OK;
}

cj_status cji_audit_read(cji_audit *log, uint64_t index, cji_buf *out, cj_error **error)
{
    cj_status status = cji_audit_enter(log, error);
    if (status != CJ_OK)
        return status;
    if (index >= log->base + log->size)
        status = cji_audit_catch_up(log, error);
    if (status == CJ_OK && index >= log->base + log->size)
        status = cji_fail(log->ctx, error, CJ_E_NOT_FOUND, NULL, "there is no entry %llu",
                          (unsigned long long)index);
    if (status == CJ_OK)
        status = index < log->base ? cji_audit_old_read(log, index, out, error)
                                   : cji_audit_read_here(log, index - log->base, out, error);
    cji_audit_leave(log);
    return status;
}
