/* SPDX-License-Identifier: MIT */
/* Apply, refuse, find, fold, correct. */
#include "support/acts.h"
#include "support/support.h"

#include "casework/casework.h"

#include "practice_rows.h"
#include "scored_rows.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static cj_case *read_case(cj_context *ctx, const char *text)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_case_new(ctx, NULL, &c, &error), error);
    assert_ok(cj_case_read(c, "base", text, strlen(text), &error), error);
    cj_error_unref(error);
    return c;
}

/* Every row: a case that stands, and acts that a rule refuses or finds. */
typedef struct row {
    const char *acts;
    cj_status expected;
    const char *rule; /* of the first problem, or NULL */
} row;

static const row place_rows[] = {PLACE_ROWS};
#define PARTY_AGAIN(id, old)                                                                       \
    ACT_AT(                                                                                        \
        id, "party_recorded", "H", "2026-01-06T10:00Z", " supersedes=\"" old "\"",                 \
        "<supersede_reason>c</supersede_reason><party_id>helpers</party_id><name>Helpers</name>"   \
        "<is_organisation>true</is_organisation><party_role>provider</party_role>")

static const row rows[] = {
    PRACTICE_ROWS SCORED_ROWS{WRAP(BASE), CJ_OK, NULL},
    {WRAP(PARTY), CJ_E_INTEGRITY, NULL},
    {WRAP(
         BASE ACT("again", "case_opened", "H", "02-01",
                  "<person>b</person><case_basis>sentence</case_basis><setting>community</setting>"
                  "<age_band>not_known</age_band><practitioner><id>p</id><role>r</role><org>o</org>"
                  "</practitioner>")),
     CJ_E_INTEGRITY, "opens_once"},
    /* choices and reasons */
    {WRAP(BASE ACT("x", "information_obtained", "H", "02-05",
                   "<info_subjects>needs</info_subjects><obtained_from></obtained_from>"
                   "<information_date>2026-01-10</information_date><information_outcome>obtained"
                   "</information_outcome><summary>s</summary><legal_basis>public_task"
                   "</legal_basis><agreement_none_reason>n</agreement_none_reason>")),
     CJ_E_FIELD_CHOICE, NULL},
    {WRAP(BASE ACT("x", "communication_need_recorded", "H", "02-05",
                   "<needs_found>vision</needs_found><adjustments>a</adjustments>"
                   "<adjustments_none_reason>n</adjustments_none_reason>"
                   "<need_source>person</need_source>")),
     CJ_E_FIELD_NONE, NULL},
    /* references and ids */
    {WRAP(BASE REFERRED("nobody")), CJ_E_REFERENCE, NULL},
    {WRAP(BASE REFERRED("helpers")), CJ_OK, NULL},
    {WRAP(BASE REFERRED("p.one")), CJ_E_INTEGRITY, "not_to_oneself"},
    {WRAP(BASE ACT("party2", "party_recorded", "H", "02-01",
                   "<party_id>helpers</party_id><name>Other</name><is_organisation>false"
                   "</is_organisation><party_role>other</party_role>")),
     CJ_E_ID_TAKEN, NULL},
    {WRAP(BASE PLAN("plan", "02-03", "1") ACT("g", "goal_progressed", "PL", "02-04",
                                              "<goal>f1</goal><goal_status>active</goal_status>")),
     CJ_E_REFERENCE, NULL},
    /* handles */
    {WRAP(BASE ACT("g", "goal_progressed", "H", "02-04",
                   "<goal>goal</goal><goal_status>active</goal_status>")),
     CJ_E_HANDLE, NULL},
    {WRAP(BASE ACT("x", "case_closed", "NEW", "02-04",
                   "<closing_reason>died</closing_reason><summary>s</summary>")),
     CJ_E_HANDLE, NULL},
    {WRAP(BASE ACT("x", "judgement_withdrawn", "H", "02-04",
                   "<judgement>goal</judgement><withdrawal_reason>w</withdrawal_reason>")),
     CJ_E_HANDLE, NULL},
    /* integrity */
    {WRAP(BASE ACT_AT("c", "contact_held", "H", "2026-07-01T10:00Z", "",
                      "<contact_purpose>supervision</contact_purpose><mode>phone</mode>"
                      "<happened>false</happened><attendance>absent_awaiting_reason</attendance>")),
     CJ_E_INTEGRITY, "contact_before_record"},
    {WRAP(BASE ACT("v", "views_recorded", "H", "02-05",
                   "<view_kinds>need</view_kinds><words>w</words><confirmed_by_person>true"
                   "</confirmed_by_person><invited>need</invited><declined>belief</declined>")),
     CJ_E_INTEGRITY, "declined_within_invited"},
    {WRAP(BASE ACT("n", "communication_need_recorded", "H", "02-05",
                   "<needs_found>none_identified</needs_found><needs_found>vision</needs_found>"
                   "<adjustments>a</adjustments><need_source>person</need_source>")),
     CJ_E_INTEGRITY, "none_stands_alone"},
    {WRAP(BASE PLAN("plan", "02-03", "2")), CJ_E_INTEGRITY, "next_version"},
    {WRAP(BASE PLAN("plan", "02-03", "1") PLAN("plan2", "02-04", "2") AGREED("ag", "02-05", "2")),
     CJ_OK, NULL},
    {WRAP(BASE PLAN("plan", "02-03", "1") AGREED("ag", "02-05", "2")), CJ_E_INTEGRITY,
     "version_agreed_exists"},
    {WRAP(BASE REFERRED("helpers") OUTCOME("o", "x", "answered")), CJ_OK, NULL},
    {WRAP(BASE REFERRED("helpers") OUTCOME("o", "x", "countersigned")), CJ_E_INTEGRITY,
     "outcome_fits"},
    {WRAP(BASE ACT("oc", "order_changed", "H", "03-01",
                   "<order>order</order><order_change>completed</order_change>"
                   "<changed_on>2026-03-01</changed_on>")
              ACT("od", "order_changed", "H", "03-02",
                  "<order>order</order><order_change>varied</order_change>"
                  "<changed_on>2026-03-02</changed_on>")),
     CJ_E_INTEGRITY, "order_not_ended"},
    {WRAP(BASE ACT("m", "progress_monitored", "H", "02-05",
                   "<period><from>2026-01-01</from><to>2026-02-06</to></period>"
                   "<measured><measure>m</measure><value>v</value></measured>"
                   "<measured_against_none_reason>n</measured_against_none_reason>"
                   "<progress>on_track</progress><behaviour>b</behaviour>"
                   "<dependants><not_relevant>n</not_relevant></dependants>"
                   "<support_given>s</support_given><next_check>2026-03-01</next_check>")),
     CJ_E_INTEGRITY, "period_over"},
    {WRAP(BASE ACT("e", "enforcement_decided", "H", "02-05",
                   "<noted>opened</noted><options_weighed>warn</options_weighed>"
                   "<enforcement_decision>no_action</enforcement_decision><decision_reason>d"
                   "</decision_reason>" POLICY("policy_basis"))),
     CJ_E_REFERENCE, NULL},
    {WRAP(BASE ACT("er", "erased", "H", "03-01",
                   "<erased_acts>need</erased_acts><erasure_reason>court_order</erasure_reason>"
                   "<authority>a</authority>")),
     CJ_E_INTEGRITY, "erased_is_gone"},
    {WRAP("<tombstone id=\"gone\" kind=\"views_recorded\" reason=\"court_order\"/>\n" BASE ACT(
         "er", "erased", "H", "03-01",
         "<erased_acts>gone</erased_acts><erasure_reason>court_order</erasure_reason>"
         "<authority>a</authority>")),
     CJ_E_INTEGRITY,
     "opens_once"}, /* the case begins with its opening, also when it is a tombstone */
    {WRAP(BASE "<tombstone id=\"gone\" kind=\"views_recorded\" reason=\"court_order\"/>\n" ACT(
         "er", "erased", "H", "03-01",
         "<erased_acts>gone</erased_acts><erasure_reason>court_order</erasure_reason>"
         "<authority>a</authority>")),
     CJ_OK, NULL},
    {WRAP(BASE ACT_AT("opened2", "case_opened", "H", "2026-01-05T10:00Z", " supersedes=\"opened\"",
                      "<supersede_reason>wrong person</supersede_reason><person>another</person>"
                      "<case_basis>sentence</case_basis><setting>community</setting>"
                      "<age_band>age_25_plus</age_band><practitioner><id>p.one</id>"
                      "<role>practitioner</role><org>own</org></practitioner>")),
     CJ_OK, NULL},
    {WRAP(BASE CLOSED("x", "03-01")), CJ_OK, NULL},
    {WRAP(BASE CLOSED("x", "03-01") CLOSED("y", "03-02")), CJ_E_INTEGRITY, "case_is_open"},
    {WRAP(BASE CLOSED("x", "03-01") ACT(
         "al", "case_allocated", "H", "03-02",
         "<allocated_to><id>p.two</id><role>practitioner</role><org>own</org></allocated_to>"
         "<handover>h</handover><allocation_reason>reopened</allocation_reason>")
              CLOSED("y", "03-03")),
     CJ_OK, NULL},
    {WRAP(BASE PROGRESS("p1", "03-01", "achieved") PROGRESS("p2", "03-02", "re_added")
              PROGRESS("p3", "03-03", "active")),
     CJ_OK, NULL},
    {WRAP(BASE PROGRESS("p1", "03-01", "achieved") PROGRESS("p2", "03-02", "active")),
     CJ_E_INTEGRITY, "goal_moves_on"},
    {WRAP(BASE PROGRESS("p1", "03-01", "re_added")), CJ_E_INTEGRITY, "goal_moves_on"},
    {WRAP(BASE DEFINED STATUS("s1", "02-04", "referred") STATUS("s2", "02-05", "accepted")
              STATUS("s3", "02-06", "started") STATUS("s4", "02-07", "completed")),
     CJ_OK, NULL},
    {WRAP(BASE DEFINED STATUS("s1", "02-04", "completed")), CJ_E_INTEGRITY,
     "intervention_moves_on"},
    {WRAP(BASE DEFINED STATUS("s1", "02-04", "started") STATUS("s2", "02-05", "completed")
              STATUS("s3", "02-06", "started")),
     CJ_E_INTEGRITY, "intervention_moves_on"},
    {WRAP(BASE DEFINED SESSION("n1", "02-05", "") SESSION("n1b", "02-06", "")), CJ_E_INTEGRITY,
     "session_once"},
    {WRAP(BASE CAUTION ACT(
         "o2", "order_recorded", "H", "01-07",
         "<order_type>licence</order_type><made_on>2026-01-02</made_on>"
         "<responsible_officer><id>p.one</id><role>practitioner</role><org>own</org>"
         "</responsible_officer><requirements><req_id>r2</req_id><req_type>residence"
         "</req_type><terms>t</terms><is_intervention>false</is_intervention>"
         "<from>2026-02-01</from><to>2026-02-28</to></requirements>" DOC("order_doc"))
              REPORT("r2")),
     CJ_E_INTEGRITY, "requirements_of_the_order"},
    {WRAP(BASE CAUTION REPORT("r1")), CJ_OK, NULL},
    {WRAP(BASE NOTED("n", "02-09", "r1", "2026-02-08T09:00Z")), CJ_OK, NULL},
    {WRAP(BASE NOTED("n", "02-09", "r1", "2026-01-01T09:00Z")), CJ_E_INTEGRITY,
     "requirement_in_force"},
    {WRAP(BASE CONTACT("c", "02-08", "none", "")
              EXPLAINED("e", "02-10", "c", "helpers", "acceptable")),
     CJ_E_INTEGRITY, "person_heard"},
    {WRAP(BASE CONTACT("c", "02-08", "none", "")
              EXPLAINED("e", "02-10", "c", "the.person", "acceptable") DECIDED("d", "02-11", "c")),
     CJ_OK, NULL},
    {WRAP(BASE CONTACT("c", "02-08", "none", "") EXPLAINED(
         "e", "02-10", "c", "the.person", "unacceptable") DECIDED("d", "02-11", "c")),
     CJ_E_INTEGRITY, "noted_before_decided"},
    {WRAP(BASE NOTED("n", "02-09", "r1", "2026-02-08T09:00Z") EXPLAINED(
         "e", "02-10", "n", "the.person", "unacceptable") DECIDED("d", "02-11", "n")),
     CJ_OK, NULL},
    {WRAP(BASE PLAN("plan", "02-03", "1")
              ACT("o", "outcome_recorded", "PL", "02-04",
                  "<of>plan</of><outcome>countersigned</outcome><by>p.one</by>"
                  "<at>2026-02-04T10:00Z</at>")),
     CJ_E_INTEGRITY, "signed_by_another"},
    {WRAP(BASE ACT("k", "complaint_or_dispute_recorded", "H", "02-04",
                   "<by>the.person</by><complaint_kind>complaint</complaint_kind>"
                   "<complaint_about><act>need</act></complaint_about><words>w</words>"
                   "<handled_by><id>p.one</id><role>manager</role><org>own</org></handled_by>")),
     CJ_E_INTEGRITY, "handled_by_another"},
    {WRAP(
         BASE ACT("ov", "access_overridden", "H", "02-04",
                  "<override_reason>risk_to_life</override_reason><until>2026-02-05T10:00Z</until>")
             ACT("rv", "override_reviewed", "H", "02-06",
                 "<override>ov</override><review_result>justified</review_result>"
                 "<review_text>t</review_text>")),
     CJ_E_INTEGRITY, "override_reviewed_by_another"},
    {WRAP(BASE HARMER LISTED("restriction", "harm")), CJ_E_INTEGRITY, "access_for_staff"},
    {WRAP(BASE HARMER LISTED("restriction", "p.one")), CJ_OK, NULL},
    {WRAP(BASE HARMER LISTED("exclusion", "harm")), CJ_OK, NULL},
    {WRAP(BASE ACT("x", "information_sufficiency_judged", "H", "02-05",
                   "<judged_for>plan</judged_for><sufficiency>insufficient</sufficiency>"
                   "<needed>needs</needed><held_none_reason>n</held_none_reason><gaps>health</gaps>"
                   "<actions><action>a</action><owner>helpers</owner><due_by>2026-03-01</due_by>"
                   "</actions>")),
     CJ_E_INTEGRITY, "gaps_within_needed"},
    {WRAP(BASE ACT("x", "information_obtained", "H", "02-05",
                   "<info_subjects>needs</info_subjects><obtained_from><party>helpers</party>"
                   "</obtained_from><information_date>2026-01-10</information_date>"
                   "<information_outcome>not_in_contact</information_outcome><summary>s</summary>"
                   "<legal_basis>statutory_function</legal_basis><agreement_none_reason>n"
                   "</agreement_none_reason>")),
     CJ_E_INTEGRITY, "victim_contact_only"},
    {WRAP(BASE ACT("x", "advice_sought", "H", "02-05",
                   "<topic>t</topic><adviser>p.one</adviser><forum>team</forum><why>risk</why>"
                   "<noticed_at>2026-02-04T10:00Z</noticed_at><trigger_none_reason>n"
                   "</trigger_none_reason>")),
     CJ_E_INTEGRITY, "adviser_is_another"},
    {WRAP(BASE DEFINED SESSION("n1", "02-05", "")
              ACT("x", "suitability_reported", "IN", "02-06",
                  "<suitable>yes</suitable><suitability_concerns_none_reason>n"
                  "</suitability_concerns_none_reason><recommendations_none_reason>n"
                  "</recommendations_none_reason><reported_to>p.one</reported_to>"
                  "<report_basis>n1</report_basis>")),
     CJ_E_INTEGRITY, "reported_to_another"},
    {WRAP(BASE ACT("x", "proposal_discussed", "PL", "02-06",
                   "<proposal_subject>plan</proposal_subject><discussed>PL</discussed>"
                   "<discussed_with><party>the.person</party><role>r</role><why>person</why>"
                   "</discussed_with><forum>one_to_one</forum><decisions><party>helpers</party>"
                   "<item>i</item><decision>agree</decision></decisions><points>p</points>")),
     CJ_E_INTEGRITY, "deciders_present"},
    {WRAP(BASE OPTION ACT(
         "x", "option_selected", "PL", "02-06",
         "<selected>opt</selected><rejected><option>opt</option><why>w</why></rejected>"
         "<effect_on><key>desistance</key><text>t</text></effect_on>"
         "<recommended>false</recommended><justification>j</justification>")),
     CJ_E_INTEGRITY, "selected_or_rejected"},
    {WRAP(BASE DEFINED ACT("x", "roles_agreed", "IN", "02-06",
                           "<agreement_subject>intervention</agreement_subject>"
                           "<parties><party>helpers</party><role>r</role><responsibility>r"
                           "</responsibility><actions>a</actions><timescale>t</timescale>"
                           "<understood>roles</understood><agreed>roles</agreed>"
                           "<confirmed_how>signed</confirmed_how></parties>"
                           "<parties><party>helpers</party><role>r</role><responsibility>r"
                           "</responsibility><actions>a</actions><timescale>t</timescale>"
                           "<understood>roles</understood><agreed>roles</agreed>"
                           "<confirmed_how>signed</confirmed_how></parties>"
                           "<goals>goal</goals>")),
     CJ_E_INTEGRITY, "one_entry_per_party"},
    {WRAP(BASE ACT("x", "order_changed", "H", "02-06",
                   "<order>order</order><order_change>varied</order_change>"
                   "<requirements><req_id>r3</req_id><req_type>curfew</req_type><terms>t</terms>"
                   "<is_intervention>false</is_intervention><from>2026-02-01</from></requirements>"
                   "<requirements><req_id>r3</req_id><req_type>curfew</req_type><terms>t</terms>"
                   "<is_intervention>false</is_intervention><from>2026-02-01</from></requirements>"
                   "<changed_on>2026-02-06</changed_on>")),
     CJ_E_INTEGRITY, "requirements_distinct"},
    {WRAP(BASE ACT(
         "x", "plan_drafted", "PL", "02-06",
         "<version>1</version><form>abc</form><setting>community</setting>"
         "<options_used_none_reason>n</options_used_none_reason><goals>goal</goals>"
         "<sequence><n>1</n><item>i</item></sequence><sequence_rationale>r"
         "</sequence_rationale>" POLICY(
             "guidance") "<needs_basis>f1</needs_basis><partners>helpers</partners>"
                         "<learning_styles_used>need</learning_styles_used><abc><terms>t</terms>"
                         "<parties>helpers</parties><duration>d</duration><voluntary>false</"
                         "voluntary>"
                         "</abc>")),
     CJ_E_INTEGRITY, "abc_voluntary"},
    {WRAP(BASE PLAN("plan", "02-03", "1") CHANGED("9", "1")), CJ_E_INTEGRITY,
     "versions_changed_exist"},
    {WRAP(BASE PLAN("plan", "02-03", "1") CHANGED("1", "2")), CJ_E_INTEGRITY,
     "versions_reached_exist"},
    {WRAP(BASE DEFINED BRIEFED("b", "02-04", "")), CJ_E_INTEGRITY, "info_or_terms"},
    {WRAP(
         BASE DEFINED ACT("x", "session_recorded", "IN", "02-05",
                          "<delivery>d</delivery><n>1</n><planned_at>2026-07-05T10:00Z</planned_at>"
                          "<happened>false</happened><format>one_to_one</format><place>p</place>"
                          "<delivered_by>helpers</delivered_by><content_given>c</content_given>"
                          "<attendance>rescheduled_service</attendance>")),
     CJ_E_INTEGRITY, "session_not_future"},
    {WRAP(BASE NOTED("n", "02-09", "r1", "2026-02-08T09:00Z")
              ACT("x", "enforcement_decided", "H", "02-10",
                  "<noted>n</noted><options_weighed>warn</options_weighed><enforcement_decision>"
                  "no_action</enforcement_decision><decision_reason>d</decision_reason>" POLICY(
                      "policy_basis"))),
     CJ_E_INTEGRITY, "decision_weighed"},
    {WRAP(BASE SAID), CJ_OK, "not_cautioned"},
    {WRAP(BASE CAUTION SAID), CJ_OK, NULL},
    {WRAP(BASE USE("01-09") SAID), CJ_OK, "not_cautioned"}, /* breach alone was explained */
    {WRAP(BASE HARMER DISCLOSED("harm")), CJ_OK, "source_of_harm_reached"},
    {WRAP(BASE HARMER OVERRIDDEN DISCLOSED("harm")), CJ_OK, NULL},
    {WRAP(BASE HARMER DISCLOSED("helpers")), CJ_OK, NULL},
    {WRAP(BASE CAUTION REPORT_WITH("r1", "<warnings_none_reason>n</warnings_none_reason>",
                                   ITEM("identity"))),
     CJ_OK, "checklist_incomplete"},
    {WRAP(BASE CAUTION NOTED("n", "02-09", "r1", "2026-02-08T09:00Z")
              EXPLAINED("e", "02-10", "n", "the.person", "unacceptable") WARNED("n")
                  REPORT_WITH("r1", "<warnings>warn</warnings>", ALL_ITEMS)),
     CJ_OK, NULL},
    {WRAP(BASE CAUTION NOTED("n", "02-09", "r1", "2026-02-08T09:00Z")
              EXPLAINED("e", "02-10", "n", "the.person", "unacceptable") WARNED("n")
                  ACT("wd", "outcome_recorded", "H", "03-01",
                      "<of>warn</of><outcome>withdrawn</outcome><by>p.one</by>"
                      "<at>2026-03-01T09:00Z</at><outcome_reason>r</outcome_reason>")
                      REPORT_WITH("r1", "<warnings>warn</warnings>", ALL_ITEMS)),
     CJ_OK, "withdrawn_warning_cited"},
    {WRAP(BASE CAUTION NOTED("n", "02-09", "r1", "2026-02-08T09:00Z")
              EXPLAINED("e", "02-10", "n", "the.person", "unacceptable") WARNED("n")
                  ACT_AT("w2", "warning_issued", "H", "2026-02-20T11:00Z", " supersedes=\"warn\"",
                         "<supersede_reason>c</supersede_reason>" WARNED_BODY("n", "true", "true"))
                      ACT("wd", "outcome_recorded", "H", "03-01",
                          "<of>w2</of><outcome>withdrawn</outcome><by>p.one</by>"
                          "<at>2026-03-01T09:00Z</at><outcome_reason>r</outcome_reason>")
                          REPORT_WITH("r1", "<warnings>warn</warnings>", ALL_ITEMS)),
     CJ_OK, "withdrawn_warning_cited"}, /* by the id that it had before it was corrected */
    {WRAP(BASE NOTED("n", "02-09", "r1", "2026-02-08T09:00Z")
              EXPLAINED("e", "02-10", "n", "the.person", "acceptable") WARNED("n")),
     CJ_OK, "no_unacceptable_finding"},
    {WRAP(BASE ORDER_TWO ACT(
         "n", "non_compliance_noted", "H", "02-09",
         "<statutory>true</statutory><order>o2</order><requirement>r2</requirement>"
         "<breached_on>2026-02-08T09:00Z</breached_on><what>w</what><reported_by>helpers"
         "</reported_by><information_none_reason>told</information_none_reason>")
              EXPLAINED("e", "02-10", "n", "the.person", "acceptable")),
     CJ_OK, "finding_by_other"},
    {WRAP(OPENED PARTY ORDER ORDER_TWO NEED FACTOR("f1", "new", "") GOAL("goal")
              PLAN("plan", "02-03", "1")),
     CJ_OK, "requirement_uncovered"},
    /* a correction that is corrected gives its ids once more */
    {WRAP(BASE PARTY_AGAIN("party2", "party") PARTY_AGAIN("party3", "party2")), CJ_OK, NULL},
    {WRAP(BASE USE("01-09") ASKED("01-11")), CJ_OK, NULL},
    {WRAP(BASE ASKED("01-11") USE("01-12")), CJ_OK, "told_after_asking"},
    {WRAP(BASE OBTAINED("i", "01-11", "needs", "<agreement_none_reason>n</agreement_none_reason>")
              USE("01-12")),
     CJ_OK, NULL},
    {WRAP(BASE DEFINED BRIEFED("b", "02-04", INFO) SESSION("n1", "02-05", "")), CJ_OK, NULL},
    {WRAP(BASE DEFINED SESSION("n1", "02-05", "") BRIEFED("b", "02-06", INFO)), CJ_OK,
     "after_first_session"},
    /* conduct: the act stands, with a finding */
    {WRAP(BASE PLAN("plan", "02-03", "1") AGREED("ag", "02-05", "1") RIGHTS("late", "02-06")),
     CJ_OK, "after_agreement"},
    {WRAP(BASE RIGHTS("early", "01-20") PLAN("plan", "02-03", "1") AGREED("ag", "02-05", "1")
              RIGHTS("reminder", "02-06")),
     CJ_OK, NULL},
    {WRAP(BASE CONSENT("c", "01-09", "given")
              OBTAINED("i", "01-11", "needs", "<agreement>c</agreement>")),
     CJ_OK, NULL},
    {WRAP(BASE CONSENT("c", "01-09", "given")
              OBTAINED("i", "01-11", "health", "<agreement>c</agreement>")),
     CJ_OK, "consent_missing"},
    {WRAP(BASE CONSENT("c", "01-09", "refused")
              OBTAINED("i", "01-11", "needs", "<agreement>c</agreement>")),
     CJ_OK, "consent_missing"},
    {WRAP(BASE CONSENT("c", "01-09", "given") CONSENT("d", "01-10", "withdrawn")
              OBTAINED("i", "01-11", "needs", "<agreement>c</agreement>")),
     CJ_OK, "consent_missing"},
    {WRAP(BASE CONSENT("c", "01-09", "given") CONSENT("d", "01-12", "withdrawn")
              OBTAINED("i", "01-11", "needs", "<agreement>c</agreement>")),
     CJ_OK, NULL},
    {WRAP(BASE OBTAINED("i", "01-11", "needs",
                        "<agreement_none_reason>the court sent it</agreement_none_reason>")),
     CJ_OK, NULL},
    {WRAP(BASE ACT("check", "record_checked", "H", "03-01",
                   "<checked><acts>need</acts></checked><check_aspects>accuracy</check_aspects>"
                   "<compared_with><text>the letter</text></compared_with>"
                   "<check_result>ok</check_result>")),
     CJ_OK, "self_check"},
    {WRAP(BASE CONTACT("c", "02-01", "third_party_present",
                       "<mitigations>m</mitigations><safety_check><asked>true</asked><private>false"
                       "</private><concern_none_reason>none said</concern_none_reason>"
                       "</safety_check>")),
     CJ_OK, "check_not_private"},
};

