/* SPDX-License-Identifier: MIT */
#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>

const char *last_problem(const cj_error *error)
{
    static char line[1200];
    line[0] = '\0';
    if (cj_error_count(error) > 0)
        cj_error_format(error, cj_error_count(error) - 1, line, sizeof line);
    return line;
}

static void *failing_allocate(size_t size, void *user)
{
    fault *f = user;
    f->seen++;
    if (f->fail_at > 0 && (f->sticky ? f->seen >= f->fail_at : f->seen == f->fail_at))
        return NULL;
    f->live++;
    return malloc(size);
}

static void *failing_reallocate(void *block, size_t size, void *user)
{
    fault *f = user;
    f->seen++;
    if (f->fail_at > 0 && (f->sticky ? f->seen >= f->fail_at : f->seen == f->fail_at))
        return NULL;
    if (block == NULL)
        f->live++;
    return realloc(block, size);
}

static void failing_release(void *block, void *user)
{
    fault *f = user;
    f->live--;
    free(block);
}

cj_status fault_context(fault *f, cj_context **out)
{
    cj_context_options options = CJ_CONTEXT_OPTIONS_INIT;
    options.user = f;
    options.allocate = failing_allocate;
    options.reallocate = failing_reallocate;
    options.release = failing_release;
    return cj_context_new(&options, out, NULL);
}

long fault_next(long at)
{
    uint64_t mixed = (uint64_t)at * UINT64_C(0x9e3779b97f4a7c15);
    return at < 40 || getenv("CJ_TEST_LONG") != NULL ? at + 1 : at + 1 + (long)(mixed >> 32) % 13;
}

static long every(long at)
{
    return at + 1;
}

static size_t sweep(int (*run)(cj_context *ctx, void *user), void *user, long (*next)(long at))
{
    size_t points = 0;
    for (int sticky = 0; sticky < 2; sticky++) {
        for (long at = 1;; at = next(at)) {
            fault f = {.fail_at = at, .sticky = sticky};
            cj_context *ctx = NULL;
            int done;
            if (fault_context(&f, &ctx) != CJ_OK) {
                assert_int_equal(f.live, 0);
                points++;
                continue;
            }
            done = run(ctx, user);
            cj_context_unref(ctx);
            assert_int_equal(f.live, 0);
            points++;
            if (f.seen < at) {
                assert_true(done);
                break;
            }
        }
    }
    return points;
}

size_t fault_sweep(int (*run)(cj_context *ctx, void *user), void *user)
{
    return sweep(run, user, every);
}

size_t fault_sweep_some(int (*run)(cj_context *ctx, void *user), void *user)
{
    return sweep(run, user, fault_next);
}

int context_make(void **state)
{
    return cj_context_new(NULL, (cj_context **)state, NULL) == CJ_OK ? 0 : -1;
}

int context_drop(void **state)
{
    cj_context_unref(*state);
    return 0;
}
