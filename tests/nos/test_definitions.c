/* SPDX-License-Identifier: MIT */
/* The five definitions that ship: complete, as published in structure, in our own words. */
#include "support/support.h"

#include <cjustice/catalogue.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Present where the standards are transcribed; a build elsewhere goes without. */
#define SHARED "../shared/nos/"
#define FACTS SHARED "criteria.tsv"
#define MAX_RUN 5    /* words in a row that a restatement may share with anything published */
#define MAX_WORDS 99 /* in a statement */

/* The definitions that ship, and nothing else. */
static cj_catalogue *shipped(cj_context *ctx)
{
    cj_catalogue *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_catalogue_new(ctx, &c, &error), error);
    assert_ok(cj_catalogue_add_dir(c, "standards", &error), error);
    return c;
}

/* ---- what they hold -------------------------------------------------------------------------- */

static const struct shape {
    const char *urn, *printed, *version, *title; /* NULL: not given, so unknown */
    size_t elements, criteria, limbs, knowledge, knowledge_limbs, groups;
} shapes[] = {
    {"SFJEB2", "SFJEB2", NULL, NULL, 4, 34, 4, 17, 0, 2},
    {"SFJED1", "SFJED1", "3",
     "Plan, monitor and review integrated packages of interventions and support to address "
     "individuals' offending behaviour",
     3, 31, 0, 20, 0, 2},
    {"SFJED4", "SFJED4", "3", NULL, 2, 20, 8, 17, 7, 2},
    {"SFJED6", "SFJ ED6", NULL, NULL, 2, 19, 14, 16, 3, 1},
    {"SFJGC202", "SFJGC202", NULL,
     "Identify and implement interventions to maintain the safety and security of offenders at "
     "risk of harm",
     2, 20, 0, 21, 0, 3},
};

static void assert_same(const char *is, const char *expected)
{
    if (is == NULL || expected == NULL)
        assert_ptr_equal(is, expected);
    else
        assert_string_equal(is, expected);
}

/* Ids, numbers and parents say the same of an item; `n` counts P, P limbs, K, K limbs. */
static void count_item(const cj_standard *s, const cj_item *item, size_t n[4])
{
    const cj_item *parent = cj_item_parent(item);
    const char *number = cj_item_number(item);
    char id[16], above[16];
    int part = (int)cj_item_part(item);
    snprintf(id, sizeof id, "%c%s", tolower(part), number);
    assert_string_equal(cj_item_id(item), id);
    assert_ptr_equal(cj_standard_find_item(s, cj_item_address(item)), item);
    assert_int_equal(parent != NULL, strchr(number, '.') != NULL);
    if (parent != NULL) {
        snprintf(above, sizeof above, "%c%.*s", part, (int)strcspn(number, "."), number);
        assert_string_equal(cj_item_address(parent), above);
    }
    n[(part == 'K' ? 2 : 0) + (parent != NULL ? 1 : 0)]++;
}

static void test_shapes(void **state)
{
    cj_catalogue *c = shipped(*state);
    size_t all[4] = {0};
    assert_int_equal(cj_catalogue_count(c), CJI_COUNT(shapes));
    for (size_t i = 0; i < CJI_COUNT(shapes); i++) {
        const struct shape *shape = &shapes[i];
        const cj_standard *s = cj_catalogue_at(c, i);
        size_t n[4] = {0}, groups = 0;
        assert_string_equal(cj_standard_urn(s), shape->urn);
        assert_string_equal(cj_standard_printed_urn(s), shape->printed);
        assert_ptr_equal(cj_catalogue_find(c, shape->urn), s);
        assert_ptr_equal(cj_catalogue_find(c, shape->printed), s);
        assert_same(cj_standard_version(s), shape->version);
        assert_same(cj_standard_title(s), shape->title);
        assert_int_equal(cj_standard_wording(s), CJ_WORDING_RESTATED);
        assert_int_equal(cj_standard_incomplete(s), 0);
        assert_int_equal(cj_standard_element_count(s), shape->elements);
        for (size_t j = 0; j < cj_standard_item_count(s); j++) {
            const cj_item *item = cj_standard_item(s, j);
            count_item(s, item, n);
            if (cj_item_part(item) == 'K' && (size_t)cj_item_section(item) > groups)
                groups = (size_t)cj_item_section(item);
        }
        assert_int_equal(n[0], shape->criteria);
        assert_int_equal(n[1], shape->limbs);
        assert_int_equal(n[2], shape->knowledge);
        assert_int_equal(n[3], shape->knowledge_limbs);
        assert_int_equal(groups, shape->groups);
        for (size_t j = 0; j < 4; j++)
            all[j] += n[j];
    }
    assert_int_equal(all[0], 124);
    assert_int_equal(all[1], 26);
    assert_int_equal(all[2], 91);
    assert_int_equal(all[3], 10);
    cj_catalogue_unref(c);
}

