/* SPDX-License-Identifier: MIT */
/* Help, the manual page and completion: all from the tables of options and commands. */
#include "cli.h"

#include <string.h>

static const char *const files[][2] = {
    {"STORE", "The database (SQLite)."},
    {"STORE.audit", "The audit log: a directory in the layout of c2sp.org/tlog-tiles."},
    {"STORE.key", "The key that signs checkpoints. Never in the directory of the log."},
};

static const char *const exits[][2] = {
    {"0", "Done."},
    {"1",
     "A finding: an invalid definition, a text imported with something missing, a log or bundle "
     "that does not verify, --strict with something missing, rows that cannot be scored."},
    {"2", "The command is called wrongly, or lacks an actor, role, organisation or purpose."},
    {"3", "The input is refused; nothing was added."},
    {"4", "Denied; the refusal is in the log."},
    {"5", "The store, the log, a disk or the memory failed; nothing was added."},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Whether it is the command's own; without a command, whether every one takes it. */
static bool has(const cli_command *c, const cli_option *o)
{
    return c != NULL ? cli_has(c->options, o->id) : o->everywhere;
}

/* "--output FILE, -o FILE" */
static void name_option(cli_text *text, const cli_option *o)
{
    cli_text_puts(text, o->name);
    if (o->value != NULL)
        cli_text_printf(text, o->many ? " %s..." : " %s", o->value);
    if (o->letter != 0)
        cli_text_printf(text, ", -%c", o->letter);
    if (o->letter != 0 && o->value != NULL)
        cli_text_printf(text, " %s", o->value);
}

static void put_option(const cli_option *o)
{
    cli_text text = {0};
    cli_text_puts(&text, "  ");
    name_option(&text, o);
    puts(cli_text_get(&text));
    cli_text_clear(&text);
    cli_text_puts(&text, o->help);
    if (o->env != NULL)
        cli_text_printf(&text, " Variable: %s.", o->env);
    cli_put_wrapped(stdout, "      ", "      ", cli_text_get(&text));
    cli_text_free(&text);
}

static void usage_of(cli_text *text, const cli_command *c)
{
    cli_text_printf(text, "cjustice %s", c->name);
    if (*c->arguments != '\0')
        cli_text_printf(text, " %s", c->arguments);
    for (size_t i = 0; i < OPT_COUNT; i++) {
        const cli_option *o = &cli_options[i];
        bool wanted = cli_has(c->wanted, o->id);
        if (!has(c, o))
            continue;
        cli_text_printf(text, wanted ? " %s" : " [%s", o->name);
        if (o->value != NULL)
            cli_text_printf(text, o->many ? " %s..." : " %s", o->value);
        cli_text_puts(text, wanted ? "" : "]");
    }
}

static void put_paragraphs(const char *text, void (*put)(const char *paragraph))
{
    cli_text one = {0};
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");
        cli_text_clear(&one);
        cli_text_add(&one, text, n);
        put(cli_text_get(&one));
        text += n + (text[n] != '\0' ? 1 : 0);
    }
    cli_text_free(&one);
}

static void put_plain(const char *paragraph)
{
    cli_put_wrapped(stdout, "  ", "  ", paragraph);
}

static const char *formats_of(const cli_command *c)
{
    return (c->formats & CLI_MARKDOWN) != 0 ? "text, json, csv, markdown"
           : (c->formats & CLI_CSV) != 0    ? "text, json, csv"
           : (c->formats & CLI_JSON) != 0   ? "text, json"
                                            : "text";
}

static void put_options(const cli_command *c)
{
    for (size_t i = 0; i < OPT_COUNT; i++) {
        const cli_option *o = &cli_options[i];
        if (has(c, o))
            put_option(o);
    }
}

