/* SPDX-License-Identifier: MIT */
/* Questions that rules, folds and states ask of acts; each has one answer, here. */
#include "casework/casework.h"

/* ---- values by their path -------------------------------------------------------------------- */

bool cji_path_next(const cj_record *record, cji_path path, size_t *at, const cji_row **row,
                   const cji_value **value)
{
    const cji_slot *slot = cji_slot_of(record, path.field, row);
    size_t seen = 0;
    if (slot == NULL)
        return false;
    if (path.member == 0) {
        if (*at >= slot->count)
            return false;
        *value = &slot->values[(*at)++];
        return true;
    }
    for (uint32_t i = 0; i < slot->count; i++) {
        const cji_slot *inner = cji_slot_of(slot->values[i].record, path.member, row);
        if (inner == NULL)
            return false;
        if (*at < seen + inner->count) {
            *value = &inner->values[(*at)++ - seen];
            return true;
        }
        seen += inner->count;
    }
    return false;
}

cji_str cji_path_text(const cj_record *record, cji_path path)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    return cji_path_next(record, path, &at, &row, &value) ? value->text : (cji_str){"", 0};
}

bool cji_path_names(const cj_record *record, cji_path path, cji_str text)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(record, path, &at, &row, &value)) {
        if (cji_str_eq(value->text, text))
            return true;
    }
    return false;
}

bool cji_path_cites(const cj_case *c, const cj_record *record, cji_path path, cji_str act)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(record, path, &at, &row, &value)) {
        if (cji_str_eq(cji_case_current(c, value->text), act))
            return true;
    }
    return false;
}

cji_str cji_performer(const cj_record *act)
{
    return cji_text(cji_sub(act, CJ_FIELD_PERFORMED_BY), CJ_FIELD_ID);
}

bool cji_same_value(const cji_row *a, const cji_value *x, const cji_row *b, const cji_value *y)
{
    if (a->type == CJ_TYPE_CODE && b->type == CJ_TYPE_CODE)
        return strcmp(cji_code_name(a->extra, (int32_t)x->number),
                      cji_code_name(b->extra, (int32_t)y->number)) == 0;
    if (a->type == CJ_TYPE_CODE || a->type == CJ_TYPE_INT || a->type == CJ_TYPE_BOOL)
        return x->number == y->number;
    return cji_str_eq(x->text, y->text);
}

bool cji_path_has(const cj_record *record, cji_path path, const cji_row *row,
                  const cji_value *value)
{
    size_t at = 0;
    const cji_row *other_row;
    const cji_value *other;
    while (cji_path_next(record, path, &at, &other_row, &other)) {
        if (cji_same_value(row, value, other_row, other))
            return true;
    }
    return false;
}

/* ---- acts ------------------------------------------------------------------------------------ */

int64_t cji_map_max(const cj_record *act, cj_field map)
{
    const cji_slot *slot = cji_slot_of(act, map, NULL);
    int64_t highest = 0;
    for (uint32_t i = 0; i < slot->count; i++) {
        int64_t level = cji_number(slot->values[i].record, CJ_FIELD_VALUE);
        highest = level > highest ? level : highest;
    }
    return highest;
}

cji_str cji_chain_root(const cj_case *c, const cj_record *act)
{
    const cji_entry *before = cji_case_entry(c, cji_text(act, CJ_FIELD_PREVIOUS));
    return before != NULL ? c->entries[before->root].id : cji_text(act, CJ_FIELD_ACT_ID);
}

const cji_entry *cji_next_party(const cj_case *c, cji_str party, size_t *at)
{
    const cji_entry *entry;
    while ((entry = cji_next_of(c, CJ_ACT_PARTY_RECORDED, at)) != NULL) {
        if (cji_str_eq(cji_text(entry->act->root.record, CJ_FIELD_PARTY_ID), party))
            return entry;
    }
    return NULL;
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
    return consent->occurred <= now &&
           cji_number(given, CJ_FIELD_CONSENT_DECISION) == CJ_CODE_CONSENT_DECISION_GIVEN &&
           (expires == NULL || expires->date.days >= day) && !withdrawn_later(c, consent, now);
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

bool cji_withdrawn_by(const cj_case *c, cji_str act, int64_t moment)
{
    const cji_path of = {CJ_FIELD_OF, 0};
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_of(c, CJ_ACT_OUTCOME_RECORDED, &at)) != NULL;) {
        if (entry->occurred <= moment &&
            cji_number(entry->act->root.record, CJ_FIELD_OUTCOME) == CJ_CODE_OUTCOME_WITHDRAWN &&
            cji_path_cites(c, entry->act->root.record, of, cji_case_current(c, act)))
            return true;
    }
    return false;
}

