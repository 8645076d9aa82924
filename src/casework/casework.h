/* SPDX-License-Identifier: MIT */
/* The private header of the room casework: cases as ordered acts, their index, rules and folds. */
#ifndef CJI_CASEWORK_H
#define CJI_CASEWORK_H

#include "instruments/scoring.h"
#include "policy/policy.h"

#include <cjustice/casework.h>

/* ---- the case -------------------------------------------------------------------------------- */

/* An act in its case; a tombstone has no act. Times of the store are 0 at depth 1. */
typedef struct cji_entry {
    cj_act *act;
    cji_str id; /* in the act's arena, or in the case's */
    int32_t kind, erasure_reason;
    uint32_t handle; /* index of the handle; tombstones: UINT32_MAX */
    int64_t occurred;
    uint32_t superseded_by; /* index + 1 */
    uint32_t next_of_kind;  /* index + 1 */
    uint32_t root;          /* of its chain: the first of the acts that `previous` links */
    bool attested;          /* entered by the actor, as far as is known */
    int64_t entered_at;
    int64_t log_index; /* of its intent, -1 without a log */
} cji_entry;

/* The first and last entry of a kind, as index + 1. */
typedef struct cji_kind_span {
    uint32_t first, last;
} cji_kind_span;

typedef struct cji_handle_row {
    char *id;
    uint32_t types; /* bit = CJ_HANDLE_*: what all its acts allow; usually one from the first on */
    cji_root state; /* ctx NULL until folded */
    bool complete;  /* with what is computed from all of the case */
} cji_handle_row;

/* What a conduct rule found when the act was entered; the texts live as long as the case. */
typedef struct cji_finding {
    uint32_t entry;
    const char *rule, *version, *citation, *reason; /* citation may be NULL */
} cji_finding;

struct cj_case {
    atomic_int refs;
    cj_context *ctx;
    cj_policy *policy; /* of rules that ask for one; NULL: what they ask for is unset */
    cji_arena arena;
    char *id;                 /* "" until known */
    const char *practitioner; /* whose stream of judgements this is, and no case; or NULL */
    cji_entry *entries;
    size_t count, capacity;
    cji_kind_span *kinds; /* by the id of the kind */
    cji_handle_row *handles;
    size_t nhandles, handle_capacity;
    cji_finding *findings;
    size_t nfindings, finding_capacity;
    cji_map ids;           /* see cji_index_* */
    cji_root requirements; /* the part of the case's state that rules ask for; ctx NULL until */
    uint32_t *order;       /* entries by (occurred, entry), while sorted is set */
    size_t norder, order_capacity;
    bool sorted;
    bool reading;   /* a file: ids of refused acts resolve, so that one problem stays one */
    bool has_as_of; /* it holds what had occurred by that day */
    int32_t as_of;
    bool tombstones; /* some acts were erased, and with them ids that they made */
};

/* The entries that count, in the order (occurred, entry): n indices. NULL without memory. */
const uint32_t *cji_case_order(cj_case *c, size_t *n);
bool cji_entry_counts(const cji_entry *entry);
/* The next act of a kind that counts, in the order of entry; NULL at the end. Start with *at = 0.
 */
const cji_entry *cji_next_of(const cj_case *c, int32_t kind, size_t *at);
/* The number of the case's own handle; UINT32_MAX while the case is empty. */
uint32_t cji_case_handle(const cj_case *c);
/* The case_opened that counts, or NULL. */
const cj_record *cji_case_opened(const cj_case *c);
/* The person of the case, or an empty text. */
cji_str cji_case_person(const cj_case *c);
/* The entry of an act id, or NULL. */
const cji_entry *cji_case_entry(const cj_case *c, cji_str id);
/* The id of the act that stands in the place of that one: its own, or of the one that superseded it
 * last. What is no act of the case stands for itself. */
cji_str cji_case_current(const cj_case *c, cji_str id);
/* When an act occurred, for its place among others: where only the day is known, after those of the
 * day that were entered before, so that it does not stand before what it answers. */
