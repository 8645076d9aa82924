/* SPDX-License-Identifier: MIT */
/*
 * Case files: <case id vocabulary> with one <act> or <tombstone> after the other. One act is in
 * memory at a time. What belongs where is said by the rows of the vocabulary alone.
 */
#include "vocabulary/vocabulary.h"

#define LEVELS 4 /* the act and records three deep */

typedef struct level {
    cj_record *record;
    const cji_row *row;  /* a scalar field that is open, or NULL */
    uint64_t told;       /* rows whose value was refused (bit = row) */
    const cji_row *from; /* where the next field is looked for first */
} level;

typedef struct file {
    cj_context *ctx;
    const cji_case_events *events;
    cj_error **error;
    cj_status first; /* the first problem of the file */
    cj_status act_status;
    int depth; /* of elements: 1 case, 2 act, 3.. fields */
    int skip;  /* inside an element that nobody knows: its depth */
    cj_act *act;
    cji_place act_place;
    cji_place place; /* what place_of gives */
    char act_id[129];
    level levels[LEVELS];
    int nlevels; /* records that are open */
} file;

static void note(file *f, cj_status status)
{
    if (f->first == CJ_OK)
        f->first = status;
    if (f->act_status == CJ_OK)
        f->act_status = status;
}

/* The place of a tag of this act, until the next is asked for. */
static const cji_place *place_of(file *f, const cji_place *tag)
{
    f->place = (cji_place){.file = tag->file,
                           .line = tag->line,
                           .column = tag->column,
                           .act = f->act_id[0] != '\0' ? f->act_id : NULL};
    return &f->place;
}

/* A value of the row was refused: the record will not be told to miss it as well. */
static void told(level *at, const cji_row *row)
{
    int64_t i = row - cji_rows - at->record->shape->first;
    at->told |= UINT64_C(1) << (i & 63);
}

static bool fatal(cj_status status)
{
    return status == CJ_E_MEMORY || status == CJ_E_CRYPTO;
}

cji_str cji_stream_of(cji_str id)
{
    const size_t n = sizeof CJI_STREAM - 1;
    cji_str whose = {"", 0};
    if (id.n > n && memcmp(id.p, CJI_STREAM, n) == 0)
        whose = (cji_str){id.p + n, id.n - n};
    return cji_id_ok(whose) ? whose : (cji_str){"", 0};
}

static cj_status start_case(file *f, const cji_xml_tag *tag)
{
    cji_str id = cji_xml_attr_of(tag, "id"), version = cji_xml_attr_of(tag, "vocabulary");
    int64_t number = 0;
    if (!cji_str_is(tag->name, "case"))
        return cji_fail(f->ctx, f->error, CJ_E_XML_ELEMENT, &tag->place,
                        "the root of a case file is <case>, not <%.*s>", (int)tag->name.n,
                        tag->name.p);
    if (!cji_id_ok(id) && cji_stream_of(id).n == 0)
        return cji_fail(f->ctx, f->error, CJ_E_XML_ATTRIBUTE, &tag->place,
                        "<case> wants an id=\"...\" that is an id: visible ASCII without spaces");
    if (!cji_parse_int(version, &number) || number < 1)
        return cji_fail(f->ctx, f->error, CJ_E_XML_ATTRIBUTE, &tag->place,
                        "<case> wants a vocabulary=\"1\"");
    if (number > CJI_VOCABULARY)
        return cji_fail(f->ctx, f->error, CJ_E_VOCABULARY, &tag->place,
                        "the file has vocabulary %lld, this library knows %d", (long long)number,
                        CJI_VOCABULARY);
    for (size_t i = 0; i < tag->nattrs; i++) {
        if (!cji_str_is(tag->attrs[i].name, "id") && !cji_str_is(tag->attrs[i].name, "vocabulary"))
            note(f, cji_fail(f->ctx, f->error, CJ_E_XML_ATTRIBUTE, &tag->place,
                             "<case> has no attribute %.*s", (int)tag->attrs[i].name.n,
                             tag->attrs[i].name.p));
    }
    return f->events->begin != NULL ? f->events->begin(f->events->user, id, &tag->place) : CJ_OK;
}

static int32_t kind_of(file *f, const cji_xml_tag *tag)
{
    cji_str name = cji_xml_attr_of(tag, "kind");
    const cji_place *place = place_of(f, &tag->place);
    int32_t kind;
    if (name.p == NULL) {
        note(f, cji_fail(f->ctx, f->error, CJ_E_XML_ATTRIBUTE, place, "<%.*s> wants a kind=\"...\"",
                         (int)tag->name.n, tag->name.p));
        return 0;
    }
    kind = cji_kind_named(name);
    if (kind != 0)
        return kind;
    note(f, cji_fail(f->ctx, f->error, CJ_E_KIND_UNKNOWN, place, "there is no kind \"%.*s\"",
                     (int)(name.n < 80 ? name.n : 80), name.p));
    return 0;
}

