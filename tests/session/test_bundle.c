/* SPDX-License-Identifier: MIT */
/* Evidence bundles from a store: that they hold, what they tell, what they leave out, what is
 * logged. What verification refuses is in test_bundle_lies.c. */
#include "session/bundle.h"
#include "session/office.h"

#include <cjustice/rights.h>

static cj_status bundle_as(office *o, const cj_identity *who, const cj_bundle_options *options,
                           cji_buf *out)
{
    cj_session *s = NULL;
    cj_error *error = NULL;
    cj_status status;
    cji_buf_clear(out);
    assert_ok(cj_session_new(o->d.store, o->d.policy, who, &s, &error), error);
    status = cj_session_bundle(s, o->catalogue, o->rules, options, to_buf, out, &error);
    assert_true(status == CJ_OK || out->n == 0);
    if (status == CJ_OK)
        assert_non_null(cji_buf_text(out));
    cj_error_unref(error);
    cj_session_unref(s);
    return status;
}

static cj_bundle_options of_case(const char *case_id)
{
    cj_bundle_options options = CJ_BUNDLE_OPTIONS_INIT;
    options.case_id = case_id;
    options.check.standard = "SFJED1";
    return options;
}

static cj_bundle_options of_worker(const char *worker_id)
{
    cj_bundle_options options = of_case(NULL);
    options.check.practitioner = worker_id;
    return options;
}

static void assert_verdict(desk *d, const cji_buf *bundle, const char *key, const char *trusted,
                           int32_t want)
{
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    assert_ok(cj_bundle_verify(d->ctx, bundle->p, bundle->n, key, trusted, &result, &error), error);
    if (cj_audit_result_verdict(result) != want)
        fail_msg("verdict %d: %s", (int)cj_audit_result_verdict(result),
                 cj_audit_result_why(result));
    cj_audit_result_unref(result);
}

static void assert_lacks(const cji_buf *bundle, const char *text)
{
    const char *at = strstr(bundle->p, text);
    if (at != NULL)
        fail_msg("the bundle has %s: %.80s", text, at - (at - bundle->p < 20 ? 0 : 20));
}

static size_t times(const cji_buf *bundle, const char *text)
{
    size_t n = 0;
    for (const char *at = bundle->p; (at = strstr(at, text)) != NULL; at++)
        n++;
    return n;
}

static cji_buf new_buf(office *o)
{
    cji_buf out;
    cji_buf_init(&out, o->d.ctx, 1 << 24);
    return out;
}

static void checkpoint(office *o, cji_buf *out)
{
    cj_error *error = NULL;
    cji_buf_clear(out);
    assert_ok(cj_session_checkpoint(o->d.session, to_buf, out, &error), error);
    assert_non_null(cji_buf_text(out));
}

/* ---- the tests ------------------------------------------------------------------------------- */

/* Everything in the case that speaks of people, and its id. */
static void of_one_case(void **state)
{
    static const char *const private[] = {"CASE-A", "the.person", "Helpers", LONG_TEXT};
    const place *p = *state;
    cj_bundle_options options = of_case("CASE-A");
    char key[120];
    uint64_t before;
    cji_arena arena;
    cji_audit_entry e;
    cji_buf bundle;
    office o;
    office_open(p, &o);
    bundle = new_buf(&o);
    office_add(&o, "CASE-A", BASE VIEWS(LONG_TEXT), NULL);
    before = cji_audit_size(o.d.store->log);
    assert_int_equal(bundle_as(&o, &one, &options, &bundle), CJ_OK);
    assert_verdict(&o.d, &bundle, NULL, NULL, CJ_AUDIT_CONSISTENT);
    snprintf(key, sizeof key, "%s.audit/vkey", p->store);
    assert_verdict(&o.d, &bundle, key, NULL, CJ_AUDIT_CONSISTENT);
    for (size_t i = 0; i < CJI_COUNT(private); i++)
        assert_lacks(&bundle, private[i]);
    assert_true(times(&bundle, "\"act\":\"views\"") > 0);
    assert_true(times(&bundle, "\"entry\":") > 2);

    /* one entry: a disclosure, of the case, that commits to the report */
    assert_int_equal(cji_audit_size(o.d.store->log), before + 1);
    cji_arena_init(&arena, o.d.ctx);
    e = entry_at(&o.d, before, &arena);
    assert_string_equal(e.op, "disclose");
    assert_string_equal(e.act, "bundle");
    assert_string_equal(e.who, "p.one");
    assert_string_equal(e.out, "ok");
    assert_non_null(e.com);
    assert_int_equal(e.subj.n, 1);
    assert_true(times(&bundle, e.subj.items[0]) > 2); /* the case is called by it */
    cji_arena_fini(&arena);
    cji_buf_fini(&bundle);
    office_close(&o);
}

