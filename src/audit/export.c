/* SPDX-License-Identifier: MIT */
/* All entries of a log as gzip of JSON lines, checked against the checkpoint on the way. */
#include "audit/audit.h"

#include <zlib.h>

#define LEVEL 6
#define GZIP (15 + 16) /* the window, and a gzip header */

typedef struct exporting {
    cji_audit_prover from;
    cji_audit_range tree;
    z_stream z;
    cj_write_fn write;
    void *user;
    cj_error **error;
} exporting;

static void *allocate(void *ctx, unsigned items, unsigned size)
{
    return cji_alloc(ctx, (size_t)items * size);
}

static void release(void *ctx, void *block)
{
    cji_free(ctx, block);
}

static cj_status squeeze(exporting *x, const void *bytes, size_t n, int flush)
{
    unsigned char out[16384];
    x->z.next_in = (Bytef *)(uintptr_t)bytes; /* zlib does not write to it */
    x->z.avail_in = (unsigned)n;
    do {
        x->z.next_out = out;
        x->z.avail_out = sizeof out;
        (void)deflate(&x->z, flush); /* it can only fail by misuse */
        if (x->z.avail_out < sizeof out && x->write(out, sizeof out - x->z.avail_out, x->user) != 0)
            return cji_fail(x->from.ctx, x->error, CJ_E_STOPPED, NULL, "the callback stopped");
    } while (x->z.avail_out == 0);
    return CJ_OK;
}

static cj_status put_bundle(exporting *x, uint64_t n)
{
    const cji_audit_file file = {CJI_AUDIT_ENTRIES, 0, n, 0};
    uint64_t left = x->from.checkpoint.size - n * CJI_AUDIT_TILE;
    cji_str rest, entry;
    cj_status status = cji_audit_prover_get(&x->from, file, x->error);
    rest = cji_buf_view(&x->from.bytes);
    for (uint64_t i = 0; status == CJ_OK && i < CJI_AUDIT_TILE && i < left; i++) {
        uint8_t leaf[CJI_HASH];
        if (!cji_audit_bundle_next(&rest, &entry))
            return cji_fail(x->from.ctx, x->error, CJ_E_LOG_DAMAGED, NULL,
                            "the entry bundle %llu is cut", (unsigned long long)n);
        status = cji_audit_leaf(x->from.ctx, entry, leaf);
        if (status == CJ_OK)
            status = cji_audit_range_add(x->from.ctx, &x->tree, 0, leaf);
        if (status != CJ_OK)
            return cji_fail(x->from.ctx, x->error, status, NULL, "cannot hash");
        status = squeeze(x, entry.p, entry.n, Z_NO_FLUSH);
        if (status == CJ_OK)
            status = squeeze(x, "\n", 1, Z_NO_FLUSH);
    }
    return status;
}

static cj_status export_from(exporting *x, const char *dir)
{
    cj_context *ctx = x->from.ctx;
    cji_place place = {.file = dir};
    uint8_t root[CJI_HASH];
    cj_status status = cji_audit_prover_begin(&x->from, ctx, dir, x->error);
    x->tree.size = 0;
    for (uint64_t n = 0; status == CJ_OK && n * CJI_AUDIT_TILE < x->from.checkpoint.size; n++)
        status = put_bundle(x, n);
    if (status == CJ_OK && cji_audit_range_root(ctx, &x->tree, root) != CJ_OK)
        status = cji_fail(ctx, x->error, CJ_E_CRYPTO, NULL, "cannot hash");
    if (status == CJ_OK && memcmp(root, x->from.checkpoint.root, CJI_HASH) != 0)
        status = cji_fail(ctx, x->error, CJ_E_LOG_DAMAGED, &place,
                          "the entries are not those that the checkpoint signs");
    cji_audit_prover_end(&x->from);
    return status;
}

/* The shards one after another. */
static cj_status export_all(exporting *x, const char *first_dir)
{
    cj_context *ctx = x->from.ctx;
    cj_status status = CJ_OK;
    char *dir = NULL;
    for (unsigned shard = 1; status == CJ_OK && (shard == 1 || dir != NULL); shard++) {
        cji_free(ctx, dir);
        status = cji_audit_shard_at(ctx, first_dir, shard, &dir, x->error);
        if (status == CJ_OK && dir != NULL)
            status = export_from(x, dir);
    }
    cji_free(ctx, dir);
    return status;
}

cj_status cj_audit_export(cj_context *context, const char *path, cj_write_fn write, void *user,
                          cj_error **error)
{
    exporting x = {.write = write, .user = user, .error = error};
    char *dir = NULL;
    cj_status status;
    if (context == NULL)
        return CJ_E_MISUSE;
    if (path == NULL || write == NULL)
        return cji_fail(context, error, CJ_E_MISUSE, NULL, "path or write is NULL");
    status = cji_audit_resolve(context, path, &dir, error);
    if (status != CJ_OK)
        return status;
    x.from.ctx = context;
    x.z.zalloc = allocate;
    x.z.zfree = release;
    x.z.opaque = context;
    if (deflateInit2(&x.z, LEVEL, Z_DEFLATED, GZIP, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        cji_free(context, dir);
        return cji_no_memory(context, error);
    }
    status = export_all(&x, dir);
    if (status == CJ_OK)
        status = squeeze(&x, NULL, 0, Z_FINISH);
    deflateEnd(&x.z);
    cji_free(context, dir);
    return status;
}
