/* SPDX-License-Identifier: MIT */
/*
 * Headings inside a part that nothing has announced, and columns of labels that are printed before
 * their texts. Both are told by what stands around a line.
 */
#include "nos/import.h"

#define TITLE_LINES 3
#define TITLE_MAX 160
#define COLUMN_MAX 600 /* lines whose first words are compared */

/* The nearest atom before `i` that says something. */
static const cji_import_atom *before(const cji_import_atoms *atoms, size_t i)
{
    while (i-- > 0) {
        if (atoms->at[i].kind != CJI_IMPORT_ASIDE)
            return &atoms->at[i];
    }
    return NULL;
}

static bool begins_item(const cji_import_atom *a)
{
    return a->kind == CJI_IMPORT_ITEM || a->kind == CJI_IMPORT_OPENING ||
           a->kind == CJI_IMPORT_TITLE || (a->kind == CJI_IMPORT_TEXT && a->line->bullet);
}

/* Whether what stands before is complete, so that something new may begin. */
static bool complete(const cji_import *im, const cji_import_atoms *atoms, size_t i)
{
    const cji_import_atom *a = &atoms->at[i], *above = before(atoms, i);
    const cji_import_atom *below = i + 1 < atoms->count ? a + 1 : NULL;
    if (above == NULL || above->kind == CJI_IMPORT_OPENING || above->kind == CJI_IMPORT_TITLE)
        return true;
    if (above->text.n == 0 || cji_import_wants(above->text))
        return false;
    if (cji_import_hangs(above->text) && cji_import_is_name(im, cji_import_first_word(a->text)))
        return false; /* "work with" may end a statement, and "with Probation" may not */
    return a->line->blank_before || !cji_import_full(im, above->line, a->text) ||
           !cji_import_is_name(im, cji_import_first_word(a->text)) ||
           (below != NULL && (below->kind == CJI_IMPORT_OPENING || below->line->blank_before));
}

/* How many numbers are lost between the items around `i`, among the atoms [*from, *to). */
static int32_t lost_around(const cji_import_atoms *atoms, size_t i, const cji_import_style *style,
                           size_t *from, size_t *to)
{
    const cji_import_atom *above, *below;
    for (*from = i; *from > 0 && atoms->at[*from - 1].kind != CJI_IMPORT_ITEM; (*from)--) {
    }
    for (*to = i; *to < atoms->count && atoms->at[*to].kind != CJI_IMPORT_ITEM; (*to)++) {
    }
    above = *from > 0 ? &atoms->at[*from - 1] : NULL;
    below = *to < atoms->count ? &atoms->at[*to] : NULL;
    if (below == NULL)
        return style->numbered > 0 ? 0 : 1;
    if (above == NULL) /* a part may go on counting where the other one ended */
        return cji_import_missing(style, below->base < 0 ? -below->base : 0, 0, below->n, below->m);
    return cji_import_missing(style, above->n, above->m, below->n, below->m);
}

static bool opens(const cji_import_atom *a)
{
    return a->kind == CJI_IMPORT_OPENING || a->kind == CJI_IMPORT_TITLE;
}

/* Where items begin with a capital, a line may be one that lost its number, or whose label stands
 * alone above. */
static bool may_be_lost_item(const cji_import_atoms *atoms, size_t i, const cji_import_style *style)
{
    size_t from, to, starts = 0;
    int32_t wanted = lost_around(atoms, i, style, &from, &to);
    wanted = wanted > 0 && to < atoms->count ? wanted : 0;
    for (size_t k = i; k > from; k--) { /* a heading, or lead-in, ends what a column may reach */
        if (opens(&atoms->at[k - 1])) {
            from = k;
            break;
        }
    }
    for (size_t k = from;
         k > 0 && atoms->at[k - 1].kind == CJI_IMPORT_ITEM && atoms->at[k - 1].text.n == 0; k--)
        wanted += atoms->at[k - 1].m == 0;
    for (size_t k = from; k < to && !opens(&atoms->at[k]); k++)
        starts += atoms->at[k].kind == CJI_IMPORT_TEXT && cji_import_upper(atoms->at[k].text);
    return style->upper && wanted > 0 && (int32_t)starts <= wanted;
}