static void set_policy(cj_case *c, const char *text)
{
    cj_policy *policy = NULL;
    cj_error *error = NULL;
    assert_ok(cj_policy_new(c->ctx, &policy, &error), error);
    assert_ok(cji_policy_add_memory(policy, "policy", text, strlen(text), &error), error);
    cj_case_set_policy(c, policy);
    cj_policy_unref(policy);
}

static void run_rows(cj_context *ctx, const row *list, size_t n, const char *policy)
{
    for (size_t i = 0; i < n; i++) {
        cj_case *c = NULL;
        cj_error *error = NULL;
        cj_status status;
        const char *rule;
        assert_ok(cj_case_new(ctx, NULL, &c, &error), error);
        if (policy != NULL)
            set_policy(c, policy);
        status = cj_case_read(c, "f", list[i].acts, strlen(list[i].acts), &error);
        rule = cj_error_rule(error, 0);
        if (status != list[i].expected || (rule == NULL) != (list[i].rule == NULL) ||
            (rule != NULL && strcmp(rule, list[i].rule) != 0))
            fail_msg("row %zu: status %d, rule %s: %s", i, (int)status, rule != NULL ? rule : "-",
                     last_problem(error));
        /* A refused file leaves the case as it was; a finding does not refuse. */
        assert_int_equal(cj_case_act_count(c) == 0, status != CJ_OK);
        if (status != CJ_OK)
            assert_true(cj_error_line(error, 0) > 1);
        cj_case_unref(c);
        cj_error_unref(error);
    }
}

