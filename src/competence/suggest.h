/* SPDX-License-Identifier: MIT */
/* Inside of the search for what would close a gap: planned.c keeps what is planned, suggest.c
 * walks a rule, closing.c puts its parts together. */
#ifndef CJI_COMPETENCE_SUGGEST_H
#define CJI_COMPETENCE_SUGGEST_H

#include "competence/evaluation.h"

#define CJI_EXACT 12    /* up to so many acts the set is the least */
#define CJI_PLANNED 40  /* no more are planned */
#define CJI_CLAIMS 160  /* what is asked of them */
#define CJI_EVERIES 24  /* <every> on the way to one plan */
#define CJI_DEEP 200    /* goals on the way to one plan: each is a frame of the stack */
#define CJI_STEPS 20000 /* of one part */
#define CJI_FREE (-1)   /* of a view: a record or value of a planned act, as it has to be */

/* What is in view, and what the names stand for, at one place of a rule. */
typedef struct cji_sight {
    cji_view view;
    cji_view names[CJI_NAMES];
} cji_sight;

/* A part that has to be made to hold, and what comes after it. */
typedef struct cji_goal {
    const cji_expr *x; /* and what stands beside it, unless alone */
    const cji_sight *at;
    const struct cji_goal *next;
    bool instance;        /* of the <every> x: what is in view */
    const cji_expr *part; /* and only this of what stands inside; NULL: all */
    bool alone, strict;   /* strict: inside of <where>, where nothing is corrected */
    bool triggered;
    int left;         /* of <act>: so many are still to be found */
    size_t from;      /* those planned before are taken */
    size_t from_real; /* and those there are, in the order of time */
    bool taken;       /* those there are do already, or cannot */
    uint64_t codes;   /* of <over>: those that are wanted */
    bool *probe;      /* instead of an expression: set when one gets here */
} cji_goal;

/* What a planned act has to have in a field: one of the codes, or a value of another view. */
typedef struct cji_claim {
    int planned;
    cji_path path;
    uint64_t mask;
    cji_view from;
    cji_path of;
} cji_claim;

/* An <every> on the way: planned acts of its kind become instances of it. */
typedef struct cji_watch {
    const cji_expr *x;
    const cji_sight *at;
    bool triggered;
    size_t handled;
} cji_watch;

typedef struct cji_search {
    cji_evaluation *e;
    cji_suggested acts[CJI_PLANNED]; /* what is planned on the way */
    size_t n;
    cji_claim claims[CJI_CLAIMS];
    size_t nclaims;
    cji_watch everies[CJI_EVERIES];
    size_t neveries;
    cji_suggested best[CJI_PLANNED];
    size_t nbest;
    size_t limit; /* a plan has fewer acts than this */
    bool found, cut;
    int depth, steps;
    const bool *until;            /* set: the probe that is under way got there */
    size_t probe_n, probe_claims; /* it may have planned and claimed so much on its way */
    int32_t barred;               /* a kind that would be wanted, and is not suggested */
    bool irregular;               /* an act is there, and was found irregular */
    bool open;                    /* an act of any kind would do */
} cji_search;

/* Plans until the goal and all behind it are met; NULL: they are. */
void cji_solve(cji_search *s, const cji_goal *g);
/* From now on planned acts of its kind have to be as the <every> wants them. */
void cji_watch_every(cji_search *s, const cji_expr *x, const cji_sight *at, bool triggered);

/* The act planned at that place has the codes in a field; false: that excludes what it has. */
bool cji_claim_codes(cji_search *s, int planned, cji_path path, uint64_t mask);
/* Whether acts of the kind may be suggested: freely, or because something calls for them. */
bool cji_may_suggest(int32_t kind, bool triggered);
/* Whether an expression looks at a planned act. `here`: what is in view is looked at itself. */
bool cji_looks_at_planned(const cji_expr *x, const cji_sight *at, bool here);
/* The same, of one that is not there; one that is recorded again says what it said. */
bool cji_looks_at_new(const cji_expr *x, const cji_sight *at, bool here);
/* What the record as it is comes to. */
cji_outcome cji_as_it_is(cji_search *s, const cji_expr *x, const cji_sight *at);
/* It comes to nothing that would have to be closed. */
bool cji_stands(cji_search *s, const cji_expr *x, const cji_sight *at);
/* Goes on if the condition holds of what is in view, or can be said of an act that is planned. */
void cji_meet(cji_search *s, const cji_goal *g, const cji_goal *then);
/* Whether the goal is met at once (1), cannot be met (-1), or wants more than a look (0). */
int cji_at_sight(cji_search *s, const cji_goal *g);
/* Whether an act is there that would do and was found irregular. */
bool cji_found_wanting(cji_search *s, const cji_expr *x, const cji_sight *at);
/* The kind of act that puts items into what an <every> looks at; 0: none. */
int32_t cji_kind_of_item(const cji_expr *x);

/* What an <every> looks at and what does not hold yet. */
typedef struct cji_instances {
    cji_sight *lacking;
    size_t n, capacity;
    size_t seen; /* that come under it */
    const cji_sight *at;
    bool failed; /* no memory */
} cji_instances;

void cji_instances_of(cji_search *s, const cji_expr *x, const cji_sight *at, cji_instances *out);

#endif
