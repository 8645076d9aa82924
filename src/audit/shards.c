/* SPDX-License-Identifier: MIT */
/*
 * A log goes on in shards: directories of their own, each with its own origin and key. The first is
 * DIR, the next DIR.2, DIR.3, ... The last entry of a closed shard, log.close, names the key of the
 * next; the first of the next, log.open, holds the last checkpoint of the one before. So each key
 * vouches for its successor, and is destroyed: who steals a key can rewrite the newest shard only.
 */
#include "audit/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

bool cji_audit_exists(cj_context *ctx, const char *path)
{
    int fd = ctx->io.open(ctx->io.user, path, O_RDONLY | O_NOFOLLOW, 0);
    if (fd >= 0)
        ctx->io.close(ctx->io.user, fd);
    return fd >= 0 || errno != ENOENT;
}

char *cji_audit_shard_dir(cj_context *ctx, const char *first_dir, unsigned shard)
{
    char suffix[16] = "";
    if (shard < 2)
        return cji_strdup(ctx, cji_str_of(first_dir));
    snprintf(suffix, sizeof suffix, ".%u", shard);
    return cji_audit_join(ctx, first_dir, suffix);
}

cj_status cji_audit_shard_at(cj_context *ctx, const char *first_dir, unsigned shard, char **out,
                             cj_error **error)
{
    char *dir = cji_audit_shard_dir(ctx, first_dir, shard);
    cj_status status = CJ_OK;
    int fd;
    *out = NULL;
    if (dir == NULL)
        return cji_no_memory(ctx, error);
    fd = ctx->io.open(ctx->io.user, dir, O_RDONLY | O_NOFOLLOW, 0);
    if (fd >= 0) {
        ctx->io.close(ctx->io.user, fd);
        *out = dir;
        return CJ_OK;
    }
    if (errno != ENOENT)
        status = cji_io_fail(ctx, error, "look for the next shard", dir);
    cji_free(ctx, dir);
    return status;
}

bool cji_audit_closes(cji_str entry)
{
    static const char begins[] = "{\"act\":\"log.close\",";
    return entry.n > sizeof begins && memcmp(entry.p, begins, sizeof begins - 1) == 0;
}

/* ---- the key of a shard ---------------------------------------------------------------------- */

static char *next_key_path(cji_audit *log)
{
    return cji_audit_join(log->ctx, log->key_path, ".next");
}

static bool same_key(const cji_audit_vkey *a, const cji_audit_vkey *b)
{
    return strcmp(a->name, b->name) == 0 && memcmp(a->key, b->key, CJI_ED25519_KEY) == 0;
}

static cj_status place_key(cji_audit *log, const char *next, cj_error **error)
{
    const cji_io *io = &log->ctx->io;
    if (io->rename(io->user, next, log->key_path) != 0)
        return cji_io_fail(log->ctx, error, "put in place the key", next);
    return cji_dir_sync(log->ctx, log->key_path, error);
}

/* The key that is at hand; or that of the next shard, whose writer was killed before it took the
 * place of the old one. */
static cj_status find_key(cji_audit *log, const cji_audit_vkey *want, cji_audit_key *out,
                          cj_error **error)
{
    cj_context *ctx = log->ctx;
    cji_place place = {.file = log->dir};
    cj_error *problems = NULL;
    char *next;
    cj_status status, second;
    if (ctx->signer.sign != NULL) {
        out->public_ = *want;
        return CJ_OK;
    }
    status = cji_audit_key_load(ctx, log->key_path, out, &problems);
    if (status == CJ_OK && same_key(&out->public_, want)) {
        cj_error_unref(problems);
        return CJ_OK;
    }
    next = next_key_path(log);
    second = next != NULL ? cji_audit_key_load(ctx, next, out, NULL) : CJ_E_MEMORY;
    if (second == CJ_OK && same_key(&out->public_, want))
        status = place_key(log, next, error);
    else if (second == CJ_E_MEMORY)
        status = cji_no_memory(ctx, error);
    else if (status == CJ_OK)
        status = cji_fail(ctx, error, CJ_E_LOG_KEY, &place,
                          "the signing key is not the key of this log");
    else
        cji_error_add_all(ctx, error, problems);
    cj_error_unref(problems);
    cji_free(ctx, next);
    return status;
}

