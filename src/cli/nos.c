/* SPDX-License-Identifier: MIT */
/* cjustice nos: the catalogue of standards. */
#include "cli.h"

#include <string.h>

static size_t count_part(const cj_standard *s, int32_t part)
{
    size_t n = 0;
    for (size_t i = 0; i < cj_standard_item_count(s); i++) {
        const cj_item *item = cj_standard_item(s, i);
        n += cj_item_part(item) == part && cj_item_parent(item) == NULL ? 1 : 0;
    }
    return n;
}

static const char *wording(const cj_standard *s)
{
    return cj_standard_wording(s) == CJ_WORDING_OFFICIAL ? "official" : "restated";
}

static const char *known(const char *text)
{
    return text != NULL ? text : "unknown";
}

static const char *title(const cj_standard *s)
{
    return cj_standard_title(s) != NULL ? cj_standard_title(s) : "title unknown";
}

/* ---- nos list -------------------------------------------------------------------------------- */

static void list_text(const cj_standard *s)
{
    cli_text rest = {0};
    cli_put_cell(stdout, cj_standard_urn(s), 10);
    putchar(' ');
    cli_put_cell(stdout, known(cj_standard_version(s)), 8);
    printf("%9zu %10zu  ", count_part(s, 'P'), count_part(s, 'K'));
    puts(wording(s));
    cli_text_puts(&rest, title(s));
    if (cj_standard_incomplete(s) != 0)
        cli_text_puts(&rest, " (incomplete)");
    cli_put_wrapped(stdout, "           ", "           ", cli_text_get(&rest));
    cli_text_free(&rest);
}

static void list_csv(const cj_standard *s)
{
    char criteria[24], knowledge[24];
    snprintf(criteria, sizeof criteria, "%zu", count_part(s, 'P'));
    snprintf(knowledge, sizeof knowledge, "%zu", count_part(s, 'K'));
    const char *const cells[] = {cj_standard_urn(s),
                                 cj_standard_version(s),
                                 criteria,
                                 knowledge,
                                 wording(s),
                                 cj_standard_incomplete(s) != 0 ? "yes" : "no",
                                 cj_standard_title(s)};
    cli_csv_row(stdout, 7, cells);
}

/* The members that list and show have in common, without braces. */
static void head_json(const cj_standard *s)
{
    fputs("\"urn\": ", stdout);
    cli_put_json(stdout, cj_standard_urn(s));
    fputs(", \"version\": ", stdout);
    cli_put_json(stdout, cj_standard_version(s));
    fputs(", \"title\": ", stdout);
    cli_put_json(stdout, cj_standard_title(s));
    printf(", \"wording\": \"%s\", \"incomplete\": %s, \"sha256\": ", wording(s),
           cj_standard_incomplete(s) != 0 ? "true" : "false");
    cli_put_json(stdout, cj_standard_sha256(s));
    printf(", \"criteria\": %zu, \"knowledge\": %zu", count_part(s, 'P'), count_part(s, 'K'));
}

int cli_nos_list(cli_app *app)
{
    static const char *const head[] = {"urn",     "version",    "criteria", "knowledge",
                                       "wording", "incomplete", "title"};
    int result = cli_load(app, LOAD_CATALOGUE);
    if (result != CLI_DONE)
        return result;
    if (app->format == CLI_TEXT)
        puts("URN        version   criteria  knowledge  wording");
    if (app->format == CLI_CSV)
        cli_csv_row(stdout, 7, head);
    for (size_t i = 0; i < cj_catalogue_count(app->catalogue); i++) {
        const cj_standard *s = cj_catalogue_at(app->catalogue, i);
        if (app->format == CLI_JSON) {
            fputs(i > 0 ? ",\n {" : "[{", stdout);
            head_json(s);
            putchar('}');
        } else if (app->format == CLI_CSV) {
            list_csv(s);
        } else {
            list_text(s);
        }
    }
    if (app->format == CLI_JSON)
        puts(cj_catalogue_count(app->catalogue) > 0 ? "]" : "[]");
    return CLI_DONE;
}

/* ---- nos show -------------------------------------------------------------------------------- */

