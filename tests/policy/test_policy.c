/* SPDX-License-Identifier: MIT */
/* What policy files say, what is refused in them, and which of several counts. */
#include "policy/policy_support.h"

#include "policy/rows.h"

#include <stdio.h>

/* ---- what is shipped, and what another place says ----------------------------------------------
 */

static void test_shipped(void **state)
{
    cj_policy *policy = policy_of(*state, NULL, NULL);
    const cji_policy_value *value;
    const char *name;
    int32_t due;
    cji_buf page;
    cji_buf_init(&page, *state, 1 << 20);
    assert_ok(cji_file_read(*state, "docs/policy.md", &page, NULL), NULL);
    assert_non_null(cji_buf_text(&page));
    assert_string_equal(cj_policy_sha256(policy), "");
    assert_null(cji_policy_find(policy, CJI_STR("warning_window"), day("2026-02-01")));
    cj_policy_unref(policy);
    policy = policy_of(*state, "standards", NULL);
    assert_int_equal(strlen(cj_policy_sha256(policy)), 64);
    value = cji_policy_find(policy, CJI_STR("warning_window"), day("2026-02-01"));
    assert_non_null(value);
    assert_int_equal(value->unit, CJI_UNIT_MONTHS);
    assert_int_equal(value->amount, 12);
    assert_non_null(strstr(value->by.citation, "Sch 10"));
    assert_string_equal(value->by.standing, "law");
    assert_string_equal(value->by.policy, "england-wales 2026-11");
    assert_non_null(cji_policy_find(policy, CJI_STR("warning_window"), day("2020-12-01")));
    assert_null(cji_policy_find(policy, CJI_STR("warning_window"), day("2020-11-30")));
    /* Each name is there, set or said to be unset, and on the page that says why. */
    for (size_t i = 0; (name = cji_policy_name(i)) != NULL; i++) {
        char marked[64];
        value = cji_policy_find(policy, cji_str_of(name), day("2026-01-01"));
        if (value == NULL)
            fail_msg("nothing is said of %s", name);
        if (strcmp(name, "warning_window") != 0)
            assert_false(cji_policy_due(policy, value, day("2026-01-01"), &due));
        snprintf(marked, sizeof marked, "`%s`", name);
        if (strstr(page.p, marked) == NULL)
            fail_msg("docs/policy.md lacks %s", name);
    }
    cji_buf_fini(&page);
    cj_policy_unref(policy);
}

/* What may be asked for is there, unset, and on the page; a body's file is laid over it. */
static void test_awarding(void **state)
{
    cj_policy *policy = policy_of(*state, "standards", NULL);
    const cji_policy_award *row;
    cj_error *error = NULL;
    int32_t today = day("2026-06-01");
    cji_buf page;
    cji_buf_init(&page, *state, 1 << 20);
    assert_ok(cji_file_read(*state, "docs/policy.md", &page, NULL), NULL);
    for (const cji_award_name *name = cji_award_names; name->name != NULL; name++) {
        char marked[64];
        size_t at = SIZE_MAX;
        assert_non_null(cji_policy_next(policy, CJI_ROW_AWARD, cji_str_of(name->name), today, &at));
        assert_null(cji_policy_award_of(policy, cji_str_of(name->name), (cji_str){0}, today));
        snprintf(marked, sizeof marked, "`%s`", name->name);
        if (strstr(cji_buf_text(&page), marked) == NULL)
            fail_msg("docs/policy.md lacks %s", name->name);
    }
    assert_ok(cj_policy_add_file(policy, "examples/awarding-body.xml", &error), error);
    row = cji_policy_award_of(policy, CJI_STR("cases"), (cji_str){0}, today);
    assert_int_equal(row->number, 3);
    assert_string_equal(row->by.policy, "lantern-awards 1");
    row = cji_policy_award_of(policy, CJI_STR("mandatory-methods"), CJI_STR("SFJEB2:P14"), today);
    assert_int_equal(row->methods, UINT64_C(1) << CJ_CODE_JUDGE_METHOD_OBSERVATION |
                                       UINT64_C(1) << CJ_CODE_JUDGE_METHOD_EXPERT_WITNESS);
    assert_null(
        cji_policy_award_of(policy, CJI_STR("mandatory-methods"), CJI_STR("SFJEB2:P1"), today));
    /* said of all, and by a later file unset again for one day on */
    add_ok(policy, POLICY("<award name=\"mandatory-methods\" methods=\"product\"" CITED "/>"
                          "<award name=\"cases\" from=\"2027-01-01\" standing=\"unset\"/>"));
    row = cji_policy_award_of(policy, CJI_STR("mandatory-methods"), CJI_STR("SFJEB2:P1"), today);
    assert_int_equal(row->methods, UINT64_C(1) << CJ_CODE_JUDGE_METHOD_PRODUCT);
    row = cji_policy_award_of(policy, CJI_STR("mandatory-methods"), CJI_STR("SFJED1:P3"), today);
    assert_int_equal(row->methods, UINT64_C(1) << CJ_CODE_JUDGE_METHOD_OBSERVATION);
    assert_non_null(cji_policy_award_of(policy, CJI_STR("cases"), (cji_str){0}, today));
    assert_null(cji_policy_award_of(policy, CJI_STR("cases"), (cji_str){0}, day("2027-01-01")));
    cji_buf_fini(&page);
    cj_policy_unref(policy);
}

