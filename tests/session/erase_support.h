/* SPDX-License-Identifier: MIT */
/* What the tests of erasure share: a case full of markers, and a scan of every file for them. */
#ifndef ERASE_SUPPORT_H
#define ERASE_SUPPORT_H

#include "session/session_support.h"
#include "support/acts.h"

#include <dirent.h>
#include <fcntl.h>

#include <cjustice/rights.h>

#define EXAMPLE "examples/case-package.xml"
#define EXAMPLE_ID "AM-2025-0417"
#define MARKERS 4000

UNUSED static const cj_identity controller = {sizeof(cj_identity), "d.moss", "data-controller",
                                              "northfield", "rights"};

/* ---- markers --------------------------------------------------------------------------------- */

typedef struct planted {
    char text[MARKERS][80];
    size_t n;
} planted;

UNUSED static void add_marker(planted *m, cji_str text)
{
    for (size_t i = 0; i < m->n; i++) {
        if (cji_str_is(text, m->text[i]))
            return;
    }
    assert_true(m->n < MARKERS && text.n < sizeof m->text[0]);
    memcpy(m->text[m->n], text.p, text.n);
    m->text[m->n++][text.n] = '\0';
}

UNUSED static const cji_shape *shape_of_kind(cji_str line)
{
    const char *at = strstr(line.p, "kind=\"") + 6;
    for (int32_t i = 0; i < cji_kind_count; i++) {
        size_t n = strlen(cji_kinds[i].name);
        if (strncmp(at, cji_kinds[i].name, n) == 0 && at[n] == '"')
            return &cji_shapes[cji_kinds[i].shape];
    }
    fail_msg("no kind");
    return NULL;
}

/* Ids of acts remain in tombstones; what they contain is no marker. */
UNUSED static void forget_ids(planted *m, const char *file)
{
    for (const char *at = file; (at = strstr(at, "<act id=\"")) != NULL; at++) {
        size_t n = strcspn(at + 9, "\"");
        for (size_t i = 0; i < m->n; i++) {
            if (memmem(at + 9, n, m->text[i], strlen(m->text[i])) != NULL)
                memcpy(m->text[i--], m->text[--m->n], sizeof m->text[0]);
        }
    }
}

/*
 * The example case with a mark of its own behind every text and quote; hashes, locations and ids
 * that name somebody or something are looked for as they are.
 */
UNUSED static void plant(cj_context *ctx, planted *m, cji_buf *out)
{
    const cji_shape *stack[8] = {NULL};
    int depth = 0;
    cji_buf file;
    cji_str rest, line;
    cji_buf_init(&file, ctx, (size_t)1 << 22);
    cji_buf_init(out, ctx, (size_t)1 << 22);
    assert_ok(cji_file_read(ctx, EXAMPLE, &file, NULL), NULL);
    assert_non_null(cji_buf_text(&file));
    rest = cji_buf_view(&file);
    while (cji_str_line(&rest, &line)) {
        cji_str body = cji_str_trim(line), name;
        const char *close, *open;
        const cji_row *row;
        if (body.n > 5 && strncmp(body.p, "<act ", 5) == 0) {
            depth = 1;
            stack[1] = shape_of_kind(body);
        }
        open = memchr(body.p, '>', body.n);
        close = depth > 0 && body.n > 2 && body.p[0] == '<' && body.p[1] != '/' && open != NULL
                    ? memmem(open, body.n - (size_t)(open - body.p), "</", 2)
                    : NULL;
        if (depth > 0 && body.n > 2 && body.p[0] == '<' && body.p[1] == '/')
            depth--;
        if (depth == 0 || body.p[0] != '<' || body.p[1] == '/' || stack[depth] == NULL ||
            strncmp(body.p, "<act ", 5) == 0) {
            cji_buf_put(out, line.p, line.n);
            cji_buf_putc(out, '\n');
            continue;
        }
        name = (cji_str){body.p + 1, (size_t)(open - body.p - 1)};
        row = cji_shape_row(stack[depth], cji_field_of(name));
        assert_non_null(row);
        if (close == NULL) {
            assert_int_equal(row->type, CJ_TYPE_RECORD);
            stack[++depth] = &cji_shapes[row->extra];
            cji_buf_put(out, line.p, line.n);
            cji_buf_putc(out, '\n');
            continue;
        }
        cji_buf_put(out, line.p, (size_t)(close - line.p));
        if (row->type == CJ_TYPE_TEXT || row->type == CJ_TYPE_QUOTE) {
            char mark[32];
            snprintf(mark, sizeof mark, "zq%04zumarkqz", m->n);
            cji_buf_puts(out, mark);
            add_marker(m, cji_str_of(mark));
        } else if ((row->type == CJ_TYPE_ID && row->field != CJ_FIELD_ROLE &&
                    row->field != CJ_FIELD_ORG && row->field != CJ_FIELD_VERSION &&
                    close - open > 7) ||
                   row->type == CJ_TYPE_HASH) {
            add_marker(m, (cji_str){open + 1, (size_t)(close - open - 1)});
        }
        cji_buf_put(out, close, (size_t)(line.p + line.n - close));
        cji_buf_putc(out, '\n');
    }
    forget_ids(m, cji_buf_text(out));
    cji_buf_fini(&file);
}

