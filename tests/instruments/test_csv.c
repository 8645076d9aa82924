/* SPDX-License-Identifier: MIT */
/* Files: CSV in and out, tables of offences, values as text, memory that fails. */
#include "instrument_support.h"

#include <locale.h>

/* ---- scoring a file ----------------------------------------------------------------------------
 */

static void expect(cj_context *ctx, const char *instrument, const char *csv, cj_status status,
                   const char *out_wanted)
{
    cji_buf out;
    cj_error *error = NULL;
    cj_status got = score_text(ctx, instrument, cji_str_of(csv), &out, &error);
    if (got != status)
        fail_msg("status %d, not %d: %s", (int)got, (int)status, last_problem(error));
    if (out_wanted != NULL)
        assert_string_equal(cji_buf_text(&out), out_wanted);
    cji_buf_fini(&out);
    cj_error_unref(error);
}

static void expect_problem(cj_context *ctx, const char *instrument, const char *csv,
                           cj_status status, const char *line)
{
    cji_buf out;
    cj_error *error = NULL;
    char text[400];
    assert_int_equal(score_text(ctx, instrument, cji_str_of(csv), &out, &error), status);
    assert_true(cj_error_count(error) > 0);
    cj_error_format(error, 0, text, sizeof text);
    assert_string_equal(text, line);
    cji_buf_fini(&out);
    cj_error_unref(error);
}

#define TIER "active_event,arp_percent"

static void test_columns(void **state)
{
    /* Outputs are appended, or written where they stand; the rest is as it was. */
    expect(*state, "tier_v3", TIER "\n0,\n1,\n", CJ_OK,
           TIER ",tier,provisional\n0,,NOT_SUPERVISED,0\n1,,MISSING,0\n");
    expect(*state, "tier_v3", "provisional,id,active_event,tier\nx,\"a,\"\"b\"\"\",0,old\n", CJ_OK,
           "provisional,id,active_event,tier\n0,\"a,\"\"b\"\"\",0,NOT_SUPERVISED\n");
    expect(*state, "tier_v3", "\xef\xbb\xbf\"active_event\",id\r\n\"0\",\"x\r\ny\"\r\n\r\n1,2",
           CJ_OK,
           "\"active_event\",id,tier,provisional\r\n\"0\",\"x\r\ny\",NOT_SUPERVISED,0\r\n"
           "1,2,MISSING,0\r\n");
    expect(*state, "tier_v3", "active_event\n", CJ_OK, "active_event,tier,provisional\n");
    expect(*state, "tier_v3", " active_event \n 0 \n", CJ_OK,
           " active_event ,tier,provisional\n 0 ,NOT_SUPERVISED,0\n");
}

static void test_bad_rows(void **state)
{
    const char *ragged = "active_event,id\n0\n0,1\n0,1,2\n";
    expect(*state, "tier_v3", "active_event,id\n7,1\n0,2\n,3\n", CJ_E_SCORE,
           "active_event,id,tier,provisional\n7,1,,\n0,2,NOT_SUPERVISED,0\n,3,,\n");
    expect(*state, "tier_v3", ragged, CJ_E_SCORE,
           "active_event,id,tier,provisional\n0,,,\n0,1,NOT_SUPERVISED,0\n0,1,,\n");
    expect_problem(*state, "tier_v3", "id,active_event\n1,0\n22,7\n", CJ_E_SCORE,
                   "in.csv:3:4: error[CJ-0306]: active_event: \"7\" is out of range");
    expect_problem(*state, "tier_v3", "id,active_event\n1,\n", CJ_E_SCORE,
                   "in.csv:2:3: error[CJ-0312]: active_event is missing");
    expect_problem(*state, "tier_v3", "id,active_event\n\"a\nb\",x\n", CJ_E_SCORE,
                   "in.csv:3:4: error[CJ-0301]: active_event: \"x\" is no whole number");
    expect_problem(*state, "tier_v3", ragged, CJ_E_SCORE,
                   "in.csv:2:1: error[CJ-0671]: the row has 1 cells, the header 2");
}

