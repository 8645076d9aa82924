/* SPDX-License-Identifier: MIT */
/*
 * The private header of the room session: it ties actor, purpose and access to the store and the
 * log. A unit is: one intent for each act (durable), the transaction of the store, one outcome.
 */
#ifndef CJI_SESSION_H
#define CJI_SESSION_H

#include <pthread.h>

#include "audit/audit.h"
#include "policy/policy.h"
#include "store/store.h"

#include <cjustice/session.h>

/* Intents that have no outcome yet. */
typedef struct cji_session_pending {
    char tx[CJI_STORE_TX];
    uint64_t first; /* index of its first intent */
    int64_t n;
} cji_session_pending;

struct cj_store {
    atomic_int refs;
    cj_context *ctx;
    pid_t pid;
    pthread_mutex_t mutex; /* around every call; the write lock is taken inside of it */
    cji_store *db;
    cji_audit *log;
    bool broken;      /* a commit ended unknown: only opening again tells */
    uint64_t scanned; /* entries of the log that were looked at */
    cji_session_pending *pending;
    size_t npending, pending_capacity;
};

/* Who an entry of the log is of. */
typedef struct cji_session_who {
    const char *actor, *role, *org, *purpose, *session;
} cji_session_who;

struct cj_session {
    atomic_int refs;
    cj_store *store;
    cj_policy *policy;
    cji_arena arena;
    cji_session_who who;
    char id[37];
};

/* All parts there, and ids. The texts of *out are those of the caller. */
cj_status cji_session_identify(cj_context *ctx, const cj_identity *given, cji_session_who *out,
                               cj_error **error) CJI_CHECK;
cji_audit_entry cji_session_entry(const cji_session_who *who, const char *op, const char *act);
/* Durable; every failure that is not of memory, fork or the log itself becomes CJ_E_LOG. */
cj_status cji_session_log(cj_store *store, const cji_audit_entry *entries, size_t n,
                          uint64_t *first, cj_error **error) CJI_CHECK;
cj_status cji_session_log_failed(cj_store *store, cj_status status, cj_error **error);
/* The session may do the operation, or a `deny` is logged. `act` and `obj` are for that entry. */
cj_status cji_session_permit(cj_session *session, const char *operation, const char *act,
                             const char *obj, cj_error **error) CJI_CHECK;
cj_status cji_session_denied(cj_context *ctx, const cji_session_who *who, const char *operation,
                             cj_error **error);
/* The store is ours for this call: CJ_E_FORK or CJ_E_STORE when it cannot be. */
cj_status cji_session_enter(cj_store *store, cj_error **error) CJI_CHECK;
void cji_session_leave(cj_store *store);
/* HMAC-SHA256(key of the case, "subj" and its id), the first 16 bytes in hex. */
#define CJI_SESSION_SUBJ 33
cj_status cji_session_subj(cj_context *ctx, const uint8_t key[CJI_STORE_SECRET],
                           const char *case_id, char out[CJI_SESSION_SUBJ],
                           cj_error **error) CJI_CHECK;

/* ---- units of acts (record.c) -----------------------------------------------------------------
 */

typedef struct cji_session_unit {
    cj_session *session;
    cj_store *store;
    cj_context *ctx;
    cj_case *c;   /* as stored, with the new acts behind */
    size_t known; /* entries that the store has */
    bool fresh;   /* a case that the store does not have */
    uint8_t key[CJI_STORE_SECRET];
    cji_arena arena;
    char tx[CJI_STORE_TX], subj[CJI_SESSION_SUBJ];
    const char *subjects[1];
    size_t n;
    cji_audit_entry *intents;
    uint8_t (*salts)[CJI_STORE_SECRET];
    cji_str *findings; /* of each act, as they are stored */
    uint64_t first;
} cji_session_unit;

/* As cji_session_enter, by somebody who may record. */
cj_status cji_session_enter_to_record(cj_session *session, cj_error **error) CJI_CHECK;
/* Holds the write lock and has the case, until it is rolled back and unlocked; and freed, also
 * after a failure. */
cj_status cji_session_unit_begin(cji_session_unit *u, cj_session *session, const char *case_id,
                                 cj_error **error) CJI_CHECK;
cj_status cji_session_unit_stage(cji_session_unit *u, cj_act *const *acts, size_t n,
                                 cj_error **error) CJI_CHECK;
/* The intents are in the log, and the transaction is staged. On failure the unit has failed. */
cj_status cji_session_unit_intend(cji_session_unit *u, cj_error **error) CJI_CHECK;
cj_status cji_session_unit_outcome(cji_session_unit *u, bool stored, cj_error **error);
void cji_session_unit_free(cji_session_unit *u);

/* ---- agreement of store and log (settle.c) --------------------------------------------------- */

/* The newest anchor of the store is in the log. CJ_E_STORE_LOG if not. */
cj_status cji_session_agree(cj_store *store, const cji_store_anchor *anchor,
                            cj_error **error) CJI_CHECK;
/* Takes in what the log has now: which units are pending, and whether the store has what the
 * others say that it has. Outside of a transaction. */
cj_status cji_session_scan(cj_store *store, cj_error **error) CJI_CHECK;
/* Gives pending units their outcome. The caller holds the write lock, outside of a transaction. */
cj_status cji_session_settle(cj_store *store, cj_error **error) CJI_CHECK;
/* Scans, and settles unless a process is recording now: then what is pending is its unit. */
cj_status cji_session_settle_if_free(cj_store *store, cj_error **error) CJI_CHECK;
/* The session's own entries need not be read back: intents, or the outcome, of a unit. */
void cji_session_told(cj_store *store, const char *tx, uint64_t first, size_t n, bool intents);
/* Acts whose intent is here or behind have no outcome, or were not looked at. */
uint64_t cji_session_below(const cj_store *store);

/* ---- acts and their commitments (check.c) ---------------------------------------------------- */

/* For %.*s: an id, which may have been altered to anything. */
#define CJI_SESSION_ID(text) (int)((text).n < 128 ? (text).n : 128), (text).p
/* In hex, detail 2: SHA-256("cj/detail/v2\0" salt length payload findings); 1, of older rows:
 * SHA-256("cj/detail/v1\0" salt payload). It says nothing once the salt is gone. */
#define CJI_SESSION_COM (2 * CJI_HASH + 1)
cj_status cji_session_commitment(cj_context *ctx, int64_t detail, cji_str salt, cji_str payload,
                                 cji_str findings, char out[CJI_SESSION_COM],
                                 cj_error **error) CJI_CHECK;
/* Whether the row is what its entry of the log says; *wrong is NULL, or the rest of a sentence that
 * begins with the act. */
cj_status cji_session_check_row(cj_context *ctx, const cji_store_row *row, const char *subj,
                                const cji_audit_entry *entry, const char **wrong,
                                cj_error **error) CJI_CHECK;
/* Every act of the case is as it was committed to, and its units are whole. CJ_E_STORE_LOG. Also
 * what a view would not show is looked at: an altered row must not hide behind it. */
cj_status cji_session_check_case(cj_store *store, const char *case_id,
                                 const uint8_t key[CJI_STORE_SECRET], cj_error **error) CJI_CHECK;
/* A case that is not found, was it ever there? CJ_E_STORE_LOG if its acts (or, not for `fresh`
 * ones that are recorded now, those of any) are gone. */
cj_status cji_session_check_absent(cj_store *store, const char *case_id, bool fresh,
                                   cj_error **error) CJI_CHECK;

#endif
