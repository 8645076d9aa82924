/* SPDX-License-Identifier: MIT */
/**
 * @file session.h
 * The built-in store (SQLite) with its audit log, and sessions: who acts, for what purpose.
 * No audit, no act; no audit, no data. The library does not authenticate: the host says who
 * the actor is, and answers for it.
 */
#ifndef CJUSTICE_SESSION_H
#define CJUSTICE_SESSION_H

#include <cjustice/audit.h>
#include <cjustice/casework.h>
#include <cjustice/policy.h>

CJ_BEGIN

typedef struct cj_store cj_store;
typedef struct cj_session cj_session;

/** Who acts, in which role, for which organisation and purpose; all are wanted. Read during the
 * call only. Start from CJ_IDENTITY_INIT. */
typedef struct cj_identity {
    size_t size;         /**< sizeof(cj_identity) of the caller */
    const char *actor;   /**< id in the system of record */
    const char *role;    /**< a role of the policy: practitioner, manager, auditor, ... */
    const char *org;     /**< id of the organisation */
    const char *purpose; /**< a purpose of the policy: supervision, rights, ... */
} cj_identity;

#define CJ_IDENTITY_INIT                                                                           \
    {                                                                                              \
        sizeof(cj_identity), NULL, NULL, NULL, NULL                                                \
    }

/** Why a case is opened; each is logged as its operation of the Data Protection Act 2018 s.62. */
#define CJ_OPEN_SHOW 1   /**< consultation */
#define CJ_OPEN_CHECK 2  /**< consultation */
#define CJ_OPEN_EXPORT 3 /**< disclosure to the holder of the export */

/**
 * Makes a store at `path`: the database there, the log in PATH.audit, the key in PATH.key (0600),
 * lock files in PATH.lock and PATH.audit.lock. Nothing that exists is overwritten; a failure takes
 * back what the call has made. A denial leaves no entry, because there is no log yet.
 * @param path    on a local file system: the locks of a network one are not to be relied on
 * @param origin  name of the log, NULL for cjustice.local/<16 hex>
 * @param policy  decides whether the identity may
 * @return CJ_OK, CJ_E_NO_ACTOR, CJ_E_VALUE_ID, CJ_E_DENIED, CJ_E_STORE_EXISTS, CJ_E_STORE,
 *         CJ_E_NOT_FOUND (no such directory), CJ_E_IO, CJ_E_LOG_KEY, CJ_E_MISUSE (origin or
 *         identity), CJ_E_MEMORY, CJ_E_CRYPTO
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_store_create(cj_context *context, const char *path, const char *origin,
                                 const cj_policy *policy, const cj_identity *who, cj_error **error);

/**
 * Opens a store and its log, settles units that a crash left open, and refuses if the two sides
 * disagree: either was rolled back or replaced alone.
 *
 * SQLite is used as the shared library of the system. While the store is open, no other copy of
 * SQLite in the same process (linked in statically by something else) may open the same file: on
 * closing it would take the locks of this one away. That is noticed before a commit (CJ_E_STORE).
 * @return CJ_OK, CJ_E_NOT_FOUND, CJ_E_STORE_FORMAT, CJ_E_STORE_NEWER, CJ_E_STORE_LOG,
 *         CJ_E_STORE_BUSY, CJ_E_STORE, CJ_E_LOG, CJ_E_LOG_DAMAGED (also a log that is shorter than
 *         the store has seen it), CJ_E_LOG_KEY, CJ_E_IO, CJ_E_MEMORY
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_store_open(cj_context *context, const char *path, cj_store **out,
                               cj_error **error);

/** Adds a reference. @since 0.1 */
CJ_API cj_store *cj_store_ref(cj_store *store);

/** Gives a reference back; the last one publishes a checkpoint and closes. NULL is accepted. In a
 * child of a fork it publishes and closes nothing: the files belong to the parent. @since 0.1 */
CJ_API void cj_store_unref(cj_store *store);

