/* SPDX-License-Identifier: MIT */
/* A store in June 2026 with cases of two practitioners and a manager, for tests of lists. */
#ifndef CJ_TEST_LIST_SUPPORT_H
#define CJ_TEST_LIST_SUPPORT_H

#include "session/session_support.h"
#include "support/acts.h"

#include <cjustice/access.h>

__attribute__((unused)) static const cj_identity one = {sizeof(cj_identity), "p.one",
                                                        "practitioner", "own", "supervision"};
__attribute__((unused)) static const cj_identity two = {sizeof(cj_identity), "p.two",
                                                        "practitioner", "own", "supervision"};
__attribute__((unused)) static const cj_identity manager = {sizeof(cj_identity), "m.one", "manager",
                                                            "own", "supervision"};

static inline int64_t june(void *user)
{
    (void)user;
    return INT64_C(1780394400000000); /* 2026-06-02T10:00Z */
}

static inline void add(desk *d, const char *id, const char *acts)
{
    cji_buf text;
    cj_error *error = NULL;
    cji_buf_init(&text, d->ctx, 1 << 16);
    cji_buf_printf(&text, "<case id=\"%s\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\">\n", id);
    cji_buf_puts(&text, OPENED);
    cji_buf_puts(&text, acts);
    cji_buf_puts(&text, "</case>\n");
    assert_ok(cj_session_record(d->session, id, text.p, text.n, NULL, NULL, &error), error);
    cj_error_unref(error);
    cji_buf_fini(&text);
}

static inline void world(const place *p, desk *out)
{
    cj_context_options options = CJ_CONTEXT_OPTIONS_INIT;
    cj_error *error = NULL;
    desk d = {0};
    options.clock = june;
    assert_ok(cj_context_new(&options, &d.ctx, &error), error);
    assert_ok(store_make(d.ctx, p->store, &worker, &error), error);
    assert_ok(cj_policy_new(d.ctx, &d.policy, &error), error);
    assert_ok(cj_policy_add_file(d.policy, DATA "policy-access.xml", &error), error);
    assert_ok(cj_store_open(d.ctx, p->store, &d.store, &error), error);
    assert_ok(cj_session_new(d.store, d.policy, &one, &d.session, &error), error);
    *out = d;
}

#endif
