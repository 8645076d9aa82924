/* SPDX-License-Identifier: MIT */
/* The files of a log directory: names (c2sp.org/tlog-tiles), durable writes, bundles. */
#include "audit/audit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

bool cji_audit_parse_u64(cji_str text, uint64_t *out)
{
    uint64_t value = 0;
    if (text.n == 0 || (text.n > 1 && text.p[0] == '0'))
        return false;
    for (size_t i = 0; i < text.n; i++) {
        unsigned digit = (unsigned)(text.p[i] - '0');
        if (text.p[i] < '0' || digit > 9 || value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

/* 1234067 -> "x001/x234/067" */
static void number_path(uint64_t n, char out[32])
{
    unsigned groups[7], count = 0;
    size_t at = 0;
    do {
        groups[count++] = (unsigned)(n % 1000);
        n /= 1000;
    } while (n > 0);
    while (count-- > 0)
        at += (size_t)snprintf(out + at, 32 - at, count > 0 ? "x%03u/" : "%03u", groups[count]);
}

void cji_audit_file_path(cji_audit_file file, char out[CJI_AUDIT_PATH])
{
    char number[32], partial[16] = "";
    number_path(file.n, number);
    if (file.width > 0)
        snprintf(partial, sizeof partial, ".p/%u", file.width);
    switch (file.kind) {
    case CJI_AUDIT_TILES:
        snprintf(out, CJI_AUDIT_PATH, "tile/%u/%s%s", file.level, number, partial);
        break;
    case CJI_AUDIT_ENTRIES:
        snprintf(out, CJI_AUDIT_PATH, "tile/entries/%s%s", number, partial);
        break;
    case CJI_AUDIT_JOURNAL:
        snprintf(out, CJI_AUDIT_PATH, "head/%llu.j", (unsigned long long)file.n);
        break;
    case CJI_AUDIT_VKEY:
        snprintf(out, CJI_AUDIT_PATH, "vkey");
        break;
    case CJI_AUDIT_CHECKPOINT:
        snprintf(out, CJI_AUDIT_PATH, "checkpoint");
        break;
    }
}

/* The digits of a path as one number, whatever stands between them: the caller compares. */
static bool digits(cji_str text, uint64_t *out)
{
    uint64_t value = 0;
    bool any = false;
    for (size_t i = 0; i < text.n; i++) {
        unsigned digit = (unsigned)(text.p[i] - '0');
        if (text.p[i] < '0' || digit > 9)
            continue;
        if (value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
        any = true;
    }
    *out = value;
    return any;
}

/* "entries/..." or "LEVEL/..." behind "tile/". */
static bool tile_parse(cji_str rest, cji_audit_file *out)
{
    const char *slash = memchr(rest.p, '/', rest.n);
    cji_str first, number, width = {NULL, 0};
    uint64_t value;
    if (slash == NULL)
        return false;
    first = (cji_str){rest.p, (size_t)(slash - rest.p)};
    number = (cji_str){slash + 1, rest.n - first.n - 1};
    for (size_t i = 0; i + 3 <= number.n; i++) {
        if (memcmp(number.p + i, ".p/", 3) == 0) {
            width = (cji_str){number.p + i + 3, number.n - i - 3};
            number.n = i;
        }
    }
    if (cji_str_is(first, "entries")) {
        out->kind = CJI_AUDIT_ENTRIES;
    } else {
        if (!cji_audit_parse_u64(first, &value) || value >= CJI_AUDIT_LEVELS)
            return false;
        out->kind = CJI_AUDIT_TILES;
        out->level = (unsigned)value;
    }
    if (width.p != NULL) {
        if (!cji_audit_parse_u64(width, &value) || value == 0 || value >= CJI_AUDIT_TILE)
            return false;
        out->width = (unsigned)value;
    }
    return digits(number, &out->n) && out->n <= UINT64_MAX / CJI_AUDIT_TILE;
}

bool cji_audit_file_parse(const char *path, cji_audit_file *out)
{
    char again[CJI_AUDIT_PATH];
    cji_str text = cji_str_of(path);
    memset(out, 0, sizeof *out);
    if (cji_str_is(text, "vkey"))
        out->kind = CJI_AUDIT_VKEY;
    else if (cji_str_is(text, "checkpoint"))
        out->kind = CJI_AUDIT_CHECKPOINT;
    else if (strncmp(path, "head/", 5) == 0 && digits((cji_str){path + 5, text.n - 5}, &out->n))
        out->kind = CJI_AUDIT_JOURNAL;
    else if (strncmp(path, "tile/", 5) != 0 || !tile_parse((cji_str){path + 5, text.n - 5}, out))
        return false;
    cji_audit_file_path(*out, again);
    return strcmp(path, again) == 0;
}

bool cji_audit_dir_parse(const char *path)
{
    /* A directory is good when a file of the log can be made of it by adding to it. */
    static const char *const more[] = {"/000", "/x000/000", "/1"};
    static const char *const roots[] = {"head", "tile", "tile/entries"};
    char file[CJI_AUDIT_PATH];
    cji_audit_file ignored;
    for (size_t i = 0; i < CJI_COUNT(roots); i++) {
        if (strcmp(path, roots[i]) == 0)
            return true;
    }
    for (size_t i = 0; i < CJI_COUNT(more); i++) {
        int n = snprintf(file, sizeof file, "%s%s", path, more[i]);
        if (n > 0 && (size_t)n < sizeof file && cji_audit_file_parse(file, &ignored))
            return true;
    }
    return false;
}

char *cji_audit_join(cj_context *ctx, const char *dir, const char *path)
{
    size_t n = strlen(dir) + strlen(path) + 2;
    char *out = cji_alloc(ctx, n);
    if (out != NULL)
        snprintf(out, n, "%s%s%s", dir, path[0] == '.' ? "" : "/", path);
    return out;
}

cj_status cji_audit_file_get(cj_context *ctx, const char *dir, cji_audit_file file, cji_buf *out,
                             cj_error **error)
{
    char path[CJI_AUDIT_PATH];
    char *full;
    cj_status status;
    cji_audit_file_path(file, path);
    full = cji_audit_join(ctx, dir, path);
    if (full == NULL)
        return cji_no_memory(ctx, error);
    status = cji_file_read(ctx, full, out, error);
    cji_free(ctx, full);
    return status;
}

/* Its content is durable, its name not yet. */
static cj_status put_soon(cj_context *ctx, const char *path, const char *aside, cji_str bytes,
                          int mode, cj_error **error)
{
    const cji_io *io = &ctx->io;
    cj_status status = CJ_OK;
    int fd;
    /* A killed writer may have left one, read-only: it is replaced, never written through. */
    io->unlink(io->user, aside);
    fd = io->open(io->user, aside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    if (fd < 0)
        return cji_io_fail(ctx, error, "create", aside);
    if (cji_write_all(ctx, fd, bytes.p, bytes.n) != CJ_OK || io->sync(io->user, fd) != 0)
        status = cji_io_fail(ctx, error, "write", aside);
    if (io->close(io->user, fd) != 0 && status == CJ_OK)
        status = cji_io_fail(ctx, error, "close", aside);
    if (status == CJ_OK && io->rename(io->user, aside, path) != 0)
        status = cji_io_fail(ctx, error, "put in place", path);
    if (status != CJ_OK)
        io->unlink(io->user, aside);
    return status;
}

cj_status cji_audit_put(cj_context *ctx, const char *path, const char *aside, cji_str bytes,
                        int mode, cj_error **error)
{
    cj_status status = put_soon(ctx, path, aside, bytes, mode, error);
    return status == CJ_OK ? cji_dir_sync(ctx, path, error) : status;
}

/*
 * Makes the directories between `base` bytes of path and its last part. Also when one is there
 * already its own name is synced: whoever made it may have been killed before that.
 */
static cj_status make_dirs(cj_context *ctx, char *path, size_t base, cj_error **error)
{
    for (char *slash = strchr(path + base + 1, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        cj_status status = CJ_OK;
        *slash = '\0';
        if (ctx->io.mkdir(ctx->io.user, path, 0755) != 0 && errno != EEXIST)
            status = cji_io_fail(ctx, error, "make the directory", path);
        else
            status = cji_dir_sync(ctx, path, error);
        *slash = '/';
        if (status != CJ_OK)
            return status;
    }
    return CJ_OK;
}

static cj_status put_file(cj_context *ctx, const char *dir, const char *aside, cji_audit_file file,
                          cji_str bytes, int mode, char known[CJI_AUDIT_PATH], bool soon,
                          cj_error **error)
{
    char path[CJI_AUDIT_PATH];
    size_t parent;
    char *full;
    cj_status status;
    cji_audit_file_path(file, path);
    full = cji_audit_join(ctx, dir, path);
    if (full == NULL)
        return cji_no_memory(ctx, error);
    parent = strrchr(path, '/') != NULL ? (size_t)(strrchr(path, '/') - path) : 0;
    status = CJ_OK;
    if (known == NULL || strncmp(known, path, parent) != 0 || known[parent] != '\0')
        status = make_dirs(ctx, full, strlen(dir), error);
    if (status == CJ_OK && known != NULL) {
        memcpy(known, path, parent);
        known[parent] = '\0';
    }
    if (status == CJ_OK)
        status = (soon ? put_soon : cji_audit_put)(ctx, full, aside, bytes, mode, error);
    cji_free(ctx, full);
    return status;
}

cj_status cji_audit_file_put(cj_context *ctx, const char *dir, const char *aside,
                             cji_audit_file file, cji_str bytes, int mode,
                             char known[CJI_AUDIT_PATH], cj_error **error)
{
    return put_file(ctx, dir, aside, file, bytes, mode, known, false, error);
}

cj_status cji_audit_file_put_soon(cj_context *ctx, const char *dir, const char *aside,
                                  cji_audit_file file, cji_str bytes, int mode,
                                  char known[CJI_AUDIT_PATH], cj_error **error)
{
    return put_file(ctx, dir, aside, file, bytes, mode, known, true, error);
}

cj_status cji_audit_list(cj_context *ctx, const char *path,
                         cj_status (*each)(void *user, const char *name, int type), void *user,
                         cj_error **error)
{
    cj_status status = CJ_OK;
    DIR *dir = NULL;
    int fd = ctx->io.open(ctx->io.user, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0), copy = -1;
    if (fd < 0)
        return cji_io_fail(ctx, error, "open the directory", path);
    copy = fcntl(fd, F_DUPFD_CLOEXEC, 0); /* closedir closes it; fd goes back through io */
    if (copy >= 0)
        dir = fdopendir(copy);
    if (dir == NULL) {
        status = cji_io_fail(ctx, error, "read the directory", path);
        if (copy >= 0)
            close(copy);
    }
    while (status == CJ_OK) {
        struct dirent *entry;
        errno = 0;
        entry = readdir(dir);
        if (entry == NULL) {
            if (errno != 0)
                status = cji_io_fail(ctx, error, "read the directory", path);
            break;
        }
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            status = each(user, entry->d_name, entry->d_type);
    }
    if (dir != NULL)
        closedir(dir);
    ctx->io.close(ctx->io.user, fd);
    return status;
}

static bool is_dir(cj_context *ctx, const char *path)
{
    int fd = ctx->io.open(ctx->io.user, path, O_RDONLY | O_DIRECTORY, 0);
    if (fd >= 0)
        ctx->io.close(ctx->io.user, fd);
    return fd >= 0;
}

cj_status cji_audit_resolve(cj_context *ctx, const char *path, char **out, cj_error **error)
{
    cji_str bare = cji_str_of(path);
    cji_place place = {.file = path};
    char *dir;
    while (bare.n > 1 && bare.p[bare.n - 1] == '/')
        bare.n--;
    dir = cji_strdup(ctx, bare);
    if (dir != NULL && !is_dir(ctx, dir)) {
        char *beside = cji_audit_join(ctx, dir, ".audit");
        cji_free(ctx, dir);
        dir = beside;
    }
    if (dir == NULL)
        return cji_no_memory(ctx, error);
    if (!is_dir(ctx, dir)) {
        cji_free(ctx, dir);
        return cji_fail(ctx, error, CJ_E_NOT_FOUND, &place, "there is no log");
    }
    *out = dir;
    return CJ_OK;
}

void cji_audit_bundle_put(cji_buf *bundle, cji_str entry)
{
    cji_buf_putc(bundle, (char)(entry.n >> 8));
    cji_buf_putc(bundle, (char)(entry.n & 0xff));
    cji_buf_str(bundle, entry);
}

bool cji_audit_bundle_next(cji_str *rest, cji_str *entry)
{
    size_t n;
    if (rest->n < 2)
        return false;
    n = (size_t)((unsigned char)rest->p[0] << 8 | (unsigned char)rest->p[1]);
    if (rest->n - 2 < n)
        return false;
    *entry = (cji_str){rest->p + 2, n};
    rest->p += 2 + n;
    rest->n -= 2 + n;
    return true;
}
