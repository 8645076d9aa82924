/* SPDX-License-Identifier: MIT */
/* Each allocation and each file operation fails once: nothing acknowledged is lost, nothing
 * half-written is believed. */
#include "audit/audit_support.h"

#include <errno.h>

static place here, base;

/* ---- file operations that fail by count ------------------------------------------------------ */

typedef struct faults {
    long seen, fail_at;
    bool partly; /* only writes fail, and leave half of their bytes */
    bool dead;   /* all that follows fails too: the writer was killed there */
} faults;

static bool fails(void *user)
{
    faults *f = user;
    if (f->partly) /* then only writes count */
        return false;
    if (++f->seen != f->fail_at && (!f->dead || f->seen < f->fail_at))
        return false;
    errno = EIO;
    return true;
}

static int bad_open(void *user, const char *path, int flags, int mode)
{
    return fails(user) ? -1 : cji_io_system.open(NULL, path, flags, mode);
}

static long bad_read(void *user, int fd, void *bytes, size_t size)
{
    return fails(user) ? -1 : cji_io_system.read(NULL, fd, bytes, size);
}

static long bad_write(void *user, int fd, const void *bytes, size_t size)
{
    faults *f = user;
    if (fails(user))
        return -1;
    if (f->partly && ++f->seen == f->fail_at) {
        if (write(fd, bytes, size / 2) < 0)
            fail();
        errno = ENOSPC;
        return -1;
    }
    return cji_io_system.write(NULL, fd, bytes, size > 1000 ? 1000 : size); /* short writes too */
}

static int bad_sync(void *user, int fd)
{
    (void)fd; /* no machine stops here: waiting for the disk would only cost time */
    return fails(user) ? -1 : 0;
}

static int bad_close(void *user, int fd)
{
    cji_io_system.close(NULL, fd);
    return fails(user) ? -1 : 0;
}

static int bad_rename(void *user, const char *from, const char *to)
{
    return fails(user) ? -1 : cji_io_system.rename(NULL, from, to);
}

static int bad_unlink(void *user, const char *path)
{
    return fails(user) ? -1 : cji_io_system.unlink(NULL, path);
}

static int bad_mkdir(void *user, const char *path, int mode)
{
    return fails(user) ? -1 : cji_io_system.mkdir(NULL, path, mode);
}

static int bad_truncate(void *user, int fd, int64_t size)
{
    return fails(user) ? -1 : cji_io_system.truncate(NULL, fd, size);
}

static cj_context *faulty(faults *f)
{
    cj_context *ctx = NULL;
    assert_int_equal(cj_context_new(NULL, &ctx, NULL), CJ_OK);
    ctx->io = (cji_io){bad_open,   bad_read,   bad_write, bad_sync,     bad_close,
                       bad_rename, bad_unlink, bad_mkdir, bad_truncate, f};
    return ctx;
}

/* ---- what is run ----------------------------------------------------------------------------- */

/* Appends n entries one group at a time; counts those that were acknowledged. */
static cj_status append_some(cji_audit *log, size_t n, size_t group, uint64_t *acknowledged)
{
    cj_status status = CJ_OK;
    for (size_t done = 0; status == CJ_OK && done < n; done += group) {
        static cji_audit_entry e[600];
        uint64_t first;
        for (size_t i = 0; i < group; i++)
            e[i] = sample(i);
        status = cji_audit_append(log, e, group, &first, NULL);
        if (status == CJ_OK)
            *acknowledged = first + group;
    }
    return status;
}

static cj_status work(cj_context *ctx, size_t n, size_t group, uint64_t *acknowledged)
{
    cji_audit *log = NULL;
    cj_status status = cji_audit_open(ctx, here.dir, here.key, *acknowledged, &log, NULL);
    if (status != CJ_OK)
        return status;
    status = append_some(log, n, group, acknowledged);
    if (status == CJ_OK)
        status = cji_audit_publish(log, NULL, NULL);
    if (status == CJ_OK)
        status = append_some(log, 2, 2, acknowledged);
    cji_audit_close(log);
    return status;
}

