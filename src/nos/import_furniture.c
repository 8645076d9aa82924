/* SPDX-License-Identifier: MIT */
/*
 * The title, and what belongs to the page and not to the standard: headers that repeat the title,
 * footers, page numbers. They are known by what they repeat, wherever they stand.
 */
#include "nos/import.h"

#define HEADER_LINES 5
#define REPEATED 3 /* class of im->words: lines, by their words */
#define KEY_MAX 96

/* ---- URN and title --------------------------------------------------------------------------- */

/* "SFJED1", "SFJ ED6", "SFJ-CB2.1": capitals, then digits at its end. */
static bool looks_like_urn(cji_str text)
{
    size_t capitals = 0, digits = 0;
    if (text.n < 3 || text.n > 24 || !cji_nos_urn_ok(text) || !cji_import_upper(text))
        return false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c >= 'a' && c <= 'z')
            return false;
        capitals += c >= 'A' && c <= 'Z';
        digits += c >= '0' && c <= '9';
    }
    return capitals >= 2 && digits >= 1;
}

static cji_str cut_words(cji_str text, cji_str word, bool last)
{
    size_t n = text.n - word.n;
    return cji_str_trim((cji_str){last ? text.p : text.p + word.n, n});
}

/* What a header may say beside the title: URN, page number, version. */
static bool is_affix(const cji_import *im, cji_str word)
{
    static const char *const words[] = {"page", "of", "version", "nos", "v"};
    char folded[CJI_IMPORT_FOLDED];
    size_t marks = 0;
    for (size_t i = 0; i < word.n; i++)
        marks += strchr("0123456789.,:|/()[]-", word.p[i]) != NULL;
    if (marks == word.n || looks_like_urn(word) ||
        (im->urn.n > 0 && cji_import_same(word, im->urn)))
        return true;
    for (size_t i = 0; i < CJI_COUNT(words) && cji_import_fold(word, folded); i++) {
        if (strcmp(words[i], folded) == 0)
            return true;
    }
    return cji_str_is(word, "\xe2\x80\x93") || cji_str_is(word, "\xe2\x80\x94");
}

/* The text between its affixes; empty for "Page 3 of 7". */
static cji_str core_of(const cji_import *im, cji_str text)
{
    while (text.n > 0) {
        cji_str word = cji_import_last_word(text);
        if (!is_affix(im, word))
            break;
        text = cut_words(text, word, true);
    }
    while (text.n > 0) {
        cji_str word = {text.p, 0};
        while (word.n < text.n && text.p[word.n] != ' ' && text.p[word.n] != '\t')
            word.n++;
        if (!is_affix(im, word))
            break;
        text = cut_words(text, word, false);
    }
    return text;
}

static bool free_line(const cji_import_line *line)
{
    return !line->dropped && line->name == NULL;
}

/* The lines from `i` on that are one paragraph at the front, joined. */
static cji_str front_paragraph(cji_import *im, size_t i, size_t *lines)
{
    cji_buf b;
    cji_str text;
    size_t k = i;
    cji_buf_init(&b, im->ctx, SIZE_MAX);
    for (; k < im->count && im->lines[k].role == CJI_IMPORT_FRONT; k++) {
        const cji_import_line *line = &im->lines[k];
        if (!free_line(line) ||
            (k > i && (line->blank_before || line->strong != im->lines[i].strong ||
                       looks_like_urn(line->text))))
            break;
        if (b.n > 0)
            cji_buf_putc(&b, ' ');
        cji_buf_str(&b, line->text);
        if (looks_like_urn(line->text)) {
            k++;
            break;
        }
    }
    *lines = k - i;
    text = cji_import_keep_buf(im, &b);
    cji_buf_fini(&b);
    return text;
}

