/* SPDX-License-Identifier: MIT */
/* Small cases whose verdicts were reasoned from the wording of the criteria, one by one. */
#include "support/acts.h"
#include "support/support.h"

#include "competence/competence.h"

#include <stdlib.h>

#define ASSESSED(id, day, willing)                                                                 \
    ACT(id, "organisation_assessed", "PL", day,                                                    \
        "<org>helpers</org><service>s</service><need>f1</need><views><none_expressed>views"        \
        "</none_expressed></views><fits_preferences>true</fits_preferences><willing>" willing      \
        "</willing><able>yes</able><resources_required>none</resources_required><assessed_from>"   \
        "<act>info</act></assessed_from>")
#define VIEWS                                                                                      \
    ACT("views", "views_recorded", "H", "01-20",                                                   \
        "<view_kinds>need</view_kinds><words>w</words><confirmed_by_person>true"                   \
        "</confirmed_by_person><invited>need</invited><invited>wants_involved</invited>"           \
        "<wants_involved_none_reason>nobody, she said</wants_involved_none_reason>")
#define INFO_GOT(agreement)                                                                        \
    ACT("info", "information_obtained", "H", "01-21",                                              \
        "<info_subjects>needs</info_subjects><obtained_from><party>helpers</party>"                \
        "</obtained_from><information_date>2026-01-10</information_date>"                          \
        "<information_outcome>obtained</information_outcome><summary>s</summary>"                  \
        "<legal_basis>voluntary_service</legal_basis>" agreement)
#define ALONE                                                                                      \
    ACT("plan", "plan_drafted", "PL", "02-03",                                                     \
        "<version>1</version><form>sentence_plan</form><setting>community</setting>"               \
        "<requirement_coverage><requirement>r1</requirement><items>i</items>"                      \
        "</requirement_coverage><options_used_none_reason>n</options_used_none_reason>"            \
        "<goals>goal</goals><sequence><n>1</n><item>i</item></sequence><sequence_rationale>r"      \
        "</sequence_rationale>" POLICY(                                                            \
            "guidance") "<needs_basis>f1</needs_basis>"                                            \
                        "<partners_none_reason>own work only</partners_none_reason>"               \
                        "<learning_styles_used>need</learning_styles_used>")
#define REVIEW                                                                                     \
    ACT("scheduled", "review_scheduled", "RV", "02-04",                                            \
        "<due>2026-03-01</due><review_basis>agreed</review_basis><review_of>PL</review_of>"        \
        "<responsible>p.one</responsible><agreed_with>the.person</agreed_with>")                   \
    ACT("review", "review_held", "RV", "03-01",                                                    \
        "<schedule_ref>scheduled</schedule_ref><attendees><party>the.person</party><role>r</role>" \
        "<attended>true</attended></attendees><person_words>w</person_words><effectiveness>"       \
        "<key>whole</key><value>v</value></effectiveness><changes_identified_none_reason>n"        \
        "</changes_identified_none_reason><changes_asked>true</changes_asked>"                     \
        "<issues_none_reason>n</issues_none_reason><issues_asked>true</issues_asked>"              \
        "<review_decisions>amend</review_decisions><next_due>2026-06-01</next_due>")
#define EVALUATED                                                                                  \
    ACT("ch", "plan_changed", "PL", "03-05",                                                       \
        "<from_version>1</from_version><to_version>2</to_version><changes>c</changes>"             \
        "<because>review</because><evaluation>review</evaluation><factors>f1</factors>")
#define ANSWER(id, day, decision)                                                                  \
    ACT(id, "plan_agreement_recorded", "PL", day,                                                  \
        "<plan_version>2</plan_version><party>the.person</party><agreement_decision>" decision     \
        "</agreement_decision><decision_reason>d</decision_reason>"                                \
        "<goals_roles_understood>true</goals_roles_understood>")
#define TWO_PLANS BASE PLAN("plan", "02-03", "1") REVIEW PLAN("plan2", "03-04", "2")
#define FAILED                                                                                     \
    ACT("missed", "contact_held", "H", "02-08",                                                    \
        "<contact_purpose>supervision</contact_purpose><mode>in_person</mode>"                     \
        "<happened>false</happened><attendance>absent_awaiting_reason</attendance>")
