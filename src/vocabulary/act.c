/* SPDX-License-Identifier: MIT */
/* Acts and their canonical bytes: the <act> element as a case file has it. */
#include "vocabulary/vocabulary.h"

cj_status cj_act_new(cj_context *context, int32_t kind, cj_act **out, cj_error **error)
{
    const cji_kind *k = cji_kind_of(kind);
    cji_arena arena;
    cj_act *act;
    cj_status status;
    if (k == NULL)
        return cji_fail(context, error, CJ_E_KIND_UNKNOWN, NULL, "there is no kind %d", (int)kind);
    cji_arena_init(&arena, context);
    arena.block = 2000; /* most acts take no second */
    act = cji_arena_alloc(&arena, sizeof *act);
    if (act == NULL)
        return cji_no_memory(context, error);
    atomic_init(&act->refs, 1);
    atomic_init(&act->canonical, NULL);
    act->kind = k;
    status = cji_root_take(&act->root, arena, &cji_shapes[k->shape]);
    if (status == CJ_OK)
        status = cj_add_text(act->root.record, CJ_FIELD_KIND, k->name, CJ_ZT, error);
    else
        cji_no_memory(context, error);
    if (status == CJ_OK)
        *out = act;
    else
        cj_act_unref(act);
    return status;
}

cj_act *cj_act_ref(cj_act *act)
{
    if (act != NULL)
        atomic_fetch_add_explicit(&act->refs, 1, memory_order_relaxed);
    return act;
}

void cj_act_unref(cj_act *act)
{
    cj_context *ctx;
    cji_arena arena;
    if (act == NULL || atomic_fetch_sub_explicit(&act->refs, 1, memory_order_acq_rel) != 1)
        return;
    ctx = act->root.ctx;
    arena = act->root.arena;
    cji_free(ctx, atomic_load(&act->canonical));
    cji_arena_fini(&arena);
    cj_context_unref(ctx);
}

int32_t cj_act_kind(const cj_act *act)
{
    return act->kind->id;
}

cj_record *cj_act_record(cj_act *act)
{
    return act->root.record;
}

const cj_record *cj_act_view(const cj_act *act)
{
    return act->root.record;
}

/* ---- canonical bytes ------------------------------------------------------------------------- */

/* Scalars of the envelope that are not text are attributes of <act>. */
bool cji_is_attribute(const cji_shape *shape, const cji_row *row)
{
    return row - cji_rows - shape->first < cji_shape_envelope->nrows &&
           (row->flags & CJI_REPEATED) == 0 && row->type != CJ_TYPE_TEXT &&
           row->type != CJ_TYPE_QUOTE && row->type != CJ_TYPE_RECORD;
}

/* Only texts have anything to escape: codes, numbers, dates and ids are of plain characters. */
static bool may_escape(const cji_row *row)
{
    return row->type == CJ_TYPE_TEXT || row->type == CJ_TYPE_QUOTE;
}

static void write_attributes(cji_buf *b, const cj_record *record)
{
    for (int16_t i = 0; i < cji_shape_envelope->nrows; i++) {
        const cji_row *row = &cji_rows[record->shape->first + i];
        if (record->slots[i].count == 0 || !cji_is_attribute(record->shape, row))
            continue;
        cji_buf_putc(b, ' ');
        cji_buf_puts(b, row->field == CJ_FIELD_ACT_ID ? "id" : cji_field_names[row->field]);
        cji_buf_puts(b, "=\"");
        cji_value_text(b, row, record->slots[i].values);
        cji_buf_putc(b, '"');
    }
}

#define INDENT 8 /* shapes are three deep: at most four levels of two spaces */

/* Room for the tags of a field, a value of n bytes and what copies of one length write beyond. */
static char *field_room(cji_buf *b, size_t n)
{
    return cji_buf_room(b, INDENT + 2 * CJI_NAME_ROOM + 8 + n);
}

static char *put_indent(char *p, int depth)
{
    memcpy(p, "        ", INDENT);
    return p + 2 * depth;
}

static char *put_name(char *p, const cji_row *row)
{
    memcpy(p, cji_field_names[row->field], CJI_NAME_ROOM);
    return p + cji_field_sizes[row->field];
}

static char *put_open(char *p, const cji_row *row)
{
    *p++ = '<';
    p = put_name(p, row);
    *p++ = '>';
    return p;
}

static char *put_close(char *p, const cji_row *row)
{
    *p++ = '<';
    *p++ = '/';
    p = put_name(p, row);
    *p++ = '>';
    *p++ = '\n';
    return p;
}

static void write_scalar(cji_buf *b, const cji_row *row, const cji_value *value, int depth)
{
    char space[CJ_TIME_TEXT];
    cji_str text = cji_value_str(row, value, space);
    char *p = field_room(b, text.n);
    if (p == NULL)
        return;
    p = put_open(put_indent(p, depth), row);
    if (may_escape(row)) {
        b->n = (size_t)(p - b->p);
        cji_buf_xml(b, text, false);
        p = field_room(b, 0);
        if (p == NULL)
            return;
    } else {
        memcpy(p, text.p, text.n);
        p += text.n;
    }
    b->n = (size_t)(put_close(p, row) - b->p);
}

static void write_fields(cji_buf *b, const cj_record *record, int depth);

