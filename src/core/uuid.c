/* SPDX-License-Identifier: MIT */
/* UUIDs: by chance and time, and by name. */
#include "core/core.h"

#include <stdio.h>

/* 16 bytes as a UUID (RFC 9562) of that version; 37 bytes with the NUL. */
static void put_uuid(uint8_t b[16], int version, char *out)
{
    char hex[33];
    b[6] = (uint8_t)(version << 4 | (b[6] & 0x0f));
    b[8] = (uint8_t)(0x80 | (b[8] & 0x3f));
    cji_hex(b, 16, hex);
    snprintf(out, 37, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

cj_status cji_id_of(const uint8_t space[16], cji_str name, char *out)
{
    uint8_t digest[CJI_SHA1];
    const cji_piece pieces[] = {{space, 16}, {name.p, name.n}};
    cj_status status = cji_sha1(pieces, 2, digest);
    if (status == CJ_OK)
        put_uuid(digest, 5, out);
    return status;
}

cj_status cji_id_new(cj_context *ctx, char *out)
{
    uint8_t b[16];
    uint64_t ms = (uint64_t)(cji_now(ctx) / 1000);
    cj_status status = cji_random(ctx, b, sizeof b);
    if (status != CJ_OK)
        return status;
    for (int i = 0; i < 6; i++)
        b[i] = (uint8_t)(ms >> (40 - 8 * i));
    put_uuid(b, 7, out);
    return CJ_OK;
}
