/* SPDX-License-Identifier: MIT */
/*
 * What one practitioner has evidenced across cases. Each case is evaluated by itself, restricted to
 * what the practitioner performed; then the answers are put together, criterion by criterion.
 */
#include "competence/evaluation.h"

#include <stdio.h>

/* The defaults of a portfolio. An awarding body may want more. */
static const struct {
    int64_t cases;    /* at least so many cases that show a criterion, so that none stands alone */
    size_t same_text; /* bytes from which on the same text in two cases is worth a look */
    int shows;        /* the rank from which on a case shows a criterion */
    int earns;        /* and from which on what it rests on is listed */
} defaults = {2, 40, 4, 3};

/* The best that a case comes to is what the criterion comes to: it is to be shown once somewhere.
 * What applies nowhere is not covered. */
static const int ranks[] = {
    [CJ_CODE_VERDICT_NOT_APPLICABLE] = 0,     [CJ_CODE_VERDICT_NO_OCCASION] = 1,
    [CJ_CODE_VERDICT_NOT_EVIDENCED] = 2,      [CJ_CODE_VERDICT_PARTLY_EVIDENCED] = 3,
    [CJ_CODE_VERDICT_AWAITING_JUDGEMENT] = 4, [CJ_CODE_VERDICT_EVIDENCED] = 5,
};

/* A text of an act, by its hash: the words themselves do not outlive the case. */
typedef struct sample {
    const char *case_id, *act;
    cj_field field;
    uint8_t hash[CJI_HASH];
    const struct sample *twin; /* the same in another case */
} sample;

struct cji_portfolio {
    cj_context *ctx;
    cji_arena arena;
    const cji_asked *asked;
    cj_date day;
    cj_report **reports;
    size_t n, capacity;
    sample *samples;
    size_t nsamples, sample_capacity;
};

cj_status cji_portfolio_new(cj_context *ctx, const cji_asked *asked, int32_t day,
                            cji_portfolio **out, cj_error **error)
{
    cji_portfolio *p = cji_alloc(ctx, sizeof *p);
    if (p == NULL)
        return cji_no_memory(ctx, error);
    p->ctx = ctx;
    p->asked = asked;
    p->day = (cj_date){day, CJ_PRECISION_DAY};
    cji_arena_init(&p->arena, ctx);
    *out = p;
    return CJ_OK;
}

void cji_portfolio_free(cji_portfolio *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->n; i++)
        cj_report_unref(p->reports[i]);
    cji_free(p->ctx, p->reports);
    cji_free(p->ctx, p->samples);
    cji_arena_fini(&p->arena);
    cji_free(p->ctx, p);
}

/* ---- one case -------------------------------------------------------------------------------- */

static cj_status keep_text(cji_portfolio *p, const sample *of, cj_field field, cji_str text,
                           cj_error **error)
{
    const cji_piece piece = {text.p, text.n};
    sample *s;
    cj_status status;
    if (text.n < defaults.same_text)
        return CJ_OK;
    if (!cji_grow(p->ctx, (void **)&p->samples, sizeof *s, p->nsamples, &p->sample_capacity))
        return cji_no_memory(p->ctx, error);
    s = &p->samples[p->nsamples];
    *s = *of;
    s->field = field;
    status = cji_sha256(p->ctx, &piece, 1, s->hash);
    if (status != CJ_OK)
        return cji_fail(p->ctx, error, status, NULL, "cannot compare texts");
    p->nsamples++;
    return CJ_OK;
}

/* The depth of shapes bounds this. */
static cj_status keep_texts(cji_portfolio *p, const sample *of, const cj_record *record,
                            cj_error **error)
{
    cj_status status = CJ_OK;
    for (int16_t i = 0; i < record->shape->nrows; i++) {
        const cji_row *row = &cji_rows[record->shape->first + i];
        const cji_slot *slot = &record->slots[i];
        for (uint32_t j = 0; status == CJ_OK && j < slot->count; j++) {
            if (row->type == CJ_TYPE_RECORD)
                status = keep_texts(p, of, slot->values[j].record, error);
            else if (row->type == CJ_TYPE_TEXT || row->type == CJ_TYPE_QUOTE)
                status = keep_text(p, of, row->field, slot->values[j].text, error);
        }
    }
    return status;
}

