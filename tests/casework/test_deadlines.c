/* SPDX-License-Identifier: MIT */
/* Deadlines: each has its last day, on which it is met, and the day after, on which it is not. */
#include "support/acts.h"
#include "support/support.h"

#include "casework/casework.h"

#include <stdio.h>
#include <string.h>

static int setup(void **state)
{
    return cj_context_new(NULL, (cj_context **)state, NULL) == CJ_OK ? 0 : -1;
}

static int teardown(void **state)
{
    cj_context_unref(*state);
    return 0;
}

#define TEN(name) "<value name=\"" name "\" days=\"10\" citation=\"c\" standing=\"s\"/>"
static const char policy_text[] =
    "<policy id=\"p\" version=\"1\" xmlns=\"urn:cjustice:policy:1\">" TEN("referral_within")
        TEN("safety_response_within") TEN("non_compliance_response_within") "</policy>";

#define CONCERN(actions)                                                                           \
    ACT("concern", "safety_concern_raised", "H", "@@",                                             \
        "<harm_from>others</harm_from><concern>c</concern><urgency>soon</urgency>"                 \
        "<noticed_at>2026-02-02T10:00Z</noticed_at><trigger_none_reason>seen</"                    \
        "trigger_none_reason>" actions "<notified_none_reason>nobody</notified_none_reason>"       \
        "<emergency_service>false</emergency_service>")
#define NO_ACTION "<actions_done_none_reason>none yet</actions_done_none_reason>"
#define SOME_ACTION                                                                                \
    "<actions_done><action>a</action><owner>p.one</owner><done_at>2026-02-02T10:00Z</done_at>"     \
    "</actions_done>"

/* `@@` in the acts stands for the day; `last` is the last one in time. */
static const struct {
    const char *deadline, *acts, *last, *after;
    const char *late; /* the rule that finds the day after, or NULL */
} rows[] = {
    {"referral",
     ACT("x", "matter_referred", "H", "@@",
         "<matter_kind>question</matter_kind><matter>m</matter><referred_to>helpers</referred_to>"
         "<referral_reason>policy</referral_reason><noticed_at>2026-02-02T10:00Z</noticed_at>"
         "<trigger_none_reason>asked</trigger_none_reason>"),
     "02-12", "02-13", "referred_late"},
    {"safety_response", CONCERN(SOME_ACTION), "02-12", "02-13", "safety_late"},
    {"safety_response",
     ACT("concern", "safety_concern_raised", "H", "02-02",
         "<harm_from>others</harm_from><concern>c</concern><urgency>soon</urgency>"
         "<noticed_at>2026-02-02T10:00Z</noticed_at><trigger_none_reason>seen</"
         "trigger_none_reason>" NO_ACTION "<notified_none_reason>nobody</notified_none_reason>"
         "<emergency_service>false</emergency_service>")
         ACT("m", "outcome_recorded", "H", "@@",
             "<of>concern</of><outcome>closed</outcome><by>helpers</by><at>2026-02-10T09:00Z</at>"),
     "02-12", "02-13", "outcome_late"},
    {"non_compliance_reason",
     NOTED("noted", "02-02", "r1", "2026-02-01T10:00Z")
         EXPLAINED("m", "@@", "noted", "the.person", "acceptable"),
     "02-12", "02-13", "explained_late"},
};

static char *with_day(const char *acts, const char *day)
{
    static char text[32768];
    size_t n =
        (size_t)snprintf(text, sizeof text, "%s",
                         "<case id=\"C\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\">\n" BASE);
    for (const char *p = acts; *p != '\0' && n + 16 < sizeof text;) {
        if (p[0] == '@' && p[1] == '@') {
            n += (size_t)snprintf(text + n, sizeof text - n, "%s", day);
            p += 2;
        } else {
            text[n++] = *p++;
        }
    }
    snprintf(text + n, sizeof text - n, "</case>\n");
    return text;
}

static cj_case *read_acts(cj_context *ctx, const cj_policy *policy, const char *acts,
                          const char *day)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    const char *text = with_day(acts, day);
    assert_ok(cj_case_new(ctx, NULL, &c, &error), error);
    cj_case_set_policy(c, policy);
    assert_ok(cj_case_read(c, "f", text, strlen(text), &error), error);
    cj_error_unref(error);
    return c;
}

static bool found(const cj_case *c, const char *rule, const char *version)
{
    for (size_t i = 0; i < c->nfindings; i++) {
        if (strcmp(c->findings[i].rule, rule) == 0 && strcmp(c->findings[i].version, version) == 0)
            return true;
    }
    return false;
}

static void test_boundary_days(void **state)
{
    cj_policy *policy = NULL;
    assert_int_equal(cj_policy_new(*state, &policy, NULL), CJ_OK);
    assert_int_equal(cji_policy_add_memory(policy, "p", policy_text, sizeof policy_text - 1, NULL),
                     CJ_OK);
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_case *in_time = read_acts(*state, policy, rows[i].acts, rows[i].last);
        cj_case *late = read_acts(*state, policy, rows[i].acts, rows[i].after);
        cj_case *untimed = read_acts(*state, NULL, rows[i].acts, rows[i].after);
        if (found(in_time, rows[i].late, "p 1"))
            fail_msg("row %zu: %s on its last day", i, rows[i].deadline);
        if (!found(late, rows[i].late, "p 1"))
            fail_msg("row %zu: %s on the day after its last", i, rows[i].deadline);
        if (found(untimed, rows[i].late, cj_version_string()))
            fail_msg("row %zu: %s without a timescale", i, rows[i].deadline);
        cj_case_unref(in_time);
        cj_case_unref(late);
        cj_case_unref(untimed);
    }
    cj_policy_unref(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_boundary_days, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
