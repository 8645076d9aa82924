/* SPDX-License-Identifier: MIT */
/**
 * @file instrument.h
 * Published risk instruments: what they take, what they give, and every term of a score.
 *
 * A score is a statement about people with this score, never about what this person will do; it
 * aids judgement and does not replace it. docs/instruments.md has for each instrument what it
 * predicts, for whom it was built, its limits, its formula and its coefficients.
 *
 * Every value is a double. A value that is missing is NaN, and none is taken for
 * zero unless the instrument says so. A date is its number of days since 1970-01-01 (the `days` of
 * a cj_date of a whole day), a flag 0 or 1, a code its place in the list of codes, from 0, a code
 * of an offence its five digits as a number, registers and requirements what cj_instrument_parse
 * makes of them. Nothing is read from the clock: "as of" is an input.
 *
 * An instrument has scales, of which each gives its outputs or none: a dynamic scale that lacks an
 * item leaves its static one standing. Descriptions are constant and live as long as the program;
 * their structures only ever grow at the end. Nothing here depends on the locale.
 */
#ifndef CJUSTICE_INSTRUMENT_H
#define CJUSTICE_INSTRUMENT_H

#include <cjustice/types.h>

CJ_BEGIN

typedef struct cj_instrument cj_instrument;
typedef struct cj_offences cj_offences;
typedef struct cj_score cj_score;

/** Types of input. @since 0.1 */
#define CJ_INPUT_DATE 1
#define CJ_INPUT_COUNT 2 /**< a whole number */
#define CJ_INPUT_PERCENT 3
#define CJ_INPUT_FLAG 4
#define CJ_INPUT_LEVEL 5 /**< 0, 1 or 2 */
#define CJ_INPUT_CODE 6
#define CJ_INPUT_OFFENCE 7      /**< five digits */
#define CJ_INPUT_REGISTERS 8    /**< "RMDO ALSH": a bit for each code of the list */
#define CJ_INPUT_REQUIREMENTS 9 /**< "W:0;F:1": how many call for change */

/** Types of output. @since 0.1 */
#define CJ_OUTPUT_PROBABILITY 1
#define CJ_OUTPUT_PERCENT 2 /**< already rounded, to `decimals` */
#define CJ_OUTPUT_POINTS 3  /**< a whole number */
#define CJ_OUTPUT_FLAG 4
#define CJ_OUTPUT_CODE 5

/** Kinds of scale. @since 0.1 */
#define CJ_SCORE_STATIC 1  /**< rests on the record alone */
#define CJ_SCORE_DYNAMIC 2 /**< rests on what can change, too */

/** How a scale came out. @since 0.1 */
#define CJ_SCORE_DONE 1
#define CJ_SCORE_MISSING 2   /**< something that it needs is missing */
#define CJ_SCORE_REFUSED 3   /**< an input is out of range or contradicts another */
#define CJ_SCORE_NOT_ASKED 4 /**< nothing was given that only this scale needs */

/** An instrument. @since 0.1 */
typedef struct cj_instrument_about {
    const char *name, *title, *version;
    const char *predicts;  /**< "proven reoffending ..." */
    const char *built_for; /**< "people ..." */
    size_t limit_count;    /**< published limits and known divergences */
    const char *const *limits;
    size_t source_count;
    const char *const *sources;
    size_t input_count, output_count, scale_count;
} cj_instrument_about;

/** An input, for builders of forms. @since 0.1 */
typedef struct cj_instrument_input {
    const char *name;
    int32_t type;       /**< CJ_INPUT_* */
    int32_t required;   /**< 2 by every scale; 1 by some, or in one of several ways; 0 by none */
    double least, most; /**< bounds of the number, both included */
    size_t code_count;
    const char *const *codes;
    int32_t open;  /**< 1: a text that is no code is taken as the last one */
    int32_t as_of; /**< 1: the day as of which the score is */
    const char *help;
    const char *type_name; /**< "date", "count", "percent", "flag", "level", "code" ... */
} cj_instrument_input;

/** An output. @since 0.1 */
typedef struct cj_instrument_output {
    const char *name;
    int32_t type;     /**< CJ_OUTPUT_* */
    int32_t decimals; /**< digits behind the point; -1: as many as tell the number from others */
    size_t scale;     /**< the scale that gives it */
    size_t code_count;
    const char *const *codes;
} cj_instrument_output;

/** A scale. @since 0.1 */
typedef struct cj_instrument_scale {
    const char *name, *title;
    int32_t kind;         /**< CJ_SCORE_STATIC, CJ_SCORE_DYNAMIC or 0 */
    int32_t static_scale; /**< of a dynamic scale: the one that stands in for it; else -1 */
    const char *unit;     /**< of the terms: "log odds", "points" ... */
    const char *source;   /**< of the coefficients, with its version */
} cj_instrument_scale;

