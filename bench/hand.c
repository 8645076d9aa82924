/* SPDX-License-Identifier: MIT */
#include "hand.h"

#include <stdio.h>
#include <stdlib.h>

struct hand {
    cj_case *c;
    cji_arena *arena;
    const uint32_t *order;
    size_t n;
    uint32_t head[128], next[HAND_ACTS];
    bool cited[HAND_ACTS], explain;
    cji_str person;
    hand_result *out;
};

const char *const hand_items[HAND_CRITERIA] = {"P1",  "P2",  "P3",  "P5",  "P6",  "P7",  "P8",
                                               "P9",  "P10", "P11", "P15", "P16", "P17", "P18",
                                               "P21", "P22", "P23", "P25", "P27", "P28"};

#define EACH(i, kind) for (size_t i = h->head[kind]; i < h->n; i = h->next[i])
#define BIT(code) (UINT64_C(1) << (code))

void hand_begin(hand **out, cj_case *c, cji_arena *arena)
{
    hand *h = cji_arena_alloc(arena, sizeof *h);
    if (h == NULL)
        abort();
    h->c = c;
    h->arena = arena;
    h->order = cji_case_order(c, &h->n);
    if (h->order == NULL || h->n > HAND_ACTS)
        abort();
    h->person = cji_case_person(c);
    for (size_t k = 0; k < 128; k++)
        h->head[k] = (uint32_t)h->n;
    for (size_t i = h->n; i-- > 0;) {
        int32_t kind = c->entries[h->order[i]].kind;
        h->next[i] = h->head[kind];
        h->head[kind] = (uint32_t)i;
    }
    *out = h;
}

/* ---- what is asked of acts ------------------------------------------------------------------- */

static const cji_entry *entry(const hand *h, size_t i)
{
    return &h->c->entries[h->order[i]];
}

static const cj_record *act(const hand *h, size_t i)
{
    return entry(h, i)->act->root.record;
}

static void cite(hand *h, size_t i)
{
    h->cited[i] = true;
}

static bool miss(hand *h, int32_t kind, const char *why)
{
    if (h->explain && h->out->why[0] == '\0') {
        h->out->missing = kind;
        snprintf(h->out->why, sizeof h->out->why, "%s: %s", kind != 0 ? cj_kind_name(kind) : "act",
                 why);
    }
    return false;
}

static size_t count(const cj_record *r, cj_field field)
{
    const cji_slot *slot = cji_slot_of(r, field, NULL);
    return slot != NULL ? slot->count : 0;
}

static bool has(const cj_record *r, cj_field field)
{
    return count(r, field) > 0;
}

static uint64_t codes(const cj_record *r, cj_field field)
{
    const cji_slot *slot = cji_slot_of(r, field, NULL);
    uint64_t mask = 0;
    for (uint32_t i = 0; slot != NULL && i < slot->count; i++)
        mask |= BIT(slot->values[i].number);
    return mask;
}

static bool names(const cj_record *r, cj_field field, cji_str id)
{
    const cji_slot *slot = cji_slot_of(r, field, NULL);
    for (uint32_t i = 0; slot != NULL && i < slot->count; i++) {
        if (cji_str_eq(slot->values[i].text, id))
            return true;
    }
    return false;
}

/* The same in the records of a field. */
static bool names_in(const cj_record *r, cj_field field, cj_field member, cji_str id)
{
    const cji_slot *slot = cji_slot_of(r, field, NULL);
    for (uint32_t i = 0; slot != NULL && i < slot->count; i++) {
        if (names(slot->values[i].record, member, id))
            return true;
    }
    return false;
}

/* Refers to the act, or to one that it took the place of. */
static bool refers(const hand *h, const cj_record *r, cj_field field, cji_str id)
{
    const cji_slot *slot = cji_slot_of(r, field, NULL);
    for (uint32_t i = 0; slot != NULL && i < slot->count; i++) {
        if (cji_str_eq(cji_case_current(h->c, slot->values[i].text), id))
            return true;
    }
    return false;
}

