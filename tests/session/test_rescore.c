/* SPDX-License-Identifier: MIT */
/* Scores of a store, worked out again: which would be others, by what, and that nothing changes. */
#include "session/list_support.h"

#define F1 FACTOR("f1", "new", "")
#define TERMS(life)                                                                                \
    "<terms><scale>tier_v3</scale><term>life or IPP, and release</term><value>" life               \
    "</value></terms><terms><scale>tier_v3</scale><term>reoffending (ARP and CSRP)</term>"         \
    "<value>F</value></terms>"
#define OLD(values) SCORED("tier_v3", "2", values)
#define LIFE TIER_VALUES("1", "20", "2026-02-01")

static const cj_date winter = {20850, CJ_PRECISION_DAY}; /* 2027-02-01 */
static const cj_date then = {20485, CJ_PRECISION_DAY};   /* 2026-02-01 */

typedef struct told {
    size_t calls, last;
} told;

static void tell(size_t done, size_t total, void *user)
{
    told *t = user;
    assert_int_equal(total, 1000);
    assert_true(done >= t->last && done <= total);
    t->last = done;
    t->calls++;
}

static cj_report *rescored(desk *d, const cj_identity *who, cj_date as_of, told *t)
{
    cj_rescore_options options = CJ_RESCORE_OPTIONS_INIT;
    cj_report *report = NULL;
    cj_session *s = NULL;
    cj_error *error = NULL;
    options.as_of = as_of;
    if (t != NULL) {
        options.progress = tell;
        options.user = t;
    }
    assert_ok(cj_session_new(d->store, d->policy, who, &s, &error), error);
    assert_ok(cj_session_rescore(s, cj_instrument_find("tier_v3"), NULL, &options, &report, &error),
              error);
    cj_session_unref(s);
    return report;
}

/* "CASE: why" of each row, a line each. */
static const char *lines_of(const cj_report *report)
{
    static char lines[8192];
    const cj_record *row;
    lines[0] = '\0';
    for (size_t i = 0; cj_get_record(cj_report_record(report), CJ_FIELD_ROWS, i, &row) == CJ_OK;
         i++) {
        const char *id = "", *why = "";
        assert_int_equal(cj_get_text(row, CJ_FIELD_CASE, 0, &id), CJ_OK);
        assert_int_equal(cj_get_text(row, CJ_FIELD_WHY, 0, &why), CJ_OK);
        strcat(strcat(strcat(strcat(lines, id), ": "), why), "\n");
    }
    return lines;
}

static void assert_counts(const cj_report *report, int64_t scored, int64_t unchanged)
{
    int64_t n = -1;
    assert_int_equal(cj_get_int(cj_report_record(report), CJ_FIELD_SCORED, 0, &n), CJ_OK);
    assert_int_equal(n, scored);
    assert_int_equal(cj_get_int(cj_report_record(report), CJ_FIELD_UNCHANGED, 0, &n), CJ_OK);
    assert_int_equal(n, unchanged);
}

static void time_makes_the_difference(void **state)
{
    static const char *const texts[][2] = {{"tier_v3", "scale"},
                                           {"life or IPP, and release", "term"},
                                           {"B", "was"},
                                           {"D", "would_be"}};
    const cj_record *row = NULL, *term = NULL;
    cj_report *report;
    desk d;
    world(*state, &d);
    add(&d, "A",
        F1 TIERED("a", "AS", "02-03", "B") SCORE_DECIDED("o", "02-04", "a", "adopted", ""));
    add(&d, "B", "");
    add(&d, "C",
        F1 ASSESSMENT("a", "AS", "02-03", RESULT("tier", "NOT_SUPERVISED"),
                      SCORED("tier_v3", TIER_V3, VALUE("active_event", "0"))));
    report = rescored(&d, &one, then, NULL);
    assert_string_equal(lines_of(report), "");
    assert_counts(report, 2, 2);
    cj_report_unref(report);
    report = rescored(&d, &one, winter, NULL);
    assert_string_equal(lines_of(report),
                        "A: tier B to D because of life or IPP, and release B to D; "
                        "as of 2027-02-01, not 2026-02-01\n");
    assert_counts(report, 2, 1);
    assert_int_equal(cj_get_record(cj_report_record(report), CJ_FIELD_ROWS, 0, &row), CJ_OK);
    assert_int_equal(cj_count(row, CJ_FIELD_TERMS), 1);
    assert_int_equal(cj_get_record(row, CJ_FIELD_TERMS, 0, &term), CJ_OK);
    for (size_t i = 0; i < CJI_COUNT(texts); i++) {
        const char *text = "";
        assert_int_equal(cj_get_text(term, cj_field_find(texts[i][1]), 0, &text), CJ_OK);
        assert_string_equal(text, texts[i][0]);
    }
    cj_report_unref(report);
    /* What somebody adopted stays adopted. */
    report = rescored(&d, &one, (cj_date){0, 0}, NULL); /* June 2026, by the clock */
    assert_string_equal(lines_of(report),
                        "A: tier B to D because of life or IPP, and release B to D; "
                        "as of 2026-06-02, not 2026-02-01\n");
    cj_report_unref(report);
    desk_close(&d);
}

