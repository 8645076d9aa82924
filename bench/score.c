/* SPDX-License-Identifier: MIT */
#include "score.h"

#include "instruments/instruments.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define COLUMNS 64

struct scoring {
    cj_context *ctx;
    cj_offences *offences;
    uint8_t category[100000]; /* of OGRS3, for the loop by hand */
    double *in[COLUMNS], *out[COLUMNS];
    double *by_hand[2];
    uint32_t seed;
};

static uint32_t random_below(scoring *s, uint32_t n)
{
    s->seed = s->seed * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)s->seed * n) >> 32);
}

/* A value that the instrument takes. */
static double value_of(scoring *s, const cj_instrument_input *input)
{
    double most = input->most < input->least + 2 ? input->most : input->least + 2;
    if (strcmp(input->name, "date_of_birth") == 0)
        return -3650.0 + random_below(s, 10000);
    if (input->type == CJ_INPUT_DATE)
        return 15000.0 + random_below(s, 100) +
               (strcmp(input->name, "date_of_conviction") != 0 ? 200.0 : 0.0);
    if (input->type == CJ_INPUT_OFFENCE) {
        for (;;) {
            uint32_t code = random_below(s, 100000);
            if (cji_offence_category(s->offences, code) >= 0 && s->category[code] < 20)
                return code;
        }
    }
    if (strcmp(input->name, "age_at_first_sanction") == 0)
        return 12.0 + random_below(s, 5);
    if (strcmp(input->name, "age_at_follow_up") == 0)
        return 20.0 + random_below(s, 40);
    return input->least + random_below(s, (uint32_t)(most - input->least) + 1);
}

/* Rows of an instrument; what follows from dates and codes is left out. */
static void fill(scoring *s, const cj_instrument *it)
{
    static const char *const derived[] = {
        "age_at_conviction",    "offence_free_months", "offence_category",
        "violence_subcategory", "actuarial_category",  "age_at_most_recent_sexual_offence"};
    bool dated = cj_instrument_input_find(it, "date_of_birth") >= 0;
    for (size_t i = 0; i < cj_instrument_describe(it)->input_count; i++) {
        const cj_instrument_input *input = cj_instrument_input_at(it, i);
        bool left_out = dated && strcmp(input->name, "age_at_follow_up") == 0;
        for (size_t d = 0; d < CJI_COUNT(derived); d++)
            left_out = left_out || strcmp(input->name, derived[d]) == 0;
        free(s->in[i]);
        s->in[i] = left_out ? NULL : malloc(SCORE_ROWS * sizeof(double));
        for (size_t r = 0; !left_out && r < SCORE_ROWS; r++)
            s->in[i][r] = value_of(s, input);
    }
}

scoring *scoring_new(cj_context *ctx, const char *standards)
{
    scoring *s = calloc(1, sizeof *s);
    if (s == NULL)
        must(CJ_E_MEMORY, "memory");
    s->ctx = ctx;
    s->seed = 1;
    must(cj_offences_new(ctx, &s->offences, NULL), "a table of offences");
    must(cj_offences_add_dir(s->offences, standards, NULL), "the table of offences");
    for (int32_t code = 0; code < 100000; code++) {
        double category = cji_offence_ogrs3(s->offences, code);
        s->category[code] = category >= 0 ? (uint8_t)category : 255;
    }
    for (size_t i = 0; i < COLUMNS; i++)
        s->out[i] = malloc(SCORE_ROWS * sizeof(double));
    for (size_t i = 0; i < 2; i++)
        s->by_hand[i] = malloc(SCORE_ROWS * sizeof(double));
    fill(s, cj_instrument_find("ogrs3"));
    return s;
}

void scoring_free(scoring *s)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        free(s->in[i]);
        free(s->out[i]);
    }
    for (size_t i = 0; i < 2; i++)
        free(s->by_hand[i]);
    cj_offences_unref(s->offences);
    free(s);
}

void score_batch(scoring *s)
{
    const cj_instrument *it = cj_instrument_find("ogrs3");
    double *out[COLUMNS] = {NULL};
    out[cj_instrument_output_find(it, "p_1yr")] = s->out[0];
    out[cj_instrument_output_find(it, "p_2yr")] = s->out[1];
    must(cj_instrument_score_batch(s->ctx, it, s->offences, SCORE_ROWS,
                                   (const double *const *)s->in, out, NULL, NULL),
         "scoring");
}

/* ---- what somebody would write who needs nothing but this ------------------------------------ */

