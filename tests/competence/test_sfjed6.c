/* SPDX-License-Identifier: MIT */
/*
 * SFJED6, criterion by criterion: a case in which it is shown, one for each condition of its rule
 * in which that condition alone is not met, and one for each reason for which it does not apply.
 * The verdicts are reasoned from the wording.
 */
#include "competence/sfjed6_recommend.h"

static const char aide[] =
    "aide party_recorded H 01-07 party_id=aide is_organisation=false party_role=other\n";

#define TABLE(name)                                                                                \
    {                                                                                              \
        name, CJI_COUNT(name)                                                                      \
    }
static const table tables[] = {
    TABLE(p1_p3), TABLE(p4_p7),   TABLE(p9_p10), TABLE(p11), TABLE(p12_p14),
    TABLE(p15),   TABLE(p16_p18), TABLE(p19),    TABLE(p8),
};

static void test_samples(void **state)
{
    check_samples(*state, "SFJED6", aide, tables, CJI_COUNT(tables));
}

static void test_nothing_can_be_left_out(void **state)
{
    check_mutants(*state, "SFJED6", aide, tables, CJI_COUNT(tables),
                  "standards/evidence/SFJED6.xml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_samples, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_can_be_left_out, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
