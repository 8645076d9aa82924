/* SPDX-License-Identifier: MIT */
/* The reader: all of the format, all that is wrong with a file, and agreement with the schema. */
#include "support/support.h"

#include <cjustice/catalogue.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <zlib.h>

#define CORPUS                                                                                     \
    "tests/nos/corpus/" /* valid, and invalid by schema and reader or by the reader alone */

static char *slurp(cj_context *ctx, const char *path)
{
    cji_buf b;
    cj_error *error = NULL;
    char *text;
    cji_buf_init(&b, ctx, 1 << 20);
    assert_ok(cji_file_read(ctx, path, &b, &error), error);
    text = strdup(cji_buf_text(&b));
    cji_buf_fini(&b);
    return text;
}

/* ---- the schema ------------------------------------------------------------------------------ */

static void silent(void *user, const char *format, ...)
{
    (void)user, (void)format;
}

static xmlSchemaPtr schema_open(void)
{
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt("standards/schema/nos.xsd");
    xmlSchemaPtr schema = xmlSchemaParse(parser);
    xmlSchemaFreeParserCtxt(parser);
    assert_non_null(schema);
    return schema;
}

static int schema_accepts(xmlSchemaPtr schema, const char *text)
{
    xmlDocPtr doc = xmlReadMemory(text, (int)strlen(text), "in.xml", NULL,
                                  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    xmlSchemaValidCtxtPtr valid = xmlSchemaNewValidCtxt(schema);
    int result;
    assert_non_null(doc);
    xmlSchemaSetValidErrors(valid, silent, silent, NULL);
    result = xmlSchemaValidateDoc(valid, doc);
    xmlSchemaFreeValidCtxt(valid);
    xmlFreeDoc(doc);
    return result == 0;
}

/* ---- the corpus ------------------------------------------------------------------------------ */

/* Every file of a directory of the corpus, in the order of names. */
static void each_file(const char *dir, void (*check)(cj_context *, const char *, void *),
                      cj_context *ctx, void *user, size_t least)
{
    struct dirent **names;
    int n = scandir(dir, &names, NULL, alphasort);
    size_t files = 0;
    assert_true(n > 0);
    for (int i = 0; i < n; i++) {
        char path[300];
        snprintf(path, sizeof path, "%s/%s", dir, names[i]->d_name);
        if (names[i]->d_name[0] != '.') {
            check(ctx, path, user);
            files++;
        }
        free(names[i]);
    }
    free(names);
    assert_true(files >= least);
}

static void check_valid(cj_context *ctx, const char *path, void *schema)
{
    cj_error *error = NULL;
    char *text = slurp(ctx, path);
    cj_status status = cj_nos_validate_file(ctx, path, &error);
    if (status != CJ_OK || cj_error_count(error) > 0)
        fail_msg("%s: %d %s", path, (int)status, last_problem(error));
    if (!schema_accepts(schema, text))
        fail_msg("%s: the schema refuses it", path);
    free(text);
}

/* What the reader finds, as the file says it: "expect 7:5:CJ-0501 ...". */
static void hold_to_expected(cj_context *ctx, const char *path, const char *text)
{
    cj_error *error = NULL;
    cj_status status = cj_nos_validate_file(ctx, path, &error);
    const char *expected = strstr(text, "<!-- expect ");
    char found[400] = "<!-- expect ";
    if (status == CJ_OK || expected == NULL)
        fail_msg("%s: accepted, or nothing expected", path);
    for (size_t i = 0; i < cj_error_count(error); i++)
        snprintf(found + strlen(found), sizeof found - strlen(found), "%d:%d:CJ-%04d ",
                 (int)cj_error_line(error, i), (int)cj_error_column(error, i),
                 (int)cj_error_code(error, i));
    if (strncmp(found, expected, strlen(found)) != 0 || expected[strlen(found)] != '-')
        fail_msg("%s: found %s", path, found);
    cj_error_unref(error);
}

static void check_both_refuse(cj_context *ctx, const char *path, void *schema)
{
    char *text = slurp(ctx, path);
    hold_to_expected(ctx, path, text);
    if (schema_accepts(schema, text))
        fail_msg("%s: the schema accepts it", path);
    free(text);
}

static void check_reader_refuses(cj_context *ctx, const char *path, void *schema)
{
    char *text = slurp(ctx, path);
    hold_to_expected(ctx, path, text);
    if (!schema_accepts(schema, text))
        fail_msg("%s: the schema refuses it, so it belongs in invalid/schema", path);
    free(text);
}

/* The reader refuses all that the schema refuses; what it refuses besides is in invalid/reader. */
static void test_reader_and_schema_agree(void **state)
{
    xmlSchemaPtr schema = schema_open();
    each_file("standards/nos", check_valid, *state, schema, 5);
    each_file(CORPUS "valid", check_valid, *state, schema, 15);
    each_file(CORPUS "invalid/schema", check_both_refuse, *state, schema, 25);
    each_file(CORPUS "invalid/reader", check_reader_refuses, *state, schema, 15);
    xmlSchemaFree(schema);
}

/* ---- one thing wrong at a time --------------------------------------------------------------- */

/* Each row changes full.xml in one place; BLIND: the schema cannot see it. */
enum { SEES, BLIND };
static const struct broken {
    const char *find, *replace;
    cj_status code;
    int line, column, schema;
} broken_rows[] = {
    {"TST A&amp;B 1", "TST_1", CJ_E_NOS, 3, 1, SEES},
    {"TST A&amp;B 1", " TST1", CJ_E_NOS, 3, 1, SEES},
    {"TST A&amp;B 1", "", CJ_E_NOS, 3, 1, SEES},
    {" urn=\"TST A&amp;B 1\"", "", CJ_E_XML_ATTRIBUTE, 3, 1, SEES},
    {"version=\"2.1\"", "version=\"V2\"", CJ_E_NOS, 3, 1, SEES},
    {"version=\"2.1\"", "version=\"02\"", CJ_E_NOS, 3, 1, SEES},
    {"version=\"2.1\"", "version=\"2.\"", CJ_E_NOS, 3, 1, SEES},
    {"wording=\"official\"", "wording=\"mine\"", CJ_E_VALUE_CODE, 3, 1, SEES},
    {" wording=\"official\"", "", CJ_E_XML_ATTRIBUTE, 3, 1, SEES},
    {" wording=\"official\"", " wording=\"official\" incomplete=\"1\"", CJ_E_VALUE_CODE, 3, 1,
     SEES},
    {" wording=\"official\"", " wording=\"official\" colour=\"red\"", CJ_E_XML_ATTRIBUTE, 3, 1,
     SEES},
    {"<paragraph>One.</paragraph>", "<paragraph> </paragraph>", CJ_E_VALUE_TEXT, 7, 5, SEES},
    {"<paragraph>One.</paragraph>", "<p>One.</p>", CJ_E_XML_ELEMENT, 7, 5, SEES},
    {"<paragraph>One.</paragraph>", "<paragraph>O<b>n</b></paragraph>", CJ_E_XML_TEXT, 7, 16, SEES},
    {"id=\"x1\"", "id=\"1x\"", CJ_E_VALUE_ID, 9, 5, SEES},
    {"id=\"x1\"", "id=\"e1\"", CJ_E_NOS_DUPLICATE, 15, 5, BLIND},
    {"<paragraph>Testers.</paragraph>", "", CJ_E_NOS, 11, 3, SEES},
    {"<paragraph>Testers.</paragraph>", "Testers.", CJ_E_XML_TEXT, 11, 3, SEES},
    {"<element id=\"e2\" number=\"2\">", "<element id=\"e2\" number=\"3\">", CJ_E_NOS, 16, 5,
     BLIND},
    {"<element id=\"e2\" number=\"2\">", "<element id=\"e2\" number=\"1\">", CJ_E_NOS_DUPLICATE, 16,
     5, BLIND},
    {"id=\"p1\" number=\"1\"", "id=\"p1\" number=\"0\"", CJ_E_VALUE_NUMBER, 19, 5, SEES},
    {"id=\"p1\" number=\"1\"", "id=\"p1\" number=\"1a\"", CJ_E_VALUE_NUMBER, 19, 5, SEES},
    {"id=\"p1\" number=\"1\"", "id=\"p1\" number=\"2\"", CJ_E_NOS, 19, 5, BLIND},
    {"id=\"p2\" number=\"2\"", "id=\"p2\" number=\"1\"", CJ_E_NOS_DUPLICATE, 22, 5, BLIND},
    {"number=\"4\" gap=\"printed\"", "number=\"4\"", CJ_E_NOS, 27, 5, BLIND},
    {"gap=\"printed\"", "gap=\"yes\"", CJ_E_VALUE_CODE, 27, 5, SEES},
    {"<text>end</text>", "", CJ_E_NOS, 27, 5, SEES},
    {"<text>end</text>", "<text>end</text><text>end</text>", CJ_E_XML_ELEMENT, 28, 23, SEES},
    {"number=\"2.1\" label=\"a\"", "number=\"3.1\" label=\"a\"", CJ_E_NOS, 24, 7, BLIND},
    {"number=\"2.2\" label=\"b\"", "number=\"2.3\" label=\"b\"", CJ_E_NOS, 25, 7, BLIND},
    {"number=\"2.2\" label=\"b\"", "number=\"2.1\" label=\"b\"", CJ_E_NOS_DUPLICATE, 25, 7, BLIND},
    {"number=\"2.2\" label=\"b\"", "number=\"2\" label=\"b\"", CJ_E_VALUE_NUMBER, 25, 7, SEES},
    {"label=\"b\"", "label=\" \"", CJ_E_VALUE_TEXT, 25, 7, SEES},
    {"<text>that</text>", "<text>that</text><criterion id=\"q\" number=\"2.1\"/>", CJ_E_XML_ELEMENT,
     25, 67, SEES},
    {"ref=\"e2\"", "ref=\"e3\"", CJ_E_NOS_REFERENCE, 27, 5, BLIND},
    {"ref=\"e2\"", "ref=\"p1\"", CJ_E_NOS_REFERENCE, 27, 5, BLIND},
    {"ref=\"e2\"", "", CJ_E_XML_ATTRIBUTE, 27, 5, BLIND},
    {"ref=\"e2\"", "ref=\"e1\"", CJ_E_NOS_REFERENCE, 16, 5, BLIND},
    {"id=\"k2\" number=\"2\"", "id=\"k2\" number=\"1\"", CJ_E_NOS_DUPLICATE, 37, 7, BLIND},
    {"<heading>Law</heading>", "<heading/>", CJ_E_VALUE_TEXT, 33, 7, SEES},
    {"under=\"s1\"", "under=\"s9\"", CJ_E_NOS_REFERENCE, 45, 5, BLIND},
    {"under=\"s1\"", "under=\"e1\"", CJ_E_NOS_REFERENCE, 45, 5, BLIND},
    {"<entry id=\"b1\">", "<entry>", CJ_E_XML_ATTRIBUTE, 48, 5, SEES},
    {"<term name=\"limb\">", "<term>", CJ_E_XML_ATTRIBUTE, 57, 5, SEES},
    {"href=\"https://example.org/nos\"", "href=\"javascript:x\"", CJ_E_VALUE_TEXT, 61, 5, SEES},
    {"value=\"2015-08\"", "value=\"2015-13\"", CJ_E_VALUE_DATE, 66, 5, SEES},
    {"value=\"2015-08\"", "value=\"2015-02-29\"", CJ_E_VALUE_DATE, 66, 5, BLIND},
    {" value=\"2015-08\"", "", CJ_E_XML_ATTRIBUTE, 66, 5, SEES},
    {"<replaced-by version=\"1\"> TST 9 ", "<replaced-by version=\"1\">no_urn", CJ_E_NOS, 73, 5,
     SEES},
    {"<validity>Current</validity>", "<validity>Current</validity><validity>No</validity>",
     CJ_E_XML_ELEMENT, 68, 33, SEES},
    {"<category>Test</category>", "<category>Test</category><validity2/>", CJ_E_XML_ELEMENT, 70, 30,
     SEES},
    {"<status>Tailored</status>", "<status>Tailored</status><developed-by>x</developed-by>",
     CJ_E_XML_ELEMENT, 69, 30, SEES},
    {"<keyword>one</keyword><keyword>two: three</keyword>", "", CJ_E_NOS, 77, 5, SEES},
    {"<source>Made up</source>", "<source><a/></source>", CJ_E_XML_ELEMENT, 80, 13, SEES},
};

static char *changed(const char *text, const char *find, const char *replace)
{
    const char *at = strstr(text, find);
    size_t before, n = strlen(text) + strlen(replace) + 1;
    char *out = malloc(n);
    if (at == NULL)
        fail_msg("%s is not in the text", find);
    before = (size_t)(at - text);
    snprintf(out, n, "%.*s%s%s", (int)before, text, replace, at + strlen(find));
    return out;
}

static void test_broken(void **state)
{
    char *full = slurp(*state, CORPUS "valid/full.xml");
    xmlSchemaPtr schema = schema_open();
    for (size_t i = 0; i < CJI_COUNT(broken_rows); i++) {
        const struct broken *row = &broken_rows[i];
        char *text = changed(full, row->find, row->replace);
        cj_error *error = NULL;
        size_t at = 0;
        cj_status status = cj_nos_validate_memory(*state, "full.xml", text, strlen(text), &error);
        assert_int_not_equal(status, CJ_OK);
        while (at < cj_error_count(error) &&
               (cj_error_code(error, at) != row->code || cj_error_line(error, at) != row->line ||
                cj_error_column(error, at) != row->column))
            at++;
        if (at == cj_error_count(error))
            fail_msg("row %zu (%s): last problem: %s", i, row->replace, last_problem(error));
        assert_string_equal(cj_error_file(error, at), "full.xml");
        if (schema_accepts(schema, text) != (row->schema == BLIND))
            fail_msg("row %zu (%s): the schema disagrees", i, row->replace);
        cj_error_unref(error);
        free(text);
    }
    xmlSchemaFree(schema);
    free(full);
}

static void test_hostile(void **state)
{
    static const struct {
        const char *text;
        cj_status expected;
    } rows[] = {
        {"", CJ_E_XML_SYNTAX},
        {"<standard/>", CJ_E_XML_NAMESPACE},
        {"<case xmlns='urn:cjustice:nos:1'/>", CJ_E_XML_ELEMENT},
        {"<!DOCTYPE standard [<!ENTITY a 'b'>]><standard xmlns='urn:cjustice:nos:1'>&a;</standard>",
         CJ_E_XML_DOCTYPE},
        {"<standard xmlns='urn:cjustice:nos:1'><title>&a;</title></standard>", CJ_E_XML_SYNTAX},
        {"<standard xmlns='urn:cjustice:nos:1'><title xmlns='urn:x'/></standard>",
         CJ_E_XML_NAMESPACE},
        {"<standard xmlns='urn:cjustice:nos:1'><title>\xff</title></standard>", CJ_E_XML_ENCODING},
        {"<standard xmlns='urn:cjustice:nos:1' urn='A' wording='official'>", CJ_E_XML_SYNTAX},
        {"\x1f\x8b\x08\x00garbage", CJ_E_GZIP},
    };
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_error *error = NULL;
        cj_status status =
            cj_nos_validate_memory(*state, "in", rows[i].text, strlen(rows[i].text), &error);
        size_t at = 0;
        assert_int_not_equal(status, CJ_OK);
        while (at < cj_error_count(error) && cj_error_code(error, at) != rows[i].expected)
            at++;
        if (at == cj_error_count(error))
            fail_msg("row %zu: %d %s", i, (int)status, last_problem(error));
        cj_error_unref(error);
        assert_int_not_equal(
            cj_nos_validate_memory(*state, "in", rows[i].text, strlen(rows[i].text), NULL), CJ_OK);
    }
}

