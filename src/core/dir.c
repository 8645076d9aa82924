/* SPDX-License-Identifier: MIT */
/* The parts of a standards directory: nos/, evidence/, policy/. */
#include "core/core.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

typedef struct names {
    char **items;
    size_t count, capacity;
} names;

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool ends_with(const char *name, const char *tail)
{
    size_t n = strlen(name), m = strlen(tail);
    return n > m && strcmp(name + n - m, tail) == 0;
}

static char *join(cj_context *ctx, const char *dir, const char *name)
{
    size_t n = strlen(dir), m = strlen(name);
    char *path = cji_alloc(ctx, n + m + 2);
    if (path == NULL)
        return NULL;
    memcpy(path, dir, n);
    if (n > 0 && dir[n - 1] != '/')
        path[n++] = '/';
    memcpy(path + n, name, m + 1);
    return path;
}

static cj_status list_dir(cj_context *ctx, const char *dir, DIR *open, names *list,
                          cj_error **error)
{
    for (;;) {
        const struct dirent *entry;
        errno = 0;
        entry = readdir(open);
        if (entry == NULL)
            break;
        if (entry->d_name[0] == '.' ||
            (!ends_with(entry->d_name, ".xml") && !ends_with(entry->d_name, ".xml.gz")))
            continue;
        if (!cji_grow(ctx, (void **)&list->items, sizeof *list->items, list->count,
                      &list->capacity) ||
            (list->items[list->count] = join(ctx, dir, entry->d_name)) == NULL)
            return cji_no_memory(ctx, error);
        list->count++;
    }
    if (errno != 0)
        return cji_io_fail(ctx, error, "list", dir);
    if (list->count > 1)
        qsort(list->items, list->count, sizeof *list->items, by_name);
    return CJ_OK;
}

/* *out stays NULL when `standards` is there and its part is not. */
static cj_status open_part(cj_context *ctx, const char *standards, const char *dir, DIR **out,
                           cj_error **error)
{
    DIR *parent;
    *out = opendir(dir);
    if (*out != NULL)
        return CJ_OK;
    if (errno != ENOENT)
        return cji_io_fail(ctx, error, "list", dir);
    parent = opendir(standards);
    if (parent == NULL)
        return cji_io_fail(ctx, error, "list", standards);
    closedir(parent);
    return CJ_OK;
}

cj_status cji_dir_each(cj_context *ctx, const char *standards, const char *part,
                       cj_status (*each)(void *user, const char *path, cj_error **error),
                       void *user, cj_error **error)
{
    names list = {0};
    DIR *open = NULL;
    bool listed;
    char *dir = join(ctx, standards, part);
    cj_status status =
        dir == NULL ? cji_no_memory(ctx, error) : open_part(ctx, standards, dir, &open, error);
    if (status == CJ_OK && open != NULL)
        status = list_dir(ctx, dir, open, &list, error);
    /* A listing that failed is not read; a broken file does not keep the rest from loading. */
    listed = status == CJ_OK;
    for (size_t i = 0; i < list.count; i++) {
        cj_status one = listed ? each(user, list.items[i], error) : CJ_OK;
        if (status == CJ_OK)
            status = one;
        cji_free(ctx, list.items[i]);
    }
    if (open != NULL)
        closedir(open);
    cji_free(ctx, list.items);
    cji_free(ctx, dir);
    return status;
}
