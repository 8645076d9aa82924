/* SPDX-License-Identifier: MIT */
/*
 * SFJED4, criterion by criterion: a case in which it is shown, one for each condition of its rule
 * in which that condition alone is not met, and one for each reason for which it does not apply.
 * The verdicts are reasoned from the wording.
 */
#include "competence/by_hand.h"
#include "competence/sfjed4_deliver.h"

#define TABLE(name)                                                                                \
    {                                                                                              \
        name, CJI_COUNT(name)                                                                      \
    }
static const table tables[] = {
    TABLE(p1),  TABLE(p2_p3),   TABLE(p4_p5), TABLE(p6_p8),   TABLE(p9_p10),
    TABLE(p11), TABLE(p12_p15), TABLE(p16),   TABLE(p17_p19), TABLE(p20),
};

static void test_samples(void **state)
{
    check_samples(*state, "SFJED4", "", tables, CJI_COUNT(tables));
}

/* The table of docs/example-programme.md, written before there were rules. */
static const verdict_by_hand by_author[] = {
    {"P1", E, NULL, "pg-assessment"},
    {"P2", E, NULL, "pg-defined"},
    {"P3", W, NULL, "pg-defined"},
    {"P3.1", W, NULL, NULL},
    {"P3.2", W, NULL, NULL},
    {"P4", E, NULL, "pg-roles-stand-in"},
    {"P5", P, NULL, "pg-roles"},
    {"P6", E, NULL, "pg-briefed"},
    {"P7", P, NULL, "pg-briefed"},
    {"P7.1", E, NULL, NULL},
    {"P7.2", E, NULL, NULL},
    {"P7.3", N, NULL, NULL},
    {"P8", W, NULL, "pg-seen-1"},
    {"P9", P, NULL, "pg-notice-done"},
    {"P10", E, NULL, "pg-criteria"},
    {"P11", P, NULL, "pg-session-12"},
    {"P12", W, NULL, "pg-told-4"},
    {"P13", W, NULL, "pg-told-progress"},
    {"P14", W, NULL, "pg-suitability-middle"},
    {"P15", W, NULL, "pg-seen-7"},
    {"P16", P, NULL, "pg-warning-7"},
    {"P17", W, NULL, "pg-advice-childcare"},
    {"P18", W, NULL, "pg-heard-second"},
    {"P18.1", W, NULL, NULL},
    {"P18.2", W, NULL, NULL},
    {"P18.3", W, NULL, NULL},
    {"P19", W, NULL, "pg-own-account"},
    {"P20", P, NULL, "pg-disclosed-facilitators"},
};

static void test_example(void **state)
{
    const by_hand h = {"examples/case-programme.xml", "SFJED4", "2026-09-30", by_author,
                       CJI_COUNT(by_author)};
    check_by_hand(*state, &h);
}

static void test_total(void **state)
{
    check_total(*state, "SFJED4", 600);
}

/* Long cases: what looks at acts inside acts ends all the same. */
static void check_long(world *w, const char *item, const char *verdict, const char *begin,
                       const char *format, int times)
{
    char *lines = malloc(200000);
    size_t used = (size_t)snprintf(lines, 200000, "%s", begin);
    const sample s = {.item = item, .verdict = verdict, .lines = lines};
    for (int i = 1; i <= times; i++) {
        for (const char *p = format; *p != '\0'; p++)
            used += (size_t)(*p == '#' ? snprintf(lines + used, 200000 - used, "%d", i)
                                       : snprintf(lines + used, 200000 - used, "%c", *p));
    }
    check_samples(w, "SFJED4", "", &(const table){&s, 1}, 1);
    free(lines);
}

static void test_long(void **state)
{
    /* much information and many sessions of something else, before a programme is begun */
    check_long(*state, "P1", P, PROGRAMME SUPPORT,
               "i# information_obtained H 02-04 info_subjects=needs\n"
               "s# session_recorded IN2 02-05 n=# happened=true\n",
               400);
    check_long(*state, "P16", W, PROGRAMME,
               "s# session_recorded IN 02-10 n=# happened=true attendance=absent_unacceptable\n"
               "n# non_compliance_noted H 02-11 breached_on=2026-02-10T10:00Z reported_by=aide "
               "statutory=true order=order requirement=r1 information=s#\n"
               "e# non_compliance_explained H 02-12 noted=n# accounts.party=the.person "
               "finding=unacceptable\n"
               "d# enforcement_decided H 02-13 noted=n# options_weighed=initiate_breach "
               "enforcement_decision=initiate_breach\n",
               80);
}

static void test_nothing_can_be_left_out(void **state)
{
    check_mutants(*state, "SFJED4", "", tables, CJI_COUNT(tables), "standards/evidence/SFJED4.xml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_samples, setup, teardown),
        cmocka_unit_test_setup_teardown(test_example, setup, teardown),
        cmocka_unit_test_setup_teardown(test_total, setup, teardown),
        cmocka_unit_test_setup_teardown(test_long, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_can_be_left_out, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