/* The same questions to each place; 0: neither. */
static void test_two_places(void **state)
{
    static const struct {
        const char *first, *second;
        bool altland, both;
    } places[] = {{"standards", NULL, false, false},
                  {ALTLAND, NULL, true, false},
                  {"standards", ALTLAND, true, true}};
    int32_t today = day("2026-03-01");
    for (size_t i = 0; i < CJI_COUNT(places); i++) {
        bool alt = places[i].altland;
        cj_policy *p = policy_of(*state, places[i].first, places[i].second);
        const cji_policy_value *window = cji_policy_find(p, CJI_STR("warning_window"), today);
        const cji_policy_value *report = cji_policy_find(p, CJI_STR("breach_report_within"), today);
        const cji_policy_scheme *s =
            cji_policy_scheme_of(p, CJ_CODE_ORDER_TYPE_COMMUNITY_ORDER, today);
        int32_t due = 0;
        assert_true(cji_policy_due(p, window, today, &due));
        assert_int_equal(due, day(alt ? "2026-05-30" : "2027-03-01"));
        assert_int_equal(cji_policy_due(p, report, today, &due), alt);
        if (alt)
            assert_int_equal(due, day("2026-03-07")); /* over a Friday */
        assert_int_equal(cji_policy_class(p, CJI_STR("sa2020-sch10-para6"), today),
                         alt ? CJ_CODE_POLICY_CLASS_PREVENTIVE : CJ_CODE_POLICY_CLASS_STATUTORY);
        assert_int_equal(cji_policy_class(p, CJI_STR("attendance-policy"), today),
                         alt ? CJ_CODE_POLICY_CLASS_AGENCY : 0);
        assert_int_equal(cji_policy_class(p, CJI_STR("sa2020-sch7-para4"), today),
                         alt && !places[i].both ? 0 : CJ_CODE_POLICY_CLASS_STATUTORY);
        assert_non_null(s);
        assert_int_equal(s->count, alt ? CJI_SCHEME_YOUTH : CJI_SCHEME_ADULT);
        assert_string_equal(s->window, alt ? "monitoring_period" : "warning_window");
        assert_true(
            s->refer ==
            (alt ? UINT64_C(1) << CJ_CODE_ENFORCEMENT_DECISION_SEEK_VARIATION
                 : UINT64_C(1) << CJ_CODE_ENFORCEMENT_DECISION_REFER_TO_ENFORCEMENT_OFFICER |
                       UINT64_C(1) << CJ_CODE_ENFORCEMENT_DECISION_INITIATE_BREACH));
        s = cji_policy_scheme_of(p, CJ_CODE_ORDER_TYPE_SUSPENDED_SENTENCE_ORDER, today);
        assert_true((s == NULL) == alt); /* a scheme without a count is none */
        assert_int_equal(s != NULL ? s->count : 0, alt ? 0 : CJI_SCHEME_ADULT);
        s = cji_policy_scheme_of(p, CJ_CODE_ORDER_TYPE_YOUTH_REHABILITATION_ORDER, today);
        assert_int_equal(s != NULL ? s->count : 0, alt && !places[i].both ? 0 : CJI_SCHEME_YOUTH);
        s = cji_policy_scheme_of(p, CJ_CODE_ORDER_TYPE_OTHER, today);
        assert_int_equal(s != NULL ? s->count : 0, alt ? CJI_SCHEME_ADULT : 0);
        assert_null(cji_policy_scheme_of(p, CJ_CODE_ORDER_TYPE_LICENCE, today));
        assert_null(cji_policy_scheme_of(p, 0, today));
        assert_null(cji_policy_scheme_of(p, 999, today));
        assert_true(cji_policy_switch(p, CJI_STR("relationship-required"), "practitioner", today) ==
                    alt);
        assert_int_equal(cji_policy_entitled(p, CJ_CODE_PARTY_ROLE_POLICE, CJ_CODE_INFO_KIND_HEALTH,
                                             CJ_CODE_ENTITLEMENT_COURT, today, NULL),
                         alt ? 1 : -1);
        cj_policy_unref(p);
    }
}

