/* SPDX-License-Identifier: MIT */
/* Recording and viewing: what is stored, what is logged, who may. */
#include "session/session_support.h"

static void a_case_comes_back_as_it_was(void **state)
{
    cj_error *error = NULL;
    cji_buf text;
    desk d, other;
    place second;
    desk_new(*state, &d);
    record(&d, DATA "case.xml", 2, 0);
    assert_exports(&d, "C-1", DATA "case.xml");
    desk_again(*state, &d);
    assert_exports(&d, "C-1", DATA "case.xml");
    export_case(&d, "C-1", &text);
    snprintf(second.store, sizeof second.store, "%s/second", ((place *)*state)->root);
    desk_new(&second, &other);
    assert_ok(cj_session_record(other.session, NULL, text.p, text.n, NULL, NULL, &error), error);
    assert_exports(&other, "C-1", DATA "case.xml");
    cji_buf_fini(&text);
    desk_close(&other);
    desk_close(&d);
}

static void acts_are_recognised_and_added(void **state)
{
    uint64_t size;
    desk d;
    desk_new(*state, &d);
    record(&d, DATA "case.xml", 2, 0);
    size = cji_audit_size(d.store->log);
    record(&d, DATA "case.xml", 0, 2);
    assert_int_equal(cji_audit_size(d.store->log), size);
    record(&d, DATA "case-longer.xml", 1, 2);
    assert_int_equal(cji_audit_size(d.store->log), size + 2);
    assert_exports(&d, "C-1", DATA "case-longer.xml");
    record(&d, DATA "case-longer.xml", 0, 3);
    desk_close(&d);
}

static void entries_say_what_happened(void **state)
{
    cji_arena arena;
    cji_audit_entry e;
    cj_case *c = NULL;
    cj_error *error = NULL;
    desk d;
    desk_new(*state, &d);
    cji_arena_init(&arena, d.ctx);
    record(&d, DATA "case.xml", 2, 0);
    e = entry_at(&d, 0, &arena);
    assert_string_equal(e.act, "log.open");
    e = entry_at(&d, 1, &arena);
    assert_string_equal(e.act, "store.init");
    assert_string_equal(e.who, "j.reyes");
    e = entry_at(&d, 3, &arena);
    assert_string_equal(e.op, "collect");
    assert_string_equal(e.act, "party_recorded");
    assert_string_equal(e.ph, "intent");
    assert_string_equal(e.pou, "supervision");
    assert_int_equal(e.subj.n, 1);
    assert_non_null(e.com);
    assert_null(e.obj);
    assert_string_equal(e.fld.items[e.fld.n - 1], "party_role");
    e = entry_at(&d, 4, &arena);
    assert_string_equal(e.ph, "outcome");
    assert_string_equal(e.out, "ok");
    assert_int_equal(e.n, 2);
    assert_int_equal(e.of, 2);
    assert_ok(cj_session_open_case(d.session, "C-1", CJ_OPEN_CHECK, &c, &error), error);
    e = entry_at(&d, 5, &arena);
    assert_string_equal(e.op, "consult");
    assert_string_equal(e.obj, "coverage");
    assert_string_equal(e.subj.items[0], entry_at(&d, 3, &arena).subj.items[0]);
    assert_int_equal(c->entries[0].log_index, 2);
    assert_int_equal(c->entries[1].log_index, 3);
    assert_false(c->entries[0].attested);
    assert_true(c->entries[1].attested);
    assert_true(c->entries[1].entered_at > 0);
    cj_case_unref(c);
    cji_arena_fini(&arena);
    desk_close(&d);
}

