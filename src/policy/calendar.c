/* SPDX-License-Identifier: MIT */
/* Periods: days, months, and working days by a calendar. */
#include "policy/rows.h"

#define LAST_DAY 2932896 /* 9999-12-31: no date of the library lies behind it */

const cji_policy_calendar *cji_policy_calendar_of(const cj_policy *policy,
                                                  const cji_policy_value *value, int32_t day)
{
    const cji_policy_rows *rows = policy != NULL ? &policy->rows[CJI_ROW_CALENDAR] : NULL;
    const char *id = value != NULL ? value->calendar : NULL;
    size_t at = SIZE_MAX;
    if (rows == NULL || rows->n == 0)
        return NULL;
    /* Days that the last calendar does not cover are not looked up in that of another country. */
    if (id == NULL)
        id = ((const cji_policy_calendar *)rows->items)[rows->n - 1].by.key;
    return cji_policy_next(policy, CJI_ROW_CALENDAR, cji_str_of(id), day, &at);
}

bool cji_policy_works(const cj_policy *policy, const cji_policy_calendar *calendar, int32_t day)
{
    const cji_policy_holiday *holidays = policy->rows[CJI_ROW_HOLIDAY].items;
    size_t low = calendar->first, high = low + calendar->nholidays;
    int32_t week_day = ((day + 3) % 7 + 7) % 7 + 1; /* 1970-01-01 was a Thursday; 1 = Monday */
    if ((calendar->week_end >> week_day & 1) != 0)
        return false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (holidays[middle].by.from == day)
            return false;
        if (holidays[middle].by.from < day)
            low = middle + 1;
        else
            high = middle;
    }
    return true;
}

static bool add_days(const cj_policy *policy, const cji_policy_value *value, int32_t day,
                     int32_t *due)
{
    (void)policy;
    *due = day + value->amount;
    return true;
}

/* The same day of the month; of a shorter month, the last. */
static bool add_months(const cj_policy *policy, const cji_policy_value *value, int32_t day,
                       int32_t *due)
{
    int32_t year, month, dom, first, last;
    (void)policy;
    cji_civil_from_days(day, &year, &month, &dom);
    month += value->amount - 1;
    first = cji_days_from_civil(year + month / 12, month % 12 + 1, 1);
    last = cji_date_last((cj_date){first, CJ_PRECISION_MONTH});
    *due = first + dom - 1 < last ? first + dom - 1 : last;
    return true;
}

static bool add_working_days(const cj_policy *policy, const cji_policy_value *value, int32_t day,
                             int32_t *due)
{
    for (int32_t left = value->amount; left > 0;) {
        const cji_policy_calendar *calendar = cji_policy_calendar_of(policy, value, ++day);
        if (calendar == NULL)
            return false;
        left -= cji_policy_works(policy, calendar, day);
    }
    *due = day;
    return true;
}

bool cji_policy_due(const cj_policy *policy, const cji_policy_value *value, int32_t day,
                    int32_t *due)
{
    static bool (*const add[])(const cj_policy *, const cji_policy_value *, int32_t,
                               int32_t *) = {[CJI_UNIT_DAYS] = add_days,
                                             [CJI_UNIT_MONTHS] = add_months,
                                             [CJI_UNIT_WORKING_DAYS] = add_working_days};
    return value != NULL && value->unit != CJI_UNIT_UNSET && day <= LAST_DAY &&
           add[value->unit](policy, value, day, due) && *due <= LAST_DAY;
}
