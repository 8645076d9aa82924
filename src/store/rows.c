/* SPDX-License-Identifier: MIT */
/* Rows in and out, one function for each statement. */
#include "store/store.h"

#include <sqlite3.h>

/* Texts and blobs live until the statement has run. */
static void bind_text(sqlite3_stmt *statement, int at, cji_str text)
{
    sqlite3_bind_text(statement, at, text.p != NULL ? text.p : "", (int)text.n, SQLITE_STATIC);
}

static void bind_secret(sqlite3_stmt *statement, int at, const uint8_t *bytes)
{
    sqlite3_bind_blob(statement, at, bytes, CJI_STORE_SECRET, SQLITE_STATIC);
}

static void bind_index(sqlite3_stmt *statement, int at, uint64_t index)
{
    sqlite3_bind_int64(statement, at, index > INT64_MAX ? INT64_MAX : (int64_t)index);
}

/* The first row, if there is one. The caller resets. */
static cj_status step(cji_store *s, cji_store_sql sql, bool *found, cj_error **error)
{
    int rc = sqlite3_step(s->sql[sql]);
    *found = rc == SQLITE_ROW;
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? CJ_OK
                                                 : cji_store_fail(s, rc, "read the store", error);
}

static void reset(cji_store *s, cji_store_sql sql)
{
    sqlite3_reset(s->sql[sql]);
    sqlite3_clear_bindings(s->sql[sql]);
}

static cj_status missing(cji_store *s, const char *what, cj_error **error)
{
    cji_place place = {.file = s->path};
    return cji_fail(s->ctx, error, CJ_E_STORE_FORMAT, &place, "the store has no %s", what);
}

/* ---- cases ----------------------------------------------------------------------------------- */

static void bind_view(cji_store *s, cji_store_sql sql, const cji_store_view *view)
{
    bind_text(s->sql[sql], 1, cji_str_of(view->case_id));
    sqlite3_bind_int64(s->sql[sql], 2, view->known_at);
    bind_index(s->sql[sql], 3, view->below);
}

cj_status cji_store_case_key(cji_store *s, const cji_store_view *view,
                             uint8_t key[CJI_STORE_SECRET], bool *found, cj_error **error)
{
    sqlite3_stmt *statement = s->sql[CJI_SQL_CASE_KEY];
    cj_status status;
    bind_view(s, CJI_SQL_CASE_KEY, view);
    status = step(s, CJI_SQL_CASE_KEY, found, error);
    if (status == CJ_OK && *found) {
        const void *bytes = sqlite3_column_blob(statement, 0);
        if (bytes != NULL && sqlite3_column_bytes(statement, 0) == CJI_STORE_SECRET)
            memcpy(key, bytes, CJI_STORE_SECRET);
        else
            status = missing(s, "key for the case", error);
    }
    reset(s, CJI_SQL_CASE_KEY);
    return status;
}

cj_status cji_store_add_case(cji_store *s, const char *case_id, const uint8_t key[CJI_STORE_SECRET],
                             cj_error **error)
{
    sqlite3_stmt *statement = s->sql[CJI_SQL_CASE_ADD];
    bind_text(statement, 1, cji_str_of(case_id));
    bind_secret(statement, 2, key);
    return cji_store_run(s, CJI_SQL_CASE_ADD, "add the case", error);
}

/* ---- acts ------------------------------------------------------------------------------------ */

cj_status cji_store_last(cji_store *s, int64_t *seq, int64_t *entered_at, cj_error **error)
{
    sqlite3_stmt *statement = s->sql[CJI_SQL_LAST];
    bool found = false;
    cj_status status = step(s, CJI_SQL_LAST, &found, error);
    if (status == CJ_OK && found) {
        *seq = sqlite3_column_int64(statement, 0);
        *entered_at = sqlite3_column_int64(statement, 1);
    }
    reset(s, CJI_SQL_LAST);
    return status;
}

