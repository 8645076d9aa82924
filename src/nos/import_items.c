/* SPDX-License-Identifier: MIT */
/* The items of a part: its lines as atoms, their sequence, repairs, and texts put together. */
#include "nos/import.h"

#include <stdlib.h>

#define TITLE_LEAST 30 /* bytes: a short title may stand in a statement by itself */

/* ---- atoms out of lines ---------------------------------------------------------------------- */

static void add_line(cji_import *im, cji_import_atoms *atoms, const cji_import_line *line)
{
    cji_import_atom a = {
        .line = line, .text = line->text, .label = line->label, .column = line->column};
    if (line->name != NULL && line->name->field != CJI_IMPORT_ROW_ELEMENT) {
        a.kind = CJI_IMPORT_OPENING;
        a.label = (cji_import_label){0};
    } else if (line->heading > 0) {
        if (!line->lead)
            return;
        a.kind = CJI_IMPORT_TITLE;
        a.section = line->heading;
        a.label = (cji_import_label){0};
    }
    cji_import_add_atom(im, atoms, &a);
    if (a.kind != CJI_IMPORT_TITLE || line->name != NULL || line->value.n == 0)
        return;
    a = (cji_import_atom){.line = line, .text = line->value, .column = line->column};
    (void)cji_import_label_at(a.text, &a.label);
    cji_import_add_atom(im, atoms, &a);
}

/* ---- labels that the sequence has no use for ------------------------------------------------- */

static bool has_key(const cji_import_atoms *atoms, int32_t n, int32_t m)
{
    for (size_t i = 0; i < atoms->count; i++) {
        if (atoms->at[i].kind == CJI_IMPORT_ITEM && atoms->at[i].n == n && atoms->at[i].m == m)
            return true;
    }
    return false;
}

/* A label out of its order, if its number is wanted; else a line without a place. */
static void leftover(cji_import *im, const cji_import_part *part, cji_import_atoms *atoms,
                     cji_import_atom *a, int32_t last)
{
    const cji_import_label *l = &a->label;
    int32_t line = a->line->number;
    if (l->only && l->prefix == 0 && !l->closed && l->m == 0) {
        a->kind = CJI_IMPORT_ASIDE;
        a->text = (cji_str){"", 0};
        cji_import_note(im, CJ_E_IMPORT_FURNITURE, line, a->column,
                        "a number alone on its line is left out: %.*s",
                        cji_import_shown(l->printed), l->printed.p);
        return;
    }
    if (!l->closed && l->prefix == 0 && l->m == 0)
        return; /* a text that begins with a number */
    if ((l->prefix == 0 || l->prefix == part->letter) && !l->deep && l->n <= last && !l->only &&
        !has_key(atoms, l->n, l->m) && (l->m == 0 || has_key(atoms, l->n, 0))) {
        a->kind = CJI_IMPORT_ITEM;
        a->n = l->n;
        a->m = l->m;
        a->text = l->rest;
        cji_import_note(im, CJ_E_IMPORT_ORDER, line, a->column,
                        "%.*s is printed out of its order, and is put where it belongs",
                        cji_import_shown(l->printed), l->printed.p);
        return;
    }
    if (l->m > 0 && !l->closed && l->prefix == 0)
        return; /* "2.5 hours" */
    a->kind = CJI_IMPORT_ASIDE;
    cji_import_problem(im, CJ_E_IMPORT_UNPLACED, line, a->column,
                       "the label %.*s has no place in the sequence: %.*s",
                       cji_import_shown(l->printed), l->printed.p, cji_import_shown(l->rest),
                       l->rest.p);
}

static void leftovers(cji_import *im, const cji_import_part *part, cji_import_atoms *atoms)
{
    int32_t last = 0;
    for (size_t i = 0; i < atoms->count; i++) {
        if (atoms->at[i].kind == CJI_IMPORT_ITEM && atoms->at[i].n > last)
            last = atoms->at[i].n;
    }
    for (size_t i = 0; i < atoms->count && last > 0; i++) {
        cji_import_atom *a = &atoms->at[i];
        if (a->kind == CJI_IMPORT_TEXT && a->label.is && a->label.n > 0 && !a->local)
            leftover(im, part, atoms, a, last);
    }
}

/* ---- parts without numbers ------------------------------------------------------------------- */

/* What begins an item where no item has a number. */
enum mark { BY_LETTER, BY_BULLET, BY_LINE };

static bool first_line(const cji_import *im, const cji_import_atoms *atoms, size_t i, char letter)
{
    const cji_import_atom *a = &atoms->at[i], *above = i > 0 ? &atoms->at[i - 1] : NULL;
    cji_str word = cji_import_first_word(a->text);
    if (above == NULL || above->kind != CJI_IMPORT_TEXT)
        return true;
    if (cji_import_hangs(above->text) || cji_import_word_goes_on(word, letter))
        return a->line->blank_before && !a->line->page_before && !cji_import_hangs(above->text);
    return a->line->blank_before || !cji_import_full(im, above->line, a->text);
}

