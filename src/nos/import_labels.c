/* SPDX-License-Identifier: MIT */
/* The grammar of labels: what is printed before an item. */
#include "nos/import.h"

#define NUMBER_MAX 999

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_low(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_letter(char c)
{
    return is_low(c) || (c >= 'A' && c <= 'Z');
}

/* The character at `i`, or 0 behind the end. */
static char at(cji_str text, size_t i)
{
    return i < text.n ? text.p[i] : '\0';
}

static size_t number(cji_str text, size_t i, int32_t *out)
{
    size_t from = i;
    int32_t n = 0;
    if (at(text, i) == '0')
        return from;
    while (is_digit(at(text, i)) && n <= NUMBER_MAX)
        n = n * 10 + (text.p[i++] - '0');
    *out = n;
    return n >= 1 && n <= NUMBER_MAX ? i : from;
}

/* "P", "PC", "K", "KU" before a number, or nothing. */
static size_t prefix(cji_str text, size_t i, char *out)
{
    static const struct {
        const char *text;
        char part;
    } prefixes[] = {{"PC", 'P'}, {"KU", 'K'}, {"P", 'P'}, {"K", 'K'}, {"p", 'P'}, {"k", 'K'}};
    for (size_t k = 0; k < CJI_COUNT(prefixes); k++) {
        size_t n = strlen(prefixes[k].text);
        if (i + n > text.n || memcmp(text.p + i, prefixes[k].text, n) != 0)
            continue;
        n += i;
        if (at(text, n) == '.' || (at(text, n) == ' ' && !is_low(text.p[i])))
            n++;
        if (!is_digit(at(text, n)))
            continue;
        *out = prefixes[k].part;
        return n;
    }
    return i;
}

static int32_t roman(cji_str word)
{
    static const char *const numerals[] = {"i",    "ii", "iii", "iv", "v",   "vi",   "vii",
                                           "viii", "ix", "x",   "xi", "xii", "xiii", "xiv"};
    for (size_t i = 0; i < CJI_COUNT(numerals); i++) {
        if (cji_str_is(word, numerals[i]))
            return (int32_t)i + 1;
    }
    return 0;
}

/* The second number: ".1", or "a", "(a)" directly behind the first. */
static size_t second(cji_str text, size_t i, cji_import_label *l)
{
    size_t open = at(text, i) == '(';
    if (at(text, i) == '.' && is_digit(at(text, i + 1)))
        return number(text, i + 1, &l->m);
    if (is_low(at(text, i + open)) && !is_letter(at(text, i + open + 1)) &&
        (!open || at(text, i + 2) == ')') && (open || strchr(").: \t", at(text, i + 1)) != NULL)) {
        l->m = text.p[i + open] - 'a' + 1;
        return i + 1 + 2 * open;
    }
    return i;
}

/* Numbers, or a letter or Roman numeral; gives where it ends, `i` when there is none. */
static size_t body(cji_str text, size_t i, cji_import_label *l)
{
    size_t from = prefix(text, i, &l->prefix), end = number(text, from, &l->n), word = i;
    if (end > from) {
        size_t more = second(text, end, l);
        int32_t ignored;
        if (more > end && at(text, more) == '.' && is_digit(at(text, more + 1))) {
            l->deep = true;
            more = number(text, more + 1, &ignored);
        }
        return more;
    }
    l->prefix = 0;
    l->n = 0;
    while (is_letter(at(text, word)) && word - i < 5)
        word++;
    l->roman = roman((cji_str){text.p + i, word - i});
    if (word - i == 1)
        l->letter = (text.p[i] | 32) - 'a' + 1;
    return l->roman > 0 || l->letter > 0 ? word : i;
}

bool cji_import_label_at(cji_str text, cji_import_label *out)
{
    cji_import_label l = {0};
    bool open = at(text, 0) == '(' || at(text, 0) == '[';
    size_t i = open, end = body(text, i, &l), dash;
    if (end == i)
        return false;
    if (open && at(text, end) != ')' && at(text, end) != ']')
        return false;
    while (end < text.n && strchr(".):]", text.p[end]) != NULL && end < text.n) {
        l.closed = true;
        end++;
    }
    if (l.n == 0 && !l.closed)
        return false;
    l.printed = (cji_str){text.p, end};
    for (dash = end; at(text, dash) == ' '; dash++) {
    }
    if (at(text, dash) == '-' && at(text, dash + 1) == ' ' && dash > end)
        end = dash + 1;
    l.rest = cji_str_trim((cji_str){text.p + end, text.n - end});
    l.only = l.rest.n == 0;
    /* Directly followed by its text: only where it cannot be anything else. */
    if (end < text.n && text.p[end] != ' ' && text.p[end] != '\t' &&
        !(is_letter(text.p[end]) && (l.closed || l.m > 0 || l.prefix != 0) && l.n > 0))
        return false;
    if (!l.closed && l.prefix == 0 && l.m == 0 && !l.only && !is_letter(l.rest.p[0]) &&
        l.rest.p[0] != '"' && l.rest.p[0] != '\'' && (unsigned char)l.rest.p[0] < 0x80)
        return false; /* "10 - 12", "7 / 24" */
    while (l.printed.n > 1 && strchr(".):]", l.printed.p[l.printed.n - 1]) != NULL)
        l.printed.n--;
    if (open)
        l.printed = (cji_str){l.printed.p + 1, l.printed.n - 1};
    l.is = true;
    *out = l;
    return true;
}

bool cji_import_label_inside(cji_str text, char prefix_, int32_t n, int32_t m, bool weak,
                             size_t *where, cji_import_label *out)
{
    for (size_t i = 1; i < text.n; i++) {
        char before = text.p[i - 1];
        cji_import_label l;
        if (!is_digit(text.p[i]) && text.p[i] != 'P' && text.p[i] != 'K' && text.p[i] != '(')
            continue;
        /* "20" may follow a letter in "programme20.", but not a number or a letter of a code. */
        if (is_digit(before) || before == '.' || before == '-' || before == '/' ||
            (before >= 'A' && before <= 'Z'))
            if (before != '.' || i < 2 || !is_letter(text.p[i - 2]))
                continue;
        if (!cji_import_label_at((cji_str){text.p + i, text.n - i}, &l) || l.n != n || l.m != m)
            continue;
        if (l.only &&
            !((weak && (l.m > 0 || l.prefix != 0)) || (l.closed && (weak || is_letter(before)))))
            continue; /* its text stands on the next line, if the sequence wants it */
        if (prefix_ != 0 && m == 0 && l.prefix != prefix_)
            continue;
        if (l.prefix == 0 && m == 0 && !l.closed && !(weak && before == ' '))
            continue;
        *where = i;
        *out = l;
        return true;
    }
    return false;
}
