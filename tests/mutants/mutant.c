/* SPDX-License-Identifier: MIT */
/*
 * The tables of casework in a form that a test may break: one row, condition or bit, named by
 * CJ_MUTANT. A program that is linked with this runs its tests over the broken table, and has to
 * fail. CJ_MUTANT=list prints the names of all mutants. See scripts/mutate.
 */
#include "policy/policy.h"

#include <cjustice/casework.h>
#include <stdio.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define const
#include "casework/tables.c"
#undef const

static const char *wanted; /* NULL: list them */
static bool done;

/* Whether this is the mutant that is wanted. */
CJI_PRINTF(1, 2)
static bool is(const char *format, ...)
{
    char name[200];
    va_list args;
    va_start(args, format);
    vsnprintf(name, sizeof name, format, args);
    va_end(args);
    if (wanted == NULL)
        printf("%s\n", name);
    else if (strcmp(name, wanted) == 0)
        return done = true;
    return false;
}

/* ---- rules ----------------------------------------------------------------------------------- */

static void rules(void)
{
    for (size_t i = 0; i < cji_case_rule_count; i++) {
        cji_rule *r = &cji_case_rules[i];
        const char *kind = cj_kind_name(r->kind);
        if (is("rule %zu %s on %s removed", i, r->name, kind))
            r->kind = 0;
        else if (is("rule %zu %s on %s of the other class", i, r->name, kind))
            r->conduct = !r->conduct;
        else if (r->nterms > 0 && is("rule %zu %s on %s without when", i, r->name, kind))
            r->nterms = 0;
        else if (r->ncited > 0 && is("rule %zu %s on %s without cited", i, r->name, kind))
            r->ncited = 0;
    }
}

/* ---- deadlines ------------------------------------------------------------------------------- */

static void deadlines(void)
{
    for (size_t i = 0; i < cji_deadline_count; i++) {
        cji_deadline *d = &cji_deadlines[i];
        if (is("deadline %s removed", d->name))
            d->kind = 0;
        else if (d->nterms > 0 && is("deadline %s without when", d->name))
            d->nterms = 0;
        else if (d->clock != 0 && is("deadline %s without clock", d->name))
            d->clock = 0;
        else if (d->due != 0 && is("deadline %s without due", d->name))
            d->due = 0;
        else if (d->within != NULL && is("deadline %s without within", d->name))
            d->within = NULL;
        else if (is("deadline %s with the other cycle", d->name))
            d->cycle = !d->cycle;
    }
}

static void met(const char *name, int k, cji_met *m)
{
    if (is("met %s %d removed", name, k)) {
        m->how = CJI_MET_CITES;
        m->kind = -1;
    } else if (m->nterms > 0 && is("met %s %d without when", name, k)) {
        m->nterms = 0;
    } else if (m->item != 0 && is("met %s %d without item", name, k)) {
        m->item = 0;
    } else if (m->at != 0 && is("met %s %d without at", name, k)) {
        m->at = 0;
    } else if (m->late != NULL && is("met %s %d without late", name, k)) {
        m->late = NULL;
    } else if (m->key != CJ_FIELD_ACT_ID && is("met %s %d without key", name, k)) {
        m->key = CJ_FIELD_ACT_ID;
    } else if (m->how == CJI_MET_CITES && is("met %s %d without cites", name, k)) {
        m->how = CJI_MET_ANY;
    } else if (m->same[0] != 0 && is("met %s %d without the first same", name, k)) {
        m->same[0] = 0;
    } else if (m->same[1] != 0 && is("met %s %d without the second same", name, k)) {
        m->same[1] = 0;
    }
}

static void mets(void)
{
    for (size_t i = 0; i < cji_deadline_count; i++) {
        for (int16_t k = 0; k < cji_deadlines[i].nmet; k++)
            met(cji_deadlines[i].name, k, &cji_mets[cji_deadlines[i].first_met + k]);
    }
}

/* ---- conditions, codes that go with codes, outcomes ------------------------------------------ */

