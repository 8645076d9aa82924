/* SPDX-License-Identifier: MIT */
/*
 * The private header of the room store: what sessions ask of a store, by the methods of
 * <cjustice/store.h>, be they of SQLite (sqlite.h) or of a host. It knows no actor's rights and
 * writes no log; the room session ties it to both.
 */
#ifndef CJI_STORE_H
#define CJI_STORE_H

#include "casework/casework.h"

#include <cjustice/store.h>

#define CJI_STORE_SECRET CJ_STORE_SECRET
#define CJI_STORE_DETAIL 2 /* the form of commitments that is written */
#define CJI_STORE_TX 37    /* the id of a unit: a UUID with its NUL */

/* Where the log stood when a unit was committed: after `index`, it had `size` entries. */
typedef cj_stored_anchor cji_store_anchor;

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

/* `unit` tells units apart. */
typedef struct cji_store_unit {
    int64_t unit;
    cji_str tx;
    uint64_t first, last;
} cji_store_unit;

/* What lists need of a case without reading its acts. It is derived, and the log does not commit to
 * it: access is decided on the case. */
typedef struct cji_store_summary {
    cji_str case_id;
    int32_t status;       /* CJ_CODE_CASE_STATUS_*, 0 when it has none */
    cji_str practitioner; /* empty when nobody is allocated */
    bool limited;         /* an act that counts limits access, at whatever time; or not known */
    int64_t changed_seq;  /* 0: the summary is not known */
} cji_store_summary;

/* Which rows are wanted: entered by a moment, and below an index of the log (intents from there on
 * have no outcome yet, so they are no evidence). */
typedef struct cji_store_view {
    const char *case_id;
    int64_t known_at;
    uint64_t below;
} cji_store_view;

/* What a transaction will write. What is pointed to lives in the arena or, as said where it is
 * added, with the caller. */
typedef struct cji_store_staging {
    cji_arena arena;
    cj_stored_unit unit;
    cj_stored_act const **acts;
    cj_stored_erasure const **erasures;
    cj_stored_number *numbers;
    size_t acts_capacity, erasures_capacity, numbers_capacity;
    cj_stored_anchor anchor;
    cj_case_summary summary;
    uint8_t key[CJI_STORE_SECRET];
} cji_store_staging;

/* Rows or units that were read ahead. */
typedef struct cji_store_page {
    cji_arena arena;
    cji_store_row *rows;
    cji_store_unit *units;
    size_t n, at, capacity, bytes;
    uint64_t since;
    bool last; /* the store has nothing behind it */
} cji_store_page;

/* Two that are known and the same: nothing was committed between them. */
typedef struct cji_store_stamp {
    bool known;
    int64_t version;  /* of what others have written */
    uint64_t commits; /* of this handle */
} cji_store_stamp;

typedef struct cji_sqlite cji_sqlite;

typedef struct cji_store {
    cj_context *ctx;
    char *path; /* for messages: of the database, or of a host's log */
    cj_store_methods methods;
    void *user;
    cji_sqlite *lite; /* the built-in store, which is closed with the handle; NULL of a host's */
    int32_t timeout;  /* of the write lock, in milliseconds; for tests to shorten */
    bool locked;      /* this handle holds the write lock */
    bool kept;        /* for a prepared unit, which alone gives it back */
    bool begun;
    uint64_t commits;
    cji_store_staging staging;
    cji_store_page pages[3]; /* of a case, of all rows, of units */
} cji_store;

/* path + suffix */
char *cji_store_beside(cj_context *ctx, const char *path, const char *suffix);
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
/* A store by methods; `path` is what problems are reported under. CJ_E_MISUSE. */
cj_status cji_store_open_by(cj_context *ctx, const cj_store_methods *methods, void *user,
                            const char *path, cji_store **out, cj_error **error) CJI_CHECK;
/* Tables of the built-in store and the first anchor into `path`, an empty file that the caller
 * made. */
cj_status cji_store_fill(cj_context *ctx, const char *path, const cji_store_anchor *first,
                         cj_error **error) CJI_CHECK;
/* The first anchor and the numbers into a store without any. */
cj_status cji_store_found(cji_store *s, const cji_store_anchor *first, cj_error **error) CJI_CHECK;
/* NULL is accepted. After a fork the child forgets the handle without touching the file: closing
 * SQLite's connection there would take away the locks of the parent. */
void cji_store_close(cji_store *s, bool forked);

/*
 * The write lock, for the whole of a unit: from before its first read until its outcome is in the
 * log. CJ_E_STORE_BUSY when another handle or a prepared unit keeps it: at once and without a
 * problem in *error when the caller does not wait.
 */
cj_status cji_store_lock(cji_store *s, bool wait, cj_error **error) CJI_CHECK;
void cji_store_unlock(cji_store *s);

/* What is read until the end is one state of the store. With `write`, what is added is staged. */
cj_status cji_store_begin(cji_store *s, bool write, cj_error **error) CJI_CHECK;
/* Ends the reading and writes what is staged, all or nothing, durably. *settled (may be NULL) tells
 * whether the failure left the unit certainly out of the store. */
cj_status cji_store_commit(cji_store *s, bool *settled, cj_error **error) CJI_CHECK;
/* Ends the reading and forgets what is staged. */
void cji_store_rollback(cji_store *s);
/* One small durable transaction: what was committed before it is on the disk, what failed to be
 * committed before it will not come back. Outside of a transaction. */
