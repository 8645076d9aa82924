/* SPDX-License-Identifier: MIT */
/* The caseload: the open cases of the actor, each with its place and the reason for it. */
#include "session/session.h"

#include <stdlib.h>

#include "competence/competence.h"

#include <cjustice/access.h>

#define ACT "caseload"
#define TIER_OUTPUT "tier" /* of the instruments that give one */

/* What an order looks at, one after another; a lower key stands before a higher one. Vulnerability
 * is not among them: only that a worker gave the need of protection as a reason. */
enum { BAND, PROTECTION, HARM, DUE, TIER, KEYS };
#define LOOKS 4

static const struct {
    const char *name;
    int keys[LOOKS];
} orders[] = {
    [CJ_CASELOAD_PRIORITY] = {"priority", {BAND, PROTECTION, HARM, DUE}},
    [CJ_CASELOAD_RISK] = {"risk", {HARM, BAND, PROTECTION, DUE}},
    [CJ_CASELOAD_DUE] = {"due", {DUE, BAND, PROTECTION, HARM}},
    [CJ_CASELOAD_TIER] = {"tier", {TIER, PROTECTION, HARM, DUE}},
};

/* A tier as a score has it, or as somebody has put it in its place. */
typedef struct tier {
    const char *instrument, *text, *was; /* was: in whose place it stands */
    int32_t status, day;                 /* CJ_CODE_SCORE_STATUS_*; text NULL: there is none */
} tier;

typedef struct entry {
    const char *case_id, *practitioner, *due_rule;
    tier tier, newer; /* newer: what was proposed since */
    char subj[CJI_SESSION_SUBJ];
    int32_t keys[KEYS], band, harm;
    uint64_t reasons;      /* bit = CJ_CODE_PRIORITY_REASON_* */
    int32_t reviewed, old; /* days: when the level was reviewed, and is to be again */
} entry;

typedef struct list {
    cj_session *session;
    cji_arena arena;
    entry *entries;
    size_t n, capacity;
    int32_t order, day; /* the day of the reasons */
} list;

/* ---- one case -------------------------------------------------------------------------------- */

static bool find_due(const cj_record *state, entry *e, const cj_record **out)
{
    const cji_slot *slot = cji_slot_of(state, CJ_FIELD_DEADLINES, NULL);
    *out = NULL;
    for (uint32_t i = 0; i < slot->count; i++) {
        const cj_record *deadline = slot->values[i].record;
        const cji_value *due = cji_first(deadline, CJ_FIELD_DUE);
        if (due == NULL || cji_first(deadline, CJ_FIELD_MET_ON) != NULL ||
            due->date.days >= e->keys[DUE])
            continue;
        e->keys[DUE] = due->date.days;
        *out = deadline;
    }
    return *out != NULL;
}

static void find_harm(const cj_record *state, entry *e)
{
    const cj_record *risk = cji_sub(state, CJ_FIELD_RISK);
    if (risk == NULL)
        return;
    e->harm = (int32_t)cji_number(risk, CJ_FIELD_OVERALL);
    e->keys[HARM] = CJ_CODE_LEVEL_VERY_HIGH - e->harm;
    e->reviewed = cji_date(risk, CJ_FIELD_REVIEWED_AT).days;
    e->old = cji_first(risk, CJ_FIELD_NEXT_DUE)->date.days;
}

static void find_priority(const cj_record *state, entry *e)
{
    const cj_record *priority = cji_sub(state, CJ_FIELD_PRIORITY);
    const cji_slot *reasons;
    if (priority == NULL)
        return;
    reasons = cji_slot_of(priority, CJ_FIELD_PRIORITY_REASONS, NULL);
    e->band = (int32_t)cji_number(priority, CJ_FIELD_PRIORITY_BAND);
    e->keys[BAND] = e->band;
    for (uint32_t i = 0; i < reasons->count; i++)
        e->reasons |= UINT64_C(1) << reasons->values[i].number;
    if ((e->reasons >> CJ_CODE_PRIORITY_REASON_NEEDS_PROTECTION & 1) != 0)
        e->keys[PROTECTION] = 0;
}

