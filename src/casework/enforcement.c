/* SPDX-License-Identifier: MIT */
/* Warnings and what has to follow them, tools, entitlement: operators that ask the policy. */
#include "casework/casework.h"

/* ---- warnings -------------------------------------------------------------------------------- */

/* By the class of its basis; where the policy does not know that, by its order. */
static bool is_statutory(const cj_case *c, const cj_record *warning)
{
    int32_t class_ =
        cji_policy_class(c->policy, cji_text(cji_sub(warning, CJ_FIELD_BASIS), CJ_FIELD_KEY),
                         cji_date(warning, CJ_FIELD_OCCURRED_AT).days);
    return class_ == CJ_CODE_POLICY_CLASS_STATUTORY ||
           (class_ == 0 && cji_first(warning, CJ_FIELD_ORDER) != NULL);
}

bool cji_check_statutory_content(const cji_rule *rule, const cji_rule_view *view)
{
    return !is_statutory(view->c, view->record) || (cji_number(view->record, rule->a.field) == 1 &&
                                                    cji_number(view->record, rule->b.field) == 1);
}

/* The next statutory warning on the order that stands. */
static const cj_record *next_warning(const cj_case *c, cji_str order, cji_str except, size_t *at)
{
    const cji_entry *entry;
    while ((entry = cji_next_of(c, CJ_ACT_WARNING_ISSUED, at)) != NULL) {
        const cj_record *warning = entry->act->root.record;
        if (!cji_str_eq(entry->id, except) &&
            cji_str_eq(cji_case_current(c, cji_text(warning, CJ_FIELD_ORDER)),
                       cji_case_current(c, order)) &&
            is_statutory(c, warning) && !cji_withdrawn_by(c, entry->id, INT64_MAX))
            return warning;
    }
    return NULL;
}

/* Whether a day lies in the period that begins with the day of the warning. A due date does not
 * count the first day and the period does, so it ends the day before; but where a month has no such
 * day (29 February), on the month's last. */
static bool covers(const cj_case *c, const cji_policy_scheme *scheme, const cj_record *warning,
                   int32_t day)
{
    int32_t from = cji_date(warning, CJ_FIELD_OCCURRED_AT).days, last, year, month, begun, ends;
    const cji_policy_value *window = cji_policy_find(c->policy, cji_str_of(scheme->window), from);
    if (day < from || !cji_policy_due(c->policy, window, from, &last))
        return false;
    cji_civil_from_days(from, &year, &month, &begun);
    cji_civil_from_days(last, &year, &month, &ends);
    return day < last || (day == last && window->unit == CJI_UNIT_MONTHS && ends < begun);
}

bool cji_warned_adult(const cj_case *c, cji_str order, const cji_policy_scheme *scheme, int32_t day,
                      cji_str except)
{
    const cj_record *warning;
    for (size_t at = 0; (warning = next_warning(c, order, except, &at)) != NULL;) {
        if (covers(c, scheme, warning, day))
            return true;
    }
    return false;
}

bool cji_warned_youth(const cj_case *c, cji_str order, const cji_policy_scheme *scheme,
                      int32_t breached, cji_str except)
{
    const cj_record *first, *further;
    for (size_t at = 0; (first = next_warning(c, order, except, &at)) != NULL;) {
        if (!covers(c, scheme, first, breached))
            continue;
        for (size_t next = 0; (further = next_warning(c, order, except, &next)) != NULL;) {
            int32_t day = cji_date(further, CJ_FIELD_OCCURRED_AT).days;
            if (further != first && day <= breached && covers(c, scheme, first, day) &&
                cji_first(further, CJ_FIELD_OCCURRED_AT)->time.us >
                    cji_first(first, CJ_FIELD_OCCURRED_AT)->time.us)
                return true;
        }
    }
    return false;
}

/* How warnings on the order count; NULL when they do not. */
static const cji_policy_scheme *scheme_of(const cji_rule_view *view, cji_str order)
{
    const cji_entry *entry = cji_case_entry(view->c, order);
    return entry == NULL || entry->act == NULL || entry->kind != CJ_ACT_ORDER_RECORDED
               ? NULL
               : cji_policy_scheme_of(
                     view->c->policy,
                     (int32_t)cji_number(entry->act->root.record, CJ_FIELD_ORDER_TYPE), view->day);
}

static bool has_to_refer(const cji_rule_view *view, cji_str order, const cji_policy_scheme *scheme,
                         int32_t breached)
{
    cji_str except = cji_text(view->record, CJ_FIELD_SUPERSEDES);
    bool wanted = scheme->count == CJI_SCHEME_YOUTH
                      ? cji_warned_youth(view->c, order, scheme, breached, except)
                      : cji_warned_adult(view->c, order, scheme, view->day, except);
    if (wanted)
        *view->by = &scheme->by;
    return wanted;
}

/* ---- failures that an act is about ----------------------------------------------------------- */

/* The noted failure behind a concern: the act itself, or one that its explanation names. */
static const cj_record *noted_behind(const cj_case *c, cji_str concern)
{
    const cji_entry *entry = cji_case_entry(c, concern);
    if (entry != NULL && entry->act != NULL && entry->kind == CJ_ACT_NON_COMPLIANCE_EXPLAINED)
        entry = cji_case_entry(c, cji_text(entry->act->root.record, CJ_FIELD_NOTED));
    return entry != NULL && entry->act != NULL && entry->kind == CJ_ACT_NON_COMPLIANCE_NOTED
               ? entry->act->root.record
               : NULL;
}

