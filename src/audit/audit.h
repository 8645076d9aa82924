/* SPDX-License-Identifier: MIT */
/* The private header of the room audit: an append-only log that third parties verify. */
#ifndef CJI_AUDIT_H
#define CJI_AUDIT_H

#include <pthread.h>
#include <sys/types.h>

#include "core/core.h"

#include <cjustice/audit.h>

#define CJI_AUDIT_TILE 256       /* hashes of a full tile, entries of a full bundle */
#define CJI_AUDIT_LEVELS 8       /* 256^8 leaves: all that a uint64_t counts */
#define CJI_AUDIT_ENTRY_MAX 4096 /* bytes of one entry */
#define CJI_AUDIT_TEXTS_MAX 64   /* members of subj and recip */
#define CJI_AUDIT_NAME_MAX 128   /* bytes of an origin */
#define CJI_AUDIT_NOTE_MAX (256 * 1024)

/* ---- entry: one canonical JSON object (docs/audit-log.md) ------------------------------------ */

/* The embedder's struct is the log's own (cjustice/audit.h). */
typedef cj_audit_texts cji_audit_texts;
typedef cj_audit_entry cji_audit_entry;
#define CJI_AUDIT_ENTRY_INIT CJ_AUDIT_ENTRY_INIT

/* Appends the canonical bytes to `out`. CJ_E_LOG_ENTRY names the key that is wrong. */
cj_status cji_audit_entry_write(cj_context *ctx, const cji_audit_entry *entry, cji_buf *out,
                                cj_error **error) CJI_CHECK;
/*
 * Strict reader: CJ_OK only for bytes that cji_audit_entry_write gives. With arena and out NULL it
 * only checks, and allocates nothing. *why is set to a constant text on CJ_E_LOG_ENTRY.
 */
cj_status cji_audit_entry_read(cji_str bytes, cji_arena *arena, cji_audit_entry *out,
                               const char **why) CJI_CHECK;

/* One of the ten operations. */
bool cji_audit_op_ok(const char *op);

/* ---- the Merkle tree of RFC 6962 ------------------------------------------------------------- */

cj_status cji_audit_leaf(cj_context *ctx, cji_str entry, uint8_t out[CJI_HASH]) CJI_CHECK;
cj_status cji_audit_node(cj_context *ctx, const uint8_t left[CJI_HASH],
                         const uint8_t right[CJI_HASH], uint8_t out[CJI_HASH]) CJI_CHECK;

/* A compact range: the roots of the perfect subtrees, largest first, one per bit of size. */
typedef struct cji_audit_range {
    uint64_t size;
    uint8_t peak[64][CJI_HASH];
} cji_audit_range;

/* Adds a perfect subtree of 2^height leaves; size is a multiple of that. */
cj_status cji_audit_range_add(cj_context *ctx, cji_audit_range *r, unsigned height,
                              const uint8_t hash[CJI_HASH]) CJI_CHECK;
cj_status cji_audit_range_root(cj_context *ctx, const cji_audit_range *r,
                               uint8_t out[CJI_HASH]) CJI_CHECK;

/* Where hashes of tiles come from: entry `index` of level `level` roots 256^level leaves. */
typedef struct cji_audit_source {
    cj_context *ctx;
    cj_status (*hash)(void *user, unsigned level, uint64_t index, uint8_t out[CJI_HASH],
                      cj_error **error);
    void *user;
} cji_audit_source;

#define CJI_AUDIT_PROOF_MAX 66

typedef struct cji_audit_proof {
    size_t n;
    uint8_t hash[CJI_AUDIT_PROOF_MAX][CJI_HASH];
} cji_audit_proof;

/* Entry `index` of `level` > 0 from the 256 below it. */
cj_status cji_audit_source_tile(const cji_audit_source *s, unsigned level, uint64_t index,
                                uint8_t out[CJI_HASH], cj_error **error) CJI_CHECK;
cj_status cji_audit_source_root(const cji_audit_source *s, uint64_t size, uint8_t out[CJI_HASH],
                                cj_error **error) CJI_CHECK;
/* index < size */
cj_status cji_audit_prove_inclusion(const cji_audit_source *s, uint64_t index, uint64_t size,
                                    cji_audit_proof *out, cj_error **error) CJI_CHECK;
