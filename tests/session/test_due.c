/* SPDX-License-Identifier: MIT */
/* What falls due and for whom; acts made on a view that others have overtaken. */
#include "session/session_support.h"
#include "support/acts.h"

#include <cjustice/access.h>

static const cj_identity one = {sizeof(cj_identity), "p.one", "practitioner", "own", "supervision"};
static const cj_identity two = {sizeof(cj_identity), "p.two", "practitioner", "own", "supervision"};
static const cj_identity manager = {sizeof(cj_identity), "m.one", "manager", "own", "supervision"};

static void world(const place *p, desk *out)
{
    cj_error *error = NULL;
    desk d = {0};
    assert_ok(cj_context_new(NULL, &d.ctx, &error), error);
    assert_ok(store_make(d.ctx, p->store, &worker, &error), error);
    assert_ok(cj_policy_new(d.ctx, &d.policy, &error), error);
    assert_ok(cj_policy_add_file(d.policy, DATA "policy-access.xml", &error), error);
    assert_ok(cj_policy_add_file(d.policy, DATA "policy-times.xml", &error), error);
    assert_ok(cj_store_open(d.ctx, p->store, &d.store, &error), error);
    assert_ok(cj_session_new(d.store, d.policy, &one, &d.session, &error), error);
    *out = d;
}

static void add(desk *d, const char *id, const char *acts)
{
    cji_buf text;
    cj_error *error = NULL;
    cji_buf_init(&text, d->ctx, 1 << 20);
    cji_buf_printf(&text, "<case id=\"%s\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\">\n", id);
    cji_buf_puts(&text, acts);
    cji_buf_puts(&text, "</case>\n");
    assert_ok(cj_session_record(d->session, id, text.p, text.n, NULL, NULL, &error), error);
    cj_error_unref(error);
    cji_buf_fini(&text);
}

static const char *text_of(const cj_record *row, cj_field field)
{
    const char *text = "";
    (void)cj_get_text(row, field, 0, &text);
    return text;
}

/* "CASE rule DUE+ by VERSION (CITATION)" for each row; + has passed. */
static const char *due(desk *d, const cj_identity *who, const char *on, int64_t limit)
{
    static char lines[8192];
    cj_session *s = NULL;
    cj_report *report = NULL;
    cj_error *error = NULL;
    cj_date day;
    size_t n = 0;
    assert_int_equal(cj_date_parse(on, CJ_ZT, &day), CJ_OK);
    assert_ok(cj_session_new(d->store, d->policy, who, &s, &error), error);
    assert_ok(cj_session_due(s, day, limit, &report, &error), error);
    lines[0] = '\0';
    for (size_t i = 0; i < cj_count(cj_report_record(report), CJ_FIELD_ROWS); i++) {
        const cj_record *row = NULL;
        char text[CJ_TIME_TEXT] = "none";
        int64_t overdue = 0;
        cj_date date;
        assert_int_equal(cj_get_record(cj_report_record(report), CJ_FIELD_ROWS, i, &row), CJ_OK);
        if (cj_get_date(row, CJ_FIELD_DUE, 0, &date) == CJ_OK)
            cj_date_format(date, text);
        assert_int_equal(cj_get_int(row, CJ_FIELD_OVERDUE, 0, &overdue), CJ_OK);
        n += (size_t)snprintf(lines + n, sizeof lines - n, "%s %s %s%s%s%s%s\n",
                              text_of(row, CJ_FIELD_CASE), text_of(row, CJ_FIELD_RULE), text,
                              overdue != 0 ? "+" : "",
                              *text_of(row, CJ_FIELD_VERSION) != '\0' ? " by " : "",
                              text_of(row, CJ_FIELD_VERSION), text_of(row, CJ_FIELD_CITATION));
    }
    cj_report_unref(report);
    cj_session_unref(s);
    return lines;
}

#define WARRANTED BASE NOTED("n", "02-09", "r1", "2026-02-08T09:00Z")
#define ASKED_FOR                                                                                  \
    ACT("circ", "circumstance_changed", "H", "02-11",                                              \
        "<circumstance>health</circumstance><change>c</change><reported_by>helpers</reported_by>"  \
        "<effect_on_ability>some</effect_on_ability><influenced>none</influenced>"                 \
        "<implications>i</implications><urgency>soon</urgency>"                                    \
        "<noticed_at>2026-02-11T09:00Z</noticed_at><trigger_none_reason>told</"                    \
        "trigger_none_reason>")

