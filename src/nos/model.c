/* SPDX-License-Identifier: MIT */
/* What the elements of a definition mean: texts, ids, numbers, references, items, entries. */
#include "nos/reader.h"

#include <stdio.h>

/* ---- problems -------------------------------------------------------------------------------- */

CJI_PRINTF(4, 5)
void cji_nos_problem(cji_nos_reader *r, cj_status code, const cji_place *place, const char *format,
                     ...)
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
int cji_nos_shown(cji_str text)
{
    return (int)(text.n < 60 ? text.n : 60);
}

static cji_place place_of(const cji_nos_reader *r, int32_t line, int32_t column)
{
    return (cji_place){.file = r->s->file, .line = line, .column = column};
}

cj_status cji_nos_count_ok(cji_nos_reader *r, size_t count, const cji_place *place)
{
    int64_t most = r->ctx->limits[CJ_LIMIT_REPEATS];
    if ((int64_t)count < most)
        return CJ_OK;
    return cji_fail(r->ctx, r->error, CJ_E_LIMIT, place,
                    "the standard has more than %lld items, entries or elements that are not known",
                    (long long)most);
}

/* ---- texts ----------------------------------------------------------------------------------- */

/* No white space in it but single spaces. One look for all bytes, so that it takes many at once. */
static bool is_collapsed(cji_str text)
{
    unsigned runs = 0;
    for (size_t i = 1; i < text.n; i++) {
        unsigned char before = (unsigned char)text.p[i - 1], c = (unsigned char)text.p[i];
        runs |= (c <= ' ') & ((c != ' ') | (before <= ' '));
    }
    return runs == 0;
}

/* A copy with every run of white space as one space, and none at the ends. */
static char *collapsed(cji_nos_reader *r, cji_str given)
{
    cji_str text = cji_str_trim(given);
    char *copy = cji_arena_strdup(r->arena, text), *to = copy;
    if (copy == NULL || is_collapsed(text))
        return copy;
    for (const char *from = copy; *from != '\0'; from++) {
        char c = *from == '\t' || *from == '\n' || *from == '\r' ? ' ' : *from;
        if (c != ' ' || to[-1] != ' ') /* the first byte is no space: it was trimmed */
            *to++ = c;
    }
    *to = '\0';
    return copy;
}

/* The element's text; NULL only when memory is short. */
static cj_status take_text(cji_nos_reader *r, const cji_nos_frame *f, cji_str text,
                           const char **out)
{
    *out = collapsed(r, text);
    if (*out == NULL)
        return cji_no_memory(r->ctx, r->error);
    if (**out == '\0')
        cji_nos_problem(r, CJ_E_VALUE_TEXT, &f->place, "<%s> is empty; a text is expected",
                        f->row->name.p);
    else if (f->row->text_ok != NULL && !f->row->text_ok(cji_str_of(*out)))
        cji_nos_problem(r, CJ_E_NOS, &f->place, "<%s> holds \"%.*s\"; a URN is expected",
                        f->row->name.p, cji_nos_shown(cji_str_of(*out)), *out);
    return CJ_OK;
}

/* A copy of an attribute; *out stays when it is not given. */
static cj_status take_copy(cji_nos_reader *r, const cji_nos_frame *f, enum cji_nos_attr attr,
                           const char **out)
{
    if ((f->given >> attr & 1) == 0)
        return CJ_OK;
    *out = collapsed(r, f->attrs[attr]);
    return *out != NULL ? CJ_OK : cji_no_memory(r->ctx, r->error);
}

const cji_str *cji_nos_attr_of(const cji_nos_frame *f, enum cji_nos_attr attr)
{
    return (f->given >> attr & 1) != 0 ? &f->attrs[attr] : NULL;
}

/* ---- ids, numbers, references ---------------------------------------------------------------- */

