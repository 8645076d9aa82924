/* SPDX-License-Identifier: MIT */
/* Limits, breaking the glass and its review: acts that the library makes for the session. */
#include "session/session.h"

#include <cjustice/access.h>

static cj_status supersede(cj_record *act, const char *old, const char *reason, cj_error **error)
{
    cj_status status = cj_add_text(act, CJ_FIELD_SUPERSEDES, old, CJ_ZT, error);
    return status == CJ_OK ? cj_add_text(act, CJ_FIELD_SUPERSEDE_REASON, reason, CJ_ZT, error)
                           : status;
}

/* ---- limits ---------------------------------------------------------------------------------- */

/* How a record names that worker, or NULL. The depth of shapes (3) bounds the recursion. */
static const cj_record *worker_in(const cj_record *record, cji_str id)
{
    const cj_record *found = NULL;
    if (record->shape == cji_shape_actor)
        return cji_str_eq(cji_text(record, CJ_FIELD_ID), id) ? record : NULL;
    for (int16_t i = 0; i < record->shape->nrows && found == NULL; i++) {
        if (cji_rows[record->shape->first + i].type != CJ_TYPE_RECORD)
            continue;
        for (uint32_t j = 0; j < record->slots[i].count && found == NULL; j++)
            found = worker_in(record->slots[i].values[j].record, id);
    }
    return found;
}

static cj_status add_worker(const cj_session *session, const cj_case *c, cj_record *act,
                            const char *id, cj_error **error)
{
    const char *role = "staff", *org = session->who.org;
    const cj_record *named = NULL;
    for (size_t i = c->count; i-- > 0 && named == NULL;) {
        if (cji_entry_counts(&c->entries[i]))
            named = worker_in(c->entries[i].act->root.record, cji_str_of(id));
    }
    if (named != NULL) {
        role = cji_text(named, CJ_FIELD_ROLE).p;
        org = cji_text(named, CJ_FIELD_ORG).p;
    }
    return cji_session_add_actor(act, CJ_FIELD_WHO, id, role, org, error);
}

static cj_status fill_limit(void *user, const cj_session *session, cj_case *c, cj_record *act,
                            cj_error **error)
{
    const cj_limit *limit = user;
    cj_date from = cji_session_as_of(session->store, limit->from);
    cj_status status = CJ_OK;
    if (limit->supersedes != NULL)
        status = supersede(act, limit->supersedes, limit->reason, error);
    if (status == CJ_OK)
        status = cj_add_code(act, CJ_FIELD_LIMIT, limit->limit, error);
    for (size_t i = 0; status == CJ_OK && i < limit->nwho; i++)
        status = add_worker(session, c, act, limit->who[i], error);
    if (status == CJ_OK)
        status = cj_add_date(act, CJ_FIELD_FROM, from, error);
    if (status == CJ_OK && limit->to.precision != 0)
        status = cj_add_date(act, CJ_FIELD_TO, limit->to, error);
    return status == CJ_OK ? cj_add_text(act, CJ_FIELD_LIMIT_REASON, limit->reason, CJ_ZT, error)
                           : status;
}

static cj_status misuse(const cj_session *session, const char *what, cj_error **error)
{
    return cji_fail(session->store->ctx, error, CJ_E_MISUSE, NULL, "%s", what);
}

cj_status cj_session_limit(cj_session *session, const char *case_id, const cj_limit *limit,
                           char act_id[37], cj_error **error)
{
    cj_limit copy;
    const cji_session_deed deed = {"limit", case_id, CJ_ACT_ACCESS_LIMITED, fill_limit, &copy};
    if (limit == NULL || limit->size < sizeof *limit)
        return misuse(session, "a limit begins with CJ_LIMIT_INIT", error);
    copy = *limit;
    if (case_id == NULL || limit->nwho == 0 || limit->reason == NULL)
        return misuse(session, "a limit wants a case, somebody whom it names, and a reason", error);
    if (limit->from.precision != 0 && limit->to.precision != 0 && limit->to.days < limit->from.days)
        return misuse(session, "a limit ends before it begins; lifting one is cj_session_lift",
                      error);
    return cji_session_perform(session, &deed, act_id, error);
}

