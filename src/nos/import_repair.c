/* SPDX-License-Identifier: MIT */
/* Items glued to the one before, items whose number was lost, and limbs: told by the sequence. */
#include "nos/import.h"

#define MISSING_MAX 12 /* numbers that are looked for inside one text */
#define LOST_MAX 100   /* numbers that are looked for among the lines before a label */
#define BEYOND_MAX 3   /* the same behind the last label */
#define SCORE_LEAST 1  /* what a line must have to begin an item whose number was lost */
#define SCORE_ALONE 7  /* the same behind the last number */

static bool ends_with_colon(cji_str text)
{
    return text.n > 0 && text.p[text.n - 1] == ':';
}

static const cji_import_atom *next_item(const cji_import_atoms *atoms, size_t i)
{
    for (; i < atoms->count; i++) {
        if (atoms->at[i].kind == CJI_IMPORT_ITEM)
            return &atoms->at[i];
    }
    return NULL;
}

/* ---- glued ----------------------------------------------------------------------------------- */

/* Looks inside a text for the label that the sequence wants next. */
static bool find_glued(const cji_import_style *style, char letter, cji_str text,
                       const cji_import_atom *a, const cji_import_atom *next, size_t *at,
                       cji_import_atom *out)
{
    char prefix = style->prefixed ? letter : 0;
    int32_t missing = next != NULL ? cji_import_missing(style, a->n, a->m, next->n, next->m) : -1;
    for (int32_t k = 0; k < missing && k < MISSING_MAX; k++) {
        cji_import_missing_key(style, a->n, a->m, next->n, k, &out->n, &out->m);
        if (cji_import_label_inside(text, prefix, out->n, out->m, true, at, &out->label))
            return true;
    }
    for (int32_t k = 1; missing < 0 && k <= BEYOND_MAX; k++) { /* behind the last label */
        out->m = style->dotted ? a->m + k : 0;
        out->n = style->dotted ? a->n : a->n + k;
        if (cji_import_label_inside(text, prefix, out->n, out->m, false, at, &out->label))
            return true;
    }
    out->n = a->n;
    out->m = a->m + 1;
    return !style->dotted &&
           cji_import_label_inside(text, 0, out->n, out->m, false, at, &out->label) &&
           (out->m > 1 || ends_with_colon(cji_str_trim((cji_str){text.p, *at})));
}

/* Without the bullet of the item that is cut off behind it. */
static cji_str without_mark(cji_str text)
{
    static const char *const marks[] = {" -", " *", " \xe2\x80\xa2"};
    for (size_t i = 0; i < CJI_COUNT(marks); i++) {
        size_t n = strlen(marks[i]);
        if (text.n > n && memcmp(text.p + text.n - n, marks[i], n) == 0)
            return cji_str_trim((cji_str){text.p, text.n - n});
    }
    return text;
}

/* Copies one atom, and cuts it where another item begins inside it. */
static void copy_cut(cji_import *im, cji_import_part *part, cji_import_atoms *out,
                     const cji_import_atom *from, const cji_import_atom *next,
                     const cji_import_style *style, cji_import_atom *item)
{
    size_t at;
    if (!cji_import_add_atom(im, out, from))
        return;
    if (from->kind == CJI_IMPORT_ITEM)
        *item = *from;
    else if (from->kind != CJI_IMPORT_TEXT || (item->n == 0 && next == NULL))
        return;
    if (item->n == 0) /* the first numbers may be lost */
        item->base = next->base;
    for (;;) {
        cji_import_atom *last = &out->at[out->count - 1], cut = *last;
        if (!find_glued(style, part->letter, last->text, item, next, &at, &cut))
            return;
        cut.kind = CJI_IMPORT_ITEM;
        cut.inner = true;
        cut.base = item->base;
        cut.column = last->column + (int32_t)at;
        cut.text = cut.label.rest;
        last->text = without_mark(cji_str_trim((cji_str){last->text.p, at}));
        cji_import_note(im, CJ_E_IMPORT_GLUED, cut.line->number, cut.column,
                        "two items on one line are taken apart before %.*s",
                        cji_import_shown(cut.label.printed), cut.label.printed.p);
        *item = cut;
        if (!cji_import_add_atom(im, out, &cut))
            return;
    }
}

