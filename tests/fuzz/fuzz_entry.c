/* SPDX-License-Identifier: MIT */
/* Entries of the audit log: what the strict reader takes, the writer gives back byte for byte. */
#include "fuzz/fuzz.h"

#include "audit/audit.h"

static void read_entry(const uint8_t *data, size_t size, bool short_of_memory)
{
    cj_context *ctx = fuzz_context();
    cji_str bytes = {(const char *)data, size};
    cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
    const char *why = NULL;
    cji_arena arena;
    cji_buf out;
    cj_status status, checked = cji_audit_entry_read(bytes, NULL, NULL, &why);
    FUZZ_CHECK(checked == CJ_OK || (checked == CJ_E_LOG_ENTRY && why != NULL));
    cji_arena_init(&arena, ctx);
    cji_buf_init(&out, ctx, 2 * CJI_AUDIT_ENTRY_MAX);
    status = cji_audit_entry_read(bytes, &arena, &entry, &why);
    FUZZ_CHECK(status == checked || (short_of_memory && status == CJ_E_MEMORY));
    if (status == CJ_OK) {
        cj_error *error = NULL;
        status = cji_audit_entry_write(ctx, &entry, &out, &error);
        FUZZ_CHECK(status == CJ_OK || (short_of_memory && status == CJ_E_MEMORY));
        FUZZ_CHECK(status != CJ_OK || cji_str_eq(cji_buf_view(&out), bytes));
        cj_error_unref(error);
    }
    cji_buf_fini(&out);
    cji_arena_fini(&arena);
}

/* The same bytes as a bundle of entries: each is inside, and they cover what was taken. */
static void read_bundle(const uint8_t *data, size_t size)
{
    cji_str rest = {(const char *)data, size}, entry;
    while (cji_audit_bundle_next(&rest, &entry)) {
        const char *why;
        FUZZ_CHECK((const uint8_t *)entry.p >= data && entry.n <= size);
        FUZZ_CHECK(entry.p + entry.n == rest.p);
        (void)!cji_audit_entry_read(entry, NULL, NULL, &why);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_run(data, size, read_entry);
    read_bundle(data, size);
    return 0;
}