typedef struct lifting {
    const char *limit_id, *reason;
} lifting;

static cj_status fill_lift(void *user, const cj_session *session, cj_case *c, cj_record *act,
                           cj_error **error)
{
    const lifting *l = user;
    const cji_entry *entry = cji_case_entry(c, cji_str_of(l->limit_id));
    const cj_record *old;
    cj_date before;
    cj_status status;
    if (entry == NULL || entry->act == NULL || entry->kind != CJ_ACT_ACCESS_LIMITED)
        return cji_fail(session->store->ctx, error, CJ_E_NOT_FOUND, NULL,
                        "the case has no such limit");
    old = entry->act->root.record;
    before = cji_first(old, CJ_FIELD_FROM)->date;
    before.days--; /* it ends before it begins: never in force */
    status = supersede(act, l->limit_id, l->reason, error);
    if (status == CJ_OK)
        status = cji_copy(act, CJ_FIELD_LIMIT, old, CJ_FIELD_LIMIT, error);
    if (status == CJ_OK)
        status = cji_copy(act, CJ_FIELD_WHO, old, CJ_FIELD_WHO, error);
    if (status == CJ_OK)
        status = cji_copy(act, CJ_FIELD_FROM, old, CJ_FIELD_FROM, error);
    if (status == CJ_OK)
        status = cj_add_date(act, CJ_FIELD_TO, before, error);
    return status == CJ_OK ? cj_add_text(act, CJ_FIELD_LIMIT_REASON, l->reason, CJ_ZT, error)
                           : status;
}

cj_status cj_session_lift(cj_session *session, const char *case_id, const char *limit_id,
                          const char *reason, char act_id[37], cj_error **error)
{
    lifting l = {limit_id, reason};
    const cji_session_deed deed = {"limit", case_id, CJ_ACT_ACCESS_LIMITED, fill_lift, &l};
    if (case_id == NULL || limit_id == NULL || reason == NULL)
        return misuse(session, "lifting a limit wants its case, its id and a reason", error);
    return cji_session_perform(session, &deed, act_id, error);
}

/* ---- breaking the glass ---------------------------------------------------------------------- */

typedef struct breaking {
    int32_t reason;
    cj_time until;
    const char *text;
} breaking;

static cj_status fill_override(void *user, const cj_session *session, cj_case *c, cj_record *act,
                               cj_error **error)
{
    const breaking *b = user;
    cj_context *ctx = session->store->ctx;
    cji_place place = {.field = "until"};
    cj_status status;
    (void)c;
    if (b->until.us <= cji_now(ctx))
        return cji_fail(ctx, error, CJ_E_VALUE_RANGE, &place, "until is not in the future");
    status = cj_add_code(act, CJ_FIELD_OVERRIDE_REASON, b->reason, error);
    if (status == CJ_OK)
        status = cj_add_time(act, CJ_FIELD_UNTIL, b->until, error);
    if (status == CJ_OK && b->text != NULL)
        status = cj_add_text(act, CJ_FIELD_OVERRIDE_TEXT, b->text, CJ_ZT, error);
    return status;
}

cj_status cj_session_override(cj_session *session, const char *case_id, int32_t reason,
                              cj_time until, const char *text, char act_id[37], cj_error **error)
{
    breaking b = {reason, until, text};
    const cji_session_deed deed = {"override", case_id, CJ_ACT_ACCESS_OVERRIDDEN, fill_override,
                                   &b};
    if (case_id == NULL)
        return misuse(session, "breaking the glass wants a case", error);
    return cji_session_perform(session, &deed, act_id, error);
}

/* ---- its review ------------------------------------------------------------------------------ */

typedef struct reviewing {
    const char *override, *text;
    int32_t result;
} reviewing;

