/* SPDX-License-Identifier: MIT */
/* A CSV file in, the same with the outputs out. */
#include "instruments/instruments.h"

#include <math.h>

#define PIECE 65536

enum { OTHER = -1 }; /* a column that is neither input nor output: id */

/* What a column of the file is. */
typedef struct column {
    int32_t input, output; /* or OTHER */
} column;

typedef struct scorer {
    cj_context *ctx;
    const cj_instrument *instrument;
    const cj_score_csv_options *options;
    cji_csv csv;
    cji_run run;
    column *columns;
    size_t ncolumns;
    int32_t *cell_of;    /* of each input, then of each output: its cell, or -1 */
    double *inputs;      /* of one row */
    const double **from; /* one for each input, to it */
    cji_place *places;
    cji_buf out;
    cji_str end; /* of a line, as the header has it */
    cj_write_fn write;
    void *user;
    bool running, unscored;
} scorer;

static cj_status flush(scorer *s, size_t above, cj_error **error)
{
    cji_str text = cji_buf_view(&s->out);
    if (s->out.status != CJ_OK)
        return cji_no_memory(s->ctx, error);
    if (text.n <= above)
        return CJ_OK;
    if (s->write(text.p, text.n, s->user) != 0)
        return cji_fail(s->ctx, error, CJ_E_STOPPED, NULL, "the writer of the scores stopped");
    cji_buf_clear(&s->out);
    return CJ_OK;
}

/* ---- header ---------------------------------------------------------------------------------- */

static cj_status read_column(scorer *s, size_t cell, cj_error **error)
{
    const cj_instrument_about *about = &s->instrument->about;
    cji_str text = cji_str_trim(s->csv.cells[cell].text);
    cji_place place = cji_csv_place(&s->csv, cell);
    column *c = &s->columns[cell];
    int32_t *of = NULL;
    *c = (column){OTHER, OTHER};
    for (size_t i = 0; i < about->input_count && of == NULL; i++) {
        if (cji_str_is(text, s->instrument->inputs[i].name)) {
            c->input = (int32_t)i;
            of = &s->cell_of[i];
        }
    }
    for (size_t i = 0; i < about->output_count && of == NULL; i++) {
        if (cji_str_is(text, s->instrument->outputs[i].about.name)) {
            c->output = (int32_t)i;
            of = &s->cell_of[about->input_count + i];
        }
    }
    if (of == NULL && cji_str_is(text, "id"))
        return CJ_OK;
    if (of == NULL)
        return cji_fail(s->ctx, error, CJ_E_FIELD_UNKNOWN, &place,
                        "%s has no input or output \"%.*s\"", about->name,
                        (int)(text.n < 60 ? text.n : 60), text.p);
    if (*of >= 0)
        return cji_fail(s->ctx, error, CJ_E_FIELD_TWICE, &place,
                        "the column \"%.*s\" stands here a second time", (int)text.n, text.p);
    *of = (int32_t)cell;
    return CJ_OK;
}

static cj_status read_header(scorer *s, cj_error **error)
{
    const cj_instrument_about *about = &s->instrument->about;
    cj_status status = CJ_OK, one;
    s->ncolumns = s->csv.ncells;
    s->end = s->csv.end.n > 0 ? s->csv.end : CJI_STR("\n");
    s->columns = cji_alloc(s->ctx, s->ncolumns * sizeof *s->columns);
    if (s->columns == NULL)
        return cji_no_memory(s->ctx, error);
    for (size_t i = 0; i < s->ncolumns; i++) {
        one = read_column(s, i, error);
        status = status != CJ_OK ? status : one;
        if (i > 0)
            cji_buf_putc(&s->out, ',');
        cji_buf_str(&s->out, s->csv.cells[i].raw);
    }
    for (size_t i = 0; i < about->output_count; i++) {
        if (s->cell_of[about->input_count + i] >= 0)
            continue;
        cji_buf_putc(&s->out, ',');
        cji_buf_puts(&s->out, s->instrument->outputs[i].about.name);
    }
    cji_buf_str(&s->out, s->end);
    return status;
}

