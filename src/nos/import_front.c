/* SPDX-License-Identifier: MIT */
/* The overview, the elements that it announces, and where their headings stand. */
#include "nos/import.h"

#define HEADING_LINES 4
#define ELEMENTS_MAX 100 /* whose headings are looked for */

/* ---- how the text is wrapped ----------------------------------------------------------------- */

/* Whether line i plainly goes on in the next line. */
static bool runs_on(const cji_import *im, size_t i)
{
    const cji_import_line *line = &im->lines[i], *next = line + 1;
    return i + 1 < im->count && !line->dropped && !next->dropped && line->name == NULL &&
           !next->blank_before && !next->label.is && !next->bullet && next->name == NULL &&
           cji_import_lower(next->text);
}

void cji_import_measure(cji_import *im)
{
    int32_t width = 0;
    size_t n = 0, near = 0;
    for (size_t i = 0; i < im->count; i++) {
        n += runs_on(im, i);
        if (runs_on(im, i) && im->lines[i].width > width)
            width = im->lines[i].width;
    }
    for (size_t i = 0; i < im->count; i++)
        near += runs_on(im, i) && im->lines[i].width >= width - 18;
    im->width = n >= 2 && width <= 140 && near * 5 >= n * 2 ? width : 0;
}

bool cji_import_full(const cji_import *im, const cji_import_line *line, cji_str next)
{
    size_t word = 0;
    while (word < next.n && next.p[word] != ' ' && next.p[word] != '\t')
        word++;
    return im->width > 0 && line->width + 1 + (int32_t)word > im->width - 1;
}

/* ---- elements that are announced ------------------------------------------------------------- */

int32_t cji_import_add_section(cji_import *im, cji_import_part *part, cji_str heading,
                               cji_str label, int32_t line)
{
    cji_import_section *s;
    if (!cji_grow(im->ctx, (void **)&part->sections, sizeof *s, part->nsections,
                  &part->section_capacity)) {
        im->failed = true;
        return 0;
    }
    s = &part->sections[part->nsections++];
    *s = (cji_import_section){.heading = heading, .label = label, .line = line};
    return (int32_t)part->nsections;
}

static bool has_word(cji_str text, const char *const *words, size_t n)
{
    for (size_t i = 0, from; i < text.n; i++) {
        cji_str word;
        for (from = i; i < text.n && text.p[i] != ' ' && text.p[i] != '\t'; i++) {
        }
        word = cji_import_first_word((cji_str){text.p + from, i - from});
        for (size_t k = 0; k < n; k++) {
            char folded[CJI_IMPORT_FOLDED];
            if (cji_import_fold(word, folded) && strcmp(folded, words[k]) == 0)
                return true;
        }
    }
    return false;
}

/* "There are three elements:" -> 3, and what follows; 0: nothing is announced. */
static int32_t announced_in(cji_str text, cji_str *rest)
{
    static const char *const verbs[] = {
        "is",       "are",    "has",  "have",       "contains",   "comprises", "consists",
        "includes", "covers", "into", "comprising", "containing", "of"};
    cji_str before = {0};
    if (!has_word(text, verbs, CJI_COUNT(verbs)))
        return 0;
    for (size_t i = 0, from; i < text.n; i++) {
        cji_str word;
        int32_t n;
        for (from = i; i < text.n && text.p[i] != ' ' && text.p[i] != '\t'; i++) {
        }
        word = cji_import_first_word((cji_str){text.p + from, i - from});
        n = before.n > 0 ? cji_import_number_word(before) : 0;
        if (n > 0 && (cji_str_is(word, "element") || cji_str_is(word, "elements"))) {
            *rest = cji_str_trim((cji_str){text.p + i, text.n - i});
            return n;
        }
        before = word;
    }
    return 0;
}

/* Elements on one line: "1. Plan the work 2. Do it" */
static void split_elements(cji_import *im, cji_str text, int32_t line)
{
    cji_import_part *part = &im->parts[0];
    cji_import_label l = {0};
    cji_str label = {"", 0};
    if (cji_import_label_at(text, &l)) {
        label = l.printed;
        text = l.rest;
    }
    for (;;) {
        size_t at;
        if (l.n == 0 || !cji_import_label_inside(text, l.prefix, l.n + (l.m == 0),
                                                 l.m > 0 ? l.m + 1 : 0, true, &at, &l)) {
            if (text.n > 0)
                cji_import_add_section(im, part, text, label, line);
            return;
        }
        cji_import_add_section(im, part, cji_str_trim((cji_str){text.p, at}), label, line);
        label = l.printed;
        text = l.rest;
    }
}

