/* SPDX-License-Identifier: MIT */
#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>

static void test_dates(void **state)
{
    static const struct {
        const char *text, *again; /* NULL: refused */
    } rows[] = {
        {"2026-02-03", "2026-02-03"},
        {"2024-02-29", "2024-02-29"},
        {"2026-02-29", NULL},
        {"2026-13-01", NULL},
        {"2026-02-03T10:15+00:00", "2026-02-03T10:15Z"},
        {"2026-02-03T10:15:30.5+01:00", "2026-02-03T10:15:30.500000+01:00"},
        {"2026-02-03T24:00Z", NULL},
        {"2026-02-03T10:15", NULL},
        {"2026-02", "2026-02"},
        {"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
        {"2026-02-03T00:30-05:30", "2026-02-03T00:30-05:30"},
        {"", NULL},
    };
    (void)state;
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_time t;
        char text[CJ_TIME_TEXT];
        cj_status status = cj_time_parse(rows[i].text, CJ_ZT, &t);
        assert_int_equal(status, rows[i].again != NULL ? CJ_OK : CJ_E_VALUE_DATE);
        if (status != CJ_OK)
            continue;
        cj_time_format(t, text);
        assert_string_equal(text, rows[i].again);
    }
    for (int32_t day = -800000; day < 100000; day += 13) {
        int32_t y, m, d;
        cji_civil_from_days(day, &y, &m, &d);
        assert_int_equal(cji_days_from_civil(y, m, d), day);
    }
}

static void test_base64_is_canonical(void **state)
{
    uint8_t out[64];
    size_t n;
    (void)state;
    for (size_t size = 0; size < 40; size++) {
        uint8_t bytes[40];
        char text[80];
        for (size_t i = 0; i < size; i++)
            bytes[i] = (uint8_t)(i * 37 + size);
        cji_base64(bytes, size, text);
        assert_true(cji_base64_parse(cji_str_of(text), out, sizeof out, &n));
        assert_int_equal(n, size);
        assert_memory_equal(out, bytes, size);
    }
    assert_false(cji_base64_parse(cji_str_of("QR=="), out, sizeof out, &n)); /* spare bits */
    assert_true(cji_base64_parse(cji_str_of("QQ=="), out, sizeof out, &n));
    assert_false(cji_base64_parse(cji_str_of("Q==="), out, sizeof out, &n));
    assert_false(cji_base64_parse(cji_str_of("QQ=A"), out, sizeof out, &n));
    assert_false(cji_base64_parse(cji_str_of("QQ"), out, sizeof out, &n));
}

