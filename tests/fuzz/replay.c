/* SPDX-License-Identifier: MIT */
/*
 * Runs a fuzz target over files, and over the files of directories, as an ordinary test: no
 * fuzzer, any compiler. The order is that of the names, so that a run is the same each time.
 */
#include "fuzz/fuzz.h"

#include <dirent.h>
#include <sys/stat.h>
#include <time.h>

#define INPUT_MAX ((size_t)4 << 20)
#define SLOW (2 * CLOCKS_PER_SEC) /* of processor time: a busy machine is no finding */

static int files;

/* The bytes are copied to a block of their own size, so that a sanitizer sees one too far. */
static void run_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *all = malloc(INPUT_MAX);
    uint8_t *data;
    clock_t from;
    size_t n;
    if (f == NULL || all == NULL) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(1);
    }
    n = fread(all, 1, INPUT_MAX, f);
    fclose(f);
    data = malloc(n > 0 ? n : 1);
    if (data == NULL)
        exit(1);
    memcpy(data, all, n);
    free(all);
    printf("%s\n", path);
    fflush(stdout);
    from = clock();
    (void)LLVMFuzzerTestOneInput(data, n);
    if (clock() - from > SLOW) {
        fprintf(stderr, "%s: takes more than two seconds\n", path);
        exit(1);
    }
    free(data);
    files++;
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void run_dir(const char *path)
{
    struct dirent **names;
    int n = scandir(path, &names, visible, alphasort);
    if (n < 0) {
        fprintf(stderr, "%s: cannot be listed\n", path);
        exit(1);
    }
    for (int i = 0; i < n; i++) {
        char file[1024];
        snprintf(file, sizeof file, "%s/%s", path, names[i]->d_name);
        run_file(file);
        free(names[i]);
    }
    free(names);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct stat st;
        if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode))
            run_dir(argv[i]);
        else
            run_file(argv[i]);
    }
    printf("%d inputs\n", files);
    return files > 0 ? 0 : 1; /* an empty corpus is a mistake, not a pass */
}
