/* SPDX-License-Identifier: MIT */
/* The Merkle tree of RFC 6962, and the proofs of RFC 9162. */
#include "audit/audit.h"

cj_status cji_audit_leaf(cj_context *ctx, cji_str entry, uint8_t out[CJI_HASH])
{
    static const uint8_t zero = 0;
    const cji_piece pieces[] = {{&zero, 1}, {entry.p, entry.n}};
    return cji_sha256(ctx, pieces, 2, out);
}

cj_status cji_audit_node(cj_context *ctx, const uint8_t left[CJI_HASH],
                         const uint8_t right[CJI_HASH], uint8_t out[CJI_HASH])
{
    uint8_t both[1 + 2 * CJI_HASH] = {1};
    const cji_piece piece = {both, sizeof both};
    memcpy(both + 1, left, CJI_HASH);
    memcpy(both + 1 + CJI_HASH, right, CJI_HASH);
    return cji_sha256(ctx, &piece, 1, out);
}

static unsigned bits_set(uint64_t v)
{
    unsigned n = 0;
    for (; v != 0; v &= v - 1)
        n++;
    return n;
}

/* floor(log2(v)), v > 0 */
static unsigned highest_bit(uint64_t v)
{
    unsigned n = 0;
    while ((v >>= 1) != 0)
        n++;
    return n;
}

cj_status cji_audit_range_add(cj_context *ctx, cji_audit_range *r, unsigned height,
                              const uint8_t hash[CJI_HASH])
{
    unsigned n = bits_set(r->size);
    uint8_t h[CJI_HASH];
    memcpy(h, hash, CJI_HASH);
    for (uint64_t i = r->size >> height; (i & 1) != 0; i >>= 1) {
        cj_status status = cji_audit_node(ctx, r->peak[--n], h, h);
        if (status != CJ_OK)
            return status;
    }
    memcpy(r->peak[n], h, CJI_HASH);
    r->size += (uint64_t)1 << height;
    return CJ_OK;
}

cj_status cji_audit_range_root(cj_context *ctx, const cji_audit_range *r, uint8_t out[CJI_HASH])
{
    unsigned n = bits_set(r->size);
    cj_status status = CJ_OK;
    if (n == 0) {
        const cji_piece nothing = {"", 0};
        return cji_sha256(ctx, &nothing, 1, out);
    }
    memcpy(out, r->peak[--n], CJI_HASH);
    while (status == CJ_OK && n > 0)
        status = cji_audit_node(ctx, r->peak[--n], out, out);
    return status;
}

/* ---- from tiles ------------------------------------------------------------------------------ */

/* The root of entries [index * n, index * n + n) of a level, n being a power of two. */
static cj_status fold(const cji_audit_source *s, unsigned level, uint64_t n, uint64_t index,
                      uint8_t out[CJI_HASH], cj_error **error)
{
    cji_audit_range r;
    cj_status status = CJ_OK;
    r.size = 0;
    for (uint64_t i = 0; status == CJ_OK && i < n; i++) {
        uint8_t h[CJI_HASH];
        status = s->hash(s->user, level, index * n + i, h, error);
        if (status == CJ_OK)
            status = cji_audit_range_add(s->ctx, &r, 0, h);
    }
    return status == CJ_OK ? cji_audit_range_root(s->ctx, &r, out) : status;
}

cj_status cji_audit_source_tile(const cji_audit_source *s, unsigned level, uint64_t index,
                                uint8_t out[CJI_HASH], cj_error **error)
{
    return fold(s, level - 1, CJI_AUDIT_TILE, index, out, error);
}

/* The root of the perfect subtree number `index` of 2^height leaves: it lies within one tile. */
static cj_status subtree(const cji_audit_source *s, unsigned height, uint64_t index,
                         uint8_t out[CJI_HASH], cj_error **error)
{
    unsigned level = height / 8, within = height % 8;
    return within == 0 ? s->hash(s->user, level, index, out, error)
                       : fold(s, level, (uint64_t)1 << within, index, out, error);
}

/* MTH(D[from:to]); `from` is a multiple of the largest power of two that fits. */
static cj_status part(const cji_audit_source *s, uint64_t from, uint64_t to, uint8_t out[CJI_HASH],
                      cj_error **error)
{
    cji_audit_range r;
    r.size = 0;
    while (from < to) {
        unsigned height = highest_bit(to - from);
        uint8_t h[CJI_HASH];
        cj_status status = subtree(s, height, from >> height, h, error);
        if (status == CJ_OK)
            status = cji_audit_range_add(s->ctx, &r, height, h);
        if (status != CJ_OK)
            return status;
        from += (uint64_t)1 << height;
    }
    return cji_audit_range_root(s->ctx, &r, out);
}

cj_status cji_audit_source_root(const cji_audit_source *s, uint64_t size, uint8_t out[CJI_HASH],
                                cj_error **error)
{
    return part(s, 0, size, out, error);
}

static void reverse(cji_audit_proof *proof)
{
    uint8_t h[CJI_HASH];
    for (size_t i = 0, j = proof->n; i + 1 < j; i++) {
        j--;
        memcpy(h, proof->hash[i], CJI_HASH);
        memcpy(proof->hash[i], proof->hash[j], CJI_HASH);
        memcpy(proof->hash[j], h, CJI_HASH);
    }
}

