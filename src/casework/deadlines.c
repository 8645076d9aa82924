/* SPDX-License-Identifier: MIT */
/*
 * Deadlines: rows of casework.toml, one engine. It tells what is open and until when, and finds an
 * act that came too late. The act that meets a deadline never sets it.
 */
#include "casework/casework.h"

static int32_t day_of(const cj_record *act)
{
    return cji_date(act, CJ_FIELD_OCCURRED_AT).days;
}

/* The last day that is meant: an act known by its month is never earlier than that month's end. */
static int32_t done_on(const cj_record *act, cj_field at)
{
    return at == 0 || cji_first(act, at) == NULL
               ? cji_date_last(cji_date(act, CJ_FIELD_OCCURRED_AT))
               : cji_date(act, at).days;
}

/* ---- when it is due -------------------------------------------------------------------------- */

static bool field_day(const cj_record *record, cj_field field, int32_t *day)
{
    if (field == 0 || cji_first(record, field) == NULL)
        return false;
    *day = cji_date(record, field).days;
    return true;
}

/* From when it was noticed or its trigger happened, whichever came first. */
static int32_t clock_start(const cj_case *c, const cji_deadline *row, const cj_record *opener)
{
    int32_t start = day_of(opener), noticed;
    const cji_entry *trigger;
    if (row->clock == 0 || !field_day(opener, row->clock, &noticed))
        return start;
    start = noticed;
    if (row->clock != CJ_FIELD_NOTICED_AT)
        return start;
    trigger = cji_case_entry(c, cji_text(opener, CJ_FIELD_TRIGGER));
    if (trigger != NULL && trigger->act != NULL && day_of(trigger->act->root.record) < start)
        start = day_of(trigger->act->root.record);
    return start;
}

static void set_due(const cj_case *c, cji_due *due)
{
    const cji_deadline *row = due->row;
    const cj_record *opener = due->opener->act->root.record;
    const cji_policy_value *value = NULL;
    int32_t by_policy;
    due->start = clock_start(c, row, opener);
    due->timed = field_day(due->member != NULL ? due->member : opener, row->due, &due->due);
    if (row->within != NULL)
        value = cji_policy_find(c->policy, cji_str_of(row->within), due->start);
    if (cji_policy_due(c->policy, value, due->start, &by_policy)) {
        if (!due->timed || by_policy < due->due) {
            due->due = by_policy;
            due->value = value;
        }
        due->timed = true;
    }
}

/* ---- who meets it ---------------------------------------------------------------------------- */

static bool same_values(const cj_record *a, const cj_record *b, cj_field field)
{
    const cji_row *row;
    const cji_value *x, *y;
    if (field == 0)
        return true;
    x = cji_first(a, field);
    y = cji_first(b, field);
    if (x == NULL || y == NULL)
        return x == y;
    (void)cji_slot_of(a, field, &row);
    return row->type == CJ_TYPE_CODE ? x->number == y->number : cji_str_eq(x->text, y->text);
}

/* An outcome that names no item speaks of all of them. */
static bool same_item(const cji_due *due, const cji_met *met, const cj_record *act)
{
    cji_str named;
    if (due->member == NULL || met->item == 0)
        return true;
    named = cji_text(act, met->item);
    return named.n == 0 || cji_str_eq(named, cji_text(due->member, due->row->item));
}

/* By the moment, or by the day where no more is known of the act. */
static bool is_before(const cj_record *act, const cji_entry *opener)
{
    const cj_time *time = &cji_first(act, CJ_FIELD_OCCURRED_AT)->time;
    return time->precision > CJ_PRECISION_DAY ? time->us < opener->occurred
                                              : done_on(act, 0) < day_of(opener->act->root.record);
}

