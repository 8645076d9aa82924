/* SPDX-License-Identifier: MIT */
/* Proofs of single entries (c2sp.org/tlog-proof), from the files that are published. */
#include "audit/audit.h"

#define PROOF_MAX (CJI_AUDIT_NOTE_MAX + 8192)

static const char first_line[] = "c2sp.org/tlog-proof@v1\n";

cj_status cji_audit_prover_get(cji_audit_prover *p, cji_audit_file file, cj_error **error)
{
    const cji_audit_file *had = &p->file;
    uint64_t count = cji_audit_shift(p->checkpoint.size, file.level);
    cji_place place = {.file = p->dir};
    cj_status status;
    if (p->bytes.n > 0 && had->kind == file.kind && had->level == file.level && had->n == file.n)
        return CJ_OK;
    if (file.n == count / CJI_AUDIT_TILE)
        file.width = (unsigned)(count % CJI_AUDIT_TILE);
    p->file = file;
    status = cji_audit_file_get(p->ctx, p->dir, file, &p->bytes, file.width == 0 ? error : NULL);
    if (status == CJ_E_NOT_FOUND && file.width != 0) { /* full by now */
        file.width = 0;
        status = cji_audit_file_get(p->ctx, p->dir, file, &p->bytes, error);
    } else if (status != CJ_OK && file.width != 0) {
        cji_fail(p->ctx, error, status, &place, "cannot read a file of the log");
    }
    if (status == CJ_E_NOT_FOUND)
        status = cji_fail(p->ctx, error, CJ_E_LOG_DAMAGED, &place, "a file of the log is missing");
    if (status != CJ_OK)
        cji_buf_clear(&p->bytes);
    return status;
}

cj_status cji_audit_prover_hash(void *user, unsigned level, uint64_t index, uint8_t out[CJI_HASH],
                                cj_error **error)
{
    cji_audit_prover *p = user;
    size_t at = (size_t)(index % CJI_AUDIT_TILE) * CJI_HASH;
    const cji_audit_file file = {CJI_AUDIT_TILES, level, index / CJI_AUDIT_TILE, 0};
    cji_place place = {.file = p->dir};
    cj_status status = cji_audit_prover_get(p, file, error);
    if (status == CJ_OK && at + CJI_HASH > p->bytes.n)
        status = cji_fail(p->ctx, error, CJ_E_LOG_DAMAGED, &place, "a tile is cut");
    if (status != CJ_OK)
        return status;
    memcpy(out, p->bytes.p + at, CJI_HASH);
    return CJ_OK;
}

/* The hash of a leaf, and its way to the checkpoint's root, to which the tiles must lead. */
cj_status cji_audit_prover_inclusion(cji_audit_prover *p, uint64_t index, cji_audit_proof *out,
                                     cj_error **error)
{
    const cji_audit_source source = {p->ctx, cji_audit_prover_hash, p};
    const cji_audit_checkpoint *c = &p->checkpoint;
    uint8_t leaf[CJI_HASH];
    cj_status status;
    if (index >= c->size)
        return cji_fail(p->ctx, error, CJ_E_NOT_FOUND, NULL, "the checkpoint has %llu entries only",
                        (unsigned long long)c->size);
    status = cji_audit_prove_inclusion(&source, index, c->size, out, error);
    if (status == CJ_OK)
        status = cji_audit_prover_hash(p, 0, index, leaf, error);
    if (status != CJ_OK)
        return status;
    status = cji_audit_check_inclusion(p->ctx, index, c->size, leaf, out, c->root);
    if (status != CJ_OK)
        return cji_fail(p->ctx, error, status == CJ_E_VERIFY ? CJ_E_LOG_DAMAGED : status, NULL,
                        "the tiles do not lead to the root of the checkpoint");
    return CJ_OK;
}

cj_status cji_audit_prover_growth(cji_audit_prover *p, cji_str note, cji_audit_proof *out,
                                  cj_error **error)
{
    const cji_audit_source source = {p->ctx, cji_audit_prover_hash, p};
    const cji_audit_checkpoint *c = &p->checkpoint;
    cji_audit_checkpoint old;
    const char *why = "";
    cj_status status = cji_audit_checkpoint_open(p->ctx, note, &p->vkey, &old, &why);
    if (status == CJ_OK && (old.size == 0 || old.size > c->size)) {
        status = CJ_E_VERIFY;
        why = "the log has fewer entries";
    }
    if (status != CJ_OK)
        return cji_fail(p->ctx, error, status, NULL, "the earlier checkpoint: %s", why);
    status = cji_audit_prove_consistency(&source, old.size, c->size, out, error);
    if (status != CJ_OK)
        return status;
    status = cji_audit_check_consistency(p->ctx, old.size, c->size, old.root, c->root, out);
    if (status != CJ_OK)
        return cji_fail(p->ctx, error, status, NULL,
                        "the log does not continue the earlier checkpoint");
    return CJ_OK;
}

