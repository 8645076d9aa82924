/* SPDX-License-Identifier: MIT */
/*
 * What the files of the importer share. A published text goes through them in this order:
 *
 *   import_text     bytes -> lines: encoding, ends of lines, odd characters
 *   import_lines    lines -> cells of tables, Markdown, headings in a margin or broken over lines
 *   import_names    which line is a heading, a lead-in, a row of metadata
 *   import_furniture which line is the header, footer or number of a page
 *   import_front    title, URN, overview, elements that it announces
 *   import_sequence which labels are those of the items: the best chain through all of them
 *   import_items    items out of labels and lines, with what was lost put back by the sequence
 *   import_rest     lists, glossary, links, metadata
 *   import_check    what is missing, cut off or does not add up
 *   import_write    the definition
 */
#ifndef CJI_IMPORT_H
#define CJI_IMPORT_H

#include "nos/nos.h"

/* ---- labels ---------------------------------------------------------------------------------- */

/* What is printed before an item: "P7", "7.", "(2.1)", "b)", "iv." */
typedef struct cji_import_label {
    bool is, only;         /* there is one; nothing follows it */
    bool closed;           /* with . ) : ] behind it */
    bool deep;             /* a third number */
    char prefix;           /* 'P', 'K' or 0 */
    int32_t n, m;          /* 7 and 0, or 2 and 1; both 0 for a letter */
    int32_t letter, roman; /* b = 2, iv = 4; 0: none */
    cji_str printed, rest;
} cji_import_label;

/* ---- names: headings, lead-ins and rows of metadata, as one table ---------------------------- */

/* The sections of a text. A list has its field beside it. */
typedef enum cji_import_role {
    CJI_IMPORT_NONE,
    CJI_IMPORT_FRONT, /* what comes before the first heading */
    CJI_IMPORT_OVERVIEW,
    CJI_IMPORT_TARGET,
    CJI_IMPORT_ELEMENTS,
    CJI_IMPORT_CRITERIA,
    CJI_IMPORT_KNOWLEDGE,
    CJI_IMPORT_LIST,
    CJI_IMPORT_GLOSSARY,
    CJI_IMPORT_LINKS,
    CJI_IMPORT_META,
} cji_import_role;

enum cji_import_name_kind {
    CJI_IMPORT_HEADING, /* stands alone on its line */
    CJI_IMPORT_LEAD,    /* "You must be able to": something may follow it */
    CJI_IMPORT_ROW,     /* of metadata: a value follows */
    CJI_IMPORT_BANNER,  /* says nothing */
};

/* Rows that are no field of a definition. */
#define CJI_IMPORT_ROW_TITLE (-1)
#define CJI_IMPORT_ROW_URN (-2)
#define CJI_IMPORT_ROW_VERSION (-3)
#define CJI_IMPORT_ROW_ELEMENT (-4) /* "Element 1.1" */

typedef struct cji_import_name {
    const char *name; /* in lower case */
    enum cji_import_name_kind kind;
    cji_import_role role; /* the section that it opens */
    int32_t field;        /* CJ_NOS_* or CJI_IMPORT_ROW_* */
} cji_import_name;

extern const cji_import_name cji_import_names[];
extern const size_t cji_import_name_count;

/* A text as it is compared with names: lower case, one space, "and" for &. False: too long. */
#define CJI_IMPORT_FOLDED 96
bool cji_import_fold(cji_str text, char out[CJI_IMPORT_FOLDED]);
/* The name that `text` is as a whole ("(continued)" and a colon do not matter), or NULL. */
const cji_import_name *cji_import_name_of(cji_str text);
/* A lead-in in other words: "To meet the standard, you", "... you need to understand:"; or NULL. */
const cji_import_name *cji_import_lead_of(cji_str text);
/* Whether a name begins with `text` and is longer: a heading that is broken over lines. */
bool cji_import_name_begins(cji_str text);
/* The name that `text` begins with, and what follows it; `loose`: behind a mere space, too. */
const cji_import_name *cji_import_name_at(cji_str text, bool loose, cji_str *rest);

/* A word that a statement seldom ends with, one that it never ends with, one that it goes on
 * with. */
bool cji_import_word_hangs(cji_str word);
bool cji_import_word_wants(cji_str word);
bool cji_import_word_goes_on(cji_str word, char part);
/* One that statements of the part often begin with: a verb, or "methods". */
bool cji_import_word_opens(cji_str word, char part);
bool cji_import_word_counts(cji_str word); /* "months" behind a number that is no label */
int32_t cji_import_number_word(cji_str word);
int32_t cji_import_month(cji_str word);
/* First halves that are written with and without a hyphen: re-offending, reoffending. */
bool cji_import_word_is_prefix(cji_str word);

