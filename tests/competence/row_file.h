/* SPDX-License-Identifier: MIT */
/*
 * Rules against rows of a text file: acts that evidence a criterion, and what it comes to when they
 * are edited. tests/competence/data/SFJEB2.rows says how they are written.
 */
#ifndef CJ_TEST_ROW_FILE_H
#define CJ_TEST_ROW_FILE_H

#include "competence/world.h"
#include "support/filler.h"

#include <stdio.h>

#define ROWS_TEXT 12000

typedef struct row {
    char item[16], verdict[32], says[200], cites[32], uncited[32], class_[4], irregular[40];
    char as_of[16];
    bool shipped, caseload;
    int line;
    char *acts; /* edited */
    cj_case *c;
} row;

typedef struct rows {
    world *w;
    const char *standard;
    char path[80];
    cj_policy *agency; /* the shipped policy with a directory of the test's over it */
    row *items;
    size_t n;
} rows;

/* ---- acts ------------------------------------------------------------------------------------ */

static inline void rows_apply(cj_case *c, const row *r, const char *line)
{
    cj_error *error = NULL;
    if (filler_apply(c, line, &error) != CJ_OK)
        fail_msg("line %d: %s: %s", r->line, line, last_problem(error));
    cj_error_unref(error);
}

static inline void rows_case(const rows *all, row *r)
{
    char *rest = NULL, *copy = strdup(r->acts), *line = strtok_r(copy, "\n", &rest);
    assert_int_equal(cj_case_new(all->w->ctx, NULL, &r->c, NULL), CJ_OK);
    cj_case_set_policy(r->c, r->shipped ? all->w->policy : all->agency);
    for (; line != NULL; line = strtok_r(NULL, "\n", &rest))
        rows_apply(r->c, r, line);
    free(copy);
}

/* ---- edits ----------------------------------------------------------------------------------- */

static inline void rows_replace(row *r, const char *a, size_t na, const char *b)
{
    char *at = strstr(r->acts, a);
    char *out;
    if (at == NULL)
        fail_msg("line %d: there is no \"%s\" to replace", r->line, a);
    out = malloc(ROWS_TEXT);
    snprintf(out, ROWS_TEXT, "%.*s%s%s", (int)(at - r->acts), r->acts, b, at + na);
    for (char *p = out; (p = strchr(p, '@')) != NULL;)
        *p = '\n';
    free(r->acts);
    r->acts = out;
}

static inline void rows_remove(row *r, const char *id)
{
    char line[80];
    const char *at;
    size_t n = (size_t)snprintf(line, sizeof line, "\n%s ", id);
    at = strstr(r->acts, line);
    if (at == NULL)
        fail_msg("line %d: there is no act \"%s\" to take away", r->line, id);
    n = strcspn(at + 1, "\n");
    memmove(r->acts + (at - r->acts), at + n + 1, strlen(at + n + 1) + 1);
}

static inline void rows_edit(row *r, char *edit)
{
    char *arrow = strstr(edit, "=>");
    size_t n = strlen(edit);
    while (n > 0 && edit[n - 1] == ' ')
        edit[--n] = '\0';
    if (strncmp(edit, "says ", 5) == 0) {
        snprintf(r->says, sizeof r->says, "%s", edit + 5);
    } else if (strncmp(edit, "cites ", 6) == 0) {
        snprintf(r->cites, sizeof r->cites, "%.31s", edit + 6);
    } else if (strncmp(edit, "uncited ", 8) == 0) {
        snprintf(r->uncited, sizeof r->uncited, "%.31s", edit + 8);
    } else if (strncmp(edit, "class ", 6) == 0) {
        snprintf(r->class_, sizeof r->class_, "%.3s", edit + 6);
    } else if (strncmp(edit, "irregular ", 10) == 0) {
        snprintf(r->irregular, sizeof r->irregular, "%.39s", edit + 10);
    } else if (strncmp(edit, "near ", 5) == 0) {
        /* what is amiss, where the edit does not tell: for docs/criteria.md */
    } else if (strncmp(edit, "at ", 3) == 0) {
        snprintf(r->as_of, sizeof r->as_of, "%.15s", edit + 3);
    } else if (strcmp(edit, "shipped") == 0) {
        r->shipped = true;
    } else if (strcmp(edit, "caseload") == 0) {
        r->caseload = true;
    } else if (strncmp(edit, "+ ", 2) == 0) {
        size_t used = strlen(r->acts);
        r->acts = realloc(r->acts, ROWS_TEXT);
        snprintf(r->acts + used, ROWS_TEXT - used, "%s\n", edit + 2);
    } else if (edit[0] == '-') {
        rows_remove(r, edit + 1);
    } else if (arrow != NULL) {
        char *b = arrow + 2;
        while (arrow > edit && arrow[-1] == ' ')
            arrow--;
        *arrow = '\0';
        rows_replace(r, edit, strlen(edit), *b == ' ' ? b + 1 : b);
    } else {
        fail_msg("line %d: what is \"%s\"?", r->line, edit);
    }
}

