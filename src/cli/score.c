/* SPDX-License-Identifier: MIT */
/* cjustice score: the instruments, one score, a file of them. */
#include "cli.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HALF 20 /* columns of a bar on each side of nought */

/* ---- what there is --------------------------------------------------------------------------- */

static int list(cli_app *app)
{
    static const char *const head[] = {"instrument", "version", "title"};
    if (app->format == CLI_CSV)
        cli_csv_row(stdout, 3, head);
    for (size_t i = 0; i < cj_instrument_count(); i++) {
        const cj_instrument_about *about = cj_instrument_describe(cj_instrument_at(i));
        const char *const cells[] = {about->name, about->version, about->title};
        if (app->format == CLI_CSV) {
            cli_csv_row(stdout, 3, cells);
        } else if (app->format == CLI_JSON) {
            fputs(i > 0 ? ",\n {\"instrument\": " : "[{\"instrument\": ", stdout);
            cli_put_json(stdout, about->name);
            fputs(", \"version\": ", stdout);
            cli_put_json(stdout, about->version);
            fputs(", \"title\": ", stdout);
            cli_put_json(stdout, about->title);
            putchar('}');
        } else {
            cli_put_cell(stdout, about->name, 10);
            putchar(' ');
            puts(about->title);
        }
    }
    if (app->format == CLI_JSON)
        puts("]");
    return CLI_DONE;
}

static void put_values(cli_text *text, const cj_instrument_input *input)
{
    for (size_t c = 0; input->type == CJ_INPUT_CODE && c < input->code_count; c++)
        cli_text_printf(text, "%s%s", c > 0 ? " " : "", input->codes[c]);
    if (input->type == CJ_INPUT_COUNT || input->type == CJ_INPUT_PERCENT)
        cli_text_printf(text, input->most > 1e9 ? "%.0f or more" : "%.0f to %.0f", input->least,
                        input->most);
}

/* The parts as one text, in lines. */
static void put_parts(const char *const *parts, size_t n)
{
    cli_text text = {0};
    for (size_t i = 0; i < n; i++)
        cli_text_puts(&text, parts[i]);
    cli_put_wrapped(stdout, "", "", cli_text_get(&text));
    cli_text_free(&text);
}

static void describe_text(const cj_instrument *it)
{
    const cj_instrument_about *about = cj_instrument_describe(it);
    cli_text text = {0};
    const char *const parts[] = {
        about->title,    ", version ",   about->version,   ". It predicts ",
        about->predicts, ". Built for ", about->built_for, "."};
    put_parts(parts, sizeof parts / sizeof *parts);
    for (size_t i = 0; i < about->limit_count; i++)
        cli_put_wrapped(stdout, "- ", "  ", about->limits[i]);
    puts("\nInputs (* wanted always):");
    for (size_t i = 0; i < about->input_count; i++) {
        const cj_instrument_input *input = cj_instrument_input_at(it, i);
        cli_text_clear(&text);
        put_values(&text, input);
        printf(" %s %s: %s%s", input->required == 2 ? "*" : " ", input->name, input->type_name,
               *cli_text_get(&text) != '\0' && input->code_count < 9 ? " " : "");
        puts(input->code_count < 9 ? cli_text_get(&text) : "");
        cli_put_wrapped(stdout, "     ", "     ", input->help);
    }
    puts("\nOutputs:");
    cli_text_clear(&text);
    for (size_t i = 0; i < about->output_count; i++)
        cli_text_printf(&text, "%s%s", i > 0 ? " " : "", cj_instrument_output_at(it, i)->name);
    cli_put_wrapped(stdout, "  ", "  ", cli_text_get(&text));
    cli_text_free(&text);
}

static void put_number(double x)
{
    if (x == x)
        printf("%.15g", x);
    else
        fputs("null", stdout);
}

static void put_codes(size_t n, const char *const *codes)
{
    putchar('[');
    for (size_t i = 0; i < n; i++) {
        fputs(i > 0 ? ", " : "", stdout);
        cli_put_json(stdout, codes[i]);
    }
    putchar(']');
}

