/* SPDX-License-Identifier: MIT */
/* A new store: database, log and key, or nothing. */
#include "session/session.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct making {
    cj_context *ctx;
    const char *path, *origin;
    char *dir, *key, *space; /* space: of another name beside the store */
    cj_error **error;
} making;

#define SUFFIX_MAX 16

static const char *beside(making *m, const char *suffix)
{
    strcpy(m->space + strlen(m->path), suffix);
    return m->space;
}

/* ---- taking back: without memory, which may be what failed ----------------------------------- */

/* A log directory that this call has made. */
static void drop_tree(int parent, const char *name, int depth)
{
    int fd = depth > 0 ? openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    DIR *open = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    if (open == NULL && fd >= 0)
        close(fd);
    while (open != NULL && (entry = readdir(open)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            unlinkat(fd, entry->d_name, 0) != 0)
            drop_tree(fd, entry->d_name, depth - 1);
    }
    if (open != NULL)
        closedir(open);
    unlinkat(parent, name, AT_REMOVEDIR);
}

static void drop_log(const char *dir)
{
    drop_tree(AT_FDCWD, dir, 8);
}

static void take_back(making *m, bool log_too)
{
    static const char *const suffixes[] = {"-wal", "-shm", ".lock", "", ".key", ".audit.lock"};
    if (log_too)
        drop_log(m->dir);
    for (size_t i = 0; i < (log_too ? CJI_COUNT(suffixes) : 4); i++)
        unlink(beside(m, suffixes[i]));
}

/* ---- making ---------------------------------------------------------------------------------- */

/* SQLite would take what an older store left beside it for its own. */
static cj_status check_beside(making *m)
{
    static const char *const suffixes[] = {"-wal", "-shm", "-journal"};
    for (size_t i = 0; i < CJI_COUNT(suffixes); i++) {
        cji_place place = {.file = beside(m, suffixes[i])};
        struct stat there;
        if (lstat(place.file, &there) == 0)
            return cji_fail(m->ctx, m->error, CJ_E_STORE_EXISTS, &place, "a file is there already");
    }
    return CJ_OK;
}

