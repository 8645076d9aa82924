/* SPDX-License-Identifier: MIT */
/*
 * The conformance suite: the built-in store and that of examples/host-store.c conform, and a store
 * that does one thing wrong does not, whichever it is.
 */
#define main example_main
int example_main(int argc, char **argv);
#include "../../examples/host-store.c"
#undef main

#include "conformance.h"
#include "store/sqlite.h"
#include "support/support.h"

typedef struct bench {
    char root[64], path[96];
    int made;
    cj_context *ctx;
    bool quiet;
    char first[200]; /* the first thing that was wrong */
} bench;

static int setup(void **state)
{
    static bench b;
    const char *tmp = getenv("TMPDIR");
    b = (bench){.made = 0};
    snprintf(b.root, sizeof b.root, "%.40s/cj-conform-XXXXXX", tmp != NULL ? tmp : "/tmp");
    *state = &b;
    return mkdtemp(b.root) != NULL && cj_context_new(NULL, &b.ctx, NULL) == CJ_OK ? 0 : -1;
}

static int teardown(void **state)
{
    bench *b = *state;
    char line[100];
    cj_context_unref(b->ctx);
    snprintf(line, sizeof line, "rm -rf %s", b->root);
    return system(line);
}

static void next_path(bench *b)
{
    snprintf(b->path, sizeof b->path, "%s/store-%d", b->root, ++b->made);
}

static void clear(const bench *b)
{
    char line[100];
    snprintf(line, sizeof line, "rm -rf %s/*", b->root);
    assert_int_equal(system(line), 0);
}

static void wrong(void *host, const char *what)
{
    bench *b = host;
    if (b->first[0] == '\0')
        snprintf(b->first, sizeof b->first, "%s", what);
    if (!b->quiet)
        print_error("%s\n", what);
}

/* ---- the built-in store ---------------------------------------------------------------------- */

static void *lite_again(void *host)
{
    bench *b = host;
    cji_sqlite *s = NULL;
    return cji_sqlite_open(b->ctx, b->path, false, &s, NULL) == CJ_OK ? s : NULL;
}

static void *lite_make(void *host)
{
    bench *b = host;
    next_path(b);
    fclose(fopen(b->path, "w"));
    return cji_sqlite_make(b->ctx, b->path, NULL) == CJ_OK ? lite_again(b) : NULL;
}

static void lite_drop(void *host, void *user)
{
    (void)host;
    cji_sqlite_close(user, false);
}

static void the_built_in_store_conforms(void **state)
{
    bench *b = *state;
    const cj_conformance suite = {&cji_sqlite_methods, b->root,   b,    lite_make,
                                  lite_again,          lite_drop, wrong};
    assert_int_equal(cj_conformance_run(&suite), 0);
}

/* ---- that of the example --------------------------------------------------------------------- */

static void *open_diary(bench *b, int make)
{
    diary *d = calloc(1, sizeof *d);
    if (d != NULL && diary_open(d, b->path, make))
        return d;
    free(d);
    return NULL;
}

static void *host_make(void *host)
{
    next_path(host);
    return open_diary(host, 1);
}

static void *host_again(void *host)
{
    return open_diary(host, 0);
}

static void host_drop(void *host, void *user)
{
    (void)host;
    diary_close(user);
    free(user);
}

static void the_example_conforms(void **state)
{
    bench *b = *state;
    const cj_conformance suite = {&diary_methods, b->root,   b,    host_make,
                                  host_again,     host_drop, wrong};
    assert_int_equal(cj_conformance_run(&suite), 0);
}

/* ---- stores that do one thing wrong ---------------------------------------------------------- */

static cj_status no_lock(void *user, int32_t wait, cj_error **error)
{
    (void)user, (void)wait, (void)error;
    return CJ_OK;
}

static void no_unlock(void *user)
{
    (void)user;
}

static cj_status append_less(void *user, const cj_stored_unit *unit, cj_error **error)
{
    cj_stored_unit less = *unit;
    less.nacts -= less.nacts > 1;
    return append(user, &less, error);
}

static cj_status append_twice(void *user, const cj_stored_unit *unit, cj_error **error)
{
    cj_stored_unit key_only = {.size = sizeof key_only};
    key_only.case_id = unit->case_id;
    key_only.case_key = unit->case_key;
    cj_stored_unit rest = *unit;
    rest.case_key = NULL;
    cj_status status = append(user, &key_only, error);
    return status == CJ_OK ? append(user, &rest, error) : status;
}