/* "SFJED1 Plan and review", "Unit SFJED1: Plan and review": the URN taken off. */
static cji_str take_urn(cji_import *im, cji_str text)
{
    cji_str body = text, first;
    if (text.n > 5 && (memcmp(text.p, "Unit ", 5) == 0 || memcmp(text.p, "UNIT ", 5) == 0))
        body = cji_str_trim((cji_str){text.p + 5, text.n - 5});
    first = (cji_str){body.p, 0};
    while (first.n < body.n && strchr(" \t:", body.p[first.n]) == NULL)
        first.n++;
    body = (cji_str){body.p + first.n, body.n - first.n};
    while (body.n > 0 && strchr(" \t:-", body.p[0]) != NULL)
        body = (cji_str){body.p + 1, body.n - 1};
    if (!looks_like_urn(first) || !cji_import_upper(body))
        return text;
    if (im->urn.n == 0)
        im->urn = first;
    return body;
}

static void title_from_rows(cji_import *im)
{
    for (size_t i = 0; i < im->count; i++) {
        const cji_import_line *line = &im->lines[i];
        cji_buf b;
        if (line->name == NULL || line->name->field != CJI_IMPORT_ROW_TITLE)
            continue;
        cji_buf_init(&b, im->ctx, SIZE_MAX);
        cji_buf_str(&b, line->value);
        for (size_t k = i + 1;
             k < im->count && im->lines[k].name == NULL && im->lines[k].role == CJI_IMPORT_META &&
             (b.n == 0 || !im->lines[k].blank_before);
             k++)
            cji_import_join(im, &b, im->lines[k].text, false, im->lines[k].number);
        if (b.n > 0 && im->title.n == 0) {
            im->title = cji_import_keep_buf(im, &b);
            im->title_line = line->number;
        }
        cji_buf_fini(&b);
    }
}

/* What stands at the front: the URN, the title; the rest is kept as a note. */
static void title_from_front(cji_import *im)
{
    bool overview = false;
    for (size_t i = 0; i < im->count; i++)
        overview = overview || im->lines[i].role == CJI_IMPORT_OVERVIEW;
    for (size_t i = 0, lines = 1; i<im->count; i += lines> 0 ? lines : 1) {
        cji_str text;
        lines = 1;
        if (im->lines[i].role != CJI_IMPORT_FRONT || !free_line(&im->lines[i]))
            continue;
        text = front_paragraph(im, i, &lines);
        if (im->title.n > 0 && !overview && !looks_like_urn(text)) {
            for (size_t k = 0; k < lines; k++)
                im->lines[i + k].role = CJI_IMPORT_OVERVIEW; /* its heading is not in the text */
            continue;
        }
        for (size_t k = 0; k < lines; k++)
            im->lines[i + k].dropped = true;
        if (looks_like_urn(text)) {
            im->urn = im->urn.n == 0 ? text : im->urn;
        } else if (im->title.n == 0 && core_of(im, text).n > 0) {
            im->title = core_of(im, take_urn(im, text));
            im->title_line = im->lines[i].number;
        } else if (core_of(im, text).n > 0 && !cji_import_same(core_of(im, text), im->title)) {
            cji_import_line joined = im->lines[i];
            joined.text = text;
            cji_import_aside(im, &joined);
        }
    }
}

static void urn_from_rows(cji_import *im)
{
    for (size_t i = 0; i < im->count; i++) {
        const cji_import_line *line = &im->lines[i];
        if (line->name != NULL && line->name->field == CJI_IMPORT_ROW_URN && line->value.n > 0)
            im->urn = line->value;
    }
}

/* ---- headers, footers, page numbers ---------------------------------------------------------- */

static void drop(cji_import *im, size_t i, size_t lines, const char *what)
{
    cji_import_note(im, CJ_E_IMPORT_FURNITURE, im->lines[i].number, im->lines[i].column,
                    "%s is left out: %.*s", what, cji_import_shown(im->lines[i].text),
                    im->lines[i].text.p);
    for (size_t k = i; k < i + lines; k++)
        im->lines[k].dropped = true;
    if (i + lines < im->count)
        im->lines[i + lines].page_before = true;
}

