/* SPDX-License-Identifier: MIT */
/* The methods of the built-in store: rows in and out, one function for each statement. */
#include "store/sqlite.h"

#include <sqlite3.h>

/* Texts and blobs live until the statement has run. */
static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

static void bind_secret(sqlite3_stmt *statement, int at, const void *bytes)
{
    sqlite3_bind_blob(statement, at, bytes, CJI_STORE_SECRET, SQLITE_STATIC);
}

static void bind_index(sqlite3_stmt *statement, int at, uint64_t index)
{
    sqlite3_bind_int64(statement, at, index > INT64_MAX ? INT64_MAX : (int64_t)index);
}

/* Where a reading begins: what was made negative behind our back is to be seen, too. */
static void bind_since(sqlite3_stmt *statement, int at, uint64_t since)
{
    if (since == 0)
        sqlite3_bind_int64(statement, at, INT64_MIN);
    else
        bind_index(statement, at, since);
}

/* The next row, if there is one. The caller resets. */
static cj_status step(cji_sqlite *s, cji_sqlite_sql sql, int32_t *found, cj_error **error)
{
    int rc = sqlite3_step(s->sql[sql]);
    *found = rc == SQLITE_ROW;
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? CJ_OK
                                                 : cji_sqlite_fail(s, rc, "read the store", error);
}

static void reset(cji_sqlite *s, cji_sqlite_sql sql)
{
    sqlite3_reset(s->sql[sql]);
    sqlite3_clear_bindings(s->sql[sql]);
}

static const char *text(sqlite3_stmt *row, int column)
{
    const char *found = (const char *)sqlite3_column_text(row, column);
    return found != NULL ? found : "";
}

static const void *secret(sqlite3_stmt *row, int column)
{
    const void *bytes = sqlite3_column_blob(row, column);
    return sqlite3_column_bytes(row, column) == CJI_STORE_SECRET ? bytes : NULL;
}

static int32_t small(sqlite3_stmt *row, int column)
{
    int64_t value = sqlite3_column_int64(row, column);
    return value == (int32_t)value ? (int32_t)value : -1;
}

/* ---- out ------------------------------------------------------------------------------------- */

static cj_stored_act act_of(sqlite3_stmt *row)
{
    cj_stored_act act = {
        .size = sizeof act,
        .log_index = (uint64_t)sqlite3_column_int64(row, 0),
        .act_id = text(row, 1),
        .kind = small(row, 2),
        .erasure_reason = small(row, 4),
        .seq = sqlite3_column_int64(row, 5),
        .entered_at = sqlite3_column_int64(row, 6),
        .entered_by = text(row, 7),
        .case_id = text(row, 8),
        .salt = secret(row, 9),
        .tx = text(row, 11),
        .first_index = (uint64_t)sqlite3_column_int64(row, 12),
        .last_index = (uint64_t)sqlite3_column_int64(row, 13),
        .detail = small(row, 14),
        .findings = text(row, 15),
        .vocabulary = small(row, 16),
    };
    if (sqlite3_column_type(row, 3) == SQLITE_NULL)
        return act;
    act.payload = sqlite3_column_blob(row, 3);
    act.payload_size = (size_t)sqlite3_column_bytes(row, 3);
    if (act.payload == NULL) /* of no bytes */
        act.payload = "";
    return act;
}

/* What takes the rows of a statement, one after another. */
typedef struct taker {
    cj_take_act_fn act;
    cj_take_unit_fn unit;
    cj_take_case_fn summary;
    void *to;
} taker;

static cj_status take_act(const taker *t, sqlite3_stmt *row)
{
    const cj_stored_act act = act_of(row);
    return t->act(t->to, &act);
}

static cj_status take_unit(const taker *t, sqlite3_stmt *row)
{
    return t->unit(t->to, text(row, 0), (uint64_t)sqlite3_column_int64(row, 1),
                   (uint64_t)sqlite3_column_int64(row, 2));
}

static cj_status take_case(const taker *t, sqlite3_stmt *row)
{
    const cj_case_summary summary = {sizeof summary, text(row, 0),  text(row, 1),
                                     small(row, 2),  small(row, 3), sqlite3_column_int64(row, 4)};
    return t->summary(t->to, &summary);
}

