/* SPDX-License-Identifier: MIT */
/*
 * The importer: the published texts that were given, word for word; a sample of each layout in
 * tests/nos/import; what is refused; limits; memory that runs out.
 */
#include "support/support.h"

#include <cjustice/catalogue.h>
#include <cjustice/import.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SHARED "../shared/nos/"
#define SAMPLES "tests/nos/import/"
#define LINE 4096

static int32_t collect(const void *bytes, size_t size, void *user)
{
    cji_buf_put(user, bytes, size);
    return 0;
}

static int32_t stop(const void *bytes, size_t size, void *user)
{
    (void)bytes, (void)size, (void)user;
    return 1;
}

/* The definition that a text gives, in a catalogue of its own. */
static cj_catalogue *imported(cj_context *ctx, const cji_buf *xml)
{
    cj_catalogue *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_catalogue_new(ctx, &c, &error), error);
    assert_ok(cj_catalogue_add_memory(c, "imported", xml->p, xml->n, &error), error);
    return c;
}

/* Cuts a line at its tabs. */
static size_t cut(char *line, char *out[8])
{
    size_t n = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *p = line; p != NULL && n < 8; n++) {
        out[n] = p;
        p = strchr(p, '\t');
        if (p != NULL)
            *p++ = '\0';
    }
    return n;
}

/* ---- the texts that were published ----------------------------------------------------------- */

static void check_facts(const cj_standard *s, const char *urn)
{
    FILE *f = fopen(SHARED "criteria.tsv", "r");
    char line[LINE], *cell[8];
    size_t at = 0;
    assert_non_null(f);
    while (fgets(line, sizeof line, f) != NULL) {
        const cj_item *item;
        if (cut(line, cell) < 5 || strcmp(cell[0], urn) != 0)
            continue;
        item = cj_standard_item(s, at++);
        assert_non_null(item);
        assert_int_equal(cj_item_part(item), cell[1][0]);
        assert_string_equal(cj_item_heading(item), cell[2]);
        assert_string_equal(cj_item_number(item), cell[3]);
        assert_string_equal(cj_item_text(item), cell[4]);
    }
    assert_int_equal(at, cj_standard_item_count(s));
    fclose(f);
}

/* Laid over the definition that ships, it takes its place: the structure is the same. */
static void check_overlay(cj_context *ctx, const cji_buf *xml, const char *urn)
{
    cj_catalogue *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_catalogue_new(ctx, &c, &error), error);
    assert_ok(cj_catalogue_add_dir(c, "standards", &error), error);
    assert_int_equal(cj_standard_wording(cj_catalogue_find(c, urn)), CJ_WORDING_RESTATED);
    assert_ok(cj_catalogue_add_memory(c, "official", xml->p, xml->n, &error), error);
    assert_int_equal(cj_standard_wording(cj_catalogue_find(c, urn)), CJ_WORDING_OFFICIAL);
    cj_catalogue_unref(c);
}

static void test_published(void **state)
{
    static const char *const urns[] = {"SFJED1", "SFJED4", "SFJGC202"};
    if (access(SHARED "criteria.tsv", R_OK) != 0) {
        print_message("skipped: no %s here\n", SHARED);
        skip();
    }
    for (size_t i = 0; i < CJI_COUNT(urns); i++) {
        char path[128];
        cj_error *error = NULL;
        cj_catalogue *c;
        cji_buf xml;
        snprintf(path, sizeof path, SHARED "%s.published.txt", urns[i]);
        cji_buf_init(&xml, *state, SIZE_MAX);
        assert_ok(cj_nos_import_file(*state, path, NULL, collect, &xml, &error), error);
        c = imported(*state, &xml);
        assert_string_equal(cj_standard_urn(cj_catalogue_at(c, 0)), urns[i]);
        assert_int_equal(cj_standard_wording(cj_catalogue_at(c, 0)), CJ_WORDING_OFFICIAL);
        check_facts(cj_catalogue_at(c, 0), urns[i]);
        check_overlay(*state, &xml, urns[i]);
        cj_catalogue_unref(c);
        cj_error_unref(error);
        cji_buf_fini(&xml);
    }
}