/* The largest power of two below n, n > 1. */
static uint64_t split(uint64_t n)
{
    return (uint64_t)1 << highest_bit(n - 1);
}

cj_status cji_audit_prove_inclusion(const cji_audit_source *s, uint64_t index, uint64_t size,
                                    cji_audit_proof *out, cj_error **error)
{
    uint64_t from = 0, to = size;
    out->n = 0;
    if (index >= size)
        return CJ_E_MISUSE;
    while (to - from > 1) { /* from the root down; the proof goes up */
        uint64_t middle = from + split(to - from);
        bool left = index < middle;
        cj_status status = left ? part(s, middle, to, out->hash[out->n], error)
                                : part(s, from, middle, out->hash[out->n], error);
        if (status != CJ_OK)
            return status;
        out->n++;
        if (left)
            to = middle;
        else
            from = middle;
    }
    reverse(out);
    return CJ_OK;
}

cj_status cji_audit_prove_consistency(const cji_audit_source *s, uint64_t size1, uint64_t size2,
                                      cji_audit_proof *out, cj_error **error)
{
    uint64_t from = 0, to = size2;
    cj_status status;
    out->n = 0;
    if (size1 == 0 || size1 > size2)
        return CJ_E_MISUSE;
    while (size1 != to) {
        uint64_t middle = from + split(to - from);
        bool left = size1 <= middle;
        status = left ? part(s, middle, to, out->hash[out->n], error)
                      : part(s, from, middle, out->hash[out->n], error);
        if (status != CJ_OK)
            return status;
        out->n++;
        if (left)
            to = middle;
        else
            from = middle;
    }
    if (from > 0) { /* else the verifier has it: it is the old root */
        status = part(s, from, to, out->hash[out->n], error);
        if (status != CJ_OK)
            return status;
        out->n++;
    }
    reverse(out);
    return CJ_OK;
}

/* ---- verification ---------------------------------------------------------------------------- */

cj_status cji_audit_check_inclusion(cj_context *ctx, uint64_t index, uint64_t size,
                                    const uint8_t leaf[CJI_HASH], const cji_audit_proof *proof,
                                    const uint8_t root[CJI_HASH])
{
    uint64_t fn = index, sn = size - 1;
    uint8_t r[CJI_HASH];
    if (index >= size)
        return CJ_E_VERIFY;
    memcpy(r, leaf, CJI_HASH);
    for (size_t i = 0; i < proof->n; i++) {
        bool left = (fn & 1) != 0 || fn == sn;
        cj_status status;
        if (sn == 0)
            return CJ_E_VERIFY;
        status = left ? cji_audit_node(ctx, proof->hash[i], r, r)
                      : cji_audit_node(ctx, r, proof->hash[i], r);
        if (status != CJ_OK)
            return status;
        while (left && (fn & 1) == 0 && fn != 0) {
            fn >>= 1;
            sn >>= 1;
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && memcmp(r, root, CJI_HASH) == 0 ? CJ_OK : CJ_E_VERIFY;
}

static cj_status walk_consistency(cj_context *ctx, uint64_t fn, uint64_t sn, uint8_t fr[CJI_HASH],
                                  uint8_t sr[CJI_HASH], const cji_audit_proof *proof, size_t at)
{
    for (; at < proof->n; at++) {
        const uint8_t *c = proof->hash[at];
        cj_status status;
        if (sn == 0)
            return CJ_E_VERIFY;
        if ((fn & 1) != 0 || fn == sn) {
            status = cji_audit_node(ctx, c, fr, fr);
            if (status == CJ_OK)
                status = cji_audit_node(ctx, c, sr, sr);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            status = cji_audit_node(ctx, sr, c, sr);
        }
        if (status != CJ_OK)
            return status;
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 ? CJ_OK : CJ_E_VERIFY;
}

cj_status cji_audit_check_consistency(cj_context *ctx, uint64_t size1, uint64_t size2,
                                      const uint8_t root1[CJI_HASH], const uint8_t root2[CJI_HASH],
                                      const cji_audit_proof *proof)
{
    uint64_t fn = size1 - 1, sn = size2 - 1;
    uint8_t fr[CJI_HASH], sr[CJI_HASH];
    const uint8_t *start = root1; /* the old tree is perfect: its root is a node of the new one */
    size_t at = 0;
    cj_status status;
    if (size1 == 0 || size1 > size2)
        return CJ_E_VERIFY;
    if (size1 == size2)
        return proof->n == 0 && memcmp(root1, root2, CJI_HASH) == 0 ? CJ_OK : CJ_E_VERIFY;
    if (proof->n == 0)
        return CJ_E_VERIFY;
    if ((size1 & (size1 - 1)) != 0)
        start = proof->hash[at++];
    while ((fn & 1) != 0) {
        fn >>= 1;
        sn >>= 1;
    }
    memcpy(fr, start, CJI_HASH);
    memcpy(sr, start, CJI_HASH);
    status = walk_consistency(ctx, fn, sn, fr, sr, proof, at);
    if (status != CJ_OK)
        return status;
    return memcmp(fr, root1, CJI_HASH) == 0 && memcmp(sr, root2, CJI_HASH) == 0 ? CJ_OK
                                                                                : CJ_E_VERIFY;
}
