/* SPDX-License-Identifier: MIT */
/* The tables of the store, and every statement that is run on them. */
#include "store/sqlite.h"

#include <sqlite3.h>
#include <stdio.h>

/*
 * acts.payload is the act's canonical bytes as they were committed to, and never changes; with the
 * salt it is what the log's `com` commits to. An erased act leaves its row for one in tombstones
 * under the same seq, so that exports keep its place. seq rises through both tables.
 */
/* clang-format off */
static const char version_1[] =
    "CREATE TABLE meta(\n"
    "  key TEXT PRIMARY KEY,\n"
    "  value ANY NOT NULL\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE TABLE cases(\n"
    "  case_id TEXT PRIMARY KEY,\n"
    "  key BLOB NOT NULL CHECK(length(key) = 32)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE TABLE units(\n"
    "  unit INTEGER PRIMARY KEY,\n"
    "  tx TEXT NOT NULL UNIQUE,\n"
    "  first_index INTEGER NOT NULL,\n"
    "  last_index INTEGER NOT NULL CHECK(last_index >= first_index)\n"
    ") STRICT;\n"
    "CREATE TABLE anchor(\n"
    "  log_index INTEGER PRIMARY KEY,\n"
    "  size INTEGER NOT NULL CHECK(size > log_index),\n"
    "  root BLOB NOT NULL CHECK(length(root) = 32)\n"
    ") STRICT;\n"
    "CREATE TABLE acts(\n"
    "  seq INTEGER PRIMARY KEY,\n"
    "  act_id TEXT NOT NULL,\n"
    "  case_id TEXT NOT NULL REFERENCES cases(case_id),\n"
    "  kind INTEGER NOT NULL,\n"
    "  vocabulary_version INTEGER NOT NULL,\n"
    "  payload BLOB NOT NULL,\n"
    "  salt BLOB NOT NULL CHECK(length(salt) = 32),\n"
    "  log_index INTEGER NOT NULL UNIQUE,\n"
    "  entered_at INTEGER NOT NULL,\n"
    "  entered_by TEXT NOT NULL,\n"
    "  unit INTEGER NOT NULL REFERENCES units(unit),\n"
    "  UNIQUE(case_id, act_id)\n"
    ") STRICT;\n"
    "CREATE INDEX acts_of_case ON acts(case_id, seq);\n"
    "CREATE TABLE tombstones(\n"
    "  seq INTEGER PRIMARY KEY,\n"
    "  act_id TEXT NOT NULL,\n"
    "  case_id TEXT NOT NULL REFERENCES cases(case_id),\n"
    "  kind INTEGER NOT NULL,\n"
    "  reason INTEGER NOT NULL,\n"
    "  log_index INTEGER NOT NULL UNIQUE,\n"
    "  entered_at INTEGER NOT NULL,\n"
    "  entered_by TEXT NOT NULL,\n"
    "  unit INTEGER NOT NULL REFERENCES units(unit),\n"
    "  UNIQUE(case_id, act_id)\n"
    ") STRICT;\n"
    "CREATE INDEX tombstones_of_case ON tombstones(case_id, seq);\n";

/*
 * acts.findings is what conduct rules found when the act was entered, as casework writes it. detail
 * is the form of the commitment: 1 covers the payload alone, 2 the findings too.
 */
static const char version_2[] =
    "ALTER TABLE acts ADD COLUMN detail INTEGER NOT NULL DEFAULT 1;\n"
    "ALTER TABLE acts ADD COLUMN findings TEXT NOT NULL DEFAULT '';\n"
    "DROP INDEX acts_of_case;\n"
    "DROP INDEX tombstones_of_case;\n"
    "CREATE INDEX acts_of_case ON acts(case_id, log_index);\n"
    "CREATE INDEX tombstones_of_case ON tombstones(case_id, log_index);\n"
    "CREATE INDEX units_of_log ON units(first_index);\n";

const char *const cji_sqlite_versions[CJI_SQLITE_SCHEMA] = {version_1, version_2};

