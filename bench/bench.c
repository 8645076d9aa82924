/* SPDX-License-Identifier: MIT */
/*
 * Speed as ratios within one run, so that the machine cancels out. Each pair is timed in turn,
 * several times; the median of the ratios is printed as "name ratio" and all of it written as JSON.
 * Usage: bench CASE.xml LARGE.xml STANDARDS-DIR OUT.json
 *        bench count parse|import|fold CASE.xml TIMES   (does that so often, and prints how many
 *                                                        acts the case has: bench/instructions)
 *        bench count score STANDARDS-DIR TIMES          (scores one person so often, prints 1)
 */
#include "audit/audit.h"
#include "casework/casework.h"
#include "competence/competence.h"
#include "check.h"
#include "log.h"
#include "record.h"
#include "score.h"

#include <cjustice/instrument.h>
#include <cjustice/session.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <libxml/parser.h>

#define PAIRS_MAX 301

typedef struct world {
    cj_context *ctx;
    cj_catalogue *catalogue;
    cj_rules *rules;
    cj_case *c;
    cji_buf file, large;
    cj_policy *policy;
    cj_store *store;
    cj_session *session;
    int recorded;
    char dir[64];
    cji_audit *log;
    int raw;
    size_t entry_bytes;
    recording *recording;
    scoring *scoring;
    checking *checking;
} world;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void must(cj_status status, const char *what)
{
    if (status != CJ_OK) {
        fprintf(stderr, "bench: %s failed with %d\n", what, (int)status);
        exit(1);
    }
}

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* ---- case-file import against libxml2's bare SAX2 push parse of the same bytes --------------- */

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int nns, const xmlChar **ns, int nattrs, int ndefaulted, const xmlChar **attrs)
{
    (void)name, (void)prefix, (void)uri, (void)nns, (void)ns, (void)nattrs, (void)ndefaulted;
    (void)attrs;
    ++*(size_t *)user;
}

static void on_text(void *user, const xmlChar *text, int n)
{
    (void)text;
    *(size_t *)user += (size_t)n;
}

static void parse_once(const cji_buf *file)
{
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .characters = on_text};
    size_t seen = 0;
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&sax, &seen, NULL, 0, NULL);
    xmlParseChunk(parser, file->p, (int)file->n, 1);
    xmlFreeParserCtxt(parser);
}

static cj_case *import_once(world *w, const cji_buf *file)
{
    cj_case *c = NULL;
    must(cj_case_new(w->ctx, NULL, &c, NULL), "a case");
    must(cj_case_read(c, "bench", file->p, file->n, NULL), "reading");
    return c;
}

static void bare_parse(world *w)
{
    parse_once(&w->file);
}

static void import_case(world *w)
{
    cj_case_unref(import_once(w, &w->file));
}

static void parse_large(world *w)
{
    parse_once(&w->large);
}

static void import_large(world *w)
{
    cj_case_unref(import_once(w, &w->large));
}

static int32_t drop(const void *bytes, size_t size, void *user)
{
    (void)bytes, (void)size, (void)user;
    return 0;
}

static void import_and_write(world *w)
{
    cj_case *c = import_once(w, &w->file);
    must(cj_case_write(c, drop, NULL, NULL), "writing");
    cj_case_unref(c);
}

/* ---- the same with a store and its log: one unit for the file, a new case each time ---------- */

static void record_unit(world *w)
{
    char *id = strstr(w->file.p, "<case id=\"");
    char *end = id != NULL ? strchr(id + 10, '"') : NULL;
    if (end == NULL || end - id < 14)
        must(CJ_E_CASE, "a case id of four characters or more");
    for (int n = ++w->recorded, k = 1; k <= 4; k++, n /= 10)
        end[-k] = (char)('0' + n % 10);
    must(cj_session_record(w->session, "bench", w->file.p, w->file.n, NULL, NULL, NULL),
         "recording");
}

/* ---- folding: the states of the case and of all its handles ---------------------------------- */