int64_t cji_case_moment(const cj_case *c, const cj_act *act);
/* A case, or the stream that goes by that. */
cj_status cji_case_new(cj_context *ctx, const char *id, cj_case **out, cj_error **error) CJI_CHECK;
cj_status cji_case_set_id(cj_case *c, cji_str id, const cji_place *place, cj_error **error);
/* The day as of which a case was asked for with cj_case_at; false: none. */
bool cji_case_as_of(const cj_case *c, int32_t *day);
/* Adds an act with what the store knows of it. `place` may be NULL. */
cj_status cji_case_add(cj_case *c, cj_act *act, const cji_place *place, cj_error **error);
/* The same for an act that was checked when it was entered: no rule runs, nothing is found. What
 * cannot be in a case (an id twice, a handle of two types) is refused still. */
cj_status cji_case_add_known(cj_case *c, cj_act *act, const cji_place *place, cj_error **error);
cj_status cji_case_add_tombstone(cj_case *c, cji_str id, int32_t kind, int32_t reason,
                                 const cji_place *place, cj_error **error);
cj_status cji_case_copy(const cj_case *from, const cj_date *occurred_by, cj_case **out,
                        cj_error **error);
/* Reads a case file's acts into the case: all or none. */
cj_status cji_case_read_input(cj_case *c, cji_input *in, cj_error **error);
/* The same with cji_case_add_known: of acts that a store kept. */
cj_status cji_case_read_known(cj_case *c, cji_input *in, cj_error **error);
/* Forgets folded states. */
void cji_case_changed(cj_case *c);

/* ---- index of ids: what exists, by what it is ------------------------------------------------ */

#define CJI_IDS_ACT 'a'    /* entry */
#define CJI_IDS_HANDLE 'h' /* handle */
#define CJI_IDS_STAFF 's'
#define CJI_IDS_OWN 'o'
#define CJI_IDS_MADE 'm' /* + reference: entry that made it */
#define CJI_IDS_DAY 'd'  /* the last entry of a day */
#define CJI_IDS_REFUSED UINT32_MAX

/* `reference` only with CJI_IDS_MADE. NULL when absent. */
uint32_t *cji_index_get(const cj_case *c, char what, int16_t reference, cji_str id);
/* Enters an id that is not there yet. */
cj_status cji_index_put(cj_case *c, char what, int16_t reference, cji_str id,
                        uint32_t value) CJI_CHECK;
/* The handle of an act, by number (that of the next one, if it is new), and what it can be then. */
cj_status cji_index_handle(cj_case *c, const cj_act *act, uint32_t *types, uint32_t *handle,
                           const cji_place *place, cj_error **error);
/* What a handle is; the first possibility while its acts allow several. */
int32_t cji_handle_type(uint32_t types);
/* Every reference of the act resolves, and no id it makes is taken. */
cj_status cji_index_check(cj_case *c, const cj_act *act, const cji_place *place, cj_error **error);
/* Enters what the act makes; `entry` may be CJI_IDS_REFUSED. After a failure the caller truncates
 * c->ids to where it was. */
cj_status cji_index_add(cj_case *c, const cj_act *act, uint32_t entry) CJI_CHECK;

/* ---- rules ----------------------------------------------------------------------------------- */

typedef struct cji_path {
    int16_t field, member; /* member 0: the field's own values */
} cji_path;

typedef struct cji_rule cji_rule;
typedef struct cji_rule_view {
    cj_case *c;
    const cj_act *act;
    const cj_record *record;
    int64_t now;              /* occurred_at */
    int32_t day;              /* its day, in its own offset */
    const cji_policy_by **by; /* a conduct rule leaves what the policy said */
    cji_str *about;    /* an integrity rule leaves the value that it refuses, if there is one */
    cj_status *failed; /* without memory a rule leaves CJ_E_MEMORY, and nothing was found */
} cji_rule_view;

/* True when the act meets the rule. */
typedef bool (*cji_check_fn)(const cji_rule *rule, const cji_rule_view *view);

struct cji_rule {
    const char *name;
    int16_t kind;
    int16_t conduct;
    cji_check_fn check;
    cji_path a, b;
    int16_t other, code; /* kind and code that the operator needs */
    int16_t first_term, nterms;
    const char *text, *citation;
    cji_path initial;           /* of a transition: where the status begins */
    const uint64_t *table;      /* of each code, the codes that go with it */
    int16_t deadline;           /* number + 1 of the one that the rule is about */
    int16_t cited_term, ncited; /* what an act that it cites must fulfil */
    int16_t earlier;            /* weighs the act against earlier ones, which may be erased */
};

