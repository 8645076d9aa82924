/* SPDX-License-Identifier: MIT */
/*
 * Speed as ratios within one run, so that the machine cancels out. Each pair is timed in turn,
 * several times; the median of the ratios is printed as "name ratio" and all of it written as JSON.
 * Usage: bench CASE.xml STANDARDS-DIR OUT.json
 */
#include "audit/audit.h"
#include "casework/casework.h"
#include "competence/competence.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <libxml/parser.h>

#define PAIRS 9

typedef struct world {
    cj_context *ctx;
    cj_catalogue *catalogue;
    cj_rules *rules;
    cj_case *c;
    cji_buf file;
    char dir[64];
    cji_audit *log;
    int raw;
    size_t entry_bytes;
} world;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(cj_status status, const char *what)
{
    if (status != CJ_OK) {
        fprintf(stderr, "bench: %s failed with %d\n", what, (int)status);
        exit(1);
    }
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

static void bare_parse(world *w)
{
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .characters = on_text};
    for (int i = 0; i < 20; i++) {
        size_t seen = 0;
        xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&sax, &seen, NULL, 0, NULL);
        xmlParseChunk(parser, w->file.p, (int)w->file.n, 1);
        xmlFreeParserCtxt(parser);
    }
}

static void import_case(world *w)
{
    for (int i = 0; i < 20; i++) {
        cj_case *c = NULL;
        must(cj_case_new(w->ctx, NULL, &c, NULL), "a case");
        must(cj_case_read(c, "bench", w->file.p, w->file.n, NULL), "reading");
        cj_case_unref(c);
    }
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
    for (int i = 0; i < 20; i++) {
        cj_check_options options = CJ_CHECK_OPTIONS_INIT;
        cj_report *report = NULL;
        options.standard = "SFJED1";
        must(cj_check(w->catalogue, w->rules, w->c, &options, &report, NULL), "checking");
        cj_report_unref(report);
    }
}

static const struct {
    const char *name, *what;
    void (*ours)(world *), (*base)(world *);
} pairs[] = {
    {"case_import", "reading a case file / bare SAX2 push parse of the same bytes (time)",
     import_case, bare_parse},
    {"durable_append", "one durable log entry / raw write + fdatasync of as many bytes (time)",
     append_log, append_raw},
    {"check_standard", "all criteria of SFJED1 with explanation / reading the case file (time)",
     check_case, import_case},
};

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void setup(world *w, char **argv)
{
    char path[128];
    cji_buf entry;
    must(cj_context_new(NULL, &w->ctx, NULL), "a context");
    cji_buf_init(&w->file, w->ctx, 1 << 26);
    must(cji_file_read(w->ctx, argv[1], &w->file, NULL), "the case file");
    must(cj_catalogue_new(w->ctx, &w->catalogue, NULL), "a catalogue");
    must(cj_catalogue_add_dir(w->catalogue, argv[2], NULL), "the standards");
    must(cj_rules_new(w->ctx, &w->rules, NULL), "rules");
    must(cj_rules_add_dir(w->rules, argv[2], NULL), "the rules");
    must(cj_case_new(w->ctx, NULL, &w->c, NULL), "a case");
    must(cj_case_read(w->c, "bench", w->file.p, w->file.n, NULL), "reading");
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

int main(int argc, char **argv)
{
    world w = {0};
    FILE *json;
    if (argc != 4) {
        fprintf(stderr, "usage: bench CASE.xml STANDARDS-DIR OUT.json\n");
        return 2;
    }
    setup(&w, argv);
    json = fopen(argv[3], "w");
    if (json == NULL)
        must(CJ_E_IO, "writing the JSON");
    fprintf(json, "{\"pairs\": %d, \"results\": [", PAIRS);
    for (size_t i = 0; i < CJI_COUNT(pairs); i++) {
        double ratios[PAIRS];
        for (int j = -1; j < PAIRS; j++) { /* the first is a warm-up */
            double from = now(), middle, to;
            pairs[i].base(&w);
            middle = now();
            pairs[i].ours(&w);
            to = now();
            if (j >= 0)
                ratios[j] = (to - middle) / (middle - from);
        }
        qsort(ratios, PAIRS, sizeof *ratios, rising);
        printf("%s %.2f\n", pairs[i].name, ratios[PAIRS / 2]);
        fprintf(json,
                "%s\n  {\"name\": \"%s\", \"ratio\": %.3f, \"min\": %.3f, \"max\": %.3f, \"what\": "
                "\"%s\"}",
                i > 0 ? "," : "", pairs[i].name, ratios[PAIRS / 2], ratios[0], ratios[PAIRS - 1],
                pairs[i].what);
    }
    fprintf(json, "\n]}\n");
    fclose(json);
    cji_audit_close(w.log);
    cj_case_unref(w.c);
    cj_rules_unref(w.rules);
    cj_catalogue_unref(w.catalogue);
    cji_buf_fini(&w.file);
    cj_context_unref(w.ctx);
    return 0;
}