/** A term of a score. Its values live as long as the score. @since 0.1 */
typedef struct cj_score_term {
    size_t scale;
    const char *label;
    double value; /**< what it adds, in the unit of the scale; NaN: it does not apply */
    /** The output whose codes the value is one of (a step of a tier), or -1 for a number. */
    int32_t output;
} cj_score_term;

/* ---- the instruments ------------------------------------------------------------------------- */

/** How many instruments there are. Any thread. @since 0.1 */
CJ_API size_t cj_instrument_count(void);

/** An instrument; NULL beyond the count. Any thread. @since 0.1 */
CJ_API const cj_instrument *cj_instrument_at(size_t index);

/** The instrument of that name ("ogrs3"), or NULL. Any thread. @since 0.1 */
CJ_API const cj_instrument *cj_instrument_find(const char *name);

/** What it is. Any thread. @since 0.1 */
CJ_API const cj_instrument_about *cj_instrument_describe(const cj_instrument *instrument);

/** An input, in the order in which values are given; NULL beyond the count. @since 0.1 */
CJ_API const cj_instrument_input *cj_instrument_input_at(const cj_instrument *instrument,
                                                         size_t index);

/** An output, in the order in which values come; NULL beyond the count. @since 0.1 */
CJ_API const cj_instrument_output *cj_instrument_output_at(const cj_instrument *instrument,
                                                           size_t index);

/** A scale; NULL beyond the count. Any thread. @since 0.1 */
CJ_API const cj_instrument_scale *cj_instrument_scale_at(const cj_instrument *instrument,
                                                         size_t index);

/** The number of the input of that name, or -1. Any thread. @since 0.1 */
CJ_API int32_t cj_instrument_input_find(const cj_instrument *instrument, const char *name);

/** The number of the output of that name, or -1. Any thread. @since 0.1 */
CJ_API int32_t cj_instrument_output_find(const cj_instrument *instrument, const char *name);

/**
 * Reads a value as it stands in a form or a file: "1984-09-22", "M", "06667", "12.10", "".
 * @param input   the number of the input
 * @param text    an empty one is a value that is missing
 * @param length  bytes of text, or CJ_ZT
 * @param out     the value
 * @return CJ_OK; CJ_E_MISUSE (no such input), CJ_E_VALUE_DATE, CJ_E_VALUE_NUMBER,
 *         CJ_E_VALUE_RANGE, CJ_E_VALUE_CODE, CJ_E_VALUE_TEXT (a list of requirements), CJ_E_MEMORY;
 *         the problem names the input as its field
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_instrument_parse(cj_context *context, const cj_instrument *instrument,
                                     size_t input, const char *text, size_t length, double *out,
                                     cj_error **error);

/** Space that cj_instrument_format needs, the final NUL included. */
#define CJ_SCORE_TEXT 32

/**
 * Writes the value of an output: "MEDIUM", "12.10", "0.44406482355"; "" for NaN or a value that
 * the output cannot have.
 * @param output  the number of the output; beyond the count: ""
 * @param out     at least CJ_SCORE_TEXT bytes
 * Thread: any. @since 0.1
 */
CJ_API void cj_instrument_format(const cj_instrument *instrument, size_t output, double value,
                                 char *out);

/* ---- the table of offences ------------------------------------------------------------------- */

/**
 * An empty table of offence codes, with one reference. While it has one reference it can be added
 * to, from one thread at a time; with two or more it is immutable and may be shared.
 * @return CJ_OK or CJ_E_MEMORY
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_offences_new(cj_context *context, cj_offences **out, cj_error **error);

/** Adds a reference; NULL gives NULL. Thread: any. @since 0.1 */
CJ_API cj_offences *cj_offences_ref(cj_offences *offences);

/** Gives a reference back; NULL is accepted. Thread: any. @since 0.1 */
CJ_API void cj_offences_unref(cj_offences *offences);

/**
 * Adds a table: CSV with a header that has offence_code and actuarial_category, ogrs3_weight_moj
 * or both; opd_violence_sex, opd_viol_sex and is_violent_sanction are passed over, any other
 * column is refused. A code that is there already takes what the new table says of it.
 * @param name   under which problems are reported
 * @param bytes  read during the call only
 * @return CJ_OK; CJ_E_FROZEN (more than one reference), CJ_E_MEMORY, CJ_E_LIMIT; of the content:
 *         CJ_E_CSV, CJ_E_VALUE_NUMBER, CJ_E_VALUE_CODE, CJ_E_FIELD_UNKNOWN, CJ_E_FIELD_MISSING,
 *         CJ_E_FIELD_TWICE. All problems are reported with their places. On failure the table is
 *         as before.
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_offences_add_memory(cj_offences *offences, const char *name, const void *bytes,
                                        size_t size, cj_error **error);

/**
 * The same from a file.
 * @return also CJ_E_NOT_FOUND or CJ_E_IO
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_offences_add_file(cj_offences *offences, const char *path, cj_error **error);

/**
 * Adds instruments/offences.csv of a directory of standards; without that file nothing is added.
 * @return as cj_offences_add_file, but never CJ_E_NOT_FOUND
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_offences_add_dir(cj_offences *offences, const char *path, cj_error **error);

/** How many codes it has. @since 0.1 */
CJ_API size_t cj_offences_count(const cj_offences *offences);