static bool meets(const cj_case *c, const cji_due *due, const cji_met *met, const cj_record *act)
{
    const cj_record *opener = due->opener->act->root.record;
    if (met->nterms > 0 &&
        !cji_terms_hold(act, cji_case_terms + met->first_term, (size_t)met->nterms))
        return false;
    if (met->how == CJI_MET_SELF)
        return act == opener;
    if (act == opener || !same_item(due, met, act))
        return false;
    if (met->also[0] != 0 && cji_number(act, met->also[0]) != cji_number(opener, met->also[1]))
        return false;
    if (met->how == CJI_MET_CITES && met->key == CJ_FIELD_ACT_ID) /* so it is the later one */
        return cji_path_cites(c, act, met->cites, due->opener->id);
    if (!met->ever && is_before(act, due->opener))
        return false;
    return met->how == CJI_MET_CITES
               ? cji_path_names(act, met->cites, cji_text(opener, met->key))
               : same_values(act, opener, met->same[0]) && same_values(act, opener, met->same[1]);
}

/* The next act of the kind that can meet it, or the next of any. */
static const cji_entry *next_met(const cj_case *c, const cji_met *met, size_t *at)
{
    if (met->kind != 0)
        return cji_next_of(c, met->kind, at);
    while (*at < c->count) {
        const cji_entry *entry = &c->entries[(*at)++];
        if (cji_entry_counts(entry))
            return entry;
    }
    return NULL;
}

/* Keeps the earliest of those that meet it; `replaced` is about to be superseded. */
static void look_for(const cj_case *c, cji_due *due, const cji_met *met, cji_str replaced)
{
    const cji_entry *entry;
    for (size_t at = 0; (entry = next_met(c, met, &at)) != NULL;) {
        int32_t on;
        if (cji_str_eq(entry->id, replaced) || !meets(c, due, met, entry->act->root.record))
            continue;
        on = done_on(entry->act->root.record, met->at);
        if (due->met_by == NULL || on < due->met_on) {
            due->met_by = entry;
            due->met_on = on;
        }
    }
}

static void set_met(const cj_case *c, cji_due *due, cji_str replaced)
{
    for (int16_t i = 0; i < due->row->nmet; i++) {
        const cji_met *met = &cji_mets[due->row->first_met + i];
        if (met->how != CJI_MET_SELF) {
            look_for(c, due, met, replaced);
        } else if (meets(c, due, met, due->opener->act->root.record)) {
            due->met_by = due->opener;
            due->met_on = done_on(due->opener->act->root.record, met->at);
        }
    }
}

/* ---- walking --------------------------------------------------------------------------------- */

typedef struct walker {
    const cj_case *c;
    cji_str replaced;
    cji_due_fn fn;
    void *user;
    /* With an act: only what it would meet in that way, and on that day too late. That is seen
     * before anybody looks for who met it, which takes a walk of its own. */
    const cj_record *act;
    const cji_met *met;
    int32_t on;
} walker;

bool cji_deadline_opens(const cji_deadline *row, const cj_record *act)
{
    return row->nterms == 0 ||
           cji_terms_hold(act, cji_case_terms + row->first_term, (size_t)row->nterms);
}

/* The deadlines of one row that one act opens. */
static bool walk_opener(const walker *w, const cji_deadline *row, const cji_entry *opener)
{
    const cj_record *record = opener->act->root.record;
    const cji_slot *each = row->each != 0 ? cji_slot_of(record, row->each, NULL) : NULL;
    uint32_t n = each != NULL ? each->count : 1;
    for (uint32_t i = 0; i < n; i++) {
        cji_due due = {.row = row, .opener = opener};
        if (each != NULL)
            due.member = each->values[i].record;
        if (w->act != NULL && !meets(w->c, &due, w->met, w->act))
            continue;
        set_due(w->c, &due);
        if (!due.timed && row->due != 0 && row->within == NULL)
            continue; /* only the act could have fixed a day, and did not */
        if (w->act != NULL && (!due.timed || w->on <= due.due))
            continue;
        set_met(w->c, &due, w->replaced);
        if (!w->fn(w->user, &due))
            return false;
    }
    return true;
}

