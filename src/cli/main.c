/* SPDX-License-Identifier: MIT */
/* cjustice: the command of libcjustice. */
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Output that was not written is a fault, whatever the command said. */
static int flush(cli_app *app, int status)
{
    bool bad = ferror(stdout) != 0;
    if (fflush(stdout) != 0 || bad) {
        int fault = cli_fail(app, CJ_E_IO, NULL, "standard output: %s", strerror(errno));
        return fault > status ? fault : status;
    }
    return status;
}

static int run(cli_app *app)
{
    cj_error *error = NULL;
    cj_status status;
    if (app->option[OPT_VERSION] != NULL) {
        printf("cjustice %s (vocabulary %d)\n", cj_version_string(), (int)cj_vocabulary_version());
        return CLI_DONE;
    }
    if (app->option[OPT_HELP] != NULL) {
        if (app->command != NULL)
            cli_help_command(app->command);
        else
            cli_help_all();
        return CLI_DONE;
    }
    status = cj_context_new(NULL, &app->context, &error);
    if (status != CJ_OK)
        return cli_result(app, status, error);
    return app->command->run(app);
}

int main(int argc, char **argv)
{
    cli_app app = {0};
    const char *plain = getenv("NO_COLOR"), *term = getenv("TERM");
    int status;
    app.colour = isatty(STDOUT_FILENO) == 1 && (plain == NULL || *plain == '\0') &&
                 (term == NULL || strcmp(term, "dumb") != 0);
    app.standards = calloc((size_t)argc + 1, sizeof *app.standards);
    app.values = calloc((size_t)argc + 1, sizeof *app.values);
    status = app.standards != NULL && app.values != NULL ? cli_parse(&app, argc, argv) : CLI_FAULT;
    if (status == CLI_DONE)
        status = run(&app);
    status = flush(&app, status);
    cli_close(&app);
    cj_context_unref(app.context);
    free(app.standards);
    free(app.values);
    return status;
}
