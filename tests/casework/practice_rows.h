/* SPDX-License-Identifier: MIT */
/* Rows of test_casework.c: rules about the work itself. Each rule has a row that it decides and one
 * beside it that it does not. */
#define DISCLOSED_BY(to, about, more, method)                                                      \
    ACT("disc", "information_disclosed", "H", "02-20",                                             \
        "<recipients><party>" to "</party><entitlement>court</entitlement></recipients>"           \
        "<information_kinds>needs</information_kinds><about>" about "</about>" more                \
        "<legal_basis>court_order</legal_basis><agreement_none_reason>n</agreement_none_reason>"   \
        "<necessity>n</necessity>" DOC("content") "<method>" method "</method>")
#define TOOL "<key>rosh</key><version>1</version>"
#define RISK(id, day, level, due)                                                                  \
    ACT(id, "risk_level_reviewed", "AS", day,                                                      \
        "<scale_used>" TOOL "</scale_used><rosh><key>public</key><value>" level "</value></rosh>"  \
        "<rosh><key>staff</key><value>low</value></rosh><vulnerability><key>self</key>"            \
        "<value>very_high</value></vulnerability><rationale>r</rationale>"                         \
        "<intervention_level_before>standard</intervention_level_before>"                          \
        "<intervention_level_after>standard</intervention_level_after><adequate>true</adequate>"   \
        "<next_due>" due "</next_due>")
#define PRIORITY(band)                                                                             \
    ACT("prio", "case_prioritised", "H", "02-20",                                                  \
        "<caseload_of><id>p.one</id><role>practitioner</role><org>own</org></caseload_of>"         \
        "<priority_band>" band "</priority_band><priority_reasons>rosh</priority_reasons>"         \
        "<rationale>r</rationale><cases_compared>5</cases_compared>"                               \
        "<next_check>2026-05-20</next_check>")
#define FAILED                                                                                     \
    NOTED("n", "02-09", "r1", "2026-02-08T09:00Z")                                                 \
    EXPLAINED("expl", "02-12", "n", "the.person", "unacceptable")
#define SENT                                                                                       \
    ACT("sent", "breach_report_sent", "H", "03-06",                                                \
        "<report>report</report><sent_to>helpers</sent_to><method>court_system</method>"           \
        "<late_reason>l</late_reason>")
#define HELD_WORDS(day) CONTACT("held", day, "none", "<person_words>I was not there</person_words>")
#define REPORT_CITING(act)                                                                         \
    ACT("report", "breach_report_prepared", "H", "03-05",                                          \
        "<report_for>recall</report_for><order>order</order><report_version>1</report_version>"    \
        "<requirements_breached>r1</requirements_breached><chronology>" act "</chronology>"        \
        "<warnings_none_reason>n</warnings_none_reason><evidence_docs_none_reason>n"               \
        "</evidence_docs_none_reason><person_account_none_reason>n</"                              \
        "person_account_none_reason>" ALL_ITEMS DOC("report_doc"))
#define FACTOR_ON(id, polarity, rests_on)                                                          \
    ACT(id, "factor_recorded", "AS", "02-12",                                                      \
        "<polarity>" polarity "</polarity><factor_domain>alcohol</factor_domain><description>d"    \
        "</description><rests_on><act>" rests_on "</act></rests_on><risk_of>reoffending</risk_of>" \
        "<dynamic>true</dynamic><factor_status>new</factor_status>")
#define VIEWS(kind)                                                                                \
    ACT("views", "views_recorded", "H", "02-03",                                                   \
        "<view_kinds>" kind "</view_kinds><words>w</words><confirmed_by_person>true"               \
        "</confirmed_by_person><invited>need</invited>")
#define KEPT(day, basis)                                                                           \
    ACT("kept", "option_evaluated", "PL", day,                                                     \
        "<option>o</option><option_domain>health</option_domain><option_outcome>kept"              \
        "</option_outcome><considered_with><party>the.person</party><their_input>i</their_input>"  \
        "</considered_with><needs>f1</needs><advantages>a</advantages><disadvantages>d"            \
        "</disadvantages><resources>r</resources><access_to><text>a</text></access_to>"            \
        "<against><key>risk_level</key><text>t</text><basis>" basis "</basis></against>"           \
        "<involves_none_reason>n</involves_none_reason>"                                           \
        "<consistent_with_sentence>yes</consistent_with_sentence>"                                 \
        "<resources_available>yes</resources_available>")
