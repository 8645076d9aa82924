/* SPDX-License-Identifier: MIT */
/* cjustice nos import: the published text of a standard made into a definition. */
#include "cli.h"

#include <string.h>

#define NOTES_MAX 100000 /* every repair is told */

/* ---- --match --------------------------------------------------------------------------------- */

static void put_pair(const cj_item *item, const cj_item *shipped)
{
    cli_text line = {0};
    cli_text_printf(&line, "%-7s", cj_item_address(item));
    cli_put_wrapped(stdout, cli_text_get(&line), "       ", cj_item_text(item));
    cli_text_clear(&line);
    cli_text_puts(&line, "     = ");
    cli_text_puts(&line, shipped != NULL ? cj_item_text(shipped) : "(nothing)");
    cli_put_wrapped(stdout, "", "       ", cli_text_get(&line));
    cli_text_free(&line);
}

/* Says where the structure of an item is another; 1 if it is. */
static size_t differs(const cj_item *item, const cj_item *shipped)
{
    if (shipped == NULL) {
        printf("differs: %s is not in the definition that ships\n", cj_item_address(item));
        return 1;
    }
    if (cj_item_section(item) == cj_item_section(shipped))
        return 0;
    printf("differs: %s is in %s %d; in the definition that ships it is in %d\n",
           cj_item_address(item), cj_item_part(item) == 'P' ? "element" : "group",
           (int)cj_item_section(item), (int)cj_item_section(shipped));
    return 1;
}

static int match(const cj_standard *imported, const cj_standard *shipped)
{
    size_t n = cj_standard_item_count(imported), different = 0;
    for (size_t i = 0; i < n; i++) {
        const cj_item *item = cj_standard_item(imported, i);
        const cj_item *other = cj_standard_find_item(shipped, cj_item_address(item));
        put_pair(item, other);
        different += differs(item, other);
    }
    for (size_t i = 0; i < cj_standard_item_count(shipped); i++) {
        const char *address = cj_item_address(cj_standard_item(shipped, i));
        if (cj_standard_find_item(imported, address) != NULL)
            continue;
        printf("differs: %s of the definition that ships is not in the text\n", address);
        different++;
    }
    printf("%s: %zu items paired with %s, %zu differences in structure\n",
           cj_standard_urn(imported), n, cj_standard_file(shipped), different);
    return different > 0 ? CLI_FINDING : CLI_DONE;
}

/* Pairs the definition in `xml` with the one of its URN that is loaded. */
static int match_shipped(cli_app *app, const cli_text *xml)
{
    cj_catalogue *imported = NULL;
    const cj_standard *fresh, *shipped;
    cj_error *error = NULL;
    cj_status status;
    int result = cli_load(app, LOAD_CATALOGUE);
    if (result != CLI_DONE)
        return result;
    status = cj_catalogue_new(app->context, &imported, &error);
    if (status == CJ_OK)
        status = cj_catalogue_add_memory(imported, app->arguments[0], xml->p, xml->n, &error);
    result = cli_result(app, status, error);
    if (status != CJ_OK)
        goto done;
    fresh = cj_catalogue_at(imported, 0);
    shipped = cj_catalogue_find(app->catalogue, cj_standard_urn(fresh));
    if (shipped == NULL)
        result = cli_fail(app, CJ_E_NOT_FOUND, NULL, "no standard %s to match with",
                          cj_standard_urn(fresh));
    else
        result = match(fresh, shipped);
done:
    cj_catalogue_unref(imported);
    return result;
}

/* ---- nos import ------------------------------------------------------------------------------ */

int cli_nos_import(cli_app *app)
{
    bool matched = app->option[OPT_MATCH] != NULL;
    cli_text xml = {0};
    cj_error *error = NULL;
    cj_status status = cj_context_set_limit(app->context, CJ_LIMIT_PROBLEMS, NOTES_MAX);
    int result, other = CLI_DONE;
    if (status == CJ_OK)
        status = cj_nos_import_file(app->context, app->arguments[0], app->option[OPT_URN],
                                    cli_text_write, &xml, &error);
    result = cli_input_result(app, status, error);
    if (result <= CLI_FINDING && (!matched || app->option[OPT_OUTPUT] != NULL))
        other = cli_save(app, &xml);
    if (result <= CLI_FINDING && other == CLI_DONE && matched)
        other = match_shipped(app, &xml);
    cli_text_free(&xml);
    return other > result ? other : result;
}