/* A file cut anywhere is refused, and a file with one byte changed is never a surprise. */
static void test_cut_and_changed(void **state)
{
    char *full = slurp(*state, CORPUS "valid/full.xml");
    size_t n = strlen(full);
    for (size_t i = 0; i + 1 < n; i++) {
        cj_error *error = NULL;
        char was = full[i];
        if (i + 2 < n) /* the last byte is a newline */
            assert_int_not_equal(cj_nos_validate_memory(*state, "cut", full, i, &error), CJ_OK);
        full[i] = "<\"&>/\xc3 9"[i % 8];
        (void)cj_nos_validate_memory(*state, "changed", full, n, &error);
        full[i] = was;
        cj_error_unref(error);
    }
    free(full);
}

/* More items than the limit allows stop the reading; a deep tree stops in core. */
static void test_limits(void **state)
{
    cji_buf b;
    cj_error *error = NULL;
    (void)state;
    for (int deep = 0; deep < 2; deep++) {
        cj_context *ctx = NULL;
        assert_int_equal(cj_context_new(NULL, &ctx, NULL), CJ_OK);
        assert_int_equal(cj_context_set_limit(ctx, CJ_LIMIT_REPEATS, 50), CJ_OK);
        cji_buf_init(&b, ctx, 1 << 20);
        cji_buf_puts(&b, "<standard xmlns='urn:cjustice:nos:1' urn='A' wording='official'>"
                         "<title>t</title><performance-criteria>");
        for (int i = 1; i <= 70; i++)
            cji_buf_printf(&b,
                           deep ? "<x>"
                                : "<criterion id='p%d' number='%d'><text>t</text>"
                                  "</criterion>",
                           i, i);
        if (!deep)
            cji_buf_puts(&b, "</performance-criteria></standard>");
        error = NULL;
        cj_status status = cj_nos_validate_memory(ctx, "in", b.p, b.n, &error);
        assert_int_equal(status, deep ? CJ_E_XML_DEPTH : CJ_E_LIMIT);
        cj_error_unref(error);
        cji_buf_fini(&b);
        cj_context_unref(ctx);
    }
}

