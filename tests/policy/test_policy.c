/* SPDX-License-Identifier: MIT */
#include "support/support.h"

#include "policy/policy.h"

#include <stdio.h>
#include <stdlib.h>

static int setup(void **state)
{
    return cj_context_new(NULL, (cj_context **)state, NULL) == CJ_OK ? 0 : -1;
}

static int teardown(void **state)
{
    cj_context_unref(*state);
    return 0;
}

static int32_t day(const char *text)
{
    cj_date date;
    assert_int_equal(cj_date_parse(text, CJ_ZT, &date), CJ_OK);
    return date.days;
}

static cj_status add_text(cj_policy *policy, const char *text, cj_error **error)
{
    char path[] = "/tmp/cj-policy-XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    cj_status status;
    fputs(text, file);
    fclose(file);
    status = cj_policy_add_file(policy, path, error);
    remove(path);
    return status;
}

#define POLICY(inside) "<policy id=\"p\" version=\"1\" xmlns=\"urn:cjustice:policy:1\">\n" inside "</policy>"

static void test_shipped(void **state)
{
    static const char *const operations[] = {"init", "record", "show", "check", "export", "checkpoint"};
    cj_policy *policy = NULL;
    cj_error *error = NULL;
    const cji_policy_value *value;
    assert_ok(cj_policy_new(*state, &policy, &error), error);
    assert_string_equal(cj_policy_sha256(policy), "");
    assert_ok(cj_policy_add_dir(policy, "standards", &error), error);
    assert_int_equal(strlen(cj_policy_sha256(policy)), 64);
    value = cji_policy_find(policy, CJI_STR("warning_window"), day("2026-02-01"));
    assert_non_null(value);
    assert_int_equal(value->unit, CJI_UNIT_MONTHS);
    assert_int_equal(value->amount, 12);
    assert_non_null(strstr(value->by.citation, "Sch 10"));
    assert_null(cji_policy_find(policy, CJI_STR("warning_window"), day("2020-11-30")));
    assert_int_equal(cji_policy_find(policy, CJI_STR("review_interval"), day("2026-01-01"))->unit,
                     CJI_UNIT_UNSET);
    for (size_t i = 0; i < CJI_COUNT(operations); i++) {
        assert_true(cji_policy_permits(policy, "practitioner", "supervision", operations[i]));
        assert_false(cji_policy_permits(policy, "practitioner", "curiosity", operations[i]));
        assert_false(cji_policy_permits(policy, "visitor", "supervision", operations[i]));
        assert_false(cji_policy_permits(NULL, "practitioner", "supervision", operations[i]));
    }
    assert_false(cji_policy_permits(policy, "assessor", "assessment", "record"));
    assert_false(cji_policy_permits(policy, "practitioner", "super", "record")); /* whole words */
    cj_policy_unref(policy);
    cj_error_unref(error);
}

static void test_due(void **state)
{
    static const struct {
        int32_t unit, amount;
        const char *from, *due;
    } rows[] = {
        {CJI_UNIT_DAYS, 0, "2026-02-03", "2026-02-03"},
        {CJI_UNIT_DAYS, 28, "2026-02-03", "2026-03-03"},
        {CJI_UNIT_MONTHS, 1, "2026-01-31", "2026-02-28"},
        {CJI_UNIT_MONTHS, 1, "2028-01-31", "2028-02-29"},
        {CJI_UNIT_MONTHS, 12, "2026-02-03", "2027-02-03"},
        {CJI_UNIT_MONTHS, 12, "2028-02-29", "2029-02-28"},
        {CJI_UNIT_MONTHS, 11, "2026-02-03", "2027-01-03"},
    };
    (void)state;
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cji_policy_value value = {.unit = rows[i].unit, .amount = rows[i].amount};
        int32_t due = 0;
        assert_true(cji_policy_due(NULL, &value, day(rows[i].from), &due));
        assert_int_equal(due, day(rows[i].due));
    }
}

static void test_refused_whole(void **state)
{
    static const struct {
        const char *text;
        cj_status expected;
    } rows[] = {
        {POLICY("<value name=\"shoe_size\" days=\"1\" citation=\"c\" standing=\"s\"/>"), CJ_E_POLICY},
        {POLICY("<value name=\"review_interval\" days=\"1\"/>"), CJ_E_POLICY},
        {POLICY("<value name=\"review_interval\" days=\"-1\" citation=\"c\" standing=\"s\"/>"), CJ_E_POLICY},
        {POLICY("<value name=\"review_interval\" days=\"1\" weeks=\"1\" citation=\"c\" standing=\"s\"/>"),
         CJ_E_POLICY},
        {POLICY("<value name=\"review_interval\" from=\"2026-02-30\"/>"), CJ_E_VALUE_DATE},
        {POLICY("<value name=\"review_interval\" colour=\"red\"/>"), CJ_E_XML_ATTRIBUTE},
        {POLICY("<permit role=\"r\" purposes=\"p\" operations=\"fly\"/>"), CJ_E_POLICY},
        {POLICY("<permit purposes=\"p\" operations=\"show\"/>"), CJ_E_POLICY},
        {POLICY("<allow/>"), CJ_E_XML_ELEMENT},
        {"<law id=\"p\" xmlns=\"urn:cjustice:policy:1\"/>", CJ_E_POLICY},
        {POLICY("<value name=\"review_interval\" days=\"7\" citation=\"c\" standing=\"s\"/>"
                "<permit role=\"x\" purposes=\"p q\" operations=\"show\"/>"),
         CJ_OK},
    };
    cj_policy *policy = NULL;
    cj_error *error = NULL;
    assert_ok(cj_policy_new(*state, &policy, &error), error);
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_error *problems = NULL;
        cj_status status = add_text(policy, rows[i].text, &problems);
        if (status != rows[i].expected)
            fail_msg("row %zu: status %d: %s", i, (int)status, last_problem(problems));
        if (status != CJ_OK) {
            assert_true(cj_error_line(problems, 0) > 0);
            assert_null(cji_policy_find(policy, CJI_STR("review_interval"), 20000));
        }
        cj_error_unref(problems);
    }
    assert_int_equal(cji_policy_find(policy, CJI_STR("review_interval"), 20000)->amount, 7);
    assert_true(cji_policy_permits(policy, "x", "q", "show"));
    cj_policy_unref(policy);
    cj_error_unref(error);
}

static int load_under_fault(cj_context *ctx, void *user)
{
    cj_policy *policy = NULL;
    cj_error *error = NULL;
    cj_status status = cj_policy_new(ctx, &policy, &error);
    if (status == CJ_OK)
        status = cj_policy_add_dir(policy, user, &error);
    assert_true(status == CJ_OK || status == CJ_E_MEMORY);
    cj_policy_unref(policy);
    cj_error_unref(error);
    return status == CJ_OK;
}

static void test_survives_memory(void **state)
{
    static char standards[] = "standards";
    (void)state;
    assert_true(fault_sweep(load_under_fault, standards) > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_shipped, setup, teardown),
        cmocka_unit_test(test_due),
        cmocka_unit_test_setup_teardown(test_refused_whole, setup, teardown),
        cmocka_unit_test(test_survives_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
