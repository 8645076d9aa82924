/* SPDX-License-Identifier: MIT */
/* What falls due in the cases of the actor, with the rule, the policy and its citation. */
#include "session/session.h"

#include <stdlib.h>

#include "competence/competence.h"

#include <cjustice/access.h>

#define ACT "due"

typedef char pseudonym[CJI_SESSION_SUBJ];

typedef struct row {
    cj_record *record; /* of the report */
    size_t of, at;     /* its case and itself, by number */
    int32_t due;       /* INT32_MAX: no timescale set */
} row;

typedef struct list {
    cj_session *session;
    cj_date day;
    cj_report *report;
    pseudonym *cases;
    size_t ncases, case_capacity;
    row *rows;
    size_t n, capacity;
} list;

/* ---- one case -------------------------------------------------------------------------------- */

static bool is_cycle(cji_str rule)
{
    for (size_t i = 0; i < cji_deadline_count; i++) {
        if (cji_str_is(rule, cji_deadlines[i].name))
            return cji_deadlines[i].cycle != 0;
    }
    return false;
}

/* What comes round without a timescale is owed to nobody on any day. */
static cj_status add_row(list *l, const char *case_id, const cj_record *state,
                         const cj_record *deadline, cj_record **out, cj_error **error)
{
    static const cj_field copied[] = {CJ_FIELD_RULE,        CJ_FIELD_ACT,   CJ_FIELD_ITEM,
                                      CJ_FIELD_CLOCK_START, CJ_FIELD_DUE,   CJ_FIELD_VERSION,
                                      CJ_FIELD_CITATION,    CJ_FIELD_REASON};
    cji_str practitioner = cji_text(cji_sub(state, CJ_FIELD_PRACTITIONER), CJ_FIELD_ID);
    const cji_value *due = cji_first(deadline, CJ_FIELD_DUE);
    cj_status status = cj_add_record(l->report->root.record, CJ_FIELD_ROWS, out, error);
    if (status == CJ_OK)
        status = cj_add_text(*out, CJ_FIELD_CASE, case_id, CJ_ZT, error);
    if (status == CJ_OK && practitioner.n > 0)
        status = cj_add_text(*out, CJ_FIELD_PRACTITIONER, practitioner.p, practitioner.n, error);
    for (size_t i = 0; status == CJ_OK && i < CJI_COUNT(copied); i++)
        status = cji_copy(*out, copied[i], deadline, copied[i], error);
    if (status == CJ_OK)
        status =
            cj_add_int(*out, CJ_FIELD_OVERDUE, due != NULL && due->date.days < l->day.days, error);
    return status;
}

/* What comes round without a timescale is owed to nobody on any day. */
static cj_status take_rows(list *l, const char *case_id, const cj_record *state, cj_error **error)
{
    const cji_slot *slot = cji_slot_of(state, CJ_FIELD_DEADLINES, NULL);
    cj_status status = CJ_OK;
    for (uint32_t i = 0; status == CJ_OK && i < slot->count; i++) {
        const cj_record *deadline = slot->values[i].record;
        const cji_value *due = cji_first(deadline, CJ_FIELD_DUE);
        row *r;
        if (cji_first(deadline, CJ_FIELD_MET_BY) != NULL ||
            (due == NULL && is_cycle(cji_text(deadline, CJ_FIELD_RULE))))
            continue;
        if (!cji_grow(l->session->store->ctx, (void **)&l->rows, sizeof *l->rows, l->n,
                      &l->capacity))
            return cji_no_memory(l->session->store->ctx, error);
        r = &l->rows[l->n++];
        *r = (row){NULL, l->ncases, l->n, due != NULL ? due->date.days : INT32_MAX};
        status = add_row(l, case_id, state, deadline, &r->record, error);
    }
    return status;
}