bool cji_explained_as(const cj_case *c, cji_str noted, int64_t finding)
{
    const cji_path path = {CJ_FIELD_NOTED, 0};
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_of(c, CJ_ACT_NON_COMPLIANCE_EXPLAINED, &at)) != NULL;) {
        if (cji_number(entry->act->root.record, CJ_FIELD_FINDING) == finding &&
            cji_path_cites(c, entry->act->root.record, path, cji_case_current(c, noted)))
            return true;
    }
    return false;
}

bool cji_requirement_live(const cj_record *requirement, int32_t day)
{
    const cji_value *from = cji_first(requirement, CJ_FIELD_FROM);
    const cji_value *to = cji_first(requirement, CJ_FIELD_TO);
    const cji_value *ended = cji_first(requirement, CJ_FIELD_ENDED_ON);
    return (from == NULL || from->date.days <= day) && (to == NULL || to->date.days >= day) &&
           (ended == NULL || ended->date.days >= day);
}

/* ---- limits of access ------------------------------------------------------------------------ */

cji_limit cji_limit_of(const cj_record *limit, cji_str actor)
{
    const cji_value *from = cji_first(limit, CJ_FIELD_FROM), *to = cji_first(limit, CJ_FIELD_TO);
    return (cji_limit){
        .exclusion = cji_number(limit, CJ_FIELD_LIMIT) == CJ_CODE_LIMIT_EXCLUSION,
        .names = cji_path_names(limit, (cji_path){CJ_FIELD_WHO, CJ_FIELD_ID}, actor),
        .from = from != NULL ? from->date.days : INT32_MIN,
        .to = to != NULL ? to->date.days : INT32_MAX,
    };
}

void cji_stand(cji_standing *s, const cji_limit *limit, int32_t day)
{
    bool begun = limit->from <= day && limit->to >= limit->from; /* else it was lifted */
    bool in_force = begun && limit->to >= day;
    if (limit->exclusion) {
        s->excluding = s->excluding || in_force;
        s->excluded = s->excluded || (in_force && limit->names);
    } else {
        s->restricted = s->restricted || begun;
        s->listed = s->listed || (in_force && limit->names);
    }
}

/* ---- sequences ------------------------------------------------------------------------------- */

static bool waits(const cji_slot *steps, const uint32_t *order, uint32_t done,
                  const cj_record *step)
{
    const cji_slot *after = cji_slot_of(step, CJ_FIELD_AFTER, NULL);
    for (uint32_t i = 0; i < after->count; i++) {
        bool before = false;
        for (uint32_t k = 0; k < done; k++)
            before = before || cji_number(steps->values[order[k]].record, CJ_FIELD_N) ==
                                   after->values[i].number;
        if (!before)
            return true;
    }
    return false;
}

static bool taken(const uint32_t *order, uint32_t done, uint32_t step)
{
    for (uint32_t k = 0; k < done; k++) {
        if (order[k] == step)
            return true;
    }
    return false;
}

/* Always the step of the lowest number that waits for nothing any more. */
bool cji_sequence_order(const cji_slot *steps, uint32_t *order)
{
    for (uint32_t done = 0; done < steps->count; done++) {
        uint32_t next = UINT32_MAX;
        for (uint32_t i = 0; i < steps->count; i++) {
            const cj_record *step = steps->values[i].record;
            if (!taken(order, done, i) && !waits(steps, order, done, step) &&
                (next == UINT32_MAX ||
                 cji_number(step, CJ_FIELD_N) < cji_number(steps->values[next].record, CJ_FIELD_N)))
                next = i;
        }
        if (next == UINT32_MAX)
            return false;
        order[done] = next;
    }
    return true;
}