static void test_from_and_to(void **state)
{
    cj_policy *p = policy_of(*state, "standards", NULL);
    static const struct {
        const char *day;
        int32_t days; /* -1: the name is not known then */
    } rows[] = {{"2024-02-28", -1}, {"2024-02-29", 1}, {"2025-02-27", 1},
                {"2025-02-28", 2},  {"2025-03-01", 2}, {"2025-03-02", -1}};
    assert_null(cji_policy_scheme_of(p, CJ_CODE_ORDER_TYPE_COMMUNITY_ORDER, day("2020-11-30")));
    assert_non_null(cji_policy_scheme_of(p, CJ_CODE_ORDER_TYPE_COMMUNITY_ORDER, day("2020-12-01")));
    assert_null(cji_policy_basis_of(p, CJI_STR("sa2020-sch10-para6"), day("2020-11-30")));
    assert_non_null(strstr(
        cji_policy_basis_of(p, CJI_STR("sa2020-sch10-para6"), day("2020-12-01"))->by.citation,
        "Sch 10 para 6"));
    cj_policy_unref(p);
    p = policy_of(*state, NULL, NULL);
    add_ok(
        p,
        POLICY("<value name=\"retention\" days=\"1\" from=\"2024-02-29\" to=\"2025-02-28\"" CITED
               "/><value name=\"retention\" days=\"2\" from=\"2025-02-28\" to=\"2025-03-01\"" CITED
               "/>"));
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        const cji_policy_value *value = cji_policy_find(p, CJI_STR("retention"), day(rows[i].day));
        assert_int_equal(value != NULL ? value->amount : -1, rows[i].days);
    }
    cj_policy_unref(p);
    p = policy_of(*state, ALTLAND, NULL);
    assert_int_equal(cji_policy_class(p, CJI_STR("attendance-policy"), day("2025-03-31")), 0);
    assert_int_equal(cji_policy_class(p, CJI_STR("attendance-policy"), day("2025-04-01")),
                     CJ_CODE_POLICY_CLASS_AGENCY);
    assert_false(
        cji_policy_switch(p, CJI_STR("relationship-required"), "reeve", day("2026-02-28")));
    assert_true(cji_policy_switch(p, CJI_STR("relationship-required"), "reeve", day("2026-03-01")));
    assert_false(cji_policy_switch(p, CJI_STR("relationship-required"), "ree", day("2026-03-01")));
    assert_false(cji_policy_switch(p, CJI_STR("anything"), "reeve", day("2026-03-01")));
    assert_false(cji_policy_switch(NULL, CJI_STR("relationship-required"), "reeve", 0));
    cj_policy_unref(p);
}

/* ---- who may ----------------------------------------------------------------------------------
 */

static const char *const operations[] = {
    "init",       "record", "show",   "check",    "export",
    "checkpoint", "list",   "limit",  "override", "review",
    "disclose",   "erase",  "backup", "list-all", "check-practitioner"};

static void test_permits(void **state)
{
    /* One letter for each operation, in their order; capitals are permitted. */
    static const struct {
        const char *role, *purpose, *may;
    } rows[] = {
        {"practitioner", "supervision", "IRSCXPLnOvdebak"},
        {"manager", "supervision", "IRSCXPLNOVdeBAk"},
        {"manager", "quality", "IRSCXPLNOVdeBAK"},
        {"data-controller", "supervision", "IRSCXPLNOvDEBak"},
        {"data-controller", "rights", "IRSCXPLNOvDEBak"},
        {"assessor", "assessment", "irsCxplnovdebaK"},
        {"iqa", "quality", "irsCxplnovdebaK"},
        {"auditor", "audit", "irscxPlnovdebak"},
        {"practitioner", "curiosity", "irscxplnovdebak"},
        {"practitioner", "super", "irscxplnovdebak"}, /* whole words */
        {"practitioner", "", "irscxplnovdebak"},
        {"visitor", "supervision", "irscxplnovdebak"},
        {"", "supervision", "irscxplnovdebak"},
    };
    cj_policy *policy = policy_of(*state, "standards", NULL);
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        for (size_t j = 0; j < CJI_COUNT(operations); j++) {
            bool may = rows[i].may[j] >= 'A' && rows[i].may[j] <= 'Z';
            if (cji_policy_permits(policy, rows[i].role, rows[i].purpose, operations[j]) != may)
                fail_msg("%s, %s: %s", rows[i].role, rows[i].purpose, operations[j]);
            assert_false(cji_policy_permits(NULL, rows[i].role, rows[i].purpose, operations[j]));
        }
    }
    assert_false(cji_policy_permits(policy, "practitioner", "supervision", ""));
    cj_policy_unref(policy);
}