static bool understood(const cj_record *r, cj_field field)
{
    const cji_slot *slot = cji_slot_of(r, field, NULL);
    for (uint32_t i = 0; slot != NULL && i < slot->count; i++) {
        const cj_record *u = slot->values[i].record;
        int64_t how = cji_number(u, CJ_FIELD_CHECKED_HOW);
        if (cji_number(u, CJ_FIELD_STATE) != CJ_CODE_UNDERSTANDING_STATE_CONFIRMED ||
            (how != CJ_CODE_CHECKED_HOW_OWN_WORDS && how != CJ_CODE_CHECKED_HOW_TEACH_BACK &&
             how != CJ_CODE_CHECKED_HOW_DEMONSTRATED))
            return false;
    }
    return slot != NULL && slot->count > 0;
}

static bool before(const hand *h, size_t i, size_t j)
{
    const cji_entry *a = entry(h, i), *b = entry(h, j);
    cj_time x, y;
    if (i == j)
        return false;
    if (a->occurred < b->occurred || (a->occurred == b->occurred && a < b))
        return true;
    x = cji_first(act(h, i), CJ_FIELD_OCCURRED_AT)->time;
    y = cji_first(act(h, j), CJ_FIELD_OCCURRED_AT)->time;
    return (x.precision <= CJ_PRECISION_DAY || y.precision <= CJ_PRECISION_DAY) &&
           cji_date_of(x).days == cji_date_of(y).days;
}

static bool is_latest_plan(const hand *h, size_t i)
{
    for (size_t j = h->next[i]; j < h->n; j = h->next[j]) {
        if (entry(h, j)->handle == entry(h, i)->handle)
            return false;
    }
    return true;
}

static bool held(const cj_record *r)
{
    return cji_number(r, CJ_FIELD_HAPPENED) == 1;
}

/* One part was met, or not: what both come to. */
static cji_level both(cji_level a, cji_level b)
{
    if (a == CJI_FULL && b == CJI_FULL)
        return CJI_FULL;
    return a != CJI_NOTHING || b != CJI_NOTHING ? CJI_PART : CJI_NOTHING;
}

/* Each partner of a plan that is the latest of its handle. */
typedef struct partners {
    size_t n, full, part;
} partners;

static partners each_partner(hand *h, cji_level (*one)(hand *, cji_str))
{
    partners p = {0, 0, 0};
    EACH(i, CJ_ACT_PLAN_DRAFTED)
    {
        const cji_slot *slot = cji_slot_of(act(h, i), CJ_FIELD_PARTNERS, NULL);
        if (slot->count == 0 || !is_latest_plan(h, i))
            continue;
        cite(h, i);
        for (uint32_t j = 0; j < slot->count; j++) {
            cji_level level = one(h, slot->values[j].text);
            p.n++;
            p.full += level == CJI_FULL;
            p.part += level == CJI_PART;
        }
    }
    return p;
}

static cji_level all_partners(partners p)
{
    return p.n > 0 && p.full == p.n ? CJI_FULL : p.full + p.part > 0 ? CJI_PART : CJI_NOTHING;
}

static bool no_partners(hand *h)
{
    EACH(i, CJ_ACT_PLAN_DRAFTED)
    {
        if (has(act(h, i), CJ_FIELD_PARTNERS))
            return false;
    }
    if (h->head[CJ_ACT_PLAN_DRAFTED] == h->n || h->head[CJ_ACT_ORGANISATION_ASSESSED] == h->n)
        return false;
    EACH(i, CJ_ACT_PLAN_DRAFTED)
    cite(h, i);
    EACH(i, CJ_ACT_ORGANISATION_ASSESSED)
    cite(h, i);
    return true;
}

/* ---- the criteria ---------------------------------------------------------------------------- */

static cji_level p1(hand *h)
{
    size_t agreed = h->head[CJ_ACT_PLAN_AGREEMENT_RECORDED];
    bool late = false, full = false;
    EACH(i, CJ_ACT_RIGHTS_EXPLAINED)
    {
        if (!understood(act(h, i), CJ_FIELD_UNDERSTANDING))
            continue;
        if (agreed < h->n && !before(h, i, agreed)) {
            late = true;
            continue;
        }
        cite(h, i);
        full = true;
    }
    if (full)
        return CJI_FULL;
    miss(h, CJ_ACT_RIGHTS_EXPLAINED,
         late ? "rights were explained only after the plan was agreed" : "understanding");
    return late ? CJI_PART : CJI_NOTHING;
}

