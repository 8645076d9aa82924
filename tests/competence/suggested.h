/* SPDX-License-Identifier: MIT */
/*
 * What would close a gap, by construction: acts are taken from a case that evidences a criterion.
 * What is suggested then has to be no more than what was taken, and the least of it that closes the
 * gap when it is put back; where that is of one set of kinds, the suggestion is that set.
 */
#ifndef CJ_TEST_SUGGESTED_H
#define CJ_TEST_SUGGESTED_H

#include "competence/row_file.h"

#include "competence/evaluation.h"

#define TAKEN 10 /* acts of the evidence that are taken, alone and in pairs */

typedef struct trial {
    world *w;
    const cji_criterion *criterion;
    const cj_case *whole;
    const cj_policy *policy;
    cj_date as_of;
    const char *where;
} trial;

typedef struct made {
    size_t tried, same, other, fewer, part, rough, wrong;
} made;

typedef struct kinds {
    int32_t of[32];
    size_t n;
} kinds;

static inline void suggested_add_kind(kinds *k, int32_t kind)
{
    size_t i = k->n++;
    for (; i > 0 && k->of[i - 1] > kind; i--)
        k->of[i] = k->of[i - 1];
    k->of[i] = kind;
}

static inline bool suggested_same_kinds(const kinds *a, const kinds *b)
{
    return a->n == b->n && memcmp(a->of, b->of, a->n * sizeof *a->of) == 0;
}

/* Whether all of them may be suggested whatever the record says. */
static inline bool suggested_is_free(const kinds *k)
{
    for (size_t i = 0; i < k->n; i++) {
        if (cji_kind_of(k->of[i])->suggest != CJI_SUGGEST_FREE)
            return false;
    }
    return true;
}

/* Whether such an act may change what an <every> of the rule looks at. */
static inline bool suggested_turns(const cji_expr *x, const kinds *k)
{
    for (size_t i = 0; i < k->n && x != NULL; i++) {
        if (x->op == CJI_OP_EVERY && cji_of_kind(x, k->of[i]))
            return true;
    }
    return x != NULL && (suggested_turns(x->first, k) || suggested_turns(x->next, k));
}

/* The whole case without some of its acts, and what cannot be without them. */
static inline cj_case *suggested_without(const trial *t, const bool *gone)
{
    cj_case *c = NULL, *view = NULL;
    assert_int_equal(cj_case_new(t->w->ctx, NULL, &c, NULL), CJ_OK);
    cj_case_set_policy(c, t->whole->policy);
    for (size_t i = 0; i < t->whole->count; i++) {
        if (!gone[i])
            (void)cj_case_apply(c, t->whole->entries[i].act, NULL);
    }
    assert_int_equal(cj_case_at(c, t->as_of, &view, NULL), CJ_OK);
    cj_case_unref(c);
    return view;
}

static inline cji_level suggested_level_of(const trial *t, cj_case *view, cji_suggestion *s,
                                           kinds *suggested)
{
    cji_evaluation *e = NULL;
    cji_arena arena;
    cji_result result;
    static char withheld[200];
    cji_arena_init(&arena, t->w->ctx);
    assert_int_equal(cji_evaluation_new(view, t->policy, t->as_of.days, &arena, &e, NULL), CJ_OK);
    assert_int_equal(cji_evaluate(e, t->criterion, &result, NULL), CJ_OK);
    if (s != NULL && result.level <= CJI_PART) {
        assert_int_equal(cji_suggest(e, &t->criterion, 1, s, NULL), CJ_OK);
        if (s->withheld != NULL) /* it lives in the arena */
            s->withheld = strncpy(withheld, s->withheld, sizeof withheld - 1);
        for (size_t i = 0; i < s->n && i < CJI_COUNT(suggested->of); i++) {
            suggested_add_kind(suggested, s->acts[i].kind);
            assert_int_not_equal(cji_kind_of(s->acts[i].kind)->suggest, CJI_SUGGEST_NEVER);
        }
    }
    cji_evaluation_free(e);
    cji_arena_fini(&arena);
    return result.level;
}

/* The least number of the acts gone that closes the gap when they are put back, and their kinds. */
static inline size_t suggested_least(const trial *t, const bool *gone, kinds *found, size_t *ways)
{
    size_t at[16], n = 0, best = 99;
    *ways = 0;
    for (size_t i = 0; i < t->whole->count; i++) {
        if (gone[i] && n < CJI_COUNT(at))
            at[n++] = i;
    }
    for (unsigned back = 1; back < 1u << n; back++) {
        bool still[400];
        kinds k = {.n = 0};
        cj_case *c;
        size_t size = 0;
        memcpy(still, gone, t->whole->count * sizeof *still);
        for (size_t i = 0; i < n; i++) {
            if ((back >> i & 1) == 0)
                continue;
            still[at[i]] = false;
            size++;
            suggested_add_kind(&k, t->whole->entries[at[i]].kind);
        }
        if (size > best)
            continue;
        c = suggested_without(t, still);
        if (suggested_level_of(t, c, NULL, NULL) == CJI_FULL) {
            *ways = size < best ? 1 : *ways + !suggested_same_kinds(&k, found);
            best = size;
            *found = k;
        }
        cj_case_unref(c);
    }
    return best;
}

