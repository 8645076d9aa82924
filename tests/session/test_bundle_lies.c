/* SPDX-License-Identifier: MIT */
/* What verification of an evidence bundle refuses: every bit, every cut, and every lie that
 * somebody could tell who holds the key of the log, each with its reason. */
#include "support/forge.h"
#include "support/support.h"

#include <stdlib.h>

#include <cjustice/bundle.h>

typedef struct verdict {
    int32_t verdict;
    uint64_t index, size;
    char why[256];
} verdict;

static verdict verdict_of(cj_context *ctx, const void *bytes, size_t size, const char *key,
                          const char *trusted)
{
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    verdict v = {0};
    assert_ok(cj_bundle_verify(ctx, bytes, size, key, trusted, &result, &error), error);
    v.verdict = cj_audit_result_verdict(result);
    v.index = cj_audit_result_failed_index(result);
    v.size = cj_audit_result_size(result);
    if (cj_audit_result_why(result) != NULL)
        snprintf(v.why, sizeof v.why, "%s", cj_audit_result_why(result));
    assert_true((v.verdict == CJ_AUDIT_FAILED) == (v.why[0] != '\0'));
    cj_audit_result_unref(result);
    assert_null(error);
    return v;
}

static cji_buf make(cj_context *ctx, const forge *f)
{
    cji_buf out;
    cji_buf_init(&out, ctx, 1 << 20);
    assert_true(forge_bundle(ctx, f, &out));
    return out;
}

static void the_honest_one_holds(void **state)
{
    const char *path = getenv("CJ_TEST_BUNDLE"); /* to keep it */
    cji_buf bundle = make(*state, &honest);
    verdict v = verdict_of(*state, bundle.p, bundle.n, NULL, NULL);
    FILE *file = path != NULL ? fopen(path, "wb") : NULL;
    if (file != NULL) {
        fwrite(bundle.p, 1, bundle.n, file);
        fclose(file);
    }
    assert_string_equal(v.why, "");
    assert_int_equal(v.verdict, CJ_AUDIT_CONSISTENT);
    assert_int_equal(v.index, CJ_AUDIT_NO_INDEX);
    assert_int_equal(v.size, FORGE_MAKING + 1);
    cji_buf_fini(&bundle);
}

/* ---- bits and cuts --------------------------------------------------------------------------- */

static void every_bit_counts(void **state)
{
    cji_buf bundle = make(*state, &honest);
    for (size_t bit = 0; bit < 8 * bundle.n; bit++) {
        bundle.p[bit / 8] ^= (char)(1 << bit % 8);
        if (verdict_of(*state, bundle.p, bundle.n, NULL, NULL).verdict != CJ_AUDIT_FAILED)
            fail_msg("bit %zu of byte %zu is not seen", bit % 8, bit / 8);
        bundle.p[bit / 8] ^= (char)(1 << bit % 8);
    }
    print_message("%zu bits\n", 8 * bundle.n);
    assert_int_equal(verdict_of(*state, bundle.p, bundle.n, NULL, NULL).verdict,
                     CJ_AUDIT_CONSISTENT);
    cji_buf_fini(&bundle);
}

static void every_cut_counts(void **state)
{
    cji_buf bundle = make(*state, &honest);
    for (size_t n = 0; n < bundle.n; n++) {
        char *exact = malloc(n + 1); /* so that a sanitizer sees a byte too many */
        assert_non_null(exact);
        memcpy(exact, bundle.p, n);
        if (verdict_of(*state, exact, n, NULL, NULL).verdict != CJ_AUDIT_FAILED)
            fail_msg("cut at %zu is not seen", n);
        free(exact);
    }
    cji_buf_putc(&bundle, '\n');
    assert_int_equal(verdict_of(*state, bundle.p, bundle.n, NULL, NULL).verdict, CJ_AUDIT_FAILED);
    cji_buf_fini(&bundle);
}

/* ---- lies ------------------------------------------------------------------------------------ */

