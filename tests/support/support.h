/* SPDX-License-Identifier: MIT */
/* What several tests need. */
#ifndef CJ_TEST_SUPPORT_H
#define CJ_TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/core.h"

/* The last problem as one line, for messages of failed assertions; valid until the next call. */
const char *last_problem(const cj_error *error);

/* Asserts CJ_OK and shows the problem if it is not. */
#define assert_ok(call, error)                                                                     \
    do {                                                                                           \
        cj_status status_ = (call);                                                                \
        if (status_ != CJ_OK)                                                                      \
            fail_msg("%s: status %d: %s", #call, (int)status_, last_problem(error));               \
    } while (0)

/* A context as the state of a test, made before and dropped after it. */
int context_make(void **state);
int context_drop(void **state);

/* An allocator that fails at the fail_at-th request, once or from there on. */
typedef struct fault {
    long seen, fail_at, live;
    int sticky;
} fault;

cj_status fault_context(fault *f, cj_context **out);

/* The point of failure after `at`: the next one under CJ_TEST_LONG; otherwise, behind the first
 * forty, one of the thirteen that follow, so that a sweep whose every run is long stays short. */
long fault_next(long at);

/*
 * Runs `run` with a context whose Nth allocation fails, for every N, once and persistently, until
 * a run saw no failure; then run must have returned true. Asserts each time that nothing leaked.
 * Returns the number of runs.
 */
size_t fault_sweep(int (*run)(cj_context *ctx, void *user), void *user);
/* The same at the points of fault_next only. */
size_t fault_sweep_some(int (*run)(cj_context *ctx, void *user), void *user);

#endif
