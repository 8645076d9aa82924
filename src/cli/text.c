/* SPDX-License-Identifier: MIT */
/* Texts, and how they are put on a page: cells, wrapped lines, JSON, CSV. */
#include "cli.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void cli_text_add(cli_text *text, const char *bytes, size_t size)
{
    if (text->failed || size > SIZE_MAX / 4 - text->n) {
        text->failed = true;
        return;
    }
    if (text->n + size + 1 > text->capacity) {
        size_t capacity = (text->n + size + 1) * 2;
        char *p = realloc(text->p, capacity);
        if (p == NULL) {
            text->failed = true;
            return;
        }
        text->p = p;
        text->capacity = capacity;
    }
    if (size > 0)
        memcpy(text->p + text->n, bytes, size);
    text->n += size;
    text->p[text->n] = '\0';
}

void cli_text_puts(cli_text *text, const char *string)
{
    if (string != NULL)
        cli_text_add(text, string, strlen(string));
}

void cli_text_printf(cli_text *text, const char *format, ...)
{
    char line[256];
    va_list args;
    int n;
    va_start(args, format);
    n = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (n > 0)
        cli_text_add(text, line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1);
}

void cli_text_words(cli_text *text, const char *string)
{
    for (; string != NULL && *string != '\0'; string++)
        cli_text_add(text, *string == '_' ? " " : string, 1);
}

const char *cli_text_get(cli_text *text)
{
    return text->p != NULL ? text->p : "";
}

void cli_text_clear(cli_text *text)
{
    text->n = 0;
    if (text->p != NULL)
        text->p[0] = '\0';
}

void cli_text_free(cli_text *text)
{
    free(text->p);
    *text = (cli_text){0};
}

int32_t cli_text_write(const void *bytes, size_t size, void *user)
{
    cli_text *text = user;
    cli_text_add(text, bytes, size);
    return text->failed ? 1 : 0;
}

static bool continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

size_t cli_width(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += continues(*text) ? 0 : 1;
    return n;
}

/*
 * Bytes of a character that a terminal might obey, or that turns the direction of writing; 0 for
 * any other: C0, DEL, C1, U+200E, U+200F, U+2028-202E, U+2066-2069.
 */
static size_t unsafe(const char *text)
{
    const unsigned char *u = (const unsigned char *)text;
    if (u[0] < 0x20 || u[0] == 0x7F)
        return 1;
    if (u[0] == 0xC2 && u[1] >= 0x80 && u[1] < 0xA0)
        return 2;
    if (u[0] == 0xE2 && u[1] == 0x80 &&
        ((u[2] >= 0xA8 && u[2] <= 0xAE) || u[2] == 0x8E || u[2] == 0x8F))
        return 3;
    return u[0] == 0xE2 && u[1] == 0x81 && u[2] >= 0xA6 && u[2] <= 0xA9 ? 3 : 0;
}

static void put_n(FILE *to, const char *text, size_t n)
{
    const char *end = text + n;
    while (text < end) {
        size_t bad = unsafe(text);
        fputc(bad > 0 ? '?' : *text, to);
        text += bad > 0 ? bad : 1;
    }
}

const char *cli_plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

void cli_put(FILE *to, const char *text)
{
    put_n(to, text, strlen(text));
}

/* Bytes of the first `columns` characters. */
static size_t bytes_of(const char *text, size_t columns)
{
    size_t i = 0;
    for (; text[i] != '\0'; i++) {
        if (!continues(text[i]) && columns-- == 0)
            break;
    }
    return i;
}

void cli_put_cut(FILE *to, const char *text, size_t width)
{
    if (cli_width(text) <= width) {
        cli_put(to, text);
        return;
    }
    put_n(to, text, bytes_of(text, width - 2));
    fputs("..", to);
}

void cli_put_cell(FILE *to, const char *text, size_t width)
{
    cli_put_cut(to, text, width);
    for (size_t w = cli_width(text); w < width; w++)
        fputc(' ', to);
}

void cli_put_wrapped(FILE *to, const char *first, const char *rest, const char *text)
{
    const char *before = first;
    do {
        size_t room = CLI_COLUMNS - cli_width(before), n = bytes_of(text, room), cut = n;
        if (text[n] != '\0') {
            while (cut > 0 && text[cut] != ' ')
                cut--;
            if (cut == 0)
                cut = n; /* one long word */
        }
        fputs(before, to);
        put_n(to, text, cut);
        fputc('\n', to);
        text += cut;
        while (*text == ' ')
            text++;
        before = rest;
    } while (*text != '\0');
}

/* Bytes of the UTF-8 character at `text`; 0 when it is none (names of files need not be UTF-8). */
static size_t utf8(const char *text)
{
    const unsigned char *u = (const unsigned char *)text;
    size_t n = u[0] < 0x80                   ? 1
               : u[0] >= 0xC2 && u[0] < 0xE0 ? 2
               : u[0] >= 0xE0 && u[0] < 0xF0 ? 3
               : u[0] >= 0xF0 && u[0] < 0xF5 ? 4
                                             : 0;
    for (size_t i = 1; i < n; i++) {
        if (!continues(text[i]))
            return 0;
    }
    if ((u[0] == 0xE0 && u[1] < 0xA0) || (u[0] == 0xED && u[1] > 0x9F) ||
        (u[0] == 0xF0 && u[1] < 0x90) || (u[0] == 0xF4 && u[1] > 0x8F))
        return 0;
    return n;
}

void cli_put_json(FILE *to, const char *text)
{
    if (text == NULL) {
        fputs("null", to);
        return;
    }
    fputc('"', to);
    while (*text != '\0') {
        unsigned char c = (unsigned char)*text;
        size_t n = utf8(text);
        if (n == 0)
            fputs("\\ufffd", to);
        else if (c == '"' || c == '\\')
            fprintf(to, "\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            fprintf(to, "\\u%04x", c);
        else
            fwrite(text, 1, n, to);
        text += n > 0 ? n : 1;
    }
    fputc('"', to);
}

/* Digits, perhaps a sign, a point and an exponent. */
static bool is_number(const char *text)
{
    size_t n;
    text += *text == '-' || *text == '+';
    n = strspn(text, "0123456789.");
    if (n == 0)
        return false;
    text += n;
    if (*text == 'e' || *text == 'E') {
        text++;
        text += *text == '-' || *text == '+';
        n = strspn(text, "0123456789");
        text += n;
    }
    return n > 0 && *text == '\0';
}

/* A spreadsheet would run it; people open these files in one. */
static bool is_formula(const char *text)
{
    return *text != '\0' && strchr("=+-@\t\r", *text) != NULL && !is_number(text);
}

void cli_put_csv(FILE *to, const char *text)
{
    if (text == NULL)
        return;
    if (strpbrk(text, ",\"\r\n") == NULL && text[0] != ' ') {
        fputs(is_formula(text) ? "'" : "", to);
        fputs(text, to);
        return;
    }
    fputs(is_formula(text) ? "\"'" : "\"", to);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            fputc('"', to);
        fputc(*text, to);
    }
    fputc('"', to);
}

void cli_csv_row(FILE *to, size_t n, const char *const *cells)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            fputc(',', to);
        cli_put_csv(to, cells[i]);
    }
    fputc('\n', to);
}

const char *cli_colour(const cli_app *app, const char *code)
{
    return app->colour ? code : "";
}
