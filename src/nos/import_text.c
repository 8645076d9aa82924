/* SPDX-License-Identifier: MIT */
/* From bytes to lines: encodings, ends of lines, and characters that stand for something else. */
#include "nos/import.h"

#include <stdio.h>

/* What was changed, each told once with the line where it first happened. */
enum change { LIGATURE, SPACE, HYPHEN, INVISIBLE, CONTROL, PRIVATE, CHANGES };

static const char *const change_texts[CHANGES] = {
    [LIGATURE] = "ligatures are written as letters",
    [SPACE] = "special spaces are written as spaces",
    [HYPHEN] = "special hyphens are written as hyphens",
    [INVISIBLE] = "invisible characters are left out",
    [CONTROL] = "control characters are left out",
    [PRIVATE] = "characters of a symbol font are taken for bullets",
};

typedef struct reader {
    cji_import *im;
    cji_buf line; /* as it is printed, spaces and tabs kept */
    int32_t number;
    bool blank, page; /* before the next line */
    bool soft;        /* the line so far ends with a soft hyphen */
    size_t count[CHANGES];
    int32_t first[CHANGES];
} reader;

/* ---- characters ------------------------------------------------------------------------------ */

/* Bytes of the character at p, 0 when it is not UTF-8. Unlike XML, controls are characters. */
static size_t utf8_at(const unsigned char *p, size_t n, uint32_t *out)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t size = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    uint32_t c = p[0];
    if (size == 0 || p[0] > 0xf4 || size > n)
        return 0;
    if (size > 1)
        c &= 0xffu >> (size + 1);
    for (size_t i = 1; i < size; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3f);
    }
    if (c < least[size] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return 0;
    *out = c;
    return size;
}

static void put_utf8(cji_buf *b, uint32_t c)
{
    if (c < 0x80) {
        cji_buf_putc(b, (char)c);
        return;
    }
    if (c < 0x800) {
        cji_buf_putc(b, (char)(0xc0 | c >> 6));
    } else {
        if (c < 0x10000) {
            cji_buf_putc(b, (char)(0xe0 | c >> 12));
        } else {
            cji_buf_putc(b, (char)(0xf0 | c >> 18));
            cji_buf_putc(b, (char)(0x80 | (c >> 12 & 0x3f)));
        }
        cji_buf_putc(b, (char)(0x80 | (c >> 6 & 0x3f)));
    }
    cji_buf_putc(b, (char)(0x80 | (c & 0x3f)));
}

/* Windows-1252 from 0x80 to 0x9f; 0: no character. */
static const uint16_t windows[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

static void changed(reader *r, enum change what)
{
    if (r->count[what]++ == 0)
        r->first[what] = r->number;
}

static const struct {
    uint32_t from, to;
    const char *with;
    enum change what;
} replaced[] = {
    {0xa0, 0xa0, " ", SPACE},
    {0x1680, 0x1680, " ", SPACE},
    {0x2000, 0x200a, " ", SPACE},
    {0x202f, 0x202f, " ", SPACE},
    {0x205f, 0x205f, " ", SPACE},
    {0x3000, 0x3000, " ", SPACE},
    {0x2010, 0x2011, "-", HYPHEN},
    {0x1e, 0x1e, "-", HYPHEN},
    {0x200b, 0x200f, "", INVISIBLE},
    {0x202a, 0x202e, "", INVISIBLE},
    {0x2060, 0x2064, "", INVISIBLE},
    {0xfeff, 0xfeff, "", INVISIBLE},
    {0x1f, 0x1f, "", INVISIBLE},
    {0xfb00, 0xfb00, "ff", LIGATURE},
    {0xfb01, 0xfb01, "fi", LIGATURE},
    {0xfb02, 0xfb02, "fl", LIGATURE},
    {0xfb03, 0xfb03, "ffi", LIGATURE},
    {0xfb04, 0xfb04, "ffl", LIGATURE},
    {0xfb05, 0xfb06, "st", LIGATURE},
    {0x07, 0x07, "\t", CONTROL},
    {0x00, 0x08, "", CONTROL},
    {0x0e, 0x1d, "", CONTROL},
    {0x7f, 0x84, "", CONTROL},
    {0x86, 0x9f, "", CONTROL},
    {0xe000, 0xf8ff, "\xe2\x80\xa2", PRIVATE},
    {0xfffe, 0xffff, "", CONTROL},
};

/* ---- lines ----------------------------------------------------------------------------------- */

/* Cells are apart by a tab, or by three spaces and more; gives where the second one begins. */
static size_t put_cells(cji_buf *out, cji_str raw)
{
    size_t second = 0;
    for (size_t i = 0; i < raw.n;) {
        size_t spaces = 0, tabs = 0;
        while (i < raw.n && (raw.p[i] == ' ' || raw.p[i] == '\t')) {
            tabs += raw.p[i] == '\t';
            spaces++;
            i++;
        }
        if (spaces > 0 && i < raw.n)
            cji_buf_putc(out, tabs > 0 || spaces > 2 ? '\t' : ' ');
        if (second == 0 && (tabs > 0 || spaces > 2))
            second = i;
        while (i < raw.n && raw.p[i] != ' ' && raw.p[i] != '\t')
            cji_buf_putc(out, raw.p[i++]);
    }
    return second;
}

static int32_t columns(cji_str raw)
{
    int32_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        if (raw.p[i] == '\t')
            n = n / 8 * 8 + 8;
        else if (((unsigned char)raw.p[i] & 0xc0) != 0x80)
            n++;
    }
    return n;
}

