/* SPDX-License-Identifier: MIT */
/*
 * Whether a store does what <cjustice/store.h> asks of it. For any host: the files conformance*
 * need nothing of the library but its public headers.
 *
 *     cc -c conformance*.c $(pkg-config --cflags cjustice)
 */
#ifndef CJ_STORE_CONFORMANCE_H
#define CJ_STORE_CONFORMANCE_H

#include <cjustice/cjustice.h>

typedef struct cj_conformance {
    const cj_store_methods *methods;
    const char *dir; /* an empty directory of the test's own */
    void *host;      /* given to the functions below */
    /* A new store that holds nothing; its `user`, or NULL. */
    void *(*make)(void *host);
    /* Another handle of the store that was made last, as another process would have it. */
    void *(*again)(void *host);
    /* Ends a handle, as the end of its process would. */
    void (*drop)(void *host, void *user);
    /* One sentence for each thing that is wrong; may be NULL. */
    void (*wrong)(void *host, const char *what);
} cj_conformance;

/* How many things are wrong; 0: it conforms. */
int cj_conformance_run(const cj_conformance *conformance);

#endif
