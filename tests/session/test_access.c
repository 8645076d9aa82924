/* SPDX-License-Identifier: MIT */
/* Access to cases in a store: what limits them and who is let in. */
#include "session/access_support.h"

static cj_status review_as(desk *d, const cj_identity *by, const char *id, int32_t result)
{
    cj_session *s = as(d, by);
    cj_error *error = NULL;
    cj_status status = cj_session_review_override(s, NULL, id, result, "read", NULL, &error);
    cj_error_unref(error);
    cj_session_unref(s);
    return status;
}

/* ---- limits ---------------------------------------------------------------------------------- */

static void a_restriction_lets_its_list_in(void **state)
{
    char id[37];
    desk d;
    world(*state, &d);
    assert_int_equal(limit_as(&d, &manager, CJ_CODE_LIMIT_RESTRICTION, "j.reyes", NULL, NULL, id),
                     CJ_OK);
    assert_int_equal(shows(&d, &worker), CJ_OK);
    assert_int_equal(shows(&d, &manager), CJ_E_DENIED); /* who set it is not on it */
    assert_int_equal(shows(&d, &stranger), CJ_E_DENIED);
    assert_int_equal(open_as(&d, &stranger, "C-2", CJ_OPEN_SHOW), CJ_OK);
    /* From outside it can still be limited, and lifted. */
    assert_int_equal(
        limit_as(&d, &manager, CJ_CODE_LIMIT_EXCLUSION, "x.stranger", NULL, NULL, NULL), CJ_OK);
    assert_int_equal(limit_as(&d, &worker, CJ_CODE_LIMIT_EXCLUSION, "m.okafor", NULL, NULL, NULL),
                     CJ_E_DENIED);
    assert_int_equal(shows(&d, &worker), CJ_OK);
    desk_close(&d);
}

static void days_are_inclusive_and_a_lapsed_list_opens_nothing(void **state)
{
    int64_t monday;
    desk d;
    world(*state, &d);
    monday = now_us;
    assert_int_equal(limit_as(&d, &manager, CJ_CODE_LIMIT_RESTRICTION, "j.reyes", "2026-03-03",
                              "2026-03-04", NULL),
                     CJ_OK);
    assert_int_equal(shows(&d, &stranger), CJ_OK);
    now_us = monday + 14 * INT64_C(3600000000) - 1; /* the last moment of that day */
    assert_int_equal(shows(&d, &stranger), CJ_OK);
    now_us++;
    assert_int_equal(shows(&d, &stranger), CJ_E_DENIED);
    assert_int_equal(shows(&d, &worker), CJ_OK);
    now_us += 2 * DAY_US - 1;
    assert_int_equal(shows(&d, &worker), CJ_OK);
    now_us++;
    assert_int_equal(shows(&d, &worker), CJ_E_DENIED);
    assert_int_equal(shows(&d, &stranger), CJ_E_DENIED);
    desk_close(&d);
}

static void a_limit_is_lifted_by_an_act(void **state)
{
    cj_session *s;
    cj_error *error = NULL;
    cj_limit again = CJ_LIMIT_INIT;
    const char *who = "x.stranger";
    char first[37], second[37];
    desk d;
    world(*state, &d);
    s = as(&d, &manager);
    assert_int_equal(
        limit_as(&d, &manager, CJ_CODE_LIMIT_RESTRICTION, "j.reyes", NULL, NULL, first), CJ_OK);
    assert_int_equal(cj_session_lift(s, "C-1", "a-1", "over", NULL, &error), CJ_E_NOT_FOUND);
    assert_int_equal(cj_session_lift(s, "C-1", NULL, "over", NULL, &error), CJ_E_MISUSE);
    again.limit = CJ_CODE_LIMIT_RESTRICTION;
    again.who = &who;
    again.nwho = 1;
    again.reason = "handed over";
    again.supersedes = first;
    assert_ok(cj_session_limit(s, "C-1", &again, second, &error), error);
    assert_int_equal(shows(&d, &worker), CJ_E_DENIED);
    assert_int_equal(shows(&d, &stranger), CJ_OK);
    assert_int_equal(cj_session_lift(s, "C-1", first, "over", NULL, &error), CJ_E_INTEGRITY);
    assert_ok(cj_session_lift(s, "C-1", second, "over", NULL, &error), error);
    assert_int_equal(shows(&d, &worker), CJ_OK);
    assert_int_equal(shows(&d, &manager), CJ_OK);
    cj_error_unref(error);
    cj_session_unref(s);
    desk_close(&d);
}