static void test_labels(void **state)
{
    /* Printed before the text, so far as it is known; SFJED4 has lost five of its numbers. */
    static const char *const rows[][3] = {
        {"SFJED1", "P31", "31"},     {"SFJED4", "P6", "6"},      {"SFJED4", "P7", ""},
        {"SFJED4", "P7.1", "7.1"},   {"SFJED4", "P13", ""},      {"SFJED4", "K3", ""},
        {"SFJED4", "K11.4", "11.4"}, {"SFJED6", "P1", ""},       {"SFJED6", "P15.6", ""},
        {"SFJGC202", "P20", "P20"},  {"SFJGC202", "K21", "K21"}, {"SFJEB2", "K17", ""},
    };
    cj_catalogue *c = shipped(*state);
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        const cj_standard *s = cj_catalogue_find(c, rows[i][0]);
        assert_string_equal(cj_item_label(cj_standard_find_item(s, rows[i][1])), rows[i][2]);
    }
    cj_catalogue_unref(c);
}

/* Of each field the count and the first entry; what is not in a row is unknown. */
static const struct meta {
    const char *urn;
    int32_t field;
    size_t count;
    const char *first;
} metas[] = {
    {"SFJED1", CJ_NOS_OVERVIEW, 2, NULL},
    {"SFJED1", CJ_NOS_EXPECTATION, 3, NULL},
    {"SFJED1", CJ_NOS_TARGET_GROUP, 1, NULL},
    {"SFJED1", CJ_NOS_DEVELOPED_BY, 1, "Skills for Justice"},
    {"SFJED1", CJ_NOS_DATE_APPROVED, 1, "August 2015"},
    {"SFJED1", CJ_NOS_REVIEW_DATE, 1, "July 2020"},
    {"SFJED1", CJ_NOS_VALIDITY, 1, "Current"},
    {"SFJED1", CJ_NOS_STATUS, 1, "Original"},
    {"SFJED1", CJ_NOS_ORIGINATING_ORGANISATION, 1, "Skills for Justice"},
    {"SFJED1", CJ_NOS_ORIGINAL_URN, 1, "SFJED1"},
    {"SFJED1", CJ_NOS_OCCUPATION, 6, "Public Service and Other Associate Professionals"},
    {"SFJED1", CJ_NOS_SUITE, 1, "Community Justice"},
    {"SFJED1", CJ_NOS_KEYWORD, 10, "Plan"},
    {"SFJED4", CJ_NOS_OVERVIEW, 3, NULL},
    {"SFJED4", CJ_NOS_EXPECTATION, 3, NULL},
    {"SFJED4", CJ_NOS_TARGET_GROUP, 1, NULL},
    {"SFJED4", CJ_NOS_DEVELOPED_BY, 1, "Skills for Justice"},
    {"SFJED4", CJ_NOS_DATE_APPROVED, 1, "August 2015"},
    {"SFJED4", CJ_NOS_REVIEW_DATE, 1, "July 2020"},
    {"SFJED4", CJ_NOS_VALIDITY, 1, "Current"},
    {"SFJED4", CJ_NOS_STATUS, 1, "Original"},
    {"SFJED4", CJ_NOS_ORIGINATING_ORGANISATION, 1, "Skills for Justice"},
    {"SFJED4", CJ_NOS_ORIGINAL_URN, 1, "SFJED4"},
    {"SFJED4", CJ_NOS_OCCUPATION, 6, "Public Service and Other Associate Professionals"},
    {"SFJED4", CJ_NOS_SUITE, 1, "Community Justice"},
    {"SFJED4", CJ_NOS_KEYWORD, 9, "Accredited programme"},
    {"SFJGC202", CJ_NOS_OVERVIEW, 1, NULL},
};

