/* SPDX-License-Identifier: MIT */
/*
 * A witness: it signs that it has seen a checkpoint, if that continues the last one it signed of
 * the log (c2sp.org/tlog-witness, tlog-cosignature). Its directory holds `key`, `vkey` and, for
 * each origin, the last checkpoint under the hash of its name.
 */
#include "audit/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#define PROOF_LINES 63
#define REQUEST_MAX (CJI_AUDIT_NOTE_MAX + 8192)

/* ---- asking ---------------------------------------------------------------------------------- */

static cj_status request_text(cji_audit_prover *p, uint64_t old_size, cji_buf *out,
                              cj_error **error)
{
    const cji_audit_source source = {p->ctx, cji_audit_prover_hash, p};
    cji_audit_proof proof = {.n = 0};
    cj_status status = CJ_OK;
    if (old_size > p->checkpoint.size)
        return cji_fail(p->ctx, error, CJ_E_NOT_FOUND, NULL, "the checkpoint has %llu entries only",
                        (unsigned long long)p->checkpoint.size);
    if (old_size > 0)
        status = cji_audit_prove_consistency(&source, old_size, p->checkpoint.size, &proof, error);
    if (status != CJ_OK)
        return status;
    cji_buf_printf(out, "old %llu\n", (unsigned long long)old_size);
    for (size_t i = 0; i < proof.n; i++) {
        char line[CJI_BASE64_SIZE(CJI_HASH) + 1];
        cji_base64(proof.hash[i], CJI_HASH, line);
        cji_buf_printf(out, "%s\n", line);
    }
    cji_buf_putc(out, '\n');
    cji_buf_str(out, cji_buf_view(&p->note));
    return out->status == CJ_OK ? CJ_OK : cji_no_memory(p->ctx, error);
}

/* The directory of the newest shard. */
static cj_status newest(cj_context *ctx, const char *path, char **out, cj_error **error)
{
    char *first = NULL, *next = NULL;
    cj_status status = cji_audit_resolve(ctx, path, &first, error);
    *out = NULL;
    for (unsigned shard = 1; status == CJ_OK; shard++) {
        status = cji_audit_shard_at(ctx, first, shard, &next, error);
        if (next == NULL)
            break;
        cji_free(ctx, *out);
        *out = next;
    }
    cji_free(ctx, first);
    return status;
}

cj_status cj_audit_ask_witness(cj_context *context, const char *path, uint64_t old_size,
                               cj_write_fn write, void *user, cj_error **error)
{
    cji_audit_prover p;
    cji_buf text;
    char *dir = NULL;
    cj_status status;
    if (context == NULL)
        return CJ_E_MISUSE;
    if (path == NULL || write == NULL)
        return cji_fail(context, error, CJ_E_MISUSE, NULL, "path or write is NULL");
    status = newest(context, path, &dir, error);
    if (status != CJ_OK) {
        cji_free(context, dir);
        return status;
    }
    cji_buf_init(&text, context, REQUEST_MAX);
    status = cji_audit_prover_begin(&p, context, dir, error);
    if (status == CJ_OK)
        status = request_text(&p, old_size, &text, error);
    if (status == CJ_OK && write(text.p, text.n, user) != 0)
        status = cji_fail(context, error, CJ_E_STOPPED, NULL, "the callback stopped");
    cji_audit_prover_end(&p);
    cji_buf_fini(&text);
    cji_free(context, dir);
    return status;
}

/* ---- the witness ----------------------------------------------------------------------------- */

typedef struct witness {
    cj_context *ctx;
    char *key, *vkey, *aside, *lock, *state;
    cji_buf last; /* the note that was signed last of this origin */
    int lock_fd;
} witness;

static void leave(witness *w)
{
    if (w->lock_fd >= 0)
        w->ctx->io.close(w->ctx->io.user, w->lock_fd);
    cji_free(w->ctx, w->key);
    cji_free(w->ctx, w->vkey);
    cji_free(w->ctx, w->aside);
    cji_free(w->ctx, w->lock);
    cji_free(w->ctx, w->state);
    cji_buf_fini(&w->last);
}

static cj_status enter(witness *w, cj_context *ctx, const char *dir, cj_error **error)
{
    *w = (witness){.ctx = ctx, .lock_fd = -1};
    cji_buf_init(&w->last, ctx, CJI_AUDIT_NOTE_MAX);
    w->key = cji_audit_join(ctx, dir, "key");
    w->vkey = cji_audit_join(ctx, dir, "vkey");
    w->aside = cji_audit_join(ctx, dir, "aside");
    w->lock = cji_audit_join(ctx, dir, "lock");
    return w->key != NULL && w->vkey != NULL && w->aside != NULL && w->lock != NULL
               ? CJ_OK
               : cji_no_memory(ctx, error);
}