/* The checkpoint of the directory, its signature checked with the directory's key. */
static cj_status read_checkpoint(cji_audit_prover *p, cj_error **error)
{
    const cji_audit_file vkey_file = {CJI_AUDIT_VKEY, 0, 0, 0};
    const cji_audit_file checkpoint_file = {CJI_AUDIT_CHECKPOINT, 0, 0, 0};
    cji_place place = {.file = p->dir};
    const char *why = "the file vkey does not hold a public key";
    cj_status status = cji_audit_file_get(p->ctx, p->dir, vkey_file, &p->bytes, error);
    if (status == CJ_OK)
        status = cji_audit_file_get(p->ctx, p->dir, checkpoint_file, &p->note, error);
    if (status != CJ_OK)
        return status;
    status = cji_audit_vkey_parse(p->ctx, cji_str_trim(cji_buf_view(&p->bytes)), &p->vkey);
    if (status == CJ_OK)
        status = cji_audit_checkpoint_open(p->ctx, cji_buf_view(&p->note), &p->vkey, &p->checkpoint,
                                           &why);
    cji_buf_clear(&p->bytes);
    if (status != CJ_OK)
        return cji_fail(p->ctx, error, status == CJ_E_VERIFY ? CJ_E_LOG_DAMAGED : status, &place,
                        "%s", why);
    return CJ_OK;
}

cj_status cji_audit_prover_begin(cji_audit_prover *p, cj_context *ctx, const char *dir,
                                 cj_error **error)
{
    *p = (cji_audit_prover){.ctx = ctx, .dir = dir};
    cji_buf_init(&p->bytes, ctx, (size_t)CJI_AUDIT_TILE * (2 + CJI_AUDIT_ENTRY_MAX));
    cji_buf_init(&p->note, ctx, CJI_AUDIT_NOTE_MAX);
    return read_checkpoint(p, error);
}

void cji_audit_prover_end(cji_audit_prover *p)
{
    cji_buf_fini(&p->bytes);
    cji_buf_fini(&p->note);
}

uint64_t cji_audit_base(const cji_audit *log)
{
    return log->base;
}

const char *cji_audit_dir(const cji_audit *log)
{
    return log->dir;
}

static void put_proof(cji_buf *out, uint64_t index, const cji_audit_proof *proof, cji_str note)
{
    cji_buf_puts(out, first_line);
    cji_buf_printf(out, "index %llu\n", (unsigned long long)index);
    for (size_t i = 0; i < proof->n; i++) {
        char line[CJI_BASE64_SIZE(CJI_HASH) + 1];
        cji_base64(proof->hash[i], CJI_HASH, line);
        cji_buf_printf(out, "%s\n", line);
    }
    cji_buf_putc(out, '\n');
    cji_buf_str(out, note);
}

/* The shard that has the entry; *index becomes that of the shard, *dir the caller's. */
static cj_status find_published(cj_context *ctx, const char *first_dir, uint64_t *index, char **dir,
                                cji_audit_prover *p, cj_error **error)
{
    uint64_t base = 0;
    for (unsigned shard = 1;; shard++) {
        cj_status status = cji_audit_shard_at(ctx, first_dir, shard, dir, error);
        if (status == CJ_OK && *dir == NULL)
            return cji_fail(ctx, error, CJ_E_NOT_FOUND, NULL,
                            "the checkpoint has %llu entries only", (unsigned long long)base);
        if (status == CJ_OK)
            status = cji_audit_prover_begin(p, ctx, *dir, error);
        if (status != CJ_OK)
            return status;
        if (*index - base < p->checkpoint.size) {
            *index -= base;
            return CJ_OK;
        }
        base += p->checkpoint.size;
        cji_audit_prover_end(p);
        cji_free(ctx, *dir);
        *dir = NULL;
    }
}