static void test_rules(void **state)
{
    run_rows(*state, rows, CJI_COUNT(rows), NULL);
    run_rows(*state, place_rows, CJI_COUNT(place_rows), PLACE);
}

static bool decides(const row *list, size_t n, const char *rule)
{
    for (size_t i = 0; i < n; i++) {
        if (list[i].rule != NULL && strcmp(list[i].rule, rule) == 0)
            return true;
    }
    return false;
}

/* No rule stands without a row above that it decides; those of time have test_deadlines.c, those of
 * warnings test_enforcement.c, those of judgements test_judgements.c. */
static void test_every_rule_is_tested(void **state)
{
    (void)state;
    for (size_t i = 0; i < cji_case_rule_count; i++) {
        const char *name = cji_case_rules[i].name;
        bool tested =
            cji_case_rules[i].check == cji_check_in_time ||
            cji_case_rules[i].check == cji_check_none_open ||
            cji_case_rules[i].check == cji_check_may_warn ||
            cji_case_rules[i].check == cji_check_refers_when_warned ||
            cji_case_rules[i].check == cji_check_within_policy ||
            cji_case_rules[i].check == cji_check_by_handler ||
            cji_kind_of(cji_case_rules[i].kind)->handles == 1u << CJ_HANDLE_PRACTITIONER ||
            decides(rows, CJI_COUNT(rows), name) ||
            decides(place_rows, CJI_COUNT(place_rows), name);
        if (!tested)
            fail_msg("no row decides by the rule %s", cji_case_rules[i].name);
    }
}

