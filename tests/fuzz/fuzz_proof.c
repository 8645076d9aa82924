/* SPDX-License-Identifier: MIT */
/*
 * Proofs. The log has eleven entries and one key; the input is a whole proof, and the part of one
 * that stands before a checkpoint which the key did sign. A proof that is accepted must be of the
 * entry's own place: any other would be a collision of SHA-256, or a fault of the check.
 */
#include "fuzz/fuzz.h"

#include "audit/audit.h"

#define SIZE 11
#define NAME "example.org/t1"

static char vkey[CJI_AUDIT_VKEY_TEXT];
static char entries[SIZE][16];
static uint8_t root[CJI_HASH];
static cji_buf note;

static cj_status leaf_hash(void *user, unsigned level, uint64_t index, uint8_t out[CJI_HASH],
                           cj_error **error)
{
    (void)error;
    FUZZ_CHECK(level == 0 && index < SIZE);
    return cji_audit_leaf(user, cji_str_of(entries[index]), out);
}

static void make_log(cj_context *ctx)
{
    static const uint8_t between[] = {'\n', 1};
    cji_audit_source source = {ctx, leaf_hash, ctx};
    cji_audit_key key = {.public_ = {.name = NAME}};
    uint8_t hash[CJI_HASH];
    cji_piece pieces[] = {
        {NAME, sizeof NAME - 1}, {between, 2}, {key.public_.key, CJI_ED25519_KEY}};
    for (size_t i = 0; i < sizeof key.seed; i++)
        key.seed[i] = (uint8_t)i;
    FUZZ_CHECK(cji_ed25519_public(ctx, key.seed, key.public_.key) == CJ_OK);
    FUZZ_CHECK(cji_sha256(ctx, pieces, 3, hash) == CJ_OK);
    memcpy(key.public_.id, hash, sizeof key.public_.id);
    cji_audit_vkey_text(&key.public_, vkey);
    for (int i = 0; i < SIZE; i++)
        snprintf(entries[i], sizeof entries[i], "entry %d", i);
    FUZZ_CHECK(cji_audit_source_root(&source, SIZE, root, NULL) == CJ_OK);
    cji_buf_init(&note, ctx, CJI_AUDIT_NOTE_MAX);
    FUZZ_CHECK(cji_audit_checkpoint_sign(ctx, &key, SIZE, root, &note) == CJ_OK);
}

/* "index N" of a proof, as its first lines say it. */
static long index_of(cji_str proof)
{
    for (size_t i = 0; i + 7 < proof.n; i++) {
        if ((i == 0 || proof.p[i - 1] == '\n') && memcmp(proof.p + i, "index ", 6) == 0)
            return strtol(proof.p + i + 6, NULL, 10);
    }
    return -1;
}

static void check(cj_context *ctx, cji_str proof, bool short_of_memory)
{
    for (int i = 0; i < SIZE; i++) {
        cj_error *error = NULL;
        cj_status status =
            cj_audit_check_proof(ctx, proof.p, proof.n, vkey, entries[i], CJ_ZT, &error);
        if (status == CJ_OK)
            FUZZ_CHECK(index_of(proof) == i);
        else if (!short_of_memory)
            fuzz_check_error(error, status);
        cj_error_unref(error);
        if (short_of_memory)
            break;
    }
}

static void read_proof(const uint8_t *data, size_t size, bool short_of_memory)
{
    cj_context *ctx = fuzz_context();
    cji_buf all;
    check(ctx, (cji_str){(const char *)data, size}, short_of_memory);
    if (short_of_memory)
        return;
    cji_buf_init(&all, ctx, 2 * CJI_AUDIT_NOTE_MAX);
    cji_buf_put(&all, data, size);
    cji_buf_putc(&all, '\n');
    cji_buf_str(&all, cji_buf_view(&note));
    if (all.status == CJ_OK)
        check(ctx, cji_buf_view(&all), false);
    cji_buf_fini(&all);
}

static uint64_t take_u64(const uint8_t **data, size_t *size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < 8 && *size > 0; i++, (*data)++, (*size)--)
        value = value << 8 | **data;
    return value;
}

/* The two checks of RFC 9162 with any numbers and any hashes: they end, and accept nothing else. */
static void check_numbers(const uint8_t *data, size_t size)
{
    cj_context *ctx = fuzz_context();
    cji_audit_proof proof = {.n = 0};
    uint64_t a = take_u64(&data, &size), b = take_u64(&data, &size);
    uint8_t leaf[CJI_HASH] = {0}, other[CJI_HASH] = {1};
    cj_status status;
    for (; size >= CJI_HASH && proof.n < CJI_AUDIT_PROOF_MAX; size -= CJI_HASH, data += CJI_HASH)
        memcpy(proof.hash[proof.n++], data, CJI_HASH);
    status = cji_audit_check_inclusion(ctx, a, b, leaf, &proof, root);
    FUZZ_CHECK(status == CJ_E_VERIFY);
    status = cji_audit_check_consistency(ctx, a, b, other, root, &proof);
    FUZZ_CHECK(status == CJ_E_VERIFY);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (vkey[0] == '\0')
        make_log(fuzz_context());
    fuzz_run(data, size, read_proof);
    check_numbers(data, size);
    return 0;
}
