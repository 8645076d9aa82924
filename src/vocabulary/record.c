/* SPDX-License-Identifier: MIT */
#include "vocabulary/vocabulary.h"

#include <stdio.h>

static cj_record *record_new(cji_root *root, const cji_shape *shape)
{
    cj_record *r =
        cji_arena_alloc(&root->arena, sizeof *r + (size_t)shape->nrows * sizeof(cji_slot));
    if (r != NULL) {
        r->root = root;
        r->shape = shape;
    }
    return r;
}

cj_status cji_root_init(cji_root *root, cj_context *ctx, const cji_shape *shape)
{
    cji_arena arena;
    cji_arena_init(&arena, ctx);
    return cji_root_take(root, arena, shape);
}

cj_status cji_root_take(cji_root *root, cji_arena arena, const cji_shape *shape)
{
    root->ctx = cj_context_ref(arena.ctx);
    root->arena = arena;
    root->frozen = root->derived = false;
    root->record = record_new(root, shape);
    return root->record != NULL ? CJ_OK : CJ_E_MEMORY;
}

void cji_root_fini(cji_root *root)
{
    cj_context *ctx = root->ctx;
    cji_arena_fini(&root->arena);
    root->ctx = NULL;
    cj_context_unref(ctx);
}

const cji_slot *cji_slot_of(const cj_record *record, cj_field field, const cji_row **row)
{
    const cji_row *found = cji_shape_row(record->shape, field);
    if (found == NULL)
        return NULL;
    if (row != NULL)
        *row = found;
    return &record->slots[found - cji_rows - record->shape->first];
}

const cji_value *cji_first(const cj_record *record, cj_field field)
{
    const cji_slot *slot = cji_slot_of(record, field, NULL);
    return slot != NULL && slot->count > 0 ? slot->values : NULL;
}

cji_str cji_text(const cj_record *record, cj_field field)
{
    const cji_value *value = cji_first(record, field);
    return value != NULL ? value->text : (cji_str){"", 0};
}

int64_t cji_number(const cj_record *record, cj_field field)
{
    const cji_value *value = cji_first(record, field);
    return value != NULL ? value->number : 0;
}

const cj_record *cji_sub(const cj_record *record, cj_field field)
{
    const cji_value *value = cji_first(record, field);
    return value != NULL ? value->record : NULL;
}

cj_date cji_value_date(const cji_row *row, const cji_value *value)
{
    return row->type == CJ_TYPE_DATE ? value->date : cji_date_of(value->time);
}

cj_date cji_date(const cj_record *record, cj_field field)
{
    const cji_row *row;
    const cji_slot *slot = cji_slot_of(record, field, &row);
    return cji_value_date(row, &slot->values[0]);
}

/* ---- reading --------------------------------------------------------------------------------- */

static cj_status get(const cj_record *record, cj_field field, size_t index, uint32_t types,
                     const cji_row **row, const cji_value **out)
{
    const cji_slot *slot = cji_slot_of(record, field, row);
    if (slot == NULL)
        return CJ_E_FIELD_UNKNOWN;
    if ((types & 1u << (*row)->type) == 0)
        return CJ_E_FIELD_TYPE;
    if (index >= slot->count)
        return CJ_E_FIELD_ABSENT;
    *out = &slot->values[index];
    return CJ_OK;
}

size_t cj_count(const cj_record *record, cj_field field)
{
    const cji_slot *slot = cji_slot_of(record, field, NULL);
    return slot != NULL ? slot->count : 0;
}

cj_status cj_get_text(const cj_record *record, cj_field field, size_t index, const char **out)
{
    const cji_row *row;
    const cji_value *value = NULL;
    cj_status status = get(record, field, index,
                           1u << CJ_TYPE_TEXT | 1u << CJ_TYPE_QUOTE | 1u << CJ_TYPE_ID |
                               1u << CJ_TYPE_REF | 1u << CJ_TYPE_CODE | 1u << CJ_TYPE_HASH,
                           &row, &value);
    if (status == CJ_OK)
        *out = row->type == CJ_TYPE_CODE ? cji_code_name(row->extra, (int32_t)value->number)
                                         : value->text.p;
    return status;
}