static cji_level p2(hand *h)
{
    cji_level level = CJI_NOTHING;
    EACH(i, CJ_ACT_COMMUNICATION_NEED_RECORDED)
    {
        bool met = false;
        level = level == CJI_FULL ? level : CJI_PART;
        EACH(j, CJ_ACT_CONTACT_HELD)
        {
            if (!held(act(h, j)) || !has(act(h, j), CJ_FIELD_ADJUSTMENTS_USED) || !before(h, i, j))
                continue;
            cite(h, j);
            met = true;
        }
        if (met) {
            cite(h, i);
            level = CJI_FULL;
        }
    }
    if (level != CJI_FULL)
        miss(h, level == CJI_PART ? CJ_ACT_CONTACT_HELD : CJ_ACT_COMMUNICATION_NEED_RECORDED,
             "the record does not show an adjustment that was used");
    return level;
}

static cji_level p3(hand *h)
{
    bool full = false, part = false;
    int best = -1;
    EACH(i, CJ_ACT_CONTACT_HELD)
    {
        const cj_record *r = act(h, i);
        uint64_t limits = codes(r, CJ_FIELD_CONSTRAINTS);
        bool eased = (limits & BIT(CJ_CODE_CONSTRAINT_NONE)) != 0 || has(r, CJ_FIELD_MITIGATIONS);
        int score = held(r) + (limits != 0) + eased;
        if (score == 3) {
            cite(h, i);
            full = true;
        } else if (score >= best) {
            best = score;
            part = held(r) && limits != 0;
        }
    }
    if (!full)
        miss(h, CJ_ACT_CONTACT_HELD, "constraints, or what was done about them, are not given");
    return full ? CJI_FULL : part ? CJI_PART : CJI_NOTHING;
}

static cji_level p5(hand *h)
{
    bool services = false, use = false;
    EACH(i, CJ_ACT_SERVICES_IDENTIFIED)
    {
        if (cji_number(act(h, i), CJ_FIELD_TOLD_PERSON) == 1) {
            cite(h, i);
            services = true;
        }
    }
    EACH(i, CJ_ACT_INFORMATION_USE_EXPLAINED)
    {
        if ((codes(act(h, i), CJ_FIELD_AUDIENCE) & BIT(CJ_CODE_AUDIENCE_PERSON)) != 0) {
            cite(h, i);
            use = true;
        }
    }
    if (!services)
        miss(h, CJ_ACT_SERVICES_IDENTIFIED, "the person was not told of any");
    if (!use)
        miss(h, CJ_ACT_INFORMATION_USE_EXPLAINED, "it was not explained to the person");
    return both(services ? CJI_FULL : CJI_NOTHING, use ? CJI_FULL : CJI_NOTHING);
}

static cji_level p6(hand *h)
{
    const uint64_t wanted = BIT(CJ_CODE_VIEW_KIND_NEED) | BIT(CJ_CODE_VIEW_KIND_PREFERENCE) |
                            BIT(CJ_CODE_VIEW_KIND_BELIEF) | BIT(CJ_CODE_VIEW_KIND_OPINION) |
                            BIT(CJ_CODE_VIEW_KIND_INTEREST);
    uint64_t found = 0;
    size_t views = 0, used = 0;
    EACH(i, CJ_ACT_VIEWS_RECORDED)
    {
        cji_str id = entry(h, i)->id;
        bool met = false;
        found |= codes(act(h, i), CJ_FIELD_INVITED) & wanted;
        views++;
        cite(h, i);
        for (size_t j = 0; j < h->n; j++) {
            if (refers(h, act(h, j), CJ_FIELD_INFORMED_BY, id)) {
                cite(h, j);
                met = true;
            }
        }
        used += met;
    }
    if (views == 0 || found != wanted || used != views)
        miss(h, views == 0 || found != wanted ? CJ_ACT_VIEWS_RECORDED : 0,
             "not all were invited, or no later act is informed by them");
    return both(found == wanted ? CJI_FULL
                : found != 0    ? CJI_PART
                                : CJI_NOTHING,
                views > 0 && used == views ? CJI_FULL
                : used > 0                 ? CJI_PART
                                           : CJI_NOTHING);
}

