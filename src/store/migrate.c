/* SPDX-License-Identifier: MIT */
/* Older files become new ones: schema and derived tables, in one transaction. */
#include "store/store.h"

#include <sqlite3.h>
#include <stdio.h>

static cj_status no_store(cji_store *s, cj_error **error)
{
    cji_place place = {.file = s->path};
    return cji_fail(s->ctx, error, CJ_E_STORE_FORMAT, &place,
                    "the tables are not those of a store: %s", sqlite3_errmsg(s->db));
}

static cj_status execute(cji_store *s, const char *sql, cj_error **error)
{
    int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
    if (rc == SQLITE_ERROR) /* a table or column that is not there */
        return no_store(s, error);
    return rc == SQLITE_OK ? CJ_OK : cji_store_fail(s, rc, "change the tables", error);
}

/* ---- findings of version 1 ------------------------------------------------------------------- */

static cj_status keep_findings(cji_store *s, const cj_case *c, cj_error **error)
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
            status = cji_store_run(s, CJI_SQL_FINDINGS_SET, "keep what was found", error);
        } else {
            status = cji_no_memory(s->ctx, error);
        }
        cji_buf_fini(&text);
    }
    return status;
}

/* ---- each case once -------------------------------------------------------------------------- */

typedef struct migration {
    cji_store *s;
    int64_t from; /* the schema that the file had */
} migration;

/*
 * Version 1 evaluated findings whenever a case was read, and knew no policy then: it is done so
 * once more. A case that cannot be read was altered; it stays as it is, and is refused when it is
 * opened.
 */
static cj_status take_case(void *user, const cji_store_summary *summary, cj_error **error)
{
    migration *m = user;
    cji_store *s = m->s;
    cji_store_view all = {NULL, INT64_MAX, UINT64_MAX};
    cj_error *problems = NULL;
    cj_case *c = NULL;
    cj_status status;
    char *id = cji_strdup(s->ctx, summary->case_id);
    if (id == NULL)
        return cji_no_memory(s->ctx, error);
    all.case_id = id;
    status = cji_store_load_by(s, &all, m->from > 1, &c, &problems);
    if (status == CJ_E_STORE) {
        cji_log(s->ctx, CJ_LOG_WARNING, "a case of the store cannot be read: verify the store");
        status = CJ_OK;
    } else if (status != CJ_OK) {
        cji_error_add_all(s->ctx, error, problems);
    }
    if (status == CJ_OK && c != NULL && m->from == 1)
        status = keep_findings(s, c, error);
    if (status == CJ_OK && c != NULL && c->count > 0)
        status = cji_store_set_summary(s, c, error);
    cj_error_unref(problems);
    cj_case_unref(c);
    cji_free(s->ctx, id);
    return status;
}

/* ---- the transaction ------------------------------------------------------------------------- */

static cj_status derived_version(cji_store *s, int64_t *out, cj_error **error)
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
                                                 : cji_store_fail(s, rc, "read the store", error);
}

static cj_status versions(cji_store *s, int64_t *schema, int64_t *derived, cj_error **error)
{
    cj_status status = cji_store_version(s, schema, error);
    return status == CJ_OK ? derived_version(s, derived, error) : status;
}

static cj_status change(cji_store *s, int64_t from, cj_error **error)
{
    migration m = {s, from};
    char number[48];
    cj_status status = CJ_OK;
    for (int64_t i = from; status == CJ_OK && i < CJI_STORE_SCHEMA; i++)
        status = execute(s, cji_store_versions[i], error);
    snprintf(number, sizeof number, "PRAGMA user_version=%d", CJI_STORE_SCHEMA);
    if (status == CJ_OK)
        status = execute(s, number, error);
    if (status == CJ_OK)
        status = execute(s, cji_store_derived, error);
    if (status == CJ_OK)
        status = cji_store_prepare(s, error);
    if (status == CJ_OK)
        status = cji_store_each_case(s, take_case, &m, error);
    if (status == CJ_OK)
        status = cji_store_set_meta(s, CJI_META_DERIVED, CJI_STORE_DERIVED, error);
    return status;
}

/* Others may have done it while the lock was waited for, so the versions are read again. */
static cj_status change_locked(cji_store *s, cj_error **error)
{
    int64_t schema = 0, derived = 0;
    cj_status status = execute(s, "BEGIN IMMEDIATE", error);
    if (status != CJ_OK)
        return status;
    status = versions(s, &schema, &derived, error);
    if (status == CJ_OK && (schema < CJI_STORE_SCHEMA || derived != CJI_STORE_DERIVED))
        status = change(s, schema, error);
    else if (status == CJ_OK)
        status = cji_store_prepare(s, error);
    if (status == CJ_OK)
        status = execute(s, "COMMIT", error);
    if (status != CJ_OK && sqlite3_get_autocommit(s->db) == 0)
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

cj_status cji_store_migrate(cji_store *s, cj_error **error)
{
    int64_t schema = 0, derived = 0;
    cj_status status = versions(s, &schema, &derived, error);
    if (status != CJ_OK)
        return status;
    if (schema == CJI_STORE_SCHEMA && derived == CJI_STORE_DERIVED)
        return cji_store_prepare(s, error);
    status = cji_store_lock(s, true, error);
    if (status == CJ_OK)
        status = change_locked(s, error);
    cji_store_unlock(s);
    return status;
}
