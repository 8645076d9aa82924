/* SPDX-License-Identifier: MIT */
/**
 * @file audit.h
 * Checking an audit log, and proofs of its entries. Nothing here writes to the log, needs its
 * signing key, or takes a lock on it. The formats are in docs/audit-log.md.
 */
#ifndef CJUSTICE_AUDIT_H
#define CJUSTICE_AUDIT_H

#include <cjustice/types.h>

CJ_BEGIN

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
