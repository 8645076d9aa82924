/* SPDX-License-Identifier: MIT */
/* cjustice show: what the acts of a case add up to, handle by handle; pictures first. */
#include "cli.h"

#include <string.h>

#define LABEL 22
#define AXIS (CLI_COLUMNS - LABEL - 4)
#define DAY_US INT64_C(86400000000)

typedef struct span {
    int64_t first, last; /* days since 1970, in each act's own offset */
    size_t acts, erased;
} span;

static bool day_of(const cj_act *act, int64_t *out)
{
    cj_time at;
    int64_t us;
    if (cj_get_time(cj_act_view(act), CJ_FIELD_OCCURRED_AT, 0, &at) != CJ_OK)
        return false;
    us = at.us + (int64_t)at.offset * 60000000;
    *out = us / DAY_US - (us % DAY_US < 0 ? 1 : 0);
    return true;
}

static span span_of(const cj_case *handle)
{
    span s = {INT64_MAX, INT64_MIN, 0, 0};
    s.acts = cj_case_act_count(handle);
    for (size_t i = 0; i < s.acts; i++) {
        const cj_act *act = cj_case_act_at(handle, i);
        int64_t day;
        s.erased += act == NULL ? 1 : 0;
        if (act == NULL || !day_of(act, &day))
            continue;
        s.first = day < s.first ? day : s.first;
        s.last = day > s.last ? day : s.last;
    }
    return s;
}

static void put_day(int64_t day)
{
    char text[CJ_TIME_TEXT];
    cj_date date = {(int32_t)day, CJ_PRECISION_DAY};
    cj_date_format(date, text);
    fputs(text, stdout);
}

/* ---- the timeline ---------------------------------------------------------------------------- */

static void label_of(cli_text *text, const char *id, int32_t type)
{
    const char *name = cj_handle_name(type);
    cli_text_clear(text);
    cli_text_printf(text, "%s ", name != NULL ? name : "");
    cli_text_puts(text, id);
}

static void put_line(const cli_app *app, const cj_case *handle, const span *s, const char *id)
{
    unsigned counts[AXIS] = {0};
    int64_t days = s->last - s->first;
    for (size_t i = 0; i < s->acts; i++) {
        const cj_act *act = cj_case_act_at(handle, i);
        int64_t day;
        if (act == NULL || !day_of(act, &day) ||
            strcmp(cli_get(cj_act_view(act), CJ_FIELD_HANDLE), id) != 0)
            continue;
        counts[days > 0 ? (day - s->first) * (AXIS - 1) / days : 0]++;
    }
    fputs(cli_colour(app, "\x1b[36m"), stdout);
    for (size_t i = 0; i < AXIS; i++)
        putchar(counts[i] == 0   ? '.'
                : counts[i] == 1 ? '*'
                : counts[i] < 10 ? (int)('0' + counts[i])
                                 : '+');
    fputs(cli_colour(app, "\x1b[0m"), stdout);
    putchar('\n');
}

static void put_timeline(const cli_app *app, const cj_case *handle, const span *s)
{
    cli_text label = {0};
    if (s->first > s->last)
        return;
    printf("  %-*s  ", LABEL, "acts");
    put_day(s->first);
    if (s->last > s->first) {
        printf("%*s", AXIS - 20, "");
        put_day(s->last);
    }
    putchar('\n');
    for (size_t i = 0; i < cj_case_handle_count(handle); i++) {
        int32_t type = 0;
        const char *id = cj_case_handle_at(handle, i, &type);
        label_of(&label, id, type);
        fputs("  ", stdout);
        cli_put_cell(stdout, cli_text_get(&label), LABEL);
        fputs("  ", stdout);
        put_line(app, handle, s, id);
    }
    printf("  %-*s  %s\n", LABEL, "", "* one act   2-9 that many   + ten or more");
    cli_text_free(&label);
}

/* ---- a state, whatever its fields ------------------------------------------------------------ */