static bool walk_row(const walker *w, const cji_deadline *row)
{
    const cji_entry *opener;
    for (size_t at = 0; (opener = cji_next_of(w->c, row->kind, &at)) != NULL;) {
        if (!cji_str_eq(opener->id, w->replaced) &&
            cji_deadline_opens(row, opener->act->root.record) && !walk_opener(w, row, opener))
            return false;
    }
    return true;
}

static bool only_itself(const cji_deadline *row)
{
    return row->nmet == 1 && cji_mets[row->first_met].how == CJI_MET_SELF;
}

void cji_deadlines_each(const cj_case *c, cji_due_fn fn, void *user)
{
    walker w = {.c = c, .replaced = {"", 0}, .fn = fn, .user = user};
    for (size_t i = 0; i < cji_deadline_count; i++) {
        if (!only_itself(&cji_deadlines[i]) && !walk_row(&w, &cji_deadlines[i]))
            return;
    }
}

/* ---- rules ----------------------------------------------------------------------------------- */

typedef struct judged {
    const cji_rule_view *view;
    int32_t on;
    bool late;
} judged;

/* The act that comes in would meet it, and too late; it is late if nothing has met it before. */
static bool judge(void *user, const cji_due *due)
{
    judged *j = user;
    if (due->met_by != NULL && due->met_by->act != j->view->act && due->met_on <= j->on)
        return true;
    *j->view->by = due->value != NULL ? &due->value->by : NULL;
    j->late = true;
    return false;
}

/* Each deadline has rules of its own, also where the name of what is late is the same. */
static bool is_of(const cji_rule *rule, size_t deadline, const cji_met *met)
{
    return (size_t)rule->deadline == deadline + 1 && met->late != NULL &&
           (met->how == CJI_MET_SELF || met->kind == rule->kind);
}

bool cji_check_in_time(const cji_rule *rule, const cji_rule_view *view)
{
    judged j = {.view = view};
    /* The act is not in the case yet; it opens what it meets itself. */
    cji_entry itself = {.act = (cj_act *)(uintptr_t)view->act, .occurred = view->now};
    walker w = {.c = view->c,
                .replaced = cji_text(view->record, CJ_FIELD_SUPERSEDES),
                .fn = judge,
                .user = &j,
                .act = view->record};
    for (size_t i = 0; !j.late && i < cji_deadline_count; i++) {
        const cji_deadline *row = &cji_deadlines[i];
        for (int16_t k = 0; !j.late && k < row->nmet; k++) {
            w.met = &cji_mets[row->first_met + k];
            if (!is_of(rule, i, w.met))
                continue;
            j.on = w.on = done_on(view->record, w.met->at);
            if (w.met->how != CJI_MET_SELF)
                (void)walk_row(&w, row);
            else if (row->kind == rule->kind && cji_deadline_opens(row, view->record))
                (void)walk_opener(&w, row, &itself);
        }
    }
    return !j.late;
}

typedef struct left {
    bool untimed, open;
} left;

static bool stop_at_open(void *user, const cji_due *due)
{
    left *l = user;
    l->open = due->met_by == NULL && !due->row->cycle && (due->timed || l->untimed);
    return !l->open;
}

/* Nothing is left open: of the rule's deadline, or of any for which a time is set. */
bool cji_check_none_open(const cji_rule *rule, const cji_rule_view *view)
{
    left l = {rule->deadline != 0, false};
    walker w = {.c = view->c,
                .replaced = cji_text(view->record, CJ_FIELD_SUPERSEDES),
                .fn = stop_at_open,
                .user = &l};
    for (size_t i = 0; !l.open && i < cji_deadline_count; i++) {
        if (rule->deadline != 0 ? (size_t)rule->deadline == i + 1 : !only_itself(&cji_deadlines[i]))
            (void)walk_row(&w, &cji_deadlines[i]);
    }
    return !l.open;
}
