/* SPDX-License-Identifier: MIT */
/*
 * What findings of assessors make of verdicts: every criterion, limb and statement of knowledge of
 * every standard, each verdict by the record, each class, each finding.
 */
#include "competence/world.h"
#include "support/judgements.h"

#include <stdio.h>

#define WORKER "p.adeyemi"

/* ---- streams --------------------------------------------------------------------------------- */

typedef struct judging {
    const char *id, *item, *found, *method;
    bool na, withdrawn;
} judging;

static void put_act(cji_buf *b, const char *id, const char *kind, const char *who, size_t n,
                    const char *body)
{
    cji_buf_printf(b,
                   "<act id=\"%s\" kind=\"%s\" handle=\"" WORKER
                   "\" occurred_at=\"2026-07-01T10:%02zuZ\" occurred_precision=\"minute\" "
                   "recorded_at=\"2026-07-01T11:00Z\" sensitivity=\"normal\"><performed_by><id>%s"
                   "</id><role>assessor</role><org>o</org></performed_by>%s</act>",
                   id, kind, n, who, body);
}

static void put_judgement(cji_buf *b, const cj_standard *standard, const judging *j, size_t n)
{
    const char *version = cj_standard_version(standard);
    char body[1600];
    snprintf(body, sizeof body,
             ACTOR("candidate", WORKER,
                   "practitioner") "<standard><urn>%s</urn>%s%s%s</standard>"
                                   "<criterion>%s</criterion><judge_finding>%s</"
                                   "judge_finding><judge_methods>%s"
                                   "</judge_methods><rationale>seen</rationale>" CITED SOUND
                                   "%s<assessor_qualified>true</assessor_qualified>",
             cj_standard_urn(standard), version != NULL ? "<version>" : "",
             version != NULL ? version : "", version != NULL ? "</version>" : "", j->item, j->found,
             j->method, j->na ? "<manual_na>true</manual_na>" : "");
    put_act(b, j->id, "judgement_recorded", "a.one", n, body);
    if (!j->withdrawn)
        return;
    snprintf(body, sizeof body, "<judgement>%s</judgement><withdrawal_reason>w</withdrawal_reason>",
             j->id);
    put_act(b, "w", "judgement_withdrawn", "a.one", 59, body);
}

/* With more acts behind them; in the order of the list, a minute apart. */
static cj_case *stream_of(cj_context *ctx, const cj_standard *standard, const judging *list,
                          size_t n, const char *more)
{
    cj_case *stream = NULL;
    cj_error *error = NULL;
    cji_buf b;
    cji_buf_init(&b, ctx, 1 << 20);
    cji_buf_puts(&b, "<case id=\"practitioner " WORKER
                     "\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\">\n");
    for (size_t i = 0; i < n; i++)
        put_judgement(&b, standard, &list[i], i);
    cji_buf_puts(&b, more);
    cji_buf_puts(&b, "</case>\n");
    assert_ok(cj_judgements_new(ctx, WORKER, &stream, &error), error);
    assert_ok(cj_case_read(stream, "stream", b.p, b.n, &error), error);
    cji_buf_fini(&b);
    cj_error_unref(error);
    return stream;
}

/* ---- every item, verdict, class and finding -------------------------------------------------- */

static const judging findings[] = {
    {"j", NULL, "met", "observation", false, false},
    {"j", NULL, "met", "expert_witness", false, false},
    {"j", NULL, "met", "product", false, false},
    {"j", NULL, "met", "simulation", false, false},
    {"j", NULL, "not_met", "observation", false, false},
    {"j", NULL, "insufficient", "observation", false, false},
    {"j", NULL, "insufficient", "observation", true, false},
    {"j", NULL, "met", "observation", false, true},
    {"j", NULL, "not_met", "observation", false, true},
};