/* What a file says of a role replaces what an earlier one said; other roles stay. */
static void test_permits_laid_over(void **state)
{
    cj_policy *policy = policy_of(*state, "standards", ALTLAND);
    assert_true(cji_policy_permits(policy, "practitioner", "supervision", "show"));
    assert_false(cji_policy_permits(policy, "practitioner", "supervision", "record"));
    assert_true(cji_policy_permits(policy, "manager", "supervision", "record"));
    assert_true(cji_policy_permits(policy, "reeve", "wardship", "limit"));
    assert_true(cji_policy_permits(policy, "reeve", "hearing", "erase"));
    assert_false(
        cji_policy_permits(policy, "reeve", "hearing", "limit")); /* two lines of one file */
    assert_false(cji_policy_permits(policy, "reeve", "supervision", "show"));
    cj_policy_unref(policy);
}

static void test_entitlements(void **state)
{
    static const struct {
        int32_t role, info, entitlement, answer;
        const char *day, *citation;
    } rows[] = {
        {CJ_CODE_PARTY_ROLE_POLICE, CJ_CODE_INFO_KIND_OTHER, CJ_CODE_ENTITLEMENT_STATUTORY_DUTY, 1,
         "2026-03-01", "Wardship Act 20"},
        {CJ_CODE_PARTY_ROLE_POLICE, CJ_CODE_INFO_KIND_IDENTITY, CJ_CODE_ENTITLEMENT_CONSENT, 0,
         "2026-03-01", "Wardship Act 20"},
        {CJ_CODE_PARTY_ROLE_HOUSING, CJ_CODE_INFO_KIND_NEEDS, CJ_CODE_ENTITLEMENT_CONSENT, 1,
         "2026-03-01", "Wardship Act 21"},
        {CJ_CODE_PARTY_ROLE_HOUSING, CJ_CODE_INFO_KIND_HEALTH, CJ_CODE_ENTITLEMENT_CONSENT, 0,
         "2026-03-01", "Wardship Act 21"},
        {CJ_CODE_PARTY_ROLE_HOUSING, CJ_CODE_INFO_KIND_SUPPORT_OFFER,
         CJ_CODE_ENTITLEMENT_NEED_TO_KNOW, 1, "2026-03-01", "Wardship Act 21"},
        {CJ_CODE_PARTY_ROLE_HOUSING, CJ_CODE_INFO_KIND_SUPPORT_OFFER,
         CJ_CODE_ENTITLEMENT_NEED_TO_KNOW, 0, "2026-02-28", "Wardship Act 21"},
        {CJ_CODE_PARTY_ROLE_HOUSING, CJ_CODE_INFO_KIND_NEEDS, CJ_CODE_ENTITLEMENT_NEED_TO_KNOW, 0,
         "2026-03-01", "Wardship Act 21"}, /* of two lines, not across them */
        {CJ_CODE_PARTY_ROLE_FRIEND, CJ_CODE_INFO_KIND_IDENTITY, CJ_CODE_ENTITLEMENT_CONSENT, 0,
         "2026-03-01", "Wardship Act"},
        {0, CJ_CODE_INFO_KIND_IDENTITY, CJ_CODE_ENTITLEMENT_CONSENT, 0, "2026-03-01", "Wardship"},
    };
    cj_policy *policy = policy_of(*state, "standards", ALTLAND);
    const cji_policy_by *by = NULL;
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        assert_int_equal(cji_policy_entitled(policy, rows[i].role, rows[i].info,
                                             rows[i].entitlement, day(rows[i].day), &by),
                         rows[i].answer);
        assert_non_null(strstr(by->citation, rows[i].citation));
        assert_string_equal(by->policy, "altland 7");
    }
    /* A later file on housing replaces both lines and leaves the police alone. */
    add_ok(policy,
           POLICY("<entitlement role=\"housing\" info=\"health\" basis=\"consent\"" CITED "/>"));
    assert_int_equal(cji_policy_entitled(policy, CJ_CODE_PARTY_ROLE_HOUSING,
                                         CJ_CODE_INFO_KIND_NEEDS, CJ_CODE_ENTITLEMENT_CONSENT,
                                         20000, NULL),
                     0);
    assert_int_equal(cji_policy_entitled(policy, CJ_CODE_PARTY_ROLE_HOUSING,
                                         CJ_CODE_INFO_KIND_HEALTH, CJ_CODE_ENTITLEMENT_CONSENT,
                                         20000, NULL),
                     1);
    assert_int_equal(cji_policy_entitled(policy, CJ_CODE_PARTY_ROLE_POLICE, CJ_CODE_INFO_KIND_NEEDS,
                                         CJ_CODE_ENTITLEMENT_COURT, 20000, NULL),
                     1);
    cj_policy_unref(policy);
    assert_int_equal(cji_policy_entitled(NULL, 1, 1, 1, 0, &by), -1);
    assert_null(by);
}

/* ---- tools ------------------------------------------------------------------------------------
 */

