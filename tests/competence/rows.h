/* SPDX-License-Identifier: MIT */
/* Small cases in lines (tests/support/filler.h), each with the verdict that one criterion has of
 * it. */
#ifndef CJ_TEST_ROWS_H
#define CJ_TEST_ROWS_H

#include "competence/world.h"
#include "support/filler.h"

#include <stdio.h>

typedef struct row {
    const char *item, *verdict, *lines;
    const char *says;  /* part of what is missing: "kind field limb why"; NULL: not looked at */
    const char *as_of; /* NULL: the day of the last act */
    bool timed;        /* under a policy of ten days for everything, else the shipped one */
} row;

#define ROW(item_, verdict_, lines_)                                                               \
    {                                                                                              \
        .item = (item_), .verdict = (verdict_), .lines = lines_                                    \
    }
#define SAYS(item_, verdict_, lines_, says_)                                                       \
    {                                                                                              \
        .item = (item_), .verdict = (verdict_), .lines = lines_, .says = (says_)                   \
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
    fputs("</policy>", file);
    fclose(file);
    assert_ok(cj_policy_new(ctx, &policy, &error), error);
    assert_ok(cj_policy_add_file(policy, path, &error), error);
    remove(path);
    return policy;
}

static inline const cj_record *criterion_row(const cj_report *report, const char *item)
{
    for (size_t i = 0; i < cj_count(cj_report_record(report), CJ_FIELD_CRITERIA); i++) {
        const cj_record *found = NULL;
        const char *name = "";
        cj_get_record(cj_report_record(report), CJ_FIELD_CRITERIA, i, &found);
        cj_get_text(found, CJ_FIELD_ITEM, 0, &name);
        if (strcmp(name, item) == 0)
            return found;
    }
    fail_msg("there is no %s", item);
    return NULL;
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

static inline void check_row(world *w, const cj_policy *policy, const char *standard,
                             const char *base, const row *r, size_t number)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_report *report = NULL;
    cj_case *c = NULL;
    cj_error *error = NULL;
    const cj_record *criterion;
    const char *verdict = "";
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
    criterion = criterion_row(report, r->item);
    missing_text(criterion, missing, sizeof missing);
    cj_get_text(criterion, CJ_FIELD_VERDICT, 0, &verdict);
    if (strcmp(verdict, r->verdict) != 0)
        fail_msg("row %zu: %s is %s, not %s\n%s\n%s", number, r->item, verdict, r->verdict,
                 r->lines, missing);
    if (r->says != NULL && strstr(missing, r->says) == NULL)
        fail_msg("row %zu: %s does not say \"%s\" but\n%s", number, r->item, r->says, missing);
    cj_report_unref(report);
    cj_case_unref(c);
    cj_error_unref(error);
}

static inline void check_rows(world *w, const char *standard, const char *base, const row *rows,
                              size_t n)
{
    cj_policy *timed = timed_policy(w->ctx);
    for (size_t i = 0; i < n; i++)
        check_row(w, rows[i].timed ? timed : w->policy, standard, base, &rows[i], i);
    cj_policy_unref(timed);
}

#endif
