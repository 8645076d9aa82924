/* SPDX-License-Identifier: MIT */
#include "core/core.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

static void *default_allocate(size_t size, void *user)
{
    (void)user;
    return malloc(size);
}

static void *default_reallocate(void *block, size_t size, void *user)
{
    (void)user;
    return realloc(block, size);
}

static void default_release(void *block, void *user)
{
    (void)user;
    free(block);
}

static int64_t default_clock(void *user)
{
    struct timespec now;
    (void)user;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int32_t default_random(void *out, size_t size, void *user)
{
    char *p = out;
    (void)user;
    while (size > 0) {
        ssize_t got = getrandom(p, size, 0);
        if (got < 0) {
            if (errno == EINTR)
                continue;
            return -1;
        }
        p += got;
        size -= (size_t)got;
    }
    return 0;
}

static const int64_t default_limits[CJ_LIMIT_PROBLEMS + 1] = {
    [CJ_LIMIT_INPUT_BYTES] = (int64_t)1 << 30,
    [CJ_LIMIT_TAG_BYTES] = 64 * 1024,
    [CJ_LIMIT_DEPTH] = 64,
    [CJ_LIMIT_TEXT_BYTES] = 1024 * 1024,
    [CJ_LIMIT_REPEATS] = 10000,
    [CJ_LIMIT_ACTS] = 1000000,
    [CJ_LIMIT_PROBLEMS] = 100,
};

/* An older caller's struct is shorter; a newer one's tail must be zero, or it asks for what we
 * do not know. */
static bool options_read(const cj_context_options *given, cj_context_options *out)
{
    static const cj_context_options none = CJ_CONTEXT_OPTIONS_INIT;
    *out = none;
    if (given == NULL)
        return true;
    if (given->size < sizeof(size_t))
        return false;
    for (size_t i = sizeof *out; i < given->size; i++) {
        if (((const char *)given)[i] != 0)
            return false;
    }
    memcpy(out, given, given->size < sizeof *out ? given->size : sizeof *out);
    int memory = (out->allocate != NULL) + (out->reallocate != NULL) + (out->release != NULL);
    return memory == 0 || memory == 3;
}

cj_status cj_context_new(const cj_context_options *options, cj_context **out, cj_error **error)
{
    cj_context_options o;
    cj_context *ctx;
    if (out == NULL || !options_read(options, &o))
        return CJ_E_MISUSE; /* no allocator to report with */
    if (o.allocate == NULL) {
        o.allocate = default_allocate;
        o.reallocate = default_reallocate;
        o.release = default_release;
    }
    ctx = o.allocate(sizeof *ctx, o.user);
    if (ctx == NULL)
        return CJ_E_MEMORY;
    memset(ctx, 0, sizeof *ctx);
    atomic_init(&ctx->refs, 1);
    ctx->user = o.user;
    ctx->allocate = o.allocate;
    ctx->reallocate = o.reallocate;
    ctx->release = o.release;
    ctx->clock = o.clock != NULL ? o.clock : default_clock;
    ctx->random = o.random != NULL ? o.random : default_random;
    ctx->log = o.log;
    ctx->io = cji_io_system;
    memcpy(ctx->limits, default_limits, sizeof ctx->limits);
    cji_xml_init();
    ctx->crypto = cji_crypto_new(ctx);
    if (ctx->crypto == NULL) {
        cj_status status = cji_fail(ctx, error, CJ_E_CRYPTO, NULL, "libcrypto gives no SHA-256");
        cj_context_unref(ctx);
        return status;
    }
    *out = ctx;
    return CJ_OK;
}

cj_context *cj_context_ref(cj_context *context)
{
    if (context != NULL)
        atomic_fetch_add_explicit(&context->refs, 1, memory_order_relaxed);
    return context;
}

void cj_context_unref(cj_context *context)
{
    if (context == NULL || atomic_fetch_sub_explicit(&context->refs, 1, memory_order_acq_rel) != 1)
        return;
    cji_crypto_free(context, context->crypto);
    context->release(context, context->user);
}

cj_status cj_context_set_limit(cj_context *context, int32_t limit, int64_t value)
{
    if (context == NULL || limit < 1 || limit > CJ_LIMIT_PROBLEMS || value < 1)
        return CJ_E_MISUSE;
    context->limits[limit] = value;
    return CJ_OK;
}

cj_status cj_context_set_signer(cj_context *context, const cj_signer *signer)
{
    if (context == NULL || signer == NULL || signer->size != sizeof *signer ||
        signer->make == NULL || signer->sign == NULL)
        return CJ_E_MISUSE;
    context->signer = *signer;
    return CJ_OK;
}

int64_t cj_context_limit(const cj_context *context, int32_t limit)
{
    if (context == NULL || limit < 1 || limit > CJ_LIMIT_PROBLEMS)
        return -1;
    return context->limits[limit];
}

cj_time cj_context_now(const cj_context *context)
{
    return (cj_time){cji_now(context), 0, CJ_PRECISION_MICROSECOND};
}

int64_t cji_now(const cj_context *ctx)
{
    return ctx->clock(ctx->user);
}

cj_status cji_random(cj_context *ctx, void *out, size_t size)
{
    return ctx->random(out, size, ctx->user) == 0 ? CJ_OK : CJ_E_CRYPTO;
}

void cji_log(const cj_context *ctx, int32_t level, const char *format, ...)
{
    char line[512];
    va_list args;
    if (ctx->log == NULL)
        return;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    ctx->log(level, line, ctx->user);
}

void *cji_alloc(cj_context *ctx, size_t n)
{
    void *block;
    if (ctx->allocate == default_allocate) /* large blocks come zeroed from the system */
        return calloc(1, n > 0 ? n : 1);
    block = ctx->allocate(n > 0 ? n : 1, ctx->user);
    if (block != NULL)
        memset(block, 0, n);
    return block;
}

void *cji_realloc(cj_context *ctx, void *block, size_t n)
{
    return ctx->reallocate(block, n > 0 ? n : 1, ctx->user);
}

void cji_free(cj_context *ctx, void *block)
{
    if (block != NULL)
        ctx->release(block, ctx->user);
}

char *cji_strdup(cj_context *ctx, cji_str text)
{
    char *copy = cji_alloc(ctx, text.n + 1);
    if (copy != NULL && text.n > 0)
        memcpy(copy, text.p, text.n);
    return copy;
}

bool cji_grow(cj_context *ctx, void **items, size_t item_size, size_t count, size_t *capacity)
{
    size_t wanted;
    void *grown;
    if (count < *capacity)
        return true;
    wanted = *capacity == 0 ? 8 : *capacity * 2;
    if (wanted > SIZE_MAX / 2 / item_size)
        return false;
    grown = cji_realloc(ctx, *items, wanted * item_size);
    if (grown == NULL)
        return false;
    memset((char *)grown + *capacity * item_size, 0, (wanted - *capacity) * item_size);
    *items = grown;
    *capacity = wanted;
    return true;
}
