/* SPDX-License-Identifier: MIT */
/* What is asked of a catalogue: searches, comparisons, exports. */
#include "support/support.h"

#include <cjustice/catalogue.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static cj_catalogue *new_catalogue(cj_context *ctx)
{
    cj_catalogue *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_catalogue_new(ctx, &c, &error), error);
    return c;
}

static void add(cj_catalogue *c, const char *text)
{
    cj_error *error = NULL;
    assert_ok(cj_catalogue_add_memory(c, "in", text, strlen(text), &error), error);
}

/* ---- searches -------------------------------------------------------------------------------- */

static const char first[] =
    "<standard xmlns='urn:cjustice:nos:1' urn='A 1' version='1' wording='restated'>"
    "<title>Guard bridges</title><overview><paragraph>Trolls, mostly.</paragraph></overview>"
    "<performance-criteria>"
    "<criterion id='p1' number='1'><text>count the goats that pass</text></criterion>"
    "<criterion id='p2' number='2'><text>Ask each goat its name, and note it</text></criterion>"
    "</performance-criteria><knowledge-and-understanding><group><heading>Livestock law</heading>"
    "<statement id='k1' number='1'><text>tolls</text></statement></group>"
    "</knowledge-and-understanding><metadata>"
    "<occupations><occupation>Bridge Keepers</occupation></occupations>"
    "<suites><suite>Crossings</suite><suite>Water &amp; Stone</suite></suites>"
    "<keywords><keyword>goat</keyword></keywords></metadata></standard>";
static const char second[] =
    "<standard xmlns='urn:cjustice:nos:1' urn='A1' version='2' wording='restated'>"
    "<title>Guard bridges</title><performance-criteria>"
    "<criterion id='p1' number='1'><text>stay awake</text></criterion>"
    "</performance-criteria><metadata><suites><suite>Crossings</suite></suites></metadata>"
    "</standard>";
static const char third[] =
    "<standard xmlns='urn:cjustice:nos:1' urn='B' wording='restated'><performance-criteria>"
    "<criterion id='p1' number='1'><text>naïve caf\xc3\xa9 owners</text></criterion>"
    "</performance-criteria></standard>";

/* The keys of what fits, each with a space behind. */
static const char *found(const cj_catalogue *c, const cj_nos_query *query)
{
    static char out[200];
    const cj_standard *s;
    size_t place = 0;
    out[0] = '\0';
    while ((s = cj_catalogue_next(c, query, &place)) != NULL) {
        const char *version = cj_standard_version(s);
        size_t n = strlen(out);
        snprintf(out + n, sizeof out - n, "%s@%s ", cj_standard_urn(s),
                 version != NULL ? version : "");
    }
    assert_null(cj_catalogue_next(c, query, &place));
    return out;
}

static void test_queries(void **state)
{
    static const struct {
        const char *suite, *occupation, *keyword, *words;
        int32_t latest;
        const char *expected;
    } rows[] = {
        {NULL, NULL, NULL, NULL, 0, "A1@1 A1@2 B@ "},
        {NULL, NULL, NULL, NULL, 1, "A1@2 B@ "},
        {"crossings", NULL, NULL, NULL, 0, "A1@1 A1@2 "},
        {"crossings", NULL, NULL, NULL, 1, "A1@2 "},
        {"water & stone", NULL, NULL, NULL, 0, "A1@1 "},
        {"cross", NULL, NULL, NULL, 0, ""},
        {"crossings2", NULL, NULL, NULL, 0, ""},
        {NULL, "BRIDGE KEEPERS", NULL, NULL, 0, "A1@1 "},
        {NULL, NULL, "Goat", NULL, 0, "A1@1 "},
        {NULL, NULL, "goats", NULL, 0, ""},
        {"crossings", "bridge keepers", "goat", "GOAT", 0, "A1@1 "},
        {"crossings", NULL, "goat", "awake", 0, ""},
        {NULL, NULL, NULL, "goats pass", 0, "A1@1 "},
        {NULL, NULL, NULL, "pass, goats!", 0, "A1@1 "}, /* order and signs do not matter */
        {NULL, NULL, NULL, "oats", 0, ""},              /* not in the middle of a word */
        {NULL, NULL, NULL, "go", 0, "A1@1 "},           /* but its beginning */
        {NULL, NULL, NULL, "goatsy", 0, ""},
        {NULL, NULL, NULL, "guard", 0, "A1@1 A1@2 "},    /* the title */
        {NULL, NULL, NULL, "trolls mostly", 0, "A1@1 "}, /* the overview */
        {NULL, NULL, NULL, "livestock", 0, "A1@1 "},     /* a heading */
        {NULL, NULL, NULL, "tolls", 0, "A1@1 "},         /* knowledge */
        {NULL, NULL, NULL, "caf\xc3\xa9", 0, "B@ "},     /* letters beyond ASCII are letters */
        {NULL, NULL, NULL, "ve", 0, ""},
        {NULL, NULL, NULL, "goats awake", 0, ""},
        {NULL, NULL, NULL, " -- ", 0, "A1@1 A1@2 B@ "}, /* no word at all */
    };
    cj_catalogue *c = new_catalogue(*state);
    cj_nos_query query = CJ_NOS_QUERY_INIT;
    add(c, first);
    add(c, second);
    add(c, third);
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        query.suite = rows[i].suite;
        query.occupation = rows[i].occupation;
        query.keyword = rows[i].keyword;
        query.words = rows[i].words;
        query.latest = rows[i].latest;
        if (strcmp(found(c, &query), rows[i].expected) != 0)
            fail_msg("row %zu: %s", i, found(c, &query));
    }
    assert_string_equal(found(c, NULL), "A1@1 A1@2 B@ ");
    query.size = sizeof query - 1;
    assert_string_equal(found(c, &query), "");
    cj_catalogue_unref(c);
}

