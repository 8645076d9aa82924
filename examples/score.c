/* SPDX-License-Identifier: MIT */
/*
 * A risk instrument without a store: one score with what each term adds.
 * Usage: score STANDARDS-DIR
 */
#include <cjustice/cjustice.h>

#include <math.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    static const char *const given[][2] = {{"sex", "F"},
                                           {"date_of_birth", "1996-02-29"},
                                           {"date_of_conviction", "2026-02-28"},
                                           {"date_of_follow_up", "2026-03-01"},
                                           {"total_sanctions", "5"},
                                           {"age_at_first_sanction", "22"},
                                           {"offence_code", "03802"}};
    const cj_instrument *ogrs3 = cj_instrument_find("ogrs3");
    const size_t ninputs = cj_instrument_describe(ogrs3)->input_count;
    double inputs[64];
    char text[CJ_SCORE_TEXT];
    cj_context *context = NULL;
    cj_offences *offences = NULL;
    cj_score *score = NULL;
    cj_error *error = NULL;
    cj_status status;
    size_t i;
    for (i = 0; i < ninputs; i++)
        inputs[i] = NAN; /* missing: what follows from the dates is worked out */
    status = cj_context_new(NULL, &context, &error);
    if (status == CJ_OK)
        status = cj_offences_new(context, &offences, &error);
    if (status == CJ_OK)
        status = cj_offences_add_dir(offences, argc > 1 ? argv[1] : cj_data_dir(), &error);
    for (i = 0; status == CJ_OK && i < sizeof given / sizeof *given; i++) {
        size_t input = (size_t)cj_instrument_input_find(ogrs3, given[i][0]);
        status =
            cj_instrument_parse(context, ogrs3, input, given[i][1], CJ_ZT, &inputs[input], &error);
    }
    if (status == CJ_OK)
        status = cj_score_new(context, ogrs3, offences, inputs, &score, &error);
    if (status == CJ_OK) {
        for (i = 0; i < cj_score_term_count(score); i++) {
            const cj_score_term *term = cj_score_term_at(score, i);
            if (term->scale == 0 && term->value != 0)
                printf("%-24s %+.4f\n", term->label, term->value);
        }
        i = (size_t)cj_instrument_output_find(ogrs3, "moj_percent_2yr");
        cj_instrument_format(ogrs3, i, cj_score_value(score, i), text);
        printf("of people with this score, %s in 100 had %s\n", text,
               cj_instrument_describe(ogrs3)->predicts);
    }
    for (i = 0; i < cj_error_count(error); i++)
        fprintf(stderr, "%s\n", cj_error_message(error, i));
    cj_score_unref(score);
    cj_offences_unref(offences);
    cj_error_unref(error);
    cj_context_unref(context);
    return status == CJ_OK ? 0 : 1;
}