typedef struct view {
    cj_case *handle;
    int32_t type;
    cj_date on; /* the day by which something is out of date */
} view;

static void add_scalar(cli_text *text, const cj_record *r, cj_field field, size_t index)
{
    char written[CJ_TIME_TEXT] = "";
    const char *string = "";
    int64_t n = 0;
    cj_date date;
    cj_time time;
    switch (cj_field_type(r, field)) {
    case CJ_TYPE_INT:
        (void)cj_get_int(r, field, index, &n);
        cli_text_printf(text, "%lld", (long long)n);
        return;
    case CJ_TYPE_BOOL:
        (void)cj_get_int(r, field, index, &n);
        cli_text_puts(text, n != 0 ? "yes" : "no");
        return;
    case CJ_TYPE_DATE:
        if (cj_get_date(r, field, index, &date) == CJ_OK)
            cj_date_format(date, written);
        cli_text_puts(text, written);
        return;
    case CJ_TYPE_TIME:
        if (cj_get_time(r, field, index, &time) == CJ_OK)
            cj_time_format(time, written);
        cli_text_puts(text, written);
        return;
    case CJ_TYPE_CODE:
        (void)cj_get_text(r, field, index, &string);
        cli_text_words(text, string);
        return;
    default:
        (void)cj_get_text(r, field, index, &string);
        cli_text_puts(text, string);
    }
}

static bool names(const cj_record *record, cj_field field, const char *id)
{
    const char *name = NULL;
    for (size_t i = 0; i < cj_count(record, field); i++) {
        if (cj_get_text(record, field, i, &name) == CJ_OK && strcmp(name, id) == 0)
            return true;
    }
    return false;
}

/* For a session of the state: how what seems amiss there stands; nothing where nothing does. */
static void add_standing(cli_text *text, const view *v, const cj_record *session)
{
    const char *id = cli_get(session, CJ_FIELD_SESSION);
    const cj_record *state = NULL, *failure = NULL;
    if (cj_case_state(v->handle, &state, NULL) != CJ_OK)
        return;
    for (size_t i = 0; cj_get_record(state, CJ_FIELD_FAILURES, i, &failure) == CJ_OK; i++) {
        if (names(failure, CJ_FIELD_FAILURE, id) || names(failure, CJ_FIELD_INFORMATION, id))
            cli_text_printf(text, " (%s)", cli_get(failure, CJ_FIELD_STANDING));
    }
}

static bool is_disputed(const cj_case *handle, const cj_record *r, cj_field field, size_t index)
{
    const char *id = "";
    (void)cj_get_text(r, field, index, &id);
    return cli_disputed(handle, id);
}

/* Records are at most three deep: depth counts down. */
static void add_record(cli_text *text, const view *v, const cj_record *r, int depth)
{
    const char *between = "";
    for (size_t i = 0; i < cj_field_total(r) && depth > 0; i++) {
        cj_field field = cj_field_at(r, i);
        size_t n = cj_count(r, field);
        if (n == 0)
            continue;
        cli_text_puts(text, between);
        between = ", ";
        cli_text_words(text, cj_field_name(field));
        for (size_t j = 0; j < n; j++) {
            const cj_record *inner = NULL;
            cli_text_puts(text, j > 0 ? " + " : " ");
            if (cj_get_record(r, field, j, &inner) == CJ_OK) {
                cli_text_puts(text, "(");
                add_record(text, v, inner, depth - 1);
                cli_text_puts(text, ")");
            } else {
                add_scalar(text, r, field, j);
                if (cj_field_type(r, field) == CJ_TYPE_REF && is_disputed(v->handle, r, field, j))
                    cli_text_puts(text, " (disputed)");
            }
        }
        if (field == CJ_FIELD_ATTENDANCE)
            add_standing(text, v, r);
    }
}

