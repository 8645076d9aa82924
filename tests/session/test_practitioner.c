/* SPDX-License-Identifier: MIT */
/* The work of one practitioner across cases: what is put together, who may ask, what is logged. */
#include "session/office.h"

static cj_report *check(office *o)
{
    cj_report *report = NULL;
    assert_int_equal(check_as(o, &one, "SFJED1", "p.one", &report), CJ_OK);
    return report;
}

/* "A=evidenced B=not_evidenced": the cases behind a criterion. */
static const char *cases_of(const cj_report *report, const char *item)
{
    static char line[400];
    const cj_record *row = row_of(report, item), *one_case = NULL;
    line[0] = '\0';
    for (size_t i = 0; i < cj_count(row, CJ_FIELD_CASES); i++) {
        const char *id = "", *verdict = "";
        (void)cj_get_record(row, CJ_FIELD_CASES, i, &one_case);
        (void)cj_get_text(one_case, CJ_FIELD_CASE, 0, &id);
        (void)cj_get_text(one_case, CJ_FIELD_VERDICT, 0, &verdict);
        snprintf(line + strlen(line), sizeof line - strlen(line), "%s%s=%s", i > 0 ? " " : "", id,
                 verdict);
    }
    return line;
}

static int64_t portfolio(const cj_report *report, cj_field field)
{
    const cj_record *p = NULL;
    int64_t n = -1;
    assert_int_equal(cj_get_record(cj_report_record(report), CJ_FIELD_PORTFOLIO, 0, &p), CJ_OK);
    assert_int_equal(cj_get_int(p, field, 0, &n), CJ_OK);
    return n;
}

/* The newest entry of the log: operation, outcome, how many subjects. */
static void assert_entry(desk *d, const char *op, const char *out, size_t n)
{
    cji_arena arena;
    cji_audit_entry entry;
    cji_arena_init(&arena, d->ctx);
    entry = entry_at(d, cji_audit_size(d->store->log) - 1, &arena);
    assert_string_equal(entry.op, op);
    assert_string_equal(entry.act, "check");
    assert_string_equal(entry.out, out);
    assert_int_equal(entry.subj.n, n);
    cji_arena_fini(&arena);
}

/* ---- the tests ------------------------------------------------------------------------------- */

static void one_case_is_not_enough(void **state)
{
    cj_report *report;
    office o;
    office_open(*state, &o);
    report = check(&o); /* nothing there at all */
    assert_string_equal(verdict_of(report, "P7"), "not_evidenced");
    assert_int_equal(portfolio(report, CJ_FIELD_CASES), 0);
    assert_entry(&o.d, "consult", "ok", 0);
    cj_report_unref(report);

    office_add(&o, "A", BASE VIEWS("w"), NULL);
    report = check(&o);
    assert_string_equal(cases_of(report, "P7"), "A=evidenced");
    assert_string_equal(verdict_of(report, "P7"), "partly_evidenced");
    assert_int_equal(portfolio(report, CJ_FIELD_CASES_SHOWING), 1);
    assert_int_equal(portfolio(report, CJ_FIELD_ENOUGH), 0);
    assert_true(cj_count(row_of(report, "P7"), CJ_FIELD_MISSING) > 0);
    cj_report_unref(report);

    /* a second case that shows nothing does not help; one that does, does */
    office_add(&o, "B", OPENED, NULL);
    report = check(&o);
    assert_string_equal(cases_of(report, "P7"), "A=evidenced B=not_evidenced");
    assert_string_equal(verdict_of(report, "P7"), "partly_evidenced");
    assert_int_equal(portfolio(report, CJ_FIELD_CASES), 2);
    cj_report_unref(report);
    office_add(&o, "C", BASE RIGHTS("r", "02-01") VIEWS("x"), NULL);
    report = check(&o);
    assert_string_equal(cases_of(report, "P7"), "A=evidenced B=not_evidenced C=evidenced");
    assert_string_equal(verdict_of(report, "P7"), "evidenced");
    assert_int_equal(cj_count(row_of(report, "P7"), CJ_FIELD_EVIDENCE), 2);
    assert_int_equal(cj_count(row_of(report, "P7"), CJ_FIELD_MISSING), 0);
    assert_int_equal(portfolio(report, CJ_FIELD_ENOUGH), 1);
    assert_entry(&o.d, "consult", "ok", 3);
    /* shown in one case is shown; no occasion anywhere is not covered */
    assert_string_equal(cases_of(report, "P26"), "A=no_occasion B=no_occasion C=no_occasion");
    assert_string_equal(verdict_of(report, "P26"), "no_occasion");
    assert_true(mentions(&o.d, report, "uncovered: no case gave an occasion"));
    cj_report_unref(report);
    office_close(&o);
}

