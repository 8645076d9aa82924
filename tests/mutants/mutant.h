/* SPDX-License-Identifier: MIT */
/*
 * Tables in a form that a test may break: one row, condition or bit, named by CJ_MUTANT. A program
 * that is linked with them runs its tests over the broken table, and has to fail. CJ_MUTANT=list
 * prints the names of all mutants. See scripts/mutate.
 *
 * A source of mutants compiles the generated tables itself, with `const` defined away, so that they
 * may be written to; the library's own are then not linked.
 */
#ifndef CJ_TEST_MUTANT_H
#define CJ_TEST_MUTANT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *wanted; /* NULL: list them */
static bool done;

/* Whether this is the mutant that is wanted. */
CJI_PRINTF(1, 2)
static bool is(const char *format, ...)
{
    char name[200];
    va_list args;
    va_start(args, format);
    vsnprintf(name, sizeof name, format, args);
    va_end(args);
    if (wanted == NULL)
        printf("%s\n", name);
    else if (strcmp(name, wanted) == 0)
        return done = true;
    return false;
}

/* Whether a mutant is wanted, or their list. */
static bool mutant_begin(void)
{
    const char *name = getenv("CJ_MUTANT");
    if (name == NULL)
        return false;
    /* Sweeps over every allocation are long, and about something else. */
    cmocka_set_skip_filter("*survives*");
    wanted = strcmp(name, "list") == 0 ? NULL : name;
    return true;
}

static void mutant_end(void)
{
    if (wanted == NULL)
        exit(0);
    if (!done) {
        fprintf(stderr, "no mutant %s\n", wanted);
        exit(0); /* it looks like a survivor, which is what this should be noticed as */
    }
}

#endif
