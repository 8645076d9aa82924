/* SPDX-License-Identifier: MIT */
/**
 * @file policy.h
 * Policy as data, dated and with its source: timescales, calendars, warning schemes, assessment
 * tools, entitlements, and who may do what. The format: docs/policy.md. Immutable once it is
 * shared.
 */
#ifndef CJUSTICE_POLICY_H
#define CJUSTICE_POLICY_H

#include <cjustice/types.h>

CJ_BEGIN

typedef struct cj_policy cj_policy;

/**
 * An empty policy: every value is unset and nobody may do anything.
 * @return CJ_OK, CJ_E_MEMORY
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_policy_new(cj_context *context, cj_policy **out, cj_error **error);

/** Adds a reference. @since 0.1 */
CJ_API cj_policy *cj_policy_ref(cj_policy *policy);

/** Gives a reference back; NULL is accepted. @since 0.1 */
CJ_API void cj_policy_unref(cj_policy *policy);

/**
 * Adds a policy file; on the days it speaks of, a row of it overrides those about the same that
 * were there, and what it permits or entitles a role to replaces all that was there for that role.
 * A file with a problem changes nothing; every problem is in *error with its place.
 * @param path UTF-8; .xml or .xml.gz
 * @return CJ_OK, CJ_E_NOT_FOUND, CJ_E_IO, CJ_E_XML_*, CJ_E_GZIP, CJ_E_POLICY, CJ_E_VALUE_DATE,
 *         CJ_E_LIMIT, CJ_E_MEMORY
 * Thread: one at a time, before the policy is shared. @since 0.1
 */
CJ_API cj_status cj_policy_add_file(cj_policy *policy, const char *path, cj_error **error);

/**
 * Adds the policy/ part of a standards directory and then its awarding/ part, which has files of
 * the same form: *.xml in the order of their names. A directory without such a part adds nothing.
 * @return CJ_OK, or as cj_policy_add_file
 * @since 0.1
 */
CJ_API cj_status cj_policy_add_dir(cj_policy *policy, const char *standards, cj_error **error);

/** SHA-256 of all files read, in order, as 64 hex digits; "" before the first. @since 0.1 */
CJ_API const char *cj_policy_sha256(const cj_policy *policy);

CJ_END

#endif
