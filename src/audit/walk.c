/* SPDX-License-Identifier: MIT */
/* Which files a log directory holds: each must have a name that a log gives. */
#include "audit/audit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

typedef struct walk {
    cji_audit_files *files;
    const char *dir; /* of the log */
    const char *at;  /* directory within it, "" for itself */
    cji_arena *arena;
    char **dirs; /* found, to be read */
    size_t ndirs, dirs_capacity;
} walk;

static int type_of(const walk *w, const char *path)
{
    struct stat st;
    char *full = cji_audit_join(w->arena->ctx, w->dir, path);
    int type = DT_UNKNOWN;
    if (full != NULL && lstat(full, &st) == 0)
        type = S_ISREG(st.st_mode) ? DT_REG : S_ISDIR(st.st_mode) ? DT_DIR : DT_LNK;
    cji_free(w->arena->ctx, full);
    return type;
}

static cj_status stranger(walk *w, const char *path)
{
    snprintf(w->files->stranger, sizeof w->files->stranger, "%s", path);
    return CJ_E_VERIFY;
}

static cj_status see(void *user, const char *name, int type)
{
    walk *w = user;
    cj_context *ctx = w->arena->ctx;
    cji_audit_files *f = w->files;
    char path[CJI_AUDIT_PATH];
    cji_audit_file file;
    int n = snprintf(path, sizeof path, "%s%s%s", w->at, w->at[0] != '\0' ? "/" : "", name);
    if (n < 0 || (size_t)n >= sizeof path || path[0] == '.')
        return stranger(w, path);
    if (type == DT_UNKNOWN) /* this file system does not say */
        type = type_of(w, path);
    if (type == DT_DIR && cji_audit_dir_parse(path)) {
        if (!cji_grow(ctx, (void **)&w->dirs, sizeof *w->dirs, w->ndirs, &w->dirs_capacity))
            return CJ_E_MEMORY;
        w->dirs[w->ndirs] = cji_arena_strdup(w->arena, cji_str_of(path));
        return w->dirs[w->ndirs++] != NULL ? CJ_OK : CJ_E_MEMORY;
    }
    if (type != DT_REG || !cji_audit_file_parse(path, &file))
        return stranger(w, path);
    if (!cji_grow(ctx, (void **)&f->items, sizeof *f->items, f->n, &f->capacity))
        return CJ_E_MEMORY;
    f->items[f->n++].file = file;
    return CJ_OK;
}

static int compare(const cji_audit_file *x, const cji_audit_file *y)
{
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->level != y->level)
        return x->level < y->level ? -1 : 1;
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    return x->width < y->width ? -1 : x->width > y->width;
}

static int by_file(const void *a, const void *b)
{
    return compare(&((const cji_audit_seen *)a)->file, &((const cji_audit_seen *)b)->file);
}

cj_status cji_audit_walk(cj_context *ctx, const char *dir, cji_audit_files *files, cj_error **error)
{
    cji_arena arena;
    walk w = {files, dir, "", &arena, NULL, 0, 0};
    size_t next = 0;
    cj_status status;
    cji_arena_init(&arena, ctx);
    *files = (cji_audit_files){NULL, 0, 0, ""};
    status = cji_audit_list(ctx, dir, see, &w, error);
    while (status == CJ_OK && next < w.ndirs) {
        char *full = cji_audit_join(ctx, dir, w.dirs[next]);
        cj_error *problem = NULL;
        w.at = w.dirs[next++];
        status = full != NULL ? cji_audit_list(ctx, full, see, &w, &problem) : CJ_E_MEMORY;
        if (status == CJ_E_NOT_FOUND) /* a writer emptied it meanwhile; a file will be missed */
            status = CJ_OK;
        else
            cji_error_add_all(ctx, error, problem);
        cj_error_unref(problem);
        cji_free(ctx, full);
    }
    if (status == CJ_E_MEMORY)
        cji_no_memory(ctx, error);
    if (status == CJ_OK && files->n > 0)
        qsort(files->items, files->n, sizeof *files->items, by_file);
    cji_free(ctx, w.dirs);
    cji_arena_fini(&arena);
    return status;
}

size_t cji_audit_find(const cji_audit_files *files, cji_audit_file file)
{
    size_t low = 0, high = files->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&files->items[middle].file, &file) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool cji_audit_has(const cji_audit_files *files, cji_audit_file file)
{
    size_t at = cji_audit_find(files, file);
    return at < files->n && compare(&files->items[at].file, &file) == 0;
}