#define RESTORATIVE(wishes, decision)                                                              \
    ACT("rj", "restorative_considered", "PL", "02-20",                                             \
        "<opportunity>false</opportunity><restorative_process>none</restorative_process>"          \
        "<person_willing>yes</person_willing><route>victim_liaison</route><victim_wishes>" wishes  \
        "</victim_wishes><restorative_decision>" decision "</restorative_decision>"                \
        "<decision_reason>d</decision_reason>")
#define ROLES(party, consent)                                                                      \
    ACT("roles", "roles_agreed", "PL", "02-20",                                                    \
        "<agreement_subject>intervention</agreement_subject><parties><party>" party "</party>"     \
        "<role>r</role><responsibility>r</responsibility><actions>a</actions><timescale>t"         \
        "</timescale>" consent "<understood>roles</understood><agreed>roles</agreed>"              \
        "<confirmed_how>signed</confirmed_how></parties><goals>goal</goals>")
#define WITH_CONSENT(id) "<person_agreement>" id "</person_agreement>"
#define SAFELY(way)                                                                                \
    ACT("careful", "party_recorded", "H", "01-07",                                                 \
        "<party_id>careful</party_id><name>N</name><is_organisation>false</is_organisation>"       \
        "<party_role>family</party_role><safe_contact><ways>" way "</ways></safe_contact>")
#define ADVICE(safe)                                                                               \
    ACT("advice", "advice_given", "H", "02-20",                                                    \
        "<topic>t</topic><content_given>c</content_given>" DOC(                                    \
            "source_doc") "<valid_as_of>2026-02-01</valid_as_of><safe_to_keep>" safe               \
                          "</safe_to_keep>"                                                        \
                          "<emergency_contacts><name>n</name><number>1</number><hours>h</hours></" \
                          "emergency_contacts>"                                                    \
                          "<advice_format>in_person</advice_format>" POLICY("policy_basis"))
#define LIMITED(limit, who, from, to)                                                              \
    ACT("lim", "access_limited", "H", "02-01",                                                     \
        "<limit>" limit "</limit><who><id>" who "</id><role>practitioner</role><org>own</org>"     \
        "</who><from>" from "</from>" to "<limit_reason>r</limit_reason>")
#define HELD_SESSION(actual)                                                                       \
    ACT("sess", "session_recorded", "IN", "02-20",                                                 \
        "<delivery>d</delivery><n>1</n><planned_at>2026-02-05T10:00Z</planned_at>"                 \
        "<happened>true</happened><actual_at>" actual "</actual_at><format>one_to_one</format>"    \
        "<place>p</place><delivered_by>helpers</delivered_by><content_given>c</content_given>"     \
        "<attendance>attended_complied</attendance>")
#define MIND(limit)                                                                                \
    ACT("mind", "change_of_mind_recorded", "H", "02-06",                                           \
        "<earlier_decision>c1</earlier_decision><new_wish>w</new_wish><alternatives_none_reason>n" \
        "</alternatives_none_reason>" limit "<reply>r</reply>")
#define INFORMED(act) "<informed_by>" act "</informed_by>"
#define NOTED_BY(act)                                                                              \
    ACT("nc", "non_compliance_noted", "H", "02-10",                                                \
        INFORMED(                                                                                  \
            act) "<statutory>true</statutory><order>order</order><requirement>r1</requirement>"    \
                 "<breached_on>2026-02-09T10:00Z</breached_on><what>w</what><reported_by>helpers"  \
                 "</reported_by><information_none_reason>n</information_none_reason>")
#define ENDED_BY(status, act)                                                                      \
    ACT("end", "intervention_status_changed", "IN", "02-10",                                       \
        INFORMED(act) "<to_status>" status "</to_status><status_code>other</status_code>")
#define PRESENT(who) "<present><party>" who "</party><role>friend</role></present>"
#define DISCUSSED(who)                                                                             \
    ACT("disc", "proposal_discussed", "PL", "02-10",                                               \
        "<proposal_subject>plan</proposal_subject><discussed>PL</discussed><discussed_with>"       \
        "<party>" who "</party><role>r</role><why>affected</why></discussed_with>"                 \
        "<forum>one_to_one</forum><decisions><party>" who "</party><item>i</item>"                 \
        "<decision>agree</decision></decisions><points>p</points>")