/* With what was found of the act: docs/audit-log.md. */
static void commitments_open(void **state)
{
    static const char label[] = "cj/detail/v2";
    uint8_t length[8] = {0}, hash[CJI_HASH];
    char hex[2 * CJI_HASH + 1];
    sqlite3_stmt *row = NULL;
    cji_arena arena;
    size_t n;
    desk d;
    desk_new(*state, &d);
    cji_arena_init(&arena, d.ctx);
    record(&d, DATA "case-irregular.xml", 3, 0);
    assert_int_equal(
        sqlite3_prepare_v2(d.store->db->lite->db,
                           "SELECT salt, payload, findings, log_index FROM acts WHERE seq = 3", -1,
                           &row, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    n = (size_t)sqlite3_column_bytes(row, 1);
    length[6] = (uint8_t)(n >> 8);
    length[7] = (uint8_t)n;
    cji_piece pieces[5] = {{label, sizeof label},
                           {sqlite3_column_blob(row, 0), 32},
                           {length, 8},
                           {sqlite3_column_blob(row, 1), n},
                           {sqlite3_column_text(row, 2), (size_t)sqlite3_column_bytes(row, 2)}};
    assert_memory_equal(pieces[4].p, "not_cautioned\t", 14);
    assert_ok(cji_sha256(d.ctx, pieces, 5, hash), NULL);
    cji_hex(hash, sizeof hash, hex);
    assert_string_equal(entry_at(&d, (uint64_t)sqlite3_column_int64(row, 3), &arena).com, hex);
    sqlite3_finalize(row);
    cji_arena_fini(&arena);
    desk_close(&d);
}

static void same_entries(const cj_case *a, const cj_case *b)
{
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->nfindings, b->nfindings);
    for (size_t i = 0; i < a->count; i++) {
        const cji_entry *x = &a->entries[i], *y = &b->entries[i];
        assert_string_equal(x->id.p, y->id.p);
        assert_int_equal(x->entered_at, y->entered_at);
        assert_int_equal(x->log_index, y->log_index);
        assert_int_equal(x->attested, y->attested);
        assert_int_equal(x->superseded_by, y->superseded_by);
    }
}

/* What stays in memory of a case between two units is what the store has. */
static void the_case_that_is_kept_is_the_stored_one(void **state)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    desk d;
    desk_new(*state, &d);
    record(&d, DATA "case.xml", 2, 0);
    record(&d, DATA "case-longer.xml", 1, 2);
    assert_non_null(d.store->kept.c);
    assert_ok(cj_session_open_case(d.session, "C-1", CJ_OPEN_SHOW, &c, &error), error);
    same_entries(d.store->kept.c, c);
    cj_case_unref(c);
    record(&d, DATA "case-longer.xml", 0, 3);
    assert_non_null(d.store->kept.c);
    record(&d, DATA "case-irregular.xml", 3, 0);
    assert_string_equal(d.store->kept.c->id, "C-3");
    /* What is refused is forgotten. */
    assert_int_equal(cj_session_record_file(d.session, DATA "case-refused.xml", NULL, NULL, &error),
                     CJ_E_FIELD_MISSING);
    assert_null(d.store->kept.c);
    record(&d, DATA "case.xml", 0, 2);
    cj_error_unref(error);
    desk_close(&d);
}

