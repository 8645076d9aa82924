/* SPDX-License-Identifier: MIT */
/* What a definition may hold. standards/schema/nos.xsd says the same; a test compares them. */
#include "nos/nos.h"

#include <stdio.h>

#define URN_MAX 64
#define VERSION_MAX 32
#define ID_MAX 64
#define NUMBER_DIGITS 4

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool cji_nos_urn_ok(cji_str urn)
{
    if (urn.n == 0 || urn.n > URN_MAX)
        return false;
    for (size_t i = 0; i < urn.n; i++) {
        char c = urn.p[i];
        bool inside = i > 0 && i + 1 < urn.n;
        if (is_letter(c) || is_digit(c))
            continue;
        if (!inside || c == '\0' || strchr("&.-/ ", c) == NULL)
            return false;
    }
    return true;
}

/* The length of a decimal number without leading zeros at the start of `text`; 0 for none. */
static size_t number_at(cji_str text)
{
    size_t n = 0;
    while (n < text.n && is_digit(text.p[n]))
        n++;
    return n > 1 && text.p[0] == '0' ? 0 : n;
}

bool cji_nos_version_ok(cji_str version)
{
    if (version.n > VERSION_MAX)
        return false;
    for (;;) {
        size_t n = number_at(version);
        if (n == 0)
            return false;
        if (n == version.n)
            return true;
        if (version.p[n] != '.')
            return false;
        version = (cji_str){version.p + n + 1, version.n - n - 1};
    }
}

int cji_nos_version_compare(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return (a != NULL) - (b != NULL);
    for (;;) {
        size_t n = strcspn(a, "."), m = strcspn(b, ".");
        int order = n != m ? (n < m ? -1 : 1) : memcmp(a, b, n);
        if (order != 0)
            return order;
        if (a[n] == '\0' || b[m] == '\0')
            return (a[n] != '\0') - (b[m] != '\0');
        a += n + 1;
        b += m + 1;
    }
}

static bool id_ok(cji_str id)
{
    if (id.n == 0 || id.n > ID_MAX || !is_letter(id.p[0]))
        return false;
    for (size_t i = 1; i < id.n; i++) {
        char c = id.p[i];
        if (!is_letter(c) && !is_digit(c) && c != '.' && c != '_' && c != '-')
            return false;
    }
    return true;
}

static bool number_ok(cji_str text)
{
    return text.n > 0 && text.n <= NUMBER_DIGITS && number_at(text) == text.n && text.p[0] != '0';
}

static bool subnumber_ok(cji_str text)
{
    size_t n = number_at(text);
    return n < text.n && text.p[n] == '.' && number_ok((cji_str){text.p, n}) &&
           number_ok((cji_str){text.p + n + 1, text.n - n - 1});
}

static bool wording_ok(cji_str text)
{
    return cji_str_is(text, "official") || cji_str_is(text, "restated");
}

static bool incomplete_ok(cji_str text)
{
    return cji_str_is(text, "true") || cji_str_is(text, "false");
}

static bool gap_ok(cji_str text)
{
    return cji_str_is(text, "printed");
}

static bool date_ok(cji_str text)
{
    cj_date date;
    return cj_date_parse(text.p, text.n, &date) == CJ_OK;
}

static bool href_ok(cji_str text)
{
    size_t scheme = text.n > 8 && memcmp(text.p, "https://", 8) == 0  ? 8
                    : text.n > 7 && memcmp(text.p, "http://", 7) == 0 ? 7
                                                                      : 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == ' ' || text.p[i] == '\t' || text.p[i] == '\n' || text.p[i] == '\r')
            return false;
    }
    return scheme > 0;
}

#define N(literal)                                                                                 \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