static cj_status each(cji_sqlite *s, cji_sqlite_sql sql,
                      cj_status (*take)(const taker *t, sqlite3_stmt *row), const taker *t,
                      cj_error **error)
{
    cj_status status = CJ_OK;
    int32_t found = 1;
    while (status == CJ_OK && found) {
        status = step(s, sql, &found, error);
        if (status == CJ_OK && found)
            status = take(t, s->sql[sql]);
    }
    reset(s, sql);
    return status;
}

static cj_status load(void *user, const char *case_id, uint64_t since, cj_take_act_fn take,
                      void *to, cj_error **error)
{
    cji_sqlite *s = user;
    cji_sqlite_sql sql = case_id != NULL ? CJI_SQL_ROWS : CJI_SQL_ALL_ROWS;
    if (case_id != NULL)
        bind_text(s->sql[sql], 1, case_id);
    bind_since(s->sql[sql], 2, since);
    return each(s, sql, take_act, &(taker){.act = take, .to = to}, error);
}

static cj_status units(void *user, uint64_t since, cj_take_unit_fn take, void *to, cj_error **error)
{
    cji_sqlite *s = user;
    bind_since(s->sql[CJI_SQL_UNITS], 1, since);
    return each(s, CJI_SQL_UNITS, take_unit, &(taker){.unit = take, .to = to}, error);
}

static cj_status cases(void *user, const char *after, cj_take_case_fn take, void *to,
                       cj_error **error)
{
    cji_sqlite *s = user;
    bind_text(s->sql[CJI_SQL_CASES], 1, after);
    return each(s, CJI_SQL_CASES, take_case, &(taker){.summary = take, .to = to}, error);
}

static cj_status case_key(void *user, const char *case_id, void *key, int32_t *found,
                          cj_error **error)
{
    cji_sqlite *s = user;
    cji_place place = {.file = s->path};
    cj_status status;
    bind_text(s->sql[CJI_SQL_CASE_KEY], 1, case_id);
    status = step(s, CJI_SQL_CASE_KEY, found, error);
    if (status == CJ_OK && *found) {
        const void *bytes = secret(s->sql[CJI_SQL_CASE_KEY], 0);
        if (bytes != NULL)
            memcpy(key, bytes, CJI_STORE_SECRET);
        else
            status = cji_fail(s->ctx, error, CJ_E_STORE_FORMAT, &place,
                              "the store has no key for the case");
    }
    reset(s, CJI_SQL_CASE_KEY);
    return status;
}

static cj_status has_unit(void *user, const char *tx, int32_t *found, cj_error **error)
{
    cji_sqlite *s = user;
    cj_status status;
    bind_text(s->sql[CJI_SQL_UNIT_HAS], 1, tx);
    status = step(s, CJI_SQL_UNIT_HAS, found, error);
    reset(s, CJI_SQL_UNIT_HAS);
    return status;
}

static cj_status bare(void *user, int32_t *found, cj_error **error)
{
    cji_sqlite *s = user;
    cj_status status = step(s, CJI_SQL_BARE, found, error);
    reset(s, CJI_SQL_BARE);
    return status;
}

static cj_status anchor(void *user, cj_stored_anchor *out, int32_t *found, cj_error **error)
{
    cji_sqlite *s = user;
    sqlite3_stmt *row = s->sql[CJI_SQL_ANCHOR];
    cj_status status = step(s, CJI_SQL_ANCHOR, found, error);
    if (status == CJ_OK && *found) {
        const void *root = secret(row, 2);
        out->index = (uint64_t)sqlite3_column_int64(row, 0);
        out->size = (uint64_t)sqlite3_column_int64(row, 1);
        *found = root != NULL;
        if (root != NULL)
            memcpy(out->root, root, sizeof out->root);
    }
    reset(s, CJI_SQL_ANCHOR);
    return status;
}

static cj_status number(void *user, const char *name, int64_t *out, int32_t *found,
                        cj_error **error)
{
    cji_sqlite *s = user;
    cj_status status;
    bind_text(s->sql[CJI_SQL_META], 1, name);
    status = step(s, CJI_SQL_META, found, error);
    if (status == CJ_OK && *found)
        *out = sqlite3_column_int64(s->sql[CJI_SQL_META], 0);
    reset(s, CJI_SQL_META);
    return status;
}

static cj_status last(void *user, int64_t *seq, int64_t *entered_at, cj_error **error)
{
    cji_sqlite *s = user;
    int32_t found = 0;
    cj_status status = step(s, CJI_SQL_LAST, &found, error);
    if (status == CJ_OK && found) {
        *seq = sqlite3_column_int64(s->sql[CJI_SQL_LAST], 0);
        *entered_at = sqlite3_column_int64(s->sql[CJI_SQL_LAST], 1);
    }
    reset(s, CJI_SQL_LAST);
    return status;
}