static void end_line(reader *r)
{
    cji_import *im = r->im;
    cji_str raw = cji_buf_view(&r->line), text = cji_str_trim(raw);
    cji_import_line *line;
    size_t second;
    cji_buf cells;
    if (r->line.status != CJ_OK)
        im->failed = true;
    if (text.n == 0 || im->failed) {
        r->blank = true;
        goto done;
    }
    line = cji_import_add_line(im);
    if (line == NULL)
        goto done;
    cji_buf_init(&cells, im->ctx, SIZE_MAX);
    second = put_cells(&cells, text);
    line->text = cji_import_keep_buf(im, &cells);
    cji_buf_fini(&cells);
    line->number = r->number;
    line->indent = columns((cji_str){raw.p, (size_t)(text.p - raw.p)});
    line->second = columns((cji_str){raw.p, (size_t)(text.p - raw.p) + second});
    line->column = (int32_t)(text.p - raw.p) + 1;
    line->width = columns((cji_str){raw.p, (size_t)(text.p - raw.p) + text.n});
    line->blank_before = r->blank;
    line->page_before = r->page;
    line->soft = r->soft;
    r->blank = r->page = false;
done:
    cji_buf_clear(&r->line);
    r->soft = false;
    r->number++;
}

static void put_char(reader *r, uint32_t c)
{
    if (c == 0xad) { /* a soft hyphen says something at the end of a line only */
        r->soft = true;
        changed(r, HYPHEN);
        return;
    }
    if (c != ' ' && c != '\t')
        r->soft = false;
    if (c >= 0x20 && c < 0x7f) {
        cji_buf_putc(&r->line, (char)c);
        return;
    }
    for (size_t i = 0; i < CJI_COUNT(replaced); i++) {
        if (c < replaced[i].from || c > replaced[i].to)
            continue;
        changed(r, replaced[i].what);
        cji_buf_puts(&r->line, replaced[i].with);
        return;
    }
    put_utf8(&r->line, c);
}

/* One character of the text; `before` is the one before it. */
static void take(reader *r, uint32_t before, uint32_t c)
{
    if (c == '\n' && before == '\r')
        return;
    if (c == '\n' || c == '\r' || c == 0x0b || c == 0x85 || c == 0x2028 || c == 0x2029) {
        end_line(r);
    } else if (c == '\f') { /* stands in the line that it begins */
        end_line(r);
        r->number--;
        r->page = true;
    } else {
        put_char(r, c);
    }
}

/* ---- encodings ------------------------------------------------------------------------------- */

static cj_status refuse(cji_import *im, int32_t line, const char *why)
{
    cji_place place = {.file = im->name, .line = line, .column = line > 0 ? 1 : 0};
    return cji_fail(im->ctx, im->error, CJ_E_IMPORT_REFUSED, &place, "%s", why);
}

static const struct {
    const char *magic;
    size_t n;
    const char *why;
} formats[] = {
    {"%PDF-", 5, "this is a PDF file, not the text of one: pdftotext takes the text out"},
    {"PK\003\004", 4, "this is a document of a word processor: save it as plain text"},
    {"\xd0\xcf\x11\xe0", 4, "this is a document of a word processor: save it as plain text"},
    {"{\\rtf", 5, "this is rich text: save it as plain text"},
    {"<!DOCTYPE", 9, "this is a file of a web page or XML: save its text"},
    {"<!doctype", 9, "this is a file of a web page or XML: save its text"},
    {"<html", 5, "this is a file of a web page: save its text"},
    {"<?xml", 5, "this is XML: `nos validate` reads definitions"},
};

static cj_status known_format(cji_import *im, cji_str bytes)
{
    for (size_t i = 0; i < CJI_COUNT(formats); i++) {
        if (bytes.n >= formats[i].n && memcmp(bytes.p, formats[i].magic, formats[i].n) == 0)
            return refuse(im, 1, formats[i].why);
    }
    return CJ_OK;
}

