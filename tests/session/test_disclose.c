/* SPDX-License-Identifier: MIT */
/* Disclosure: the person's own, and of others nothing. */
#include "session/erase_support.h"

#define SENSITIVE(id, kind, sensitivity, body)                                                     \
    "<act id=\"" id "\" kind=\"" kind "\" handle=\"H\" occurred_at=\"2026-02-12T10:00Z\" "         \
    "occurred_precision=\"minute\" recorded_at=\"2026-06-01T10:00Z\" sensitivity=\"" sensitivity   \
    "\"><performed_by><id>p.one</id><role>practitioner</role><org>own</org></performed_by>" body   \
    "</act>\n"
#define FROM(party)                                                                                \
    "<obtained_from><party>" party "</party></obtained_from><information_date>2026-01-10"          \
    "</information_date><information_outcome>obtained</information_outcome>"
#define LAWFUL                                                                                     \
    "<legal_basis>voluntary_service</legal_basis><agreement_none_reason>n</agreement_none_reason>"
#define FRIEND                                                                                     \
    ACT("friend", "party_recorded", "H", "01-07",                                                  \
        "<party_id>fr.1</party_id><name>Alex Brand</name><is_organisation>false"                   \
        "</is_organisation><party_role>friend</party_role><safe_contact><ways>phone</ways>"        \
        "</safe_contact><age_band>age_18_24</age_band>")
#define LIAISON                                                                                    \
    ACT("liaison", "party_recorded", "H", "01-07",                                                 \
        "<party_id>vlo</party_id><name>Liaison Unit</name><is_organisation>true"                   \
        "</is_organisation><party_role>victim_liaison</party_role>")
#define SELF                                                                                       \
    ACT("self", "party_recorded", "H", "01-07",                                                    \
        "<party_id>the.person</party_id><name>Robin Vale</name><is_organisation>false"             \
        "</is_organisation><party_role>other</party_role><safe_contact><ways>phone</ways>"         \
        "<ways>in_person</ways><times>mornings</times><never>letters home</never></safe_contact>")
#define TOLD(id, sensitivity, subjects, party, text)                                               \
    SENSITIVE(id, "information_obtained", sensitivity,                                             \
              subjects FROM(party) "<summary>" text "</summary>" LAWFUL)
#define NEEDS "<info_subjects>needs</info_subjects>"
#define VICTIM "<info_subjects>needs</info_subjects><info_subjects>victim_concerns</info_subjects>"
#define VIEWS                                                                                      \
    ACT("views", "views_recorded", "H", "02-13",                                                   \
        "<informed_by>victim1</informed_by><informed_by>told-person</informed_by><view_kinds>need" \
        "</view_kinds><words>I want work</words><confirmed_by_person>true</confirmed_by_person>"   \
        "<invited>need</invited><invited>wants_involved</invited><wants_involved><who>Uncle Jo"    \
        "</who><relationship>uncle</relationship><scope>work</scope><may_contact>true"             \
        "</may_contact></wants_involved>")
/* One act for each row of disclosure.toml that the others do not need. */
#define GUARDED SENSITIVE("guarded", "views_recorded", "safety", VIEW("hides from him"))
#define VIEW(words)                                                                                \
    "<view_kinds>need</view_kinds><words>" words "</words><confirmed_by_person>true"               \
    "</confirmed_by_person><invited>need</invited>"
#define ALARM                                                                                      \
    ACT("alarm", "safety_concern_raised", "H", "02-16",                                            \
        "<harm_from>others</harm_from><concern>followed home</concern><urgency>soon</urgency>"     \
        "<noticed_at>2026-02-15T10:00Z</noticed_at><trigger_none_reason>n</trigger_none_reason>"   \
        "<actions_done_none_reason>n</actions_done_none_reason><notified_none_reason>n"            \
        "</notified_none_reason><emergency_service>false</emergency_service>")
#define ADVICE                                                                                     \
    ACT("advice", "advice_given", "H", "02-16",                                                    \
        "<topic>t</topic><content_given>c</content_given>" DOC(                                    \
            "source_doc") "<valid_as_of>2026-02-01</valid_as_of><safe_to_keep>false</"             \
                          "safe_to_keep>"                                                          \
                          "<emergency_contacts><name>Refuge</name><number>0999</"                  \
                          "number><hours>always</hours>"                                           \
                          "</emergency_contacts><advice_format>in_person</advice_format>" POLICY(  \
                              "policy_basis"))
