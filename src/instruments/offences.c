/* SPDX-License-Identifier: MIT */
/* The table of offence codes: for each of the 100,000 codes the categories that it is of. */
#include "instruments/instruments.h"

#include <math.h>

#define CODES 100000
#define UNKNOWN 255   /* the code is not in the table, or has no category */
#define NOT_EXACT 254 /* too general for OGRS3 */
#define EXACT_WANTED 999.0

typedef struct offence {
    uint8_t ogrs3, category, listed;
} offence;

struct cj_offences {
    cj_context *ctx;
    atomic_int refs;
    size_t count;
    offence *codes;
};

cj_status cj_offences_new(cj_context *context, cj_offences **out, cj_error **error)
{
    cj_offences *t = cji_alloc(context, sizeof *t);
    offence *codes = cji_alloc(context, CODES * sizeof *codes);
    if (t == NULL || codes == NULL) {
        cji_free(context, t);
        cji_free(context, codes);
        return cji_no_memory(context, error);
    }
    memset(codes, UNKNOWN, CODES * sizeof *codes);
    t->ctx = cj_context_ref(context);
    t->codes = codes;
    atomic_init(&t->refs, 1);
    *out = t;
    return CJ_OK;
}

cj_offences *cj_offences_ref(cj_offences *offences)
{
    if (offences != NULL)
        atomic_fetch_add(&offences->refs, 1);
    return offences;
}

void cj_offences_unref(cj_offences *offences)
{
    cj_context *ctx;
    if (offences == NULL || atomic_fetch_sub(&offences->refs, 1) > 1)
        return;
    ctx = offences->ctx;
    cji_free(ctx, offences->codes);
    cji_free(ctx, offences);
    cj_context_unref(ctx);
}

size_t cj_offences_count(const cj_offences *offences)
{
    return offences->count;
}

static const offence *find(const cj_offences *offences, double code)
{
    return code >= 0 && code < CODES ? &offences->codes[(int32_t)code] : NULL;
}

static double category_or(uint8_t category, size_t n)
{
    return category < n ? category : category == NOT_EXACT ? -2.0 : -1.0;
}

double cji_offence_ogrs3(const cj_offences *offences, double code)
{
    const offence *o = offences != NULL ? find(offences, code) : NULL;
    return o != NULL ? category_or(o->ogrs3, CJI_OGRS3_CATEGORIES) : NAN;
}

double cji_offence_category(const cj_offences *offences, double code)
{
    const offence *o = offences != NULL ? find(offences, code) : NULL;
    return o != NULL ? category_or(o->category, CJI_ACTUARIAL_CATEGORIES) : NAN;
}

/* ---- reading --------------------------------------------------------------------------------- */

static const char *const columns[] = {"offence_code",     "actuarial_category",
                                      "ogrs3_weight_moj", "opd_violence_sex",
                                      "opd_viol_sex",     "is_violent_sanction"};
enum { CODE, CATEGORY, WEIGHT, COLUMNS = CJI_COUNT(columns) };

typedef struct reader {
    cj_context *ctx;
    cji_csv csv;
    int32_t at[COLUMNS]; /* the cell of each column, or -1 */
    size_t width;
    offence *codes; /* a copy, which takes the place of the table when all is well */
    uint8_t *seen;
    size_t count;
    cj_status status; /* of the first problem */
    cj_error **error;
} reader;

static void bad(reader *r, cj_status code, size_t cell, const char *text)
{
    cji_place place = cji_csv_place(&r->csv, cell);
    cj_status status;
    if (cell < r->csv.ncells)
        status = cji_fail(r->ctx, r->error, code, &place, "%s: \"%.*s\"", text,
                          (int)(r->csv.cells[cell].text.n < 60 ? r->csv.cells[cell].text.n : 60),
                          r->csv.cells[cell].text.p);
    else
        status = cji_fail(r->ctx, r->error, code, &place, "%s", text);
    if (r->status == CJ_OK)
        r->status = status;
}

static void read_header(reader *r)
{
    for (size_t c = 0; c < COLUMNS; c++)
        r->at[c] = -1;
    r->width = r->csv.ncells;
    for (size_t i = 0; i < r->csv.ncells; i++) {
        size_t c = 0;
        while (c < COLUMNS && !cji_str_is(r->csv.cells[i].text, columns[c]))
            c++;
        if (c == COLUMNS)
            bad(r, CJ_E_FIELD_UNKNOWN, i, "a table of offences has no such column");
        else if (r->at[c] >= 0)
            bad(r, CJ_E_FIELD_TWICE, i, "the column stands here a second time");
        else
            r->at[c] = (int32_t)i;
    }
    if (r->at[CODE] < 0 || (r->at[CATEGORY] < 0 && r->at[WEIGHT] < 0))
        bad(r, CJ_E_FIELD_MISSING, SIZE_MAX,
            "a table of offences wants offence_code, and actuarial_category or ogrs3_weight_moj");
}

static void read_category(reader *r, size_t cell, offence *o)
{
    cji_str text = r->csv.cells[cell].text;
    o->category = UNKNOWN;
    if (cji_str_is(text, "UNKNOWN"))
        return;
    for (uint8_t i = 0; i < CJI_ACTUARIAL_CATEGORIES; i++) {
        if (cji_str_is(text, cji_actuarial_categories[i])) {
            o->category = i;
            return;
        }
    }
    bad(r, CJ_E_VALUE_CODE, cell, "no actuarial category");
}