static void another_version_says_why_where_it_was_recorded(void **state)
{
    cj_report *report;
    desk d;
    world(*state, &d);
    add(&d, "A", F1 ASSESSMENT("a", "AS", "02-03", RESULT("tier", "C"), OLD(LIFE)));
    add(&d, "B", F1 ASSESSMENT("a", "AS", "02-03", RESULT("tier", "C"), OLD(LIFE TERMS("C"))));
    add(&d, "C", F1 ASSESSMENT("a", "AS", "02-03", RESULT("tier", "B"), OLD(LIFE)));
    add(&d, "D",
        F1 ASSESSMENT("a", "AS", "02-03", RESULT("tier", "C") RESULT("provisional", "0"),
                      OLD(VALUE("active_event", "1") VALUE("arp_percent", "101"))));
    add(&d, "E", F1 ASSESSMENT("a", "AS", "02-03", RESULT("tier", "C"), OLD(VALUE("lifer", "1"))));
    report = rescored(&d, &one, then, NULL);
    assert_string_equal(
        lines_of(report),
        "A: tier C to B; what each term added then was not recorded; the score is of another "
        "version\n"
        "B: tier C to B because of contact sexual reoffending none to G, MAPPA and risk of serious "
        "harm none to G, life or IPP, and release C to B, domestic abuse none to G, stalking none "
        "to G, child protection none to G, sexual offence none to G; the score is of another "
        "version\n"
        "D: tier C to none; provisional 0 to none; a value is none that the instrument takes; the "
        "score is of another version\n"
        "E: tier C to none; active_event is missing; the score is of another version\n");
    assert_counts(report, 5, 1);
    cj_report_unref(report);
    desk_close(&d);
}

/* Rejected and rolled back ones are passed over; the last that stands is looked at. */
static void which_score(void **state)
{
    cj_report *report;
    desk d;
    world(*state, &d);
    add(&d, "A",
        F1 ASSESSMENT("a", "AS", "02-03", RESULT("tier", "A"), OLD(LIFE))
            ASSESSMENT("b", "AS", "02-05", RESULT("tier", "C"), OLD(LIFE))
                ASSESSMENT("c", "AS2", "02-06", RESULT("tier", "E"), OLD(LIFE))
                    SCORE_DECIDED("o", "02-07", "c", "rolled_back", ""));
    add(&d, "B",
        F1 ASSESSMENT("a", "AS", "02-03", RESULT("tier", "A"), OLD(LIFE))
            SCORE_DECIDED("o", "02-07", "a", "rejected", ""));
    report = rescored(&d, &one, then, NULL);
    assert_string_equal(lines_of(report), "A: tier C to B; what each term added then was not "
                                          "recorded; the score is of another version\n");
    assert_counts(report, 1, 0);
    cj_report_unref(report);
    desk_close(&d);
}

/* Whose cases, what is in the log, and that the store has nothing new. */
static void only_the_log_grows(void **state)
{
    told t = {0, 0};
    cji_arena arena;
    cj_report *report;
    int64_t before = 0, after = 0, entered = 0;
    uint64_t size;
    desk d;
    world(*state, &d);
    add(&d, "A", F1 TIERED("a", "AS", "02-03", "B"));
    add(&d, "B", F1 TIERED("a", "AS", "02-03", "B") TO_TWO("03-03"));
    add(&d, "C", "");
    cji_arena_init(&arena, d.ctx);
    size = cji_audit_size(d.store->log);
    assert_ok(cji_store_last(d.store->db, &before, &entered, NULL), NULL);
    report = rescored(&d, &one, winter, &t);
    assert_counts(report, 1, 0);
    cj_report_unref(report);
    assert_int_equal(t.calls, 3);
    assert_int_equal(t.last, 1000);
    assert_ok(cji_store_last(d.store->db, &after, &entered, NULL), NULL);
    assert_int_equal(before, after);
    assert_int_equal(cji_audit_size(d.store->log), size + 1);
    assert_string_equal(entry_at(&d, size, &arena).op, "consult");
    assert_string_equal(entry_at(&d, size, &arena).act, "rescore");
    assert_int_equal(entry_at(&d, size, &arena).subj.n, 1);
    report = rescored(&d, &manager, winter, NULL);
    assert_counts(report, 2, 0);
    cj_report_unref(report);
    report = rescored(&d, &two, then, NULL); /* what is unchanged was looked at too */
    assert_counts(report, 1, 1);
    assert_int_equal(entry_at(&d, size + 2, &arena).subj.n, 1);
    cj_report_unref(report);
    cji_arena_fini(&arena);
    desk_close(&d);
}

