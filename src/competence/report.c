/* SPDX-License-Identifier: MIT */
/* Reports: what every criterion of a standard comes to, as one record. */
#include "competence/evaluation.h"

#include <stddef.h>
#include <stdio.h>

#define LIMBS 16 /* of one criterion, whose gaps are closed together */

typedef struct maker {
    cj_context *ctx;
    cj_case *c;
    const cj_standard *standard;
    const cji_pack *pack;
    const cj_policy *policy;
    int32_t as_of;
    const char *performer; /* NULL: coverage of the case */
    const char *called;    /* the case's id, or its alias */
    bool outward;          /* it is an alias */
    int64_t left_out;      /* of the criterion */
    cji_evaluation *evaluation;
    cji_judged judged;
    cji_arena arena;
    cj_record *report;
    cj_verdict *verdicts; /* instead of a report: `room` of them at most, and how many there are */
    size_t room, n;
    const char *limb; /* what the gaps are of, while a criterion is put together from limbs */
    int64_t counts[CJI_REPORT_COUNTS]; /* by verdict; 0: all */
    cji_writer out;
} maker;

/* An entry of a list; in the scope of a practitioner with its case. */
static cj_record *entry_of(maker *m, cj_record *r, cj_field field)
{
    cj_record *out = cji_put_record(&m->out, r, field);
    if (m->performer != NULL)
        cji_put_text(&m->out, out, CJ_FIELD_CASE, m->called);
    return out;
}

/* ---- strength -------------------------------------------------------------------------------- */

static cji_str practitioner(const cj_case *c)
{
    const cj_record *opened = cji_case_opened(c);
    return opened != NULL ? cji_text(cji_sub(opened, CJ_FIELD_PRACTITIONER), CJ_FIELD_ID)
                          : (cji_str){"", 0};
}

static int32_t strength(maker *m, const cji_entry *entry)
{
    const cj_record *act = entry->act->root.record;
    cji_str whose = m->performer != NULL ? cji_str_of(m->performer) : practitioner(m->c);
    if (!cji_str_eq(cji_performer(act), whose))
        return CJ_CODE_STRENGTH_INDEPENDENT;
    if (cji_has_voice(act))
        return CJ_CODE_STRENGTH_CORROBORATED;
    for (size_t i = 0; i < m->c->count; i++) {
        const cji_entry *other = &m->c->entries[i];
        if (cji_entry_counts(other) &&
            !cji_str_eq(cji_performer(other->act->root.record), cji_performer(act)) &&
            cji_cites(m->c, other->act->root.record, entry->id))
            return CJ_CODE_STRENGTH_CORROBORATED;
    }
    return CJ_CODE_STRENGTH_SELF_REPORT;
}

/* ---- one criterion --------------------------------------------------------------------------- */

/* Whether a list of the row has that text already. */
static bool listed(const cj_record *row, cj_field list, cj_field field, const char *value)
{
    const cji_slot *slot = cji_slot_of(row, list, NULL);
    for (uint32_t i = 0; i < slot->count; i++) {
        if (cji_str_is(cji_text(slot->values[i].record, field), value))
            return true;
    }
    return false;
}

bool cji_of_victim(const cj_record *act)
{
    return cji_number(act, CJ_FIELD_SENSITIVITY) == CJ_CODE_SENSITIVITY_VICTIM;
}

/* Whether what the entry stands for is not for this report; then it is counted. */
static bool leave_out(maker *m, const cji_entry *entry)
{
    bool out = m->outward && cji_of_victim(entry->act->root.record);
    m->left_out += out;
    return out;
}