/* Whether the rule still refuses when something was erased behind the first act of the file. */
static bool refuses_where_erased(cj_context *ctx, const row *r)
{
    static const char gone[] =
        "<tombstone id=\"gone\" kind=\"views_recorded\" reason=\"court_order\"/>\n";
    const char *behind = strstr(r->acts, "</act>\n") + strlen("</act>\n");
    cj_case *c = NULL;
    cj_error *error = NULL;
    cji_buf text;
    bool refuses = false;
    cji_buf_init(&text, ctx, SIZE_MAX);
    cji_buf_str(&text, (cji_str){r->acts, (size_t)(behind - r->acts)});
    cji_buf_puts(&text, gone);
    cji_buf_puts(&text, behind);
    assert_ok(cj_case_new(ctx, NULL, &c, &error), error);
    if (cj_case_read(c, "f", text.p, text.n, &error) != CJ_OK) {
        for (size_t i = 0; i < cj_error_count(error); i++)
            refuses = refuses || (cj_error_code(error, i) == CJ_E_INTEGRITY &&
                                  cj_error_rule(error, i) != NULL &&
                                  strcmp(cj_error_rule(error, i), r->rule) == 0);
    }
    cji_buf_fini(&text);
    cj_case_unref(c);
    cj_error_unref(error);
    return refuses;
}

