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
    cji_str name;
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

/* Where the reader is: which elements may come. */
enum cji_nos_state {
    CJI_NOS_S_LEAF, /* none */
    CJI_NOS_S_DOCUMENT,
    CJI_NOS_S_STANDARD,
    CJI_NOS_S_OVERVIEW,
    CJI_NOS_S_TARGET_GROUP,
    CJI_NOS_S_ELEMENTS,
    CJI_NOS_S_CRITERIA,
    CJI_NOS_S_CRITERION,
    CJI_NOS_S_LIMB,
    CJI_NOS_S_KNOWLEDGE,
    CJI_NOS_S_GROUP,
    CJI_NOS_S_STATEMENT,
    CJI_NOS_S_SCOPE_RANGE,
    CJI_NOS_S_BEHAVIOURS,
    CJI_NOS_S_SKILLS,
    CJI_NOS_S_VALUES,
    CJI_NOS_S_GLOSSARY,
    CJI_NOS_S_LINKS,
    CJI_NOS_S_METADATA,
    CJI_NOS_S_OCCUPATIONS,
    CJI_NOS_S_SUITES,
    CJI_NOS_S_KEYWORDS,
    CJI_NOS_S_NOTES,
    CJI_NOS_STATES
};

typedef struct cji_nos_row {
    enum cji_nos_state in; /* of the parent; its rows stand together, siblings in their order */
    cji_str name;
    enum cji_nos_state state; /* for its children */
    bool required, repeats;
    enum cji_nos_role role;
    int32_t field;       /* CJ_NOS_* of a leaf; 'P' or 'K' of an item */
    uint32_t needs, may; /* bits of cji_nos_attr */
    bool (*text_ok)(cji_str text);
} cji_nos_row;

extern const cji_nos_row cji_nos_rows[];
extern const size_t cji_nos_row_count; /* at most 64: a frame keeps one bit for each */

/* What a reader asks of each element, worked out once. */
typedef struct cji_nos_grammar {
    uint8_t first[CJI_NOS_STATES];     /* the first row of each state */
    uint64_t required[CJI_NOS_STATES]; /* bits of the rows that must come */
} cji_nos_grammar;

void cji_nos_grammar_init(cji_nos_grammar *g);
/* The row of `name` inside `state`, or NULL. */
const cji_nos_row *cji_nos_row_of(const cji_nos_grammar *g, enum cji_nos_state state, cji_str name);
/* "<a>, <b> or <c>": what may stand inside `state`. */
void cji_nos_expected(enum cji_nos_state state, char *out, size_t size);
/* As printed: letters, digits and & . - / with spaces inside, at most 64 bytes. */
bool cji_nos_urn_ok(cji_str urn);
/* Decimal numbers with dots between them. */
bool cji_nos_version_ok(cji_str version);
/* Below, equal or above 0; NULL, the unknown version, is the lowest. */
int cji_nos_version_compare(const char *a, const char *b);

/* ---- model: immutable once read -------------------------------------------------------------- */

typedef struct cji_nos_pair {
    enum cji_nos_attr attr;
    const char *text;
} cji_nos_pair;

/* An entry beside the items. */
typedef struct cji_nos_value {
    const char *text;
    const cji_nos_pair *attrs; /* those that were given */
    uint32_t nattrs;
    int32_t field;
} cji_nos_value;

/* There are a million in a register, so they are kept small. */
struct cj_item {
    const char *id, *label, *heading, *text;
    const char *address; /* the part, then the number */
    uint32_t index;      /* in the items of its standard */
    uint32_t above;      /* so many before it is the item that it is a limb of; 0: it is none */
    uint32_t limbs;
    int32_t section; /* of the element or group, from 1; 0 for none */
    int32_t line, column;
};

struct cj_standard {
    cj_context *ctx;
    const char *file, *urn, *printed_urn, *version, *title;
    int32_t wording;
    bool incomplete;
    char sha256[2 * CJI_HASH + 1];
    const cji_nos_value *values;        /* by field, then in the order of the file */
    uint32_t fields[CJ_NOS_FIELDS + 2]; /* where each field begins in values */
    int32_t line, column;
    uint32_t overlay; /* the call that added it to its catalogue */
    size_t nitems;
    cj_item items[]; /* criteria, then knowledge; numbers rise */
};

/* Reads definitions, one after the other. */
typedef struct cji_nos_reader cji_nos_reader;
cj_status cji_nos_reader_new(cj_context *ctx, cji_nos_reader **out, cj_error **error) CJI_CHECK;
void cji_nos_reader_free(cji_nos_reader *reader);
/* Reads one definition and reports all problems of it. It lives in the arena, from which nothing is
 * taken if it fails. */
cj_status cji_nos_reader_run(cji_nos_reader *reader, cji_input *in, cji_arena *arena,
                             cj_standard **out, cj_error **error) CJI_CHECK;
/* The place of an item by its address, P1 or K2.1; nitems for none. */
size_t cji_nos_find(const cj_standard *standard, const char *address);
/* How many items differ in place; each is reported as a problem of `fresh`, when error is given. */
size_t cji_nos_differences(const cj_standard *old, const cj_standard *fresh, cj_error **error);

/* The package of CASE 1.1, added to b. */
cj_status cji_nos_put_case(const cj_standard *s, cj_time changed, cji_buf *b) CJI_CHECK;

#endif
