/* SPDX-License-Identifier: MIT */
/* cjustice init, record, export. */
#include "cli.h"

#include <string.h>

int cli_init(cli_app *app)
{
    cj_error *error = NULL;
    cj_identity who = cli_identity(app);
    cj_status status;
    int result = cli_load(app, LOAD_POLICY);
    if (result != CLI_DONE)
        return result;
    status = cj_store_create(app->context, app->arguments[0], app->option[OPT_ORIGIN], app->policy,
                             &who, &error);
    result = cli_result(app, status, error);
    if (result == CLI_DONE) {
        cli_put(stdout, app->arguments[0]);
        puts(": a new store, with its audit log and key");
    }
    return result;
}

typedef struct recorded {
    const char *file;
    size_t added, known;
    cj_status status;
} recorded;

static void put_recorded(const cli_app *app, const recorded *r, bool first)
{
    char added[24], known[24], code[16] = "";
    if (r->status != CJ_OK)
        snprintf(code, sizeof code, "CJ-%04d", (int)r->status);
    if (app->format == CLI_JSON) {
        fputs(first ? "\n  {\"file\": " : ",\n  {\"file\": ", stdout);
        cli_put_json(stdout, r->file);
        printf(", \"recorded\": %zu, \"recognised\": %zu, \"error\": ", r->added, r->known);
        cli_put_json(stdout, r->status != CJ_OK ? code : NULL);
        putchar('}');
    } else if (app->format == CLI_CSV) {
        snprintf(added, sizeof added, "%zu", r->added);
        snprintf(known, sizeof known, "%zu", r->known);
        const char *const cells[] = {r->file, added, known, code};
        cli_csv_row(stdout, 4, cells);
    } else {
        cli_put(stdout, r->file);
        if (r->status == CJ_OK)
            printf(": %zu act%s recorded, %zu recognised\n", r->added, cli_plural(r->added),
                   r->known);
        else
            puts(": nothing recorded");
    }
}

/* One file; gives the exit status. An input that cannot be read is refused, no fault of the store.
 */
static int record_file(cli_app *app, cli_progress *progress, recorded *r)
{
    cj_error *error = NULL;
    const char *place;
    bool input;
    int result;
    r->status = cj_session_record_file(app->session, r->file, &r->added, &r->known, &error);
    place = cj_error_file(error, 0);
    input = r->status == CJ_E_IO && place != NULL && strcmp(place, r->file) == 0;
    if (error != NULL || app->format == CLI_TEXT)
        cli_progress_clear(progress);
    result = cli_result(app, r->status, error);
    return input ? CLI_REFUSED : result;
}

/* Each file is a unit of its own; after a fault of the store the rest is not tried. */
int cli_record(cli_app *app)
{
    static const char *const head[] = {"file", "recorded", "recognised", "error"};
    cli_progress progress = {.what = "recording"};
    int worst = cli_open(app, 0);
    if (worst != CLI_DONE)
        return worst;
    if (app->format == CLI_JSON)
        fputs("{\"files\": [", stdout);
    if (app->format == CLI_CSV)
        cli_csv_row(stdout, 4, head);
    for (int i = 1; i < app->narguments && worst < CLI_FAULT; i++) {
        recorded r = {.file = app->arguments[i]};
        int one;
        cli_progress_step(&progress, (size_t)i - 1, (size_t)app->narguments - 1);
        one = record_file(app, &progress, &r);
        worst = one > worst ? one : worst;
        put_recorded(app, &r, i == 1);
    }
    cli_progress_clear(&progress);
    if (app->format == CLI_JSON)
        puts("]}");
    return worst;
}

int cli_export(cli_app *app)
{
    cli_text text = {0};
    cj_case *handle = NULL;
    cj_error *error = NULL;
    cj_status status;
    int result = cli_open(app, 0);
    if (result != CLI_DONE)
        return result;
    status = cj_session_open_case(app->session, app->arguments[1], CJ_OPEN_EXPORT, &handle, &error);
    if (status == CJ_OK)
        status = cj_case_write(handle, cli_text_write, &text, &error);
    result = cli_result(app, status, error);
    if (result == CLI_DONE)
        result = cli_save(app, &text);
    cli_text_free(&text);
    cj_case_unref(handle);
    return result;
}
