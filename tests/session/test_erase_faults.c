/* SPDX-License-Identifier: MIT */
/* Memory that runs out, disks that fail and processes that are killed while something is erased or
 * restored: it was not begun, or it is done when the store is opened the next time. */
#include "session/bad_disk.h"
#include "session/erase_support.h"

#include <signal.h>

/* What the store holds of the case: every act, or a tombstone for each, and no byte of them. */
static bool look(const place *p, const planted *m)
{
    char where[300];
    size_t acts = 0, tombstones = 0;
    cj_case *c;
    desk d;
    open_again(p, &d);
    c = open_case(&d, "C");
    for (size_t i = 0; i < cj_case_act_count(c); i++) {
        acts += cj_case_act_at(c, i) != NULL ? 1 : 0;
        tombstones += cj_case_act_at(c, i) == NULL ? 1 : 0;
    }
    cj_case_unref(c);
    desk_close(&d);
    assert_true(tombstones == 0 ? acts == 10 : acts == 1 && tombstones == 10);
    if (tombstones > 0)
        assert_clean(p->root, m);
    else
        assert_non_null(find_in(p->root, m, where));
    assert_verdict(p->store, CJ_AUDIT_CONSISTENT, NULL);
    return tombstones > 0;
}

/* Outside of the directory that is looked through, as is what the runs start from. */
static const char *backup_of(const place *p)
{
    static char path[80];
    snprintf(path, sizeof path, "%s.backup", p->root);
    return path;
}

static void put_aside(const place *p)
{
    assert_int_equal(shell("rm -rf %s.full && mkdir %s.full && mv %s/* %s.full", p->root, p->root,
                           p->root, p->root),
                     0);
}

static void fetch(const place *p)
{
    assert_int_equal(shell("rm -rf %s/* && cp -a %s.full/* %s", p->root, p->root, p->root), 0);
}

typedef struct scene {
    const place *p;
    planted *m;
} scene;

/* A small case, for it is erased some thousand times. */
static void set_up(scene *s, const place *p)
{
    static const char *const marks[] = {"the.person",    "Helpers", "as told",       "read aloud",
                                        "the wrong day", "slower",  "see it through"};
    desk d;
    *s = (scene){p, calloc(1, sizeof *s->m)};
    for (size_t i = 0; i < CJI_COUNT(marks); i++)
        add_marker(s->m, cji_str_of(marks[i]));
    begin_leaning(p, &d);
    plant_moved(&d, s->m);
    desk_close(&d);
    put_aside(p);
}

static void tear_down(scene *s)
{
    assert_int_equal(shell("rm -rf %s.full %s.backup", s->p->root, s->p->root), 0);
    free(s->m);
}

/* The erasure, in a context of any kind. */
static cj_status erase_in(cj_context *ctx, const place *p, size_t *erased, cj_error **error)
{
    desk d;
    cj_status status = desk_open(ctx, p->store, &controller, &d, error);
    *erased = 0;
    if (status == CJ_OK)
        status = erase(&d, "C", NULL, 0, CJ_CODE_ERASURE_REASON_REQUEST_UPHELD, erased, error);
    desk_close(&d);
    return status;
}

/* ---- memory ---------------------------------------------------------------------------------- */

static int with_memory(cj_context *ctx, void *user)
{
    const scene *s = user;
    cj_error *error = NULL;
    size_t erased = 0;
    cj_status status;
    fetch(s->p);
    status = erase_in(ctx, s->p, &erased, &error);
    if (status != CJ_OK && status != CJ_E_MEMORY && status != CJ_E_LOG)
        fail_msg("status %d: %s", (int)status, last_problem(error));
    cj_error_unref(error);
    if (erased > 0 || status == CJ_OK)
        assert_clean(s->p->root, s->m); /* at once, whatever failed behind it */
    assert_true(look(s->p, s->m) || erased == 0);
    return status == CJ_OK;
}

static void memory_runs_out(void **state)
{
    scene s;
    set_up(&s, *state);
    assert_true(fault_sweep_some(with_memory, &s) > 100);
    tear_down(&s);
}

/* ---- disk ------------------------------------------------------------------------------------ */

static void the_disk_fails(void **state)
{
    scene s;
    set_up(&s, *state);
    for (int sticky = 0; sticky < 2; sticky++) {
        for (long at = 1;; at = fault_next(at)) {
            disk k = {0, at, sticky != 0, false};
            cj_context *ctx = NULL;
            cj_error *error = NULL;
            size_t erased = 0;
            cj_status status;
            fetch(s.p);
            assert_ok(cj_context_new(NULL, &ctx, NULL), NULL);
            ctx->io = disk_io(&k);
            status = erase_in(ctx, s.p, &erased, &error);
            cj_error_unref(error);
            cj_context_unref(ctx);
            if (erased > 0 || status == CJ_OK)
                assert_clean(s.p->root, s.m);
            assert_true(look(s.p, s.m) || erased == 0);
            if (k.seen < at) {
                assert_int_equal(status, CJ_OK);
                break;
            }
        }
    }
    tear_down(&s);
}

/* ---- killed ---------------------------------------------------------------------------------- */

