/* SPDX-License-Identifier: MIT */
/* The store below sessions: recording, views, verification, units that the host commits. */
#include "conformance_run.h"

#include <stdio.h>
#include <string.h>

#define HEAD "<case id=\"C-1\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\">\n"
#define WORKER "<id>j.reyes</id><role>worker</role><org>o</org>"
#define ENVELOPE(id, kind)                                                                         \
    "<act id=\"" id "\" kind=\"" kind "\" handle=\"H\" occurred_at=\"2026-02-02T09:00Z\" "         \
    "occurred_precision=\"minute\" recorded_at=\"2026-02-02T09:05Z\" sensitivity=\"normal\">"      \
    "<performed_by>" WORKER "</performed_by>"
#define OPENED                                                                                     \
    ENVELOPE("a-1", "case_opened")                                                                 \
    "<person>p</person><case_basis>sentence</case_basis><setting>community</setting>"              \
    "<age_band>age_25_plus</age_band><practitioner>" WORKER "</practitioner></act>\n"
#define PARTY(id)                                                                                  \
    ENVELOPE(id, "party_recorded")                                                                 \
    "<party_id>of-" id "</party_id><name>N</name><is_organisation>true</is_organisation>"          \
    "<party_role>provider</party_role></act>\n"

static const char policy_text[] =
    "<policy id=\"conformance\" version=\"1\" xmlns=\"urn:cjustice:policy:1\">"
    "<permit role=\"worker\" purposes=\"supervision\" "
    "operations=\"init record show check export checkpoint\"/>"
    "<permit role=\"assessor\" purposes=\"assessment\" operations=\"judge\"/></policy>";

static const char standard_text[] =
    "<standard xmlns=\"urn:cjustice:nos:1\" urn=\"X1\" wording=\"restated\"><title>t</title>"
    "<performance-criteria><criterion id=\"p1\" number=\"1\"><text>c</text></criterion>"
    "</performance-criteria></standard>";

typedef struct desk {
    char log[300], key[300];
    cj_context *context;
    cj_policy *policy;
    cj_store *store;
    cj_session *session;
    cj_error *error;
} desk;

static const cj_identity who = {sizeof who, "j.reyes", "worker", "o", "supervision"};

static void desk_close(desk *d)
{
    cj_session_unref(d->session);
    cj_store_unref(d->store);
    d->session = NULL;
    d->store = NULL;
}

static cj_status desk_open(run *r, desk *d)
{
    cj_status status =
        cj_store_open_host(d->context, r->m, r->user, d->log, d->key, &d->store, &d->error);
    return status == CJ_OK ? cj_session_new(d->store, d->policy, &who, &d->session, &d->error)
                           : status;
}

static cj_status desk_make(run *r, desk *d)
{
    char path[300];
    FILE *file;
    cj_status status;
    snprintf(path, sizeof path, "%s/policy.xml", r->c->dir);
    snprintf(d->log, sizeof d->log, "%s/audit-%d", r->c->dir, r->stores);
    snprintf(d->key, sizeof d->key, "%s/key-%d", r->c->dir, r->stores);
    file = fopen(path, "w");
    if (file == NULL || fputs(policy_text, file) < 0 || fclose(file) != 0)
        return CJ_E_IO;
    status = cj_context_new(NULL, &d->context, &d->error);
    if (status == CJ_OK)
        status = cj_policy_new(d->context, &d->policy, &d->error);
    if (status == CJ_OK)
        status = cj_policy_add_file(d->policy, path, &d->error);
    if (status == CJ_OK)
        status = cj_store_create_host(d->context, r->m, r->user, d->log, d->key, NULL, d->policy,
                                      &who, &d->error);
    return status == CJ_OK ? desk_open(r, d) : status;
}

static void desk_end(desk *d)
{
    desk_close(d);
    cj_policy_unref(d->policy);
    cj_error_unref(d->error);
    cj_context_unref(d->context);
}