/**
 * Verifies a store with its log, as it lies on the disk: the log as cj_audit_verify does, also its
 * entries behind the checkpoint; then the store against it. The log has the store's newest anchor;
 * every act is as its intent committed to it, in its unit and of its case and actor; every unit
 * whose outcome is `ok` is whole in the store; the store has no unit that the log lacks. A unit
 * that a crash left without an outcome is no failure: opening the store settles it.
 *
 * Nothing is written or appended, and neither the key nor the write lock is wanted: others may
 * record meanwhile. What seems wrong is looked at once more while they wait.
 * @param path     the store's file; its log is PATH.audit, and if that is gone the verdict is
 *                 CJ_AUDIT_FAILED
 * @param trusted  as of cj_audit_verify
 * @param out      the result, also when its verdict is CJ_AUDIT_FAILED: the reason names the act,
 *                 unit or file, the index is of the first entry that the store does not bear out.
 *                 Unref it
 * @return CJ_OK; CJ_E_NOT_FOUND (no such file, or no file `trusted`), CJ_E_STORE_FORMAT,
 *         CJ_E_STORE_NEWER, CJ_E_STORE (SQLite cannot read it), CJ_E_STORE_BUSY, CJ_E_IO,
 *         CJ_E_LIMIT, CJ_E_MEMORY, CJ_E_MISUSE, CJ_E_CRYPTO
 * On failure *out is not written.
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_store_verify(cj_context *context, const char *path, const char *trusted,
                                 cj_audit_result **out, cj_error **error);

/**
 * Begins a session. Every operation is decided against the policy and logged under this identity.
 * The decision comes first, before any file or case is looked at: who is denied learns nothing,
 * not even whether a case exists. Sessions of one store may be used in several threads at once;
 * their calls wait for each other.
 * @param policy  not to be changed any more
 * @return CJ_OK, CJ_E_NO_ACTOR (a part of the identity is missing), CJ_E_VALUE_ID, CJ_E_MISUSE (the
 *         identity is of a newer library), CJ_E_CRYPTO (no randomness), CJ_E_MEMORY
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_session_new(cj_store *store, const cj_policy *policy, const cj_identity *who,
                                cj_session **out, cj_error **error);

/**
 * Whether the policy lets the role of the session do an operation ("check-practitioner": docs/
 * policy.md) for its purpose, for a program that offers only what may be done. Nothing is looked at
 * but the policy, and nothing logged; a case may still be barred.
 * @return 1 or 0; 0 too for what is no operation
 * Thread: any. @since 0.1
 */
CJ_API int32_t cj_session_permits(const cj_session *session, const char *operation);

/** Adds a reference. @since 0.1 */
CJ_API cj_session *cj_session_ref(cj_session *session);

/** Gives a reference back; NULL is accepted. @since 0.1 */
CJ_API void cj_session_unref(cj_session *session);

/**
 * Records a case file as one unit: all of its acts that the store does not have, or none. Findings
 * of conduct rules are warnings in *error. CJ_OK means durable: intents in the log, acts in the
 * store. The outcome is in the log, too, and should power fail before it is on the disk, the store
 * tells it when it is opened again. If nothing is new, nothing is written.
 * @param path        may be a pipe; it is read once
 * @param added       how many acts (and tombstones) are new; may be NULL
 * @param recognised  how many were there already; may be NULL
 * @return CJ_OK, CJ_E_DENIED, as cj_case_read_file, CJ_E_STORE*, CJ_E_LOG*, CJ_E_FORK
 * State on failure: nothing is stored; a refused input leaves no entry in the log, a denial one.
 * After CJ_E_STORE*, CJ_E_LOG* and CJ_E_MEMORY record again, with the store opened again if that
 * fails too: should the unit have been stored after all, its acts are recognised.
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_record_file(cj_session *session, const char *path, size_t *added,
                                        size_t *recognised, cj_error **error);

/** The same from memory; `name` is what problems are reported under. @since 0.1 */
CJ_API cj_status cj_session_record(cj_session *session, const char *name, const void *bytes,
                                   size_t size, size_t *added, size_t *recognised,
                                   cj_error **error);

/**
 * Records acts of one case as one unit.
 * @param case_id  a case of the store, or a new one (then the first act is case_opened)
 * @param acts     n acts; each is frozen
 * @return as cj_session_record_file
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_apply(cj_session *session, const char *case_id, cj_act *const *acts,
                                  size_t n, cj_error **error);

/** Only acts that set the same thing are in the way. @since 0.1 */
#define CJ_UPDATE_MERGE 1

