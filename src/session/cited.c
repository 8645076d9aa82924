/* SPDX-License-Identifier: MIT */
/*
 * The acts that a judgement cites, as the store has them: each counts, is the candidate's, and is
 * none that the assessor had a part in, by who performed it and by who entered it. What the log has
 * committed to is written down with it.
 */
#include "session/judge.h"

#include <stdio.h>

typedef struct reading {
    const cji_judging *j;
    cj_case *c;
    const char *case_id;
    cj_error **error;
    cj_status status; /* of what was found wrong */
} reading;

static cji_str act_of(const cj_record *cite)
{
    return cji_text(cite, CJ_FIELD_ACT);
}

CJI_PRINTF(4, 5)
static void refuse(reading *r, cj_status code, cji_str act, const char *format, ...)
{
    char what[200];
    cji_place place = {.field = "sampled", .act = act.p};
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    cji_fail(r->j->ctx, r->error, code, &place, "act %s of case %s %s", act.p, r->case_id, what);
    if (r->status == CJ_OK)
        r->status = code;
}

/* The cite of that act of this case, or NULL. */
static cj_record *cite_of(const reading *r, cji_str act)
{
    for (size_t i = 0; i < cji_judging_count(r->j); i++) {
        cj_record *cite = cji_judging_cite(r->j, i);
        if (cji_str_eq(act_of(cite), act) && cji_str_is(cji_text(cite, CJ_FIELD_CASE), r->case_id))
            return cite;
    }
    return NULL;
}

/* ---- by what the acts say -------------------------------------------------------------------- */

/* Signed, countersigned, granted, answered: whatever came of it. */
static bool decided_on(const reading *r, cji_str act, const char *actor)
{
    const cji_entry *outcome;
    for (size_t at = 0; (outcome = cji_next_of(r->c, CJ_ACT_OUTCOME_RECORDED, &at)) != NULL;) {
        const cj_record *record = outcome->act->root.record;
        if (cji_path_cites(r->c, record, (cji_path){CJ_FIELD_OF, 0}, act) &&
            (cji_str_is(cji_performer(record), actor) ||
             cji_str_is(cji_text(record, CJ_FIELD_BY), actor)))
            return true;
    }
    return false;
}

static cj_status look_at(reading *r, const cj_record *cite)
{
    const cji_entry *entry = cji_case_entry(r->c, act_of(cite));
    const char *actor = r->j->session->who.actor;
    const cj_record *record;
    if (entry == NULL || !cji_entry_counts(entry)) {
        if (!r->j->inherited)
            refuse(r, entry == NULL ? CJ_E_NOT_FOUND : CJ_E_INTEGRITY, act_of(cite), "%s",
                   entry == NULL        ? "is not there"
                   : entry->act == NULL ? "was erased"
                                        : "does not count: it was superseded");
        return CJ_OK;
    }
    record = entry->act->root.record;
    if (!cji_counts_for(r->c, entry, r->j->practitioner))
        refuse(r, CJ_E_INTEGRITY, entry->id, "is not the work of %s", r->j->practitioner);
    if (cji_str_is(cji_performer(record), actor) || decided_on(r, entry->id, actor))
        refuse(r, CJ_E_INTEGRITY, entry->id, "was performed, signed or answered by the assessor");
    if (cj_count(r->j->record, CJ_FIELD_CANDIDATE) == 0 &&
        cji_str_is(cji_performer(record), r->j->practitioner))
        return cji_copy(r->j->record, CJ_FIELD_CANDIDATE, record, CJ_FIELD_PERFORMED_BY, r->error);
    return CJ_OK;
}

/* ---- by what the store says ------------------------------------------------------------------ */

static cj_status commit(reading *r, const cji_store_row *row, cj_record *cite)
{
    char com[CJI_SESSION_COM];
    cj_status status = cji_session_commitment(r->j->ctx, row->detail, row->salt, row->payload,
                                              row->findings, com, r->error);
    if (status != CJ_OK)
        return status;
    if (cj_count(cite, CJ_FIELD_COMMITMENT) == 0)
        return cj_add_text(cite, CJ_FIELD_COMMITMENT, com, CJ_ZT, r->error);
    if (!cji_str_is(cji_text(cite, CJ_FIELD_COMMITMENT), com))
        refuse(r, CJ_E_INTEGRITY, act_of(cite), "is not what the judgement says was judged");
    return CJ_OK;
}

