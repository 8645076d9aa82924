/* SPDX-License-Identifier: MIT */
/* A witness: what it signs, what it refuses, and that it never signs two histories. */
#include "audit/audit_support.h"

static cj_context *ctx;
static place here;
static char dir[128], vkey[300], log_vkey[300];
static int64_t now = INT64_C(1772445600000000);

static int64_t clock_of(void *user)
{
    (void)user;
    return now;
}

static int setup(void **state)
{
    cj_context_options options = CJ_CONTEXT_OPTIONS_INIT;
    (void)state;
    options.clock = clock_of;
    place_make(&here);
    snprintf(dir, sizeof dir, "%s/witness", here.root);
    return cj_context_new(&options, &ctx, NULL) == CJ_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    cj_context_unref(ctx);
    place_drop(&here);
    return 0;
}

static int32_t collect(const void *bytes, size_t size, void *user)
{
    cji_buf_put(user, bytes, size);
    return 0;
}

static void read_text(const char *of, const char *name, char *out, size_t size)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", of, name);
    out[slurp(path, (unsigned char *)out, size)] = '\0';
}

/* A log of that size, and a witness. */
static void begin(uint64_t size)
{
    cji_audit *log = NULL;
    cj_error *error = NULL;
    place_clear(&here);
    assert_ok(cji_audit_create(ctx, here.dir, here.key, "example.org/w", &error), error);
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 0, &log, &error), error);
    fill(log, size, 100);
    cji_audit_close(log);
    assert_ok(cj_witness_create(ctx, dir, "witness.example/1", &error), error);
    assert_int_equal(cj_witness_create(ctx, dir, "witness.example/1", NULL), CJ_E_STORE_EXISTS);
    read_text(dir, "vkey", vkey, sizeof vkey);
    read_text(here.dir, "vkey", log_vkey, sizeof log_vkey);
}

static void grow(uint64_t size)
{
    cji_audit *log = NULL;
    cj_error *error = NULL;
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 0, &log, &error), error);
    fill(log, size, 100);
    cji_audit_close(log);
}

static cj_status ask(uint64_t old, cji_buf *out)
{
    cji_buf_clear(out);
    return cj_audit_ask_witness(ctx, here.dir, old, collect, out, NULL);
}

static cj_status answer(const cji_buf *request, cji_buf *out)
{
    cji_buf_clear(out);
    return cj_witness_answer(ctx, dir, log_vkey, request->p, request->n, collect, out, NULL);
}

/* The checkpoint with the line behind it: cosigned, and good to verify by. */
static void assert_cosigned(const cji_buf *line)
{
    char note[4000], other[300];
    cj_time when = {0, 0, 0};
    size_t own;
    read_text(here.dir, "checkpoint", note, 2000);
    own = strlen(strstr(note, "\n\n") + 2);
    assert_true(cj_witness_check(ctx, note, vkey, NULL, NULL) == CJ_E_VERIFY);
    strncat(note, line->p, line->n);
    assert_int_equal(cj_witness_check(ctx, note, vkey, &when, NULL), CJ_OK);
    assert_int_equal(when.us, now);
    assert_int_equal(verdict(ctx, here.dir, note, NULL, other), CJ_AUDIT_ANCHORED);
    for (size_t i = 0; note[i] != '\0'; i++) { /* every byte counts, but the log's signature */
        if (note + i > strstr(note, "\n\n") && note + i < strstr(note, "\n\n") + 2 + own)
            continue;
        note[i] ^= 1;
        assert_int_not_equal(cj_witness_check(ctx, note, vkey, NULL, NULL), CJ_OK);
        note[i] ^= 1;
    }
}

static void test_it_signs_what_continues(void **state)
{
    static const uint64_t sizes[] = {1, 2, 3, 255, 256, 257, 511, 512, 700};
    cji_buf request, line;
    (void)state;
    begin(1);
    cji_buf_init(&request, ctx, 100000);
    cji_buf_init(&line, ctx, 10000);
    for (size_t i = 0; i < CJI_COUNT(sizes); i++) {
        grow(sizes[i]);
        now += 1000000;
        assert_int_equal(ask(i > 0 ? sizes[i - 1] : 0, &request), CJ_OK);
        assert_int_equal(answer(&request, &line), CJ_OK);
        assert_cosigned(&line);
        assert_int_equal(ask(sizes[i], &request), CJ_OK); /* the same again, later */
        assert_int_equal(answer(&request, &line), CJ_OK);
    }
    assert_int_equal(ask(701, &request), CJ_E_NOT_FOUND);
    cji_buf_fini(&request);
    cji_buf_fini(&line);
}