static const struct {
    int32_t field;
    const char *name;
    bool early; /* shown before the items in text */
} metas[] = {
    {CJ_NOS_OVERVIEW, "overview", true},
    {CJ_NOS_EXPECTATION, "expectation", false},
    {CJ_NOS_TARGET_GROUP, "target_group", true},
    {CJ_NOS_ELEMENT, "element", false},
    {CJ_NOS_SCOPE_RANGE, "scope_range", false},
    {CJ_NOS_BEHAVIOUR, "behaviour", false},
    {CJ_NOS_SKILL, "skill", false},
    {CJ_NOS_VALUE, "value", false},
    {CJ_NOS_GLOSSARY, "glossary", false},
    {CJ_NOS_LINK, "link", false},
    {CJ_NOS_DEVELOPED_BY, "developed_by", true},
    {CJ_NOS_DATE_APPROVED, "date_approved", true},
    {CJ_NOS_REVIEW_DATE, "review_date", true},
    {CJ_NOS_VALIDITY, "validity", true},
    {CJ_NOS_STATUS, "status", true},
    {CJ_NOS_CATEGORY, "category", true},
    {CJ_NOS_ORIGINATING_ORGANISATION, "originating_organisation", true},
    {CJ_NOS_ORIGINAL_URN, "original_urn", true},
    {CJ_NOS_REPLACED_BY, "replaced_by", true},
    {CJ_NOS_SOC_CODE, "soc_code", false},
    {CJ_NOS_OCCUPATION, "occupation", false},
    {CJ_NOS_SUITE, "suite", false},
    {CJ_NOS_KEYWORD, "keyword", false},
    {CJ_NOS_NOTE, "note", false},
    {CJ_NOS_LICENCE, "licence", false},
    {CJ_NOS_SOURCE, "source", false},
};

static void meta_text(const cj_standard *s, size_t row)
{
    cli_text first = {0};
    for (size_t i = 0; i < cj_standard_meta_count(s, metas[row].field); i++) {
        cli_text_clear(&first);
        cli_text_puts(&first, i > 0 ? "    " : "  ");
        cli_text_words(&first, i > 0 ? "" : metas[row].name);
        cli_text_puts(&first, i > 0 ? "" : ": ");
        cli_put_wrapped(stdout, cli_text_get(&first), "    ",
                        cj_standard_meta(s, metas[row].field, i));
    }
    cli_text_free(&first);
}

static void item_text(const cj_item *item, const char **heading)
{
    cli_text first = {0};
    const char *indent = cj_item_parent(item) != NULL ? "    " : "  ";
    if (strcmp(cj_item_heading(item), *heading) != 0) {
        *heading = cj_item_heading(item);
        putchar('\n');
        if (**heading != '\0')
            cli_put_wrapped(stdout, "  ", "  ", *heading);
    }
    cli_text_printf(&first, "%s%-6s", indent, cj_item_address(item));
    cli_put_wrapped(stdout, cli_text_get(&first), "            ", cj_item_text(item));
    cli_text_free(&first);
}

static void show_text(const cj_standard *s)
{
    int32_t part = 0;
    const char *heading = "";
    cli_text head = {0};
    cli_text_printf(&head, "%s version %s: ", cj_standard_urn(s), known(cj_standard_version(s)));
    cli_text_puts(&head, title(s));
    cli_put_wrapped(stdout, "", "  ", cli_text_get(&head));
    cli_text_free(&head);
    printf("%zu criteria, %zu statements of knowledge; wording %s%s\n", count_part(s, 'P'),
           count_part(s, 'K'), wording(s), cj_standard_incomplete(s) != 0 ? "; incomplete" : "");
    for (size_t i = 0, n = 0; i < sizeof metas / sizeof *metas; i++) {
        if (!metas[i].early)
            continue;
        if (cj_standard_meta_count(s, metas[i].field) > 0 && n++ == 0)
            putchar('\n');
        meta_text(s, i);
    }
    for (size_t i = 0; i < cj_standard_item_count(s); i++) {
        const cj_item *item = cj_standard_item(s, i);
        if (cj_item_part(item) != part) {
            part = cj_item_part(item);
            heading = "";
            puts(part == 'P' ? "\nPerformance criteria" : "\nKnowledge and understanding");
        }
        item_text(item, &heading);
    }
    for (size_t i = 0, n = 0; i < sizeof metas / sizeof *metas; i++) {
        if (metas[i].early || metas[i].field == CJ_NOS_ELEMENT)
            continue;
        if (cj_standard_meta_count(s, metas[i].field) > 0 && n++ == 0)
            puts("\nBeside the items");
        meta_text(s, i);
    }
}