static void only_what_they_performed(void **state)
{
    cj_report *report = NULL;
    office o;
    office_open(*state, &o);
    office_add(&o, "A", BASE VIEWS("w"), NULL);
    office_add(&o, "B", BASE VIEWS("w"), "views");
    office_add(&o, "C", BASE VIEWS("w"), NULL);
    report = check(&o);
    assert_string_equal(cases_of(report, "P7"), "A=evidenced B=not_evidenced C=evidenced");
    assert_int_equal(cj_count(row_of(report, "P7"), CJ_FIELD_EVIDENCE), 2);
    cj_report_unref(report);
    /* what p.two holds is of the one case in which p.two did something */
    assert_int_equal(check_as(&o, &two, "SFJED1", "p.two", &report), CJ_OK);
    assert_string_equal(cases_of(report, "P7"), "B=evidenced");
    assert_false(mentions(&o.d, report, "\"A\""));
    assert_entry(&o.d, "consult", "ok", 1);
    cj_report_unref(report);
    office_close(&o);
}

/* P and J wait for a finding, whatever is recorded; closed cases have their part. */
static void nothing_is_found(void **state)
{
    cj_report *report;
    office o;
    size_t waiting = 0;
    office_open(*state, &o);
    office_add(&o, "A", BASE CONTACT("c", "02-01", "none", "") VIEWS("w") CLOSED("end", "05-01"),
               NULL);
    office_add(&o, "B", BASE CONTACT("c", "02-01", "none", "") VIEWS("w"), NULL);
    report = check(&o);
    assert_int_equal(portfolio(report, CJ_FIELD_CASES), 2);
    for (size_t i = 0; i < cj_count(cj_report_record(report), CJ_FIELD_CRITERIA); i++) {
        const cj_record *row = NULL;
        int32_t class_ = 0, verdict = 0;
        (void)cj_get_record(cj_report_record(report), CJ_FIELD_CRITERIA, i, &row);
        assert_int_equal(cj_get_code(row, CJ_FIELD_CLASS, 0, &class_), CJ_OK);
        assert_int_equal(cj_get_code(row, CJ_FIELD_VERDICT, 0, &verdict), CJ_OK);
        assert_int_equal(cj_count(row, CJ_FIELD_FINDING), 0);
        if (class_ != CJ_CODE_CRITERION_CLASS_R)
            assert_int_not_equal(verdict, CJ_CODE_VERDICT_EVIDENCED);
        waiting +=
            class_ != CJ_CODE_CRITERION_CLASS_R && verdict == CJ_CODE_VERDICT_AWAITING_JUDGEMENT;
    }
    assert_true(waiting > 0);
    cj_report_unref(report);
    office_close(&o);
}

static void what_is_barred_is_not_there(void **state)
{
    const cj_time until = {INT64_C(1780394400000000) + INT64_C(3600000000), 0, CJ_PRECISION_MINUTE};
    const char *allowed = "p.two";
    cj_limit limit = CJ_LIMIT_INIT;
    cj_session *s = NULL;
    cj_report *report;
    cj_error *error = NULL;
    office o;
    office_open(*state, &o);
    office_add(&o, "A", BASE VIEWS("w"), NULL);
    office_add(&o, "barred", BASE VIEWS("w"), NULL);
    limit.limit = CJ_CODE_LIMIT_RESTRICTION;
    limit.who = &allowed;
    limit.nwho = 1;
    limit.reason = "a threat";
    assert_ok(cj_session_new(o.d.store, o.d.policy, &manager, &s, &error), error);
    assert_ok(cj_session_limit(s, "barred", &limit, NULL, &error), error);
    cj_session_unref(s);
    for (int glass = 0; glass < 2; glass++) {
        report = check(&o);
        assert_string_equal(cases_of(report, "P7"), "A=evidenced");
        assert_int_equal(portfolio(report, CJ_FIELD_CASES), 1);
        assert_false(mentions(&o.d, report, "barred"));
        assert_entry(&o.d, "consult", "ok", 1);
        cj_report_unref(report);
        if (glass == 0) /* an override opens the one case, and no check across cases */
            assert_ok(cj_session_override(o.d.session, "barred", CJ_CODE_OVERRIDE_REASON_DUTY_COVER,
                                          until, "cover", NULL, &error),
                      error);
    }
    office_close(&o);
}

static void who_may_ask(void **state)
{
    cj_report *report = NULL;
    office o;
    office_open(*state, &o);
    office_add(&o, "A", BASE VIEWS("w"), NULL);
    assert_int_equal(check_as(&o, &two, "SFJED1", "p.one", &report), CJ_E_DENIED);
    assert_entry(&o.d, "deny", "deny", 0);
    assert_int_equal(check_as(&o, &manager, "SFJED1", "p.one", &report), CJ_E_DENIED);
    assert_int_equal(check_as(&o, &auditor, "SFJED1", "a.lund", &report), CJ_E_DENIED);
    assert_int_equal(check_as(&o, &one, "SFJED1", NULL, &report), CJ_E_MISUSE);
    assert_int_equal(check_as(&o, &one, "SFJXX9", "p.one", &report), CJ_E_NOT_FOUND);
    assert_null(report);
    assert_int_equal(check_as(&o, &assessor, "SFJED1", "p.one", &report), CJ_OK);
    assert_string_equal(cases_of(report, "P7"), "A=evidenced");
    assert_entry(&o.d, "consult", "ok", 1);
    cj_report_unref(report);
    office_close(&o);
}

