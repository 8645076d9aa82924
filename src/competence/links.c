/* SPDX-License-Identifier: MIT */
/* Conditions on what an act refers to: other acts, and what the policy knows by name. */
#include "competence/evaluation.h"

#include <stdio.h>

bool cji_refers_to_act(const cji_row *row)
{
    const cji_reference *r = row->type == CJ_TYPE_REF ? &cji_references[row->extra] : NULL;
    return r != NULL && (r->nkinds > 0 || (r->flags & CJI_REF_ANY) != 0);
}

bool cji_cites(const cj_case *c, const cj_record *record, cji_str id)
{
    for (int16_t i = 0; i < record->shape->nrows; i++) {
        const cji_row *row = &cji_rows[record->shape->first + i];
        for (uint32_t j = 0; j < record->slots[i].count; j++) {
            const cji_value *value = &record->slots[i].values[j];
            if ((row->type == CJ_TYPE_REF && cji_str_eq(value->text, id)) ||
                (cji_refers_to_act(row) && cji_str_eq(cji_case_current(c, value->text), id)) ||
                (row->type == CJ_TYPE_RECORD && cji_cites(c, value->record, id)))
                return true;
        }
    }
    return false;
}

/* What the value refers to: an act, or all acts of a handle. */
static bool is_work_of(const cj_case *c, const cji_row *row, cji_str id, const char *worker)
{
    bool handle =
        row->type == CJ_TYPE_REF && (cji_references[row->extra].flags & CJI_REF_HANDLE) != 0;
    for (size_t i = 0; i < c->count && (handle || cji_refers_to_act(row)); i++) {
        const cji_entry *entry = &c->entries[i];
        if (entry->act != NULL &&
            (handle ? cji_str_is(id, c->handles[entry->handle].id) : cji_str_eq(id, entry->id)) &&
            cji_str_is(cji_performer(entry->act->root.record), worker))
            return true;
    }
    return false;
}

bool cji_about_work_of(const cj_case *c, const cj_record *record, const char *worker)
{
    for (int16_t i = 0; i < record->shape->nrows; i++) {
        const cji_row *row = &cji_rows[record->shape->first + i];
        for (uint32_t j = 0; j < record->slots[i].count; j++) {
            const cji_value *value = &record->slots[i].values[j];
            if (row->type == CJ_TYPE_RECORD ? cji_about_work_of(c, value->record, worker)
                                            : is_work_of(c, row, value->text, worker))
                return true;
        }
    }
    return false;
}

bool cji_has_voice(const cj_record *record)
{
    if (record->shape == cji_shape_doc)
        return true;
    for (int16_t i = 0; i < record->shape->nrows; i++) {
        const cji_row *row = &cji_rows[record->shape->first + i];
        if (row->type == CJ_TYPE_QUOTE && record->slots[i].count > 0)
            return true;
        for (uint32_t j = 0; row->type == CJ_TYPE_RECORD && j < record->slots[i].count; j++) {
            if (cji_has_voice(record->slots[i].values[j].record))
                return true;
        }
    }
    return false;
}

cji_outcome cji_eval_cites(cji_evaluation *e, const cji_expr *x)
{
    const cji_entry *other = cji_act_of(e, x->of);
    char words[64], against[64];
    if (other != NULL && e->view.record != NULL && cji_cites(e->c, e->view.record, other->id))
        return (cji_outcome){.level = CJI_FULL};
    cji_miss(e, x, e->view.entry != NULL ? e->view.entry->kind : 0, CJ_FIELD_INFORMED_BY,
             "%s does not refer to %s %s",
             cji_kind_words(e->view.entry != NULL ? e->view.entry->kind : 0, words, sizeof words),
             cji_kind_words(other != NULL ? other->kind : 0, against, sizeof against),
             other != NULL ? other->id.p : "");
    return (cji_outcome){.level = CJI_NOTHING};
}

/* What the policy calls the tool or the rule that the field names; 0: nobody says. */
static int32_t class_of(const cji_evaluation *e, const cj_record *named)
{
    cji_str key = cji_text(named, CJ_FIELD_KEY);
    const cji_policy_tool *tool;
    if (named->shape != cji_shape_tool)
        return cji_policy_class(e->policy, key,
                                e->view.entry != NULL ? cji_entry_day(e->view.entry) : e->as_of);
    tool = cji_policy_tool_of(e->policy, key, cji_text(named, CJ_FIELD_VERSION));
    return tool != NULL ? tool->class_ : 0;
}

cji_outcome cji_eval_class(cji_evaluation *e, const cji_expr *x)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    char words[200], why[300];
    int32_t class_;
    cji_outcome r = {.level = CJI_FULL};
    if (!cji_path_next(e->view.record, x->field, &at, &row, &value))
        return cji_miss_field(e, x, "is not given");
    class_ = class_of(e, value->record);
    if ((x->mask >> class_ & 1) != 0)
        return r;
    if (class_ != 0)
        return cji_miss_field(
            e, x, cji_code_words(x, "is not of the class ", " or ", words, sizeof words));
    snprintf(why, sizeof why, "no policy says of which class %s is",
             cji_text(value->record, CJ_FIELD_KEY).p);
    r.untested = true;
    r.why = cji_arena_strdup(e->arena, cji_str_of(why));
    if (r.why == NULL)
        e->status = CJ_E_MEMORY;
    return r;
}

cji_outcome cji_eval_at_least(cji_evaluation *e, const cji_expr *x)
{
    size_t at = 0;
    const cji_row *row;
    const cji_value *value;
    char text[40];
    while (cji_path_next(e->view.record, x->field, &at, &row, &value)) {
        if (value->number >= x->min)
            return (cji_outcome){.level = CJI_FULL};
    }
    snprintf(text, sizeof text, "is not %d or more", (int)x->min);
    return cji_miss_field(e, x, text);
}

cji_outcome cji_policy_silent(cji_evaluation *e, const cji_expr *x)
{
    int32_t day = e->view.entry != NULL ? cji_entry_day(e->view.entry) : e->as_of, due;
    cji_outcome r = {.level = CJI_FULL};
    char why[160];
    if (x->policy == NULL)
        return r;
    if (strcmp(x->policy, CJI_ENTITLEMENTS) == 0)
        r.untested = cji_policy_entitled(e->policy, 1, 1, 1, day, NULL) < 0;
    else
        r.untested = !cji_policy_due(
            e->policy, cji_policy_find(e->policy, cji_str_of(x->policy), day), day, &due);
    if (!r.untested)
        return r;
    snprintf(why, sizeof why, "no policy sets %s", x->policy);
    r.why = cji_arena_strdup(e->arena, cji_str_of(why));
    if (r.why == NULL)
        e->status = CJ_E_MEMORY;
    return r;
}
