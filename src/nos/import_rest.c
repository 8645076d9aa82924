/* SPDX-License-Identifier: MIT */
/* What stands beside the items: lists, glossary, links, metadata. */
#include "nos/import.h"

#include <stdio.h>

#define DATE_MAX 24

/* ---- lists: scope/range, behaviours, skills, values ------------------------------------------ */

static bool ends_with(cji_str text, char c)
{
    return text.n > 0 && text.p[text.n - 1] == c;
}

static bool starts_sentence_above(const cji_import_line *above)
{
    return strchr(".;:", above->text.p[above->text.n - 1]) != NULL;
}

/* Whether this line begins an entry; `marked`: the entries of the list have labels or bullets. */
static bool begins_entry(const cji_import *im, const cji_import_line *above,
                         const cji_import_line *line, bool marked)
{
    if (above == NULL || above->field != line->field || line->bullet || line->label.is)
        return true;
    if (cji_import_hangs(above->text) || line->page_before)
        return false;
    if (line->blank_before)
        return true;
    if (marked && (above->bullet || above->label.is) && !starts_sentence_above(above))
        return !cji_import_full(im, above, line->text) && cji_import_upper(line->text);
    return !cji_import_full(im, above, line->text) && !cji_import_lower(line->text);
}

static void put_entry(cji_import *im, cji_buf *b, cji_import_entry *e, int32_t *count)
{
    if (b->n == 0)
        return;
    e->text = cji_import_mend(im, cji_import_keep_buf(im, b), e->line);
    cji_import_add_entry(im, e);
    (*count)++;
    cji_buf_clear(b);
}

static void list(cji_import *im, int32_t field)
{
    const cji_import_line *above = NULL;
    cji_import_entry e = {0};
    int32_t count = 0, head = 0;
    bool marked = false;
    cji_buf b;
    cji_buf_init(&b, im->ctx, SIZE_MAX);
    for (size_t i = 0; i < im->count; i++)
        marked = marked || (im->lines[i].role == CJI_IMPORT_LIST && im->lines[i].field == field &&
                            (im->lines[i].bullet || im->lines[i].label.is));
    for (size_t i = 0; i < im->count && !im->failed; i++) {
        const cji_import_line *line = &im->lines[i];
        if (line->role != CJI_IMPORT_LIST || line->field != field || line->dropped ||
            line->name != NULL)
            continue;
        if (begins_entry(im, above, line, marked)) {
            bool headed = above != NULL && ends_with(above->text, ':');
            put_entry(im, &b, &e, &count);
            if (headed)
                head = count;
            if (!line->bullet && !(line->label.is && line->label.n == 0) && !headed)
                head = 0;
            e = (cji_import_entry){.field = field, .line = line->number, .under = head};
            if (line->label.is) {
                e.label = line->label.printed;
                cji_buf_str(&b, line->label.rest);
            } else {
                cji_buf_str(&b, line->text);
            }
        } else {
            cji_import_join(im, &b, line->text, above->soft, line->number);
        }
        above = line;
    }
    put_entry(im, &b, &e, &count);
    cji_buf_fini(&b);
}

/* ---- glossary -------------------------------------------------------------------------------- */

/* "term: definition", "term - definition", "term<tab>definition" */
static bool split_term(cji_str text, cji_str *name, cji_str *rest)
{
    static const char *const between[] = {"\t",     ": ", " - ", " \xe2\x80\x93 ", " \xe2\x80\x94 ",
                                          " means "};
    size_t best = text.n, skip = 0;
    for (size_t k = 0; k < CJI_COUNT(between); k++) {
        size_t n = strlen(between[k]);
        for (size_t i = 1; i + n < text.n && i < best; i++) {
            if (memcmp(text.p + i, between[k], n) == 0) {
                best = i;
                skip = n;
            }
        }
    }
    if (skip == 0 || best > 80)
        return false;
    *name = (cji_str){text.p, best};
    *rest = cji_str_trim((cji_str){text.p + best + skip, text.n - best - skip});
    return rest->n > 0;
}

