/* SPDX-License-Identifier: MIT */
/* The private header of the command `cjustice`: a client of the public headers only. */
#ifndef CJ_CLI_H
#define CJ_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cjustice/access.h>
#include <cjustice/bundle.h>
#include <cjustice/casework.h>
#include <cjustice/catalogue.h>
#include <cjustice/competence.h>
#include <cjustice/context.h>
#include <cjustice/error.h>
#include <cjustice/instrument.h>
#include <cjustice/judgement.h>
#include <cjustice/import.h>
#include <cjustice/policy.h>
#include <cjustice/session.h>

#define CLI_COLUMNS 100

#if defined(__GNUC__)
#define CLI_PRINTF(text, args) __attribute__((format(printf, text, args)))
#else
#define CLI_PRINTF(text, args)
#endif

/* Exit statuses; CJ_CLASS_* are the same numbers. */
#define CLI_DONE 0
#define CLI_FINDING CJ_CLASS_FINDING
#define CLI_USAGE CJ_CLASS_USAGE
#define CLI_REFUSED CJ_CLASS_REFUSED
#define CLI_FAULT CJ_CLASS_FAULT

/* Formats: a set. */
#define CLI_TEXT 1
#define CLI_JSON 2
#define CLI_CSV 4
#define CLI_MARKDOWN 8

/* ---- options and commands: one table each (options.c, commands.c) ---------------------------- */

typedef enum cli_option_id {
    OPT_FORMAT,
    OPT_STANDARDS,
    OPT_AS_OF,
    OPT_ACTOR,
    OPT_ROLE,
    OPT_ORG,
    OPT_PURPOSE,
    OPT_HELP,
    OPT_VERSION,
    OPT_ORIGIN,
    OPT_AT,
    OPT_KNOWN_AT,
    OPT_OUTPUT,
    OPT_STANDARD,
    OPT_STRICT,
    OPT_PRACTITIONER,
    OPT_CASE,
    OPT_BUNDLE,
    OPT_KEY,
    OPT_TRUSTED,
    OPT_ALLOW,
    OPT_DENY,
    OPT_FROM,
    OPT_TO,
    OPT_LIFT,
    OPT_SUPERSEDES,
    OPT_REASON,
    OPT_UNTIL,
    OPT_RESULT,
    OPT_TEXT,
    OPT_ORDER,
    OPT_LIMIT,
    OPT_AUTHORITY,
    OPT_ACT,
    OPT_AS,
    OPT_SUITE,
    OPT_OCCUPATION,
    OPT_KEYWORD,
    OPT_WORDS,
    OPT_LATEST,
    OPT_CRITERION,
    OPT_FINDING,
    OPT_METHOD,
    OPT_RATIONALE,
    OPT_CITES,
    OPT_VARCS,
    OPT_ASSESSOR_QUALIFIED,
    OPT_ACKNOWLEDGE,
    OPT_MANUAL_NA,
    OPT_DECISION,
    OPT_WITHDRAW,
    OPT_IQA,
    OPT_APPEAL,
    OPT_HANDLED_BY,
    OPT_ANSWER,
    OPT_URN,
    OPT_MATCH,
    OPT_BY,
    OPT_OPERATION,
    OPT_UNREVIEWED,
    OPT_OLD,
    OPT_LOG,
    OPT_WITNESS,
    OPT_MAN,
    OPT_INPUT,
    OPT_CSV,
    OPT_LIST,
    OPT_DESCRIBE,
    OPT_COUNT
} cli_option_id;

/* A list of options; NULL is an empty one. */
#define CLI_IDS(...) ((const cli_option_id[]){__VA_ARGS__, OPT_COUNT})
bool cli_has(const cli_option_id *ids, cli_option_id id);

typedef struct cli_option {
    cli_option_id id;
    const char *name;  /* "--format" */
    char letter;       /* 'o' for -o; 0 for none */
    const char *value; /* what it takes, "DATE"; NULL for a flag */
    const char *words; /* the values allowed, for completion; or NULL */
    const char *env;   /* variable that stands in for it, or NULL */
    bool everywhere, repeats;
    bool many; /* takes every argument up to the next option, and may be given again */
    const char *help;
} cli_option;

extern const cli_option cli_options[OPT_COUNT];

typedef struct cli_app cli_app;

typedef struct cli_command {
    const char *name;             /* "nos list" */
    const char *arguments;        /* "STORE FILE..." */
    int least, most;              /* of arguments; most < 0: any number */
    uint32_t formats;             /* CLI_* that it can give */
    const cli_option_id *options; /* its own */
    const cli_option_id *wanted;  /* those that must be given */
    bool store;                   /* needs actor, role, organisation and purpose */
    int (*run)(cli_app *app);
    const char *help; /* one line */
    const char *more; /* paragraphs, separated by a newline */
} cli_command;