/* "is VERDICT | EDIT | EDIT" */
static inline void rows_add(rows *all, const char *item, const char *base, const char *acts,
                            char *line, int number)
{
    row *r;
    char *bar = strstr(line, " | ");
    all->items = realloc(all->items, (all->n + 1) * sizeof *all->items);
    r = &all->items[all->n++];
    *r = (row){.line = number, .as_of = "2026-06-30"};
    snprintf(r->item, sizeof r->item, "%s", item);
    r->acts = malloc(ROWS_TEXT);
    snprintf(r->acts, ROWS_TEXT, "\n%s%s", base, acts);
    if (sscanf(line, "is %31s", r->verdict) != 1)
        fail_msg("line %d: is what?", number);
    while (bar != NULL) {
        char *edit = bar + 3;
        bar = strstr(edit, " | ");
        if (bar != NULL)
            *bar = '\0';
        rows_edit(r, edit);
    }
}

/* ---- the file -------------------------------------------------------------------------------- */

static inline void rows_read(rows *all)
{
    static char base[ROWS_TEXT], acts[ROWS_TEXT], line[4000];
    char item[16] = "", *into = NULL;
    FILE *file = fopen(all->path, "r");
    cj_error *error = NULL;
    assert_non_null(file);
    for (int number = 1; fgets(line, sizeof line, file) != NULL; number++) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '#' || line[0] == '\0')
            continue;
        if (strncmp(line, "policy ", 7) == 0) {
            assert_ok(cj_policy_add_dir(all->agency, line + 7, &error), error);
        } else if (strcmp(line, "base") == 0) {
            into = base;
            base[0] = acts[0] = '\0';
        } else if (sscanf(line, "criterion %15s", item) == 1) {
            into = acts;
            acts[0] = '\0';
        } else if (strncmp(line, "is ", 3) == 0) {
            rows_add(all, item, base, acts, line, number);
        } else {
            assert_non_null(into);
            snprintf(into + strlen(into), ROWS_TEXT - strlen(into), "%s\n", line);
        }
    }
    fclose(file);
    for (size_t i = 0; i < all->n; i++)
        rows_case(all, &all->items[i]);
}

static inline void rows_open(rows *all, world *w, const char *standard)
{
    cj_error *error = NULL;
    *all = (rows){.w = w, .standard = standard};
    snprintf(all->path, sizeof all->path, "tests/competence/data/%s.rows", standard);
    assert_ok(cj_policy_new(w->ctx, &all->agency, &error), error);
    assert_ok(cj_policy_add_dir(all->agency, "standards", &error), error);
    rows_read(all);
}

static inline void rows_close(rows *all)
{
    for (size_t i = 0; i < all->n; i++) {
        cj_case_unref(all->items[i].c);
        free(all->items[i].acts);
    }
    free(all->items);
    cj_policy_unref(all->agency);
}

/* ---- what it comes to ------------------------------------------------------------------------ */

/* The row of the report, which the caller keeps. */
static inline const cj_record *rows_criterion(const cj_report *report, const char *item)
{
    const cj_record *record = cj_report_record(report), *found = NULL;
    for (size_t i = 0; i < cj_count(record, CJ_FIELD_CRITERIA); i++) {
        const char *name = "";
        cj_get_record(record, CJ_FIELD_CRITERIA, i, &found);
        cj_get_text(found, CJ_FIELD_ITEM, 0, &name);
        if (strcmp(name, item) == 0)
            return found;
    }
    fail_msg("no criterion %s", item);
    return NULL;
}

/* Who only decides comes to the same as who explains, criterion by criterion. */
static inline void rows_decide(world *w, const cj_rules *rules, cj_case *c,
                               const cj_check_options *options, const cj_report *report)
{
    const cj_record *all = cj_report_record(report);
    cj_verdict verdicts[80];
    size_t n = 0;
    cj_error *error = NULL;
    assert_ok(cj_decide(w->catalogue, rules, c, options, verdicts, 80, &n, &error), error);
    assert_int_equal(n, cj_count(all, CJ_FIELD_CRITERIA));
    for (size_t i = 0; i < n; i++) {
        const cj_record *one = NULL;
        const char *item = "", *verdict = "", *decided;
        cj_get_record(all, CJ_FIELD_CRITERIA, i, &one);
        cj_get_text(one, CJ_FIELD_ITEM, 0, &item);
        cj_get_text(one, CJ_FIELD_VERDICT, 0, &verdict);
        decided = cji_code_name(cji_list_of("verdict"), verdicts[i].verdict);
        if (strcmp(item, verdicts[i].item) != 0 || strcmp(verdict, decided) != 0)
            fail_msg("%s is %s when explained, %s %s when decided", item, verdict, verdicts[i].item,
                     decided);
    }
    cj_error_unref(error);
}

