/* SPDX-License-Identifier: MIT */
/* cjustice check: coverage of a case, or the work of one practitioner. Every verdict and count is
 * the report's; none is made here. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

#define EVIDENCE_SHOWN 6

/* ---- text: pictures first -------------------------------------------------------------------- */

static void put_mark(const cli_app *app, size_t v)
{
    printf("%s%c%s", cli_colour(app, cli_verdicts[v].colour), cli_verdicts[v].mark,
           cli_colour(app, "\x1b[0m"));
}

/* One mark for each criterion, in tens, sixty to a line. */
static void put_bar(const cli_app *app, const cj_record *report)
{
    size_t n = 0;
    for (size_t i = 0; i < cj_count(report, CJ_FIELD_CRITERIA); i++) {
        const cj_record *c = cli_part(report, CJ_FIELD_CRITERIA, i);
        if (cli_is_limb(c))
            continue;
        if (n % 60 == 0)
            printf("%s  %-5s", n > 0 ? "\n" : "", cli_get(c, CJ_FIELD_ITEM));
        else if (n % 10 == 0)
            putchar(' ');
        put_mark(app, cli_verdict_of(c));
        n++;
    }
    fputs("\n\n  ", stdout);
    for (size_t v = 0; v < CLI_VERDICTS; v++) {
        put_mark(app, v);
        printf(" %s%s", cli_verdicts[v].words,
               v == 2                 ? "\n  "
               : v + 1 < CLI_VERDICTS ? "   "
                                      : "\n\n");
    }
}

/* "SFJED1: 31 criteria: 14 evidenced, ..."; a second line begins behind a comma. */
static void put_summary(const cj_record *report)
{
    const cj_record *summary = cli_part(report, CJ_FIELD_SUMMARY, 0);
    cli_text line = {0}, one = {0};
    cli_text_printf(&line, "%s: %lld criteria:", cli_get(report, CJ_FIELD_STANDARD),
                    (long long)cli_get_int(summary, CJ_FIELD_CRITERIA));
    for (size_t v = 0; v < CLI_VERDICTS; v++) {
        cli_text_clear(&one);
        cli_text_printf(&one, " %lld %s%s", (long long)cli_get_int(summary, cli_verdicts[v].field),
                        cli_verdicts[v].words, v + 1 < CLI_VERDICTS ? "," : "");
        if (cli_width(cli_text_get(&line)) + cli_width(cli_text_get(&one)) > CLI_COLUMNS) {
            puts(cli_text_get(&line));
            cli_text_clear(&line);
            cli_text_puts(&line, " ");
        }
        cli_text_puts(&line, cli_text_get(&one));
    }
    puts(cli_text_get(&line));
    cli_text_free(&line);
    cli_text_free(&one);
}

static void put_evidence(const cj_record *criterion)
{
    size_t n = cj_count(criterion, CJ_FIELD_EVIDENCE);
    cli_text text = {0};
    for (size_t i = 0; i < n && i < EVIDENCE_SHOWN; i++) {
        const cj_record *e = cli_part(criterion, CJ_FIELD_EVIDENCE, i);
        cli_text_puts(&text, i > 0 ? "; " : "");
        cli_text_words(&text, cli_get(e, CJ_FIELD_KIND));
        cli_text_printf(&text, " %s ", cli_get(e, CJ_FIELD_AT));
        cli_report_case(&text, e);
        cli_text_printf(&text, "%s (", cli_get(e, CJ_FIELD_ACT));
        cli_text_words(&text, cli_get(e, CJ_FIELD_STRENGTH));
        if (cj_count(e, CJ_FIELD_AGE) > 0)
            cli_text_printf(&text, ", %lld days", (long long)cli_get_int(e, CJ_FIELD_AGE));
        cli_text_puts(&text, ")");
    }
    if (n > EVIDENCE_SHOWN)
        cli_text_printf(&text, "; and %zu more", n - EVIDENCE_SHOWN);
    if (n > 0)
        cli_put_wrapped(stdout, "          by ", "             ", cli_text_get(&text));
    cli_text_free(&text);
}