/* By acts.md section 4, and not by the code. */
static int32_t expected(int32_t v, int32_t class_, const judging *j)
{
    bool seen = strcmp(j->method, "observation") == 0 || strcmp(j->method, "expert_witness") == 0;
    bool by_record = v == CJ_CODE_VERDICT_AWAITING_JUDGEMENT || v == CJ_CODE_VERDICT_EVIDENCED;
    if (j->withdrawn || strcmp(j->found, "insufficient") == 0)
        return !j->withdrawn && j->na ? CJ_CODE_VERDICT_NOT_APPLICABLE : v;
    if (strcmp(j->found, "not_met") == 0)
        return CJ_CODE_VERDICT_NOT_EVIDENCED;
    return by_record && (class_ != CJ_CODE_CRITERION_CLASS_J || seen) ? CJ_CODE_VERDICT_EVIDENCED
                                                                      : v;
}

static int32_t judged(world *w, const cj_case *stream, const cj_standard *standard,
                      const cj_item *item, int32_t class_, int32_t v, bool *found)
{
    const cji_judged j = {stream, standard};
    cj_report *report = NULL;
    cj_error *error = NULL;
    bool settled = false;
    assert_ok(cji_report_new(w->ctx, cji_shape_criterion_result, &report, &error), error);
    assert_ok(cji_judged_criterion(&j, report->root.record, item, class_, &v, &settled, &error),
              error);
    assert_int_equal(settled && v != CJ_CODE_VERDICT_EVIDENCED, 0);
    *found = cj_count(report->root.record, CJ_FIELD_FINDING) == 1;
    cj_report_unref(report);
    return v;
}

static void every_verdict(world *w, const cj_standard *standard, const cj_item *item,
                          const judging *j)
{
    judging one = *j;
    cj_case *stream;
    one.item = cj_item_address(item);
    stream = stream_of(w->ctx, standard, &one, 1, "");
    for (int32_t class_ = CJ_CODE_CRITERION_CLASS_R; class_ <= CJ_CODE_CRITERION_CLASS_J;
         class_++) {
        for (int32_t v = 1; v <= 6; v++) {
            bool found = false;
            int32_t got = judged(w, stream, standard, item, class_, v, &found);
            if (got != expected(v, class_, &one) || found == one.withdrawn)
                fail_msg("%s:%s class %d verdict %d, %s by %s: %d", cj_standard_urn(standard),
                         one.item, (int)class_, (int)v, one.found, one.method, (int)got);
        }
    }
    cj_case_unref(stream);
}

static void each_item_by_each_finding(void **state)
{
    world *w = *state;
    size_t criteria = 0, limbs = 0, knowledge = 0;
    for (size_t s = 0; s < cj_catalogue_count(w->catalogue); s++) {
        const cj_standard *standard = cj_catalogue_at(w->catalogue, s);
        for (size_t i = 0; i < cj_standard_item_count(standard); i++) {
            const cj_item *item = cj_standard_item(standard, i);
            criteria += cj_item_part(item) == 'P' && cj_item_parent(item) == NULL;
            limbs += cj_item_part(item) == 'P' && cj_item_parent(item) != NULL;
            knowledge += cj_item_part(item) == 'K' && cj_item_parent(item) == NULL;
            for (size_t k = 0; k < CJI_COUNT(findings); k++)
                every_verdict(w, standard, item, &findings[k]);
        }
    }
    assert_int_equal(criteria, 124);
    assert_int_equal(limbs, 26);
    assert_int_equal(knowledge, 91);
}

/* ---- limbs ----------------------------------------------------------------------------------- */

