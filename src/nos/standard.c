/* SPDX-License-Identifier: MIT */
/* The model of one definition: its getters, and how two of them differ. */
#include "nos/nos.h"

size_t cji_nos_differences(const cj_standard *old, const cj_standard *fresh, cj_error **error)
{
    size_t count = 0;
    for (size_t i = 0; i < fresh->nitems; i++) {
        const cj_item *item = &fresh->items[i], *was = cj_standard_find_item(old, item->address);
        cji_place place = {.file = fresh->file, .line = item->line, .column = item->column};
        if (was == NULL)
            (void)cji_fail(fresh->ctx, error, CJ_E_NOS, &place,
                           "%s is not in the definition that this one would replace",
                           item->address);
        else if (was->section != item->section)
            (void)cji_fail(fresh->ctx, error, CJ_E_NOS, &place,
                           "%s is in section %d; in the definition that this one would replace it "
                           "is in section %d",
                           item->address, (int)item->section, (int)was->section);
        else
            continue;
        count++;
    }
    for (size_t i = 0; i < old->nitems; i++) {
        cji_place place = {.file = fresh->file, .line = fresh->line, .column = fresh->column};
        if (cj_standard_find_item(fresh, old->items[i].address) != NULL)
            continue;
        count++;
        (void)cji_fail(fresh->ctx, error, CJ_E_NOS, &place,
                       "%s is missing; the definition that this one would replace has it",
                       old->items[i].address);
    }
    return count;
}

const char *cj_standard_urn(const cj_standard *standard)
{
    return standard->urn;
}

const char *cj_standard_printed_urn(const cj_standard *standard)
{
    return standard->printed_urn;
}

const char *cj_standard_version(const cj_standard *standard)
{
    return standard->version;
}

const char *cj_standard_title(const cj_standard *standard)
{
    return standard->title;
}

int32_t cj_standard_wording(const cj_standard *standard)
{
    return standard->wording;
}

int32_t cj_standard_incomplete(const cj_standard *standard)
{
    return standard->incomplete;
}

const char *cj_standard_sha256(const cj_standard *standard)
{
    return standard->sha256;
}

const char *cj_standard_file(const cj_standard *standard)
{
    return standard->file;
}

/* ---- entries --------------------------------------------------------------------------------- */

static const char *const field_names[CJ_NOS_FIELDS + 1] = {
    [CJ_NOS_OVERVIEW] = "overview",
    [CJ_NOS_EXPECTATION] = "expectation",
    [CJ_NOS_TARGET_GROUP] = "target_group",
    [CJ_NOS_ELEMENT] = "element",
    [CJ_NOS_SCOPE_RANGE] = "scope_range",
    [CJ_NOS_BEHAVIOUR] = "behaviour",
    [CJ_NOS_SKILL] = "skill",
    [CJ_NOS_VALUE] = "value",
    [CJ_NOS_GLOSSARY] = "glossary",
    [CJ_NOS_LINK] = "link",
    [CJ_NOS_DEVELOPED_BY] = "developed_by",
    [CJ_NOS_DATE_APPROVED] = "date_approved",
    [CJ_NOS_REVIEW_DATE] = "review_date",
    [CJ_NOS_VALIDITY] = "validity",
    [CJ_NOS_STATUS] = "status",
    [CJ_NOS_CATEGORY] = "category",
    [CJ_NOS_ORIGINATING_ORGANISATION] = "originating_organisation",
    [CJ_NOS_ORIGINAL_URN] = "original_urn",
    [CJ_NOS_REPLACED_BY] = "replaced_by",
    [CJ_NOS_SOC_CODE] = "soc_code",
    [CJ_NOS_OCCUPATION] = "occupation",
    [CJ_NOS_SUITE] = "suite",
    [CJ_NOS_KEYWORD] = "keyword",
    [CJ_NOS_NOTE] = "note",
    [CJ_NOS_LICENCE] = "licence",
    [CJ_NOS_SOURCE] = "source",
};

const char *cj_nos_field_name(int32_t field)
{
    return field >= 1 && field <= CJ_NOS_FIELDS ? field_names[field] : NULL;
}

size_t cj_standard_meta_count(const cj_standard *standard, int32_t field)
{
    if (field < 1 || field > CJ_NOS_FIELDS)
        return 0;
    return standard->fields[field + 1] - standard->fields[field];
}

static const cji_nos_value *value_at(const cj_standard *standard, int32_t field, size_t index)
{
    if (index >= cj_standard_meta_count(standard, field))
        return NULL;
    return &standard->values[standard->fields[field] + index];
}

const char *cj_standard_meta(const cj_standard *standard, int32_t field, size_t index)
{
    const cji_nos_value *value = value_at(standard, field, index);
    return value != NULL ? value->text : NULL;
}

const char *cj_standard_meta_attr(const cj_standard *standard, int32_t field, size_t index,
                                  const char *name)
{
    const cji_nos_value *value = value_at(standard, field, index);
    for (size_t i = 0; value != NULL && i < value->nattrs; i++) {
        if (strcmp(cji_nos_attrs[value->attrs[i].attr].name.p, name) == 0)
            return value->attrs[i].text;
    }
    return NULL;
}

size_t cj_standard_element_count(const cj_standard *standard)
{
    return cj_standard_meta_count(standard, CJ_NOS_ELEMENT);
}

const char *cj_standard_element_heading(const cj_standard *standard, size_t index)
{
    return cj_standard_meta(standard, CJ_NOS_ELEMENT, index);
}

/* ---- items ----------------------------------------------------------------------------------- */

size_t cj_standard_item_count(const cj_standard *standard)
{
    return standard->nitems;
}

const cj_item *cj_standard_item(const cj_standard *standard, size_t index)
{
    return index < standard->nitems ? &standard->items[index] : NULL;
}

/* By part, then as numbers: the order of the items. */
static int compare(const char *a, const char *b)
{
    return a[0] != b[0] ? (a[0] == 'P' ? -1 : 1) : cji_nos_version_compare(a + 1, b + 1);
}

size_t cji_nos_find(const cj_standard *standard, const char *address)
{
    size_t from = 0, to = standard->nitems;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (compare(standard->items[middle].address, address) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from < standard->nitems && strcmp(standard->items[from].address, address) == 0
               ? from
               : standard->nitems;
}

const cj_item *cj_standard_find_item(const cj_standard *standard, const char *address)
{
    size_t at = standard->nitems;
    if (address != NULL && (address[0] == 'P' || address[0] == 'K'))
        at = cji_nos_find(standard, address);
    return at < standard->nitems ? &standard->items[at] : NULL;
}

const cj_standard *cj_item_standard(const cj_item *item)
{
    const cj_item *first = item - item->index;
    return (const cj_standard *)(const void *)((const char *)first - offsetof(cj_standard, items));
}

int32_t cj_item_part(const cj_item *item)
{
    return item->address[0];
}

const char *cj_item_number(const cj_item *item)
{
    return item->address + 1;
}

const char *cj_item_address(const cj_item *item)
{
    return item->address;
}

const char *cj_item_label(const cj_item *item)
{
    return item->label;
}

const char *cj_item_id(const cj_item *item)
{
    return item->id;
}

const char *cj_item_heading(const cj_item *item)
{
    return item->heading;
}

int32_t cj_item_section(const cj_item *item)
{
    return item->section;
}

const char *cj_item_text(const cj_item *item)
{
    return item->text;
}

const cj_item *cj_item_parent(const cj_item *item)
{
    return item->above > 0 ? item - item->above : NULL;
}

size_t cj_item_limb_count(const cj_item *item)
{
    return item->limbs;
}