static void unglue(cji_import *im, cji_import_part *part, cji_import_atoms *atoms,
                   const cji_import_style *style)
{
    cji_import_atoms out = {0};
    cji_import_atom item = {0};
    for (size_t i = 0; i < atoms->count && !im->failed; i++)
        copy_cut(im, part, &out, &atoms->at[i], next_item(atoms, i + 1), style, &item);
    cji_free(im->ctx, atoms->at);
    *atoms = out;
}

/* ---- limbs by letters and bullets ------------------------------------------------------------ */

static bool is_bullet(const cji_import_atoms *atoms, size_t i)
{
    return i < atoms->count && atoms->at[i].kind == CJI_IMPORT_TEXT && atoms->at[i].line->bullet &&
           !atoms->at[i].inner;
}

/* Whether atom `i` begins the limb `next` of the item above; *bare: it is a bullet. */
static bool begins_limb(const cji_import_atoms *atoms, size_t i, int32_t next, bool colon,
                        bool lost, bool *bare)
{
    const cji_import_atom *a = &atoms->at[i];
    const cji_import_label *l = &a->label;
    *bare = false;
    if (a->kind != CJI_IMPORT_TEXT)
        return false;
    if (a->local)
        return true;
    if (l->is && l->n == 0 && (l->letter == next || l->roman == next))
        return true;
    *bare = is_bullet(atoms, i) && (!l->is || l->n == 0);
    return *bare && (colon || next > 1 || (!lost && is_bullet(atoms, i + 1)));
}

static void find_limbs(cji_import *im, cji_import_part *part, cji_import_atoms *atoms,
                       const cji_import_style *style)
{
    const cji_import_atom *item = NULL;
    int32_t limbs = 0, deep = 0;
    bool colon = false, lost = false, bare;
    for (size_t i = 0; i < atoms->count; i++) {
        cji_import_atom *a = &atoms->at[i];
        if (a->kind == CJI_IMPORT_ITEM) {
            const cji_import_atom *next = next_item(atoms, i + 1);
            item = a;
            limbs = 0;
            lost = next != NULL && cji_import_missing(style, a->n, a->m, next->n, next->m) > 0;
        } else if (a->kind == CJI_IMPORT_TITLE) {
            item = NULL;
        } else if (item != NULL && begins_limb(atoms, i, limbs + 1, colon, lost, &bare)) {
            if (item->m > 0 && !style->dotted) {
                if (deep++ == 0)
                    cji_import_problem(im, CJ_E_IMPORT_UNPLACED, a->line->number, a->column,
                                       "a list inside limb %d.%d: limbs are one level deep",
                                       (int)item->n, (int)item->m);
                continue;
            }
            limbs++;
            a->kind = CJI_IMPORT_LIMB;
            a->text = a->label.is ? a->label.rest : a->text;
            if (bare)
                cji_import_note(im, CJ_E_IMPORT_LIMB, a->line->number, a->column,
                                "a bullet is taken for the limb %c%d.%d", part->letter,
                                (int)(item->base + item->n), (int)limbs);
        }
        if (a->kind != CJI_IMPORT_ASIDE && a->text.n > 0)
            colon = ends_with_colon(a->text);
    }
}

/* ---- lost numbers ---------------------------------------------------------------------------- */

static bool starts_item_elsewhere(const cji_import_atoms *atoms, cji_str word)
{
    for (size_t i = 0; i < atoms->count; i++) {
        const cji_import_atom *a = &atoms->at[i];
        if (a->kind == CJI_IMPORT_ITEM && !a->restored &&
            cji_import_same(cji_import_first_word(a->text), word))
            return true;
    }
    return false;
}

/* The atom before `i` that an item may go on from: no lead-in that comes again on its page. */
static const cji_import_atom *said_before(const cji_import_atoms *atoms, size_t i)
{
    while (i-- > 0) {
        if (atoms->at[i].kind != CJI_IMPORT_OPENING && atoms->at[i].kind != CJI_IMPORT_ASIDE)
            return &atoms->at[i];
    }
    return NULL;
}

