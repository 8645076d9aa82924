/* SPDX-License-Identifier: MIT */
/*
 * The audit log against what the disk and the hash alone can do, in short pairs within one run.
 * Ratios of rates: 1 is as fast as the bare side, more is faster.
 */
#include "log.h"

#include "audit/audit.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define PAIRS 15
#define MANY 20000 /* entries of the log that is verified */
#define CALLS 200  /* in one side of a pair */

typedef struct bench {
    cj_context *ctx;
    cji_audit *log; /* small: for appending */
    char verified[128], raw_path[128];
    int raw;
    size_t bytes; /* of an entry with its frame */
    unsigned callers;
    uint8_t *leaves; /* as much as the verified log has */
    uint64_t leaf_bytes;
} bench;

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

static cji_audit_entry entry_of(void)
{
    static const char *const subject[] = {"00112233445566778899aabbccddeeff"};
    cji_audit_entry e = CJI_AUDIT_ENTRY_INIT;
    e.op = "consult";
    e.act = "case.open";
    e.obj = "state";
    e.out = "ok";
    e.who = "p.adeyemi";
    e.role = "practitioner";
    e.org = "demo-probation";
    e.pou = "supervision";
    e.sess = "01a20283-6208-7271-b7a8-7e084452d195";
    e.subj = (cji_audit_texts){subject, 1};
    return e;
}

/* ---- durable appends, by callers ------------------------------------------------------------- */

/* The bare side commits in groups as well: one writes what all who wait have brought. */
static struct {
    pthread_mutex_t mutex;
    pthread_cond_t served;
    unsigned waiting, ticket, done;
    int serving;
} group = {.mutex = PTHREAD_MUTEX_INITIALIZER, .served = PTHREAD_COND_INITIALIZER};

static void append_raw(const bench *b)
{
    static const char zeros[64 * 1024];
    unsigned mine;
    pthread_mutex_lock(&group.mutex);
    mine = ++group.ticket;
    group.waiting++;
    while (group.serving && group.done < mine)
        pthread_cond_wait(&group.served, &group.mutex);
    if (group.done < mine) {
        unsigned n = group.waiting, last = group.ticket;
        group.serving = 1;
        group.waiting = 0;
        pthread_mutex_unlock(&group.mutex);
        if (write(b->raw, zeros, n * b->bytes) < 0 || fdatasync(b->raw) != 0)
            must(CJ_E_IO, "the raw write");
        pthread_mutex_lock(&group.mutex);
        group.done = last;
        group.serving = 0;
        pthread_cond_broadcast(&group.served);
    }
    pthread_mutex_unlock(&group.mutex);
}

static void *raw_caller(void *user)
{
    const bench *b = user;
    for (unsigned i = 0; i < CALLS / b->callers; i++)
        append_raw(b);
    return NULL;
}

static void *log_caller(void *user)
{
    const bench *b = user;
    const cji_audit_entry e = entry_of();
    for (unsigned i = 0; i < CALLS / b->callers; i++)
        must(cji_audit_append(b->log, &e, 1, NULL, NULL), "appending");
    return NULL;
}

static void *signing_caller(void *user)
{
    const bench *b = user;
    const cji_audit_entry e = entry_of();
    uint8_t root[CJI_HASH];
    cji_buf note;
    cji_buf_init(&note, b->ctx, 4096);
    for (unsigned i = 0; i < CALLS / b->callers; i++) {
        must(cji_audit_append(b->log, &e, 1, NULL, NULL), "appending");
        must(cji_audit_root(b->log, cji_audit_size(b->log), root, NULL), "the root");
        must(cji_audit_checkpoint_sign(b->ctx, &b->log->key, cji_audit_size(b->log), root, &note),
             "signing");
    }
    cji_buf_fini(&note);
    return NULL;
}

static void by_callers(bench *b, void *(*call)(void *))
{
    pthread_t threads[64];
    for (unsigned i = 0; i < b->callers; i++) {
        if (pthread_create(&threads[i], NULL, call, b) != 0)
            must(CJ_E_MEMORY, "a thread");
    }
    for (unsigned i = 0; i < b->callers; i++)
        pthread_join(threads[i], NULL);
}

static void raw_appends(bench *b)
{
    by_callers(b, raw_caller);
}

static void log_appends(bench *b)
{
    by_callers(b, log_caller);
}

static void signed_appends(bench *b)
{
    by_callers(b, signing_caller);
}

/* ---- encoding and hashing without the disk; reading all of it -------------------------------- */

static int no_sync(void *user, int fd)
{
    (void)user;
    (void)fd;
    return 0;
}

static void buffered_appends(bench *b)
{
    cji_audit_entry some[100];
    b->ctx->io.sync = no_sync; /* tiles are made on the way: only the disk is left out */
    for (size_t i = 0; i < CJI_COUNT(some); i++)
        some[i] = entry_of();
    for (size_t i = 0; i < MANY / CJI_COUNT(some) / 8; i++)
        must(cji_audit_append_soon(b->log, some, CJI_COUNT(some), NULL, NULL), "appending");
    b->ctx->io.sync = cji_io_system.sync;
}