/* Where items begin small and lost their numbers, a line that does not is a heading. */
static bool stands_out(const cji_import *im, const cji_import_atoms *atoms, size_t i,
                       const cji_import_style *style)
{
    const cji_import_atom *a = &atoms->at[i];
    size_t from, to;
    return !style->upper && i + 1 < atoms->count && atoms->at[i + 1].kind == CJI_IMPORT_TEXT &&
           cji_import_lower(atoms->at[i + 1].text) && !cji_import_hangs(a->text) &&
           (atoms->at[i + 1].line->blank_before ||
            !cji_import_full(im, a->line, atoms->at[i + 1].text)) &&
           strchr(".;,", a->text.p[a->text.n - 1]) == NULL && a->text.n <= TITLE_MAX &&
           lost_around(atoms, i, style, &from, &to) > 0;
}

/* The same directly below the lead-in, where it may take two lines. */
static size_t below_lead(const cji_import *im, const cji_import_atoms *atoms, size_t i,
                         const cji_import_style *style)
{
    const cji_import_atom *a = &atoms->at[i], *above = before(atoms, i), *next = a + 1;
    size_t from, to;
    if (above == NULL || above->kind != CJI_IMPORT_OPENING || style->upper ||
        i + 1 == atoms->count || next->kind != CJI_IMPORT_TEXT || !cji_import_lower(next->text) ||
        strchr(".;,", a->text.p[a->text.n - 1]) != NULL || a->text.n > TITLE_MAX ||
        lost_around(atoms, i, style, &from, &to) <= 0)
        return 0;
    return cji_import_full(im, a->line, next->text) && !next->line->blank_before &&
                   (int32_t)next->text.n * 5 < im->width * 3
               ? 2
               : 1;
}

/* How many atoms from `i` on are a heading; 0: none. */
static size_t title_at(const cji_import *im, const cji_import_atoms *atoms, size_t i,
                       const cji_import_style *style)
{
    const cji_import_atom *a = &atoms->at[i];
    size_t n = 0, length = 0;
    if (a->line->bullet || a->local)
        return 0;
    if (a->line->strong && !a->label.is)
        return 1;
    if (a->label.is)
        return a->label.letter > 0 && a->label.closed && cji_import_upper(a->label.rest) &&
                       !style->upper && i + 1 < atoms->count &&
                       atoms->at[i + 1].kind == CJI_IMPORT_ITEM && complete(im, atoms, i)
                   ? 1
                   : 0;
    if (!cji_import_upper(a->text) || !complete(im, atoms, i))
        return 0;
    n = below_lead(im, atoms, i, style);
    if (n > 0 || stands_out(im, atoms, i, style))
        return n > 0 ? n : 1;
    for (; n < TITLE_LINES && i + n < atoms->count && atoms->at[i + n].kind == CJI_IMPORT_TEXT &&
           !begins_item(&atoms->at[i + n]);
         n++) {
        const cji_import_atom *line = &atoms->at[i + n];
        if (n > 0 && (line->line->blank_before || line->line->strong ||
                      (!cji_import_lower(line->text) && !cji_import_hangs(line[-1].text))))
            return 0;
        length += line->text.n;
    }
    if (i + n == atoms->count || !begins_item(&atoms->at[i + n]) || length > TITLE_MAX ||
        strchr(".;,", atoms->at[i + n - 1].text.p[atoms->at[i + n - 1].text.n - 1]) != NULL)
        return 0;
    return may_be_lost_item(atoms, i, style) ? 0 : n;
}

/* The announced element that has no heading yet; 0: none is left. */
static int32_t unmatched(cji_import_part *part)
{
    for (size_t i = 0; i < part->nsections; i++) {
        if (part->sections[i].announced && !part->sections[i].found)
            return (int32_t)i + 1;
    }
    return 0;
}

static void set_title(cji_import *im, cji_import_part *part, cji_import_atom *a, cji_str heading)
{
    bool announced = part->nsections > 0 && part->sections[0].announced;
    const cji_import_section *last =
        part->nsections > 0 ? &part->sections[part->nsections - 1] : NULL;
    int32_t line = a->line->number;
    a->kind = CJI_IMPORT_TITLE;
    if (last != NULL && cji_import_same(last->heading, heading)) {
        a->section = (int32_t)part->nsections; /* the same again, on another page */
    } else if (!announced) {
        a->section = cji_import_add_section(im, part, heading,
                                            a->label.is ? a->label.printed : a->label.rest, line);
        if (a->section > 0)
            part->sections[a->section - 1].label.n *= a->label.is;
    } else if (unmatched(part) > 0) {
        a->section = unmatched(part);
        part->sections[a->section - 1].found = true;
        cji_import_note(im, CJ_E_IMPORT_HEADING, line, a->column,
                        "taken for the heading of element %d, though it reads otherwise: %.*s",
                        (int)a->section, cji_import_shown(heading), heading.p);
    } else {
        a->kind = CJI_IMPORT_ASIDE;
        a->text = (cji_str){"", 0};
        cji_import_problem(im, CJ_E_IMPORT_UNPLACED, line, a->column,
                           "a line that is no heading of an announced element: %.*s",
                           cji_import_shown(heading), heading.p);
    }
}

