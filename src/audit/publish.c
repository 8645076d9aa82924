/* SPDX-License-Identifier: MIT */
/* Tiles and checkpoints: from the journal to what others read. */
#include "audit/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* A failed write or sync leaves no bytes in place, but who knows what the disk does next. */
static cj_status put(cji_audit *log, cji_audit_file file, cji_str bytes, int mode, cj_error **error)
{
    char *known = log->known[file.kind != CJI_AUDIT_TILES || file.level > 0 ? file.kind + 1 : 0];
    cj_status status =
        cji_audit_file_put(log->ctx, log->dir, log->aside, file, bytes, mode, known, error);
    if (status != CJ_OK && status != CJ_E_MEMORY)
        log->poisoned = true;
    return status;
}

static cji_str hashes(cji_audit *log, unsigned level, size_t n)
{
    return (cji_str){(const char *)log->edge[level], n * CJI_HASH};
}

/* ---- partial files that nobody needs any more ------------------------------------------------ */

typedef struct drop {
    cji_audit *log;
    cji_audit_file file;
    unsigned width;
} drop;

static cj_status drop_one(void *user, const char *name, int type)
{
    drop *d = user;
    char path[CJI_AUDIT_PATH];
    char *full;
    uint64_t width;
    (void)type;
    if (!cji_audit_parse_u64(cji_str_of(name), &width) || width <= d->width ||
        width >= CJI_AUDIT_TILE)
        return CJ_OK;
    d->file.width = (unsigned)width;
    cji_audit_file_path(d->file, path);
    full = cji_audit_join(d->log->ctx, d->log->dir, path);
    if (full != NULL)
        d->log->ctx->io.unlink(d->log->ctx->io.user, full);
    cji_free(d->log->ctx, full);
    return CJ_OK;
}

void cji_audit_drop_partials(cji_audit *log, cji_audit_file file, unsigned width)
{
    drop d = {log, file, width};
    cj_context *ctx = log->ctx;
    char path[CJI_AUDIT_PATH];
    char *full;
    d.file.width = 1;
    cji_audit_file_path(d.file, path);
    *strrchr(path, '/') = '\0';
    full = cji_audit_join(ctx, log->dir, path);
    if (full == NULL)
        return;
    /* What stays is checked by verification and does no harm: no failure counts here. */
    if (cji_audit_list(ctx, full, drop_one, &d, NULL) == CJ_OK && width == 0)
        rmdir(full);
    cji_free(ctx, full);
}

/* ---- 256 entries: full tiles, and the next journal ------------------------------------------- */

/* The hash of a full tile goes up; at each level the wider partial tile, or the full one, is put
 * in place. So every level above 0 has a partial tile of each width, whatever was published. */
static cj_status put_levels(cji_audit *log, unsigned *full_levels, cj_error **error)
{
    uint8_t carry[CJI_HASH];
    *full_levels = 1;
    for (unsigned level = 1; level < CJI_AUDIT_LEVELS; level++) {
        uint64_t count = cji_audit_shift(log->first, level); /* before this one */
        size_t at = (size_t)(count % CJI_AUDIT_TILE);
        cji_audit_file file = {CJI_AUDIT_TILES, level, count / CJI_AUDIT_TILE, 0};
        cji_audit_range r;
        cj_status status = CJ_OK;
        r.size = 0;
        for (size_t i = 0; status == CJ_OK && i < CJI_AUDIT_TILE; i++)
            status = cji_audit_range_add(log->ctx, &r, 0, log->edge[level - 1][i]);
        if (status == CJ_OK)
            status = cji_audit_range_root(log->ctx, &r, carry);
        if (status != CJ_OK)
            return cji_fail(log->ctx, error, status, NULL, "cannot hash a tile");
        memcpy(log->edge[level][at], carry, CJI_HASH); /* behind what is counted */
        file.width = (unsigned)((at + 1) % CJI_AUDIT_TILE);
        status = put(log, file, hashes(log, level, at + 1), 0444, error);
        if (status != CJ_OK || file.width != 0)
            return status;
        *full_levels = level + 1;
    }
    return CJ_OK;
}

static cj_status next_journal(cji_audit *log, int *fd, cj_error **error)
{
    cji_audit_file file = {CJI_AUDIT_JOURNAL, 0, log->first + CJI_AUDIT_TILE, 0};
    uint8_t header[CJI_AUDIT_HEADER], root[CJI_HASH];
    char path[CJI_AUDIT_PATH];
    char *full;
    cj_status status = cji_audit_root_at(log, log->size, root, error);
    if (status != CJ_OK)
        return status;
    cji_audit_header(log->origin, file.n, root, header);
    status = put(log, file, (cji_str){(char *)header, sizeof header}, 0644, error);
    if (status != CJ_OK)
        return status;
    cji_audit_file_path(file, path);
    full = cji_audit_join(log->ctx, log->dir, path);
    if (full == NULL)
        return cji_no_memory(log->ctx, error);
    *fd = log->ctx->io.open(log->ctx->io.user, full, O_RDWR, 0);
    if (*fd < 0) {
        log->poisoned = true;
        status = cji_io_fail(log->ctx, error, "open", full);
    }
    cji_free(log->ctx, full);
    return status;
}