static bool is_own(const cji_portfolio *p, const cji_entry *entry)
{
    return cji_entry_counts(entry) &&
           cji_str_is(cji_performer(entry->act->root.record), p->asked->practitioner);
}

/* Whether the practitioner is who holds the case, and it is open. */
static cj_status is_held(const cji_portfolio *p, cj_case *view, bool *held, cj_error **error)
{
    const cj_record *state = NULL;
    cj_status status = cj_case_state(view, &state, error);
    if (status == CJ_OK)
        *held = cji_number(state, CJ_FIELD_CASE_STATUS) != CJ_CODE_CASE_STATUS_CLOSED &&
                cji_str_is(cji_text(cji_sub(state, CJ_FIELD_PRACTITIONER), CJ_FIELD_ID),
                           p->asked->practitioner);
    return status;
}

static cj_status take(cji_portfolio *p, cj_case *view, const char *alias, bool held,
                      cj_error **error)
{
    const char *called = alias != NULL ? alias : cj_case_id(view);
    sample of = {.case_id = cji_arena_strdup(&p->arena, cji_str_of(called))};
    cji_asked in_case = *p->asked;
    cj_status status = CJ_OK;
    in_case.judgements = NULL; /* what was found is of the practitioner, not of one case */
    in_case.caseload = held;
    if (of.case_id == NULL ||
        !cji_grow(p->ctx, (void **)&p->reports, sizeof *p->reports, p->n, &p->capacity))
        return cji_no_memory(p->ctx, error);
    for (size_t i = 0; status == CJ_OK && i < view->count; i++) {
        const cji_entry *entry = &view->entries[i];
        if (!is_own(p, entry) || (alias != NULL && cji_of_victim(entry->act->root.record)))
            continue;
        of.act = cji_arena_strdup(&p->arena, entry->id);
        status = of.act != NULL ? keep_texts(p, &of, entry->act->root.record, error)
                                : cji_no_memory(p->ctx, error);
    }
    if (status == CJ_OK)
        status = cji_check_asked(&in_case, view, p->day, alias, &p->reports[p->n], error);
    p->n += status == CJ_OK;
    return status;
}

cj_status cji_portfolio_add(cji_portfolio *p, cj_case *c, const char *alias, bool *taken,
                            cj_error **error)
{
    cj_case *view = NULL;
    bool held = false;
    cj_status status = cj_case_at(c, p->day, &view, error);
    *taken = false;
    if (status == CJ_OK)
        status = is_held(p, view, &held, error);
    *taken = held;
    for (size_t i = 0; status == CJ_OK && !*taken && i < view->count; i++)
        *taken = is_own(p, &view->entries[i]);
    if (status == CJ_OK && *taken)
        status = take(p, view, alias, held, error);
    cj_case_unref(view);
    return status;
}

/* ---- the same text in two cases -------------------------------------------------------------- */

static int by_hash(const void *a, const void *b)
{
    return memcmp(((const sample *)a)->hash, ((const sample *)b)->hash, CJI_HASH);
}

static bool same_text(const sample *a, const sample *b)
{
    return by_hash(a, b) == 0;
}

/* Each sample that has a twin in another case has one then. */
static void find_twins(cji_portfolio *p)
{
    sample *s = p->samples;
    if (p->nsamples > 1)
        qsort(s, p->nsamples, sizeof *s, by_hash);
    for (size_t from = 0, to; from < p->nsamples; from = to) {
        const sample *other = NULL;
        for (to = from + 1; to < p->nsamples && same_text(&s[from], &s[to]); to++) {
            if (strcmp(s[to].case_id, s[from].case_id) != 0)
                other = other != NULL ? other : &s[to];
        }
        for (size_t i = from; other != NULL && i < to; i++)
            s[i].twin = strcmp(s[i].case_id, s[from].case_id) != 0 ? &s[from] : other;
    }
}

/* ---- the merge ------------------------------------------------------------------------------- */

typedef struct merge {
    const cji_portfolio *p;
    cj_record *report;
    cji_judged judged;
    const sample **twins; /* the samples that have one, by case and act */
    size_t ntwins;
    int64_t showing; /* cases that show a criterion */
    int64_t wanted;  /* and how many have to */
    int64_t counts[CJI_REPORT_COUNTS];
    cji_writer out;
} merge;

