/* SPDX-License-Identifier: MIT */
/* What folded states show beyond the acts: signing, agreement, order of work, sessions, standings.
 */
#include "support/acts.h"
#include "support/support.h"

#include "casework/casework.h"

#include "practice_rows.h"

#include <stdio.h>

static cj_case *read_case(cj_context *ctx, const char *text)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_case_new(ctx, NULL, &c, &error), error);
    assert_ok(cj_case_read(c, "acts", text, strlen(text), &error), error);
    cj_error_unref(error);
    return c;
}

static const cj_record *state_of(cj_case *c, const char *handle)
{
    const cj_record *state = NULL;
    assert_int_equal(handle == NULL ? cj_case_state(c, &state, NULL)
                                    : cj_case_handle_state(c, handle, &state, NULL),
                     CJ_OK);
    return state;
}

static const char *text_of(const cj_record *record, cj_field field)
{
    const char *text = "";
    (void)cj_get_text(record, field, 0, &text);
    return text;
}

static const cj_record *item(const cj_record *state, cj_field list, size_t index)
{
    const cj_record *record = NULL;
    assert_int_equal(cj_get_record(state, list, index, &record), CJ_OK);
    return record;
}

/* ---- signing: every chain of up to three outcomes -------------------------------------------- */

#define ASSESSED(countersign) ASSESSED_BY("t", "1", countersign)

typedef struct signer {
    const char *outcome, *by;
} signer;

static const signer signers[] = {{"signed", "p.one"},
                                 {"countersigned", "p.two"},
                                 {"countersigned", "p.three"},
                                 {"rejected", "p.two"},
                                 {"rolled_back", "p.one"}};

/* The specification, one outcome at a time. */
static const char *next_status(const char *status, const signer *s, const char **countersigner,
                               bool required)
{
    if (strcmp(s->outcome, "rejected") == 0 || strcmp(s->outcome, "rolled_back") == 0) {
        *countersigner = NULL;
        return s->outcome;
    }
    if (strcmp(s->outcome, "signed") == 0) {
        if (strstr(status, "countersigned") != NULL)
            return status;
        return required ? "awaiting_countersign" : "signed";
    }
    if (strcmp(status, "double_countersigned") == 0)
        return status;
    if (*countersigner != NULL && strcmp(*countersigner, s->by) != 0)
        return "double_countersigned";
    *countersigner = s->by;
    return "countersigned";
}

static void check_chain(cj_context *ctx, bool required, const size_t *chain, size_t n)
{
    char text[8192];
    const char *status = "unsigned", *countersigner = NULL;
    cj_case *c;
    int at = snprintf(text, sizeof text,
                      "<case id=\"C\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\">\n" BASE "%s",
                      required ? ASSESSED("true") : ASSESSED("false"));
    for (size_t i = 0; i < n; i++) {
        const signer *s = &signers[chain[i]];
        status = next_status(status, s, &countersigner, required);
        /* On the case's handle: the outcome belongs to the assessment all the same. */
        at += snprintf(
            text + at, sizeof text - (size_t)at,
            "<act id=\"o%zu\" kind=\"outcome_recorded\" handle=\"H\" "
            "occurred_at=\"2026-03-0%zuT10:00Z\" occurred_precision=\"minute\" "
            "recorded_at=\"2026-06-01T10:00Z\" sensitivity=\"normal\">\n<performed_by><id>%s</id>"
            "<role>practitioner</role><org>own</org></performed_by>\n<of>done</of><outcome>%s"
            "</outcome><by>%s</by><at>2026-03-01T09:00Z</at><outcome_reason>r</outcome_reason>"
            "</act>\n",
            i, i + 1, s->by, s->outcome, s->by);
    }
    /* Staff are known by their acts alone; a rejection is by another than the performer. */
    snprintf(text + at, sizeof text - (size_t)at, "</case>\n");
    c = read_case(ctx, text);
    assert_string_equal(text_of(state_of(c, "AS"), CJ_FIELD_SIGNING), status);
    assert_int_equal(cj_count(state_of(c, "AS"), CJ_FIELD_SIGNATURES), n);
    cj_case_unref(c);
}

