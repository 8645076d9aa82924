/* SPDX-License-Identifier: MIT */
/**
 * @file audit.h
 * Audit logs: keeping one without a store of this library, checking one, and proofs of entries.
 * Verification and proofs write nothing to a log, need no signing key and take no lock. The formats
 * are in docs/audit-log.md. A store keeps its log itself: do not write to it with these calls.
 */
#ifndef CJUSTICE_AUDIT_H
#define CJUSTICE_AUDIT_H

#include <cjustice/types.h>

CJ_BEGIN

/** Texts of the caller; n == 0 means none. @since 0.1 */
typedef struct cj_audit_texts {
    const char *const *items;
    size_t n;
} cj_audit_texts;

/**
 * One entry. The members are named as the keys of the JSON object, which docs/audit-log.md
 * explains one by one; NULL, 0 and an empty list mean absent, of `n` a negative number. Start from
 * CJ_AUDIT_ENTRY_INIT. All texts are UTF-8, and never personal content of those under supervision:
 * pseudonyms in `subj` and `recip`, names of fields in `fld`, salted commitments.
 * @since 0.1
 */
typedef struct cj_audit_entry {
    size_t size;    /**< sizeof(cj_audit_entry) of the caller */
    int64_t n;      /**< rows; bytes cut by a recovery; entries before a log that follows another */
    const char *op; /**< collect alter consult disclose combine erase deny auth admin recover */
    const char *act; /**< what was done; names that begin with "log." are the log's own */
    const char *ph;  /**< intent or outcome */
    const char *tx;  /**< id of the unit */
    const char *out; /**< ok deny fail unknown */
    const char *who;
    const char *via;
    const char *role;
    const char *org;
    const char *sess;
    const char *src;
    const char *pou; /**< purpose code */
    const char *lao; /**< none restricted excluded override */
    const char *btg; /**< keyed pseudonym of the override */
    const char *obj;
    const char *com; /**< commitments: 64 hex digits */
    const char *pre;
    const char *post;
    const char *origin; /**< of log.open and log.close, as are vkey and prev */
    const char *vkey;
    const char *prev;
    cj_audit_texts subj;  /**< keyed pseudonyms, 32 hex digits each; at most 64 */
    cj_audit_texts recip; /**< likewise */
    cj_audit_texts fld;
    uint64_t of;   /**< index of the entry that this one is about; that entry stands before */
    uint64_t was;  /**< of log.recovered */
    int64_t t;     /**< microseconds since 1970; the log sets it, as it does mono and clk */
    uint64_t mono; /**< microseconds since the log was opened */
    int32_t clk;   /**< 1: t is earlier than that of the entry before */
} cj_audit_entry;

#define CJ_AUDIT_ENTRY_INIT                                                                        \
    {                                                                                              \
        sizeof(cj_audit_entry), -1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,    \
            NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, {NULL, 0},           \
            {NULL, 0}, {NULL, 0}, 0, 0, 0, 0, 0                                                    \
    }

/** A log that is open for writing; any number of threads and processes of a host share one. */
typedef struct cj_audit cj_audit;

/**
 * Makes a log of one entry, log.open, and its signing key. Nothing that exists is overwritten.
 * @param dir       the new directory; DIR.lock and DIR.tmp stand beside it, and later shards
 *                  (DIR.2, DIR.3, ...). On a local file system
 * @param key_path  the new file of the key (0600), outside of dir; NULL if the context has a signer
 * @param origin    name of the log, 1 to 128 bytes without space and '+'; NULL for
 *                  cjustice.local/<16 hex>
 * @return CJ_OK; CJ_E_STORE_EXISTS (log, shard or key), CJ_E_LOG_KEY (the signer fails), CJ_E_IO,
 *         CJ_E_NOT_FOUND (no such place), CJ_E_MISUSE, CJ_E_CRYPTO, CJ_E_MEMORY
 * On failure neither the log nor the key is there.
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_audit_create(cj_context *context, const char *dir, const char *key_path,
                                 const char *origin, cj_error **error);

/**
 * Opens a log for writing, its newest shard; mends what a writer left that was killed: the end of
 * a group that was being written is cut, kept beside the log, and said in log.recovered.
 * @param key_path   the file of the key; NULL if the context has a signer
 * @param keep_size  entries that the log has for sure, because somebody else has noted it: it is
 *                   refused when it is shorter; 0 if nobody has
 * @param out        unref it
 * @return CJ_OK; CJ_E_NOT_FOUND, CJ_E_LOG_DAMAGED (altered, or shorter than its checkpoint or
 *         keep_size), CJ_E_LOG_KEY, CJ_E_IO, CJ_E_LIMIT, CJ_E_MISUSE, CJ_E_CRYPTO, CJ_E_MEMORY
 * On failure *out is not written.
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_audit_open(cj_context *context, const char *dir, const char *key_path,
                               uint64_t keep_size, cj_audit **out, cj_error **error);

/** Adds a reference; NULL gives NULL. Thread: any. @since 0.1 */
CJ_API cj_audit *cj_audit_ref(cj_audit *log);

