/* SPDX-License-Identifier: MIT */
/* Many callers of one log: one write to the disk serves all who wait. */
#include "audit/audit_support.h"

static cj_context *ctx;
static place here;

static int setup(void **state)
{
    (void)state;
    place_make(&here);
    return cj_context_new(NULL, &ctx, NULL) == CJ_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    cj_context_unref(ctx);
    place_drop(&here);
    return 0;
}

#define CALLERS 16
#define EACH 40

static long syncs;

static int slow_sync(void *user, int fd)
{
    (void)user;
    (void)fd;
    syncs++; /* under the log's mutex */
    usleep(500);
    return 0;
}

typedef struct caller {
    cji_audit *log;
    unsigned number;
    uint64_t index[EACH];
} caller;

static void *call(void *user)
{
    caller *c = user;
    for (unsigned i = 0; i < EACH; i++) {
        cji_audit_entry e[2] = {sample(0), sample(0)};
        bool bad = i % 10 == 9; /* refused, and nobody else for it */
        e[0].n = e[1].n = c->number * 1000 + i;
        e[1].op = bad ? "nonsense" : e[1].op;
        if (cji_audit_append(c->log, e, 2, &c->index[i], NULL) != (bad ? CJ_E_LOG_ENTRY : CJ_OK))
            return c;
    }
    return NULL;
}

static void test_many_callers(void **state)
{
    static caller callers[CALLERS];
    pthread_t threads[CALLERS];
    cji_audit *log = NULL;
    cj_error *error = NULL;
    cji_buf bytes;
    (void)state;
    place_clear(&here);
    assert_ok(cji_audit_create(ctx, here.dir, here.key, NULL, &error), error);
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 0, &log, &error), error);
    ctx->io.sync = slow_sync;
    syncs = 0;
    for (unsigned i = 0; i < CALLERS; i++) {
        callers[i] = (caller){.log = log, .number = i};
        assert_int_equal(pthread_create(&threads[i], NULL, call, &callers[i]), 0);
    }
    for (unsigned i = 0; i < CALLERS; i++) {
        void *failed = NULL;
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    ctx->io.sync = cji_io_system.sync;
    assert_int_equal(cji_audit_size(log), 1 + CALLERS * EACH * 9 / 10 * 2);
    print_message("%d calls, %ld syncs\n", CALLERS * EACH * 9 / 10, syncs);
    assert_true(syncs < CALLERS * EACH * 9 / 10 / 2);
    cji_buf_init(&bytes, ctx, 5000);
    for (unsigned i = 0; i < CALLERS * EACH; i++) {
        const caller *c = &callers[i / EACH];
        char want[32];
        if (i % EACH % 10 == 9)
            continue;
        snprintf(want, sizeof want, "\"n\":%u,", c->number * 1000 + i % EACH);
        for (uint64_t k = 0; k < 2; k++) { /* side by side, where it was said */
            assert_ok(cji_audit_read(log, c->index[i % EACH] + k, &bytes, &error), error);
            assert_non_null(strstr(cji_buf_text(&bytes), want));
        }
    }
    cji_buf_fini(&bytes);
    cji_audit_close(log);
    assert_consistent(ctx, here.dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_many_callers)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
