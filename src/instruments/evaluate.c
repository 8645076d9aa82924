/* SPDX-License-Identifier: MIT */
/* The one evaluator: runs the operations of an instrument on blocks of rows. */
#include "instruments/instruments.h"

#include <math.h>
#include <stdio.h>

uint32_t cji_scales_all(const cj_instrument *it)
{
    return (UINT32_C(1) << it->about.scale_count) - 1;
}

/* Parts stand before what they are parts of. */
static uint32_t with_parts(const cj_instrument *it, uint32_t scales)
{
    for (size_t i = it->about.scale_count; i-- > 0;) {
        if ((scales >> i & 1) != 0)
            scales |= it->scales[i].parts;
    }
    return scales;
}

uint32_t cji_scales_asked(const cj_instrument *it, uint64_t given)
{
    uint32_t scales = 0;
    for (size_t i = 0; i < it->about.scale_count; i++) {
        if (it->scales[i].own == 0 || (it->scales[i].own & given) != 0)
            scales |= UINT32_C(1) << i;
    }
    return scales != 0 ? with_parts(it, scales) : cji_scales_all(it);
}

/* ---- which operations are wanted ------------------------------------------------------------- */

static size_t first_op(const cj_instrument *it)
{
    return it->about.input_count + it->nconstants;
}

static void want(cji_run *run, size_t slot)
{
    size_t first = first_op(run->instrument);
    if (slot >= first)
        run->wanted[slot - first] = 1;
}

static bool in(const cji_run *run, size_t scale)
{
    return (run->scales >> scale & 1) != 0;
}

/* Marks what the scales need, then what that is made of: arguments stand before their use. */
static size_t mark(cji_run *run)
{
    const cj_instrument *it = run->instrument;
    size_t n = 0;
    for (size_t i = 0; i < it->about.output_count; i++) {
        if (in(run, it->outputs[i].about.scale))
            want(run, it->outputs[i].slot);
    }
    for (size_t i = 0; i < it->nterms; i++) {
        if (in(run, it->terms[i].scale))
            want(run, it->terms[i].slot);
    }
    for (size_t i = 0; i < it->nneeds; i++) {
        if (in(run, it->needs[i].scale)) {
            want(run, it->needs[i].slot);
            if (it->needs[i].conditional != 0)
                want(run, it->needs[i].when);
        }
    }
    for (size_t i = 0; i < it->nchecks; i++) {
        if ((it->checks[i].scales & run->scales) != 0)
            want(run, it->checks[i].slot);
    }
    for (size_t i = it->nops; i-- > 0;) {
        for (size_t a = 0; run->wanted[i] != 0 && a < it->ops[i].nargs; a++)
            want(run, it->ops[i].args[a]);
        n += run->wanted[i];
    }
    return n;
}

/* ---- memory: one block for all ----------------------------------------------------------------
 */

/* Constants and results each have a column; inputs that are missing share one of NaN. */
static void lay_out(cji_run *run)
{
    const cj_instrument *it = run->instrument;
    size_t ninputs = it->about.input_count, first = first_op(it);
    double *next = run->memory;
    for (size_t r = 0; r < run->room; r++)
        next[r] = NAN;
    for (size_t i = 0; i < ninputs; i++)
        run->block.slot[i] = next;
    next += run->room;
    for (size_t i = 0; i < it->nconstants; i++) {
        run->block.slot[ninputs + i] = run->room == 1 ? &it->constants[i] : next;
        for (size_t r = 0; run->room > 1 && r < run->room; r++)
            *next++ = it->constants[i];
    }
    run->results = next;
    for (size_t i = 0; i < it->nops; i++) {
        run->block.slot[first + i] = next;
        next += run->wanted[i] != 0 ? run->room : 0;
    }
}

