/* SPDX-License-Identifier: MIT */
/**
 * @file record.h
 * The one value model: acts, folded state, findings and reports are all records.
 *
 * A record holds fields (CJ_FIELD_*), a field holds values in order, a value is a scalar or again
 * a record (at most three deep). "A list of" is a field with several values; "a map" is such a
 * list of records with a unique `key`; "one of" is a record in which exactly one member has a
 * value; "x or none, because" is the field `x` or the text `x_none_reason`.
 *
 * A record belongs to what it was read from (an act, a state, a report) and lives as long.
 */
#ifndef CJUSTICE_RECORD_H
#define CJUSTICE_RECORD_H

#include <cjustice/types.h>
#include <cjustice/vocabulary.h>

CJ_BEGIN

/** Types of fields; frozen numbers. @since 0.1 */
#define CJ_TYPE_TEXT 1
#define CJ_TYPE_QUOTE 2 /**< the person's own words */
#define CJ_TYPE_INT 3
#define CJ_TYPE_BOOL 4 /**< cj_get_int gives 0 or 1 */
#define CJ_TYPE_DATE 5
#define CJ_TYPE_TIME 6
#define CJ_TYPE_ID 7
#define CJ_TYPE_CODE 8
#define CJ_TYPE_REF 9 /**< the id of something else in the case */
#define CJ_TYPE_RECORD 10
#define CJ_TYPE_HASH 11 /**< SHA-256 as 64 lower-case hex digits; cj_get_text, cj_add_text */

/**
 * How many values the field has; 0 too when the record has no such field.
 * Thread: any, unless the record is being changed. @since 0.1
 */
CJ_API size_t cj_count(const cj_record *record, cj_field field);

/**
 * Value `index` (from 0) of a field of that type. cj_get_text reads text, quotes, ids, references
 * and the names of codes; cj_get_int reads numbers and bools.
 * Texts and records that are given out live as long as the record.
 * @return CJ_OK, CJ_E_FIELD_UNKNOWN (no such field in this record), CJ_E_FIELD_TYPE (another
 *         type), CJ_E_FIELD_ABSENT (no value at that index). On failure *out is untouched.
 * Thread: any, unless the record is being changed. @since 0.1
 */
CJ_API cj_status cj_get_text(const cj_record *record, cj_field field, size_t index,
                             const char **out);
/** As cj_get_text. @since 0.1 */
CJ_API cj_status cj_get_int(const cj_record *record, cj_field field, size_t index, int64_t *out);
/** As cj_get_text; the code's number, CJ_CODE_<LIST>_*. @since 0.1 */
CJ_API cj_status cj_get_code(const cj_record *record, cj_field field, size_t index, int32_t *out);
/** As cj_get_text. @since 0.1 */
CJ_API cj_status cj_get_date(const cj_record *record, cj_field field, size_t index, cj_date *out);
/** As cj_get_text. @since 0.1 */
CJ_API cj_status cj_get_time(const cj_record *record, cj_field field, size_t index, cj_time *out);
/** As cj_get_text. @since 0.1 */
CJ_API cj_status cj_get_record(const cj_record *record, cj_field field, size_t index,
                               const cj_record **out);

/**
 * Adds a value behind those that the field has. cj_add_text sets text, quotes, ids, references,
 * and codes by name; the text (`length` bytes, or CJ_ZT) is copied.
 * @return CJ_OK, CJ_E_FIELD_UNKNOWN, CJ_E_FIELD_TYPE, CJ_E_FIELD_REPEATED (it holds one value),
 *         CJ_E_FIELD_TWICE (the code is in the set), CJ_E_VALUE_TEXT, CJ_E_VALUE_ID,
 *         CJ_E_VALUE_CODE, CJ_E_LIMIT, CJ_E_FROZEN (the act was applied or the record is a
 *         result), CJ_E_MEMORY. On failure the record is unchanged.
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_add_text(cj_record *record, cj_field field, const char *text, size_t length,
                             cj_error **error);
/** As cj_add_text; a bool takes 0 or 1, else CJ_E_VALUE_RANGE. @since 0.1 */
CJ_API cj_status cj_add_int(cj_record *record, cj_field field, int64_t value, cj_error **error);
/** As cj_add_text. @since 0.1 */
CJ_API cj_status cj_add_code(cj_record *record, cj_field field, int32_t code, cj_error **error);
/** As cj_add_text; only a whole date (CJ_PRECISION_DAY) of the years 1 to 9999, else
 * CJ_E_VALUE_DATE. @since 0.1 */
CJ_API cj_status cj_add_date(cj_record *record, cj_field field, cj_date date, cj_error **error);
/** As cj_add_text; years 1 to 9999, offset and precision as types.h has them, else CJ_E_VALUE_DATE.
 * @since 0.1 */
CJ_API cj_status cj_add_time(cj_record *record, cj_field field, cj_time time, cj_error **error);
/** As cj_add_text; gives the new, empty record, to be filled. @since 0.1 */
CJ_API cj_status cj_add_record(cj_record *record, cj_field field, cj_record **out,
                               cj_error **error);

/** Takes all values of the field away. CJ_OK, CJ_E_FIELD_UNKNOWN, CJ_E_FROZEN. @since 0.1 */
CJ_API cj_status cj_clear(cj_record *record, cj_field field, cj_error **error);

/**
 * The fields that the record may have, in the order of the vocabulary: `index` from 0 to
 * cj_field_total - 1. @since 0.1
 */
CJ_API size_t cj_field_total(const cj_record *record);
/** The field, or 0 beyond the end. @since 0.1 */
CJ_API cj_field cj_field_at(const cj_record *record, size_t index);
/** CJ_TYPE_* of the field in this record, or 0. @since 0.1 */
CJ_API int32_t cj_field_type(const cj_record *record, cj_field field);
/** 1 if the field may hold several values. @since 0.1 */
CJ_API int32_t cj_field_repeats(const cj_record *record, cj_field field);

/** The name of a field ("understanding"), or NULL. Any thread. @since 0.1 */
CJ_API const char *cj_field_name(cj_field field);
/** The field of a name, or 0. Any thread. @since 0.1 */
CJ_API cj_field cj_field_find(const char *name);
/** The name of a kind ("plan_drafted"), or NULL. Any thread. @since 0.1 */
CJ_API const char *cj_kind_name(int32_t kind);
/** The kind of a name, or 0. Any thread. @since 0.1 */
CJ_API int32_t cj_kind_find(const char *name);
/** The name of a handle type ("plan"), or NULL. Any thread. @since 0.1 */
CJ_API const char *cj_handle_name(int32_t handle);

/**
 * The record as one JSON object: fields in the order of the vocabulary, repeated ones as arrays,
 * codes by name, dates as text, null for what is absent. Ends without a newline.
 * @param indent  spaces per level, 0 to 8; 0 gives one line
 * @return CJ_OK, CJ_E_MEMORY, CJ_E_STOPPED (the callback stopped)
 * Thread: any, unless the record is being changed. @since 0.1
 */
CJ_API cj_status cj_record_write_json(const cj_record *record, int32_t indent, cj_write_fn write,
                                      void *user, cj_error **error);

CJ_END

#endif
