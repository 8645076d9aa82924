/* SPDX-License-Identifier: MIT */
/* What the forms of a report share, and two of them: CSV, and a page in Markdown. */
#include "cli.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

const cli_verdict cli_verdicts[CLI_VERDICTS] = {
    {CJ_CODE_VERDICT_EVIDENCED, CJ_FIELD_EVIDENCED, '#', "\x1b[32m", "evidenced"},
    {CJ_CODE_VERDICT_AWAITING_JUDGEMENT, CJ_FIELD_AWAITING_JUDGEMENT, '?', "\x1b[36m",
     "awaiting judgement"},
    {CJ_CODE_VERDICT_PARTLY_EVIDENCED, CJ_FIELD_PARTLY_EVIDENCED, '+', "\x1b[33m",
     "partly evidenced"},
    {CJ_CODE_VERDICT_NOT_EVIDENCED, CJ_FIELD_NOT_EVIDENCED, '.', "\x1b[31m", "not evidenced"},
    {CJ_CODE_VERDICT_NOT_APPLICABLE, CJ_FIELD_NOT_APPLICABLE, '-', "\x1b[2m", "not applicable"},
    {CJ_CODE_VERDICT_NO_OCCASION, CJ_FIELD_NO_OCCASION, 'o', "\x1b[2m", "no occasion"},
};

size_t cli_verdict_of(const cj_record *criterion)
{
    int32_t code = 0;
    size_t i = 0;
    (void)cj_get_code(criterion, CJ_FIELD_VERDICT, 0, &code);
    while (i + 1 < CLI_VERDICTS && cli_verdicts[i].code != code)
        i++;
    return i;
}

const cj_record *cli_part(const cj_record *record, cj_field field, size_t index)
{
    const cj_record *out = NULL;
    (void)cj_get_record(record, field, index, &out);
    return out;
}

bool cli_is_limb(const cj_record *criterion)
{
    return strchr(cli_get(criterion, CJ_FIELD_ITEM), '.') != NULL;
}

const cj_standard *cli_report_standard(const cli_app *app, const cj_record *report)
{
    const char *version = cli_get(report, CJ_FIELD_VERSION);
    const cj_standard *standard;
    cli_text key = {0};
    cli_text_printf(&key, *version != '\0' ? "%s@%s" : "%s", cli_get(report, CJ_FIELD_STANDARD),
                    version);
    standard = cj_catalogue_find(app->catalogue, cli_text_get(&key));
    cli_text_free(&key);
    return standard;
}

void cli_report_scope(cli_text *text, const cj_record *report)
{
    const cj_record *p = cli_part(report, CJ_FIELD_PORTFOLIO, 0);
    const char *worker = cli_get(report, CJ_FIELD_PRACTITIONER);
    if (*worker != '\0')
        cli_text_printf(text, "what %s performed in ", worker);
    if (p == NULL)
        cli_text_printf(text, "case %s", cli_get(report, CJ_FIELD_CASE));
    else
        cli_text_printf(text, "%lld %s, of which %lld show a criterion (at least %lld are wanted)",
                        (long long)cli_get_int(p, CJ_FIELD_CASES),
                        cli_get_int(p, CJ_FIELD_CASES) == 1 ? "case" : "cases",
                        (long long)cli_get_int(p, CJ_FIELD_CASES_SHOWING),
                        (long long)cli_get_int(p, CJ_FIELD_CASES_WANTED));
}

const char *cli_report_note(const cj_record *report)
{
    return *cli_get(report, CJ_FIELD_PRACTITIONER) != '\0'
               ? "By the record of what this worker performed, and what a named assessor found of "
                 "it."
               : "Coverage by the record of this case, whoever performed the acts; findings are "
                 "for "
                 "a named assessor.";
}

void cli_report_finding(cli_text *text, const cj_record *f)
{
    const cj_record *appeal = cli_part(f, CJ_FIELD_APPEAL, 0);
    const char *method;
    cli_text_puts(text, cli_get(f, CJ_FIELD_ITEM));
    cli_text_puts(text, cj_count(f, CJ_FIELD_ITEM) > 0 ? " " : "");
    if (cli_get_int(f, CJ_FIELD_MANUAL_NA) != 0)
        cli_text_puts(text, "not applicable");
    else
        cli_text_words(text, cli_get(f, CJ_FIELD_FINDING));
    cli_text_words(text, cli_get(f, CJ_FIELD_DECISION));
    cli_text_printf(text, ", by %s on %s", cli_get(f, CJ_FIELD_ASSESSOR), cli_get(f, CJ_FIELD_AT));
    for (size_t i = 0; cj_get_text(f, CJ_FIELD_METHODS, i, &method) == CJ_OK; i++) {
        cli_text_puts(text, i > 0 ? ", " : " (");
        cli_text_words(text, method);
    }
    cli_text_puts(text, cj_count(f, CJ_FIELD_METHODS) > 0 ? ")" : "");
    if (appeal != NULL)
        cli_text_printf(text, ", appealed (%s)",
                        cj_count(appeal, CJ_FIELD_OUTCOME) > 0 ? cli_get(appeal, CJ_FIELD_OUTCOME)
                                                               : "not decided");
    cli_text_printf(text, ": %s", cli_get(f, CJ_FIELD_RATIONALE));
}

