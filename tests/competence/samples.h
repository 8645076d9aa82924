/* SPDX-License-Identifier: MIT */
/* Small cases in lines (tests/support/filler.h), each with the verdict that one criterion has of
 * it. */
#ifndef CJ_TEST_SAMPLES_H
#define CJ_TEST_SAMPLES_H

#include "competence/row_file.h"

#include "competence/evaluation.h"

typedef struct sample {
    const char *item, *verdict, *lines;
    const char *says;    /* part of what is missing: "kind field limb why"; NULL: not looked at */
    const char *as_of;   /* NULL: the day of the last act */
    const char *uncited; /* an act that is no evidence for it */
    const char *class_;  /* R, P or J; NULL: not looked at */
    bool timed;          /* under a policy of ten days for everything, else the shipped one */
} sample;

#define ROW(item_, verdict_, lines_)                                                               \
    {                                                                                              \
        .item = (item_), .verdict = (verdict_), .lines = lines_                                    \
    }
#define SAYS(item_, verdict_, lines_, says_)                                                       \
    {                                                                                              \
        .item = (item_), .verdict = (verdict_), .lines = lines_, .says = (says_)                   \
    }
#define CLASS(item_, verdict_, lines_, class__)                                                    \
    {                                                                                              \
        .item = (item_), .verdict = (verdict_), .lines = lines_, .class_ = (class__)               \
    }
#define UNCITED(item_, verdict_, lines_, id_)                                                      \
    {                                                                                              \
        .item = (item_), .verdict = (verdict_), .lines = lines_, .uncited = (id_)                  \
    }
#define AS_OF(item_, verdict_, lines_, says_, day_)                                                \
    {                                                                                              \
        .item = (item_), .verdict = (verdict_), .lines = lines_, .says = (says_), .as_of = (day_)  \
    }
#define TIMED(item_, verdict_, lines_)                                                             \
    {                                                                                              \
        .item = (item_), .verdict = (verdict_), .lines = lines_, .timed = true                     \
    }
#define TIMED_AT(item_, verdict_, lines_, day_)                                                    \
    {                                                                                              \
        .item = (item_), .verdict = (verdict_), .lines = lines_, .timed = true, .as_of = (day_)    \
    }

/* Each time ten days (recording_lag is left out: lines are all recorded on one day), so that the
 * tenth day is in time and the eleventh late. */
static inline cj_policy *timed_policy(cj_context *ctx)
{
    static const char *const names[] = {
        "sufficiency_action_within",
        "referral_within",
        "further_assessment_within",
        "advice_within",
        "problem_response_within",
        "plan_available_within",
        "non_compliance_response_within",
        "readiness_interval",
        "schedule_tolerance",
    };
    cj_policy *policy = NULL;
    cj_error *error = NULL;
    char path[] = "/tmp/cj-policy-XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    fputs("<policy id=\"ten-days\" version=\"1\" xmlns=\"urn:cjustice:policy:1\">", file);
    for (size_t i = 0; i < CJI_COUNT(names); i++)
        fprintf(file, "<value name=\"%s\" days=\"10\" citation=\"c\" standing=\"s\"/>", names[i]);
    fputs("<entitlement role=\"provider\" info=\"needs\" basis=\"need_to_know\" "
          "from=\"2026-02-05\" standing=\"s\" "
          "citation=\"c\"/></policy>",
          file);
    fclose(file);
    assert_ok(cj_policy_new(ctx, &policy, &error), error);
    assert_ok(cj_policy_add_file(policy, path, &error), error);
    remove(path);
    return policy;
}

/* Everything that is missing, a line for each: kind, field, limb, why. */
static inline void missing_text(const cj_record *criterion, char *out, size_t size)
{
    static const cj_field fields[] = {CJ_FIELD_KIND, CJ_FIELD_FIELD, CJ_FIELD_LIMB, CJ_FIELD_WHY};
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < cj_count(criterion, CJ_FIELD_MISSING); i++) {
        const cj_record *gap = NULL;
        cj_get_record(criterion, CJ_FIELD_MISSING, i, &gap);
        for (size_t j = 0; j < CJI_COUNT(fields) && used < size; j++) {
            const char *text = "-";
            (void)cj_get_text(gap, fields[j], 0, &text);
            used += (size_t)snprintf(out + used, size - used, "%s%c", text, j < 3 ? ' ' : '\n');
        }
    }
}