/* In a case, or (view NULL) in all of them: its case, and who entered it. */
static cj_status find_override(cj_store *store, const cji_store_view *view, const char *override,
                               cji_arena *arena, const char **case_id, const char **entered_by,
                               cj_error **error)
{
    cji_store_row row;
    bool more = true;
    cj_status status = CJ_OK;
    cji_store_rows_begin(store->db, view);
    while (status == CJ_OK && more) {
        status = cji_store_rows_next(store->db, view, &row, &more, error);
        if (status != CJ_OK || !more || row.erased || row.kind != CJ_ACT_ACCESS_OVERRIDDEN ||
            !cji_str_is(row.act_id, override))
            continue;
        if (*case_id != NULL && view == NULL)
            status = cji_fail(store->ctx, error, CJ_E_CONFLICT, NULL,
                              "several cases have an override of that id: name the case");
        *case_id = cji_arena_strdup(arena, view != NULL ? cji_str_of(view->case_id) : row.case_id);
        *entered_by = cji_arena_strdup(arena, row.entered_by);
        if (status == CJ_OK && (*case_id == NULL || *entered_by == NULL))
            status = cji_no_memory(store->ctx, error);
    }
    cji_store_rows_end(store->db, view);
    return status;
}

static cj_status not_found(cj_context *ctx, cj_error **error)
{
    return cji_fail(ctx, error, CJ_E_NOT_FOUND, NULL, "there is no such override");
}

static cj_status fill_review(void *user, const cj_session *session, cj_case *c, cj_record *act,
                             cj_error **error)
{
    const reviewing *r = user;
    cj_store *store = session->store;
    const cji_store_view all = {c->id, INT64_MAX, UINT64_MAX};
    const char *case_id = NULL, *entered_by = NULL;
    cji_arena arena;
    cj_status status;
    cji_arena_init(&arena, store->ctx);
    status = find_override(store, &all, r->override, &arena, &case_id, &entered_by, error);
    if (status == CJ_OK && entered_by == NULL)
        status = not_found(store->ctx, error);
    /* That of the performer is a rule of the case; a session is also compared with who entered. */
    else if (status == CJ_OK && strcmp(entered_by, session->who.actor) == 0)
        status = cji_fail(store->ctx, error, CJ_E_INTEGRITY, NULL,
                          "an override is reviewed by somebody other than who entered it");
    cji_arena_fini(&arena);
    if (status == CJ_OK)
        status = cj_add_text(act, CJ_FIELD_OVERRIDE, r->override, CJ_ZT, error);
    if (status == CJ_OK)
        status = cj_add_code(act, CJ_FIELD_REVIEW_RESULT, r->result, error);
    return status == CJ_OK ? cj_add_text(act, CJ_FIELD_REVIEW_TEXT, r->text, CJ_ZT, error) : status;
}

/* Which case it is of, told to nobody: the review decides on that case. */
static cj_status case_of(cj_session *session, const char *override, cji_arena *arena,
                         const char **out, cj_error **error)
{
    cj_store *store = session->store;
    const char *entered_by = NULL;
    cj_status status = cji_session_enter(store, error);
    if (status != CJ_OK)
        return status;
    status =
        cji_session_permit(session, "review", cj_kind_name(CJ_ACT_OVERRIDE_REVIEWED), NULL, error);
    if (status == CJ_OK)
        status = cji_store_begin(store->db, false, error);
    if (status == CJ_OK) {
        status = find_override(store, NULL, override, arena, out, &entered_by, error);
        cji_store_rollback(store->db);
    }
    if (status == CJ_OK && *out == NULL)
        status = not_found(store->ctx, error);
    cji_session_leave(store);
    return status;
}

cj_status cj_session_review_override(cj_session *session, const char *case_id, const char *override,
                                     int32_t result, const char *text, char act_id[37],
                                     cj_error **error)
{
    reviewing r = {override, text, result};
    cji_session_deed deed = {"review", case_id, CJ_ACT_OVERRIDE_REVIEWED, fill_review, &r};
    cji_arena arena;
    cj_status status = CJ_OK;
    if (override == NULL || text == NULL)
        return misuse(session, "a review wants an override and a text", error);
    cji_arena_init(&arena, session->store->ctx);
    if (case_id == NULL)
        status = case_of(session, override, &arena, &deed.case_id, error);
    if (status == CJ_OK)
        status = cji_session_perform(session, &deed, act_id, error);
    cji_arena_fini(&arena);
    return status;
}