const char cji_sqlite_derived[] =
    "DROP TABLE IF EXISTS case_summary;\n"
    "CREATE TABLE case_summary(\n"
    "  case_id TEXT PRIMARY KEY REFERENCES cases(case_id),\n"
    "  status INTEGER NOT NULL,\n"
    "  practitioner TEXT NOT NULL,\n"
    "  limited INTEGER NOT NULL,\n"
    "  changed_seq INTEGER NOT NULL\n"
    ") STRICT, WITHOUT ROWID;\n";

const char cji_sqlite_as_new[] =
    "CREATE TEMP VIEW acts AS SELECT *, 1 AS detail, '' AS findings FROM main.acts";

#define ROW(act, salt, found)                                                                      \
    "log_index, act_id, kind, " act ", seq, entered_at, entered_by, case_id, " salt                \
    ", unit, tx, first_index, last_index, " found " "
#define UNIT "LEFT JOIN units USING(unit) "
/* The two tables share their ids and places. */
#define NONE_IN(other)                                                                             \
    "WHERE NOT EXISTS(SELECT 1 FROM " other " WHERE case_id = ?3 AND act_id = ?2) AND "            \
    "NOT EXISTS(SELECT 1 FROM " other " WHERE log_index = ?5)"
#define NO_ACTS(where)                                                                             \
    "NOT EXISTS(SELECT 1 FROM acts WHERE " where ") AND "                                          \
    "NOT EXISTS(SELECT 1 FROM tombstones WHERE " where ")"

