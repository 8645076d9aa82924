/* SPDX-License-Identifier: MIT */
/* Any record as JSON, and back. */
#include "vocabulary/vocabulary.h"

typedef struct writer {
    cji_buf *b;
    int32_t indent;
} writer;

static void new_line(writer *w, int depth)
{
    if (w->indent == 0)
        return;
    cji_buf_putc(w->b, '\n');
    for (int i = 0; i < depth * w->indent; i++)
        cji_buf_putc(w->b, ' ');
}

static void write_record(writer *w, const cj_record *record, int depth);

static void write_value(writer *w, const cji_row *row, const cji_value *value, int depth)
{
    char space[CJ_TIME_TEXT];
    cji_str text;
    if (row->type == CJ_TYPE_RECORD) {
        write_record(w, value->record, depth);
        return;
    }
    text = cji_value_str(row, value, space);
    if (row->type == CJ_TYPE_INT || row->type == CJ_TYPE_BOOL)
        cji_buf_str(w->b, text);
    else
        cji_buf_json(w->b, text);
}

static void write_record(writer *w, const cj_record *record, int depth)
{
    bool first = true;
    cji_buf_putc(w->b, '{');
    for (int16_t i = 0; i < record->shape->nrows; i++) {
        const cji_row *row = &cji_rows[record->shape->first + i];
        const cji_slot *slot = &record->slots[i];
        if ((row->flags & CJI_SPARSE) != 0 && slot->count == 0)
            continue;
        cji_buf_puts(w->b, first ? "" : ",");
        first = false;
        new_line(w, depth + 1);
        cji_buf_json(w->b, cji_str_of(cji_field_names[row->field]));
        cji_buf_puts(w->b, w->indent > 0 ? ": " : ":");
        if ((row->flags & CJI_REPEATED) != 0) {
            cji_buf_putc(w->b, '[');
            for (uint32_t j = 0; j < slot->count; j++) {
                cji_buf_puts(w->b, j > 0 ? "," : "");
                new_line(w, depth + 2);
                write_value(w, row, &slot->values[j], depth + 2);
            }
            if (slot->count > 0)
                new_line(w, depth + 1);
            cji_buf_putc(w->b, ']');
        } else if (slot->count == 0) {
            cji_buf_puts(w->b, "null");
        } else {
            write_value(w, row, slot->values, depth + 1);
        }
    }
    new_line(w, depth);
    cji_buf_putc(w->b, '}');
}

void cji_record_json(const cj_record *record, int32_t indent, cji_buf *out)
{
    writer w = {out, indent};
    write_record(&w, record, 0);
}

cj_status cj_record_write_json(const cj_record *record, int32_t indent, cj_write_fn write,
                               void *user, cj_error **error)
{
    cj_context *ctx = record->root->ctx;
    cj_status status = CJ_OK;
    cji_buf b;
    cji_buf_init(&b, ctx, (size_t)ctx->limits[CJ_LIMIT_INPUT_BYTES]);
    cji_record_json(record, indent < 0 ? 0 : indent > 8 ? 8 : indent, &b);
    if (b.status != CJ_OK)
        status = cji_no_memory(ctx, error);
    else if (write(b.p, b.n, user) != 0)
        status = cji_fail(ctx, error, CJ_E_STOPPED, NULL, "the callback stopped");
    cji_buf_fini(&b);
    return status;
}

/* ---- in -------------------------------------------------------------------------------------- */

typedef struct reader {
    const char *p, *end;
    cji_buf text; /* of the string that is read */
    bool memory;  /* ran out; else whatever is wrong is wrong with the bytes */
} reader;

static bool take(reader *r, const char *what)
{
    size_t n = strlen(what);
    if ((size_t)(r->end - r->p) < n || memcmp(r->p, what, n) != 0)
        return false;
    r->p += n;
    return true;
}

/* The escapes that the writer gives, and others that writing it again will not give back. */
static bool take_escape(reader *r)
{
    static const char from[] = "\"\\n", to[] = "\"\\\n";
    const char *at = r->p < r->end && *r->p != '\0' ? strchr(from, *r->p) : NULL;
    uint8_t code = 0;
    if (at != NULL) {
        cji_buf_putc(&r->text, to[at - from]);
        r->p++;
        return true;
    }
    if (!take(r, "u00") || r->end - r->p < 2 || !cji_hex_parse((cji_str){r->p, 2}, &code, 1))
        return false;
    cji_buf_putc(&r->text, (char)code);
    r->p += 2;
    return true;
}

