/* SPDX-License-Identifier: MIT */
/* What two example cases add up to, by hand: requirements in force, goals, orders, deadlines, and
 * every finding that their stories intend (docs/example-sentence.md, docs/example-youth.md). */
#include "support/support.h"

#include "casework/casework.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SENTENCE "examples/case-sentence.xml"
#define YOUTH "examples/case-youth.xml"

typedef struct world {
    cj_context *ctx;
    cj_policy *policy;
} world;

static int setup(void **state)
{
    world *w = calloc(1, sizeof *w);
    cj_error *error = NULL;
    *state = w;
    assert_ok(cj_context_new(NULL, &w->ctx, &error), error);
    assert_ok(cj_policy_new(w->ctx, &w->policy, &error), error);
    assert_ok(cj_policy_add_dir(w->policy, "standards", &error), error);
    cj_error_unref(error);
    return 0;
}

static int teardown(void **state)
{
    world *w = *state;
    cj_policy_unref(w->policy);
    cj_context_unref(w->ctx);
    free(w);
    return 0;
}

/* The case as it stood on a day, or as it stands. */
static cj_case *read_at(world *w, const char *path, const char *day)
{
    cj_case *c = NULL, *then = NULL;
    cj_error *error = NULL;
    cj_date date;
    assert_ok(cj_case_new(w->ctx, NULL, &c, &error), error);
    cj_case_set_policy(c, w->policy);
    assert_ok(cj_case_read_file(c, path, &error), error);
    if (day != NULL) {
        assert_int_equal(cj_date_parse(day, CJ_ZT, &date), CJ_OK);
        assert_ok(cj_case_at(c, date, &then, &error), error);
        cj_case_unref(c);
        c = then;
    }
    cj_error_unref(error);
    return c;
}

static const char *text(const cj_record *record, cj_field field)
{
    const char *value = "";
    cj_get_text(record, field, 0, &value);
    return value;
}

/* A field as a case file would show it; "" without one. */
static const char *shown(const cj_record *record, cj_field field, char *out)
{
    cj_date date;
    int64_t number;
    switch (cj_field_type(record, field)) {
    case CJ_TYPE_DATE:
        if (cj_get_date(record, field, 0, &date) != CJ_OK)
            return "";
        cj_date_format(date, out);
        return out;
    case CJ_TYPE_INT:
    case CJ_TYPE_BOOL:
        if (cj_get_int(record, field, 0, &number) != CJ_OK)
            return "";
        snprintf(out, CJ_TIME_TEXT, "%lld", (long long)number);
        return out;
    default:
        return text(record, field);
    }
}

/* ---- requirements in force --------------------------------------------------------------------
 */

static const struct {
    const char *path, *day, *live;
} requirements[] = {
    {SENTENCE, "2025-06-30", "req-lodging req-hours req-talking "},
    {SENTENCE, "2025-10-19", "req-lodging req-hours req-talking "},
    {SENTENCE, "2025-10-21",
     "req-hours req-talking "}, /* the court ended the lodging on the 20th */
    {SENTENCE, "2026-06-02",
     "req-hours req-talking "}, /* the hours would have run out on the 1st */
    {SENTENCE, "2026-10-31", "req-hours req-talking "},
    {YOUTH, "2025-10-01", "req-meetings req-evenings req-garden "},
    {YOUTH, "2026-01-31", "req-meetings req-garden "},
    {YOUTH, "2026-05-31", "req-meetings "},
};

static void test_requirements(void **state)
{
    for (size_t i = 0; i < CJI_COUNT(requirements); i++) {
        cj_case *c = read_at(*state, requirements[i].path, requirements[i].day);
        const cj_record *folded = NULL, *row;
        char live[128] = "";
        cj_date day;
        assert_int_equal(cj_date_parse(requirements[i].day, CJ_ZT, &day), CJ_OK);
        assert_int_equal(cj_case_state(c, &folded, NULL), CJ_OK);
        for (size_t j = 0; cj_get_record(folded, CJ_FIELD_REQUIREMENTS, j, &row) == CJ_OK; j++) {
            if (cji_requirement_live(row, day.days))
                snprintf(live + strlen(live), sizeof live - strlen(live), "%s ",
                         text(row, CJ_FIELD_REQ_ID));
        }
        assert_string_equal(live, requirements[i].live);
        cj_case_unref(c);
    }
}

