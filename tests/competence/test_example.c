/* SPDX-License-Identifier: MIT */
/* The example case against its hand-written verdicts (docs/example-case.md), and each act removed. */
#include "competence/world.h"

#include <stdio.h>
#include <stdlib.h>

static cj_report *check(world *w, cj_case *c)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_report *report = NULL;
    cj_error *error = NULL;
    options.standard = "SFJED1";
    options.policy = w->policy;
    assert_int_equal(cj_date_parse("2026-06-30", CJ_ZT, &options.as_of), CJ_OK);
    assert_ok(cj_check(w->catalogue, w->rules, c, &options, &report, &error), error);
    cj_error_unref(error);
    return report;
}

static const cj_record *criterion(const cj_report *report, size_t index)
{
    const cj_record *row = NULL;
    assert_int_equal(cj_get_record(cj_report_record(report), CJ_FIELD_CRITERIA, index, &row),
                     CJ_OK);
    return row;
}

static const char *text(const cj_record *record, cj_field field)
{
    const char *value = "";
    assert_int_equal(cj_get_text(record, field, 0, &value), CJ_OK);
    return value;
}

/* From docs/example-case.md, which was written from the wording before the rules were. */
static const struct {
    const char *item, *class_, *verdict;
} expected[] = {
    {"P1", "R", "evidenced"},          {"P2", "J", "awaiting_judgement"},
    {"P3", "J", "awaiting_judgement"}, {"P4", "R", "partly_evidenced"},
    {"P5", "R", "evidenced"},          {"P6", "P", "awaiting_judgement"},
    {"P7", "R", "not_evidenced"},      {"P8", "R", "evidenced"},
    {"P9", "J", "awaiting_judgement"}, {"P10", "R", "evidenced"},
    {"P11", "R", "evidenced"},         {"P12", "P", "partly_evidenced"},
    {"P13", "P", "awaiting_judgement"}, {"P14", "R", "evidenced"},
    {"P15", "R", "evidenced"},         {"P16", "P", "awaiting_judgement"},
    {"P17", "R", "evidenced"},         {"P18", "R", "evidenced"},
    {"P19", "R", "evidenced"},         {"P20", "R", "partly_evidenced"},
    {"P21", "P", "awaiting_judgement"}, {"P22", "R", "awaiting_judgement"},
    {"P23", "J", "awaiting_judgement"}, {"P24", "R", "evidenced"},
    {"P25", "R", "evidenced"},         {"P26", "R", "awaiting_judgement"},
    {"P27", "P", "awaiting_judgement"}, {"P28", "P", "partly_evidenced"},
    {"P29", "P", "awaiting_judgement"}, {"P30", "P", "partly_evidenced"},
    {"P31", "R", "evidenced"},
};

static void test_verdicts(void **state)
{
    world *w = *state;
    cj_report *report = check(w, w->example);
    int64_t total = 0;
    const cj_record *summary;
    assert_int_equal(cj_count(cj_report_record(report), CJ_FIELD_CRITERIA), CJI_COUNT(expected));
    for (size_t i = 0; i < CJI_COUNT(expected); i++) {
        const cj_record *row = criterion(report, i);
        assert_string_equal(text(row, CJ_FIELD_ITEM), expected[i].item);
        assert_string_equal(text(row, CJ_FIELD_CLASS), expected[i].class_);
        if (strcmp(text(row, CJ_FIELD_VERDICT), expected[i].verdict) != 0)
            fail_msg("%s is %s, not %s", expected[i].item, text(row, CJ_FIELD_VERDICT),
                     expected[i].verdict);
        /* Whatever is not evidenced says what is missing. */
        if (strcmp(expected[i].verdict, "evidenced") != 0)
            assert_true(cj_count(row, CJ_FIELD_MISSING) > 0);
    }
    assert_int_equal(cj_get_record(cj_report_record(report), CJ_FIELD_SUMMARY, 0, &summary), CJ_OK);
    assert_int_equal(cj_get_int(summary, CJ_FIELD_CRITERIA, 0, &total), CJ_OK);
    assert_int_equal(total, 31);
    cj_report_unref(report);
}

