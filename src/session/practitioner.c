/* SPDX-License-Identifier: MIT */
/* The check of one practitioner across the cases that the actor may check. */
#include "session/session.h"

#include "competence/competence.h"

#include <cjustice/access.h>

#define ACT "check"

typedef char pseudonym[CJI_SESSION_SUBJ];

typedef struct work {
    cj_session *session;
    cji_portfolio *portfolio;
    pseudonym *cases;
    size_t n, capacity;
} work;

static cj_status take(void *user, const cji_session_scope *scope, cj_error **error)
{
    work *w = user;
    cj_context *ctx = w->session->store->ctx;
    bool taken = false;
    cj_status status = cji_portfolio_add(w->portfolio, scope->c, &taken, error);
    if (status != CJ_OK || !taken)
        return status;
    if (!cji_grow(ctx, (void **)&w->cases, sizeof *w->cases, w->n, &w->capacity))
        return cji_no_memory(ctx, error);
    return cji_session_subj(ctx, scope->key, cj_case_id(scope->c), w->cases[w->n++], error);
}

/* Each case of which something is told, before it is. */
static cj_status log_cases(const work *w, cj_error **error)
{
    cj_context *ctx = w->session->store->ctx;
    const char **subjects = cji_alloc(ctx, (w->n + 1) * sizeof *subjects);
    cj_status status;
    if (subjects == NULL)
        return cji_no_memory(ctx, error);
    for (size_t i = 0; i < w->n; i++)
        subjects[i] = w->cases[i];
    status = cji_session_log_rows(w->session, ACT, subjects, w->n, error);
    cji_free(ctx, subjects);
    return status;
}

/* Everybody may look at their own work; at that of somebody else who has it as a task. */
static cj_status check(work *w, const cji_asked *asked, cj_date as_of, cj_report **out,
                       cj_error **error)
{
    cj_session *session = w->session;
    cj_context *ctx = session->store->ctx;
    cj_report *report = NULL;
    int32_t day = cji_session_as_of(session->store, as_of).days;
    cj_status status = CJ_OK;
    if (strcmp(asked->practitioner, session->who.actor) != 0)
        status = cji_session_permit(session, "check-practitioner", ACT, "rows", error);
    if (status == CJ_OK)
        status = cji_portfolio_new(ctx, asked, day, &w->portfolio, error);
    if (status == CJ_OK)
        status = cji_session_each(session, "check", ACT, take, w, error);
    if (status == CJ_OK)
        status = cji_portfolio_report(w->portfolio, &report, error);
    if (status == CJ_OK)
        status = log_cases(w, error);
    if (status == CJ_OK)
        *out = report;
    else
        cj_report_unref(report);
    cji_portfolio_free(w->portfolio);
    cji_free(ctx, w->cases);
    return status;
}

cj_status cj_session_check_practitioner(cj_session *session, const cj_catalogue *catalogue,
                                        const cj_rules *rules, const cj_check_options *options,
                                        cj_report **out, cj_error **error)
{
    cj_store *store = session->store;
    work w = {.session = session};
    cji_asked asked;
    cj_status status = cji_ask(store->ctx, catalogue, rules, options, &asked, error);
    if (status == CJ_OK && asked.practitioner == NULL)
        status = cji_fail(store->ctx, error, CJ_E_MISUSE, NULL, "options want a practitioner");
    if (status == CJ_OK)
        status = cji_session_enter(store, error);
    if (status != CJ_OK)
        return status;
    status = check(&w, &asked, options->as_of, out, error);
    cji_session_leave(store);
    return status;
}