static int by_act(const void *a, const void *b)
{
    const sample *x = *(const sample *const *)a, *y = *(const sample *const *)b;
    int order = strcmp(x->case_id, y->case_id);
    order = order != 0 ? order : strcmp(x->act, y->act);
    return order != 0 ? order : (x->field > y->field) - (x->field < y->field);
}

static void missing(merge *m, cj_record *row, const char *why)
{
    cj_record *item = cji_put_record(&m->out, row, CJ_FIELD_MISSING);
    cji_put_text(&m->out, item, CJ_FIELD_WHY, why);
}

static const cj_record *row_of(const merge *m, size_t report, size_t criterion)
{
    const cj_record *record = m->p->reports[report]->root.record;
    return cji_slot_of(record, CJ_FIELD_CRITERIA, NULL)->values[criterion].record;
}

static int rank_of(const cj_record *row)
{
    return ranks[cji_number(row, CJ_FIELD_VERDICT)];
}

/* The case in which the criterion comes to most, and of those the one that lacks least. */
static const cj_record *best_of(const merge *m, size_t criterion)
{
    const cj_record *best = NULL;
    for (size_t i = 0; i < m->p->n; i++) {
        const cj_record *row = row_of(m, i, criterion);
        if (best == NULL || rank_of(row) > rank_of(best) ||
            (rank_of(row) == rank_of(best) &&
             cj_count(row, CJ_FIELD_MISSING) < cj_count(best, CJ_FIELD_MISSING)))
            best = row;
    }
    return best;
}

/* What the criterion rests on, and what speaks against it, in all cases. */
static void add_cases(merge *m, cj_record *row, const cj_record *best, size_t criterion)
{
    int64_t left_out = 0;
    for (size_t i = 0; m->out.status == CJ_OK && i < m->p->n; i++) {
        const cj_record *one = row_of(m, i, criterion);
        cj_record *item = cji_put_record(&m->out, row, CJ_FIELD_CASES);
        if (m->out.status != CJ_OK)
            return;
        m->out.status = cji_copy(item, CJ_FIELD_CASE, m->p->reports[i]->root.record, CJ_FIELD_CASE,
                                 m->out.error);
        cji_put_copy(&m->out, item, CJ_FIELD_VERDICT, one, CJ_FIELD_VERDICT);
        if (rank_of(one) == rank_of(best) || rank_of(one) >= defaults.earns)
            cji_put_copy(&m->out, row, CJ_FIELD_EVIDENCE, one, CJ_FIELD_EVIDENCE);
        cji_put_copy(&m->out, row, CJ_FIELD_CONTRARY, one, CJ_FIELD_CONTRARY);
        left_out += cji_number(one, CJ_FIELD_LEFT_OUT);
    }
    if (m->out.status == CJ_OK && left_out > 0)
        m->out.status = cj_add_int(row, CJ_FIELD_LEFT_OUT, left_out, m->out.error);
}

static void add_twin(merge *m, cj_record *row, const sample *s)
{
    char why[300];
    cj_record *item = cji_put_record(&m->out, row, CJ_FIELD_CONTRARY);
    snprintf(why, sizeof why, "%s has the same text as %s of case %s", cji_field_names[s->field],
             s->twin->act, s->twin->case_id);
    cji_put_text(&m->out, item, CJ_FIELD_ACT, s->act);
    cji_put_text(&m->out, item, CJ_FIELD_WHY, why);
    cji_put_text(&m->out, item, CJ_FIELD_CASE, s->case_id);
}

