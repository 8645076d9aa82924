/* SPDX-License-Identifier: MIT */
/* Case files in and out of a case: all of a file or nothing. */
#include "casework/casework.h"

typedef struct reading {
    cj_case *staged;
    cj_error **error;
    cj_status first;
    cj_status (*add)(cj_case *c, cj_act *act, const cji_place *place, cj_error **error);
} reading;

static cj_status on_begin(void *user, cji_str case_id, const cji_place *place)
{
    reading *r = user;
    return cji_case_set_id(r->staged, case_id, place, r->error);
}

/* The first act of a file into an empty case is case_opened; said once, not for every act. */
static cj_status check_first(reading *r, int32_t kind, const cji_place *place)
{
    if (r->staged->count > 0 || r->staged->practitioner != NULL || r->first != CJ_OK ||
        kind == CJ_ACT_CASE_OPENED)
        return CJ_OK;
    r->first = cji_fail(r->staged->ctx, r->error, CJ_E_INTEGRITY, place,
                        "the first act of a case is case_opened, not %s", cj_kind_name(kind));
    return r->first;
}

static cj_status on_act(void *user, cj_act *act, bool valid, const cji_place *place)
{
    reading *r = user;
    cj_status status = valid ? check_first(r, act->kind->id, place) : CJ_E_INTEGRITY;
    if (status == CJ_OK)
        status = r->add(r->staged, act, place, r->error);
    if (status == CJ_OK)
        return CJ_OK;
    if (status == CJ_E_MEMORY || status == CJ_E_CRYPTO)
        return status;
    if (valid && r->first == CJ_OK)
        r->first = status;
    /* What the act would have made still resolves, so that its problem is told once. */
    return cji_index_add(r->staged, act, CJI_IDS_REFUSED);
}

static cj_status on_tombstone(void *user, cji_str id, int32_t kind, int32_t reason,
                              const cji_place *place)
{
    reading *r = user;
    return cji_case_add_tombstone(r->staged, id, kind, reason, place, r->error);
}

/* The staged case takes the place of the case that the caller holds. */
static void take_over(cj_case *c, cj_case *staged)
{
    cj_case old = *c;
    int refs = atomic_load(&c->refs);
    *c = *staged;
    atomic_init(&c->refs, refs);
    *staged = old;
    atomic_init(&staged->refs, 1);
}

static cj_status read_with(cj_case *c, cji_input *in,
                           cj_status (*add)(cj_case *c, cj_act *act, const cji_place *place,
                                            cj_error **error),
                           cj_error **error)
{
    reading r = {.error = error, .add = add};
    cji_case_events events = {&r, on_begin, on_act, on_tombstone};
    cj_status status = cji_case_copy(c, NULL, &r.staged, error);
    if (status != CJ_OK)
        return status;
    r.staged->reading = true;
    status = cji_case_file_read(c->ctx, in, &events, error);
    if (status == CJ_OK)
        status = r.first;
    if (status == CJ_OK) {
        r.staged->reading = false;
        take_over(c, r.staged);
    }
    cj_case_unref(r.staged);
    return status;
}

cj_status cji_case_read_input(cj_case *c, cji_input *in, cj_error **error)
{
    return read_with(c, in, cji_case_add, error);
}

cj_status cji_case_read_known(cj_case *c, cji_input *in, cj_error **error)
{
    return read_with(c, in, cji_case_add_known, error);
}

cj_status cj_case_read_file(cj_case *handle, const char *path, cj_error **error)
{
    cji_input *in = NULL;
    cj_status status = cji_input_file(handle->ctx, path, &in, error);
    if (status == CJ_OK)
        status = cji_case_read_input(handle, in, error);
    cji_input_free(in);
    return status;
}

cj_status cj_case_read(cj_case *handle, const char *name, const void *bytes, size_t size,
                       cj_error **error)
{
    cji_input *in = NULL;
    cj_status status =
        cji_input_memory(handle->ctx, name != NULL ? name : "case", bytes, size, &in, error);
    if (status == CJ_OK)
        status = cji_case_read_input(handle, in, error);
    cji_input_free(in);
    return status;
}

static void put_act(cji_buf *b, cj_act *act)
{
    cji_str bytes = cji_act_bytes(act);
    if (bytes.p != NULL)
        cji_buf_str(b, bytes);
    else
        b->status = CJ_E_MEMORY;
}

cj_status cj_case_write(cj_case *handle, cj_write_fn write, void *user, cj_error **error)
{
    cji_buf b;
    cj_status status = CJ_OK;
    bool stopped = false;
    cji_buf_init(&b, handle->ctx, (size_t)handle->ctx->limits[CJ_LIMIT_INPUT_BYTES]);
    cji_case_file_head(&b, cji_str_of(handle->id));
    for (size_t i = 0; !stopped && b.status == CJ_OK && i <= handle->count; i++) {
        const cji_entry *entry = i < handle->count ? &handle->entries[i] : NULL;
        if (entry == NULL)
            cji_buf_puts(&b, cji_case_file_tail);
        else if (entry->act != NULL)
            put_act(&b, entry->act);
        else
            cji_case_file_tombstone(&b, entry->id, entry->kind, entry->erasure_reason);
        if (b.status == CJ_OK) {
            stopped = write(b.p, b.n, user) != 0;
            cji_buf_clear(&b);
        }
    }
    if (b.status != CJ_OK)
        status = cji_no_memory(handle->ctx, error);
    else if (stopped)
        status = cji_fail(handle->ctx, error, CJ_E_STOPPED, NULL, "the callback stopped");
    cji_buf_fini(&b);
    return status;
}