/* 0 < size1 <= size2 */
cj_status cji_audit_prove_consistency(const cji_audit_source *s, uint64_t size1, uint64_t size2,
                                      cji_audit_proof *out, cj_error **error) CJI_CHECK;
/* RFC 9162, 2.1.3.2 and 2.1.4.2: CJ_OK, CJ_E_VERIFY, or CJ_E_CRYPTO. */
cj_status cji_audit_check_inclusion(cj_context *ctx, uint64_t index, uint64_t size,
                                    const uint8_t leaf[CJI_HASH], const cji_audit_proof *proof,
                                    const uint8_t root[CJI_HASH]) CJI_CHECK;
cj_status cji_audit_check_consistency(cj_context *ctx, uint64_t size1, uint64_t size2,
                                      const uint8_t root1[CJI_HASH], const uint8_t root2[CJI_HASH],
                                      const cji_audit_proof *proof) CJI_CHECK;

/* ---- keys, notes, checkpoints ---------------------------------------------------------------- */

typedef struct cji_audit_vkey {
    char name[CJI_AUDIT_NAME_MAX + 1];
    bool witness; /* of cosignatures; else of a log */
    uint8_t id[4];
    uint8_t key[CJI_ED25519_KEY];
} cji_audit_vkey;

typedef struct cji_audit_key {
    cji_audit_vkey public_;
    uint8_t seed[CJI_ED25519_KEY];
} cji_audit_key;

/* name '+' 8 hex digits '+' 44 of base64, and the NUL */
#define CJI_AUDIT_VKEY_TEXT (CJI_AUDIT_NAME_MAX + 1 + 8 + 1 + 44 + 1)

bool cji_audit_name_ok(cji_str name);
void cji_audit_vkey_text(const cji_audit_vkey *vkey, char out[CJI_AUDIT_VKEY_TEXT]);
/* Strict: CJ_E_VERIFY for any other spelling. `text` has no newline. */
cj_status cji_audit_vkey_parse(cj_context *ctx, cji_str text, cji_audit_vkey *out) CJI_CHECK;
/* Makes a key with fresh randomness and writes it to a new file of mode 0600; where the context has
 * a signer it makes the key, and there is no file. */
cj_status cji_audit_key_create(cj_context *ctx, const char *path, cji_str name, cji_audit_key *out,
                               cj_error **error) CJI_CHECK;
cj_status cji_audit_key_load(cj_context *ctx, const char *path, cji_audit_key *out,
                             cj_error **error) CJI_CHECK;

typedef struct cji_audit_checkpoint {
    cji_str origin; /* within the note */
    uint64_t size;
    uint8_t root[CJI_HASH];
    uint32_t unknown; /* signatures by keys that are not ours */
    cji_str text;     /* the signed text within the note */
} cji_audit_checkpoint;

/*
 * A signed note that is a checkpoint of vkey's log with a good signature by vkey. CJ_E_VERIFY and
 * a constant text in *why otherwise.
 */
cj_status cji_audit_checkpoint_open(cj_context *ctx, cji_str note, const cji_audit_vkey *vkey,
                                    cji_audit_checkpoint *out, const char **why) CJI_CHECK;
cj_status cji_audit_checkpoint_sign(cj_context *ctx, const cji_audit_key *key, uint64_t size,
                                    const uint8_t root[CJI_HASH], cji_buf *out) CJI_CHECK;

/* Of a witness: its key as others know it, that of a text, and a line of signature under a note. */
cj_status cji_audit_witness_vkey(cj_context *ctx, const cji_audit_vkey *key,
                                 cji_audit_vkey *out) CJI_CHECK;
cj_status cji_audit_witness_parse(cj_context *ctx, cji_str text, cji_audit_vkey *out) CJI_CHECK;
cj_status cji_audit_cosign(cj_context *ctx, const cji_audit_key *key, uint64_t seconds,
                           cji_str text, cji_buf *out) CJI_CHECK;
/* CJ_E_VERIFY and a constant text in *why unless the witness signed it; when, in *seconds. */
cj_status cji_audit_cosigned(cj_context *ctx, cji_str note, const cji_audit_vkey *witness,
                             uint64_t *seconds, const char **why) CJI_CHECK;

