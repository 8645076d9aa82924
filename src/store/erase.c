/* SPDX-License-Identifier: MIT */
/* What is known of erasures, and copies of the built-in store. */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>

bool cji_store_key_gone(const uint8_t key[CJI_STORE_SECRET])
{
    static const uint8_t zeros[CJI_STORE_SECRET];
    return memcmp(key, zeros, sizeof zeros) == 0;
}

cj_status cji_store_unclean(cji_store *s, bool *out, cj_error **error)
{
    int64_t value = 0;
    int32_t found = 0;
    size_t before = error != NULL ? cj_error_count(*error) : 0;
    cj_status status =
        cji_store_ended(s, s->methods.number(s->user, CJI_META_UNCLEAN, &value, &found, error),
                        before, "read whether it is clean", error);
    *out = status == CJ_OK && found != 0 && value != 0;
    return status;
}

/* ---- copies ---------------------------------------------------------------------------------- */

static cj_status copy_pages(cji_sqlite *s, sqlite3 *to, cj_error **error)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", s->db, "main");
    cji_place place = {.file = s->path};
    int rc = backup != NULL ? sqlite3_backup_step(backup, -1) : sqlite3_errcode(to), end;
    end = sqlite3_backup_finish(backup);
    if (rc == SQLITE_DONE)
        rc = end;
    if (rc == SQLITE_NOMEM)
        return cji_no_memory(s->ctx, error);
    return rc == SQLITE_OK ? CJ_OK
                           : cji_fail(s->ctx, error, CJ_E_STORE, &place, "cannot be copied: %s",
                                      sqlite3_errstr(rc));
}

static cj_status copy(cji_sqlite *s, const char *path, cj_error **error)
{
    const cji_io *io = &s->ctx->io;
    cji_place place = {.file = path};
    sqlite3 *to = NULL;
    cj_status status;
    int rc, fd = io->open(io->user, path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (fd < 0)
        return errno == EEXIST
                   ? cji_fail(s->ctx, error, CJ_E_STORE_EXISTS, &place, "a file is there already")
                   : cji_io_fail(s->ctx, error, "create the copy", path);
    io->close(io->user, fd);
    rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    status = rc == SQLITE_OK      ? copy_pages(s, to, error)
             : rc == SQLITE_NOMEM ? cji_no_memory(s->ctx, error)
                                  : cji_fail(s->ctx, error, CJ_E_STORE, &place,
                                             "cannot be written: %s", sqlite3_errstr(rc));
    if (sqlite3_close(to) != SQLITE_OK && status == CJ_OK)
        status = cji_fail(s->ctx, error, CJ_E_STORE, &place, "was not closed");
    if (status == CJ_OK)
        status = cji_dir_sync(s->ctx, path, error);
    if (status != CJ_OK)
        io->unlink(io->user, path);
    return status;
}

cj_status cji_store_copy(cji_store *s, const char *path, cj_error **error)
{
    return s->lite != NULL ? copy(s->lite, path, error)
                           : cji_fail(s->ctx, error, CJ_E_MISUSE, NULL,
                                      "a host's own database is copied by its own means");
}