static bool take_string(reader *r)
{
    cji_buf_clear(&r->text);
    if (!take(r, "\""))
        return false;
    while (r->p < r->end && *r->p != '"') {
        const char *from = r->p;
        while (r->p < r->end && *r->p != '"' && *r->p != '\\')
            r->p++;
        cji_buf_put(&r->text, from, (size_t)(r->p - from));
        if (take(r, "\\") && !take_escape(r))
            return false;
    }
    return take(r, "\"");
}

/* A number, true or false. */
static bool take_bare(reader *r)
{
    const char *from = r->p;
    while (r->p < r->end && *r->p != ',' && *r->p != '}' && *r->p != ']')
        r->p++;
    cji_buf_clear(&r->text);
    cji_buf_put(&r->text, from, (size_t)(r->p - from));
    return r->p > from;
}

static bool read_record(reader *r, cj_record *record);

static bool read_value(reader *r, cj_record *record, const cji_row *row)
{
    const bool inner = row->type == CJ_TYPE_RECORD;
    const bool bare = row->type == CJ_TYPE_INT || row->type == CJ_TYPE_BOOL;
    cj_record *sub = NULL;
    cj_status status;
    if (!inner && !(bare ? take_bare(r) : take_string(r)))
        return false;
    if (inner)
        status = cji_add_sub(record, row, NULL, &sub, NULL);
    else if (r->text.status == CJ_OK)
        status = cji_add_parsed(record, row, cji_buf_view(&r->text), NULL, NULL);
    else
        status = r->text.status;
    r->memory = status == CJ_E_MEMORY;
    return status == CJ_OK && (!inner || read_record(r, sub));
}

static bool read_row(reader *r, cj_record *record, const cji_row *row)
{
    if ((row->flags & CJI_REPEATED) == 0)
        return take(r, "null") || read_value(r, record, row);
    if (!take(r, "["))
        return false;
    if (take(r, "]"))
        return true;
    do {
        if (!read_value(r, record, row))
            return false;
    } while (take(r, ","));
    return take(r, "]");
}

/* The shape says what comes next, and how deep it goes. */
static bool read_record(reader *r, cj_record *record)
{
    bool first = true;
    if (!take(r, "{"))
        return false;
    for (int16_t i = 0; i < record->shape->nrows; i++) {
        const cji_row *row = &cji_rows[record->shape->first + i];
        const char *at = r->p;
        bool here = (first || take(r, ",")) && take(r, "\"") &&
                    take(r, cji_field_names[row->field]) && take(r, "\":");
        if (!here && (row->flags & CJI_SPARSE) == 0)
            return false;
        if (!here)
            r->p = at;
        else if (!read_row(r, record, row))
            return false;
        first = first && !here;
    }
    return take(r, "}");
}

/* What is read is written again: only what comes back byte for byte was in the one form. */
static cj_status compare(cj_record *record, cji_str bytes, size_t *at)
{
    cj_status status;
    cji_buf again;
    cji_buf_init(&again, record->root->ctx, bytes.n);
    cji_record_json(record, 0, &again);
    status = again.status;
    for (*at = 0; *at < again.n && again.p[*at] == bytes.p[*at];)
        ++*at;
    if (status == CJ_E_LIMIT || (status == CJ_OK && *at < bytes.n))
        status = CJ_E_VALUE_TEXT;
    cji_buf_fini(&again);
    return status;
}

cj_status cji_record_read_json(cj_record *record, cji_str bytes, size_t *at)
{
    reader r = {.p = bytes.p, .end = bytes.p + bytes.n};
    bool read;
    cji_buf_init(&r.text, record->root->ctx, bytes.n);
    read = read_record(&r, record) && r.p == r.end;
    cji_buf_fini(&r.text);
    *at = (size_t)(r.p - bytes.p);
    if (r.memory)
        return CJ_E_MEMORY;
    return read ? compare(record, bytes, at) : CJ_E_VALUE_TEXT;
}
