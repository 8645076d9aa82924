/* SPDX-License-Identifier: MIT */
/* Complaints and disputes, beside what they are about; and what was erased. */
#include "cli.h"

#include <string.h>

static const cj_record *about(const cj_act *act)
{
    const cj_record *inner = NULL;
    (void)cj_get_record(cj_act_view(act), CJ_FIELD_COMPLAINT_ABOUT, 0, &inner);
    return inner;
}

static bool superseded(const cj_case *handle, const char *id)
{
    for (size_t i = 0; i < cj_case_act_count(handle); i++) {
        const cj_act *act = cj_case_act_at(handle, i);
        if (act != NULL && strcmp(cli_get(cj_act_view(act), CJ_FIELD_SUPERSEDES), id) == 0)
            return true;
    }
    return false;
}

/* The next complaint or dispute that no later act supersedes; NULL at the end. */
static const cj_act *next(const cj_case *handle, size_t *at)
{
    while (*at < cj_case_act_count(handle)) {
        const cj_act *act = cj_case_act_at(handle, (*at)++);
        if (act != NULL && cj_act_kind(act) == CJ_ACT_COMPLAINT_OR_DISPUTE_RECORDED &&
            !superseded(handle, cli_get(cj_act_view(act), CJ_FIELD_ACT_ID)))
            return act;
    }
    return NULL;
}

/* What became of it: the latest outcome, or open. */
static const char *standing(const cj_case *handle, const char *id)
{
    const char *answer = "open";
    for (size_t i = 0; i < cj_case_act_count(handle); i++) {
        const cj_act *act = cj_case_act_at(handle, i);
        const cj_record *r = act != NULL ? cj_act_view(act) : NULL;
        if (act != NULL && cj_act_kind(act) == CJ_ACT_OUTCOME_RECORDED &&
            strcmp(cli_get(r, CJ_FIELD_OF), id) == 0 &&
            !superseded(handle, cli_get(r, CJ_FIELD_ACT_ID)))
            answer = cli_get(r, CJ_FIELD_OUTCOME);
    }
    return answer;
}

bool cli_disputed(const cj_case *handle, const char *id)
{
    const cj_act *act;
    for (size_t at = 0; (act = next(handle, &at)) != NULL;) {
        if (strcmp(cli_get(about(act), CJ_FIELD_ACT), id) == 0)
            return true;
    }
    return false;
}

static void put_json(const cj_case *handle, const cj_record *r, const cj_record *what, bool first)
{
    const char *of = cli_get(what, CJ_FIELD_ACT), *text = cli_get(what, CJ_FIELD_TEXT);
    const struct {
        const char *key, *value;
    } members[] = {{"act", cli_get(r, CJ_FIELD_ACT_ID)},
                   {"kind", cli_get(r, CJ_FIELD_COMPLAINT_KIND)},
                   {"about", *of != '\0' ? of : NULL},
                   {"about_text", *text != '\0' ? text : NULL},
                   {"by", cli_get(r, CJ_FIELD_BY)},
                   {"words", cli_get(r, CJ_FIELD_WORDS)},
                   {"standing", standing(handle, cli_get(r, CJ_FIELD_ACT_ID))}};
    fputs(first ? "\n    {" : ",\n    {", stdout);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        printf("%s\"%s\": ", i > 0 ? ", " : "", members[i].key);
        cli_put_json(stdout, members[i].value);
    }
    putchar('}');
}

static void put_text(const cj_case *handle, const cj_record *r, const cj_record *what, bool first)
{
    cli_text text = {0};
    const char *of = cli_get(what, CJ_FIELD_ACT), *id = cli_get(r, CJ_FIELD_ACT_ID);
    if (first)
        puts("\ncomplaints and disputes");
    cli_text_words(&text, cli_get(r, CJ_FIELD_COMPLAINT_KIND));
    cli_text_printf(&text, " (%s, ", id);
    cli_text_words(&text, standing(handle, id));
    cli_text_puts(&text, ") about ");
    cli_text_puts(&text, *of != '\0' ? of : cli_get(what, CJ_FIELD_TEXT));
    cli_text_puts(&text, ", by ");
    cli_text_puts(&text, cli_get(r, CJ_FIELD_BY));
    cli_text_puts(&text, ": ");
    cli_text_puts(&text, cli_get(r, CJ_FIELD_WORDS));
    cli_put_wrapped(stdout, "  - ", "    ", cli_text_get(&text));
    cli_text_free(&text);
}

void cli_put_disputes(const cli_app *app, const cj_case *handle)
{
    const cj_act *act;
    bool first = true;
    for (size_t at = 0; (act = next(handle, &at)) != NULL; first = false) {
        if (app->format == CLI_JSON)
            put_json(handle, cj_act_view(act), about(act), first);
        else
            put_text(handle, cj_act_view(act), about(act), first);
    }
}

/* ---- tombstones ------------------------------------------------------------------------------ */

/* The name of the code, from the act that would say it. */
static void add_reason(cli_text *text, const cli_app *app, int32_t reason)
{
    cj_act *act = NULL;
    if (cj_act_new(app->context, CJ_ACT_ERASED, &act, NULL) == CJ_OK &&
        cj_add_code(cj_act_record(act), CJ_FIELD_ERASURE_REASON, reason, NULL) == CJ_OK)
        cli_text_puts(text, cli_get(cj_act_view(act), CJ_FIELD_ERASURE_REASON));
    cj_act_unref(act);
}

void cli_put_erased(const cli_app *app, const cj_case *handle)
{
    cli_text text = {0};
    bool first = true;
    for (size_t i = 0; i < cj_case_act_count(handle); i++) {
        const char *id;
        int32_t kind, reason;
        if (cj_case_tombstone_at(handle, i, &id, &kind, &reason) != CJ_OK)
            continue;
        if (app->format == CLI_JSON) {
            fputs(first ? "\n    {\"act\": " : ",\n    {\"act\": ", stdout);
            cli_put_json(stdout, id);
            fputs(", \"kind\": ", stdout);
            cli_put_json(stdout, cj_kind_name(kind));
            fputs(", \"reason\": ", stdout);
            cli_text_clear(&text);
            add_reason(&text, app, reason);
            cli_put_json(stdout, cli_text_get(&text));
            putchar('}');
        } else {
            if (first)
                puts("\nerased: what is computed above is computed without these");
            cli_text_clear(&text);
            cli_text_printf(&text, "%s (%s): ", id, cj_kind_name(kind));
            add_reason(&text, app, reason);
            cli_put_wrapped(stdout, "  - ", "    ", cli_text_get(&text));
        }
        first = false;
    }
    cli_text_free(&text);
}