bool cji_check_may_warn(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_path concerns = {CJ_FIELD_CONCERNS, 0};
    cji_str order = cji_path_text(view->record, rule->a);
    const cji_policy_scheme *scheme = scheme_of(view, order);
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    if (scheme == NULL || !is_statutory(view->c, view->record))
        return true;
    while (cji_path_next(view->record, concerns, &at, &row, &value)) {
        const cj_record *noted = noted_behind(view->c, value->text);
        int32_t breached = noted != NULL ? cji_date(noted, CJ_FIELD_BREACHED_ON).days : view->day;
        if (has_to_refer(view, order, scheme, breached))
            return false;
    }
    return true;
}

/* A statutory failure that the decision is about and that was found unacceptable, one after
 * another. */
static const cj_record *next_failure(const cji_rule_view *view, size_t *at)
{
    const cji_path path = {CJ_FIELD_NOTED, 0};
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, path, at, &row, &value)) {
        const cj_record *noted = noted_behind(view->c, value->text);
        if (noted != NULL && cji_number(noted, CJ_FIELD_STATUTORY) == 1 &&
            cji_explained_as(view->c, value->text, CJ_CODE_COMPLIANCE_FINDING_UNACCEPTABLE))
            return noted;
    }
    return NULL;
}

bool cji_check_refers_when_warned(const cji_rule *rule, const cji_rule_view *view)
{
    int64_t decision = cji_number(view->record, rule->a.field);
    const cj_record *noted;
    for (size_t at = 0; (noted = next_failure(view, &at)) != NULL;) {
        cji_str order = cji_text(noted, CJ_FIELD_ORDER);
        const cji_policy_scheme *scheme = scheme_of(view, order);
        if (scheme != NULL && (scheme->refer >> decision & 1) == 0 &&
            has_to_refer(view, order, scheme, cji_date(noted, CJ_FIELD_BREACHED_ON).days))
            return false;
    }
    return true;
}

bool cji_check_within_policy(const cji_rule *rule, const cji_rule_view *view)
{
    int64_t decision = cji_number(view->record, rule->a.field);
    const cj_record *noted;
    for (size_t at = 0; (noted = next_failure(view, &at)) != NULL;) {
        const cji_policy_scheme *scheme = scheme_of(view, cji_text(noted, CJ_FIELD_ORDER));
        if (scheme != NULL && scheme->allow != 0 && (scheme->allow >> decision & 1) == 0) {
            *view->by = &scheme->by;
            return false;
        }
    }
    return true;
}

bool cji_check_statutory_whole(const cji_rule *rule, const cji_rule_view *view)
{
    static const cj_field wanted[] = {CJ_FIELD_ORDER, CJ_FIELD_UNACCEPTABLE_STATED,
                                      CJ_FIELD_LIABILITY_TOLD};
    cji_str key = cji_text(cji_sub(view->record, rule->a.field), CJ_FIELD_KEY);
    if (cji_policy_class(view->c->policy, key, view->day) != CJ_CODE_POLICY_CLASS_STATUTORY)
        return true;
    for (size_t i = 0; i < CJI_COUNT(wanted); i++) {
        if (cji_first(view->record, wanted[i]) == NULL)
            return false;
    }
    return true;
}

/* ---- tools ----------------------------------------------------------------------------------- */

static const cji_policy_tool *tool_of(const cji_rule *rule, const cji_rule_view *view)
{
    const cj_record *tool = cji_sub(view->record, rule->a.field);
    return cji_policy_tool_of(view->c->policy, cji_text(tool, CJ_FIELD_KEY),
                              cji_text(tool, CJ_FIELD_VERSION));
}

bool cji_check_tool_fits(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_policy_tool *tool = tool_of(rule, view);
    const cj_record *opened = cji_case_opened(view->c);
    if (tool == NULL || opened == NULL ||
        cji_policy_tool_fits(tool, (int32_t)cji_number(opened, CJ_FIELD_AGE_BAND)))
        return true;
    *view->by = &tool->by;
    return false;
}

bool cji_check_tool_in_use(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_policy_tool *tool = tool_of(rule, view);
    if (tool == NULL || !cji_policy_tool_superseded(tool, view->day))
        return true;
    *view->by = &tool->by;
    return false;
}

/* ---- entitlement ----------------------------------------------------------------------------- */

/* 0 of the person and of staff: the table is not about them. */
static int32_t role_of(const cj_case *c, cji_str party)
{
    size_t at = 0;
    const cji_entry *entry = cji_next_party(c, party, &at);
    return entry != NULL ? (int32_t)cji_number(entry->act->root.record, CJ_FIELD_PARTY_ROLE) : 0;
}

bool cji_check_recipients_entitled(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_slot *recipients = cji_slot_of(view->record, rule->a.field, NULL);
    const cji_slot *kinds = cji_slot_of(view->record, rule->b.field, NULL);
    for (uint32_t i = 0; i < recipients->count; i++) {
        const cj_record *recipient = recipients->values[i].record;
        int32_t role = role_of(view->c, cji_text(recipient, rule->a.member));
        for (uint32_t k = 0; role != 0 && k < kinds->count; k++) {
            if (cji_policy_entitled(view->c->policy, role, (int32_t)kinds->values[k].number,
                                    (int32_t)cji_number(recipient, CJ_FIELD_ENTITLEMENT), view->day,
                                    view->by) == 0)
                return false;
        }
    }
    *view->by = NULL;
    return true;
}
