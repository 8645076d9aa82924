/* SPDX-License-Identifier: MIT */
/* cjustice disclose, erase, backup, restore. */
#include "cli.h"

#include <cjustice/rights.h>

#include <inttypes.h>

/* What has to be done before the file leaves the house; not in the file, and not on its way. */
static void remind(const cj_disclosed *done)
{
    fprintf(stderr,
            "review before anything is released: %zu text%s flagged, %zu part%s withheld\n"
            "before sending: ",
            done->flagged, cli_plural(done->flagged), done->withheld, cli_plural(done->withheld));
    if (done->safe_contact[0] != '\0') {
        fputs("safe contact: ", stderr);
        cli_put(stderr, done->safe_contact);
        fputc('\n', stderr);
    } else {
        fputs("no safe contact is recorded for the person: ask\n", stderr);
    }
}

int cli_disclose(cli_app *app)
{
    cli_text text = {0};
    cj_disclosed done = CJ_DISCLOSED_INIT;
    cj_error *error = NULL;
    cj_status status;
    int result = cli_open(app, 0);
    if (result != CLI_DONE)
        return result;
    status = cj_session_disclose(app->session, app->arguments[1], NULL, cli_text_write, &text,
                                 &done, &error);
    result = cli_result(app, status, error);
    if (result == CLI_DONE)
        result = cli_save(app, &text);
    if (result == CLI_DONE)
        remind(&done);
    cli_text_free(&text);
    return result;
}

int cli_erase(cli_app *app)
{
    cj_erasure what = CJ_ERASURE_INIT;
    cj_error *error = NULL;
    size_t erased = 0;
    cj_status status;
    int result = cli_code(app, OPT_REASON, CJ_ACT_ERASED, CJ_FIELD_ERASURE_REASON, &what.reason);
    if (result == CLI_DONE)
        result = cli_open(app, 0);
    if (result != CLI_DONE)
        return result;
    if (app->many[OPT_ACT].n > 0)
        what.acts = app->values + app->many[OPT_ACT].first;
    what.count = app->many[OPT_ACT].n;
    what.authority = app->option[OPT_AUTHORITY];
    status = cj_session_erase(app->session, app->arguments[1], &what, &erased, &error);
    result = cli_result(app, status, error);
    if (result == CLI_DONE || erased > 0) {
        cli_put(stdout, app->arguments[1]);
        printf(": %zu act%s erased\n", erased, cli_plural(erased));
    }
    return result;
}

/* The library makes the file: it must not be there, not even empty. */
int cli_backup(cli_app *app)
{
    const char *to = app->option[OPT_OUTPUT];
    cj_error *error = NULL;
    uint64_t size = 0;
    cj_status status;
    int result;
    app->option[OPT_OUTPUT] = NULL;
    result = cli_open(app, 0);
    if (result != CLI_DONE)
        return result;
    status = cj_session_backup(app->session, to, &size, &error);
    result = cli_result(app, status, error);
    if (result == CLI_DONE) {
        cli_put(stdout, to);
        printf(": a copy of the store as of entry %" PRIu64 " of its log\n", size);
    }
    return result;
}

int cli_restore(cli_app *app)
{
    cj_restored done = CJ_RESTORED_INIT;
    cj_error *error = NULL;
    cj_identity who = cli_identity(app);
    cj_status status;
    int result = cli_load(app, LOAD_POLICY);
    if (result != CLI_DONE)
        return result;
    status = cj_store_restore(app->context, app->arguments[0], app->arguments[1], app->policy, &who,
                              &done, &error);
    result = cli_result(app, status, error);
    if (result != CLI_DONE)
        return result;
    cli_put(stdout, app->arguments[0]);
    printf(": restored; %zu act%s erased again; %" PRIu64 " unit%s with %" PRIu64
           " entr%s lost since the backup\n",
           done.erased, cli_plural(done.erased), done.lost, cli_plural(done.lost), done.acts,
           done.acts == 1 ? "y" : "ies");
    return CLI_DONE;
}
