/* SPDX-License-Identifier: MIT */
/* What the instruments promise besides numbers: descriptions, missing values, order, edges. */
#include "instrument_support.h"

static void test_described(void **state)
{
    static const char *const names[] = {"ogrs3", "snsv", "ogrs4",   "ovp_ogp",
                                        "osp",   "pni",  "tier_v2", "tier_v3"};
    (void)state;
    assert_int_equal(cj_instrument_count(), CJI_COUNT(names));
    assert_null(cj_instrument_at(CJI_COUNT(names)));
    assert_null(cj_instrument_find("static99r"));
    for (size_t k = 0; k < CJI_COUNT(names); k++) {
        const cj_instrument *it = cj_instrument_find(names[k]);
        const cj_instrument_about *about = cj_instrument_describe(it);
        assert_true(about->limit_count > 0 && about->source_count > 0);
        assert_true(strlen(about->predicts) > 5 && strlen(about->built_for) > 5);
        assert_true(about->input_count <= INPUTS && about->scale_count <= 16);
        for (size_t i = 0; i < about->input_count; i++) {
            const cj_instrument_input *input = cj_instrument_input_at(it, i);
            assert_int_equal(cj_instrument_input_find(it, input->name), (int32_t)i);
            assert_int_equal(cj_instrument_output_find(it, input->name), -1);
            assert_true(strlen(input->help) > 5 && input->least <= input->most);
            assert_true((input->code_count > 0) == (input->codes != NULL));
        }
        for (size_t o = 0; o < about->output_count; o++) {
            const cj_instrument_output *output = cj_instrument_output_at(it, o);
            assert_int_equal(cj_instrument_output_find(it, output->name), (int32_t)o);
            assert_true(output->scale < about->scale_count);
            assert_true((output->type == CJ_OUTPUT_CODE) == (output->code_count > 0));
        }
        assert_null(cj_instrument_input_at(it, about->input_count));
        assert_null(cj_instrument_output_at(it, about->output_count));
        assert_null(cj_instrument_scale_at(it, about->scale_count));
        for (size_t s = 0; s < about->scale_count; s++)
            assert_true(strlen(cj_instrument_scale_at(it, s)->title) > 1);
    }
}

/* ---- rounding and bands ------------------------------------------------------------------------
 */

static double run_step(double x, const double *table, size_t n)
{
    static const uint16_t args[] = {0};
    const double *slots[] = {&x};
    cji_op op = {.nargs = 1, .args = args, .ntable = n, .table = table};
    cji_block block = {.n = 1, .slot = slots};
    double out;
    cji_op_step(&op, &block, &out);
    return out;
}

static void test_bands(void **state)
{
    static const double bounds[] = {0, 1.0, 3.0, 6.9};
    (void)state;
    for (size_t i = 0; i < CJI_COUNT(bounds); i++) {
        double at = run_step(bounds[i], bounds, 4), above, below;
        assert_true(at == (double)i); /* a lower bound belongs to its band */
        above = run_step(nextafter(bounds[i], 100), bounds, 4);
        below = run_step(nextafter(bounds[i], -100), bounds, 4);
        assert_true(above == (double)i);
        assert_true(i == 0 ? isnan(below) : below == (double)i - 1);
    }
    assert_true(isnan(run_step(NAN, bounds, 4)));
}

static void test_rounding(void **state)
{
    (void)state;
    /* The binary value decides: 0.485 is held a little below, 0.505 a little above. */
    assert_true(cji_half_up(0.48500, 100) == 48 && cji_half_up(0.50500, 100) == 51);
    assert_true(cji_half_up(0.5, 1) == 1 && cji_half_up(2.5, 1) == 3 && cji_half_up(-2.5, 1) == -3);
    assert_true(cji_half_up(0.125, 100) == 13 && cji_half_up(nextafter(0.125, 0), 100) == 12);
    assert_true(cji_half_up(nextafter(0.125, 1), 100) == 13);
    assert_true(cji_half_up(0, 100) == 0 && cji_half_up(1, 10000) == 10000);
    assert_true(isnan(cji_half_up(NAN, 100)));
    for (int n = 0; n < 100000; n++) { /* what is rounded stays */
        double x = n / 100000.0;
        assert_true(cji_half_up(x, 100000) == n);
    }
}

/* ---- missing values ----------------------------------------------------------------------------
 */

typedef struct world {
    cj_context *ctx;
    cj_offences *offences;
    size_t scored, compared;
} world;