static void test_bad_files(void **state)
{
    expect(*state, "tier_v3", "", CJ_E_CSV, "");
    expect(*state, "tier_v3", "\n\n", CJ_E_CSV, "");
    expect_problem(*state, "tier_v3", "active_event,surname\n0,x\n", CJ_E_FIELD_UNKNOWN,
                   "in.csv:1:14: error[CJ-0311]: tier_v3 has no input or output \"surname\"");
    expect_problem(*state, "tier_v3", "tier,active_event,tier\n", CJ_E_FIELD_TWICE,
                   "in.csv:1:19: error[CJ-0318]: the column \"tier\" stands here a second time");
    expect_problem(*state, "tier_v3", "active_event,id\n0,\"x\n", CJ_E_CSV,
                   "in.csv:3:1: error[CJ-0671]: a cell in quotes does not end");
    expect_problem(*state, "tier_v3", "active_event,id\n0,\"x\"y\n", CJ_E_CSV,
                   "in.csv:2:6: error[CJ-0671]: behind the closing quote of a cell stands more");
    expect_problem(
        *state, "tier_v3", "active_event,id\n0,x\"y\n", CJ_E_CSV,
        "in.csv:2:4: error[CJ-0671]: a quote stands in a cell that does not begin with one");
    expect_problem(*state, "tier_v3", "active_event,id\n0,\xff\n", CJ_E_CSV,
                   "in.csv:2:3: error[CJ-0671]: a cell is not UTF-8, or has control characters");
}

/* The day as of which stands in for one that is not given, and only for that. */
static void test_as_of(void **state)
{
    static const char csv[] =
        "sex,date_of_birth,date_of_conviction,date_of_follow_up,date_of_assessment,total_sanctions,"
        "violent_sanctions,age_at_first_sanction,offence_code,percent_static_2yr\n"
        "M,1990-01-01,2017-01-01,2017-01-01,2017-06-01,9,3,16,00500,\n"
        "M,1990-01-01,2017-01-01,2017-01-01,,9,3,16,00500,\n";
    cj_date as_of = {0, CJ_PRECISION_DAY};
    cj_score_csv_options options = {.size = sizeof options, .as_of = &as_of};
    cj_offences *offences = offences_of(*state);
    cji_buf out;
    const char *first, *second;
    assert_int_equal(cj_date_parse("2017-06-01", CJ_ZT, &as_of), CJ_OK);
    cji_buf_init(&out, *state, 1 << 20);
    assert_int_equal(cj_instrument_score_csv(*state, cj_instrument_find("snsv"), offences, "x", csv,
                                             sizeof csv - 1, &options, keep_bytes, &out, NULL),
                     CJ_OK);
    first = strstr(cji_buf_text(&out), "2017-06-01,9,3,16");
    second = strstr(cji_buf_text(&out), ",,9,3,16");
    assert_non_null(first);
    assert_non_null(second);
    first = strchr(first, ',');
    assert_memory_equal(first, second + 1, 60);
    cji_buf_clear(&out);
    options.size = 4;
    assert_int_equal(cj_instrument_score_csv(*state, cj_instrument_find("snsv"), offences, "x", csv,
                                             sizeof csv - 1, &options, keep_bytes, &out, NULL),
                     CJ_E_MISUSE);
    cji_buf_fini(&out);
    cj_offences_unref(offences);
    expect(*state, "snsv", csv, CJ_E_SCORE, NULL); /* without it the second row lacks its day */
}

/* ---- tables of offences ------------------------------------------------------------------------
 */

static void expect_table(cj_context *ctx, const char *csv, cj_status status, const char *line)
{
    cj_offences *offences = offences_of(ctx);
    size_t before = cj_offences_count(offences);
    cj_error *error = NULL;
    char text[400] = "";
    cj_status got = cj_offences_add_memory(offences, "t.csv", csv, strlen(csv), &error);
    if (got != status)
        fail_msg("status %d, not %d: %s", (int)got, (int)status, last_problem(error));
    if (line != NULL) {
        cj_error_format(error, 0, text, sizeof text);
        assert_string_equal(text, line);
        assert_int_equal(cj_offences_count(offences), before);
    }
    cj_error_unref(error);
    cj_offences_unref(offences);
}

