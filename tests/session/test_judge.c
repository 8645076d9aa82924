/* SPDX-License-Identifier: MIT */
/* Judgements in a store: who may make them, on which acts, and what they change. */
#include "session/judge_support.h"

#define OUTCOME_OF(id, by)                                                                         \
    ACT(id, "outcome_recorded", "PL", "02-04",                                                     \
        "<of>plan</of><outcome>countersigned</outcome><by>" by "</by>"                             \
        "<at>2026-02-04T10:00Z</at>")
#define CHECKED                                                                                    \
    ACT("check", "record_checked", "H", "03-01",                                                   \
        "<checked><acts>need</acts></checked><check_aspects>accuracy</check_aspects>"              \
        "<compared_with><text>the letter</text></compared_with><check_result>ok</check_result>")
#define DISPUTED                                                                                   \
    ACT("dispute", "complaint_or_dispute_recorded", "H", "03-01",                                  \
        "<by>the.person</by><complaint_kind>record_disputed</complaint_kind><complaint_about>"     \
        "<act>views</act></complaint_about><words>w</words>"                                       \
        "<handled_by><id>m.one</id><role>manager</role><org>own</org></handled_by>")

/* ---- nobody judges their own work, and nobody decides who is no assessor --------------------- */

static void the_candidate_is_refused_for_every_item(void **state)
{
    office o;
    size_t items = 0;
    uint64_t size;
    office_open(*state, &o);
    office_add(&o, "A", BASE VIEWS("w"), NULL);
    size = cji_audit_size(o.d.store->log);
    for (size_t s = 0; s < cj_catalogue_count(o.catalogue); s++) {
        const cj_standard *standard = cj_catalogue_at(o.catalogue, s);
        const char *urn = cj_standard_urn(standard);
        for (size_t i = 0; i < cj_standard_item_count(standard); i++, items++) {
            const char *item = cj_item_address(cj_standard_item(standard, i));
            assert_refused(&o, &own_assessor,
                           finding(&o, urn, item, "met", "observation", "A/views"), CJ_E_INTEGRITY,
                           "own work");
        }
        for (size_t i = 0; i < cj_standard_meta_count(standard, CJ_NOS_EXPECTATION); i++)
            assert_refused(&o, &own_assessor,
                           finding(&o, urn,
                                   cj_standard_meta_attr(standard, CJ_NOS_EXPECTATION, i, "id"),
                                   "met", "observation", NULL),
                           CJ_E_INTEGRITY, "own work");
        assert_refused(&o, &own_assessor, decision(&o, urn, "competent"), CJ_E_INTEGRITY,
                       "own work");
    }
    assert_int_equal(items, 124 + 26 + 91 + 10);
    assert_int_equal(cji_audit_size(o.d.store->log), size);
    assert_int_equal(stream_size(&o), 0);
    office_close(&o);
}

static void only_an_assessor_decides(void **state)
{
    static const cj_identity *const others[] = {&one, &two, &manager, &auditor, &iqa};
    cj_report *report = NULL;
    office o;
    office_open(*state, &o);
    office_add(&o, "A", BASE VIEWS("w"), NULL);
    for (size_t i = 0; i < CJI_COUNT(others); i++) {
        uint64_t size = cji_audit_size(o.d.store->log);
        assert_refused(&o, others[i], decision(&o, "SFJED1", "competent"), CJ_E_DENIED, "judge");
        assert_int_equal(cji_audit_size(o.d.store->log), size + 1);
        assert_refused(&o, others[i], finding(&o, "SFJED1", "P7", "met", "product", "views"),
                       CJ_E_DENIED, "judge");
    }
    report = check_of(&o, &one);
    assert_int_equal(cj_count(cj_report_record(report), CJ_FIELD_DECISION), 0);
    cj_report_unref(report);
    assert_judged(&o, &assessor, decision(&o, "SFJED1", "not_yet_competent"));
    report = check_of(&o, &one);
    assert_int_equal(cj_count(cj_report_record(report), CJ_FIELD_DECISION), 1);
    cj_report_unref(report);
    office_close(&o);
}

/* ---- who had a part in what is cited --------------------------------------------------------- */