#define MONITORED(id, handle, more)                                                                \
    ACT(id, "progress_monitored", handle, "02-25",                                                 \
        more "<period><from>2026-02-01</from><to>2026-02-20</to></period><measured><measure>m"     \
             "</measure><value>v</value></measured><measured_against_none_reason>n"                \
             "</measured_against_none_reason><progress>on_track</progress><behaviour>b"            \
             "</behaviour><dependants><not_relevant>n</not_relevant></dependants><support_given>s" \
             "</support_given><next_check>2026-04-01</next_check>")
#define STEP(step)                                                                                 \
    ACT("prog", "goal_progressed", "PL", "02-10",                                                  \
        "<goal>goal</goal><goal_status>active</goal_status><step>" step "</step>"                  \
        "<step_status>completed</step_status>")
#define PLANNED(coverage, sequence)                                                                \
    ACT("plan", "plan_drafted", "PL", "02-03",                                                     \
        "<version>1</version><form>sentence_plan</form><setting>community</setting>" coverage      \
        "<options_used_none_reason>none "                                                          \
        "yet</options_used_none_reason><goals>goal</goals>" sequence                               \
        "<sequence_rationale>r</sequence_rationale>" POLICY(                                       \
            "guidance") "<needs_basis>f1</needs_basis><partners>helpers</partners>"                \
                        "<learning_styles_used>need</learning_styles_used>")
#define UNCOVERED PLANNED("", "<sequence><n>1</n><item>begin</item></sequence>")
#define SEQUENCED(sequence)                                                                        \
    PLANNED("<requirement_coverage><requirement>r1</requirement><items>i</items>"                  \
            "</requirement_coverage>",                                                             \
            sequence)
#define STEPS(one, two)                                                                            \
    SEQUENCED("<sequence><n>1</n><item>i</item>" one                                               \
              "</sequence><sequence><n>2</n><item>j</item>" two "</sequence>")
#define ASSESSED_BY(key, version, countersign)                                                     \
    ACT("done", "assessment_completed", "AS", "02-03",                                             \
        "<tool><key>" key "</key><version>" version "</version></tool>"                            \
        "<assessment_purpose>initial</assessment_purpose><inputs>f1</inputs><results><scale>s"     \
        "</scale><value>v</value></results><further_needed_none_reason>n"                          \
        "</further_needed_none_reason><countersign_required>" countersign                          \
        "</countersign_required><next_due>2026-08-03</next_due>")
#define POLICE                                                                                     \
    ACT("police", "party_recorded", "H", "01-07",                                                  \
        "<party_id>police</party_id><name>N</name><is_organisation>true</is_organisation>"         \
        "<party_role>police</party_role>")
#define ABC                                                                                        \
    ACT("abc", "plan_drafted", "PL", "02-03",                                                      \
        "<version>1</version><form>abc</form><setting>community</setting><requirement_coverage>"   \
        "<requirement>r1</requirement><items>i</items></requirement_coverage>"                     \
        "<options_used_none_reason>none yet</options_used_none_reason><goals>goal</goals>"         \
        "<sequence><n>1</n><item>i</item></sequence><sequence_rationale>r</"                       \
        "sequence_rationale>" POLICY(                                                              \
            "guidance") "<needs_basis>f1</needs_basis><partners>helpers</partners>"                \
                        "<learning_styles_used>need</learning_styles_used><abc><terms>t"           \
                        "</terms><parties>the.person</parties><duration>six months"                \
                        "</duration><voluntary>true</voluntary></abc>")
#define BROKEN(statutory, order)                                                                   \
    ACT("broken", "non_compliance_noted", "H", "02-10",                                            \
        "<statutory>" statutory "</statutory>" order "<broken_agreement>abc</broken_agreement>"    \
        "<breached_on>2026-02-09T10:00Z</breached_on><what>w</what><reported_by>helpers"           \
        "</reported_by><information_none_reason>n</information_none_reason>")
#define ON_ORDER "<order>order</order><requirement>r1</requirement>"
#define WARNED_ON(key, more)                                                                       \
    ACT("warn", "warning_issued", "H", "02-20",                                                    \
        "<basis><key>" key "</key><version>1</version></basis>" more                               \
        "<method>post</method><method_reason>m</method_reason><communication_need>need"            \
        "</communication_need>")
