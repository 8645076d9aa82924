/* SPDX-License-Identifier: MIT */
/*
 * What kinds.toml says of each field, read from the file itself: which fields are required, which
 * are not, and under which condition. An act with every field but one is judged under every
 * assignment of the fields that the condition names.
 */
#include "support/support.h"

#include "vocabulary/vocabulary.h"

#include "fill.h"

#include <stdlib.h>

#define NAMED 3 /* fields that one condition names */

/* ---- conditions ------------------------------------------------------------------------------ */

/* What a field is made to be: a code or bool by its name, "+" any value, "" none. */
typedef struct assignment {
    char field[NAMED][64];
    const char *value[NAMED];
    size_t n;
} assignment;

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || c == '_';
}

/* The fields that the condition names, each once. */
static void fields_of(const char *condition, assignment *out)
{
    bool value = false;
    out->n = 0;
    for (const char *p = condition; *p != '\0';) {
        size_t n = 0;
        bool known = false;
        while (is_name(p[n]))
            n++;
        if (n == 0) {
            value = *p == '=' || *p == '/';
            p++;
            continue;
        }
        for (size_t i = 0; i < out->n; i++)
            known = known || (strlen(out->field[i]) == n && strncmp(out->field[i], p, n) == 0);
        if (!value && !known) {
            assert_true(out->n < NAMED && n < sizeof out->field[0]);
            snprintf(out->field[out->n++], sizeof out->field[0], "%.*s", (int)n, p);
        }
        p += n;
    }
}

static const char *value_of(const assignment *a, const char *name, size_t n)
{
    for (size_t i = 0; i < a->n; i++) {
        if (strlen(a->field[i]) == n && strncmp(a->field[i], name, n) == 0)
            return a->value[i];
    }
    fail_msg("no value of %.*s", (int)n, name);
    return "";
}

/* One term: NAME, !NAME, or NAME=VALUE/VALUE. */
static bool term_holds(const assignment *a, const char *term, size_t n)
{
    bool negated = n > 0 && term[0] == '!';
    const char *name = term + negated, *end = term + n;
    const char *equals = memchr(name, '=', (size_t)(end - name));
    const char *is = value_of(a, name, (size_t)((equals != NULL ? equals : end) - name));
    bool holds = equals == NULL && is[0] != '\0';
    for (const char *p = equals; p != NULL && p < end;) {
        const char *next = memchr(p + 1, '/', (size_t)(end - p - 1));
        size_t size = (size_t)((next != NULL ? next : end) - p - 1);
        holds = holds || (strlen(is) == size && strncmp(is, p + 1, size) == 0);
        p = next;
    }
    return holds != negated;
}

/* TERM & TERM | TERM */
static bool condition_holds(const assignment *a, const char *condition)
{
    bool all = true;
    for (const char *p = condition;;) {
        size_t n = strcspn(p, " ");
        all = all && term_holds(a, p, n);
        p += n;
        if (*p == '\0')
            return all;
        if (p[1] == '|') {
            if (all)
                return true;
            all = true;
        }
        p += 3;
    }
}

/* ---- acts ------------------------------------------------------------------------------------ */

static void assign(cj_record *r, const char *field, const char *value)
{
    const cji_row *row = cji_shape_row(r->shape, cj_field_find(field));
    cj_error *error = NULL;
    assert_non_null(row);
    if (strcmp(value, "+") == 0)
        return;
    assert_int_equal(cj_clear(r, row->field, NULL), CJ_OK);
    if (value[0] != '\0')
        assert_ok(cji_add_parsed(r, row, cji_str_of(value), NULL, &error), error);
}

