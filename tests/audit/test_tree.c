/* SPDX-License-Identifier: MIT */
/* The tree against the definition of RFC 6962, and the proofs of all small sizes. */
#include "audit/audit_support.h"

#define LEAVES 70000

static uint8_t leaves[LEAVES][CJI_HASH];
static cj_context *ctx;

static void naive(uint64_t from, uint64_t to, uint8_t out[CJI_HASH])
{
    uint8_t left[CJI_HASH], right[CJI_HASH];
    uint64_t k = 1;
    if (to - from == 0) {
        const cji_piece nothing = {"", 0};
        assert_int_equal(cji_sha256(ctx, &nothing, 1, out), CJ_OK);
        return;
    }
    if (to - from == 1) {
        memcpy(out, leaves[from], CJI_HASH);
        return;
    }
    while (k * 2 < to - from)
        k *= 2;
    naive(from, from + k, left);
    naive(from + k, to, right);
    assert_int_equal(cji_audit_node(ctx, left, right, out), CJ_OK);
}

static cj_status from_memory(void *user, unsigned level, uint64_t index, uint8_t out[CJI_HASH],
                             cj_error **error)
{
    uint64_t width = (uint64_t)1 << (8 * level);
    (void)user;
    (void)error;
    assert_true((index + 1) * width <= LEAVES);
    naive(index * width, (index + 1) * width, out);
    return CJ_OK;
}

static int setup(void **state)
{
    (void)state;
    if (cj_context_new(NULL, &ctx, NULL) != CJ_OK)
        return -1;
    for (uint32_t i = 0; i < LEAVES; i++) {
        if (cji_audit_leaf(ctx, (cji_str){(char *)&i, sizeof i}, leaves[i]) != CJ_OK)
            return -1;
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    cj_context_unref(ctx);
    return 0;
}

static void test_known_roots(void **state)
{
    /* RFC 6962 test data: the empty tree, one empty leaf, and the eight leaves in use everywhere */
    static const char *const data[] = {"",
                                       "00",
                                       "10",
                                       "2021",
                                       "3031",
                                       "40414243",
                                       "5051525354555657",
                                       "606162636465666768696a6b6c6d6e6f"};
    static const char *const roots[] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    };
    cji_audit_range r = {0};
    char hex[65];
    uint8_t h[CJI_HASH];
    (void)state;
    for (size_t i = 0; i <= 8; i++) {
        uint8_t bytes[16];
        assert_int_equal(cji_audit_range_root(ctx, &r, h), CJ_OK);
        cji_hex(h, CJI_HASH, hex);
        assert_string_equal(hex, roots[i]);
        if (i == 8)
            break;
        assert_true(cji_hex_parse(cji_str_of(data[i]), bytes, strlen(data[i]) / 2));
        assert_int_equal(cji_audit_leaf(ctx, (cji_str){(char *)bytes, strlen(data[i]) / 2}, h),
                         CJ_OK);
        assert_int_equal(cji_audit_range_add(ctx, &r, 0, h), CJ_OK);
    }
}

static void test_range_is_the_definition(void **state)
{
    cji_audit_range r = {0};
    const cji_audit_source source = {ctx, from_memory, NULL};
    uint8_t a[CJI_HASH], b[CJI_HASH], c[CJI_HASH];
    (void)state;
    for (uint64_t n = 0; n <= 300; n++) {
        naive(0, n, a);
        assert_int_equal(cji_audit_range_root(ctx, &r, b), CJ_OK);
        assert_memory_equal(a, b, CJI_HASH);
        assert_int_equal(cji_audit_source_root(&source, n, c, NULL), CJ_OK);
        assert_memory_equal(a, c, CJI_HASH);
        assert_int_equal(cji_audit_range_add(ctx, &r, 0, leaves[n]), CJ_OK);
    }
}