static bool weighs_earlier(const char *rule)
{
    bool earlier = false;
    for (size_t i = 0; i < cji_case_rule_count; i++)
        earlier = earlier ||
                  (strcmp(cji_case_rules[i].name, rule) == 0 && cji_case_rules[i].earlier != 0);
    return earlier;
}

static void test_rules_give_way_to_what_was_erased(void **state)
{
    size_t giving = 0;
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        bool earlier;
        if (rows[i].expected != CJ_E_INTEGRITY || rows[i].rule == NULL)
            continue;
        earlier = weighs_earlier(rows[i].rule);
        if (refuses_where_erased(*state, &rows[i]) == earlier)
            fail_msg("row %zu, %s: %s", i, rows[i].rule, earlier ? "refuses" : "gives way");
        giving += earlier ? 1 : 0;
    }
    assert_true(giving >= 10);
}

static void test_no_cascade(void **state)
{
    static const char text[] = WRAP(OPENED PARTY ORDER NEED FACTOR("f1", "nonsense", "") GOAL(
        "goal") PLAN("plan", "02-03", "1") AGREED("ag", "02-05", "9"));
    cj_case *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_case_new(*state, NULL, &c, &error), error);
    assert_int_equal(cj_case_read(c, "f", text, strlen(text), &error), CJ_E_VALUE_CODE);
    for (size_t i = 0; i < cj_error_count(error); i++)
        assert_int_not_equal(cj_error_code(error, i), CJ_E_REFERENCE);
    assert_string_equal(cj_error_rule(error, cj_error_count(error) - 1), "version_agreed_exists");
    cj_case_unref(c);
    cj_error_unref(error);
}

