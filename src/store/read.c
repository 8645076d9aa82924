/* SPDX-License-Identifier: MIT */
/*
 * What is read of a store. Methods push, sessions pull: some rows at a time are copied and handed
 * out one by one, so that the session may ask the store something else meanwhile.
 */
#include "store/store.h"

#define PAGE_ROWS 128
#define PAGE_BYTES ((size_t)1 << 20)

enum { OF_CASE, ALL, UNITS };

static size_t said(cj_error **error)
{
    return error != NULL ? cj_error_count(*error) : 0;
}

static cj_status missing(cji_store *s, const char *what, cj_error **error)
{
    cji_place place = {.file = s->path};
    return cji_fail(s->ctx, error, CJ_E_STORE_FORMAT, &place, "the store has no %s", what);
}

/* A method stops because its callback wanted it to: that is no failure. */
static cj_status loaded(cji_store *s, cj_status status, bool stopped, size_t before,
                        cj_error **error)
{
    if (status == CJ_E_STOPPED && stopped)
        return CJ_OK;
    return cji_store_ended(s, status, before, "read the store", error);
}

/* ---- pages ----------------------------------------------------------------------------------- */

void cji_store_pages_init(cji_store *s)
{
    for (size_t i = 0; i < CJI_COUNT(s->pages); i++)
        cji_arena_init(&s->pages[i].arena, s->ctx);
}

static void page_reset(cji_store *s, cji_store_page *page)
{
    cji_arena_fini(&page->arena);
    cji_free(s->ctx, page->rows);
    cji_free(s->ctx, page->units);
    *page = (cji_store_page){.since = 0};
    cji_arena_init(&page->arena, s->ctx);
}

void cji_store_pages_fini(cji_store *s)
{
    for (size_t i = 0; i < CJI_COUNT(s->pages); i++)
        page_reset(s, &s->pages[i]);
}

typedef struct taking {
    cji_store *s;
    cji_store_page *page;
    cj_status status; /* of the callback itself */
} taking;

static cj_status stop(taking *t, cj_status status)
{
    t->status = status;
    return status;
}

static bool keep(cji_store_page *page, const void *bytes, size_t n, cji_str *out)
{
    *out = (cji_str){"", 0};
    if (bytes == NULL || n == 0)
        return true;
    *out = (cji_str){cji_arena_strdup(&page->arena, (cji_str){bytes, n}), n};
    page->bytes += n;
    return out->p != NULL;
}

static bool keep_text(cji_store_page *page, const char *text, cji_str *out)
{
    return keep(page, text, text != NULL ? strlen(text) : 0, out);
}

static bool keep_row(cji_store_page *page, const cj_stored_act *act, cji_store_row *row)
{
    *row = (cji_store_row){.seq = act->seq,
                           .kind = act->kind,
                           .reason = act->erasure_reason,
                           .unit = (int64_t)act->first_index,
                           .log_index = act->log_index,
                           .entered_at = act->entered_at,
                           .erased = act->payload == NULL,
                           .first = act->first_index,
                           .last = act->last_index,
                           .detail = act->detail};
    return keep_text(page, act->act_id, &row->act_id) &&
           keep_text(page, act->case_id, &row->case_id) &&
           keep_text(page, act->entered_by, &row->entered_by) &&
           keep_text(page, act->tx, &row->tx) && keep_text(page, act->findings, &row->findings) &&
           keep(page, act->payload, act->payload_size, &row->payload) &&
           keep(page, act->salt, CJI_STORE_SECRET, &row->salt);
}

/* A page does not end within one index, or at one that cannot be: what was altered so is seen. */
static bool is_full(const cji_store_page *page, uint64_t index)
{
    return (page->n >= PAGE_ROWS || page->bytes >= PAGE_BYTES) && page->since > 0 &&
           index >= page->since && index < INT64_MAX;
}

