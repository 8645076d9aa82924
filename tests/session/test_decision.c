/* SPDX-License-Identifier: MIT */
/*
 * Access, exhaustively: every combination of what a decision rests on, against a table that says in
 * words what docs/access.md says. The table shares nothing with the code: it has no dates, the
 * first row that fits decides.
 */
#include "session/session.h"
#include "support/support.h"

#include <stdio.h>

/* What each factor can be, by number; a row of the table has a set of them. */
enum { MAY_NOT, MAY, MAY_OVERRIDE, ROLES };
enum { OPEN, ON_LIST, OFF_LIST, ON_LAPSED, ON_FUTURE, ON_LIFTED, ON_SECOND, RESTRICTIONS };
enum { NOBODY, ME, ANOTHER, ME_LAPSED, ME_FUTURE, ME_LIFTED, EXCLUSIONS };
enum { WHOLE, LIVE, LAST_MOMENT, ENDED, OF_ANOTHER, NOT_BEGUN, NOT_JUSTIFIED, GLASSES };
enum { UNKNOWN, KNOWN, FAMES };
enum { NOT_WANTED, WANTED_THERE, WANTED_MISSING, RELATIONS };
enum {
    SHOW,
    CHECK,
    RECORD,
    EXPORT,
    LIST,
    DISCLOSE,
    ERASE,
    NEWER,
    LIMIT,
    OVERRIDE,
    REVIEW,
    AUDIT,
    OPERATIONS
};

static const char *const operations[OPERATIONS] = {"show",  "check",    "record", "export",
                                                   "list",  "disclose", "erase",  "some-new-one",
                                                   "limit", "override", "review", "audit"};

#define A(x) (1u << (x))
#define ANY (~0u)

/* The case is limited by a restriction; it is for good. */
#define LIMITED (A(ON_LIST) | A(OFF_LIST) | A(ON_LAPSED) | A(ON_SECOND))
#define LET_IN (A(ON_LIST) | A(ON_SECOND))
#define ABOUT_LIMITS (A(LIMIT) | A(OVERRIDE) | A(REVIEW) | A(AUDIT))
#define BY_BREAKING_GLASS (A(SHOW) | A(CHECK) | A(RECORD))
#define GLASS_BROKEN (A(LIVE) | A(LAST_MOMENT))

static const struct {
    const char *says;
    unsigned role, restriction, exclusion, glass, fame, relation, operation;
    bool allowed;
    const char *lao;
} table[] = {
    {"what the role may not, nobody may", A(MAY_NOT), ANY, ANY, ANY, ANY, ANY, ANY, false, NULL},
    {"who is excluded stays out, whatever else", ANY, ANY, A(ME), ANY, ANY, ANY, ANY, false,
     "excluded"},
    {"limits are set from outside too", ANY, LIMITED, ANY, ANY, ANY, ANY, ABOUT_LIMITS, true,
     "restricted"},
    {"", ANY, ANY, A(ANOTHER), ANY, ANY, ANY, ABOUT_LIMITS, true, "excluded"},
    {"", ANY, ANY, ANY, ANY, ANY, ANY, ABOUT_LIMITS, true, "none"},
    {"who is on a list in force may in, related or not", ANY, LET_IN, ANY, ANY, ANY, ANY, ANY, true,
     "restricted"},
    {"breaking the glass opens a restriction", A(MAY_OVERRIDE), LIMITED, ANY, GLASS_BROKEN, ANY,
     ANY, BY_BREAKING_GLASS, true, "override"},
    {"nobody else may in, a lapsed list or not", ANY, LIMITED, ANY, ANY, ANY, ANY, ANY, false,
     "restricted"},
    {"and a case that is closed to others", A(MAY_OVERRIDE), ANY, A(ANOTHER), GLASS_BROKEN,
     A(UNKNOWN), ANY, BY_BREAKING_GLASS, true, "override"},
    {"which an unknown name may not see", ANY, ANY, A(ANOTHER), ANY, A(UNKNOWN), ANY, ANY, false,
     "excluded"},
    {"and one without a relation", A(MAY_OVERRIDE), ANY, ANY, GLASS_BROKEN, ANY, A(WANTED_MISSING),
     BY_BREAKING_GLASS, true, "override"},
    {"which the policy may want", ANY, ANY, A(ANOTHER), ANY, ANY, A(WANTED_MISSING), ANY, false,
     "excluded"},
    {"", ANY, ANY, ANY, ANY, ANY, A(WANTED_MISSING), ANY, false, "none"},
    {"a case that is closed to others is open to who is known", ANY, ANY, A(ANOTHER), ANY, ANY, ANY,
     ANY, true, "excluded"},
    {"an unlimited case is open", ANY, ANY, ANY, ANY, ANY, ANY, ANY, true, "none"},
};

#define TODAY 20000
#define NOW INT64_C(1728000000000000)

static const struct {
    size_t n;
    cji_limit lists[2];
} restrictions[RESTRICTIONS] = {
    [OPEN] = {0, {{false, false, 0, 0}}},
    [ON_LIST] = {1, {{false, true, TODAY, TODAY}}},
    [OFF_LIST] = {1, {{false, false, TODAY - 9, INT32_MAX}}},
    [ON_LAPSED] = {1, {{false, true, TODAY - 9, TODAY - 1}}},
    [ON_FUTURE] = {1, {{false, true, TODAY + 1, INT32_MAX}}},
    [ON_LIFTED] = {1, {{false, true, TODAY - 9, TODAY - 10}}},
    [ON_SECOND] = {2, {{false, false, TODAY, TODAY + 9}, {false, true, TODAY - 9, INT32_MAX}}},
};

