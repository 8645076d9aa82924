/* SPDX-License-Identifier: MIT */
/* What a policy holds: its rows by kind, in the order in which they were read. */
#ifndef CJI_POLICY_ROWS_H
#define CJI_POLICY_ROWS_H

#include "policy/policy.h"

typedef enum cji_policy_kind {
    CJI_ROW_VALUE,
    CJI_ROW_CALENDAR,
    CJI_ROW_HOLIDAY,
    CJI_ROW_BASIS,
    CJI_ROW_SCHEME,
    CJI_ROW_TOOL,
    CJI_ROW_ENTITLEMENT,
    CJI_ROW_PERMIT,
    CJI_ROW_SWITCH,
    CJI_ROW_AWARD,
    CJI_ROWS
} cji_policy_kind;

typedef struct cji_policy_holiday {
    cji_policy_by by; /* by.from is the day */
} cji_policy_holiday;

typedef struct cji_policy_entitlement {
    cji_policy_by by;           /* the key is the name of a party_role */
    uint64_t info, entitlement; /* bit = code */
} cji_policy_entitlement;

typedef struct cji_policy_permit {
    cji_policy_by by;                  /* the key is the role */
    const char *purposes, *operations; /* words with spaces between */
} cji_policy_permit;

typedef struct cji_policy_toggle {
    cji_policy_by by;
    const char *roles; /* words; NULL: nobody */
} cji_policy_toggle;

typedef struct cji_policy_rows {
    void *items;
    size_t n, capacity, size; /* the size of one */
} cji_policy_rows;

struct cj_policy {
    atomic_int refs;
    cj_context *ctx;
    cji_arena arena;
    cji_policy_rows rows[CJI_ROWS];
    uint8_t digest[CJI_HASH]; /* over the digests of all files so far */
    char sha256[65];
};

/* Adds what a file says; after a problem the caller takes the rows away again. */
cj_status cji_policy_read(cj_policy *policy, const cji_node *root, cj_error **error);

/*
 * The last row before *at that is about `key` (empty: about anything) and holds on `day`; *at
 * moves down, NULL at the end. So a later file is heard before an earlier one.
 */
const void *cji_policy_next(const cj_policy *policy, cji_policy_kind kind, cji_str key, int32_t day,
                            size_t *at);

#endif