extern const cli_command cli_commands[];
extern const size_t cli_command_count;

struct cli_app {
    const cli_command *command;
    const char *option[OPT_COUNT]; /* the value; "" for a flag that was given; else NULL */
    const char **standards;        /* every --standards, in order */
    size_t nstandards;
    const char **values; /* of options that take many, those of one beside each other */
    size_t nvalues;
    struct {
        size_t first, n;
    } many[OPT_COUNT];
    char **arguments;
    int narguments;
    uint32_t format; /* one of CLI_* */
    bool colour;     /* of standard output */
    cj_context *context;
    cj_catalogue *catalogue; /* what cli_load asked for */
    cj_rules *rules;
    cj_policy *policy;
    cj_offences *offences;
    cj_store *store;
    cj_session *session;
    int32_t advised[64]; /* codes whose advice was printed */
    size_t nadvised;
    int output; /* of --output, while output_open */
    bool output_open, output_made;
};

/* Reads argv into app; CLI_DONE, or CLI_USAGE after saying why. */
int cli_parse(cli_app *app, int argc, char **argv);
/* A usage problem: prints it, gives CLI_USAGE. */
int cli_usage(cli_app *app, const char *format, ...) CLI_PRINTF(2, 3);

/* The standard of that key; CLI_REFUSED after saying that there is none. */
int cli_find_standard(cli_app *app, const char *key, const cj_standard **out);

/* The commands; each gives the exit status. */
int cli_nos_list(cli_app *app);
int cli_nos_show(cli_app *app);
int cli_nos_validate(cli_app *app);
int cli_nos_export(cli_app *app);
int cli_nos_diff(cli_app *app);
int cli_nos_import(cli_app *app);
int cli_init(cli_app *app);
int cli_record(cli_app *app);
int cli_show(cli_app *app);
int cli_export(cli_app *app);
int cli_check(cli_app *app);
int cli_judge(cli_app *app);
int cli_restrict(cli_app *app);
int cli_exclude(cli_app *app);
int cli_break_glass(cli_app *app);
int cli_review_override(cli_app *app);
int cli_caseload(cli_app *app);
int cli_due(cli_app *app);
int cli_rescore(cli_app *app);
int cli_disclose(cli_app *app);
int cli_erase(cli_app *app);
int cli_backup(cli_app *app);
int cli_restore(cli_app *app);
int cli_score(cli_app *app);
int cli_audit_verify(cli_app *app);
int cli_audit_show(cli_app *app);
int cli_audit_export(cli_app *app);
int cli_audit_rotate(cli_app *app);
int cli_audit_checkpoint(cli_app *app);
int cli_audit_prove(cli_app *app);
int cli_audit_verify_bundle(cli_app *app);
int cli_witness_init(cli_app *app);
int cli_witness_ask(cli_app *app);
int cli_witness_answer(cli_app *app);
int cli_help(cli_app *app);
int cli_completion(cli_app *app);

void cli_help_command(const cli_command *command);
void cli_help_all(void);

/* ---- standards and sessions (load.c) --------------------------------------------------------- */

#define LOAD_CATALOGUE 1
#define LOAD_RULES 2
#define LOAD_POLICY 4
#define LOAD_OFFENCES 8

/* Reads the parts: the defaults, then each --standards, of which every part is read. */
int cli_load(cli_app *app, unsigned parts);
/* Loads the policy (and `parts`), opens the store of the first argument, begins a session. */
int cli_open(cli_app *app, unsigned parts);
cj_identity cli_identity(const cli_app *app);
void cli_close(cli_app *app);

/* ---- output (output.c, text.c) --------------------------------------------------------------- */

/* A text that grows; when memory runs out `failed` is set and what is added is dropped. */
typedef struct cli_text {
    char *p;
    size_t n, capacity;
    bool failed;
} cli_text;

void cli_text_add(cli_text *text, const char *bytes, size_t size);
void cli_text_puts(cli_text *text, const char *string);
void cli_text_printf(cli_text *text, const char *format, ...) CLI_PRINTF(2, 3);
/* `string` with '_' as ' '. */
void cli_text_words(cli_text *text, const char *string);
/* The text, "" while empty; valid until the next change. */
const char *cli_text_get(cli_text *text);
void cli_text_clear(cli_text *text);
void cli_text_free(cli_text *text);
/* A cj_write_fn whose user is a cli_text. */
int32_t cli_text_write(const void *bytes, size_t size, void *user);

