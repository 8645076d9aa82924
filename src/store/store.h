/* SPDX-License-Identifier: MIT */
/*
 * The private header of the room store: one SQLite file, its write lock, acts in and out as rows.
 * It knows no actor's rights and writes no log; the room session ties it to both.
 */
#ifndef CJI_STORE_H
#define CJI_STORE_H

#include <sys/stat.h>
#include <sys/types.h>

#include "casework/casework.h"

#define CJI_STORE_APPLICATION 0x434a5553 /* "CJUS", in the header of the file */
#define CJI_STORE_SCHEMA 2
#define CJI_STORE_DERIVED 1 /* of the derived tables: another number rebuilds them */
#define CJI_STORE_DETAIL 2  /* the form of commitments that is written */
#define CJI_STORE_SECRET 32 /* bytes of a salt, and of the key of a case */
#define CJI_STORE_TX 37     /* the id of a unit: a UUID with its NUL */

/* One statement of the store each; prepared when the store is opened, so that a file without our
 * tables is refused there. */
typedef enum cji_store_sql {
    CJI_SQL_BEGIN_READ,
    CJI_SQL_BEGIN_WRITE,
    CJI_SQL_COMMIT,
    CJI_SQL_ROLLBACK,
    CJI_SQL_CASE_KEY,
    CJI_SQL_ROWS,
    CJI_SQL_ALL_ROWS,
    CJI_SQL_UNITS,
    CJI_SQL_BARE_THIS,
    CJI_SQL_BARE_CASE,
    CJI_SQL_BARE_UNIT,
    CJI_SQL_LAST,
    CJI_SQL_UNIT_HAS,
    CJI_SQL_ANCHOR,
    CJI_SQL_META,
    CJI_SQL_READING, /* what only reads the tables of an older schema ends here */
    CJI_SQL_CASES = CJI_SQL_READING,
    CJI_SQL_CASE_ADD,
    CJI_SQL_ACT_ADD,
    CJI_SQL_TOMBSTONE_ADD,
    CJI_SQL_FINDINGS_SET,
    CJI_SQL_SUMMARY_SET,
    CJI_SQL_UNIT_ADD,
    CJI_SQL_ANCHOR_ADD,
    CJI_SQL_META_SET,
    CJI_SQL_COUNT,
} cji_store_sql;

typedef struct cji_store {
    cj_context *ctx;
    char *path;
    struct sqlite3 *db;
    struct sqlite3_stmt *sql[CJI_SQL_COUNT];
    int lock_fd;
    int timeout;  /* of the write lock, in milliseconds; for tests to shorten */
    bool locked;  /* this handle holds the write lock */
    bool reading; /* by cji_store_open_to_read */
    bool lies;    /* and nobody had it open: `file` is what it was then */
    struct stat file;
    dev_t wal_device; /* the write-ahead log that the connection has open */
    ino_t wal_inode;
} cji_store;

/* Where the log stood when a unit was committed: after `index`, it had `size` entries. */
typedef struct cji_store_anchor {
    uint64_t index, size;
    uint8_t root[CJI_HASH];
} cji_store_anchor;

/* What is stored beside the act itself. */
typedef struct cji_store_facts {
    int64_t seq, unit;
    uint64_t log_index;
    int64_t entered_at;
    const char *entered_by;
    cji_str findings; /* of cji_findings_write */
} cji_store_facts;

/* A row as it is stored; its texts live until the next one is asked for. */
typedef struct cji_store_row {
    int64_t seq, kind, reason, unit;
    uint64_t log_index;
    int64_t entered_at;
    bool erased; /* a tombstone: no payload, no salt */
    cji_str act_id, case_id, entered_by, payload, salt;
    cji_str tx; /* of its unit; empty when the unit is not there */
    uint64_t first, last;
    int64_t detail; /* what its commitment covers */
    cji_str findings;
} cji_store_row;

/* What lists need of a case without reading its acts. It is derived, and the log does not commit to
 * it: access is decided on the case. */
typedef struct cji_store_summary {
    cji_str case_id;
    int32_t status;       /* CJ_CODE_CASE_STATUS_*, 0 when it has none */
    cji_str practitioner; /* empty when nobody is allocated */
    bool limited;         /* an act that counts limits access, at whatever time; or not known */
    int64_t changed_seq;
} cji_store_summary;

