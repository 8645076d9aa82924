/* SPDX-License-Identifier: MIT */
/* What counts when the work of one worker is looked at: p.one, in one case. */
#include "support/acts.h"
#include "support/support.h"

#include "competence/competence.h"

#include <stdio.h>
#include <stdlib.h>

#define VIEWS_OF(id, more, why)                                                                    \
    ACT_AT(id, "views_recorded", "H", "2026-01-20T10:00Z", more,                                   \
           why "<view_kinds>need</view_kinds><words>w</words><confirmed_by_person>true"            \
               "</confirmed_by_person><invited>need</invited><invited>wants_involved</invited>"    \
               "<wants_involved_none_reason>nobody, she said</wants_involved_none_reason>")
#define VIEWS VIEWS_OF("views", "", "")
#define AGAIN VIEWS_OF("again", " supersedes=\"views\"", "<supersede_reason>s</supersede_reason>")
#define ALONE                                                                                      \
    ACT("plan", "plan_drafted", "PL", "02-03",                                                     \
        "<version>1</version><form>sentence_plan</form><setting>community</setting>"               \
        "<requirement_coverage><requirement>r1</requirement><items>i</items>"                      \
        "</requirement_coverage><options_used_none_reason>n</options_used_none_reason>"            \
        "<goals>goal</goals><sequence><n>1</n><item>i</item></sequence><sequence_rationale>r"      \
        "</sequence_rationale>" POLICY(                                                            \
            "guidance") "<needs_basis>f1</needs_basis>"                                            \
                        "<partners_none_reason>own work only</partners_none_reason>"               \
                        "<learning_styles_used>need</learning_styles_used>")
#define ASSESSED(id, day, willing)                                                                 \
    ACT(id, "organisation_assessed", "PL", day,                                                    \
        "<org>helpers</org><service>s</service><need>f1</need><views><none_expressed>views"        \
        "</none_expressed></views><fits_preferences>true</fits_preferences><willing>" willing      \
        "</willing><able>yes</able><resources_required>none</resources_required><assessed_from>"   \
        "<act>info</act></assessed_from>")
#define INFO_GOT                                                                                   \
    OBTAINED("info", "01-21", "needs", "<agreement_none_reason>n</agreement_none_reason>")
#define FAILURE                                                                                    \
    BASE NOTED("n", "02-09", "r1", "2026-02-08T09:00Z")                                            \
        EXPLAINED("e", "02-10", "n", "the.person", "acceptable") DECIDED("d", "02-11", "n")
#define CHECK                                                                                      \
    ACT("check", "record_checked", "H", "03-01",                                                   \
        "<checked><acts>views</acts></checked><check_aspects>accuracy</check_aspects>"             \
        "<compared_with><text>the notes</text></compared_with><check_result>ok</check_result>")

/* `two` names the acts that p.two performed, and not p.one. */
static const struct {
    const char *acts, *two, *item, *all, *one, *cited;
} rows[] = {
    {WRAP(BASE VIEWS), "", "P7", "evidenced", "evidenced", "views"},
    {WRAP(BASE VIEWS), "views", "P7", "evidenced", "not_evidenced", NULL},
    /* what was put in its place by another is another's */
    {WRAP(BASE VIEWS AGAIN), "", "P7", "evidenced", "evidenced", "again"},
    {WRAP(BASE VIEWS AGAIN), "again", "P7", "evidenced", "not_evidenced", NULL},
    {WRAP(BASE VIEWS AGAIN), "views", "P7", "evidenced", "evidenced", "again"},
    /* what calls for work does so whoever recorded it; what answers it is to be one's own */
    {WRAP(FAILURE), "", "P26", "awaiting_judgement", "awaiting_judgement", "d"},
    {WRAP(FAILURE), "n", "P26", "awaiting_judgement", "awaiting_judgement", "d"},
    {WRAP(FAILURE), "d", "P26", "awaiting_judgement", "partly_evidenced", "e"},
    {WRAP(FAILURE), "e d", "P26", "awaiting_judgement", "not_evidenced", "n"},
    /* a fact makes something not applicable, or gives no occasion, whoever recorded it */
    {WRAP(BASE VIEWS INFO_GOT ASSESSED("as", "02-02", "no") ALONE), "plan as", "P17",
     "not_applicable", "not_applicable", "plan"},
    {WRAP(OPENED), "opened", "P26", "no_occasion", "no_occasion", NULL},
    /* order: rights before the agreement of anybody */
    {WRAP(BASE RIGHTS("r", "02-01") PLAN("plan", "02-03", "1") AGREED("a", "02-05", "1")), "a",
     "P1", "evidenced", "evidenced", "r"},
    {WRAP(BASE PLAN("plan", "02-03", "1") AGREED("a", "02-05", "1") RIGHTS("r", "02-09")), "a",
     "P1", "partly_evidenced", "partly_evidenced", "r"},
};