static void test_tools(void **state)
{
    static const struct {
        const char *key, *version;
        bool under_18, from_18, from_25;
        int32_t class_, sex;
    } rows[] = {
        {"ovp", "moj-2025", false, true, true, CJ_CODE_TOOL_CLASS_ACTUARIAL, 0},
        {"ogrs3", "published", true, true, true, CJ_CODE_TOOL_CLASS_ACTUARIAL, 0},
        {"mst", "", false, true, true, 0, CJI_SEX_MALE}, /* 18 to 25 */
        {"osp-dc", "", true, true, true, CJ_CODE_TOOL_CLASS_ACTUARIAL, CJI_SEX_MALE},
        {"tier", "v2", true, true, true, 0, 0},
        {"arp", "alt-1", false, false, true, CJ_CODE_TOOL_CLASS_STRUCTURED_JUDGEMENT,
         CJI_SEX_FEMALE},
        {"rune-reading", "1", true, false, false, CJ_CODE_TOOL_CLASS_NEEDS, 0},
    };
    cj_policy *p = policy_of(*state, "standards", ALTLAND);
    const cji_policy_tool *tool;
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        tool = cji_policy_tool_of(p, cji_str_of(rows[i].key), cji_str_of(rows[i].version));
        assert_non_null(tool);
        assert_int_equal(tool->class_, rows[i].class_);
        assert_int_equal(tool->sex, rows[i].sex);
        assert_true(cji_policy_tool_fits(tool, CJ_CODE_AGE_BAND_UNDER_18) == rows[i].under_18);
        assert_true(cji_policy_tool_fits(tool, CJ_CODE_AGE_BAND_AGE_18_24) == rows[i].from_18);
        assert_true(cji_policy_tool_fits(tool, CJ_CODE_AGE_BAND_AGE_25_PLUS) == rows[i].from_25);
        assert_true(cji_policy_tool_fits(tool, CJ_CODE_AGE_BAND_NOT_KNOWN));
        assert_true(cji_policy_tool_fits(tool, 0));
        assert_true(tool->by.citation[0] != '\0' && tool->by.standing[0] != '\0');
    }
    /* Without a version, the one read last; an exact version is found beside it. */
    assert_string_equal(cji_policy_tool_of(p, CJI_STR("arp"), (cji_str){0})->version, "alt-1");
    assert_string_equal(cji_policy_tool_of(p, CJI_STR("arp"), CJI_STR("moj-2026"))->version,
                        "moj-2026");
    assert_string_equal(cji_policy_tool_of(p, CJI_STR("tier"), (cji_str){0})->version, "v3");
    assert_null(cji_policy_tool_of(p, CJI_STR("arp"), CJI_STR("9")));
    assert_null(cji_policy_tool_of(p, CJI_STR("tea-leaves"), (cji_str){0}));
    assert_null(cji_policy_tool_of(NULL, CJI_STR("arp"), (cji_str){0}));
    /* Superseded from the day behind `to`; where no day is given, never. */
    tool = cji_policy_tool_of(p, CJI_STR("arp"), CJI_STR("alt-1"));
    assert_string_equal(tool->superseded_by, "rune-reading");
    assert_int_equal(tool->valid_days, 182);
    assert_false(cji_policy_tool_superseded(tool, day("2026-02-28")));
    assert_true(cji_policy_tool_superseded(tool, day("2026-03-01")));
    tool = cji_policy_tool_of(p, CJI_STR("ogrs3"), (cji_str){0});
    assert_string_equal(tool->superseded_by, "arp");
    assert_false(cji_policy_tool_superseded(tool, day("2030-01-01")));
    cj_policy_unref(p);
}

/* The edges of a band: a tool of one year of age fits the band that holds the year. */
static void test_age_bands(void **state)
{
    static const struct {
        int32_t from, to, band;
        bool fits;
    } rows[] = {
        {0, 17, CJ_CODE_AGE_BAND_UNDER_18, true},
        {17, 17, CJ_CODE_AGE_BAND_UNDER_18, true},
        {18, 18, CJ_CODE_AGE_BAND_UNDER_18, false},
        {17, 17, CJ_CODE_AGE_BAND_AGE_18_24, false},
        {18, 18, CJ_CODE_AGE_BAND_AGE_18_24, true},
        {24, 24, CJ_CODE_AGE_BAND_AGE_18_24, true},
        {25, 25, CJ_CODE_AGE_BAND_AGE_18_24, false},
        {24, 24, CJ_CODE_AGE_BAND_AGE_25_PLUS, false},
        {25, 25, CJ_CODE_AGE_BAND_AGE_25_PLUS, true},
        {109, 120, CJ_CODE_AGE_BAND_AGE_25_PLUS, true},
        {18, 18, CJ_CODE_AGE_BAND_NOT_KNOWN, true},
    };
    (void)state;
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cji_policy_tool tool = {.from_age = rows[i].from, .to_age = rows[i].to};
        assert_true(cji_policy_tool_fits(&tool, rows[i].band) == rows[i].fits);
    }
}