static void test_items_with_words(void **state)
{
    cj_catalogue *c = new_catalogue(*state);
    const cj_standard *s;
    size_t place = 0;
    add(c, first);
    s = cj_catalogue_at(c, 0);
    assert_string_equal(cj_item_address(cj_standard_next_item(s, "goat", &place)), "P1");
    assert_string_equal(cj_item_address(cj_standard_next_item(s, "goat", &place)), "P2");
    assert_null(cj_standard_next_item(s, "goat", &place));
    place = 0;
    assert_string_equal(cj_item_address(cj_standard_next_item(s, "name goat", &place)), "P2");
    assert_null(cj_standard_next_item(s, "name goat", &place));
    place = 0;
    assert_null(cj_standard_next_item(s, "guard", &place)); /* of the title only */
    place = 0;
    for (int i = 0; i < 3; i++)
        assert_non_null(cj_standard_next_item(s, "", &place));
    assert_null(cj_standard_next_item(s, "", &place));
    cj_catalogue_unref(c);
}

/* ---- comparisons ----------------------------------------------------------------------------- */

#define HEAD                                                                                       \
    "<standard xmlns='urn:cjustice:nos:1' urn='A' wording='official' incomplete='true'>"           \
    "<elements><element id='e1' number='1'>One</element>"                                          \
    "<element id='e2' number='2'>Two</element></elements><performance-criteria>"
#define P(n, of, text)                                                                             \
    "<criterion id='p" n "' number='" n "' ref='" of "'><text>" text "</text></criterion>"
#define TAIL "</performance-criteria></standard>"

/* "added P3; " and so on: what was told. */
static int32_t note(int32_t how, const cj_item *before, const cj_item *after, void *user)
{
    static const char *const names[] = {"added", "removed", "reworded", "renumbered", "moved"};
    char *to = user;
    for (int i = 0; i < 5; i++) {
        if ((how >> i & 1) != 0)
            snprintf(to + strlen(to), 400 - strlen(to), "%s ", names[i]);
    }
    snprintf(to + strlen(to), 400 - strlen(to), "%s>%s; ",
             before != NULL ? cj_item_address(before) : "",
             after != NULL ? cj_item_address(after) : "");
    return 0;
}

static int32_t stop(int32_t how, const cj_item *before, const cj_item *after, void *user)
{
    (void)how, (void)before, (void)after, (void)user;
    return 1;
}

