/* SPDX-License-Identifier: MIT */
/* Two writers: the later one learns what changed; a merge lets through what stands apart. */
#include "support/acts.h"
#include "support/support.h"

#include "casework/casework.h"

#define HELD(id) CONTACT(id, "02-10", "none", "")
#define MOVED(id, goal)                                                                            \
    ACT(id, "goal_progressed", "PL", "02-10",                                                      \
        "<goal>" goal "</goal><goal_status>achieved</goal_status>")
#define ALLOCATED(id, to)                                                                          \
    ACT(id, "case_allocated", "H", "02-10",                                                        \
        "<allocated_to><id>" to "</id><role>practitioner</role><org>own</org></allocated_to>"      \
        "<handover>h</handover><allocation_reason>absence</allocation_reason>")
#define ORDER_MOVED(id, order)                                                                     \
    ACT(id, "order_changed", "H", "02-10",                                                         \
        "<order>" order "</order><order_change>varied</order_change>"                              \
        "<changed_on>2026-02-09</changed_on>")
#define AGAIN(id, of)                                                                              \
    ACT_AT(id, "communication_need_recorded", "H", "2026-01-08T11:00Z", " supersedes=\"" of "\"",  \
           "<supersede_reason>r</supersede_reason><needs_found>vision</needs_found>"               \
           "<adjustments>a</adjustments><need_source>person</need_source>")
#define BEGUN BASE GOAL("goal2") DEFINED ORDER_TWO

static const struct {
    const char *theirs, *ours;
    bool strict, merge; /* whether it is too late */
} rows[] = {
    {HELD("a"), HELD("b"), true, false},
    {MOVED("a", "goal"), MOVED("b", "goal"), true, true},
    {MOVED("a", "goal"), MOVED("b", "goal2"), true, false},
    {MOVED("a", "goal"), STATUS("b", "02-10", "started"), false, false},
    {STATUS("a", "02-10", "started"), STATUS("b", "02-11", "referred"), true, true},
    {ALLOCATED("a", "p.two"), ALLOCATED("b", "p.three"), true, true},
    {ALLOCATED("a", "p.two"), HELD("b"), true, false},
    {ORDER_MOVED("a", "order"), ORDER_MOVED("b", "order"), true, true},
    {ORDER_MOVED("a", "order"), ORDER_MOVED("b", "o2"), true, false},
    {AGAIN("a", "need"), AGAIN("b", "need"), true, true},
    {PLAN("a", "02-10", "1"), PLAN("b", "02-11", "1"), true, true},
    /* on the case's handle, but about the plan: the plan's own acts do not hide it */
    {PLAN("a", "02-10", "1"), HELD("b"), false, false},
};

static cj_act *act_of(cj_context *ctx, const char *text)
{
    cj_act *act = NULL;
    cj_error *error = NULL;
    assert_ok(cj_act_read(ctx, "act", text, strlen(text), &act, &error), error);
    return act;
}

static void test_two_writers(void **state)
{
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_case *seen = NULL, *now = NULL;
        cj_error *error = NULL;
        cj_act *theirs = act_of(*state, rows[i].theirs), *ours = act_of(*state, rows[i].ours);
        static const char begun[] = WRAP(BEGUN);
        assert_ok(cj_case_new(*state, NULL, &seen, &error), error);
        assert_ok(cj_case_read(seen, "f", begun, strlen(begun), &error), error);
        assert_ok(cji_case_copy(seen, NULL, &now, &error), error);
        assert_ok(cji_case_since(now, seen, ours, false, &error), error);
        assert_ok(cj_case_apply(now, theirs, &error), error);
        cj_error_unref(error);
        for (int merge = 0; merge < 2; merge++) {
            bool late = merge != 0 ? rows[i].merge : rows[i].strict;
            cj_status status;
            error = NULL;
            status = cji_case_since(now, seen, ours, merge != 0, &error);
            if (status != (late ? CJ_E_STALE : CJ_OK))
                fail_msg("row %zu, merge %d: %d", i, merge, (int)status);
            if (late) {
                assert_int_equal(cj_error_count(error), 1);
                assert_string_equal(cj_error_act(error, 0), "a");
            }
            cj_error_unref(error);
        }
        cj_act_unref(theirs);
        cj_act_unref(ours);
        cj_case_unref(seen);
        cj_case_unref(now);
    }
}

/* What was read is gone: nobody writes beside it unaware. */
static void test_erased_since(void **state)
{
    static const char before[] = WRAP(BASE HELD("a"));
    static const char after[] =
        WRAP(BASE "<tombstone id=\"a\" kind=\"contact_held\" reason=\"request_upheld\"/>\n");
    cj_case *seen = NULL, *now = NULL;
    cj_error *error = NULL;
    cj_act *ours = act_of(*state, HELD("b"));
    assert_ok(cj_case_new(*state, NULL, &seen, &error), error);
    assert_ok(cj_case_read(seen, "f", before, strlen(before), &error), error);
    assert_ok(cj_case_new(*state, NULL, &now, &error), error);
    assert_ok(cj_case_read(now, "f", after, strlen(after), &error), error);
    assert_int_equal(cji_case_since(now, seen, ours, true, &error), CJ_E_STALE);
    cj_act_unref(ours);
    cj_case_unref(seen);
    cj_case_unref(now);
    cj_error_unref(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_two_writers, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_erased_since, context_make, context_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
