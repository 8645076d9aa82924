/* SPDX-License-Identifier: MIT */
/*
 * Reads one definition, event by event, into a model. A problem is reported with its place and
 * the reading goes on, so that one run shows all that is wrong; the model is dropped then.
 */
#include "nos/reader.h"

#include <stdio.h>

/* ---- the grammar ----------------------------------------------------------------------------- */

static uint64_t bit_of(const cji_nos_row *row)
{
    return (uint64_t)1 << (row - cji_nos_rows);
}

static void check_sequence(cji_nos_reader *r, cji_nos_frame *parent, const cji_nos_row *row,
                           const cji_place *place)
{
    if ((parent->seen & bit_of(row)) != 0 && !row->repeats)
        cji_nos_problem(r, CJ_E_XML_ELEMENT, place, "<%s> holds only one <%s>", parent->row->name.p,
                        row->name.p);
    else if (parent->last != NULL && row < parent->last)
        cji_nos_problem(r, CJ_E_XML_ELEMENT, place, "<%s> has its place before <%s>", row->name.p,
                        parent->last->name.p);
    else
        parent->last = row;
    parent->seen |= bit_of(row);
}

static void check_children(cji_nos_reader *r, const cji_nos_frame *f)
{
    uint64_t missing = r->grammar.required[f->row->state] & ~f->seen;
    for (; missing != 0; missing &= missing - 1)
        cji_nos_problem(r, CJ_E_NOS, &f->place, "<%s> lacks its <%s>", f->row->name.p,
                        cji_nos_rows[cji_lowest(missing)].name.p);
}

/* Gives the bit of the attribute if the element may have it, sound or not. */
static uint32_t take_attr(cji_nos_reader *r, cji_nos_frame *f, const cji_xml_attr *given)
{
    for (uint32_t bits = f->row->needs | f->row->may; bits != 0; bits &= bits - 1) {
        int i = cji_lowest(bits);
        const cji_nos_attr_row *row = &cji_nos_attrs[i];
        if (!cji_str_eq(given->name, row->name))
            continue;
        if (row->ok != NULL ? row->ok(given->value) : cji_str_trim(given->value).n > 0) {
            f->attrs[i] = given->value;
            f->given |= 1u << i;
        } else {
            cji_nos_problem(r, row->code, &f->place, "%s=\"%.*s\" is not as expected: %s",
                            row->name.p, cji_nos_shown(given->value), given->value.p,
                            row->expected);
        }
        return 1u << i;
    }
    cji_nos_problem(r, CJ_E_XML_ATTRIBUTE, &f->place, "<%s> has no attribute %.*s", f->row->name.p,
                    cji_nos_shown(given->name), given->name.p);
    return 0;
}

static void take_attrs(cji_nos_reader *r, cji_nos_frame *f, const cji_xml_tag *tag)
{
    uint32_t missing = f->row->needs;
    f->given = 0;
    for (size_t i = 0; i < tag->nattrs; i++)
        missing &= ~take_attr(r, f, &tag->attrs[i]);
    for (; missing != 0; missing &= missing - 1) {
        const cji_nos_attr_row *row = &cji_nos_attrs[cji_lowest(missing)];
        cji_nos_problem(r, CJ_E_XML_ATTRIBUTE, &f->place, "<%s> lacks %s: %s", f->row->name.p,
                        row->name.p, row->expected);
    }
}

static cj_status unknown(cji_nos_reader *r, const cji_xml_tag *tag)
{
    const cji_nos_frame *parent = r->depth > 0 ? &r->frames[r->depth - 1] : NULL;
    char expected[400];
    if (parent == NULL) /* of another root nothing can be said */
        return cji_fail(r->ctx, r->error, CJ_E_XML_ELEMENT, &tag->place,
                        "the root is <%.*s>; <standard> is expected", cji_nos_shown(tag->name),
                        tag->name.p);
    r->skipped = 1;
    if (parent->row->state != CJI_NOS_S_LEAF)
        cji_nos_expected(parent->row->state, expected, sizeof expected);
    else
        snprintf(expected, sizeof expected, "text only");
    cji_nos_problem(r, CJ_E_XML_ELEMENT, &tag->place,
                    "<%.*s> does not belong in <%s>; expected: %s", cji_nos_shown(tag->name),
                    tag->name.p, parent->row->name.p, expected);
    return CJ_OK;
}

/* Most elements are like the one before them. */
static const cji_nos_row *row_of(const cji_nos_reader *r, const cji_nos_frame *parent, cji_str name)
{
    if (parent == NULL)
        return cji_nos_row_of(&r->grammar, CJI_NOS_S_DOCUMENT, name);
    if (parent->row->state == CJI_NOS_S_LEAF)
        return NULL;
    if (parent->last != NULL && cji_str_eq(name, parent->last->name))
        return parent->last;
    return cji_nos_row_of(&r->grammar, parent->row->state, name);
}

