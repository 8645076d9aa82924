/* SPDX-License-Identifier: MIT */
/* What a refusal tells: one text, one entry of the log, and nothing else. */
#include "session/access_support.h"

#include <cjustice/bundle.h>
#include <cjustice/rights.h>

typedef struct read_out {
    cj_case *c;
    size_t added, recognised;
} read_out;

static const read_out untouched = {(cj_case *)(uintptr_t)1, 3, 4};

#define READ(name, call)                                                                           \
    static cj_status name(cj_session *s, read_out *out, cj_error **error)                          \
    {                                                                                              \
        (void)out;                                                                                 \
        return call;                                                                               \
    }

static const char minimal[] = "<case id=\"C-1\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\">\n"
                              "<act kind=\"no_such_kind\"/></case>";

READ(show, cj_session_open_case(s, "C-1", CJ_OPEN_SHOW, &out->c, error))
READ(check, cj_session_open_case(s, "C-1", CJ_OPEN_CHECK, &out->c, error))
READ(export, cj_session_open_case(s, "C-1", CJ_OPEN_EXPORT, &out->c, error))
READ(show_now,
     cj_session_open_case_known(s, "C-1", CJ_OPEN_SHOW, (cj_time){now_us, 0, 6}, &out->c, error))
READ(show_before,
     cj_session_open_case_known(s, "C-1", CJ_OPEN_SHOW, (cj_time){0, 0, 6}, &out->c, error))
READ(record_bad,
     cj_session_record(s, "x", minimal, sizeof minimal - 1, &out->added, &out->recognised, error))
READ(record_file, cj_session_record_file(s, DATA "case.xml", &out->added, &out->recognised, error))
static cj_status erase_all(cj_session *s, read_out *out, cj_error **error)
{
    cj_erasure what = CJ_ERASURE_INIT;
    (void)out;
    what.reason = CJ_CODE_ERASURE_REASON_COURT_ORDER;
    what.authority = "a";
    return cj_session_erase(s, "C-1", &what, NULL, error);
}

static int32_t not_called(const void *bytes, size_t size, void *user)
{
    (void)bytes, (void)user;
    fail_msg("%zu bytes were handed out", size);
    return 1;
}

static cj_status bundle(cj_session *s, read_out *out, cj_error **error)
{
    cj_bundle_options options = CJ_BUNDLE_OPTIONS_INIT;
    cj_catalogue *catalogue = NULL;
    cj_rules *rules = NULL;
    cj_status status;
    (void)out;
    options.case_id = "C-1";
    options.check.standard = "TST2";
    assert_ok(cj_catalogue_new(s->store->ctx, &catalogue, NULL), NULL);
    assert_ok(cj_catalogue_add_file(catalogue, "tests/nos/corpus/valid/minimal.xml", NULL), NULL);
    assert_ok(cj_rules_new(s->store->ctx, &rules, NULL), NULL);
    status = cj_session_bundle(s, catalogue, rules, &options, not_called, NULL, error);
    cj_rules_unref(rules);
    cj_catalogue_unref(catalogue);
    return status;
}

READ(disclose, cj_session_disclose(s, "C-1", NULL, not_called, NULL, NULL, error))
READ(apply, cj_session_apply(s, "C-1", NULL, 0, error))

static const struct {
    const char *name, *function;
    cj_status (*call)(cj_session *s, read_out *out, cj_error **error);
} reads[] = {
    {"show", "cj_session_open_case", show},
    {"check", "cj_session_open_case", check},
    {"export", "cj_session_open_case", export},
    {"what is known now", "cj_session_open_case_known", show_now},
    {"what was known before there was a case", "cj_session_open_case_known", show_before},
    {"what a bad file finds", "cj_session_record", record_bad},
    {"what a known file finds", "cj_session_record_file", record_file},
    {"nothing", "cj_session_apply", apply},
    {"erasing", "cj_session_erase", erase_all},
    {"disclosing", "cj_session_disclose", disclose},
    {"a bundle", "cj_session_bundle", bundle},
};

/* Functions of sessions that are not in the table, and why. */
static const char *const others[] = {
    "cj_session_new",
    "cj_session_ref",
    "cj_session_unref",              /* no case */
    "cj_session_permits",            /* no case */
    "cj_session_checkpoint",         /* no case */
    "cj_session_rotate",             /* no case */
    "cj_session_backup",             /* no case */
    "cj_session_caseload",           /* its rows are looked at */
    "cj_session_due",                /* the same, by the same walk */
    "cj_session_rescore",            /* likewise */
    "cj_session_judge",              /* a case that is cited: tests/session/test_judge.c */
    "cj_session_open_judgements",    /* no case */
    "cj_session_check_practitioner", /* the same walk: tests/session/test_practitioner.c */
    "cj_session_audit",              /* entries, no case: tests/session/test_log_view.c */
    "cj_session_update",             /* as cj_session_apply */
    "cj_session_limit",
    "cj_session_lift",
    "cj_session_override",
    "cj_session_review_override", /* who is barred may, and is told an id of their own */
};