/* ---- files of a log directory ---------------------------------------------------------------- */

#define CJI_AUDIT_PATH 80 /* of a file within the directory */

typedef enum cji_audit_kind {
    CJI_AUDIT_TILES,
    CJI_AUDIT_ENTRIES,
    CJI_AUDIT_JOURNAL,
    CJI_AUDIT_VKEY,
    CJI_AUDIT_CHECKPOINT,
} cji_audit_kind;

typedef struct cji_audit_file {
    cji_audit_kind kind;
    unsigned level; /* of tiles */
    uint64_t n;     /* of tiles and bundles; first index of a journal */
    unsigned width; /* 1..255 of partial ones; 0 = full */
} cji_audit_file;

void cji_audit_file_path(cji_audit_file file, char out[CJI_AUDIT_PATH]);
/* Only the one spelling that cji_audit_file_path gives. */
bool cji_audit_file_parse(const char *path, cji_audit_file *out);
/* Whether a file of the log can be below this directory. */
bool cji_audit_dir_parse(const char *path);
/* dir + '/' + path, or dir + path when it begins with '.'. */
char *cji_audit_join(cj_context *ctx, const char *dir, const char *path);
cj_status cji_audit_file_get(cj_context *ctx, const char *dir, cji_audit_file file, cji_buf *out,
                             cj_error **error) CJI_CHECK;
/* Durable; `aside` is a path on the same file system, outside of dir. Makes directories, but for
 * the one that is `known` (may be NULL) to be durable itself, and notes which is then. */
cj_status cji_audit_file_put(cj_context *ctx, const char *dir, const char *aside,
                             cji_audit_file file, cji_str bytes, int mode,
                             char known[CJI_AUDIT_PATH], cj_error **error) CJI_CHECK;
/* The same, but its name is durable only with the next file that is put into its directory. */
cj_status cji_audit_file_put_soon(cj_context *ctx, const char *dir, const char *aside,
                                  cji_audit_file file, cji_str bytes, int mode,
                                  char known[CJI_AUDIT_PATH], cj_error **error) CJI_CHECK;
cj_status cji_audit_put(cj_context *ctx, const char *path, const char *aside, cji_str bytes,
                        int mode, cj_error **error) CJI_CHECK;
/* Calls `each` with every name of a directory and its d_type; stops when it fails. */
cj_status cji_audit_list(cj_context *ctx, const char *path,
                         cj_status (*each)(void *user, const char *name, int type), void *user,
                         cj_error **error) CJI_CHECK;
bool cji_audit_parse_u64(cji_str text, uint64_t *out);
/* Adds an entry to a bundle. */
void cji_audit_bundle_put(cji_buf *bundle, cji_str entry);
/* The next entry of a bundle; false when the bytes do not hold it. */
bool cji_audit_bundle_next(cji_str *rest, cji_str *entry);

/* The log directory of a path that is one, or that is a store's. The caller frees *out. */
cj_status cji_audit_resolve(cj_context *ctx, const char *path, char **out,
                            cj_error **error) CJI_CHECK;

/* ---- proofs as of the checkpoint that is published, from its files --------------------------- */

typedef struct cji_audit_prover {
    cj_context *ctx;
    const char *dir;
    cji_buf note; /* the checkpoint, and what stands in it */
    cji_audit_checkpoint checkpoint;
    cji_audit_vkey vkey;
    cji_audit_file file; /* the tile that was read last, when bytes.n > 0 */
    cji_buf bytes;
} cji_audit_prover;

/* `dir` stays the caller's. To be ended also after a failure. */
cj_status cji_audit_prover_begin(cji_audit_prover *p, cj_context *ctx, const char *dir,
                                 cj_error **error) CJI_CHECK;
void cji_audit_prover_end(cji_audit_prover *p);
cj_status cji_audit_prover_inclusion(cji_audit_prover *p, uint64_t index, cji_audit_proof *out,
                                     cj_error **error) CJI_CHECK;