/* The acts of the evidence whose text stands in another case as well. */
static void add_twins(merge *m, cj_record *row)
{
    const cji_slot *evidence = cji_slot_of(row, CJ_FIELD_EVIDENCE, NULL);
    for (uint32_t i = 0; m->out.status == CJ_OK && i < evidence->count; i++) {
        const cj_record *item = evidence->values[i].record;
        const sample key = {.case_id = cji_text(item, CJ_FIELD_CASE).p,
                            .act = cji_text(item, CJ_FIELD_ACT).p};
        const sample *wanted = &key;
        size_t low = 0, high = m->ntwins;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (by_act(&m->twins[middle], &wanted) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        for (; m->out.status == CJ_OK && low < m->ntwins &&
               strcmp(m->twins[low]->act, key.act) == 0 &&
               strcmp(m->twins[low]->case_id, key.case_id) == 0;
             low++)
            add_twin(m, row, m->twins[low]);
    }
}

/* What cases show together is too little for the standard until there are enough of them, unless an
 * assessor found that it is enough. */
static int32_t weighed(merge *m, cj_record *row, const cj_item *item, int32_t class_,
                       int32_t verdict)
{
    bool settled = false;
    char why[120];
    if (m->out.status == CJ_OK)
        m->out.status =
            cji_judged_criterion(&m->judged, row, item, class_, &verdict, &settled, m->out.error);
    if (verdict != CJ_CODE_VERDICT_EVIDENCED || settled || m->showing >= m->wanted)
        return verdict;
    snprintf(why, sizeof why, "%d of %d cases: no single case is enough for the standard",
             (int)m->showing, (int)m->wanted);
    missing(m, row, why);
    return CJ_CODE_VERDICT_PARTLY_EVIDENCED;
}

static int32_t merged(merge *m, cj_record *row, size_t criterion)
{
    const cj_record *best = best_of(m, criterion);
    int32_t verdict =
        best != NULL ? (int32_t)cji_number(best, CJ_FIELD_VERDICT) : CJ_CODE_VERDICT_NOT_EVIDENCED;
    if (best == NULL) {
        missing(m, row, "the practitioner has performed no act of a case that may be looked at");
        return verdict;
    }
    add_cases(m, row, best, criterion);
    cji_put_copy(&m->out, row, CJ_FIELD_MISSING, best, CJ_FIELD_MISSING);
    cji_put_copy(&m->out, row, CJ_FIELD_SUGGEST, best, CJ_FIELD_SUGGEST);
    cji_put_copy(&m->out, row, CJ_FIELD_APPROXIMATE, best, CJ_FIELD_APPROXIMATE);
    cji_put_copy(&m->out, row, CJ_FIELD_WITHHELD, best, CJ_FIELD_WITHHELD);
    if (m->out.status == CJ_OK)
        add_twins(m, row);
    if (ranks[verdict] < ranks[CJ_CODE_VERDICT_NOT_EVIDENCED])
        missing(m, row,
                "uncovered: no case gave an occasion; an assessor may discuss, question, or allow "
                "a simulation");
    return verdict;
}

/* It is asked of all cases that the practitioner holds, and comes to what the least comes to. */
static int32_t of_caseload(merge *m, cj_record *row, size_t criterion)
{
    const cj_record *best = NULL, *least = NULL;
    int held = 0, showing = 0;
    char why[80];
    for (size_t i = 0; i < m->p->n; i++) {
        const cj_record *one = row_of(m, i, criterion);
        if (cji_number(one, CJ_FIELD_VERDICT) == CJ_CODE_VERDICT_NOT_APPLICABLE)
            continue;
        held++;
        showing += rank_of(one) >= defaults.shows;
        best = best == NULL || rank_of(one) > rank_of(best) ? one : best;
        least = least == NULL || rank_of(one) < rank_of(least) ? one : least;
    }
    if (held == 0) {
        missing(m, row, "the practitioner holds no open case that may be looked at");
        return CJ_CODE_VERDICT_NO_OCCASION;
    }
    add_cases(m, row, best, criterion);
    cji_put_copy(&m->out, row, CJ_FIELD_MISSING, least, CJ_FIELD_MISSING);
    cji_put_copy(&m->out, row, CJ_FIELD_SUGGEST, least, CJ_FIELD_SUGGEST);
    if (showing == held)
        return (int32_t)cji_number(least, CJ_FIELD_VERDICT);
    snprintf(why, sizeof why, "it holds for %d of %d open cases", showing, held);
    missing(m, row, why);
    return rank_of(best) >= defaults.earns ? CJ_CODE_VERDICT_PARTLY_EVIDENCED
                                           : CJ_CODE_VERDICT_NOT_EVIDENCED;
}

static void add_criterion(merge *m, const cj_item *item, size_t criterion)
{
    const cji_criterion *rule = m->p->asked->pack != NULL
                                    ? cji_pack_criterion(m->p->asked->pack, cj_item_address(item))
                                    : NULL;
    cj_record *row = cji_put_record(&m->out, m->report, CJ_FIELD_CRITERIA);
    int32_t verdict = CJ_CODE_VERDICT_NOT_EVIDENCED;
    int32_t class_ = rule != NULL ? rule->class_ : CJ_CODE_CRITERION_CLASS_J;
    cji_put_text(&m->out, row, CJ_FIELD_ITEM, cj_item_address(item));
    if (m->out.status == CJ_OK)
        m->out.status = cj_add_code(row, CJ_FIELD_CLASS, class_, m->out.error);
    if (m->out.status == CJ_OK)
        verdict = (rule != NULL && rule->caseload ? of_caseload : merged)(m, row, criterion);
    verdict = weighed(m, row, item, class_, verdict);
    if (m->out.status == CJ_OK)
        m->out.status = cj_add_code(row, CJ_FIELD_VERDICT, verdict, m->out.error);
    if (cj_item_parent(item) == NULL) {
        m->counts[0]++;
        m->counts[verdict]++;
    }
}

static int64_t count_showing(const merge *m)
{
    int64_t n = 0;
    for (size_t i = 0; i < m->p->n; i++) {
        const cji_slot *rows = cji_slot_of(m->p->reports[i]->root.record, CJ_FIELD_CRITERIA, NULL);
        bool shows = false;
        for (uint32_t j = 0; !shows && j < rows->count; j++)
            shows = rank_of(rows->values[j].record) >= defaults.shows;
        n += shows;
    }
    return n;
}

static void add_portfolio(merge *m)
{
    const struct {
        cj_field field;
        int64_t value;
    } rows[] = {{CJ_FIELD_CASES, (int64_t)m->p->n},
                {CJ_FIELD_CASES_SHOWING, m->showing},
                {CJ_FIELD_CASES_WANTED, m->wanted},
                {CJ_FIELD_ENOUGH, m->showing >= m->wanted}};
    const cji_awarding awarding = {.ctx = m->p->ctx,
                                   .policy = m->p->asked->policy,
                                   .standard = m->p->asked->standard,
                                   .report = m->report,
                                   .counts = m->counts,
                                   .showing = m->showing,
                                   .day = m->p->day.days};
    cj_record *portfolio = cji_put_record(&m->out, m->report, CJ_FIELD_PORTFOLIO);
    for (size_t i = 0; m->out.status == CJ_OK && i < CJI_COUNT(rows); i++)
        m->out.status = cj_add_int(portfolio, rows[i].field, rows[i].value, m->out.error);
    if (m->out.status == CJ_OK)
        m->out.status = cji_awarding_report(&awarding, portfolio, m->out.error);
}

static void fill(merge *m)
{
    const cj_standard *standard = m->p->asked->standard;
    m->out.status = cji_report_head(m->report, m->p->asked, NULL, m->p->day.days, m->out.error);
    m->showing = count_showing(m);
    m->wanted = cji_awarding_cases(m->p->asked->policy, m->p->day.days, defaults.cases);
    for (size_t i = 0, n = 0; m->out.status == CJ_OK && i < cj_standard_item_count(standard); i++) {
        const cj_item *item = cj_standard_item(standard, i);
        if (cj_item_part(item) == 'P')
            add_criterion(m, item, n++);
    }
    add_portfolio(m);
    if (m->out.status == CJ_OK)
        m->out.status = cji_judged_rest(&m->judged, m->report, m->out.error);
    if (m->out.status == CJ_OK)
        m->out.status = cji_report_summary(m->report, m->counts, m->out.error);
}

cj_status cji_portfolio_report(cji_portfolio *p, cj_report **out, cj_error **error)
{
    merge m = {
        .p = p, .judged = {p->asked->judgements, p->asked->standard}, .out = {.error = error}};
    cj_report *report = NULL;
    find_twins(p);
    m.twins = cji_arena_alloc(&p->arena, (p->nsamples + 1) * sizeof(sample *));
    if (m.twins == NULL)
        return cji_no_memory(p->ctx, error);
    for (size_t i = 0; i < p->nsamples; i++) {
        if (p->samples[i].twin != NULL)
            m.twins[m.ntwins++] = &p->samples[i];
    }
    if (m.ntwins > 1)
        qsort(m.twins, m.ntwins, sizeof(sample *), by_act);
    m.out.status = cji_report_new(p->ctx, cji_shape_check, &report, error);
    if (m.out.status == CJ_OK) {
        m.report = report->root.record;
        fill(&m);
    }
    if (m.out.status == CJ_OK) {
        report->root.frozen = true;
        *out = report;
    } else {
        cj_report_unref(report);
    }
    return m.out.status;
}