cj_status cji_audit_finalise(cji_audit *log, cj_error **error)
{
    cji_audit_file tile = {CJI_AUDIT_TILES, 0, log->first / CJI_AUDIT_TILE, 0};
    cji_audit_file bundle = {CJI_AUDIT_ENTRIES, 0, tile.n, 0};
    cji_audit_file old = {CJI_AUDIT_JOURNAL, 0, log->first, 0};
    const cji_io *io = &log->ctx->io;
    char path[CJI_AUDIT_PATH];
    unsigned levels = 0;
    char *full;
    int fd = -1;
    cj_status status = put(log, tile, hashes(log, 0, CJI_AUDIT_TILE), 0444, error);
    if (status == CJ_OK)
        status = put(log, bundle, cji_buf_view(&log->bundle), 0444, error);
    if (status == CJ_OK)
        status = put_levels(log, &levels, error);
    if (status == CJ_OK)
        status = next_journal(log, &fd, error);
    if (status != CJ_OK)
        return status;
    io->close(io->user, log->journal_fd);
    log->journal_fd = fd;
    log->offset = CJI_AUDIT_HEADER;
    log->recorded = 0;
    cji_buf_clear(&log->bundle);
    for (unsigned level = 0; level < levels; level++) {
        tile.level = level;
        tile.n = cji_audit_shift(log->first, level + 1);
        cji_audit_drop_partials(log, tile, 0);
    }
    cji_audit_drop_partials(log, bundle, 0);
    log->first += CJI_AUDIT_TILE;
    cji_audit_file_path(old, path);
    full = cji_audit_join(log->ctx, log->dir, path);
    if (full != NULL) /* what stays, the next open removes */
        io->unlink(io->user, full);
    cji_free(log->ctx, full);
    return CJ_OK;
}

/* ---- checkpoints ----------------------------------------------------------------------------- */

static cj_status put_partials(cji_audit *log, cj_error **error)
{
    unsigned width = (unsigned)(log->size - log->first);
    cji_audit_file tile = {CJI_AUDIT_TILES, 0, log->first / CJI_AUDIT_TILE, width};
    cji_audit_file bundle = {CJI_AUDIT_ENTRIES, 0, tile.n, width};
    cj_status status;
    if (width == 0)
        return CJ_OK;
    status = put(log, tile, hashes(log, 0, width), 0444, error);
    if (status == CJ_OK)
        status = put(log, bundle, cji_buf_view(&log->bundle), 0444, error);
    return status;
}

cj_status cji_audit_publish_now(cji_audit *log, cji_buf *checkpoint, cj_error **error)
{
    cji_audit_file file = {CJI_AUDIT_CHECKPOINT, 0, 0, 0};
    uint8_t root[CJI_HASH];
    cji_buf note;
    cj_status status = CJ_OK;
    if (log->published == log->size)
        return checkpoint == NULL ? CJ_OK
                                  : cji_audit_file_get(log->ctx, log->dir, file, checkpoint, error);
    if (log->size - log->first == CJI_AUDIT_TILE)
        status = cji_audit_finalise(log, error);
    if (status != CJ_OK)
        return status;
    cji_buf_init(&note, log->ctx, CJI_AUDIT_NOTE_MAX);
    status = cji_audit_root_at(log, log->size, root, error);
    if (status == CJ_OK) {
        status = cji_audit_checkpoint_sign(log->ctx, &log->key, log->size, root, &note);
        if (status != CJ_OK)
            status = cji_fail(log->ctx, error, status, NULL, "cannot sign the checkpoint");
    }
    if (status == CJ_OK)
        status = put_partials(log, error);
    if (status == CJ_OK)
        status = put(log, file, cji_buf_view(&note), 0644, error);
    if (status == CJ_OK)
        status = cji_audit_record(log, cji_buf_view(&note), log->size, error);
    if (status == CJ_OK)
        log->published = log->size;
    if (status == CJ_OK && checkpoint != NULL) {
        cji_buf_clear(checkpoint);
        cji_buf_str(checkpoint, cji_buf_view(&note));
        if (checkpoint->status != CJ_OK)
            status =
                cji_fail(log->ctx, error, checkpoint->status, NULL, "no room for the checkpoint");
    }
    cji_buf_fini(&note);
    return status;
}