static cj_status take_key(cji_audit *log, cj_error **error)
{
    cji_audit_vkey want;
    cji_audit_key key = {0};
    cj_status status = cji_audit_read_vkey(log->ctx, log->dir, &want, error);
    if (status == CJ_OK)
        status = find_key(log, &want, &key, error);
    if (status == CJ_OK)
        status = cji_audit_take_key(log, &key, error);
    cji_wipe(&key, sizeof key);
    return status;
}

/* ---- which shard is written ------------------------------------------------------------------ */

/* How many entries its log.open says to stand before it. */
static cj_status read_base(cji_audit *log, uint64_t *base, cj_error **error)
{
    const cji_audit_file file = {CJI_AUDIT_ENTRIES, 0, 0, 0};
    cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
    cji_audit_prover p;
    const char *why = "";
    cji_str rest, bytes = {NULL, 0};
    cj_status status = cji_audit_prover_begin(&p, log->ctx, log->dir, error);
    if (status == CJ_OK)
        status = cji_audit_prover_get(&p, file, error);
    rest = cji_buf_view(&p.bytes);
    if (status == CJ_OK &&
        (!cji_audit_bundle_next(&rest, &bytes) ||
         cji_audit_entry_read(bytes, NULL, &entry, &why) != CJ_OK || entry.n <= 0))
        status = cji_audit_damaged(log, error, 0, "its first entry does not follow another log");
    *base = (uint64_t)entry.n;
    cji_audit_prover_end(&p);
    return status;
}

/* The newest shard that is there. */
static cj_status go_to_newest(cji_audit *log, cj_error **error)
{
    for (;;) {
        char *next = NULL;
        cj_status status =
            cji_audit_shard_at(log->ctx, log->first_dir, log->shard + 1, &next, error);
        if (next == NULL)
            return status;
        cji_free(log->ctx, log->dir);
        log->dir = next;
        log->shard++;
        memset(log->known, 0, sizeof log->known);
    }
}

cj_status cji_audit_find_shard(cji_audit *log, cj_error **error)
{
    cj_status status = go_to_newest(log, error);
    if (status == CJ_OK)
        status = take_key(log, error);
    if (status == CJ_OK && log->shard > 1)
        status = read_base(log, &log->base, error);
    return status;
}

/* ---- from one shard to the next -------------------------------------------------------------- */

/* Its log.close names the key; entry and strings live in the arena. */
static cj_status read_close(cji_audit *log, cji_arena *arena, cji_audit_vkey *out, cj_error **error)
{
    cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
    const char *why = "";
    cji_buf bytes;
    cj_status status;
    cji_buf_init(&bytes, log->ctx, 2 * CJI_AUDIT_ENTRY_MAX);
    status = cji_audit_read_here(log, log->size - 1, &bytes, error);
    if (status == CJ_OK)
        status = cji_audit_entry_read(cji_buf_view(&bytes), arena, &entry, &why);
    if (status == CJ_OK && entry.vkey != NULL)
        status = cji_audit_vkey_parse(log->ctx, cji_str_of(entry.vkey), out);
    else if (status == CJ_OK)
        status = CJ_E_VERIFY;
    if (status == CJ_E_MEMORY)
        cji_no_memory(log->ctx, error);
    else if (status == CJ_E_VERIFY || status == CJ_E_LOG_ENTRY)
        status = cji_audit_damaged(log, error, log->size - 1, "log.close does not name a key");
    cji_buf_fini(&bytes);
    return status;
}

static cj_status load_next_key(cji_audit *log, const cji_audit_vkey *want, cji_audit_key *out,
                               cj_error **error)
{
    cji_place place = {.file = log->key_path};
    char *path;
    cj_status status;
    if (log->ctx->signer.sign != NULL) {
        out->public_ = *want;
        return CJ_OK;
    }
    path = next_key_path(log);
    if (path == NULL)
        return cji_no_memory(log->ctx, error);
    status = cji_audit_key_load(log->ctx, path, out, error);
    if (status == CJ_OK && !same_key(&out->public_, want))
        status = cji_fail(log->ctx, error, CJ_E_LOG_KEY, &place,
                          "the key beside it is not the one that the closed log names");
    cji_free(log->ctx, path);
    return status;
}