static const struct meta *meta_of(const char *urn, int32_t field)
{
    for (size_t i = 0; i < CJI_COUNT(metas); i++) {
        if (strcmp(metas[i].urn, urn) == 0 && metas[i].field == field)
            return &metas[i];
    }
    return NULL;
}

static void check_metas(const cj_standard *s)
{
    for (int32_t field = 1; field <= CJ_NOS_FIELDS; field++) {
        const struct meta *row = meta_of(cj_standard_urn(s), field);
        size_t count = cj_standard_meta_count(s, field);
        if (field == CJ_NOS_ELEMENT)
            continue; /* counted with the shapes */
        if (field == CJ_NOS_LICENCE || field == CJ_NOS_SOURCE) {
            assert_int_equal(count, 1); /* of the restatement, not of the publisher */
            continue;
        }
        if (count != (row != NULL ? row->count : 0))
            fail_msg("%s: field %d has %zu entries", cj_standard_urn(s), (int)field, count);
        if (row != NULL && row->first != NULL)
            assert_string_equal(cj_standard_meta(s, field, 0), row->first);
    }
}

static void test_metadata(void **state)
{
    static const char *const expectations[] = {"overview-expectation-pro-social-modelling",
                                               "overview-expectation-engagement",
                                               "overview-expectation-professional-judgement"};
    cj_catalogue *c = shipped(*state);
    cj_error *error = NULL;
    for (size_t i = 0; i < cj_catalogue_count(c); i++) {
        const cj_standard *s = cj_catalogue_at(c, i);
        const char *approved = cj_standard_meta_attr(s, CJ_NOS_DATE_APPROVED, 0, "value");
        cj_date date;
        check_metas(s);
        for (size_t j = 0; j < cj_standard_meta_count(s, CJ_NOS_EXPECTATION); j++)
            assert_string_equal(cj_standard_meta_attr(s, CJ_NOS_EXPECTATION, j, "id"),
                                expectations[j]);
        if (approved == NULL)
            continue;
        assert_ok(cj_date_parse(approved, CJ_ZT, &date), error);
        assert_int_equal(date.precision, CJ_PRECISION_MONTH);
    }
    assert_string_equal(cj_standard_meta(cj_catalogue_find(c, "SFJED1"), CJ_NOS_KEYWORD, 4),
                        "difficulties: offender engagement");
    cj_catalogue_unref(c);
}

/* ---- against what was published -------------------------------------------------------------- */

/* One row of the facts: its columns, cut at the tabs in place. */
static size_t columns(char *line, char *out[5])
{
    size_t n = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *p = line; p != NULL && n < 5; n++) {
        out[n] = p;
        p = strchr(p, '\t');
        if (p != NULL)
            *p++ = '\0';
    }
    return n;
}

/* The words of a text in lower case, one space before and behind each. */
static char *words(const char *text, char *out)
{
    char *to = out;
    *to++ = ' ';
    for (; *text != '\0'; text++) {
        if (isalnum((unsigned char)*text))
            *to++ = (char)tolower((unsigned char)*text);
        else if (to[-1] != ' ')
            *to++ = ' ';
    }
    if (to[-1] != ' ')
        *to++ = ' ';
    *to = '\0';
    return out;
}

/* Cuts the words of a text apart, in `room`. */
static size_t cut(const char *text, char room[4096], const char *out[MAX_WORDS])
{
    size_t n = 0;
    assert_true(strlen(text) + 3 < 4096);
    words(text, room);
    for (char *word = strtok(room, " "); word != NULL; word = strtok(NULL, " ")) {
        assert_true(n < MAX_WORDS);
        out[n++] = word;
    }
    return n;
}

/* How many words of `b` are left of it in `a`, in their order: the longest common subsequence. */
static size_t kept(const char *const *a, size_t na, const char *const *b, size_t nb)
{
    size_t row[MAX_WORDS + 1] = {0};
    for (size_t i = 0; i < na; i++) {
        size_t before = 0;
        for (size_t j = 0; j < nb; j++) {
            size_t above = row[j + 1];
            if (strcmp(a[i], b[j]) == 0)
                row[j + 1] = before + 1;
            else if (row[j] > above)
                row[j + 1] = row[j];
            before = above;
        }
    }
    return row[nb];
}

