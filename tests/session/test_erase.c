/* SPDX-License-Identifier: MIT */
/* Erasure: nothing is left in any file, and the log still verifies. */
#include "session/erase_support.h"

/* ---- tests ----------------------------------------------------------------------------------- */

static void a_whole_case_leaves_nothing(void **state)
{
    const place *p = *state;
    planted *m = calloc(1, sizeof *m);
    char where[300];
    cj_error *error = NULL;
    const char *id;
    size_t erased = 0, acts, tombstones = 0;
    int32_t kind = 0, reason = 0;
    cj_case *c;
    desk d;
    desk_new(p, &d);
    sit_down(&d, p, &controller); /* who records, too: so that the WAL has all of it */
    fill(&d, m);
    assert_non_null(find_in(p->root, m, where)); /* the scan can find them */
    c = open_case(&d, EXAMPLE_ID);
    acts = cj_case_act_count(c);
    cj_case_unref(c);
    assert_ok(erase(&d, EXAMPLE_ID, NULL, 0, CJ_CODE_ERASURE_REASON_COURT_ORDER, &erased, &error),
              error);
    assert_int_equal(erased, acts);
    assert_clean(p->root, m); /* with the store open: its WAL too */
    c = open_case(&d, EXAMPLE_ID);
    assert_int_equal(cj_case_act_count(c), acts + 1);
    for (size_t i = 0; i < acts; i++) {
        assert_ok(cj_case_tombstone_at(c, i, &id, &kind, &reason), NULL);
        assert_int_equal(reason, CJ_CODE_ERASURE_REASON_COURT_ORDER);
        tombstones++;
    }
    assert_int_equal(tombstones, acts);
    assert_int_equal(cj_case_tombstone_at(c, acts, &id, &kind, &reason), CJ_E_NOT_FOUND);
    assert_int_equal(cj_act_kind(cj_case_act_at(c, acts)), CJ_ACT_ERASED);
    cj_case_unref(c);
    c = open_case(&d, "aa1");
    assert_int_equal(cj_case_act_count(c), 3); /* others are untouched */
    cj_case_unref(c);
    assert_ok(erase(&d, EXAMPLE_ID, NULL, 0, CJ_CODE_ERASURE_REASON_COURT_ORDER, &erased, &error),
              error);
    assert_int_equal(erased, 0); /* once is enough */
    desk_close(&d);
    assert_clean(p->root, m);
    assert_verdict(p->store, CJ_AUDIT_CONSISTENT, NULL);
    cj_error_unref(error);
    free(m);
}

/* The case reads although rules that the later acts met cannot be asked any more. */
static void acts_go_one_by_one(void **state)
{
    const place *p = *state;
    cji_buf out;
    cj_context *ctx = NULL;
    cj_case *c, *copy = NULL;
    cj_error *error = NULL;
    desk d;
    begin_leaning(p, &d);
    assert_erases(&d, "plan", 1); /* agreed cites its version */
    assert_erases(&d, "order", 1);
    assert_erases(&d, "f1", 1);
    assert_erases(&d, "goal", 1);
    assert_erases(&d, "goal", 0);
    c = open_case(&d, "C");
    assert_null(cj_case_act_find(c, "plan"));
    assert_non_null(cj_case_act_find(c, "agreed"));
    cj_case_unref(c);
    sit_down(&d, p, &worker);
    export_case(&d, "C", &out); /* and what is exported is read by others */
    assert_ok(cj_context_new(NULL, &ctx, NULL), NULL);
    assert_ok(cj_case_new(ctx, NULL, &copy, &error), error);
    assert_ok(cj_case_read(copy, NULL, out.p, out.n, &error), error);
    cj_case_unref(copy);
    cj_error_unref(error);
    cj_context_unref(ctx);
    cji_buf_fini(&out);
    record_text(&d, leaning); /* nothing comes back */
    c = open_case(&d, "C");
    assert_null(cj_case_act_find(c, "plan"));
    cj_case_unref(c);
    desk_close(&d);
    assert_verdict(p->store, CJ_AUDIT_CONSISTENT, NULL);
}

