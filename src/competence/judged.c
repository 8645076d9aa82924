/* SPDX-License-Identifier: MIT */
/*
 * What assessors found of a practitioner, and what verdicts make of it. A finding stands until a
 * further record withdraws it; the latest one that stands counts. Work is judged when it has been
 * done, so the day of a check is one for the record and not for what was found of it.
 */
#include "competence/competence.h"

#include <stdio.h>

/* ---- what stands ----------------------------------------------------------------------------- */

static const cj_record *record_of(const cji_entry *entry)
{
    return entry->act->root.record;
}

/* The latest act of the kind whose field names that one, or NULL. */
static const cji_entry *latest_about(const cj_case *stream, int32_t kind, cj_field field,
                                     cji_str id)
{
    const cji_entry *latest = NULL, *entry;
    for (size_t at = 0; (entry = cji_next_of(stream, kind, &at)) != NULL;) {
        if (cji_path_names(record_of(entry), (cji_path){(int16_t)field, 0}, id) &&
            (latest == NULL || entry->occurred >= latest->occurred))
            latest = entry;
    }
    return latest;
}

static bool of_standard(const cj_record *judgement, const cj_standard *standard)
{
    const cj_record *named = cji_sub(judgement, CJ_FIELD_STANDARD);
    const char *version = cj_standard_version(standard);
    return cji_str_is(cji_text(named, CJ_FIELD_URN), cj_standard_urn(standard)) &&
           cji_str_is(cji_text(named, CJ_FIELD_VERSION), version != NULL ? version : "");
}

const cji_entry *cji_judged_next(const cj_case *stream, const cj_standard *standard, size_t *at)
{
    const cji_entry *entry;
    while ((entry = cji_next_of(stream, CJ_ACT_JUDGEMENT_RECORDED, at)) != NULL) {
        if (of_standard(record_of(entry), standard) &&
            latest_about(stream, CJ_ACT_JUDGEMENT_WITHDRAWN, CJ_FIELD_JUDGEMENT, entry->id) == NULL)
            return entry;
    }
    return NULL;
}

static const cji_entry *later(const cji_entry *a, const cji_entry *b)
{
    if (a == NULL || b == NULL)
        return a != NULL ? a : b;
    return a->occurred != b->occurred ? (a->occurred > b->occurred ? a : b) : (a > b ? a : b);
}

/* Of that item itself; of the standard as a whole when it is "". */
static const cji_entry *latest_of(const cji_judged *j, const char *item)
{
    const cji_entry *latest = NULL, *entry;
    for (size_t at = 0; (entry = cji_judged_next(j->stream, j->standard, &at)) != NULL;) {
        if (cji_str_is(cji_text(record_of(entry), CJ_FIELD_CRITERION), item))
            latest = later(latest, entry);
    }
    return latest;
}

static bool is_met(const cji_entry *finding)
{
    return cji_number(record_of(finding), CJ_FIELD_JUDGE_FINDING) == CJ_CODE_JUDGE_FINDING_MET;
}

static bool is_na(const cji_entry *finding)
{
    return cji_number(record_of(finding), CJ_FIELD_MANUAL_NA) != 0;
}

/* A criterion is met when each limb is: a limb that was found otherwise since counts for it, and
 * limbs that were all found met need no finding of the whole. */
static const cji_entry *from_limbs(const cji_judged *j, const cj_item *item, const cji_entry *own)
{
    const cji_entry *against = NULL, *met = NULL, *na = NULL;
    bool all = true;
    for (size_t i = 0; i < cj_standard_item_count(j->standard); i++) {
        const cj_item *limb = cj_standard_item(j->standard, i);
        const cji_entry *found;
        if (cj_item_parent(limb) != item)
            continue;
        found = latest_of(j, cj_item_address(limb));
        all = all && found != NULL;
        if (found == NULL)
            continue;
        if (is_na(found))
            na = later(na, found);
        else if (is_met(found))
            met = later(met, found);
        else if (later(own, found) == found)
            against = later(against, found);
        all = all && (is_na(found) || is_met(found));
    }
    if (against != NULL || own != NULL)
        return against != NULL ? against : own;
    return all ? (met != NULL ? met : na) : NULL;
}

