/* SPDX-License-Identifier: MIT */
/*
 * SFJED6, criterion by criterion: a case in which it is shown, one for each condition of its rule
 * in which that condition alone is not met, and one for each reason for which it does not apply.
 * The verdicts are reasoned from the wording.
 */
#include "competence/by_hand.h"
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

/*
 * The table of docs/example-youth.md, written before there were rules; full is evidenced, and for
 * an assessor where the class is P. P8 counts a late record as late; the shipped policy sets no
 * lag.
 */
static const verdict_by_hand by_author[] = {
    {"P1", E, NULL, "use-told-person"},
    {"P2", E, NULL, "court-assessment"},
    {"P2.1", E, NULL, NULL},
    {"P2.2", E, NULL, "earlier-talks"},
    {"P3", P, NULL, "kestrel-note-in"},
    {"P4", W, NULL, "factor-gran"},
    {"P5", W, NULL, "speech-referred"},
    {"P6", W, NULL, "speech-advice"},
    {"P7", W, NULL, "ready-march"},
    {"P8", P, W, "youth-record-checked"},
    {"P9", W, NULL, "goal-who-drives"},
    {"P10", E, NULL, "plans-side-by-side"},
    {"P11", P, NULL, "opt-family"},
    {"P11.1", NA, NULL, NULL},
    {"P11.2", E, NULL, NULL},
    {"P11.3", E, NULL, NULL},
    {"P11.4", E, NULL, NULL},
    {"P11.5", E, NULL, NULL},
    {"P11.6", P, NULL, NULL},
    {"P12", W, NULL, "goal-finish-the-bike"},
    {"P13", W, NULL, "cards-chosen"},
    {"P14", E, NULL, "making-good"},
    {"P15", W, NULL, "bench-to-october"},
    {"P15.1", W, NULL, "harm-review-october"},
    {"P15.2", W, NULL, NULL},
    {"P15.3", W, NULL, "opt-driving"},
    {"P15.4", W, NULL, NULL},
    {"P15.5", W, NULL, NULL},
    {"P15.6", W, NULL, "ready-october"},
    {"P16", E, NULL, "agreed-by-person"},
    {"P17", E, NULL, "friday-money"},
    {"P18", E, NULL, "cards-chosen"},
    {"P19", P, NULL, "plan-to-partners"},
};

static void test_example(void **state)
{
    const by_hand h = {"examples/case-youth.xml", "SFJED6", "2026-06-30", by_author,
                       CJI_COUNT(by_author)};
    check_by_hand(*state, &h);
}

static void test_total(void **state)
{
    check_total(*state, "SFJED6", 600);
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
        cmocka_unit_test_setup_teardown(test_example, setup, teardown),
        cmocka_unit_test_setup_teardown(test_total, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_can_be_left_out, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
