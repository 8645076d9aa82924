/* SPDX-License-Identifier: MIT */
/* Logs that go on in shards: rotation, other handles, what verification says, what is refused. */
#include "audit/audit_support.h"

static cj_context *ctx;
static place here;

static int setup(void **state)
{
    (void)state;
    place_make(&here);
    return cj_context_new(NULL, &ctx, NULL) == CJ_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    cj_context_unref(ctx);
    place_drop(&here);
    return 0;
}

static cji_audit *open_here(uint64_t keep)
{
    cji_audit *log = NULL;
    cj_error *error = NULL;
    assert_ok(cji_audit_open(ctx, here.dir, here.key, keep, &log, &error), error);
    return log;
}

static void fill_to(cji_audit *log, uint64_t size)
{
    fill(log, size, 100);
}

/* Three shards: of 258, 255 and a few entries. */
static cji_audit *three(uint8_t roots[2][CJI_HASH], cji_buf notes[2])
{
    cj_error *error = NULL;
    cji_audit *log;
    place_clear(&here);
    assert_ok(cji_audit_create(ctx, here.dir, here.key, "example.org/s", &error), error);
    log = open_here(1);
    for (size_t i = 0; i < 2; i++) {
        uint64_t size = i == 0 ? 257 : 512;
        fill_to(log, size);
        assert_ok(cji_audit_root(log, size, roots[i], &error), error);
        cji_buf_init(&notes[i], ctx, 10000);
        assert_ok(cji_audit_publish(log, &notes[i], &error), error);
        assert_ok(cji_audit_rotate(log, NULL, &error), error);
        assert_int_equal(cji_audit_size(log), size + 2); /* log.close, log.open */
    }
    fill_to(log, 520);
    return log;
}

static void drop(cji_buf notes[2])
{
    cji_buf_fini(&notes[0]);
    cji_buf_fini(&notes[1]);
}

static int32_t collect(const void *bytes, size_t size, void *user)
{
    cji_buf_put(user, bytes, size);
    return 0;
}

/* Proven with the key of the shard that has it. */
static void prove(uint64_t index, const char *vkey_of, cji_audit *log)
{
    unsigned char vkey[300];
    char path[160];
    cj_error *error = NULL;
    cji_buf entry, proof;
    snprintf(path, sizeof path, "%s%s/vkey", here.dir, vkey_of);
    vkey[slurp(path, vkey, sizeof vkey)] = '\0';
    cji_buf_init(&entry, ctx, 5000);
    cji_buf_init(&proof, ctx, 20000);
    assert_ok(cji_audit_read(log, index, &entry, &error), error);
    assert_ok(cj_audit_prove(ctx, here.dir, index, collect, &proof, &error), error);
    assert_ok(cj_audit_check_proof(ctx, proof.p, proof.n, (char *)vkey, entry.p, entry.n, &error),
              error);
    cji_buf_fini(&entry);
    cji_buf_fini(&proof);
}

static void test_three_shards(void **state)
{
    uint8_t roots[2][CJI_HASH], again[CJI_HASH];
    cji_audit_vkey keys[3];
    cji_buf notes[2], text;
    cj_error *error = NULL;
    cji_audit *log = three(roots, notes);
    uint64_t size = 0;
    char why[300];
    (void)state;
    assert_ok(cji_audit_publish(log, NULL, &error), error);
    for (int i = 0; i < 3; i++) {
        char *dir = cji_audit_shard_dir(ctx, here.dir, (unsigned)i + 1);
        assert_ok(cji_audit_read_vkey(ctx, dir, &keys[i], &error), error);
        cji_free(ctx, dir);
    }
    assert_string_equal(keys[0].name, "example.org/s");
    assert_string_equal(keys[1].name, "example.org/s/2");
    assert_string_equal(keys[2].name, "example.org/s/3");
    assert_memory_not_equal(keys[0].key, keys[1].key, CJI_ED25519_KEY);
    for (size_t i = 0; i < 2; i++) {
        assert_ok(cji_audit_root(log, i == 0 ? 257 : 512, again, &error), error);
        assert_memory_equal(again, roots[i], CJI_HASH);
        assert_int_equal(verdict(ctx, here.dir, cji_buf_text(&notes[i]), &size, why),
                         CJ_AUDIT_ANCHORED);
        assert_int_equal(size, 520);
    }
    prove(0, "", log);
    prove(257, "", log);
    prove(258, ".2", log);
    prove(512, ".2", log);
    prove(513, ".3", log);
    prove(519, ".3", log);
    cji_buf_init(&text, ctx, 5000);
    for (uint64_t i = 0; i < 520; i++) {
        cji_audit_entry e;
        const char *reason = "";
        assert_ok(cji_audit_read(log, 519 - i, &text, &error), error);
        assert_int_equal(cji_audit_entry_read(cji_buf_view(&text), NULL, &e, &reason), CJ_OK);
    }
    assert_int_equal(cji_audit_read(log, 520, &text, NULL), CJ_E_NOT_FOUND);
    cji_buf_fini(&text);
    cji_audit_close(log);
    log = open_here(520);
    assert_int_equal(cji_audit_size(log), 520);
    cji_audit_close(log);
    assert_int_equal(cji_audit_open(ctx, here.dir, here.key, 521, &log, NULL), CJ_E_LOG_DAMAGED);
    drop(notes);
}