/* The tier among the values of a field of the score, or NULL. */
static const char *tier_in(list *l, const cj_record *score, cj_field field, bool *ok)
{
    const cji_slot *slot = cji_slot_of(score, field, NULL);
    const char *text;
    for (uint32_t i = 0; i < slot->count; i++) {
        const cj_record *value = slot->values[i].record;
        if (!cji_str_is(cji_text(value, CJ_FIELD_SCALE), TIER_OUTPUT))
            continue;
        text = cji_arena_strdup(&l->arena, cji_text(value, CJ_FIELD_VALUE));
        *ok = *ok && text != NULL;
        return text;
    }
    return NULL;
}

static tier tier_of(list *l, const cj_record *score, bool *ok)
{
    const cj_instrument *instrument = cj_instrument_find(cji_text(score, CJ_FIELD_INSTRUMENT).p);
    tier t = {.status = (int32_t)cji_number(score, CJ_FIELD_SCORE_STATUS)};
    if (instrument == NULL || cj_instrument_output_find(instrument, TIER_OUTPUT) < 0)
        return t;
    t.instrument = cj_instrument_describe(instrument)->name;
    t.day = cji_date(score, CJ_FIELD_SCORED_AT).days;
    switch (t.status) {
    case CJ_CODE_SCORE_STATUS_DEPARTED:
        t.was = tier_in(l, score, CJ_FIELD_RESULTS, ok);
        t.text = tier_in(l, score, CJ_FIELD_INSTEAD, ok);
        t.day = cji_date(score, CJ_FIELD_DECIDED_AT).days;
        break;
    case CJ_CODE_SCORE_STATUS_ADOPTED:
        t.day = cji_date(score, CJ_FIELD_DECIDED_AT).days;
        /* fall through */
    case CJ_CODE_SCORE_STATUS_PROPOSED:
        t.text = tier_in(l, score, CJ_FIELD_RESULTS, ok);
        break;
    default: /* rejected, or rolled back */
        break;
    }
    return t;
}

/* "A" before "B", "A3" before "A2"; what is no tier (NOT_SUPERVISED) behind them. */
static int32_t rank_of(const char *text)
{
    int32_t rank = (text[0] - 'A') * 4;
    if (text[0] < 'A' || text[0] > 'G')
        return 4 * ('Z' - 'A');
    if (text[1] == '\0')
        return rank;
    return text[1] >= '0' && text[1] <= '3' ? rank + '3' - text[1] : 4 * ('Z' - 'A');
}

/* What somebody has decided stands until they decide again; what is proposed, until they do. */
static bool find_tier(list *l, const cj_record *state, entry *e)
{
    const cji_slot *scores = cji_slot_of(state, CJ_FIELD_SCORES, NULL);
    bool ok = true;
    for (uint32_t i = 0; ok && i < scores->count; i++) {
        tier t = tier_of(l, scores->values[i].record, &ok);
        if (t.text == NULL)
            continue;
        if (t.status != CJ_CODE_SCORE_STATUS_PROPOSED || e->tier.text == NULL ||
            e->tier.status == CJ_CODE_SCORE_STATUS_PROPOSED) {
            e->tier = t;
            e->newer.text = NULL;
        } else {
            e->newer = t;
        }
    }
    if (e->tier.text != NULL)
        e->keys[TIER] = rank_of(e->tier.text);
    return ok;
}

