/* SPDX-License-Identifier: MIT */
#include "core/core.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int system_open(void *user, const char *path, int flags, int mode)
{
    (void)user;
    return open(path, flags | O_CLOEXEC, mode);
}

static long system_read(void *user, int fd, void *bytes, size_t size)
{
    (void)user;
    return read(fd, bytes, size);
}

static long system_write(void *user, int fd, const void *bytes, size_t size)
{
    (void)user;
    return write(fd, bytes, size);
}

static int system_sync(void *user, int fd)
{
    (void)user;
    return fdatasync(fd);
}

static int system_close(void *user, int fd)
{
    (void)user;
    return close(fd);
}

static int system_rename(void *user, const char *from, const char *to)
{
    (void)user;
    return rename(from, to);
}

static int system_unlink(void *user, const char *path)
{
    (void)user;
    return unlink(path);
}

static int system_mkdir(void *user, const char *path, int mode)
{
    (void)user;
    return mkdir(path, (mode_t)mode);
}

static int system_truncate(void *user, int fd, int64_t size)
{
    (void)user;
    return ftruncate(fd, (off_t)size);
}

const cji_io cji_io_system = {
    .open = system_open,
    .read = system_read,
    .write = system_write,
    .sync = system_sync,
    .close = system_close,
    .rename = system_rename,
    .unlink = system_unlink,
    .mkdir = system_mkdir,
    .truncate = system_truncate,
};

cj_status cji_io_fail(cj_context *ctx, cj_error **error, const char *what, const char *path)
{
    int reason = errno;
    char space[128] = "";
    cji_place place = {.file = path};
#if defined(__GLIBC__)
    const char *text = strerror_r(reason, space, sizeof space);
#else
    const char *text = strerror_r(reason, space, sizeof space) == 0 ? space : "unknown reason";
#endif
    return cji_fail(ctx, error, reason == ENOENT ? CJ_E_NOT_FOUND : CJ_E_IO, &place,
                    "cannot %s: %s", what, text);
}

cj_status cji_write_all(cj_context *ctx, int fd, const void *bytes, size_t n)
{
    const char *p = bytes;
    while (n > 0) {
        long done = ctx->io.write(ctx->io.user, fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            if (done == 0)
                errno = EIO;
            return CJ_E_IO;
        }
        p += done;
        n -= (size_t)done;
    }
    return CJ_OK;
}

cj_status cji_dir_sync(cj_context *ctx, const char *path, cj_error **error)
{
    const char *slash = strrchr(path, '/');
    char *dir = slash == NULL   ? cji_strdup(ctx, CJI_STR("."))
                : slash == path ? cji_strdup(ctx, CJI_STR("/"))
                                : cji_strdup(ctx, (cji_str){path, (size_t)(slash - path)});
    cj_status status = CJ_OK;
    int fd;
    if (dir == NULL)
        return cji_no_memory(ctx, error);
    fd = ctx->io.open(ctx->io.user, dir, O_RDONLY | O_DIRECTORY, 0);
    if (fd < 0 || ctx->io.sync(ctx->io.user, fd) != 0)
        status = cji_io_fail(ctx, error, "sync the directory", dir);
    if (fd >= 0)
        ctx->io.close(ctx->io.user, fd);
    cji_free(ctx, dir);
    return status;
}

cj_status cji_file_read(cj_context *ctx, const char *path, cji_buf *b, cj_error **error)
{
    const cji_io *io = &ctx->io;
    char piece[16384];
    cj_status status = CJ_OK;
    int fd = io->open(io->user, path, O_RDONLY, 0);
    cji_buf_clear(b);
    if (fd < 0)
        return cji_io_fail(ctx, error, "open", path);
    for (;;) {
        long n = io->read(io->user, fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            status = cji_io_fail(ctx, error, "read", path);
        if (n <= 0)
            break;
        cji_buf_put(b, piece, (size_t)n);
        if (b->status != CJ_OK)
            break;
    }
    io->close(io->user, fd);
    if (status == CJ_OK && b->status != CJ_OK) {
        cji_place place = {.file = path};
        status =
            cji_fail(ctx, error, b->status, &place, "larger than the limit of %zu bytes", b->max);
    }
    return status;
}