/* Columns that a UTF-8 text takes (one a character). */
size_t cli_width(const char *text);
/* The "s" behind a number of things, or "". */
const char *cli_plural(uint64_t n);
/* Prints without control characters. */
void cli_put(FILE *to, const char *text);
/* Prints at most `width` columns: cut with "..". */
void cli_put_cut(FILE *to, const char *text, size_t width);
/* Prints exactly `width` columns: cut with "..", or padded with spaces. */
void cli_put_cell(FILE *to, const char *text, size_t width);
/* The text in lines of at most CLI_COLUMNS, the first behind `first`, the others behind `rest`. */
void cli_put_wrapped(FILE *to, const char *first, const char *rest, const char *text);
void cli_put_json(FILE *to, const char *text); /* quoted; NULL is null */
void cli_put_csv(FILE *to, const char *text);  /* quoted where needed; NULL is empty; no formula */
void cli_csv_row(FILE *to, size_t n, const char *const *cells);
/* "\x1b[..m" when the app colours, else "". */
const char *cli_colour(const cli_app *app, const char *code);

/* ---- reports (check.c, report.c) ------------------------------------------------------------- */

typedef struct cli_verdict {
    int32_t code;
    cj_field field; /* of the summary */
    char mark;
    const char *colour, *words;
} cli_verdict;

#define CLI_VERDICTS 6
/* In the order of the summary line. */
extern const cli_verdict cli_verdicts[CLI_VERDICTS];
/* Its place among them. */
size_t cli_verdict_of(const cj_record *criterion);
const cj_record *cli_part(const cj_record *record, cj_field field, size_t index);
/* "P2.1" is a limb of P2. */
bool cli_is_limb(const cj_record *criterion);
/* The standard that the report is on, or NULL. */
const cj_standard *cli_report_standard(const cli_app *app, const cj_record *report);
/* What the report is of: a case, or the work of one worker in it or across cases. */
void cli_report_scope(cli_text *text, const cj_record *report);
/* What its verdicts are, and are not. */
const char *cli_report_note(const cj_record *report);
/* "CASE:" of an entry that names its case. */
void cli_report_case(cli_text *text, const cj_record *entry);
/* "P7 met, by a.one on 2026-03-01 (observation, product): ..." of a finding or a decision. */
void cli_report_finding(cli_text *text, const cj_record *finding);
void cli_report_csv_head(void);
void cli_report_csv(const cj_record *report);
void cli_report_markdown(const cli_app *app, const cj_record *report);

/* Complaints and disputes of a case, and what was erased of it: as lists, or members of JSON. */
void cli_put_disputes(const cli_app *app, const cj_case *handle);
void cli_put_erased(const cli_app *app, const cj_case *handle);
bool cli_disputed(const cj_case *handle, const char *id);

/* The bytes of a small file (or of standard input, for "-"), ended by a NUL. */
int cli_read(cli_app *app, const char *path, cli_text *out);
/* A number from 0; CLI_USAGE after saying which argument is none. */
int cli_number(cli_app *app, const char *what, const char *text, uint64_t *out);

/* A cj_write_fn: to standard output. */
int32_t cli_to_stdout(const void *bytes, size_t size, void *user);
/* Prints the problems and, once for each code, what to do; unrefs the error. */
void cli_report(cli_app *app, cj_error *error);
/* The same, and the exit status of `status`. */
int cli_result(cli_app *app, cj_status status, cj_error *error);
/* The same for what was read in order to use it: what cannot be read is refused, no fault. */
int cli_input_result(cli_app *app, cj_status status, cj_error *error);
/* A problem of the command's own, in the form of the library's. */
int cli_fail(cli_app *app, cj_status code, const char *file, const char *format, ...)
    CLI_PRINTF(4, 5);

/* Writes to -o FILE (a new file is 0600; "-" or none is standard output). */
int cli_save(cli_app *app, const cli_text *bytes);
/* Opens the file of --output ahead of the work; closes it, and removes it if it stayed unused. */
int cli_save_begin(cli_app *app);
void cli_save_end(cli_app *app);

/* What a bar of progress needs; shown after a second, on a terminal. */
typedef struct cli_progress {
    const char *what;
    int64_t began, shown;
    bool drawn;
} cli_progress;

void cli_progress_step(cli_progress *progress, size_t done, size_t total);
void cli_progress_clear(cli_progress *progress);

/* A whole day from a text of the command line; CLI_USAGE after saying what is wrong. */
int cli_day(cli_app *app, const char *option, const char *text, cj_date *out);

/* A moment of that option; a bare day means its last moment in UTC. As cli_day. */
int cli_moment(cli_app *app, cli_option_id option, cj_time *out);
/* The code of that option, as the field of an act of that kind has it. As cli_day. */
int cli_code(cli_app *app, cli_option_id option, int32_t kind, cj_field field, int32_t *out);

/* Today by the context's clock, in UTC. */
cj_date cli_today(const cli_app *app);

/* Shortcuts to a field's first value; "" or 0 when absent. */
const char *cli_get(const cj_record *record, cj_field field);
int64_t cli_get_int(const cj_record *record, cj_field field);

#endif
