/* SPDX-License-Identifier: MIT */
/*
 * Rules beside the rows of test_casework.c: each kind that a rule looks at, and each part of its
 * conditions. The last act of the lines, `x`, is the one that is judged.
 */
#include "support/filler.h"
#include "support/support.h"

#include <stdio.h>
#include <string.h>

typedef enum verdict { CLEAN, FOUND, REFUSED } verdict;

#define DEFINED "d intervention_defined IN 02-01\n"
#define HARM                                                                                       \
    "h party_recorded H 02-01 party_id=harm is_organisation=true party_role=source_of_harm\n"
#define CONSENT(decision)                                                                          \
    "c consent_decided H 02-01 consent_decision=" decision                                         \
    " stage=information scope=needs may_receive=helpers\n"
#define NOTED "n non_compliance_noted H 02-03 statutory=true order=order requirement=r1\n"
#define REPORT "r breach_report_prepared H 02-04 order=order requirements_breached=r1\n"
#define POINT(key) " +checklist.key=" key " checklist.value=true"
#define FULL_REPORT                                                                                \
    "r breach_report_prepared H 02-04 order=order requirements_breached=r1" POINT("identity")      \
        POINT("order_in_force") POINT("requirements_breached") POINT("dates")                      \
            POINT("evidence_attached") POINT("warnings_listed") POINT("person_account")            \
                POINT("chronology") POINT("circumstances") POINT("proposal") POINT("approval")     \
                    POINT("victim_data_removed") "\n"
/* A change of mind, with or without a limit by law, and acts that could be held against it. */
#define MIND "c consent_decided H 02-01\nk change_of_mind_recorded H 02-02"
#define FREE MIND "\n"
#define LIMITED MIND " legal_limit=l\n"
#define RECALL                                                                                     \
    REPORT "rl risk_level_reviewed AS 02-04\n"                                                     \
           "x recall_recommended H 02-05 licence=order conditions=r1"
#define AGAINST(act)                                                                               \
    {"detriment", NULL, FREE act " informed_by=k", FOUND},                                         \
        {"detriment", NULL, LIMITED act " informed_by=k", CLEAN},                                  \
    {                                                                                              \
        "detriment", NULL, FREE act " informed_by=need", CLEAN                                     \
    }
#define ENDED(status)                                                                              \
    "s intervention_status_changed IN 02-02 to_status=started\n"                                   \
    "x intervention_status_changed IN 02-05 to_status=" status
#define STANDS(polarity, status)                                                                   \
    "a factor_recorded AS 02-01 polarity=" polarity " factor_status=new\n"                         \
    "x factor_recorded AS 02-03 polarity=" polarity " factor_status=" status " previous=a"
#define HELD(happened, more)                                                                       \
    DEFINED "x session_recorded IN 02-20 n=1 happened=" happened                                   \
            " planned_at=2026-02-01T10:00Z actual_at=2026-02-20T10:00Z attendance=" more

/* The policy that is shipped, instead of a value of three days. */
#define SHIPPED "standards"
#define UNACCEPTABLE                                                                               \
    NOTED "e non_compliance_explained H 02-04 noted=n accounts.party=the.person "                  \
          "finding=unacceptable\n"
#define NO_ACTION "options_weighed=no_action enforcement_decision=no_action"

