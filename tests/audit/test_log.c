/* SPDX-License-Identifier: MIT */
/* Logs of the sizes where something changes; two processes; torn tails; forks. */
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

static int32_t collect(const void *bytes, size_t size, void *user)
{
    cji_buf_put(user, bytes, size);
    return 0;
}

/* Every step-th entry: read, prove, check; and a wrong entry is refused. */
static void prove_some(cji_audit *log, uint64_t size, uint64_t step)
{
    unsigned char vkey[300];
    char path[128];
    cj_error *error = NULL;
    cji_buf entry, proof;
    snprintf(path, sizeof path, "%s/vkey", here.dir);
    vkey[slurp(path, vkey, sizeof vkey)] = '\0';
    cji_buf_init(&entry, ctx, 5000);
    cji_buf_init(&proof, ctx, 20000);
    for (uint64_t i = 0; i < size; i += step) {
        assert_ok(cji_audit_read(log, i, &entry, &error), error);
        cji_buf_clear(&proof);
        assert_ok(cj_audit_prove(ctx, here.dir, i, collect, &proof, &error), error);
        assert_ok(
            cj_audit_check_proof(ctx, proof.p, proof.n, (char *)vkey, entry.p, entry.n, &error),
            error);
        entry.p[entry.n / 2] ^= 1;
        assert_int_equal(
            cj_audit_check_proof(ctx, proof.p, proof.n, (char *)vkey, entry.p, entry.n, NULL),
            CJ_E_VERIFY);
    }
    assert_int_equal(cj_audit_prove(ctx, here.dir, size, collect, &proof, NULL), CJ_E_NOT_FOUND);
    cji_buf_fini(&entry);
    cji_buf_fini(&proof);
}

static void test_sizes(void **state)
{
    static const uint64_t sizes[] = {1, 2, 20, 255, 256, 257, 511, 512, 513, 1300};
    static const size_t groups[] = {1, 7, 256, 600};
    const char *copies = getenv("CJ_AUDIT_COPIES"); /* for the interop test: logs to keep */
    (void)state;
    for (size_t g = 0; g < CJI_COUNT(groups); g++) {
        uint8_t roots[1400][CJI_HASH];
        cj_error *error = NULL;
        cji_audit *log = NULL;
        place_clear(&here);
        assert_ok(cji_audit_create(ctx, here.dir, here.key, "example.org/t1", &error), error);
        assert_int_equal(cji_audit_create(ctx, here.dir, here.key, NULL, NULL), CJ_E_STORE_EXISTS);
        for (size_t i = 0; i < CJI_COUNT(sizes); i++) {
            uint64_t size;
            char why[300];
            cji_buf checkpoint;
            assert_ok(
                cji_audit_open(ctx, here.dir, here.key, i > 0 ? sizes[i - 1] : 1, &log, &error),
                error);
            fill(log, sizes[i], groups[g]);
            assert_ok(cji_audit_root(log, sizes[i], roots[i], &error), error);
            for (size_t j = 0; j <= i; j++) {
                uint8_t root[CJI_HASH];
                assert_ok(cji_audit_root(log, sizes[j], root, &error), error);
                assert_memory_equal(root, roots[j], CJI_HASH);
            }
            cji_buf_init(&checkpoint, ctx, 10000);
            if (i % 2 == 0)
                assert_ok(cji_audit_publish(log, &checkpoint, &error), error);
            cji_audit_close(log);
            if (verdict(ctx, here.dir, i % 2 == 0 ? cji_buf_text(&checkpoint) : NULL, &size, why) !=
                (i % 2 == 0 ? CJ_AUDIT_ANCHORED : CJ_AUDIT_CONSISTENT))
                fail_msg("size %d: %s", (int)sizes[i], why);
            assert_int_equal(size, sizes[i]);
            cji_buf_fini(&checkpoint);
            assert_ok(cji_audit_open(ctx, here.dir, here.key, sizes[i], &log, &error), error);
            assert_int_equal(cji_audit_size(log), sizes[i]);
            prove_some(log, sizes[i], groups[g] + 12);
            cji_audit_close(log);
            assert_consistent(ctx, here.dir);
            if (copies != NULL && g == 1) {
                char to[300];
                snprintf(to, sizeof to, "%s/%d", copies, (int)sizes[i]);
                shell("cp -r %s %s", here.dir, to);
            }
        }
    }
}