static void test_inclusion(void **state)
{
    const cji_audit_source source = {ctx, from_memory, NULL};
    (void)state;
    for (uint64_t n = 1; n <= 130; n++) {
        uint8_t root[CJI_HASH];
        naive(0, n, root);
        for (uint64_t m = 0; m < n; m++) {
            cji_audit_proof p;
            assert_int_equal(cji_audit_prove_inclusion(&source, m, n, &p, NULL), CJ_OK);
            assert_int_equal(cji_audit_check_inclusion(ctx, m, n, leaves[m], &p, root), CJ_OK);
            /* another index, leaf, length or root is refused */
            assert_int_equal(cji_audit_check_inclusion(ctx, m + 1, n, leaves[m], &p, root),
                             CJ_E_VERIFY);
            assert_int_equal(cji_audit_check_inclusion(ctx, m, n, leaves[m + 1], &p, root),
                             CJ_E_VERIFY);
            p.n++;
            assert_int_equal(cji_audit_check_inclusion(ctx, m, n, leaves[m], &p, root),
                             CJ_E_VERIFY);
            p.n--;
            for (size_t i = 0; i < p.n; i++) {
                p.hash[i][i % 32] ^= 1;
                assert_int_equal(cji_audit_check_inclusion(ctx, m, n, leaves[m], &p, root),
                                 CJ_E_VERIFY);
                p.hash[i][i % 32] ^= 1;
            }
            if (p.n > 0) {
                p.n--;
                assert_int_equal(cji_audit_check_inclusion(ctx, m, n, leaves[m], &p, root),
                                 CJ_E_VERIFY);
            }
        }
    }
}

static void test_consistency(void **state)
{
    const cji_audit_source source = {ctx, from_memory, NULL};
    cji_audit_proof p;
    uint8_t old[CJI_HASH], root[CJI_HASH];
    (void)state;
    p.n = 0;
    naive(0, 5, root);
    assert_int_equal(cji_audit_check_consistency(ctx, 0, 5, root, root, &p), CJ_E_VERIFY);
    for (uint64_t n = 1; n <= 130; n++) {
        naive(0, n, root);
        for (uint64_t m = 1; m <= n; m++) {
            naive(0, m, old);
            assert_int_equal(cji_audit_prove_consistency(&source, m, n, &p, NULL), CJ_OK);
            assert_int_equal(cji_audit_check_consistency(ctx, m, n, old, root, &p), CJ_OK);
            p.n++;
            assert_int_equal(cji_audit_check_consistency(ctx, m, n, old, root, &p), CJ_E_VERIFY);
            p.n--;
            for (size_t i = 0; i < p.n; i++) {
                p.hash[i][i % 32] ^= 0x80;
                assert_int_equal(cji_audit_check_consistency(ctx, m, n, old, root, &p),
                                 CJ_E_VERIFY);
                p.hash[i][i % 32] ^= 0x80;
            }
            old[3] ^= 4;
            assert_int_equal(cji_audit_check_consistency(ctx, m, n, old, root, &p), CJ_E_VERIFY);
        }
    }
}

static void test_proofs_across_tiles(void **state)
{
    static const uint64_t sizes[] = {255, 256, 257, 511, 512, 513, 65535, 65536, 65537, 70000};
    const cji_audit_source source = {ctx, from_memory, NULL};
    cji_audit_proof p;
    (void)state;
    for (size_t i = 0; i < CJI_COUNT(sizes); i++) {
        uint8_t root[CJI_HASH], old[CJI_HASH];
        naive(0, sizes[i], root);
        for (uint64_t m = 0; m < sizes[i]; m += sizes[i] / 5 + 1) {
            assert_int_equal(cji_audit_prove_inclusion(&source, m, sizes[i], &p, NULL), CJ_OK);
            assert_int_equal(cji_audit_check_inclusion(ctx, m, sizes[i], leaves[m], &p, root),
                             CJ_OK);
        }
        for (size_t j = 0; j <= i; j += 3) {
            naive(0, sizes[j], old);
            assert_int_equal(cji_audit_prove_consistency(&source, sizes[j], sizes[i], &p, NULL),
                             CJ_OK);
            assert_int_equal(cji_audit_check_consistency(ctx, sizes[j], sizes[i], old, root, &p),
                             CJ_OK);
        }
    }
}