static void test_another_handle_follows(void **state)
{
    uint8_t roots[2][CJI_HASH];
    cji_buf notes[2];
    cj_error *error = NULL;
    cji_audit *one = three(roots, notes), *two = open_here(0);
    (void)state;
    assert_ok(cji_audit_rotate(one, "example.org/other", &error), error);
    assert_ok(cji_audit_rotate(one, NULL, &error), error);
    fill_to(one, 530);
    assert_ok(cji_audit_publish(two, NULL, &error), error); /* from two shards before */
    fill_to(two, 540);
    assert_ok(cji_audit_publish(one, NULL, &error), error);
    fill_to(one, 900); /* over a finalisation */
    assert_ok(cji_audit_root(two, 900, roots[0], &error), error);
    fill_to(two, 910);
    assert_int_equal(cji_audit_rotate(two, "has space", NULL), CJ_E_MISUSE);
    assert_int_equal(cji_audit_rotate(two, "example.org/other/5", NULL), CJ_E_MISUSE); /* its own */
    assert_string_equal(two->key.public_.name, "example.org/other/5");
    cji_audit_close(one);
    cji_audit_close(two);
    assert_consistent(ctx, here.dir);
    drop(notes);
}

static void expect(const char *what, int32_t want)
{
    char why[300];
    int32_t got = verdict(ctx, here.dir, NULL, NULL, why);
    if (got != want)
        fail_msg("%s: %s", what, why);
    if (want == CJ_AUDIT_FAILED)
        print_message("%s: %s\n", what, why);
}

static void attack(const char *what, const char *commands)
{
    shell("rm -rf %s/kept && mkdir %s/kept && cp -r %s* %s/kept", here.root, here.root, here.dir,
          here.root);
    shell("cd %s && chmod -R u+w log* && { %s ; }", here.root, commands);
    expect(what, CJ_AUDIT_FAILED);
    shell("cd %s && rm -rf log* && cp -r kept/* .", here.root);
    expect(what, CJ_AUDIT_CONSISTENT);
}

static void test_attacks(void **state)
{
    uint8_t roots[2][CJI_HASH];
    cji_buf notes[2];
    cji_audit *log = three(roots, notes);
    char why[300];
    (void)state;
    cji_audit_close(log);
    attack("the newest shard deleted", "rm -rf log.3");
    attack("a shard in the middle deleted", "mv log.3 log.2.away && rm -rf log.2 && mv log.2.away "
                                            "log.2");
    attack("two shards swapped", "mv log.2 x && mv log.3 log.2 && mv x log.3");
    attack("a shard duplicated", "cp -r log.3 log.4");
    attack("the key of a shard swapped", "cp log.2/vkey log.3/vkey");
    attack("a checkpoint of another shard", "cp log.2/checkpoint log.3/checkpoint");
    attack("the end of a closed shard cut", "rm -rf log.2/tile/entries/000.p/255");
    attack("one bit of an old shard", "printf 'X' | dd of=log/tile/entries/000 bs=1 seek=5000 "
                                      "conv=notrunc 2>/dev/null");
    /* Another log in the place of the newest shard: made with a key of its own. */
    shell("cd %s && mkdir other && mv log.3 other", here.root);
    {
        char dir[128], key[128];
        cj_error *error = NULL;
        snprintf(dir, sizeof dir, "%s/log.3", here.root);
        snprintf(key, sizeof key, "%s/key3", here.root);
        assert_ok(cji_audit_create(ctx, dir, key, "example.org/s/3", &error), error);
    }
    expect("a forged shard", CJ_AUDIT_FAILED);
    shell("cd %s && rm -rf log.3 && mv other/log.3 . && mv log away", here.root);
    /* The second shard alone says that something is before it. */
    shell("cd %s && mv log.2 log && mv log.3 log.2", here.root);
    {
        cj_audit_result *result = NULL;
        cj_error *error = NULL;
        assert_ok(cj_audit_verify(ctx, here.dir, NULL, &result, &error), error);
        assert_int_equal(cj_audit_result_verdict(result), CJ_AUDIT_CONSISTENT);
        assert_int_equal(cj_audit_result_before(result), 258);
        assert_int_equal(cj_audit_result_size(result), 520);
        cj_audit_result_unref(result);
    }
    assert_int_equal(verdict(ctx, here.dir, cji_buf_text(&notes[0]), NULL, why), CJ_AUDIT_FAILED);
    assert_int_equal(verdict(ctx, here.dir, cji_buf_text(&notes[1]), NULL, why), CJ_AUDIT_ANCHORED);
    drop(notes);
}

