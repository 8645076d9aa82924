/* SPDX-License-Identifier: MIT */
/* cjustice caseload: the cases of the actor, each with the reason for its place. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

static int order_of(cli_app *app, int32_t *out)
{
    static const struct {
        const char *name;
        int32_t order;
    } orders[] = {
        {"priority", CJ_CASELOAD_PRIORITY}, {"risk", CJ_CASELOAD_RISK}, {"due", CJ_CASELOAD_DUE}};
    const char *name = app->option[OPT_ORDER];
    if (name == NULL)
        return CLI_DONE;
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        if (strcmp(orders[i].name, name) == 0) {
            *out = orders[i].order;
            return CLI_DONE;
        }
    }
    if (strcmp(name, "tier") == 0)
        return cli_usage(app, "--order tier wants the risk instruments, which are not built yet in "
                              "this release: see README");
    return cli_usage(app, "--order is priority, risk or due, not %s", name);
}

static int limit_of(cli_app *app, int64_t *out)
{
    const char *text = app->option[OPT_LIMIT];
    char *end;
    if (text == NULL)
        return CLI_DONE;
    *out = strtoll(text, &end, 10);
    if (*end != '\0' || *out < 1 || *out > 1000000 || *text < '0' || *text > '9')
        return cli_usage(app, "--limit wants a number from 1 to 1000000, not %s", text);
    return CLI_DONE;
}

static const cj_record *row_at(const cj_record *list, size_t i)
{
    const cj_record *row = NULL;
    (void)cj_get_record(list, CJ_FIELD_ROWS, i, &row);
    return row;
}

static void put_row(const cli_app *app, const cj_record *row)
{
    cli_text first = {0};
    cli_text_printf(&first, "%4lld  ", (long long)cli_get_int(row, CJ_FIELD_POSITION));
    fputs(cli_colour(app, "\x1b[1m"), stdout);
    fputs(cli_text_get(&first), stdout);
    cli_put(stdout, cli_get(row, CJ_FIELD_CASE));
    fputs(cli_colour(app, "\x1b[0m"), stdout);
    if (strcmp(cli_get(row, CJ_FIELD_PRACTITIONER), app->option[OPT_ACTOR]) != 0) {
        fputs("  held by ", stdout);
        cli_put(stdout, *cli_get(row, CJ_FIELD_PRACTITIONER) != '\0'
                            ? cli_get(row, CJ_FIELD_PRACTITIONER)
                            : "nobody");
    }
    putchar('\n');
    cli_put_wrapped(stdout, "      ", "      ", cli_get(row, CJ_FIELD_WHY));
    cli_text_free(&first);
}

static void put_text(const cli_app *app, const cj_record *list)
{
    size_t n = cj_count(list, CJ_FIELD_ROWS);
    printf("%zu case%s, by %s, as of %s\n", n, n == 1 ? "" : "s",
           cli_get(list, CJ_FIELD_ORDERED_BY), cli_get(list, CJ_FIELD_AS_OF));
    for (size_t i = 0; i < n; i++)
        put_row(app, row_at(list, i));
}

static void put_csv(const cj_record *list)
{
    static const char *const head[] = {"position", "case",    "practitioner", "priority_band",
                                       "reasons",  "overall", "next_due",     "why"};
    cli_text reasons = {0};
    cli_csv_row(stdout, sizeof head / sizeof *head, head);
    for (size_t i = 0; i < cj_count(list, CJ_FIELD_ROWS); i++) {
        const cj_record *row = row_at(list, i);
        char position[24], due[CJ_TIME_TEXT] = "";
        cj_date date;
        snprintf(position, sizeof position, "%lld", (long long)cli_get_int(row, CJ_FIELD_POSITION));
        if (cj_get_date(row, CJ_FIELD_NEXT_DUE, 0, &date) == CJ_OK)
            cj_date_format(date, due);
        cli_text_clear(&reasons);
        for (size_t j = 0; j < cj_count(row, CJ_FIELD_PRIORITY_REASONS); j++) {
            const char *reason = "";
            (void)cj_get_text(row, CJ_FIELD_PRIORITY_REASONS, j, &reason);
            cli_text_printf(&reasons, "%s%s", j > 0 ? "; " : "", reason);
        }
        const char *const cells[] = {position,
                                     cli_get(row, CJ_FIELD_CASE),
                                     cli_get(row, CJ_FIELD_PRACTITIONER),
                                     cli_get(row, CJ_FIELD_PRIORITY_BAND),
                                     cli_text_get(&reasons),
                                     cli_get(row, CJ_FIELD_OVERALL),
                                     due,
                                     cli_get(row, CJ_FIELD_WHY)};
        cli_csv_row(stdout, sizeof cells / sizeof *cells, cells);
    }
    cli_text_free(&reasons);
}

static int32_t to_stdout(const void *bytes, size_t size, void *user)
{
    (void)user;
    return fwrite(bytes, 1, size, stdout) == size ? 0 : 1;
}

static int put(cli_app *app, const cj_record *list)
{
    cj_error *error = NULL;
    int result = CLI_DONE;
    if (app->format == CLI_JSON) {
        cj_status status = cj_record_write_json(list, 2, to_stdout, NULL, &error);
        result = cli_result(app, status, error);
        putchar('\n');
    } else if (app->format == CLI_CSV) {
        put_csv(list);
    } else {
        put_text(app, list);
    }
    return result;
}

int cli_caseload(cli_app *app)
{
    cj_caseload_options options = CJ_CASELOAD_OPTIONS_INIT;
    cj_report *report = NULL;
    cj_error *error = NULL;
    cj_status status;
    int result = order_of(app, &options.order);
    if (result == CLI_DONE)
        result = limit_of(app, &options.limit);
    if (result == CLI_DONE && app->option[OPT_AS_OF] != NULL)
        result = cli_day(app, "--as-of", app->option[OPT_AS_OF], &options.as_of);
    if (result == CLI_DONE)
        result = cli_open(app, 0);
    if (result != CLI_DONE)
        return result;
    status = cj_session_caseload(app->session, &options, &report, &error);
    result = cli_result(app, status, error);
    if (result == CLI_DONE)
        result = put(app, cj_report_record(report));
    cj_report_unref(report);
    return result;
}
