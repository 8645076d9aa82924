/* SPDX-License-Identifier: MIT */
/*
 * Random cases of all kinds. What is written, read again and written again is the same; so is what
 * a store exports, and what an empty store exports that recorded it; and both sides find the same.
 * CJ_TEST_CASES: how many cases (200). CJ_TEST_SEED: of the first. CJ_TEST_CORPUS: a directory that
 * gets them as files.
 */
#include "session/session_support.h"
#include "support/filler.h"

#include <inttypes.h>
#include <limits.h>

#define KINDS 128
#define LEAST 20 /* acts of each kind in 200 cases */

typedef struct world {
    place place;
    cj_context *ctx;
    cj_policy *policy;
    long accepted[KINDS], refused[KINDS], impossible[KINDS];
    long acts, findings;
} world;

static long number_of(const char *name, long otherwise)
{
    const char *text = getenv(name);
    return text != NULL ? strtol(text, NULL, 10) : otherwise;
}

/* ---- making a case --------------------------------------------------------------------------- */

static bool add_act(world *w, cj_case *c, int32_t kind, uint64_t *seed)
{
    cj_act *act = filler_any(c, kind, seed);
    cj_error *error = NULL;
    size_t n = cj_case_act_count(c);
    cj_status status;
    if (act == NULL) {
        w->impossible[kind]++;
        return false;
    }
    status = cj_case_apply(c, act, &error);
    cj_act_unref(act);
    /* An act that is refused changes nothing, and only what a case can refuse is refused. */
    if (status != CJ_OK && status != CJ_E_INTEGRITY && status != CJ_E_ID_TAKEN &&
        status != CJ_E_REFERENCE && status != CJ_E_HANDLE)
        fail_msg("%s: status %d: %s", cj_kind_name(kind), (int)status, last_problem(error));
    assert_int_equal(cj_case_act_count(c), n + (status == CJ_OK));
    (status == CJ_OK ? w->accepted : w->refused)[kind]++;
    cj_error_unref(error);
    return status == CJ_OK;
}

static void add_tombstone(cj_case *c, uint64_t *seed)
{
    char id[32];
    int32_t kind = 2 + (int32_t)(filler_random(seed) % 60);
    snprintf(id, sizeof id, "gone%zu", cj_case_act_count(c));
    assert_int_equal(cji_case_add_tombstone(c, cji_str_of(id), kind,
                                            1 + (int32_t)(filler_random(seed) % 5), NULL, NULL),
                     CJ_OK);
}

/* Kinds in a random order, once over; what the first round lacks, the second may have. */
static void add_round(world *w, cj_case *c, bool tombstones, uint64_t *seed)
{
    int32_t order[KINDS], n = 0;
    for (int32_t i = 0; i < cji_kind_count; i++) {
        if ((cji_kinds[i].handles & ~(1u << CJ_HANDLE_PRACTITIONER)) != 0 &&
            cji_kinds[i].id != CJ_ACT_CASE_OPENED)
            order[n++] = cji_kinds[i].id;
    }
    for (int32_t i = n - 1; i > 0; i--) {
        int32_t j = (int32_t)(filler_random(seed) % (uint64_t)(i + 1)), kind = order[i];
        order[i] = order[j];
        order[j] = kind;
    }
    for (int32_t i = 0; i < n; i++) {
        for (int tries = 0; tries < 10 && !add_act(w, c, order[i], seed); tries++)
            continue;
        if (tombstones && filler_random(seed) % 3 == 0)
            add_tombstone(c, seed);
    }
}

static cj_case *make_case(world *w, uint64_t seed)
{
    cj_case *c = NULL;
    char id[32];
    bool tombstones = filler_random(&seed) % 3 == 0;
    snprintf(id, sizeof id, "C-%" PRIx64, filler_random(&seed) >> 16);
    assert_int_equal(cj_case_new(w->ctx, id, &c, NULL), CJ_OK);
    cj_case_set_policy(c, w->policy);
    while (!add_act(w, c, CJ_ACT_CASE_OPENED, &seed))
        continue;
    if (filler_random(&seed) % 4 == 0) /* a correction of the opening */
        (void)add_act(w, c, CJ_ACT_CASE_OPENED, &seed);
    for (int round = 0; round < 2; round++)
        add_round(w, c, tombstones, &seed);
    /* Whoever the case was kept from, the worker of these tests may export it. */
    filler_lines(c, "let.in access_limited H 2000-01-01 limit=restriction who.id=j.reyes "
                    "who.role=practitioner who.org=northfield from=2000-01-01");
    w->acts += (long)cj_case_act_count(c);
    w->findings += (long)c->nfindings;
    return c;
}

/* ---- both sides ------------------------------------------------------------------------------ */

static void written(cj_case *c, cji_buf *out)
{
    cj_error *error = NULL;
    cji_buf_init(out, c->ctx, (size_t)1 << 26);
    assert_ok(cj_case_write(c, to_buf, out, &error), error);
}