static inline void check_sample(world *w, const cj_policy *policy, const char *standard,
                                const char *base, const sample *r, size_t number)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_report *report = NULL;
    cj_case *c = NULL;
    cj_error *error = NULL;
    const cj_record *criterion;
    const char *verdict = "", *class_ = "";
    char missing[4000];
    options.standard = standard;
    options.policy = policy;
    if (r->as_of != NULL)
        assert_int_equal(cj_date_parse(r->as_of, CJ_ZT, &options.as_of), CJ_OK);
    assert_ok(cj_case_new(w->ctx, "C", &c, &error), error);
    cj_case_set_policy(c, policy);
    filler_lines(c, filler_base);
    filler_lines(c, base);
    filler_lines(c, r->lines);
    assert_ok(cj_check(w->catalogue, w->rules, c, &options, &report, &error), error);
    criterion = rows_criterion(report, r->item);
    missing_text(criterion, missing, sizeof missing);
    cj_get_text(criterion, CJ_FIELD_VERDICT, 0, &verdict);
    if (strcmp(verdict, r->verdict) != 0)
        fail_msg("row %zu: %s is %s, not %s\n%s\n%s", number, r->item, verdict, r->verdict,
                 r->lines, missing);
    if (r->uncited != NULL && rows_cites(criterion, r->uncited))
        fail_msg("sample %zu: %s cites %s", number, r->item, r->uncited);
    if (rows_suggests_adverse(criterion))
        fail_msg("sample %zu: %s suggests an adverse act", number, r->item);
    cj_get_text(criterion, CJ_FIELD_CLASS, 0, &class_);
    if (r->class_ != NULL && strcmp(class_, r->class_) != 0)
        fail_msg("sample %zu: %s is of class %s", number, r->item, class_);
    if (r->says != NULL && strstr(missing, r->says) == NULL)
        fail_msg("row %zu: %s does not say \"%s\" but\n%s", number, r->item, r->says, missing);
    cj_report_unref(report);
    cj_case_unref(c);
    cj_error_unref(error);
}

typedef struct table {
    const sample *samples;
    size_t n;
} table;

/* Each sample of each table comes to what it says. */
static inline void check_samples(world *w, const char *standard, const char *base,
                                 const table *tables, size_t n)
{
    cj_policy *timed = timed_policy(w->ctx);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < tables[i].n; j++) {
            const sample *s = &tables[i].samples[j];
            check_sample(w, s->timed ? timed : w->policy, standard, base, s, j);
        }
    }
    cj_policy_unref(timed);
}

/* The sample as a row, of which mutants are tried. */
static inline void add_row(rows *all, const char *base, const sample *s)
{
    row *r;
    int32_t last = 0;
    cj_date as_of;
    all->items = realloc(all->items, (all->n + 1) * sizeof *all->items);
    r = &all->items[all->n++];
    *r = (row){.line = (int)all->n, .shipped = !s->timed};
    snprintf(r->item, sizeof r->item, "%s", s->item);
    snprintf(r->verdict, sizeof r->verdict, "%s", s->verdict);
    if (s->uncited != NULL)
        snprintf(r->uncited, sizeof r->uncited, "%s", s->uncited);
    if (s->class_ != NULL)
        snprintf(r->class_, sizeof r->class_, "%s", s->class_);
    if (s->says != NULL && strstr(s->says, " of ") == s->says + 1)
        snprintf(r->says, sizeof r->says, "%s", s->says); /* how many of how many */
    assert_int_equal(cj_case_new(all->w->ctx, "C", &r->c, NULL), CJ_OK);
    cj_case_set_policy(r->c, r->shipped ? all->w->policy : all->agency);
    filler_lines(r->c, filler_base);
    filler_lines(r->c, base);
    filler_lines(r->c, s->lines);
    for (size_t i = 0; i < r->c->count; i++) {
        int32_t day = cji_entry_day(&r->c->entries[i]);
        last = day > last ? day : last;
    }
    cj_date_format((cj_date){last, CJ_PRECISION_DAY}, r->as_of);
    if (s->as_of != NULL)
        snprintf(r->as_of, sizeof r->as_of, "%s", s->as_of);
    assert_int_equal(cj_date_parse(r->as_of, CJ_ZT, &as_of), CJ_OK);
    assert_int_equal(cj_case_at(r->c, as_of, &r->view, NULL), CJ_OK);
}

/* Whatever is left out of the rules, a sample fails. */
static inline void check_mutants(world *w, const char *standard, const char *base,
                                 const table *tables, size_t n, const char *path)
{
    rows all = {.w = w, .standard = standard, .path = path, .agency = timed_policy(w->ctx)};
    mutants m = {.all = &all, .elsewhere = "<define name=\"records\">"}; /* with SFJEB2 */
    static char text[200000];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < tables[i].n; j++)
            add_row(&all, base, &tables[i].samples[j]);
    }
    m.text = text;
    mutants_all(&m);
    printf("%s: %zu mutants of the rules, %zu survive\n", standard, m.tried, m.survived);
    assert_int_equal(m.survived, 0);
    rows_close(&all);
}

/* Whatever acts there are, and many of them: the rules come to an end. */
static inline void check_total(world *w, const char *standard, size_t acts)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    options.standard = standard;
    options.policy = w->policy;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        uint64_t next = seed;
        cj_case *c = NULL;
        cj_report *report = NULL;
        cj_error *error = NULL;
        assert_int_equal(cj_case_new(w->ctx, "C", &c, NULL), CJ_OK);
        filler_lines(c, filler_base);
        for (size_t tries = 0; c->count < acts && tries < 20 * acts; tries++) {
            int32_t kind = 1 + (int32_t)(filler_random(&next) % (uint64_t)cji_kind_count);
            cj_act *act = filler_any(c, kind, &next);
            if (act != NULL)
                (void)cj_case_apply(c, act, NULL); /* many are refused */
            cj_act_unref(act);
        }
        assert_true(c->count > acts / 2);
        assert_ok(cj_check(w->catalogue, w->rules, c, &options, &report, &error), error);
        cj_report_unref(report);
        cj_case_unref(c);
        cj_error_unref(error);
    }
}

#endif
