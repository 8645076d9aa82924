/* SPDX-License-Identifier: MIT */
/* Operators of integrity rules that look at how things stand: statuses, orders, who did the act
 * cited. */
#include "casework/casework.h"

bool cji_check_case_open(const cji_rule *rule, const cji_rule_view *view)
{
    bool open = true;
    (void)rule;
    for (size_t i = 0; i < view->c->count; i++) {
        const cji_entry *entry = &view->c->entries[i];
        if (!cji_entry_counts(entry))
            continue;
        if (entry->kind == CJ_ACT_CASE_CLOSED)
            open = false;
        else if (entry->kind == CJ_ACT_CASE_ALLOCATED)
            open = true;
    }
    return open;
}

bool cji_check_tombstones(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        const cji_entry *entry = cji_case_entry(view->c, value->text);
        if (entry != NULL && entry->act != NULL)
            return false;
    }
    return true;
}

bool cji_check_by_another(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        const cji_entry *of = cji_case_entry(view->c, value->text);
        if (of != NULL && of->act != NULL && (rule->other == 0 || of->kind == rule->other) &&
            cji_str_eq(cji_performer(of->act->root.record), cji_path_text(view->record, rule->b)))
            return false;
    }
    return true;
}

/* Its assessor, or whoever sampled it before. */
bool cji_check_by_judge(const cji_rule *rule, const cji_rule_view *view)
{
    cji_str id = cji_path_text(view->record, rule->a), by = cji_performer(view->record);
    const cji_entry *of = cji_case_entry(view->c, id), *sample;
    if (of == NULL || of->act == NULL || cji_str_eq(cji_performer(of->act->root.record), by))
        return true;
    for (size_t at = 0; (sample = cji_next_of(view->c, CJ_ACT_IQA_SAMPLED, &at)) != NULL;) {
        const cj_record *record = sample->act->root.record;
        if (cji_str_eq(cji_performer(record), by) &&
            cji_path_names(record, (cji_path){CJ_FIELD_JUDGEMENTS, 0}, id))
            return true;
    }
    return false;
}

bool cji_check_by_handler(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_entry *of = cji_case_entry(view->c, cji_path_text(view->record, rule->a));
    return of == NULL || of->act == NULL || of->kind != rule->other ||
           cji_str_eq(cji_text(cji_sub(of->act->root.record, CJ_FIELD_HANDLED_BY), CJ_FIELD_ID),
                      cji_path_text(view->record, rule->b));
}

bool cji_check_absent(const cji_rule *rule, const cji_rule_view *view)
{
    return cj_count(view->record, rule->a.field) == 0;
}

/* The latest earlier act of the same kind about the same thing: the field b, or the handle. */
static const cj_record *last_about(const cji_rule *rule, const cji_rule_view *view)
{
    cj_field key = rule->b.field != 0 ? rule->b.field : CJ_FIELD_HANDLE;
    const cji_entry *last = NULL, *entry;
    for (size_t at = 0; (entry = cji_next_of(view->c, view->act->kind->id, &at)) != NULL;) {
        if (entry->occurred <= view->now && (last == NULL || entry->occurred >= last->occurred) &&
            cji_str_eq(cji_case_current(view->c, cji_text(entry->act->root.record, key)),
                       cji_case_current(view->c, cji_text(view->record, key))))
            last = entry;
    }
    return last != NULL ? last->act->root.record : NULL;
}

/* Statuses are compared by name: where one begins may be a code of another list. */
static int32_t status_of(const cj_record *record, cji_path path, int32_t list)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    return cji_path_next(record, path, &at, &row, &value)
               ? cji_code_of(list, cji_str_of(cji_code_name(row->extra, (int32_t)value->number)))
               : 0;
}

bool cji_check_transition(const cji_rule *rule, const cji_rule_view *view)
{
    int32_t list = cji_shape_row(view->record->shape, rule->a.field)->extra;
    const cj_record *last = last_about(rule, view);
    int32_t from = 0;
    if (last != NULL) {
        from = status_of(last, rule->a, list);
    } else if (rule->initial.field != 0) {
        const cji_entry *begun = cji_case_entry(
            view->c, cji_case_current(view->c, cji_path_text(view->record, rule->b)));
        if (begun == NULL || begun->act == NULL || begun->kind != rule->other)
            return true; /* unresolved, or erased: another problem, or none that can be seen */
        from = status_of(begun->act->root.record, rule->initial, list);
    }
    return (rule->table[from] >> status_of(view->record, rule->a, list) & 1) != 0;
}

