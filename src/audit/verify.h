/* SPDX-License-Identifier: MIT */
/* Inside of verification: verify.c reads what is signed and the journals, verify_tree.c the rest.
 */
#ifndef CJI_AUDIT_VERIFY_H
#define CJI_AUDIT_VERIFY_H

#include "audit/audit.h"

/* A size at which the root of the tree is known beforehand. */
typedef struct cji_verifier_mark {
    uint64_t size;
    uint8_t root[CJI_HASH];
    size_t bytes; /* of the root that are known: a journal's header has half of them */
    const char *of;
} cji_verifier_mark;

typedef struct cji_verifier {
    cj_context *ctx;
    cj_error **error;
    const char *dir;
    bool alone;                       /* nothing tells what is before it: its log.open does */
    bool last;                        /* no shard follows */
    uint64_t base;                    /* entries of the shards before */
    const char *prev;                 /* the last checkpoint of the shard before, or NULL */
    const char *next_vkey;            /* that the shard before named in log.close, or NULL */
    const char *trusted;              /* NULL or the text of a checkpoint */
    const cji_audit_witness *witness; /* or NULL */
    cj_audit_result *result;
    cji_audit_files files;
    cji_audit_vkey vkey;
    cji_buf bytes;                     /* of the file in hand */
    cji_buf tail;                      /* entries of the newest journal, as a bundle */
    cji_buf older;                     /* entries of the journal before it, if it is still there, */
    cji_str old_rest;                  /* those of them that no bundle was compared with yet, */
    uint64_t old_first;                /* and where they begin */
    uint64_t first;                    /* of the newest journal */
    uint64_t tail_size;                /* entries in it */
    uint64_t recorded;                 /* size of the last checkpoint in it */
    uint64_t size;                     /* what the checkpoint signs */
    uint64_t closed_at;                /* index of log.close, or UINT64_MAX */
    char closing[CJI_AUDIT_VKEY_TEXT]; /* the key that it names */
    uint64_t proven;                   /* the last signed size whose root was right */
    cji_verifier_mark *marks;
    size_t nmarks, marks_capacity;
    uint64_t count[CJI_AUDIT_LEVELS]; /* hashes of each level so far */
    uint8_t edge[CJI_AUDIT_LEVELS][CJI_AUDIT_TILE][CJI_HASH];
} cji_verifier;

/* The verdict; CJ_E_VERIFY ends the run. */
cj_status cji_verifier_failed(cji_verifier *v, uint64_t index, const char *format, ...)
    CJI_PRINTF(3, 4);
cj_status cji_verifier_no_hash(cji_verifier *v, cj_status status);
/* The first leaf of entry `n` of level `level`. */
uint64_t cji_verifier_leaf(uint64_t n, unsigned level);
cj_status cji_verifier_missing(cji_verifier *v, cji_audit_file file);
/* A file into v->bytes; one that is not there, or far too long, fails the log. */
cj_status cji_verifier_get(cji_verifier *v, cji_audit_file file);
/* All tiles and bundles; the journals were read, and the marks are in order. */
cj_status cji_verifier_tree(cji_verifier *v);

#endif
