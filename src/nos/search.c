/* SPDX-License-Identifier: MIT */
/*
 * Questions to a catalogue: by suite, occupation, keyword and words. They look at every definition
 * in turn: a tenth of a second for a national register, and no index to keep.
 */
#include "nos/nos.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Bytes above ASCII are letters of some script. */
static bool in_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

static bool same(const char *a, const char *b)
{
    while (*a != '\0' && lower(*a) == lower(*b))
        a++, b++;
    return *a == '\0' && *b == '\0';
}

/* Whether a word of the text begins with `word`. */
static bool has_word(const char *text, cji_str word)
{
    char first[3] = {lower(word.p[0])};
    if (first[0] >= 'a' && first[0] <= 'z')
        first[1] = (char)(first[0] - 'a' + 'A');
    for (const char *p = strpbrk(text, first); p != NULL; p = strpbrk(p + 1, first)) {
        size_t n = 1;
        if (p > text && in_word(p[-1]))
            continue;
        while (n < word.n && lower(p[n]) == lower(word.p[n]))
            n++;
        if (n == word.n)
            return true;
    }
    return false;
}

/* The next word of *words, or an empty one. */
static cji_str next_word(const char **words)
{
    cji_str word = {*words, 0};
    while (*word.p != '\0' && !in_word(*word.p))
        word.p++;
    while (in_word(word.p[word.n]))
        word.n++;
    *words = word.p + word.n;
    return word;
}

static bool standard_has(const cj_standard *s, cji_str word)
{
    if (s->title != NULL && has_word(s->title, word))
        return true;
    for (size_t i = 0; i < s->fields[CJ_NOS_FIELDS + 1]; i++) {
        if (has_word(s->values[i].text, word))
            return true;
    }
    for (size_t i = 0; i < s->nitems; i++) {
        if (has_word(s->items[i].text, word))
            return true;
        if (s->items[i].address[0] == 'K' &&
            (i == 0 || s->items[i].section != s->items[i - 1].section) &&
            has_word(s->items[i].heading, word))
            return true;
    }
    return false;
}

static bool has_entry(const cj_standard *s, int32_t field, const char *wanted)
{
    for (size_t i = 0; wanted != NULL && i < cj_standard_meta_count(s, field); i++) {
        if (same(cj_standard_meta(s, field, i), wanted))
            return true;
    }
    return wanted == NULL;
}

static bool fits(const cj_catalogue *c, const cj_standard *s, const cj_nos_query *q)
{
    const char *words = q->words;
    if (!has_entry(s, CJ_NOS_SUITE, q->suite) || !has_entry(s, CJ_NOS_OCCUPATION, q->occupation) ||
        !has_entry(s, CJ_NOS_KEYWORD, q->keyword) ||
        (q->latest != 0 && cj_catalogue_find(c, s->urn) != s))
        return false;
    while (words != NULL) {
        cji_str word = next_word(&words);
        if (word.n == 0)
            break;
        if (!standard_has(s, word))
            return false;
    }
    return true;
}

const cj_standard *cj_catalogue_next(const cj_catalogue *catalogue, const cj_nos_query *query,
                                     size_t *place)
{
    if (query != NULL && query->size < sizeof *query)
        return NULL;
    while (*place < cj_catalogue_count(catalogue)) {
        const cj_standard *s = cj_catalogue_at(catalogue, (*place)++);
        if (query == NULL || fits(catalogue, s, query))
            return s;
    }
    return NULL;
}

const cj_item *cj_standard_next_item(const cj_standard *standard, const char *words, size_t *place)
{
    while (*place < standard->nitems) {
        const cj_item *item = &standard->items[(*place)++];
        const char *rest = words;
        cji_str word = next_word(&rest);
        while (word.n > 0 && has_word(item->text, word))
            word = next_word(&rest);
        if (word.n == 0)
            return item;
    }
    return NULL;
}
