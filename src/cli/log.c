/* SPDX-License-Identifier: MIT */
/* cjustice audit show: the log for people who inspect it. */
#include "cli.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define INDENT "          "

/* What the log calls things, in words; a kind of act stands for itself. */
static const struct {
    const char *act, *obj, *words;
} phrases[] = {
    {"case.open", "state", "viewed the case"},
    {"case.open", "coverage", "viewed which criteria the case evidences"},
    {"case.open", "acts", "exported the acts of the case"},
    {"case.disclose", NULL, "wrote what the case holds on its person"},
    {"caseload", NULL, "listed a caseload"},
    {"due", NULL, "listed what falls due"},
    {"log.open", NULL, "the log begins"},
    {"log.close", NULL, "the log ends"},
    {"log.recovered", NULL, "what a killed writer left was cut from the log"},
    {"log.checkpoint", NULL, "published a checkpoint"},
    {"log.read", "case", "read in the log who did what in the case"},
    {"log.read", "overrides", "read in the log which overrides wait for review"},
    {"log.read", NULL, "read the log"},
    {"log.rotate", NULL, "took the log to a new key"},
    {"store.init", NULL, "made the store"},
    {"store.backup", NULL, "copied the store"},
    {"store.restore", NULL, "put a backup in the place of the store"},
    {"unit.lost", NULL, "what was recorded was lost to a restore"},
};

/* One who looked, in one role and for one purpose. */
typedef struct looker {
    char who[80], as[200];
    uint64_t times;
    int64_t first, last;
} looker;

typedef struct view {
    const cli_app *app;
    uint64_t n;
    bool began; /* the head is printed: nothing is before the reading is permitted */
    looker *lookers;
    size_t nlookers;
    bool failed;
} view;

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

/* To the second, in UTC. */
static void put_moment(cli_text *to, int64_t us)
{
    char text[CJ_TIME_TEXT];
    const cj_time time = {us, 0, CJ_PRECISION_SECOND};
    cj_time_format(time, text);
    text[10] = ' ';
    cli_text_printf(to, "%.19s", text);
}

static void put_words(cli_text *to, const cj_audit_entry *e)
{
    bool unit = e->ph != NULL && strcmp(e->act, "unit") == 0;
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        if (strcmp(phrases[i].act, e->act) == 0 &&
            (phrases[i].obj == NULL || strcmp(phrases[i].obj, or_empty(e->obj)) == 0)) {
            cli_text_puts(to, phrases[i].words);
            return;
        }
    }
    if (unit) {
        cli_text_puts(to, "what was recorded last did not come into the store");
        return;
    }
    cli_text_puts(to, strcmp(e->op, "erase") == 0 ? "erased: " : e->ph != NULL ? "recorded: " : "");
    cli_text_words(to, e->act);
    if (e->ph == NULL && e->obj != NULL)
        cli_text_printf(to, " (%s)", e->obj);
}

static void put_why(cli_text *to, const cj_audit_line *line)
{
    const cj_audit_entry *e = line->entry;
    if (e->pou != NULL)
        cli_text_printf(to, ", for %s", e->pou);
    if (e->op != NULL && strcmp(e->op, "deny") == 0)
        cli_text_puts(to, "; that was refused");
    else if (e->ph == NULL && e->out != NULL && strcmp(e->out, "ok") != 0)
        cli_text_printf(to, "; that ended: %s", e->out);
    if (e->n >= 0 && e->ph == NULL && e->subj.n > 0)
        cli_text_printf(to, "; %" PRId64 " row%s", e->n, cli_plural((uint64_t)e->n));
    if (e->lao != NULL && strcmp(e->lao, "none") != 0)
        cli_text_printf(to, "; %s",
                        strcmp(e->lao, "override") == 0 ? "by breaking the glass" : e->lao);
    if (line->override != NULL)
        cli_text_printf(to, "; override %s of case %s is not reviewed", line->override,
                        line->case_id);
    else if (line->case_id == NULL && e->subj.n == 1)
        cli_text_printf(to, "; case %.8s", e->subj.items[0]);
    if (e->clk != 0)
        cli_text_puts(to, "; the clock had gone back");
}

static void put_text(view *v, const cj_audit_line *line)
{
    const cj_audit_entry *e = line->entry;
    cli_text first = {0}, rest = {0};
    cli_text_printf(&first, "%8" PRIu64 "  ", line->index);
    put_moment(&first, e->t);
    cli_text_puts(&first, "  ");
    if (e->who != NULL) {
        cli_text_printf(&rest, "%s", e->who);
        if (e->role != NULL)
            cli_text_printf(&rest, " (%s, %s)", e->role, or_empty(e->org));
        cli_text_puts(&rest, " ");
    }
    put_words(&rest, e);
    put_why(&rest, line);
    cli_put_wrapped(stdout, cli_text_get(&first), INDENT, cli_text_get(&rest));
    v->failed = v->failed || first.failed || rest.failed;
    cli_text_free(&first);
    cli_text_free(&rest);
}

static void put_json(const view *v, const cj_audit_line *line)
{
    printf("%s\n  {\"index\": %" PRIu64 ", \"case\": ", v->n > 0 ? "," : "", line->index);
    cli_put_json(stdout, line->case_id);
    fputs(", \"override\": ", stdout);
    cli_put_json(stdout, line->override);
    fputs(", \"entry\": ", stdout);
    fwrite(line->bytes, 1, line->length, stdout);
    putchar('}');
}