/* That the log has grown from the checkpoint of the note. CJ_E_VERIFY when it has not. */
cj_status cji_audit_prover_growth(cji_audit_prover *p, cji_str note, cji_audit_proof *out,
                                  cj_error **error) CJI_CHECK;
/* For cji_audit_source; the user is a prover. */
cj_status cji_audit_prover_hash(void *user, unsigned level, uint64_t index, uint8_t out[CJI_HASH],
                                cj_error **error);
/* A full or partial file into p->bytes; CJ_E_LOG_DAMAGED when it is not there. */
cj_status cji_audit_prover_get(cji_audit_prover *p, cji_audit_file file,
                               cj_error **error) CJI_CHECK;

/* ---- journal: the private head of the log ---------------------------------------------------- */

#define CJI_AUDIT_HEADER 64
#define CJI_AUDIT_FRAME 48
#define CJI_AUDIT_FRAME_ENTRY 1
#define CJI_AUDIT_FRAME_CHECKPOINT 2
#define CJI_AUDIT_HEAD 4096 /* entries of a journal, and of a group in it */
#define CJI_AUDIT_JOURNAL_MAX ((size_t)20 << 20)

typedef struct cji_audit_frame {
    unsigned type, pos, more; /* frames before and behind it in its group */
    uint64_t index;           /* of the entry; of a checkpoint: its size */
    uint8_t hash[CJI_HASH];
    cji_str body;
    size_t size; /* with header and padding */
} cji_audit_frame;

/* Where a reader of frames stands. */
typedef struct cji_audit_cursor {
    uint64_t next;      /* index of the next entry */
    unsigned pos, more; /* of the last frame; more > 0: a group is open */
} cji_audit_cursor;

void cji_audit_header(const uint8_t origin[CJI_HASH], uint64_t first, const uint8_t root[CJI_HASH],
                      uint8_t out[CJI_AUDIT_HEADER]);
void cji_audit_frame_put(cji_buf *out, const cji_audit_frame *frame);
/* One frame whose checksum and zeros hold, wherever it stands. CJ_E_LOG_DAMAGED if not. */
cj_status cji_audit_frame_get(cj_context *ctx, cji_str bytes, cji_audit_frame *out) CJI_CHECK;
/* The frame that may follow the cursor. CJ_E_LOG_DAMAGED if it is another, or damaged. */
cj_status cji_audit_frame_next(cj_context *ctx, cji_str bytes, cji_audit_cursor *cursor,
                               cji_audit_frame *out) CJI_CHECK;

/* ---- the log --------------------------------------------------------------------------------- */

typedef cj_audit cji_audit;

/*
 * A new log of one entry, log.open. `origin` NULL means cjustice.local/<16 hex digits>. On failure
 * neither `dir` nor the key is there. CJ_E_STORE_EXISTS when either was.
 */
cj_status cji_audit_create(cj_context *ctx, const char *dir, const char *key_path,
                           const char *origin, cj_error **error) CJI_CHECK;
/*
 * Opens for writing; cuts the torn tail of a killed writer, but nothing below the last checkpoint
 * or keep_size. CJ_E_LOG_DAMAGED when the log is shorter than those, or altered.
 */
cj_status cji_audit_open(cj_context *ctx, const char *dir, const char *key_path, uint64_t keep_size,
                         cji_audit **out, cj_error **error) CJI_CHECK;
/*
 * Durable before it returns; *first (may be NULL) = index of entries[0]; the n entries stand side
 * by side. CJ_E_LOG_ENTRY leaves the log as it was; after another failure some of the entries, from
 * the first on, may be in it, and when a write or sync failed every later call gives
 * CJ_E_LOG_POISONED.
 */
cj_status cji_audit_append(cji_audit *log, const cji_audit_entry *entries, size_t n,
                           uint64_t *first, cj_error **error) CJI_CHECK;
/* The same, but durable only with the next entry that is: for what can be found out again. */
cj_status cji_audit_append_soon(cji_audit *log, const cji_audit_entry *entries, size_t n,
                                uint64_t *first, cj_error **error) CJI_CHECK;
/* What this handle has seen; another process may have appended since. */
uint64_t cji_audit_size(const cji_audit *log);
/* The root at any size up to the current one. */
cj_status cji_audit_root(cji_audit *log, uint64_t size, uint8_t out[CJI_HASH],
                         cj_error **error) CJI_CHECK;