static void test_offences(void **state)
{
    static const char over[] = "offence_code,actuarial_category,ogrs3_weight_moj\n"
                               "00500,THEFT_NON_MOTOR,999\n99999,DRUNKENNESS,0.6612\n";
    cj_offences *t = offences_of(*state);
    assert_int_equal(cj_offences_count(t), 3039);
    assert_true(cji_offence_ogrs3(t, 8800) == -2 && cji_offence_category(t, 8800) >= 0);
    assert_true(cji_offence_ogrs3(t, 0) == -1 && cji_offence_category(t, 0) == -1);
    assert_true(cji_offence_ogrs3(t, 99999) == -1 && cji_offence_category(t, 99999) == -1);
    assert_true(isnan(cji_offence_ogrs3(NULL, 500)) && isnan(cji_offence_ogrs3(t, NAN)));
    assert_true(isnan(cji_offence_category(t, 100000)) && isnan(cji_offence_category(t, -1)));
    assert_int_equal(cj_offences_add_memory(t, "x", over, sizeof over - 1, NULL), CJ_OK);
    assert_int_equal(cj_offences_count(t), 3040);
    assert_true(cji_offence_ogrs3(t, 500) == -2 && cji_offence_category(t, 500) == 23);
    assert_true(cji_offence_ogrs3(t, 99999) == 8 && cji_offence_category(t, 99999) == 2);
    (void)cj_offences_ref(t);
    assert_int_equal(cj_offences_add_memory(t, "x", over, sizeof over - 1, NULL), CJ_E_FROZEN);
    cj_offences_unref(t);
    assert_int_equal(cj_offences_add_file(t, "tests/none.csv", NULL), CJ_E_NOT_FOUND);
    assert_int_equal(cj_offences_add_dir(t, "tests", NULL), CJ_OK);
    cj_offences_unref(t);
}

#define HEAD "offence_code,actuarial_category,ogrs3_weight_moj,opd_viol_sex\n"

static void test_bad_offences(void **state)
{
    expect_table(*state, HEAD "00500,UNKNOWN,,Y\n", CJ_OK, NULL);
    expect_table(*state, "ogrs3_weight_moj,offence_code\n0.6612,00500\n", CJ_OK, NULL);
    expect_table(*state, "", CJ_E_FIELD_MISSING,
                 "t.csv:1:1: error[CJ-0312]: the table of offences is empty");
    expect_table(*state, "offence_code\n", CJ_E_FIELD_MISSING,
                 "t.csv:1:1: error[CJ-0312]: a table of offences wants offence_code, and "
                 "actuarial_category or ogrs3_weight_moj");
    expect_table(*state, "offence_code,actuarial_category,name\n", CJ_E_FIELD_UNKNOWN,
                 "t.csv:1:33: error[CJ-0311]: a table of offences has no such column: \"name\"");
    expect_table(*state, HEAD "5,UNKNOWN,,Y\n", CJ_E_VALUE_CODE,
                 "t.csv:2:1: error[CJ-0303]: no offence code of five digits: \"5\"");
    expect_table(*state, HEAD "00500,THEFT,,Y\n", CJ_E_VALUE_CODE,
                 "t.csv:2:7: error[CJ-0303]: no actuarial category: \"THEFT\"");
    expect_table(*state, HEAD "00500,UNKNOWN,0.123,Y\n", CJ_E_VALUE_NUMBER,
                 "t.csv:2:15: error[CJ-0301]: no OGRS3 category has this weight: \"0.123\"");
    expect_table(*state, HEAD "00500,UNKNOWN,,Y\n00500,UNKNOWN,,Y\n", CJ_E_FIELD_TWICE,
                 "t.csv:3:1: error[CJ-0318]: the code stands here a second time: \"00500\"");
    expect_table(*state, HEAD "00500,UNKNOWN\n", CJ_E_CSV,
                 "t.csv:2:1: error[CJ-0671]: the row has not as many cells as the header");
}

