/* SPDX-License-Identifier: MIT */
/* Rules of casework: rows of casework.toml, each with one of the operators below. */
#include "casework/casework.h"

/* The days that a moment may have been, and the moment itself where the hour is known. */
static bool moment(const cj_record *record, cji_path path, bool *is_day, cj_time *time,
                   int32_t *first, int32_t *last)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    cj_date date;
    if (!cji_path_next(record, path, &at, &row, &value))
        return false;
    *is_day = row->type == CJ_TYPE_DATE || value->time.precision <= CJ_PRECISION_DAY;
    date = cji_value_date(row, value);
    if (row->type != CJ_TYPE_DATE)
        *time = value->time;
    *first = date.days;
    *last = cji_date_last(date);
    return true;
}

/* ---- operators: integrity -------------------------------------------------------------------- */

bool cji_check_first_act(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_entry *corrected =
        cji_case_entry(view->c, cji_text(view->record, CJ_FIELD_SUPERSEDES));
    (void)rule;
    return view->c->count == 0 || (corrected != NULL && corrected->kind == view->act->kind->id);
}

bool cji_check_not_after(const cji_rule *rule, const cji_rule_view *view)
{
    bool a_day, b_day;
    cj_time a = {0, 0, 0}, b = {0, 0, 0};
    int32_t a_first, a_last, b_first, b_last;
    if (!moment(view->record, rule->a, &a_day, &a, &a_first, &a_last) ||
        !moment(view->record, rule->b, &b_day, &b, &b_first, &b_last))
        return true;
    /* Where only the day or month is known of one of them: whether it can be. */
    return a_day || b_day ? a_first <= b_last : a.us <= b.us;
}

bool cji_check_subset(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        if (!cji_path_has(view->record, rule->b, row, value))
            return false;
    }
    return true;
}

bool cji_check_disjoint(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        if (cji_path_has(view->record, rule->b, row, value))
            return false;
    }
    return true;
}

bool cji_check_distinct(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        size_t before = 0, limit = at - 1;
        const cji_row *other_row;
        const cji_value *other;
        while (before < limit &&
               cji_path_next(view->record, rule->a, &before, &other_row, &other)) {
            if (cji_same_value(row, value, other_row, other))
                return false;
        }
    }
    return true;
}

bool cji_check_alone(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_slot *slot = cji_slot_of(view->record, rule->a.field, NULL);
    bool there = false;
    for (uint32_t i = 0; i < slot->count; i++)
        there = there || slot->values[i].number == rule->code;
    /* With `when`, the code is all that the set may hold; without, only if it is there at all. */
    return rule->nterms > 0 ? there && slot->count == 1 : !there || slot->count == 1;
}

bool cji_check_not_performer(const cji_rule *rule, const cji_rule_view *view)
{
    return !cji_path_names(view->record, rule->a, cji_performer(view->record));
}

bool cji_check_by_performer(const cji_rule *rule, const cji_rule_view *view)
{
    return cji_path_names(view->record, rule->a, cji_performer(view->record));
}

bool cji_check_has_person(const cji_rule *rule, const cji_rule_view *view)
{
    return cji_path_names(view->record, rule->a, cji_case_person(view->c));
}

bool cji_check_is_true(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    return !cji_path_next(view->record, rule->a, &at, &row, &value) || value->number != 0;
}

bool cji_check_any_given(const cji_rule *rule, const cji_rule_view *view)
{
    return cj_count(view->record, rule->a.field) > 0 || cj_count(view->record, rule->b.field) > 0;
}

/* Acts of a kind on the handle of this act. */
static const cj_record *on_handle(const cji_rule_view *view, int32_t kind, size_t *at)
{
    cji_str handle = cji_text(view->record, CJ_FIELD_HANDLE);
    const cji_entry *entry;
    while ((entry = cji_next_of(view->c, kind, at)) != NULL) {
        if (cji_str_eq(cji_text(entry->act->root.record, CJ_FIELD_HANDLE), handle))
            return entry->act->root.record;
    }
    return NULL;
}

