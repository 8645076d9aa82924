/* SPDX-License-Identifier: MIT */
/**
 * @file casework.h
 * The five handles: case, plan, intervention, assessment, review. A handle's state is computed
 * from the acts that were applied to it; nothing is set by hand. No store, no log, no key, no I/O.
 */
#ifndef CJUSTICE_CASEWORK_H
#define CJUSTICE_CASEWORK_H

#include <cjustice/act.h>
#include <cjustice/policy.h>

CJ_BEGIN

/**
 * An empty case in memory.
 * @param id  its id, or NULL: then the first case file that is read gives it
 * @return CJ_OK, CJ_E_VALUE_ID, CJ_E_MEMORY, CJ_E_CRYPTO (no randomness)
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_case_new(cj_context *context, const char *id, cj_case **out, cj_error **error);

/**
 * An empty stream of judgements in memory, for checks without a store (cj_check_options.judgements,
 * docs/judgement.md). It is used as a case is, by cj_case_apply, cj_case_act_at, cj_case_read,
 * cj_case_write and so on, but holds only the kinds of act of a practitioner, with the
 * practitioner's id as handle, and has no state. What a live store is asked for judgements (who
 * took part in the acts that are cited, what speaks against a finding) nobody can check here.
 * @param practitioner  id of the worker who is judged; copied
 * @return CJ_OK, CJ_E_VALUE_ID, CJ_E_MEMORY, CJ_E_CRYPTO (no randomness). On failure *out is not
 *         written.
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_judgements_new(cj_context *context, const char *practitioner, cj_case **out,
                                   cj_error **error);

/** Adds a reference. @since 0.1 */
CJ_API cj_case *cj_case_ref(cj_case *handle);

/** Gives a reference back; NULL is accepted. @since 0.1 */
CJ_API void cj_case_unref(cj_case *handle);

/**
 * The policy by which acts applied from now on are judged, and deadlines computed. Without one, no
 * timescale is set: what needs one finds nothing. Acts that are in the case keep their findings.
 * @param policy  kept by reference, not to be changed any more; NULL takes it away
 * Thread: one at a time. @since 0.1
 */
CJ_API void cj_case_set_policy(cj_case *handle, const cj_policy *policy);

/** The case's id, or "" while it has none; valid until the case is changed. @since 0.1 */
CJ_API const char *cj_case_id(const cj_case *handle);

/**
 * Adds an act. Integrity rules refuse it, all problems at once, and then nothing changed. Conduct
 * rules never do: what they find is added to *error as warnings (CJ_E_FINDING) and the act stands.
 * The act is frozen; the case keeps a reference. An act that the case has already (same id, same
 * bytes) is recognised, and nothing changes.
 * @return CJ_OK, or the first of: CJ_E_FIELD_*, CJ_E_VALUE_* (as cj_act_validate), CJ_E_HANDLE,
 *         CJ_E_REFERENCE, CJ_E_ID_TAKEN, CJ_E_CONFLICT, CJ_E_INTEGRITY, CJ_E_LIMIT, CJ_E_MEMORY
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_case_apply(cj_case *handle, cj_act *act, cj_error **error);

/**
 * What cj_case_apply would answer and find, without adding the act.
 * @return as cj_case_apply; findings are warnings in *error
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_advise(cj_case *handle, cj_act *act, cj_error **error);

/**
 * Reads a case file (XML, or gzip of it) and applies its acts: all of them or none. Problems carry
 * line and column; all of one file are reported.
 * @return CJ_OK, CJ_E_NOT_FOUND, CJ_E_IO, CJ_E_GZIP, CJ_E_XML_*, CJ_E_CASE (the file is of another
 *         case), CJ_E_VOCABULARY, CJ_E_KIND_UNKNOWN, or as cj_case_apply
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_case_read_file(cj_case *handle, const char *path, cj_error **error);

/**
 * The same from memory.
 * @param name  what problems are reported under; may be NULL
 * @since 0.1
 */
CJ_API cj_status cj_case_read(cj_case *handle, const char *name, const void *bytes, size_t size,
                              cj_error **error);

/**
 * Writes the case as a case file: its acts in the order of entry, in canonical bytes. Reading it
 * into an empty case and writing again gives the same bytes.
 * @return CJ_OK, CJ_E_MEMORY, CJ_E_STOPPED (the callback stopped)
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_case_write(cj_case *handle, cj_write_fn write, void *user, cj_error **error);

/** How many acts the case holds, superseded and erased ones included. @since 0.1 */
CJ_API size_t cj_case_act_count(const cj_case *handle);

