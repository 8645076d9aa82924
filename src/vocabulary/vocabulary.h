/* SPDX-License-Identifier: MIT */
/* The private header of the room vocabulary: kinds and fields as tables, records, acts as bytes. */
#ifndef CJI_VOCABULARY_H
#define CJI_VOCABULARY_H

#include "core/core.h"

#include <cjustice/act.h>

#define CJI_VOCABULARY 1 /* the version that is written */
#define CJI_CASE_NS "urn:cjustice:case:1"

/* ---- tables (tables.c is generated from *.toml) ------------------------------------------- */

#define CJI_REQUIRED 1u
#define CJI_REPEATED 2u
#define CJI_NONE 4u    /* the field, or the text of the next row: a reason for having none */
#define CJI_SET 8u     /* each code once */
#define CJI_MAP 16u    /* each `key` once */
#define CJI_REASON 32u /* the reason for having none of the row before */
#define CJI_SPARSE 64u /* left out of JSON where it has no value */

/* A condition is rows of terms: it holds if all terms of any group hold. */
typedef struct cji_term {
    int16_t group, field, negated;
    uint64_t mask; /* codes (bit = code) or bools that fulfil it; 0: any value */
} cji_term;

typedef struct cji_row {
    int16_t field;
    uint8_t type, flags;
    int16_t extra;              /* list of a code, reference of a ref, shape of a record */
    int16_t first_term, nterms; /* required if they hold */
} cji_row;

typedef struct cji_shape {
    const char *name;
    int16_t first, nrows, choice;
    uint64_t records, refs; /* which rows are of that type (bit = row) */
    uint64_t fields;        /* bit = field % 64: a field without its bit is not in the shape */
} cji_shape;

typedef struct cji_list {
    const char *name;
    const char *const *codes;
    int16_t ncodes;
} cji_list;

#define CJI_REF_ANY 1u    /* any act */
#define CJI_REF_STAFF 2u  /* or a worker named in the case */
#define CJI_REF_OWN 4u    /* or the organisation of one */
#define CJI_REF_HANDLE 8u /* a handle */

typedef struct cji_reference {
    const char *name;
    const int16_t *kinds; /* acts of these kinds, by their id */
    int16_t nkinds;
    uint16_t flags;
} cji_reference;

/* A field whose values are ids that others may refer to: kind.field or kind.field.member. */
typedef struct cji_maker {
    int16_t kind, reference, field, member, when_field;
    uint64_t when_mask;
} cji_maker;

typedef struct cji_kind {
    int16_t id;
    const char *name;
    uint16_t handles; /* bit = CJ_HANDLE_* */
    int16_t suggest;  /* CJI_SUGGEST_* */
    int16_t shape, since;
    bool by_others; /* by nature done by somebody else than whose work it is about */
    const char *doc;
} cji_kind;

#define CJI_SUGGEST_FREE 0
#define CJI_SUGGEST_TRIGGERED 1
#define CJI_SUGGEST_NEVER 2

/* Of one length, so that a name is copied without asking for its own. */
#define CJI_NAME_ROOM 40
extern const char cji_field_names[][CJI_NAME_ROOM];
extern const uint8_t cji_field_sizes[]; /* of the names */
extern const int32_t cji_field_last;
extern const int16_t cji_fields_by_name[];
extern const int32_t cji_field_count;
extern const cji_list cji_lists[];
extern const int32_t cji_list_count;
extern const cji_term cji_terms[];
extern const cji_row cji_rows[];
extern const uint8_t cji_row_places[]; /* by field: its row in most shapes that have it */
extern const cji_shape cji_shapes[];
extern const int32_t cji_shape_count;
extern const cji_reference cji_references[];
extern const int32_t cji_reference_count;
extern const cji_maker cji_makers[];
extern const int32_t cji_maker_count;
extern const cji_kind cji_kinds[];
extern const int32_t cji_kind_count;
extern const int32_t cji_kind_last; /* the highest id */
extern const int16_t cji_kinds_by_name[];
#include "vocabulary/shapes.h"

const cji_kind *cji_kind_of(int32_t kind);
int32_t cji_kind_named(cji_str name); /* 0 when there is none */
const cji_row *cji_shape_find_row(const cji_shape *shape, cj_field field);

/* The row of a field, or NULL; mostly it is where most shapes have it. */
static inline const cji_row *cji_shape_row(const cji_shape *shape, cj_field field)
{
    const cji_row *first = cji_rows + shape->first;
    if (field >= 1 && field <= cji_field_last && cji_row_places[field] < shape->nrows &&
        first[cji_row_places[field]].field == field)
        return first + cji_row_places[field];
    return cji_shape_find_row(shape, field);
}

/* The row of a name, looked for from `from` on, for most come in the order of rows; or NULL. */
const cji_row *cji_row_named(const cji_shape *shape, cji_str name, const cji_row *from);
cj_field cji_field_of(cji_str name);
int32_t cji_list_of(const char *name);           /* -1 when there is no such list */
int32_t cji_code_of(int32_t list, cji_str name); /* 0 when the list has no such code */
const char *cji_code_name(int32_t list, int32_t code);

/* ---- records --------------------------------------------------------------------------------- */

typedef union cji_value {
    int64_t number; /* int, bool, code */
    cji_str text;   /* NUL-terminated in the arena */
    cj_date date;
    cj_time time;
    cj_record *record;
} cji_value;

typedef struct cji_slot {
    uint32_t count, capacity;
    cji_value *values;
} cji_slot;

