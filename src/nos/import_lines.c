/* SPDX-License-Identifier: MIT */
/*
 * Lines as they were meant: rows of tables without their bars, Markdown without its marks, and a
 * heading that stands in a margin, or is broken over lines there, before what stands beside it.
 */
#include "nos/import.h"

#define FRAGMENTS 6  /* lines that a heading in a margin may take */
#define MARGIN_MIN 8 /* columns: what begins further right stands beside the margin */

static bool starts(cji_str text, const char *with)
{
    size_t n = strlen(with);
    return text.n >= n && memcmp(text.p, with, n) == 0;
}

/* Whether all of it is of these characters. */
static bool only_of(cji_str text, const char *set)
{
    for (size_t i = 0; i < text.n; i++) {
        if (strchr(set, text.p[i]) == NULL)
            return false;
    }
    return text.n > 0;
}

/* ---- Markdown and bullets -------------------------------------------------------------------- */

/* "| a | b |" as "a<tab>b". */
static cji_str table_row(cji_import *im, cji_str text)
{
    cji_buf out;
    cji_str row = {text.p + 1, text.n - 1};
    if (row.n > 0 && row.p[row.n - 1] == '|')
        row.n--;
    cji_buf_init(&out, im->ctx, SIZE_MAX);
    while (row.n > 0) {
        const char *bar = memchr(row.p, '|', row.n);
        size_t n = bar != NULL ? (size_t)(bar - row.p) : row.n;
        cji_str cell = cji_str_trim((cji_str){row.p, n});
        if (out.n > 0 && cell.n > 0)
            cji_buf_putc(&out, '\t');
        cji_buf_str(&out, cell);
        row.p += n < row.n ? n + 1 : n;
        row.n -= n < row.n ? n + 1 : n;
    }
    text = cji_import_keep_buf(im, &out);
    cji_buf_fini(&out);
    return text;
}

static cji_str without_bullet(cji_str text, bool *bullet)
{
    static const char *const bullets[] = {
        "\xe2\x80\xa2",
        "\xe2\x97\x8f",
        "\xe2\x97\x8b",
        "\xe2\x96\xaa",
        "\xe2\x96\xa0",
        "\xe2\x97\xa6",
        "\xe2\x80\xa3",
        "\xe2\x81\x83",
        "\xc2\xb7",
        "\xe2\x80\x93",
        "\xe2\x80\x94",
        "\xe2\x9e\xa2",
        "\xe2\x9c\x93",
        "\xc2\xa7",
        "\xef\xbf\xbd",
        "-",
        "*",
        "+",
        "o",
        "\xe2\x88\x99",
    };
    for (size_t i = 0; i < CJI_COUNT(bullets); i++) {
        size_t n = strlen(bullets[i]);
        bool plain = n == 1 || bullets[i][0] == '\xe2'; /* dashes and letters want a space */
        if (!starts(text, bullets[i]) || text.n == n)
            continue;
        if (plain && text.p[n] != ' ' && text.p[n] != '\t' &&
            !(n == 3 && i != 9 && i != 10 && text.p[n] != '-'))
            continue;
        *bullet = true;
        return cji_str_trim((cji_str){text.p + n, text.n - n});
    }
    return text;
}

/* Emphasis and backslashes taken out; *strong when all of it was bold. */
static cji_str without_marks(cji_import *im, cji_str text, bool *strong)
{
    static const char escaped[] = "\\.()[]#*_-+!<>|`&";
    cji_buf out;
    if (memchr(text.p, '*', text.n) == NULL && memchr(text.p, '_', text.n) == NULL &&
        memchr(text.p, '\\', text.n) == NULL && memchr(text.p, '`', text.n) == NULL)
        return text;
    if (text.n > 4 && (starts(text, "**") || starts(text, "__")) &&
        memcmp(text.p + text.n - 2, text.p, 2) == 0) {
        cji_str inside = {text.p + 2, text.n - 4};
        *strong = *strong || memchr(inside.p, text.p[0], inside.n) == NULL;
    }
    cji_buf_init(&out, im->ctx, SIZE_MAX);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i], next = i + 1 < text.n ? text.p[i + 1] : '\0';
        if (c == '\\' && next != '\0' && strchr(escaped, next) != NULL)
            cji_buf_putc(&out, text.p[++i]);
        else if ((c == '*' || c == '_') && next == c)
            i++;
        else if (c != '*' && !(c == '_' && (i == 0 || next == '\0')))
            cji_buf_putc(&out, c);
    }
    text = cji_str_trim(cji_import_keep_buf(im, &out));
    cji_buf_fini(&out);
    return text;
}

