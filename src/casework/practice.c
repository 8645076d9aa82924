/* SPDX-License-Identifier: MIT */
/* Operators of conduct rules about the work itself: risk and goals, reports, recipients, schedules.
 */
#include "casework/casework.h"

bool cji_check_cites_none(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        const cji_entry *cited = cji_case_entry(view->c, value->text);
        if (cited != NULL && cited->act != NULL && cited->kind == rule->other &&
            (rule->ncited == 0 ||
             cji_terms_hold(cited->act->root.record, cji_case_terms + rule->cited_term,
                            (size_t)rule->ncited)))
            return false;
    }
    return true;
}

/* ---- risk ------------------------------------------------------------------------------------ */

/* The latest act of a kind that had occurred by then. */
static const cj_record *latest(const cji_rule_view *view, int32_t kind)
{
    const cji_entry *last = NULL, *entry;
    for (size_t at = 0; (entry = cji_next_of(view->c, kind, &at)) != NULL;) {
        if (entry->occurred <= view->now && (last == NULL || entry->occurred >= last->occurred))
            last = entry;
    }
    return last != NULL ? last->act->root.record : NULL;
}

bool cji_check_not_below_risk(const cji_rule *rule, const cji_rule_view *view)
{
    const cj_record *review = latest(view, CJ_ACT_RISK_LEVEL_REVIEWED);
    return review == NULL || (rule->table[cji_map_max(review, CJ_FIELD_ROSH)] >>
                                  cji_number(view->record, rule->a.field) &
                              1) != 0;
}

bool cji_check_goal_addresses(const cji_rule *rule, const cji_rule_view *view)
{
    cji_str chain = cji_chain_root(view->c, view->record);
    const cji_entry *goal;
    (void)rule;
    for (size_t at = 0; (goal = cji_next_of(view->c, CJ_ACT_GOAL_SET, &at)) != NULL;) {
        size_t next = 0;
        const cji_row *row;
        const cji_value *value;
        while (cji_path_next(goal->act->root.record, (cji_path){CJ_FIELD_ADDRESSES, 0}, &next, &row,
                             &value)) {
            const cji_entry *factor = cji_case_entry(view->c, value->text);
            if (factor != NULL && factor->act != NULL &&
                cji_str_eq(cji_chain_root(view->c, factor->act->root.record), chain))
                return true;
        }
    }
    return false;
}

bool cji_check_basis_current(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        const cji_entry *basis = cji_case_entry(view->c, value->text);
        const cji_value *due;
        if (basis == NULL || basis->act == NULL)
            continue;
        due = cji_first(basis->act->root.record, CJ_FIELD_NEXT_DUE);
        if (basis->occurred > view->now || (due != NULL && cji_date_last(due->date) < view->day))
            return false;
    }
    return true;
}

/* ---- breach reports -------------------------------------------------------------------------- */

bool cji_check_checklist_of(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_entry *report = cji_case_entry(view->c, cji_path_text(view->record, rule->a));
    return report == NULL || report->act == NULL || cji_checklist_full(report->act->root.record);
}

/* Words that are the person's own, where the act has them. */
static bool has_words_of_person(const cj_case *c, const cj_record *act)
{
    static const cj_field words[] = {CJ_FIELD_PERSON_WORDS, CJ_FIELD_OFFENDING_PERCEPTION};
    const cji_path accounts = {CJ_FIELD_ACCOUNTS, CJ_FIELD_PARTY};
    for (size_t i = 0; i < CJI_COUNT(words); i++) {
        if (cji_first(act, words[i]) != NULL)
            return true;
    }
    return cji_path_names(act, accounts, cji_case_person(c));
}

bool cji_check_words_cautioned(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    if (cji_first(view->record, CJ_FIELD_PERSON_ACCOUNT) != NULL &&
        !cji_cautioned_by(view->c, view->now))
        return false;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        const cji_entry *cited = cji_case_entry(view->c, value->text);
        if (cited != NULL && cited->act != NULL &&
            has_words_of_person(view->c, cited->act->root.record) &&
            !cji_cautioned_by(view->c, cited->occurred))
            return false;
    }
    return true;
}

/* ---- who gets what, and how ------------------------------------------------------------------ */