static cj_status take(void *user, const cji_session_scope *scope, cj_error **error)
{
    list *l = user;
    cj_context *ctx = l->session->store->ctx;
    const cj_record *state = NULL;
    cj_case *then = NULL;
    size_t before = l->n;
    cj_status status = cj_case_at(scope->c, l->day, &then, error);
    if (status == CJ_OK && cji_case_handle(then) != UINT32_MAX)
        status = cj_case_state(then, &state, error);
    if (status == CJ_OK && state != NULL)
        status = take_rows(l, cj_case_id(then), state, error);
    cj_case_unref(then);
    if (status != CJ_OK || l->n == before)
        return status;
    if (!cji_grow(ctx, (void **)&l->cases, sizeof *l->cases, l->ncases, &l->case_capacity))
        return cji_no_memory(ctx, error);
    return cji_session_subj(ctx, scope->key, cj_case_id(scope->c), l->cases[l->ncases++], error);
}

/* ---- the list -------------------------------------------------------------------------------- */

/* By day, then in the order in which cases and their acts were entered. */
static int by_day(const void *a, const void *b)
{
    const row *x = a, *y = b;
    if (x->due != y->due)
        return x->due < y->due ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

/* The first n rows, in their order. */
static cj_status arrange(list *l, size_t n, cj_error **error)
{
    cj_record *to = l->report->root.record;
    char day[CJ_TIME_TEXT];
    const cji_row *field;
    cji_slot *slot = (cji_slot *)(uintptr_t)cji_slot_of(to, CJ_FIELD_ROWS, &field);
    if (l->n > 1)
        qsort(l->rows, l->n, sizeof *l->rows, by_day);
    for (size_t i = 0; i < n; i++)
        slot->values[i].record = l->rows[i].record;
    slot->count = (uint32_t)n;
    cj_date_format(l->day, day);
    return cj_add_text(to, CJ_FIELD_AS_OF, day, CJ_ZT, error);
}

/* Each case of which a row is given out, once. */
static cj_status log_cases(const list *l, size_t n, cj_error **error)
{
    cj_context *ctx = l->session->store->ctx;
    const char **subjects = cji_alloc(ctx, (l->ncases + 1) * sizeof *subjects);
    bool *shown = cji_alloc(ctx, l->ncases + 1);
    size_t count = 0;
    cj_status status = CJ_E_MEMORY;
    if (subjects != NULL && shown != NULL) {
        for (size_t i = 0; i < n; i++) {
            if (!shown[l->rows[i].of])
                subjects[count++] = l->cases[l->rows[i].of];
            shown[l->rows[i].of] = true;
        }
        status = cji_session_log_rows(l->session, ACT, subjects, count, error);
    } else {
        status = cji_no_memory(ctx, error);
    }
    cji_free(ctx, subjects);
    cji_free(ctx, shown);
    return status;
}

static cj_status due(list *l, int64_t limit, cj_error **error)
{
    size_t n;
    cj_status status =
        cji_report_new(l->session->store->ctx, cji_shape_due_list, &l->report, error);
    if (status == CJ_OK)
        status = cji_session_each_open(l->session, ACT, take, l, error);
    if (status != CJ_OK)
        return status;
    n = limit > 0 && (uint64_t)limit < l->n ? (size_t)limit : l->n;
    status = arrange(l, n, error);
    if (status == CJ_OK)
        status = log_cases(l, n, error);
    return status;
}

cj_status cj_session_due(cj_session *session, cj_date as_of, int64_t limit, cj_report **out,
                         cj_error **error)
{
    cj_store *store = session->store;
    list l = {.session = session, .day = as_of};
    cj_status status;
    if (limit < 0)
        return cji_fail(store->ctx, error, CJ_E_MISUSE, NULL, "the limit is negative");
    status = cji_session_enter(store, error);
    if (status != CJ_OK)
        return status;
    if (as_of.precision == 0)
        l.day = (cj_date){cji_session_day(cji_now(store->ctx)), CJ_PRECISION_DAY};
    status = due(&l, limit, error);
    cji_session_leave(store);
    if (status == CJ_OK) {
        l.report->root.frozen = true;
        *out = l.report;
    } else {
        cj_report_unref(l.report);
    }
    cji_free(store->ctx, l.cases);
    cji_free(store->ctx, l.rows);
    return status;
}