/** Gives a reference back; the last one publishes a checkpoint and closes, but not in a child of a
 * fork. NULL is accepted. Thread: any. @since 0.1 */
CJ_API void cj_audit_unref(cj_audit *log);

/**
 * Appends entries that stand side by side: an intent before what is to be recorded is committed,
 * its outcome behind it, a consultation before anything is shown. CJ_OK means that they are on the
 * disk: nothing may be done or shown before.
 * @param entries  n of them, each begun with CJ_AUDIT_ENTRY_INIT
 * @param first    index of the first one; may be NULL
 * @return CJ_OK; CJ_E_LOG_ENTRY (a key is missing or not in its form, or `act` is the log's own;
 *         nothing was written), CJ_E_LOG_POISONED (an earlier write failed: open the log again),
 *         CJ_E_LOG_DAMAGED, CJ_E_LOG_KEY, CJ_E_IO (some of them, from the first on, may be in the
 *         log), CJ_E_FORK, CJ_E_MISUSE, CJ_E_CRYPTO, CJ_E_MEMORY
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_audit_append(cj_audit *log, const cj_audit_entry *entries, size_t n,
                                 uint64_t *first, cj_error **error);

/** Entries of all shards that this handle has seen; others may have appended since. Any thread.
 * @since 0.1 */
CJ_API uint64_t cj_audit_size(const cj_audit *log);

/**
 * The root of the tree at a size, for an anchor in a database: {size, root} kept with what the log
 * is about, and compared at the next open. Of a log of several shards: of the one that has entry
 * size - 1.
 * @param size  up to the entries that the log has
 * @return CJ_OK, CJ_E_NOT_FOUND (the log is shorter), CJ_E_LOG_DAMAGED, CJ_E_LOG_POISONED, CJ_E_IO,
 *         CJ_E_FORK, CJ_E_MISUSE, CJ_E_CRYPTO, CJ_E_MEMORY
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_audit_root(cj_audit *log, uint64_t size, unsigned char root[32],
                               cj_error **error);

/**
 * An entry as it was hashed.
 * @param index  from 0
 * @param write  receives the bytes, in one piece
 * @return CJ_OK, CJ_E_NOT_FOUND (beyond the end), CJ_E_STOPPED, and as cj_audit_root
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_audit_read(cj_audit *log, uint64_t index, cj_write_fn write, void *user,
                               cj_error **error);

/**
 * Makes all entries provable: the files that a verifier reads, then a signed checkpoint.
 * @param write  receives the checkpoint, in one piece; may be NULL
 * @return CJ_OK, CJ_E_STOPPED, CJ_E_LOG_KEY (the signer fails), CJ_E_IO, and as cj_audit_root
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_audit_publish(cj_audit *log, cj_write_fn write, void *user, cj_error **error);

/**
 * Closes the shard and goes on in a new one under a new key; the old key is gone then. The last
 * entry of the old shard names the new key, the first of the new one the last checkpoint of the
 * old. Other handles follow by themselves.
 * @param origin  name of the new shard; NULL for the name of the first with its number
 * @return CJ_OK; CJ_E_MISUSE (origin), CJ_E_LOG_KEY, CJ_E_IO, CJ_E_FORK, CJ_E_LOG_*, CJ_E_CRYPTO,
 *         CJ_E_MEMORY. After a failure the log is as before, or the next open ends the rotation
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_audit_rotate(cj_audit *log, const char *origin, cj_error **error);

/**
 * What verification found. There is no plain "good": a log that nobody outside has seen can be
 * rewritten as a whole by whoever holds its key, so only a checkpoint kept elsewhere anchors it.
 * @since 0.1
 */
#define CJ_AUDIT_CONSISTENT 1 /**< complete and as signed; not compared with anything outside */
#define CJ_AUDIT_ANCHORED 2   /**< and what the trusted checkpoint signed is its beginning */
#define CJ_AUDIT_FAILED 3     /**< altered, cut, rolled back, or not a log */

/** Index of a failure that belongs to no entry. @since 0.1 */
#define CJ_AUDIT_NO_INDEX UINT64_MAX