/* One space more than the lines of the labels around it: what is left of a label. */
static bool has_trace(const cji_import_atoms *atoms, size_t i)
{
    const cji_import_atom *item = next_item(atoms, i);
    for (size_t k = i; k-- > 0 && item == NULL;)
        item = atoms->at[k].kind == CJI_IMPORT_ITEM ? &atoms->at[k] : NULL;
    return item != NULL && atoms->at[i].line->indent == item->line->indent + 1;
}

/* What speaks for atom `i` beginning an item whose number was lost. */
static int32_t score_of(const cji_import *im, const cji_import_atoms *atoms, size_t i, char part,
                        const cji_import_style *style)
{
    const cji_import_atom *a = &atoms->at[i], *above = said_before(atoms, i);
    cji_str word = cji_import_first_word(a->text);
    bool limb_follows = i + 1 < atoms->count && atoms->at[i + 1].kind != CJI_IMPORT_TEXT;
    int32_t score = 0;
    if (above == NULL || above->kind == CJI_IMPORT_TITLE)
        return 50;
    if (above->text.n == 0 && above->kind == CJI_IMPORT_ITEM)
        return -50; /* the text of a label that stands alone */
    score += cji_import_hangs(above->text) ? -6 : 0;
    score += cji_import_word_goes_on(word, part) ? -5 : 0;
    score += !cji_import_lower(a->text) && !cji_import_upper(a->text) ? -4 : 0;
    score += a->line->blank_before && !a->line->page_before ? 3 : 0;
    score += cji_import_full(im, above->line, a->text) ? -2 : 2;
    score += a->line->indent > above->line->indent + 1 ? -4 : 0; /* hangs below its item */
    score += a->line->bullet || has_trace(atoms, i) ? 5 : 0;
    score +=
        style->upper ? (cji_import_upper(a->text) ? 3 : -5) : (cji_import_upper(a->text) ? -1 : 0);
    score += starts_item_elsewhere(atoms, word) ? 3 : cji_import_word_opens(word, part) ? 2 : 0;
    score += ends_with_colon(a->text) && limb_follows ? 4 : 0;
    score += strchr(".;", above->text.p[above->text.n - 1]) != NULL ? 2 : 0;
    return score;
}

/* As many lines as lost numbers, and none that goes on what stands before it: each is one. */
static bool all_of(cji_import_atoms *atoms, size_t from, size_t to, int32_t wanted, char part)
{
    int32_t found = 0;
    for (size_t i = from; i < to; i++) {
        cji_import_atom *a = &atoms->at[i];
        if (a->kind != CJI_IMPORT_TEXT || (a[-1].kind == CJI_IMPORT_ITEM && a[-1].text.n == 0)) {
            a->best = -1; /* the text of a label that stands alone is no item of its own */
            continue;
        }
        if (a->score < SCORE_LEAST - 4 || cji_import_hangs(a[-1].text) ||
            cji_import_word_goes_on(cji_import_first_word(a->text), part))
            return false;
        found++;
    }
    for (size_t i = from; i < to && found == wanted; i++)
        atoms->at[i].best = atoms->at[i].best == 0 ? 1 : -1;
    return found == wanted;
}

/* Marks the `wanted` best of the lines in [from, to) with `best`; false: it cannot be told. */
static bool choose(const cji_import *im, cji_import_atoms *atoms, size_t from, size_t to,
                   int32_t wanted, char part, const cji_import_style *style)
{
    int32_t found = 0;
    for (size_t i = from; i < to; i++) {
        atoms->at[i].score = score_of(im, atoms, i, part, style);
        atoms->at[i].best = atoms->at[i].kind == CJI_IMPORT_TEXT ? 0 : -1;
    }
    if (from > 0 && all_of(atoms, from, to, wanted, part))
        return true;
    while (found < wanted) {
        size_t top = to, ties = 0;
        for (size_t i = from; i < to; i++) {
            const cji_import_atom *a = &atoms->at[i];
            if (a->best != 0 || a->score < SCORE_LEAST)
                continue;
            ties = top < to && a->score == atoms->at[top].score ? ties + 1 : ties;
            if (top == to || a->score > atoms->at[top].score) {
                top = i;
                ties = 0;
            }
        }
        if (top == to || (int32_t)ties >= wanted - found)
            return false; /* more lines are as good as this one than numbers are wanted */
        atoms->at[top].best = 1;
        found++;
    }
    return true;
}

