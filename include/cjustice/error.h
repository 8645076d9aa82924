/* SPDX-License-Identifier: MIT */
/**
 * @file error.h
 * What went wrong, where, and what to do: an object that the call fills and the caller owns.
 */
#ifndef CJUSTICE_ERROR_H
#define CJUSTICE_ERROR_H

#include <cjustice/types.h>
#include <cjustice/error_codes.h>

CJ_BEGIN

#define CJ_SEVERITY_NOTE 1
#define CJ_SEVERITY_WARNING 2
#define CJ_SEVERITY_ERROR 3

/** Which kind of failure a code is; a command turns it into its exit status. @since 0.1 */
#define CJ_CLASS_FINDING 1 /**< the answer is no: an invalid file, a log that does not verify */
#define CJ_CLASS_USAGE 2   /**< the call itself is wrong */
#define CJ_CLASS_REFUSED 3 /**< the input is refused; nothing was changed */
#define CJ_CLASS_DENIED 4  /**< access or conduct forbids it */
#define CJ_CLASS_FAULT 5   /**< memory, disk, store or log */

/** Adds a reference; NULL gives NULL. Thread: one at a time per object. @since 0.1 */
CJ_API cj_error *cj_error_ref(cj_error *error);

/** Gives a reference back; NULL is accepted. @since 0.1 */
CJ_API void cj_error_unref(cj_error *error);

/**
 * Adds a problem, for functions of a host that the library calls.
 * @param error    as everywhere: NULL, or the address of NULL or an object
 * @param code     CJ_E_*
 * @param message  a sentence for people, copied
 * @return code
 * Thread: one at a time per object. @since 0.1
 */
CJ_API cj_status cj_error_add(cj_context *context, cj_error **error, cj_status code,
                              const char *message);

/** How many problems it holds, in the order found; 0 for NULL. @since 0.1 */
CJ_API size_t cj_error_count(const cj_error *error);

/** How many were found in all, beyond CJ_LIMIT_PROBLEMS too; 0 for NULL. @since 0.1 */
CJ_API size_t cj_error_total(const cj_error *error);

/**
 * One problem. Texts live as long as the error; a text that does not apply is NULL.
 * `index` beyond the count gives CJ_OK, 0 or NULL. @since 0.1
 */
CJ_API cj_status cj_error_code(const cj_error *error, size_t index);
/** CJ_SEVERITY_*. @since 0.1 */
CJ_API int32_t cj_error_severity(const cj_error *error, size_t index);
/** A sentence for people. @since 0.1 */
CJ_API const char *cj_error_message(const cj_error *error, size_t index);
/** The name of the input, as it was given. @since 0.1 */
CJ_API const char *cj_error_file(const cj_error *error, size_t index);
/** From 1; 0 when there is no place. @since 0.1 */
CJ_API int32_t cj_error_line(const cj_error *error, size_t index);
/** In bytes, from 1; 0 when there is no place. @since 0.1 */
CJ_API int32_t cj_error_column(const cj_error *error, size_t index);
/** The id of the act concerned. @since 0.1 */
CJ_API const char *cj_error_act(const cj_error *error, size_t index);
/** The field concerned ("recipients.party"). @since 0.1 */
CJ_API const char *cj_error_field(const cj_error *error, size_t index);
/** The rule that refused or found ("consent_missing"). @since 0.1 */
CJ_API const char *cj_error_rule(const cj_error *error, size_t index);

/**
 * "FILE:LINE:COLUMN: error[CJ-0312]: message", without a newline.
 * @param out   receives at most `size` bytes with the final NUL; may be NULL when size is 0
 * @return the length of the whole line without its NUL
 * @since 0.1
 */
CJ_API size_t cj_error_format(const cj_error *error, size_t index, char *out, size_t size);

/** The name of a code ("FIELD_MISSING"), or NULL. Any thread. @since 0.1 */
CJ_API const char *cj_status_name(cj_status code);

/** What to do next about a code, one sentence, or NULL. Any thread. @since 0.1 */
CJ_API const char *cj_status_advice(cj_status code);

/** CJ_CLASS_* of a code; 0 for CJ_OK or an unknown code. Any thread. @since 0.1 */
CJ_API int32_t cj_status_class(cj_status code);

CJ_END

#endif