/* Gives an act to p.two: the names are of one length. */
static void pass_on(char *file, const char *acts)
{
    char list[64], *rest = list, *id;
    snprintf(list, sizeof list, "%s", acts);
    while ((id = strtok_r(rest, " ", &rest)) != NULL) {
        char begin[64], *at;
        snprintf(begin, sizeof begin, "<act id=\"%s\"", id);
        at = strstr(file, begin);
        assert_non_null(at);
        at = strstr(at, "<performed_by><id>p.one");
        assert_non_null(at);
        memcpy(strstr(at, "p.one"), "p.two", 5);
    }
}

typedef struct world {
    cj_context *ctx;
    cj_catalogue *catalogue;
    cj_rules *rules;
    cj_policy *policy;
} world;

static cj_report *check(const world *w, const char *acts, const char *two,
                        const cj_check_options *options)
{
    cj_error *error = NULL;
    cj_case *c = NULL;
    cj_report *report = NULL;
    char *file = strdup(acts);
    assert_non_null(file);
    pass_on(file, two);
    assert_ok(cj_case_new(w->ctx, NULL, &c, &error), error);
    assert_ok(cj_case_read(c, "f", file, strlen(file), &error), error);
    assert_ok(cj_check(w->catalogue, w->rules, c, options, &report, &error), error);
    cj_case_unref(c);
    free(file);
    cj_error_unref(error);
    return report;
}

static const cj_record *row_of(const cj_report *report, const char *item)
{
    const cj_record *row = NULL;
    const char *name = "";
    for (size_t i = 0; i < cj_count(cj_report_record(report), CJ_FIELD_CRITERIA); i++) {
        (void)cj_get_record(cj_report_record(report), CJ_FIELD_CRITERIA, i, &row);
        (void)cj_get_text(row, CJ_FIELD_ITEM, 0, &name);
        if (strcmp(name, item) == 0)
            return row;
    }
    fail_msg("no %s", item);
    return NULL;
}

static bool cites(const cj_record *row, const char *act)
{
    const cj_record *item = NULL;
    const char *id = "";
    for (size_t i = 0; i < cj_count(row, CJ_FIELD_EVIDENCE); i++) {
        (void)cj_get_record(row, CJ_FIELD_EVIDENCE, i, &item);
        (void)cj_get_text(item, CJ_FIELD_ACT, 0, &id);
        if (strcmp(id, act) == 0)
            return true;
    }
    return false;
}

static void expect(const cj_report *report, size_t i, const char *verdict)
{
    const char *is = "";
    (void)cj_get_text(row_of(report, rows[i].item), CJ_FIELD_VERDICT, 0, &is);
    if (strcmp(is, verdict) != 0)
        fail_msg("row %zu: %s is %s, not %s", i, rows[i].item, is, verdict);
}

static void make(cj_context *ctx, world *w)
{
    cj_error *error = NULL;
    w->ctx = ctx;
    assert_ok(cj_catalogue_new(ctx, &w->catalogue, &error), error);
    assert_ok(cj_catalogue_add_dir(w->catalogue, "standards", &error), error);
    assert_ok(cj_rules_new(ctx, &w->rules, &error), error);
    assert_ok(cj_rules_add_dir(w->rules, "standards", &error), error);
}

static void drop(world *w)
{
    cj_rules_unref(w->rules);
    cj_catalogue_unref(w->catalogue);
}