static void a_criterion_and_its_limbs(void **state)
{
    static const struct {
        judging list[4];
        const char *parent, *first; /* the finding that counts; NULL: none */
    } rows[] = {
        {{{"a", "P2", "met", "product", false, false}}, "met", "met"},
        {{{"a", "P2.1", "met", "product", false, false}}, NULL, "met"},
        {{{"a", "P2.1", "not_met", "product", false, false}}, "not_met", "not_met"},
        {{{"a", "P2", "met", "product", false, false},
          {"b", "P2.2", "not_met", "product", false, false}},
         "not_met",
         "met"},
        {{{"a", "P2.2", "not_met", "product", false, false},
          {"b", "P2", "met", "product", false, false}},
         "met",
         "met"},
        {{{"a", "P2", "not_met", "product", false, false},
          {"b", "P2.1", "met", "product", false, false}},
         "not_met",
         "met"},
    };
    world *w = *state;
    const cj_standard *standard = cj_catalogue_find(w->catalogue, "SFJED6");
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        const char *const items[] = {"P2", "P2.1"}, *const want[] = {rows[i].parent, rows[i].first};
        size_t n = 0;
        cj_case *stream;
        while (n < 4 && rows[i].list[n].id != NULL)
            n++;
        stream = stream_of(w->ctx, standard, rows[i].list, n, "");
        for (size_t k = 0; k < 2; k++) {
            const cj_item *item = cj_standard_find_item(standard, items[k]);
            bool found = false;
            int32_t v = judged(w, stream, standard, item, CJ_CODE_CRITERION_CLASS_P,
                               CJ_CODE_VERDICT_AWAITING_JUDGEMENT, &found);
            int32_t wanted = want[k] == NULL               ? CJ_CODE_VERDICT_AWAITING_JUDGEMENT
                             : strcmp(want[k], "met") == 0 ? CJ_CODE_VERDICT_EVIDENCED
                                                           : CJ_CODE_VERDICT_NOT_EVIDENCED;
            if (found != (want[k] != NULL) || v != wanted)
                fail_msg("row %zu: %s is %d", i, items[k], (int)v);
        }
        cj_case_unref(stream);
    }
}

/* When every limb was found met, the criterion was. */
static void all_limbs_are_the_criterion(void **state)
{
    world *w = *state;
    const cj_standard *standard = cj_catalogue_find(w->catalogue, "SFJED6");
    const cj_item *parent = cj_standard_find_item(standard, "P2");
    judging list[8] = {{0}};
    char ids[8][4];
    size_t n = 0;
    for (size_t i = 0; i < cj_standard_item_count(standard); i++) {
        const cj_item *limb = cj_standard_item(standard, i);
        if (cj_item_parent(limb) != parent)
            continue;
        snprintf(ids[n], sizeof ids[n], "l%zu", n);
        list[n] = (judging){ids[n], cj_item_address(limb), "met", "product", false, false};
        n++;
    }
    assert_int_equal(n, cj_item_limb_count(parent));
    for (size_t some = n - 1; some <= n; some++) {
        cj_case *stream = stream_of(w->ctx, standard, list, some, "");
        bool found = false;
        int32_t v = judged(w, stream, standard, parent, CJ_CODE_CRITERION_CLASS_P,
                           CJ_CODE_VERDICT_AWAITING_JUDGEMENT, &found);
        assert_int_equal(found, some == n);
        assert_int_equal(v, some == n ? CJ_CODE_VERDICT_EVIDENCED
                                      : CJ_CODE_VERDICT_AWAITING_JUDGEMENT);
        cj_case_unref(stream);
    }
}

/* ---- reports --------------------------------------------------------------------------------- */

static cj_status check(world *w, const char *standard, const char *worker, const cj_case *stream,
                       cj_report **out)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_error *error = NULL;
    cj_status status;
    options.standard = standard;
    options.policy = w->policy;
    options.practitioner = worker;
    options.judgements = stream;
    assert_int_equal(cj_date_parse("2026-06-30", CJ_ZT, &options.as_of), CJ_OK);
    status = cj_check(w->catalogue, w->rules, w->example, &options, out, &error);
    cj_error_unref(error);
    return status;
}

static const cj_record *row_of(const cj_report *report, const char *item)
{
    const cji_slot *rows = cji_slot_of(report->root.record, CJ_FIELD_CRITERIA, NULL);
    for (uint32_t i = 0; i < rows->count; i++) {
        if (cji_str_is(cji_text(rows->values[i].record, CJ_FIELD_ITEM), item))
            return rows->values[i].record;
    }
    fail_msg("no %s", item);
    return NULL;
}

