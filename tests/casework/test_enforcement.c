/* SPDX-License-Identifier: MIT */
/* Warnings and what has to follow them: each boundary day by its name. */
#include "support/acts.h"
#include "support/support.h"

#include "casework/casework.h"

#include <stdio.h>

/* Both counts on twelve months; the places differ in nothing else. */
#define PLACE(count)                                                                               \
    "<policy id=\"p\" version=\"1\" xmlns=\"urn:cjustice:policy:1\">"                              \
    "<value name=\"warning_window\" months=\"12\" citation=\"c\" standing=\"law\"/>"               \
    "<basis key=\"law\" class=\"statutory\" citation=\"c\" standing=\"law\"/>"                     \
    "<basis key=\"care\" class=\"preventive\" citation=\"c\" standing=\"agency\"/>"                \
    "<scheme order-type=\"community_order\" count=\"" count "\" window=\"warning_window\" "        \
    "refer=\"refer_to_enforcement_officer initiate_breach\" allow=\"warn "                         \
    "refer_to_enforcement_officer initiate_breach\" citation=\"the law\" standing=\"law\"/>"       \
    "</policy>"
static const char adult[] = PLACE("adult");
static const char youth[] = PLACE("youth");

#define WHEN(id, kind, at, body) ACT_AT(id, kind, "H", at "T10:00Z", "", body)
#define FAILURE(n, breached, at)                                                                   \
    WHEN("n" n, "non_compliance_noted", at,                                                        \
         "<statutory>true</statutory><order>order</order><requirement>r1</requirement>"            \
         "<breached_on>" breached "T09:00Z</breached_on><what>w</what><reported_by>helpers"        \
         "</reported_by><information_none_reason>told by phone</information_none_reason>")         \
    WHEN("e" n, "non_compliance_explained", at,                                                    \
         "<noted>n" n "</noted><accounts><party>the.person</party><words>w</words>"                \
         "<at>2026-02-10T10:00Z</at></accounts><workers_accounts_none_reason>none"                 \
         "</workers_accounts_none_reason><verified>verified</verified><verified_how>v"             \
         "</verified_how><seriousness>minor</seriousness><finding>unacceptable</finding>"          \
         "<finding_reason>f</finding_reason>")
#define WARNING_BY(id, at, basis, order, concern)                                                  \
    WHEN(id, "warning_issued", at,                                                                 \
         "<basis><key>" basis "</key><version>1</version></basis>" order "<concerns>" concern      \
         "</concerns><circumstances>c</circumstances><consequences>c</consequences>"               \
         "<unacceptable_stated>true</unacceptable_stated><liability_told>true</liability_told>"    \
         "<method>post</method><method_reason>m</method_reason><communication_need>need"           \
         "</communication_need>")
#define WARNING(id, at, concern) WARNING_BY(id, at, "law", "<order>order</order>", concern)
#define DECISION(at, n, decision)                                                                  \
    WHEN("d" n, "enforcement_decided", at,                                                         \
         "<noted>n" n "</noted><options_weighed>" decision "</options_weighed>"                    \
         "<enforcement_decision>" decision "</enforcement_decision><decision_reason>d"             \
         "</decision_reason><policy_basis><key>law</key><version>1</version></policy_basis>")
#define WITHDRAWN(id, of)                                                                          \
    WHEN(id, "outcome_recorded", "2026-03-01",                                                     \
         "<of>" of "</of><outcome>withdrawn</outcome><by>helpers</by><at>2026-03-01T09:00Z</at>"   \
         "<outcome_reason>r</outcome_reason>")
#define FIRST FAILURE("1", "2026-02-08", "2026-02-09") WARNING("w1", "2026-02-20", "e1")

