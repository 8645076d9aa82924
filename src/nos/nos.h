/* SPDX-License-Identifier: MIT */
/* The private header of the room nos: the grammar, the model and the reader of standards. */
#ifndef CJI_NOS_H
#define CJI_NOS_H

#include <cjustice/catalogue.h>

#include "core/core.h"

#define CJI_NOS_NAMESPACE "urn:cjustice:nos:1"

/* ---- grammar: one table for all that a definition may hold ----------------------------------- */

/* Attributes, as places in cji_nos_attrs. */
enum cji_nos_attr {
    CJI_NOS_A_URN,
    CJI_NOS_A_VERSION,
    CJI_NOS_A_WORDING,
    CJI_NOS_A_INCOMPLETE,
    CJI_NOS_A_ID,
    CJI_NOS_A_NUMBER,
    CJI_NOS_A_SUBNUMBER, /* also written number= */
    CJI_NOS_A_LABEL,
    CJI_NOS_A_REF,
    CJI_NOS_A_UNDER,
    CJI_NOS_A_GAP,
    CJI_NOS_A_NAME,
    CJI_NOS_A_VALUE,
    CJI_NOS_A_HREF,
    CJI_NOS_ATTRS
};

typedef struct cji_nos_attr_row {
    const char *name;
    bool (*ok)(cji_str value); /* NULL: any text that is not blank */
    cj_status code;            /* of a value that is not ok */
    const char *expected;
} cji_nos_attr_row;

extern const cji_nos_attr_row cji_nos_attrs[CJI_NOS_ATTRS];

/* What the reader does with an element. */
enum cji_nos_role {
    CJI_NOS_CONTAINER, /* holds elements only */
    CJI_NOS_TITLE,
    CJI_NOS_LEAF,    /* a text under a CJ_NOS_* field */
    CJI_NOS_ITEM,    /* a criterion or a statement */
    CJI_NOS_TEXT,    /* the text of the item around it */
    CJI_NOS_GROUP,   /* of knowledge */
    CJI_NOS_HEADING, /* of the group around it */
    CJI_NOS_ROLES
};

typedef struct cji_nos_row {
    const char *in, *name; /* the state of the parent, and the element; siblings in their order */
    const char *state;     /* for the rows of its children; NULL: a leaf */
    bool required, repeats;
    enum cji_nos_role role;
    int32_t field;       /* CJ_NOS_* of a leaf; 'P' or 'K' of an item */
    uint32_t needs, may; /* bits of cji_nos_attr */
    bool (*text_ok)(cji_str text);
} cji_nos_row;

extern const cji_nos_row cji_nos_rows[];
extern const size_t cji_nos_row_count; /* at most 64: a frame keeps one bit for each */

/* The row of `name` inside `state`, or NULL. */
const cji_nos_row *cji_nos_row_of(const char *state, cji_str name);
/* "<a>, <b> or <c>": what may stand inside `state`. */
void cji_nos_expected(const char *state, char *out, size_t size);
/* As printed: letters, digits and & . - / with spaces inside, at most 64 bytes. */
bool cji_nos_urn_ok(cji_str urn);
/* Decimal numbers with dots between them. */
bool cji_nos_version_ok(cji_str version);
/* Below, equal or above 0; NULL, the unknown version, is the lowest. */
int cji_nos_version_compare(const char *a, const char *b);

/* ---- model: immutable once read -------------------------------------------------------------- */

typedef struct cji_nos_value {
    int32_t field;
    const char *text;
    const char *attrs[CJI_NOS_ATTRS]; /* NULL: not given */
} cji_nos_value;

struct cj_item {
    const cj_standard *standard;
    const cj_item *parent;
    const char *id, *number, *label, *heading, *text, *address;
    int32_t part, section; /* section: of the element or group, from 1; 0 for none */
    int32_t line, column;
    size_t limbs;
};

struct cj_standard {
    cj_context *ctx;
    cji_arena arena; /* all that follows, but the map */
    const char *file, *urn, *printed_urn, *version, *title;
    int32_t wording;
    bool incomplete;
    char sha256[2 * CJI_HASH + 1];
    const cji_nos_value *values;      /* by field, then in the order of the file */
    size_t fields[CJ_NOS_FIELDS + 2]; /* where each field begins in values */
    const cj_item *const *items;
    size_t nitems;
    cji_map by_address; /* "P7" -> place in items; "E1" guards the numbers of elements */
    int32_t line, column;
    uint32_t overlay; /* the call that added it to its catalogue */
};

/* Reads one definition and reports all problems of it. */
cj_status cji_nos_read(cj_context *ctx, cji_input *in, cj_standard **out,
                       cj_error **error) CJI_CHECK;
void cji_nos_standard_free(cj_standard *standard);
/* How many items differ in place; each is reported as a problem of `fresh`, when error is given. */
size_t cji_nos_differences(const cj_standard *old, const cj_standard *fresh, cj_error **error);

#endif
