/* SPDX-License-Identifier: MIT */
/* The definition as XML: docs/nos-format.md. */
#include "nos/import.h"

static void put_attr(cji_buf *b, const char *name, cji_str value)
{
    if (value.n == 0)
        return;
    cji_buf_printf(b, " %s=\"", name);
    cji_buf_xml(b, value, true);
    cji_buf_putc(b, '"');
}

static void put_leaf(cji_buf *b, const char *indent, const char *name, cji_str text)
{
    cji_buf_printf(b, "%s<%s>", indent, name);
    cji_buf_xml(b, text, false);
    cji_buf_printf(b, "</%s>\n", name);
}

/* ---- items ----------------------------------------------------------------------------------- */

static void put_item(cji_buf *b, const cji_import_part *part, const cji_import_item *item,
                     const char *name)
{
    const char *indent = part->letter == 'K' ? "  " : "";
    const char *deeper = item->sub > 0 ? "  " : "";
    char low = (char)(part->letter | 32);
    cji_buf_printf(b, "%s%s    <%s", indent, deeper, name);
    if (item->sub > 0)
        cji_buf_printf(b, " id=\"%c%d.%d\" number=\"%d.%d\"", low, (int)item->number,
                       (int)item->sub, (int)item->number, (int)item->sub);
    else
        cji_buf_printf(b, " id=\"%c%d\" number=\"%d\"", low, (int)item->number, (int)item->number);
    put_attr(b, "label", item->label);
    if (part->letter == 'P' && item->section > 0 && item->sub == 0)
        cji_buf_printf(b, " ref=\"e%d\"", (int)item->section);
    cji_buf_printf(b, ">\n%s%s      <text>", indent, deeper);
    cji_buf_xml(b, item->text, false);
    cji_buf_puts(b, "</text>\n");
}

/* Items [from, to), each with its limbs inside. */
static void put_items(cji_buf *b, const cji_import_part *part, const char *name, size_t from,
                      size_t to)
{
    const char *indent = part->letter == 'K' ? "  " : "";
    for (size_t i = from; i < to; i++) {
        const cji_import_item *item = &part->items[i];
        bool last_limb = item->sub > 0 && (i + 1 == to || part->items[i + 1].sub == 0);
        put_item(b, part, item, name);
        if (item->sub > 0)
            cji_buf_printf(b, "%s      </%s>\n", indent, name);
        if (last_limb || (item->sub == 0 && item->limbs == 0))
            cji_buf_printf(b, "%s    </%s>\n", indent, name);
    }
}

static void put_elements(cji_buf *b, const cji_import_part *part)
{
    if (part->nsections == 0)
        return;
    cji_buf_puts(b, "  <elements>\n");
    for (size_t i = 0; i < part->nsections; i++) {
        const cji_import_section *s = &part->sections[i];
        cji_buf_printf(b, "    <element id=\"e%zu\" number=\"%zu\"", i + 1, i + 1);
        put_attr(b, "label", s->label);
        cji_buf_putc(b, '>');
        cji_buf_xml(b,
                    s->heading.n > 0 ? s->heading
                    : s->label.n > 0 ? s->label
                                     : CJI_STR("?"),
                    false);
        cji_buf_puts(b, "</element>\n");
    }
    cji_buf_puts(b, "  </elements>\n");
}

static void put_criteria(cji_buf *b, const cji_import_part *part)
{
    cji_buf_puts(b, "  <performance-criteria>\n");
    put_items(b, part, "criterion", 0, part->count);
    cji_buf_puts(b, "  </performance-criteria>\n");
}

/* Statements in groups, in the order of their numbers. */
static void put_knowledge(cji_buf *b, const cji_import_part *part)
{
    size_t groups = 0;
    if (part->count == 0)
        return;
    cji_buf_puts(b, "  <knowledge-and-understanding>\n");
    for (size_t from = 0, to; from < part->count; from = to) {
        int32_t section = part->items[from].section;
        for (to = from; to < part->count && part->items[to].section == section; to++) {
        }
        cji_buf_printf(b, "    <group id=\"kg%zu\">\n", ++groups);
        if (section > 0 && part->sections[section - 1].heading.n > 0)
            put_leaf(b, "      ", "heading", part->sections[section - 1].heading);
        put_items(b, part, "statement", from, to);
        cji_buf_puts(b, "    </group>\n");
    }
    cji_buf_puts(b, "  </knowledge-and-understanding>\n");
}

/* ---- what stands beside the items ------------------------------------------------------------ */

enum shape { PLAIN, ENTRY, TERM, LINK, DATE };

typedef struct field_row {
    const char *around, *name; /* around NULL: stands alone */
    int32_t field;
    enum shape shape;
    const char *id; /* of entries */
} field_row;

static const field_row before[] = {
    {"overview", "paragraph", CJ_NOS_OVERVIEW, PLAIN, NULL},
    {"target-group", "paragraph", CJ_NOS_TARGET_GROUP, PLAIN, NULL},
};

