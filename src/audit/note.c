/* SPDX-License-Identifier: MIT */
/* Signed notes (c2sp.org/signed-note), the checkpoints in them, and the keys. */
#include "audit/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define ED25519 1     /* the type bytes of the note format */
#define COSIGNATURE 4 /* Ed25519 over a time and the text */
#define SIGNATURES_MAX 100
#define BLOB_MAX 8192 /* of one signature; ML-DSA-44 needs 2,432 */

static const char dash[] = "\xe2\x80\x94 "; /* EM DASH and a space */
static const char private_prefix[] = "PRIVATE+KEY+";

/* Unicode's white space beyond ASCII, as UTF-8. */
static const char *const spaces[] = {
    "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
    "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
    "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
    "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
};

static bool has(cji_str text, const char *part)
{
    size_t n = strlen(part);
    for (size_t i = 0; i + n <= text.n; i++) {
        if (memcmp(text.p + i, part, n) == 0)
            return true;
    }
    return false;
}

bool cji_audit_name_ok(cji_str name)
{
    if (name.n == 0 || name.n > CJI_AUDIT_NAME_MAX || !cji_utf8_ok(name.p, name.n))
        return false;
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        if (c <= ' ' || c == '+' || c == 0x7f)
            return false;
    }
    for (size_t i = 0; i < CJI_COUNT(spaces); i++) {
        if (has(name, spaces[i]))
            return false;
    }
    return true;
}

/* ---- keys ------------------------------------------------------------------------------------ */

static cj_status vkey_make(cj_context *ctx, cji_str name, const uint8_t key[CJI_ED25519_KEY],
                           uint8_t type, cji_audit_vkey *out)
{
    const uint8_t between[] = {'\n', type};
    const cji_piece pieces[] = {{name.p, name.n}, {between, 2}, {key, CJI_ED25519_KEY}};
    uint8_t hash[CJI_HASH];
    cj_status status = cji_sha256(ctx, pieces, 3, hash);
    memset(out, 0, sizeof *out);
    memcpy(out->name, name.p, name.n);
    memcpy(out->id, hash, sizeof out->id);
    memcpy(out->key, key, CJI_ED25519_KEY);
    out->witness = type == COSIGNATURE;
    return status;
}

/* name '+' hex of the id '+' base64 of the type and 32 bytes */
static void key_text(const char *name, const uint8_t id[4], const uint8_t key[CJI_ED25519_KEY],
                     uint8_t type, char *out)
{
    uint8_t typed[1 + CJI_ED25519_KEY] = {type};
    size_t n = strlen(name);
    memcpy(typed + 1, key, CJI_ED25519_KEY);
    memcpy(out, name, n);
    out[n] = '+';
    cji_hex(id, 4, out + n + 1);
    out[n + 9] = '+';
    cji_base64(typed, sizeof typed, out + n + 10);
    cji_wipe(typed, sizeof typed);
}

static bool key_parse(cji_str text, cji_str *name, uint8_t id[4], uint8_t key[CJI_ED25519_KEY],
                      uint8_t type)
{
    const char *plus = text.n > 0 ? memchr(text.p, '+', text.n) : NULL;
    uint8_t typed[1 + CJI_ED25519_KEY];
    size_t rest, n = 0;
    bool ok;
    if (plus == NULL)
        return false;
    *name = (cji_str){text.p, (size_t)(plus - text.p)};
    rest = text.n - name->n;
    ok = cji_audit_name_ok(*name) && rest == 10 + CJI_BASE64_SIZE(sizeof typed) && plus[9] == '+' &&
         cji_hex_parse((cji_str){plus + 1, 8}, id, 4) &&
         cji_base64_parse((cji_str){plus + 10, rest - 10}, typed, sizeof typed, &n) &&
         n == sizeof typed && typed[0] == type;
    if (ok)
        memcpy(key, typed + 1, CJI_ED25519_KEY);
    cji_wipe(typed, sizeof typed);
    return ok;
}

