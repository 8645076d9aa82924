/* SPDX-License-Identifier: MIT */
/* Acts for small cases, as text: each macro is one <act>, and BASE a case that stands. */
#ifndef CJ_TEST_ACTS_H
#define CJ_TEST_ACTS_H

#define ACT_AT(id, kind, handle, at, more, body)                                                   \
    "<act id=\"" id "\" kind=\"" kind "\" handle=\"" handle "\" occurred_at=\"" at                 \
    "\" occurred_precision=\"minute\" recorded_at=\"2026-06-01T10:00Z\" "                          \
    "sensitivity=\"normal\"" more                                                                  \
    ">\n<performed_by><id>p.one</id><role>practitioner</role><org>own</org></performed_by>\n" body \
    "</act>\n"
#define ACT(id, kind, handle, day, body) ACT_AT(id, kind, handle, "2026-" day "T10:00Z", "", body)
#define HASH "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define DOC(tag)                                                                                   \
    "<" tag "><uri>urn:x</uri><media_type>text/plain</media_type><sha256>" HASH "</sha256></" tag  \
    ">"
#define POLICY(tag) "<" tag "><key>k</key><version>1</version></" tag ">"
#define U                                                                                          \
    "<understanding><state>confirmed</state><checked_how>own_words</checked_how></understanding>"

#define OPENED                                                                                     \
    ACT("opened", "case_opened", "H", "01-05",                                                     \
        "<person>the.person</person><case_basis>sentence</case_basis><setting>community</setting>" \
        "<age_band>age_25_plus</age_band><practitioner><id>p.one</id><role>practitioner</role>"    \
        "<org>own</org></practitioner>")
#define PARTY                                                                                      \
    ACT("party", "party_recorded", "H", "01-06",                                                   \
        "<party_id>helpers</party_id><name>Helpers</name><is_organisation>true</is_organisation>"  \
        "<party_role>provider</party_role>")
#define ORDER                                                                                      \
    ACT("order", "order_recorded", "H", "01-06",                                                   \
        "<order_type>community_order</order_type><made_on>2026-01-02</made_on>"                    \
        "<responsible_officer><id>p.one</id><role>practitioner</role><org>own</org>"               \
        "</responsible_officer><requirements><req_id>r1</req_id><req_type>supervision</req_type>"  \
        "<terms>as told</terms><is_intervention>false</is_intervention><from>2026-01-02</from>"    \
        "</requirements>" DOC("order_doc"))
/* A second order, of another officer. */
#define ORDER_TWO                                                                                  \
    ACT("o2", "order_recorded", "H", "01-07",                                                      \
        "<order_type>community_order</order_type><made_on>2026-01-02</made_on>"                    \
        "<responsible_officer><id>p.two</id><role>practitioner</role><org>own</org>"               \
        "</responsible_officer><requirements><req_id>r2</req_id><req_type>residence</req_type>"    \
        "<terms>t</terms><is_intervention>false</is_intervention><from>2026-02-01</from>"          \
        "</requirements>" DOC("order_doc"))
#define CONSENT(id, day, decision)                                                                 \
    ACT(id, "consent_decided", "H", day,                                                           \
        "<consent_decision>" decision "</consent_decision><stage>information</stage>"              \
        "<scope>needs</scope><may_receive>helpers</may_receive><purpose>to plan</purpose>"         \
        "<consent_method>verbal</consent_method>")
#define OBTAINED(id, day, subject, agreement)                                                      \
    ACT(id, "information_obtained", "H", day,                                                      \
        "<info_subjects>" subject "</info_subjects><obtained_from><party>helpers</party>"          \
        "</obtained_from><information_date>2026-01-10</information_date>"                          \
        "<information_outcome>obtained</information_outcome><summary>s</summary>"                  \
        "<legal_basis>voluntary_service</legal_basis>" agreement)
#define CONTACT(id, day, constraint, more)                                                         \
    ACT(id, "contact_held", "H", day,                                                              \
        "<contact_purpose>supervision</contact_purpose><mode>phone</mode><happened>true</"         \
        "happened>"                                                                                \
        "<attendance>attended_complied</attendance><duration_min>20</duration_min>"                \
        "<topics>progress</topics><adjustments_used>slower</adjustments_used>"                     \
        "<constraints>" constraint "</constraints>" more)