static void an_exclusion_wins(void **state)
{
    desk d;
    world(*state, &d);
    assert_int_equal(limit_as(&d, &manager, CJ_CODE_LIMIT_RESTRICTION, "j.reyes", NULL, NULL, NULL),
                     CJ_OK);
    assert_int_equal(limit_as(&d, &manager, CJ_CODE_LIMIT_EXCLUSION, "j.reyes", NULL, NULL, NULL),
                     CJ_OK);
    assert_int_equal(shows(&d, &worker), CJ_E_DENIED);
    assert_int_equal(break_as(&d, &worker, 60, NULL), CJ_E_DENIED);
    assert_int_equal(limit_as(&d, &manager, CJ_CODE_LIMIT_EXCLUSION, "m.okafor", NULL, NULL, NULL),
                     CJ_OK);
    assert_int_equal(limit_as(&d, &manager, CJ_CODE_LIMIT_EXCLUSION, "x.y", NULL, NULL, NULL),
                     CJ_E_DENIED); /* who is excluded does not set limits either */
    desk_close(&d);
}

static void an_unknown_name_is_barred_from_a_limited_case(void **state)
{
    char id[37];
    desk d;
    world(*state, &d);
    assert_int_equal(
        limit_as(&d, &manager, CJ_CODE_LIMIT_EXCLUSION, "a.excluded", NULL, NULL, NULL), CJ_OK);
    assert_int_equal(shows(&d, &worker), CJ_OK);
    assert_int_equal(shows(&d, &manager), CJ_OK);
    assert_int_equal(shows(&d, &stranger), CJ_E_DENIED);
    /* Breaking the glass, reviewing and limiting do not make a name known. */
    assert_int_equal(break_as(&d, &stranger, 60, id), CJ_OK);
    assert_int_equal(shows(&d, &stranger), CJ_OK);
    assert_int_equal(review_as(&d, &other_manager, id, CJ_CODE_OVERRIDE_RESULT_JUSTIFIED), CJ_OK);
    assert_int_equal(
        limit_as(&d, &other_manager, CJ_CODE_LIMIT_EXCLUSION, "b.excluded", NULL, NULL, NULL),
        CJ_OK);
    now_us += 61 * INT64_C(60000000);
    assert_int_equal(shows(&d, &stranger), CJ_E_DENIED);
    assert_int_equal(shows(&d, &other_manager), CJ_E_DENIED);
    desk_close(&d);
}

static void limits_that_make_no_sense(void **state)
{
    cj_limit limit = CJ_LIMIT_INIT;
    cj_session *s;
    cj_error *error = NULL;
    const char *who = "j.reyes", *bad = "two words";
    uint64_t size;
    desk d;
    world(*state, &d);
    s = as(&d, &manager);
    size = cji_audit_size(d.store->log);
    assert_int_equal(cj_session_limit(s, "C-1", NULL, NULL, &error), CJ_E_MISUSE);
    assert_int_equal(cj_session_limit(s, "C-1", &limit, NULL, &error), CJ_E_MISUSE);
    limit.who = &who;
    limit.nwho = 1;
    limit.reason = "r";
    assert_int_equal(cj_session_limit(s, "C-1", &limit, NULL, &error), CJ_E_VALUE_CODE);
    limit.limit = CJ_CODE_LIMIT_RESTRICTION;
    limit.from = (cj_date){20, CJ_PRECISION_DAY};
    limit.to = (cj_date){19, CJ_PRECISION_DAY};
    assert_int_equal(cj_session_limit(s, "C-1", &limit, NULL, &error), CJ_E_MISUSE);
    limit.to = (cj_date){0, 0};
    assert_int_equal(cj_session_limit(s, "C-9", &limit, NULL, &error), CJ_E_NOT_FOUND);
    limit.who = &bad;
    assert_int_equal(cj_session_limit(s, "C-1", &limit, NULL, &error), CJ_E_VALUE_ID);
    assert_int_equal(cj_session_override(s, "C-1", 1, (cj_time){now_us, 0, 4}, NULL, NULL, &error),
                     CJ_E_VALUE_RANGE);
    /* What could not be written would not be read again either. */
    assert_int_equal(
        cj_session_override(s, "C-1", 1, (cj_time){INT64_MAX / 2, 0, 4}, NULL, NULL, &error),
        CJ_E_VALUE_DATE);
    assert_int_equal(cj_session_review_override(s, NULL, "none", 1, "t", NULL, &error),
                     CJ_E_NOT_FOUND);
    assert_int_equal(cj_session_review_override(s, "C-1", "a-1", 1, "t", NULL, &error),
                     CJ_E_NOT_FOUND);
    assert_int_equal(cji_audit_size(d.store->log), size);
    cj_error_unref(error);
    cj_session_unref(s);
    desk_close(&d);
}

