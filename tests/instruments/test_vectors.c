/* SPDX-License-Identifier: MIT */
/*
 * Rows with what a second reading of the reference expects of them (tests/instruments/oracle.py),
 * and, where they are there, the vectors that were given to us. Probabilities to 1e-9, all else
 * exactly.
 */
#include "instrument_support.h"

typedef struct counts {
    size_t rows, cells, empty;
} counts;

static bool is_probability(const cj_instrument *it, cji_str name)
{
    for (size_t i = 0; i < cj_instrument_describe(it)->output_count; i++) {
        const cj_instrument_output *o = cj_instrument_output_at(it, i);
        if (cji_str_is(name, o->name))
            return o->type == CJ_OUTPUT_PROBABILITY;
    }
    return false;
}

static double number(cji_str text)
{
    char copy[64];
    snprintf(copy, sizeof copy, "%.*s", (int)text.n, text.p);
    return strtod(copy, NULL);
}

/* Numbers may be written in more than one way ("0.0", "0"); codes may not. */
static bool same(const cj_instrument *it, cji_str column, cji_str want, cji_str got)
{
    char *end;
    char copy[64];
    if (cji_str_eq(want, got))
        return true;
    snprintf(copy, sizeof copy, "%.*s", (int)want.n, want.p);
    if (want.n == 0 || got.n == 0 || (strtod(copy, &end), *end != '\0'))
        return false;
    return is_probability(it, column) ? fabs(number(want) - number(got)) <= 1e-9
                                      : number(want) == number(got);
}

/* Each row of the file against what comes out of it. `empty_is_asserted`: an empty cell is what
 * must come, and not one that nothing is said of. */
static void compare(cj_context *ctx, const char *instrument, const cji_buf *file,
                    bool empty_is_asserted, counts *n)
{
    const cj_instrument *it = cj_instrument_find(instrument);
    cji_buf out;
    cji_csv want, got;
    cji_str columns[128];
    bool more, other;
    cj_status status = score_text(ctx, instrument, cji_buf_view(file), &out, NULL);
    assert_true(status == CJ_OK || status == CJ_E_SCORE);
    assert_int_equal(cji_csv_init(&want, ctx, "want", cji_buf_view(file), NULL), CJ_OK);
    assert_int_equal(cji_csv_init(&got, ctx, "got", cji_buf_view(&out), NULL), CJ_OK);
    for (size_t row = 0;; row++) {
        assert_int_equal(cji_csv_next(&want, &more, NULL), CJ_OK);
        assert_int_equal(cji_csv_next(&got, &other, NULL), CJ_OK);
        assert_int_equal(more, other);
        if (!more)
            break;
        n->rows += row > 0;
        for (size_t i = 0; i < want.ncells; i++) {
            if (row == 0)
                columns[i] = want.cells[i].text;
            n->cells++;
            n->empty += want.cells[i].text.n == 0;
            if (want.cells[i].text.n == 0 && !empty_is_asserted)
                continue;
            if (!same(it, columns[i], want.cells[i].text, got.cells[i].text))
                fail_msg("%s, line %d, %.*s: %.*s, not %.*s", instrument, (int)want.line,
                         (int)columns[i].n, columns[i].p, (int)got.cells[i].text.n,
                         got.cells[i].text.p, (int)want.cells[i].text.n, want.cells[i].text.p);
        }
    }
    cji_csv_fini(&want);
    cji_csv_fini(&got);
    cji_buf_fini(&out);
}

static void test_own(void **state)
{
    for (size_t i = 0; i < cj_instrument_count(); i++) {
        const char *name = cj_instrument_describe(cj_instrument_at(i))->name;
        counts n = {0};
        cji_buf file;
        assert_true(read_vectors(*state, VECTORS, name, &file));
        compare(*state, name, &file, true, &n);
        assert_int_equal(n.rows, 300);
        assert_true(n.cells > 5000 && n.empty > 200);
        cji_buf_fini(&file);
    }
}

static void test_given(void **state)
{
    counts n = {0};
    for (size_t i = 0; i < cj_instrument_count(); i++) {
        const char *name = cj_instrument_describe(cj_instrument_at(i))->name;
        cji_buf file;
        if (read_vectors(*state, SHARED, name, &file))
            compare(*state, name, &file, false, &n);
        cji_buf_fini(&file);
    }
    if (n.rows == 0) {
        print_message("skipped: " SHARED " is not there\n");
        skip();
    }
    assert_true(n.rows >= 1500);
}

/* ---- a batch is what each row is alone ---------------------------------------------------------
 */

typedef struct batch {
    cj_context *ctx;
    cj_offences *offences;
    double *columns[INPUTS];
    size_t n;
} batch;

static void add_row(const cj_instrument *it, double *inputs, void *user)
{
    batch *b = user;
    for (size_t i = 0; i < cj_instrument_describe(it)->input_count; i++) {
        b->columns[i] = realloc(b->columns[i], (b->n + 1) * sizeof(double));
        b->columns[i][b->n] = inputs[i];
    }
    b->n++;
}