#define GOAL(id)                                                                                   \
    ACT(id, "goal_set", "PL", "02-02",                                                             \
        "<goal_text>g</goal_text><in_person_words>true</in_person_words><area>health</area>"       \
        "<addresses>f1</addresses><steps><step_id>" id "-s</step_id><text>t</text>"                \
        "<owner>the.person</owner></steps><evidence_base>e</evidence_base>"                        \
        "<starts_as>active</starts_as><set_with>the.person</set_with>")
#define FACTOR(id, status, more)                                                                   \
    ACT(id, "factor_recorded", "AS", "02-01",                                                      \
        "<polarity>risk</polarity><factor_domain>alcohol</factor_domain><description>d"            \
        "</description><rests_on><act>opened</act></rests_on><risk_of>reoffending</risk_of>"       \
        "<dynamic>true</dynamic><factor_status>" status "</factor_status>" more)
#define NEED                                                                                       \
    ACT("need", "communication_need_recorded", "H", "01-08",                                       \
        "<needs_found>literacy</needs_found><adjustments>read aloud</adjustments>"                 \
        "<need_source>person</need_source>")
#define PLAN(id, day, number)                                                                      \
    ACT(id, "plan_drafted", "PL", day,                                                             \
        "<version>" number "</version><form>sentence_plan</form><setting>community</setting>"      \
        "<requirement_coverage><requirement>r1</requirement><items>see it through</items>"         \
        "</requirement_coverage><options_used_none_reason>none "                                   \
        "yet</options_used_none_reason><goals>goal</goals>"                                        \
        "<sequence><n>1</n><item>begin</item></sequence><sequence_rationale>r"                     \
        "</sequence_rationale>" POLICY(                                                            \
            "guidance") "<needs_basis>f1</needs_basis>"                                            \
                        "<partners>helpers</partners><learning_styles_used>need</"                 \
                        "learning_styles_used>")
#define AGREED(id, day, number)                                                                    \
    ACT(id, "plan_agreement_recorded", "PL", day,                                                  \
        "<plan_version>" number "</plan_version><party>the.person</party>"                         \
        "<agreement_decision>agree</agreement_decision>"                                           \
        "<goals_roles_understood>true</goals_roles_understood>")
#define RIGHTS(id, day)                                                                            \
    ACT(id, "rights_explained", "H", day,                                                          \
        "<rights_topics>complaint</rights_topics><responsibilities>r</responsibilities>"           \
        "<practitioner_role>p</practitioner_role><practitioner_responsibilities>q"                 \
        "</practitioner_responsibilities>" U)
#define REFERRED(to)                                                                               \
    ACT("x", "matter_referred", "H", "02-05",                                                      \
        "<matter_kind>question</matter_kind><matter>m</matter><referred_to>" to "</referred_to>"   \
        "<referral_reason>policy</referral_reason><noticed_at>2026-02-04T10:00Z</noticed_at>"      \
        "<trigger_none_reason>asked</trigger_none_reason>")
#define OUTCOME(id, of, outcome)                                                                   \
    ACT(id, "outcome_recorded", "H", "03-01",                                                      \
        "<of>" of "</of><outcome>" outcome "</outcome><by>helpers</by>"                            \
        "<at>2026-03-01T09:00Z</at>")
#define PROGRESS(id, day, status)                                                                  \
    ACT(id, "goal_progressed", "PL", day,                                                          \
        "<goal>goal</goal><goal_status>" status "</goal_status><status_reason>because"             \
        "</status_reason>")
#define DEFINED                                                                                    \
    ACT("defined", "intervention_defined", "IN", "02-03",                                          \
        "<intervention_type>support</intervention_type><provider><org>helpers</org></provider>"    \
        "<deliverers>helpers</deliverers><nature>n</nature><intervention_goals>g"                  \
        "</intervention_goals><format>one_to_one</format><starts_on>2026-02-03</starts_on>"        \
        "<ends_on>2026-05-01</ends_on><resources>r</resources><evaluation_method>e"                \
        "</evaluation_method><factors>f1</factors><diversity><refs>need</refs><how>h</how>"        \
        "</diversity><individuality>i</individuality><risk_focus><factor>f1</factor><how>h</how>"  \
        "</risk_focus><needs_met>n</needs_met>")
#define STATUS(id, day, status)                                                                    \
    ACT(id, "intervention_status_changed", "IN", day,                                              \
        "<to_status>" status "</to_status><status_code>other</status_code>")