bool cji_check_consents_cover(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_slot *parties = cji_slot_of(view->record, rule->a.field, NULL);
    for (uint32_t i = 0; i < parties->count; i++) {
        const cj_record *party = parties->values[i].record;
        const cji_entry *consent = cji_case_entry(view->c, cji_text(party, rule->a.member));
        if (consent == NULL || consent->act == NULL)
            continue;
        if (!cji_consent_live(view->c, consent, view->now, view->day) ||
            !cji_path_names(consent->act->root.record, (cji_path){CJ_FIELD_MAY_RECEIVE, 0},
                            cji_text(party, CJ_FIELD_PARTY)))
            return false;
    }
    return true;
}

/* Somebody who has said which ways are safe is reached in one of them. */
static bool safe_for(const cji_rule_view *view, cji_str party, uint64_t ways)
{
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_party(view->c, party, &at)) != NULL;) {
        const cj_record *safe = cji_sub(entry->act->root.record, CJ_FIELD_SAFE_CONTACT);
        const cji_slot *slot;
        uint64_t allowed = 0;
        if (safe == NULL)
            continue;
        slot = cji_slot_of(safe, CJ_FIELD_WAYS, NULL);
        for (uint32_t i = 0; i < slot->count; i++)
            allowed |= UINT64_C(1) << slot->values[i].number;
        if ((allowed & ways) == 0)
            return false;
    }
    return true;
}

bool cji_check_reached_safely(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        if (!safe_for(view, value->text, rule->table[cji_number(view->record, rule->b.field)]))
            return false;
    }
    return true;
}

/* A worker: not the person, and no party of the case. */
static bool is_staff(const cji_rule_view *view, cji_str id)
{
    size_t at = 0;
    return cji_next_party(view->c, id, &at) == NULL && !cji_str_eq(cji_case_person(view->c), id);
}

/* Kept from the case that day: on a deny list; or, a worker, on no allow list once there was one. A
 * limit that was erased is nobody's fault, so here it says nothing. */
static bool is_barred(const cji_rule_view *view, cji_str id)
{
    cji_standing s = {.restricted = false};
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_of(view->c, CJ_ACT_ACCESS_LIMITED, &at)) != NULL;) {
        const cji_limit limit = cji_limit_of(entry->act->root.record, id);
        cji_stand(&s, &limit, view->day);
    }
    return s.excluded || (s.restricted && !s.listed && is_staff(view, id));
}

bool cji_check_not_barred(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        if (is_barred(view, value->text))
            return false;
    }
    return true;
}

/* ---- a third party in the room --------------------------------------------------------------- */

bool cji_check_staff_only(const cji_rule *rule, const cji_rule_view *view)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(view->record, rule->a, &at, &row, &value)) {
        if (!cji_str_eq(value->text, cji_case_person(view->c)) && !is_staff(view, value->text))
            return false;
    }
    return true;
}

/* ---- schedules ------------------------------------------------------------------------------- */

/* When the intervention's schedule has the session; else what the session itself says. */
static int32_t planned_day(const cji_rule *rule, const cji_rule_view *view)
{
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_of(view->c, CJ_ACT_INTERVENTION_DEFINED, &at)) != NULL;) {
        const cji_slot *schedule;
        if (!cji_str_eq(cji_text(entry->act->root.record, CJ_FIELD_HANDLE),
                        cji_text(view->record, CJ_FIELD_HANDLE)))
            continue;
        schedule = cji_slot_of(entry->act->root.record, CJ_FIELD_SCHEDULE, NULL);
        for (uint32_t i = 0; i < schedule->count; i++) {
            const cj_record *planned = schedule->values[i].record;
            if (cji_number(planned, CJ_FIELD_N) == cji_number(view->record, CJ_FIELD_N))
                return cji_date(planned, CJ_FIELD_PLANNED_AT).days;
        }
    }
    return cji_date(view->record, rule->b.field).days;
}

bool cji_check_on_schedule(const cji_rule *rule, const cji_rule_view *view)
{
    int32_t planned = planned_day(rule, view), held, due;
    const cji_policy_value *value =
        cji_policy_find(view->c->policy, CJI_STR("schedule_tolerance"), planned);
    if (cji_first(view->record, rule->a.field) == NULL)
        return true;
    held = cji_date(view->record, rule->a.field).days;
    /* The tolerance counts to both sides: what is too early is as far off. */
    if (!cji_policy_due(view->c->policy, value, held < planned ? held : planned, &due))
        return true;
    *view->by = &value->by;
    return (held < planned ? planned : held) <= due;
}