static cj_status too_many(cji_import *im)
{
    int64_t most = im->ctx->limits[CJ_LIMIT_REPEATS];
    cji_place place = {.file = im->name, .line = im->last_line, .column = 1};
    if ((int64_t)im->count <= most)
        return CJ_OK;
    return cji_fail(im->ctx, im->error, CJ_E_LIMIT, &place, "more than %lld lines of text",
                    (long long)most);
}

static uint32_t two_bytes(const unsigned char *p, bool big)
{
    return big ? (uint32_t)(p[0] << 8 | p[1]) : (uint32_t)(p[1] << 8 | p[0]);
}

static cj_status take_utf16(reader *r, cji_str bytes, bool big)
{
    const unsigned char *p = (const unsigned char *)bytes.p;
    uint32_t before = 0, c;
    if (bytes.n % 2 != 0)
        return refuse(r->im, 0, "UTF-16 of an odd number of bytes");
    cji_import_note(r->im, CJ_E_IMPORT_ENCODING, 1, 1, "the text is UTF-16, and is read as such");
    for (size_t i = 2; i < bytes.n; i += 2, before = c) {
        c = two_bytes(p + i, big);
        if (c >= 0xd800 && c < 0xdc00 && i + 3 < bytes.n) {
            uint32_t low = two_bytes(p + i + 2, big);
            c = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00) : 0;
            i += 2;
        }
        if (c == 0 || (c >= 0xd800 && c < 0xe000))
            return refuse(r->im, r->number, "neither text in UTF-8 nor in UTF-16");
        take(r, before, c);
    }
    return CJ_OK;
}

/* Whether all of it is UTF-8; *bad is where it is not. */
static bool all_utf8(cji_str bytes, size_t *bad)
{
    const unsigned char *p = (const unsigned char *)bytes.p;
    for (size_t i = 0; i < bytes.n;) {
        uint32_t c;
        size_t size = utf8_at(p + i, bytes.n - i, &c);
        *bad = i;
        if (size == 0)
            return false;
        i += size;
    }
    return true;
}

static int32_t line_at(cji_str bytes, size_t at)
{
    int32_t line = 1;
    for (size_t i = 0; i < at; i++)
        line += bytes.p[i] == '\n' || (bytes.p[i] == '\r' && bytes.p[i + 1] != '\n');
    return line;
}

static cj_status take_all(reader *r, cji_str bytes)
{
    const unsigned char *p = (const unsigned char *)bytes.p;
    uint32_t before = 0, c = 0;
    size_t bad = 0;
    bool utf8 = all_utf8(bytes, &bad);
    if (!utf8)
        cji_import_note(r->im, CJ_E_IMPORT_ENCODING, line_at(bytes, bad), 1,
                        "the text is not UTF-8; it is read as Windows-1252");
    for (size_t i = 0; i < bytes.n; before = c) {
        size_t size = utf8 ? utf8_at(p + i, bytes.n - i, &c) : 1;
        if (!utf8)
            c = p[i] >= 0x80 && p[i] < 0xa0 ? windows[p[i] - 0x80] : p[i];
        if (c == 0)
            return refuse(r->im, r->number,
                          p[i] == 0 ? "a byte of value 0: this is no text"
                                    : "text neither in UTF-8 nor in Windows-1252");
        take(r, before, c);
        if (r->im->failed)
            return CJ_OK;
        if ((int64_t)r->im->count > r->im->ctx->limits[CJ_LIMIT_REPEATS])
            return too_many(r->im);
        i += size;
    }
    return CJ_OK;
}

cj_status cji_import_text(cji_import *im, cji_str bytes)
{
    reader r = {.im = im, .number = 1};
    cj_status status = known_format(im, bytes);
    if (status != CJ_OK)
        return status;
    cji_buf_init(&r.line, im->ctx, SIZE_MAX);
    if (bytes.n >= 3 && memcmp(bytes.p, "\xef\xbb\xbf", 3) == 0)
        bytes = (cji_str){bytes.p + 3, bytes.n - 3};
    if (bytes.n >= 2 &&
        (memcmp(bytes.p, "\xff\xfe", 2) == 0 || memcmp(bytes.p, "\xfe\xff", 2) == 0))
        status = take_utf16(&r, bytes, bytes.p[0] == '\xfe');
    else
        status = take_all(&r, bytes);
    if (r.line.n > 0)
        end_line(&r);
    im->last_line = r.number > 1 ? r.number - 1 : 1;
    if (status == CJ_OK)
        status = too_many(im);
    for (size_t i = 0; i < CHANGES && status == CJ_OK; i++) {
        if (r.count[i] > 0)
            cji_import_note(im, CJ_E_IMPORT_CHARACTERS, r.first[i], 1, "%s (%zu in all)",
                            change_texts[i], r.count[i]);
    }
    cji_buf_fini(&r.line);
    return status;
}
