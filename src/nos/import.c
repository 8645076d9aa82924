/* SPDX-License-Identifier: MIT */
/* The importer of published texts: its two calls, and what its files share. */
#include <cjustice/import.h>

#include "nos/import.h"

#include <stdio.h>

/* ---- problems and texts ---------------------------------------------------------------------- */

CJI_PRINTF(6, 0)
static void report(cji_import *im, int32_t severity, cj_status code, int32_t line, int32_t column,
                   const char *format, va_list args)
{
    cji_place place = {.file = im->name, .line = line, .column = column};
    char text[512];
    vsnprintf(text, sizeof text, format, args);
    cji_note(im->ctx, im->error, severity, code, &place, "%s", text);
}

void cji_import_note(cji_import *im, cj_status code, int32_t line, int32_t column,
                     const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report(im, CJ_SEVERITY_NOTE, code, line, column, format, args);
    va_end(args);
}

void cji_import_problem(cji_import *im, cj_status code, int32_t line, int32_t column,
                        const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report(im, CJ_SEVERITY_ERROR, code, line, column, format, args);
    va_end(args);
    im->unplaced++;
}

int cji_import_shown(cji_str text)
{
    size_t n = text.n < 60 ? text.n : 60;
    while (n > 0 && n < text.n && ((unsigned char)text.p[n] & 0xc0) == 0x80)
        n--;
    return (int)n;
}

void cji_import_address(char out[CJI_IMPORT_ADDRESS], char part, int32_t number, int32_t sub)
{
    if (sub > 0)
        snprintf(out, CJI_IMPORT_ADDRESS, "%c%d.%d", part, (int)number, (int)sub);
    else
        snprintf(out, CJI_IMPORT_ADDRESS, "%c%d", part, (int)number);
}

cji_str cji_import_keep(cji_import *im, cji_str text)
{
    const char *copy = cji_arena_strdup(&im->arena, text);
    if (copy != NULL)
        return (cji_str){copy, text.n};
    im->failed = true;
    return (cji_str){"", 0};
}

cji_str cji_import_keep_buf(cji_import *im, cji_buf *b)
{
    if (b->status == CJ_OK && b->n > 0)
        return cji_import_keep(im, cji_buf_view(b));
    im->failed = im->failed || b->status != CJ_OK;
    return (cji_str){"", 0};
}

cji_import_line *cji_import_add_line(cji_import *im)
{
    if (!cji_grow(im->ctx, (void **)&im->lines, sizeof *im->lines, im->count, &im->capacity)) {
        im->failed = true;
        return NULL;
    }
    im->lines[im->count] = (cji_import_line){.text = {"", 0}};
    return &im->lines[im->count++];
}

void cji_import_add_entry(cji_import *im, const cji_import_entry *entry)
{
    if (cji_grow(im->ctx, (void **)&im->entries, sizeof *entry, im->nentries, &im->entry_capacity))
        im->entries[im->nentries++] = *entry;
    else
        im->failed = true;
}

void cji_import_aside(cji_import *im, const cji_import_line *line)
{
    cji_import_entry e = {.field = CJ_NOS_NOTE, .text = line->text, .line = line->number};
    cji_import_note(im, CJ_E_IMPORT_ASIDE, line->number, line->column,
                    "kept as a note, for it stands in no section: %.*s",
                    cji_import_shown(line->text), line->text.p);
    cji_import_add_entry(im, &e);
}

/* ---- the URN --------------------------------------------------------------------------------- */

static const cji_import_entry *entry_of(const cji_import *im, int32_t field)
{
    for (size_t i = 0; i < im->nentries; i++) {
        if (im->entries[i].field == field)
            return &im->entries[i];
    }
    return NULL;
}