/* How many lines from `i` on repeat the title; 0: none. */
static size_t title_lines(cji_import *im, size_t i)
{
    cji_buf b;
    size_t found = 0;
    if (im->title.n == 0)
        return 0;
    cji_buf_init(&b, im->ctx, SIZE_MAX);
    for (size_t k = 0; k < HEADER_LINES && i + k < im->count && found == 0; k++) {
        const cji_import_line *line = &im->lines[i + k];
        if (!free_line(line) || b.n > 2 * im->title.n + 64)
            break;
        if (b.n > 0)
            cji_buf_putc(&b, ' ');
        cji_buf_str(&b, line->text);
        if (cji_import_same(core_of(im, cji_buf_view(&b)), im->title))
            found = k + 1;
    }
    im->failed = im->failed || b.status != CJ_OK;
    cji_buf_fini(&b);
    return found;
}

/* "(c) The Trust 2015": a sign and a year. */
static bool copyright_line(cji_str text)
{
    size_t digits = 0;
    if (text.n < 8 || (memcmp(text.p, "\xc2\xa9", 2) != 0 && memcmp(text.p, "(c) ", 4) != 0 &&
                       memcmp(text.p, "Copyright", 8) != 0))
        return false;
    for (size_t i = 0; i < text.n && digits < 4; i++)
        digits = text.p[i] >= '0' && text.p[i] <= '9' ? digits + 1 : 0;
    return digits == 4;
}

static bool has_digit(cji_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] >= '0' && text.p[i] <= '9')
            return true;
    }
    return false;
}

/* "Page 3", "3 of 7", "- 3 -", the URN alone; a bare number may be a label. */
static bool page_line(const cji_import *im, const cji_import_line *line)
{
    if (copyright_line(line->text))
        return true;
    if (line->role == CJI_IMPORT_META && cji_import_last_word(line->text).n == line->text.n)
        return false; /* one word: a value */
    return has_digit(line->text) && !(line->label.is && line->label.only) &&
           core_of(im, line->text).n == 0;
}