/* The sentence of each entry of a list; an entry about an act begins with its id. */
static void put_reasons(const cj_record *criterion, cj_field list, const char *label)
{
    cli_text text = {0};
    for (size_t i = 0; i < cj_count(criterion, list); i++) {
        const cj_record *r = cli_part(criterion, list, i);
        const char *act = cli_get(r, CJ_FIELD_ACT);
        cli_text_clear(&text);
        cli_report_case(&text, r);
        if (*act != '\0')
            cli_text_printf(&text, "%s: ", act);
        else if (*cli_text_get(&text) != '\0')
            cli_text_puts(&text, " ");
        cli_text_puts(&text, cli_get(r, CJ_FIELD_WHY));
        cli_put_wrapped(stdout, label, "             ", cli_text_get(&text));
    }
    cli_text_free(&text);
}

/* Across cases: in how many of them the criterion came to what. */
static void put_cases(const cj_record *c)
{
    size_t n = cj_count(c, CJ_FIELD_CASES);
    cli_text text = {0};
    if (n == 0)
        return;
    cli_text_printf(&text, "of %zu:", n);
    for (size_t v = 0; v < CLI_VERDICTS; v++) {
        size_t some = 0;
        for (size_t i = 0; i < n; i++)
            some += cli_verdict_of(cli_part(c, CJ_FIELD_CASES, i)) == v;
        if (some > 0)
            cli_text_printf(&text, " %zu %s", some, cli_verdicts[v].words);
    }
    cli_put_wrapped(stdout, "       cases ", "             ", cli_text_get(&text));
    cli_text_free(&text);
}

static void put_finding(const cj_record *finding, const char *label)
{
    cli_text text = {0};
    if (finding == NULL)
        return;
    cli_report_finding(&text, finding);
    cli_put_wrapped(stdout, label, "             ", cli_text_get(&text));
    cli_text_free(&text);
}

static void put_criterion(const cli_app *app, const cj_standard *standard, const cj_record *c)
{
    const char *address = cli_get(c, CJ_FIELD_ITEM);
    const cj_item *item = standard != NULL ? cj_standard_find_item(standard, address) : NULL;
    size_t v = cli_verdict_of(c);
    size_t width = cli_is_limb(c) ? 5 : 6, length = strlen(address);
    size_t over = length > width ? length - width : 0; /* taken from the room of the text */
    fputs(cli_is_limb(c) ? "   " : "  ", stdout);
    put_mark(app, v);
    printf(" %-*s %s  %-18s  ", (int)width, address, cli_get(c, CJ_FIELD_CLASS),
           cli_verdicts[v].words);
    if (item != NULL)
        cli_put_cut(stdout, cj_item_text(item), CLI_COLUMNS - 34 - over);
    putchar('\n');
    put_cases(c);
    put_evidence(c);
    /* Only what the record lacks is missing; the rest says what is waited for, or why not asked. */
    put_reasons(c, CJ_FIELD_MISSING,
                strstr(cli_verdicts[v].words, "evidenced") != NULL ? "     missing "
                                                                   : "     because ");
    put_reasons(c, CJ_FIELD_CONTRARY, "    contrary ");
    put_reasons(c, CJ_FIELD_SUGGEST, "     suggest ");
    if (cj_count(c, CJ_FIELD_WITHHELD) > 0)
        cli_put_wrapped(stdout, "    withheld ", "             ", cli_get(c, CJ_FIELD_WITHHELD));
    put_finding(cli_part(c, CJ_FIELD_FINDING, 0), "     finding ");
}

