/* SPDX-License-Identifier: MIT */
/* Policy files: what was read can be asked for, and a file with a problem changes nothing. */
#include "fuzz/fuzz.h"

#include "policy/policy.h"

static const char base[] =
    "<policy xmlns=\"urn:cjustice:policy:1\" id=\"base\" version=\"1\">"
    "<value name=\"recording_lag\" days=\"3\" citation=\"c\" standing=\"s\"/>"
    "<permit role=\"r\" purposes=\"p\" operations=\"show\"/></policy>";

static void ask(const cj_policy *policy)
{
    static const int32_t days[] = {-719162, 0, 20000, 2932896}; /* years 1, 1970, 2024, 9999 */
    static const char *const asked[] = {"recording_lag", "advice_within", "warning_window", "none"};
    for (size_t i = 0; i < CJI_COUNT(asked); i++) {
        for (size_t j = 0; j < CJI_COUNT(days); j++) {
            const cji_policy_value *v = cji_policy_find(policy, cji_str_of(asked[i]), days[j]);
            int32_t due;
            if (v == NULL)
                continue;
            FUZZ_CHECK(strcmp(v->by.key, asked[i]) == 0 && v->by.from <= days[j] && days[j] <= v->by.to);
            FUZZ_CHECK(v->unit == CJI_UNIT_UNSET || *v->by.citation != '\0');
            if (cji_policy_due(policy, v, days[j], &due))
                FUZZ_CHECK(v->unit != CJI_UNIT_UNSET && due >= days[j] && due <= 2932896);
        }
    }
    FUZZ_CHECK(strlen(cj_policy_sha256(policy)) == 64);
    FUZZ_CHECK(!cji_policy_permits(policy, "nobody here", "p", "show"));
}

static void read_policy(const uint8_t *data, size_t size, bool short_of_memory)
{
    cj_context *ctx = fuzz_context();
    cj_policy *policy = NULL;
    cj_error *error = NULL;
    cj_status status = cj_policy_new(ctx, &policy, NULL);
    char before[65];
    FUZZ_CHECK(status == CJ_OK || short_of_memory);
    if (status != CJ_OK)
        return;
    status = cji_policy_add_memory(policy, "base", base, sizeof base - 1, NULL);
    FUZZ_CHECK(status == CJ_OK || short_of_memory);
    memcpy(before, cj_policy_sha256(policy), sizeof before);
    if (status == CJ_OK) {
        status = cji_policy_add_memory(policy, "input", data, size, &error);
        if (status == CJ_OK) {
            FUZZ_CHECK(strcmp(before, cj_policy_sha256(policy)) != 0);
        } else if (!short_of_memory) {
            fuzz_check_error(error, status);
        }
        if (status != CJ_OK) {
            FUZZ_CHECK(strcmp(before, cj_policy_sha256(policy)) == 0);
            FUZZ_CHECK(cji_policy_find(policy, CJI_STR("recording_lag"), 0)->amount == 3);
            FUZZ_CHECK(cji_policy_permits(policy, "r", "p", "show"));
        }
        ask(policy);
    }
    cj_error_unref(error);
    cj_policy_unref(policy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_run(data, size, read_policy);
    return 0;
}