static int no_sync(void *user, int fd)
{
    (void)user;
    (void)fd;
    return 0;
}

/* Where level 1 fills and level 2 begins. */
static void test_second_level(void **state)
{
    static const uint64_t sizes[] = {65535, 65536, 65537, 70000};
    const char *copies = getenv("CJ_AUDIT_COPIES");
    cj_error *error = NULL;
    cji_audit *log = NULL;
    (void)state;
    place_clear(&here);
    ctx->io.sync = no_sync; /* only for time */
    assert_ok(cji_audit_create(ctx, here.dir, here.key, "example.org/t2", &error), error);
    for (size_t i = 0; i < CJI_COUNT(sizes); i++) {
        assert_ok(cji_audit_open(ctx, here.dir, here.key, 0, &log, &error), error);
        fill(log, sizes[i], 512);
        assert_ok(cji_audit_publish(log, NULL, &error), error);
        prove_some(log, sizes[i], 9001);
        cji_audit_close(log);
        assert_consistent(ctx, here.dir);
        if (copies != NULL)
            shell("cp -r %s %s/%d", here.dir, copies, (int)sizes[i]);
    }
    ctx->io.sync = cji_io_system.sync;
}

static void test_store_path_and_missing(void **state)
{
    cj_error *error = NULL;
    char store[160], dir[180];
    cj_audit_result *result = NULL;
    (void)state;
    place_clear(&here);
    snprintf(store, sizeof store, "%s/store", here.root);
    snprintf(dir, sizeof dir, "%s.audit", store);
    assert_ok(cji_audit_create(ctx, dir, here.key, NULL, &error), error);
    assert_consistent(ctx, store);
    assert_int_equal(cj_audit_verify(ctx, here.key, NULL, &result, NULL), CJ_E_NOT_FOUND);
    assert_int_equal(cj_audit_verify(ctx, store, "/nowhere", &result, NULL), CJ_E_NOT_FOUND);
    assert_int_equal(chmod(here.key, 0640), 0);
    cji_audit *log = NULL;
    assert_int_equal(cji_audit_open(ctx, dir, here.key, 0, &log, NULL), CJ_E_LOG_KEY);
}

static void test_refused_entries_change_nothing(void **state)
{
    cj_error *error = NULL;
    cji_audit *log = NULL;
    cji_audit_entry e[2] = {sample(1), sample(2)};
    (void)state;
    place_clear(&here);
    assert_ok(cji_audit_create(ctx, here.dir, here.key, NULL, &error), error);
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 0, &log, &error), error);
    e[1].op = "look";
    assert_int_equal(cji_audit_append(log, e, 2, NULL, NULL), CJ_E_LOG_ENTRY);
    e[1] = sample(2);
    e[1].of = 2; /* itself */
    assert_int_equal(cji_audit_append(log, e, 2, NULL, NULL), CJ_E_LOG_ENTRY);
    e[1].of = 1;
    assert_int_equal(cji_audit_size(log), 1);
    assert_ok(cji_audit_append(log, e, 2, NULL, &error), error);
    assert_int_equal(cji_audit_size(log), 3);
    assert_int_equal(cji_audit_root(log, 4, (uint8_t[32]){0}, NULL), CJ_E_NOT_FOUND);
    cji_audit_close(log);
    /* an anchor beyond the end */
    assert_int_equal(cji_audit_open(ctx, here.dir, here.key, 4, &log, NULL), CJ_E_LOG_DAMAGED);
}

static int64_t year_2000(void *user)
{
    (void)user;
    return (int64_t)946684800 * 1000000;
}