static cj_status take(void *user, const cji_session_scope *scope, cj_error **error)
{
    list *l = user;
    cj_context *ctx = l->session->store->ctx;
    const cj_record *state = NULL;
    cj_status status = cj_case_state(scope->c, &state, error);
    const cj_record *due;
    cji_str practitioner;
    entry *e;
    if (status != CJ_OK)
        return status;
    practitioner = cji_text(cji_sub(state, CJ_FIELD_PRACTITIONER), CJ_FIELD_ID);
    if (!cji_grow(ctx, (void **)&l->entries, sizeof *e, l->n, &l->capacity))
        return cji_no_memory(ctx, error);
    e = &l->entries[l->n++];
    *e = (entry){.keys = {INT32_MAX, 1, INT32_MAX, INT32_MAX, INT32_MAX}};
    find_priority(state, e);
    find_harm(state, e);
    if (!find_tier(l, state, e))
        return cji_no_memory(ctx, error);
    e->due_rule = "";
    if (find_due(state, e, &due))
        e->due_rule = cji_arena_strdup(&l->arena, cji_text(due, CJ_FIELD_RULE));
    e->case_id = cji_arena_strdup(&l->arena, cji_str_of(cj_case_id(scope->c)));
    e->practitioner = cji_arena_strdup(&l->arena, practitioner);
    if (e->due_rule == NULL || e->case_id == NULL || e->practitioner == NULL)
        return cji_no_memory(ctx, error);
    return cji_session_subj(ctx, scope->key, e->case_id, e->subj, error);
}

/* ---- the order ------------------------------------------------------------------------------- */

static int by_keys(const entry *a, const entry *b, int32_t order)
{
    for (size_t i = 0; i < LOOKS; i++) {
        int key = orders[order].keys[i];
        if (a->keys[key] != b->keys[key])
            return a->keys[key] < b->keys[key] ? -1 : 1;
    }
    return 0;
}

static int by_place(const void *a, const void *b, void *user)
{
    const entry *x = a, *y = b;
    int keys = by_keys(x, y, ((const list *)user)->order);
    return keys != 0 ? keys : strcmp(x->case_id, y->case_id);
}

/* ---- the record ------------------------------------------------------------------------------ */

static void put_words(cji_buf *b, const char *name)
{
    for (; *name != '\0'; name++)
        cji_buf_putc(b, *name == '_' ? ' ' : *name);
}

static void put_day(cji_buf *b, int32_t day)
{
    char text[CJ_TIME_TEXT];
    cj_date_format((cj_date){day, CJ_PRECISION_DAY}, text);
    cji_buf_puts(b, text);
}

static void put_band(cji_buf *b, const list *l, const entry *e)
{
    const char *between = " because of ";
    (void)l;
    if (e->band == 0) {
        cji_buf_puts(b, "no priority was given");
        return;
    }
    cji_buf_puts(b, "priority ");
    put_words(b, cji_code_name(cji_shape_row(cji_shape_caseload_row, CJ_FIELD_PRIORITY_BAND)->extra,
                               e->band));
    for (int32_t code = 1; code < 64; code++) {
        if ((e->reasons >> code & 1) == 0 || code == CJ_CODE_PRIORITY_REASON_NEEDS_PROTECTION)
            continue;
        cji_buf_puts(b, between);
        put_words(
            b, cji_code_name(
                   cji_shape_row(cji_shape_caseload_row, CJ_FIELD_PRIORITY_REASONS)->extra, code));
        between = ", ";
    }
}

static void put_protection(cji_buf *b, const list *l, const entry *e)
{
    (void)l;
    if (e->keys[PROTECTION] == 0)
        cji_buf_puts(b, "needs protection");
}

static void put_harm(cji_buf *b, const list *l, const entry *e)
{
    if (e->harm == 0) {
        cji_buf_puts(b, "no level of risk of serious harm");
        return;
    }
    cji_buf_puts(b, "risk of serious harm ");
    put_words(
        b, cji_code_name(cji_shape_row(cji_shape_caseload_row, CJ_FIELD_OVERALL)->extra, e->harm));
    cji_buf_puts(b, " (");
    put_day(b, e->reviewed);
    cji_buf_puts(b, e->old < l->day ? ", out of date)" : ")");
}

