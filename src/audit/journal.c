/* SPDX-License-Identifier: MIT */
/* The journal's header and frames. */
#include "audit/audit.h"

static const char magic[] = "CJAUDJ1\n";

static void put_le(uint8_t *out, uint64_t value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t get_le(const uint8_t *p, size_t n)
{
    uint64_t value = 0;
    for (size_t i = n; i-- > 0;)
        value = value << 8 | p[i];
    return value;
}

void cji_audit_header(const uint8_t origin[CJI_HASH], uint64_t first, const uint8_t root[CJI_HASH],
                      uint8_t out[CJI_AUDIT_HEADER])
{
    memcpy(out, magic, 8);
    memcpy(out + 8, origin, CJI_HASH);
    put_le(out + 40, first, 8);
    memcpy(out + 48, root, 16); /* enough to tell that tiles and journal belong together */
}

static size_t padded(size_t n)
{
    return (n + 7) / 8 * 8;
}

void cji_audit_frame_put(cji_buf *out, const cji_audit_frame *frame)
{
    uint8_t head[CJI_AUDIT_FRAME] = {0};
    static const char zeros[8] = "";
    put_le(head, frame->body.n, 4);
    head[4] = (uint8_t)frame->type;
    head[5] = (uint8_t)frame->pos;
    head[6] = (uint8_t)frame->more;
    head[7] = (uint8_t)(frame->pos >> 8 | frame->more >> 8 << 4);
    put_le(head + 8, frame->index, 8);
    memcpy(head + 16, frame->hash, CJI_HASH);
    cji_buf_put(out, head, sizeof head);
    cji_buf_str(out, frame->body);
    cji_buf_put(out, zeros, padded(frame->body.n) - frame->body.n);
}

cj_status cji_audit_frame_get(cj_context *ctx, cji_str bytes, cji_audit_frame *out)
{
    const uint8_t *p = (const uint8_t *)bytes.p;
    uint8_t hash[CJI_HASH];
    cji_piece piece;
    cj_status status;
    if (bytes.n < CJI_AUDIT_FRAME)
        return CJ_E_LOG_DAMAGED;
    *out = (cji_audit_frame){.type = p[4], .index = get_le(p + 8, 8)};
    out->pos = p[5] | (p[7] & 15U) << 8;
    out->more = p[6] | (unsigned)p[7] >> 4 << 8;
    out->body = (cji_str){bytes.p + CJI_AUDIT_FRAME, (size_t)get_le(p, 4)};
    if ((out->type != CJI_AUDIT_FRAME_ENTRY && out->type != CJI_AUDIT_FRAME_CHECKPOINT) ||
        out->body.n == 0 || out->body.n > CJI_AUDIT_ENTRY_MAX)
        return CJ_E_LOG_DAMAGED;
    out->size = CJI_AUDIT_FRAME + padded(out->body.n);
    if (out->size > bytes.n)
        return CJ_E_LOG_DAMAGED;
    for (size_t i = CJI_AUDIT_FRAME + out->body.n; i < out->size; i++) {
        if (p[i] != 0)
            return CJ_E_LOG_DAMAGED;
    }
    memcpy(out->hash, p + 16, CJI_HASH);
    piece = (cji_piece){out->body.p, out->body.n};
    status = out->type == CJI_AUDIT_FRAME_ENTRY ? cji_audit_leaf(ctx, out->body, hash)
                                                : cji_sha256(ctx, &piece, 1, hash);
    if (status != CJ_OK)
        return status;
    return memcmp(hash, out->hash, CJI_HASH) == 0 ? CJ_OK : CJ_E_LOG_DAMAGED;
}

cj_status cji_audit_frame_next(cj_context *ctx, cji_str bytes, cji_audit_cursor *cursor,
                               cji_audit_frame *out)
{
    cj_status status = cji_audit_frame_get(ctx, bytes, out);
    bool entry;
    if (status != CJ_OK)
        return status;
    entry = out->type == CJI_AUDIT_FRAME_ENTRY;
    if (out->index != cursor->next)
        return CJ_E_LOG_DAMAGED;
    if (cursor->more > 0 &&
        (!entry || out->pos != cursor->pos + 1 || out->more != cursor->more - 1))
        return CJ_E_LOG_DAMAGED;
    if (cursor->more == 0 && (out->pos != 0 || (!entry && out->more != 0)))
        return CJ_E_LOG_DAMAGED;
    cursor->pos = out->pos;
    cursor->more = out->more;
    cursor->next += entry;
    return CJ_OK;
}