static cj_status append_unsynced(void *user, const cj_stored_unit *unit, cj_error **error)
{
    diary *d = user; /* one transaction that goes on until the handle ends */
    (void)error;
    if (sqlite3_get_autocommit(d->db))
        execute(d, "BEGIN");
    return write_unit(d, unit);
}

static cj_status append_without_erasing(void *user, const cj_stored_unit *unit, cj_error **error)
{
    cj_stored_unit less = *unit;
    less.nerasures = 0;
    return append(user, &less, error);
}

static cj_status append_keeping_key(void *user, const cj_stored_unit *unit, cj_error **error)
{
    cj_stored_unit less = *unit;
    less.drop_key = 0;
    return append(user, &less, error);
}

static cj_status load_all(void *user, const char *case_id, uint64_t since, cj_take_act_fn take,
                          void *to, cj_error **error)
{
    (void)since;
    return load(user, case_id, 0, take, to, error);
}

typedef struct passing {
    cj_take_act_fn take;
    void *to;
} passing;

static cj_status pass(void *to, const cj_stored_act *act)
{
    const passing *p = to;
    (void)p->take(p->to, act);
    return CJ_OK;
}

static cj_status load_on(void *user, const char *case_id, uint64_t since, cj_take_act_fn take,
                         void *to, cj_error **error)
{
    passing p = {take, to};
    return load(user, case_id, since, pass, &p, error);
}

static cj_status pass_text(void *to, const cj_stored_act *act)
{
    const passing *p = to;
    cj_stored_act cut = *act;
    if (cut.payload != NULL)
        cut.payload_size = strlen(cut.payload); /* as if bytes were a text */
    return p->take(p->to, &cut);
}

static cj_status load_text(void *user, const char *case_id, uint64_t since, cj_take_act_fn take,
                           void *to, cj_error **error)
{
    passing p = {take, to};
    return load(user, case_id, since, pass_text, &p, error);
}

static cj_status always(void *user, const char *tx, int32_t *found, cj_error **error)
{
    (void)user, (void)tx, (void)error;
    *found = 1;
    return CJ_OK;
}

static cj_status never(void *user, const char *tx, int32_t *found, cj_error **error)
{
    (void)user, (void)tx, (void)error;
    *found = 0;
    return CJ_OK;
}

static cj_status first_anchor(void *user, cj_stored_anchor *out, int32_t *found, cj_error **error)
{
    sqlite3_stmt *row =
        query(user, "SELECT log_index, size, root FROM anchor ORDER BY log_index LIMIT 1", "");
    int rc = sqlite3_step(row);
    (void)error;
    *found = rc == SQLITE_ROW;
    if (*found) {
        out->index = (uint64_t)sqlite3_column_int64(row, 0);
        out->size = (uint64_t)sqlite3_column_int64(row, 1);
        memcpy(out->root, sqlite3_column_blob(row, 2), sizeof out->root);
    }
    return ended(row, rc);
}

static cj_status begin_nothing(void *user, cj_error **error)
{
    (void)user, (void)error;
    return CJ_OK;
}

static void end_nothing(void *user)
{
    (void)user;
}

static void what_is_wrong_is_found(void **state)
{
    bench *b = *state;
    cj_store_methods broken[12];
    for (size_t i = 0; i < CJI_COUNT(broken); i++)
        broken[i] = diary_methods;
    broken[0].lock = no_lock;
    broken[0].unlock = no_unlock;
    broken[1].append = append_less;
    broken[2].append = append_twice;
    broken[3].append = append_unsynced;
    broken[4].append = append_without_erasing;
    broken[5].append = append_keeping_key;
    broken[6].load = load_all;
    broken[7].load = load_on;
    broken[8].load = load_text;
    broken[9].has_unit = always;
    broken[10].has_unit = never;
    broken[11].anchor = first_anchor;
    b->quiet = true;
    for (size_t i = 0; i < CJI_COUNT(broken); i++) {
        const cj_conformance suite = {&broken[i], b->root,   b,    host_make,
                                      host_again, host_drop, wrong};
        b->first[0] = '\0';
        clear(b);
        if (cj_conformance_run(&suite) == 0)
            fail_msg("broken store %zu conforms", i);
        print_message("%zu: %s\n", i, b->first);
    }
    cj_store_methods changing = diary_methods;
    const cj_conformance suite = {&changing, b->root, b, host_make, host_again, host_drop, wrong};
    changing.begin = begin_nothing;
    changing.end = end_nothing;
    clear(b);
    assert_int_equal(cj_conformance_run(&suite), 1); /* nothing else needs `begin` */
}

