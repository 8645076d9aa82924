/* SPDX-License-Identifier: MIT */
/* Memory that runs out while a judgement is made and read: it is there whole, or not at all. */
#include "session/judge_support.h"

typedef struct bench {
    const place *place;
    office *calm; /* standards and rules, in memory of their own */
} bench;

static cj_status open_as(cj_context *ctx, const place *p, const cj_identity *who, desk *out)
{
    cj_status status;
    *out = (desk){.ctx = cj_context_ref(ctx)};
    status = cj_policy_new(ctx, &out->policy, NULL);
    if (status == CJ_OK)
        status = cj_policy_add_file(out->policy, DATA "policy-access.xml", NULL);
    if (status == CJ_OK)
        status = cj_store_open(ctx, p->store, &out->store, NULL);
    return status == CJ_OK ? cj_session_new(out->store, out->policy, who, &out->session, NULL)
                           : status;
}

static bool is_there(const bench *b)
{
    cj_case *stream = NULL;
    desk d;
    assert_int_equal(open_as(b->calm->d.ctx, b->place, &one, &d), CJ_OK);
    (void)cj_session_open_judgements(d.session, "p.one", &stream, NULL);
    assert_true(stream == NULL || cj_case_act_count(stream) == 1);
    cj_case_unref(stream);
    desk_close(&d);
    return stream != NULL;
}

static cj_status look(desk *d, const office *calm)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_report *report = NULL;
    cj_status status;
    options.standard = "SFJED1";
    options.practitioner = "p.one";
    status = cj_session_check_practitioner(d->session, calm->catalogue, calm->rules, &options,
                                           &report, NULL);
    if (status == CJ_OK)
        assert_string_equal(verdict_of(report, "P7"), "evidenced");
    cj_report_unref(report);
    return status;
}

/* The same act in the memory that runs out. */
static cj_status copy_of(cj_context *ctx, office *calm, cj_act **out)
{
    cj_act *act = finding(calm, "SFJED1", "P7", "met", "product", "views");
    const cj_record *from = cj_act_view(act);
    cj_status status = cj_act_new(ctx, CJ_ACT_JUDGEMENT_RECORDED, out, NULL);
    for (size_t i = 0; status == CJ_OK && i < cj_field_total(from); i++) {
        cj_field field = cj_field_at(from, i);
        if (field != CJ_FIELD_KIND)
            status = cji_copy(cj_act_record(*out), field, from, field, NULL);
    }
    cj_act_unref(act);
    return status;
}

static int judge_and_look(cj_context *ctx, void *user)
{
    const bench *b = user;
    const char *path = b->place->store;
    cj_act *act = NULL;
    cj_status status = copy_of(ctx, b->calm, &act), looked = CJ_OK;
    desk d = {0};
    assert_int_equal(shell("rm -rf %s %s.audit %s-* && cp -a %s/full %s && cp -a %s/full.audit %s."
                           "audit",
                           path, path, path, b->place->root, path, b->place->root, path),
                     0);
    if (status == CJ_OK)
        status = open_as(ctx, b->place, &assessor, &d);
    if (status == CJ_OK) {
        status =
            cj_session_judge(d.session, b->calm->catalogue, b->calm->rules, "p.one", act, NULL);
        if (status == CJ_OK)
            looked = look(&d, b->calm);
    }
    cj_act_unref(act);
    desk_close(&d);
    if (status != CJ_OK && status != CJ_E_MEMORY && status != CJ_E_LOG)
        fail_msg("status %d", (int)status);
    assert_true(looked == CJ_OK || looked == CJ_E_MEMORY || looked == CJ_E_LOG);
    assert_true(is_there(b) || status != CJ_OK);
    return status == CJ_OK && looked == CJ_OK;
}

static void memory_runs_out(void **state)
{
    const place *p = *state;
    bench b = {.place = p};
    office o;
    office_open(p, &o);
    office_add(&o, "A", BASE VIEWS("w"), NULL);
    b.calm = &o;
    cj_session_unref(o.d.session);
    cj_store_unref(o.d.store);
    o.d.session = NULL;
    o.d.store = NULL;
    assert_int_equal(shell("cp -a %s %s/full && cp -a %s.audit %s/full.audit", p->store, p->root,
                           p->store, p->root),
                     0);
    assert_true(fault_sweep_some(judge_and_look, &b) > 100);
    office_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(memory_runs_out, place_make, place_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
