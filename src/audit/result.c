/* SPDX-License-Identifier: MIT */
/* The public face of verification. */
#include "audit/audit.h"

#include <fcntl.h>
#include <stdio.h>

cj_status cji_audit_result_new(cj_context *ctx, cj_audit_result **out, cj_error **error)
{
    cj_audit_result *result = cji_alloc(ctx, sizeof *result);
    if (result == NULL)
        return cji_no_memory(ctx, error);
    atomic_init(&result->refs, 1);
    result->ctx = cj_context_ref(ctx);
    result->failed = CJ_AUDIT_NO_INDEX;
    *out = result;
    return CJ_OK;
}

void cji_audit_result_fail_va(cj_audit_result *result, uint64_t index, const char *format,
                              va_list args)
{
    vsnprintf(result->why, sizeof result->why, format, args);
    result->verdict = CJ_AUDIT_FAILED;
    result->failed = index;
    result->anchored = 0;
}

void cji_audit_result_fail(cj_audit_result *result, uint64_t index, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    cji_audit_result_fail_va(result, index, format, args);
    va_end(args);
}

int cji_audit_quiet(cj_context *ctx, const char *dir)
{
    char *path = cji_audit_join(ctx, dir, ".lock");
    int fd = path != NULL ? ctx->io.open(ctx->io.user, path, O_RDONLY, 0) : -1;
    cji_free(ctx, path);
    if (fd >= 0 && cji_audit_lock_file(fd, F_RDLCK) != 0) {
        ctx->io.close(ctx->io.user, fd);
        fd = -1;
    }
    return fd;
}

/* What seems wrong may be a writer in the middle of a step: it is looked at again without one. */
static cj_status verify_twice(cj_context *ctx, const char *dir, const char *trusted,
                              cj_audit_result **out, cj_error **error)
{
    cj_status status = cji_audit_verify_once(ctx, dir, trusted, NULL, out, error);
    int fd;
    if (status != CJ_OK || (*out)->verdict != CJ_AUDIT_FAILED)
        return status;
    fd = cji_audit_quiet(ctx, dir);
    if (fd < 0)
        return CJ_OK;
    cj_audit_result_unref(*out);
    status = cji_audit_verify_once(ctx, dir, trusted, NULL, out, error);
    ctx->io.close(ctx->io.user, fd);
    return status;
}

cj_status cji_audit_trusted(cj_context *ctx, const char *given, cji_buf *space, const char **out,
                            cj_error **error)
{
    cj_status status;
    *out = given;
    if (given == NULL || strchr(given, '\n') != NULL)
        return CJ_OK;
    status = cji_file_read(ctx, given, space, error);
    if (status != CJ_OK)
        return status;
    *out = cji_buf_text(space);
    return *out != NULL ? CJ_OK : cji_no_memory(ctx, error);
}

cj_status cj_audit_verify(cj_context *context, const char *path, const char *trusted,
                          cj_audit_result **out, cj_error **error)
{
    cj_audit_result *result = NULL;
    char *dir = NULL;
    cji_buf text;
    cj_status status;
    if (context == NULL)
        return CJ_E_MISUSE;
    if (path == NULL || out == NULL)
        return cji_fail(context, error, CJ_E_MISUSE, NULL, "path or out is NULL");
    cji_buf_init(&text, context, CJI_AUDIT_NOTE_MAX);
    status = cji_audit_resolve(context, path, &dir, error);
    if (status == CJ_OK)
        status = cji_audit_trusted(context, trusted, &text, &trusted, error);
    if (status == CJ_OK)
        status = verify_twice(context, dir, trusted, &result, error);
    if (status == CJ_OK)
        *out = result;
    cji_buf_fini(&text);
    cji_free(context, dir);
    return status;
}

cj_audit_result *cj_audit_result_ref(cj_audit_result *result)
{
    if (result != NULL)
        atomic_fetch_add_explicit(&result->refs, 1, memory_order_relaxed);
    return result;
}

void cj_audit_result_unref(cj_audit_result *result)
{
    cj_context *ctx;
    if (result == NULL || atomic_fetch_sub_explicit(&result->refs, 1, memory_order_acq_rel) != 1)
        return;
    ctx = result->ctx;
    cji_free(ctx, result);
    cj_context_unref(ctx);
}

int32_t cj_audit_result_verdict(const cj_audit_result *result)
{
    return result->verdict;
}

uint64_t cj_audit_result_size(const cj_audit_result *result)
{
    return result->size;
}

const char *cj_audit_result_root(const cj_audit_result *result)
{
    return result->root;
}

uint64_t cj_audit_result_anchored_size(const cj_audit_result *result)
{
    return result->anchored;
}

uint64_t cj_audit_result_failed_index(const cj_audit_result *result)
{
    return result->failed;
}

const char *cj_audit_result_why(const cj_audit_result *result)
{
    return result->verdict == CJ_AUDIT_FAILED ? result->why : NULL;
}

uint64_t cj_audit_result_lost(const cj_audit_result *result)
{
    return result->lost;
}

uint64_t cj_audit_result_before(const cj_audit_result *result)
{
    return result->before;
}

uint32_t cj_audit_result_unknown_signatures(const cj_audit_result *result)
{
    return result->unknown;
}