static const struct {
    const char *before, *after, *expected;
} pairs[] = {
    {HEAD P("1", "e1", "a b c") TAIL, HEAD P("1", "e1", "a b c") TAIL, ""},
    {HEAD P("1", "e1", "a b c") TAIL, HEAD P("1", "e1", "a b d") TAIL, "reworded P1>P1; "},
    {HEAD P("1", "e1", "a b c") TAIL, HEAD P("1", "e2", "a b c") TAIL, "moved P1>P1; "},
    {HEAD P("1", "e1", "a b") P("2", "e1", "c d") TAIL, HEAD P("1", "e1", "a b") TAIL,
     "removed P2>; "},
    {HEAD P("1", "e1", "a b") TAIL, HEAD P("1", "e1", "a b") P("2", "e1", "c d") TAIL,
     "added >P2; "},
    /* One comes in between: the others have other numbers, and nothing more. */
    {HEAD P("1", "e1", "a b") P("2", "e1", "c d") TAIL,
     HEAD P("1", "e1", "x y") P("2", "e1", "a b") P("3", "e1", "c d") TAIL,
     "added >P1; renumbered P1>P2; renumbered P2>P3; "},
    /* ...and one of them is reworded on the way. */
    {HEAD P("1", "e1", "a b c d") P("2", "e1", "e f g h") TAIL,
     HEAD P("1", "e1", "x y z") P("2", "e1", "a b c q") P("3", "e1", "e f g h") TAIL,
     "added >P1; reworded renumbered P1>P2; renumbered P2>P3; "},
    {HEAD P("1", "e1", "a b c d") P("2", "e1", "e f g h") P("3", "e1", "i j k l") TAIL,
     HEAD P("1", "e1", "a b c d") P("2", "e1", "i j k l") TAIL, "removed P2>; renumbered P3>P2; "},
    /* Nothing in common, but the place: another wording of it, as when official meets restated. */
    {HEAD P("1", "e1", "a b c d") TAIL, HEAD P("1", "e1", "w x y z") TAIL, "reworded P1>P1; "},
    /* Two of the same text keep their places. */
    {HEAD P("1", "e1", "a b") P("2", "e2", "a b") TAIL,
     HEAD P("1", "e1", "a b") P("2", "e2", "a b") TAIL, ""},
};

static void test_compare(void **state)
{
    for (size_t i = 0; i < CJI_COUNT(pairs); i++) {
        cj_catalogue *a = new_catalogue(*state), *b = new_catalogue(*state);
        cj_error *error = NULL;
        char told[400] = "";
        add(a, pairs[i].before);
        add(b, pairs[i].after);
        assert_ok(
            cj_standard_compare(cj_catalogue_at(a, 0), cj_catalogue_at(b, 0), note, told, &error),
            error);
        if (strcmp(told, pairs[i].expected) != 0)
            fail_msg("row %zu: %s", i, told);
        assert_int_equal(
            cj_standard_compare(cj_catalogue_at(a, 0), cj_catalogue_at(b, 0), stop, NULL, NULL),
            *told != '\0' ? CJ_E_STOPPED : CJ_OK);
        cj_catalogue_unref(a);
        cj_catalogue_unref(b);
    }
}

/* ---- exports --------------------------------------------------------------------------------- */

typedef struct bytes {
    char *p;
    size_t n;
} bytes;

static int32_t keep(const void *piece, size_t size, void *user)
{
    bytes *b = user;
    b->p = realloc(b->p, b->n + size + 1);
    assert_non_null(b->p);
    memcpy(b->p + b->n, piece, size);
    b->n += size;
    b->p[b->n] = '\0';
    return 0;
}

static int32_t refuse(const void *piece, size_t size, void *user)
{
    (void)piece, (void)size, (void)user;
    return 1;
}

static const cj_time moment = {1782777600000000, 0, CJ_PRECISION_MICROSECOND};

/* What a program may rely on; tests/nos/case_1_1.py holds the rest of the package to CASE. */
static void test_case_package(void **state)
{
    static const char *const lines[] = {
        "\"identifier\": \"e7247d1a-78cd-5127-bccb-3c3e4a4be745\"", /* of TSTA&B1@2.1 */
        "\"fullStatement\": \"that\"",
        "\"humanCodingScheme\": \"TSTA&B1:P2.2\", \"listEnumeration\": \"2.2\"",
        "\"lastChangeDateTime\": \"2026-06-30T00:00:00.000000Z\"",
        "\"associationType\": \"replacedBy\"",
    };
    cj_catalogue *c = new_catalogue(*state);
    cj_error *error = NULL;
    bytes one = {0}, two = {0};
    const cj_standard *s;
    assert_ok(cj_catalogue_add_file(c, "tests/nos/corpus/valid/full.xml", &error), error);
    s = cj_catalogue_at(c, 0);
    assert_ok(cj_standard_write(s, CJ_NOS_AS_CASE_1_1, moment, keep, &one, &error), error);
    assert_ok(cj_standard_write(s, CJ_NOS_AS_CASE_1_1, moment, keep, &two, &error), error);
    assert_string_equal(one.p, two.p);
    for (size_t i = 0; i < CJI_COUNT(lines); i++) {
        if (strstr(one.p, lines[i]) == NULL)
            fail_msg("the package lacks %s", lines[i]);
    }
    assert_int_equal(cj_standard_write(s, CJ_NOS_AS_CASE_1_1, moment, refuse, NULL, &error),
                     CJ_E_STOPPED);
    assert_int_equal(cj_standard_write(s, 0, moment, keep, &one, NULL), CJ_E_MISUSE);
    assert_int_equal(cj_standard_write(s, 3, moment, keep, &one, NULL), CJ_E_MISUSE);
    free(one.p);
    free(two.p);
    cj_error_unref(error);
    cj_catalogue_unref(c);
}

