/* SPDX-License-Identifier: MIT */
/* A store to which cases are added, with the standards and rules to check them by. */
#ifndef SESSION_OFFICE_H
#define SESSION_OFFICE_H

#include "session/session_support.h"
#include "support/acts.h"

#include <cjustice/access.h>
#include <cjustice/bundle.h>
#include <cjustice/judgement.h>

UNUSED static const cj_identity one = {sizeof(cj_identity), "p.one", "practitioner", "own",
                                       "supervision"};
UNUSED static const cj_identity two = {sizeof(cj_identity), "p.two", "practitioner", "own",
                                       "supervision"};
UNUSED static const cj_identity manager = {sizeof(cj_identity), "m.one", "manager", "own",
                                           "supervision"};
UNUSED static const cj_identity assessor = {sizeof(cj_identity), "a.one", "assessor", "centre",
                                            "assessment"};

#define LONG_TEXT "She wants to be closer to her sister, and to leave the house in the mornings."
#define VIEWS(words)                                                                               \
    ACT("views", "views_recorded", "H", "01-20",                                                   \
        "<view_kinds>need</view_kinds><words>" words "</words><confirmed_by_person>true"           \
        "</confirmed_by_person><invited>need</invited><invited>wants_involved</invited>"           \
        "<wants_involved_none_reason>nobody, she said</wants_involved_none_reason>")

UNUSED static int64_t june(void *user)
{
    (void)user;
    return INT64_C(1780394400000000); /* 2026-06-02T10:00Z */
}

typedef struct office {
    desk d;
    cj_catalogue *catalogue;
    cj_rules *rules;
} office;

/* `passed` is an act that p.two performed, and not p.one; or NULL. */
UNUSED static void office_add(office *o, const char *id, const char *acts, const char *passed)
{
    cji_buf text;
    cj_error *error = NULL;
    cji_buf_init(&text, o->d.ctx, 1 << 17);
    cji_buf_printf(&text, "<case id=\"%s\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\">\n", id);
    cji_buf_puts(&text, acts);
    cji_buf_puts(&text, "</case>\n");
    assert_non_null(cji_buf_text(&text));
    if (passed != NULL) {
        char *at, begin[64];
        snprintf(begin, sizeof begin, "<act id=\"%s\"", passed);
        at = strstr(text.p, begin);
        assert_non_null(at);
        memcpy(strstr(strstr(at, "<performed_by>"), "p.one"), "p.two", 5);
    }
    assert_ok(cj_session_record(o->d.session, id, text.p, text.n, NULL, NULL, &error), error);
    cj_error_unref(error);
    cji_buf_fini(&text);
}

UNUSED static void office_open(const place *p, office *o)
{
    cj_context_options options = CJ_CONTEXT_OPTIONS_INIT;
    cj_error *error = NULL;
    desk *d = &o->d;
    *o = (office){0};
    options.clock = june;
    assert_ok(cj_context_new(&options, &d->ctx, &error), error);
    assert_ok(store_make(d->ctx, p->store, &worker, &error), error);
    assert_ok(cj_policy_new(d->ctx, &d->policy, &error), error);
    assert_ok(cj_policy_add_file(d->policy, DATA "policy-access.xml", &error), error);
    assert_ok(cj_store_open(d->ctx, p->store, &d->store, &error), error);
    assert_ok(cj_session_new(d->store, d->policy, &one, &d->session, &error), error);
    assert_ok(cj_catalogue_new(d->ctx, &o->catalogue, &error), error);
    assert_ok(cj_catalogue_add_dir(o->catalogue, "standards", &error), error);
    assert_ok(cj_rules_new(d->ctx, &o->rules, &error), error);
    assert_ok(cj_rules_add_dir(o->rules, "standards", &error), error);
}

UNUSED static void office_close(office *o)
{
    cj_rules_unref(o->rules);
    cj_catalogue_unref(o->catalogue);
    desk_close(&o->d);
}

UNUSED static cj_status check_as(office *o, const cj_identity *who, const char *standard,
                                 const char *practitioner, cj_report **out)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_session *s = NULL;
    cj_error *error = NULL;
    cj_status status;
    options.standard = standard;
    options.practitioner = practitioner;
    assert_ok(cj_session_new(o->d.store, o->d.policy, who, &s, &error), error);
    status = cj_session_check_practitioner(s, o->catalogue, o->rules, &options, out, &error);
    cj_error_unref(error);
    cj_session_unref(s);
    return status;
}

UNUSED static const cj_record *row_of(const cj_report *report, const char *item)
{
    const cj_record *row = NULL;
    const char *name = "";
    for (size_t i = 0; i < cj_count(cj_report_record(report), CJ_FIELD_CRITERIA); i++) {
        (void)cj_get_record(cj_report_record(report), CJ_FIELD_CRITERIA, i, &row);
        (void)cj_get_text(row, CJ_FIELD_ITEM, 0, &name);
        if (strcmp(name, item) == 0)
            return row;
    }
    fail_msg("no %s", item);
    return NULL;
}

UNUSED static const char *verdict_of(const cj_report *report, const char *item)
{
    const char *verdict = "";
    (void)cj_get_text(row_of(report, item), CJ_FIELD_VERDICT, 0, &verdict);
    return verdict;
}

UNUSED static bool mentions(desk *d, const cj_report *report, const char *what)
{
    cji_buf text;
    cj_error *error = NULL;
    bool found;
    cji_buf_init(&text, d->ctx, 1 << 22);
    assert_ok(cj_record_write_json(cj_report_record(report), 0, to_buf, &text, &error), error);
    found = strstr(cji_buf_text(&text), what) != NULL;
    cji_buf_fini(&text);
    return found;
}

#endif