/* The bytes of an entry; CJ_E_NOT_FOUND beyond the end. */
cj_status cji_audit_read(cji_audit *log, uint64_t index, cji_buf *out, cj_error **error) CJI_CHECK;
/* Makes all entries provable: partial tiles, then the checkpoint. `checkpoint` may be NULL. */
cj_status cji_audit_publish(cji_audit *log, cji_buf *checkpoint, cj_error **error) CJI_CHECK;
/* Closes the shard and goes on in a new one with a new key; the old key is gone then. `origin` NULL
 * is that of the first shard and its number. */
cj_status cji_audit_rotate(cji_audit *log, const char *origin, cj_error **error) CJI_CHECK;
/* Publishes; call cji_audit_publish first if its status matters. NULL is accepted. */
void cji_audit_close(cji_audit *log);

/* ---- of an open log ----------------------------------------------------------------------------
 */

/* Entries of the shards before the one that is written. */
uint64_t cji_audit_base(const cji_audit *log);
/* The directory of an open log. */
const char *cji_audit_dir(const cji_audit *log);

/* ---- the files that are there, for verification ---------------------------------------------- */

typedef struct cji_audit_seen {
    cji_audit_file file;
    bool checked;
} cji_audit_seen;

typedef struct cji_audit_files {
    cji_audit_seen *items; /* by kind, level, number, width; the caller frees them */
    size_t n, capacity;
    char stranger[CJI_AUDIT_PATH]; /* a name that no log gives */
} cji_audit_files;

/* CJ_E_VERIFY when there is a stranger. files->items is to be freed in any case. */
cj_status cji_audit_walk(cj_context *ctx, const char *dir, cji_audit_files *files,
                         cj_error **error) CJI_CHECK;
/* Where the file is or would be. */
size_t cji_audit_find(const cji_audit_files *files, cji_audit_file file);
bool cji_audit_has(const cji_audit_files *files, cji_audit_file file);

/* ---- verification ---------------------------------------------------------------------------- */

struct cj_audit_result {
    atomic_int refs;
    cj_context *ctx;
    int32_t verdict;
    uint32_t unknown;
    uint64_t size, anchored, failed;
    uint64_t before; /* entries before the first shard that was looked at */
    uint64_t lost;   /* units of a store, by what its restores say */
    char root[2 * CJI_HASH + 1];
    char why[200];
};

/* What somebody else knows of a log, and who wants to see its entries, from the first on and also
 * behind the checkpoint. What `entry` is shown is not proven before the run has ended. */
typedef struct cji_audit_witness {
    const char *of; /* "the store's anchor" */
    uint64_t size;  /* the log has as many, with this root */
    uint8_t root[CJI_HASH];
    cj_status (*entry)(void *user, uint64_t index, const cji_audit_entry *entry, cj_error **error);
    void *user;
} cji_audit_witness;

cj_status cji_audit_result_new(cj_context *ctx, cj_audit_result **out, cj_error **error) CJI_CHECK;
/* Makes the verdict FAILED. */
void cji_audit_result_fail(cj_audit_result *result, uint64_t index, const char *format, ...)
    CJI_PRINTF(3, 4);
void cji_audit_result_fail_va(cj_audit_result *result, uint64_t index, const char *format,
                              va_list args);
/* One look at the files; CJ_OK also when the verdict is FAILED. `trusted` is NULL or a note, the
 * witness may be NULL. */
cj_status cji_audit_verify_once(cj_context *ctx, const char *dir, const char *trusted,
                                const cji_audit_witness *witness, cj_audit_result **out,
                                cj_error **error) CJI_CHECK;
/* Waits until no writer of this host is at work, and keeps them waiting until the descriptor is
 * closed; -1 where there is no lock file. */
int cji_audit_quiet(cj_context *ctx, const char *dir);
/* A checkpoint that is given as its text or as a path: its text, which lives as `space` does. */
cj_status cji_audit_trusted(cj_context *ctx, const char *given, cji_buf *space, const char **out,
                            cj_error **error) CJI_CHECK;

/* ---- inside of the log: for src/audit only --------------------------------------------------- */

