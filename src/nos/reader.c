/* SPDX-License-Identifier: MIT */
/*
 * Reads one definition, event by event, into a model. A problem is reported with its place and
 * the reading goes on, so that one run shows all that is wrong; the model is dropped then.
 */
#include "nos/nos.h"

#include <stdio.h>

#define MAX_DEPTH 8 /* the grammar needs five */

typedef struct frame {
    const cji_nos_row *row;
    const cji_nos_row *last; /* the child that came last: siblings have an order */
    uint64_t seen;           /* a bit for each row that came */
    cji_place place;
    const char *attrs[CJI_NOS_ATTRS];
    cj_item *item;
    int32_t number; /* the highest number of a limb so far */
} frame;

/* Whatever has an id. */
typedef struct mark {
    const cji_nos_row *row;
    int32_t line, column;
    int32_t section; /* of an element, from 1 */
    bool used;
} mark;

typedef struct nos_reader {
    cj_context *ctx;
    cj_error **error;
    cj_status first; /* the first problem, reported and survived */
    cj_standard *s;
    frame frames[MAX_DEPTH];
    size_t depth, skipped; /* skipped: how deep inside an unknown element */
    cji_nos_value *values;
    size_t nvalues, values_capacity;
    cj_item **items;
    size_t nitems, items_capacity;
    mark *marks;
    size_t nmarks, marks_capacity;
    cji_map ids;         /* id -> place in marks */
    int32_t numbers[3];  /* the highest so far of elements, criteria, statements */
    int32_t sections[2]; /* elements and groups so far */
    const char *heading; /* of the open group */
} nos_reader;

/* ---- problems -------------------------------------------------------------------------------- */

CJI_PRINTF(4, 5)
static void problem(nos_reader *r, cj_status code, const cji_place *place, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    (void)cji_fail(r->ctx, r->error, code, place, "%s", text);
    if (r->first == CJ_OK)
        r->first = code;
}

/* Names and values of a hostile file may be long. */
static int shown(cji_str text)
{
    return (int)(text.n < 60 ? text.n : 60);
}

static cji_place place_of(const nos_reader *r, int32_t line, int32_t column)
{
    return (cji_place){.file = r->s->file, .line = line, .column = column};
}

static cj_status count_ok(nos_reader *r, size_t count, const cji_place *place)
{
    int64_t most = r->ctx->limits[CJ_LIMIT_REPEATS];
    if ((int64_t)count < most)
        return CJ_OK;
    return cji_fail(r->ctx, r->error, CJ_E_LIMIT, place,
                    "the standard has more than %lld items or entries", (long long)most);
}

/* ---- texts ----------------------------------------------------------------------------------- */

/* A copy with every run of white space as one space, and none at the ends. */
static char *collapsed(nos_reader *r, cji_str text)
{
    char *copy = cji_arena_strdup(&r->s->arena, cji_str_trim(text)), *to = copy;
    if (copy == NULL)
        return NULL;
    for (const char *from = copy; *from != '\0'; from++) {
        char c = *from == '\t' || *from == '\n' || *from == '\r' ? ' ' : *from;
        if (c != ' ' || to[-1] != ' ') /* the first byte is no space: it was trimmed */
            *to++ = c;
    }
    *to = '\0';
    return copy;
}

/* The element's text; NULL only when memory is short. */
static cj_status take_text(nos_reader *r, const frame *f, cji_str given, const char **out)
{
    cji_str text = cji_str_trim(given);
    *out = collapsed(r, text);
    if (*out == NULL)
        return cji_no_memory(r->ctx, r->error);
    if (text.n == 0)
        problem(r, CJ_E_VALUE_TEXT, &f->place, "<%s> is empty; a text is expected", f->row->name);
    else if (f->row->text_ok != NULL && !f->row->text_ok(cji_str_of(*out)))
        problem(r, CJ_E_NOS, &f->place, "<%s> holds \"%.*s\"; a URN is expected", f->row->name,
                shown(text), text.p);
    return CJ_OK;
}