/* How many acts a view has; -1: it fails. */
static int shown(desk *d)
{
    cj_case *view = NULL;
    int n = -1;
    if (cj_session_open_case(d->session, "C-1", CJ_OPEN_SHOW, &view, &d->error) == CJ_OK)
        n = (int)cj_case_act_count(view);
    cj_case_unref(view);
    return n;
}

static int verifies(run *r, desk *d)
{
    cj_audit_result *result = NULL;
    int good = cj_store_verify_host(d->context, r->m, r->user, d->log, NULL, &result, &d->error) ==
                   CJ_OK &&
               cj_audit_result_verdict(result) == CJ_AUDIT_CONSISTENT;
    cj_audit_result_unref(result);
    return good;
}

/* ---- what is judged of a worker: kept as a case is, under an id that no case can have ---------
 */

static cj_status fill(cj_record *act, cj_error **error)
{
    static const struct {
        cj_field field;
        const char *text;
    } rows[] = {{CJ_FIELD_CRITERION, "P1"},
                {CJ_FIELD_JUDGE_FINDING, "insufficient"},
                {CJ_FIELD_JUDGE_METHODS, "product"},
                {CJ_FIELD_RATIONALE, "r"}};
    cj_record *standard = NULL, *varcs = NULL;
    cj_status status = cj_add_record(act, CJ_FIELD_STANDARD, &standard, error);
    if (status == CJ_OK)
        status = cj_add_text(standard, CJ_FIELD_URN, "X1", CJ_ZT, error);
    for (size_t i = 0; status == CJ_OK && i < sizeof rows / sizeof *rows; i++)
        status = cj_add_text(act, rows[i].field, rows[i].text, CJ_ZT, error);
    if (status == CJ_OK)
        status = cj_add_record(act, CJ_FIELD_VARCS, &varcs, error);
    if (status == CJ_OK)
        status = cj_add_text(varcs, CJ_FIELD_KEY, "sufficient", CJ_ZT, error);
    if (status == CJ_OK)
        status = cj_add_int(varcs, CJ_FIELD_OK, 0, error);
    return status == CJ_OK ? cj_add_int(act, CJ_FIELD_ASSESSOR_QUALIFIED, 1, error) : status;
}

static int judges(desk *d)
{
    static const cj_identity assessor = {sizeof assessor, "a.ferris", "assessor", "o",
                                         "assessment"};
    cj_catalogue *catalogue = NULL;
    cj_rules *rules = NULL;
    cj_session *session = NULL;
    cj_act *act = NULL;
    cj_status status = cj_catalogue_new(d->context, &catalogue, &d->error);
    if (status == CJ_OK)
        status = cj_catalogue_add_memory(catalogue, "x1", standard_text, sizeof standard_text - 1,
                                         &d->error);
    if (status == CJ_OK)
        status = cj_rules_new(d->context, &rules, &d->error);
    if (status == CJ_OK)
        status = cj_session_new(d->store, d->policy, &assessor, &session, &d->error);
    if (status == CJ_OK)
        status = cj_act_new(d->context, CJ_ACT_JUDGEMENT_RECORDED, &act, &d->error);
    if (status == CJ_OK)
        status = fill(cj_act_record(act), &d->error);
    if (status == CJ_OK)
        status = cj_session_judge(session, catalogue, rules, "j.reyes", act, &d->error);
    cj_act_unref(act);
    cj_session_unref(session);
    cj_rules_unref(rules);
    cj_catalogue_unref(catalogue);
    return status == CJ_OK;
}

/* How many acts the worker's stream has; -1: it fails. */
static int judged(desk *d)
{
    cj_case *stream = NULL;
    int n = -1;
    if (cj_session_open_judgements(d->session, "j.reyes", &stream, &d->error) == CJ_OK)
        n = (int)cj_case_act_count(stream);
    cj_case_unref(stream);
    return n;
}

