/* SPDX-License-Identifier: MIT */
/**
 * @file rights.h
 * The rights of the person on a store: erasure that leaves no residue, disclosure for a review by
 * a human, and backups that do not bring back what was erased. docs/rights.md is the page for who
 * has to do it.
 */
#ifndef CJUSTICE_RIGHTS_H
#define CJUSTICE_RIGHTS_H

#include <cjustice/session.h>

CJ_BEGIN

/** What to erase and why; read during the call only. Start from CJ_ERASURE_INIT. */
typedef struct cj_erasure {
    size_t size;             /**< sizeof(cj_erasure) of the caller */
    const char *const *acts; /**< ids of acts of the case; NULL for the whole case */
    size_t count;            /**< how many ids; 0 when acts is NULL */
    int32_t reason;          /**< CJ_CODE_ERASURE_REASON_* */
    const char *authority;   /**< who decided, and under which number: kept, so it names nobody
                                  under supervision */
} cj_erasure;

#define CJ_ERASURE_INIT                                                                            \
    {                                                                                              \
        sizeof(cj_erasure), NULL, 0, 0, NULL                                                       \
    }

/**
 * Erases acts for good, as one unit: an intent for each in the log, then the acts give way to
 * tombstones {id, sequence, index in the log, kind, reason} and an act `erased` says so. Then the
 * files are written anew, so that neither the database nor its write-ahead log holds a byte of
 * what was erased; the log never did. CJ_OK means that all of this is done and durable.
 *
 * With an act goes what it had superseded: else a wrong version would stand again. Of a whole case
 * the key goes too, and nothing in the log can be tied to the case any more; its id and the ids of
 * its acts remain in the tombstones, so that the same file recorded again brings nothing back.
 *
 * The library refuses (CJ_E_CONDUCT, with a `deny` in the log) what it must not do itself:
 * `retention_not_over`  the reason is retention_ended, and the policy's value `retention`, counted
 *                       from the closing of the case, is unset or not over;
 * `dispute_open`        a complaint or dispute about an act is not yet answered, closed or
 *                       withdrawn (any reason but court_order);
 * `limit_in_force`      an access_limited that still holds, without the rest of its case.
 * @param session  its policy permits the operation `erase`
 * @param erased   how many acts; 0 when all of them were erased before. May be NULL. Written also
 *                 when the files could not be written anew
 * @return CJ_OK, CJ_E_DENIED, CJ_E_CONDUCT, CJ_E_NOT_FOUND (no such case, or an act that it does
 * not have), CJ_E_INTEGRITY (an `erased`, or the standing case_opened without its case),
 *         CJ_E_VALUE_ID, CJ_E_MISUSE, CJ_E_FIELD_*, CJ_E_VALUE_*, CJ_E_STORE*, CJ_E_LOG*,
 * CJ_E_FORK, CJ_E_MEMORY, CJ_E_CRYPTO State on failure: nothing is erased, unless *erased > 0: then
 * the acts are gone for every reader, and only the files still wait to be written anew (a reader
 * was there, the disk was full): the same call again does it, and every opening of the store tries
 * to. Source: Data Protection Act 2018 sections 47 and 48. Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_erase(cj_session *session, const char *case_id, const cj_erasure *what,
                                  size_t *erased, cj_error **error);

/** To whom, and how it would be sent; read during the call only. Start from CJ_DISCLOSURE_INIT. */
typedef struct cj_disclosure {
    size_t size;           /**< sizeof(cj_disclosure) of the caller */
    const char *recipient; /**< a party of the case; NULL for its person */
    int32_t method;        /**< CJ_CODE_DELIVERY_METHOD_*; 0 for in person */
} cj_disclosure;

#define CJ_DISCLOSURE_INIT                                                                         \
    {                                                                                              \
        sizeof(cj_disclosure), NULL, 0                                                             \
    }

/** What was written. */
typedef struct cj_disclosed {
    size_t size;            /**< sizeof(cj_disclosed) of the caller */
    size_t acts;            /**< that are in it, even if only as withheld */
    size_t withheld;        /**< how many times something is marked as withheld */
    size_t flagged;         /**< texts that a reviewer has to read for the names of others */
    char safe_contact[512]; /**< how the person can safely be reached, in words; "" if that was not
                                 recorded. Not in the file: it is for who sends it */
} cj_disclosed;