/* Whether line k goes on with the element that stands above it. */
static bool goes_on(const cji_import *im, const cji_import_line *above, const cji_import_line *line)
{
    if (line->label.is || line->bullet || line->name != NULL)
        return false;
    return !line->blank_before &&
           (cji_import_lower(line->text) || cji_import_hangs(above->text) ||
            (!above->label.is ? false : cji_import_full(im, above, line->text)));
}

/* The list of elements from line i on; gives the line behind it. */
static size_t take_list(cji_import *im, size_t i, int32_t wanted)
{
    cji_import_part *part = &im->parts[0];
    size_t before = part->nsections;
    bool labels = false;
    while (i < im->count && !im->failed) {
        cji_import_line *line = &im->lines[i], *above = line;
        int32_t number = line->number;
        cji_buf b;
        bool element = line->name != NULL && line->name->field == CJI_IMPORT_ROW_ELEMENT;
        bool marked = line->label.is || line->bullet || element;
        if (line->dropped) {
            i++;
            continue;
        }
        if ((line->name != NULL && !element) || (int32_t)(part->nsections - before) >= wanted ||
            (labels && !marked) ||
            (line->role != CJI_IMPORT_OVERVIEW && line->role != CJI_IMPORT_ELEMENTS &&
             line->role != CJI_IMPORT_TARGET))
            break;
        labels = labels || marked;
        cji_buf_init(&b, im->ctx, SIZE_MAX);
        cji_buf_str(&b, element ? line->value : line->text);
        line->dropped = true;
        for (i++; i < im->count && (im->lines[i].dropped || goes_on(im, above, &im->lines[i]));
             i++) {
            if (im->lines[i].dropped)
                continue;
            above = &im->lines[i];
            cji_import_join(im, &b, above->text, false, above->number);
            above->dropped = true;
        }
        split_elements(im, cji_import_keep_buf(im, &b), number);
        cji_buf_fini(&b);
    }
    return i;
}

/* The announcement is said by the elements; a sentence before it stays. */
static void drop_announcement(cji_import_line *line, cji_str rest)
{
    size_t said = (size_t)(rest.p - line->text.p), keep = 0;
    for (size_t i = 0; i + 1 < said; i++)
        keep = line->text.p[i] == '.' && line->text.p[i + 1] == ' ' ? i + 1 : keep;
    line->text.n = keep > 0 ? keep : line->text.n;
    line->dropped = keep == 0;
}

static void mark_announced(cji_import *im, size_t from)
{
    for (size_t i = from; i < im->parts[0].nsections; i++)
        im->parts[0].sections[i].announced = true;
}

static size_t take_announcement(cji_import *im, size_t i)
{
    cji_import_line *line = &im->lines[i], *next = i + 1 < im->count ? line + 1 : NULL;
    size_t before = im->parts[0].nsections, end;
    cji_str rest = {0};
    int32_t n = announced_in(line->text, &rest);
    cji_str behind = rest;
    while (rest.n > 0 && strchr(":.,;- ", rest.p[0]) != NULL)
        rest = (cji_str){rest.p + 1, rest.n - 1};
    if (n == 0)
        return i + 1;
    im->announced = n;
    im->announced_line = line->number;
    if (cji_import_label_at(rest, &(cji_import_label){0})) {
        split_elements(im, rest, line->number);
        drop_announcement(line, behind);
        end = i + 1;
    } else if (next != NULL && (rest.n == 0 || line->text.p[line->text.n - 1] == ':')) {
        end = take_list(im, i + 1, n);
        if (im->parts[0].nsections > before)
            drop_announcement(line, behind);
    } else {
        return i + 1;
    }
    mark_announced(im, before);
    return end;
}

/* ---- headings of elements -------------------------------------------------------------------- */

/* Whether lines from `i` on are this heading; how many. */
static size_t heading_lines(cji_import *im, size_t i, cji_str heading)
{
    cji_buf b;
    size_t found = 0, taken = 0;
    cji_buf_init(&b, im->ctx, SIZE_MAX);
    for (size_t k = i; taken < HEADING_LINES && k < im->count && found == 0; k++) {
        const cji_import_line *line = &im->lines[k];
        cji_str text = line->text;
        if (line->dropped)
            continue;
        if (line->name != NULL && line->name->field != CJI_IMPORT_ROW_ELEMENT)
            break;
        if (line->label.is && (taken > 0 || line->label.only))
            break;
        if (line->name != NULL)
            text = line->value;
        taken++;
        if (b.n > 0)
            cji_buf_putc(&b, ' ');
        cji_buf_str(&b, text);
        if (cji_import_same(cji_buf_view(&b), heading) ||
            (line->label.is && taken == 1 && cji_import_same(line->label.rest, heading)))
            found = k - i + 1;
        if (b.n > heading.n + 64)
            break;
        if (taken == 1 && line->label.is && found == 0) {
            cji_buf_clear(&b);
            cji_buf_str(&b, line->label.rest);
        }
    }
    im->failed = im->failed || b.status != CJ_OK;
    cji_buf_fini(&b);
    return found;
}

