/* SPDX-License-Identifier: MIT */
/* What other rooms ask of the instruments beyond the public header. */
#ifndef CJI_SCORING_H
#define CJI_SCORING_H

#include "core/core.h"

#include <cjustice/instrument.h>

#define CJI_INPUTS_MAX 64 /* sets of them are bits; the generator sees to it */

/* As cj_score_new, but the score is there also when nothing could be scored: *problem is what kept
 * it. CJ_OK or CJ_E_MEMORY. */
cj_status cji_score_try(cj_context *context, const cj_instrument *instrument,
                        const cj_offences *offences, const double *inputs, cj_score **out,
                        cj_status *problem, cj_error **error) CJI_CHECK;

/* CJ_OK or the code of what is wrong with the text, told in *why. */
cj_status cji_input_parse(const cj_instrument_input *input, cji_str text, double *out,
                          const char **why);

/* Whether the text says that value of an output: a code by its name, a number by its value; one
 * that is not rounded to as many digits as the text has, which are four or more. "" is NaN. */
bool cji_output_is(const cj_instrument *instrument, size_t output, double value, cji_str text);

/* What a term adds, at least CJ_SCORE_TEXT bytes: a number, or the code of its output; "" where it
 * does not apply. */
void cji_term_text(const cj_instrument *instrument, const cj_score_term *term, char *out);

#endif