/* The wrong version would count again; alone, it may go. */
static void a_correction_takes_what_it_corrected(void **state)
{
    const place *p = *state;
    cj_case *c;
    desk d;
    begin_leaning(p, &d);
    assert_erases(&d, "c2", 2);
    c = open_case(&d, "C");
    assert_null(cj_case_act_find(c, "c1"));
    cj_case_unref(c);
    desk_close(&d);
    assert_int_equal(shell("rm -rf %s*", p->store), 0);
    begin_leaning(p, &d);
    assert_erases(&d, "c1", 1);
    c = open_case(&d, "C");
    assert_non_null(cj_case_act_find(c, "c2"));
    cj_case_unref(c);
    desk_close(&d);
    assert_verdict(p->store, CJ_AUDIT_CONSISTENT, NULL);
}

static void what_cannot_be_erased(void **state)
{
    const place *p = *state;
    const char *both[] = {"plan", "nothing"};
    const int32_t error_made = CJ_CODE_ERASURE_REASON_RECORDED_IN_ERROR;
    size_t erased = 99;
    char saying[64] = "";
    cj_case *c;
    desk d;
    begin_leaning(p, &d);
    assert_refuses(&d, "C", "nothing", error_made, CJ_E_NOT_FOUND);
    assert_refuses(&d, "D", NULL, error_made, CJ_E_NOT_FOUND);
    assert_refuses(&d, "C", "opened", error_made, CJ_E_INTEGRITY);
    assert_refuses(&d, "C", "plan", 0, CJ_E_VALUE_CODE);
    assert_refuses(&d, "C", "plan", 6, CJ_E_VALUE_CODE);
    assert_refuses(&d, "not an id", NULL, error_made, CJ_E_VALUE_ID);
    assert_int_equal(erase(&d, "C", both, 2, error_made, &erased, NULL), CJ_E_NOT_FOUND);
    c = open_case(&d, "C");
    assert_non_null(cj_case_act_find(c, "plan")); /* all or nothing */
    cj_case_unref(c);
    assert_erases(&d, "plan", 1);
    c = open_case(&d, "C");
    for (size_t i = 0; i < cj_case_act_count(c); i++) {
        const cj_act *act = cj_case_act_at(c, i);
        const char *id = "";
        if (act == NULL || cj_act_kind(act) != CJ_ACT_ERASED)
            continue;
        assert_ok(cj_get_text(cj_act_view(act), CJ_FIELD_ACT_ID, 0, &id), NULL);
        snprintf(saying, sizeof saying, "%s", id);
    }
    cj_case_unref(c);
    assert_refuses(&d, "C", saying, error_made, CJ_E_INTEGRITY);
    sit_down(&d, p, &worker);
    assert_refuses(&d, "C", "c1", error_made, CJ_E_DENIED);
    assert_refuses(&d, "D", NULL, error_made, CJ_E_DENIED); /* whether or not it is there */
    desk_close(&d);
    assert_verdict(p->store, CJ_AUDIT_CONSISTENT, NULL);
}

/* ---- conduct --------------------------------------------------------------------------------- */

static void assert_last_deny(desk *d, const char *rule)
{
    cji_arena arena;
    cji_audit_entry entry;
    cji_arena_init(&arena, d->ctx);
    entry = entry_at(d, cji_audit_size(d->store->log) - 1, &arena);
    assert_string_equal(entry.op, "deny");
    assert_string_equal(entry.act, "case.erase");
    assert_string_equal(entry.obj, rule);
    assert_int_equal(entry.subj.n, 1);
    cji_arena_fini(&arena);
}

static void assert_conduct(desk *d, const char *act, int32_t reason, const char *rule)
{
    assert_refuses(d, "C", act, reason, CJ_E_CONDUCT);
    assert_last_deny(d, rule);
}

#define DISPUTE                                                                                    \
    ACT("dispute", "complaint_or_dispute_recorded", "H", "02-10",                                  \
        "<by>the.person</by><complaint_kind>record_disputed</complaint_kind><complaint_about>"     \
        "<act>c2</act></complaint_about><words>I was there</words><handled_by><id>p.two</id>"      \
        "<role>manager</role><org>own</org></handled_by>")
