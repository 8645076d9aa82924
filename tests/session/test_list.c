/* SPDX-License-Identifier: MIT */
/* Caseloads: whose cases, in what order and why, and what of them is in the log. */
#include "session/list_support.h"

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

#define F1 FACTOR("f1", "new", "")

/* What somebody adopted comes before what is proposed; and who has no tier, last. */
static void the_tier_says_who_stands_behind_it(void **state)
{
    const char *why;
    desk d;
    world(*state, &d);
    add(&d, "A", F1 TIERED("a", "AS", "02-03", "B"));
    add(&d, "B",
        F1 TIERED("a", "AS", "02-03", "D") SCORE_DECIDED("o", "02-04", "a", "adopted", "")
            TIERED("b", "AS", "02-05", "B"));
    add(&d, "C",
        F1 TIERED("a", "AS", "02-03", "B")
            SCORE_DECIDED("o", "02-04", "a", "departed", INSTEAD("tier", "A")));
    add(&d, "D", REVIEWED("02-03", "public", "very_high", "2026-09-01"));
    add(&d, "E",
        F1 TIERED("a", "AS", "02-03", "B") SCORE_DECIDED("o", "02-04", "a", "rolled_back", ""));
    add(&d, "F",
        F1 TIERED("a", "AS", "02-03", "B")
            PRIORITISED("low", BECAUSE("needs_protection"), "2026-08-01"));
    assert_string_equal(list(&d, &one, CJ_CASELOAD_TIER, 0, &why), "C F A B D E");
    assert_string_equal(
        why,
        "tier A (tier_v3), in place of B since 2026-02-04; no level of risk of serious harm; next "
        "assessment due 2026-08-03\n"
        "tier B (tier_v3), proposed 2026-02-03 and not adopted yet; needs protection; no level of "
        "risk of serious harm; next priority check due 2026-08-01\n"
        "tier B (tier_v3), proposed 2026-02-03 and not adopted yet; no level of risk of serious "
        "harm; next assessment due 2026-08-03\n"
        "tier D (tier_v3), adopted 2026-02-04, B proposed 2026-02-05; no level of risk of serious "
        "harm; next assessment due 2026-08-03\n"
        "no tier was worked out; risk of serious harm very high (2026-02-03); next risk review due "
        "2026-09-01\n"
        "no tier was worked out; no level of risk of serious harm; next assessment due 2026-08-03"
        "\n");
    /* The order by harm does not ask for it. */
    assert_string_equal(list(&d, &one, CJ_CASELOAD_RISK, 0, &why), "D F A B C E");
    assert_null(strstr(why, "tier"));
    desk_close(&d);
}

/* A before B, in model v2 the higher change level first, and what is no tier behind all. */
static void tiers_in_their_order(void **state)
{
    static const char *const tiers[] = {"A", "A3", "A3S", "A0", "B2", "D0", "G", "NOT_SUPERVISED"};
    desk d;
    world(*state, &d);
    for (size_t i = 0; i < CJI_COUNT(tiers); i++) {
        char acts[8192], id[8];
        bool v2 = tiers[i][1] >= '0' && tiers[i][1] <= '3';
        snprintf(id, sizeof id, "C%zu", CJI_COUNT(tiers) - i);
        snprintf(acts, sizeof acts,
                 F1 ASSESSMENT("a", "AS", "02-03", RESULT("tier", "%s"),
                               SCORED("%s", "another", VALUE("%s", "0"))),
                 tiers[i], v2 ? "tier_v2" : "tier_v3", v2 ? "assessed" : "active_event");
        add(&d, id, acts);
    }
    /* Of the same tier, by the id. */
    assert_string_equal(list(&d, &one, CJ_CASELOAD_TIER, 0, NULL), "C6 C7 C8 C5 C4 C3 C2 C1");
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
    options.order = CJ_CASELOAD_TIER + 1;
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
        TEST(the_tier_says_who_stands_behind_it),
        TEST(tiers_in_their_order),
        TEST(options_that_make_no_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