static bool is_covered(const char *function)
{
    for (size_t i = 0; i < CJI_COUNT(reads); i++) {
        if (strcmp(reads[i].function, function) == 0)
            return true;
    }
    for (size_t i = 0; i < CJI_COUNT(others); i++) {
        if (strcmp(others[i], function) == 0)
            return true;
    }
    return false;
}

/* Whoever adds a function to sessions says here what it tells to who is barred. */
static void every_function_is_in_the_table(void **state)
{
    FILE *map = fopen("src/libcjustice.map", "r");
    char line[200], name[200];
    size_t n = 0;
    (void)state;
    assert_non_null(map);
    while (fgets(line, sizeof line, map) != NULL) {
        if (sscanf(line, " %199[a-z_0-9]", name) != 1 || strncmp(name, "cj_session_", 11) != 0)
            continue;
        n++;
        if (!is_covered(name))
            fail_msg("%s is in no table of this test", name);
    }
    fclose(map);
    assert_true(n >= 12);
}

static void assert_refused(desk *d, const cj_identity *who, size_t i, const char *want_text)
{
    read_out out = untouched;
    cj_error *error = NULL;
    cj_session *s = as(d, who);
    uint64_t size = cji_audit_size(d->store->log);
    cji_arena arena;
    cji_audit_entry e;
    cj_status status = reads[i].call(s, &out, &error);
    if (status != CJ_E_DENIED)
        fail_msg("%s: status %d: %s", reads[i].name, (int)status, last_problem(error));
    assert_ptr_equal(out.c, untouched.c);
    assert_int_equal(out.added, untouched.added);
    assert_int_equal(out.recognised, untouched.recognised);
    assert_int_equal(cj_error_total(error), 1);
    assert_string_equal(last_problem(error), want_text);
    assert_int_equal(cji_audit_size(d->store->log), size + 1);
    cji_arena_init(&arena, d->ctx);
    e = last_entry(d, &arena);
    assert_string_equal(e.op, "deny");
    assert_string_equal(e.out, "deny");
    assert_string_equal(e.who, who->actor);
    assert_null(e.com);
    assert_int_equal(e.fld.n, 0);
    cji_arena_fini(&arena);
    cj_error_unref(error);
    cj_session_unref(s);
}

/* The text of a denial to that identity by its role alone. */
static void by_role(desk *d, const cj_identity *who, size_t i, char *out, size_t size)
{
    cj_policy *none = NULL;
    cj_session *s = NULL;
    cj_error *error = NULL;
    read_out ignored = untouched;
    assert_ok(cj_policy_new(d->ctx, &none, &error), error);
    assert_ok(cj_session_new(d->store, none, who, &s, &error), error);
    assert_int_equal(reads[i].call(s, &ignored, &error), CJ_E_DENIED);
    snprintf(out, size, "%s", last_problem(error));
    cj_error_unref(error);
    cj_session_unref(s);
    cj_policy_unref(none);
}

/* A list as it is for that identity: its rows and, as JSON, every byte. */
static size_t rows_of(desk *d, const cj_identity *who, cji_buf *json)
{
    cj_caseload_options options = CJ_CASELOAD_OPTIONS_INIT;
    cj_report *report = NULL;
    cj_error *error = NULL;
    cj_session *s = as(d, who);
    size_t n;
    assert_ok(cj_session_caseload(s, &options, &report, &error), error);
    n = cj_count(cj_report_record(report), CJ_FIELD_ROWS);
    cji_buf_clear(json);
    assert_ok(cj_record_write_json(cj_report_record(report), 0, to_buf, json, &error), error);
    cj_report_unref(report);
    cj_session_unref(s);
    return n;
}