#define OPTION_KEPT(id)                                                                            \
    ACT(id, "option_evaluated", "PL", "02-03",                                                     \
        "<option>o</option><option_domain>health</option_domain><option_outcome>kept"              \
        "</option_outcome><considered_with><party>the.person</party><their_input>i</their_input>"  \
        "</considered_with><needs>f1</needs><advantages>a</advantages><disadvantages>d"            \
        "</disadvantages><resources>r</resources><access_to><text>t</text></access_to><against>"   \
        "<key>resources</key><text>t</text><basis>f1</basis></against><involves><party>helpers"    \
        "</party><how>h</how></involves><consistent_with_sentence>yes</consistent_with_sentence>"  \
        "<resources_available>yes</resources_available>")
#define DISCUSSED(who)                                                                             \
    ACT("proposal", "proposal_discussed", "PL", "02-05",                                           \
        "<proposal_subject>options</proposal_subject><discussed>PL</discussed><options>o1"         \
        "</options><discussed_with><party>" who "</party><role>r</role><why>person</why>"          \
        "</discussed_with><forum>one_to_one</forum><decisions><party>" who "</party><item>i"       \
        "</item><decision>agree</decision></decisions><points>p</points>")

static const struct {
    const char *acts, *item, *verdict;
} rows[] = {
    /* nothing was done, so nothing is there in part */
    {WRAP(OPENED), "P15", "not_evidenced"},
    {WRAP(OPENED), "P24", "not_evidenced"},
    {WRAP(OPENED), "P25", "not_evidenced"},
    {WRAP(OPENED), "P22", "no_occasion"},
    {WRAP(OPENED), "P26", "no_occasion"},
    {WRAP(OPENED), "P27", "no_occasion"},
    {WRAP(BASE ALONE), "P15", "not_evidenced"},
    /* P7: none, in the person's words, is an answer */
    {WRAP(BASE VIEWS), "P7", "evidenced"},
    /* P10: consent */
    {WRAP(BASE INFO_GOT("<agreement_none_reason>n</agreement_none_reason>")), "P10", "evidenced"},
    {WRAP(BASE CONSENT("c", "01-09", "refused") INFO_GOT("<agreement>c</agreement>")), "P10",
     "partly_evidenced"},
    {WRAP(BASE CONSENT("c", "01-09", "refused")
              INFO_GOT("<agreement>c</agreement><consent_override><authority>a</authority>"
                       "<why>w</why></consent_override>")),
     "P10", "awaiting_judgement"},
    /* P14 */
    {WRAP(BASE OPTION_KEPT("o1") OPTION_KEPT("o2") DISCUSSED("the.person")), "P14", "evidenced"},
    {WRAP(BASE OPTION_KEPT("o1") DISCUSSED("the.person")), "P14", "partly_evidenced"},
    {WRAP(BASE OPTION_KEPT("o1") OPTION_KEPT("o2") DISCUSSED("helpers")), "P14",
     "partly_evidenced"},
    /* P15, P17, P19 without a partner */
    {WRAP(BASE VIEWS INFO_GOT("<agreement_none_reason>n</agreement_none_reason>")
              ASSESSED("as", "02-02", "no") ALONE),
     "P15", "evidenced"},
    {WRAP(BASE VIEWS INFO_GOT("<agreement_none_reason>n</agreement_none_reason>")
              ASSESSED("as", "02-02", "no") ALONE),
     "P17", "not_applicable"},
    {WRAP(BASE VIEWS INFO_GOT("<agreement_none_reason>n</agreement_none_reason>")
              ASSESSED("as", "02-02", "no") ALONE),
     "P19", "not_applicable"},
    /* P26: a failure of which nothing came; explained; decided; a report by another */
    {WRAP(BASE FAILED), "P26", "not_evidenced"},
    {WRAP(BASE FAILED EXPLAINED("e", "02-10", "missed", "the.person", "acceptable")), "P26",
     "partly_evidenced"},
    {WRAP(BASE FAILED EXPLAINED("e", "02-10", "missed", "the.person", "acceptable")
              DECIDED("d", "02-11", "missed")),
     "P26", "awaiting_judgement"}, /* no timescale is set */
    {WRAP(BASE NOTED("n", "02-09", "r1", "2026-02-08T09:00Z")), "P26", "not_evidenced"},
    {WRAP(BASE NOTED("n", "02-09", "r1", "2026-02-08T09:00Z") EXPLAINED(
         "e", "02-10", "n", "the.person", "unacceptable") DECIDED("d", "02-11", "n")),
     "P26", "partly_evidenced"}, /* outside the policy: it was not acceptable */
    {WRAP(BASE NOTED("n", "02-09", "r1", "2026-02-08T09:00Z")
              EXPLAINED("e", "02-10", "n", "the.person", "acceptable") DECIDED("d", "02-11", "n")),
     "P26", "awaiting_judgement"},
    /* P31: the change first, then the agreement; a later no counts */
    {WRAP(TWO_PLANS EVALUATED ANSWER("a", "03-06", "agree")), "P31", "evidenced"},
    {WRAP(TWO_PLANS ANSWER("a", "03-04", "agree") EVALUATED), "P31", "partly_evidenced"},
    {WRAP(TWO_PLANS EVALUATED ANSWER("a", "03-06", "do_not_agree")), "P31", "awaiting_judgement"},
    {WRAP(TWO_PLANS EVALUATED ANSWER("a", "03-06", "agree") ANSWER("b", "03-07", "do_not_agree")),
     "P31", "awaiting_judgement"},
    {WRAP(TWO_PLANS EVALUATED ANSWER("a", "03-06", "do_not_agree") ANSWER("b", "03-07", "agree")),
     "P31", "evidenced"},
    {WRAP(TWO_PLANS EVALUATED), "P31", "partly_evidenced"},
};