static void fold_once(cj_case *c)
{
    cji_case_changed(c);
    for (uint32_t i = 0; i < c->nhandles; i++) {
        const cj_record *state;
        must(cji_fold_state(c, i, &state, NULL), "folding");
    }
}

static double fold_rate(world *w)
{
    double rates[PAIRS_MAX];
    for (int i = 0; i < PAIRS_MAX; i++) {
        double from = now();
        fold_once(w->c);
        rates[i] = (double)w->c->count / (now() - from);
    }
    qsort(rates, PAIRS_MAX, sizeof *rates, rising);
    return rates[PAIRS_MAX / 2];
}

/* ---- a durable log entry against the raw write and fdatasync of as many bytes ---------------- */

#define APPENDS 200

static void append_raw(world *w)
{
    char bytes[4096] = {0};
    for (int i = 0; i < APPENDS; i++) {
        if (write(w->raw, bytes, w->entry_bytes) < 0 || fdatasync(w->raw) != 0)
            must(CJ_E_IO, "the raw write");
    }
}

static void append_log(world *w)
{
    for (int i = 0; i < APPENDS; i++) {
        cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
        uint64_t index;
        entry.op = "consult";
        entry.act = "case.open";
        entry.obj = "state";
        entry.out = "ok";
        entry.who = "p.adeyemi";
        entry.role = "practitioner";
        entry.org = "demo-probation";
        entry.pou = "supervision";
        must(cji_audit_append(w->log, &entry, 1, &index, NULL), "appending");
    }
}

/* ---- the whole check of a standard against reading the case that it is made from ------------- */

static void check_case(world *w)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_report *report = NULL;
    options.standard = "SFJED1";
    must(cj_check(w->catalogue, w->rules, w->c, &options, &report, NULL), "checking");
    cj_report_unref(report);
}

/* ---- recording (record.c) -------------------------------------------------------------------- */

static void file_unit(world *w)
{
    record_file(w->recording);
}

static void acts_unit(world *w)
{
    record_acts(w->recording);
}

static void bare_unit(world *w)
{
    insert_acts(w->recording);
}

static void small_units(world *w)
{
    record_units(w->recording);
}

static void bare_units(world *w)
{
    insert_units(w->recording);
}

static void batch(world *w)
{
    score_batch(w->scoring);
}

static void by_hand(world *w)
{
    score_by_hand(w->scoring);
}

/* Rows that an instrument scores in a second of one core, all outputs; the best of seven. */
static double score_rate(scoring *s, size_t instrument)
{
    double best = 0;
    score_rows_of(s, instrument);
    for (int i = 0; i < 7; i++) {
        double from = now(), rate;
        score_all(s, instrument);
        rate = SCORE_ROWS / (now() - from);
        best = rate > best ? rate : best;
    }
    return best;
}

/* ---- rules against the same by hand (check.c) ------------------------------------------------ */

static void explain_rules(world *w)
{
    check_explain(w->checking);
}

static void explain_hand(world *w)
{
    check_explain_by_hand(w->checking);
}

static void decide_rules(world *w)
{
    check_decide(w->checking);
}

static void decide_hand(world *w)
{
    check_decide_by_hand(w->checking);
}

