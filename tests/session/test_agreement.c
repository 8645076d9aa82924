/* SPDX-License-Identifier: MIT */
/* Store and log: crashes between them are settled, and neither can be rolled back alone. */
#include "session/session_support.h"

#define TX "018f0000-0000-7000-8000-00000000000"

static void append_intent(desk *d, const char *tx)
{
    cji_audit_entry e = cji_session_entry(NULL, "collect", "contact_held");
    cj_error *error = NULL;
    e.ph = "intent";
    e.tx = tx;
    assert_ok(cji_audit_append(d->store->log, &e, 1, NULL, &error), error);
}

static void assert_settled(desk *d, uint64_t index, const char *tx, const char *out, uint64_t of)
{
    cji_arena arena;
    cji_audit_entry e;
    cji_arena_init(&arena, d->ctx);
    e = entry_at(d, index, &arena);
    assert_string_equal(e.op, "recover");
    assert_string_equal(e.ph, "outcome");
    assert_string_equal(e.tx, tx);
    assert_string_equal(e.out, out);
    assert_int_equal(e.of, of);
    assert_null(e.who);
    cji_arena_fini(&arena);
}

static void an_intent_without_commit_failed(void **state)
{
    desk d;
    desk_new(*state, &d);
    record(&d, DATA "case.xml", 2, 0);
    append_intent(&d, TX "1");
    append_intent(&d, TX "1");
    desk_again(*state, &d);
    assert_int_equal(cji_audit_size(d.store->log), 8);
    assert_settled(&d, 7, TX "1", "fail", 5);
    desk_again(*state, &d);
    assert_int_equal(cji_audit_size(d.store->log), 8);
    record(&d, DATA "case-longer.xml", 1, 2);
    desk_close(&d);
}

/* A unit as a writer leaves it that dies right after its commit. */
static void commit_only(desk *d, const char *tx)
{
    cji_store *db = d->store->db;
    cji_store_anchor anchor = {0};
    int64_t unit = 0;
    append_intent(d, tx);
    anchor.size = cji_audit_size(d->store->log);
    anchor.index = anchor.size - 1;
    assert_ok(cji_audit_root(d->store->log, anchor.size, anchor.root, NULL), NULL);
    assert_ok(cji_store_lock(db, true, NULL), NULL);
    assert_ok(cji_store_begin(db, true, NULL), NULL);
    assert_ok(cji_store_add_unit(db, tx, anchor.index, anchor.index, &unit, NULL), NULL);
    assert_ok(cji_store_add_anchor(db, &anchor, NULL), NULL);
    assert_ok(cji_store_commit(db, NULL, NULL), NULL);
    cji_store_unlock(db);
}

static void an_intent_with_commit_is_ok(void **state)
{
    desk d;
    desk_new(*state, &d);
    record(&d, DATA "case.xml", 2, 0);
    commit_only(&d, TX "2");
    desk_again(*state, &d);
    assert_settled(&d, 6, TX "2", "ok", 5);
    assert_exports(&d, "C-1", DATA "case.xml");
    desk_again(*state, &d);
    desk_close(&d);
}

static void the_next_writer_settles_too(void **state)
{
    desk d;
    desk_new(*state, &d);
    record(&d, DATA "case.xml", 2, 0);
    append_intent(&d, TX "3");
    record(&d, DATA "case-longer.xml", 1, 2);
    assert_settled(&d, 6, TX "3", "fail", 5);
    assert_int_equal(cji_audit_size(d.store->log), 9);
    desk_close(&d);
}

/* The intent of a row that is in the store. */
static void append_intent_of(desk *d, const char *case_id, const char *act_id, const char *tx)
{
    cji_audit_entry e = cji_session_entry(&d->session->who, "collect", "party_recorded");
    const cji_store_view all = {case_id, INT64_MAX, UINT64_MAX};
    char com[CJI_SESSION_COM], subj[CJI_SESSION_SUBJ];
    const char *const subjects[] = {subj};
    uint8_t key[CJI_STORE_SECRET];
    cji_store_row row;
    bool found = false;
    assert_ok(cji_store_case_key(d->store->db, &all, key, &found, NULL), NULL);
    assert_ok(cji_session_subj(d->ctx, key, case_id, subj, NULL), NULL);
    cji_store_rows_begin(d->store->db, &all);
    do {
        assert_ok(cji_store_rows_next(d->store->db, &all, &row, &found, NULL), NULL);
        assert_true(found);
    } while (!cji_str_is(row.act_id, act_id));
    assert_ok(
        cji_session_commitment(d->ctx, row.detail, row.salt, row.payload, row.findings, com, NULL),
        NULL);
    cji_store_rows_end(d->store->db, &all);
    e.ph = "intent";
    e.tx = tx;
    e.com = com;
    e.subj = (cji_audit_texts){subjects, 1};
    assert_ok(cji_audit_append(d->store->log, &e, 1, NULL, NULL), NULL);
}

