/* SPDX-License-Identifier: MIT */
/*
 * Evidence bundles. The input is a whole bundle; and it is a report, and an entry of a log, around
 * which a bundle is made that a key has signed, so that what stands behind the signature is
 * reached. What is accepted has one spelling: one bit more, and it is not.
 */
#include "fuzz/fuzz.h"

#include "support/forge.h"

#include <cjustice/bundle.h>

/* Whether it holds, to the last bit: signatures of others are counted, and not checked. */
static bool holds(const void *bytes, size_t size, bool short_of_memory)
{
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    bool good = false;
    cj_status status = cj_bundle_verify(fuzz_context(), bytes, size, NULL, NULL, &result, &error);
    if (status == CJ_OK) {
        bool failed = cj_audit_result_verdict(result) == CJ_AUDIT_FAILED;
        FUZZ_CHECK(failed || cj_audit_result_verdict(result) == CJ_AUDIT_CONSISTENT);
        FUZZ_CHECK(failed == (cj_audit_result_why(result) != NULL));
        good = !failed && cj_audit_result_unknown_signatures(result) == 0;
    } else if (!short_of_memory) {
        FUZZ_CHECK(status == CJ_E_LIMIT);
        fuzz_check_error(error, status);
    }
    cj_audit_result_unref(result);
    cj_error_unref(error);
    return good;
}

/* One bit that depends on all of it. */
static void check_bit(char *bytes, size_t size)
{
    size_t bit = fuzz_choice((const uint8_t *)bytes, size, 8 * size);
    bytes[bit / 8] ^= (char)(1 << bit % 8);
    FUZZ_CHECK(!holds(bytes, size, false));
}

static void check_forged(const forge *f)
{
    cji_buf bundle;
    cji_buf_init(&bundle, fuzz_context(), 1 << 20);
    if (forge_bundle(fuzz_context(), f, &bundle) && holds(bundle.p, bundle.n, false))
        check_bit(bundle.p, bundle.n);
    cji_buf_fini(&bundle);
}

static void read_bundle(const uint8_t *data, size_t size, bool short_of_memory)
{
    forge f = honest;
    cji_buf text;
    if (holds(data, size, short_of_memory)) {
        char *copy = malloc(size);
        FUZZ_CHECK(copy != NULL);
        memcpy(copy, data, size);
        check_bit(copy, size);
        free(copy);
    }
    if (short_of_memory)
        return;
    cji_buf_init(&text, fuzz_context(), 1 << 20);
    cji_buf_put(&text, data, size);
    if (cji_buf_text(&text) != NULL && strlen(text.p) == size && size < 4000) {
        f.report = text.p;
        check_forged(&f);
        f = honest;
        f.entries[fuzz_choice(data, size, FORGE_MAKING)] = text.p;
        check_forged(&f);
    }
    cji_buf_fini(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_run(data, size, read_bundle);
    return 0;
}
