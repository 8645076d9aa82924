/* SPDX-License-Identifier: MIT */
/* The operations that the tables are made of. Each fills a column from others. */
#include "instruments/instruments.h"

#include <math.h>

static const double *arg(const cji_op *op, const cji_block *b, size_t i)
{
    return b->slot[op->args[i]];
}

#define ROWS(r) for (size_t r = 0; r < b->n; r++)

#define BINARY(name, expression)                                                                   \
    void cji_op_##name(const cji_op *op, const cji_block *b, double *restrict out)                 \
    {                                                                                              \
        const double *p = arg(op, b, 0), *q = arg(op, b, 1);                                       \
        ROWS(r)                                                                                    \
        {                                                                                          \
            const double x = p[r], y = q[r];                                                       \
            out[r] = (expression);                                                                 \
        }                                                                                          \
    }

#define UNARY(name, expression)                                                                    \
    void cji_op_##name(const cji_op *op, const cji_block *b, double *restrict out)                 \
    {                                                                                              \
        const double *p = arg(op, b, 0);                                                           \
        ROWS(r)                                                                                    \
        {                                                                                          \
            const double x = p[r];                                                                 \
            out[r] = (expression);                                                                 \
        }                                                                                          \
    }

/* ---- arithmetic and comparison: no comparison with what is missing holds --------------------- */

/* clang-format off */
BINARY(add, x + y)
BINARY(sub, x - y)
BINARY(mul, x * y)
BINARY(div, x / y)
BINARY(eq, x == y ? 1.0 : 0.0)
BINARY(ne, x < y || x > y ? 1.0 : 0.0)
BINARY(lt, x < y ? 1.0 : 0.0)
BINARY(le, x <= y ? 1.0 : 0.0)
BINARY(gt, x > y ? 1.0 : 0.0)
BINARY(ge, x >= y ? 1.0 : 0.0)
BINARY(differ, x < y || x > y ? 1.0 : 0.0)
BINARY(given, x == x ? x : y)
BINARY(alt, x == x ? x : y)
BINARY(when, x == 1.0 ? y : 0.0)
UNARY(not, x == 1.0 ? 0.0 : 1.0)
UNARY(known, x == x ? 1.0 : 0.0)
UNARY(missing, x == x ? 0.0 : 1.0)
UNARY(floor, floor(x))
UNARY(ln, x > 0.0 ? log(x) : NAN)
UNARY(logistic, 1.0 / (1.0 + exp(-x)))
/* clang-format on */

/* ---- of any number of columns ---------------------------------------------------------------- */

#define MANY(name, start, expression)                                                              \
    void cji_op_##name(const cji_op *op, const cji_block *b, double *restrict out)                 \
    {                                                                                              \
        ROWS(r)                                                                                    \
        {                                                                                          \
            out[r] = (start);                                                                      \
        }                                                                                          \
        for (size_t i = 0; i < op->nargs; i++) {                                                   \
            const double *p = arg(op, b, i);                                                       \
            ROWS(r)                                                                                \
            {                                                                                      \
                const double x = p[r], y = out[r];                                                 \
                out[r] = (expression);                                                             \
            }                                                                                      \
        }                                                                                          \
    }

/* clang-format off */
MANY(sum, 0.0, y + x)
MANY(total, 0.0, x == x ? y + x : y)
MANY(gaps, 0.0, x == x ? y : y + 1.0)
MANY(and, 1.0, x == 1.0 ? y : 0.0)
MANY(or, 0.0, x == 1.0 ? 1.0 : y)
MANY(min, HUGE_VAL, x != x || x < y ? x : y)
MANY(max, -HUGE_VAL, x != x || x > y ? x : y)
/* clang-format on */

/* Condition, value, condition, value ... value: of the first condition that holds. */
void cji_op_first(const cji_op *op, const cji_block *b, double *restrict out)
{
    memcpy(out, arg(op, b, op->nargs - 1u), b->n * sizeof *out);
    for (size_t i = op->nargs - 1u; i >= 2; i -= 2) {
        const double *condition = arg(op, b, i - 2), *value = arg(op, b, i - 1);
        ROWS(r)
        {
            out[r] = condition[r] == 1.0 ? value[r] : out[r];
        }
    }
}

/* The column that the first one numbers, from 0. */
void cji_op_choose(const cji_op *op, const cji_block *b, double *restrict out)
{
    const double *which = arg(op, b, 0);
    ROWS(r)
    {
        out[r] = NAN;
    }
    for (size_t i = 1; i < op->nargs; i++) {
        const double *p = arg(op, b, i), number = (double)(i - 1);
        ROWS(r)
        {
            out[r] = which[r] == number ? p[r] : out[r];
        }
    }
}

void cji_op_bits(const cji_op *op, const cji_block *b, double *restrict out)
{
    const double *p = arg(op, b, 0), *width = arg(op, b, 1);
    ROWS(r)
    {
        int64_t bits = p[r] >= 0.0 && p[r] < 2147483648.0 ? (int64_t)p[r] : 0, n = 0;
        for (int i = 0; i < (int)width[r]; i++)
            n += bits >> i & 1;
        out[r] = (double)n;
    }
}

/* ---- tables ---------------------------------------------------------------------------------- */

