/* SPDX-License-Identifier: MIT */
/* Every kind and field of the vocabulary, by walking its rows. */
#include "support/support.h"

#include "vocabulary/vocabulary.h"

#include "fill.h"

#include <stdio.h>
#include <stdlib.h>

static int32_t collect(const void *bytes, size_t size, void *user)
{
    cji_buf_put(user, bytes, size);
    return 0;
}

static void test_every_kind_round_trips(void **state)
{
    assert_true(cji_kind_count >= 75);
    for (int32_t i = 0; i < cji_kind_count; i++) {
        cj_act *act = NULL, *again = NULL;
        cj_error *error = NULL;
        cji_buf first, second;
        cji_buf_init(&first, *state, 1 << 20);
        cji_buf_init(&second, *state, 1 << 20);
        assert_ok(cj_act_new(*state, cji_kinds[i].id, &act, &error), error);
        fill(cj_act_record(act), &error);
        assert_ok(cj_add_code(cj_act_record(act), CJ_FIELD_OCCURRED_PRECISION,
                              CJ_CODE_OCCURRED_PRECISION_MINUTE, &error),
                  error);
        assert_ok(cj_act_validate(act, &error), error);
        assert_ok(cj_act_write(act, collect, &first, &error), error);
        assert_ok(cj_act_read(*state, cji_kinds[i].name, first.p, first.n, &again, &error), error);
        assert_ok(cj_act_write(again, collect, &second, &error), error);
        assert_string_equal(cji_buf_text(&second), cji_buf_text(&first));
        assert_int_equal(
            cj_add_text(cj_act_record(act), CJ_FIELD_SUPERSEDE_REASON, "x", CJ_ZT, NULL),
            CJ_E_FROZEN);
        cj_act_unref(again);
        cj_act_unref(act);
        cj_error_unref(error);
        cji_buf_fini(&first);
        cji_buf_fini(&second);
    }
}

static void assert_read(cj_context *ctx, const cji_shape *shape, cji_str json, cj_status want)
{
    cji_root root;
    cji_buf again;
    size_t at = 0;
    assert_int_equal(cji_root_init(&root, ctx, shape), CJ_OK);
    root.derived = true;
    assert_int_equal(cji_record_read_json(root.record, json, &at), want);
    assert_true(at <= json.n);
    cji_buf_init(&again, ctx, 1 << 20);
    cji_record_json(root.record, 0, &again);
    if (want == CJ_OK) {
        assert_int_equal(again.n, json.n);
        assert_memory_equal(again.p, json.p, json.n);
    }
    cji_buf_fini(&again);
    cji_root_fini(&root);
}

/* Every field type, in every shape of a kind: what is written is read, and nothing else is. */
static void test_json_is_read_in_one_spelling(void **state)
{
    for (int32_t i = 0; i < cji_kind_count; i++) {
        const cji_shape *shape = &cji_shapes[cji_kinds[i].shape];
        cj_act *act = NULL;
        cj_error *error = NULL;
        cji_buf json;
        cji_buf_init(&json, *state, 1 << 20);
        assert_ok(cj_act_new(*state, cji_kinds[i].id, &act, &error), error);
        fill(cj_act_record(act), &error);
        assert_ok(cj_record_write_json(cj_act_view(act), 0, collect, &json, &error), error);
        assert_read(*state, shape, cji_buf_view(&json), CJ_OK);
        for (size_t n = 0; n < json.n; n += 1 + json.n / 97)
            assert_read(*state, shape, (cji_str){json.p, n}, CJ_E_VALUE_TEXT);
        cji_buf_clear(&json); /* with white space */
        assert_ok(cj_record_write_json(cj_act_view(act), 1, collect, &json, &error), error);
        assert_read(*state, shape, cji_buf_view(&json), CJ_E_VALUE_TEXT);
        cj_act_unref(act);
        cj_error_unref(error);
        cji_buf_fini(&json);
    }
}