static int32_t verdict_of(const cj_report *report, const char *item)
{
    return (int32_t)cji_number(row_of(report, item), CJ_FIELD_VERDICT);
}

/* Every criterion of the example found met, or found nothing at all. */
static void met_in_a_case(void **state)
{
    world *w = *state;
    for (size_t s = 0; s < cj_catalogue_count(w->catalogue); s++) {
        const cj_standard *standard = cj_catalogue_at(w->catalogue, s);
        judging list[60];
        char ids[60][8];
        cj_report *without = NULL, *with = NULL;
        cj_case *stream;
        size_t n = 0;
        for (size_t i = 0; i < cj_standard_item_count(standard); i++) {
            const cj_item *item = cj_standard_item(standard, i);
            if (cj_item_part(item) != 'P' || n == CJI_COUNT(list))
                continue;
            snprintf(ids[n], sizeof ids[n], "j%zu", n);
            list[n] = (judging){ids[n], cj_item_address(item), "met", "observation", false, false};
            n++;
        }
        stream = stream_of(w->ctx, standard, list, n, "");
        assert_int_equal(check(w, cj_standard_urn(standard), WORKER, NULL, &without), CJ_OK);
        assert_int_equal(check(w, cj_standard_urn(standard), WORKER, stream, &with), CJ_OK);
        for (size_t i = 0; i < n; i++) {
            int32_t before = verdict_of(without, list[i].item),
                    after = verdict_of(with, list[i].item);
            const cj_record *row = row_of(with, list[i].item);
            bool is_r = cji_number(row, CJ_FIELD_CLASS) == CJ_CODE_CRITERION_CLASS_R;
            assert_true(is_r || before != CJ_CODE_VERDICT_EVIDENCED);
            assert_int_equal(after, before == CJ_CODE_VERDICT_AWAITING_JUDGEMENT
                                        ? CJ_CODE_VERDICT_EVIDENCED
                                        : before);
            assert_int_equal(cj_count(row_of(without, list[i].item), CJ_FIELD_FINDING), 0);
            assert_int_equal(cj_count(row, CJ_FIELD_FINDING), 1);
            assert_true(after != CJ_CODE_VERDICT_EVIDENCED || cj_count(row, CJ_FIELD_MISSING) == 0);
        }
        cj_report_unref(without);
        cj_report_unref(with);
        cj_case_unref(stream);
    }
}

#define APPEAL                                                                                     \
    "<act id=\"ap\" kind=\"judgement_appealed\" handle=\"" WORKER                                  \
    "\" occurred_at=\"2026-07-02T10:00Z\" occurred_precision=\"minute\" "                          \
    "recorded_at=\"2026-07-02T11:00Z\" sensitivity=\"normal\">" ACTOR(                             \
        "performed_by", WORKER,                                                                    \
        "r") "<judgement>j</judgement><grounds>g</grounds>" ACTOR("handled_by", "q.one",           \
                                                                  "r") "</act>"
#define DECISION                                                                                   \
    "<act id=\"d\" kind=\"judgement_recorded\" handle=\"" WORKER                                   \
    "\" occurred_at=\"2026-07-02T12:00Z\" occurred_precision=\"minute\" "                          \
    "recorded_at=\"2026-07-02T13:00Z\" sensitivity=\"normal\">" ACTOR(                             \
        "performed_by", "a.one", "r") ACTOR("candidate", WORKER, "r") STANDARD                     \
        "<standard_decision>not_yet_competent</standard_decision><rationale>r</rationale>" CITED   \
        "<assessor_qualified>true</assessor_qualified></act>"