/* What an awarding body asks for, where one has said anything. */
static void put_awarding(const cj_record *portfolio)
{
    const cj_record *a = NULL;
    for (size_t i = 0; portfolio != NULL && (a = cli_part(portfolio, CJ_FIELD_AWARDING, i)) != NULL;
         i++) {
        cli_text text = {0};
        if (strcmp(cli_get(a, CJ_FIELD_WHY), "not set") == 0)
            continue;
        cli_text_printf(&text, "%s%s%s%s: %s", cli_get(a, CJ_FIELD_NAME),
                        cj_count(a, CJ_FIELD_ITEM) > 0 ? " of " : "", cli_get(a, CJ_FIELD_ITEM),
                        cj_count(a, CJ_FIELD_ENOUGH) == 0      ? ""
                        : cli_get_int(a, CJ_FIELD_ENOUGH) != 0 ? " (shown)"
                                                               : " (not shown)",
                        cli_get(a, CJ_FIELD_WHY));
        cli_put_wrapped(stdout, "awarding body asks ", "  ", cli_text_get(&text));
        cli_text_free(&text);
    }
}

static void put_text(const cli_app *app, const cj_record *report)
{
    const char *urn = cli_get(report, CJ_FIELD_STANDARD);
    const char *version = cli_get(report, CJ_FIELD_VERSION);
    const cj_standard *standard = cli_report_standard(app, report);
    cli_text key = {0};
    cli_text_printf(
        &key, "%s version %s, as of %s: %lld criteria; ", urn,
        *version != '\0' ? version : "unknown", cli_get(report, CJ_FIELD_AS_OF),
        (long long)cli_get_int(cli_part(report, CJ_FIELD_SUMMARY, 0), CJ_FIELD_CRITERIA));
    cli_report_scope(&key, report);
    cli_put_wrapped(stdout, "", "  ", cli_text_get(&key));
    cli_text_free(&key);
    if (standard != NULL && cj_standard_title(standard) != NULL)
        cli_put_wrapped(stdout, "", "", cj_standard_title(standard));
    putchar('\n');
    put_bar(app, report);
    put_awarding(cli_part(report, CJ_FIELD_PORTFOLIO, 0));
    for (size_t i = 0; i < cj_count(report, CJ_FIELD_CRITERIA); i++)
        put_criterion(app, standard, cli_part(report, CJ_FIELD_CRITERIA, i));
    for (size_t i = 0; i < cj_count(report, CJ_FIELD_JUDGED); i++)
        put_finding(cli_part(report, CJ_FIELD_JUDGED, i), "      judged ");
    put_finding(cli_part(report, CJ_FIELD_DECISION, 0), "    decision ");
    printf("\n%s\n", cli_report_note(report));
}

/* ---- the command ----------------------------------------------------------------------------- */

typedef struct reports {
    cj_report **items;
    size_t n;
} reports;

/* What is asked about: a case, or (NULL) all of them; with what assessors found. */
typedef struct scope {
    cj_case *handle, *judgements;
} scope;

static int check_one(cli_app *app, const scope *of, const char *key, cj_date as_of, reports *out)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_error *error = NULL;
    cj_status status;
    options.standard = key;
    options.as_of = as_of;
    options.policy = app->policy;
    options.practitioner = app->option[OPT_PRACTITIONER];
    options.judgements = of->judgements;
    status = of->handle != NULL
                 ? cj_check(app->catalogue, app->rules, of->handle, &options, &out->items[out->n],
                            &error)
                 : cj_session_check_practitioner(app->session, app->catalogue, app->rules, &options,
                                                 &out->items[out->n], &error);
    out->n += status == CJ_OK ? 1 : 0;
    return cli_result(app, status, error);
}