/* ---- ids, numbers, references ---------------------------------------------------------------- */

static cj_status add_id(nos_reader *r, const frame *f, int32_t section)
{
    const char *id = f->attrs[CJI_NOS_A_ID];
    const uint32_t *at;
    if (id == NULL)
        return CJ_OK;
    at = cji_map_get(&r->ids, 0, cji_str_of(id));
    if (at != NULL) {
        problem(r, CJ_E_NOS_DUPLICATE, &f->place, "id \"%s\" is in use since line %d", id,
                (int)r->marks[*at].line);
        return CJ_OK;
    }
    if (!cji_grow(r->ctx, (void **)&r->marks, sizeof *r->marks, r->nmarks, &r->marks_capacity) ||
        cji_map_put(&r->ids, 0, cji_str_of(id), (uint32_t)r->nmarks) != CJ_OK)
        return cji_no_memory(r->ctx, r->error);
    r->marks[r->nmarks++] =
        (mark){.row = f->row, .line = f->place.line, .column = f->place.column, .section = section};
    return CJ_OK;
}

/* The mark of `id`, if it is of an element like `like`, or (like == NULL) of an <element>. */
static mark *mark_of(nos_reader *r, const char *id, const cji_nos_row *like)
{
    const uint32_t *at = cji_map_get(&r->ids, 0, cji_str_of(id));
    mark *m = at != NULL ? &r->marks[*at] : NULL;
    if (m == NULL || (like != NULL ? m->row != like : m->row->field != CJ_NOS_ELEMENT))
        return NULL;
    return m;
}

/*
 * Numbers rise by one. A number that was lost in transcription would make coverage look whole
 * when it is not, so a gap has to be said: gap="printed", or incomplete="true" on the root.
 */
static cj_status check_number(nos_reader *r, const frame *f, char part, const char *number,
                              int32_t *last)
{
    const char *dot = strchr(number, '.');
    char address[16];
    int64_t n = 0;
    snprintf(address, sizeof address, "%c%s", part, number);
    if (!cji_parse_int(cji_str_of(dot != NULL ? dot + 1 : number), &n))
        return CJ_OK; /* reported with the attribute */
    if (cji_map_get(&r->s->by_address, 0, cji_str_of(address)) != NULL) {
        problem(r, CJ_E_NOS_DUPLICATE, &f->place, "number %s stands twice in this part", number);
        return CJ_OK;
    }
    if (n <= *last)
        problem(r, CJ_E_NOS, &f->place, "number %s comes too late: numbers rise", number);
    else if (n > *last + 1 && f->attrs[CJI_NOS_A_GAP] == NULL && !r->s->incomplete)
        problem(r, CJ_E_NOS, &f->place,
                "number %s leaves out %d; gap=\"printed\" says that the publisher did so too",
                number, (int)*last + 1);
    if (n > *last)
        *last = (int32_t)n;
    if (cji_map_put(&r->s->by_address, 0, cji_str_of(address), (uint32_t)r->nitems) != CJ_OK)
        return cji_no_memory(r->ctx, r->error);
    return CJ_OK;
}

/* The element that a criterion belongs to. */
static void resolve_ref(nos_reader *r, const frame *f, cj_item *item)
{
    const char *ref = f->attrs[CJI_NOS_A_REF];
    mark *m;
    if (ref == NULL) {
        if (r->sections[0] > 0)
            problem(r, CJ_E_XML_ATTRIBUTE, &f->place,
                    "<criterion> lacks ref: the standard has elements, it belongs to one of them");
        return;
    }
    m = mark_of(r, ref, NULL);
    if (m == NULL) {
        problem(r, CJ_E_NOS_REFERENCE, &f->place, "ref \"%s\" is no id of an <element>", ref);
        return;
    }
    m->used = true;
    item->section = m->section;
    for (size_t i = 0, n = 0; i < r->nvalues; i++) {
        if (r->values[i].field == CJ_NOS_ELEMENT && (int32_t)++n == m->section)
            item->heading = r->values[i].text;
    }
}