#define SESSION(id, day, more)                                                                     \
    ACT_AT(id, "session_recorded", "IN", "2026-" day "T10:00Z", more,                              \
           "<delivery>d</delivery><n>1</n><planned_at>2026-02-05T10:00Z</planned_at>"              \
           "<happened>false</happened><format>one_to_one</format><place>p</place>"                 \
           "<delivered_by>helpers</delivered_by><content_given>c</content_given>"                  \
           "<attendance>rescheduled_service</attendance>")
#define CLOSED(id, day)                                                                            \
    ACT(id, "case_closed", "H", day, "<closing_reason>other</closing_reason><summary>s</summary>")
#define NOTED(id, day, requirement, breached)                                                      \
    ACT(id, "non_compliance_noted", "H", day,                                                      \
        "<statutory>true</statutory><order>order</order><requirement>" requirement                 \
        "</requirement>"                                                                           \
        "<breached_on>" breached "</breached_on><what>w</what><reported_by>helpers</reported_by>"  \
        "<information_none_reason>told by phone</information_none_reason>")
#define EXPLAINED(id, day, of, who, finding)                                                       \
    ACT(id, "non_compliance_explained", "H", day,                                                  \
        "<noted>" of "</noted><accounts><party>" who "</party><words>w</words>"                    \
        "<at>2026-02-10T10:00Z</at></accounts><workers_accounts_none_reason>none"                  \
        "</workers_accounts_none_reason><verified>verified</verified><verified_how>v"              \
        "</verified_how><seriousness>minor</seriousness><finding>" finding "</finding>"            \
        "<finding_reason>f</finding_reason>")
#define DECIDED(id, day, of)                                                                       \
    ACT(id, "enforcement_decided", "H", day,                                                       \
        "<noted>" of "</noted><options_weighed>acceptable</options_weighed>"                       \
        "<enforcement_decision>acceptable</enforcement_decision><decision_reason>d"                \
        "</decision_reason>" POLICY("policy_basis"))
#define REPORT_WITH(requirement, warnings, items)                                                  \
    ACT("report", "breach_report_prepared", "H", "03-05",                                          \
        "<report_for>recall</report_for><order>order</order><report_version>1</report_version>"    \
        "<requirements_breached>" requirement "</requirements_breached><chronology>opened"         \
        "</chronology>" warnings "<evidence_docs_none_reason>n</evidence_docs_none_reason>"        \
        "<person_account>p</person_account>" items DOC("report_doc"))
#define REPORT(requirement)                                                                        \
    REPORT_WITH(requirement, "<warnings_none_reason>n</warnings_none_reason>", ALL_ITEMS)
#define BRIEFED(id, day, info) ACT(id, "participant_briefed", "IN", day, info U)
#define INFO                                                                                       \
    "<info><why>w</why><aims>a</aims><contacts>c</contacts><sessions><at>2026-02-05T10:00Z</at>"   \
    "<place>p</place></sessions></info>"
#define OPTION                                                                                     \
    ACT("opt", "option_evaluated", "PL", "02-03",                                                  \
        "<option>o</option><option_domain>health</option_domain><option_outcome>not_applicable"    \
        "</option_outcome><no_need>opened</no_need><considered_with><party>the.person</party>"     \
        "<their_input>i</their_input></considered_with><needs>f1</needs>"                          \
        "<consistent_with_sentence>yes</consistent_with_sentence>"                                 \
        "<resources_available>yes</resources_available>")
#define CHANGED(from, to)                                                                          \
    ACT("ch", "plan_changed", "PL", "02-09",                                                       \
        "<from_version>" from "</from_version><to_version>" to "</to_version><changes>c</changes>" \
        "<because>review</because><evaluation_none_reason>n</evaluation_none_reason>"              \
        "<factors>f1</factors>")
#define USE(day)                                                                                   \
    ACT("use", "information_use_explained", "H", day,                                              \
        "<purpose>p</purpose><information_kinds>needs</information_kinds><covers>needs</covers>"   \
        "<confidentiality_steps>c</confidentiality_steps><limits>breach</limits>"                  \
        "<possible_recipients>helpers</possible_recipients><role_and_responsibility>r"             \
        "</role_and_responsibility>" POLICY("statement") "<audience>person</audience>" U)