static void test_recognised_and_conflict(void **state)
{
    static const char same[] = WRAP(OPENED PARTY);
    static const char other[] =
        WRAP(OPENED ACT("party", "party_recorded", "H", "01-06",
                        "<party_id>helpers</party_id><name>Renamed</name><is_organisation>true"
                        "</is_organisation><party_role>provider</party_role>"));
    cj_case *c = read_case(*state, WRAP(BASE));
    cj_error *error = NULL;
    size_t n = cj_case_act_count(c);
    assert_ok(cj_case_read(c, "f", same, strlen(same), &error), error);
    assert_int_equal(cj_case_act_count(c), n);
    assert_int_equal(cj_case_read(c, "f", other, strlen(other), &error), CJ_E_CONFLICT);
    assert_int_equal(cj_case_act_count(c), n);
    cj_case_unref(c);
    cj_error_unref(error);
}

static const char *get(const cj_record *r, cj_field field, size_t i)
{
    const char *value = NULL;
    assert_int_equal(cj_get_text(r, field, i, &value), CJ_OK);
    return value;
}

static const cj_record *sub(const cj_record *r, cj_field field, size_t i)
{
    const cj_record *value = NULL;
    assert_int_equal(cj_get_record(r, field, i, &value), CJ_OK);
    return value;
}

