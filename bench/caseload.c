/* SPDX-License-Identifier: MIT */
/*
 * A caseload from the store, on one core: N cases of 60 acts, all criteria of five standards, each
 * case decided and then explained. Prints the time and its parts.
 * Usage: caseload N STANDARDS-DIR EXAMPLES-DIR STORE
 * A STORE that is not there is made first, of the examples with acts left out at random.
 */
#include "casework/casework.h"
#include "competence/competence.h"
#include "record.h"

#include <cjustice/session.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define ACTS 60
#define TEMPLATES 200
#define SAMPLED 20 /* of every so many cases some parts are looked at alone */

static const char *const standards[] = {"SFJEB2", "SFJED1", "SFJED4", "SFJED6", "SFJGC202"};
static const char *const examples[] = {"package", "programme", "safety", "sentence", "youth"};

typedef struct part {
    const char *name;
    double wall, cpu;
} part;

typedef enum which { OPEN, DECIDE, REPORT, READ, EXPLAIN, PARTS } which;

typedef struct caseload {
    cj_context *ctx;
    cj_catalogue *catalogue;
    cj_rules *rules;
    cj_policy *policy;
    cj_store *store;
    cj_session *session;
    const char *examples;
    part parts[PARTS];
    size_t verdicts[7], acts;
} caseload;

void must(cj_status status, const char *what)
{
    if (status != CJ_OK) {
        fprintf(stderr, "caseload: %s failed with %d\n", what, (int)status);
        exit(1);
    }
}

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void begin(part *p)
{
    p->wall -= seconds(CLOCK_MONOTONIC);
    p->cpu -= seconds(CLOCK_PROCESS_CPUTIME_ID);
}

static void end(part *p)
{
    p->wall += seconds(CLOCK_MONOTONIC);
    p->cpu += seconds(CLOCK_PROCESS_CPUTIME_ID);
}

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static int32_t put(const void *bytes, size_t size, void *user)
{
    cji_buf_str(user, (cji_str){bytes, size});
    return 0;
}

/* An example without some of its acts and what refers to them, or NULL when it came out short. */
static bool make_template(caseload *w, size_t number, cji_buf *out)
{
    uint64_t seed = number + 1;
    cj_case *whole = NULL, *some = NULL;
    char path[512];
    bool enough;
    snprintf(path, sizeof path, "%s/case-%s.xml", w->examples,
             examples[number % CJI_COUNT(examples)]);
    must(cj_case_new(w->ctx, NULL, &whole, NULL), "a case");
    must(cj_case_read_file(whole, path, NULL), path);
    must(cj_case_new(w->ctx, "CASE-000000000", &some, NULL), "a case");
    for (size_t i = 0; i < whole->count && some->count < ACTS; i++) {
        if (i == 0 || next(&seed) % 8 != 0)
            (void)cj_case_apply(some, whole->entries[i].act, NULL);
    }
    enough = some->count == ACTS;
    if (enough)
        must(cj_case_write(some, put, out, NULL), "writing");
    cj_case_unref(some);
    cj_case_unref(whole);
    return enough;
}

static void make_store(caseload *w, long n, const char *path, const cj_identity *who)
{
    static cji_buf templates[TEMPLATES];
    size_t made = 0;
    double from = seconds(CLOCK_MONOTONIC);
    must(cj_store_create(w->ctx, path, NULL, w->policy, who, NULL), "a store");
    must(cj_store_open(w->ctx, path, &w->store, NULL), "the store");
    must(cj_session_new(w->store, w->policy, who, &w->session, NULL), "a session");
    for (size_t i = 0; made < TEMPLATES && i < 10 * TEMPLATES; i++) {
        cji_buf_init(&templates[made], w->ctx, 1 << 24);
        if (make_template(w, i, &templates[made]))
            made++;
    }
    for (long i = 0; i < n; i++) {
        cji_buf *b = &templates[(size_t)i % made];
        char id[32], *at = strstr(cji_buf_text(b), "CASE-");
        snprintf(id, sizeof id, "CASE-%09ld", i);
        memcpy(at, id, strlen(id));
        must(cj_session_record(w->session, "made", b->p, b->n, NULL, NULL, NULL), "recording");
    }
    for (size_t i = 0; i < made; i++)
        cji_buf_fini(&templates[i]);
    printf("made in %.0f s, of %zu different cases\n", seconds(CLOCK_MONOTONIC) - from, made);
}

/* ---- one case -------------------------------------------------------------------------------- */