cj_status cji_store_add_entry(cji_store *s, const char *case_id, const cji_entry *entry,
                              const uint8_t salt[CJI_STORE_SECRET], const cji_store_facts *facts,
                              cj_error **error)
{
    cji_store_sql sql = entry->act != NULL ? CJI_SQL_ACT_ADD : CJI_SQL_TOMBSTONE_ADD;
    sqlite3_stmt *statement = s->sql[sql];
    sqlite3_bind_int64(statement, 1, facts->seq);
    bind_text(statement, 2, entry->id);
    bind_text(statement, 3, cji_str_of(case_id));
    sqlite3_bind_int64(statement, 4, entry->kind);
    bind_index(statement, 5, facts->log_index);
    sqlite3_bind_int64(statement, 6, facts->entered_at);
    bind_text(statement, 7, cji_str_of(facts->entered_by));
    sqlite3_bind_int64(statement, 8, facts->unit);
    if (entry->act == NULL) {
        sqlite3_bind_int64(statement, 9, entry->erasure_reason);
    } else {
        cji_str payload = cji_act_bytes(entry->act);
        if (payload.p == NULL)
            return cji_no_memory(s->ctx, error);
        sqlite3_bind_int64(statement, 9, CJI_VOCABULARY);
        sqlite3_bind_blob64(statement, 10, payload.p, payload.n, SQLITE_STATIC);
        bind_secret(statement, 11, salt);
        sqlite3_bind_int64(statement, 12, CJI_STORE_DETAIL);
        bind_text(statement, 13, facts->findings);
    }
    return cji_store_run(s, sql, "add an act", error);
}

/* ---- rows one after another ------------------------------------------------------------------ */

static cji_str column(sqlite3_stmt *statement, int at)
{
    const void *bytes = sqlite3_column_blob(statement, at);
    return (cji_str){bytes != NULL ? bytes : "", (size_t)sqlite3_column_bytes(statement, at)};
}

static cji_store_sql rows_of(const cji_store_view *view)
{
    return view != NULL ? CJI_SQL_ROWS : CJI_SQL_ALL_ROWS;
}

void cji_store_rows_begin(cji_store *s, const cji_store_view *view)
{
    if (view != NULL)
        bind_view(s, CJI_SQL_ROWS, view);
}

cj_status cji_store_rows_next(cji_store *s, const cji_store_view *view, cji_store_row *out,
                              bool *found, cj_error **error)
{
    sqlite3_stmt *row = s->sql[rows_of(view)];
    cj_status status = step(s, rows_of(view), found, error);
    if (status != CJ_OK || !*found)
        return status;
    *out = (cji_store_row){
        .log_index = (uint64_t)sqlite3_column_int64(row, 0),
        .act_id = column(row, 1),
        .kind = sqlite3_column_int64(row, 2),
        .erased = sqlite3_column_type(row, 3) == SQLITE_NULL,
        .payload = column(row, 3),
        .reason = sqlite3_column_int64(row, 4),
        .seq = sqlite3_column_int64(row, 5),
        .entered_at = sqlite3_column_int64(row, 6),
        .entered_by = column(row, 7),
        .case_id = column(row, 8),
        .salt = column(row, 9),
        .unit = sqlite3_column_int64(row, 10),
        .tx = column(row, 11),
        .first = (uint64_t)sqlite3_column_int64(row, 12),
        .last = (uint64_t)sqlite3_column_int64(row, 13),
        .detail = sqlite3_column_int64(row, 14),
        .findings = column(row, 15),
    };
    return CJ_OK;
}

void cji_store_rows_end(cji_store *s, const cji_store_view *view)
{
    reset(s, rows_of(view));
}

cj_status cji_store_units_next(cji_store *s, cji_store_unit *out, bool *found, cj_error **error)
{
    sqlite3_stmt *row = s->sql[CJI_SQL_UNITS];
    cj_status status = step(s, CJI_SQL_UNITS, found, error);
    if (status == CJ_OK && *found)
        *out = (cji_store_unit){sqlite3_column_int64(row, 0), column(row, 1),
                                (uint64_t)sqlite3_column_int64(row, 2),
                                (uint64_t)sqlite3_column_int64(row, 3)};
    return status;
}

void cji_store_units_end(cji_store *s)
{
    reset(s, CJI_SQL_UNITS);
}