/* While another process records, what it has not finished is not shown. */
static void what_is_pending_is_not_shown(void **state)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    cji_buf text;
    desk d, other;
    desk_new(*state, &d);
    record(&d, DATA "case.xml", 2, 0);
    assert_ok(desk_open(d.ctx, ((place *)*state)->store, &worker, &other, &error), error);
    /* The third act is in the store, and the outcome is not in the log. */
    assert_ok(cji_store_lock(other.store->db, true, NULL), NULL);
    assert_int_equal(
        sqlite3_exec(
            other.store->db->lite->db,
            "INSERT INTO units VALUES(9, '" TX "4', 5, 5);"
            "INSERT INTO acts SELECT 9, 'a-9', case_id, kind, 1,"
            " CAST(replace(replace(payload, 'a-2', 'a-9'), 'pa-1', 'pa-9') AS BLOB),"
            " salt, 5, entered_at, entered_by, 9, detail, findings FROM acts WHERE seq = 2",
            NULL, NULL, NULL),
        SQLITE_OK);
    append_intent_of(&other, "C-1", "a-9", TX "4");
    export_case(&d, "C-1", &text);
    assert_null(strstr(cji_buf_text(&text), "a-9"));
    cji_buf_fini(&text);
    cji_store_unlock(other.store->db);
    /* The writer died: whoever looks next settles it, and then it shows. */
    assert_ok(cj_session_open_case(d.session, "C-1", CJ_OPEN_SHOW, &c, &error), error);
    assert_int_equal(cj_case_act_count(c), 3);
    cj_case_unref(c);
    desk_close(&other);
    desk_close(&d);
}

static cj_status reopen(const place *p, const char *path)
{
    cj_context *ctx = NULL;
    cj_error *error = NULL;
    desk d;
    cj_status status;
    (void)p;
    assert_ok(cj_context_new(NULL, &ctx, &error), error);
    status = desk_open(ctx, path, &worker, &d, &error);
    if (status != CJ_OK)
        assert_true(cj_error_count(error) > 0);
    cj_error_unref(error);
    desk_close(&d);
    cj_context_unref(ctx);
    return status;
}

static void a_store_rolled_back_alone_is_refused(void **state)
{
    const place *p = *state;
    desk d;
    desk_new(p, &d);
    record(&d, DATA "case.xml", 2, 0);
    desk_close(&d);
    assert_int_equal(shell("cp %s %s.old", p->store, p->store), 0);
    assert_int_equal(reopen(p, p->store), CJ_OK);
    desk_close(&d);
    assert_int_equal(reopen(p, p->store), CJ_OK);
    cj_context *ctx = NULL;
    assert_ok(cj_context_new(NULL, &ctx, NULL), NULL);
    assert_ok(desk_open(ctx, p->store, &worker, &d, NULL), NULL);
    record(&d, DATA "case-longer.xml", 1, 2);
    desk_close(&d);
    cj_context_unref(ctx);
    assert_int_equal(shell("cp %s %s.new; cp %s.old %s", p->store, p->store, p->store, p->store),
                     0);
    assert_int_equal(reopen(p, p->store), CJ_E_STORE_LOG);
    assert_int_equal(shell("cp %s.new %s", p->store, p->store), 0);
    assert_int_equal(reopen(p, p->store), CJ_OK);
}

static void a_log_rolled_back_alone_is_refused(void **state)
{
    const place *p = *state;
    cj_context *ctx = NULL;
    cj_status status;
    desk d;
    desk_new(p, &d);
    record(&d, DATA "case.xml", 2, 0);
    desk_close(&d);
    assert_int_equal(shell("cp -a %s.audit %s.old", p->store, p->store), 0);
    assert_ok(cj_context_new(NULL, &ctx, NULL), NULL);
    assert_ok(desk_open(ctx, p->store, &worker, &d, NULL), NULL);
    record(&d, DATA "case-longer.xml", 1, 2);
    desk_close(&d);
    cj_context_unref(ctx);
    assert_int_equal(
        shell("mv %s.audit %s.new; mv %s.old %s.audit", p->store, p->store, p->store, p->store), 0);
    status = reopen(p, p->store);
    assert_true(status == CJ_E_STORE_LOG || status == CJ_E_LOG_DAMAGED);
    assert_int_equal(shell("rm -rf %s.audit; mv %s.new %s.audit", p->store, p->store, p->store), 0);
    assert_int_equal(reopen(p, p->store), CJ_OK);
}

/* Another history under the same key: as long, and not the same. */
static void a_log_of_another_history_is_refused(void **state)
{
    const place *p = *state;
    cj_context *ctx = NULL;
    desk d;
    desk_new(p, &d);
    desk_close(&d);
    assert_int_equal(
        shell("for f in '' .audit .key; do cp -a %s$f %s.twin$f; done", p->store, p->store), 0);
    assert_ok(cj_context_new(NULL, &ctx, NULL), NULL);
    assert_ok(desk_open(ctx, p->store, &worker, &d, NULL), NULL);
    record(&d, DATA "case.xml", 2, 0);
    desk_close(&d);
    char twin[120];
    snprintf(twin, sizeof twin, "%s.twin", p->store);
    assert_ok(desk_open(ctx, twin, &worker, &d, NULL), NULL);
    record(&d, DATA "case-longer.xml", 3, 0);
    desk_close(&d);
    cj_context_unref(ctx);
    assert_int_equal(shell("rm -rf %s.audit; mv %s.audit %s.audit", p->store, twin, p->store), 0);
    assert_int_equal(reopen(p, p->store), CJ_E_STORE_LOG);
}

