/* SPDX-License-Identifier: MIT */
/* Scores in assessments: what an act states of one, and whether the instrument gives that. */
#include "casework/casework.h"

#include <math.h>

static const cj_instrument *instrument_of(const cj_record *act)
{
    const cj_record *scored = cji_sub(act, CJ_FIELD_SCORED);
    return scored != NULL ? cj_instrument_find(cji_text(scored, CJ_FIELD_INSTRUMENT).p) : NULL;
}

/* One value into its place. */
static bool read_value(cji_scored *out, const cj_record *pair)
{
    cji_str text = cji_text(pair, CJ_FIELD_VALUE);
    int32_t number = cj_instrument_input_find(out->instrument, cji_text(pair, CJ_FIELD_NAME).p);
    const cj_instrument_input *input =
        cj_instrument_input_at(out->instrument, number >= 0 ? (size_t)number : SIZE_MAX);
    const char *why;
    cj_status status;
    if (input == NULL)
        return false;
    status = cji_input_parse(input, text, &out->values[number], &why);
    out->outside = out->outside || status == CJ_E_VALUE_RANGE;
    out->coded = out->coded || input->type == CJ_INPUT_OFFENCE;
    return status == CJ_OK || status == CJ_E_VALUE_RANGE;
}

bool cji_scored_read(const cj_record *act, cji_scored *out, cji_str *about)
{
    const cj_record *scored = cji_sub(act, CJ_FIELD_SCORED);
    const cji_slot *pairs;
    *out = (cji_scored){.instrument = instrument_of(act)};
    for (size_t i = 0; i < CJI_INPUTS_MAX; i++)
        out->values[i] = NAN;
    if (out->instrument == NULL)
        return true;
    out->same = cji_str_is(cji_text(scored, CJ_FIELD_INSTRUMENT_VERSION),
                           cj_instrument_describe(out->instrument)->version);
    pairs = cji_slot_of(scored, CJ_FIELD_VALUES, NULL);
    for (uint32_t i = 0; i < pairs->count; i++) {
        cji_str name = cji_text(pairs->values[i].record, CJ_FIELD_NAME);
        bool ok = read_value(out, pairs->values[i].record);
        for (uint32_t k = 0; k < i; k++)
            ok = ok && !cji_str_eq(cji_text(pairs->values[k].record, CJ_FIELD_NAME), name);
        if (ok)
            continue;
        if (about != NULL)
            *about = name;
        return false;
    }
    return true;
}

bool cji_scored_same(const cji_scored *scored, const cj_score *score, const cj_offences *offences,
                     const cj_record *result)
{
    int32_t output =
        cj_instrument_output_find(scored->instrument, cji_text(result, CJ_FIELD_SCALE).p);
    const cj_instrument_output *about =
        cj_instrument_output_at(scored->instrument, output >= 0 ? (size_t)output : SIZE_MAX);
    int32_t status = about != NULL ? cj_score_status(score, about->scale) : CJ_SCORE_REFUSED;
    if (status == CJ_SCORE_REFUSED ||
        (status != CJ_SCORE_DONE && scored->coded && offences == NULL))
        return true;
    return cji_output_is(scored->instrument, (size_t)output, cj_score_value(score, (size_t)output),
                         cji_text(result, CJ_FIELD_VALUE));
}

/* ---- integrity ------------------------------------------------------------------------------- */

bool cji_check_instrument_known(const cji_rule *rule, const cji_rule_view *view)
{
    *view->about = cji_path_text(view->record, rule->a);
    return instrument_of(view->record) != NULL;
}

bool cji_check_score_readable(const cji_rule *rule, const cji_rule_view *view)
{
    cji_scored scored;
    (void)rule;
    return cji_scored_read(view->record, &scored, view->about);
}

bool cji_check_score_stated(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_slot *results = cji_slot_of(view->record, rule->a.field, NULL);
    const cj_instrument *instrument = instrument_of(view->record);
    uint64_t stated = 0;
    for (uint32_t i = 0; instrument != NULL && i < results->count; i++) {
        cji_str scale = cji_text(results->values[i].record, CJ_FIELD_SCALE);
        int32_t output = cj_instrument_output_find(instrument, scale.p);
        if (output >= 0 && (stated >> output & 1) != 0) {
            *view->about = scale;
            return false;
        }
        stated |= output >= 0 ? UINT64_C(1) << output : 0;
    }
    return instrument == NULL || stated != 0; /* an unknown instrument is another problem */
}

/* ---- conduct --------------------------------------------------------------------------------- */

/* What the values give; NULL when there is nothing to be worked out, or no memory. */
static cj_score *score_of(const cji_rule_view *view, cji_scored *scored)
{
    cj_score *score = NULL;
    cj_status problem, status = CJ_OK;
    if (cji_scored_read(view->record, scored, NULL) && scored->instrument != NULL)
        status = cji_score_try(view->c->ctx, scored->instrument, NULL, scored->values, &score,
                               &problem, NULL);
    if (status != CJ_OK)
        *view->failed = status;
    return score;
}

/* Also values that contradict each other, or that the instrument does not take, are outside. */
bool cji_check_score_in_range(const cji_rule *rule, const cji_rule_view *view)
{
    cji_scored scored;
    cj_score *score = score_of(view, &scored);
    bool outside = score != NULL && scored.outside;
    (void)rule;
    for (size_t i = 0; score != NULL && i < cj_instrument_describe(scored.instrument)->scale_count;
         i++)
        outside = outside || cj_score_status(score, i) == CJ_SCORE_REFUSED;
    cj_score_unref(score);
    return !outside;
}

/* Only of the version that is here it can be said; nor of values that are outside. */
bool cji_check_score_agrees(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_slot *results = cji_slot_of(view->record, rule->a.field, NULL);
    cji_scored scored;
    cj_score *score = score_of(view, &scored);
    bool same = true;
    for (uint32_t i = 0; score != NULL && scored.same && !scored.outside && i < results->count; i++)
        same = same && cji_scored_same(&scored, score, NULL, results->values[i].record);
    cj_score_unref(score);
    return same;
}