/* Puts `to` in the place of the first `from` behind `behind`; fails when there is none. */
static void swap(cj_context *ctx, const char *text, const char *behind, const char *from,
                 const char *to, cji_buf *out)
{
    const char *start = behind != NULL ? strstr(text, behind) : text;
    const char *at = start != NULL ? strstr(start, from) : NULL;
    if (at == NULL)
        fail_msg("no %s behind %s", from, behind != NULL ? behind : "the beginning");
    cji_buf_init(out, ctx, 1 << 20);
    cji_buf_put(out, text, (size_t)(at - text));
    cji_buf_puts(out, to);
    cji_buf_puts(out, at + strlen(from));
    assert_non_null(cji_buf_text(out));
}

#define REPORT (-1)  /* before the log commits to it */
#define MAKING (-2)  /* the entry that does */
#define WRITTEN (-3) /* the bundle as it is handed out */
#define C1 "\"item\":\"P1\""
#define ENTRIES(...)                                                                               \
    {                                                                                              \
        __VA_ARGS__, FORGE_MAKING, -1                                                              \
    }
#define TOLD ENTRIES(1, 2, 3)

static const struct {
    const char *says;
    int in; /* an entry, or one of the above */
    const char *behind, *from, *to;
    int proofs[FORGE_MAX];
    int64_t index; /* that is told; -1 none */
} lies[] = {
    /* which entry an act stands at */
    {"not of act c1, or not of its kind", REPORT, C1, "\"entry\":1", "\"entry\":2", TOLD, 2},
    {"not of act c1, or not of its kind", REPORT, C1, "contact_held", "goal_set", TOLD, 1},
    {"not of act c1, or not of its kind", REPORT, C1, "\"entry\":1", "\"entry\":8",
     ENTRIES(1, 2, 3, 8), 8},
    {"not of act c1, or not of its kind", REPORT, C1, "\"entry\":1", "\"entry\":3", TOLD, 3},
    {"not of act c1, or not of its kind", 1, NULL, "\"com\":\"" FORGE_COM "\",", "", TOLD, 1},
    {"cited, and its entry is not proved", REPORT, NULL, "none", "none", ENTRIES(2, 3), 1},
    {"cited, and its entry is not proved", REPORT, C1, "\"entry\":1", "\"entry\":9007199254740991",
     TOLD, 9007199254740991},
    {"lacks its act, its case or its entry", REPORT, C1, "\"entry\":1", "\"entry\":null", TOLD, -1},
    {"lacks its act, its case or its entry", REPORT, C1, "\"act\":\"c1\"", "\"act\":null", TOLD,
     -1},
    {"lacks its act, its case or its entry", REPORT, NULL, "\"" FORGE_CASE "\"", "null", TOLD, -1},
    {"by the log act c1 is of another case", REPORT, C1, "\"entry\":1", "\"entry\":6",
     ENTRIES(1, 2, 3, 6, 7), 6},
    {"by the log act c1 is of another case", 1, NULL, FORGE_CASE, FORGE_OTHER, TOLD, 1},
    {"by the log act c1 is of another case", 1, NULL, "\"subj\":\"" FORGE_CASE "\",", "", TOLD, 1},
    {"by the log act c1 is of another case", 1, NULL, "\"subj\":\"" FORGE_CASE "\"",
     "\"subj\":[\"" FORGE_CASE "\",\"" FORGE_OTHER "\"]", TOLD, 1},
    {"by the log act c1 is of another case", REPORT, C1, "\"strength\":\"self_report\"}",
     "\"strength\":\"self_report\",\"case\":\"" FORGE_OTHER "\"}", TOLD, 1},
    {"two acts are cited by one entry", REPORT, "\"item\":\"P2\"", "\"act\":\"c1\"",
     "\"act\":\"c9\"", TOLD, 1},
    {"two acts are cited by one entry", REPORT, C1, "2026-02-03", "2026-02-04", TOLD, 1},
    {"two acts are cited by one entry", REPORT, C1, "self_report", "independent", TOLD, 1},
    {"act c1 is cited by two entries", REPORT, "\"item\":\"P2\"", "\"act\":\"v1\"",
     "\"act\":\"c1\"", TOLD, 2},
    {"an entry is proved that the report does not cite", REPORT, NULL, "none", "none",
     ENTRIES(1, 2, 3, 6, 7), 6},
    {"an entry is proved that the report does not cite", REPORT, NULL, "none", "none",
     ENTRIES(0, 1, 2, 3), 0},
    /* whether the act was recorded */
    {"whose unit has no outcome in the bundle", REPORT, NULL, "none", "none", ENTRIES(1, 2), 1},
    {"its unit failed", 3, NULL, "\"out\":\"ok\"", "\"out\":\"fail\"", TOLD, 1},
    {"its unit failed", 3, NULL, "\"out\":\"ok\"", "\"out\":\"unknown\"", TOLD, 1},
    {"its unit failed", 3, NULL, "\"out\":\"ok\",", "", TOLD, 1},
    {"the outcome is of other entries", 3, NULL, "\"n\":2", "\"n\":1", TOLD, 3},
    {"the outcome is of other entries", 3, NULL, "\"of\":1", "\"of\":2", TOLD, 3},
    {"the outcome is of other entries", 3, NULL, "\"n\":2,\"of\":1,", "", TOLD, 3},
    {"a unit has two outcomes", 7, NULL, "\"tx\":\"u3\"", "\"tx\":\"u1\"", ENTRIES(1, 2, 3, 7), 7},
    /* the making */
    {"does not tell of the making", MAKING, NULL, "disclose", "consult", TOLD, 9},
    {"does not tell of the making", MAKING, NULL, "\"act\":\"bundle\"", "\"act\":\"check\"", TOLD,
     9},
    {"does not tell of the making", MAKING, NULL, "\"com\":\"%s\",", "", TOLD, 9},
    {"does not tell of the making", MAKING, NULL, "\"out\":\"ok\"", "\"out\":\"deny\"", TOLD, 9},
    {"does not tell of the making", MAKING, NULL, "\"out\":\"ok\",", "", TOLD, 9},
    {"does not tell of the making", REPORT, NULL, "none", "none", {1, 2, 3, -1}, 3},
    {"does not tell of the making", REPORT, NULL, "none", "none", {-1}, -1},
    {"not the one that the log commits to", MAKING, NULL, "%s", FORGE_COM, TOLD, 9},
    {"not the one that the log commits to", WRITTEN, C1, "evidenced", "no_occasion", TOLD, 9},
    {"not the one that the log commits to", WRITTEN, NULL, "\"salt\":\"5b", "\"salt\":\"6b", TOLD,
     9},
    {"the bundle has no salt", WRITTEN, NULL, "\"salt\":\"" FORGE_SALT "\"", "\"salt\":null", TOLD,
     -1},
    {"by the log the bundle is of another case", MAKING, NULL, "\"subj\":\"" FORGE_CASE "\",", "",
     TOLD, 9},
    {"by the log the bundle is of another case", MAKING, NULL, FORGE_CASE, FORGE_OTHER, TOLD, 9},
    /* the report for itself */
    {"the summary does not count evidenced", REPORT, NULL, "\"evidenced\":1", "\"evidenced\":2",
     TOLD, -1},
    {"the summary does not count criteria", REPORT, NULL, "\"criteria\":3", "\"criteria\":4", TOLD,
     -1},
    {"the summary does not count no_occasion", REPORT, NULL, "\"no_occasion\":0",
     "\"no_occasion\":null", TOLD, -1},
    {"P2 is for an assessor", REPORT, "\"item\":\"P2\"", "awaiting_judgement", "evidenced", TOLD,
     -1},
    {"lacks its item, class or verdict", REPORT, NULL, C1, "\"item\":null", TOLD, -1},
    {"lacks its item, class or verdict", REPORT, C1, "\"class\":\"R\"", "\"class\":null", TOLD, -1},
    {"lacks its item, class or verdict", REPORT, C1, "\"verdict\":\"evidenced\"",
     "\"verdict\":null", TOLD, -1},
    {"the bundle has no report", WRITTEN, NULL, "none", "none", TOLD, -2},
    /* the log */
    {"not shown to be in the log", WRITTEN, "\"entry\":2,\"content\"", "\\\"mono\\\":1",
     "\\\"mono\\\":2", TOLD, 2},
    {"not shown to be in the log", WRITTEN, "proofs", "\"entry\":2", "\"entry\":20", TOLD, 20},
    {"the proofs are not in the order of the log", REPORT, NULL, "none", "none", ENTRIES(2, 1, 3),
     1},
    {"the proofs are not in the order of the log", REPORT, NULL, "none", "none",
     ENTRIES(1, 1, 2, 3), 1},
    {"key of the entry is unknown", 1, NULL, "\"mono\":1,", "\"mono\":1,\"more\":1,", TOLD, 1},
    {"canonical form", 1, NULL, "\"mono\":1,", "\"mono\":01,", TOLD, 1},
    {"stands as the log's key is none", WRITTEN, NULL, "\"vkey\":\"" FORGE_NAME "+",
     "\"vkey\":\"" FORGE_NAME "+0", TOLD, -1},
    {"the checkpoint: ", WRITTEN, NULL, "\\n10\\n", "\\n11\\n", TOLD, -1},
    {"version that this library does not know", WRITTEN, NULL, "\"bundle_version\":1",
     "\"bundle_version\":2", TOLD, -1},
    {"version that this library does not know", WRITTEN, NULL, "\"bundle_version\":1",
     "\"bundle_version\":null", TOLD, -1},
    /* the one spelling */
    {"altered, from byte 1", WRITTEN, NULL, "{\"bundle", "{ \"bundle", TOLD, -1},
    {"altered, from byte", WRITTEN, NULL, "restated", "rest\\u0061ted", TOLD, -1},
    {"altered, from byte", WRITTEN, NULL, "\"salt\":\"5be", "\"salt\":\"5Be", TOLD, -1},
    {"altered, from byte", WRITTEN, NULL, "\"entry\":1", "\"entry\":01", TOLD, -1},
    {"altered, from byte", WRITTEN, NULL, "\"entry\":1", "\"entry\":1.0", TOLD, -1},
    {"altered, from byte", WRITTEN, NULL, "\"entry\":1", "\"entry\":-1", TOLD, -1},
    {"altered, from byte", WRITTEN, NULL, "\"finding\":null", "\"finding\":\"\"", TOLD, -1},
    {"altered, from byte", WRITTEN, NULL, ",\"left_out\":2", ",\"left_out\":null", TOLD, -1},
    {"altered, from byte", WRITTEN, NULL, "\"self_report\"", "\"hearsay\"", TOLD, -1},
    {"altered, from byte", WRITTEN, NULL, "]}\n", "]} \n", TOLD, -1},
    {"altered, from byte", WRITTEN, NULL, "]}\n", "],\"more\":1}\n", TOLD, -1},
};