static void assert_same(const char *what, uint64_t seed, const cji_buf *a, const cji_buf *b)
{
    size_t n = 0;
    if (a->n == b->n && memcmp(a->p, b->p, a->n) == 0)
        return;
    while (n < a->n && n < b->n && a->p[n] == b->p[n])
        n++;
    n = n > 100 ? n - 100 : 0;
    fail_msg("seed %" PRIu64 ": %s: at byte %zu\n%.300s\n---\n%.300s", seed, what, n,
             cji_buf_text((cji_buf *)(uintptr_t)a) + n, cji_buf_text((cji_buf *)(uintptr_t)b) + n);
}

static void assert_same_findings(uint64_t seed, const cj_case *a, const cj_case *b)
{
    for (size_t i = 0; i < a->nfindings && i < b->nfindings; i++) {
        const cji_finding *x = &a->findings[i], *y = &b->findings[i];
        if (x->entry != y->entry || strcmp(x->rule, y->rule) != 0 ||
            strcmp(x->version, y->version) != 0 || strcmp(x->reason, y->reason) != 0)
            fail_msg("seed %" PRIu64 ": finding %zu is %s (%s) of %s and %s (%s) of %s", seed, i,
                     x->rule, x->version, a->entries[x->entry].id.p, y->rule, y->version,
                     b->entries[y->entry].id.p);
    }
    if (a->nfindings != b->nfindings)
        fail_msg("seed %" PRIu64 ": %zu findings and %zu", seed, a->nfindings, b->nfindings);
}

/* Every state can be folded, whatever the acts are. */
static void assert_folds(cj_case *c)
{
    cj_error *error = NULL;
    for (size_t i = 0; i < cj_case_handle_count(c); i++) {
        const cj_record *state = NULL;
        assert_ok(cj_case_handle_state(c, cj_case_handle_at(c, i, NULL), &state, &error), error);
    }
}

static void keep(uint64_t seed, const cji_buf *text)
{
    char path[PATH_MAX];
    FILE *f;
    if (getenv("CJ_TEST_CORPUS") == NULL)
        return;
    snprintf(path, sizeof path, "%s/generated-%" PRIu64 ".xml", getenv("CJ_TEST_CORPUS"), seed);
    f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text->p, 1, text->n, f), text->n);
    assert_int_equal(fclose(f), 0);
}

static void through_files(world *w, uint64_t seed, cj_case *c, const cji_buf *first)
{
    cj_case *again = NULL;
    cj_error *error = NULL;
    cji_buf second;
    assert_ok(cj_case_new(w->ctx, NULL, &again, &error), error);
    cj_case_set_policy(again, w->policy);
    if (cj_case_read(again, "again", first->p, first->n, &error) != CJ_OK)
        fail_msg("seed %" PRIu64 ": what was written is refused: %s", seed, last_problem(error));
    written(again, &second);
    assert_same("written again", seed, first, &second);
    assert_same_findings(seed, c, again);
    cji_buf_fini(&second);
    cj_case_unref(again);
    cj_error_unref(error);
}

static void new_store(world *w, const char *name, desk *d)
{
    cj_error *error = NULL;
    char path[120];
    snprintf(path, sizeof path, "%s/%s", w->place.root, name);
    *d = (desk){.ctx = cj_context_ref(w->ctx), .policy = cj_policy_ref(w->policy)};
    assert_ok(cj_store_create(w->ctx, path, NULL, w->policy, &worker, &error), error);
    assert_ok(cj_store_open(w->ctx, path, &d->store, &error), error);
    assert_ok(cj_session_new(d->store, d->policy, &worker, &d->session, &error), error);
}

static void record_text(desk *d, uint64_t seed, const cji_buf *text)
{
    cj_error *error = NULL;
    size_t added = 0;
    if (cj_session_record(d->session, "case", text->p, text->n, &added, NULL, &error) != CJ_OK)
        fail_msg("seed %" PRIu64 ": the store refuses it: %s", seed, last_problem(error));
    assert_true(added > 0);
    cj_error_unref(error);
}

static void exported(desk *d, const char *id, cji_buf *out, cj_case **c)
{
    cj_error *error = NULL;
    assert_ok(cj_session_open_case(d->session, id, CJ_OPEN_EXPORT, c, &error), error);
    written(*c, out);
}

/* `one` has other cases too; the second store is new. */
static void through_stores(world *w, uint64_t seed, desk *one, cj_case *c, const cji_buf *first)
{
    desk two;
    cj_case *in_one = NULL, *in_two = NULL;
    cji_buf once, twice;
    record_text(one, seed, first);
    exported(one, cj_case_id(c), &once, &in_one);
    assert_same("exported", seed, first, &once);
    new_store(w, "two", &two);
    record_text(&two, seed, &once);
    exported(&two, cj_case_id(c), &twice, &in_two);
    assert_same("exported again", seed, &once, &twice);
    assert_same_findings(seed, c, in_one);
    assert_same_findings(seed, c, in_two);
    desk_close(&two);
    assert_int_equal(shell("rm -rf %s/two*", w->place.root), 0);
    cji_buf_fini(&once);
    cji_buf_fini(&twice);
    cj_case_unref(in_one);
    cj_case_unref(in_two);
}

