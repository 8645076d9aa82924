/* SPDX-License-Identifier: MIT */
/* Keys, notes and checkpoints. */
#include "audit/audit_support.h"

static cj_context *ctx;
static place here;
static cji_audit_key key;
static uint8_t root[CJI_HASH] = {1, 2, 3};

static int setup(void **state)
{
    (void)state;
    place_make(&here);
    if (cj_context_new(NULL, &ctx, NULL) != CJ_OK)
        return -1;
    return cji_audit_key_create(ctx, here.key, CJI_STR("example.org/t1"), &key, NULL) == CJ_OK ? 0
                                                                                               : -1;
}

static int teardown(void **state)
{
    (void)state;
    cj_context_unref(ctx);
    place_drop(&here);
    return 0;
}

static cj_status open_text(const char *text, cji_audit_checkpoint *c)
{
    const char *why;
    return cji_audit_checkpoint_open(ctx, cji_str_of(text), &key.public_, c, &why);
}

static void test_key_file(void **state)
{
    cji_audit_key again;
    unsigned char bytes[400];
    struct stat st;
    size_t n = slurp(here.key, bytes, sizeof bytes);
    (void)state;
    assert_int_equal(stat(here.key, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(cji_audit_key_load(ctx, here.key, &again, NULL), CJ_OK);
    assert_memory_equal(&again.public_, &key.public_, sizeof key.public_);
    assert_memory_equal(again.seed, key.seed, sizeof key.seed);
    assert_int_equal(cji_audit_key_create(ctx, here.key, CJI_STR("example.org/t1"), &again, NULL),
                     CJ_E_STORE_EXISTS);
    for (size_t i = 0; i < n; i++) { /* every byte counts, every cut too */
        bytes[i] ^= 4;
        spill(here.key, bytes, n);
        chmod(here.key, 0600);
        if (cji_audit_key_load(ctx, here.key, &again, NULL) == CJ_OK) /* of the seed: another key */
            assert_memory_not_equal(again.public_.key, key.public_.key, 32);
        bytes[i] ^= 4;
        spill(here.key, bytes, i);
        chmod(here.key, 0600);
        assert_int_equal(cji_audit_key_load(ctx, here.key, &again, NULL), CJ_E_LOG_KEY);
    }
    spill(here.key, bytes, n);
    for (unsigned mode = 0601; mode < 0700; mode++) {
        if ((mode & 077) == 0)
            continue;
        chmod(here.key, mode);
        assert_int_equal(cji_audit_key_load(ctx, here.key, &again, NULL), CJ_E_LOG_KEY);
    }
    assert_int_equal(cji_audit_key_load(ctx, "/nowhere", &again, NULL), CJ_E_LOG_KEY);
}

static void test_vkey(void **state)
{
    char text[CJI_AUDIT_VKEY_TEXT + 1];
    cji_audit_vkey vkey;
    /* from the documentation of Go's package note */
    static const char peter[] =
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    (void)state;
    assert_int_equal(cji_audit_vkey_parse(ctx, CJI_STR(peter), &vkey), CJ_OK);
    assert_string_equal(vkey.name, "PeterNeumann");
    cji_audit_vkey_text(&key.public_, text);
    for (size_t bit = 0; bit < strlen(text) * 8; bit++) {
        text[bit / 8] = (char)(text[bit / 8] ^ (1 << bit % 8));
        assert_int_equal(cji_audit_vkey_parse(ctx, cji_str_of(text), &vkey), CJ_E_VERIFY);
        text[bit / 8] = (char)(text[bit / 8] ^ (1 << bit % 8));
    }
    assert_int_equal(cji_audit_vkey_parse(ctx, (cji_str){NULL, 0}, &vkey), CJ_E_VERIFY);
    strcat(text, "A");
    assert_int_equal(cji_audit_vkey_parse(ctx, cji_str_of(text), &vkey), CJ_E_VERIFY);
}

static void test_names(void **state)
{
    static const char *const good[] = {"a", "example.org/a/b", "caf\xc3\xa9", "a\"b\\c"};
    static const char *const bad[] = {"",
                                      "a b",
                                      "a+b",
                                      "a\tb",
                                      "a\nb",
                                      "a\xc2\xa0"
                                      "b",
                                      "a\xe3\x80\x80",
                                      "\xff",
                                      "a\x7f",
                                      "\xe2\x80\xa8x",
                                      "\xe1\x9a\x80"};
    (void)state;
    for (size_t i = 0; i < CJI_COUNT(good); i++)
        assert_true(cji_audit_name_ok(cji_str_of(good[i])));
    for (size_t i = 0; i < CJI_COUNT(bad); i++) {
        if (cji_audit_name_ok(cji_str_of(bad[i])))
            fail_msg("accepted: %d", (int)i);
    }
}

static void test_every_bit_of_a_note(void **state)
{
    cji_audit_checkpoint c;
    cji_buf note;
    const char *why;
    (void)state;
    cji_buf_init(&note, ctx, 10000);
    assert_int_equal(cji_audit_checkpoint_sign(ctx, &key, 70000, root, &note), CJ_OK);
    assert_int_equal(open_text(cji_buf_text(&note), &c), CJ_OK);
    assert_int_equal(c.size, 70000);
    assert_int_equal(c.unknown, 0);
    assert_memory_equal(c.root, root, CJI_HASH);
    for (size_t bit = 0; bit < note.n * 8; bit++) {
        note.p[bit / 8] = (char)(note.p[bit / 8] ^ (1 << bit % 8));
        assert_int_equal(
            cji_audit_checkpoint_open(ctx, cji_buf_view(&note), &key.public_, &c, &why),
            CJ_E_VERIFY);
        note.p[bit / 8] = (char)(note.p[bit / 8] ^ (1 << bit % 8));
    }
    for (size_t n = 0; n < note.n; n++)
        assert_int_equal(
            cji_audit_checkpoint_open(ctx, (cji_str){note.p, n}, &key.public_, &c, &why),
            CJ_E_VERIFY);
    cji_buf_fini(&note);
}

/* A note of any text with a right signature by our key. */
static void sign(cji_buf *out, const char *text)
{
    uint8_t blob[68];
    char base64[CJI_BASE64_SIZE(sizeof blob) + 1];
    memcpy(blob, key.public_.id, 4);
    assert_int_equal(cji_ed25519_sign(ctx, key.seed, cji_str_of(text), blob + 4), CJ_OK);
    cji_base64(blob, sizeof blob, base64);
    cji_buf_clear(out);
    cji_buf_printf(out, "%s\n\xe2\x80\x94 %s %s\n", text, key.public_.name, base64);
}

#define ROOT "AQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"

static void test_texts(void **state)
{
    static const struct {
        const char *text;
        int ok;
    } rows[] = {
        {"example.org/t1\n5\n" ROOT, 1},
        {"example.org/t1\n5\n" ROOT "an extension\n", 1},
        {"example.org/t1\n5\n" ROOT "a\n\nb\n", 0}, /* an empty line among extensions */
        {"example.org/t2\n5\n" ROOT, 0},
        {"example.org/t1\n05\n" ROOT, 0},
        {"example.org/t1\n-5\n" ROOT, 0},
        {"example.org/t1\n5 \n" ROOT, 0},
        {"example.org/t1\n18446744073709551616\n" ROOT, 0},
        {"example.org/t1\n18446744073709551615\n" ROOT, 1},
        {"example.org/t1\n5\nAQID\n", 0},
        {"example.org/t1\n5\nAQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n", 0},
        {"example.org/t1\n5\n", 0},
        {"example.org/t1\r\n5\r\n" ROOT, 0},
        {"example.org/t1\n5\n" ROOT "\xff\n", 0},
        {"\n5\n" ROOT, 0},
    };
    cji_buf note;
    (void)state;
    cji_buf_init(&note, ctx, 10000);
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cji_audit_checkpoint c;
        sign(&note, rows[i].text);
        if ((open_text(cji_buf_text(&note), &c) == CJ_OK) != rows[i].ok)
            fail_msg("row %d", (int)i);
    }
    cji_buf_fini(&note);
}

static void test_other_signatures(void **state)
{
    static const char text[] = "example.org/t1\n5\n" ROOT;
    static const char *const bad_lines[] = {
        "\xe2\x80\x94 w AAAAAA\n",    /* not padded */
        "\xe2\x80\x94 w AAAA\n",      /* no room for a key id */
        "\xe2\x80\x94 w AAAAAB==\n",  /* spare bits */
        "- w AAAAAAA=\n",             /* a hyphen */
        "\xe2\x80\x94  w AAAAAAA=\n", /* two spaces */
        "\xe2\x80\x94 w  AAAAAAA=\n",
        "\xe2\x80\x94 w+x AAAAAAA=\n",
        "\xe2\x80\x94 w AAAAAAA=\r\n",
        "\xe2\x80\x94 w AAAAAAA=",
        "\xe2\x80\x94 w\n",
        "\n",
        "\xe2\x80\x94 w AAAAAAA= \n",
        "x\n",
    };
    cji_audit_checkpoint c;
    cji_buf ours, note;
    (void)state;
    cji_buf_init(&ours, ctx, 10000);
    cji_buf_init(&note, ctx, 100000);
    sign(&ours, text);
    for (unsigned others = 0; others <= 100; others++) {
        cji_buf_clear(&note);
        cji_buf_str(&note, cji_buf_view(&ours));
        for (unsigned i = 0; i < others; i++)
            cji_buf_printf(&note, "\xe2\x80\x94 witness%u.example AAAAAAAA\n", i);
        assert_int_equal(open_text(cji_buf_text(&note), &c), others < 100 ? CJ_OK : CJ_E_VERIFY);
        if (others < 100)
            assert_int_equal(c.unknown, others);
    }
    for (size_t i = 0; i < CJI_COUNT(bad_lines); i++) {
        cji_buf_clear(&note);
        cji_buf_str(&note, cji_buf_view(&ours));
        cji_buf_puts(&note, bad_lines[i]);
        if (open_text(cji_buf_text(&note), &c) == CJ_OK)
            fail_msg("line %d", (int)i);
    }
    /* our name with another key id is another key; our key's signature twice, or wrong, is not */
    cji_buf_clear(&note);
    cji_buf_str(&note, cji_buf_view(&ours));
    cji_buf_puts(&note, "\xe2\x80\x94 example.org/t1 AAAAAAAA\n");
    assert_int_equal(open_text(cji_buf_text(&note), &c), CJ_OK);
    assert_int_equal(c.unknown, 1);
    cji_buf_clear(&note);
    cji_buf_str(&note, cji_buf_view(&ours));
    cji_buf_puts(&note, strstr(cji_buf_text(&ours), "\n\xe2\x80\x94") + 1);
    assert_int_equal(open_text(cji_buf_text(&note), &c), CJ_E_VERIFY);
    cji_buf_clear(&note);
    cji_buf_printf(&note, "%s\n\xe2\x80\x94 witness.example AAAAAAAA\n", text);
    assert_int_equal(open_text(cji_buf_text(&note), &c), CJ_E_VERIFY);
    cji_buf_fini(&ours);
    cji_buf_fini(&note);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_key_file), cmocka_unit_test(test_vkey),
        cmocka_unit_test(test_names),    cmocka_unit_test(test_every_bit_of_a_note),
        cmocka_unit_test(test_texts),    cmocka_unit_test(test_other_signatures),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