static void tell(cj_context *ctx, size_t i)
{
    forge f = honest;
    cji_buf changed = {0}, bundle, written = {0};
    bool alters = strcmp(lies[i].from, "none") != 0;
    int64_t want = lies[i].index;
    verdict v;
    memcpy(f.proofs, lies[i].proofs, sizeof f.proofs);
    if (alters && lies[i].in != WRITTEN) {
        const char **text = lies[i].in == REPORT   ? &f.report
                            : lies[i].in == MAKING ? &f.making
                                                   : &f.entries[lies[i].in];
        swap(ctx, *text, lies[i].behind, lies[i].from, lies[i].to, &changed);
        *text = cji_buf_text(&changed);
    }
    bundle = make(ctx, &f);
    if (want == -2) { /* no report at all */
        want = -1;
        swap(ctx, cji_buf_text(&bundle), NULL, honest.report, "null", &written);
    } else if (alters && lies[i].in == WRITTEN) {
        swap(ctx, cji_buf_text(&bundle), lies[i].behind, lies[i].from, lies[i].to, &written);
    } else {
        cji_buf_init(&written, ctx, 1 << 20);
        cji_buf_str(&written, cji_buf_view(&bundle));
    }
    v = verdict_of(ctx, written.p, written.n, NULL, NULL);
    if (v.verdict != CJ_AUDIT_FAILED || strstr(v.why, lies[i].says) == NULL)
        fail_msg("lie %zu (%s): verdict %d: %s", i, lies[i].says, (int)v.verdict, v.why);
    if (v.index != (want < 0 ? CJ_AUDIT_NO_INDEX : (uint64_t)want))
        fail_msg("lie %zu (%s): at %llu", i, lies[i].says, (unsigned long long)v.index);
    if (changed.ctx != NULL)
        cji_buf_fini(&changed);
    cji_buf_fini(&bundle);
    cji_buf_fini(&written);
}

