/* SPDX-License-Identifier: MIT */
/* The private header of the room competence: rules compiled from XML, and their evaluation. */
#ifndef CJI_COMPETENCE_H
#define CJI_COMPETENCE_H

#include "casework/casework.h"
#include "policy/policy.h"

#include <cjustice/competence.h>

/* ---- compiled rules -------------------------------------------------------------------------- */

#define CJI_NAMES 8      /* names (as="...") in sight of each other */
#define CJI_KIND_WORDS 4 /* bits for kinds: up to 255 */

typedef enum cji_op {
    CJI_OP_ALL,
    CJI_OP_ANY,
    CJI_OP_NOT,
    CJI_OP_ACT,      /* an act of a kind that meets what stands inside */
    CJI_OP_EVERY,    /* for each act, value or item of state */
    CJI_OP_OVER,     /* codes of a set, gathered over acts */
    CJI_OP_ITEM,     /* a record inside the act */
    CJI_OP_JUDGE,    /* met, but an assessor decides */
    CJI_OP_WHERE,    /* which acts are looked at */
    CJI_OP_PROVIDED, /* has to hold too, and earns nothing by itself */
    CJI_OP_EXCEPT,   /* <not-applicable> of one part */
    CJI_OP_ALSO,     /* cited when it is there, and decides nothing */
    CJI_OP_COMPLETE, /* no other criterion of the pack finds an act without what it asks for */
    CJI_OP_HAS,      /* conditions on the act or item in view, from here on */
    CJI_OP_GIVEN,
    CJI_OP_IS,
    CJI_OP_COVERS,
    CJI_OP_UNDERSTOOD,
    CJI_OP_PERSON,
    CJI_OP_SAME,
    CJI_OP_SAME_HANDLE,
    CJI_OP_AFTER,
    CJI_OP_BEFORE,
    CJI_OP_WITHIN,
    CJI_OP_LIVE,
    CJI_OP_NO_FINDING,
    CJI_OP_PAST,
    CJI_OP_NOT_YET,
    CJI_OP_CITES,
    CJI_OP_CLASS,
    CJI_OP_AT_LEAST
} cji_op;

#define CJI_ENTITLEMENTS "disclosure_entitlement" /* a table, not a value */

#define CJI_NONE_MISSING 0 /* what `every` says when there is nothing to look at */
#define CJI_NONE_MET 1
#define CJI_NONE_NOT_APPLICABLE 2
#define CJI_NONE_NO_OCCASION 3

typedef struct cji_expr {
    cji_op op;
    struct cji_expr *first, *next; /* what stands inside, and beside */
    uint64_t kinds[CJI_KIND_WORDS];
    int32_t kind;         /* the first of them, for messages; 0: any */
    int32_t only;         /* the one kind there is to look at; 0: several */
    cji_path field, path; /* of <every>: a second field whose values are looked at as well */
    uint64_t mask;        /* codes */
    int16_t list;         /* of the codes */
    int16_t name, of;     /* as="...", of="..."; -1 none */
    int32_t min, max;     /* max 0: no end */
    bool latest_on_handle, latest, distinct_days, distinct_values;
    bool each;           /* of <item>: all of them */
    bool late;           /* of <no-finding>: what was found is that it came too late */
    bool constant;       /* of <before first>: nothing inside depends on what is outside */
    bool waits;          /* of <not-yet>: without a timescale an assessor decides */
    bool as_many;        /* of <act>: as many as `path` of `of` has values */
    bool quiet;          /* of <every>: instances are not cited */
    bool chooses;        /* a <where> stands inside */
    bool may_wait;       /* it, or something inside, may be left to an assessor */
    int32_t state;       /* handle type of a state, for `every` */
    int32_t none;        /* CJI_NONE_* */
    int32_t because[2];  /* kinds that are cited when there is nothing to look at */
    const char *policy;  /* name of a policy value */
    const char *finding; /* name of a conduct rule */
    const char *why;     /* what the author wrote, or NULL */
} cji_expr;

typedef struct cji_criterion {
    const char *item, *parent;      /* "P16", "P2.1" of "P2" */
    int32_t class_;                 /* CJ_CODE_CRITERION_CLASS_*; of a limb: its parent's */
    const cji_expr *rule;           /* NULL: the pack knows the class only */
    const cji_expr *not_applicable; /* or NULL; its `why` */
    const cji_expr *no_occasion;    /* there is an occasion if this holds */
    bool caseload;                  /* asked of a practitioner's cases, not of one */
    bool looks_at_others;           /* it holds a <complete/> */
    const struct cji_pack *pack;
    cji_place place;
} cji_criterion;

