/* SPDX-License-Identifier: MIT */
/* What a disclosure withholds, as rows (tables.c is generated from disclosure.toml). */
#ifndef CJI_DISCLOSE_H
#define CJI_DISCLOSE_H

#include "session/session.h"

#define CJI_WITHHELD_VICTIM 0 /* without a trace */
#define CJI_WITHHELD_SAFETY 1
#define CJI_WITHHELD_THIRD_PARTY 2
#define CJI_WITHHELD_WORKER 3
#define CJI_WITHHELD_REASONS 4

typedef struct cji_withheld {
    int16_t shape, field; /* field 0: the whole record */
    int16_t by, by_member;
    int16_t first_term, nterms;
    int16_t reason;
} cji_withheld;

typedef struct cji_withheld_code {
    int16_t list, code;
} cji_withheld_code;

extern const cji_term cji_withheld_terms[];
extern const cji_withheld cji_withheld_rows[];
extern const size_t cji_withheld_count;
extern const cji_withheld_code cji_withheld_codes[];
extern const size_t cji_withheld_code_count;
extern const char *const cji_withheld_reasons[CJI_WITHHELD_REASONS];

#define CJI_DISCLOSURE_NS "urn:cjustice:disclosure:1"

/* What the writing of a disclosure counts. */
typedef struct cji_disclosing {
    cj_context *ctx;
    cj_case *c;
    cji_str person;
    cji_buf body, scratch;
    size_t acts, flagged, withheld[CJI_WITHHELD_REASONS];
} cji_disclosing;

/* The acts, into d->body. d->body.status tells of memory. */
void cji_disclose_acts(cji_disclosing *d);

#endif
