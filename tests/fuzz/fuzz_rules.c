/* SPDX-License-Identifier: MIT */
/* Evidence rules: what compiles can be asked of the example case, and never takes long. */
#include "fuzz/fuzz.h"

#include "competence/competence.h"

/* What all inputs are held against, read once and kept. Needs the source tree as directory. */
static cj_catalogue *catalogue;
static cj_policy *policy;
static cj_case *example;

/* Criteria of standards that the catalogue does not know cannot be checked: they go by themselves.
 */
static void evaluate_all(const cj_rules *rules, bool short_of_memory)
{
    static const int32_t day = 20450; /* behind the last act of the example */
    cj_context *ctx = fuzz_context();
    for (size_t i = 0; i < rules->npacks; i++) {
        const cji_pack *pack = rules->packs[i];
        cji_evaluation *evaluation = NULL;
        cji_arena arena;
        cj_status status;
        cji_arena_init(&arena, ctx);
        status = cji_evaluation_new(example, policy, day, &arena, &evaluation, NULL);
        FUZZ_CHECK(status == CJ_OK || short_of_memory);
        for (size_t j = 0; status == CJ_OK && j < pack->count;
             j++) { /* up to the first too large */
            cji_result result;
            if (pack->criteria[j].rule == NULL) /* the class only: not for evaluation */
                continue;
            FUZZ_CHECK(cji_pack_criterion(pack, pack->criteria[j].item) != NULL);
            status = cji_evaluate(evaluation, &pack->criteria[j], &result, NULL);
            FUZZ_CHECK(status == CJ_OK || status == CJ_E_LIMIT || short_of_memory);
        }
        cji_evaluation_free(evaluation);
        cji_arena_fini(&arena);
    }
}

static void check_example(const cj_rules *rules)
{
    cj_check_options options = CJ_CHECK_OPTIONS_INIT;
    cj_report *report = NULL;
    cj_error *error = NULL;
    cji_buf json;
    cj_status status;
    options.standard = "SFJED1";
    options.policy = policy;
    status = cj_check(catalogue, rules, example, &options, &report, &error);
    if (status != CJ_OK) {
        /* Of what the compiler cannot know: too many combinations, no such criterion. */
        FUZZ_CHECK(status == CJ_E_LIMIT || status == CJ_E_RULE);
        fuzz_check_error(error, status);
        cj_error_unref(error);
        return;
    }
    cji_buf_init(&json, fuzz_context(), 1 << 24);
    FUZZ_CHECK(cj_record_write_json(cj_report_record(report), 0, fuzz_write, &json, NULL) == CJ_OK);
    FUZZ_CHECK(json.n > 0 && cji_utf8_ok(json.p, json.n));
    cji_buf_fini(&json);
    cj_error_unref(error);
    cj_report_unref(report);
}

static void read_rules(const uint8_t *data, size_t size, bool short_of_memory)
{
    cj_rules *rules = NULL;
    cj_error *error = NULL;
    cj_status status = cj_rules_new(fuzz_context(), &rules, NULL);
    FUZZ_CHECK(status == CJ_OK || short_of_memory);
    if (status != CJ_OK)
        return;
    status = cj_rules_add_memory(rules, "input", data, size, &error);
    FUZZ_CHECK(rules->npacks == (status == CJ_OK));
    if (status == CJ_OK) {
        evaluate_all(rules, short_of_memory);
        if (!short_of_memory) /* a report is cut off as a whole, and the sweeps of the tests do that
                               */
            check_example(rules);
    } else if (!short_of_memory) {
        fuzz_check_error(error, status);
    }
    cj_error_unref(error);
    cj_rules_unref(rules);
}

static void load(void)
{
    cj_context *ctx = fuzz_context();
    const cj_record *state;
    FUZZ_CHECK(cj_catalogue_new(ctx, &catalogue, NULL) == CJ_OK);
    FUZZ_CHECK(cj_catalogue_add_dir(catalogue, "standards", NULL) == CJ_OK);
    FUZZ_CHECK(cj_policy_new(ctx, &policy, NULL) == CJ_OK);
    FUZZ_CHECK(cj_policy_add_dir(policy, "standards", NULL) == CJ_OK);
    FUZZ_CHECK(cj_case_new(ctx, NULL, &example, NULL) == CJ_OK);
    FUZZ_CHECK(cj_case_read_file(example, "examples/case-package.xml", NULL) == CJ_OK);
    /* States are folded when they are asked for, and kept: not a leak of the first input. */
    for (size_t i = 0; i < cj_case_handle_count(example); i++)
        FUZZ_CHECK(cj_case_handle_state(example, cj_case_handle_at(example, i, NULL), &state,
                                        NULL) == CJ_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (example == NULL)
        load();
    fuzz_run(data, size, read_rules);
    return 0;
}