static cj_status make(witness *w, const char *dir, const char *name, cj_error **error)
{
    const cji_io *io = &w->ctx->io;
    cji_place place = {.file = dir};
    char text[CJI_AUDIT_VKEY_TEXT + 1];
    cji_audit_key key = {0};
    cji_audit_vkey vkey;
    cj_status status;
    if (io->mkdir(io->user, dir, 0700) != 0)
        return errno == EEXIST ? cji_fail(w->ctx, error, CJ_E_STORE_EXISTS, &place,
                                          "something is there already")
                               : cji_io_fail(w->ctx, error, "make the directory", dir);
    status = cji_audit_key_create(w->ctx, w->key, cji_str_of(name), &key, error);
    if (status == CJ_OK && cji_audit_witness_vkey(w->ctx, &key.public_, &vkey) != CJ_OK)
        status = cji_fail(w->ctx, error, CJ_E_CRYPTO, NULL, "cannot hash the key");
    cji_wipe(&key, sizeof key);
    if (status != CJ_OK)
        return status;
    cji_audit_vkey_text(&vkey, text);
    strcat(text, "\n"); /* one byte of room is for it */
    status = cji_audit_put(w->ctx, w->vkey, w->aside, cji_str_of(text), 0644, error);
    return status == CJ_OK ? cji_dir_sync(w->ctx, dir, error) : status;
}

cj_status cj_witness_create(cj_context *context, const char *dir, const char *name,
                            cj_error **error)
{
    witness w;
    cj_status status;
    if (context == NULL)
        return CJ_E_MISUSE;
    if (dir == NULL || name == NULL || !cji_audit_name_ok(cji_str_of(name)))
        return cji_fail(context, error, CJ_E_MISUSE, NULL,
                        "a witness has a directory, and a name of 1 to %d bytes without space "
                        "and '+'",
                        CJI_AUDIT_NAME_MAX);
    status = enter(&w, context, dir, error);
    if (status == CJ_OK)
        status = make(&w, dir, name, error);
    leave(&w);
    return status;
}

/* ---- answering ------------------------------------------------------------------------------- */

/* "old N", lines of the proof, an empty line, the checkpoint. */
static bool request_parse(cji_str text, uint64_t *old_size, cji_audit_proof *proof, cji_str *note)
{
    cji_str line;
    proof->n = 0;
    if (!cji_str_line(&text, &line) || line.n < 5 || memcmp(line.p, "old ", 4) != 0 ||
        !cji_audit_parse_u64((cji_str){line.p + 4, line.n - 4}, old_size))
        return false;
    while (cji_str_line(&text, &line)) {
        size_t n;
        if (line.n == 0) {
            *note = text;
            return true;
        }
        if (proof->n == PROOF_LINES ||
            !cji_base64_parse(line, proof->hash[proof->n], CJI_HASH, &n) || n != CJI_HASH)
            return false;
        proof->n++;
    }
    return false;
}

/* What was signed last of the origin, under a lock. */
static cj_status recall(witness *w, const char *dir, const cji_audit_vkey *log,
                        cji_audit_checkpoint *out, cj_error **error)
{
    const cji_io *io = &w->ctx->io;
    const cji_piece origin = {log->name, strlen(log->name)};
    char name[2 * CJI_HASH + 1];
    uint8_t hash[CJI_HASH];
    const char *why = "";
    cj_status status = cji_sha256(w->ctx, &origin, 1, hash);
    cji_hex(hash, CJI_HASH, name);
    *out = (cji_audit_checkpoint){.size = 0};
    if (status != CJ_OK)
        return cji_fail(w->ctx, error, status, NULL, "cannot hash the origin");
    w->state = cji_audit_join(w->ctx, dir, name);
    if (w->state == NULL)
        return cji_no_memory(w->ctx, error);
    w->lock_fd = io->open(io->user, w->lock, O_RDWR | O_CREAT, 0600);
    if (w->lock_fd < 0 || cji_audit_lock_file(w->lock_fd, F_WRLCK) != 0)
        return cji_io_fail(w->ctx, error, "lock the witness", w->lock);
    if (!cji_audit_exists(w->ctx, w->state))
        return CJ_OK;
    status = cji_file_read(w->ctx, w->state, &w->last, error);
    if (status != CJ_OK)
        return status;
    status = cji_audit_checkpoint_open(w->ctx, cji_buf_view(&w->last), log, out, &why);
    return status == CJ_OK
               ? CJ_OK
               : cji_fail(w->ctx, error, status, NULL, "what the witness signed last: %s", why);
}

