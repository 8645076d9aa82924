/* SPDX-License-Identifier: MIT */
/* The leaves of the rule language: conditions on the act or record in view. */
#include "competence/evaluation.h"

#include <stdio.h>

int32_t cji_entry_day(const cji_entry *entry)
{
    return cji_date(entry->act->root.record, CJ_FIELD_OCCURRED_AT).days;
}

static int32_t kind_in_view(const cji_evaluation *e)
{
    return e->view.entry != NULL ? e->view.entry->kind : 0;
}

static const char *words_in_view(const cji_evaluation *e, char *space, size_t size)
{
    return cji_kind_words(kind_in_view(e), space, size);
}

static cji_outcome when(bool holds)
{
    return (cji_outcome){.level = holds ? CJI_FULL : CJI_NOTHING};
}

static bool is_text(const cji_row *row)
{
    return row->type == CJ_TYPE_ID || row->type == CJ_TYPE_REF || row->type == CJ_TYPE_TEXT ||
           row->type == CJ_TYPE_QUOTE;
}

/* Values of a record, one row of them at a time. */
typedef struct values_of {
    const cji_row *row;
    const cji_value *values;
    size_t n;
} values_of;

/* The next values of what a view stands for: its own, its act id, or those of a path in it. */
static bool next_values(const cji_view *view, cji_path path, uint32_t *at, values_of *out)
{
    const cj_record *record = view->record;
    const cji_slot *slot;
    if (view->value != NULL && path.field == 0) {
        *out = (values_of){view->row, view->value, 1};
        return (*at)++ == 0;
    }
    if (path.field == 0) {
        path.field = CJ_FIELD_ACT_ID; /* of a record inside an act: that of the act */
        record = view->entry != NULL ? view->entry->act->root.record : record;
    }
    slot = record != NULL ? cji_slot_of(record, path.field, &out->row) : NULL;
    if (slot == NULL || *at >= (path.member == 0 ? 1 : slot->count))
        return false;
    if (path.member != 0) {
        slot = cji_slot_of(slot->values[*at].record, path.member, &out->row);
        if (slot == NULL)
            return false;
    }
    ++*at;
    out->values = slot->values;
    out->n = slot->count;
    return true;
}

/* Texts and numbers have nothing in common; what refers to a corrected act means the one in its
 * place. */
static bool have_common(const cj_case *c, const values_of *a, const values_of *b)
{
    bool text = is_text(a->row), act_a, act_b;
    if (a->n == 0 || b->n == 0 || text != is_text(b->row))
        return false;
    act_a = text && cji_refers_to_act(a->row);
    act_b = text && cji_refers_to_act(b->row);
    for (size_t i = 0; i < a->n; i++) {
        cji_str x = {0};
        if (text)
            x = act_a ? cji_case_current(c, a->values[i].text) : a->values[i].text;
        for (size_t j = 0; j < b->n; j++) {
            const cji_value *y = &b->values[j];
            if (text ? cji_str_eq(x, act_b ? cji_case_current(c, y->text) : y->text)
                     : a->values[i].number == y->number)
                return true;
        }
    }
    return false;
}

bool cji_shares(const cj_case *c, const cji_view *a, cji_path of_a, const cji_view *b,
                cji_path of_b)
{
    values_of x, y;
    for (uint32_t i = 0; next_values(a, of_a, &i, &x);) {
        for (uint32_t j = 0; next_values(b, of_b, &j, &y);) {
            if (have_common(c, &x, &y))
                return true;
        }
    }
    return false;
}

static cji_outcome tell_field(cji_evaluation *e, const cji_expr *x, const char *what)
{
    char words[64], field[80];
    snprintf(field, sizeof field, "%s%s%s", cji_field_names[x->field.field],
             x->field.member != 0 ? "." : "",
             x->field.member != 0 ? cji_field_names[x->field.member] : "");
    cji_miss(e, x, kind_in_view(e), x->field.field, "%s: %s %s",
             words_in_view(e, words, sizeof words), field, what);
    return when(false);
}

cji_outcome cji_miss_field(cji_evaluation *e, const cji_expr *x, const char *what)
{
    return e->explain ? tell_field(e, x, what) : when(false);
}

/* ---- time ------------------------------------------------------------------------------------ */

const cji_entry *cji_act_of(cji_evaluation *e, int16_t name)
{
    const cji_view *of = &e->names[name];
    if (of->entry != NULL || of->record == NULL)
        return of->entry;
    return cji_case_entry(e->c, cji_text(of->record, CJ_FIELD_SET_BY));
}

