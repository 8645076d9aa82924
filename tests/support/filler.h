/* SPDX-License-Identifier: MIT */
/*
 * Acts from the rows of their kind: what a test says of them, and whatever else makes them valid.
 * Either the least that is wanted (a reason instead of a value, the first code), or anything at
 * random.
 */
#ifndef CJ_TEST_FILLER_H
#define CJ_TEST_FILLER_H

#include "casework/casework.h"

/*
 * A line is "ID KIND HANDLE WHEN FIELD=VALUE FIELD.MEMBER=VALUE ...". Values are without spaces.
 * WHEN is MM-DD (of 2026, at 10:00Z), a month, a day, or a whole time; FIELD.MEMBER is of the last
 * FIELD, +FIELD begins another one. `c` is where references may point. Fails the test when the line
 * makes no sense.
 */
cj_act *filler_act(cj_case *c, const char *line);
/* Makes the act and applies it. */
cj_status filler_apply(cj_case *c, const char *line, cj_error **error);
/* Applies all lines (each ends in \n); the test fails if one is refused. */
void filler_lines(cj_case *c, const char *lines);

/* A number of a sequence that the seed begins. */
uint64_t filler_random(uint64_t *seed);
/* A random act of the kind for the case; NULL when the case has not what the kind refers to. */
cj_act *filler_any(cj_case *c, int32_t kind, uint64_t *seed);

/* A case that stands, with a party, an order, a need, a factor and a goal. */
extern const char filler_base[];

#endif