static cj_status take_row(void *to, const cj_stored_act *act)
{
    taking *t = to;
    cji_store_page *page = t->page;
    if (act->size < sizeof *act)
        return stop(t, CJ_E_STORE_FORMAT);
    if (is_full(page, act->log_index)) {
        page->last = false;
        return stop(t, CJ_E_STOPPED);
    }
    if (!cji_grow(t->s->ctx, (void **)&page->rows, sizeof *page->rows, page->n, &page->capacity) ||
        !keep_row(page, act, &page->rows[page->n]))
        return stop(t, CJ_E_MEMORY);
    page->n++;
    if (act->log_index < INT64_MAX)
        page->since = act->log_index + 1;
    return CJ_OK;
}

static cj_status take_unit(void *to, const char *tx, uint64_t first, uint64_t last)
{
    taking *t = to;
    cji_store_page *page = t->page;
    cji_store_unit unit = {.unit = (int64_t)first, .first = first, .last = last};
    if (is_full(page, first)) {
        page->last = false;
        return stop(t, CJ_E_STOPPED);
    }
    if (!cji_grow(t->s->ctx, (void **)&page->units, sizeof *page->units, page->n,
                  &page->capacity) ||
        !keep_text(page, tx, &unit.tx))
        return stop(t, CJ_E_MEMORY);
    page->units[page->n++] = unit;
    if (first < INT64_MAX)
        page->since = first + 1;
    return CJ_OK;
}

/* The next page, when this one is used up. */
static cj_status turn(cji_store *s, int which, const char *case_id, bool *found, cj_error **error)
{
    cji_store_page *page = &s->pages[which];
    taking t = {s, page, CJ_OK};
    size_t before = said(error);
    cj_status status = CJ_OK;
    if (page->at >= page->n && !page->last) {
        cji_arena_fini(&page->arena);
        cji_arena_init(&page->arena, s->ctx);
        page->n = page->at = page->bytes = 0;
        page->last = true;
        status = which == UNITS
                     ? s->methods.units(s->user, page->since, take_unit, &t, error)
                     : s->methods.load(s->user, case_id, page->since, take_row, &t, error);
        status = loaded(s, status, t.status == CJ_E_STOPPED, before, error);
        if (status == CJ_OK && t.status != CJ_OK && t.status != CJ_E_STOPPED)
            status = cji_store_ended(s, t.status, before, "read the store", error);
    }
    *found = status == CJ_OK && page->at < page->n;
    return status;
}

/* ---- rows and units -------------------------------------------------------------------------- */

void cji_store_rows_begin(cji_store *s, const cji_store_view *view)
{
    page_reset(s, &s->pages[view != NULL ? OF_CASE : ALL]);
}

void cji_store_rows_end(cji_store *s, const cji_store_view *view)
{
    page_reset(s, &s->pages[view != NULL ? OF_CASE : ALL]);
}

/* What the transaction is about to erase is erased for what reads inside of it. */
static void overlay(const cji_store *s, cji_store_row *row)
{
    const cj_stored_unit *unit = &s->staging.unit;
    for (size_t i = 0; i < unit->nerasures; i++) {
        const cj_stored_erasure *erasure = unit->erasures[i];
        if (!cji_str_is(row->act_id, erasure->act_id) ||
            !cji_str_is(row->case_id, erasure->case_id))
            continue;
        row->erased = true;
        row->reason = erasure->erasure_reason;
        row->payload = row->salt = row->findings = (cji_str){"", 0};
        row->detail = 0;
    }
}

/* An index that was made negative behind our back is wanted, so that it is seen. */
static bool wanted(const cji_store_view *view, int64_t entered_at, uint64_t log_index)
{
    return view == NULL ||
           (entered_at <= view->known_at && (log_index < view->below || log_index > INT64_MAX));
}

cj_status cji_store_rows_next(cji_store *s, const cji_store_view *view, cji_store_row *out,
                              bool *found, cj_error **error)
{
    int which = view != NULL ? OF_CASE : ALL;
    cji_store_page *page = &s->pages[which];
    for (;;) {
        cj_status status = turn(s, which, view != NULL ? view->case_id : NULL, found, error);
        if (status != CJ_OK || !*found)
            return status;
        *out = page->rows[page->at++];
        if (!wanted(view, out->entered_at, out->log_index))
            continue;
        overlay(s, out);
        return CJ_OK;
    }
}

