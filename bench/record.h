/* SPDX-License-Identifier: MIT */
/* Recording through sessions against the same bytes put into the same SQLite by hand. */
#ifndef BENCH_RECORD_H
#define BENCH_RECORD_H

#include "core/core.h"

typedef struct recording recording;

/* `example` is a case file; stores are made in `dir`. Ends the program when something fails. */
recording *recording_new(cj_context *ctx, const char *standards, const char *dir, cji_str example);
void recording_free(recording *r);
/* A case of RECORD_ACTS acts, new each time, as one unit: as a file, and as acts in memory. */
#define RECORD_ACTS 1000
void record_file(recording *r);
void record_acts(recording *r);
void insert_acts(recording *r);
/* RECORD_UNITS units of one act each, to a case that has the example's acts. */
#define RECORD_UNITS 40
void record_units(recording *r);
void insert_units(recording *r);
void must(cj_status status, const char *what);

#endif
