/* SPDX-License-Identifier: MIT */
/* Depth 1: one competence check without a store, a log or a key: a line for each criterion. */
#include <cjustice/cjustice.h>

#include <stdio.h>

static int say(const cj_error *error)
{
    char line[1200];
    for (size_t i = 0; i < cj_error_count(error); i++)
        fprintf(stderr, "%s\n", cj_error_format(error, i, line, sizeof line) > 0 ? line : "");
    return 1;
}

int main(int argc, char **argv)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_context *context = NULL;
    cj_catalogue *standards = NULL;
    cj_rules *rules = NULL;
    cj_case *record = NULL;
    cj_report *report = NULL;
    cj_error *error = NULL;

    if (argc != 4) {
        fprintf(stderr, "usage: check CASE.xml STANDARD STANDARDS-DIR\n");
        return 2;
    }
    if (cj_context_new(NULL, &context, &error) != CJ_OK ||
        cj_catalogue_new(context, &standards, &error) != CJ_OK ||
        cj_catalogue_add_dir(standards, argv[3], &error) != CJ_OK ||
        cj_rules_new(context, &rules, &error) != CJ_OK ||
        cj_rules_add_dir(rules, argv[3], &error) != CJ_OK ||
        cj_case_new(context, NULL, &record, &error) != CJ_OK ||
        cj_case_read_file(record, argv[1], &error) != CJ_OK)
        return say(error);
    options.standard = argv[2];
    if (cj_check(standards, rules, record, &options, &report, &error) != CJ_OK)
        return say(error);
    for (size_t i = 0; i < cj_count(cj_report_record(report), CJ_FIELD_CRITERIA); i++) {
        const cj_record *criterion = NULL, *gap = NULL;
        const char *item = "", *verdict = "", *why = "";
        cj_get_record(cj_report_record(report), CJ_FIELD_CRITERIA, i, &criterion);
        cj_get_text(criterion, CJ_FIELD_ITEM, 0, &item);
        cj_get_text(criterion, CJ_FIELD_VERDICT, 0, &verdict);
        if (cj_get_record(criterion, CJ_FIELD_MISSING, 0, &gap) == CJ_OK)
            cj_get_text(gap, CJ_FIELD_WHY, 0, &why);
        printf("%-4s %-20s %s\n", item, verdict, why);
    }
    cj_report_unref(report);
    cj_case_unref(record);
    cj_rules_unref(rules);
    cj_catalogue_unref(standards);
    cj_error_unref(error);
    cj_context_unref(context);
    return 0;
}