#define LIMIT(to)                                                                                  \
    ACT("limit", "access_limited", "H", "02-11",                                                   \
        "<limit>exclusion</limit><who><id>p.three</id><role>practitioner</role><org>own</org>"     \
        "</who><from>2026-02-11</from>" to "<limit_reason>knows the person</limit_reason>")

static void a_dispute_keeps_its_evidence(void **state)
{
    const place *p = *state;
    const int32_t upheld = CJ_CODE_ERASURE_REASON_REQUEST_UPHELD;
    cj_error *error = NULL;
    const char *act = "c2";
    size_t erased = 0;
    desk d;
    desk_new(p, &d);
    record_text(&d, leaning);
    record_text(&d, WRAP(DISPUTE));
    sit_down(&d, p, &controller);
    assert_conduct(&d, "c2", upheld, "dispute_open");
    assert_conduct(&d, "dispute", upheld, "dispute_open");
    assert_conduct(&d, NULL, upheld, "dispute_open");
    assert_erases(&d, "plan", 1); /* nobody disputes it */
    sit_down(&d, p, &worker);
    record_text(&d, WRAP(OUTCOME("settled", "dispute", "closed")));
    sit_down(&d, p, &controller);
    assert_ok(erase(&d, "C", &act, 1, upheld, &erased, &error), error);
    assert_int_equal(erased, 2);
    desk_close(&d);
    assert_int_equal(shell("rm -rf %s*", p->store), 0);
    desk_new(p, &d);
    record_text(&d, leaning);
    record_text(&d, WRAP(DISPUTE));
    sit_down(&d, p, &controller);
    assert_ok(erase(&d, "C", &act, 1, CJ_CODE_ERASURE_REASON_COURT_ORDER, &erased, &error), error);
    desk_close(&d);
    assert_verdict(p->store, CJ_AUDIT_CONSISTENT, NULL);
    cj_error_unref(error);
}

/* Whoever erases must be known to a case that is limited. */
#define KNOWN                                                                                      \
    "<act id=\"known\" kind=\"views_recorded\" handle=\"H\" occurred_at=\"2026-02-06T10:00Z\" "    \
    "occurred_precision=\"minute\" recorded_at=\"2026-06-01T10:00Z\" sensitivity=\"normal\">"      \
    "<performed_by><id>d.moss</id><role>practitioner</role><org>own</org></performed_by>"          \
    "<view_kinds>need</view_kinds><words>w</words><confirmed_by_person>true"                       \
    "</confirmed_by_person><invited>need</invited></act>"

/* A desk whose worker may say in a file who may see a case. */
static void new_with_limits(const place *p, desk *d)
{
    desk_new(p, d);
    assert_ok(cj_policy_add_file(d->policy, DATA "policy-limits.xml", NULL), NULL);
}

static void a_limit_goes_with_its_case_only(void **state)
{
    const place *p = *state;
    desk d;
    new_with_limits(p, &d);
    record_text(&d, leaning);
    record_text(&d, WRAP(LIMIT("")));
    sit_down(&d, p, &controller);
    assert_refuses(&d, "C", NULL, CJ_CODE_ERASURE_REASON_COURT_ORDER, CJ_E_DENIED);
    desk_close(&d);
    assert_int_equal(shell("rm -rf %s*", p->store), 0);
    new_with_limits(p, &d);
    record_text(&d, leaning);
    record_text(&d, WRAP(KNOWN LIMIT("")));
    sit_down(&d, p, &controller);
    assert_conduct(&d, "limit", CJ_CODE_ERASURE_REASON_WRONG_PERSON, "limit_in_force");
    desk_close(&d);
    assert_int_equal(shell("rm -rf %s*", p->store), 0);
    new_with_limits(p, &d);
    record_text(&d, leaning);
    record_text(&d, WRAP(KNOWN LIMIT("<to>2026-03-01</to>")));
    sit_down(&d, p, &controller);
    assert_erases(&d, "limit", 1); /* it had lapsed */
    desk_close(&d);
}

static int64_t on_day(void *user)
{
    return (int64_t) * (const int32_t *)user * INT64_C(86400000000) + 1;
}