#define CJ_DISCLOSED_INIT                                                                          \
    {                                                                                              \
        sizeof(cj_disclosed), 0, 0, 0, ""                                                          \
    }

/**
 * Writes what a case holds on its person, for the review by a human that comes before anything is
 * released (docs/rights.md has the form, docs/disclosure-rules.md what is withheld and why). What
 * concerns others or their safety is withheld and marked; what concerns victims leaves no trace.
 * The entry in the log, with a pseudonym of the recipient, is durable before the first byte is
 * written.
 *
 * It is refused (CJ_E_CONDUCT, with a `deny` in the log) when recording the same disclosure as an
 * act information_disclosed would leave a finding: a recipient who is a source of harm, an
 * agreement that is missing.
 * @param session  its policy permits the operation `disclose`
 * @param what     NULL for CJ_DISCLOSURE_INIT
 * @param write    receives the bytes, in one piece
 * @param out      may be NULL
 * @return CJ_OK, CJ_E_DENIED, CJ_E_CONDUCT, CJ_E_NOT_FOUND, CJ_E_ERASED (the whole case was),
 *         CJ_E_REFERENCE (no such party), CJ_E_VALUE_CODE, CJ_E_MISUSE, CJ_E_LIMIT, CJ_E_STOPPED,
 *         CJ_E_STORE*, CJ_E_LOG*, CJ_E_FORK, CJ_E_MEMORY, CJ_E_CRYPTO
 * Source: Data Protection Act 2018 section 45. Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_disclose(cj_session *session, const char *case_id,
                                     const cj_disclosure *what, cj_write_fn write, void *user,
                                     cj_disclosed *out, cj_error **error);

/**
 * Writes a copy of the database as of now into a new file (0600), while others may record. It holds
 * everything that the store holds, keys of cases too. The log is not in it: copy its directory by
 * any means.
 * @param session  its policy permits the operation `backup`
 * @param path     nothing may be there
 * @param size     how many entries of the log the copy knows of; may be NULL
 * @return CJ_OK, CJ_E_DENIED, CJ_E_STORE_EXISTS, CJ_E_IO, CJ_E_NOT_FOUND (no such directory),
 *         CJ_E_STORE*, CJ_E_LOG*, CJ_E_FORK, CJ_E_MEMORY
 * State on failure: no file is left. Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_backup(cj_session *session, const char *path, uint64_t *size,
                                   cj_error **error);

/** What a restore did. */
typedef struct cj_restored {
    size_t size;   /**< sizeof(cj_restored) of the caller */
    uint64_t lost; /**< units that the log has and the backup has not */
    uint64_t acts; /**< the acts in them */
    size_t erased; /**< acts of the backup that the log says were erased: erased again */
} cj_restored;

#define CJ_RESTORED_INIT                                                                           \
    {                                                                                              \
        sizeof(cj_restored), 0, 0, 0                                                               \
    }

/**
 * Puts a backup in the place of a database that is gone, beside the log, which is newer. What the
 * log says was erased since is erased again, without residue; of each unit that the backup lacks
 * the log is told that it is lost (`recover`), so that store and log agree again and a verification
 * says what is true. Nothing is at `path` before all of that is done; after a crash do it again.
 * @param path    of the store: PATH.audit and PATH.key are there, PATH is not
 * @param backup  a file of cj_session_backup of this store
 * @param policy  decides whether `who` may do the operation `backup`
 * @param out     what was done; may be NULL
 * @return CJ_OK, CJ_E_NO_ACTOR, CJ_E_VALUE_ID, CJ_E_MISUSE, CJ_E_DENIED (logged), CJ_E_STORE_EXISTS
 *         (a database is at PATH: move it away), CJ_E_NOT_FOUND, CJ_E_STORE_FORMAT,
 *         CJ_E_STORE_NEWER, CJ_E_STORE_LOG (the backup is not of this log, or the log is older),
 *         CJ_E_STORE*, CJ_E_LOG*, CJ_E_IO, CJ_E_MEMORY, CJ_E_CRYPTO
 * Thread: any; nobody else may use the store. @since 0.1
 */
CJ_API cj_status cj_store_restore(cj_context *context, const char *path, const char *backup,
                                  const cj_policy *policy, const cj_identity *who, cj_restored *out,
                                  cj_error **error);

CJ_END

#endif
