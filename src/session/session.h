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

/* A case and where the store stood when it was as the store has it. */
typedef struct cji_session_kept {
    cj_case *c; /* NULL: none */
    uint8_t key[CJI_STORE_SECRET];
    cji_store_stamp stamp;
} cji_session_kept;

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
    cji_session_kept kept;
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
/* HMAC-SHA256(key of the case, "subj" and its id), the first 16 bytes in hex; "" when the key was
 * erased with the case. */
#define CJI_SESSION_SUBJ 33
cj_status cji_session_subj(cj_context *ctx, const uint8_t key[CJI_STORE_SECRET],
                           const char *case_id, char out[CJI_SESSION_SUBJ],
                           cj_error **error) CJI_CHECK;

/* ---- access to a case (access.c) ------------------------------------------------------------- */

/* Moments are inclusive. */
typedef struct cji_access_override {
    const char *id;
    bool own, ended; /* of the actor; found not justified */
    int64_t from, until;
} cji_access_override;

/* All that the decision rests on. */
typedef struct cji_access_facts {
    const char *operation; /* as in the policy */
    bool permitted;        /* by the policy */
    bool may_override;     /* likewise, the operation `override` */
    bool known;            /* named as staff by an act of the case */
    bool wants_relation;   /* by the policy */
    bool related;          /* practitioner, or responsible officer of a live order */
    int64_t now;
    int32_t day;
    const cji_limit *limits;
    size_t nlimits;
    const cji_access_override *overrides;
    size_t noverrides;
} cji_access_facts;

typedef struct cji_access {
    const char *lao;      /* for the log: what limits the case, or refused */
    const char *override; /* the id of the one that let the actor in, else NULL */
} cji_access;

bool cji_access_decide(const cji_access_facts *facts, cji_access *out);
/* That day; today, in UTC, where none is given (precision 0). */
cj_date cji_session_as_of(const cj_store *store, cj_date day);

/* A case as the store has it now, whole: limits that came after a view's moment count too. */
typedef struct cji_session_scope {
    cj_session *session;
    cj_case *c;
    const uint8_t *key; /* of the case */
} cji_session_scope;

/* How the actor was let in, for the entries of the log. */
typedef struct cji_session_grant {
    const char *lao;
    char btg[CJI_SESSION_SUBJ]; /* "" without an override */
} cji_session_grant;

cj_status cji_session_load(cj_store *store, const char *case_id,
                           const uint8_t key[CJI_STORE_SECRET], cj_case **out,
                           cj_error **error) CJI_CHECK;
/* Why a case is looked at: the operation of the policy, and how the log calls it. */
typedef struct cji_session_reason {
    const char *operation, *op, *act, *parts;
    bool firm; /* not by an override */
} cji_session_reason;

typedef struct cji_session_viewed {
    cj_case *c; /* the caller unrefs it */
    cji_session_grant grant;
    char subj[CJI_SESSION_SUBJ];
} cji_session_viewed;

/* A view of a case, of a store that is entered. It is in the log when `op` of the reason is given;
 * else the caller logs what it was for, before anything of it is handed out. */
cj_status cji_session_view(cj_session *session, const cji_session_reason *why, const char *case_id,
                           int64_t known_at, cji_session_viewed *out, cj_error **error) CJI_CHECK;
/* Decides without a trace: for lists, which pass over what is barred. */
cj_status cji_session_may(const cji_session_scope *scope, const char *operation, bool *allowed,
                          cji_access *out, cj_error **error) CJI_CHECK;
/* Decides; a refusal is logged and CJ_E_DENIED. `act` and `obj` are for that entry. */
cj_status cji_session_decide(const cji_session_scope *scope, const char *operation, const char *act,
                             const char *obj, cji_session_grant *out, cj_error **error) CJI_CHECK;
/* The refusal by a case, which `lao` limits: in the log, and CJ_E_DENIED. */
cj_status cji_session_bar(const cji_session_scope *scope, const char *operation, const char *act,
                          const char *obj, const char *lao, cj_error **error) CJI_CHECK;
/* The acts behind the known ones, staged to be recorded: who was let in by an override records what
 * happened, not who may see the case. */
cj_status cji_session_decide_unit(const cji_session_scope *scope, size_t known_acts,
                                  const char *act, const cji_session_grant *grant,
                                  cj_error **error) CJI_CHECK;
/* Takes a case of a list. Its state may be asked for; what is kept is copied. */
typedef cj_status (*cji_session_take_fn)(void *user, const cji_session_scope *scope,
                                         cj_error **error);
/* Told how far a walk has come, in thousandths. */
typedef struct cji_session_progress {
    void (*fn)(size_t done, size_t total, void *user); /* may be NULL */
    void *user;
} cji_session_progress;
/* Permits "list" and goes through the open cases that the actor may open: those they hold, or all
 * with "list-all". What is barred is passed over as if it were not there. `progress` may be NULL.
 */
cj_status cji_session_each_open(cj_session *session, const char *act, cji_session_take_fn take,
                                void *user, const cji_session_progress *progress,
                                cj_error **error) CJI_CHECK;
