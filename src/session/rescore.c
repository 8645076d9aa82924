/* SPDX-License-Identifier: MIT */
/* The scores of the caseload, worked out again: which would be another, and by which terms. */
#include "session/session.h"

#include <math.h>

#include "competence/competence.h"

#include <cjustice/access.h>

#define ACT "rescore"

typedef char pseudonym[CJI_SESSION_SUBJ];

typedef struct rescoring {
    cj_session *session;
    const cj_instrument *instrument;
    const cj_offences *offences;
    cj_date day;
    cj_report *report;
    pseudonym *cases;
    size_t n, capacity, changed;
} rescoring;

/* One score, then and now. */
typedef struct again {
    const rescoring *r;
    const cj_record *act;
    cji_scored scored;
    bool readable;      /* else it cannot be worked out at all: `now` is NULL */
    cji_str unreadable; /* the input of a value that is none any more; or empty: out of range */
    cj_score *then, *now;
    cj_error *problems; /* of now */
    cj_record *row;     /* NULL until something is another */
    int32_t was_day;    /* INT32_MAX: none was given, or it is the same */
    cji_buf why;
} again;

/* ---- what is another ------------------------------------------------------------------------- */

static cj_status add_difference(cj_record *to, cj_field list, cji_str scale, const char *term,
                                cji_str was, cji_str would_be, cj_error **error)
{
    const struct {
        cj_field field;
        cji_str text;
    } parts[] = {{CJ_FIELD_SCALE, scale},
                 {CJ_FIELD_TERM, term != NULL ? cji_str_of(term) : (cji_str){NULL, 0}},
                 {CJ_FIELD_WAS, was},
                 {CJ_FIELD_WOULD_BE, would_be}};
    cj_record *one = NULL;
    cj_status status = cj_add_record(to, list, &one, error);
    for (size_t i = 0; status == CJ_OK && i < CJI_COUNT(parts); i++) {
        if (parts[i].text.n > 0)
            status = cj_add_text(one, parts[i].field, parts[i].text.p, parts[i].text.n, error);
    }
    return status;
}

static void put_difference(cji_buf *why, const char *before, const char *name, cji_str was,
                           cji_str would_be)
{
    cji_buf_puts(why, before);
    cji_buf_puts(why, name);
    cji_buf_putc(why, ' ');
    cji_buf_put(why, was.n > 0 ? was.p : "none", was.n > 0 ? was.n : 4);
    cji_buf_puts(why, " to ");
    cji_buf_put(why, would_be.n > 0 ? would_be.p : "none", would_be.n > 0 ? would_be.n : 4);
}

static bool is_scored(const again *a, const cj_record *result, size_t *output)
{
    int32_t found = cj_instrument_output_find(a->r->instrument, cji_text(result, CJ_FIELD_SCALE).p);
    *output = found >= 0 ? (size_t)found : 0;
    return found >= 0;
}

/* The row, and each result that would be another; `scales` are those of them. */
static cj_status compare_results(again *a, uint32_t *scales, cj_error **error)
{
    const cji_slot *results = cji_slot_of(a->act, CJ_FIELD_RESULTS, NULL);
    cj_status status = CJ_OK;
    for (uint32_t i = 0; status == CJ_OK && i < results->count; i++) {
        const cj_record *result = results->values[i].record;
        cji_str was = cji_text(result, CJ_FIELD_VALUE);
        char text[CJ_SCORE_TEXT];
        size_t output;
        double value;
        if (!is_scored(a, result, &output))
            continue;
        value = a->now != NULL ? cj_score_value(a->now, output) : NAN;
        if (cji_output_is(a->r->instrument, output, value, was))
            continue;
        if (a->row == NULL)
            status = cj_add_record(a->r->report->root.record, CJ_FIELD_ROWS, &a->row, error);
        cj_instrument_format(a->r->instrument, output, value, text);
        if (status == CJ_OK)
            status = add_difference(a->row, CJ_FIELD_CHANGES, cji_text(result, CJ_FIELD_SCALE),
                                    NULL, was, cji_str_of(text), error);
        put_difference(&a->why, a->why.n > 0 ? "; " : "", cji_text(result, CJ_FIELD_SCALE).p, was,
                       cji_str_of(text));
        *scales |= UINT32_C(1) << cj_instrument_output_at(a->r->instrument, output)->scale;
    }
    return status;
}