cj_status cj_get_int(const cj_record *record, cj_field field, size_t index, int64_t *out)
{
    const cji_row *row;
    const cji_value *value = NULL;
    cj_status status =
        get(record, field, index, 1u << CJ_TYPE_INT | 1u << CJ_TYPE_BOOL, &row, &value);
    if (status == CJ_OK)
        *out = value->number;
    return status;
}

cj_status cj_get_code(const cj_record *record, cj_field field, size_t index, int32_t *out)
{
    const cji_row *row;
    const cji_value *value = NULL;
    cj_status status = get(record, field, index, 1u << CJ_TYPE_CODE, &row, &value);
    if (status == CJ_OK)
        *out = (int32_t)value->number;
    return status;
}

cj_status cj_get_date(const cj_record *record, cj_field field, size_t index, cj_date *out)
{
    const cji_row *row;
    const cji_value *value = NULL;
    cj_status status = get(record, field, index, 1u << CJ_TYPE_DATE, &row, &value);
    if (status == CJ_OK)
        *out = value->date;
    return status;
}

cj_status cj_get_time(const cj_record *record, cj_field field, size_t index, cj_time *out)
{
    const cji_row *row;
    const cji_value *value = NULL;
    cj_status status = get(record, field, index, 1u << CJ_TYPE_TIME, &row, &value);
    if (status == CJ_OK)
        *out = value->time;
    return status;
}

cj_status cj_get_record(const cj_record *record, cj_field field, size_t index,
                        const cj_record **out)
{
    const cji_row *row;
    const cji_value *value = NULL;
    cj_status status = get(record, field, index, 1u << CJ_TYPE_RECORD, &row, &value);
    if (status == CJ_OK)
        *out = value->record;
    return status;
}

size_t cj_field_total(const cj_record *record)
{
    return (size_t)record->shape->nrows;
}

cj_field cj_field_at(const cj_record *record, size_t index)
{
    return index < cj_field_total(record) ? cji_rows[(size_t)record->shape->first + index].field
                                          : 0;
}

int32_t cj_field_type(const cj_record *record, cj_field field)
{
    const cji_row *row = cji_shape_row(record->shape, field);
    return row != NULL ? row->type : 0;
}

int32_t cj_field_repeats(const cj_record *record, cj_field field)
{
    const cji_row *row = cji_shape_row(record->shape, field);
    return row != NULL && (row->flags & CJI_REPEATED) != 0;
}

/* ---- writing --------------------------------------------------------------------------------- */

static cj_status refuse(cj_record *record, cj_error **error, cj_status code, const cji_place *place,
                        const cji_row *row, const char *what)
{
    cji_place at = place != NULL ? *place : (cji_place){0};
    at.field = cji_field_names[row->field];
    return cji_fail(record->root->ctx, error, code, &at, "%s: %s", at.field, what);
}