static void put_term(cji_import *im, cji_buf *b, cji_import_entry *e)
{
    if (e->name.n > 0 && b->n > 0) {
        e->text = cji_import_mend(im, cji_import_keep_buf(im, b), e->line);
        cji_import_add_entry(im, e);
    } else if (e->name.n > 0) {
        cji_import_problem(im, CJ_E_IMPORT_UNPLACED, e->line, 1,
                           "a term of the glossary without a definition: %.*s",
                           cji_import_shown(e->name), e->name.p);
    }
    cji_buf_clear(b);
    e->name = (cji_str){"", 0};
}

static void glossary(cji_import *im)
{
    const cji_import_line *above = NULL;
    cji_import_entry e = {.field = CJ_NOS_GLOSSARY};
    cji_buf b;
    cji_buf_init(&b, im->ctx, SIZE_MAX);
    for (size_t i = 0; i < im->count && !im->failed; i++) {
        const cji_import_line *line = &im->lines[i];
        cji_str name, rest, text = line->label.is ? line->label.rest : line->text;
        bool fresh = above == NULL || line->bullet || line->label.is || line->blank_before;
        if (line->role != CJI_IMPORT_GLOSSARY || line->dropped || line->name != NULL)
            continue;
        if ((fresh || !cji_import_lower(text)) && split_term(text, &name, &rest)) {
            put_term(im, &b, &e);
            e.name = name;
            e.line = line->number;
            cji_buf_str(&b, rest);
        } else if (e.name.n > 0 && (b.n == 0 || !fresh || line->page_before)) {
            cji_import_join(im, &b, text, above != NULL && above->soft, line->number);
        } else { /* a term on a line of its own */
            put_term(im, &b, &e);
            e.name = text;
            e.line = line->number;
        }
        above = line;
    }
    put_term(im, &b, &e);
    cji_buf_fini(&b);
}

/* ---- links ----------------------------------------------------------------------------------- */

static void links(cji_import *im)
{
    for (size_t i = 0; i < im->count && !im->failed; i++) {
        const cji_import_line *line = &im->lines[i];
        cji_import_entry e = {.field = CJ_NOS_LINK, .line = line->number};
        if (line->role != CJI_IMPORT_LINKS || line->dropped || line->name != NULL)
            continue;
        e.text = line->label.is ? line->label.rest : line->text;
        for (size_t at = 0; at + 7 < e.text.n; at++) {
            size_t to = at;
            if (memcmp(e.text.p + at, "http://", 7) != 0 &&
                memcmp(e.text.p + at, "https:/", 7) != 0)
                continue;
            while (to < e.text.n && strchr(" \t>)", e.text.p[to]) == NULL)
                to++;
            e.value = to - at > 8 ? (cji_str){e.text.p + at, to - at} : e.value;
            break;
        }
        if (e.text.n > 0)
            cji_import_add_entry(im, &e);
    }
}

/* ---- metadata -------------------------------------------------------------------------------- */

/* A day or month of 0 is unknown. */
static void put_date(char out[DATE_MAX], unsigned year, unsigned month, unsigned day)
{
    int n = snprintf(out, DATE_MAX, "%04u", year % 10000);
    if (month > 0)
        n += snprintf(out + n, DATE_MAX - (size_t)n, "-%02u", month % 100);
    if (month > 0 && day > 0)
        snprintf(out + n, DATE_MAX - (size_t)n, "-%02u", day % 100);
}

