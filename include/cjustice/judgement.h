/* SPDX-License-Identifier: MIT */
/**
 * @file judgement.h
 * What assessors find of a practitioner, criterion by criterion, and decide on a standard
 * (docs/judgement.md). Judgements are in no case: each practitioner has a stream of them. A
 * judgement is never changed or replaced; a further record withdraws it.
 */
#ifndef CJUSTICE_JUDGEMENT_H
#define CJUSTICE_JUDGEMENT_H

#include <cjustice/catalogue.h>
#include <cjustice/competence.h>
#include <cjustice/session.h>

CJ_BEGIN

/**
 * Records an act of a practitioner's stream as one unit, made by the actor of the session:
 * CJ_ACT_JUDGEMENT_RECORDED (operation `judge` of the policy), CJ_ACT_JUDGEMENT_WITHDRAWN
 * (`withdraw-judgement`), CJ_ACT_IQA_SAMPLED (`assure`), CJ_ACT_JUDGEMENT_APPEALED (`appeal`), or
 * CJ_ACT_OUTCOME_RECORDED of an appeal (`answer-appeal`).
 *
 * What the caller leaves open is filled in: the act's id, handle, times, sensitivity and performer;
 * of a judgement the candidate, the version of the standard, and of each act that is cited its case
 * (if only one that the actor may check has such an act) and its commitment, by which the log can
 * prove what was judged. A decision on a standard cites what its findings cite.
 *
 * A judgement is refused unless the standard has what is judged; each act cited counts, was
 * performed by the candidate or counts for them, and is in a case that the actor may check; the
 * actor is not the candidate, and neither performed, entered, signed, approved nor answered an act
 * that is cited; a criterion found met cites acts; and everything that the check of the
 * practitioner lists against it is acknowledged.
 * @param catalogue     has the standard; only a judgement wants it, else it may be NULL
 * @param rules         by which acts speak for or against a criterion; likewise
 * @param practitioner  id of the candidate
 * @param act           is completed, also when the call fails, and frozen once it was applied
 * @return CJ_OK; CJ_E_DENIED (also of a case that is cited; logged); CJ_E_MISUSE (another kind, no
 *         catalogue or rules for a judgement, or a host's store that has no method `append`),
 * CJ_E_VALUE_ID; CJ_E_NOT_FOUND (no such standard, item, act, case or stream), CJ_E_CONFLICT
 * (several cases have an act of that id, or the stream has one with other content), CJ_E_INTEGRITY,
 * CJ_E_REFERENCE, CJ_E_HANDLE, CJ_E_RULE, CJ_E_FROZEN, or as cj_act_validate; CJ_E_STORE*,
 * CJ_E_LOG*, CJ_E_FORK, CJ_E_LIMIT, CJ_E_MEMORY, CJ_E_CRYPTO State on failure: nothing is stored;
 * only a denial leaves an entry in the log. Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_judge(cj_session *session, const cj_catalogue *catalogue,
                                  const cj_rules *rules, const char *practitioner, cj_act *act,
                                  cj_error **error);

/**
 * Opens a view of a practitioner's stream: one entry in the log before anything is read. Of the
 * actor's own judgements it wants the operation `check`, of somebody else's `check-practitioner`.
 * @param practitioner  id of the candidate
 * @param out           a stream, as cj_judgements_new makes it; it does not change with the store
 * @return CJ_OK, CJ_E_DENIED, CJ_E_VALUE_ID, CJ_E_NOT_FOUND (nothing was ever recorded; not
 *         logged), CJ_E_STORE*, CJ_E_LOG*, CJ_E_FORK, CJ_E_MEMORY, CJ_E_CRYPTO
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_open_judgements(cj_session *session, const char *practitioner,
                                            cj_case **out, cj_error **error);

CJ_END

#endif