/* The lines between two items of which some lost their numbers. */
static void fill(cji_import *im, cji_import_part *part, cji_import_atoms *atoms, size_t from,
                 size_t to, const cji_import_style *style)
{
    const cji_import_atom *above = from > 0 ? &atoms->at[from - 1] : NULL, *below = &atoms->at[to];
    bool same = above == NULL || above->base == below->base;
    int32_t an = above != NULL ? above->n : below->base < 0 ? -below->base : 0;
    int32_t am = above != NULL ? above->m : 0, base = below->base, k = 0;
    int32_t missing = cji_import_missing(style, an, am, below->n, below->m);
    char address[CJI_IMPORT_ADDRESS];
    if (missing <= 0 || missing > LOST_MAX || !same || (size_t)missing > to - from ||
        !choose(im, atoms, from, to, missing, part->letter, style))
        return;
    for (size_t i = from; i < to; i++) {
        cji_import_atom *a = &atoms->at[i];
        if (a->best != 1)
            continue;
        cji_import_missing_key(style, an, am, below->n, k++, &a->n, &a->m);
        a->kind = CJI_IMPORT_ITEM;
        a->base = base;
        a->restored = true;
        a->label = (cji_import_label){.printed = {"", 0}};
        cji_import_address(address, part->letter, a->base + a->n, a->m);
        cji_import_note(im, CJ_E_IMPORT_NUMBER, a->line->number, a->column,
                        "the lost number of %s is put back: %.*s", address,
                        cji_import_shown(a->text), a->text.p);
    }
}

/* A line behind the last item that plainly begins another, whose number was lost. */
static void fill_end(cji_import *im, cji_import_part *part, cji_import_atoms *atoms,
                     const cji_import_style *style)
{
    const cji_import_atom *last = NULL;
    for (size_t i = 0; i < atoms->count; i++) {
        cji_import_atom *a = &atoms->at[i];
        char address[CJI_IMPORT_ADDRESS];
        if (a->kind == CJI_IMPORT_ITEM)
            last = next_item(atoms, i + 1) == NULL ? a : NULL;
        if (a->kind != CJI_IMPORT_TEXT || last == NULL || last->m > 0 || style->dotted ||
            a->line->page_before || score_of(im, atoms, i, part->letter, style) < SCORE_ALONE)
            continue;
        if (!starts_item_elsewhere(atoms, cji_import_first_word(a->text))) {
            a->kind = CJI_IMPORT_ASIDE;
            cji_import_problem(im, CJ_E_IMPORT_UNPLACED, a->line->number, a->column,
                               "a line behind the last item, which does not go on with it: %.*s",
                               cji_import_shown(a->text), a->text.p);
            continue;
        }
        a->kind = CJI_IMPORT_ITEM;
        a->n = last->n + 1;
        a->base = last->base;
        a->restored = true;
        a->label = (cji_import_label){.printed = {"", 0}};
        cji_import_address(address, part->letter, a->base + a->n, 0);
        cji_import_note(im, CJ_E_IMPORT_NUMBER, a->line->number, a->column,
                        "the lost number of %s is put back: %.*s", address,
                        cji_import_shown(a->text), a->text.p);
        last = a;
    }
}

void cji_import_repair(cji_import *im, cji_import_part *part, cji_import_atoms *atoms,
                       const cji_import_style *style)
{
    unglue(im, part, atoms, style);
    find_limbs(im, part, atoms, style);
    for (size_t i = 0, from = 0; i < atoms->count && !im->failed; i++) {
        if (atoms->at[i].kind != CJI_IMPORT_ITEM)
            continue;
        fill(im, part, atoms, from, i, style);
        from = i + 1;
    }
    if (!im->failed && style->numbered > 0)
        fill_end(im, part, atoms, style);
}