/* ---- what each role does at its start and at its end ----------------------------------------- */

static cj_status open_item(nos_reader *r, frame *f)
{
    frame *around = r->depth > 1 ? &r->frames[r->depth - 2] : NULL;
    cj_item *parent = around != NULL ? around->item : NULL, *item;
    bool limb = parent != NULL;
    const char *number = f->attrs[limb ? CJI_NOS_A_SUBNUMBER : CJI_NOS_A_NUMBER];
    cj_status status = count_ok(r, r->nitems, &f->place);
    if (status == CJ_OK)
        status = add_id(r, f, 0);
    if (status != CJ_OK)
        return status;
    item = cji_arena_alloc(&r->s->arena, sizeof *item);
    if (item == NULL ||
        !cji_grow(r->ctx, (void **)&r->items, sizeof *r->items, r->nitems, &r->items_capacity))
        return cji_no_memory(r->ctx, r->error);
    *item = (cj_item){.standard = r->s,
                      .parent = parent,
                      .part = f->row->field,
                      .id = f->attrs[CJI_NOS_A_ID],
                      .label = f->attrs[CJI_NOS_A_LABEL],
                      .number = number,
                      .heading = limb ? parent->heading : "",
                      .section = limb ? parent->section : 0,
                      .line = f->place.line,
                      .column = f->place.column};
    if (item->label == NULL)
        item->label = "";
    if (limb) {
        parent->limbs++;
    } else if (item->part == 'P') {
        resolve_ref(r, f, item);
    } else {
        item->section = r->sections[1];
        item->heading = r->heading;
    }
    if (number != NULL && limb && parent->number != NULL) {
        size_t n = strlen(parent->number);
        if (strncmp(number, parent->number, n) != 0 || number[n] != '.')
            problem(r, CJ_E_NOS, &f->place, "number %s is not of the form %s.N", number,
                    parent->number);
    }
    if (number != NULL)
        status = check_number(r, f, (char)item->part, number,
                              limb ? &around->number : &r->numbers[item->part == 'P' ? 1 : 2]);
    f->item = item;
    r->items[r->nitems++] = item;
    return status;
}

static cj_status open_group(nos_reader *r, frame *f)
{
    r->sections[1]++;
    r->heading = "";
    return add_id(r, f, 0);
}

static cj_status close_leaf(nos_reader *r, const frame *f, cji_str text)
{
    const char *under = f->attrs[CJI_NOS_A_UNDER], *number = f->attrs[CJI_NOS_A_NUMBER];
    cji_nos_value *v;
    cj_status status = count_ok(r, r->nvalues, &f->place);
    if (status != CJ_OK)
        return status;
    if (!cji_grow(r->ctx, (void **)&r->values, sizeof *r->values, r->nvalues, &r->values_capacity))
        return cji_no_memory(r->ctx, r->error);
    v = &r->values[r->nvalues];
    *v = (cji_nos_value){.field = f->row->field};
    memcpy(v->attrs, f->attrs, sizeof v->attrs);
    status = take_text(r, f, text, &v->text);
    if (status != CJ_OK)
        return status;
    r->nvalues++;
    if (under != NULL && mark_of(r, under, f->row) == NULL)
        problem(r, CJ_E_NOS_REFERENCE, &f->place,
                "under \"%s\" is no id of an earlier entry of this section", under);
    if (v->field == CJ_NOS_ELEMENT)
        r->sections[0]++;
    status = add_id(r, f, r->sections[0]);
    if (status == CJ_OK && v->field == CJ_NOS_ELEMENT && number != NULL)
        status = check_number(r, f, 'E', number, &r->numbers[0]);
    return status;
}

