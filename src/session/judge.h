/* SPDX-License-Identifier: MIT */
/* A judgement on its way into its stream: what judge.c completes, survey.c and cited.c check. */
#ifndef CJI_JUDGE_H
#define CJI_JUDGE_H

#include "competence/competence.h"
#include "session/session.h"

#include <cjustice/judgement.h>

typedef struct cji_judging {
    cj_session *session;
    cj_context *ctx;
    const char *name; /* of the kind, for the log */
    const cj_catalogue *catalogue;
    const cj_rules *rules;
    const char *practitioner;
    cj_record *record;
    const cj_standard *standard;
    const char *item; /* what is judged; "" when it is the standard */
    bool inherited;   /* what is cited was cited by findings, and was looked at then */
} cji_judging;

/* The id of the stream. */
typedef char cji_stream_id[sizeof CJI_STREAM + 128];

/* What the record shows that the assessor has to know of: acts without a case are given theirs, and
 * what speaks against a finding is acknowledged. Reads all cases of the practitioner, so it comes
 * before the write lock. */
cj_status cji_judging_survey(const cji_judging *j, cj_error **error) CJI_CHECK;
/* The acts that are cited, as the store has them now: each becomes its commitment. */
cj_status cji_judging_cited(const cji_judging *j, cj_error **error) CJI_CHECK;
/* The number of acts that are cited, and one of them. */
size_t cji_judging_count(const cji_judging *j);
cj_record *cji_judging_cite(const cji_judging *j, size_t index);
/* Whether a criterion is found met: then acts are cited, and what speaks against it acknowledged.
 */
bool cji_judging_met(const cji_judging *j);
/* The stream as it is settled; *out stays NULL when there is none. Outside of a transaction. */
cj_status cji_session_stream(cj_session *session, const char *practitioner, cj_case **out,
                             char subj[CJI_SESSION_SUBJ], cj_error **error) CJI_CHECK;
/* Whoever may check may look at their own; at somebody else's who has it as a task. */
cj_status cji_session_permit_of(cj_session *session, const char *practitioner, const char *act,
                                cj_error **error) CJI_CHECK;

#endif