/* Permits the operation and goes through all cases for which the actor may do it, closed ones too.
 * Never by an override. */
cj_status cji_session_each(cj_session *session, const char *operation, const char *act,
                           cji_session_take_fn take, void *user, cj_error **error) CJI_CHECK;
/* The rows of a list that are given out, by their pseudonyms: in the log before they are. */
cj_status cji_session_log_rows(cj_session *session, const char *act, const char *const *subjects,
                               size_t n, cj_error **error) CJI_CHECK;
/* The same with all that the entry says but `subj` and `n`. *first is the index of the first: an
 * entry names so many subjects only. */
cj_status cji_session_log_subjects(cj_session *session, const cji_audit_entry *what,
                                   const char *const *subjects, size_t n, uint64_t *first,
                                   cj_error **error) CJI_CHECK;
/* The pseudonym of an override in the log. */
cj_status cji_session_btg(cj_context *ctx, const uint8_t key[CJI_STORE_SECRET],
                          const char *override, char out[CJI_SESSION_SUBJ],
                          cj_error **error) CJI_CHECK;
void cji_session_grant_entry(const cji_session_grant *grant, cji_audit_entry *entry);

/* ---- one unit in the log and in the store (batch.c) ------------------------------------------ */

/* n intents, of which the last `nacts` are of the last acts of the case; the others are of what
 * goes. The write lock is held, and a transaction is begun. */
typedef struct cji_session_batch {
    cj_session *session;
    cj_case *c; /* as it will be */
    size_t n, nacts;
    cji_audit_entry *intents;           /* for the caller to fill */
    uint8_t (*salts)[CJI_STORE_SECRET]; /* of each act */
    const cji_str *findings;            /* likewise, as they are stored; NULL: none has any */
    bool soon; /* the outcome: if power fails before it is on the disk, the store tells it again */
    char tx[CJI_STORE_TX];
    uint64_t first; /* index of the first intent */
    int64_t entered_at;
    bool stored; /* the store has it */
} cji_session_batch;

/* Its memory, its id and its salts; it is ended also after a failure, and may be before. */
cj_status cji_session_batch_begin(cji_session_batch *b, cj_session *session, cj_case *c, size_t n,
                                  size_t nacts, cj_error **error) CJI_CHECK;
/* Begins intent i. `subject` is the pseudonym of the case, for as long as the batch. */
cji_audit_entry *cji_session_batch_entry(cji_session_batch *b, size_t i, const char *op,
                                         const char *act, const char *const *subject);
/* Sets the commitment of the intent of act i. */
cj_status cji_session_batch_commit_to(cji_session_batch *b, size_t i, cji_str findings,
                                      cji_arena *arena, cj_error **error) CJI_CHECK;
/* The intents are in the log, and the rest is staged. On failure the unit has failed. */
cj_status cji_session_batch_intend(cji_session_batch *b, cj_error **error) CJI_CHECK;
/* Commits what is staged, and says so in the log. */
cj_status cji_session_batch_keep(cji_session_batch *b, cj_error **error) CJI_CHECK;
cj_status cji_session_batch_outcome(cji_session_batch *b, bool stored, cj_error **error);
void cji_session_batch_end(cji_session_batch *b);

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
    const char *operation;   /* of the policy; a constant */
    cji_session_grant grant; /* of a case that was there */
    char subj[CJI_SESSION_SUBJ];
    const char *subjects[1];
    cji_session_batch batch;
    cji_store_stamp stamp; /* of the store that the case was read from */
    bool checked;          /* the case was compared with the log before */
    bool done;             /* the store has what the case has */
} cji_session_unit;

/* How the log calls recording what somebody hands over. */
#define CJI_SESSION_RECORD "case.record"
/* As cji_session_enter, by somebody whose role may do the operation. `act` is for the refusal. */
cj_status cji_session_enter_to(cj_session *session, const char *operation, const char *act,
                               cj_error **error) CJI_CHECK;
/* Holds the write lock and has the case, into which the actor may, until it is rolled back and
 * unlocked; and freed, also after a failure. */
cj_status cji_session_unit_begin(cji_session_unit *u, cj_session *session, const char *case_id,
                                 const char *operation, const char *act,
                                 cj_error **error) CJI_CHECK;
cj_status cji_session_unit_stage(cji_session_unit *u, cj_act *const *acts, size_t n,
                                 cj_error **error) CJI_CHECK;
/* The intents are in the log, and the transaction is staged. On failure the unit has failed. */
cj_status cji_session_unit_intend(cji_session_unit *u, cj_error **error) CJI_CHECK;
/* Both, and what is between them: what is staged becomes durable. */
cj_status cji_session_unit_keep(cji_session_unit *u, cj_error **error) CJI_CHECK;
void cji_session_unit_free(cji_session_unit *u);
/* Rolled back, unlocked, freed. */
void cji_session_unit_end(cji_session_unit *u);

/* ---- acts that the library makes itself (deed.c) -----------------------------------------------
 */

