/* SPDX-License-Identifier: MIT */
/* Names and numbers of kinds, fields, codes. */
#include "vocabulary/vocabulary.h"

int32_t cj_vocabulary_version(void)
{
    return CJI_VOCABULARY;
}

const cji_kind *cji_kind_of(int32_t kind)
{
    /* Ids are 1..n without a gap so far; the comparison keeps that from being a promise. */
    if (kind >= 1 && kind <= cji_kind_count && cji_kinds[kind - 1].id == kind)
        return &cji_kinds[kind - 1];
    for (int32_t i = 0; i < cji_kind_count; i++) {
        if (cji_kinds[i].id == kind)
            return &cji_kinds[i];
    }
    return NULL;
}

const char *cj_kind_name(int32_t kind)
{
    const cji_kind *row = cji_kind_of(kind);
    return row != NULL ? row->name : NULL;
}

static int compare(cji_str a, const char *b)
{
    size_t i = 0;
    while (i < a.n && b[i] != '\0' && a.p[i] == b[i])
        i++;
    return (int)(i < a.n ? (unsigned char)a.p[i] : 0) - (int)(unsigned char)b[i];
}

int32_t cji_kind_named(cji_str name)
{
    int32_t low = 0, high = cji_kind_count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        const cji_kind *kind = &cji_kinds[cji_kinds_by_name[middle]];
        int c = compare(name, kind->name);
        if (c == 0 && cji_str_is(name, kind->name)) /* a NUL in it is no end */
            return kind->id;
        if (c < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}

int32_t cj_kind_find(const char *name)
{
    return cji_kind_named(cji_str_of(name));
}

const char *cj_field_name(cj_field field)
{
    return field >= 1 && field <= cji_field_last && cji_field_sizes[field] > 0
               ? cji_field_names[field]
               : NULL;
}

cj_field cji_field_of(cji_str name)
{
    int32_t low = 0, high = cji_field_count;
    if (name.n == 0)
        return 0;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        int c = compare(name, cji_field_names[cji_fields_by_name[middle]]);
        if (c == 0 && cji_str_is(name, cji_field_names[cji_fields_by_name[middle]]))
            return cji_fields_by_name[middle];
        if (c < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}

cj_field cj_field_find(const char *name)
{
    return name != NULL ? cji_field_of(cji_str_of(name)) : 0;
}

const char *cj_handle_name(int32_t handle)
{
    static const char *const names[] = {NULL,           "case",   "assessment",  "plan",
                                        "intervention", "review", "practitioner"};
    return handle > 0 && handle < (int32_t)CJI_COUNT(names) ? names[handle] : NULL;
}

int32_t cji_list_of(const char *name)
{
    for (int32_t i = 0; i < cji_list_count; i++) {
        if (strcmp(cji_lists[i].name, name) == 0)
            return i;
    }
    return -1;
}

int32_t cji_code_of(int32_t list, cji_str name)
{
    const char *const *codes = list >= 0 ? cji_lists[list].codes : NULL;
    for (int16_t i = 0; codes != NULL && name.n > 0 && i < cji_lists[list].ncodes; i++) {
        if (codes[i][0] == name.p[0] && cji_str_is(name, codes[i]))
            return i + 1;
    }
    return 0;
}

const char *cji_code_name(int32_t list, int32_t code)
{
    return code >= 1 && code <= cji_lists[list].ncodes ? cji_lists[list].codes[code - 1] : NULL;
}

const cji_row *cji_row_named(const cji_shape *shape, cji_str name, const cji_row *from)
{
    const cji_row *first = cji_rows + shape->first, *end = first + shape->nrows;
    for (int16_t i = 0; i < shape->nrows; i++, from++) {
        if (from == end)
            from = first;
        if (cji_field_sizes[from->field] == name.n &&
            memcmp(cji_field_names[from->field], name.p, name.n) == 0)
            return from;
    }
    return NULL;
}

const cji_row *cji_shape_find_row(const cji_shape *shape, cj_field field)
{
    const cji_row *first = cji_rows + shape->first;
    if ((shape->fields >> (field & 63) & 1) == 0)
        return NULL;
    for (const cji_row *row = first; row < first + shape->nrows; row++) {
        if (row->field == field)
            return row;
    }
    return NULL;
}
