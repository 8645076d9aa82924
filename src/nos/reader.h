/* SPDX-License-Identifier: MIT */
/* What the two halves of the reader share: elements as they come (reader.c), and what each of them
 * means for the model (model.c). */
#ifndef CJI_NOS_READER_H
#define CJI_NOS_READER_H

#include "nos/nos.h"

#define CJI_NOS_DEPTH 8 /* the grammar needs five */

typedef struct cji_nos_frame {
    const cji_nos_row *row;
    const cji_nos_row *last; /* the child that came last: siblings have an order */
    uint64_t seen;           /* a bit for each row that came */
    cji_place place;
    uint32_t given;               /* bits of the attributes that are there and sound */
    cji_str attrs[CJI_NOS_ATTRS]; /* those; the parser's, so only while the element opens */
    cji_nos_value value;          /* of a leaf */
    size_t mark;                  /* of an element */
    size_t item;                  /* its place, and one; 0: none */
    int32_t number;               /* the highest number of a limb so far */
} cji_nos_frame;

/* Whatever has an id. */
typedef struct cji_nos_mark {
    const cji_nos_row *row;
    int32_t line, column;
    int32_t section, number; /* of an element, from 1 */
    const char *heading;
    bool used;
} cji_nos_mark;

struct cji_nos_reader {
    cj_context *ctx;
    cji_xml *xml;
    cji_nos_grammar grammar;
    cj_error **error;
    cj_status first; /* the first problem, reported and survived */
    cji_arena *arena;
    cj_standard *s; /* but for its items; what it points to is in the arena */
    cji_nos_frame frames[CJI_NOS_DEPTH];
    size_t depth, skipped; /* skipped: how deep inside an unknown element */
    size_t passed_over;    /* elements inside unknown ones */
    cji_nos_value *values;
    size_t nvalues, values_capacity;
    cj_item *items;
    size_t nitems, items_capacity;
    cji_nos_mark *marks;
    size_t nmarks, marks_capacity;
    cji_map ids; /* id -> place in marks */
    cji_str ref; /* the reference that came last, and where it led */
    size_t referred;
    int32_t numbers[3];  /* the highest so far of elements, criteria, statements */
    int32_t sections[2]; /* elements and groups so far */
    const char *heading; /* of the open group */
};

CJI_PRINTF(4, 5)
void cji_nos_problem(cji_nos_reader *r, cj_status code, const cji_place *place, const char *format,
                     ...);
/* Names and values of a hostile file may be long: how much of one is shown. */
int cji_nos_shown(cji_str text);
/* Whether there may be one more of what is counted: an item, an entry. */
cj_status cji_nos_count_ok(cji_nos_reader *r, size_t count, const cji_place *place) CJI_CHECK;
/* A sound attribute of the element that opens, or NULL. */
const cji_str *cji_nos_attr_of(const cji_nos_frame *f, enum cji_nos_attr attr);
/* What each role does at its start and at its end; NULL: nothing. */
extern cj_status (*const cji_nos_openers[CJI_NOS_ROLES])(cji_nos_reader *, cji_nos_frame *);
extern cj_status (*const cji_nos_closers[CJI_NOS_ROLES])(cji_nos_reader *, cji_nos_frame *,
                                                         cji_str text);
/* What the root says, so far as its attributes are sound. */
cj_status cji_nos_take_root(cji_nos_reader *r, const cji_nos_frame *f) CJI_CHECK;
/* An element without criteria: either it or its criteria were lost. */
void cji_nos_check_elements(cji_nos_reader *r);
/* From growing arrays to the final ones. */
cj_status cji_nos_publish(cji_nos_reader *r, const uint8_t *digest, cj_standard **out) CJI_CHECK;

#endif
