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

typedef struct taking {
    list *l;
    const cj_case *c;
    cji_str practitioner;
    cj_status status;
    cj_error **error;
} taking;

static cj_status add_row(taking *t, const cji_due *due, cj_record **out)
{
    const list *l = t->l;
    cj_status status = cj_add_record(l->report->root.record, CJ_FIELD_ROWS, out, t->error);
    if (status == CJ_OK)
        status = cj_add_text(*out, CJ_FIELD_CASE, cj_case_id(t->c), CJ_ZT, t->error);
    if (status == CJ_OK && t->practitioner.n > 0)
        status = cj_add_text(*out, CJ_FIELD_PRACTITIONER, t->practitioner.p, t->practitioner.n,
                             t->error);
    if (status == CJ_OK)
        status = cji_due_describe(due, *out, t->error);
    return status == CJ_OK
               ? cj_add_int(*out, CJ_FIELD_OVERDUE, due->timed && due->due < l->day.days, t->error)
               : status;
}

/* What comes round without a timescale is owed to nobody on any day. */
static bool take_row(void *user, const cji_due *due)
{
    taking *t = user;
    list *l = t->l;
    row *r;
    if (due->met_by != NULL || (!due->timed && due->row->cycle))
        return true;
    if (!cji_grow(t->c->ctx, (void **)&l->rows, sizeof *l->rows, l->n, &l->capacity)) {
        t->status = cji_no_memory(t->c->ctx, t->error);
        return false;
    }
    r = &l->rows[l->n++];
    *r = (row){NULL, l->ncases, l->n, due->timed ? due->due : INT32_MAX};
    t->status = add_row(t, due, &r->record);
    return t->status == CJ_OK;
}

static cj_status take(void *user, const cji_session_scope *scope, cj_error **error)
{
    list *l = user;
    cj_context *ctx = l->session->store->ctx;
    taking t = {.l = l, .status = CJ_OK, .error = error};
    const cj_record *facts = NULL;
    cj_case *then = NULL;
    size_t before = l->n;
    uint32_t own;
    cj_status status = cj_case_at(scope->c, l->day, &then, error);
    own = status == CJ_OK ? cji_case_handle(then) : UINT32_MAX;
    if (own != UINT32_MAX)
        status = cji_fold_facts(then, own, &facts, error);
    if (status == CJ_OK && facts != NULL) {
        t.c = then;
        t.practitioner = cji_text(cji_sub(facts, CJ_FIELD_PRACTITIONER), CJ_FIELD_ID);
        cji_deadlines_each(then, take_row, &t);
        status = t.status;
    }
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
        status = cji_session_each_open(l->session, ACT, take, l, NULL, error);
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
    list l = {.session = session, .day = cji_session_as_of(store, as_of)};
    cj_status status;
    if (limit < 0)
        return cji_fail(store->ctx, error, CJ_E_MISUSE, NULL, "the limit is negative");
    status = cji_session_enter(store, error);
    if (status != CJ_OK)
        return status;
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
