/* SPDX-License-Identifier: MIT */
/* Judgements as the tests make them, in the store of office.h. */
#ifndef JUDGE_SUPPORT_H
#define JUDGE_SUPPORT_H

#include "session/office.h"

#define STREAM_ID "practitioner p.one"

UNUSED static const cj_identity own_assessor = {sizeof(cj_identity), "p.one", "assessor", "own",
                                                "assessment"};
UNUSED static const cj_identity assessor_two = {sizeof(cj_identity), "p.two", "assessor", "own",
                                                "assessment"};
UNUSED static const cj_identity iqa = {sizeof(cj_identity), "q.one", "iqa", "centre", "assessment"};

/* ---- acts; whoever takes one gives it back --------------------------------------------------- */

UNUSED static cj_act *act_of(office *o, int32_t kind)
{
    cj_act *act = NULL;
    assert_ok(cj_act_new(o->d.ctx, kind, &act, NULL), NULL);
    return act;
}

UNUSED static void put(cj_record *record, cj_field field, const char *text)
{
    cj_error *error = NULL;
    assert_ok(cj_add_text(record, field, text, CJ_ZT, &error), error);
}

UNUSED static cj_record *put_record(cj_record *record, cj_field field)
{
    cj_record *out = NULL;
    assert_ok(cj_add_record(record, field, &out, NULL), NULL);
    return out;
}

/* `cites`: "views", or "A/views B/views"; NULL: nothing. */
UNUSED static cj_act *finding(office *o, const char *urn, const char *item, const char *found,
                              const char *method, const char *cites)
{
    cj_act *act = act_of(o, CJ_ACT_JUDGEMENT_RECORDED);
    cj_record *r = cj_act_record(act), *varcs, *cite;
    char list[100], *next = list, *id;
    snprintf(list, sizeof list, "%s", cites != NULL ? cites : "");
    put(put_record(r, CJ_FIELD_STANDARD), CJ_FIELD_URN, urn);
    put(r, CJ_FIELD_CRITERION, item);
    put(r, CJ_FIELD_JUDGE_FINDING, found);
    put(r, CJ_FIELD_JUDGE_METHODS, method);
    put(r, CJ_FIELD_RATIONALE, "seen");
    varcs = put_record(r, CJ_FIELD_VARCS);
    put(varcs, CJ_FIELD_KEY, "valid");
    assert_ok(cj_add_int(varcs, CJ_FIELD_OK, 1, NULL), NULL);
    while ((id = strsep(&next, " ")) != NULL && *id != '\0') {
        char *slash = strchr(id, '/');
        cite = put_record(r, CJ_FIELD_SAMPLED);
        if (slash != NULL) {
            *slash = '\0';
            put(cite, CJ_FIELD_CASE, id);
        }
        put(cite, CJ_FIELD_ACT, slash != NULL ? slash + 1 : id);
    }
    assert_ok(cj_add_int(r, CJ_FIELD_ASSESSOR_QUALIFIED, 1, NULL), NULL);
    return act;
}

UNUSED static cj_act *decision(office *o, const char *urn, const char *what)
{
    cj_act *act = act_of(o, CJ_ACT_JUDGEMENT_RECORDED);
    cj_record *r = cj_act_record(act);
    put(put_record(r, CJ_FIELD_STANDARD), CJ_FIELD_URN, urn);
    put(r, CJ_FIELD_STANDARD_DECISION, what);
    put(r, CJ_FIELD_RATIONALE, "all of it");
    assert_ok(cj_add_int(r, CJ_FIELD_ASSESSOR_QUALIFIED, 0, NULL), NULL);
    return act;
}

UNUSED static cj_act *withdrawal(office *o, const char *judgement)
{
    cj_act *act = act_of(o, CJ_ACT_JUDGEMENT_WITHDRAWN);
    put(cj_act_record(act), CJ_FIELD_JUDGEMENT, judgement);
    put(cj_act_record(act), CJ_FIELD_WITHDRAWAL_REASON, "w");
    return act;
}

