/* SPDX-License-Identifier: MIT */
/* Operators of conduct rules: what was done is kept, and what was wrong with it is found. */
#include "casework/casework.h"

static bool earlier(const cji_entry *entry, const cji_rule_view *view)
{
    return entry->occurred < view->now;
}

/* No act of the other kind lies before this one, unless one of this kind came in time already. */
static bool none_before(const cji_rule *rule, const cji_rule_view *view, bool same_handle)
{
    cji_str handle = cji_text(view->record, CJ_FIELD_HANDLE);
    int64_t first = INT64_MAX;
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_of(view->c, rule->other, &at)) != NULL;) {
        if (!earlier(entry, view) ||
            (same_handle &&
             !cji_str_eq(cji_text(entry->act->root.record, CJ_FIELD_HANDLE), handle)))
            continue;
        if (rule->a.field != 0 && /* only those that name the person there */
            !cji_path_names(entry->act->root.record, rule->a, cji_case_person(view->c)))
            continue;
        first = entry->occurred < first ? entry->occurred : first;
    }
    if (first == INT64_MAX)
        return true;
    for (size_t at = 0; (entry = cji_next_of(view->c, view->act->kind->id, &at)) != NULL;) {
        if (entry->occurred <= first)
            return true;
    }
    return false;
}

bool cji_check_none_before(const cji_rule *rule, const cji_rule_view *view)
{
    return none_before(rule, view, false);
}

bool cji_check_none_before_on_handle(const cji_rule *rule, const cji_rule_view *view)
{
    return none_before(rule, view, true);
}

bool cji_check_consent(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_entry *entry = cji_case_entry(view->c, cji_text(view->record, rule->a.field));
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    if (entry == NULL || entry->act == NULL)
        return true; /* a reason why none is needed was given */
    if (!cji_consent_live(view->c, entry, view->now, view->day))
        return false;
    while (rule->b.field != 0 && cji_path_next(view->record, rule->b, &at, &row, &value)) {
        if (!cji_path_has(entry->act->root.record, (cji_path){CJ_FIELD_SCOPE, 0}, row, value))
            return false;
    }
    return true;
}

bool cji_check_self_check(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        const cji_entry *entry = cji_case_entry(view->c, value->text);
        if (entry != NULL && entry->act != NULL &&
            cji_str_eq(cji_performer(entry->act->root.record), cji_performer(view->record)))
            return false;
    }
    return true;
}

bool cji_check_self_check_whole(const cji_rule *rule, const cji_rule_view *view)
{
    const uint32_t *handle =
        cji_index_get(view->c, CJI_IDS_HANDLE, 0, cji_path_text(view->record, rule->a));
    for (size_t i = 0; handle != NULL && i < view->c->count; i++) {
        const cji_entry *entry = &view->c->entries[i];
        if (cji_entry_counts(entry) && entry->handle == *handle &&
            cji_str_eq(cji_performer(entry->act->root.record), cji_performer(view->record)))
            return false;
    }
    return true;
}

bool cji_check_by_author(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_entry *of = cji_case_entry(view->c, cji_path_text(view->record, rule->a));
    return of == NULL || of->act == NULL ||
           cji_str_eq(cji_performer(of->act->root.record), cji_path_text(view->record, rule->b));
}

bool cji_check_lacks_code(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_slot *slot = cji_slot_of(view->record, rule->a.field, NULL);
    for (uint32_t i = 0; i < slot->count; i++) {
        if (slot->values[i].number == rule->code)
            return false;
    }
    return true;
}

bool cji_check_cautioned(const cji_rule *rule, const cji_rule_view *view)
{
    (void)rule;
    return cji_cautioned_by(view->c, view->now);
}

static bool is_source_of_harm(const cj_case *c, cji_str party)
{
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_party(c, party, &at)) != NULL;) {
        if (cji_number(entry->act->root.record, CJ_FIELD_PARTY_ROLE) ==
            CJ_CODE_PARTY_ROLE_SOURCE_OF_HARM)
            return true;
    }
    return false;
}

static bool access_overridden(const cji_rule_view *view)
{
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_of(view->c, CJ_ACT_ACCESS_OVERRIDDEN, &at)) != NULL;) {
        if (entry->occurred <= view->now &&
            cji_first(entry->act->root.record, CJ_FIELD_UNTIL)->time.us >= view->now)
            return true;
    }
    return false;
}

bool cji_check_no_source_of_harm(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        if (is_source_of_harm(view->c, value->text))
            return false;
    }
    return true;
}

bool cji_check_not_source_of_harm(const cji_rule *rule, const cji_rule_view *view)
{
    return cji_check_no_source_of_harm(rule, view) || access_overridden(view);
}

bool cji_check_covers_requirements(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_slot *slot = cji_requirements(view->c);
    for (uint32_t i = 0; slot != NULL && i < slot->count; i++) {
        const cj_record *requirement = slot->values[i].record;
        if (cji_requirement_live(requirement, view->day) &&
            !cji_path_names(view->record, rule->a, cji_text(requirement, CJ_FIELD_REQ_ID)))
            return false;
    }
    return true;
}

bool cji_check_checklist(const cji_rule *rule, const cji_rule_view *view)
{
    (void)rule;
    return cji_checklist_full(view->record);
}

bool cji_check_not_withdrawn(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        if (cji_withdrawn_by(view->c, value->text, view->now))
            return false;
    }
    return true;
}

/* The officer of the order of each statutory failure that is explained. */
bool cji_check_by_officer(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        const cji_entry *noted = cji_case_entry(view->c, value->text), *order = NULL;
        const cj_record *officer;
        if (noted != NULL && noted->kind == CJ_ACT_NON_COMPLIANCE_NOTED && noted->act != NULL)
            order = cji_case_entry(view->c, cji_text(noted->act->root.record, CJ_FIELD_ORDER));
        if (order == NULL || order->act == NULL)
            continue;
        officer = cji_sub(order->act->root.record, CJ_FIELD_RESPONSIBLE_OFFICER);
        if (!cji_str_eq(cji_text(officer, CJ_FIELD_ID), cji_performer(view->record)))
            return false;
    }
    return true;
}

bool cji_check_found_unacceptable(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        const cji_entry *entry = cji_case_entry(view->c, value->text);
        if (entry != NULL && entry->act != NULL &&
            ((entry->kind == CJ_ACT_NON_COMPLIANCE_EXPLAINED &&
              cji_number(entry->act->root.record, CJ_FIELD_FINDING) ==
                  CJ_CODE_COMPLIANCE_FINDING_UNACCEPTABLE) ||
             cji_explained_as(view->c, value->text, CJ_CODE_COMPLIANCE_FINDING_UNACCEPTABLE)))
            return true;
    }
    return false;
}
