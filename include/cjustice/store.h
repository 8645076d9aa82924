/* SPDX-License-Identifier: MIT */
/**
 * @file store.h
 * A host's own database as the store of sessions, and units that the host commits itself. What a
 * store must do, and how to test that it does: docs/host-store.md.
 *
 * The library decides what is stored and keeps the audit log; the host keeps bytes. The built-in
 * store is one implementation of the same methods.
 */
#ifndef CJUSTICE_STORE_H
#define CJUSTICE_STORE_H

#include <cjustice/session.h>

CJ_BEGIN

/** Bytes of a case's key and of an act's salt. @since 0.1 */
#define CJ_STORE_SECRET 32
/** Bytes of a root of the log. @since 0.1 */
#define CJ_STORE_ROOT 32

/**
 * An act as it is stored, or what is left of an erased one. Give back all of it as it came. What a
 * library knows less of than `size` says is not its concern.
 */
typedef struct cj_stored_act {
    size_t size;            /**< sizeof(cj_stored_act) of who fills it */
    int64_t seq;            /**< order of entry in the whole store, from 1 */
    uint64_t log_index;     /**< of its intent: no two are the same; rises with seq */
    int64_t entered_at;     /**< microseconds since 1970-01-01T00:00Z */
    int32_t kind;           /**< CJ_ACT_* */
    int32_t vocabulary;     /**< version that it was written with; 0 of a tombstone */
    int32_t detail;         /**< form of its commitment; 0 of a tombstone */
    int32_t erasure_reason; /**< of a tombstone, else 0 */
    const char *case_id;    /**< with act_id unique */
    const char *act_id;     /**< unique in its case */
    const char *entered_by; /**< actor */
    const char *tx;         /**< its unit; "" if that is not to be found */
    uint64_t first_index;   /**< of its unit */
    uint64_t last_index;    /**< of its unit */
    const void *payload;    /**< canonical bytes; NULL of a tombstone */
    size_t payload_size;    /**< bytes */
    const void *salt;       /**< CJ_STORE_SECRET bytes; NULL of a tombstone */
    const char *findings;   /**< text, may hold any character but NUL; "" for none */
} cj_stored_act;

/** An act that gives way to a tombstone: payload, salt and findings go for good. */
typedef struct cj_stored_erasure {
    size_t size;            /**< sizeof(cj_stored_erasure) of the library */
    const char *case_id;    /**< of the act */
    const char *act_id;     /**< the act; the rest of what is stored of it stays */
    int32_t erasure_reason; /**< CJ_CODE_ERASURE_REASON_* */
} cj_stored_erasure;

/** A number that the library keeps in the store by a name. */
typedef struct cj_stored_number {
    const char *name;
    int64_t value;
} cj_stored_number;

/** Where the log stood: after entry `index` it had `size` entries with that root. */
typedef struct cj_stored_anchor {
    uint64_t index, size;
    uint8_t root[CJ_STORE_ROOT];
} cj_stored_anchor;

/** What lists need of a case. Derived from its acts: a store may leave it out. */
typedef struct cj_case_summary {
    size_t size;              /**< sizeof(cj_case_summary) of who fills it */
    const char *case_id;      /**< of the case */
    const char *practitioner; /**< id; "" for none */
    int32_t status;           /**< CJ_CODE_CASE_STATUS_*; 0 for none */
    int32_t limited;          /**< not 0: some act limits who may see the case */
    int64_t changed_seq;      /**< of its last act; 0: the summary is not known */
} cj_case_summary;

/**
 * All that one transaction writes. Every part may be absent (NULL, 0): the first one of a store has
 * numbers and an anchor only. Texts and bytes live during the call; of a prepared unit, until it
 * has ended.
 */
typedef struct cj_stored_unit {
    size_t size;          /**< sizeof(cj_stored_unit) of the library */
    const char *tx;       /**< id of the unit, 36 characters; NULL: no unit */
    uint64_t first_index; /**< of the unit, in the log */
    uint64_t last_index;  /**< likewise */
    const char *case_id;  /**< of the unit */
    const void *case_key; /**< CJ_STORE_SECRET bytes of a case that is new, else NULL */
    int32_t drop_key;     /**< not 0: the key of the case becomes zeros, as its acts go */
    const cj_stored_act *const *acts; /**< to be added */
    size_t nacts;
    const cj_stored_erasure *const *erasures; /**< of acts that are there */
    size_t nerasures;
    const cj_stored_anchor *anchor;  /**< the newest from now on */
    const cj_stored_number *numbers; /**< to be added or replaced */
    size_t nnumbers;
    const cj_case_summary *summary; /**< of case_id from now on */
} cj_stored_unit;

