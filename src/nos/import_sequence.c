/* SPDX-License-Identifier: MIT */
/*
 * Which of all labels number the items. Numbers stand at the start of lines for other reasons, too:
 * pages, lists inside an item, "12 months". The labels of the items are the chain through all
 * candidates that leaves the fewest numbers out, restarts least and looks most like labels.
 */
#include "nos/import.h"

#define WINDOW 400     /* candidates that are looked back at */
#define COST_MISSING 5 /* for each number left out, at most COST_FAR and a little */
#define COST_FAR 25
#define COST_RESTART 25 /* numbering begins again */
#define COST_RESTART_AT_HEADING 5

bool cji_import_add_atom(cji_import *im, cji_import_atoms *atoms, const cji_import_atom *atom)
{
    if (!cji_grow(im->ctx, (void **)&atoms->at, sizeof *atom, atoms->count, &atoms->capacity)) {
        im->failed = true;
        return false;
    }
    atoms->at[atoms->count++] = *atom;
    return true;
}

int32_t cji_import_missing(const cji_import_style *style, int32_t an, int32_t am, int32_t bn,
                           int32_t bm)
{
    if (bn == an)
        return bm - am - 1;
    if (bn < an)
        return -1;
    if (style->dotted)
        return (bn - an - 1) + (bm - 1);
    return (bn - an - 1) + bm;
}

void cji_import_missing_key(const cji_import_style *style, int32_t an, int32_t am, int32_t bn,
                            int32_t k, int32_t *n, int32_t *m)
{
    int32_t between = bn - an - (style->dotted ? 1 : 0);
    if (bn == an) {
        *n = an;
        *m = am + 1 + k;
    } else if (k < bn - an - 1 || (!style->dotted && k < between)) {
        *n = an + 1 + k;
        *m = style->dotted ? 1 : 0;
    } else { /* the first limbs of the item that b is a limb of */
        *n = bn;
        *m = k - (style->dotted ? bn - an - 1 : bn - an) + 1;
    }
}

/* ---- how labels look ------------------------------------------------------------------------- */

static bool is_candidate(const cji_import_atom *a)
{
    return a->kind == CJI_IMPORT_TEXT && a->label.is && a->label.n > 0 && !a->label.deep;
}

static void find_style(char part, const cji_import_atoms *atoms, cji_import_style *style)
{
    int32_t prefixed = 0, closed = 0, bare = 0, top = 0, dotted = 0, upper = 0, lower = 0;
    int32_t firsts = 0, alone = 0, texts[2] = {0}, above = 0;
    bool in_order = true;
    for (size_t i = 0; i < atoms->count; i++) {
        const cji_import_label *l = &atoms->at[i].label;
        if (!is_candidate(&atoms->at[i])) {
            if (atoms->at[i].kind == CJI_IMPORT_TEXT && !atoms->at[i].line->strong)
                texts[cji_import_upper(atoms->at[i].text)]++;
            continue;
        }
        alone += l->only && l->m == 0;
        prefixed += l->prefix == part;
        closed += l->closed;
        bare += !l->closed && l->prefix == 0 && l->m == 0 && !l->only;
        top += l->m == 0;
        dotted += l->m > 0;
        firsts += l->m == 1;
        if (l->m > 0) /* 1.1, 1.2, 2.1: no first number is left out */
            in_order = in_order && (above == 0 || l->n == above || l->n == above + 1);
        above = l->m > 0 ? l->n : above;
        upper += cji_import_upper(l->rest);
        lower += cji_import_lower(l->rest);
    }
    style->prefixed = prefixed >= 2 && prefixed * 2 > top + dotted - prefixed;
    style->closed = !style->prefixed && closed > bare;
    style->dotted = dotted >= 2 && in_order && top * 4 < firsts;
    style->upper = upper > lower;
    if (alone > upper + lower) /* the texts stand on lines of their own, among limbs and ends */
        style->upper = texts[1] * 2 > alone;
}