static void an_assessor_with_a_part_in_it_is_refused(void **state)
{
    office o;
    cj_session *entering = NULL;
    cj_error *error = NULL;
    desk own;
    office_open(*state, &o);
    office_add(&o, "A", BASE CHECKED, "check");
    office_add(&o, "B", BASE PLAN("plan", "02-03", "1") OUTCOME_OF("sign", "p.two"), "sign");
    office_add(&o, "C", BASE ORDER_TWO PLAN("plan", "02-03", "1") OUTCOME_OF("sign", "p.two"),
               NULL);
    office_add(&o, "D", BASE VIEWS("w"), NULL);
    assert_ok(cj_session_new(o.d.store, o.d.policy, &two, &entering, &error), error);
    own = o.d; /* p.two enters what p.one performed */
    o.d.session = entering;
    office_add(&o, "E", BASE VIEWS("w"), NULL);
    o.d = own;
    cj_session_unref(entering);
    /* performed (a kind that counts for p.one by its nature), countersigned, named as who did */
    assert_refused(&o, &assessor_two, finding(&o, "SFJED1", "P12", "met", "product", "A/check"),
                   CJ_E_INTEGRITY, "performed, signed or answered by the assessor");
    assert_refused(&o, &assessor_two, finding(&o, "SFJED1", "P16", "met", "product", "B/plan"),
                   CJ_E_INTEGRITY, "performed, signed or answered by the assessor");
    assert_refused(&o, &assessor_two, finding(&o, "SFJED1", "P16", "met", "product", "C/plan"),
                   CJ_E_INTEGRITY, "performed, signed or answered by the assessor");
    assert_refused(&o, &assessor_two, finding(&o, "SFJED1", "P7", "met", "product", "E/views"),
                   CJ_E_INTEGRITY, "entered by the assessor");
    assert_refused(&o, &assessor_two,
                   finding(&o, "SFJED1", "P7", "insufficient", "product", "D/views E/views"),
                   CJ_E_INTEGRITY, "entered by the assessor");
    assert_int_equal(stream_size(&o), 0);
    /* a decision rests on what its findings cite */
    assert_judged(&o, &assessor, finding(&o, "SFJED1", "P7", "met", "product", "E/views"));
    assert_refused(&o, &assessor_two, decision(&o, "SFJED1", "competent"), CJ_E_INTEGRITY,
                   "entered by the assessor");
    assert_judged(&o, &assessor, decision(&o, "SFJED1", "competent"));
    assert_judged(&o, &assessor_two, finding(&o, "SFJED1", "P7", "met", "product", "D/views"));
    office_close(&o);
}

static void what_is_cited_is_looked_at(void **state)
{
    const char *allowed = "p.two";
    cj_limit limit = CJ_LIMIT_INIT;
    cj_session *s = NULL;
    cj_report *report;
    cj_error *error = NULL;
    uint64_t size;
    office o;
    office_open(*state, &o);
    office_add(&o, "A", BASE VIEWS("w") RIGHTS("r", "02-01"), NULL);
    office_add(&o, "B", BASE VIEWS("w"), "views");
    assert_refused(&o, &assessor, finding(&o, "SFJED1", "P7", "met", "product", "nothing"),
                   CJ_E_NOT_FOUND, "no act nothing");
    assert_refused(&o, &assessor, finding(&o, "SFJED1", "P7", "met", "product", "A/nothing"),
                   CJ_E_NOT_FOUND, "act nothing of case A is not there");
    assert_refused(&o, &assessor, finding(&o, "SFJED1", "P7", "met", "product", "X/views"),
                   CJ_E_NOT_FOUND, "no case X");
    assert_refused(&o, &assessor, finding(&o, "SFJED1", "P7", "met", "product", "views"),
                   CJ_E_CONFLICT, "case A and case B have an act views");
    assert_refused(&o, &assessor, finding(&o, "SFJED1", "P7", "met", "product", "B/views"),
                   CJ_E_INTEGRITY, "is not the work of p.one");
    assert_refused(&o, &assessor, finding(&o, "SFJED1", "P7", "met", "product", NULL),
                   CJ_E_INTEGRITY, "none is cited");
    assert_refused(&o, &assessor, finding(&o, "SFJED1", "P99", "met", "product", "A/views"),
                   CJ_E_NOT_FOUND, "has no P99");
    assert_refused(&o, &assessor, finding(&o, "SFJXX1", "P7", "met", "product", "A/views"),
                   CJ_E_NOT_FOUND, "no standard SFJXX1");
    office_add(&o, "A",
               ACT_AT("views-2", "views_recorded", "H", "2026-01-20T10:00Z",
                      " supersedes=\"views\"",
                      "<supersede_reason>r</supersede_reason><view_kinds>need</view_kinds>"
                      "<words>w</words><confirmed_by_person>true</confirmed_by_person>"
                      "<invited>need</invited>"),
               NULL);
    assert_refused(&o, &assessor, finding(&o, "SFJED1", "P7", "met", "product", "A/views"),
                   CJ_E_INTEGRITY, "superseded");
    assert_judged(&o, &assessor, finding(&o, "SFJ ED1", "P1", "met", "product", "r"));
    report = check_of(&o, &assessor);
    assert_int_equal(cj_count(row_of(report, "P1"), CJ_FIELD_FINDING), 1);
    cj_report_unref(report);
    /* into a case that is barred nobody looks, and that is in the log */
    limit.limit = CJ_CODE_LIMIT_RESTRICTION;
    limit.who = &allowed;
    limit.nwho = 1;
    limit.reason = "a threat";
    assert_ok(cj_session_new(o.d.store, o.d.policy, &manager, &s, &error), error);
    assert_ok(cj_session_limit(s, "A", &limit, NULL, &error), error);
    cj_session_unref(s);
    size = cji_audit_size(o.d.store->log);
    assert_refused(&o, &assessor, finding(&o, "SFJED1", "P1", "not_met", "product", "A/r"),
                   CJ_E_DENIED, "check is denied");
    assert_int_equal(cji_audit_size(o.d.store->log), size + 1);
    assert_refused(&o, &assessor, finding(&o, "SFJED1", "P1", "not_met", "product", "r"),
                   CJ_E_NOT_FOUND, "no act r");
    office_close(&o);
}

