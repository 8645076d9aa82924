/* SPDX-License-Identifier: MIT */
/* Tiles and checkpoints: from the journal to what others read. */
#include "audit/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

typedef cj_status put_fn(cj_context *ctx, const char *dir, const char *aside, cji_audit_file file,
                         cji_str bytes, int mode, char known[CJI_AUDIT_PATH], cj_error **error);

/* A failed write or sync leaves no bytes in place, but who knows what the disk does next. */
static cj_status put_with(put_fn *how, cji_audit *log, cji_audit_file file, cji_str bytes, int mode,
                          cj_error **error)
{
    char *known = log->known[file.kind != CJI_AUDIT_TILES || file.level > 0 ? file.kind + 1 : 0];
    cj_status status = how(log->ctx, log->dir, log->aside, file, bytes, mode, known, error);
    if (status != CJ_OK && status != CJ_E_MEMORY)
        log->poisoned = true;
    return status;
}

static cj_status put(cji_audit *log, cji_audit_file file, cji_str bytes, int mode, cj_error **error)
{
    return put_with(cji_audit_file_put, log, file, bytes, mode, error);
}

/* The journal goes first: no tile has what a power failure could take from it. */
static cj_status sync_journal(cji_audit *log, cj_error **error)
{
    const cji_io *io = &log->ctx->io;
    if (io->sync(io->user, log->journal_fd) == 0)
        return CJ_OK;
    log->poisoned = true;
    return cji_io_fail(log->ctx, error, "write the journal of", log->dir);
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

/* ---- from the journal to full tiles, and the next journal ------------------------------------ */

/* What one call makes of a journal: `tiles` full ones, all below one tile of level 1. */
typedef struct settling {
    cji_audit *log;
    uint64_t first;  /* of the tile in hand */
    uint64_t next;   /* of the next journal */
    cji_str entries; /* from the tile in hand on, as a bundle */
} settling;

static const uint8_t *leaves_at(const settling *s)
{
    return s->log->leaf[s->first - s->log->first];
}

/* Names of a directory are synced with the last file that goes into it. */
static cj_status put_in_turn(const settling *s, cji_audit_file file, cji_str bytes,
                             cj_error **error)
{
    bool last = s->first + CJI_AUDIT_TILE == s->next || file.level > 1 ||
                (file.level == 1 ? file.width == 0 || file.width == CJI_AUDIT_TILE - 1
                                 : (file.n + 1) % 1000 == 0);
    return put_with(last ? cji_audit_file_put : cji_audit_file_put_soon, s->log, file, bytes, 0444,
                    error);
}

/* The hash of a full tile goes up; at each level the wider partial tile, or the full one, is put
 * in place. So every level above 0 has a partial tile of each width, whatever was published. */
static cj_status put_levels(const settling *s, unsigned *full_levels, cj_error **error)
{
    cji_audit *log = s->log;
    *full_levels = 1;
    for (unsigned level = 1; level < CJI_AUDIT_LEVELS; level++) {
        uint64_t count = cji_audit_shift(s->first, level); /* before this one */
        size_t at = (size_t)(count % CJI_AUDIT_TILE);
        cji_audit_file file = {CJI_AUDIT_TILES, level, count / CJI_AUDIT_TILE, 0};
        const uint8_t *below = level == 1 ? leaves_at(s) : log->edge[level - 1][0];
        cji_audit_range r;
        cj_status status = CJ_OK;
        r.size = 0;
        for (size_t i = 0; status == CJ_OK && i < CJI_AUDIT_TILE; i++)
            status = cji_audit_range_add(log->ctx, &r, 0, below + i * CJI_HASH);
        if (status == CJ_OK) /* behind what is counted */
            status = cji_audit_range_root(log->ctx, &r, log->edge[level][at]);
        if (status != CJ_OK)
            return cji_fail(log->ctx, error, status, NULL, "cannot hash a tile");
        file.width = (unsigned)((at + 1) % CJI_AUDIT_TILE);
        status = put_in_turn(s, file,
                             (cji_str){(const char *)log->edge[level], (at + 1) * CJI_HASH}, error);
        if (status != CJ_OK || file.width != 0)
            return status;
        *full_levels = level + 1;
    }
    return CJ_OK;
}

static cj_status put_tile(settling *s, unsigned *full_levels, cj_error **error)
{
    cji_audit_file tile = {CJI_AUDIT_TILES, 0, s->first / CJI_AUDIT_TILE, 0};
    cji_audit_file bundle = {CJI_AUDIT_ENTRIES, 0, tile.n, 0};
    cji_str rest = s->entries, entry, bytes = {(const char *)leaves_at(s), 0};
    cj_status status;
    bytes.n = (size_t)CJI_AUDIT_TILE * CJI_HASH;
    for (size_t i = 0; i < CJI_AUDIT_TILE; i++) {
        if (!cji_audit_bundle_next(&rest, &entry))
            return cji_audit_damaged(s->log, error, s->first + i,
                                     "an entry of the journal is gone");
    }
    status = put_in_turn(s, tile, bytes, error);
    if (status == CJ_OK)
        status = put_in_turn(s, bundle, (cji_str){s->entries.p, s->entries.n - rest.n}, error);
    if (status == CJ_OK)
        status = put_levels(s, full_levels, error);
    if (status != CJ_OK)
        return status;
    s->entries = rest;
    s->first += CJI_AUDIT_TILE;
    return CJ_OK;
}

/* The next journal begins with the entries that are in no full tile, as one group. */
static cj_status head_bytes(const settling *s, cji_buf *out, cj_error **error)
{
    cji_audit *log = s->log;
    uint8_t header[CJI_AUDIT_HEADER], root[CJI_HASH];
    size_t n = (size_t)(log->size - s->next);
    cji_str rest = s->entries;
    cji_audit_range before;
    cj_status status = cji_audit_settled(log, s->next, &before);
    if (status == CJ_OK)
        status = cji_audit_range_root(log->ctx, &before, root);
    if (status != CJ_OK)
        return cji_fail(log->ctx, error, status, NULL, "cannot hash");
    cji_audit_header(log->origin, s->next, root, header);
    cji_buf_put(out, header, sizeof header);
    for (size_t i = 0; i < n; i++) {
        cji_audit_frame frame = {.type = CJI_AUDIT_FRAME_ENTRY, .index = s->next + i};
        frame.pos = (unsigned)i;
        frame.more = (unsigned)(n - 1 - i);
        memcpy(frame.hash, log->leaf[frame.index - log->first], CJI_HASH);
        if (!cji_audit_bundle_next(&rest, &frame.body))
            return cji_audit_damaged(log, error, frame.index, "an entry of the journal is gone");
        cji_audit_frame_put(out, &frame);
    }
    return out->status == CJ_OK ? CJ_OK : cji_no_memory(log->ctx, error);
}

static cj_status next_journal(const settling *s, int *fd, uint64_t *offset, cj_error **error)
{
    cji_audit *log = s->log;
    cji_audit_file file = {CJI_AUDIT_JOURNAL, 0, s->next, 0};
    char path[CJI_AUDIT_PATH];
    char *full = NULL;
    cji_buf bytes;
    cj_status status;
    cji_buf_init(&bytes, log->ctx, CJI_AUDIT_JOURNAL_MAX);
    cji_audit_file_path(file, path);
    status = head_bytes(s, &bytes, error);
    if (status == CJ_OK && (full = cji_audit_join(log->ctx, log->dir, path)) == NULL)
        status = cji_no_memory(log->ctx, error);
    if (status == CJ_OK)
        status = put(log, file, cji_buf_view(&bytes), 0644, error);
    if (status == CJ_OK) {
        *fd = log->ctx->io.open(log->ctx->io.user, full, O_RDWR, 0);
        if (*fd < 0) {
            log->poisoned = true;
            status = cji_io_fail(log->ctx, error, "open", full);
        }
    }
    *offset = bytes.n;
    cji_buf_fini(&bytes);
    cji_free(log->ctx, full);
    return status;
}

/* What the old journal needed and nobody else does; what stays, the next open removes. */
static void drop_old(cji_audit *log, uint64_t first, uint64_t last, unsigned levels)
{
    cji_audit_file tile = {CJI_AUDIT_TILES, 0, first / CJI_AUDIT_TILE, 0};
    cji_audit_file bundle = {CJI_AUDIT_ENTRIES, 0, tile.n, 0};
    cji_audit_file old = {CJI_AUDIT_JOURNAL, 0, first, 0};
    char path[CJI_AUDIT_PATH];
    char *full;
    cji_audit_drop_partials(log, tile, 0);
    for (unsigned level = 1; level < levels; level++) {
        tile.level = level;
        tile.n = cji_audit_shift(last, level + 1);
        cji_audit_drop_partials(log, tile, 0);
    }
    cji_audit_drop_partials(log, bundle, 0);
    cji_audit_file_path(old, path);
    full = cji_audit_join(log->ctx, log->dir, path);
    if (full != NULL)
        log->ctx->io.unlink(log->ctx->io.user, full);
    cji_free(log->ctx, full);
}

/* There are two journals at most: one that could not be removed, or that another writer was killed
 * over, goes before there is a third. */
static cj_status drop_stale(cji_audit *log, cj_error **error)
{
    uint64_t newest = 0, older = 0;
    cj_status status = cji_audit_find_head(log, &newest, &older, error);
    if (status != CJ_OK || older == newest)
        return status;
    cji_audit_drop_older(log, older);
    status = cji_audit_find_head(log, &newest, &older, error);
    return status != CJ_OK || older == newest
               ? status
               : cji_io_fail(log->ctx, error, "remove the old journal of", log->dir);
}

cj_status cji_audit_finalise(cji_audit *log, cj_error **error)
{
    uint64_t from = log->first, tiles = (log->size - from) / CJI_AUDIT_TILE, offset = 0;
    uint64_t room = CJI_AUDIT_TILE - from / CJI_AUDIT_TILE % CJI_AUDIT_TILE;
    settling s = {log, from, from + CJI_AUDIT_TILE * (tiles < room ? tiles : room),
                  cji_buf_view(&log->bundle)};
    unsigned levels = 1;
    int fd = -1;
    cj_status status = drop_stale(log, error);
    if (status == CJ_OK)
        status = sync_journal(log, error);
    while (status == CJ_OK && s.first < s.next)
        status = put_tile(&s, &levels, error);
    if (status == CJ_OK)
        status = next_journal(&s, &fd, &offset, error);
    if (status != CJ_OK)
        return status;
    log->ctx->io.close(log->ctx->io.user, log->journal_fd);
    log->journal_fd = fd;
    log->offset = offset;
    log->recorded = 0;
    memmove(log->bundle.p, s.entries.p, s.entries.n);
    cji_buf_clear(&log->bundle);
    log->bundle.n = s.entries.n;
    memmove(log->leaf, log->leaf[s.next - from], (size_t)(log->size - s.next) * CJI_HASH);
    log->first = s.next;
    drop_old(log, from, s.next - CJI_AUDIT_TILE, levels);
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
    status = put(log, tile, (cji_str){(const char *)log->leaf, width * CJI_HASH}, 0444, error);
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
    while (status == CJ_OK && log->size - log->first >= CJI_AUDIT_TILE)
        status = cji_audit_finalise(log, error);
    if (status == CJ_OK)
        status = sync_journal(log, error);
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