/* ---- values as text ----------------------------------------------------------------------------
 */

static double parsed(cj_context *ctx, const char *instrument, const char *input, const char *text,
                     cj_status want)
{
    const cj_instrument *it = cj_instrument_find(instrument);
    double value = -7;
    int32_t i = cj_instrument_input_find(it, input);
    cj_error *error = NULL;
    assert_int_equal(cj_instrument_parse(ctx, it, (size_t)i, text, CJ_ZT, &value, &error), want);
    if (want != CJ_OK) {
        assert_true(value == -7);
        assert_string_equal(cj_error_field(error, 0), input);
    }
    cj_error_unref(error);
    return value;
}

static void test_parse(void **state)
{
    assert_true(parsed(*state, "ogrs3", "sex", "F", CJ_OK) == 1);
    assert_true(isnan(parsed(*state, "ogrs3", "sex", "", CJ_OK)));
    parsed(*state, "ogrs3", "sex", "f", CJ_E_VALUE_CODE);
    assert_true(parsed(*state, "ogrs3", "date_of_birth", "1970-01-02", CJ_OK) == 1);
    parsed(*state, "ogrs3", "date_of_birth", "1970-02-30", CJ_E_VALUE_DATE);
    parsed(*state, "ogrs3", "date_of_birth", "1970-02", CJ_E_VALUE_DATE);
    assert_true(parsed(*state, "ogrs3", "offence_code", "06667", CJ_OK) == 6667);
    parsed(*state, "ogrs3", "offence_code", "6667", CJ_E_VALUE_CODE);
    parsed(*state, "ogrs3", "offence_code", "0666a", CJ_E_VALUE_CODE);
    assert_true(parsed(*state, "ogrs3", "total_sanctions", "3.0", CJ_OK) == 3);
    parsed(*state, "ogrs3", "total_sanctions", "3.5", CJ_E_VALUE_NUMBER);
    parsed(*state, "ogrs3", "total_sanctions", "0", CJ_E_VALUE_RANGE);
    parsed(*state, "ogrs3", "total_sanctions", "+3", CJ_E_VALUE_NUMBER);
    parsed(*state, "ogrs3", "total_sanctions", "3e0", CJ_E_VALUE_NUMBER);
    assert_true(parsed(*state, "pni", "arp_percent", "74.99", CJ_OK) == 74.99);
    assert_true(parsed(*state, "pni", "arp_percent", "74.9900000000000055", CJ_OK) == 74.99);
    parsed(*state, "pni", "arp_percent", "74.", CJ_E_VALUE_NUMBER);
    parsed(*state, "pni", "arp_percent", ".5", CJ_E_VALUE_NUMBER);
    parsed(*state, "pni", "arp_percent", "100.01", CJ_E_VALUE_RANGE);
    parsed(*state, "pni", "arp_percent", "1234567890123456", CJ_E_VALUE_NUMBER);
    assert_true(parsed(*state, "tier_v2", "complexity_registers", "rmdo RTAO XX RMDO", CJ_OK) ==
                1 + 512);
    assert_true(parsed(*state, "tier_v2", "requirements", "W:0;F:1;RM:0; X:0;", CJ_OK) == 2);
    parsed(*state, "tier_v2", "requirements", "W", CJ_E_VALUE_TEXT);
    parsed(*state, "tier_v2", "requirements", "W:2", CJ_E_VALUE_TEXT);
    assert_true(parsed(*state, "tier_v2", "sentence_type", "SP", CJ_OK) == 2);
    assert_int_equal(cj_instrument_parse(*state, cj_instrument_at(0), 99, "1", CJ_ZT, NULL, NULL),
                     CJ_E_MISUSE);
}

