/* SPDX-License-Identifier: MIT */
/* Every bit, every cut, every file of a log: nothing may change unseen. */
#include "audit/audit_support.h"

static cj_context *ctx;
static place here;
static paths files;

static int setup(void **state)
{
    cji_audit *log = NULL;
    (void)state;
    place_make(&here);
    if (cj_context_new(NULL, &ctx, NULL) != CJ_OK ||
        cji_audit_create(ctx, here.dir, here.key, NULL, NULL) != CJ_OK)
        return -1;
    for (uint64_t size = 4; size <= 20; size += 8) { /* 1, 4, 12 and 20 are published */
        if (cji_audit_open(ctx, here.dir, here.key, 0, &log, NULL) != CJ_OK)
            return -1;
        fill(log, size, 3);
        cji_audit_close(log);
    }
    shell("rm -f %s.*", here.dir); /* no lock file: one look is enough */
    list_files(here.dir, &files);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    cj_context_unref(ctx);
    place_drop(&here);
    return 0;
}

static unsigned char bytes[100000];

/* With CJ_TEST_LONG set every point is tried (some minutes under a sanitizer), else a share that
 * moves through the bits and bytes; the short files are tried in full always. */
static size_t step_of(size_t points, size_t share)
{
    return getenv("CJ_TEST_LONG") != NULL || points < 3000 ? 1 : share;
}

static void test_every_bit(void **state)
{
    size_t points = 0;
    (void)state;
    assert_consistent(ctx, here.dir);
    for (size_t f = 0; f < files.n; f++) {
        size_t n = slurp(files.path[f], bytes, sizeof bytes);
        int fd;
        chmod(files.path[f], 0644);
        fd = open(files.path[f], O_WRONLY);
        assert_true(fd >= 0);
        for (size_t bit = 0; bit < n * 8; bit += step_of(n * 8, 61)) {
            unsigned char c = bytes[bit / 8] ^ (unsigned char)(1 << bit % 8);
            assert_int_equal(pwrite(fd, &c, 1, (off_t)(bit / 8)), 1);
            if (verdict(ctx, here.dir, NULL, NULL, NULL) != CJ_AUDIT_FAILED)
                fail_msg("%s: bit %zu is not seen", files.path[f], bit);
            assert_int_equal(pwrite(fd, &bytes[bit / 8], 1, (off_t)(bit / 8)), 1);
            points++;
        }
        close(fd);
    }
    assert_consistent(ctx, here.dir);
    print_message("%zu bits of %zu files\n", points, files.n);
}

static void test_every_cut(void **state)
{
    size_t points = 0;
    (void)state;
    for (size_t f = 0; f < files.n; f++) {
        size_t n = slurp(files.path[f], bytes, sizeof bytes);
        for (size_t cut = 0; cut < n; cut += step_of(n * 8, 13)) {
            spill(files.path[f], bytes, n);
            assert_int_equal(truncate(files.path[f], (off_t)cut), 0);
            if (verdict(ctx, here.dir, NULL, NULL, NULL) != CJ_AUDIT_FAILED)
                fail_msg("%s: cut at %zu is not seen", files.path[f], cut);
            points++;
        }
        spill(files.path[f], bytes, n);
        for (size_t cut = n > 1100 ? n - 1100 : 0; cut < n; cut += cut % 8 == 0 ? 8 : 8 - cut % 8) {
            spill(files.path[f], bytes, cut);
            if (verdict(ctx, here.dir, NULL, NULL, NULL) != CJ_AUDIT_FAILED)
                fail_msg("%s: cut at %zu is not seen", files.path[f], cut);
        }
        bytes[n] = 0; /* and one byte more */
        spill(files.path[f], bytes, n + 1);
        assert_int_equal(verdict(ctx, here.dir, NULL, NULL, NULL), CJ_AUDIT_FAILED);
        spill(files.path[f], bytes, n);
    }
    assert_consistent(ctx, here.dir);
    print_message("%zu cuts of %zu files\n", points, files.n);
}

