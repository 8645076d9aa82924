/* SPDX-License-Identifier: MIT */
/* What the fuzz targets share: a context that counts, and checks that end the run. */
#ifndef CJ_FUZZ_H
#define CJ_FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "core/core.h"

/* The one entry of each target; libFuzzer calls it, and so does replay.c. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process as a finding: a fuzzer keeps the input, a test fails. */
#define FUZZ_CHECK(condition)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/*
 * The context of the process, made at the first call: low limits so that every input is quick, a
 * fixed clock and fixed randomness so that an input does the same each time, counted memory.
 */
cj_context *fuzz_context(void);

/* Blocks that the context's allocator has given out and not got back. */
long fuzz_live(void);

/* From now on the allocation `after` (from 0), and all behind it, fail; negative: none does. */
void fuzz_fail_after(long after);

/* A number below `n` that depends on all bytes, for choices that are no part of the format. */
size_t fuzz_choice(const uint8_t *data, size_t size, size_t n);

/*
 * Runs `read` on the input twice: as it is, and with memory that ends at some point. Both times
 * all memory must come back. `read` is told whether memory may be short.
 */
void fuzz_run(const uint8_t *data, size_t size,
              void (*read)(const uint8_t *data, size_t size, bool short_of_memory));

/* A cj_write_fn into a cji_buf. */
int32_t fuzz_write(const void *bytes, size_t size, void *user);

/* After a failed call: there is at least one problem, and all that it says can be asked for. */
void fuzz_check_error(const cj_error *error, cj_status status);

#endif