static void test_small_cases(void **state)
{
    cj_context *ctx = NULL;
    cj_catalogue *catalogue = NULL;
    cj_rules *rules = NULL;
    cj_policy *policy = NULL;
    cj_error *error = NULL;
    (void)state;
    assert_ok(cj_context_new(NULL, &ctx, &error), error);
    assert_ok(cj_catalogue_new(ctx, &catalogue, &error), error);
    assert_ok(cj_catalogue_add_dir(catalogue, "standards", &error), error);
    assert_ok(cj_rules_new(ctx, &rules, &error), error);
    assert_ok(cj_rules_add_dir(rules, "standards", &error), error);
    assert_ok(cj_policy_new(ctx, &policy, &error), error);
    assert_ok(cj_policy_add_dir(policy, "standards", &error), error);
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_check_options options = CJ_CHECK_OPTIONS_INIT;
        cj_case *c = NULL;
        cj_report *report = NULL;
        const cj_record *row = NULL;
        const char *verdict = "";
        size_t n = (size_t)atoi(rows[i].item + 1) - 1;
        options.standard = "SFJED1";
        options.policy = policy;
        assert_ok(cj_case_new(ctx, NULL, &c, &error), error);
        cj_case_set_policy(c, policy);
        assert_ok(cj_case_read(c, "f", rows[i].acts, strlen(rows[i].acts), &error), error);
        assert_ok(cj_check(catalogue, rules, c, &options, &report, &error), error);
        assert_int_equal(cj_get_record(cj_report_record(report), CJ_FIELD_CRITERIA, n, &row),
                         CJ_OK);
        assert_int_equal(cj_get_text(row, CJ_FIELD_VERDICT, 0, &verdict), CJ_OK);
        if (strcmp(verdict, rows[i].verdict) != 0)
            fail_msg("row %zu: %s is %s, not %s", i, rows[i].item, verdict, rows[i].verdict);
        /* In part means something is there. */
        if (strcmp(verdict, "partly_evidenced") == 0 || strcmp(verdict, "evidenced") == 0)
            assert_true(cj_count(row, CJ_FIELD_EVIDENCE) > 0);
        cj_report_unref(report);
        cj_case_unref(c);
    }
    cj_policy_unref(policy);
    cj_rules_unref(rules);
    cj_catalogue_unref(catalogue);
    cj_error_unref(error);
    cj_context_unref(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