void cji_audit_vkey_text(const cji_audit_vkey *vkey, char out[CJI_AUDIT_VKEY_TEXT])
{
    key_text(vkey->name, vkey->id, vkey->key, vkey->witness ? COSIGNATURE : ED25519, out);
}

static cj_status vkey_parse(cj_context *ctx, cji_str text, uint8_t type, cji_audit_vkey *out)
{
    uint8_t id[4], key[CJI_ED25519_KEY];
    cji_str name;
    cj_status status;
    if (!key_parse(text, &name, id, key, type))
        return CJ_E_VERIFY;
    status = vkey_make(ctx, name, key, type, out);
    if (status == CJ_OK && memcmp(id, out->id, sizeof id) != 0)
        status = CJ_E_VERIFY;
    return status;
}

cj_status cji_audit_vkey_parse(cj_context *ctx, cji_str text, cji_audit_vkey *out)
{
    return vkey_parse(ctx, text, ED25519, out);
}

cj_status cji_audit_witness_parse(cj_context *ctx, cji_str text, cji_audit_vkey *out)
{
    return vkey_parse(ctx, text, COSIGNATURE, out);
}

cj_status cji_audit_witness_vkey(cj_context *ctx, const cji_audit_vkey *key, cji_audit_vkey *out)
{
    return vkey_make(ctx, cji_str_of(key->name), key->key, COSIGNATURE, out);
}

static cj_status key_make(cj_context *ctx, cji_str name, cji_audit_key *key)
{
    uint8_t public_[CJI_ED25519_KEY];
    cj_status status = cji_ed25519_public(ctx, key->seed, public_);
    return status == CJ_OK ? vkey_make(ctx, name, public_, ED25519, &key->public_) : status;
}

/* The host makes the key and keeps it. */
static cj_status signer_key(cj_context *ctx, cji_str name, cji_audit_key *out, cj_error **error)
{
    char text[CJI_AUDIT_NAME_MAX + 1] = "";
    uint8_t key[CJI_ED25519_KEY];
    memcpy(text, name.p, name.n);
    if (ctx->signer.make(text, key, ctx->signer.user) != 0)
        return cji_fail(ctx, error, CJ_E_LOG_KEY, NULL, "the signer has no key for %s", text);
    return vkey_make(ctx, name, key, ED25519, &out->public_);
}

/* What a signer of the host gives is believed only when the public key bears it out. */
static cj_status sign(cj_context *ctx, const cji_audit_key *key, cji_str text,
                      uint8_t out[CJI_ED25519_SIG])
{
    if (ctx->signer.sign == NULL)
        return cji_ed25519_sign(ctx, key->seed, text, out);
    if (ctx->signer.sign(key->public_.key, text.p, text.n, out, ctx->signer.user) != 0)
        return CJ_E_LOG_KEY;
    return cji_ed25519_verify(ctx, key->public_.key, text, out) == CJ_OK ? CJ_OK : CJ_E_LOG_KEY;
}

cj_status cji_audit_key_create(cj_context *ctx, const char *path, cji_str name, cji_audit_key *out,
                               cj_error **error)
{
    char text[sizeof private_prefix + CJI_AUDIT_VKEY_TEXT];
    char *aside;
    cji_place place = {.file = path};
    cj_status status;
    size_t n;
    int fd;
    if (ctx->signer.sign != NULL)
        return signer_key(ctx, name, out, error);
    aside = cji_audit_join(ctx, path, ".tmp");
    fd = ctx->io.open(ctx->io.user, path, O_RDONLY | O_NOFOLLOW, 0);
    if (fd >= 0 || errno != ENOENT) {
        if (fd >= 0)
            ctx->io.close(ctx->io.user, fd);
        cji_free(ctx, aside);
        return cji_fail(ctx, error, CJ_E_STORE_EXISTS, &place, "a key is there already");
    }
    if (aside == NULL)
        return cji_no_memory(ctx, error);
    status = cji_random(ctx, out->seed, sizeof out->seed);
    if (status == CJ_OK)
        status = key_make(ctx, name, out);
    if (status != CJ_OK) {
        status = cji_fail(ctx, error, status, &place, "cannot make a signing key");
        goto done;
    }
    memcpy(text, private_prefix, sizeof private_prefix);
    key_text(out->public_.name, out->public_.id, out->seed, ED25519,
             text + sizeof private_prefix - 1);
    n = strlen(text);
    text[n++] = '\n';
    status = cji_audit_put(ctx, path, aside, (cji_str){text, n}, 0600, error);
    if (status != CJ_OK) /* it may be in place, and not durable */
        ctx->io.unlink(ctx->io.user, path);
    cji_wipe(text, sizeof text);
done:
    cji_free(ctx, aside);
    return status;
}

