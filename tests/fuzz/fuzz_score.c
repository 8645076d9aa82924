/* SPDX-License-Identifier: MIT */
/*
 * CSV files of people to score, each as every instrument. What comes out is CSV with as many rows,
 * and when all of them were scored, scoring it again gives the same bytes.
 */
#include "fuzz/fuzz.h"

#include "instruments/instruments.h"

static const char table[] = "offence_code,actuarial_category,ogrs3_weight_moj\n"
                            "00500,VIOLENCE_AGAINST_THE_PERSON_ABH_PLUS,0\n06667,UNKNOWN,999\n";

static size_t rows_of(cj_context *ctx, cji_str text)
{
    cji_csv csv;
    bool more = true;
    size_t n = 0;
    FUZZ_CHECK(cji_csv_init(&csv, ctx, "x", text, NULL) == CJ_OK);
    while (cji_csv_next(&csv, &more, NULL) == CJ_OK && more)
        n++;
    cji_csv_fini(&csv);
    return n;
}

static cj_status score(const cj_instrument *it, const cj_offences *t, cji_str in, cji_buf *out,
                       cj_error **error)
{
    cji_buf_init(out, fuzz_context(), 1 << 24);
    return cj_instrument_score_csv(fuzz_context(), it, t, "input", in.p, in.n, NULL, fuzz_write,
                                   out, error);
}

static void score_as(const cj_instrument *it, const cj_offences *t, cji_str in,
                     bool short_of_memory)
{
    cj_error *error = NULL;
    cji_buf out, again;
    cj_status status = score(it, t, in, &out, &error);
    if (status != CJ_OK && !short_of_memory)
        fuzz_check_error(error, status);
    if ((status == CJ_OK || status == CJ_E_SCORE) && !short_of_memory && out.n < 1 << 20) {
        FUZZ_CHECK(rows_of(fuzz_context(), in) == rows_of(fuzz_context(), cji_buf_view(&out)));
        cj_status second = score(it, t, cji_buf_view(&out), &again, NULL);
        /* A row of too few or too many cells comes out with as many as the header has. */
        FUZZ_CHECK(second == CJ_OK || second == status);
        if (status == CJ_OK)
            FUZZ_CHECK(cji_str_eq(cji_buf_view(&out), cji_buf_view(&again)));
        cji_buf_fini(&again);
    }
    cji_buf_fini(&out);
    cj_error_unref(error);
}

static cj_offences *offences; /* for the whole process: it is not what is tried here */

static void read_people(const uint8_t *data, size_t size, bool short_of_memory)
{
    for (size_t i = 0; i < cj_instrument_count(); i++)
        score_as(cj_instrument_at(i), offences, (cji_str){(const char *)data, size},
                 short_of_memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (offences == NULL) {
        FUZZ_CHECK(cj_offences_new(fuzz_context(), &offences, NULL) == CJ_OK);
        FUZZ_CHECK(cj_offences_add_memory(offences, "table", table, sizeof table - 1, NULL) ==
                   CJ_OK);
    }
    fuzz_run(data, size, read_people);
    return 0;
}