/* ---- breaking the glass ---------------------------------------------------------------------- */

static void glass_opens_for_a_time_and_is_in_the_log(void **state)
{
    char id[37], btg[CJI_SESSION_SUBJ];
    cji_arena arena;
    cji_audit_entry e;
    desk d;
    world(*state, &d);
    cji_arena_init(&arena, d.ctx);
    assert_int_equal(limit_as(&d, &manager, CJ_CODE_LIMIT_RESTRICTION, "j.reyes", NULL, NULL, NULL),
                     CJ_OK);
    assert_int_equal(break_as(&d, &stranger, 60, id), CJ_OK);
    e = entry_at(&d, cji_audit_size(d.store->log) - 2, &arena);
    assert_string_equal(e.act, "access_overridden");
    assert_non_null(e.btg);
    snprintf(btg, sizeof btg, "%s", e.btg);
    assert_int_equal(shows(&d, &stranger), CJ_OK);
    e = last_entry(&d, &arena);
    assert_string_equal(e.op, "consult");
    assert_string_equal(e.lao, "override");
    assert_string_equal(e.btg, btg);
    assert_int_equal(open_as(&d, &stranger, "C-1", CJ_OPEN_CHECK), CJ_OK);
    assert_int_equal(open_as(&d, &stranger, "C-1", CJ_OPEN_EXPORT), CJ_E_DENIED);
    assert_int_equal(shows(&d, &other_manager), CJ_E_DENIED); /* it is not theirs */
    assert_int_equal(shows(&d, &worker), CJ_OK);
    e = last_entry(&d, &arena);
    assert_string_equal(e.lao, "restricted");
    assert_null(e.btg);
    now_us += 60 * INT64_C(60000000);
    assert_int_equal(shows(&d, &stranger), CJ_OK); /* its last moment */
    now_us++;
    assert_int_equal(shows(&d, &stranger), CJ_E_DENIED);
    e = last_entry(&d, &arena);
    assert_string_equal(e.op, "deny");
    assert_string_equal(e.lao, "restricted");
    assert_int_equal(e.subj.n, 1);
    cji_arena_fini(&arena);
    desk_close(&d);
}

static void somebody_else_reviews_it(void **state)
{
    char id[37];
    desk d;
    world(*state, &d);
    assert_int_equal(limit_as(&d, &manager, CJ_CODE_LIMIT_RESTRICTION, "j.reyes", NULL, NULL, NULL),
                     CJ_OK);
    assert_int_equal(break_as(&d, &manager, 60, id), CJ_OK);
    assert_int_equal(review_as(&d, &manager, id, CJ_CODE_OVERRIDE_RESULT_JUSTIFIED),
                     CJ_E_INTEGRITY);
    assert_int_equal(review_as(&d, &worker, id, CJ_CODE_OVERRIDE_RESULT_JUSTIFIED), CJ_E_DENIED);
    assert_int_equal(shows(&d, &manager), CJ_OK);
    assert_int_equal(review_as(&d, &other_manager, id, CJ_CODE_OVERRIDE_RESULT_NOT_JUSTIFIED),
                     CJ_OK);
    assert_int_equal(shows(&d, &manager), CJ_E_DENIED); /* it still ran */
    desk_close(&d);
}