static void put_csv(const cj_audit_line *line)
{
    const cj_audit_entry *e = line->entry;
    char index[24], time[CJ_TIME_TEXT], n[24] = "", of[24] = "";
    cli_text subjects = {0};
    snprintf(index, sizeof index, "%" PRIu64, line->index);
    if (e->n >= 0)
        snprintf(n, sizeof n, "%" PRId64, e->n);
    if (e->of > 0)
        snprintf(of, sizeof of, "%" PRIu64, e->of);
    cj_time_format((cj_time){e->t, 0, CJ_PRECISION_MICROSECOND}, time);
    for (size_t i = 0; i < e->subj.n; i++)
        cli_text_printf(&subjects, "%s%s", i > 0 ? "; " : "", e->subj.items[i]);
    const char *const cells[] = {index,
                                 time,
                                 e->op,
                                 e->act,
                                 e->ph,
                                 e->tx,
                                 e->out,
                                 e->who,
                                 e->via,
                                 e->role,
                                 e->org,
                                 e->sess,
                                 e->pou,
                                 e->lao,
                                 line->case_id,
                                 cli_text_get(&subjects),
                                 line->override,
                                 e->obj,
                                 n,
                                 of};
    cli_csv_row(stdout, sizeof cells / sizeof *cells, cells);
    cli_text_free(&subjects);
}

/* Who looked at the case: what was consulted, exported or disclosed. */
static void note_looker(view *v, const cj_audit_entry *e)
{
    looker one = {.times = 1, .first = e->t, .last = e->t};
    looker *grown;
    if (e->who == NULL || (strcmp(e->op, "consult") != 0 && strcmp(e->op, "disclose") != 0))
        return;
    snprintf(one.who, sizeof one.who, "%s", e->who);
    snprintf(one.as, sizeof one.as, "%s, for %s", or_empty(e->role), or_empty(e->pou));
    for (size_t i = 0; i < v->nlookers; i++) {
        looker *l = &v->lookers[i];
        if (strcmp(l->who, one.who) == 0 && strcmp(l->as, one.as) == 0) {
            l->times++;
            l->last = e->t;
            return;
        }
    }
    grown = realloc(v->lookers, (v->nlookers + 1) * sizeof *grown);
    v->failed = v->failed || grown == NULL;
    if (grown == NULL)
        return;
    v->lookers = grown;
    v->lookers[v->nlookers++] = one;
}

static void put_head(view *v)
{
    static const char *const head[] = {"index", "t",    "op",       "act", "ph",   "tx",  "out",
                                       "who",   "via",  "role",     "org", "sess", "pou", "lao",
                                       "case",  "subj", "override", "obj", "n",    "of"};
    if (!v->began && v->app->format == CLI_CSV)
        cli_csv_row(stdout, sizeof head / sizeof *head, head);
    if (!v->began && v->app->format == CLI_JSON)
        fputs("{\"entries\": [", stdout);
    v->began = true;
}

static int32_t put_line(const cj_audit_line *line, void *user)
{
    view *v = user;
    const cj_audit_entry *e = line->entry;
    /* To a reader a unit that was stored is what was recorded: its end says nothing more. */
    if (v->app->format == CLI_TEXT && e->ph != NULL && strcmp(e->act, "unit") == 0 &&
        strcmp(or_empty(e->out), "ok") == 0)
        return 0;
    put_head(v);
    if (v->app->format == CLI_JSON)
        put_json(v, line);
    else if (v->app->format == CLI_CSV)
        put_csv(line);
    else
        put_text(v, line);
    if (v->app->option[OPT_CASE] != NULL)
        note_looker(v, line->entry);
    v->n++;
    return 0;
}

static void put_lookers(const view *v)
{
    cli_text text = {0};
    cli_put(stdout, "looked at by:");
    puts(v->nlookers == 0 ? " nobody" : "");
    for (size_t i = 0; i < v->nlookers; i++) {
        const looker *l = &v->lookers[i];
        cli_text_clear(&text);
        cli_text_printf(&text, "%s (%s): %" PRIu64 " time%s, first ", l->who, l->as, l->times,
                        cli_plural(l->times));
        put_moment(&text, l->first);
        cli_text_puts(&text, ", last ");
        put_moment(&text, l->last);
        cli_put_wrapped(stdout, "  ", "    ", cli_text_get(&text));
    }
    cli_text_free(&text);
}

static int filter_of(cli_app *app, cj_audit_filter *out)
{
    const char *from = app->option[OPT_FROM];
    out->case_id = app->option[OPT_CASE];
    out->actor = app->option[OPT_BY];
    out->operation = app->option[OPT_OPERATION];
    out->unreviewed = app->option[OPT_UNREVIEWED] != NULL;
    if (from != NULL &&
        (cj_time_parse(from, CJ_ZT, &out->from) != CJ_OK || out->from.precision < CJ_PRECISION_DAY))
        return cli_usage(app, "--from wants a moment such as 2026-02-03T10:15+00:00, not %s", from);
    return app->option[OPT_TO] != NULL ? cli_moment(app, OPT_TO, &out->to) : CLI_DONE;
}

int cli_audit_show(cli_app *app)
{
    cj_audit_filter wanted = CJ_AUDIT_FILTER_INIT;
    view v = {.app = app};
    cj_error *error = NULL;
    cj_status status;
    int result = filter_of(app, &wanted);
    if (result == CLI_DONE)
        result = cli_open(app, 0);
    if (result != CLI_DONE)
        return result;
    status = cj_session_audit(app->session, &wanted, put_line, &v, &error);
    if (status == CJ_OK)
        put_head(&v);
    if (v.began && app->format == CLI_JSON)
        puts("]}");
    if (status == CJ_OK && app->format == CLI_TEXT) {
        printf("%" PRIu64 " entr%s\n", v.n, v.n == 1 ? "y" : "ies");
        if (wanted.case_id != NULL)
            put_lookers(&v);
    }
    free(v.lookers);
    if (v.failed)
        return cli_fail(app, CJ_E_MEMORY, NULL, "memory ran out");
    return cli_result(app, status, error);
}
