/* SPDX-License-Identifier: MIT */
/*
 * A definition as a package of 1EdTech CASE 1.1 (Competencies and Academic Standards Exchange,
 * final release of January 2025): a document, its items, and associations that make them a tree.
 * Properties and what is required of them: the information model and the REST/JSON binding at
 * https://www.imsglobal.org/spec/case/v1p1. What CASE asks for and nobody told us is said to be
 * unknown; what it has no place for goes into its `extensions`.
 */
#include "nos/nos.h"

#include <stdio.h>

#define UUID 37

/* Names are in a space of their own: the UUIDv5 of urn:cjustice:nos:1 in the space of URLs. */
static const uint8_t name_space[16] = {0x06, 0xe6, 0x57, 0x09, 0xe3, 0xca, 0x5b, 0x9f,
                                       0xa5, 0xfb, 0x35, 0x6d, 0x80, 0x1c, 0x57, 0x10};

/* The document or an item of the package. */
typedef struct node {
    const struct node *parent; /* NULL: the document */
    const char *type, *text, *enumeration;
    const char *name; /* the id of an entry, else NULL */
    int children, sequence;
    char id[UUID];
    char code[104]; /* URN and address; "" for none */
} node;

typedef struct package {
    const cj_standard *s;
    cji_buf *b;
    cj_status status;
    char key[128]; /* URN@VERSION, or the URN */
    char changed[CJ_TIME_TEXT];
    node *nodes; /* the document first */
    size_t n;
    node **groups; /* of elements, then of groups: the node of each section */
} package;

/* ---- the tree -------------------------------------------------------------------------------- */

/* `sign` keeps apart what could have one name: addresses (:P1), parts (/P), ids (#x1), links. */
static void name_id(package *p, const char *sign, const char *name, char out[UUID])
{
    char full[512];
    int n = snprintf(full, sizeof full, "%s%s%s", p->key, sign, name);
    if (p->status == CJ_OK)
        p->status = cji_id_of(name_space, (cji_str){full, (size_t)n}, out);
}

static node *add_node(package *p, node *parent, const char *type, const char *sign,
                      const char *name, const char *text)
{
    node *n = &p->nodes[p->n++];
    *n = (node){.parent = parent, .type = type, .text = text, .enumeration = ""};
    name_id(p, sign, name, n->id);
    if (*sign == ':')
        snprintf(n->code, sizeof n->code, "%s:%s", p->s->urn, name);
    if (parent != NULL)
        n->sequence = ++parent->children;
    return n;
}

/* Elements and groups that have a heading; the items of others stand in their part. */
static node *section_of(package *p, node *part, const cj_item *item, const char *type)
{
    node **place = &p->groups[item->section];
    char name[32];
    if (item->section == 0 || *item->heading == '\0')
        return part;
    snprintf(name, sizeof name, "%c%d", cj_item_part(item) == 'P' ? 'E' : 'G', (int)item->section);
    if (*place == NULL) {
        *place = add_node(p, part, type, ":", name, item->heading);
        if (cj_item_part(item) == 'P') /* "SFJED1:E2": groups are not numbered by their publisher */
            (*place)->enumeration = (*place)->code + strlen(p->s->urn) + 2;
    }
    return *place;
}

static void add_items(package *p, int32_t letter, const char *heading, const char *section,
                      const char *type)
{
    node *part = NULL, *last = NULL;
    const char name[2] = {(char)letter, '\0'};
    memset(p->groups, 0, (p->s->nitems + 1 + p->s->fields[CJ_NOS_FIELDS + 1]) * sizeof *p->groups);
    for (size_t i = 0; i < p->s->nitems; i++) {
        const cj_item *item = &p->s->items[i];
        node *n;
        if (cj_item_part(item) != letter)
            continue;
        if (part == NULL)
            part = add_node(p, &p->nodes[0], "Part", "/", name, heading);
        n = add_node(p, item->above > 0 ? last : section_of(p, part, item, section), type, ":",
                     item->address, item->text);
        n->enumeration = cj_item_number(item);
        if (item->above == 0)
            last = n;
    }
}

