/* SPDX-License-Identifier: MIT */
/* Caseloads: whose cases, in what order and why, and what of them is in the log. */
#include "session/session_support.h"
#include "support/acts.h"

#include <cjustice/access.h>

static const cj_identity one = {sizeof(cj_identity), "p.one", "practitioner", "own", "supervision"};
static const cj_identity two = {sizeof(cj_identity), "p.two", "practitioner", "own", "supervision"};
static const cj_identity manager = {sizeof(cj_identity), "m.one", "manager", "own", "supervision"};

static int64_t june(void *user)
{
    (void)user;
    return INT64_C(1780394400000000); /* 2026-06-02T10:00Z */
}

static void add(desk *d, const char *id, const char *acts)
{
    cji_buf text;
    cj_error *error = NULL;
    cji_buf_init(&text, d->ctx, 1 << 16);
    cji_buf_printf(&text, "<case id=\"%s\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\">\n", id);
    cji_buf_puts(&text, OPENED);
    cji_buf_puts(&text, acts);
    cji_buf_puts(&text, "</case>\n");
    assert_ok(cj_session_record(d->session, id, text.p, text.n, NULL, NULL, &error), error);
    cj_error_unref(error);
    cji_buf_fini(&text);
}

static void world(const place *p, desk *out)
{
    cj_context_options options = CJ_CONTEXT_OPTIONS_INIT;
    cj_error *error = NULL;
    desk d = {0};
    options.clock = june;
    assert_ok(cj_context_new(&options, &d.ctx, &error), error);
    assert_ok(store_make(d.ctx, p->store, &worker, &error), error);
    assert_ok(cj_policy_new(d.ctx, &d.policy, &error), error);
    assert_ok(cj_policy_add_file(d.policy, DATA "policy-access.xml", &error), error);
    assert_ok(cj_store_open(d.ctx, p->store, &d.store, &error), error);
    assert_ok(cj_session_new(d.store, d.policy, &one, &d.session, &error), error);
    *out = d;
}

/* The cases in their order, "A B C"; *why may be NULL. */
static const char *list(desk *d, const cj_identity *who, int32_t order, int64_t limit,
                        const char **why)
{
    static char ids[8192], reasons[8192];
    cj_caseload_options options = CJ_CASELOAD_OPTIONS_INIT;
    cj_session *s = NULL;
    cj_report *report = NULL;
    const cj_record *row = NULL;
    cj_error *error = NULL;
    options.order = order;
    options.limit = limit;
    assert_ok(cj_session_new(d->store, d->policy, who, &s, &error), error);
    assert_ok(cj_session_caseload(s, &options, &report, &error), error);
    ids[0] = reasons[0] = '\0';
    for (size_t i = 0; i < cj_count(cj_report_record(report), CJ_FIELD_ROWS); i++) {
        const char *text = "";
        int64_t position = 0;
        assert_int_equal(cj_get_record(cj_report_record(report), CJ_FIELD_ROWS, i, &row), CJ_OK);
        assert_int_equal(cj_get_int(row, CJ_FIELD_POSITION, 0, &position), CJ_OK);
        assert_int_equal(position, i + 1);
        assert_int_equal(cj_get_text(row, CJ_FIELD_CASE, 0, &text), CJ_OK);
        strcat(strcat(ids, i > 0 ? " " : ""), text);
        assert_int_equal(cj_get_text(row, CJ_FIELD_WHY, 0, &text), CJ_OK);
        if (i < 8)
            strcat(strcat(reasons, text), "\n");
    }
    cj_report_unref(report);
    cj_session_unref(s);
    if (why != NULL)
        *why = reasons;
    return ids;
}

static void the_order_has_its_reasons(void **state)
{
    const char *why;
    desk d;
    world(*state, &d);
    add(&d, "A",
        PRIORITISED("medium", BECAUSE("event"), "2026-07-01")
            REVIEWED("02-03", "public", "very_high", "2026-05-01"));
    add(&d, "B", PRIORITISED("highest", BECAUSE("imminence") BECAUSE("rosh"), "2026-06-20"));
    add(&d, "C", "");
    add(&d, "D",
        PRIORITISED("medium", BECAUSE("needs_protection"), "2026-08-01")
            REVIEWED("02-03", "children", "medium", "2026-09-01"));
    add(&d, "E", "");
    assert_string_equal(list(&d, &one, CJ_CASELOAD_PRIORITY, 0, &why), "B D A C E");
    assert_string_equal(
        why,
        "priority highest because of rosh, imminence; no level of risk of serious harm; next "
        "priority check due 2026-06-20\n"
        "priority medium; needs protection; risk of serious harm medium (2026-02-03); next "
        "priority check due 2026-08-01\n"
        "priority medium because of event; risk of serious harm very high (2026-02-03, out of "
        "date); next risk review was due 2026-05-01\n"
        "no priority was given; no level of risk of serious harm; nothing with a day is due\n"
        "no priority was given; no level of risk of serious harm; nothing with a day is due; like "
        "the case before, so by the id\n");
    /* The vulnerability, very high in A and D, moves nothing. */
    assert_string_equal(list(&d, &one, CJ_CASELOAD_RISK, 0, &why), "A D B C E");
    assert_memory_equal(why, "risk of serious harm very high", 30);
    assert_string_equal(list(&d, &one, CJ_CASELOAD_DUE, 0, &why), "A B D C E");
    assert_memory_equal(why, "next risk review was due 2026-05-01; priority medium", 52);
    assert_string_equal(list(&d, &one, CJ_CASELOAD_PRIORITY, 2, NULL), "B D");
    desk_close(&d);
}

