/* SPDX-License-Identifier: MIT */
/* When a period ends: days, months, and working days by the calendar of the place. */
#include "policy/policy_support.h"

static int32_t week_day(int32_t d) /* 0 = Monday; 2026-02-02 was one */
{
    return ((d - day("2026-02-02")) % 7 + 7) % 7;
}

static int32_t monday_from(int32_t year, int32_t month, int32_t dom)
{
    int32_t d = cji_days_from_civil(year, month, dom);
    return d + (7 - week_day(d)) % 7;
}

/* The bank holidays of England and Wales by their rules, other than in the file. */
static bool bank_holiday(int32_t d)
{
    static const struct {
        int32_t year, month, dom;
    } easter[] = {{2020, 4, 12}, {2021, 4, 4},  {2022, 4, 17}, {2023, 4, 9},
                  {2024, 3, 31}, {2025, 4, 20}, {2026, 4, 5},  {2027, 3, 28},
                  {2028, 4, 16}, {2029, 4, 1},  {2030, 4, 21}};
    int32_t year, month, dom, sunday, x, y;
    cji_civil_from_days(d, &year, &month, &dom);
    if (d == day("2022-06-02") || d == day("2022-06-03") || d == day("2022-09-19") ||
        d == day("2023-05-08") || d == day("2020-05-08"))
        return true;
    if (d == day("2022-05-30") || d == day("2020-05-04"))
        return false; /* moved to another day that year */
    for (size_t i = 0; i < CJI_COUNT(easter); i++) {
        sunday = cji_days_from_civil(easter[i].year, easter[i].month, easter[i].dom);
        if (d == sunday - 2 || d == sunday + 1)
            return true;
    }
    if (d == monday_from(year, 5, 1) || d == monday_from(year, 5, 25) ||
        d == monday_from(year, 8, 25))
        return true;
    x = cji_days_from_civil(year, 1, 1);
    if (d == (week_day(x) >= 5 ? monday_from(year, 1, 1) : x))
        return true;
    /* Christmas and Boxing Day: the first two days from the 25th that are no week-end, but a
     * Sunday's Christmas gives way to Boxing Day on the Monday, which makes the same two days. */
    x = cji_days_from_civil(year, 12, 25);
    while (week_day(x) >= 5)
        x++;
    for (y = x + 1; week_day(y) >= 5;)
        y++;
    return d == x || d == y;
}

static void test_bank_holidays(void **state)
{
    cj_policy *policy = policy_of(*state, "standards", NULL);
    int32_t first = day("2020-01-01"), last = day("2030-12-31");
    int free_days = 0;
    for (int32_t d = first; d <= last; d++) {
        const cji_policy_calendar *calendar = cji_policy_calendar_of(policy, NULL, d);
        bool works = week_day(d) < 5 && !bank_holiday(d);
        assert_non_null(calendar);
        if (cji_policy_works(policy, calendar, d) != works) {
            char text[CJ_TIME_TEXT];
            cj_date_format((cj_date){d, CJ_PRECISION_DAY}, text);
            fail_msg("%s is %s working day", text, works ? "a" : "no");
        }
        free_days += week_day(d) < 5 && !works;
    }
    assert_int_equal(free_days, 91); /* 8 a year, and three once */
    assert_null(cji_policy_calendar_of(policy, NULL, first - 1));
    assert_null(cji_policy_calendar_of(policy, NULL, last + 1));
    assert_non_null(strstr(cji_policy_calendar_of(policy, NULL, first)->by.citation, "1971"));
    assert_string_equal(cji_policy_calendar_of(policy, NULL, first)->by.policy,
                        "england-wales-holidays 2026-11");
    assert_string_equal(cji_policy_calendar_of(policy, NULL, day("2027-12-31"))->by.standing,
                        "law");
    assert_string_equal(cji_policy_calendar_of(policy, NULL, day("2028-01-01"))->by.standing,
                        "practice");
    cj_policy_unref(policy);
}

typedef struct period {
    int32_t unit, amount;
    const char *from, *due; /* NULL: no answer */
} period;