static void the_table_of_offences_is_asked(void **state)
{
    static const char table[] = "offence_code,ogrs3_weight_moj\n06667,0.6612\n";
    cj_offences *offences = NULL;
    cj_report *report = NULL;
    cj_error *error = NULL;
    desk d;
    world(*state, &d);
    add(&d, "A",
        F1 ASSESSMENT("a", "AS", "02-03", RESULT("p_2yr", "0.62115703"),
                      SCORED("ogrs3", "3 (2009)",
                             VALUE("sex", "M") VALUE("age_at_conviction", "34") VALUE(
                                 "age_at_follow_up", "34") VALUE("age_at_first_sanction", "19")
                                 VALUE("total_sanctions", "8") VALUE("offence_code", "06667"))));
    assert_ok(cj_offences_new(d.ctx, &offences, &error), error);
    assert_ok(cj_offences_add_memory(offences, "t", table, sizeof table - 1, &error), error);
    assert_ok(
        cj_session_rescore(d.session, cj_instrument_find("ogrs3"), offences, NULL, &report, &error),
        error);
    assert_string_equal(lines_of(report), "");
    assert_counts(report, 1, 1);
    cj_report_unref(report);
    assert_ok(
        cj_session_rescore(d.session, cj_instrument_find("ogrs3"), NULL, NULL, &report, &error),
        error);
    assert_counts(report, 1, 0);
    assert_non_null(strstr(lines_of(report), "A: p_2yr 0.62115703 to none; offence_category"));
    cj_report_unref(report);
    cj_offences_unref(offences);
    desk_close(&d);
}

static void options_that_make_no_sense(void **state)
{
    cj_rescore_options options = CJ_RESCORE_OPTIONS_INIT;
    cj_report *report = NULL;
    cj_error *error = NULL;
    desk d;
    world(*state, &d);
    assert_int_equal(cj_session_rescore(d.session, NULL, NULL, &options, &report, &error),
                     CJ_E_MISUSE);
    options.size = 4;
    assert_int_equal(
        cj_session_rescore(d.session, cj_instrument_at(0), NULL, &options, &report, &error),
        CJ_E_MISUSE);
    assert_null(report);
    cj_error_unref(error);
    desk_close(&d);
}

/* ---- without memory -------------------------------------------------------------------------- */

static int rescore_under_fault(cj_context *ctx, void *user)
{
    const place *p = user;
    cj_policy *policy = NULL;
    cj_store *store = NULL;
    cj_session *s = NULL;
    cj_report *report = NULL;
    cj_rescore_options options = CJ_RESCORE_OPTIONS_INIT;
    cj_caseload_options tiers = CJ_CASELOAD_OPTIONS_INIT;
    cj_error *error = NULL;
    cj_status status = cj_policy_new(ctx, &policy, &error);
    options.as_of = winter;
    tiers.order = CJ_CASELOAD_TIER;
    if (status == CJ_OK)
        status = cj_policy_add_file(policy, DATA "policy-access.xml", &error);
    if (status == CJ_OK)
        status = cj_store_open(ctx, p->store, &store, &error);
    if (status == CJ_OK)
        status = cj_session_new(store, policy, &one, &s, &error);
    if (status == CJ_OK)
        status =
            cj_session_rescore(s, cj_instrument_find("tier_v3"), NULL, &options, &report, &error);
    if (status == CJ_OK) {
        assert_string_equal(lines_of(report),
                            "A: tier B to D because of life or IPP, and release B to D; as of "
                            "2027-02-01, not 2026-02-01\n"
                            "B: tier C to none; active_event is missing; the score is of another "
                            "version\n");
        cj_report_unref(report);
        report = NULL;
        status = cj_session_caseload(s, &tiers, &report, &error);
    }
    if (status == CJ_OK)
        assert_int_equal(cj_count(cj_report_record(report), CJ_FIELD_ROWS), 2);
    else
        assert_null(report);
    if (status != CJ_OK && status != CJ_E_MEMORY && status != CJ_E_LOG)
        fail_msg("status %d: %s", (int)status, last_problem(error));
    cj_report_unref(report);
    cj_session_unref(s);
    cj_store_unref(store);
    cj_policy_unref(policy);
    cj_error_unref(error);
    return status == CJ_OK;
}

static void memory_runs_out(void **state)
{
    desk d;
    world(*state, &d);
    add(&d, "A", F1 TIERED("a", "AS", "02-03", "B"));
    add(&d, "B",
        F1 ASSESSMENT("a", "AS", "02-03", RESULT("tier", "C"), OLD(VALUE("lifer", "1")))
            SCORE_DECIDED("o", "02-07", "a", "adopted", ""));
    desk_close(&d);
    assert_true(fault_sweep_some(rescore_under_fault, *state) > 100);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_drop)
    const struct CMUnitTest tests[] = {
        TEST(time_makes_the_difference),
        TEST(another_version_says_why_where_it_was_recorded),
        TEST(which_score),
        TEST(only_the_log_grows),
        TEST(the_table_of_offences_is_asked),
        TEST(options_that_make_no_sense),
        TEST(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
