/* SPDX-License-Identifier: MIT */
/* The private header of the room instruments: tables, one evaluator, tables of offences, CSV. */
#ifndef CJI_INSTRUMENTS_H
#define CJI_INSTRUMENTS_H

#include "instruments/scoring.h"

#define CJI_OGRS3_CATEGORIES 20
#define CJI_ACTUARIAL_CATEGORIES 24
extern const double cji_ogrs3_weights[CJI_OGRS3_CATEGORIES];
extern const char *const cji_actuarial_categories[CJI_ACTUARIAL_CATEGORIES];

/* ---- tables (generated) ---------------------------------------------------------------------- */

/*
 * Slots are columns of doubles, numbered through: inputs, constants, results of operations. An
 * operation fills its slot from others, all rows of a block at once. A missing value is NaN; it
 * passes through arithmetic, no comparison with it holds, and a scale is only given where nothing
 * that it needs is missing.
 */
typedef struct cji_op cji_op;
typedef struct cji_block cji_block;
typedef void cji_op_fn(const cji_op *op, const cji_block *block, double *restrict out);

struct cji_op {
    cji_op_fn *run;
    uint16_t slot, nargs;
    const uint16_t *args;
    size_t ntable;
    const double *table;
};

typedef struct cji_term {
    const char *label;
    uint16_t slot, scale;
    int16_t output; /* whose codes the value is one of, or -1 */
} cji_term;

/* What a scale needs, always or where the slot `when` holds. */
typedef struct cji_need {
    uint16_t slot, when;
    uint8_t conditional, scale, field;
    const char *text;
} cji_need;

/* What must not hold. */
typedef struct cji_check {
    uint16_t slot;
    uint8_t field;
    uint8_t missing; /* it says that something is missing */
    uint32_t scales;
    const char *name, *text;
} cji_check;

typedef struct cji_result {
    cj_instrument_output about;
    uint16_t slot;
} cji_result;

typedef struct cji_scale {
    cj_instrument_scale about;
    uint32_t parts; /* scales without which it is not given */
    uint64_t own;   /* inputs of which one must be given for it to be asked; 0: always */
} cji_scale;

struct cj_instrument {
    cj_instrument_about about;
    const cj_instrument_input *inputs;
    const cji_scale *scales;
    const cji_result *outputs;
    const cji_term *terms;
    const cji_need *needs;
    const cji_check *checks;
    const cji_op *ops;
    const double *constants;
    size_t nconstants, nops, nterms, nneeds, nchecks;
};
typedef struct cj_instrument cji_instrument;
extern const cji_instrument cji_instruments[];
extern const size_t cji_instrument_rows;

/* ---- operations (ops.c) ---------------------------------------------------------------------- */

struct cji_block {
    size_t n;
    const double **slot;
    const cj_offences *offences;
};

cji_op_fn cji_op_add, cji_op_sub, cji_op_mul, cji_op_div, cji_op_eq, cji_op_ne, cji_op_lt,
    cji_op_le, cji_op_gt, cji_op_ge, cji_op_and, cji_op_or, cji_op_not, cji_op_ymd, cji_op_years,
    cji_op_months, cji_op_years_before, cji_op_months_after, cji_op_given, cji_op_alt,
    cji_op_differ, cji_op_known, cji_op_missing, cji_op_gaps, cji_op_total, cji_op_sum, cji_op_min,
    cji_op_max, cji_op_floor, cji_op_ln, cji_op_logistic, cji_op_rounded, cji_op_percent2,
    cji_op_whole_percent, cji_op_when, cji_op_first, cji_op_choose, cji_op_bits, cji_op_ogrs3_of,
    cji_op_category_of, cji_op_step, cji_op_pick, cji_op_poly;

/* x times scale, rounded half up from the exact value of x; a whole number. */
double cji_half_up(double x, double scale);

/* ---- the evaluator (evaluate.c) -------------------------------------------------------------- */

/* The slots of one call, for blocks of at most `room` rows. */
typedef struct cji_run {
    cj_context *ctx;
    const cj_instrument *instrument;
    size_t room;
    uint8_t *wanted;          /* operations */
    uint32_t scales;          /* those that are asked for */
    uint32_t *missing;        /* for each row a bit for each scale that lacks something */
    uint32_t *refused;        /* ... that a value speaks against */
    double *memory, *results; /* results: of the first operation that is wanted */
    cji_block block;
} cji_run;

/* `scales`: those whose outputs are wanted; those that are parts of them are added. */
cj_status cji_run_init(cji_run *run, cj_context *ctx, const cj_instrument *instrument,
                       const cj_offences *offences, size_t room, uint32_t scales,
                       cj_error **error) CJI_CHECK;
void cji_run_fini(cji_run *run);
/* Evaluates n rows whose inputs begin at inputs[i][first]; a NULL column is missing. */
void cji_run_block(cji_run *run, const double *const *inputs, size_t first, size_t n);
/* The scales that are asked for when the inputs of `given` are: those with one of their own, and
 * their parts; all if there is none. */
uint32_t cji_scales_asked(const cj_instrument *instrument, uint64_t given);
uint32_t cji_scales_all(const cj_instrument *instrument);
/*
 * Reports what kept scales of a row of the last block from being given; `places` has one for each
 * input, or is NULL. CJ_OK when each scale that was asked is given or is a dynamic one whose static
 * one is; else the code of the first problem.
 */
cj_status cji_run_problems(const cji_run *run, size_t row, const cji_place *places,
                           cj_error **error);

/* ---- offences (offences.c) ------------------------------------------------------------------- */

/* The category of a code; -1 none, -2 (OGRS3) the exact offence is wanted, NaN no table. */
double cji_offence_ogrs3(const cj_offences *offences, double code);
double cji_offence_category(const cj_offences *offences, double code);

/* ---- CSV (csv.c) ----------------------------------------------------------------------------- */

typedef struct cji_cell {
    cji_str raw;    /* as it stands, with its quotes */
    cji_str text;   /* what it says; in the reader's memory where quotes were doubled */
    int32_t column; /* in bytes, from 1 */
    int32_t line;
} cji_cell;

typedef struct cji_csv {
    cj_context *ctx;
    const char *name;
    cji_str rest;
    int32_t line, next_line; /* of the row, and of what follows it */
    cji_cell *cells;
    size_t ncells, capacity;
    cji_arena text; /* of cells with doubled quotes */
    cji_str end;    /* what ended the row: "\n", "\r\n" or nothing */
} cji_csv;

/* Bytes are read during the life of the reader. Refuses what is no UTF-8. */
cj_status cji_csv_init(cji_csv *csv, cj_context *ctx, const char *name, cji_str bytes,
                       cj_error **error) CJI_CHECK;
void cji_csv_fini(cji_csv *csv);
/* The next row that is not empty; *more false at the end. CJ_E_CSV for a quote out of place. */
cj_status cji_csv_next(cji_csv *csv, bool *more, cj_error **error) CJI_CHECK;
cji_place cji_csv_place(const cji_csv *csv, size_t cell);

#endif