/* The bytes of a small secret file, read into memory that the caller wipes. */
static cj_status read_secret(cj_context *ctx, const char *path, char *out, size_t size, size_t *n,
                             cj_error **error)
{
    const cji_io *io = &ctx->io;
    cji_place place = {.file = path};
    struct stat st;
    cj_status status = CJ_OK;
    long got = 1;
    int fd = io->open(io->user, path, O_RDONLY, 0);
    *n = 0;
    if (fd < 0) {
        cji_io_fail(ctx, error, "open the signing key", path);
        return CJ_E_LOG_KEY;
    }
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || (st.st_mode & 077) != 0)
        status = cji_fail(ctx, error, CJ_E_LOG_KEY, &place,
                          "the signing key must be a file that only its owner can read");
    while (status == CJ_OK && got != 0 && *n < size) {
        got = io->read(io->user, fd, out + *n, size - *n);
        if (got < 0 && errno != EINTR)
            status = cji_io_fail(ctx, error, "read the signing key", path);
        *n += got > 0 ? (size_t)got : 0;
    }
    io->close(io->user, fd);
    return status;
}

cj_status cji_audit_key_load(cj_context *ctx, const char *path, cji_audit_key *out,
                             cj_error **error)
{
    const size_t prefix = sizeof private_prefix - 1;
    char text[sizeof private_prefix + CJI_AUDIT_VKEY_TEXT + 1];
    cji_place place = {.file = path};
    uint8_t id[4];
    cji_str name;
    size_t n;
    cj_status status = read_secret(ctx, path, text, sizeof text, &n, error);
    if (status != CJ_OK)
        goto done;
    if (n <= prefix || n == sizeof text || text[n - 1] != '\n' ||
        memcmp(text, private_prefix, prefix) != 0 ||
        !key_parse((cji_str){text + prefix, n - 1 - prefix}, &name, id, out->seed, ED25519))
        status = CJ_E_LOG_KEY;
    else
        status = key_make(ctx, name, out);
    if (status == CJ_OK && memcmp(id, out->public_.id, sizeof id) != 0)
        status = CJ_E_LOG_KEY;
    if (status != CJ_OK)
        status = cji_fail(ctx, error, status, &place, "not a signing key of this library");
done:
    cji_wipe(text, sizeof text);
    return status;
}

/* ---- notes ----------------------------------------------------------------------------------- */

static bool note_text_ok(cji_str note)
{
    if (note.n == 0 || note.n > CJI_AUDIT_NOTE_MAX || !cji_utf8_ok(note.p, note.n))
        return false;
    for (size_t i = 0; i < note.n; i++) {
        unsigned char c = (unsigned char)note.p[i];
        if ((c < ' ' && c != '\n') || c == 0x7f)
            return false;
    }
    return true;
}

/* The text up to its last blank line, newline included; the signature lines behind it. */
static bool note_split(cji_str note, cji_str *text, cji_str *lines)
{
    for (size_t i = note.n; i-- > 1;) {
        if (note.p[i] == '\n' && note.p[i - 1] == '\n') {
            *text = (cji_str){note.p, i};
            *lines = (cji_str){note.p + i + 1, note.n - i - 1};
            return text->n > 1;
        }
    }
    return false;
}

