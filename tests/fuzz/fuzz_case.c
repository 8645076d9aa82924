/* SPDX-License-Identifier: MIT */
/*
 * Case files. What was read is asked for through every public getter, is put together again
 * through the public adders, folds, and is written and read again without a byte of difference.
 */
#include "fuzz/fuzz.h"

#include "casework/casework.h"

static void check_getters(const cj_record *record, cj_field field, int32_t type, size_t i)
{
    const char *text = NULL;
    const cj_record *sub = NULL;
    int64_t number = 0;
    int32_t code = 0;
    cj_date date;
    cj_time time;
    bool is_text = type != CJ_TYPE_INT && type != CJ_TYPE_BOOL && type != CJ_TYPE_DATE &&
                   type != CJ_TYPE_TIME && type != CJ_TYPE_RECORD;
    FUZZ_CHECK((cj_get_text(record, field, i, &text) == CJ_OK) == is_text);
    FUZZ_CHECK(!is_text || cji_utf8_ok(text, strlen(text)));
    FUZZ_CHECK((cj_get_int(record, field, i, &number) == CJ_OK) ==
               (type == CJ_TYPE_INT || type == CJ_TYPE_BOOL));
    FUZZ_CHECK(type != CJ_TYPE_BOOL || number == 0 || number == 1);
    FUZZ_CHECK((cj_get_code(record, field, i, &code) == CJ_OK) == (type == CJ_TYPE_CODE));
    FUZZ_CHECK(type != CJ_TYPE_CODE || code > 0);
    FUZZ_CHECK((cj_get_date(record, field, i, &date) == CJ_OK) == (type == CJ_TYPE_DATE));
    FUZZ_CHECK((cj_get_time(record, field, i, &time) == CJ_OK) == (type == CJ_TYPE_TIME));
    FUZZ_CHECK((cj_get_record(record, field, i, &sub) == CJ_OK) == (type == CJ_TYPE_RECORD));
}

static void check_record(const cj_record *record, int depth)
{
    FUZZ_CHECK(depth <= 3);
    for (size_t f = 0; f < cj_field_total(record); f++) {
        cj_field field = cj_field_at(record, f);
        int32_t type = cj_field_type(record, field);
        size_t n = cj_count(record, field);
        const char *text;
        FUZZ_CHECK(type > 0 && cj_field_find(cj_field_name(field)) == field);
        FUZZ_CHECK(n <= 1 || cj_field_repeats(record, field) == 1);
        for (size_t i = 0; i < n; i++) {
            const cj_record *sub = NULL;
            check_getters(record, field, type, i);
            if (type == CJ_TYPE_RECORD && cj_get_record(record, field, i, &sub) == CJ_OK)
                check_record(sub, depth + 1);
        }
        FUZZ_CHECK(cj_get_text(record, field, n, &text) != CJ_OK);
    }
    FUZZ_CHECK(cj_field_at(record, cj_field_total(record)) == 0);
}

static void copy_record(cj_record *to, const cj_record *from, bool act);

/* One value through the public calls, as a host would. */
static void copy_value(cj_record *to, const cj_record *from, cj_field field, size_t i)
{
    const char *text = NULL;
    const cj_record *sub = NULL;
    cj_record *sub_to = NULL;
    int64_t number = 0;
    int32_t code = 0;
    cj_date date;
    cj_time time;
    cj_status status = CJ_E_MISUSE;
    if (cj_get_code(from, field, i, &code) == CJ_OK)
        status = cj_add_code(to, field, code, NULL);
    else if (cj_get_text(from, field, i, &text) == CJ_OK)
        status = cj_add_text(to, field, text, CJ_ZT, NULL);
    else if (cj_get_int(from, field, i, &number) == CJ_OK)
        status = cj_add_int(to, field, number, NULL);
    else if (cj_get_date(from, field, i, &date) == CJ_OK)
        status = cj_add_date(to, field, date, NULL);
    else if (cj_get_time(from, field, i, &time) == CJ_OK)
        status = cj_add_time(to, field, time, NULL);
    else if (cj_get_record(from, field, i, &sub) == CJ_OK)
        status = cj_add_record(to, field, &sub_to, NULL);
    FUZZ_CHECK(status == CJ_OK);
    if (sub_to != NULL)
        copy_record(sub_to, sub, false);
}

static void copy_record(cj_record *to, const cj_record *from, bool act)
{
    for (size_t f = 0; f < cj_field_total(from); f++) {
        cj_field field = cj_field_at(from, f);
        for (size_t i = 0; i < cj_count(from, field); i++) {
            if (!act || field != CJ_FIELD_KIND) /* set by cj_act_new */
                copy_value(to, from, field, i);
        }
    }
}