/* ---- facts of folded state --------------------------------------------------------------------
 */

/* On a day (NULL: in the end), in the state of a handle (NULL: the case), in the row of `list`
 * whose `by` is `key` (list 0: the state itself). `value` NULL: there is no such row. */
static const struct {
    const char *path, *day, *handle;
    cj_field list, by;
    const char *key;
    cj_field field;
    const char *value;
} facts[] = {
#define ORDERS CJ_FIELD_ORDERS, CJ_FIELD_ORDER
#define REQUIREMENT CJ_FIELD_REQUIREMENTS, CJ_FIELD_REQ_ID
#define GOALS CJ_FIELD_GOALS, CJ_FIELD_GOAL
#define OPTIONS CJ_FIELD_OPTIONS, CJ_FIELD_OPTION
#define FACTORS CJ_FIELD_FACTORS, CJ_FIELD_FACTOR
#define AGREED CJ_FIELD_AGREEMENTS, CJ_FIELD_PLAN_VERSION
#define FAILURES CJ_FIELD_FAILURES, CJ_FIELD_FAILURE
#define REPORTS CJ_FIELD_REPORTS, CJ_FIELD_REPORT
#define STATE 0, 0, NULL
    {SENTENCE, NULL, NULL, STATE, CJ_FIELD_PERSON, "PN-3318"},
    {SENTENCE, NULL, NULL, STATE, CJ_FIELD_CASE_STATUS, "open"},
    {SENTENCE, "2025-06-30", NULL, ORDERS, "order-june", CJ_FIELD_ORDER_STATUS, "in_force"},
    {SENTENCE, NULL, NULL, ORDERS, "order-june", CJ_FIELD_ORDER_STATUS, "varied"},
    {SENTENCE, NULL, NULL, ORDERS, "order-june", CJ_FIELD_ENDS_ON, "2026-12-01"},
    {SENTENCE, "2026-03-18", NULL, REQUIREMENT, "req-hours", CJ_FIELD_TERMS,
     "80 hours of unpaid work, to be done by 1 June 2026."},
    {SENTENCE, "2026-03-18", NULL, REQUIREMENT, "req-hours", CJ_FIELD_SET_BY, "order-june"},
    {SENTENCE, "2026-03-19", NULL, REQUIREMENT, "req-hours", CJ_FIELD_TERMS,
     "95 hours of unpaid work, to be done by 30 November 2026."},
    {SENTENCE, "2026-03-19", NULL, REQUIREMENT, "req-hours", CJ_FIELD_SET_BY, "court-adds-hours"},
    {SENTENCE, NULL, NULL, REQUIREMENT, "req-lodging", CJ_FIELD_ENDED_ON, "2025-10-20"},
    {SENTENCE, "2025-06-30", "PL-S1", GOALS, "goal-quiet-stairs", CJ_FIELD_GOAL_STATUS, NULL},
    {SENTENCE, "2025-12-31", "PL-S1", GOALS, "goal-front-door", CJ_FIELD_GOAL_STATUS, "active"},
    {SENTENCE, NULL, "PL-S1", GOALS, "goal-front-door", CJ_FIELD_GOAL_STATUS, "achieved"},
    {SENTENCE, NULL, "PL-S1", CJ_FIELD_STEPS, CJ_FIELD_STEP_ID, "st-door-2", CJ_FIELD_STEP_STATUS,
     "completed"},
    {SENTENCE, NULL, "PL-S1", GOALS, "goal-three-nights", CJ_FIELD_GOAL_STATUS, "active"},
    {SENTENCE, NULL, "PL-S1", GOALS, "goal-quiet-stairs", CJ_FIELD_GOAL_STATUS, "active"},
    {SENTENCE, NULL, "PL-S1", OPTIONS, "option-talking", CJ_FIELD_SELECTED, "1"},
    {SENTENCE, NULL, "PL-S1", OPTIONS, "option-calm-group", CJ_FIELD_OPTION_OUTCOME, "rejected"},
    {SENTENCE, NULL, "PL-S1", OPTIONS, "option-calm-group", CJ_FIELD_SELECTED, ""},
    {SENTENCE, "2025-09-30", "PL-S1", STATE, CJ_FIELD_VERSION, "1"},
    {SENTENCE, NULL, "PL-S1", STATE, CJ_FIELD_VERSION, "3"},
    {SENTENCE, NULL, "PL-S1", STATE, CJ_FIELD_FORM, "sentence_plan"},
    {SENTENCE, NULL, "PL-S1", AGREED, "3", CJ_FIELD_AGREEMENT_DECISION, "agree"},
    {SENTENCE, "2025-07-20", "IN-S1", STATE, CJ_FIELD_INTERVENTION_STATUS, ""},
    {SENTENCE, "2025-07-21", "IN-S1", STATE, CJ_FIELD_INTERVENTION_STATUS, "started"},
    {SENTENCE, NULL, "IN-S1", STATE, CJ_FIELD_INTERVENTION_STATUS, "completed"},
    {SENTENCE, NULL, "IN-S1", STATE, CJ_FIELD_PROGRESS, "on_track"},
    {SENTENCE, "2025-06-30", "AS-S1", STATE, CJ_FIELD_SIGNING, "countersigned"},
    {SENTENCE, NULL, "AS-S1", STATE, CJ_FIELD_ASSESSMENT_PURPOSE, "review"},
    {SENTENCE, NULL, "AS-S1", STATE, CJ_FIELD_OVERALL, "low"},
    {SENTENCE, "2025-12-31", "AS-S1", CJ_FIELD_ROSH, CJ_FIELD_KEY, "known_adult", CJ_FIELD_VALUE,
     "medium"},
    {SENTENCE, NULL, "AS-S1", CJ_FIELD_ROSH, CJ_FIELD_KEY, "public", CJ_FIELD_VALUE, "low"},
    {SENTENCE, NULL, "AS-S1", FACTORS, "factor-home", CJ_FIELD_SET_BY, "factor-home-2"},
    {SENTENCE, NULL, "AS-S1", FACTORS, "factor-quarrels", CJ_FIELD_FACTOR_STATUS, "changed"},
    {SENTENCE, NULL, "AS-S1", FACTORS, "factor-sleep", CJ_FIELD_FACTOR_STATUS, "new"},
    {SENTENCE, NULL, "RV-S1", STATE, CJ_FIELD_NEXT_DUE, "2026-11-12"},
    {SENTENCE, "2025-08-27", NULL, FAILURES, "noted-august", CJ_FIELD_STANDING, "apparent"},
    {SENTENCE, "2025-08-28", NULL, FAILURES, "noted-august", CJ_FIELD_STANDING, "unacceptable"},
    {SENTENCE, NULL, NULL, FAILURES, "noted-august", CJ_FIELD_STAGE, "warned"},
    {SENTENCE, NULL, NULL, FAILURES, "noted-december", CJ_FIELD_STANDING, "acceptable"},
    {SENTENCE, NULL, NULL, FAILURES, "noted-february", CJ_FIELD_STANDING, "unacceptable"},
    {SENTENCE, NULL, NULL, FAILURES, "noted-february", CJ_FIELD_ENFORCEMENT_DECISION,
     "initiate_breach"},
    {SENTENCE, NULL, NULL, CJ_FIELD_WARNINGS, CJ_FIELD_WARNING, "warning-august",
     CJ_FIELD_WARNING_STATUS, "issued"},
    {SENTENCE, "2026-02-28", NULL, REPORTS, "breach-report", CJ_FIELD_REPORT_STATUS,
     "accepted_by_prosecutor"},
    {SENTENCE, NULL, NULL, REPORTS, "breach-report", CJ_FIELD_BREACH_RESULT, "proved"},
    {SENTENCE, "2025-07-01", "PL-S1", STATE, CJ_FIELD_PLAN_AGREEMENT, "agreed"},
    {SENTENCE, NULL, "PL-S1", STATE, CJ_FIELD_PLAN_AGREEMENT, "updated_agreed"},

    {YOUTH, NULL, NULL, STATE, CJ_FIELD_AGE_BAND, "under_18"},
    {YOUTH, NULL, NULL, ORDERS, "order-september", CJ_FIELD_ORDER_STATUS, "in_force"},
    {YOUTH, NULL, NULL, CJ_FIELD_PARTIES, CJ_FIELD_PARTY_ID, "grandmother", CJ_FIELD_PARTY_ROLE,
     "guardian"},
    {YOUTH, NULL, NULL, CJ_FIELD_CONSENTS, CJ_FIELD_PARTY, "brackenfield",
     CJ_FIELD_CONSENT_DECISION, "given"},
    {YOUTH, "2026-03-27", "PL-Y1", GOALS, "goal-mend-it", CJ_FIELD_GOAL_STATUS, "active"},
    {YOUTH, "2026-03-28", "PL-Y1", GOALS, "goal-mend-it", CJ_FIELD_GOAL_STATUS, "achieved"},
    {YOUTH, NULL, "PL-Y1", GOALS, "goal-who-drives", CJ_FIELD_GOAL_STATUS, "active"},
    {YOUTH, "2025-12-31", "PL-Y1", STATE, CJ_FIELD_VERSION, "1"},
    {YOUTH, NULL, "PL-Y1", STATE, CJ_FIELD_VERSION, "2"},
    {YOUTH, NULL, "PL-Y1", STATE, CJ_FIELD_FORM, "intervention_plan"},
    {YOUTH, NULL, "PL-Y1", AGREED, "2", CJ_FIELD_AGREEMENT_DECISION, "agree"},
    {YOUTH, NULL, "PL-Y1", OPTIONS, "opt-home", CJ_FIELD_OPTION_OUTCOME, "not_applicable"},
    {YOUTH, NULL, "PL-Y1", OPTIONS, "opt-centre", CJ_FIELD_OPTION_OUTCOME, "rejected"},
    {YOUTH, NULL, "PL-Y1", OPTIONS, "opt-bench-day", CJ_FIELD_SELECTED, "1"},
    {YOUTH, NULL, "IN-Y1", STATE, CJ_FIELD_PROGRESS, "on_track"},
    {YOUTH, NULL, "AS-Y1", STATE, CJ_FIELD_SIGNING, "countersigned"},
    {YOUTH, "2025-12-31", "AS-Y1", CJ_FIELD_VULNERABILITY, CJ_FIELD_KEY, "from_others",
     CJ_FIELD_VALUE, "medium"},
    {YOUTH, NULL, "AS-Y1", CJ_FIELD_VULNERABILITY, CJ_FIELD_KEY, "from_others", CJ_FIELD_VALUE,
     "low"},
    {YOUTH, NULL, "RV-Y1", STATE, CJ_FIELD_NEXT_DUE, "2026-07-16"},
    {YOUTH, NULL, "AS-Y1", STATE, CJ_FIELD_OVERALL, "medium"},
    {YOUTH, "2026-02-09", NULL, CJ_FIELD_COMPLAINTS, CJ_FIELD_COMPLAINT, "grandmother-objects",
     CJ_FIELD_COMPLAINT_STATUS, "open"},
    {YOUTH, NULL, NULL, CJ_FIELD_COMPLAINTS, CJ_FIELD_COMPLAINT, "grandmother-objects",
     CJ_FIELD_COMPLAINT_STATUS, "closed"},
    {YOUTH, NULL, "PL-Y1", STATE, CJ_FIELD_PLAN_AGREEMENT, "updated_agreed"},
};