static void what_speaks_against_it_is_acknowledged(void **state)
{
    cj_act *act;
    uint64_t size;
    office o;
    office_open(*state, &o);
    office_add(&o, "A", BASE VIEWS("w") DISPUTED, NULL);
    size = cji_audit_size(o.d.store->log);
    assert_refused(&o, &assessor, finding(&o, "SFJED1", "P7", "met", "product", "views"),
                   CJ_E_INTEGRITY, "act dispute of case A speaks against P7");
    assert_int_equal(cji_audit_size(o.d.store->log), size);
    assert_int_equal(stream_size(&o), 0);
    /* what finds against the work is heard at once */
    assert_judged(&o, &assessor, finding(&o, "SFJED1", "P7", "insufficient", "product", "views"));
    act = finding(&o, "SFJED1", "P7", "met", "product", "views");
    acknowledge(act, NULL, "dispute");
    assert_judged(&o, &assessor, act);
    /* an id that two cases have says not which */
    office_add(&o, "B", BASE VIEWS("w") DISPUTED, NULL);
    for (int named = 0; named < 2; named++) {
        act = finding(&o, "SFJED1", "P7", "met", "product", "A/views");
        acknowledge(act, named != 0 ? "A" : NULL, "dispute");
        acknowledge(act, named != 0 ? "B" : NULL, "dispute");
        acknowledge(act, NULL, "views"); /* of B, recorded after the finding before */
        if (named != 0)
            assert_judged(&o, &assessor, act);
        else
            assert_refused(&o, &assessor, act, CJ_E_INTEGRITY, "act dispute of case B");
    }
    office_close(&o);
}

/* ---- what it changes ------------------------------------------------------------------------- */

/* The example case, as if p.one had done all that its worker did. */
#define EXAMPLE "AM-2025-0417"
static void add_example(office *o)
{
    static const char worker_id[] = "p.adeyemi";
    cji_buf file, text;
    cj_error *error = NULL;
    const char *from, *found;
    cji_buf_init(&file, o->d.ctx, 1 << 20);
    cji_buf_init(&text, o->d.ctx, 1 << 20);
    assert_ok(cji_file_read(o->d.ctx, "examples/case-package.xml", &file, &error), error);
    from = cji_buf_text(&file);
    while ((found = strstr(from, worker_id)) != NULL) {
        cji_buf_put(&text, from, (size_t)(found - from));
        cji_buf_puts(&text, "p.one");
        from = found + sizeof worker_id - 1;
    }
    cji_buf_puts(&text, from);
    assert_ok(cj_session_record(o->d.session, "e", text.p, text.n, NULL, NULL, &error), error);
    cj_error_unref(error);
    cji_buf_fini(&file);
    cji_buf_fini(&text);
}