static cj_status compare(cj_context *ctx, uint64_t old_size, const cji_audit_proof *proof,
                         const cji_audit_checkpoint *last, const cji_audit_checkpoint *now,
                         cj_error **error)
{
    cj_status status = CJ_OK;
    if (old_size != last->size ||
        (now->size == last->size && last->size > 0 && memcmp(now->root, last->root, CJI_HASH) != 0))
        return cji_fail(ctx, error, CJ_E_WITNESS, NULL,
                        "the witness has signed %llu entries of this log",
                        (unsigned long long)last->size);
    if (old_size == 0)
        status = proof->n == 0 ? CJ_OK : CJ_E_VERIFY;
    else
        status =
            cji_audit_check_consistency(ctx, last->size, now->size, last->root, now->root, proof);
    return status == CJ_OK ? CJ_OK
                           : cji_fail(ctx, error, status, NULL,
                                      "the log does not continue what the witness signed");
}

static cj_status answer(witness *w, const char *dir, const cji_audit_vkey *log, cji_str request,
                        cji_buf *line, cj_error **error)
{
    cj_context *ctx = w->ctx;
    cji_audit_checkpoint last, now;
    cji_audit_proof proof;
    cji_audit_key key = {0};
    uint64_t old_size = 0;
    const char *why = "not a request to a witness";
    cji_str note;
    cj_status status = request_parse(request, &old_size, &proof, &note) ? CJ_OK : CJ_E_VERIFY;
    if (status == CJ_OK)
        status = cji_audit_checkpoint_open(ctx, note, log, &now, &why);
    if (status != CJ_OK)
        return cji_fail(ctx, error, status, NULL, "%s", why);
    status = cji_audit_key_load(ctx, w->key, &key, error);
    if (status == CJ_OK)
        status = recall(w, dir, log, &last, error);
    if (status == CJ_OK)
        status = compare(ctx, old_size, &proof, &last, &now, error);
    if (status == CJ_OK) {
        status = cji_audit_cosign(ctx, &key, (uint64_t)(cji_now(ctx) / 1000000), now.text, line);
        if (status != CJ_OK)
            status = cji_fail(ctx, error, status, NULL, "cannot sign");
    }
    cji_wipe(&key, sizeof key);
    /* Before the signature leaves: what was signed is never forgotten. */
    return status == CJ_OK ? cji_audit_put(ctx, w->state, w->aside, note, 0600, error) : status;
}

static cji_str without_newline(const char *text)
{
    cji_str out = cji_str_of(text);
    if (out.n > 0 && out.p[out.n - 1] == '\n')
        out.n--;
    return out;
}

cj_status cj_witness_answer(cj_context *context, const char *dir, const char *vkey,
                            const char *request, size_t length, cj_write_fn write, void *user,
                            cj_error **error)
{
    cji_audit_vkey log;
    cji_buf line;
    witness w;
    cj_status status;
    if (context == NULL)
        return CJ_E_MISUSE;
    if (dir == NULL || vkey == NULL || request == NULL || write == NULL)
        return cji_fail(context, error, CJ_E_MISUSE, NULL, "an argument is NULL");
    status = cji_audit_vkey_parse(context, without_newline(vkey), &log);
    if (status != CJ_OK)
        return cji_fail(context, error, status, NULL, "not the public key of a log");
    length = length == CJ_ZT ? strlen(request) : length;
    cji_buf_init(&line, context, 4096);
    status = enter(&w, context, dir, error);
    if (status == CJ_OK)
        status = answer(&w, dir, &log, (cji_str){request, length}, &line, error);
    if (status == CJ_OK && write(line.p, line.n, user) != 0)
        status = cji_fail(context, error, CJ_E_STOPPED, NULL, "the callback stopped");
    leave(&w);
    cji_buf_fini(&line);
    return status;
}

cj_status cj_witness_check(cj_context *context, const char *checkpoint, const char *vkey,
                           cj_time *when, cj_error **error)
{
    cji_audit_vkey who;
    const char *text = NULL, *why = "not the public key of a witness";
    uint64_t seconds = 0;
    cji_buf space;
    cj_status status;
    if (context == NULL)
        return CJ_E_MISUSE;
    if (checkpoint == NULL || vkey == NULL)
        return cji_fail(context, error, CJ_E_MISUSE, NULL, "checkpoint or vkey is NULL");
    cji_buf_init(&space, context, CJI_AUDIT_NOTE_MAX);
    status = cji_audit_trusted(context, checkpoint, &space, &text, error);
    if (status == CJ_OK) {
        status = cji_audit_witness_parse(context, without_newline(vkey), &who);
        if (status == CJ_OK)
            status = cji_audit_cosigned(context, cji_str_of(text), &who, &seconds, &why);
        if (status != CJ_OK)
            status = cji_fail(context, error, status, NULL, "%s", why);
    }
    if (status == CJ_OK && when != NULL)
        *when =
            (cj_time){(int64_t)(seconds % ((uint64_t)1 << 43)) * 1000000, 0, CJ_PRECISION_SECOND};
    cji_buf_fini(&space);
    return status;
}
