/* SPDX-License-Identifier: MIT */
/**
 * @file bundle.h
 * Evidence bundles: a report for somebody outside, with proofs from the audit log that what it
 * cites was recorded. One file, no personal content, verified without the store and without this
 * library. The form, what is proved and what is not: docs/evidence-bundle.md.
 */
#ifndef CJUSTICE_BUNDLE_H
#define CJUSTICE_BUNDLE_H

#include <cjustice/audit.h>
#include <cjustice/competence.h>
#include <cjustice/session.h>

CJ_BEGIN

/** What a bundle is to hold. Start from CJ_BUNDLE_OPTIONS_INIT; read during the call only. */
typedef struct cj_bundle_options {
    size_t size;            /**< sizeof(cj_bundle_options) of the caller */
    const char *case_id;    /**< one case; NULL: across those of check.practitioner */
    cj_check_options check; /**< its judgements are not looked at: across cases the store's are */
    /** NULL; or a checkpoint of this log that the receiver keeps: its text (with its newlines), or
     * the path of a file that holds it. The bundle then proves that the log continues it. */
    const char *earlier;
} cj_bundle_options;

#define CJ_BUNDLE_OPTIONS_INIT                                                                     \
    {                                                                                              \
        sizeof(cj_bundle_options), NULL, CJ_CHECK_OPTIONS_INIT, NULL                               \
    }

/**
 * Makes an evidence bundle. It checks as cj_check (a case) or cj_session_check_practitioner (across
 * cases) does, publishes a checkpoint, and proves of each act in the evidence that its intent and
 * the outcome of its unit are in the log. Cases are called by their pseudonyms in the log; of acts
 * there is id, kind and day; what is sensitive for a victim is left out and counted. That the
 * bundle was made, by whom and of which cases, is in the log as a disclosure, which commits to the
 * report, before anything is handed out. An override does not open a case for it.
 *
 * It wants what the check wants: the operation `check`, and for the work of somebody else across
 * cases `check-practitioner`.
 * @param write  receives the bundle, in one piece
 * @return CJ_OK, CJ_E_DENIED, CJ_E_NOT_FOUND (no such standard or case, or no file `earlier`),
 *         CJ_E_ERASED (the case was erased as a whole), CJ_E_VERIFY (the log does not continue
 *         `earlier`), CJ_E_RULE, CJ_E_MISUSE, CJ_E_LIMIT, CJ_E_STOPPED (`write` stops), CJ_E_IO,
 *         CJ_E_STORE*, CJ_E_LOG*, CJ_E_FORK, CJ_E_MEMORY, CJ_E_CRYPTO
 * State on failure: nothing is handed out; the log may tell of a disclosure that did not come
 * about. Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_session_bundle(cj_session *session, const cj_catalogue *catalogue,
                                   const cj_rules *rules, const cj_bundle_options *options,
                                   cj_write_fn write, void *user, cj_error **error);

/**
 * Verifies an evidence bundle, without a store and without a log. The verdict is
 * CJ_AUDIT_CONSISTENT when all in it holds together, by the key that it was given or else by the
 * one in the bundle, which anybody can have made; CJ_AUDIT_ANCHORED when also the trusted
 * checkpoint is the one in the bundle, or the earlier one that the log is shown to continue; else
 * CJ_AUDIT_FAILED: the reason says what does not hold, and the index is of the entry it is about.
 * Bytes that are no bundle are FAILED too. Size and root are those of the bundle's checkpoint.
 * @param bytes    the bundle; only the one spelling that cj_session_bundle gives is accepted
 * @param key      NULL; or the log's public key as in its file `vkey`, got from somewhere else: its
 *                 text, or the path of a file that holds it
 * @param trusted  NULL; or a checkpoint of the log that was kept elsewhere: its text (with its
 *                 newlines), or the path of a file that holds it
 * @param out      the result, also when its verdict is CJ_AUDIT_FAILED; unref it
 * @return CJ_OK; CJ_E_NOT_FOUND (no file `key` or `trusted`), CJ_E_IO, CJ_E_LIMIT (the bundle is
 *         longer than CJ_LIMIT_INPUT_BYTES, or a file than a key or checkpoint can be),
 *         CJ_E_MEMORY, CJ_E_MISUSE (a text is NULL, or `key` is no public key), CJ_E_CRYPTO
 * On failure *out is not written. Thread: any. @since 0.1
 */
CJ_API cj_status cj_bundle_verify(cj_context *context, const void *bytes, size_t size,
                                  const char *key, const char *trusted, cj_audit_result **out,
                                  cj_error **error);

/** The same of a file. CJ_E_NOT_FOUND, CJ_E_IO also for it. @since 0.1 */
CJ_API cj_status cj_bundle_verify_file(cj_context *context, const char *path, const char *key,
                                       const char *trusted, cj_audit_result **out,
                                       cj_error **error);

CJ_END

#endif