static void test_json_escapes(void **state)
{
    static const struct {
        const char *text;
        cj_status status;
    } rows[] = {
        {"a \\\"word\\\" and a \\\\, \\n a line, \\u0009 a tab, \xc3\xa9", CJ_OK},
        {"\\t", CJ_E_VALUE_TEXT},
        {"a\\/b", CJ_E_VALUE_TEXT},
        {"a\\u0061", CJ_E_VALUE_TEXT},
        {"a\\u000a", CJ_E_VALUE_TEXT},
        {"a\\u0000", CJ_E_VALUE_TEXT},
        {"a\\u00E9", CJ_E_VALUE_TEXT},
        {"a\nb", CJ_E_VALUE_TEXT},
        {"a\\u0001", CJ_E_VALUE_TEXT},
        {"", CJ_E_VALUE_TEXT},
        {"\xc3", CJ_E_VALUE_TEXT},
        {"a\\", CJ_E_VALUE_TEXT},
    };
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        char json[200];
        snprintf(json, sizeof json,
                 "{\"item\":\"%s\",\"class\":null,\"verdict\":null,\"evidence\":[],\"missing\":[],"
                 "\"contrary\":[],\"suggest\":[],\"finding\":null}",
                 rows[i].text);
        assert_read(*state, cji_shape_criterion_result, cji_str_of(json), rows[i].status);
    }
}

static void test_required_fields_are_missed_all_at_once(void **state)
{
    for (int32_t i = 0; i < cji_kind_count; i++) {
        const cji_shape *shape = &cji_shapes[cji_kinds[i].shape];
        cj_act *act = NULL;
        cj_error *error = NULL;
        size_t wanted = 0;
        for (int16_t j = 0; j < shape->nrows; j++)
            wanted += (cji_rows[shape->first + j].flags & CJI_REQUIRED) != 0;
        assert_ok(cj_act_new(*state, cji_kinds[i].id, &act, &error), error);
        assert_int_equal(cj_act_validate(act, &error), CJ_E_FIELD_MISSING);
        assert_true(cj_error_count(error) >= wanted - 1); /* the kind itself is there */
        cj_act_unref(act);
        cj_error_unref(error);
    }
}

static void test_names_and_numbers(void **state)
{
    (void)state;
    for (int32_t i = 0; i < cji_kind_count; i++)
        assert_int_equal(cj_kind_find(cji_kinds[i].name), cji_kinds[i].id);
    for (int32_t i = 0; i < cji_field_count; i++) {
        cj_field field = cji_fields_by_name[i];
        assert_int_equal(cj_field_find(cj_field_name(field)), field);
    }
    assert_int_equal(cj_field_find("no_such_field"), 0);
    assert_int_equal(cj_kind_find("no_such_kind"), 0);
    assert_null(cj_field_name(100000));
    assert_string_equal(cj_handle_name(CJ_HANDLE_PLAN), "plan");
    assert_null(cj_handle_name(99));
}

static void test_adders_refuse(void **state)
{
    cj_act *act = NULL;
    cj_record *r;
    const char *text;
    assert_int_equal(cj_act_new(*state, 9999, &act, NULL), CJ_E_KIND_UNKNOWN);
    assert_int_equal(cj_act_new(*state, CJ_ACT_VIEWS_RECORDED, &act, NULL), CJ_OK);
    r = cj_act_record(act);
    assert_int_equal(cj_add_text(r, CJ_FIELD_PERSON, "x", CJ_ZT, NULL), CJ_E_FIELD_UNKNOWN);
    assert_int_equal(cj_add_int(r, CJ_FIELD_WORDS, 1, NULL), CJ_E_FIELD_TYPE);
    assert_int_equal(cj_add_text(r, CJ_FIELD_WORDS, " \n", CJ_ZT, NULL), CJ_E_VALUE_TEXT);
    assert_int_equal(cj_add_text(r, CJ_FIELD_WORDS, "\xff", CJ_ZT, NULL), CJ_E_VALUE_TEXT);
    assert_int_equal(cj_add_text(r, CJ_FIELD_ACT_ID, "a b", CJ_ZT, NULL), CJ_E_VALUE_ID);
    assert_int_equal(cj_add_text(r, CJ_FIELD_VIEW_KINDS, "no", CJ_ZT, NULL), CJ_E_VALUE_CODE);
    assert_int_equal(cj_add_code(r, CJ_FIELD_VIEW_KINDS, 99, NULL), CJ_E_VALUE_CODE);
    assert_int_equal(cj_add_int(r, CJ_FIELD_CONFIRMED_BY_PERSON, 2, NULL), CJ_E_VALUE_RANGE);
    assert_int_equal(cj_add_text(r, CJ_FIELD_VIEW_KINDS, "need", CJ_ZT, NULL), CJ_OK);
    assert_int_equal(cj_add_text(r, CJ_FIELD_VIEW_KINDS, "need", CJ_ZT, NULL), CJ_E_FIELD_TWICE);
    assert_int_equal(cj_add_text(r, CJ_FIELD_WORDS, "I want my own flat.", CJ_ZT, NULL), CJ_OK);
    assert_int_equal(cj_add_text(r, CJ_FIELD_WORDS, "Again.", CJ_ZT, NULL), CJ_E_FIELD_REPEATED);
    assert_int_equal(cj_count(r, CJ_FIELD_WORDS), 1);
    assert_int_equal(cj_get_text(r, CJ_FIELD_WORDS, 1, &text), CJ_E_FIELD_ABSENT);
    assert_int_equal(cj_get_text(r, CJ_FIELD_VIEW_KINDS, 0, &text), CJ_OK);
    assert_string_equal(text, "need");
    assert_int_equal(cj_clear(r, CJ_FIELD_WORDS, NULL), CJ_OK);
    assert_int_equal(cj_count(r, CJ_FIELD_WORDS), 0);
    cj_act_unref(act);
}

