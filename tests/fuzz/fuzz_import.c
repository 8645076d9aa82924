/* SPDX-License-Identifier: MIT */
/* Published texts: whatever is written is a definition that the reader accepts and a catalogue
 * takes; nothing is written with a refusal; the same text gives the same definition. */
#include "fuzz/fuzz.h"

#include <cjustice/catalogue.h>
#include <cjustice/import.h>

static void check_definition(cj_context *ctx, const cji_buf *xml, cj_status status)
{
    cj_catalogue *catalogue = NULL;
    cj_error *error = NULL;
    const cj_standard *s;
    FUZZ_CHECK(cj_catalogue_new(ctx, &catalogue, NULL) == CJ_OK);
    FUZZ_CHECK(cj_catalogue_add_memory(catalogue, "imported", xml->p, xml->n, &error) == CJ_OK);
    s = cj_catalogue_at(catalogue, 0);
    FUZZ_CHECK(cj_standard_wording(s) == CJ_WORDING_OFFICIAL);
    FUZZ_CHECK(cj_standard_incomplete(s) == (status == CJ_E_IMPORT_INCOMPLETE));
    FUZZ_CHECK(cj_standard_find_item(s, "P1") != NULL || cj_standard_incomplete(s));
    cj_error_unref(error);
    cj_catalogue_unref(catalogue);
}

static void import_text(const uint8_t *data, size_t size, bool short_of_memory)
{
    cj_context *ctx = fuzz_context();
    cj_error *error = NULL;
    cji_buf xml, again;
    cj_status status;
    cji_buf_init(&xml, ctx, SIZE_MAX);
    cji_buf_init(&again, ctx, SIZE_MAX);
    status = cj_nos_import_memory(ctx, "input", data, size, "XYZ1", fuzz_write, &xml, &error);
    if (status == CJ_OK || status == CJ_E_IMPORT_INCOMPLETE) {
        FUZZ_CHECK(xml.n > 0 || short_of_memory);
        if (!short_of_memory) {
            check_definition(ctx, &xml, status);
            FUZZ_CHECK(cj_nos_import_memory(ctx, "input", data, size, "XYZ1", fuzz_write, &again,
                                            NULL) == status);
            FUZZ_CHECK(cji_str_eq(cji_buf_view(&xml), cji_buf_view(&again)));
        }
    } else {
        FUZZ_CHECK(xml.n == 0);
        if (!short_of_memory)
            fuzz_check_error(error, status);
    }
    cj_error_unref(error);
    cji_buf_fini(&xml);
    cji_buf_fini(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_run(data, size, import_text);
    return 0;
}