/* The child is gone before it has done its Nth operation on the log, or after some microseconds. */
static bool kill_one(const scene *s, long at, useconds_t after)
{
    int how = 0;
    pid_t child;
    fetch(s->p);
    child = fork();
    if (child == 0) {
        disk k = {0, at, false, true};
        cj_context *ctx = NULL;
        size_t erased = 0;
        cj_status status = cj_context_new(NULL, &ctx, NULL);
        ctx->io = disk_io(&k);
        if (status == CJ_OK)
            status = erase_in(ctx, s->p, &erased, NULL);
        _exit(status == CJ_OK ? 0 : 1);
    }
    if (after > 0) {
        usleep(after);
        kill(child, SIGKILL);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    return WIFEXITED(how) && WEXITSTATUS(how) == 0;
}

static void killed_at_any_time(void **state)
{
    size_t done = 0, runs = 0;
    scene s;
    set_up(&s, *state);
    for (long at = 1;; at = fault_next(at), runs++) {
        bool whole = kill_one(&s, at, 0), there = look(s.p, s.m);
        assert_true(there || !whole);
        done += there ? 1 : 0;
        if (whole)
            break;
    }
    assert_true(done > 1 && done < runs); /* both ends were seen */
    for (useconds_t after = 200; after < 40000; after += 397)
        assert_true(!kill_one(&s, 0, after) || look(s.p, s.m));
    tear_down(&s);
}

/* ---- restoring ------------------------------------------------------------------------------- */

static void set_up_restore(scene *s, const place *p)
{
    static const char late[] = WRAP(CONTACT("late", "02-12", "none", ""));
    cj_error *error = NULL;
    size_t erased = 0;
    desk d;
    set_up(s, p);
    fetch(p);
    open_again(p, &d);
    sit_down(&d, p, &controller);
    assert_ok(cj_session_backup(d.session, backup_of(p), NULL, &error), error);
    sit_down(&d, p, &worker);
    record_text(&d, late);
    sit_down(&d, p, &controller);
    assert_ok(erase(&d, "C", NULL, 0, CJ_CODE_ERASURE_REASON_REQUEST_UPHELD, &erased, NULL), NULL);
    desk_close(&d);
    assert_int_equal(shell("rm %s", p->store), 0);
    put_aside(p);
}

static cj_status restore_in(cj_context *ctx, const place *p, cj_error **error)
{
    cj_policy *policy = NULL;
    cj_status status = cj_policy_new(ctx, &policy, error);
    if (status == CJ_OK)
        status = cj_policy_add_file(policy, DATA "policy.xml", error);
    if (status == CJ_OK)
        status = cj_store_restore(ctx, p->store, backup_of(p), policy, &controller, NULL, error);
    cj_policy_unref(policy);
    return status;
}

/* Whatever failed: there is no store, and the restore is done again. */
static void assert_restores(const scene *s, cj_status status)
{
    cj_context *ctx = NULL;
    cj_error *error = NULL;
    assert_ok(cj_context_new(NULL, &ctx, NULL), NULL);
    if (access(s->p->store, F_OK) != 0) {
        assert_int_not_equal(status, CJ_OK);
        assert_ok(restore_in(ctx, s->p, &error), error);
    }
    assert_true(look(s->p, s->m));
    cj_error_unref(error);
    cj_context_unref(ctx);
}

static int restore_with_memory(cj_context *ctx, void *user)
{
    const scene *s = user;
    cj_error *error = NULL;
    cj_status status;
    fetch(s->p);
    status = restore_in(ctx, s->p, &error);
    if (status != CJ_OK && status != CJ_E_MEMORY && status != CJ_E_LOG)
        fail_msg("status %d: %s", (int)status, last_problem(error));
    cj_error_unref(error);
    assert_restores(s, status);
    return status == CJ_OK;
}

static void memory_runs_out_at_restore(void **state)
{
    scene s;
    set_up_restore(&s, *state);
    assert_true(fault_sweep_some(restore_with_memory, &s) > 60);
    tear_down(&s);
}

static void the_disk_fails_at_restore(void **state)
{
    scene s;
    set_up_restore(&s, *state);
    for (int dies = 0; dies < 2; dies++) {
        for (long at = 1;; at = fault_next(at)) {
            disk k = {0, at, false, dies != 0};
            pid_t child;
            int how = 0;
            fetch(s.p);
            child = fork();
            if (child == 0) {
                cj_context *ctx = NULL;
                cj_status status = cj_context_new(NULL, &ctx, NULL);
                ctx->io = disk_io(&k);
                status = status == CJ_OK ? restore_in(ctx, s.p, NULL) : status;
                _exit(status != CJ_OK ? 1 : k.seen < at ? 0 : 2);
            }
            assert_int_equal(waitpid(child, &how, 0), child);
            assert_true(WIFEXITED(how));
            assert_restores(&s, WEXITSTATUS(how) == 1 || WEXITSTATUS(how) == 9 ? CJ_E_IO : CJ_OK);
            if (WEXITSTATUS(how) == 0)
                break;
        }
    }
    tear_down(&s);
}

#define test(f) cmocka_unit_test_setup_teardown(f, place_make, place_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(memory_runs_out),           test(the_disk_fails),
        test(killed_at_any_time),        test(memory_runs_out_at_restore),
        test(the_disk_fails_at_restore),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
