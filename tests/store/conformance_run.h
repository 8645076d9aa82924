/* SPDX-License-Identifier: MIT */
/* What the parts of the conformance suite share. */
#ifndef CJ_STORE_CONFORMANCE_RUN_H
#define CJ_STORE_CONFORMANCE_RUN_H

#include "conformance.h"

typedef struct run {
    const cj_conformance *c;
    const cj_store_methods *m;
    void *user;        /* the handle that is tested */
    int wrong, stores; /* that were made */
} run;

void cj_conformance_tell(run *r, const char *what);
/* With the log: conformance_sessions.c. */
void cj_conformance_sessions(run *r);
void cj_conformance_units(run *r);

#define WANT(r, condition, what)                                                                   \
    do {                                                                                           \
        if (!(condition))                                                                          \
            cj_conformance_tell(r, what);                                                          \
    } while (0)

#endif
