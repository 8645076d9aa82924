/* SPDX-License-Identifier: MIT */
/* Definitions of standards: all that was read can be asked for, found, compared and written. */
#include "fuzz/fuzz.h"

#include "nos/nos.h"

static void ask_fields(const cj_standard *standard)
{
    static const char *const attrs[] = {"id",  "number",  "label", "under", "name",
                                        "urn", "version", "href",  "value", "nonsense"};
    for (int32_t field = 0; field <= CJ_NOS_FIELDS + 1; field++) {
        size_t n = cj_standard_meta_count(standard, field);
        for (size_t i = 0; i < n; i++) {
            FUZZ_CHECK(cj_standard_meta(standard, field, i) != NULL);
            for (size_t j = 0; j < CJI_COUNT(attrs); j++)
                (void)cj_standard_meta_attr(standard, field, i, attrs[j]);
        }
        FUZZ_CHECK(cj_standard_meta(standard, field, n) == NULL);
    }
    for (size_t i = 0; i < cj_standard_element_count(standard); i++)
        FUZZ_CHECK(cj_standard_element_heading(standard, i) != NULL);
}

static void ask_standard(const cj_standard *standard)
{
    size_t n = cj_standard_item_count(standard);
    FUZZ_CHECK(cj_standard_urn(standard) != NULL);
    FUZZ_CHECK(strlen(cj_standard_sha256(standard)) == 64);
    for (size_t i = 0; i < n; i++) {
        const cj_item *item = cj_standard_item(standard, i);
        FUZZ_CHECK(item != NULL && cj_item_standard(item) == standard);
        FUZZ_CHECK(cj_standard_find_item(standard, item->address) == item);
        FUZZ_CHECK(cji_utf8_ok(item->text, strlen(item->text)));
    }
    FUZZ_CHECK(cj_standard_item(standard, n) == NULL);
    FUZZ_CHECK(cji_nos_differences(standard, standard, NULL) == 0);
    ask_fields(standard);
}

static int32_t no_difference(int32_t how, const cj_item *before, const cj_item *after, void *user)
{
    (void)how, (void)before, (void)after, (void)user;
    return 1;
}

static int32_t hold_to_utf8(const void *bytes, size_t size, void *user)
{
    (void)user;
    return cji_utf8_ok(bytes, size) ? 0 : 1;
}

/* Nothing differs from itself; its words find it; exports are whole texts. */
static void question(const cj_catalogue *catalogue, const cj_standard *standard,
                     bool short_of_memory)
{
    cj_nos_query query = CJ_NOS_QUERY_INIT;
    cj_status status = cj_standard_compare(standard, standard, no_difference, NULL, NULL);
    size_t place = 0;
    FUZZ_CHECK(status == CJ_OK || short_of_memory);
    for (int32_t form = CJ_NOS_AS_CSV; form <= CJ_NOS_AS_CASE_1_1; form++) {
        status = cj_standard_write(standard, form, (cj_time){0}, hold_to_utf8, NULL, NULL);
        FUZZ_CHECK(status == CJ_OK || status == CJ_E_LIMIT || short_of_memory);
    }
    query.words = cj_item_text(cj_standard_item(standard, 0));
    query.suite = cj_standard_meta(standard, CJ_NOS_SUITE, 0);
    query.latest = 1;
    FUZZ_CHECK(cj_catalogue_next(catalogue, &query, &place) == standard);
    place = 0;
    FUZZ_CHECK(cj_standard_next_item(standard, query.words, &place) ==
               cj_standard_item(standard, 0));
}

static void read_standard(const uint8_t *data, size_t size, bool short_of_memory)
{
    cj_context *ctx = fuzz_context();
    cj_catalogue *catalogue = NULL;
    cj_error *error = NULL;
    cj_status status = cj_catalogue_new(ctx, &catalogue, NULL);
    FUZZ_CHECK(status == CJ_OK || short_of_memory);
    if (status != CJ_OK)
        return;
    status = cj_catalogue_add_memory(catalogue, "input", data, size, &error);
    FUZZ_CHECK(cj_catalogue_count(catalogue) == (status == CJ_OK));
    if (status == CJ_OK) {
        const cj_standard *standard = cj_catalogue_at(catalogue, 0);
        ask_standard(standard);
        if (!short_of_memory)
            FUZZ_CHECK(cj_catalogue_find(catalogue, cj_standard_urn(standard)) == standard);
        question(catalogue, standard, short_of_memory);
        /* The same again is a later overlay of itself. */
        status = cj_catalogue_add_memory(catalogue, "again", data, size, NULL);
        FUZZ_CHECK(status == CJ_OK || short_of_memory);
        FUZZ_CHECK(cj_catalogue_count(catalogue) == 1);
    } else if (!short_of_memory) {
        fuzz_check_error(error, status);
    }
    cj_error_unref(error);
    cj_catalogue_unref(catalogue);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_run(data, size, read_standard);
    return 0;
}
