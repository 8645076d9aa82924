/* SPDX-License-Identifier: MIT */
/* Which section of the standard each line stands in, and where the metadata begin. */
#include "nos/import.h"

#define NEAR 6 /* rows of metadata stand close together */

static bool is_dash(cji_str text, size_t i)
{
    return i + 3 <= text.n && (memcmp(text.p + i, "\xe2\x80\x93", 3) == 0 ||
                               memcmp(text.p + i, "\xe2\x80\x94", 3) == 0);
}

/* "Element 1.1 Prepare ...", "Element 2:" */
static bool element_at(cji_str text, cji_str *label, cji_str *rest)
{
    static const char word[] = "element ";
    size_t i = 0, from, digits = 0;
    for (; word[i] != '\0'; i++) {
        if (i >= text.n || (text.p[i] | 32) != (word[i] | 32))
            return false;
    }
    from = i;
    while (i < text.n && text.p[i] != ' ' && text.p[i] != ':' && text.p[i] != '\t') {
        digits += text.p[i] >= '0' && text.p[i] <= '9';
        i++;
    }
    *label = (cji_str){text.p + from, i - from};
    while (i < text.n && (strchr(" :\t.-", text.p[i]) != NULL || is_dash(text, i)))
        i += is_dash(text, i) ? 3 : 1;
    *rest = (cji_str){text.p + i, text.n - i};
    while (label->n > 0 && label->p[label->n - 1] == '.')
        label->n--;
    return digits > 0 && label->n <= 12 && cji_import_upper(text) &&
           (rest->n == 0 || cji_import_upper(*rest));
}

static const cji_import_name element_name = {"element", CJI_IMPORT_ROW, CJI_IMPORT_ELEMENTS,
                                             CJI_IMPORT_ROW_ELEMENT};

/* 2: certainly a row of metadata, 1: perhaps, 0: no. */
static int row_at(const cji_import_line *line, const cji_import_name **name, cji_str *value)
{
    cji_str rest = {"", 0};
    const cji_import_name *n = cji_import_name_of(line->text);
    int sure = 2;
    if (!cji_import_upper(line->text))
        return 0;
    if (n == NULL)
        n = cji_import_name_at(line->text, false, &rest);
    if (n == NULL) {
        n = cji_import_name_at(line->text, true, &rest);
        sure = 1;
    }
    if (n == NULL || n->kind != CJI_IMPORT_ROW)
        return 0;
    *name = n;
    *value = rest;
    return sure;
}

/* Whether the metadata begin here: more rows follow soon. */
static bool rows_begin(const cji_import *im, size_t i, int sure)
{
    int found = 0;
    for (size_t k = i + 1, seen = 0; k < im->count && seen < NEAR; k++, seen++) {
        const cji_import_name *name;
        cji_str value;
        found += row_at(&im->lines[k], &name, &value) > 0;
    }
    return found >= (sure == 2 ? 1 : 2);
}

typedef struct state {
    cji_import_role role;
    int32_t field;
    bool front; /* the metadata stand before the first heading */
    bool seen[CJI_IMPORT_META + 1];
} state;

static void enter(state *s, const cji_import_name *name)
{
    s->role = name->role;
    s->field = name->field;
    s->seen[name->role] = true;
    s->front = false;
}

/* Labels P1 and K1 say which part begins, where its heading was lost. */
static void enter_by_prefix(cji_import *im, state *s, cji_import_line *line)
{
    cji_import_line *above = line > im->lines ? line - 1 : NULL;
    cji_import_role wanted = line->label.prefix == 'P' ? CJI_IMPORT_CRITERIA : CJI_IMPORT_KNOWLEDGE;
    if (line->label.prefix == 0 || line->label.n != 1 || line->label.m != 0 || s->role == wanted ||
        s->role > CJI_IMPORT_KNOWLEDGE)
        return;
    cji_import_note(im, CJ_E_IMPORT_HEADING, line->number, line->column,
                    "%s begin here, by the label; their heading is not in the text",
                    wanted == CJI_IMPORT_CRITERIA ? "the performance criteria"
                                                  : "the statements of knowledge");
    s->role = wanted;
    s->field = 0;
    if (above != NULL && above->name == NULL && !above->label.is && !above->bullet &&
        cji_import_upper(above->text) && above->text.p[above->text.n - 1] != '.')
        above->role = wanted; /* the heading of its first element or group */
}

static bool take_row(cji_import *im, state *s, size_t i)
{
    cji_import_line *line = &im->lines[i];
    const cji_import_name *name;
    cji_str value;
    int sure = row_at(line, &name, &value);
    bool front = s->role == CJI_IMPORT_FRONT;
    if (sure == 0 || line->label.is)
        return false;
    /* One row alone is enough at the front, or where it can be nothing else. */
    if (s->role != CJI_IMPORT_META && !rows_begin(im, i, sure) &&
        !(sure == 2 && value.n > 0 && (front || (name->field < 0 && line->blank_before))))
        return false;
    s->front = front || (s->front && s->role == CJI_IMPORT_META);
    s->role = CJI_IMPORT_META;
    s->field = name->field;
    line->name = name;
    line->value = value;
    return true;
}

static void take_heading(cji_import *im, state *s, cji_import_line *line)
{
    const cji_import_name *name = cji_import_name_of(line->text);
    cji_str label, rest;
    if (name == NULL && line->label.is && cji_import_upper(line->label.rest)) {
        name = cji_import_name_of(line->label.rest); /* "3. Overview" */
        if (name != NULL && (name->kind != CJI_IMPORT_HEADING || name->role == CJI_IMPORT_LIST))
            name = NULL;
    }
    if (name == NULL && !line->label.is && !line->bullet && s->role >= CJI_IMPORT_ELEMENTS &&
        s->role <= CJI_IMPORT_KNOWLEDGE)
        name = cji_import_lead_of(line->text);
    if (name != NULL && name->kind == CJI_IMPORT_BANNER) {
        line->dropped = true;
    } else if (name != NULL && name->kind != CJI_IMPORT_ROW) {
        line->name = name;
        /* What stands in a margin may stand below the first line that it is the heading of. */
        line->dropped = line->margin && s->role == name->role && name->role != CJI_IMPORT_LIST;
        enter(s, name);
    } else if (element_at(line->text, &label, &rest)) {
        line->name = &element_name;
        line->value = rest;
        if (s->role != CJI_IMPORT_OVERVIEW)
            s->role = CJI_IMPORT_CRITERIA;
    } else {
        enter_by_prefix(im, s, line);
    }
}

void cji_import_sections(cji_import *im)
{
    state s = {.role = CJI_IMPORT_FRONT};
    for (size_t i = 0; i < im->count; i++) {
        cji_import_line *line = &im->lines[i];
        if (s.role == CJI_IMPORT_META && s.front && line->blank_before) {
            s.role = CJI_IMPORT_FRONT; /* what follows the metadata at the top may be the title */
            s.front = false;
        }
        if (!take_row(im, &s, i))
            take_heading(im, &s, line);
        line->role = s.role;
        line->field = s.field;
        if (s.front && (s.field == CJI_IMPORT_ROW_URN || s.field == CJI_IMPORT_ROW_VERSION) &&
            line->value.n > 0)
            s.role = CJI_IMPORT_FRONT; /* these have one word */
    }
}
