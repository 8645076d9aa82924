/* SPDX-License-Identifier: MIT */
/* Views of a case by handle: four typed handles over one mechanism. */
#include "casework/casework.h"

typedef struct view {
    atomic_int refs;
    cj_case *c;
    char *id;
    int32_t type;
} view;

static view *view_ref(view *v)
{
    if (v != NULL)
        atomic_fetch_add_explicit(&v->refs, 1, memory_order_relaxed);
    return v;
}

static void view_unref(view *v)
{
    cj_case *c;
    if (v == NULL || atomic_fetch_sub_explicit(&v->refs, 1, memory_order_acq_rel) != 1)
        return;
    c = v->c;
    cji_free(c->ctx, v->id);
    cji_free(c->ctx, v);
    cj_case_unref(c);
}

static cj_status view_open(cj_case *c, const char *id, int32_t type, view **out, cj_error **error)
{
    cji_str text = cji_str_of(id);
    const uint32_t *known;
    view *v;
    if (!cji_id_ok(text))
        return cji_fail(c->ctx, error, CJ_E_VALUE_ID, NULL, "not a handle id");
    known = cji_index_get(c, CJI_IDS_HANDLE, 0, text);
    if (known != NULL && (c->handles[*known].types >> type & 1) == 0)
        return cji_fail(c->ctx, error, CJ_E_HANDLE, NULL, "%s is a %s", id,
                        cj_handle_name(cji_handle_type(c->handles[*known].types)));
    v = cji_alloc(c->ctx, sizeof *v);
    if (v == NULL || (v->id = cji_strdup(c->ctx, text)) == NULL) {
        cji_free(c->ctx, v);
        return cji_no_memory(c->ctx, error);
    }
    atomic_init(&v->refs, 1);
    v->c = cj_case_ref(c);
    v->type = type;
    *out = v;
    return CJ_OK;
}

static cj_status view_apply(view *v, cj_act *act, cj_error **error)
{
    cji_str handle = cji_text(act->root.record, CJ_FIELD_HANDLE);
    cji_place place = {.field = "handle"};
    if (!cji_str_is(handle, v->id))
        return cji_fail(v->c->ctx, error, CJ_E_HANDLE, &place,
                        "the act carries the handle %s, not %s", handle.p, v->id);
    return cj_case_apply(v->c, act, error);
}

cj_status cj_case_handle_state(cj_case *handle, const char *id, const cj_record **out,
                               cj_error **error)
{
    const uint32_t *known = cji_index_get(handle, CJI_IDS_HANDLE, 0, cji_str_of(id));
    if (known == NULL)
        return cji_fail(handle->ctx, error, CJ_E_NOT_FOUND, NULL, "the case has no handle %s", id);
    if (handle->practitioner != NULL)
        return cji_fail(handle->ctx, error, CJ_E_NOT_FOUND, NULL, "judgements have no state");
    return cji_fold_state(handle, *known, out, error);
}

cj_status cj_case_state(cj_case *handle, const cj_record **out, cj_error **error)
{
    uint32_t own = cji_case_handle(handle);
    return own != UINT32_MAX
               ? cji_fold_state(handle, own, out, error)
               : cji_fail(handle->ctx, error, CJ_E_NOT_FOUND, NULL, "the case is empty");
}

uint32_t cji_case_handle(const cj_case *c)
{
    for (uint32_t i = 0; i < c->nhandles; i++) {
        if (c->handles[i].types == 1u << CJ_HANDLE_CASE)
            return i;
    }
    return UINT32_MAX;
}

size_t cj_case_handle_count(const cj_case *handle)
{
    return handle->nhandles;
}

const char *cj_case_handle_at(const cj_case *handle, size_t index, int32_t *type)
{
    if (index >= handle->nhandles)
        return NULL;
    if (type != NULL)
        *type = cji_handle_type(handle->handles[index].types);
    return handle->handles[index].id;
}

/* clang-format off */
#define HANDLE(name, TYPE)                                                                         \
    cj_status cj_##name##_open(cj_case *handle, const char *id, cj_##name **out, cj_error **error) \
    {                                                                                              \
        return view_open(handle, id, TYPE, (view **)out, error);                                   \
    }                                                                                              \
    cj_##name *cj_##name##_ref(cj_##name *name)                                                    \
    {                                                                                              \
        return (cj_##name *)view_ref((view *)name);                                                \
    }                                                                                              \
    void cj_##name##_unref(cj_##name *name)                                                        \
    {                                                                                              \
        view_unref((view *)name);                                                                  \
    }                                                                                              \
    const char *cj_##name##_id(const cj_##name *name)                                              \
    {                                                                                              \
        return ((const view *)name)->id;                                                           \
    }                                                                                              \
    cj_status cj_##name##_apply(cj_##name *name, cj_act *act, cj_error **error)                    \
    {                                                                                              \
        return view_apply((view *)name, act, error);                                               \
    }                                                                                              \
    cj_status cj_##name##_state(cj_##name *name, const cj_record **out, cj_error **error)          \
    {                                                                                              \
        return cj_case_handle_state(((view *)name)->c, ((view *)name)->id, out, error);            \
    }

HANDLE(plan, CJ_HANDLE_PLAN)
HANDLE(intervention, CJ_HANDLE_INTERVENTION)
HANDLE(assessment, CJ_HANDLE_ASSESSMENT)
HANDLE(review, CJ_HANDLE_REVIEW)
