/* SPDX-License-Identifier: MIT */
/**
 * @file access.h
 * Limits on access to a case, breaking the glass, and lists of cases. Each of them is an act of the
 * case that the library makes in the name of the session: who is let in is decided from the acts,
 * before anything of the case is told. What is decided how: docs/access.md.
 *
 * A host that commits every unit itself (store.h, no `append`) gives the same acts to
 * cj_unit_prepare; here it gets CJ_E_MISUSE.
 *
 * A refusal is CJ_E_DENIED with the same text whatever refuses (role, restriction, exclusion), and
 * one entry in the log.
 */
#ifndef CJUSTICE_ACCESS_H
#define CJUSTICE_ACCESS_H

#include <cjustice/competence.h>
#include <cjustice/instrument.h>
#include <cjustice/session.h>

CJ_BEGIN

/** Who may (a restriction) or may not (an exclusion) see a case. Start from CJ_LIMIT_INIT. */
typedef struct cj_limit {
    size_t size;            /**< sizeof(cj_limit) of the caller */
    int32_t limit;          /**< CJ_CODE_LIMIT_RESTRICTION or CJ_CODE_LIMIT_EXCLUSION */
    const char *const *who; /**< ids of workers, at least one unless it is lifted */
    size_t nwho;
    cj_date from;           /**< first day; precision 0: today, in UTC */
    cj_date to;             /**< last day; precision 0: without end */
    const char *reason;     /**< why, for the record of the case */
    const char *supersedes; /**< id of the access_limited that this one replaces, or NULL */
} cj_limit;

#define CJ_LIMIT_INIT                                                                              \
    {                                                                                              \
        sizeof(cj_limit), 0, NULL, 0, {0, 0}, {0, 0}, NULL, NULL                                   \
    }

/**
 * Limits who may see a case, from now on and for what is open already not. Wants the operation
 * `limit`; being on the list oneself is not wanted, being excluded forbids it. Nothing of the case
 * is told. How the case names a worker (role, organisation) is taken over; of one whom it does not
 * name, the role is `staff` and the organisation that of the session.
 * @param act_id  receives the id of the act (36 bytes and a NUL); may be NULL
 * @return CJ_OK, CJ_E_DENIED, CJ_E_NOT_FOUND (no such case), CJ_E_MISUSE (the limit), CJ_E_VALUE_*,
 *         CJ_E_REFERENCE (supersedes), CJ_E_INTEGRITY (a source of harm is no staff), CJ_E_LIMIT,
 *         CJ_E_STORE*, CJ_E_LOG*, CJ_E_FORK, CJ_E_MEMORY, CJ_E_CRYPTO
 * State on failure: nothing is stored. Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_limit(cj_session *session, const char *case_id, const cj_limit *limit,
                                  char act_id[37], cj_error **error);

/**
 * Lifts a limit: an act that supersedes it and is never in force. A restriction does not end in
 * another way, since the end of an allow list does not open the case.
 * @param limit_id  the access_limited that is lifted
 * @return as cj_session_limit
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_lift(cj_session *session, const char *case_id, const char *limit_id,
                                 const char *reason, char act_id[37], cj_error **error);

/**
 * Breaks the glass: the actor may show, check and record the case until that moment, although its
 * restriction or an unknown name bars them. Never against an exclusion, never to export, disclose
 * or erase. Wants the operation `override`; every view under it names it in the log, and somebody
 * else reviews it.
 * @param reason  CJ_CODE_OVERRIDE_REASON_*
 * @param until   in the future, and within the policy's override_limit where one is set
 * @param text    more about it; may be NULL
 * @param act_id  receives the id, which the review wants (36 bytes and a NUL); may be NULL
 * @return as cj_session_limit; CJ_E_VALUE_RANGE (until has passed), CJ_E_INTEGRITY (too long)
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_override(cj_session *session, const char *case_id, int32_t reason,
                                     cj_time until, const char *text, char act_id[37],
                                     cj_error **error);

/**
 * Reviews an override. Wants the operation `review`, and another person than who made or entered
 * it. `not_justified` ends an override that still runs.
 * @param case_id  its case; NULL: found by the override
 * @param result   CJ_CODE_OVERRIDE_RESULT_*
 * @return as cj_session_limit; CJ_E_NOT_FOUND also when there is no such override, CJ_E_CONFLICT
 *         when two cases have one of that id, CJ_E_INTEGRITY (one's own)
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_review_override(cj_session *session, const char *case_id,
                                            const char *override, int32_t result, const char *text,
                                            char act_id[37], cj_error **error);

/** What a caseload is ordered by first. @since 0.1 */
#define CJ_CASELOAD_PRIORITY 1 /**< the band that a worker gave (case_prioritised) */
#define CJ_CASELOAD_RISK 2     /**< the level of risk of serious harm, the highest of its groups */
#define CJ_CASELOAD_DUE 3      /**< what falls due next */
/** The tier of the last score that a named person adopted, or the one that they put in its place;
 * without one, the last that is proposed, which the reason says. A case without a tier comes last.
 * Vulnerability has no part in it. */