static void put_due(cji_buf *b, const list *l, const entry *e)
{
    if (e->keys[DUE] == INT32_MAX) {
        cji_buf_puts(b, "nothing with a day is due");
        return;
    }
    put_words(b, e->due_rule);
    cji_buf_puts(b, e->keys[DUE] < l->day ? " was due " : " due ");
    put_day(b, e->keys[DUE]);
}

/* Who reads it sees whether somebody stands behind it. */
static void put_tier(cji_buf *b, const list *l, const entry *e)
{
    (void)l;
    if (e->tier.text == NULL) {
        cji_buf_puts(b, "no tier was worked out");
        return;
    }
    cji_buf_printf(b, "tier %s (%s), ", e->tier.text, e->tier.instrument);
    switch (e->tier.status) {
    case CJ_CODE_SCORE_STATUS_ADOPTED:
        cji_buf_puts(b, "adopted ");
        put_day(b, e->tier.day);
        break;
    case CJ_CODE_SCORE_STATUS_DEPARTED:
        cji_buf_printf(b, "in place of %s since ", e->tier.was != NULL ? e->tier.was : "the score");
        put_day(b, e->tier.day);
        break;
    default:
        cji_buf_puts(b, "proposed ");
        put_day(b, e->tier.day);
        cji_buf_puts(b, " and not adopted yet");
    }
    if (e->newer.text == NULL)
        return;
    cji_buf_printf(b, ", %s proposed ", e->newer.text);
    put_day(b, e->newer.day);
}

static void (*const put[KEYS])(cji_buf *b, const list *l,
                               const entry *e) = {[BAND] = put_band,
                                                  [PROTECTION] = put_protection,
                                                  [HARM] = put_harm,
                                                  [DUE] = put_due,
                                                  [TIER] = put_tier};

/* What the order looked at, in its order: that is the reason for the place. */
static void put_why(cji_buf *b, const list *l, size_t i)
{
    cji_buf_clear(b);
    for (size_t k = 0; k < LOOKS; k++) {
        size_t before = b->n;
        if (before > 0)
            cji_buf_puts(b, "; ");
        size_t between = b->n;
        put[orders[l->order].keys[k]](b, l, &l->entries[i]);
        if (b->n == between && b->status == CJ_OK)
            b->n = before;
    }
    if (i > 0 && by_keys(&l->entries[i - 1], &l->entries[i], l->order) == 0)
        cji_buf_puts(b, "; like the case before, so by the id");
}

static cj_status add_row(const list *l, cj_record *to, size_t i, cji_buf *why, cj_error **error)
{
    const entry *e = &l->entries[i];
    cj_record *row = NULL;
    cj_status status = cj_add_record(to, CJ_FIELD_ROWS, &row, error);
    if (status == CJ_OK)
        status = cj_add_int(row, CJ_FIELD_POSITION, (int64_t)i + 1, error);
    if (status == CJ_OK)
        status = cj_add_text(row, CJ_FIELD_CASE, e->case_id, CJ_ZT, error);
    if (status == CJ_OK && e->practitioner[0] != '\0')
        status = cj_add_text(row, CJ_FIELD_PRACTITIONER, e->practitioner, CJ_ZT, error);
    if (status == CJ_OK && e->band != 0)
        status = cj_add_code(row, CJ_FIELD_PRIORITY_BAND, e->band, error);
    for (int32_t code = 1; status == CJ_OK && code < 64; code++) {
        if ((e->reasons >> code & 1) != 0)
            status = cj_add_code(row, CJ_FIELD_PRIORITY_REASONS, code, error);
    }
    if (status == CJ_OK && e->harm != 0)
        status = cj_add_code(row, CJ_FIELD_OVERALL, e->harm, error);
    if (status == CJ_OK && e->keys[DUE] != INT32_MAX)
        status =
            cj_add_date(row, CJ_FIELD_NEXT_DUE, (cj_date){e->keys[DUE], CJ_PRECISION_DAY}, error);
    if (status == CJ_OK) {
        put_why(why, l, i);
        status = why->status == CJ_OK ? cj_add_text(row, CJ_FIELD_WHY, why->p, why->n, error)
                                      : cji_no_memory(l->session->store->ctx, error);
    }
    if (status == CJ_OK && e->tier.text != NULL)
        status = cj_add_text(row, CJ_FIELD_TIER, e->tier.text, CJ_ZT, error);
    if (status == CJ_OK && e->tier.text != NULL)
        status = cj_add_code(row, CJ_FIELD_SCORE_STATUS, e->tier.status, error);
    return status;
}