cj_status cj_audit_prove(cj_context *context, const char *path, uint64_t index, cj_write_fn write,
                         void *user, cj_error **error)
{
    cji_audit_prover p = {.ctx = context};
    cji_audit_proof proof;
    cji_buf text;
    char *first = NULL, *dir = NULL;
    cj_status status;
    if (context == NULL)
        return CJ_E_MISUSE;
    if (path == NULL || write == NULL)
        return cji_fail(context, error, CJ_E_MISUSE, NULL, "path or write is NULL");
    status = cji_audit_resolve(context, path, &first, error);
    if (status != CJ_OK)
        return status;
    cji_buf_init(&text, context, PROOF_MAX);
    cji_buf_init(&p.bytes, context, 0);
    cji_buf_init(&p.note, context, 0);
    status = find_published(context, first, &index, &dir, &p, error);
    if (status == CJ_OK)
        status = cji_audit_prover_inclusion(&p, index, &proof, error);
    if (status == CJ_OK) {
        put_proof(&text, index, &proof, cji_buf_view(&p.note));
        status = text.status == CJ_OK ? CJ_OK : cji_no_memory(context, error);
    }
    if (status == CJ_OK && write(text.p, text.n, user) != 0)
        status = cji_fail(context, error, CJ_E_STOPPED, NULL, "the callback stopped");
    cji_audit_prover_end(&p);
    cji_buf_fini(&text);
    cji_free(context, first);
    cji_free(context, dir);
    return status;
}

/* ---- checking -------------------------------------------------------------------------------- */

static bool take_prefix(cji_str *text, const char *prefix)
{
    size_t n = strlen(prefix);
    if (text->n < n || memcmp(text->p, prefix, n) != 0)
        return false;
    text->p += n;
    text->n -= n;
    return true;
}

static bool base64_ok(cji_str text)
{
    uint8_t out[4096];
    size_t n;
    return cji_base64_parse(text, out, sizeof out, &n);
}

/* Splits the text; *note is the checkpoint behind the hashes. */
static bool proof_parse(cji_str text, uint64_t *index, cji_audit_proof *proof, cji_str *note)
{
    cji_str line;
    proof->n = 0;
    if (!take_prefix(&text, first_line) || !cji_str_line(&text, &line))
        return false;
    if (take_prefix(&line, "extra ")) { /* not ours, and nothing that the proof rests on */
        if (!base64_ok(line) || !cji_str_line(&text, &line))
            return false;
    }
    if (!take_prefix(&line, "index ") || !cji_audit_parse_u64(line, index))
        return false;
    while (cji_str_line(&text, &line)) {
        size_t n;
        if (line.n == 0) {
            *note = text;
            return true;
        }
        if (proof->n == CJI_AUDIT_PROOF_MAX ||
            !cji_base64_parse(line, proof->hash[proof->n], CJI_HASH, &n) || n != CJI_HASH)
            return false;
        proof->n++;
    }
    return false;
}

static cj_status wrong(cj_context *ctx, cj_error **error, cj_status status, const char *why)
{
    return cji_fail(ctx, error, status, NULL, "%s", why);
}

cj_status cj_audit_check_proof(cj_context *context, const char *proof, size_t proof_length,
                               const char *vkey, const char *entry, size_t entry_length,
                               cj_error **error)
{
    cji_audit_proof hashes;
    cji_audit_checkpoint c;
    cji_audit_vkey key;
    cji_str note, vkey_text = cji_str_of(vkey);
    uint8_t leaf[CJI_HASH];
    uint64_t index;
    const char *why = "";
    cj_status status;
    if (context == NULL)
        return CJ_E_MISUSE;
    if (proof == NULL || vkey == NULL || entry == NULL)
        return wrong(context, error, CJ_E_MISUSE, "an argument is NULL");
    proof_length = proof_length == CJ_ZT ? strlen(proof) : proof_length;
    entry_length = entry_length == CJ_ZT ? strlen(entry) : entry_length;
    if (vkey_text.n > 0 && vkey_text.p[vkey_text.n - 1] == '\n')
        vkey_text.n--;
    status = cji_audit_vkey_parse(context, vkey_text, &key);
    if (status != CJ_OK)
        return wrong(context, error, status, "not a public key");
    if (!proof_parse((cji_str){proof, proof_length}, &index, &hashes, &note))
        return wrong(context, error, CJ_E_VERIFY, "not a proof");
    status = cji_audit_checkpoint_open(context, note, &key, &c, &why);
    if (status != CJ_OK)
        return wrong(context, error, status, why);
    status = cji_audit_leaf(context, (cji_str){entry, entry_length}, leaf);
    if (status == CJ_OK)
        status = cji_audit_check_inclusion(context, index, c.size, leaf, &hashes, c.root);
    if (status != CJ_OK)
        return wrong(context, error, status, "the entry is not at that place of the log");
    return CJ_OK;
}