UNUSED static const char *scan(const char *dir, const planted *m, char where[300])
{
    DIR *list = opendir(dir);
    const struct dirent *entry;
    const char *found = NULL;
    assert_non_null(list);
    while (found == NULL && (entry = readdir(list)) != NULL) {
        struct stat there;
        char path[300], *bytes;
        int fd;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        assert_true(snprintf(path, sizeof path, "%.200s/%.80s", dir, entry->d_name) < 300);
        assert_int_equal(lstat(path, &there), 0);
        if (S_ISDIR(there.st_mode)) {
            found = scan(path, m, where);
            continue;
        }
        bytes = malloc((size_t)there.st_size + 1);
        fd = openat(AT_FDCWD, path, O_RDONLY);
        assert_int_equal(read(fd, bytes, (size_t)there.st_size), there.st_size);
        close(fd);
        for (size_t i = 0; found == NULL && i < m->n; i++) {
            if (memmem(bytes, (size_t)there.st_size, m->text[i], strlen(m->text[i])) != NULL) {
                found = m->text[i];
                snprintf(where, 300, "%s", path);
            }
        }
        free(bytes);
    }
    closedir(list);
    return found;
}

/* The first marker that a file below the directory holds, or NULL. Another process copies them
 * first: to close a file of the store here would take SQLite's locks away. */
UNUSED static const char *find_in(const char *dir, const planted *m, char where[300])
{
    char copy[120];
    const char *found;
    snprintf(copy, sizeof copy, "%.100s.scan", dir);
    assert_int_equal(shell("rm -rf %s && cp -r %s %s", copy, dir, copy), 0);
    found = scan(copy, m, where);
    assert_int_equal(shell("rm -rf %s", copy), 0);
    return found;
}

UNUSED static void assert_clean(const char *dir, const planted *m)
{
    char where[300];
    const char *found = find_in(dir, m, where);
    if (found != NULL)
        fail_msg("%s is in %s", found, where);
}

/* ---- the world ------------------------------------------------------------------------------- */

UNUSED static void assert_verdict(const char *path, int32_t want, const char *why)
{
    cj_context *ctx = NULL;
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    assert_ok(cj_context_new(NULL, &ctx, &error), error);
    assert_ok(cj_store_verify(ctx, path, NULL, &result, &error), error);
    if (cj_audit_result_verdict(result) != want ||
        (why != NULL && strstr(cj_audit_result_why(result), why) == NULL))
        fail_msg("%s", cj_audit_result_why(result));
    cj_audit_result_unref(result);
    cj_context_unref(ctx);
}

/* Case `id` with acts of their own, so that pages of the store are split between the cases. */
UNUSED static void record_other(desk *d, int number)
{
    cji_buf file;
    cj_error *error = NULL;
    char *at;
    cji_buf_init(&file, d->ctx, (size_t)1 << 20);
    assert_ok(cji_file_read(d->ctx, DATA "case-longer.xml", &file, NULL), NULL);
    assert_non_null(cji_buf_text(&file));
    at = strstr(file.p, "C-1");
    at[0] = (char)('a' + number % 26);
    at[1] = (char)('a' + number / 26);
    assert_ok(cj_session_record(d->session, NULL, file.p, file.n, NULL, NULL, &error), error);
    cj_error_unref(error);
    cji_buf_fini(&file);
}

/* The marked case in three units among others; every file but those of the store is made away. */
UNUSED static void fill(desk *d, planted *m)
{
    cji_buf file;
    cj_error *error = NULL;
    size_t added = 0, ends[2] = {0, 0};
    plant(d->ctx, m, &file);
    for (int part = 0; part < 3; part++) {
        static const char tail[] = "</case>\n";
        cji_buf some;
        cji_buf_init(&some, d->ctx, (size_t)1 << 22);
        if (part < 2) { /* up to an act in the first or second third */
            const char *at = file.p + file.n * (size_t)(part + 1) / 3;
            ends[part] = (size_t)(strstr(at, "</act>\n") + 7 - file.p);
            cji_buf_put(&some, file.p, ends[part]);
            cji_buf_puts(&some, tail);
        } else {
            cji_buf_put(&some, file.p, file.n);
        }
        assert_ok(cj_session_record(d->session, NULL, some.p, some.n, &added, NULL, &error), error);
        assert_true(added > 5);
        for (int i = 0; i < 8; i++)
            record_other(d, part * 8 + i);
        cji_buf_fini(&some);
    }
    cj_error_unref(error);
    cji_buf_fini(&file);
    assert_true(m->n >= 200);
}