static void describe_json(const cj_instrument *it)
{
    const cj_instrument_about *about = cj_instrument_describe(it);
    const char *const pairs[][2] = {{"instrument", about->name},
                                    {"version", about->version},
                                    {"title", about->title},
                                    {"predicts", about->predicts},
                                    {"built_for", about->built_for}};
    putchar('{');
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        printf("\"%s\": ", pairs[i][0]);
        cli_put_json(stdout, pairs[i][1]);
        fputs(",\n ", stdout);
    }
    fputs("\"limits\": ", stdout);
    put_codes(about->limit_count, about->limits);
    fputs(",\n \"sources\": ", stdout);
    put_codes(about->source_count, about->sources);
    fputs(",\n \"inputs\": [", stdout);
    for (size_t i = 0; i < about->input_count; i++) {
        const cj_instrument_input *input = cj_instrument_input_at(it, i);
        printf("%s{\"name\": \"%s\", \"type\": \"%s\", \"required\": %d, \"least\": ",
               i > 0 ? ",\n  " : "\n  ", input->name, input->type_name, (int)input->required);
        put_number(input->least);
        fputs(", \"most\": ", stdout);
        put_number(input->most);
        fputs(", \"codes\": ", stdout);
        put_codes(input->code_count, input->codes);
        fputs(", \"help\": ", stdout);
        cli_put_json(stdout, input->help);
        putchar('}');
    }
    fputs("],\n \"outputs\": [", stdout);
    for (size_t i = 0; i < about->output_count; i++) {
        const cj_instrument_output *output = cj_instrument_output_at(it, i);
        printf("%s{\"name\": \"%s\", \"scale\": \"%s\", \"codes\": ", i > 0 ? ",\n  " : "\n  ",
               output->name, cj_instrument_scale_at(it, output->scale)->name);
        put_codes(output->code_count, output->codes);
        putchar('}');
    }
    puts("]}");
}

/* ---- one score ------------------------------------------------------------------------------- */

/* "-----|" or "     |+++": how much a term adds, against the largest of its scale. */
static void put_bar(double value, double largest)
{
    size_t n = largest > 0 ? (size_t)(fabs(value) / largest * HALF + 0.5) : 0;
    size_t left = value < 0 ? n : 0, right = value > 0 ? n : 0;
    printf("%*s", (int)(HALF - left), "");
    for (size_t i = 0; i < left; i++)
        putchar('-');
    putchar('|');
    for (size_t i = 0; i < right; i++)
        putchar('+');
}

static void put_terms(const cj_score *score, size_t scale)
{
    const cj_instrument *it = cj_score_instrument(score);
    double largest = 0;
    bool any = false;
    for (size_t i = 0; i < cj_score_term_count(score); i++) {
        const cj_score_term *t = cj_score_term_at(score, i);
        any = any || t->scale == scale;
        if (t->scale == scale && fabs(t->value) > largest)
            largest = fabs(t->value);
    }
    if (any)
        printf(" (terms in %s)", cj_instrument_scale_at(it, scale)->unit);
    putchar('\n');
    for (size_t i = 0; i < cj_score_term_count(score); i++) {
        const cj_score_term *t = cj_score_term_at(score, i);
        char text[CJ_SCORE_TEXT] = "";
        if (t->scale != scale || t->value != t->value || (t->value == 0 && t->output < 0))
            continue;
        fputs("  ", stdout);
        cli_put_cell(stdout, t->label, 42);
        if (t->output >= 0) {
            cj_instrument_format(it, (size_t)t->output, t->value, text);
            printf("%10s", text);
        } else {
            printf("%10.*f ", t->value == floor(t->value) ? 0 : 4, t->value);
            put_bar(t->value, largest);
        }
        putchar('\n');
    }
}

static const char *status_word(int32_t status)
{
    static const char *const words[] = {"", "scored", "missing", "refused", "not_asked"};
    return words[status];
}

static void put_scale(const cli_app *app, const cj_score *score, size_t scale)
{
    const cj_instrument *it = cj_score_instrument(score);
    const cj_instrument_scale *about = cj_instrument_scale_at(it, scale);
    char text[CJ_SCORE_TEXT];
    int32_t status = cj_score_status(score, scale);
    if (status == CJ_SCORE_NOT_ASKED)
        return;
    printf("\n%s%s%s", cli_colour(app, "1"), about->title, cli_colour(app, "0"));
    if (status != CJ_SCORE_DONE) {
        printf(": %s\n", status == CJ_SCORE_MISSING ? "not scored, something is missing"
                                                    : "not scored, the inputs are refused");
        return;
    }
    put_terms(score, scale);
    for (size_t i = 0; i < cj_instrument_describe(it)->output_count; i++) {
        const cj_instrument_output *output = cj_instrument_output_at(it, i);
        if (output->scale != scale)
            continue;
        cj_instrument_format(it, i, cj_score_value(score, i), text);
        printf("  %-40s %s\n", output->name, *text != '\0' ? text : "-");
    }
}

static void put_text(const cli_app *app, const cj_score *score)
{
    const cj_instrument_about *about = cj_instrument_describe(cj_score_instrument(score));
    const char *const head[] = {about->title, ", version ", about->version};
    const char *const rate[] = {"Of people with this score, the share that is given had ",
                                about->predicts,
                                ". What this person will do it does not say: it aids judgement and "
                                "does not replace it."};
    const char *const sorted[] = {"It predicts ", about->predicts,
                                  ". It aids judgement and does not replace it."};
    put_parts(head, 3);
    for (size_t i = 0; i < about->scale_count; i++)
        put_scale(app, score, i);
    putchar('\n');
    put_parts(strncmp(about->predicts, "nothing", 7) == 0 ? sorted : rate, 3);
}