/* Short pairs and many of them: what else the machine does hits few. */
static const struct {
    const char *name, *what;
    void (*ours)(world *), (*base)(world *);
    int pairs;
} rows[] = {
    {"case_import", "reading a case file / bare SAX2 push parse of the same bytes (time)",
     import_case, bare_parse, 301},
    {"case_import_large", "the same with a case of ten times as many acts (time)", import_large,
     parse_large, 51},
    {"case_import_write", "reading and writing a case file / bare SAX2 push parse (time)",
     import_and_write, bare_parse, 301},
    {"record_unit", "recording a case file as one durable unit / bare SAX2 push parse (time)",
     record_unit, bare_parse, 21},
    {"durable_append", "one durable log entry / raw write + fdatasync of as many bytes (time)",
     append_log, append_raw, 9},
    {"check_standard", "all criteria of SFJED1 with explanation / reading the case file (time)",
     check_case, import_case, 301},
    {"check_explain", "20 criteria of SFJED1, 45 cases, explained / the same by hand in C (time)",
     explain_rules, explain_hand, 301},
    {"check_decide", "the same, decided only / by hand (time)", decide_rules, decide_hand, 301},
    {"record_units", "40 units of an act / their rows and a raw durable append for each (time)",
     small_units, bare_units, 21},
    {"record_acts",
     "a unit of 1000 acts in memory / their rows by prepared statements + a raw durable append "
     "(time)",
     acts_unit, bare_unit, 15},
    {"record_file", "the same from a case file / the same (time)", file_unit, bare_unit, 15},
    {"score_batch", "OGRS3 of 16384 people as a batch / a loop written by hand (time)", batch,
     by_hand, 101},
};

/* The ratios of a row, rising. */
static void measure(world *w, size_t row, double *ratios)
{
    for (int j = -1; j < rows[row].pairs; j++) { /* the first is a warm-up */
        double from = now(), middle, to;
        rows[row].base(w);
        middle = now();
        rows[row].ours(w);
        to = now();
        if (j >= 0)
            ratios[j] = (to - middle) / (middle - from);
    }
    qsort(ratios, (size_t)rows[row].pairs, sizeof *ratios, rising);
}

static void setup(world *w, char **argv)
{
    char path[128];
    cji_buf entry;
    must(cj_context_new(NULL, &w->ctx, NULL), "a context");
    cji_buf_init(&w->file, w->ctx, 1 << 26);
    must(cji_file_read(w->ctx, argv[1], &w->file, NULL), "the case file");
    (void)cji_buf_text(&w->file);
    must(cj_catalogue_new(w->ctx, &w->catalogue, NULL), "a catalogue");
    must(cj_catalogue_add_dir(w->catalogue, argv[3], NULL), "the standards");
    must(cj_rules_new(w->ctx, &w->rules, NULL), "rules");
    must(cj_rules_add_dir(w->rules, argv[3], NULL), "the rules");
    cji_buf_init(&w->large, w->ctx, 1 << 26);
    must(cji_file_read(w->ctx, argv[2], &w->large, NULL), "the large case file");
    w->c = import_once(w, &w->file);
    snprintf(w->dir, sizeof w->dir, "bench-XXXXXX");
    if (mkdtemp(w->dir) == NULL)
        must(CJ_E_IO, "a directory");
    snprintf(path, sizeof path, "%s/raw", w->dir);
    w->raw = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    snprintf(path, sizeof path, "%s/log", w->dir);
    must(cji_audit_create(w->ctx, path, "bench.key", NULL, NULL), "a log");
    must(cji_audit_open(w->ctx, path, "bench.key", 0, &w->log, NULL), "the log");
    append_log(w);
    cji_buf_init(&entry, w->ctx, 4096);
    must(cji_audit_read(w->log, 1, &entry, NULL), "an entry");
    w->entry_bytes = entry.n + 48; /* the frame */
    cji_buf_fini(&entry);
}

static void setup_store(world *w, const char *standards)
{
    cj_identity who = {sizeof who, "p.adeyemi", "practitioner", "demo-probation", "supervision"};
    char path[128];
    snprintf(path, sizeof path, "%s/store", w->dir);
    must(cj_policy_new(w->ctx, &w->policy, NULL), "a policy");
    must(cj_policy_add_dir(w->policy, standards, NULL), "the policy");
    must(cj_store_create(w->ctx, path, NULL, w->policy, &who, NULL), "a store");
    must(cj_store_open(w->ctx, path, &w->store, NULL), "the store");
    must(cj_session_new(w->store, w->policy, &who, &w->session, NULL), "a session");
}

