/* SPDX-License-Identifier: MIT */
/* Comma-separated values (RFC 4180), row by row, each cell with its place. */
#include "instruments/instruments.h"

cj_status cji_csv_init(cji_csv *csv, cj_context *ctx, const char *name, cji_str bytes,
                       cj_error **error)
{
    memset(csv, 0, sizeof *csv);
    csv->ctx = ctx;
    csv->name = name;
    csv->rest = bytes;
    csv->line = csv->next_line = 1;
    cji_arena_init(&csv->text, ctx);
    if (bytes.n > (size_t)ctx->limits[CJ_LIMIT_INPUT_BYTES]) {
        cji_place place = {.file = name};
        return cji_fail(ctx, error, CJ_E_LIMIT, &place, "more bytes than the limit allows");
    }
    if (csv->rest.n >= 3 && memcmp(csv->rest.p, "\xef\xbb\xbf", 3) == 0) {
        csv->rest.p += 3;
        csv->rest.n -= 3;
    }
    return CJ_OK;
}

void cji_csv_fini(cji_csv *csv)
{
    cji_free(csv->ctx, csv->cells);
    cji_arena_fini(&csv->text);
}

cji_place cji_csv_place(const cji_csv *csv, size_t cell)
{
    cji_place place = {.file = csv->name, .line = csv->line, .column = 1};
    if (cell < csv->ncells) {
        place.line = csv->cells[cell].line;
        place.column = csv->cells[cell].column;
    }
    return place;
}

/* Where the reader is in the row. */
typedef struct cursor {
    const char *p, *end, *line_start;
    int32_t line;
} cursor;

static bool at_end(const cursor *c)
{
    return c->p == c->end || *c->p == '\n' ||
           (*c->p == '\r' && c->end - c->p > 1 && c->p[1] == '\n');
}

static cj_status fail_at(cji_csv *csv, const cursor *c, const char *text, cj_error **error)
{
    cji_place place = {.file = csv->name, .line = c->line};
    place.column = (int32_t)(c->p - c->line_start) + 1;
    return cji_fail(csv->ctx, error, CJ_E_CSV, &place, "%s", text);
}

/* A cell in quotes; its text without them, in memory of its own if quotes are doubled in it. */
static cj_status quoted(cji_csv *csv, cursor *c, cji_cell *cell, cj_error **error)
{
    const char *start = ++c->p;
    size_t doubled = 0;
    for (;; c->p++) {
        if (c->p == c->end)
            return fail_at(csv, c, "a cell in quotes does not end", error);
        if (*c->p == '\n') {
            c->line++;
            c->line_start = c->p + 1;
        }
        if (*c->p != '"')
            continue;
        if (c->end - c->p < 2 || c->p[1] != '"')
            break;
        doubled++;
        c->p++;
    }
    cell->text = (cji_str){start, (size_t)(c->p - start)};
    c->p++;
    if (!at_end(c) && *c->p != ',')
        return fail_at(csv, c, "behind the closing quote of a cell stands more", error);
    if (doubled > 0) {
        char *out = cji_arena_alloc(&csv->text, cell->text.n);
        size_t n = 0;
        if (out == NULL)
            return cji_no_memory(csv->ctx, error);
        for (size_t i = 0; i < cell->text.n; i++) {
            out[n++] = cell->text.p[i];
            i += cell->text.p[i] == '"';
        }
        cell->text = (cji_str){out, n};
    }
    return CJ_OK;
}

static cj_status plain(cji_csv *csv, cursor *c, cji_cell *cell, cj_error **error)
{
    const char *start = c->p;
    while (!at_end(c) && *c->p != ',') {
        if (*c->p == '"')
            return fail_at(csv, c, "a quote stands in a cell that does not begin with one", error);
        c->p++;
    }
    cell->text = (cji_str){start, (size_t)(c->p - start)};
    return CJ_OK;
}

static cj_status read_cell(cji_csv *csv, cursor *c, cj_error **error)
{
    const char *start = c->p;
    cji_cell *cell;
    cj_status status;
    if (!cji_grow(csv->ctx, (void **)&csv->cells, sizeof *csv->cells, csv->ncells, &csv->capacity))
        return cji_no_memory(csv->ctx, error);
    cell = &csv->cells[csv->ncells];
    cell->line = c->line;
    cell->column = (int32_t)(start - c->line_start) + 1;
    status =
        c->p < c->end && *c->p == '"' ? quoted(csv, c, cell, error) : plain(csv, c, cell, error);
    if (status != CJ_OK)
        return status;
    cell->raw = (cji_str){start, (size_t)(c->p - start)};
    csv->ncells++;
    if (!cji_utf8_ok(cell->raw.p, cell->raw.n)) {
        cji_place place = cji_csv_place(csv, csv->ncells - 1);
        return cji_fail(csv->ctx, error, CJ_E_CSV, &place,
                        "a cell is not UTF-8, or has control characters");
    }
    return CJ_OK;
}

static cj_status read_row(cji_csv *csv, cj_error **error)
{
    cursor c = {csv->rest.p, csv->rest.p + csv->rest.n, csv->rest.p, csv->next_line};
    cj_status status;
    csv->line = csv->next_line;
    csv->ncells = 0;
    cji_arena_fini(&csv->text);
    cji_arena_init(&csv->text, csv->ctx);
    for (;;) {
        status = read_cell(csv, &c, error);
        if (status != CJ_OK)
            return status;
        if (at_end(&c))
            break;
        c.p++; /* the comma */
    }
    csv->end = (cji_str){c.p, 0};
    if (c.p < c.end)
        csv->end.n = *c.p == '\r' ? 2 : 1;
    csv->next_line = c.line + (csv->end.n > 0);
    csv->rest.n = (size_t)(c.end - c.p) - csv->end.n;
    csv->rest.p = c.p + csv->end.n;
    return CJ_OK;
}

/* A row that is empty is one cell without text. */
cj_status cji_csv_next(cji_csv *csv, bool *more, cj_error **error)
{
    cj_status status = CJ_OK;
    *more = false;
    while (status == CJ_OK && csv->rest.n > 0 && !*more) {
        status = read_row(csv, error);
        *more = status == CJ_OK && (csv->ncells > 1 || csv->cells[0].raw.n > 0);
    }
    return status;
}
