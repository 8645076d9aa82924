/* SPDX-License-Identifier: MIT */
/*
 * Proofs that others have made to be accepted or refused. CJ_MERKLE_VECTORS names a file of lines,
 * which tests/interop/vectors.py makes of the public JSON; without it nothing is tried, and that is
 * said. Fields are separated by spaces, hashes are base64, "-" is an empty one:
 *
 *   inclusion   WANT INDEX SIZE LEAF ROOT [HASH...]
 *   consistency WANT SIZE1 SIZE2 ROOT1 ROOT2 [HASH...]
 */
#include "audit/audit_support.h"

/* Exactly one hash: the first of the two rules beyond the RFC's text. */
static bool hash_of(const char *text, uint8_t out[CJI_HASH])
{
    size_t n = 0;
    return cji_base64_parse(cji_str_of(text), out, CJI_HASH, &n) && n == CJI_HASH;
}

typedef struct vector {
    uint64_t a, b;
    uint8_t first[CJI_HASH], second[CJI_HASH];
    cji_audit_proof proof;
    bool want, form; /* it is in the form that a proof has */
} vector;

static void read_vector(char *rest, vector *v)
{
    char *word = strtok(rest, " \n");
    memset(v, 0, sizeof *v);
    assert_non_null(word);
    v->want = strcmp(word, "good") == 0;
    v->form = cji_audit_parse_u64(cji_str_of(strtok(NULL, " \n")), &v->a) &&
              cji_audit_parse_u64(cji_str_of(strtok(NULL, " \n")), &v->b);
    v->form = hash_of(strtok(NULL, " \n"), v->first) && v->form;
    v->form = hash_of(strtok(NULL, " \n"), v->second) && v->form;
    while ((word = strtok(NULL, " \n")) != NULL) {
        if (v->proof.n == CJI_AUDIT_PROOF_MAX)
            v->form = false;
        else
            v->form = hash_of(word, v->proof.hash[v->proof.n++]) && v->form;
    }
}

static void test_vectors(void **state)
{
    const char *path = getenv("CJ_MERKLE_VECTORS");
    size_t tried = 0, accepted = 0, by_rule = 0;
    cj_context *ctx = NULL;
    char line[8192];
    FILE *file;
    (void)state;
    if (path == NULL) {
        print_message("skipped: CJ_MERKLE_VECTORS is not set (tests/interop/verifiers.sh)\n");
        skip();
    }
    file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(cj_context_new(NULL, &ctx, NULL), CJ_OK);
    while (fgets(line, sizeof line, file) != NULL) {
        bool inclusion = strncmp(line, "inclusion ", 10) == 0;
        char copy[8192];
        vector v;
        cj_status status = CJ_E_VERIFY;
        strcpy(copy, line);
        read_vector(strchr(line, ' ') + 1, &v);
        /* The second rule: from a tree of no entries nothing is proven (check_consistency). */
        if (v.form && inclusion)
            status = cji_audit_check_inclusion(ctx, v.a, v.b, v.first, &v.proof, v.second);
        else if (v.form)
            status = cji_audit_check_consistency(ctx, v.a, v.b, v.first, v.second, &v.proof);
        assert_true(status == CJ_OK || status == CJ_E_VERIFY);
        if (!v.form && v.want) { /* one compares texts that are no hashes, and finds them equal */
            by_rule++;
            continue;
        }
        if ((status == CJ_OK) != v.want)
            fail_msg("%s: %s", status == CJ_OK ? "accepted" : "refused", copy);
        accepted += status == CJ_OK;
        tried++;
    }
    fclose(file);
    print_message(
        "%zu vectors agree, %zu of them accepted; %zu refused because a root is no hash\n", tried,
        accepted, by_rule);
    assert_true(tried >= 190 && accepted > 0 && accepted < tried && by_rule <= 1);
    cj_context_unref(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_vectors)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