static cji_level p7(hand *h)
{
    bool full = false;
    EACH(i, CJ_ACT_VIEWS_RECORDED)
    {
        const cj_record *r = act(h, i);
        if ((codes(r, CJ_FIELD_INVITED) & BIT(CJ_CODE_VIEW_KIND_WANTS_INVOLVED)) != 0) {
            cite(h, i);
            full = true;
        }
    }
    return full || miss(h, CJ_ACT_VIEWS_RECORDED, "whether they want to be involved") ? CJI_FULL
                                                                                      : CJI_NOTHING;
}

static cji_level p8(hand *h)
{
    const uint64_t wanted = BIT(CJ_CODE_COVERS_NEEDS) | BIT(CJ_CODE_COVERS_SUPPORT_TYPE);
    bool full = false;
    EACH(i, CJ_ACT_INFORMATION_USE_EXPLAINED)
    {
        const cj_record *r = act(h, i);
        if ((codes(r, CJ_FIELD_AUDIENCE) & BIT(CJ_CODE_AUDIENCE_PERSON)) != 0 &&
            (codes(r, CJ_FIELD_COVERS) & wanted) == wanted &&
            understood(r, CJ_FIELD_UNDERSTANDING)) {
            cite(h, i);
            full = true;
        }
    }
    return full || miss(h, CJ_ACT_INFORMATION_USE_EXPLAINED, "needs and support, understood")
               ? CJI_FULL
               : CJI_NOTHING;
}

static cji_level p9(hand *h)
{
    const uint64_t wanted =
        BIT(CJ_CODE_DISCLOSURE_LIMIT_SERIOUS_HARM) | BIT(CJ_CODE_DISCLOSURE_LIMIT_SAFEGUARDING) |
        BIT(CJ_CODE_DISCLOSURE_LIMIT_NEW_OFFENCE) | BIT(CJ_CODE_DISCLOSURE_LIMIT_BREACH);
    bool views = false, words = false, part = false;
    int best = -1;
    EACH(i, CJ_ACT_VIEWS_RECORDED)
    {
        if ((codes(act(h, i), CJ_FIELD_VIEW_KINDS) &
             (BIT(CJ_CODE_VIEW_KIND_DIFFICULTY) | BIT(CJ_CODE_VIEW_KIND_FEELING))) != 0) {
            cite(h, i);
            views = true;
        }
    }
    EACH(i, CJ_ACT_CONTACT_HELD)
    {
        const cj_record *r = act(h, i);
        bool said = held(r) && has(r, CJ_FIELD_PERSON_WORDS), cautioned = false, late = false;
        int score;
        EACH(j, CJ_ACT_INFORMATION_USE_EXPLAINED)
        {
            const cj_record *told = act(h, j);
            if ((codes(told, CJ_FIELD_AUDIENCE) & BIT(CJ_CODE_AUDIENCE_PERSON)) == 0 ||
                (codes(told, CJ_FIELD_LIMITS) & wanted) != wanted)
                continue;
            if (before(h, j, i)) {
                cautioned = true;
                if (said)
                    cite(h, j);
            } else {
                late = true;
            }
        }
        score = 3 * held(r) + 3 * has(r, CJ_FIELD_PERSON_WORDS) + (cautioned ? 3 : late ? 2 : 0);
        if (said && cautioned) {
            cite(h, i);
            words = true;
        } else if (score >= best) {
            best = score;
            part = said;
        }
    }
    if (!views)
        miss(h, CJ_ACT_VIEWS_RECORDED, "difficulties or feelings");
    else if (!words)
        miss(h, part ? CJ_ACT_INFORMATION_USE_EXPLAINED : CJ_ACT_CONTACT_HELD,
             "the words of the person, after the limits of confidentiality were explained");
    return both(views ? CJI_FULL : CJI_NOTHING, words ? CJI_FULL : part ? CJI_PART : CJI_NOTHING);
}

