/* SPDX-License-Identifier: MIT */
/* Making a log, opening it, and mending what a killed writer left. */
#include "audit/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* ---- loading --------------------------------------------------------------------------------- */

typedef struct heads {
    cji_audit *log;
    uint64_t newest, other;
    size_t count;
} heads;

static cj_status see_head(void *user, const char *name, int type)
{
    heads *h = user;
    char path[CJI_AUDIT_PATH];
    cji_audit_file file;
    int n = snprintf(path, sizeof path, "head/%s", name);
    (void)type;
    if (n < 0 || (size_t)n >= sizeof path || !cji_audit_file_parse(path, &file) ||
        file.n % CJI_AUDIT_TILE != 0)
        return CJ_E_LOG_DAMAGED;
    if (h->count++ == 0) {
        h->newest = h->other = file.n;
    } else if (file.n > h->newest) {
        h->other = h->newest;
        h->newest = file.n;
    } else {
        h->other = file.n;
    }
    return CJ_OK;
}

cj_status cji_audit_find_head(cji_audit *log, uint64_t *first, uint64_t *older, cj_error **error)
{
    heads h = {log, 0, 0, 0};
    char *path = cji_audit_join(log->ctx, log->dir, "head");
    cj_status status;
    if (path == NULL)
        return cji_no_memory(log->ctx, error);
    status = cji_audit_list(log->ctx, path, see_head, &h, error);
    cji_free(log->ctx, path);
    if (status == CJ_E_LOG_DAMAGED || status == CJ_E_NOT_FOUND ||
        (status == CJ_OK && (h.count == 0 || h.count > 2 || h.newest - h.other > CJI_AUDIT_HEAD)))
        return cji_audit_damaged(log, error, h.newest,
                                 "the journals in head/ are not as they were");
    *first = h.newest;
    *older = h.other;
    return status;
}

/* The hashes behind the last full tile of each level above 0. */
static cj_status load_edge(cji_audit *log, uint64_t first, cj_error **error)
{
    cj_status status = CJ_OK;
    for (unsigned level = 1; status == CJ_OK && level < CJI_AUDIT_LEVELS; level++) {
        uint64_t count = cji_audit_shift(first, level);
        unsigned width = (unsigned)(count % CJI_AUDIT_TILE);
        cji_audit_file file = {CJI_AUDIT_TILES, level, count / CJI_AUDIT_TILE, width};
        if (width == 0)
            continue;
        status = cji_audit_file_get(log->ctx, log->dir, file, &log->cache, error);
        if (status == CJ_E_NOT_FOUND ||
            (status == CJ_OK && log->cache.n != (size_t)width * CJI_HASH))
            status = cji_audit_damaged(log, error, first, "a tile is missing or cut");
        if (status == CJ_OK)
            memcpy(log->edge[level], log->cache.p, log->cache.n);
    }
    cji_buf_clear(&log->cache);
    return status;
}

static cj_status open_journal(cji_audit *log, cj_error **error)
{
    cji_audit_file file = {CJI_AUDIT_JOURNAL, 0, log->first, 0};
    uint8_t want[CJI_AUDIT_HEADER], got[CJI_AUDIT_HEADER], root[CJI_HASH];
    const cji_io *io = &log->ctx->io;
    char path[CJI_AUDIT_PATH];
    size_t n = 0;
    char *full;
    cj_status status = cji_audit_root_at(log, log->size, root, error);
    if (status != CJ_OK)
        return status;
    cji_audit_header(log->origin, log->first, root, want);
    cji_audit_file_path(file, path);
    full = cji_audit_join(log->ctx, log->dir, path);
    if (full == NULL)
        return cji_no_memory(log->ctx, error);
    log->journal_fd = io->open(io->user, full, O_RDWR | O_NOFOLLOW, 0);
    if (log->journal_fd < 0)
        status = cji_io_fail(log->ctx, error, "open", full);
    while (status == CJ_OK && n < sizeof got) {
        long some = io->read(io->user, log->journal_fd, got + n, sizeof got - n);
        if (some < 0 && errno != EINTR)
            status = cji_io_fail(log->ctx, error, "read", full);
        if (some == 0)
            break;
        n += some > 0 ? (size_t)some : 0;
    }
    cji_free(log->ctx, full);
    if (status == CJ_OK && (n < sizeof got || memcmp(want, got, sizeof got) != 0))
        status = cji_audit_damaged(log, error, log->first,
                                   "the journal's header does not fit the tiles");
    return status;
}