/* "CASE:" of an entry that names its case. */
void cli_report_case(cli_text *text, const cj_record *entry)
{
    const char *id = cli_get(entry, CJ_FIELD_CASE);
    if (*id != '\0')
        cli_text_printf(text, "%s:", id);
}

/* ---- csv ------------------------------------------------------------------------------------- */

/* One field of each entry of a list, with "; " between; across cases behind its case. */
static const char *join(cli_text *text, const cj_record *criterion, cj_field list, cj_field field)
{
    cli_text_clear(text);
    for (size_t i = 0; i < cj_count(criterion, list); i++) {
        const cj_record *entry = cli_part(criterion, list, i);
        cli_text_puts(text, i > 0 ? "; " : "");
        cli_report_case(text, entry);
        cli_text_puts(text, cli_get(entry, field));
    }
    return cli_text_get(text);
}

void cli_report_csv_head(void)
{
    static const char *const head[] = {"case",     "standard", "version", "as_of", "part",
                                       "number",   "class",    "verdict", "acts",  "missing",
                                       "contrary", "suggest",  "finding"};
    cli_csv_row(stdout, COUNT(head), head);
}

void cli_report_csv(const cj_record *report)
{
    for (size_t i = 0; i < cj_count(report, CJ_FIELD_CRITERIA); i++) {
        const cj_record *c = cli_part(report, CJ_FIELD_CRITERIA, i);
        const char *item = cli_get(c, CJ_FIELD_ITEM);
        const char letter[2] = {item[0], '\0'};
        cli_text t[4] = {{0}};
        const char *const cells[] = {cli_get(report, CJ_FIELD_CASE),
                                     cli_get(report, CJ_FIELD_STANDARD),
                                     cli_get(report, CJ_FIELD_VERSION),
                                     cli_get(report, CJ_FIELD_AS_OF),
                                     letter,
                                     *item != '\0' ? item + 1 : "",
                                     cli_get(c, CJ_FIELD_CLASS),
                                     cli_get(c, CJ_FIELD_VERDICT),
                                     join(&t[0], c, CJ_FIELD_EVIDENCE, CJ_FIELD_ACT),
                                     join(&t[1], c, CJ_FIELD_MISSING, CJ_FIELD_WHY),
                                     join(&t[2], c, CJ_FIELD_CONTRARY, CJ_FIELD_WHY),
                                     join(&t[3], c, CJ_FIELD_SUGGEST, CJ_FIELD_WHY),
                                     cli_get(cli_part(c, CJ_FIELD_FINDING, 0), CJ_FIELD_FINDING)};
        cli_csv_row(stdout, COUNT(cells), cells);
        for (size_t j = 0; j < COUNT(t); j++)
            cli_text_free(&t[j]);
    }
}

/* ---- markdown: a page that a person reads ---------------------------------------------------- */

/* Text that means itself: what Markdown would take as a mark is escaped. */
static void put_plain(const char *text)
{
    char one[3] = {'\\', 0, 0};
    size_t n;
    for (; *text != '\0'; text += n) {
        n = strcspn(text, "\\`*_[]<>|#~!&");
        if (n > 0) {
            cli_text some = {0};
            cli_text_add(&some, text, n);
            cli_put(stdout, cli_text_get(&some));
            cli_text_free(&some);
        } else {
            one[1] = *text;
            cli_put(stdout, one);
            n = 1;
        }
    }
}

static void put_row(const char *name, const char *value)
{
    if (*value == '\0')
        return;
    printf("| %s | ", name);
    put_plain(value);
    puts(" |");
}

/* The numbers as blocks, one for each criterion. */
static void put_summary(const cj_record *report)
{
    const cj_record *summary = cli_part(report, CJ_FIELD_SUMMARY, 0);
    printf("## Summary\n\n| %lld criteria | | |\n|---|---:|---|\n",
           (long long)cli_get_int(summary, CJ_FIELD_CRITERIA));
    for (size_t v = 0; v < CLI_VERDICTS; v++) {
        int64_t n = cli_get_int(summary, cli_verdicts[v].field);
        printf("| %s | %lld | ", cli_verdicts[v].words, (long long)n);
        for (int64_t i = 0; i < n; i++)
            fputs("█", stdout);
        puts(n > 0 ? " |" : "|");
    }
    putchar('\n');
}

