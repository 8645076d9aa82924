/* SPDX-License-Identifier: MIT */
/* What the tests of sessions share: a scratch directory with a store, and ways into it. */
#ifndef SESSION_SUPPORT_H
#define SESSION_SUPPORT_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "session/session.h"
#include "store/sqlite.h"
#include "support/support.h"

#define DATA "tests/session/data/"
#define UNUSED __attribute__((unused))

typedef struct place {
    char root[64], store[96];
} place;

/* A session with all that it hangs on. */
typedef struct desk {
    cj_context *ctx;
    cj_policy *policy;
    cj_store *store;
    cj_session *session;
} desk;

UNUSED static const cj_identity worker = {sizeof(cj_identity), "j.reyes", "practitioner",
                                          "northfield", "supervision"};
UNUSED static const cj_identity auditor = {sizeof(cj_identity), "a.lund", "auditor", "northfield",
                                           "audit"};

UNUSED CJI_PRINTF(1, 2) static int shell(const char *format, ...)
{
    char line[600];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    return system(line);
}

UNUSED static int place_make(void **state)
{
    static place p;
    const char *tmp = getenv("TMPDIR");
    snprintf(p.root, sizeof p.root, "%.40s/cj-session-XXXXXX", tmp != NULL ? tmp : "/tmp");
    if (mkdtemp(p.root) == NULL)
        return -1;
    snprintf(p.store, sizeof p.store, "%s/store", p.root);
    *state = &p;
    return 0;
}

UNUSED static int place_drop(void **state)
{
    const place *p = *state;
    return shell("rm -rf %s", p->root);
}

UNUSED static cj_status desk_open(cj_context *ctx, const char *store, const cj_identity *who,
                                  desk *out, cj_error **error)
{
    cj_status status;
    *out = (desk){.ctx = cj_context_ref(ctx)};
    status = cj_policy_new(ctx, &out->policy, error);
    if (status == CJ_OK)
        status = cj_policy_add_file(out->policy, DATA "policy.xml", error);
    if (status == CJ_OK)
        status = cj_store_open(ctx, store, &out->store, error);
    if (status == CJ_OK)
        status = cj_session_new(out->store, out->policy, who, &out->session, error);
    return status;
}

UNUSED static void desk_close(desk *d)
{
    cj_session_unref(d->session);
    cj_store_unref(d->store);
    cj_policy_unref(d->policy);
    cj_context_unref(d->ctx);
    *d = (desk){0};
}

UNUSED static cj_status store_make(cj_context *ctx, const char *path, const cj_identity *who,
                                   cj_error **error)
{
    cj_policy *policy = NULL;
    cj_status status = cj_policy_new(ctx, &policy, error);
    if (status == CJ_OK)
        status = cj_policy_add_file(policy, DATA "policy.xml", error);
    if (status == CJ_OK)
        status = cj_store_create(ctx, path, NULL, policy, who, error);
    cj_policy_unref(policy);
    return status;
}

/* A new store and a worker at it. */
UNUSED static void desk_new(const place *p, desk *out)
{
    cj_context *ctx = NULL;
    cj_error *error = NULL;
    assert_ok(cj_context_new(NULL, &ctx, &error), error);
    assert_ok(store_make(ctx, p->store, &worker, &error), error);
    assert_ok(desk_open(ctx, p->store, &worker, out, &error), error);
    cj_context_unref(ctx);
    assert_null(error);
}

UNUSED static void desk_again(const place *p, desk *d)
{
    cj_context *ctx = cj_context_ref(d->ctx);
    cj_error *error = NULL;
    desk_close(d);
    assert_ok(desk_open(ctx, p->store, &worker, d, &error), error);
    cj_context_unref(ctx);
}

UNUSED static void record(desk *d, const char *path, size_t want_added, size_t want_recognised)
{
    size_t added = 99, recognised = 99;
    cj_error *error = NULL;
    assert_ok(cj_session_record_file(d->session, path, &added, &recognised, &error), error);
    assert_int_equal(added, want_added);
    assert_int_equal(recognised, want_recognised);
    cj_error_unref(error);
}

UNUSED static int32_t to_buf(const void *bytes, size_t size, void *user)
{
    cji_buf_put(user, bytes, size);
    return 0;
}

/* What `export` gives; *out is the caller's to end. */
UNUSED static void export_case(desk *d, const char *case_id, cji_buf *out)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_session_open_case(d->session, case_id, CJ_OPEN_EXPORT, &c, &error), error);
    cji_buf_init(out, d->ctx, (size_t)1 << 24);
    assert_ok(cj_case_write(c, to_buf, out, &error), error);
    cj_case_unref(c);
}

UNUSED static void assert_exports(desk *d, const char *case_id, const char *path)
{
    cji_buf file, out;
    cji_buf_init(&file, d->ctx, (size_t)1 << 24);
    assert_ok(cji_file_read(d->ctx, path, &file, NULL), NULL);
    export_case(d, case_id, &out);
    assert_int_equal(file.n, out.n);
    assert_memory_equal(file.p, out.p, file.n);
    cji_buf_fini(&file);
    cji_buf_fini(&out);
}

/* Entry `index` of the log, parsed into the arena. */
UNUSED static cji_audit_entry entry_at(desk *d, uint64_t index, cji_arena *arena)
{
    cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
    cj_error *error = NULL;
    const char *why = "";
    cji_buf text;
    cji_buf_init(&text, d->ctx, 2 * CJI_AUDIT_ENTRY_MAX);
    assert_ok(cji_audit_read(d->store->log, index, &text, &error), error);
    assert_int_equal(cji_audit_entry_read(cji_buf_view(&text), arena, &entry, &why), CJ_OK);
    cji_buf_fini(&text);
    return entry;
}

#endif