static inline void suggested_print_kinds(const char *what, const kinds *k)
{
    print_error("  %s:", what);
    for (size_t i = 0; i < k->n; i++)
        print_error(" %s", cj_kind_name(k->of[i]));
    print_error("\n");
}

/* Takes the acts, with what goes with them, and looks at what is suggested. */
static inline void suggested_take(const trial *t, const bool *asked, made *sum)
{
    bool gone[400];
    cj_case *c = suggested_without(t, asked);
    cji_suggestion s = {0};
    kinds suggested = {.n = 0}, back = {.n = 0};
    size_t n, ways, taken = 0, wrong = sum->wrong;
    for (size_t i = 0; i < t->whole->count; i++) {
        gone[i] = cji_case_entry(c, t->whole->entries[i].id) == NULL &&
                  cji_entry_day(&t->whole->entries[i]) <= t->as_of.days;
        taken += gone[i];
    }
    if (taken <= 6 && suggested_level_of(t, c, &s, &suggested) <= CJI_PART) {
        n = suggested_least(t, gone, &back, &ways);
        sum->tried++;
        if (s.withheld != NULL && (!suggested_is_free(&back) || strstr(s.withheld, "several")))
            sum->part++;
        else if (ways == 1 && suggested_same_kinds(&suggested, &back))
            sum->same++;
        else if (s.n == n)
            sum->other++;
        else if (s.n < n && s.n > 0)
            sum->fewer++;
        else if (s.approximate || (s.n > n && suggested_turns(t->criterion->rule, &back)))
            sum->rough++; /* what comes under the rule is taken as it is */
        else
            sum->wrong++;
        if (sum->wrong > wrong) {
            print_error("%s %s: least %zu, suggested %zu; %s\n", t->where, t->criterion->item, n,
                        s.n, s.withheld != NULL ? s.withheld : "");
            suggested_print_kinds("put back", &back);
            suggested_print_kinds("suggested", &suggested);
        }
    }
    cj_case_unref(c);
}

/* One act of the evidence after the other, and two of them. */
static inline void suggested_try_row(const trial *t, made *sum)
{
    cji_evaluation *e = NULL;
    cji_arena arena;
    cji_result result;
    bool none[400] = {false};
    cj_case *view = suggested_without(t, none);
    uint32_t at[TAKEN];
    size_t n = 0;
    cji_arena_init(&arena, t->w->ctx);
    assert_true(t->whole->count < CJI_COUNT(none));
    assert_int_equal(cji_evaluation_new(view, t->policy, t->as_of.days, &arena, &e, NULL), CJ_OK);
    assert_int_equal(cji_evaluate(e, t->criterion, &result, NULL), CJ_OK);
    for (size_t i = 0; result.level == CJI_FULL && i < result.nevidence && n < TAKEN; i++) {
        const cji_entry *entry = cji_case_entry(t->whole, view->entries[result.evidence[i]].id);
        if (entry->kind != CJ_ACT_CASE_OPENED)
            at[n++] = (uint32_t)(entry - t->whole->entries);
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i; j < n; j++) {
            bool asked[400] = {false};
            asked[at[i]] = asked[at[j]] = true;
            suggested_take(t, asked, sum);
        }
    }
    cji_evaluation_free(e);
    cji_arena_fini(&arena);
    cj_case_unref(view);
}

static inline void suggested_try_rows(const rows *all, made *sum)
{
    const cji_pack *pack =
        cji_rules_pack(all->w->rules, all->standard,
                       cj_standard_version(cj_catalogue_find(all->w->catalogue, all->standard)));
    for (size_t i = 0; i < all->n; i++) {
        const row *r = &all->items[i];
        trial t = {.w = all->w, .whole = r->c, .where = all->standard};
        t.criterion = cji_pack_criterion(pack, r->item);
        t.policy = r->shipped ? all->w->policy : all->agency;
        assert_int_equal(cj_date_parse(r->as_of, CJ_ZT, &t.as_of), CJ_OK);
        if (t.criterion != NULL && t.criterion->rule != NULL && !r->caseload)
            suggested_try_row(&t, sum);
    }
}

static inline void suggested_show(const char *standard, const made *t)
{
    printf(
        "%s: %zu gaps made: closed by what is suggested %zu, by as many acts of other kinds %zu, "
        "by fewer %zu, by more where that was said %zu, not in part %zu; wrong %zu\n",
        standard, t->tried, t->same, t->other, t->fewer, t->rough, t->part, t->wrong);
}

/* The fixtures of one standard. */
static inline void suggested_check(const rows *all)
{
    made sum = {0};
    suggested_try_rows(all, &sum);
    suggested_show(all->standard, &sum);
    assert_int_equal(sum.wrong, 0);
    assert_true(sum.same > 30);
}

#endif