const cji_nos_attr_row cji_nos_attrs[CJI_NOS_ATTRS] = {
    [CJI_NOS_A_URN] = {N("urn"), cji_nos_urn_ok, CJ_E_NOS,
                       "letters, digits and & . - / with spaces inside, at most 64"},
    [CJI_NOS_A_VERSION] = {N("version"), cji_nos_version_ok, CJ_E_NOS,
                           "decimal numbers with dots between them, such as 3 or 2.1"},
    [CJI_NOS_A_WORDING] = {N("wording"), wording_ok, CJ_E_VALUE_CODE, "official or restated"},
    [CJI_NOS_A_INCOMPLETE] = {N("incomplete"), incomplete_ok, CJ_E_VALUE_CODE, "true or false"},
    [CJI_NOS_A_ID] = {N("id"), id_ok, CJ_E_VALUE_ID,
                      "a letter, then letters, digits and . _ -, at most 64"},
    [CJI_NOS_A_NUMBER] = {N("number"), number_ok, CJ_E_VALUE_NUMBER, "a number from 1 to 9999"},
    [CJI_NOS_A_SUBNUMBER] = {N("number"), subnumber_ok, CJ_E_VALUE_NUMBER,
                             "the number around it, a dot, and a number from 1 to 9999"},
    [CJI_NOS_A_LABEL] = {N("label"), NULL, CJ_E_VALUE_TEXT, "a text"},
    [CJI_NOS_A_REF] = {N("ref"), id_ok, CJ_E_VALUE_ID, "the id of an element"},
    [CJI_NOS_A_UNDER] = {N("under"), id_ok, CJ_E_VALUE_ID, "the id of an earlier entry"},
    [CJI_NOS_A_GAP] = {N("gap"), gap_ok, CJ_E_VALUE_CODE, "printed"},
    [CJI_NOS_A_NAME] = {N("name"), NULL, CJ_E_VALUE_TEXT, "a text"},
    [CJI_NOS_A_VALUE] = {N("value"), date_ok, CJ_E_VALUE_DATE,
                         "a date that exists: 2015, 2015-08 or 2015-08-31"},
    [CJI_NOS_A_HREF] = {N("href"), href_ok, CJ_E_VALUE_TEXT, "an http or https address"},
};

#define S(name) CJI_NOS_S_##name
#define BIT(name) (1u << CJI_NOS_A_##name)
#define ONE .required = true
#define MANY .required = true, .repeats = true
#define ANY .repeats = true
#define HOLDS(inner) .role = CJI_NOS_CONTAINER, .state = CJI_NOS_S_##inner
#define LEAF(code) .role = CJI_NOS_LEAF, .field = CJ_NOS_##code
#define ENTRY .needs = BIT(ID), .may = BIT(LABEL) | BIT(UNDER), MANY
#define ITEM(letter, inner) .role = CJI_NOS_ITEM, .field = (letter), .state = CJI_NOS_S_##inner

