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
                           const char *key_path, cji_audit **out, cj_error **error)
{
    cji_audit *log = cji_alloc(ctx, sizeof *log);
    if (log == NULL)
        return cji_no_memory(ctx, error);
    log->lock_fd = log->journal_fd = -1;
    log->pid = getpid();
    log->opened = cji_audit_monotonic();
    log->shard = 1;
    atomic_init(&log->refs, 1);
    /* With these attributes they do not fail here: no memory is taken. */
    if (pthread_mutex_init(&log->mutex, NULL) != 0 || pthread_mutex_init(&log->queue, NULL) != 0 ||
        pthread_cond_init(&log->served, NULL) != 0) {
        cji_free(ctx, log);
        return cji_no_memory(ctx, error);
    }
    log->ctx = cj_context_ref(ctx);
    cji_buf_init(&log->bundle, ctx, (size_t)CJI_AUDIT_HEAD * (2 + CJI_AUDIT_ENTRY_MAX));
    cji_buf_init(&log->cache, ctx, (size_t)CJI_AUDIT_TILE * (2 + CJI_AUDIT_ENTRY_MAX));
    log->dir = cji_strdup(ctx, cji_str_of(dir));
    log->first_dir = cji_strdup(ctx, cji_str_of(beside));
    log->key_path = cji_strdup(ctx, cji_str_of(key_path != NULL ? key_path : ""));
    log->lock_path = cji_audit_join(ctx, beside, ".lock");
    log->aside = cji_audit_join(ctx, beside, ".tmp");
    if (log->dir == NULL || log->first_dir == NULL || log->key_path == NULL ||
        log->lock_path == NULL || log->aside == NULL) {
        cji_audit_free(log);
        return cji_no_memory(ctx, error);
    }
    *out = log;
    return CJ_OK;
}