/* A scale of which no input of its own has a column is not asked for. */
static cj_status begin(scorer *s, const cj_offences *offences, cj_error **error)
{
    uint64_t given = 0;
    cj_status status;
    for (size_t i = 0; i < s->instrument->about.input_count; i++)
        given |= (uint64_t)(s->cell_of[i] >= 0) << i;
    status = cji_run_init(&s->run, s->ctx, s->instrument, offences, 1,
                          cji_scales_asked(s->instrument, given), error);
    s->running = status == CJ_OK;
    return status;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static cj_status read_cell(scorer *s, size_t input, cj_error **error)
{
    const cj_instrument_input *row = &s->instrument->inputs[input];
    const cji_cell *cell = &s->csv.cells[s->cell_of[input]];
    const char *why = "";
    cj_status status = cji_input_parse(row, cell->text, &s->inputs[input], &why);
    cji_place place = s->places[input];
    if (status == CJ_OK)
        return CJ_OK;
    place.field = row->name;
    return cji_fail(s->ctx, error, status, &place, "%s: \"%.*s\" %s", row->name,
                    (int)(cell->text.n < 40 ? cell->text.n : 40), cell->text.p, why);
}

/* The inputs of the row; whether each cell could be read. */
static bool read_inputs(scorer *s, cj_error **error)
{
    const cj_date *as_of = s->options != NULL ? s->options->as_of : NULL;
    bool ok = s->csv.ncells == s->ncolumns;
    if (!ok) {
        cji_place place = cji_csv_place(&s->csv, SIZE_MAX);
        (void)cji_fail(s->ctx, error, CJ_E_CSV, &place, "the row has %zu cells, the header %zu",
                       s->csv.ncells, s->ncolumns);
        return false;
    }
    for (size_t i = 0; i < s->instrument->about.input_count; i++) {
        s->inputs[i] = NAN;
        s->places[i] =
            cji_csv_place(&s->csv, s->cell_of[i] >= 0 ? (size_t)s->cell_of[i] : SIZE_MAX);
        if (s->cell_of[i] >= 0)
            ok = read_cell(s, i, error) == CJ_OK && ok;
        if (as_of != NULL && s->instrument->inputs[i].as_of != 0 && s->inputs[i] != s->inputs[i])
            s->inputs[i] = as_of->days;
    }
    return ok;
}

static void put_output(scorer *s, size_t output, bool ok)
{
    const cji_result *o = &s->instrument->outputs[output];
    uint32_t bit = UINT32_C(1) << o->about.scale;
    char text[CJ_SCORE_TEXT];
    if (!ok || (s->run.scales & bit) == 0 || ((s->run.missing[0] | s->run.refused[0]) & bit) != 0)
        return;
    cj_instrument_format(s->instrument, output, s->run.block.slot[o->slot][0], text);
    cji_buf_puts(&s->out, text);
}

static void put_row(scorer *s, bool ok)
{
    const cj_instrument_about *about = &s->instrument->about;
    for (size_t i = 0; i < s->ncolumns; i++) {
        if (i > 0)
            cji_buf_putc(&s->out, ',');
        if (s->columns[i].output >= 0)
            put_output(s, (size_t)s->columns[i].output, ok);
        else if (i < s->csv.ncells)
            cji_buf_str(&s->out, s->csv.cells[i].raw);
    }
    for (size_t i = 0; i < about->output_count; i++) {
        if (s->cell_of[about->input_count + i] >= 0)
            continue;
        cji_buf_putc(&s->out, ',');
        put_output(s, i, ok);
    }
    cji_buf_str(&s->out, s->csv.end.n > 0 ? s->csv.end : s->end);
}

static cj_status rows(scorer *s, size_t size, cj_error **error)
{
    bool more;
    cj_status status;
    while ((status = cji_csv_next(&s->csv, &more, error)) == CJ_OK && more) {
        bool ok = read_inputs(s, error);
        if (ok) {
            cji_run_block(&s->run, s->from, 0, 1);
            if (cji_run_problems(&s->run, 0, s->places, error) != CJ_OK)
                s->unscored = true;
        }
        s->unscored = s->unscored || !ok;
        put_row(s, ok);
        status = flush(s, PIECE, error);
        if (status != CJ_OK)
            return status;
        if (s->options != NULL && s->options->progress != NULL)
            s->options->progress(size - s->csv.rest.n, size, s->options->user);
    }
    return status;
}

static cj_status prepare(scorer *s, cj_error **error)
{
    const cj_instrument_about *about = &s->instrument->about;
    size_t all = about->input_count + about->output_count;
    s->cell_of = cji_alloc(s->ctx, all * sizeof *s->cell_of);
    s->inputs = cji_alloc(s->ctx, about->input_count * sizeof *s->inputs);
    s->from = cji_alloc(s->ctx, about->input_count * sizeof *s->from);
    s->places = cji_alloc(s->ctx, about->input_count * sizeof *s->places);
    if (s->cell_of == NULL || s->inputs == NULL || s->from == NULL || s->places == NULL)
        return cji_no_memory(s->ctx, error);
    for (size_t i = 0; i < all; i++)
        s->cell_of[i] = -1;
    for (size_t i = 0; i < about->input_count; i++)
        s->from[i] = &s->inputs[i];
    return CJ_OK;
}

static void clear(scorer *s)
{
    if (s->running)
        cji_run_fini(&s->run);
    cji_csv_fini(&s->csv);
    cji_buf_fini(&s->out);
    cji_free(s->ctx, s->columns);
    cji_free(s->ctx, s->cell_of);
    cji_free(s->ctx, s->inputs);
    cji_free(s->ctx, s->from);
    cji_free(s->ctx, s->places);
}

cj_status cj_instrument_score_csv(cj_context *context, const cj_instrument *instrument,
                                  const cj_offences *offences, const char *name, const void *bytes,
                                  size_t size, const cj_score_csv_options *options,
                                  cj_write_fn write, void *write_user, cj_error **error)
{
    scorer s = {.ctx = context,
                .instrument = instrument,
                .options = options,
                .write = write,
                .user = write_user};
    cji_place place = {.file = name, .line = 1, .column = 1};
    bool more = false;
    cj_status status;
    if (options != NULL && options->size < sizeof *options)
        return cji_fail(context, error, CJ_E_MISUSE, NULL, "the options have no size");
    cji_buf_init(&s.out, context, SIZE_MAX);
    status = cji_csv_init(&s.csv, context, name, (cji_str){bytes, size}, error);
    if (status == CJ_OK)
        status = prepare(&s, error);
    if (status == CJ_OK)
        status = cji_csv_next(&s.csv, &more, error);
    if (status == CJ_OK && !more)
        status = cji_fail(context, error, CJ_E_CSV, &place, "the file has no header");
    if (status == CJ_OK)
        status = read_header(&s, error);
    if (status == CJ_OK)
        status = begin(&s, offences, error);
    if (status == CJ_OK)
        status = rows(&s, size, error);
    if (status == CJ_OK)
        status = flush(&s, 0, error);
    clear(&s);
    return status == CJ_OK && s.unscored ? CJ_E_SCORE : status;
}
