/* SPDX-License-Identifier: MIT */
/* cjustice restrict, exclude, break-glass, review-override: acts on access, and nothing read out.
 */
#include "cli.h"

#include <string.h>

/* The id of the act is all that is told. */
static int put_id(cli_app *app, cj_status status, cj_error *error, const char *id)
{
    int result = cli_result(app, status, error);
    if (result == CLI_DONE)
        puts(id);
    return result;
}

/* A limit without a reason is kept, and the record says that none was given. */
static const char *reason_of(const cli_app *app)
{
    return app->option[OPT_REASON] != NULL ? app->option[OPT_REASON] : "No reason was given.";
}

static int lift(cli_app *app)
{
    char id[37] = "";
    cj_error *error = NULL;
    cj_status status;
    int result = cli_open(app, 0);
    if (result != CLI_DONE)
        return result;
    status = cj_session_lift(app->session, app->arguments[1], app->option[OPT_LIFT], reason_of(app),
                             id, &error);
    return put_id(app, status, error, id);
}

static int day_of(cli_app *app, cli_option_id option, cj_date *out)
{
    return app->option[option] == NULL
               ? CLI_DONE
               : cli_day(app, cli_options[option].name, app->option[option], out);
}

static int limit(cli_app *app, int32_t kind, cli_option_id who)
{
    cj_limit wanted = CJ_LIMIT_INIT;
    char id[37] = "";
    cj_error *error = NULL;
    cj_status status;
    int result;
    if ((app->option[who] == NULL) == (app->option[OPT_LIFT] == NULL))
        return cli_usage(app, "`%s` wants %s or --lift", app->command->name, cli_options[who].name);
    if (app->option[OPT_LIFT] != NULL)
        return lift(app);
    wanted.limit = kind;
    wanted.who = app->values + app->many[who].first;
    wanted.nwho = app->many[who].n;
    wanted.reason = reason_of(app);
    wanted.supersedes = app->option[OPT_SUPERSEDES];
    if ((result = day_of(app, OPT_FROM, &wanted.from)) != CLI_DONE ||
        (result = day_of(app, OPT_TO, &wanted.to)) != CLI_DONE ||
        (result = cli_open(app, 0)) != CLI_DONE)
        return result;
    status = cj_session_limit(app->session, app->arguments[1], &wanted, id, &error);
    return put_id(app, status, error, id);
}

int cli_restrict(cli_app *app)
{
    return limit(app, CJ_CODE_LIMIT_RESTRICTION, OPT_ALLOW);
}

int cli_exclude(cli_app *app)
{
    return limit(app, CJ_CODE_LIMIT_EXCLUSION, OPT_DENY);
}

int cli_break_glass(cli_app *app)
{
    char id[37] = "";
    cj_error *error = NULL;
    cj_status status;
    cj_time until;
    int32_t reason = 0;
    int result = cli_moment(app, OPT_UNTIL, &until);
    if (result == CLI_DONE)
        result =
            cli_code(app, OPT_REASON, CJ_ACT_ACCESS_OVERRIDDEN, CJ_FIELD_OVERRIDE_REASON, &reason);
    if (result == CLI_DONE)
        result = cli_open(app, 0);
    if (result != CLI_DONE)
        return result;
    status = cj_session_override(app->session, app->arguments[1], reason, until,
                                 app->option[OPT_TEXT], id, &error);
    return put_id(app, status, error, id);
}

int cli_review_override(cli_app *app)
{
    char id[37] = "";
    cj_error *error = NULL;
    cj_status status;
    int32_t found = 0;
    int result =
        cli_code(app, OPT_RESULT, CJ_ACT_OVERRIDE_REVIEWED, CJ_FIELD_REVIEW_RESULT, &found);
    if (result == CLI_DONE)
        result = cli_open(app, 0);
    if (result != CLI_DONE)
        return result;
    status = cj_session_review_override(app->session, NULL, app->arguments[1], found,
                                        app->option[OPT_TEXT], id, &error);
    return put_id(app, status, error, id);
}
