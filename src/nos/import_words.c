/* SPDX-License-Identifier: MIT */
/*
 * Words: how lines become one text. A hyphen at the end of a line may be part of the word, may have
 * been lost, or may have been put in by the printer; how the text writes the word elsewhere tells.
 */
#include "nos/import.h"

#include <stdio.h>

#define WORD_MAX 64
#define HYPHENATED 1 /* classes of im->words; 0: every word, counted */
#define PAIR 2
#define SMALL 4 /* words that are written small somewhere; 3 is taken by furniture */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool cji_import_upper(cji_str text)
{
    size_t i = 0;
    while (i < text.n && strchr("\"'(", text.p[i]) != NULL)
        i++;
    return i < text.n && text.p[i] >= 'A' && text.p[i] <= 'Z';
}

bool cji_import_lower(cji_str text)
{
    return text.n > 0 && text.p[0] >= 'a' && text.p[0] <= 'z';
}

/* The next word from *at on, letters and hyphens between letters; empty at the end. */
static cji_str next_word(cji_str text, size_t *at)
{
    size_t from = *at, to;
    while (from < text.n && !is_letter(text.p[from]))
        from++;
    to = from;
    while (to < text.n && (is_letter(text.p[to]) || (text.p[to] == '-' && to + 1 < text.n &&
                                                     to > from && is_letter(text.p[to + 1]))))
        to++;
    *at = to;
    return (cji_str){text.p + from, to - from};
}

cji_str cji_import_first_word(cji_str text)
{
    size_t n = 0;
    while (n < text.n && text.p[n] != ' ' && text.p[n] != '\t')
        n++;
    while (n > 0 && strchr(",;:.)", text.p[n - 1]) != NULL)
        n--;
    return (cji_str){text.p, n};
}

cji_str cji_import_last_word(cji_str text)
{
    size_t from = text.n;
    while (from > 0 && text.p[from - 1] != ' ' && text.p[from - 1] != '\t')
        from--;
    return (cji_str){text.p + from, text.n - from};
}

static bool lower_key(cji_str word, char out[WORD_MAX])
{
    if (word.n == 0 || word.n >= WORD_MAX)
        return false;
    for (size_t i = 0; i < word.n; i++)
        out[i] = word.p[i] >= 'A' && word.p[i] <= 'Z' ? (char)(word.p[i] + 32) : word.p[i];
    out[word.n] = '\0';
    return true;
}

static uint32_t *count_of(const cji_import *im, uint32_t class_, cji_str word)
{
    char key[WORD_MAX];
    return lower_key(word, key) ? cji_map_get(&im->words, class_, cji_str_of(key)) : NULL;
}

uint32_t cji_import_word_count(const cji_import *im, cji_str word)
{
    const uint32_t *n = count_of(im, 0, word);
    return n != NULL ? *n : 0;
}

bool cji_import_is_name(const cji_import *im, cji_str word)
{
    return count_of(im, SMALL, word) == NULL;
}

static void count(cji_import *im, uint32_t class_, cji_str word)
{
    char key[WORD_MAX];
    uint32_t *n;
    if (!lower_key(word, key))
        return;
    n = cji_map_get(&im->words, class_, cji_str_of(key));
    if (n != NULL)
        (*n)++;
    else if (cji_map_put(&im->words, class_, cji_str_of(key), 1) != CJ_OK)
        im->failed = true;
}

/* "evidencebased" leads to "evidence-based": the place of the latter in the map. */
static void index_hyphenated(cji_import *im)
{
    size_t n = im->words.count;
    for (size_t i = 0; i < n; i++) {
        cji_str key = im->words.entries[i].key;
        char closed[WORD_MAX];
        size_t to = 0;
        if (im->words.entries[i].class_ != 0 || memchr(key.p, '-', key.n) == NULL)
            continue;
        for (size_t k = 0; k < key.n; k++) {
            if (key.p[k] != '-')
                closed[to++] = key.p[k];
        }
        if (cji_map_put(&im->words, HYPHENATED, (cji_str){closed, to}, (uint32_t)i) != CJ_OK) {
            im->failed = true;
            return;
        }
    }
}