const char *const cji_sqlite_texts[CJI_SQL_COUNT] = {
    [CJI_SQL_BEGIN_READ] = "BEGIN DEFERRED",
    [CJI_SQL_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [CJI_SQL_COMMIT] = "COMMIT",
    [CJI_SQL_ROLLBACK] = "ROLLBACK",
    [CJI_SQL_CASE_KEY] = "SELECT key FROM cases WHERE case_id = ?1",
    [CJI_SQL_ROWS] = "SELECT " ROW("payload, 0", "salt", "detail, findings, vocabulary_version")
                     "FROM acts " UNIT "WHERE case_id = ?1 AND log_index >= ?2 UNION ALL "
                     "SELECT " ROW("NULL, reason", "NULL", "0, '', 0")
                     "FROM tombstones " UNIT "WHERE case_id = ?1 AND log_index >= ?2 ORDER BY 1",
    [CJI_SQL_ALL_ROWS] = "SELECT " ROW("payload, 0", "salt", "detail, findings, vocabulary_version")
                         "FROM acts " UNIT "WHERE log_index >= ?2 UNION ALL "
                         "SELECT " ROW("NULL, reason", "NULL", "0, '', 0")
                         "FROM tombstones " UNIT "WHERE log_index >= ?2 ORDER BY 1",
    [CJI_SQL_UNITS] = "SELECT tx, first_index, last_index FROM units WHERE first_index >= ?1 "
                      "ORDER BY first_index",
    [CJI_SQL_CASES] = "SELECT case_id, practitioner, status, limited, changed_seq FROM cases "
                      "LEFT JOIN case_summary USING(case_id) WHERE case_id > ?1 ORDER BY case_id",
    [CJI_SQL_BARE] = "SELECT 1 FROM cases AS c WHERE " NO_ACTS("case_id = c.case_id") " UNION ALL "
                     "SELECT 1 FROM units AS u WHERE " NO_ACTS("log_index = u.last_index")
                     " LIMIT 1",
    [CJI_SQL_LAST] = "SELECT ifnull(max(seq), 0), ifnull(max(entered_at), 0) FROM ("
                     "SELECT * FROM (SELECT seq, entered_at FROM acts ORDER BY seq DESC LIMIT 1) "
                     "UNION ALL SELECT * FROM "
                     "(SELECT seq, entered_at FROM tombstones ORDER BY seq DESC LIMIT 1))",
    [CJI_SQL_CASE_ADD] = "INSERT INTO cases(case_id, key) VALUES(?1, ?2)",
    [CJI_SQL_KEY_DROP] = "UPDATE cases SET key = zeroblob(32) WHERE case_id = ?1",
    [CJI_SQL_ACT_ADD] =
        "INSERT INTO acts(seq, act_id, case_id, kind, log_index, entered_at, entered_by, unit, "
        "vocabulary_version, payload, salt, detail, findings) "
        "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13 " NONE_IN("tombstones"),
    [CJI_SQL_TOMBSTONE_ADD] =
        "INSERT INTO tombstones(seq, act_id, case_id, kind, log_index, entered_at, entered_by, "
        "unit, reason) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 " NONE_IN("acts"),
    [CJI_SQL_ENTOMB] =
        "INSERT INTO tombstones(seq, act_id, case_id, kind, log_index, entered_at, entered_by, "
        "unit, reason) SELECT seq, act_id, case_id, kind, log_index, entered_at, entered_by, unit, "
        "?3 FROM acts WHERE case_id = ?1 AND act_id = ?2",
    [CJI_SQL_ACT_DROP] = "DELETE FROM acts WHERE case_id = ?1 AND act_id = ?2",
    [CJI_SQL_FINDINGS_SET] = "UPDATE acts SET findings = ?2 WHERE log_index = ?1",
    [CJI_SQL_SUMMARY_SET] =
        "INSERT OR REPLACE INTO case_summary(case_id, practitioner, status, limited, changed_seq) "
        "VALUES(?1, ?2, ?3, ?4, ?5)",
    [CJI_SQL_UNIT_HAS] = "SELECT 1 FROM units WHERE tx = ?1",
    [CJI_SQL_UNIT_ADD] = "INSERT INTO units(tx, first_index, last_index) VALUES(?1, ?2, ?3)",
    [CJI_SQL_ANCHOR] = "SELECT log_index, size, root FROM anchor ORDER BY log_index DESC LIMIT 1",
    [CJI_SQL_ANCHOR_ADD] = "INSERT INTO anchor(log_index, size, root) VALUES(?1, ?2, ?3)",
    [CJI_SQL_META] = "SELECT value FROM meta WHERE key = ?1",
    [CJI_SQL_DATA_VERSION] = "PRAGMA data_version",
    [CJI_SQL_META_SET] = "INSERT INTO meta(key, value) VALUES(?1, ?2) "
                         "ON CONFLICT(key) DO UPDATE SET value = excluded.value",
};

/* clang-format on */

static int execute(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static int make_tables(sqlite3 *db)
{
    char numbers[96];
    int rc = execute(db, "PRAGMA journal_mode=WAL");
    snprintf(numbers, sizeof numbers, "PRAGMA application_id=%d; PRAGMA user_version=%d",
             CJI_SQLITE_APPLICATION, CJI_SQLITE_SCHEMA);
    if (rc == SQLITE_OK)
        rc = execute(db, "PRAGMA synchronous=FULL; BEGIN IMMEDIATE");
    if (rc == SQLITE_OK)
        rc = execute(db, numbers);
    /* As a migration would: there is one way to a schema. */
    for (int i = 0; rc == SQLITE_OK && i < CJI_SQLITE_SCHEMA; i++)
        rc = execute(db, cji_sqlite_versions[i]);
    return rc == SQLITE_OK ? execute(db, "COMMIT") : rc;
}

cj_status cji_sqlite_make(cj_context *ctx, const char *path, cj_error **error)
{
    cji_place place = {.file = path};
    sqlite3 *db = NULL;
    int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_OK)
        rc = make_tables(db);
    if (rc != SQLITE_OK)
        cji_fail(ctx, error, CJ_E_STORE, &place, "cannot make the tables: %s",
                 db != NULL ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
    sqlite3_close(db);
    return rc == SQLITE_OK ? CJ_OK : CJ_E_STORE;
}