static void what_counts(void **state)
{
    world w;
    make(*state, &w);
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_check_options options = CJ_CHECK_OPTIONS_INIT;
        cj_report *report;
        const cj_record *row;
        options.standard = "SFJED1";
        report = check(&w, rows[i].acts, rows[i].two, &options);
        expect(report, i, rows[i].all);
        cj_report_unref(report);
        options.practitioner = "p.one";
        report = check(&w, rows[i].acts, rows[i].two, &options);
        expect(report, i, rows[i].one);
        row = row_of(report, rows[i].item);
        if (rows[i].cited != NULL && !cites(row, rows[i].cited))
            fail_msg("row %zu: %s is not cited", i, rows[i].cited);
        if (rows[i].cited == NULL)
            assert_int_equal(cj_count(row, CJ_FIELD_EVIDENCE), 0);
        if (strcmp(rows[i].one, "not_evidenced") == 0)
            assert_true(cj_count(row, CJ_FIELD_MISSING) > 0);
        cj_report_unref(report);
        /* and nothing is of somebody who did nothing */
        options.practitioner = "p.none";
        report = check(&w, rows[i].acts, rows[i].two, &options);
        for (size_t j = 0; j < cj_count(cj_report_record(report), CJ_FIELD_CRITERIA); j++) {
            const char *verdict = "";
            (void)cj_get_record(cj_report_record(report), CJ_FIELD_CRITERIA, j, &row);
            (void)cj_get_text(row, CJ_FIELD_VERDICT, 0, &verdict);
            assert_true(strcmp(verdict, "not_evidenced") == 0 ||
                        strcmp(verdict, "not_applicable") == 0 ||
                        strcmp(verdict, "no_occasion") == 0);
        }
        cj_report_unref(report);
    }
    drop(&w);
}

/* An act that is by nature another's counts when it is about one's own act, and only then. */
static void of_others_by_nature(void **state)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_report *report;
    world w;
    make(*state, &w);
    options.standard = "SFJED1";
    options.practitioner = "p.one";
    report = check(&w, WRAP(BASE VIEWS CHECK), "check", &options);
    assert_true(cites(row_of(report, "P12"), "check"));
    cj_report_unref(report);
    report = check(&w, WRAP(BASE VIEWS CHECK), "check views", &options);
    assert_false(cites(row_of(report, "P12"), "check"));
    cj_report_unref(report);
    drop(&w);
}

/* Entries name their case and age only in the scope of a practitioner; older callers have none. */
static void the_options(void **state)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    const cj_record *item = NULL;
    cj_report *report = NULL;
    cj_error *error = NULL;
    cj_case *c = NULL;
    const char *id = "";
    int64_t age = -1;
    world w;
    make(*state, &w);
    options.standard = "SFJED1";
    options.practitioner = "p.one";
    assert_int_equal(cj_date_parse("2026-01-30", CJ_ZT, &options.as_of), CJ_OK);
    report = check(&w, WRAP(BASE VIEWS), "", &options);
    assert_int_equal(cj_get_text(cj_report_record(report), CJ_FIELD_PRACTITIONER, 0, &id), CJ_OK);
    assert_string_equal(id, "p.one");
    assert_int_equal(cj_get_record(row_of(report, "P7"), CJ_FIELD_EVIDENCE, 0, &item), CJ_OK);
    assert_int_equal(cj_get_int(item, CJ_FIELD_AGE, 0, &age), CJ_OK);
    assert_int_equal(age, 10);
    assert_int_equal(cj_count(item, CJ_FIELD_CASE), 1);
    cj_report_unref(report);
    options.size = offsetof(cj_check_options, practitioner);
    report = check(&w, WRAP(BASE VIEWS), "views", &options);
    assert_int_equal(cj_count(cj_report_record(report), CJ_FIELD_PRACTITIONER), 0);
    assert_int_equal(cj_get_record(row_of(report, "P7"), CJ_FIELD_EVIDENCE, 0, &item), CJ_OK);
    assert_int_equal(cj_count(item, CJ_FIELD_CASE) + cj_count(item, CJ_FIELD_AGE), 0);
    cj_report_unref(report);
    options.size = sizeof options;
    options.practitioner = "";
    assert_ok(cj_case_new(w.ctx, NULL, &c, &error), error);
    assert_int_equal(cj_check(w.catalogue, w.rules, c, &options, &report, &error), CJ_E_MISUSE);
    cj_error_unref(error);
    cj_case_unref(c);
    drop(&w);
}

/* ---- what an awarding body asks for ---------------------------------------------------------- */

