/* SPDX-License-Identifier: MIT */
/* An example case against verdicts that were written by hand, and without each of its acts. */
#ifndef CJ_TEST_BY_HAND_H
#define CJ_TEST_BY_HAND_H

#include "competence/row_file.h"

typedef struct verdict_by_hand {
    const char *item, *verdict;
    const char *program; /* what the program says instead, where it does; or NULL */
    const char *act;     /* one that the verdict rests on, or NULL */
} verdict_by_hand;

typedef struct by_hand {
    const char *path, *standard, *as_of;
    const verdict_by_hand *rows;
    size_t n;
} by_hand;

static inline cj_report *by_hand_check(world *w, const by_hand *h, cj_case *c)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_report *report = NULL;
    cj_error *error = NULL;
    options.standard = h->standard;
    options.policy = w->policy;
    assert_int_equal(cj_date_parse(h->as_of, CJ_ZT, &options.as_of), CJ_OK);
    assert_ok(cj_check(w->catalogue, w->rules, c, &options, &report, &error), error);
    cj_error_unref(error);
    return report;
}

static inline const char *by_hand_text(const cj_record *record, cj_field field)
{
    const char *value = "";
    (void)cj_get_text(record, field, 0, &value);
    return value;
}

/* Also in the other direction: no act is removed whose loss changes what did not rest on it. */
static inline void by_hand_without(world *w, const by_hand *h, cj_case *whole_case,
                                   const cj_report *whole)
{
    size_t changed = 0, n = whole_case->count;
    for (size_t i = 1; i < n; i++) {
        cj_case *c = NULL;
        cj_report *part;
        assert_int_equal(cj_case_new(w->ctx, cj_case_id(whole_case), &c, NULL), CJ_OK);
        cj_case_set_policy(c, w->policy);
        for (size_t j = 0; j < n; j++) {
            if (j != i)
                (void)cj_case_apply(c, whole_case->entries[j].act, NULL); /* or it goes with i */
        }
        part = by_hand_check(w, h, c);
        for (size_t k = 0; k < h->n; k++) {
            const cj_record *before = rows_criterion(whole, h->rows[k].item);
            const cj_record *after = rows_criterion(part, h->rows[k].item);
            bool rests = false;
            if (strcmp(by_hand_text(before, CJ_FIELD_VERDICT),
                       by_hand_text(after, CJ_FIELD_VERDICT)) == 0)
                continue;
            changed++;
            for (size_t j = 0; j < n; j++) {
                const char *id = whole_case->entries[j].id.p;
                bool gone = cji_case_entry(c, cji_str_of(id)) == NULL;
                rests = rests || (gone && rows_cites(before, id));
            }
            if (!rests)
                fail_msg("without %s, %s went from %s to %s and cited no removed act",
                         whole_case->entries[i].id.p, h->rows[k].item,
                         by_hand_text(before, CJ_FIELD_VERDICT),
                         by_hand_text(after, CJ_FIELD_VERDICT));
        }
        cj_report_unref(part);
        cj_case_unref(c);
    }
    assert_true(changed > 30); /* or the test would look at nothing */
    printf("%s: %zu acts removed, %zu verdicts changed, each with a removed act in its evidence\n",
           h->standard, n - 1, changed);
}

static inline void check_by_hand(world *w, const by_hand *h)
{
    cj_case *c = NULL;
    cj_report *report;
    cj_error *error = NULL;
    size_t wrong = 0;
    assert_ok(cj_case_new(w->ctx, NULL, &c, &error), error);
    cj_case_set_policy(c, w->policy);
    assert_ok(cj_case_read_file(c, h->path, &error), error);
    report = by_hand_check(w, h, c);
    for (size_t i = 0; i < h->n; i++) {
        const verdict_by_hand *v = &h->rows[i];
        const cj_record *criterion = rows_criterion(report, v->item);
        const char *says = by_hand_text(criterion, CJ_FIELD_VERDICT);
        if (strcmp(says, v->program != NULL ? v->program : v->verdict) != 0) {
            print_error("%s is %s, by hand %s\n", v->item, says, v->verdict);
            wrong++;
        }
        if (v->act != NULL && !rows_cites(criterion, v->act)) {
            print_error("%s does not cite %s\n", v->item, v->act);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
    by_hand_without(w, h, c, report);
    cj_report_unref(report);
    cj_case_unref(c);
    cj_error_unref(error);
}

#endif
