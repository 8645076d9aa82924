/* SPDX-License-Identifier: MIT */
/* What a state shows that no single act says: findings, deadlines, standings, what may come next.
 */
#include "casework/casework.h"

typedef struct deriver {
    cj_case *c;
    cj_record *state;
    cj_error **error;
} deriver;

static cj_status add_int(deriver *d, cj_record *to, cj_field field, int64_t number)
{
    return cji_add(to, cji_shape_row(to->shape, (int16_t)field), (cji_value){.number = number},
                   NULL, d->error);
}

typedef struct text_part {
    cj_field field;
    const char *text; /* NULL: absent */
} text_part;

static cj_status add_texts(cj_record *to, const text_part *parts, size_t n, cj_error **error)
{
    cj_status status = CJ_OK;
    for (size_t i = 0; status == CJ_OK && i < n; i++) {
        if (parts[i].text != NULL)
            status = cj_add_text(to, parts[i].field, parts[i].text, CJ_ZT, error);
    }
    return status;
}

static cj_status add_findings(deriver *d)
{
    cj_status status = CJ_OK;
    for (size_t i = 0; status == CJ_OK && i < d->c->nfindings; i++) {
        const cji_finding *found = &d->c->findings[i];
        const text_part parts[] = {{CJ_FIELD_ACT, d->c->entries[found->entry].id.p},
                                   {CJ_FIELD_RULE, found->rule},
                                   {CJ_FIELD_VERSION, found->version},
                                   {CJ_FIELD_CITATION, found->citation},
                                   {CJ_FIELD_REASON, found->reason}};
        cj_record *finding;
        status = cj_add_record(d->state, CJ_FIELD_FINDINGS, &finding, d->error);
        if (status == CJ_OK)
            status = add_texts(finding, parts, CJI_COUNT(parts), d->error);
    }
    return status;
}

typedef struct due_adder {
    deriver *d;
    cj_status status;
} due_adder;

static cj_status add_day(cj_record *to, cj_field field, bool known, int32_t day, cj_error **error)
{
    cj_date date = {.days = day, .precision = CJ_PRECISION_DAY};
    return known ? cj_add_date(to, field, date, error) : CJ_OK;
}

cj_status cji_due_describe(const cji_due *due, cj_record *to, cj_error **error)
{
    cji_str item = due->member != NULL ? cji_text(due->member, due->row->item) : (cji_str){NULL, 0};
    const text_part parts[] = {
        {CJ_FIELD_ACT, due->opener->id.p},
        {CJ_FIELD_RULE, due->row->name},
        {CJ_FIELD_ITEM, item.p},
        {CJ_FIELD_VERSION, due->value != NULL ? due->value->by.policy : NULL},
        {CJ_FIELD_CITATION, due->value != NULL ? due->value->by.citation : NULL},
        {CJ_FIELD_REASON, due->row->text}};
    cj_status status = add_texts(to, parts, CJI_COUNT(parts), error);
    if (status == CJ_OK)
        status = add_day(to, CJ_FIELD_CLOCK_START, true, due->start, error);
    return status == CJ_OK ? add_day(to, CJ_FIELD_DUE, due->timed, due->due, error) : status;
}

static bool add_deadline(void *user, const cji_due *due)
{
    due_adder *a = user;
    deriver *d = a->d;
    cj_record *to;
    int32_t as_of;
    a->status = cj_add_record(d->state, CJ_FIELD_DEADLINES, &to, d->error);
    if (a->status == CJ_OK)
        a->status = cji_due_describe(due, to, d->error);
    if (a->status == CJ_OK && due->met_by != NULL)
        a->status =
            cj_add_text(to, CJ_FIELD_MET_BY, due->met_by->id.p, due->met_by->id.n, d->error);
    if (a->status == CJ_OK)
        a->status = add_day(to, CJ_FIELD_MET_ON, due->met_by != NULL, due->met_on, d->error);
    if (a->status == CJ_OK && due->timed && due->met_by == NULL && cji_case_as_of(d->c, &as_of))
        a->status = add_int(d, to, CJ_FIELD_OVERDUE, as_of > due->due);
    return a->status == CJ_OK;
}

static cj_status add_deadlines(deriver *d)
{
    due_adder a = {d, CJ_OK};
    cji_deadlines_each(d->c, add_deadline, &a);
    return a.status;
}