static void the_level_is_that_of_the_last_review(void **state)
{
    desk d;
    world(*state, &d);
    add(&d, "A",
        REVIEWED("02-09", "public", "low", "2026-07-01")
            REVIEWED("02-03", "public", "very_high", "2026-05-01"));
    add(&d, "B", REVIEWED("02-03", "public", "high", "2026-07-01"));
    assert_string_equal(list(&d, &one, CJ_CASELOAD_RISK, 0, NULL), "B A");
    desk_close(&d);
}

static void whose_cases(void **state)
{
    cj_limit limit = CJ_LIMIT_INIT;
    cj_session *s = NULL;
    cj_error *error = NULL;
    const char *named = "p.two";
    desk d;
    world(*state, &d);
    add(&d, "A", "");
    add(&d, "B", TO_TWO("03-03"));
    add(&d, "C", CLOSED("closed", "03-03"));
    add(&d, "D", "");
    assert_string_equal(list(&d, &one, CJ_CASELOAD_PRIORITY, 0, NULL), "A D");
    assert_string_equal(list(&d, &two, CJ_CASELOAD_PRIORITY, 0, NULL), "B");
    assert_string_equal(list(&d, &manager, CJ_CASELOAD_PRIORITY, 0, NULL), "A B D");
    assert_ok(cj_session_new(d.store, d.policy, &manager, &s, &error), error);
    limit.limit = CJ_CODE_LIMIT_RESTRICTION;
    limit.who = &named;
    limit.nwho = 1;
    limit.reason = "r";
    assert_ok(cj_session_limit(s, "A", &limit, NULL, &error), error);
    assert_string_equal(list(&d, &one, CJ_CASELOAD_PRIORITY, 0, NULL), "D");
    assert_string_equal(list(&d, &manager, CJ_CASELOAD_PRIORITY, 0, NULL), "B D");
    /* On the list, but not the practitioner; and an override is no way into a list. */
    assert_string_equal(list(&d, &two, CJ_CASELOAD_PRIORITY, 0, NULL), "B");
    assert_ok(cj_session_override(d.session, "A", 1,
                                  (cj_time){june(NULL) + 1000, 0, CJ_PRECISION_MICROSECOND}, NULL,
                                  NULL, &error),
              error);
    assert_string_equal(list(&d, &one, CJ_CASELOAD_PRIORITY, 0, NULL), "D");
    cj_session_unref(s);
    cj_error_unref(error);
    desk_close(&d);
}

static void rows_are_in_the_log(void **state)
{
    cji_arena arena;
    uint64_t size;
    desk d;
    world(*state, &d);
    for (int i = 0; i < 70; i++) {
        char id[8];
        snprintf(id, sizeof id, "C-%03d", i);
        add(&d, id, "");
    }
    cji_arena_init(&arena, d.ctx);
    size = cji_audit_size(d.store->log);
    list(&d, &one, CJ_CASELOAD_DUE, 0, NULL);
    assert_int_equal(cji_audit_size(d.store->log), size + 2);
    assert_int_equal(entry_at(&d, size, &arena).subj.n, 64);
    assert_int_equal(entry_at(&d, size + 1, &arena).subj.n, 6);
    assert_int_equal(entry_at(&d, size + 1, &arena).n, 6);
    list(&d, &one, CJ_CASELOAD_DUE, 3, NULL); /* what was not given out is not in it */
    assert_int_equal(entry_at(&d, size + 2, &arena).subj.n, 3);
    assert_string_equal(list(&d, &two, CJ_CASELOAD_DUE, 0, NULL), "");
    assert_int_equal(entry_at(&d, size + 3, &arena).subj.n, 0);
    assert_int_equal(entry_at(&d, size + 3, &arena).n, 0);
    cji_arena_fini(&arena);
    desk_close(&d);
}

static void options_that_make_no_sense(void **state)
{
    cj_caseload_options options = CJ_CASELOAD_OPTIONS_INIT;
    cj_report *report = NULL;
    cj_error *error = NULL;
    desk d;
    world(*state, &d);
    assert_int_equal(cj_session_caseload(d.session, NULL, &report, &error), CJ_E_MISUSE);
    options.order = 4;
    assert_int_equal(cj_session_caseload(d.session, &options, &report, &error), CJ_E_MISUSE);
    options.order = CJ_CASELOAD_DUE;
    options.limit = -1;
    assert_int_equal(cj_session_caseload(d.session, &options, &report, &error), CJ_E_MISUSE);
    assert_null(report);
    cj_error_unref(error);
    desk_close(&d);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_drop)
    const struct CMUnitTest tests[] = {
        TEST(the_order_has_its_reasons),
        TEST(the_level_is_that_of_the_last_review),
        TEST(whose_cases),
        TEST(rows_are_in_the_log),
        TEST(options_that_make_no_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