/* clang-format off */
const cji_nos_row cji_nos_rows[] = {
    {S(DOCUMENT), N("standard"), HOLDS(STANDARD), ONE,
     .needs = BIT(URN) | BIT(WORDING), .may = BIT(VERSION) | BIT(INCOMPLETE)},

    {S(STANDARD), N("title"), .role = CJI_NOS_TITLE},
    {S(STANDARD), N("overview"), HOLDS(OVERVIEW)},
    {S(STANDARD), N("target-group"), HOLDS(TARGET_GROUP)},
    {S(STANDARD), N("elements"), HOLDS(ELEMENTS)},
    {S(STANDARD), N("performance-criteria"), HOLDS(CRITERIA), ONE},
    {S(STANDARD), N("knowledge-and-understanding"), HOLDS(KNOWLEDGE)},
    {S(STANDARD), N("scope-range"), HOLDS(SCOPE_RANGE)},
    {S(STANDARD), N("behaviours"), HOLDS(BEHAVIOURS)},
    {S(STANDARD), N("skills"), HOLDS(SKILLS)},
    {S(STANDARD), N("values"), HOLDS(VALUES)},
    {S(STANDARD), N("glossary"), HOLDS(GLOSSARY)},
    {S(STANDARD), N("links"), HOLDS(LINKS)},
    {S(STANDARD), N("metadata"), HOLDS(METADATA)},

    {S(OVERVIEW), N("paragraph"), LEAF(OVERVIEW), MANY},
    {S(OVERVIEW), N("expectation"), LEAF(EXPECTATION), ANY, .needs = BIT(ID), .may = BIT(NAME)},
    {S(TARGET_GROUP), N("paragraph"), LEAF(TARGET_GROUP), MANY},
    {S(ELEMENTS), N("element"), LEAF(ELEMENT), MANY,
     .needs = BIT(ID) | BIT(NUMBER), .may = BIT(LABEL)},

    {S(CRITERIA), N("criterion"), ITEM('P', CRITERION), MANY,
     .needs = BIT(ID) | BIT(NUMBER), .may = BIT(LABEL) | BIT(REF) | BIT(GAP)},
    {S(CRITERION), N("text"), .role = CJI_NOS_TEXT, ONE},
    {S(CRITERION), N("criterion"), ITEM('P', LIMB), ANY,
     .needs = BIT(ID) | BIT(SUBNUMBER), .may = BIT(LABEL) | BIT(GAP)},
    {S(LIMB), N("text"), .role = CJI_NOS_TEXT, ONE},

    {S(KNOWLEDGE), N("group"), .role = CJI_NOS_GROUP, .state = CJI_NOS_S_GROUP, MANY,
     .may = BIT(ID)},
    {S(GROUP), N("heading"), .role = CJI_NOS_HEADING},
    {S(GROUP), N("statement"), ITEM('K', STATEMENT), MANY,
     .needs = BIT(ID) | BIT(NUMBER), .may = BIT(LABEL) | BIT(GAP)},
    {S(STATEMENT), N("text"), .role = CJI_NOS_TEXT, ONE},
    {S(STATEMENT), N("statement"), ITEM('K', LIMB), ANY,
     .needs = BIT(ID) | BIT(SUBNUMBER), .may = BIT(LABEL) | BIT(GAP)},

    {S(SCOPE_RANGE), N("entry"), LEAF(SCOPE_RANGE), ENTRY},
    {S(BEHAVIOURS), N("entry"), LEAF(BEHAVIOUR), ENTRY},
    {S(SKILLS), N("entry"), LEAF(SKILL), ENTRY},
    {S(VALUES), N("entry"), LEAF(VALUE), ENTRY},
    {S(GLOSSARY), N("term"), LEAF(GLOSSARY), MANY, .needs = BIT(NAME), .may = BIT(ID)},
    {S(LINKS), N("link"), LEAF(LINK), MANY, .may = BIT(URN) | BIT(VERSION) | BIT(HREF)},

    {S(METADATA), N("developed-by"), LEAF(DEVELOPED_BY), ANY},
    {S(METADATA), N("date-approved"), LEAF(DATE_APPROVED), .needs = BIT(VALUE)},
    {S(METADATA), N("indicative-review-date"), LEAF(REVIEW_DATE), .needs = BIT(VALUE)},
    {S(METADATA), N("validity"), LEAF(VALIDITY)},
    {S(METADATA), N("status"), LEAF(STATUS)},
    {S(METADATA), N("category"), LEAF(CATEGORY)},
    {S(METADATA), N("originating-organisation"), LEAF(ORIGINATING_ORGANISATION)},
    {S(METADATA), N("original-urn"), LEAF(ORIGINAL_URN)},
    {S(METADATA), N("replaced-by"), LEAF(REPLACED_BY), ANY, .may = BIT(VERSION),
     .text_ok = cji_nos_urn_ok},
    {S(METADATA), N("soc-code"), LEAF(SOC_CODE), ANY},
    {S(METADATA), N("occupations"), HOLDS(OCCUPATIONS)},
    {S(METADATA), N("suites"), HOLDS(SUITES)},
    {S(METADATA), N("keywords"), HOLDS(KEYWORDS)},
    {S(METADATA), N("notes"), HOLDS(NOTES)},
    {S(METADATA), N("licence"), LEAF(LICENCE), .may = BIT(HREF)},
    {S(METADATA), N("source"), LEAF(SOURCE), .may = BIT(HREF)},
    {S(OCCUPATIONS), N("occupation"), LEAF(OCCUPATION), MANY},
    {S(SUITES), N("suite"), LEAF(SUITE), MANY},
    {S(KEYWORDS), N("keyword"), LEAF(KEYWORD), MANY},
    {S(NOTES), N("note"), LEAF(NOTE), MANY},
};
/* clang-format on */

const size_t cji_nos_row_count = CJI_COUNT(cji_nos_rows);
_Static_assert(CJI_COUNT(cji_nos_rows) <= 64, "a frame keeps one bit for each row");

void cji_nos_grammar_init(cji_nos_grammar *g)
{
    *g = (cji_nos_grammar){0};
    for (size_t i = cji_nos_row_count; i-- > 0;) {
        g->first[cji_nos_rows[i].in] = (uint8_t)i;
        g->required[cji_nos_rows[i].in] |= (uint64_t)cji_nos_rows[i].required << i;
    }
}

const cji_nos_row *cji_nos_row_of(const cji_nos_grammar *g, enum cji_nos_state state, cji_str name)
{
    for (size_t i = g->first[state]; i < cji_nos_row_count && cji_nos_rows[i].in == state; i++) {
        if (cji_str_eq(name, cji_nos_rows[i].name))
            return &cji_nos_rows[i];
    }
    return NULL;
}

void cji_nos_expected(enum cji_nos_state state, char *out, size_t size)
{
    size_t left = 0, n = 0;
    for (size_t i = 0; i < cji_nos_row_count; i++)
        left += cji_nos_rows[i].in == state;
    out[0] = '\0';
    for (size_t i = 0; i < cji_nos_row_count && n < size; i++) {
        if (cji_nos_rows[i].in != state)
            continue;
        left--;
        n += (size_t)snprintf(out + n, size - n, "<%s>%s", cji_nos_rows[i].name.p,
                              left > 1    ? ", "
                              : left == 1 ? " or "
                                          : "");
    }
}
