/* SPDX-License-Identifier: MIT */
/* cjustice judge: acts of a practitioner's stream, one a call; and the stream as a list. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

typedef struct making {
    cli_app *app;
    cj_record *act;
    int result; /* of the first problem; CLI_DONE */
} making;

static const char *value_of(const making *m, cli_option_id option)
{
    return m->app->option[option];
}

/* ---- fields from options; the first problem sticks ------------------------------------------- */

static void text(making *m, cj_record *record, cj_field field, const char *value, size_t size)
{
    cj_error *error = NULL;
    cj_status status;
    if (m->result != CLI_DONE)
        return;
    status = cj_add_text(record, field, value, size, &error);
    m->result = cli_result(m->app, status, error);
}

static void from(making *m, cj_field field, cli_option_id option)
{
    text(m, m->act, field, value_of(m, option), CJ_ZT);
}

static cj_record *sub(making *m, cj_record *record, cj_field field)
{
    cj_record *out = NULL;
    cj_error *error = NULL;
    cj_status status;
    if (m->result != CLI_DONE)
        return NULL;
    status = cj_add_record(record, field, &out, &error);
    m->result = cli_result(m->app, status, error);
    return out;
}

/* A code as people write it: "not-met" for not_met. A word that the list lacks is a usage error. */
static void code(making *m, cj_record *record, cj_field field, cli_option_id option,
                 const char *word, size_t size)
{
    char name[40];
    cj_status status = CJ_E_VALUE_CODE;
    if (m->result != CLI_DONE)
        return;
    if (size < sizeof name) {
        for (size_t i = 0; i < size; i++)
            name[i] = word[i];
        name[size] = '\0';
        for (char *p = name; (p = strchr(p, '-')) != NULL;)
            *p = '_';
        status = cj_add_text(record, field, name, size, NULL);
    }
    if (status == CJ_OK || status == CJ_E_FIELD_TWICE)
        return;
    m->result =
        status == CJ_E_VALUE_CODE
            ? cli_usage(m->app, "%s: %.*s is none of its words; --help has them",
                        cli_options[option].name, (int)size, word)
            : cli_fail(m->app, status, NULL, "%s: memory ran out", cli_options[option].name);
}

static void code_from(making *m, cj_field field, cli_option_id option)
{
    const char *word = value_of(m, option);
    code(m, m->act, field, option, word, strlen(word));
}

static void yes(making *m, cj_record *record, cj_field field, bool value)
{
    cj_error *error = NULL;
    cj_status status;
    if (m->result != CLI_DONE)
        return;
    status = cj_add_int(record, field, value ? 1 : 0, &error);
    m->result = cli_result(m->app, status, error);
}

/* ---- a judgement ----------------------------------------------------------------------------- */

/* "URN" or "URN@VERSION", `size` bytes of it. */
static void put_standard(making *m, const char *key, size_t size)
{
    const char *at = memchr(key, '@', size);
    cj_record *standard = sub(m, m->act, CJ_FIELD_STANDARD);
    text(m, standard, CJ_FIELD_URN, key, at != NULL ? (size_t)(at - key) : size);
    if (at != NULL)
        text(m, standard, CJ_FIELD_VERSION, at + 1, size - (size_t)(at + 1 - key));
}

/* "ACT" or "CASE/ACT", `size` bytes of it. */
static void put_act_id(making *m, cj_record *record, const char *name, size_t size)
{
    size_t at = size;
    while (at > 0 && name[at - 1] != '/')
        at--;
    if (at > 0)
        text(m, record, CJ_FIELD_CASE, name, at - 1);
    text(m, record, CJ_FIELD_ACT, name + at, size - at);
}

static void put_cites(making *m)
{
    const char *const *values = m->app->values + m->app->many[OPT_CITES].first;
    for (size_t i = 0; i < m->app->many[OPT_CITES].n; i++)
        put_act_id(m, sub(m, m->act, CJ_FIELD_SAMPLED), values[i], strlen(values[i]));
}

static void put_acknowledged(making *m)
{
    const char *const *values = m->app->values + m->app->many[OPT_ACKNOWLEDGE].first;
    for (size_t i = 0; i < m->app->many[OPT_ACKNOWLEDGE].n && m->result == CLI_DONE; i++) {
        const char *equals = strchr(values[i], '=');
        cj_record *item;
        if (equals == NULL || equals[1] == '\0') {
            m->result = cli_usage(m->app, "--acknowledge wants ACT=NOTE, not %s", values[i]);
            return;
        }
        item = sub(m, m->act, CJ_FIELD_ACKNOWLEDGED);
        put_act_id(m, item, values[i], (size_t)(equals - values[i]));
        text(m, item, CJ_FIELD_NOTE, equals + 1, CJ_ZT);
    }
}

