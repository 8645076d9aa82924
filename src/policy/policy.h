/* SPDX-License-Identifier: MIT */
/* The private header of the room policy. */
#ifndef CJI_POLICY_H
#define CJI_POLICY_H

#include "vocabulary/vocabulary.h"

#include <cjustice/policy.h>

#define CJI_UNIT_UNSET 0
#define CJI_UNIT_DAYS 1
#define CJI_UNIT_MONTHS 2

/* One entry of a policy file: what a value was between two days (both included). */
typedef struct cji_policy_value {
    const char *name, *citation, *standing;
    const char *policy; /* "england-wales 2026-11": the file that says so */
    int32_t unit, amount;
    int32_t from, to;
} cji_policy_value;

/* As cj_policy_add_file, from memory. */
cj_status cji_policy_add_memory(cj_policy *policy, const char *name, const void *bytes, size_t size,
                                cj_error **error);
/* The value in force on that day, or NULL when the policy does not know the name then. */
const cji_policy_value *cji_policy_find(const cj_policy *policy, cji_str name, int32_t day);
/* The last day of a period of that length that begins on `day`. */
int32_t cji_policy_due(const cji_policy_value *value, int32_t day);
/* Whether a role may do the operation ("record") for the purpose ("supervision"). */
bool cji_policy_permits(const cj_policy *policy, const char *role, const char *purpose,
                        const char *operation);
/* A name that rules may use; the list is fixed, its values are policy. */
bool cji_policy_name_ok(cji_str name);

#endif