static cj_status on_start(void *user, const cji_xml_tag *tag)
{
    cji_nos_reader *r = user;
    cji_nos_frame *parent = r->depth > 0 ? &r->frames[r->depth - 1] : NULL, *f;
    const cji_nos_row *row;
    cj_status status = CJ_OK;
    if (r->skipped > 0) {
        r->skipped++;
        return cji_nos_count_ok(r, r->passed_over++, &tag->place);
    }
    row = row_of(r, parent, tag->name);
    if (row == NULL || r->depth == CJI_NOS_DEPTH)
        return unknown(r, tag);
    if (parent != NULL)
        check_sequence(r, parent, row, &tag->place);
    f = &r->frames[r->depth++];
    f->row = row;
    f->last = NULL;
    f->seen = 0;
    f->place = tag->place;
    f->item = 0;
    f->number = 0;
    take_attrs(r, f, tag);
    if (parent == NULL)
        status = cji_nos_take_root(r, f);
    if (status == CJ_OK && cji_nos_openers[row->role] != NULL)
        status = cji_nos_openers[row->role](r, f);
    return status;
}

static cj_status on_end(void *user, cji_str name, cji_str text, const cji_place *place)
{
    cji_nos_reader *r = user;
    cji_nos_frame *f;
    cj_status status = CJ_OK;
    (void)name, (void)place;
    if (r->skipped > 0) {
        r->skipped--;
        return CJ_OK;
    }
    f = &r->frames[r->depth - 1];
    if (cji_nos_closers[f->row->role] != NULL)
        status = cji_nos_closers[f->row->role](r, f, text);
    else if (cji_str_trim(text).n > 0)
        cji_nos_problem(r, CJ_E_XML_TEXT, &f->place, "<%s> holds text; it holds elements only",
                        f->row->name.p);
    if (f->row->state != CJI_NOS_S_LEAF)
        check_children(r, f);
    r->depth--;
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------- */

cj_status cji_nos_reader_new(cj_context *ctx, cji_nos_reader **out, cj_error **error)
{
    cji_nos_reader *r = cji_alloc(ctx, sizeof *r);
    cj_status status;
    if (r == NULL)
        return cji_no_memory(ctx, error);
    r->ctx = ctx;
    cji_nos_grammar_init(&r->grammar);
    r->xml = cji_xml_new(ctx);
    r->s = cji_alloc(ctx, sizeof *r->s);
    status = r->xml != NULL && r->s != NULL ? cji_map_init(&r->ids, ctx) : CJ_E_MEMORY;
    if (status == CJ_OK) {
        *out = r;
        return CJ_OK;
    }
    cji_nos_reader_free(r);
    return cji_fail(ctx, error, status, NULL, "no memory or randomness for a reader");
}

void cji_nos_reader_free(cji_nos_reader *r)
{
    if (r == NULL)
        return;
    cji_xml_free(r->xml);
    cji_map_fini(&r->ids);
    cji_free(r->ctx, r->s);
    cji_free(r->ctx, r->values);
    cji_free(r->ctx, r->items);
    cji_free(r->ctx, r->marks);
    cji_free(r->ctx, r);
}

static cj_status begin(cji_nos_reader *r, cji_input *in, cji_arena *arena, cj_error **error)
{
    *r->s = (cj_standard){.ctx = r->ctx};
    r->arena = arena;
    r->error = error;
    r->first = CJ_OK;
    r->depth = r->skipped = r->passed_over = r->nvalues = r->nitems = r->nmarks = 0;
    r->ref = (cji_str){NULL, 0};
    memset(r->numbers, 0, sizeof r->numbers);
    memset(r->sections, 0, sizeof r->sections);
    r->heading = "";
    cji_map_clear(&r->ids);
    r->s->file = cji_arena_strdup(arena, cji_str_of(cji_input_name(in)));
    return r->s->file != NULL ? CJ_OK : cji_no_memory(r->ctx, error);
}

cj_status cji_nos_reader_run(cji_nos_reader *r, cji_input *in, cji_arena *arena, cj_standard **out,
                             cj_error **error)
{
    cji_xml_handler handler = {on_start, on_end, r};
    cji_arena_mark before = cji_arena_now(arena);
    cj_status status = begin(r, in, arena, error);
    if (status == CJ_OK)
        status = cji_input_want_digest(in, error);
    if (status == CJ_OK)
        status = cji_xml_run(r->xml, in, CJI_NOS_NAMESPACE, &handler, error);
    if (status == CJ_OK)
        cji_nos_check_elements(r);
    if (status == CJ_OK) /* what core found, or what stopped the reading, goes first */
        status = r->first;
    if (status == CJ_OK)
        status = cji_nos_publish(r, cji_input_digest(in), out);
    if (status != CJ_OK)
        cji_arena_rewind(arena, before);
    return status;
}