static void put_methods(making *m)
{
    const char *const *values = m->app->values + m->app->many[OPT_METHOD].first;
    for (size_t i = 0; i < m->app->many[OPT_METHOD].n; i++) {
        for (const char *p = values[i]; *p != '\0'; p += strspn(p, ",")) {
            size_t n = strcspn(p, ",");
            code(m, m->act, CJ_FIELD_JUDGE_METHODS, OPT_METHOD, p, n);
            p += n;
        }
    }
}

/* Each of the five is said: those that are named hold. */
static void put_varcs(making *m)
{
    static const char *const all[] = {"valid", "authentic", "reliable", "current", "sufficient"};
    bool named[COUNT(all)] = {false};
    for (const char *p = value_of(m, OPT_VARCS); *p != '\0'; p += strspn(p, ",")) {
        size_t n = strcspn(p, ","), i = 0;
        while (i < COUNT(all) && (strlen(all[i]) != n || memcmp(all[i], p, n) != 0))
            i++;
        if (i == COUNT(all)) {
            m->result =
                cli_usage(m->app, "--varcs: %.*s is none of its words; --help has them", (int)n, p);
            return;
        }
        named[i] = true;
        p += n;
    }
    for (size_t i = 0; i < COUNT(all); i++) {
        cj_record *one = sub(m, m->act, CJ_FIELD_VARCS);
        text(m, one, CJ_FIELD_KEY, all[i], CJ_ZT);
        yes(m, one, CJ_FIELD_OK, named[i]);
    }
}

static void put_qualified(making *m)
{
    const char *word = value_of(m, OPT_ASSESSOR_QUALIFIED);
    if (word != NULL && strcmp(word, "yes") != 0 && strcmp(word, "no") != 0)
        m->result = cli_usage(m->app, "--assessor-qualified is yes or no, not %s", word);
    yes(m, m->act, CJ_FIELD_ASSESSOR_QUALIFIED, word != NULL && strcmp(word, "yes") == 0);
}

static void make_finding(making *m)
{
    const char *item = value_of(m, OPT_CRITERION), *colon = strchr(item, ':');
    if (colon == NULL || colon == item || colon[1] == '\0') {
        m->result =
            cli_usage(m->app, "--criterion wants URN:ITEM, such as SFJED1:P7, not %s", item);
        return;
    }
    put_standard(m, item, (size_t)(colon - item));
    text(m, m->act, CJ_FIELD_CRITERION, colon + 1, CJ_ZT);
    code_from(m, CJ_FIELD_JUDGE_FINDING, OPT_FINDING);
    put_methods(m);
    if (m->result == CLI_DONE)
        put_varcs(m);
    if (value_of(m, OPT_MANUAL_NA) != NULL)
        yes(m, m->act, CJ_FIELD_MANUAL_NA, true);
    put_acknowledged(m);
    from(m, CJ_FIELD_RATIONALE, OPT_RATIONALE);
    put_cites(m);
    put_qualified(m);
}

static void make_decision(making *m)
{
    put_standard(m, value_of(m, OPT_STANDARD), strlen(value_of(m, OPT_STANDARD)));
    code_from(m, CJ_FIELD_STANDARD_DECISION, OPT_DECISION);
    from(m, CJ_FIELD_RATIONALE, OPT_RATIONALE);
    put_cites(m);
    put_qualified(m);
}

/* ---- what comes after a judgement ------------------------------------------------------------ */

static void make_withdrawal(making *m)
{
    from(m, CJ_FIELD_JUDGEMENT, OPT_WITHDRAW);
    from(m, CJ_FIELD_WITHDRAWAL_REASON, OPT_REASON);
}

static void make_iqa(making *m)
{
    const char *const *values = m->app->values + m->app->many[OPT_IQA].first;
    for (size_t i = 0; i < m->app->many[OPT_IQA].n; i++)
        text(m, m->act, CJ_FIELD_JUDGEMENTS, values[i], CJ_ZT);
    code_from(m, CJ_FIELD_IQA_REASON, OPT_REASON);
    code_from(m, CJ_FIELD_IQA_RESULT, OPT_RESULT);
    from(m, CJ_FIELD_COMMENT, OPT_TEXT);
}

static void make_appeal(making *m)
{
    cj_record *actor;
    from(m, CJ_FIELD_JUDGEMENT, OPT_APPEAL);
    from(m, CJ_FIELD_GROUNDS, OPT_TEXT);
    actor = sub(m, m->act, CJ_FIELD_HANDLED_BY);
    text(m, actor, CJ_FIELD_ID, value_of(m, OPT_HANDLED_BY), CJ_ZT);
    text(m, actor, CJ_FIELD_ROLE, "staff", CJ_ZT);
    text(m, actor, CJ_FIELD_ORG, value_of(m, OPT_ORG), CJ_ZT);
}

