/* SPDX-License-Identifier: MIT */
/* What the instruments are, one score, and many. */
#include "instruments/instruments.h"

#include <math.h>

size_t cj_instrument_count(void)
{
    return cji_instrument_rows;
}

const cj_instrument *cj_instrument_at(size_t index)
{
    return index < cji_instrument_rows ? &cji_instruments[index] : NULL;
}

const cj_instrument *cj_instrument_find(const char *name)
{
    for (size_t i = 0; i < cji_instrument_rows; i++) {
        if (strcmp(cji_instruments[i].about.name, name) == 0)
            return &cji_instruments[i];
    }
    return NULL;
}

const cj_instrument_about *cj_instrument_describe(const cj_instrument *instrument)
{
    return &instrument->about;
}

const cj_instrument_input *cj_instrument_input_at(const cj_instrument *instrument, size_t index)
{
    return index < instrument->about.input_count ? &instrument->inputs[index] : NULL;
}

const cj_instrument_output *cj_instrument_output_at(const cj_instrument *instrument, size_t index)
{
    return index < instrument->about.output_count ? &instrument->outputs[index].about : NULL;
}

const cj_instrument_scale *cj_instrument_scale_at(const cj_instrument *instrument, size_t index)
{
    return index < instrument->about.scale_count ? &instrument->scales[index].about : NULL;
}

int32_t cj_instrument_input_find(const cj_instrument *instrument, const char *name)
{
    for (size_t i = 0; i < instrument->about.input_count; i++) {
        if (strcmp(instrument->inputs[i].name, name) == 0)
            return (int32_t)i;
    }
    return -1;
}

int32_t cj_instrument_output_find(const cj_instrument *instrument, const char *name)
{
    for (size_t i = 0; i < instrument->about.output_count; i++) {
        if (strcmp(instrument->outputs[i].about.name, name) == 0)
            return (int32_t)i;
    }
    return -1;
}

/* ---- one score ------------------------------------------------------------------------------- */

struct cj_score {
    cj_context *ctx;
    atomic_int refs;
    const cj_instrument *instrument;
    int32_t status[32];
    size_t nterms;
    double *values;
    cj_score_term *terms;
};

static void fill(cj_score *score, const cji_run *run)
{
    const cj_instrument *it = run->instrument;
    for (size_t i = 0; i < it->about.scale_count; i++) {
        score->status[i] = (run->scales >> i & 1) == 0       ? CJ_SCORE_NOT_ASKED
                           : (run->refused[0] >> i & 1) != 0 ? CJ_SCORE_REFUSED
                           : (run->missing[0] >> i & 1) != 0 ? CJ_SCORE_MISSING
                                                             : CJ_SCORE_DONE;
    }
    for (size_t i = 0; i < it->about.output_count; i++)
        score->values[i] = score->status[it->outputs[i].about.scale] == CJ_SCORE_DONE
                               ? run->block.slot[it->outputs[i].slot][0]
                               : NAN;
    for (size_t i = 0; i < it->nterms; i++) {
        const cji_term *term = &it->terms[i];
        if (score->status[term->scale] != CJ_SCORE_DONE)
            continue;
        score->terms[score->nterms++] =
            (cj_score_term){term->scale, term->label, run->block.slot[term->slot][0], term->output};
    }
}

static cj_score *new_score(cj_context *ctx, const cj_instrument *it)
{
    size_t outputs = it->about.output_count * sizeof(double);
    size_t terms = it->nterms * sizeof(cj_score_term);
    cj_score *score = cji_alloc(ctx, sizeof *score);
    if (score == NULL)
        return NULL;
    score->values = cji_alloc(ctx, outputs + terms);
    if (score->values == NULL) {
        cji_free(ctx, score);
        return NULL;
    }
    score->terms = (cj_score_term *)(score->values + it->about.output_count);
    score->ctx = cj_context_ref(ctx);
    score->instrument = it;
    atomic_init(&score->refs, 1);
    return score;
}