cj_status cji_store_units_next(cji_store *s, cji_store_unit *out, bool *found, cj_error **error)
{
    cji_store_page *page = &s->pages[UNITS];
    cj_status status = turn(s, UNITS, NULL, found, error);
    if (status == CJ_OK && *found)
        *out = page->units[page->at++];
    return status;
}

void cji_store_units_end(cji_store *s)
{
    page_reset(s, &s->pages[UNITS]);
}

/* ---- cases ----------------------------------------------------------------------------------- */

typedef struct looking {
    const cji_store_view *view;
    bool found;
} looking;

static cj_status look(void *to, const cj_stored_act *act)
{
    looking *l = to;
    l->found = wanted(l->view, act->entered_at, act->log_index);
    return l->found ? CJ_E_STOPPED : CJ_OK;
}

static cj_status has_row(cji_store *s, const char *case_id, uint64_t since,
                         const cji_store_view *view, bool *found, cj_error **error)
{
    looking l = {view, false};
    size_t before = said(error);
    cj_status status = s->methods.load(s->user, case_id, since, look, &l, error);
    status = loaded(s, status, l.found, before, error);
    *found = l.found;
    return status;
}

cj_status cji_store_case_key(cji_store *s, const cji_store_view *view,
                             uint8_t key[CJI_STORE_SECRET], bool *found, cj_error **error)
{
    size_t before = said(error);
    int32_t there = 0;
    cj_status status = s->methods.case_key(s->user, view->case_id, key, &there, error);
    status = cji_store_ended(s, status, before, "read the key of a case", error);
    *found = status == CJ_OK && there != 0;
    return *found ? has_row(s, view->case_id, 0, view, found, error) : status;
}

typedef struct search {
    cji_store *s;
    bool found;
} search;

static cj_status is_bare(void *user, const cji_store_summary *summary, cj_error **error)
{
    search *f = user;
    bool any = false;
    cj_status status = has_row(f->s, summary->case_id.p, 0, NULL, &any, error);
    f->found = status == CJ_OK && !any;
    return f->found ? CJ_E_STOPPED : status;
}

/* A unit without its last act. */
static cj_status bare_unit(cji_store *s, bool *found, cj_error **error)
{
    cji_store_unit unit;
    bool more = true;
    cj_status status = CJ_OK;
    page_reset(s, &s->pages[UNITS]);
    *found = false;
    while (status == CJ_OK && more && !*found) {
        status = cji_store_units_next(s, &unit, &more, error);
        if (status == CJ_OK && more) {
            const cji_store_view at = {NULL, INT64_MAX, unit.last + 1};
            bool any = false;
            status = has_row(s, NULL, unit.last, &at, &any, error);
            *found = status == CJ_OK && !any;
        }
    }
    page_reset(s, &s->pages[UNITS]);
    return status;
}

cj_status cji_store_bare(cji_store *s, const char *case_id, bool *found, cj_error **error)
{
    search f = {s, false};
    size_t before = said(error);
    int32_t there = 0;
    uint8_t key[CJI_STORE_SECRET];
    cj_status status;
    *found = false;
    if (case_id != NULL) {
        status = s->methods.case_key(s->user, case_id, key, &there, error);
        cji_wipe(key, sizeof key);
        status = cji_store_ended(s, status, before, "read the key of a case", error);
        if (status == CJ_OK && there != 0) {
            status = has_row(s, case_id, 0, NULL, found, error);
            *found = !*found;
        }
        return status;
    }
    if (s->methods.bare != NULL) {
        status = s->methods.bare(s->user, &there, error);
        *found = there != 0;
        return cji_store_ended(s, status, before, "look for what is gone", error);
    }
    status = cji_store_each_case(s, is_bare, &f, error);
    *found = f.found;
    if (f.found)
        return CJ_OK;
    return status == CJ_OK ? bare_unit(s, found, error) : status;
}

/* ---- the list of cases ----------------------------------------------------------------------- */

typedef struct listing {
    cji_store *s;
    cji_arena arena;
    cji_store_summary rows[PAGE_ROWS];
    size_t n;
    cj_status status;
} listing;