/* On one day of which the hour is not known of both, either may have come first. */
static bool undecided(const cji_entry *a, const cji_entry *b)
{
    const cj_time x = cji_first(a->act->root.record, CJ_FIELD_OCCURRED_AT)->time;
    const cj_time y = cji_first(b->act->root.record, CJ_FIELD_OCCURRED_AT)->time;
    return (x.precision <= CJ_PRECISION_DAY || y.precision <= CJ_PRECISION_DAY) &&
           cji_date_of(x).days == cji_date_of(y).days;
}

static bool comes_before(const cji_entry *a, const cji_entry *b)
{
    if (a == b)
        return false;
    return a->occurred < b->occurred || (a->occurred == b->occurred && a < b) || undecided(a, b);
}

static cji_outcome late(cji_evaluation *e, const cji_expr *x, const cji_entry *other,
                        const char *side)
{
    char words[64], against[64], day[CJ_TIME_TEXT];
    if (e->explain)
        cj_date_format((cj_date){cji_entry_day(e->view.entry), CJ_PRECISION_DAY}, day);
    cji_miss(e, x, kind_in_view(e), CJ_FIELD_OCCURRED_AT, "%s of %s comes %s %s (%s)",
             words_in_view(e, words, sizeof words), day, side,
             cji_kind_words(other->kind, against, sizeof against), other->id.p);
    /* What it is measured against counts too: without it the answer would be another. */
    cji_cite(e, (uint32_t)(other - e->c->entries));
    return (cji_outcome){.level = CJI_NOTHING, .late = true};
}

/* The day of a date or a time; false when there is none. */
static bool day_in(const cj_record *record, cji_path path, int32_t *day)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    if (record == NULL || !cji_path_next(record, path, &at, &row, &value))
        return false;
    *day = cji_value_date(row, value).days;
    return true;
}

/* <after field>: another time of what is in view, such as when it was recorded. */
static cji_outcome is_after_by(cji_evaluation *e, const cji_expr *x, const cji_entry *other)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    if (!cji_path_next(e->view.record, x->field, &at, &row, &value) ||
        value->time.us >= other->occurred)
        return when(true);
    cji_miss_field(e, x, "comes before that");
    return (cji_outcome){.level = CJI_NOTHING, .late = true};
}

static cji_outcome is_after(cji_evaluation *e, const cji_expr *x)
{
    const cji_entry *other = cji_act_of(e, x->of);
    if (other == NULL || other->act == NULL || e->view.entry == NULL)
        return when(true);
    if (x->field.field != 0)
        return is_after_by(e, x, other);
    if (comes_before(other, e->view.entry))
        return when(true);
    return late(e, x, other, "before");
}

static const cji_entry *look_for_first(cji_evaluation *e, const cji_expr *x)
{
    const cji_entry *found = NULL;
    cji_view outer = e->view;
    cji_mark m = cji_mark_of(e);
    bool explain = e->explain;
    e->explain = false;
    e->facts++; /* it is the first whoever performed it */
    for (size_t i = e->heads[x->kind]; found == NULL && i < e->norder; i = e->later[i]) {
        const cji_entry *entry = &e->c->entries[e->order[i]];
        e->view = (cji_view){.entry = entry, .record = entry->act->root.record};
        if (x->name >= 0)
            e->names[x->name] = e->view; /* nothing around it sees that name */
        if (cji_eval_full(e, x->first).level == CJI_FULL)
            found = entry;
    }
    e->facts--;
    cji_back_to(e, m);
    e->explain = explain;
    e->view = outer;
    return found;
}

/* The first act of the kind that meets what stands inside; looked for once where that will do. */
static const cji_entry *first_of(cji_evaluation *e, const cji_expr *x)
{
    const cji_entry *first;
    for (size_t i = 0; i < e->nfirsts; i++) {
        if (e->firsts[i].x == x)
            return e->firsts[i].first;
    }
    first = look_for_first(e, x);
    if (x->constant && e->nfirsts < CJI_FIRSTS) {
        e->firsts[e->nfirsts].x = x;
        e->firsts[e->nfirsts++].first = first;
    }
    return first;
}

static cji_outcome is_before(cji_evaluation *e, const cji_expr *x)
{
    const cji_entry *other = x->of >= 0 ? cji_act_of(e, x->of) : first_of(e, x);
    if (other == NULL || other->act == NULL || e->view.entry == NULL ||
        comes_before(e->view.entry, other))
        return when(true);
    return late(e, x, other, "after");
}