/* "dir/SFJED1.published.txt" -> "SFJED1", if that has letters and digits. */
static cji_str urn_of_name(const char *name)
{
    const char *slash = strrchr(name, '/');
    cji_str stem = cji_str_of(slash != NULL ? slash + 1 : name);
    bool digit = false;
    stem.n = strcspn(stem.p, ".");
    for (size_t i = 0; i < stem.n; i++)
        digit = digit || (stem.p[i] >= '0' && stem.p[i] <= '9');
    return digit && cji_import_upper(stem) && cji_nos_urn_ok(stem) ? stem : (cji_str){"", 0};
}

/* The URN that was given, or that of the text, or that of the file's name. */
static cj_status settle_urn(cji_import *im, const char *given)
{
    const cji_import_entry *original = entry_of(im, CJ_NOS_ORIGINAL_URN);
    cji_place place = {.file = im->name};
    if (given != NULL) {
        im->urn = cji_str_of(given);
        return CJ_OK;
    }
    if (im->urn.n == 0 && original != NULL && cji_nos_urn_ok(original->text)) {
        im->urn = original->text;
        cji_import_note(im, CJ_E_IMPORT_URN, original->line, 1,
                        "the URN is taken from the original URN: %.*s", cji_import_shown(im->urn),
                        im->urn.p);
    }
    if (im->urn.n == 0 && urn_of_name(im->name).n > 0) {
        im->urn = urn_of_name(im->name);
        cji_import_note(im, CJ_E_IMPORT_URN, 0, 0,
                        "the text has no URN; it is taken from the file's name: %.*s",
                        cji_import_shown(im->urn), im->urn.p);
    }
    if (cji_nos_urn_ok(im->urn))
        return CJ_OK;
    return cji_fail(im->ctx, im->error, CJ_E_IMPORT_REFUSED, &place,
                    "the text has no URN, and none was given");
}

/* ---- the whole ------------------------------------------------------------------------------- */

static cj_status no_criteria(cji_import *im)
{
    cji_place place = {.file = im->name, .line = im->last_line, .column = 1};
    return cji_fail(im->ctx, im->error, CJ_E_IMPORT_REFUSED, &place,
                    "no performance criteria were found in the text");
}

static cj_status understand(cji_import *im, cji_str bytes, const char *urn)
{
    cj_status status = cji_import_text(im, bytes);
    if (status != CJ_OK || im->failed)
        return status;
    if (urn != NULL)
        im->urn = cji_str_of(urn); /* headers may say it */
    cji_import_lines(im);
    if (!im->failed)
        cji_import_count_words(im);
    if (!im->failed)
        cji_import_sections(im);
    if (!im->failed)
        cji_import_furniture(im);
    if (!im->failed)
        cji_import_measure(im);
    if (!im->failed)
        cji_import_front(im);
    if (!im->failed)
        cji_import_items(im, &im->parts[0], CJI_IMPORT_CRITERIA);
    if (!im->failed)
        cji_import_items(im, &im->parts[1], CJI_IMPORT_KNOWLEDGE);
    if (!im->failed)
        cji_import_rest(im);
    if (im->failed)
        return CJ_OK;
    cji_import_check(im);
    return im->parts[0].count > 0 ? settle_urn(im, urn) : no_criteria(im);
}

/* Every definition that is handed out was read first: what the reader refuses is not written. */
static cj_status hand_out(cji_import *im, cj_write_fn write, void *user)
{
    cji_buf xml;
    cj_status status;
    cji_buf_init(&xml, im->ctx, SIZE_MAX);
    cji_import_write(im, &xml);
    status = xml.status;
    if (status == CJ_E_MEMORY)
        (void)cji_no_memory(im->ctx, im->error);
    if (status == CJ_OK)
        status = cj_nos_validate_memory(im->ctx, im->name, xml.p, xml.n, im->error);
    if (status == CJ_OK && write(xml.p, xml.n, user) != 0)
        status = cji_fail(im->ctx, im->error, CJ_E_STOPPED, NULL, "the writer asked to stop");
    if (status == CJ_OK && im->unplaced > 0)
        status = CJ_E_IMPORT_INCOMPLETE;
    cji_buf_fini(&xml);
    return status;
}