static bool has_mark(const cji_import *im, const cji_import_atoms *atoms, size_t i, enum mark mark,
                     char letter, int32_t indent)
{
    const cji_import_atom *a = &atoms->at[i];
    if (a->kind != CJI_IMPORT_TEXT)
        return false;
    if (mark == BY_LETTER)
        return a->label.is && a->label.letter > 0 && a->label.closed;
    if (mark == BY_BULLET)
        return a->line->bullet && a->line->indent <= indent;
    return first_line(im, atoms, i, letter);
}

/* Numbers the items of a part in their order; their labels are gone, or are letters. */
static void number_all(cji_import *im, char letter, cji_import_atoms *atoms)
{
    enum mark mark = BY_LINE;
    int32_t n = 0, indent = INT32_MAX;
    for (size_t i = 0; i < atoms->count; i++) {
        if (atoms->at[i].kind == CJI_IMPORT_TEXT && atoms->at[i].line->bullet &&
            indent == INT32_MAX)
            indent = atoms->at[i].line->indent + 1;
    }
    for (size_t i = 0; i < atoms->count && mark == BY_LINE; i++) {
        /* What comes first numbers the items; the other one is for their limbs. */
        if (has_mark(im, atoms, i, BY_LETTER, letter, indent))
            mark = BY_LETTER;
        else if (has_mark(im, atoms, i, BY_BULLET, letter, indent))
            mark = BY_BULLET;
    }
    for (size_t i = 0; i < atoms->count; i++)
        atoms->at[i].local = has_mark(im, atoms, i, mark, letter, indent);
    for (size_t i = 0; i < atoms->count; i++) {
        cji_import_atom *a = &atoms->at[i];
        if (!a->local)
            continue;
        if (n == 0)
            cji_import_note(im, CJ_E_IMPORT_NUMBER, a->line->number, a->column,
                            "no item from here on has a number; they are numbered in their order");
        a->local = false;
        a->kind = CJI_IMPORT_ITEM;
        a->n = ++n;
        a->restored = true;
        if (mark == BY_LETTER)
            a->text = a->label.rest;
        else
            a->label = (cji_import_label){.printed = {"", 0}};
    }
}

/* ---- items ----------------------------------------------------------------------------------- */

typedef struct composer {
    cji_import *im;
    cji_import_part *part;
    bool dotted;
    cji_import_item item; /* the one that is open; number 0: none */
    cji_buf text;
    int32_t section, limb, last;
    bool soft, aside, opened;
    int32_t stray; /* lines before the first item that have no place */
} composer;

/* The title inside a statement, as it is printed: a page header on the line of the text. */
static void drop_header(cji_import *im, cji_buf *text, int32_t line)
{
    cji_str title = im->title;
    if (title.n < TITLE_LEAST || text->n <= title.n || text->status != CJ_OK)
        return;
    for (size_t i = 1; i + title.n <= text->n; i++) {
        size_t to = i + title.n;
        if (text->p[i - 1] != ' ' || memcmp(text->p + i, title.p, title.n) != 0)
            continue;
        to += to < text->n && text->p[to] == ' ';
        memmove(text->p + i, text->p + to, text->n - to);
        text->n -= to - i;
        cji_import_note(im, CJ_E_IMPORT_FURNITURE, line, 1,
                        "a page header inside a statement is left out: %.*s",
                        cji_import_shown(title), title.p);
        return;
    }
}

static void close_item(composer *c)
{
    cji_import *im = c->im;
    cji_import_part *part = c->part;
    if (c->item.number == 0)
        return;
    drop_header(im, &c->text, c->item.line);
    c->item.text =
        cji_str_trim(cji_import_mend(im, cji_import_keep_buf(im, &c->text), c->item.line));
    if (!cji_grow(im->ctx, (void **)&part->items, sizeof c->item, part->count, &part->capacity)) {
        im->failed = true;
        return;
    }
    part->items[part->count++] = c->item;
    cji_buf_clear(&c->text);
    c->item = (cji_import_item){0};
}

static void open_item(composer *c, const cji_import_atom *a, int32_t number, int32_t sub)
{
    close_item(c);
    c->item = (cji_import_item){.number = number,
                                .sub = sub,
                                .label = a->label.printed,
                                .section = c->section,
                                .line = a->line->number,
                                .column = a->column};
    c->last = number;
    c->aside = false;
    if (c->section > 0 && (size_t)c->section <= c->part->nsections)
        c->part->sections[c->section - 1].items++;
}