static void every_lie_is_told(void **state)
{
    for (size_t i = 0; i < CJI_COUNT(lies); i++)
        tell(*state, i);
}

/* An outcome says of a unit what came before it; what is entered behind it is another. */
static void an_outcome_comes_last(void **state)
{
    static const char late[] = FORGE_INTENT("contact_held", FORGE_CASE, "u1");
    static const char wide[] = FORGE_OUTCOME("ok", "9", "1", "u1");
    const int proofs[] = {2, 3, 4, FORGE_MAKING, -1};
    forge f = honest;
    cji_buf once, twice, bundle;
    verdict v;
    swap(*state, honest.report, NULL, "\"entry\":1", "\"entry\":4", &once);
    swap(*state, once.p, NULL, "\"entry\":1", "\"entry\":4", &twice);
    f.report = twice.p;
    f.entries[3] = wide;
    f.entries[4] = late;
    memcpy(f.proofs, proofs, sizeof proofs);
    bundle = make(*state, &f);
    v = verdict_of(*state, bundle.p, bundle.n, NULL, NULL);
    assert_int_equal(v.verdict, CJ_AUDIT_FAILED);
    assert_non_null(strstr(v.why, "the outcome is of other entries"));
    cji_buf_fini(&once);
    cji_buf_fini(&twice);
    cji_buf_fini(&bundle);
}