/* ---- apparent failures: what was found of each, and how far the answer has come -------------- */

/* What an explanation is asked for: the deadlines say. */
static bool is_failure(const cji_entry *entry)
{
    for (size_t i = 0; i < cji_deadline_count; i++) {
        const cji_deadline *row = &cji_deadlines[i];
        if (row->kind == entry->kind &&
            cji_mets[row->first_met].kind == CJ_ACT_NON_COMPLIANCE_EXPLAINED &&
            cji_deadline_opens(row, entry->act->root.record))
            return true;
    }
    return false;
}

/* A contact or session stands for itself until an act notes what failed in it. */
static bool is_noted(const cj_case *c, cji_str act)
{
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_of(c, CJ_ACT_NON_COMPLIANCE_NOTED, &at)) != NULL;) {
        if (cji_path_cites(c, entry->act->root.record, (cji_path){CJ_FIELD_INFORMATION, 0}, act))
            return true;
    }
    return false;
}

/* An act about the failure names it, or an act that notes it. */
static bool about(const cj_case *c, const cj_record *act, cji_path path, cji_str failure)
{
    const cji_path information = {CJ_FIELD_INFORMATION, 0};
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    while (cji_path_next(act, path, &at, &row, &value)) {
        cji_str named = cji_case_current(c, value->text);
        const cji_entry *noted = cji_case_entry(c, named);
        if (cji_str_eq(named, failure) ||
            (noted != NULL && noted->kind == CJ_ACT_NON_COMPLIANCE_NOTED && noted->act != NULL &&
             cji_path_cites(c, noted->act->root.record, information, failure)))
            return true;
    }
    return false;
}

/* The latest act of the kind about it. */
static const cj_record *latest_about(const cj_case *c, int32_t kind, cji_path path, cji_str failure)
{
    const cji_entry *last = NULL, *entry;
    for (size_t at = 0; (entry = cji_next_of(c, kind, &at)) != NULL;) {
        if ((last == NULL || entry->occurred >= last->occurred) &&
            about(c, entry->act->root.record, path, failure))
            last = entry;
    }
    return last != NULL ? last->act->root.record : NULL;
}

static cj_status add_failure(deriver *d, const cji_entry *entry)
{
    const cji_path noted = {CJ_FIELD_NOTED, 0}, concerns = {CJ_FIELD_CONCERNS, 0};
    const cj_record *act = entry->act->root.record;
    const cj_record *explained =
        latest_about(d->c, CJ_ACT_NON_COMPLIANCE_EXPLAINED, noted, entry->id);
    const cj_record *decided = latest_about(d->c, CJ_ACT_ENFORCEMENT_DECIDED, noted, entry->id);
    const cj_record *warned = latest_about(d->c, CJ_ACT_WARNING_ISSUED, concerns, entry->id);
    int64_t finding = explained != NULL ? cji_number(explained, CJ_FIELD_FINDING) : 0;
    cj_record *to;
    cj_status status = cj_add_record(d->state, CJ_FIELD_FAILURES, &to, d->error);
    if (status == CJ_OK)
        status = cj_add_text(to, CJ_FIELD_FAILURE, entry->id.p, CJ_ZT, d->error);
    if (status == CJ_OK && entry->kind == CJ_ACT_NON_COMPLIANCE_NOTED)
        status = cji_copy(to, CJ_FIELD_WHAT, act, CJ_FIELD_WHAT, d->error);
    if (status == CJ_OK && entry->kind == CJ_ACT_NON_COMPLIANCE_NOTED)
        status = cji_copy(to, CJ_FIELD_STATUTORY, act, CJ_FIELD_STATUTORY, d->error);
    if (status == CJ_OK && entry->kind == CJ_ACT_NON_COMPLIANCE_NOTED)
        status = cji_copy(to, CJ_FIELD_INFORMATION, act, CJ_FIELD_INFORMATION, d->error);
    if (status == CJ_OK)
        status = cji_copy(to, CJ_FIELD_NOTED_AT, act, CJ_FIELD_OCCURRED_AT, d->error);
    if (status == CJ_OK)
        status = add_int(
            d, to, CJ_FIELD_STANDING,
            finding == CJ_CODE_COMPLIANCE_FINDING_ACCEPTABLE     ? CJ_CODE_STANDING_ACCEPTABLE
            : finding == CJ_CODE_COMPLIANCE_FINDING_UNACCEPTABLE ? CJ_CODE_STANDING_UNACCEPTABLE
                                                                 : CJ_CODE_STANDING_APPARENT);
    if (status == CJ_OK)
        status = add_int(d, to, CJ_FIELD_STAGE,
                         warned != NULL      ? CJ_CODE_ENFORCEMENT_STAGE_WARNED
                         : decided != NULL   ? CJ_CODE_ENFORCEMENT_STAGE_DECIDED
                         : explained != NULL ? CJ_CODE_ENFORCEMENT_STAGE_EXPLAINED
                                             : CJ_CODE_ENFORCEMENT_STAGE_AWAITING_EXPLANATION);
    if (status == CJ_OK && decided != NULL)
        status = cji_copy(to, CJ_FIELD_ENFORCEMENT_DECISION, decided, CJ_FIELD_ENFORCEMENT_DECISION,
                          d->error);
    return status;
}

