/* SPDX-License-Identifier: MIT */
/* The rows of kinds, to be broken: which fields are required, and under which condition. */
#include "core/core.h"

#include <cjustice/act.h>

#include "mutants/mutant.h"

#define const
#include "vocabulary/tables.c"
#undef const

static void condition(const char *owner, cji_row *row)
{
    for (int16_t i = 0; i < row->nterms; i++) {
        cji_term *t = &cji_terms[row->first_term + i];
        const char *field = cji_field_names[t->field];
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
    if (row->nterms > 0 && is("%s without if", owner))
        row->nterms = 0;
}

static void kind_rows(cji_kind *kind)
{
    int16_t common = cji_shape_envelope->nrows;
    cji_shape *shape = &cji_shapes[kind->shape];
    for (int16_t i = common; i < shape->nrows; i++) {
        cji_row *row = &cji_rows[shape->first + i];
        char name[160];
        if ((row->flags & CJI_REASON) != 0)
            continue;
        snprintf(name, sizeof name, "kind %s field %s", kind->name, cji_field_names[row->field]);
        condition(name, row);
        if (is("%s of the other requirement", name))
            row->flags ^= CJI_REQUIRED;
    }
}

__attribute__((constructor)) static void mutate(void)
{
    if (!mutant_begin())
        return;
    for (int32_t i = 0; i < cji_kind_count; i++)
        kind_rows(&cji_kinds[i]);
    mutant_end();
}
