/* SPDX-License-Identifier: MIT */
/* Where judgements are, and where not: who reads them, and what holds of them as of a case. */
#include "session/judge_support.h"

#include <cjustice/rights.h>

static void who_may_read_it(void **state)
{
    static const struct {
        const cj_identity *who;
        cj_status want;
    } rows[] = {{&one, CJ_OK},       {&assessor, CJ_OK},      {&iqa, CJ_OK},
                {&two, CJ_E_DENIED}, {&manager, CJ_E_DENIED}, {&auditor, CJ_E_DENIED}};
    office o;
    office_open(*state, &o);
    office_add(&o, "A", BASE VIEWS("w"), NULL);
    assert_judged(&o, &assessor, finding(&o, "SFJED1", "P7", "met", "product", "views"));
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        uint64_t size = cji_audit_size(o.d.store->log);
        cj_case *stream = NULL;
        cj_session *s = NULL;
        cj_error *error = NULL;
        cji_arena arena;
        assert_ok(cj_session_new(o.d.store, o.d.policy, rows[i].who, &s, &error), error);
        assert_int_equal(cj_session_open_judgements(s, "p.one", &stream, &error), rows[i].want);
        assert_int_equal(stream != NULL, rows[i].want == CJ_OK);
        assert_int_equal(cji_audit_size(o.d.store->log), size + 1);
        cji_arena_init(&arena, o.d.ctx);
        assert_string_equal(entry_at(&o.d, size, &arena).op,
                            rows[i].want == CJ_OK ? "consult" : "deny");
        cji_arena_fini(&arena);
        cj_case_unref(stream);
        stream = NULL;
        if (rows[i].want == CJ_OK)
            assert_int_equal(cj_session_open_judgements(s, "p.none", &stream, &error),
                             rows[i].who == &one ? CJ_E_DENIED : CJ_E_NOT_FOUND);
        assert_int_equal(cj_session_open_judgements(s, "practitioner p.one", &stream, &error),
                         CJ_E_VALUE_ID);
        cj_session_unref(s);
        cj_error_unref(error);
    }
    office_close(&o);
}

static int32_t not_called(const void *bytes, size_t size, void *user)
{
    (void)bytes, (void)user;
    fail_msg("%zu bytes were handed out", size);
    return 1;
}

/* By no function of cases, under the id that the store has it by. */
static void it_is_no_case(void **state)
{
    static const char file[] = "<case id=\"" STREAM_ID "\" vocabulary=\"1\" "
                               "xmlns=\"urn:cjustice:case:1\">\n</case>\n";
    static const char *const who[] = {"p.two"};
    cj_limit limit = CJ_LIMIT_INIT;
    cj_erasure erasure = CJ_ERASURE_INIT;
    cj_caseload_options list = CJ_CASELOAD_OPTIONS_INIT;
    cj_case *c = NULL;
    cj_report *report = NULL;
    cj_session *s = NULL;
    cj_error *error = NULL;
    office o;
    office_open(*state, &o);
    office_add(&o, "A", BASE VIEWS("w"), NULL);
    assert_judged(&o, &assessor, finding(&o, "SFJED1", "P7", "met", "product", "views"));
    assert_ok(cj_session_new(o.d.store, o.d.policy, &manager, &s, &error), error);
    for (int32_t why = CJ_OPEN_SHOW; why <= CJ_OPEN_EXPORT; why++)
        assert_int_equal(cj_session_open_case(s, STREAM_ID, why, &c, &error), CJ_E_NOT_FOUND);
    assert_int_equal(cj_session_apply(s, STREAM_ID, NULL, 0, &error), CJ_E_VALUE_ID);
    assert_true(cj_session_record(s, "f", file, sizeof file - 1, NULL, NULL, &error) != CJ_OK);
    assert_int_equal(cj_session_disclose(s, STREAM_ID, NULL, not_called, NULL, NULL, &error),
                     CJ_E_NOT_FOUND);
    erasure.reason = CJ_CODE_ERASURE_REASON_COURT_ORDER;
    erasure.authority = "a";
    assert_true(cj_session_erase(s, STREAM_ID, &erasure, NULL, &error) != CJ_OK);
    limit.limit = CJ_CODE_LIMIT_RESTRICTION;
    limit.who = who;
    limit.nwho = 1;
    limit.reason = "r";
    assert_int_equal(cj_session_limit(s, STREAM_ID, &limit, NULL, &error), CJ_E_NOT_FOUND);
    assert_ok(cj_session_caseload(s, &list, &report, &error), error);
    assert_int_equal(cj_count(cj_report_record(report), CJ_FIELD_ROWS), 1);
    cj_report_unref(report);
    assert_int_equal(stream_size(&o), 1);
    cj_session_unref(s);
    cj_error_unref(error);
    office_close(&o);
}