static void test_signing(void **state)
{
    const size_t kinds = CJI_COUNT(signers);
    for (int required = 0; required < 2; required++) {
        check_chain(*state, required != 0, NULL, 0);
        for (size_t i = 0; i < kinds * kinds * kinds; i++) {
            size_t chain[3] = {i % kinds, i / kinds % kinds, i / kinds / kinds};
            for (size_t n = 1; n <= 3; n++)
                check_chain(*state, required != 0, chain, n);
        }
    }
}

/* What was signed was the version before: the next one is not. */
static void test_signing_is_of_the_latest(void **state)
{
    cj_case *c =
        read_case(*state, WRAP(BASE PLAN("p1", "02-03", "1") OUTCOME("o1", "p1", "countersigned")));
    assert_string_equal(text_of(state_of(c, "PL"), CJ_FIELD_SIGNING), "countersigned");
    cj_case_unref(c);
    c = read_case(*state, WRAP(BASE PLAN("p1", "02-03", "1") OUTCOME("o1", "p1", "countersigned")
                                   PLAN("p2", "03-03", "2")));
    assert_string_equal(text_of(state_of(c, "PL"), CJ_FIELD_SIGNING), "unsigned");
    cj_case_unref(c);
}

/* ---- plans ----------------------------------------------------------------------------------- */

#define AGREED_BY(id, day, number, party, decision)                                                \
    ACT(id, "plan_agreement_recorded", "PL", day,                                                  \
        "<plan_version>" number "</plan_version><party>" party                                     \
        "</party><agreement_decision>" decision                                                    \
        "</agreement_decision><decision_reason>r</decision_reason>"                                \
        "<goals_roles_understood>true</goals_roles_understood>")

static void test_agreement(void **state)
{
    static const struct {
        const char *acts, *expected;
    } rows[] = {
        {WRAP(BASE PLAN("p1", "02-03", "1")), "draft"},
        {WRAP(BASE PLAN("p1", "02-03", "1") AGREED_BY("a", "02-04", "1", "helpers", "agree")),
         "draft"},
        {WRAP(BASE PLAN("p1", "02-03", "1") AGREED_BY("a", "02-04", "1", "the.person", "agree")),
         "agreed"},
        {WRAP(BASE PLAN("p1", "02-03", "1")
                  AGREED_BY("a", "02-04", "1", "the.person", "do_not_agree")),
         "do_not_agree"},
        {WRAP(BASE PLAN("p1", "02-03", "1")
                  AGREED_BY("a", "02-04", "1", "the.person", "could_not_answer")),
         "could_not_answer"},
        {WRAP(BASE PLAN("p1", "02-03", "1") AGREED_BY("a", "02-04", "1", "the.person", "agree")
                  PLAN("p2", "02-05", "2")),
         "draft"},
        {WRAP(BASE PLAN("p1", "02-03", "1") AGREED_BY("a", "02-04", "1", "the.person", "agree")
                  PLAN("p2", "02-05", "2")
                      AGREED_BY("b", "02-06", "2", "the.person", "do_not_agree")),
         "updated_do_not_agree"},
        {WRAP(BASE PLAN("p1", "02-03", "1") PLAN("p2", "02-05", "2")
                  AGREED_BY("b", "02-06", "2", "the.person", "agree")),
         "updated_agreed"},
    };
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_case *c = read_case(*state, rows[i].acts);
        if (strcmp(text_of(state_of(c, "PL"), CJ_FIELD_PLAN_AGREEMENT), rows[i].expected) != 0)
            fail_msg("row %zu: %s", i, text_of(state_of(c, "PL"), CJ_FIELD_PLAN_AGREEMENT));
        cj_case_unref(c);
    }
}