static void test_csv(void **state)
{
    cj_catalogue *c = new_catalogue(*state);
    cj_error *error = NULL;
    bytes b = {0};
    add(c, first);
    add(c, HEAD P("1", "e1", "=1+1") P("2", "e2", "-, or &quot;+&quot;") TAIL);
    assert_ok(cj_standard_write(cj_catalogue_at(c, 0), CJ_NOS_AS_CSV, moment, keep, &b, &error),
              error);
    assert_string_equal(b.p, "urn,part,element_or_section,number,text\n"
                             "A,P,One,1,'=1+1\n"
                             "A,P,Two,2,\"'-, or \"\"+\"\"\"\n");
    b.n = 0;
    assert_ok(cj_standard_write(cj_catalogue_at(c, 1), CJ_NOS_AS_CSV, moment, keep, &b, &error),
              error);
    assert_string_equal(b.p, "urn,part,element_or_section,number,text\n"
                             "A1,P,,1,count the goats that pass\n"
                             "A1,P,,2,\"Ask each goat its name, and note it\"\n"
                             "A1,K,Livestock law,1,tolls\n");
    free(b.p);
    cj_catalogue_unref(c);
}

/* ---- threads --------------------------------------------------------------------------------- */

static int32_t measure(const void *piece, size_t size, void *user)
{
    (void)piece;
    *(size_t *)user += size;
    return 0;
}

/* All that one thread asks of a catalogue that others ask too; gives how much it was told. */
static void *ask_in_thread(void *user)
{
    cj_catalogue *c = cj_catalogue_ref(user);
    cj_nos_query query = CJ_NOS_QUERY_INIT;
    const cj_standard *s;
    size_t *told = calloc(1, sizeof *told), place = 0;
    query.words = "risk";
    query.latest = 1;
    while (told != NULL && (s = cj_catalogue_next(c, &query, &place)) != NULL) {
        char changes[400] = "";
        *told += cj_standard_item_count(s);
        if (cj_standard_compare(cj_catalogue_at(c, 0), s, note, changes, NULL) != CJ_OK ||
            cj_standard_write(s, CJ_NOS_AS_CASE_1_1, moment, measure, told, NULL) != CJ_OK) {
            *told = 0;
            break;
        }
    }
    cj_catalogue_unref(c);
    return told;
}

static void test_shared_by_threads(void **state)
{
    cj_catalogue *c = new_catalogue(*state);
    pthread_t threads[4];
    size_t *told[4];
    cj_error *error = NULL;
    assert_ok(cj_catalogue_add_dir(c, "standards", &error), error);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_in_thread, c), 0);
    for (size_t i = 0; i < 4; i++) {
        void *out = NULL;
        assert_int_equal(pthread_join(threads[i], &out), 0);
        told[i] = out;
        assert_non_null(told[i]);
        assert_true(*told[i] > 10000 && *told[i] == *told[0]);
    }
    for (size_t i = 0; i < 4; i++)
        free(told[i]);
    cj_catalogue_unref(c);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static int ask_under_fault(cj_context *ctx, void *user)
{
    cj_catalogue *c = NULL;
    cj_status status = cj_catalogue_new(ctx, &c, NULL);
    char told[400] = "";
    bytes b = {0};
    (void)user;
    for (size_t i = 0; i < 2 && status == CJ_OK; i++) {
        const char *text = i == 0 ? first : second;
        status = cj_catalogue_add_memory(c, "in", text, strlen(text), NULL);
    }
    if (status == CJ_OK)
        status =
            cj_standard_compare(cj_catalogue_at(c, 0), cj_catalogue_at(c, 1), note, told, NULL);
    for (int32_t form = 1; form <= 2 && status == CJ_OK; form++)
        status = cj_standard_write(cj_catalogue_at(c, 0), form, moment, keep, &b, NULL);
    free(b.p);
    cj_catalogue_unref(c);
    assert_true(status == CJ_OK || status == CJ_E_MEMORY);
    return status == CJ_OK;
}

static void test_survives_memory(void **state)
{
    (void)state;
    assert_true(fault_sweep(ask_under_fault, NULL) > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_queries, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_items_with_words, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_compare, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_case_package, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_csv, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_shared_by_threads, context_make, context_drop),
        cmocka_unit_test(test_survives_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