static const field_row after[] = {
    {"scope-range", "entry", CJ_NOS_SCOPE_RANGE, ENTRY, "scope"},
    {"behaviours", "entry", CJ_NOS_BEHAVIOUR, ENTRY, "behaviour"},
    {"skills", "entry", CJ_NOS_SKILL, ENTRY, "skill"},
    {"values", "entry", CJ_NOS_VALUE, ENTRY, "value"},
    {"glossary", "term", CJ_NOS_GLOSSARY, TERM, NULL},
    {"links", "link", CJ_NOS_LINK, LINK, NULL},
};

static const field_row meta[] = {
    {NULL, "developed-by", CJ_NOS_DEVELOPED_BY, PLAIN, NULL},
    {NULL, "date-approved", CJ_NOS_DATE_APPROVED, DATE, NULL},
    {NULL, "indicative-review-date", CJ_NOS_REVIEW_DATE, DATE, NULL},
    {NULL, "validity", CJ_NOS_VALIDITY, PLAIN, NULL},
    {NULL, "status", CJ_NOS_STATUS, PLAIN, NULL},
    {NULL, "category", CJ_NOS_CATEGORY, PLAIN, NULL},
    {NULL, "originating-organisation", CJ_NOS_ORIGINATING_ORGANISATION, PLAIN, NULL},
    {NULL, "original-urn", CJ_NOS_ORIGINAL_URN, PLAIN, NULL},
    {NULL, "replaced-by", CJ_NOS_REPLACED_BY, PLAIN, NULL},
    {NULL, "soc-code", CJ_NOS_SOC_CODE, PLAIN, NULL},
    {"occupations", "occupation", CJ_NOS_OCCUPATION, PLAIN, NULL},
    {"suites", "suite", CJ_NOS_SUITE, PLAIN, NULL},
    {"keywords", "keyword", CJ_NOS_KEYWORD, PLAIN, NULL},
    {"notes", "note", CJ_NOS_NOTE, PLAIN, NULL},
    {NULL, "licence", CJ_NOS_LICENCE, PLAIN, NULL},
};

static void put_entry(cji_buf *b, const cji_import_entry *e, const field_row *row, size_t n,
                      const char *indent)
{
    cji_buf_printf(b, "%s<%s", indent, row->name);
    if (row->shape == ENTRY) {
        cji_buf_printf(b, " id=\"%s%zu\"", row->id, n);
        put_attr(b, "label", e->label);
        if (e->under > 0)
            cji_buf_printf(b, " under=\"%s%d\"", row->id, (int)e->under);
    }
    if (row->shape == TERM)
        put_attr(b, "name", e->name);
    if (row->shape == LINK)
        put_attr(b, "href", e->value);
    if (row->shape == DATE)
        put_attr(b, "value", e->value);
    cji_buf_putc(b, '>');
    cji_buf_xml(b, e->text, false);
    cji_buf_printf(b, "</%s>\n", row->name);
}

static void put_fields(const cji_import *im, cji_buf *b, const field_row *rows, size_t count,
                       const char *outer, const char *inner)
{
    for (size_t k = 0; k < count; k++) {
        const field_row *row = &rows[k];
        size_t n = 0;
        for (size_t i = 0; i < im->nentries; i++) {
            if (im->entries[i].field != row->field)
                continue;
            if (n++ == 0 && row->around != NULL)
                cji_buf_printf(b, "%s<%s>\n", outer, row->around);
            put_entry(b, &im->entries[i], row, n, row->around != NULL ? inner : outer);
        }
        if (n > 0 && row->around != NULL)
            cji_buf_printf(b, "%s</%s>\n", outer, row->around);
    }
}

static bool has_metadata(const cji_import *im)
{
    for (size_t i = 0; i < im->nentries; i++) {
        for (size_t k = 0; k < CJI_COUNT(meta); k++) {
            if (im->entries[i].field == meta[k].field)
                return true;
        }
    }
    return false;
}

void cji_import_write(const cji_import *im, cji_buf *b)
{
    cji_buf_puts(
        b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<standard xmlns=\"" CJI_NOS_NAMESPACE "\"");
    put_attr(b, "urn", im->urn);
    put_attr(b, "version", im->version);
    cji_buf_puts(b, " wording=\"official\"");
    cji_buf_puts(b, im->unplaced > 0 ? " incomplete=\"true\">\n" : ">\n");
    if (im->title.n > 0)
        put_leaf(b, "  ", "title", im->title);
    put_fields(im, b, before, CJI_COUNT(before), "  ", "    ");
    put_elements(b, &im->parts[0]);
    put_criteria(b, &im->parts[0]);
    put_knowledge(b, &im->parts[1]);
    put_fields(im, b, after, CJI_COUNT(after), "  ", "    ");
    if (has_metadata(im)) {
        cji_buf_puts(b, "  <metadata>\n");
        put_fields(im, b, meta, CJI_COUNT(meta), "    ", "      ");
        cji_buf_puts(b, "  </metadata>\n");
    }
    cji_buf_puts(b, "</standard>\n");
}
