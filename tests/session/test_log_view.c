/* SPDX-License-Identifier: MIT */
/* Reading the log: by case, actor, operation and time; overrides that wait for review. */
#include "session/access_support.h"

static const cj_identity inspector = {sizeof(cj_identity), "i.lund", "auditor", "northfield",
                                      "audit"};

/* What a reading gave. */
typedef struct seen {
    size_t n, limit;
    uint64_t index[200];
    char act[200][40], who[200][24], override[200][40];
    bool named[200]; /* with the id of a case */
} seen;

static int32_t see(const cj_audit_line *line, void *user)
{
    seen *s = user;
    assert_int_equal(line->size, sizeof *line);
    assert_true(line->length > 2 && line->bytes[0] == '{');
    s->index[s->n] = line->index;
    s->named[s->n] = line->case_id != NULL;
    snprintf(s->act[s->n], 40, "%s", line->entry->act);
    snprintf(s->who[s->n], 24, "%s", line->entry->who != NULL ? line->entry->who : "");
    snprintf(s->override[s->n], 40, "%s", line->override != NULL ? line->override : "");
    return ++s->n == s->limit;
}

static cj_status read_as(desk *d, const cj_identity *who, const cj_audit_filter *f, seen *out)
{
    cj_session *s = as(d, who);
    cj_error *error = NULL;
    cj_status status;
    out->n = 0;
    status = cj_session_audit(s, f, see, out, &error);
    cj_error_unref(error);
    cj_session_unref(s);
    return status;
}

static size_t count(const seen *s, const char *act)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        n += strcmp(s->act[i], act) == 0;
    return n;
}

static void by_case(void **state)
{
    cj_audit_filter f = CJ_AUDIT_FILTER_INIT;
    cji_arena arena;
    cji_audit_entry last;
    seen all = {0}, one = {0};
    uint64_t size;
    desk d;
    world(*state, &d);
    assert_int_equal(shows(&d, &worker), CJ_OK);
    assert_int_equal(open_as(&d, &worker, "C-2", CJ_OPEN_SHOW), CJ_OK);
    size = cji_audit_size(d.store->log);
    assert_int_equal(read_as(&d, &inspector, &f, &all), CJ_OK);
    assert_int_equal(all.n, size);
    for (size_t i = 0; i < all.n; i++)
        assert_int_equal(all.index[i], i);
    assert_false(all.named[size - 1]);
    f.case_id = "C-1";
    assert_int_equal(read_as(&d, &inspector, &f, &one), CJ_OK);
    assert_int_equal(count(&one, "case.open"), 1);
    assert_int_equal(count(&one, "case_opened"), 1);
    assert_int_equal(count(&one, "unit"), 1); /* of its own unit, not of the other case's */
    assert_true(one.named[0]);
    /* The reading is in the log itself, about the case. */
    cji_arena_init(&arena, d.ctx);
    last = last_entry(&d, &arena);
    assert_string_equal(last.act, "log.read");
    assert_string_equal(last.who, "i.lund");
    assert_string_equal(last.obj, "case");
    assert_int_equal(last.subj.n, 1);
    assert_int_equal(read_as(&d, &inspector, &f, &one), CJ_OK);
    assert_int_equal(count(&one, "log.read"), 1);
    cji_arena_fini(&arena);
    desk_close(&d);
}

static void by_actor_operation_and_time(void **state)
{
    cj_audit_filter f = CJ_AUDIT_FILTER_INIT;
    seen s = {0};
    desk d;
    world(*state, &d);
    now_us += DAY_US;
    assert_int_equal(open_as(&d, &worker, "C-2", CJ_OPEN_SHOW), CJ_OK);
    assert_int_equal(open_as(&d, &manager, "C-1", CJ_OPEN_EXPORT), CJ_OK);
    f.actor = "m.okafor";
    assert_int_equal(read_as(&d, &inspector, &f, &s), CJ_OK);
    assert_int_equal(s.n, 1);
    assert_string_equal(s.who[0], "m.okafor");
    f.actor = NULL;
    f.operation = "disclose";
    assert_int_equal(read_as(&d, &inspector, &f, &s), CJ_OK);
    assert_int_equal(s.n, 1);
    f.operation = "consult";
    f.from = (cj_time){now_us, 0, CJ_PRECISION_MICROSECOND};
    f.to = f.from;
    assert_int_equal(read_as(&d, &inspector, &f, &s), CJ_OK);
    assert_int_equal(count(&s, "case.open"), 1);
    f.to.us--;
    assert_int_equal(read_as(&d, &inspector, &f, &s), CJ_OK);
    assert_int_equal(s.n, 0);
    f.operation = "sideways";
    assert_int_equal(read_as(&d, &inspector, &f, &s), CJ_E_MISUSE);
    f = (cj_audit_filter){.size = 3};
    assert_int_equal(read_as(&d, &inspector, &f, &s), CJ_E_MISUSE);
    f = (cj_audit_filter)CJ_AUDIT_FILTER_INIT;
    s.limit = 2;
    assert_int_equal(read_as(&d, &inspector, &f, &s), CJ_E_STOPPED);
    assert_int_equal(s.n, 2);
    desk_close(&d);
}

