/* SPDX-License-Identifier: MIT */
/* What is missing, cut off, or does not add up. Nothing here is guessed: it is reported. */
#include "nos/import.h"

#include <stdio.h>

/* ---- numbers --------------------------------------------------------------------------------- */

static void lost(cji_import *im, char letter, int32_t number, int32_t sub, int32_t line)
{
    char address[CJI_IMPORT_ADDRESS];
    cji_import_address(address, letter, number, sub);
    cji_import_problem(im, CJ_E_IMPORT_LOST, line, 1,
                       "%s was not found, though what follows it was", address);
}

/* Takes item i out; those behind it move up. */
static void take_out(cji_import_part *part, size_t i)
{
    memmove(&part->items[i], &part->items[i + 1], (part->count - i - 1) * sizeof *part->items);
    part->count--;
}

/* An item without a text, with a number that another has, or a limb of nothing. */
static bool unsound(cji_import *im, const cji_import_part *part, size_t i, bool has_parent)
{
    const cji_import_item *item = &part->items[i], *above = i > 0 ? item - 1 : NULL;
    char address[CJI_IMPORT_ADDRESS];
    cji_import_address(address, part->letter, item->number, item->sub);
    if (item->text.n == 0)
        cji_import_problem(im, CJ_E_IMPORT_LOST, item->line, item->column, "%s has no text",
                           address);
    else if (above != NULL && above->number == item->number && above->sub == item->sub)
        cji_import_problem(im, CJ_E_IMPORT_UNPLACED, item->line, item->column,
                           "%s stands twice; the first is on line %d: %.*s", address,
                           (int)above->line, cji_import_shown(item->text), item->text.p);
    else if (item->sub > 0 && !has_parent)
        cji_import_problem(im, CJ_E_IMPORT_UNPLACED, item->line, item->column,
                           "%s has no item that it is a limb of: %.*s", address,
                           cji_import_shown(item->text), item->text.p);
    else
        return false;
    return true;
}

static void check_numbers(cji_import *im, cji_import_part *part)
{
    int32_t number = 0, sub = 0;
    size_t parent = 0;
    for (size_t i = 0; i < part->count;) {
        cji_import_item *item = &part->items[i];
        bool has_parent = number > 0 && item->number == number && parent < i;
        if (unsound(im, part, i, has_parent)) {
            take_out(part, i);
            continue;
        }
        if (item->sub == 0) {
            for (int32_t n = number + 1; n < item->number; n++)
                lost(im, part->letter, n, 0, item->line);
            number = item->number;
            sub = 0;
            parent = i;
        } else {
            for (int32_t m = sub + 1; m < item->sub; m++)
                lost(im, part->letter, item->number, m, item->line);
            sub = item->sub;
            part->items[parent].limbs++;
            item->section = part->items[parent].section;
        }
        i++;
    }
}

/* ---- elements -------------------------------------------------------------------------------- */

static void no_elements(cji_import *im, cji_import_part *part)
{
    cji_import_problem(im, CJ_E_IMPORT_COUNT, part->sections[0].line, 1,
                       "no heading of an element was found among the criteria: they are in none");
    part->nsections = 0;
}

static void check_elements(cji_import *im)
{
    cji_import_part *part = &im->parts[0];
    bool found = false;
    for (size_t i = 0; i < part->nsections; i++)
        found = found || part->sections[i].items > 0;
    if (part->nsections > 0 && !found)
        no_elements(im, part);
    if (im->announced >= 0 && (size_t)im->announced != part->nsections)
        cji_import_problem(im, CJ_E_IMPORT_COUNT, im->announced_line, 1,
                           "%d elements are announced; %zu were found", (int)im->announced,
                           part->nsections);
    for (size_t i = 0; i < part->nsections; i++) {
        const cji_import_section *s = &part->sections[i];
        if (s->items == 0)
            cji_import_problem(im, CJ_E_IMPORT_COUNT, s->line, 1,
                               "element %zu has no criteria: %.*s", i + 1,
                               cji_import_shown(s->heading), s->heading.p);
        if (s->heading.n == 0)
            cji_import_problem(im, CJ_E_IMPORT_LOST, s->line, 1, "element %zu has no heading",
                               i + 1);
    }
    for (size_t i = 0; i < part->count && part->nsections > 0; i++) {
        cji_import_item *item = &part->items[i];
        if (item->section > 0)
            continue;
        item->section = 1;
        if (item->sub == 0)
            cji_import_problem(im, CJ_E_IMPORT_UNPLACED, item->line, item->column,
                               "P%d stands before the heading of the first element",
                               (int)item->number);
    }
}

/* ---- cut off --------------------------------------------------------------------------------- */

static bool one_of(const char *word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(word, list[i]) == 0)
            return true;
    }
    return false;
}