static cj_status close_title(nos_reader *r, const frame *f, cji_str text)
{
    return take_text(r, f, text, &r->s->title);
}

static cj_status close_text(nos_reader *r, const frame *f, cji_str text)
{
    return take_text(r, f, text, &r->frames[r->depth - 2].item->text);
}

static cj_status close_heading(nos_reader *r, const frame *f, cji_str text)
{
    return take_text(r, f, text, &r->heading);
}

static cj_status (*const openers[CJI_NOS_ROLES])(nos_reader *, frame *) = {
    [CJI_NOS_ITEM] = open_item,
    [CJI_NOS_GROUP] = open_group,
};

static cj_status (*const closers[CJI_NOS_ROLES])(nos_reader *, const frame *, cji_str) = {
    [CJI_NOS_TITLE] = close_title,
    [CJI_NOS_LEAF] = close_leaf,
    [CJI_NOS_TEXT] = close_text,
    [CJI_NOS_HEADING] = close_heading,
};

/* ---- the grammar ----------------------------------------------------------------------------- */

static void check_sequence(nos_reader *r, frame *parent, const cji_nos_row *row,
                           const cji_place *place)
{
    uint64_t bit = (uint64_t)1 << (row - cji_nos_rows);
    if ((parent->seen & bit) != 0 && !row->repeats)
        problem(r, CJ_E_XML_ELEMENT, place, "<%s> holds only one <%s>", parent->row->name,
                row->name);
    else if (parent->last != NULL && row < parent->last)
        problem(r, CJ_E_XML_ELEMENT, place, "<%s> has its place before <%s>", row->name,
                parent->last->name);
    else
        parent->last = row;
    parent->seen |= bit;
}

static void check_children(nos_reader *r, const frame *f)
{
    for (size_t i = 0; i < cji_nos_row_count; i++) {
        const cji_nos_row *row = &cji_nos_rows[i];
        if (row->required && strcmp(row->in, f->row->state) == 0 &&
            (f->seen & (uint64_t)1 << i) == 0)
            problem(r, CJ_E_NOS, &f->place, "<%s> lacks its <%s>", f->row->name, row->name);
    }
}

static cj_status take_attr(nos_reader *r, frame *f, const cji_xml_attr *given)
{
    for (size_t i = 0; i < CJI_NOS_ATTRS; i++) {
        const cji_nos_attr_row *row = &cji_nos_attrs[i];
        if (((f->row->needs | f->row->may) >> i & 1) == 0 || !cji_str_is(given->name, row->name))
            continue;
        if (row->ok != NULL ? !row->ok(given->value) : cji_str_trim(given->value).n == 0) {
            problem(r, row->code, &f->place, "%s=\"%.*s\" is not as expected: %s", row->name,
                    shown(given->value), given->value.p, row->expected);
            return CJ_OK;
        }
        f->attrs[i] = collapsed(r, given->value);
        return f->attrs[i] != NULL ? CJ_OK : cji_no_memory(r->ctx, r->error);
    }
    problem(r, CJ_E_XML_ATTRIBUTE, &f->place, "<%s> has no attribute %.*s", f->row->name,
            shown(given->name), given->name.p);
    return CJ_OK;
}

static cj_status take_attrs(nos_reader *r, frame *f, const cji_xml_tag *tag)
{
    for (size_t i = 0; i < tag->nattrs; i++) {
        cj_status status = take_attr(r, f, &tag->attrs[i]);
        if (status != CJ_OK)
            return status;
    }
    for (size_t i = 0; i < CJI_NOS_ATTRS; i++) {
        const cji_nos_attr_row *row = &cji_nos_attrs[i];
        if ((f->row->needs >> i & 1) != 0 && cji_xml_attr_of(tag, row->name).p == NULL)
            problem(r, CJ_E_XML_ATTRIBUTE, &f->place, "<%s> lacks %s: %s", f->row->name, row->name,
                    row->expected);
    }
    return CJ_OK;
}