static void a_missing_part_is_said(void **state)
{
    const place *p = *state;
    desk d;
    desk_new(p, &d);
    desk_close(&d);
    assert_int_equal(shell("mv %s.audit %s.away", p->store, p->store), 0);
    assert_int_equal(reopen(p, p->store), CJ_E_LOG_DAMAGED);
    assert_int_equal(
        shell("mv %s.away %s.audit; mv %s.key %s.away", p->store, p->store, p->store, p->store), 0);
    assert_int_equal(reopen(p, p->store), CJ_E_LOG_KEY);
    assert_int_equal(
        shell("mv %s.away %s.key; mv %s %s.away", p->store, p->store, p->store, p->store), 0);
    assert_int_equal(reopen(p, p->store), CJ_E_NOT_FOUND);
}

static void a_long_log_is_marked(void **state)
{
    cj_case *c = NULL;
    int64_t mark = 0;
    desk d;
    desk_new(*state, &d);
    record(&d, DATA "case.xml", 2, 0);
    for (int i = 0; i < 1100; i++) {
        assert_ok(cj_session_open_case(d.session, "C-1", CJ_OPEN_SHOW, &c, NULL), NULL);
        cj_case_unref(c);
    }
    desk_again(*state, &d);
    assert_ok(cji_store_meta(d.store->db, CJI_META_SETTLED, &mark, NULL), NULL);
    assert_int_equal(mark, 1105);
    desk_again(*state, &d);
    assert_int_equal(d.store->scanned, 1105);
    record(&d, DATA "case-longer.xml", 1, 2);
    desk_close(&d);
}

static void four_processes_lose_nothing(void **state)
{
    const place *p = *state;
    enum { WRITERS = 4, EACH = 12 };
    cj_case *c = NULL;
    desk d;
    desk_new(p, &d);
    record(&d, DATA "case.xml", 2, 0);
    for (int i = 0; i < WRITERS; i++) {
        if (fork() != 0)
            continue;
        cj_context *ctx = NULL;
        desk own;
        bool good = cj_context_new(NULL, &ctx, NULL) == CJ_OK &&
                    desk_open(ctx, p->store, &worker, &own, NULL) == CJ_OK;
        for (int j = 0; good && j < EACH; j++) {
            char text[900];
            cj_act *act = NULL;
            snprintf(text, sizeof text,
                     "<act id=\"w%d-%d\" kind=\"party_recorded\" handle=\"H-1\" "
                     "occurred_at=\"2026-02-04T10:00Z\" occurred_precision=\"minute\" "
                     "recorded_at=\"2026-02-04T10:05Z\" sensitivity=\"normal\"><performed_by>"
                     "<id>j.reyes</id><role>practitioner</role><org>northfield</org>"
                     "</performed_by><party_id>pw%d-%d</party_id><name>N</name>"
                     "<is_organisation>true</is_organisation><party_role>provider</party_role>"
                     "</act>",
                     i, j, i, j);
            good = cj_act_read(ctx, NULL, text, strlen(text), &act, NULL) == CJ_OK &&
                   cj_session_apply(own.session, "C-1", &act, 1, NULL) == CJ_OK;
            cj_act_unref(act);
        }
        desk_close(&own);
        cj_context_unref(ctx);
        _exit(good ? 0 : 1);
    }
    /* And one that looks at it all the time finds nothing wrong. */
    for (int done = 0, looks = 0; done < WRITERS || looks == 0; looks++) {
        cj_audit_result *result = NULL;
        cj_error *error = NULL;
        int how = 0;
        pid_t child = waitpid(-1, &how, WNOHANG);
        done += child > 0;
        assert_int_equal(how, 0);
        assert_ok(cj_store_verify(d.ctx, p->store, NULL, &result, &error), error);
        if (cj_audit_result_verdict(result) != CJ_AUDIT_CONSISTENT)
            fail_msg("%s", cj_audit_result_why(result));
        cj_audit_result_unref(result);
    }
    assert_ok(cj_session_open_case(d.session, "C-1", CJ_OPEN_SHOW, &c, NULL), NULL);
    assert_int_equal(cj_case_act_count(c), 2 + WRITERS * EACH);
    cj_case_unref(c);
    desk_again(p, &d);
    assert_int_equal(d.store->npending, 0);
    desk_close(&d);
}

#define test(f) cmocka_unit_test_setup_teardown(f, place_make, place_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(an_intent_without_commit_failed),
        test(an_intent_with_commit_is_ok),
        test(the_next_writer_settles_too),
        test(what_is_pending_is_not_shown),
        test(a_store_rolled_back_alone_is_refused),
        test(a_log_rolled_back_alone_is_refused),
        test(a_log_of_another_history_is_refused),
        test(a_missing_part_is_said),
        test(a_long_log_is_marked),
        test(four_processes_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