UNUSED static void sit_down(desk *d, const place *p, const cj_identity *who)
{
    cj_context *ctx = cj_context_ref(d->ctx);
    cj_error *error = NULL;
    desk_close(d);
    assert_ok(desk_open(ctx, p->store, who, d, &error), error);
    cj_context_unref(ctx);
}

UNUSED static void open_again(const place *p, desk *d)
{
    cj_context *ctx = NULL;
    cj_error *error = NULL;
    assert_ok(cj_context_new(NULL, &ctx, NULL), NULL);
    assert_ok(desk_open(ctx, p->store, &worker, d, &error), error);
    cj_context_unref(ctx);
}

UNUSED static cj_status erase(desk *d, const char *case_id, const char *const *acts, size_t n,
                              int32_t reason, size_t *erased, cj_error **error)
{
    cj_erasure what = CJ_ERASURE_INIT;
    what.acts = acts;
    what.count = n;
    what.reason = reason;
    what.authority = "decision 7 of 2026";
    return cj_session_erase(d->session, case_id, &what, erased, error);
}

UNUSED static cj_case *open_case(desk *d, const char *id)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_session_open_case(d->session, id, CJ_OPEN_SHOW, &c, &error), error);
    return c;
}

/* ---- deleted rows that left copies ----------------------------------------------------------- */

UNUSED static void run_in(desk *d, const char *sql)
{
    char *why = NULL;
    if (sqlite3_exec(d->store->db->lite->db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
}

/*
 * Pages are split and merged, and what is moved leaves a copy behind that secure_delete does not
 * find when it is deleted later: rows of many sizes, in no order, show it.
 */
UNUSED static void plant_moved(desk *d, planted *m)
{
    char sql[200];
    run_in(d, "CREATE TABLE moved(k INTEGER PRIMARY KEY, v TEXT); BEGIN");
    for (int i = 0; i < 800; i++) {
        int k = i * 331 % 800;
        snprintf(sql, sizeof sql,
                 "INSERT INTO moved VALUES(%d, 'zq%04dmovedqz' || hex(zeroblob(%d)))", k, k,
                 50 + (int)((int64_t)i * i * 7919 % 400));
        run_in(d, sql);
    }
    run_in(d, "COMMIT; BEGIN");
    for (int i = 0; i < 800; i++) {
        int k = i * 509 % 800;
        if (k % 3 == 0)
            continue;
        snprintf(sql, sizeof sql, "DELETE FROM moved WHERE k = %d", k);
        run_in(d, sql);
        snprintf(sql, sizeof sql, "zq%04dmovedqz", k);
        add_marker(m, cji_str_of(sql));
    }
    run_in(d, "COMMIT");
}

/* ---- a case whose acts lean on each other ---------------------------------------------------- */

UNUSED static const char leaning[] =
    WRAP(BASE PLAN("plan", "02-04", "1") AGREED("agreed", "02-05", "1")
             CONTACT("c1", "02-06", "none", "")
                 ACT_AT("c2", "contact_held", "H", "2026-02-06T10:00Z", " supersedes=\"c1\"",
                        "<supersede_reason>the wrong day</supersede_reason>"
                        "<contact_purpose>supervision</contact_purpose>"
                        "<mode>phone</mode><happened>true</happened>"
                        "<attendance>attended_complied</attendance>"
                        "<duration_min>25</duration_min><topics>progress</topics>"
                        "<adjustments_used>slower</adjustments_used>"));

UNUSED static void record_text(desk *d, const char *text)
{
    cj_error *error = NULL;
    assert_ok(cj_session_record(d->session, NULL, text, strlen(text), NULL, NULL, &error), error);
    cj_error_unref(error);
}

UNUSED static void begin_leaning(const place *p, desk *d)
{
    desk_new(p, d);
    record_text(d, leaning);
    sit_down(d, p, &controller);
}

UNUSED static void assert_erases(desk *d, const char *act, size_t want)
{
    cj_error *error = NULL;
    size_t erased = 99;
    assert_ok(erase(d, "C", &act, 1, CJ_CODE_ERASURE_REASON_RECORDED_IN_ERROR, &erased, &error),
              error);
    assert_int_equal(erased, want);
    cj_error_unref(error);
}

UNUSED static void assert_refuses(desk *d, const char *case_id, const char *act, int32_t reason,
                                  cj_status want)
{
    size_t erased = 99;
    assert_int_equal(
        erase(d, case_id, act != NULL ? &act : NULL, act != NULL ? 1 : 0, reason, &erased, NULL),
        want);
    assert_int_equal(erased, 0);
}

#endif