static const cji_limit exclusions[EXCLUSIONS] = {
    [ME] = {true, true, TODAY, TODAY},
    [ANOTHER] = {true, false, TODAY - 1, TODAY},
    [ME_LAPSED] = {true, true, TODAY - 9, TODAY - 1},
    [ME_FUTURE] = {true, true, TODAY + 1, INT32_MAX},
    [ME_LIFTED] = {true, true, TODAY - 9, TODAY - 10},
};

static const cji_access_override glasses[GLASSES] = {
    [LIVE] = {"o", true, false, NOW, NOW + 1},
    [LAST_MOMENT] = {"o", true, false, NOW - 9, NOW},
    [ENDED] = {"o", true, false, NOW - 9, NOW - 1},
    [OF_ANOTHER] = {"o", false, false, NOW - 9, NOW + 9},
    [NOT_BEGUN] = {"o", true, false, NOW + 1, NOW + 9},
    [NOT_JUSTIFIED] = {"o", true, true, NOW - 9, NOW + 9},
};

typedef struct at {
    int role, restriction, exclusion, glass, fame, relation, operation;
} at;

static size_t row_of(const at *a)
{
    for (size_t i = 0; i < CJI_COUNT(table); i++) {
        if ((table[i].role & A(a->role)) != 0 && (table[i].restriction & A(a->restriction)) != 0 &&
            (table[i].exclusion & A(a->exclusion)) != 0 && (table[i].glass & A(a->glass)) != 0 &&
            (table[i].fame & A(a->fame)) != 0 && (table[i].relation & A(a->relation)) != 0 &&
            (table[i].operation & A(a->operation)) != 0)
            return i;
    }
    return CJI_COUNT(table);
}

static void try(const at *a, unsigned *used)
{
    cji_limit limits[3];
    cji_access_facts f = {.operation = operations[a->operation],
                          .permitted = a->role != MAY_NOT,
                          .may_override = a->role == MAY_OVERRIDE,
                          .known = a->fame == KNOWN,
                          .wants_relation = a->relation != NOT_WANTED,
                          .related = a->relation == WANTED_THERE,
                          .now = NOW,
                          .day = TODAY,
                          .limits = limits,
                          .overrides = &glasses[a->glass],
                          .noverrides = a->glass != WHOLE ? 1 : 0};
    cji_access got = {0};
    size_t row = row_of(a);
    bool allowed;
    if (a->exclusion != NOBODY)
        limits[f.nlimits++] = exclusions[a->exclusion];
    for (size_t i = 0; i < restrictions[a->restriction].n; i++)
        limits[f.nlimits++] = restrictions[a->restriction].lists[i];
    allowed = cji_access_decide(&f, &got);
    used[row]++;
    if (allowed != table[row].allowed ||
        (table[row].lao != NULL && strcmp(got.lao, table[row].lao) != 0) ||
        (got.override != NULL) != (allowed && strcmp(got.lao, "override") == 0))
        fail_msg("%s, role %d restriction %d exclusion %d glass %d fame %d relation %d: %s %s; "
                 "row %zu: %s",
                 f.operation, a->role, a->restriction, a->exclusion, a->glass, a->fame, a->relation,
                 allowed ? "allowed" : "denied", got.lao, row, table[row].says);
}

static void every_combination_is_as_the_table_says(void **state)
{
    static const int sizes[] = {ROLES, RESTRICTIONS, EXCLUSIONS, GLASSES,
                                FAMES, RELATIONS,    OPERATIONS};
    unsigned used[CJI_COUNT(table) + 1] = {0};
    int total = 1;
    (void)state;
    for (size_t i = 0; i < CJI_COUNT(sizes); i++)
        total *= sizes[i];
    for (int n = 0; n < total; n++) {
        int digits[CJI_COUNT(sizes)], rest = n;
        for (size_t i = 0; i < CJI_COUNT(sizes); i++) {
            digits[i] = rest % sizes[i];
            rest /= sizes[i];
        }
        const at a = {digits[0], digits[1], digits[2], digits[3], digits[4], digits[5], digits[6]};
        try(&a, used);
    }
    /* The table is whole, and no row of it is idle. */
    assert_int_equal(used[CJI_COUNT(table)], 0);
    for (size_t i = 0; i < CJI_COUNT(table); i++)
        assert_true(used[i] > 0);
    print_message("%d combinations\n", total);
}

/* A second override, or a second exclusion, counts like the first. */
static void one_of_several_is_enough(void **state)
{
    const cji_limit limits[] = {{true, false, 0, INT32_MAX}, {true, true, 0, INT32_MAX}};
    const cji_limit list[] = {{false, false, 0, INT32_MAX}};
    const cji_access_override overrides[] = {{"a", true, false, 0, NOW - 1},
                                             {"b", true, false, 0, NOW + 1}};
    cji_access_facts f = {.operation = "show",
                          .permitted = true,
                          .may_override = true,
                          .known = true,
                          .now = NOW,
                          .day = TODAY};
    cji_access got;
    (void)state;
    f.limits = limits;
    f.nlimits = 2;
    assert_false(cji_access_decide(&f, &got));
    f.limits = list;
    f.nlimits = 1;
    f.overrides = overrides;
    f.noverrides = 2;
    assert_true(cji_access_decide(&f, &got));
    assert_string_equal(got.override, "b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_combination_is_as_the_table_says),
        cmocka_unit_test(one_of_several_is_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