/* Letters that no English word ends with, or hardly one. */
static bool ends_oddly(const char *word, size_t n)
{
    static const char *const pairs[] = {"pl", "tr", "cr", "gr", "br", "fr", "dr", "bl",
                                        "fl", "gl", "cl", "sl", "rv", "lv", "nv", "oa",
                                        "ea", "ua", "sp", "pr", "ai", "eo", "io"};
    static const char *const short_words[] = {"to", "of", "in", "it", "is", "by", "on", "or",
                                              "if", "at", "as", "an", "us", "we", "do", "so",
                                              "up", "me", "he", "be", "no", "my", "go"};
    if (n < 3)
        return !one_of(word, short_words, CJI_COUNT(short_words));
    return strchr("ijqvu", word[n - 1]) != NULL ? strcmp(word, "you") != 0
                                                : one_of(word + n - 2, pairs, CJI_COUNT(pairs));
}

/* "organisa": the beginning of a word that the text has elsewhere, and no word by itself. */
static bool broken_word(const cji_import *im, cji_str word)
{
    static const char *const endings[] = {
        "s",     "es",   "ed",   "ing",  "er",    "ers",  "ly",    "y",     "al",    "ally", "ment",
        "ments", "ness", "ful",  "ity",  "ities", "ive",  "ion",   "ions",  "ance",  "ence", "ship",
        "ships", "able", "ning", "ting", "ping",  "ned",  "ted",   "ped",   "ality", "ism",  "ors",
        "or",    "ant",  "ants", "ent",  "ic",    "ical", "ation", "ations"};
    char key[CJI_IMPORT_FOLDED];
    size_t n;
    bool longer = false;
    for (n = 0; n < word.n; n++) {
        if ((word.p[n] | 32) < 'a' || (word.p[n] | 32) > 'z')
            return false; /* more than a word: punctuation, digits, other letters */
    }
    if (n == 0 || cji_import_word_count(im, word) != 1 || !cji_import_fold(word, key))
        return false;
    for (size_t i = 0; i < im->words.count; i++) {
        const cji_map_entry *e = &im->words.entries[i];
        if (e->class_ != 0 || e->key.n <= n || memcmp(e->key.p, key, n) != 0)
            continue;
        longer = longer || (n >= 3 && !one_of(e->key.p + n, endings, CJI_COUNT(endings)));
    }
    return longer || ends_oddly(key, n);
}

/* Whether a statement breaks off. In a list "and", "or" and a comma may end an entry. */
static bool breaks_off(cji_str text, bool listed)
{
    cji_str last = cji_import_last_word(text);
    if (listed && (cji_str_is(last, "and") || cji_str_is(last, "or") ||
                   (last.n > 0 && last.p[last.n - 1] == ',')))
        return false;
    return cji_import_wants(text);
}

static void cut(cji_import *im, const cji_import_part *part, const cji_import_item *item,
                const char *how)
{
    char address[CJI_IMPORT_ADDRESS];
    cji_import_address(address, part->letter, item->number, item->sub);
    cji_import_problem(im, CJ_E_IMPORT_CUT, item->line, item->column, "%s %s: %.*s", address, how,
                       cji_import_shown(item->text), item->text.p);
}

/* The section in which the text ends. */
static cji_import_role last_role(const cji_import *im)
{
    for (size_t i = im->count; i-- > 0;) {
        if (!im->lines[i].dropped)
            return im->lines[i].role;
    }
    return CJI_IMPORT_NONE;
}

static void check_endings(cji_import *im, const cji_import_part *part, bool last)
{
    size_t commas = 0;
    for (size_t i = 0; i < part->count; i++)
        commas += part->items[i].text.p[part->items[i].text.n - 1] == ',';
    for (size_t i = 0; i < part->count; i++) {
        const cji_import_item *item = &part->items[i];
        bool listed = item->sub > 0 || commas > 1, end = last && i + 1 == part->count;
        if (item->text.p[item->text.n - 1] == ':' && item->limbs == 0)
            cut(im, part, item, "announces a list that is not there");
        else if (breaks_off(item->text, listed && !end) ||
                 (end && (cji_import_hangs(item->text) ||
                          broken_word(im, cji_import_last_word(item->text)))))
            cut(im, part, item, "breaks off");
    }
}

void cji_import_check(cji_import *im)
{
    cji_import_role end = last_role(im);
    check_numbers(im, &im->parts[0]);
    check_numbers(im, &im->parts[1]);
    check_elements(im);
    check_endings(im, &im->parts[0], end == CJI_IMPORT_CRITERIA);
    check_endings(im, &im->parts[1], end == CJI_IMPORT_KNOWLEDGE);
    if (end == CJI_IMPORT_KNOWLEDGE && im->unplaced == 0)
        cji_import_note(im, CJ_E_IMPORT_CUT, im->last_line, 1,
                        "the text ends with a statement of knowledge, without metadata: nothing "
                        "tells whether more has followed");
    if (im->parts[1].count == 0)
        cji_import_problem(im, CJ_E_IMPORT_CUT, im->last_line, 1,
                           "the text has no statements of knowledge");
}