/* A value that the row's type allows; texts are copied into the arena. */
static cj_status check_value(cj_record *record, const cji_row *row, cji_value *value,
                             const cji_place *place, cj_error **error)
{
    cj_context *ctx = record->root->ctx;
    char *copy;
    switch (row->type) {
    case CJ_TYPE_TEXT:
    case CJ_TYPE_QUOTE:
        if ((int64_t)value->text.n > ctx->limits[CJ_LIMIT_TEXT_BYTES])
            return refuse(record, error, CJ_E_LIMIT, place, row, "the text is too long");
        if (cji_str_trim(value->text).n == 0)
            return refuse(record, error, CJ_E_VALUE_TEXT, place, row, "the text is empty");
        if (!cji_utf8_ok(value->text.p, value->text.n))
            return refuse(record, error, CJ_E_VALUE_TEXT, place, row,
                          "the text is not UTF-8, or has control characters");
        break;
    case CJ_TYPE_ID:
    case CJ_TYPE_REF:
        if (!cji_id_ok(value->text))
            return refuse(record, error, CJ_E_VALUE_ID, place, row,
                          "an id is 1 to 128 visible ASCII characters without space, quotes, "
                          "backtick, or any of <>&\\");
        break;
    case CJ_TYPE_HASH: {
        uint8_t hash[CJI_HASH];
        if (!cji_hex_parse(value->text, hash, sizeof hash))
            return refuse(record, error, CJ_E_VALUE_TEXT, place, row,
                          "a SHA-256 is 64 lower-case hex digits");
        break;
    }
    case CJ_TYPE_INT:
        if (value->number < 0)
            return refuse(record, error, CJ_E_VALUE_RANGE, place, row,
                          "the numbers of an act are counts, from 0");
        return CJ_OK;
    case CJ_TYPE_CODE:
        if (cji_code_name(row->extra, (int32_t)value->number) == NULL)
            return refuse(record, error, CJ_E_VALUE_CODE, place, row, "no such code");
        return CJ_OK;
    case CJ_TYPE_BOOL:
        if (value->number != 0 && value->number != 1)
            return refuse(record, error, CJ_E_VALUE_RANGE, place, row, "a bool is 0 or 1");
        return CJ_OK;
    case CJ_TYPE_DATE:
        if (value->date.precision != CJ_PRECISION_DAY || !cji_day_ok(value->date.days))
            return refuse(record, error, CJ_E_VALUE_DATE, place, row, "a whole date is wanted");
        return CJ_OK;
    case CJ_TYPE_TIME:
        if (!cji_time_ok(value->time))
            return refuse(record, error, CJ_E_VALUE_DATE, place, row,
                          "a time is of the years 1 to 9999, with its offset and precision");
        return CJ_OK;
    default:
        return CJ_OK;
    }
    copy = cji_arena_strdup(&record->root->arena, value->text);
    if (copy == NULL)
        return cji_no_memory(ctx, error);
    value->text.p = copy;
    return CJ_OK;
}

static bool slot_grow(cj_record *record, cji_slot *slot)
{
    uint32_t wanted = slot->capacity == 0 ? 1 : slot->capacity * 2;
    cji_value *values;
    if (slot->count < slot->capacity)
        return true;
    values = cji_arena_alloc(&record->root->arena, wanted * sizeof *values);
    if (values == NULL)
        return false;
    if (slot->count > 0)
        memcpy(values, slot->values, slot->count * sizeof *values);
    slot->values = values;
    slot->capacity = wanted;
    return true;
}

cj_status cji_add(cj_record *record, const cji_row *row, cji_value value, const cji_place *place,
                  cj_error **error)
{
    cji_slot *slot = &record->slots[row - cji_rows - record->shape->first];
    cj_status status;
    if (record->root->frozen)
        return refuse(record, error, CJ_E_FROZEN, place, row,
                      "the record does not change any more");
    if (slot->count > 0 && (row->flags & CJI_REPEATED) == 0)
        return refuse(record, error, CJ_E_FIELD_REPEATED, place, row, "given twice");
    if (!record->root->derived &&
        (int64_t)slot->count >= record->root->ctx->limits[CJ_LIMIT_REPEATS])
        return refuse(record, error, CJ_E_LIMIT, place, row, "too many values");
    status = check_value(record, row, &value, place, error);
    if (status != CJ_OK)
        return status;
    if ((row->flags & CJI_SET) != 0) {
        for (uint32_t i = 0; i < slot->count; i++) {
            if (slot->values[i].number == value.number)
                return refuse(record, error, CJ_E_FIELD_TWICE, place, row, "a code twice");
        }
    }
    if (!slot_grow(record, slot))
        return cji_no_memory(record->root->ctx, error);
    slot->values[slot->count++] = value;
    return CJ_OK;
}

cj_status cji_add_sub(cj_record *record, const cji_row *row, const cji_place *place,
                      cj_record **out, cj_error **error)
{
    cji_value value = {.record = record_new(record->root, &cji_shapes[row->extra])};
    cj_status status;
    if (value.record == NULL)
        return cji_no_memory(record->root->ctx, error);
    status = cji_add(record, row, value, place, error);
    if (status == CJ_OK)
        *out = value.record;
    return status;
}

