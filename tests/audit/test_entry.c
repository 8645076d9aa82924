/* SPDX-License-Identifier: MIT */
/* Canonical JSON: what is written is read back, and nothing else is. */
#include "audit/audit_support.h"

static cj_context *ctx;

static int setup(void **state)
{
    (void)state;
    return cj_context_new(NULL, &ctx, NULL) == CJ_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    cj_context_unref(ctx);
    return 0;
}

static const char h32[] = "00112233445566778899aabbccddeeff";
static const char h64[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

static cji_audit_entry full_entry(const char *const *many, size_t n)
{
    cji_audit_entry e = CJI_AUDIT_ENTRY_INIT;
    e.op = "disclose";
    e.act = "x \"quoted\" \\ back\tslash\nline\r \xc3\xa9 \xf0\x9f\x98\x80 \x7f";
    e.ph = "outcome";
    e.tx = "t-1";
    e.out = "ok";
    e.who = "w";
    e.via = "v";
    e.role = "r";
    e.org = "o";
    e.sess = "s";
    e.src = "10.0.0.1";
    e.pou = "p";
    e.lao = "override";
    e.btg = "b";
    e.obj = "obj";
    e.com = e.pre = e.post = h64;
    e.origin = "example.org/x";
    e.vkey = "k";
    e.prev = "a\nb\n";
    e.subj = (cji_audit_texts){many, n};
    e.recip = (cji_audit_texts){many, 1};
    e.fld = (cji_audit_texts){many, 2};
    e.n = 0;
    e.of = 7;
    e.was = 1;
    e.t = 1700000000123456;
    e.mono = 9007199254740991;
    e.clk = 1;
    return e;
}

static void test_round_trip(void **state)
{
    const char *many[64];
    cji_buf a, b;
    (void)state;
    for (size_t i = 0; i < 64; i++)
        many[i] = h32;
    cji_buf_init(&a, ctx, 10000);
    cji_buf_init(&b, ctx, 10000);
    for (size_t n = 0; n <= 64; n++) {
        cji_audit_entry e = full_entry(many, n), again;
        cji_arena arena;
        const char *why;
        cj_error *error = NULL;
        cji_arena_init(&arena, ctx);
        cji_buf_clear(&a);
        cji_buf_clear(&b);
        assert_ok(cji_audit_entry_write(ctx, &e, &a, &error), error);
        assert_int_equal(cji_audit_entry_read(cji_buf_view(&a), NULL, NULL, &why), CJ_OK);
        assert_int_equal(cji_audit_entry_read(cji_buf_view(&a), &arena, &again, &why), CJ_OK);
        assert_string_equal(again.act, e.act);
        assert_int_equal(again.subj.n, n);
        assert_true(again.t == e.t && again.mono == e.mono && again.of == 7 && again.n == 0 &&
                    again.clk == 1);
        assert_ok(cji_audit_entry_write(ctx, &again, &b, &error), error);
        assert_true(cji_str_eq(cji_buf_view(&a), cji_buf_view(&b)));
        cji_arena_fini(&arena);
    }
    cji_buf_fini(&a);
    cji_buf_fini(&b);
}

static void test_every_flip_reads_as_it_is_written(void **state)
{
    /* Whatever a flipped bit gives: refused, or the one spelling of another entry. */
    const char *many[2] = {h32, h32};
    cji_audit_entry e = full_entry(many, 2);
    cji_buf a, b;
    size_t other = 0;
    (void)state;
    cji_buf_init(&a, ctx, 10000);
    cji_buf_init(&b, ctx, 10000);
    assert_int_equal(cji_audit_entry_write(ctx, &e, &a, NULL), CJ_OK);
    for (size_t bit = 0; bit < a.n * 8; bit++) {
        cji_audit_entry again;
        cji_arena arena;
        const char *why;
        a.p[bit / 8] = (char)(a.p[bit / 8] ^ (1 << bit % 8));
        cji_arena_init(&arena, ctx);
        if (cji_audit_entry_read(cji_buf_view(&a), &arena, &again, &why) == CJ_OK) {
            cji_buf_clear(&b);
            assert_int_equal(cji_audit_entry_write(ctx, &again, &b, NULL), CJ_OK);
            assert_true(cji_str_eq(cji_buf_view(&a), cji_buf_view(&b)));
            other++;
        }
        cji_arena_fini(&arena);
        a.p[bit / 8] = (char)(a.p[bit / 8] ^ (1 << bit % 8));
    }
    assert_true(other > 0);
    for (size_t n = 0; n < a.n; n++) {
        const char *why;
        assert_int_equal(cji_audit_entry_read((cji_str){a.p, n}, NULL, NULL, &why), CJ_E_LOG_ENTRY);
    }
    cji_buf_fini(&a);
    cji_buf_fini(&b);
}

#define T "\"t\":\"2026-02-03T10:15:00.000000Z\""

static void test_near_misses(void **state)
{
    static const char *const good[] = {
        "{\"act\":\"a\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"fld\":[\"x\"],\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"\\\"\\\\\\n\\r\\t/\",\"mono\":10,\"op\":\"admin\"," T ",\"v\":1,\"who\":\"x\"}",
    };
    static const char *const bad[] = {
        "",
        "{}",
        "[]",
        "null",
        " {\"act\":\"a\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}\n",
        "{\"act\":\"a\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}{}",
        "{\"act\": \"a\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\", \"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1,}",
        "{\"act\":\"a\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":2}",
        "{\"act\":\"a\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":\"1\"}",
        "{\"act\":\"a\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1.0}",
        "{\"act\":\"a\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":01}",
        "{\"act\":\"a\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1e0}",
        "{\"act\":\"a\",\"mono\":0,\"op\":\"admin\"," T "}",
        "{\"act\":\"a\",\"mono\":0,\"op\":\"look\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"mono\":-1,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"mono\":00,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"mono\":9007199254740992,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"mono\":null,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"mono\":true,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":null,\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"\\u0061\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"\\/\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"\\b\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\tb\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\nb\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"\xc3\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"\xc0\xaf\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"\xed\xa0\x80\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"act\":\"a\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"mono\":0,\"act\":\"a\",\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1,\"x\":\"y\"}",
        "{\"act\":\"a\",\"aka\":\"y\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"clk\":0,\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"com\":\"00\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"fld\":[],\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"fld\":\"x\",\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"fld\":[\"x\",],\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"fld\":[[\"x\"]],\"mono\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"mono\":0,\"of\":0,\"op\":\"admin\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"mono\":0,\"op\":\"admin\",\"subj\":[\"00112233445566778899aabbccddeeff\"]"
        "," T ",\"v\":1}",
        "{\"act\":\"a\",\"mono\":0,\"op\":\"admin\",\"subj\":"
        "\"00112233445566778899AABBCCDDEEFF\"," T ",\"v\":1}",
        "{\"act\":\"a\",\"mono\":0,\"op\":\"admin\",\"t\":\"2026-02-03T10:15:00Z\",\"v\":1}",
        "{\"act\":\"a\",\"mono\":0,\"op\":\"admin\",\"t\":\"2026-02-03T10:15:00.000000+00:00\","
        "\"v\""
        ":1}",
        "{\"act\":\"a\",\"mono\":0,\"op\":\"admin\",\"t\":\"2026-02-30T10:15:00.000000Z\",\"v\":1}",
    };
    const char *why;
    (void)state;
    for (size_t i = 0; i < CJI_COUNT(good); i++) {
        if (cji_audit_entry_read(cji_str_of(good[i]), NULL, NULL, &why) != CJ_OK)
            fail_msg("refused: %s", good[i]);
    }
    for (size_t i = 0; i < CJI_COUNT(bad); i++) {
        if (cji_audit_entry_read(cji_str_of(bad[i]), NULL, NULL, &why) != CJ_E_LOG_ENTRY)
            fail_msg("accepted: %s", bad[i]);
    }
}

