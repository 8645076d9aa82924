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
    int planned; /* of suggest.c: an act that is not there, or not as it would have to be */
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
    uint8_t *kinds;  /* of the acts, in the order of time */
    uint32_t *later; /* the place of the next act of the same kind; norder: none */
    uint32_t *heads; /* by kind, of the first */
    cji_view view;
    cji_view names[CJI_NAMES];
    uint64_t steps, limit; /* of the criterion so far, and that there may be */
    bool explain;
    bool decides;    /* only levels are wanted */
    bool lean;       /* and who is cited does not matter */
    bool incomplete; /* some criterion found an act that lacks a field */
    int32_t next;    /* the nearest day to come on which there is an occasion; INT32_MAX none */
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

/* How much a criterion may look at. */
uint64_t cji_step_limit(const cji_evaluation *e);
/* As before anything was looked at. */
void cji_restart(cji_evaluation *e, bool explain);
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
/* The same where only CJI_FULL matters: it ends with the first part that is not met. */
cji_outcome cji_eval_full(cji_evaluation *e, const cji_expr *first);
/* Whether every <where> among them holds for what is in view. */
bool cji_chosen(cji_evaluation *e, const cji_expr *first);
/* <act>, <every>. */
cji_outcome cji_eval_act(cji_evaluation *e, const cji_expr *x);
cji_outcome cji_eval_every(cji_evaluation *e, const cji_expr *x);

/*
 * Whether something is said of the instance of an <every> itself: then it is work that is looked
 * at, and another's is not the practitioner's. Where only other acts are asked for, it is what
 * calls for them.
 */
bool cji_is_work(const cji_expr *first);
/* Calls for everything that an <every> may look at, before any <where>. */
typedef void (*cji_instance_fn)(void *user, cji_evaluation *e, const cji_expr *x, cji_view view);
void cji_each_instance(cji_evaluation *e, const cji_expr *x, cji_instance_fn fn, void *user);

static inline bool cji_of_kind(const cji_expr *x, int32_t kind)
{
    return (x->kinds[kind / 64] >> (kind % 64) & 1) != 0;
}

/* The place in the order of time of the first act that an expression looks at; norder: none. */
static inline size_t cji_from_place(const cji_evaluation *e, const cji_expr *x, size_t i)
{
    while (i < e->norder && !cji_of_kind(x, e->kinds[i]))
        i++;
    return i;
}

static inline size_t cji_first_place(const cji_evaluation *e, const cji_expr *x)
{
    return x->only != 0 ? e->heads[x->only] : cji_from_place(e, x, 0);
}

/* Of the next one. */
static inline size_t cji_next_place(const cji_evaluation *e, const cji_expr *x, size_t i)
{
    return x->only != 0 ? e->later[i] : cji_from_place(e, x, i + 1);
}

/* Whether a later act of the same kind hides the one at that rank (latest="handle" or "case"). */
bool cji_hidden(const cji_evaluation *e, const cji_expr *x, size_t at);

/* Whether the act may be evidence of whose work is looked at; of facts every act is. */
static inline bool cji_act_counts(const cji_evaluation *e, const cji_entry *entry)
{
    return e->performer == NULL || e->facts > 0 || cji_counts_for(e->c, entry, e->performer);
}

void cji_cite(cji_evaluation *e, uint32_t entry);
void cji_tell(cji_evaluation *e, const cji_expr *x, int32_t kind, cj_field field,
              const char *format, ...) CJI_PRINTF(5, 6);
/* Something is missing. The sentence is only made where somebody wants to know. */
#define cji_miss(e, ...) ((e)->explain ? cji_tell(e, __VA_ARGS__) : (void)0)
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
/* The person's own words, or a document held to its hash. The depth of shapes bounds this. */
bool cji_has_voice(const cj_record *record);
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
/* How many periods have none, cited since `from`, and when the first of them was over; -1: the
 * policy says of no period. */
int cji_periods_without(cji_evaluation *e, const cji_expr *x, size_t from, int32_t *first);
/* How many more acts have to meet an <act>, and how many do; -1: there are too many. */
int cji_acts_short(cji_evaluation *e, const cji_expr *x, int *met);
/* The codes that a record has at a path. */
uint64_t cji_codes_of(const cj_record *record, cji_path path);
/* The codes that an <over> lacks. */
uint64_t cji_over_lacks(cji_evaluation *e, const cji_expr *x);
/* Whether two views have a value in common: a bare value without a path, an act by its id. */
bool cji_shares(const cj_case *c, const cji_view *a, cji_path of_a, const cji_view *b,
                cji_path of_b);
/* Whether the record tells why it has no value there. */
bool cji_reason_given(const cj_record *record, cji_path path);

#endif