static void terms(void)
{
    for (size_t i = 0; i < CJI_COUNT(cji_case_terms); i++) {
        cji_term *t = &cji_case_terms[i];
        const char *field = cj_field_name(t->field);
        if (is("term %zu of %s negated", i, field))
            t->negated = !t->negated;
        for (int bit = 0; bit < 64; bit++) {
            if ((t->mask >> bit & 1) == 0 || !is("term %zu of %s without code %d", i, field, bit))
                continue;
            t->mask &= ~(UINT64_C(1) << bit);
            if (t->mask == 0)
                t->mask = UINT64_C(1) << 63; /* no code is left: it is not "any" */
        }
    }
}

#define TABLE(name)                                                                                \
    {                                                                                              \
#name, table_##name, CJI_COUNT(table_##name)                                               \
    }
static const struct {
    const char *name;
    uint64_t *rows;
    size_t n;
} tables[] = {TABLE(goal_status), TABLE(intervention_status), TABLE(safe_ways), TABLE(bands)};

static void table(size_t i)
{
    uint64_t all = 0;
    for (size_t row = 0; row < tables[i].n; row++)
        all |= tables[i].rows[row];
    for (size_t row = 0; row < tables[i].n; row++) {
        for (int bit = 1; bit < 64 && all >> bit != 0; bit++) {
            if (is("table %s from %zu to %d", tables[i].name, row, bit))
                tables[i].rows[row] ^= UINT64_C(1) << bit;
        }
    }
}

static void code_tables(void)
{
    for (size_t i = 0; i < cji_case_rule_count; i++) {
        bool known = cji_case_rules[i].table == NULL;
        for (size_t k = 0; k < CJI_COUNT(tables); k++)
            known = known || tables[k].rows == cji_case_rules[i].table;
        if (!known) {
            fprintf(stderr, "tests/mutants/mutant.c does not know the table of %s\n",
                    cji_case_rules[i].name);
            exit(3);
        }
    }
    for (size_t i = 0; i < CJI_COUNT(tables); i++)
        table(i);
}

static void outcomes(void)
{
    for (size_t i = 0; i < cji_outcome_count; i++) {
        if (is("outcome %d of %s removed", cji_outcomes[i][0],
               cji_outcomes[i][1] != 0 ? cj_kind_name(cji_outcomes[i][1]) : "any"))
            cji_outcomes[i][0] = -1;
    }
}

/* ---- folds ----------------------------------------------------------------------------------- */

static void fold_sets(size_t i, cji_fold *f)
{
    cji_fold_set *sets = &cji_fold_sets[f->first_set];
    for (int16_t k = 0; k < f->nsets; k++) {
        if (!is("fold %zu %s %s %s", i, cj_kind_name(f->kind),
                k < f->nkeys ? "without the key" : "does not set", cj_field_name(sets[k].target)))
            continue;
        if (k < f->nkeys) {
            f->nkeys = k;
        } else {
            sets[k] = sets[f->nsets - 1];
            f->nsets--;
        }
        return;
    }
}

static void folds(void)
{
    for (size_t i = 0; i < cji_fold_count; i++) {
        cji_fold *f = &cji_folds[i];
        const char *kind = cj_kind_name(f->kind);
        if (is("fold %zu %s removed", i, kind)) {
            f->kind = 0;
            return;
        }
        if (f->nterms > 0 && is("fold %zu %s without when", i, kind))
            f->nterms = 0;
        fold_sets(i, f);
    }
}

__attribute__((constructor)) static void mutate(void)
{
    const char *name = getenv("CJ_MUTANT");
    if (name == NULL)
        return;
    /* Sweeps over every allocation are long, and about something else. */
    cmocka_set_skip_filter("*survives*");
    wanted = strcmp(name, "list") == 0 ? NULL : name;
    rules();
    deadlines();
    mets();
    terms();
    code_tables();
    outcomes();
    folds();
    if (wanted == NULL)
        exit(0);
    if (!done) {
        fprintf(stderr, "no mutant %s\n", name);
        exit(0); /* it looks like a survivor, which is what this should be noticed as */
    }
}
