/* SPDX-License-Identifier: MIT */
#include "core/core.h"

#include <stdio.h>

#define US_PER_MINUTE INT64_C(60000000)
#define US_PER_DAY (1440 * US_PER_MINUTE)

/* Days of the proleptic Gregorian calendar, counted in years that begin in March so that the
 * leap day comes last. */
int32_t cji_days_from_civil(int32_t year, int32_t month, int32_t day)
{
    int32_t y = month <= 2 ? year - 1 : year;
    int32_t era = (y >= 0 ? y : y - 399) / 400;
    int32_t yoe = y - era * 400;
    int32_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int32_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void cji_civil_from_days(int32_t days, int32_t *year, int32_t *month, int32_t *day)
{
    int32_t z = days + 719468;
    int32_t era = (z >= 0 ? z : z - 146096) / 146097;
    int32_t doe = z - era * 146097;
    int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int32_t mp = (5 * doy + 2) / 153;
    *day = doy - (153 * mp + 2) / 5 + 1;
    *month = mp < 10 ? mp + 3 : mp - 9;
    *year = yoe + era * 400 + (*month <= 2);
}

static int32_t days_in_month(int32_t year, int32_t month)
{
    static const int32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Takes exactly n digits off the text. */
static bool digits(cji_str *t, size_t n, int32_t *out)
{
    int32_t value = 0;
    if (t->n < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (t->p[i] < '0' || t->p[i] > '9')
            return false;
        value = value * 10 + (t->p[i] - '0');
    }
    t->p += n;
    t->n -= n;
    *out = value;
    return true;
}

static bool sign(cji_str *t, char c)
{
    if (t->n == 0 || t->p[0] != c)
        return false;
    t->p++;
    t->n--;
    return true;
}

/* Takes a year, month or day off the text. */
static bool take_date(cji_str *t, cj_date *out)
{
    int32_t year, month = 1, day = 1;
    if (!digits(t, 4, &year) || year < 1)
        return false;
    out->precision = CJ_PRECISION_YEAR;
    if (sign(t, '-')) {
        if (!digits(t, 2, &month) || month < 1 || month > 12)
            return false;
        out->precision = CJ_PRECISION_MONTH;
        if (sign(t, '-')) {
            if (!digits(t, 2, &day) || day < 1 || day > days_in_month(year, month))
                return false;
            out->precision = CJ_PRECISION_DAY;
        }
    }
    out->days = cji_days_from_civil(year, month, day);
    return true;
}

cj_status cj_date_parse(const char *text, size_t length, cj_date *out)
{
    cji_str t = {text, length == CJ_ZT ? strlen(text) : length};
    cj_date date;
    if (!take_date(&t, &date) || t.n != 0)
        return CJ_E_VALUE_DATE;
    *out = date;
    return CJ_OK;
}

/* Takes "hh:mm[:ss[.ffffff]]" off the text. */
static bool take_clock(cji_str *t, int64_t *us, int32_t *precision)
{
    int32_t hour, minute, second = 0;
    int64_t fraction = 0;
    if (!digits(t, 2, &hour) || hour > 23 || !sign(t, ':') || !digits(t, 2, &minute) || minute > 59)
        return false;
    *precision = CJ_PRECISION_MINUTE;
    if (sign(t, ':')) {
        if (!digits(t, 2, &second) || second > 59)
            return false;
        *precision = CJ_PRECISION_SECOND;
        if (sign(t, '.')) {
            int32_t scale = 100000, digit;
            if (!digits(t, 1, &digit))
                return false;
            do {
                if (scale == 0)
                    return false;
                fraction += (int64_t)digit * scale;
                scale /= 10;
            } while (digits(t, 1, &digit));
            *precision = CJ_PRECISION_MICROSECOND;
        }
    }
    *us = ((int64_t)hour * 60 + minute) * US_PER_MINUTE + (int64_t)second * 1000000 + fraction;
    return true;
}

static bool take_offset(cji_str *t, int32_t *offset)
{
    int32_t hour, minute;
    bool west;
    if (sign(t, 'Z')) {
        *offset = 0;
        return true;
    }
    west = sign(t, '-');
    if (!west && !sign(t, '+'))
        return false;
    if (!digits(t, 2, &hour) || hour > 23 || !sign(t, ':') || !digits(t, 2, &minute) || minute > 59)
        return false;
    *offset = (hour * 60 + minute) * (west ? -1 : 1);
    return true;
}

cj_status cj_time_parse(const char *text, size_t length, cj_time *out)
{
    cji_str t = {text, length == CJ_ZT ? strlen(text) : length};
    cj_date date;
    cj_time time = {0, 0, 0};
    if (!take_date(&t, &date) || date.precision < CJ_PRECISION_MONTH)
        return CJ_E_VALUE_DATE;
    time.precision = date.precision;
    if (t.n > 0) {
        if (date.precision != CJ_PRECISION_DAY || !sign(&t, 'T') ||
            !take_clock(&t, &time.us, &time.precision) || !take_offset(&t, &time.offset) ||
            t.n != 0)
            return CJ_E_VALUE_DATE;
    }
    time.us += date.days * US_PER_DAY - time.offset * US_PER_MINUTE;
    *out = time;
    return CJ_OK;
}

int32_t cji_date_last(cj_date date)
{
    int32_t year, month, day;
    cji_civil_from_days(date.days, &year, &month, &day);
    if (date.precision <= CJ_PRECISION_YEAR)
        return cji_days_from_civil(year, 12, 31);
    return date.precision == CJ_PRECISION_MONTH
               ? cji_days_from_civil(year, month, days_in_month(year, month))
               : date.days;
}

static int64_t floor_days(int64_t us)
{
    return (us >= 0 ? us : us - (US_PER_DAY - 1)) / US_PER_DAY;
}

cj_date cji_date_of(cj_time time)
{
    cj_date date;
    date.days = (int32_t)floor_days(time.us + time.offset * US_PER_MINUTE);
    date.precision = time.precision < CJ_PRECISION_DAY ? time.precision : CJ_PRECISION_DAY;
    return date;
}

int32_t cji_day_at(int64_t us)
{
    return (int32_t)floor_days(us);
}

/* The character before it, if any, and the number with at least that many digits; gives back the
 * end. */
static char *put(char *out, char before, int32_t number, int width)
{
    int32_t rest = number;
    if (before != '\0')
        *out++ = before;
    for (int i = width; i-- > 0; rest /= 10)
        out[i] = (char)('0' + rest % 10);
    /* What does not fit was never read from a text, but a caller may have made it. */
    return number < 0 || rest != 0 ? out + snprintf(out, 12, "%0*d", width, (int)number)
                                   : out + width;
}

bool cji_day_ok(int64_t days)
{
    return days >= cji_days_from_civil(1, 1, 1) && days <= cji_days_from_civil(9999, 12, 31);
}

bool cji_time_ok(cj_time time)
{
    const int64_t far = INT64_C(1) << 60; /* so that the offset cannot overflow */
    return time.precision >= CJ_PRECISION_MONTH && time.precision <= CJ_PRECISION_MICROSECOND &&
           time.offset > -24 * 60 && time.offset < 24 * 60 && time.us > -far && time.us < far &&
           cji_day_ok(floor_days(time.us + time.offset * US_PER_MINUTE));
}

void cj_date_format(cj_date date, char *out)
{
    int32_t year, month, day;
    cji_civil_from_days(date.days, &year, &month, &day);
    out = put(out, '\0', year, 4);
    if (date.precision > CJ_PRECISION_YEAR)
        out = put(out, '-', month, 2);
    if (date.precision > CJ_PRECISION_MONTH)
        out = put(out, '-', day, 2);
    *out = '\0';
}

void cj_time_format(cj_time time, char *out)
{
    int64_t local = time.us + time.offset * US_PER_MINUTE;
    int64_t in_day = local - floor_days(local) * US_PER_DAY;
    int32_t minutes = (int32_t)(in_day / US_PER_MINUTE);
    int32_t us = (int32_t)(in_day % US_PER_MINUTE);
    cj_date_format(cji_date_of(time), out);
    if (time.precision <= CJ_PRECISION_DAY)
        return;
    out += strlen(out);
    out = put(out, 'T', minutes / 60, 2);
    out = put(out, ':', minutes % 60, 2);
    if (time.precision >= CJ_PRECISION_SECOND)
        out = put(out, ':', us / 1000000, 2);
    if (time.precision >= CJ_PRECISION_MICROSECOND)
        out = put(out, '.', us % 1000000, 6);
    if (time.offset == 0) {
        *out++ = 'Z';
    } else {
        int32_t east = time.offset < 0 ? -time.offset : time.offset;
        out = put(out, time.offset < 0 ? '-' : '+', east / 60 % 100, 2);
        out = put(out, ':', east % 60, 2);
    }
    *out = '\0';
}

void cji_time_utc(int64_t us, char *out)
{
    cj_time_format((cj_time){us, 0, CJ_PRECISION_MICROSECOND}, out);
}

bool cji_time_utc_parse(cji_str text, int64_t *out)
{
    cj_time time;
    char again[CJ_TIME_TEXT];
    if (cj_time_parse(text.p, text.n, &time) != CJ_OK)
        return false;
    cji_time_utc(time.us, again);
    if (!cji_str_is(text, again))
        return false;
    *out = time.us;
    return true;
}
