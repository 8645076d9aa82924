/* SPDX-License-Identifier: MIT */
/* The example cases against verdicts that were written by hand
 * (tests/competence/data/examples.verdicts), and without each of their acts. */
#include "competence/row_file.h"

typedef struct verdict {
    char item[16], by_hand[32], shipped[32], program[32];
    char acts[8][48]; /* it rests on them */
    size_t nacts;
} verdict;

typedef struct example {
    char path[80], day[16], standard[16];
    bool agency;
    verdict verdicts[64];
    size_t n;
} example;

typedef struct examples {
    example items[16];
    size_t n;
} examples;

static void read_verdict(verdict *v, char *line)
{
    char *rest = NULL;
    assert_int_equal(sscanf(line, "%15s %31s", v->item, v->by_hand), 2);
    strtok_r(line, "|", &rest);
    for (char *part; (part = strtok_r(NULL, "|", &rest)) != NULL;) {
        if (sscanf(part, " shipped %31s", v->shipped) == 1 ||
            sscanf(part, " program %31s", v->program) == 1 || strstr(part, " # ") == part)
            continue;
        assert_true(v->nacts < CJI_COUNT(v->acts));
        if (sscanf(part, " act %47s", v->acts[v->nacts++]) != 1)
            fail_msg("%s: what is \"%s\"?", v->item, part);
    }
}

static examples *read_examples(void)
{
    examples *all = calloc(1, sizeof *all);
    example *last = NULL;
    char line[1000], agency[8];
    FILE *file = fopen("tests/competence/data/examples.verdicts", "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '#' || line[0] == '\0')
            continue;
        if (strncmp(line, "case ", 5) == 0) {
            assert_true(all->n < CJI_COUNT(all->items));
            last = &all->items[all->n++];
            last->agency = sscanf(line, "case %79s %15s %15s %7s", last->path, last->day,
                                  last->standard, agency) == 4;
            continue;
        }
        assert_non_null(last);
        assert_true(last->n < CJI_COUNT(last->verdicts));
        read_verdict(&last->verdicts[last->n++], line);
    }
    fclose(file);
    return all;
}

static const char *text(const cj_record *record, cj_field field)
{
    const char *value = "";
    (void)cj_get_text(record, field, 0, &value);
    return value;
}

static cj_report *check(world *w, const example *e, cj_case *c, const cj_policy *policy)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_report *report = NULL;
    cj_error *error = NULL;
    options.standard = e->standard;
    options.policy = policy;
    assert_int_equal(cj_date_parse(e->day, CJ_ZT, &options.as_of), CJ_OK);
    assert_ok(cj_check(w->catalogue, w->rules, c, &options, &report, &error), error);
    cj_error_unref(error);
    return report;
}

static cj_case *read_case(world *w, const example *e)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_case_new(w->ctx, NULL, &c, &error), error);
    cj_case_set_policy(c, w->policy);
    assert_ok(cj_case_read_file(c, e->path, &error), error);
    cj_error_unref(error);
    return c;
}

static size_t differ(const example *e, const cj_report *report, bool shipped)
{
    size_t wrong = 0;
    for (size_t i = 0; i < e->n; i++) {
        const verdict *v = &e->verdicts[i];
        const cj_record *criterion = rows_criterion(report, v->item);
        const char *says = text(criterion, CJ_FIELD_VERDICT);
        const char *wanted = v->program[0] != '\0' ? v->program : v->by_hand;
        if (shipped && v->shipped[0] != '\0')
            wanted = v->shipped;
        if (strcmp(wanted, "-") == 0)
            continue;
        if (strcmp(says, wanted) != 0) {
            print_error("%s: %s:%s is %s, not %s\n", e->path, e->standard, v->item, says, wanted);
            wrong++;
        }
        /* Whatever is not evidenced says what is missing. */
        wrong += strcmp(says, "evidenced") != 0 && cj_count(criterion, CJ_FIELD_MISSING) == 0;
        for (size_t j = 0; j < v->nacts; j++) {
            if (rows_cites(criterion, v->acts[j]))
                continue;
            print_error("%s: %s:%s does not cite %s\n", e->path, e->standard, v->item, v->acts[j]);
            wrong++;
        }
    }
    return wrong;
}