static void test_files(void **state)
{
    static const char *const names[] = {
        "x",
        ".hidden",
        "head/256.j",
        "head/x",
        "tile/0/001",
        "tile/0/000",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/0/000.p/3",
        "checkpoint.tmp",
        "tile/0/000.p/21",
        "tile/entries/000.p/3",
        "tile/x",
        "anchors",
    };
    char aside[160], path[160];
    (void)state;
    snprintf(aside, sizeof aside, "%s/aside", here.root);
    for (size_t f = 0; f < files.n; f++) {
        assert_int_equal(rename(files.path[f], aside), 0);
        if (verdict(ctx, here.dir, NULL, NULL, NULL) != CJ_AUDIT_FAILED)
            fail_msg("%s: its absence is not seen", files.path[f]);
        for (size_t g = 0; g < files.n; g++) {
            if (g == f)
                continue;
            assert_int_equal(rename(files.path[g], files.path[f]), 0);
            assert_int_equal(rename(aside, files.path[g]), 0);
            if (verdict(ctx, here.dir, NULL, NULL, NULL) != CJ_AUDIT_FAILED)
                fail_msg("%s and %s swapped", files.path[f], files.path[g]);
            assert_int_equal(rename(files.path[g], aside), 0);
            assert_int_equal(rename(files.path[f], files.path[g]), 0);
        }
        assert_int_equal(symlink(aside, files.path[f]), 0);
        assert_int_equal(verdict(ctx, here.dir, NULL, NULL, NULL), CJ_AUDIT_FAILED);
        assert_int_equal(rename(aside, files.path[f]), 0);
    }
    for (size_t i = 0; i < CJI_COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/%s", here.dir, names[i]);
        shell("mkdir -p $(dirname %s)", path);
        spill(path, (const unsigned char *)"x", 1);
        if (verdict(ctx, here.dir, NULL, NULL, NULL) != CJ_AUDIT_FAILED)
            fail_msg("%s: its presence is not seen", names[i]);
        assert_int_equal(remove(path), 0);
    }
    snprintf(path, sizeof path, "%s/more", here.dir);
    assert_int_equal(mkdir(path, 0755), 0);
    assert_int_equal(verdict(ctx, here.dir, NULL, NULL, NULL), CJ_AUDIT_FAILED);
    assert_int_equal(rmdir(path), 0);
    assert_consistent(ctx, here.dir);
}

/* What only a checkpoint kept elsewhere can tell. */
static void test_trusted(void **state)
{
    static char kept[2000];
    char path[160], old[160], other[160];
    cji_audit *log = NULL;
    cj_error *error = NULL;
    uint64_t size;
    (void)state;
    snprintf(old, sizeof old, "%s/old", here.root);
    snprintf(other, sizeof other, "%s/other", here.root);
    snprintf(path, sizeof path, "%s/checkpoint", here.dir);
    shell("cp -r %s %s", here.dir, old);
    kept[slurp(path, (unsigned char *)kept, sizeof kept)] = '\0';
    assert_int_equal(verdict(ctx, here.dir, kept, &size, NULL), CJ_AUDIT_ANCHORED);
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 20, &log, &error), error);
    fill(log, 30, 4);
    cji_audit_close(log);
    assert_int_equal(verdict(ctx, here.dir, kept, &size, NULL), CJ_AUDIT_ANCHORED);
    assert_int_equal(size, 30);
    kept[slurp(path, (unsigned char *)kept, sizeof kept)] = '\0';
    /* the whole directory rolled back: consistent in itself */
    assert_consistent(ctx, old);
    assert_int_equal(verdict(ctx, old, kept, NULL, NULL), CJ_AUDIT_FAILED);
    /* the same key, another history of the same length */
    assert_ok(cji_audit_open(ctx, old, here.key, 20, &log, &error), error);
    fill(log, 30, 5);
    cji_audit_close(log);
    assert_consistent(ctx, old);
    assert_int_equal(verdict(ctx, old, kept, NULL, NULL), CJ_AUDIT_FAILED);
    /* an older checkpoint put back alone is seen without */
    shell("cp -r %s %s", here.dir, other);
    shell("rm -rf %s", old);
    shell("cp -r %s %s", here.dir, old);
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 20, &log, &error), error);
    fill(log, 40, 5);
    cji_audit_close(log);
    shell("cp %s/checkpoint %s/checkpoint", old, here.dir);
    assert_int_equal(verdict(ctx, here.dir, NULL, NULL, NULL), CJ_AUDIT_FAILED);
    assert_int_equal(cji_audit_open(ctx, here.dir, here.key, 20, &log, NULL), CJ_E_LOG_DAMAGED);
    /* not a note, and a note of another log */
    assert_int_equal(verdict(ctx, other, "x\n", NULL, NULL), CJ_AUDIT_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_bit),
        cmocka_unit_test(test_every_cut),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_trusted),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