static cj_status version(void *user, int64_t *out, cj_error **error)
{
    cji_sqlite *s = user;
    int32_t found = 0;
    cj_status status = step(s, CJI_SQL_DATA_VERSION, &found, error);
    *out = found ? sqlite3_column_int64(s->sql[CJI_SQL_DATA_VERSION], 0) : 0;
    reset(s, CJI_SQL_DATA_VERSION);
    return status;
}

/* ---- in -------------------------------------------------------------------------------------- */

static cj_status add_act(cji_sqlite *s, const cj_stored_act *act, int64_t unit, cj_error **error)
{
    cji_sqlite_sql sql = act->payload != NULL ? CJI_SQL_ACT_ADD : CJI_SQL_TOMBSTONE_ADD;
    sqlite3_stmt *statement = s->sql[sql];
    cji_place place = {.file = s->path, .act = act->act_id};
    cj_status status;
    sqlite3_bind_int64(statement, 1, act->seq);
    bind_text(statement, 2, act->act_id);
    bind_text(statement, 3, act->case_id);
    sqlite3_bind_int64(statement, 4, act->kind);
    bind_index(statement, 5, act->log_index);
    sqlite3_bind_int64(statement, 6, act->entered_at);
    bind_text(statement, 7, act->entered_by);
    sqlite3_bind_int64(statement, 8, unit);
    if (act->payload == NULL) {
        sqlite3_bind_int64(statement, 9, act->erasure_reason);
    } else {
        sqlite3_bind_int64(statement, 9, act->vocabulary);
        sqlite3_bind_blob64(statement, 10, act->payload, act->payload_size, SQLITE_STATIC);
        bind_secret(statement, 11, act->salt);
        sqlite3_bind_int64(statement, 12, act->detail);
        bind_text(statement, 13, act->findings);
    }
    status = cji_sqlite_run(s, sql, "add an act", error);
    if (status == CJ_OK && sqlite3_changes(s->db) != 1)
        status =
            cji_fail(s->ctx, error, CJ_E_STORE, &place, "act %s is there already", act->act_id);
    return status;
}

static cj_status add_unit(cji_sqlite *s, const cj_stored_unit *unit, int64_t *out, cj_error **error)
{
    sqlite3_stmt *statement = s->sql[CJI_SQL_UNIT_ADD];
    cj_status status;
    bind_text(statement, 1, unit->tx);
    bind_index(statement, 2, unit->first_index);
    bind_index(statement, 3, unit->last_index);
    status = cji_sqlite_run(s, CJI_SQL_UNIT_ADD, "add the unit", error);
    *out = sqlite3_last_insert_rowid(s->db);
    return status;
}

static cj_status erase(cji_sqlite *s, const cj_stored_erasure *erasure, cj_error **error)
{
    static const cji_sqlite_sql both[] = {CJI_SQL_ENTOMB, CJI_SQL_ACT_DROP};
    cji_place place = {.file = s->path, .act = erasure->act_id};
    cj_status status = CJ_OK;
    for (size_t i = 0; status == CJ_OK && i < CJI_COUNT(both); i++) {
        bind_text(s->sql[both[i]], 1, erasure->case_id);
        bind_text(s->sql[both[i]], 2, erasure->act_id);
        if (both[i] == CJI_SQL_ENTOMB)
            sqlite3_bind_int64(s->sql[both[i]], 3, erasure->erasure_reason);
        status = cji_sqlite_run(s, both[i], "erase an act", error);
        if (status == CJ_OK && sqlite3_changes(s->db) != 1)
            status = cji_fail(s->ctx, error, CJ_E_STORE, &place, "there is no act %s to erase",
                              erasure->act_id);
    }
    return status;
}

static cj_status add_case(cji_sqlite *s, const cj_stored_unit *unit, cj_error **error)
{
    sqlite3_stmt *statement = s->sql[CJI_SQL_CASE_ADD];
    cj_status status = CJ_OK;
    if (unit->case_key != NULL) {
        bind_text(statement, 1, unit->case_id);
        bind_secret(statement, 2, unit->case_key);
        status = cji_sqlite_run(s, CJI_SQL_CASE_ADD, "add the case", error);
    }
    if (status == CJ_OK && unit->drop_key) {
        bind_text(s->sql[CJI_SQL_KEY_DROP], 1, unit->case_id);
        status = cji_sqlite_run(s, CJI_SQL_KEY_DROP, "erase the key of the case", error);
    }
    return status;
}