static void test_writer_refuses(void **state)
{
    const char *many[65];
    static char large[5000];
    cji_buf b;
    cji_audit_entry e;
    (void)state;
    memset(large, 'x', sizeof large - 1);
    for (size_t i = 0; i < 65; i++)
        many[i] = h32;
    cji_buf_init(&b, ctx, 10000);
#define REFUSED(change)                                                                            \
    e = full_entry(many, 1);                                                                       \
    change;                                                                                        \
    assert_int_equal(cji_audit_entry_write(ctx, &e, &b, NULL), CJ_E_LOG_ENTRY);                    \
    assert_int_equal(b.n, 0)
    REFUSED(e.op = NULL);
    REFUSED(e.op = "look");
    REFUSED(e.act = NULL);
    REFUSED(e.act = "");
    REFUSED(e.act = large);
    REFUSED(e.act = "\xff");
    REFUSED(e.act = "\x01");
    REFUSED(e.out = "fine");
    REFUSED(e.ph = "middle");
    REFUSED(e.lao = "some");
    REFUSED(e.com = h32);
    REFUSED(e.clk = 2);
    REFUSED(e.n = (int64_t)1 << 53);
    REFUSED(e.subj.n = 65);
    REFUSED(many[0] = "NHS number");
    cji_buf_fini(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_every_flip_reads_as_it_is_written),
        cmocka_unit_test(test_near_misses),
        cmocka_unit_test(test_writer_refuses),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