/* ---- what is refused --------------------------------------------------------------------------
 */

#define VALUE(rest) "<value name=\"review_interval\" " rest "/>"
#define CALENDAR(inside)                                                                           \
    "<calendar id=\"c\" from=\"2026-01-01\" to=\"2026-12-31\"" CITED ">\n" inside "</calendar>"
#define HOLIDAY(date) "<holiday date=\"" date "\" name=\"n\"/>\n"
#define END(day) "<week-end day=\"" day "\"/>"

static const struct {
    const char *text;
    cj_status expected;
    int line;
} refused[] = {
    {POLICY("<award name=\"marks\" number=\"3\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("\n<award name=\"cases\" allowed=\"yes\"" CITED "/>"), CJ_E_POLICY, 3},
    {POLICY("<award name=\"cases\" number=\"3\" text=\"three\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<award name=\"cases\" number=\"3\" item=\"SFJED1:P3\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<award name=\"cases\" number=\"3\"/>"), CJ_E_POLICY, 2},
    {POLICY("<award name=\"cases\" number=\"many\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<award name=\"simulation\" allowed=\"perhaps\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<award name=\"mandatory-methods\" methods=\"guess\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<award number=\"3\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<value name=\"shoe_size\" days=\"1\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<value name=\"recording_lag advice_within\"/>"), CJ_E_POLICY, 2},
    {POLICY("<value days=\"1\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY(VALUE("days=\"1\"")), CJ_E_POLICY, 2},
    {POLICY(VALUE("days=\"1\" citation=\"c\"")), CJ_E_POLICY, 2},
    {POLICY(VALUE("days=\"1\" standing=\"s\"")), CJ_E_POLICY, 2},
    {POLICY(VALUE("days=\"1\" citation=\"\" standing=\"s\"")), CJ_E_POLICY, 2},
    {POLICY(VALUE("days=\"-1\"" CITED)), CJ_E_POLICY, 2},
    {POLICY(VALUE("days=\"36501\"" CITED)), CJ_E_POLICY, 2},
    {POLICY(VALUE("working-days=\"many\"" CITED)), CJ_E_POLICY, 2},
    {POLICY(VALUE("days=\"\"" CITED)), CJ_E_POLICY, 2},
    {POLICY(VALUE("days=\"1\" weeks=\"1\"" CITED)), CJ_E_POLICY, 2},
    {POLICY(VALUE("hours=\"1\"" CITED)), CJ_E_XML_ATTRIBUTE, 2},
    {POLICY(VALUE("working-days=\"1\" calendar=\"nowhere\"" CITED)), CJ_E_POLICY, 2},
    {POLICY(VALUE("from=\"2026-02-30\"")), CJ_E_VALUE_DATE, 2},
    {POLICY(VALUE("to=\"2026-02\"")), CJ_E_VALUE_DATE, 2},
    {POLICY("\n" VALUE("from=\"2026-02-02\" to=\"2026-02-01\"")), CJ_E_POLICY, 3},
    {POLICY(VALUE("colour=\"red\"")), CJ_E_XML_ATTRIBUTE, 2},
    {POLICY("<value name=\"review_interval\">7 days</value>"), CJ_E_POLICY, 2},
    {POLICY("<value name=\"review_interval\">\n<value name=\"retention\"/></value>"),
     CJ_E_XML_ELEMENT, 3},
    {POLICY("<calendar id=\"c\" from=\"2026-01-01\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<calendar id=\"c\" from=\"2026-01-01\" to=\"2026-12-31\"/>"), CJ_E_POLICY, 2},
    {POLICY("<calendar id=\"c d\" from=\"2026-01-01\" to=\"2026-12-31\"" CITED "/>"), CJ_E_POLICY,
     2},
    {POLICY(CALENDAR(HOLIDAY("2025-12-31"))), CJ_E_POLICY, 3},
    {POLICY(CALENDAR(HOLIDAY("2027-01-01"))), CJ_E_POLICY, 3},
    {POLICY(CALENDAR(HOLIDAY("2026-02-30"))), CJ_E_VALUE_DATE, 3},
    {POLICY(CALENDAR(HOLIDAY("2026-02-02") HOLIDAY("2026-02-02"))), CJ_E_POLICY, 4},
    {POLICY(CALENDAR(HOLIDAY("2026-02-02") HOLIDAY("2026-02-01"))), CJ_E_POLICY, 4},
    {POLICY(CALENDAR("<holiday date=\"2026-02-02\"/>")), CJ_E_POLICY, 3},
    {POLICY(CALENDAR(END("blueday"))), CJ_E_POLICY, 3},
    {POLICY(CALENDAR(VALUE(""))), CJ_E_XML_ELEMENT, 3},
    {POLICY(CALENDAR(END("monday") END("tuesday") END("wednesday") END("thursday") END("friday")
                         END("saturday") END("sunday"))),
     CJ_E_POLICY, 2},
    {POLICY(HOLIDAY("2026-02-02")), CJ_E_XML_ELEMENT, 2},
    {POLICY("<basis class=\"agency\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<basis key=\"k\" class=\"divine\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<basis key=\"k\" class=\"agency\"/>"), CJ_E_POLICY, 2},
    {POLICY("<scheme order-type=\"banishment\"/>"), CJ_E_POLICY, 2},
    {POLICY("<scheme order-type=\"other\" count=\"twice\" window=\"warning_window\" "
            "refer=\"warn\"" CITED "/>"),
     CJ_E_POLICY, 2},
    {POLICY("<scheme order-type=\"other\" count=\"adult\" refer=\"warn\"" CITED "/>"), CJ_E_POLICY,
     2},
    {POLICY("<scheme order-type=\"other\" count=\"adult\" window=\"warning_window\"" CITED "/>"),
     CJ_E_POLICY, 2},
    {POLICY("<scheme order-type=\"other\" count=\"adult\" window=\"a_while\" refer=\"warn\"" CITED
            "/>"),
     CJ_E_POLICY, 2},
    {POLICY("<scheme order-type=\"other\" count=\"adult\" window=\"warning_window\" refer=\"warn "
            "off\"" CITED "/>"),
     CJ_E_POLICY, 2},
    {POLICY("<tool key=\"t\" version=\"1\"/>"), CJ_E_POLICY, 2},
    {POLICY("<tool key=\"t\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<tool key=\"t\" version=\"1\" class=\"dice\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<tool key=\"t\" version=\"1\" from-age=\"121\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<tool key=\"t\" version=\"1\" from-age=\"18\" to-age=\"17\"" CITED "/>"), CJ_E_POLICY,
     2},
    {POLICY("<tool key=\"t\" version=\"1\" sex=\"any\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<tool key=\"t\" version=\"1\" valid-weeks=\"soon\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<tool key=\"t\" version=\"1\" superseded-by=\"nothing\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<entitlement role=\"milkman\" info=\"all\" basis=\"consent\"" CITED "/>"), CJ_E_POLICY,
     2},
    {POLICY("<entitlement role=\"police\" info=\"shoes\" basis=\"consent\"" CITED "/>"),
     CJ_E_POLICY, 2},
    {POLICY("<entitlement role=\"police\" info=\"all\" basis=\"all\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<entitlement role=\"police\" info=\"all\"" CITED "/>"), CJ_E_POLICY, 2},
    {POLICY("<entitlement role=\"police\" info=\"all\" basis=\"consent\"/>"), CJ_E_POLICY, 2},
    {POLICY("<permit role=\"r\" purposes=\"p\" operations=\"fly\"/>"), CJ_E_POLICY, 2},
    {POLICY("<permit purposes=\"p\" operations=\"show\"/>"), CJ_E_POLICY, 2},
    {POLICY("<permit role=\"r\" purposes=\"\" operations=\"show\"/>"), CJ_E_POLICY, 2},
    {POLICY("<permit role=\"r\" purposes=\"p\"/>"), CJ_E_POLICY, 2},
    {POLICY("<switch name=\"everything\"/>"), CJ_E_POLICY, 2},
    {POLICY("<switch name=\"relationship-required\" roles=\"r\"/>"), CJ_E_POLICY, 2},
    {POLICY("<allow/>"), CJ_E_XML_ELEMENT, 2},
    {POLICY("words"), CJ_E_POLICY, 1},
    {"<policy id=\"p\" version=\"1\" by=\"me\" xmlns=\"urn:cjustice:policy:1\"/>",
     CJ_E_XML_ATTRIBUTE, 1},
    {"<policy id=\"p\" xmlns=\"urn:cjustice:policy:1\"/>", CJ_E_POLICY, 1},
    {"<policy version=\"1\" xmlns=\"urn:cjustice:policy:1\"/>", CJ_E_POLICY, 1},
    {"<law id=\"p\" version=\"1\" xmlns=\"urn:cjustice:policy:1\"/>", CJ_E_POLICY, 1},
};