/* ---- what was read --------------------------------------------------------------------------- */

static void check_full_entries(const cj_standard *s)
{
    static const struct {
        int32_t field;
        size_t count;
        const char *text, *attr, *value; /* of the last entry */
    } rows[] = {
        {CJ_NOS_OVERVIEW, 2, "Two.", "id", NULL},
        {CJ_NOS_EXPECTATION, 1, "Be patient.", "id", "x1"},
        {CJ_NOS_TARGET_GROUP, 1, "Testers.", "id", NULL},
        {CJ_NOS_ELEMENT, 2, "End", "number", "2"},
        {CJ_NOS_SCOPE_RANGE, 2, "here", "under", "s1"},
        {CJ_NOS_BEHAVIOUR, 1, "kind", "id", "b1"},
        {CJ_NOS_SKILL, 1, "listening", "label", NULL},
        {CJ_NOS_VALUE, 1, "fairness", "id", "v1"},
        {CJ_NOS_GLOSSARY, 1, "A part of a criterion.", "name", "limb"},
        {CJ_NOS_LINK, 2, "A page", "href", "https://example.org/nos"},
        {CJ_NOS_DEVELOPED_BY, 2, "Testers Apart", "id", NULL},
        {CJ_NOS_DATE_APPROVED, 1, "August 2015", "value", "2015-08"},
        {CJ_NOS_REVIEW_DATE, 1, "2020", "value", "2020"},
        {CJ_NOS_ORIGINAL_URN, 1, "TST A&B 0", "id", NULL},
        {CJ_NOS_REPLACED_BY, 1, "TST 9", "version", "1"},
        {CJ_NOS_SOC_CODE, 1, "3565", "id", NULL},
        {CJ_NOS_KEYWORD, 2, "two: three", "id", NULL},
        {CJ_NOS_NOTE, 1, "None of this is real.", "no such attribute", NULL},
        {CJ_NOS_LICENCE, 1, "MIT", "href", "https://example.org/licence"},
        {CJ_NOS_SOURCE, 1, "Made up", "href", NULL},
    };
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        size_t n = cj_standard_meta_count(s, rows[i].field);
        const char *value;
        assert_int_equal(n, rows[i].count);
        assert_string_equal(cj_standard_meta(s, rows[i].field, n - 1), rows[i].text);
        value = cj_standard_meta_attr(s, rows[i].field, n - 1, rows[i].attr);
        if (rows[i].value == NULL)
            assert_null(value);
        else
            assert_string_equal(value, rows[i].value);
        assert_null(cj_standard_meta(s, rows[i].field, n));
    }
    assert_int_equal(cj_standard_meta_count(s, 0), 0);
    assert_int_equal(cj_standard_meta_count(s, CJ_NOS_FIELDS + 1), 0);
    assert_int_equal(cj_standard_meta_count(s, -1), 0);
}

