/* SPDX-License-Identifier: MIT */
/* File operations of which the Nth fails, once or from there on; or ends the process there. */
#ifndef BAD_DISK_H
#define BAD_DISK_H

#include <errno.h>
#include <unistd.h>

#include "core/core.h"

typedef struct disk {
    long seen, fail_at;
    bool sticky, dies;
} disk;

static bool fails(void *user)
{
    disk *k = user;
    k->seen++;
    if (k->fail_at == 0 || k->seen < k->fail_at || (!k->sticky && k->seen > k->fail_at))
        return false;
    if (k->dies)
        _exit(9);
    errno = EIO;
    return true;
}

static int bad_open(void *user, const char *path, int flags, int mode)
{
    return fails(user) ? -1 : cji_io_system.open(NULL, path, flags, mode);
}

static long bad_read(void *user, int fd, void *bytes, size_t size)
{
    return fails(user) ? -1 : cji_io_system.read(NULL, fd, bytes, size);
}

static long bad_write(void *user, int fd, const void *bytes, size_t size)
{
    if (!fails(user))
        return cji_io_system.write(NULL, fd, bytes, size);
    (void)cji_io_system.write(NULL, fd, bytes, size / 2); /* torn */
    errno = EIO;
    return -1;
}

static int bad_sync(void *user, int fd)
{
    return fails(user) ? -1 : cji_io_system.sync(NULL, fd);
}

static int bad_close(void *user, int fd)
{
    (void)user;
    return cji_io_system.close(NULL, fd);
}

static int bad_rename(void *user, const char *from, const char *to)
{
    return fails(user) ? -1 : cji_io_system.rename(NULL, from, to);
}

static int bad_unlink(void *user, const char *path)
{
    return fails(user) ? -1 : cji_io_system.unlink(NULL, path);
}

static int bad_mkdir(void *user, const char *path, int mode)
{
    return fails(user) ? -1 : cji_io_system.mkdir(NULL, path, mode);
}

static int bad_truncate(void *user, int fd, int64_t size)
{
    return fails(user) ? -1 : cji_io_system.truncate(NULL, fd, size);
}

static inline cji_io disk_io(disk *k)
{
    return (cji_io){bad_open,   bad_read,   bad_write, bad_sync,     bad_close,
                    bad_rename, bad_unlink, bad_mkdir, bad_truncate, k};
}

#endif