static void format_is(const char *instrument, const char *output, double value, const char *want)
{
    const cj_instrument *it = cj_instrument_find(instrument);
    char text[CJ_SCORE_TEXT];
    cj_instrument_format(it, (size_t)cj_instrument_output_find(it, output), value, text);
    assert_string_equal(text, want);
}

static void test_format(void **state)
{
    (void)state;
    format_is("ogrs3", "p_1yr", 0.015173217828408336, "0.015173217828408336");
    format_is("ogrs3", "moj_p_1yr", 0.01517, "0.01517");
    format_is("ogrs3", "moj_percent_1yr", 2, "2");
    format_is("ogrs3", "moj_band", 3, "VERY_HIGH");
    format_is("ogrs3", "moj_band", 9, "");
    format_is("ogrs3", "p_1yr", NAN, "");
    format_is("osp", "dc_percent", 0.1, "0.10");
    format_is("osp", "dc_percent", 99.99, "99.99");
    format_is("tier_v2", "tier", 31, "A3S");
    format_is("tier_v2", "tier", 0, "D0");
    /* Whatever sign the locale of the host has for the point. */
    if (setlocale(LC_NUMERIC, "de_DE.UTF-8") != NULL ||
        setlocale(LC_NUMERIC, "fr_FR.UTF-8") != NULL)
        format_is("ogrs3", "p_1yr", 0.25, "0.25");
    setlocale(LC_NUMERIC, "C");
}

/* ---- memory that fails -------------------------------------------------------------------------
 */

static int score_under_fault(cj_context *ctx, void *user)
{
    static const char csv[] = "id,supervision_status\n\"a\"\"b\",CUSTODY\n2,HERE\n3,REMAND\n";
    cj_offences *offences = NULL;
    cj_score *score = NULL;
    cj_error *error = NULL;
    cji_buf out;
    double inputs[INPUTS], column[2] = {1, 2};
    const double *columns[INPUTS] = {column};
    double *outputs[INPUTS] = {NULL};
    cj_status status = cj_offences_new(ctx, &offences, &error);
    (void)user;
    cji_buf_init(&out, ctx, 1 << 20);
    for (size_t i = 0; i < INPUTS; i++)
        inputs[i] = i == 0 ? 1 : NAN;
    if (status == CJ_OK)
        status = cj_offences_add_dir(offences, "standards", &error);
    if (status == CJ_OK)
        status = cj_score_new(ctx, cj_instrument_find("pni"), offences, inputs, &score, &error);
    if (status == CJ_OK)
        status = cj_instrument_score_batch(ctx, cj_instrument_find("pni"), offences, 2, columns,
                                           outputs, NULL, &error);
    if (status == CJ_OK) {
        status = cj_instrument_score_csv(ctx, cj_instrument_find("pni"), offences, "x", csv,
                                         sizeof csv - 1, NULL, keep_bytes, &out, &error);
        status = status == CJ_E_SCORE ? CJ_OK : status;
    }
    assert_true(status == CJ_OK || status == CJ_E_MEMORY);
    cj_score_unref(score);
    cj_offences_unref(offences);
    cji_buf_fini(&out);
    cj_error_unref(error);
    return status == CJ_OK;
}

static void test_survives_memory(void **state)
{
    (void)state;
    assert_true(fault_sweep(score_under_fault, NULL) > 40);
}

static int32_t stop(const void *bytes, size_t size, void *user)
{
    (void)bytes, (void)size, (void)user;
    return 1;
}

static void test_stopped(void **state)
{
    cj_error *error = NULL;
    assert_int_equal(cj_instrument_score_csv(*state, cj_instrument_find("pni"), NULL, "x",
                                             "supervision_status\n", 19, NULL, stop, NULL, &error),
                     CJ_E_STOPPED);
    assert_int_equal(cj_error_count(error), 1);
    cj_error_unref(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_columns, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_bad_rows, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_bad_files, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_as_of, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_offences, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_bad_offences, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_parse, context_make, context_drop),
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_survives_memory),
        cmocka_unit_test_setup_teardown(test_stopped, context_make, context_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