/* The node of the entry with that id, among those from `part` on; else the part. */
static node *entry_of(package *p, node *part, const char *id)
{
    for (node *n = part; id != NULL && n < p->nodes + p->n; n++) {
        if (n->name != NULL && strcmp(n->name, id) == 0)
            return n;
    }
    return part;
}

static void add_entries(package *p, int32_t field, const char *heading, const char *type)
{
    node *part = NULL;
    for (size_t i = 0; i < cj_standard_meta_count(p->s, field); i++) {
        const char *id = cj_standard_meta_attr(p->s, field, i, "id");
        const char *under = cj_standard_meta_attr(p->s, field, i, "under");
        const char *label = cj_standard_meta_attr(p->s, field, i, "label");
        node *n;
        if (part == NULL)
            part = add_node(p, &p->nodes[0], "Part", "/", cj_nos_field_name(field), heading);
        n = add_node(p, entry_of(p, part, under), type, "#", id, cj_standard_meta(p->s, field, i));
        n->name = id;
        n->enumeration = label != NULL ? label : "";
    }
}

static const struct {
    int32_t field;
    const char *heading, *type;
} entries[] = {
    {CJ_NOS_EXPECTATION, "What is expected throughout", "Expectation"},
    {CJ_NOS_SCOPE_RANGE, "Scope/range", "Scope/range"},
    {CJ_NOS_BEHAVIOUR, "Behaviours", "Behaviour"},
    {CJ_NOS_SKILL, "Skills", "Skill"},
    {CJ_NOS_VALUE, "Values", "Value"},
};