static void retention_is_counted_from_the_closing(void **state)
{
    static const char policy[] =
        "<policy id=\"p\" version=\"1\" xmlns=\"urn:cjustice:policy:1\"><value name=\"retention\" "
        "days=\"30\" standing=\"practice\" citation=\"for this test\"/></policy>";
    const place *p = *state;
    const int32_t ended = CJ_CODE_ERASURE_REASON_RETENTION_ENDED;
    int32_t day = cji_days_from_civil(2026, 6, 2);
    cj_error *error = NULL;
    size_t erased = 0;
    desk d;
    desk_new(p, &d);
    d.ctx->clock = on_day;
    d.ctx->user = &day;
    record_text(&d, leaning);
    sit_down(&d, p, &controller);
    assert_conduct(&d, NULL, ended, "retention_not_over"); /* unset */
    assert_ok(cji_policy_add_memory(d.policy, "p", policy, sizeof policy - 1, &error), error);
    day = cji_days_from_civil(2030, 1, 1);
    assert_conduct(&d, NULL, ended, "retention_not_over"); /* not closed */
    sit_down(&d, p, &worker);
    record_text(&d, WRAP(CLOSED("closed", "06-01")));
    sit_down(&d, p, &controller);
    assert_ok(cji_policy_add_memory(d.policy, "p", policy, sizeof policy - 1, &error), error);
    day = cji_days_from_civil(2026, 7, 1); /* the thirtieth day still counts */
    assert_conduct(&d, NULL, ended, "retention_not_over");
    day = cji_days_from_civil(2026, 7, 2);
    assert_ok(erase(&d, "C", NULL, 0, ended, &erased, &error), error);
    assert_true(erased > 8);
    desk_close(&d);
    cj_error_unref(error);
}

/* ---- an erased case -------------------------------------------------------------------------- */

static void an_erased_case_takes_nothing_in(void **state)
{
    const place *p = *state;
    static const char more[] = WRAP(CONTACT("c9", "02-06", "none", ""));
    cj_error *error = NULL;
    size_t erased = 0;
    desk d;
    begin_leaning(p, &d);
    assert_erases(&d, "plan", 1);
    assert_ok(erase(&d, "C", NULL, 0, CJ_CODE_ERASURE_REASON_WRONG_PERSON, &erased, &error), error);
    assert_int_equal(erased, 10); /* with the act that told of the plan */
    sit_down(&d, p, &worker);
    record_text(&d, leaning); /* recognised, all of it */
    assert_int_equal(cj_session_record(d.session, NULL, more, sizeof more - 1, NULL, NULL, &error),
                     CJ_E_ERASED);
    desk_close(&d);
    assert_verdict(p->store, CJ_AUDIT_CONSISTENT, NULL);
    cj_error_unref(error);
}

/* ---- behind our back ------------------------------------------------------------------------- */

static void run_sql(const char *path, const char *sql)
{
    char *why = NULL;
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    sqlite3_close(db);
}

#define ENTOMB(id)                                                                                 \
    "INSERT INTO tombstones SELECT seq, act_id, case_id, kind, 1, log_index, entered_at, "         \
    "entered_by, unit FROM acts WHERE act_id = '" id "'; DELETE FROM acts WHERE act_id = '" id "'"

static void assert_found_out(const place *p, const char *sql, const char *why)
{
    cj_context *ctx = NULL;
    cj_case *c = NULL;
    desk d;
    assert_int_equal(shell("cd %s && rm -rf store store-* && cp sound store", p->root), 0);
    run_sql(p->store, sql);
    assert_verdict(p->store, CJ_AUDIT_FAILED, why);
    assert_ok(cj_context_new(NULL, &ctx, NULL), NULL);
    assert_ok(desk_open(ctx, p->store, &worker, &d, NULL), NULL);
    assert_int_equal(cj_session_open_case(d.session, "C", CJ_OPEN_SHOW, &c, NULL), CJ_E_STORE_LOG);
    desk_close(&d);
    cj_context_unref(ctx);
}