/* ---- keys and checkpoints -------------------------------------------------------------------- */

static void a_checkpoint_of_less(void **state)
{
    forge f = honest;
    cji_buf bundle;
    verdict v;
    f.lag = 1; /* signed before the entry of the making */
    bundle = make(*state, &f);
    v = verdict_of(*state, bundle.p, bundle.n, NULL, NULL);
    assert_int_equal(v.verdict, CJ_AUDIT_FAILED);
    assert_int_equal(v.index, FORGE_MAKING);
    cji_buf_fini(&bundle);
}

static void by_which_key(void **state)
{
    static const char other[] =
        "example.org/t+2f8dc58d+Adqiynnp6Kcf0FEpP8pJGBxF8L6zU0MzkWqusaYo/sYN";
    cji_buf bundle = make(*state, &honest);
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    char vkey[CJI_AUDIT_VKEY_TEXT];
    cji_audit_key key;
    verdict v;
    assert_true(forge_key(*state, &key));
    cji_audit_vkey_text(&key.public_, vkey);
    assert_int_equal(verdict_of(*state, bundle.p, bundle.n, vkey, NULL).verdict,
                     CJ_AUDIT_CONSISTENT);
    v = verdict_of(*state, bundle.p, bundle.n, other, NULL);
    assert_int_equal(v.verdict, CJ_AUDIT_FAILED);
    assert_non_null(strstr(v.why, "by another key"));
    assert_int_equal(
        cj_bundle_verify(*state, bundle.p, bundle.n, "/dev/null", NULL, &result, &error),
        CJ_E_MISUSE);
    assert_int_equal(
        cj_bundle_verify(*state, bundle.p, bundle.n, "/nowhere/at/all", NULL, &result, &error),
        CJ_E_NOT_FOUND);
    assert_int_equal(cj_bundle_verify(*state, NULL, 0, NULL, NULL, &result, &error), CJ_E_MISUSE);
    assert_int_equal(cj_bundle_verify_file(*state, "/nowhere/at/all", NULL, NULL, &result, &error),
                     CJ_E_NOT_FOUND);
    assert_null(result);
    cj_error_unref(error);
    cji_buf_fini(&bundle);
}