static bool is_optional(const char *name)
{
    static const char *const names[] = {
        "drug_motivation",
        "stranger_victim",
        "date_of_most_recent_offence",
        "date_of_most_recent_sexual_offence",
        "age_at_most_recent_sexual_offence",
        "date_of_follow_up", /* OGRS4: the conviction stands in for it */
        "heroin",
        "methadone",
        "other_opiate",
        "crack_cocaine",
        "powder_cocaine",
        "misused_prescription",
        "benzodiazepines",
        "cannabis",
        "steroids",
        "other_drug",
        "ketamine",
        "spice",
        "hallucinogens",
        "solvents",
        "violence_subcategory"};
    for (size_t i = 0; i < CJI_COUNT(names); i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

/* Without an input a scale gives what it gave with it, or nothing. */
static void blank_each(const cj_instrument *it, double *inputs, void *user)
{
    world *w = user;
    cj_score *with = NULL, *without = NULL;
    const cj_instrument_about *about = cj_instrument_describe(it);
    if (cj_score_new(w->ctx, it, w->offences, inputs, &with, NULL) != CJ_OK)
        return;
    w->scored++;
    for (size_t i = 0; i < about->input_count; i++) {
        double kept = inputs[i];
        inputs[i] = NAN;
        if (!is_optional(cj_instrument_input_at(it, i)->name) &&
            cj_score_new(w->ctx, it, w->offences, inputs, &without, NULL) == CJ_OK) {
            for (size_t o = 0; o < about->output_count; o++) {
                double a = cj_score_value(with, o), b = cj_score_value(without, o);
                if (a == a && b == b && a != b)
                    fail_msg("%s: without %s, %s is %.17g and not %.17g", about->name,
                             cj_instrument_input_at(it, i)->name,
                             cj_instrument_output_at(it, o)->name, b, a);
                w->compared++;
            }
            cj_score_unref(without);
            without = NULL;
        }
        inputs[i] = kept;
    }
    cj_score_unref(with);
}

static void test_missing_is_not_zero(void **state)
{
    static const char *const names[] = {"ogrs3", "snsv", "ogrs4", "ovp_ogp", "osp"};
    for (size_t k = 0; k < CJI_COUNT(names); k++) {
        world w = {.ctx = *state, .offences = offences_of(*state)};
        each_vector(*state, names[k], blank_each, &w);
        assert_true(w.scored > 80 && w.compared > 1000);
        cj_offences_unref(w.offences);
    }
}

static void test_all_problems(void **state)
{
    const cj_instrument *it = cj_instrument_find("ogrs3");
    double inputs[INPUTS];
    cj_error *error = NULL;
    cj_score *score = NULL;
    for (size_t i = 0; i < INPUTS; i++)
        inputs[i] = NAN;
    assert_int_equal(cj_score_new(*state, it, NULL, inputs, &score, &error), CJ_E_FIELD_MISSING);
    assert_null(score);
    assert_int_equal(cj_error_count(error), 6);
    assert_string_equal(cj_error_field(error, 0), "sex");
    cj_error_unref(error);
    error = NULL;
    inputs[cj_instrument_input_find(it, "sex")] = 2;
    inputs[cj_instrument_input_find(it, "total_sanctions")] = 0;
    inputs[cj_instrument_input_find(it, "age_at_conviction")] = 9;
    inputs[cj_instrument_input_find(it, "age_at_follow_up")] = 30.5;
    inputs[cj_instrument_input_find(it, "age_at_first_sanction")] = 10;
    inputs[cj_instrument_input_find(it, "offence_category")] = 3;
    assert_int_equal(cj_score_new(*state, it, NULL, inputs, &score, &error), CJ_E_VALUE_RANGE);
    assert_int_equal(cj_error_count(error), 5); /* three out of range, two checks */
    assert_string_equal(cj_error_rule(error, 3), "conviction_below_ten");
    cj_error_unref(error);
}

/* What a dynamic scale lacks is a warning, and the static one stands. */
static void check_static_stands(const cj_instrument *it, double *inputs, void *user)
{
    world *w = user;
    cj_score *score = NULL;
    cj_error *error = NULL;
    int32_t weapon = cj_instrument_input_find(it, "weapon");
    if (cj_score_new(w->ctx, it, w->offences, inputs, &score, NULL) != CJ_OK)
        return;
    if (cj_score_status(score, 1) == CJ_SCORE_DONE) {
        cj_score *less = NULL;
        inputs[weapon] = NAN;
        assert_ok(cj_score_new(w->ctx, it, w->offences, inputs, &less, &error), error);
        assert_int_equal(cj_score_status(less, 0), CJ_SCORE_DONE);
        assert_int_equal(cj_score_status(less, 1), CJ_SCORE_MISSING);
        assert_int_equal(cj_error_count(error), 1);
        assert_int_equal(cj_error_severity(error, 0), CJ_SEVERITY_WARNING);
        assert_string_equal(cj_error_field(error, 0), "weapon");
        w->scored++;
        cj_score_unref(less);
    }
    cj_score_unref(score);
    cj_error_unref(error);
}

static void test_static_stands(void **state)
{
    world w = {.ctx = *state, .offences = offences_of(*state)};
    each_vector(*state, "snsv", check_static_stands, &w);
    assert_true(w.scored > 80);
    cj_offences_unref(w.offences);
}

/* ---- order: what the tables weigh upwards does not lower a score --------------------------------
 */

typedef struct rising {
    const char *instrument, *output;
    const char *inputs[12];
    double least; /* from which the input rises */
} rising;

static const rising rises[] = {
    {"ogrs3", "p_2yr", {"total_sanctions"}, 2},
    {"snsv",
     "p_dynamic_2yr",
     {"weapon", "accommodation", "unemployed", "partner_relationship", "alcohol_current",
      "alcohol_binge", "impulsivity", "temper", "pro_criminal", "past_arson", "past_homicide"},
     0},
    {"ogrs4",
     "arp_dynamic_p",
     {"accommodation", "unemployed", "partner_relationship", "domestic_abuse", "regular_activities",
      "drug_motivation", "alcohol_current", "impulsivity", "heroin", "solvents"},
     0},
    {"ogrs4", "svrp_dynamic_p", {"weapon", "temper", "past_firearms", "past_arson"}, 0},
    {"ovp_ogp",
     "ovp_p_2yr",
     {"no_fixed_abode", "unemployed", "psychiatric_treatment", "alcohol_current", "alcohol_binge",
      "temper", "pro_criminal"},
     0},
    {"ovp_ogp",
     "ogp_p_2yr",
     {"ogrs3_percent_2yr", "regular_activities", "drug_current", "drug_motivation",
      "problem_solving", "consequences", "understands_others"},
     0},
    {"osp", "dc_p", {"contact_adult", "contact_child", "non_contact", "stranger_victim"}, 0},
    {"osp", "csrp_percent", {"contact_adult", "indecent_images"}, 0},
    {"tier_v2", "protect_points", {"rosh", "mappa_level", "previous_enforcement", "parenting"}, 0},
    {"tier_v2", "change_points", {"ogrs3_percent_2yr", "iom", "score_attitudes"}, 0},
};

typedef struct rise {
    const rising *what;
    world w;
} rise;

static void raise_each(const cj_instrument *it, double *inputs, void *user)
{
    rise *r = user;
    size_t output = (size_t)cj_instrument_output_find(it, r->what->output);
    for (size_t k = 0; k < 12 && r->what->inputs[k] != NULL; k++) {
        int32_t i = cj_instrument_input_find(it, r->what->inputs[k]);
        double kept = inputs[i], low = NAN, high = NAN;
        cj_score *score = NULL;
        if (!(kept >= r->what->least) || kept + 1 > cj_instrument_input_at(it, (size_t)i)->most)
            continue;
        if (cj_score_new(r->w.ctx, it, r->w.offences, inputs, &score, NULL) == CJ_OK)
            low = cj_score_value(score, output);
        cj_score_unref(score);
        score = NULL;
        inputs[i] += 1;
        if (cj_score_new(r->w.ctx, it, r->w.offences, inputs, &score, NULL) == CJ_OK)
            high = cj_score_value(score, output);
        cj_score_unref(score);
        inputs[i] = kept;
        if (high < low)
            fail_msg("%s falls from %.17g to %.17g with more %s", r->what->output, low, high,
                     r->what->inputs[k]);
        r->w.compared += high == high && low == low;
        r->w.scored += high > low;
    }
}

static void test_monotone(void **state)
{
    for (size_t i = 0; i < CJI_COUNT(rises); i++) {
        rise r = {&rises[i], {.ctx = *state, .offences = offences_of(*state)}};
        each_vector(*state, rises[i].instrument, raise_each, &r);
        if (r.w.compared < 40 || r.w.scored < 20)
            fail_msg("%s: %zu compared, %zu rose", rises[i].output, r.w.compared, r.w.scored);
        cj_offences_unref(r.w.offences);
    }
}

/* ---- terms -------------------------------------------------------------------------------------
 */

static void check_terms(const cj_instrument *it, double *inputs, void *user)
{
    world *w = user;
    cj_score *score = NULL;
    double z = 0, k2 = 0;
    if (cj_score_new(w->ctx, it, w->offences, inputs, &score, NULL) != CJ_OK)
        return;
    for (size_t i = 0; i < cj_score_term_count(score); i++) {
        const cj_score_term *t = cj_score_term_at(score, i);
        if (t->scale != 0 || strcmp(t->label, "constant, one year") == 0)
            continue;
        if (strcmp(t->label, "constant, two years") == 0)
            k2 = t->value;
        else
            z += t->value;
    }
    /* What is shown is what was added. */
    assert_true(fabs(1 / (1 + exp(-(z + k2))) - cj_score_value(score, 1)) < 1e-15);
    assert_null(cj_score_term_at(score, cj_score_term_count(score)));
    w->scored++;
    cj_score_unref(score);
}

static void test_terms_add_up(void **state)
{
    world w = {.ctx = *state, .offences = offences_of(*state)};
    each_vector(*state, "ogrs3", check_terms, &w);
    assert_true(w.scored > 80);
    cj_offences_unref(w.offences);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_described),
        cmocka_unit_test(test_bands),
        cmocka_unit_test(test_rounding),
        cmocka_unit_test_setup_teardown(test_missing_is_not_zero, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_all_problems, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_static_stands, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_monotone, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_terms_add_up, context_make, context_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