/* The time of the last entry, which is in a bundle when the journal is empty. */
static cj_status load_time(cji_audit *log, cj_error **error)
{
    cji_audit_file file = {CJI_AUDIT_ENTRIES, 0, log->first / CJI_AUDIT_TILE, 0};
    cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
    cji_str rest, bytes = {NULL, 0};
    const char *why = "";
    cj_status status;
    if (log->first == 0)
        return CJ_OK;
    file.n--;
    status = cji_audit_file_get(log->ctx, log->dir, file, &log->cache, error);
    rest = cji_buf_view(&log->cache);
    while (status == CJ_OK && rest.n > 0) {
        if (!cji_audit_bundle_next(&rest, &bytes))
            status = CJ_E_LOG_DAMAGED;
    }
    if (status == CJ_OK)
        status = cji_audit_entry_read(bytes, NULL, &entry, &why);
    log->closed = status == CJ_OK && cji_audit_closes(bytes);
    cji_buf_clear(&log->cache);
    if (status == CJ_E_LOG_ENTRY || status == CJ_E_LOG_DAMAGED || status == CJ_E_NOT_FOUND)
        return cji_audit_damaged(log, error, log->first - 1, "the last entry bundle is damaged");
    log->last_t = entry.t;
    return status;
}

cj_status cji_audit_load(cji_audit *log, uint64_t first, cj_error **error)
{
    cj_status status;
    if (log->journal_fd >= 0)
        log->ctx->io.close(log->ctx->io.user, log->journal_fd);
    log->journal_fd = -1;
    log->first = first;
    log->size = first;
    log->offset = CJI_AUDIT_HEADER;
    log->recorded = 0;
    log->last_t = INT64_MIN;
    log->closed = false;
    cji_buf_clear(&log->bundle);
    cji_buf_clear(&log->cache);
    log->tree.size = 0;
    status = load_edge(log, first, error);
    if (status == CJ_OK)
        status = load_time(log, error);
    if (status == CJ_OK)
        status = open_journal(log, error);
    return status;
}

/* ---- mending --------------------------------------------------------------------------------- */

/*
 * Whether something valid stands behind the place where the journal stops being readable, other
 * than more of the group that was being written: then this is no torn tail, it was altered.
 */
static cj_status altered(cji_audit *log, cji_str tail, bool *out)
{
    *out = false;
    for (size_t at = 0; at + CJI_AUDIT_FRAME <= tail.n; at += 8) {
        cji_audit_frame frame;
        cj_status status =
            cji_audit_frame_get(log->ctx, (cji_str){tail.p + at, tail.n - at}, &frame);
        if (status == CJ_E_LOG_DAMAGED)
            continue;
        if (status != CJ_OK)
            return status;
        /* Another group's, or a whole group that the reader refused. */
        if (frame.index - frame.pos != log->size || (frame.pos == 0) != (at == 0) ||
            (at == 0 && frame.more == 0)) {
            *out = true;
            return CJ_OK;
        }
    }
    return CJ_OK;
}

static char *aside_path(cji_audit *log)
{
    char suffix[48];
    snprintf(suffix, sizeof suffix, ".recovered-%llu", (unsigned long long)log->size);
    return cji_audit_join(log->ctx, log->dir, suffix);
}

/*
 * The cut bytes, kept beside the log, in *kept. If a recovery at this index was itself interrupted
 * there are some already: the new ones follow them, unless they are the same.
 */
