/* SPDX-License-Identifier: MIT */
/* Acts that the library makes itself, in the name of the session: one act, one unit. */
#include "session/session.h"

cj_status cji_session_add_actor(cj_record *act, cj_field field, const char *id, const char *role,
                                const char *org, cj_error **error)
{
    cj_record *actor;
    cj_status status = cj_add_record(act, field, &actor, error);
    if (status == CJ_OK)
        status = cj_add_text(actor, CJ_FIELD_ID, id, CJ_ZT, error);
    if (status == CJ_OK)
        status = cj_add_text(actor, CJ_FIELD_ROLE, role, CJ_ZT, error);
    return status == CJ_OK ? cj_add_text(actor, CJ_FIELD_ORG, org, CJ_ZT, error) : status;
}

static cj_status fill_text(cj_record *act, cj_field field, const char *value, cj_error **error)
{
    return cj_count(act, field) > 0 ? CJ_OK : cj_add_text(act, field, value, CJ_ZT, error);
}

static cj_status fill_time(cj_record *act, cj_field field, cj_time value, cj_error **error)
{
    return cj_count(act, field) > 0 ? CJ_OK : cj_add_time(act, field, value, error);
}

cj_status cji_session_envelope(const cj_session *session, const char *handle, cj_record *act,
                               char id[37], cj_error **error)
{
    const cji_session_who *who = &session->who;
    cj_context *ctx = session->store->ctx;
    const cj_time now = {cji_now(ctx), 0, CJ_PRECISION_MICROSECOND};
    cj_status status = cji_id_new(ctx, id);
    if (status != CJ_OK)
        return cji_fail(ctx, error, CJ_E_CRYPTO, NULL, "no randomness for the act's id");
    status = fill_text(act, CJ_FIELD_ACT_ID, id, error);
    if (status == CJ_OK)
        status = fill_text(act, CJ_FIELD_HANDLE, handle, error);
    if (status == CJ_OK)
        status = fill_time(act, CJ_FIELD_OCCURRED_AT, now, error);
    if (status == CJ_OK)
        status = fill_text(act, CJ_FIELD_OCCURRED_PRECISION, "minute", error);
    if (status == CJ_OK)
        status = fill_time(act, CJ_FIELD_RECORDED_AT, now, error);
    if (status == CJ_OK)
        status = fill_text(act, CJ_FIELD_SENSITIVITY, "normal", error);
    if (status != CJ_OK || cj_count(act, CJ_FIELD_PERFORMED_BY) > 0)
        return status;
    return cji_session_add_actor(act, CJ_FIELD_PERFORMED_BY, who->actor, who->role, who->org,
                                 error);
}

static cj_status stage_deed(cji_session_unit *u, const cji_session_deed *deed, char id[37],
                            cj_error **error)
{
    uint32_t own = cji_case_handle(u->c);
    cj_act *act = NULL;
    cj_record *record = NULL;
    cj_status status;
    if (own == UINT32_MAX)
        return cji_fail(u->ctx, error, CJ_E_INTEGRITY, NULL, "the case has lost its beginning");
    status = cj_act_new(u->ctx, deed->kind, &act, error);
    if (status != CJ_OK)
        return status;
    record = cj_act_record(act);
    status = cji_session_envelope(u->session, u->c->handles[own].id, record, id, error);
    if (status == CJ_OK)
        status = deed->fill(deed->user, u->session, u->c, record, error);
    if (status == CJ_OK)
        status = cj_case_apply(u->c, act, error);
    if (status == CJ_OK && deed->kind == CJ_ACT_ACCESS_OVERRIDDEN)
        status = cji_session_btg(u->ctx, u->key, id, u->grant.btg, error);
    cj_act_unref(act);
    return status;
}

cj_status cji_session_perform(cj_session *session, const cji_session_deed *deed, char id[37],
                              cj_error **error)
{
    const char *name = cj_kind_name(deed->kind);
    char made[37] = "";
    cji_session_unit u;
    cj_status status = cji_session_enter_to(session, deed->operation, name, error);
    if (status != CJ_OK)
        return status;
    status = cji_session_unit_begin(&u, session, deed->case_id, deed->operation, name, error);
    if (status == CJ_OK && (u.fresh || u.c->practitioner != NULL))
        status = cji_fail(u.ctx, error, CJ_E_NOT_FOUND, NULL, "there is no such case in the store");
    if (status == CJ_OK)
        status = stage_deed(&u, deed, made, error);
    if (status == CJ_OK)
        status = cji_session_unit_keep(&u, error);
    if (status == CJ_OK && id != NULL)
        memcpy(id, made, sizeof made);
    cji_session_unit_end(&u);
    cji_session_leave(session->store);
    return status;
}