static void mark_heading(cji_import *im, size_t i, size_t lines, int32_t section)
{
    im->lines[i].lead = true;
    for (size_t k = i; k < i + lines; k++)
        im->lines[k].heading = section;
    im->parts[0].sections[section - 1].found = true;
}

/* "Element 1.1" that was not announced: its title is behind it, or on the lines below. */
static void unannounced(cji_import *im, size_t i)
{
    cji_import_line *line = &im->lines[i];
    cji_str label = cji_str_trim((cji_str){line->text.p + 8, line->text.n - 8});
    cji_buf b;
    size_t k = i + 1;
    int32_t section;
    label.n -= line->value.n;
    while (label.n > 0 && strchr(" :.-\t", label.p[label.n - 1]) != NULL)
        label.n--;
    cji_buf_init(&b, im->ctx, SIZE_MAX);
    cji_buf_str(&b, line->value);
    for (; k < im->count && k < i + HEADING_LINES; k++) {
        const cji_import_line *next = &im->lines[k];
        if (next->dropped || next->name != NULL || next->label.is || next->bullet ||
            (b.n > 0 && (next->blank_before || !cji_import_lower(next->text))))
            break;
        cji_import_join(im, &b, next->text, false, next->number);
    }
    section =
        cji_import_add_section(im, &im->parts[0], cji_import_keep_buf(im, &b), label, line->number);
    cji_buf_fini(&b);
    if (section > 0)
        mark_heading(im, i, k - i, section);
}

/* An element row in the overview begins its element, unless the same comes again. */
static void element_rows(cji_import *im)
{
    size_t rows = 0;
    for (size_t i = 0; i < im->count && rows < ELEMENTS_MAX; i++) {
        const cji_import_line *line = &im->lines[i];
        bool again = false;
        if (line->dropped || line->name == NULL || line->name->field != CJI_IMPORT_ROW_ELEMENT ||
            line->role != CJI_IMPORT_OVERVIEW)
            continue;
        rows++;
        for (size_t k = i + 1; k < im->count && !again; k++)
            again = !im->lines[k].dropped &&
                    (cji_import_same(im->lines[k].text, line->text) ||
                     (line->value.n > 0 && cji_import_same(im->lines[k].text, line->value)));
        if (again) {
            size_t before = im->parts[0].nsections;
            (void)take_list(im, i, 1);
            mark_announced(im, before);
            continue;
        }
        for (size_t k = i; k < im->count && (k == i || im->lines[k].name == NULL) &&
                           im->lines[k].role == CJI_IMPORT_OVERVIEW;
             k++)
            im->lines[k].role = CJI_IMPORT_CRITERIA;
    }
}

/* "Plan the work P3 choose ...": a heading and the item behind it on one line. */
static bool glued_heading(cji_import *im, size_t i, int32_t section)
{
    cji_import_line *line = &im->lines[i];
    cji_str heading = im->parts[0].sections[section - 1].heading, rest;
    cji_import_label label;
    if (line->text.n <= heading.n || line->label.is || heading.n == 0 ||
        memcmp(line->text.p, heading.p, heading.n) != 0)
        return false;
    rest = cji_str_trim((cji_str){line->text.p + heading.n, line->text.n - heading.n});
    if (!cji_import_label_at(rest, &label) || label.n == 0)
        return false;
    cji_import_note(im, CJ_E_IMPORT_GLUED, line->number, line->column,
                    "a heading and an item on one line are taken apart before %.*s",
                    cji_import_shown(label.printed), label.printed.p);
    line->value = rest;
    mark_heading(im, i, 1, section);
    return true;
}

/* Whether the criteria are opened next behind line i. */
static bool before_criteria(const cji_import *im, size_t i)
{
    for (; i < im->count; i++) {
        if (im->lines[i].dropped)
            continue;
        return im->lines[i].name != NULL && im->lines[i].name->role == CJI_IMPORT_CRITERIA;
    }
    return false;
}

