/* SPDX-License-Identifier: MIT */
/* Definitions laid over each other, and looked up. */
#include "nos/nos.h"

struct cj_catalogue {
    atomic_int refs;
    cj_context *ctx;
    cji_arena arena; /* every definition ever added: those whose place was taken stay valid */
    const cj_standard **live; /* by rising URN and version */
    size_t nlive, live_capacity;
    uint32_t overlays;      /* adders called so far */
    cji_nos_reader *reader; /* during the call of an adder */
};

cj_status cj_catalogue_new(cj_context *context, cj_catalogue **out, cj_error **error)
{
    cj_catalogue *c = cji_alloc(context, sizeof *c);
    if (c == NULL)
        return cji_no_memory(context, error);
    atomic_init(&c->refs, 1);
    c->ctx = cj_context_ref(context);
    cji_arena_init(&c->arena, context);
    *out = c;
    return CJ_OK;
}

cj_catalogue *cj_catalogue_ref(cj_catalogue *catalogue)
{
    if (catalogue != NULL)
        atomic_fetch_add_explicit(&catalogue->refs, 1, memory_order_relaxed);
    return catalogue;
}

void cj_catalogue_unref(cj_catalogue *catalogue)
{
    cj_context *ctx;
    if (catalogue == NULL ||
        atomic_fetch_sub_explicit(&catalogue->refs, 1, memory_order_acq_rel) != 1)
        return;
    ctx = catalogue->ctx;
    cji_arena_fini(&catalogue->arena);
    cji_free(ctx, catalogue->live);
    cji_free(ctx, catalogue);
    cj_context_unref(ctx);
}

/* ---- order and keys -------------------------------------------------------------------------- */

static int compare(const cj_standard *s, const char *urn, const char *version)
{
    int order = strcmp(s->urn, urn);
    return order != 0 ? order : cji_nos_version_compare(s->version, version);
}