static void take_title(cji_import *im, cji_import_part *part, cji_import_atoms *atoms, size_t i,
                       size_t n)
{
    cji_buf b;
    cji_buf_init(&b, im->ctx, SIZE_MAX);
    cji_buf_str(&b, atoms->at[i].label.is ? atoms->at[i].label.rest : atoms->at[i].text);
    for (size_t k = 1; k < n; k++) {
        cji_import_join(im, &b, atoms->at[i + k].text, atoms->at[i + k - 1].line->soft,
                        atoms->at[i + k].line->number);
        atoms->at[i + k].kind = CJI_IMPORT_ASIDE;
        atoms->at[i + k].text = (cji_str){"", 0};
    }
    while (b.n > 1 && b.p[b.n - 1] == ':')
        b.n--;
    set_title(im, part, &atoms->at[i],
              cji_import_mend(im, cji_import_keep_buf(im, &b), atoms->at[i].line->number));
    cji_buf_fini(&b);
}

/* ---- labels in a column, then their texts ---------------------------------------------------- */

/* Where the run of bare labels that begins at `i` ends; `i` itself when there is none. */
static size_t labels_end(const cji_import_atoms *atoms, size_t i)
{
    size_t end = i;
    while (end < atoms->count && atoms->at[end].kind == CJI_IMPORT_ITEM &&
           atoms->at[end].text.n == 0)
        end++;
    return end - i >= 2 ? end : i;
}

/* How likely a new text begins at atom k of the column: the higher the more. */
static int32_t start_score(const cji_import *im, const cji_import_atoms *atoms, size_t k, char part)
{
    const cji_import_atom *a = &atoms->at[k], *above = &atoms->at[k - 1];
    int32_t score = 0;
    if (above->kind != CJI_IMPORT_TEXT)
        return 1000;
    score += a->line->blank_before && !a->line->page_before ? 6 : 0;
    score += a->line->bullet ? 6 : 0;
    score += above->text.p[above->text.n - 1] == ':' ? 6 : 0;
    score += cji_import_hangs(above->text) ? -8 : 0;
    score += cji_import_word_goes_on(cji_import_first_word(a->text), part) ? -5 : 0;
    score += cji_import_full(im, above->line, a->text) ? -3 : 3;
    return score;
}

/* Empty lines between the texts, and as many texts as labels. */
static bool starts_by_blank(cji_import_atoms *atoms, size_t from, size_t to, size_t wanted)
{
    size_t found = 0;
    for (size_t k = from; k < to; k++) {
        cji_import_atom *a = &atoms->at[k];
        a->local = a->kind == CJI_IMPORT_TEXT && (k == from || a[-1].kind != CJI_IMPORT_TEXT ||
                                                  (a->line->blank_before && !a->line->page_before));
        found += a->local;
    }
    for (size_t k = from; k < to && found != wanted; k++)
        atoms->at[k].local = false;
    return found == wanted;
}

/* The same, and whether statements begin with its first word. */
static int32_t score_among(const cji_import *im, const cji_import_atoms *atoms, size_t from,
                           size_t k, size_t to, char part)
{
    cji_str word = cji_import_first_word(atoms->at[k].text);
    int32_t score = k == from ? 1000 : start_score(im, atoms, k, part);
    if (score < 0 && cji_import_word_opens(word, part))
        return score + 2;
    for (size_t i = from; i < to && to - from <= COLUMN_MAX && score < 0; i++) {
        if (i != k && atoms->at[i].kind == CJI_IMPORT_TEXT && atoms->at[i].local &&
            cji_import_same(cji_import_first_word(atoms->at[i].text), word))
            return score + 2;
    }
    return score;
}

/* The starts of `wanted` texts among atoms [from, to), as flags in `local`; false: cannot tell. */
static bool choose_starts(const cji_import *im, cji_import_atoms *atoms, size_t from, size_t to,
                          size_t wanted, char part)
{
    size_t found = 0;
    if (starts_by_blank(atoms, from, to, wanted))
        return true;
    for (int32_t least = 1000; least >= -12 && found < wanted; least--) {
        size_t here = 0;
        for (size_t k = from; k < to; k++) {
            cji_import_atom *a = &atoms->at[k];
            a->best = a->kind == CJI_IMPORT_TEXT && !a->local &&
                      score_among(im, atoms, from, k, to, part) == least;
            here += a->best > 0;
        }
        if (found + here > wanted)
            return false;
        found += here;
        for (size_t k = from; k < to; k++)
            atoms->at[k].local = atoms->at[k].local || atoms->at[k].best > 0;
        if (least == 1000)
            least = 24; /* nothing scores between */
    }
    return found == wanted;
}

