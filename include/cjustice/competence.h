/* SPDX-License-Identifier: MIT */
/**
 * @file competence.h
 * Which performance criteria a case's acts evidence, by which acts, and what is missing.
 * The library reports coverage; it never says met or competent. That is an assessor's to decide.
 */
#ifndef CJUSTICE_COMPETENCE_H
#define CJUSTICE_COMPETENCE_H

#include <cjustice/casework.h>
#include <cjustice/catalogue.h>
#include <cjustice/policy.h>

CJ_BEGIN

/** Evidence rules, compiled. Immutable once shared. */
typedef struct cj_rules cj_rules;

/** The result of a check; immutable. */
typedef struct cj_report cj_report;

/**
 * An empty set of rules.
 * @return CJ_OK, CJ_E_MEMORY
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_rules_new(cj_context *context, cj_rules **out, cj_error **error);

/** Adds a reference. @since 0.1 */
CJ_API cj_rules *cj_rules_ref(cj_rules *rules);

/** Gives a reference back; NULL is accepted. @since 0.1 */
CJ_API void cj_rules_unref(cj_rules *rules);

/**
 * Adds a rule file (docs/evidence-rules.md); it replaces the rules for the same standard. A file
 * with a problem changes nothing; every problem is told with line and column.
 * @return CJ_OK, CJ_E_NOT_FOUND, CJ_E_IO, CJ_E_XML_*, CJ_E_GZIP, CJ_E_RULE, CJ_E_LIMIT,
 *         CJ_E_MEMORY
 * Thread: one at a time, before the rules are shared. @since 0.1
 */
CJ_API cj_status cj_rules_add_file(cj_rules *rules, const char *path, cj_error **error);

/** The same from memory; `name` is what problems are reported under. @since 0.1 */
CJ_API cj_status cj_rules_add_memory(cj_rules *rules, const char *name, const void *bytes,
                                     size_t size, cj_error **error);

/** Adds the evidence/ part of a standards directory, in the order of names. @since 0.1 */
CJ_API cj_status cj_rules_add_dir(cj_rules *rules, const char *standards, cj_error **error);

/**
 * Whether every rule is for a criterion that its standard has. Rules for a standard that the
 * catalogue does not hold are passed over. All problems at once, with their places.
 * @return CJ_OK, CJ_E_RULE, CJ_E_MEMORY
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_rules_validate(const cj_rules *rules, const cj_catalogue *catalogue,
                                   cj_error **error);

/** How a check is made. Set `size` and the rest to zero first, or use CJ_CHECK_OPTIONS_INIT. */
typedef struct cj_check_options {
    size_t size;             /**< sizeof(cj_check_options) of the caller */
    const char *standard;    /**< "SFJED1" or "SFJED1@3" */
    cj_date as_of;           /**< what had occurred by that day; precision 0: all */
    const cj_policy *policy; /**< NULL: every value unset */
    /** NULL: coverage, whoever acted; else the id of a worker, and only what that worker performed
     * is evidence (docs/practitioner.md). An older caller, whose `size` ends before: NULL. */
    const char *practitioner;
    /** What assessors found of that practitioner (judgement.h), or NULL; read during the call. A
     * check across cases reads them from the store itself. An older caller: NULL. */
    const cj_case *judgements;
} cj_check_options;

#define CJ_CHECK_OPTIONS_INIT                                                                      \
    {                                                                                              \
        sizeof(cj_check_options), NULL, {0, 0}, NULL, NULL, NULL                                   \
    }

/**
 * Coverage of a case: every criterion of the standard, whoever performed the acts; or, with a
 * practitioner in the options, what that worker has evidenced in this case. A criterion of class P
 * or J is `evidenced` only where an assessor's finding `met` stands in options.judgements; coverage
 * of a case has no findings.
 * @return CJ_OK, CJ_E_MISUSE (options), CJ_E_NOT_FOUND (no such standard), CJ_E_RULE (a rule for a
 *         criterion that the standard does not have), CJ_E_LIMIT (a rule that looks at too many
 *         combinations of acts), CJ_E_MEMORY
 * Thread: catalogue, rules and policy may be shared; the case one at a time. @since 0.1
 */
CJ_API cj_status cj_check(const cj_catalogue *catalogue, const cj_rules *rules, cj_case *handle,
                          const cj_check_options *options, cj_report **out, cj_error **error);

/** What one criterion comes to. */
typedef struct cj_verdict {
    const char *item; /**< "P16", "P2.1"; lives as long as the standard */
    int32_t class_;   /**< CJ_CODE_CRITERION_CLASS_* */
    int32_t verdict;  /**< CJ_CODE_VERDICT_* */
} cj_verdict;

/**
 * The verdicts of cj_check and nothing else, faster: no sentence, evidence or suggestion is made.
 * One for each performance criterion in the order of the standard, limbs behind their parent; the
 * first `room` of them are written to `out`, and *n is how many there are. `out` may be NULL when
 * `room` is 0. After a failure *n is as it was and what `out` holds means nothing.
 * @return as cj_check; CJ_E_MISUSE also with judgements, which only a report tells
 * Thread: as cj_check. @since 0.1
 */
CJ_API cj_status cj_decide(const cj_catalogue *catalogue, const cj_rules *rules, cj_case *handle,
                           const cj_check_options *options, cj_verdict *out, size_t room, size_t *n,
                           cj_error **error);

/** Adds a reference. @since 0.1 */
CJ_API cj_report *cj_report_ref(cj_report *report);

/** Gives a reference back; NULL is accepted. @since 0.1 */
CJ_API void cj_report_unref(cj_report *report);

/**
 * The report as a record ("check" of docs/vocabulary.md, or what the call says that made it;
 * cj_record_write_json gives the JSON of the command). Lives as long as the report.
 * Thread: any. @since 0.1
 */
CJ_API const cj_record *cj_report_record(const cj_report *report);

/** Where the standards are installed: nos/, evidence/, policy/. Any thread. @since 0.1 */
CJ_API const char *cj_data_dir(void);

CJ_END

#endif
