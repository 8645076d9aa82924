/* SPDX-License-Identifier: MIT */
/* Findings as the text that is stored and committed to: one spelling, read back as it was. */
#include "casework/casework.h"
#include "support/support.h"

static cj_case *empty(cj_context **ctx)
{
    cj_case *c = NULL;
    assert_ok(cj_context_new(NULL, ctx, NULL), NULL);
    assert_ok(cj_case_new(*ctx, "C-1", &c, NULL), NULL);
    return c;
}

static void assert_written(const cj_case *c, uint32_t entry, const char *want)
{
    cji_buf text;
    cji_buf_init(&text, c->ctx, 1 << 16);
    cji_findings_write(c, entry, &text);
    assert_string_equal(text.n > 0 ? cji_buf_text(&text) : "", want);
    cji_buf_fini(&text);
}

static void what_is_written_is_read(void **state)
{
    static const cji_finding found[] = {
        {0, "rule", "1.0", "s.4\t(2)", "a reason\nof two lines, with a \\t"},
        {0, "other", "policy 2026-11", NULL, "\xc3\xa9"},
    };
    static const char text[] = "rule\t1.0\ts.4\\t(2)\ta reason\\nof two lines, with a \\\\t\n"
                               "other\tpolicy 2026-11\t\t\xc3\xa9\n";
    cj_context *ctx = NULL;
    cj_case *c = empty(&ctx);
    const cji_finding *read;
    size_t n = 9;
    (void)state;
    assert_ok(cji_case_keep_findings(c, 3, found, 2), NULL);
    assert_written(c, 3, text);
    assert_written(c, 2, "");
    assert_ok(cji_findings_read(c, 7, CJI_STR("")), NULL);
    assert_ok(cji_findings_read(c, 8, CJI_STR(text)), NULL);
    assert_written(c, 8, text);
    read = cji_case_findings(c, 8, &n);
    assert_int_equal(n, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(read[i].rule, found[i].rule);
        assert_string_equal(read[i].version, found[i].version);
        assert_string_equal(read[i].reason, found[i].reason);
    }
    assert_string_equal(read[0].citation, found[0].citation);
    assert_null(read[1].citation);
    (void)cji_case_findings(c, 7, &n);
    assert_int_equal(n, 0);
    (void)cji_case_findings(c, 9, &n);
    assert_int_equal(n, 0);
    cj_case_unref(c);
    cj_context_unref(ctx);
}

static void what_we_do_not_write_is_refused(void **state)
{
    static const cji_str bad[] = {
        CJI_STR("r"),
        CJI_STR("\n"),
        CJI_STR("r\tv\tc\tx"),
        CJI_STR("r\tv\tc\n"),
        CJI_STR("r\tv\tx\ty\tz\n"),
        CJI_STR("\tv\tc\tx\n"),
        CJI_STR("r\t\tc\tx\n"),
        CJI_STR("r\tv\tc\t\n"),
        CJI_STR("r\tv\tc\tx\\\n"),
        CJI_STR("r\tv\tc\tx\\n"),
        CJI_STR("r\tv\tc\t\\q\n"),
        CJI_STR("r\tv\tc\tx\0\n"),
        CJI_STR("r\tv\tc\t\xff\n"),
        CJI_STR("r\tv\tc\tx\ny"),
        CJI_STR("r\tv\tc\tx\n\n"),
    };
    cj_context *ctx = NULL;
    cj_case *c = empty(&ctx);
    cji_buf many;
    (void)state;
    for (size_t i = 0; i < CJI_COUNT(bad); i++) {
        if (cji_findings_read(c, 0, bad[i]) != CJ_E_VALUE_CODE)
            fail_msg("%zu: %s", i, bad[i].p);
        assert_int_equal(c->nfindings, 0);
    }
    cji_buf_init(&many, ctx, 1 << 16);
    for (int i = 0; i < CJI_FINDINGS; i++)
        cji_buf_puts(&many, "r\tv\tc\tx\n");
    assert_ok(cji_findings_read(c, 0, cji_buf_view(&many)), NULL);
    cji_buf_puts(&many, "r\tv\tc\tx\n");
    assert_int_equal(cji_findings_read(c, 1, cji_buf_view(&many)), CJ_E_VALUE_CODE);
    cji_buf_fini(&many);
    cj_case_unref(c);
    cj_context_unref(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(what_we_do_not_write_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