/* The finding that counts for an item; a limb shares that of its criterion. */
static const cji_entry *finding_of(const cji_judged *j, const cj_item *item)
{
    const cj_item *parent = cj_item_parent(item);
    const cji_entry *own = latest_of(j, cj_item_address(item));
    if (parent != NULL)
        return later(latest_of(j, cj_item_address(parent)), own);
    return cj_item_limb_count(item) > 0 ? from_limbs(j, item, own) : own;
}

/* Whether what was judged is the item, its criterion or one of its limbs. */
static bool touches(const cji_judged *j, cji_str judged, const cj_item *item)
{
    const cj_item *other = cj_standard_find_item(j->standard, judged.p);
    return other != NULL &&
           (other == item || other == cj_item_parent(item) || cj_item_parent(other) == item);
}

/* How many findings that it is met rest on seeing the work, or on an expert who saw it. */
static int64_t observed(const cji_judged *j, const cj_item *item, const char *expectation)
{
    const uint64_t seen =
        1u << CJ_CODE_JUDGE_METHOD_OBSERVATION | 1u << CJ_CODE_JUDGE_METHOD_EXPERT_WITNESS;
    const cji_entry *entry;
    int64_t n = 0;
    for (size_t at = 0; (entry = cji_judged_next(j->stream, j->standard, &at)) != NULL;) {
        cji_str judged = cji_text(record_of(entry), CJ_FIELD_CRITERION);
        const cji_slot *methods = cji_slot_of(record_of(entry), CJ_FIELD_JUDGE_METHODS, NULL);
        bool sees = false;
        if (!is_met(entry) ||
            !(item != NULL ? touches(j, judged, item) : cji_str_is(judged, expectation)))
            continue;
        for (uint32_t i = 0; i < methods->count; i++)
            sees = sees || (seen >> methods->values[i].number & 1) != 0;
        n += sees;
    }
    return n;
}

/* ---- into the report; the first failure sticks ----------------------------------------------- */

typedef struct writer {
    const cji_judged *j;
    cji_writer out;
} writer;

static cj_date day_of(const cji_entry *entry)
{
    return cji_date_of(cji_first(record_of(entry), CJ_FIELD_OCCURRED_AT)->time);
}

static void day(writer *w, cj_record *r, const cji_entry *entry)
{
    char at[CJ_TIME_TEXT];
    cj_date_format(day_of(entry), at);
    cji_put_text(&w->out, r, CJ_FIELD_AT, at);
}

/* Quality assurance and an appeal stand beside a judgement; they do not change it. */
static void put_beside(writer *w, cj_record *to, const cji_entry *judgement)
{
    const cj_case *stream = w->j->stream;
    const cji_entry *iqa, *outcome;
    const cji_entry *appeal =
        latest_about(stream, CJ_ACT_JUDGEMENT_APPEALED, CJ_FIELD_JUDGEMENT, judgement->id);
    for (size_t at = 0; (iqa = cji_next_of(stream, CJ_ACT_IQA_SAMPLED, &at)) != NULL;) {
        cj_record *item;
        if (!cji_path_names(record_of(iqa), (cji_path){CJ_FIELD_JUDGEMENTS, 0}, judgement->id))
            continue;
        item = cji_put_record(&w->out, to, CJ_FIELD_SAMPLED_BY_IQA);
        cji_put_text(&w->out, item, CJ_FIELD_IQA, cji_performer(record_of(iqa)).p);
        cji_put_code(&w->out, item, CJ_FIELD_IQA_RESULT,
                     cji_number(record_of(iqa), CJ_FIELD_IQA_RESULT));
        day(w, item, iqa);
    }
    if (appeal == NULL)
        return;
    to = cji_put_record(&w->out, to, CJ_FIELD_APPEAL);
    cji_put_text(&w->out, to, CJ_FIELD_APPEAL, appeal->id.p);
    day(w, to, appeal);
    outcome = latest_about(stream, CJ_ACT_OUTCOME_RECORDED, CJ_FIELD_OF, appeal->id);
    if (outcome != NULL)
        cji_put_code(&w->out, to, CJ_FIELD_OUTCOME,
                     cji_number(record_of(outcome), CJ_FIELD_OUTCOME));
}