static cj_status add_failures(deriver *d)
{
    cj_status status = CJ_OK;
    for (size_t i = 0; status == CJ_OK && i < d->c->count; i++) {
        const cji_entry *entry = &d->c->entries[i];
        if (cji_entry_counts(entry) && is_failure(entry) && !is_noted(d->c, entry->id))
            status = add_failure(d, entry);
    }
    return status;
}

/* ---- risks and needs that nothing is done about ---------------------------------------------- */

#define OPEN 1
#define ADDRESSED 2

static void mark(const cj_case *c, uint8_t *marks, const cj_record *act, cj_field field,
                 uint8_t what)
{
    const cji_slot *slot = cji_slot_of(act, field, NULL);
    for (uint32_t i = 0; i < slot->count; i++) {
        const cji_entry *factor = cji_case_entry(c, slot->values[i].text);
        if (factor != NULL)
            marks[factor->root] |= what;
    }
}

/* Chains whose last act leaves a risk or need standing, and what goals and interventions address.
 */
static void mark_factors(const cj_case *c, uint8_t *marks)
{
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_of(c, CJ_ACT_FACTOR_RECORDED, &at)) != NULL;) {
        const cj_record *act = entry->act->root.record;
        int64_t polarity = cji_number(act, CJ_FIELD_POLARITY);
        bool open = cji_number(act, CJ_FIELD_FACTOR_STATUS) != CJ_CODE_FACTOR_STATUS_ENDED &&
                    (polarity == CJ_CODE_POLARITY_RISK || polarity == CJ_CODE_POLARITY_NEED);
        marks[entry->root] = (uint8_t)(open ? OPEN : 0);
    }
    for (size_t at = 0; (entry = cji_next_of(c, CJ_ACT_GOAL_SET, &at)) != NULL;)
        mark(c, marks, entry->act->root.record, CJ_FIELD_ADDRESSES, ADDRESSED);
    for (size_t at = 0; (entry = cji_next_of(c, CJ_ACT_INTERVENTION_DEFINED, &at)) != NULL;)
        mark(c, marks, entry->act->root.record, CJ_FIELD_FACTORS, ADDRESSED);
}

static cj_status add_open_factors(deriver *d)
{
    uint8_t *marks = cji_alloc(d->c->ctx, d->c->count + 1);
    cj_status status = marks != NULL ? CJ_OK : cji_no_memory(d->c->ctx, d->error);
    if (status == CJ_OK)
        mark_factors(d->c, marks);
    for (size_t i = 0; status == CJ_OK && i < d->c->count; i++) {
        static const cj_field copied[] = {CJ_FIELD_POLARITY, CJ_FIELD_FACTOR_DOMAIN,
                                          CJ_FIELD_DESCRIPTION};
        const cji_entry *entry = &d->c->entries[i];
        cj_record *to;
        if (marks[i] != OPEN || entry->act == NULL)
            continue;
        status = cj_add_record(d->state, CJ_FIELD_OPEN_FACTORS, &to, d->error);
        if (status == CJ_OK)
            status = cj_add_text(to, CJ_FIELD_FACTOR, entry->id.p, CJ_ZT, d->error);
        for (size_t k = 0; status == CJ_OK && k < CJI_COUNT(copied); k++)
            status = cji_copy(to, copied[k], entry->act->root.record, copied[k], d->error);
    }
    cji_free(d->c->ctx, marks);
    return status;
}