static void test_facts(void **state)
{
    for (size_t i = 0; i < CJI_COUNT(facts); i++) {
        cj_case *c = read_at(*state, facts[i].path, facts[i].day);
        const cj_record *folded = NULL, *row = NULL;
        char space[CJ_TIME_TEXT];
        const char *value;
        assert_int_equal(facts[i].handle == NULL
                             ? cj_case_state(c, &folded, NULL)
                             : cj_case_handle_state(c, facts[i].handle, &folded, NULL),
                         CJ_OK);
        for (size_t j = 0; facts[i].list != 0; j++) {
            row = NULL;
            if (cj_get_record(folded, facts[i].list, j, &row) != CJ_OK ||
                strcmp(shown(row, facts[i].by, space), facts[i].key) == 0)
                break;
        }
        row = facts[i].list == 0 ? folded : row;
        value = row != NULL ? shown(row, facts[i].field, space) : NULL;
        if ((value == NULL) != (facts[i].value == NULL) ||
            (value != NULL && strcmp(value, facts[i].value) != 0))
            fail_msg("fact %zu of %s (%s): \"%s\", not \"%s\"", i, facts[i].path,
                     facts[i].key != NULL ? facts[i].key : "state", value != NULL ? value : "-",
                     facts[i].value != NULL ? facts[i].value : "-");
        cj_case_unref(c);
    }
}

