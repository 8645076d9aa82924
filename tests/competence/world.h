/* SPDX-License-Identifier: MIT */
/* The shipped standards, rules and policy, and the example case, for each test of its own. */
#ifndef CJ_TEST_WORLD_H
#define CJ_TEST_WORLD_H

#include "support/support.h"

#include "casework/casework.h"
#include "competence/competence.h"

#include <stdlib.h>

typedef struct world {
    cj_context *ctx;
    cj_catalogue *catalogue;
    cj_rules *rules;
    cj_policy *policy;
    cj_case *example;
} world;

static inline int setup(void **state)
{
    world *w = calloc(1, sizeof *w);
    cj_error *error = NULL;
    *state = w;
    assert_ok(cj_context_new(NULL, &w->ctx, &error), error);
    assert_ok(cj_catalogue_new(w->ctx, &w->catalogue, &error), error);
    assert_ok(cj_catalogue_add_dir(w->catalogue, "standards", &error), error);
    assert_ok(cj_rules_new(w->ctx, &w->rules, &error), error);
    assert_ok(cj_rules_add_dir(w->rules, "standards", &error), error);
    assert_ok(cj_policy_new(w->ctx, &w->policy, &error), error);
    assert_ok(cj_policy_add_dir(w->policy, "standards", &error), error);
    assert_ok(cj_case_new(w->ctx, NULL, &w->example, &error), error);
    assert_ok(cj_case_read_file(w->example, "examples/case-package.xml", &error), error);
    cj_error_unref(error);
    return 0;
}

static inline int teardown(void **state)
{
    world *w = *state;
    cj_case_unref(w->example);
    cj_policy_unref(w->policy);
    cj_rules_unref(w->rules);
    cj_catalogue_unref(w->catalogue);
    cj_context_unref(w->ctx);
    free(w);
    return 0;
}

#endif