static void what_the_log_did_not_erase_is_found(void **state)
{
    const place *p = *state;
    char back[300];
    desk d;
    begin_leaning(p, &d);
    desk_close(&d); /* all is in the one file then */
    open_again(p, &d);
    sit_down(&d, p, &controller);
    assert_int_equal(shell("cp %s %s/before", p->store, p->root), 0);
    assert_erases(&d, "plan", 1);
    desk_close(&d);
    assert_int_equal(shell("cp %s %s/sound", p->store, p->root), 0);
    assert_found_out(p, ENTOMB("agreed"), "the log knows of no erasure");
    assert_found_out(p, "UPDATE tombstones SET reason = 1", "the log knows of no erasure");
    snprintf(back, sizeof back,
             "ATTACH '%s/before' AS b; INSERT INTO acts SELECT * FROM b.acts WHERE act_id = 'plan';"
             "DELETE FROM tombstones",
             p->root);
    assert_found_out(p, back, "what was erased is in the store again");
    assert_found_out(p, "UPDATE tombstones SET kind = 1", "is not what the log has");
    assert_found_out(p, "UPDATE cases SET key = zeroblob(32)", "has lost the key");
    assert_found_out(p, "DELETE FROM tombstones", "is gone from the store");
    assert_found_out(p, "DELETE FROM acts WHERE kind = 27", "is gone from the store");
}

/* Several small acts lie on each page, beside those of others. */
static void small_acts_leave_nothing(void **state)
{
    const place *p = *state;
    planted *m = calloc(1, sizeof *m);
    char text[1200];
    cj_error *error = NULL;
    size_t erased = 0;
    desk d;
    desk_new(p, &d);
    sit_down(&d, p, &controller);
    record_text(&d, leaning);
    for (int i = 0; i < 300; i++) {
        char mark[24];
        snprintf(mark, sizeof mark, "zq%03dsmallqz", i);
        snprintf(
            text, sizeof text,
            WRAP("<act id=\"s%d\" kind=\"views_recorded\" handle=\"H\" "
                 "occurred_at=\"2026-02-06T10:00Z\" occurred_precision=\"minute\" "
                 "recorded_at=\"2026-06-01T10:00Z\" sensitivity=\"normal\"><performed_by>"
                 "<id>p.one</id><role>practitioner</role><org>own</org></performed_by>"
                 "<view_kinds>need</view_kinds><words>%s%.*s</words><confirmed_by_person>true"
                 "</confirmed_by_person><invited>need</invited></act>"),
            i, mark, i % 7 * 40,
            "and much more that was said then, and what was said after it, and so on, until "
            "nothing was left to say and all went home to think of it and came again the next "
            "day to say the same again, or some of it, and that was good and was written down");
        record_text(&d, text);
        if (i % 2 == 0)
            record_other(&d, i / 2);
        add_marker(m, cji_str_of(mark));
    }
    for (int i = 0; i < 20; i++) { /* in no order */
        char id[8];
        snprintf(id, sizeof id, "s%d", i * 89 % 300);
        assert_erases(&d, id, 1);
    }
    assert_ok(erase(&d, "C", NULL, 0, CJ_CODE_ERASURE_REASON_COURT_ORDER, &erased, &error), error);
    assert_int_equal(erased, 310); /* with what told of the first twenty */
    assert_clean(p->root, m);
    desk_close(&d);
    assert_clean(p->root, m);
    assert_verdict(p->store, CJ_AUDIT_CONSISTENT, NULL);
    cj_error_unref(error);
    free(m);
}

static void moved_cells_leave_nothing(void **state)
{
    const place *p = *state;
    planted *m = calloc(1, sizeof *m);
    cj_error *error = NULL;
    desk d;
    desk_new(p, &d);
    plant_moved(&d, m);
    assert_ok(cji_store_lock(d.store->db, true, &error), error);
    assert_ok(cji_store_scrub(d.store->db, &error), error);
    cji_store_unlock(d.store->db);
    assert_clean(p->root, m);
    desk_close(&d);
    free(m);
}

#define test(f) cmocka_unit_test_setup_teardown(f, place_make, place_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_whole_case_leaves_nothing),
        test(small_acts_leave_nothing),
        test(moved_cells_leave_nothing),
        test(acts_go_one_by_one),
        test(a_correction_takes_what_it_corrected),
        test(what_cannot_be_erased),
        test(a_dispute_keeps_its_evidence),
        test(a_limit_goes_with_its_case_only),
        test(retention_is_counted_from_the_closing),
        test(an_erased_case_takes_nothing_in),
        test(what_the_log_did_not_erase_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
