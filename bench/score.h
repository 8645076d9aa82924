/* SPDX-License-Identifier: MIT */
/* Scoring: a batch of OGRS3 against a loop written by hand, and rows a second of each instrument.
 */
#ifndef BENCH_SCORE_H
#define BENCH_SCORE_H

#include "core/core.h"

typedef struct scoring scoring;

/* Ends the program when something fails. */
scoring *scoring_new(cj_context *ctx, const char *standards);
void scoring_free(scoring *s);
#define SCORE_ROWS 16384
/* OGRS3, published, one and two years, of SCORE_ROWS rows. */
void score_batch(scoring *s);
void score_by_hand(scoring *s);
/* All outputs of SCORE_ROWS rows of the instrument whose rows were made last. */
void score_rows_of(scoring *s, size_t instrument);
void score_all(scoring *s, size_t instrument);
/* One score of OGRS3, all outputs and terms, through the C API. */
void score_one(scoring *s);
void must(cj_status status, const char *what);

#endif