extern const cji_term cji_case_terms[];
/* In the order of kinds: those of kind k are from rules_of[k] to before rules_of[k + 1]. */
extern const cji_rule cji_case_rules[];
extern const size_t cji_case_rule_count;
extern const uint16_t cji_case_rules_of[];
extern const int16_t cji_outcomes[][2];
extern const size_t cji_outcome_count;

/* Reports what the rules of one class find. The status is CJ_E_INTEGRITY, CJ_E_MEMORY or CJ_OK.
 * `findings` (conduct only, may be NULL) collects what was found, at most CJI_FINDINGS. */
#define CJI_FINDINGS 16
cj_status cji_rules_run(cj_case *c, const cj_act *act, bool conduct, const cji_place *place,
                        cji_finding *findings, size_t *nfindings, cj_error **error);

/* What was found of an entry, *n of them. */
const cji_finding *cji_case_findings(const cj_case *c, uint32_t entry, size_t *n);
/* Of the last entry, or of the one that comes next. CJ_OK or CJ_E_MEMORY. */
cj_status cji_case_keep_findings(cj_case *c, uint32_t entry, const cji_finding *findings,
                                 size_t n) CJI_CHECK;
/* As the text that is stored with the act and committed to; nothing when there is none. */
void cji_findings_write(const cj_case *c, uint32_t entry, cji_buf *out);
/* From that text, as cji_case_keep_findings. CJ_E_VALUE_CODE when it is not what we write. */
cj_status cji_findings_read(cj_case *c, uint32_t entry, cji_str text) CJI_CHECK;

