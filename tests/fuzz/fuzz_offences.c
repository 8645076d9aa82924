/* SPDX-License-Identifier: MIT */
/* Tables of offence codes. What is refused leaves the table as it was. */
#include "fuzz/fuzz.h"

#include "instruments/instruments.h"

static const char base[] = "offence_code,actuarial_category,ogrs3_weight_moj\n"
                           "00500,THEFT_NON_MOTOR,0.6612\n00501,UNKNOWN,\n";

static void check_codes(const cj_offences *t)
{
    for (int32_t code = 0; code < 100000; code += 499) {
        double ogrs3 = cji_offence_ogrs3(t, code), category = cji_offence_category(t, code);
        FUZZ_CHECK(ogrs3 >= -2 && ogrs3 < CJI_OGRS3_CATEGORIES);
        FUZZ_CHECK(category >= -1 && category < CJI_ACTUARIAL_CATEGORIES);
    }
}

static void read_table(const uint8_t *data, size_t size, bool short_of_memory)
{
    cj_offences *t = NULL;
    cj_error *error = NULL;
    cj_status status = cj_offences_new(fuzz_context(), &t, NULL);
    FUZZ_CHECK(status == CJ_OK || short_of_memory);
    if (status != CJ_OK)
        return;
    status = cj_offences_add_memory(t, "base", base, sizeof base - 1, NULL);
    FUZZ_CHECK(status == CJ_OK || short_of_memory);
    if (status == CJ_OK) {
        status = cj_offences_add_memory(t, "input", data, size, &error);
        if (status != CJ_OK && !short_of_memory)
            fuzz_check_error(error, status);
        if (status != CJ_OK) {
            FUZZ_CHECK(cj_offences_count(t) == 2);
            FUZZ_CHECK(cji_offence_ogrs3(t, 500) == 8 && cji_offence_category(t, 501) == -1);
        }
        FUZZ_CHECK(cj_offences_count(t) >= 2);
        check_codes(t);
    }
    cj_error_unref(error);
    cj_offences_unref(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_run(data, size, read_table);
    return 0;
}