static void add_all(package *p)
{
    const char *title = p->s->title != NULL ? p->s->title : p->s->urn;
    (void)add_node(p, NULL, "Document", "", "", title);
    snprintf(p->nodes[0].code, sizeof p->nodes[0].code, "%s", p->s->urn);
    add_items(p, 'P', "Performance criteria", "Element", "Performance criterion");
    add_items(p, 'K', "Knowledge and understanding", "Knowledge group", "Knowledge statement");
    for (size_t i = 0; i < CJI_COUNT(entries); i++)
        add_entries(p, entries[i].field, entries[i].heading, entries[i].type);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

/* Members follow a first one, so each begins with its comma. */
static void put_text(package *p, const char *name, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    cji_buf_printf(p->b, ", \"%s\": ", name);
    cji_buf_json(p->b, cji_str_of(text));
}

/* {"identifier", "uri": what every object begins with; left open. */
static void begin_object(package *p, const char *id)
{
    cji_buf_printf(p->b, "{\"identifier\": \"%s\", \"uri\": \"urn:uuid:%s\"", id, id);
}

static void end_object(package *p)
{
    cji_buf_printf(p->b, ", \"lastChangeDateTime\": \"%s\"}", p->changed);
}

/* All entries of a field as one text. */
static void put_joined(package *p, const char *name, int32_t field, const char *between,
                       const char *unknown)
{
    size_t n = cj_standard_meta_count(p->s, field);
    cji_buf text;
    cji_buf_init(&text, p->s->ctx, p->b->max);
    for (size_t i = 0; i < n; i++) {
        cji_buf_puts(&text, i > 0 ? between : "");
        cji_buf_puts(&text, cj_standard_meta(p->s, field, i));
    }
    if (text.status != CJ_OK)
        p->status = text.status;
    else if (n > 0 || unknown != NULL)
        put_text(p, name, n > 0 ? cji_buf_text(&text) : unknown);
    cji_buf_fini(&text);
}

/* Whether CASE has a place for it: as an item, or as the description. */
static bool is_placed(int32_t field)
{
    for (size_t i = 0; i < CJI_COUNT(entries); i++) {
        if (entries[i].field == field)
            return true;
    }
    return field == CJ_NOS_ELEMENT || field == CJ_NOS_OVERVIEW;
}

/* The rest, as it stands in the definition. */
static void put_extensions(package *p)
{
    const cj_standard *s = p->s;
    cji_buf_puts(p->b, ",\n    \"extensions\": {\"cjustice\": {\"urn\": ");
    cji_buf_json(p->b, cji_str_of(s->printed_urn));
    put_text(p, "wording", s->wording == CJ_WORDING_OFFICIAL ? "official" : "restated");
    put_text(p, "sha256", s->sha256);
    for (int32_t field = 1; field <= CJ_NOS_FIELDS; field++) {
        size_t n = cj_standard_meta_count(s, field);
        if (n == 0 || is_placed(field))
            continue;
        cji_buf_printf(p->b, ",\n      \"%s\": [", cj_nos_field_name(field));
        for (size_t i = 0; i < n; i++) {
            const cji_nos_value *value = &s->values[s->fields[field] + i];
            cji_buf_puts(p->b, i > 0 ? ", {\"text\": " : "{\"text\": ");
            cji_buf_json(p->b, cji_str_of(value->text));
            for (uint32_t j = 0; j < value->nattrs; j++)
                put_text(p, cji_nos_attrs[value->attrs[j].attr].name.p, value->attrs[j].text);
            cji_buf_putc(p->b, '}');
        }
        cji_buf_putc(p->b, ']');
    }
    cji_buf_puts(p->b, "}}");
}

static void put_document(package *p)
{
    const char *validity = cj_standard_meta(p->s, CJ_NOS_VALIDITY, 0);
    const char *licence = cj_standard_meta(p->s, CJ_NOS_LICENCE, 0);
    size_t suites = cj_standard_meta_count(p->s, CJ_NOS_SUITE);
    char notes[512];
    begin_object(p, p->nodes[0].id);
    put_text(p, "caseVersion", "1.1");
    put_text(p, "frameworkType", "National Occupational Standard");
    put_text(p, "title", p->nodes[0].text);
    put_joined(p, "creator", CJ_NOS_DEVELOPED_BY, "; ", "unknown");
    put_joined(p, "publisher", CJ_NOS_ORIGINATING_ORGANISATION, "; ", NULL);
    put_joined(p, "description", CJ_NOS_OVERVIEW, "\n\n", NULL);
    put_text(p, "officialSourceURL", cj_standard_meta_attr(p->s, CJ_NOS_SOURCE, 0, "href"));
    put_text(p, "version", p->s->version);
    for (size_t i = 0; i < suites; i++) {
        cji_buf_puts(p->b, i > 0 ? ", " : ", \"subject\": [");
        cji_buf_json(p->b, cji_str_of(cj_standard_meta(p->s, CJ_NOS_SUITE, i)));
    }
    cji_buf_puts(p->b, suites > 0 ? "]" : "");
    if (validity != NULL && strcmp(validity, "Current") == 0)
        put_text(p, "adoptionStatus", "Adopted");
    if (validity != NULL && strcmp(validity, "Legacy") == 0)
        put_text(p, "adoptionStatus", "Deprecated");
    snprintf(notes, sizeof notes, "%s%s%s%.200s",
             p->s->wording == CJ_WORDING_OFFICIAL
                 ? "The wording is the publisher's."
                 : "The wording is a restatement, not the publisher's.",
             p->s->title != NULL ? "" : " The title is unknown; the URN stands for it.",
             licence != NULL ? " Licence: " : "", licence != NULL ? licence : "");
    put_text(p, "notes", notes);
    put_extensions(p);
    end_object(p);
}

static void put_item(package *p, const node *n)
{
    begin_object(p, n->id);
    put_text(p, "fullStatement", n->text);
    put_text(p, "CFItemType", n->type);
    put_text(p, "humanCodingScheme", n->code);
    put_text(p, "listEnumeration", n->enumeration);
    end_object(p);
}

static void put_link(package *p, const char *name, const char *title, const char *id)
{
    cji_buf_printf(p->b, ", \"%s\": {\"title\": ", name);
    cji_buf_json(p->b, cji_str_of(title));
    cji_buf_printf(p->b,
                   ", \"identifier\": \"%s\", \"uri\": \"urn:uuid:%s\", "
                   "\"targetType\": \"CASE\"}",
                   id, id);
}

static const char *title_of(const node *n)
{
    return n->code[0] != '\0' ? n->code : n->text;
}

static void put_child(package *p, const node *n)
{
    char id[UUID] = "";
    name_id(p, "^", n->id, id);
    begin_object(p, id);
    put_text(p, "associationType", "isChildOf");
    cji_buf_printf(p->b, ", \"sequenceNumber\": %d", n->sequence);
    put_link(p, "originNodeURI", title_of(n), n->id);
    put_link(p, "destinationNodeURI", title_of(n->parent), n->parent->id);
    end_object(p);
}

/* A successor whose version is known is a document that can be named. */
static void put_successors(package *p)
{
    for (size_t i = 0; i < cj_standard_meta_count(p->s, CJ_NOS_REPLACED_BY); i++) {
        const char *urn = cj_standard_meta(p->s, CJ_NOS_REPLACED_BY, i);
        const char *version = cj_standard_meta_attr(p->s, CJ_NOS_REPLACED_BY, i, "version");
        char key[128], to[UUID] = "", id[UUID] = "";
        size_t n = 0;
        if (version == NULL)
            continue;
        for (const char *c = urn; *c != '\0'; c++) {
            if (*c != ' ')
                key[n++] = *c;
        }
        snprintf(key + n, sizeof key - n, "@%s", version);
        if (p->status == CJ_OK)
            p->status = cji_id_of(name_space, cji_str_of(key), to);
        name_id(p, "^", to, id);
        cji_buf_puts(p->b, ",\n    ");
        begin_object(p, id);
        put_text(p, "associationType", "replacedBy");
        put_link(p, "originNodeURI", title_of(&p->nodes[0]), p->nodes[0].id);
        put_link(p, "destinationNodeURI", key, to);
        end_object(p);
    }
}

static void put_package(package *p)
{
    cji_buf_puts(p->b, "{\"CFDocument\": ");
    put_document(p);
    cji_buf_puts(p->b, ",\n  \"CFItems\": [");
    for (size_t i = 1; i < p->n; i++) {
        cji_buf_puts(p->b, i > 1 ? ",\n    " : "\n    ");
        put_item(p, &p->nodes[i]);
    }
    cji_buf_puts(p->b, "],\n  \"CFAssociations\": [");
    for (size_t i = 1; i < p->n; i++) {
        cji_buf_puts(p->b, i > 1 ? ",\n    " : "\n    ");
        put_child(p, &p->nodes[i]);
    }
    put_successors(p);
    cji_buf_puts(p->b, "]}\n");
}

cj_status cji_nos_put_case(const cj_standard *s, cj_time changed, cji_buf *b)
{
    package p = {.s = s, .b = b};
    size_t nvalues = s->fields[CJ_NOS_FIELDS + 1];
    snprintf(p.key, sizeof p.key, "%s%s%s", s->urn, s->version != NULL ? "@" : "",
             s->version != NULL ? s->version : "");
    cji_time_utc(changed.us, p.changed);
    /* The document, an item and its group each, entries, and the parts. */
    p.nodes = cji_alloc(s->ctx, (3 + 2 * s->nitems + nvalues + CJI_COUNT(entries)) * sizeof(node));
    p.groups = cji_alloc(s->ctx, (s->nitems + nvalues + 1) * sizeof *p.groups);
    if (p.nodes == NULL || p.groups == NULL) {
        p.status = CJ_E_MEMORY;
    } else {
        add_all(&p);
        put_package(&p);
    }
    cji_free(s->ctx, p.nodes);
    cji_free(s->ctx, p.groups);
    return p.status;
}