static cji_str without_heading_marks(cji_str text, bool *strong)
{
    size_t n = 0;
    while (n < text.n && n < 6 && text.p[n] == '#')
        n++;
    if (n == 0 || n == text.n || text.p[n] != ' ')
        return text;
    *strong = true;
    text = cji_str_trim((cji_str){text.p + n, text.n - n});
    while (text.n > 1 && text.p[text.n - 1] == '#')
        text = cji_str_trim((cji_str){text.p, text.n - 1});
    return text;
}

/* False: the line says nothing (a rule, the bars below a table's head). */
static bool unmark(cji_import *im, cji_import_line *line, cji_import_line *before)
{
    cji_str text = line->text;
    if (only_of(text, "-=_*~ |:+\t") && text.n > 2) {
        if (before != NULL && text.p[0] == '=' && !line->blank_before)
            before->strong = true; /* underlined */
        return false;
    }
    while (starts(text, "> "))
        text = cji_str_trim((cji_str){text.p + 2, text.n - 2});
    if (starts(text, "|"))
        text = table_row(im, text);
    text = without_heading_marks(text, &line->strong);
    for (int i = 0; i < 2 && !starts(text, "**"); i++) /* "- * text" */
        text = without_bullet(text, &line->bullet);
    if (text.n > 0)
        text = without_marks(im, text, &line->strong);
    line->text = text;
    return text.n > 0;
}

static void unmark_all(cji_import *im)
{
    size_t to = 0;
    bool blank = false, page = false;
    for (size_t i = 0; i < im->count; i++) {
        cji_import_line line = im->lines[i];
        bool kept = unmark(im, &line, to > 0 ? &im->lines[to - 1] : NULL);
        if (kept) {
            line.blank_before = line.blank_before || blank;
            line.page_before = line.page_before || page;
            im->lines[to++] = line;
        }
        blank = !kept && (blank || line.blank_before);
        page = !kept && (page || line.page_before);
    }
    im->count = to;
}

/* ---- margins --------------------------------------------------------------------------------- */

static cji_str first_cell(cji_str text, cji_str *rest)
{
    const char *tab = memchr(text.p, '\t', text.n);
    if (tab == NULL) {
        *rest = (cji_str){text.p + text.n, 0};
        return text;
    }
    *rest = cji_str_trim((cji_str){tab + 1, text.n - (size_t)(tab - text.p) - 1});
    return (cji_str){text.p, (size_t)(tab - text.p)};
}

/* A name in the first cells of one line or several. */
typedef struct margin {
    const cji_import_name *name;
    size_t lines; /* that it takes, 0: none */
    char text[4 * CJI_IMPORT_FOLDED];
} margin;

static void add_fragment(char *so_far, size_t size, cji_str cell)
{
    size_t n = strlen(so_far);
    if (n + cell.n + 2 > size)
        return;
    if (n > 0)
        so_far[n++] = ' ';
    memcpy(so_far + n, cell.p, cell.n);
    so_far[n + cell.n] = '\0';
}

/* Looks for the longest name from line i on. */
static margin margin_at(const cji_import_line *lines, size_t count, size_t i)
{
    margin m = {0};
    char so_far[4 * CJI_IMPORT_FOLDED] = "";
    for (size_t k = 0; k < FRAGMENTS && i + k < count; k++) {
        const cji_import_line *line = &lines[i + k];
        const cji_import_name *name;
        cji_str rest, cell = first_cell(line->text, &rest);
        if (k > 0 && line->blank_before)
            break;
        if (k > 0 && line->indent >= lines[i].indent + MARGIN_MIN)
            continue; /* stands beside the margin */
        if (line->bullet || line->label.is)
            break;
        add_fragment(so_far, sizeof so_far, cell);
        name = cji_import_name_of(cji_str_of(so_far));
        if (name != NULL) {
            m.name = name;
            m.lines = k + 1;
            memcpy(m.text, so_far, sizeof m.text);
        }
        if (!cji_import_name_begins(cji_str_of(so_far)))
            break;
    }
    return m;
}