static void test_full(void **state)
{
    static const char *const items[][5] = {
        {"P1", "P1", "Begin", "begin", ""},   {"P2", "", "Begin", "go on with:", ""},
        {"P2.1", "a", "Begin", "this", "P2"}, {"P2.2", "b", "Begin", "that", "P2"},
        {"P4", "", "End", "end", ""},         {"K1", "K1", "Law", "acts", ""},
        {"K2", "", "", "the rest:", ""},      {"K2.1", "", "", "a part", "K2"},
    };
    cj_catalogue *c = NULL;
    cj_error *error = NULL;
    const cj_standard *s;
    assert_ok(cj_catalogue_new(*state, &c, &error), error);
    assert_ok(cj_catalogue_add_file(c, CORPUS "valid/full.xml", &error), error);
    s = cj_catalogue_find(c, "TSTA&B1");
    assert_non_null(s);
    assert_ptr_equal(s, cj_catalogue_find(c, "TST A&B 1@2.1"));
    assert_string_equal(cj_standard_urn(s), "TSTA&B1");
    assert_string_equal(cj_standard_printed_urn(s), "TST A&B 1");
    assert_string_equal(cj_standard_version(s), "2.1");
    assert_string_equal(cj_standard_title(s), "Everything that a definition may hold");
    assert_string_equal(cj_standard_file(s), CORPUS "valid/full.xml");
    assert_int_equal(cj_standard_wording(s), CJ_WORDING_OFFICIAL);
    assert_int_equal(cj_standard_incomplete(s), 0);
    assert_int_equal(cj_standard_item_count(s), CJI_COUNT(items));
    for (size_t i = 0; i < CJI_COUNT(items); i++) {
        const cj_item *item = cj_standard_item(s, i);
        const cj_item *parent = cj_item_parent(item);
        assert_string_equal(cj_item_address(item), items[i][0]);
        assert_int_equal(cj_item_part(item), items[i][0][0]);
        assert_string_equal(cj_item_number(item), items[i][0] + 1);
        assert_string_equal(cj_item_label(item), items[i][1]);
        assert_string_equal(cj_item_heading(item), items[i][2]);
        assert_string_equal(cj_item_text(item), items[i][3]);
        assert_string_equal(parent != NULL ? cj_item_address(parent) : "", items[i][4]);
        assert_ptr_equal(cj_standard_find_item(s, items[i][0]), item);
        assert_ptr_equal(cj_item_standard(item), s);
    }
    assert_int_equal(cj_item_limb_count(cj_standard_find_item(s, "P2")), 2);
    assert_int_equal(cj_item_section(cj_standard_find_item(s, "P2.1")), 1);
    assert_int_equal(cj_item_section(cj_standard_find_item(s, "K2")), 2);
    assert_string_equal(cj_item_id(cj_standard_find_item(s, "K2.1")), "k2a");
    assert_null(cj_standard_find_item(s, "P3"));
    assert_null(cj_standard_find_item(s, "E1"));
    assert_null(cj_standard_find_item(s, ""));
    assert_null(cj_standard_item(s, CJI_COUNT(items)));
    assert_int_equal(cj_standard_element_count(s), 2);
    assert_string_equal(cj_standard_element_heading(s, 0), "Begin");
    check_full_entries(s);
    cj_catalogue_unref(c);
}