void cli_help_command(const cli_command *c)
{
    cli_text text = {0};
    usage_of(&text, c);
    cli_put_wrapped(stdout, "usage: ", "           ", cli_text_get(&text));
    cli_text_free(&text);
    puts("");
    put_plain(c->help);
    put_paragraphs(c->more, put_plain);
    if (c->options != NULL) {
        puts("\nIts options:");
        put_options(c);
    }
    puts("\nOptions of every command:");
    put_options(NULL);
    printf("\nFormats: %s.\n", formats_of(c));
    if (c->store)
        puts("It works on a store: actor, role, organisation and purpose are wanted.");
    puts("Exit status: see `cjustice help`.");
}

void cli_help_all(void)
{
    puts("usage: cjustice COMMAND [ARGUMENT...] [OPTION...]\n\n"
         "National occupational standards of community justice, casework as acts, coverage of\n"
         "standards by the record, and an audit log that others can verify.\n\nCommands:");
    for (size_t i = 0; i < cli_command_count; i++) {
        cli_text first = {0};
        cli_text_printf(&first, "  %-21s", cli_commands[i].name);
        cli_put_wrapped(stdout, cli_text_get(&first), "                      ",
                        cli_commands[i].help);
        cli_text_free(&first);
    }
    puts("\nOptions of every command:");
    put_options(NULL);
    puts("\nExit status:");
    for (size_t i = 0; i < COUNT(exits); i++) {
        cli_text text = {0};
        cli_text_printf(&text, "  %s  ", exits[i][0]);
        cli_put_wrapped(stdout, cli_text_get(&text), "     ", exits[i][1]);
        cli_text_free(&text);
    }
    puts("\n`cjustice COMMAND --help` says more; `cjustice help --man` writes the manual page.");
}

/* ---- the manual page ------------------------------------------------------------------------- */

/* '\' and '-' escaped, no line that begins with a control character of roff. */
static void put_roff(const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", stdout);
    for (; *text != '\0'; text++) {
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            fputc(*text, stdout);
    }
}

static void put_roff_paragraph(const char *paragraph)
{
    put_roff(paragraph);
    fputs("\n.br\n", stdout);
}

static void man_option(const cli_option *o)
{
    cli_text text = {0};
    name_option(&text, o);
    fputs(".TP\n\\fB", stdout);
    put_roff(cli_text_get(&text));
    fputs("\\fR\n", stdout);
    put_roff(o->help);
    if (o->env != NULL)
        printf("\nVariable: %s.", o->env);
    fputc('\n', stdout);
    cli_text_free(&text);
}

static void man_command(const cli_command *c)
{
    cli_text text = {0};
    usage_of(&text, c);
    fputs(".SS \"", stdout);
    put_roff(cli_text_get(&text));
    fputs("\"\n", stdout);
    cli_text_free(&text);
    put_roff_paragraph(c->help);
    put_paragraphs(c->more, put_roff_paragraph);
    printf("Formats: %s.%s\n", formats_of(c), c->store ? " Works on a store." : "");
    for (size_t i = 0; i < OPT_COUNT; i++) {
        if (has(c, &cli_options[i]))
            man_option(&cli_options[i]);
    }
}

static void man_pairs(const char *section, const char *const pairs[][2], size_t n)
{
    printf(".SH %s\n", section);
    for (size_t i = 0; i < n; i++) {
        fputs(".TP\n\\fB", stdout);
        put_roff(pairs[i][0]);
        fputs("\\fR\n", stdout);
        put_roff(pairs[i][1]);
        fputc('\n', stdout);
    }
}

static void put_man(void)
{
    printf(".TH CJUSTICE 1 \"\" \"cjustice %s\" \"User commands\"\n", cj_version_string());
    fputs(".SH NAME\ncjustice \\- standards, casework and audit of community justice\n"
          ".SH SYNOPSIS\n\\fBcjustice\\fR COMMAND [ARGUMENT...] [OPTION...]\n.SH COMMANDS\n",
          stdout);
    for (size_t i = 0; i < cli_command_count; i++)
        man_command(&cli_commands[i]);
    fputs(".SH OPTIONS OF EVERY COMMAND\n", stdout);
    for (size_t i = 0; i < OPT_COUNT; i++) {
        if (cli_options[i].everywhere)
            man_option(&cli_options[i]);
    }
    man_pairs("EXIT STATUS", exits, COUNT(exits));
    man_pairs("FILES", files, COUNT(files));
    fputs(".SH ENVIRONMENT\nNO_COLOR: no colours, if it is not empty.\n.br\n", stdout);
    fputs(".SH DIAGNOSTICS\n", stdout);
    put_roff("One problem a line on standard error, FILE:LINE:COLUMN: error[CJ-0123]: message, "
             "then what to do about each kind of problem.");
    fputc('\n', stdout);
}