/** Act `index` in order of entry, or NULL (beyond the end, or erased). Lives as
 * the case. @since 0.1 */
CJ_API const cj_act *cj_case_act_at(const cj_case *handle, size_t index);

/**
 * What is left of an erased act: its id (lives as the case), kind (CJ_ACT_*) and why it was erased
 * (CJ_CODE_ERASURE_REASON_*).
 * @param index  in order of entry, as of cj_case_act_at
 * @return CJ_OK, CJ_E_NOT_FOUND (beyond the end, or an act that was not erased). On failure nothing
 *         is written.
 * Thread: any, unless the case is being changed. @since 0.1
 */
CJ_API cj_status cj_case_tombstone_at(const cj_case *handle, size_t index, const char **id,
                                      int32_t *kind, int32_t *reason);

/** The act of that id, or NULL. Lives as the case. @since 0.1 */
CJ_API const cj_act *cj_case_act_find(const cj_case *handle, const char *id);

/**
 * A second case that holds what had occurred by a day (inclusive, in each act's own offset).
 * @param occurred_by  the day
 * @return CJ_OK, CJ_E_MEMORY, CJ_E_CRYPTO
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_case_at(const cj_case *handle, cj_date occurred_by, cj_case **out,
                            cj_error **error);

/**
 * The folded state of the case ("case_state" of docs/vocabulary.md). The record is valid until
 * the case is changed or unreferenced.
 * @return CJ_OK, CJ_E_NOT_FOUND (the case is empty), CJ_E_MEMORY
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_case_state(cj_case *handle, const cj_record **out, cj_error **error);

/** How many handles the case has, its own included. @since 0.1 */
CJ_API size_t cj_case_handle_count(const cj_case *handle);

/**
 * Handle `index` in order of appearance: its id (valid until the case is changed) and type
 * (CJ_HANDLE_*); NULL beyond the end.
 * @param type  may be NULL
 * @since 0.1
 */
CJ_API const char *cj_case_handle_at(const cj_case *handle, size_t index, int32_t *type);

/**
 * The state of any handle of the case by its id; as cj_case_state.
 * @return CJ_OK, CJ_E_NOT_FOUND, CJ_E_MEMORY
 * @since 0.1
 */
CJ_API cj_status cj_case_handle_state(cj_case *handle, const char *id, const cj_record **out,
                                      cj_error **error);

/*
 * The other four handles. Each holds its case; several may be open at once, and they are views of
 * the one case: what one of them applies, all see.
 */
typedef struct cj_plan cj_plan;
typedef struct cj_intervention cj_intervention;
typedef struct cj_assessment cj_assessment;
typedef struct cj_review cj_review;

/**
 * Opens the plan of that id; one that does not exist yet is made by its first act.
 * @return CJ_OK, CJ_E_VALUE_ID, CJ_E_HANDLE (the id is a handle of another type), CJ_E_MEMORY
 * Thread: one at a time per case. @since 0.1
 */
CJ_API cj_status cj_plan_open(cj_case *handle, const char *id, cj_plan **out, cj_error **error);
/** Adds a reference; NULL gives NULL. Thread: any. @since 0.1 */
CJ_API cj_plan *cj_plan_ref(cj_plan *plan);
/** Gives a reference back; NULL is accepted. Thread: any. @since 0.1 */
CJ_API void cj_plan_unref(cj_plan *plan);
/** Its id; lives as long as the handle. Thread: any. @since 0.1 */
CJ_API const char *cj_plan_id(const cj_plan *plan);
/**
 * As cj_case_apply, for an act that carries this handle.
 * @return as cj_case_apply, and CJ_E_HANDLE if the act carries another handle
 * Thread: one at a time per case. @since 0.1
 */
CJ_API cj_status cj_plan_apply(cj_plan *plan, cj_act *act, cj_error **error);
/**
 * The folded state ("plan_state" of docs/vocabulary.md); valid until the case changes.
 * @return CJ_OK, CJ_E_NOT_FOUND (no act yet), CJ_E_MEMORY
 * Thread: one at a time per case. @since 0.1
 */
CJ_API cj_status cj_plan_state(cj_plan *plan, const cj_record **out, cj_error **error);

/**
 * Opens the intervention of that id; one that does not exist yet is made by its first act.
 * @return CJ_OK, CJ_E_VALUE_ID, CJ_E_HANDLE (the id is a handle of another type), CJ_E_MEMORY
 * Thread: one at a time per case. @since 0.1
 */