static void who_may(void **state)
{
    cj_audit_filter f = CJ_AUDIT_FILTER_INIT;
    cji_arena arena;
    cji_audit_entry last;
    seen s = {0};
    desk d;
    world(*state, &d);
    assert_int_equal(read_as(&d, &worker, &f, &s), CJ_E_DENIED);
    assert_int_equal(s.n, 0);
    cji_arena_init(&arena, d.ctx);
    last = last_entry(&d, &arena);
    assert_string_equal(last.op, "deny");
    assert_string_equal(last.act, "log.read");
    f.case_id = "C-9";
    assert_int_equal(read_as(&d, &inspector, &f, &s), CJ_E_NOT_FOUND);
    /* A restriction to others does not hide who looked; an exclusion of the reader does. */
    f.case_id = "C-1";
    assert_int_equal(
        limit_as(&d, &manager, CJ_CODE_LIMIT_RESTRICTION, "j.reyes", NULL, NULL, (char[37]){0}),
        CJ_OK);
    assert_int_equal(read_as(&d, &inspector, &f, &s), CJ_OK);
    assert_int_equal(
        limit_as(&d, &manager, CJ_CODE_LIMIT_EXCLUSION, "i.lund", NULL, NULL, (char[37]){0}),
        CJ_OK);
    assert_int_equal(read_as(&d, &inspector, &f, &s), CJ_E_DENIED);
    assert_int_equal(s.n, 0);
    cji_arena_fini(&arena);
    desk_close(&d);
}

static void overrides_that_wait(void **state)
{
    cj_audit_filter f = CJ_AUDIT_FILTER_INIT;
    cj_error *error = NULL;
    cj_session *boss;
    char id[37] = "";
    seen s = {0};
    desk d;
    world(*state, &d);
    f.unreviewed = 1;
    assert_int_equal(
        limit_as(&d, &manager, CJ_CODE_LIMIT_RESTRICTION, "j.reyes", NULL, NULL, (char[37]){0}),
        CJ_OK);
    assert_int_equal(read_as(&d, &inspector, &f, &s), CJ_OK);
    assert_int_equal(s.n, 0);
    assert_int_equal(break_as(&d, &stranger, 60, id), CJ_OK);
    assert_int_equal(shows(&d, &stranger), CJ_OK);
    assert_int_equal(shows(&d, &worker), CJ_OK);
    assert_int_equal(read_as(&d, &inspector, &f, &s), CJ_OK);
    assert_int_equal(s.n, 3); /* it was broken, that was stored, and the case was viewed */
    assert_string_equal(s.act[0], "access_overridden");
    assert_string_equal(s.act[2], "case.open");
    assert_string_equal(s.who[2], "x.stranger");
    assert_string_equal(s.override[2], id);
    assert_true(s.named[2]);
    boss = as(&d, &manager);
    assert_ok(cj_session_review_override(boss, "C-1", id, CJ_CODE_OVERRIDE_RESULT_JUSTIFIED,
                                         "on the rota", NULL, &error),
              error);
    cj_session_unref(boss);
    assert_int_equal(read_as(&d, &inspector, &f, &s), CJ_OK);
    assert_int_equal(s.n, 0);
    desk_close(&d);
}

/* ---- each allocation failing ------------------------------------------------------------------
 */

static int read_once(cj_context *ctx, void *user)
{
    cj_audit_filter f = CJ_AUDIT_FILTER_INIT;
    const place *p = user;
    seen s = {0};
    desk d = {0};
    cj_status status = desk_open(ctx, p->store, &inspector, &d, NULL);
    f.case_id = "C-1";
    f.unreviewed = 1;
    if (status == CJ_OK)
        status = cj_session_audit(d.session, &f, see, &s, NULL);
    if (status != CJ_OK && status != CJ_E_MEMORY)
        fail_msg("status %d", (int)status);
    assert_true(status == CJ_OK || s.n == 0 || s.n < 200);
    if (status == CJ_OK)
        assert_int_equal(count(&s, "access_overridden"), 1);
    desk_close(&d);
    return status == CJ_OK;
}

static void each_allocation_may_fail(void **state)
{
    char id[37] = "";
    desk d;
    world(*state, &d);
    assert_int_equal(break_as(&d, &stranger, 60, id), CJ_OK);
    desk_close(&d);
    printf("%zu allocations failed\n", fault_sweep_some(read_once, *state));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(by_case, place_make, place_drop),
        cmocka_unit_test_setup_teardown(by_actor_operation_and_time, place_make, place_drop),
        cmocka_unit_test_setup_teardown(who_may, place_make, place_drop),
        cmocka_unit_test_setup_teardown(overrides_that_wait, place_make, place_drop),
        cmocka_unit_test_setup_teardown(each_allocation_may_fail, place_make, place_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