/* At most three words in five may be left of a statement, however its words are spread. */
static void assert_restated(const cj_item *item, const char *published)
{
    char own_room[4096], published_room[4096];
    const char *a[MAX_WORDS], *b[MAX_WORDS];
    size_t na = cut(cj_item_text(item), own_room, a), nb = cut(published, published_room, b);
    size_t n = kept(a, na, b, nb);
    assert_true(na > 0 && nb > 0);
    if (5 * n > 3 * nb)
        fail_msg("%s: %zu of the %zu words published are left: %s",
                 cj_standard_urn(cj_item_standard(item)), n, nb, cj_item_text(item));
}

static void test_equal_facts(void **state)
{
    FILE *f = fopen(FACTS, "r");
    cj_catalogue *c;
    char line[4096], *cell[5];
    size_t at[CJI_COUNT(shapes)] = {0};
    if (f == NULL) {
        print_message("skipped: no %s here\n", FACTS);
        skip();
    }
    c = shipped(*state);
    assert_non_null(fgets(line, sizeof line, f)); /* the names of the columns */
    while (fgets(line, sizeof line, f) != NULL) {
        const cj_standard *s;
        const cj_item *item;
        size_t i = 0;
        assert_int_equal(columns(line, cell), 5);
        while (i < CJI_COUNT(shapes) && strcmp(shapes[i].urn, cell[0]) != 0)
            i++;
        assert_true(i < CJI_COUNT(shapes));
        s = cj_catalogue_at(c, i);
        item = cj_standard_item(s, at[i]++);
        assert_non_null(item);
        assert_int_equal(cj_item_part(item), cell[1][0]);
        assert_string_equal(cj_item_heading(item), cell[2]);
        assert_string_equal(cj_item_number(item), cell[3]);
        assert_restated(item, cell[4]);
    }
    for (size_t i = 0; i < CJI_COUNT(shapes); i++)
        assert_int_equal(at[i], cj_standard_item_count(cj_catalogue_at(c, i)));
    fclose(f);
    cj_catalogue_unref(c);
}

/* Fails when MAX_RUN + 1 words in a row of `text` stand in `published` (both as words). */
static void assert_own_words(const char *text, const char *published)
{
    char own[4096], run[1024];
    assert_true(strlen(text) + 3 < sizeof own);
    words(text, own);
    for (const char *from = own; from[1] != '\0'; from = strchr(from + 1, ' ')) {
        const char *to = from;
        int n = 0;
        while (n <= MAX_RUN && to[1] != '\0') {
            to = strchr(to + 1, ' ');
            n++;
        }
        if (n <= MAX_RUN)
            return;
        snprintf(run, sizeof run, "%.*s", (int)(to - from + 1), from);
        if (strstr(published, run) != NULL)
            fail_msg("as published:%s(in: %s)", run, text);
    }
}

static void own_words_against(const cj_standard *s, const char *published)
{
    static const int32_t fields[] = {CJ_NOS_OVERVIEW, CJ_NOS_EXPECTATION, CJ_NOS_TARGET_GROUP};
    for (size_t i = 0; i < cj_standard_item_count(s); i++)
        assert_own_words(cj_item_text(cj_standard_item(s, i)), published);
    for (size_t i = 0; i < CJI_COUNT(fields); i++) {
        for (size_t j = 0; j < cj_standard_meta_count(s, fields[i]); j++)
            assert_own_words(cj_standard_meta(s, fields[i], j), published);
    }
}

static void test_our_words(void **state)
{
    /* Both: the published texts have page headings inside statements, the facts have not. */
    static const char *const sources[] = {FACTS, SHARED "SFJED1.published.txt",
                                          SHARED "SFJED4.published.txt",
                                          SHARED "SFJGC202.published.txt"};
    cj_catalogue *c = shipped(*state);
    cj_error *error = NULL;
    cji_buf b;
    cji_buf_init(&b, *state, 1 << 20);
    for (size_t i = 0; i < CJI_COUNT(sources); i++) {
        char *published;
        if (access(sources[i], R_OK) != 0) {
            print_message("skipped: no %s here\n", sources[i]);
            continue;
        }
        assert_ok(cji_file_read(*state, sources[i], &b, &error), error);
        published = malloc(2 * b.n + 3);
        words(cji_buf_text(&b), published);
        for (size_t j = 0; j < cj_catalogue_count(c); j++)
            own_words_against(cj_catalogue_at(c, j), published);
        free(published);
    }
    cji_buf_fini(&b);
    cj_catalogue_unref(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_shapes, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_labels, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_metadata, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_equal_facts, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_our_words, context_make, context_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