static void check_periods(const cj_policy *policy, const period *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        cji_policy_value value = {.unit = rows[i].unit, .amount = rows[i].amount};
        int32_t due = -1;
        char text[CJ_TIME_TEXT] = "no day";
        bool answered = cji_policy_due(policy, &value, day(rows[i].from), &due);
        if (answered)
            cj_date_format((cj_date){due, CJ_PRECISION_DAY}, text);
        if (answered != (rows[i].due != NULL) || (answered && strcmp(text, rows[i].due) != 0))
            fail_msg("%d from %s: %s", (int)rows[i].amount, rows[i].from, text);
    }
}

#define D CJI_UNIT_DAYS
#define M CJI_UNIT_MONTHS
#define W CJI_UNIT_WORKING_DAYS

static void test_days_and_months(void **state)
{
    static const period rows[] = {
        {D, 0, "2026-02-03", "2026-02-03"},
        {D, 28, "2026-02-03", "2026-03-03"},
        {D, 28, "2028-02-03", "2028-03-02"},
        {D, 1, "9999-12-30", "9999-12-31"},
        {D, 1, "9999-12-31", NULL},
        {M, 0, "2026-01-31", "2026-01-31"},
        {M, 1, "2026-01-31", "2026-02-28"},
        {M, 1, "2028-01-31", "2028-02-29"},
        {M, 1, "2026-01-28", "2026-02-28"},
        {M, 1, "2026-02-28", "2026-03-28"},
        {M, 12, "2026-02-03", "2027-02-03"},
        {M, 12, "2028-02-29", "2029-02-28"},
        {M, 48, "2028-02-29", "2032-02-29"},
        {M, 12, "2027-02-28", "2028-02-28"},
        {M, 1200, "2000-02-29", "2100-02-28"},
        {M, 11, "2026-02-03", "2027-01-03"},
        {M, 10, "2026-02-28", "2026-12-28"},
        {M, 1, "2026-12-31", "2027-01-31"},
        {M, 1, "2026-03-31", "2026-04-30"},
        {M, 6, "2026-08-31", "2027-02-28"},
        {M, 1, "9999-12-01", NULL},
        {CJI_UNIT_UNSET, 5, "2026-02-03", NULL},
        {W, 1, "2026-02-03", NULL}, /* no policy, no calendar */
        {W, 0, "2026-02-03", "2026-02-03"},
    };
    int32_t due;
    (void)state;
    check_periods(NULL, rows, CJI_COUNT(rows));
    assert_false(cji_policy_due(NULL, NULL, 0, &due));
}

