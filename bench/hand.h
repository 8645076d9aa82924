/* SPDX-License-Identifier: MIT */
/* Twenty criteria of SFJED1 written by hand in C, as the rules that say the same are compared with.
 */
#ifndef BENCH_HAND_H
#define BENCH_HAND_H

#include "casework/casework.h"
#include "competence/competence.h"

#define HAND_CRITERIA 20
#define HAND_ACTS 1000

extern const char *const hand_items[HAND_CRITERIA];

/* What one criterion comes to: evidence in the order of time, and what is missing. */
typedef struct hand_result {
    cji_level level;
    bool untested;
    uint32_t *evidence;
    size_t nevidence;
    int32_t missing; /* a kind; 0 none */
    char why[200];
} hand_result;

/* The case, indexed once; its evidence lives in the arena. */
typedef struct hand hand;
void hand_begin(hand **out, cj_case *c, cji_arena *arena);
/* Criterion i of hand_items; `explain`: with evidence and what is missing. */
void hand_check(hand *h, size_t i, bool explain, hand_result *out);

#endif