/* Whether "kind field limb why" of something missing has the words; all of it is left in `all`. */
static inline bool rows_says(const cj_record *criterion, const char *words, char *all, size_t size)
{
    bool found = false;
    all[0] = '\0';
    for (size_t i = 0; i < cj_count(criterion, CJ_FIELD_MISSING); i++) {
        const cj_record *gap = NULL;
        const char *kind = "-", *field = "-", *limb = "-", *why = "";
        char line[1000];
        cj_get_record(criterion, CJ_FIELD_MISSING, i, &gap);
        (void)cj_get_text(gap, CJ_FIELD_KIND, 0, &kind);
        (void)cj_get_text(gap, CJ_FIELD_FIELD, 0, &field);
        (void)cj_get_text(gap, CJ_FIELD_LIMB, 0, &limb);
        (void)cj_get_text(gap, CJ_FIELD_WHY, 0, &why);
        snprintf(line, sizeof line, "%s %s %s %s", kind, field, limb, why);
        found = found || strstr(line, words) != NULL;
        snprintf(all + strlen(all), size - strlen(all), "\n    %s", line);
    }
    return found;
}

/* Whether an act of the case was found irregular by the rule. */
static inline bool rows_irregular(const row *r)
{
    bool found = false;
    for (size_t i = 0; i < r->c->nfindings; i++)
        found = found || strcmp(r->c->findings[i].rule, r->irregular) == 0;
    return found;
}

static inline bool rows_cites(const cj_record *criterion, const char *id)
{
    for (size_t i = 0; i < cj_count(criterion, CJ_FIELD_EVIDENCE); i++) {
        const cj_record *item = NULL;
        const char *act = "";
        cj_get_record(criterion, CJ_FIELD_EVIDENCE, i, &item);
        cj_get_text(item, CJ_FIELD_ACT, 0, &act);
        if (strcmp(act, id) == 0)
            return true;
    }
    return false;
}

/* Nobody is ever told to warn, to decide, or to report. */
static inline bool rows_suggests_adverse(const cj_record *criterion)
{
    for (size_t i = 0; i < cj_count(criterion, CJ_FIELD_SUGGEST); i++) {
        const cj_record *item = NULL;
        const char *kind = "";
        cj_get_record(criterion, CJ_FIELD_SUGGEST, i, &item);
        cj_get_text(item, CJ_FIELD_KIND, 0, &kind);
        if (cji_kind_of(cj_kind_find(kind))->suggest == CJI_SUGGEST_NEVER)
            return true;
    }
    return false;
}

/* Whether the row comes to what it says under these rules; aloud: how it does not. */
static inline bool rows_hold(const rows *all, const cj_rules *rules, const row *r, bool aloud)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_report *report = NULL;
    const cj_record *criterion;
    cji_asked asked;
    cj_error *error = NULL;
    const char *verdict = "", *class_ = "";
    char sentences[4000];
    bool holds, says, cites;
    options.standard = all->standard;
    options.policy = r->shipped ? all->w->policy : all->agency;
    assert_int_equal(cj_date_parse(r->as_of, CJ_ZT, &options.as_of), CJ_OK);
    options.practitioner = r->caseload ? "p.one" : NULL;
    assert_ok(cji_ask(all->w->ctx, all->w->catalogue, rules, &options, &asked, &error), error);
    asked.caseload = r->caseload;
    assert_ok(cji_check_asked(&asked, r->c, options.as_of, NULL, &report, &error), error);
    if (!r->caseload)
        rows_decide(all->w, rules, r->c, &options, report);
    criterion = rows_criterion(report, r->item);
    cj_get_text(criterion, CJ_FIELD_VERDICT, 0, &verdict);
    holds = strcmp(verdict, r->verdict) == 0;
    says = rows_says(criterion, r->says, sentences, sizeof sentences);
    says = says || r->says[0] == '\0';
    cites = (r->cites[0] == '\0' || rows_cites(criterion, r->cites)) &&
            (r->uncited[0] == '\0' || !rows_cites(criterion, r->uncited));
    cj_get_text(criterion, CJ_FIELD_CLASS, 0, &class_);
    holds = holds && !rows_suggests_adverse(criterion) &&
            (r->irregular[0] == '\0' || rows_irregular(r)) &&
            (r->class_[0] == '\0' || strcmp(r->class_, class_) == 0);
    if (aloud && (!holds || !says || !cites))
        print_error("%s:%d: %s is %s, not %s saying \"%s\", citing \"%s\"; it says:%s\n", all->path,
                    r->line, r->item, verdict, r->verdict, r->says, r->cites, sentences);
    cj_report_unref(report);
    cj_error_unref(error);
    return holds && says && cites;
}