static cji_level p10(hand *h)
{
    bool needs = false, all = true;
    EACH(i, CJ_ACT_INFORMATION_OBTAINED)
    {
        const cj_record *r = act(h, i);
        bool irregular = false;
        cite(h, i);
        needs = needs || ((codes(r, CJ_FIELD_INFO_SUBJECTS) & BIT(CJ_CODE_INFO_KIND_NEEDS)) != 0 &&
                          (codes(r, CJ_FIELD_INFORMATION_OUTCOME) &
                           (BIT(CJ_CODE_INFORMATION_OUTCOME_OBTAINED) |
                            BIT(CJ_CODE_INFORMATION_OUTCOME_NONE_EXISTS))) != 0);
        for (size_t k = 0; k < h->c->nfindings; k++) {
            if (h->c->findings[k].entry == h->order[i] &&
                strcmp(h->c->findings[k].rule, "consent_missing") == 0)
                irregular = true;
        }
        if (irregular && has(r, CJ_FIELD_CONSENT_OVERRIDE))
            h->out->untested = true;
        else if (irregular)
            all = false;
    }
    if (h->head[CJ_ACT_INFORMATION_OBTAINED] == h->n)
        all = false;
    if (!needs || !all)
        miss(h, CJ_ACT_INFORMATION_OBTAINED, "of needs, with agreement");
    return both(needs ? CJI_FULL : CJI_NOTHING, all ? CJI_FULL : CJI_NOTHING);
}

static cji_level p11(hand *h)
{
    bool full = false;
    EACH(i, CJ_ACT_PROPOSAL_DISCUSSED)
    {
        const cj_record *r = act(h, i);
        if ((codes(r, CJ_FIELD_PROPOSAL_SUBJECT) & BIT(CJ_CODE_PROPOSAL_SUBJECT_OPTIONS)) != 0 &&
            names_in(r, CJ_FIELD_DISCUSSED_WITH, CJ_FIELD_PARTY, h->person)) {
            cite(h, i);
            full = true;
        }
    }
    for (size_t i = full ? h->n : h->head[CJ_ACT_CONTACT_HELD]; i < h->n; i = h->next[i]) {
        if (held(act(h, i)) && has(act(h, i), CJ_FIELD_OPTIONS)) {
            cite(h, i);
            full = true;
        }
    }
    return full || miss(h, CJ_ACT_PROPOSAL_DISCUSSED, "options, discussed with the person")
               ? CJI_FULL
               : CJI_NOTHING;
}

static cji_level assessed(hand *h, cji_str partner)
{
    cji_level level = CJI_NOTHING;
    EACH(i, CJ_ACT_ORGANISATION_ASSESSED)
    {
        if (names(act(h, i), CJ_FIELD_ORG, partner)) {
            cite(h, i);
            level = CJI_FULL;
        }
    }
    return level;
}

static cji_level p15(hand *h)
{
    bool fits = false;
    partners p;
    EACH(i, CJ_ACT_ORGANISATION_ASSESSED)
    {
        cite(h, i);
        fits = true;
    }
    p = each_partner(h, assessed);
    if (!fits || p.full < p.n)
        miss(h, CJ_ACT_ORGANISATION_ASSESSED, "need and preferences, of each partner");
    if (p.n == 0)
        return fits ? CJI_FULL : CJI_NOTHING;
    return both(fits ? CJI_FULL : CJI_NOTHING, all_partners(p));
}

static cji_level p16(hand *h)
{
    bool full = false;
    size_t defined = 0;
    EACH(i, CJ_ACT_INTERVENTION_DEFINED)
    defined++;
    if (defined == 1) {
        cite(h, h->head[CJ_ACT_INTERVENTION_DEFINED]);
        return CJI_NOT_APPLICABLE;
    }
    EACH(i, CJ_ACT_PLAN_DRAFTED)
    {
        const cj_record *r = act(h, i);
        if ((codes(r, CJ_FIELD_FORM) & BIT(CJ_CODE_PLAN_FORM_PACKAGE)) != 0 &&
            count(r, CJ_FIELD_SEQUENCE) >= 2 && has(r, CJ_FIELD_GUIDANCE) && is_latest_plan(h, i)) {
            cite(h, i);
            full = true;
        }
    }
    return full || miss(h, CJ_ACT_PLAN_DRAFTED, "a package with its sequence and guidance")
               ? CJI_FULL
               : CJI_NOTHING;
}