/* "31 August 2015", "August 2015", "2015-08-31", "31/08/2015" -> "2015-08-31"; false: none. */
static bool date_of(cji_str text, char out[DATE_MAX])
{
    int32_t numbers[3] = {0}, year, month = 0, day;
    size_t count = 0;
    cj_date date;
    for (size_t i = 0; i < text.n;) {
        size_t from = i;
        if (text.p[i] >= '0' && text.p[i] <= '9') {
            int32_t n = 0;
            for (; i < text.n && text.p[i] >= '0' && text.p[i] <= '9' && n < 10000; i++)
                n = n * 10 + (text.p[i] - '0');
            if (count == 3)
                return false;
            numbers[count++] = n;
        } else if ((text.p[i] | 32) >= 'a' && (text.p[i] | 32) <= 'z') {
            while (i < text.n && (text.p[i] | 32) >= 'a' && (text.p[i] | 32) <= 'z')
                i++;
            if (cji_import_month((cji_str){text.p + from, i - from}) > 0)
                month = cji_import_month((cji_str){text.p + from, i - from});
            else if (i - from != 2 || count == 0) /* "1st" */
                return false;
        } else {
            i++;
        }
    }
    if (month > 0) { /* [day] month year */
        day = count == 2 ? numbers[0] : 0;
        year = count > 0 && count < 3 ? numbers[count - 1] : 0;
    } else {
        bool year_first = numbers[0] > 31;
        year = numbers[year_first || count == 0 ? 0 : count - 1];
        month = count == 3 ? numbers[1] : count == 2 ? numbers[year_first] : 0;
        month = count == 2 && !year_first ? numbers[0] : month;
        day = count == 3 ? numbers[year_first ? 2 : 0] : 0;
    }
    put_date(out, (unsigned)year, (unsigned)month, (unsigned)day);
    return out[0] != '0' && cj_date_parse(out, CJ_ZT, &date) == CJ_OK;
}

static void set_version(cji_import *im, cji_str value, int32_t line)
{
    if (value.n > 1 && (value.p[0] == 'V' || value.p[0] == 'v'))
        value = cji_str_trim((cji_str){value.p + 1, value.n - 1});
    if (cji_nos_version_ok(value))
        im->version = value;
    else
        cji_import_problem(im, CJ_E_IMPORT_UNPLACED, line, 1, "no version number: %.*s",
                           cji_import_shown(value), value.p);
}

/* Fields with several values, and what stands between them. */
static char separator_of(int32_t field, cji_str value)
{
    bool lists = field == CJ_NOS_OCCUPATION || field == CJ_NOS_SUITE || field == CJ_NOS_KEYWORD ||
                 field == CJ_NOS_SOC_CODE;
    if (lists && memchr(value.p, ';', value.n) != NULL)
        return ';';
    return field == CJ_NOS_KEYWORD || field == CJ_NOS_SOC_CODE ? ',' : '\0';
}

static void add_values(cji_import *im, int32_t field, cji_str value, int32_t line)
{
    char separator = separator_of(field, value);
    while (value.n > 0) {
        const char *end = separator != '\0' ? memchr(value.p, separator, value.n) : NULL;
        size_t n = end != NULL ? (size_t)(end - value.p) : value.n;
        cji_import_entry e = {.field = field, .line = line};
        e.text = cji_str_trim((cji_str){value.p, n});
        if (e.text.n > 0)
            cji_import_add_entry(im, &e);
        n += end != NULL;
        value = (cji_str){value.p + n, value.n - n};
    }
}

/* Fields that a definition has once. */
static bool has_field(const cji_import *im, int32_t field)
{
    for (size_t i = 0; i < im->nentries; i++) {
        if (im->entries[i].field == field)
            return true;
    }
    return false;
}