/* The standard asked for, or each URN of the catalogue once. */
static int check_all(cli_app *app, const scope *of, cj_date as_of, reports *out)
{
    const char *wanted = app->option[OPT_STANDARD], *last = "";
    int worst = CLI_DONE;
    out->items = calloc(cj_catalogue_count(app->catalogue) + 1, sizeof(cj_report *));
    if (out->items == NULL)
        return cli_fail(app, CJ_E_MEMORY, NULL, "memory ran out");
    if (strcmp(wanted, "all") != 0)
        return check_one(app, of, wanted, as_of, out);
    for (size_t i = 0; i < cj_catalogue_count(app->catalogue) && worst == CLI_DONE; i++) {
        const char *urn = cj_standard_urn(cj_catalogue_at(app->catalogue, i));
        if (strcmp(urn, last) != 0)
            worst = check_one(app, of, urn, as_of, out);
        last = urn;
    }
    return worst;
}

static int put_json(cli_app *app, const reports *all, bool list)
{
    cj_error *error = NULL;
    cj_status status = CJ_OK;
    fputs(list ? "{\"standards\": [" : "", stdout);
    for (size_t i = 0; i < all->n && status == CJ_OK; i++) {
        fputs(i > 0 ? ",\n" : "", stdout);
        status =
            cj_record_write_json(cj_report_record(all->items[i]), 1, cli_to_stdout, NULL, &error);
    }
    puts(list ? "]}" : "");
    return cli_result(app, status, error);
}

static int put_reports(cli_app *app, const reports *all)
{
    if (app->format == CLI_JSON)
        return put_json(app, all, strcmp(app->option[OPT_STANDARD], "all") == 0);
    if (app->format == CLI_CSV)
        cli_report_csv_head();
    for (size_t i = 0; i < all->n; i++) {
        if (app->format == CLI_CSV)
            cli_report_csv(cj_report_record(all->items[i]));
        else if (app->format == CLI_MARKDOWN)
            cli_report_markdown(app, cj_report_record(all->items[i]));
        else
            put_text(app, cj_report_record(all->items[i]));
        if (app->format == CLI_TEXT)
            putchar('\n');
    }
    for (size_t i = 0; i < all->n && app->format == CLI_TEXT; i++)
        put_summary(cj_report_record(all->items[i]));
    return CLI_DONE;
}

/* --strict: whether a summary counts anything that is not or only partly evidenced. */
static bool something_missing(const reports *all)
{
    for (size_t i = 0; i < all->n; i++) {
        const cj_record *s = cli_part(cj_report_record(all->items[i]), CJ_FIELD_SUMMARY, 0);
        if (cli_get_int(s, CJ_FIELD_NOT_EVIDENCED) + cli_get_int(s, CJ_FIELD_PARTLY_EVIDENCED) > 0)
            return true;
    }
    return false;
}

static int find_standard(cli_app *app)
{
    const char *key = app->option[OPT_STANDARD];
    if (strcmp(key, "all") == 0 || cj_catalogue_find(app->catalogue, key) != NULL)
        return CLI_DONE;
    return cli_fail(app, CJ_E_NOT_FOUND, NULL, "no standard %s; `cjustice nos list` has all", key);
}

/* CASE stands alone, and --case with --practitioner. */
static int find_scope(cli_app *app, const char **case_id)
{
    bool given = app->narguments > 1;
    *case_id = given ? app->arguments[1] : app->option[OPT_CASE];
    if (app->option[OPT_PRACTITIONER] == NULL && app->option[OPT_CASE] != NULL)
        return cli_usage(app, "--case wants --practitioner; without it the case is an argument");
    if (app->option[OPT_PRACTITIONER] == NULL && !given)
        return cli_usage(app, "`check` wants STORE CASE, or --practitioner");
    if (app->option[OPT_PRACTITIONER] != NULL && given)
        return cli_usage(app, "with --practitioner the case is given as --case");
    if (app->option[OPT_PRACTITIONER] != NULL && *app->option[OPT_PRACTITIONER] == '\0')
        return cli_usage(app, "--practitioner is empty");
    return CLI_DONE;
}