static const struct {
    const char *what, *policy, *acts;
    const char *rule; /* the one that must be found; NULL: none of the three */
} rows[] = {
    {"a first failure is warned of", adult, FIRST, NULL},
    {"adult: decision on the day of the warning", adult,
     FIRST FAILURE("2", "2026-02-20", "2026-02-20") DECISION("2026-02-20", "2", "warn"),
     "must_refer"},
    {"adult: decision on the last day of the twelve months", adult,
     FIRST FAILURE("2", "2027-02-01", "2027-02-02") DECISION("2027-02-19", "2", "warn"),
     "must_refer"},
    {"adult: decision on the same date a year later", adult,
     FIRST FAILURE("2", "2027-02-01", "2027-02-02") DECISION("2027-02-20", "2", "warn"), NULL},
    {"adult: the breach counts for nothing, the decision does", adult,
     FIRST FAILURE("2", "2026-12-01", "2027-02-21") DECISION("2027-02-21", "2", "warn"), NULL},
    {"adult: referred within the period", adult,
     FIRST FAILURE("2", "2026-03-01", "2026-03-02")
         DECISION("2026-03-03", "2", "refer_to_enforcement_officer"),
     NULL},
    {"adult: a warning that was withdrawn", adult,
     FIRST WITHDRAWN("o", "w1") FAILURE("2", "2026-03-02", "2026-03-02")
         DECISION("2026-03-03", "2", "warn"),
     NULL},
    {"adult: a preventive warning", adult,
     FAILURE("1", "2026-02-08", "2026-02-09") WARNING_BY("w1", "2026-02-20", "care", "", "e1")
         FAILURE("2", "2026-03-01", "2026-03-02") DECISION("2026-03-03", "2", "warn"),
     NULL},
    {"adult: a preventive warning that names the order", adult,
     FAILURE("1", "2026-02-08", "2026-02-09")
         WARNING_BY("w1", "2026-02-20", "care", "<order>order</order>", "e1")
             FAILURE("2", "2026-03-01", "2026-03-02") DECISION("2026-03-03", "2", "warn"),
     NULL},
    {"adult: a basis that the policy does not know, with an order", adult,
     FAILURE("1", "2026-02-08", "2026-02-09")
         WARNING_BY("w1", "2026-02-20", "other", "<order>order</order>", "e1")
             FAILURE("2", "2026-03-01", "2026-03-02") DECISION("2026-03-03", "2", "warn"),
     "must_refer"},
    {"adult: a second warning inside the twelve months", adult,
     FIRST FAILURE("2", "2026-03-01", "2026-03-02") WARNING("w2", "2027-02-19", "e2"),
     "warned_within_window"},
    {"adult: a second warning a year later", adult,
     FIRST FAILURE("2", "2026-03-01", "2026-03-02") WARNING("w2", "2027-02-20", "e2"), NULL},
    {"adult: a warning corrected is no second one", adult,
     FIRST ACT_AT("w2", "warning_issued", "H", "2026-02-20T11:00Z", " supersedes=\"w1\"",
                  "<supersede_reason>date</supersede_reason><basis><key>law</key><version>1"
                  "</version></basis><order>order</order><concerns>e1</concerns><circumstances>c"
                  "</circumstances><consequences>c</consequences><unacceptable_stated>true"
                  "</unacceptable_stated><liability_told>true</liability_told><method>post</method>"
                  "<method_reason>m</method_reason><communication_need>need"
                  "</communication_need>"),
     NULL},
    {"adult: nothing done about a failure found unacceptable", adult,
     FAILURE("1", "2026-02-08", "2026-02-09") DECISION("2026-02-10", "1", "no_action"),
     "outside_policy"},
    {"adult: a first failure referred", adult,
     FAILURE("1", "2026-02-08", "2026-02-09") DECISION("2026-02-10", "1", "initiate_breach"), NULL},
    {"youth: a second failure in the warned period", youth,
     FIRST FAILURE("2", "2026-03-01", "2026-03-02") DECISION("2026-03-03", "2", "warn"), NULL},
    {"youth: a further warning is no fault", youth,
     FIRST FAILURE("2", "2026-03-01", "2026-03-02") WARNING("w2", "2026-03-03", "e2"), NULL},
    {"youth: a breach after a further warning, on the last day of the period", youth,
     FIRST FAILURE("2", "2026-03-01", "2026-03-02") WARNING("w2", "2026-03-03", "e2")
         FAILURE("3", "2027-02-19", "2027-03-01") DECISION("2027-03-02", "3", "warn"),
     "must_refer"},
    {"youth: a breach the day after the period", youth,
     FIRST FAILURE("2", "2026-03-01", "2026-03-02") WARNING("w2", "2026-03-03", "e2")
         FAILURE("3", "2027-02-20", "2027-03-01") DECISION("2027-03-02", "3", "warn"),
     NULL},
    {"youth: the breach counts, not the decision", youth,
     FIRST FAILURE("2", "2026-03-01", "2026-03-02") WARNING("w2", "2026-03-03", "e2")
         FAILURE("3", "2026-06-01", "2027-06-01") DECISION("2027-06-02", "3", "warn"),
     "must_refer"},
    {"youth: a breach before the further warning", youth,
     FIRST FAILURE("2", "2026-03-01", "2026-03-02") FAILURE("3", "2026-03-02", "2026-03-04")
         WARNING("w2", "2026-03-03", "e2") DECISION("2026-03-05", "3", "warn"),
     NULL},
    {"youth: a third warning", youth,
     FIRST FAILURE("2", "2026-03-01", "2026-03-02") WARNING("w2", "2026-03-03", "e2")
         FAILURE("3", "2026-06-01", "2026-06-02") WARNING("w3", "2026-06-03", "e3"),
     "warned_within_window"},
    {"no place, no duty", NULL,
     FIRST FAILURE("2", "2026-03-01", "2026-03-02") DECISION("2026-03-03", "2", "no_action"), NULL},
};