static cj_status add_anchor(cji_sqlite *s, const cj_stored_anchor *added, cj_error **error)
{
    sqlite3_stmt *statement = s->sql[CJI_SQL_ANCHOR_ADD];
    bind_index(statement, 1, added->index);
    bind_index(statement, 2, added->size);
    bind_secret(statement, 3, added->root);
    return cji_sqlite_run(s, CJI_SQL_ANCHOR_ADD, "add the anchor", error);
}

cj_status cji_sqlite_set_number(cji_sqlite *s, const char *name, int64_t value, cj_error **error)
{
    bind_text(s->sql[CJI_SQL_META_SET], 1, name);
    sqlite3_bind_int64(s->sql[CJI_SQL_META_SET], 2, value);
    return cji_sqlite_run(s, CJI_SQL_META_SET, "note a fact", error);
}

cj_status cji_sqlite_set_summary(cji_sqlite *s, const cj_case_summary *summary, cj_error **error)
{
    sqlite3_stmt *statement = s->sql[CJI_SQL_SUMMARY_SET];
    bind_text(statement, 1, summary->case_id);
    bind_text(statement, 2, summary->practitioner);
    sqlite3_bind_int64(statement, 3, summary->status);
    sqlite3_bind_int64(statement, 4, summary->limited);
    sqlite3_bind_int64(statement, 5, summary->changed_seq);
    return cji_sqlite_run(s, CJI_SQL_SUMMARY_SET, "add the summary of the case", error);
}

static cj_status write_parts(cji_sqlite *s, const cj_stored_unit *unit, cj_error **error)
{
    int64_t number_of = 0;
    cj_status status = add_case(s, unit, error);
    if (status == CJ_OK && unit->tx != NULL)
        status = add_unit(s, unit, &number_of, error);
    for (size_t i = 0; status == CJ_OK && i < unit->nerasures; i++)
        status = erase(s, unit->erasures[i], error);
    for (size_t i = 0; status == CJ_OK && i < unit->nacts; i++)
        status = add_act(s, unit->acts[i], number_of, error);
    if (status == CJ_OK && unit->anchor != NULL)
        status = add_anchor(s, unit->anchor, error);
    for (size_t i = 0; status == CJ_OK && i < unit->nnumbers; i++)
        status = cji_sqlite_set_number(s, unit->numbers[i].name, unit->numbers[i].value, error);
    if (status == CJ_OK && unit->summary != NULL)
        status = cji_sqlite_set_summary(s, unit->summary, error);
    return status;
}

cj_status cji_sqlite_append(cji_sqlite *s, const cj_stored_unit *unit, cj_error **error)
{
    cj_status status = cji_sqlite_begin(s, true, error);
    if (status != CJ_OK)
        return status;
    status = write_parts(s, unit, error);
    if (status == CJ_OK)
        status = cji_sqlite_commit(s, error);
    if (status != CJ_OK)
        cji_sqlite_rollback(s);
    return status;
}

/* ---- the table ------------------------------------------------------------------------------- */

static cj_status lock(void *user, int32_t wait, cj_error **error)
{
    return cji_sqlite_lock(user, wait, error);
}

static void unlock(void *user)
{
    cji_sqlite_unlock(user);
}

static cj_status begin(void *user, cj_error **error)
{
    return cji_sqlite_begin(user, false, error);
}

static void end(void *user)
{
    cji_sqlite_rollback(user);
}

static cj_status append(void *user, const cj_stored_unit *unit, cj_error **error)
{
    return cji_sqlite_append(user, unit, error);
}

static cj_status scrub(void *user, cj_error **error)
{
    return cji_sqlite_scrub(user, error);
}

const cj_store_methods cji_sqlite_methods = {
    .size = sizeof(cj_store_methods),
    .name = "the store",
    .lock = lock,
    .unlock = unlock,
    .begin = begin,
    .end = end,
    .append = append,
    .load = load,
    .units = units,
    .cases = cases,
    .case_key = case_key,
    .has_unit = has_unit,
    .anchor = anchor,
    .number = number,
    .last = last,
    .bare = bare,
    .version = version,
    .scrub = scrub,
};