void cj_conformance_sessions(run *r)
{
    static const char file[] = HEAD OPENED PARTY("a-2") "</case>\n";
    desk d = {.log = ""};
    size_t added = 9, recognised = 9;
    if (desk_make(r, &d) != CJ_OK) {
        cj_conformance_tell(r, "a store cannot be made and opened");
    } else {
        WANT(r,
             cj_session_record(d.session, "t", file, sizeof file - 1, &added, &recognised,
                               &d.error) == CJ_OK &&
                 added == 2,
             "a case file is not recorded");
        WANT(r,
             cj_session_record(d.session, "t", file, sizeof file - 1, &added, &recognised,
                               &d.error) == CJ_OK &&
                 added == 0 && recognised == 2,
             "acts that are there are not recognised");
        WANT(r, shown(&d) == 2, "what was recorded is not shown");
        WANT(r, judges(&d) && judged(&d) == 1, "what was judged of a worker is not kept");
        desk_close(&d);
        WANT(r, verifies(r, &d), "the store does not verify");
        WANT(r, desk_open(r, &d) == CJ_OK && shown(&d) == 2 && judged(&d) == 1,
             "the store does not open again");
    }
    desk_end(&d);
}

static cj_unit *prepare(run *r, desk *d, const char *text)
{
    cj_act *act = NULL;
    cj_unit *unit = NULL;
    WANT(r,
         cj_act_read(d->context, NULL, text, strlen(text), &act, &d->error) == CJ_OK &&
             cj_unit_prepare(d->session, "C-1", &act, 1, &unit, &d->error) == CJ_OK,
         "a unit cannot be prepared");
    cj_act_unref(act);
    return unit;
}

/* What the host would do with a prepared unit. */
static int commit(run *r, desk *d, const cj_unit *unit)
{
    const cj_stored_unit *stored = unit != NULL ? cj_unit_stored(unit) : NULL;
    return stored != NULL && r->m->append(r->user, stored, &d->error) == CJ_OK;
}

void cj_conformance_units(run *r)
{
    static const char file[] = HEAD OPENED PARTY("a-9") "</case>\n";
    desk d = {.log = ""};
    cj_unit *unit;
    if (desk_make(r, &d) != CJ_OK) {
        cj_conformance_tell(r, "a store cannot be made and opened");
        desk_end(&d);
        return;
    }
    unit = prepare(r, &d, OPENED);
    if (unit != NULL) {
        WANT(r, cj_unit_committed(unit, &d.error) == CJ_E_STORE_LOG,
             "a unit that is not there is said to be committed");
        WANT(r, commit(r, &d, unit), "a prepared unit cannot be appended");
        WANT(r, cj_unit_aborted(unit, &d.error) == CJ_E_STORE_LOG,
             "a unit that is there is said to be aborted");
        WANT(r, cj_unit_committed(unit, &d.error) == CJ_OK, "a unit cannot end");
        WANT(r, cj_unit_committed(unit, &d.error) == CJ_E_MISUSE, "a unit ends twice");
    }
    cj_unit_unref(unit);
    unit = prepare(r, &d, PARTY("a-2"));
    if (unit != NULL) {
        WANT(r, shown(&d) == 1, "views do not go on while a unit is prepared");
        WANT(r,
             cj_session_record(d.session, "t", file, sizeof file - 1, NULL, NULL, &d.error) ==
                 CJ_E_STORE_BUSY,
             "others may record while a unit is prepared");
        WANT(r, cj_unit_aborted(unit, &d.error) == CJ_OK, "a unit cannot be aborted");
    }
    cj_unit_unref(unit);
    WANT(r, shown(&d) == 1, "what was aborted is shown");
    /* A crash behind the commit, and one before it. */
    unit = prepare(r, &d, PARTY("a-3"));
    WANT(r, commit(r, &d, unit), "a prepared unit cannot be appended");
    cj_unit_unref(unit);
    desk_close(&d);
    WANT(r, desk_open(r, &d) == CJ_OK && shown(&d) == 2, "a commit is lost in a crash");
    cj_unit_unref(prepare(r, &d, PARTY("a-4")));
    desk_close(&d);
    WANT(r, desk_open(r, &d) == CJ_OK && shown(&d) == 2, "what was not committed is shown");
    desk_close(&d);
    WANT(r, verifies(r, &d), "the store does not verify");
    desk_end(&d);
}