/* The bytes of the act, of its copy, and of what is read back from them, are the same. */
static void check_act(cj_act *act)
{
    cj_context *ctx = fuzz_context();
    cj_act *copy = NULL, *again = NULL;
    cji_buf first, second;
    cji_buf_init(&first, ctx, 1 << 22);
    cji_buf_init(&second, ctx, 1 << 22);
    FUZZ_CHECK(cji_act_freeze(act, NULL) == CJ_OK);
    check_record(cj_act_view(act), 0);
    FUZZ_CHECK(cj_act_new(ctx, cj_act_kind(act), &copy, NULL) == CJ_OK);
    copy_record(cj_act_record(copy), cj_act_view(act), true);
    FUZZ_CHECK(cj_act_validate(copy, NULL) == CJ_OK);
    FUZZ_CHECK(cj_act_write(copy, fuzz_write, &first, NULL) == CJ_OK);
    FUZZ_CHECK(cji_str_eq(cji_buf_view(&first), cji_act_bytes(act)));
    FUZZ_CHECK(cj_act_read(ctx, NULL, first.p, first.n, &again, NULL) == CJ_OK);
    FUZZ_CHECK(cj_act_write(again, fuzz_write, &second, NULL) == CJ_OK);
    FUZZ_CHECK(cji_str_eq(cji_buf_view(&first), cji_buf_view(&second)));
    cj_act_unref(copy);
    cj_act_unref(again);
    cji_buf_fini(&first);
    cji_buf_fini(&second);
}

static void check_states(cj_case *c, bool whole)
{
    const cj_record *state = NULL;
    cji_buf json;
    cj_status status = cj_case_state(c, &state, NULL);
    /* As of a day, the opening may be yet to come; it may be erased, and there may be no act. */
    FUZZ_CHECK(status == CJ_OK ||
               (status == CJ_E_NOT_FOUND && (!whole || cj_case_act_at(c, 0) == NULL)));
    for (size_t i = 0; i < cj_case_handle_count(c); i++) {
        int32_t type = 0;
        const char *id = cj_case_handle_at(c, i, &type);
        FUZZ_CHECK(id != NULL && cj_handle_name(type) != NULL);
        FUZZ_CHECK(cj_case_handle_state(c, id, &state, NULL) == CJ_OK);
        check_record(state, 0);
        cji_buf_init(&json, fuzz_context(), 1 << 24);
        FUZZ_CHECK(cj_record_write_json(state, 2, fuzz_write, &json, NULL) == CJ_OK);
        FUZZ_CHECK(cji_utf8_ok(json.p, json.n));
        cji_buf_fini(&json);
    }
}

static void check_case(cj_case *c)
{
    static const cj_date day = {20200, CJ_PRECISION_DAY}; /* in the spring of 2025 */
    cj_context *ctx = fuzz_context();
    cj_case *again = NULL, *earlier = NULL;
    cji_buf first, second;
    cji_buf_init(&first, ctx, 1 << 24);
    cji_buf_init(&second, ctx, 1 << 24);
    check_states(c, true);
    FUZZ_CHECK(cj_case_write(c, fuzz_write, &first, NULL) == CJ_OK);
    FUZZ_CHECK(cj_case_new(ctx, NULL, &again, NULL) == CJ_OK);
    FUZZ_CHECK(cj_case_read(again, NULL, first.p, first.n, NULL) == CJ_OK);
    FUZZ_CHECK(cj_case_write(again, fuzz_write, &second, NULL) == CJ_OK);
    FUZZ_CHECK(cji_str_eq(cji_buf_view(&first), cji_buf_view(&second)));
    /* Read once more into the same case, all is recognised and nothing is added. */
    FUZZ_CHECK(cj_case_read(again, NULL, first.p, first.n, NULL) == CJ_OK);
    FUZZ_CHECK(cj_case_act_count(again) == cj_case_act_count(c));
    FUZZ_CHECK(cj_case_at(c, day, &earlier, NULL) == CJ_OK);
    check_states(earlier, false);
    cj_case_unref(again);
    cj_case_unref(earlier);
    cji_buf_fini(&first);
    cji_buf_fini(&second);
}

static cj_status on_act(void *user, cj_act *act, bool valid, const cji_place *place)
{
    (void)user;
    FUZZ_CHECK(place->line > 0);
    if (valid)
        check_act(act);
    return CJ_OK;
}

/* Each act by itself: no reference needs to resolve, so all kinds come this far. */
static void read_acts(const uint8_t *data, size_t size)
{
    static const cji_case_events events = {.act = on_act};
    cji_input *in = NULL;
    FUZZ_CHECK(cji_input_memory(fuzz_context(), "input", data, size, &in, NULL) == CJ_OK);
    (void)!cji_case_file_read(fuzz_context(), in, &events, NULL);
    cji_input_free(in);
}

/* The input as one <act> element. */
static void read_act(const uint8_t *data, size_t size)
{
    cj_act *act = NULL;
    cj_error *error = NULL;
    cj_status status = cj_act_read(fuzz_context(), NULL, (const char *)data, size, &act, &error);
    if (status == CJ_OK)
        check_act(act);
    else
        fuzz_check_error(error, status);
    cj_act_unref(act);
    cj_error_unref(error);
}

static void read_case(const uint8_t *data, size_t size, bool short_of_memory)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    cj_status status = cj_case_new(fuzz_context(), NULL, &c, NULL);
    FUZZ_CHECK(status == CJ_OK || short_of_memory);
    if (status != CJ_OK)
        return;
    if (!short_of_memory) {
        read_acts(data, size);
        read_act(data, size);
    }
    status = cj_case_read(c, "input", data, size, &error);
    if (status != CJ_OK) {
        FUZZ_CHECK(cj_case_act_count(c) == 0);
        if (!short_of_memory)
            fuzz_check_error(error, status);
    } else if (!short_of_memory) {
        check_case(c);
    } else {
        const cj_record *state;
        (void)cj_case_state(c, &state, NULL);
    }
    cj_error_unref(error);
    cj_case_unref(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_run(data, size, read_case);
    return 0;
}