cj_status cji_run_init(cji_run *run, cj_context *ctx, const cj_instrument *instrument,
                       const cj_offences *offences, size_t room, uint32_t scales, cj_error **error)
{
    size_t nslots = first_op(instrument) + instrument->nops, columns = 1;
    memset(run, 0, sizeof *run);
    run->ctx = ctx;
    run->instrument = instrument;
    run->room = room;
    run->scales = with_parts(instrument, scales);
    run->block.offences = offences;
    run->wanted = cji_alloc(ctx, instrument->nops);
    run->block.slot = cji_alloc(ctx, nslots * sizeof *run->block.slot);
    run->missing = cji_alloc(ctx, 2 * room * sizeof *run->missing);
    if (run->wanted != NULL) {
        columns += mark(run) + (room > 1 ? instrument->nconstants : 0);
        run->memory = cji_alloc(ctx, columns * room * sizeof *run->memory);
    }
    if (run->wanted == NULL || run->block.slot == NULL || run->missing == NULL ||
        run->memory == NULL) {
        cji_run_fini(run);
        return cji_no_memory(ctx, error);
    }
    run->refused = run->missing + room;
    lay_out(run);
    return CJ_OK;
}

void cji_run_fini(cji_run *run)
{
    cji_free(run->ctx, run->wanted);
    cji_free(run->ctx, run->block.slot);
    cji_free(run->ctx, run->missing);
    cji_free(run->ctx, run->memory);
    memset(run, 0, sizeof *run);
}

/* ---- one block ------------------------------------------------------------------------------- */

/* A percent may have decimals, any other number is whole. */
static bool fits(const cj_instrument_input *input, double x)
{
    if (x != x)
        return true;
    if (!(x >= input->least && x <= input->most))
        return false;
    return input->type == CJ_INPUT_PERCENT || (double)(int32_t)x == x;
}

static void check_ranges(cji_run *run, const double *const *inputs, size_t n)
{
    const cj_instrument *it = run->instrument;
    for (size_t i = 0; i < it->about.input_count; i++) {
        const double *x = run->block.slot[i];
        for (size_t r = 0; inputs[i] != NULL && r < n; r++) {
            if (!fits(&it->inputs[i], x[r]))
                run->refused[r] |= run->scales;
        }
    }
}

/* Whether a row of the column is 1, or is missing: most of the time none is. */
static bool any_holds(const double *x, size_t n)
{
    size_t found = 0;
    for (size_t r = 0; r < n; r++)
        found += x[r] == 1.0;
    return found > 0;
}

static bool any_missing(const double *x, size_t n)
{
    size_t found = 0;
    for (size_t r = 0; r < n; r++)
        found += x[r] != x[r];
    return found > 0;
}

static void check_needs(cji_run *run, size_t n)
{
    const cj_instrument *it = run->instrument;
    for (size_t i = 0; i < it->nneeds; i++) {
        const cji_need *need = &it->needs[i];
        const double *x = run->block.slot[need->slot], *when = run->block.slot[need->when];
        if (!in(run, need->scale) || !any_missing(x, n))
            continue;
        for (size_t r = 0; r < n; r++) {
            if (x[r] != x[r] && (need->conditional == 0 || when[r] == 1.0))
                run->missing[r] |= UINT32_C(1) << need->scale;
        }
    }
}

static void check_values(cji_run *run, size_t n)
{
    const cj_instrument *it = run->instrument;
    for (size_t i = 0; i < it->nchecks; i++) {
        const cji_check *check = &it->checks[i];
        const double *x = run->block.slot[check->slot];
        uint32_t scales = check->scales & run->scales, *to;
        if (scales == 0 || !any_holds(x, n))
            continue;
        to = check->missing != 0 ? run->missing : run->refused;
        for (size_t r = 0; r < n; r++)
            to[r] |= x[r] == 1.0 ? scales : 0;
    }
}

/* Without one of its parts a scale is not given. */
static void check_parts(cji_run *run, size_t n)
{
    const cj_instrument *it = run->instrument;
    for (size_t i = 0; i < it->about.scale_count; i++) {
        uint32_t parts = it->scales[i].parts, bit = UINT32_C(1) << i;
        for (size_t r = 0; parts != 0 && in(run, i) && r < n; r++) {
            run->missing[r] |= (run->missing[r] & parts) != 0 ? bit : 0;
            run->refused[r] |= (run->refused[r] & parts) != 0 ? bit : 0;
        }
    }
}