UNUSED static cj_act *assurance(office *o, const char *judgement)
{
    cj_act *act = act_of(o, CJ_ACT_IQA_SAMPLED);
    put(cj_act_record(act), CJ_FIELD_JUDGEMENTS, judgement);
    put(cj_act_record(act), CJ_FIELD_IQA_REASON, "random");
    put(cj_act_record(act), CJ_FIELD_IQA_RESULT, "agreed");
    put(cj_act_record(act), CJ_FIELD_COMMENT, "c");
    return act;
}

UNUSED static cj_act *appeal(office *o, const char *judgement, const char *handler)
{
    cj_act *act = act_of(o, CJ_ACT_JUDGEMENT_APPEALED);
    cj_record *by = put_record(cj_act_record(act), CJ_FIELD_HANDLED_BY);
    put(cj_act_record(act), CJ_FIELD_JUDGEMENT, judgement);
    put(cj_act_record(act), CJ_FIELD_GROUNDS, "g");
    put(by, CJ_FIELD_ID, handler);
    put(by, CJ_FIELD_ROLE, "iqa");
    put(by, CJ_FIELD_ORG, "centre");
    return act;
}

UNUSED static cj_act *answer(office *o, const char *of, const char *outcome)
{
    const cj_time at = {june(NULL), 0, CJ_PRECISION_MINUTE};
    cj_act *act = act_of(o, CJ_ACT_OUTCOME_RECORDED);
    put(cj_act_record(act), CJ_FIELD_OF, of);
    put(cj_act_record(act), CJ_FIELD_OUTCOME, outcome);
    put(cj_act_record(act), CJ_FIELD_OUTCOME_REASON, "r");
    put(cj_act_record(act), CJ_FIELD_BY, "q.one");
    assert_ok(cj_add_time(cj_act_record(act), CJ_FIELD_AT, at, NULL), NULL);
    return act;
}

/* `of` is a case, or NULL. */
UNUSED static void acknowledge(cj_act *act, const char *of, const char *id)
{
    cj_record *item = put_record(cj_act_record(act), CJ_FIELD_ACKNOWLEDGED);
    if (of != NULL)
        put(item, CJ_FIELD_CASE, of);
    put(item, CJ_FIELD_ACT, id);
    put(item, CJ_FIELD_NOTE, "heard, and answered");
}

/* All that the row lists against the criterion. */
UNUSED static void acknowledge_all(cj_act *act, const cj_record *row)
{
    for (size_t i = 0; i < cj_count(row, CJ_FIELD_CONTRARY); i++) {
        const cj_record *contrary = NULL;
        const char *id = "";
        (void)cj_get_record(row, CJ_FIELD_CONTRARY, i, &contrary);
        (void)cj_get_text(contrary, CJ_FIELD_ACT, 0, &id);
        acknowledge(act, NULL, id);
    }
}

/* ---- judging --------------------------------------------------------------------------------- */

UNUSED static cj_status judge_as(office *o, const cj_identity *who, cj_act *act, cj_error **error)
{
    cj_session *s = NULL;
    cj_status status;
    assert_ok(cj_session_new(o->d.store, o->d.policy, who, &s, error), *error);
    status = cj_session_judge(s, o->catalogue, o->rules, "p.one", act, error);
    cj_act_unref(act);
    cj_session_unref(s);
    return status;
}

UNUSED static void assert_judged(office *o, const cj_identity *who, cj_act *act)
{
    cj_error *error = NULL;
    assert_ok(judge_as(o, who, act, &error), error);
    cj_error_unref(error);
}

UNUSED static void assert_refused(office *o, const cj_identity *who, cj_act *act, cj_status want,
                                  const char *saying)
{
    cj_error *error = NULL;
    cj_status status = judge_as(o, who, act, &error);
    bool said = false;
    for (size_t i = 0; i < cj_error_count(error); i++)
        said = said || strstr(cj_error_message(error, i), saying) != NULL;
    if (status != want || !said)
        fail_msg("status %d, not %d; wanted \"%s\": %s", (int)status, (int)want, saying,
                 last_problem(error));
    cj_error_unref(error);
}