static cj_status claim(making *m)
{
    const cji_io *io = &m->ctx->io;
    cji_place place = {.file = m->path};
    cj_status status = check_beside(m);
    int fd;
    if (status != CJ_OK)
        return status;
    fd = io->open(io->user, m->path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (fd < 0)
        return errno == EEXIST ? cji_fail(m->ctx, m->error, CJ_E_STORE_EXISTS, &place,
                                          "a file is there already")
                               : cji_io_fail(m->ctx, m->error, "create the store", m->path);
    io->close(io->user, fd);
    return CJ_OK;
}

/* The first entry behind log.open says who made the store; the first anchor covers it. */
static cj_status begin_log(making *m, const cji_session_who *who, cji_store_anchor *anchor)
{
    cji_audit_entry entry = cji_session_entry(who, "admin", "store.init");
    cji_audit *log = NULL;
    cj_status status = cji_audit_open(m->ctx, m->dir, m->key, 0, &log, m->error);
    if (status != CJ_OK)
        return status;
    entry.out = "ok";
    status = cji_audit_append(log, &entry, 1, &anchor->index, m->error);
    anchor->size = anchor->index + 1;
    if (status == CJ_OK)
        status = cji_audit_root(log, anchor->size, anchor->root, m->error);
    if (status == CJ_OK)
        status = cji_audit_publish(log, NULL, m->error);
    cji_audit_close(log);
    return status;
}

static cj_status make(making *m, const cji_session_who *who)
{
    cji_store_anchor anchor = {0};
    cj_status status = claim(m);
    if (status != CJ_OK)
        return status;
    status = cji_audit_create(m->ctx, m->dir, m->key, m->origin, m->error);
    if (status != CJ_OK) {
        take_back(m, false);
        return status;
    }
    status = begin_log(m, who, &anchor);
    if (status == CJ_OK)
        status = cji_store_fill(m->ctx, m->path, &anchor, m->error);
    if (status == CJ_OK)
        status = cji_dir_sync(m->ctx, m->path, m->error);
    if (status != CJ_OK)
        take_back(m, true);
    return status;
}

cj_status cj_store_create(cj_context *context, const char *path, const char *origin,
                          const cj_policy *policy, const cj_identity *who, cj_error **error)
{
    making m = {.ctx = context, .path = path, .origin = origin, .error = error};
    cji_session_who identity;
    cj_status status = cji_session_identify(context, who, &identity, error);
    if (status != CJ_OK)
        return status;
    if (!cji_policy_permits(policy, identity.role, identity.purpose, "init"))
        return cji_session_denied(context, &identity, "init", error);
    m.dir = cji_store_beside(context, path, ".audit");
    m.key = cji_store_beside(context, path, ".key");
    m.space = cji_alloc(context, strlen(path) + SUFFIX_MAX);
    if (m.dir != NULL && m.key != NULL && m.space != NULL) {
        strcpy(m.space, path);
        status = make(&m, &identity);
    } else {
        status = cji_no_memory(context, error);
    }
    cji_free(context, m.dir);
    cji_free(context, m.key);
    cji_free(context, m.space);
    return status;
}

/* ---- the log of a host's store --------------------------------------------------------------- */

static cj_status check_empty(making *m, cji_store *db)
{
    cji_place place = {.file = m->path};
    cji_store_anchor anchor;
    cj_error *problems = NULL;
    cj_status status = cji_store_anchor_of(db, &anchor, &problems);
    if (status == CJ_OK)
        status = cji_fail(m->ctx, m->error, CJ_E_STORE_EXISTS, &place,
                          "the store has an anchor: it has a log already");
    else if (status == CJ_E_STORE_FORMAT)
        status = CJ_OK;
    else
        cji_error_add_all(m->ctx, m->error, problems);
    cj_error_unref(problems);
    return status;
}

/* m->space is DIR.lock: a failure must be taken back without memory. */
static cj_status make_for_host(making *m, cji_store *db, const cji_session_who *who)
{
    cji_store_anchor anchor = {0};
    cj_status status = check_empty(m, db);
    if (status == CJ_OK)
        status = cji_audit_create(m->ctx, m->dir, m->key, m->origin, m->error);
    if (status != CJ_OK)
        return status;
    status = begin_log(m, who, &anchor);
    if (status == CJ_OK)
        status = cji_store_found(db, &anchor, m->error);
    if (status != CJ_OK) {
        drop_log(m->dir);
        unlink(m->key);
        unlink(m->space);
    }
    return status;
}

cj_status cj_store_create_host(cj_context *context, const cj_store_methods *methods, void *user,
                               const char *audit_dir, const char *key_path, const char *origin,
                               const cj_policy *policy, const cj_identity *who, cj_error **error)
{
    making m = {.ctx = context, .path = audit_dir, .origin = origin, .error = error};
    cji_session_who identity;
    cji_store *db = NULL;
    cj_status status = cji_session_identify(context, who, &identity, error);
    if (status != CJ_OK)
        return status;
    if (!cji_policy_permits(policy, identity.role, identity.purpose, "init"))
        return cji_session_denied(context, &identity, "init", error);
    status = cji_store_open_by(context, methods, user, audit_dir, &db, error);
    if (status == CJ_OK && methods->append == NULL)
        status = cji_fail(context, error, CJ_E_MISUSE, NULL, "a new store wants `append`");
    m.dir = cji_strdup(context, cji_str_of(audit_dir));
    m.key = cji_strdup(context, cji_str_of(key_path));
    m.space = cji_store_beside(context, audit_dir, ".lock");
    if (status == CJ_OK)
        status = m.dir != NULL && m.key != NULL && m.space != NULL
                     ? make_for_host(&m, db, &identity)
                     : cji_no_memory(context, error);
    cji_free(context, m.dir);
    cji_free(context, m.key);
    cji_free(context, m.space);
    cji_store_close(db, false);
    return status;
}
