/* SPDX-License-Identifier: MIT */
/*
 * A log for a system that keeps its data itself: an intent before the commit, its outcome behind
 * it, an entry before anything is shown; a checkpoint to be kept elsewhere, and its verification.
 * Called with a directory that is to be made.
 */
#include <cjustice/cjustice.h>

#include <stdio.h>
#include <string.h>

static int failed(cj_error *error)
{
    for (size_t i = 0; i < cj_error_count(error); i++)
        fprintf(stderr, "%s\n", cj_error_message(error, i));
    cj_error_unref(error);
    return 1;
}

/* Keeps the checkpoint; here in memory, in life with somebody else. */
static char kept[1024];

static int32_t keep(const void *bytes, size_t size, void *user)
{
    (void)user;
    if (size >= sizeof kept)
        return 1;
    memcpy(kept, bytes, size);
    kept[size] = '\0';
    return 0;
}

/* Who, why and about whom: the pseudonym is an HMAC whose key the host keeps and can destroy. */
static cj_audit_entry entry_of(const char *op, const char *act)
{
    static const char *const subject[] = {"5f1d7a84db00d2fce00b31a7fc73224f"};
    cj_audit_entry entry = CJ_AUDIT_ENTRY_INIT;
    entry.op = op;
    entry.act = act;
    entry.who = "p.adeyemi";
    entry.role = "practitioner";
    entry.org = "aldermarsh-probation";
    entry.pou = "supervision";
    entry.subj.items = subject;
    entry.subj.n = 1;
    return entry;
}

static cj_status work(cj_audit *log, cj_error **error)
{
    cj_audit_entry intent = entry_of("alter", "contact_made"), outcome = intent;
    cj_audit_entry look = entry_of("consult", "case.open");
    uint64_t at = 0;
    cj_status status;
    intent.ph = "intent";
    intent.tx = "unit-1";
    status = cj_audit_append(log, &intent, 1, &at, error);
    if (status != CJ_OK)
        return status; /* no audit, no act */
    /* ... the transaction of your own database, which keeps the index `at` ... */
    outcome.ph = "outcome";
    outcome.tx = "unit-1";
    outcome.of = at;
    outcome.out = "ok";
    status = cj_audit_append(log, &outcome, 1, NULL, error);
    look.out = "ok";
    if (status == CJ_OK)
        status = cj_audit_append(log, &look, 1, NULL, error);
    /* ... only now the page is shown ... */
    return status;
}

int main(int argc, char **argv)
{
    cj_context *context = NULL;
    cj_audit *log = NULL;
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    char key[512];
    cj_status status;
    if (argc != 2)
        return 2;
    snprintf(key, sizeof key, "%s.key", argv[1]);
    status = cj_context_new(NULL, &context, &error);
    if (status == CJ_OK)
        status = cj_audit_create(context, argv[1], key, "example.org/own-log", &error);
    if (status == CJ_OK)
        status = cj_audit_open(context, argv[1], key, 0, &log, &error);
    if (status == CJ_OK)
        status = work(log, &error);
    if (status == CJ_OK)
        status = cj_audit_publish(log, keep, NULL, &error);
    if (status == CJ_OK)
        status = work(log, &error);
    if (status == CJ_OK) /* once a year, say: a new key, and the old one is gone */
        status = cj_audit_rotate(log, NULL, &error);
    cj_audit_unref(log);
    if (status == CJ_OK)
        status = cj_audit_verify(context, argv[1], kept, &result, &error);
    if (status == CJ_OK && cj_audit_result_verdict(result) == CJ_AUDIT_ANCHORED)
        printf("anchored: %d of %d entries\n", (int)cj_audit_result_anchored_size(result),
               (int)cj_audit_result_size(result));
    cj_audit_result_unref(result);
    cj_context_unref(context);
    return status == CJ_OK ? 0 : failed(error);
}