/** What verification found; immutable. */
typedef struct cj_audit_result cj_audit_result;

/**
 * Reads every file of a log: signature, tree, tiles, entries, journal and names. Entries in the
 * journal behind the checkpoint (a writer is at work, or was killed) must be well-formed; they are
 * outside the size that is reported, because nothing has signed them yet.
 * @param path     a log directory; or a store, whose log is PATH.audit
 * @param trusted  NULL; or a checkpoint of this log that was kept elsewhere: its text (with its
 *                 newlines), or the path of a file that holds it
 * @param out      the result, also when its verdict is CJ_AUDIT_FAILED; unref it
 * @return CJ_OK; CJ_E_NOT_FOUND (no log, or no file `trusted`), CJ_E_IO, CJ_E_LIMIT (a file is too
 *         large to be one of a log's), CJ_E_MEMORY, CJ_E_MISUSE, CJ_E_CRYPTO
 * On failure *out is not written. Reads during the life of a writer are safe: what seems wrong is
 * looked at once more while the writers of this host wait.
 * Source: c2sp.org/tlog-tiles, tlog-checkpoint, signed-note; RFC 6962 section 2.1.
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_audit_verify(cj_context *context, const char *path, const char *trusted,
                                 cj_audit_result **out, cj_error **error);

/** Adds a reference; NULL gives NULL. Thread: any. @since 0.1 */
CJ_API cj_audit_result *cj_audit_result_ref(cj_audit_result *result);

/** Gives a reference back; NULL is accepted. Thread: any. @since 0.1 */
CJ_API void cj_audit_result_unref(cj_audit_result *result);

/** CJ_AUDIT_CONSISTENT, _ANCHORED or _FAILED. Thread: any. @since 0.1 */
CJ_API int32_t cj_audit_result_verdict(const cj_audit_result *result);

/** Entries that the log's checkpoint proves; 0 when it could not be read. Any thread. @since 0.1 */
CJ_API uint64_t cj_audit_result_size(const cj_audit_result *result);

/** The checkpoint's root, 64 hex digits, or ""; lives as long as the result. @since 0.1 */
CJ_API const char *cj_audit_result_root(const cj_audit_result *result);

/** Entries that the trusted checkpoint proves; 0 unless ANCHORED. Any thread. @since 0.1 */
CJ_API uint64_t cj_audit_result_anchored_size(const cj_audit_result *result);

/**
 * When FAILED: the first entry that is not proven, or CJ_AUDIT_NO_INDEX when the failure belongs to
 * no entry (a file that should not be there); CJ_AUDIT_NO_INDEX otherwise. Any thread. @since 0.1
 */
CJ_API uint64_t cj_audit_result_failed_index(const cj_audit_result *result);

/** When FAILED: one sentence; else NULL. Lives as long as the result. @since 0.1 */
CJ_API const char *cj_audit_result_why(const cj_audit_result *result);

/**
 * Of a store: units that the log has and the store has not, because a restore from a backup has
 * said so in the log (cj_store_restore). Any thread. @since 0.1
 */
CJ_API uint64_t cj_audit_result_lost(const cj_audit_result *result);

/**
 * Entries before the first shard that was looked at, when the directory given is a later shard of
 * a log: those before it are not proven. Else 0. Any thread. @since 0.1
 */
CJ_API uint64_t cj_audit_result_before(const cj_audit_result *result);

/**
 * Signatures on the log's checkpoint by keys other than the log's (witnesses). They are counted,
 * not checked: a change in one of them is not detected. Any thread. @since 0.1
 */
CJ_API uint32_t cj_audit_result_unknown_signatures(const cj_audit_result *result);

/**
 * Writes a proof (c2sp.org/tlog-proof) that an entry is in the log, as of its checkpoint.
 * @param path   as of cj_audit_verify
 * @param index  from 0, below the size of the checkpoint
 * @param write  receives the text, in one piece
 * @return CJ_OK; CJ_E_NOT_FOUND (no log, or no such entry in the checkpoint), CJ_E_LOG_DAMAGED
 *         (the tiles do not give the checkpoint's root; nothing is written), CJ_E_IO, CJ_E_STOPPED
 * (`write` stops), CJ_E_LIMIT, CJ_E_MEMORY, CJ_E_MISUSE, CJ_E_CRYPTO Thread: any. @since 0.1
 */
CJ_API cj_status cj_audit_prove(cj_context *context, const char *path, uint64_t index,
                                cj_write_fn write, void *user, cj_error **error);

