/* SPDX-License-Identifier: MIT */
/* Older files become new ones: schema and derived tables, in one transaction. */
#include "store/sqlite.h"

#include <sqlite3.h>
#include <stdio.h>

#define LOCK_WAIT 10000 /* milliseconds */

static cj_status no_store(cji_sqlite *s, cj_error **error)
{
    cji_place place = {.file = s->path};
    return cji_fail(s->ctx, error, CJ_E_STORE_FORMAT, &place,
                    "the tables are not those of a store: %s", sqlite3_errmsg(s->db));
}

static cj_status execute(cji_sqlite *s, const char *sql, cj_error **error)
{
    int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
    if (rc == SQLITE_ERROR) /* a table or column that is not there */
        return no_store(s, error);
    return rc == SQLITE_OK ? CJ_OK : cji_sqlite_fail(s, rc, "change the tables", error);
}

/* ---- findings of version 1 ------------------------------------------------------------------- */

static cj_status keep_findings(cji_sqlite *s, const cj_case *c, cj_error **error)
{
    sqlite3_stmt *statement = s->sql[CJI_SQL_FINDINGS_SET];
    cj_status status = CJ_OK;
    for (size_t i = 0; status == CJ_OK && i < c->nfindings; i++) {
        uint32_t entry = c->findings[i].entry;
        cji_buf text;
        if (i > 0 && c->findings[i - 1].entry == entry)
            continue;
        cji_buf_init(&text, s->ctx, SIZE_MAX);
        cji_findings_write(c, entry, &text);
        if (text.status == CJ_OK) {
            sqlite3_bind_int64(statement, 1, c->entries[entry].log_index);
            sqlite3_bind_text(statement, 2, text.p, (int)text.n, SQLITE_STATIC);
            status = cji_sqlite_run(s, CJI_SQL_FINDINGS_SET, "keep what was found", error);
        } else {
            status = cji_no_memory(s->ctx, error);
        }
        cji_buf_fini(&text);
    }
    return status;
}

/* ---- each case once -------------------------------------------------------------------------- */

typedef struct migration {
    cji_sqlite *s;
    cji_store *view; /* of it: cases are read as everybody reads them */
    int64_t from;    /* the schema that the file had */
} migration;

/*
 * Version 1 evaluated findings whenever a case was read, and knew no policy then: it is done so
 * once more. A case that cannot be read was altered; it stays as it is, and is refused when it is
 * opened.
 */
static cj_status take_case(void *user, const cji_store_summary *summary, cj_error **error)
{
    migration *m = user;
    cji_sqlite *s = m->s;
    cj_case_summary now;
    const cji_store_view all = {summary->case_id.p, INT64_MAX, UINT64_MAX};
    cj_error *problems = NULL;
    cj_case *c = NULL;
    int64_t seq = 0;
    cj_status status = cji_store_load_by(m->view, &all, m->from > 1, &c, &seq, &problems);
    if (status == CJ_E_STORE) {
        cji_log(s->ctx, CJ_LOG_WARNING, "a case of the store cannot be read: verify the store");
        status = CJ_OK;
    } else if (status != CJ_OK) {
        cji_error_add_all(s->ctx, error, problems);
    }
    if (status == CJ_OK && c != NULL && m->from == 1)
        status = keep_findings(s, c, error);
    if (status == CJ_OK && c != NULL)
        status = cji_store_summarise(c, &now, error);
    if (status == CJ_OK && c != NULL && seq > 0) {
        now.changed_seq = seq;
        status = cji_sqlite_set_summary(s, &now, error);
    }
    cj_error_unref(problems);
    cj_case_unref(c);
    return status;
}

/* ---- the transaction ------------------------------------------------------------------------- */

static cj_status derived_version(cji_sqlite *s, int64_t *out, cj_error **error)
{
    sqlite3_stmt *row = NULL;
    int rc = sqlite3_prepare_v2(s->db, "SELECT value FROM meta WHERE key = '" CJI_META_DERIVED "'",
                                -1, &row, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(row);
    *out = rc == SQLITE_ROW ? sqlite3_column_int64(row, 0) : 0;
    sqlite3_finalize(row);
    if (rc == SQLITE_ERROR)
        return no_store(s, error);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? CJ_OK
                                                 : cji_sqlite_fail(s, rc, "read the store", error);
}

static cj_status versions(cji_sqlite *s, int64_t *schema, int64_t *derived, cj_error **error)
{
    cj_status status = cji_sqlite_version(s, schema, error);
    return status == CJ_OK ? derived_version(s, derived, error) : status;
}

static cj_status each_case(cji_sqlite *s, int64_t from, cj_error **error)
{
    migration m = {.s = s, .from = from};
    cj_status status = cji_store_open_by(s->ctx, &cji_sqlite_methods, s, s->path, &m.view, error);
    if (status == CJ_OK)
        status = cji_store_each_case(m.view, take_case, &m, error);
    cji_store_close(m.view, false);
    return status;
}

static cj_status change(cji_sqlite *s, int64_t from, cj_error **error)
{
    char number[48];
    cj_status status = CJ_OK;
    for (int64_t i = from; status == CJ_OK && i < CJI_SQLITE_SCHEMA; i++)
        status = execute(s, cji_sqlite_versions[i], error);
    snprintf(number, sizeof number, "PRAGMA user_version=%d", CJI_SQLITE_SCHEMA);
    if (status == CJ_OK)
        status = execute(s, number, error);
    if (status == CJ_OK)
        status = execute(s, cji_sqlite_derived, error);
    if (status == CJ_OK)
        status = cji_sqlite_prepare(s, error);
    if (status == CJ_OK)
        status = each_case(s, from, error);
    if (status == CJ_OK)
        status = cji_sqlite_set_number(s, CJI_META_DERIVED, CJI_SQLITE_DERIVED, error);
    return status;
}

/* Others may have done it while the lock was waited for, so the versions are read again. */
static cj_status change_locked(cji_sqlite *s, cj_error **error)
{
    int64_t schema = 0, derived = 0;
    cj_status status = execute(s, "BEGIN IMMEDIATE", error);
    if (status != CJ_OK)
        return status;
    status = versions(s, &schema, &derived, error);
    if (status == CJ_OK && (schema < CJI_SQLITE_SCHEMA || derived != CJI_SQLITE_DERIVED))
        status = change(s, schema, error);
    else if (status == CJ_OK)
        status = cji_sqlite_prepare(s, error);
    if (status == CJ_OK)
        status = execute(s, "COMMIT", error);
    if (status != CJ_OK && sqlite3_get_autocommit(s->db) == 0)
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

cj_status cji_sqlite_migrate(cji_sqlite *s, cj_error **error)
{
    int64_t schema = 0, derived = 0;
    cj_status status = versions(s, &schema, &derived, error);
    if (status != CJ_OK)
        return status;
    if (schema == CJI_SQLITE_SCHEMA && derived == CJI_SQLITE_DERIVED)
        return cji_sqlite_prepare(s, error);
    status = cji_sqlite_lock(s, LOCK_WAIT, error);
    if (status != CJ_OK)
        return status;
    status = change_locked(s, error);
    cji_sqlite_unlock(s);
    return status;
}
