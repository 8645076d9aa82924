/* SPDX-License-Identifier: MIT */
/* The only user of libcrypto. */
#include "core/core.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

struct cji_crypto {
    EVP_MD *sha256;
};

cji_crypto *cji_crypto_new(cj_context *ctx)
{
    cji_crypto *c = cji_alloc(ctx, sizeof *c);
    if (c == NULL)
        return NULL;
    c->sha256 = EVP_MD_fetch(NULL, "SHA2-256", NULL);
    if (c->sha256 == NULL) {
        ERR_clear_error();
        cji_free(ctx, c);
        return NULL;
    }
    return c;
}

void cji_crypto_free(cj_context *ctx, cji_crypto *crypto)
{
    if (crypto == NULL)
        return;
    EVP_MD_free(crypto->sha256);
    cji_free(ctx, crypto);
}

/* libcrypto keeps its reasons in a queue of the thread; a guest leaves it as it was. */
static cj_status result(bool ok)
{
    if (ok)
        return CJ_OK;
    ERR_clear_error();
    return CJ_E_CRYPTO;
}

cj_status cji_sha256(cj_context *ctx, const cji_piece *pieces, size_t n, uint8_t out[CJI_HASH])
{
    EVP_MD_CTX *md;
    bool ok;
    if (n == 1)
        return result(EVP_Digest(pieces[0].p, pieces[0].n, out, NULL, ctx->crypto->sha256, NULL));
    md = EVP_MD_CTX_new();
    ok = md != NULL && EVP_DigestInit_ex2(md, ctx->crypto->sha256, NULL);
    for (size_t i = 0; ok && i < n; i++)
        ok = EVP_DigestUpdate(md, pieces[i].p, pieces[i].n);
    ok = ok && EVP_DigestFinal_ex(md, out, NULL);
    EVP_MD_CTX_free(md);
    return result(ok);
}

cj_status cji_sha1(const cji_piece *pieces, size_t n, uint8_t out[CJI_SHA1])
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool ok = md != NULL && EVP_DigestInit_ex2(md, EVP_sha1(), NULL);
    for (size_t i = 0; ok && i < n; i++)
        ok = EVP_DigestUpdate(md, pieces[i].p, pieces[i].n);
    ok = ok && EVP_DigestFinal_ex(md, out, NULL);
    EVP_MD_CTX_free(md);
    return result(ok);
}

cj_status cji_hmac_sha256(cj_context *ctx, const uint8_t key[CJI_HASH], const cji_piece *pieces,
                          size_t n, uint8_t out[CJI_HASH])
{
    /* RFC 2104 over the fetched digest: the key is never longer than a block. */
    uint8_t pad[64], inner[CJI_HASH];
    cji_piece parts[8];
    cj_status status;
    if (n + 1 > CJI_COUNT(parts))
        return CJ_E_CRYPTO;
    memset(pad, 0x36, sizeof pad);
    for (size_t i = 0; i < CJI_HASH; i++)
        pad[i] ^= key[i];
    parts[0] = (cji_piece){pad, sizeof pad};
    memcpy(parts + 1, pieces, n * sizeof *pieces);
    status = cji_sha256(ctx, parts, n + 1, inner);
    if (status == CJ_OK) {
        for (size_t i = 0; i < sizeof pad; i++)
            pad[i] ^= 0x36 ^ 0x5c;
        parts[1] = (cji_piece){inner, sizeof inner};
        status = cji_sha256(ctx, parts, 2, out);
    }
    cji_wipe(pad, sizeof pad);
    return status;
}

cj_status cji_ed25519_public(cj_context *ctx, const uint8_t seed[CJI_ED25519_KEY],
                             uint8_t out[CJI_ED25519_KEY])
{
    size_t n = CJI_ED25519_KEY;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, CJI_ED25519_KEY);
    bool ok = key != NULL && EVP_PKEY_get_raw_public_key(key, out, &n) && n == CJI_ED25519_KEY;
    (void)ctx;
    EVP_PKEY_free(key);
    return result(ok);
}

cj_status cji_ed25519_sign(cj_context *ctx, const uint8_t seed[CJI_ED25519_KEY], cji_str text,
                           uint8_t out[CJI_ED25519_SIG])
{
    size_t n = CJI_ED25519_SIG;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, CJI_ED25519_KEY);
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool ok = key != NULL && md != NULL && EVP_DigestSignInit(md, NULL, NULL, NULL, key) &&
              EVP_DigestSign(md, out, &n, (const unsigned char *)text.p, text.n) &&
              n == CJI_ED25519_SIG;
    (void)ctx;
    EVP_MD_CTX_free(md);
    EVP_PKEY_free(key);
    return result(ok);
}

cj_status cji_ed25519_verify(cj_context *ctx, const uint8_t key[CJI_ED25519_KEY], cji_str text,
                             const uint8_t signature[CJI_ED25519_SIG])
{
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, CJI_ED25519_KEY);
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    cj_status status = CJ_E_CRYPTO;
    (void)ctx;
    if (pkey != NULL && md != NULL && EVP_DigestVerifyInit(md, NULL, NULL, NULL, pkey) == 1) {
        int ok =
            EVP_DigestVerify(md, signature, CJI_ED25519_SIG, (const unsigned char *)text.p, text.n);
        status = ok == 1 ? CJ_OK : CJ_E_VERIFY;
    }
    EVP_MD_CTX_free(md);
    EVP_PKEY_free(pkey);
    if (status != CJ_OK)
        ERR_clear_error();
    return status;
}

struct cji_hasher {
    cj_context *ctx;
    EVP_MD_CTX *md;
    bool ok;
};

cji_hasher *cji_hasher_new(cj_context *ctx)
{
    cji_hasher *h = cji_alloc(ctx, sizeof *h);
    if (h == NULL)
        return NULL;
    h->ctx = ctx;
    h->md = EVP_MD_CTX_new();
    h->ok = h->md != NULL && EVP_DigestInit_ex2(h->md, ctx->crypto->sha256, NULL);
    return h;
}

void cji_hasher_update(cji_hasher *h, cji_str bytes)
{
    h->ok = h->ok && EVP_DigestUpdate(h->md, bytes.p, bytes.n);
}

cj_status cji_hasher_final(cji_hasher *h, uint8_t out[CJI_HASH])
{
    return result(h->ok && EVP_DigestFinal_ex(h->md, out, NULL));
}

void cji_hasher_free(cji_hasher *h)
{
    if (h == NULL)
        return;
    EVP_MD_CTX_free(h->md);
    cji_free(h->ctx, h);
}

void cji_wipe(void *secret, size_t n)
{
    OPENSSL_cleanse(secret, n);
}