bool cji_check_first_act(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_not_after(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_subset(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_alone(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_not_performer(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_disjoint(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_distinct(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_has_person(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_is_true(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_next_number(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_known_number(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_any_given(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_outcome(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_order_open(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_tombstones(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_case_open(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_by_another(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_by_judge(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_by_handler(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_absent(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_transition(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_once_on_handle(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_of_order(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_in_force(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_noted_first(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_none_before(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_none_before_on_handle(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_consent(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_self_check(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_cautioned(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_not_source_of_harm(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_no_source_of_harm(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_covers_requirements(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_checklist(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_not_withdrawn(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_by_officer(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_found_unacceptable(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_not_below_risk(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_checklist_of(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_words_cautioned(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_goal_addresses(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_cites_none(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_basis_current(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_consents_cover(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_reached_safely(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_not_barred(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_on_schedule(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_version_of_plan(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_coverage_stated(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_names_intervention(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_step_of_goal(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_sequence(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_may_warn(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_refers_when_warned(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_within_policy(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_tool_fits(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_tool_in_use(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_recipients_entitled(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_statutory_whole(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_statutory_content(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_by_author(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_self_check_whole(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_staff_only(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_in_time(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_none_open(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_lacks_code(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_by_performer(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_instrument_known(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_score_readable(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_score_stated(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_score_in_range(const cji_rule *rule, const cji_rule_view *view);
bool cji_check_score_agrees(const cji_rule *rule, const cji_rule_view *view);

/* ---- scores in assessments ------------------------------------------------------------------- */

/* What an assessment_completed says of a score. */
typedef struct cji_scored {
    const cj_instrument *instrument; /* NULL: there is no score, or not of one that is known */
    double values[CJI_INPUTS_MAX];   /* of its inputs; NaN: not given, or out of its range */
    bool outside;                    /* a value is out of the range of its input */
    bool coded;                      /* a code of an offence is among them */
    bool same; /* the version is the one that the library has, so that it can be worked out again */
} cji_scored;

/* False when a value is not readable, or not of an input: *about (may be NULL) is that one. */
bool cji_scored_read(const cj_record *act, cji_scored *out, cji_str *about);
/* Whether what the act states of an output is what the instrument gave; what is refused now, or
 * rests on a table of offences that is not here, is not to be compared. */
bool cji_scored_same(const cji_scored *scored, const cj_score *score, const cj_offences *offences,
                     const cj_record *result);

/* ---- deadlines: opened by one act, met by another -------------------------------------------- */

#define CJI_MET_SELF 0  /* the act that opens it meets it, in time or late */
#define CJI_MET_CITES 1 /* an act that cites the opener (or, with key, its field) */
#define CJI_MET_SAME 2  /* a later act with the same values in those fields */
#define CJI_MET_ANY 3   /* a later act of the kind */

typedef struct cji_met {
    int16_t how, kind; /* kind 0: any */
    cji_path cites;
    int16_t key, same[2], also[2], ever, item,
        at; /* at: a date of the act that counts, not when it was done */
    int16_t first_term, nterms;
    const char *late; /* the conduct rule that finds it late */
} cji_met;

typedef struct cji_deadline {
    const char *name;
    int16_t kind, first_term, nterms;
    int16_t each, item; /* one for each member, told apart by its item */
    int16_t clock, due; /* fields; due is a member's with each */
    const char *within; /* the policy's value */
    int16_t first_met, nmet;
    int16_t cycle; /* ends with the case: nothing is owed after it */
    const char *text;
} cji_deadline;

extern const cji_met cji_mets[];
extern const cji_deadline cji_deadlines[];
extern const size_t cji_deadline_count;

/* A deadline as it stands. */
typedef struct cji_due {
    const cji_deadline *row;
    const cji_entry *opener;
    const cj_record *member; /* of each; else NULL */
    int32_t start, due;      /* days; due only if timed */
    bool timed;
    const cji_policy_value *value; /* what the policy says, when that gave the day */
    const cji_entry *met_by;       /* the first act that meets it, or NULL */
    int32_t met_on;
} cji_due;

/* Whether an act of the row's kind opens it. */
bool cji_deadline_opens(const cji_deadline *row, const cj_record *act);
/* False stops. */
typedef bool (*cji_due_fn)(void *user, const cji_due *due);
/* What it is, from when and until when, into a record that has the fields. */
cj_status cji_due_describe(const cji_due *due, cj_record *to, cj_error **error) CJI_CHECK;
/* Every deadline of the case but those that an act only sets itself, in the order of entry. */
void cji_deadlines_each(const cj_case *c, cji_due_fn fn, void *user);

/* ---- folds ----------------------------------------------------------------------------------- */

#define CJI_FROM_ACT 0
#define CJI_FROM_EACH 1 /* a member of the record of `each` */
#define CJI_FROM_VALUE 2
#define CJI_FROM_ACT_ID 3
#define CJI_FROM_OCCURRED_AT 4
#define CJI_FROM_OCCURRED_ON 5
#define CJI_FROM_CONSTANT 6
#define CJI_FROM_CHAIN 7 /* the first act of the chain that a reference links */
#define CJI_FROM_PERFORMER 8
#define CJI_FROM_MAX 9     /* the highest value of a map of codes */
#define CJI_FROM_MEMBER 10 /* number: the member */

typedef struct cji_fold_set {
    int16_t target;
    int16_t from, field, number;
} cji_fold_set;

typedef struct cji_fold {
    int16_t kind, state, into, each, first_set, nkeys, nsets; /* keys are the first sets */
    int16_t first_term, nterms;
    int16_t at, of;   /* of the handle of the act that `at` cites, if that is of the kind */
    int16_t existing; /* changes only what is there */
    int16_t all;      /* every item with the key, where the first of its sets is absent */
} cji_fold;

extern const cji_fold_set cji_fold_sets[];
extern const cji_fold cji_folds[]; /* in the order of kinds, as rules are */
extern const size_t cji_fold_count;
extern const uint16_t cji_folds_of[];

/* A list of statuses and what each may become. */
typedef struct cji_moves {
    int16_t list;
    const uint64_t *table;
} cji_moves;
extern const cji_moves cji_case_moves[];
extern const size_t cji_case_move_count;

/* Longer sequences than this are no plan that anybody follows. */
#define CJI_SEQUENCE_MAX 200
/* An order in which each step comes after those that it waits for; false when there is none. */
bool cji_sequence_order(const cji_slot *steps, uint32_t *order);
/* One thing of a state that an act sets: a field of the item with those keys, of a handle. */
typedef struct cji_touch {
    int16_t state, into, target, nkeys;
    cji_str handle; /* empty: the case's own */
    const cji_row *rows[2];
    cji_value keys[2];
} cji_touch;
/* False stops. */
typedef bool (*cji_touch_fn)(void *user, const cji_touch *touch);
/* What an act sets, in the case or if it were added. False when the callback stopped. */
bool cji_touches_each(const cj_case *c, const cj_record *act, int32_t kind, cji_touch_fn fn,
                      void *user);
/*
 * Whether an act that was made on the view `seen` may still be added to the case as it is `now`.
 * CJ_E_STALE names each act that others entered since on its handle, or that sets what it sets;
 * with `merge` only the latter.
 */
cj_status cji_case_since(const cj_case *now, const cj_case *seen, const cj_act *act, bool merge,
                         cj_error **error);
/* What is computed from all of a state, or of the case, once its acts are folded. */
cj_status cji_derive(cj_case *c, cj_record *state, cj_error **error);

/* The first act of the chain that the field `previous` links backwards from this act. */
cji_str cji_chain_root(const cj_case *c, const cj_record *act);
/* The state of a handle as its acts make it, for rules: no findings, no deadlines. Folded now if
 * need be. */
cj_status cji_fold_facts(cj_case *c, uint32_t handle, const cj_record **out, cj_error **error);
/* The whole state of a handle, folded now if need be. */
cj_status cji_fold_state(cj_case *c, uint32_t handle, const cj_record **out, cj_error **error);

/* Values of a path, one after the other; false at the end. Start with *at = 0. */
bool cji_path_next(const cj_record *record, cji_path path, size_t *at, const cji_row **row,
                   const cji_value **value);
/* The first value of a path as text; empty when there is none. */
cji_str cji_path_text(const cj_record *record, cji_path path);
/* Whether the path has that value; codes of two lists are compared by name. */
bool cji_path_has(const cj_record *record, cji_path path, const cji_row *row,
                  const cji_value *value);
/* Values are compared as what a file would show, for codes of two lists may mean the same. */
bool cji_same_value(const cji_row *a, const cji_value *x, const cji_row *b, const cji_value *y);
/* Whether a value of the path names that act, or one that it superseded. */
bool cji_path_cites(const cj_case *c, const cj_record *record, cji_path path, cji_str act);
/* Whether a value of the path is that text. */
bool cji_path_names(const cj_record *record, cji_path path, cji_str text);
/* The requirements of the folded state, or NULL without one. */
const cji_slot *cji_requirements(cj_case *c);
/* Whether one of them is in force on a day. */
bool cji_requirement_live(const cj_record *requirement, int32_t day);
/* Whether the act, or one in its place, was withdrawn by that moment. */
bool cji_withdrawn_by(const cj_case *c, cji_str act, int64_t moment);
/* Whether a non_compliance_explained about that act came to that finding. */
bool cji_explained_as(const cj_case *c, cji_str noted, int64_t finding);
/*
 * Whether the policy wants a failure on the order referred, because of warnings given before. Two
 * counts. Adult: a statutory warning was given, and its period covers the day of the decision.
 * Youth: the breach falls into the period of a warning in which a further one was given before it.
 * A period begins with the day of the warning. A warning that was withdrawn, or that `except`
 * names, does not count. *by is what the policy says.
 */
bool cji_warned_adult(const cj_case *c, cji_str order, const cji_policy_scheme *scheme, int32_t day,
                      cji_str except);
bool cji_warned_youth(const cj_case *c, cji_str order, const cji_policy_scheme *scheme,
                      int32_t breached, cji_str except);
/* Whether the person had been told, by that moment, where confidentiality ends. */
bool cji_cautioned_by(const cj_case *c, int64_t moment);
/* Whether a consent is given, by a day, and not withdrawn since. */
bool cji_consent_live(const cj_case *c, const cji_entry *consent, int64_t now, int32_t day);
/* Whether every point of a checklist is there and true. */
bool cji_checklist_full(const cj_record *record);
/* The highest value of a map of codes; 0 of an empty one. */
int64_t cji_map_max(const cj_record *act, cj_field map);
/* What an access_limited says about one actor. Days are inclusive; an end that is not given is
 * INT32_MAX. */
typedef struct cji_limit {
    bool exclusion, names; /* else a restriction; names the actor */
    int32_t from, to;
} cji_limit;

/* How the limits of a case stand to the actor on a day. */
typedef struct cji_standing {
    bool restricted; /* for good: a lapsed allow list does not open the case */
    bool listed, excluding, excluded;
} cji_standing;

/* Of the act, or of what a state says of it. */
cji_limit cji_limit_of(const cj_record *limit, cji_str actor);
/* Takes one more limit in; a standing begins zeroed. */
void cji_stand(cji_standing *s, const cji_limit *limit, int32_t day);
/* Who performed the act. */
cji_str cji_performer(const cj_record *act);
/* The next party_recorded about that party that counts; NULL at the end. Start with *at = 0. Only
 * the person can have several. */
const cji_entry *cji_next_party(const cj_case *c, cji_str party, size_t *at);

#endif
