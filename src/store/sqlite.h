/* SPDX-License-Identifier: MIT */
/* The built-in store: one SQLite file, its write lock, and the methods of <cjustice/store.h>. */
#ifndef CJI_STORE_SQLITE_H
#define CJI_STORE_SQLITE_H

#include <sys/stat.h>
#include <sys/types.h>

#include "store/store.h"

#define CJI_SQLITE_APPLICATION 0x434a5553 /* "CJUS", in the header of the file */
#define CJI_SQLITE_SCHEMA 2
#define CJI_SQLITE_DERIVED 1 /* of the derived tables: another number rebuilds them */

/* One statement of the store each; prepared when the store is opened, so that a file without our
 * tables is refused there. */
typedef enum cji_sqlite_sql {
    CJI_SQL_BEGIN_READ,
    CJI_SQL_BEGIN_WRITE,
    CJI_SQL_COMMIT,
    CJI_SQL_ROLLBACK,
    CJI_SQL_CASE_KEY,
    CJI_SQL_ROWS,
    CJI_SQL_ALL_ROWS,
    CJI_SQL_UNITS,
    CJI_SQL_BARE,
    CJI_SQL_LAST,
    CJI_SQL_UNIT_HAS,
    CJI_SQL_ANCHOR,
    CJI_SQL_META,
    CJI_SQL_DATA_VERSION,
    CJI_SQL_READING, /* what only reads the tables of an older schema ends here */
    CJI_SQL_CASES = CJI_SQL_READING,
    CJI_SQL_CASE_ADD,
    CJI_SQL_KEY_DROP,
    CJI_SQL_ACT_ADD,
    CJI_SQL_TOMBSTONE_ADD,
    CJI_SQL_ENTOMB,
    CJI_SQL_ACT_DROP,
    CJI_SQL_FINDINGS_SET,
    CJI_SQL_SUMMARY_SET,
    CJI_SQL_UNIT_ADD,
    CJI_SQL_ANCHOR_ADD,
    CJI_SQL_META_SET,
    CJI_SQL_COUNT,
} cji_sqlite_sql;

struct cji_sqlite {
    cj_context *ctx;
    char *path;
    struct sqlite3 *db;
    struct sqlite3_stmt *sql[CJI_SQL_COUNT];
    int lock_fd;
    bool reading; /* for reading only */
    bool lies;    /* and nobody had it open: `file` is what it was then */
    struct stat file;
    dev_t wal_device; /* the write-ahead log that the connection has open */
    ino_t wal_inode;
    struct stat shm; /* of the file that holds SQLite's locks */
    int shm_fd;      /* SQLite's own on it */
    bool guarded;
    bool lost; /* they were gone once: this connection is not to be used again */
};

extern const cj_store_methods cji_sqlite_methods;
cj_status cji_sqlite_open(cj_context *ctx, const char *path, bool to_read, cji_sqlite **out,
                          cj_error **error) CJI_CHECK;
void cji_sqlite_close(cji_sqlite *s, bool forked);
bool cji_sqlite_disturbed(const cji_sqlite *s);
/* The tables into an empty file. */
cj_status cji_sqlite_make(cj_context *ctx, const char *path, cj_error **error) CJI_CHECK;

/* ---- parts of it ----------------------------------------------------------------------------- */

extern const char *const cji_sqlite_texts[CJI_SQL_COUNT];
/* What makes each version of the schema out of the one before. */
extern const char *const cji_sqlite_versions[CJI_SQLITE_SCHEMA];
extern const char cji_sqlite_derived[]; /* makes the derived tables, empty */
extern const char cji_sqlite_as_new[];  /* lets what only reads see version 1 as 2 */
/* The problem of the last call, from SQLite's result code. */
cj_status cji_sqlite_fail(cji_sqlite *s, int rc, const char *what, cj_error **error);
/* Runs a bound statement that gives no row, and resets it. */
cj_status cji_sqlite_run(cji_sqlite *s, cji_sqlite_sql sql, const char *what,
                         cj_error **error) CJI_CHECK;
/* The schema that the file has. */
cj_status cji_sqlite_version(cji_sqlite *s, int64_t *out, cj_error **error) CJI_CHECK;
cj_status cji_sqlite_prepare(cji_sqlite *s, cj_error **error) CJI_CHECK;
/* Brings an older file up to CJI_SQLITE_SCHEMA and CJI_SQLITE_DERIVED, or leaves it as it was, and
 * prepares the statements. */
cj_status cji_sqlite_migrate(cji_sqlite *s, cj_error **error) CJI_CHECK;
/* Finds what cji_sqlite_check_locks looks at; the connection has its write-ahead log open. */
cj_status cji_sqlite_guard(cji_sqlite *s, cj_error **error) CJI_CHECK;
/* CJ_E_STORE when the connection has lost its locks; `writing`: inside of a write transaction. */
cj_status cji_sqlite_check_locks(cji_sqlite *s, bool writing, cj_error **error) CJI_CHECK;
cj_status cji_sqlite_lock(cji_sqlite *s, int32_t wait, cj_error **error) CJI_CHECK;
void cji_sqlite_unlock(cji_sqlite *s);
cj_status cji_sqlite_begin(cji_sqlite *s, bool write, cj_error **error) CJI_CHECK;
cj_status cji_sqlite_commit(cji_sqlite *s, cj_error **error) CJI_CHECK;
void cji_sqlite_rollback(cji_sqlite *s);
cj_status cji_sqlite_scrub(cji_sqlite *s, cj_error **error) CJI_CHECK;
cj_status cji_sqlite_append(cji_sqlite *s, const cj_stored_unit *unit, cj_error **error) CJI_CHECK;
cj_status cji_sqlite_set_number(cji_sqlite *s, const char *name, int64_t value,
                                cj_error **error) CJI_CHECK;
cj_status cji_sqlite_set_summary(cji_sqlite *s, const cj_case_summary *summary,
                                 cj_error **error) CJI_CHECK;

#endif