/* ---- memory that runs out -------------------------------------------------------------------- */

static int no_sync(void *user, int fd)
{
    (void)user, (void)fd;
    return 0;
}

static cj_status two_visits(cj_context *ctx, const bench *b, diary *d)
{
    const cj_identity who = {sizeof who, "j.reyes", "practitioner", "northfield", "supervision"};
    char audit[100], key[100];
    cj_policy *policy = NULL;
    cj_store *store = NULL;
    cj_session *session = NULL;
    cj_act *acts[2] = {NULL, NULL};
    cj_unit *unit = NULL;
    cj_status status = cj_policy_new(ctx, &policy, NULL);
    snprintf(audit, sizeof audit, "%s/audit", b->root);
    snprintf(key, sizeof key, "%s/key", b->root);
    if (status == CJ_OK)
        status = cj_policy_add_file(policy, "tests/session/data/policy.xml", NULL);
    if (status == CJ_OK)
        status = cj_store_create_host(ctx, &diary_methods, d, audit, key, NULL, policy, &who, NULL);
    if (status == CJ_OK)
        status = cj_store_open_host(ctx, &diary_methods, d, audit, key, &store, NULL);
    if (status == CJ_OK)
        status = cj_session_new(store, policy, &who, &session, NULL);
    if (status == CJ_OK)
        status = cj_act_read(ctx, NULL, opened, strlen(opened), &acts[0], NULL);
    if (status == CJ_OK)
        status = cj_act_read(ctx, NULL, met, strlen(met), &acts[1], NULL);
    if (status == CJ_OK)
        status = cj_session_apply(session, "case-1", acts, 1, NULL);
    if (status == CJ_OK)
        status = cj_unit_prepare(session, "case-1", acts, 2, &unit, NULL);
    if (status == CJ_OK) {
        assert_int_equal(cj_unit_stored(unit)->nacts, 1);
        status = append(d, cj_unit_stored(unit), NULL);
    }
    if (status == CJ_OK)
        status = cj_unit_committed(unit, NULL);
    cj_unit_unref(unit);
    cj_act_unref(acts[0]);
    cj_act_unref(acts[1]);
    cj_session_unref(session);
    cj_store_unref(store);
    cj_policy_unref(policy);
    return status;
}

static int visit_twice(cj_context *ctx, void *user)
{
    bench *b = user;
    cj_audit_result *result = NULL;
    cj_store *store = NULL;
    char audit[100], key[100];
    diary d;
    cj_status status;
    clear(b);
    next_path(b);
    assert_true(diary_open(&d, b->path, 1));
    assert_int_equal(execute(&d, "PRAGMA synchronous=OFF"), CJ_OK);
    ctx->io.sync = no_sync;
    status = two_visits(ctx, b, &d);
    assert_true(status == CJ_OK || status == CJ_E_MEMORY || status == CJ_E_LOG ||
                status == CJ_E_CRYPTO);
    snprintf(audit, sizeof audit, "%s/audit", b->root);
    if (status == CJ_OK || access(audit, F_OK) == 0) { /* else what was made was taken back */
        snprintf(key, sizeof key, "%s/key", b->root);
        assert_int_equal(cj_store_open_host(b->ctx, &diary_methods, &d, audit, key, &store, NULL),
                         CJ_OK);
        cj_store_unref(store);
        assert_int_equal(
            cj_store_verify_host(b->ctx, &diary_methods, &d, audit, NULL, &result, NULL), CJ_OK);
        assert_int_equal(cj_audit_result_verdict(result), CJ_AUDIT_CONSISTENT);
        cj_audit_result_unref(result);
    }
    diary_close(&d);
    return status == CJ_OK;
}

static void memory_runs_out(void **state)
{
    assert_true(fault_sweep(visit_twice, *state) > 500);
}

/* ---- limits on a case ------------------------------------------------------------------------ */

static void limit_case(cj_store *store, const cj_policy *policy)
{
    static const cj_identity manager = {sizeof(cj_identity), "m.one", "manager", "northfield",
                                        "supervision"};
    const char *named = "j.reyes";
    cj_limit limit = CJ_LIMIT_INIT;
    cj_session *session = NULL;
    cj_error *error = NULL;
    limit.limit = CJ_CODE_LIMIT_RESTRICTION;
    limit.who = &named;
    limit.nwho = 1;
    limit.reason = "r";
    assert_ok(cj_session_new(store, policy, &manager, &session, &error), error);
    assert_ok(cj_session_limit(session, "case-1", &limit, NULL, &error), error);
    cj_session_unref(session);
}