static cji_level approached(hand *h, cji_str partner)
{
    bool full = false, part = false;
    int best = -1;
    EACH(i, CJ_ACT_ORGANISATION_CONTACTED)
    {
        const cj_record *r = act(h, i);
        bool agreed = false, late = false;
        int met = names(r, CJ_FIELD_ORG, partner) +
                  ((codes(r, CJ_FIELD_APPROACH) & BIT(CJ_CODE_APPROACH_SCOPING)) != 0) +
                  (cji_number(r, CJ_FIELD_REACHED) == 1);
        EACH(j, CJ_ACT_CONSENT_DECIDED)
        {
            const cj_record *consent = act(h, j);
            if ((codes(consent, CJ_FIELD_STAGE) & BIT(CJ_CODE_CONSENT_STAGE_APPROACH)) == 0 ||
                (codes(consent, CJ_FIELD_CONSENT_DECISION) & BIT(CJ_CODE_CONSENT_DECISION_GIVEN)) ==
                    0 ||
                !names(consent, CJ_FIELD_MAY_RECEIVE, partner))
                continue;
            if (before(h, j, i)) {
                agreed = true;
                if (met == 3)
                    cite(h, j);
            } else {
                late = true;
            }
        }
        if (met == 3 && agreed) {
            cite(h, i);
            full = true;
        } else if (3 * met + (agreed ? 3 : late ? 2 : 0) >= best) {
            best = 3 * met + (agreed ? 3 : late ? 2 : 0);
            part = met == 3;
        }
    }
    if (!full)
        miss(h, part ? CJ_ACT_CONSENT_DECIDED : CJ_ACT_ORGANISATION_CONTACTED,
             "a partner was not approached with the person's agreement");
    return full ? CJI_FULL : part ? CJI_PART : CJI_NOTHING;
}

static cji_level p17(hand *h)
{
    partners p;
    if (no_partners(h))
        return CJI_NOT_APPLICABLE;
    p = each_partner(h, approached);
    if (p.n == 0)
        miss(h, CJ_ACT_PLAN_DRAFTED, "partners");
    return all_partners(p);
}

static cji_level p18(hand *h)
{
    size_t n = 0, full = 0;
    if (no_partners(h))
        return CJI_NOT_APPLICABLE;
    EACH(i, CJ_ACT_ORGANISATION_CONTACTED)
    {
        const cj_record *r = act(h, i);
        cji_str org = cji_text(r, CJ_FIELD_ORG);
        bool met = false;
        n++;
        cite(h, i);
        EACH(j, CJ_ACT_ORGANISATION_ASSESSED)
        {
            const cj_record *a = act(h, j);
            if (names(a, CJ_FIELD_ORG, org) && has(a, CJ_FIELD_WILLING) && has(a, CJ_FIELD_ABLE) &&
                has(a, CJ_FIELD_RESOURCES_REQUIRED)) {
                cite(h, j);
                met = true;
            }
        }
        full += met;
    }
    if (n == 0)
        miss(h, CJ_ACT_ORGANISATION_CONTACTED, "none was scoped");
    else if (full < n)
        miss(h, CJ_ACT_ORGANISATION_ASSESSED, "willing, able, resources, and from what");
    return n > 0 && full == n ? CJI_FULL : full > 0 ? CJI_PART : CJI_NOTHING;
}

static cji_level informed(hand *h, cji_str partner)
{
    cji_level level = CJI_NOTHING;
    EACH(i, CJ_ACT_INFORMATION_DISCLOSED)
    {
        if (names_in(act(h, i), CJ_FIELD_RECIPIENTS, CJ_FIELD_PARTY, partner)) {
            cite(h, i);
            level = CJI_FULL;
        }
    }
    for (size_t i = level == CJI_FULL ? h->n : h->head[CJ_ACT_INTERVENTION_STATUS_CHANGED];
         i < h->n; i = h->next[i]) {
        const cj_record *r = act(h, i);
        if ((codes(r, CJ_FIELD_TO_STATUS) & BIT(CJ_CODE_INTERVENTION_STATUS_REFERRED)) != 0 &&
            names(r, CJ_FIELD_PROVIDER_ORG, partner) && has(r, CJ_FIELD_INFORMATION_SENT)) {
            cite(h, i);
            level = CJI_FULL;
        }
    }
    if (level != CJI_FULL)
        miss(h, CJ_ACT_INFORMATION_DISCLOSED, "a partner was not told what it needs");
    return level;
}