/* It says what the check says, but for what the case is called. */
static void the_same_as_the_check(void **state)
{
    cj_check_options asked = CJ_CHECK_OPTIONS_INIT;
    cj_bundle_options options = of_case("CASE-A");
    cj_report *report = NULL;
    cj_case *c = NULL;
    cj_error *error = NULL;
    cji_buf bundle, json;
    const char *from, *to;
    office o;
    office_open(*state, &o);
    bundle = new_buf(&o);
    json = new_buf(&o);
    office_add(&o, "CASE-A", BASE VIEWS("w") RIGHTS("r", "02-01"), NULL);
    asked.standard = "SFJED1";
    asked.policy = options.check.policy = o.d.policy;
    assert_int_equal(cj_date_parse("2026-03-01", CJ_ZT, &asked.as_of), CJ_OK);
    options.check.as_of = asked.as_of;
    assert_int_equal(bundle_as(&o, &one, &options, &bundle), CJ_OK);
    assert_ok(cj_session_open_case(o.d.session, "CASE-A", CJ_OPEN_CHECK, &c, &error), error);
    assert_ok(cj_check(o.catalogue, o.rules, c, &asked, &report, &error), error);
    assert_ok(cj_record_write_json(cj_report_record(report), 0, to_buf, &json, &error), error);
    from = strstr(cji_buf_text(&json), "\"practitioner\"");
    to = strstr(bundle.p, "\"practitioner\"");
    assert_non_null(from);
    assert_non_null(to);
    assert_memory_equal(from, to, strlen(from));
    cj_report_unref(report);
    cj_case_unref(c);
    cji_buf_fini(&bundle);
    cji_buf_fini(&json);
    office_close(&o);
}