static void take_id(file *f, const cji_xml_tag *tag)
{
    cji_str id = cji_xml_attr_of(tag, "id");
    f->act_id[0] = '\0';
    if (cji_id_ok(id)) {
        memcpy(f->act_id, id.p, id.n);
        f->act_id[id.n] = '\0';
    }
}

/* An act's own id is called id, and nothing else is. */
static const cji_row *attribute_row(const cji_shape *shape, cji_str name, const cji_row *from)
{
    const cji_row *row;
    if (cji_str_is(name, "id"))
        return cji_shape_row(shape, CJ_FIELD_ACT_ID);
    row = cji_row_named(shape, name, from);
    return row != NULL && row->field != CJ_FIELD_ACT_ID ? row : NULL;
}

static cj_status start_act(file *f, const cji_xml_tag *tag)
{
    const cji_shape *shape;
    const cji_row *from;
    int32_t kind;
    cj_status status;
    f->act_status = CJ_OK;
    take_id(f, tag);
    kind = kind_of(f, tag);
    f->act_place = tag->place;
    if (kind == 0) {
        f->skip = f->depth;
        return CJ_OK;
    }
    status = cj_act_new(f->ctx, kind, &f->act, f->error);
    if (status != CJ_OK)
        return status;
    shape = f->act->root.record->shape;
    from = cji_rows + shape->first;
    f->levels[0] = (level){.record = f->act->root.record, .from = from};
    f->nlevels = 1;
    for (size_t i = 0; i < tag->nattrs; i++) {
        const cji_xml_attr *attr = &tag->attrs[i];
        const cji_place *place = place_of(f, &tag->place);
        const cji_row *row = attribute_row(shape, attr->name, from);
        if (row != NULL && row->field == CJ_FIELD_KIND)
            continue;
        if (row == NULL || !cji_is_attribute(shape, row)) {
            note(f, cji_fail(f->ctx, f->error, CJ_E_XML_ATTRIBUTE, place,
                             "<act> has no attribute %.*s", (int)attr->name.n, attr->name.p));
            continue;
        }
        from = row + 1;
        status = cji_add_parsed(f->act->root.record, row, attr->value, place, f->error);
        if (status != CJ_OK) {
            note(f, status);
            told(&f->levels[0], row);
        }
        if (fatal(status))
            return status;
    }
    return CJ_OK;
}

static cj_status start_tombstone(file *f, const cji_xml_tag *tag)
{
    cji_str reason = cji_xml_attr_of(tag, "reason");
    const cji_place *place;
    int32_t kind, why = 0;
    take_id(f, tag);
    place = place_of(f, &tag->place);
    kind = kind_of(f, tag);
    if (reason.p != NULL)
        why = cji_code_of(cji_list_of("erasure_reason"), reason);
    f->skip = f->depth;
    if (f->act_id[0] == '\0' || why == 0) {
        note(f, cji_fail(f->ctx, f->error, CJ_E_XML_ATTRIBUTE, place,
                         "<tombstone> wants id, kind and a reason of the list erasure_reason"));
        return CJ_OK;
    }
    return kind != 0 && f->events->tombstone != NULL
               ? f->events->tombstone(f->events->user, cji_str_of(f->act_id), kind, why, place)
               : CJ_OK;
}

static cj_status start_field(file *f, const cji_xml_tag *tag)
{
    level *top = &f->levels[f->nlevels - 1];
    const cji_place *place = place_of(f, &tag->place);
    const cji_row *row;
    cj_status status;
    if (top->row != NULL) {
        note(f, cji_fail(f->ctx, f->error, CJ_E_XML_ELEMENT, place, "<%s> holds no elements",
                         cji_field_names[top->row->field]));
        f->skip = f->depth;
        return CJ_OK;
    }
    row = cji_row_named(top->record->shape, tag->name, top->from);
    if (row == NULL || (f->nlevels == 1 && cji_is_attribute(top->record->shape, row))) {
        note(f, cji_fail(f->ctx, f->error, CJ_E_FIELD_UNKNOWN, place, "%s has no field <%.*s>",
                         top->record->shape->name, (int)(tag->name.n < 80 ? tag->name.n : 80),
                         tag->name.p));
        f->skip = f->depth;
        return CJ_OK;
    }
    if (tag->nattrs > 0)
        note(f, cji_fail(f->ctx, f->error, CJ_E_XML_ATTRIBUTE, place, "<%s> has no attributes",
                         cji_field_names[row->field]));
    top->from = (row->flags & CJI_REPEATED) != 0 ? row : row + 1;
    if (row->type != CJ_TYPE_RECORD) {
        top->row = row;
        return CJ_OK;
    }
    if (f->nlevels == LEVELS)
        return cji_fail(f->ctx, f->error, CJ_E_XML_DEPTH, place, "records nest three deep");
    level next = {.from = cji_rows + cji_shapes[row->extra].first};
    status = cji_add_sub(top->record, row, place, &next.record, f->error);
    if (status != CJ_OK) {
        note(f, status);
        f->skip = f->depth;
        return fatal(status) ? status : CJ_OK;
    }
    f->levels[f->nlevels++] = next;
    return CJ_OK;
}