static void what_falls_due(void **state)
{
    static const char both[] = "A non_compliance_reason 2026-02-15 by times 1House rule 7\n"
                               "A non_compliance_decision 2026-02-15 by times 1House rule 7\n";
    desk d;
    world(*state, &d);
    add(&d, "A", WARRANTED);
    add(&d, "B", BASE ASKED_FOR);
    assert_string_equal(due(&d, &one, "2026-02-08", 0), "");
    assert_string_equal(due(&d, &one, "2026-02-10", 0), both);
    assert_string_equal(due(&d, &one, "2026-02-15", 1),
                        "A non_compliance_reason 2026-02-15 by times 1House rule 7\n");
    /* What is owed without a timescale stands at the end, and is never late. */
    assert_string_equal(due(&d, &one, "2026-02-16", 0),
                        "A non_compliance_reason 2026-02-15+ by times 1House rule 7\n"
                        "A non_compliance_decision 2026-02-15+ by times 1House rule 7\n"
                        "B problem_response none\n");
    desk_close(&d);
}

static void whose_it_is(void **state)
{
    desk d;
    const char *const who[] = {"p.two"};
    cj_limit limit = CJ_LIMIT_INIT;
    cj_session *boss = NULL;
    cj_error *error = NULL;
    char id[37];
    world(*state, &d);
    add(&d, "A", WARRANTED);
    add(&d, "B", WARRANTED TO_TWO("02-12"));
    assert_null(strstr(due(&d, &one, "2026-03-01", 0), "B "));
    assert_null(strstr(due(&d, &two, "2026-03-01", 0), "A "));
    assert_non_null(strstr(due(&d, &two, "2026-03-01", 0), "B non_compliance_reason"));
    assert_non_null(strstr(due(&d, &manager, "2026-03-01", 0), "A non_compliance_reason"));
    assert_non_null(strstr(due(&d, &manager, "2026-03-01", 0), "B non_compliance_reason"));
    /* A case from which one is kept is in no row. */
    limit.limit = CJ_CODE_LIMIT_EXCLUSION;
    limit.who = who;
    limit.nwho = 1;
    limit.reason = "r";
    assert_ok(cj_session_new(d.store, d.policy, &manager, &boss, &error), error);
    assert_ok(cj_session_limit(boss, "B", &limit, id, &error), error);
    assert_string_equal(due(&d, &two, "2026-03-01", 0), "");
    cj_session_unref(boss);
    desk_close(&d);
}

static cj_act *act_of(const desk *d, const char *text)
{
    cj_act *act = NULL;
    cj_error *error = NULL;
    assert_ok(cj_act_read(d->ctx, "act", text, strlen(text), &act, &error), error);
    return act;
}

static size_t count(desk *d)
{
    cj_case *c = NULL;
    size_t n;
    assert_int_equal(cj_session_open_case(d->session, "A", CJ_OPEN_SHOW, &c, NULL), CJ_OK);
    n = cj_case_act_count(c);
    cj_case_unref(c);
    return n;
}

static void the_later_writer_is_told(void **state)
{
    desk d;
    cj_case *seen = NULL;
    cj_error *error = NULL;
    cj_act *theirs, *ours, *same;
    size_t before;
    world(*state, &d);
    add(&d, "A", BASE GOAL("goal2"));
    theirs = act_of(&d, PROGRESS("a", "02-10", "achieved"));
    ours = act_of(&d, ACT("b", "goal_progressed", "PL", "02-11",
                          "<goal>goal2</goal><goal_status>achieved</goal_status>"));
    same = act_of(&d, PROGRESS("c", "02-11", "removed"));
    assert_ok(cj_session_open_case(d.session, "A", CJ_OPEN_SHOW, &seen, &error), error);
    assert_ok(cj_session_update(d.session, seen, &theirs, 1, 0, &error), error);
    before = count(&d);
    assert_int_equal(cj_session_update(d.session, seen, &ours, 1, 0, &error), CJ_E_STALE);
    assert_string_equal(cj_error_act(error, 0), "a");
    assert_int_equal(count(&d), before);
    cj_error_unref(error);
    error = NULL;
    assert_int_equal(cj_session_update(d.session, seen, &same, 1, CJ_UPDATE_MERGE, &error),
                     CJ_E_STALE);
    cj_error_unref(error);
    error = NULL;
    assert_ok(cj_session_update(d.session, seen, &ours, 1, CJ_UPDATE_MERGE, &error), error);
    assert_int_equal(count(&d), before + 1);
    assert_int_equal(cj_session_update(d.session, seen, &ours, 1, 2, NULL), CJ_E_MISUSE);
    cj_act_unref(theirs);
    cj_act_unref(ours);
    cj_act_unref(same);
    cj_case_unref(seen);
    desk_close(&d);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_falls_due),
        TEST(whose_it_is),
        TEST(the_later_writer_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