int cli_help(cli_app *app)
{
    char name[64];
    if (app->option[OPT_MAN] != NULL) {
        put_man();
        return CLI_DONE;
    }
    if (app->narguments == 0) {
        cli_help_all();
        return CLI_DONE;
    }
    snprintf(name, sizeof name, "%.30s%s%.30s", app->arguments[0], app->narguments > 1 ? " " : "",
             app->narguments > 1 ? app->arguments[1] : "");
    for (size_t i = 0; i < cli_command_count; i++) {
        if (strcmp(cli_commands[i].name, name) == 0) {
            cli_help_command(&cli_commands[i]);
            return CLI_DONE;
        }
    }
    return cli_usage(app, "`%s` is not a command of this release", name);
}

/* ---- completion ------------------------------------------------------------------------------ */

static void put_names(const cli_command *c)
{
    for (size_t i = 0; i < OPT_COUNT; i++) {
        if (cli_options[i].everywhere || has(c, &cli_options[i]))
            printf(" %s", cli_options[i].name);
    }
}

/* First words, each once; or the second words that follow `first`. */
static void put_words(const char *first)
{
    const char *last = "";
    size_t last_length = 0;
    for (size_t i = 0; i < cli_command_count; i++) {
        const char *name = cli_commands[i].name;
        size_t n = strcspn(name, " ");
        bool same = first != NULL && strlen(first) == n && strncmp(name, first, n) == 0;
        if (first != NULL && same && name[n] == ' ')
            printf(" %s", name + n + 1);
        if (first == NULL && (n != last_length || strncmp(name, last, n) != 0))
            printf(" %.*s", (int)n, name);
        last = name;
        last_length = n;
    }
}

int cli_completion(cli_app *app)
{
    if (strcmp(app->arguments[0], "bash") != 0)
        return cli_usage(app, "`completion` knows bash, not %s", app->arguments[0]);
    puts("# bash completion of cjustice\n_cjustice() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  local one=${COMP_WORDS[1]} two=${COMP_WORDS[2]} words=\n"
         "  case $prev in");
    for (size_t i = 0; i < OPT_COUNT; i++) {
        const cli_option *o = &cli_options[i];
        if (o->words != NULL)
            printf("  %s) COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;;\n", o->name,
                   o->words);
    }
    fputs("  esac\n  if [ \"$COMP_CWORD\" -eq 1 ]; then words='", stdout);
    put_words(NULL);
    fputs("'\n  elif [ \"$COMP_CWORD\" -eq 2 ] && [ \"$one\" = nos ]; then words='", stdout);
    put_words("nos");
    fputs("'\n  elif [ \"$COMP_CWORD\" -eq 2 ] && [ \"$one\" = audit ]; then words='", stdout);
    put_words("audit");
    puts("'\n  elif [[ $cur == -* ]]; then\n    case \"$one $two\" in");
    for (size_t i = 0; i < cli_command_count; i++) {
        const cli_command *c = &cli_commands[i];
        printf("    \"%s\"%s) words='", c->name, strchr(c->name, ' ') != NULL ? "" : "\\ *");
        put_names(c);
        puts("' ;;");
    }
    puts("    esac\n  fi\n"
         "  if [ -n \"$words\" ]; then COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")); fi\n"
         "}\ncomplete -o default -F _cjustice cjustice");
    return CLI_DONE;
}
