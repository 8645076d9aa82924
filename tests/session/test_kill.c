/* SPDX-License-Identifier: MIT */
/*
 * A process that records is killed at random moments: by the clock, and at a random call of the log
 * for the disk, before it or halfway. What it had said was recorded is there, nothing is there in
 * part, log and store verify, and the next open settles the rest by itself.
 * CJ_TEST_KILLS: how many moments (20). CJ_TEST_SEED: of the first.
 */
#include "session/session_support.h"
#include "support/filler.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <time.h>

#define FILES 8

typedef struct work {
    place *place;
    char name[FILES][16];
    cji_buf text[FILES]; /* case files of one case each, of more and more acts */
    cj_context *ctx;
} work;

/* What the process that is killed says, in memory that is its parent's too. */
typedef struct said {
    long calls;           /* of the log for the disk, so far */
    bool recorded[FILES]; /* acknowledged */
    bool done;
} said;

typedef struct totals {
    long acknowledged, whole, absent, torn, recovered, finished;
} totals;

static long number_of(const char *name, long otherwise)
{
    const char *text = getenv(name);
    return text != NULL ? strtol(text, NULL, 10) : otherwise;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- the process that is killed -------------------------------------------------------------- */

typedef struct fuse {
    said *said;
    long at; /* 0: never */
    bool halfway;
} fuse;

/* Whether the call is the last one, and is to be made halfway first. */
static bool last(void *user)
{
    fuse *f = user;
    f->said->calls++;
    if (f->said->calls != f->at)
        return false;
    if (!f->halfway)
        raise(SIGKILL);
    return true;
}

static int io_open(void *user, const char *path, int flags, int mode)
{
    bool dies = last(user);
    int fd = cji_io_system.open(NULL, path, flags, mode);
    if (dies)
        raise(SIGKILL);
    return fd;
}

static long io_read(void *user, int fd, void *bytes, size_t size)
{
    if (last(user))
        raise(SIGKILL);
    return cji_io_system.read(NULL, fd, bytes, size);
}

static long io_write(void *user, int fd, const void *bytes, size_t size)
{
    if (last(user)) { /* torn */
        (void)cji_io_system.write(NULL, fd, bytes, size / 2);
        raise(SIGKILL);
    }
    return cji_io_system.write(NULL, fd, bytes, size);
}

static int io_sync(void *user, int fd)
{
    bool dies = last(user);
    int result = cji_io_system.sync(NULL, fd);
    if (dies)
        raise(SIGKILL);
    return result;
}

static int io_close(void *user, int fd)
{
    (void)user;
    return cji_io_system.close(NULL, fd);
}

static int io_rename(void *user, const char *from, const char *to)
{
    bool dies = last(user);
    int result = cji_io_system.rename(NULL, from, to);
    if (dies)
        raise(SIGKILL);
    return result;
}

static int io_unlink(void *user, const char *path)
{
    bool dies = last(user);
    int result = cji_io_system.unlink(NULL, path);
    if (dies)
        raise(SIGKILL);
    return result;
}

static int io_mkdir(void *user, const char *path, int mode)
{
    bool dies = last(user);
    int result = cji_io_system.mkdir(NULL, path, mode);
    if (dies)
        raise(SIGKILL);
    return result;
}

static int io_truncate(void *user, int fd, int64_t size)
{
    bool dies = last(user);
    int result = cji_io_system.truncate(NULL, fd, size);
    if (dies)
        raise(SIGKILL);
    return result;
}

/* Records all files, and says so of each; ends the process. */
static void record_all(const work *w, said *s, long at, bool halfway)
{
    fuse f = {s, at, halfway};
    const cji_io io = {io_open,   io_read,   io_write, io_sync,     io_close,
                       io_rename, io_unlink, io_mkdir, io_truncate, &f};
    cj_context *ctx = NULL;
    desk d;
    if (cj_context_new(NULL, &ctx, NULL) != CJ_OK)
        _exit(2);
    ctx->io = io;
    if (desk_open(ctx, w->place->store, &worker, &d, NULL) != CJ_OK)
        _exit(3);
    for (int i = 0; i < FILES; i++) {
        if (cj_session_record(d.session, w->name[i], w->text[i].p, w->text[i].n, NULL, NULL,
                              NULL) != CJ_OK)
            _exit(4);
        s->recorded[i] = true;
    }
    desk_close(&d);
    s->done = true;
    _exit(0);
}

static pid_t start(const work *w, said *s, long at, bool halfway)
{
    pid_t child;
    assert_int_equal(shell("rm -rf %s*; for f in '' .audit .key; do cp -a %s/empty$f %s$f; done",
                           w->place->store, w->place->root, w->place->store),
                     0);
    memset(s, 0, sizeof *s);
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        record_all(w, s, at, halfway);
    return child;
}

/* ---- what is there afterwards ---------------------------------------------------------------- */

/* What may be wrong of a journal between the kill and the next open; nothing else may. */
static const char *const torn[] = {
    "a frame of the journal is damaged", "the last group of the journal is cut",
    "the journal does not end with the checkpoint: it was cut, or a writer was killed and none has "
    "opened the log since"};

/* As the killed process left it: whether the journal is torn, which only the next writer mends. */
static bool is_torn(const work *w)
{
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    const char *why;
    bool known;
    assert_ok(cj_store_verify(w->ctx, w->place->store, NULL, &result, &error), error);
    why = cj_audit_result_why(result);
    known = why == NULL;
    for (size_t i = 0; i < CJI_COUNT(torn); i++)
        known = known || strcmp(why, torn[i]) == 0;
    if (!known)
        fail_msg("store and log: %s", why);
    known = cj_audit_result_verdict(result) != CJ_AUDIT_CONSISTENT;
    cj_audit_result_unref(result);
    return known;
}

static void assert_verifies(const work *w)
{
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    assert_false(is_torn(w));
    assert_ok(cj_audit_verify(w->ctx, w->place->store, NULL, &result, &error), error);
    assert_int_equal(cj_audit_result_verdict(result), CJ_AUDIT_CONSISTENT);
    cj_audit_result_unref(result);
}

/* Whether the file is there; in part it must not be. */
static bool is_there(const work *w, desk *d, int i)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    cji_buf out;
    cj_status status = cj_session_open_case(d->session, w->name[i], CJ_OPEN_EXPORT, &c, &error);
    if (status == CJ_E_NOT_FOUND) {
        cj_error_unref(error);
        return false;
    }
    assert_ok(status, error);
    cji_buf_init(&out, w->ctx, (size_t)1 << 24);
    assert_ok(cj_case_write(c, to_buf, &out, &error), error);
    assert_string_equal(cji_buf_text(&out), cji_buf_text((cji_buf *)(uintptr_t)&w->text[i]));
    cji_buf_fini(&out);
    cj_case_unref(c);
    return true;
}