/* Each criterion that waits is found met, and then each finding is taken back. */
static void found_met_and_withdrawn(void **state)
{
    cj_report *before, *after;
    char ids[64][40];
    size_t n = 0, waiting = 0;
    office o;
    office_open(*state, &o);
    add_example(&o);
    before = check_of(&o, &assessor);
    for (size_t i = 0; i < cj_count(cj_report_record(before), CJ_FIELD_CRITERIA); i++) {
        const cj_record *row = NULL, *evidence = NULL;
        const char *item = "", *id = "";
        char cite[100];
        cj_act *act;
        (void)cj_get_record(cj_report_record(before), CJ_FIELD_CRITERIA, i, &row);
        (void)cj_get_text(row, CJ_FIELD_ITEM, 0, &item);
        if (strcmp(verdict_of(before, item), "awaiting_judgement") != 0)
            continue;
        waiting++;
        assert_int_equal(cj_get_record(row, CJ_FIELD_EVIDENCE, 0, &evidence), CJ_OK);
        (void)cj_get_text(evidence, CJ_FIELD_ACT, 0, &id);
        snprintf(cite, sizeof cite, EXAMPLE "/%s", id);
        act = finding(&o, "SFJED1", item, "met", "observation", cite);
        acknowledge_all(act, row);
        cj_act_ref(act);
        assert_judged(&o, &assessor, act);
        (void)cj_get_text(cj_act_view(act), CJ_FIELD_ACT_ID, 0, &id);
        snprintf(ids[n++], sizeof ids[0], "%s", id);
        cj_act_unref(act);
    }
    assert_true(waiting > 8);
    after = check_of(&o, &one);
    for (size_t i = 0; i < cj_count(cj_report_record(before), CJ_FIELD_CRITERIA); i++) {
        const cj_record *row = NULL;
        const char *item = "", *was;
        (void)cj_get_record(cj_report_record(before), CJ_FIELD_CRITERIA, i, &row);
        (void)cj_get_text(row, CJ_FIELD_ITEM, 0, &item);
        was = verdict_of(before, item);
        assert_string_equal(verdict_of(after, item),
                            strcmp(was, "awaiting_judgement") == 0 ? "evidenced" : was);
    }
    cj_report_unref(after);
    for (size_t i = 0; i < n; i++) {
        assert_refused(&o, &assessor_two, withdrawal(&o, ids[i]), CJ_E_INTEGRITY,
                       "withdrawn by its assessor");
        assert_refused(&o, &one, withdrawal(&o, ids[i]), CJ_E_DENIED, "withdraw-judgement");
        assert_judged(&o, &assessor, withdrawal(&o, ids[i]));
    }
    after = check_of(&o, &one);
    assert_same_verdicts(before, after);
    assert_int_equal(stream_size(&o), 2 * n);
    cj_report_unref(after);
    cj_report_unref(before);
    office_close(&o);
}

/* What was entered after a judgement and happened before it was not seen by the assessor. */
static void a_late_record_is_flagged(void **state)
{
    cj_report *report;
    office o;
    office_open(*state, &o);
    office_add(&o, "A", BASE VIEWS("w"), NULL);
    assert_judged(&o, &assessor, finding(&o, "SFJED1", "P7", "met", "product", "views"));
    report = check_of(&o, &one);
    assert_string_equal(verdict_of(report, "P7"), "evidenced"); /* also of one case alone */
    assert_false(mentions(&o.d, report, "recorded after the judgement"));
    cj_report_unref(report);
    office_add(&o, "B", BASE VIEWS("w"), NULL);
    report = check_of(&o, &one);
    assert_true(mentions(&o.d, report, "recorded after the judgement"));
    cj_report_unref(report);
    assert_refused(&o, &assessor, finding(&o, "SFJED1", "P7", "met", "product", "A/views"),
                   CJ_E_INTEGRITY, "act views of case B speaks against P7");
    office_close(&o);
}

static void assured_and_appealed(void **state)
{
    cj_report *report;
    cj_act *act;
    const char *id = "";
    char judgement[40];
    office o;
    office_open(*state, &o);
    office_add(&o, "A", BASE VIEWS("w"), NULL);
    assert_refused(&o, &one, appeal(&o, "j", "q.one"), CJ_E_NOT_FOUND, "nothing was judged");
    act = finding(&o, "SFJED1", "P7", "not_met", "product", "views");
    cj_act_ref(act);
    assert_judged(&o, &assessor, act);
    (void)cj_get_text(cj_act_view(act), CJ_FIELD_ACT_ID, 0, &id);
    snprintf(judgement, sizeof judgement, "%s", id);
    cj_act_unref(act);
    report = check_of(&o, &one);
    assert_string_equal(verdict_of(report, "P7"), "not_evidenced");
    cj_report_unref(report);
    assert_refused(&o, &assessor, assurance(&o, judgement), CJ_E_DENIED, "assure");
    assert_judged(&o, &iqa, assurance(&o, judgement));
    assert_refused(&o, &two, appeal(&o, judgement, "q.one"), CJ_E_INTEGRITY, "the candidate who");
    assert_refused(&o, &one, appeal(&o, judgement, "a.one"), CJ_E_INTEGRITY,
                   "other than the assessor");
    act = appeal(&o, judgement, "q.one");
    cj_act_ref(act);
    assert_judged(&o, &one, act);
    (void)cj_get_text(cj_act_view(act), CJ_FIELD_ACT_ID, 0, &id);
    report = check_of(&o, &one);
    assert_true(mentions(&o.d, report, id)); /* appealed, and it stands until it is withdrawn */
    assert_string_equal(verdict_of(report, "P7"), "not_evidenced");
    cj_report_unref(report);
    assert_refused(&o, &assessor, answer(&o, id, "refused"), CJ_E_INTEGRITY, "named to handle it");
    assert_judged(&o, &iqa, answer(&o, id, "granted"));
    assert_judged(&o, &iqa, withdrawal(&o, judgement));
    cj_act_unref(act);
    report = check_of(&o, &one);
    assert_string_equal(verdict_of(report, "P7"), "partly_evidenced"); /* one case, by the record */
    cj_report_unref(report);
    office_close(&o);
}