#define CONCERNS                                                                                   \
    "<concerns>expl</concerns><circumstances>c</circumstances><consequences>c</consequences>"
#define SAID_BOTH                                                                                  \
    "<unacceptable_stated>true</unacceptable_stated><liability_told>true</liability_told>"
/* What the rules ask of a policy, each thing once. */
#define PLACE                                                                                      \
    "<policy id=\"p\" version=\"1\" xmlns=\"urn:cjustice:policy:1\">"                              \
    "<value name=\"schedule_tolerance\" days=\"2\" citation=\"c\" standing=\"s\"/>"                \
    "<basis key=\"law\" class=\"statutory\" citation=\"c\" standing=\"s\"/>"                       \
    "<tool key=\"young\" version=\"1\" class=\"needs\" from-age=\"10\" to-age=\"17\" "             \
    "citation=\"c\" standing=\"s\"/>"                                                              \
    "<tool key=\"old\" version=\"1\" class=\"needs\" superseded-by=\"new\" to=\"2026-02-02\" "     \
    "citation=\"c\" standing=\"s\"/>"                                                              \
    "<tool key=\"old\" version=\"2\" class=\"needs\" superseded-by=\"new\" to=\"2026-02-03\" "     \
    "citation=\"c\" standing=\"s\"/>"                                                              \
    "<tool key=\"new\" version=\"1\" class=\"needs\" citation=\"c\" standing=\"s\"/>"              \
    "<entitlement role=\"police\" info=\"needs\" basis=\"court\" citation=\"c\" standing=\"s\"/>"  \
    "</policy>"

#define RECALLED                                                                                   \
    ACT("recall", "recall_recommended", "H", "02-25",                                              \
        "<licence>order</licence><conditions>r1</conditions><report>report</report>"               \
        "<alternatives_tried>a</alternatives_tried><recall_type>fixed</recall_type>"               \
        "<rosh_basis>risk</rosh_basis><rationale>r</rationale>")
#define GRANTED_BY(of, outcome, who)                                                               \
    ACT("granted", "outcome_recorded", "H", "03-10",                                               \
        "<of>" of "</of><outcome>" outcome "</outcome><by>" who "</by><at>2026-03-10T09:00Z</at>")
#define RECALL_CASE BASE CAUTION REPORT("r1") RISK("risk", "02-10", "high", "2026-08-10") RECALLED
#define CHECKED_WHOLE(handle)                                                                      \
    ACT("chk", "record_checked", "H", "03-10",                                                     \
        "<checked><whole>" handle "</whole></checked><check_aspects>accuracy</check_aspects>"      \
        "<compared_with><text>t</text></compared_with><check_result>ok</check_result>")
#define PRIVATE_WITH(who)                                                                          \
    ACT("priv", "contact_held", "H", "02-10",                                                      \
        PRESENT(who) "<contact_purpose>safety</contact_purpose><mode>in_person</mode>"             \
                     "<happened>true</happened><attendance>attended_complied</attendance>"         \
                     "<duration_min>20</duration_min><topics>safety</topics>"                      \
                     "<adjustments_used>slower</adjustments_used><safety_check><asked>true"        \
                     "</asked><private>true</private><concern>c</concern></safety_check>")
#define OTHERS_ORDER                                                                               \
    ACT("nc2", "non_compliance_noted", "H", "02-10",                                               \
        "<statutory>true</statutory><order>o2</order><requirement>r1</requirement>"                \
        "<breached_on>2026-02-09T10:00Z</breached_on><what>w</what><reported_by>helpers"           \
        "</reported_by><information_none_reason>n</information_none_reason>")
#define ORDER_ENDED(change)                                                                        \
    ACT("oc", "order_changed", "H", "02-05",                                                       \
        "<order>order</order><order_change>" change "</order_change><changed_on>2026-02-05"        \
        "</changed_on>")
#define REFUSED_BY(of, who)                                                                        \
    ACT("granted", "outcome_recorded", "H", "03-10",                                               \
        "<of>" of "</of><outcome>refused</outcome><by>" who                                        \
        "</by><at>2026-03-10T09:00Z</at><outcome_reason>r</outcome_reason>")