/* ---- the run --------------------------------------------------------------------------------- */

static int setup(void **state)
{
    static world w;
    void *made = NULL;
    cj_error *error = NULL;
    if (place_make(&made) != 0)
        return -1;
    w.place = *(place *)made;
    assert_ok(cj_context_new(NULL, &w.ctx, &error), error);
    assert_ok(cj_policy_new(w.ctx, &w.policy, &error), error);
    assert_ok(cj_policy_add_dir(w.policy, "standards", &error), error);
    assert_ok(cj_policy_add_file(w.policy, DATA "policy.xml", &error), error);
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    world *w = *state;
    cj_policy_unref(w->policy);
    cj_context_unref(w->ctx);
    return shell("rm -rf %s", w->place.root);
}

static void test_cases(void **state)
{
    world *w = *state;
    long cases = number_of("CJ_TEST_CASES", 200);
    uint64_t seed = (uint64_t)number_of("CJ_TEST_SEED", 1);
    desk one;
    new_store(w, "one", &one);
    for (long i = 0; i < cases; i++, seed++) {
        cj_case *c = make_case(w, seed);
        cji_buf first;
        if (i > 0 && i % 500 == 0) { /* long runs fill the disk otherwise */
            desk_close(&one);
            assert_int_equal(shell("rm -rf %s/one*", w->place.root), 0);
            new_store(w, "one", &one);
        }
        assert_folds(c);
        written(c, &first);
        keep(seed, &first);
        through_files(w, seed, c, &first);
        if (i % (cases > 1000 ? 50 : 5) == 0) /* most of the time goes to waiting for the disk */
            through_stores(w, seed, &one, c, &first);
        cji_buf_fini(&first);
        cj_case_unref(c);
    }
    desk_close(&one);
    print_message("%ld cases, %ld acts, %ld findings\n", cases, w->acts, w->findings);
    for (int32_t i = 0; i < cji_kind_count; i++) {
        const cji_kind *k = &cji_kinds[i];
        if (getenv("CJ_TEST_COUNTS") != NULL)
            print_message("%-32s %6ld accepted %6ld refused %6ld impossible\n", k->name,
                          w->accepted[k->id], w->refused[k->id], w->impossible[k->id]);
        if (cases >= 200 && (k->handles & ~(1u << CJ_HANDLE_PRACTITIONER)) != 0 &&
            w->accepted[k->id] < LEAST)
            fail_msg("only %ld of %s", w->accepted[k->id], k->name);
    }
}

/* What was recorded under one policy stays as it was found then: today's refuses and finds nothing.
 */
static void test_another_policy(void **state)
{
    static const char strict[] =
        "<policy id=\"strict\" version=\"1\" xmlns=\"urn:cjustice:policy:1\"><value "
        "name=\"override_limit\" days=\"1\" citation=\"c\" standing=\"agency\"/><value "
        "name=\"referral_within\" days=\"1\" citation=\"c\" standing=\"agency\"/></policy>";
    world *w = *state;
    cj_error *error = NULL;
    cj_case *c = NULL, *opened = NULL;
    cji_buf text, out;
    desk d;
    assert_ok(cj_case_new(w->ctx, "C", &c, &error), error);
    cj_case_set_policy(c, w->policy);
    filler_lines(c, filler_base);
    filler_lines(c, "o access_overridden H 02-02 until=2026-02-20T10:00Z\n"
                    "m matter_referred H 02-12 matter_kind=question "
                    "noticed_at=2026-02-02T10:00Z");
    written(c, &text);
    new_store(w, "old", &d);
    record_text(&d, 0, &text);
    cj_session_unref(d.session);
    cj_policy_unref(d.policy);
    assert_ok(cj_policy_new(w->ctx, &d.policy, &error), error);
    assert_ok(cj_policy_add_file(d.policy, DATA "policy.xml", &error), error);
    assert_ok(cji_policy_add_memory(d.policy, "strict", strict, sizeof strict - 1, &error), error);
    assert_ok(cj_session_new(d.store, d.policy, &worker, &d.session, &error), error);
    exported(&d, "C", &out, &opened);
    assert_same("exported", 0, &text, &out);
    assert_same_findings(0, c, opened);
    desk_close(&d);
    cji_buf_fini(&text);
    cji_buf_fini(&out);
    cj_case_unref(c);
    cj_case_unref(opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cases, setup, teardown),
        cmocka_unit_test_setup_teardown(test_another_policy, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