static void test_order_of_work(void **state)
{
    cj_case *c = read_case(
        *state, WRAP(BASE SEQUENCED("<sequence><n>1</n><item>home</item><after>3</after></sequence>"
                                    "<sequence><n>2</n><item>work</item><after>1</after>"
                                    "<after>3</after></sequence>"
                                    "<sequence><n>3</n><item>safety</item></sequence>")));
    const cj_record *plan = state_of(c, "PL");
    static const char *const items[] = {"safety", "home", "work"};
    static const char *const whys[] = {"nothing has to come before it", "after 3", "after 1, 3"};
    assert_int_equal(cj_count(plan, CJ_FIELD_ORDER_OF_WORK), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(text_of(item(plan, CJ_FIELD_ORDER_OF_WORK, i), CJ_FIELD_ITEM),
                            items[i]);
        assert_string_equal(text_of(item(plan, CJ_FIELD_ORDER_OF_WORK, i), CJ_FIELD_WHY), whys[i]);
    }
    cj_case_unref(c);
}

/* What may come next is what the case then accepts: asked of the goal itself. */
static void test_next(void **state)
{
    static const struct {
        const char *acts;
        int64_t next; /* how many statuses are open */
    } rows[] = {
        {WRAP(BASE), 4},
        {WRAP(BASE PROGRESS("a", "02-10", "achieved")), 1},
        {WRAP(BASE PROGRESS("a", "02-10", "removed") PROGRESS("b", "02-11", "re_added")), 4},
    };
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_case *c = read_case(*state, rows[i].acts);
        const cj_record *goal = item(state_of(c, "PL"), CJ_FIELD_GOALS, 0);
        assert_int_equal(cj_count(goal, CJ_FIELD_NEXT), rows[i].next);
        cj_case_unref(c);
    }
}

/* What cites the act that was corrected is about the one in its place. */
static void test_citations_follow_corrections(void **state)
{
    cj_case *c = read_case(
        *state,
        WRAP(BASE ACT_AT("goalb", "goal_set", "PL", "2026-02-02T10:00Z", " supersedes=\"goal\"",
                         "<supersede_reason>words</supersede_reason><goal_text>better</goal_text>"
                         "<in_person_words>true</in_person_words><area>health</area>"
                         "<addresses>f1</addresses><steps><step_id>goal-s</step_id><text>t</text>"
                         "<owner>the.person</owner></steps><evidence_base>e</evidence_base>"
                         "<starts_as>active</starts_as><set_with>the.person</set_with>")
                 PROGRESS("p", "02-10", "achieved")));
    const cj_record *plan = state_of(c, "PL");
    cj_act *again = NULL;
    static const char text[] = PROGRESS("q", "02-11", "removed");
    assert_int_equal(cj_count(plan, CJ_FIELD_GOALS), 1);
    assert_string_equal(text_of(item(plan, CJ_FIELD_GOALS, 0), CJ_FIELD_GOAL), "goalb");
    assert_string_equal(text_of(item(plan, CJ_FIELD_GOALS, 0), CJ_FIELD_GOAL_TEXT), "better");
    assert_string_equal(text_of(item(plan, CJ_FIELD_GOALS, 0), CJ_FIELD_GOAL_STATUS), "achieved");
    /* and the rules know it: what was achieved is not removed */
    assert_int_equal(cj_act_read(*state, NULL, text, strlen(text), &again, NULL), CJ_OK);
    assert_int_equal(cj_case_apply(c, again, NULL), CJ_E_INTEGRITY);
    cj_act_unref(again);
    cj_case_unref(c);
}

#define GONE(id, kind) "<tombstone id=\"" id "\" kind=\"" kind "\" reason=\"wrong_person\"/>\n"
#define AFTER_THEM                                                                                 \
    ACT("oc", "order_changed", "H", "02-10",                                                       \
        "<order>order</order><order_change>varied</order_change><requirements_ended>r1"            \
        "</requirements_ended><changed_on>2026-02-09</changed_on>")                                \
    ACT("rev", "override_reviewed", "H", "02-11",                                                  \
        "<override>ov</override><review_result>justified</review_result><review_text>t"            \
        "</review_text>")                                                                          \
    ACT("chosen", "option_selected", "PL", "02-11",                                                \
        "<selected>opt</selected><rejected_none_reason>n</rejected_none_reason><effect_on>"        \
        "<key>reoffending</key><text>t</text></effect_on><recommended>false</recommended>"         \
        "<justification>j</justification>")                                                        \
    ACT("out", "breach_outcome_recorded", "H", "03-20",                                            \
        "<report>report</report><breach_result>proved</breach_result><result_on>2026-03-19"        \
        "</result_on><resets_count>false</resets_count>")                                          \
    SENT PROGRESS("p", "02-12", "achieved")

