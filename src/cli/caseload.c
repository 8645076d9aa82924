/* SPDX-License-Identifier: MIT */
/* cjustice caseload, due, rescore: the cases of the actor with the reason for each place, what
 * falls due, and which scores would be others. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

static int order_of(cli_app *app, int32_t *out)
{
    static const struct {
        const char *name;
        int32_t order;
    } orders[] = {{"priority", CJ_CASELOAD_PRIORITY},
                  {"risk", CJ_CASELOAD_RISK},
                  {"due", CJ_CASELOAD_DUE},
                  {"tier", CJ_CASELOAD_TIER}};
    const char *name = app->option[OPT_ORDER];
    if (name == NULL)
        return CLI_DONE;
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        if (strcmp(orders[i].name, name) == 0) {
            *out = orders[i].order;
            return CLI_DONE;
        }
    }
    return cli_usage(app, "--order is priority, tier, risk or due, not %s", name);
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

static const char *day_text(const cj_record *row, cj_field field, char written[CJ_TIME_TEXT])
{
    cj_date date;
    written[0] = '\0';
    if (cj_get_date(row, field, 0, &date) == CJ_OK)
        cj_date_format(date, written);
    return written;
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

static void put_caseload(const cli_app *app, const cj_record *list)
{
    size_t n = cj_count(list, CJ_FIELD_ROWS);
    printf("%zu case%s, by %s, as of %s\n", n, cli_plural(n), cli_get(list, CJ_FIELD_ORDERED_BY),
           cli_get(list, CJ_FIELD_AS_OF));
    for (size_t i = 0; i < n; i++)
        put_row(app, row_at(list, i));
}

static void put_caseload_csv(const cj_record *list)
{
    static const char *const head[] = {"position", "case",        "practitioner", "priority_band",
                                       "reasons",  "overall",     "next_due",     "why",
                                       "tier",     "score_status"};
    cli_text reasons = {0};
    cli_csv_row(stdout, sizeof head / sizeof *head, head);
    for (size_t i = 0; i < cj_count(list, CJ_FIELD_ROWS); i++) {
        const cj_record *row = row_at(list, i);
        char position[24], due[CJ_TIME_TEXT];
        snprintf(position, sizeof position, "%lld", (long long)cli_get_int(row, CJ_FIELD_POSITION));
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
                                     day_text(row, CJ_FIELD_NEXT_DUE, due),
                                     cli_get(row, CJ_FIELD_WHY),
                                     cli_get(row, CJ_FIELD_TIER),
                                     cli_get(row, CJ_FIELD_SCORE_STATUS)};
        cli_csv_row(stdout, sizeof cells / sizeof *cells, cells);
    }
    cli_text_free(&reasons);
}

/* A report in the format that was asked for; its text and CSV are written by these. */
static int put(cli_app *app, const cj_record *list,
               void (*text)(const cli_app *app, const cj_record *list),
               void (*csv)(const cj_record *list))
{
    cj_error *error = NULL;
    int result = CLI_DONE;
    if (app->format == CLI_JSON) {
        cj_status status = cj_record_write_json(list, 2, cli_to_stdout, NULL, &error);
        result = cli_result(app, status, error);
        putchar('\n');
    } else if (app->format == CLI_CSV) {
        csv(list);
    } else {
        text(app, list);
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
        result = put(app, cj_report_record(report), put_caseload, put_caseload_csv);
    cj_report_unref(report);
    return result;
}

/* ---- due ------------------------------------------------------------------------------------- */

static void put_due_row(const cli_app *app, const cj_record *row)
{
    char day[CJ_TIME_TEXT];
    const char *version = cli_get(row, CJ_FIELD_VERSION);
    cli_text text = {0};
    bool passed = cli_get_int(row, CJ_FIELD_OVERDUE) != 0;
    day_text(row, CJ_FIELD_DUE, day);
    fputs(cli_colour(app, passed ? "\x1b[1;33m" : "\x1b[1m"), stdout);
    printf("  %-10s  %-6s  ", day[0] != '\0' ? day : "no day", passed ? "passed" : "");
    fputs(cli_colour(app, "\x1b[0m"), stdout);
    cli_put(stdout, cli_get(row, CJ_FIELD_CASE));
    putchar('\n');
    cli_text_puts(&text, cli_get(row, CJ_FIELD_REASON));
    cli_text_printf(&text, " (%s of ", cli_get(row, CJ_FIELD_RULE));
    cli_text_puts(&text, cli_get(row, CJ_FIELD_ACT));
    if (*cli_get(row, CJ_FIELD_ITEM) != '\0') {
        cli_text_puts(&text, ": ");
        cli_text_puts(&text, cli_get(row, CJ_FIELD_ITEM));
    }
    cli_text_puts(&text, day[0] == '\0' ? "; no timescale set" : *version == '\0' ? "" : "; ");
    cli_text_puts(&text, version);
    if (*cli_get(row, CJ_FIELD_CITATION) != '\0') {
        cli_text_puts(&text, ", ");
        cli_text_puts(&text, cli_get(row, CJ_FIELD_CITATION));
    }
    cli_text_puts(&text, ")");
    cli_put_wrapped(stdout, "              ", "              ", cli_text_get(&text));
    cli_text_free(&text);
}

static void put_due(const cli_app *app, const cj_record *list)
{
    size_t n = cj_count(list, CJ_FIELD_ROWS), passed = 0;
    for (size_t i = 0; i < n; i++)
        passed += cli_get_int(row_at(list, i), CJ_FIELD_OVERDUE) != 0;
    printf("%zu open, %zu of them passed, as of %s\n", n, passed, cli_get(list, CJ_FIELD_AS_OF));
    for (size_t i = 0; i < n; i++)
        put_due_row(app, row_at(list, i));
}

static void put_due_csv(const cj_record *list)
{
    static const char *const head[] = {"case",    "practitioner", "due",   "overdue",
                                       "rule",    "act",          "item",  "clock_start",
                                       "version", "citation",     "reason"};
    cli_csv_row(stdout, sizeof head / sizeof *head, head);
    for (size_t i = 0; i < cj_count(list, CJ_FIELD_ROWS); i++) {
        const cj_record *row = row_at(list, i);
        char due[CJ_TIME_TEXT], start[CJ_TIME_TEXT];
        const char *const cells[] = {cli_get(row, CJ_FIELD_CASE),
                                     cli_get(row, CJ_FIELD_PRACTITIONER),
                                     day_text(row, CJ_FIELD_DUE, due),
                                     cli_get_int(row, CJ_FIELD_OVERDUE) != 0 ? "true" : "false",
                                     cli_get(row, CJ_FIELD_RULE),
                                     cli_get(row, CJ_FIELD_ACT),
                                     cli_get(row, CJ_FIELD_ITEM),
                                     day_text(row, CJ_FIELD_CLOCK_START, start),
                                     cli_get(row, CJ_FIELD_VERSION),
                                     cli_get(row, CJ_FIELD_CITATION),
                                     cli_get(row, CJ_FIELD_REASON)};
        cli_csv_row(stdout, sizeof cells / sizeof *cells, cells);
    }
}

int cli_due(cli_app *app)
{
    cj_date as_of = {0, 0};
    int64_t limit = 0;
    cj_report *report = NULL;
    cj_error *error = NULL;
    cj_status status;
    int result = limit_of(app, &limit);
    if (result == CLI_DONE && app->option[OPT_AS_OF] != NULL)
        result = cli_day(app, "--as-of", app->option[OPT_AS_OF], &as_of);
    if (result == CLI_DONE)
        result = cli_open(app, 0);
    if (result != CLI_DONE)
        return result;
    status = cj_session_due(app->session, as_of, limit, &report, &error);
    result = cli_result(app, status, error);
    if (result == CLI_DONE)
        result = put(app, cj_report_record(report), put_due, put_due_csv);
    cj_report_unref(report);
    return result;
}

/* ---- rescore --------------------------------------------------------------------------------- */

static void put_rescoring(const cli_app *app, const cj_record *list)
{
    size_t n = cj_count(list, CJ_FIELD_ROWS);
    printf("%s (version %s) on %s: %lld scored, %lld unchanged, %zu would be another\n",
           cli_get(list, CJ_FIELD_INSTRUMENT), cli_get(list, CJ_FIELD_INSTRUMENT_VERSION),
           cli_get(list, CJ_FIELD_AS_OF), (long long)cli_get_int(list, CJ_FIELD_SCORED),
           (long long)cli_get_int(list, CJ_FIELD_UNCHANGED), n);
    for (size_t i = 0; i < n; i++) {
        const cj_record *row = row_at(list, i);
        fputs(cli_colour(app, "\x1b[1m"), stdout);
        fputs("  ", stdout);
        cli_put(stdout, cli_get(row, CJ_FIELD_CASE));
        fputs(cli_colour(app, "\x1b[0m"), stdout);
        printf("  (%s)\n", cli_get(row, CJ_FIELD_SCORE_STATUS));
        cli_put_wrapped(stdout, "      ", "      ", cli_get(row, CJ_FIELD_WHY));
    }
    puts("Nothing was changed.");
}

static void put_rescoring_csv(const cj_record *list)
{
    static const char *const head[] = {"case",   "practitioner", "act",      "score_status",
                                       "output", "was",          "would_be", "why"};
    cli_csv_row(stdout, sizeof head / sizeof *head, head);
    for (size_t i = 0; i < cj_count(list, CJ_FIELD_ROWS); i++) {
        const cj_record *row = row_at(list, i), *change = NULL;
        for (size_t k = 0; cj_get_record(row, CJ_FIELD_CHANGES, k, &change) == CJ_OK; k++) {
            const char *const cells[] = {
                cli_get(row, CJ_FIELD_CASE),        cli_get(row, CJ_FIELD_PRACTITIONER),
                cli_get(row, CJ_FIELD_ACT),         cli_get(row, CJ_FIELD_SCORE_STATUS),
                cli_get(change, CJ_FIELD_SCALE),    cli_get(change, CJ_FIELD_WAS),
                cli_get(change, CJ_FIELD_WOULD_BE), cli_get(row, CJ_FIELD_WHY)};
            cli_csv_row(stdout, sizeof cells / sizeof *cells, cells);
        }
    }
}

static void progressed(size_t done, size_t total, void *user)
{
    cli_progress_step(user, done, total);
}

int cli_rescore(cli_app *app)
{
    cj_rescore_options options = CJ_RESCORE_OPTIONS_INIT;
    cli_progress progress = {.what = "rescoring, in thousandths"};
    const cj_instrument *instrument = cj_instrument_find(app->arguments[1]);
    cj_report *report = NULL;
    cj_error *error = NULL;
    cj_status status;
    int result = CLI_DONE;
    if (instrument == NULL)
        return cli_usage(app, "there is no instrument %s; `cjustice score --list` names them",
                         app->arguments[1]);
    if (app->option[OPT_AS_OF] != NULL)
        result = cli_day(app, "--as-of", app->option[OPT_AS_OF], &options.as_of);
    if (result == CLI_DONE)
        result = cli_open(app, LOAD_OFFENCES);
    if (result != CLI_DONE)
        return result;
    options.progress = progressed;
    options.user = &progress;
    status = cj_session_rescore(app->session, instrument, app->offences, &options, &report, &error);
    cli_progress_clear(&progress);
    result = cli_result(app, status, error);
    if (result == CLI_DONE)
        result = put(app, cj_report_record(report), put_rescoring, put_rescoring_csv);
    cj_report_unref(report);
    return result;
}