static void add_evidence(maker *m, cj_record *row, const cji_result *result)
{
    for (size_t i = 0; m->out.status == CJ_OK && i < result->nevidence; i++) {
        const cji_entry *entry = &m->c->entries[result->evidence[i]];
        cj_record *item;
        cj_date day = cji_date(entry->act->root.record, CJ_FIELD_OCCURRED_AT);
        char at[CJ_TIME_TEXT];
        if (listed(row, CJ_FIELD_EVIDENCE, CJ_FIELD_ACT, entry->id.p))
            continue; /* two limbs may rest on one act */
        if (leave_out(m, entry))
            continue;
        item = entry_of(m, row, CJ_FIELD_EVIDENCE);
        cj_date_format(day, at);
        if (m->out.status != CJ_OK)
            return;
        cji_put_text(&m->out, item, CJ_FIELD_ACT, entry->id.p);
        cji_put_text(&m->out, item, CJ_FIELD_KIND, cj_kind_name(entry->kind));
        cji_put_text(&m->out, item, CJ_FIELD_AT, at);
        if (entry->log_index >= 0)
            cji_put_int(&m->out, item, CJ_FIELD_ENTRY, entry->log_index);
        cji_put_code(&m->out, item, CJ_FIELD_STRENGTH, strength(m, entry));
        if (m->performer != NULL)
            cji_put_int(&m->out, item, CJ_FIELD_AGE, m->as_of - day.days);
    }
}

static void add_missing(maker *m, cj_record *row, const char *kind, const char *field,
                        const char *why)
{
    cj_record *item = entry_of(m, row, CJ_FIELD_MISSING);
    if (m->out.status != CJ_OK)
        return;
    cji_put_text(&m->out, item, CJ_FIELD_KIND, kind);
    cji_put_text(&m->out, item, CJ_FIELD_FIELD, field);
    cji_put_text(&m->out, item, CJ_FIELD_LIMB, m->limb);
    cji_put_text(&m->out, item, CJ_FIELD_WHY, why);
}

static bool repeated(const cji_gap *gaps, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (gaps[i].kind == gaps[at].kind && gaps[i].field == gaps[at].field &&
            strcmp(gaps[i].why, gaps[at].why) == 0)
            return true;
    }
    return false;
}

static void add_gaps(maker *m, cj_record *row, const cji_result *result)
{
    for (size_t i = 0; m->out.status == CJ_OK && i < result->ngaps; i++) {
        const cji_gap *gap = &result->gaps[i];
        const char *kind = gap->kind != 0 ? cj_kind_name(gap->kind) : NULL;
        if (repeated(result->gaps, i))
            continue;
        add_missing(m, row, kind, gap->field != 0 ? cj_field_name(gap->field) : NULL, gap->why);
    }
}

/* What would close what these criteria lack, together. */
static void add_suggestions(maker *m, cj_record *row, const cji_criterion *const *criteria,
                            size_t n)
{
    cji_suggestion s = {0};
    if (m->out.status == CJ_OK && n > 0)
        m->out.status = cji_suggest(m->evaluation, criteria, n, &s, m->out.error);
    for (size_t i = 0; m->out.status == CJ_OK && i < s.n; i++) {
        const char *kind = cj_kind_name(s.acts[i].kind);
        const cji_entry *again = s.acts[i].again; /* not called by its id if it is left out */
        cj_record *item = entry_of(m, row, CJ_FIELD_SUGGEST);
        char why[300];
        if (m->out.status != CJ_OK)
            return;
        if (again == NULL)
            snprintf(why, sizeof why, "if it happened, record it as %s", kind);
        else
            snprintf(why, sizeof why, "if it was so, record %.100s again as it was, with %s",
                     m->outward && cji_of_victim(again->act->root.record) ? kind : again->id.p,
                     cj_field_name(s.acts[i].field));
        cji_put_text(&m->out, item, CJ_FIELD_KIND, kind);
        cji_put_text(&m->out, item, CJ_FIELD_WHY, why);
    }
    if (m->out.status == CJ_OK && s.approximate)
        m->out.status = cj_add_int(row, CJ_FIELD_APPROXIMATE, 1, m->out.error);
    cji_put_text(&m->out, row, CJ_FIELD_WITHHELD, s.withheld);
}

static void contrary(maker *m, cj_record *row, const cji_entry *entry, const char *why)
{
    cj_record *item = leave_out(m, entry) ? NULL : entry_of(m, row, CJ_FIELD_CONTRARY);
    if (item == NULL)
        return;
    cji_put_text(&m->out, item, CJ_FIELD_ACT, entry->id.p);
    cji_put_text(&m->out, item, CJ_FIELD_WHY, why);
}