static void put_head(const cli_app *app, const cj_record *report)
{
    const cj_standard *standard = cli_report_standard(app, report);
    const char *version = cli_get(report, CJ_FIELD_VERSION);
    cli_text scope = {0};
    fputs("# ", stdout);
    put_plain(cli_get(report, CJ_FIELD_STANDARD));
    if (standard != NULL && cj_standard_title(standard) != NULL) {
        fputs(": ", stdout);
        put_plain(cj_standard_title(standard));
    }
    puts("\n\n| | |\n|---|---|");
    cli_report_scope(&scope, report);
    put_row("of", cli_text_get(&scope));
    cli_text_free(&scope);
    put_row("as of", cli_get(report, CJ_FIELD_AS_OF));
    put_row("version", *version != '\0' ? version : "unknown");
    put_row("wording", cli_get(report, CJ_FIELD_WORDING));
    put_row("definition, SHA-256", cli_get(report, CJ_FIELD_DEFINITION_SHA256));
    put_row("rules, SHA-256", cli_get(report, CJ_FIELD_RULES_SHA256));
    put_row("policy, SHA-256", cli_get(report, CJ_FIELD_POLICY_SHA256));
    putchar('\n');
}

/* "- **label** CASE:`act`, kind, day (strength): why", of what the entry has. */
static void put_entry(const char *label, const cj_record *entry)
{
    const char *act = cli_get(entry, CJ_FIELD_ACT), *why = cli_get(entry, CJ_FIELD_WHY);
    cli_text text = {0};
    printf("- **%s** ", label);
    cli_report_case(&text, entry);
    put_plain(cli_text_get(&text));
    if (*act != '\0')
        printf("`%s`%s", act, *why != '\0' ? ": " : "");
    else if (*cli_text_get(&text) != '\0')
        putchar(' ');
    cli_text_clear(&text);
    if (*act != '\0' && *why == '\0') {
        cli_text_puts(&text, ", ");
        cli_text_words(&text, cli_get(entry, CJ_FIELD_KIND));
        cli_text_printf(&text, ", %s (", cli_get(entry, CJ_FIELD_AT));
        cli_text_words(&text, cli_get(entry, CJ_FIELD_STRENGTH));
        if (cj_count(entry, CJ_FIELD_AGE) > 0)
            cli_text_printf(&text, ", %lld days", (long long)cli_get_int(entry, CJ_FIELD_AGE));
        cli_text_puts(&text, ")");
        why = cli_text_get(&text);
    }
    put_plain(why);
    putchar('\n');
    cli_text_free(&text);
}

static void put_finding(const char *label, const cj_record *finding)
{
    cli_text text = {0};
    if (finding == NULL)
        return;
    printf("- **%s** ", label);
    cli_report_finding(&text, finding);
    put_plain(cli_text_get(&text));
    putchar('\n');
    cli_text_free(&text);
}

static void put_criterion(const cj_standard *standard, const cj_record *c)
{
    static const struct {
        cj_field list;
        const char *label;
    } lists[] = {{CJ_FIELD_EVIDENCE, "by"},
                 {CJ_FIELD_MISSING, NULL},
                 {CJ_FIELD_CONTRARY, "contrary"},
                 {CJ_FIELD_SUGGEST, "suggest"}};
    const char *address = cli_get(c, CJ_FIELD_ITEM);
    const char *words = cli_verdicts[cli_verdict_of(c)].words;
    const cj_item *item = standard != NULL ? cj_standard_find_item(standard, address) : NULL;
    const cj_record *finding = cli_part(c, CJ_FIELD_FINDING, 0);
    bool any = finding != NULL;
    printf("%s %s: %s (class %s)\n\n", cli_is_limb(c) ? "####" : "###", address, words,
           cli_get(c, CJ_FIELD_CLASS));
    if (item != NULL) {
        fputs("> ", stdout);
        put_plain(cj_item_text(item));
        puts("\n");
    }
    for (size_t i = 0; i < COUNT(lists); i++) {
        for (size_t j = 0; j < cj_count(c, lists[i].list); j++) {
            /* Only what the record lacks is missing; the rest says what is waited for. */
            const char *label = lists[i].label != NULL               ? lists[i].label
                                : strstr(words, "evidenced") != NULL ? "missing"
                                                                     : "because";
            put_entry(label, cli_part(c, lists[i].list, j));
            any = true;
        }
    }
    put_finding("finding", finding);
    if (any)
        putchar('\n');
}

void cli_report_markdown(const cli_app *app, const cj_record *report)
{
    const cj_standard *standard = cli_report_standard(app, report);
    put_head(app, report);
    put_summary(report);
    puts("## Criteria\n");
    for (size_t i = 0; i < cj_count(report, CJ_FIELD_CRITERIA); i++)
        put_criterion(standard, cli_part(report, CJ_FIELD_CRITERIA, i));
    for (size_t i = 0; i < cj_count(report, CJ_FIELD_JUDGED); i++)
        put_finding("judged", cli_part(report, CJ_FIELD_JUDGED, i));
    put_finding("decision", cli_part(report, CJ_FIELD_DECISION, 0));
    if (cj_count(report, CJ_FIELD_JUDGED) + cj_count(report, CJ_FIELD_DECISION) > 0)
        putchar('\n');
    puts(cli_report_note(report));
}