static void across_cases(void **state)
{
    cj_bundle_options options = of_worker("p.one");
    cji_arena arena;
    cji_audit_entry e;
    cji_buf bundle;
    office o;
    office_open(*state, &o);
    bundle = new_buf(&o);
    assert_int_equal(bundle_as(&o, &one, &options, &bundle), CJ_OK); /* of nothing at all */
    assert_verdict(&o.d, &bundle, NULL, NULL, CJ_AUDIT_CONSISTENT);
    office_add(&o, "CASE-A", BASE VIEWS(LONG_TEXT), NULL);
    office_add(&o, "CASE-B", BASE VIEWS(LONG_TEXT), NULL);
    office_add(&o, "CASE-C", BASE, NULL);
    assert_int_equal(bundle_as(&o, &one, &options, &bundle), CJ_OK);
    assert_verdict(&o.d, &bundle, NULL, NULL, CJ_AUDIT_CONSISTENT);
    assert_lacks(&bundle, "CASE-");
    assert_lacks(&bundle, LONG_TEXT);
    assert_true(times(&bundle, "has the same text as views of case ") >= 2);
    cji_arena_init(&arena, o.d.ctx);
    e = entry_at(&o.d, cji_audit_size(o.d.store->log) - 1, &arena);
    assert_string_equal(e.op, "disclose");
    assert_int_equal(e.subj.n, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(times(&bundle, e.subj.items[i]) > 2);
    cji_arena_fini(&arena);
    cji_buf_fini(&bundle);
    office_close(&o);
}

/* Full tiles of two levels behind what is proved, and units of several sizes. */
static void in_a_long_log(void **state)
{
    cj_bundle_options options = of_case("CASE-A");
    cji_buf bundle, note;
    office o;
    office_open(*state, &o);
    bundle = new_buf(&o);
    note = new_buf(&o);
    office_add(&o, "CASE-A", BASE, NULL);
    checkpoint(&o, &note);
    options.earlier = note.p;
    while (cji_audit_size(o.d.store->log) < 600) {
        char id[20];
        snprintf(id, sizeof id, "n%d", (int)cji_audit_size(o.d.store->log));
        office_add(&o, id, BASE, NULL);
        if (cji_audit_size(o.d.store->log) > 250 && cji_audit_size(o.d.store->log) < 300)
            office_add(&o, "CASE-A", BASE VIEWS("w"), NULL);
    }
    assert_int_equal(bundle_as(&o, &one, &options, &bundle), CJ_OK);
    assert_verdict(&o.d, &bundle, NULL, note.p, CJ_AUDIT_ANCHORED);
    assert_true(times(&bundle, "\"act\":\"views\"") > 0);
    options = of_worker("p.one");
    assert_int_equal(bundle_as(&o, &one, &options, &bundle), CJ_OK);
    assert_verdict(&o.d, &bundle, NULL, NULL, CJ_AUDIT_CONSISTENT);
    assert_verdict(&o.d, &bundle, NULL, note.p, CJ_AUDIT_FAILED);
    cji_buf_fini(&bundle);
    cji_buf_fini(&note);
    office_close(&o);
}

#define PACK(rule)                                                                                 \
    "<evidence standard=\"SFJED1\" xmlns=\"urn:cjustice:evidence:1\"><criterion item=\"P1\" "      \
    "class=\"R\"><rule>" rule "</rule></criterion></evidence>"

static void use_rules(office *o, const char *pack)
{
    cj_error *error = NULL;
    cj_rules_unref(o->rules);
    assert_ok(cj_rules_new(o->d.ctx, &o->rules, &error), error);
    assert_ok(cj_rules_add_memory(o->rules, "pack", pack, strlen(pack), &error), error);
}

#define COMPLAINT(id, about)                                                                       \
    ACT(id, "complaint_or_dispute_recorded", "H", "02-01",                                         \
        "<by>helpers</by><complaint_kind>complaint</complaint_kind><complaint_about><act>" about   \
        "</act></complaint_about><words>w</words><handled_by><id>m.one</id><role>manager</role>"   \
        "<org>own</org></handled_by>")

static void make_victims(char *acts, const char *id)
{
    char begin[40], *at;
    snprintf(begin, sizeof begin, "<act id=\"%s\"", id);
    at = strstr(acts, begin);
    assert_non_null(at);
    memcpy(strstr(at, "\"normal\""), "\"victim\"", 8);
}

/* Acts that are for victim liaison alone, and what is said of them. */
static void what_concerns_victims_is_left_out(void **state)
{
    char acts[] = BASE CONTACT("seen", "01-20", "none", "") CONTACT("hidden", "01-21", "none", "")
        COMPLAINT("of-hidden", "hidden") COMPLAINT("by-hidden", "seen") COMPLAINT("told", "seen");
    cj_bundle_options options;
    cji_buf bundle;
    office o;
    office_open(*state, &o);
    bundle = new_buf(&o);
    use_rules(&o, PACK("<every kind=\"contact_held\" as=\"c\"><has field=\"topics\"/></every>"));
    make_victims(acts, "hidden");
    make_victims(acts, "by-hidden");
    office_add(&o, "CASE-A", acts, NULL);
    office_add(&o, "CASE-B", acts, NULL);
    options = of_case("CASE-A");
    for (size_t n = 1; n <= 2; n++) { /* one case, then both */
        assert_int_equal(bundle_as(&o, &one, &options, &bundle), CJ_OK);
        assert_verdict(&o.d, &bundle, NULL, NULL, CJ_AUDIT_CONSISTENT);
        assert_lacks(&bundle, "hidden");
        assert_int_equal(times(&bundle, "\"act\":\"seen\""), n);
        assert_int_equal(times(&bundle, "\"act\":\"told\""), n);
        assert_int_equal(times(&bundle, n == 1 ? "\"left_out\":2" : "\"left_out\":4"), 1);
        assert_int_equal(times(&bundle, "\"left_out\""), 1);
        options = of_worker("p.one");
    }
    cji_buf_fini(&bundle);
    office_close(&o);
}

/* A sentence names what does not meet its rule; a text of the record is no name for outsiders. */
static void no_sentence_quotes_the_record(void **state)
{
    cj_check_options asked = CJ_CHECK_OPTIONS_INIT;
    cj_bundle_options options = of_case("CASE-A");
    cj_report *report = NULL;
    cj_case *c = NULL;
    cj_error *error = NULL;
    cji_buf bundle, json;
    office o;
    office_open(*state, &o);
    bundle = new_buf(&o);
    json = new_buf(&o);
    use_rules(&o, PACK("<every kind=\"communication_need_recorded\" field=\"adjustments\" "
                       "as=\"a\"><act kind=\"warning_issued\"/></every>"));
    office_add(&o, "CASE-A",
               BASE ACT("need-two", "communication_need_recorded", "H", "01-09",
                        "<needs_found>literacy</needs_found><adjustments>her sister reads"
                        "</adjustments><adjustments>no letters</adjustments>"
                        "<need_source>person</need_source>"),
               NULL);
    assert_int_equal(bundle_as(&o, &one, &options, &bundle), CJ_OK);
    assert_verdict(&o.d, &bundle, NULL, NULL, CJ_AUDIT_CONSISTENT);
    assert_lacks(&bundle, "sister");
    assert_int_equal(times(&bundle, "(adjustments), not for "), 1);
    assert_true(times(&bundle, "need-two") > 0);
    asked.standard = "SFJED1"; /* the practitioner is told which */
    assert_ok(cj_session_open_case(o.d.session, "CASE-A", CJ_OPEN_CHECK, &c, &error), error);
    assert_ok(cj_check(o.catalogue, o.rules, c, &asked, &report, &error), error);
    assert_ok(cj_record_write_json(cj_report_record(report), 0, to_buf, &json, &error), error);
    assert_non_null(strstr(cji_buf_text(&json), "her sister reads"));
    cj_report_unref(report);
    cj_case_unref(c);
    cji_buf_fini(&bundle);
    cji_buf_fini(&json);
    office_close(&o);
}

/* Whatever text a report has beside its sentences stays inside, also one that comes later. */
static void other_texts_stay_inside(void **state)
{
    cj_context *ctx = NULL;
    cj_record *missing = NULL, *finding = NULL, *c;
    cj_error *error = NULL;
    const char *text = NULL;
    cji_root from, to;
    (void)state;
    assert_ok(cj_context_new(NULL, &ctx, &error), error);
    assert_int_equal(cji_root_init(&from, ctx, cji_shape_criterion_result), CJ_OK);
    assert_int_equal(cji_root_init(&to, ctx, cji_shape_criterion_result), CJ_OK);
    c = from.record;
    assert_ok(cj_add_text(c, CJ_FIELD_ITEM, "P1", CJ_ZT, &error), error);
    assert_ok(cj_add_record(c, CJ_FIELD_FINDING, &finding, &error), error);
    assert_ok(cj_add_text(finding, CJ_FIELD_RATIONALE, "she told me so", CJ_ZT, &error), error);
    assert_ok(cj_add_text(finding, CJ_FIELD_ASSESSOR, "a.one", CJ_ZT, &error), error);
    assert_ok(cj_add_record(c, CJ_FIELD_MISSING, &missing, &error), error);
    assert_ok(cj_add_text(missing, CJ_FIELD_WHY, "no rule", CJ_ZT, &error), error);
    assert_ok(cji_bundle_copy(to.record, from.record, &error), error);
    finding = (cj_record *)(uintptr_t)cji_sub(to.record, CJ_FIELD_FINDING);
    assert_int_equal(cj_count(finding, CJ_FIELD_RATIONALE), 0);
    assert_int_equal(cj_count(finding, CJ_FIELD_ASSESSOR), 1);
    assert_ok(cj_get_text(to.record, CJ_FIELD_ITEM, 0, &text), NULL);
    assert_string_equal(text, "P1");
    assert_ok(cj_get_text(cji_sub(to.record, CJ_FIELD_MISSING), CJ_FIELD_WHY, 0, &text), NULL);
    assert_string_equal(text, "no rule");
    cji_root_fini(&from);
    cji_root_fini(&to);
    cj_context_unref(ctx);
}

static void who_may_make_one(void **state)
{
    cj_bundle_options options = of_case("CASE-A"), across = of_worker("p.one"), bad;
    cj_erasure all = CJ_ERASURE_INIT;
    cj_error *error = NULL;
    cji_buf bundle, foreign;
    uint64_t size;
    office o;
    office_open(*state, &o);
    bundle = new_buf(&o);
    foreign = new_buf(&o);
    office_add(&o, "CASE-A", BASE VIEWS("w"), NULL);
    size = cji_audit_size(o.d.store->log);
    assert_int_equal(bundle_as(&o, &auditor, &options, &bundle), CJ_E_DENIED);
    assert_int_equal(bundle_as(&o, &two, &across, &bundle), CJ_E_DENIED);
    assert_int_equal(cji_audit_size(o.d.store->log), size + 2); /* two refusals */
    assert_int_equal(bundle_as(&o, &assessor, &across, &bundle), CJ_OK);
    size = cji_audit_size(o.d.store->log);
    bad = of_case("CASE-X");
    assert_int_equal(bundle_as(&o, &one, &bad, &bundle), CJ_E_NOT_FOUND);
    bad = of_case(NULL);
    assert_int_equal(bundle_as(&o, &one, &bad, &bundle), CJ_E_MISUSE);
    bad = options;
    bad.check.standard = "SFJXX9";
    assert_int_equal(bundle_as(&o, &one, &bad, &bundle), CJ_E_NOT_FOUND);
    bad = options;
    bad.size--;
    assert_int_equal(bundle_as(&o, &one, &bad, &bundle), CJ_E_MISUSE);
    bad = options;
    bad.earlier = "/nowhere/at/all";
    assert_int_equal(bundle_as(&o, &one, &bad, &bundle), CJ_E_NOT_FOUND);
    assert_int_equal(
        cj_session_bundle(o.d.session, o.catalogue, o.rules, &options, NULL, NULL, &error),
        CJ_E_MISUSE);
    assert_int_equal(cji_audit_size(o.d.store->log), size); /* nothing was handed out */
    bad = options;
    bad.earlier = "example.org/other\n5\nAAAA\n\n"; /* no checkpoint of this log */
    assert_int_equal(bundle_as(&o, &one, &bad, &bundle), CJ_E_VERIFY);
    all.reason = CJ_CODE_ERASURE_REASON_COURT_ORDER;
    all.authority = "order 1";
    assert_ok(cj_session_erase(o.d.session, "CASE-A", &all, NULL, &error), error);
    assert_int_equal(bundle_as(&o, &one, &options, &bundle), CJ_E_ERASED);
    cj_error_unref(error);
    cji_buf_fini(&bundle);
    cji_buf_fini(&foreign);
    office_close(&o);
}

static int32_t stop(const void *bytes, size_t size, void *user)
{
    (void)bytes, (void)size, (void)user;
    return 1;
}

/* Breaking the glass is for what happens there, not for what goes outside. */
static void not_by_an_override(void **state)
{
    const cj_time until = {june(NULL) + INT64_C(3600000000), 0, CJ_PRECISION_MINUTE};
    const char *allowed = "p.two";
    cj_bundle_options options = of_case("CASE-A");
    cj_limit limit = CJ_LIMIT_INIT;
    cj_session *s = NULL;
    cj_error *error = NULL;
    cji_arena arena;
    cji_audit_entry e;
    cji_buf bundle;
    office o;
    office_open(*state, &o);
    bundle = new_buf(&o);
    office_add(&o, "CASE-A", BASE VIEWS("w"), NULL);
    limit.limit = CJ_CODE_LIMIT_RESTRICTION;
    limit.who = &allowed;
    limit.nwho = 1;
    limit.reason = "a threat";
    assert_ok(cj_session_new(o.d.store, o.d.policy, &manager, &s, &error), error);
    assert_ok(cj_session_limit(s, "CASE-A", &limit, NULL, &error), error);
    cj_session_unref(s);
    assert_int_equal(bundle_as(&o, &one, &options, &bundle), CJ_E_DENIED);
    assert_ok(cj_session_override(o.d.session, "CASE-A", CJ_CODE_OVERRIDE_REASON_DUTY_COVER, until,
                                  "cover", NULL, &error),
              error);
    for (int i = 0; i < 2; i++) { /* a check, but no bundle, and across cases it is not there */
        cj_case *c = NULL;
        assert_int_equal(bundle_as(&o, &one, &options, &bundle), i == 0 ? CJ_E_DENIED : CJ_OK);
        assert_ok(cj_session_open_case(o.d.session, "CASE-A", CJ_OPEN_CHECK, &c, &error), error);
        cj_case_unref(c);
        cji_arena_init(&arena, o.d.ctx);
        e = entry_at(&o.d, cji_audit_size(o.d.store->log) - 2, &arena);
        assert_string_equal(e.op, i == 0 ? "deny" : "disclose");
        assert_string_equal(e.act, "bundle");
        assert_int_equal(e.subj.n, i == 0);
        if (i == 0)
            assert_string_equal(e.lao, "override");
        cji_arena_fini(&arena);
        options = of_worker("p.one");
    }
    assert_int_equal(
        cj_session_bundle(o.d.session, o.catalogue, o.rules, &options, stop, NULL, &error),
        CJ_E_STOPPED);
    cj_error_unref(error);
    cji_buf_fini(&bundle);
    office_close(&o);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static cj_status open_again(cj_context *ctx, const char *store, office *o, cj_error **error)
{
    desk *d = &o->d;
    static const char pack[] =
        PACK("<every kind=\"contact_held\" as=\"c\"><has field=\"topics\"/></every>");
    cj_status status;
    *o = (office){.d = {.ctx = cj_context_ref(ctx)}};
    status = cj_policy_new(ctx, &d->policy, error);
    if (status == CJ_OK)
        status = cj_policy_add_file(d->policy, DATA "policy-access.xml", error);
    if (status == CJ_OK)
        status = cj_store_open(ctx, store, &d->store, error);
    if (status == CJ_OK)
        status = cj_session_new(d->store, d->policy, &one, &d->session, error);
    if (status == CJ_OK)
        status = cj_catalogue_new(ctx, &o->catalogue, error);
    if (status == CJ_OK)
        status = cj_catalogue_add_file(o->catalogue, "standards/nos/SFJED1.xml", error);
    if (status == CJ_OK)
        status = cj_rules_new(ctx, &o->rules, error);
    return status == CJ_OK ? cj_rules_add_memory(o->rules, "pack", pack, sizeof pack - 1, error)
                           : status;
}

/* Of a copy of the store, so that every run finds the same; where opening fails is not counted. */
static int make_one(cj_context *ctx, void *user)
{
    const place *p = user;
    cj_bundle_options options = of_case("CASE-A");
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    cj_status status;
    cji_buf out;
    office o;
    assert_int_equal(shell("rm -rf %s*; for f in '' .audit .key; do cp -a %s/full$f %s$f; done",
                           p->store, p->root, p->store),
                     0);
    cji_buf_init(&out, ctx, 1 << 24);
    status = open_again(ctx, p->store, &o, &error);
    if (status == CJ_OK)
        status =
            cj_session_bundle(o.d.session, o.catalogue, o.rules, &options, to_buf, &out, &error);
    if (status == CJ_OK && out.status == CJ_OK)
        status = cj_bundle_verify(ctx, out.p, out.n, NULL, NULL, &result, &error);
    if (result != NULL)
        assert_int_equal(cj_audit_result_verdict(result), CJ_AUDIT_CONSISTENT);
    cj_audit_result_unref(result);
    if (status != CJ_OK && status != CJ_E_MEMORY && status != CJ_E_LOG && status != CJ_E_CRYPTO)
        fail_msg("status %d: %s", (int)status, last_problem(error));
    cj_error_unref(error);
    cji_buf_fini(&out);
    office_close(&o);
    return status == CJ_OK;
}

static void memory_runs_out(void **state)
{
    const place *p = *state;
    office o;
    office_open(p, &o);
    office_add(&o, "CASE-A", OPENED CONTACT("c", "01-20", "none", ""), NULL);
    office_close(&o);
    assert_int_equal(
        shell("for f in '' .audit .key; do mv %s$f %s/full$f; done", p->store, p->root), 0);
    assert_true(fault_sweep_some(make_one, *state) > 100);
}

#define test(f) cmocka_unit_test_setup_teardown(f, place_make, place_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(of_one_case),
        test(the_same_as_the_check),
        test(across_cases),
        test(in_a_long_log),
        test(what_concerns_victims_is_left_out),
        test(no_sentence_quotes_the_record),
        cmocka_unit_test(other_texts_stay_inside),
        test(who_may_make_one),
        test(not_by_an_override),
        test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