typedef struct cji_session_deed {
    const char *operation; /* of the policy */
    const char *case_id;
    int32_t kind;
    /* The fields beyond the envelope, which is set. What it reads of the case stays in the act. */
    cj_status (*fill)(void *user, const cj_session *session, cj_case *c, cj_record *act,
                      cj_error **error);
    void *user;
} cji_session_deed;

cj_status cji_session_add_actor(cj_record *act, cj_field field, const char *id, const char *role,
                                const char *org, cj_error **error) CJI_CHECK;
/* What every act has, where it is not there: by the actor of the session, now, under a new id,
 * which `id` receives. */
cj_status cji_session_envelope(const cj_session *session, const char *handle, cj_record *act,
                               char id[37], cj_error **error) CJI_CHECK;
/* One act as one unit. `id` receives the act's id; may be NULL. */
cj_status cji_session_perform(cj_session *session, const cji_session_deed *deed, char id[37],
                              cj_error **error) CJI_CHECK;

/* ---- the case that was recorded to last (keep.c); for whoever has the write lock --------------
 */

void cji_session_forget(cj_store *store);
/* NULL: it is to be read. The caller unrefs it; the key is written only with it. */
cj_case *cji_session_recall(cj_store *store, const char *case_id, uint8_t key[CJI_STORE_SECRET],
                            const cji_store_stamp *now);
void cji_session_remember(cj_store *store, cj_case *c, const uint8_t key[CJI_STORE_SECRET],
                          const cji_store_stamp *stamp);

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

/* ---- erasure (erase.c) ----------------------------------------------------------------------- */

typedef struct cji_session_erasing {
    const char *case_id;
    const char *const *acts; /* n ids */
    size_t n;
    bool whole;  /* all acts, and the key of the case */
    bool replay; /* decided before, by what the log says: no rule is asked */
    int32_t reason;
    const char *authority;
} cji_session_erasing;

/* As cj_session_erase, of a store that is entered, by somebody who is permitted. Without scrubbing:
 * *erased > 0 means that the files are to be scrubbed before the write lock is left. The caller
 * holds the write lock, outside of a transaction, and everything is settled. */
cj_status cji_session_erase_unit(cj_session *session, const cji_session_erasing *what,
                                 size_t *erased, cj_error **error) CJI_CHECK;
/* What an erasure that was cut short left to be done; a store stays usable when it cannot be. */
cj_status cji_session_clean_if_free(cj_store *store, cj_error **error) CJI_CHECK;
/* ---- what the library does not do (refuse.c) ------------------------------------------------- */

/* Asks the rules of erasure about the marked entries of the case. */
cj_status cji_session_erase_conduct(cj_session *session, const cji_session_erasing *what,
                                    const cj_case *c, const bool *marks, const char *subj,
                                    cj_error **error) CJI_CHECK;
/* A refusal by a conduct rule: a `deny` in the log, and CJ_E_CONDUCT. */
cj_status cji_session_refuse(cj_session *session, const char *act, const char *rule,
                             const char *subj, const char *why, cj_error **error) CJI_CHECK;

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
 * begins with the act. *owed: it is a tombstone in the place of an act, so that an erasure of that
 * entry must stand in the log. */
cj_status cji_session_check_row(cj_context *ctx, const cji_store_row *row, const char *subj,
                                const cji_audit_entry *entry, const char **wrong, bool *owed,
                                cj_error **error) CJI_CHECK;
/* An intent to erase: `of` is the entry of the act, `act` its kind, `obj` the reason. It has no act
 * of its own in the store. */
bool cji_session_erases(const cji_audit_entry *entry);
/* What a restore says of a unit that its backup did not have: `obj` is the unit, `of` its first
 * intent. */
bool cji_session_loses(const cji_audit_entry *entry);
/* Tombstones whose erasure was not seen yet, by rising index of the log. */
typedef struct cji_session_owed {
    uint64_t index;
    int64_t kind, reason;
    bool paid;
} cji_session_owed;

typedef struct cji_session_debts {
    cji_session_owed *items;
    size_t n, capacity;
} cji_session_debts;

bool cji_session_owe(cj_context *ctx, cji_session_debts *debts, const cji_store_row *row);
/* False: no such act was erased, or not so. */
bool cji_session_pay(cji_session_debts *debts, const cji_audit_entry *erasure);
/* The first debt that is left, or NULL. */
const cji_session_owed *cji_session_unpaid(const cji_session_debts *debts);
/* Every act of the case is as it was committed to, and its units are whole. CJ_E_STORE_LOG. Also
 * what a view would not show is looked at: an altered row must not hide behind it. */
cj_status cji_session_check_case(cj_store *store, const char *case_id,
                                 const uint8_t key[CJI_STORE_SECRET], cj_error **error) CJI_CHECK;
/* A case that is not found, was it ever there? CJ_E_STORE_LOG if its acts (or, not for `fresh`
 * ones that are recorded now, those of any) are gone. */
cj_status cji_session_check_absent(cj_store *store, const char *case_id, bool fresh,
                                   cj_error **error) CJI_CHECK;

#endif