/* Acts that a file says: what it says of others is recorded, and opens nothing to them. */
static void file_act(desk *d, const cj_identity *by, const char *kind, const char *performer,
                     const char *body, cj_status want)
{
    char text[1200];
    cj_act *act = NULL;
    cj_error *error = NULL;
    cj_session *s = as(d, by);
    static int n;
    snprintf(text, sizeof text,
             "<act id=\"f-%d\" kind=\"%s\" handle=\"H-1\" occurred_at=\"2026-03-01T10:00+00:00\" "
             "occurred_precision=\"minute\" recorded_at=\"2026-03-01T10:05+00:00\" "
             "sensitivity=\"normal\"><performed_by><id>%s</id><role>practitioner</role>"
             "<org>northfield</org></performed_by>%s</act>",
             ++n, kind, performer, body);
    assert_ok(cj_act_read(d->ctx, NULL, text, strlen(text), &act, &error), error);
    assert_int_equal(cj_session_apply(s, "C-1", &act, 1, &error), want);
    cj_act_unref(act);
    cj_error_unref(error);
    cj_session_unref(s);
}

#define LIST(limit, who)                                                                           \
    "<limit>" limit "</limit><who><id>" who "</id><role>r</role><org>o</org></who>"                \
    "<from>2026-03-01</from><limit_reason>r</limit_reason>"

static void what_files_say(void **state)
{
    static const char glass[] = "<override_reason>arrest</override_reason>"
                                "<until>2027-03-01T10:00+00:00</until>";
    desk d;
    world(*state, &d);
    /* A file does not get past what the role may not do. */
    file_act(&d, &worker, "access_limited", "m.okafor", LIST("restriction", "j.reyes"),
             CJ_E_DENIED);
    file_act(&d, &worker, "override_reviewed", "m.okafor",
             "<override>any</override><review_result>justified</review_result>"
             "<review_text>t</review_text>",
             CJ_E_REFERENCE);
    assert_int_equal(shows(&d, &stranger), CJ_OK);
    assert_ok(cj_policy_add_file(d.policy, DATA "policy-limits.xml", NULL), NULL);
    file_act(&d, &worker, "access_limited", "m.okafor", LIST("restriction", "j.reyes"), CJ_OK);
    assert_int_equal(shows(&d, &stranger), CJ_E_DENIED);
    file_act(&d, &stranger, "access_overridden", "x.stranger", glass, CJ_E_DENIED);
    file_act(&d, &worker, "access_overridden", "x.stranger", glass, CJ_OK);
    assert_int_equal(shows(&d, &stranger), CJ_E_DENIED); /* it was not they who entered it */
    file_act(&d, &worker, "party_recorded", "j.reyes",
             "<party_id>harm</party_id><name>N</name><is_organisation>false</is_organisation>"
             "<party_role>source_of_harm</party_role>",
             CJ_OK);
    file_act(&d, &worker, "access_limited", "m.okafor", LIST("restriction", "harm"),
             CJ_E_INTEGRITY);
    file_act(&d, &worker, "access_limited", "m.okafor", LIST("exclusion", "harm"), CJ_OK);
    /* What a unit says of limits holds from the next one on. */
    file_act(&d, &worker, "access_limited", "m.okafor", LIST("exclusion", "j.reyes"), CJ_OK);
    file_act(&d, &worker, "access_limited", "m.okafor", LIST("restriction", "j.reyes"),
             CJ_E_DENIED);
    desk_close(&d);
}

/* Who was let in by an override records what happened, and does not let themselves in by it. */
static void an_override_gives_no_more_than_it_says(void **state)
{
    static const char party[] = "<party_id>%s</party_id><name>N</name>"
                                "<is_organisation>true</is_organisation>"
                                "<party_role>provider</party_role>";
    char body[400];
    cji_arena arena;
    cji_audit_entry e;
    desk d;
    world(*state, &d);
    cji_arena_init(&arena, d.ctx);
    assert_int_equal(limit_as(&d, &manager, CJ_CODE_LIMIT_EXCLUSION, "a.b", NULL, NULL, NULL),
                     CJ_OK);
    assert_int_equal(break_as(&d, &stranger, 60, NULL), CJ_OK);
    snprintf(body, sizeof body, party, "p-1");
    file_act(&d, &stranger, "party_recorded", "x.stranger", body, CJ_OK);
    e = entry_at(&d, cji_audit_size(d.store->log) - 2, &arena);
    assert_string_equal(e.act, "party_recorded");
    assert_string_equal(e.lao, "override");
    assert_non_null(e.btg);
    snprintf(body, sizeof body, party, "p-2");
    file_act(&d, &stranger, "party_recorded", "j.reyes", body, CJ_OK);
    file_act(&d, &stranger, "access_limited", "m.okafor", LIST("restriction", "x.stranger"),
             CJ_E_DENIED);
    file_act(&d, &stranger, "case_allocated", "m.okafor",
             "<allocated_to><id>x.stranger</id><role>r</role><org>o</org></allocated_to>"
             "<handover>h</handover><allocation_reason>absence</allocation_reason>",
             CJ_E_DENIED);
    e = last_entry(&d, &arena);
    assert_string_equal(e.op, "deny");
    assert_string_equal(e.lao, "override");
    now_us += 61 * INT64_C(60000000);
    assert_int_equal(shows(&d, &stranger), CJ_E_DENIED);
    /* Somebody else may name them, at any time. */
    file_act(&d, &worker, "case_allocated", "j.reyes",
             "<allocated_to><id>x.stranger</id><role>r</role><org>o</org></allocated_to>"
             "<handover>h</handover><allocation_reason>absence</allocation_reason>",
             CJ_OK);
    assert_int_equal(shows(&d, &stranger), CJ_OK);
    cji_arena_fini(&arena);
    desk_close(&d);
}