/* The row of a public adder. */
static cj_status row_for(cj_record *record, cj_field field, uint32_t types, const cji_row **row,
                         cj_error **error)
{
    const char *name = cj_field_name(field);
    cji_place place = {.field = name};
    *row = cji_shape_row(record->shape, field);
    if (*row == NULL)
        return cji_fail(record->root->ctx, error, CJ_E_FIELD_UNKNOWN, &place, "%s has no field %s",
                        record->shape->name, name != NULL ? name : "0");
    if ((types & 1u << (*row)->type) == 0)
        return cji_fail(record->root->ctx, error, CJ_E_FIELD_TYPE, &place, "%s.%s has another type",
                        record->shape->name, name);
    return CJ_OK;
}

cj_status cj_add_text(cj_record *record, cj_field field, const char *text, size_t length,
                      cj_error **error)
{
    const cji_row *row;
    cji_str given = {text, length == CJ_ZT ? strlen(text) : length};
    cji_value value = {.text = given};
    cj_status status = row_for(record, field,
                               1u << CJ_TYPE_TEXT | 1u << CJ_TYPE_QUOTE | 1u << CJ_TYPE_ID |
                                   1u << CJ_TYPE_REF | 1u << CJ_TYPE_CODE | 1u << CJ_TYPE_HASH,
                               &row, error);
    if (status != CJ_OK)
        return status;
    if (row->type == CJ_TYPE_CODE)
        value.number = cji_code_of(row->extra, given);
    return cji_add(record, row, value, NULL, error);
}

cj_status cj_add_int(cj_record *record, cj_field field, int64_t value, cj_error **error)
{
    const cji_row *row;
    cj_status status = row_for(record, field, 1u << CJ_TYPE_INT | 1u << CJ_TYPE_BOOL, &row, error);
    return status != CJ_OK ? status
                           : cji_add(record, row, (cji_value){.number = value}, NULL, error);
}

cj_status cj_add_code(cj_record *record, cj_field field, int32_t code, cj_error **error)
{
    const cji_row *row;
    cj_status status = row_for(record, field, 1u << CJ_TYPE_CODE, &row, error);
    return status != CJ_OK ? status
                           : cji_add(record, row, (cji_value){.number = code}, NULL, error);
}

cj_status cj_add_date(cj_record *record, cj_field field, cj_date date, cj_error **error)
{
    const cji_row *row;
    cj_status status = row_for(record, field, 1u << CJ_TYPE_DATE, &row, error);
    return status != CJ_OK ? status : cji_add(record, row, (cji_value){.date = date}, NULL, error);
}

cj_status cj_add_time(cj_record *record, cj_field field, cj_time time, cj_error **error)
{
    const cji_row *row;
    cj_status status = row_for(record, field, 1u << CJ_TYPE_TIME, &row, error);
    return status != CJ_OK ? status : cji_add(record, row, (cji_value){.time = time}, NULL, error);
}

cj_status cj_add_record(cj_record *record, cj_field field, cj_record **out, cj_error **error)
{
    const cji_row *row;
    cj_status status = row_for(record, field, 1u << CJ_TYPE_RECORD, &row, error);
    return status != CJ_OK ? status : cji_add_sub(record, row, NULL, out, error);
}

cj_status cj_clear(cj_record *record, cj_field field, cj_error **error)
{
    const cji_row *row;
    cj_status status = row_for(record, field, UINT32_MAX, &row, error);
    if (status != CJ_OK)
        return status;
    if (record->root->frozen)
        return refuse(record, error, CJ_E_FROZEN, NULL, row, "the record does not change any more");
    record->slots[row - cji_rows - record->shape->first].count = 0;
    return CJ_OK;
}

/* ---- from and to text ------------------------------------------------------------------------ */

static cj_status refuse_code(cj_record *record, cj_error **error, const cji_place *place,
                             const cji_row *row, cji_str given)
{
    char what[160];
    snprintf(what, sizeof what, "\"%.*s\" is no code of %s", (int)(given.n < 64 ? given.n : 64),
             given.p, cji_lists[row->extra].name);
    return refuse(record, error, CJ_E_VALUE_CODE, place, row, what);
}