/* One call of append, while it waits for the one that writes for all who wait. */
typedef struct cji_audit_call {
    const cji_audit_entry *entries;
    size_t n;
    bool soon; /* durable only with the next that is not */
    uint64_t first;
    cj_error **error;
    cj_status status;
    bool done;
    struct cji_audit_call *next;
} cji_audit_call;

/*
 * All leaves below `first` are in full tiles, those from there on in the journal and in `leaf`;
 * `edge[l]` holds the hashes of level l > 0 behind its last full tile. The caller of a function
 * below holds the mutex and the lock file.
 */
struct cj_audit {
    atomic_int refs; /* of the embedder */
    cj_context *ctx;
    char *dir;       /* of the shard that is written */
    char *first_dir; /* of the first one, after which the others are named */
    char *key_path, *lock_path, *aside;
    unsigned shard;        /* from 1 */
    uint64_t base;         /* entries of the shards before; all below counts from there */
    _Atomic uint64_t seen; /* entries of all */
    bool closed;           /* the last entry is log.close */
    struct {
        cji_audit_prover files;
        char *dir;
        uint64_t base; /* entries before it */
    } old;             /* the shard that was read from last, if dir is not NULL */
    cji_audit_key key;
    uint8_t origin[CJI_HASH]; /* SHA-256 of it */
    pthread_mutex_t mutex;
    pthread_mutex_t queue; /* around the next three; taken without the other, or before it */
    pthread_cond_t served;
    cji_audit_call *waiting; /* the oldest first */
    bool serving;            /* somebody writes */
    pid_t pid;
    bool poisoned;
    bool hasty; /* syncing is left to the end of the group, or to the next */
    int lock_fd, journal_fd;
    uint64_t size;
    uint64_t first;     /* of the journal */
    uint64_t offset;    /* bytes of the journal that are understood */
    uint64_t published; /* size of the newest checkpoint */
    uint64_t recorded;  /* size in the journal's last checkpoint frame, or 0 */
    int64_t last_t;
    int64_t opened;
    /* The directory of the last file of each kind; of tiles, those above level 0 by themselves. */
    char known[CJI_AUDIT_CHECKPOINT + 2][CJI_AUDIT_PATH];
    cji_buf bundle;        /* the journal's entries */
    cji_buf cache;         /* the content of one immutable file ... */
    cji_audit_file cached; /* ... this one, when cache.n > 0 */
    uint8_t edge[CJI_AUDIT_LEVELS][CJI_AUDIT_TILE][CJI_HASH];
    uint8_t leaf[CJI_AUDIT_HEAD][CJI_HASH];
    cji_audit_range tree; /* of the first entries; of none: not known */
};

uint64_t cji_audit_shift(uint64_t value, unsigned levels); /* value / 256^levels */
cj_status cji_audit_handle(cj_context *ctx, const char *dir, const char *beside,
                           const char *key_path, cji_audit **out, cj_error **error) CJI_CHECK;
void cji_audit_free(cji_audit *log);
cj_status cji_audit_take_key(cji_audit *log, const cji_audit_key *key, cj_error **error) CJI_CHECK;
/* Every call from outside begins and ends with these: mutex and lock file. */
cj_status cji_audit_enter(cji_audit *log, cj_error **error) CJI_CHECK;
void cji_audit_leave(cji_audit *log);
/* Waits; F_RDLCK, F_WRLCK or F_UNLCK of the open file description. */
int cji_audit_lock_file(int fd, int type);
cj_status cji_audit_lock(cji_audit *log, cj_error **error) CJI_CHECK;
void cji_audit_unlock(cji_audit *log);
cj_status cji_audit_damaged(cji_audit *log, cj_error **error, uint64_t index, const char *why);
/* The newest journal, and the one before it where that is still there, else the same. */
cj_status cji_audit_find_head(cji_audit *log, uint64_t *first, uint64_t *older,
                              cj_error **error) CJI_CHECK;
