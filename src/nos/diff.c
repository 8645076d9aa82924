/* SPDX-License-Identifier: MIT */
/* How one definition became another: which item is which, and what was done to it. */
#include "nos/nos.h"

#define NONE UINT32_MAX
#define NEAR 40      /* how far off a similar item may have stood */
#define MAX_WORDS 96 /* of a text, for how similar two are */

typedef struct pairing {
    cj_context *ctx;
    const cj_standard *before, *after;
    uint32_t *of_before, *of_after; /* the other of each item, or NONE */
} pairing;

static bool both_free(const pairing *p, size_t i, size_t j)
{
    return i < p->before->nitems && p->of_before[i] == NONE && p->of_after[j] == NONE;
}

static void pair(pairing *p, size_t i, size_t j)
{
    p->of_before[i] = (uint32_t)j;
    p->of_after[j] = (uint32_t)i;
}

/* ---- how similar two texts are --------------------------------------------------------------- */

static size_t words_of(const char *text, cji_str out[MAX_WORDS])
{
    size_t n = 0;
    while (n < MAX_WORDS && *text != '\0') {
        size_t length = strcspn(text, " ");
        out[n++] = (cji_str){text, length};
        text += length;
        text += *text == ' ';
    }
    return n;
}

/* Hundredths of the longer text's words that the other has as well. */
static size_t similarity(const char *a, const char *b)
{
    cji_str x[MAX_WORDS], y[MAX_WORDS];
    size_t n = words_of(a, x), m = words_of(b, y), common = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < m; j++) {
            if (y[j].n == 0 || !cji_str_eq(x[i], y[j]))
                continue;
            y[j].n = 0; /* taken */
            common++;
            break;
        }
    }
    return n + m > 0 ? 100 * common / (n > m ? n : m) : 100;
}

/* ---- pairs, the surest first ----------------------------------------------------------------- */

/* At the same address, with at least so many hundredths of the words in common. */
static void pair_places(pairing *p, size_t least)
{
    for (size_t j = 0; j < p->after->nitems; j++) {
        const cj_item *item = &p->after->items[j];
        size_t i = cji_nos_find(p->before, item->address);
        if (both_free(p, i, j) &&
            (least == 0 || similarity(p->before->items[i].text, item->text) >= least))
            pair(p, i, j);
    }
}

static cj_status pair_texts(pairing *p)
{
    const cj_standard *a = p->before, *b = p->after;
    cji_map texts;
    cj_status status = cji_map_init(&texts, p->ctx);
    for (size_t j = 0; j < b->nitems; j++) {
        size_t i = cji_nos_find(a, b->items[j].address);
        if (i < a->nitems && strcmp(a->items[i].text, b->items[j].text) == 0)
            pair(p, i, j);
    }
    for (size_t i = 0; i < a->nitems && status == CJ_OK; i++) {
        if (p->of_before[i] == NONE)
            status = cji_map_put(&texts, (uint32_t)a->items[i].address[0],
                                 cji_str_of(a->items[i].text), (uint32_t)i);
    }
    for (size_t j = 0; j < b->nitems && status == CJ_OK; j++) {
        const cj_item *item = &b->items[j];
        const uint32_t *i =
            cji_map_get(&texts, (uint32_t)cj_item_part(item), cji_str_of(item->text));
        if (i != NULL && both_free(p, *i, j))
            pair(p, *i, j);
    }
    cji_map_fini(&texts);
    return status;
}

static void pair_similar(pairing *p)
{
    for (size_t j = 0; j < p->after->nitems; j++) {
        const cj_item *item = &p->after->items[j];
        size_t most = 50, best = SIZE_MAX;
        for (size_t i = j > NEAR ? j - NEAR : 0; i < p->before->nitems && i <= j + NEAR; i++) {
            const cj_item *was = &p->before->items[i];
            size_t now;
            if (!both_free(p, i, j) || cj_item_part(was) != cj_item_part(item) ||
                (was->above == 0) != (item->above == 0))
                continue;
            now = similarity(was->text, item->text);
            if (now > most) {
                most = now;
                best = i;
            }
        }
        if (best != SIZE_MAX)
            pair(p, best, j);
    }
}

/* ---- what is told ---------------------------------------------------------------------------- */

/* A number alone changes when an element comes before, a heading alone when it is renamed. */
static bool moved(const cj_item *before, const cj_item *after)
{
    bool headed = *before->heading != '\0' || *after->heading != '\0';
    return before->section != after->section &&
           (!headed || strcmp(before->heading, after->heading) != 0);
}

static int32_t changes(const cj_item *before, const cj_item *after)
{
    int32_t how = 0;
    if (strcmp(before->text, after->text) != 0)
        how |= CJ_NOS_REWORDED;
    if (strcmp(before->address, after->address) != 0)
        how |= CJ_NOS_RENUMBERED;
    return moved(before, after) ? how | CJ_NOS_MOVED : how;
}

/* Tells what was removed before place `to`, from *from on. */
static bool tell_removed(const pairing *p, size_t *from, size_t to, cj_nos_difference_fn each,
                         void *user)
{
    for (; *from < to; ++*from) {
        if (p->of_before[*from] == NONE &&
            each(CJ_NOS_REMOVED, &p->before->items[*from], NULL, user) != 0)
            return false;
    }
    return true;
}

static bool tell_all(const pairing *p, cj_nos_difference_fn each, void *user)
{
    size_t told = 0;
    for (size_t j = 0; j < p->after->nitems; j++) {
        const cj_item *item = &p->after->items[j];
        const cj_item *was = p->of_after[j] != NONE ? &p->before->items[p->of_after[j]] : NULL;
        int32_t how = was != NULL ? changes(was, item) : CJ_NOS_ADDED;
        if (was != NULL && !tell_removed(p, &told, p->of_after[j], each, user))
            return false;
        if (how != 0 && each(how, was, item, user) != 0)
            return false;
    }
    return tell_removed(p, &told, p->before->nitems, each, user);
}

cj_status cj_standard_compare(const cj_standard *before, const cj_standard *after,
                              cj_nos_difference_fn each, void *user, cj_error **error)
{
    size_t n = before->nitems, m = after->nitems;
    pairing p = {.ctx = after->ctx, .before = before, .after = after};
    cj_status status;
    p.of_before = cji_alloc(p.ctx, (n + m + 1) * sizeof *p.of_before);
    if (p.of_before == NULL)
        return cji_no_memory(p.ctx, error);
    p.of_after = p.of_before + n;
    memset(p.of_before, 0xff, (n + m) * sizeof *p.of_before);
    status = pair_texts(&p);
    if (status != CJ_OK) {
        (void)cji_fail(p.ctx, error, status, NULL, "no memory or randomness for an index");
        goto done;
    }
    pair_places(&p, 25);
    pair_similar(&p);
    pair_places(&p, 0);
    if (!tell_all(&p, each, user))
        status = cji_fail(p.ctx, error, CJ_E_STOPPED, NULL, "the callback stopped");
done:
    cji_free(p.ctx, p.of_before);
    return status;
}
