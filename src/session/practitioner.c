/* SPDX-License-Identifier: MIT */
/* The check of one practitioner across the cases that the actor may check. */
#include "session/bundle.h"
#include "session/judge.h"

#include <cjustice/access.h>

#define ACT "check"

/* Whom the report tells of, for the log. */
static cj_status keep_subject(cji_session_work *w, const char subj[CJI_SESSION_SUBJ],
                              cj_error **error)
{
    cj_context *ctx = w->session->store->ctx;
    if (!cji_grow(ctx, (void **)&w->cases, sizeof *w->cases, w->n, &w->capacity) ||
        !cji_grow(ctx, (void **)&w->subjects, sizeof *w->subjects, w->n, &w->room))
        return cji_no_memory(ctx, error);
    memcpy(w->cases[w->n++], subj, CJI_SESSION_SUBJ);
    return CJ_OK;
}

static cj_status take(void *user, const cji_session_scope *scope, cj_error **error)
{
    cji_session_work *w = user;
    cj_context *ctx = w->session->store->ctx;
    char subj[CJI_SESSION_SUBJ];
    bool taken = false;
    cj_status status = cji_session_subj(ctx, scope->key, cj_case_id(scope->c), subj, error);
    if (status == CJ_OK)
        status = cji_portfolio_add(w->portfolio, scope->c, w->outward ? subj : NULL, &taken, error);
    return status == CJ_OK && taken ? keep_subject(w, subj, error) : status;
}

/* What assessors found is told with the rest, and so is logged with it. */
static cj_status take_judgements(cji_session_work *w, const char *practitioner, cj_error **error)
{
    char subj[CJI_SESSION_SUBJ];
    cj_status status = cji_session_stream(w->session, practitioner, &w->stream, subj, error);
    return status == CJ_OK && w->stream != NULL ? keep_subject(w, subj, error) : status;
}

cj_status cji_session_work_report(cji_session_work *w, const cji_asked *asked, cj_date as_of,
                                  cj_report **out, cj_error **error)
{
    cj_session *session = w->session;
    cj_context *ctx = session->store->ctx;
    int32_t day = cji_session_as_of(session->store, as_of).days;
    cj_status status = cji_session_permit_of(session, asked->practitioner, ACT, error);
    if (status == CJ_OK)
        status = take_judgements(w, asked->practitioner, error);
    w->asked = *asked;
    w->asked.judgements = w->stream;
    if (status == CJ_OK)
        status = cji_portfolio_new(ctx, &w->asked, day, &w->portfolio, error);
    if (status == CJ_OK)
        status = cji_session_each(session, "check", ACT, take, w, error);
    if (status == CJ_OK)
        status = cji_portfolio_report(w->portfolio, out, error);
    for (size_t i = 0; i < w->n; i++) /* only now do they stay where they are */
        w->subjects[i] = w->cases[i];
    return status;
}

void cji_session_work_free(cji_session_work *w)
{
    cji_portfolio_free(w->portfolio);
    cj_case_unref(w->stream);
    cji_free(w->session->store->ctx, w->cases);
    cji_free(w->session->store->ctx, w->subjects);
}

cj_status cj_session_check_practitioner(cj_session *session, const cj_catalogue *catalogue,
                                        const cj_rules *rules, const cj_check_options *options,
                                        cj_report **out, cj_error **error)
{
    cj_store *store = session->store;
    cji_session_work w = {.session = session};
    cj_report *report = NULL;
    cji_asked asked;
    cj_status status = cji_ask(store->ctx, catalogue, rules, options, &asked, error);
    if (status == CJ_OK && asked.practitioner == NULL)
        status = cji_fail(store->ctx, error, CJ_E_MISUSE, NULL, "options want a practitioner");
    if (status == CJ_OK)
        status = cji_session_enter(store, error);
    if (status != CJ_OK)
        return status;
    status = cji_session_work_report(&w, &asked, options->as_of, &report, error);
    if (status == CJ_OK) /* each case of which something is told, before it is */
        status = cji_session_log_rows(session, ACT, w.subjects, w.n, error);
    if (status == CJ_OK)
        *out = report;
    else
        cj_report_unref(report);
    cji_session_work_free(&w);
    cji_session_leave(store);
    return status;
}