/* ---- files: code, line and column of every problem ------------------------------------------- */

#define HEAD "<case id=\"C\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\">\n"
#define START                                                                                      \
    "<act id=\"a\" kind=\"case_closed\" handle=\"H\" occurred_at=\"2026-01-02\" "                  \
    "occurred_precision=\"day\" recorded_at=\"2026-01-02T10:00Z\" sensitivity=\"normal\">\n"
#define WHO "<performed_by><id>p</id><role>r</role><org>o</org></performed_by>\n"
#define REST "<closing_reason>died</closing_reason>\n<summary>s</summary>\n</act>\n"

static cj_status swallow(void *user, cj_act *act, bool valid, const cji_place *place)
{
    (void)act, (void)place;
    *(int *)user += valid;
    return CJ_OK;
}

static void test_file_problems_have_a_place(void **state)
{
    static const struct {
        const char *text;
        cj_status expected;
        int line, column, problems;
    } rows[] = {
        {HEAD START WHO REST "</case>", CJ_OK, 0, 0, 0},
        {"<file xmlns=\"urn:cjustice:case:1\"/>", CJ_E_XML_ELEMENT, 1, 1, 1},
        {"<case vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\"/>", CJ_E_XML_ATTRIBUTE, 1, 1, 1},
        {"<case id=\"C\" vocabulary=\"99\" xmlns=\"urn:cjustice:case:1\"/>", CJ_E_VOCABULARY, 1, 1,
         1},
        {HEAD "<note/></case>", CJ_E_XML_ELEMENT, 2, 1, 1},
        {HEAD "\n  <act id=\"a\" kind=\"nothing\"/></case>", CJ_E_KIND_UNKNOWN, 3, 3, 1},
        {HEAD START WHO "<closing_reason>bored</closing_reason><summary>s</summary></act></case>",
         CJ_E_VALUE_CODE, 4, 1, 1},
        {HEAD START WHO "<summary>s</summary></act></case>", CJ_E_FIELD_MISSING, 2, 1, 1},
        {HEAD START WHO "<shoe>1</shoe>" REST "</case>", CJ_E_FIELD_UNKNOWN, 4, 1, 1},
        {HEAD START "<performed_by><id>p</id><role>r</role></performed_by>\n" REST "</case>",
         CJ_E_FIELD_MISSING, 3, 1, 1},
        {HEAD START WHO
         "<summary a=\"b\">s</summary><closing_reason>died</closing_reason></act></case>",
         CJ_E_XML_ATTRIBUTE, 4, 1, 1},
        {HEAD "<act id=\"a\" kind=\"case_closed\" handle=\"H\" occurred_at=\"2026-02-30\" "
              "occurred_precision=\"day\" recorded_at=\"2026-01-02T10:00Z\" "
              "sensitivity=\"normal\">\n" WHO REST "</case>",
         CJ_E_VALUE_DATE, 2, 1, 1},
        {HEAD "<act id=\"a\" kind=\"case_closed\" handle=\"H\" occurred_at=\"2026-02\" "
              "occurred_precision=\"day\" recorded_at=\"2026-03-02T10:00Z\" "
              "sensitivity=\"normal\">\n" WHO REST "</case>",
         CJ_E_VALUE_DATE, 2, 1, 1},
        {HEAD "<tombstone id=\"t\" kind=\"case_closed\" reason=\"because\"/></case>",
         CJ_E_XML_ATTRIBUTE, 2, 1, 1},
        {HEAD "<tombstone id=\"t\" kind=\"case_closed\" reason=\"court_order\"/></case>", CJ_OK, 0,
         0, 0},
    };
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        int valid = 0;
        cji_case_events events = {.user = &valid, .act = swallow};
        cj_error *error = NULL;
        cji_input *in = NULL;
        cj_status status;
        assert_ok(cji_input_memory(*state, "f", rows[i].text, strlen(rows[i].text), &in, &error),
                  error);
        status = cji_case_file_read(*state, in, &events, &error);
        if (status != rows[i].expected || (int)cj_error_count(error) != rows[i].problems)
            fail_msg("row %zu: status %d, %zu problems, last: %s", i, (int)status,
                     cj_error_count(error), last_problem(error));
        if (status != CJ_OK) {
            assert_int_equal(cj_error_line(error, 0), rows[i].line);
            assert_int_equal(cj_error_column(error, 0), rows[i].column);
        }
        cji_input_free(in);
        cj_error_unref(error);
    }
}