/* ---- each act removed, with what cites it ---------------------------------------------------- */

static bool refers(const cj_record *record, const char *const *gone, size_t n)
{
    for (size_t i = 0; i < cj_field_total(record); i++) {
        cj_field field = cj_field_at(record, i);
        for (size_t j = 0; j < cj_count(record, field); j++) {
            const cj_record *inner;
            const char *value;
            if (cj_get_record(record, field, j, &inner) == CJ_OK && refers(inner, gone, n))
                return true;
            if (cj_field_type(record, field) != CJ_TYPE_REF ||
                cj_get_text(record, field, j, &value) != CJ_OK)
                continue;
            for (size_t k = 0; k < n; k++) {
                if (strcmp(gone[k], value) == 0)
                    return true;
            }
        }
    }
    return false;
}

/* The case without act `index` and everything that cannot stand without it. */
static cj_case *without(world *w, size_t index, const char **gone, size_t *ngone)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_case_new(w->ctx, cj_case_id(w->example), &c, &error), error);
    *ngone = 0;
    for (size_t i = 0; i < cj_case_act_count(w->example); i++) {
        cj_act *act = cj_act_ref(w->example->entries[i].act);
        bool leave = i == index || refers(cj_act_view(act), gone, *ngone);
        /* What is refused now named something that only a removed act had made. */
        if (leave || cj_case_apply(c, act, NULL) != CJ_OK)
            gone[(*ngone)++] = text(cj_act_view(act), CJ_FIELD_ACT_ID);
        cj_act_unref(act);
    }
    cj_error_unref(error);
    return c;
}

static bool rests_on(const cj_record *row, const char *const *gone, size_t n)
{
    for (size_t i = 0; i < cj_count(row, CJ_FIELD_EVIDENCE); i++) {
        const cj_record *item = NULL;
        cj_get_record(row, CJ_FIELD_EVIDENCE, i, &item);
        for (size_t k = 0; k < n; k++) {
            if (strcmp(gone[k], text(item, CJ_FIELD_ACT)) == 0)
                return true;
        }
    }
    return false;
}

static void test_each_act_removed(void **state)
{
    world *w = *state;
    cj_report *whole = check(w, w->example);
    size_t changed = 0, n = cj_case_act_count(w->example);
    const char **gone = calloc(n, sizeof *gone);
    for (size_t i = 1; i < n; i++) {
        size_t ngone;
        cj_case *c = without(w, i, gone, &ngone);
        cj_report *part = check(w, c);
        for (size_t j = 0; j < CJI_COUNT(expected); j++) {
            const cj_record *before = criterion(whole, j), *after = criterion(part, j);
            if (strcmp(text(before, CJ_FIELD_VERDICT), text(after, CJ_FIELD_VERDICT)) == 0)
                continue;
            changed++;
            if (!rests_on(before, gone, ngone))
                fail_msg("without %s, %s went from %s to %s and had no removed act in its evidence",
                         gone[0], expected[j].item, text(before, CJ_FIELD_VERDICT),
                         text(after, CJ_FIELD_VERDICT));
        }
        cj_report_unref(part);
        cj_case_unref(c);
    }
    assert_true(changed > 30); /* or the test would look at nothing */
    printf("%zu acts removed, %zu verdicts changed, each with a removed act in its evidence\n",
           n - 1, changed);
    free(gone);
    cj_report_unref(whole);
}

static int32_t count_bytes(const void *bytes, size_t size, void *user)
{
    (void)bytes;
    *(size_t *)user += size;
    return 0;
}

static void test_same_json_twice(void **state)
{
    world *w = *state;
    cj_report *report = check(w, w->example);
    size_t compact = 0, wide = 0;
    assert_int_equal(cj_record_write_json(cj_report_record(report), 0, count_bytes, &compact, NULL),
                     CJ_OK);
    assert_int_equal(cj_record_write_json(cj_report_record(report), 2, count_bytes, &wide, NULL),
                     CJ_OK);
    assert_true(compact > 10000 && wide > compact);
    cj_report_unref(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_verdicts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_each_act_removed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_same_json_twice, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