/* A line in capitals' manner among texts that begin small is a heading of the column. */
static void titles_in_column(cji_import *im, cji_import_part *part, cji_import_atoms *atoms,
                             size_t from, size_t to)
{
    size_t lower = 0, upper = 0;
    for (size_t k = from; k < to; k++) {
        lower += atoms->at[k].kind == CJI_IMPORT_TEXT && cji_import_lower(atoms->at[k].text);
        upper += atoms->at[k].kind == CJI_IMPORT_TEXT && cji_import_upper(atoms->at[k].text);
    }
    for (size_t k = from; k + 1 < to && lower > 2 * upper; k++) {
        const cji_import_atom *a = &atoms->at[k], *above = &atoms->at[k - 1];
        if (a->kind == CJI_IMPORT_TEXT && cji_import_upper(a->text) && a->text.n < TITLE_MAX &&
            !a->line->bullet && strchr(".;,", a->text.p[a->text.n - 1]) == NULL &&
            (above->kind != CJI_IMPORT_TEXT || !cji_import_hangs(above->text)) &&
            cji_import_lower(atoms->at[k + 1].text) &&
            !cji_import_full(im, a->line, atoms->at[k + 1].text))
            take_title(im, part, atoms, k, 1);
    }
}

/* Puts the labels [i, from) before the texts in [from, to) that begin with `local`. */
static void interleave(cji_import *im, cji_import_atoms *atoms, size_t i, size_t from, size_t to)
{
    cji_import_atoms out = {0};
    size_t next = i;
    for (size_t k = from; k < to && !im->failed; k++) {
        cji_import_atom a = atoms->at[k];
        if (a.kind == CJI_IMPORT_TEXT && a.local) {
            cji_import_atom item = atoms->at[next++];
            item.text = a.text;
            item.line = a.line;
            item.column = a.column;
            if (!cji_import_add_atom(im, &out, &item))
                break;
        } else if (!cji_import_add_atom(im, &out, &a)) {
            break;
        }
    }
    if (!im->failed) {
        memcpy(&atoms->at[i], out.at, out.count * sizeof *out.at);
        memmove(&atoms->at[i + out.count], &atoms->at[to], (atoms->count - to) * sizeof *out.at);
        atoms->count -= to - i - out.count;
    }
    cji_free(im->ctx, out.at);
}

static void columns(cji_import *im, cji_import_part *part, cji_import_atoms *atoms,
                    const cji_import_style *style)
{
    for (size_t i = 0; i < atoms->count && !im->failed; i++) {
        size_t from = labels_end(atoms, i), to = from;
        const cji_import_atom *first = &atoms->at[i];
        if (from == i)
            continue;
        while (to < atoms->count && atoms->at[to].kind != CJI_IMPORT_ITEM)
            to++;
        if (from == to)
            continue;
        if (!style->upper && (part->nsections == 0 || !part->sections[0].announced))
            titles_in_column(im, part, atoms, from, to);
        cji_import_note(im, CJ_E_IMPORT_COLUMN, first->line->number, first->column,
                        "%zu labels are printed before their texts", from - i);
        if (!choose_starts(im, atoms, from, to, from - i, part->letter)) {
            cji_import_problem(im, CJ_E_IMPORT_UNPLACED, atoms->at[from].line->number,
                               atoms->at[from].column,
                               "%zu labels stand before these lines, and it cannot be told which "
                               "belong to which",
                               from - i);
            for (size_t k = from; k < to; k++)
                atoms->at[k].kind =
                    atoms->at[k].kind == CJI_IMPORT_TEXT ? CJI_IMPORT_ASIDE : atoms->at[k].kind;
            i = to - 1;
            continue;
        }
        interleave(im, atoms, i, from, to);
    }
}

void cji_import_titles(cji_import *im, cji_import_part *part, cji_import_atoms *atoms,
                       const cji_import_style *style)
{
    for (size_t i = 0; i < atoms->count && !im->failed; i++) {
        size_t n = atoms->at[i].kind == CJI_IMPORT_TEXT ? title_at(im, atoms, i, style) : 0;
        if (n > 0)
            take_title(im, part, atoms, i, n);
    }
    if (!im->failed)
        columns(im, part, atoms, style);
}