/* Pairs that stand in one line as two words, though they are hyphenated elsewhere. */
static void count_pairs(cji_import *im, cji_str text)
{
    size_t at = 0;
    cji_str before = next_word(text, &at);
    while (before.n > 0) {
        cji_str word = next_word(text, &at);
        char pair[2 * WORD_MAX + 2];
        int n =
            snprintf(pair, sizeof pair, "%.*s-%.*s", (int)before.n, before.p, (int)word.n, word.p);
        if (word.n > 0 && n > 0 && n < WORD_MAX && word.p == before.p + before.n + 1 &&
            cji_import_word_count(im, (cji_str){pair, (size_t)n}) > 0)
            count(im, PAIR, (cji_str){pair, (size_t)n});
        before = word;
    }
}

void cji_import_count_words(cji_import *im)
{
    for (size_t i = 0; i < im->count && !im->failed; i++) {
        cji_str text = im->lines[i].text;
        for (size_t at = 0;;) {
            cji_str word = next_word(text, &at);
            if (word.n == 0)
                break;
            count(im, 0, word);
            if (cji_import_lower(word))
                count(im, SMALL, word);
        }
    }
    if (!im->failed)
        index_hyphenated(im);
    for (size_t i = 0; i < im->count && !im->failed; i++)
        count_pairs(im, im->lines[i].text);
}

/* ---- joining lines --------------------------------------------------------------------------- */

static cji_str letters_at_end(cji_str text)
{
    size_t from = text.n;
    while (from > 0 && (is_letter(text.p[from - 1]) || text.p[from - 1] == '-'))
        from--;
    return (cji_str){text.p + from, text.n - from};
}

static cji_str letters_at_start(cji_str text)
{
    size_t n = 0;
    while (n < text.n && (is_letter(text.p[n]) || (text.p[n] == '-' && n > 0)))
        n++;
    return (cji_str){text.p, n};
}

/* Whether the text writes first-second with a hyphen; *closed: and whether without. */
static bool written_with_hyphen(const cji_import *im, cji_str first, cji_str second, bool *closed,
                                bool *apart)
{
    char both[2 * WORD_MAX + 2];
    int n = snprintf(both, sizeof both, "%.*s-%.*s", (int)(first.n < WORD_MAX ? first.n : 0),
                     first.p, (int)(second.n < WORD_MAX ? second.n : 0), second.p);
    cji_str key = {both, (size_t)n};
    const uint32_t *pair = count_of(im, PAIR, key);
    bool with = cji_import_word_count(im, key) > 0;
    *apart = pair != NULL;
    snprintf(both, sizeof both, "%.*s%.*s", (int)(first.n < WORD_MAX ? first.n : 0), first.p,
             (int)(second.n < WORD_MAX ? second.n : 0), second.p);
    *closed = cji_import_word_count(im, cji_str_of(both)) > 0;
    return with && first.n > 0 && second.n > 0;
}

/* The text ends with a hyphen at the end of its line: keep it, or was it the printer's? */
static void join_at_hyphen(cji_import *im, cji_buf *text, cji_str next, int32_t line)
{
    cji_str end = letters_at_end((cji_str){text->p, text->n - 1}), start = letters_at_start(next);
    bool closed, apart;
    bool with = written_with_hyphen(im, end, start, &closed, &apart);
    if (cji_str_is(start, "and") || cji_str_is(start, "or") || cji_str_is(start, "to")) {
        cji_buf_putc(text, ' '); /* "pre- and post-" */
        return;
    }
    /* "re-offending" has a word behind its hyphen, "re-sponsibility" has not. */
    if (closed && !with && cji_import_word_count(im, start) <= 1) {
        cji_import_note(im, CJ_E_IMPORT_HYPHEN, line, 1,
                        "the hyphen of a line end is left out: %.*s%.*s, as elsewhere",
                        cji_import_shown(end), end.p, cji_import_shown(start), start.p);
        text->n--;
        return;
    }
    cji_import_note(im, CJ_E_IMPORT_HYPHEN, line, 1, "the hyphen of a line end is kept: %.*s-%.*s",
                    cji_import_shown(end), end.p, cji_import_shown(start), start.p);
}