static cj_status take_case(void *to, const cj_case_summary *summary)
{
    listing *l = to;
    bool known = summary->changed_seq != 0;
    const char *id, *practitioner;
    l->status = CJ_E_STOPPED;
    if (l->n == PAGE_ROWS)
        return l->status;
    id = cji_arena_strdup(&l->arena, cji_str_of(summary->case_id));
    practitioner = cji_arena_strdup(
        &l->arena, cji_str_of(known && summary->practitioner != NULL ? summary->practitioner : ""));
    l->status = id != NULL && practitioner != NULL ? CJ_OK : CJ_E_MEMORY;
    if (l->status == CJ_OK)
        l->rows[l->n++] = (cji_store_summary){.case_id = cji_str_of(id),
                                              .status = known ? summary->status : 0,
                                              .practitioner = cji_str_of(practitioner),
                                              .limited = !known || summary->limited != 0,
                                              .changed_seq = summary->changed_seq};
    return l->status;
}

/* The cases behind `after`, as many as there is room for. */
static cj_status list_page(listing *l, const char *after, cj_error **error)
{
    size_t before = said(error);
    cj_status status;
    l->n = 0;
    l->status = CJ_OK;
    status = l->s->methods.cases(l->s->user, after, take_case, l, error);
    return loaded(l->s, status, l->status == CJ_E_STOPPED, before, error);
}

static cj_status list_all(listing *l, cji_arena *before,
                          cj_status (*fn)(void *user, const cji_store_summary *summary,
                                          cj_error **error),
                          void *user, cj_error **error)
{
    const char *after = "";
    cj_status status = CJ_OK;
    do {
        status = list_page(l, after, error);
        for (size_t i = 0; status == CJ_OK && i < l->n; i++)
            status = fn(user, &l->rows[i], error);
        if (l->n > 0)
            after = l->rows[l->n - 1].case_id.p; /* lives one page longer */
        cji_arena_fini(before);
        *before = l->arena;
        cji_arena_init(&l->arena, l->s->ctx);
    } while (status == CJ_OK && l->n == PAGE_ROWS);
    return status;
}

cj_status cji_store_each_case(cji_store *s,
                              cj_status (*fn)(void *user, const cji_store_summary *summary,
                                              cj_error **error),
                              void *user, cj_error **error)
{
    listing *l = cji_alloc(s->ctx, sizeof *l);
    cji_arena before;
    cj_status status;
    if (l == NULL)
        return cji_no_memory(s->ctx, error);
    l->s = s;
    cji_arena_init(&before, s->ctx);
    cji_arena_init(&l->arena, s->ctx);
    status = list_all(l, &before, fn, user, error);
    cji_arena_fini(&before);
    cji_arena_fini(&l->arena);
    cji_free(s->ctx, l);
    return status;
}

/* ---- single facts ---------------------------------------------------------------------------- */

cj_status cji_store_last(cji_store *s, int64_t *seq, int64_t *entered_at, cj_error **error)
{
    size_t before = said(error);
    return cji_store_ended(s, s->methods.last(s->user, seq, entered_at, error), before,
                           "read its last act", error);
}

cj_status cji_store_has_unit(cji_store *s, const char *tx, bool *found, cj_error **error)
{
    size_t before = said(error);
    int32_t there = 0;
    cj_status status = cji_store_ended(s, s->methods.has_unit(s->user, tx, &there, error), before,
                                       "look for a unit", error);
    *found = there != 0;
    return status;
}

cj_status cji_store_anchor_of(cji_store *s, cji_store_anchor *out, cj_error **error)
{
    size_t before = said(error);
    int32_t there = 0;
    cj_status status = cji_store_ended(s, s->methods.anchor(s->user, out, &there, error), before,
                                       "read the anchor", error);
    return status == CJ_OK && there == 0 ? missing(s, "anchor: making it was interrupted", error)
                                         : status;
}

cj_status cji_store_meta(cji_store *s, const char *key, int64_t *out, cj_error **error)
{
    size_t before = said(error);
    int32_t there = 0;
    cj_status status = cji_store_ended(s, s->methods.number(s->user, key, out, &there, error),
                                       before, "read a number", error);
    return status == CJ_OK && there == 0 ? missing(s, key, error) : status;
}