static void show_csv(const cj_standard *s)
{
    static const char *const head[] = {"urn", "part", "element_or_section", "number", "text"};
    cli_csv_row(stdout, 5, head);
    for (size_t i = 0; i < cj_standard_item_count(s); i++) {
        const cj_item *item = cj_standard_item(s, i);
        const char part[2] = {(char)cj_item_part(item), '\0'};
        const char *const cells[] = {cj_standard_urn(s), part, cj_item_heading(item),
                                     cj_item_number(item), cj_item_text(item)};
        cli_csv_row(stdout, 5, cells);
    }
}

static void meta_json(const cj_standard *s, size_t row)
{
    static const char *const attrs[] = {"id",  "name",    "number", "label", "under",
                                        "urn", "version", "href",   "value"};
    printf(",\n  \"%s\": [", metas[row].name);
    for (size_t i = 0; i < cj_standard_meta_count(s, metas[row].field); i++) {
        fputs(i > 0 ? ",\n    {\"text\": " : "\n    {\"text\": ", stdout);
        cli_put_json(stdout, cj_standard_meta(s, metas[row].field, i));
        for (size_t j = 0; j < sizeof attrs / sizeof *attrs; j++) {
            const char *value = cj_standard_meta_attr(s, metas[row].field, i, attrs[j]);
            if (value == NULL)
                continue;
            printf(", \"%s\": ", attrs[j]);
            cli_put_json(stdout, value);
        }
        putchar('}');
    }
    putchar(']');
}

static void item_json(const cj_item *item)
{
    const cj_item *parent = cj_item_parent(item);
    fputs("{\"item\": ", stdout);
    cli_put_json(stdout, cj_item_address(item));
    printf(", \"part\": \"%c\", \"number\": ", (char)cj_item_part(item));
    cli_put_json(stdout, cj_item_number(item));
    fputs(", \"parent\": ", stdout);
    cli_put_json(stdout, parent != NULL ? cj_item_address(parent) : NULL);
    fputs(", \"heading\": ", stdout);
    cli_put_json(stdout, cj_item_heading(item));
    fputs(", \"label\": ", stdout);
    cli_put_json(stdout, cj_item_label(item));
    fputs(", \"text\": ", stdout);
    cli_put_json(stdout, cj_item_text(item));
    putchar('}');
}

static void show_json(const cj_standard *s)
{
    putchar('{');
    head_json(s);
    fputs(",\n  \"items\": [", stdout);
    for (size_t i = 0; i < cj_standard_item_count(s); i++) {
        fputs(i > 0 ? ",\n    " : "\n    ", stdout);
        item_json(cj_standard_item(s, i));
    }
    putchar(']');
    for (size_t i = 0; i < sizeof metas / sizeof *metas; i++) {
        if (cj_standard_meta_count(s, metas[i].field) > 0)
            meta_json(s, i);
    }
    puts("}");
}

int cli_nos_show(cli_app *app)
{
    const cj_standard *s;
    int result = cli_load(app, LOAD_CATALOGUE);
    if (result != CLI_DONE)
        return result;
    s = cj_catalogue_find(app->catalogue, app->arguments[0]);
    if (s == NULL)
        return cli_fail(app, CJ_E_NOT_FOUND, NULL, "no standard %s; `cjustice nos list` has all",
                        app->arguments[0]);
    if (app->format == CLI_JSON)
        show_json(s);
    else if (app->format == CLI_CSV)
        show_csv(s);
    else
        show_text(s);
    return CLI_DONE;
}

/* ---- nos validate ---------------------------------------------------------------------------- */

/* That a file is not valid is the answer, a finding; that it cannot be read is not. */
int cli_nos_validate(cli_app *app)
{
    int worst = CLI_DONE;
    for (int i = 0; i < app->narguments; i++) {
        cj_error *error = NULL;
        cj_status status = cj_nos_validate_file(app->context, app->arguments[i], &error);
        int one = cli_input_result(app, status, error);
        if (one == CLI_REFUSED && status != CJ_E_NOT_FOUND && status != CJ_E_IO)
            one = CLI_FINDING;
        cli_put(stdout, app->arguments[i]);
        puts(one == CLI_DONE ? ": valid" : one == CLI_FINDING ? ": not valid" : ": not read");
        worst = one > worst ? one : worst;
    }
    return worst;
}