static void test_sha256_and_hmac(void **state)
{
    /* FIPS 180-4 "abc"; RFC 4231 case 1, whose 20-byte key is padded with zeros by HMAC itself */
    uint8_t hash[32], key[32] = {0};
    char hex[65];
    cji_piece abc[2] = {{"a", 1}, {"bc", 2}}, hi = {"Hi There", 8};
    assert_int_equal(cji_sha256(*state, abc, 2, hash), CJ_OK);
    cji_hex(hash, 32, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    memset(key, 0x0b, 20);
    assert_int_equal(cji_hmac_sha256(*state, key, &hi, 1, hash), CJ_OK);
    cji_hex(hash, 32, hex);
    assert_string_equal(hex, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}

static void test_ed25519(void **state)
{
    /* RFC 8032 section 7.1, test 2 */
    uint8_t seed[32], public[32], sig[64];
    char hex[129];
    assert_true(cji_hex_parse(
        cji_str_of("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"), seed, 32));
    assert_int_equal(cji_ed25519_public(*state, seed, public), CJ_OK);
    cji_hex(public, 32, hex);
    assert_string_equal(hex, "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    assert_int_equal(cji_ed25519_sign(*state, seed, CJI_STR("\x72"), sig), CJ_OK);
    cji_hex(sig, 64, hex);
    assert_string_equal(hex, "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                             "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    assert_int_equal(cji_ed25519_verify(*state, public, CJI_STR("\x72"), sig), CJ_OK);
    sig[5] ^= 1;
    assert_int_equal(cji_ed25519_verify(*state, public, CJI_STR("\x72"), sig), CJ_E_VERIFY);
}

static void test_map(void **state)
{
    cji_map m;
    assert_int_equal(cji_map_init(&m, *state), CJ_OK);
    for (uint32_t i = 0; i < 5000; i++) {
        char key[16];
        snprintf(key, sizeof key, "k%u", i);
        assert_int_equal(cji_map_put(&m, i % 2, cji_str_of(key), i), CJ_OK);
    }
    for (uint32_t i = 0; i < 5000; i++) {
        char key[16];
        snprintf(key, sizeof key, "k%u", i);
        assert_int_equal(*cji_map_get(&m, i % 2, cji_str_of(key)), i);
        assert_null(cji_map_get(&m, 1 - i % 2, cji_str_of(key))); /* of the other class */
        assert_string_equal(m.entries[i].key.p, key);
    }
    assert_null(cji_map_get(&m, 0, CJI_STR("k5000")));
    assert_int_equal(cji_map_put(&m, 0, CJI_STR("k4998"), 1), CJ_OK);
    assert_int_equal(*cji_map_get(&m, 0, CJI_STR("k4998")), 4998);
    cji_map_truncate(&m, 4000);
    assert_null(cji_map_get(&m, 0, CJI_STR("k4000")));
    assert_int_equal(*cji_map_get(&m, 1, CJI_STR("k3999")), 3999);
    cji_map_fini(&m);
}

/* ---- XML ------------------------------------------------------------------------------------- */

static cj_status any_start(void *user, const cji_xml_tag *tag)
{
    cji_buf *b = user;
    cji_buf_printf(b, "<%.*s@%d:%d", (int)tag->name.n, tag->name.p, (int)tag->place.line,
                   (int)tag->place.column);
    for (size_t i = 0; i < tag->nattrs; i++)
        cji_buf_printf(b, " %.*s=%.*s", (int)tag->attrs[i].name.n, tag->attrs[i].name.p,
                       (int)tag->attrs[i].value.n, tag->attrs[i].value.p);
    return CJ_OK;
}

static cj_status any_end(void *user, cji_str name, cji_str text, const cji_place *place)
{
    cji_buf *b = user;
    (void)name, (void)place;
    cji_buf_printf(b, "|%.*s>", (int)text.n, text.p);
    return CJ_OK;
}

static cj_status read_xml(cj_context *ctx, const char *text, size_t n, cji_buf *b, cj_error **error)
{
    cji_xml_handler handler = {any_start, any_end, b};
    cji_input *in = NULL;
    cj_status status = cji_input_memory(ctx, "in", text, n, &in, error);
    if (status == CJ_OK)
        status = cji_xml_read(ctx, in, "urn:x", &handler, error);
    cji_input_free(in);
    return status;
}

static void test_xml_events(void **state)
{
    static const char text[] =
        "<?xml version='1.0' encoding='UTF-8'?><!-- < a > \" -->\n"
        "<a xmlns=\"urn:x\" q='1>2' r=\"&amp;&#65;\">\n  <b>x<![CDATA[<y>]]>&lt;</b>\n  <c/></a>\n";
    cji_buf b;
    cj_error *error = NULL;
    cji_buf_init(&b, *state, 4096);
    assert_ok(read_xml(*state, text, strlen(text), &b, &error), error);
    assert_string_equal(cji_buf_text(&b), "<a@2:1 q=1>2 r=&A<b@3:3|x<y><><c@4:3|>|>");
    cji_buf_fini(&b);
}

static char *repeat(const char *head, const char *piece, size_t times, const char *tail, size_t *n)
{
    size_t h = strlen(head), p = strlen(piece), t = strlen(tail);
    char *out = malloc(h + p * times + t + 1);
    memcpy(out, head, h);
    for (size_t i = 0; i < times; i++)
        memcpy(out + h + i * p, piece, p);
    memcpy(out + h + times * p, tail, t + 1);
    *n = h + p * times + t;
    return out;
}

static void test_xml_hostile(void **state)
{
    static const struct {
        const char *head, *piece;
        size_t times;
        const char *tail;
        cj_status expected;
        int line;
    } rows[] = {
        {"<a xmlns='urn:x'>", "", 0, "", CJ_E_XML_SYNTAX, 1},
        {"<a xmlns='urn:x'>\n</b>", "", 0, "", CJ_E_XML_SYNTAX, 2},
        {"<!DOCTYPE a><a xmlns='urn:x'/>", "", 0, "", CJ_E_XML_DOCTYPE, 1},
        {"\n<a xmlns='urn:x'>&b;</a>", "", 0, "", CJ_E_XML_SYNTAX, 2},
        {"<a xmlns='urn:x'>", "<b>", 10000, "", CJ_E_XML_DEPTH, 1},
        {"<a xmlns='urn:x' ", "k='v' ", 180000, "/>", CJ_E_XML_TAG, 1},
        {"<a xmlns='urn:x'>\xff\xfe</a>", "", 0, "", CJ_E_XML_ENCODING, 1},
        {"<?xml version='1.0' encoding='latin1'?><a xmlns='urn:x'/>", "", 0, "", CJ_E_XML_ENCODING,
         1},
        {"<a xmlns='urn:y'/>", "", 0, "", CJ_E_XML_NAMESPACE, 1},
        {"<a xmlns='urn:x'>text<b/></a>", "", 0, "", CJ_E_XML_TEXT, 1},
        {"<a xmlns='urn:x'>", "0123456789abcdef", 100000, "</a>", CJ_E_LIMIT, 1},
        {"", "", 0, "", CJ_E_XML_SYNTAX, 1},
        {"<a xmlns='urn:x'/><a xmlns='urn:x'/>", "", 0, "", CJ_E_XML_SYNTAX, 1},
    };
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        size_t n;
        char *text = repeat(rows[i].head, rows[i].piece, rows[i].times, rows[i].tail, &n);
        cji_buf b;
        cj_error *error = NULL;
        cji_buf_init(&b, *state, 1 << 20);
        cj_status status = read_xml(*state, text, n, &b, &error);
        if (status != rows[i].expected)
            fail_msg("row %zu: status %d: %s", i, (int)status, last_problem(error));
        assert_int_equal(cj_error_line(error, 0), rows[i].line);
        assert_true(cj_error_column(error, 0) > 0);
        cj_error_unref(error);
        cji_buf_fini(&b);
        free(text);
    }
}

/* Nothing that is within the limits is refused for being in memory. */
static void test_xml_large_from_memory(void **state)
{
    size_t n;
    char *text = repeat("<a xmlns='urn:x'>", "<b>0123456789abcdef</b>\n", 900000, "</a>", &n);
    cji_buf b;
    cj_error *error = NULL;
    assert_true(n > 20000000);
    cji_buf_init(&b, *state, (size_t)1 << 30);
    assert_ok(read_xml(*state, text, n, &b, &error), error);
    cji_buf_fini(&b);
    free(text);
}

static int xml_under_fault(cj_context *ctx, void *user)
{
    cji_buf b;
    cj_error *error = NULL;
    cj_status status;
    cji_buf_init(&b, ctx, 4096);
    status = read_xml(ctx, user, strlen(user), &b, &error);
    cj_error_unref(error);
    cji_buf_fini(&b);
    assert_true(status == CJ_OK || status == CJ_E_MEMORY || status == CJ_E_LIMIT);
    return status == CJ_OK;
}

static void test_xml_survives_memory(void **state)
{
    static char text[] = "<a xmlns='urn:x' k='v'><b>text</b><c/></a>";
    (void)state;
    assert_true(fault_sweep(xml_under_fault, text) > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_base64_is_canonical),
        cmocka_unit_test_setup_teardown(test_sha256_and_hmac, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_ed25519, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_map, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_xml_events, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_xml_hostile, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_xml_large_from_memory, context_make, context_drop),
        cmocka_unit_test(test_xml_survives_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