/* What is put between checkpoint and report, of an earlier tree of that size. */
static const char *earlier_of(cj_context *ctx, const forge *f, size_t size, bool proven,
                              cji_buf *note, cji_buf *out)
{
    forge_log log = {.ctx = ctx};
    const cji_audit_source source = {ctx, forge_hash, &log};
    cji_audit_proof proof = {.n = 0};
    char making[1024];
    while (f->entries[log.n] != NULL) {
        log.entries[log.n] = f->entries[log.n];
        log.n++;
    }
    assert_true(forge_making(f, &log, making, sizeof making));
    assert_true(forge_checkpoint(&log, size, note));
    cji_buf_init(out, ctx, 1 << 16);
    cji_buf_puts(out, ",\"earlier\":{\"checkpoint\":");
    cji_buf_json(out, cji_buf_view(note));
    cji_buf_puts(out, ",\"path\":[");
    if (proven)
        assert_ok(cji_audit_prove_consistency(&source, size, log.n, &proof, NULL), NULL);
    for (size_t i = 0; i < proof.n; i++) {
        char hex[2 * CJI_HASH + 1];
        cji_hex(proof.hash[i], CJI_HASH, hex);
        cji_buf_printf(out, "%s\"%s\"", i > 0 ? "," : "", hex);
    }
    cji_buf_puts(out, "]}");
    assert_non_null(cji_buf_text(out));
    return out->p;
}

static void what_it_goes_back_to(void **state)
{
    for (size_t size = 1; size <= FORGE_MAKING + 1; size++) {
        for (int way = 0; way < 3; way++) {
            forge f = honest, another = honest;
            cji_buf note, earlier, bundle;
            verdict v;
            another.entries[0] = another.entries[1]; /* another log under the same key */
            cji_buf_init(&note, *state, CJI_AUDIT_NOTE_MAX);
            f.earlier =
                earlier_of(*state, way == 2 ? &another : &honest, size, way != 1, &note, &earlier);
            bundle = make(*state, &f);
            v = verdict_of(*state, bundle.p, bundle.n, NULL, cji_buf_text(&note));
            if (way == 0 || (way == 1 && size == FORGE_MAKING + 1)) {
                assert_string_equal(v.why, "");
                assert_int_equal(v.verdict, CJ_AUDIT_ANCHORED);
            } else {
                assert_int_equal(v.verdict, CJ_AUDIT_FAILED);
                assert_non_null(strstr(v.why, "not shown to continue the earlier checkpoint"));
            }
            cji_buf_fini(&bundle);
            f.earlier = ""; /* and one that the bundle knows nothing of */
            bundle = make(*state, &f);
            v = verdict_of(*state, bundle.p, bundle.n, NULL, cji_buf_text(&note));
            assert_int_equal(v.verdict, way != 2 && size == FORGE_MAKING + 1 ? CJ_AUDIT_ANCHORED
                                                                             : CJ_AUDIT_FAILED);
            cji_buf_fini(&bundle);
            cji_buf_fini(&earlier);
            cji_buf_fini(&note);
        }
    }
}

static int verify(cj_context *ctx, void *user)
{
    const cji_buf *bundle = user;
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    cj_status status = cj_bundle_verify(ctx, bundle->p, bundle->n, NULL, NULL, &result, &error);
    if (status == CJ_OK && cj_audit_result_verdict(result) != CJ_AUDIT_CONSISTENT)
        fail_msg("memory that ran out: %s", cj_audit_result_why(result));
    if (status != CJ_OK && status != CJ_E_MEMORY && status != CJ_E_CRYPTO)
        fail_msg("status %d: %s", (int)status, last_problem(error));
    cj_audit_result_unref(result);
    cj_error_unref(error);
    return status == CJ_OK;
}

static void memory_runs_out(void **state)
{
    cji_buf bundle = make(*state, &honest);
    assert_true(fault_sweep(verify, &bundle) > 20);
    cji_buf_fini(&bundle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_honest_one_holds, context_make, context_drop),
        cmocka_unit_test_setup_teardown(every_bit_counts, context_make, context_drop),
        cmocka_unit_test_setup_teardown(every_cut_counts, context_make, context_drop),
        cmocka_unit_test_setup_teardown(every_lie_is_told, context_make, context_drop),
        cmocka_unit_test_setup_teardown(an_outcome_comes_last, context_make, context_drop),
        cmocka_unit_test_setup_teardown(a_checkpoint_of_less, context_make, context_drop),
        cmocka_unit_test_setup_teardown(by_which_key, context_make, context_drop),
        cmocka_unit_test_setup_teardown(what_it_goes_back_to, context_make, context_drop),
        cmocka_unit_test_setup_teardown(memory_runs_out, context_make, context_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