static cj_status fill(const list *l, size_t n, cj_record *to, cj_error **error)
{
    char day[CJ_TIME_TEXT];
    cji_buf why;
    cj_status status;
    cj_date_format((cj_date){l->day, CJ_PRECISION_DAY}, day);
    cji_buf_init(&why, l->session->store->ctx, 4096);
    status = cj_add_text(to, CJ_FIELD_AS_OF, day, CJ_ZT, error);
    if (status == CJ_OK)
        status = cj_add_text(to, CJ_FIELD_ORDERED_BY, orders[l->order].name, CJ_ZT, error);
    for (size_t i = 0; status == CJ_OK && i < n; i++)
        status = add_row(l, to, i, &why, error);
    cji_buf_fini(&why);
    return status;
}

/* ---- the call -------------------------------------------------------------------------------- */

static cj_status caseload(list *l, int64_t limit, cj_report **out, cj_error **error)
{
    cj_context *ctx = l->session->store->ctx;
    cj_report *report = NULL;
    const char **subjects;
    size_t n;
    cj_status status = cji_session_each_open(l->session, ACT, take, l, NULL, error);
    if (status != CJ_OK)
        return status;
    if (l->n > 1)
        qsort_r(l->entries, l->n, sizeof *l->entries, by_place, l);
    n = limit > 0 && (uint64_t)limit < l->n ? (size_t)limit : l->n;
    subjects = cji_arena_alloc(&l->arena, (n + 1) * sizeof *subjects);
    for (size_t i = 0; subjects != NULL && i < n; i++)
        subjects[i] = l->entries[i].subj;
    status = subjects != NULL ? cji_report_new(ctx, cji_shape_caseload, &report, error)
                              : cji_no_memory(ctx, error);
    if (status == CJ_OK)
        status = fill(l, n, report->root.record, error);
    if (status == CJ_OK)
        report->root.frozen = true;
    if (status == CJ_OK)
        status = cji_session_log_rows(l->session, ACT, subjects, n, error);
    if (status == CJ_OK)
        *out = report;
    else
        cj_report_unref(report);
    return status;
}

cj_status cj_session_caseload(cj_session *session, const cj_caseload_options *options,
                              cj_report **out, cj_error **error)
{
    cj_store *store = session->store;
    list l = {.session = session};
    cj_status status;
    if (options == NULL || options->size < sizeof *options ||
        options->order < CJ_CASELOAD_PRIORITY || options->order > CJ_CASELOAD_TIER ||
        options->limit < 0)
        return cji_fail(store->ctx, error, CJ_E_MISUSE, NULL,
                        "options begin with CJ_CASELOAD_OPTIONS_INIT; order: CJ_CASELOAD_*");
    status = cji_session_enter(store, error);
    if (status != CJ_OK)
        return status;
    l.order = options->order;
    l.day = cji_session_as_of(store, options->as_of).days;
    cji_arena_init(&l.arena, store->ctx);
    status = caseload(&l, options->limit, out, error);
    cji_session_leave(store);
    cji_free(store->ctx, l.entries);
    cji_arena_fini(&l.arena);
    return status;
}
