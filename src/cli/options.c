/* SPDX-License-Identifier: MIT */
/* The table of options, from which parsing, help, completion and the manual are made. */
#include "cli.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const cli_option cli_options[OPT_COUNT] = {
    {OPT_FORMAT, "--format", 0, "FORMAT", "text json csv markdown", NULL, true, false, false,
     "How the answer is written: text (the default), json, csv or markdown."},
    {OPT_STANDARDS, "--standards", 0, "DIR", NULL, "CJUSTICE_STANDARDS", true, true, false,
     "A directory with nos/, evidence/, policy/, awarding/ or instruments/, laid over the shipped "
     "standards; a later one over an earlier one. The variable names the directory that stands in "
     "for the shipped one."},
    {OPT_AS_OF, "--as-of", 0, "DATE", NULL, NULL, true, false, false,
     "What had occurred by that day; the default is today. Where a command derives nothing from a "
     "date it is ignored."},
    {OPT_ACTOR, "--actor", 0, "ID", NULL, "CJUSTICE_ACTOR", true, false, false,
     "Who acts: an id of the system of record. A command on a store wants it."},
    {OPT_ROLE, "--role", 0, "ROLE", "practitioner manager assessor iqa data-controller auditor",
     "CJUSTICE_ROLE", true, false, false, "In which role of the policy."},
    {OPT_ORG, "--org", 0, "ORG", NULL, "CJUSTICE_ORG", true, false, false,
     "For which organisation: its id."},
    {OPT_PURPOSE, "--purpose", 0, "CODE", NULL, "CJUSTICE_PURPOSE", true, false, false,
     "For which purpose of the policy, such as supervision."},
    {OPT_HELP, "--help", 'h', NULL, NULL, NULL, true, false, false, "Say what the command does."},
    {OPT_VERSION, "--version", 0, NULL, NULL, NULL, true, false, false, "Say the version."},
    {OPT_ORIGIN, "--origin", 0, "NAME", NULL, NULL, false, false, false,
     "The name of the audit log; the default is cjustice.local/ and 16 random hex digits."},
    {OPT_AT, "--at", 0, "DATE", NULL, NULL, false, false, false,
     "What had occurred by that day, that day included."},
    {OPT_KNOWN_AT, "--known-at", 0, "TIME", NULL, NULL, false, false, false,
     "What had been entered by that moment, as it was shown then: 2026-02-03T10:15+00:00; a bare "
     "day means its end in UTC."},
    {OPT_OUTPUT, "--output", 'o', "FILE", NULL, NULL, false, false, false,
     "Write to the file and not to standard output; a new file is readable by its owner only."},
    {OPT_STANDARD, "--standard", 0, "URN", "all", NULL, false, false, false,
     "The standard, SFJED1 or SFJED1@3; or all."},
    {OPT_STRICT, "--strict", 0, NULL, NULL, NULL, false, false, false,
     "Exit 1 when a criterion is not evidenced or partly evidenced."},
    {OPT_PRACTITIONER, "--practitioner", 0, "ID", NULL, NULL, false, false, false,
     "Only what this worker performed is evidence, across all cases that the actor may check; of "
     "`judge`: the candidate."},
    {OPT_CASE, "--case", 0, "CASE", NULL, NULL, false, false, false,
     "This case only; of check, with --practitioner."},
    {OPT_BUNDLE, "--bundle", 0, "FILE", NULL, NULL, false, false, false,
     "Write an evidence bundle, too: the report without personal content, with proofs that the "
     "acts "
     "it cites are in the log. Logged as a disclosure."},
    {OPT_KEY, "--key", 0, "KEY", NULL, NULL, false, false, false,
     "The log's public key, got from somewhere else than the bundle: the text of its file vkey, or "
     "a file that holds it."},
    {OPT_TRUSTED, "--trusted", 0, "CHECKPOINT", NULL, NULL, false, false, false,
     "A checkpoint of the log that was kept elsewhere: the log must continue it."},
    {OPT_ALLOW, "--allow", 0, "ID", NULL, NULL, false, false, true,
     "Who may see the case: workers, by the ids that they act under."},
    {OPT_DENY, "--deny", 0, "ID", NULL, NULL, false, false, true,
     "Who may not see the case: workers, by the ids that they act under."},
    {OPT_FROM, "--from", 0, "DATE", NULL, NULL, false, false, false,
     "The first day; of a limit the default is today, in UTC."},
    {OPT_TO, "--to", 0, "DATE", NULL, NULL, false, false, false,
     "The last day, that day included; the default is no end."},
    {OPT_LIFT, "--lift", 0, "ACT", NULL, NULL, false, false, false,
     "The id of a limit that is lifted, instead of setting one."},
    {OPT_SUPERSEDES, "--supersedes", 0, "ACT", NULL, NULL, false, false, false,
     "The id of a limit that this one replaces."},
    {OPT_REASON, "--reason", 0, "REASON", NULL, NULL, false, false, false,
     "Why. Of break-glass a code: risk_to_life, serious_harm, safeguarding, court_hearing, "
     "duty_cover, arrest or other; of erase: retention_ended, request_upheld, court_order, "
     "recorded_in_error or wrong_person; with --iqa: random, unqualified_assessor, manual_na, "
     "adverse_act, withdrawal, new_assessor or appeal; else a text."},
    {OPT_UNTIL, "--until", 0, "TIME", NULL, NULL, false, false, false,
     "Until when: 2026-02-03T10:15+00:00; a bare day means its end in UTC."},
    {OPT_RESULT, "--result", 0, "CODE",
     "justified not_justified referred agreed action_required not_agreed granted refused", NULL,
     false, false, false,
     "Of a review: justified, not_justified or referred; with --iqa: agreed, action_required or "
     "not_agreed; with --answer: granted or refused."},
    {OPT_TEXT, "--text", 0, "TEXT", NULL, NULL, false, false, false, "More, in words."},
    {OPT_ORDER, "--order", 0, "ORDER", "priority tier risk due", NULL, false, false, false,
     "What comes first: priority (the band that a worker gave; the default), tier (as adopted, "
     "else "
     "as proposed), risk (of serious harm) or due (what falls due next)."},
    {OPT_LIMIT, "--limit", 0, "N", NULL, NULL, false, false, false, "At most so many."},
    {OPT_AUTHORITY, "--authority", 0, "TEXT", NULL, NULL, false, false, false,
     "Who decided, and under which number. It is kept: name nobody under supervision."},
    {OPT_ACT, "--act", 0, "ID", NULL, NULL, false, false, true,
     "Ids of acts of the case; without it the whole case."},
    {OPT_AS, "--as", 0, "FORM", "case-1.1", NULL, false, false, false,
     "In which form: case-1.1, a package of 1EdTech CASE 1.1 (JSON)."},
    {OPT_SUITE, "--suite", 0, "NAME", NULL, NULL, false, false, false,
     "Only standards of this suite; the whole name, in capital or small letters."},
    {OPT_OCCUPATION, "--occupation", 0, "NAME", NULL, NULL, false, false, false,
     "Only standards for this occupation; the whole name."},
    {OPT_KEYWORD, "--keyword", 0, "NAME", NULL, NULL, false, false, false,
     "Only standards with this keyword; the whole of it."},
    {OPT_WORDS, "--words", 0, "TEXT", NULL, NULL, false, false, false,
     "Only standards with these words, or words that begin so, anywhere in their text."},
    {OPT_LATEST, "--latest", 0, NULL, NULL, NULL, false, false, false,
     "Of each URN only the definition that it means without a version."},
    {OPT_CRITERION, "--criterion", 0, "URN:ITEM", NULL, NULL, false, false, false,
     "What is judged: SFJED1:P7, SFJED1@3:P2.1, SFJED1:K3, or an expectation of the overview by "
     "its id."},
    {OPT_FINDING, "--finding", 0, "FINDING", "met not-met insufficient", NULL, false, false, false,
     "What the assessor finds: met, not-met or insufficient."},
    {OPT_METHOD, "--method", 0, "METHOD",
     "observation expert_witness witness discussion questioning product feedback simulation", NULL,
     false, false, true,
     "How it was judged: observation, expert_witness, witness, discussion, questioning, product, "
     "feedback or simulation."},
    {OPT_RATIONALE, "--rationale", 0, "TEXT", NULL, NULL, false, false, false,
     "Why the assessor finds or decides so."},
    {OPT_CITES, "--cites", 0, "ACT", NULL, NULL, false, false, true,
     "The acts on which a judgement rests: ACT, or CASE/ACT where several cases have an act of "
     "that id."},
    {OPT_VARCS, "--varcs", 0, "WORDS", NULL, NULL, false, false, false,
     "Which of valid,authentic,reliable,current,sufficient the evidence is; it is not what is not "
     "named."},
    {OPT_ASSESSOR_QUALIFIED, "--assessor-qualified", 0, "YESNO", "yes no", NULL, false, false,
     false, "Whether the assessor is qualified; without it no."},
    {OPT_ACKNOWLEDGE, "--acknowledge", 0, "ACT=NOTE", NULL, NULL, false, false, true,
     "An act that speaks against the finding, ACT or CASE/ACT, and what the assessor makes of it."},
    {OPT_MANUAL_NA, "--manual-na", 0, NULL, NULL, NULL, false, false, false,
     "The assessor finds that the criterion does not apply."},
    {OPT_DECISION, "--decision", 0, "DECISION", "competent not-yet-competent", NULL, false, false,
     false, "With --standard: competent or not-yet-competent."},
    {OPT_WITHDRAW, "--withdraw", 0, "JUDGEMENT", NULL, NULL, false, false, false,
     "Withdraws a judgement; --reason says why."},
    {OPT_IQA, "--iqa", 0, "JUDGEMENT", NULL, NULL, false, false, true,
     "Quality assurance of judgements, with --reason, --result and --text."},
    {OPT_APPEAL, "--appeal", 0, "JUDGEMENT", NULL, NULL, false, false, false,
     "The candidate appeals: --text has the grounds, --handled-by who is to decide."},
    {OPT_HANDLED_BY, "--handled-by", 0, "ID", NULL, NULL, false, false, false,
     "Who handles an appeal."},
    {OPT_ANSWER, "--answer", 0, "APPEAL", NULL, NULL, false, false, false,
     "What comes of an appeal: --result granted or refused, and --text."},
    {OPT_URN, "--urn", 0, "URN", NULL, NULL, false, false, false,
     "The URN of the standard; the default is that of the text, else that of the file's name."},
    {OPT_MATCH, "--match", 0, NULL, NULL, NULL, false, false, false,
     "Pair each item with that of the definition that ships, and say what differs in structure. "
     "Without --output the definition itself is not printed then."},
    {OPT_BY, "--by", 0, "ID", NULL, NULL, false, false, false, "Only what this actor did."},
    {OPT_OPERATION, "--operation", 0, "CODE",
     "collect alter consult disclose combine erase deny auth admin recover", NULL, false, false,
     false, "Only this operation: consult, disclose, alter, deny, ..."},
    {OPT_UNREVIEWED, "--unreviewed", 0, NULL, NULL, NULL, false, false, false,
     "Only what was done by breaking the glass and is not reviewed yet."},
    {OPT_OLD, "--old", 0, "N", NULL, NULL, false, false, false,
     "How many entries of this shard the witness has signed; the default is 0, none."},
    {OPT_LOG, "--log", 0, "FILE", NULL, NULL, false, false, false,
     "The file vkey of the log, kept by the witness."},
    {OPT_WITNESS, "--witness", 0, "FILE", NULL, NULL, false, false, false,
     "The file vkey of a witness, which must have cosigned the checkpoint of --trusted."},
    {OPT_MAN, "--man", 0, NULL, NULL, NULL, false, false, false, "Write the manual page (roff)."},
    {OPT_INPUT, "--input", 0, "NAME=VALUE", NULL, NULL, false, false, true,
     "Inputs of the score; one without a value is missing. --describe lists them."},
    {OPT_CSV, "--csv", 0, "FILE", NULL, NULL, false, false, false,
     "Score each row of the file (- is standard input), whose header names inputs, outputs or id."},
    {OPT_LIST, "--list", 0, NULL, NULL, NULL, false, false, false, "List the instruments."},
    {OPT_DESCRIBE, "--describe", 0, NULL, NULL, NULL, false, false, false,
     "Say what the instrument takes, gives and is for."},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

