/* SPDX-License-Identifier: MIT */
/* Rules that are evaluated against the same written by hand. */
#ifndef BENCH_CHECK_H
#define BENCH_CHECK_H

#include "core/core.h"

typedef struct checking checking;

/* The examples beside `example`, whole and with acts left out. Ends the program when both sides do
 * not come to the same. */
checking *checking_new(cj_context *ctx, const char *standards, const char *example);
void checking_free(checking *c);
/* The criteria of bench/hand.c, of all cases: explained, and only decided. */
void check_explain(checking *c);
void check_explain_by_hand(checking *c);
void check_decide(checking *c);
void check_decide_by_hand(checking *c);

#endif