/* What somebody else writes meanwhile is seen, be it another session or behind our back. */
static void a_kept_case_does_not_hide_others(void **state)
{
    const place *p = *state;
    cj_error *error = NULL;
    sqlite3 *db = NULL;
    desk d, other;
    desk_new(*state, &d);
    record(&d, DATA "case.xml", 2, 0);
    assert_ok(desk_open(d.ctx, p->store, &worker, &other, &error), error);
    record(&other, DATA "case-longer.xml", 1, 2);
    record(&d, DATA "case-longer.xml", 0, 3);
    record(&other, DATA "case-longer.xml", 0, 3);
    desk_close(&other);
    assert_non_null(d.store->kept.c);
    assert_int_equal(sqlite3_open(p->store, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE acts SET findings = 'r\tv\t\tx\n' WHERE seq = 1",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(cj_session_record_file(d.session, DATA "case-longer.xml", NULL, NULL, &error),
                     CJ_E_STORE_LOG);
    cj_error_unref(error);
    desk_close(&d);
}

static void a_refused_file_leaves_nothing(void **state)
{
    cj_error *error = NULL;
    uint64_t size;
    desk d;
    desk_new(*state, &d);
    assert_int_equal(cj_session_record_file(d.session, DATA "case-refused.xml", NULL, NULL, &error),
                     CJ_E_FIELD_MISSING);
    assert_int_equal(cji_audit_size(d.store->log), 2);
    record(&d, DATA "case.xml", 2, 0);
    size = cji_audit_size(d.store->log);
    assert_int_equal(cj_session_record_file(d.session, DATA "case-refused.xml", NULL, NULL, &error),
                     CJ_E_FIELD_MISSING);
    assert_int_equal(cj_session_record_file(d.session, DATA "policy.xml", NULL, NULL, &error),
                     CJ_E_XML_NAMESPACE);
    assert_int_equal(cj_session_record_file(d.session, DATA "no-such.xml", NULL, NULL, &error),
                     CJ_E_NOT_FOUND);
    assert_int_equal(cj_session_record(d.session, "x", "", 0, NULL, NULL, &error), CJ_E_XML_SYNTAX);
    assert_int_equal(cji_audit_size(d.store->log), size);
    assert_exports(&d, "C-1", DATA "case.xml");
    cj_error_unref(error);
    desk_close(&d);
}

static void denials_are_logged(void **state)
{
    cji_arena arena;
    cji_audit_entry e;
    cj_case *c = NULL;
    cj_error *error = NULL;
    cj_session *s = NULL;
    desk d;
    desk_new(*state, &d);
    record(&d, DATA "case.xml", 2, 0);
    cji_arena_init(&arena, d.ctx);
    assert_ok(cj_session_new(d.store, d.policy, &auditor, &s, &error), error);
    assert_int_equal(cj_session_record_file(s, DATA "no-such.xml", NULL, NULL, &error),
                     CJ_E_DENIED);
    e = entry_at(&d, 5, &arena);
    assert_string_equal(e.op, "deny");
    assert_string_equal(e.out, "deny");
    assert_string_equal(e.act, "case.record");
    assert_string_equal(e.who, "a.lund");
    assert_int_equal(cj_session_open_case(s, "C-1", CJ_OPEN_SHOW, &c, &error), CJ_E_DENIED);
    assert_int_equal(cj_session_open_case(s, "no-such", CJ_OPEN_SHOW, &c, &error), CJ_E_DENIED);
    assert_int_equal(cji_audit_size(d.store->log), 8);
    e = entry_at(&d, 6, &arena);
    assert_string_equal(e.obj, "state");
    assert_int_equal(e.subj.n, 0);
    assert_int_equal(cj_session_apply(s, "C-1", NULL, 0, &error), CJ_E_DENIED);
    assert_null(c);
    cj_session_unref(s);
    cj_error_unref(error);
    cji_arena_fini(&arena);
    desk_close(&d);
}

static void a_case_that_is_not_there(void **state)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    desk d;
    desk_new(*state, &d);
    assert_int_equal(cj_session_open_case(d.session, "C-9", CJ_OPEN_EXPORT, &c, &error),
                     CJ_E_NOT_FOUND);
    assert_int_equal(cj_session_open_case(d.session, "C-9", 4, &c, &error), CJ_E_MISUSE);
    assert_int_equal(cji_audit_size(d.store->log), 2); /* exit 3 adds nothing */
    cj_error_unref(error);
    desk_close(&d);
}

static void identities_are_whole(void **state)
{
    cj_identity who = worker;
    cj_session *s = NULL;
    cj_error *error = NULL;
    desk d;
    desk_new(*state, &d);
    who.org = NULL;
    assert_int_equal(cj_session_new(d.store, d.policy, &who, &s, &error), CJ_E_NO_ACTOR);
    who.org = "two words";
    assert_int_equal(cj_session_new(d.store, d.policy, &who, &s, &error), CJ_E_VALUE_ID);
    who.size = 8;
    assert_int_equal(cj_session_new(d.store, d.policy, &who, &s, &error), CJ_E_MISUSE);
    assert_null(s);
    cj_error_unref(error);
    desk_close(&d);
}

static cj_act *party(desk *d, const char *id, const char *party_id)
{
    char text[900];
    cj_act *act = NULL;
    cj_error *error = NULL;
    snprintf(text, sizeof text,
             "<act id=\"%s\" kind=\"party_recorded\" handle=\"H-1\" "
             "occurred_at=\"2026-02-04T10:00+00:00\" occurred_precision=\"minute\" "
             "recorded_at=\"2026-02-04T10:05+00:00\" sensitivity=\"normal\"><performed_by>"
             "<id>j.reyes</id><role>practitioner</role><org>northfield</org></performed_by>"
             "<party_id>%s</party_id><name>N</name><is_organisation>true</is_organisation>"
             "<party_role>provider</party_role></act>",
             id, party_id);
    assert_ok(cj_act_read(d->ctx, NULL, text, strlen(text), &act, &error), error);
    return act;
}

