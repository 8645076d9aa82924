/* SPDX-License-Identifier: MIT */
/*
 * The shipped packs of rules, each against its rows (tests/competence/data/STANDARD.rows): each
 * criterion evidenced, each of its conditions missed, each applies-when; nothing of a pack can be
 * left out without a row failing; whatever acts there are, the rules come to an end.
 * Arguments: the standards to look at; none: all five. A last argument "rows" leaves out the rest.
 */
#include "competence/row_file.h"

#include "competence/evaluation.h"

static const struct {
    const char *standard;
    bool records; /* the rule on records, the same in every pack, is mutated with this one */
} packs[] = {
    {"SFJED1", false}, {"SFJED4", false}, {"SFJED6", false}, {"SFJGC202", false}, {"SFJEB2", true}};

static struct {
    bool packs[CJI_COUNT(packs)];
} asked;

static char *pack_text(const char *standard)
{
    char path[80], *text = calloc(1, 200000);
    FILE *file;
    snprintf(path, sizeof path, "standards/evidence/%s.xml", standard);
    file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(text, 1, 199999, file) > 0);
    fclose(file);
    return text;
}

static void test_rows(void **state)
{
    size_t wrong = 0;
    for (size_t p = 0; p < CJI_COUNT(packs); p++) {
        rows all;
        if (!asked.packs[p])
            continue;
        rows_open(&all, *state, packs[p].standard);
        for (size_t i = 0; i < all.n; i++)
            wrong += !rows_hold(&all, all.w->rules, &all.items[i], true);
        rows_close(&all);
    }
    assert_int_equal(wrong, 0);
}

/* Whatever is left out of the rules, a row fails. */
static void test_nothing_can_be_left_out(void **state)
{
    size_t survived = 0;
    for (size_t p = 0; p < CJI_COUNT(packs); p++) {
        rows all;
        mutants m = {.all = &all, .records = packs[p].records};
        char *text;
        if (!asked.packs[p])
            continue;
        m.text = text = pack_text(packs[p].standard);
        rows_open(&all, *state, packs[p].standard);
        mutants_all(&m);
        printf("%s: %zu mutants of the rules, %zu survive %zu rows\n", packs[p].standard, m.tried,
               m.survived, all.n);
        survived += m.survived;
        rows_close(&all);
        free(text);
    }
    assert_int_equal(survived, 0);
}

/* Records are one rule, which each pack holds as it stands. */
static void test_records_are_one_rule(void **state)
{
    char *texts[CJI_COUNT(packs)];
    const char *rule[CJI_COUNT(packs)];
    size_t n[CJI_COUNT(packs)];
    (void)state;
    for (size_t i = 0; i < CJI_COUNT(packs); i++) {
        texts[i] = pack_text(packs[i].standard);
        rule[i] = strstr(texts[i], "<define name=\"records\">");
        assert_non_null(rule[i]);
        n[i] = (size_t)(strstr(rule[i], "</define>") - rule[i]);
        assert_int_equal(n[0], n[i]);
        assert_memory_equal(rule[0], rule[i], n[0]);
    }
    for (size_t i = 0; i < CJI_COUNT(packs); i++)
        free(texts[i]);
}

/* ---- many acts ------------------------------------------------------------------------------- */

/* The verdict of the criterion, or with NULL only that there is one of each. */
static void check_case(world *w, cj_case *c, const char *standard, const char *item,
                       const char *wanted)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_report *report = NULL;
    cj_error *error = NULL;
    const char *verdict = "";
    options.standard = standard;
    options.policy = w->policy;
    assert_ok(cj_check(w->catalogue, w->rules, c, &options, &report, &error), error);
    if (item != NULL) {
        cj_get_text(rows_criterion(report, item), CJ_FIELD_VERDICT, 0, &verdict);
        assert_string_equal(verdict, wanted);
    }
    cj_report_unref(report);
    cj_error_unref(error);
}

static void test_total(void **state)
{
    world *w = *state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        uint64_t next = seed;
        cj_case *c = NULL;
        assert_int_equal(cj_case_new(w->ctx, "C", &c, NULL), CJ_OK);
        filler_lines(c, filler_base);
        for (size_t tries = 0; c->count < 1000 && tries < 20000; tries++) {
            int32_t kind = 1 + (int32_t)(filler_random(&next) % (uint64_t)cji_kind_count);
            cj_act *act = filler_any(c, kind, &next);
            if (act != NULL)
                (void)cj_case_apply(c, act, NULL); /* many are refused */
            cj_act_unref(act);
        }
        assert_true(c->count > 500);
        for (size_t p = 0; p < CJI_COUNT(packs); p++) {
            if (asked.packs[p])
                check_case(w, c, packs[p].standard, NULL, NULL);
        }
        cj_case_unref(c);
    }
}

/* What looks at acts inside acts ends all the same: `format` again and again, # is its number. */
static void check_long(world *w, const char *item, const char *verdict, const char *begin,
                       const char *format, int times)
{
    char *lines = malloc(200000);
    size_t used = 0;
    cj_case *c = NULL;
    for (int i = 1; i <= times; i++) {
        for (const char *p = format; *p != '\0'; p++)
            used += (size_t)(*p == '#' ? snprintf(lines + used, 200000 - used, "%d", i)
                                       : snprintf(lines + used, 200000 - used, "%c", *p));
    }
    assert_int_equal(cj_case_new(w->ctx, "C", &c, NULL), CJ_OK);
    filler_lines(c, filler_base);
    filler_lines(c, begin);
    filler_lines(c, lines);
    check_case(w, c, "SFJED4", item, verdict);
    cj_case_unref(c);
    free(lines);
}

static void test_long(void **state)
{
    static const char programme[] =
        "aide party_recorded H 01-07 party_id=aide is_organisation=false party_role=other\n"
        "defined intervention_defined IN 02-03 intervention_type=programme deliverers=aide "
        "schedule.n=1\n"
        "other intervention_defined IN2 02-03 intervention_type=support deliverers=aide "
        "schedule.n=1\n";
    /* much information and many sessions of something else, before a programme is begun */
    check_long(*state, "P1", "partly_evidenced", programme,
               "i# information_obtained H 02-04 info_subjects=needs\n"
               "s# session_recorded IN2 02-05 n=# happened=true\n",
               400);
    check_long(*state, "P16", "awaiting_judgement", programme,
               "s# session_recorded IN 02-10 n=# happened=true attendance=absent_unacceptable\n"
               "n# non_compliance_noted H 02-11 breached_on=2026-02-10T10:00Z reported_by=aide "
               "statutory=true order=order requirement=r1 information=s#\n"
               "e# non_compliance_explained H 02-12 noted=n# accounts.party=the.person "
               "finding=unacceptable\n"
               "d# enforcement_decided H 02-13 noted=n# options_weighed=initiate_breach "
               "enforcement_decision=initiate_breach\n",
               80);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_can_be_left_out, setup, teardown),
        cmocka_unit_test(test_records_are_one_rule),
        cmocka_unit_test_setup_teardown(test_total, setup, teardown),
        cmocka_unit_test_setup_teardown(test_long, setup, teardown),
    };
    bool rows_only = argc > 1 && strcmp(argv[argc - 1], "rows") == 0;
    int names = argc - rows_only;
    for (size_t p = 0; p < CJI_COUNT(packs); p++) {
        asked.packs[p] = names < 2;
        for (int i = 1; i < names; i++)
            asked.packs[p] = asked.packs[p] || strcmp(argv[i], packs[p].standard) == 0;
    }
    if (rows_only)
        cmocka_set_test_filter("test_rows");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