static void add_copy(cji_import *im, const cji_import_line *from, cji_str text)
{
    cji_import_line *line = cji_import_add_line(im);
    if (line == NULL)
        return;
    *line = *from;
    line->text = text;
    line->label = (cji_import_label){0};
    (void)cji_import_label_at(text, &line->label);
}

/* What stands beside the margin, each line for itself. */
static void add_beside(cji_import *im, const cji_import_line *lines, const margin *m)
{
    for (size_t k = 0; k < m->lines; k++) {
        cji_import_line line = lines[k];
        cji_str rest = line.text;
        if (k == 0 || line.indent < lines[0].indent + MARGIN_MIN)
            (void)first_cell(line.text, &rest);
        if (rest.n == 0)
            continue;
        if (rest.n == 1 && ((rest.p[0] | 32) >= 'a' && (rest.p[0] | 32) <= 'z')) {
            cji_import_note(im, CJ_E_IMPORT_STRAY, line.number, line.column,
                            "a stray letter is left out: %.*s", (int)rest.n, rest.p);
            continue;
        }
        line.margin = true;
        line.indent =
            k == 0 || line.indent < lines[0].indent + MARGIN_MIN ? line.second : line.indent;
        line.blank_before = k > 0 && line.blank_before;
        add_copy(im, &line, without_bullet(rest, &line.bullet));
    }
}

/* A row of metadata whose name or value takes several lines: one line, name and value. */
static void add_row(cji_import *im, const cji_import_line *lines, const margin *m)
{
    cji_buf out;
    cji_buf_init(&out, im->ctx, SIZE_MAX);
    cji_buf_puts(&out, m->text);
    for (size_t k = 0; k < m->lines; k++) {
        cji_str rest = lines[k].text;
        if (k == 0 || lines[k].indent < lines[0].indent + MARGIN_MIN)
            (void)first_cell(lines[k].text, &rest);
        if (rest.n > 0) {
            cji_buf_putc(&out, memchr(out.p, '\t', out.n) == NULL ? '\t' : ' ');
            cji_buf_str(&out, rest);
        }
    }
    add_copy(im, lines, cji_import_keep_buf(im, &out));
    cji_buf_fini(&out);
}

/* "Overview: text", "You must be able to: text" as two lines. */
static bool add_lead(cji_import *im, const cji_import_line *line)
{
    cji_str rest;
    const cji_import_name *name = cji_import_name_at(line->text, false, &rest);
    cji_import_line second = *line;
    if (name == NULL || rest.n == 0 || name->kind == CJI_IMPORT_ROW ||
        name->role == CJI_IMPORT_LIST || name->role == CJI_IMPORT_META)
        return false;
    add_copy(im, line, cji_import_keep(im, cji_str_of(name->name)));
    if (name->kind == CJI_IMPORT_HEADING && im->count > 0) { /* headings begin with a capital */
        char *p = cji_arena_strdup(&im->arena, cji_str_of(name->name));
        if (p == NULL) {
            im->failed = true;
            return true;
        }
        p[0] = (char)(p[0] - 32);
        im->lines[im->count - 1].text.p = p;
    }
    second.blank_before = second.bullet = false;
    add_copy(im, &second, rest);
    return true;
}

void cji_import_lines(cji_import *im)
{
    cji_import_line *lines;
    size_t count;
    unmark_all(im);
    lines = im->lines;
    count = im->count;
    im->lines = NULL;
    im->count = im->capacity = 0;
    for (size_t i = 0; i < count; i++)
        (void)cji_import_label_at(lines[i].text, &lines[i].label);
    for (size_t i = 0; i < count && !im->failed;) {
        margin m = margin_at(lines, count, i);
        bool cells = memchr(lines[i].text.p, '\t', lines[i].text.n) != NULL;
        if (m.lines == 0 || (m.lines == 1 && !cells)) {
            if (!add_lead(im, &lines[i]))
                add_copy(im, &lines[i], lines[i].text);
            i++;
            continue;
        }
        if (m.name->kind == CJI_IMPORT_ROW && m.lines == 1) {
            add_copy(im, &lines[i], lines[i].text);
        } else if (m.name->kind == CJI_IMPORT_ROW) {
            add_row(im, &lines[i], &m);
        } else {
            lines[i].margin = cells || m.lines > 1;
            add_copy(im, &lines[i], cji_import_keep(im, cji_str_of(m.text)));
            add_beside(im, &lines[i], &m);
        }
        i += m.lines;
    }
    cji_free(im->ctx, lines);
}
