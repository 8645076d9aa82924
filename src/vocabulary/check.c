/* SPDX-License-Identifier: MIT */
/* What a record must hold: one engine over the rows. */
#include "vocabulary/vocabulary.h"

#include <stdio.h>

static bool term_holds(const cj_record *record, const cji_term *term)
{
    const cji_row *row;
    const cji_slot *slot = cji_slot_of(record, term->field, &row);
    bool holds = false;
    if (slot == NULL)
        return false;
    if (term->mask == 0) {
        holds = slot->count > 0;
    } else {
        for (uint32_t i = 0; i < slot->count && !holds; i++)
            holds = (term->mask >> slot->values[i].number & 1) != 0;
    }
    return holds != (term->negated != 0);
}

bool cji_terms_hold(const cj_record *record, const cji_term *terms, size_t n)
{
    for (size_t i = 0; i < n;) {
        int16_t group = terms[i].group;
        bool holds = true;
        for (; i < n && terms[i].group == group; i++)
            holds = holds && term_holds(record, &terms[i]);
        if (holds)
            return true;
    }
    return false;
}

typedef struct checker {
    cj_context *ctx;
    const cj_record *record;
    const cji_place *place;
    cj_error **error;
    cj_status status;
} checker;

CJI_PRINTF(4, 5)
static void problem(checker *c, cj_status code, const cji_row *row, const char *format, ...)
{
    char what[256];
    cji_place at = c->place != NULL ? *c->place : (cji_place){0};
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    at.field = row != NULL ? cji_field_names[row->field] : at.field;
    code = cji_fail(c->ctx, c->error, code, &at, "%s: %s", c->record->shape->name, what);
    if (c->status == CJ_OK)
        c->status = code;
}

/* One member of a choice has a value. */
static void check_choice(checker *c)
{
    const cji_shape *shape = c->record->shape;
    char members[200] = "";
    int given = 0;
    for (int16_t i = 0; i < shape->nrows; i++) {
        size_t n = strlen(members);
        given += c->record->slots[i].count > 0;
        snprintf(members + n, sizeof members - n, "%s%s", n > 0 ? ", " : "",
                 cji_field_names[cji_rows[shape->first + i].field]);
    }
    if (given != 1)
        problem(c, CJ_E_FIELD_CHOICE, NULL, "exactly one of %s is wanted, %d are given", members,
                given);
}

static void check_map(checker *c, const cji_row *row, const cji_slot *slot)
{
    for (uint32_t i = 0; i < slot->count; i++) {
        for (uint32_t j = 0; j < i; j++) {
            if (cji_number(slot->values[i].record, CJ_FIELD_KEY) ==
                cji_number(slot->values[j].record, CJ_FIELD_KEY)) {
                problem(c, CJ_E_FIELD_TWICE, row, "%s has a key twice",
                        cji_field_names[row->field]);
                return;
            }
        }
    }
}

/*
 * How many values row i has. With /none the reason for having none, in the next row, stands for
 * one; giving both is a problem of its own.
 */
static bool given_or_reason(checker *c, int16_t i, const cji_row *row)
{
    const cji_slot *slots = c->record->slots;
    if ((row->flags & CJI_NONE) == 0)
        return slots[i].count > 0;
    if (slots[i].count > 0 && slots[i + 1].count > 0)
        problem(c, CJ_E_FIELD_NONE, row, "%s and a reason for having none",
                cji_field_names[row->field]);
    return slots[i].count > 0 || slots[i + 1].count > 0;
}

cj_status cji_record_check(const cj_record *record, uint64_t told, const cji_place *place,
                           cj_error **error)
{
    checker c = {record->root->ctx, record, place, error, CJ_OK};
    if (record->shape->choice) {
        if (told == 0)
            check_choice(&c);
        return c.status;
    }
    for (int16_t i = 0; i < record->shape->nrows; i++) {
        const cji_row *row = &cji_rows[record->shape->first + i];
        bool given;
        if (record->slots[i].count > 0 && (row->flags & (CJI_NONE | CJI_MAP)) == 0)
            continue; /* most rows */
        if ((row->flags & CJI_REASON) != 0 || (told >> (i & 63) & 1) != 0)
            continue;
        given = given_or_reason(&c, i, row);
        if (!given && (row->flags & CJI_REQUIRED) != 0)
            problem(&c, CJ_E_FIELD_MISSING, row, "%s is missing%s", cji_field_names[row->field],
                    (row->flags & CJI_NONE) != 0 ? " (or its _none_reason)" : "");
        else if (!given && row->nterms > 0 &&
                 cji_terms_hold(record, cji_terms + row->first_term, (size_t)row->nterms))
            problem(&c, CJ_E_FIELD_MISSING, row, "%s is missing (wanted because of %s)",
                    cji_field_names[row->field], cji_field_names[cji_terms[row->first_term].field]);
        if ((row->flags & CJI_MAP) != 0)
            check_map(&c, row, &record->slots[i]);
    }
    return c.status;
}

/* A record and all records inside it; shapes are at most three deep. */
static cj_status check_whole(const cj_record *record, const cji_place *place, cj_error **error)
{
    cj_status status = cji_record_check(record, 0, place, error);
    for (int16_t i = 0; i < record->shape->nrows; i++) {
        if (cji_rows[record->shape->first + i].type != CJ_TYPE_RECORD)
            continue;
        for (uint32_t j = 0; j < record->slots[i].count; j++) {
            cj_status inner = check_whole(record->slots[i].values[j].record, place, error);
            status = status != CJ_OK ? status : inner;
        }
    }
    return status;
}

/* occurred_precision says how much of occurred_at was known; the text may say more, never less. */
cj_status cji_act_check_times(const cj_act *act, const cji_place *place, cj_error **error)
{
    static const int32_t least[] = {0, CJ_PRECISION_MINUTE, CJ_PRECISION_DAY, CJ_PRECISION_MONTH};
    const cj_record *r = act->root.record;
    const cji_value *at = cji_first(r, CJ_FIELD_OCCURRED_AT);
    const cji_value *recorded = cji_first(r, CJ_FIELD_RECORDED_AT);
    int64_t precision = cji_number(r, CJ_FIELD_OCCURRED_PRECISION);
    cji_place here = place != NULL ? *place : (cji_place){0};
    cj_status status = CJ_OK;
    if (at != NULL && precision >= 1 && precision <= 3 && at->time.precision < least[precision]) {
        here.field = "occurred_at";
        status = cji_fail(act->root.ctx, error, CJ_E_VALUE_DATE, &here,
                          "occurred_at says less than occurred_precision \"%s\" promises",
                          cji_code_name(cji_shape_row(r->shape, CJ_FIELD_OCCURRED_PRECISION)->extra,
                                        (int32_t)precision));
    }
    if (recorded != NULL && recorded->time.precision < CJ_PRECISION_MINUTE) {
        here.field = "recorded_at";
        cji_fail(act->root.ctx, error, CJ_E_VALUE_DATE, &here,
                 "recorded_at is a time with its offset (2026-02-03T10:15+00:00)");
        status = status != CJ_OK ? status : CJ_E_VALUE_DATE;
    }
    return status;
}

cj_status cj_act_validate(const cj_act *act, cj_error **error)
{
    cji_place place = {.act = cji_text(act->root.record, CJ_FIELD_ACT_ID).p};
    cj_status status = check_whole(act->root.record, &place, error);
    cj_status times = cji_act_check_times(act, &place, error);
    return status != CJ_OK ? status : times;
}
