/* SPDX-License-Identifier: MIT */
/*
 * A register of standards: loading all of it against libxml2's SAX2 push parse of the same files,
 * whose handlers count the elements and copy the text; what memory loading takes; how long
 * questions take. What is compared takes turns in one process, by processor time.
 * Usage: bench-register DIR OUT.json [PAIRS]
 *        bench-register count load|find DIR TIMES   (does that so often: bench/instructions)
 */
#include "core/core.h"

#include <cjustice/catalogue.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <libxml/parser.h>

#define PAIRS_MAX 99
#define PIECE 65536

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(cj_status status, const char *what)
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

/* ---- the bare parse -------------------------------------------------------------------------- */

/* Copies of text are kept until the end, as a catalogue keeps them: side by side in large blocks.
 */
typedef struct block {
    struct block *next;
    size_t n;
    char text[1 << 18];
} block;

typedef struct bare {
    size_t files, bytes, elements, text;
    block *copies;
} bare;

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int nns, const xmlChar **ns, int nattrs, int ndefaulted, const xmlChar **attrs)
{
    (void)name, (void)prefix, (void)uri, (void)nns, (void)ns, (void)nattrs, (void)ndefaulted;
    (void)attrs;
    ((bare *)user)->elements++;
}

static void on_text(void *user, const xmlChar *text, int n)
{
    bare *b = user;
    for (const xmlChar *end = text + n; text < end;) {
        size_t room = b->copies != NULL ? sizeof b->copies->text - b->copies->n : 0;
        size_t some = (size_t)(end - text) < room ? (size_t)(end - text) : room;
        if (room == 0) {
            block *fresh = malloc(sizeof *fresh);
            if (fresh == NULL)
                must(CJ_E_MEMORY, "copying");
            fresh->next = b->copies;
            fresh->n = 0;
            b->copies = fresh;
            continue;
        }
        memcpy(b->copies->text + b->copies->n, text, some);
        b->copies->n += some;
        text += some;
    }
    b->text += (size_t)n;
}

static void parse_file(bare *b, const char *path)
{
    static char piece[PIECE];
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .characters = on_text};
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&sax, b, NULL, 0, NULL);
    int fd = open(path, O_RDONLY);
    ssize_t n;
    if (fd < 0 || parser == NULL)
        must(CJ_E_IO, path);
    while ((n = read(fd, piece, sizeof piece)) > 0) {
        xmlParseChunk(parser, piece, (int)n, 0);
        b->bytes += (size_t)n;
    }
    xmlParseChunk(parser, NULL, 0, 1);
    if (!parser->wellFormed)
        must(CJ_E_XML_SYNTAX, path);
    b->files++;
    close(fd);
    xmlFreeParserCtxt(parser);
}

static bare parse_all(const char *dir)
{
    bare b = {0};
    char path[512];
    struct dirent **names;
    int n;
    snprintf(path, sizeof path, "%s/nos", dir);
    n = scandir(path, &names, NULL, alphasort);
    if (n < 0)
        must(CJ_E_IO, path);
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/nos/%s", dir, names[i]->d_name);
        if (names[i]->d_name[0] != '.')
            parse_file(&b, path);
        free(names[i]);
    }
    free(names);
    while (b.copies != NULL) {
        block *next = b.copies->next;
        free(b.copies);
        b.copies = next;
    }
    return b;
}

/* ---- ours ------------------------------------------------------------------------------------ */

static cj_catalogue *load_all(cj_context *ctx, const char *dir)
{
    cj_catalogue *c = NULL;
    must(cj_catalogue_new(ctx, &c, NULL), "a catalogue");
    must(cj_catalogue_add_dir(c, dir, NULL), "loading");
    return c;
}

/* Peak of resident memory in bytes that loading adds, in a process of its own. */
static size_t peak_of_load(cj_context *ctx, const char *dir)
{
    size_t added = 0;
    int ends[2];
    pid_t child;
    if (pipe(ends) != 0 || (child = fork()) < 0)
        must(CJ_E_IO, "a process of its own");
    if (child == 0) {
        char line[128];
        long before = 0, peak = 0;
        for (int after = 0; after < 2; after++) {
            FILE *f = fopen("/proc/self/status", "r");
            while (f != NULL && fgets(line, sizeof line, f) != NULL) {
                if (after == 0)
                    (void)sscanf(line, "VmRSS: %ld", &before);
                (void)sscanf(line, "VmHWM: %ld", &peak);
            }
            if (f == NULL)
                _exit(1);
            fclose(f);
            if (after == 0)
                (void)load_all(ctx, dir);
        }
        added = (size_t)(peak - before) * 1024;
        _exit(write(ends[1], &added, sizeof added) == sizeof added ? 0 : 1);
    }
    close(ends[1]);
    if (read(ends[0], &added, sizeof added) != sizeof added)
        must(CJ_E_IO, "measuring memory");
    close(ends[0]);
    waitpid(child, NULL, 0);
    return added;
}