/* What assessors found is told to the candidate, and to who may look at the work of others. */
static int open_scope(cli_app *app, const char *case_id, scope *out)
{
    const char *worker = app->option[OPT_PRACTITIONER];
    cj_error *error = NULL;
    cj_status status =
        cj_session_open_case(app->session, case_id, CJ_OPEN_CHECK, &out->handle, &error);
    int result = cli_result(app, status, error);
    if (result != CLI_DONE || worker == NULL ||
        (strcmp(worker, app->option[OPT_ACTOR]) != 0 &&
         !cj_session_permits(app->session, "check-practitioner")))
        return result;
    error = NULL;
    status = cj_session_open_judgements(app->session, worker, &out->judgements, &error);
    if (status != CJ_E_NOT_FOUND)
        return cli_result(app, status, error);
    cj_error_unref(error);
    return CLI_DONE;
}

/* The bundle of the same report, into its file. */
static int put_bundle(cli_app *app, const char *case_id, cj_date as_of)
{
    cj_bundle_options options = CJ_BUNDLE_OPTIONS_INIT;
    cli_text text = {0};
    cj_error *error = NULL;
    cj_status status;
    int result;
    options.case_id = case_id;
    options.check.standard = app->option[OPT_STANDARD];
    options.check.as_of = as_of;
    options.check.policy = app->policy;
    options.check.practitioner = app->option[OPT_PRACTITIONER];
    options.earlier = app->option[OPT_TRUSTED];
    status = cj_session_bundle(app->session, app->catalogue, app->rules, &options, cli_text_write,
                               &text, &error);
    result = cli_result(app, status, error);
    if (result == CLI_DONE)
        result = cli_save(app, &text);
    cli_text_free(&text);
    return result;
}

/* --bundle is of one standard, and its file can be written before anything is logged. */
static int find_bundle(cli_app *app)
{
    if (app->option[OPT_BUNDLE] == NULL)
        return app->option[OPT_TRUSTED] == NULL
                   ? CLI_DONE
                   : cli_usage(app, "--trusted wants --bundle: it is what the bundle goes back to");
    if (strcmp(app->option[OPT_STANDARD], "all") == 0)
        return cli_usage(app, "--bundle is of one standard, not of all");
    if (strcmp(app->option[OPT_BUNDLE], "-") == 0)
        return cli_usage(app, "--bundle wants a file: standard output has the report");
    app->option[OPT_OUTPUT] = app->option[OPT_BUNDLE];
    return CLI_DONE;
}

int cli_check(cli_app *app)
{
    const char *case_id = NULL;
    reports all = {0};
    scope of = {NULL, NULL};
    cj_date as_of = cli_today(app);
    int result = find_scope(app, &case_id);
    if (result == CLI_DONE)
        result = find_bundle(app);
    if (result == CLI_DONE && app->option[OPT_AS_OF] != NULL)
        result = cli_day(app, "--as-of", app->option[OPT_AS_OF], &as_of);
    if (result == CLI_DONE)
        result = cli_open(app, LOAD_CATALOGUE | LOAD_RULES);
    if (result == CLI_DONE) /* before the case is opened, which is logged */
        result = find_standard(app);
    if (result == CLI_DONE && app->option[OPT_BUNDLE] != NULL)
        result = cli_save_begin(app);
    if (result == CLI_DONE && case_id != NULL)
        result = open_scope(app, case_id, &of);
    if (result == CLI_DONE)
        result = check_all(app, &of, as_of, &all);
    if (result == CLI_DONE && app->option[OPT_BUNDLE] != NULL)
        result = put_bundle(app, case_id, as_of);
    if (result == CLI_DONE)
        result = put_reports(app, &all);
    if (result == CLI_DONE && app->option[OPT_STRICT] != NULL && something_missing(&all))
        result = CLI_FINDING;
    for (size_t i = 0; i < all.n; i++)
        cj_report_unref(all.items[i]);
    free(all.items);
    cj_case_unref(of.judgements);
    cj_case_unref(of.handle);
    return result;
}