/* ---- the files themselves ---------------------------------------------------------------------
 */

typedef struct bytes {
    char *at;
    size_t n;
} bytes;

static int32_t same_bytes(const void *written, size_t size, void *user)
{
    bytes *left = user;
    if (size > left->n || memcmp(left->at, written, size) != 0)
        return 1;
    left->at += size;
    left->n -= size;
    return 0;
}

/* The files are in the canonical form: they come back byte for byte. */
static void test_canonical(void **state)
{
    static const char *const paths[] = {SENTENCE, YOUTH};
    for (size_t i = 0; i < CJI_COUNT(paths); i++) {
        static char space[512 * 1024];
        FILE *file = fopen(paths[i], "rb");
        cj_case *c = read_at(*state, paths[i], NULL);
        bytes left = {space, 0};
        assert_non_null(file);
        left.n = fread(space, 1, sizeof space, file);
        fclose(file);
        assert_in_range(left.n, 1, sizeof space - 1);
        assert_int_equal(cj_case_write(c, same_bytes, &left, NULL), CJ_OK);
        assert_int_equal(left.n, 0);
        cj_case_unref(c);
    }
}

/* ---- findings, and what is overdue ------------------------------------
 */

static const struct {
    const char *path, *as_of;
    const char *found[8]; /* "act rule", in order of entry; once, however many days were missed */
} intended[] = {
    {SENTENCE,
     "2026-10-31",
     {"explained-december finding_by_other", "harm-review-january level_out_of_date",
      "review-january review_late", "talking-to-june monitoring_gap"}},
    {YOUTH, "2026-06-30", {"school-report-in action_late", "two-to-school consent_missing"}},
};