/* What the term added then, as the assessment states it or as it is worked out from its values. */
static bool term_then(const again *a, const cj_score_term *term, char *out, cji_str *was)
{
    const cji_slot *stated = cji_slot_of(cji_sub(a->act, CJ_FIELD_SCORED), CJ_FIELD_TERMS, NULL);
    const char *scale = cj_instrument_scale_at(a->r->instrument, term->scale)->name;
    *was = (cji_str){"", 0};
    for (uint32_t i = 0; i < stated->count; i++) {
        const cj_record *one = stated->values[i].record;
        if (cji_str_is(cji_text(one, CJ_FIELD_SCALE), scale) &&
            cji_str_is(cji_text(one, CJ_FIELD_TERM), term->label))
            *was = cji_text(one, CJ_FIELD_VALUE);
    }
    for (size_t i = 0; stated->count == 0 && i < cj_score_term_count(a->then); i++) {
        const cj_score_term *one = cj_score_term_at(a->then, i);
        if (one->scale != term->scale || strcmp(one->label, term->label) != 0)
            continue;
        cji_term_text(a->r->instrument, one, out);
        *was = cji_str_of(out);
    }
    return stated->count > 0 || a->scored.same;
}

/* The terms of those scales that add something else now. */
static cj_status compare_terms(again *a, uint32_t scales, cj_error **error)
{
    cj_status status = CJ_OK;
    bool known = true, any = false;
    for (size_t i = 0; status == CJ_OK && i < cj_score_term_count(a->now); i++) {
        const cj_score_term *term = cj_score_term_at(a->now, i);
        char now[CJ_SCORE_TEXT], then[CJ_SCORE_TEXT];
        cji_str was;
        if ((scales >> term->scale & 1) == 0)
            continue;
        known = term_then(a, term, then, &was);
        cji_term_text(a->r->instrument, term, now);
        if (!known || cji_str_is(was, now))
            continue;
        put_difference(&a->why, any ? ", " : " because of ", term->label, was, cji_str_of(now));
        any = true;
        status =
            add_difference(a->row, CJ_FIELD_TERMS,
                           cji_str_of(cj_instrument_scale_at(a->r->instrument, term->scale)->name),
                           term->label, was, cji_str_of(now), error);
    }
    if (!known)
        cji_buf_puts(&a->why, "; what each term added then was not recorded");
    return status;
}

static void put_circumstances(again *a)
{
    char then[CJ_TIME_TEXT], now[CJ_TIME_TEXT];
    if (!a->readable)
        cji_buf_printf(&a->why, "; a value%s%.*s is none that the instrument takes",
                       a->unreadable.n > 0 ? " of " : "", (int)a->unreadable.n, a->unreadable.p);
    if (cj_error_count(a->problems) > 0)
        cji_buf_printf(&a->why, "; %s", cj_error_message(a->problems, 0));
    if (!a->scored.same)
        cji_buf_puts(&a->why, "; the score is of another version");
    if (a->was_day == INT32_MAX)
        return;
    cj_date_format((cj_date){a->was_day, CJ_PRECISION_DAY}, then);
    cj_date_format((cj_date){a->r->day.days, CJ_PRECISION_DAY}, now);
    cji_buf_printf(&a->why, "; as of %s, not %s", now, then);
}

/* ---- one case -------------------------------------------------------------------------------- */

