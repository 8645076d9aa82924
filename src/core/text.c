/* SPDX-License-Identifier: MIT */
/* Text, numbers, ids, base64 and hex. */
#include "core/core.h"

#include <stdio.h>

cji_str cji_str_of(const char *text)
{
    return (cji_str){text, text != NULL ? strlen(text) : 0};
}

bool cji_str_is(cji_str a, const char *b)
{
    /* Most of what is compared differs in its first byte. */
    for (size_t i = 0; i < a.n; i++) {
        if (b[i] == '\0' || b[i] != a.p[i])
            return false;
    }
    return b[a.n] == '\0';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

cji_str cji_str_trim(cji_str a)
{
    while (a.n > 0 && is_space(a.p[0])) {
        a.p++;
        a.n--;
    }
    while (a.n > 0 && is_space(a.p[a.n - 1]))
        a.n--;
    return a;
}

bool cji_str_line(cji_str *rest, cji_str *line)
{
    const char *end = rest->n > 0 ? memchr(rest->p, '\n', rest->n) : NULL;
    if (end == NULL)
        return false;
    *line = (cji_str){rest->p, (size_t)(end - rest->p)};
    rest->n -= line->n + 1;
    rest->p = end + 1;
    return true;
}

/* Length of the character at p (of n bytes left), or 0 when it is not UTF-8 that XML carries. */
static size_t utf8_char(const unsigned char *p, size_t n)
{
    uint32_t c;
    size_t size = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (size == 0 || p[0] > 0xf4 || size > n)
        return 0;
    if (size == 1)
        return p[0] >= 0x20 || p[0] == '\t' || p[0] == '\n' || p[0] == '\r' ? 1 : 0;
    c = p[0] & (0xffu >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3f);
    }
    if (c < least[size] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) || c == 0xfffe ||
        c == 0xffff)
        return 0;
    return size;
}

/* How many bytes at p are plain ASCII, eight at a time: none below 0x20, none above 0x7f. */
static size_t plain_run(const unsigned char *p, size_t n)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    size_t i = 0;
    for (; n - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
        uint64_t bytes;
        memcpy(&bytes, p + i, sizeof bytes);
        if (((bytes | (bytes - ones * 0x20)) & high) != 0)
            break;
    }
    while (i < n && p[i] >= 0x20 && p[i] < 0x80)
        i++;
    return i;
}

bool cji_utf8_ok(const char *text, size_t length)
{
    const unsigned char *p = (const unsigned char *)text;
    while (length > 0) {
        size_t n = plain_run(p, length);
        if (n == 0)
            n = utf8_char(p, length);
        if (n == 0)
            return false;
        p += n;
        length -= n;
    }
    return true;
}

bool cji_parse_int(cji_str text, int64_t *out)
{
    bool negative = text.n > 0 && text.p[0] == '-';
    uint64_t value = 0;
    size_t i = negative;
    if (text.n == i || text.n - i > 19 || (text.p[i] == '0' && (text.n > i + 1 || negative)))
        return false;
    for (; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
        value = value * 10 + (uint64_t)(text.p[i] - '0');
    }
    if (value > (uint64_t)INT64_MAX)
        return false;
    *out = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

#define BIT(c) (UINT64_C(1) << ((c)&63))

/* Bit c % 64 of word c / 64 is set when an id may have c. */
static const uint64_t id_bytes[4] = {
    ~(BIT('!') - 1) & ~(BIT('"') | BIT('&') | BIT('\'') | BIT('<') | BIT('>')),
    ~(BIT('\\') | BIT('`') | BIT(0x7f)),
};

bool cji_id_ok(cji_str id)
{
    uint64_t ok = 1;
    if (id.n == 0 || id.n > 128)
        return false;
    for (size_t i = 0; i < id.n; i++) {
        unsigned char c = (unsigned char)id.p[i];
        ok &= id_bytes[c >> 6] >> (c & 63);
    }
    return (ok & 1) != 0;
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void cji_base64(const void *bytes, size_t n, char *out)
{
    const uint8_t *p = bytes;
    for (; n >= 3; n -= 3, p += 3) {
        *out++ = base64_digits[p[0] >> 2];
        *out++ = base64_digits[(p[0] & 3) << 4 | p[1] >> 4];
        *out++ = base64_digits[(p[1] & 15) << 2 | p[2] >> 6];
        *out++ = base64_digits[p[2] & 63];
    }
    if (n > 0) {
        uint8_t second = n > 1 ? p[1] : 0;
        *out++ = base64_digits[p[0] >> 2];
        *out++ = base64_digits[(p[0] & 3) << 4 | second >> 4];
        *out++ = n > 1 ? base64_digits[(second & 15) << 2] : '=';
        *out++ = '=';
    }
    *out = '\0';
}

static int base64_value(char c)
{
    const char *at = c != '\0' ? strchr(base64_digits, c) : NULL;
    return at != NULL ? (int)(at - base64_digits) : -1;
}

bool cji_base64_parse(cji_str text, void *out, size_t max, size_t *n)
{
    uint8_t *to = out;
    size_t pad = 0, size;
    if (text.n % 4 != 0)
        return false;
    while (pad < 2 && pad < text.n && text.p[text.n - 1 - pad] == '=')
        pad++;
    size = text.n / 4 * 3 - pad;
    if (size > max)
        return false;
    for (size_t i = 0, at = 0; i < text.n; i += 4) {
        uint32_t group = 0;
        for (size_t j = 0; j < 4; j++) {
            int v = i + j >= text.n - pad ? 0 : base64_value(text.p[i + j]);
            if (v < 0)
                return false;
            group = group << 6 | (uint32_t)v;
        }
        for (size_t j = 0; j < 3; j++) {
            uint8_t byte = (uint8_t)(group >> (16 - 8 * j));
            if (at < size)
                to[at++] = byte;
            else if (byte != 0) /* spare bits: two spellings of the same bytes */
                return false;
        }
    }
    *n = size;
    return true;
}

void cji_hex(const void *bytes, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *p = bytes;
    for (size_t i = 0; i < n; i++) {
        *out++ = digits[p[i] >> 4];
        *out++ = digits[p[i] & 15];
    }
    *out = '\0';
}

bool cji_hex_parse(cji_str text, void *out, size_t n)
{
    uint8_t *to = out;
    if (text.n != 2 * n)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        int v = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (v < 0)
            return false;
        to[i / 2] = (uint8_t)(i % 2 == 0 ? v << 4 : to[i / 2] | v);
    }
    return true;
}