static int count(const char *what, const char *path, int times)
{
    world w = {0};
    must(cj_context_new(NULL, &w.ctx, NULL), "a context");
    if (strcmp(what, "score") == 0) {
        w.scoring = scoring_new(w.ctx, path);
        for (int i = 0; i < times; i++)
            score_one(w.scoring);
        scoring_free(w.scoring);
        cj_context_unref(w.ctx);
        return puts("1") < 0;
    }
    cji_buf_init(&w.file, w.ctx, 1 << 26);
    must(cji_file_read(w.ctx, path, &w.file, NULL), "the case file");
    w.c = import_once(&w, &w.file);
    for (int i = 0; i < times; i++) {
        if (strcmp(what, "parse") == 0)
            parse_once(&w.file);
        else if (strcmp(what, "import") == 0)
            cj_case_unref(import_once(&w, &w.file));
        else
            fold_once(w.c);
    }
    printf("%zu\n", w.c->count);
    cj_case_unref(w.c);
    cji_buf_fini(&w.file);
    cj_context_unref(w.ctx);
    return 0;
}

int main(int argc, char **argv)
{
    world w = {0};
    FILE *json;
    double rate;
    size_t shown = 0;
    if (argc == 5 && strcmp(argv[1], "count") == 0)
        return count(argv[2], argv[3], atoi(argv[4]));
    if (argc != 5 && argc != 6) {
        fprintf(stderr, "usage: bench CASE.xml LARGE.xml STANDARDS-DIR OUT.json [NAME]\n");
        return 2;
    }
    setup(&w, argv);
    setup_store(&w, argv[3]);
    w.recording = recording_new(w.ctx, argv[3], w.dir, cji_buf_view(&w.file));
    w.scoring = scoring_new(w.ctx, argv[3]);
    w.checking = checking_new(w.ctx, argv[3], argv[1]);
    json = fopen(argv[4], "w");
    if (json == NULL)
        must(CJ_E_IO, "writing the JSON");
    fprintf(json, "{\"results\": [");
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        double ratios[PAIRS_MAX];
        int n = rows[i].pairs;
        if (argc == 6 && strcmp(argv[5], rows[i].name) != 0)
            continue;
        measure(&w, i, ratios);
        printf("%s %.2f\n", rows[i].name, ratios[n / 2]);
        fprintf(json,
                "%s\n  {\"name\": \"%s\", \"ratio\": %.3f, \"quarter\": %.3f, \"three_quarters\": "
                "%.3f, \"pairs\": %d, \"what\": \"%s\"}",
                shown++ > 0 ? "," : "", rows[i].name, ratios[n / 2], ratios[n / 4],
                ratios[n * 3 / 4], n, rows[i].what);
    }
    bench_log(w.ctx, w.dir, argc == 6 ? argv[5] : NULL, json, &shown);
    rate = fold_rate(&w);
    printf("fold %.0f acts/s\n", rate);
    fprintf(json, "\n], \"fold_acts_per_second\": %.0f, \"scored_per_second\": {", rate);
    for (size_t i = 0; i < cj_instrument_count(); i++) {
        const char *name = cj_instrument_describe(cj_instrument_at(i))->name;
        rate = score_rate(w.scoring, i);
        printf("score_%s %.0f rows/s\n", name, rate);
        fprintf(json, "%s\"%s\": %.0f", i > 0 ? ", " : "", name, rate);
    }
    fprintf(json, "}}\n");
    fclose(json);
    scoring_free(w.scoring);
    recording_free(w.recording);
    checking_free(w.checking);
    cji_audit_close(w.log);
    cj_session_unref(w.session);
    cj_store_unref(w.store);
    cj_policy_unref(w.policy);
    cj_case_unref(w.c);
    cj_rules_unref(w.rules);
    cj_catalogue_unref(w.catalogue);
    cji_buf_fini(&w.file);
    cji_buf_fini(&w.large);
    cj_context_unref(w.ctx);
    return 0;
}