/* The clock starts with the act, or earlier: when it was noticed, or with what called for it. */
static int32_t clock_day(cji_evaluation *e, const cji_entry *from)
{
    const cj_record *act = from->act->root.record;
    const cji_entry *trigger;
    int32_t start = cji_entry_day(from), noticed;
    if (!day_in(act, (cji_path){CJ_FIELD_NOTICED_AT, 0}, &noticed))
        return start;
    start = noticed < start ? noticed : start;
    trigger = cji_case_entry(e->c, cji_text(act, CJ_FIELD_TRIGGER));
    if (trigger != NULL && trigger->act != NULL && cji_entry_day(trigger) < start)
        start = cji_entry_day(trigger);
    return start;
}

/* The day on which the policy's time is over that began with what the name stands for. */
static bool policy_day(cji_evaluation *e, const cji_expr *x, int32_t *due)
{
    const cji_entry *from = cji_act_of(e, x->of);
    int32_t start;
    if (from == NULL || from->act == NULL)
        return false;
    start =
        x->op == CJI_OP_WITHIN && x->field.field != 0 ? cji_entry_day(from) : clock_day(e, from);
    return cji_policy_due(e->policy, cji_policy_find(e->policy, cji_str_of(x->policy), start),
                          start, due);
}

static cji_outcome is_within(cji_evaluation *e, const cji_expr *x)
{
    cji_outcome r = {.level = CJI_FULL};
    int32_t due = INT32_MAX, fixed, on;
    char words[64], day[CJ_TIME_TEXT];
    if (e->view.entry == NULL)
        return when(true);
    if (x->field.field == 0 || !day_in(e->view.record, x->field, &on))
        on = cji_entry_day(e->view.entry);
    r.untested = x->policy != NULL && !policy_day(e, x, &due);
    if (x->path.field != 0 && day_in(e->names[x->of].record, x->path, &fixed) && fixed < due)
        due = fixed;
    r.vacuous = r.untested;
    if (on <= due)
        return r;
    cj_date_format((cj_date){due, CJ_PRECISION_DAY}, day);
    cji_miss(e, x, kind_in_view(e), x->field.field != 0 ? x->field.field : CJ_FIELD_OCCURRED_AT,
             "%s came after %s (%s)", words_in_view(e, words, sizeof words), day,
             x->policy != NULL ? x->policy : cji_field_names[x->path.field]);
    return (cji_outcome){.level = CJI_NOTHING, .late = true};
}

/* The nearest day to come, for the answer that there is no occasion yet. */
static void to_come(cji_evaluation *e, int32_t day)
{
    e->next = day < e->next ? day : e->next;
}

static cji_outcome is_past(cji_evaluation *e, const cji_expr *x)
{
    int32_t day;
    if (!day_in(e->view.record, x->field, &day))
        return cji_miss_field(e, x, "is not given");
    if (day <= e->as_of)
        return when(true);
    to_come(e, day);
    return cji_miss_field(e, x, "is still to come");
}

static cji_outcome is_not_yet(cji_evaluation *e, const cji_expr *x)
{
    int32_t due;
    if (!policy_day(e, x, &due))
        return (cji_outcome){
            .level = x->waits ? CJI_FULL : CJI_NOTHING, .untested = x->waits, .why = x->why};
    if (e->as_of <= due) {
        to_come(e, due);
        return (cji_outcome){.level = CJI_NO_OCCASION, .why = x->why};
    }
    return when(false);
}

/* Periods run until the day asked, and not on behind the closing of the case. */
static int32_t last_day(const cji_evaluation *e)
{
    int32_t last = e->as_of;
    for (size_t i = 0; i < e->norder; i++) {
        const cji_entry *entry = &e->c->entries[e->order[i]];
        if (entry->kind == CJ_ACT_CASE_CLOSED)
            last = cji_entry_day(entry);
        else if (entry->kind == CJ_ACT_CASE_ALLOCATED)
            last = e->as_of;
    }
    return last;
}