static cji_portfolio *two_cases(const world *w, const cji_asked *asked, const char *day)
{
    cji_portfolio *p = NULL;
    cj_error *error = NULL;
    cj_date as_of;
    assert_int_equal(cj_date_parse(day, CJ_ZT, &as_of), CJ_OK);
    assert_ok(cji_portfolio_new(w->ctx, asked, as_of.days, &p, &error), error);
    for (int i = 0; i < 2; i++) {
        static const char acts[] = OPENED VIEWS;
        char file[8192];
        cj_case *c = NULL;
        bool taken = false;
        snprintf(file, sizeof file,
                 "<case id=\"%c\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\">%s</case>",
                 'A' + i, acts);
        assert_ok(cj_case_new(w->ctx, NULL, &c, &error), error);
        assert_ok(cj_case_read(c, "f", file, strlen(file), &error), error);
        assert_ok(cji_portfolio_add(p, c, NULL, &taken, &error), error);
        cj_case_unref(c);
    }
    return p;
}

/* "3 cases wanted ..." of a requirement, of an item of it; `enough` 1, 0, or -1: not compared. */
static void awarding_says(const cj_report *report, const char *name, const char *item, int enough,
                          const char *words)
{
    const cj_record *portfolio = NULL, *row = NULL;
    size_t found = 0;
    assert_int_equal(cj_get_record(cj_report_record(report), CJ_FIELD_PORTFOLIO, 0, &portfolio),
                     CJ_OK);
    for (size_t i = 0; i < cj_count(portfolio, CJ_FIELD_AWARDING); i++) {
        const char *is = "", *of = "", *why = "";
        int64_t says = -1;
        (void)cj_get_record(portfolio, CJ_FIELD_AWARDING, i, &row);
        (void)cj_get_text(row, CJ_FIELD_NAME, 0, &is);
        (void)cj_get_text(row, CJ_FIELD_ITEM, 0, &of);
        (void)cj_get_text(row, CJ_FIELD_WHY, 0, &why);
        (void)cj_get_int(row, CJ_FIELD_ENOUGH, 0, &says);
        if (strcmp(is, name) != 0 || strcmp(of, item) != 0)
            continue;
        found++;
        assert_int_equal(says, enough);
        if (strcmp(why, words) != 0)
            fail_msg("%s: \"%s\", not \"%s\"", name, why, words);
    }
    assert_int_equal(found, 1);
}

#define HANDBOOK(n) " (Lantern handbook " n "; lantern-awards 1)"

/* What is set is compared where the record can say; what is not set is said to be so. */
static void what_a_body_asks_for(void **state)
{
    static const struct {
        const char *day, *policy;
        int64_t wanted;
        const char *name, *item, *words;
        int enough;
    } asks[] = {
        {"2026-06-30", NULL, 2, "cases", "", "not set", -1},
        {"2026-06-30", "standards/awarding/unset.xml", 2, "cases", "", "not set", -1},
        {"2026-06-30", "standards/awarding/unset.xml", 2, "mandatory-methods", "", "not set", -1},
        {"2026-06-30", "examples/awarding-body.xml", 3, "cases", "",
         "3 cases wanted, 2 show it" HANDBOOK("2.2"), 0},
        {"2026-06-30", "examples/awarding-body.xml", 3, "criteria-percent", "",
         "100% of 31 criteria wanted, 0 evidenced" HANDBOOK("2.1"), 0},
        {"2028-01-20", "examples/awarding-body.xml", 3, "currency-months", "",
         "0 criteria or limbs rest on nothing of the last 24 months" HANDBOOK("2.3"), 1},
        /* the day after, what was heard in January counts no more; P6, P7 rest on it alone */
        {"2028-01-21", "examples/awarding-body.xml", 3, "currency-months", "",
         "2 criteria or limbs rest on nothing of the last 24 months" HANDBOOK("2.3"), 0},
        {"2026-06-30", "examples/awarding-body.xml", 3, "observations", "",
         "2: for an assessor to look at" HANDBOOK("2.4"), -1},
        {"2026-06-30", "examples/awarding-body.xml", 3, "simulation", "",
         "no: for an assessor to look at" HANDBOOK("3.1"), -1},
        {"2026-06-30", "examples/awarding-body.xml", 3, "iqa-qualification", "",
         "A quality assurer's award of level 4: for an assessor to look at" HANDBOOK("4.2"), -1},
        {"2026-06-30", "examples/awarding-body.xml", 3, "mandatory-methods", "P3",
         "observation: for an assessor to look at" HANDBOOK("3.4"), -1},
    };
    world w;
    make(*state, &w);
    for (size_t i = 0; i < CJI_COUNT(asks); i++) {
        cj_check_options options = CJ_CHECK_OPTIONS_INIT;
        cj_policy *policy = NULL;
        cj_report *report = NULL;
        cji_portfolio *p;
        cji_asked asked;
        cj_error *error = NULL;
        const cj_record *portfolio = NULL;
        int64_t wanted = 0;
        assert_ok(cj_policy_new(w.ctx, &policy, &error), error);
        if (asks[i].policy != NULL)
            assert_ok(cj_policy_add_file(policy, asks[i].policy, &error), error);
        options.standard = "SFJED1";
        options.practitioner = "p.one";
        options.policy = asks[i].policy != NULL ? policy : NULL;
        assert_ok(cji_ask(w.ctx, w.catalogue, w.rules, &options, &asked, &error), error);
        p = two_cases(&w, &asked, asks[i].day);
        assert_ok(cji_portfolio_report(p, &report, &error), error);
        awarding_says(report, asks[i].name, asks[i].item, asks[i].enough, asks[i].words);
        (void)cj_get_record(cj_report_record(report), CJ_FIELD_PORTFOLIO, 0, &portfolio);
        (void)cj_get_int(portfolio, CJ_FIELD_CASES_WANTED, 0, &wanted);
        assert_int_equal(wanted, asks[i].wanted);
        cj_report_unref(report);
        cji_portfolio_free(p);
        cj_policy_unref(policy);
    }
    drop(&w);
}