static void test_verdicts(void **state)
{
    world *w = *state;
    examples *all = read_examples();
    cj_policy *agency = NULL;
    cj_error *error = NULL;
    size_t wrong = 0;
    assert_ok(cj_policy_new(w->ctx, &agency, &error), error);
    assert_ok(cj_policy_add_dir(agency, "standards", &error), error);
    assert_ok(cj_policy_add_dir(agency, "tests/competence/data", &error), error);
    for (size_t i = 0; i < all->n; i++) {
        const example *e = &all->items[i];
        cj_case *c = read_case(w, e);
        cj_report *report = check(w, e, c, w->policy);
        assert_int_equal(cj_count(cj_report_record(report), CJ_FIELD_CRITERIA), e->n);
        wrong += differ(e, report, true);
        cj_report_unref(report);
        if (e->agency) {
            report = check(w, e, c, agency);
            wrong += differ(e, report, false);
            cj_report_unref(report);
        }
        cj_case_unref(c);
    }
    assert_int_equal(wrong, 0);
    cj_policy_unref(agency);
    cj_error_unref(error);
    free(all);
}

/* ---- each act removed, with what cites it ---------------------------------------------------- */

static const cji_pack *pack_of(const cj_rules *rules, const char *standard)
{
    for (size_t i = 0; i < rules->npacks; i++) {
        if (strcmp(rules->packs[i]->standard, standard) == 0)
            return rules->packs[i];
    }
    fail_msg("no pack of %s", standard);
    return NULL;
}

/* How many verdicts change; each cites an act that is gone. But for what only gave the occasion,
 * and for the criterion on records, which rests on whether all the others are complete. */
static size_t changed_without(const world *w, const example *e, const cj_report *whole,
                              const cj_report *part, const cj_case *whole_case, const cj_case *c)
{
    const cji_pack *pack = pack_of(w->rules, e->standard);
    size_t changed = 0;
    for (size_t i = 0; i < e->n; i++) {
        const cj_record *before = rows_criterion(whole, e->verdicts[i].item);
        const cj_record *after = rows_criterion(part, e->verdicts[i].item);
        bool rests = false;
        if (strcmp(text(before, CJ_FIELD_VERDICT), text(after, CJ_FIELD_VERDICT)) == 0 ||
            strcmp(text(after, CJ_FIELD_VERDICT), "no_occasion") == 0 ||
            cji_pack_criterion(pack, e->verdicts[i].item)->looks_at_others)
            continue;
        changed++;
        for (size_t j = 0; j < whole_case->count; j++) {
            const char *id = whole_case->entries[j].id.p;
            bool gone = cji_case_entry(c, cji_str_of(id)) == NULL;
            rests = rests || (gone && rows_cites(before, id));
        }
        if (!rests)
            fail_msg("%s: %s:%s went from %s to %s and cited no removed act", e->path, e->standard,
                     e->verdicts[i].item, text(before, CJ_FIELD_VERDICT),
                     text(after, CJ_FIELD_VERDICT));
    }
    return changed;
}

static void test_each_act_removed(void **state)
{
    world *w = *state;
    examples *all = read_examples();
    for (size_t i = 0; i < all->n; i++) {
        const example *e = &all->items[i];
        cj_case *whole_case = read_case(w, e);
        cj_report *whole = check(w, e, whole_case, w->policy);
        size_t changed = 0;
        for (size_t gone = 1; gone < whole_case->count; gone++) {
            cj_case *c = NULL;
            cj_report *part;
            assert_int_equal(cj_case_new(w->ctx, cj_case_id(whole_case), &c, NULL), CJ_OK);
            cj_case_set_policy(c, w->policy);
            for (size_t j = 0; j < whole_case->count; j++) {
                if (j != gone) /* or it goes with it */
                    (void)cj_case_apply(c, whole_case->entries[j].act, NULL);
            }
            part = check(w, e, c, w->policy);
            changed += changed_without(w, e, whole, part, whole_case, c);
            cj_report_unref(part);
            cj_case_unref(c);
        }
        printf("%s %s: %zu acts removed, %zu verdicts changed\n", e->path, e->standard,
               whole_case->count - 1, changed);
        assert_true(changed > 15); /* or the test would look at nothing */
        cj_report_unref(whole);
        cj_case_unref(whole_case);
    }
    free(all);
}

static int32_t count_bytes(const void *bytes, size_t size, void *user)
{
    (void)bytes;
    *(size_t *)user += size;
    return 0;
}

static void test_same_json_twice(void **state)
{
    world *w = *state;
    const example e = {.day = "2026-06-30", .standard = "SFJED1"};
    cj_report *report = check(w, &e, w->example, w->policy);
    size_t compact = 0, wide = 0;
    assert_int_equal(cj_record_write_json(cj_report_record(report), 0, count_bytes, &compact, NULL),
                     CJ_OK);
    assert_int_equal(cj_record_write_json(cj_report_record(report), 2, count_bytes, &wide, NULL),
                     CJ_OK);
    assert_true(compact > 10000 && wide > compact);
    cj_report_unref(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_verdicts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_each_act_removed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_same_json_twice, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