static void test_clock_goes_back(void **state)
{
    cj_error *error = NULL;
    cji_audit *log = NULL;
    cji_buf b;
    int64_t (*clock)(void *) = ctx->clock;
    cji_audit_entry e = sample(1);
    (void)state;
    place_clear(&here);
    cji_buf_init(&b, ctx, 5000);
    assert_ok(cji_audit_create(ctx, here.dir, here.key, NULL, &error), error);
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 0, &log, &error), error);
    ctx->clock = year_2000;
    assert_ok(cji_audit_append(log, &e, 1, NULL, &error), error);
    assert_ok(cji_audit_append(log, &e, 1, NULL, &error), error);
    ctx->clock = clock;
    assert_ok(cji_audit_read(log, 1, &b, &error), error);
    assert_non_null(strstr(cji_buf_text(&b), "\"clk\":1"));
    assert_non_null(strstr(cji_buf_text(&b), "\"t\":\"2000-01-01T00:00:00.000000Z\""));
    assert_ok(cji_audit_read(log, 2, &b, &error), error);
    assert_null(strstr(cji_buf_text(&b), "\"clk\""));
    cji_buf_fini(&b);
    cji_audit_close(log);
    assert_consistent(ctx, here.dir);
}

static int other_process(int n, size_t group)
{
    cj_context *own = NULL;
    cji_audit *log = NULL;
    cji_audit_entry e[8];
    if (cj_context_new(NULL, &own, NULL) != CJ_OK ||
        cji_audit_open(own, here.dir, here.key, 0, &log, NULL) != CJ_OK)
        return 1;
    for (int i = 0; i < n; i++) {
        uint64_t first;
        for (size_t j = 0; j < group; j++)
            e[j] = sample((uint64_t)i);
        if (cji_audit_append(log, e, group, &first, NULL) != CJ_OK)
            return 2;
        if (i % 50 == 49 && cji_audit_publish(log, NULL, NULL) != CJ_OK)
            return 3;
    }
    cji_audit_close(log);
    cj_context_unref(own);
    return 0;
}

static void test_processes_append_at_once(void **state)
{
    cj_error *error = NULL;
    cji_audit *log = NULL;
    pid_t pids[3];
    uint64_t size;
    (void)state;
    place_clear(&here);
    assert_ok(cji_audit_create(ctx, here.dir, here.key, NULL, &error), error);
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 0, &log, &error), error);
    for (int i = 0; i < 3; i++) {
        pids[i] = fork();
        if (pids[i] == 0)
            _exit(other_process(200, (size_t)i + 1));
    }
    for (int i = 0; i < 20; i++) { /* readers meanwhile */
        char why[300];
        cji_audit_entry e = sample(0);
        if (verdict(ctx, here.dir, NULL, NULL, why) != CJ_AUDIT_CONSISTENT)
            fail_msg("while writing: %s", why);
        assert_ok(cji_audit_append(log, &e, 1, NULL, &error), error);
    }
    for (int i = 0; i < 3; i++) {
        int status;
        assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
        assert_int_equal(status, 0);
    }
    /* this handle has seen little of it: the journal that it holds is long gone */
    assert_ok(cji_audit_publish(log, NULL, &error), error);
    assert_int_equal(cji_audit_size(log), 1 + 20 + 200 * 6);
    cji_audit_close(log);
    assert_int_equal(verdict(ctx, here.dir, NULL, &size, NULL), CJ_AUDIT_CONSISTENT);
    assert_int_equal(size, 1221);
}