static void test_findings(void **state)
{
    for (size_t i = 0; i < CJI_COUNT(intended); i++) {
        cj_case *c = read_at(*state, intended[i].path, NULL);
        const cj_record *folded = NULL, *row;
        char last[128] = "";
        size_t n = 0;
        assert_int_equal(cj_case_state(c, &folded, NULL), CJ_OK);
        for (size_t j = 0; cj_get_record(folded, CJ_FIELD_FINDINGS, j, &row) == CJ_OK; j++) {
            char line[128];
            snprintf(line, sizeof line, "%s %s", text(row, CJ_FIELD_ACT), text(row, CJ_FIELD_RULE));
            if (strcmp(line, last) == 0)
                continue;
            memcpy(last, line, sizeof last);
            if (intended[i].found[n] == NULL)
                fail_msg("%s: not intended: %s", intended[i].path, line);
            assert_string_equal(line, intended[i].found[n++]);
        }
        assert_null(intended[i].found[n]);
        cj_case_unref(c);
    }
}

/* Nothing whose day had come was left undone: what came late is among the findings. */
static void test_nothing_overdue(void **state)
{
    for (size_t i = 0; i < CJI_COUNT(intended); i++) {
        cj_case *c = read_at(*state, intended[i].path, intended[i].as_of);
        const cj_record *folded = NULL, *row;
        size_t dated = 0;
        cj_date day, due;
        assert_int_equal(cj_date_parse(intended[i].as_of, CJ_ZT, &day), CJ_OK);
        assert_int_equal(cj_case_state(c, &folded, NULL), CJ_OK);
        for (size_t j = 0; cj_get_record(folded, CJ_FIELD_DEADLINES, j, &row) == CJ_OK; j++) {
            if (cj_get_date(row, CJ_FIELD_DUE, 0, &due) != CJ_OK)
                continue;
            dated++;
            if (due.days < day.days && cj_count(row, CJ_FIELD_MET_BY) == 0)
                fail_msg("%s: %s of %s is overdue", intended[i].path, text(row, CJ_FIELD_RULE),
                         text(row, CJ_FIELD_ACT));
        }
        assert_true(dated > 10); /* or nothing was looked at */
        cj_case_unref(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_requirements, setup, teardown),
        cmocka_unit_test_setup_teardown(test_facts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_canonical, setup, teardown),
        cmocka_unit_test_setup_teardown(test_findings, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_overdue, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