/* The whole suite of proofs holds for it as for a case; and alteration is seen. */
static void it_is_proven_as_a_case_is(void **state)
{
    const place *p = *state;
    cj_case *stream = NULL;
    cj_session *s = NULL;
    cj_error *error = NULL;
    office o;
    office_open(p, &o);
    office_add(&o, "A", BASE VIEWS("w"), NULL);
    assert_judged(&o, &assessor, finding(&o, "SFJED1", "P7", "met", "product", "views"));
    store_again(p, &o);
    assert_verdict(&o, p, CJ_AUDIT_CONSISTENT);
    run_sql(p, "UPDATE meta SET value = 0 WHERE key = '" CJI_META_DERIVED "'"); /* built anew */
    store_again(p, &o);
    assert_int_equal(stream_size(&o), 1);
    assert_verdict(&o, p, CJ_AUDIT_CONSISTENT);
    run_sql(p, "UPDATE acts SET payload = "
               "CAST(replace(payload, '>met<', '>not_met<') AS BLOB) "
               "WHERE case_id = '" STREAM_ID "'");
    assert_verdict(&o, p, CJ_AUDIT_FAILED);
    store_again(p, &o);
    assert_ok(cj_session_new(o.d.store, o.d.policy, &one, &s, &error), error);
    assert_int_equal(cj_session_open_judgements(s, "p.one", &stream, &error), CJ_E_STORE_LOG);
    cj_session_unref(s);
    cj_error_unref(error);
    office_close(&o);
}

/* A bundle has the finding, and not a word of why. */
static void a_bundle_has_the_finding(void **state)
{
    cj_bundle_options options = CJ_BUNDLE_OPTIONS_INIT;
    cj_audit_result *result = NULL;
    cj_session *s = NULL;
    cj_error *error = NULL;
    cji_buf bundle;
    char *at;
    office o;
    office_open(*state, &o);
    office_add(&o, "A", BASE VIEWS("w"), NULL);
    assert_judged(&o, &assessor, finding(&o, "SFJED1", "P6", "insufficient", "product", "views"));
    assert_judged(&o, &assessor, finding(&o, "SFJED1", "P7", "met", "product", "views"));
    options.check.standard = "SFJED1";
    options.check.practitioner = "p.one";
    cji_buf_init(&bundle, o.d.ctx, 1 << 22);
    assert_ok(cj_session_new(o.d.store, o.d.policy, &assessor, &s, &error), error);
    assert_ok(cj_session_bundle(s, o.catalogue, o.rules, &options, to_buf, &bundle, &error), error);
    cj_session_unref(s);
    assert_ok(cj_bundle_verify(o.d.ctx, bundle.p, bundle.n, NULL, NULL, &result, &error), error);
    assert_int_equal(cj_audit_result_verdict(result), CJ_AUDIT_CONSISTENT);
    cj_audit_result_unref(result);
    at = strstr(cji_buf_text(&bundle), "\"finding\":\"met\"");
    assert_non_null(at);
    assert_non_null(strstr(bundle.p, "\"assessor\":\"a.one\""));
    assert_null(strstr(bundle.p, "seen"));
    cji_buf_fini(&bundle);
    office_close(&o);
}

/* A writer that dies between intent and commit, or right behind the commit. */
static void a_unit_that_was_cut_short_is_settled(void **state)
{
    const place *p = *state;
    office o;
    office_open(p, &o);
    office_add(&o, "A", BASE VIEWS("w"), NULL);
    assert_judged(&o, &assessor, finding(&o, "SFJED1", "P7", "met", "product", "views"));
    for (int committed = 0; committed < 2; committed++) {
        cut_short(&o, committed != 0);
        store_again(p, &o);
        assert_int_equal(o.d.store->npending, 0);
        assert_int_equal(stream_size(&o), 1 + (size_t)committed);
        assert_verdict(&o, p, CJ_AUDIT_CONSISTENT);
    }
    office_close(&o);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_may_read_it),
        TEST(it_is_no_case),
        TEST(it_is_proven_as_a_case_is),
        TEST(a_bundle_has_the_finding),
        TEST(a_unit_that_was_cut_short_is_settled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