#define CHANGED_FOR                                                                                \
    ACT("changed", "circumstance_changed", "H", "02-16",                                           \
        "<circumstance>other</circumstance><change>Alex saw her</change><reported_by>fr.1"         \
        "</reported_by><effect_on_ability>none</effect_on_ability><influenced>none</influenced>"   \
        "<implications>i</implications><urgency>routine</urgency><noticed_at>2026-02-15T10:00Z"    \
        "</noticed_at><trigger_none_reason>n</trigger_none_reason>")
#define RESTORATIVE                                                                                \
    ACT("restorative", "restorative_considered", "PL", "02-16",                                    \
        "<opportunity>true</opportunity><restorative_process>none</restorative_process>"           \
        "<person_willing>yes</person_willing><route>victim_liaison</route><victim_wishes>sought"   \
        "</victim_wishes><safety>apart from Kim</safety><who_involved>Kim</who_involved>"          \
        "<restorative_decision>not_now</restorative_decision><decision_reason>r</"                 \
        "decision_reason>")
#define KEPT                                                                                       \
    ACT("kept", "option_evaluated", "PL", "02-16",                                                 \
        "<option>o</option><option_domain>health</option_domain><option_outcome>not_applicable"    \
        "</option_outcome><no_need>opened</no_need><considered_with><party>fr.1</party>"           \
        "<their_input>Alex thinks</their_input></considered_with><needs>f1</needs>"                \
        "<consistent_with_sentence>yes</consistent_with_sentence>"                                 \
        "<resources_available>yes</resources_available>")
#define SELECTED                                                                                   \
    ACT("selected", "option_selected", "PL", "02-17",                                              \
        "<selected>kept</selected><rejected_none_reason>n</rejected_none_reason><effect_on>"       \
        "<key>victim_concerns</key><text>she is told</text></effect_on><effect_on><key>desistance" \
        "</key><text>steadies</text></effect_on><recommended>false</recommended><justification>j"  \
        "</justification>")
#define HEARD                                                                                      \
    ACT("proposed", "proposal_discussed", "H", "02-18",                                            \
        "<proposal_subject>change</proposal_subject><discussed>H</discussed><discussed_with>"      \
        "<party>fr.1</party><role>r</role><why>affected</why></discussed_with><forum>team</forum>" \
        "<decisions><party>fr.1</party><item>i</item><decision>agree</decision><words>Alex nods"   \
        "</words></decisions><points>p</points>")                                                  \
    ACT("heard", "feedback_received", "H", "02-18",                                                \
        "<giver>fr.1</giver><giver_kind>person</giver_kind><feedback_on>progress</feedback_on>"    \
        "<collected_by><id>p.one</id><role>practitioner</role><org>own</org></collected_by>"       \
        "<solicited>true</solicited><feedback_text>Alex praises</feedback_text>"                   \
        "<feedback_reply_none_reason>n</feedback_reply_none_reason>")
#define CONTACTED                                                                                  \
    CONTACT(                                                                                       \
        "private", "02-14", "none",                                                                \
        "<safety_check><asked>true</asked><private>true</private><concern>is watched</concern>"    \
        "</safety_check>")
#define DISPUTED(id, act, by, words)                                                               \
    ACT(id, "complaint_or_dispute_recorded", "H", "02-15",                                         \
        "<by>" by                                                                                  \
        "</by><complaint_kind>record_disputed</complaint_kind><complaint_about><act>" act          \
        "</act></complaint_about><words>" words "</words><handled_by><id>p.two</id><role>manager"  \
        "</role><org>own</org></handled_by>")

static const char everything[] =
    WRAP(BASE FRIEND HARMER LIAISON SELF TOLD("victim1", "victim", NEEDS, "vlo", "fears him")
             TOLD("victim2", "normal", VICTIM, "vlo", "wants distance")
                 TOLD("told-friend", "normal", NEEDS, "fr.1", "Alex says so")
                     TOLD("told-person", "normal", NEEDS, "the.person", "needs a room")
                         TOLD("told-others", "third_party", NEEDS, "fr.1", "about Alex")
                             VIEWS CONTACTED DISPUTED("dispute1", "told-person", "the.person",
                                                      "I have a room")
                                 DISPUTED("dispute2", "told-person", "fr.1", "Alex disagrees"));

