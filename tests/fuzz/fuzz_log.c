/* SPDX-License-Identifier: MIT */
/*
 * Verification of a log directory. The input is a list of changes to a log that is in order, made
 * once in a temporary directory: whatever is changed, verification ends, and does not find the log
 * consistent. (The tests of the log change every bit by itself; here changes come together.)
 */
#include "fuzz/fuzz.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/audit.h"

#define FILES 8
#define BYTES_MAX 65536

typedef struct file {
    char path[200];
    uint8_t bytes[BYTES_MAX], changed[BYTES_MAX];
    size_t n, now;
    bool gone;
} file;

static char top[100], dir[120];
static file files[FILES];
static size_t nfiles;

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static void remove_all(void)
{
    (void)nftw(top, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static int take_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    file *f = &files[nfiles];
    FILE *in;
    (void)st, (void)ftw;
    if (type != FTW_F)
        return 0;
    in = fopen(path, "rb");
    FUZZ_CHECK(in != NULL && nfiles < FILES);
    snprintf(f->path, sizeof f->path, "%s", path);
    f->n = fread(f->bytes, 1, sizeof f->bytes, in);
    fclose(in);
    nfiles++;
    return 0;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const file *)a)->path, ((const file *)b)->path);
}

static void make_log(cj_context *ctx)
{
    const char *tmp = getenv("TMPDIR");
    char key[120];
    cji_audit *log = NULL;
    snprintf(top, sizeof top, "%.60s/cj-fuzz-XXXXXX", tmp != NULL ? tmp : "/tmp");
    FUZZ_CHECK(mkdtemp(top) != NULL && atexit(remove_all) == 0);
    snprintf(dir, sizeof dir, "%s/log", top);
    snprintf(key, sizeof key, "%s/key", top);
    FUZZ_CHECK(cji_audit_create(ctx, dir, key, "example.org/t1", NULL) == CJ_OK);
    FUZZ_CHECK(cji_audit_open(ctx, dir, key, 0, &log, NULL) == CJ_OK);
    for (int i = 0; i < 3; i++) {
        cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
        entry.op = "consult";
        entry.act = "case.open";
        FUZZ_CHECK(cji_audit_append(log, &entry, 1, NULL, NULL) == CJ_OK);
    }
    FUZZ_CHECK(cji_audit_publish(log, NULL, NULL) == CJ_OK);
    cji_audit_close(log);
    FUZZ_CHECK(nftw(dir, take_file, 8, FTW_PHYS) == 0 && nfiles >= 4);
    qsort(files, nfiles, sizeof *files, by_path);
}

static void put(const char *path, const uint8_t *bytes, size_t n)
{
    FILE *out;
    (void)chmod(path, 0644);
    out = fopen(path, "wb");
    FUZZ_CHECK(out != NULL && fwrite(bytes, 1, n, out) == n);
    FUZZ_CHECK(fclose(out) == 0);
}

/* One change: file, what, where (two bytes), and bytes up to the next change. */
static void change(const uint8_t *data, size_t size)
{
    file *f = &files[data[0] % nfiles];
    size_t at = ((size_t)data[2] << 8 | data[3]) % (f->now + 1), n = size - 4;
    const uint8_t *bytes = data + 4;
    switch (data[1] % 5) {
    case 0: /* overwrite */
        n = n < f->now - at ? n : f->now - at;
        memcpy(f->changed + at, bytes, n);
        break;
    case 1: /* insert */
        if (f->now + n > BYTES_MAX)
            return;
        memmove(f->changed + at + n, f->changed + at, f->now - at);
        memcpy(f->changed + at, bytes, n);
        f->now += n;
        break;
    case 2: /* cut off */
        f->now = at;
        break;
    case 3: /* cut out */
        n = n < f->now - at ? n : f->now - at;
        memmove(f->changed + at, f->changed + at + n, f->now - at - n);
        f->now -= n;
        break;
    default:
        f->gone = true;
    }
}

static void change_all(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < nfiles; i++) {
        memcpy(files[i].changed, files[i].bytes, files[i].n);
        files[i].now = files[i].n;
        files[i].gone = false;
    }
    while (size >= 5) { /* a length, then the change */
        size_t n = 4 + (size_t)data[0] % 60;
        n = n < size - 1 ? n : size - 1;
        change(data + 1, n);
        data += 1 + n;
        size -= 1 + n;
    }
}

static void verify(const uint8_t *data, size_t size, bool short_of_memory)
{
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    cj_status status;
    bool same = true, witnessed = false;
    (void)data, (void)size;
    for (size_t i = 0; i < nfiles; i++) {
        file *f = &files[i];
        bool as_before = !f->gone && f->now == f->n && memcmp(f->bytes, f->changed, f->n) == 0;
        same = same && as_before;
        /* Signatures of others stand in the checkpoint and are counted, not checked. */
        witnessed = witnessed || (!as_before && strstr(f->path, "/checkpoint") != NULL);
    }
    status = cj_audit_verify(fuzz_context(), dir, NULL, &result, &error);
    if (short_of_memory && status != CJ_OK) {
        cj_error_unref(error);
        return;
    }
    if (status == CJ_OK && cj_audit_result_verdict(result) == CJ_AUDIT_CONSISTENT)
        FUZZ_CHECK(same || (witnessed && cj_audit_result_unknown_signatures(result) > 0));
    else if (status == CJ_OK)
        FUZZ_CHECK(!same && cj_audit_result_why(result)[0] != '\0');
    else /* without its key or its files it is no log */
        FUZZ_CHECK(!same && status != CJ_E_MEMORY);
    cj_audit_result_unref(result);
    cj_error_unref(error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (nfiles == 0)
        make_log(fuzz_context());
    change_all(data, size);
    for (size_t i = 0; i < nfiles; i++) {
        if (files[i].gone)
            FUZZ_CHECK(unlink(files[i].path) == 0);
        else if (files[i].now != files[i].n || memcmp(files[i].bytes, files[i].changed, files[i].n))
            put(files[i].path, files[i].changed, files[i].now);
    }
    fuzz_run(data, size, verify);
    for (size_t i = 0; i < nfiles; i++) {
        if (files[i].gone || files[i].now != files[i].n ||
            memcmp(files[i].bytes, files[i].changed, files[i].n) != 0)
            put(files[i].path, files[i].bytes, files[i].n);
    }
    return 0;
}