/* What is not a criterion, the decision, and what stands beside a judgement. */
static void beside_the_criteria(void **state)
{
    static const judging list[] = {
        {"j", "P6", "met", "product", false, false},
        {"k", "K3", "met", "questioning", false, false},
        {"o", "overview-expectation-engagement", "met", "observation", false, false},
        {"p", "overview-expectation-engagement", "met", "expert_witness", false, false},
    };
    world *w = *state;
    cj_case *stream =
        stream_of(w->ctx, cj_catalogue_find(w->catalogue, "SFJED1"), list, 4, APPEAL DECISION);
    cj_report *report = NULL;
    const cj_record *finding, *decision;
    const cji_slot *others;
    assert_int_equal(check(w, "SFJED1", WORKER, stream, &report), CJ_OK);
    finding = cji_sub(row_of(report, "P6"), CJ_FIELD_FINDING);
    assert_int_equal(verdict_of(report, "P6"), CJ_CODE_VERDICT_EVIDENCED);
    assert_int_equal(cji_number(finding, CJ_FIELD_FINDING), CJ_CODE_JUDGE_FINDING_MET);
    assert_string_equal(cji_text(finding, CJ_FIELD_ASSESSOR).p, "a.one");
    assert_string_equal(cji_text(finding, CJ_FIELD_AT).p, "2026-07-01");
    assert_string_equal(cji_text(finding, CJ_FIELD_JUDGEMENT).p, "j");
    assert_int_equal(cj_count(finding, CJ_FIELD_VARCS), 2);
    assert_string_equal(cji_text(cji_sub(finding, CJ_FIELD_APPEAL), CJ_FIELD_APPEAL).p, "ap");
    others = cji_slot_of(report->root.record, CJ_FIELD_JUDGED, NULL);
    assert_int_equal(others->count, 2);
    assert_string_equal(cji_text(others->values[0].record, CJ_FIELD_ITEM).p, "K3");
    assert_int_equal(cji_number(others->values[0].record, CJ_FIELD_OBSERVED), 0);
    assert_int_equal(cji_number(others->values[1].record, CJ_FIELD_OBSERVED), 2);
    decision = cji_sub(report->root.record, CJ_FIELD_DECISION);
    assert_int_equal(cji_number(decision, CJ_FIELD_DECISION),
                     CJ_CODE_STANDARD_DECISION_NOT_YET_COMPETENT);
    assert_string_equal(cji_text(decision, CJ_FIELD_JUDGEMENT).p, "d");
    cj_report_unref(report);
    /* of another standard nothing of this counts */
    report = NULL;
    assert_int_equal(check(w, "SFJED4", WORKER, stream, &report), CJ_OK);
    assert_int_equal(cj_count(report->root.record, CJ_FIELD_DECISION), 0);
    assert_int_equal(cj_count(report->root.record, CJ_FIELD_JUDGED), 0);
    cj_report_unref(report);
    /* coverage of a case has no findings, and nobody else's are taken */
    assert_int_equal(check(w, "SFJED1", NULL, stream, &report), CJ_E_MISUSE);
    assert_int_equal(check(w, "SFJED1", "p.other", stream, &report), CJ_E_MISUSE);
    assert_int_equal(check(w, "SFJED1", WORKER, w->example, &report), CJ_E_MISUSE);
    cj_case_unref(stream);
}

/* An older caller's options end before the judgements. */
static void options_may_be_short(void **state)
{
    world *w = *state;
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_report *report = NULL;
    cj_error *error = NULL;
    options.size = offsetof(cj_check_options, judgements);
    options.standard = "SFJED1";
    options.practitioner = WORKER;
    options.judgements = w->example; /* not looked at */
    assert_ok(cj_check(w->catalogue, w->rules, w->example, &options, &report, &error), error);
    assert_string_equal(cji_text(report->root.record, CJ_FIELD_PRACTITIONER).p, WORKER);
    cj_report_unref(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_item_by_each_finding),   cmocka_unit_test(a_criterion_and_its_limbs),
        cmocka_unit_test(all_limbs_are_the_criterion), cmocka_unit_test(met_in_a_case),
        cmocka_unit_test(beside_the_criteria),         cmocka_unit_test(options_may_be_short),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
