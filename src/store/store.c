/* SPDX-License-Identifier: MIT */
/* A store by its methods: opening, the lock, transactions, and what they write. */
#include "store/store.h"
#include "store/sqlite.h"

#define TIMEOUT 10000 /* milliseconds that the write lock is waited for */

cj_status cji_store_ended(cji_store *s, cj_status status, size_t said, const char *what,
                          cj_error **error)
{
    static const cj_status known[] = {CJ_E_STORE, CJ_E_STORE_BUSY, CJ_E_STORE_FORMAT, CJ_E_MEMORY,
                                      CJ_E_IO};
    cji_place place = {.file = s->path};
    bool is_known = false;
    if (status == CJ_OK)
        return CJ_OK;
    for (size_t i = 0; i < CJI_COUNT(known); i++)
        is_known = is_known || known[i] == status;
    if (!is_known)
        status = CJ_E_STORE;
    if (error != NULL && cj_error_count(*error) == said)
        cji_fail(s->ctx, error, status, &place, "%s cannot %s", s->methods.name, what);
    return status;
}

static size_t said(cj_error **error)
{
    return error != NULL ? cj_error_count(*error) : 0;
}

/* ---- opening and closing --------------------------------------------------------------------- */

char *cji_store_beside(cj_context *ctx, const char *path, const char *suffix)
{
    size_t n = strlen(path), m = strlen(suffix);
    char *out = cji_alloc(ctx, n + m + 1);
    if (out != NULL) {
        memcpy(out, path, n);
        memcpy(out + n, suffix, m + 1);
    }
    return out;
}

static bool complete(const cj_store_methods *m)
{
    return m != NULL && m->size == sizeof *m && m->name != NULL && m->lock != NULL &&
           m->unlock != NULL && (m->begin == NULL) == (m->end == NULL) && m->load != NULL &&
           m->units != NULL && m->cases != NULL && m->case_key != NULL && m->has_unit != NULL &&
           m->anchor != NULL && m->number != NULL && m->last != NULL;
}

cj_status cji_store_open_by(cj_context *ctx, const cj_store_methods *methods, void *user,
                            const char *path, cji_store **out, cj_error **error)
{
    cji_store *s;
    if (!complete(methods))
        return cji_fail(ctx, error, CJ_E_MISUSE, NULL,
                        "the methods of a store: one is missing, or the size is another");
    s = cji_alloc(ctx, sizeof *s);
    if (s == NULL)
        return cji_no_memory(ctx, error);
    s->ctx = cj_context_ref(ctx);
    s->methods = *methods;
    s->user = user;
    s->timeout = TIMEOUT;
    cji_arena_init(&s->staging.arena, ctx);
    cji_store_pages_init(s);
    s->path = cji_strdup(ctx, cji_str_of(path));
    if (s->path == NULL) {
        cji_store_close(s, false);
        return cji_no_memory(ctx, error);
    }
    *out = s;
    return CJ_OK;
}

static cj_status open_lite(cj_context *ctx, const char *path, bool to_read, cji_store **out,
                           cj_error **error)
{
    cji_sqlite *lite = NULL;
    cj_status status = cji_sqlite_open(ctx, path, to_read, &lite, error);
    if (status == CJ_OK)
        status = cji_store_open_by(ctx, &cji_sqlite_methods, lite, path, out, error);
    if (status == CJ_OK)
        (*out)->lite = lite;
    else
        cji_sqlite_close(lite, false);
    return status;
}

cj_status cji_store_open(cj_context *ctx, const char *path, cji_store **out, cj_error **error)
{
    return open_lite(ctx, path, false, out, error);
}

cj_status cji_store_open_to_read(cj_context *ctx, const char *path, cji_store **out,
                                 cj_error **error)
{
    return open_lite(ctx, path, true, out, error);
}

bool cji_store_disturbed(const cji_store *s)
{
    return s->lite != NULL && cji_sqlite_disturbed(s->lite);
}

void cji_store_close(cji_store *s, bool forked)
{
    cj_context *ctx;
    if (s == NULL)
        return;
    ctx = s->ctx;
    cji_store_pages_fini(s);
    cji_store_staging_fini(ctx, &s->staging);
    cji_sqlite_close(s->lite, forked);
    cji_free(ctx, s->path);
    cji_free(ctx, s);
    cj_context_unref(ctx);
}

cj_status cji_store_found(cji_store *s, const cji_store_anchor *first, cj_error **error)
{
    cj_status status = cji_store_lock(s, true, error);
    if (status == CJ_OK)
        status = cji_store_begin(s, true, error);
    if (status != CJ_OK)
        return status;
    status = cji_store_set_meta(s, CJI_META_CREATED, cji_now(s->ctx), error);
    if (status == CJ_OK)
        status = cji_store_set_meta(s, CJI_META_SETTLED, (int64_t)first->size, error);
    if (status == CJ_OK)
        status = cji_store_set_meta(s, CJI_META_FLUSHES, 0, error);
    if (status == CJ_OK)
        status = cji_store_add_anchor(s, first, error);
    if (status == CJ_OK)
        status = cji_store_commit(s, NULL, error);
    cji_store_rollback(s);
    cji_store_unlock(s);
    return status;
}

cj_status cji_store_fill(cj_context *ctx, const char *path, const cji_store_anchor *first,
                         cj_error **error)
{
    cji_store *s = NULL;
    cj_status status = cji_sqlite_make(ctx, path, error);
    if (status == CJ_OK)
        status = cji_store_open(ctx, path, &s, error);
    if (status == CJ_OK)
        status = cji_store_found(s, first, error);
    cji_store_close(s, false);
    return status;
}

/* ---- the write lock -------------------------------------------------------------------------- */