/* The journal that a writer was killed over before it removed it, with its partial files. */
void cji_audit_drop_older(cji_audit *log, uint64_t older);
/* Forgets what was read; opens the journal `first` and the edge of the tree before it. */
cj_status cji_audit_load(cji_audit *log, uint64_t first, cj_error **error) CJI_CHECK;
cj_status cji_audit_read_tail(cji_audit *log, cji_buf *out, cj_error **error) CJI_CHECK;
/* Takes in whole groups of frames; stops at the first that is none, with CJ_E_LOG_DAMAGED. */
cj_status cji_audit_adopt(cji_audit *log, cji_str bytes, size_t *taken) CJI_CHECK;
/* Takes in what other processes appended. */
cj_status cji_audit_catch_up(cji_audit *log, cj_error **error) CJI_CHECK;
cj_status cji_audit_root_at(cji_audit *log, uint64_t size, uint8_t out[CJI_HASH],
                            cj_error **error) CJI_CHECK;
/* The tree before `first`, a multiple of 256, from the edge, which has all of it. */
cj_status cji_audit_settled(cji_audit *log, uint64_t first, cji_audit_range *out) CJI_CHECK;
cj_status cji_audit_add(cji_audit *log, const cji_audit_entry *entries, size_t n,
                        cj_error **error) CJI_CHECK;
cj_status cji_audit_record(cji_audit *log, cji_str checkpoint, uint64_t size,
                           cj_error **error) CJI_CHECK;
/* Full tiles of what the journal has, and a new journal with the rest, which is below a tile's but
 * at the end of one of level 1. */
cj_status cji_audit_finalise(cji_audit *log, cj_error **error) CJI_CHECK;
/* Removes partial files of a tile or bundle that are wider than `width`. */
void cji_audit_drop_partials(cji_audit *log, cji_audit_file file, unsigned width);
cj_status cji_audit_publish_now(cji_audit *log, cji_buf *checkpoint, cj_error **error) CJI_CHECK;
int64_t cji_audit_monotonic(void);
/* Loads the shard log->dir and mends what a killed writer left; `keep` entries of it must be
 * there. */
cj_status cji_audit_open_shard(cji_audit *log, uint64_t keep, cj_error **error) CJI_CHECK;
/* A log of one entry, log.open, in a directory that a rename puts in place. `prev` is the last
 * checkpoint of the log before it, of which there are `base` entries; or NULL. */
cj_status cji_audit_build(cji_audit *log, const char *prev, uint64_t base,
                          cj_error **error) CJI_CHECK;
cj_status cji_audit_place(cj_context *ctx, const char *from, const char *dir,
                          cj_error **error) CJI_CHECK;
cj_status cji_audit_read_vkey(cj_context *ctx, const char *dir, cji_audit_vkey *out,
                              cj_error **error) CJI_CHECK;

/* ---- shards (shards.c) ----------------------------------------------------------------------- */

bool cji_audit_exists(cj_context *ctx, const char *path);
/* The directory of a shard; *out is NULL where there is none, else the caller's to free. */
cj_status cji_audit_shard_at(cj_context *ctx, const char *first_dir, unsigned shard, char **out,
                             cj_error **error) CJI_CHECK;
/* The directory of a shard, from 1; the caller frees it. */
char *cji_audit_shard_dir(cj_context *ctx, const char *first_dir, unsigned shard);
/* Whether the entry is log.close: `act` is the first key of all. */
bool cji_audit_closes(cji_str entry);
/* The newest shard as the one that is written, with its key. */
cj_status cji_audit_find_shard(cji_audit *log, cj_error **error) CJI_CHECK;
/* From a closed shard to the next one, which is made if a writer was killed before that. */
cj_status cji_audit_next_shard(cji_audit *log, cj_error **error) CJI_CHECK;
/* An entry of the shard that is written, by its index there. */
cj_status cji_audit_read_here(cji_audit *log, uint64_t index, cji_buf *out,
                              cj_error **error) CJI_CHECK;
/* Entries and roots of older shards; index < base, 0 < size <= base. */
cj_status cji_audit_old_read(cji_audit *log, uint64_t index, cji_buf *out,
                             cj_error **error) CJI_CHECK;
cj_status cji_audit_old_root(cji_audit *log, uint64_t size, uint8_t out[CJI_HASH],
                             cj_error **error) CJI_CHECK;
void cji_audit_old_drop(cji_audit *log);

#endif