/* The session is who judges, whatever the act says. */
static void in_nobody_elses_name(void **state)
{
    cj_act *act;
    cj_record *actor = NULL;
    cj_error *error = NULL;
    office o;
    office_open(*state, &o);
    office_add(&o, "A", BASE VIEWS("w"), NULL);
    act = finding(&o, "SFJED1", "P7", "met", "product", "views");
    assert_ok(cj_add_record(cj_act_record(act), CJ_FIELD_PERFORMED_BY, &actor, &error), error);
    assert_ok(cj_add_text(actor, CJ_FIELD_ID, "a.two", CJ_ZT, &error), error);
    assert_ok(cj_add_text(actor, CJ_FIELD_ROLE, "assessor", CJ_ZT, &error), error);
    assert_ok(cj_add_text(actor, CJ_FIELD_ORG, "own", CJ_ZT, &error), error);
    assert_refused(&o, &assessor, act, CJ_E_INTEGRITY, "a session of their own");
    assert_ok(cj_act_new(o.d.ctx, CJ_ACT_CASE_CLOSED, &act, &error), error);
    assert_refused(&o, &assessor, act, CJ_E_MISUSE, "no act of a practitioner's stream");
    office_close(&o);
}

/* What was judged is written down as the log has committed to it. */
static void what_was_judged_is_committed_to(void **state)
{
    cj_case *stream = NULL;
    cj_session *s = NULL;
    cj_error *error = NULL;
    const cj_record *sampled = NULL, *candidate = NULL;
    const char *com = "", *org = "";
    cji_arena arena;
    cji_audit_entry e;
    uint64_t at;
    cj_act *act;
    office o;
    office_open(*state, &o);
    at = cji_audit_size(o.d.store->log);
    office_add(&o, "A", OPENED, NULL);
    office_add(&o, "A", PARTY, NULL);
    act = finding(&o, "SFJED1", "P7", "insufficient", "product", "party");
    cj_act_ref(act);
    assert_judged(&o, &assessor, act);
    assert_judged(&o, &assessor, act); /* recognised */
    assert_int_equal(stream_size(&o), 1);
    assert_ok(cj_session_new(o.d.store, o.d.policy, &one, &s, &error), error);
    assert_ok(cj_session_open_judgements(s, "p.one", &stream, &error), error);
    act = cj_act_ref((cj_act *)(uintptr_t)cj_case_act_at(stream, 0));
    assert_int_equal(cj_get_record(cj_act_view(act), CJ_FIELD_SAMPLED, 0, &sampled), CJ_OK);
    assert_int_equal(cj_get_record(cj_act_view(act), CJ_FIELD_CANDIDATE, 0, &candidate), CJ_OK);
    (void)cj_get_text(sampled, CJ_FIELD_COMMITMENT, 0, &com);
    (void)cj_get_text(candidate, CJ_FIELD_ORG, 0, &org);
    assert_string_equal(org, "own");
    cji_arena_init(&arena, o.d.ctx);
    e = entry_at(&o.d, at + 2, &arena); /* behind the intent and outcome of the first unit */
    assert_string_equal(e.act, "party_recorded");
    assert_string_equal(e.com, com);
    cji_arena_fini(&arena);
    cj_act_unref(act);
    cj_case_unref(stream);
    cj_session_unref(s);
    office_close(&o);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_candidate_is_refused_for_every_item),
        TEST(only_an_assessor_decides),
        TEST(an_assessor_with_a_part_in_it_is_refused),
        TEST(what_is_cited_is_looked_at),
        TEST(what_speaks_against_it_is_acknowledged),
        TEST(found_met_and_withdrawn),
        TEST(a_late_record_is_flagged),
        TEST(assured_and_appealed),
        TEST(in_nobody_elses_name),
        TEST(what_was_judged_is_committed_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