/* Whether what was due has come. */
static void add_due(cli_text *text, const view *v, const cj_record *state, cj_field field)
{
    cj_date due;
    if (field == CJ_FIELD_NEXT_DUE && cj_get_date(state, field, 0, &due) == CJ_OK &&
        due.days < v->on.days)
        cli_text_puts(text, v->type == CJ_HANDLE_ASSESSMENT ? " (out of date)" : " (has passed)");
}

static const char *title_of(cj_field field)
{
    return field == CJ_FIELD_PERSON      ? "the person"
           : field == CJ_FIELD_FINDINGS  ? "findings on the work (not on the person)"
           : field == CJ_FIELD_FAILURES  ? "non-compliance noted: apparent until a finding"
           : field == CJ_FIELD_DEADLINES ? "falls due"
                                         : cj_field_name(field);
}

/* Of the deadlines people look at those that are to come, or have passed. */
static bool left_out(cj_field field, const cj_record *item)
{
    return field == CJ_FIELD_DEADLINES &&
           (cj_count(item, CJ_FIELD_MET_BY) > 0 || cj_count(item, CJ_FIELD_DUE) == 0);
}

static void put_field(const view *v, const cj_record *state, cj_field field)
{
    size_t n = cj_count(state, field);
    bool list = cj_field_type(state, field) == CJ_TYPE_RECORD && cj_field_repeats(state, field);
    cli_text text = {0}, value = {0};
    cli_text_puts(&text, "  ");
    cli_text_words(&text, title_of(field));
    cli_text_puts(&text, list ? ":" : ": ");
    if (list)
        puts(cli_text_get(&text));
    for (size_t i = 0; i < n; i++) {
        const cj_record *inner = NULL;
        bool is_record = cj_get_record(state, field, i, &inner) == CJ_OK;
        if (is_record && left_out(field, inner))
            continue;
        if (list)
            cli_text_clear(&value);
        else
            cli_text_puts(&value, i > 0 ? ", " : "");
        if (is_record)
            add_record(&value, v, inner, 3);
        else
            add_scalar(&value, state, field, i);
        if (list)
            cli_put_wrapped(stdout, "    - ", "      ", cli_text_get(&value));
    }
    add_due(&value, v, state, field);
    if (!list)
        cli_put_wrapped(stdout, cli_text_get(&text), "    ", cli_text_get(&value));
    cli_text_free(&text);
    cli_text_free(&value);
}

static int state_of(cli_app *app, cj_case *handle, const char *id, int32_t type,
                    const cj_record **out)
{
    cj_error *error = NULL;
    cj_status status = type == CJ_HANDLE_CASE ? cj_case_state(handle, out, &error)
                                              : cj_case_handle_state(handle, id, out, &error);
    return cli_result(app, status, error);
}

static int put_states(cli_app *app, cj_case *handle, cj_date on)
{
    for (size_t i = 0; i < cj_case_handle_count(handle); i++) {
        view v = {.handle = handle, .on = on};
        const char *id = cj_case_handle_at(handle, i, &v.type);
        const cj_record *state = NULL;
        int result = state_of(app, handle, id, v.type, &state);
        if (result != CLI_DONE)
            return result;
        printf("\n%s%s %s%s\n", cli_colour(app, "\x1b[1m"), cj_handle_name(v.type), id,
               cli_colour(app, "\x1b[0m"));
        for (size_t j = 0; j < cj_field_total(state); j++) {
            if (cj_count(state, cj_field_at(state, j)) > 0)
                put_field(&v, state, cj_field_at(state, j));
        }
    }
    return CLI_DONE;
}

static int show_text(cli_app *app, cj_case *handle, cj_date on)
{
    span s = span_of(handle);
    int result;
    printf("case %s: %zu act%s", cj_case_id(handle), s.acts, cli_plural(s.acts));
    if (s.erased > 0)
        printf(", %zu of them erased", s.erased);
    if (app->option[OPT_AT] != NULL)
        printf("; what had occurred by %s", app->option[OPT_AT]);
    if (app->option[OPT_KNOWN_AT] != NULL)
        printf("; what was known at %s", app->option[OPT_KNOWN_AT]);
    puts("\n");
    put_timeline(app, handle, &s);
    result = put_states(app, handle, on);
    cli_put_disputes(app, handle);
    cli_put_erased(app, handle);
    return result;
}

