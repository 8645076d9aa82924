/* SPDX-License-Identifier: MIT */
/* Inside of the evaluation: shared by evaluate.c (the walk) and conditions.c (its leaves). */
#ifndef CJI_COMPETENCE_EVALUATION_H
#define CJI_COMPETENCE_EVALUATION_H

#include "competence/competence.h"

#include <stdlib.h>

/* What is in view: an act, a record inside it, a value of it, or an item of state. */
typedef struct cji_view {
    const cji_entry *entry;
    const cj_record *record;
    const cji_row *row; /* with value: a bare value */
    const cji_value *value;
} cji_view;

typedef struct cji_outcome {
    cji_level level;
    bool late; /* nothing but its time stands in the way */
    int score; /* of a try: the higher, the nearer */
    bool untested;
    bool vacuous; /* met because there was nothing to look at: earns nothing by itself */
    const char *why;
} cji_outcome;

typedef struct cji_other {
    bool known;
    cji_result result;
} cji_other;

#define CJI_FIRSTS 4

struct cji_evaluation {
    cj_case *c;
    const cj_policy *policy;
    int32_t as_of;
    const char *performer; /* NULL: whoever performed an act */
    bool outward;          /* for outsiders: no text of an act in a sentence */
    bool caseload;         /* the case is looked at as one of those that the performer holds */
    int facts;             /* inside of what is a fact whoever recorded it */
    cji_arena *arena;
    cj_error **error;
    cj_status status;
    const uint32_t *order;
    size_t norder;
    cji_view view;
    cji_view names[CJI_NAMES];
    uint64_t steps; /* of the criterion so far */
    bool explain;
    int32_t next;  /* the nearest day to come on which there is an occasion; INT32_MAX none */
    int triggered; /* inside an <every> whose instances call for what follows */
    uint32_t *evidence;
    size_t nevidence, evidence_capacity;
    cji_gap *gaps;
    size_t ngaps, gap_capacity;
    const cji_pack *pack; /* of `others` */
    cji_other *others;    /* what its criteria came to, once they were asked */
    struct {
        const cji_expr *x;
        const cji_entry *first; /* or NULL: there is none */
    } firsts[CJI_FIRSTS];       /* of <before first> that is the same wherever it is asked */
    size_t nfirsts;
    cji_str *values; /* that an <every> has seen: one stack for all of them */
    size_t nvalues, value_capacity;
};

/* What was collected up to a point, to go back to when a try comes to nothing. */
typedef struct cji_mark {
    size_t evidence, gaps;
} cji_mark;

cji_mark cji_mark_of(const cji_evaluation *e);
void cji_back_to(cji_evaluation *e, cji_mark m);

/* What several parts come to. */
typedef struct cji_tally {
    int total, full, part, late, absent, vacuous;
    cji_outcome first_absent;
    bool untested;
    const char *why; /* of the first that waits */
} cji_tally;

void cji_tally_count(cji_tally *t, cji_outcome r);
/* All parts met: the whole; some: a part. Parts that do not apply leave the others standing. */
cji_outcome cji_tally_all(const cji_tally *t);

/* One expression; all expressions of a list. */
cji_outcome cji_eval(cji_evaluation *e, const cji_expr *x);
cji_outcome cji_eval_all(cji_evaluation *e, const cji_expr *first);
/* Whether every <where> among them holds for what is in view. */
bool cji_chosen(cji_evaluation *e, const cji_expr *first);
/* <act>, <every>. */
cji_outcome cji_eval_act(cji_evaluation *e, const cji_expr *x);
cji_outcome cji_eval_every(cji_evaluation *e, const cji_expr *x);

bool cji_of_kind(const cji_expr *x, int32_t kind);
/* Whether a later act of the same kind hides the one at that rank (latest="handle" or "case"). */
bool cji_hidden(const cji_evaluation *e, const cji_expr *x, size_t at);

/* Whether the act may be evidence of whose work is looked at; of facts every act is. */
bool cji_act_counts(const cji_evaluation *e, const cji_entry *entry);
void cji_cite(cji_evaluation *e, uint32_t entry);
void cji_miss(cji_evaluation *e, const cji_expr *x, int32_t kind, cj_field field,
              const char *format, ...) CJI_PRINTF(5, 6);
/*
 * The author's sentence for what stands inside, instead of the gaps since the mark, unless one of
 * them is the author's already and so more exact.
 */
void cji_say(cji_evaluation *e, const cji_expr *x, cji_mark m);
const char *cji_kind_words(int32_t kind, char *space, size_t size);
/* Whether a value of the row is the id of an act. */
bool cji_refers_to_act(const cji_row *row);
/* Whether the record, or one inside it, refers to that id, or to an act that it superseded. */
bool cji_cites(const cj_case *c, const cj_record *record, cji_str id);
/* Whether the record refers to an act that this worker performed. */
bool cji_about_work_of(const cj_case *c, const cj_record *record, const char *worker);
/* <cites>, <class>, <at-least>, and what it means that nothing was found by a policy. */
cji_outcome cji_eval_cites(cji_evaluation *e, const cji_expr *x);
cji_outcome cji_eval_class(cji_evaluation *e, const cji_expr *x);
cji_outcome cji_eval_at_least(cji_evaluation *e, const cji_expr *x);
cji_outcome cji_policy_silent(cji_evaluation *e, const cji_expr *x);
/* <complete>. */
cji_outcome cji_eval_complete(cji_evaluation *e, const cji_expr *x);
/* The act that a name stands for; an item of state stands for the act that set it last. */
const cji_entry *cji_act_of(cji_evaluation *e, int16_t name);
/* Something is missing in the field of what is in view; CJI_NOTHING. */
cji_outcome cji_miss_field(cji_evaluation *e, const cji_expr *x, const char *what);
/* "is not a or b": what the field would have to be. */
const char *cji_code_words(const cji_expr *x, const char *before, const char *between, char *space,
                           size_t size);
/* Of gaps from there on: an act that lacks a field and is wrong in another is something else. */
void cji_judge_lacks(cji_evaluation *e, size_t from);
/* A leaf: something said of the act or record in view. */
cji_outcome cji_condition(cji_evaluation *e, const cji_expr *x);
/* The acts cited since `from` leave no period of the policy value without one. */
cji_outcome cji_each_period(cji_evaluation *e, const cji_expr *x, size_t from, cji_outcome met);
int32_t cji_entry_day(const cji_entry *entry);

#endif
