/* SPDX-License-Identifier: MIT */
/*
 * A case from its rows: they are put together to the case file that they once were, and read by
 * the reader of case files, so that there is one way into a case. What the rules said of the acts
 * was decided when they were entered, and is stored with them.
 */
#include "store/store.h"

/* What a row knows beside its act. */
typedef struct fact {
    int64_t entered_at, log_index;
    const char *entered_by;
    cji_str findings;
    size_t from, to; /* its bytes in the file */
} fact;

typedef struct loader {
    cji_store *s;
    cji_buf file;
    cji_arena arena;
    fact *facts;
    size_t count, capacity;
    const char *entered_by; /* of the row before: mostly the same person */
    bool known;             /* else the rules run again */
    int64_t seq;            /* of the last row */
} loader;

static cj_status take_row(loader *l, const cji_store_row *row, cj_error **error)
{
    cji_str who = row->entered_by, found = row->findings;
    fact *f;
    if (l->entered_by == NULL || !cji_str_is(who, l->entered_by))
        l->entered_by = cji_arena_strdup(&l->arena, who);
    if (found.n > 0)
        found.p = cji_arena_strdup(&l->arena, found);
    if (l->entered_by == NULL || found.p == NULL ||
        !cji_grow(l->s->ctx, (void **)&l->facts, sizeof *l->facts, l->count, &l->capacity))
        return cji_no_memory(l->s->ctx, error);
    f = &l->facts[l->count++];
    *f = (fact){.log_index = (int64_t)row->log_index,
                .entered_at = row->entered_at,
                .entered_by = l->entered_by,
                .findings = found,
                .from = l->file.n};
    if (row->erased)
        cji_case_file_tombstone(&l->file, row->act_id, (int32_t)row->kind, (int32_t)row->reason);
    else
        cji_buf_str(&l->file, row->payload);
    f->to = l->file.n;
    l->seq = row->seq;
    if (l->file.status == CJ_E_MEMORY)
        return cji_no_memory(l->s->ctx, error);
    return l->file.status == CJ_OK
               ? CJ_OK
               : cji_fail(l->s->ctx, error, CJ_E_LIMIT, NULL,
                          "the case is larger than the limit of %zu bytes", l->file.max);
}

static cj_status take_rows(loader *l, const cji_store_view *view, cj_error **error)
{
    cji_store_row row;
    bool found = true;
    cj_status status = CJ_OK;
    cji_case_file_head(&l->file, cji_str_of(view->case_id));
    cji_store_rows_begin(l->s, view);
    while (status == CJ_OK && found) {
        status = cji_store_rows_next(l->s, view, &row, &found, error);
        if (status == CJ_OK && found)
            status = take_row(l, &row, error);
    }
    cji_store_rows_end(l->s, view);
    cji_buf_puts(&l->file, cji_case_file_tail);
    if (status == CJ_OK && l->file.status != CJ_OK)
        status = cji_no_memory(l->s->ctx, error);
    return status;
}

static cj_status altered(loader *l, cj_error **error)
{
    cji_place place = {.file = l->s->path};
    return cji_fail(l->s->ctx, error, CJ_E_STORE, &place,
                    "the acts are not as they were recorded: the file was altered");
}

/* Rows and acts stand in the same order; the bytes are those that were committed to. */
static cj_status give_facts(loader *l, cj_case *c, cj_error **error)
{
    cj_status status = CJ_OK;
    if (c->count != l->count)
        return altered(l, error);
    for (size_t i = 0; i < c->count; i++) {
        cji_entry *entry = &c->entries[i];
        const fact *f = &l->facts[i];
        cji_str bytes;
        entry->entered_at = f->entered_at;
        entry->log_index = f->log_index;
        if (entry->act == NULL)
            continue;
        bytes = cji_act_bytes(entry->act);
        if (bytes.p == NULL)
            return cji_no_memory(c->ctx, error);
        if (!cji_str_eq(bytes, (cji_str){l->file.p + f->from, f->to - f->from}))
            return altered(l, error);
        entry->attested = cji_str_is(
            cji_text(cji_sub(entry->act->root.record, CJ_FIELD_PERFORMED_BY), CJ_FIELD_ID),
            f->entered_by);
        if (l->known && status == CJ_OK)
            status = cji_findings_read(c, (uint32_t)i, f->findings);
    }
    return status == CJ_OK         ? CJ_OK
           : status == CJ_E_MEMORY ? cji_no_memory(l->s->ctx, error)
                                   : altered(l, error);
}

static cj_status read_case(loader *l, const cji_store_view *view, cj_case **out, cj_error **error)
{
    cj_context *ctx = l->s->ctx;
    cji_input *in = NULL;
    cj_case *c = NULL;
    cj_error *problems = NULL; /* what the rules find is no problem of the store */
    cj_status status = cji_case_new(ctx, view->case_id, &c, error);
    if (status == CJ_OK)
        status = cji_input_memory(ctx, l->s->path, l->file.p, l->file.n, &in, error);
    if (status == CJ_OK) {
        status = l->known ? cji_case_read_known(c, in, &problems)
                          : cji_case_read_input(c, in, &problems);
        if (status != CJ_OK)
            cji_error_add_all(ctx, error, problems);
        if (status != CJ_OK && status != CJ_E_MEMORY && status != CJ_E_CRYPTO)
            status = altered(l, error);
    }
    if (status == CJ_OK)
        status = give_facts(l, c, error);
    if (status == CJ_OK)
        *out = c;
    else
        cj_case_unref(c);
    cj_error_unref(problems);
    cji_input_free(in);
    return status;
}

cj_status cji_store_load_by(cji_store *s, const cji_store_view *view, bool known, cj_case **out,
                            int64_t *seq, cj_error **error)
{
    loader l = {.s = s, .known = known};
    cj_status status;
    cji_buf_init(&l.file, s->ctx, (size_t)s->ctx->limits[CJ_LIMIT_INPUT_BYTES]);
    cji_arena_init(&l.arena, s->ctx);
    status = take_rows(&l, view, error);
    if (status == CJ_OK)
        status = read_case(&l, view, out, error);
    if (status == CJ_OK && seq != NULL)
        *seq = l.seq;
    cji_buf_fini(&l.file);
    cji_arena_fini(&l.arena);
    cji_free(s->ctx, l.facts);
    return status;
}

cj_status cji_store_load(cji_store *s, const cji_store_view *view, cj_case **out, cj_error **error)
{
    return cji_store_load_by(s, view, true, out, NULL, error);
}