static const double weights[2][11] = {
    {0, 0.083922902, 0.075775765, -0.061594199, -0.625103618, -1.051515067, -1.166679288,
     -1.325976554, -1.368045933, -1.499690953, -2.025261458},
    {-0.785038489, -0.613852078, -0.669521331, -0.959179629, -0.897480934, -1.028488454,
     -1.052777806, -1.129127959, -1.42187494, -1.524652221, -2.44983716}};
static const double offences[20] = {
    0,           -0.634795912, 0.181917975, 0.003276327,  -0.653434071, 0.760608858, -0.12394352,
    0.240604429, 0.661244321,  0.351866973, 0.159910192,  0.733378677,  0.380059431, 0.427225615,
    0.262228428, -0.121439408, 0.204960477, -0.795556373, 0.077165871,  -0.060667525};
static const int32_t bands[11] = {10, 12, 14, 16, 18, 21, 25, 30, 35, 40, 50};

static int32_t completed(int32_t from, int32_t to)
{
    int32_t y, m, d, year, month, day;
    cji_civil_from_days(from, &y, &m, &d);
    cji_civil_from_days(to, &year, &month, &day);
    return year - y - (month < m || (month == m && day < d));
}

static bool whole(double x, double least, double most)
{
    return x >= least && x <= most && (double)(int32_t)x == x;
}

static bool hand(const scoring *s, const double *const *in, size_t r, double *p1, double *p2)
{
    double sex = in[0][r], born = in[1][r], convicted = in[2][r], start = in[3][r];
    double total = in[4][r], first = in[5][r], code = in[6][r], z;
    int32_t ac, a, band = 10;
    if (!whole(sex, 0, 1) || !whole(born, -719162, 2932896) ||
        !whole(convicted, -719162, 2932896) || !whole(start, -719162, 2932896) ||
        !whole(total, 1, INT32_MAX) || !whole(first, 0, INT32_MAX) || !whole(code, 0, 99999) ||
        convicted <= born || start <= born)
        return false;
    ac = completed((int32_t)born, (int32_t)convicted);
    a = completed((int32_t)born, (int32_t)start);
    if (ac < 10 || a < 10 || first > ac || s->category[(int32_t)code] >= 20)
        return false;
    while (a < bands[band])
        band--;
    z = weights[(int32_t)sex][band] + (total == 1 ? 0.126142106 : 0.463062792) +
        1.251124464 * log(total / (10 + ac - first)) + offences[s->category[(int32_t)code]];
    *p1 = 1 / (1 + exp(-(z + 1.402562384)));
    *p2 = 1 / (1 + exp(-(z + 2.121705678)));
    return true;
}

void score_by_hand(scoring *s)
{
    const cj_instrument *it = cj_instrument_find("ogrs3");
    static const char *const names[] = {"sex",
                                        "date_of_birth",
                                        "date_of_conviction",
                                        "date_of_follow_up",
                                        "total_sanctions",
                                        "age_at_first_sanction",
                                        "offence_code"};
    const double *in[7];
    for (size_t i = 0; i < 7; i++)
        in[i] = s->in[cj_instrument_input_find(it, names[i])];
    for (size_t r = 0; r < SCORE_ROWS; r++) {
        if (!hand(s, in, r, &s->by_hand[0][r], &s->by_hand[1][r]))
            s->by_hand[0][r] = s->by_hand[1][r] = NAN;
    }
    if (s->out[0][SCORE_ROWS - 1] != 0 &&
        fabs(s->by_hand[0][SCORE_ROWS - 1] - s->out[0][SCORE_ROWS - 1]) > 1e-9)
        must(CJ_E_SCORE, "the loop by hand comes to the same");
}

void score_all(scoring *s, size_t instrument)
{
    const cj_instrument *it = cj_instrument_at(instrument);
    must(cj_instrument_score_batch(s->ctx, it, s->offences, SCORE_ROWS,
                                   (const double *const *)s->in, s->out, NULL, NULL),
         "scoring");
}

void score_rows_of(scoring *s, size_t instrument)
{
    fill(s, cj_instrument_at(instrument));
}

void score_one(scoring *s)
{
    const cj_instrument *it = cj_instrument_find("ogrs3");
    double row[COLUMNS];
    cj_score *score = NULL;
    for (size_t i = 0; i < cj_instrument_describe(it)->input_count; i++)
        row[i] = s->in[i] != NULL ? s->in[i][0] : NAN;
    must(cj_score_new(s->ctx, it, s->offences, row, &score, NULL), "a score");
    if (!(cj_score_value(score, 0) > 0))
        must(CJ_E_SCORE, "a result");
    cj_score_unref(score);
}