#define ACCOUNTS                                                                                   \
    PLAN("plan", "02-04", "1")                                                                     \
    ACT("signs", "plan_agreement_recorded", "PL", "02-19",                                         \
        "<plan_version>1</plan_version><party>fr.1</party><agreement_decision>agree"               \
        "</agreement_decision><words>Alex signs</words><goals_roles_understood>true"               \
        "</goals_roles_understood>")                                                               \
    ACT("explained", "non_compliance_explained", "H", "02-19",                                     \
        "<noted>private</noted><accounts><party>the.person</party><words>I was ill</words>"        \
        "<at>2026-02-18T10:00Z</at></accounts><accounts><party>fr.1</party><words>Alex drove"      \
        "</words><at>2026-02-18T10:00Z</at></accounts><workers_accounts><party>fr.1</party>"       \
        "<words>Alex "                                                                             \
        "waited</words><at>2026-02-18T10:00Z</at></workers_accounts><verified>verified"            \
        "</verified><verified_how>v</verified_how><seriousness>minor</seriousness><finding>"       \
        "acceptable</finding><finding_reason>f</finding_reason>")

static const char rest[] =
    WRAP(GUARDED ALARM ADVICE CHANGED_FOR RESTORATIVE KEPT SELECTED HEARD ACCOUNTS);

typedef struct output {
    cji_buf text;
    cj_disclosed done;
} output;

static cj_status disclose(desk *d, const char *recipient, output *out, cj_error **error)
{
    cj_disclosure what = CJ_DISCLOSURE_INIT;
    what.recipient = recipient;
    out->done = (cj_disclosed)CJ_DISCLOSED_INIT;
    cji_buf_init(&out->text, d->ctx, (size_t)1 << 22);
    return cj_session_disclose(d->session, "C", &what, to_buf, &out->text, &out->done, error);
}

static void begin(const place *p, desk *d)
{
    desk_new(p, d);
    record_text(d, everything);
    sit_down(d, p, &controller);
}

static void assert_has(output *out, const char *text)
{
    if (strstr(cji_buf_text(&out->text), text) == NULL)
        fail_msg("missing: %s\n%s", text, cji_buf_text(&out->text));
}

static void assert_lacks(output *out, const char *text)
{
    if (strstr(cji_buf_text(&out->text), text) != NULL)
        fail_msg("there is: %s\n%s", text, cji_buf_text(&out->text));
}

static size_t count(output *out, const char *text)
{
    size_t n = 0;
    for (const char *at = cji_buf_text(&out->text); (at = strstr(at, text)) != NULL; at++)
        n++;
    return n;
}

static void assert_well_formed(desk *d, output *out)
{
    cji_input *in = NULL;
    cji_node *root = NULL;
    cj_error *error = NULL;
    cji_arena arena;
    cji_arena_init(&arena, d->ctx);
    assert_ok(cji_input_memory(d->ctx, "out", out->text.p, out->text.n, &in, &error), error);
    assert_ok(cji_xml_tree(d->ctx, in, "urn:cjustice:disclosure:1", &arena, &root, &error), error);
    cji_input_free(in);
    cji_arena_fini(&arena);
}

static void what_is_the_persons_is_shown(void **state)
{
    cj_error *error = NULL;
    output out;
    desk d;
    begin(*state, &d);
    assert_ok(disclose(&d, NULL, &out, &error), error);
    assert_well_formed(&d, &out);
    assert_has(&out, "person=\"the.person\"");
    assert_has(&out, "made_by=\"d.moss\"");
    assert_has(&out, "<name review=\"free-text\">Robin Vale</name>");
    assert_has(&out, "<name review=\"free-text\">Helpers</name>"); /* an organisation */
    assert_has(&out, "<words>I want work</words>");
    assert_has(&out, "<summary review=\"free-text\">needs a room</summary>");
    assert_has(&out, "<terms review=\"free-text\">as told</terms>");
    assert_has(&out, "<informed_by>told-person</informed_by>");
    assert_has(&out, "<disputed act=\"dispute1\" kind=\"record_disputed\" standing=\"open\">\n"
                     "        <words>I have a room</words>");
    assert_string_equal(out.done.safe_contact, "phone, in_person; mornings; never: letters home");
    assert_lacks(&out, "letters home"); /* it is for who sends it */
    assert_int_equal(out.done.flagged, count(&out, "review=\"free-text\"") - 1); /* the notice */
    assert_int_equal(out.done.withheld, count(&out, "<redacted "));
    assert_int_equal(out.done.acts, count(&out, "\n    <act"));
    cji_buf_fini(&out.text);
    desk_close(&d);
}