static cj_status unknown(nos_reader *r, const cji_xml_tag *tag)
{
    const frame *parent = r->depth > 0 ? &r->frames[r->depth - 1] : NULL;
    char expected[400];
    if (parent == NULL) /* of another root nothing can be said */
        return cji_fail(r->ctx, r->error, CJ_E_XML_ELEMENT, &tag->place,
                        "the root is <%.*s>; <standard> is expected", shown(tag->name),
                        tag->name.p);
    r->skipped = 1;
    if (parent->row->state != NULL)
        cji_nos_expected(parent->row->state, expected, sizeof expected);
    else
        snprintf(expected, sizeof expected, "text only");
    problem(r, CJ_E_XML_ELEMENT, &tag->place, "<%.*s> does not belong in <%s>; expected: %s",
            shown(tag->name), tag->name.p, parent->row->name, expected);
    return CJ_OK;
}

/* What the root says, once its attributes are known to be sound. */
static cj_status take_root(nos_reader *r, const frame *f)
{
    cj_standard *s = r->s;
    const char *wording = f->attrs[CJI_NOS_A_WORDING], *urn = f->attrs[CJI_NOS_A_URN];
    const char *incomplete = f->attrs[CJI_NOS_A_INCOMPLETE];
    char *key;
    s->version = f->attrs[CJI_NOS_A_VERSION];
    s->wording = wording != NULL && strcmp(wording, "official") == 0 ? CJ_WORDING_OFFICIAL
                                                                     : CJ_WORDING_RESTATED;
    s->incomplete = incomplete != NULL && strcmp(incomplete, "true") == 0;
    s->line = f->place.line;
    s->column = f->place.column;
    if (urn == NULL)
        return CJ_OK;
    s->printed_urn = urn;
    s->urn = key = cji_arena_strdup(&s->arena, cji_str_of(urn));
    if (key == NULL)
        return cji_no_memory(r->ctx, r->error);
    for (; *urn != '\0'; urn++) {
        if (*urn != ' ')
            *key++ = *urn;
    }
    *key = '\0';
    return CJ_OK;
}

static cj_status on_start(void *user, const cji_xml_tag *tag)
{
    nos_reader *r = user;
    frame *parent = r->depth > 0 ? &r->frames[r->depth - 1] : NULL, *f;
    const char *state = parent == NULL ? "" : parent->row->state;
    const cji_nos_row *row = state != NULL ? cji_nos_row_of(state, tag->name) : NULL;
    cj_status status;
    if (r->skipped > 0) {
        r->skipped++;
        return CJ_OK;
    }
    if (row == NULL || r->depth == MAX_DEPTH)
        return unknown(r, tag);
    if (parent != NULL)
        check_sequence(r, parent, row, &tag->place);
    f = &r->frames[r->depth++];
    *f = (frame){.row = row, .place = tag->place};
    status = take_attrs(r, f, tag);
    if (status == CJ_OK && parent == NULL)
        status = take_root(r, f);
    if (status == CJ_OK && openers[row->role] != NULL)
        status = openers[row->role](r, f);
    return status;
}