static int read_under_fault(cj_context *ctx, void *user)
{
    cj_act *act = NULL;
    cj_error *error = NULL;
    const char *text = user;
    cj_status status = cj_act_read(ctx, "f", text, strlen(text), &act, &error);
    assert_true(status == CJ_OK || status == CJ_E_MEMORY || status == CJ_E_CRYPTO);
    cj_act_unref(act);
    cj_error_unref(error);
    return status == CJ_OK;
}

static void test_reading_survives_memory(void **state)
{
    static char act[] = START WHO REST;
    (void)state;
    assert_true(fault_sweep(read_under_fault, act) > 20);
}

/* A date or time that cannot be written and read again is refused. */
static void test_years(void **state)
{
    static const struct {
        cj_time time;
        cj_status status;
    } rows[] = {
        {{0, 0, CJ_PRECISION_MINUTE}, CJ_OK},
        {{INT64_C(253402300799999999), 0, CJ_PRECISION_MICROSECOND}, CJ_OK},
        {{INT64_C(253402300800000000), 0, CJ_PRECISION_MICROSECOND}, CJ_E_VALUE_DATE},
        {{INT64_C(253402300799999999), 60, CJ_PRECISION_MICROSECOND}, CJ_E_VALUE_DATE},
        {{INT64_C(-62135596800000000), 0, CJ_PRECISION_MINUTE}, CJ_OK},
        {{INT64_C(-62135596800000001), 0, CJ_PRECISION_MINUTE}, CJ_E_VALUE_DATE},
        {{INT64_C(-62135596800000000), -1, CJ_PRECISION_MINUTE}, CJ_E_VALUE_DATE},
        {{INT64_MAX, 1439, CJ_PRECISION_MINUTE}, CJ_E_VALUE_DATE},
        {{INT64_MIN, -1439, CJ_PRECISION_MINUTE}, CJ_E_VALUE_DATE},
        {{0, 1440, CJ_PRECISION_MINUTE}, CJ_E_VALUE_DATE},
        {{0, -1440, CJ_PRECISION_MINUTE}, CJ_E_VALUE_DATE},
        {{0, 0, CJ_PRECISION_YEAR}, CJ_E_VALUE_DATE},
        {{0, 0, 7}, CJ_E_VALUE_DATE},
    };
    cj_act *act = NULL;
    cj_error *error = NULL;
    assert_ok(cj_act_new(*state, CJ_ACT_ACCESS_LIMITED, &act, &error), error);
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_record *r = cj_act_record(act);
        assert_ok(cj_clear(r, CJ_FIELD_RECORDED_AT, NULL), NULL);
        if (cj_add_time(r, CJ_FIELD_RECORDED_AT, rows[i].time, &error) != rows[i].status)
            fail_msg("row %zu", i);
    }
    assert_int_equal(cj_add_date(cj_act_record(act), CJ_FIELD_FROM,
                                 (cj_date){INT32_MAX, CJ_PRECISION_DAY}, &error),
                     CJ_E_VALUE_DATE);
    assert_int_equal(cj_add_date(cj_act_record(act), CJ_FIELD_FROM,
                                 (cj_date){INT32_MIN, CJ_PRECISION_DAY}, &error),
                     CJ_E_VALUE_DATE);
    cj_act_unref(act);
    cj_error_unref(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_years, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_every_kind_round_trips, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_json_is_read_in_one_spelling, context_make,
                                        context_drop),
        cmocka_unit_test_setup_teardown(test_json_escapes, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_required_fields_are_missed_all_at_once, context_make,
                                        context_drop),
        cmocka_unit_test(test_names_and_numbers),
        cmocka_unit_test_setup_teardown(test_adders_refuse, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_file_problems_have_a_place, context_make,
                                        context_drop),
        cmocka_unit_test(test_reading_survives_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