/* What speaks against an act of the evidence: findings, and disputes about it. */
static void add_contrary(maker *m, cj_record *row, const cji_result *result)
{
    for (size_t i = 0; i < result->nevidence; i++) {
        const cji_entry *entry = &m->c->entries[result->evidence[i]], *other;
        if (m->outward && cji_of_victim(entry->act->root.record))
            continue; /* what is left out as evidence is not spoken of */
        for (size_t j = 0; j < m->c->nfindings; j++) {
            const cji_finding *found = &m->c->findings[j];
            char why[300];
            if (found->entry != result->evidence[i])
                continue;
            snprintf(why, sizeof why, "%s: %s", found->rule, found->reason);
            contrary(m, row, entry, why);
        }
        for (size_t at = 0; (other = cji_next_of(m->c, CJ_ACT_OUTCOME_RECORDED, &at)) != NULL;) {
            const cj_record *outcome = other->act->root.record;
            if (cji_number(outcome, CJ_FIELD_OUTCOME) == CJ_CODE_OUTCOME_REJECTED &&
                cji_str_eq(cji_text(outcome, CJ_FIELD_OF), entry->id))
                contrary(m, row, other, "the act was rejected");
        }
        for (size_t at = 0;
             (other = cji_next_of(m->c, CJ_ACT_COMPLAINT_OR_DISPUTE_RECORDED, &at)) != NULL;) {
            const cj_record *about = cji_sub(other->act->root.record, CJ_FIELD_COMPLAINT_ABOUT);
            if (about != NULL && cji_str_eq(cji_text(about, CJ_FIELD_ACT), entry->id))
                contrary(m, row, other, "the act is disputed or complained of");
        }
    }
}

/* Recorded too late after it happened, where the policy says how late is too late. */
static bool recorded_late(maker *m, const cji_result *result)
{
    for (size_t i = 0; i < result->nevidence; i++) {
        const cj_record *act = m->c->entries[result->evidence[i]].act->root.record;
        int32_t day = cji_date(act, CJ_FIELD_OCCURRED_AT).days;
        const cji_policy_value *lag = cji_policy_find(m->policy, CJI_STR("recording_lag"), day);
        int32_t due;
        if (cji_policy_due(m->policy, lag, day, &due) &&
            cji_date(act, CJ_FIELD_RECORDED_AT).days > due)
            return true;
    }
    return false;
}

static int32_t verdict(maker *m, const cji_criterion *criterion, const cji_result *result)
{
    switch (result->level) {
    case CJI_NOT_APPLICABLE:
        return CJ_CODE_VERDICT_NOT_APPLICABLE;
    case CJI_NO_OCCASION:
        return CJ_CODE_VERDICT_NO_OCCASION;
    case CJI_PART:
        return CJ_CODE_VERDICT_PARTLY_EVIDENCED;
    case CJI_NOTHING:
        return CJ_CODE_VERDICT_NOT_EVIDENCED;
    default:
        break;
    }
    /* P and J wait for an assessor's finding, which no record of a case has. */
    if (criterion->class_ != CJ_CODE_CRITERION_CLASS_R || result->untested ||
        recorded_late(m, result))
        return CJ_CODE_VERDICT_AWAITING_JUDGEMENT;
    return CJ_CODE_VERDICT_EVIDENCED;
}

/* Why an assessor decides: for what the criterion is, and for what the record or the policy leaves
 * open. */
static void add_waiting(maker *m, cj_record *row, const cji_criterion *criterion,
                        const cji_result *result)
{
    bool by_class = criterion->class_ != CJ_CODE_CRITERION_CLASS_R;
    if (criterion->class_ == CJ_CODE_CRITERION_CLASS_J)
        add_missing(m, row, NULL, NULL,
                    "no record is decisive: an assessor observes or hears testimony");
    else if (by_class)
        add_missing(m, row, NULL, NULL, "the record is there; an assessor judges its quality");
    if (result->untested)
        add_missing(m, row, NULL, NULL,
                    result->why != NULL
                        ? result->why
                        : "the record is there; no timescale is set, or an assessor decides");
    else if (!by_class)
        add_missing(m, row, NULL, NULL,
                    "the record is there, and was made later than recording_lag allows");
}