static cj_status describe(again *a, const cj_case *c, const cj_record *state,
                          const cj_record *score, cj_error **error)
{
    cji_str practitioner = cji_text(cji_sub(state, CJ_FIELD_PRACTITIONER), CJ_FIELD_ID);
    cj_status status = cj_add_text(a->row, CJ_FIELD_CASE, cj_case_id(c), CJ_ZT, error);
    if (status == CJ_OK && practitioner.n > 0)
        status = cj_add_text(a->row, CJ_FIELD_PRACTITIONER, practitioner.p, practitioner.n, error);
    if (status == CJ_OK)
        status = cji_copy(a->row, CJ_FIELD_ACT, score, CJ_FIELD_ACT, error);
    if (status == CJ_OK)
        status = cji_copy(a->row, CJ_FIELD_SCORED_AT, score, CJ_FIELD_SCORED_AT, error);
    if (status == CJ_OK)
        status = cji_copy(a->row, CJ_FIELD_INSTRUMENT_VERSION, score, CJ_FIELD_INSTRUMENT_VERSION,
                          error);
    if (status == CJ_OK)
        status = cji_copy(a->row, CJ_FIELD_SCORE_STATUS, score, CJ_FIELD_SCORE_STATUS, error);
    put_circumstances(a);
    if (status == CJ_OK && a->why.status != CJ_OK)
        status = cji_no_memory(a->r->session->store->ctx, error);
    return status == CJ_OK ? cj_add_text(a->row, CJ_FIELD_WHY, a->why.p, a->why.n, error) : status;
}

/* Both scores: with the values as they are stated, and as of the day that was asked for. */
static cj_status work_out(again *a, cj_error **error)
{
    const rescoring *r = a->r;
    cj_context *ctx = r->session->store->ctx;
    cj_status problem = CJ_OK, status;
    status =
        cji_score_try(ctx, r->instrument, r->offences, a->scored.values, &a->then, &problem, NULL);
    for (size_t i = 0; i < cj_instrument_describe(r->instrument)->input_count; i++) {
        double *value = &a->scored.values[i];
        if (cj_instrument_input_at(r->instrument, i)->as_of == 0 || *value != *value ||
            (int32_t)*value == r->day.days)
            continue;
        a->was_day = (int32_t)*value;
        *value = r->day.days;
    }
    if (status == CJ_OK)
        status = cji_score_try(ctx, r->instrument, r->offences, a->scored.values, &a->now, &problem,
                               &a->problems);
    /* What kept it from being scored is told. */
    if (status != CJ_OK || (problem != CJ_OK && cj_error_count(a->problems) == 0))
        return cji_no_memory(ctx, error);
    return CJ_OK;
}

static cj_status score_again(rescoring *r, const cj_case *c, const cj_record *state,
                             const cj_record *score, cj_error **error)
{
    const cji_entry *entry = cji_case_entry(c, cji_text(score, CJ_FIELD_ACT));
    again a = {.r = r, .act = entry->act->root.record, .was_day = INT32_MAX};
    uint32_t scales = 0;
    cj_status status;
    cji_buf_init(&a.why, r->session->store->ctx, 1 << 16);
    /* What another version took may be nothing to this one. */
    a.readable = cji_scored_read(a.act, &a.scored, &a.unreadable) && !a.scored.outside;
    status = a.readable ? work_out(&a, error) : CJ_OK;
    if (status == CJ_OK)
        status = compare_results(&a, &scales, error);
    if (status == CJ_OK && a.row != NULL && a.now != NULL)
        status = compare_terms(&a, scales, error);
    if (status == CJ_OK && a.row != NULL)
        status = describe(&a, c, state, score, error);
    r->changed += a.row != NULL;
    cj_score_unref(a.then);
    cj_score_unref(a.now);
    cj_error_unref(a.problems);
    cji_buf_fini(&a.why);
    return status;
}

/* The last score of the instrument that was neither rejected nor rolled back, or NULL. */
static const cj_record *latest(const rescoring *r, const cj_record *state)
{
    const cji_slot *scores = cji_slot_of(state, CJ_FIELD_SCORES, NULL);
    const char *name = cj_instrument_describe(r->instrument)->name;
    const cj_record *last = NULL;
    for (uint32_t i = 0; i < scores->count; i++) {
        const cj_record *score = scores->values[i].record;
        int64_t status = cji_number(score, CJ_FIELD_SCORE_STATUS);
        if (cji_str_is(cji_text(score, CJ_FIELD_INSTRUMENT), name) &&
            status != CJ_CODE_SCORE_STATUS_REJECTED && status != CJ_CODE_SCORE_STATUS_ROLLED_BACK)
            last = score;
    }
    return last;
}

