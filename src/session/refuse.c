/* SPDX-License-Identifier: MIT */
/* Conduct: what is only recorded is never refused, but what the library itself performs is. */
#include "session/session.h"

cj_status cji_session_refuse(cj_session *session, const char *act, const char *rule,
                             const char *subj, const char *why, cj_error **error)
{
    cji_audit_entry entry = cji_session_entry(&session->who, "deny", act);
    const char *const subjects[] = {subj};
    cji_place place = {.rule = rule};
    cj_status status;
    entry.out = "deny";
    entry.obj = rule;
    if (subj[0] != '\0')
        entry.subj = (cji_audit_texts){subjects, 1};
    status = cji_session_log(session->store, &entry, 1, NULL, error);
    return status == CJ_OK
               ? cji_fail(session->store->ctx, error, CJ_E_CONDUCT, &place, "%s: %s", rule, why)
               : status;
}

/* ---- erasing --------------------------------------------------------------------------------- */

typedef struct asked {
    const cj_session *session;
    const cj_case *c;
    const bool *marks; /* which of its entries go */
} asked;

static const cj_record *record_of(const cji_entry *entry)
{
    return entry->act->root.record;
}

/* The day on which the case was closed for good. */
static bool closed_on(const cj_case *c, int32_t *day)
{
    bool closed = false;
    for (size_t i = 0; i < c->count; i++) {
        const cji_entry *entry = &c->entries[i];
        if (!cji_entry_counts(entry))
            continue;
        if (entry->kind == CJ_ACT_CASE_CLOSED) {
            closed = true;
            *day = cji_date_last(cji_date(record_of(entry), CJ_FIELD_OCCURRED_AT));
        } else if (entry->kind == CJ_ACT_CASE_ALLOCATED) {
            closed = false;
        }
    }
    return closed;
}

static bool retention_over(const asked *u)
{
    const cj_policy *policy = u->session->policy;
    int32_t now = cji_day_at(cji_now(u->session->store->ctx)), day = 0, due = 0;
    const cji_policy_value *value = cji_policy_find(policy, CJI_STR("retention"), now);
    return closed_on(u->c, &day) && cji_policy_due(policy, value, day, &due) && now > due;
}

/* An outcome that ends a complaint: answered, closed or withdrawn. */
static bool settled(const cj_case *c, cji_str complaint)
{
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_of(c, CJ_ACT_OUTCOME_RECORDED, &at)) != NULL;) {
        if (cji_str_eq(cji_text(record_of(entry), CJ_FIELD_OF), complaint))
            return true;
    }
    return false;
}

static bool dispute_open(const asked *u)
{
    const cji_entry *entry;
    for (size_t at = 0;
         (entry = cji_next_of(u->c, CJ_ACT_COMPLAINT_OR_DISPUTE_RECORDED, &at)) != NULL;) {
        const cj_record *about = cji_sub(record_of(entry), CJ_FIELD_COMPLAINT_ABOUT);
        const cji_entry *of = cji_case_entry(u->c, cji_text(about, CJ_FIELD_ACT));
        if (settled(u->c, entry->id))
            continue;
        if (u->marks[entry - u->c->entries] || (of != NULL && u->marks[of - u->c->entries]))
            return true;
    }
    return false;
}

static bool limit_in_force(const asked *u)
{
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_of(u->c, CJ_ACT_ACCESS_LIMITED, &at)) != NULL;) {
        const cji_value *to = cji_first(record_of(entry), CJ_FIELD_TO);
        if (u->marks[entry - u->c->entries] &&
            (to == NULL || to->date.days >= cji_day_at(cji_now(u->session->store->ctx))))
            return true;
    }
    return false;
}

cj_status cji_session_erase_conduct(cj_session *session, const cji_session_erasing *what,
                                    const cj_case *c, const bool *marks, const char *subj,
                                    cj_error **error)
{
    static const char act[] = "case.erase";
    const asked u = {session, c, marks};
    if (what->reason == CJ_CODE_ERASURE_REASON_RETENTION_ENDED && !retention_over(&u))
        return cji_session_refuse(session, act, "retention_not_over", subj,
                                  "the policy sets no retention, or it is not over since the case "
                                  "was closed",
                                  error);
    if (what->reason != CJ_CODE_ERASURE_REASON_COURT_ORDER && dispute_open(&u))
        return cji_session_refuse(session, act, "dispute_open", subj,
                                  "a complaint or dispute about it has no outcome yet: it is "
                                  "evidence",
                                  error);
    if (!what->whole && limit_in_force(&u))
        return cji_session_refuse(session, act, "limit_in_force", subj,
                                  "a limit on access would be lifted", error);
    return CJ_OK;
}
