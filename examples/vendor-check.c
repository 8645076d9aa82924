/* SPDX-License-Identifier: MIT */
/* Depth 1 in a system with data and rules of its own: its rows become acts, its pack says what they
 * evidence, and what is missing is printed. Usage: vendor-check PACK.xml STANDARDS-DIR */
#include <cjustice/cjustice.h>
#include <stdio.h>

static const char opened[] = /* a case file, as it came from elsewhere */
    "<case id=\"case-4\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\"><act id=\"opened\" "
    "kind=\"case_opened\" handle=\"H\" occurred_at=\"2026-03-02T10:00Z\" "
    "occurred_precision=\"minute\" recorded_at=\"2026-03-02T10:00Z\" sensitivity=\"normal\">"
    "<performed_by><id>w.17</id><role>practitioner</role><org>riverside</org></performed_by>"
    "<person>p.4</person><case_basis>voluntary</case_basis><setting>community</setting><age_band>"
    "age_25_plus</age_band><practitioner><id>w.17</id><role>practitioner</role><org>riverside</org>"
    "</practitioner></act></case>";
static const struct meeting { /* as this system keeps them */
    const char *when, *purpose, *attendance;
} meetings[] = {{"2026-03-09T10:00Z", "engagement", "absent_acceptable"},
                {"2026-03-16T10:00Z", "planning", "absent_awaiting_reason"}};
static cj_error *error; /* gathers the problems of all calls */

static void put(cj_record *record, cj_field field, const char *text)
{
    cj_add_text(record, field, text, CJ_ZT, &error); /* codes by their name */
}

static cj_status add(cj_case *record, cj_act *act, const struct meeting *m)
{
    cj_record *r = cj_act_record(act), *who = NULL;
    cj_time at = {0, 0, 0};
    cj_time_parse(m->when, CJ_ZT, &at);
    cj_add_time(r, CJ_FIELD_OCCURRED_AT, at, &error);
    cj_add_time(r, CJ_FIELD_RECORDED_AT, at, &error);
    put(r, CJ_FIELD_OCCURRED_PRECISION, "minute");
    put(r, CJ_FIELD_SENSITIVITY, "normal");
    put(r, CJ_FIELD_HANDLE, "H");
    cj_add_record(r, CJ_FIELD_PERFORMED_BY, &who, &error);
    put(who, CJ_FIELD_ID, "w.17");
    put(who, CJ_FIELD_ROLE, "practitioner");
    put(who, CJ_FIELD_ORG, "riverside");
    put(r, CJ_FIELD_CONTACT_PURPOSE, m->purpose);
    put(r, CJ_FIELD_MODE, "in_person");
    cj_add_int(r, CJ_FIELD_HAPPENED, 0, &error);
    put(r, CJ_FIELD_ATTENDANCE, m->attendance);
    return cj_case_apply(record, act, &error); /* it finds whatever is wrong or missing */
}

int main(int argc, char **argv)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_context *context = NULL;
    cj_catalogue *standards = NULL;
    cj_rules *rules = NULL;
    cj_case *record = NULL;
    cj_act *act = NULL;
    cj_report *report = NULL;
    const cj_record *row = NULL, *gap = NULL;
    const char *item = "", *why = "";
    int fine = argc == 3 && cj_context_new(NULL, &context, &error) == CJ_OK &&
               cj_catalogue_new(context, &standards, &error) == CJ_OK &&
               cj_catalogue_add_dir(standards, argv[2], &error) == CJ_OK &&
               cj_rules_new(context, &rules, &error) == CJ_OK &&
               cj_rules_add_file(rules, argv[1], &error) == CJ_OK &&
               cj_case_new(context, NULL, &record, &error) == CJ_OK &&
               cj_case_read(record, "opened", opened, sizeof opened - 1, &error) == CJ_OK;
    for (int i = 0; fine && i < 2; i++, cj_act_unref(act))
        fine = cj_act_new(context, CJ_ACT_CONTACT_HELD, &act, &error) == CJ_OK &&
               add(record, act, &meetings[i]) == CJ_OK;
    options.standard = "SFJED1";
    if (!fine || cj_check(standards, rules, record, &options, &report, &error) != CJ_OK)
        return fprintf(stderr, "%s\n", error ? cj_error_message(error, 0) : "usage") > 0;
    for (size_t i = 0; cj_get_record(cj_report_record(report), CJ_FIELD_CRITERIA, i, &row) == CJ_OK;
         i++) {
        cj_get_text(row, CJ_FIELD_ITEM, 0, &item);
        if (cj_get_record(row, CJ_FIELD_MISSING, 0, &gap) == CJ_OK &&
            cj_get_text(gap, CJ_FIELD_KIND, 0, &why) == CJ_OK &&
            cj_get_text(gap, CJ_FIELD_WHY, 0, &why) == CJ_OK)
            printf("%s: %s\n", item, why); /* where there is no kind, this pack has no rule */
    }
    cj_report_unref(report);
    cj_case_unref(record);
    cj_rules_unref(rules);
    cj_catalogue_unref(standards);
    cj_error_unref(error);
    cj_context_unref(context);
    return 0;
}