static void put_judgement(writer *w, cj_record *to, const cji_entry *judgement)
{
    const cj_record *from = record_of(judgement);
    cji_put_text(&w->out, to, CJ_FIELD_ITEM, cji_text(from, CJ_FIELD_CRITERION).p);
    cji_put_code(&w->out, to, CJ_FIELD_FINDING, cji_number(from, CJ_FIELD_JUDGE_FINDING));
    cji_put_code(&w->out, to, CJ_FIELD_DECISION, cji_number(from, CJ_FIELD_STANDARD_DECISION));
    cji_put_copy(&w->out, to, CJ_FIELD_MANUAL_NA, from, CJ_FIELD_MANUAL_NA);
    cji_put_text(&w->out, to, CJ_FIELD_JUDGEMENT, judgement->id.p);
    cji_put_text(&w->out, to, CJ_FIELD_ASSESSOR, cji_performer(from).p);
    cji_put_copy(&w->out, to, CJ_FIELD_ASSESSOR_QUALIFIED, from, CJ_FIELD_ASSESSOR_QUALIFIED);
    day(w, to, judgement);
    cji_put_copy(&w->out, to, CJ_FIELD_METHODS, from, CJ_FIELD_JUDGE_METHODS);
    cji_put_copy(&w->out, to, CJ_FIELD_VARCS, from, CJ_FIELD_VARCS);
    cji_put_copy(&w->out, to, CJ_FIELD_RATIONALE, from, CJ_FIELD_RATIONALE);
    put_beside(w, to, judgement);
}

static void missing(writer *w, cj_record *row, const char *why)
{
    cj_record *item = cji_put_record(&w->out, row, CJ_FIELD_MISSING);
    cji_put_text(&w->out, item, CJ_FIELD_WHY, why);
}

/* What was entered after the judgement and is said to have happened before it: the assessor did not
 * see it. */
static void flag_late(writer *w, cj_record *row, const cji_entry *finding)
{
    const cji_slot *evidence = cji_slot_of(row, CJ_FIELD_EVIDENCE, NULL);
    char judged[CJ_TIME_TEXT];
    cj_date_format(day_of(finding), judged);
    for (uint32_t i = 0; finding->log_index >= 0 && w->out.status == CJ_OK && i < evidence->count;
         i++) {
        const cj_record *act = evidence->values[i].record;
        cj_record *item;
        if (cji_number(act, CJ_FIELD_ENTRY) <= finding->log_index ||
            strcmp(cji_text(act, CJ_FIELD_AT).p, judged) > 0)
            continue;
        item = cji_put_record(&w->out, row, CJ_FIELD_CONTRARY);
        cji_put_text(&w->out, item, CJ_FIELD_ACT, cji_text(act, CJ_FIELD_ACT).p);
        cji_put_text(&w->out, item, CJ_FIELD_CASE, cji_text(act, CJ_FIELD_CASE).p);
        cji_put_text(&w->out, item, CJ_FIELD_WHY,
                     "it was recorded after the judgement, and is said to have happened before");
    }
}

/* Met: of a J only where somebody saw the work. */
static int32_t when_met(writer *w, cj_record *row, const cj_item *item, int32_t class_, int32_t v)
{
    if (v != CJ_CODE_VERDICT_AWAITING_JUDGEMENT && v != CJ_CODE_VERDICT_EVIDENCED)
        return v;
    if (class_ == CJ_CODE_CRITERION_CLASS_J && observed(w->j, item, NULL) == 0) {
        missing(w, row, "found met, but on no direct observation and by no expert witness");
        return v;
    }
    if (w->out.status == CJ_OK) /* what waited for the assessor waits no more */
        w->out.status = cj_clear(row, CJ_FIELD_MISSING, w->out.error);
    return CJ_CODE_VERDICT_EVIDENCED;
}

