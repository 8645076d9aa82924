/* SPDX-License-Identifier: MIT */
/* cjustice nos diff: how one definition became another. */
#include "cli.h"

#include <string.h>
#include <unistd.h>

/* One side: of the catalogue, or of a file. */
typedef struct side {
    cj_catalogue *own; /* of a file */
    const cj_standard *standard;
} side;

static int open_side(cli_app *app, const char *argument, side *out)
{
    cj_error *error = NULL;
    cj_status status;
    int result;
    out->standard = cj_catalogue_find(app->catalogue, argument);
    if (out->standard != NULL || access(argument, F_OK) != 0)
        return cli_find_standard(app, argument, &out->standard);
    status = cj_catalogue_new(app->context, &out->own, &error);
    if (status == CJ_OK)
        status = cj_catalogue_add_file(out->own, argument, &error);
    result = cli_input_result(app, status, error);
    if (result == CLI_DONE)
        out->standard = cj_catalogue_at(out->own, 0);
    return result;
}

static const struct {
    int32_t bit;
    const char *name;
} kinds[] = {{CJ_NOS_ADDED, "added"},
             {CJ_NOS_REMOVED, "removed"},
             {CJ_NOS_REWORDED, "reworded"},
             {CJ_NOS_RENUMBERED, "renumbered"},
             {CJ_NOS_MOVED, "moved"}};
#define KINDS (sizeof kinds / sizeof *kinds)

/* The names of the bits, with what stands between them. */
static void put_kinds(cli_text *to, int32_t how, const char *between)
{
    for (size_t i = 0, n = 0; i < KINDS; i++) {
        if ((how & kinds[i].bit) != 0)
            cli_text_printf(to, "%s%s", n++ > 0 ? between : "", kinds[i].name);
    }
}

typedef struct printer {
    uint32_t format;
    size_t n, of_kind[KINDS];
} printer;

static const char *address(const cj_item *item)
{
    return item != NULL ? cj_item_address(item) : NULL;
}

static const char *text(const cj_item *item)
{
    return item != NULL ? cj_item_text(item) : NULL;
}

static void put_text(const cj_item *before, const cj_item *after, const char *how)
{
    const cj_item *shown = after != NULL ? after : before;
    cli_text first = {0};
    cli_text_printf(&first, "%c %-6s",
                    after == NULL    ? '-'
                    : before == NULL ? '+'
                                     : '~',
                    cj_item_address(shown));
    if (before == NULL || after == NULL) {
        cli_put_wrapped(stdout, cli_text_get(&first), "        ", cj_item_text(shown));
    } else {
        cli_text_puts(&first, how);
        if (strcmp(address(before), address(after)) != 0)
            cli_text_printf(&first, " (was %s)", address(before));
        puts(cli_text_get(&first));
        if (strcmp(text(before), text(after)) != 0) {
            cli_put_wrapped(stdout, "        before: ", "                ", text(before));
            cli_put_wrapped(stdout, "        after:  ", "                ", text(after));
        }
    }
    cli_text_free(&first);
}

static void put_json(const cj_item *before, const cj_item *after, const char *how, bool first)
{
    const struct {
        const char *name, *value;
    } members[] = {{"before", address(before)},
                   {"after", address(after)},
                   {"before_text", text(before)},
                   {"after_text", text(after)}};
    printf("%s\n  {\"how\": [\"%s\"]", first ? "" : ",", how);
    for (size_t i = 0; i < 4; i++) {
        printf(", \"%s\": ", members[i].name);
        cli_put_json(stdout, members[i].value);
    }
    putchar('}');
}

static int32_t put_difference(int32_t how, const cj_item *before, const cj_item *after, void *user)
{
    printer *p = user;
    cli_text names = {0};
    put_kinds(&names, how, p->format == CLI_JSON ? "\", \"" : p->format == CLI_CSV ? " " : ", ");
    for (size_t i = 0; i < KINDS; i++)
        p->of_kind[i] += (how & kinds[i].bit) != 0;
    if (p->format == CLI_JSON) {
        put_json(before, after, cli_text_get(&names), p->n == 0);
    } else if (p->format == CLI_CSV) {
        const char *const cells[] = {cli_text_get(&names), address(before), address(after),
                                     text(before), text(after)};
        cli_csv_row(stdout, 5, cells);
    } else {
        put_text(before, after, cli_text_get(&names));
    }
    p->n++;
    cli_text_free(&names);
    return 0;
}

static void put_key_json(const char *name, const cj_standard *s)
{
    printf("\"%s\": {\"urn\": ", name);
    cli_put_json(stdout, cj_standard_urn(s));
    fputs(", \"version\": ", stdout);
    cli_put_json(stdout, cj_standard_version(s));
    printf(", \"wording\": \"%s\", \"sha256\": \"%s\"},\n ",
           cj_standard_wording(s) == CJ_WORDING_OFFICIAL ? "official" : "restated",
           cj_standard_sha256(s));
}

static int compare(cli_app *app, const cj_standard *before, const cj_standard *after)
{
    static const char *const head[] = {"how", "before", "after", "before_text", "after_text"};
    printer p = {.format = app->format};
    cj_error *error = NULL;
    cj_status status;
    if (app->format == CLI_CSV)
        cli_csv_row(stdout, 5, head);
    if (app->format == CLI_JSON) {
        putchar('{');
        put_key_json("before", before);
        put_key_json("after", after);
        fputs("\"differences\": [", stdout);
    }
    status = cj_standard_compare(before, after, put_difference, &p, &error);
    if (app->format == CLI_JSON)
        puts("]}");
    if (app->format == CLI_TEXT && status == CJ_OK) {
        for (size_t i = 0; i < KINDS; i++)
            printf("%s%zu %s", i > 0 ? ", " : "", p.of_kind[i], kinds[i].name);
        puts(cj_standard_wording(before) != cj_standard_wording(after)
                 ? "\nThe two are worded by different people: that all is reworded is no news."
                 : "");
    }
    return cli_result(app, status, error);
}

int cli_nos_diff(cli_app *app)
{
    side before = {0}, after = {0};
    int result = cli_load(app, LOAD_CATALOGUE);
    if (result == CLI_DONE)
        result = open_side(app, app->arguments[0], &before);
    if (result == CLI_DONE)
        result = open_side(app, app->arguments[1], &after);
    if (result == CLI_DONE)
        result = compare(app, before.standard, after.standard);
    cj_catalogue_unref(before.own);
    cj_catalogue_unref(after.own);
    return result;
}