static void test_it_refuses_another_history(void **state)
{
    cji_buf request, line;
    (void)state;
    begin(300);
    cji_buf_init(&request, ctx, 100000);
    cji_buf_init(&line, ctx, 10000);
    assert_int_equal(ask(0, &request), CJ_OK);
    assert_int_equal(answer(&request, &line), CJ_OK);
    assert_int_equal(answer(&request, &line), CJ_E_WITNESS); /* it knows 300 now */
    assert_int_equal(line.n, 0);
    grow(400);
    assert_int_equal(ask(299, &request), CJ_OK);
    assert_int_equal(answer(&request, &line), CJ_E_WITNESS);
    /* Rewritten with the same key: as long, longer, and shorter. */
    shell("cp -r %s %s/kept-witness && rm -rf %s && mv %s %s/k", dir, here.root, here.dir, here.key,
          here.root);
    for (size_t i = 0; i < 3; i++) {
        static const uint64_t sizes[] = {299, 300, 401};
        cji_audit *log = NULL;
        cj_error *error = NULL;
        shell("rm -rf %s %s", here.dir, here.key);
        assert_ok(cji_audit_create(ctx, here.dir, here.key, "example.org/w", &error), error);
        read_text(here.dir, "vkey", log_vkey, sizeof log_vkey);
        /* the witness trusts the thief's key as the log's: what it signed last is not by it */
        assert_ok(cji_audit_open(ctx, here.dir, here.key, 0, &log, &error), error);
        fill(log, sizes[i], 7);
        cji_audit_close(log);
        assert_int_equal(ask(sizes[i] >= 300 ? 300 : 0, &request), CJ_OK);
        assert_int_not_equal(answer(&request, &line), CJ_OK);
        assert_int_equal(line.n, 0);
    }
    cji_buf_fini(&request);
    cji_buf_fini(&line);
}

/* Under the same key: the log restored to an earlier moment goes on otherwise. */
static void test_it_refuses_a_fork(void **state)
{
    cji_buf request, line;
    (void)state;
    begin(300);
    cji_buf_init(&request, ctx, 100000);
    cji_buf_init(&line, ctx, 10000);
    shell("cp -r %s %s/early", here.dir, here.root);
    grow(400);
    assert_int_equal(ask(0, &request), CJ_OK);
    assert_int_equal(answer(&request, &line), CJ_OK);
    shell("rm -rf %s && cp -r %s/early %s", here.dir, here.root, here.dir);
    now += 5000000; /* so that the entries are others */
    assert_int_equal(ask(300, &request), CJ_OK);
    assert_int_equal(answer(&request, &line), CJ_E_WITNESS);
    grow(400);
    assert_int_equal(ask(400, &request), CJ_OK);
    assert_int_equal(answer(&request, &line), CJ_E_WITNESS); /* as long, with another root */
    grow(450);
    assert_int_equal(ask(400, &request), CJ_OK);
    assert_int_equal(answer(&request, &line), CJ_E_VERIFY);
    assert_int_equal(line.n, 0);
    cji_buf_fini(&request);
    cji_buf_fini(&line);
}

static void test_requests_are_read_strictly(void **state)
{
    static const char *const bad[] = {"",           "old",       "old 1\n",         "old 01\n\n",
                                      "old -1\n\n", "Old 0\n\n", "old 0\nAAAA\n\n", "old 0\r\n\n"};
    cji_buf request, line;
    (void)state;
    begin(300);
    cji_buf_init(&request, ctx, 100000);
    cji_buf_init(&line, ctx, 10000);
    for (size_t i = 0; i < CJI_COUNT(bad); i++)
        assert_int_equal(cj_witness_answer(ctx, dir, log_vkey, bad[i], CJ_ZT, collect, &line, NULL),
                         CJ_E_VERIFY);
    assert_int_equal(ask(0, &request), CJ_OK);
    assert_int_equal(answer(&request, &line), CJ_OK);
    grow(500);
    assert_int_equal(ask(300, &request), CJ_OK);
    /* Each byte of the request counts, and each byte that is missing. */
    for (size_t i = 0; i < request.n; i++) {
        request.p[i] ^= 1;
        if (answer(&request, &line) == CJ_OK)
            fail_msg("byte %zu of the request does not count", i);
        request.p[i] ^= 1;
        assert_int_not_equal(
            cj_witness_answer(ctx, dir, log_vkey, request.p, i, collect, &line, NULL), CJ_OK);
    }
    assert_int_equal(line.n, 0);
    assert_int_equal(answer(&request, &line), CJ_OK);
    assert_int_equal(cj_witness_answer(ctx, dir, vkey, request.p, request.n, collect, &line, NULL),
                     CJ_E_VERIFY);
    assert_int_equal(cj_witness_check(ctx, "no such file", vkey, NULL, NULL), CJ_E_NOT_FOUND);
    assert_int_equal(cj_witness_check(ctx, "a\nnote\n", log_vkey, NULL, NULL), CJ_E_VERIFY);
    cji_buf_fini(&request);
    cji_buf_fini(&line);
}

static int once(cj_context *c, void *user)
{
    cji_buf request, line;
    cj_status status;
    (void)user;
    shell("rm -rf %s", dir);
    cji_buf_init(&request, c, 100000);
    cji_buf_init(&line, c, 10000);
    status = cj_witness_create(c, dir, "witness.example/1", NULL);
    if (status == CJ_OK)
        status = cj_audit_ask_witness(c, here.dir, 0, collect, &request, NULL);
    if (status == CJ_OK && request.status == CJ_OK)
        status = cj_witness_answer(c, dir, log_vkey, request.p, request.n, collect, &line, NULL);
    if (request.status != CJ_OK || line.status != CJ_OK)
        status = CJ_E_MEMORY;
    assert_true(status == CJ_OK || status == CJ_E_MEMORY);
    cji_buf_fini(&request);
    cji_buf_fini(&line);
    return status == CJ_OK;
}

static void test_memory(void **state)
{
    (void)state;
    begin(20);
    print_message("memory: %zu points\n", fault_sweep(once, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_signs_what_continues),
        cmocka_unit_test(test_it_refuses_another_history),
        cmocka_unit_test(test_it_refuses_a_fork),
        cmocka_unit_test(test_requests_are_read_strictly),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
