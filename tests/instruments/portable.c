/* SPDX-License-Identifier: MIT */
/*
 * Scores the vectors of a folder, with nothing of the library but the instruments and what they
 * stand on, so that it can be built for any target: tests/instruments/portable.
 * Usage: portable VECTORS STANDARDS
 */
#include "instruments/instruments.h"

#include <stdio.h>

/* What a context wants and the instruments do not. */
cji_crypto *cji_crypto_new(cj_context *ctx)
{
    return (cji_crypto *)ctx;
}

void cji_crypto_free(cj_context *ctx, cji_crypto *crypto)
{
    (void)ctx, (void)crypto;
}

void cji_xml_init(void)
{
}

static int32_t print(const void *bytes, size_t size, void *user)
{
    (void)user;
    return fwrite(bytes, 1, size, stdout) == size ? 0 : 1;
}

int main(int argc, char **argv)
{
    cj_context *ctx = NULL;
    cj_offences *offences = NULL;
    if (argc != 3 || cj_context_new(NULL, &ctx, NULL) != CJ_OK ||
        cj_offences_new(ctx, &offences, NULL) != CJ_OK ||
        cj_offences_add_dir(offences, argv[2], NULL) != CJ_OK || cj_offences_count(offences) == 0)
        return 2;
    for (size_t i = 0; i < cj_instrument_count(); i++) {
        const cj_instrument *it = cj_instrument_at(i);
        cji_buf file;
        char path[512];
        cj_status status;
        snprintf(path, sizeof path, "%s/%s.csv", argv[1], cj_instrument_describe(it)->name);
        cji_buf_init(&file, ctx, 1 << 28);
        if (cji_file_read(ctx, path, &file, NULL) != CJ_OK)
            return 2;
        status = cj_instrument_score_csv(ctx, it, offences, path, file.p, file.n, NULL, print, NULL,
                                         NULL);
        if (status != CJ_OK && status != CJ_E_SCORE)
            return 1;
        cji_buf_fini(&file);
    }
    cj_offences_unref(offences);
    cj_context_unref(ctx);
    return 0;
}