int cli_usage(cli_app *app, const char *format, ...)
{
    char line[512];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    fputs("cjustice: error[CJ-0102]: ", stderr);
    cli_put(stderr, line);
    fprintf(stderr, "\n  what to do: `cjustice %s%s--help` says how it is called.\n",
            app->command != NULL ? app->command->name : "", app->command != NULL ? " " : "");
    return CLI_USAGE;
}

bool cli_has(const cli_option_id *ids, cli_option_id id)
{
    while (ids != NULL && *ids != OPT_COUNT) {
        if (*ids++ == id)
            return true;
    }
    return false;
}

static const cli_option *by_name(const char *name, size_t length)
{
    for (size_t i = 0; i < OPT_COUNT; i++) {
        if (strlen(cli_options[i].name) == length && memcmp(cli_options[i].name, name, length) == 0)
            return &cli_options[i];
    }
    return NULL;
}

static const cli_option *by_letter(char letter)
{
    for (size_t i = 0; i < OPT_COUNT; i++) {
        if (cli_options[i].letter != 0 && cli_options[i].letter == letter)
            return &cli_options[i];
    }
    return NULL;
}

/* Keeps the option; a second one of those that do not repeat is a mistake. */
static int keep(cli_app *app, const cli_option *option, const char *value)
{
    if (option->repeats)
        app->standards[app->nstandards++] = value;
    else if (app->option[option->id] != NULL && option->value != NULL && !option->many)
        return cli_usage(app, "%s is given twice", option->name);
    app->option[option->id] = value;
    return CLI_DONE;
}

