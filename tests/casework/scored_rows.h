/* SPDX-License-Identifier: MIT */
/* Rows of test_casework.c: scores in assessments, and what is decided on them. */
#define SCORE(results, scored)                                                                     \
    {                                                                                              \
        WRAP(BASE ASSESSMENT("a", "AS", "02-03", results, scored))
#define OF_TIER(values) SCORED("tier_v3", TIER_V3, values)
#define LIFE(day) TIER_VALUES("1", "20", day)
#define TIER_IS(tier) RESULT("tier", tier)
/* OGRS3 of a man with eight sanctions, the first at 8 or 19. */
#define OGRS3(age, first, offence)                                                                 \
    SCORED("ogrs3", "3 (2009)",                                                                    \
           VALUE("sex", "M") VALUE("age_at_conviction", age) VALUE("age_at_follow_up", age)        \
               VALUE("age_at_first_sanction", first) VALUE("total_sanctions", "8") offence)
#define THEFT VALUE("offence_category", "8")
#define ADOPTED(of, more) WRAP(BASE TIERED("a", "AS", "02-03", "B") of more)

#define SCORED_ROWS                                                                                \
    SCORE(TIER_IS("B"), OF_TIER(LIFE("2026-02-01"))), CJ_OK, NULL                                  \
    }                                                                                              \
    , SCORE(TIER_IS("D"), OF_TIER(LIFE("2026-03-02"))), CJ_OK, NULL                                \
    }                                                                                              \
    , /* What is no output may stand beside it, and an output may be left out. */                  \
        SCORE(TIER_IS("B") RESULT("view", "v") RESULT("provisional", "0"),                         \
              OF_TIER(LIFE("2026-02-01"))),                                                        \
        CJ_OK, NULL                                                                                \
    }                                                                                              \
    , SCORE(TIER_IS("B"), SCORED("static99r", "1", VALUE("age", "20"))), CJ_E_INTEGRITY,           \
        "instrument_known"                                                                         \
    }                                                                                              \
    , SCORE(TIER_IS("B"), OF_TIER(LIFE("2026-02-01") VALUE("age", "20"))), CJ_E_INTEGRITY,         \
        "score_readable"                                                                           \
    }                                                                                              \
    , SCORE(TIER_IS("B"), OF_TIER(LIFE("soon"))), CJ_E_INTEGRITY, "score_readable"                 \
    }                                                                                              \
    , SCORE(TIER_IS("B"), OF_TIER(LIFE("2026-02-01") VALUE("lifer", "1"))), CJ_E_INTEGRITY,        \
        "score_readable"                                                                           \
    }                                                                                              \
    , SCORE(RESULT("view", "B"), OF_TIER(LIFE("2026-02-01"))), CJ_E_INTEGRITY, "score_stated"      \
    }                                                                                              \
    , SCORE(TIER_IS("B") TIER_IS("B"), OF_TIER(LIFE("2026-02-01"))), CJ_E_INTEGRITY,               \
        "score_stated"                                                                             \
    }                                                                                              \
    , SCORE(TIER_IS("C"), OF_TIER(LIFE("2026-02-01"))), CJ_OK, "score_differs"                     \
    }                                                                                              \
    , SCORE(RESULT("provisional", "1") TIER_IS("B"), OF_TIER(LIFE("2026-02-01"))), CJ_OK,          \
        "score_differs"                                                                            \
    }                                                                                              \
    , /* Of another version, nothing can be said. */                                               \
        SCORE(TIER_IS("C"), SCORED("tier_v3", "2", LIFE("2026-02-01"))), CJ_OK, NULL               \
    }                                                                                              \
    , SCORE(TIER_IS("B"), OF_TIER(TIER_VALUES("1", "100.01", "2026-02-01"))), CJ_OK,               \
        "outside_tool_range"                                                                       \
    }                                                                                              \
    , SCORE(TIER_IS("B"), SCORED("tier_v3", "2", TIER_VALUES("2", "20", "2026-02-01"))), CJ_OK,    \
        "outside_tool_range"                                                                       \
    }                                                                                              \
    , SCORE(RESULT("p_2yr", "0.6212"), OGRS3("34", "19", THEFT)), CJ_OK, NULL                      \
    }                                                                                              \
    , SCORE(RESULT("p_2yr", "0.62115703"), OGRS3("34", "19", THEFT)), CJ_OK, NULL                  \
    }                                                                                              \
    , SCORE(RESULT("p_2yr", "0.62115704"), OGRS3("34", "19", THEFT)), CJ_OK, "score_differs"       \
    }                                                                                              \
    , SCORE(RESULT("p_2yr", "0.621"), OGRS3("34", "19", THEFT)), CJ_OK, "score_differs"            \
    }                                                                                              \
    , SCORE(RESULT("p_2yr", "62 in 100"), OGRS3("34", "19", THEFT)), CJ_OK, "score_differs"        \
    }                                                                                              \
    , SCORE(RESULT("moj_percent_2yr", "62.0"), OGRS3("34", "19", THEFT)), CJ_OK, NULL              \
    }                                                                                              \
    , SCORE(RESULT("moj_percent_2yr", "61"), OGRS3("34", "19", THEFT)), CJ_OK, "score_differs"     \
    }                                                                                              \
    , /* The table of offences is not here; but what the code is not to give may be known. */      \
        SCORE(RESULT("p_2yr", "0.5"), OGRS3("34", "19", VALUE("offence_code", "06667"))), CJ_OK,   \
        NULL                                                                                       \
    }                                                                                              \
    , SCORE(RESULT("p_2yr", "0.5"), OGRS3("34", "19", THEFT VALUE("offence_code", "06667"))),      \
        CJ_OK, "score_differs"                                                                     \
    }                                                                                              \
    , SCORE(RESULT("p_2yr", "0.5"), OGRS3("34", "19", "")), CJ_OK, "score_differs"                 \
    }                                                                                              \
    , /* The instrument is not for children under ten. */                                          \
        SCORE(RESULT("p_2yr", "0.5"), OGRS3("9", "8", THEFT)), CJ_OK, "outside_tool_range"         \
    }                                                                                              \
    , {ADOPTED(SCORE_DECIDED("o", "02-04", "a", "adopted", ""), ""), CJ_OK, NULL},                 \
        {ADOPTED(SCORE_DECIDED("o", "02-04", "a", "departed", ""), ""), CJ_OK, NULL},              \
        {ADOPTED(SCORE_DECIDED("o", "02-04", "a", "departed", INSTEAD("tier", "C")), ""), CJ_OK,   \
         NULL},                                                                                    \
        {ADOPTED(SCORE_DECIDED("o", "02-04", "a", "adopted", INSTEAD("tier", "C")), ""),           \
         CJ_E_INTEGRITY, "instead_of_score"},                                                      \
        {ADOPTED(SCORE_DECIDED_BY("o", "02-04", "a", "adopted", "p.two", ""), ""), CJ_E_INTEGRITY, \
         "decided_in_person"},                                                                     \
        {ADOPTED(SCORE_DECIDED_BY("o", "02-04", "a", "departed", "p.two", ""), ""),                \
         CJ_E_INTEGRITY, "decided_in_person"},                                                     \
        {ADOPTED(SCORE_DECIDED_BY("o", "02-04", "a", "signed", "p.two", ""), ""), CJ_OK, NULL},    \
        {ADOPTED(ASSESSMENT("b", "AS", "02-03", TIER_IS("B"), ""),                                 \
                 SCORE_DECIDED("o", "02-04", "b", "adopted", "")),                                 \
         CJ_E_INTEGRITY, "score_decided"},                                                         \
        {ADOPTED(ASSESSMENT("b", "AS", "02-03", TIER_IS("B"), ""),                                 \
                 SCORE_DECIDED("o", "02-04", "b", "departed", "")),                                \
         CJ_E_INTEGRITY, "score_decided"},                                                         \
        {ADOPTED(ASSESSMENT("b", "AS", "02-03", TIER_IS("B"), ""),                                 \
                 SCORE_DECIDED_BY("o", "02-04", "b", "countersigned", "p.one", "")),               \
         CJ_OK, NULL},                                                                             \
        {ADOPTED(ACT("o", "outcome_recorded", "H", "02-04",                                        \
                     "<of>a</of><outcome>departed</outcome><by>p.one</by>"                         \
                     "<at>2026-02-04T09:00Z</at>"),                                                \
                 ""),                                                                              \
         CJ_E_FIELD_MISSING, NULL},
