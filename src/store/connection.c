/* SPDX-License-Identifier: MIT */
/* Opening and closing the file, the write lock, transactions. */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CHECKED (8 << 20)          /* bytes of a store that is looked at at every open, */
#define CHECKED_UNCLOSED (1 << 30) /* and of one that was not closed */
#define TIMEOUT 10000              /* milliseconds for which SQLite's own locks are waited for */

static cj_status damaged(cji_sqlite *s, const char *how, cj_error **error)
{
    cji_place place = {.file = s->path};
    return cji_fail(s->ctx, error, CJ_E_STORE, &place,
                    "the database is damaged (%s): keep it, its log and its key as they are, and "
                    "restore all three from one backup",
                    how);
}

cj_status cji_sqlite_fail(cji_sqlite *s, int rc, const char *what, cj_error **error)
{
    cji_place place = {.file = s->path};
    cj_status code;
    switch (rc & 0xff) {
    case SQLITE_NOMEM:
        return cji_no_memory(s->ctx, error);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        code = CJ_E_STORE_BUSY;
        break;
    case SQLITE_NOTADB:
        code = CJ_E_STORE_FORMAT;
        break;
    case SQLITE_CORRUPT:
        return damaged(s, s->db != NULL ? sqlite3_errmsg(s->db) : sqlite3_errstr(rc), error);
    default:
        code = CJ_E_STORE;
    }
    return cji_fail(s->ctx, error, code, &place, "cannot %s: %s", what,
                    s->db != NULL ? sqlite3_errmsg(s->db) : sqlite3_errstr(rc));
}

cj_status cji_sqlite_run(cji_sqlite *s, cji_sqlite_sql sql, const char *what, cj_error **error)
{
    int rc = sqlite3_step(s->sql[sql]);
    cj_status status = rc == SQLITE_DONE ? CJ_OK : cji_sqlite_fail(s, rc, what, error);
    sqlite3_reset(s->sql[sql]);
    sqlite3_clear_bindings(s->sql[sql]);
    return status;
}

/* ---- setting up ------------------------------------------------------------------------------ */

static cj_status read_pragma(cji_sqlite *s, const char *sql, int64_t *out, cj_error **error)
{
    sqlite3_stmt *statement = NULL;
    int rc = sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return rc == SQLITE_ROW ? CJ_OK : cji_sqlite_fail(s, rc, "read the store", error);
}

cj_status cji_sqlite_version(cji_sqlite *s, int64_t *out, cj_error **error)
{
    return read_pragma(s, "PRAGMA user_version", out, error);
}

/* Before anything is written: a file of somebody else stays as it is. */
static cj_status check_format(cji_sqlite *s, cj_error **error)
{
    cji_place place = {.file = s->path};
    int64_t application = 0, version = 0;
    cj_status status = read_pragma(s, "PRAGMA application_id", &application, error);
    if (status == CJ_OK)
        status = cji_sqlite_version(s, &version, error);
    if (status != CJ_OK)
        return status;
    if (application != CJI_SQLITE_APPLICATION || version < 1)
        return cji_fail(s->ctx, error, CJ_E_STORE_FORMAT, &place,
                        "this is not a store of libcjustice");
    if (version > CJI_SQLITE_SCHEMA)
        return cji_fail(s->ctx, error, CJ_E_STORE_NEWER, &place,
                        "the store has schema %lld, this library knows %d", (long long)version,
                        CJI_SQLITE_SCHEMA);
    return CJ_OK;
}

/* Whether nobody had the store open and the last one left it without closing it. */
static bool left_open(cji_sqlite *s, bool *out)
{
    char *wal = cji_store_beside(s->ctx, s->path, "-wal");
    struct stat there;
    if (wal == NULL)
        return false;
    *out = stat(wal, &there) == 0 && there.st_size > 0;
    cji_free(s->ctx, wal);
    return true;
}

/*
 * SQLite finds damage when it comes across it, and that may be in the middle of a unit, or never.
 * So the pages are looked at when the store is opened, as far as that takes no time to speak of;
 * a large store only when it was not closed, for that is when damage happens.
 */
