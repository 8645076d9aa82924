/* SPDX-License-Identifier: MIT */
/* The log's rows of the bench: each gives a rising list of ratios of rates, ours to the bare one's.
 */
#ifndef BENCH_LOG_H
#define BENCH_LOG_H

#include <stddef.h>
#include <stdio.h>

typedef struct cj_context cj_context;

/* Prints all, or the one of that name, and writes each as a member of a JSON list behind *shown. */
void bench_log(cj_context *ctx, const char *dir, const char *name, FILE *json, size_t *shown);

#endif