cj_status cji_store_lock(cji_store *s, bool wait, cj_error **error)
{
    cj_error *problems = NULL;
    cji_place place = {.file = s->path};
    cj_status status;
    if (s->kept) /* whoever waits for its own unit would wait for ever */
        return wait ? cji_fail(s->ctx, error, CJ_E_STORE_BUSY, &place,
                               "a unit is prepared, and has not ended")
                    : CJ_E_STORE_BUSY;
    status = cji_store_ended(s, s->methods.lock(s->user, wait ? s->timeout : 0, &problems), 0,
                             "lock the store", &problems);
    if (status != CJ_OK && (wait || status != CJ_E_STORE_BUSY))
        cji_error_add_all(s->ctx, error, problems);
    cj_error_unref(problems);
    s->locked = status == CJ_OK;
    return status;
}

void cji_store_unlock(cji_store *s)
{
    if (s->locked && !s->kept) {
        s->methods.unlock(s->user);
        s->locked = false;
    }
}

/* ---- transactions ---------------------------------------------------------------------------- */

void cji_store_staging_fini(cj_context *ctx, cji_store_staging *staging)
{
    cji_arena_fini(&staging->arena);
    cji_free(ctx, staging->acts);
    cji_free(ctx, staging->erasures);
    cji_free(ctx, staging->numbers);
    cji_wipe(staging->key, sizeof staging->key);
    *staging = (cji_store_staging){.unit = {.size = sizeof staging->unit}};
    cji_arena_init(&staging->arena, ctx);
}

static void end_reading(cji_store *s)
{
    if (s->begun && s->methods.end != NULL)
        s->methods.end(s->user);
    s->begun = false;
}

cj_status cji_store_begin(cji_store *s, bool write, cj_error **error)
{
    size_t before = said(error);
    cj_status status = CJ_OK;
    if (write)
        cji_store_staging_fini(s->ctx, &s->staging);
    if (s->methods.begin != NULL)
        status = cji_store_ended(s, s->methods.begin(s->user, error), before, "begin a transaction",
                                 error);
    s->begun = status == CJ_OK;
    return status;
}

void cji_store_rollback(cji_store *s)
{
    end_reading(s);
    cji_store_staging_fini(s->ctx, &s->staging);
}

static cj_status append(cji_store *s, const cj_stored_unit *unit, cj_error **error)
{
    size_t before = said(error);
    if (s->methods.append == NULL)
        return cji_fail(s->ctx, error, CJ_E_MISUSE, NULL,
                        "the host commits every unit itself: cj_unit_prepare");
    return cji_store_ended(s, s->methods.append(s->user, unit, error), before, "append a unit",
                           error);
}

/* A host that commits every unit itself answers for what it says to be committed. */
cj_status cji_store_flush(cji_store *s, cj_error **error)
{
    cj_stored_number number = {CJI_META_FLUSHES, 0};
    const cj_stored_unit unit = {.size = sizeof unit, .numbers = &number, .nnumbers = 1};
    cj_status status;
    if (s->methods.append == NULL)
        return CJ_OK;
    status = cji_store_meta(s, number.name, &number.value, error);
    number.value++;
    return status == CJ_OK ? append(s, &unit, error) : status;
}

/* Frames of a failed commit may be whole in a write-ahead log, and a recovery would replay them;
 * another commit in their place ends that, and then it shows whether the unit is there. */
static bool is_out(cji_store *s)
{
    bool found = true;
    return cji_store_flush(s, NULL) == CJ_OK &&
           (s->staging.unit.tx == NULL ||
            (cji_store_has_unit(s, s->staging.unit.tx, &found, NULL) == CJ_OK && !found));
}

cj_status cji_store_commit(cji_store *s, bool *settled, cj_error **error)
{
    cj_status status;
    end_reading(s);
    s->commits++;
    status = append(s, &s->staging.unit, error);
    if (settled != NULL)
        *settled = status == CJ_OK || status == CJ_E_MISUSE || is_out(s);
    cji_store_staging_fini(s->ctx, &s->staging);
    return status;
}

cj_status cji_store_stamp_of(cji_store *s, cji_store_stamp *out, cj_error **error)
{
    size_t before = said(error);
    *out = (cji_store_stamp){.commits = s->commits};
    if (s->methods.version == NULL)
        return CJ_OK;
    out->known = true;
    return cji_store_ended(s, s->methods.version(s->user, &out->version, error), before,
                           "read its version", error);
}

void cji_store_give(cji_store *s, cji_store_staging *out)
{
    end_reading(s);
    *out = s->staging;
    /* What pointed into the handle. */
    if (out->unit.case_key != NULL)
        out->unit.case_key = out->key;
    if (out->unit.anchor != NULL)
        out->unit.anchor = &out->anchor;
    if (out->unit.summary != NULL)
        out->unit.summary = &out->summary;
    s->staging = (cji_store_staging){.unit = {.size = sizeof out->unit}};
    cji_arena_init(&s->staging.arena, s->ctx);
    s->commits++; /* by the host */
    s->kept = true;
}

void cji_store_take_back(cji_store *s, cji_store_staging *staging)
{
    cji_store_staging_fini(s->ctx, staging);
    s->kept = false;
    cji_store_unlock(s);
}

cj_status cji_store_scrub(cji_store *s, cj_error **error)
{
    cj_stored_number number = {CJI_META_UNCLEAN, 0};
    const cj_stored_unit unit = {.size = sizeof unit, .numbers = &number, .nnumbers = 1};
    size_t before = said(error);
    cj_status status = CJ_OK;
    if (s->methods.scrub != NULL)
        status = cji_store_ended(s, s->methods.scrub(s->user, error), before,
                                 "remove what was erased", error);
    return status == CJ_OK && s->methods.append != NULL ? append(s, &unit, error) : status;
}
