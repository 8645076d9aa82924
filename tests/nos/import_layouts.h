/* SPDX-License-Identifier: MIT */
/* Invented standards, and the layouts that extraction makes of them. */
#ifndef CJ_TEST_IMPORT_LAYOUTS_H
#define CJ_TEST_IMPORT_LAYOUTS_H

#include <stddef.h>
#include <stdint.h>

#define ITEMS_MAX 64
#define LIMBS_MAX 5
#define SECTIONS_MAX 4
#define TEXT_MAX 400

typedef struct made_item {
    char text[TEXT_MAX];
    int section; /* from 0; -1: none */
    int limbs;
    char limb[LIMBS_MAX][TEXT_MAX];
} made_item;

typedef struct made_part {
    made_item items[ITEMS_MAX];
    int count;
    char headings[SECTIONS_MAX][TEXT_MAX];
    int sections;
} made_part;

typedef struct made_standard {
    char title[TEXT_MAX];
    made_part parts[2]; /* criteria, knowledge */
} made_standard;

/* How a standard is printed; what is 0 is not done. */
typedef struct layout {
    int labels;    /* LABEL_* */
    int limbs;     /* LIMB_* */
    int wrap;      /* column, or 0: a paragraph is a line */
    int hanging;   /* wrapped lines are indented */
    int blank;     /* an empty line between items */
    int headings;  /* HEADING_* */
    int bullets;   /* "- " before every label */
    int furniture; /* every so many lines: header, footer, page number */
    int lost;      /* one number in so many is not printed */
    int glued;     /* one item in so many stands on the line of the one before */
    int columns;   /* labels of a section first, then the texts */
    int crlf, tabs, nbsp, bom, lead_after, overview_list, metadata, glossary, continues;
    int hyphens;  /* hyphens at the end of a line are lost */
    int margin;   /* headings stand in a column at the left */
    int upper;    /* items begin with a capital letter */
    int restarts; /* each element numbers its criteria from 1 */
    int old;      /* Title, Summary, Element 1.1 */
    int breaks;   /* hyphenated words may be broken at their hyphen */
    int ansi;     /* Windows-1252 */
} layout;

enum {
    LABEL_P,
    LABEL_P_DOT,
    LABEL_DOT,
    LABEL_BARE,
    LABEL_PAREN,
    LABEL_ALONE,
    LABEL_BULLET,
    LABELS
};
enum { LIMB_DOTTED, LIMB_LETTER, LIMB_PARENS, LIMB_BULLET, LIMB_ROMAN, LIMBS };
enum { HEADING_PLAIN, HEADING_MARKDOWN, HEADING_BOLD, HEADINGS };

/* A sequence that is the same for the same seed. */
uint64_t made_next(uint64_t *state);
int made_below(uint64_t *state, int n);

void make_standard(uint64_t seed, made_standard *out);
layout make_layout(uint64_t seed);
/* Changes the standard to what this layout says of it: capitals. */
void suit_standard(made_standard *s, const layout *l);
/* The text, with a NUL behind it; the caller frees it. */
char *print_standard(const made_standard *s, const layout *l, uint64_t seed);

#endif