/* What was erased is absent, also where later acts cite it. */
static void test_erased_leaves_nothing(void **state)
{
    static const cj_field lists[] = {CJ_FIELD_ORDERS, CJ_FIELD_REQUIREMENTS, CJ_FIELD_OVERRIDES,
                                     CJ_FIELD_REPORTS};
    cj_case *c = read_case(
        *state, WRAP(OPENED GONE("order", "order_recorded") GONE("ov", "access_overridden")
                         GONE("goal", "goal_set") GONE("opt", "option_evaluated")
                             GONE("report", "breach_report_prepared") AFTER_THEM));
    for (size_t i = 0; i < CJI_COUNT(lists); i++)
        assert_int_equal(cj_count(state_of(c, NULL), lists[i]), 0);
    assert_int_equal(cj_count(state_of(c, "PL"), CJ_FIELD_GOALS), 0);
    assert_int_equal(cj_count(state_of(c, "PL"), CJ_FIELD_OPTIONS), 0);
    cj_case_unref(c);
}

/* ---- interventions --------------------------------------------------------------------------- */

static void test_sessions(void **state)
{
    static const struct {
        const char *acts, *end;
        int64_t held, attended;
    } rows[] = {
        {WRAP(BASE DEFINED HELD_SESSION("2026-02-05T10:00Z") STATUS("s", "02-21", "started")), "",
         1, 1},
        {WRAP(BASE DEFINED HELD_SESSION("2026-02-05T10:00Z") STATUS("s", "02-21", "started")
                  STATUS("e", "02-22", "ended_early")),
         "prematurely_ended", 1, 1},
        {WRAP(BASE DEFINED SESSION("x", "02-06", "") STATUS("s", "02-21", "started")
                  STATUS("e", "02-22", "ended_early")),
         "cancelled", 0, 0},
        {WRAP(BASE DEFINED SESSION("x", "02-06", "") STATUS("s", "02-21", "started")
                  STATUS("e", "02-22", "completed")),
         "completed", 0, 0},
    };
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_case *c = read_case(*state, rows[i].acts);
        const cj_record *s = state_of(c, "IN");
        int64_t held = -1, attended = -1;
        assert_string_equal(text_of(s, CJ_FIELD_END_STATE), rows[i].end);
        assert_int_equal(cj_get_int(s, CJ_FIELD_SESSIONS_HELD, 0, &held), CJ_OK);
        assert_int_equal(cj_get_int(s, CJ_FIELD_SESSIONS_ATTENDED, 0, &attended), CJ_OK);
        assert_int_equal(held, rows[i].held);
        assert_int_equal(attended, rows[i].attended);
        cj_case_unref(c);
    }
}

/* ---- the case -------------------------------------------------------------------------------- */

static void test_failures(void **state)
{
    static const struct {
        const char *acts, *standing, *stage;
    } rows[] = {
        {WRAP(BASE NOTED("n", "02-09", "r1", "2026-02-08T09:00Z")), "apparent",
         "awaiting_explanation"},
        {WRAP(BASE NOTED("n", "02-09", "r1", "2026-02-08T09:00Z")
                  EXPLAINED("e", "02-10", "n", "the.person", "undecided")),
         "apparent", "explained"},
        {WRAP(BASE NOTED("n", "02-09", "r1", "2026-02-08T09:00Z") EXPLAINED(
             "e", "02-10", "n", "the.person", "acceptable") DECIDED("d", "02-11", "n")),
         "acceptable", "decided"},
        {WRAP(BASE NOTED("n", "02-09", "r1", "2026-02-08T09:00Z")
                  EXPLAINED("e", "02-10", "n", "the.person", "unacceptable") WARNED("n")),
         "unacceptable", "warned"},
    };
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_case *c = read_case(*state, rows[i].acts);
        const cj_record *failure = item(state_of(c, NULL), CJ_FIELD_FAILURES, 0);
        assert_int_equal(cj_count(state_of(c, NULL), CJ_FIELD_FAILURES), 1);
        assert_string_equal(text_of(failure, CJ_FIELD_STANDING), rows[i].standing);
        assert_string_equal(text_of(failure, CJ_FIELD_STAGE), rows[i].stage);
        cj_case_unref(c);
    }
}