/* ---- a sample of each layout ----------------------------------------------------------------- */

static const struct {
    const char *name;
    int32_t field;
} fields[] = {
    {"date_approved", CJ_NOS_DATE_APPROVED},
    {"review_date", CJ_NOS_REVIEW_DATE},
    {"developed_by", CJ_NOS_DEVELOPED_BY},
    {"occupation", CJ_NOS_OCCUPATION},
    {"keyword", CJ_NOS_KEYWORD},
    {"scope_range", CJ_NOS_SCOPE_RANGE},
    {"behaviour", CJ_NOS_BEHAVIOUR},
    {"skill", CJ_NOS_SKILL},
    {"glossary", CJ_NOS_GLOSSARY},
    {"link", CJ_NOS_LINK},
};

/* All entries of a field with '|' between them; a date by its value. */
static void join_field(const cj_standard *s, int32_t field, char out[LINE])
{
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < cj_standard_meta_count(s, field); i++) {
        const char *value = cj_standard_meta_attr(s, field, i, "value");
        n += (size_t)snprintf(out + n, LINE - n, "%s%s", i > 0 ? "|" : "",
                              value != NULL ? value : cj_standard_meta(s, field, i));
    }
}

static void check_meta(const cj_standard *s, const char *sample, char *cell[8])
{
    char is[LINE] = "";
    if (strcmp(cell[1], "version") == 0)
        snprintf(is, sizeof is, "%s", cj_standard_version(s) != NULL ? cj_standard_version(s) : "");
    for (size_t i = 0; i < CJI_COUNT(fields); i++) {
        if (strcmp(fields[i].name, cell[1]) == 0)
            join_field(s, fields[i].field, is);
    }
    if (strcmp(is, cell[2]) != 0)
        fail_msg("%s: %s is \"%s\", not \"%s\"", sample, cell[1], is, cell[2]);
}

static bool has_code(const cj_error *error, cj_status code)
{
    for (size_t i = 0; i < cj_error_count(error); i++) {
        if (cj_error_code(error, i) == code)
            return true;
    }
    return false;
}

/* Every note and problem names the file and a line of it. */
static void check_places(const cj_error *error, const char *path)
{
    for (size_t i = 0; i < cj_error_count(error); i++) {
        assert_string_equal(cj_error_file(error, i), path);
        if (cj_error_code(error, i) != CJ_E_IMPORT_URN)
            assert_true(cj_error_line(error, i) >= 1 && cj_error_column(error, i) >= 1);
    }
}

static void check_item(const cj_standard *s, const char *sample, size_t at, char *cell[8])
{
    const cj_item *item = cj_standard_item(s, at);
    if (item == NULL)
        fail_msg("%s: %s is missing", sample, cell[1]);
    if (strcmp(cj_item_address(item), cell[1]) != 0 ||
        strcmp(cj_item_heading(item), cell[2]) != 0 || strcmp(cj_item_text(item), cell[3]) != 0)
        fail_msg("%s: %s [%s] %s\n        is wanted: %s [%s] %s", sample, cj_item_address(item),
                 cj_item_heading(item), cj_item_text(item), cell[1], cell[2], cell[3]);
}

