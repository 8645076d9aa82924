/* SPDX-License-Identifier: MIT */
/* The catalogue: overlays and versions, directories. */
#include "support/support.h"

#include <cjustice/catalogue.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static cj_catalogue *new_catalogue(cj_context *ctx)
{
    cj_catalogue *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_catalogue_new(ctx, &c, &error), error);
    return c;
}

/* ---- small definitions ----------------------------------------------------------------------- */

#define WIDTH 2048

/* A definition with `items` criteria; version may be NULL. */
static const char *definition(char out[WIDTH], const char *urn, const char *version,
                              const char *wording, int items)
{
    int n = snprintf(out, WIDTH, "<standard xmlns='urn:cjustice:nos:1' urn='%s' wording='%s'", urn,
                     wording);
    if (version != NULL)
        n += snprintf(out + n, WIDTH - (size_t)n, " version='%s'", version);
    n += snprintf(out + n, WIDTH - (size_t)n, "><title>t</title><performance-criteria>");
    for (int i = 1; i <= items; i++)
        n += snprintf(out + n, WIDTH - (size_t)n,
                      "<criterion id='p%d' number='%d'><text>c</text></criterion>", i, i);
    snprintf(out + n, WIDTH - (size_t)n, "</performance-criteria></standard>");
    return out;
}

static cj_status add(cj_catalogue *c, const char *name, const char *urn, const char *version,
                     const char *wording, int items, cj_error **error)
{
    char text[WIDTH];
    definition(text, urn, version, wording, items);
    return cj_catalogue_add_memory(c, name, text, strlen(text), error);
}

static void assert_found(cj_catalogue *c, const char *key, const char *file)
{
    const cj_standard *s = cj_catalogue_find(c, key);
    if (s == NULL)
        fail_msg("%s is not found", key);
    assert_string_equal(cj_standard_file(s), file);
}

/* ---- overlays and versions ------------------------------------------------------------------- */

static void test_versions(void **state)
{
    cj_catalogue *c = new_catalogue(*state);
    cj_error *error = NULL;
    static const char *const order[][2] = {{"A", NULL},   {"A", "2"},  {"A", "2.9"},
                                           {"A", "2.10"}, {"A", "10"}, {"B1", "1"}};
    assert_ok(add(c, "10", "A", "10", "restated", 1, &error), error);
    assert_ok(add(c, "2.10", "A", "2.10", "restated", 1, &error), error);
    assert_ok(add(c, "b", "B 1", "1", "restated", 1, &error), error);
    assert_ok(add(c, "2.9", "A", "2.9", "restated", 1, &error), error);
    assert_ok(add(c, "2", "A", "2", "restated", 1, &error), error);
    assert_ok(add(c, "none", "A", NULL, "restated", 1, &error), error);
    assert_int_equal(cj_catalogue_count(c), CJI_COUNT(order));
    for (size_t i = 0; i < CJI_COUNT(order); i++) {
        const cj_standard *s = cj_catalogue_at(c, i);
        assert_string_equal(cj_standard_urn(s), order[i][0]);
        if (order[i][1] == NULL)
            assert_null(cj_standard_version(s));
        else
            assert_string_equal(cj_standard_version(s), order[i][1]);
    }
    assert_null(cj_catalogue_at(c, CJI_COUNT(order)));
    assert_found(c, "A", "none"); /* the last overlay, though its version is the lowest */
    assert_found(c, "A@2.10", "2.10");
    assert_found(c, " B1 @ 1", "b");
    assert_null(cj_catalogue_find(c, "A@3"));
    assert_null(cj_catalogue_find(c, "A@"));
    assert_null(cj_catalogue_find(c, "a"));
    assert_null(cj_catalogue_find(c, ""));
    assert_null(cj_catalogue_find(c, NULL));
    cj_catalogue_unref(c);
}

static void test_overlays(void **state)
{
    cj_catalogue *c = new_catalogue(*state);
    cj_error *error = NULL;
    const cj_standard *old;
    assert_ok(add(c, "first", "A", "1", "restated", 2, &error), error);
    old = cj_catalogue_find(c, "A");
    assert_ok(add(c, "second", "A", "1", "restated", 3, &error), error);
    assert_int_equal(cj_catalogue_count(c), 1);
    assert_found(c, "A@1", "second");
    assert_string_equal(cj_standard_file(old), "first"); /* still valid */
    assert_ok(add(c, "official", "A", "1", "official", 3, &error), error);
    assert_found(c, "A", "official");
    assert_ok(add(c, "restated", "A", "1", "restated", 2, &error), error);
    assert_found(c, "A", "restated");
    /* Official wording with other items: P3 is too much. */
    assert_int_equal(add(c, "other", "A", "1", "official", 3, &error), CJ_E_NOS);
    assert_int_equal(cj_error_count(error), 1);
    assert_non_null(strstr(cj_error_message(error, 0), "P3"));
    assert_found(c, "A", "restated");
    assert_int_equal(add(c, "other", "A", "1", "official", 1, &error), CJ_E_NOS);
    assert_non_null(strstr(cj_error_message(error, 1), "P2 is missing"));
    cj_error_unref(error);
    cj_catalogue_unref(c);
}