typedef struct cji_store_unit {
    int64_t unit;
    cji_str tx;
    uint64_t first, last;
} cji_store_unit;

/* Which rows are wanted: entered by a moment, and below an index of the log (intents from there on
 * have no outcome yet, so they are no evidence). */
typedef struct cji_store_view {
    const char *case_id;
    int64_t known_at;
    uint64_t below;
} cji_store_view;

/* path + suffix */
char *cji_store_beside(cj_context *ctx, const char *path, const char *suffix);
/* Tables and the first anchor into `path`, an empty file that the caller made. */
cj_status cji_store_fill(cj_context *ctx, const char *path, const cji_store_anchor *first,
                         cj_error **error) CJI_CHECK;
/* CJ_E_NOT_FOUND, CJ_E_STORE_FORMAT, CJ_E_STORE_NEWER, CJ_E_STORE_BUSY, CJ_E_STORE, CJ_E_IO. */
cj_status cji_store_open(cj_context *ctx, const char *path, cji_store **out,
                         cj_error **error) CJI_CHECK;
/*
 * For reading only, without a lock of ours: nothing is written, not even beside the file. If nobody
 * has the store open, the file is read as it lies there; that it was not left alone meanwhile is
 * for cji_store_disturbed to tell, and then what was read is worth nothing.
 */
cj_status cji_store_open_to_read(cj_context *ctx, const char *path, cji_store **out,
                                 cj_error **error) CJI_CHECK;
bool cji_store_disturbed(const cji_store *s);
/* NULL is accepted. After a fork the child forgets the handle without touching the file: closing
 * SQLite's connection there would take away the locks of the parent. */
void cji_store_close(cji_store *s, bool forked);

/*
 * The write lock, for the whole of a unit: from before its first read until its outcome is in the
 * log. It is a lock file beside the store, because SQLite's own lock ends with the commit.
 * CJ_E_STORE_BUSY when another handle keeps it: at once and without a problem in *error when the
 * caller does not wait.
 */
cj_status cji_store_lock(cji_store *s, bool wait, cj_error **error) CJI_CHECK;
void cji_store_unlock(cji_store *s);

cj_status cji_store_begin(cji_store *s, bool write, cj_error **error) CJI_CHECK;
/* *settled (may be NULL) tells whether the failure left the unit certainly out of the store. */
cj_status cji_store_commit(cji_store *s, bool *settled, cj_error **error) CJI_CHECK;
void cji_store_rollback(cji_store *s);
/* One small durable transaction: what was committed before it is on the disk, what failed to be
 * committed before it will not come back from the write-ahead log. Outside of a transaction. */
cj_status cji_store_flush(cji_store *s, cj_error **error) CJI_CHECK;

/* The key of a case of which the view has at least one act; *found is false when there is none. */
cj_status cji_store_case_key(cji_store *s, const cji_store_view *view,
                             uint8_t key[CJI_STORE_SECRET], bool *found,
                             cj_error **error) CJI_CHECK;
cj_status cji_store_add_case(cji_store *s, const char *case_id, const uint8_t key[CJI_STORE_SECRET],
                             cj_error **error) CJI_CHECK;
/* The case as its rows make it, in the order of entry, with what the store knows of each act. No
 * rule runs: findings are those that were stored. */
cj_status cji_store_load(cji_store *s, const cji_store_view *view, cj_case **out,
                         cj_error **error) CJI_CHECK;

/* The summary of a case as it is then, acts that were not stored yet with it; its practitioner
 * lives until the case changes. */
cj_status cji_store_summarise(cj_case *c, cji_store_summary *out, cj_error **error) CJI_CHECK;
/* Writes it: at the end of every unit that changes the case, in its transaction. */
cj_status cji_store_set_summary(cji_store *s, cj_case *c, cj_error **error) CJI_CHECK;
/* Every case of the store by rising id; a summary's texts live during the call. `fn` returns
 * CJ_OK to go on; another status ends the list and is given back. */
