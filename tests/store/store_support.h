/* SPDX-License-Identifier: MIT */
/* What the tests of the SQLite file share: a scratch directory, a store, a case in it. */
#ifndef STORE_SUPPORT_H
#define STORE_SUPPORT_H

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/sqlite.h"
#include "support/support.h"

#define UNUSED __attribute__((unused))

typedef struct bench {
    char root[64], path[96];
    cj_context *ctx;
    cji_store *s;
} bench;

UNUSED static const cji_store_anchor beginning = {.index = 1, .size = 2, .root = {7}};

UNUSED static int setup(void **state)
{
    static bench b;
    const char *tmp = getenv("TMPDIR");
    snprintf(b.root, sizeof b.root, "%.40s/cj-store-XXXXXX", tmp != NULL ? tmp : "/tmp");
    if (mkdtemp(b.root) == NULL)
        return -1;
    snprintf(b.path, sizeof b.path, "%s/store", b.root);
    b.ctx = NULL;
    b.s = NULL;
    *state = &b;
    return cj_context_new(NULL, &b.ctx, NULL) == CJ_OK ? 0 : -1;
}

UNUSED static int teardown(void **state)
{
    bench *b = *state;
    char line[160];
    cji_store_close(b->s, false);
    cj_context_unref(b->ctx);
    snprintf(line, sizeof line, "rm -rf %s", b->root);
    return system(line);
}

UNUSED static void write_file(const char *path, const void *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    fclose(f);
}

UNUSED static void make(bench *b)
{
    cj_error *error = NULL;
    write_file(b->path, "", 0);
    assert_ok(cji_store_fill(b->ctx, b->path, &beginning, &error), error);
    assert_ok(cji_store_open(b->ctx, b->path, &b->s, &error), error);
}

UNUSED static cj_status try_open(bench *b)
{
    cji_store *s = NULL;
    cj_error *error = NULL;
    cj_status status = cji_store_open(b->ctx, b->path, &s, &error);
    assert_true((status == CJ_OK) == (cj_error_count(error) == 0));
    cj_error_unref(error);
    cji_store_close(s, false);
    return status;
}

UNUSED static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

UNUSED static int64_t number(bench *b, const char *sql)
{
    sqlite3_stmt *row = NULL;
    int64_t out;
    assert_int_equal(sqlite3_prepare_v2(b->s->lite->db, sql, -1, &row, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    out = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    return out;
}

UNUSED static void add_all(bench *b, const cj_case *c)
{
    static const uint8_t key[CJI_STORE_SECRET] = {1}, salt[CJI_STORE_SECRET] = {2};
    cji_store_facts facts = {.entered_by = "j.reyes", .log_index = 1};
    assert_ok(cji_store_begin(b->s, true, NULL), NULL);
    assert_ok(cji_store_add_case(b->s, c->id, key, NULL), NULL);
    assert_ok(cji_store_add_unit(b->s, "tx", 2, 1 + c->count, &facts.unit, NULL), NULL);
    for (size_t i = 0; i < c->count; i++) {
        facts.seq++;
        facts.log_index++;
        facts.entered_at = 100 * facts.seq;
        assert_ok(cji_store_add_entry(b->s, c->id, &c->entries[i], salt, &facts, NULL), NULL);
    }
    assert_ok(cji_store_commit(b->s, NULL, NULL), NULL);
}

UNUSED static cj_case *sample(bench *b)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_case_new(b->ctx, NULL, &c, &error), error);
    assert_ok(cj_case_read_file(c, "tests/session/data/case-longer.xml", &error), error);
    cj_error_unref(error);
    return c;
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

#endif
