/* SPDX-License-Identifier: MIT */
/*
 * Depth 3: the built-in store with its audit log. Usage: embed [STANDARDS-DIR]
 * Makes a store in a temporary directory (it stays, to look at), records two acts as one unit,
 * opens the case, and prints its state and the signed checkpoint of the log.
 */
#include <cjustice/cjustice.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int32_t print(const void *bytes, size_t size, void *user)
{
    return fwrite(bytes, 1, size, user) != size;
}

static int say(const cj_error *error)
{
    char line[1200];
    for (size_t i = 0; i < cj_error_count(error); i++) {
        cj_error_format(error, i, line, sizeof line);
        fprintf(stderr, "%s\n", line);
    }
    return 1;
}

static void name_worker(cj_record *record, cj_field field, cj_error **error)
{
    cj_record *worker = NULL;
    if (cj_add_record(record, field, &worker, error) != CJ_OK)
        exit(say(*error));
    cj_add_text(worker, CJ_FIELD_ID, "j.reyes", CJ_ZT, error);
    cj_add_text(worker, CJ_FIELD_ROLE, "practitioner", CJ_ZT, error);
    cj_add_text(worker, CJ_FIELD_ORG, "northfield", CJ_ZT, error);
}

/* What every act carries. Without an act_id the library gives it one. Each cj_add_* reports what is
 * wrong in *error, and so does recording: what is missing is found there, all of it at once. */
static cj_record *begin(cj_context *context, int32_t kind, const char *when, cj_act **out,
                        cj_error **error)
{
    cj_record *act;
    cj_time at;
    if (cj_act_new(context, kind, out, error) != CJ_OK || cj_time_parse(when, CJ_ZT, &at) != CJ_OK)
        exit(say(*error));
    act = cj_act_record(*out);
    cj_add_text(act, CJ_FIELD_HANDLE, "case-handle-1", CJ_ZT, error);
    cj_add_time(act, CJ_FIELD_OCCURRED_AT, at, error);
    cj_add_code(act, CJ_FIELD_OCCURRED_PRECISION, CJ_CODE_OCCURRED_PRECISION_MINUTE, error);
    cj_add_time(act, CJ_FIELD_RECORDED_AT, at, error);
    cj_add_code(act, CJ_FIELD_SENSITIVITY, CJ_CODE_SENSITIVITY_NORMAL, error);
    name_worker(act, CJ_FIELD_PERFORMED_BY, error);
    return act;
}

static void build(cj_context *context, cj_act **acts, cj_error **error)
{
    cj_record *act = begin(context, CJ_ACT_CASE_OPENED, "2026-02-02T09:00Z", &acts[0], error);
    cj_record *understood = NULL;
    cj_add_text(act, CJ_FIELD_PERSON, "person-1", CJ_ZT, error);
    cj_add_code(act, CJ_FIELD_CASE_BASIS, CJ_CODE_CASE_BASIS_SENTENCE, error);
    cj_add_code(act, CJ_FIELD_SETTING, CJ_CODE_SETTING_COMMUNITY, error);
    cj_add_code(act, CJ_FIELD_AGE_BAND, CJ_CODE_AGE_BAND_AGE_25_PLUS, error);
    name_worker(act, CJ_FIELD_PRACTITIONER, error);

    act = begin(context, CJ_ACT_RIGHTS_EXPLAINED, "2026-02-03T10:30Z", &acts[1], error);
    cj_add_code(act, CJ_FIELD_RIGHTS_TOPICS, CJ_CODE_RIGHTS_TOPIC_COMPLAINT, error);
    cj_add_text(act, CJ_FIELD_RESPONSIBILITIES, "To keep appointments.", CJ_ZT, error);
    cj_add_text(act, CJ_FIELD_PRACTITIONER_ROLE, "Supervising officer.", CJ_ZT, error);
    cj_add_text(act, CJ_FIELD_PRACTITIONER_RESPONSIBILITIES, "To explain decisions.", CJ_ZT, error);
    if (cj_add_record(act, CJ_FIELD_UNDERSTANDING, &understood, error) != CJ_OK)
        exit(say(*error));
    cj_add_code(understood, CJ_FIELD_STATE, CJ_CODE_UNDERSTANDING_STATE_CONFIRMED, error);
    cj_add_code(understood, CJ_FIELD_CHECKED_HOW, CJ_CODE_CHECKED_HOW_TEACH_BACK, error);
}

int main(int argc, char **argv)
{
    char dir[] = "/tmp/cjustice-embed-XXXXXX", path[sizeof dir + 8];
    /* The host says who acts and why; the policy says whether they may. */
    cj_identity who = {sizeof who, "j.reyes", "practitioner", "northfield", "supervision"};
    cj_context *context = NULL;
    cj_policy *policy = NULL;
    cj_store *store = NULL;
    cj_session *session = NULL;
    cj_act *acts[2];
    cj_case *opened = NULL;
    const cj_record *state = NULL;
    cj_error *error = NULL; /* gathers the problems of all calls */
    if (mkdtemp(dir) == NULL || cj_context_new(NULL, &context, &error) != CJ_OK)
        return say(error);
    snprintf(path, sizeof path, "%s/store", dir);
    build(context, acts, &error);
    if (cj_policy_new(context, &policy, &error) != CJ_OK ||
        cj_policy_add_dir(policy, argc > 1 ? argv[1] : cj_data_dir(), &error) != CJ_OK ||
        cj_store_create(context, path, NULL, policy, &who, &error) != CJ_OK ||
        cj_store_open(context, path, &store, &error) != CJ_OK ||
        cj_session_new(store, policy, &who, &session, &error) != CJ_OK ||
        /* One unit: both acts or none. When it returns they are durable, and so is the log. */
        cj_session_apply(session, "case-1", acts, 2, &error) != CJ_OK ||
        /* Opening the view is what is logged; reading from it is free. */
        cj_session_open_case(session, "case-1", CJ_OPEN_SHOW, &opened, &error) != CJ_OK ||
        cj_case_state(opened, &state, &error) != CJ_OK ||
        cj_record_write_json(state, 2, print, stdout, &error) != CJ_OK || puts("\n") < 0 ||
        /* Keep this somewhere else: it proves what the log was up to here. */
        cj_session_checkpoint(session, print, stdout, &error) != CJ_OK)
        return say(error);
    printf("\n%s\n", path);
    cj_case_unref(opened);
    cj_session_unref(session);
    cj_store_unref(store);
    cj_policy_unref(policy);
    cj_act_unref(acts[0]);
    cj_act_unref(acts[1]);
    cj_error_unref(error);
    cj_context_unref(context);
    return 0;
}
