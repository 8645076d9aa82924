/* SPDX-License-Identifier: MIT */
/* Evidence bundles without a store: whoever holds a log's key can put anything into its log, and
 * sign it. An honest one, and what a dishonest one would change. */
#ifndef CJ_TEST_FORGE_H
#define CJ_TEST_FORGE_H

#include <stdio.h>

#include "audit/audit.h"

#define FORGE_MAX 16
#define FORGE_NAME "example.org/forged"
#define FORGE_SALT "5be1b1d0c7a04f6c8a0f0e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69"
#define FORGE_CASE "0123456789abcdef0123456789abcdef"
#define FORGE_OTHER "fedcba9876543210fedcba9876543210"
#define FORGE_COM "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define FORGE_T "\"t\":\"2026-02-03T10:15:00.000000Z\""
#define FORGE_INTENT(kind, subj, tx)                                                               \
    "{\"act\":\"" kind "\",\"com\":\"" FORGE_COM "\",\"mono\":1,\"op\":\"collect\",\"ph\":"        \
    "\"intent\",\"subj\":\"" subj "\"," FORGE_T ",\"tx\":\"" tx "\",\"v\":1,\"who\":\"p.one\"}"
#define FORGE_OUTCOME(out, n, of, tx)                                                              \
    "{\"act\":\"unit\",\"mono\":1,\"n\":" n ",\"of\":" of ",\"op\":\"collect\",\"out\":\"" out     \
    "\",\"ph\":\"outcome\"," FORGE_T ",\"tx\":\"" tx "\",\"v\":1,\"who\":\"p.one\"}"

typedef struct forge {
    const char *report;
    const char *entries[FORGE_MAX]; /* up to NULL; behind them the one of the making */
    const char *making;             /* in which the first %s is the commitment */
    int proofs[FORGE_MAX];          /* which are proved, in that order; up to -1 */
    const char *earlier;            /* what stands between checkpoint and report, or "" */
    int lag;                        /* the checkpoint lacks so many of the last entries */
} forge;

#define FORGE_MAKING 9 /* index of the entry of the making */

static const forge honest = {
    "{\"case\":\"" FORGE_CASE "\",\"practitioner\":null,\"standard\":\"TST1\",\"version\":\"1\","
    "\"wording\":\"restated\",\"definition_sha256\":\"" FORGE_COM "\",\"rules_sha256\":null,"
    "\"policy_sha256\":null,\"as_of\":\"2026-06-30\",\"summary\":{\"criteria\":3,"
    "\"not_evidenced\":1,\"partly_evidenced\":0,\"evidenced\":1,\"awaiting_judgement\":1,"
    "\"not_applicable\":0,\"no_occasion\":0},\"criteria\":["
    "{\"item\":\"P1\",\"class\":\"R\",\"verdict\":\"evidenced\",\"evidence\":[{\"act\":\"c1\","
    "\"kind\":\"contact_held\",\"at\":\"2026-02-03\",\"entry\":1,\"strength\":\"self_report\"}],"
    "\"missing\":[],\"contrary\":[],\"suggest\":[],\"finding\":null},"
    "{\"item\":\"P2\",\"class\":\"J\",\"verdict\":\"awaiting_judgement\",\"evidence\":[{\"act\":"
    "\"v1\",\"kind\":\"views_recorded\",\"at\":\"2026-02-03\",\"entry\":2,\"strength\":"
    "\"corroborated\"},{\"act\":\"c1\",\"kind\":\"contact_held\",\"at\":\"2026-02-03\","
    "\"entry\":1,\"strength\":\"self_report\"}],\"missing\":[],\"contrary\":[],\"suggest\":[],"
    "\"finding\":null},"
    "{\"item\":\"P2.1\",\"class\":\"J\",\"verdict\":\"no_occasion\",\"evidence\":[],"
    "\"missing\":[{\"kind\":null,\"field\":null,\"limb\":null,\"why\":\"nothing calls for "
    "it\"}],\"contrary\":[],\"suggest\":[],\"finding\":null},"
    "{\"item\":\"P3\",\"class\":\"R\",\"verdict\":\"not_evidenced\",\"evidence\":[],"
    "\"missing\":[{\"kind\":null,\"field\":null,\"limb\":null,\"why\":\"no rule in this "
    "pack\"}],\"contrary\":[],\"suggest\":[],\"finding\":null,\"left_out\":2}]}",
    {"{\"act\":\"log.open\",\"mono\":1,\"op\":\"admin\"," FORGE_T ",\"v\":1}",
     FORGE_INTENT("contact_held", FORGE_CASE, "u1"),
     FORGE_INTENT("views_recorded", FORGE_CASE, "u1"), FORGE_OUTCOME("ok", "2", "1", "u1"),
     FORGE_INTENT("goal_set", FORGE_CASE, "u2"), FORGE_OUTCOME("fail", "1", "4", "u2"),
     FORGE_INTENT("contact_held", FORGE_OTHER, "u3"), FORGE_OUTCOME("ok", "1", "6", "u3"),
     "{\"act\":\"contact_held\",\"mono\":1,\"obj\":\"court_order\",\"of\":1,\"op\":\"erase\","
     "\"ph\":\"intent\",\"subj\":\"" FORGE_CASE "\"," FORGE_T ",\"tx\":\"u4\",\"v\":1}",
     NULL},
    "{\"act\":\"bundle\",\"com\":\"%s\",\"mono\":1,\"n\":1,\"obj\":\"report\",\"op\":"
    "\"disclose\",\"out\":\"ok\",\"subj\":\"" FORGE_CASE "\"," FORGE_T ",\"v\":1,\"who\":"
    "\"p.one\"}",
    {1, 2, 3, FORGE_MAKING, -1},
    "",
    0,
};

