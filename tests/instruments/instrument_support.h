/* SPDX-License-Identifier: MIT */
/* What the tests of the instruments share: a table of offences, vectors, cells. */
#ifndef CJ_TEST_INSTRUMENT_SUPPORT_H
#define CJ_TEST_INSTRUMENT_SUPPORT_H

#include "support/support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "instruments/instruments.h"

#define VECTORS "tests/instruments/data"
#define SHARED "../shared/vectors"
#define INPUTS 64

static inline cj_offences *offences_of(cj_context *ctx)
{
    cj_offences *offences = NULL;
    cj_error *error = NULL;
    assert_ok(cj_offences_new(ctx, &offences, &error), error);
    assert_ok(cj_offences_add_dir(offences, "standards", &error), error);
    return offences;
}

static inline int32_t keep_bytes(const void *bytes, size_t size, void *user)
{
    cji_buf_put(user, bytes, size);
    return 0;
}

/* What scoring `csv` comes to; its problems are left in *error. */
static inline cj_status score_text(cj_context *ctx, const char *instrument, cji_str csv,
                                   cji_buf *out, cj_error **error)
{
    cj_offences *offences = offences_of(ctx);
    cj_status status;
    cji_buf_init(out, ctx, 1 << 26);
    status = cj_instrument_score_csv(ctx, cj_instrument_find(instrument), offences, "in.csv", csv.p,
                                     csv.n, NULL, keep_bytes, out, error);
    cj_offences_unref(offences);
    return status;
}

/* The rows of a file of vectors; false when it is not there. */
static inline bool read_vectors(cj_context *ctx, const char *folder, const char *instrument,
                                cji_buf *out)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s.csv", folder, instrument);
    cji_buf_init(out, ctx, 1 << 26);
    return cji_file_read(ctx, path, out, NULL) == CJ_OK;
}

/* Calls `each` with the inputs of every row of our own vectors. */
static inline size_t each_vector(cj_context *ctx, const char *instrument,
                                 void (*each)(const cj_instrument *it, double *inputs, void *user),
                                 void *user)
{
    const cj_instrument *it = cj_instrument_find(instrument);
    cji_buf file;
    cji_csv csv;
    int32_t input_of[128];
    bool more, header = true;
    size_t rows = 0;
    assert_true(read_vectors(ctx, VECTORS, instrument, &file));
    assert_int_equal(cji_csv_init(&csv, ctx, instrument, cji_buf_view(&file), NULL), CJ_OK);
    while (cji_csv_next(&csv, &more, NULL) == CJ_OK && more) {
        double inputs[INPUTS];
        bool readable = true;
        for (size_t i = 0; i < csv.ncells; i++) {
            char name[80];
            snprintf(name, sizeof name, "%.*s", (int)csv.cells[i].text.n, csv.cells[i].text.p);
            if (header)
                input_of[i] = cj_instrument_input_find(it, name);
            else if (input_of[i] >= 0)
                readable =
                    cj_instrument_parse(ctx, it, (size_t)input_of[i], csv.cells[i].text.p,
                                        csv.cells[i].text.n, &inputs[input_of[i]], NULL) == CJ_OK &&
                    readable;
        }
        if (!header && readable) {
            each(it, inputs, user);
            rows++;
        }
        header = false;
    }
    cji_csv_fini(&csv);
    cji_buf_fini(&file);
    return rows;
}

#endif