/**
 * Receives what a store reads. What it is given lives during the call.
 * @return CJ_OK to go on; anything else: the method stops, and returns that
 */
typedef cj_status (*cj_take_act_fn)(void *to, const cj_stored_act *act);
typedef cj_status (*cj_take_unit_fn)(void *to, const char *tx, uint64_t first_index,
                                     uint64_t last_index);
typedef cj_status (*cj_take_case_fn)(void *to, const cj_case_summary *summary);

/**
 * What a store does. Only `begin` with `end`, `append`, `bare`, `version`
 * and `scrub` may be NULL. The calls
 * of one cj_store come one at a time, from whatever thread.
 *
 * Each returns CJ_OK, CJ_E_STORE, CJ_E_STORE_BUSY, CJ_E_STORE_FORMAT, CJ_E_MEMORY or CJ_E_IO (any
 * other becomes CJ_E_STORE), and may say more with cj_error_add. It reads what was committed, by
 * this or another handle or process.
 */
typedef struct cj_store_methods {
    size_t size;      /**< sizeof(cj_store_methods) of the host */
    const char *name; /**< for messages; lives as long as the store */
    /**
     * Keeps all other handles and processes from `lock`, until `unlock` or the end of the process.
     * @param wait  milliseconds, 0 to not wait
     * @return also CJ_E_STORE_BUSY: somebody else has it still
     */
    cj_status (*lock)(void *user, int32_t wait, cj_error **error);
    void (*unlock)(void *user);
    /** Reads until `end` see the store as it is now. Never around `append`. */
    cj_status (*begin)(void *user, cj_error **error);
    void (*end)(void *user);
    /**
     * Writes all of the unit, or nothing, in one transaction. CJ_OK: durable. What is there already
     * (tx, act of the case, log_index) is a failure, and so is an erasure of what is not there.
     * NULL in a store whose host commits every unit itself: then cj_unit_prepare is the only way
     * in.
     */
    cj_status (*append)(void *user, const cj_stored_unit *unit, cj_error **error);
    /**
     * Acts and tombstones with log_index >= since, by rising log_index.
     * @param case_id  NULL: of all cases
     */
    cj_status (*load)(void *user, const char *case_id, uint64_t since, cj_take_act_fn take,
                      void *to, cj_error **error);
    /** Units with first_index >= since, by rising first_index. */
    cj_status (*units)(void *user, uint64_t since, cj_take_unit_fn take, void *to,
                       cj_error **error);
    /** Cases whose id is greater than `after` ("" is the least), by rising bytes of the id. Without
     * a summary: changed_seq 0. */
    cj_status (*cases)(void *user, const char *after, cj_take_case_fn take, void *to,
                       cj_error **error);
    /** *found is 0 or 1; key receives CJ_STORE_SECRET bytes. */
    cj_status (*case_key)(void *user, const char *case_id, void *key, int32_t *found,
                          cj_error **error);
    /** Whether a unit was committed: what decides after a crash. */
    cj_status (*has_unit)(void *user, const char *tx, int32_t *found, cj_error **error);
    /** The newest anchor. */
    cj_status (*anchor)(void *user, cj_stored_anchor *out, int32_t *found, cj_error **error);
    /** A number by its name. */
    cj_status (*number)(void *user, const char *name, int64_t *out, int32_t *found,
                        cj_error **error);
    /** seq and entered_at of the act or tombstone with the greatest seq; zeros of an empty store.
     */
    cj_status (*last)(void *user, int64_t *seq, int64_t *entered_at, cj_error **error);
    /** Whether there is a case without an act or tombstone, or a unit without one at its
     * last_index. NULL: it is found out by what is above, which takes longer. */
    cj_status (*bare)(void *user, int32_t *found, cj_error **error);
    /** A number that is another whenever another handle, process or program has committed something
     * since the last call by this handle. NULL: the library reads a case again for every unit. */
    cj_status (*version)(void *user, int64_t *out, cj_error **error);
    /** Leaves no trace of what was erased in any file of the store. */
    cj_status (*scrub)(void *user, cj_error **error);
} cj_store_methods;