static cj_status keep_aside(cji_audit *log, cji_str tail, cji_buf *kept, cj_error **error)
{
    char *path = aside_path(log);
    cj_status status;
    if (path == NULL)
        return cji_no_memory(log->ctx, error);
    status = cji_file_read(log->ctx, path, kept, NULL);
    if (status == CJ_E_NOT_FOUND) {
        cji_buf_clear(kept);
        status = CJ_OK;
    } else if (status != CJ_OK) {
        cji_place place = {.file = path};
        cji_fail(log->ctx, error, status, &place, "cannot read what an earlier recovery cut");
    }
    if (status == CJ_OK && tail.n > 0 && !cji_str_eq(cji_buf_view(kept), tail)) {
        cji_buf_str(kept, tail);
        status = kept->status != CJ_OK
                     ? cji_fail(log->ctx, error, kept->status, NULL, "no room for the cut bytes")
                     : cji_audit_put(log->ctx, path, log->aside, cji_buf_view(kept), 0600, error);
    }
    cji_free(log->ctx, path);
    return status;
}

static cj_status log_recovered(cji_audit *log, const cji_buf *kept, cj_error **error)
{
    cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
    const cji_piece piece = {kept->p, kept->n};
    uint8_t hash[CJI_HASH];
    char hex[2 * CJI_HASH + 1];
    cj_status status = cji_sha256(log->ctx, &piece, 1, hash);
    if (status != CJ_OK)
        return cji_fail(log->ctx, error, status, NULL, "cannot hash the cut bytes");
    cji_hex(hash, sizeof hash, hex);
    entry.op = "recover";
    entry.act = "log.recovered";
    entry.out = "ok";
    entry.com = hex;
    entry.n = (int64_t)kept->n;
    entry.was = log->offset + kept->n;
    return cji_audit_add(log, &entry, 1, error);
}

/*
 * After a failed sync the pages of the journal can be clean in memory and absent from the disk:
 * what was read is written again, in place, and synced.
 */
static cj_status rewrite(cji_audit *log, cji_str frames, cj_error **error)
{
    const cji_io *io = &log->ctx->io;
    if (frames.n == 0)
        return CJ_OK;
    if (lseek(log->journal_fd, CJI_AUDIT_HEADER, SEEK_SET) < 0 ||
        cji_write_all(log->ctx, log->journal_fd, frames.p, frames.n) != CJ_OK ||
        io->sync(io->user, log->journal_fd) != 0)
        return cji_io_fail(log->ctx, error, "write the journal of", log->dir);
    return CJ_OK;
}

static cj_status cut(cji_audit *log, cji_str tail, cj_error **error)
{
    const cji_io *io = &log->ctx->io;
    cji_audit_file tile = {CJI_AUDIT_TILES, 0, log->first / CJI_AUDIT_TILE, 0};
    cji_audit_file bundle = {CJI_AUDIT_ENTRIES, 0, tile.n, 0};
    unsigned width = (unsigned)(log->size - log->first);
    cji_buf kept;
    cj_status status;
    cji_buf_init(&kept, log->ctx, 2 * CJI_AUDIT_JOURNAL_MAX);
    status = keep_aside(log, tail, &kept, error);
    if (status == CJ_OK && tail.n > 0) {
        if (io->truncate(io->user, log->journal_fd, (int64_t)log->offset) != 0 ||
            io->sync(io->user, log->journal_fd) != 0)
            status = cji_io_fail(log->ctx, error, "cut the journal of", log->dir);
        cji_audit_drop_partials(log, tile, width);
        cji_audit_drop_partials(log, bundle, width);
    }
    /* Behind log.close there can only be a checkpoint, and no entry follows. */
    if (status == CJ_OK && kept.n > 0 && !log->closed)
        status = log_recovered(log, &kept, error);
    cji_buf_fini(&kept);
    return status;
}