static void put_json_value(const cj_score *score, size_t i)
{
    const cj_instrument *it = cj_score_instrument(score);
    char text[CJ_SCORE_TEXT];
    cj_instrument_format(it, i, cj_score_value(score, i), text);
    printf("\"%s\": ", cj_instrument_output_at(it, i)->name);
    if (*text == '\0')
        fputs("null", stdout);
    else if (cj_instrument_output_at(it, i)->type == CJ_OUTPUT_CODE)
        cli_put_json(stdout, text);
    else
        fputs(text, stdout);
}

static void put_json(const cj_score *score)
{
    const cj_instrument *it = cj_score_instrument(score);
    const cj_instrument_about *about = cj_instrument_describe(it);
    const char *comma = "";
    fputs("{\"instrument\": ", stdout);
    cli_put_json(stdout, about->name);
    fputs(", \"version\": ", stdout);
    cli_put_json(stdout, about->version);
    fputs(", \"predicts\": ", stdout);
    cli_put_json(stdout, about->predicts);
    fputs(",\n \"scales\": [", stdout);
    for (size_t s = 0; s < about->scale_count; s++) {
        const cj_instrument_scale *scale = cj_instrument_scale_at(it, s);
        printf("%s\n  {\"scale\": \"%s\", \"status\": \"%s\", \"kind\": %s, \"unit\": \"%s\", "
               "\"source\": ",
               s > 0 ? "," : "", scale->name, status_word(cj_score_status(score, s)),
               scale->kind == CJ_SCORE_STATIC    ? "\"static\""
               : scale->kind == CJ_SCORE_DYNAMIC ? "\"dynamic\""
                                                 : "null",
               scale->unit);
        cli_put_json(stdout, scale->source);
        fputs(",\n   \"terms\": [", stdout);
        comma = "";
        for (size_t i = 0; i < cj_score_term_count(score); i++) {
            const cj_score_term *t = cj_score_term_at(score, i);
            if (t->scale != s)
                continue;
            printf("%s{\"term\": ", comma);
            cli_put_json(stdout, t->label);
            fputs(", \"value\": ", stdout);
            put_number(t->value);
            putchar('}');
            comma = ", ";
        }
        fputs("]}", stdout);
    }
    fputs("],\n \"outputs\": {", stdout);
    for (size_t i = 0; i < about->output_count; i++) {
        fputs(i > 0 ? ", " : "", stdout);
        put_json_value(score, i);
    }
    puts("}}");
}

static void put_csv(const cj_score *score)
{
    const cj_instrument *it = cj_score_instrument(score);
    size_t n = cj_instrument_describe(it)->output_count;
    char text[CJ_SCORE_TEXT];
    for (size_t i = 0; i < n; i++)
        printf("%s%s", i > 0 ? "," : "", cj_instrument_output_at(it, i)->name);
    putchar('\n');
    for (size_t i = 0; i < n; i++) {
        cj_instrument_format(it, i, cj_score_value(score, i), text);
        printf("%s%s", i > 0 ? "," : "", text);
    }
    putchar('\n');
}

/* NAME=VALUE into the values; all that is wrong with them is told. */
static cj_status read_inputs(cli_app *app, const cj_instrument *it, double *values,
                             cj_error **error)
{
    cj_status status = CJ_OK;
    for (size_t i = 0; i < app->many[OPT_INPUT].n; i++) {
        const char *pair = app->values[app->many[OPT_INPUT].first + i];
        const char *value = strchr(pair, '=');
        char name[80];
        int32_t input;
        cj_status one;
        snprintf(name, sizeof name, "%.*s", (int)(value != NULL ? value - pair : 79), pair);
        input = cj_instrument_input_find(it, name);
        if (value == NULL || input < 0) {
            cli_usage(app,
                      value == NULL ? "--input wants NAME=VALUE, not %s"
                                    : "the instrument has no input %s",
                      value == NULL ? pair : name);
            return CJ_E_MISUSE;
        }
        one = cj_instrument_parse(app->context, it, (size_t)input, value + 1, CJ_ZT, &values[input],
                                  error);
        status = status != CJ_OK ? status : one;
    }
    return status;
}

static bool has_errors(const cj_error *error)
{
    for (size_t i = 0; i < cj_error_count(error); i++) {
        if (cj_error_severity(error, i) == CJ_SEVERITY_ERROR)
            return true;
    }
    return false;
}

