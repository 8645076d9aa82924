/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz.h"

static long live;
static long until_failure = -1;

static bool refused(void)
{
    if (until_failure < 0)
        return false;
    if (until_failure > 0)
        until_failure--;
    return until_failure == 0;
}

static void *allocate(size_t size, void *user)
{
    void *block = refused() ? NULL : malloc(size);
    (void)user;
    live += block != NULL;
    return block;
}

static void *reallocate(void *block, size_t size, void *user)
{
    void *fresh = refused() ? NULL : realloc(block, size);
    (void)user;
    live += block == NULL && fresh != NULL;
    return fresh;
}

static void release(void *block, void *user)
{
    (void)user;
    live -= block != NULL;
    free(block);
}

static int64_t fixed_clock(void *user)
{
    (void)user;
    return INT64_C(1773000000000000);
}

static int32_t fixed_random(void *out, size_t size, void *user)
{
    (void)user;
    memset(out, 0x5a, size);
    return 0;
}

cj_context *fuzz_context(void)
{
    static const int64_t limits[][2] = {
        {CJ_LIMIT_INPUT_BYTES, 1 << 20}, {CJ_LIMIT_TAG_BYTES, 4096}, {CJ_LIMIT_DEPTH, 16},
        {CJ_LIMIT_TEXT_BYTES, 16384},    {CJ_LIMIT_REPEATS, 200},    {CJ_LIMIT_ACTS, 500},
        {CJ_LIMIT_PROBLEMS, 20},
    };
    static cj_context *ctx;
    cj_context_options options = CJ_CONTEXT_OPTIONS_INIT;
    if (ctx != NULL)
        return ctx;
    options.allocate = allocate;
    options.reallocate = reallocate;
    options.release = release;
    options.clock = fixed_clock;
    options.random = fixed_random;
    FUZZ_CHECK(cj_context_new(&options, &ctx, NULL) == CJ_OK);
    for (size_t i = 0; i < CJI_COUNT(limits); i++)
        FUZZ_CHECK(cj_context_set_limit(ctx, (int32_t)limits[i][0], limits[i][1]) == CJ_OK);
    return ctx;
}

long fuzz_live(void)
{
    return live;
}

void fuzz_fail_after(long after)
{
    until_failure = after < 0 ? -1 : after + 1;
}

size_t fuzz_choice(const uint8_t *data, size_t size, size_t n)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ data[i]) * UINT64_C(1099511628211);
    return (size_t)((hash >> 16) % n);
}

void fuzz_run(const uint8_t *data, size_t size,
              void (*read)(const uint8_t *data, size_t size, bool short_of_memory))
{
    long before;
    (void)fuzz_context();
    before = live;
    read(data, size, false);
    FUZZ_CHECK(live == before);
    /* Half of the points are early: most inputs are refused after a few dozen allocations. */
    fuzz_fail_after((long)fuzz_choice(data, size, fuzz_choice(data, size, 2) == 0 ? 40 : 1000));
    read(data, size, true);
    fuzz_fail_after(-1);
    FUZZ_CHECK(live == before);
}

int32_t fuzz_write(const void *bytes, size_t size, void *user)
{
    cji_buf_put(user, bytes, size);
    return 0;
}

void fuzz_check_error(const cj_error *error, cj_status status)
{
    size_t n = cj_error_count(error);
    FUZZ_CHECK(status != CJ_OK && cj_status_name(status) != NULL);
    FUZZ_CHECK(n > 0 && cj_error_total(error) >= n);
    for (size_t i = 0; i < n; i++) {
        char line[300];
        const char *message = cj_error_message(error, i);
        FUZZ_CHECK(message != NULL && cj_status_name(cj_error_code(error, i)) != NULL);
        FUZZ_CHECK(cj_error_line(error, i) >= 0 && cj_error_column(error, i) >= 0);
        FUZZ_CHECK(cj_error_format(error, i, line, sizeof line) >= strlen(line));
    }
}