void cji_run_block(cji_run *run, const double *const *inputs, size_t first, size_t n)
{
    const cj_instrument *it = run->instrument;
    double *out = run->results;
    run->block.n = n;
    memset(run->missing, 0, n * sizeof *run->missing);
    memset(run->refused, 0, n * sizeof *run->refused);
    for (size_t i = 0; i < it->about.input_count; i++) {
        if (inputs[i] != NULL)
            run->block.slot[i] = inputs[i] + first;
    }
    check_ranges(run, inputs, n);
    for (size_t i = 0; i < it->nops; i++) {
        if (run->wanted[i] == 0)
            continue;
        it->ops[i].run(&it->ops[i], &run->block, out);
        out += run->room;
    }
    check_needs(run, n);
    check_values(run, n);
    check_parts(run, n);
}

/* ---- problems of a row ----------------------------------------------------------------------- */

typedef struct teller {
    const cji_run *run;
    size_t row;
    const cji_place *places; /* of each input, or NULL */
    cj_error **error;
    cj_status status;
} teller;

static bool given(const teller *t, size_t scale)
{
    return in(t->run, scale) &&
           ((t->run->missing[t->row] | t->run->refused[t->row]) >> scale & 1) == 0;
}

/* A dynamic scale whose static one is given leaves a result: what it lacks is a warning. */
static bool stands_in(const teller *t, uint32_t scales)
{
    for (size_t i = 0; i < t->run->instrument->about.scale_count; i++) {
        int32_t other = t->run->instrument->scales[i].about.static_scale;
        if ((scales >> i & 1) != 0 && (other < 0 || !given(t, (size_t)other)))
            return false;
    }
    return true;
}

static void tell(teller *t, cj_status code, uint32_t scales, size_t field, const char *rule,
                 const char *text)
{
    cji_place place = {0};
    bool warn = stands_in(t, scales & t->run->scales);
    if (t->places != NULL)
        place = t->places[field];
    place.field = t->run->instrument->inputs[field].name;
    place.rule = rule;
    cji_note(t->run->ctx, t->error, warn ? CJ_SEVERITY_WARNING : CJ_SEVERITY_ERROR, code, &place,
             "%s", text);
    if (!warn && t->status == CJ_OK)
        t->status = code;
}

static void tell_ranges(teller *t)
{
    const cj_instrument *it = t->run->instrument;
    for (size_t i = 0; i < it->about.input_count; i++) {
        char text[200];
        if (fits(&it->inputs[i], t->run->block.slot[i][t->row]))
            continue;
        snprintf(text, sizeof text, "%.100s is out of range", it->inputs[i].name);
        tell(t, CJ_E_VALUE_RANGE, t->run->scales, i, NULL, text);
    }
}

static bool lacks(const teller *t, const cji_need *need)
{
    double x = t->run->block.slot[need->slot][t->row];
    return in(t->run, need->scale) && x != x &&
           (need->conditional == 0 || t->run->block.slot[need->when][t->row] == 1.0);
}

/* What several scales lack is told once. */
static void tell_needs(teller *t)
{
    const cj_instrument *it = t->run->instrument;
    for (size_t i = 0; i < it->nneeds; i++) {
        uint32_t scales = 0;
        bool told = false;
        if (!lacks(t, &it->needs[i]))
            continue;
        for (size_t j = 0; j < it->nneeds; j++) {
            if (strcmp(it->needs[j].text, it->needs[i].text) != 0 || !lacks(t, &it->needs[j]))
                continue;
            told = told || j < i;
            scales |= UINT32_C(1) << it->needs[j].scale;
        }
        if (!told)
            tell(t, CJ_E_FIELD_MISSING, scales, it->needs[i].field, NULL, it->needs[i].text);
    }
}

cj_status cji_run_problems(const cji_run *run, size_t row, const cji_place *places,
                           cj_error **error)
{
    const cj_instrument *it = run->instrument;
    teller t = {.run = run, .row = row, .places = places, .error = error};
    if ((run->missing[row] | run->refused[row]) == 0)
        return CJ_OK;
    tell_ranges(&t);
    tell_needs(&t);
    for (size_t i = 0; i < it->nchecks; i++) {
        const cji_check *check = &it->checks[i];
        if ((check->scales & run->scales) != 0 && run->block.slot[check->slot][row] == 1.0)
            tell(&t, check->missing != 0 ? CJ_E_FIELD_MISSING : CJ_E_INSTRUMENT, check->scales,
                 check->field, check->name, check->text);
    }
    return t.status;
}
