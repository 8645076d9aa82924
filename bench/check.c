/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "hand.h"
#include "record.h"

#include <stdio.h>
#include <stdlib.h>

#define LEFT_OUT                                                                                   \
    8 /* variants of each example; of variant v every eighth act from v on is missing */
#define CASES 60

struct checking {
    cj_context *ctx;
    cj_catalogue *catalogue;
    cj_rules *rules;
    cj_policy *policy;
    const cji_criterion *criteria[HAND_CRITERIA];
    cj_case *cases[CASES];
    size_t ncases;
    size_t met, unmet, other; /* what the cases come to, so that both ways are measured */
};

static cj_case *variant(checking *c, const char *path, size_t v)
{
    cj_case *whole = NULL, *part = NULL;
    must(cj_case_new(c->ctx, NULL, &whole, NULL), "a case");
    must(cj_case_read_file(whole, path, NULL), path);
    if (v == LEFT_OUT)
        return whole;
    must(cj_case_new(c->ctx, NULL, &part, NULL), "a case");
    for (size_t i = 0; i < whole->count; i++) {
        if (i == 0 || i % LEFT_OUT != v)
            (void)cj_case_apply(part, whole->entries[i].act, NULL); /* or it goes with another */
    }
    cj_case_unref(whole);
    return part;
}

static int32_t last_day(cj_case *one)
{
    size_t n = 0;
    const uint32_t *order = cji_case_order(one, &n);
    const cj_record *last = one->entries[order[n - 1]].act->root.record;
    return cji_date_of(cji_first(last, CJ_FIELD_OCCURRED_AT)->time).days;
}

static void evaluate(checking *c, cj_case *one, bool explain, cji_arena *arena, cji_result *out)
{
    cji_evaluation *e = NULL;
    must(cji_evaluation_new(one, c->policy, last_day(one), arena, &e, NULL), "an evaluation");
    if (!explain)
        cji_evaluation_decides(e);
    for (size_t i = 0; i < HAND_CRITERIA; i++)
        must(cji_evaluate(e, c->criteria[i], &out[i], NULL), hand_items[i]);
    cji_evaluation_free(e);
}

static void by_hand(cj_case *one, bool explain, cji_arena *arena, hand_result *out)
{
    hand *h = NULL;
    hand_begin(&h, one, arena);
    for (size_t i = 0; i < HAND_CRITERIA; i++)
        hand_check(h, i, explain, &out[i]);
}

/* ---- both sides say the same ----------------------------------------------------------------- */

/* By hand one kind is told, or that any would do. */
static bool misses(const cji_result *a, int32_t kind)
{
    bool found = kind == 0 && a->ngaps > 0;
    for (size_t i = 0; i < a->ngaps; i++)
        found = found || a->gaps[i].kind == kind;
    return found;
}

static bool agrees(const cji_result *a, const hand_result *b, bool explain)
{
    if (a->level != b->level || (a->level == CJI_FULL && a->untested != b->untested))
        return false;
    if (explain && a->level <= CJI_PART)
        return misses(a, b->missing);
    if (!explain || a->level != CJI_FULL)
        return true;
    return a->nevidence == b->nevidence &&
           memcmp(a->evidence, b->evidence, a->nevidence * sizeof *a->evidence) == 0;
}

static void compare(checking *c, cj_case *one, bool explain)
{
    cji_arena arena;
    cji_result rules[HAND_CRITERIA];
    hand_result byhand[HAND_CRITERIA];
    cji_arena_init(&arena, c->ctx);
    evaluate(c, one, explain, &arena, rules);
    by_hand(one, explain, &arena, byhand);
    for (size_t i = 0; i < HAND_CRITERIA; i++) {
        if (!agrees(&rules[i], &byhand[i], explain)) {
            fprintf(stderr,
                    "bench: %s of %s is %d (%zu acts) by the rules, %d (%zu acts, %s) by hand\n",
                    hand_items[i], cj_case_id(one), (int)rules[i].level, rules[i].nevidence,
                    (int)byhand[i].level, byhand[i].nevidence,
                    byhand[i].missing != 0 ? cj_kind_name(byhand[i].missing) : "nothing");
            exit(1);
        }
        c->met += rules[i].level == CJI_FULL;
        c->unmet += rules[i].level <= CJI_PART;
        c->other += rules[i].level > CJI_FULL;
    }
    cji_arena_fini(&arena);
}

checking *checking_new(cj_context *ctx, const char *standards, const char *example)
{
    static const char *const names[] = {"package", "programme", "safety", "sentence", "youth"};
    checking *c = cji_alloc(ctx, sizeof *c);
    const char *slash = strrchr(example, '/');
    const cji_pack *pack;
    if (c == NULL || slash == NULL)
        must(CJ_E_MISUSE, "the example's folder");
    c->ctx = ctx;
    must(cj_rules_new(ctx, &c->rules, NULL), "rules");
    must(cj_rules_add_dir(c->rules, standards, NULL), "the rules");
    must(cj_policy_new(ctx, &c->policy, NULL), "a policy");
    must(cj_policy_add_dir(c->policy, standards, NULL), "the policy");
    pack = cji_rules_pack(c->rules, "SFJED1", "3");
    for (size_t i = 0; i < HAND_CRITERIA; i++)
        c->criteria[i] = cji_pack_criterion(pack, hand_items[i]);
    for (size_t i = 0; i < CJI_COUNT(names); i++) {
        for (size_t v = 0; v <= LEFT_OUT; v++) {
            char path[512];
            snprintf(path, sizeof path, "%.*s/case-%s.xml", (int)(slash - example), example,
                     names[i]);
            c->cases[c->ncases] = variant(c, path, v);
            compare(c, c->cases[c->ncases], true);
            compare(c, c->cases[c->ncases++], false);
        }
    }
    return c;
}

void checking_free(checking *c)
{
    for (size_t i = 0; i < c->ncases; i++)
        cj_case_unref(c->cases[i]);
    cj_policy_unref(c->policy);
    cj_rules_unref(c->rules);
    cji_free(c->ctx, c);
}

/* ---- what is timed --------------------------------------------------------------------------- */

static void all_by_rules(checking *c, bool explain)
{
    cji_result out[HAND_CRITERIA];
    for (size_t i = 0; i < c->ncases; i++) {
        cji_arena arena;
        cji_arena_init(&arena, c->ctx);
        evaluate(c, c->cases[i], explain, &arena, out);
        cji_arena_fini(&arena);
    }
}

static void all_by_hand(checking *c, bool explain)
{
    hand_result out[HAND_CRITERIA];
    for (size_t i = 0; i < c->ncases; i++) {
        cji_arena arena;
        cji_arena_init(&arena, c->ctx);
        by_hand(c->cases[i], explain, &arena, out);
        cji_arena_fini(&arena);
    }
}

void check_explain(checking *c)
{
    all_by_rules(c, true);
}

void check_explain_by_hand(checking *c)
{
    all_by_hand(c, true);
}

void check_decide(checking *c)
{
    all_by_rules(c, false);
}

void check_decide_by_hand(checking *c)
{
    all_by_hand(c, false);
}