/* "— name base64": the name, and what the base64 holds. */
static bool signature_line(cji_str line, cji_str *name, uint8_t blob[BLOB_MAX], size_t *n)
{
    const size_t skip = sizeof dash - 1;
    const char *space;
    if (line.n <= skip || memcmp(line.p, dash, skip) != 0)
        return false;
    space = memchr(line.p + skip, ' ', line.n - skip);
    if (space == NULL)
        return false;
    *name = (cji_str){line.p + skip, (size_t)(space - line.p) - skip};
    return cji_audit_name_ok(*name) &&
           cji_base64_parse((cji_str){space + 1, line.n - skip - name->n - 1}, blob, BLOB_MAX, n) &&
           *n > 4;
}

/* Counts the signatures of other keys; each of ours must be good, and there must be one. */
static cj_status signatures(cj_context *ctx, cji_str text, cji_str lines,
                            const cji_audit_vkey *vkey, uint32_t *unknown, const char **why)
{
    uint8_t blob[BLOB_MAX];
    uint32_t all = 0, ours = 0;
    *unknown = 0;
    while (lines.n > 0) {
        cji_str line, name;
        size_t n;
        cj_status status;
        if (!cji_str_line(&lines, &line) || !signature_line(line, &name, blob, &n) ||
            ++all > SIGNATURES_MAX) {
            *why = "a signature line of the note is malformed";
            return CJ_E_VERIFY;
        }
        if (!cji_str_is(name, vkey->name) || memcmp(blob, vkey->id, 4) != 0) {
            ++*unknown;
            continue;
        }
        status = n == 4 + CJI_ED25519_SIG ? cji_ed25519_verify(ctx, vkey->key, text, blob + 4)
                                          : CJ_E_VERIFY;
        if (status != CJ_OK) {
            *why = "the signature of the log's key is wrong";
            return status;
        }
        ours++;
    }
    *why = "the note is not signed by the log's key";
    return ours == 1 ? CJ_OK : CJ_E_VERIFY; /* twice is a second spelling of the same note */
}

/* Lines behind the root are extensions: signed, and for others to read; none may be empty. */
static bool checkpoint_lines(cji_str text, cji_audit_checkpoint *out)
{
    cji_str line, rest = text;
    size_t n = 0;
    if (!cji_str_line(&rest, &out->origin) || out->origin.n == 0 || !cji_str_line(&rest, &line) ||
        !cji_audit_parse_u64(line, &out->size) || !cji_str_line(&rest, &line) ||
        !cji_base64_parse(line, out->root, sizeof out->root, &n) || n != CJI_HASH)
        return false;
    while (rest.n > 0) {
        if (!cji_str_line(&rest, &line) || line.n == 0)
            return false;
    }
    return true;
}

cj_status cji_audit_checkpoint_open(cj_context *ctx, cji_str note, const cji_audit_vkey *vkey,
                                    cji_audit_checkpoint *out, const char **why)
{
    cji_str text, lines;
    cj_status status;
    *why = "not a signed note";
    if (!note_text_ok(note) || !note_split(note, &text, &lines))
        return CJ_E_VERIFY;
    status = signatures(ctx, text, lines, vkey, &out->unknown, why);
    if (status != CJ_OK)
        return status;
    out->text = text;
    *why = "the note is not a checkpoint";
    if (!checkpoint_lines(text, out))
        return CJ_E_VERIFY;
    *why = "the checkpoint is of another log";
    return cji_str_is(out->origin, vkey->name) ? CJ_OK : CJ_E_VERIFY;
}