cj_status cji_score_try(cj_context *context, const cj_instrument *instrument,
                        const cj_offences *offences, const double *inputs, cj_score **out,
                        cj_status *problem, cj_error **error)
{
    const double *columns[CJI_INPUTS_MAX];
    cji_run run;
    cj_score *score = NULL;
    cj_status status;
    uint64_t given = 0;
    for (size_t i = 0; i < instrument->about.input_count; i++) {
        columns[i] = &inputs[i];
        given |= (uint64_t)(inputs[i] == inputs[i]) << i;
    }
    status = cji_run_init(&run, context, instrument, offences, 1,
                          cji_scales_asked(instrument, given), error);
    if (status != CJ_OK)
        return status;
    score = new_score(context, instrument);
    if (score == NULL) {
        status = cji_no_memory(context, error);
        goto done;
    }
    cji_run_block(&run, columns, 0, 1);
    fill(score, &run);
    *problem = cji_run_problems(&run, 0, NULL, error);
    if (((run.missing[0] | run.refused[0]) & run.scales) != run.scales)
        *problem = CJ_OK; /* a scale was scored; what kept the others from it is told */
    *out = score;
done:
    cji_run_fini(&run);
    return status;
}

cj_status cj_score_new(cj_context *context, const cj_instrument *instrument,
                       const cj_offences *offences, const double *inputs, cj_score **out,
                       cj_error **error)
{
    cj_score *score = NULL;
    cj_status problem = CJ_OK;
    cj_status status =
        cji_score_try(context, instrument, offences, inputs, &score, &problem, error);
    if (status == CJ_OK && problem == CJ_OK)
        *out = score;
    else
        cj_score_unref(score);
    return status == CJ_OK ? problem : status;
}

cj_score *cj_score_ref(cj_score *score)
{
    if (score != NULL)
        atomic_fetch_add(&score->refs, 1);
    return score;
}

void cj_score_unref(cj_score *score)
{
    cj_context *ctx;
    if (score == NULL || atomic_fetch_sub(&score->refs, 1) > 1)
        return;
    ctx = score->ctx;
    cji_free(ctx, score->values);
    cji_free(ctx, score);
    cj_context_unref(ctx);
}

const cj_instrument *cj_score_instrument(const cj_score *score)
{
    return score != NULL ? score->instrument : NULL;
}

int32_t cj_score_status(const cj_score *score, size_t scale)
{
    return scale < score->instrument->about.scale_count ? score->status[scale] : 0;
}

double cj_score_value(const cj_score *score, size_t output)
{
    return output < score->instrument->about.output_count ? score->values[output] : NAN;
}

size_t cj_score_term_count(const cj_score *score)
{
    return score->nterms;
}

const cj_score_term *cj_score_term_at(const cj_score *score, size_t index)
{
    return index < score->nterms ? &score->terms[index] : NULL;
}

/* ---- many ------------------------------------------------------------------------------------ */

#define BLOCK 64

static void copy_out(const cji_run *run, double *const *outputs, size_t first, size_t n)
{
    const cj_instrument *it = run->instrument;
    for (size_t i = 0; i < it->about.output_count; i++) {
        const double *x = run->block.slot[it->outputs[i].slot];
        uint32_t bit = UINT32_C(1) << it->outputs[i].about.scale;
        if (outputs[i] == NULL)
            continue;
        for (size_t r = 0; r < n; r++)
            outputs[i][first + r] = ((run->missing[r] | run->refused[r]) & bit) == 0 ? x[r] : NAN;
    }
}

cj_status cj_instrument_score_batch(cj_context *context, const cj_instrument *instrument,
                                    const cj_offences *offences, size_t rows,
                                    const double *const *inputs, double *const *outputs,
                                    uint32_t *refused, cj_error **error)
{
    uint32_t scales = 0;
    cji_run run;
    cj_status status;
    for (size_t i = 0; i < instrument->about.output_count; i++)
        scales |= outputs[i] != NULL ? UINT32_C(1) << instrument->outputs[i].about.scale : 0;
    status = cji_run_init(&run, context, instrument, offences, BLOCK, scales, error);
    if (status != CJ_OK)
        return status;
    for (size_t first = 0; first < rows; first += BLOCK) {
        size_t n = rows - first < BLOCK ? rows - first : BLOCK;
        cji_run_block(&run, inputs, first, n);
        copy_out(&run, outputs, first, n);
        for (size_t r = 0; refused != NULL && r < n; r++)
            refused[first + r] = (run.missing[r] | run.refused[r]) & scales;
    }
    cji_run_fini(&run);
    return CJ_OK;
}