static const struct {
    const char *rule, *within, *lines;
    verdict verdict;
} rows[] = {
    {"requirements_distinct", NULL,
     "x order_recorded H 02-03 requirements.req_id=r8 +requirements.req_id=r8", REFUSED},
    {"requirements_distinct", NULL,
     "x order_recorded H 02-03 requirements.req_id=r8 +requirements.req_id=r9", CLEAN},
    /* An agreement may be broken while a requirement is not in force. */
    {"requirement_in_force", NULL,
     "o order_recorded H 02-02 requirements.req_id=r7 requirements.from=2026-05-01\n"
     "p plan_drafted PL 02-02 version=1 requirement_coverage.requirement=r1\n"
     "x non_compliance_noted H 02-03 statutory=false requirement=r7 broken_agreement=p",
     CLEAN},
    {"requirement_in_force", NULL,
     "o order_recorded H 02-02 requirements.req_id=r7 requirements.from=2026-05-01\n"
     "x non_compliance_noted H 02-03 statutory=true order=o requirement=r7",
     REFUSED},
    {"signed_by_another", NULL,
     "a assessment_completed AS 02-02\n"
     "x outcome_recorded AS 02-03 of=a outcome=rejected by=p.one",
     REFUSED},
    {"signed_by_another", NULL,
     "a assessment_completed AS 02-02\n"
     "x outcome_recorded AS 02-03 of=a outcome=countersigned by=p.one",
     REFUSED},
    {"signed_by_another", NULL,
     "a assessment_completed AS 02-02\nx outcome_recorded AS 02-03 of=a outcome=signed by=p.one",
     CLEAN},
    {"after_first_session", NULL,
     DEFINED "s session_recorded IN 02-05 n=1\nx success_criteria_agreed IN 02-06", FOUND},
    {"after_first_session", NULL,
     DEFINED "s session_recorded IN 02-05 n=1\nx success_criteria_agreed IN 02-04", CLEAN},
    {"consent_missing", NULL,
     CONSENT(
         "refused") "x information_disclosed H 02-03 about=H agreement=c information_kinds=needs",
     FOUND},
    {"consent_missing", NULL,
     CONSENT(
         "given") "x information_disclosed H 02-03 about=H agreement=c information_kinds=health",
     FOUND},
    {"consent_missing", NULL,
     CONSENT("given") "x information_disclosed H 02-03 about=H agreement=c information_kinds=needs",
     CLEAN},
    {"consent_missing", NULL,
     CONSENT("refused") "x organisation_contacted PL 02-03 org=helpers approach=review "
                        "person_agreement=c",
     FOUND},
    {"consent_missing", NULL,
     CONSENT("given") "x organisation_contacted PL 02-03 org=helpers approach=review "
                      "person_agreement=c",
     CLEAN},
    {"check_not_private", NULL,
     "x contact_held H 02-03 happened=true constraints=third_party_present", CLEAN},
    {"check_not_private", NULL,
     "x contact_held H 02-03 happened=true constraints=third_party_present safety_check.asked=true",
     FOUND},
    {"not_cautioned", NULL, "x self_evaluation_recorded H 02-03", CLEAN},
    {"not_cautioned", NULL, "x self_evaluation_recorded H 02-03 offending_perception=o", FOUND},
    {"source_of_harm_reached", NULL, HARM "x review_held RE 02-03 attendees.party=harm", FOUND},
    {"source_of_harm_reached", NULL, HARM "x review_held RE 02-03 attendees.party=helpers", CLEAN},
    {"source_of_harm_reached", NULL,
     HARM "x organisation_contacted PL 02-03 org=helpers approach=review contact_person=harm",
     FOUND},
    {"source_of_harm_reached", NULL,
     HARM "x organisation_contacted PL 02-03 org=helpers approach=review contact_person=helpers",
     CLEAN},
    {"source_of_harm_reached", NULL,
     HARM DEFINED "x session_recorded IN 02-03 n=1 present.party=harm", FOUND},
    {"source_of_harm_reached", NULL,
     HARM DEFINED "x session_recorded IN 02-03 n=1 present.party=helpers", CLEAN},
    {"no_unacceptable_finding", NULL, NOTED "x warning_issued H 02-05 concerns=n", CLEAN},
    {"no_unacceptable_finding", NULL, NOTED "x warning_issued H 02-05 concerns=n order=order",
     FOUND},
    {"warning_content", NULL, NOTED "x warning_issued H 02-05 concerns=n", CLEAN},
    {"warning_content", NULL, NOTED "x warning_issued H 02-05 concerns=n order=order", FOUND},
    {"warning_content", NULL,
     NOTED "x warning_issued H 02-05 concerns=n order=order unacceptable_stated=true", FOUND},
    {"warning_content", NULL,
     NOTED "x warning_issued H 02-05 concerns=n order=order unacceptable_stated=true "
           "liability_told=true",
     CLEAN},
    {"checklist_incomplete", NULL, REPORT "x breach_report_sent H 02-05 report=r", FOUND},
    {"checklist_incomplete", NULL, FULL_REPORT "x breach_report_sent H 02-05 report=r", CLEAN},
    {"rests_on_protected_characteristic", NULL,
     "x factor_recorded AS 02-03 polarity=risk factor_status=new rests_on.act=need", FOUND},
    {"rests_on_protected_characteristic", NULL,
     "x factor_recorded AS 02-03 polarity=strength factor_status=new rests_on.act=need", CLEAN},
    {"rests_on_protected_characteristic", NULL,
     "v views_recorded H 02-01 view_kinds=belief invited=belief\n"
     "x factor_recorded AS 02-03 polarity=risk factor_status=new rests_on.act=v",
     FOUND},
    {"rests_on_protected_characteristic", NULL,
     "v views_recorded H 02-01 view_kinds=belief invited=belief\n"
     "x factor_recorded AS 02-03 polarity=strength factor_status=new rests_on.act=v",
     CLEAN},
    {"rests_on_protected_characteristic", NULL,
     "v views_recorded H 02-01 view_kinds=opinion invited=opinion\n"
     "x factor_recorded AS 02-03 polarity=risk factor_status=new rests_on.act=v",
     CLEAN},
    {"factor_open", NULL, STANDS("risk", "changed"), FOUND},
    {"factor_open", NULL, STANDS("risk", "confirmed"), FOUND},
    {"factor_open", NULL, STANDS("risk", "ended"), CLEAN},
    {"factor_open", NULL, STANDS("need", "changed"), CLEAN},
    {"contact_unsafe", NULL, "x advice_given H 02-03 safe_to_keep=false", CLEAN},
    {"contact_unsafe", NULL, "x advice_given H 02-03 safe_to_keep=false emergency_contacts.name=n",
     FOUND},
    {"off_schedule", "schedule_tolerance", HELD("false", "rescheduled_service"), CLEAN},
    {"off_schedule", "schedule_tolerance", HELD("true", "attended_complied"), FOUND},
    {"off_schedule", NULL, HELD("true", "attended_complied"), CLEAN},
    {"abc_not_statutory", NULL,
     "p plan_drafted PL 02-02 version=1 requirement_coverage.requirement=r1\n"
     "x non_compliance_noted H 02-03 statutory=true order=order requirement=r1 broken_agreement=p",
     CLEAN},
    {"abc_not_statutory", NULL,
     "p plan_drafted PL 02-02 version=1 form=abc abc.voluntary=true "
     "requirement_coverage.requirement=r1\n"
     "x non_compliance_noted H 02-03 statutory=true order=order requirement=r1 broken_agreement=p",
     FOUND},
    {"outside_policy", SHIPPED, UNACCEPTABLE "x enforcement_decided H 02-05 noted=n " NO_ACTION,
     FOUND},
    {"outside_policy", SHIPPED,
     UNACCEPTABLE "x enforcement_decided H 02-05 noted=n policy_override.authority=a " NO_ACTION,
     CLEAN},
    AGAINST("x non_compliance_noted H 02-05 statutory=true order=order requirement=r1"),
    AGAINST(NOTED "x warning_issued H 02-05 concerns=n"),
    AGAINST(NOTED "x enforcement_decided H 02-05 noted=n options_weighed=warn "
                  "enforcement_decision=warn"),
    AGAINST("x breach_report_prepared H 02-04 order=order requirements_breached=r1"),
    AGAINST(RECALL),
    AGAINST(DEFINED ENDED("ended_early")),
    AGAINST(DEFINED ENDED("withdrawn")),
    {"detriment", NULL, FREE DEFINED ENDED("completed") " informed_by=k", CLEAN},
};