/* Seconds that all definitions with these words take to be found. */
static double search(const cj_catalogue *c, const char *words, size_t *found)
{
    cj_nos_query query = CJ_NOS_QUERY_INIT;
    size_t place = 0;
    double from = now();
    query.words = words;
    for (*found = 0; cj_catalogue_next(c, &query, &place) != NULL; ++*found)
        continue;
    return now() - from;
}

static int count(const char *what, const char *dir, int times)
{
    cj_context *ctx = NULL;
    cj_catalogue *c;
    must(cj_context_new(NULL, &ctx, NULL), "a context");
    c = load_all(ctx, dir);
    for (int i = 0; i < times; i++) {
        if (strcmp(what, "load") == 0)
            cj_catalogue_unref(load_all(ctx, dir));
        else if (cj_standard_find_item(cj_catalogue_find(c, "SFJED4"), "P7.1") == NULL)
            must(CJ_E_NOT_FOUND, "looking up");
    }
    cj_catalogue_unref(c);
    cj_context_unref(ctx);
    return 0;
}

typedef struct measured {
    double ratios[PAIRS_MAX], parse, load, search;
    size_t peak, found;
    bare b;
} measured;

static void measure(cj_context *ctx, const char *dir, int pairs, measured *m)
{
    cj_catalogue *c;
    m->b = parse_all(dir); /* warms the files up */
    m->peak = peak_of_load(ctx, dir);
    for (int i = 0; i < pairs; i++) {
        double from = now(), middle, to;
        (void)parse_all(dir);
        middle = now();
        c = load_all(ctx, dir);
        to = now();
        m->ratios[i] = (to - middle) / (middle - from);
        m->parse += (middle - from) / pairs;
        m->load += (to - middle) / pairs;
        m->search = search(c, "safety equipment", &m->found);
        cj_catalogue_unref(c);
    }
    qsort(m->ratios, (size_t)pairs, sizeof *m->ratios, rising);
}

int main(int argc, char **argv)
{
    static measured m;
    cj_context *ctx = NULL;
    int pairs = argc > 3 ? atoi(argv[3]) : 9;
    FILE *json;
    if (argc == 5 && strcmp(argv[1], "count") == 0)
        return count(argv[2], argv[3], atoi(argv[4]));
    if (argc < 3 || pairs < 1 || pairs > PAIRS_MAX) {
        fprintf(stderr, "usage: bench-register DIR OUT.json [PAIRS]\n");
        return 2;
    }
    must(cj_context_new(NULL, &ctx, NULL), "a context");
    measure(ctx, argv[1], pairs, &m);
    printf("register_load %.2f\nregister_memory %.2f\n", m.ratios[pairs / 2],
           (double)m.peak / (double)m.b.bytes);
    printf("register_search %.3f s\n", m.search);
    printf("%zu files of %zu bytes, %zu of them text; parse %.2f s, load %.2f s; "
           "%zu found\n",
           m.b.files, m.b.bytes, m.b.text, m.parse, m.load, m.found);
    json = fopen(argv[2], "w");
    if (json == NULL)
        must(CJ_E_IO, "writing the JSON");
    fprintf(json,
            "{\"files\": %zu, \"bytes\": %zu, \"text\": %zu, \"pairs\": %d, \"load\": %.3f, "
            "\"quarter\": %.3f, \"three_quarters\": %.3f, \"peak_bytes\": %zu, "
            "\"search_seconds\": %.4f}\n",
            m.b.files, m.b.bytes, m.b.text, pairs, m.ratios[pairs / 2], m.ratios[pairs / 4],
            m.ratios[pairs * 3 / 4], m.peak, m.search);
    fclose(json);
    cj_context_unref(ctx);
    return 0;
}
