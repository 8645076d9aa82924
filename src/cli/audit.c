/* SPDX-License-Identifier: MIT */
/* cjustice audit: what the log says of itself. */
#include "cli.h"

#include <cjustice/audit.h>
#include <cjustice/bundle.h>
#include <cjustice/session.h>

#include <inttypes.h>
#include <sys/stat.h>

/* Of a bundle most failures belong to no entry. */
static int print_result(const cj_audit_result *result, bool bundle)
{
    uint64_t size = cj_audit_result_size(result), index = cj_audit_result_failed_index(result);
    const char *root = cj_audit_result_root(result), *why = cj_audit_result_why(result);
    switch (cj_audit_result_verdict(result)) {
    case CJ_AUDIT_CONSISTENT:
        printf("CONSISTENT size=%" PRIu64 " root=%s (not anchored)\n", size, root);
        return CLI_DONE;
    case CJ_AUDIT_ANCHORED:
        printf("ANCHORED size=%" PRIu64 " root=%s to=%" PRIu64 "\n", size, root,
               cj_audit_result_anchored_size(result));
        return CLI_DONE;
    default:
        /* A failure that belongs to no entry: all of them are proven, so the first that is not
         * would be the next. */
        if (index == CJ_AUDIT_NO_INDEX && bundle)
            fputs("FAILED: ", stdout);
        else
            printf("FAILED index=%" PRIu64 ": ", index != CJ_AUDIT_NO_INDEX ? index : size);
        cli_put(stdout, why != NULL ? why : "");
        putchar('\n');
        return CLI_FINDING;
    }
}

/* Whether the witness of --witness has cosigned what is trusted. */
static int check_witness(cli_app *app)
{
    const char *trusted = app->option[OPT_TRUSTED];
    char moment[CJ_TIME_TEXT];
    cli_text vkey = {0};
    cj_error *error = NULL;
    cj_time when;
    int result;
    if (trusted == NULL)
        return cli_usage(app, "--witness is about the checkpoint of --trusted");
    result = cli_read(app, app->option[OPT_WITNESS], &vkey);
    if (result == CLI_DONE) {
        cj_status status =
            cj_witness_check(app->context, trusted, cli_text_get(&vkey), &when, &error);
        result = cli_result(app, status, error);
    }
    if (result == CLI_DONE) {
        cj_time_format(when, moment);
        fprintf(stderr, "note: the witness signed the trusted checkpoint at %s\n", moment);
    }
    cli_text_free(&vkey);
    return result;
}

int cli_audit_verify(cli_app *app)
{
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    const char *path = app->arguments[0], *trusted = app->option[OPT_TRUSTED];
    struct stat there;
    /* A store that is gone may still have its log. */
    bool store = stat(path, &there) == 0 && !S_ISDIR(there.st_mode);
    cj_status status;
    int exit_status = app->option[OPT_WITNESS] != NULL ? check_witness(app) : CLI_DONE;
    if (exit_status != CLI_DONE)
        return exit_status;
    status = store ? cj_store_verify(app->context, path, trusted, &result, &error)
                   : cj_audit_verify(app->context, path, trusted, &result, &error);
    exit_status = cli_result(app, status, error);
    if (status == CJ_OK)
        exit_status = print_result(result, false);
    if (status == CJ_OK && cj_audit_result_lost(result) > 0)
        fprintf(stderr,
                "note: %" PRIu64
                " unit(s) of the log are lost to a restore from a backup, as the log "
                "itself says\n",
                cj_audit_result_lost(result));
    if (status == CJ_OK && cj_audit_result_before(result) > 0)
        fprintf(stderr,
                "note: this log follows another one, of %" PRIu64
                " entries, which was not looked at\n",
                cj_audit_result_before(result));
    cj_audit_result_unref(result);
    return exit_status;
}

/* A bundle without a key proves only that it holds together: anybody can make a key. */
int cli_audit_verify_bundle(cli_app *app)
{
    const char *key = app->option[OPT_KEY];
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    cj_status status = cj_bundle_verify_file(app->context, app->arguments[0], key,
                                             app->option[OPT_TRUSTED], &result, &error);
    int exit_status = cli_result(app, status, error);
    if (status == CJ_OK)
        exit_status = print_result(result, true);
    if (exit_status == CLI_DONE && key == NULL && app->option[OPT_TRUSTED] == NULL)
        fputs("note: by the key that the bundle itself names, which anybody could have made; give "
              "the log's with --key\n",
              stderr);
    cj_audit_result_unref(result);
    return exit_status;
}

static int checkpoint(cli_app *app, bool rotate)
{
    cli_text text = {0};
    cj_error *error = NULL;
    cj_status status;
    int result = cli_open(app, 0);
    if (result != CLI_DONE)
        return result;
    status = rotate ? cj_session_rotate(app->session, app->option[OPT_ORIGIN], cli_text_write,
                                        &text, &error)
                    : cj_session_checkpoint(app->session, cli_text_write, &text, &error);
    result = cli_result(app, status, error);
    if (result == CLI_DONE)
        result = cli_save(app, &text);
    cli_text_free(&text);
    return result;
}

int cli_audit_checkpoint(cli_app *app)
{
    return checkpoint(app, false);
}

int cli_audit_rotate(cli_app *app)
{
    return checkpoint(app, true);
}

int cli_audit_export(cli_app *app)
{
    cli_text bytes = {0};
    cj_error *error = NULL;
    cj_status status =
        cj_audit_export(app->context, app->arguments[0], cli_text_write, &bytes, &error);
    int result = cli_result(app, status, error);
    if (result == CLI_DONE)
        result = cli_save(app, &bytes);
    cli_text_free(&bytes);
    return result;
}

int cli_audit_prove(cli_app *app)
{
    cli_text text = {0};
    cj_error *error = NULL;
    cj_status status;
    uint64_t index;
    int result = cli_number(app, "INDEX", app->arguments[1], &index);
    if (result != CLI_DONE)
        return result;
    status = cj_audit_prove(app->context, app->arguments[0], index, cli_text_write, &text, &error);
    result = cli_result(app, status, error);
    if (result == CLI_DONE)
        result = cli_save(app, &text);
    cli_text_free(&text);
    return result;
}