/* What one evaluation says, into the row. */
static void add_result(maker *m, cj_record *row, const cji_criterion *criterion,
                       const cji_result *result)
{
    add_evidence(m, row, result);
    add_gaps(m, row, result);
    if (result->level >= CJI_NOT_APPLICABLE)
        add_missing(m, row, NULL, NULL, result->why != NULL ? result->why : "nothing calls for it");
    else if (verdict(m, criterion, result) == CJ_CODE_VERDICT_AWAITING_JUDGEMENT)
        add_waiting(m, row, criterion, result);
    add_contrary(m, row, result);
}

static bool lacks(const cji_result *result)
{
    return result->level == CJI_NOTHING || result->level == CJI_PART;
}

static const cji_criterion *rule_of(const maker *m, const cj_item *item)
{
    return cji_pack_criterion(m->pack, cj_item_address(item));
}

/* A criterion with limbs and without a rule of its own is met only when every limb is. */
static cji_result from_limbs(maker *m, const cj_item *parent, cj_record *row)
{
    cji_result all = {.level = CJI_NOTHING};
    const cji_criterion *open[LIMBS];
    size_t nopen = 0, limbs = 0, full = 0, part = 0, absent = 0;
    for (size_t i = 0; m->out.status == CJ_OK && i < cj_standard_item_count(m->standard); i++) {
        const cj_item *limb = cj_standard_item(m->standard, i);
        const cji_criterion *criterion = rule_of(m, limb);
        cji_result one = {.level = CJI_NOTHING};
        if (cj_item_parent(limb) != parent)
            continue;
        limbs++;
        m->limb = cj_item_number(limb);
        if (criterion == NULL || criterion->rule == NULL) {
            if (m->report != NULL)
                add_missing(m, row, NULL, NULL, "no rule in this pack");
            continue;
        }
        m->out.status = cji_evaluate(m->evaluation, criterion, &one, m->out.error);
        if (m->report != NULL)
            add_result(m, row, criterion, &one);
        if (lacks(&one) && nopen < LIMBS)
            open[nopen++] = criterion;
        full += one.level == CJI_FULL;
        part += one.level == CJI_PART;
        absent += one.level >= CJI_NOT_APPLICABLE;
        all.level = absent == limbs ? one.level : CJI_NOTHING;
        all.untested = all.untested || one.untested;
    }
    m->limb = NULL;
    if (m->report != NULL)
        add_suggestions(m, row, open, nopen);
    if (absent < limbs)
        all.level = full + absent == limbs ? CJI_FULL : full + part > 0 ? CJI_PART : CJI_NOTHING;
    return all;
}

/* Of the criterion itself, or of its limbs. `row` NULL: only what it comes to. */
static cji_result result_of(maker *m, const cj_item *item, const cji_criterion *criterion,
                            cj_record *row)
{
    cji_result result = {.level = CJI_NOTHING};
    if (criterion->rule == NULL && !criterion->caseload && cj_item_limb_count(item) > 0)
        return from_limbs(m, item, row);
    if (criterion->rule == NULL && !criterion->caseload) {
        if (row != NULL)
            add_missing(m, row, NULL, NULL, "no rule in this pack");
        return result;
    }
    m->out.status = cji_evaluate(m->evaluation, criterion, &result, m->out.error);
    if (row != NULL) {
        add_result(m, row, criterion, &result);
        add_suggestions(m, row, &criterion, lacks(&result) && criterion->rule != NULL ? 1 : 0);
    }
    return result;
}

static void add_criterion(maker *m, const cj_item *item)
{
    /* `class` is always one of three; where nobody says, an assessor has all of it. */
    static const cji_criterion unknown = {.class_ = CJ_CODE_CRITERION_CLASS_J};
    const cji_criterion *criterion = rule_of(m, item);
    cji_result result;
    cj_record *row =
        m->report != NULL ? cji_put_record(&m->out, m->report, CJ_FIELD_CRITERIA) : NULL;
    bool settled = false;
    int32_t v;
    if (m->out.status != CJ_OK)
        return;
    criterion = criterion != NULL ? criterion : &unknown;
    m->left_out = 0;
    if (row != NULL) {
        cji_put_text(&m->out, row, CJ_FIELD_ITEM, cj_item_address(item));
        cji_put_code(&m->out, row, CJ_FIELD_CLASS, criterion->class_);
    }
    result = result_of(m, item, criterion, row);
    v = verdict(m, criterion, &result);
    if (m->out.status == CJ_OK && row != NULL)
        m->out.status = cji_judged_criterion(&m->judged, row, item, criterion->class_, &v, &settled,
                                             m->out.error);
    if (row != NULL)
        cji_put_code(&m->out, row, CJ_FIELD_VERDICT, v);
    else if (m->n++ < m->room)
        m->verdicts[m->n - 1] = (cj_verdict){cj_item_address(item), criterion->class_, v};
    if (m->left_out > 0)
        cji_put_int(&m->out, row, CJ_FIELD_LEFT_OUT, m->left_out);
    if (cj_item_parent(item) == NULL) {
        m->counts[0]++;
        m->counts[v]++;
    }
}