/* A good writer afterwards: all that was acknowledged is there, and the log verifies. */
static void after(uint64_t acknowledged, long at, const char *what)
{
    faults none = {0, 0, false, false};
    cj_context *ctx = faulty(&none);
    cji_audit *log = NULL;
    cj_error *error = NULL;
    char why[300];
    if (cji_audit_open(ctx, here.dir, here.key, acknowledged, &log, &error) != CJ_OK)
        fail_msg("%s, point %ld: %s", what, at, last_problem(error));
    fill(log, cji_audit_size(log) + 2, 1);
    cji_audit_close(log);
    if (verdict(ctx, here.dir, NULL, NULL, why) != CJ_AUDIT_CONSISTENT)
        fail_msg("%s, point %ld: %s", what, at, why);
    cj_context_unref(ctx);
}

static void restore(void)
{
    shell("rm -rf %s/* && cp -r %s/. %s", here.root, base.root, here.root);
}

/* A log of `size` entries to begin with; `torn`: killed in the middle of a group. */
static void prepare(uint64_t size, bool torn)
{
    cj_context *ctx = NULL;
    cji_audit *log = NULL;
    cj_error *error = NULL;
    assert_int_equal(cj_context_new(NULL, &ctx, NULL), CJ_OK);
    place_clear(&base);
    assert_ok(cji_audit_create(ctx, base.dir, base.key, "example.org/f", &error), error);
    assert_ok(cji_audit_open(ctx, base.dir, base.key, 0, &log, &error), error);
    fill(log, size, 256);
    assert_ok(cji_audit_publish(log, NULL, &error), error);
    if (torn) {
        static unsigned char bytes[300000];
        char path[160];
        size_t n;
        fill(log, size + 3, 3);
        log->poisoned = true;
        cji_audit_close(log);
        snprintf(path, sizeof path, "%s/head/%llu.j", base.dir,
                 (unsigned long long)(size / 256 * 256));
        n = slurp(path, bytes, sizeof bytes);
        spill(path, bytes, n - 100);
    } else {
        cji_audit_close(log);
    }
    cj_context_unref(ctx);
}

static void sweep_groups(uint64_t size, size_t n, size_t group, bool torn, bool partly, long step,
                         const char *what)
{
    long points = 0;
    prepare(size, torn);
    for (long at = 1;; at += step) {
        faults f = {0, at, partly, false};
        cj_context *ctx = faulty(&f);
        uint64_t acknowledged = size;
        cj_status status;
        restore();
        status = work(ctx, n, group, &acknowledged);
        cj_context_unref(ctx);
        if (f.seen < at) {
            assert_int_equal(status, CJ_OK);
            break;
        }
        after(acknowledged, at, what);
        points++;
    }
    print_message("%s: %ld points\n", what, points);
}

static void sweep(uint64_t size, size_t n, bool torn, bool partly, const char *what)
{
    sweep_groups(size, n, 3, torn, partly, 1, what);
}

static void test_append_and_publish(void **state)
{
    (void)state;
    sweep(5, 3, false, false, "append and publish");
    sweep(5, 3, false, true, "append and publish, half-written");
}

static void test_finalise(void **state)
{
    (void)state;
    sweep(254, 6, false, false, "finalise");
    sweep(254, 6, false, true, "finalise, half-written");
    sweep(255, 3, false, false, "finalise within a group");
}

/* Several tiles of one journal; and a journal that is full before anything is published. */
static void test_finalise_many(void **state)
{
    (void)state;
    sweep_groups(254, 600, 600, false, false, 3, "three tiles");
    sweep_groups(254, 600, 600, false, true, 3, "three tiles, half-written");
    sweep_groups(5, 4200, 600, false, false, 23, "a full journal");
}

/* From one shard to the next, of a log of 255 entries: log.close makes a tile full. */
static cj_status rotate(cj_context *ctx, uint64_t *acknowledged)
{
    cji_audit *log = NULL;
    cj_status status = cji_audit_open(ctx, here.dir, here.key, *acknowledged, &log, NULL);
    if (status != CJ_OK)
        return status;
    status = cji_audit_rotate(log, NULL, NULL);
    if (status == CJ_OK)
        *acknowledged += 2;
    if (status == CJ_OK)
        status = append_some(log, 2, 2, acknowledged);
    cji_audit_close(log);
    return status;
}