/* A heading that stands above "Performance criteria" belongs below it. */
static bool stands_above(cji_import *im, size_t i, size_t lines)
{
    if (im->lines[i].role == CJI_IMPORT_CRITERIA)
        return true;
    if (!before_criteria(im, i + lines))
        return false;
    for (size_t k = i; k < i + lines; k++)
        im->lines[k].role = CJI_IMPORT_CRITERIA;
    return true;
}

static void find_headings(cji_import *im)
{
    for (size_t i = 0; i < im->count && !im->failed; i++) {
        const cji_import_line *line = &im->lines[i];
        size_t lines = 0;
        if (line->dropped || line->heading > 0 || line->role < CJI_IMPORT_OVERVIEW ||
            line->role > CJI_IMPORT_KNOWLEDGE)
            continue;
        for (size_t s = 0; s < im->parts[0].nsections && s < ELEMENTS_MAX && lines == 0; s++) {
            lines = heading_lines(im, i, im->parts[0].sections[s].heading);
            if (lines > 0 && stands_above(im, i, lines))
                mark_heading(im, i, lines, (int32_t)s + 1);
            else if (line->role == CJI_IMPORT_CRITERIA && glued_heading(im, i, (int32_t)s + 1))
                lines = 1;
        }
        if (lines == 0 && line->name != NULL && line->name->field == CJI_IMPORT_ROW_ELEMENT)
            unannounced(im, i);
    }
}

/* Without any heading of the criteria, that of the first element opens them. */
static void open_by_heading(cji_import *im)
{
    const cji_import_part *part = &im->parts[0];
    size_t i = 0;
    for (; i < im->count; i++) {
        if (im->lines[i].role == CJI_IMPORT_CRITERIA)
            return;
    }
    for (i = 0; i < im->count && part->nsections > 0; i++) {
        if (!im->lines[i].dropped && im->lines[i].name == NULL &&
            heading_lines(im, i, part->sections[0].heading) > 0)
            break;
    }
    for (; i < im->count && part->nsections > 0 && im->lines[i].name == NULL; i++)
        im->lines[i].role = CJI_IMPORT_CRITERIA;
}

/* ---- paragraphs ------------------------------------------------------------------------------ */

static bool ends_sentence(cji_str text)
{
    return text.n > 0 && strchr(".:;?!", text.p[text.n - 1]) != NULL;
}

static void put_paragraph(cji_import *im, cji_buf *b, int32_t field, int32_t line)
{
    cji_import_entry e = {.field = field, .line = line};
    if (b->n == 0)
        return;
    e.text = cji_import_mend(im, cji_import_keep_buf(im, b), line);
    cji_import_add_entry(im, &e);
    cji_buf_clear(b);
}

static void paragraphs(cji_import *im, cji_import_role role, int32_t field)
{
    const cji_import_line *above = NULL;
    int32_t first = 0;
    cji_buf b;
    cji_buf_init(&b, im->ctx, SIZE_MAX);
    for (size_t i = 0; i < im->count; i++) {
        cji_import_line *line = &im->lines[i];
        bool breaks;
        if (line->role != role || line->dropped || line->name != NULL || line->heading > 0)
            continue;
        breaks = above == NULL || line->bullet || line->label.is ||
                 (line->blank_before && !line->page_before) ||
                 (ends_sentence(above->text) && !cji_import_full(im, above, line->text));
        if (breaks)
            put_paragraph(im, &b, field, first);
        if (b.n == 0)
            first = line->number;
        cji_import_join(im, &b, line->text, above != NULL && above->soft, line->number);
        above = line;
    }
    put_paragraph(im, &b, field, first);
    cji_buf_fini(&b);
}

void cji_import_front(cji_import *im)
{
    for (size_t i = 0; i < im->count && !im->failed;) {
        const cji_import_line *line = &im->lines[i];
        bool may = !line->dropped && line->name == NULL &&
                   (line->role == CJI_IMPORT_OVERVIEW || line->role == CJI_IMPORT_TARGET ||
                    line->role == CJI_IMPORT_ELEMENTS);
        if (may && line->role == CJI_IMPORT_ELEMENTS) {
            size_t before = im->parts[0].nsections, end = take_list(im, i, 99);
            mark_announced(im, before);
            i = end > i ? end : i + 1;
        } else {
            i = may ? take_announcement(im, i) : i + 1;
        }
    }
    element_rows(im);
    open_by_heading(im);
    find_headings(im);
    paragraphs(im, CJI_IMPORT_OVERVIEW, CJ_NOS_OVERVIEW);
    paragraphs(im, CJI_IMPORT_TARGET, CJ_NOS_TARGET_GROUP);
}