/* ---- json ------------------------------------------------------------------------------------ */

static int show_json(cli_app *app, cj_case *handle)
{
    span s = span_of(handle);
    fputs("{\"case\": ", stdout);
    cli_put_json(stdout, cj_case_id(handle));
    fputs(", \"at\": ", stdout);
    cli_put_json(stdout, app->option[OPT_AT]);
    fputs(", \"known_at\": ", stdout);
    cli_put_json(stdout, app->option[OPT_KNOWN_AT]);
    printf(", \"acts\": %zu, \"erased\": %zu,\n  \"handles\": [", s.acts, s.erased);
    for (size_t i = 0; i < cj_case_handle_count(handle); i++) {
        int32_t type = 0;
        const char *id = cj_case_handle_at(handle, i, &type);
        const cj_record *state = NULL;
        cj_error *error = NULL;
        int result = state_of(app, handle, id, type, &state);
        if (result != CLI_DONE)
            return result;
        fputs(i > 0 ? ",\n    {\"handle\": " : "\n    {\"handle\": ", stdout);
        cli_put_json(stdout, id);
        fputs(", \"type\": ", stdout);
        cli_put_json(stdout, cj_handle_name(type));
        fputs(", \"state\": ", stdout);
        cj_status status = cj_record_write_json(state, 0, cli_to_stdout, NULL, &error);
        result = cli_result(app, status, error);
        if (result != CLI_DONE)
            return result;
        putchar('}');
    }
    fputs("],\n  \"disputes\": [", stdout);
    cli_put_disputes(app, handle);
    fputs("],\n  \"tombstones\": [", stdout);
    cli_put_erased(app, handle);
    puts("]}");
    return CLI_DONE;
}

/* ---- the command ----------------------------------------------------------------------------- */

static cj_status open_case(cli_app *app, const cj_time *known_at, const cj_date *at, cj_case **out,
                           cj_error **error)
{
    cj_case *whole = NULL;
    const char *id = app->arguments[1];
    cj_status status;
    if (known_at != NULL)
        status =
            cj_session_open_case_known(app->session, id, CJ_OPEN_SHOW, *known_at, &whole, error);
    else
        status = cj_session_open_case(app->session, id, CJ_OPEN_SHOW, &whole, error);
    if (status != CJ_OK || at == NULL) {
        *out = whole;
        return status;
    }
    status = cj_case_at(whole, *at, out, error);
    cj_case_unref(whole);
    return status;
}

int cli_show(cli_app *app)
{
    const bool known = app->option[OPT_KNOWN_AT] != NULL, by = app->option[OPT_AT] != NULL;
    cj_case *handle = NULL;
    cj_error *error = NULL;
    cj_time known_at = {0};
    cj_date at = {0}, on = cli_today(app);
    cj_status status;
    int result = CLI_DONE;
    if (by)
        result = cli_day(app, "--at", app->option[OPT_AT], &at);
    on = by ? at : on;
    if (result == CLI_DONE && app->option[OPT_AS_OF] != NULL)
        result = cli_day(app, "--as-of", app->option[OPT_AS_OF], &on);
    if (result == CLI_DONE && known)
        result = cli_moment(app, OPT_KNOWN_AT, &known_at);
    if (result == CLI_DONE)
        result = cli_open(app, 0);
    if (result != CLI_DONE)
        return result;
    status = open_case(app, known ? &known_at : NULL, by ? &at : NULL, &handle, &error);
    result = cli_result(app, status, error);
    if (result == CLI_DONE)
        result = app->format == CLI_JSON ? show_json(app, handle) : show_text(app, handle, on);
    cj_case_unref(handle);
    return result;
}