/* Whether an act with every field but this one is said to lack it. */
static bool is_missed(cj_context *ctx, int32_t kind, const char *field, const assignment *a)
{
    cj_act *act = NULL;
    cj_error *error = NULL;
    bool missed = false;
    assert_ok(cj_act_new(ctx, kind, &act, &error), error);
    fill(cj_act_record(act), &error);
    assign(cj_act_record(act), "occurred_precision", "minute");
    for (size_t i = 0; i < a->n; i++)
        assign(cj_act_record(act), a->field[i], a->value[i]);
    assert_int_equal(cj_clear(cj_act_record(act), cj_field_find(field), NULL), CJ_OK);
    (void)cj_act_validate(act, &error);
    for (size_t i = 0; i < cj_error_count(error); i++) {
        const char *at = cj_error_field(error, i);
        missed = missed || (cj_error_code(error, i) == CJ_E_FIELD_MISSING && at != NULL &&
                            strcmp(at, field) == 0);
    }
    cj_act_unref(act);
    cj_error_unref(error);
    return missed;
}

/* The values that a field named in a condition may take; the `i`th, or NULL. */
static const char *value_at(const cji_row *row, bool by_value, size_t i)
{
    static const char *const bools[] = {"true", "false"}, *const any[] = {"", "+"};
    if (!by_value || (row->type != CJ_TYPE_BOOL && row->type != CJ_TYPE_CODE))
        return i < 2 ? any[i] : NULL;
    if (row->type == CJ_TYPE_BOOL)
        return i < 2 ? bools[i] : NULL;
    return i < (size_t)cji_lists[row->extra].ncodes ? cji_lists[row->extra].codes[i] : NULL;
}

/* Every assignment, one field after the other. */
static void try_all(cj_context *ctx, const cji_kind *kind, const char *field, const char *condition,
                    assignment *a, size_t at)
{
    const cji_row *row;
    char term[80];
    if (at >= a->n || at >= NAMED) {
        bool wanted = condition_holds(a, condition);
        if (is_missed(ctx, kind->id, field, a) != wanted)
            fail_msg("%s.%s is %swanted if %s (%s=%s)", kind->name, field, wanted ? "" : "not ",
                     condition, a->field[0], a->value[0]);
        return;
    }
    row = cji_shape_row(&cji_shapes[kind->shape], cj_field_find(a->field[at]));
    assert_non_null(row);
    snprintf(term, sizeof term, "%s=", a->field[at]);
    for (size_t i = 0; (a->value[at] = value_at(row, strstr(condition, term) != NULL, i)) != NULL;
         i++)
        try_all(ctx, kind, field, condition, a, at + 1);
}

/* ---- kinds.toml ------------------------------------------------------------------------------ */

/* A line "NAME!: TYPE", "NAME?: TYPE if CONDITION" of the fields of the kind. */
static void check_field(cj_context *ctx, const cji_kind *kind, char *line)
{
    char *condition = strstr(line, " if "), *end = line + strcspn(line, "!?");
    assignment a = {.n = 0};
    bool required = *end == '!';
    assert_true(*end != '\0');
    *end = '\0';
    if (condition == NULL) {
        if (is_missed(ctx, kind->id, line, &a) != required)
            fail_msg("%s.%s is%s required", kind->name, line, required ? "" : " not");
        return;
    }
    assert_false(required);
    fields_of(condition + 4, &a);
    try_all(ctx, kind, line, condition + 4, &a, 0);
}

static void test_fields_and_conditions(void **state)
{
    FILE *f = fopen("src/vocabulary/kinds.toml", "r");
    char line[1000];
    const cji_kind *kind = NULL;
    size_t fields = 0;
    int32_t kinds = 0;
    assert_non_null(f);
    while (fgets(line, sizeof line, f) != NULL) {
        char *text = strchr(line, '"'), *end = strrchr(line, '"');
        if (text == NULL || line[0] == '#')
            continue;
        *end = '\0';
        if (strncmp(line, "name = ", 7) == 0) {
            kind = cji_kind_of(cj_kind_find(text + 1));
            assert_non_null(kind);
            kinds++;
        } else if (line[0] == ' ') {
            assert_non_null(kind);
            check_field(*state, kind, text + 1);
            fields++;
        }
    }
    fclose(f);
    assert_int_equal(kinds, cji_kind_count);
    assert_true(fields > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_fields_and_conditions, context_make, context_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