/* ---- lines ----------------------------------------------------------------------------------- */

typedef struct cji_import_line {
    cji_str text;           /* without bullet and Markdown; cells apart by tabs */
    int32_t number, column; /* in the file, from 1 */
    int32_t indent;         /* columns before it */
    int32_t second;         /* column of its second cell */
    bool margin;            /* stood in a margin, or beside one */
    int32_t width;          /* characters of the printed line, with its indent */
    bool blank_before, page_before;
    bool bullet, strong;  /* Markdown heading, or bold as a whole */
    bool soft;            /* ended with a soft hyphen */
    bool dropped;         /* furniture, or used already */
    bool lead;            /* the first line of the heading of an element */
    int32_t heading;      /* which element */
    int32_t key;          /* the same for lines of the same words */
    cji_import_role role; /* the section that it stands in */
    int32_t field;        /* of a list */
    const cji_import_name *name;
    cji_str value; /* behind a name */
    cji_import_label label;
} cji_import_line;

/* ---- the model ------------------------------------------------------------------------------- */

typedef struct cji_import_item {
    int32_t number, sub; /* 2 and 1 for "2.1" */
    cji_str label, text;
    int32_t section; /* element or group, from 1; 0: none */
    int32_t line, column;
    size_t limbs;
} cji_import_item;

typedef struct cji_import_section {
    cji_str heading, label;
    int32_t line;
    size_t items;
    bool announced, found;
} cji_import_section;

typedef struct cji_import_entry {
    int32_t field;
    cji_str text, label, name, value;
    int32_t under; /* place of the entry around it among those of its field, from 1; 0: none */
    int32_t line;
} cji_import_entry;

typedef struct cji_import_part {
    char letter; /* 'P' or 'K' */
    cji_import_item *items;
    size_t count, capacity;
    cji_import_section *sections;
    size_t nsections, section_capacity;
} cji_import_part;

typedef struct cji_import {
    cj_context *ctx;
    cj_error **error;
    const char *name;
    cji_arena arena;
    bool failed;     /* memory ran out */
    size_t unplaced; /* problems that the definition stays incomplete for */
    cji_import_line *lines;
    size_t count, capacity;
    int32_t last_line; /* of the file */
    int32_t width;     /* at which the text seems to be wrapped; 0: it is not */
    cji_map words;     /* 0: how often each; 1: closed -> hyphenated; 2: pairs of hyphenated ones */
    cji_str urn, version, title;
    int32_t title_line;
    int32_t announced, announced_line; /* "There are N elements"; -1: it does not say */
    cji_import_part parts[2];
    cji_import_entry *entries;
    size_t nentries, entry_capacity;
} cji_import;

/* ---- problems and texts (import.c) ----------------------------------------------------------- */

/* A repair that was made, or a problem that leaves the definition incomplete. */
void cji_import_note(cji_import *im, cj_status code, int32_t line, int32_t column,
                     const char *format, ...) CJI_PRINTF(5, 6);
void cji_import_problem(cji_import *im, cj_status code, int32_t line, int32_t column,
                        const char *format, ...) CJI_PRINTF(5, 6);
/* At most sixty bytes of a text for a message, whole characters. */
int cji_import_shown(cji_str text);
/* Keeps a line that belongs to no section as a note of the definition, and says so. */
void cji_import_aside(cji_import *im, const cji_import_line *line);
/* "P7", "K2.1" */
#define CJI_IMPORT_ADDRESS 32
void cji_import_address(char out[CJI_IMPORT_ADDRESS], char part, int32_t number, int32_t sub);
/* A copy in the arena; "" and im->failed when memory runs out. */
cji_str cji_import_keep(cji_import *im, cji_str text);
cji_str cji_import_keep_buf(cji_import *im, cji_buf *b);
/* Room for one more line; NULL and im->failed when there is none. */
cji_import_line *cji_import_add_line(cji_import *im);
void cji_import_add_entry(cji_import *im, const cji_import_entry *entry);

/* ---- words (import_words.c) ------------------------------------------------------------------ */