/* They bind whoever commits. */
static void limits_bind_a_host_too(void **state)
{
    static const cj_identity allowed = {sizeof(cj_identity), "j.reyes", "practitioner",
                                        "northfield", "supervision"};
    static const cj_identity barred = {sizeof(cj_identity), "x.stranger", "practitioner",
                                       "northfield", "supervision"};
    bench *b = *state;
    char audit[100], key[100];
    cj_policy *policy = NULL;
    cj_store *store = NULL;
    cj_session *session = NULL, *other = NULL;
    cj_act *acts[2] = {NULL, NULL};
    cj_unit *unit = NULL;
    cj_case *c = NULL;
    cj_error *error = NULL;
    diary d;
    next_path(b);
    assert_true(diary_open(&d, b->path, 1));
    snprintf(audit, sizeof audit, "%s/audit", b->root);
    snprintf(key, sizeof key, "%s/key", b->root);
    assert_ok(cj_policy_new(b->ctx, &policy, &error), error);
    assert_ok(cj_policy_add_file(policy, "tests/session/data/policy-access.xml", &error), error);
    assert_ok(cj_store_create_host(b->ctx, &diary_methods, &d, audit, key, NULL, policy, &allowed,
                                   &error),
              error);
    assert_ok(cj_store_open_host(b->ctx, &diary_methods, &d, audit, key, &store, &error), error);
    assert_ok(cj_session_new(store, policy, &allowed, &session, &error), error);
    assert_ok(cj_session_new(store, policy, &barred, &other, &error), error);
    assert_ok(cj_act_read(b->ctx, NULL, opened, strlen(opened), &acts[0], &error), error);
    assert_ok(cj_act_read(b->ctx, NULL, met, strlen(met), &acts[1], &error), error);
    assert_ok(cj_session_apply(session, "case-1", acts, 1, &error), error);
    limit_case(store, policy);
    assert_int_equal(cj_session_open_case(other, "case-1", CJ_OPEN_SHOW, &c, NULL), CJ_E_DENIED);
    assert_int_equal(cj_session_apply(other, "case-1", acts, 2, NULL), CJ_E_DENIED);
    assert_int_equal(cj_unit_prepare(other, "case-1", acts, 2, &unit, NULL), CJ_E_DENIED);
    assert_null(c);
    assert_null(unit);
    assert_ok(cj_unit_prepare(session, "case-1", acts, 2, &unit, &error), error);
    assert_ok(cj_unit_aborted(unit, &error), error);
    cj_unit_unref(unit);
    cj_act_unref(acts[0]);
    cj_act_unref(acts[1]);
    cj_session_unref(other);
    cj_session_unref(session);
    cj_store_unref(store);
    cj_policy_unref(policy);
    diary_close(&d);
}

static void misuse_is_said(void **state)
{
    bench *b = *state;
    cj_store_methods bad = diary_methods;
    cj_store *store = NULL;
    cj_audit_result *result = NULL;
    bad.load = NULL;
    assert_int_equal(cj_store_open_host(b->ctx, &bad, NULL, "a", "k", &store, NULL), CJ_E_MISUSE);
    assert_int_equal(cj_store_open_host(b->ctx, NULL, NULL, "a", "k", &store, NULL), CJ_E_MISUSE);
    bad = diary_methods;
    bad.size = 8;
    assert_int_equal(cj_store_open_host(b->ctx, &bad, NULL, "a", "k", &store, NULL), CJ_E_MISUSE);
    bad = diary_methods;
    bad.end = NULL;
    assert_int_equal(cj_store_open_host(b->ctx, &bad, NULL, "a", "k", &store, NULL), CJ_E_MISUSE);
    assert_int_equal(cj_store_verify_host(NULL, &bad, NULL, "a", NULL, &result, NULL), CJ_E_MISUSE);
    assert_int_equal(cj_store_verify_host(b->ctx, NULL, NULL, "a", NULL, &result, NULL),
                     CJ_E_MISUSE);
    assert_null(store);
    assert_null(result);
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(the_built_in_store_conforms), test(the_example_conforms),
        test(what_is_wrong_is_found),      test(memory_runs_out),
        test(limits_bind_a_host_too),      test(misuse_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