/* ---- what may come next ---------------------------------------------------------------------- */

/* The statuses that the one in `field` may become, into `next`. */
static cj_status add_next(deriver *d, cj_record *holder, cj_field field)
{
    const cji_row *row = cji_shape_row(holder->shape, field);
    int64_t now = cji_number(holder, field);
    cj_status status = CJ_OK;
    for (size_t i = 0; i < cji_case_move_count; i++) {
        const cji_moves *moves = &cji_case_moves[i];
        if (moves->list != row->extra)
            continue;
        for (int32_t code = 1; status == CJ_OK && code <= cji_lists[row->extra].ncodes; code++) {
            if ((moves->table[now] >> code & 1) != 0)
                status = add_int(d, holder, CJ_FIELD_NEXT, code);
        }
    }
    return status;
}

static cj_status add_goals_next(deriver *d)
{
    const cji_slot *goals = cji_slot_of(d->state, CJ_FIELD_GOALS, NULL);
    cj_status status = CJ_OK;
    for (uint32_t i = 0; status == CJ_OK && i < goals->count; i++)
        status = add_next(d, goals->values[i].record, CJ_FIELD_GOAL_STATUS);
    return status;
}

static cj_status add_intervention_next(deriver *d)
{
    return add_next(d, d->state, CJ_FIELD_INTERVENTION_STATUS);
}

/* ---- plans ----------------------------------------------------------------------------------- */

/* What the person decided about the latest version; a version of its own wants its own answer. */
static cj_status add_plan_agreement(deriver *d)
{
    static const int64_t statuses[][3] = {
        {CJ_CODE_AGREEMENT_DECISION_AGREE, CJ_CODE_PLAN_AGREEMENT_AGREED,
         CJ_CODE_PLAN_AGREEMENT_UPDATED_AGREED},
        {CJ_CODE_AGREEMENT_DECISION_DO_NOT_AGREE, CJ_CODE_PLAN_AGREEMENT_DO_NOT_AGREE,
         CJ_CODE_PLAN_AGREEMENT_UPDATED_DO_NOT_AGREE},
        {CJ_CODE_AGREEMENT_DECISION_COULD_NOT_ANSWER, CJ_CODE_PLAN_AGREEMENT_COULD_NOT_ANSWER,
         CJ_CODE_PLAN_AGREEMENT_UPDATED_COULD_NOT_ANSWER},
    };
    const cji_slot *agreements = cji_slot_of(d->state, CJ_FIELD_AGREEMENTS, NULL);
    int64_t version = cji_number(d->state, CJ_FIELD_VERSION);
    int64_t status = CJ_CODE_PLAN_AGREEMENT_DRAFT;
    if (cji_first(d->state, CJ_FIELD_VERSION) == NULL)
        return CJ_OK;
    for (uint32_t i = 0; i < agreements->count; i++) {
        const cj_record *agreement = agreements->values[i].record;
        if (cji_number(agreement, CJ_FIELD_PLAN_VERSION) != version ||
            !cji_str_eq(cji_text(agreement, CJ_FIELD_PARTY), cji_case_person(d->c)))
            continue;
        for (size_t k = 0; k < CJI_COUNT(statuses); k++) {
            if (statuses[k][0] == cji_number(agreement, CJ_FIELD_AGREEMENT_DECISION))
                status = statuses[k][version > 1 ? 2 : 1];
        }
    }
    return add_int(d, d->state, CJ_FIELD_PLAN_AGREEMENT, status);
}