cj_status cji_store_flush(cji_store *s, cj_error **error) CJI_CHECK;
/* Inside of a transaction: what it reads is of that stamp. */
cj_status cji_store_stamp_of(cji_store *s, cji_store_stamp *out, cj_error **error) CJI_CHECK;
/* Ends the reading, and gives away what is staged and the write lock: to a prepared unit. */
void cji_store_give(cji_store *s, cji_store_staging *out);
/* The unit has ended. */
void cji_store_take_back(cji_store *s, cji_store_staging *staging);

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
/* The same with the rules run again (not known); *seq (may be NULL) is of the last act. */
cj_status cji_store_load_by(cji_store *s, const cji_store_view *view, bool known, cj_case **out,
                            int64_t *seq, cj_error **error) CJI_CHECK;

/* The summary of a case as it is then, acts that were not stored yet with it; its texts live until
 * the case changes. changed_seq is left 0. */
cj_status cji_store_summarise(cj_case *c, cj_case_summary *out, cj_error **error) CJI_CHECK;
/* Adds it: behind the acts of every unit that changes the case. */
cj_status cji_store_set_summary(cji_store *s, cj_case *c, cj_error **error) CJI_CHECK;
/* Every case of the store by rising id; a summary's texts live during the call. `fn` returns
 * CJ_OK to go on; another status ends the list and is given back. It may ask the store. */
cj_status cji_store_each_case(cji_store *s,
                              cj_status (*fn)(void *user, const cji_store_summary *summary,
                                              cj_error **error),
                              void *user, cj_error **error) CJI_CHECK;

/*
 * Rows one after another, in a transaction: of a view, or (view NULL) all, in the order of the log.
 * Begin, ask until *found is false, end. What is staged to be erased is a tombstone already.
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
 * unit without its last one. */
cj_status cji_store_bare(cji_store *s, const char *case_id, bool *found,
                         cj_error **error) CJI_CHECK;

/* The last sequence number and time of entry; 0 of an empty store. */
cj_status cji_store_last(cji_store *s, int64_t *seq, int64_t *entered_at,
                         cj_error **error) CJI_CHECK;
/* An act, or what is left of an erased one (entry->act NULL, salt not used). The entry, the salt
 * and the texts of the facts live until the transaction has ended. */
cj_status cji_store_add_entry(cji_store *s, const char *case_id, const cji_entry *entry,
                              const uint8_t salt[CJI_STORE_SECRET], const cji_store_facts *facts,
                              cj_error **error) CJI_CHECK;
/* Before its entries. */
cj_status cji_store_add_unit(cji_store *s, const char *tx, uint64_t first, uint64_t last,
                             int64_t *unit, cj_error **error) CJI_CHECK;
cj_status cji_store_has_unit(cji_store *s, const char *tx, bool *found, cj_error **error) CJI_CHECK;
cj_status cji_store_add_anchor(cji_store *s, const cji_store_anchor *anchor,
                               cj_error **error) CJI_CHECK;
/* The newest one. */
cj_status cji_store_anchor_of(cji_store *s, cji_store_anchor *out, cj_error **error) CJI_CHECK;

/* The act gives way to its tombstone. */
cj_status cji_store_entomb(cji_store *s, const char *case_id, cji_str act_id, int32_t reason,
                           cj_error **error) CJI_CHECK;
/* Nothing in the log can be tied to the case any more. Its key reads as zeros from then on. */
cj_status cji_store_drop_key(cji_store *s, const char *case_id, cj_error **error) CJI_CHECK;
bool cji_store_key_gone(const uint8_t key[CJI_STORE_SECRET]);
/* An erasure was committed, and the files were not scrubbed since. */
cj_status cji_store_unclean(cji_store *s, bool *out, cj_error **error) CJI_CHECK;
/* Leaves nothing of what was erased in any file of the store, and notes that. Holding the write
 * lock, outside of a transaction. CJ_E_STORE_BUSY while a reader stays. */
cj_status cji_store_scrub(cji_store *s, cj_error **error) CJI_CHECK;

/* Below this index every intent of the log has its outcome, and the store agrees with it. */
#define CJI_META_SETTLED "settled"
#define CJI_META_FLUSHES "flushes"
#define CJI_META_CREATED "created_at"
#define CJI_META_UNCLEAN "unclean" /* 1: what was erased may have left traces in the files */
#define CJI_META_DERIVED "derived" /* of SQLite's derived tables: CJI_SQLITE_DERIVED */
cj_status cji_store_meta(cji_store *s, const char *key, int64_t *out, cj_error **error) CJI_CHECK;
/* `key` lives until the transaction has ended. */
cj_status cji_store_set_meta(cji_store *s, const char *key, int64_t value,
                             cj_error **error) CJI_CHECK;

/* Of the built-in store: a consistent copy of the database as a new file (0600), while others
 * write. CJ_E_STORE_EXISTS; CJ_E_MISUSE of a host's store. */
cj_status cji_store_copy(cji_store *s, const char *path, cj_error **error) CJI_CHECK;

/* ---- inside of the room ---------------------------------------------------------------------- */

void cji_store_staging_fini(cj_context *ctx, cji_store_staging *staging);
/* What a method gave: a code that it may give, with a problem if it said none. `said` is how many
 * there were before. */
cj_status cji_store_ended(cji_store *s, cj_status status, size_t said, const char *what,
                          cj_error **error);
void cji_store_pages_init(cji_store *s);
void cji_store_pages_fini(cji_store *s);

#endif
