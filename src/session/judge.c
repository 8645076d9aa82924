/* SPDX-License-Identifier: MIT */
/* Judgements into a store: one act, completed by what the library knows, as one unit. */
#include "session/judge.h"

#include <stdio.h>

static const struct {
    int32_t kind;
    const char *operation; /* of the policy */
} operations[] = {
    {CJ_ACT_JUDGEMENT_RECORDED, "judge"},
    {CJ_ACT_JUDGEMENT_WITHDRAWN, "withdraw-judgement"},
    {CJ_ACT_IQA_SAMPLED, "assure"},
    {CJ_ACT_JUDGEMENT_APPEALED, "appeal"},
    {CJ_ACT_OUTCOME_RECORDED, "answer-appeal"},
};

static const char *operation_of(int32_t kind)
{
    for (size_t i = 0; i < CJI_COUNT(operations); i++) {
        if (operations[i].kind == kind)
            return operations[i].operation;
    }
    return NULL;
}

size_t cji_judging_count(const cji_judging *j)
{
    return cji_slot_of(j->record, CJ_FIELD_SAMPLED, NULL)->count;
}

cj_record *cji_judging_cite(const cji_judging *j, size_t index)
{
    return cji_slot_of(j->record, CJ_FIELD_SAMPLED, NULL)->values[index].record;
}

bool cji_judging_met(const cji_judging *j)
{
    const cj_item *item = cj_standard_find_item(j->standard, j->item);
    return item != NULL && cj_item_part(item) == 'P' &&
           cji_number(j->record, CJ_FIELD_JUDGE_FINDING) == CJ_CODE_JUDGE_FINDING_MET &&
           cji_number(j->record, CJ_FIELD_MANUAL_NA) == 0;
}

/* ---- what the caller leaves open ------------------------------------------------------------- */

/* It is the session's own act: who performs it is who enters it. */
static cj_status fill_envelope(const cji_judging *j, cj_error **error)
{
    const cji_place place = {.field = "performed_by"};
    char id[37];
    cj_status status = cji_session_envelope(j->session, j->practitioner, j->record, id, error);
    return status == CJ_OK && !cji_str_is(cji_performer(j->record), j->session->who.actor)
               ? cji_fail(j->ctx, error, CJ_E_INTEGRITY, &place,
                          "%s is recorded by who makes it, in a session of their own", j->name)
               : status;
}

/* ---- a judgement ----------------------------------------------------------------------------- */

/* As the catalogue has it: "SFJ ED1" is SFJED1, and its version is said. */
static cj_status name_standard(const cji_judging *j, cj_record *standard, cj_error **error)
{
    const char *urn = cj_standard_urn(j->standard), *version = cj_standard_version(j->standard);
    cj_status status = CJ_OK;
    if (!cji_str_is(cji_text(standard, CJ_FIELD_URN), urn)) {
        status = cj_clear(standard, CJ_FIELD_URN, error);
        if (status == CJ_OK)
            status = cj_add_text(standard, CJ_FIELD_URN, urn, CJ_ZT, error);
    }
    return status == CJ_OK && version != NULL && cj_count(standard, CJ_FIELD_VERSION) == 0
               ? cj_add_text(standard, CJ_FIELD_VERSION, version, CJ_ZT, error)
               : status;
}

/* The standard, and what is judged of it. */
static cj_status find_item(cji_judging *j, cj_error **error)
{
    const cji_slot *named = cji_slot_of(j->record, CJ_FIELD_STANDARD, NULL);
    cji_place place = {.field = "standard"};
    cj_record *standard = named->count > 0 ? named->values[0].record : NULL;
    cji_str urn = {"", 0}, version = urn;
    char key[400];
    if (standard != NULL) {
        urn = cji_text(standard, CJ_FIELD_URN);
        version = cji_text(standard, CJ_FIELD_VERSION);
    }
    snprintf(key, sizeof key, "%.190s%s%.190s", urn.p, version.n > 0 ? "@" : "", version.p);
    j->standard = cj_catalogue_find(j->catalogue, key);
    if (j->standard == NULL)
        return cji_fail(j->ctx, error, CJ_E_NOT_FOUND, &place, "there is no standard %s", key);
    j->item = cji_text(j->record, CJ_FIELD_CRITERION).p;
    place.field = "criterion";
    if (j->item[0] != '\0' && !cji_judged_item(j->standard, j->item))
        return cji_fail(j->ctx, error, CJ_E_NOT_FOUND, &place, "%s has no %.100s to judge", key,
                        j->item);
    return name_standard(j, standard, error);
}

static bool cites(const cji_judging *j, const cj_record *sampled)
{
    for (size_t i = 0; i < cji_judging_count(j); i++) {
        const cj_record *one = cji_judging_cite(j, i);
        if (cji_str_eq(cji_text(one, CJ_FIELD_ACT), cji_text(sampled, CJ_FIELD_ACT)) &&
            cji_str_eq(cji_text(one, CJ_FIELD_CASE), cji_text(sampled, CJ_FIELD_CASE)))
            return true;
    }
    return false;
}

static cj_status cite(const cji_judging *j, const cj_record *sampled, cj_error **error)
{
    static const cj_field fields[] = {CJ_FIELD_CASE, CJ_FIELD_ACT, CJ_FIELD_COMMITMENT};
    cj_record *copy = NULL;
    cj_status status = cj_add_record(j->record, CJ_FIELD_SAMPLED, &copy, error);
    for (size_t i = 0; status == CJ_OK && i < CJI_COUNT(fields); i++)
        status = cji_copy(copy, fields[i], sampled, fields[i], error);
    return status;
}