static cj_status add_step(deriver *d, int64_t position, const cj_record *step)
{
    const cji_slot *after = cji_slot_of(step, CJ_FIELD_AFTER, NULL);
    cji_buf why;
    cj_record *to;
    cj_status status = cj_add_record(d->state, CJ_FIELD_ORDER_OF_WORK, &to, d->error);
    cji_buf_init(&why, d->c->ctx, 4096);
    if (after->count == 0)
        cji_buf_puts(&why, "nothing has to come before it");
    for (uint32_t i = 0; i < after->count; i++) {
        cji_buf_puts(&why, i == 0 ? "after " : ", ");
        cji_buf_printf(&why, "%lld", (long long)after->values[i].number);
    }
    if (status == CJ_OK && why.status != CJ_OK)
        status = cji_no_memory(d->c->ctx, d->error);
    if (status == CJ_OK)
        status = add_int(d, to, CJ_FIELD_POSITION, position);
    if (status == CJ_OK)
        status = add_int(d, to, CJ_FIELD_N, cji_number(step, CJ_FIELD_N));
    if (status == CJ_OK)
        status = cji_copy(to, CJ_FIELD_ITEM, step, CJ_FIELD_ITEM, d->error);
    if (status == CJ_OK)
        status = cj_add_text(to, CJ_FIELD_WHY, why.p, why.n, d->error);
    cji_buf_fini(&why);
    return status;
}

static cj_status add_order_of_work(deriver *d)
{
    const cji_slot *steps = cji_slot_of(d->state, CJ_FIELD_SEQUENCE, NULL);
    uint32_t *order = cji_alloc(d->c->ctx, (steps->count + 1) * sizeof *order);
    cj_status status = order != NULL ? CJ_OK : cji_no_memory(d->c->ctx, d->error);
    if (status == CJ_OK && cji_sequence_order(steps, order)) {
        for (uint32_t i = 0; status == CJ_OK && i < steps->count; i++)
            status = add_step(d, i + 1, steps->values[order[i]].record);
    }
    cji_free(d->c->ctx, order);
    return status;
}

/* ---- signing --------------------------------------------------------------------------------- */

/* Of what was drafted or completed last. A rejection or roll-back begins the chain anew; two
 * countersignatures are of two people. */
static int64_t signing_of(const cj_case *c, const cji_slot *signatures, cji_str act,
                          bool wants_countersign)
{
    int64_t ended = CJ_CODE_SIGNING_STATUS_UNSIGNED;
    cji_str first = {"", 0};
    bool is_signed = false, twice = false;
    for (uint32_t i = 0; i < signatures->count; i++) {
        const cj_record *signature = signatures->values[i].record;
        cji_str by = cji_text(signature, CJ_FIELD_BY);
        if (!cji_str_eq(cji_case_current(c, cji_text(signature, CJ_FIELD_OF)), act))
            continue;
        switch (cji_number(signature, CJ_FIELD_OUTCOME)) {
        case CJ_CODE_OUTCOME_SIGNED:
            is_signed = true;
            break;
        case CJ_CODE_OUTCOME_COUNTERSIGNED:
            twice = twice || (first.n > 0 && !cji_str_eq(first, by));
            first = first.n > 0 ? first : by;
            break;
        default:
            ended = cji_number(signature, CJ_FIELD_OUTCOME) == CJ_CODE_OUTCOME_REJECTED
                        ? CJ_CODE_SIGNING_STATUS_REJECTED
                        : CJ_CODE_SIGNING_STATUS_ROLLED_BACK;
            is_signed = twice = false;
            first = (cji_str){"", 0};
        }
    }
    return twice               ? CJ_CODE_SIGNING_STATUS_DOUBLE_COUNTERSIGNED
           : first.n > 0       ? CJ_CODE_SIGNING_STATUS_COUNTERSIGNED
           : !is_signed        ? ended
           : wants_countersign ? CJ_CODE_SIGNING_STATUS_AWAITING_COUNTERSIGN
                               : CJ_CODE_SIGNING_STATUS_SIGNED;
}

static cj_status add_signing(deriver *d, cj_field act)
{
    const cji_slot *signatures = cji_slot_of(d->state, CJ_FIELD_SIGNATURES, NULL);
    bool wants = cji_number(d->state, CJ_FIELD_COUNTERSIGN_REQUIRED) == 1;
    /* Only where there is something to sign. */
    if (signatures->count == 0 && cji_first(d->state, CJ_FIELD_COUNTERSIGN_REQUIRED) == NULL)
        return CJ_OK;
    return add_int(d, d->state, CJ_FIELD_SIGNING,
                   signing_of(d->c, signatures, cji_text(d->state, act), wants));
}

static cj_status add_plan_signing(deriver *d)
{
    return add_signing(d, CJ_FIELD_DRAFTED);
}

static cj_status add_assessment_signing(deriver *d)
{
    return add_signing(d, CJ_FIELD_COMPLETED);
}

