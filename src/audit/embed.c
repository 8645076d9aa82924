/* SPDX-License-Identifier: MIT */
/* The log for hosts that have no store of this library: the private calls, with arguments checked.
 */
#include "audit/audit.h"

cj_status cj_audit_create(cj_context *context, const char *dir, const char *key_path,
                          const char *origin, cj_error **error)
{
    if (context == NULL)
        return CJ_E_MISUSE;
    if (dir == NULL || (key_path == NULL && context->signer.sign == NULL))
        return cji_fail(context, error, CJ_E_MISUSE, NULL, "dir is NULL, or there is no key");
    return cji_audit_create(context, dir, key_path, origin, error);
}

cj_status cj_audit_open(cj_context *context, const char *dir, const char *key_path,
                        uint64_t keep_size, cj_audit **out, cj_error **error)
{
    cji_place place = {.file = dir};
    if (context == NULL)
        return CJ_E_MISUSE;
    if (dir == NULL || out == NULL || (key_path == NULL && context->signer.sign == NULL))
        return cji_fail(context, error, CJ_E_MISUSE, NULL,
                        "dir or out is NULL, or there is no key");
    if (!cji_audit_exists(context, dir))
        return cji_fail(context, error, CJ_E_NOT_FOUND, &place, "there is no log");
    return cji_audit_open(context, dir, key_path, keep_size, out, error);
}

cj_audit *cj_audit_ref(cj_audit *log)
{
    if (log != NULL)
        atomic_fetch_add_explicit(&log->refs, 1, memory_order_relaxed);
    return log;
}

void cj_audit_unref(cj_audit *log)
{
    if (log != NULL && atomic_fetch_sub_explicit(&log->refs, 1, memory_order_acq_rel) == 1)
        cji_audit_close(log);
}

cj_status cj_audit_append(cj_audit *log, const cj_audit_entry *entries, size_t n, uint64_t *first,
                          cj_error **error)
{
    if (entries == NULL || n == 0)
        return cji_fail(log->ctx, error, CJ_E_MISUSE, NULL, "there are no entries");
    for (size_t i = 0; i < n; i++) {
        cji_place place = {.field = "act"};
        if (entries[i].size != sizeof *entries)
            return cji_fail(log->ctx, error, CJ_E_MISUSE, NULL,
                            "an entry begins with CJ_AUDIT_ENTRY_INIT");
        if (entries[i].act != NULL && strncmp(entries[i].act, "log.", 4) == 0)
            return cji_fail(log->ctx, error, CJ_E_LOG_ENTRY, &place,
                            "%s is for the log itself to say", entries[i].act);
    }
    return cji_audit_append(log, entries, n, first, error);
}

uint64_t cj_audit_size(const cj_audit *log)
{
    return cji_audit_size(log);
}

cj_status cj_audit_root(cj_audit *log, uint64_t size, unsigned char root[32], cj_error **error)
{
    if (root == NULL)
        return cji_fail(log->ctx, error, CJ_E_MISUSE, NULL, "root is NULL");
    return cji_audit_root(log, size, root, error);
}

static cj_status give(cj_context *ctx, cj_status status, const cji_buf *bytes, cj_write_fn write,
                      void *user, cj_error **error)
{
    if (status == CJ_OK && write != NULL && write(bytes->p, bytes->n, user) != 0)
        return cji_fail(ctx, error, CJ_E_STOPPED, NULL, "the callback stopped");
    return status;
}

cj_status cj_audit_read(cj_audit *log, uint64_t index, cj_write_fn write, void *user,
                        cj_error **error)
{
    cji_buf bytes;
    cj_status status;
    if (write == NULL)
        return cji_fail(log->ctx, error, CJ_E_MISUSE, NULL, "write is NULL");
    cji_buf_init(&bytes, log->ctx, 2 * CJI_AUDIT_ENTRY_MAX);
    status = cji_audit_read(log, index, &bytes, error);
    status = give(log->ctx, status, &bytes, write, user, error);
    cji_buf_fini(&bytes);
    return status;
}

cj_status cj_audit_publish(cj_audit *log, cj_write_fn write, void *user, cj_error **error)
{
    cji_buf note;
    cj_status status;
    cji_buf_init(&note, log->ctx, CJI_AUDIT_NOTE_MAX);
    status = cji_audit_publish(log, &note, error);
    status = give(log->ctx, status, &note, write, user, error);
    cji_buf_fini(&note);
    return status;
}

cj_status cj_audit_rotate(cj_audit *log, const char *origin, cj_error **error)
{
    return cji_audit_rotate(log, origin, error);
}
