/* SPDX-License-Identifier: MIT */
/* The private header of the room policy. */
#ifndef CJI_POLICY_H
#define CJI_POLICY_H

#include "vocabulary/vocabulary.h"

#include <cjustice/policy.h>

/* ---- rows of policy files -------------------------------------------------------------------- */

/* What a row is about, who says so and when it holds (both days included); each row begins so. */
typedef struct cji_policy_by {
    const char *key;                 /* the name, role or order type that is asked for */
    const char *citation, *standing; /* of a row that sets nothing they may be NULL */
    const char *policy;              /* "england-wales 2026-11": the file that says so */
    int32_t from, to;
} cji_policy_by;

#define CJI_UNIT_UNSET 0
#define CJI_UNIT_DAYS 1
#define CJI_UNIT_MONTHS 2
#define CJI_UNIT_WORKING_DAYS 3

typedef struct cji_policy_value {
    cji_policy_by by;
    int32_t unit, amount;
    const char *calendar; /* of working days; NULL: that of the policy */
} cji_policy_value;

/* The span by.from to by.to of a calendar, which other rows of the same id may go on from. */
typedef struct cji_policy_calendar {
    cji_policy_by by;
    uint64_t week_end;       /* bit 1 = Monday ... 7 = Sunday */
    size_t first, nholidays; /* rising by day */
} cji_policy_calendar;

/* A rule that acts name in their fields of type policy. */
typedef struct cji_policy_basis {
    cji_policy_by by;
    int32_t class_; /* CJ_CODE_POLICY_CLASS_*, 0 unset */
} cji_policy_basis;

#define CJI_SCHEME_ADULT 1
#define CJI_SCHEME_YOUTH 2

/* How warnings on an order of one type are counted. */
typedef struct cji_policy_scheme {
    cji_policy_by by;
    int32_t count;      /* CJI_SCHEME_* */
    const char *window; /* the name of a value */
    uint64_t refer;     /* bit = CJ_CODE_ENFORCEMENT_DECISION_*: what satisfies the duty */
    uint64_t allow;     /* what may follow a failure found unacceptable at all; 0: anything */
} cji_policy_scheme;

#define CJI_SEX_MALE 1
#define CJI_SEX_FEMALE 2

/* A version of an assessment tool; by.from to by.to is when it was in use. */
typedef struct cji_policy_tool {
    cji_policy_by by;
    const char *version;
    const char *superseded_by; /* the key of a tool, or NULL */
    int32_t class_;            /* CJ_CODE_TOOL_CLASS_*, 0 unset */
    int32_t from_age, to_age;  /* completed years, both included */
    int32_t sex;               /* CJI_SEX_* when it is for one only, 0 otherwise */
    int32_t valid_days;        /* how long a result counts as current, 0 unset */
} cji_policy_tool;

/* What an awarding body asks for: one of the four, as the name has it (cji_award_names). */
typedef struct cji_policy_award {
    cji_policy_by by;        /* without a citation it is unset */
    const char *item;        /* "SFJED1:P3", of a requirement of one criterion; or NULL */
    int32_t number, allowed; /* allowed: CJI_AWARD_YES or _NO */
    const char *text;
    uint64_t methods; /* bit = CJ_CODE_JUDGE_METHOD_* */
} cji_policy_award;

#define CJI_AWARD_YES 1
#define CJI_AWARD_NO 2

typedef enum cji_award_form {
    CJI_AWARD_NUMBER,
    CJI_AWARD_CHOICE,
    CJI_AWARD_TEXT,
    CJI_AWARD_METHODS
} cji_award_form;

typedef struct cji_award_name {
    const char *name;
    cji_award_form form;
} cji_award_name;

/* What an awarding body may ask for; the list is fixed. Ends with a name of NULL. */
extern const cji_award_name cji_award_names[];

/* ---- reading --------------------------------------------------------------------------------- */

/* As cj_policy_add_file, from memory. */
cj_status cji_policy_add_memory(cj_policy *policy, const char *name, const void *bytes, size_t size,
                                cj_error **error);
/* A name that rules may use; the list is fixed, its values are policy. NULL behind the last. */
const char *cji_policy_name(size_t index);
bool cji_policy_name_ok(cji_str name);

/* ---- asking: `policy` may be NULL, which knows nothing and permits nobody ----------------------
 */

/* Whether it sets the value on any day. */
bool cji_policy_has(const cj_policy *policy, cji_str name);
/* The value in force on that day, or NULL when the policy does not know the name then. */
const cji_policy_value *cji_policy_find(const cj_policy *policy, cji_str name, int32_t day);
/*
 * The last day of a period of that length whose clock starts on `day`, which is not counted. False
 * when there is none: value NULL or unset, or working days that no calendar covers to their end.
 */
bool cji_policy_due(const cj_policy *policy, const cji_policy_value *value, int32_t day,
                    int32_t *due);
/* The calendar that says whether `day` is a working day for that value (NULL: for any), or NULL. */
const cji_policy_calendar *cji_policy_calendar_of(const cj_policy *policy,
                                                  const cji_policy_value *value, int32_t day);
bool cji_policy_works(const cj_policy *policy, const cji_policy_calendar *calendar, int32_t day);
/* The rule that an act names, or NULL; its class alone: 0 unknown or unset. */
const cji_policy_basis *cji_policy_basis_of(const cj_policy *policy, cji_str key, int32_t day);
int32_t cji_policy_class(const cj_policy *policy, cji_str key, int32_t day);
/* How warnings on orders of that type (CJ_CODE_ORDER_TYPE_*) count, or NULL: they do not. */
const cji_policy_scheme *cji_policy_scheme_of(const cj_policy *policy, int32_t order_type,
                                              int32_t day);
/* That version of a tool, or without a version the one that was read last; or NULL. */
const cji_policy_tool *cji_policy_tool_of(const cj_policy *policy, cji_str key, cji_str version);
/* False only when the whole band (CJ_CODE_AGE_BAND_*) lies outside the tool's ages. */
bool cji_policy_tool_fits(const cji_policy_tool *tool, int32_t age_band);
/* Whether on that day another tool had taken its place; false when nobody says since when. */
bool cji_policy_tool_superseded(const cji_policy_tool *tool, int32_t day);
/*
 * Whether a recipient in that role may have that kind of information on that entitlement: 1 yes, 0
 * no, -1 no table set. *by (may be NULL) is a row that says so, NULL with -1.
 */
int cji_policy_entitled(const cj_policy *policy, int32_t party_role, int32_t info_kind,
                        int32_t entitlement, int32_t day, const cji_policy_by **by);
/* Whether a role may do the operation ("record") for the purpose ("supervision"). */
bool cji_policy_permits(const cj_policy *policy, const char *role, const char *purpose,
                        const char *operation);
/* What the awarding body asks for on that day: of the criterion, else of all; NULL: it is not set.
 */
const cji_policy_award *cji_policy_award_of(const cj_policy *policy, cji_str name, cji_str item,
                                            int32_t day);
/* Whether something that is off unless a policy wants it is on for a role ("practitioner"). */
bool cji_policy_switch(const cj_policy *policy, cji_str name, const char *role, int32_t day);

#endif