/* A decision rests on what the findings rest on that stand. */
static cj_status cite_findings(cji_judging *j, const cj_case *stream, cj_error **error)
{
    const cji_entry *finding;
    cj_status status = CJ_OK;
    size_t at = 0;
    j->inherited = true;
    while (status == CJ_OK && (finding = cji_judged_next(stream, j->standard, &at)) != NULL) {
        const cji_slot *sampled = cji_slot_of(finding->act->root.record, CJ_FIELD_SAMPLED, NULL);
        for (uint32_t i = 0; status == CJ_OK && i < sampled->count; i++) {
            if (!cites(j, sampled->values[i].record))
                status = cite(j, sampled->values[i].record, error);
        }
    }
    return status;
}

static cj_status fill_cited(cji_judging *j, const cj_case *stream, cj_error **error)
{
    const bool decision = j->item[0] == '\0';
    cj_status status = CJ_OK;
    if (cji_judging_count(j) > 0 || cj_count(j->record, CJ_FIELD_SAMPLED_NONE_REASON) > 0)
        return CJ_OK;
    if (decision)
        status = cite_findings(j, stream, error);
    if (status != CJ_OK || cji_judging_count(j) > 0)
        return status;
    return cj_add_text(j->record, CJ_FIELD_SAMPLED_NONE_REASON,
                       decision ? "no finding that stands cites an act" : "no act is cited", CJ_ZT,
                       error);
}

/* As an act that is cited names them, else as the stream did before. */
static cj_status fill_candidate(const cji_judging *j, const cj_case *stream, cj_error **error)
{
    const cji_entry *before;
    size_t at = 0;
    if (cj_count(j->record, CJ_FIELD_CANDIDATE) > 0)
        return CJ_OK;
    before = cji_next_of(stream, CJ_ACT_JUDGEMENT_RECORDED, &at);
    if (before != NULL)
        return cji_copy(j->record, CJ_FIELD_CANDIDATE, before->act->root.record, CJ_FIELD_CANDIDATE,
                        error);
    return cji_session_add_actor(j->record, CJ_FIELD_CANDIDATE, j->practitioner, "staff",
                                 j->session->who.org, error);
}

/* Under the write lock, on the stream as it is. */
static cj_status complete(cji_judging *j, const cj_case *stream, cj_error **error)
{
    const cji_place place = {.field = "sampled"};
    cj_status status = fill_cited(j, stream, error);
    if (status == CJ_OK && cji_judging_met(j) && cji_judging_count(j) == 0)
        status = cji_fail(j->ctx, error, CJ_E_INTEGRITY, &place,
                          "a criterion is found met on acts, and none is cited");
    if (status == CJ_OK)
        status = cji_judging_cited(j, error);
    return status == CJ_OK ? fill_candidate(j, stream, error) : status;
}

/* ---- the unit -------------------------------------------------------------------------------- */

static cj_status keep(cji_judging *j, cj_act *act, const char *operation, cj_error **error)
{
    const bool judges = act->kind->id == CJ_ACT_JUDGEMENT_RECORDED;
    cji_stream_id id;
    cji_session_unit u;
    cj_status status;
    snprintf(id, sizeof id, CJI_STREAM "%s", j->practitioner);
    status = cji_session_unit_begin(&u, j->session, id, operation, j->name, error);
    if (status == CJ_OK && u.fresh && !judges)
        status = cji_fail(j->ctx, error, CJ_E_NOT_FOUND, NULL, "nothing was judged of %s",
                          j->practitioner);
    if (status == CJ_OK && judges)
        status = complete(j, u.c, error);
    if (status == CJ_OK)
        status = cji_session_unit_stage(&u, &act, 1, error);
    if (status == CJ_OK)
        status = cji_session_unit_keep(&u, error);
    cji_session_unit_end(&u);
    return status;
}

/* Nobody is to be told first what else stands against a judgement of their own. */
static cj_status check_assessor(const cji_judging *j, cj_error **error)
{
    const cji_place place = {.rule = "judged_by_another"};
    return strcmp(j->practitioner, j->session->who.actor) == 0
               ? cji_fail(j->ctx, error, CJ_E_INTEGRITY, &place,
                          "nobody is the assessor of their own work")
               : CJ_OK;
}

cj_status cj_session_judge(cj_session *session, const cj_catalogue *catalogue,
                           const cj_rules *rules, const char *practitioner, cj_act *act,
                           cj_error **error)
{
    cj_context *ctx = session->store->ctx;
    cji_judging j = {.session = session,
                     .ctx = ctx,
                     .name = act->kind->name,
                     .catalogue = catalogue,
                     .rules = rules,
                     .practitioner = practitioner,
                     .record = act->root.record};
    const bool judges = act->kind->id == CJ_ACT_JUDGEMENT_RECORDED;
    const char *operation = operation_of(act->kind->id);
    cj_status status;
    if (operation == NULL)
        return cji_fail(ctx, error, CJ_E_MISUSE, NULL, "%s is no act of a practitioner's stream",
                        act->kind->name);
    if (judges && (catalogue == NULL || rules == NULL))
        return cji_fail(ctx, error, CJ_E_MISUSE, NULL, "a judgement wants a catalogue and rules");
    if (practitioner == NULL || !cji_id_ok(cji_str_of(practitioner)))
        return cji_fail(ctx, error, CJ_E_VALUE_ID, NULL, "not the id of a practitioner");
    status = cji_session_enter_to(session, operation, j.name, error);
    if (status != CJ_OK)
        return status;
    status = fill_envelope(&j, error);
    if (status == CJ_OK && judges)
        status = check_assessor(&j, error);
    if (status == CJ_OK && judges)
        status = find_item(&j, error);
    if (status == CJ_OK && judges)
        status = cji_judging_survey(&j, error);
    if (status == CJ_OK)
        status = keep(&j, act, operation, error);
    cji_session_leave(session->store);
    return status;
}