/* The digest is of the definition, so that a compressed copy is the same definition. */
static void test_gzip(void **state)
{
    char *text = slurp(*state, CORPUS "valid/full.xml");
    unsigned char packed[8192];
    z_stream z = {.next_in = (unsigned char *)text,
                  .avail_in = (unsigned)strlen(text),
                  .next_out = packed,
                  .avail_out = sizeof packed};
    cj_catalogue *a = NULL, *b = NULL;
    cj_error *error = NULL;
    cji_piece piece = {text, strlen(text)};
    uint8_t digest[CJI_HASH];
    char hex[2 * CJI_HASH + 1];
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    assert_ok(cj_catalogue_new(*state, &a, &error), error);
    assert_ok(cj_catalogue_new(*state, &b, &error), error);
    assert_ok(cj_catalogue_add_memory(a, "a", text, strlen(text), &error), error);
    assert_ok(cj_catalogue_add_memory(b, "b.gz", packed, z.total_out, &error), error);
    assert_ok(cji_sha256(*state, &piece, 1, digest), error);
    cji_hex(digest, CJI_HASH, hex);
    assert_string_equal(cj_standard_sha256(cj_catalogue_at(a, 0)), hex);
    assert_string_equal(cj_standard_sha256(cj_catalogue_at(b, 0)), hex);
    assert_int_equal(cj_catalogue_add_memory(b, "cut.gz", packed, z.total_out / 2, &error),
                     CJ_E_GZIP);
    cj_error_unref(error);
    deflateEnd(&z);
    cj_catalogue_unref(a);
    cj_catalogue_unref(b);
    free(text);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static int load_under_fault(cj_context *ctx, void *user)
{
    cj_catalogue *c = NULL;
    cj_error *error = NULL;
    cj_status status = cj_catalogue_new(ctx, &c, &error);
    for (int i = 0; i < 2 && status == CJ_OK; i++) {
        size_t before = cj_catalogue_count(c);
        status = cj_catalogue_add_memory(c, "in", user, strlen(user), &error);
        assert_int_equal(cj_catalogue_count(c), status == CJ_OK ? 1 : before);
    }
    if (status == CJ_OK)
        assert_non_null(cj_catalogue_find(c, "A@1"));
    cj_catalogue_unref(c);
    cj_error_unref(error);
    assert_true(status == CJ_OK || status == CJ_E_MEMORY || status == CJ_E_LIMIT ||
                status == CJ_E_CRYPTO);
    return status == CJ_OK;
}

static void test_survives_memory(void **state)
{
    static char text[] =
        "<standard xmlns='urn:cjustice:nos:1' urn='A' version='1' wording='restated'><title>t"
        "</title><elements><element id='e1' number='1'>e</element></elements>"
        "<performance-criteria><criterion id='p1' number='1' ref='e1'><text>one</text>"
        "<criterion id='p1a' number='1.1'><text>limb</text></criterion></criterion>"
        "</performance-criteria><knowledge-and-understanding><group><heading>h</heading>"
        "<statement id='k1' number='1'><text>one</text></statement></group>"
        "</knowledge-and-understanding></standard>";
    (void)state;
    assert_true(fault_sweep(load_under_fault, text) > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reader_and_schema_agree, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_broken, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_hostile, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_cut_and_changed, context_make, context_drop),
        cmocka_unit_test(test_limits),
        cmocka_unit_test_setup_teardown(test_full, context_make, context_drop),
        cmocka_unit_test_setup_teardown(test_gzip, context_make, context_drop),
        cmocka_unit_test(test_survives_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