void cji_op_step(const cji_op *op, const cji_block *b, double *restrict out)
{
    const double *p = arg(op, b, 0);
    ROWS(r)
    {
        out[r] = -1.0;
    }
    for (size_t i = 0; i < op->ntable; i++) {
        const double bound = op->table[i];
        ROWS(r)
        {
            out[r] += p[r] >= bound ? 1.0 : 0.0;
        }
    }
    ROWS(r)
    {
        out[r] = out[r] >= 0.0 ? out[r] : NAN;
    }
}

void cji_op_pick(const cji_op *op, const cji_block *b, double *restrict out)
{
    const double *p = arg(op, b, 0), end = (double)op->ntable;
    ROWS(r)
    {
        out[r] = p[r] >= 0.0 && p[r] < end ? op->table[(int32_t)p[r]] : NAN;
    }
}

void cji_op_poly(const cji_op *op, const cji_block *b, double *restrict out)
{
    const double *p = arg(op, b, 0);
    ROWS(r)
    {
        out[r] = 0.0;
    }
    for (size_t i = op->ntable; i-- > 0;) {
        const double weight = op->table[i];
        ROWS(r)
        {
            out[r] = (out[r] + weight) * p[r];
        }
    }
}

/* ---- rounding -------------------------------------------------------------------------------- */

/*
 * The product is rounded itself, which could make or unmake a tie: near one, fma tells the sign of
 * what is left of the exact product. Numbers of 2^52 and more have no fraction.
 */
double cji_half_up(double x, double scale)
{
    double t = fabs(x) * scale, whole, rest;
    if (!(t < 4503599627370496.0))
        return x * scale;
    whole = (double)(int64_t)t;
    rest = t - whole - 0.5;
    if (fabs(rest) < 1e-6)
        rest = fma(fabs(x), scale, -(whole + 0.5));
    whole += rest >= 0.0 ? 1.0 : 0.0;
    return x < 0.0 ? -whole : whole;
}

static double within(double x, double least, double most)
{
    return x < least ? least : x > most ? most : x;
}

/* clang-format off */
BINARY(rounded, cji_half_up(x, y) / y)
UNARY(percent2, within(cji_half_up(x, 10000.0), 0.0, 9999.0) / 100.0)
UNARY(whole_percent, within(cji_half_up(x, 100.0), 1.0, 99.0))
/* clang-format on */

/* ---- dates: days since 1970, or year, month and day in one number so that they compare ------- */

#define FIRST_DAY (-719162.0) /* 0001-01-01 */
#define LAST_DAY 2932896.0    /* 9999-12-31 */
#define YEAR 512
#define MONTH 32

static double packed(int32_t year, int32_t month, int32_t day)
{
    return (double)(year * YEAR + month * MONTH + day);
}

static double ymd(double days)
{
    int32_t year, month, day;
    if (!(days >= FIRST_DAY && days <= LAST_DAY))
        return NAN;
    cji_civil_from_days((int32_t)days, &year, &month, &day);
    return packed(year, month, day);
}

/* Complete years: who was born on 29 February completes one on 1 March where there is no 29th. */
static double years(double from, double to)
{
    int32_t a, b;
    if (from != from || to != to)
        return NAN;
    a = (int32_t)from;
    b = (int32_t)to;
    return (double)(b / YEAR - a / YEAR - (b % YEAR < a % YEAR));
}

static double months(double from, double to)
{
    int32_t a, b, n;
    if (from != from || to != to)
        return NAN;
    a = (int32_t)from;
    b = (int32_t)to;
    n = (b / YEAR - a / YEAR) * 12 + b % YEAR / MONTH - a % YEAR / MONTH;
    return (double)(n - (b % MONTH < a % MONTH));
}

static int32_t days_of_month(int32_t year, int32_t month)
{
    int32_t next =
        month == 12 ? cji_days_from_civil(year + 1, 1, 1) : cji_days_from_civil(year, month + 1, 1);
    return next - cji_days_from_civil(year, month, 1);
}

/* The day on which n months are complete. */
static double months_after(double from, double n)
{
    int32_t a, year, month, day;
    if (from != from)
        return NAN;
    a = (int32_t)from;
    month = a % YEAR / MONTH - 1 + (int32_t)n;
    year = a / YEAR + month / 12;
    month = month % 12 + 1;
    day = a % MONTH;
    if (day <= days_of_month(year, month))
        return packed(year, month, day);
    return month == 12 ? packed(year + 1, 1, 1) : packed(year, month + 1, 1);
}

/* The same day n years before; 28 February for the 29th where there is none. */
static double years_before(double days, double n)
{
    int32_t year, month, day, last;
    if (!(days >= FIRST_DAY && days <= LAST_DAY))
        return NAN;
    cji_civil_from_days((int32_t)days, &year, &month, &day);
    year -= (int32_t)n;
    last = days_of_month(year, month);
    return packed(year, month, day < last ? day : last);
}

/* clang-format off */
UNARY(ymd, ymd(x))
BINARY(years, years(x, y))
BINARY(months, months(x, y))
BINARY(months_after, months_after(x, y))
BINARY(years_before, years_before(x, y))
UNARY(ogrs3_of, cji_offence_ogrs3(b->offences, x))
UNARY(category_of, cji_offence_category(b->offences, x))
/* clang-format on */
