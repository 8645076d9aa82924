/* SPDX-License-Identifier: MIT */
/* Values of inputs and outputs as text, in the C locale whatever the host has set. */
#include "instruments/instruments.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static cj_status parse_date(cji_str text, double *out, const char **why)
{
    cj_date date;
    *why = "is no day such as 2026-02-03";
    if (cj_date_parse(text.p, text.n, &date) != CJ_OK || date.precision != CJ_PRECISION_DAY)
        return CJ_E_VALUE_DATE;
    *out = date.days;
    return CJ_OK;
}

/* Digits with at most one point. Of up to 15 the number is exact before the one division; what
 * stands behind them after the point is less than a double can tell. */
static cj_status parse_number(cji_str text, bool whole, double *out, const char **why)
{
    double value = 0, scale = 1;
    size_t digits = 0, i = text.n > 0 && text.p[0] == '-' ? 1 : 0;
    bool point = false, negative = i == 1;
    *why = whole ? "is no whole number" : "is no number such as 12.34";
    for (; i < text.n; i++) {
        char c = text.p[i];
        if (c == '.' && !point && digits > 0 && i + 1 < text.n) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9' || (++digits > 15 && !point))
            return CJ_E_VALUE_NUMBER;
        if (digits > 15)
            continue;
        value = value * 10 + (c - '0');
        scale *= point ? 10 : 1;
    }
    if (digits == 0 || (whole && value / scale != floor(value / scale)))
        return CJ_E_VALUE_NUMBER;
    *out = (negative ? -value : value) / scale;
    return CJ_OK;
}

static cj_status parse_code(const cj_instrument_input *input, cji_str text, double *out,
                            const char **why)
{
    for (size_t i = 0; i < input->code_count; i++) {
        if (cji_str_is(text, input->codes[i])) {
            *out = (double)i;
            return CJ_OK;
        }
    }
    *why = "is none of the codes";
    *out = (double)(input->code_count - 1);
    return input->open != 0 ? CJ_OK : CJ_E_VALUE_CODE;
}

static cj_status parse_offence(cji_str text, double *out, const char **why)
{
    double code = 0;
    *why = "is no offence code of five digits";
    if (text.n != 5)
        return CJ_E_VALUE_CODE;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return CJ_E_VALUE_CODE;
        code = code * 10 + (text.p[i] - '0');
    }
    *out = code;
    return CJ_OK;
}

/* Takes off what stands before the next `separator`; false when nothing is left. */
static bool next_word(cji_str *rest, char separator, cji_str *word)
{
    size_t n = 0;
    if (rest->n == 0)
        return false;
    while (n < rest->n && rest->p[n] != separator)
        n++;
    *word = (cji_str){rest->p, n};
    rest->p += n;
    rest->n -= n;
    if (rest->n > 0) {
        rest->p++;
        rest->n--;
    }
    return true;
}

static bool same_letters(cji_str text, const char *code)
{
    size_t n = strlen(code);
    if (text.n != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        char c = text.p[i];
        if ((c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c) != code[i])
            return false;
    }
    return true;
}

static double parse_registers(const cj_instrument_input *input, cji_str text)
{
    uint32_t bits = 0;
    cji_str word;
    while (next_word(&text, ' ', &word)) {
        for (size_t i = 0; i < input->code_count; i++)
            bits |= same_letters(word, input->codes[i]) ? 1u << i : 0;
    }
    return (double)bits;
}

/* How many call for change: not restrictive, and neither unpaid work nor an extension. */
static cj_status parse_requirements(cji_str text, double *out, const char **why)
{
    double n = 0;
    cji_str word, code;
    *why = "is no list such as W:0;F:1";
    while (next_word(&text, ';', &word)) {
        word = cji_str_trim(word);
        if (!next_word(&word, ':', &code) || code.n == 0 || word.n != 1 ||
            (word.p[0] != '0' && word.p[0] != '1'))
            return CJ_E_VALUE_TEXT;
        n += word.p[0] == '0' && !cji_str_is(code, "W") && !cji_str_is(code, "W1");
    }
    *out = n;
    return CJ_OK;
}