#define AFTER_THE_ORDER(change)                                                                    \
    {                                                                                              \
        WRAP(BASE ORDER_ENDED(change) NOTED("n", "02-09", "r1", "2026-02-06T09:00Z")),             \
            CJ_E_INTEGRITY, "requirement_in_force"                                                 \
    }
#define ENDED_ROWS                                                                                 \
    AFTER_THE_ORDER("revoked_early"), AFTER_THE_ORDER("completed"),                                \
        AFTER_THE_ORDER("transferred"), AFTER_THE_ORDER("recalled"), AFTER_THE_ORDER("expired"),   \
        {WRAP(RECALL_CASE REFUSED_BY("recall", "p.one")), CJ_E_INTEGRITY, "decided_by_another"},   \
        {WRAP(RECALL_CASE GRANTED_BY("recall", "signed", "p.one")), CJ_OK, NULL},
#define ACCEPTANCE_ROWS                                                                            \
    {WRAP(RECALL_CASE GRANTED_BY("recall", "granted", "p.one")), CJ_E_INTEGRITY,                   \
     "decided_by_another"},                                                                        \
        {WRAP(RECALL_CASE GRANTED_BY("recall", "granted", "helpers")), CJ_OK, NULL},               \
        {WRAP(BASE PLAN("plan", "02-03", "1") GRANTED_BY("plan", "signed", "helpers")), CJ_OK,     \
         "signed_by_other"},                                                                       \
        {WRAP(BASE PLAN("plan", "02-03", "1") GRANTED_BY("plan", "signed", "p.one")), CJ_OK,       \
         NULL},                                                                                    \
        {WRAP(BASE CHECKED_WHOLE("AS")), CJ_OK, "self_check"},                                     \
        {WRAP(BASE HARMER PRIVATE_WITH("helpers")), CJ_OK, "check_not_private"},                   \
        {WRAP(BASE PRIVATE_WITH("p.one")), CJ_OK, NULL},                                           \
        {WRAP(BASE PRIVATE_WITH("the.person")), CJ_OK, NULL},                                      \
        {WRAP(BASE ORDER_TWO OTHERS_ORDER), CJ_E_INTEGRITY, "requirements_of_the_order"},          \
        {WRAP(BASE ORDER_ENDED("revoked") NOTED("n", "02-09", "r1", "2026-02-06T09:00Z")),         \
         CJ_E_INTEGRITY, "requirement_in_force"},                                                  \
        {WRAP(BASE ORDER_ENDED("revoked") NOTED("n", "02-09", "r1", "2026-02-05T09:00Z")), CJ_OK,  \
         NULL},                                                                                    \
        {WRAP(BASE ORDER_ENDED("varied") NOTED("n", "02-09", "r1", "2026-02-06T09:00Z")), CJ_OK,   \
         NULL},                                                                                    \
        {WRAP(BASE ORDER_TWO LIMITED("restriction", "p.one", "2026-02-01", "")                     \
                  DISCLOSED_BY("p.two", "H", "", "email")),                                        \
         CJ_OK, "disclosure_forbidden"},                                                           \
        {WRAP(BASE LIMITED("restriction", "p.two", "2026-02-01", "<to>2026-02-10</to>")            \
                  DISCLOSED_BY("p.two", "H", "", "email")),                                        \
         CJ_OK, "disclosure_forbidden"}, /* a list that was lifted never was; to be named on a     \
                                            deny list that was, neither */                         \
        {WRAP(BASE ORDER_TWO LIMITED("restriction", "p.one", "2026-02-01", "<to>2026-01-31</to>")  \
                  DISCLOSED_BY("p.two", "H", "", "email")),                                        \
         CJ_OK, NULL},                                                                             \
        {WRAP(BASE ORDER_TWO LIMITED("exclusion", "p.two", "2026-02-01", "<to>2026-01-31</to>")    \
                  DISCLOSED_BY("p.two", "H", "", "email")),                                        \
         CJ_OK, NULL},                                                                             \
        {WRAP(BASE ORDER_TWO LIMITED("restriction", "p.one", "2026-02-21", "")                     \
                  DISCLOSED_BY("p.two", "H", "", "email")),                                        \
         CJ_OK, NULL},                                                                             \
        {WRAP(BASE ORDER_TWO LIMITED("restriction", "p.one", "2026-02-01", "")                     \
                  DISCLOSED_BY("helpers", "H", "", "email")),                                      \
         CJ_OK, NULL},

