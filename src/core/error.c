/* SPDX-License-Identifier: MIT */
#include "core/core.h"

#include <stdio.h>

typedef struct problem {
    cj_status code;
    int32_t severity, line, column;
    const char *message, *file, *act, *field, *rule;
} problem;

struct cj_error {
    atomic_int refs;
    cj_context *ctx;
    cji_arena arena;
    problem *items;
    size_t count, capacity, total;
};

static cj_error *error_new(cj_context *ctx)
{
    cj_error *e = cji_alloc(ctx, sizeof *e);
    if (e == NULL)
        return NULL;
    atomic_init(&e->refs, 1);
    e->ctx = cj_context_ref(ctx);
    cji_arena_init(&e->arena, ctx);
    return e;
}

cj_error *cj_error_ref(cj_error *error)
{
    if (error != NULL)
        atomic_fetch_add_explicit(&error->refs, 1, memory_order_relaxed);
    return error;
}

void cj_error_unref(cj_error *error)
{
    cj_context *ctx;
    if (error == NULL || atomic_fetch_sub_explicit(&error->refs, 1, memory_order_acq_rel) != 1)
        return;
    ctx = error->ctx;
    cji_arena_fini(&error->arena);
    cji_free(ctx, error->items);
    cji_free(ctx, error);
    cj_context_unref(ctx);
}

static const char *keep(cj_error *e, const char *text)
{
    return text == NULL ? NULL : cji_arena_strdup(&e->arena, cji_str_of(text));
}

/* A problem that cannot be stored is still counted; the status of the call stands anyway. */
static void add(cj_error *e, const problem *from)
{
    problem *p;
    e->total++;
    if ((int64_t)e->count >= e->ctx->limits[CJ_LIMIT_PROBLEMS] ||
        !cji_grow(e->ctx, (void **)&e->items, sizeof *e->items, e->count, &e->capacity))
        return;
    p = &e->items[e->count++];
    *p = *from;
    p->message = keep(e, from->message);
    p->file = keep(e, from->file);
    p->act = keep(e, from->act);
    p->field = keep(e, from->field);
    p->rule = keep(e, from->rule);
}

CJI_PRINTF(6, 0)
static void report(cj_context *ctx, cj_error **error, int32_t severity, cj_status code,
                   const cji_place *place, const char *format, va_list args)
{
    char line[1024];
    problem p = {.code = code, .severity = severity, .message = line};
    if (error == NULL)
        return;
    if (*error == NULL && (*error = error_new(ctx)) == NULL)
        return;
    vsnprintf(line, sizeof line, format, args);
    if (place != NULL) {
        p.file = place->file;
        p.line = place->line;
        p.column = place->column;
        p.act = place->act;
        p.field = place->field;
        p.rule = place->rule;
    }
    add(*error, &p);
}

cj_status cji_vfail(cj_context *ctx, cj_error **error, cj_status code, const cji_place *place,
                    const char *format, va_list args)
{
    report(ctx, error, CJ_SEVERITY_ERROR, code, place, format, args);
    return code;
}

cj_status cji_fail(cj_context *ctx, cj_error **error, cj_status code, const cji_place *place,
                   const char *format, ...)
{
    va_list args;
    va_start(args, format);
    cji_vfail(ctx, error, code, place, format, args);
    va_end(args);
    return code;
}

void cji_note(cj_context *ctx, cj_error **error, int32_t severity, cj_status code,
              const cji_place *place, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report(ctx, error, severity, code, place, format, args);
    va_end(args);
}

cj_status cj_error_add(cj_context *context, cj_error **error, cj_status code, const char *message)
{
    return cji_fail(context, error, code, NULL, "%s", message);
}

cj_status cji_no_memory(cj_context *ctx, cj_error **error)
{
    return cji_fail(ctx, error, CJ_E_MEMORY, NULL, "memory ran out");
}

void cji_error_add_all(cj_context *ctx, cj_error **error, const cj_error *from)
{
    if (error == NULL || from == NULL || (*error == NULL && (*error = error_new(ctx)) == NULL))
        return;
    for (size_t i = 0; i < from->count; i++)
        add(*error, &from->items[i]);
    (*error)->total += from->total - from->count;
}

static const problem *at(const cj_error *error, size_t index)
{
    static const problem none = {0};
    return error != NULL && index < error->count ? &error->items[index] : &none;
}

size_t cj_error_count(const cj_error *error)
{
    return error != NULL ? error->count : 0;
}

size_t cj_error_total(const cj_error *error)
{
    return error != NULL ? error->total : 0;
}

cj_status cj_error_code(const cj_error *error, size_t index)
{
    return at(error, index)->code;
}

int32_t cj_error_severity(const cj_error *error, size_t index)
{
    return at(error, index)->severity;
}

const char *cj_error_message(const cj_error *error, size_t index)
{
    return at(error, index)->message;
}

const char *cj_error_file(const cj_error *error, size_t index)
{
    return at(error, index)->file;
}

int32_t cj_error_line(const cj_error *error, size_t index)
{
    return at(error, index)->line;
}

int32_t cj_error_column(const cj_error *error, size_t index)
{
    return at(error, index)->column;
}

const char *cj_error_act(const cj_error *error, size_t index)
{
    return at(error, index)->act;
}

const char *cj_error_field(const cj_error *error, size_t index)
{
    return at(error, index)->field;
}

const char *cj_error_rule(const cj_error *error, size_t index)
{
    return at(error, index)->rule;
}

size_t cj_error_format(const cj_error *error, size_t index, char *out, size_t size)
{
    static const char *const severities[] = {"", "note", "warning", "error"};
    const problem *p = at(error, index);
    char place[32] = "";
    int n;
    if (p->code == CJ_OK) {
        if (size > 0)
            out[0] = '\0';
        return 0;
    }
    if (p->line > 0)
        snprintf(place, sizeof place, ":%d:%d", (int)p->line, (int)p->column);
    n = snprintf(out, size, "%s%s: %s[CJ-%04d]: %s", p->file != NULL ? p->file : "cjustice", place,
                 severities[p->severity & 3], (int)p->code, p->message != NULL ? p->message : "");
    return n > 0 ? (size_t)n : 0;
}

static const cji_code_row *code_row(cj_status code)
{
    for (size_t i = 0; i < cji_code_count; i++) {
        if (cji_codes[i].code == code)
            return &cji_codes[i];
    }
    return NULL;
}

const char *cj_status_name(cj_status code)
{
    const cji_code_row *row = code_row(code);
    return code == CJ_OK ? "OK" : row != NULL ? row->name : NULL;
}

const char *cj_status_advice(cj_status code)
{
    const cji_code_row *row = code_row(code);
    return row != NULL ? row->advice : NULL;
}

int32_t cj_status_class(cj_status code)
{
    const cji_code_row *row = code_row(code);
    return row != NULL ? row->class_ : 0;
}
