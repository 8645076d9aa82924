/* SPDX-License-Identifier: MIT */
/* A new log: built beside its place and renamed into it, so that it is there whole or not at all.
 */
#include "audit/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

static cj_status start(cji_audit *log, const char *prev, uint64_t base, cj_error **error)
{
    const cji_audit_file vkey = {CJI_AUDIT_VKEY, 0, 0, 0}, head = {CJI_AUDIT_JOURNAL, 0, 0, 0};
    char text[CJI_AUDIT_VKEY_TEXT + 1];
    uint8_t header[CJI_AUDIT_HEADER], root[CJI_HASH];
    cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
    cj_status status = cji_audit_root_at(log, 0, root, error);
    if (status != CJ_OK)
        return cji_fail(log->ctx, error, status, NULL, "cannot hash");
    cji_audit_header(log->origin, 0, root, header);
    cji_audit_vkey_text(&log->key.public_, text);
    entry.op = "admin";
    entry.act = "log.open";
    entry.out = "ok";
    entry.origin = log->key.public_.name;
    entry.vkey = text;
    entry.prev = prev;
    if (prev != NULL)
        entry.n = (int64_t)base;
    status = cji_audit_file_put(log->ctx, log->dir, log->aside, head,
                                (cji_str){(char *)header, sizeof header}, 0644, NULL, error);
    if (status == CJ_OK)
        status = cji_audit_load(log, 0, error);
    if (status == CJ_OK)
        status = cji_audit_add(log, &entry, 1, error);
    strcat(text, "\n"); /* one byte of room is for it */
    if (status == CJ_OK)
        status = cji_audit_file_put(log->ctx, log->dir, log->aside, vkey, cji_str_of(text), 0644,
                                    NULL, error);
    return status == CJ_OK ? cji_audit_publish_now(log, NULL, error) : status;
}

cj_status cji_audit_build(cji_audit *log, const char *prev, uint64_t base, cj_error **error)
{
    cj_context *ctx = log->ctx;
    if (ctx->io.mkdir(ctx->io.user, log->dir, 0755) != 0 && errno != EEXIST)
        return cji_io_fail(ctx, error, "make the directory", log->dir);
    return start(log, prev, base, error);
}

static cj_status build(cj_context *ctx, const char *dir, const char *beside,
                       const cji_audit_key *key, cj_error **error)
{
    cji_audit *log = NULL;
    cj_status status = cji_audit_handle(ctx, dir, beside, NULL, &log, error);
    if (status != CJ_OK)
        return status;
    status = cji_audit_take_key(log, key, error);
    if (status == CJ_OK)
        status = cji_audit_lock(log, error);
    if (status == CJ_OK) {
        status = cji_audit_build(log, NULL, 0, error);
        cji_audit_unlock(log);
    }
    cji_audit_free(log);
    return status;
}

static cj_status default_origin(cj_context *ctx, char out[40])
{
    uint8_t bytes[8];
    char hex[17];
    cj_status status = cji_random(ctx, bytes, sizeof bytes);
    cji_hex(bytes, sizeof bytes, hex);
    snprintf(out, 40, "cjustice.local/%s", hex);
    return status;
}

cj_status cji_audit_place(cj_context *ctx, const char *from, const char *dir, cj_error **error)
{
    const cji_io *io = &ctx->io;
    cj_status status;
    if (io->rename(io->user, from, dir) != 0)
        return cji_io_fail(ctx, error, "put in place", dir);
    status = cji_dir_sync(ctx, dir, error);
    if (status != CJ_OK)
        io->rename(io->user, dir, from);
    return status;
}

cj_status cji_audit_create(cj_context *ctx, const char *dir, const char *key_path,
                           const char *origin, cj_error **error)
{
    char made[40] = "";
    cji_place place = {.file = dir};
    char *building = cji_audit_join(ctx, dir, ".new"), *second = cji_audit_shard_dir(ctx, dir, 2);
    cji_audit_key key;
    cj_status status = CJ_OK;
    if (building == NULL || second == NULL) {
        cji_free(ctx, building);
        cji_free(ctx, second);
        return cji_no_memory(ctx, error);
    }
    if (origin == NULL)
        status = default_origin(ctx, made);
    if (status != CJ_OK)
        status = cji_fail(ctx, error, status, NULL, "no randomness for the origin");
    else if (origin != NULL && !cji_audit_name_ok(cji_str_of(origin)))
        status = cji_fail(ctx, error, CJ_E_MISUSE, NULL,
                          "an origin is 1 to %d bytes without space and '+'", CJI_AUDIT_NAME_MAX);
    else if (cji_audit_exists(ctx, dir) || cji_audit_exists(ctx, second))
        status = cji_fail(ctx, error, CJ_E_STORE_EXISTS, &place, "a log is there already");
    if (status == CJ_OK)
        status = cji_audit_key_create(ctx, key_path, cji_str_of(origin != NULL ? origin : made),
                                      &key, error);
    if (status == CJ_OK) {
        status = build(ctx, building, dir, &key, error);
        if (status == CJ_OK)
            status = cji_audit_place(ctx, building, dir, error);
        if (status != CJ_OK &&
            key_path != NULL) /* a key without its log would stand in the way of the next try */
            ctx->io.unlink(ctx->io.user, key_path);
        cji_wipe(&key, sizeof key);
    }
    cji_free(ctx, building);
    cji_free(ctx, second);
    return status;
}