static void test_working_days(void **state)
{
    static const period rows[] = {
        {W, 0, "2026-04-03", "2026-04-03"}, /* nothing to wait for, even on Good Friday */
        {W, 1, "2026-02-02", "2026-02-03"}, /* a Monday, not counted itself */
        {W, 1, "2026-02-06", "2026-02-09"}, /* over a week-end */
        {W, 1, "2026-02-07", "2026-02-09"}, /* from within it */
        {W, 5, "2026-02-03", "2026-02-10"},
        {W, 10, "2026-02-03", "2026-02-17"},
        {W, 1, "2026-04-02", "2026-04-07"}, /* Good Friday to Easter Monday */
        {W, 2, "2026-04-01", "2026-04-07"},
        {W, 1, "2026-12-24", "2026-12-29"}, /* Boxing Day on Saturday: Monday too */
        {W, 2, "2026-12-23", "2026-12-29"},
        {W, 1, "2027-12-24", "2027-12-29"}, /* Christmas on Saturday: Monday and Tuesday */
        {W, 1, "2022-12-23", "2022-12-28"}, /* Christmas on Sunday */
        {W, 1, "2021-12-31", "2022-01-04"}, /* New Year on Saturday */
        {W, 1, "2022-12-30", "2023-01-03"}, /* New Year on Sunday */
        {W, 1, "2020-05-07", "2020-05-11"}, /* Early May moved to Friday the 8th */
        {W, 1, "2020-05-01", "2020-05-04"},
        {W, 1, "2022-06-01", "2022-06-06"}, /* Spring moved, and the Jubilee */
        {W, 1, "2022-05-27", "2022-05-30"},
        {W, 1, "2022-09-16", "2022-09-20"},
        {W, 1, "2023-05-05", "2023-05-09"},
        {W, 1, "2024-02-28", "2024-02-29"},
        {W, 1, "2027-12-31", "2028-01-04"},   /* from one span into the next */
        {W, 253, "2025-12-31", "2026-12-31"}, /* 261 weekdays less 8 */
        {W, 1, "2030-12-30", "2030-12-31"},   /* the last day that is known */
        {W, 1, "2030-12-31", NULL},
        {W, 2, "2030-12-30", NULL},
        {W, 1, "2019-12-31", "2020-01-02"}, /* the start itself need not be covered */
        {W, 1, "2019-12-30", NULL},
    };
    static const period altland[] = {
        {W, 1, "2026-04-02", "2026-04-04"}, /* Friday is the week-end; no Easter */
        {W, 1, "2026-02-06", "2026-02-07"},
        {W, 1, "2026-02-07", "2026-02-08"},
        {W, 1, "2026-03-10", "2026-03-12"}, /* Thaw */
        {W, 2, "2026-03-10", "2026-03-16"}, /* week-end and Lamplight */
        {W, 1, "2026-12-30", "2026-12-31"},
        {W, 1, "2026-12-31", NULL}, /* not by the calendar of England and Wales */
        {W, 1, "2025-12-31", "2026-01-01"},
        {W, 1, "2025-12-30", NULL},
    };
    cj_policy *policy = policy_of(*state, "standards", NULL);
    check_periods(policy, rows, CJI_COUNT(rows));
    cj_policy_unref(policy);
    policy = policy_of(*state, ALTLAND, NULL);
    check_periods(policy, altland, CJI_COUNT(altland));
    cj_policy_unref(policy);
    policy = policy_of(*state, "standards", ALTLAND);
    check_periods(policy, altland, CJI_COUNT(altland));
    cj_policy_unref(policy);
}

/* A value may name its calendar, and a calendar be laid over days of the same one. */
static void test_which_calendar(void **state)
{
    cj_policy *policy = policy_of(*state, "standards", ALTLAND);
    const cji_policy_value *value;
    int32_t due;
    add_ok(policy,
           POLICY("<value name=\"retention\" working-days=\"1\" calendar=\"england-wales\"" CITED
                  "/>"));
    value = cji_policy_find(policy, CJI_STR("retention"), 0);
    assert_true(cji_policy_due(policy, value, day("2026-04-02"), &due));
    assert_int_equal(due, day("2026-04-07"));
    /* An extra holiday in July 2026; the rest of the year is as before. */
    add_ok(
        policy,
        POLICY("<calendar id=\"england-wales\" from=\"2026-07-01\" to=\"2026-07-31\"" CITED ">"
               "<week-end day=\"sunday\"/><holiday date=\"2026-07-06\" name=\"x\"/></calendar>"));
    assert_true(cji_policy_due(policy, value, day("2026-07-05"), &due));
    assert_int_equal(due, day("2026-07-07"));
    assert_true(cji_policy_due(policy, value, day("2026-07-03"), &due));
    assert_int_equal(due, day("2026-07-04")); /* a Saturday: worked, says the later file */
    assert_true(cji_policy_due(policy, value, day("2026-07-31"), &due));
    assert_int_equal(due, day("2026-08-03")); /* the first is a Saturday, by the earlier file */
    assert_true(cji_policy_due(policy, value, day("2026-06-30"), &due));
    assert_int_equal(due, day("2026-07-01"));
    cj_policy_unref(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_bank_holidays, setup, teardown),
        cmocka_unit_test(test_days_and_months),
        cmocka_unit_test_setup_teardown(test_working_days, setup, teardown),
        cmocka_unit_test_setup_teardown(test_which_calendar, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