static cj_status take(void *user, const cji_session_scope *scope, cj_error **error)
{
    rescoring *r = user;
    cj_context *ctx = r->session->store->ctx;
    const cj_record *state = NULL, *score;
    cj_status status = cji_fold_facts(scope->c, cji_case_handle(scope->c), &state, error);
    score = status == CJ_OK ? latest(r, state) : NULL;
    if (score == NULL)
        return status;
    if (!cji_grow(ctx, (void **)&r->cases, sizeof *r->cases, r->n, &r->capacity))
        return cji_no_memory(ctx, error);
    status = cji_session_subj(ctx, scope->key, cj_case_id(scope->c), r->cases[r->n++], error);
    return status == CJ_OK ? score_again(r, scope->c, state, score, error) : status;
}

/* ---- the call -------------------------------------------------------------------------------- */

static cj_status head(const rescoring *r, cj_error **error)
{
    cj_record *to = r->report->root.record;
    const cj_instrument_about *about = cj_instrument_describe(r->instrument);
    char day[CJ_TIME_TEXT];
    cj_status status;
    cj_date_format((cj_date){r->day.days, CJ_PRECISION_DAY}, day);
    status = cj_add_text(to, CJ_FIELD_AS_OF, day, CJ_ZT, error);
    if (status == CJ_OK)
        status = cj_add_text(to, CJ_FIELD_INSTRUMENT, about->name, CJ_ZT, error);
    if (status == CJ_OK)
        status = cj_add_text(to, CJ_FIELD_INSTRUMENT_VERSION, about->version, CJ_ZT, error);
    if (status == CJ_OK)
        status = cj_add_int(to, CJ_FIELD_SCORED, (int64_t)r->n, error);
    return status == CJ_OK ? cj_add_int(to, CJ_FIELD_UNCHANGED, (int64_t)(r->n - r->changed), error)
                           : status;
}

static cj_status log_cases(const rescoring *r, cj_error **error)
{
    cj_context *ctx = r->session->store->ctx;
    const char **subjects = cji_alloc(ctx, (r->n + 1) * sizeof *subjects);
    cj_status status;
    for (size_t i = 0; subjects != NULL && i < r->n; i++)
        subjects[i] = r->cases[i];
    status = subjects != NULL ? cji_session_log_rows(r->session, ACT, subjects, r->n, error)
                              : cji_no_memory(ctx, error);
    cji_free(ctx, subjects);
    return status;
}

static cj_status rescore(rescoring *r, const cji_session_progress *progress, cj_error **error)
{
    cj_status status =
        cji_report_new(r->session->store->ctx, cji_shape_rescoring, &r->report, error);
    if (status == CJ_OK)
        status = cji_session_each_open(r->session, ACT, take, r, progress, error);
    if (status == CJ_OK)
        status = head(r, error);
    return status == CJ_OK ? log_cases(r, error) : status;
}

cj_status cj_session_rescore(cj_session *session, const cj_instrument *instrument,
                             const cj_offences *offences, const cj_rescore_options *options,
                             cj_report **out, cj_error **error)
{
    static const cj_rescore_options usual = CJ_RESCORE_OPTIONS_INIT;
    cj_store *store = session->store;
    rescoring r = {.session = session, .instrument = instrument, .offences = offences};
    cji_session_progress progress;
    cj_status status;
    if (options == NULL)
        options = &usual;
    if (instrument == NULL || options->size < sizeof *options)
        return cji_fail(store->ctx, error, CJ_E_MISUSE, NULL,
                        "rescoring wants an instrument, and options from CJ_RESCORE_OPTIONS_INIT");
    status = cji_session_enter(store, error);
    if (status != CJ_OK)
        return status;
    r.day = cji_session_as_of(store, options->as_of);
    progress = (cji_session_progress){options->progress, options->user};
    status = rescore(&r, &progress, error);
    cji_session_leave(store);
    if (status == CJ_OK) {
        r.report->root.frozen = true;
        *out = r.report;
    } else {
        cj_report_unref(r.report);
    }
    cji_free(store->ctx, r.cases);
    return status;
}
