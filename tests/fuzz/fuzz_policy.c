/* SPDX-License-Identifier: MIT */
/* Policy files: what was read can be asked for, and a file with a problem changes nothing. */
#include "fuzz/fuzz.h"

#include "policy/policy.h"

#define LAST_DAY 2932896 /* 9999-12-31 */

static const char base[] =
    "<policy xmlns=\"urn:cjustice:policy:1\" id=\"base\" version=\"1\">"
    "<value name=\"recording_lag\" days=\"3\" citation=\"c\" standing=\"s\"/>"
    "<basis key=\"b\" class=\"agency\" citation=\"c\" standing=\"s\"/>"
    "<calendar id=\"c\" from=\"2024-01-01\" to=\"2024-12-31\" citation=\"c\" standing=\"s\">"
    "<week-end day=\"sunday\"/><holiday date=\"2024-10-04\" name=\"n\"/></calendar>"
    "<permit role=\"r\" purposes=\"p\" operations=\"show\"/></policy>";

static const int32_t days[] = {-719162, 0, 20000, LAST_DAY}; /* years 1, 1970, 2024, 9999 */

static void check_by(const cji_policy_by *by, int32_t day, bool set)
{
    FUZZ_CHECK(by->from <= day && day <= by->to && *by->policy != '\0');
    FUZZ_CHECK(!set || (*by->citation != '\0' && *by->standing != '\0'));
}

static void ask_values(const cj_policy *policy, int32_t day)
{
    static const char *const asked[] = {"recording_lag", "advice_within", "warning_window", "none"};
    for (size_t i = 0; i < CJI_COUNT(asked); i++) {
        const cji_policy_value *v = cji_policy_find(policy, cji_str_of(asked[i]), day);
        int32_t due;
        if (v == NULL)
            continue;
        FUZZ_CHECK(strcmp(v->by.key, asked[i]) == 0);
        check_by(&v->by, day, v->unit != CJI_UNIT_UNSET);
        if (!cji_policy_due(policy, v, day, &due))
            continue;
        FUZZ_CHECK(v->unit != CJI_UNIT_UNSET && due >= day && due <= LAST_DAY);
        if (v->unit == CJI_UNIT_WORKING_DAYS && v->amount > 0)
            FUZZ_CHECK(cji_policy_works(policy, cji_policy_calendar_of(policy, v, due), due));
    }
}

static void ask(const cj_policy *policy)
{
    for (size_t j = 0; j < CJI_COUNT(days); j++) {
        const cji_policy_basis *basis = cji_policy_basis_of(policy, CJI_STR("b"), days[j]);
        const cji_policy_by *by;
        ask_values(policy, days[j]);
        if (basis != NULL)
            check_by(&basis->by, days[j], basis->class_ != 0);
        for (int32_t code = 0; code < 22; code += 3) {
            const cji_policy_scheme *scheme = cji_policy_scheme_of(policy, code, days[j]);
            int answer = cji_policy_entitled(policy, code, code, 2, days[j], &by);
            FUZZ_CHECK((answer == -1) == (by == NULL));
            if (by != NULL)
                check_by(by, days[j], true);
            if (scheme == NULL)
                continue;
            check_by(&scheme->by, days[j], true);
            FUZZ_CHECK(cji_policy_name_ok(cji_str_of(scheme->window)) && scheme->refer != 0);
        }
        (void)cji_policy_switch(policy, CJI_STR("relationship-required"), "r", days[j]);
    }
    for (size_t i = 0; i < 2; i++) {
        const cji_policy_tool *tool =
            cji_policy_tool_of(policy, i == 0 ? CJI_STR("arp") : CJI_STR("t"), (cji_str){0});
        if (tool == NULL)
            continue;
        FUZZ_CHECK(*tool->version != '\0' && *tool->by.citation != '\0');
        FUZZ_CHECK(tool->from_age <= tool->to_age && cji_policy_tool_fits(tool, 0));
        FUZZ_CHECK(tool->superseded_by == NULL ||
                   cji_policy_tool_of(policy, cji_str_of(tool->superseded_by), (cji_str){0}));
    }
    FUZZ_CHECK(strlen(cj_policy_sha256(policy)) == 64);
    FUZZ_CHECK(!cji_policy_permits(policy, "nobody here", "p", "show"));
}

/* After a refused file: what the base says, and no more. */
static void check_base(const cj_policy *policy)
{
    const cji_policy_calendar *calendar = cji_policy_calendar_of(policy, NULL, 20000);
    FUZZ_CHECK(cji_policy_find(policy, CJI_STR("recording_lag"), 0)->amount == 3);
    FUZZ_CHECK(cji_policy_permits(policy, "r", "p", "show"));
    FUZZ_CHECK(cji_policy_class(policy, CJI_STR("b"), 0) != 0);
    FUZZ_CHECK(calendar != NULL && !cji_policy_works(policy, calendar, 20000));
    FUZZ_CHECK(cji_policy_entitled(policy, 1, 1, 1, 0, NULL) == -1);
    FUZZ_CHECK(!cji_policy_switch(policy, CJI_STR("relationship-required"), "r", 0));
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
        } else {
            if (!short_of_memory)
                fuzz_check_error(error, status);
            FUZZ_CHECK(strcmp(before, cj_policy_sha256(policy)) == 0);
            check_base(policy);
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