cj_status cji_store_bare(cji_store *s, const char *case_id, bool *found, cj_error **error)
{
    cji_store_sql sql = case_id != NULL ? CJI_SQL_BARE_THIS : CJI_SQL_BARE_CASE;
    cj_status status;
    if (case_id != NULL)
        bind_text(s->sql[sql], 1, cji_str_of(case_id));
    status = step(s, sql, found, error);
    reset(s, sql);
    if (status != CJ_OK || *found || case_id != NULL)
        return status;
    status = step(s, CJI_SQL_BARE_UNIT, found, error);
    reset(s, CJI_SQL_BARE_UNIT);
    return status;
}

/* ---- units and anchors ----------------------------------------------------------------------- */

cj_status cji_store_add_unit(cji_store *s, const char *tx, uint64_t first, uint64_t last,
                             int64_t *unit, cj_error **error)
{
    sqlite3_stmt *statement = s->sql[CJI_SQL_UNIT_ADD];
    cj_status status;
    bind_text(statement, 1, cji_str_of(tx));
    bind_index(statement, 2, first);
    bind_index(statement, 3, last);
    status = cji_store_run(s, CJI_SQL_UNIT_ADD, "add the unit", error);
    if (status == CJ_OK)
        *unit = sqlite3_last_insert_rowid(s->db);
    return status;
}

cj_status cji_store_has_unit(cji_store *s, const char *tx, bool *found, cj_error **error)
{
    cj_status status;
    bind_text(s->sql[CJI_SQL_UNIT_HAS], 1, cji_str_of(tx));
    status = step(s, CJI_SQL_UNIT_HAS, found, error);
    reset(s, CJI_SQL_UNIT_HAS);
    return status;
}

cj_status cji_store_add_anchor(cji_store *s, const cji_store_anchor *anchor, cj_error **error)
{
    sqlite3_stmt *statement = s->sql[CJI_SQL_ANCHOR_ADD];
    bind_index(statement, 1, anchor->index);
    bind_index(statement, 2, anchor->size);
    bind_secret(statement, 3, anchor->root);
    return cji_store_run(s, CJI_SQL_ANCHOR_ADD, "add the anchor", error);
}

cj_status cji_store_anchor_of(cji_store *s, cji_store_anchor *out, cj_error **error)
{
    sqlite3_stmt *statement = s->sql[CJI_SQL_ANCHOR];
    bool found = false;
    cj_status status = step(s, CJI_SQL_ANCHOR, &found, error);
    if (status == CJ_OK && found) {
        const void *root = sqlite3_column_blob(statement, 2);
        out->index = (uint64_t)sqlite3_column_int64(statement, 0);
        out->size = (uint64_t)sqlite3_column_int64(statement, 1);
        found = root != NULL && sqlite3_column_bytes(statement, 2) == CJI_HASH;
        if (found)
            memcpy(out->root, root, CJI_HASH);
    }
    if (status == CJ_OK && !found)
        status = missing(s, "anchor: making it was interrupted", error);
    reset(s, CJI_SQL_ANCHOR);
    return status;
}

/* ---- facts of the store itself --------------------------------------------------------------- */

cj_status cji_store_meta(cji_store *s, const char *key, int64_t *out, cj_error **error)
{
    bool found = false;
    cj_status status;
    bind_text(s->sql[CJI_SQL_META], 1, cji_str_of(key));
    status = step(s, CJI_SQL_META, &found, error);
    if (status == CJ_OK && found)
        *out = sqlite3_column_int64(s->sql[CJI_SQL_META], 0);
    else if (status == CJ_OK)
        status = missing(s, key, error);
    reset(s, CJI_SQL_META);
    return status;
}

cj_status cji_store_set_meta(cji_store *s, const char *key, int64_t value, cj_error **error)
{
    bind_text(s->sql[CJI_SQL_META_SET], 1, cji_str_of(key));
    sqlite3_bind_int64(s->sql[CJI_SQL_META_SET], 2, value);
    return cji_store_run(s, CJI_SQL_META_SET, "note a fact", error);
}