static void put_row(cji_import *im, const cji_import_name *name, cji_str value, int32_t line)
{
    char date[DATE_MAX];
    int32_t field = name->field;
    value = cji_str_trim(value);
    if (field == CJI_IMPORT_ROW_TITLE || value.n == 0)
        return;
    if (field == CJI_IMPORT_ROW_URN) {
        im->urn = im->urn.n == 0 ? value : im->urn;
    } else if (field == CJI_IMPORT_ROW_VERSION) {
        set_version(im, value, line);
    } else if (field == CJ_NOS_DATE_APPROVED || field == CJ_NOS_REVIEW_DATE) {
        cji_import_entry e = {.field = field, .text = value, .line = line};
        if (has_field(im, field))
            return;
        if (date_of(value, date)) {
            e.value = cji_import_keep(im, cji_str_of(date));
            cji_import_add_entry(im, &e);
        } else {
            cji_import_problem(im, CJ_E_IMPORT_UNPLACED, line, 1, "no date: %.*s",
                               cji_import_shown(value), value.p);
        }
    } else if (field == CJ_NOS_REPLACED_BY && !cji_nos_urn_ok(value)) {
        cji_import_problem(im, CJ_E_IMPORT_UNPLACED, line, 1, "no URN: %.*s",
                           cji_import_shown(value), value.p);
    } else if (!has_field(im, field) || field == CJ_NOS_DEVELOPED_BY) {
        add_values(im, field, value, line);
    }
}

/* Names in a column, then as many values. */
static size_t column_of_names(cji_import *im, size_t i)
{
    size_t names = 0, values = 0, k = i;
    for (; k < im->count && im->lines[k].name != NULL && im->lines[k].value.n == 0 &&
           im->lines[k].name->kind == CJI_IMPORT_ROW && !im->lines[k].dropped;
         k++)
        names++;
    for (; k < im->count && im->lines[k].role == CJI_IMPORT_META && im->lines[k].name == NULL; k++)
        values += !im->lines[k].dropped;
    if (names < 2 || values < names)
        return i;
    if (values > names) {
        cji_import_problem(im, CJ_E_IMPORT_UNPLACED, im->lines[i].number, im->lines[i].column,
                           "%zu names of metadata stand before %zu lines, and it cannot be told "
                           "which belong to which",
                           names, values);
        return k;
    }
    cji_import_note(im, CJ_E_IMPORT_COLUMN, im->lines[i].number, im->lines[i].column,
                    "%zu names are printed before their values", names);
    for (size_t v = i + names, n = i; v < k; v++) {
        if (!im->lines[v].dropped)
            put_row(im, im->lines[n++].name, im->lines[v].text, im->lines[v].number);
    }
    return k;
}

static void metadata(cji_import *im)
{
    for (size_t i = 0; i < im->count && !im->failed;) {
        const cji_import_line *line = &im->lines[i];
        cji_buf b;
        size_t end;
        if (line->name == NULL || line->name->kind != CJI_IMPORT_ROW || line->dropped ||
            line->name->field == CJI_IMPORT_ROW_ELEMENT) {
            if (line->role == CJI_IMPORT_META && line->name == NULL && !line->dropped)
                cji_import_aside(im, line);
            i++;
            continue;
        }
        end = column_of_names(im, i);
        if (end > i) {
            i = end;
            continue;
        }
        cji_buf_init(&b, im->ctx, SIZE_MAX);
        cji_buf_str(&b, line->value);
        for (end = i + 1; end < im->count && im->lines[end].role == CJI_IMPORT_META &&
                          im->lines[end].name == NULL;
             end++) {
            if (im->lines[end].dropped)
                continue;
            if (im->lines[end].bullet && b.n > 0)
                cji_buf_putc(&b, ';');
            cji_import_join(im, &b, im->lines[end].text, false, im->lines[end].number);
        }
        put_row(im, line->name, cji_import_keep_buf(im, &b), line->number);
        cji_buf_fini(&b);
        i = end;
    }
}

void cji_import_rest(cji_import *im)
{
    static const int32_t fields[] = {CJ_NOS_SCOPE_RANGE, CJ_NOS_BEHAVIOUR, CJ_NOS_SKILL,
                                     CJ_NOS_VALUE};
    for (size_t i = 0; i < CJI_COUNT(fields); i++)
        list(im, fields[i]);
    glossary(im);
    links(im);
    metadata(im);
}