static void give_policy(cj_case *c, const char *within)
{
    char text[300];
    cj_policy *policy = NULL;
    cj_error *error = NULL;
    int n = snprintf(text, sizeof text,
                     "<policy id=\"p\" version=\"1\" xmlns=\"urn:cjustice:policy:1\"><value "
                     "name=\"%s\" days=\"3\" citation=\"c\" standing=\"s\"/></policy>",
                     within);
    assert_ok(cj_policy_new(c->ctx, &policy, &error), error);
    if (strcmp(within, SHIPPED) == 0)
        assert_ok(cj_policy_add_dir(policy, SHIPPED, &error), error);
    else
        assert_ok(cji_policy_add_memory(policy, "p", text, (size_t)n, &error), error);
    cj_case_set_policy(c, policy);
    cj_policy_unref(policy);
}

static verdict judge(cj_case *c, const char *line, const char *rule)
{
    cj_error *error = NULL;
    cj_status status = filler_apply(c, line, &error);
    verdict is = status != CJ_OK ? REFUSED : CLEAN;
    if (status != CJ_OK && (status != CJ_E_INTEGRITY || cj_error_rule(error, 0) == NULL ||
                            strcmp(cj_error_rule(error, 0), rule) != 0))
        fail_msg("%s: %s", line, last_problem(error));
    cj_error_unref(error);
    for (size_t i = 0; i < c->nfindings; i++) {
        if (strcmp(c->findings[i].rule, rule) == 0 &&
            cji_str_is(c->entries[c->findings[i].entry].id, "x"))
            is = FOUND;
    }
    return is;
}

static void test_rows(void **state)
{
    static const char *const names[] = {"clean", "found", "refused"};
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_case *c = NULL;
        const char *last = strrchr(rows[i].lines, '\n');
        char before[2000];
        verdict is;
        last = last != NULL ? last + 1 : rows[i].lines;
        snprintf(before, sizeof before, "%.*s", (int)(last - rows[i].lines), rows[i].lines);
        assert_ok(cj_case_new(*state, "C", &c, NULL), NULL);
        if (rows[i].within != NULL)
            give_policy(c, rows[i].within);
        filler_lines(c, filler_base);
        filler_lines(c, before);
        is = judge(c, last, rows[i].rule);
        if (is != rows[i].verdict)
            fail_msg("row %zu, %s: %s, not %s: %s", i, rows[i].rule, names[is],
                     names[rows[i].verdict], last);
        cj_case_unref(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows, context_make, context_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