/* A weight names its category: the 20 of them differ. */
static void read_weight(reader *r, size_t cell, offence *o)
{
    static const cj_instrument_input number = {.type = CJ_INPUT_PERCENT, .least = -1, .most = 999};
    double weight;
    const char *why;
    o->ogrs3 = UNKNOWN;
    if (cji_input_parse(&number, r->csv.cells[cell].text, &weight, &why) != CJ_OK) {
        bad(r, CJ_E_VALUE_NUMBER, cell, "no OGRS3 weight");
        return;
    }
    if (weight != weight)
        return;
    o->ogrs3 = NOT_EXACT;
    if (weight == EXACT_WANTED)
        return;
    for (uint8_t i = 0; i < CJI_OGRS3_CATEGORIES; i++) {
        if (weight == cji_ogrs3_weights[i]) {
            o->ogrs3 = i;
            return;
        }
    }
    bad(r, CJ_E_VALUE_NUMBER, cell, "no OGRS3 category has this weight");
}

static void read_offence(reader *r)
{
    static const cj_instrument_input code_input = {.type = CJ_INPUT_OFFENCE, .most = CODES - 1};
    double code;
    const char *why;
    size_t i, cell = (size_t)r->at[CODE];
    if (r->csv.ncells != r->width) {
        bad(r, CJ_E_CSV, SIZE_MAX, "the row has not as many cells as the header");
        return;
    }
    if (cji_input_parse(&code_input, r->csv.cells[cell].text, &code, &why) != CJ_OK ||
        code != code) {
        bad(r, CJ_E_VALUE_CODE, cell, "no offence code of five digits");
        return;
    }
    i = (size_t)code;
    if (r->seen[i] != 0) {
        bad(r, CJ_E_FIELD_TWICE, cell, "the code stands here a second time");
        return;
    }
    r->seen[i] = 1;
    r->count += r->codes[i].listed == UNKNOWN;
    r->codes[i].listed = 1;
    if (r->at[CATEGORY] >= 0)
        read_category(r, (size_t)r->at[CATEGORY], &r->codes[i]);
    if (r->at[WEIGHT] >= 0)
        read_weight(r, (size_t)r->at[WEIGHT], &r->codes[i]);
}

static cj_status read_table(reader *r, cj_error **error)
{
    bool more, header = false;
    cj_status status;
    for (;;) {
        status = cji_csv_next(&r->csv, &more, error);
        if (status != CJ_OK || !more)
            break;
        if (!header)
            read_header(r);
        else
            read_offence(r);
        header = true;
        if (r->width != 0 && (r->at[CODE] < 0 || r->status == CJ_E_FIELD_UNKNOWN))
            break;
    }
    if (status == CJ_OK && !header)
        bad(r, CJ_E_FIELD_MISSING, SIZE_MAX, "the table of offences is empty");
    return status != CJ_OK ? status : r->status;
}

cj_status cj_offences_add_memory(cj_offences *offences, const char *name, const void *bytes,
                                 size_t size, cj_error **error)
{
    cj_context *ctx = offences->ctx;
    reader r = {.ctx = ctx, .error = error};
    cj_status status;
    if (atomic_load(&offences->refs) > 1)
        return cji_fail(ctx, error, CJ_E_FROZEN, NULL, "the table of offences is shared");
    status = cji_csv_init(&r.csv, ctx, name, (cji_str){bytes, size}, error);
    if (status != CJ_OK)
        goto done;
    r.codes = cji_alloc(ctx, CODES * sizeof *r.codes);
    r.seen = cji_alloc(ctx, CODES);
    if (r.codes == NULL || r.seen == NULL) {
        status = cji_no_memory(ctx, error);
        goto done;
    }
    memcpy(r.codes, offences->codes, CODES * sizeof *r.codes);
    status = read_table(&r, error);
    if (status == CJ_OK) {
        offence *old = offences->codes;
        offences->codes = r.codes;
        r.codes = old;
        offences->count += r.count;
    }
done:
    cji_free(ctx, r.codes);
    cji_free(ctx, r.seen);
    cji_csv_fini(&r.csv);
    return status;
}

cj_status cj_offences_add_file(cj_offences *offences, const char *path, cj_error **error)
{
    cj_context *ctx = offences->ctx;
    cji_buf bytes;
    cj_status status;
    cji_buf_init(&bytes, ctx, (size_t)ctx->limits[CJ_LIMIT_INPUT_BYTES]);
    status = cji_file_read(ctx, path, &bytes, error);
    if (status == CJ_OK)
        status = cj_offences_add_memory(offences, path, bytes.p, bytes.n, error);
    cji_buf_fini(&bytes);
    return status;
}

cj_status cj_offences_add_dir(cj_offences *offences, const char *path, cj_error **error)
{
    cj_context *ctx = offences->ctx;
    cj_error *absent = NULL;
    cji_buf name;
    const char *file;
    cj_status status;
    cji_buf_init(&name, ctx, SIZE_MAX);
    cji_buf_printf(&name, "%s/instruments/offences.csv", path);
    file = cji_buf_text(&name);
    status = file != NULL ? cj_offences_add_file(offences, file, &absent) : CJ_E_MEMORY;
    if (status == CJ_E_NOT_FOUND)
        status = CJ_OK;
    else if (file == NULL)
        status = cji_no_memory(ctx, error);
    else if (status != CJ_OK)
        cji_error_add_all(ctx, error, absent);
    cj_error_unref(absent);
    cji_buf_fini(&name);
    return status;
}
