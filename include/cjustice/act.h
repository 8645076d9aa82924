/* SPDX-License-Identifier: MIT */
/**
 * @file act.h
 * The act: who did what, when, to which handle, with which fields. Nothing else is stored as truth.
 */
#ifndef CJUSTICE_ACT_H
#define CJUSTICE_ACT_H

#include <cjustice/record.h>

CJ_BEGIN

/**
 * An empty act of a kind, to be filled through cj_act_record. Its `kind` is set.
 * @param kind  CJ_ACT_*
 * @return CJ_OK, CJ_E_KIND_UNKNOWN, CJ_E_MEMORY
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_act_new(cj_context *context, int32_t kind, cj_act **out, cj_error **error);

/** Adds a reference. @since 0.1 */
CJ_API cj_act *cj_act_ref(cj_act *act);

/** Gives a reference back; NULL is accepted. @since 0.1 */
CJ_API void cj_act_unref(cj_act *act);

/** CJ_ACT_*. @since 0.1 */
CJ_API int32_t cj_act_kind(const cj_act *act);

/**
 * The act's record: the envelope (CJ_FIELD_ACT_ID, CJ_FIELD_PERFORMED_BY, ...) and the kind's own
 * fields. It lives as long as the act; once the act was applied to a case it is frozen. @since 0.1
 */
CJ_API cj_record *cj_act_record(cj_act *act);

/** The same for reading. @since 0.1 */
CJ_API const cj_record *cj_act_view(const cj_act *act);

/**
 * Everything that can be said of the act without its case: required fields, conditions, choices,
 * precision. Reports every problem at once.
 * @return CJ_OK, or the code of the first problem: CJ_E_FIELD_MISSING, CJ_E_FIELD_CHOICE,
 *         CJ_E_FIELD_NONE, CJ_E_FIELD_TWICE, CJ_E_VALUE_DATE
 * Thread: any, unless the act is being changed. @since 0.1
 */
CJ_API cj_status cj_act_validate(const cj_act *act, cj_error **error);

/**
 * Reads one <act> element, as it stands in a case file (docs/case-file.md), and validates it.
 * @param name   what problems are reported under; may be NULL
 * @param bytes  the element, UTF-8
 * @return CJ_OK, or the code of the first of all problems found
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_act_read(cj_context *context, const char *name, const char *bytes, size_t size,
                             cj_act **out, cj_error **error);

/**
 * Writes the act's canonical bytes: the <act> element of a case file, which is also what is
 * stored and what the audit log commits to.
 * @return CJ_OK, CJ_E_MEMORY, CJ_E_STOPPED (the callback stopped)
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_act_write(cj_act *act, cj_write_fn write, void *user, cj_error **error);

CJ_END

#endif