static void moment(making *m, cj_field field, cj_time time)
{
    cj_error *error = NULL;
    cj_status status;
    if (m->result != CLI_DONE)
        return;
    status = cj_add_time(m->act, field, time, &error);
    m->result = cli_result(m->app, status, error);
}

static void make_answer(making *m)
{
    from(m, CJ_FIELD_OF, OPT_ANSWER);
    code_from(m, CJ_FIELD_OUTCOME, OPT_RESULT);
    from(m, CJ_FIELD_BY, OPT_ACTOR);
    moment(m, CJ_FIELD_AT, cj_context_now(m->app->context));
    from(m, CJ_FIELD_OUTCOME_REASON, OPT_TEXT);
}

/* ---- which form it is ------------------------------------------------------------------------ */

static const struct form {
    cli_option_id by; /* that names it */
    int32_t kind;
    const cli_option_id *wanted, *may;
    void (*make)(making *m);
} forms[] = {
    {OPT_CRITERION, CJ_ACT_JUDGEMENT_RECORDED,
     CLI_IDS(OPT_FINDING, OPT_METHOD, OPT_RATIONALE, OPT_VARCS),
     CLI_IDS(OPT_CITES, OPT_ASSESSOR_QUALIFIED, OPT_ACKNOWLEDGE, OPT_MANUAL_NA), make_finding},
    {OPT_STANDARD, CJ_ACT_JUDGEMENT_RECORDED, CLI_IDS(OPT_DECISION, OPT_RATIONALE),
     CLI_IDS(OPT_CITES, OPT_ASSESSOR_QUALIFIED), make_decision},
    {OPT_WITHDRAW, CJ_ACT_JUDGEMENT_WITHDRAWN, CLI_IDS(OPT_REASON), 0, make_withdrawal},
    {OPT_IQA, CJ_ACT_IQA_SAMPLED, CLI_IDS(OPT_REASON, OPT_RESULT, OPT_TEXT), 0, make_iqa},
    {OPT_APPEAL, CJ_ACT_JUDGEMENT_APPEALED, CLI_IDS(OPT_TEXT, OPT_HANDLED_BY), 0, make_appeal},
    {OPT_ANSWER, CJ_ACT_OUTCOME_RECORDED, CLI_IDS(OPT_RESULT, OPT_TEXT), 0, make_answer},
};

/* An option of the command, apart from whom it is about. */
static bool given(const cli_app *app, cli_option_id id)
{
    return app->option[id] != NULL && cli_has(app->command->options, id) && id != OPT_PRACTITIONER;
}

/* The form that is named, with all that it wants and nothing else; NULL and CLI_DONE: the list. */
static int find_form(cli_app *app, const struct form **out)
{
    bool any = false;
    *out = NULL;
    for (size_t i = 0; i < OPT_COUNT; i++)
        any = any || given(app, cli_options[i].id);
    for (size_t i = 0; i < COUNT(forms) && *out == NULL; i++) {
        if (given(app, forms[i].by))
            *out = &forms[i];
    }
    if (*out == NULL && any)
        return cli_usage(app, "`judge` wants --criterion, --standard, --withdraw, --iqa, --appeal "
                              "or --answer; or nothing but --practitioner");
    for (size_t i = 0; i < OPT_COUNT && *out != NULL; i++) {
        cli_option_id id = cli_options[i].id;
        bool wanted = cli_has((*out)->wanted, id);
        if (wanted && !given(app, id))
            return cli_usage(app, "`judge` with %s wants %s", cli_options[(*out)->by].name,
                             cli_options[i].name);
        if (given(app, id) && !wanted && !cli_has((*out)->may, id) && id != (*out)->by)
            return cli_usage(app, "`judge` with %s does not take %s", cli_options[(*out)->by].name,
                             cli_options[i].name);
    }
    return CLI_DONE;
}

/* Of a day that is given, without an hour; else the library says when. */
static void put_day(making *m)
{
    cj_date day = {0, 0};
    cj_time time = {0, 0, CJ_PRECISION_DAY};
    if (value_of(m, OPT_AS_OF) == NULL || m->result != CLI_DONE)
        return;
    m->result = cli_day(m->app, "--as-of", value_of(m, OPT_AS_OF), &day);
    if (m->result != CLI_DONE || day.days == cli_today(m->app).days)
        return;
    time.us = day.days * INT64_C(86400000000);
    moment(m, CJ_FIELD_OCCURRED_AT, time);
    text(m, m->act, CJ_FIELD_OCCURRED_PRECISION, "day", CJ_ZT);
}

