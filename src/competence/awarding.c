/* SPDX-License-Identifier: MIT */
/*
 * What an awarding body asks for (policy), beside what a portfolio shows. What the record can say
 * is compared; the rest is told, for an assessor to look at. It decides nothing.
 */
#include "competence/competence.h"

#include <stdio.h>

typedef struct compared {
    const cji_awarding *a;
    const cji_policy_award *row;
    bool known, enough; /* known: it could be compared */
    cji_buf why;
} compared;

static void cases(compared *c)
{
    c->known = true;
    c->enough = c->a->showing >= c->row->number;
    cji_buf_printf(&c->why, "%d cases wanted, %d show it", (int)c->row->number, (int)c->a->showing);
}

static void criteria(compared *c)
{
    int64_t asked = c->a->counts[0] - c->a->counts[CJ_CODE_VERDICT_NOT_APPLICABLE];
    int64_t met = c->a->counts[CJ_CODE_VERDICT_EVIDENCED];
    c->known = true;
    c->enough = met * 100 >= asked * c->row->number;
    cji_buf_printf(&c->why, "%d%% of %d criteria wanted, %d evidenced", (int)c->row->number,
                   (int)asked, (int)met);
}

/* Whether something that the criterion rests on is not older than the months allow. */
static bool is_current(const compared *c, const cj_record *row)
{
    const cji_policy_value months = {.unit = CJI_UNIT_MONTHS, .amount = c->row->number};
    const cji_slot *evidence = cji_slot_of(row, CJ_FIELD_EVIDENCE, NULL);
    bool current = evidence->count == 0;
    for (uint32_t i = 0; !current && i < evidence->count; i++) {
        int32_t age = (int32_t)cji_number(evidence->values[i].record, CJ_FIELD_AGE), due;
        current = cji_policy_due(c->a->policy, &months, c->a->day - age, &due) && due >= c->a->day;
    }
    return current;
}

static void currency(compared *c)
{
    const cji_slot *rows = cji_slot_of(c->a->report, CJ_FIELD_CRITERIA, NULL);
    int old = 0;
    for (uint32_t i = 0; i < rows->count; i++)
        old += !is_current(c, rows->values[i].record);
    c->known = true;
    c->enough = old == 0;
    cji_buf_printf(&c->why, "%d criteria or limbs rest on nothing of the last %d months", old,
                   (int)c->row->number);
}

/* What can be compared; of the rest the requirement is told. */
static const struct {
    const char *name;
    void (*compare)(compared *c);
} ways[] = {{"cases", cases}, {"criteria-percent", criteria}, {"currency-months", currency}};

static void put_methods(compared *c, uint64_t methods)
{
    const char *name, *between = "";
    for (int32_t code = 1; (name = cji_code_name(cji_list_of("judge_method"), code)) != NULL;
         code++) {
        if ((methods >> code & 1) == 0)
            continue;
        cji_buf_printf(&c->why, "%s%s", between, name);
        between = " or ";
    }
}

static void tell(compared *c, cji_award_form form)
{
    if (form == CJI_AWARD_NUMBER)
        cji_buf_printf(&c->why, "%d", (int)c->row->number);
    else if (form == CJI_AWARD_CHOICE)
        cji_buf_puts(&c->why, c->row->allowed == CJI_AWARD_YES ? "yes" : "no");
    else if (form == CJI_AWARD_TEXT)
        cji_buf_puts(&c->why, c->row->text);
    else
        put_methods(c, c->row->methods);
    cji_buf_puts(&c->why, ": for an assessor to look at");
}

/* One requirement, of all or of an item; `found` is set when the body says something. */
static cj_status add(const cji_awarding *a, const cji_award_name *name, const char *item,
                     bool *found, cj_record *out, cj_error **error)
{
    compared c = {.a = a};
    char address[80] = "";
    cj_record *row = NULL;
    cj_status status;
    if (item != NULL)
        snprintf(address, sizeof address, "%s:%s", cj_standard_urn(a->standard), item);
    c.row = cji_policy_award_of(a->policy, cji_str_of(name->name), cji_str_of(address), a->day);
    if (item != NULL && (c.row == NULL || c.row->item == NULL))
        return CJ_OK; /* said of all, if at all */
    *found = *found || c.row != NULL;
    if (c.row == NULL && *found)
        return CJ_OK;
    cji_buf_init(&c.why, a->ctx, 4096);
    for (size_t i = 0; c.row != NULL && i < CJI_COUNT(ways); i++) {
        if (strcmp(ways[i].name, name->name) == 0)
            ways[i].compare(&c);
    }
    if (c.row == NULL)
        cji_buf_puts(&c.why, "not set");
    else if (!c.known)
        tell(&c, name->form);
    if (c.row != NULL)
        cji_buf_printf(&c.why, " (%s; %s)", c.row->by.citation, c.row->by.policy);
    status = cji_buf_text(&c.why) != NULL ? cj_add_record(out, CJ_FIELD_AWARDING, &row, error)
                                          : cji_no_memory(a->ctx, error);
    if (status == CJ_OK)
        status = cj_add_text(row, CJ_FIELD_NAME, name->name, CJ_ZT, error);
    if (status == CJ_OK && item != NULL)
        status = cj_add_text(row, CJ_FIELD_ITEM, item, CJ_ZT, error);
    if (status == CJ_OK && c.known)
        status = cj_add_int(row, CJ_FIELD_ENOUGH, c.enough, error);
    if (status == CJ_OK)
        status = cj_add_text(row, CJ_FIELD_WHY, c.why.p, c.why.n, error);
    cji_buf_fini(&c.why);
    return status;
}

cj_status cji_awarding_report(const cji_awarding *a, cj_record *out, cj_error **error)
{
    cj_status status = CJ_OK;
    for (const cji_award_name *name = cji_award_names; name->name != NULL; name++) {
        bool found = false;
        for (size_t i = 0; name->form == CJI_AWARD_METHODS && status == CJ_OK &&
                           i < cj_standard_item_count(a->standard);
             i++)
            status =
                add(a, name, cj_item_address(cj_standard_item(a->standard, i)), &found, out, error);
        if (status == CJ_OK)
            status = add(a, name, NULL, &found, out, error);
    }
    return status;
}

int64_t cji_awarding_cases(const cj_policy *policy, int32_t day, int64_t otherwise)
{
    const cji_policy_award *row = cji_policy_award_of(policy, CJI_STR("cases"), (cji_str){0}, day);
    return row != NULL ? row->number : otherwise;
}