/* Behind what the option has already; what stands behind that moves. */
static void put_value(cli_app *app, cli_option_id id, const char *value)
{
    size_t at = app->nvalues;
    if (app->many[id].n > 0)
        at = app->many[id].first + app->many[id].n;
    memmove(app->values + at + 1, app->values + at, (app->nvalues - at) * sizeof *app->values);
    for (size_t i = 0; i < OPT_COUNT; i++)
        app->many[i].first += app->many[i].n > 0 && app->many[i].first >= at;
    if (app->many[id].n == 0)
        app->many[id].first = at;
    app->values[at] = value;
    app->many[id].n++;
    app->nvalues++;
}

/* Its value and the arguments behind it, up to the next option. */
static void keep_more(cli_app *app, const cli_option *option, int argc, char **argv, int *i)
{
    put_value(app, option->id, app->option[option->id]);
    while (*i + 1 < argc && argv[*i + 1][0] != '-')
        put_value(app, option->id, argv[++*i]);
}

/* One option at argv[*i]; moves *i over a value that stands apart. */
static int read_option(cli_app *app, int argc, char **argv, int *i)
{
    const char *arg = argv[*i], *value = NULL;
    size_t length = strcspn(arg, "=");
    const cli_option *option;
    int status;
    if (arg[1] == '-') {
        option = by_name(arg, length);
        value = arg[length] == '=' ? arg + length + 1 : NULL;
    } else {
        option = by_letter(arg[1]);
        value = arg[2] != '\0' ? arg + 2 : NULL;
        length = 2;
    }
    if (option == NULL)
        return cli_usage(app, "%s is not an option of this release", arg);
    if (option->value == NULL && value != NULL)
        return cli_usage(app, "%s takes no value", option->name);
    if (option->value == NULL)
        return keep(app, option, "");
    if (value == NULL && *i + 1 < argc)
        value = argv[++*i];
    if (value == NULL || *value == '\0')
        return cli_usage(app, "%s wants a value: %s", option->name, option->value);
    status = keep(app, option, value);
    if (status == CLI_DONE && option->many)
        keep_more(app, option, argc, argv, i);
    return status;
}

