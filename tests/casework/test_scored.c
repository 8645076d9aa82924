/* SPDX-License-Identifier: MIT */
/* Scores in assessments beyond the rows of test_casework.c: what is told, and without memory. */
#include "support/acts.h"
#include "support/support.h"

#include "casework/casework.h"

#define CASE(acts)                                                                                 \
    "<case id=\"C\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\">\n" OPENED FACTOR(              \
        "f1", "new", "") acts "</case>\n"
#define TIER_OF(values)                                                                            \
    ASSESSMENT("a", "AS", "02-03", RESULT("tier", "B"), SCORED("tier_v3", TIER_V3, values))

/* What is refused is named, with its place; the values that stand beside it are not told. */
static void test_the_name_is_told(void **state)
{
    static const struct {
        const char *acts, *rule, *field, *end;
    } rows[] = {
        {CASE(ASSESSMENT("a", "AS", "02-03", RESULT("tier", "B"),
                         SCORED("tier_v9", TIER_V3, VALUE("lifer", "1")))),
         "instrument_known", "scored", "the library has: tier_v9"},
        {CASE(TIER_OF(VALUE("lifer", "1") VALUE("liver", "0"))), "score_readable", "scored",
         "that input takes: liver"},
        {CASE(TIER_OF(VALUE("lifer", "perhaps"))), "score_readable", "scored",
         "that input takes: lifer"},
        {CASE(ASSESSMENT("a", "AS", "02-03", RESULT("tier", "B") RESULT("tier", "B"),
                         SCORED("tier_v3", TIER_V3, VALUE("active_event", "0")))),
         "score_stated", "results", "stated once: tier"},
    };
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_case *c = NULL;
        cj_error *error = NULL;
        const char *message;
        assert_ok(cj_case_new(*state, NULL, &c, NULL), NULL);
        assert_int_equal(cj_case_read(c, "f", rows[i].acts, strlen(rows[i].acts), &error),
                         CJ_E_INTEGRITY);
        assert_int_equal(cj_error_count(error), 1);
        assert_string_equal(cj_error_rule(error, 0), rows[i].rule);
        assert_string_equal(cj_error_field(error, 0), rows[i].field);
        assert_true(cj_error_line(error, 0) > 3);
        message = cj_error_message(error, 0);
        assert_string_equal(message + strlen(message) - strlen(rows[i].end), rows[i].end);
        assert_null(strstr(message, "perhaps"));
        assert_int_equal(cj_case_act_count(c), 0);
        cj_case_unref(c);
        cj_error_unref(error);
    }
}

/* A finding that cannot be looked for is not one that is not there. */
static int read_under_fault(cj_context *ctx, void *user)
{
    static const char text[] =
        CASE(ASSESSMENT("a", "AS", "02-03", RESULT("tier", "C"),
                        SCORED("tier_v3", TIER_V3, TIER_VALUES("1", "20", "2026-02-01"))));
    cj_case *c = NULL;
    cj_error *error = NULL;
    cj_status status = cj_case_new(ctx, NULL, &c, &error);
    (void)user;
    if (status == CJ_OK)
        status = cj_case_read(c, "f", text, sizeof text - 1, &error);
    assert_true(status == CJ_OK || status == CJ_E_MEMORY || status == CJ_E_CRYPTO);
    if (c != NULL) {
        assert_int_equal(cj_case_act_count(c), status == CJ_OK ? 3 : 0);
        assert_int_equal(c->nfindings, status == CJ_OK ? 1 : 0);
    }
    cj_case_unref(c);
    cj_error_unref(error);
    return status == CJ_OK;
}

static void test_survives_memory(void **state)
{
    (void)state;
    assert_true(fault_sweep(read_under_fault, NULL) > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_name_is_told, context_make, context_drop),
        cmocka_unit_test(test_survives_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