/* The next shard beside its place, then in it. The lock is held by `log`. */
static cj_status make_next(cji_audit *log, cj_error **error)
{
    cj_context *ctx = log->ctx;
    char *building = cji_audit_join(ctx, log->first_dir, ".new");
    char *dir = cji_audit_shard_dir(ctx, log->first_dir, log->shard + 1);
    cji_audit_key key = {0};
    cji_audit_vkey want;
    cji_audit *next = NULL;
    cji_arena arena;
    cji_buf note;
    cj_status status;
    cji_arena_init(&arena, ctx);
    cji_buf_init(&note, ctx, CJI_AUDIT_NOTE_MAX);
    status = building != NULL && dir != NULL ? read_close(log, &arena, &want, error)
                                             : cji_no_memory(ctx, error);
    if (status == CJ_OK)
        status = load_next_key(log, &want, &key, error);
    if (status == CJ_OK)
        status = cji_audit_publish_now(log, &note, error);
    if (status == CJ_OK)
        status = cji_audit_handle(ctx, building, log->first_dir, NULL, &next, error);
    if (status == CJ_OK)
        status = cji_audit_take_key(next, &key, error);
    if (status == CJ_OK && cji_buf_text(&note) == NULL)
        status = cji_no_memory(ctx, error);
    if (status == CJ_OK)
        status = cji_audit_build(next, note.p, log->base + log->size, error);
    if (next != NULL)
        cji_audit_free(next);
    if (status == CJ_OK)
        status = cji_audit_place(ctx, building, dir, error);
    cji_wipe(&key, sizeof key);
    cji_arena_fini(&arena);
    cji_buf_fini(&note);
    cji_free(ctx, building);
    cji_free(ctx, dir);
    return status;
}

/* The handle leaves the closed shard for the newest; what it knew must be the beginning of that. */
static cj_status move_on(cji_audit *log, cj_error **error)
{
    uint64_t size = log->base + log->size;
    uint8_t before[CJI_HASH], after[CJI_HASH];
    cj_status status = cji_audit_root_at(log, log->size, before, error);
    if (status == CJ_OK)
        status = cji_audit_find_shard(log, error);
    if (status == CJ_OK)
        status = cji_audit_open_shard(log, 0, error);
    if (status == CJ_OK && log->base < size)
        status = cji_audit_damaged(log, error, 0, "it does not follow the shard before it");
    if (status == CJ_OK)
        status = cji_audit_old_root(log, size, after, error);
    if (status == CJ_OK && memcmp(before, after, CJI_HASH) != 0)
        status = cji_audit_damaged(log, error, 0, "it follows another history");
    log->poisoned = log->poisoned || status != CJ_OK; /* half loaded */
    return status;
}

cj_status cji_audit_next_shard(cji_audit *log, cj_error **error)
{
    char *dir = NULL;
    cj_status status = cji_audit_shard_at(log->ctx, log->first_dir, log->shard + 1, &dir, error);
    if (status == CJ_OK && dir == NULL)
        status = make_next(log, error);
    cji_free(log->ctx, dir);
    return status == CJ_OK ? move_on(log, error) : status;
}

/* "NAME", "NAME/2", "NAME/3", ... */
static void next_name(const cji_audit *log, char out[CJI_AUDIT_NAME_MAX + 16])
{
    char number[16];
    size_t n = strlen(log->key.public_.name), tail;
    snprintf(number, sizeof number, "/%u", log->shard);
    tail = strlen(number);
    if (log->shard > 1 && n > tail && strcmp(log->key.public_.name + n - tail, number) == 0)
        n -= tail;
    snprintf(out, CJI_AUDIT_NAME_MAX + 16, "%.*s/%u", (int)n, log->key.public_.name,
             log->shard + 1);
}

/* The new key, and the entry that closes the shard and names it. */
static cj_status close_shard(cji_audit *log, const char *name, cj_error **error)
{
    cj_context *ctx = log->ctx;
    const cji_io *io = &ctx->io;
    cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
    char vkey[CJI_AUDIT_VKEY_TEXT];
    char *path = next_key_path(log);
    cji_audit_key key = {0};
    cj_status status;
    if (path == NULL)
        return cji_no_memory(ctx, error);
    if (ctx->signer.sign == NULL)
        io->unlink(io->user, path); /* of a rotation that did not come to its entry */
    status = cji_audit_key_create(ctx, path, cji_str_of(name), &key, error);
    if (status == CJ_OK) {
        cji_audit_vkey_text(&key.public_, vkey);
        entry.op = "admin";
        entry.act = "log.close";
        entry.out = "ok";
        entry.origin = key.public_.name;
        entry.vkey = vkey;
        status = cji_audit_add(log, &entry, 1, error);
        log->closed = status == CJ_OK;
    }
    cji_wipe(&key, sizeof key);
    cji_free(ctx, path);
    return status;
}