static void begin(composer *c, const cji_import_atom *a)
{
    if (a->kind == CJI_IMPORT_LIMB) {
        open_item(c, a, c->last, ++c->limb);
    } else {
        int32_t number = c->dotted ? c->last + 1 : a->base + a->n;
        open_item(c, a, number, c->dotted ? 0 : a->m);
        c->limb = a->m;
    }
    cji_buf_str(&c->text, a->text);
    c->soft = a->line->soft;
}

/* A lead-in that comes again, with no heading behind it, begins a group without a heading. */
static void reopen(composer *c, const cji_import_atoms *atoms, size_t i)
{
    cji_import_part *part = c->part;
    const cji_import_atom *a = &atoms->at[i];
    bool lead = a->line->name->kind == CJI_IMPORT_LEAD, again = lead && c->opened;
    c->opened = c->opened || lead;
    if (!again || part->letter != 'K' || c->section == 0 || c->item.number == 0 ||
        a->line->page_before || i + 1 == atoms->count || atoms->at[i + 1].kind != CJI_IMPORT_ITEM)
        return;
    close_item(c);
    c->section =
        cji_import_add_section(c->im, part, (cji_str){"", 0}, (cji_str){"", 0}, a->line->number);
}

static void outside(composer *c, const cji_import_atom *a)
{
    cji_import *im = c->im;
    if (a->text.n == 0)
        return;
    if (a->text.p[a->text.n - 1] == '.') {
        cji_import_aside(im, a->line);
    } else {
        cji_import_problem(im, CJ_E_IMPORT_UNPLACED, a->line->number, a->column,
                           "a line before the items that has no place: %.*s",
                           cji_import_shown(a->text), a->text.p);
    }
}

static void take_atom(composer *c, const cji_import_atoms *atoms, size_t i)
{
    const cji_import_atom *a = &atoms->at[i];
    switch (a->kind) {
    case CJI_IMPORT_TITLE:
        if (a->section != c->section) {
            close_item(c);
            c->section = a->section;
        }
        c->aside = false;
        break;
    case CJI_IMPORT_ITEM:
    case CJI_IMPORT_LIMB:
        begin(c, a);
        break;
    case CJI_IMPORT_OPENING:
        reopen(c, atoms, i);
        break;
    case CJI_IMPORT_ASIDE:
        c->aside = c->aside || a->text.n > 0;
        break;
    case CJI_IMPORT_TEXT:
        if (c->aside)
            break; /* goes on what has no place, and was reported with it */
        if (c->item.number == 0) {
            outside(c, a);
            break;
        }
        if (a->line->page_before)
            cji_import_note(c->im, CJ_E_IMPORT_JOINED, a->line->number, a->column,
                            "goes on from the page before: %.*s", cji_import_shown(a->text),
                            a->text.p);
        cji_import_join(c->im, &c->text, a->text, c->soft, a->line->number);
        c->soft = a->line->soft;
        break;
    }
}

static int by_number(const void *x, const void *y)
{
    const cji_import_item *a = x, *b = y;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    if (a->sub != b->sub)
        return a->sub < b->sub ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

static void compose(cji_import *im, cji_import_part *part, const cji_import_atoms *atoms,
                    const cji_import_style *style)
{
    composer c = {.im = im, .part = part, .dotted = style->dotted};
    cji_buf_init(&c.text, im->ctx, SIZE_MAX);
    for (size_t i = 0; i < atoms->count && !im->failed; i++)
        take_atom(&c, atoms, i);
    close_item(&c);
    im->failed = im->failed || c.text.status != CJ_OK;
    cji_buf_fini(&c.text);
    if (part->count > 1)
        qsort(part->items, part->count, sizeof *part->items, by_number);
}

void cji_import_items(cji_import *im, cji_import_part *part, cji_import_role role)
{
    cji_import_atoms atoms = {0};
    cji_import_style style = {0};
    size_t texts = 0, items = 0;
    for (size_t i = 0; i < im->count && !im->failed; i++) {
        if (im->lines[i].role == role && !im->lines[i].dropped)
            add_line(im, &atoms, &im->lines[i]);
    }
    if (atoms.count > 0 && !im->failed)
        cji_import_sequence(im, part->letter, &atoms, &style);
    for (size_t i = 0; i < atoms.count; i++) {
        texts += atoms.at[i].kind == CJI_IMPORT_TEXT;
        items += atoms.at[i].kind == CJI_IMPORT_ITEM;
    }
    if (!im->failed && items > 0)
        leftovers(im, part, &atoms);
    if (!im->failed && items > 0)
        cji_import_titles(im, part, &atoms, &style);
    if (!im->failed && items == 0 && texts > 0) {
        cji_import_titles(im, part, &atoms, &style);
        number_all(im, part->letter, &atoms);
    }
    if (!im->failed)
        cji_import_repair(im, part, &atoms, &style);
    if (!im->failed)
        compose(im, part, &atoms, &style);
    cji_free(im->ctx, atoms.at);
}
