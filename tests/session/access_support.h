/* SPDX-License-Identifier: MIT */
/* What the tests of access share: a store with two cases, and those who come to it. */
#ifndef ACCESS_SUPPORT_H
#define ACCESS_SUPPORT_H

#include "session/session_support.h"

#include <cjustice/access.h>

#define DAY_US INT64_C(86400000000)

UNUSED static int64_t now_us;

UNUSED static int64_t set_clock(void *user)
{
    (void)user;
    return now_us;
}

UNUSED static const cj_identity manager = {sizeof(cj_identity), "m.okafor", "manager", "northfield",
                                           "supervision"};
UNUSED static const cj_identity other_manager = {sizeof(cj_identity), "m.other", "manager",
                                                 "northfield", "supervision"};
UNUSED static const cj_identity stranger = {sizeof(cj_identity), "x.stranger", "practitioner",
                                            "southfield", "supervision"};
UNUSED static const cj_identity sly = {sizeof(cj_identity), "j.reyes", "auditor", "northfield",
                                       "audit"};

/* A store with cases C-1 and C-2, whose practitioner is j.reyes, under a clock of its own. */
UNUSED static void world(const place *p, desk *out)
{
    cj_context_options options = CJ_CONTEXT_OPTIONS_INIT;
    cj_context *ctx = NULL;
    cj_error *error = NULL;
    cji_buf file;
    desk d = {0};
    now_us = INT64_C(1772445600000000); /* 2026-03-02T10:00Z */
    options.clock = set_clock;
    assert_ok(cj_context_new(&options, &ctx, &error), error);
    assert_ok(store_make(ctx, p->store, &worker, &error), error);
    d.ctx = ctx;
    assert_ok(cj_policy_new(ctx, &d.policy, &error), error);
    assert_ok(cj_policy_add_file(d.policy, DATA "policy-access.xml", &error), error);
    assert_ok(cj_store_open(ctx, p->store, &d.store, &error), error);
    assert_ok(cj_session_new(d.store, d.policy, &worker, &d.session, &error), error);
    record(&d, DATA "case.xml", 2, 0);
    cji_buf_init(&file, ctx, 1 << 16);
    assert_ok(cji_file_read(ctx, DATA "case.xml", &file, NULL), NULL);
    cji_buf_text(&file);
    strstr(file.p, "C-1")[2] = '2';
    assert_ok(cj_session_record(d.session, "second", file.p, file.n, NULL, NULL, &error), error);
    cji_buf_fini(&file);
    assert_null(error);
    *out = d;
}

UNUSED static cj_session *as(desk *d, const cj_identity *who)
{
    cj_session *s = NULL;
    cj_error *error = NULL;
    assert_ok(cj_session_new(d->store, d->policy, who, &s, &error), error);
    return s;
}

UNUSED static cj_status limit_as(desk *d, const cj_identity *by, int32_t kind, const char *who,
                                 const char *from, const char *to, char id[37])
{
    cj_limit limit = CJ_LIMIT_INIT;
    cj_session *s = as(d, by);
    cj_error *error = NULL;
    cj_status status;
    limit.limit = kind;
    limit.who = &who;
    limit.nwho = 1;
    limit.reason = "a threat to a colleague";
    if (from != NULL)
        assert_int_equal(cj_date_parse(from, CJ_ZT, &limit.from), CJ_OK);
    if (to != NULL)
        assert_int_equal(cj_date_parse(to, CJ_ZT, &limit.to), CJ_OK);
    status = cj_session_limit(s, "C-1", &limit, id, &error);
    cj_error_unref(error);
    cj_session_unref(s);
    return status;
}

UNUSED static cj_status open_as(desk *d, const cj_identity *by, const char *case_id, int32_t why)
{
    cj_session *s = as(d, by);
    cj_case *c = NULL;
    cj_error *error = NULL;
    cj_status status = cj_session_open_case(s, case_id, why, &c, &error);
    cj_error_unref(error);
    cj_case_unref(c);
    cj_session_unref(s);
    return status;
}

UNUSED static cj_status shows(desk *d, const cj_identity *by)
{
    return open_as(d, by, "C-1", CJ_OPEN_SHOW);
}

UNUSED static cj_status break_as(desk *d, const cj_identity *by, int64_t minutes, char id[37])
{
    const cj_time until = {now_us + minutes * 60000000, 0, CJ_PRECISION_MINUTE};
    cj_session *s = as(d, by);
    cj_error *error = NULL;
    cj_status status = cj_session_override(s, "C-1", CJ_CODE_OVERRIDE_REASON_DUTY_COVER, until,
                                           "cover", id, &error);
    cj_error_unref(error);
    cj_session_unref(s);
    return status;
}

UNUSED static cji_audit_entry last_entry(desk *d, cji_arena *arena)
{
    return entry_at(d, cji_audit_size(d->store->log) - 1, arena);
}

#endif