/* ---- mutants --------------------------------------------------------------------------------- */

/*
 * A rule file with something left out: an element, an attribute, one word of a list. What can be
 * left out without any row failing is not tested, or not needed.
 */
typedef struct mutants {
    const rows *all;
    const char *text;
    bool records; /* or the rule on records, which all packs share, is left to another pack */
    size_t tried, survived;
} mutants;

/* Behind the element that begins there. */
static inline const char *mutants_end(const char *at)
{
    int depth = 0;
    while ((at = strchr(at, '<')) != NULL) {
        const char *end = strchr(at, '>');
        if (strncmp(at, "<!--", 4) == 0) {
            at = strstr(at, "-->");
            continue;
        }
        depth += at[1] == '/' ? -1 : end[-1] == '/' ? 0 : 1;
        if (depth == 0)
            return end + 1;
        at = end;
    }
    return NULL;
}

/* The name of the criterion around a place; "" in a <define> or outside. */
static inline void mutants_item(const char *text, const char *at, char *item, size_t size)
{
    const char *open = NULL, *next = text;
    item[0] = '\0';
    if (strncmp(at, "<criterion", 10) == 0)
        return;
    while ((next = strstr(next, "<criterion item=\"")) != NULL && next < at)
        open = next++;
    if (open == NULL || mutants_end(open) <= at)
        return;
    snprintf(item, size, "%.*s", (int)strcspn(open + 17, "\""), open + 17);
}

static inline bool mutants_killed(const mutants *m, const cj_rules *rules, const char *item)
{
    for (size_t i = 0; i < m->all->n; i++) {
        const row *r = &m->all->items[i];
        if ((item[0] == '\0' || strcmp(r->item, item) == 0) && !rows_hold(m->all, rules, r, false))
            return true;
    }
    return false;
}

/* The text without what lies between; one that does not compile is no mutant. */
static inline void mutants_try(mutants *m, const char *from, const char *to)
{
    char item[16], *text = malloc(strlen(m->text) + 1);
    cj_rules *rules = NULL;
    cj_error *error = NULL;
    size_t head = (size_t)(from - m->text);
    memcpy(text, m->text, head);
    strcpy(text + head, to);
    mutants_item(m->text, from, item, sizeof item);
    assert_int_equal(cj_rules_new(m->all->w->ctx, &rules, NULL), CJ_OK);
    if (cj_rules_add_memory(rules, "mutant", text, strlen(text), &error) == CJ_OK) {
        m->tried++;
        if (!mutants_killed(m, rules, item)) {
            int line = 1;
            for (const char *p = m->text; p < from; p++)
                line += *p == '\n';
            print_error("line %d: nothing fails without %.*s\n", line,
                        (int)(to - from < 90 ? to - from : 90), from);
            m->survived++;
        }
    }
    cj_error_unref(error);
    cj_rules_unref(rules);
    free(text);
}

/* Each attribute that means something, and each word of a list. */
static inline void mutants_attributes(mutants *m, const char *at)
{
    static const char *const kept[] = {"why", "as", "item", "class", "name", "standard"};
    const char *end = strchr(at, '>');
    for (const char *p = strchr(at, ' '); p != NULL && p < end; p = strchr(p, ' ')) {
        const char *equals = strchr(p += strspn(p, " \n"), '='), *open, *close;
        bool keep = equals == NULL || equals > end;
        if (keep)
            return;
        open = equals + 2;
        close = strchr(open, '"');
        for (size_t i = 0; i < CJI_COUNT(kept); i++)
            keep = keep || strncmp(p, kept[i], (size_t)(equals - p)) == 0;
        if (!keep)
            mutants_try(m, p - 1, close + 1);
        for (const char *word = open; !keep && word < close;) {
            size_t n = strcspn(word, " \"");
            if (n < (size_t)(close - open))
                mutants_try(m, word, word + n);
            word += n + 1;
        }
        p = close;
    }
}

static inline void mutants_all(mutants *m)
{
    static const char records[] = "<define name=\"records\">";
    const char *at = strstr(m->text, "<evidence");
    while ((at = strchr(at + 1, '<')) != NULL) {
        if (strncmp(at, "<!--", 4) == 0) {
            at = strstr(at, "-->");
            continue;
        }
        if (at[1] == '/')
            continue;
        if (!m->records && strncmp(at, records, strlen(records)) == 0) {
            at = mutants_end(at) - 1;
            continue;
        }
        mutants_try(m, at, mutants_end(at));
        mutants_attributes(m, at);
    }
}

#endif