static void test_fork(void **state)
{
    cj_error *error = NULL;
    cji_audit *log = NULL;
    int status;
    pid_t pid;
    (void)state;
    place_clear(&here);
    assert_ok(cji_audit_create(ctx, here.dir, here.key, NULL, &error), error);
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 0, &log, &error), error);
    pid = fork();
    if (pid == 0) {
        cji_audit_entry e = sample(1);
        int ok = cji_audit_append(log, &e, 1, NULL, NULL) == CJ_E_FORK &&
                 cji_audit_publish(log, NULL, NULL) == CJ_E_FORK;
        cji_audit_close(log);
        _exit(ok ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    fill(log, 5, 2);
    cji_audit_close(log);
    assert_consistent(ctx, here.dir);
}

/* A log of 4 entries, 3 of them published, the last group in the journal only. */
static size_t unfinished(char journal[160], unsigned char *bytes, size_t max)
{
    cj_error *error = NULL;
    cji_audit *log = NULL;
    place_clear(&here);
    assert_ok(cji_audit_create(ctx, here.dir, here.key, NULL, &error), error);
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 0, &log, &error), error);
    fill(log, 3, 2);
    assert_ok(cji_audit_publish(log, NULL, &error), error);
    fill(log, 5, 2);
    log->poisoned = true; /* as if killed: no checkpoint at close */
    cji_audit_close(log);
    snprintf(journal, 160, "%s/head/0.j", here.dir);
    return slurp(journal, bytes, max);
}

/* Where the last group of entries begins. */
static size_t last_group(const unsigned char *bytes, size_t whole)
{
    size_t last = 0;
    for (size_t at = CJI_AUDIT_HEADER; at < whole;) {
        cji_audit_frame frame;
        assert_int_equal(
            cji_audit_frame_get(ctx, (cji_str){(const char *)bytes + at, whole - at}, &frame),
            CJ_OK);
        if (frame.type == CJI_AUDIT_FRAME_ENTRY && frame.pos == 0)
            last = at;
        at += frame.size;
    }
    return last;
}

static void test_torn_tail(void **state)
{
    static unsigned char bytes[20000];
    char journal[160], saved[160], aside[160];
    size_t whole = unfinished(journal, bytes, sizeof bytes), last = last_group(bytes, whole);
    cj_error *error = NULL;
    cji_audit *log = NULL;
    uint64_t size;
    (void)state;
    assert_consistent(ctx, here.dir); /* the tail is well-formed, and not yet proven */
    snprintf(saved, sizeof saved, "%s.saved", here.dir);
    snprintf(aside, sizeof aside, "%s.recovered-3", here.dir);
    shell("cp -r %s %s", here.dir, saved);
    for (size_t n = last + 1; n < whole; n++) {
        cji_buf entry;
        char why[300];
        shell("rm -rf %s", here.dir);
        shell("cp -r %s %s", saved, here.dir);
        remove(aside);
        spill(journal, bytes, n);
        assert_int_equal(verdict(ctx, here.dir, NULL, NULL, NULL), CJ_AUDIT_FAILED);
        assert_ok(cji_audit_open(ctx, here.dir, here.key, 3, &log, &error), error);
        assert_int_equal(cji_audit_size(log), 4);
        cji_buf_init(&entry, ctx, 5000);
        assert_ok(cji_audit_read(log, 3, &entry, &error), error);
        assert_non_null(strstr(cji_buf_text(&entry), "\"act\":\"log.recovered\""));
        cji_buf_fini(&entry);
        fill(log, 7, 3);
        cji_audit_close(log);
        if (verdict(ctx, here.dir, NULL, &size, why) != CJ_AUDIT_CONSISTENT || size != 7)
            fail_msg("cut at %zu: %s", n, why);
        assert_int_equal(slurp(aside, bytes + 10000, 10000), n - last);
        assert_memory_equal(bytes + 10000, bytes + last, n - last);
        /* below the anchor nothing is cut */
        if (n % 40 == 0) {
            spill(journal, bytes, n);
            assert_int_equal(cji_audit_open(ctx, here.dir, here.key, 5, &log, NULL),
                             CJ_E_LOG_DAMAGED);
        }
    }
}