static int32_t weight_of(const cji_import_atom *a, char part, const cji_import_style *style)
{
    const cji_import_label *l = &a->label;
    if (!is_candidate(a) || a->local || (l->prefix != 0 && l->prefix != part))
        return 0;
    if (style->prefixed && l->prefix == 0 && l->m == 0)
        return 0;
    if (l->prefix != 0)
        return 30;
    if (l->m > 0)
        return 22;
    if (l->closed)
        return l->only ? 18 : 20;
    if (l->only)
        return style->closed ? 2 : 8;
    if (cji_import_word_counts(cji_import_first_word(l->rest)))
        return 0;
    return style->closed ? 8 : 12;
}

/* ---- lists inside an item -------------------------------------------------------------------- */

static bool breaks(const cji_import_atom *a)
{
    return a->kind == CJI_IMPORT_OPENING || a->kind == CJI_IMPORT_TITLE || a->line->strong;
}

static bool ends_with_colon(cji_str text)
{
    return text.n > 0 && text.p[text.n - 1] == ':';
}

static bool top_number(const cji_import_atom *a)
{
    return is_candidate(a) && a->label.m == 0 && a->label.prefix == 0 && !a->label.only;
}

/* Whether number n comes again from atom `i` on, before a heading. */
static bool comes_again(const cji_import_atoms *atoms, size_t i, int32_t n)
{
    for (; i < atoms->count && !breaks(&atoms->at[i]); i++) {
        if (top_number(&atoms->at[i]) && atoms->at[i].label.n == n)
            return true;
    }
    return false;
}

/* "... including:" and 1, 2, 3 inside item 3: numbers that are the item's own. */
static void mark_local(cji_import_atoms *atoms)
{
    int32_t above = 0;
    for (size_t i = 0; i < atoms->count; i++) {
        cji_import_atom *a = &atoms->at[i];
        int32_t next = 1;
        if (!top_number(a))
            continue;
        if (a->label.n != 1 || above < 1 || i == 0 || breaks(&atoms->at[i - 1]) ||
            !ends_with_colon(atoms->at[i - 1].text)) {
            above = a->label.n;
            continue;
        }
        for (; i < atoms->count && !breaks(&atoms->at[i]); i++) {
            a = &atoms->at[i];
            if (!top_number(a))
                continue;
            if (a->label.n != next ||
                (a->label.n == above + 1 && !comes_again(atoms, i + 1, above + 1)))
                break;
            a->local = true;
            next++;
        }
        i--;
    }
}

/* Markdown lets every item be "1.": the order is the number. */
static void number_lazy(cji_import *im, cji_import_atoms *atoms)
{
    int32_t n = 0, ones = 0;
    for (size_t i = 0; i < atoms->count; i++) {
        n += top_number(&atoms->at[i]) && atoms->at[i].label.closed;
        ones += top_number(&atoms->at[i]) && atoms->at[i].label.closed && atoms->at[i].label.n == 1;
    }
    if (n < 3 || ones != n)
        return;
    n = 0;
    for (size_t i = 0; i < atoms->count; i++) {
        cji_import_atom *a = &atoms->at[i];
        if (!top_number(a) || !a->label.closed)
            continue;
        if (n == 0)
            cji_import_note(im, CJ_E_IMPORT_RENUMBERED, a->line->number, a->line->column,
                            "every item is printed as 1; they are numbered in their order");
        a->label.n = ++n;
        a->local = false;
    }
}

/* ---- the chain ------------------------------------------------------------------------------- */

typedef struct chain {
    cji_import_atoms *atoms;
    const cji_import_style *style;
    size_t *places;  /* of the candidates */
    int32_t *broken; /* headings before each */
    size_t count;
    int32_t first; /* the number that may stand first: 1, or where the other part ended */
} chain;

static int32_t cost_of_missing(int32_t missing)
{
    int32_t cost = COST_MISSING * missing;
    return cost < COST_FAR + 2 * missing ? cost : COST_FAR + 2 * missing;
}