static void import_fini(cji_import *im)
{
    for (size_t i = 0; i < CJI_COUNT(im->parts); i++) {
        cji_free(im->ctx, im->parts[i].items);
        cji_free(im->ctx, im->parts[i].sections);
    }
    cji_free(im->ctx, im->lines);
    cji_free(im->ctx, im->entries);
    cji_map_fini(&im->words);
    cji_arena_fini(&im->arena);
}

static cj_status import_bytes(cj_context *ctx, const char *name, cji_str bytes, const char *urn,
                              cj_write_fn write, void *user, cj_error **error)
{
    cji_import im = {.ctx = ctx, .error = error, .name = name, .announced = -1};
    cj_status status;
    if (urn != NULL && !cji_nos_urn_ok(cji_str_of(urn)))
        return cji_fail(ctx, error, CJ_E_MISUSE, NULL, "%.60s is no URN", urn);
    cji_arena_init(&im.arena, ctx);
    im.parts[0].letter = 'P';
    im.parts[1].letter = 'K';
    status = cji_map_init(&im.words, ctx);
    if (status != CJ_OK)
        (void)cji_fail(ctx, error, status, NULL, "no memory or randomness for an index");
    else
        status = understand(&im, bytes, urn);
    if (status == CJ_OK && im.failed)
        status = cji_no_memory(ctx, error);
    if (status == CJ_OK)
        status = hand_out(&im, write, user);
    import_fini(&im);
    return status;
}

/* All of the input, held to the limit of one text. */
static cj_status slurp(cj_context *ctx, cji_input *in, cji_buf *out, cj_error **error)
{
    cji_place place = {.file = cji_input_name(in)};
    for (;;) {
        cji_str piece;
        cj_status status = cji_input_next(in, &piece, error);
        if (status != CJ_OK || piece.n == 0)
            return status;
        cji_buf_str(out, piece);
        if (out->status == CJ_E_LIMIT)
            return cji_fail(ctx, error, CJ_E_LIMIT, &place, "a text of more than %zu bytes",
                            out->max);
        if (out->status != CJ_OK)
            return cji_no_memory(ctx, error);
    }
}

static cj_status import_input(cj_context *ctx, cji_input *in, const char *urn, cj_write_fn write,
                              void *user, cj_error **error)
{
    cji_buf text;
    cj_status status;
    cji_buf_init(&text, ctx, (size_t)ctx->limits[CJ_LIMIT_TEXT_BYTES]);
    status = slurp(ctx, in, &text, error);
    if (status == CJ_OK && text.n == 0)
        status = cji_fail(ctx, error, CJ_E_IMPORT_REFUSED, &(cji_place){.file = cji_input_name(in)},
                          "the text is empty");
    if (status == CJ_OK)
        status =
            import_bytes(ctx, cji_input_name(in), cji_buf_view(&text), urn, write, user, error);
    cji_buf_fini(&text);
    return status;
}

cj_status cj_nos_import_file(cj_context *context, const char *path, const char *urn,
                             cj_write_fn write, void *user, cj_error **error)
{
    cji_input *in = NULL;
    cj_status status = cji_input_file(context, path, &in, error);
    if (status == CJ_OK)
        status = import_input(context, in, urn, write, user, error);
    cji_input_free(in);
    return status;
}

cj_status cj_nos_import_memory(cj_context *context, const char *name, const void *bytes,
                               size_t size, const char *urn, cj_write_fn write, void *user,
                               cj_error **error)
{
    cji_input *in = NULL;
    cj_status status = cji_input_memory(context, name, bytes, size, &in, error);
    if (status == CJ_OK)
        status = import_input(context, in, urn, write, user, error);
    cji_input_free(in);
    return status;
}