/* ---- the report ------------------------------------------------------------------------------ */

const cj_field cji_report_counts[CJI_REPORT_COUNTS] = {
    CJ_FIELD_CRITERIA,
    [CJ_CODE_VERDICT_NOT_EVIDENCED] = CJ_FIELD_NOT_EVIDENCED,
    [CJ_CODE_VERDICT_PARTLY_EVIDENCED] = CJ_FIELD_PARTLY_EVIDENCED,
    [CJ_CODE_VERDICT_EVIDENCED] = CJ_FIELD_EVIDENCED,
    [CJ_CODE_VERDICT_AWAITING_JUDGEMENT] = CJ_FIELD_AWAITING_JUDGEMENT,
    [CJ_CODE_VERDICT_NOT_APPLICABLE] = CJ_FIELD_NOT_APPLICABLE,
    [CJ_CODE_VERDICT_NO_OCCASION] = CJ_FIELD_NO_OCCASION,
};

cj_status cji_report_summary(cj_record *report, const int64_t counts[CJI_REPORT_COUNTS],
                             cj_error **error)
{
    cji_writer w = {.error = error};
    cj_record *summary = cji_put_record(&w, report, CJ_FIELD_SUMMARY);
    for (size_t i = 0; w.status == CJ_OK && i < CJI_REPORT_COUNTS; i++)
        cji_put_int(&w, summary, cji_report_counts[i], counts[i]);
    return w.status;
}

cj_status cji_report_head(cj_record *report, const cji_asked *asked, const char *case_id,
                          int32_t day, cj_error **error)
{
    cji_writer w = {.error = error};
    const cj_standard *standard = asked->standard;
    char as_of[CJ_TIME_TEXT];
    cj_date_format((cj_date){day, CJ_PRECISION_DAY}, as_of);
    cji_put_text(&w, report, CJ_FIELD_CASE, case_id);
    cji_put_text(&w, report, CJ_FIELD_PRACTITIONER, asked->practitioner);
    cji_put_text(&w, report, CJ_FIELD_STANDARD, cj_standard_urn(standard));
    cji_put_text(&w, report, CJ_FIELD_VERSION, cj_standard_version(standard));
    cji_put_text(&w, report, CJ_FIELD_WORDING,
                 cj_standard_wording(standard) == CJ_WORDING_OFFICIAL ? "official" : "restated");
    cji_put_text(&w, report, CJ_FIELD_DEFINITION_SHA256, cj_standard_sha256(standard));
    cji_put_text(&w, report, CJ_FIELD_RULES_SHA256,
                 asked->pack != NULL ? asked->pack->sha256 : NULL);
    cji_put_text(&w, report, CJ_FIELD_POLICY_SHA256,
                 asked->policy != NULL ? cj_policy_sha256(asked->policy) : NULL);
    cji_put_text(&w, report, CJ_FIELD_AS_OF, as_of);
    return w.status;
}

static void add_criteria(maker *m)
{
    for (size_t i = 0; m->out.status == CJ_OK && i < cj_standard_item_count(m->standard); i++) {
        const cj_item *item = cj_standard_item(m->standard, i);
        if (cj_item_part(item) == 'P')
            add_criterion(m, item);
    }
}

static void fill(maker *m, const cji_asked *asked)
{
    m->out.status = cji_report_head(m->report, asked, m->called, m->as_of, m->out.error);
    add_criteria(m);
    if (m->out.status == CJ_OK)
        m->out.status = cji_judged_rest(&m->judged, m->report, m->out.error);
    if (m->out.status == CJ_OK)
        m->out.status = cji_report_summary(m->report, m->counts, m->out.error);
}