static void check_sample(cj_context *ctx, const char *name)
{
    char path[256], line[LINE], *cell[8];
    cj_error *error = NULL;
    cj_catalogue *c;
    const cj_standard *s;
    cji_buf xml;
    cj_status status;
    size_t at = 0;
    FILE *f;
    snprintf(path, sizeof path, SAMPLES "%s.tsv", name);
    f = fopen(path, "r");
    assert_non_null(f);
    snprintf(path, sizeof path, SAMPLES "%s.txt", name);
    cji_buf_init(&xml, ctx, SIZE_MAX);
    status = cj_nos_import_file(ctx, path, "BGDWS7", collect, &xml, &error);
    if (status != CJ_OK && status != CJ_E_IMPORT_INCOMPLETE)
        fail_msg("%s: %s", name, last_problem(error));
    check_places(error, path);
    c = imported(ctx, &xml);
    s = cj_catalogue_at(c, 0);
    assert_int_equal(cj_standard_incomplete(s), status != CJ_OK);
    while (fgets(line, sizeof line, f) != NULL) {
        cut(line, cell);
        if (strcmp(cell[0], "exit") == 0 && (status != CJ_OK) != atoi(cell[1]))
            fail_msg("%s: status %d: %s", name, (int)status, last_problem(error));
        else if (strcmp(cell[0], "note") == 0 && !has_code(error, atoi(cell[1])))
            fail_msg("%s: no note %s", name, cell[1]);
        else if (strcmp(cell[0], "title") == 0)
            assert_string_equal(cj_standard_title(s), cell[1]);
        else if (strcmp(cell[0], "item") == 0)
            check_item(s, name, at++, cell);
        else if (strcmp(cell[0], "meta") == 0)
            check_meta(s, name, cell);
    }
    assert_int_equal(at, cj_standard_item_count(s));
    fclose(f);
    cj_catalogue_unref(c);
    cj_error_unref(error);
    cji_buf_fini(&xml);
}

static int is_sample(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);
    return n > 4 && strcmp(entry->d_name + n - 4, ".txt") == 0;
}

static void test_samples(void **state)
{
    struct dirent **names;
    int n = scandir(SAMPLES, &names, is_sample, alphasort);
    assert_true(n >= 24);
    for (int i = 0; i < n; i++) {
        names[i]->d_name[strlen(names[i]->d_name) - 4] = '\0';
        check_sample(*state, names[i]->d_name);
        free(names[i]);
    }
    free(names);
}

/* ---- what is refused ------------------------------------------------------------------------- */

static const char small[] = "Mend a chair\nOverview\nAbout chairs.\nPerformance criteria\n"
                            "1. find the fault\n2. glue the joint\nKnowledge and understanding\n"
                            "1. kinds of glue\n";

static cj_status import(cj_context *ctx, const char *name, const void *bytes, size_t size,
                        const char *urn, cji_buf *xml, cj_error **error)
{
    return cj_nos_import_memory(ctx, name, bytes, size, urn, collect, xml, error);
}

static void test_refused(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        int32_t line;
    } rows[] = {
        {"", 0, 0},
        {"%PDF-1.4\n", 9, 1},
        {"PK\003\004 and so on", 14, 1},
        {"<!DOCTYPE html><p>text</p>", 26, 1},
        {"a letter to nobody\n\nin three lines\n", 35, 3},
        {"Performance criteria\nYou must be able to:\n", 42, 2},
        {"one\ntwo\0three\n", 14, 2},
        {"one\ntwo \x81\n", 10, 2},
    };
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_error *error = NULL;
        cji_buf xml;
        cji_buf_init(&xml, *state, SIZE_MAX);
        assert_int_equal(import(*state, "t", rows[i].bytes, rows[i].size, "A1", &xml, &error),
                         CJ_E_IMPORT_REFUSED);
        assert_int_equal(xml.n, 0);
        assert_int_equal(cj_error_line(error, cj_error_count(error) - 1), rows[i].line);
        cj_error_unref(error);
        cji_buf_fini(&xml);
    }
}

