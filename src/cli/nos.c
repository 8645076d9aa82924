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

/* The items in which all the words stand, as addresses: " (P3, P5, K1)". */
static void put_hits(const cj_standard *s, const char *words)
{
    cli_text hits = {0};
    size_t place = 0;
    const cj_item *item = cj_standard_next_item(s, words, &place);
    for (int i = 0; item != NULL; i++, item = cj_standard_next_item(s, words, &place))
        cli_text_printf(&hits, "%s%s", i > 0 ? ", " : "", cj_item_address(item));
    if (hits.n > 0)
        cli_put_wrapped(stdout, "           in ", "              ", cli_text_get(&hits));
    cli_text_free(&hits);
}

static void hits_json(const cj_standard *s, const char *words)
{
    size_t place = 0;
    const cj_item *item = cj_standard_next_item(s, words, &place);
    fputs(", \"items\": [", stdout);
    for (int i = 0; item != NULL; i++, item = cj_standard_next_item(s, words, &place)) {
        fputs(i > 0 ? ", " : "", stdout);
        cli_put_json(stdout, cj_item_address(item));
    }
    putchar(']');
}

int cli_nos_list(cli_app *app)
{
    static const char *const head[] = {"urn",     "version",    "criteria", "knowledge",
                                       "wording", "incomplete", "title"};
    cj_nos_query query = CJ_NOS_QUERY_INIT;
    const cj_standard *s;
    size_t place = 0, n = 0;
    int result = cli_load(app, LOAD_CATALOGUE);
    if (result != CLI_DONE)
        return result;
    query.suite = app->option[OPT_SUITE];
    query.occupation = app->option[OPT_OCCUPATION];
    query.keyword = app->option[OPT_KEYWORD];
    query.words = app->option[OPT_WORDS];
    query.latest = app->option[OPT_LATEST] != NULL;
    if (app->format == CLI_TEXT)
        puts("URN        version   criteria  knowledge  wording");
    if (app->format == CLI_CSV)
        cli_csv_row(stdout, 7, head);
    for (; (s = cj_catalogue_next(app->catalogue, &query, &place)) != NULL; n++) {
        if (app->format == CLI_JSON) {
            fputs(n > 0 ? ",\n {" : "[{", stdout);
            head_json(s);
            if (query.words != NULL)
                hits_json(s, query.words);
            putchar('}');
        } else if (app->format == CLI_CSV) {
            list_csv(s);
        } else {
            list_text(s);
            if (query.words != NULL)
                put_hits(s, query.words);
        }
    }
    if (app->format == CLI_JSON)
        puts(n > 0 ? "]" : "[]");
    return CLI_DONE;
}

/* ---- nos show -------------------------------------------------------------------------------- */

/* Shown before the items in text; all others behind them, but for the headings of elements. */
static bool is_early(int32_t field)
{
    static const int32_t early[] = {
        CJ_NOS_OVERVIEW,      CJ_NOS_TARGET_GROUP, CJ_NOS_DEVELOPED_BY,
        CJ_NOS_DATE_APPROVED, CJ_NOS_REVIEW_DATE,  CJ_NOS_VALIDITY,
        CJ_NOS_STATUS,        CJ_NOS_CATEGORY,     CJ_NOS_ORIGINATING_ORGANISATION,
        CJ_NOS_ORIGINAL_URN,  CJ_NOS_REPLACED_BY};
    for (size_t i = 0; i < sizeof early / sizeof *early; i++) {
        if (early[i] == field)
            return true;
    }
    return false;
}

