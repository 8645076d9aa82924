/* SPDX-License-Identifier: MIT */
/* What a check is asked, and the life of its report. */
#include "competence/competence.h"

#include <stddef.h>

/* Options of an older caller end before the practitioner, or before the judgements. */
cj_status cji_ask(cj_context *ctx, const cj_catalogue *catalogue, const cj_rules *rules,
                  const cj_check_options *options, cji_asked *out, cj_error **error)
{
    cji_asked asked = {0};
    if (options == NULL || options->size < offsetof(cj_check_options, practitioner) ||
        options->standard == NULL)
        return cji_fail(ctx, error, CJ_E_MISUSE, NULL, "a check wants options with a standard");
    if (options->size >= offsetof(cj_check_options, judgements))
        asked.practitioner = options->practitioner;
    if (options->size >= sizeof *options)
        asked.judgements = options->judgements;
    if (asked.practitioner != NULL && asked.practitioner[0] == '\0')
        return cji_fail(ctx, error, CJ_E_MISUSE, NULL, "the id of the practitioner is empty");
    if (asked.judgements != NULL &&
        (asked.practitioner == NULL || asked.judgements->practitioner == NULL ||
         strcmp(asked.judgements->practitioner, asked.practitioner) != 0))
        return cji_fail(ctx, error, CJ_E_MISUSE, NULL,
                        "the judgements are not those of the practitioner who is asked about");
    asked.policy = options->policy;
    asked.standard = cj_catalogue_find(catalogue, options->standard);
    if (asked.standard == NULL)
        return cji_fail(ctx, error, CJ_E_NOT_FOUND, NULL, "there is no standard %s",
                        options->standard);
    asked.pack =
        cji_rules_pack(rules, cj_standard_urn(asked.standard), cj_standard_version(asked.standard));
    if (asked.pack != NULL && cji_pack_validate(ctx, asked.pack, asked.standard, error) != CJ_OK)
        return CJ_E_RULE;
    *out = asked;
    return CJ_OK;
}

cj_report *cj_report_ref(cj_report *report)
{
    if (report != NULL)
        atomic_fetch_add_explicit(&report->refs, 1, memory_order_relaxed);
    return report;
}

void cj_report_unref(cj_report *report)
{
    cj_context *ctx;
    if (report == NULL || atomic_fetch_sub_explicit(&report->refs, 1, memory_order_acq_rel) != 1)
        return;
    ctx = cj_context_ref(report->root.ctx);
    cji_root_fini(&report->root);
    cji_free(ctx, report);
    cj_context_unref(ctx);
}

const cj_record *cj_report_record(const cj_report *report)
{
    return report->root.record;
}

cj_status cji_report_new(cj_context *ctx, const cji_shape *shape, cj_report **out, cj_error **error)
{
    cj_report *report = cji_alloc(ctx, sizeof *report);
    if (report == NULL)
        return cji_no_memory(ctx, error);
    atomic_init(&report->refs, 1);
    if (cji_root_init(&report->root, ctx, shape) != CJ_OK) {
        cj_report_unref(report);
        return cji_no_memory(ctx, error);
    }
    report->root.derived = true;
    *out = report;
    return CJ_OK;
}