static cji_level p21(hand *h)
{
    partners p;
    if (no_partners(h))
        return CJI_NOT_APPLICABLE;
    p = each_partner(h, informed);
    if (p.n == 0)
        miss(h, CJ_ACT_PLAN_DRAFTED, "partners");
    return all_partners(p);
}

/* The shipped policy says of no period, which leaves it to an assessor. */
static cji_level p22(hand *h)
{
    size_t n = 0, full = 0;
    EACH(i, CJ_ACT_INTERVENTION_DEFINED)
    {
        bool met = false;
        n++;
        cite(h, i);
        EACH(j, CJ_ACT_PROGRESS_MONITORED)
        {
            if (entry(h, i)->handle == entry(h, j)->handle ||
                refers(h, act(h, j), CJ_FIELD_INTERVENTION, entry(h, i)->id)) {
                cite(h, j);
                met = true;
            }
        }
        full += met;
    }
    h->out->untested = full > 0;
    if (n > 0 && full < n)
        miss(h, CJ_ACT_PROGRESS_MONITORED, "an intervention was not monitored");
    return n == 0 ? CJI_NO_OCCASION : full == n ? CJI_FULL : full > 0 ? CJI_PART : CJI_NOTHING;
}

static cji_level p23(hand *h)
{
    bool full = false;
    if (no_partners(h))
        return CJI_NOT_APPLICABLE;
    EACH(i, CJ_ACT_ORGANISATION_CONTACTED)
    {
        if (cji_number(act(h, i), CJ_FIELD_REACHED) == 1) {
            cite(h, i);
            full = true;
        }
    }
    return full || miss(h, CJ_ACT_ORGANISATION_CONTACTED, "reached") ? CJI_FULL : CJI_NOTHING;
}

static cji_level review_agreed(hand *h, cji_str partner)
{
    cji_level level = CJI_NOTHING;
    EACH(i, CJ_ACT_REVIEW_SCHEDULED)
    {
        if (names(act(h, i), CJ_FIELD_AGREED_WITH, partner)) {
            cite(h, i);
            level = CJI_FULL;
        }
    }
    return level;
}

static cji_level p25(hand *h)
{
    bool full = false;
    partners p;
    EACH(i, CJ_ACT_REVIEW_SCHEDULED)
    {
        if (names(act(h, i), CJ_FIELD_AGREED_WITH, h->person)) {
            cite(h, i);
            full = true;
        }
    }
    p = each_partner(h, review_agreed);
    if (!full || p.full < p.n)
        miss(h, CJ_ACT_REVIEW_SCHEDULED, "agreed with the person and each partner");
    if (p.n == 0)
        return full ? CJI_FULL : CJI_NOTHING;
    return both(full ? CJI_FULL : CJI_NOTHING, all_partners(p));
}

static bool attended(const hand *h, const cj_record *r)
{
    const cji_slot *slot = cji_slot_of(r, CJ_FIELD_ATTENDEES, NULL);
    for (uint32_t i = 0; slot != NULL && i < slot->count; i++) {
        const cj_record *one = slot->values[i].record;
        if (names(one, CJ_FIELD_PARTY, h->person) && cji_number(one, CJ_FIELD_ATTENDED) == 1 &&
            has(one, CJ_FIELD_CONTRIBUTION))
            return true;
    }
    return false;
}