static int32_t cost_between(const chain *c, size_t a, size_t b)
{
    const cji_import_label *x = &c->atoms->at[c->places[a]].label;
    const cji_import_label *y = &c->atoms->at[c->places[b]].label;
    int32_t missing = cji_import_missing(c->style, x->n, x->m, y->n, y->m);
    if (missing >= 0)
        return cost_of_missing(missing);
    if (y->m > 1 || (y->m == 1 && !c->style->dotted))
        return 1000;
    return (c->broken[a] != c->broken[b] ? COST_RESTART_AT_HEADING : COST_RESTART) +
           cost_of_missing(y->n - 1);
}

static int32_t cost_of_start(const chain *c, const cji_import_label *l)
{
    if (c->first > 1 && l->n == c->first && l->m == 0)
        return 0;
    return cost_of_missing(cji_import_missing(c->style, 0, 0, l->n, l->m));
}

/* The last candidate of the best chain; -1: there is none. */
static int32_t best_chain(chain *c)
{
    int32_t last = -1, top = 0;
    for (size_t j = 0; j < c->count; j++) {
        cji_import_atom *b = &c->atoms->at[c->places[j]];
        size_t from = j > WINDOW ? j - WINDOW : 0;
        b->best = -1;
        b->score = b->weight - cost_of_start(c, &b->label);
        for (size_t i = j; i-- > from;) { /* the nearest wins where several are as good */
            int32_t score = c->atoms->at[c->places[i]].score + b->weight - cost_between(c, i, j);
            if (score > b->score || (score == b->score && b->best < 0)) {
                b->score = score;
                b->best = (int32_t)i;
            }
        }
        if (b->score >= top) {
            top = b->score;
            last = (int32_t)j;
        }
    }
    return last;
}

static void accept(cji_import *im, char part, const chain *c, int32_t last)
{
    int32_t next = -1, base = 0;
    for (int32_t j = last; j >= 0;) { /* back to front, to turn the links round */
        cji_import_atom *a = &c->atoms->at[c->places[j]];
        int32_t before = a->best;
        a->kind = CJI_IMPORT_ITEM;
        a->best = next;
        next = j;
        j = before;
    }
    for (int32_t j = next, above = -1; j >= 0; above = j, j = c->atoms->at[c->places[j]].best) {
        cji_import_atom *a = &c->atoms->at[c->places[j]];
        const cji_import_atom *b = above >= 0 ? &c->atoms->at[c->places[above]] : NULL;
        a->n = a->label.n;
        a->m = a->label.m;
        a->text = a->label.rest;
        if (b == NULL && c->first > 1 && a->n == c->first && a->m == 0)
            base = 1 - c->first;
        if (b != NULL && cji_import_missing(c->style, b->n, b->m, a->n, a->m) < 0)
            base += b->n;
        a->base = base;
        if (base != (b != NULL ? b->base : 0))
            cji_import_note(im, CJ_E_IMPORT_RENUMBERED, a->line->number, a->line->column,
                            "the printed number %d is %c%d here: numbers count through the part",
                            (int)a->n, part, (int)(base + a->n));
    }
}

void cji_import_sequence(cji_import *im, char part, cji_import_atoms *atoms,
                         cji_import_style *style)
{
    chain c = {.atoms = atoms, .style = style, .first = 1};
    int32_t headings = 0;
    find_style(part, atoms, style);
    mark_local(atoms);
    number_lazy(im, atoms);
    c.places = cji_alloc(im->ctx, atoms->count * sizeof *c.places);
    c.broken = cji_alloc(im->ctx, atoms->count * sizeof *c.broken);
    if (c.places == NULL || c.broken == NULL) {
        im->failed = true;
        goto done;
    }
    for (size_t i = 0; i < atoms->count; i++) {
        cji_import_atom *a = &atoms->at[i];
        headings += breaks(a);
        a->weight = weight_of(a, part, style);
        if (a->weight == 0)
            continue;
        c.broken[c.count] = headings;
        c.places[c.count++] = i;
    }
    if (part == 'K' && im->parts[0].count > 0)
        c.first = im->parts[0].items[im->parts[0].count - 1].number + 1;
    style->numbered = (int32_t)c.count;
    accept(im, part, &c, best_chain(&c));
done:
    cji_free(im->ctx, c.places);
    cji_free(im->ctx, c.broken);
}