typedef struct cji_pack {
    const char *standard, *version; /* version NULL: any */
    const char *key;                /* "SFJED1@3", or without a version */
    cji_criterion *criteria;
    size_t count, capacity;
    const cji_expr *not_applicable; /* of the whole standard, or NULL */
    bool complete;                  /* one of its criteria looks at the others */
    char sha256[65];
} cji_pack;

struct cj_rules {
    atomic_int refs;
    cj_context *ctx;
    cji_arena arena;
    cji_pack **packs;
    size_t npacks, capacity;
};

/* Compiles one file. The pack lives in the arena. */
cj_status cji_pack_compile(cj_context *ctx, cji_arena *arena, const cji_node *root, cji_pack **out,
                           cj_error **error);
/* A rule for a criterion that the standard does not have is a slip of the pack's author. */
cj_status cji_pack_validate(cj_context *ctx, const cji_pack *pack, const cj_standard *standard,
                            cj_error **error);
/* What the state of such a handle is made of. */
const cji_shape *cji_shape_of_state(int32_t handle);
const cji_pack *cji_rules_pack(const cj_rules *rules, const char *standard, const char *version);
const cji_criterion *cji_pack_criterion(const cji_pack *pack, const char *item);

/* ---- evaluation ------------------------------------------------------------------------------ */

typedef enum cji_level {
    CJI_NOTHING,
    CJI_PART,
    CJI_FULL,
    CJI_NOT_APPLICABLE,
    CJI_NO_OCCASION
} cji_level;

typedef struct cji_gap {
    int32_t kind;
    cj_field field;
    const cji_entry *entry; /* the act that it was asked of, or NULL */
    const char *why;        /* in the arena of the evaluation */
    bool lacks;             /* an act is there, and lacks the field */
    bool said;              /* in the words of the rule's author */
} cji_gap;

typedef struct cji_result {
    cji_level level;
    bool untested;      /* a policy value is unset, or an assessor decides */
    const char *why;    /* for not applicable and no occasion */
    uint32_t *evidence; /* entries, in the order of time */
    size_t nevidence;
    cji_gap *gaps;
    size_t ngaps;
} cji_result;

typedef struct cji_evaluation cji_evaluation;

/* Whether an act is that worker's: performed by them, or by its nature by others about their work.
 */
bool cji_counts_for(const cj_case *c, const cji_entry *entry, const char *worker);
cj_status cji_evaluation_new(cj_case *c, const cj_policy *policy, int32_t as_of, cji_arena *arena,
                             cji_evaluation **out, cj_error **error);
/* From here on only what that worker performed is evidence; the id stays the caller's. */
void cji_evaluation_of(cji_evaluation *e, const char *performer);
/* From here on only levels are wanted: no sentence is written, and what is cited may lack some. */
void cji_evaluation_decides(cji_evaluation *e);
void cji_evaluation_free(cji_evaluation *e);
/* What one criterion comes to. The result lives in the arena. */
cj_status cji_evaluate(cji_evaluation *e, const cji_criterion *criterion, cji_result *out,
                       cj_error **error);

/* An act that would have to be recorded if it happened: again, with the field that it lacks. */
typedef struct cji_suggested {
    int32_t kind;
    const cji_entry *again; /* NULL: a new one */
    cj_field field;
} cji_suggested;

typedef struct cji_suggestion {
    cji_suggested *acts; /* in the arena of the evaluation; equal ones as often as wanted */
    size_t n;
    bool approximate;     /* there may be fewer that do as well */
    const char *withheld; /* why nothing is suggested for a part of it; or NULL */
} cji_suggestion;

/*
 * The least set of acts that would close what these criteria lack, together: one criterion, or the
 * limbs of one. They have been evaluated, and are not met.
 */
cj_status cji_suggest(cji_evaluation *e, const cji_criterion *const *criteria, size_t n,
                      cji_suggestion *out, cj_error **error);

/* ---- reports --------------------------------------------------------------------------------- */

/* Puts values into the records of a report; once it has failed it puts nothing more. */
typedef struct cji_writer {
    cj_status status;
    cj_error **error;
} cji_writer;

/* An empty text, NULL, and the code 0 are left out. */
void cji_put_text(cji_writer *w, cj_record *r, cj_field field, const char *value);
void cji_put_int(cji_writer *w, cj_record *r, cj_field field, int64_t value);
void cji_put_code(cji_writer *w, cj_record *r, cj_field field, int64_t value);
/* NULL once it has failed. */
cj_record *cji_put_record(cji_writer *w, cj_record *r, cj_field field);
void cji_put_copy(cji_writer *w, cj_record *to, cj_field field, const cj_record *from,
                  cj_field source);