cj_status cji_audit_take_key(cji_audit *log, const cji_audit_key *key, cj_error **error)
{
    const cji_piece origin = {key->public_.name, strlen(key->public_.name)};
    cj_status status = cji_sha256(log->ctx, &origin, 1, log->origin);
    log->key = *key;
    return status == CJ_OK ? CJ_OK
                           : cji_fail(log->ctx, error, status, NULL, "cannot hash the origin");
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
    cji_audit_old_drop(log);
    cji_free(ctx, log->dir);
    cji_free(ctx, log->first_dir);
    cji_free(ctx, log->key_path);
    cji_free(ctx, log->lock_path);
    cji_free(ctx, log->aside);
    pthread_mutex_destroy(&log->mutex);
    pthread_mutex_destroy(&log->queue);
    pthread_cond_destroy(&log->served);
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

/* Every call begins here; on success the caller ends with cji_audit_leave. */
cj_status cji_audit_enter(cji_audit *log, cj_error **error)
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

uint64_t cji_audit_size(const cji_audit *log)
{
    return atomic_load(&log->seen);
}

void cji_audit_leave(cji_audit *log)
{
    atomic_store(&log->seen, log->base + log->size);
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
static cj_status adopt_frame(cji_audit *log, const cji_audit_frame *frame, int64_t *t, bool *closed)
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
    *closed = cji_audit_closes(frame->body);
    memcpy(log->leaf[frame->index - log->first], frame->hash, CJI_HASH);
    cji_audit_bundle_put(&log->bundle, frame->body);
    return log->bundle.status;
}

cj_status cji_audit_adopt(cji_audit *log, cji_str bytes, size_t *taken)
{
    cji_audit_cursor cursor = {.next = log->size};
    size_t at = 0, kept = log->bundle.n;
    int64_t t = log->last_t;
    bool closed = log->closed;
    cj_status status = CJ_OK;
    *taken = 0;
    while (status == CJ_OK && at < bytes.n) {
        cji_audit_frame frame;
        status =
            cji_audit_frame_next(log->ctx, (cji_str){bytes.p + at, bytes.n - at}, &cursor, &frame);
        if (status == CJ_OK)
            status = adopt_frame(log, &frame, &t, &closed);
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
        log->closed = closed;
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
    while (status == CJ_OK && log->closed) /* another process rotated, or was killed over it */
        status = cji_audit_next_shard(log, error);
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
        if (entry.of >= log->base + log->size + i && entry.of > 0)
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

/* What all of them have written becomes durable with one sync, if one of them wants that. */
static void write_calls(cji_audit *log, cji_audit_call *calls)
{
    cj_status synced = CJ_OK;
    bool wanted = false;
    log->hasty = true;
    for (cji_audit_call *c = calls; c != NULL; c = c->next) {
        c->first = log->base + log->size;
        if (log->poisoned)
            c->status = cji_fail(log->ctx, c->error, CJ_E_LOG_POISONED, NULL,
                                 "an earlier write failed: close the log and open it again");
        else
            c->status = cji_audit_add(log, c->entries, c->n, c->error);
        wanted = wanted || (c->status == CJ_OK && !c->soon);
    }
    log->hasty = false;
    if (wanted && (log->poisoned || log->ctx->io.sync(log->ctx->io.user, log->journal_fd) != 0)) {
        log->poisoned = true;
        synced = CJ_E_IO;
    }
    for (cji_audit_call *c = calls; c != NULL && synced != CJ_OK; c = c->next) {
        if (c->status == CJ_OK && !c->soon)
            c->status = cji_io_fail(log->ctx, c->error, "write the journal of", log->dir);
    }
}

/* Those who wait are served by one of them, who holds the locks. */
static void serve(cji_audit *log, cji_audit_call *calls)
{
    cj_error *error = NULL;
    cj_status status = cji_audit_enter(log, &error);
    if (status == CJ_OK) {
        status = cji_audit_catch_up(log, &error);
        if (status == CJ_OK)
            write_calls(log, calls);
        cji_audit_leave(log);
    }
    for (cji_audit_call *c = calls; c != NULL && status != CJ_OK; c = c->next) {
        c->status = status;
        cji_error_add_all(log->ctx, c->error, error);
    }
    cj_error_unref(error);
}

static cj_status append(cji_audit *log, bool soon, const cji_audit_entry *entries, size_t n,
                        uint64_t *first, cj_error **error)
{
    cji_audit_call call = {.entries = entries, .n = n, .soon = soon, .error = error};
    cji_audit_call **end, *calls;
    if (log->pid != getpid()) /* before the mutex: its owner may not exist in this process */
        return cji_fail(log->ctx, error, CJ_E_FORK, NULL,
                        "the log was opened before the fork: open it again");
    pthread_mutex_lock(&log->queue);
    for (end = &log->waiting; *end != NULL;)
        end = &(*end)->next;
    *end = &call;
    while (log->serving && !call.done)
        pthread_cond_wait(&log->served, &log->queue);
    if (!call.done) {
        log->serving = true;
        calls = log->waiting;
        log->waiting = NULL;
        pthread_mutex_unlock(&log->queue);
        serve(log, calls);
        pthread_mutex_lock(&log->queue);
        for (cji_audit_call *next; calls != NULL; calls = next) {
            next = calls->next; /* who is done may be gone */
            calls->done = true;
        }
        log->serving = false;
        pthread_cond_broadcast(&log->served);
    }
    pthread_mutex_unlock(&log->queue);
    if (call.status == CJ_OK && first != NULL)
        *first = call.first;
    return call.status;
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

cj_status cji_audit_publish(cji_audit *log, cji_buf *checkpoint, cj_error **error)
{
    cj_status status = cji_audit_enter(log, error);
    if (status != CJ_OK)
        return status;
    status = cji_audit_catch_up(log, error);
    if (status == CJ_OK)
        status = cji_audit_publish_now(log, checkpoint, error);
    cji_audit_leave(log);
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