static long recoveries(desk *d)
{
    long n = 0;
    for (uint64_t i = 0; i < cji_audit_size(d->store->log); i++) {
        cji_arena arena;
        cji_audit_entry entry;
        cji_arena_init(&arena, d->ctx);
        entry = entry_at(d, i, &arena);
        n += strcmp(entry.op, "recover") == 0;
        cji_arena_fini(&arena);
    }
    return n;
}

static void look(const work *w, const said *s, totals *t)
{
    cj_error *error = NULL;
    desk d;
    t->torn += is_torn(w);
    assert_ok(desk_open(w->ctx, w->place->store, &worker, &d, &error), error);
    t->recovered += recoveries(&d) > 0;
    t->finished += s->done;
    for (int i = 0; i < FILES; i++) {
        bool there = is_there(w, &d, i);
        if (s->recorded[i] && !there)
            fail_msg("%s was acknowledged, and is gone", w->name[i]);
        t->acknowledged += s->recorded[i];
        t->whole += there;
        t->absent += !there;
    }
    /* Work goes on. */
    for (int i = 0; i < FILES; i++)
        assert_ok(cj_session_record(d.session, w->name[i], w->text[i].p, w->text[i].n, NULL, NULL,
                                    &error),
                  error);
    for (int i = 0; i < FILES; i++)
        assert_true(is_there(w, &d, i));
    desk_close(&d);
    assert_verifies(w);
}