static void test_urn(void **state)
{
    static const struct {
        const char *name, *text, *given, *urn; /* urn NULL: refused */
    } rows[] = {
        {"t.txt", "", "AB&C 7", "AB&C7"},       {"t.txt", "", NULL, NULL},
        {"dir/ABC12.txt", "", NULL, "ABC12"},   {"t.txt", "XYZ7\n", NULL, "XYZ7"},
        {"t.txt", "URN: XYZ8\n", NULL, "XYZ8"}, {"ABC12", "XYZ7\n", "DEF1", "DEF1"},
    };
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_error *error = NULL;
        cj_status status;
        cji_buf text, xml;
        cji_buf_init(&text, *state, SIZE_MAX);
        cji_buf_init(&xml, *state, SIZE_MAX);
        cji_buf_puts(&text, rows[i].text);
        cji_buf_puts(&text, small);
        status = import(*state, rows[i].name, text.p, text.n, rows[i].given, &xml, &error);
        assert_int_equal(status, rows[i].urn != NULL ? CJ_OK : CJ_E_IMPORT_REFUSED);
        if (rows[i].urn != NULL) {
            cj_catalogue *c = imported(*state, &xml);
            assert_string_equal(cj_standard_urn(cj_catalogue_at(c, 0)), rows[i].urn);
            assert_string_equal(cj_standard_title(cj_catalogue_at(c, 0)), "Mend a chair");
            cj_catalogue_unref(c);
        }
        cj_error_unref(error);
        cji_buf_fini(&text);
        cji_buf_fini(&xml);
    }
}

static void test_limits(void **state)
{
    static const struct {
        int32_t limit;
        int64_t most;
    } rows[] = {{CJ_LIMIT_INPUT_BYTES, 40}, {CJ_LIMIT_TEXT_BYTES, 40}, {CJ_LIMIT_REPEATS, 4}};
    cj_error *error = NULL;
    cji_buf xml;
    cji_buf_init(&xml, *state, SIZE_MAX);
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        int64_t before = cj_context_limit(*state, rows[i].limit);
        assert_ok(cj_context_set_limit(*state, rows[i].limit, rows[i].most), NULL);
        assert_int_equal(import(*state, "t", small, sizeof small - 1, "A1", &xml, &error),
                         CJ_E_LIMIT);
        assert_ok(cj_context_set_limit(*state, rows[i].limit, before), NULL);
        cj_error_unref(error);
        error = NULL;
    }
    assert_int_equal(xml.n, 0);
    assert_int_equal(import(*state, "t", small, sizeof small - 1, "no/", &xml, &error),
                     CJ_E_MISUSE);
    assert_int_equal(
        cj_nos_import_memory(*state, "t", small, sizeof small - 1, "A1", stop, NULL, &error),
        CJ_E_STOPPED);
    assert_int_equal(cj_nos_import_file(*state, "no such file", "A1", collect, &xml, &error),
                     CJ_E_NOT_FOUND);
    cj_error_unref(error);
    cji_buf_fini(&xml);
}

/* ---- memory that runs out -------------------------------------------------------------------- */

static int import_once(cj_context *ctx, void *user)
{
    const cji_buf *text = user;
    cj_error *error = NULL;
    cji_buf xml;
    cj_status status;
    cji_buf_init(&xml, ctx, SIZE_MAX);
    status = import(ctx, "t", text->p, text->n, "BGDWS7", &xml, &error);
    /* What is written is never less than all of it. */
    if (status != CJ_OK && status != CJ_E_IMPORT_INCOMPLETE && xml.n > 0)
        fail_msg("a definition was written with status %d", (int)status);
    cj_error_unref(error);
    cji_buf_fini(&xml);
    return status == CJ_OK || status == CJ_E_IMPORT_INCOMPLETE;
}

static void test_allocations(void **state)
{
    static const char *const samples[] = {"margin", "labels-in-a-column", "numbers-lost"};
    for (size_t i = 0; i < CJI_COUNT(samples); i++) {
        char path[128];
        cj_error *error = NULL;
        cji_buf text;
        snprintf(path, sizeof path, SAMPLES "%s.txt", samples[i]);
        cji_buf_init(&text, *state, SIZE_MAX);
        assert_ok(cji_file_read(*state, path, &text, &error), error);
        assert_true(fault_sweep_some(import_once, &text) > 10);
        cji_buf_fini(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_published, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_samples, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_refused, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_urn, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_limits, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_allocations, context_make, context_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