/* ---- memory ---------------------------------------------------------------------------------- */

#define LONG_TEXT "<words>the same words in both of the cases, longer than a word or two</words>"

static int put_together(cj_context *ctx, void *user)
{
    const char *const ids[] = {"A", "B"};
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    const world *w = user;
    cji_portfolio *p = NULL;
    cj_report *report = NULL;
    cj_error *error = NULL;
    cji_asked asked;
    cj_status status;
    options.standard = "SFJED1";
    options.practitioner = "p.one";
    options.policy = w->policy;
    status = cji_ask(ctx, w->catalogue, w->rules, &options, &asked, &error);
    if (status == CJ_OK)
        status = cji_portfolio_new(ctx, &asked, 20600, &p, &error);
    for (size_t i = 0; status == CJ_OK && i < CJI_COUNT(ids); i++) {
        cj_case *c = NULL;
        bool taken = false;
        char file[8192];
        snprintf(file, sizeof file,
                 "<case id=\"%s\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\">%s</case>", ids[i],
                 OPENED ACT("views", "views_recorded", "H", "01-20",
                            "<view_kinds>need</view_kinds>" LONG_TEXT "<confirmed_by_person>true"
                            "</confirmed_by_person><invited>need</invited>"
                            "<wants_involved_none_reason>nobody</wants_involved_none_reason>"));
        status = cj_case_new(ctx, NULL, &c, &error);
        if (status == CJ_OK)
            status = cj_case_read(c, "f", file, strlen(file), &error);
        if (status == CJ_OK)
            status = cji_portfolio_add(p, c, NULL, &taken, &error);
        assert_true(status != CJ_OK || taken);
        cj_case_unref(c);
    }
    if (status == CJ_OK)
        status = cji_portfolio_report(p, &report, &error);
    if (status != CJ_OK)
        assert_int_equal(status, CJ_E_MEMORY);
    cj_report_unref(report);
    cji_portfolio_free(p);
    cj_error_unref(error);
    return status == CJ_OK;
}

static void memory_runs_out(void **state)
{
    world w;
    make(*state, &w);
    assert_ok(cj_policy_new(w.ctx, &w.policy, NULL), NULL);
    assert_ok(cj_policy_add_file(w.policy, "examples/awarding-body.xml", NULL), NULL);
    assert_true(fault_sweep_some(put_together, &w) > 50);
    cj_policy_unref(w.policy);
    drop(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_counts),     cmocka_unit_test(of_others_by_nature),
        cmocka_unit_test(the_options),     cmocka_unit_test(what_a_body_asks_for),
        cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, context_make, context_drop);
}