static void test_altered_journal_is_not_torn(void **state)
{
    static unsigned char bytes[20000];
    char journal[160];
    size_t whole = unfinished(journal, bytes, sizeof bytes), refused = 0;
    size_t last = last_group(bytes, whole);
    cji_audit *log = NULL;
    (void)state;
    /* Any bit of what was acknowledged and published: refused, and left as it is. */
    for (size_t i = 0; i < whole; i += 5) {
        cj_status status;
        bytes[i] ^= 0x10;
        spill(journal, bytes, whole);
        status = cji_audit_open(ctx, here.dir, here.key, 5, &log, NULL);
        assert_int_equal(status, CJ_E_LOG_DAMAGED);
        if (i < last) { /* the last group alone could be a torn one, had it no anchor */
            status = cji_audit_open(ctx, here.dir, here.key, 0, &log, NULL);
            assert_int_equal(status, CJ_E_LOG_DAMAGED);
        }
        refused++;
        bytes[i] ^= 0x10;
    }
    assert_true(refused > 100);
}

/* Every root that one handle gives, the other gives too, whatever each of them has in its head. */
static void same_roots(cji_audit *log, cji_audit *other, uint64_t size, uint64_t step)
{
    cj_error *error = NULL;
    for (uint64_t n = size; n > step; n -= step) {
        uint8_t one[CJI_HASH], two[CJI_HASH];
        assert_ok(cji_audit_root(log, n, one, &error), error);
        assert_ok(cji_audit_root(other, n, two, &error), error);
        assert_memory_equal(one, two, CJI_HASH);
    }
}

/* Tiles are made when they are published, or when a journal is full. */
static void test_long_journal(void **state)
{
    cj_error *error = NULL;
    cji_audit *log = NULL, *other = NULL, *killed = NULL;
    uint8_t before[CJI_HASH], after[CJI_HASH];
    char first[160], line[400];
    cji_buf entry;
    (void)state;
    place_clear(&here);
    ctx->io.sync = no_sync; /* only for time */
    cji_buf_init(&entry, ctx, 5000);
    snprintf(first, sizeof first, "%s/head/0.j", here.dir);
    assert_ok(cji_audit_create(ctx, here.dir, here.key, NULL, &error), error);
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 0, &log, &error), error);
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 0, &other, &error), error);
    fill(log, 2001, 500);
    assert_int_equal(access(first, F_OK), 0);
    assert_consistent(ctx, here.dir);
    assert_ok(cji_audit_read(other, 1999, &entry, &error), error);
    snprintf(line, sizeof line, "\"n\":1999,");
    assert_non_null(strstr(cji_buf_text(&entry), line));
    same_roots(log, other, 2001, 13);
    /* as it is, it can be opened again */
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 2001, &killed, &error), error);
    same_roots(log, killed, 2001, 97);
    killed->poisoned = true;
    cji_audit_close(killed);
    /* and it goes on in another when it is full, which the other handle follows */
    fill(log, 9001, 500);
    assert_int_equal(access(first, F_OK), -1);
    assert_true(log->first > 0 && log->size - log->first > CJI_AUDIT_TILE);
    assert_true(other->first < log->first);
    assert_ok(cji_audit_read(other, 9000, &entry, &error), error);
    assert_int_equal(other->first, log->first);
    same_roots(log, other, 9001, 89);
    assert_consistent(ctx, here.dir);
    assert_ok(cji_audit_root(log, 9001, before, &error), error);
    assert_ok(cji_audit_publish(other, NULL, &error), error);
    assert_ok(cji_audit_root(log, 9001, after, &error), error);
    assert_memory_equal(before, after, CJI_HASH);
    /* a call may append more than a journal holds */
    cji_audit_entry *many = calloc(9999, sizeof *many);
    for (size_t i = 0; i < 9999; i++)
        many[i] = sample(9001 + i);
    assert_ok(cji_audit_append(other, many, 9999, NULL, &error), error);
    free(many);
    assert_ok(cji_audit_read(log, 18999, &entry, &error), error);
    same_roots(log, other, 19000, 331);
    assert_consistent(ctx, here.dir);
    cji_audit_close(log);
    cji_audit_close(other);
    assert_consistent(ctx, here.dir);
    cji_buf_fini(&entry);
    ctx->io.sync = cji_io_system.sync;
}