#define CJ_CASELOAD_TIER 4

/** How a caseload is made. Start from CJ_CASELOAD_OPTIONS_INIT. */
typedef struct cj_caseload_options {
    size_t size;   /**< sizeof(cj_caseload_options) of the caller */
    int32_t order; /**< CJ_CASELOAD_* */
    int64_t limit; /**< at most so many rows; 0: all */
    cj_date as_of; /**< for the reasons ("has passed"); precision 0: today, in UTC */
} cj_caseload_options;

#define CJ_CASELOAD_OPTIONS_INIT                                                                   \
    {                                                                                              \
        sizeof(cj_caseload_options), CJ_CASELOAD_PRIORITY, 0,                                      \
        {                                                                                          \
            0, 0                                                                                   \
        }                                                                                          \
    }

/**
 * The open cases that the actor holds as practitioner and may open; with the operation `list-all`
 * all open cases that they may open. Each with its place and the reason for it. A case that is
 * barred to the actor is in no row and no count, also under an override. The rows that are given
 * out are logged, as their pseudonyms.
 * @param out  the record "caseload" of docs/vocabulary.md; unref it
 * @return CJ_OK, CJ_E_DENIED (the operation `list`), CJ_E_MISUSE (options), CJ_E_STORE*,
 *         CJ_E_LOG*, CJ_E_FORK, CJ_E_LIMIT, CJ_E_MEMORY, CJ_E_CRYPTO
 * On failure *out is not written. Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_caseload(cj_session *session, const cj_caseload_options *options,
                                     cj_report **out, cj_error **error);

/** How a store is scored again. Start from CJ_RESCORE_OPTIONS_INIT. @since 0.1 */
typedef struct cj_rescore_options {
    size_t size;   /**< sizeof(cj_rescore_options) of the caller */
    cj_date as_of; /**< the day of the scores; precision 0: today, in UTC */
    /** May be NULL; `done` of `total`, which are no numbers of cases. It calls no session. */
    void (*progress)(size_t done, size_t total, void *user);
    void *user;
} cj_rescore_options;

#define CJ_RESCORE_OPTIONS_INIT                                                                    \
    {                                                                                              \
        sizeof(cj_rescore_options), {0, 0}, NULL, NULL                                             \
    }

/**
 * Works the latest score of an instrument out again, in each case of cj_session_caseload, with the
 * tables that the library has now, and says which would be another and which terms make the
 * difference. It changes nothing: no act, level, contact or order follows, and what it says is
 * proposed to nobody until somebody records it.
 *
 * The values are those that the assessment states; only where they name the day as of which the
 * score is, that day becomes `as_of`. A score that was rejected or rolled back is passed over. What
 * each term added then is what the assessment states of it, or is worked out from its values when
 * it is of the version that the library has; else it is not known. Each case whose score was looked
 * at is logged, as its pseudonym.
 * @param offences  the table of offence codes; NULL: no code is known
 * @param options   may be NULL
 * @param out       the record "rescoring" of docs/vocabulary.md; unref it
 * @return as cj_session_caseload
 * On failure *out is not written. Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_rescore(cj_session *session, const cj_instrument *instrument,
                                    const cj_offences *offences, const cj_rescore_options *options,
                                    cj_report **out, cj_error **error);

/**
 * What falls due, and what is owed although no timescale is set, in the cases of
 * cj_session_caseload as they stood on a day. Each row names the rule and, where the policy gave
 * the day, the policy and its citation. The rows that are given out are logged, as the pseudonyms
 * of their cases.
 * @param as_of  precision 0: today, in UTC
 * @param limit  at most so many rows, the earliest; 0: all
 * @param out    the record "due_list" of docs/vocabulary.md; unref it
 * @return as cj_session_caseload
 * On failure *out is not written. Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_due(cj_session *session, cj_date as_of, int64_t limit, cj_report **out,
                                cj_error **error);

/**
 * What one practitioner has evidenced of a standard, across all cases that the actor may check,
 * open or closed, in which that practitioner had performed an act by the day. Only what they
 * performed is evidence; a criterion comes to the best that it comes to in one case;
 * docs/practitioner.md has the rules. A case that is barred to the actor is in no row and no count,
 * also under an override. The cases that are told of are logged, as their pseudonyms.
 *
 * Of oneself this wants the operation `check`, of somebody else also `check-practitioner`. Nothing
 * is ranked, and nobody is found competent by it. What assessors found that stands now is told with
 * it, and so logged with it (docs/judgement.md); without a finding `met` no criterion of class P or
 * J is `evidenced`.
 * @param options  with `standard` and `practitioner`; as_of of precision 0: today, in UTC
 * @param out      the record "check" of docs/vocabulary.md, without `case`; unref it
 * @return as cj_session_caseload and cj_check
 * On failure *out is not written. Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_check_practitioner(cj_session *session, const cj_catalogue *catalogue,
                                               const cj_rules *rules,
                                               const cj_check_options *options, cj_report **out,
                                               cj_error **error);

CJ_END

#endif