/* Whom an erased limit named is not known: it lets nobody in until it is replaced. */
static void an_erased_limit_does_not_open(void **state)
{
    static const char tombstone[] =
        "<tombstone id=\"gone\" kind=\"access_limited\" reason=\"retention_ended\"/></case>";
    cj_limit limit = CJ_LIMIT_INIT;
    cj_session *s;
    cji_buf file;
    cj_error *error = NULL;
    const char *who = "j.reyes";
    desk d;
    world(*state, &d);
    assert_ok(cj_policy_add_file(d.policy, DATA "policy-limits.xml", NULL), NULL);
    cji_buf_init(&file, d.ctx, 1 << 16);
    assert_ok(cji_file_read(d.ctx, DATA "case.xml", &file, NULL), NULL);
    cji_buf_text(&file);
    file.n = (size_t)(strstr(file.p, "</case>") - file.p);
    cji_buf_puts(&file, tombstone);
    assert_ok(cj_session_record(d.session, "x", file.p, file.n, NULL, NULL, &error), error);
    assert_int_equal(shows(&d, &worker), CJ_E_DENIED);
    assert_int_equal(shows(&d, &manager), CJ_E_DENIED);
    s = as(&d, &manager);
    assert_int_equal(cj_session_lift(s, "C-1", "gone", "r", NULL, &error), CJ_E_NOT_FOUND);
    limit.limit = CJ_CODE_LIMIT_RESTRICTION;
    limit.who = &who;
    limit.nwho = 1;
    limit.reason = "as before";
    limit.supersedes = "gone";
    assert_ok(cj_session_limit(s, "C-1", &limit, NULL, &error), error);
    assert_int_equal(shows(&d, &worker), CJ_OK);
    assert_int_equal(shows(&d, &manager), CJ_E_DENIED);
    cji_buf_fini(&file);
    cj_error_unref(error);
    cj_session_unref(s);
    desk_close(&d);
}

/* How a case names a worker is taken over. */
static void a_list_names_workers_as_the_case_does(void **state)
{
    cj_case *c = NULL;
    const cj_record *case_state = NULL, *limit = NULL, *actor = NULL;
    const char *role = "";
    cj_error *error = NULL;
    desk d;
    world(*state, &d);
    assert_int_equal(limit_as(&d, &manager, CJ_CODE_LIMIT_RESTRICTION, "j.reyes", NULL, NULL, NULL),
                     CJ_OK);
    assert_int_equal(
        limit_as(&d, &other_manager, CJ_CODE_LIMIT_RESTRICTION, "new.one", NULL, NULL, NULL),
        CJ_OK);
    assert_ok(cj_session_open_case(d.session, "C-1", CJ_OPEN_SHOW, &c, &error), error);
    assert_ok(cj_case_state(c, &case_state, &error), error);
    assert_int_equal(cj_count(case_state, CJ_FIELD_LIMITS), 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(cj_get_record(case_state, CJ_FIELD_LIMITS, i, &limit), CJ_OK);
        assert_int_equal(cj_get_record(limit, CJ_FIELD_WHO, 0, &actor), CJ_OK);
        assert_int_equal(cj_get_text(actor, CJ_FIELD_ROLE, 0, &role), CJ_OK);
        assert_string_equal(role, i == 0 ? "practitioner" : "staff");
    }
    cj_case_unref(c);
    desk_close(&d);
}