static cj_status add_id(cji_nos_reader *r, cji_nos_frame *f, cji_nos_mark m)
{
    const cji_str *id = cji_nos_attr_of(f, CJI_NOS_A_ID);
    size_t count = r->ids.count;
    if (id == NULL)
        return CJ_OK;
    if (!cji_grow(r->ctx, (void **)&r->marks, sizeof *r->marks, r->nmarks, &r->marks_capacity) ||
        cji_map_put(&r->ids, 0, *id, (uint32_t)r->nmarks) != CJ_OK)
        return cji_no_memory(r->ctx, r->error);
    if (r->ids.count == count) {
        f->mark = *cji_map_get(&r->ids, 0, *id);
        cji_nos_problem(r, CJ_E_NOS_DUPLICATE, &f->place, "id \"%.*s\" is in use since line %d",
                        (int)id->n, id->p, (int)r->marks[f->mark].line);
        return CJ_OK;
    }
    m.row = f->row;
    m.line = f->place.line;
    m.column = f->place.column;
    f->mark = r->nmarks;
    r->marks[r->nmarks++] = m;
    return CJ_OK;
}

/* The mark of `id`, if it is of an element like `like`, or (like == NULL) of an <element>. */
static cji_nos_mark *mark_of(cji_nos_reader *r, cji_str id, const cji_nos_row *like)
{
    const uint32_t *at = cji_map_get(&r->ids, 0, id);
    cji_nos_mark *m = at != NULL ? &r->marks[*at] : NULL;
    if (m == NULL || (like != NULL ? m->row != like : m->row->field != CJ_NOS_ELEMENT))
        return NULL;
    return m;
}

/* Whether an element or item before has the number; asked when numbers do not rise. */
static bool number_taken(const cji_nos_reader *r, char part, cji_str number, int32_t n)
{
    for (size_t i = 0; part == 'E' && i < r->nmarks; i++) {
        if (r->marks[i].row->field == CJ_NOS_ELEMENT && r->marks[i].number == n)
            return true;
    }
    for (size_t i = 0; part != 'E' && i < r->nitems; i++) {
        const char *address = r->items[i].address;
        if (address[0] == part && cji_str_is(number, address + 1))
            return true;
    }
    return false;
}

/*
 * Numbers rise by one. A number that was lost in transcription would make coverage look whole
 * when it is not, so a gap has to be said: gap="printed", or incomplete="true" on the root.
 */
static void check_number(cji_nos_reader *r, const cji_nos_frame *f, char part, cji_str number,
                         int32_t *last)
{
    int32_t n = 0;
    for (size_t i = 0; i < number.n; i++)
        n = number.p[i] == '.' ? 0 : 10 * n + (number.p[i] - '0');
    if (n <= *last && number_taken(r, part, number, n))
        cji_nos_problem(r, CJ_E_NOS_DUPLICATE, &f->place, "number %.*s stands twice in this part",
                        (int)number.n, number.p);
    else if (n <= *last)
        cji_nos_problem(r, CJ_E_NOS, &f->place, "number %.*s comes too late: numbers rise",
                        (int)number.n, number.p);
    else if (n > *last + 1 && cji_nos_attr_of(f, CJI_NOS_A_GAP) == NULL && !r->s->incomplete)
        cji_nos_problem(
            r, CJ_E_NOS, &f->place,
            "number %.*s leaves out %d; gap=\"printed\" says that the publisher did so too",
            (int)number.n, number.p, (int)*last + 1);
    if (n > *last)
        *last = n;
}