static int judge(cli_app *app, const struct form *form)
{
    making m = {.app = app};
    cj_act *act = NULL;
    cj_error *error = NULL;
    cj_status status;
    const char *id = "";
    bool judges = form->kind == CJ_ACT_JUDGEMENT_RECORDED;
    status = cj_act_new(app->context, form->kind, &act, &error);
    m.result = cli_result(app, status, error);
    if (m.result != CLI_DONE)
        return m.result;
    m.act = cj_act_record(act);
    put_day(&m);
    if (m.result == CLI_DONE)
        form->make(&m);
    if (m.result == CLI_DONE)
        m.result = cli_open(app, judges ? LOAD_CATALOGUE | LOAD_RULES : 0);
    if (m.result == CLI_DONE) {
        status = cj_session_judge(app->session, app->catalogue, app->rules,
                                  value_of(&m, OPT_PRACTITIONER), act, &error);
        m.result = cli_result(app, status, error);
    }
    if (m.result == CLI_DONE && cj_get_text(cj_act_view(act), CJ_FIELD_ACT_ID, 0, &id) == CJ_OK)
        puts(id);
    cj_act_unref(act);
    return m.result;
}

/* ---- the list -------------------------------------------------------------------------------- */

/* What an act does, in a few words. */
static void put_act(const cj_act *act)
{
    const cj_record *r = cj_act_view(act), *standard = cli_part(r, CJ_FIELD_STANDARD, 0);
    static const cj_field words[] = {CJ_FIELD_CRITERION, CJ_FIELD_JUDGE_FINDING,
                                     CJ_FIELD_STANDARD_DECISION, CJ_FIELD_IQA_RESULT,
                                     CJ_FIELD_OUTCOME};
    static const cj_field cited[] = {CJ_FIELD_JUDGEMENT, CJ_FIELD_JUDGEMENTS, CJ_FIELD_OF};
    char at[CJ_TIME_TEXT] = "";
    cj_time occurred = {0};
    cli_text line = {0};
    (void)cj_get_time(r, CJ_FIELD_OCCURRED_AT, 0, &occurred);
    cj_time_format(occurred, at);
    cli_text_printf(&line, "%.10s  %s  ", at, cli_get(r, CJ_FIELD_ACT_ID));
    cli_text_words(&line, cj_kind_name(cj_act_kind(act)));
    cli_text_printf(&line, " by %s", cli_get(cli_part(r, CJ_FIELD_PERFORMED_BY, 0), CJ_FIELD_ID));
    if (standard != NULL)
        cli_text_printf(&line, ": %s", cli_get(standard, CJ_FIELD_URN));
    for (size_t i = 0; i < COUNT(words); i++) {
        if (cj_count(r, words[i]) > 0)
            cli_text_puts(&line, words[i] == CJ_FIELD_CRITERION ? ":" : " ");
        cli_text_words(&line, cli_get(r, words[i]));
    }
    for (size_t i = 0; i < COUNT(cited); i++) {
        const char *id = NULL;
        for (size_t k = 0; cj_get_text(r, cited[i], k, &id) == CJ_OK; k++)
            cli_text_printf(&line, "%s %s", k > 0 ? "," : ", of", id);
    }
    cli_put_wrapped(stdout, "", "            ", cli_text_get(&line));
    cli_text_free(&line);
}

static int put_list(cli_app *app, const cj_case *stream)
{
    cj_error *error = NULL;
    cj_status status = CJ_OK;
    bool json = app->format == CLI_JSON;
    if (json) {
        fputs("{\"practitioner\": ", stdout);
        cli_put_json(stdout, app->option[OPT_PRACTITIONER]);
        fputs(", \"acts\": [", stdout);
    }
    for (size_t i = 0; i < cj_case_act_count(stream) && status == CJ_OK; i++) {
        const cj_act *act = cj_case_act_at(stream, i);
        if (act == NULL)
            continue;
        if (!json) {
            put_act(act);
            continue;
        }
        fputs(i > 0 ? ",\n" : "", stdout);
        status = cj_record_write_json(cj_act_view(act), 1, cli_to_stdout, NULL, &error);
    }
    if (json)
        puts("]}");
    return cli_result(app, status, error);
}

static int list(cli_app *app)
{
    cj_case *stream = NULL;
    cj_error *error = NULL;
    cj_status status;
    int result = cli_open(app, 0);
    if (result != CLI_DONE)
        return result;
    status =
        cj_session_open_judgements(app->session, app->option[OPT_PRACTITIONER], &stream, &error);
    result = cli_result(app, status, error);
    if (result == CLI_DONE)
        result = put_list(app, stream);
    cj_case_unref(stream);
    return result;
}

int cli_judge(cli_app *app)
{
    const struct form *form = NULL;
    int result = find_form(app, &form);
    if (result != CLI_DONE)
        return result;
    if (form != NULL && app->format == CLI_JSON)
        return cli_usage(app, "`judge` prints the id of an act; only its list has a format json");
    return form != NULL ? judge(app, form) : list(app);
}