bool cji_check_next_number(const cji_rule *rule, const cji_rule_view *view)
{
    cji_str replaced = cji_text(view->record, CJ_FIELD_SUPERSEDES);
    int64_t highest = 0;
    size_t at = 0;
    const cj_record *other;
    while ((other = on_handle(view, view->act->kind->id, &at)) != NULL) {
        int64_t number = cji_number(other, rule->a.field);
        if (replaced.n > 0 && cji_str_eq(cji_text(other, CJ_FIELD_ACT_ID), replaced))
            return cji_number(view->record, rule->a.field) == number;
        highest = number > highest ? number : highest;
    }
    return cji_number(view->record, rule->a.field) - 1 == highest;
}

bool cji_check_known_number(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cj_record *other;
    while ((other = on_handle(view, rule->other, &at)) != NULL) {
        if (cji_number(other, rule->b.field) == cji_number(view->record, rule->a.field))
            return true;
    }
    return false;
}

bool cji_check_outcome(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_entry *of = cji_case_entry(view->c, cji_text(view->record, rule->a.field));
    int64_t outcome = cji_number(view->record, rule->b.field);
    if (of == NULL)
        return true; /* an unresolved reference is another problem */
    for (size_t i = 0; i < cji_outcome_count; i++) {
        if (cji_outcomes[i][0] == outcome &&
            (cji_outcomes[i][1] == 0 || cji_outcomes[i][1] == of->kind))
            return true;
    }
    return false;
}

bool cji_check_order_open(const cji_rule *rule, const cji_rule_view *view)
{
    cji_str order = cji_text(view->record, rule->a.field);
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_of(view->c, view->act->kind->id, &at)) != NULL;) {
        if (cji_str_eq(cji_text(entry->act->root.record, rule->a.field), order) &&
            cji_number(entry->act->root.record, CJ_FIELD_ORDER_CHANGE) !=
                CJ_CODE_ORDER_CHANGE_VARIED)
            return false;
    }
    return true;
}

/* ---- engine ---------------------------------------------------------------------------------- */

/* The finding says which policy, or which version of the library, it is by. */
static cji_finding found(const cj_case *c, const cji_rule *rule, const cji_policy_by *by)
{
    cji_finding f = {(uint32_t)c->count, rule->name, cj_version_string(), rule->citation,
                     rule->text};
    if (by != NULL) {
        f.version = by->policy;
        f.citation = by->citation;
    }
    return f;
}

cj_status cji_rules_run(cj_case *c, const cj_act *act, bool conduct, const cji_place *place,
                        cji_finding *findings, size_t *nfindings, cj_error **error)
{
    const cji_policy_by *by;
    cji_str about;
    cj_status status = CJ_OK, failed = CJ_OK;
    cji_rule_view view = {c,
                          act,
                          act->root.record,
                          cji_case_moment(c, act),
                          cji_date(act->root.record, CJ_FIELD_OCCURRED_AT).days,
                          &by,
                          &about,
                          &failed};
    const uint16_t *of = &cji_case_rules_of[act->kind->id];
    for (size_t i = of[0]; i < of[1]; i++) {
        const cji_rule *rule = &cji_case_rules[i];
        cji_place at = place != NULL ? *place : (cji_place){0};
        by = NULL;
        about = (cji_str){"", 0};
        if ((rule->conduct != 0) != conduct ||
            (rule->nterms > 0 &&
             !cji_terms_hold(act->root.record, cji_case_terms + rule->first_term,
                             (size_t)rule->nterms)) ||
            rule->check(rule, &view))
            continue;
        at.rule = rule->name;
        if (rule->a.field != 0)
            at.field = cji_field_names[rule->a.field];
        if (!conduct && rule->earlier && c->tombstones)
            continue;
        if (!conduct) {
            status = cji_fail(c->ctx, error, CJ_E_INTEGRITY, &at, "%s refused by %s: %s%s%.*s",
                              act->kind->name, rule->name, rule->text, about.n > 0 ? ": " : "",
                              (int)(about.n < 80 ? about.n : 80), about.p);
            continue;
        }
        cji_note(c->ctx, error, CJ_SEVERITY_WARNING, CJ_E_FINDING, &at,
                 "%s %s is recorded and found irregular (%s): %s", act->kind->name,
                 cji_text(act->root.record, CJ_FIELD_ACT_ID).p, rule->name, rule->text);
        if (findings != NULL && *nfindings < CJI_FINDINGS)
            findings[(*nfindings)++] = found(c, rule, by);
    }
    return failed == CJ_OK ? status : cji_no_memory(c->ctx, error);
}
