/* SPDX-License-Identifier: MIT */
/**
 * @file context.h
 * What a host may replace (memory, clock, randomness, log) and the limits on what is read.
 */
#ifndef CJUSTICE_CONTEXT_H
#define CJUSTICE_CONTEXT_H

#include <cjustice/types.h>

CJ_BEGIN

#define CJ_LOG_ERROR 1
#define CJ_LOG_WARNING 2
#define CJ_LOG_INFO 3

/** Limits on input; each is a count or a number of bytes, at least 1. @since 0.1 */
#define CJ_LIMIT_INPUT_BYTES 1 /**< of one input, after decompression; 1 GiB */
#define CJ_LIMIT_TAG_BYTES 2   /**< from '<' to '>' in XML, comments too; 64 KiB */
#define CJ_LIMIT_DEPTH 3       /**< nested XML elements; 64 */
#define CJ_LIMIT_TEXT_BYTES 4  /**< of one text value; 1 MiB */
#define CJ_LIMIT_REPEATS 5     /**< values of one field; 10,000 */
#define CJ_LIMIT_ACTS 6        /**< acts of one case; 1,000,000 */
#define CJ_LIMIT_PROBLEMS 7    /**< problems kept by one error, then XML is not read on; 100 */

/**
 * What the host brings. A NULL function means the default of the library (malloc, the system
 * clock, the system's randomness, no log). Set `size` to sizeof(cj_context_options) and the rest
 * to zero first, or start from CJ_CONTEXT_OPTIONS_INIT.
 */
typedef struct cj_context_options {
    size_t size; /**< sizeof(cj_context_options) of the caller */
    void *user;  /**< handed to every function below */
    /** Memory: all three or none. `reallocate(NULL, n)` allocates; sizes in bytes, never 0. */
    void *(*allocate)(size_t size, void *user);
    void *(*reallocate)(void *block, size_t size, void *user);
    void (*release)(void *block, void *user);
    /** Now, in microseconds since 1970-01-01T00:00Z. */
    int64_t (*clock)(void *user);
    /** Fills `out` with unpredictable bytes; 0 on success. Keys and salts come from here. */
    int32_t (*random)(void *out, size_t size, void *user);
    /** One line for operators; `level` is CJ_LOG_*. Never personal content. */
    void (*log)(int32_t level, const char *message, void *user);
} cj_context_options;

#define CJ_CONTEXT_OPTIONS_INIT                                                                    \
    {                                                                                              \
        sizeof(cj_context_options), NULL, NULL, NULL, NULL, NULL, NULL, NULL                       \
    }

/**
 * Makes a context. Several may live side by side; none knows of the others.
 * @param options  may be NULL (all defaults); read during the call only
 * @param out      the context; unref it with cj_context_unref
 * @return CJ_OK, CJ_E_MEMORY, CJ_E_MISUSE (bad size, or one of three memory functions alone),
 *         CJ_E_CRYPTO (libcrypto has no SHA-256)
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_context_new(const cj_context_options *options, cj_context **out,
                                cj_error **error);

/** Adds a reference. Thread: any. @since 0.1 */
CJ_API cj_context *cj_context_ref(cj_context *context);

/** Gives a reference back; NULL is accepted. Thread: any. @since 0.1 */
CJ_API void cj_context_unref(cj_context *context);

/**
 * Sets a limit. Call it before the context is used elsewhere: a context in use is read-only.
 * @param limit  CJ_LIMIT_*
 * @param value  at least 1
 * @return CJ_OK or CJ_E_MISUSE (unknown limit, or a value below 1)
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_context_set_limit(cj_context *context, int32_t limit, int64_t value);

/** The limit's value, or -1 for an unknown limit. Thread: any. @since 0.1 */
CJ_API int64_t cj_context_limit(const cj_context *context, int32_t limit);

/**
 * Signs in the place of key files: a hardware module, an agent, a vault. A log asks it for a key
 * when it is made or rotated, and for a signature whenever it publishes a checkpoint. Both return 0
 * when they are done, and may be called from any thread that uses a log of the context.
 * @since 0.1
 */
typedef struct cj_signer {
    size_t size; /**< sizeof(cj_signer) */
    void *user;
    /** A new Ed25519 key for the log of that origin; its public part into `key`. */
    int32_t (*make)(const char *origin, unsigned char key[32], void *user);
    /** The Ed25519 signature (RFC 8032) of the text by the private part of `key`. */
    int32_t (*sign)(const unsigned char key[32], const void *text, size_t length,
                    unsigned char signature[64], void *user);
} cj_signer;

/**
 * Has logs of this context signed by the host; where a path of a key is asked for it is not looked
 * at then. A signature that the public key does not bear out is a failure of the log. Call it
 * before the context is used elsewhere.
 * @param signer  copied; `user` outlives the context
 * @return CJ_OK or CJ_E_MISUSE (a function is missing, or it is of another library)
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_context_set_signer(cj_context *context, const cj_signer *signer);

/** Now by the context's clock, in UTC. Thread: any. @since 0.1 */
CJ_API cj_time cj_context_now(const cj_context *context);

/**
 * Reads "2026", "2026-02" or "2026-02-03"; a date that does not exist is refused.
 * @param length  bytes of text, or CJ_ZT
 * @return CJ_OK or CJ_E_VALUE_DATE
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_date_parse(const char *text, size_t length, cj_date *out);

/**
 * Reads "2026-02-03T10:15+00:00" (seconds and up to six decimals allowed, Z for +00:00), a bare
 * date or a bare month (as midnight UTC, with that precision).
 * @return CJ_OK or CJ_E_VALUE_DATE
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_time_parse(const char *text, size_t length, cj_time *out);

/** Space that cj_date_format and cj_time_format need, the final NUL included. */
#define CJ_TIME_TEXT 40

/** Writes the date as it was printed, into at least CJ_TIME_TEXT bytes. Any thread. @since 0.1 */
CJ_API void cj_date_format(cj_date date, char *out);

/** Writes the moment in its own offset and precision. Any thread. @since 0.1 */
CJ_API void cj_time_format(cj_time time, char *out);

CJ_END

#endif