/* The case as of the day; without a day, all of it, as of its last act. */
static cj_status view_of(cj_case *c, cj_date as_of, cj_case **out, int32_t *day, cj_error **error)
{
    size_t n = 0;
    const uint32_t *order;
    if (as_of.precision != 0) {
        *day = as_of.days;
        return cj_case_at(c, as_of, out, error);
    }
    *out = cj_case_ref(c);
    order = cji_case_order(c, &n);
    if (order == NULL)
        return cji_no_memory(c->ctx, error);
    *day = n > 0 ? INT32_MIN : cji_day_at(cji_now(c->ctx));
    for (size_t i = 0; i < n; i++) { /* the last one by the hour may be the day before elsewhere */
        int32_t one = cji_entry_day(&c->entries[order[i]]);
        *day = one > *day ? one : *day;
    }
    return CJ_OK;
}

/* The case as of the day, and what evaluates it. */
static void begin(maker *m, const cji_asked *asked, cj_case *handle, cj_date as_of)
{
    m->ctx = handle->ctx;
    m->standard = asked->standard;
    m->pack = asked->pack;
    m->policy = asked->policy;
    m->performer = asked->practitioner;
    cji_arena_init(&m->arena, m->ctx);
    m->out.status = view_of(handle, as_of, &m->c, &m->as_of, m->out.error);
    if (m->out.status == CJ_OK)
        m->out.status =
            cji_evaluation_new(m->c, m->policy, m->as_of, &m->arena, &m->evaluation, m->out.error);
    if (m->out.status == CJ_OK) {
        cji_evaluation_of(m->evaluation, m->performer);
        m->evaluation->outward = m->outward;
        m->evaluation->caseload = asked->caseload;
    }
}

static void end(maker *m)
{
    cji_evaluation_free(m->evaluation);
    cji_arena_fini(&m->arena);
    cj_case_unref(m->c);
}

cj_status cji_check_asked(const cji_asked *asked, cj_case *handle, cj_date as_of, const char *alias,
                          cj_report **out, cj_error **error)
{
    maker m = {.out = {.error = error},
               .called = alias != NULL ? alias : cj_case_id(handle),
               .outward = alias != NULL,
               .judged = {asked->judgements, asked->standard}};
    cj_report *report = NULL;
    begin(&m, asked, handle, as_of);
    if (m.out.status == CJ_OK)
        m.out.status = cji_report_new(m.ctx, cji_shape_check, &report, error);
    if (m.out.status == CJ_OK) {
        m.report = report->root.record;
        fill(&m, asked);
    }
    end(&m);
    if (m.out.status == CJ_OK) {
        report->root.frozen = true;
        *out = report;
    } else {
        cj_report_unref(report);
    }
    return m.out.status;
}

cj_status cj_decide(const cj_catalogue *catalogue, const cj_rules *rules, cj_case *handle,
                    const cj_check_options *options, cj_verdict *out, size_t room, size_t *n,
                    cj_error **error)
{
    cji_asked asked;
    maker m = {.out = {.error = error}, .verdicts = out, .room = room};
    cj_status status = cji_ask(handle->ctx, catalogue, rules, options, &asked, error);
    if (status == CJ_OK && asked.judgements != NULL)
        status = cji_fail(handle->ctx, error, CJ_E_MISUSE, NULL,
                          "findings of assessors are told with a report only");
    if (status != CJ_OK)
        return status;
    begin(&m, &asked, handle, options->as_of);
    if (m.out.status == CJ_OK) {
        cji_evaluation_decides(m.evaluation);
        add_criteria(&m);
    }
    end(&m);
    if (m.out.status == CJ_OK)
        *n = m.n;
    return m.out.status;
}

cj_status cj_check(const cj_catalogue *catalogue, const cj_rules *rules, cj_case *handle,
                   const cj_check_options *options, cj_report **out, cj_error **error)
{
    cji_asked asked;
    cj_status status = cji_ask(handle->ctx, catalogue, rules, options, &asked, error);
    return status == CJ_OK ? cji_check_asked(&asked, handle, options->as_of, NULL, out, error)
                           : status;
}