static cji_level p27(hand *h)
{
    bool review = false, told = false;
    if (h->head[CJ_ACT_REVIEW_HELD] == h->n)
        return CJI_NO_OCCASION;
    EACH(i, CJ_ACT_REVIEW_HELD)
    {
        const cj_record *r = act(h, i);
        if (has(r, CJ_FIELD_PERSON_WORDS) && count(r, CJ_FIELD_EFFECTIVENESS) >= 2 &&
            attended(h, r)) {
            cite(h, i);
            review = true;
        }
    }
    EACH(i, CJ_ACT_SELF_EVALUATION_RECORDED)
    {
        if (has(act(h, i), CJ_FIELD_SUPPORT_EFFECTIVENESS)) {
            cite(h, i);
            told = true;
        }
    }
    for (size_t i = told ? h->n : h->head[CJ_ACT_FEEDBACK_RECEIVED]; i < h->n; i = h->next[i]) {
        const cj_record *r = act(h, i);
        if ((codes(r, CJ_FIELD_GIVER_KIND) & BIT(CJ_CODE_GIVER_KIND_PERSON)) != 0 &&
            (codes(r, CJ_FIELD_FEEDBACK_ON) & BIT(CJ_CODE_FEEDBACK_TOPIC_EFFECTIVENESS)) != 0) {
            cite(h, i);
            told = true;
        }
    }
    if (!review)
        miss(h, CJ_ACT_REVIEW_HELD, "the person's part in it");
    else if (!told)
        miss(h, CJ_ACT_SELF_EVALUATION_RECORDED, "how effective the support was");
    return both(review ? CJI_FULL : CJI_NOTHING, told ? CJI_FULL : CJI_NOTHING);
}

static cji_level asked(hand *h, cji_str partner)
{
    const uint64_t wanted =
        BIT(CJ_CODE_FEEDBACK_TOPIC_PROGRESS) | BIT(CJ_CODE_FEEDBACK_TOPIC_EFFECTIVENESS) |
        BIT(CJ_CODE_FEEDBACK_TOPIC_DIFFICULTIES) | BIT(CJ_CODE_FEEDBACK_TOPIC_OWN_CONTRIBUTION);
    cji_level level = CJI_NOTHING;
    EACH(i, CJ_ACT_ORGANISATION_CONTACTED)
    {
        const cj_record *r = act(h, i);
        if (names(r, CJ_FIELD_ORG, partner) &&
            (codes(r, CJ_FIELD_APPROACH) & BIT(CJ_CODE_APPROACH_FEEDBACK_REQUEST)) != 0 &&
            (codes(r, CJ_FIELD_ASKED_ABOUT) & wanted) == wanted) {
            cite(h, i);
            level = CJI_FULL;
        }
    }
    for (size_t i = level == CJI_FULL ? h->n : h->head[CJ_ACT_FEEDBACK_RECEIVED]; i < h->n;
         i = h->next[i]) {
        const cj_record *r = act(h, i);
        if (names(r, CJ_FIELD_GIVER, partner) &&
            (codes(r, CJ_FIELD_GIVER_KIND) & BIT(CJ_CODE_GIVER_KIND_ORGANISATION)) != 0 &&
            cji_number(r, CJ_FIELD_SOLICITED) == 1 &&
            (codes(r, CJ_FIELD_FEEDBACK_ON) & wanted) == wanted) {
            cite(h, i);
            level = CJI_FULL;
        }
    }
    if (level != CJI_FULL)
        miss(h, CJ_ACT_ORGANISATION_CONTACTED, "a partner was not asked how it goes");
    return level;
}

static cji_level p28(hand *h)
{
    partners p;
    if (no_partners(h))
        return CJI_NOT_APPLICABLE;
    if (h->head[CJ_ACT_REVIEW_HELD] == h->n)
        return CJI_NO_OCCASION;
    p = each_partner(h, asked);
    if (p.n == 0)
        miss(h, CJ_ACT_PLAN_DRAFTED, "partners");
    return all_partners(p);
}

/* ---- all of them ----------------------------------------------------------------------------- */

void hand_check(hand *h, size_t i, bool explain, hand_result *out)
{
    static cji_level (*const criteria[HAND_CRITERIA])(hand *) = {
        p1, p2, p3, p5, p6, p7, p8, p9, p10, p11, p15, p16, p17, p18, p21, p22, p23, p25, p27, p28};
    h->out = out;
    h->explain = explain;
    out->untested = false;
    out->evidence = NULL;
    out->nevidence = 0;
    out->missing = 0;
    out->why[0] = '\0';
    memset(h->cited, 0, h->n);
    out->level = criteria[i](h);
    if (!explain)
        return;
    out->evidence = cji_arena_alloc(h->arena, (h->n + 1) * sizeof *out->evidence);
    for (size_t k = 0; out->evidence != NULL && k < h->n; k++) {
        if (h->cited[k])
            out->evidence[out->nevidence++] = h->order[k];
    }
}