static void what_is_of_others_is_withheld(void **state)
{
    static const char *const never[] = {"Alex",  "fr.1",      "Uncle",   "uncle", "is watched",
                                        "harm<", "j.reyes\"", ">p.one<", "<ways>"};
    cj_error *error = NULL;
    output out;
    desk d;
    begin(*state, &d);
    assert_ok(disclose(&d, NULL, &out, &error), error);
    for (size_t i = 0; i < CJI_COUNT(never); i++)
        assert_lacks(&out, never[i]);
    assert_has(&out, "<name><redacted reason=\"third_party\"/></name>");
    assert_has(&out, "<summary><redacted reason=\"third_party\"/></summary>");
    assert_has(&out, "<safety_check><redacted reason=\"safety\"/></safety_check>");
    assert_has(&out, "<act><redacted reason=\"safety\"/></act>");      /* the source of harm */
    assert_has(&out, "<act><redacted reason=\"third_party\"/></act>"); /* about a friend */
    assert_has(&out, "<id><redacted reason=\"worker\"/></id>");
    assert_has(&out, "<words><redacted reason=\"third_party\"/></words>"); /* Alex disagrees */
    cji_buf_fini(&out.text);
    desk_close(&d);
}

static void what_may_do_harm_is_withheld(void **state)
{
    static const char *const never[] = {
        "hides from him", "followed home", "Refuge",    "0999",      "Alex", "sought", "Kim",
        "she is told",    "victim",        "age_18_24", "restricted"};
    cj_error *error = NULL;
    output out;
    desk d;
    desk_new(*state, &d);
    record_text(&d, everything);
    record_text(&d, rest);
    sit_down(&d, *state, &controller);
    assert_ok(disclose(&d, NULL, &out, &error), error);
    assert_well_formed(&d, &out);
    for (size_t i = 0; i < CJI_COUNT(never); i++)
        assert_lacks(&out, never[i]);
    assert_has(&out, "<words>I was ill</words>");
    assert_has(&out, "<text review=\"free-text\">steadies</text>");
    assert_has(&out, "<emergency_contacts><redacted reason=\"safety\"/></emergency_contacts>");
    assert_has(&out, "<safety><redacted reason=\"safety\"/></safety>");
    assert_has(&out, "<who_involved><redacted reason=\"third_party\"/></who_involved>");
    assert_has(&out, "<change><redacted reason=\"third_party\"/></change>");
    assert_has(&out, "<their_input><redacted reason=\"third_party\"/></their_input>");
    assert_has(&out, "<feedback_text><redacted reason=\"third_party\"/></feedback_text>");
    cji_buf_fini(&out.text);
    desk_close(&d);
}

/* The same bytes come out as from a case that never had a victim in it. */
static void victims_leave_no_trace(void **state)
{
    static const char without[] = WRAP(
        BASE FRIEND HARMER SELF TOLD("told-friend", "normal", NEEDS, "fr.1", "Alex says so")
            TOLD("told-person", "normal", NEEDS, "the.person", "needs a room")
                TOLD("told-others", "third_party", NEEDS, "fr.1", "about Alex")
                    ACT("views", "views_recorded", "H", "02-13",
                        "<informed_by>told-person</informed_by><view_kinds>need</view_kinds><words>"
                        "I want work</words><confirmed_by_person>true</confirmed_by_person>"
                        "<invited>need</invited><invited>wants_involved</invited><wants_involved>"
                        "<who>Uncle Jo</who><relationship>uncle</relationship><scope>work</scope>"
                        "<may_contact>true</may_contact></wants_involved>")
                        CONTACTED DISPUTED("dispute1", "told-person", "the.person", "I have a room")
                            DISPUTED("dispute2", "told-person", "fr.1", "Alex disagrees"));
    const place *p = *state;
    cj_context *kept;
    cj_error *error = NULL;
    output with, bare;
    desk d;
    begin(p, &d);
    kept = cj_context_ref(d.ctx);
    assert_ok(disclose(&d, NULL, &with, &error), error);
    assert_lacks(&with, "victim");
    desk_close(&d);
    assert_int_equal(shell("rm -rf %s*", p->store), 0);
    desk_new(p, &d);
    record_text(&d, without);
    sit_down(&d, p, &controller);
    assert_ok(disclose(&d, NULL, &bare, &error), error);
    assert_int_equal(with.done.acts, bare.done.acts);
    assert_int_equal(with.done.withheld, bare.done.withheld);
    assert_string_equal(strstr(cji_buf_text(&with.text), "<notice>"),
                        strstr(cji_buf_text(&bare.text), "<notice>"));
    cji_buf_fini(&bare.text);
    cji_buf_fini(&with.text);
    desk_close(&d);
    cj_context_unref(kept);
}