static void sample(caseload *w, cj_case *c, int32_t day)
{
    cji_buf bytes;
    cj_case *again = NULL;
    cji_buf_init(&bytes, w->ctx, 1 << 24);
    must(cj_case_write(c, put, &bytes, NULL), "writing");
    must(cj_case_new(w->ctx, NULL, &again, NULL), "a case");
    begin(&w->parts[READ]);
    must(cj_case_read(again, "again", bytes.p, bytes.n, NULL), "reading");
    end(&w->parts[READ]);
    begin(&w->parts[EXPLAIN]);
    for (size_t i = 0; i < CJI_COUNT(standards); i++) {
        const cj_standard *standard = cj_catalogue_find(w->catalogue, standards[i]);
        const cji_pack *pack =
            cji_rules_pack(w->rules, standards[i], cj_standard_version(standard));
        cji_evaluation *e = NULL;
        cji_result result;
        cji_arena arena;
        cji_arena_init(&arena, w->ctx);
        must(cji_evaluation_new(again, w->policy, day, &arena, &e, NULL), "an evaluation");
        for (size_t k = 0; k < pack->count; k++) {
            if (pack->criteria[k].rule != NULL)
                must(cji_evaluate(e, &pack->criteria[k], &result, NULL), "evaluating");
        }
        cji_evaluation_free(e);
        cji_arena_fini(&arena);
    }
    end(&w->parts[EXPLAIN]);
    cj_case_unref(again);
    cji_buf_fini(&bytes);
}

static void check(caseload *w, long number)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_case *c = NULL;
    cj_verdict verdicts[80];
    char id[32];
    size_t n = 0;
    snprintf(id, sizeof id, "CASE-%09ld", number);
    begin(&w->parts[OPEN]);
    must(cj_session_open_case(w->session, id, CJ_OPEN_CHECK, &c, NULL), "opening");
    end(&w->parts[OPEN]);
    w->acts += c->count;
    must(cj_date_parse("2026-09-30", CJ_ZT, &options.as_of), "a day");
    options.policy = w->policy;
    begin(&w->parts[DECIDE]);
    for (size_t i = 0; i < CJI_COUNT(standards); i++) {
        options.standard = standards[i];
        must(cj_decide(w->catalogue, w->rules, c, &options, verdicts, 80, &n, NULL), "deciding");
        for (size_t k = 0; k < n; k++)
            w->verdicts[verdicts[k].verdict]++;
    }
    end(&w->parts[DECIDE]);
    begin(&w->parts[REPORT]);
    for (size_t i = 0; i < CJI_COUNT(standards); i++) {
        cj_report *report = NULL;
        options.standard = standards[i];
        must(cj_check(w->catalogue, w->rules, c, &options, &report, NULL), "checking");
        cj_report_unref(report);
    }
    end(&w->parts[REPORT]);
    if (number % SAMPLED == 0)
        sample(w, c, options.as_of.days);
    cj_case_unref(c);
}

static void show(const caseload *w, long n)
{
    static const char *const names[PARTS] = {
        "open: read from the store, log it, compare with the log", "decide: 124 criteria, 26 limbs",
        "report: explained, with the least sets of acts",
        "  of open: parse, index, rules (sampled)",
        "  of report: evaluation and sentences (sampled)"};
    for (int i = 0; i < PARTS; i++) {
        double times = i >= READ ? SAMPLED : 1;
        printf("%-56s %8.1f s, processor %8.1f s, %7.0f us a case\n", names[i],
               w->parts[i].wall * times, w->parts[i].cpu * times,
               w->parts[i].wall * times / (double)n * 1e6);
    }
    printf("%ld cases, %zu acts; open and decide %.1f s, open and report %.1f s\n", n, w->acts,
           w->parts[OPEN].wall + w->parts[DECIDE].wall,
           w->parts[OPEN].wall + w->parts[REPORT].wall);
    for (int v = 1; v < 7; v++)
        printf("%s%s %zu", v > 1 ? ", " : "", cji_code_name(cji_list_of("verdict"), v),
               w->verdicts[v]);
    printf("\n");
}

int main(int argc, char **argv)
{
    const cj_identity who = {sizeof who, "p.adeyemi", "practitioner", "demo-probation",
                             "supervision"};
    caseload w = {.examples = argc == 5 ? argv[3] : NULL};
    long n = argc == 5 ? atol(argv[1]) : 0;
    if (n < 1) {
        fprintf(stderr, "usage: caseload N STANDARDS-DIR EXAMPLES-DIR STORE\n");
        return 2;
    }
    must(cj_context_new(NULL, &w.ctx, NULL), "a context");
    must(cj_catalogue_new(w.ctx, &w.catalogue, NULL), "a catalogue");
    must(cj_catalogue_add_dir(w.catalogue, argv[2], NULL), "the standards");
    must(cj_rules_new(w.ctx, &w.rules, NULL), "rules");
    must(cj_rules_add_dir(w.rules, argv[2], NULL), "the rules");
    must(cj_policy_new(w.ctx, &w.policy, NULL), "a policy");
    must(cj_policy_add_dir(w.policy, argv[2], NULL), "the policy");
    if (access(argv[4], F_OK) != 0) {
        make_store(&w, n, argv[4], &who);
    } else {
        must(cj_store_open(w.ctx, argv[4], &w.store, NULL), "the store");
        must(cj_session_new(w.store, w.policy, &who, &w.session, NULL), "a session");
    }
    for (long i = 0; i < n; i++)
        check(&w, i);
    show(&w, n);
    cj_session_unref(w.session);
    cj_store_unref(w.store);
    cj_policy_unref(w.policy);
    cj_rules_unref(w.rules);
    cj_catalogue_unref(w.catalogue);
    cj_context_unref(w.ctx);
    return 0;
}