/**
 * Writes the entries that a log's checkpoint proves as gzip (RFC 1952) of lines: each line is one
 * entry as it was hashed, so that the tree can be built anew from the lines alone. For keeping old
 * entries small, and for tools that read JSON lines.
 * @param path   as of cj_audit_verify
 * @param write  receives the bytes in pieces; what it was given before a failure is to be dropped
 * @return CJ_OK; CJ_E_NOT_FOUND (no log), CJ_E_LOG_DAMAGED (the entries do not give the
 *         checkpoint's root), CJ_E_IO, CJ_E_STOPPED (`write` stops), CJ_E_LIMIT, CJ_E_MEMORY,
 *         CJ_E_MISUSE, CJ_E_CRYPTO
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_audit_export(cj_context *context, const char *path, cj_write_fn write,
                                 void *user, cj_error **error);

/**
 * Writes what a witness is asked (c2sp.org/tlog-witness, the body of add-checkpoint): the size that
 * it knows, the proof that the log of that size is the beginning of the newest checkpoint, and that
 * checkpoint. Of a log of several shards: of the newest.
 * @param path      as of cj_audit_verify
 * @param old_size  that the witness knows of this shard; 0 if none
 * @param write     receives the text, in one piece
 * @return CJ_OK; CJ_E_NOT_FOUND (no log, or it is shorter than old_size), and as cj_audit_prove
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_audit_ask_witness(cj_context *context, const char *path, uint64_t old_size,
                                      cj_write_fn write, void *user, cj_error **error);

/**
 * Makes a witness: a directory with a key of its own (`key`, 0600) and what others know it by
 * (`vkey`). It is to be kept where the holder of the log cannot write: another machine, a stick.
 * @param name  1 to 128 bytes without space and '+'
 * @return CJ_OK; CJ_E_STORE_EXISTS, CJ_E_IO, CJ_E_MISUSE, CJ_E_CRYPTO, CJ_E_MEMORY
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_witness_create(cj_context *context, const char *dir, const char *name,
                                   cj_error **error);

/**
 * Answers as a witness. It remembers for each origin the last checkpoint that it has signed, and
 * signs the next only if that one is its beginning: so it never signs two histories of a log.
 * @param dir      of cj_witness_create
 * @param vkey     the log's public key, which the witness has from elsewhere; a final newline is
 *                 allowed
 * @param request  of cj_audit_ask_witness
 * @param length   bytes, or CJ_ZT
 * @param write    receives the line of signature (cosignature/v1), with the time of the context's
 *                 clock; added to the end of the checkpoint it makes a cosigned one
 * @return CJ_OK; CJ_E_WITNESS (the witness knows another size, which the message names, or it is
 *         of that size with another root), CJ_E_VERIFY (not a request, not signed by the log, or
 *         the proof is wrong), CJ_E_LOG_KEY, CJ_E_STOPPED, CJ_E_IO, CJ_E_NOT_FOUND, CJ_E_MISUSE,
 *         CJ_E_LIMIT, CJ_E_CRYPTO, CJ_E_MEMORY. After a failure it has signed nothing
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_witness_answer(cj_context *context, const char *dir, const char *vkey,
                                   const char *request, size_t length, cj_write_fn write,
                                   void *user, cj_error **error);

/**
 * Whether a witness has cosigned a checkpoint. The signature of the log itself is not looked at:
 * cj_audit_verify does that.
 * @param checkpoint  its text, or the path of a file that holds it
 * @param vkey        of the witness, kept elsewhere; a final newline is allowed
 * @param when        when the witness says to have signed; may be NULL
 * @return CJ_OK; CJ_E_VERIFY, CJ_E_NOT_FOUND, CJ_E_IO, CJ_E_LIMIT, CJ_E_MISUSE, CJ_E_CRYPTO,
 *         CJ_E_MEMORY
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_witness_check(cj_context *context, const char *checkpoint, const char *vkey,
                                  cj_time *when, cj_error **error);

/**
 * Checks a proof offline.
 * @param proof         the text of cj_audit_prove
 * @param proof_length  bytes, or CJ_ZT
 * @param vkey          the log's public key as in its file `vkey`, kept elsewhere; a final newline
 *                      is allowed
 * @param entry         the entry, byte for byte
 * @param entry_length  bytes, or CJ_ZT
 * @return CJ_OK; CJ_E_VERIFY (the proof, its signature or the entry is not what was signed),
 *         CJ_E_CRYPTO, CJ_E_MEMORY, CJ_E_MISUSE
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_audit_check_proof(cj_context *context, const char *proof, size_t proof_length,
                                      const char *vkey, const char *entry, size_t entry_length,
                                      cj_error **error);

CJ_END

#endif