#define SEQUENCE_ROWS                                                                              \
    {WRAP(BASE STEPS("", "<after>1</after>")), CJ_OK, NULL},                                       \
        {WRAP(BASE STEPS("<after>2</after>", "")), CJ_OK, NULL},                                   \
        {WRAP(BASE STEPS("<after>2</after>", "<after>1</after>")), CJ_E_INTEGRITY,                 \
         "sequence_possible"},                                                                     \
        {WRAP(BASE STEPS("<after>1</after>", "")), CJ_E_INTEGRITY, "sequence_possible"},           \
        {WRAP(BASE STEPS("<after>3</after>", "")), CJ_E_INTEGRITY, "sequence_possible"},           \
        {WRAP(BASE SEQUENCED("<sequence><n>1</n><item>i</item></sequence><sequence><n>1</n>"       \
                             "<item>j</item></sequence>")),                                        \
         CJ_E_INTEGRITY, "sequence_numbered"},

#define PRACTICE_ROWS                                                                              \
    ENDED_ROWS                                                                                     \
    ACCEPTANCE_ROWS                                                                                \
    SEQUENCE_ROWS{WRAP(BASE RISK("risk", "02-10", "high", "2026-08-10") PRIORITY("medium")),       \
                  CJ_OK, "order_departs"},                                                         \
        {WRAP(BASE RISK("risk", "02-10", "high", "2026-08-10") PRIORITY("high")), CJ_OK, NULL},    \
        {WRAP(BASE RISK("risk", "02-10", "low", "2026-08-10") PRIORITY("low")), CJ_OK,             \
         NULL}, /* vulnerability is very high, and never feeds it */                               \
        {WRAP(BASE FAILED WARNED_SAYING("expl", "true", "false")), CJ_OK, "warning_content"},      \
        {WRAP(BASE FAILED WARNED_SAYING("expl", "false", "true")), CJ_OK, "warning_content"},      \
        {WRAP(BASE FAILED WARNED_SAYING("expl", "true", "true")), CJ_OK, NULL},                    \
        {WRAP(BASE CAUTION REPORT("r1") SENT), CJ_OK, NULL},                                       \
        {WRAP(BASE CAUTION HELD_WORDS("02-20") REPORT_CITING("held")), CJ_OK, NULL},               \
        {WRAP(BASE HELD_WORDS("02-20") REPORT_CITING("held")), CJ_OK, "self_incrimination"},       \
        {WRAP(BASE CAUTION HELD_WORDS("01-08") REPORT_CITING("held")), CJ_OK,                      \
         "self_incrimination"},                                                                    \
        {WRAP(BASE REPORT("r1")), CJ_OK, "self_incrimination"},                                    \
        {WRAP(BASE FACTOR("f2", "new", "") FACTOR("f3", "confirmed", "<previous>f2</previous>")),  \
         CJ_OK, "factor_open"},                                                                    \
        {WRAP(BASE FACTOR("f3", "confirmed", "<previous>f1</previous>")), CJ_OK, NULL},            \
        {WRAP(BASE FACTOR("f2", "new", "")), CJ_OK, NULL},                                         \
        {WRAP(BASE FACTOR_ON("f2", "risk", "need")), CJ_OK, "rests_on_protected_characteristic"},  \
        {WRAP(BASE FACTOR_ON("f2", "need", "need")), CJ_OK, NULL},                                 \
        {WRAP(BASE VIEWS("belief") FACTOR_ON("f2", "risk", "views")), CJ_OK,                       \
         "rests_on_protected_characteristic"},                                                     \
        {WRAP(BASE VIEWS("need") FACTOR_ON("f2", "risk", "views")), CJ_OK, NULL},                  \
        {WRAP(BASE RISK("risk", "02-10", "low", "2026-02-19") KEPT("02-20", "risk")), CJ_OK,       \
         "basis_out_of_date"},                                                                     \
        {WRAP(BASE RISK("risk", "02-10", "low", "2026-02-20") KEPT("02-20", "risk")), CJ_OK,       \
         NULL},                                                                                    \
        {WRAP(BASE RISK("risk", "02-10", "low", "2026-08-20") KEPT("02-09", "risk")), CJ_OK,       \
         "basis_out_of_date"},                                                                     \
        {WRAP(BASE RESTORATIVE("not_to_be_approached", "refer")), CJ_OK, "victim_approached"},     \
        {WRAP(BASE RESTORATIVE("not_to_be_approached", "not_now")), CJ_OK, NULL},                  \
        {WRAP(BASE RESTORATIVE("sought", "refer")), CJ_OK, NULL},                                  \
        {WRAP(BASE CONSENT("c1", "02-01", "given") ROLES("helpers", WITH_CONSENT("c1"))), CJ_OK,   \
         NULL},                                                                                    \
        {WRAP(BASE CONSENT("c1", "02-01", "given") ROLES("the.person", WITH_CONSENT("c1"))),       \
         CJ_OK, "consent_exceeded"},                                                               \
        {WRAP(BASE CONSENT("c1", "02-01", "given") CONSENT("c2", "02-02", "withdrawn")             \
                  ROLES("helpers", WITH_CONSENT("c1"))),                                           \
         CJ_OK, "consent_exceeded"},                                                               \
        {WRAP(BASE SAFELY("phone") DISCLOSED_BY("careful", "H", "", "email")), CJ_OK,              \
         "contact_unsafe"},                                                                        \
        {WRAP(BASE SAFELY("phone") DISCLOSED_BY("careful", "H", "", "phone")), CJ_OK, NULL},       \
        {WRAP(BASE SAFELY("digital") DISCLOSED_BY("careful", "H", "", "post")), CJ_OK,             \
         "contact_unsafe"},                                                                        \
        {WRAP(BASE SAFELY("digital") DISCLOSED_BY("helpers", "H", "", "post")), CJ_OK, NULL},      \
        {WRAP(BASE ADVICE("false")), CJ_OK, "contact_unsafe"},                                     \
        {WRAP(BASE ADVICE("true")), CJ_OK, NULL},                                                  \
        {WRAP(BASE LIMITED("exclusion", "p.two", "2026-02-20", "")                                 \
                  DISCLOSED_BY("p.two", "H", "", "email")),                                        \
         CJ_OK, "disclosure_forbidden"},                                                           \
        {WRAP(BASE LIMITED("exclusion", "p.two", "2026-02-21", "")                                 \
                  DISCLOSED_BY("p.two", "H", "", "email")),                                        \
         CJ_OK, NULL},                                                                             \
        {WRAP(BASE LIMITED("exclusion", "p.two", "2026-02-01", "<to>2026-02-19</to>")              \
                  DISCLOSED_BY("p.two", "H", "", "email")),                                        \
         CJ_OK, NULL},                                                                             \
        {WRAP(BASE LIMITED("restriction", "p.two", "2026-02-01", "")                               \
                  DISCLOSED_BY("p.two", "H", "", "email")),                                        \
         CJ_OK, NULL},                                                                             \
        {WRAP(BASE DEFINED HELD_SESSION("2026-02-08T10:00Z")), CJ_OK, NULL},                       \
        {WRAP(BASE CONSENT("c1", "02-01", "given") MIND("") NOTED_BY("mind")), CJ_OK,              \
         "detriment"},                                                                             \
        {WRAP(BASE CONSENT("c1", "02-01", "given") MIND("<legal_limit>the order</legal_limit>")    \
                  NOTED_BY("mind")),                                                               \
         CJ_OK, NULL},                                                                             \
        {WRAP(BASE CONSENT("c1", "02-01", "given") MIND("")                                        \
                  DEFINED STATUS("s1", "02-04", "started") ENDED_BY("ended_early", "mind")),       \
         CJ_OK, "detriment"},                                                                      \
        {WRAP(BASE CONSENT("c1", "02-01", "given") MIND("")                                        \
                  DEFINED STATUS("s1", "02-04", "started") ENDED_BY("completed", "mind")),         \
         CJ_OK, NULL},                                                                             \
        {WRAP(BASE HARMER ACT("c", "contact_held", "H", "02-10",                                   \
                              PRESENT("harm") "<contact_purpose>supervision</contact_purpose>"     \
                                              "<mode>phone</mode><happened>false</happened>"       \
                                              "<attendance>absent_awaiting_reason</attendance>")), \
         CJ_OK, "source_of_harm_reached"},                                                         \
        {WRAP(BASE HARMER DISCUSSED("harm")), CJ_OK, "source_of_harm_reached"},                    \
        {WRAP(BASE HARMER DISCUSSED("helpers")), CJ_OK, NULL},                                     \
        {WRAP(BASE HARMER ROLES("harm", "")), CJ_OK, "source_of_harm_reached"},                    \
        {WRAP(BASE PLAN("plan", "02-03", "1") DISCLOSED_BY("helpers", "PL", "", "email")),         \
         CJ_E_INTEGRITY, "plan_version_named"},                                                    \
        {WRAP(BASE PLAN("plan", "02-03", "1")                                                      \
                  DISCLOSED_BY("helpers", "PL", "<about_version>1</about_version>", "email")),     \
         CJ_OK, NULL},                                                                             \
        {WRAP(BASE UNCOVERED), CJ_E_INTEGRITY, "coverage_stated"},                                 \
        {WRAP(OPENED PARTY NEED FACTOR("f1", "new", "") GOAL("goal") UNCOVERED), CJ_OK, NULL},     \
        {WRAP(BASE MONITORED("m", "H", "")), CJ_E_INTEGRITY, "intervention_named"},                \
        {WRAP(BASE DEFINED MONITORED("m", "H", "<intervention>defined</intervention>")), CJ_OK,    \
         NULL},                                                                                    \
        {WRAP(BASE DEFINED MONITORED("m", "IN", "")), CJ_OK, NULL},                                \
        {WRAP(BASE STEP("goal-t")), CJ_E_INTEGRITY, "step_of_goal"},                               \
        {WRAP(BASE STEP("goal-s")), CJ_OK, NULL},