bool cji_check_once_on_handle(const cji_rule *rule, const cji_rule_view *view)
{
    cji_str handle = cji_text(view->record, CJ_FIELD_HANDLE);
    cji_str replaced = cji_text(view->record, CJ_FIELD_SUPERSEDES);
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_of(view->c, view->act->kind->id, &at)) != NULL;) {
        const cj_record *other = entry->act->root.record;
        if (cji_number(other, rule->a.field) == cji_number(view->record, rule->a.field) &&
            cji_str_eq(cji_text(other, CJ_FIELD_HANDLE), handle) &&
            !cji_str_eq(entry->id, replaced))
            return false;
    }
    return true;
}

/* ---- orders and requirements: the folded state says how they stand --------------------------- */

static const cj_record *requirement(const cji_rule_view *view, cji_str id)
{
    const cji_slot *slot = cji_requirements(view->c);
    for (uint32_t i = 0; slot != NULL && i < slot->count; i++) {
        if (cji_str_eq(cji_text(slot->values[i].record, CJ_FIELD_REQ_ID), id))
            return slot->values[i].record;
    }
    return NULL;
}

bool cji_check_of_order(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        const cj_record *r = requirement(view, value->text);
        if (r != NULL &&
            !cji_str_eq(cji_text(r, CJ_FIELD_ORDER), cji_path_text(view->record, rule->b)))
            return false;
    }
    return true;
}

bool cji_check_in_force(const cji_rule *rule, const cji_rule_view *view)
{
    const cj_record *r = requirement(view, cji_path_text(view->record, rule->a));
    return r == NULL || cji_first(view->record, rule->b.field) == NULL ||
           cji_requirement_live(r, cji_date(view->record, rule->b.field).days);
}

bool cji_check_noted_first(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        const cji_entry *entry = cji_case_entry(view->c, value->text);
        if (entry == NULL || entry->kind == CJ_ACT_NON_COMPLIANCE_NOTED ||
            cji_explained_as(view->c, value->text, CJ_CODE_COMPLIANCE_FINDING_ACCEPTABLE))
            return true;
    }
    return false;
}

/* ---- what an act must say, given the rest of the case ---------------------------------------- */

bool cji_check_version_of_plan(const cji_rule *rule, const cji_rule_view *view)
{
    const uint32_t *handle =
        cji_index_get(view->c, CJI_IDS_HANDLE, 0, cji_path_text(view->record, rule->a));
    return handle == NULL || *handle == CJI_IDS_REFUSED ||
           cji_handle_type(view->c->handles[*handle].types) != CJ_HANDLE_PLAN ||
           cji_first(view->record, rule->b.field) != NULL;
}

bool cji_check_coverage_stated(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_slot *slot;
    if (cji_first(view->record, rule->a.field) != NULL)
        return true;
    slot = cji_requirements(view->c);
    for (uint32_t i = 0; slot != NULL && i < slot->count; i++) {
        if (cji_requirement_live(slot->values[i].record, view->day))
            return false;
    }
    return true;
}

bool cji_check_names_intervention(const cji_rule *rule, const cji_rule_view *view)
{
    const uint32_t *handle =
        cji_index_get(view->c, CJI_IDS_HANDLE, 0, cji_text(view->record, CJ_FIELD_HANDLE));
    if (cji_first(view->record, rule->a.field) != NULL)
        return true;
    /* A new handle may become one; a known one is what its acts made it. */
    return handle == NULL || *handle == CJI_IDS_REFUSED ||
           (view->c->handles[*handle].types >> CJ_HANDLE_INTERVENTION & 1) != 0;
}

bool cji_check_step_of_goal(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_entry *goal = cji_case_entry(view->c, cji_path_text(view->record, rule->b));
    cji_str step = cji_path_text(view->record, rule->a);
    return step.n == 0 || goal == NULL || goal->act == NULL ||
           cji_path_names(goal->act->root.record, (cji_path){CJ_FIELD_STEPS, CJ_FIELD_STEP_ID},
                          step);
}

/* ---- sequences ------------------------------------------------------------------------------- */

bool cji_check_sequence(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_slot *steps = cji_slot_of(view->record, rule->a.field, NULL);
    uint32_t order[CJI_SEQUENCE_MAX];
    return steps->count <= CJI_SEQUENCE_MAX && cji_sequence_order(steps, order);
}