static void test_folds(void **state)
{
    cj_case *c = read_case(
        *state, WRAP(BASE FACTOR("f2", "ended", "<previous>f1</previous>")
                         PLAN("plan", "02-03", "1") AGREED("ag", "02-05", "1")
                             ACT("g2", "goal_progressed", "PL", "03-01",
                                 "<goal>goal</goal><goal_status>achieved</goal_status>")
                                 ACT("oc", "order_changed", "H", "03-01",
                                     "<order>order</order><order_change>varied</order_change>"
                                     "<requirements_ended>r1</requirements_ended>"
                                     "<changed_on>2026-03-01</changed_on>")));
    const cj_record *s = NULL;
    cj_plan *plan = NULL;
    cj_error *error = NULL;
    cj_date ended;
    int64_t version;
    assert_ok(cj_case_state(c, &s, &error), error);
    assert_string_equal(get(s, CJ_FIELD_PERSON, 0), "the.person");
    assert_string_equal(get(s, CJ_FIELD_CASE_STATUS, 0), "open");
    assert_string_equal(get(sub(s, CJ_FIELD_ORDERS, 0), CJ_FIELD_ORDER_STATUS, 0), "varied");
    assert_int_equal(cj_get_date(sub(s, CJ_FIELD_REQUIREMENTS, 0), CJ_FIELD_ENDED_ON, 0, &ended),
                     CJ_OK);
    assert_int_equal(cj_count(s, CJ_FIELD_REQUIREMENTS), 1);
    assert_ok(cj_plan_open(c, "PL", &plan, &error), error);
    assert_ok(cj_plan_state(plan, &s, &error), error);
    assert_int_equal(cj_get_int(s, CJ_FIELD_VERSION, 0, &version), CJ_OK);
    assert_int_equal(version, 1);
    assert_string_equal(get(sub(s, CJ_FIELD_GOALS, 0), CJ_FIELD_GOAL_STATUS, 0), "achieved");
    assert_string_equal(get(sub(s, CJ_FIELD_AGREEMENTS, 0), CJ_FIELD_AGREEMENT_DECISION, 0),
                        "agree");
    cj_plan_unref(plan);
    /* The chain of a factor is one item, with its latest status. */
    assert_ok(cj_case_handle_state(c, "AS", &s, &error), error);
    assert_int_equal(cj_count(s, CJ_FIELD_FACTORS), 1);
    assert_string_equal(get(sub(s, CJ_FIELD_FACTORS, 0), CJ_FIELD_FACTOR, 0), "f1");
    assert_string_equal(get(sub(s, CJ_FIELD_FACTORS, 0), CJ_FIELD_FACTOR_STATUS, 0), "ended");
    assert_int_equal(cj_plan_open(c, "AS", &plan, &error), CJ_E_HANDLE);
    cj_case_unref(c);
    cj_error_unref(error);
}

static void test_at(void **state)
{
    cj_case *c =
        read_case(*state, WRAP(BASE PLAN("plan", "02-03", "1") AGREED("ag", "02-05", "1")));
    cj_case *then = NULL;
    cj_date day;
    const cj_record *s = NULL;
    assert_int_equal(cj_date_parse("2026-02-03", CJ_ZT, &day), CJ_OK);
    assert_int_equal(cj_case_at(c, day, &then, NULL), CJ_OK);
    assert_int_equal(cj_case_act_count(then), cj_case_act_count(c) - 1);
    assert_int_equal(cj_case_handle_state(then, "PL", &s, NULL), CJ_OK);
    assert_int_equal(cj_count(s, CJ_FIELD_AGREEMENTS), 0);
    cj_case_unref(then);
    cj_case_unref(c);
}

static void test_supersede(void **state)
{
    cj_case *c = read_case(
        *state,
        WRAP(BASE ACT_AT("party-corrected", "party_recorded", "H", "2026-01-06T10:00Z",
                         " supersedes=\"party\"",
                         "<supersede_reason>misspelt</supersede_reason><party_id>helpers</party_id>"
                         "<name>Helping Hands</name><is_organisation>true</is_organisation>"
                         "<party_role>provider</party_role>")));
    const cj_record *s = NULL;
    cj_error *error = NULL;
    static const char twice[] = WRAP(
        ACT_AT("party-again", "party_recorded", "H", "2026-01-06T10:00Z", " supersedes=\"party\"",
               "<supersede_reason>again</supersede_reason><party_id>other</party_id><name>N</name>"
               "<is_organisation>true</is_organisation><party_role>provider</party_role>"));
    assert_ok(cj_case_state(c, &s, &error), error);
    assert_int_equal(cj_count(s, CJ_FIELD_PARTIES), 1);
    assert_string_equal(get(sub(s, CJ_FIELD_PARTIES, 0), CJ_FIELD_NAME, 0), "Helping Hands");
    /* Both stay readable; a chain is continued at its end. */
    assert_non_null(cj_case_act_find(c, "party"));
    assert_int_equal(cj_case_read(c, "f", twice, strlen(twice), &error), CJ_E_INTEGRITY);
    cj_case_unref(c);
    cj_error_unref(error);
}

static int32_t collect(const void *bytes, size_t size, void *user)
{
    cji_buf_put(user, bytes, size);
    return 0;
}

typedef struct writing {
    cj_case *c;
    cji_buf out;
    cj_status status;
} writing;

static void *write_in_thread(void *user)
{
    writing *w = user;
    w->status = cj_case_write(w->c, collect, &w->out, NULL);
    return NULL;
}