/* The journal is in *journal, its first `taken` bytes are understood; the rest is torn or worse. */
static cj_status mend(cji_audit *log, cji_str journal, size_t taken, uint64_t keep,
                      cj_error **error)
{
    cji_str tail = {journal.p + taken, journal.n - taken};
    cj_status status = CJ_OK;
    if (tail.n > 0) {
        bool bad = false;
        status = altered(log, tail, &bad);
        if (status != CJ_OK)
            return cji_fail(log->ctx, error, status, NULL, "cannot hash the journal");
        if (bad)
            return cji_audit_damaged(log, error, log->size,
                                     "a bad frame in the journal, with good ones behind it");
    }
    if (log->size < keep)
        return cji_audit_damaged(log, error, log->size,
                                 "the log is shorter than it was when it was last anchored");
    if (tail.n > 0 || log->size > log->published)
        status = rewrite(log, (cji_str){journal.p, taken}, error);
    if (status == CJ_OK)
        status = cut(log, tail, error);
    return status;
}

/* ---- opening --------------------------------------------------------------------------------- */

cj_status cji_audit_read_vkey(cj_context *ctx, const char *dir, cji_audit_vkey *out,
                              cj_error **error)
{
    const cji_audit_file file = {CJI_AUDIT_VKEY, 0, 0, 0};
    cji_place place = {.file = dir};
    cji_buf text;
    cj_status status;
    cji_buf_init(&text, ctx, CJI_AUDIT_NOTE_MAX);
    status = cji_audit_file_get(ctx, dir, file, &text, error);
    if (status == CJ_E_NOT_FOUND)
        status = cji_fail(ctx, error, CJ_E_LOG_DAMAGED, &place, "the file vkey is missing");
    else if (status == CJ_OK && (text.n == 0 || text.p[text.n - 1] != '\n'))
        status = CJ_E_VERIFY;
    else if (status == CJ_OK)
        status = cji_audit_vkey_parse(ctx, (cji_str){text.p, text.n - 1}, out);
    if (status == CJ_E_VERIFY)
        status =
            cji_fail(ctx, error, CJ_E_LOG_KEY, &place, "the file vkey does not hold a public key");
    cji_buf_fini(&text);
    return status;
}

/* The last checkpoint: its root must be the tree's, whatever the journal says. */
static cj_status check_checkpoint(cji_audit *log, cji_buf *text, uint64_t recorded,
                                  cj_error **error)
{
    const cji_audit_file file = {CJI_AUDIT_CHECKPOINT, 0, 0, 0};
    cji_audit_checkpoint c;
    uint8_t root[CJI_HASH];
    const char *why = "";
    cj_status status = cji_audit_file_get(log->ctx, log->dir, file, text, error);
    if (status == CJ_E_NOT_FOUND)
        return cji_audit_damaged(log, error, 0, "the checkpoint is missing");
    if (status == CJ_OK) {
        status =
            cji_audit_checkpoint_open(log->ctx, cji_buf_view(text), &log->key.public_, &c, &why);
        if (status != CJ_OK)
            return status == CJ_E_VERIFY ? cji_audit_damaged(log, error, 0, why)
                                         : cji_fail(log->ctx, error, status, NULL, "%s", why);
    }
    if (status != CJ_OK)
        return status;
    if (c.size > log->size)
        return cji_audit_damaged(log, error, log->size, "the log is shorter than its checkpoint");
    if (recorded > c.size)
        return cji_audit_damaged(log, error, c.size, "the checkpoint is an older one");
    status = cji_audit_root_at(log, c.size, root, error);
    if (status == CJ_OK && memcmp(root, c.root, CJI_HASH) != 0)
        status = cji_audit_damaged(log, error, 0, "the tree is not the checkpoint's");
    log->published = c.size;
    return status;
}

/*
 * A writer was killed between the checkpoint and its frame in the journal, which must not lack it:
 * else the journal could be cut there unseen.
 */