/* What a tree of records hangs on. */
typedef struct cji_root {
    cj_context *ctx;
    cji_arena arena;
    bool frozen;
    bool derived; /* computed, not input: limits on input do not hold */
    cj_record *record;
} cji_root;

struct cj_record {
    cji_root *root;
    const cji_shape *shape;
    cji_slot slots[]; /* one for each row of the shape */
};

cj_status cji_root_init(cji_root *root, cj_context *ctx, const cji_shape *shape) CJI_CHECK;
/* The same with an arena that is in use, which the root takes over. */
cj_status cji_root_take(cji_root *root, cji_arena arena, const cji_shape *shape) CJI_CHECK;
void cji_root_fini(cji_root *root);
/* The slot of a field, or NULL when the record has no such field; *row may be NULL. */
const cji_slot *cji_slot_of(const cj_record *record, cj_field field, const cji_row **row);
/* First value of a field, or NULL. */
const cji_value *cji_first(const cj_record *record, cj_field field);
cji_str cji_text(const cj_record *record, cj_field field);         /* empty when absent */
int64_t cji_number(const cj_record *record, cj_field field);       /* 0 when absent */
const cj_record *cji_sub(const cj_record *record, cj_field field); /* NULL when absent */
/* The date of a value that is a date or a time: that of the time's own offset. */
cj_date cji_value_date(const cji_row *row, const cji_value *value);
/* The same of the first value of a field that is there. */
cj_date cji_date(const cj_record *record, cj_field field);

/* Adds a value to a row; `value.text` is copied. Problems are reported at `place`. */
cj_status cji_add(cj_record *record, const cji_row *row, cji_value value, const cji_place *place,
                  cj_error **error) CJI_CHECK;
/* The same from the text of a file, by the row's type (not for records). */
cj_status cji_add_parsed(cj_record *record, const cji_row *row, cji_str text,
                         const cji_place *place, cj_error **error) CJI_CHECK;
cj_status cji_add_sub(cj_record *record, const cji_row *row, const cji_place *place,
                      cj_record **out, cj_error **error) CJI_CHECK;
/* Copies all values of `from` (same type) behind those of the target field. */
cj_status cji_copy(cj_record *to, cj_field to_field, const cj_record *from, cj_field from_field,
                   cj_error **error) CJI_CHECK;
/* The value as in a file, without escapes; in `space` where it is no text that exists. Not for
 * records. */
cji_str cji_value_str(const cji_row *row, const cji_value *value, char space[CJ_TIME_TEXT]);
void cji_value_text(cji_buf *b, const cji_row *row, const cji_value *value);

/* What cj_record_write_json gives; the first failure is the buffer's. */
void cji_record_json(const cj_record *record, int32_t indent, cji_buf *out);
/* Fills an empty record. CJ_OK only for the bytes that cji_record_json gives without indent, of
 * values that their rows allow; else CJ_E_VALUE_TEXT with the byte *at which it is something else.
 * Whether what is required is there, is not asked. */
cj_status cji_record_read_json(cj_record *record, cji_str bytes, size_t *at) CJI_CHECK;

/* Missing, chosen twice, reasons: one record without those inside it. */
/* `told`: rows whose value was refused already (bit = row), so that they are not called missing. */
cj_status cji_record_check(const cj_record *record, uint64_t told, const cji_place *place,
                           cj_error **error);
bool cji_terms_hold(const cj_record *record, const cji_term *terms, size_t n);

/* ---- acts ------------------------------------------------------------------------------------ */

typedef struct cji_bytes {
    size_t n;
    char p[];
} cji_bytes;

/* In its own arena. */
struct cj_act {
    atomic_int refs;
    cji_root root;
    const cji_kind *kind;
    _Atomic(cji_bytes *) canonical; /* written when first asked for, once frozen */
};

/* The row of an act's shape is written as an attribute of <act>. */
bool cji_is_attribute(const cji_shape *shape, const cji_row *row);
/* From then on the act does not change, and so neither do its bytes. */
cj_status cji_act_freeze(cj_act *act, cj_error **error) CJI_CHECK;
/* The canonical bytes of a frozen act; p is NULL when memory is short. They live as long as it. */
cji_str cji_act_bytes(cj_act *act);
/* What an act must also hold beyond its shape: times and their precision. */
cj_status cji_act_check_times(const cj_act *act, const cji_place *place, cj_error **error);

/* ---- case files ------------------------------------------------------------------------------ */

typedef struct cji_case_events {
    void *user;
    cj_status (*begin)(void *user, cji_str case_id, const cji_place *place);
    /* `valid` is false when problems of the act were reported. */
    cj_status (*act)(void *user, cj_act *act, bool valid, const cji_place *place);
    cj_status (*tombstone)(void *user, cji_str id, int32_t kind, int32_t reason,
                           const cji_place *place);
} cji_case_events;

/* Reads on after problems, to report them all; the status is that of the first. */
cj_status cji_case_file_read(cj_context *ctx, cji_input *in, const cji_case_events *events,
                             cj_error **error) CJI_CHECK;
/* What the stream of a practitioner goes by, before their id: no case can, for ids have no spaces.
 */
#define CJI_STREAM "practitioner "
/* Whose stream goes by that; empty when a case does, or nothing can. */
cji_str cji_stream_of(cji_str id);
/* The lines around the acts. */
void cji_case_file_head(cji_buf *b, cji_str case_id);
void cji_case_file_tombstone(cji_buf *b, cji_str id, int32_t kind, int32_t reason);
extern const char cji_case_file_tail[];

#endif