/* ---- scoring --------------------------------------------------------------------------------- */

/**
 * Scores one person.
 * @param offences  the table of offence codes; NULL: no code is known
 * @param inputs    one value for each input, NaN where it is missing; read during the call only
 * @param out       the score; unref it with cj_score_unref
 * @return CJ_OK if a scale was scored; else the code of a problem: CJ_E_FIELD_MISSING (something
 *         needed is missing), CJ_E_VALUE_RANGE (a value out of its range), CJ_E_INSTRUMENT (values
 *         that contradict each other or that the instrument does not take); CJ_E_MEMORY. All
 *         problems are added to *error, each with its input as field and its check as rule; what
 *         only keeps a dynamic scale from being scored while its static one is, is a warning.
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_score_new(cj_context *context, const cj_instrument *instrument,
                              const cj_offences *offences, const double *inputs, cj_score **out,
                              cj_error **error);

/** Gives it back; NULL is accepted. Thread: any. @since 0.1 */
CJ_API void cj_score_unref(cj_score *score);

/** Adds a reference; NULL gives NULL. Thread: any. @since 0.1 */
CJ_API cj_score *cj_score_ref(cj_score *score);

/** The instrument that it is of; NULL for NULL. @since 0.1 */
CJ_API const cj_instrument *cj_score_instrument(const cj_score *score);

/** CJ_SCORE_DONE, _MISSING, _REFUSED or _NOT_ASKED; 0 beyond the count. @since 0.1 */
CJ_API int32_t cj_score_status(const cj_score *score, size_t scale);

/** An output: NaN where its scale was not scored or it does not apply. @since 0.1 */
CJ_API double cj_score_value(const cj_score *score, size_t output);

/** How many terms the scales that were scored have. @since 0.1 */
CJ_API size_t cj_score_term_count(const cj_score *score);

/** A term; NULL beyond the count. @since 0.1 */
CJ_API const cj_score_term *cj_score_term_at(const cj_score *score, size_t index);

/**
 * Scores many, column by column, without memory for each row.
 * @param rows     how many rows
 * @param inputs   for each input a column of `rows` values, or NULL if it is missing throughout
 * @param outputs  for each output a column of `rows` values to be written (NaN where there is
 *                 none), or NULL if it is not wanted: what only it needs is then not worked out
 * @param refused  NULL, or for each row a bit for each scale of which an output is wanted and that
 *                 was not scored; the problems of such a row are what cj_score_new says of it
 * @return CJ_OK, whatever the rows; CJ_E_MEMORY
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_instrument_score_batch(cj_context *context, const cj_instrument *instrument,
                                           const cj_offences *offences, size_t rows,
                                           const double *const *inputs, double *const *outputs,
                                           uint32_t *refused, cj_error **error);

/** What cj_instrument_score_csv may be told. Zero it and set `size` first. @since 0.1 */
typedef struct cj_score_csv_options {
    size_t size;          /**< sizeof of the caller */
    const cj_date *as_of; /**< for rows without that day, or NULL */
    void (*progress)(size_t done, size_t total, void *user); /**< bytes; may be NULL */
    void *user;
} cj_score_csv_options;

/**
 * Scores a CSV file (RFC 4180): the same rows come out with the outputs behind them; an output that
 * has a column already is written there. A column that is no input, no output and not `id` is
 * refused. A row that cannot be scored has empty outputs and is reported with its place.
 * @param name     under which problems are reported
 * @param bytes    UTF-8; a byte order mark is accepted and left out
 * @param options  may be NULL
 * @param write    takes the result, piece by piece
 * @return CJ_OK; CJ_E_SCORE when rows could not be scored (the result is written all the same);
 *         CJ_E_CSV, CJ_E_FIELD_UNKNOWN or CJ_E_FIELD_TWICE (the file is refused; what was written
 *         ends before the fault), CJ_E_MISUSE, CJ_E_STOPPED, CJ_E_LIMIT, CJ_E_MEMORY
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_instrument_score_csv(cj_context *context, const cj_instrument *instrument,
                                         const cj_offences *offences, const char *name,
                                         const void *bytes, size_t size,
                                         const cj_score_csv_options *options, cj_write_fn write,
                                         void *write_user, cj_error **error);

CJ_END

#endif