int cji_periods_without(cji_evaluation *e, const cji_expr *x, size_t from, int32_t *first)
{
    const cji_entry *start = x->of >= 0            ? cji_act_of(e, x->of)
                             : from < e->nevidence ? &e->c->entries[e->evidence[from]]
                                                   : NULL;
    const cji_policy_value *value;
    int32_t day, due, end = last_day(e);
    int n = 0;
    if (start == NULL || start->act == NULL)
        return 0;
    day = cji_entry_day(start);
    value = cji_policy_find(e->policy, cji_str_of(x->policy), day);
    /* Acts are cited in the order of time; each moves the end of the period on. */
    for (size_t i = from; i <= e->nevidence; i++) {
        int32_t next = i < e->nevidence ? cji_entry_day(&e->c->entries[e->evidence[i]]) : end;
        if (!cji_policy_due(e->policy, value, day, &due))
            return n > 0 ? n : -1;
        while (next > due && due > day) {
            *first = n++ == 0 ? due : *first;
            day = due;
            if (!cji_policy_due(e->policy, value, day, &due))
                return n;
        }
        day = next;
    }
    return n;
}

cji_outcome cji_each_period(cji_evaluation *e, const cji_expr *x, size_t from, cji_outcome met)
{
    int32_t due = 0;
    int without = cji_periods_without(e, x, from, &due);
    char words[64], text[CJ_TIME_TEXT];
    met.untested = met.untested || without < 0;
    if (without <= 0)
        return met;
    cj_date_format((cj_date){due, CJ_PRECISION_DAY}, text);
    cji_miss(e, x, x->kind, 0, "no %s by %s (%s)", cji_kind_words(x->kind, words, sizeof words),
             text, x->policy);
    return (cji_outcome){.level = CJI_PART, .late = true};
}

/* ---- fields ---------------------------------------------------------------------------------- */

static size_t values(const cji_evaluation *e, cji_path path)
{
    const cji_slot *slot = cji_slot_of(e->view.record, path.field, NULL);
    size_t n = 0;
    if (slot == NULL || path.member == 0)
        return slot != NULL ? slot->count : 0;
    for (uint32_t i = 0; i < slot->count; i++) {
        const cji_slot *inner = cji_slot_of(slot->values[i].record, path.member, NULL);
        n += inner != NULL ? inner->count : 0;
    }
    return n;
}

/* The reason for having none stands in the row behind the field. */
bool cji_reason_given(const cj_record *record, cji_path path)
{
    const cji_row *row = cji_shape_row(record->shape, path.field);
    if (row == NULL || path.member != 0 || (row->flags & CJI_NONE) == 0)
        return false;
    return record->slots[row + 1 - cji_rows - record->shape->first].count > 0;
}

static uint64_t codes_in(const cji_slot *slot)
{
    uint64_t found = 0;
    for (uint32_t i = 0; slot != NULL && i < slot->count; i++)
        found |= UINT64_C(1) << slot->values[i].number;
    return found;
}

uint64_t cji_codes_of(const cj_record *record, cji_path path)
{
    const cji_slot *slot = cji_slot_of(record, path.field, NULL);
    uint64_t found = 0;
    if (path.member == 0)
        return codes_in(slot);
    for (uint32_t i = 0; slot != NULL && i < slot->count; i++)
        found |= codes_in(cji_slot_of(slot->values[i].record, path.member, NULL));
    return found;
}

const char *cji_code_words(const cji_expr *x, const char *before, const char *between, char *space,
                           size_t size)
{
    size_t n = (size_t)snprintf(space, size, "%s", before);
    bool first = true;
    for (int32_t code = 0; code < 64 && n < size; code++) {
        if ((x->mask >> code & 1) == 0)
            continue;
        n += (size_t)snprintf(space + n, size - n, "%s%s", first ? "" : between,
                              x->list >= 0 ? cji_code_name(x->list, code)
                              : code == 1  ? "true"
                                           : "false");
        first = false;
    }
    return space;
}

static bool understood(const cji_evaluation *e, cji_path path)
{
    const cji_slot *slot = cji_slot_of(e->view.record, path.field, NULL);
    bool all = slot != NULL && slot->count > 0;
    for (uint32_t i = 0; all && i < slot->count; i++) {
        const cj_record *u = slot->values[i].record;
        int64_t how;
        if (path.member != 0)
            u = cji_sub(u, path.member);
        if (u == NULL)
            return false;
        how = cji_number(u, CJ_FIELD_CHECKED_HOW);
        all = cji_number(u, CJ_FIELD_STATE) == CJ_CODE_UNDERSTANDING_STATE_CONFIRMED &&
              (how == CJ_CODE_CHECKED_HOW_OWN_WORDS || how == CJ_CODE_CHECKED_HOW_TEACH_BACK ||
               how == CJ_CODE_CHECKED_HOW_DEMONSTRATED);
    }
    return all;
}