static void test_known_version_replaces_unknown(void **state)
{
    cj_catalogue *c = new_catalogue(*state);
    cj_error *error = NULL;
    assert_ok(add(c, "unknown", "A", NULL, "restated", 2, &error), error);
    assert_ok(add(c, "other", "A", "1", "official", 3, &error), error);
    assert_int_equal(cj_catalogue_count(c), 2); /* other items: another version */
    assert_ok(add(c, "known", "A", "2", "official", 2, &error), error);
    assert_int_equal(cj_catalogue_count(c), 2);
    assert_found(c, "A", "known");
    assert_found(c, "A@1", "other");
    assert_ok(add(c, "unknown again", "A", NULL, "restated", 2, &error), error);
    assert_int_equal(cj_catalogue_count(c), 3);
    assert_found(c, "A", "unknown again");
    cj_catalogue_unref(c);
}

/* One file full of problems is not read to its end; the next is read as ever, into the same error.
 */
static void test_more_problems_than_are_told(void **state)
{
    cj_catalogue *c = new_catalogue(*state);
    cj_error *error = NULL;
    char text[WIDTH] = "<standard xmlns='urn:cjustice:nos:1' urn='B' wording='restated'>";
    for (int i = 0; i < 300; i++)
        strcat(text, "<x/>");
    strcat(text, "</standard>");
    assert_int_equal(cj_catalogue_add_memory(c, "b", text, strlen(text), &error), CJ_E_LIMIT);
    assert_int_equal(cj_error_count(error), 100);
    assert_int_equal(cj_error_total(error), 102); /* the one too many, and that it was */
    assert_ok(add(c, "a", "A", "1", "restated", 1, &error), error);
    assert_int_equal(cj_error_total(error), 102);
    cj_error_unref(error);
    cj_catalogue_unref(c);
}

static void test_shared_is_frozen(void **state)
{
    cj_catalogue *c = new_catalogue(*state), *other = cj_catalogue_ref(c);
    cj_error *error = NULL;
    assert_ptr_equal(c, other);
    assert_int_equal(add(c, "a", "A", "1", "restated", 1, &error), CJ_E_FROZEN);
    assert_int_equal(cj_catalogue_add_file(c, "x", NULL), CJ_E_FROZEN);
    assert_int_equal(cj_catalogue_add_dir(c, "standards", NULL), CJ_E_FROZEN);
    cj_catalogue_unref(other);
    assert_ok(add(c, "a", "A", "1", "restated", 1, &error), error);
    assert_null(cj_catalogue_ref(NULL));
    cj_catalogue_unref(NULL);
    cj_error_unref(error);
    cj_catalogue_unref(c);
}

/* ---- directories ----------------------------------------------------------------------------- */

static void put_file(const char *dir, const char *name, const char *text)
{
    char path[300];
    FILE *f;
    snprintf(path, sizeof path, "%s/nos/%s", dir, name);
    f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
}

static void test_directory(void **state)
{
    static const char *const names[] = {"a.xml", "b.xml", "c.xml", "d.xml.gz", "e.txt", ".f.xml"};
    char dir[] = "/tmp/cjustice-nos-XXXXXX", path[300], text[WIDTH];
    cj_catalogue *c = new_catalogue(*state);
    cj_error *error = NULL;
    assert_non_null(mkdtemp(dir));
    assert_ok(cj_catalogue_add_dir(c, dir, &error), error); /* no nos/: nothing to add */
    snprintf(path, sizeof path, "%s/nos", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    put_file(dir, "a.xml", "not XML");
    put_file(dir, "b.xml", definition(text, "B", "1", "restated", 1));
    put_file(dir, "c.xml", definition(text, "B", "1", "restated", 2));    /* a second B@1 */
    put_file(dir, "d.xml.gz", definition(text, "D", "2", "restated", 1)); /* plain is fine */
    put_file(dir, "e.txt", definition(text, "E", "2", "restated", 1));
    put_file(dir, ".f.xml", definition(text, "F", "2", "restated", 1));
    assert_int_equal(cj_catalogue_add_dir(c, dir, &error), CJ_E_XML_SYNTAX);
    assert_int_equal(cj_error_count(error), 2);
    assert_int_equal(cj_error_code(error, 1), CJ_E_NOS_DUPLICATE);
    assert_int_equal(cj_error_line(error, 1), 1);
    assert_int_equal(cj_catalogue_count(c), 2);
    assert_int_equal(cj_standard_item_count(cj_catalogue_find(c, "B")), 1);
    assert_non_null(cj_catalogue_find(c, "D@2"));
    for (size_t i = 0; i < CJI_COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/nos/%s", dir, names[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/nos", dir);
    rmdir(path);
    rmdir(dir);
    assert_int_equal(cj_catalogue_add_dir(c, dir, NULL), CJ_E_NOT_FOUND);
    assert_int_equal(cj_catalogue_add_file(c, path, NULL), CJ_E_NOT_FOUND);
    assert_int_equal(cj_nos_validate_file(*state, path, NULL), CJ_E_NOT_FOUND);
    cj_error_unref(error);
    cj_catalogue_unref(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_versions, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_overlays, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_known_version_replaces_unknown, context_make,
                                        context_drop),
        cmocka_unit_test_setup_teardown(test_more_problems_than_are_told, context_make,
                                        context_drop),
        cmocka_unit_test_setup_teardown(test_shared_is_frozen, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_directory, context_make, context_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