/* The command with the longest name that the first arguments spell; takes them away. */
static int find_command(cli_app *app)
{
    char two[64];
    const char *first = app->narguments > 0 ? app->arguments[0] : "";
    const char *second = app->narguments > 1 ? app->arguments[1] : "";
    snprintf(two, sizeof two, "%.30s %.30s", first, second);
    for (size_t i = 0; i < cli_command_count; i++) {
        bool pair = strcmp(cli_commands[i].name, two) == 0;
        if (pair || strcmp(cli_commands[i].name, first) == 0) {
            app->command = &cli_commands[i];
            app->arguments += pair ? 2 : 1;
            app->narguments -= pair ? 2 : 1;
            return CLI_DONE;
        }
    }
    if (strcmp(first, "nos") == 0 || strcmp(first, "audit") == 0 || strcmp(first, "witness") == 0)
        return cli_usage(app, "`%s` is not a command of this release", *second ? two : first);
    if (*first == '\0')
        return cli_usage(app, "a command is wanted");
    return cli_usage(app, "`%s` is not a command of this release", first);
}

static int read_format(cli_app *app)
{
    static const struct {
        const char *name;
        uint32_t bit;
    } formats[] = {
        {"text", CLI_TEXT}, {"json", CLI_JSON}, {"csv", CLI_CSV}, {"markdown", CLI_MARKDOWN}};
    const char *name = app->option[OPT_FORMAT] != NULL ? app->option[OPT_FORMAT] : "text";
    for (size_t i = 0; i < COUNT(formats); i++) {
        if (strcmp(name, formats[i].name) != 0)
            continue;
        app->format = formats[i].bit;
        if ((app->command->formats & app->format) != 0)
            return CLI_DONE;
        return cli_usage(app, "`%s` has no format %s", app->command->name, name);
    }
    return cli_usage(app, "--format is text, json, csv or markdown, not %s", name);
}