static int32_t decide(writer *w, cj_record *row, const cj_item *item, int32_t class_, int32_t v,
                      const cji_entry *finding)
{
    if (is_na(finding)) {
        missing(w, row, "an assessor found that it does not apply");
        return CJ_CODE_VERDICT_NOT_APPLICABLE;
    }
    switch (cji_number(record_of(finding), CJ_FIELD_JUDGE_FINDING)) {
    case CJ_CODE_JUDGE_FINDING_MET:
        return when_met(w, row, item, class_, v);
    case CJ_CODE_JUDGE_FINDING_NOT_MET:
        missing(w, row, "an assessor found it not met");
        return CJ_CODE_VERDICT_NOT_EVIDENCED;
    default:
        missing(w, row, "an assessor found the evidence insufficient");
        return v;
    }
}

cj_status cji_judged_criterion(const cji_judged *j, cj_record *row, const cj_item *item,
                               int32_t class_, int32_t *verdict, bool *settled, cj_error **error)
{
    const cji_entry *finding = j->stream != NULL ? finding_of(j, item) : NULL;
    writer w = {.j = j, .out = {.error = error}};
    cj_record *to;
    *settled = finding != NULL && !is_na(finding) && is_met(finding);
    if (finding == NULL)
        return CJ_OK;
    to = cji_put_record(&w.out, row, CJ_FIELD_FINDING);
    put_judgement(&w, to, finding);
    if (w.out.status == CJ_OK)
        *verdict = decide(&w, row, item, class_, *verdict, finding);
    flag_late(&w, row, finding);
    *settled = *settled && *verdict == CJ_CODE_VERDICT_EVIDENCED;
    return w.out.status;
}

static void put_item(writer *w, cj_record *report, const cj_item *item, const char *address)
{
    const cji_entry *judgement = item != NULL ? finding_of(w->j, item) : latest_of(w->j, address);
    cj_record *to;
    if (judgement == NULL || w->out.status != CJ_OK)
        return;
    to = cji_put_record(&w->out, report, CJ_FIELD_JUDGED);
    put_judgement(w, to, judgement);
    cji_put_int(&w->out, to, CJ_FIELD_OBSERVED, observed(w->j, item, address));
}

cj_status cji_judged_rest(const cji_judged *j, cj_record *report, cj_error **error)
{
    writer w = {.j = j, .out = {.error = error}};
    const cji_entry *decision;
    const char *id;
    if (j->stream == NULL)
        return CJ_OK;
    decision = latest_of(j, "");
    if (decision != NULL) {
        cj_record *to = cji_put_record(&w.out, report, CJ_FIELD_DECISION);
        put_judgement(&w, to, decision);
    }
    for (size_t i = 0; i < cj_standard_item_count(j->standard); i++) {
        const cj_item *item = cj_standard_item(j->standard, i);
        if (cj_item_part(item) == 'K')
            put_item(&w, report, item, cj_item_address(item));
    }
    for (size_t i = 0; i < cj_standard_meta_count(j->standard, CJ_NOS_EXPECTATION); i++) {
        id = cj_standard_meta_attr(j->standard, CJ_NOS_EXPECTATION, i, "id");
        if (id != NULL)
            put_item(&w, report, NULL, id);
    }
    return w.out.status;
}

bool cji_judged_item(const cj_standard *standard, const char *address)
{
    bool found = cj_standard_find_item(standard, address) != NULL;
    for (size_t i = 0; !found && i < cj_standard_meta_count(standard, CJ_NOS_EXPECTATION); i++) {
        const char *id = cj_standard_meta_attr(standard, CJ_NOS_EXPECTATION, i, "id");
        found = id != NULL && strcmp(id, address) == 0;
    }
    return found;
}