static cj_policy *policy_of(cj_context *ctx, const char *text)
{
    cj_policy *policy = NULL;
    cj_error *error = NULL;
    assert_ok(cj_policy_new(ctx, &policy, &error), error);
    assert_ok(cji_policy_add_memory(policy, "policy", text, strlen(text), &error), error);
    return policy;
}

static bool is_one_of_three(const char *rule)
{
    return strcmp(rule, "must_refer") == 0 || strcmp(rule, "warned_within_window") == 0 ||
           strcmp(rule, "outside_policy") == 0;
}

static void check_row(cj_context *ctx, size_t i)
{
    cj_policy *policy = rows[i].policy != NULL ? policy_of(ctx, rows[i].policy) : NULL;
    cj_case *c = NULL;
    cj_error *error = NULL;
    char text[32768];
    bool met = rows[i].rule == NULL;
    snprintf(text, sizeof text, "%s%s</case>\n",
             "<case id=\"C\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\">\n" BASE, rows[i].acts);
    assert_ok(cj_case_new(ctx, NULL, &c, &error), error);
    cj_case_set_policy(c, policy);
    assert_ok(cj_case_read(c, "f", text, strlen(text), &error), error);
    for (size_t k = 0; k < c->nfindings; k++) {
        const cji_finding *found = &c->findings[k];
        if (!is_one_of_three(found->rule))
            continue;
        if (rows[i].rule == NULL || strcmp(found->rule, rows[i].rule) != 0)
            fail_msg("%s: %s", rows[i].what, found->rule);
        assert_string_equal(found->version, "p 1");
        assert_string_equal(found->citation, "the law");
        met = true;
    }
    if (!met)
        fail_msg("%s: not found", rows[i].what);
    cj_case_unref(c);
    cj_policy_unref(policy);
    cj_error_unref(error);
}

static void test_boundary_days(void **state)
{
    for (size_t i = 0; i < CJI_COUNT(rows); i++)
        check_row(*state, i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_boundary_days, context_make, context_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