/* Counts the words of all lines; before texts are joined. */
void cji_import_count_words(cji_import *im);
/* Appends a line to a text: a space, nothing, or a hyphen that was lost between them. */
void cji_import_join(cji_import *im, cji_buf *text, cji_str next, bool soft, int32_t line);
/* Hyphens that were lost inside a text. */
cji_str cji_import_mend(cji_import *im, cji_str text, int32_t line);
cji_str cji_import_first_word(cji_str text);
cji_str cji_import_last_word(cji_str text);
uint32_t cji_import_word_count(const cji_import *im, cji_str word);
/* A word that is never written small: "Probation" within a sentence. */
bool cji_import_is_name(const cji_import *im, cji_str word);
/* Equal but for case, spaces and punctuation. */
bool cji_import_same(cji_str a, cji_str b);
bool cji_import_upper(cji_str text); /* begins with a capital letter */
bool cji_import_lower(cji_str text);
/* Nothing that ends a statement: a comma, a hyphen, a word that wants another. */
bool cji_import_hangs(cji_str text);
bool cji_import_wants(cji_str text); /* the same, only what is certain */

/* ---- atoms: what a part is made of, as its items are found ------------------------------------
 */

typedef enum cji_import_atom_kind {
    CJI_IMPORT_TEXT,    /* belongs to what stands before it */
    CJI_IMPORT_ITEM,    /* begins the item n, or n.m */
    CJI_IMPORT_LIMB,    /* begins the next limb, whatever its label */
    CJI_IMPORT_TITLE,   /* begins a section */
    CJI_IMPORT_OPENING, /* a heading of the part, or its lead-in */
    CJI_IMPORT_ASIDE,   /* has no place */
} cji_import_atom_kind;

typedef struct cji_import_atom {
    cji_import_atom_kind kind;
    const cji_import_line *line;
    cji_str text; /* without its label, if that is one */
    cji_import_label label;
    int32_t n, m, base; /* of an item, as printed; the number is base + n */
    int32_t section;
    int32_t column;
    bool inner;    /* begins inside its line */
    bool restored; /* its number was lost */
    bool local;    /* numbered within the item around it */
    int32_t weight, score, best;
} cji_import_atom;

typedef struct cji_import_atoms {
    cji_import_atom *at;
    size_t count, capacity;
} cji_import_atoms;

/* How the labels of a part look. */
typedef struct cji_import_style {
    bool prefixed, closed, dotted; /* P7, 7., and every item as 1.1, 1.2, 2.1 */
    bool upper;                    /* items begin with a capital */
    int32_t numbered;              /* how many labels have a number */
} cji_import_style;

bool cji_import_add_atom(cji_import *im, cji_import_atoms *atoms, const cji_import_atom *atom);
/* Chooses the labels that are those of the items, and says so in their atoms. */
void cji_import_sequence(cji_import *im, char part, cji_import_atoms *atoms,
                         cji_import_style *style);
/* How many numbers are left out between two labels; negative: b does not come after a. */
int32_t cji_import_missing(const cji_import_style *style, int32_t an, int32_t am, int32_t bn,
                           int32_t bm);
/* The key of the `k`-th of those that are left out, from 0. */
void cji_import_missing_key(const cji_import_style *style, int32_t an, int32_t am, int32_t bn,
                            int32_t k, int32_t *n, int32_t *m);
/* What stands between the labels: headings, glued and lost items, columns, limbs. */
void cji_import_titles(cji_import *im, cji_import_part *part, cji_import_atoms *atoms,
                       const cji_import_style *style);
void cji_import_repair(cji_import *im, cji_import_part *part, cji_import_atoms *atoms,
                       const cji_import_style *style);

/* ---- the stages ------------------------------------------------------------------------------ */

bool cji_import_label_at(cji_str text, cji_import_label *out);
/* Where label n (or n.m) stands inside `text`, behind its first byte; false: nowhere. `weak`: a
 * bare number with a space on both sides will do. */
bool cji_import_label_inside(cji_str text, char prefix, int32_t n, int32_t m, bool weak, size_t *at,
                             cji_import_label *out);

cj_status cji_import_text(cji_import *im, cji_str bytes);
void cji_import_lines(cji_import *im);
void cji_import_sections(cji_import *im);
void cji_import_furniture(cji_import *im);
/* At which column the text is wrapped. */
void cji_import_measure(cji_import *im);
/* Whether a line had no room for the word that the next one begins with. */
bool cji_import_full(const cji_import *im, const cji_import_line *line, cji_str next);
int32_t cji_import_add_section(cji_import *im, cji_import_part *part, cji_str heading,
                               cji_str label, int32_t line);
void cji_import_front(cji_import *im);
void cji_import_items(cji_import *im, cji_import_part *part, cji_import_role role);
void cji_import_rest(cji_import *im);
void cji_import_check(cji_import *im);
void cji_import_write(const cji_import *im, cji_buf *out);

#endif