/* How many acts the stream of p.one has; reading it is in the log. */
UNUSED static size_t stream_size(office *o)
{
    cj_case *stream = NULL;
    cj_session *s = NULL;
    cj_error *error = NULL;
    size_t n;
    assert_ok(cj_session_new(o->d.store, o->d.policy, &one, &s, &error), error);
    (void)cj_session_open_judgements(s, "p.one", &stream, &error);
    n = stream != NULL ? cj_case_act_count(stream) : 0;
    cj_case_unref(stream);
    cj_session_unref(s);
    cj_error_unref(error);
    return n;
}

UNUSED static cj_report *check_of(office *o, const cj_identity *who)
{
    cj_report *report = NULL;
    assert_int_equal(check_as(o, who, "SFJED1", "p.one", &report), CJ_OK);
    return report;
}

UNUSED static void assert_same_verdicts(const cj_report *a, const cj_report *b)
{
    for (size_t i = 0; i < cj_count(cj_report_record(a), CJ_FIELD_CRITERIA); i++) {
        const cj_record *row = NULL;
        const char *item = "";
        (void)cj_get_record(cj_report_record(a), CJ_FIELD_CRITERIA, i, &row);
        (void)cj_get_text(row, CJ_FIELD_ITEM, 0, &item);
        assert_string_equal(verdict_of(a, item), verdict_of(b, item));
        assert_int_equal(cj_count(row_of(b, item), CJ_FIELD_FINDING), 0);
    }
}

/* ---- the store from outside ------------------------------------------------------------------ */

UNUSED static void store_again(const place *p, office *o)
{
    cj_error *error = NULL;
    cj_session_unref(o->d.session);
    cj_store_unref(o->d.store);
    o->d.session = NULL;
    o->d.store = NULL;
    assert_ok(cj_store_open(o->d.ctx, p->store, &o->d.store, &error), error);
    assert_ok(cj_session_new(o->d.store, o->d.policy, &one, &o->d.session, &error), error);
}

UNUSED static void assert_verdict(office *o, const place *p, int32_t want)
{
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    assert_ok(cj_store_verify(o->d.ctx, p->store, NULL, &result, &error), error);
    if (cj_audit_result_verdict(result) != want)
        fail_msg("verdict %d: %s", (int)cj_audit_result_verdict(result),
                 cj_audit_result_why(result) != NULL ? cj_audit_result_why(result) : "");
    cj_audit_result_unref(result);
}

UNUSED static void run_sql(const place *p, const char *sql)
{
    sqlite3 *db = NULL;
    char *why = NULL;
    assert_int_equal(sqlite3_open(p->store, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    sqlite3_close(db);
}

/* A withdrawal of the first judgement, as a writer leaves it that dies before its commit, or right
 * behind it. */
UNUSED static void cut_short(office *o, bool committed)
{
    cji_session_unit u;
    cj_session *s = NULL;
    cj_error *error = NULL;
    cj_act *act = NULL;
    char id[37];
    assert_ok(cj_session_new(o->d.store, o->d.policy, &assessor, &s, &error), error);
    assert_ok(cji_session_unit_begin(&u, s, STREAM_ID, "withdraw-judgement", "x", &error), error);
    act = withdrawal(o, u.c->entries[0].id.p);
    assert_ok(cji_session_envelope(s, "p.one", cj_act_record(act), id, &error), error);
    assert_ok(cji_session_unit_stage(&u, &act, 1, &error), error);
    assert_ok(cji_session_unit_intend(&u, &error), error);
    if (committed)
        assert_ok(cji_store_commit(u.store->db, NULL, &error), error);
    cji_session_unit_end(&u);
    cj_act_unref(act);
    cj_session_unref(s);
}

#endif