static void test_paths(void **state)
{
    static const struct {
        cji_audit_file file;
        const char *path;
    } rows[] = {
        {{CJI_AUDIT_TILES, 0, 0, 0}, "tile/0/000"},
        {{CJI_AUDIT_TILES, 0, 255, 0}, "tile/0/255"},
        {{CJI_AUDIT_TILES, 1, 256, 7}, "tile/1/256.p/7"},
        {{CJI_AUDIT_TILES, 0, 999, 0}, "tile/0/999"},
        {{CJI_AUDIT_TILES, 0, 1000, 0}, "tile/0/x001/000"},
        {{CJI_AUDIT_TILES, 2, 999999, 255}, "tile/2/x999/999.p/255"},
        {{CJI_AUDIT_ENTRIES, 0, 1234067, 0}, "tile/entries/x001/x234/067"},
        {{CJI_AUDIT_ENTRIES, 0, 1234067, 1}, "tile/entries/x001/x234/067.p/1"},
        {{CJI_AUDIT_TILES, 0, UINT64_MAX / 256, 0}, "tile/0/x072/x057/x594/x037/x927/935"},
        {{CJI_AUDIT_JOURNAL, 0, 512, 0}, "head/512.j"},
        {{CJI_AUDIT_VKEY, 0, 0, 0}, "vkey"},
        {{CJI_AUDIT_CHECKPOINT, 0, 0, 0}, "checkpoint"},
    };
    static const char *const refused[] = {
        "tile/0/0",
        "tile/0/x000/000",
        "tile/00/000",
        "tile/8/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p",
        "tile/-1/000",
        "head/00.j",
        "head/1.k",
        "head/.j",
        "tile/entries/1",
        "Vkey",
        "checkpoint/",
        "tile/0/001/000",
        "tile/0/x001/x000",
        "tile/0/x001000",
        "tile",
        "head/1.j ",
        "tile/0/000.p/1/2",
        "tile/0/x100/x000/x000/x000/x000/x000/x000/000",
    };
    static const char *const dirs[] = {
        "tile",        "tile/0",       "tile/entries",     "head",
        "tile/0/x001", "tile/0/000.p", "tile/0/x001/x234", "tile/entries/x001/000.p"};
    static const char *const no_dirs[] = {"tile/8", "tile/00",      "tile/0/000",    "tile/0/x000",
                                          "heads",  "tile/0/000.q", "tile/0/x001.p", "x"};
    (void)state;
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        char path[CJI_AUDIT_PATH];
        cji_audit_file file;
        cji_audit_file_path(rows[i].file, path);
        assert_string_equal(path, rows[i].path);
        assert_true(cji_audit_file_parse(path, &file));
        assert_true(file.kind == rows[i].file.kind && file.level == rows[i].file.level &&
                    file.n == rows[i].file.n && file.width == rows[i].file.width);
    }
    for (size_t i = 0; i < CJI_COUNT(refused); i++) {
        cji_audit_file file;
        if (cji_audit_file_parse(refused[i], &file))
            fail_msg("accepted: %s", refused[i]);
    }
    for (size_t i = 0; i < CJI_COUNT(dirs); i++) {
        if (!cji_audit_dir_parse(dirs[i]))
            fail_msg("refused: %s", dirs[i]);
    }
    for (size_t i = 0; i < CJI_COUNT(no_dirs); i++) {
        if (cji_audit_dir_parse(no_dirs[i]))
            fail_msg("accepted: %s", no_dirs[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_roots),         cmocka_unit_test(test_range_is_the_definition),
        cmocka_unit_test(test_inclusion),           cmocka_unit_test(test_consistency),
        cmocka_unit_test(test_proofs_across_tiles), cmocka_unit_test(test_paths),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