/* ---- interventions and reviews --------------------------------------------------------------- */

static cj_status add_sessions(deriver *d)
{
    const cji_slot *sessions = cji_slot_of(d->state, CJ_FIELD_SESSIONS, NULL);
    int64_t planned = 0, held = 0, attended = 0, end = 0;
    cj_status status = CJ_OK;
    for (uint32_t i = 0; i < sessions->count; i++) {
        const cj_record *session = sessions->values[i].record;
        int64_t attendance = cji_number(session, CJ_FIELD_ATTENDANCE);
        planned += cji_first(session, CJ_FIELD_PLANNED_AT) != NULL;
        held += cji_number(session, CJ_FIELD_HAPPENED) == 1;
        attended += attendance == CJ_CODE_ATTENDANCE_ATTENDED_COMPLIED ||
                    attendance == CJ_CODE_ATTENDANCE_ATTENDED_FAILED_TO_COMPLY;
    }
    switch (cji_number(d->state, CJ_FIELD_INTERVENTION_STATUS)) {
    case CJ_CODE_INTERVENTION_STATUS_COMPLETED:
        end = CJ_CODE_END_STATE_COMPLETED;
        break;
    case CJ_CODE_INTERVENTION_STATUS_ENDED_EARLY:
    case CJ_CODE_INTERVENTION_STATUS_WITHDRAWN:
        end = held > 0 ? CJ_CODE_END_STATE_PREMATURELY_ENDED : CJ_CODE_END_STATE_CANCELLED;
        break;
    default:
        break;
    }
    if (sessions->count > 0) {
        status = add_int(d, d->state, CJ_FIELD_SESSIONS_PLANNED, planned);
        if (status == CJ_OK)
            status = add_int(d, d->state, CJ_FIELD_SESSIONS_HELD, held);
        if (status == CJ_OK)
            status = add_int(d, d->state, CJ_FIELD_SESSIONS_ATTENDED, attended);
    }
    return status == CJ_OK && end != 0 ? add_int(d, d->state, CJ_FIELD_END_STATE, end) : status;
}

static cj_status add_longest_gap(deriver *d)
{
    const cji_slot *reviews = cji_slot_of(d->state, CJ_FIELD_REVIEWS, NULL);
    int32_t before = 0, from = 0, to = 0;
    cj_record *gap;
    cj_status status;
    for (uint32_t i = 0; i < reviews->count; i++) {
        int32_t day = cji_date(reviews->values[i].record, CJ_FIELD_HELD_AT).days;
        if (i > 0 && day - before >= to - from) {
            from = before;
            to = day;
        }
        before = day;
    }
    if (reviews->count < 2)
        return CJ_OK;
    status = cj_add_record(d->state, CJ_FIELD_LONGEST_GAP, &gap, d->error);
    if (status == CJ_OK)
        status = add_day(gap, CJ_FIELD_FROM, true, from, d->error);
    if (status == CJ_OK)
        status = add_day(gap, CJ_FIELD_TO, true, to, d->error);
    if (status == CJ_OK)
        status = add_int(d, gap, CJ_FIELD_DAYS, to - from);
    return status;
}

/* ---- all of them ----------------------------------------------------------------------------- */

cj_status cji_derive(cj_case *c, cj_record *state, cj_error **error)
{
    const struct {
        const cji_shape *state;
        cj_status (*add)(deriver *d);
    } parts[] = {
        {cji_shape_case_state, add_failures},
        {cji_shape_case_state, add_open_factors},
        {cji_shape_case_state, add_findings},
        {cji_shape_case_state, add_deadlines},
        {cji_shape_plan_state, add_plan_agreement},
        {cji_shape_plan_state, add_plan_signing},
        {cji_shape_plan_state, add_order_of_work},
        {cji_shape_plan_state, add_goals_next},
        {cji_shape_intervention_state, add_intervention_next},
        {cji_shape_intervention_state, add_sessions},
        {cji_shape_assessment_state, add_assessment_signing},
        {cji_shape_review_state, add_longest_gap},
    };
    deriver d = {c, state, error};
    cj_status status = CJ_OK;
    for (size_t i = 0; status == CJ_OK && i < CJI_COUNT(parts); i++) {
        if (parts[i].state == state->shape)
            status = parts[i].add(&d);
    }
    return status;
}