static void acts_are_one_unit(void **state)
{
    cj_error *error = NULL;
    cj_act *acts[2];
    cj_case *c = NULL;
    uint64_t size;
    desk d;
    desk_new(*state, &d);
    acts[0] = party(&d, "b-1", "pb-1");
    acts[1] = party(&d, "b-2", "pb-1"); /* the id is taken by then */
    assert_int_equal(cj_session_apply(d.session, "C-1", acts, 1, &error), CJ_E_INTEGRITY);
    assert_int_equal(cj_session_apply(d.session, "not an id", acts, 1, &error), CJ_E_VALUE_ID);
    record(&d, DATA "case.xml", 2, 0);
    size = cji_audit_size(d.store->log);
    assert_int_not_equal(cj_session_apply(d.session, "C-1", acts, 2, &error), CJ_OK);
    assert_int_equal(cji_audit_size(d.store->log), size);
    cj_act_unref(acts[1]);
    acts[1] = party(&d, "b-2", "pb-2");
    assert_ok(cj_session_apply(d.session, "C-1", acts, 2, &error), error);
    assert_int_equal(cji_audit_size(d.store->log), size + 3);
    assert_ok(cj_session_open_case(d.session, "C-1", CJ_OPEN_SHOW, &c, &error), error);
    assert_int_equal(cj_case_act_count(c), 4);
    cj_case_unref(c);
    cj_act_unref(acts[0]);
    cj_act_unref(acts[1]);
    cj_error_unref(error);
    desk_close(&d);
}

static int64_t now_us;

static int64_t set_clock(void *user)
{
    (void)user;
    return now_us;
}

static void what_was_known_stays_known(void **state)
{
    cj_context_options options = CJ_CONTEXT_OPTIONS_INIT;
    const place *p = *state;
    cj_context *ctx = NULL;
    cj_case *c = NULL;
    cj_error *error = NULL;
    cj_time at = {.us = 2000, .precision = CJ_PRECISION_MICROSECOND};
    desk d;
    options.clock = set_clock;
    now_us = 1000;
    assert_ok(cj_context_new(&options, &ctx, &error), error);
    assert_ok(store_make(ctx, p->store, &worker, &error), error);
    assert_ok(desk_open(ctx, p->store, &worker, &d, &error), error);
    now_us = 2000;
    record(&d, DATA "case.xml", 2, 0);
    now_us = 1500; /* the clock was set back: the entry is not before the others */
    record(&d, DATA "case-longer.xml", 1, 2);
    assert_ok(cj_session_open_case_known(d.session, "C-1", CJ_OPEN_SHOW, at, &c, &error), error);
    assert_int_equal(cj_case_act_count(c), 3);
    cj_case_unref(c);
    c = NULL;
    at.us = 1999;
    assert_int_equal(cj_session_open_case_known(d.session, "C-1", CJ_OPEN_SHOW, at, &c, &error),
                     CJ_E_NOT_FOUND);
    cj_error_unref(error);
    desk_close(&d);
    cj_context_unref(ctx);
}

static void what_was_shown_then(void **state)
{
    cj_context_options options = CJ_CONTEXT_OPTIONS_INIT;
    const place *p = *state;
    cj_context *ctx = NULL;
    cj_case *c = NULL;
    cj_error *error = NULL;
    cj_time at = {.us = 2500, .precision = CJ_PRECISION_MICROSECOND};
    cji_buf shown, known;
    desk d;
    options.clock = set_clock;
    now_us = 1000;
    assert_ok(cj_context_new(&options, &ctx, &error), error);
    assert_ok(store_make(ctx, p->store, &worker, &error), error);
    assert_ok(desk_open(ctx, p->store, &worker, &d, &error), error);
    now_us = 2000;
    record(&d, DATA "case.xml", 2, 0);
    export_case(&d, "C-1", &shown);
    now_us = 3000;
    record(&d, DATA "case-longer.xml", 1, 2);
    assert_ok(cj_session_open_case_known(d.session, "C-1", CJ_OPEN_EXPORT, at, &c, &error), error);
    cji_buf_init(&known, ctx, (size_t)1 << 24);
    assert_ok(cj_case_write(c, to_buf, &known, &error), error);
    assert_int_equal(known.n, shown.n);
    assert_memory_equal(known.p, shown.p, known.n);
    cji_buf_fini(&known);
    cji_buf_fini(&shown);
    cj_case_unref(c);
    desk_close(&d);
    cj_context_unref(ctx);
}

