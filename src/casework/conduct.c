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

/* A later decision at the same stage about a common receiver took it back. */
static bool withdrawn_later(const cj_case *c, const cji_entry *consent, int64_t now)
{
    const cj_record *given = consent->act->root.record;
    const cji_entry *entry;
    for (size_t next = 0; (entry = cji_next_of(c, CJ_ACT_CONSENT_DECIDED, &next)) != NULL;) {
        size_t at = 0;
        const cji_row *row;
        const cji_value *value;
        const cj_record *other = entry->act->root.record;
        if (entry->occurred < consent->occurred || entry == consent || entry->occurred >= now ||
            cji_number(other, CJ_FIELD_STAGE) != cji_number(given, CJ_FIELD_STAGE) ||
            cji_number(other, CJ_FIELD_CONSENT_DECISION) == CJ_CODE_CONSENT_DECISION_GIVEN)
            continue;
        while (cji_path_next(other, (cji_path){CJ_FIELD_MAY_RECEIVE, 0}, &at, &row, &value)) {
            if (cji_path_has(given, (cji_path){CJ_FIELD_MAY_RECEIVE, 0}, row, value))
                return true;
        }
    }
    return false;
}

bool cji_consent_live(const cj_case *c, const cji_entry *consent, int64_t now, int32_t day)
{
    const cj_record *given = consent->act->root.record;
    const cji_value *expires = cji_first(given, CJ_FIELD_EXPIRES_ON);
    return cji_number(given, CJ_FIELD_CONSENT_DECISION) == CJ_CODE_CONSENT_DECISION_GIVEN &&
           (expires == NULL || expires->date.days >= day) && !withdrawn_later(c, consent, now);
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

bool cji_check_lacks_code(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_slot *slot = cji_slot_of(view->record, rule->a.field, NULL);
    for (uint32_t i = 0; i < slot->count; i++) {
        if (slot->values[i].number == rule->code)
            return false;
    }
    return true;
}

bool cji_cautioned_by(const cj_case *c, int64_t moment)
{
    const uint64_t wanted =
        1u << CJ_CODE_DISCLOSURE_LIMIT_SERIOUS_HARM | 1u << CJ_CODE_DISCLOSURE_LIMIT_SAFEGUARDING |
        1u << CJ_CODE_DISCLOSURE_LIMIT_NEW_OFFENCE | 1u << CJ_CODE_DISCLOSURE_LIMIT_BREACH;
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_of(c, CJ_ACT_INFORMATION_USE_EXPLAINED, &at)) != NULL;) {
        const cji_slot *limits;
        uint64_t told = 0;
        if (entry->occurred > moment ||
            cji_number(entry->act->root.record, CJ_FIELD_AUDIENCE) != CJ_CODE_AUDIENCE_PERSON)
            continue;
        limits = cji_slot_of(entry->act->root.record, CJ_FIELD_LIMITS, NULL);
        for (uint32_t j = 0; j < limits->count; j++)
            told |= UINT64_C(1) << limits->values[j].number;
        if ((told & wanted) == wanted)
            return true;
    }
    return false;
}

bool cji_check_cautioned(const cji_rule *rule, const cji_rule_view *view)
{
    (void)rule;
    return cji_cautioned_by(view->c, view->now);
}

static bool is_source_of_harm(const cji_rule_view *view, cji_str party)
{
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_of(view->c, CJ_ACT_PARTY_RECORDED, &at)) != NULL;) {
        if (cji_number(entry->act->root.record, CJ_FIELD_PARTY_ROLE) ==
                CJ_CODE_PARTY_ROLE_SOURCE_OF_HARM &&
            cji_str_eq(cji_text(entry->act->root.record, CJ_FIELD_PARTY_ID), party))
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

bool cji_check_not_source_of_harm(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        if (is_source_of_harm(view, value->text) && !access_overridden(view))
            return false;
    }
    return true;
}

bool cji_check_no_source_of_harm(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        if (is_source_of_harm(view, value->text))
            return false;
    }
    return true;
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

bool cji_checklist_full(const cj_record *record)
{
    const cji_row *row;
    const cji_slot *slot = cji_slot_of(record, CJ_FIELD_CHECKLIST, &row);
    const cji_row *key = cji_shape_row(&cji_shapes[row->extra], CJ_FIELD_KEY);
    for (uint32_t i = 0; i < slot->count; i++) {
        if (cji_number(slot->values[i].record, CJ_FIELD_VALUE) == 0)
            return false;
    }
    return slot->count == (uint32_t)cji_lists[key->extra].ncodes;
}

bool cji_check_checklist(const cji_rule *rule, const cji_rule_view *view)
{
    (void)rule;
    return cji_checklist_full(view->record);
}

bool cji_check_not_withdrawn(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_of(view->c, CJ_ACT_OUTCOME_RECORDED, &at)) != NULL;) {
        if (entry->occurred <= view->now &&
            cji_number(entry->act->root.record, CJ_FIELD_OUTCOME) == CJ_CODE_OUTCOME_WITHDRAWN &&
            cji_path_names(view->record, rule->a, cji_text(entry->act->root.record, CJ_FIELD_OF)))
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