static void write_record(cji_buf *b, const cji_row *row, const cj_record *record, int depth)
{
    char *p = field_room(b, 0);
    if (p == NULL)
        return;
    p = put_open(put_indent(p, depth), row);
    *p++ = '\n';
    b->n = (size_t)(p - b->p);
    write_fields(b, record, depth + 1);
    p = field_room(b, 0);
    if (p != NULL)
        b->n = (size_t)(put_close(put_indent(p, depth), row) - b->p);
}

/* The depth of shapes (3) bounds the recursion. */
static void write_fields(cji_buf *b, const cj_record *record, int depth)
{
    for (int16_t i = 0; i < record->shape->nrows; i++) {
        const cji_row *row = &cji_rows[record->shape->first + i];
        const cji_slot *slot = &record->slots[i];
        if (slot->count == 0 || (depth == 1 && cji_is_attribute(record->shape, row)))
            continue;
        for (uint32_t j = 0; j < slot->count; j++) {
            if (row->type == CJ_TYPE_RECORD)
                write_record(b, row, slot->values[j].record, depth);
            else
                write_scalar(b, row, &slot->values[j], depth);
        }
    }
}

static cji_bytes *write_act(cj_act *act)
{
    cj_context *ctx = act->root.ctx;
    cji_bytes *out = NULL;
    cji_buf b;
    cji_buf_init(&b, ctx, (size_t)ctx->limits[CJ_LIMIT_INPUT_BYTES]);
    (void)cji_buf_room(&b, b.max < 2000 ? b.max : 2000); /* at once: most acts are shorter */
    cji_buf_puts(&b, "<act");
    write_attributes(&b, act->root.record);
    cji_buf_puts(&b, ">\n");
    write_fields(&b, act->root.record, 1);
    cji_buf_puts(&b, "</act>\n");
    if (b.status == CJ_OK)
        out = cji_alloc(ctx, sizeof *out + b.n);
    if (out != NULL) {
        out->n = b.n;
        memcpy(out->p, b.p, b.n);
    }
    cji_buf_fini(&b);
    return out;
}

/* An act may be in two cases, and so be asked by two threads: the first answer stays. */
cji_str cji_act_bytes(cj_act *act)
{
    cji_bytes *there = atomic_load_explicit(&act->canonical, memory_order_acquire);
    cji_bytes *made;
    if (there == NULL && (made = write_act(act)) != NULL) {
        if (atomic_compare_exchange_strong(&act->canonical, &there, made))
            there = made;
        else
            cji_free(act->root.ctx, made);
    }
    return there != NULL ? (cji_str){there->p, there->n} : (cji_str){NULL, 0};
}

cj_status cji_act_freeze(cj_act *act, cj_error **error)
{
    /* Escapes and tags make six bytes of one at most. An act that may be too large to be written
     * is refused here; all others are not. */
    if ((int64_t)act->root.arena.total > act->root.ctx->limits[CJ_LIMIT_INPUT_BYTES] / 16 &&
        !act->root.frozen && cji_act_bytes(act).p == NULL)
        return cji_no_memory(act->root.ctx, error);
    act->root.frozen = true;
    return CJ_OK;
}

cj_status cj_act_write(cj_act *act, cj_write_fn write, void *user, cj_error **error)
{
    cj_status status = cji_act_freeze(act, error);
    cji_str bytes = status == CJ_OK ? cji_act_bytes(act) : (cji_str){NULL, 0};
    if (status == CJ_OK && bytes.p == NULL)
        return cji_no_memory(act->root.ctx, error);
    if (status == CJ_OK && write(bytes.p, bytes.n, user) != 0)
        status = cji_fail(act->root.ctx, error, CJ_E_STOPPED, NULL, "the callback stopped");
    return status;
}

typedef struct kept {
    cj_act *act; /* the first */
    size_t n;
} kept;

static cj_status keep_act(void *user, cj_act *act, bool valid, const cji_place *place)
{
    kept *k = user;
    (void)valid, (void)place;
    if (k->n++ == 0)
        k->act = cj_act_ref(act);
    return CJ_OK;
}

cj_status cj_act_read(cj_context *context, const char *name, const char *bytes, size_t size,
                      cj_act **out, cj_error **error)
{
    cji_case_events events = {.act = keep_act};
    cji_input *in = NULL;
    cji_buf b;
    kept k = {NULL, 0};
    cj_status status;
    events.user = &k;
    cji_buf_init(&b, context, (size_t)context->limits[CJ_LIMIT_INPUT_BYTES]);
    /* One reader for acts: the element is given the file around it, on the same line. */
    cji_case_file_head(&b, CJI_STR("-"));
    b.n--;
    cji_buf_put(&b, bytes, size);
    cji_buf_puts(&b, cji_case_file_tail);
    status = b.status == CJ_OK
                 ? cji_input_memory(context, name != NULL ? name : "act", b.p, b.n, &in, error)
                 : cji_no_memory(context, error);
    if (status == CJ_OK)
        status = cji_case_file_read(context, in, &events, error);
    if (status == CJ_OK && k.n != 1)
        status = cji_fail(context, error, CJ_E_XML_ELEMENT, NULL, "there %s <act>",
                          k.n == 0 ? "is no" : "is more than one");
    if (status == CJ_OK)
        *out = cj_act_ref(k.act);
    cj_act_unref(k.act);
    cji_input_free(in);
    cji_buf_fini(&b);
    return status;
}