/* A writer was killed before it removed the old journal; those that have the log open go on. */
static void test_old_journal(void **state)
{
    cj_error *error = NULL;
    cji_audit *log = NULL, *other = NULL;
    char old[160], kept[160];
    (void)state;
    place_clear(&here);
    snprintf(old, sizeof old, "%s/head/0.j", here.dir);
    snprintf(kept, sizeof kept, "%s/kept", here.root);
    assert_ok(cji_audit_create(ctx, here.dir, here.key, NULL, &error), error);
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 0, &log, &error), error);
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 0, &other, &error), error);
    fill(log, 601, 600);
    shell("cp %s %s", old, kept);
    assert_ok(cji_audit_publish(log, NULL, &error), error);
    log->poisoned = true;
    cji_audit_close(log);
    shell("mv %s %s", kept, old);
    assert_consistent(ctx, here.dir);
    for (size_t at = 0; at < 9;
         at++) { /* what it has is looked at, the part behind the tiles too */
        static unsigned char bytes[1 << 19];
        size_t n = slurp(old, bytes, sizeof bytes), byte = CJI_AUDIT_HEADER + n / 10 * at + 17;
        bytes[byte] ^= 1;
        spill(old, bytes, n);
        assert_int_equal(verdict(ctx, here.dir, NULL, NULL, NULL), CJ_AUDIT_FAILED);
        bytes[byte] ^= 1;
        spill(old, bytes, n);
    }
    assert_ok(cji_audit_append(other, &(cji_audit_entry[]){sample(1)}[0], 1, NULL, &error), error);
    fill(other, 1400, 300);
    assert_ok(cji_audit_publish(other, NULL, &error), error);
    assert_int_equal(access(old, F_OK), -1);
    assert_consistent(ctx, here.dir);
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 1400, &log, &error), error);
    cji_audit_close(log);
    cji_audit_close(other);
    assert_consistent(ctx, here.dir);
}

/* Power fails: of a long group any page may be on the disk, or not. */
static void test_torn_long_group(void **state)
{
    static unsigned char bytes[1 << 20];
    cj_error *error = NULL;
    cji_audit *log = NULL;
    char journal[160], saved[160];
    size_t whole, last;
    (void)state;
    place_clear(&here);
    snprintf(journal, sizeof journal, "%s/head/0.j", here.dir);
    snprintf(saved, sizeof saved, "%s.saved", here.dir);
    assert_ok(cji_audit_create(ctx, here.dir, here.key, NULL, &error), error);
    assert_ok(cji_audit_open(ctx, here.dir, here.key, 0, &log, &error), error);
    fill(log, 501, 500);
    fill(log, 1101, 600);
    log->poisoned = true; /* as if killed */
    cji_audit_close(log);
    whole = slurp(journal, bytes, sizeof bytes);
    last = last_group(bytes, whole);
    shell("cp -r %s %s", here.dir, saved);
    for (size_t page = 0; page < whole; page += 4096) {
        bool torn = page >= last;
        int fd;
        shell("rm -rf %s %s.recovered-501", here.dir, here.dir);
        shell("cp -r %s %s", saved, here.dir);
        fd = open(journal, O_RDWR);
        assert_int_equal(pwrite(fd, (char[4096]){0}, 4096, (off_t)page), 4096);
        close(fd);
        assert_int_equal(cji_audit_open(ctx, here.dir, here.key, 501, &log, NULL),
                         torn ? CJ_OK : CJ_E_LOG_DAMAGED);
        if (!torn)
            continue;
        assert_int_equal(cji_audit_size(log), 502); /* with log.recovered */
        cji_audit_close(log);
        assert_consistent(ctx, here.dir);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_journal),
        cmocka_unit_test(test_torn_long_group),
        cmocka_unit_test(test_old_journal),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_second_level),
        cmocka_unit_test(test_store_path_and_missing),
        cmocka_unit_test(test_refused_entries_change_nothing),
        cmocka_unit_test(test_clock_goes_back),
        cmocka_unit_test(test_processes_append_at_once),
        cmocka_unit_test(test_fork),
        cmocka_unit_test(test_torn_tail),
        cmocka_unit_test(test_altered_journal_is_not_torn),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
