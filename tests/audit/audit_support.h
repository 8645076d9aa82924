/* SPDX-License-Identifier: MIT */
/* What the tests of the log share: a scratch directory, logs in it, copies of them. */
#ifndef AUDIT_SUPPORT_H
#define AUDIT_SUPPORT_H

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "audit/audit.h"
#include "support/support.h"

typedef struct place {
    char root[64], dir[96], key[96];
} place;

__attribute__((unused)) static void place_make(place *p)
{
    const char *tmp = getenv("TMPDIR");
    snprintf(p->root, sizeof p->root, "%.40s/cj-audit-XXXXXX", tmp != NULL ? tmp : "/tmp");
    assert_non_null(mkdtemp(p->root));
    snprintf(p->dir, sizeof p->dir, "%s/log", p->root);
    snprintf(p->key, sizeof p->key, "%s/key", p->root);
}

__attribute__((unused)) CJI_PRINTF(1, 2) static void shell(const char *format, ...)
{
    char line[600];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    assert_int_equal(system(line), 0);
}

__attribute__((unused)) static void place_clear(const place *p)
{
    shell("rm -rf %s/*", p->root);
}

__attribute__((unused)) static void place_drop(const place *p)
{
    shell("rm -rf %s", p->root);
}

__attribute__((unused)) static cji_audit_entry sample(uint64_t i)
{
    static const char *const fields[] = {"occurred_at", "contact"};
    cji_audit_entry e = CJI_AUDIT_ENTRY_INIT;
    e.op = i % 2 == 0 ? "consult" : "alter";
    e.act = "case.open";
    e.ph = "intent";
    e.who = "p-17";
    e.role = "practitioner";
    e.pou = "supervision";
    e.subj = (cji_audit_texts){(const char *const[]){"00112233445566778899aabbccddeeff"}, 0};
    e.fld = (cji_audit_texts){fields, 2};
    e.n = (int64_t)i;
    return e;
}

/* Appends until the log has `size` entries, in groups of `group`. */
__attribute__((unused)) static void fill(cji_audit *log, uint64_t size, size_t group)
{
    cj_error *error = NULL;
    while (cji_audit_size(log) < size) {
        cji_audit_entry entries[600];
        uint64_t first = 0, before = cji_audit_size(log);
        size_t n = (size_t)(size - before) < group ? (size_t)(size - before) : group;
        for (size_t i = 0; i < n; i++)
            entries[i] = sample(before + i);
        assert_ok(cji_audit_append(log, entries, n, &first, &error), error);
        assert_int_equal(first, before);
    }
}

__attribute__((unused)) static int32_t verdict(cj_context *ctx, const char *dir,
                                               const char *trusted, uint64_t *size, char why[300])
{
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    int32_t v;
    assert_ok(cj_audit_verify(ctx, dir, trusted, &result, &error), error);
    v = cj_audit_result_verdict(result);
    if (size != NULL)
        *size = cj_audit_result_size(result);
    if (why != NULL)
        snprintf(why, 300, "index %lld: %s", (long long)cj_audit_result_failed_index(result),
                 v == CJ_AUDIT_FAILED ? cj_audit_result_why(result) : "");
    cj_audit_result_unref(result);
    return v;
}

#define assert_consistent(ctx, dir)                                                                \
    do {                                                                                           \
        char why_[300];                                                                            \
        if (verdict(ctx, dir, NULL, NULL, why_) != CJ_AUDIT_CONSISTENT)                            \
            fail_msg("%s", why_);                                                                  \
    } while (0)

/* Every file below dir, as paths; the caller frees nothing (static). */
typedef struct paths {
    size_t n;
    char path[700][160];
} paths;

__attribute__((unused)) static void list_files(const char *dir, paths *out)
{
    DIR *d = opendir(dir);
    struct dirent *e;
    assert_non_null(d);
    while ((e = readdir(d)) != NULL) {
        char path[512];
        if (e->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        if (e->d_type == DT_DIR) {
            list_files(path, out);
        } else {
            assert_true(out->n < 700 && strlen(path) < 160);
            memcpy(out->path[out->n++], path, strlen(path) + 1);
        }
    }
    closedir(d);
}

__attribute__((unused)) static size_t slurp(const char *path, unsigned char *out, size_t max)
{
    FILE *f = fopen(path, "rb");
    size_t n;
    assert_non_null(f);
    n = fread(out, 1, max, f);
    fclose(f);
    assert_true(n < max);
    return n;
}

__attribute__((unused)) static void spill(const char *path, const unsigned char *bytes, size_t n)
{
    FILE *f;
    chmod(path, 0644);
    f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    fclose(f);
}

#endif