static void the_same_text_is_flagged(void **state)
{
    cj_report *report;
    office o;
    office_open(*state, &o);
    office_add(&o, "A", BASE VIEWS(LONG_TEXT), NULL);
    office_add(&o, "B", BASE VIEWS(LONG_TEXT " And more."), NULL);
    office_add(&o, "C", BASE VIEWS("no"), NULL);
    office_add(&o, "D", BASE VIEWS("no"), NULL);
    report = check(&o);
    assert_false(mentions(&o.d, report, "has the same text"));
    cj_report_unref(report);
    office_add(&o, "E", BASE VIEWS(LONG_TEXT), NULL);
    report = check(&o);
    assert_true(mentions(&o.d, report, "words has the same text as views of case A"));
    assert_true(mentions(&o.d, report, "words has the same text as views of case E"));
    assert_int_equal(cj_count(row_of(report, "P7"), CJ_FIELD_CONTRARY), 2);
    assert_string_equal(verdict_of(report, "P7"), "evidenced"); /* it lowers nothing by itself */
    cj_report_unref(report);
    office_close(&o);
}

/* ---- a caseload ------------------------------------------------------------------------------ */

#define RANKED                                                                                     \
    REVIEWED("02-01", "public", "low", "2026-12-31")                                               \
    PRIORITISED("low", BECAUSE("rosh"), "2026-12-31")

/* What is asked of a caseload is asked of each open case that the practitioner holds. */
static void a_caseload_is_all_open_cases(void **state)
{
    static const struct {
        const char *id, *acts, *passed, *verdict, *cases;
    } steps[] = {
        /* closed, and passed on: no case of theirs */
        {"A", OPENED RANKED CLOSED("end", "05-01"), NULL, "no_occasion", ""},
        {"B", OPENED RANKED TO_TWO("03-03"), NULL, "no_occasion", ""},
        {"C", OPENED RANKED, NULL, "awaiting_judgement",
         "A=not_applicable B=not_applicable C=awaiting_judgement"},
        /* one in which they did nothing yet, and which somebody else opened */
        {"D", OPENED, "opened", "partly_evidenced",
         "A=not_applicable B=not_applicable C=awaiting_judgement D=not_evidenced"},
    };
    cj_report *report = NULL;
    office o;
    office_open(*state, &o);
    for (size_t i = 0; i < CJI_COUNT(steps); i++) {
        office_add(&o, steps[i].id, steps[i].acts, steps[i].passed);
        assert_int_equal(check_as(&o, &one, "SFJEB2", "p.one", &report), CJ_OK);
        assert_string_equal(verdict_of(report, "P10"), steps[i].verdict);
        assert_string_equal(cases_of(report, "P10"), steps[i].cases);
        assert_int_equal(portfolio(report, CJ_FIELD_CASES), i + 1);
        assert_true(cj_count(row_of(report, "P10"), CJ_FIELD_MISSING) > 0);
        assert_entry(&o.d, "consult", "ok", i + 1);
        if (i == 3)
            assert_true(mentions(&o.d, report, "it holds for 1 of 2 open cases"));
        cj_report_unref(report);
    }
    office_close(&o);
}

/* A priority below what the level of risk gives speaks against it, whatever the reason. */
static void an_order_that_departs_is_contrary(void **state)
{
    const cj_record *item = NULL;
    cj_report *report = NULL;
    const char *why = "";
    office o;
    office_open(*state, &o);
    office_add(&o, "A",
               OPENED REVIEWED("02-01", "public", "very_high", "2026-12-31")
                   PRIORITISED("low", BECAUSE("rosh"), "2026-12-31"),
               NULL);
    assert_int_equal(check_as(&o, &one, "SFJEB2", "p.one", &report), CJ_OK);
    assert_string_equal(verdict_of(report, "P10"), "awaiting_judgement");
    assert_int_equal(cj_count(row_of(report, "P10"), CJ_FIELD_CONTRARY), 1);
    (void)cj_get_record(row_of(report, "P10"), CJ_FIELD_CONTRARY, 0, &item);
    (void)cj_get_text(item, CJ_FIELD_WHY, 0, &why);
    assert_non_null(strstr(why, "order_departs"));
    cj_report_unref(report);
    office_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_case_is_not_enough, place_make, place_drop),
        cmocka_unit_test_setup_teardown(only_what_they_performed, place_make, place_drop),
        cmocka_unit_test_setup_teardown(nothing_is_found, place_make, place_drop),
        cmocka_unit_test_setup_teardown(what_is_barred_is_not_there, place_make, place_drop),
        cmocka_unit_test_setup_teardown(who_may_ask, place_make, place_drop),
        cmocka_unit_test_setup_teardown(the_same_text_is_flagged, place_make, place_drop),
        cmocka_unit_test_setup_teardown(a_caseload_is_all_open_cases, place_make, place_drop),
        cmocka_unit_test_setup_teardown(an_order_that_departs_is_contrary, place_make, place_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