CJ_API cj_status cj_intervention_open(cj_case *handle, const char *id, cj_intervention **out,
                                      cj_error **error);
/** Adds a reference; NULL gives NULL. Thread: any. @since 0.1 */
CJ_API cj_intervention *cj_intervention_ref(cj_intervention *intervention);
/** Gives a reference back; NULL is accepted. Thread: any. @since 0.1 */
CJ_API void cj_intervention_unref(cj_intervention *intervention);
/** Its id; lives as long as the handle. Thread: any. @since 0.1 */
CJ_API const char *cj_intervention_id(const cj_intervention *intervention);
/**
 * As cj_case_apply, for an act that carries this handle.
 * @return as cj_case_apply, and CJ_E_HANDLE if the act carries another handle
 * Thread: one at a time per case. @since 0.1
 */
CJ_API cj_status cj_intervention_apply(cj_intervention *intervention, cj_act *act,
                                       cj_error **error);
/**
 * The folded state ("intervention_state" of docs/vocabulary.md); valid until the case changes.
 * @return CJ_OK, CJ_E_NOT_FOUND (no act yet), CJ_E_MEMORY
 * Thread: one at a time per case. @since 0.1
 */
CJ_API cj_status cj_intervention_state(cj_intervention *intervention, const cj_record **out,
                                       cj_error **error);

/**
 * Opens the assessment of that id; one that does not exist yet is made by its first act.
 * @return CJ_OK, CJ_E_VALUE_ID, CJ_E_HANDLE (the id is a handle of another type), CJ_E_MEMORY
 * Thread: one at a time per case. @since 0.1
 */
CJ_API cj_status cj_assessment_open(cj_case *handle, const char *id, cj_assessment **out,
                                    cj_error **error);
/** Adds a reference; NULL gives NULL. Thread: any. @since 0.1 */
CJ_API cj_assessment *cj_assessment_ref(cj_assessment *assessment);
/** Gives a reference back; NULL is accepted. Thread: any. @since 0.1 */
CJ_API void cj_assessment_unref(cj_assessment *assessment);
/** Its id; lives as long as the handle. Thread: any. @since 0.1 */
CJ_API const char *cj_assessment_id(const cj_assessment *assessment);
/**
 * As cj_case_apply, for an act that carries this handle.
 * @return as cj_case_apply, and CJ_E_HANDLE if the act carries another handle
 * Thread: one at a time per case. @since 0.1
 */
CJ_API cj_status cj_assessment_apply(cj_assessment *assessment, cj_act *act, cj_error **error);
/**
 * The folded state ("assessment_state" of docs/vocabulary.md); valid until the case changes.
 * @return CJ_OK, CJ_E_NOT_FOUND (no act yet), CJ_E_MEMORY
 * Thread: one at a time per case. @since 0.1
 */
CJ_API cj_status cj_assessment_state(cj_assessment *assessment, const cj_record **out,
                                     cj_error **error);

/**
 * Opens the review of that id; one that does not exist yet is made by its first act.
 * @return CJ_OK, CJ_E_VALUE_ID, CJ_E_HANDLE (the id is a handle of another type), CJ_E_MEMORY
 * Thread: one at a time per case. @since 0.1
 */
CJ_API cj_status cj_review_open(cj_case *handle, const char *id, cj_review **out, cj_error **error);
/** Adds a reference; NULL gives NULL. Thread: any. @since 0.1 */
CJ_API cj_review *cj_review_ref(cj_review *review);
/** Gives a reference back; NULL is accepted. Thread: any. @since 0.1 */
CJ_API void cj_review_unref(cj_review *review);
/** Its id; lives as long as the handle. Thread: any. @since 0.1 */
CJ_API const char *cj_review_id(const cj_review *review);
/**
 * As cj_case_apply, for an act that carries this handle.
 * @return as cj_case_apply, and CJ_E_HANDLE if the act carries another handle
 * Thread: one at a time per case. @since 0.1
 */
CJ_API cj_status cj_review_apply(cj_review *review, cj_act *act, cj_error **error);
/**
 * The folded state ("review_state" of docs/vocabulary.md); valid until the case changes.
 * @return CJ_OK, CJ_E_NOT_FOUND (no act yet), CJ_E_MEMORY
 * Thread: one at a time per case. @since 0.1
 */
CJ_API cj_status cj_review_state(cj_review *review, const cj_record **out, cj_error **error);

CJ_END

#endif
