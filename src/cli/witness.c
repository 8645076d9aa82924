/* SPDX-License-Identifier: MIT */
/* cjustice witness: somebody else signs that a log only grows. */
#include "cli.h"

#include <cjustice/audit.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define READ_MAX ((size_t)1 << 20)

int cli_number(cli_app *app, const char *what, const char *text, uint64_t *out)
{
    char *end = NULL;
    errno = 0;
    *out = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || errno != 0)
        return cli_usage(app, "%s is a number from 0, not %s", what, text);
    return CLI_DONE;
}

int cli_read(cli_app *app, const char *path, cli_text *out)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    char piece[4096];
    size_t n = 1;
    int result = CLI_DONE;
    if (file == NULL)
        return cli_fail(app, CJ_E_NOT_FOUND, path, "%s", strerror(errno));
    while (n > 0 && out->n <= READ_MAX) {
        n = fread(piece, 1, sizeof piece, file);
        cli_text_add(out, piece, n);
    }
    if (out->n > READ_MAX)
        result = cli_fail(app, CJ_E_LIMIT, path, "longer than what is wanted here can be");
    else if (ferror(file) != 0)
        result = cli_fail(app, CJ_E_NOT_FOUND, path, "cannot be read");
    else if (out->failed)
        result = cli_fail(app, CJ_E_MEMORY, NULL, "memory ran out");
    if (file != stdin)
        fclose(file);
    return result;
}

int cli_witness_init(cli_app *app)
{
    const char *dir = app->arguments[0];
    cj_error *error = NULL;
    cj_status status = cj_witness_create(app->context, dir, app->option[OPT_ORIGIN], &error);
    int result = cli_result(app, status, error);
    if (result == CLI_DONE) {
        cli_put(stdout, dir);
        puts(": a new witness; give its file vkey to whoever verifies");
    }
    return result;
}

int cli_witness_ask(cli_app *app)
{
    cli_text text = {0};
    cj_error *error = NULL;
    uint64_t old = 0;
    cj_status status;
    int result = CLI_DONE;
    if (app->option[OPT_OLD] != NULL)
        result = cli_number(app, "--old", app->option[OPT_OLD], &old);
    if (result != CLI_DONE)
        return result;
    status =
        cj_audit_ask_witness(app->context, app->arguments[0], old, cli_text_write, &text, &error);
    result = cli_result(app, status, error);
    if (result == CLI_DONE)
        result = cli_save(app, &text);
    cli_text_free(&text);
    return result;
}

int cli_witness_answer(cli_app *app)
{
    cli_text vkey = {0}, request = {0}, line = {0};
    cj_error *error = NULL;
    cj_status status;
    int result = cli_read(app, app->option[OPT_LOG], &vkey);
    if (result == CLI_DONE)
        result = cli_read(app, app->arguments[1], &request);
    if (result == CLI_DONE) {
        status =
            cj_witness_answer(app->context, app->arguments[0], cli_text_get(&vkey),
                              cli_text_get(&request), request.n, cli_text_write, &line, &error);
        result = cli_result(app, status, error);
    }
    if (result == CLI_DONE)
        result = cli_save(app, &line);
    cli_text_free(&vkey);
    cli_text_free(&request);
    cli_text_free(&line);
    return result;
}
