/* SPDX-License-Identifier: MIT */
/*
 * SFJED4, criterion by criterion: a case in which it is shown, one for each condition of its rule
 * in which that condition alone is not met, and one for each reason for which it does not apply.
 * The verdicts are reasoned from the wording.
 */
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

static void test_nothing_can_be_left_out(void **state)
{
    check_mutants(*state, "SFJED4", "", tables, CJI_COUNT(tables), "standards/evidence/SFJED4.xml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_samples, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_can_be_left_out, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