/* However it comes about: the same answer, and nothing more. */
static void a_refusal_tells_nothing(void **state)
{
    static const struct {
        const char *what;
        int32_t limit;
        const char *named, *from, *to;
        const cj_identity *who;
    } ways[] = {
        {"not on the list", CJ_CODE_LIMIT_RESTRICTION, "nobody.here", NULL, NULL, &worker},
        {"the list has lapsed", CJ_CODE_LIMIT_RESTRICTION, "j.reyes", "2026-02-01", "2026-02-02",
         &worker},
        {"excluded", CJ_CODE_LIMIT_EXCLUSION, "j.reyes", NULL, NULL, &worker},
        {"unknown", CJ_CODE_LIMIT_EXCLUSION, "nobody.here", NULL, NULL, &stranger},
        {"unknown, and restricted", CJ_CODE_LIMIT_RESTRICTION, "j.reyes", NULL, NULL, &stranger},
    };
    const place *p = *state;
    for (size_t w = 0; w < CJI_COUNT(ways); w++) {
        char text[400];
        cji_buf json;
        cji_arena arena;
        cji_audit_entry e;
        desk d;
        assert_int_equal(shell("rm -rf %s*", p->store), 0);
        world(p, &d);
        cji_buf_init(&json, d.ctx, 1 << 16);
        cji_arena_init(&arena, d.ctx);
        assert_int_equal(limit_as(&d, &other_manager, ways[w].limit, ways[w].named, ways[w].from,
                                  ways[w].to, NULL),
                         CJ_OK);
        for (size_t i = 0; i < CJI_COUNT(reads); i++) {
            by_role(&d, ways[w].who, i, text, sizeof text);
            assert_refused(&d, ways[w].who, i, text);
        }
        /* Lists: the case is in no row, no count, and not in what the log says of the list. */
        assert_int_equal(rows_of(&d, ways[w].who, &json), ways[w].who == &worker ? 1 : 0);
        assert_null(strstr(cji_buf_text(&json), "C-1"));
        e = last_entry(&d, &arena);
        assert_string_equal(e.op, "consult");
        assert_string_equal(e.act, "caseload");
        assert_int_equal(e.n, ways[w].who == &worker ? 1 : 0);
        assert_int_equal(e.subj.n, ways[w].who == &worker ? 1 : 0);
        cji_arena_fini(&arena);
        cji_buf_fini(&json);
        desk_close(&d);
    }
}

/* Who has no permission is refused before anything is looked at, whether it is there or not. */
static void a_role_is_refused_first(void **state)
{
    char text[400];
    cj_caseload_options options = CJ_CASELOAD_OPTIONS_INIT;
    cj_report *report = NULL;
    cj_error *error = NULL;
    cj_session *s;
    uint64_t size;
    desk d;
    world(*state, &d);
    for (size_t i = 0; i < CJI_COUNT(reads); i++) {
        by_role(&d, &sly, i, text, sizeof text);
        assert_refused(&d, &sly, i, text);
    }
    s = as(&d, &sly);
    size = cji_audit_size(d.store->log);
    assert_int_equal(cj_session_caseload(s, &options, &report, &error), CJ_E_DENIED);
    assert_int_equal(cj_session_override(s, "C-9", 1, (cj_time){0, 0, 4}, NULL, NULL, &error),
                     CJ_E_DENIED);
    assert_int_equal(cj_session_review_override(s, NULL, "none", 1, "t", NULL, &error),
                     CJ_E_DENIED);
    assert_int_equal(cj_session_lift(s, "C-9", "none", "t", NULL, &error), CJ_E_DENIED);
    assert_int_equal(cji_audit_size(d.store->log), size + 4);
    assert_null(report);
    cj_error_unref(error);
    cj_session_unref(s);
    desk_close(&d);
}

/* An altered store tells who is barred no act of the case either. */
static void an_altered_case_tells_no_act(void **state)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    cj_session *s;
    desk d;
    world(*state, &d);
    assert_int_equal(limit_as(&d, &manager, CJ_CODE_LIMIT_RESTRICTION, "j.reyes", NULL, NULL, NULL),
                     CJ_OK);
    assert_int_equal(sqlite3_exec(d.store->db->lite->db,
                                  "UPDATE acts SET salt = zeroblob(32) WHERE act_id = 'a-2'", NULL,
                                  NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(shows(&d, &worker), CJ_E_STORE_LOG);
    assert_int_equal(shows(&d, &stranger), CJ_E_DENIED);
    assert_int_equal(sqlite3_exec(d.store->db->lite->db,
                                  "UPDATE acts SET payload = x'00' WHERE act_id = 'a-2'", NULL,
                                  NULL, NULL),
                     SQLITE_OK);
    s = as(&d, &stranger);
    assert_int_equal(cj_session_open_case(s, "C-1", CJ_OPEN_SHOW, &c, &error), CJ_E_STORE_LOG);
    assert_null(strstr(last_problem(error), "a-2"));
    cj_error_unref(error);
    cj_session_unref(s);
    desk_close(&d);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_drop)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_is_in_the_table),
        TEST(a_refusal_tells_nothing),
        TEST(a_role_is_refused_first),
        TEST(an_altered_case_tells_no_act),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