static cj_status take_row(reading *r, const cji_store_row *row)
{
    const cji_entry *entry = row->erased ? NULL : cji_case_entry(r->c, row->act_id);
    cj_record *cite = entry != NULL ? cite_of(r, row->act_id) : NULL;
    if (entry != NULL && cji_str_is(row->entered_by, r->j->session->who.actor)) {
        cj_record *of = NULL;
        if (row->kind == CJ_ACT_OUTCOME_RECORDED && cji_entry_counts(entry))
            of = cite_of(r, cji_case_current(r->c, cji_text(entry->act->root.record, CJ_FIELD_OF)));
        if (cite != NULL)
            refuse(r, CJ_E_INTEGRITY, act_of(cite), "was entered by the assessor");
        if (of != NULL)
            refuse(r, CJ_E_INTEGRITY, act_of(of), "was signed or answered in the assessor's name");
    }
    return cite != NULL ? commit(r, row, cite) : CJ_OK;
}

static cj_status take_rows(reading *r)
{
    const cji_store_view all = {r->case_id, INT64_MAX, UINT64_MAX};
    cji_store *db = r->j->session->store->db;
    cji_store_row row;
    bool more = true;
    cj_status status = CJ_OK;
    cji_store_rows_begin(db, &all);
    while (status == CJ_OK && more) {
        status = cji_store_rows_next(db, &all, &row, &more, r->error);
        if (status == CJ_OK && more)
            status = take_row(r, &row);
    }
    cji_store_rows_end(db, &all);
    return status;
}

/* ---- case by case ---------------------------------------------------------------------------- */

/* Of the case nothing is told before the actor is let in. */
static cj_status open_cited(reading *r, bool *found)
{
    const cji_judging *j = r->j;
    cj_store *store = j->session->store;
    const cji_store_view all = {r->case_id, INT64_MAX, UINT64_MAX};
    const cji_place place = {.field = "sampled"};
    uint8_t key[CJI_STORE_SECRET];
    cji_session_scope scope = {.session = j->session, .key = key};
    cji_session_grant grant;
    cj_status status = cji_store_case_key(store->db, &all, key, found, r->error);
    if (status == CJ_OK && !*found && !j->inherited)
        status =
            cji_fail(j->ctx, r->error, CJ_E_NOT_FOUND, &place, "there is no case %s", r->case_id);
    if (status == CJ_OK && *found)
        status = cji_session_load(store, r->case_id, key, &r->c, r->error);
    if (status == CJ_OK && *found) {
        scope.c = r->c;
        cj_case_set_policy(r->c, j->session->policy);
        status = cji_session_decide(&scope, "check", j->name, "sampled", &grant, r->error);
    }
    if (status == CJ_OK && *found)
        status = cji_session_check_case(store, r->case_id, key, r->error);
    cji_wipe(key, sizeof key);
    return status;
}

static cj_status take_case(reading *r)
{
    bool found = false;
    cj_status status = open_cited(r, &found);
    for (size_t i = 0; status == CJ_OK && found && i < cji_judging_count(r->j); i++) {
        const cj_record *cite = cji_judging_cite(r->j, i);
        if (cji_str_is(cji_text(cite, CJ_FIELD_CASE), r->case_id))
            status = look_at(r, cite);
    }
    if (status == CJ_OK && found)
        status = take_rows(r);
    cj_case_unref(r->c);
    r->c = NULL;
    return status;
}

static bool first_of_case(const cji_judging *j, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (cji_str_eq(cji_text(cji_judging_cite(j, i), CJ_FIELD_CASE),
                       cji_text(cji_judging_cite(j, at), CJ_FIELD_CASE)))
            return false;
    }
    return true;
}

cj_status cji_judging_cited(const cji_judging *j, cj_error **error)
{
    reading r = {.j = j, .error = error};
    cj_status status = CJ_OK;
    for (size_t i = 0; status == CJ_OK && i < cji_judging_count(j); i++) {
        if (!first_of_case(j, i))
            continue;
        r.case_id = cji_text(cji_judging_cite(j, i), CJ_FIELD_CASE).p;
        status = take_case(&r);
    }
    return status == CJ_OK ? r.status : status;
}