cj_status cji_store_each_case(cji_store *s,
                              cj_status (*fn)(void *user, const cji_store_summary *summary,
                                              cj_error **error),
                              void *user, cj_error **error) CJI_CHECK;

/*
 * Rows one after another, in a transaction: of a view in the order of entry, or (view NULL) all in
 * the order of the log. Begin, ask until *found is false, end.
 */
void cji_store_rows_begin(cji_store *s, const cji_store_view *view);
cj_status cji_store_rows_next(cji_store *s, const cji_store_view *view, cji_store_row *out,
                              bool *found, cj_error **error) CJI_CHECK;
void cji_store_rows_end(cji_store *s, const cji_store_view *view);
/* Units one after another, as they were recorded. */
cj_status cji_store_units_next(cji_store *s, cji_store_unit *out, bool *found,
                               cj_error **error) CJI_CHECK;
void cji_store_units_end(cji_store *s);
/* Something whose acts are gone: the case itself; or (case_id NULL) any case without an act, or any
 * unit without its first one. */
cj_status cji_store_bare(cji_store *s, const char *case_id, bool *found,
                         cj_error **error) CJI_CHECK;

/* The last sequence number and time of entry; 0 of an empty store. */
cj_status cji_store_last(cji_store *s, int64_t *seq, int64_t *entered_at,
                         cj_error **error) CJI_CHECK;
/* An act, or what is left of an erased one (entry->act NULL, salt not used). */
cj_status cji_store_add_entry(cji_store *s, const char *case_id, const cji_entry *entry,
                              const uint8_t salt[CJI_STORE_SECRET], const cji_store_facts *facts,
                              cj_error **error) CJI_CHECK;
cj_status cji_store_add_unit(cji_store *s, const char *tx, uint64_t first, uint64_t last,
                             int64_t *unit, cj_error **error) CJI_CHECK;
cj_status cji_store_has_unit(cji_store *s, const char *tx, bool *found, cj_error **error) CJI_CHECK;
cj_status cji_store_add_anchor(cji_store *s, const cji_store_anchor *anchor,
                               cj_error **error) CJI_CHECK;
/* The newest one. */
cj_status cji_store_anchor_of(cji_store *s, cji_store_anchor *out, cj_error **error) CJI_CHECK;

/* Below this index every intent of the log has its outcome, and the store agrees with it. */
#define CJI_META_SETTLED "settled"
#define CJI_META_FLUSHES "flushes"
#define CJI_META_CREATED "created_at"
#define CJI_META_DERIVED "derived" /* CJI_STORE_DERIVED when the tables were built */
cj_status cji_store_meta(cji_store *s, const char *key, int64_t *out, cj_error **error) CJI_CHECK;
cj_status cji_store_set_meta(cji_store *s, const char *key, int64_t value,
                             cj_error **error) CJI_CHECK;

/* ---- inside of the room ---------------------------------------------------------------------- */

extern const char *const cji_store_sql_texts[CJI_SQL_COUNT];
/* What makes each version of the schema out of the one before. */
extern const char *const cji_store_versions[CJI_STORE_SCHEMA];
extern const char cji_store_derived[]; /* makes the derived tables, empty */
extern const char cji_store_as_new[];  /* lets what only reads see version 1 as 2 */
/* The schema that the file has. */
cj_status cji_store_version(cji_store *s, int64_t *out, cj_error **error) CJI_CHECK;
cj_status cji_store_prepare(cji_store *s, cj_error **error) CJI_CHECK;
/* Brings an older file up to CJI_STORE_SCHEMA and CJI_STORE_DERIVED, or leaves it as it was, and
 * prepares the statements. */
cj_status cji_store_migrate(cji_store *s, cj_error **error) CJI_CHECK;
/* As cji_store_load, by another reader of the acts. */
cj_status cji_store_load_by(cji_store *s, const cji_store_view *view, bool known, cj_case **out,
                            cj_error **error) CJI_CHECK;
/* The problem of the last call, from SQLite's result code. */
cj_status cji_store_fail(cji_store *s, int rc, const char *what, cj_error **error);
/* Runs a bound statement that gives no row, and resets it. */
cj_status cji_store_run(cji_store *s, cji_store_sql sql, const char *what,
                        cj_error **error) CJI_CHECK;

#endif
