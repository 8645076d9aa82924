/* SPDX-License-Identifier: MIT */
/* Any record as JSON. */
#include "vocabulary/vocabulary.h"

typedef struct writer {
    cji_buf b, scratch;
    int32_t indent;
} writer;

static void new_line(writer *w, int depth)
{
    if (w->indent == 0)
        return;
    cji_buf_putc(&w->b, '\n');
    for (int i = 0; i < depth * w->indent; i++)
        cji_buf_putc(&w->b, ' ');
}

static void write_record(writer *w, const cj_record *record, int depth);

static void write_value(writer *w, const cji_row *row, const cji_value *value, int depth)
{
    if (row->type == CJ_TYPE_RECORD) {
        write_record(w, value->record, depth);
        return;
    }
    cji_buf_clear(&w->scratch);
    cji_value_text(&w->scratch, row, value);
    if (w->scratch.status != CJ_OK) /* it must not look like an empty value */
        w->b.status = w->scratch.status;
    if (row->type == CJ_TYPE_INT || row->type == CJ_TYPE_BOOL)
        cji_buf_str(&w->b, cji_buf_view(&w->scratch));
    else
        cji_buf_json(&w->b, cji_buf_view(&w->scratch));
}

static void write_record(writer *w, const cj_record *record, int depth)
{
    bool first = true;
    cji_buf_putc(&w->b, '{');
    for (int16_t i = 0; i < record->shape->nrows; i++) {
        const cji_row *row = &cji_rows[record->shape->first + i];
        const cji_slot *slot = &record->slots[i];
        if ((row->flags & CJI_SPARSE) != 0 && slot->count == 0)
            continue;
        cji_buf_puts(&w->b, first ? "" : ",");
        first = false;
        new_line(w, depth + 1);
        cji_buf_json(&w->b, cji_str_of(cji_field_names[row->field]));
        cji_buf_puts(&w->b, w->indent > 0 ? ": " : ":");
        if ((row->flags & CJI_REPEATED) != 0) {
            cji_buf_putc(&w->b, '[');
            for (uint32_t j = 0; j < slot->count; j++) {
                cji_buf_puts(&w->b, j > 0 ? "," : "");
                new_line(w, depth + 2);
                write_value(w, row, &slot->values[j], depth + 2);
            }
            if (slot->count > 0)
                new_line(w, depth + 1);
            cji_buf_putc(&w->b, ']');
        } else if (slot->count == 0) {
            cji_buf_puts(&w->b, "null");
        } else {
            write_value(w, row, slot->values, depth + 1);
        }
    }
    new_line(w, depth);
    cji_buf_putc(&w->b, '}');
}

cj_status cj_record_write_json(const cj_record *record, int32_t indent, cj_write_fn write,
                               void *user, cj_error **error)
{
    cj_context *ctx = record->root->ctx;
    writer w = {.indent = indent < 0 ? 0 : indent > 8 ? 8 : indent};
    cj_status status = CJ_OK;
    cji_buf_init(&w.b, ctx, (size_t)ctx->limits[CJ_LIMIT_INPUT_BYTES]);
    cji_buf_init(&w.scratch, ctx, (size_t)ctx->limits[CJ_LIMIT_INPUT_BYTES]);
    write_record(&w, record, 0);
    if (w.b.status != CJ_OK)
        status = cji_no_memory(ctx, error);
    else if (write(w.b.p, w.b.n, user) != 0)
        status = cji_fail(ctx, error, CJ_E_STOPPED, NULL, "the callback stopped");
    cji_buf_fini(&w.b);
    cji_buf_fini(&w.scratch);
    return status;
}