static void the_checkpoint_covers_itself(void **state)
{
    const place *p = *state;
    cj_context *ctx = NULL;
    cj_error *error = NULL;
    cj_audit_result *result = NULL;
    cji_buf text;
    desk d;
    desk_new(p, &d);
    ctx = cj_context_ref(d.ctx);
    record(&d, DATA "case.xml", 2, 0);
    cji_buf_init(&text, d.ctx, CJI_AUDIT_NOTE_MAX);
    assert_ok(cj_session_checkpoint(d.session, to_buf, &text, &error), error);
    assert_non_null(cji_buf_text(&text));
    record(&d, DATA "case-longer.xml", 1, 2);
    desk_close(&d);
    assert_ok(cj_audit_verify(ctx, p->store, text.p, &result, &error), error);
    assert_int_equal(cj_audit_result_verdict(result), CJ_AUDIT_ANCHORED);
    assert_int_equal(cj_audit_result_anchored_size(result), 6);
    assert_int_equal(cj_audit_result_size(result), 8);
    cj_audit_result_unref(result);
    cji_buf_fini(&text);
    cj_context_unref(ctx);
}

static void *work(void *user)
{
    desk *d = user;
    cj_session *s = NULL;
    bool good = cj_session_new(d->store, d->policy, &worker, &s, NULL) == CJ_OK;
    for (int i = 0; good && i < 8; i++) {
        cj_case *c = NULL;
        size_t added = 9;
        good = cj_session_open_case(s, "C-1", CJ_OPEN_SHOW, &c, NULL) == CJ_OK &&
               cj_session_record_file(s, DATA "case-longer.xml", &added, NULL, NULL) == CJ_OK &&
               added <= 1;
        cj_case_unref(c);
    }
    cj_session_unref(s);
    return good ? d : NULL;
}

static void threads_share_a_store(void **state)
{
    pthread_t threads[3];
    desk d;
    desk_new(*state, &d);
    record(&d, DATA "case.xml", 2, 0);
    for (size_t i = 0; i < CJI_COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, &d), 0);
    for (size_t i = 0; i < CJI_COUNT(threads); i++) {
        void *good = NULL;
        pthread_join(threads[i], &good);
        assert_non_null(good);
    }
    assert_exports(&d, "C-1", DATA "case-longer.xml");
    desk_close(&d);
}

static void a_child_may_not(void **state)
{
    int how = 0;
    desk d;
    desk_new(*state, &d);
    record(&d, DATA "case.xml", 2, 0);
    pid_t child = fork();
    if (child == 0) {
        cj_case *c = NULL;
        bool good =
            cj_session_record_file(d.session, DATA "case.xml", NULL, NULL, NULL) == CJ_E_FORK &&
            cj_session_open_case(d.session, "C-1", CJ_OPEN_SHOW, &c, NULL) == CJ_E_FORK &&
            cj_session_apply(d.session, "C-1", NULL, 0, NULL) == CJ_E_FORK &&
            cj_session_checkpoint(d.session, to_buf, NULL, NULL) == CJ_E_FORK;
        desk_close(&d);
        _exit(good ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(WEXITSTATUS(how), 0);
    record(&d, DATA "case-longer.xml", 1, 2);
    assert_exports(&d, "C-1", DATA "case-longer.xml");
    desk_close(&d);
}

#define test(f) cmocka_unit_test_setup_teardown(f, place_make, place_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_case_comes_back_as_it_was),
        test(acts_are_recognised_and_added),
        test(entries_say_what_happened),
        test(commitments_open),
        test(the_case_that_is_kept_is_the_stored_one),
        test(a_kept_case_does_not_hide_others),
        test(a_refused_file_leaves_nothing),
        test(denials_are_logged),
        test(a_case_that_is_not_there),
        test(identities_are_whole),
        test(acts_are_one_unit),
        test(what_was_known_stays_known),
        test(what_was_shown_then),
        test(the_checkpoint_covers_itself),
        test(threads_share_a_store),
        test(a_child_may_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