/* The shard was closed, and the writer killed before the next one was there; or before its key was
 * in its place. */
static void test_killed_between(void **state)
{
    cj_error *error = NULL;
    cji_audit *log;
    (void)state;
    place_clear(&here);
    assert_ok(cji_audit_create(ctx, here.dir, here.key, NULL, &error), error);
    log = open_here(1);
    fill_to(log, 10);
    shell("cp %s %s/old-key", here.key, here.root);
    assert_ok(cji_audit_rotate(log, NULL, &error), error);
    fill_to(log, 13);
    cji_audit_close(log);
    shell("cd %s && mv key key.next && mv old-key key", here.root);
    log = open_here(13);
    cji_audit_close(log);
    shell("test ! -e %s.next", here.key);
    shell("rm -rf %s.2", here.dir);
    assert_int_equal(cji_audit_open(ctx, here.dir, here.key, 0, &log, NULL), CJ_E_LOG_KEY);
    expect("a shard that is gone", CJ_AUDIT_FAILED);
    shell("mv %s %s.next", here.key, here.key);
    assert_int_equal(cji_audit_create(ctx, here.dir, here.key, NULL, NULL), CJ_E_STORE_EXISTS);
}

/* ---- a signer of the host ---------------------------------------------------------------------
 */

typedef struct vault {
    cj_context *own;
    uint8_t seeds[4][CJI_ED25519_KEY], keys[4][CJI_ED25519_KEY];
    size_t n, signed_;
    bool refuses, lies;
} vault;

static int32_t vault_make(const char *origin, unsigned char key[32], void *user)
{
    vault *v = user;
    assert_non_null(strstr(origin, "example.org/v"));
    memset(v->seeds[v->n], (int)(7 + v->n), CJI_ED25519_KEY);
    assert_int_equal(cji_ed25519_public(v->own, v->seeds[v->n], v->keys[v->n]), CJ_OK);
    memcpy(key, v->keys[v->n++], CJI_ED25519_KEY);
    return v->refuses;
}

static int32_t vault_sign(const unsigned char key[32], const void *text, size_t length,
                          unsigned char signature[64], void *user)
{
    vault *v = user;
    v->signed_++;
    for (size_t i = 0; !v->refuses && i < v->n; i++) {
        if (memcmp(v->keys[i], key, CJI_ED25519_KEY) == 0) {
            assert_int_equal(cji_ed25519_sign(v->own, v->seeds[i],
                                              (cji_str){(const char *)text, length}, signature),
                             CJ_OK);
            signature[5] ^= v->lies;
            return 0;
        }
    }
    return 1;
}

static void test_signer(void **state)
{
    vault v = {.own = ctx};
    cj_signer signer = {sizeof signer, &v, vault_make, vault_sign};
    cj_context *other = NULL;
    cj_error *error = NULL;
    cji_audit *log = NULL;
    (void)state;
    place_clear(&here);
    assert_int_equal(cj_context_new(NULL, &other, NULL), CJ_OK);
    assert_int_equal(cj_context_set_signer(other, NULL), CJ_E_MISUSE);
    assert_int_equal(cj_context_set_signer(other, &signer), CJ_OK);
    v.refuses = true;
    assert_int_equal(cji_audit_create(other, here.dir, NULL, "example.org/v", NULL), CJ_E_LOG_KEY);
    v.refuses = false;
    v.n = 0;
    assert_ok(cji_audit_create(other, here.dir, NULL, "example.org/v", &error), error);
    assert_ok(cji_audit_open(other, here.dir, NULL, 1, &log, &error), error);
    fill_to(log, 20);
    assert_ok(cji_audit_rotate(log, NULL, &error), error);
    fill_to(log, 30);
    v.lies = true;
    assert_int_equal(cji_audit_publish(log, NULL, NULL), CJ_E_LOG_KEY);
    v.lies = false;
    assert_ok(cji_audit_publish(log, NULL, &error), error);
    cji_audit_close(log);
    assert_int_equal(v.n, 2);
    assert_true(v.signed_ >= 4);
    shell("test ! -e %s", here.key);
    assert_consistent(ctx, here.dir);
    cj_context_unref(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_shards), cmocka_unit_test(test_another_handle_follows),
        cmocka_unit_test(test_attacks),      cmocka_unit_test(test_killed_between),
        cmocka_unit_test(test_signer),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
