/* SPDX-License-Identifier: MIT */
/*
 * Whether SQLite's locks are still there. They are POSIX locks, which belong to the process: a
 * second copy of SQLite in it that opens and closes the store takes them from our connection, and
 * then another process may write in the middle of our transaction: our commit would say yes, and
 * its rows would be gone. Both say nothing of it, so the locks are looked at from outside: an open
 * file description of its own sees those of the process. A descriptor of ours on the file would
 * take them away, too, when it is closed; so SQLite's own is asked.
 */
#include "store/sqlite.h"

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

/* Bytes of the -shm file, of SQLite's file format: who writes, and who has it open at all. */
#define WRITES 120
#define OPEN 128

static bool is_of(const cji_sqlite *s, int fd)
{
    struct stat there;
    return fd >= 0 && fstat(fd, &there) == 0 && there.st_dev == s->shm.st_dev &&
           there.st_ino == s->shm.st_ino;
}

/* Some descriptor of this process on the file; -1 where the system does not list them. */
static int find(const cji_sqlite *s)
{
    DIR *open = opendir("/proc/self/fd");
    const struct dirent *entry;
    int found = -1;
    while (open != NULL && found < 0 && (entry = readdir(open)) != NULL) {
        int fd = entry->d_name[0] != '.' ? atoi(entry->d_name) : -1;
        if (is_of(s, fd))
            found = fd;
    }
    if (open != NULL)
        closedir(open);
    return found;
}

cj_status cji_sqlite_guard(cji_sqlite *s, cj_error **error)
{
    const char *name = sqlite3_db_filename(s->db, "main");
    char *path = cji_store_beside(s->ctx, name != NULL ? name : "", "-shm");
    if (path == NULL)
        return cji_no_memory(s->ctx, error);
    s->guarded = stat(path, &s->shm) == 0;
    cji_free(s->ctx, path);
    s->shm_fd = s->guarded ? find(s) : -1;
    s->guarded = s->shm_fd >= 0;
    if (!s->guarded)
        cji_log(s->ctx, CJ_LOG_WARNING,
                "SQLite's locks cannot be looked at here: let no other copy of it open the store");
    return CJ_OK;
}

/* The process that has the byte locked; 0: nobody, -1: it cannot be told. */
static pid_t holder(cji_sqlite *s, off_t byte)
{
    struct flock probe = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
    if (!is_of(s, s->shm_fd)) /* it was that of another copy, which is gone */
        s->shm_fd = find(s);
    if (s->shm_fd < 0)
        return 0; /* our own connection has lost the file */
    if (fcntl(s->shm_fd, F_OFD_GETLK, &probe) != 0)
        return -1;
    return probe.l_type == F_UNLCK ? 0 : probe.l_pid;
}

cj_status cji_sqlite_check_locks(cji_sqlite *s, bool writing, cj_error **error)
{
    cji_place place = {.file = s->path};
    pid_t who = -1;
    if (s->guarded && !s->lost)
        who = holder(s, writing ? WRITES : OPEN);
    if (!s->lost && (who == -1 || (writing ? who == getpid() : who != 0)))
        return CJ_OK;
    s->lost = true; /* what it has in its cache may be older than it believes */
    return cji_fail(s->ctx, error, CJ_E_STORE, &place,
                    "SQLite's locks are gone: another copy of SQLite in this process has opened "
                    "and closed the store. Open the store again, and let nothing else open it");
}