static cj_status record_checkpoint(cji_audit *log, cji_buf *text, cj_error **error)
{
    uint8_t root[CJI_HASH];
    cj_status status;
    if (log->published < log->first || log->recorded == log->published)
        return CJ_OK;
    if (log->published != log->size)
        return cji_audit_publish_now(log, NULL, error);
    status = cji_audit_root_at(log, log->size, root, error);
    if (status == CJ_OK)
        status = cji_audit_checkpoint_sign(log->ctx, &log->key, log->size, root, text);
    return status == CJ_OK ? cji_audit_record(log, cji_buf_view(text), log->size, error)
                           : cji_fail(log->ctx, error, status, NULL, "cannot sign the checkpoint");
}

/* A writer was killed between making the next journal and removing the old one. */
void cji_audit_drop_older(cji_audit *log, uint64_t older)
{
    cji_audit_file old = {CJI_AUDIT_JOURNAL, 0, older, 0};
    cji_audit_file tile = {CJI_AUDIT_TILES, 0, older / CJI_AUDIT_TILE, 0};
    cji_audit_file bundle = {CJI_AUDIT_ENTRIES, 0, tile.n, 0};
    char path[CJI_AUDIT_PATH];
    char *full;
    cji_audit_file_path(old, path);
    full = cji_audit_join(log->ctx, log->dir, path);
    if (full != NULL && cji_dir_sync(log->ctx, full, NULL) == CJ_OK) {
        cji_audit_drop_partials(log, tile, 0);
        cji_audit_drop_partials(log, bundle, 0);
        log->ctx->io.unlink(log->ctx->io.user, full);
    }
    cji_free(log->ctx, full);
}

cj_status cji_audit_open_shard(cji_audit *log, uint64_t keep, cj_error **error)
{
    uint64_t first = 0, older = 0;
    size_t taken = 0;
    cji_buf text, journal;
    cj_status status;
    cji_buf_init(&text, log->ctx, CJI_AUDIT_NOTE_MAX);
    cji_buf_init(&journal, log->ctx, CJI_AUDIT_JOURNAL_MAX);
    status = cji_audit_find_head(log, &first, &older, error);
    if (status == CJ_OK)
        status = cji_audit_load(log, first, error);
    if (status == CJ_OK)
        status = cji_audit_read_tail(log, &journal, error);
    if (status != CJ_OK)
        goto done;
    status = cji_audit_adopt(log, cji_buf_view(&journal), &taken);
    if (status != CJ_OK && status != CJ_E_LOG_DAMAGED) {
        status = cji_fail(log->ctx, error, status, NULL, "cannot take in the journal");
        goto done;
    }
    status = check_checkpoint(log, &text, log->recorded, error);
    if (status == CJ_OK)
        status = mend(log, cji_buf_view(&journal), taken, keep, error);
    if (status == CJ_OK)
        status = record_checkpoint(log, &text, error);
    if (status == CJ_OK && older != first)
        cji_audit_drop_older(log, older);
done:
    cji_buf_fini(&text);
    cji_buf_fini(&journal);
    return status;
}

cj_status cji_audit_open(cj_context *ctx, const char *dir, const char *key_path, uint64_t keep_size,
                         cji_audit **out, cj_error **error)
{
    cji_audit *log = NULL;
    cj_status status = cji_audit_handle(ctx, dir, dir, key_path, &log, error);
    if (status != CJ_OK)
        return status;
    status = cji_audit_lock(log, error);
    if (status == CJ_OK) {
        status = cji_audit_find_shard(log, error);
        if (status == CJ_OK)
            status =
                cji_audit_open_shard(log, keep_size > log->base ? keep_size - log->base : 0, error);
        if (status == CJ_OK)
            status = cji_audit_catch_up(log, error);
        atomic_store(&log->seen, log->base + log->size);
        cji_audit_unlock(log);
    }
    if (status == CJ_OK)
        *out = log;
    else
        cji_audit_free(log);
    return status;
}