/* ---- what a policy may want ------------------------------------------------------------------ */

static void overlay(desk *d, const char *element)
{
    char text[600];
    cj_error *error = NULL;
    snprintf(text, sizeof text,
             "<policy id=\"over\" version=\"1\" xmlns=\"urn:cjustice:policy:1\">%s</policy>",
             element);
    assert_ok(cji_policy_add_memory(d->policy, "over", text, strlen(text), &error), error);
}

static void a_relation_may_be_wanted(void **state)
{
    static const cj_identity officer = {sizeof(cj_identity), "x.officer", "practitioner",
                                        "northfield", "supervision"};
    desk d;
    world(*state, &d);
    overlay(&d, "<switch name=\"relationship-required\" roles=\"practitioner\" citation=\"c\" "
                "standing=\"s\"/>");
    assert_int_equal(shows(&d, &worker), CJ_OK);
    assert_int_equal(shows(&d, &officer), CJ_E_DENIED);
    assert_int_equal(shows(&d, &stranger), CJ_E_DENIED);
    assert_int_equal(shows(&d, &other_manager), CJ_OK); /* the switch is not for them */
    file_act(
        &d, &worker, "order_recorded", "j.reyes",
        "<order_type>community_order</order_type><made_on>2026-01-02</made_on>"
        "<ends_on>2026-03-02</ends_on><responsible_officer><id>x.officer</id><role>r</role>"
        "<org>o</org></responsible_officer><requirements><req_id>r1</req_id>"
        "<req_type>supervision</req_type><terms>t</terms>"
        "<is_intervention>false</is_intervention><from>2026-01-02</from></requirements>"
        "<order_doc><uri>urn:x</uri><media_type>text/plain</media_type><sha256>"
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad</sha256></order_doc>",
        CJ_OK);
    assert_int_equal(shows(&d, &officer), CJ_OK);
    assert_int_equal(break_as(&d, &stranger, 60, NULL), CJ_OK);
    assert_int_equal(shows(&d, &stranger), CJ_OK);
    now_us += DAY_US;
    assert_int_equal(shows(&d, &officer), CJ_E_DENIED); /* the order has ended */
    assert_int_equal(shows(&d, &stranger), CJ_E_DENIED);
    assert_int_equal(
        limit_as(&d, &manager, CJ_CODE_LIMIT_RESTRICTION, "x.stranger", NULL, NULL, NULL), CJ_OK);
    assert_int_equal(shows(&d, &stranger), CJ_OK); /* a list names who is wanted */
    assert_int_equal(shows(&d, &worker), CJ_E_DENIED);
    desk_close(&d);
}

static void an_override_may_have_its_longest(void **state)
{
    desk d;
    world(*state, &d);
    overlay(&d, "<value name=\"override_limit\" days=\"2\" citation=\"c\" standing=\"s\"/>");
    assert_int_equal(limit_as(&d, &manager, CJ_CODE_LIMIT_RESTRICTION, "j.reyes", NULL, NULL, NULL),
                     CJ_OK);
    assert_int_equal(break_as(&d, &stranger, 3 * 24 * 60, NULL), CJ_E_INTEGRITY);
    assert_int_equal(shows(&d, &stranger), CJ_E_DENIED);
    assert_int_equal(break_as(&d, &stranger, 2 * 24 * 60, NULL), CJ_OK);
    assert_int_equal(shows(&d, &stranger), CJ_OK);
    desk_close(&d);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_drop)
    const struct CMUnitTest tests[] = {
        TEST(a_restriction_lets_its_list_in),
        TEST(days_are_inclusive_and_a_lapsed_list_opens_nothing),
        TEST(a_limit_is_lifted_by_an_act),
        TEST(an_exclusion_wins),
        TEST(an_unknown_name_is_barred_from_a_limited_case),
        TEST(limits_that_make_no_sense),
        TEST(glass_opens_for_a_time_and_is_in_the_log),
        TEST(somebody_else_reviews_it),
        TEST(what_files_say),
        TEST(an_override_gives_no_more_than_it_says),
        TEST(an_erased_limit_does_not_open),
        TEST(a_list_names_workers_as_the_case_does),
        TEST(a_relation_may_be_wanted),
        TEST(an_override_may_have_its_longest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