/* ---- the sweep ------------------------------------------------------------------------------- */

static void wait_for(pid_t child, bool may_end)
{
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && (!may_end || WEXITSTATUS(status) != 0))
        fail_msg("the process ended with %d", WEXITSTATUS(status));
}

/* Asleep, and then again for what a signal has cut off. */
static void sleep_for(double seconds)
{
    struct timespec t = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
    while (nanosleep(&t, &t) != 0 && errno == EINTR)
        continue;
}

static void make_files(work *w)
{
    for (int i = 0; i < FILES; i++) {
        cj_case *c = NULL;
        uint64_t seed = (uint64_t)i;
        snprintf(w->name[i], sizeof w->name[i], "K-%d", i);
        assert_ok(cj_case_new(w->ctx, w->name[i], &c, NULL), NULL);
        filler_lines(c, filler_base);
        for (int k = 0; k < 6 * i; k++) {
            cj_act *act = filler_any(c, CJ_ACT_VIEWS_RECORDED, &seed);
            (void)cj_case_apply(c, act, NULL);
            cj_act_unref(act);
        }
        cji_buf_init(&w->text[i], w->ctx, (size_t)1 << 24);
        assert_ok(cj_case_write(c, to_buf, &w->text[i], NULL), NULL);
        cj_case_unref(c);
    }
}

static void report(const char *how, const totals *t)
{
    print_message("%s: %ld files acknowledged, %ld whole, %ld absent; %ld torn, %ld recovered, %ld "
                  "had ended\n",
                  how, t->acknowledged, t->whole, t->absent, t->torn, t->recovered, t->finished);
}

static void test_kills(void **state)
{
    work w = {.place = *state};
    long kills = number_of("CJ_TEST_KILLS", 20), calls;
    uint64_t seed = (uint64_t)number_of("CJ_TEST_SEED", 1);
    totals by_clock = {0}, by_call = {0};
    double from, whole;
    pid_t first;
    desk d;
    said *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(s != MAP_FAILED);
    assert_ok(cj_context_new(NULL, &w.ctx, NULL), NULL);
    make_files(&w);
    desk_new(w.place, &d);
    desk_close(&d);
    assert_int_equal(shell("for f in '' .audit .key; do cp -a %s$f %s/empty$f; done",
                           w.place->store, w.place->root),
                     0);
    first = start(&w, s, 0, false);
    from = now();
    wait_for(first, true);
    whole = now() - from;
    calls = s->calls;
    assert_true(s->done && calls > FILES);
    for (long i = 0; i < kills; i++) {
        uint64_t random = filler_random(&seed);
        pid_t child;
        if (i % 2 == 0) {
            child = start(&w, s, 0, false);
            sleep_for(whole * (double)(random % 1000000) / 1e6);
            kill(child, SIGKILL);
            wait_for(child, true);
            look(&w, s, &by_clock);
        } else {
            child = start(&w, s, 1 + (long)(random % (uint64_t)calls), (random >> 40 & 1) != 0);
            wait_for(child, false);
            look(&w, s, &by_call);
        }
    }
    print_message("%ld kills in %.0f ms of work and %ld calls\n", kills, whole * 1e3, calls);
    report("by the clock", &by_clock);
    report("at a call", &by_call);
    for (int i = 0; i < FILES; i++)
        cji_buf_fini(&w.text[i]);
    cj_context_unref(w.ctx);
    munmap(s, sizeof *s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_kills, place_make, place_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