/* The place of the first definition that is not below (urn, version). */
static size_t lower_bound(const cj_catalogue *c, const char *urn, const char *version)
{
    size_t from = 0, to = c->nlive;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (compare(c->live[middle], urn, version) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static const cj_standard **exact(const cj_catalogue *c, const char *urn, const char *version)
{
    size_t at = lower_bound(c, urn, version);
    return at < c->nlive && compare(c->live[at], urn, version) == 0 ? &c->live[at] : NULL;
}

size_t cj_catalogue_count(const cj_catalogue *catalogue)
{
    return catalogue->nlive;
}

const cj_standard *cj_catalogue_at(const cj_catalogue *catalogue, size_t index)
{
    return index < catalogue->nlive ? catalogue->live[index] : NULL;
}

const cj_standard *cj_catalogue_find(const cj_catalogue *catalogue, const char *key)
{
    char urn[128], *version;
    size_t n = 0;
    const cj_standard *best = NULL;
    for (; key != NULL && *key != '\0'; key++) {
        if (*key == ' ')
            continue;
        if (n + 1 == sizeof urn)
            return NULL; /* longer than any key can be */
        urn[n++] = *key;
    }
    urn[n] = '\0';
    version = strchr(urn, '@');
    if (version != NULL) {
        const cj_standard **found;
        *version++ = '\0';
        if (!cji_nos_version_ok(cji_str_of(version)))
            return NULL;
        found = exact(catalogue, urn, version);
        return found != NULL ? *found : NULL;
    }
    for (size_t i = lower_bound(catalogue, urn, NULL); i < catalogue->nlive; i++) {
        const cj_standard *s = catalogue->live[i];
        if (strcmp(s->urn, urn) != 0)
            break;
        if (best == NULL || s->overlay >= best->overlay) /* versions rise */
            best = s;
    }
    return best;
}

/* ---- adding ---------------------------------------------------------------------------------- */

/* Where `s` goes: over an earlier definition (*over), or beside the others (*over NULL). */
static cj_status choose_place(cj_catalogue *c, const cj_standard *s, const cj_standard ***over,
                              cj_error **error)
{
    const cj_standard **same = exact(c, s->urn, s->version);
    cji_place place = {.file = s->file, .line = s->line, .column = s->column};
    *over = same;
    if (same != NULL && (*same)->overlay == s->overlay)
        return cji_fail(c->ctx, error, CJ_E_NOS_DUPLICATE, &place,
                        "%s%s%s is already defined by %s", s->urn, s->version != NULL ? "@" : "",
                        s->version != NULL ? s->version : " without a version", (*same)->file);
    if (same != NULL && s->wording == CJ_WORDING_OFFICIAL &&
        (*same)->wording == CJ_WORDING_RESTATED && cji_nos_differences(*same, s, error) > 0)
        return CJ_E_NOS;
    if (same == NULL && s->version != NULL) {
        const cj_standard **unknown = exact(c, s->urn, NULL);
        if (unknown != NULL && (*unknown)->overlay != s->overlay &&
            cji_nos_differences(*unknown, s, NULL) == 0)
            *over = unknown;
    }
    return CJ_OK;
}

static void remove_live(cj_catalogue *c, const cj_standard **at)
{
    size_t i = (size_t)(at - c->live);
    memmove(at, at + 1, (c->nlive - i - 1) * sizeof *at);
    c->nlive--;
}

static cj_status add(cj_catalogue *c, const cj_standard *s, cj_error **error)
{
    const cj_standard **over;
    size_t at;
    cj_status status = choose_place(c, s, &over, error);
    if (status != CJ_OK)
        return status;
    /* Room first: from here on nothing may fail. The array may move, so look `over` up again. */
    at = over != NULL ? (size_t)(over - c->live) : 0;
    if (!cji_grow(c->ctx, (void **)&c->live, sizeof(cj_standard *), c->nlive, &c->live_capacity))
        return cji_no_memory(c->ctx, error);
    if (over != NULL)
        remove_live(c, &c->live[at]);
    at = lower_bound(c, s->urn, s->version);
    memmove(&c->live[at + 1], &c->live[at], (c->nlive - at) * sizeof(cj_standard *));
    c->live[at] = s;
    c->nlive++;
    return CJ_OK;
}

static cj_status read_and_add(cj_catalogue *c, cji_input *in, cj_error **error)
{
    cji_arena_mark mark = cji_arena_now(&c->arena);
    cj_standard *s = NULL;
    cj_status status = cji_nos_reader_run(c->reader, in, &c->arena, &s, error);
    if (status != CJ_OK)
        return status;
    s->overlay = c->overlays;
    status = add(c, s, error);
    if (status != CJ_OK)
        cji_arena_rewind(&c->arena, mark);
    return status;
}

static cj_status add_path(cj_catalogue *c, const char *path, cj_error **error)
{
    cji_input *in = NULL;
    cj_status status = cji_input_file(c->ctx, path, &in, error);
    if (status == CJ_OK)
        status = read_and_add(c, in, error);
    cji_input_free(in);
    return status;
}

static cj_status begin_overlay(cj_catalogue *c, cj_error **error)
{
    if (atomic_load_explicit(&c->refs, memory_order_acquire) != 1)
        return cji_fail(c->ctx, error, CJ_E_FROZEN, NULL,
                        "the catalogue is shared, and does not change");
    c->overlays++;
    return cji_nos_reader_new(c->ctx, &c->reader, error);
}

static cj_status end_overlay(cj_catalogue *c, cj_status status)
{
    cji_nos_reader_free(c->reader);
    c->reader = NULL;
    return status;
}

cj_status cj_catalogue_add_file(cj_catalogue *catalogue, const char *path, cj_error **error)
{
    cj_status status = begin_overlay(catalogue, error);
    if (status != CJ_OK)
        return status;
    return end_overlay(catalogue, add_path(catalogue, path, error));
}

cj_status cj_catalogue_add_memory(cj_catalogue *catalogue, const char *name, const void *bytes,
                                  size_t size, cj_error **error)
{
    cji_input *in = NULL;
    cj_status status = begin_overlay(catalogue, error);
    if (status != CJ_OK)
        return status;
    status = cji_input_memory(catalogue->ctx, name, bytes, size, &in, error);
    if (status == CJ_OK)
        status = read_and_add(catalogue, in, error);
    cji_input_free(in);
    return end_overlay(catalogue, status);
}

/* One file of a directory; the overlay was counted before. */
static cj_status add_each(void *user, const char *path, cj_error **error)
{
    return add_path(user, path, error);
}

cj_status cj_catalogue_add_dir(cj_catalogue *catalogue, const char *path, cj_error **error)
{
    cj_status status = begin_overlay(catalogue, error);
    if (status != CJ_OK)
        return status;
    return end_overlay(catalogue,
                       cji_dir_each(catalogue->ctx, path, "nos", add_each, catalogue, error));
}

/* ---- validation alone ------------------------------------------------------------------------ */

static cj_status validate(cj_context *ctx, cji_input *in, cj_error **error)
{
    cji_nos_reader *reader = NULL;
    cji_arena arena;
    cj_standard *s;
    cj_status status = cji_nos_reader_new(ctx, &reader, error);
    cji_arena_init(&arena, ctx);
    if (status == CJ_OK)
        status = cji_nos_reader_run(reader, in, &arena, &s, error);
    cji_arena_fini(&arena);
    cji_nos_reader_free(reader);
    return status;
}

cj_status cj_nos_validate_file(cj_context *context, const char *path, cj_error **error)
{
    cji_input *in = NULL;
    cj_status status = cji_input_file(context, path, &in, error);
    if (status == CJ_OK)
        status = validate(context, in, error);
    cji_input_free(in);
    return status;
}

cj_status cj_nos_validate_memory(cj_context *context, const char *name, const void *bytes,
                                 size_t size, cj_error **error)
{
    cji_input *in = NULL;
    cj_status status = cji_input_memory(context, name, bytes, size, &in, error);
    if (status == CJ_OK)
        status = validate(context, in, error);
    cji_input_free(in);
    return status;
}