static cj_status on_start(void *user, const cji_xml_tag *tag)
{
    file *f = user;
    f->depth++;
    if (f->skip > 0)
        return CJ_OK;
    if (f->depth == 1)
        return start_case(f, tag);
    if (f->depth > 2)
        return start_field(f, tag);
    if (cji_str_is(tag->name, "act"))
        return start_act(f, tag);
    if (cji_str_is(tag->name, "tombstone"))
        return start_tombstone(f, tag);
    note(f, cji_fail(f->ctx, f->error, CJ_E_XML_ELEMENT, &tag->place,
                     "<%.*s>: a case holds <act> and <tombstone> only",
                     (int)(tag->name.n < 80 ? tag->name.n : 80), tag->name.p));
    f->skip = f->depth;
    return CJ_OK;
}

static cj_status end_act(file *f)
{
    const cji_place *place = place_of(f, &f->act_place);
    cj_status status = cji_record_check(f->act->root.record, f->levels[0].told, place, f->error);
    if (status == CJ_OK)
        status = cji_act_check_times(f->act, place, f->error);
    else
        (void)cji_act_check_times(f->act, place, f->error);
    if (status != CJ_OK)
        note(f, status);
    status = f->events->act(f->events->user, f->act, f->act_status == CJ_OK, place);
    cj_act_unref(f->act);
    f->act = NULL;
    f->nlevels = 0;
    f->act_id[0] = '\0';
    return status;
}

static cj_status on_end(void *user, cji_str name, cji_str text, const cji_place *tag)
{
    file *f = user;
    level *top;
    const cji_place *place;
    cj_status status = CJ_OK;
    (void)name;
    f->depth--;
    if (f->skip > 0) {
        if (f->skip == f->depth + 1)
            f->skip = 0;
        return CJ_OK;
    }
    if (f->depth == 0)
        return CJ_OK;
    if (f->depth == 1)
        return end_act(f);
    top = &f->levels[f->nlevels - 1];
    place = place_of(f, tag);
    if (top->row != NULL) {
        status = cji_add_parsed(top->record, top->row, text, place, f->error);
        if (status != CJ_OK)
            told(top, top->row);
        top->row = NULL;
    } else {
        /* Text in a record without elements arrives here. */
        if (cji_str_trim(text).n > 0)
            note(f, cji_fail(f->ctx, f->error, CJ_E_XML_TEXT, place, "<%s> holds elements",
                             top->record->shape->name));
        status = cji_record_check(top->record, top->told, place, f->error);
        f->nlevels--;
    }
    if (status != CJ_OK)
        note(f, status);
    return fatal(status) ? status : CJ_OK;
}

cj_status cji_case_file_read(cj_context *ctx, cji_input *in, const cji_case_events *events,
                             cj_error **error)
{
    file f = {.ctx = ctx, .events = events, .error = error};
    cji_xml_handler handler = {on_start, on_end, &f};
    cj_status status = cji_xml_read(ctx, in, CJI_CASE_NS, &handler, error);
    cj_act_unref(f.act);
    return status != CJ_OK ? status : f.first;
}

/* ---- out ------------------------------------------------------------------------------------- */

const char cji_case_file_tail[] = "</case>\n";

void cji_case_file_head(cji_buf *b, cji_str case_id)
{
    cji_buf_puts(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<case id=\"");
    cji_buf_xml(b, case_id, true);
    cji_buf_printf(b, "\" vocabulary=\"%d\" xmlns=\"%s\">\n", CJI_VOCABULARY, CJI_CASE_NS);
}

void cji_case_file_tombstone(cji_buf *b, cji_str id, int32_t kind, int32_t reason)
{
    const cji_row *row =
        cji_shape_row(&cji_shapes[cji_kind_of(CJ_ACT_ERASED)->shape], CJ_FIELD_ERASURE_REASON);
    cji_buf_puts(b, "<tombstone id=\"");
    cji_buf_xml(b, id, true);
    cji_buf_printf(b, "\" kind=\"%s\" reason=\"%s\"/>\n", cj_kind_name(kind),
                   cji_code_name(row->extra, reason));
}