/* Whether each option belongs to the command, those wanted are there, and enough arguments. */
static int fits(cli_app *app)
{
    const cli_command *c = app->command;
    for (size_t i = 0; i < OPT_COUNT; i++) {
        const cli_option *o = &cli_options[i];
        if (app->option[i] != NULL && !o->everywhere && !cli_has(c->options, o->id))
            return cli_usage(app, "%s does not belong to `%s`", o->name, c->name);
        if (app->option[i] == NULL && cli_has(c->wanted, o->id))
            return cli_usage(app, "`%s` wants %s %s", c->name, o->name, o->value);
    }
    if (app->narguments < c->least)
        return cli_usage(app, "`%s` wants %s", c->name, c->arguments);
    if (c->most >= 0 && app->narguments > c->most)
        return cli_usage(app, "`%s` does not take %s", c->name, app->arguments[c->most]);
    return CLI_DONE;
}

/* The variables of the environment, for what the command line leaves open. */
static void from_environment(cli_app *app)
{
    for (size_t i = 0; i < OPT_COUNT; i++) {
        const cli_option *o = &cli_options[i];
        const char *value = o->env != NULL && !o->repeats ? getenv(o->env) : NULL;
        if (app->option[i] == NULL && value != NULL && *value != '\0')
            app->option[i] = value;
    }
}

static int has_actor(cli_app *app)
{
    static const cli_option_id parts[] = {OPT_ACTOR, OPT_ROLE, OPT_ORG, OPT_PURPOSE};
    for (size_t i = 0; app->command->store && i < COUNT(parts); i++) {
        if (app->option[parts[i]] == NULL)
            return cli_fail(app, CJ_E_NO_ACTOR, NULL, "`%s` works on a store and wants %s",
                            app->command->name, cli_options[parts[i]].name);
    }
    return CLI_DONE;
}

int cli_parse(cli_app *app, int argc, char **argv)
{
    int status, n = 0;
    bool options = true;
    app->arguments = argv + 1; /* positional arguments move to the front */
    for (int i = 1; i < argc; i++) {
        if (options && strcmp(argv[i], "--") == 0) {
            options = false;
        } else if (options && argv[i][0] == '-' && argv[i][1] != '\0') {
            status = read_option(app, argc, argv, &i);
            if (status != CLI_DONE)
                return status;
        } else {
            app->arguments[n++] = argv[i];
        }
    }
    app->narguments = n;
    if (n == 0 && (app->option[OPT_HELP] != NULL || app->option[OPT_VERSION] != NULL))
        return CLI_DONE;
    status = find_command(app);
    if (status != CLI_DONE || app->option[OPT_HELP] != NULL || app->option[OPT_VERSION] != NULL)
        return status;
    from_environment(app);
    if ((status = fits(app)) != CLI_DONE || (status = read_format(app)) != CLI_DONE)
        return status;
    return has_actor(app);
}