static void every_disclosure_is_logged_or_refused(void **state)
{
    const place *p = *state;
    cj_error *error = NULL;
    cji_audit_entry entry;
    cji_arena arena;
    output out;
    uint64_t size;
    desk d;
    begin(p, &d);
    cji_arena_init(&arena, d.ctx);
    assert_ok(disclose(&d, "helpers", &out, &error), error);
    entry = entry_at(&d, cji_audit_size(d.store->log) - 1, &arena);
    assert_string_equal(entry.op, "disclose");
    assert_string_equal(entry.act, "case.disclose");
    assert_int_equal(entry.recip.n, 1);
    assert_string_not_equal(entry.recip.items[0], entry.subj.items[0]);
    assert_int_equal(entry.n, out.done.acts);
    cji_buf_fini(&out.text);
    /* A source of harm is refused, by the rule that would find it. */
    assert_int_equal(disclose(&d, "harm", &out, &error), CJ_E_CONDUCT);
    assert_int_equal(out.text.n, 0);
    assert_string_equal(cj_error_rule(error, cj_error_count(error) - 1), "source_of_harm_reached");
    entry = entry_at(&d, cji_audit_size(d.store->log) - 1, &arena);
    assert_string_equal(entry.op, "deny");
    assert_string_equal(entry.obj, "source_of_harm_reached");
    cj_error_unref(error);
    size = cji_audit_size(d.store->log);
    assert_int_equal(disclose(&d, "nobody", &out, NULL), CJ_E_REFERENCE);
    assert_int_equal(cj_session_disclose(d.session, "D", NULL, to_buf, &out.text, NULL, NULL),
                     CJ_E_NOT_FOUND);
    assert_int_equal(cji_audit_size(d.store->log), size);
    sit_down(&d, p, &worker);
    assert_int_equal(disclose(&d, NULL, &out, NULL), CJ_E_DENIED);
    cji_arena_fini(&arena);
    desk_close(&d);
}

static void an_erased_case_has_nothing(void **state)
{
    size_t erased = 0;
    cj_error *error = NULL;
    output out;
    desk d;
    begin(*state, &d);
    assert_erases(&d, "told-friend", 1);
    assert_ok(disclose(&d, NULL, &out, &error), error);
    assert_lacks(&out, "told-friend"); /* not even its id */
    cji_buf_fini(&out.text);
    assert_ok(erase(&d, "C", NULL, 0, CJ_CODE_ERASURE_REASON_COURT_ORDER, &erased, &error), error);
    assert_int_equal(disclose(&d, NULL, &out, NULL), CJ_E_ERASED);
    desk_close(&d);
}

static int with_memory(cj_context *ctx, void *user)
{
    const place *p = user;
    cj_error *error = NULL;
    output out;
    desk d;
    cj_status status = desk_open(ctx, p->store, &controller, &d, &error);
    if (status == CJ_OK) {
        status = disclose(&d, NULL, &out, &error);
        assert_true(status == CJ_OK || out.text.n == 0 || status == CJ_E_STOPPED);
        if (status == CJ_OK && out.text.status == CJ_OK)
            assert_non_null(strstr(cji_buf_text(&out.text) != NULL ? out.text.p : "</disclosure>",
                                   "</disclosure>"));
        cji_buf_fini(&out.text);
    }
    desk_close(&d);
    if (status != CJ_OK && status != CJ_E_MEMORY && status != CJ_E_LOG)
        fail_msg("status %d: %s", (int)status, last_problem(error));
    cj_error_unref(error);
    return status == CJ_OK;
}

static void memory_runs_out(void **state)
{
    desk d;
    begin(*state, &d);
    desk_close(&d);
    assert_true(fault_sweep(with_memory, *state) > 300);
}

#define test(f) cmocka_unit_test_setup_teardown(f, place_make, place_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(what_is_the_persons_is_shown),
        test(what_is_of_others_is_withheld),
        test(what_may_do_harm_is_withheld),
        test(victims_leave_no_trace),
        test(every_disclosure_is_logged_or_refused),
        test(an_erased_case_has_nothing),
        test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