void cji_import_join(cji_import *im, cji_buf *text, cji_str next, bool soft, int32_t line)
{
    bool closed, apart;
    char last = text->n > 0 ? text->p[text->n - 1] : '\0';
    if (text->n == 0 || next.n == 0 || text->status != CJ_OK)
        goto done;
    if (soft) {
        cji_import_note(im, CJ_E_IMPORT_HYPHEN, line, 1, "a soft hyphen is left out: %.*s",
                        cji_import_shown(next), next.p);
    } else if (last == '-' && text->n > 1 && is_letter(text->p[text->n - 2]) &&
               cji_import_lower(next)) {
        join_at_hyphen(im, text, next, line);
    } else if (last == '/' && text->n > 1 && is_letter(text->p[text->n - 2])) {
        goto done;
    } else {
        cji_str end = letters_at_end(cji_buf_view(text)), start = letters_at_start(next);
        bool with = written_with_hyphen(im, end, start, &closed, &apart);
        if (with && !apart)
            cji_import_note(im, CJ_E_IMPORT_HYPHEN, line, 1,
                            "a hyphen lost at a line end is put back: %.*s-%.*s, as elsewhere",
                            cji_import_shown(end), end.p, cji_import_shown(start), start.p);
        cji_buf_putc(text, with && !apart ? '-' : ' ');
    }
done:
    cji_buf_str(text, next);
}

/* ---- hyphens inside a line ------------------------------------------------------------------- */

/* The hyphenated form that `word` has elsewhere, if it is the rule there; else an empty text. */
static cji_str mended(const cji_import *im, cji_str word)
{
    const uint32_t *at =
        memchr(word.p, '-', word.n) == NULL ? count_of(im, HYPHENATED, word) : NULL;
    const cji_map_entry *e = at != NULL ? &im->words.entries[*at] : NULL;
    const char *hyphen;
    if (e == NULL || e->value < cji_import_word_count(im, word))
        return (cji_str){0};
    hyphen = memchr(e->key.p, '-', e->key.n);
    /* Both spellings of these are right; a writer who uses both means nothing by it. */
    if (cji_import_word_is_prefix((cji_str){e->key.p, (size_t)(hyphen - e->key.p)}))
        return (cji_str){0};
    return e->key;
}

cji_str cji_import_mend(cji_import *im, cji_str text, int32_t line)
{
    cji_buf out;
    size_t done = 0;
    cji_buf_init(&out, im->ctx, SIZE_MAX);
    for (size_t at = 0;;) {
        cji_str word = next_word(text, &at), with;
        if (word.n == 0)
            break;
        with = mended(im, word);
        if (with.n == 0)
            continue;
        cji_import_note(im, CJ_E_IMPORT_HYPHEN, line, 1, "a hyphen is put back: %.*s, as elsewhere",
                        cji_import_shown(with), with.p);
        cji_buf_put(&out, text.p + done, (size_t)(word.p - text.p) - done);
        for (size_t i = 0, k = 0; i < with.n; i++) /* the letters keep their case */
            cji_buf_putc(&out, with.p[i] == '-' ? '-' : word.p[k++]);
        done = at;
    }
    if (done > 0) {
        cji_buf_put(&out, text.p + done, text.n - done);
        text = cji_import_keep_buf(im, &out);
    }
    cji_buf_fini(&out);
    return text;
}

/* ---- comparing ------------------------------------------------------------------------------- */

static char next_mark(cji_str text, size_t *i)
{
    for (;;) { /* dashes and quotes are punctuation, too */
        if (*i + 3 <= text.n && memcmp(text.p + *i, "\xe2\x80", 2) == 0)
            *i += 3;
        else if (*i < text.n && !is_letter(text.p[*i]) && !is_digit(text.p[*i]))
            (*i)++;
        else
            break;
    }
    if (*i == text.n)
        return '\0';
    return text.p[*i] >= 'A' && text.p[*i] <= 'Z' ? (char)(text.p[(*i)++] + 32) : text.p[(*i)++];
}

bool cji_import_same(cji_str a, cji_str b)
{
    size_t i = 0, k = 0;
    for (;;) {
        char c = next_mark(a, &i);
        if (c != next_mark(b, &k))
            return false;
        if (c == '\0')
            return i == a.n && a.n > 0;
    }
}

bool cji_import_wants(cji_str text)
{
    char c = text.n > 0 ? text.p[text.n - 1] : '\0';
    return c == ',' || c == '-' || c == '/' || c == '(' ||
           (c != ':' && cji_import_word_wants(cji_import_last_word(text)));
}

bool cji_import_hangs(cji_str text)
{
    if (text.n > 0 && text.p[text.n - 1] == ':')
        return false; /* a list follows */
    return cji_import_wants(text) || cji_import_word_hangs(cji_import_last_word(text));
}