/**
 * Makes the log and key of a host's store, which holds nothing of ours yet, and writes the first
 * anchor to it by `append`. A failure takes back what the call has made.
 * @param methods    copied; `append` is wanted
 * @param user       given to every method
 * @param audit_dir  directory of the log, which is made; AUDIT_DIR.lock stands beside it
 * @param key_path   file of the signing key (0600), which is made; outside of audit_dir
 * @param origin     as of cj_store_create
 * @return as cj_store_create; CJ_E_STORE_EXISTS when the store has an anchor
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_store_create_host(cj_context *context, const cj_store_methods *methods,
                                      void *user, const char *audit_dir, const char *key_path,
                                      const char *origin, const cj_policy *policy,
                                      const cj_identity *who, cj_error **error);

/**
 * Opens a host's store with its log; otherwise as cj_store_open.
 * @param methods  copied
 * @param user     given to every method; outlives the store. Nothing closes it
 * @return as cj_store_open; CJ_E_MISUSE (a method is missing, or the table is of a newer library)
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_store_open_host(cj_context *context, const cj_store_methods *methods,
                                    void *user, const char *audit_dir, const char *key_path,
                                    cj_store **out, cj_error **error);

/**
 * Verifies a host's store with its log, as cj_store_verify. Others may record meanwhile if the
 * store has `begin` and `end`.
 * @return as cj_store_verify, and CJ_E_MISUSE as cj_store_open_host
 * Thread: any, one at a time for one `user`. @since 0.1
 */
CJ_API cj_status cj_store_verify_host(cj_context *context, const cj_store_methods *methods,
                                      void *user, const char *audit_dir, const char *trusted,
                                      cj_audit_result **out, cj_error **error);

/** A unit whose intents are in the log and which the host commits. */
typedef struct cj_unit cj_unit;

/**
 * First step of a unit in a transaction of the host: what cj_session_apply checks is checked, the
 * intents are durable in the log, and the bytes are there to be stored. The write lock is kept
 * until the unit ends: views of the store go on, without its acts; whoever wants to record gets
 * CJ_E_STORE_BUSY.
 *
 * Then the host writes cj_unit_stored in its own transaction, commits, and says which way it went:
 * cj_unit_committed or cj_unit_aborted. If it cannot (a crash, or the last reference is given back
 * before), the next writer finds out by `has_unit`.
 * @param acts  n acts; each is frozen
 * @return as cj_session_apply. If nothing is new: CJ_OK and *out is NULL. CJ_E_MISUSE of the
 *         built-in store
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_unit_prepare(cj_session *session, const char *case_id, cj_act *const *acts,
                                 size_t n, cj_unit **out, cj_error **error);

/** What is to be written, in one transaction. Lives until the unit ends. @since 0.1 */
CJ_API const cj_stored_unit *cj_unit_stored(const cj_unit *unit);

/**
 * The host has committed, durably: the outcome `ok` goes to the log, and the unit has ended. CJ_OK
 * is what may be acknowledged to people.
 * @return CJ_OK; CJ_E_STORE_LOG (`has_unit` does not know it; nothing was written, the unit goes
 *         on); CJ_E_STORE*, CJ_E_LOG*, CJ_E_FORK, CJ_E_MEMORY: ended without outcome, the next
 *         writer adds it; CJ_E_MISUSE (it has ended)
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_unit_committed(cj_unit *unit, cj_error **error);

/**
 * The host has rolled back: the outcome `fail` goes to the log, and the unit has ended.
 * @return as cj_unit_committed; CJ_E_STORE_LOG: `has_unit` knows it
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_unit_aborted(cj_unit *unit, cj_error **error);

/** Adds a reference; NULL gives NULL. @since 0.1 */
CJ_API cj_unit *cj_unit_ref(cj_unit *unit);

/** Gives a reference back; NULL is accepted. A unit that has not ended gives its lock back and is
 * left to the next writer. @since 0.1 */
CJ_API void cj_unit_unref(cj_unit *unit);

CJ_END

#endif