#define ASKED(day)                                                                                 \
    ACT("asked", "information_obtained", "H", day,                                                 \
        "<info_subjects>needs</info_subjects><obtained_from><party>the.person</party>"             \
        "</obtained_from><information_date>2026-01-10</information_date>"                          \
        "<information_outcome>obtained</information_outcome><summary>s</summary>"                  \
        "<legal_basis>voluntary_service</legal_basis><agreement_none_reason>n"                     \
        "</agreement_none_reason>")
#define SAID                                                                                       \
    ACT("said", "self_evaluation_recorded", "H", "02-20",                                          \
        "<words>w</words><achievements>a</achievements><offending_perception>o"                    \
        "</offending_perception><helped_by_none_reason>n</helped_by_none_reason>")
#define CAUTION                                                                                    \
    ACT("caution", "information_use_explained", "H", "01-09",                                      \
        "<purpose>p</purpose><information_kinds>needs</information_kinds><covers>needs</covers>"   \
        "<confidentiality_steps>c</confidentiality_steps><limits>breach</limits>"                  \
        "<limits>serious_harm</limits><limits>safeguarding</limits><limits>new_offence</limits>"   \
        "<possible_recipients>helpers</possible_recipients><role_and_responsibility>r"             \
        "</role_and_responsibility>" POLICY("statement") "<audience>person</audience>" U)
#define HARMER                                                                                     \
    ACT("harmer", "party_recorded", "H", "01-07",                                                  \
        "<party_id>harm</party_id><name>N</name><is_organisation>false</is_organisation>"          \
        "<party_role>source_of_harm</party_role>")
#define DISCLOSED(to)                                                                              \
    ACT("disc", "information_disclosed", "H", "02-20",                                             \
        "<recipients><party>" to "</party><entitlement>court</entitlement></recipients>"           \
        "<information_kinds>needs</information_kinds><about>H</about><legal_basis>court_order"     \
        "</legal_basis><agreement_none_reason>n</agreement_none_reason><necessity>n</"             \
        "necessity>" DOC("content") "<method>post</method>")
#define OVERRIDDEN                                                                                 \
    ACT("ov", "access_overridden", "H", "02-19",                                                   \
        "<override_reason>court_hearing</override_reason><until>2026-02-21T10:00Z</until>")
#define WARNED_BODY(concerns, stated, told)                                                        \
    POLICY("basis")                                                                                \
    "<order>order</order><concerns>" concerns "</concerns><circumstances>c</circumstances>"        \
    "<consequences>c</consequences><unacceptable_stated>" stated "</unacceptable_stated>"          \
    "<liability_told>" told "</liability_told><method>post</method>"                               \
    "<method_reason>m</method_reason><communication_need>need</communication_need>"
#define WARNED_SAYING(concerns, stated, told)                                                      \
    ACT("warn", "warning_issued", "H", "02-20", WARNED_BODY(concerns, stated, told))
#define LISTED(limit, id)                                                                          \
    ACT("listed", "access_limited", "H", "02-19",                                                  \
        "<limit>" limit "</limit><who><id>" id "</id><role>r</role><org>own</org></who>"           \
        "<from>2026-02-19</from><limit_reason>r</limit_reason>")
#define WARNED(concerns) WARNED_SAYING(concerns, "true", "true")
#define ITEM(key) "<checklist><key>" key "</key><value>true</value></checklist>"
#define ALL_ITEMS                                                                                  \
    ITEM("identity")                                                                               \
    ITEM("order_in_force")                                                                         \
    ITEM("requirements_breached")                                                                  \
    ITEM("dates")                                                                                  \
    ITEM("evidence_attached")                                                                      \
    ITEM("warnings_listed")                                                                        \
    ITEM("person_account")                                                                         \
    ITEM("chronology")                                                                             \
    ITEM("circumstances") ITEM("proposal") ITEM("approval") ITEM("victim_data_removed")
#define BASE OPENED PARTY ORDER NEED FACTOR("f1", "new", "") GOAL("goal")
#define WRAP(acts)                                                                                 \
    "<case id=\"C\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\">\n" acts "</case>\n"

/* ---- a caseload ------------------------------------------------------------------------------ */