static void compare_row(batch *b, const cj_instrument *it, size_t r, double *const *outputs,
                        uint32_t refused)
{
    double inputs[INPUTS];
    cj_score *score = NULL;
    size_t ninputs = cj_instrument_describe(it)->input_count, done = 0;
    cj_status status;
    for (size_t i = 0; i < ninputs; i++)
        inputs[i] = b->columns[i][r];
    status = cj_score_new(b->ctx, it, b->offences, inputs, &score, NULL);
    for (size_t s = 0; s < cj_instrument_describe(it)->scale_count; s++) {
        bool given = score != NULL && cj_score_status(score, s) == CJ_SCORE_DONE;
        bool asked = score == NULL || cj_score_status(score, s) != CJ_SCORE_NOT_ASKED;
        assert_true(!asked || given == ((refused >> s & 1) == 0));
        done += given;
    }
    assert_int_equal(status == CJ_OK, done > 0);
    for (size_t o = 0; score != NULL && o < cj_instrument_describe(it)->output_count; o++) {
        double one = cj_score_value(score, o), many = outputs[o][r];
        size_t scale = cj_instrument_output_at(it, o)->scale;
        if (cj_score_status(score, scale) != CJ_SCORE_NOT_ASKED)
            assert_memory_equal(&(double){one == one ? one : 0}, &(double){many == many ? many : 0},
                                sizeof one);
    }
    cj_score_unref(score);
}

static void test_batch(void **state)
{
    for (size_t k = 0; k < cj_instrument_count(); k++) {
        const cj_instrument *it = cj_instrument_at(k);
        size_t n = cj_instrument_describe(it)->output_count;
        batch b = {.ctx = *state, .offences = offences_of(*state)};
        double *outputs[INPUTS] = {NULL};
        uint32_t *refused;
        each_vector(*state, cj_instrument_describe(it)->name, add_row, &b);
        assert_true(b.n > 128); /* more than one block */
        refused = calloc(b.n, sizeof *refused);
        for (size_t o = 0; o < n; o++)
            outputs[o] = calloc(b.n, sizeof(double));
        assert_int_equal(cj_instrument_score_batch(*state, it, b.offences, b.n,
                                                   (const double *const *)b.columns, outputs,
                                                   refused, NULL),
                         CJ_OK);
        for (size_t r = 0; r < b.n; r++)
            compare_row(&b, it, r, outputs, refused[r]);
        for (size_t o = 0; o < n; o++)
            free(outputs[o]);
        for (size_t i = 0; i < INPUTS; i++)
            free(b.columns[i]);
        free(refused);
        cj_offences_unref(b.offences);
    }
}

/* ---- whatever the columns hold, it ends and says nothing of what is out of range ---------------
 */

static void test_garbage(void **state)
{
    static const double values[] = {0,    1,         2,          -1,    0.5,  NAN, INFINITY,
                                    1e18, -1e300,    2147483648, 99999, 1e-9, 1e5, -719163,
                                    365,  2932897.0, -0.0,       15000, 50,   109, 18};
    enum { ROWS = 2000 };
    uint32_t seed = 7;
    for (size_t k = 0; k < cj_instrument_count(); k++) {
        const cj_instrument *it = cj_instrument_at(k);
        cj_offences *offences = offences_of(*state);
        double *columns[INPUTS] = {NULL}, *outputs[INPUTS] = {NULL};
        uint32_t refused[ROWS];
        for (size_t i = 0; i < cj_instrument_describe(it)->input_count; i++) {
            columns[i] = calloc(ROWS, sizeof(double));
            for (size_t r = 0; r < ROWS; r++) {
                seed = seed * 1664525u + 1013904223u;
                columns[i][r] = values[(seed >> 8) % CJI_COUNT(values)];
            }
        }
        for (size_t o = 0; o < cj_instrument_describe(it)->output_count; o++)
            outputs[o] = calloc(ROWS, sizeof(double));
        assert_int_equal(cj_instrument_score_batch(*state, it, offences, ROWS,
                                                   (const double *const *)columns, outputs, refused,
                                                   NULL),
                         CJ_OK);
        for (size_t r = 0; r < ROWS; r++) {
            bool bad = false;
            for (size_t i = 0; i < cj_instrument_describe(it)->input_count; i++) {
                const cj_instrument_input *input = cj_instrument_input_at(it, i);
                bad = bad || columns[i][r] < input->least || columns[i][r] > input->most;
            }
            for (size_t o = 0; bad && o < cj_instrument_describe(it)->output_count; o++)
                assert_true(isnan(outputs[o][r]));
            assert_true(!bad || refused[r] != 0);
        }
        for (size_t i = 0; i < INPUTS; i++) {
            free(columns[i]);
            free(outputs[i]);
        }
        cj_offences_unref(offences);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_own, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_given, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_batch, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_garbage, context_make, context_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