/* `again`: whoever opens the log next and ends the rotation is killed too, at each point. */
static void sweep_rotation(uint64_t size, bool partly, bool dead, long step, long again,
                           const char *what)
{
    long points = 0;
    prepare(size, false);
    for (long at = 1;; at += step) {
        long second = 0;
        do {
            faults f = {0, at, partly, dead}, g = {0, second, false, true};
            cj_context *ctx = faulty(&f), *next = faulty(&g);
            uint64_t acknowledged = size;
            cj_status status;
            restore();
            status = rotate(ctx, &acknowledged);
            cj_context_unref(ctx);
            if (second > 0 && status != CJ_OK) {
                cji_audit *log = NULL;
                if (cji_audit_open(next, here.dir, here.key, acknowledged, &log, NULL) == CJ_OK)
                    cji_audit_close(log);
            }
            cj_context_unref(next);
            if (f.seen < at) {
                assert_int_equal(status, CJ_OK);
                print_message("%s: %ld points\n", what, points);
                return;
            }
            after(acknowledged, at, what);
            points++;
            second = again > 0 && (second == 0 || g.seen >= second) ? second + again : 0;
        } while (second > 0);
    }
}

static void test_rotation(void **state)
{
    (void)state;
    sweep_rotation(255, false, false, 1, 0, "rotation");
    sweep_rotation(255, true, false, 1, 0, "rotation, half-written");
    sweep_rotation(9, false, true, 1, 0, "rotation, killed");
    if (getenv("CJ_TEST_LONG") != NULL)
        sweep_rotation(9, false, true, 1, 1, "rotation, killed, and who ends it killed");
    else
        sweep_rotation(9, false, true, 6, 13, "rotation, killed, and who ends it killed");
}

static void test_recovery(void **state)
{
    (void)state;
    sweep(5, 3, true, false, "recovery");
    sweep(5, 3, true, true, "recovery, half-written");
}

static void test_create(void **state)
{
    long at = 1;
    (void)state;
    for (;; at++) {
        faults f = {0, at, false, false};
        cj_context *ctx = faulty(&f), *good = NULL;
        cj_status status;
        cj_error *error = NULL;
        place_clear(&here);
        status = cji_audit_create(ctx, here.dir, here.key, NULL, NULL);
        cj_context_unref(ctx);
        assert_int_equal(cj_context_new(NULL, &good, NULL), CJ_OK);
        if (status != CJ_OK) /* as if nothing had been */
            assert_ok(cji_audit_create(good, here.dir, here.key, NULL, &error), error);
        assert_consistent(good, here.dir);
        cj_context_unref(good);
        after(1, at, "create");
        if (f.seen < at)
            break;
    }
    print_message("create: %ld points\n", at - 1);
}

static void test_poison(void **state)
{
    faults f = {0, 0, false, false};
    cj_context *ctx = faulty(&f);
    cji_audit *log = NULL;
    cji_audit_entry e = sample(1);
    cj_error *error = NULL;
    (void)state;
    prepare(5, false);
    restore();
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 5, &log, &error), error);
    f.seen = 0;
    f.fail_at = 3; /* read, write, sync */
    assert_int_equal(cji_audit_append(log, &e, 1, NULL, NULL), CJ_E_IO);
    assert_int_equal(cji_audit_append(log, &e, 1, NULL, NULL), CJ_E_LOG_POISONED);
    assert_int_equal(cji_audit_publish(log, NULL, NULL), CJ_E_LOG_POISONED);
    assert_int_equal(cji_audit_root(log, 1, (uint8_t[32]){0}, NULL), CJ_E_LOG_POISONED);
    cji_audit_close(log);
    cj_context_unref(ctx);
    after(5, 0, "poison");
}