#define REVIEWED(day, group, level, next)                                                          \
    ACT("reviewed-" day, "risk_level_reviewed", "AS", day,                                         \
        "<scale_used><key>k</key><version>1</version></scale_used><rosh><key>staff</key>"          \
        "<value>low</value></rosh><rosh><key>" group "</key><value>" level "</value></rosh>"       \
        "<vulnerability><key>self</key><value>very_high</value></vulnerability>"                   \
        "<rationale>r</rationale><intervention_level_before>minimal</intervention_level_before>"   \
        "<intervention_level_after>minimal</intervention_level_after><adequate>true</adequate>"    \
        "<next_due>" next "</next_due>")
#define PRIORITISED(band, reasons, next)                                                           \
    ACT("priority", "case_prioritised", "H", "02-02",                                              \
        "<caseload_of><id>p.one</id><role>practitioner</role><org>own</org></caseload_of>"         \
        "<priority_band>" band "</priority_band>" reasons "<rationale>r</rationale>"               \
        "<cases_compared>5</cases_compared><next_check>" next "</next_check>")
#define BECAUSE(reason) "<priority_reasons>" reason "</priority_reasons>"
#define TO_TWO(day)                                                                                \
    ACT("passed", "case_allocated", "H", day,                                                      \
        "<allocated_to><id>p.two</id><role>practitioner</role><org>own</org></allocated_to>"       \
        "<handover>h</handover><allocation_reason>first_allocation</allocation_reason>")

/* ---- scores ---------------------------------------------------------------------------------- */

#define VALUE(name, value) "<values><name>" name "</name><value>" value "</value></values>"
#define RESULT(scale, value) "<results><scale>" scale "</scale><value>" value "</value></results>"
#define INSTEAD(scale, value) "<instead><scale>" scale "</scale><value>" value "</value></instead>"
/* An assessment by p.two; `scored` is all of that element, or nothing. */
#define ASSESSMENT(id, handle, day, results, scored)                                               \
    "<act id=\"" id "\" kind=\"assessment_completed\" handle=\"" handle                            \
    "\" occurred_at=\"2026-" day "T10:00Z\" occurred_precision=\"minute\" "                        \
    "recorded_at=\"2026-06-01T10:00Z\" sensitivity=\"normal\">\n<performed_by><id>p.two</id>"      \
    "<role>practitioner</role><org>own</org></performed_by>\n<tool><key>tool</key><version>1"      \
    "</version></tool><assessment_purpose>initial</assessment_purpose><inputs>f1</inputs>" results \
    "<further_needed_none_reason>n</further_needed_none_reason><countersign_required>false"        \
    "</countersign_required><next_due>2026-08-03</next_due>" scored "</act>\n"
#define SCORED(instrument, version, values)                                                        \
    "<scored><instrument>" instrument "</instrument><instrument_version>" version                  \
    "</instrument_version>" values "</scored>"
#define TIER_V3 "3, as of 2026-08-17"
/* A life sentence, released at the beginning of March 2025: the tier is B for a year, then D. */
#define TIER_VALUES(active, arp, day)                                                              \
    VALUE("date_of_calculation", day)                                                              \
    VALUE("active_event", active)                                                                  \
    VALUE("arp_percent", arp)                                                                      \
    VALUE("arp_type", "DYNAMIC")                                                                   \
    VALUE("csrp_percent", "0.2")                                                                   \
    VALUE("csrp_type", "DYNAMIC")                                                                  \
    VALUE("rosh", "MEDIUM")                                                                        \
    VALUE("lifer", "1")                                                                            \
    VALUE("latest_release_date", "2025-03-01")                                                     \
    VALUE("domestic_abuse", "0")                                                                   \
    VALUE("stalking", "0")                                                                         \
    VALUE("child_protection", "0")                                                                 \
    VALUE("sexual_offence", "0")
#define TIERED(id, handle, day, tier)                                                              \
    ASSESSMENT(id, handle, day, RESULT("tier", tier),                                              \
               SCORED("tier_v3", TIER_V3, TIER_VALUES("1", "20", "2026-02-01")))
#define SCORE_DECIDED_BY(id, day, of, outcome, by, more)                                           \
    ACT(id, "outcome_recorded", "H", day,                                                          \
        "<of>" of "</of><outcome>" outcome "</outcome><by>" by "</by><at>2026-" day "T09:00Z</at>" \
        "<outcome_reason>what is known</outcome_reason>" more)
#define SCORE_DECIDED(id, day, of, outcome, more)                                                  \
    SCORE_DECIDED_BY(id, day, of, outcome, "p.one", more)

#endif