static void test_risk_and_open_factors(void **state)
{
    cj_case *c =
        read_case(*state, WRAP(BASE RISK("risk", "02-10", "high", "2026-08-10") FACTOR(
                              "f2", "new", "") FACTOR("f3", "changed", "<previous>f2</previous>")));
    const cj_record *s = state_of(c, NULL), *a = state_of(c, "AS");
    assert_string_equal(text_of(item(s, CJ_FIELD_RISK, 0), CJ_FIELD_OVERALL), "high");
    assert_string_equal(text_of(item(s, CJ_FIELD_RISK, 0), CJ_FIELD_REVIEWED_BY), "p.one");
    assert_string_equal(text_of(a, CJ_FIELD_OVERALL), "high");
    assert_int_equal(cj_count(a, CJ_FIELD_VULNERABILITY), 1);
    /* f1 has a goal; f2 and f3 are one factor, and nothing is done about it. */
    assert_int_equal(cj_count(s, CJ_FIELD_OPEN_FACTORS), 1);
    assert_string_equal(text_of(item(s, CJ_FIELD_OPEN_FACTORS, 0), CJ_FIELD_FACTOR), "f2");
    assert_int_equal(cj_count(a, CJ_FIELD_FACTORS), 2);
    cj_case_unref(c);
    c = read_case(*state, WRAP(BASE FACTOR("f2", "new", "")
                                   FACTOR("f3", "ended", "<previous>f2</previous>")));
    assert_int_equal(cj_count(state_of(c, NULL), CJ_FIELD_OPEN_FACTORS), 0);
    cj_case_unref(c);
}

static void test_overdue_as_of(void **state)
{
    cj_case *c = read_case(*state, WRAP(BASE RISK("risk", "02-10", "low", "2026-08-10")));
    static const struct {
        const char *day;
        int64_t overdue;
    } rows[] = {{"2026-08-10", 0}, {"2026-08-11", 1}};
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_date day;
        cj_case *then = NULL;
        const cj_record *s;
        int64_t overdue = -1;
        assert_int_equal(cj_date_parse(rows[i].day, CJ_ZT, &day), CJ_OK);
        assert_int_equal(cj_case_at(c, day, &then, NULL), CJ_OK);
        s = state_of(then, NULL);
        for (size_t k = 0; k < cj_count(s, CJ_FIELD_DEADLINES); k++) {
            const cj_record *deadline = item(s, CJ_FIELD_DEADLINES, k);
            if (strcmp(text_of(deadline, CJ_FIELD_RULE), "next_risk_review") == 0)
                assert_int_equal(cj_get_int(deadline, CJ_FIELD_OVERDUE, 0, &overdue), CJ_OK);
        }
        assert_int_equal(overdue, rows[i].overdue);
        cj_case_unref(then);
    }
    /* Without a day nothing is said to be overdue. */
    for (size_t k = 0; k < cj_count(state_of(c, NULL), CJ_FIELD_DEADLINES); k++)
        assert_int_equal(cj_count(item(state_of(c, NULL), CJ_FIELD_DEADLINES, k), CJ_FIELD_OVERDUE),
                         0);
    cj_case_unref(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_signing, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_signing_is_of_the_latest, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_agreement, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_order_of_work, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_next, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_citations_follow_corrections, context_make,
                                        context_drop),
        cmocka_unit_test_setup_teardown(test_erased_leaves_nothing, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_sessions, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_failures, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_risk_and_open_factors, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_overdue_as_of, context_make, context_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