cj_status cji_audit_rotate(cji_audit *log, const char *origin, cj_error **error)
{
    char name[CJI_AUDIT_NAME_MAX + 16];
    cj_status status = cji_audit_enter(log, error);
    if (status != CJ_OK)
        return status;
    status = cji_audit_catch_up(log, error);
    if (status == CJ_OK) {
        next_name(log, name);
        if (origin == NULL)
            origin = name;
        if (!cji_audit_name_ok(cji_str_of(origin)) || strcmp(origin, log->key.public_.name) == 0)
            status = cji_fail(log->ctx, error, CJ_E_MISUSE, NULL,
                              "an origin is new, and 1 to %d bytes without space and '+'",
                              CJI_AUDIT_NAME_MAX);
    }
    if (status == CJ_OK)
        status = close_shard(log, origin, error);
    if (status == CJ_OK)
        status = cji_audit_next_shard(log, error);
    cji_audit_leave(log);
    return status;
}

/* ---- older shards ---------------------------------------------------------------------------- */

void cji_audit_old_drop(cji_audit *log)
{
    if (log->old.dir == NULL)
        return;
    cji_audit_prover_end(&log->old.files);
    cji_free(log->ctx, log->old.dir);
    log->old.dir = NULL;
}

/* log->old becomes the shard that has the entry; index < log->base. */
static cj_status find_old(cji_audit *log, uint64_t index, cj_error **error)
{
    uint64_t end = log->base;
    if (log->old.dir != NULL && index >= log->old.base &&
        index - log->old.base < log->old.files.checkpoint.size)
        return CJ_OK;
    for (unsigned shard = log->shard - 1; shard > 0; shard--) {
        cj_status status;
        cji_audit_old_drop(log);
        log->old.dir = cji_audit_shard_dir(log->ctx, log->first_dir, shard);
        if (log->old.dir == NULL)
            return cji_no_memory(log->ctx, error);
        status = cji_audit_prover_begin(&log->old.files, log->ctx, log->old.dir, error);
        if (status == CJ_E_NOT_FOUND || (status == CJ_OK && log->old.files.checkpoint.size > end))
            status = cji_audit_damaged(log, error, index, "an older shard is not as it was");
        if (status != CJ_OK) {
            cji_audit_old_drop(log);
            return status;
        }
        log->old.base = end - log->old.files.checkpoint.size;
        if (index >= log->old.base)
            return CJ_OK;
        end = log->old.base;
    }
    return cji_audit_damaged(log, error, index, "no older shard has the entry");
}

cj_status cji_audit_old_read(cji_audit *log, uint64_t index, cji_buf *out, cj_error **error)
{
    cji_audit_file file = {CJI_AUDIT_ENTRIES, 0, 0, 0};
    cji_str rest, entry = {NULL, 0};
    cj_status status = find_old(log, index, error);
    if (status != CJ_OK)
        return status;
    index -= log->old.base;
    file.n = index / CJI_AUDIT_TILE;
    status = cji_audit_prover_get(&log->old.files, file, error);
    if (status != CJ_OK)
        return status;
    rest = cji_buf_view(&log->old.files.bytes);
    for (uint64_t i = 0; i <= index % CJI_AUDIT_TILE; i++) {
        if (!cji_audit_bundle_next(&rest, &entry))
            return cji_audit_damaged(log, error, index, "the entry bundle is too short");
    }
    cji_buf_clear(out);
    cji_buf_str(out, entry);
    return out->status == CJ_OK
               ? CJ_OK
               : cji_fail(log->ctx, error, out->status, NULL, "no room for the entry");
}

cj_status cji_audit_old_root(cji_audit *log, uint64_t size, uint8_t out[CJI_HASH], cj_error **error)
{
    cj_status status = find_old(log, size - 1, error);
    cji_audit_source source = {log->ctx, cji_audit_prover_hash, &log->old.files};
    return status == CJ_OK ? cji_audit_source_root(&source, size - log->old.base, out, error)
                           : status;
}
