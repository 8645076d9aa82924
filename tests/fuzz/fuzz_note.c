/* SPDX-License-Identifier: MIT */
/*
 * Signed notes and public keys. A fuzzer cannot forge a signature, so each input is read as it is,
 * as the text of a note that the log's key did sign, and as the lines below such a text.
 */
#include "fuzz/fuzz.h"

#include "audit/audit.h"

#define NAME "example.org/t1"

static cji_audit_key key;

/* Of the seed 00 01 02 ...; the corpus holds notes that it signed. */
static void make_key(cj_context *ctx)
{
    static const uint8_t between[] = {'\n', 1};
    uint8_t hash[CJI_HASH];
    cji_piece pieces[] = {
        {NAME, sizeof NAME - 1}, {between, 2}, {key.public_.key, CJI_ED25519_KEY}};
    for (size_t i = 0; i < sizeof key.seed; i++)
        key.seed[i] = (uint8_t)i;
    memcpy(key.public_.name, NAME, sizeof NAME);
    FUZZ_CHECK(cji_ed25519_public(ctx, key.seed, key.public_.key) == CJ_OK);
    FUZZ_CHECK(cji_sha256(ctx, pieces, 3, hash) == CJ_OK);
    memcpy(key.public_.id, hash, sizeof key.public_.id);
}

/* What was accepted says the same as what it is made of. */
static cj_status open_note(cj_context *ctx, cji_str note)
{
    cji_audit_checkpoint c;
    const char *why = NULL;
    cj_status status = cji_audit_checkpoint_open(ctx, note, &key.public_, &c, &why);
    FUZZ_CHECK(status == CJ_OK || (status == CJ_E_VERIFY && why != NULL));
    if (status == CJ_OK) {
        char head[300], root[CJI_BASE64_SIZE(CJI_HASH) + 1];
        cji_base64(c.root, CJI_HASH, root);
        snprintf(head, sizeof head, "%s\n%llu\n%s\n", NAME, (unsigned long long)c.size, root);
        FUZZ_CHECK(cji_str_is(c.origin, NAME) && c.text.p == note.p && c.text.n < note.n);
        FUZZ_CHECK(c.text.n >= strlen(head) && memcmp(c.text.p, head, strlen(head)) == 0);
        FUZZ_CHECK(c.text.p[c.text.n - 1] == '\n' && c.text.p[c.text.n] == '\n');
    }
    return status;
}

static void put_signature(cj_context *ctx, cji_buf *note, cji_str text)
{
    uint8_t blob[4 + CJI_ED25519_SIG];
    char line[CJI_BASE64_SIZE(sizeof blob) + 1];
    memcpy(blob, key.public_.id, 4);
    FUZZ_CHECK(cji_ed25519_sign(ctx, key.seed, text, blob + 4) == CJ_OK);
    cji_base64(blob, sizeof blob, line);
    cji_buf_printf(note, "\xe2\x80\x94 " NAME " %s\n", line);
}

static void read_notes(const uint8_t *data, size_t size, bool short_of_memory)
{
    static const char text[] =
        NAME "\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"; /* signed once is enough */
    cj_context *ctx = fuzz_context();
    cji_str bytes = {(const char *)data, size};
    cji_buf note;
    (void)open_note(ctx, bytes);
    if (short_of_memory || size > CJI_AUDIT_NOTE_MAX)
        return;
    cji_buf_init(&note, ctx, 2 * CJI_AUDIT_NOTE_MAX);
    cji_buf_str(&note, bytes);
    cji_buf_putc(&note, '\n');
    put_signature(ctx, &note, bytes);
    (void)open_note(ctx, cji_buf_view(&note));
    /* Signature lines of others, before ours: a note whatever they hold, if they are such lines. */
    cji_buf_clear(&note);
    cji_buf_puts(&note, text);
    cji_buf_putc(&note, '\n');
    cji_buf_str(&note, bytes);
    put_signature(ctx, &note, CJI_STR(text));
    FUZZ_CHECK(open_note(ctx, cji_buf_view(&note)) == CJ_OK || size > 0);
    cji_buf_fini(&note);
}

/* A key has one spelling. The input as a key, and as the name of a key that is else in order. */
static void read_keys(const uint8_t *data, size_t size)
{
    cj_context *ctx = fuzz_context();
    cji_str text = {(const char *)data, size};
    cji_audit_vkey vkey;
    char again[CJI_AUDIT_VKEY_TEXT];
    if (cji_audit_vkey_parse(ctx, text, &vkey) == CJ_OK) {
        cji_audit_vkey_text(&vkey, again);
        FUZZ_CHECK(cji_str_is(text, again));
    }
    if (cji_audit_name_ok(text)) {
        static const uint8_t between[] = {'\n', 1};
        cji_piece pieces[] = {{text.p, text.n}, {between, 2}, {key.public_.key, CJI_ED25519_KEY}};
        uint8_t hash[CJI_HASH];
        cji_audit_vkey made = key.public_;
        memset(made.name, 0, sizeof made.name);
        memcpy(made.name, text.p, text.n);
        FUZZ_CHECK(cji_sha256(ctx, pieces, 3, hash) == CJ_OK);
        memcpy(made.id, hash, sizeof made.id);
        cji_audit_vkey_text(&made, again);
        FUZZ_CHECK(cji_audit_vkey_parse(ctx, cji_str_of(again), &vkey) == CJ_OK);
        FUZZ_CHECK(strcmp(vkey.name, made.name) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (key.public_.name[0] == '\0')
        make_key(fuzz_context());
    fuzz_run(data, size, read_notes);
    read_keys(data, size);
    return 0;
}