/* Under the policy PLACE. */
#define PLACE_ROWS                                                                                 \
    {WRAP(BASE DEFINED HELD_SESSION("2026-02-07T10:00Z")), CJ_OK, NULL},                           \
        {WRAP(BASE DEFINED HELD_SESSION("2026-02-08T10:00Z")), CJ_OK, "off_schedule"},             \
        {WRAP(BASE DEFINED HELD_SESSION("2026-02-03T10:00Z")), CJ_OK, NULL},                       \
        {WRAP(BASE DEFINED HELD_SESSION("2026-02-02T10:00Z")), CJ_OK, "off_schedule"},             \
        {WRAP(BASE ASSESSED_BY("young", "1", "true")), CJ_OK, "outside_tool_range"},               \
        {WRAP(BASE ASSESSED_BY("new", "1", "true")), CJ_OK, NULL},                                 \
        {WRAP(BASE ASSESSED_BY("unheard", "1", "true")), CJ_OK, NULL},                             \
        {WRAP(BASE ASSESSED_BY("old", "1", "true")), CJ_OK, "tool_superseded"},                    \
        {WRAP(BASE ASSESSED_BY("old", "2", "true")), CJ_OK, NULL},                                 \
        {WRAP(BASE ABC BROKEN("true", ON_ORDER)), CJ_OK, "abc_not_statutory"},                     \
        {WRAP(BASE ABC BROKEN("false", "")), CJ_OK, NULL},                                         \
        {WRAP(BASE FAILED WARNED_ON("law", "<order>order</order>" CONCERNS)), CJ_E_INTEGRITY,      \
         "statutory_warning"},                                                                     \
        {WRAP(BASE FAILED WARNED_ON("law", CONCERNS SAID_BOTH)), CJ_E_INTEGRITY,                   \
         "statutory_warning"},                                                                     \
        {WRAP(BASE FAILED WARNED_ON("law", "<order>order</order>" CONCERNS SAID_BOTH)), CJ_OK,     \
         NULL},                                                                                    \
        {WRAP(BASE FAILED WARNED_ON("else", CONCERNS)), CJ_OK, NULL},                              \
        {WRAP(BASE DISCLOSED_BY("helpers", "H", "", "email")), CJ_OK, "recipient_not_entitled"},   \
        {WRAP(BASE POLICE DISCLOSED_BY("police", "H", "", "email")), CJ_OK, NULL},                 \
        {WRAP(BASE DISCLOSED_BY("the.person", "H", "", "email")), CJ_OK, NULL},
