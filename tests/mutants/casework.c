/* SPDX-License-Identifier: MIT */
/* The tables of casework, to be broken: see mutant.h. */
#include "policy/policy.h"

#include <cjustice/casework.h>

#include "mutants/mutant.h"

#define const
#include "casework/tables.c"
#undef const

/* The terms of one condition, each negated and without each of its codes. */
static void condition(const char *owner, int16_t first, int16_t n)
{
    for (int16_t i = 0; i < n; i++) {
        cji_term *t = &cji_case_terms[first + i];
        const char *field = cj_field_name(t->field);
        if (is("%s: %s (%d) negated", owner, field, i))
            t->negated = !t->negated;
        for (int bit = 0; bit < 64; bit++) {
            if ((t->mask >> bit & 1) == 0 ||
                !is("%s: %s (%d) without code %d", owner, field, i, bit))
                continue;
            t->mask &= ~(UINT64_C(1) << bit);
            if (t->mask == 0)
                t->mask = UINT64_C(1) << 63; /* no code is left: it is not "any" */
        }
    }
}

/* ---- rules ----------------------------------------------------------------------------------- */

static bool satisfied(cji_rule *rule, cji_rule_view *view)
{
    (void)rule, (void)view;
    return true;
}

/* A rule may stand several times for a kind: the number tells them apart. */
static int rule_number(size_t i)
{
    int number = 1;
    for (size_t k = 0; k < i; k++) {
        number += cji_case_rules[k].kind == cji_case_rules[i].kind &&
                  strcmp(cji_case_rules[k].name, cji_case_rules[i].name) == 0;
    }
    return number;
}

static void rules(void)
{
    for (size_t i = 0; i < cji_case_rule_count; i++) {
        cji_rule *r = &cji_case_rules[i];
        char name[120];
        snprintf(name, sizeof name, "rule %s on %s %d", r->name, cj_kind_name(r->kind),
                 rule_number(i));
        condition(name, r->first_term, r->nterms);
        condition(name, r->cited_term, r->ncited);
        if (is("%s removed", name))
            r->check = satisfied;
        else if (is("%s of the other class", name))
            r->conduct = !r->conduct;
        else if (r->nterms > 0 && is("%s without when", name))
            r->nterms = 0;
        else if (r->ncited > 0 && is("%s without cited", name))
            r->ncited = 0;
    }
}

/* ---- deadlines ------------------------------------------------------------------------------- */

static void deadlines(void)
{
    for (size_t i = 0; i < cji_deadline_count; i++) {
        cji_deadline *d = &cji_deadlines[i];
        char name[120];
        snprintf(name, sizeof name, "deadline %s", d->name);
        condition(name, d->first_term, d->nterms);
        if (is("%s removed", name))
            d->kind = 0;
        else if (d->nterms > 0 && is("%s without when", name))
            d->nterms = 0;
        else if (d->clock != 0 && is("%s without clock", name))
            d->clock = 0;
        else if (d->due != 0 && is("%s without due", name))
            d->due = 0;
        else if (d->within != NULL && is("%s without within", name))
            d->within = NULL;
        else if (is("%s with the other cycle", name))
            d->cycle = !d->cycle;
    }
}

static void met(const char *name, cji_met *m)
{
    condition(name, m->first_term, m->nterms);
    if (is("%s removed", name)) {
        m->how = CJI_MET_CITES;
        m->kind = -1;
    } else if (m->nterms > 0 && is("%s without when", name)) {
        m->nterms = 0;
    } else if (m->item != 0 && is("%s without item", name)) {
        m->item = 0;
    } else if (m->at != 0 && is("%s without at", name)) {
        m->at = 0;
    } else if (m->late != NULL && is("%s without late", name)) {
        m->late = NULL;
    } else if (m->key != CJ_FIELD_ACT_ID && is("%s without key", name)) {
        m->key = CJ_FIELD_ACT_ID;
    } else if (m->how == CJI_MET_CITES && is("%s without cites", name)) {
        m->how = CJI_MET_ANY;
    } else if (m->ever != 0 && is("%s without ever", name)) {
        m->ever = 0;
    } else if (m->also[0] != 0 && is("%s without also", name)) {
        m->also[0] = m->also[1] = 0;
    } else if (m->same[0] != 0 && is("%s without the first same", name)) {
        m->same[0] = 0;
    } else if (m->same[1] != 0 && is("%s without the second same", name)) {
        m->same[1] = 0;
    }
}

static void mets(void)
{
    for (size_t i = 0; i < cji_deadline_count; i++) {
        for (int16_t k = 0; k < cji_deadlines[i].nmet; k++) {
            char name[120];
            snprintf(name, sizeof name, "met %s %d", cji_deadlines[i].name, k);
            met(name, &cji_mets[cji_deadlines[i].first_met + k]);
        }
    }
}

/* ---- codes that go with codes, outcomes ------------------------------------------------------ */

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

static void fold_sets(const char *name, cji_fold *f)
{
    cji_fold_set *sets = &cji_fold_sets[f->first_set];
    for (int16_t k = 0; k < f->nsets; k++) {
        if (!is("%s %s %s", name, k < f->nkeys ? "without the key" : "does not set",
                cj_field_name(sets[k].target)))
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
        char name[160];
        snprintf(name, sizeof name, "fold %s to %s %s", cj_kind_name(f->kind),
                 cji_shapes[f->state].name, f->into != 0 ? cj_field_name(f->into) : "itself");
        if (f->each != 0)
            snprintf(name + strlen(name), sizeof name - strlen(name), " each %s",
                     cj_field_name(f->each));
        condition(name, f->first_term, f->nterms);
        if (is("%s removed", name)) {
            f->state = 0; /* the shape of no state */
            return;
        }
        if (f->nterms > 0 && is("%s without when", name))
            f->nterms = 0;
        else if (f->at != 0 && is("%s without at", name))
            f->at = 0;
        else if (f->existing != 0 && is("%s without existing", name))
            f->existing = 0;
        fold_sets(name, f);
    }
}

__attribute__((constructor)) static void mutate(void)
{
    if (!mutant_begin())
        return;
    rules();
    deadlines();
    mets();
    code_tables();
    outcomes();
    folds();
    mutant_end();
}