/* The element that a criterion belongs to. Criteria of one element stand together. */
static void resolve_ref(cji_nos_reader *r, const cji_nos_frame *f, cj_item *item)
{
    const cji_str *ref = cji_nos_attr_of(f, CJI_NOS_A_REF);
    cji_nos_mark *m;
    if (ref == NULL) {
        if (r->sections[0] > 0)
            cji_nos_problem(
                r, CJ_E_XML_ATTRIBUTE, &f->place,
                "<criterion> lacks ref: the standard has elements, it belongs to one of them");
        return;
    }
    m = r->ref.p != NULL && cji_str_eq(*ref, r->ref) ? &r->marks[r->referred]
                                                     : mark_of(r, *ref, NULL);
    if (m == NULL) {
        cji_nos_problem(r, CJ_E_NOS_REFERENCE, &f->place, "ref \"%.*s\" is no id of an <element>",
                        (int)ref->n, ref->p);
        return;
    }
    r->referred = (size_t)(m - r->marks);
    r->ref = r->ids.entries[r->referred].key;
    m->used = true;
    item->section = m->section;
    item->heading = m->heading;
}

/* ---- what each role does at its start and at its end ----------------------------------------- */

/* What an item is called: its address, and the label, which most often says the same. */
static cj_status name_item(cji_nos_reader *r, const cji_nos_frame *f, cji_str number, cj_item *item)
{
    const cji_str *label = cji_nos_attr_of(f, CJI_NOS_A_LABEL);
    char address[16] = {(char)f->row->field};
    item->address = item->label = "";
    if (number.n > 0) {
        memcpy(address + 1, number.p, number.n);
        item->address = cji_arena_strdup(r->arena, (cji_str){address, number.n + 1});
        if (item->address == NULL)
            return cji_no_memory(r->ctx, r->error);
    }
    if (label != NULL && number.n > 0 && cji_str_is(*label, item->address))
        item->label = item->address;
    else if (label != NULL && number.n > 0 && cji_str_eq(*label, number))
        item->label = item->address + 1;
    else
        return take_copy(r, f, CJI_NOS_A_LABEL, &item->label);
    return CJ_OK;
}

/* Where it belongs, and whether it is a limb of what it stands in. */
static void place_item(cji_nos_reader *r, const cji_nos_frame *f, cj_item *item, cji_str number)
{
    const cj_item *parent = cj_item_parent(item);
    size_t n = parent != NULL ? strlen(parent->address) : 0;
    if (parent == NULL && f->row->field == 'P') {
        resolve_ref(r, f, item);
    } else if (parent == NULL) {
        item->section = r->sections[1];
        item->heading = r->heading;
    } else {
        item->section = parent->section;
        item->heading = parent->heading;
    }
    if (n > 1 && number.n > 0 &&
        (number.n < n || memcmp(number.p, parent->address + 1, n - 1) != 0 ||
         number.p[n - 1] != '.'))
        cji_nos_problem(r, CJ_E_NOS, &f->place, "number %.*s is not of the form %s.N",
                        (int)number.n, number.p, parent->address + 1);
}

static cj_status open_item(cji_nos_reader *r, cji_nos_frame *f)
{
    cji_nos_frame *around = r->depth > 1 ? &r->frames[r->depth - 2] : NULL;
    bool limb = around != NULL && around->item > 0;
    const cji_str *given = cji_nos_attr_of(f, limb ? CJI_NOS_A_SUBNUMBER : CJI_NOS_A_NUMBER);
    cji_str number = given != NULL ? *given : (cji_str){"", 0};
    cj_item *item;
    cj_status status = cji_nos_count_ok(r, r->nitems, &f->place);
    if (status == CJ_OK)
        status = add_id(r, f, (cji_nos_mark){0});
    if (status != CJ_OK)
        return status;
    if (!cji_grow(r->ctx, (void **)&r->items, sizeof *r->items, r->nitems, &r->items_capacity))
        return cji_no_memory(r->ctx, r->error);
    item = &r->items[r->nitems];
    *item = (cj_item){.index = (uint32_t)r->nitems,
                      .above = limb ? (uint32_t)(r->nitems + 1 - around->item) : 0,
                      .heading = "",
                      .line = f->place.line,
                      .column = f->place.column};
    status = take_copy(r, f, CJI_NOS_A_ID, &item->id);
    if (status == CJ_OK)
        status = name_item(r, f, number, item);
    if (status != CJ_OK)
        return status;
    if (limb)
        r->items[around->item - 1].limbs++;
    place_item(r, f, item, number);
    if (number.n > 0)
        check_number(r, f, (char)f->row->field, number,
                     limb ? &around->number : &r->numbers[f->row->field == 'P' ? 1 : 2]);
    f->item = ++r->nitems;
    return CJ_OK;
}