cj_status cji_add_parsed(cj_record *record, const cji_row *row, cji_str text,
                         const cji_place *place, cj_error **error)
{
    cji_value value = {.text = text};
    cji_str bare;
    if (row->type == CJ_TYPE_TEXT || row->type == CJ_TYPE_QUOTE)
        return cji_add(record, row, value, place, error);
    bare = cji_str_trim(text);
    switch (row->type) {
    case CJ_TYPE_ID:
    case CJ_TYPE_REF:
    case CJ_TYPE_HASH:
        value.text = bare;
        break;
    case CJ_TYPE_CODE:
        value.number = cji_code_of(row->extra, bare);
        if (value.number == 0)
            return refuse_code(record, error, place, row, bare);
        break;
    case CJ_TYPE_BOOL:
        if (!cji_str_is(bare, "true") && !cji_str_is(bare, "false"))
            return refuse(record, error, CJ_E_VALUE_NUMBER, place, row, "true or false is wanted");
        value.number = cji_str_is(bare, "true");
        break;
    case CJ_TYPE_INT:
        if (!cji_parse_int(bare, &value.number))
            return refuse(record, error, CJ_E_VALUE_NUMBER, place, row,
                          "a decimal number is wanted");
        break;
    case CJ_TYPE_DATE:
        if (cj_date_parse(bare.p, bare.n, &value.date) != CJ_OK)
            return refuse(record, error, CJ_E_VALUE_DATE, place, row,
                          "not a date that exists (2026-02-03 is the form)");
        break;
    case CJ_TYPE_TIME:
        if (cj_time_parse(bare.p, bare.n, &value.time) != CJ_OK)
            return refuse(record, error, CJ_E_VALUE_DATE, place, row,
                          "not a time that exists (2026-02-03T10:15+00:00 is the form)");
        break;
    default:
        return refuse(record, error, CJ_E_FIELD_TYPE, place, row, "a record is wanted");
    }
    return cji_add(record, row, value, place, error);
}

cji_str cji_value_str(const cji_row *row, const cji_value *value, char space[CJ_TIME_TEXT])
{
    switch (row->type) {
    case CJ_TYPE_CODE:
        return cji_str_of(cji_code_name(row->extra, (int32_t)value->number));
    case CJ_TYPE_BOOL:
        return value->number != 0 ? CJI_STR("true") : CJI_STR("false");
    case CJ_TYPE_INT:
        snprintf(space, CJ_TIME_TEXT, "%lld", (long long)value->number);
        return cji_str_of(space);
    case CJ_TYPE_DATE:
        cj_date_format(value->date, space);
        return cji_str_of(space);
    case CJ_TYPE_TIME:
        cj_time_format(value->time, space);
        return cji_str_of(space);
    default:
        return value->text;
    }
}

void cji_value_text(cji_buf *b, const cji_row *row, const cji_value *value)
{
    char space[CJ_TIME_TEXT];
    cji_buf_str(b, cji_value_str(row, value, space));
}

static cj_status copy_record(cj_record *to, const cj_record *from, cj_error **error);

cj_status cji_copy(cj_record *to, cj_field to_field, const cj_record *from, cj_field from_field,
                   cj_error **error)
{
    const cji_row *source, *target = cji_shape_row(to->shape, to_field);
    const cji_slot *slot = cji_slot_of(from, from_field, &source);
    cj_status status = CJ_OK;
    if (slot == NULL || target == NULL)
        return CJ_E_FIELD_UNKNOWN;
    for (uint32_t i = 0; status == CJ_OK && i < slot->count; i++) {
        if (target->type == CJ_TYPE_RECORD) {
            cj_record *sub;
            status = cji_add_sub(to, target, NULL, &sub, error);
            if (status == CJ_OK)
                status = copy_record(sub, slot->values[i].record, error);
        } else {
            status = cji_add(to, target, slot->values[i], NULL, error);
        }
    }
    return status;
}

/* Fields of the same name; the depth of shapes (3) bounds the recursion. */
static cj_status copy_record(cj_record *to, const cj_record *from, cj_error **error)
{
    cj_status status = CJ_OK;
    for (int16_t i = 0; status == CJ_OK && i < to->shape->nrows; i++) {
        cj_field field = cji_rows[to->shape->first + i].field;
        if (cji_shape_row(from->shape, field) != NULL)
            status = cji_copy(to, field, from, field, error);
    }
    return status;
}