/**
 * Records acts that were made on a view of a case, if they still hold: when others have entered
 * something on the same handle since the view was opened, nothing is recorded and each of their
 * acts is named. Open the case again and look; or ask for a merge, which lets through what stands
 * apart (docs/casework.md).
 * @param seen   the view, from cj_session_open_case; its id says which case
 * @param acts   n acts; each is frozen
 * @param flags  0 or CJ_UPDATE_MERGE
 * @return CJ_OK, CJ_E_STALE, CJ_E_MISUSE (flags), or as cj_session_apply
 * State on failure: nothing is stored. Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_update(cj_session *session, const cj_case *seen, cj_act *const *acts,
                                   size_t n, int32_t flags, cj_error **error);

/**
 * Opens a view of a case: one entry in the log, durable before the first act is read; reading from
 * the case afterwards is free. Each act is compared with what the log has committed to, and each
 * unit must be whole: CJ_E_STORE_LOG if the store was altered. The case is in memory and does not
 * change with the store. Acts whose unit has no outcome yet (another process is recording them) are
 * not in it.
 * @param why  CJ_OPEN_*
 * @return CJ_OK, CJ_E_DENIED (whether or not there is such a case), CJ_E_NOT_FOUND (not logged),
 *         CJ_E_MISUSE, CJ_E_LIMIT, CJ_E_STORE*, CJ_E_LOG*, CJ_E_FORK, CJ_E_MEMORY, CJ_E_CRYPTO
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_open_case(cj_session *session, const char *case_id, int32_t why,
                                      cj_case **out, cj_error **error);

/**
 * What had been entered by a moment, as it was shown then; otherwise as cj_session_open_case. Times
 * of entry are those of the context's clock, but never earlier than the entry before.
 * @param known_at  inclusive; CJ_E_NOT_FOUND when the case had no act then
 * @since 0.1
 */
CJ_API cj_status cj_session_open_case_known(cj_session *session, const char *case_id, int32_t why,
                                            cj_time known_at, cj_case **out, cj_error **error);

/**
 * Publishes and gives the signed checkpoint of the log, which covers the entry of this call.
 * @return CJ_OK, CJ_E_DENIED, CJ_E_LOG*, CJ_E_STOPPED, CJ_E_FORK, CJ_E_MEMORY
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_checkpoint(cj_session *session, cj_write_fn write, void *user,
                                       cj_error **error);

/**
 * Closes the log's shard and goes on in a new one under a new key and origin; the old key is gone
 * then, so that whoever steals the new one cannot rewrite what is before. Verification covers all
 * shards. Keep the checkpoint that it gives.
 * @param origin  name of the new shard; NULL for the name of the first with its number
 * @param write   receives the first checkpoint of the new shard; may be NULL
 * @return CJ_OK, CJ_E_DENIED (the policy wants the operation `rotate`), CJ_E_MISUSE (origin),
 *         CJ_E_LOG*, CJ_E_STOPPED, CJ_E_FORK, CJ_E_MEMORY. After a failure of the log the next open
 *         of the store ends the rotation, or the log is as before
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_rotate(cj_session *session, const char *origin, cj_write_fn write,
                                   void *user, cj_error **error);

/** Which entries of the log are wanted: all that are set must hold. @since 0.1 */
typedef struct cj_audit_filter {
    size_t size;           /**< sizeof(cj_audit_filter) */
    const char *case_id;   /**< entries about that case, and the outcomes of its units; or NULL */
    const char *actor;     /**< by that actor; or NULL */
    const char *operation; /**< collect, alter, consult, ... (docs/audit-log.md); or NULL */
    cj_time from, to;      /**< both moments included; precision 0: no bound */
    int32_t unreviewed;    /**< 1: made under overrides that nobody has reviewed yet */
} cj_audit_filter;

#define CJ_AUDIT_FILTER_INIT                                                                       \
    {                                                                                              \
        sizeof(cj_audit_filter), NULL, NULL, NULL, {0, 0, 0}, {0, 0, 0}, 0                         \
    }

/** One entry, for as long as the callback runs. @since 0.1 */
typedef struct cj_audit_line {
    size_t size;
    uint64_t index;
    const char *bytes; /**< as the log has it: canonical JSON */
    size_t length;
    const cj_audit_entry *entry; /**< the same, taken apart */
    const char *case_id;         /**< of the filter, or of the override; else NULL */
    const char *override;        /**< the act of an override that is not reviewed; else NULL */
} cj_audit_line;

/**
 * Reads the log: who did what, when and why. The reading itself is an entry, durable before the
 * first one is handed out; handed out is what was there before it, in the order of the log.
 * @param wanted  whose limits bar the actor in a case as `limit` and `review` would: who is
 *                excluded reads nothing of that case. Of other filters entries name cases by
 *                pseudonyms only
 * @param take    returns 0 to go on. It must not call the library on this store
 * @return CJ_OK, CJ_E_DENIED (the policy wants the operation `audit`), CJ_E_NOT_FOUND (no such
 *         case, or its key was erased with it), CJ_E_STOPPED, CJ_E_MISUSE, CJ_E_STORE*, CJ_E_LOG*,
 *         CJ_E_FORK, CJ_E_MEMORY, CJ_E_CRYPTO
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_audit(cj_session *session, const cj_audit_filter *wanted,
                                  int32_t (*take)(const cj_audit_line *line, void *user),
                                  void *user, cj_error **error);

CJ_END

#endif