static void meta_text(const cj_standard *s, int32_t field)
{
    cli_text first = {0};
    for (size_t i = 0; i < cj_standard_meta_count(s, field); i++) {
        cli_text_clear(&first);
        cli_text_puts(&first, i > 0 ? "    " : "  ");
        cli_text_words(&first, i > 0 ? "" : cj_nos_field_name(field));
        cli_text_puts(&first, i > 0 ? "" : ": ");
        cli_put_wrapped(stdout, cli_text_get(&first), "    ", cj_standard_meta(s, field, i));
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
    for (int32_t field = 1, n = 0; field <= CJ_NOS_FIELDS; field++) {
        if (!is_early(field))
            continue;
        if (cj_standard_meta_count(s, field) > 0 && n++ == 0)
            putchar('\n');
        meta_text(s, field);
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
    for (int32_t field = 1, n = 0; field <= CJ_NOS_FIELDS; field++) {
        if (is_early(field) || field == CJ_NOS_ELEMENT)
            continue;
        if (cj_standard_meta_count(s, field) > 0 && n++ == 0)
            puts("\nBeside the items");
        meta_text(s, field);
    }
}

static void meta_json(const cj_standard *s, int32_t field)
{
    static const char *const attrs[] = {"id",  "name",    "number", "label", "under",
                                        "urn", "version", "href",   "value"};
    printf(",\n  \"%s\": [", cj_nos_field_name(field));
    for (size_t i = 0; i < cj_standard_meta_count(s, field); i++) {
        fputs(i > 0 ? ",\n    {\"text\": " : "\n    {\"text\": ", stdout);
        cli_put_json(stdout, cj_standard_meta(s, field, i));
        for (size_t j = 0; j < sizeof attrs / sizeof *attrs; j++) {
            const char *value = cj_standard_meta_attr(s, field, i, attrs[j]);
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
    for (int32_t field = 1; field <= CJ_NOS_FIELDS; field++) {
        if (cj_standard_meta_count(s, field) > 0)
            meta_json(s, field);
    }
    puts("}");
}

/* Writes it in one of the library's forms. */
static int write_form(cli_app *app, const cj_standard *s, int32_t form)
{
    const char *day = app->option[OPT_AS_OF];
    cli_text text = {0};
    cj_error *error = NULL;
    cj_date as_of;
    cj_time changed = cj_context_now(app->context);
    cj_status status;
    int result = day != NULL ? cli_day(app, "--as-of", day, &as_of) : CLI_DONE;
    if (result != CLI_DONE)
        return result;
    if (day != NULL)
        (void)cj_time_parse(day, CJ_ZT, &changed); /* a day, as was just seen */
    status = cj_standard_write(s, form, changed, cli_text_write, &text, &error);
    result = cli_result(app, status, error);
    if (result == CLI_DONE)
        result = cli_save(app, &text);
    cli_text_free(&text);
    return result;
}

int cli_find_standard(cli_app *app, const char *key, const cj_standard **out)
{
    *out = cj_catalogue_find(app->catalogue, key);
    if (*out != NULL)
        return CLI_DONE;
    return cli_fail(app, CJ_E_NOT_FOUND, NULL, "no standard %s; `cjustice nos list` has all", key);
}

int cli_nos_show(cli_app *app)
{
    const cj_standard *s;
    int result = cli_load(app, LOAD_CATALOGUE);
    if (result == CLI_DONE)
        result = cli_find_standard(app, app->arguments[0], &s);
    if (result != CLI_DONE)
        return result;
    if (app->format == CLI_CSV)
        return write_form(app, s, CJ_NOS_AS_CSV);
    if (app->format == CLI_JSON)
        show_json(s);
    else
        show_text(s);
    return CLI_DONE;
}

/* ---- nos export ------------------------------------------------------------------------------ */

int cli_nos_export(cli_app *app)
{
    const cj_standard *s;
    int result;
    if (strcmp(app->option[OPT_AS], "case-1.1") != 0)
        return cli_usage(app, "--as is case-1.1, not %s", app->option[OPT_AS]);
    result = cli_load(app, LOAD_CATALOGUE);
    if (result == CLI_DONE)
        result = cli_find_standard(app, app->arguments[0], &s);
    return result == CLI_DONE ? write_form(app, s, CJ_NOS_AS_CASE_1_1) : result;
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