static cj_status check_pages(cji_sqlite *s, bool unclosed, cj_error **error)
{
    sqlite3_stmt *row = NULL;
    struct stat file;
    cj_status status = CJ_OK;
    int rc;
    if (stat(s->path, &file) != 0)
        return cji_io_fail(s->ctx, error, "open the store", s->path);
    if (file.st_size > (unclosed ? CHECKED_UNCLOSED : CHECKED))
        return CJ_OK;
    rc = sqlite3_prepare_v2(s->db, "PRAGMA quick_check(1)", -1, &row, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(row);
    if (rc != SQLITE_ROW)
        status = cji_sqlite_fail(s, rc, "look at the pages of the store", error);
    else if (strcmp((const char *)sqlite3_column_text(row, 0), "ok") != 0)
        status = damaged(s, (const char *)sqlite3_column_text(row, 0), error);
    sqlite3_finalize(row);
    return status;
}

/* What is erased is overwritten, what is committed is on the disk, and a file that was tampered
 * with cannot make SQLite run anything. */
static cj_status configure(cji_sqlite *s, cj_error **error)
{
    static const char pragmas[] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                                  "PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF;"
                                  "PRAGMA foreign_keys=ON; PRAGMA cell_size_check=ON;"
                                  "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0";
    static const int off[] = {SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW,
                              SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_DQS_DML};
    int rc = sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    for (size_t i = 0; rc == SQLITE_OK && i < CJI_COUNT(off); i++)
        rc = sqlite3_db_config(s->db, off[i], 0, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(s->db, pragmas, NULL, NULL, NULL);
    return rc == SQLITE_OK ? CJ_OK : cji_sqlite_fail(s, rc, "set up the store", error);
}

cj_status cji_sqlite_prepare(cji_sqlite *s, cj_error **error)
{
    int end = s->reading ? CJI_SQL_READING : CJI_SQL_COUNT;
    for (int i = 0; i < end; i++) {
        int rc = sqlite3_prepare_v3(s->db, cji_sqlite_texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                                    &s->sql[i], NULL);
        cji_place place = {.file = s->path};
        if (rc == SQLITE_ERROR) /* a table or column that is not there */
            return cji_fail(s->ctx, error, CJ_E_STORE_FORMAT, &place,
                            "the tables are not those of a store: %s", sqlite3_errmsg(s->db));
        if (rc != SQLITE_OK)
            return cji_sqlite_fail(s, rc, "prepare the store", error);
    }
    return CJ_OK;
}

/*
 * The bug needs a checkpoint beside a commit of another process. Here both happen under the write
 * lock only; what other programs do to the file is not in our hands.
 */
static void warn_of_version(cj_context *ctx)
{
    int version = sqlite3_libversion_number();
    bool mended = version >= 3051003 || version < 3007000 ||
                  (version >= 3044006 && version < 3045000) ||
                  (version >= 3050007 && version < 3051000);
    if (!mended)
        cji_log(ctx, CJ_LOG_WARNING,
                "SQLite %s has the WAL-reset bug (mended in 3.51.3): let no other program write "
                "to the store",
                sqlite3_libversion());
}

/* ---- the write-ahead log --------------------------------------------------------------------- */

/* The write-ahead log by name; the connection holds it open. */
static bool wal_now(const cji_sqlite *s, dev_t *device, ino_t *inode)
{
    const char *name = sqlite3_db_filename(s->db, "main");
    struct stat there;
    if (name == NULL || stat(sqlite3_filename_wal(name), &there) != 0)
        return false;
    *device = there.st_dev;
    *inode = there.st_ino;
    return true;
}

/*
 * A second copy of SQLite in this process that opens and closes the store takes the locks of our
 * connection with it (POSIX locks belong to the process). The next process to close the store then
 * removes the write-ahead log under our hands, and our commit goes into a file without a name.
 */
static cj_status check_wal(cji_sqlite *s, cj_error **error)
{
    cji_place place = {.file = s->path};
    dev_t device = 0;
    ino_t inode = 0;
    if (s->reading) /* nothing is committed */
        return CJ_OK;
    if (wal_now(s, &device, &inode) && device == s->wal_device && inode == s->wal_inode)
        return CJ_OK;
    return cji_fail(s->ctx, error, CJ_E_STORE, &place,
                    "the write-ahead log was removed while it was in use: another copy of SQLite "
                    "in this process has opened and closed the store");
}

/* ---- opening and closing --------------------------------------------------------------------- */

static cj_status open_files(cji_sqlite *s, cj_error **error)
{
    cj_context *ctx = s->ctx;
    const cji_io *io = &ctx->io;
    bool unclosed = false;
    struct stat there;
    char *lock;
    int rc;
    cj_status status;
    if (stat(s->path, &there) != 0)
        return cji_io_fail(ctx, error, "open the store", s->path);
    if (!left_open(s, &unclosed))
        return cji_no_memory(ctx, error);
    rc = sqlite3_open_v2(s->path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc != SQLITE_OK)
        return cji_sqlite_fail(s, rc, "open the store", error);
    sqlite3_extended_result_codes(s->db, 1);
    sqlite3_busy_timeout(s->db, TIMEOUT);
    status = check_format(s, error);
    if (status == CJ_OK)
        status = configure(s, error);
    if (status == CJ_OK)
        status = check_pages(s, unclosed, error);
    if (status != CJ_OK)
        return status;
    lock = cji_store_beside(ctx, s->path, ".lock");
    if (lock == NULL)
        return cji_no_memory(ctx, error);
    s->lock_fd = io->open(io->user, lock, O_RDWR | O_CREAT, 0600);
    if (s->lock_fd < 0)
        status = cji_io_fail(ctx, error, "open the lock file", lock);
    cji_free(ctx, lock);
    if (status == CJ_OK)
        status = cji_sqlite_migrate(s, error);
    if (status == CJ_OK && !wal_now(s, &s->wal_device, &s->wal_inode))
        status = check_wal(s, error);
    return status == CJ_OK ? cji_sqlite_guard(s, error) : status;
}

/* ---- reading only ---------------------------------------------------------------------------- */

/* Whoever has a store open has its write-ahead log beside it. */
static bool has_wal(const cji_sqlite *s, bool *found)
{
    struct stat there;
    char *wal = cji_store_beside(s->ctx, s->path, "-wal");
    if (wal == NULL)
        return false;
    *found = stat(wal, &there) == 0;
    cji_free(s->ctx, wal);
    return true;
}

/* The path as a URI for SQLite: the file does not change, so nothing need be made beside it. */
static char *uri_of(const cji_sqlite *s)
{
    static const char hex[] = "0123456789ABCDEF", tail[] = "?immutable=1";
    size_t n = 0, path = strlen(s->path);
    char *out = cji_alloc(s->ctx, 8 + 3 * path + sizeof tail);
    if (out == NULL)
        return NULL;
    n = (size_t)(stpcpy(out, s->path[0] == '/' ? "file://" : "file:") - out);
    for (size_t i = 0; i < path; i++) {
        unsigned char c = (unsigned char)s->path[i];
        if (c > ' ' && c < 0x7f && strchr("%?#", c) == NULL) {
            out[n++] = (char)c;
            continue;
        }
        out[n++] = '%';
        out[n++] = hex[c >> 4];
        out[n++] = hex[c & 15];
    }
    memcpy(out + n, tail, sizeof tail);
    return out;
}

/*
 * SQLite leaves files beside a store that it opens for reading, and closing a file that it does not
 * lock takes this process's locks away: so the file is taken as it lies only if nobody has it open.
 */
static cj_status open_to_read(cji_sqlite *s, cj_error **error)
{
    static const char pragmas[] = "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
                                  "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0";
    int64_t version = 0;
    bool wal = false;
    char *uri;
    cj_status status;
    int rc;
    s->reading = true;
    if (stat(s->path, &s->file) != 0)
        return cji_io_fail(s->ctx, error, "open the store", s->path);
    if (!has_wal(s, &wal))
        return cji_no_memory(s->ctx, error);
    s->lies = !wal;
    uri = uri_of(s);
    if (uri == NULL)
        return cji_no_memory(s->ctx, error);
    rc = sqlite3_open_v2(
        s->lies ? uri : s->path, &s->db,
        SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | (s->lies ? SQLITE_OPEN_URI : 0), NULL);
    cji_free(s->ctx, uri);
    if (rc != SQLITE_OK)
        return cji_sqlite_fail(s, rc, "open the store", error);
    sqlite3_extended_result_codes(s->db, 1);
    sqlite3_busy_timeout(s->db, TIMEOUT);
    status = check_format(s, error);
    if (status != CJ_OK)
        return status;
    rc = sqlite3_exec(s->db, pragmas, NULL, NULL, NULL);
    status = cji_sqlite_version(s, &version, error);
    if (rc == SQLITE_OK && status == CJ_OK && version < CJI_SQLITE_SCHEMA)
        rc = sqlite3_exec(s->db, cji_sqlite_as_new, NULL, NULL, NULL);
    if (rc == SQLITE_ERROR)
        return cji_sqlite_fail(s, SQLITE_NOTADB, "read the tables of a store", error);
    if (rc != SQLITE_OK)
        return cji_sqlite_fail(s, rc, "set up the store", error);
    return status == CJ_OK ? cji_sqlite_prepare(s, error) : status;
}

cj_status cji_sqlite_open(cj_context *ctx, const char *path, bool to_read, cji_sqlite **out,
                          cj_error **error)
{
    cji_sqlite *s = cji_alloc(ctx, sizeof *s);
    cj_status status;
    if (s == NULL)
        return cji_no_memory(ctx, error);
    s->ctx = cj_context_ref(ctx);
    s->lock_fd = s->shm_fd = -1;
    s->path = cji_strdup(ctx, cji_str_of(path));
    status = s->path == NULL ? cji_no_memory(ctx, error)
             : to_read       ? open_to_read(s, error)
                             : open_files(s, error);
    if (status == CJ_OK && !to_read)
        warn_of_version(ctx);
    if (status == CJ_OK)
        *out = s;
    else
        cji_sqlite_close(s, false);
    return status;
}

bool cji_sqlite_disturbed(const cji_sqlite *s)
{
    const struct stat *was = &s->file;
    struct stat is;
    bool wal = true;
    return s->lies &&
           (!has_wal(s, &wal) || wal || stat(s->path, &is) != 0 || is.st_dev != was->st_dev ||
            is.st_ino != was->st_ino || is.st_size != was->st_size ||
            is.st_mtim.tv_sec != was->st_mtim.tv_sec || is.st_mtim.tv_nsec != was->st_mtim.tv_nsec);
}

void cji_sqlite_close(cji_sqlite *s, bool forked)
{
    cj_context *ctx;
    if (s == NULL)
        return;
    ctx = s->ctx;
    if (!forked) {
        for (int i = 0; i < CJI_SQL_COUNT; i++)
            sqlite3_finalize(s->sql[i]);
        if (sqlite3_close(s->db) != SQLITE_OK)
            cji_log(ctx, CJ_LOG_ERROR, "the store was not closed: %s", sqlite3_errmsg(s->db));
    }
    if (s->lock_fd >= 0)
        ctx->io.close(ctx->io.user, s->lock_fd);
    cji_free(ctx, s->path);
    cji_free(ctx, s);
    cj_context_unref(ctx);
}

/* ---- the write lock -------------------------------------------------------------------------- */

/* Belongs to the open file, not to the process: two handles of one process exclude each other, and
 * a second copy of SQLite that closes the store does not take it away. */
static int set_lock(int fd, short type)
{
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET};
    int done;
    do
        done = fcntl(fd, F_OFD_SETLK, &lock);
    while (done != 0 && errno == EINTR);
    return done;
}

cj_status cji_sqlite_lock(cji_sqlite *s, int32_t wait, cj_error **error)
{
    const struct timespec pause = {0, 1000000};
    cji_place place = {.file = s->path};
    struct timespec start, now;
    clock_gettime(CLOCK_MONOTONIC, &start);
    while (set_lock(s->lock_fd, F_WRLCK) != 0) {
        if (errno != EAGAIN && errno != EACCES)
            return cji_io_fail(s->ctx, error, "lock the store", s->path);
        clock_gettime(CLOCK_MONOTONIC, &now);
        if ((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000 >= wait)
            return cji_fail(s->ctx, error, CJ_E_STORE_BUSY, &place,
                            "another process has been recording for %d seconds", wait / 1000);
        nanosleep(&pause, NULL);
    }
    return CJ_OK;
}

void cji_sqlite_unlock(cji_sqlite *s)
{
    set_lock(s->lock_fd, F_UNLCK);
}

/* ---- transactions ---------------------------------------------------------------------------- */

cj_status cji_sqlite_begin(cji_sqlite *s, bool write, cj_error **error)
{
    cj_status status = check_wal(s, error);
    if (status == CJ_OK)
        status = cji_sqlite_check_locks(s, false, error);
    return status == CJ_OK ? cji_sqlite_run(s, write ? CJI_SQL_BEGIN_WRITE : CJI_SQL_BEGIN_READ,
                                            "begin a transaction", error)
                           : status;
}

void cji_sqlite_rollback(cji_sqlite *s)
{
    /* After some failures SQLite has rolled back by itself. */
    if (sqlite3_get_autocommit(s->db) != 0)
        return;
    sqlite3_step(s->sql[CJI_SQL_ROLLBACK]);
    sqlite3_reset(s->sql[CJI_SQL_ROLLBACK]);
}

cj_status cji_sqlite_commit(cji_sqlite *s, cj_error **error)
{
    cj_status status = check_wal(s, error);
    if (status == CJ_OK)
        status = cji_sqlite_check_locks(s, true, error);
    if (status == CJ_OK)
        status = cji_sqlite_run(s, CJI_SQL_COMMIT, "commit", error);
    /* Behind it too: else the commit may be in a file that is gone. */
    return status == CJ_OK ? check_wal(s, error) : status;
}

/*
 * Pages that were split or freed keep copies which secure_delete does not know, so the whole file
 * is written anew.
 */
cj_status cji_sqlite_scrub(cji_sqlite *s, cj_error **error)
{
    cji_place place = {.file = s->path};
    sqlite3_stmt *statement = NULL;
    int busy = 1, rc = sqlite3_exec(s->db, "VACUUM", NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(s->db, "PRAGMA wal_checkpoint(TRUNCATE)", -1, &statement, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW)
        busy = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    if (rc != SQLITE_ROW)
        return cji_sqlite_fail(s, rc, "write the store anew", error);
    return busy == 0 ? CJ_OK
                     : cji_fail(s->ctx, error, CJ_E_STORE_BUSY, &place,
                                "somebody reads the store, so the write-ahead log keeps what was "
                                "erased");
}
