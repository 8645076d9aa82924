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
    char item[16], verdict[32], says[200];
    char as_of[16];
    bool shipped;
    int line;
    char *acts; /* edited */
    cj_case *c;
} row;

typedef struct rows {
    world *w;
    const char *standard, *path;
    cj_policy *agency; /* the shipped policy with tests/competence/data over it */
    row *items;
    size_t n;
} rows;

/* ---- acts ------------------------------------------------------------------------------------ */

/* A.B.C=V of the act that is filled: what a line of the filler does not reach. */
static inline void rows_set_deep(cj_act *act, char *word)
{
    char *value = strchr(word, '='), *b = strchr(word, '.'), *c = strchr(b + 1, '.');
    cj_record *record = act->root.record;
    cj_error *error = NULL;
    *value++ = *b++ = *c++ = '\0';
    record = cji_slot_of(record, cj_field_find(word), NULL)->values[0].record;
    record = cji_slot_of(record, cj_field_find(b), NULL)->values[0].record;
    assert_ok(cj_clear(record, cj_field_find(c), &error), error);
    assert_ok(cji_add_parsed(record, cji_shape_row(record->shape, cj_field_find(c)),
                             cji_str_of(value), NULL, &error),
              error);
}

static inline void rows_apply(cj_case *c, const row *r, const char *line)
{
    char plain[1000] = "", word[1000], deep[8][200];
    size_t n = 0;
    cj_error *error = NULL;
    cj_act *act;
    for (const char *p = line; sscanf(p, "%999s", word) == 1;) {
        char *dot = strchr(word, '.'), *equals = strchr(word, '=');
        p = strstr(p, word) + strlen(word);
        if (equals != NULL && dot != NULL && strchr(dot + 1, '.') != NULL &&
            strchr(dot + 1, '.') < equals)
            snprintf(deep[n++], sizeof deep[0], "%.199s", word);
        else
            snprintf(plain + strlen(plain), sizeof plain - strlen(plain), "%s ", word);
    }
    act = filler_act(c, plain);
    for (size_t i = 0; i < n; i++)
        rows_set_deep(act, deep[i]);
    if (cj_case_apply(c, act, &error) != CJ_OK)
        fail_msg("line %d: %s: %s", r->line, line, last_problem(error));
    cj_act_unref(act);
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
    } else if (strncmp(edit, "at ", 3) == 0) {
        snprintf(r->as_of, sizeof r->as_of, "%.15s", edit + 3);
    } else if (strcmp(edit, "shipped") == 0) {
        r->shipped = true;
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
    assert_non_null(file);
    for (int number = 1; fgets(line, sizeof line, file) != NULL; number++) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '#' || line[0] == '\0')
            continue;
        if (strcmp(line, "base") == 0) {
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

static inline void rows_open(rows *all, world *w, const char *standard, const char *path)
{
    cj_error *error = NULL;
    *all = (rows){.w = w, .standard = standard, .path = path};
    assert_ok(cj_policy_new(w->ctx, &all->agency, &error), error);
    assert_ok(cj_policy_add_dir(all->agency, "standards", &error), error);
    assert_ok(cj_policy_add_dir(all->agency, "tests/competence/data", &error), error);
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

/* Whether a sentence of what is missing has the words; the sentences are left in `all`. */
static inline bool rows_says(const cj_record *criterion, const char *words, char *all, size_t size)
{
    bool found = false;
    all[0] = '\0';
    for (size_t i = 0; i < cj_count(criterion, CJ_FIELD_MISSING); i++) {
        const cj_record *gap = NULL;
        const char *why = "";
        cj_get_record(criterion, CJ_FIELD_MISSING, i, &gap);
        cj_get_text(gap, CJ_FIELD_WHY, 0, &why);
        found = found || strstr(why, words) != NULL;
        snprintf(all + strlen(all), size - strlen(all), "\n    %s", why);
    }
    return found;
}

/* Whether the row comes to what it says under these rules; `told` says how it does not. */
static inline bool rows_hold(const rows *all, const cj_rules *rules, const row *r, bool aloud)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_report *report = NULL;
    const cj_record *criterion;
    cj_error *error = NULL;
    const char *verdict = "";
    char sentences[4000];
    bool holds, says;
    options.standard = all->standard;
    options.policy = r->shipped ? all->w->policy : all->agency;
    assert_int_equal(cj_date_parse(r->as_of, CJ_ZT, &options.as_of), CJ_OK);
    assert_ok(cj_check(all->w->catalogue, rules, r->c, &options, &report, &error), error);
    criterion = rows_criterion(report, r->item);
    cj_get_text(criterion, CJ_FIELD_VERDICT, 0, &verdict);
    holds = strcmp(verdict, r->verdict) == 0;
    says = rows_says(criterion, r->says, sentences, sizeof sentences);
    if (aloud && (!holds || (r->says[0] != '\0' && !says)))
        print_error("%s:%d: %s is %s, not %s%s%s; it says:%s\n", all->path, r->line, r->item,
                    verdict, r->verdict, r->says[0] != '\0' ? " with " : "", r->says, sentences);
    cj_report_unref(report);
    cj_error_unref(error);
    return holds && (r->says[0] == '\0' || says);
}

#endif