cj_status cji_input_parse(const cj_instrument_input *input, cji_str text, double *out,
                          const char **why)
{
    double value = NAN;
    cj_status status = CJ_OK;
    text = cji_str_trim(text);
    if (text.n == 0) {
        *out = NAN;
        return CJ_OK;
    }
    switch (input->type) {
    case CJ_INPUT_DATE:
        status = parse_date(text, &value, why);
        break;
    case CJ_INPUT_CODE:
        status = parse_code(input, text, &value, why);
        break;
    case CJ_INPUT_OFFENCE:
        status = parse_offence(text, &value, why);
        break;
    case CJ_INPUT_REGISTERS:
        value = parse_registers(input, text);
        break;
    case CJ_INPUT_REQUIREMENTS:
        status = parse_requirements(text, &value, why);
        break;
    default:
        status = parse_number(text, input->type != CJ_INPUT_PERCENT, &value, why);
        break;
    }
    if (status != CJ_OK)
        return status;
    *why = "is out of range";
    if (value < input->least || value > input->most)
        return CJ_E_VALUE_RANGE;
    *out = value;
    return CJ_OK;
}

cj_status cj_instrument_parse(cj_context *context, const cj_instrument *instrument, size_t input,
                              const char *text, size_t length, double *out, cj_error **error)
{
    const cj_instrument_input *row = cj_instrument_input_at(instrument, input);
    cji_str all = {text, length == CJ_ZT ? strlen(text) : length};
    cji_place place = {0};
    const char *why = "";
    cj_status status;
    if (row == NULL)
        return cji_fail(context, error, CJ_E_MISUSE, NULL, "%s has no input %zu",
                        instrument->about.name, input);
    place.field = row->name;
    status = cji_input_parse(row, all, out, &why);
    if (status != CJ_OK)
        return cji_fail(context, error, status, &place, "%s: \"%.*s\" %s", row->name,
                        (int)(all.n < 40 ? all.n : 40), all.p, why);
    return CJ_OK;
}

/* The host's locale may have another sign in the place of the point. */
static void set_point(char *text)
{
    size_t n = strspn(text, "-0123456789"), m;
    if (text[n] == '\0' || text[n] == 'e' || text[n] == '.')
        return;
    m = strcspn(text + n, "0123456789");
    text[n] = '.';
    memmove(text + n + 1, text + n + m, strlen(text + n + m) + 1);
}

static void put_shortest(double value, char *out)
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(out, CJ_SCORE_TEXT, "%.*g", digits, value);
        if (strtod(out, NULL) == value)
            break;
    }
    set_point(out);
}

/* Whole, or with two decimals. */
static void put_decimals(double value, int32_t decimals, char *out)
{
    int64_t n, part;
    if (!(fabs(value) < 1e12))
        return;
    n = (int64_t)cji_half_up(value, decimals == 0 ? 1.0 : 100.0);
    part = n < 0 ? -(n % 100) : n % 100;
    if (decimals == 0)
        snprintf(out, CJ_SCORE_TEXT, "%" PRId64, n);
    else
        snprintf(out, CJ_SCORE_TEXT, "%s%" PRId64 ".%02d", n < 0 && n > -100 ? "-" : "", n / 100,
                 (int)part);
}

void cj_instrument_format(const cj_instrument *instrument, size_t output, double value, char *out)
{
    const cj_instrument_output *row = cj_instrument_output_at(instrument, output);
    *out = '\0';
    if (row == NULL || value != value)
        return;
    if (row->type == CJ_OUTPUT_CODE) {
        if (value >= 0 && value < (double)row->code_count)
            snprintf(out, CJ_SCORE_TEXT, "%s", row->codes[(size_t)value]);
    } else if (row->decimals < 0) {
        put_shortest(value, out);
    } else {
        put_decimals(value, row->decimals, out);
    }
}

void cji_term_text(const cj_instrument *instrument, const cj_score_term *term, char *out)
{
    *out = '\0';
    if (term->output >= 0)
        cj_instrument_format(instrument, (size_t)term->output, term->value, out);
    else if (term->value == term->value)
        put_shortest(term->value, out);
}

bool cji_output_is(const cj_instrument *instrument, size_t output, double value, cji_str text)
{
    const cj_instrument_output *row = cj_instrument_output_at(instrument, output);
    char own[CJ_SCORE_TEXT];
    const char *why;
    double stated, half = 0.5;
    size_t whole = 0;
    cj_instrument_format(instrument, output, value, own);
    if (row == NULL || own[0] == '\0' || row->type == CJ_OUTPUT_CODE)
        return cji_str_is(text, own);
    if (parse_number(text, false, &stated, &why) != CJ_OK)
        return false;
    if (row->decimals >= 0)
        return parse_number(cji_str_of(own), false, &value, &why) == CJ_OK && stated == value;
    while (whole < text.n && text.p[whole] != '.')
        whole++;
    if (text.n < whole + 1 + 4)
        return stated == value;
    for (size_t digit = whole + 1; digit < text.n && digit < whole + 16; digit++)
        half /= 10;
    return fabs(stated - value) <= half * 1.000001;
}