/* Leaf and range of as many entries of that size: no log can do with less. */
static void hash_entries(bench *b, uint64_t n)
{
    cji_audit_range range;
    range.size = 0;
    for (uint64_t i = 0; i < n; i++) {
        uint8_t leaf[CJI_HASH];
        must(cji_audit_leaf(b->ctx, (cji_str){(char *)b->leaves + i % 64, b->bytes - 48}, leaf),
             "hashing");
        must(cji_audit_range_add(b->ctx, &range, 0, leaf), "hashing");
    }
}

static void hash_some(bench *b)
{
    hash_entries(b, MANY / 8);
}

static void hash_all(bench *b)
{
    hash_entries(b, MANY);
}

static void verify_all(bench *b)
{
    cj_audit_result *result = NULL;
    must(cj_audit_verify(b->ctx, b->verified, NULL, &result, NULL), "verifying");
    if (cj_audit_result_verdict(result) != CJ_AUDIT_CONSISTENT)
        must(CJ_E_VERIFY, cj_audit_result_why(result));
    cj_audit_result_unref(result);
}

static const struct {
    const char *name, *what;
    void (*ours)(bench *b), (*bare)(bench *b);
    unsigned callers;
} rows[] = {
    {"append_1", "durable appends / raw write + fdatasync of as many bytes, 1 caller (rate)",
     log_appends, raw_appends, 1},
    {"append_16", "the same by 16 callers, both sides in groups (rate)", log_appends, raw_appends,
     16},
    {"append_64", "the same by 64 callers (rate)", log_appends, raw_appends, 64},
    {"append_signed", "append_1 with a signed checkpoint each (rate)", signed_appends, raw_appends,
     1},
    {"append_buffered",
     "entries encoded and written, tiles made, without syncs / hashing leaf and tree (rate)",
     buffered_appends, hash_some, 1},
    {"verify", "verifying a log of 20,000 entries / hashing its leaves and tree (rate)", verify_all,
     hash_all, 1},
};

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void setup(bench *b, const char *dir)
{
    char path[128], key[128];
    cji_audit_entry some[100];
    cji_audit *log = NULL;
    cji_buf entry;
    snprintf(path, sizeof path, "%s/appended", dir);
    snprintf(key, sizeof key, "%s/appended.key", dir);
    must(cji_audit_create(b->ctx, path, key, NULL, NULL), "a log");
    must(cji_audit_open(b->ctx, path, key, 0, &b->log, NULL), "the log");
    snprintf(b->raw_path, sizeof b->raw_path, "%s/appended.raw", dir);
    b->raw = open(b->raw_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    for (size_t i = 0; i < CJI_COUNT(some); i++)
        some[i] = entry_of();
    must(cji_audit_append(b->log, some, 1, NULL, NULL), "an entry");
    cji_buf_init(&entry, b->ctx, 4096);
    must(cji_audit_read(b->log, 1, &entry, NULL), "an entry");
    b->bytes = entry.n + 48; /* the frame */
    cji_buf_fini(&entry);
    b->leaves = calloc(1, 8192);
    snprintf(b->verified, sizeof b->verified, "%s/verified", dir);
    snprintf(key, sizeof key, "%s/verified.key", dir);
    must(cji_audit_create(b->ctx, b->verified, key, NULL, NULL), "a log");
    must(cji_audit_open(b->ctx, b->verified, key, 0, &log, NULL), "the log");
    for (size_t i = 0; i < MANY / CJI_COUNT(some); i++)
        must(cji_audit_append_soon(log, some, CJI_COUNT(some), NULL, NULL), "appending");
    cji_audit_close(log);
}

void bench_log(cj_context *ctx, const char *dir, const char *name, FILE *json, size_t *shown)
{
    bench b = {.ctx = ctx};
    setup(&b, dir);
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        double ratios[PAIRS];
        if (name != NULL && strcmp(name, rows[i].name) != 0)
            continue;
        b.callers = rows[i].callers;
        for (int j = -1; j < PAIRS; j++) { /* the first is a warm-up */
            double from = now(), middle, to;
            rows[i].bare(&b);
            middle = now();
            rows[i].ours(&b);
            to = now();
            if (j >= 0)
                ratios[j] = (middle - from) / (to - middle);
        }
        qsort(ratios, PAIRS, sizeof *ratios, rising);
        printf("%s %.2f\n", rows[i].name, ratios[PAIRS / 2]);
        fprintf(json,
                "%s\n  {\"name\": \"%s\", \"ratio\": %.3f, \"quarter\": %.3f, \"three_quarters\": "
                "%.3f, \"pairs\": %d, \"what\": \"%s\"}",
                (*shown)++ > 0 ? "," : "", rows[i].name, ratios[PAIRS / 2], ratios[PAIRS / 4],
                ratios[PAIRS * 3 / 4], PAIRS, rows[i].what);
    }
    cji_audit_close(b.log);
    close(b.raw);
    free(b.leaves);
}