static int score_one(cli_app *app, const cj_instrument *it, const cj_date *as_of)
{
    double values[64];
    cj_error *error = NULL;
    cj_score *score = NULL;
    cj_status status;
    int result;
    for (size_t i = 0; i < 64; i++)
        values[i] = NAN;
    status = read_inputs(app, it, values, &error);
    if (status == CJ_E_MISUSE && error == NULL)
        return CLI_USAGE;
    for (size_t i = 0; i < cj_instrument_describe(it)->input_count; i++) {
        if (as_of != NULL && cj_instrument_input_at(it, i)->as_of != 0 && values[i] != values[i])
            values[i] = as_of->days;
    }
    if (status == CJ_OK)
        status = cj_score_new(app->context, it, app->offences, values, &score, &error);
    if (status == CJ_OK && app->format == CLI_JSON)
        put_json(score);
    else if (status == CJ_OK && app->format == CLI_CSV)
        put_csv(score);
    else if (status == CJ_OK)
        put_text(app, score);
    if (status == CJ_OK && has_errors(error))
        status = CJ_E_SCORE;
    cj_score_unref(score);
    result = cli_result(app, status, error);
    return result;
}

/* ---- a file ---------------------------------------------------------------------------------- */

static int read_file(cli_app *app, const char *path, cli_text *out)
{
    char piece[65536];
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    size_t n;
    bool bad;
    if (file == NULL) {
        cli_fail(app, errno == ENOENT ? CJ_E_NOT_FOUND : CJ_E_IO, path, "%s", strerror(errno));
        return CLI_REFUSED;
    }
    while ((n = fread(piece, 1, sizeof piece, file)) > 0)
        cli_text_add(out, piece, n);
    bad = ferror(file) != 0;
    if (file != stdin)
        fclose(file);
    if (out->failed)
        return cli_fail(app, CJ_E_MEMORY, NULL, "memory ran out");
    if (bad) {
        cli_fail(app, CJ_E_IO, path, "cannot be read");
        return CLI_REFUSED;
    }
    return CLI_DONE;
}

static void step(size_t done, size_t total, void *user)
{
    cli_progress_step(user, done, total);
}

static int score_file(cli_app *app, const cj_instrument *it, const cj_date *as_of)
{
    const char *path = app->option[OPT_CSV];
    cli_progress progress = {.what = "scoring"};
    cj_score_csv_options options = {sizeof options, as_of, step, &progress};
    cli_text in = {0}, out = {0};
    cj_error *error = NULL;
    cj_status status;
    int result = read_file(app, path, &in), saved = CLI_DONE;
    if (result == CLI_DONE) {
        /* Each row that cannot be scored is told. */
        (void)cj_context_set_limit(app->context, CJ_LIMIT_PROBLEMS, INT32_MAX);
        status = cj_instrument_score_csv(app->context, it, app->offences, path, in.p, in.n,
                                         &options, cli_text_write, &out, &error);
        cli_progress_clear(&progress);
        if (status == CJ_OK || status == CJ_E_SCORE)
            saved = cli_save(app, &out);
        result = cli_result(app, status, error);
        result = saved > result ? saved : result;
    }
    cli_text_free(&in);
    cli_text_free(&out);
    return result;
}

int cli_score(cli_app *app)
{
    const cj_instrument *it;
    cj_date date;
    bool dated = app->option[OPT_AS_OF] != NULL;
    int result;
    if (app->option[OPT_LIST] != NULL)
        return app->narguments > 0 ? cli_usage(app, "--list takes no instrument") : list(app);
    if (app->narguments == 0)
        return cli_usage(app, "`score` wants an instrument; --list names them");
    it = cj_instrument_find(app->arguments[0]);
    if (it == NULL)
        return cli_usage(app, "there is no instrument %s; `cjustice score --list` names them",
                         app->arguments[0]);
    if (app->option[OPT_DESCRIBE] != NULL) {
        if (app->format == CLI_JSON)
            describe_json(it);
        else
            describe_text(it);
        return CLI_DONE;
    }
    if ((app->option[OPT_CSV] != NULL) == (app->option[OPT_INPUT] != NULL))
        return cli_usage(app, "`score` wants --input or --csv, one of them");
    if (app->option[OPT_CSV] != NULL && app->format == CLI_JSON)
        return cli_usage(app, "a CSV file is scored as CSV");
    if (app->option[OPT_OUTPUT] != NULL && app->option[OPT_CSV] == NULL)
        return cli_usage(app, "-o is for --csv");
    if (dated && (result = cli_day(app, "--as-of", app->option[OPT_AS_OF], &date)) != CLI_DONE)
        return result;
    if ((result = cli_load(app, LOAD_OFFENCES)) != CLI_DONE)
        return result;
    return app->option[OPT_CSV] != NULL ? score_file(app, it, dated ? &date : NULL)
                                        : score_one(app, it, dated ? &date : NULL);
}