cj_status cji_audit_checkpoint_sign(cj_context *ctx, const cji_audit_key *key, uint64_t size,
                                    const uint8_t root[CJI_HASH], cji_buf *out)
{
    uint8_t blob[4 + CJI_ED25519_SIG];
    char text[CJI_BASE64_SIZE(sizeof blob) + 1];
    cj_status status;
    cji_buf_clear(out);
    cji_base64(root, CJI_HASH, text);
    cji_buf_printf(out, "%s\n%llu\n%s\n", key->public_.name, (unsigned long long)size, text);
    if (out->status != CJ_OK)
        return out->status;
    memcpy(blob, key->public_.id, 4);
    status = sign(ctx, key, cji_buf_view(out), blob + 4);
    if (status != CJ_OK)
        return status;
    cji_base64(blob, sizeof blob, text);
    cji_buf_printf(out, "\n%s%s %s\n", dash, key->public_.name, text);
    return out->status;
}

/* ---- cosignatures (c2sp.org/tlog-cosignature) ------------------------------------------------ */

/* What a witness signs: that it saw the text then. */
static void cosigned_text(cji_buf *out, uint64_t seconds, cji_str text)
{
    cji_buf_printf(out, "cosignature/v1\ntime %llu\n", (unsigned long long)seconds);
    cji_buf_str(out, text);
}

cj_status cji_audit_cosign(cj_context *ctx, const cji_audit_key *key, uint64_t seconds,
                           cji_str text, cji_buf *out)
{
    uint8_t blob[4 + 8 + CJI_ED25519_SIG];
    char line[CJI_BASE64_SIZE(sizeof blob) + 1];
    cji_audit_vkey vkey;
    cji_buf signed_;
    cj_status status = cji_audit_witness_vkey(ctx, &key->public_, &vkey);
    cji_buf_init(&signed_, ctx, CJI_AUDIT_NOTE_MAX + 64);
    cosigned_text(&signed_, seconds, text);
    if (status == CJ_OK)
        status = signed_.status;
    if (status == CJ_OK)
        status = cji_ed25519_sign(ctx, key->seed, cji_buf_view(&signed_), blob + 12);
    cji_buf_fini(&signed_);
    memcpy(blob, vkey.id, 4);
    for (int i = 0; i < 8; i++)
        blob[4 + i] = (uint8_t)(seconds >> (56 - 8 * i));
    if (status != CJ_OK)
        return status;
    cji_base64(blob, sizeof blob, line);
    cji_buf_printf(out, "%s%s %s\n", dash, vkey.name, line);
    return out->status;
}

static cj_status check_cosignature(cj_context *ctx, const cji_audit_vkey *witness, cji_str text,
                                   const uint8_t *blob, uint64_t *seconds)
{
    cji_buf signed_;
    cj_status status;
    *seconds = 0;
    for (int i = 0; i < 8; i++)
        *seconds = *seconds << 8 | blob[4 + i];
    cji_buf_init(&signed_, ctx, CJI_AUDIT_NOTE_MAX + 64);
    cosigned_text(&signed_, *seconds, text);
    status = signed_.status != CJ_OK
                 ? signed_.status
                 : cji_ed25519_verify(ctx, witness->key, cji_buf_view(&signed_), blob + 12);
    cji_buf_fini(&signed_);
    return status;
}

cj_status cji_audit_cosigned(cj_context *ctx, cji_str note, const cji_audit_vkey *witness,
                             uint64_t *seconds, const char **why)
{
    uint8_t blob[BLOB_MAX];
    cji_str text, lines;
    *why = "not a signed note";
    if (!note_text_ok(note) || !note_split(note, &text, &lines))
        return CJ_E_VERIFY;
    while (lines.n > 0) {
        cji_str line, name;
        size_t n;
        *why = "a signature line of the note is malformed";
        if (!cji_str_line(&lines, &line) || !signature_line(line, &name, blob, &n))
            return CJ_E_VERIFY;
        if (!cji_str_is(name, witness->name) || memcmp(blob, witness->id, 4) != 0)
            continue;
        *why = "the cosignature of the witness is wrong";
        return n == 12 + CJI_ED25519_SIG ? check_cosignature(ctx, witness, text, blob, seconds)
                                         : CJ_E_VERIFY;
    }
    *why = "the witness has not cosigned it";
    return CJ_E_VERIFY;
}