static cj_status on_end(void *user, cji_str name, cji_str text, const cji_place *place)
{
    nos_reader *r = user;
    const frame *f;
    cj_status status = CJ_OK;
    (void)name, (void)place;
    if (r->skipped > 0) {
        r->skipped--;
        return CJ_OK;
    }
    f = &r->frames[r->depth - 1];
    if (closers[f->row->role] != NULL)
        status = closers[f->row->role](r, f, text);
    else if (cji_str_trim(text).n > 0)
        problem(r, CJ_E_XML_TEXT, &f->place, "<%s> holds text; it holds elements only",
                f->row->name);
    if (f->row->state != NULL)
        check_children(r, f);
    r->depth--;
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* An element without criteria: either it or its criteria were lost. */
static void check_elements(nos_reader *r)
{
    for (size_t i = 0; i < r->nmarks && !r->s->incomplete; i++) {
        const mark *m = &r->marks[i];
        cji_place place = place_of(r, m->line, m->column);
        if (m->row->field == CJ_NOS_ELEMENT && m->row->role == CJI_NOS_LEAF && !m->used)
            problem(r, CJ_E_NOS_REFERENCE, &place, "no criterion belongs to element \"%s\"",
                    r->ids.entries[i].key.p);
    }
}

/* From growing arrays to the final ones: values by field, each field in the order of the file. */
static cj_status publish(nos_reader *r, const uint8_t *digest)
{
    cj_standard *s = r->s;
    cji_nos_value *values = cji_arena_alloc(&s->arena, r->nvalues * sizeof *values);
    const cj_item **items = cji_arena_alloc(&s->arena, r->nitems * sizeof *items);
    size_t at = 0;
    if (values == NULL || items == NULL)
        return cji_no_memory(r->ctx, r->error);
    for (int32_t field = 0; field <= CJ_NOS_FIELDS; field++) {
        s->fields[field] = at;
        for (size_t i = 0; i < r->nvalues; i++) {
            if (r->values[i].field == field)
                values[at++] = r->values[i];
        }
    }
    s->fields[CJ_NOS_FIELDS + 1] = at;
    for (size_t i = 0; i < r->nitems; i++) {
        cj_item *item = r->items[i];
        char address[16];
        snprintf(address, sizeof address, "%c%s", (char)item->part, item->number);
        item->address = cji_arena_strdup(&s->arena, cji_str_of(address));
        if (item->address == NULL)
            return cji_no_memory(r->ctx, r->error);
        items[i] = item;
    }
    s->values = values;
    s->items = items;
    s->nitems = r->nitems;
    cji_hex(digest, CJI_HASH, s->sha256);
    return CJ_OK;
}

static cj_status begin(nos_reader *r, cji_input *in)
{
    cj_standard *s = r->s = cji_alloc(r->ctx, sizeof *s);
    cj_status status;
    if (s == NULL)
        return cji_no_memory(r->ctx, r->error);
    s->ctx = r->ctx;
    cji_arena_init(&s->arena, r->ctx);
    s->file = cji_arena_strdup(&s->arena, cji_str_of(cji_input_name(in)));
    if (s->file == NULL)
        return cji_no_memory(r->ctx, r->error);
    status = cji_map_init(&s->by_address, r->ctx);
    if (status == CJ_OK)
        status = cji_map_init(&r->ids, r->ctx);
    if (status != CJ_OK)
        (void)cji_fail(r->ctx, r->error, status, NULL, "no memory or randomness for an index");
    return status;
}

cj_status cji_nos_read(cj_context *ctx, cji_input *in, cj_standard **out, cj_error **error)
{
    nos_reader r = {.ctx = ctx, .error = error, .heading = ""};
    cji_xml_handler handler = {on_start, on_end, &r};
    cj_status status = begin(&r, in);
    if (status != CJ_OK)
        goto done;
    status = cji_input_want_digest(in, error);
    if (status == CJ_OK)
        status = cji_xml_read(ctx, in, CJI_NOS_NAMESPACE, &handler, error);
    if (status == CJ_OK)
        check_elements(&r);
    if (status == CJ_OK) /* what core found, or what stopped the reading, goes first */
        status = r.first;
    if (status == CJ_OK)
        status = publish(&r, cji_input_digest(in));
done:
    if (status == CJ_OK)
        *out = r.s;
    else
        cji_nos_standard_free(r.s);
    cji_map_fini(&r.ids);
    cji_free(ctx, r.values);
    cji_free(ctx, r.items);
    cji_free(ctx, r.marks);
    return status;
}