static void test_verify_reports_what_it_cannot_read(void **state)
{
    long at = 1;
    (void)state;
    prepare(5, false);
    restore();
    shell("rm -f %s.lock", here.dir);
    for (;; at++) {
        faults f = {0, at, false, false};
        cj_context *ctx = faulty(&f);
        cj_audit_result *result = NULL;
        cj_status status = cj_audit_verify(ctx, here.dir, NULL, &result, NULL);
        if (status == CJ_OK)
            assert_int_equal(cj_audit_result_verdict(result), CJ_AUDIT_CONSISTENT);
        else
            assert_true(status == CJ_E_IO || status == CJ_E_NOT_FOUND);
        cj_audit_result_unref(result);
        cj_context_unref(ctx);
        if (f.seen < at)
            break;
    }
    assert_true(at > 20);
}

/* ---- allocations ----------------------------------------------------------------------------- */

static int32_t discard(const void *bytes, size_t size, void *user)
{
    (void)bytes;
    (void)size;
    (void)user;
    return 0;
}

static faults no_faults;

static int all_of_it(cj_context *ctx, void *user)
{
    cj_error *error = NULL;
    cj_audit_result *result = NULL;
    cji_audit *log = NULL;
    cji_audit_entry e[2] = {sample(1), sample(2)};
    uint8_t root[CJI_HASH];
    cji_buf b;
    cj_status status;
    (void)user;
    ctx->io.sync = bad_sync;
    ctx->io.user = &no_faults;
    place_clear(&here);
    cji_buf_init(&b, ctx, 10000);
    status = cji_audit_create(ctx, here.dir, here.key, NULL, &error);
    if (status == CJ_OK)
        status = cji_audit_open(ctx, here.dir, here.key, 1, &log, &error);
    if (status == CJ_OK)
        status = cji_audit_append(log, e, 2, NULL, &error);
    if (status == CJ_OK)
        status = cji_audit_read(log, 1, &b, &error);
    if (status == CJ_OK)
        status = cji_audit_root(log, 2, root, &error);
    if (status == CJ_OK)
        status = cji_audit_publish(log, &b, &error);
    if (status == CJ_OK)
        status = cji_audit_rotate(log, NULL, &error);
    if (status == CJ_OK)
        status = cji_audit_read(log, 1, &b, &error);
    if (status == CJ_OK)
        status = cji_audit_root(log, 2, root, &error);
    cji_audit_close(log);
    if (status == CJ_OK)
        status = cj_audit_verify(ctx, here.dir, NULL, &result, &error);
    if (status == CJ_OK && cj_audit_result_verdict(result) != CJ_AUDIT_CONSISTENT)
        fail_msg("%s", cj_audit_result_why(result));
    if (status == CJ_OK)
        status = cj_audit_prove(ctx, here.dir, 2, discard, NULL, &error);
    if (status == CJ_OK)
        status = cj_audit_export(ctx, here.dir, discard, NULL, &error);
    assert_true(status == CJ_OK || status == CJ_E_MEMORY);
    cj_audit_result_unref(result);
    cji_buf_fini(&b);
    cj_error_unref(error);
    return status == CJ_OK;
}

/* Across a finalisation, on a log that is there. */
static int append_across(cj_context *ctx, void *user)
{
    uint64_t acknowledged = 254;
    cj_status status;
    (void)user;
    ctx->io.sync = bad_sync;
    ctx->io.user = &no_faults;
    restore();
    status = work(ctx, 600, 600, &acknowledged);
    assert_true(status == CJ_OK || status == CJ_E_MEMORY);
    after(acknowledged, 0, "memory");
    return status == CJ_OK;
}

static void test_memory(void **state)
{
    size_t points;
    (void)state;
    points = fault_sweep(all_of_it, NULL);
    prepare(254, false);
    points += fault_sweep(append_across, NULL);
    print_message("memory: %zu points\n", points);
}

static int setup(void **state)
{
    (void)state;
    place_make(&here);
    place_make(&base);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    place_drop(&here);
    place_drop(&base);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_append_and_publish),
        cmocka_unit_test(test_finalise),
        cmocka_unit_test(test_finalise_many),
        cmocka_unit_test(test_rotation),
        cmocka_unit_test(test_recovery),
        cmocka_unit_test(test_create),
        cmocka_unit_test(test_poison),
        cmocka_unit_test(test_verify_reports_what_it_cannot_read),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
