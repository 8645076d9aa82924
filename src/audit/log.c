/* SPDX-License-Identifier: MIT */
/* Appending to a log and reading from it. */
#include "audit/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

uint64_t cji_audit_shift(uint64_t value, unsigned levels)
{
    return levels < CJI_AUDIT_LEVELS ? value >> (8 * levels) : 0;
}

int64_t cji_audit_monotonic(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

cj_status cji_audit_damaged(cji_audit *log, cj_error **error, uint64_t index, const char *why)
{
    cji_place place = {.file = log->dir};
    return cji_fail(log->ctx, error, CJ_E_LOG_DAMAGED, &place, "at index %llu: %s",
                    (unsigned long long)index, why);
}

/* ---- the handle ------------------------------------------------------------------------------ */

cj_status cji_audit_handle(cj_context *ctx, const char *dir, const char *beside,
                           const cji_audit_key *key, cji_audit **out, cj_error **error)
{
    const cji_piece origin = {key->public_.name, strlen(key->public_.name)};
    cji_audit *log = cji_alloc(ctx, sizeof *log);
    cj_status status;
    if (log == NULL)
        return cji_no_memory(ctx, error);
    log->lock_fd = log->journal_fd = -1;
    log->pid = getpid();
    log->opened = cji_audit_monotonic();
    log->key = *key;
    if (pthread_mutex_init(&log->mutex, NULL) != 0) {
        cji_free(ctx, log);
        return cji_no_memory(ctx, error);
    }
    log->ctx = cj_context_ref(ctx);
    cji_buf_init(&log->bundle, ctx, (size_t)CJI_AUDIT_HEAD * (2 + CJI_AUDIT_ENTRY_MAX));
    cji_buf_init(&log->cache, ctx, (size_t)CJI_AUDIT_TILE * (2 + CJI_AUDIT_ENTRY_MAX));
    log->dir = cji_strdup(ctx, cji_str_of(dir));
    log->lock_path = cji_audit_join(ctx, beside, ".lock");
    log->aside = cji_audit_join(ctx, beside, ".tmp");
    if (log->dir == NULL || log->lock_path == NULL || log->aside == NULL) {
        status = cji_no_memory(ctx, error);
        goto failed;
    }
    status = cji_sha256(ctx, &origin, 1, log->origin);
    if (status != CJ_OK) {
        status = cji_fail(ctx, error, status, NULL, "cannot hash the origin");
        goto failed;
    }
    *out = log;
    return CJ_OK;
failed:
    cji_audit_free(log);
    return status;
}

void cji_audit_free(cji_audit *log)
{
    cj_context *ctx = log->ctx;
    if (log->journal_fd >= 0)
        ctx->io.close(ctx->io.user, log->journal_fd);
    if (log->lock_fd >= 0)
        ctx->io.close(ctx->io.user, log->lock_fd);
    cji_buf_fini(&log->bundle);
    cji_buf_fini(&log->cache);
    cji_free(ctx, log->dir);
    cji_free(ctx, log->lock_path);
    cji_free(ctx, log->aside);
    pthread_mutex_destroy(&log->mutex);
    cji_wipe(&log->key, sizeof log->key);
    cji_free(ctx, log);
    cj_context_unref(ctx);
}

int cji_audit_lock_file(int fd, int type)
{
    struct flock lock = {.l_type = (short)type, .l_whence = SEEK_SET};
    int done;
    do
        done = fcntl(fd, F_OFD_SETLKW, &lock);
    while (done != 0 && errno == EINTR);
    return done;
}

cj_status cji_audit_lock(cji_audit *log, cj_error **error)
{
    cj_context *ctx = log->ctx;
    if (log->lock_fd < 0)
        log->lock_fd = ctx->io.open(ctx->io.user, log->lock_path, O_RDWR | O_CREAT, 0600);
    if (log->lock_fd < 0 || cji_audit_lock_file(log->lock_fd, F_WRLCK) != 0)
        return cji_io_fail(ctx, error, "lock the log", log->lock_path);
    return CJ_OK;
}

void cji_audit_unlock(cji_audit *log)
{
    if (log->lock_fd >= 0)
        cji_audit_lock_file(log->lock_fd, F_UNLCK);
}

/* Every call begins here; on success the caller ends with leave(). */
static cj_status enter(cji_audit *log, cj_error **error)
{
    cj_status status;
    if (log->pid != getpid()) /* before the mutex: its owner may not exist in this process */
        return cji_fail(log->ctx, error, CJ_E_FORK, NULL,
                        "the log was opened before the fork: open it again");
    pthread_mutex_lock(&log->mutex);
    if (log->poisoned)
        status = cji_fail(log->ctx, error, CJ_E_LOG_POISONED, NULL,
                          "an earlier write failed: close the log and open it again");
    else
        status = cji_audit_lock(log, error);
    if (status != CJ_OK)
        pthread_mutex_unlock(&log->mutex);
    return status;
}

static void leave(cji_audit *log)
{
    cji_audit_unlock(log);
    pthread_mutex_unlock(&log->mutex);
}

/* ---- reading the journal --------------------------------------------------------------------- */

cj_status cji_audit_read_tail(cji_audit *log, cji_buf *out, cj_error **error)
{
    const cji_io *io = &log->ctx->io;
    char piece[16384];
    cji_buf_clear(out);
    if (lseek(log->journal_fd, (off_t)log->offset, SEEK_SET) < 0)
        return cji_io_fail(log->ctx, error, "read the journal of", log->dir);
    for (;;) {
        long n = io->read(io->user, log->journal_fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return cji_io_fail(log->ctx, error, "read the journal of", log->dir);
        if (n == 0)
            break;
        cji_buf_put(out, piece, (size_t)n);
        if (out->status == CJ_E_MEMORY)
            return cji_no_memory(log->ctx, error);
        if (out->status != CJ_OK)
            return cji_audit_damaged(log, error, log->size, "the journal is too long");
    }
    return CJ_OK;
}

/* One frame into the room behind what is counted: a group counts when its last frame is there. */
static cj_status adopt_frame(cji_audit *log, const cji_audit_frame *frame, int64_t *t)
{
    cji_audit_entry entry;
    const char *why;
    cj_status status;
    if (frame->type == CJI_AUDIT_FRAME_CHECKPOINT)
        return CJ_OK;
    if (frame->index - log->first >= CJI_AUDIT_HEAD)
        return CJ_E_LOG_DAMAGED;
    status = cji_audit_entry_read(frame->body, NULL, &entry, &why);
    if (status != CJ_OK)
        return CJ_E_LOG_DAMAGED;
    *t = entry.t;
    memcpy(log->leaf[frame->index - log->first], frame->hash, CJI_HASH);
    cji_audit_bundle_put(&log->bundle, frame->body);
    return log->bundle.status;
}

cj_status cji_audit_adopt(cji_audit *log, cji_str bytes, size_t *taken)
{
    cji_audit_cursor cursor = {.next = log->size};
    size_t at = 0, kept = log->bundle.n;
    int64_t t = log->last_t;
    cj_status status = CJ_OK;
    *taken = 0;
    while (status == CJ_OK && at < bytes.n) {
        cji_audit_frame frame;
        status =
            cji_audit_frame_next(log->ctx, (cji_str){bytes.p + at, bytes.n - at}, &cursor, &frame);
        if (status == CJ_OK)
            status = adopt_frame(log, &frame, &t);
        if (status != CJ_OK)
            break;
        at += frame.size;
        if (cursor.more > 0)
            continue;
        if (frame.type == CJI_AUDIT_FRAME_CHECKPOINT) {
            log->recorded = frame.index;
            if (frame.index > log->published)
                log->published = frame.index;
        }
        log->size = cursor.next;
        log->last_t = t;
        log->offset += at - *taken;
        *taken = at;
        kept = log->bundle.n;
    }
    if (status == CJ_OK && *taken < bytes.n)
        status = CJ_E_LOG_DAMAGED; /* the end of a group is missing */
    cji_buf_clear(&log->bundle);
    log->bundle.n = kept;
    return status;
}

/* What stands in the journal behind what is known of it. */
static cj_status take_tail(cji_audit *log, cj_error **error)
{
    size_t taken = 0;
    cji_buf tail;
    cj_status status;
    cji_buf_init(&tail, log->ctx, CJI_AUDIT_JOURNAL_MAX);
    status = cji_audit_read_tail(log, &tail, error);
    if (status == CJ_OK) {
        status = cji_audit_adopt(log, cji_buf_view(&tail), &taken);
        if (status == CJ_E_LOG_DAMAGED) {
            log->poisoned = true;
            cji_audit_damaged(log, error, log->size,
                              "another writer left a group unfinished: open the log again");
        } else if (status != CJ_OK) {
            cji_fail(log->ctx, error, status, NULL, "cannot take in the journal");
        }
    }
    cji_buf_fini(&tail);
    return status;
}

/* If another process went on in a new journal, so do we. */
static cj_status follow(cji_audit *log, cj_error **error)
{
    uint8_t before[CJI_HASH], after[CJI_HASH];
    uint64_t size = log->size, newest, older;
    cj_status status = cji_audit_find_head(log, &newest, &older, error);
    if (status != CJ_OK || newest == log->first)
        return status;
    if (newest < log->first)
        return cji_audit_damaged(log, error, newest, "the journal went back");
    status = cji_audit_root_at(log, size, before, error);
    if (status == CJ_OK)
        status = cji_audit_load(log, newest, error);
    if (status == CJ_OK)
        status = take_tail(log, error);
    if (status == CJ_OK && log->size < size)
        status = cji_audit_damaged(log, error, log->size, "the journal went back");
    if (status == CJ_OK)
        status = cji_audit_root_at(log, size, after, error);
    if (status == CJ_OK && memcmp(before, after, CJI_HASH) != 0)
        status = cji_audit_damaged(log, error, size, "another process wrote another history");
    if (status != CJ_OK)
        log->poisoned = true; /* half loaded */
    return status;
}

cj_status cji_audit_catch_up(cji_audit *log, cj_error **error)
{
    cj_status status = take_tail(log, error);
    if (status == CJ_OK && log->size - log->first >= CJI_AUDIT_TILE)
        status = follow(log, error);
    return status;
}

/* ---- appending ------------------------------------------------------------------------------- */

/* The frames are durable (written, when there is haste), or the handle is poisoned. */
static cj_status write_frames(cji_audit *log, const cji_buf *frames, cj_error **error)
{
    const cji_io *io = &log->ctx->io;
    if (frames->status != CJ_OK)
        return cji_no_memory(log->ctx, error);
    if (lseek(log->journal_fd, (off_t)log->offset, SEEK_SET) < 0 ||
        cji_write_all(log->ctx, log->journal_fd, frames->p, frames->n) != CJ_OK ||
        (!log->hasty && io->sync(io->user, log->journal_fd) != 0)) {
        log->poisoned = true;
        return cji_io_fail(log->ctx, error, "write the journal of", log->dir);
    }
    log->offset += frames->n;
    return CJ_OK;
}

cj_status cji_audit_record(cji_audit *log, cji_str checkpoint, uint64_t size, cj_error **error)
{
    const cji_piece piece = {checkpoint.p, checkpoint.n};
    cji_audit_frame frame = {.type = CJI_AUDIT_FRAME_CHECKPOINT, .index = size};
    cji_buf frames;
    cj_status status = cji_sha256(log->ctx, &piece, 1, frame.hash);
    if (status != CJ_OK)
        return cji_fail(log->ctx, error, status, NULL, "cannot hash the checkpoint");
    frame.body = checkpoint;
    cji_buf_init(&frames, log->ctx, CJI_AUDIT_JOURNAL_MAX);
    cji_audit_frame_put(&frames, &frame);
    status = write_frames(log, &frames, error);
    cji_buf_fini(&frames);
    if (status == CJ_OK)
        log->recorded = size;
    return status;
}

/* The next n entries of *rest, as one group. */
static cj_status write_group(cji_audit *log, cji_str *rest, size_t n, cj_error **error)
{
    size_t count = (size_t)(log->size - log->first), kept = log->bundle.n;
    cji_str after = *rest;
    cji_buf frames;
    cj_status status = CJ_OK;
    cji_buf_init(&frames, log->ctx, CJI_AUDIT_JOURNAL_MAX);
    for (size_t i = 0; status == CJ_OK && i < n; i++) {
        cji_audit_frame frame = {.type = CJI_AUDIT_FRAME_ENTRY, .index = log->size + i};
        frame.pos = (unsigned)i;
        frame.more = (unsigned)(n - 1 - i);
        if (!cji_audit_bundle_next(&after, &frame.body))
            break;
        status = cji_audit_leaf(log->ctx, frame.body, frame.hash);
        memcpy(log->leaf[count + i], frame.hash, CJI_HASH);
        cji_audit_bundle_put(&log->bundle, frame.body);
        cji_audit_frame_put(&frames, &frame);
    }
    if (status != CJ_OK)
        status = cji_fail(log->ctx, error, status, NULL, "cannot hash the entry");
    else if (log->bundle.status != CJ_OK)
        status = cji_no_memory(log->ctx, error);
    else
        status = write_frames(log, &frames, error);
    cji_buf_fini(&frames);
    if (status != CJ_OK) {
        cji_buf_clear(&log->bundle);
        log->bundle.n = kept;
        return status;
    }
    log->size += n;
    *rest = after;
    return CJ_OK;
}

/* All entries in canonical form, as a bundle, before the first byte is written. */
static cj_status encode(cji_audit *log, const cji_audit_entry *entries, size_t n, int64_t now,
                        cji_buf *out, cj_error **error)
{
    uint64_t mono = (uint64_t)(cji_audit_monotonic() - log->opened);
    cj_status status = CJ_OK;
    cji_buf one;
    cji_buf_init(&one, log->ctx, 2 * CJI_AUDIT_ENTRY_MAX);
    for (size_t i = 0; status == CJ_OK && i < n; i++) {
        cji_audit_entry entry = entries[i];
        entry.t = now;
        entry.mono = mono;
        entry.clk = i == 0 && now < log->last_t;
        cji_buf_clear(&one);
        if (entry.of >= log->size + i && entry.of > 0)
            status = cji_fail(log->ctx, error, CJ_E_LOG_ENTRY, NULL,
                              "the entry closes an intent that is not before it");
        else
            status = cji_audit_entry_write(log->ctx, &entry, &one, error);
        if (status == CJ_OK)
            cji_audit_bundle_put(out, cji_buf_view(&one));
    }
    cji_buf_fini(&one);
    if (status == CJ_OK && out->status != CJ_OK)
        status = cji_no_memory(log->ctx, error);
    return status;
}

cj_status cji_audit_add(cji_audit *log, const cji_audit_entry *entries, size_t n, cj_error **error)
{
    int64_t now = cji_now(log->ctx);
    cji_buf encoded;
    cji_str rest;
    cj_status status;
    cji_buf_init(&encoded, log->ctx, SIZE_MAX / 2);
    status = encode(log, entries, n, now, &encoded, error);
    rest = cji_buf_view(&encoded);
    while (status == CJ_OK && n > 0) {
        size_t room = CJI_AUDIT_HEAD - (size_t)(log->size - log->first);
        size_t some = n < room ? n : room;
        /* Tiles are made when they are published, or there is no room for the whole group. */
        if (n > room && log->size - log->first >= CJI_AUDIT_TILE) {
            status = cji_audit_finalise(log, error);
            continue;
        }
        status = write_group(log, &rest, some, error);
        n -= some;
        log->last_t = now;
    }
    cji_buf_fini(&encoded);
    return status;
}

static cj_status append(cji_audit *log, bool hasty, const cji_audit_entry *entries, size_t n,
                        uint64_t *first, cj_error **error)
{
    cj_status status = enter(log, error);
    uint64_t index;
    if (status != CJ_OK)
        return status;
    status = cji_audit_catch_up(log, error);
    index = log->size;
    log->hasty = hasty;
    if (status == CJ_OK)
        status = cji_audit_add(log, entries, n, error);
    log->hasty = false;
    if (status == CJ_OK && first != NULL)
        *first = index;
    leave(log);
    return status;
}

cj_status cji_audit_append(cji_audit *log, const cji_audit_entry *entries, size_t n,
                           uint64_t *first, cj_error **error)
{
    return append(log, false, entries, n, first, error);
}

cj_status cji_audit_append_soon(cji_audit *log, const cji_audit_entry *entries, size_t n,
                                uint64_t *first, cj_error **error)
{
    return append(log, true, entries, n, first, error);
}

/* ---- reading --------------------------------------------------------------------------------- */

uint64_t cji_audit_size(const cji_audit *log)
{
    return log->size;
}

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
    cj_status status = enter(log, error);
    if (status != CJ_OK)
        return status;
    if (size > log->size)
        status = cji_audit_catch_up(log, error);
    if (status == CJ_OK && size > log->size)
        status = cji_fail(log->ctx, error, CJ_E_NOT_FOUND, NULL, "the log has %llu entries only",
                          (unsigned long long)log->size);
    if (status == CJ_OK)
        status = cji_audit_root_at(log, size, out, error);
    leave(log);
    return status;
}

static cj_status read_entry(cji_audit *log, uint64_t index, cji_buf *out, cj_error **error)
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
    cj_status status = enter(log, error);
    if (status != CJ_OK)
        return status;
    if (index >= log->size)
        status = cji_audit_catch_up(log, error);
    if (status == CJ_OK && index >= log->size)
        status = cji_fail(log->ctx, error, CJ_E_NOT_FOUND, NULL, "there is no entry %llu",
                          (unsigned long long)index);
    if (status == CJ_OK)
        status = read_entry(log, index, out, error);
    leave(log);
    return status;
}

cj_status cji_audit_publish(cji_audit *log, cji_buf *checkpoint, cj_error **error)
{
    cj_status status = enter(log, error);
    if (status != CJ_OK)
        return status;
    status = cji_audit_catch_up(log, error);
    if (status == CJ_OK)
        status = cji_audit_publish_now(log, checkpoint, error);
    leave(log);
    return status;
}

void cji_audit_close(cji_audit *log)
{
    cj_error *error = NULL;
    if (log == NULL)
        return;
    if (log->pid == getpid() && !log->poisoned && cji_audit_publish(log, NULL, &error) != CJ_OK)
        cji_log(log->ctx, CJ_LOG_WARNING, "the log was closed without a new checkpoint: %s",
                cj_error_count(error) > 0 ? cj_error_message(error, 0) : "no memory");
    cj_error_unref(error);
    cji_audit_free(log);
}