/* The key that signs, always the same. False when memory runs out or the like. */
static bool forge_key(cj_context *ctx, cji_audit_key *key)
{
    static const uint8_t between[] = {'\n', 1};
    uint8_t hash[CJI_HASH];
    cji_piece pieces[] = {
        {FORGE_NAME, sizeof FORGE_NAME - 1}, {between, 2}, {key->public_.key, CJI_ED25519_KEY}};
    *key = (cji_audit_key){.public_ = {.name = FORGE_NAME}};
    for (size_t i = 0; i < sizeof key->seed; i++)
        key->seed[i] = (uint8_t)i;
    if (cji_ed25519_public(ctx, key->seed, key->public_.key) != CJ_OK ||
        cji_sha256(ctx, pieces, 3, hash) != CJ_OK)
        return false;
    memcpy(key->public_.id, hash, sizeof key->public_.id);
    return true;
}

typedef struct forge_log {
    cj_context *ctx;
    const char *entries[FORGE_MAX + 1];
    size_t n;
} forge_log;

static cj_status forge_hash(void *user, unsigned level, uint64_t index, uint8_t out[CJI_HASH],
                            cj_error **error)
{
    const forge_log *log = user;
    (void)error;
    return level == 0 && index < log->n
               ? cji_audit_leaf(log->ctx, cji_str_of(log->entries[index]), out)
               : CJ_E_MISUSE;
}

/* A checkpoint over the first `size` entries. */
static bool forge_checkpoint(forge_log *log, size_t size, cji_buf *note)
{
    const cji_audit_source source = {log->ctx, forge_hash, log};
    uint8_t root[CJI_HASH];
    cji_audit_key key;
    return forge_key(log->ctx, &key) && cji_audit_source_root(&source, size, root, NULL) == CJ_OK &&
           cji_audit_checkpoint_sign(log->ctx, &key, size, root, note) == CJ_OK;
}

static void forge_proof(forge_log *log, size_t size, int index, cji_buf *out)
{
    const cji_audit_source source = {log->ctx, forge_hash, log};
    cji_audit_proof proof = {.n = 0};
    bool there = (size_t)index < size &&
                 cji_audit_prove_inclusion(&source, (uint64_t)index, size, &proof, NULL) == CJ_OK;
    cji_buf_printf(out, "{\"entry\":%d,\"content\":", index);
    cji_buf_json(out, cji_str_of(log->entries[index]));
    cji_buf_puts(out, ",\"path\":[");
    for (size_t i = 0; there && i < proof.n; i++) {
        char hex[2 * CJI_HASH + 1];
        cji_hex(proof.hash[i], CJI_HASH, hex);
        cji_buf_printf(out, "%s\"%s\"", i > 0 ? "," : "", hex);
    }
    cji_buf_puts(out, "]}");
}

/* The entry that commits to the report, as the last of the log. */
static bool forge_making(const forge *f, forge_log *log, char *space, size_t size)
{
    static const char label[] = "cj/bundle/v1";
    uint8_t salt[CJI_HASH], hash[CJI_HASH];
    char com[2 * CJI_HASH + 1];
    const char *at = strstr(f->making, "%s");
    cji_piece pieces[] = {
        {label, sizeof label}, {salt, sizeof salt}, {f->report, strlen(f->report)}};
    if (!cji_hex_parse(cji_str_of(FORGE_SALT), salt, sizeof salt) ||
        cji_sha256(log->ctx, pieces, 3, hash) != CJ_OK)
        return false;
    cji_hex(hash, sizeof hash, com);
    if (at != NULL)
        snprintf(space, size, "%.*s%s%s", (int)(at - f->making), f->making, com, at + 2);
    else
        snprintf(space, size, "%s", f->making);
    log->entries[log->n++] = space;
    return true;
}

/* The bundle's text; false when memory ran out. */
static bool forge_bundle(cj_context *ctx, const forge *f, cji_buf *out)
{
    forge_log log = {.ctx = ctx};
    cji_audit_key key;
    char making[1024], vkey[CJI_AUDIT_VKEY_TEXT];
    size_t size;
    cji_buf note;
    bool ok;
    while (f->entries[log.n] != NULL) {
        log.entries[log.n] = f->entries[log.n];
        log.n++;
    }
    cji_buf_init(&note, ctx, CJI_AUDIT_NOTE_MAX);
    ok = forge_making(f, &log, making, sizeof making) && forge_key(ctx, &key);
    size = log.n - (size_t)f->lag;
    ok = ok && forge_checkpoint(&log, size, &note);
    if (ok) {
        cji_audit_vkey_text(&key.public_, vkey);
        cji_buf_printf(out, "{\"bundle_version\":1,\"vkey\":\"%s\",\"checkpoint\":", vkey);
        cji_buf_json(out, cji_buf_view(&note));
        cji_buf_puts(out, f->earlier);
        cji_buf_puts(out, ",\"report\":");
        cji_buf_puts(out, f->report);
        cji_buf_puts(out, ",\"salt\":\"" FORGE_SALT "\",\"proofs\":[");
        for (size_t i = 0; i < FORGE_MAX && f->proofs[i] >= 0; i++) {
            cji_buf_puts(out, i > 0 ? "," : "");
            forge_proof(&log, size, f->proofs[i], out);
        }
        cji_buf_puts(out, "]}\n");
    }
    cji_buf_fini(&note);
    return ok && out->status == CJ_OK;
}

#endif
