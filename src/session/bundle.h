/* SPDX-License-Identifier: MIT */
/* What making and verifying evidence bundles share (docs/evidence-bundle.md). */
#ifndef CJI_SESSION_BUNDLE_H
#define CJI_SESSION_BUNDLE_H

#include "session/session.h"

#include "competence/competence.h"

#include <cjustice/bundle.h>

#define CJI_BUNDLE_VERSION 1
/* How the log calls the making of one. */
#define CJI_BUNDLE_OP "disclose"
#define CJI_BUNDLE_ACT "bundle"

/* What the entry of the making commits to: SHA-256("cj/bundle/v1" 00 salt report), in hex; the
 * report as its JSON without indent. */
cj_status cji_bundle_commitment(cj_context *ctx, const uint8_t salt[CJI_HASH],
                                const cj_record *report, char out[CJI_SESSION_COM]) CJI_CHECK;

/* Copies a record without the texts that outsiders are not told. `to` is empty, of the same shape.
 */
cj_status cji_bundle_copy(cj_record *to, const cj_record *from, cj_error **error) CJI_CHECK;

/* ---- what a practitioner has evidenced across cases (practitioner.c) ------------------------- */

typedef struct cji_session_work {
    cj_session *session;
    bool outward; /* for outsiders, as with an alias of cji_check_asked */
    cji_asked asked;
    cj_case *stream; /* what assessors found; NULL: nothing */
    cji_portfolio *portfolio;
    char (*cases)[CJI_SESSION_SUBJ]; /* the pseudonyms of what is told of */
    const char **subjects;           /* the same */
    size_t n, capacity, room;
} cji_session_work;

/* Of a store that is entered. The caller logs the subjects before it hands out the report. */
cj_status cji_session_work_report(cji_session_work *w, const cji_asked *asked, cj_date as_of,
                                  cj_report **out, cj_error **error) CJI_CHECK;
/* Also after a failure. */
void cji_session_work_free(cji_session_work *w);

#endif
