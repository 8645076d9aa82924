/* SPDX-License-Identifier: MIT */
/* Where the standards are, and how a store is opened. */
#include "cli.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_dir(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The executable's directory, or "". */
static void own_dir(char out[PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", out, PATH_MAX - 1);
    char *slash;
    out[n > 0 ? n : 0] = '\0';
    slash = strrchr(out, '/');
    if (slash != NULL)
        *slash = '\0';
}

/* Whether the executable lies in PREFIX, where the data are installed in PREFIX/share/cjustice. */
static bool in_prefix(const char *exe, const char *data)
{
    size_t n = strlen(data);
    for (int part = 0; part < 2 && n > 0; part++) {
        while (n > 0 && data[n - 1] != '/')
            n--;
        n -= n > 0 ? 1 : 0;
    }
    return n > 0 && strncmp(exe, data, n) == 0 && exe[n] == '/';
}

/*
 * CJUSTICE_STANDARDS; or share/cjustice beside the executable's bin (so that an installation may
 * be moved); or, for an executable outside the prefix, that of its build tree; or as installed.
 */
static void default_standards(cli_text *out)
{
    const char *env = getenv(cli_options[OPT_STANDARDS].env), *installed = cj_data_dir();
    const char *found = installed;
    char exe[PATH_MAX];
    cli_text beside = {0};
    own_dir(exe);
    cli_text_puts(&beside, exe);
    cli_text_puts(&beside, "/../share/cjustice");
    if (env != NULL && *env != '\0')
        found = env;
    else if (*exe != '\0' && is_dir(cli_text_get(&beside)))
        found = cli_text_get(&beside);
#ifdef CJ_BUILD_STANDARDS
    else if (is_dir(CJ_BUILD_STANDARDS) && (!in_prefix(exe, installed) || !is_dir(installed)))
        found = CJ_BUILD_STANDARDS;
#endif
    cli_text_puts(out, found);
    cli_text_free(&beside);
}

static int load_dir(cli_app *app, const char *dir, unsigned parts)
{
    cj_error *error = NULL;
    cj_status status = CJ_OK, s;
    if (!is_dir(dir))
        return cli_fail(app, CJ_E_NOT_FOUND, dir, "no such directory of standards");
    if ((parts & LOAD_CATALOGUE) != 0)
        status = cj_catalogue_add_dir(app->catalogue, dir, &error);
    if ((parts & LOAD_RULES) != 0 && (s = cj_rules_add_dir(app->rules, dir, &error)) != CJ_OK)
        status = status != CJ_OK ? status : s;
    if ((parts & LOAD_POLICY) != 0 && (s = cj_policy_add_dir(app->policy, dir, &error)) != CJ_OK)
        status = status != CJ_OK ? status : s;
    if ((parts & LOAD_OFFENCES) != 0 &&
        (s = cj_offences_add_dir(app->offences, dir, &error)) != CJ_OK)
        status = status != CJ_OK ? status : s;
    return cli_input_result(app, status, error);
}

/* With overlays every part is read, so that a broken file is refused by whatever command. */
int cli_load(cli_app *app, unsigned parts)
{
    cj_error *error = NULL;
    cli_text dir = {0};
    cj_status status = CJ_OK;
    int worst;
    if (app->nstandards > 0)
        parts = LOAD_CATALOGUE | LOAD_RULES | LOAD_POLICY | LOAD_OFFENCES;
    if ((parts & LOAD_CATALOGUE) != 0)
        status = cj_catalogue_new(app->context, &app->catalogue, &error);
    if (status == CJ_OK && (parts & LOAD_RULES) != 0)
        status = cj_rules_new(app->context, &app->rules, &error);
    if (status == CJ_OK && (parts & LOAD_POLICY) != 0)
        status = cj_policy_new(app->context, &app->policy, &error);
    if (status == CJ_OK && (parts & LOAD_OFFENCES) != 0)
        status = cj_offences_new(app->context, &app->offences, &error);
    if (status != CJ_OK)
        return cli_result(app, status, error);
    default_standards(&dir);
    worst = load_dir(app, cli_text_get(&dir), parts);
    cli_text_free(&dir);
    for (size_t i = 0; i < app->nstandards; i++) {
        int one = load_dir(app, app->standards[i], parts);
        worst = one > worst ? one : worst;
    }
    if (worst == CLI_DONE && app->rules != NULL && app->catalogue != NULL) {
        status = cj_rules_validate(app->rules, app->catalogue, &error);
        worst = cli_input_result(app, status, error);
    }
    return worst;
}

cj_identity cli_identity(const cli_app *app)
{
    cj_identity who = CJ_IDENTITY_INIT;
    who.actor = app->option[OPT_ACTOR];
    who.role = app->option[OPT_ROLE];
    who.org = app->option[OPT_ORG];
    who.purpose = app->option[OPT_PURPOSE];
    return who;
}

int cli_open(cli_app *app, unsigned parts)
{
    cj_error *error = NULL;
    cj_identity who = cli_identity(app);
    cj_status status;
    int result = cli_load(app, parts | LOAD_POLICY);
    if (result == CLI_DONE) /* before anything is read: a view that cannot be kept is not opened */
        result = cli_save_begin(app);
    if (result != CLI_DONE)
        return result;
    status = cj_store_open(app->context, app->arguments[0], &app->store, &error);
    if (status == CJ_OK)
        status = cj_session_new(app->store, app->policy, &who, &app->session, &error);
    return cli_result(app, status, error);
}

void cli_close(cli_app *app)
{
    cli_save_end(app);
    cj_session_unref(app->session);
    cj_store_unref(app->store);
    cj_offences_unref(app->offences);
    cj_policy_unref(app->policy);
    cj_rules_unref(app->rules);
    cj_catalogue_unref(app->catalogue);
    app->session = NULL;
    app->store = NULL;
    app->policy = NULL;
    app->offences = NULL;
    app->rules = NULL;
    app->catalogue = NULL;
}