/* A derived record on its own; who has filled it freezes its root. */
struct cj_report {
    atomic_int refs;
    cji_root root;
};

cj_status cji_report_new(cj_context *ctx, const cji_shape *shape, cj_report **out,
                         cj_error **error) CJI_CHECK;

/* What a check is asked, looked up. The options outlive it. */
typedef struct cji_asked {
    const cj_standard *standard;
    const cji_pack *pack; /* NULL: no rules */
    const cj_policy *policy;
    const char *practitioner;  /* NULL: whoever performed the acts */
    const cj_case *judgements; /* of assessors on the practitioner, or NULL */
    bool caseload;             /* the case is one that the practitioner holds */
} cji_asked;

cj_status cji_ask(cj_context *ctx, const cj_catalogue *catalogue, const cj_rules *rules,
                  const cj_check_options *options, cji_asked *out, cj_error **error) CJI_CHECK;
/* With an alias the report is for outsiders: that is what the case is called, what is sensitive for
 * a victim is left out and counted, and no sentence has a text of an act in it. */
cj_status cji_check_asked(const cji_asked *asked, cj_case *handle, cj_date as_of, const char *alias,
                          cj_report **out, cj_error **error) CJI_CHECK;
/* The act is for victim liaison alone. */
bool cji_of_victim(const cj_record *act);
/* What stands before the criteria, and their numbers by verdict ([0]: all). */
cj_status cji_report_head(cj_record *report, const cji_asked *asked, const char *case_id,
                          int32_t day, cj_error **error) CJI_CHECK;
#define CJI_REPORT_COUNTS 7
/* The field of the summary by verdict; [0]: of all criteria. */
extern const cj_field cji_report_counts[CJI_REPORT_COUNTS];
cj_status cji_report_summary(cj_record *report, const int64_t counts[CJI_REPORT_COUNTS],
                             cj_error **error) CJI_CHECK;

/* ---- what assessors found (judged.c) --------------------------------------------------------- */

typedef struct cji_judged {
    const cj_case *stream; /* NULL: nobody's findings are asked for */
    const cj_standard *standard;
} cji_judged;

/* Puts the finding that counts into the row of an item, and makes of the verdict by the record what
 * the finding makes of it. *settled: an assessor found it met, and that is what it comes to. */
cj_status cji_judged_criterion(const cji_judged *j, cj_record *row, const cj_item *item,
                               int32_t class_, int32_t *verdict, bool *settled,
                               cj_error **error) CJI_CHECK;
/* The decision on the standard, and what was found of knowledge and of its overview. */
cj_status cji_judged_rest(const cji_judged *j, cj_record *report, cj_error **error) CJI_CHECK;
/* The next judgement on the standard that was not withdrawn; NULL at the end. From *at = 0. */
const cji_entry *cji_judged_next(const cj_case *stream, const cj_standard *standard, size_t *at);
/* Whether the standard has that to judge: a criterion, knowledge, a limb, an expectation. */
bool cji_judged_item(const cj_standard *standard, const char *address);
/* ---- what an awarding body asks for (awarding.c) --------------------------------------------- */

typedef struct cji_awarding {
    cj_context *ctx;
    const cj_policy *policy; /* or NULL */
    const cj_standard *standard;
    const cj_record *report; /* its criteria are there */
    const int64_t *counts;   /* of criteria by verdict; [0]: all */
    int64_t showing;         /* cases that show one */
    int32_t day;
} cji_awarding;

/* Each requirement beside what the report shows, or that it is not set. */
cj_status cji_awarding_report(const cji_awarding *a, cj_record *out, cj_error **error) CJI_CHECK;
/* How many cases have to show a standard. */
int64_t cji_awarding_cases(const cj_policy *policy, int32_t day, int64_t otherwise);

/* ---- the portfolio of a practitioner (portfolio.c) ------------------------------------------- */

typedef struct cji_portfolio cji_portfolio;

/* The options outlive it. */
cj_status cji_portfolio_new(cj_context *ctx, const cji_asked *asked, int32_t day,
                            cji_portfolio **out, cj_error **error) CJI_CHECK;
void cji_portfolio_free(cji_portfolio *p);
/* Takes the case in if the practitioner had performed an act of it by the day, or holds it then.
 * The alias is as for cji_check_asked; all cases have one, or none has. */
cj_status cji_portfolio_add(cji_portfolio *p, cj_case *c, const char *alias, bool *taken,
                            cj_error **error) CJI_CHECK;
/* All cases together, criterion by criterion. */
cj_status cji_portfolio_report(cji_portfolio *p, cj_report **out, cj_error **error) CJI_CHECK;

#endif
