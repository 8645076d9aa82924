/* SPDX-License-Identifier: MIT */
/* What the tests of policy share. */
#ifndef CJ_TEST_POLICY_SUPPORT_H
#define CJ_TEST_POLICY_SUPPORT_H

#include "support/support.h"

#include "policy/policy.h"

#define ALTLAND "tests/policy/data/altland"
#define POLICY(inside)                                                                             \
    "<policy id=\"p\" version=\"1\" xmlns=\"urn:cjustice:policy:1\">\n" inside "</policy>"
#define CITED " citation=\"c\" standing=\"s\""

static inline int setup(void **state)
{
    return cj_context_new(NULL, (cj_context **)state, NULL) == CJ_OK ? 0 : -1;
}

static inline int teardown(void **state)
{
    cj_context_unref(*state);
    return 0;
}

static inline int32_t day(const char *text)
{
    cj_date date;
    assert_int_equal(cj_date_parse(text, CJ_ZT, &date), CJ_OK);
    return date.days;
}

/* A policy of standards directories, one laid over the other; NULL: none. */
static inline cj_policy *policy_of(cj_context *ctx, const char *first, const char *second)
{
    cj_policy *policy = NULL;
    cj_error *error = NULL;
    assert_ok(cj_policy_new(ctx, &policy, &error), error);
    if (first != NULL)
        assert_ok(cj_policy_add_dir(policy, first, &error), error);
    if (second != NULL)
        assert_ok(cj_policy_add_dir(policy, second, &error), error);
    return policy;
}

static inline void add_ok(cj_policy *policy, const char *text)
{
    cj_error *error = NULL;
    assert_ok(cji_policy_add_memory(policy, "f", text, strlen(text), &error), error);
}

#endif