/* The line by its words, numbers as '#'; false: too short to say anything. */
static bool key_of(const cji_import *im, cji_str text, char out[KEY_MAX], size_t *n)
{
    text = core_of(im, text);
    *n = 0;
    for (size_t i = 0; i < text.n && *n < KEY_MAX - 1; i++) {
        char c = text.p[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        if (c >= '0' && c <= '9')
            c = '#';
        if (c != ' ' && c != '\t' && (c != '#' || *n == 0 || out[*n - 1] != '#'))
            out[(*n)++] = c;
    }
    return *n >= 4;
}

static bool may_repeat(const cji_import_line *line)
{
    const cji_import_label *l = &line->label;
    bool site = line->text.n > 4 && memcmp(line->text.p, "www.", 4) == 0;
    cji_str words = l->is && l->n > 0 ? l->rest : line->text;
    /* The end of a sentence is often the same: "in line with procedures". */
    return free_line(line) && !line->bullet && (!cji_import_lower(words) || site) &&
           !(l->is && (l->closed || l->prefix != 0 || l->m > 0 || l->n == 0));
}

/* Whether a line begins or ends with the URN. */
static bool has_urn(const cji_import *im, cji_str text)
{
    return im->urn.n > 0 && (cji_import_same(cji_import_first_word(text), im->urn) ||
                             cji_import_same(cji_import_last_word(text), im->urn));
}

/* Which sections a line stands in, and whether it breaks a statement there. */
typedef struct repetition {
    size_t times;
    bool breaks, listed, urn;
    bool in[CJI_IMPORT_META + 1];
} repetition;

static const cji_import_line *neighbour(const cji_import *im, size_t i, int step)
{
    for (size_t k = i + (size_t)step; k < im->count; k += (size_t)step) {
        if (!im->lines[k].dropped)
            return &im->lines[k];
    }
    return NULL;
}

static repetition look(const cji_import *im, int32_t key)
{
    repetition r = {0};
    for (size_t i = 0; i < im->count; i++) {
        const cji_import_line *line = &im->lines[i], *before, *after;
        if (line->dropped || line->key != key)
            continue;
        if ((line->label.is || line->bullet) &&
            (line->role == CJI_IMPORT_OVERVIEW || line->role == CJI_IMPORT_ELEMENTS))
            r.listed = true; /* an element that is announced */
        if (!may_repeat(line))
            continue;
        before = neighbour(im, i, -1);
        after = neighbour(im, i, 1);
        r.times++;
        r.urn = r.urn || has_urn(im, line->text);
        r.in[line->role] = true;
        r.breaks = r.breaks || line->page_before ||
                   (before != NULL && before->name == NULL && cji_import_hangs(before->text)) ||
                   (after != NULL && after->name == NULL && !after->label.is && !after->bullet &&
                    line->role == after->role && line->role != CJI_IMPORT_OVERVIEW &&
                    cji_import_lower(after->text));
    }
    return r;
}

/* Twice is enough for what breaks a statement; the heading of an element stands in its part. */
static bool is_furniture(const repetition *r)
{
    size_t sections = 0;
    for (size_t i = 0; i <= CJI_IMPORT_META; i++)
        sections += r->in[i];
    if (r->listed || r->times < 2)
        return false;
    return r->breaks || r->urn || (r->times > 2 && sections > 1);
}

/* Gives lines of the same words the same key; false when memory runs out. */
static void give_keys(cji_import *im)
{
    for (size_t i = 0; i < im->count && !im->failed; i++) {
        cji_import_line *line = &im->lines[i];
        cji_str text = line->label.is && !may_repeat(line) ? line->label.rest : line->text;
        char key[KEY_MAX];
        size_t n;
        uint32_t *at;
        if (line->dropped || line->name != NULL || !key_of(im, text, key, &n))
            continue;
        at = cji_map_get(&im->words, REPEATED, (cji_str){key, n});
        line->key = at != NULL ? (int32_t)*at : (int32_t)i + 1;
        if (at == NULL &&
            cji_map_put(&im->words, REPEATED, (cji_str){key, n}, (uint32_t)line->key) != CJ_OK)
            im->failed = true;
    }
}

static void drop_repeated(cji_import *im)
{
    give_keys(im);
    for (size_t i = 0; i < im->count && !im->failed; i++) {
        const cji_import_line *line = &im->lines[i];
        repetition r;
        if (line->dropped || line->key != (int32_t)i + 1)
            continue;
        r = look(im, line->key);
        for (size_t k = i; is_furniture(&r) && k < im->count; k++) {
            if (im->lines[k].key == (int32_t)i + 1 && may_repeat(&im->lines[k]))
                drop(im, k, 1, "a line that is repeated");
        }
    }
}

/* A bare number beside what was left out is the number of the page. */
static void drop_page_numbers(cji_import *im)
{
    for (size_t i = 0; i < im->count; i++) {
        const cji_import_line *line = &im->lines[i];
        const cji_import_line *last = neighbour(im, i, -1), *next = neighbour(im, i, 1);
        bool after = i + 1 == im->count || im->lines[i + 1].dropped || im->lines[i + 1].page_before;
        bool before = i > 0 && im->lines[i - 1].dropped && line->page_before;
        if (line->dropped || line->role == CJI_IMPORT_META || !line->label.only ||
            line->label.closed || line->label.prefix != 0 || line->label.m != 0 ||
            line->label.n == 0 || !(after || before))
            continue;
        if ((last != NULL && last->label.only) || (next != NULL && next->label.only))
            continue; /* a column of labels */
        drop(im, i, 1, "a page number");
    }
}

void cji_import_furniture(cji_import *im)
{
    urn_from_rows(im);
    title_from_rows(im);
    title_from_front(im);
    for (size_t i = 0, lines = 1; i < im->count && !im->failed; i += lines) {
        lines = title_lines(im, i);
        if (lines > 0)
            drop(im, i, lines, "a page header that repeats the title");
        else if (free_line(&im->lines[i]) && page_line(im, &im->lines[i]))
            drop(im, i, lines = 1, "a header, footer or page number");
        lines = lines > 0 ? lines : 1;
    }
    drop_repeated(im);
    drop_page_numbers(im);
}