static cj_status open_group(cji_nos_reader *r, cji_nos_frame *f)
{
    r->sections[1]++;
    r->heading = "";
    return add_id(r, f, (cji_nos_mark){0});
}

/* The attributes of a leaf go with its text. */
static cj_status keep_attrs(cji_nos_reader *r, cji_nos_frame *f)
{
    cji_nos_pair *pairs;
    cj_status status = CJ_OK;
    uint32_t n = 0;
    for (uint32_t bits = f->given; bits != 0; bits &= bits - 1)
        n++;
    f->value = (cji_nos_value){.field = f->row->field};
    if (n == 0)
        return CJ_OK;
    f->value.attrs = pairs = cji_arena_alloc(r->arena, n * sizeof *pairs);
    if (pairs == NULL)
        return cji_no_memory(r->ctx, r->error);
    for (uint32_t bits = f->given; bits != 0 && status == CJ_OK; bits &= bits - 1) {
        cji_nos_pair *pair = &pairs[f->value.nattrs++];
        pair->attr = (enum cji_nos_attr)cji_lowest(bits);
        status = take_copy(r, f, pair->attr, &pair->text);
    }
    return status;
}

static cj_status open_leaf(cji_nos_reader *r, cji_nos_frame *f)
{
    const cji_str *under = cji_nos_attr_of(f, CJI_NOS_A_UNDER),
                  *number = cji_nos_attr_of(f, CJI_NOS_A_NUMBER);
    cji_nos_mark m = {0};
    cj_status status = keep_attrs(r, f);
    if (status != CJ_OK)
        return status;
    if (under != NULL && mark_of(r, *under, f->row) == NULL)
        cji_nos_problem(r, CJ_E_NOS_REFERENCE, &f->place,
                        "under \"%.*s\" is no id of an earlier entry of this section",
                        (int)under->n, under->p);
    if (f->row->field == CJ_NOS_ELEMENT) {
        m.section = ++r->sections[0];
        m.heading = "";
        if (number != NULL) {
            check_number(r, f, 'E', *number, &r->numbers[0]);
            m.number = r->numbers[0];
        }
    }
    return add_id(r, f, m);
}

static cj_status close_leaf(cji_nos_reader *r, cji_nos_frame *f, cji_str text)
{
    cj_status status = cji_nos_count_ok(r, r->nvalues, &f->place);
    if (status != CJ_OK)
        return status;
    if (!cji_grow(r->ctx, (void **)&r->values, sizeof *r->values, r->nvalues, &r->values_capacity))
        return cji_no_memory(r->ctx, r->error);
    status = take_text(r, f, text, &f->value.text);
    if (status != CJ_OK)
        return status;
    r->values[r->nvalues++] = f->value;
    if (f->row->field == CJ_NOS_ELEMENT && cji_nos_attr_of(f, CJI_NOS_A_ID) != NULL)
        r->marks[f->mark].heading = f->value.text;
    return CJ_OK;
}

static cj_status close_title(cji_nos_reader *r, cji_nos_frame *f, cji_str text)
{
    return take_text(r, f, text, &r->s->title);
}

static cj_status close_text(cji_nos_reader *r, cji_nos_frame *f, cji_str text)
{
    return take_text(r, f, text, &r->items[r->frames[r->depth - 2].item - 1].text);
}

static cj_status close_heading(cji_nos_reader *r, cji_nos_frame *f, cji_str text)
{
    return take_text(r, f, text, &r->heading);
}