static bool names_person(const cji_evaluation *e, cji_path path)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(e->view.record, path, &at, &row, &value)) {
        if (cji_str_eq(value->text, cji_case_person(e->c)))
            return true;
    }
    return false;
}

static bool found_irregular(const cji_evaluation *e, const char *rule)
{
    uint32_t entry;
    if (e->view.entry == NULL)
        return false;
    entry = (uint32_t)(e->view.entry - e->c->entries);
    for (size_t i = 0; i < e->c->nfindings; i++) {
        if (e->c->findings[i].entry == entry && strcmp(e->c->findings[i].rule, rule) == 0)
            return true;
    }
    return false;
}

static cji_outcome is_regular(cji_evaluation *e, const cji_expr *x)
{
    char words[64];
    if (!found_irregular(e, x->finding))
        return cji_policy_silent(e, x);
    cji_miss(e, x, kind_in_view(e), 0, "%s %s was found irregular (%s)",
             words_in_view(e, words, sizeof words), e->view.entry->id.p, x->finding);
    return (cji_outcome){.level = CJI_NOTHING, .late = x->late};
}

/* The field has other codes than it has to. */
static cji_outcome other_codes(cji_evaluation *e, const cji_expr *x, const char *before,
                               const char *between)
{
    char words[200];
    return e->explain ? tell_field(e, x, cji_code_words(x, before, between, words, sizeof words))
                      : when(false);
}

/* An act that is there lacks a field. */
static cji_outcome lacking(cji_evaluation *e, cji_outcome r)
{
    if (e->explain && e->ngaps > 0)
        e->gaps[e->ngaps - 1].lacks = true;
    return r;
}

static cji_outcome lacks(cji_evaluation *e, const cji_expr *x, const char *what)
{
    return lacking(e, cji_miss_field(e, x, what));
}

cji_outcome cji_condition(cji_evaluation *e, const cji_expr *x)
{
    switch (x->op) {
    case CJI_OP_HAS:
        return values(e, x->field) >= (size_t)x->min ? when(true) : lacks(e, x, "is not given");
    case CJI_OP_GIVEN:
        return values(e, x->field) > 0 || cji_reason_given(e->view.record, x->field)
                   ? when(true)
                   : lacks(e, x, "is not given, nor a reason for having none");
    case CJI_OP_IS:
        return (cji_codes_of(e->view.record, x->field) & x->mask) != 0
                   ? when(true)
                   : other_codes(e, x, "is not ", " or ");
    case CJI_OP_COVERS:
        return (cji_codes_of(e->view.record, x->field) & x->mask) == x->mask
                   ? when(true)
                   : lacking(e, other_codes(e, x, "does not have ", ", "));
    case CJI_OP_UNDERSTOOD:
        return understood(e, x->field)
                   ? when(true)
                   : lacks(e, x, "was not confirmed by own words, teach-back or demonstration");
    case CJI_OP_PERSON:
        return names_person(e, x->field) ? when(true)
                                         : cji_miss_field(e, x, "does not name the person");
    case CJI_OP_SAME:
        return cji_shares(e->c, &e->view, x->field, &e->names[x->of], x->path)
                   ? when(true)
                   : cji_miss_field(e, x, "is of something else");
    case CJI_OP_SAME_HANDLE: {
        const cji_entry *other = cji_act_of(e, x->of);
        return when(other != NULL && e->view.entry != NULL &&
                    other->handle == e->view.entry->handle);
    }
    case CJI_OP_AFTER:
        return is_after(e, x);
    case CJI_OP_BEFORE:
        return is_before(e, x);
    case CJI_OP_WITHIN:
        return is_within(e, x);
    case CJI_OP_LIVE:
        return when(cji_requirement_live(e->view.record, e->as_of));
    case CJI_OP_NO_FINDING:
        return is_regular(e, x);
    case CJI_OP_PAST:
        return is_past(e, x);
    case CJI_OP_NOT_YET:
        return is_not_yet(e, x);
    case CJI_OP_CITES:
        return cji_eval_cites(e, x);
    case CJI_OP_CLASS:
        return cji_eval_class(e, x);
    case CJI_OP_AT_LEAST:
        return cji_eval_at_least(e, x);
    default:
        return when(false);
    }
}