/* Each is refused at its place, and neither it nor the good rows before it leave a trace. */
static void test_refused_whole(void **state)
{
    static const char good[] =
        "<policy id=\"g\" version=\"1\" xmlns=\"urn:cjustice:policy:1\">"
        "<value name=\"review_interval\" days=\"9\"" CITED
        "/>" CALENDAR(HOLIDAY("2026-02-02")) "<basis key=\"b\" class=\"agency\"" CITED
                                             "/><tool key=\"t\" version=\"1\"" CITED "/>"
                                             "<permit role=\"x\" purposes=\"p\" "
                                             "operations=\"show\"/><allow/></policy>";
    cj_policy *policy = policy_of(*state, NULL, NULL);
    for (size_t i = 0; i <= CJI_COUNT(refused); i++) {
        const char *text = i < CJI_COUNT(refused) ? refused[i].text : good;
        cj_status expected = i < CJI_COUNT(refused) ? refused[i].expected : CJ_E_XML_ELEMENT;
        cj_error *problems = NULL;
        cj_status status = cji_policy_add_memory(policy, "f.xml", text, strlen(text), &problems);
        if (status != expected)
            fail_msg("row %zu: status %d: %s", i, (int)status, last_problem(problems));
        if (i < CJI_COUNT(refused) && cj_error_line(problems, 0) != refused[i].line)
            fail_msg("row %zu: line %d", i, (int)cj_error_line(problems, 0));
        assert_string_equal(cj_error_file(problems, 0), "f.xml");
        assert_int_equal(cj_error_count(problems), 1);
        assert_string_equal(cj_policy_sha256(policy), "");
        assert_null(cji_policy_find(policy, CJI_STR("review_interval"), 20000));
        assert_null(cji_policy_calendar_of(policy, NULL, day("2026-02-02")));
        assert_int_equal(cji_policy_class(policy, CJI_STR("b"), 20000), 0);
        assert_null(cji_policy_tool_of(policy, CJI_STR("t"), (cji_str){0}));
        assert_int_equal(cji_policy_entitled(policy, 1, 1, 1, 20000, NULL), -1);
        assert_false(cji_policy_permits(policy, "x", "p", "show"));
        cj_error_unref(problems);
    }
    cj_policy_unref(policy);
}