/* What the root says, so far as its attributes are sound. */
cj_status cji_nos_take_root(cji_nos_reader *r, const cji_nos_frame *f)
{
    cj_standard *s = r->s;
    const cji_str *wording = cji_nos_attr_of(f, CJI_NOS_A_WORDING);
    const cji_str *incomplete = cji_nos_attr_of(f, CJI_NOS_A_INCOMPLETE);
    cj_status status = take_copy(r, f, CJI_NOS_A_VERSION, &s->version);
    char *key;
    s->wording = wording != NULL && cji_str_is(*wording, "official") ? CJ_WORDING_OFFICIAL
                                                                     : CJ_WORDING_RESTATED;
    s->incomplete = incomplete != NULL && cji_str_is(*incomplete, "true");
    s->line = f->place.line;
    s->column = f->place.column;
    if (status == CJ_OK)
        status = take_copy(r, f, CJI_NOS_A_URN, &s->printed_urn);
    if (status != CJ_OK || s->printed_urn == NULL)
        return status;
    s->urn = key = cji_arena_strdup(r->arena, cji_str_of(s->printed_urn));
    if (key == NULL)
        return cji_no_memory(r->ctx, r->error);
    for (const char *urn = s->printed_urn; *urn != '\0'; urn++) {
        if (*urn != ' ')
            *key++ = *urn;
    }
    *key = '\0';
    return CJ_OK;
}

cj_status (*const cji_nos_openers[CJI_NOS_ROLES])(cji_nos_reader *, cji_nos_frame *) = {
    [CJI_NOS_LEAF] = open_leaf,
    [CJI_NOS_ITEM] = open_item,
    [CJI_NOS_GROUP] = open_group,
};

cj_status (*const cji_nos_closers[CJI_NOS_ROLES])(cji_nos_reader *, cji_nos_frame *, cji_str) = {
    [CJI_NOS_TITLE] = close_title,
    [CJI_NOS_LEAF] = close_leaf,
    [CJI_NOS_TEXT] = close_text,
    [CJI_NOS_HEADING] = close_heading,
};

/* ---- the whole ------------------------------------------------------------------------------- */

/* An element without criteria: either it or its criteria were lost. */
void cji_nos_check_elements(cji_nos_reader *r)
{
    for (size_t i = 0; i < r->nmarks && !r->s->incomplete; i++) {
        const cji_nos_mark *m = &r->marks[i];
        cji_place place = place_of(r, m->line, m->column);
        if (m->row->field == CJ_NOS_ELEMENT && m->row->role == CJI_NOS_LEAF && !m->used)
            cji_nos_problem(r, CJ_E_NOS_REFERENCE, &place,
                            "no criterion belongs to element \"%.*s\"",
                            cji_nos_shown(r->ids.entries[i].key), r->ids.entries[i].key.p);
    }
}

/* From growing arrays to the final ones: values by field, each field in the order of the file. */
cj_status cji_nos_publish(cji_nos_reader *r, const uint8_t *digest, cj_standard **out)
{
    cji_nos_value *values = cji_arena_alloc(r->arena, r->nvalues * sizeof *values);
    cj_standard *s = cji_arena_alloc(r->arena, sizeof *s + r->nitems * sizeof *s->items);
    uint32_t next[CJ_NOS_FIELDS + 2];
    if (values == NULL || s == NULL)
        return cji_no_memory(r->ctx, r->error);
    *s = *r->s;
    for (size_t i = 0; i < r->nvalues; i++)
        s->fields[r->values[i].field + 1]++;
    for (int32_t field = 1; field <= CJ_NOS_FIELDS + 1; field++)
        s->fields[field] += s->fields[field - 1];
    memcpy(next, s->fields, sizeof next);
    for (size_t i = 0; i < r->nvalues; i++)
        values[next[r->values[i].field]++] = r->values[i];
    s->values = values;
    s->nitems = r->nitems;
    if (r->nitems > 0)
        memcpy(s->items, r->items, r->nitems * sizeof *s->items);
    cji_hex(digest, CJI_HASH, s->sha256);
    *out = s;
    return CJ_OK;
}
