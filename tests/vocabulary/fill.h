/* SPDX-License-Identifier: MIT */
/* Records with every field filled. */
#ifndef VOCABULARY_FILL_H
#define VOCABULARY_FILL_H

#include <stdio.h>

/* A value that the row takes; `n` makes values differ. */
static void fill_value(cj_record *r, const cji_row *row, int n, cj_error **error)
{
    char text[80];
    cj_date date = {20000 + n, CJ_PRECISION_DAY};
    cj_time time = {INT64_C(1770000000000000) + n * INT64_C(60000000), 60, CJ_PRECISION_MINUTE};
    snprintf(text, sizeof text, "id-%d-%d", (int)row->field, n);
    switch (row->type) {
    case CJ_TYPE_HASH:
        assert_ok(cj_add_text(r, row->field,
                              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                              CJ_ZT, error),
                  *error);
        break;
    case CJ_TYPE_TEXT:
    case CJ_TYPE_QUOTE:
        snprintf(text, sizeof text, "a < b & \"c\" \xc3\xa9 > %d\tx\r\n", n);
        assert_ok(cj_add_text(r, row->field, text, CJ_ZT, error), *error);
        break;
    case CJ_TYPE_ID:
    case CJ_TYPE_REF:
        assert_ok(cj_add_text(r, row->field, text, CJ_ZT, error), *error);
        break;
    case CJ_TYPE_INT:
        assert_ok(cj_add_int(r, row->field, n, error), *error);
        break;
    case CJ_TYPE_BOOL:
        assert_ok(cj_add_int(r, row->field, n % 2, error), *error);
        break;
    case CJ_TYPE_CODE:
        assert_ok(cj_add_code(r, row->field, n % cji_lists[row->extra].ncodes + 1, error), *error);
        break;
    case CJ_TYPE_DATE:
        assert_ok(cj_add_date(r, row->field, date, error), *error);
        break;
    default:
        assert_ok(cj_add_time(r, row->field, time, error), *error);
        break;
    }
}

/* Every field filled: repeated ones twice, of a choice the first member, no reasons. */
static void fill(cj_record *r, cj_error **error)
{
    for (int16_t i = 0; i < r->shape->nrows; i++) {
        const cji_row *row = &cji_rows[r->shape->first + i];
        int times = (row->flags & CJI_REPEATED) != 0 ? 2 : 1;
        if ((row->flags & CJI_REASON) != 0 || row->field == CJ_FIELD_KIND ||
            row->field == CJ_FIELD_OCCURRED_PRECISION || (r->shape->choice && i > 0))
            continue;
        if ((row->flags & CJI_SET) != 0 && cji_lists[row->extra].ncodes < 2)
            times = 1;
        for (int n = 0; n < times; n++) {
            cj_record *sub;
            if (row->type != CJ_TYPE_RECORD) {
                fill_value(r, row, n, error);
                continue;
            }
            assert_ok(cj_add_record(r, row->field, &sub, error), *error);
            fill(sub, error);
            if ((row->flags & CJI_MAP) != 0) {
                assert_int_equal(cj_clear(sub, CJ_FIELD_KEY, error), CJ_OK);
                assert_ok(cj_add_code(sub, CJ_FIELD_KEY, n + 1, error), *error);
            }
        }
    }
}

#endif
