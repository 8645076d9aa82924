/* SPDX-License-Identifier: MIT */
/**
 * @file types.h
 * The words that every other header uses.
 *
 * Conventions of the whole library, said once:
 *  - Order of arguments: the handle, what goes in (a length right after its bytes), options, what
 *    comes out, and `cj_error **error` last.
 *  - Unless a comment says otherwise a pointer is not NULL, text is UTF-8 with a final NUL, and
 *    an output is written on success only.
 *  - `_new` and `_open` give a reference that the caller owns; `_ref` adds one; `_unref` gives one
 *    back, accepts NULL and is safe from any thread. A child keeps its parent alive.
 *  - `cj_error **error` may be NULL. When it is not, `*error` must be NULL or an error object: the
 *    problems of the call are added to it (one is made at the first problem), so that one object
 *    can gather the problems of many calls. The caller unrefs it.
 *  - A const handle may be used by several threads at once; any other by one thread at a time.
 *  - Nothing here aborts, prints, exits, or keeps state outside its handles.
 */
#ifndef CJUSTICE_TYPES_H
#define CJUSTICE_TYPES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define CJ_BEGIN extern "C" {
#define CJ_END }
#else
#define CJ_BEGIN
#define CJ_END
#endif

#if defined(__GNUC__)
#define CJ_API __attribute__((visibility("default")))
#else
#define CJ_API
#endif

CJ_BEGIN

/** Result of a call: CJ_OK or one of the codes of error_codes.h. */
typedef int32_t cj_status;

/** A field of a record, one of CJ_FIELD_*. */
typedef int32_t cj_field;

/** Length argument: the text ends at its NUL. */
#define CJ_ZT ((size_t)-1)

/** How much of a date or time was said; a month is not a day. @since 0.1 */
#define CJ_PRECISION_YEAR 1
#define CJ_PRECISION_MONTH 2
#define CJ_PRECISION_DAY 3
#define CJ_PRECISION_MINUTE 4
#define CJ_PRECISION_SECOND 5
#define CJ_PRECISION_MICROSECOND 6

/** A calendar date. Frozen: 8 bytes. @since 0.1 */
typedef struct cj_date {
    int32_t days;      /**< days since 1970-01-01, of the first day that the text covers */
    int32_t precision; /**< CJ_PRECISION_YEAR, _MONTH or _DAY */
} cj_date;

/** A moment with the offset in which it was written. Frozen: 16 bytes. @since 0.1 */
typedef struct cj_time {
    int64_t us;        /**< microseconds since 1970-01-01T00:00Z */
    int32_t offset;    /**< minutes east of UTC, -1439..1439 */
    int32_t precision; /**< CJ_PRECISION_MONTH .. CJ_PRECISION_MICROSECOND */
} cj_time;

/**
 * Receives output piece by piece.
 * @param bytes  the piece, valid during the call
 * @param size   its length in bytes
 * @param user   the pointer given with the function
 * @return 0 to go on, anything else to stop (the call then fails with CJ_E_STOPPED)
 */
typedef int32_t (*cj_write_fn)(const void *bytes, size_t size, void *user);

typedef struct cj_context cj_context;
typedef struct cj_error cj_error;
typedef struct cj_record cj_record;
typedef struct cj_act cj_act;
typedef struct cj_case cj_case;

/** "0.1.0": the version of the library in use. Never fails; any thread. @since 0.1 */
CJ_API const char *cj_version_string(void);

/** Changes when a binary built against an older library would break. Any thread. @since 0.1 */
CJ_API uint32_t cj_abi_version(void);

/** The vocabulary that this library writes (1, 2, ...). Any thread. @since 0.1 */
CJ_API int32_t cj_vocabulary_version(void);

CJ_END

#endif