/* All problems of a file, each with its place; and a file with none counts. */
static void test_every_problem(void **state)
{
    static const char text[] =
        POLICY("<value name=\"review_interval\" days=\"x\" colour=\"red\"/>\n"
               "<calendar id=\"c\" from=\"2026-01-01\"" CITED ">\n"
               "<holiday date=\"soon\" name=\"n\"/></calendar>\n"
               "<permit role=\"r\" purposes=\"p\" operations=\"fly swim\"/>\n"
               "<allow/>\n");
    static const int lines[] = {2, 2, 3, 4, 5, 5, 6};
    cj_policy *policy = policy_of(*state, NULL, NULL);
    cj_error *error = NULL;
    assert_int_equal(cji_policy_add_memory(policy, "f", text, sizeof text - 1, &error),
                     CJ_E_XML_ATTRIBUTE);
    assert_int_equal(cj_error_count(error), CJI_COUNT(lines));
    for (size_t i = 0; i < CJI_COUNT(lines); i++)
        assert_int_equal(cj_error_line(error, i), lines[i]);
    cj_error_unref(error);
    add_ok(policy,
           POLICY(VALUE(
               "days=\"7\"" CITED) "<permit role=\"x\" purposes=\"p q\" operations=\"show\"/>"));
    assert_int_equal(cji_policy_find(policy, CJI_STR("review_interval"), 20000)->amount, 7);
    assert_true(cji_policy_permits(policy, "x", "q", "show"));
    /* A later file unsets what an earlier one set. */
    add_ok(policy, POLICY(VALUE("standing=\"unset\"")));
    assert_int_equal(cji_policy_find(policy, CJI_STR("review_interval"), 20000)->unit,
                     CJI_UNIT_UNSET);
    cj_policy_unref(policy);
}

static int load_under_fault(cj_context *ctx, void *user)
{
    cj_policy *policy = NULL;
    cj_error *error = NULL;
    cj_status status = cj_policy_new(ctx, &policy, &error);
    if (status == CJ_OK)
        status = cj_policy_add_dir(policy, user, &error);
    if (status == CJ_OK)
        status = cj_policy_add_dir(policy, ALTLAND, &error);
    assert_true(status == CJ_OK || status == CJ_E_MEMORY);
    cj_policy_unref(policy);
    cj_error_unref(error);
    return status == CJ_OK;
}

static void test_survives_memory(void **state)
{
    static char standards[] = "standards";
    (void)state;
    assert_true(fault_sweep(load_under_fault, standards) > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_shipped, setup, teardown),
        cmocka_unit_test_setup_teardown(test_awarding, setup, teardown),
        cmocka_unit_test_setup_teardown(test_two_places, setup, teardown),
        cmocka_unit_test_setup_teardown(test_from_and_to, setup, teardown),
        cmocka_unit_test_setup_teardown(test_permits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_permits_laid_over, setup, teardown),
        cmocka_unit_test_setup_teardown(test_entitlements, setup, teardown),
        cmocka_unit_test_setup_teardown(test_tools, setup, teardown),
        cmocka_unit_test(test_age_bands),
        cmocka_unit_test_setup_teardown(test_refused_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(test_every_problem, setup, teardown),
        cmocka_unit_test(test_survives_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