/* A case and its copy share acts, whose bytes are written by whoever asks first. */
static void test_written_by_two_threads(void **state)
{
    writing w[2];
    pthread_t threads[2];
    cj_error *error = NULL;
    cj_date last = {.days = 40000, .precision = CJ_PRECISION_DAY};
    assert_ok(cj_case_new(*state, NULL, &w[0].c, &error), error);
    assert_ok(cj_case_read_file(w[0].c, "examples/case-package.xml", &error), error);
    assert_ok(cj_case_at(w[0].c, last, &w[1].c, &error), error);
    for (size_t i = 0; i < 2; i++)
        cji_buf_init(&w[i].out, *state, 1 << 24);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_in_thread, &w[i]), 0);
    for (size_t i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    assert_ok(w[0].status, error);
    assert_ok(w[1].status, error);
    assert_string_equal(cji_buf_text(&w[0].out), cji_buf_text(&w[1].out));
    for (size_t i = 0; i < 2; i++) {
        cji_buf_fini(&w[i].out);
        cj_case_unref(w[i].c);
    }
    cj_error_unref(error);
}

/* Reading what was written gives the same bytes: the base, the example, and a tombstone. */
static void test_export_is_lossless(void **state)
{
    cji_buf first, second, file;
    cj_error *error = NULL;
    cj_case *c = NULL, *again = NULL;
    cji_buf_init(&first, *state, 1 << 24);
    cji_buf_init(&second, *state, 1 << 24);
    cji_buf_init(&file, *state, 1 << 24);
    assert_ok(cji_file_read(*state, "examples/case-package.xml", &file, &error), error);
    assert_ok(cj_case_new(*state, NULL, &c, &error), error);
    assert_ok(cj_case_read_file(c, "examples/case-package.xml", &error), error);
    assert_ok(cji_case_add_tombstone(c, CJI_STR("gone"), CJ_ACT_VIEWS_RECORDED, 1, NULL, &error),
              error);
    assert_ok(cj_case_write(c, collect, &first, &error), error);
    assert_ok(cj_case_new(*state, NULL, &again, &error), error);
    assert_ok(cj_case_read(again, "again", first.p, first.n, &error), error);
    assert_ok(cj_case_write(again, collect, &second, &error), error);
    assert_string_equal(cji_buf_text(&second), cji_buf_text(&first));
    /* The example is in canonical form: without the tombstone it is the file itself. */
    assert_true(first.n > file.n);
    assert_memory_equal(first.p, file.p, file.n - sizeof "</case>");
    cj_case_unref(c);
    cj_case_unref(again);
    cj_error_unref(error);
    cji_buf_fini(&first);
    cji_buf_fini(&second);
    cji_buf_fini(&file);
}

static int32_t stop(const void *bytes, size_t size, void *user)
{
    (void)bytes, (void)size, (void)user;
    return 1;
}

static void test_another_case_and_a_stop(void **state)
{
    static const char other[] =
        "<case id=\"OTHER\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\">" OPENED "</case>";
    cj_case *c = read_case(*state, WRAP(BASE));
    size_t n = cj_case_act_count(c);
    assert_int_equal(cj_case_read(c, "f", other, strlen(other), NULL), CJ_E_CASE);
    assert_int_equal(cj_case_act_count(c), n);
    assert_string_equal(cj_case_id(c), "C");
    assert_int_equal(cj_case_write(c, stop, NULL, NULL), CJ_E_STOPPED);
    cj_case_unref(c);
}

static void test_advise_and_apply(void **state)
{
    cj_case *c =
        read_case(*state, WRAP(BASE PLAN("plan", "02-03", "1") AGREED("ag", "02-05", "1")));
    static const char late[] = RIGHTS("late", "02-06");
    cj_act *act = NULL;
    cj_error *error = NULL;
    size_t n = cj_case_act_count(c);
    assert_ok(cj_act_read(*state, NULL, late, strlen(late), &act, &error), error);
    assert_int_equal(cj_advise(c, act, &error), CJ_OK);
    assert_int_equal(cj_error_code(error, 0), CJ_E_FINDING);
    assert_int_equal(cj_error_severity(error, 0), CJ_SEVERITY_WARNING);
    assert_int_equal(cj_case_act_count(c), n);
    assert_int_equal(cj_case_apply(c, act, &error), CJ_OK);
    assert_int_equal(cj_case_act_count(c), n + 1);
    cj_act_unref(act);
    cj_case_unref(c);
    cj_error_unref(error);
}

static int32_t count_bytes(const void *bytes, size_t size, void *user)
{
    (void)bytes;
    *(size_t *)user += size;
    return 0;
}

static int read_under_fault(cj_context *ctx, void *user)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    const cj_record *s = NULL;
    const char *text = user;
    size_t n = 0, written = 0;
    cj_status status = cj_case_new(ctx, NULL, &c, &error);
    if (status == CJ_OK) {
        status = cj_case_read(c, "f", text, strlen(text), &error);
        n = cj_case_act_count(c);
        assert_int_equal(n == 0, status != CJ_OK);
    }
    if (status == CJ_OK)
        status = cj_case_state(c, &s, &error);
    if (status == CJ_OK)
        status = cj_case_write(c, count_bytes, &written, &error);
    if (status == CJ_OK) /* the same acts again: their bytes are compared */
        status = cj_case_read(c, "f", text, strlen(text), &error);
    assert_true(c == NULL || cj_case_act_count(c) == n);
    assert_true(status == CJ_OK || status == CJ_E_MEMORY || status == CJ_E_CRYPTO);
    cj_case_unref(c);
    cj_error_unref(error);
    return status == CJ_OK;
}

static void test_survives_memory(void **state)
{
    static char text[] = WRAP(BASE);
    (void)state;
    assert_true(fault_sweep(read_under_fault, text) > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rules, context_make, context_drop),
        cmocka_unit_test(test_every_rule_is_tested),
        cmocka_unit_test_setup_teardown(test_rules_give_way_to_what_was_erased, context_make,
                                        context_drop),
        cmocka_unit_test_setup_teardown(test_no_cascade, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_recognised_and_conflict, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_folds, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_at, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_supersede, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_export_is_lossless, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_written_by_two_threads, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_another_case_and_a_stop, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_advise_and_apply, context_make, context_drop),
        cmocka_unit_test(test_survives_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
