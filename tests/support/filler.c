/* SPDX-License-Identifier: MIT */
#include "support/filler.h"
#include "support/support.h"

#include <inttypes.h>

#include <stdio.h>
#include <stdlib.h>

const char filler_base[] =
    "opened case_opened H 01-05 person=the.person practitioner.id=p.one practitioner.org=own\n"
    "party party_recorded H 01-06 party_id=helpers is_organisation=true party_role=provider\n"
    "order order_recorded H 01-06 requirements.req_id=r1 requirements.from=2026-01-02 "
    "responsible_officer.id=p.one\n"
    "need communication_need_recorded H 01-08\n"
    "f1 factor_recorded AS 02-01 factor_status=new\n"
    "goal goal_set PL 02-02 steps.step_id=first\n";

typedef struct filler {
    cj_case *c;
    uint64_t *seed; /* NULL: the least */
    cj_record *act;
} filler;

static bool fill(filler *f, cj_record *record, int16_t first);

/* splitmix64 */
uint64_t filler_random(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static uint64_t below(filler *f, uint64_t n)
{
    return f->seed != NULL ? filler_random(f->seed) % n : 0;
}

/* ---- what references may point to ------------------------------------------------------------ */

#define TARGETS 400

typedef struct targets {
    cji_str ids[TARGETS];
    size_t n;
} targets;

static void add_target(targets *t, cji_str id)
{
    if (t->n < TARGETS && id.n > 0)
        t->ids[t->n++] = id;
}

static void add_acts(targets *t, const cj_case *c, const cji_reference *r)
{
    for (size_t i = 0; i < c->count; i++) {
        bool fits = (r->flags & CJI_REF_ANY) != 0;
        for (int16_t k = 0; k < r->nkinds; k++)
            fits = fits || c->entries[i].kind == r->kinds[k];
        if (fits)
            add_target(t, c->entries[i].id);
    }
}

static void add_made(targets *t, const cj_case *c, int16_t reference)
{
    for (int32_t m = 0; m < cji_maker_count; m++) {
        const cji_maker *maker = &cji_makers[m];
        const cji_entry *entry;
        if (maker->reference != reference)
            continue;
        for (size_t at = 0; (entry = cji_next_of(c, maker->kind, &at)) != NULL;) {
            const cj_record *record = entry->act->root.record;
            size_t next = 0;
            const cji_row *row;
            const cji_value *value;
            if (maker->when_field != 0 &&
                (maker->when_mask >> cji_number(record, maker->when_field) & 1) == 0)
                continue;
            while (
                cji_path_next(record, (cji_path){maker->field, maker->member}, &next, &row, &value))
                add_target(t, value->text);
        }
    }
}

static bool target_of(filler *f, int16_t reference, cji_str *id)
{
    static const char *const workers[] = {"p.one", "p.two", "p.three"};
    const cji_reference *r = &cji_references[reference];
    targets t;
    t.n = 0;
    if (r->nkinds > 0 || (r->flags & CJI_REF_ANY) != 0)
        add_acts(&t, f->c, r);
    if ((r->flags & CJI_REF_HANDLE) != 0) {
        for (size_t i = 0; i < f->c->nhandles; i++)
            add_target(&t, cji_str_of(f->c->handles[i].id));
    }
    add_made(&t, f->c, reference);
    for (size_t i = 0; f->seed != NULL && (r->flags & CJI_REF_STAFF) != 0 && i < 3; i++) {
        if (cji_index_get(f->c, CJI_IDS_STAFF, 0, cji_str_of(workers[i])) != NULL)
            add_target(&t, cji_str_of(workers[i]));
    }
    if (t.n == 0)
        return false;
    *id = t.ids[below(f, t.n)];
    return true;
}

/* ---- values ---------------------------------------------------------------------------------- */

static const char *const words[] = {
    "t",
    "<b>&amp; \"quoted\" 'so' ]]> <!-- not a comment --> &#0; <?x?>",
    "two\nlines\tand a tab, then a \r\n return",
    "  spaces before and after  ",
    "D\xc3\xa9j\xc3\xa0 vu \xe2\x80\x94 na\xc3\xafve",
    "\xd8\xa7\xd9\x84\xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a\xd8\xa9 \xe2\x80\x8f and back",
    "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x80\x82",
    "\xf0\x9f\x8c\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb",
    "e\xcc\x81 combining, \xc2\xa0 no-break, \xe2\x80\xa8 separator, \xef\xbf\xbd",
    "\xf4\x8f\xbf\xbd",
    "=cmd|' /C calc'!A0",
    "--",
};

static const char *text_value(filler *f)
{
    static char text[3000];
    size_t n = 0, parts;
    if (f->seed == NULL)
        return "t";
    if (below(f, 8) != 0)
        return words[below(f, CJI_COUNT(words))];
    parts = 1 + below(f, 60);
    for (size_t i = 0; i < parts; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s ", words[below(f, CJI_COUNT(words))]);
    return text;
}

/* Ids of workers recur, so that references to them resolve; others are new. */
static const char *id_value(filler *f, const cj_record *record, const cji_row *row)
{
    static const char *const odd[] = {"i", "a.b-c_d", "!#$%()*+,", "/:;=?@[]^{|}~", "0"};
    static char id[64];
    if (record->shape == cji_shape_actor) {
        static const char *const workers[] = {"p.one", "p.two", "p.three"};
        static const char *const roles[] = {"practitioner", "manager"};
        if (row->field == CJ_FIELD_ID)
            return workers[below(f, 3)];
        return row->field == CJ_FIELD_ROLE ? roles[below(f, 2)] : below(f, 4) == 3 ? "else" : "own";
    }
    if (f->seed == NULL)
        snprintf(id, sizeof id, "i%zu", f->c->count);
    else
        snprintf(id, sizeof id, "%s%" PRIx64, odd[below(f, CJI_COUNT(odd))],
                 filler_random(f->seed) >> 24);
    return id;
}

static void day_text(filler *f, char *out)
{
    cj_date date = cji_date_of(cji_first(f->act, CJ_FIELD_OCCURRED_AT)->time);
    if (f->seed != NULL) {
        static const int32_t odd[] = {-719162, 0, 11016, 20512,
                                      2932896}; /* 0001, 1970, leap, 9999 */
        date.days += (int32_t)below(f, 200) - 100;
        if (below(f, 12) == 0)
            date.days = odd[below(f, CJI_COUNT(odd))];
    }
    date.precision = CJ_PRECISION_DAY;
    cj_date_format(date, out);
}

static void time_text(filler *f, char *out, int32_t least)
{
    static const int32_t offsets[] = {0, 60, -300, 330, 765, -720, 1439};
    cj_time time = {INT64_C(1767225600000000), 0, CJ_PRECISION_MINUTE};
    if (cji_first(f->act, CJ_FIELD_OCCURRED_AT) != NULL)
        time = cji_first(f->act, CJ_FIELD_OCCURRED_AT)->time;
    if (f->seed != NULL) {
        time.us += ((int64_t)below(f, 120) - 60) * 86400000000 + (int64_t)below(f, 86400000000);
        time.offset = offsets[below(f, CJI_COUNT(offsets))];
        time.precision =
            least + (int32_t)below(f, (uint64_t)(CJ_PRECISION_MICROSECOND - least + 1));
    }
    cj_time_format(time, out);
}

static const char *plain_value(filler *f, const cj_record *record, const cji_row *row)
{
    static char text[96];
    cji_str id;
    switch (row->type) {
    case CJ_TYPE_INT: {
        static const char *const numbers[] = {"1", "1", "2",  "1",
                                              "2", "0", "40", "9223372036854775807"};
        /* Numbers of steps and sessions have to differ. */
        if (row->field == CJ_FIELD_N && f->seed != NULL) {
            snprintf(text, sizeof text, "%d", 1 + (int)below(f, 1000));
            return text;
        }
        return numbers[below(f, CJI_COUNT(numbers))];
    }
    case CJ_TYPE_BOOL:
        return below(f, 2) != 0 ? "true" : "false";
    case CJ_TYPE_CODE:
        return cji_code_name(row->extra,
                             1 + (int32_t)below(f, (uint64_t)cji_lists[row->extra].ncodes));
    case CJ_TYPE_DATE:
        day_text(f, text);
        return text;
    case CJ_TYPE_TIME:
        time_text(f, text, CJ_PRECISION_MONTH);
        return text;
    case CJ_TYPE_HASH:
        for (size_t i = 0; i < 64; i++)
            text[i] = "0123456789abcdef"[below(f, 16)];
        text[64] = '\0';
        return text;
    case CJ_TYPE_ID:
        return id_value(f, record, row);
    case CJ_TYPE_REF:
        if (!target_of(f, row->extra, &id))
            return NULL;
        snprintf(text, sizeof text, "%.*s", (int)id.n, id.p);
        return id.n < sizeof text ? text : NULL;
    default:
        return text_value(f);
    }
}

/* One value more; false when there is none to be had. */
static bool add_one(filler *f, cj_record *record, const cji_row *row)
{
    cj_record *inner;
    const char *text;
    if (row->type != CJ_TYPE_RECORD) {
        text = plain_value(f, record, row);
        return text != NULL && cji_add_parsed(record, row, cji_str_of(text), NULL, NULL) == CJ_OK;
    }
    if (cji_add_sub(record, row, NULL, &inner, NULL) != CJ_OK)
        return false;
    if ((row->flags & CJI_MAP) != 0) {
        /* Keys in a row, so that none comes twice. */
        const cji_row *key = cji_shape_row(inner->shape, CJ_FIELD_KEY);
        uint32_t n = cji_slot_of(record, row->field, NULL)->count;
        const char *name = cji_code_name(key->extra, (int32_t)n);
        return name != NULL && cji_add_parsed(inner, key, cji_str_of(name), NULL, NULL) == CJ_OK &&
               fill(f, inner, 0);
    }
    return fill(f, inner, 0);
}

static bool add_values(filler *f, cj_record *record, const cji_row *row)
{
    uint64_t n = (row->flags & CJI_REPEATED) != 0 ? 1 + below(f, 3) : 1;
    const cji_slot *slot = cji_slot_of(record, row->field, NULL);
    for (uint64_t i = 0; i < n; i++) {
        uint32_t had = slot->count;
        if (add_one(f, record, row))
            continue;
        if (slot->count == 0 || had < slot->count) { /* half a record, or nothing at all */
            (void)cj_clear(record, row->field, NULL);
            return false;
        }
    }
    return true;
}

/* ---- records --------------------------------------------------------------------------------- */

static bool fill_choice(filler *f, cj_record *record)
{
    int16_t n = record->shape->nrows, start = (int16_t)below(f, (uint64_t)n);
    for (int16_t i = 0; i < n; i++) {
        if (record->slots[i].count > 0)
            return true;
    }
    for (int16_t i = 0; i < n; i++) {
        if (add_values(f, record, &cji_rows[record->shape->first + (start + i) % n]))
            return true;
    }
    return false;
}

static bool fill_row(filler *f, cj_record *record, int16_t i)
{
    const cji_row *row = &cji_rows[record->shape->first + i];
    bool wanted = (row->flags & CJI_REQUIRED) != 0 ||
                  (row->nterms > 0 &&
                   cji_terms_hold(record, cji_terms + row->first_term, (size_t)row->nterms));
    if (record->slots[i].count > 0) {
        for (uint32_t j = 0; row->type == CJ_TYPE_RECORD && j < record->slots[i].count; j++) {
            if (!fill(f, record->slots[i].values[j].record, 0))
                return false;
        }
        return true;
    }
    if ((row->flags & CJI_REASON) != 0 || row->field == CJ_FIELD_SUPERSEDES ||
        (row->field == CJ_FIELD_AFTER && below(f, 16) != 0) || /* mostly of no step that there is */
        (!wanted && (f->seed == NULL || below(f, 2) == 0)))
        return true;
    if ((row->flags & CJI_NONE) != 0) {
        if (record->slots[i + 1].count > 0)
            return true;
        if (f->seed == NULL || below(f, 3) == 0 || !add_values(f, record, row))
            return add_values(f, record, row + 1);
        return true;
    }
    return add_values(f, record, row) || !wanted;
}

/* Twice, for a condition may look at a later field. */
static bool fill(filler *f, cj_record *record, int16_t first)
{
    if (record->shape->choice != 0)
        return fill_choice(f, record);
    for (int pass = 0; pass < 2; pass++) {
        filler calm = *f;
        if (pass == 1)
            calm.seed = NULL;
        for (int16_t i = first; i < record->shape->nrows; i++) {
            if (!fill_row(pass == 0 ? f : &calm, record, i))
                return false;
        }
    }
    return true;
}

static void set(cj_record *record, cj_field field, const char *text)
{
    cj_error *error = NULL;
    if (cj_count(record, field) == 0 && cji_add_parsed(record, cji_shape_row(record->shape, field),
                                                       cji_str_of(text), NULL, &error) != CJ_OK)
        fail_msg("%s=%s: %s", cj_field_name(field), text, last_problem(error));
}

/* ---- lines ----------------------------------------------------------------------------------- */

/* FIELD=VALUE, FIELD.MEMBER=VALUE and deeper, with + for another FIELD. */
static void set_path(cj_record *record, char *word)
{
    char *value = strchr(word, '='), *dot;
    bool another = *word == '+';
    const cji_row *row;
    const cji_slot *slot;
    cj_record *inner = record;
    cj_error *error = NULL;
    assert_non_null(value);
    *value++ = '\0';
    word += another;
    for (;;) {
        dot = strchr(word, '.');
        if (dot != NULL)
            *dot++ = '\0';
        row = cji_shape_row(inner->shape, cj_field_find(word));
        if (row == NULL)
            fail_msg("%s has no field %s", inner->shape->name, word);
        if (dot == NULL)
            break;
        slot = cji_slot_of(inner, row->field, NULL);
        if (slot->count > 0 && !another)
            inner = slot->values[slot->count - 1].record;
        else
            assert_ok(cji_add_sub(inner, row, NULL, &inner, &error), error);
        another = false;
        word = dot;
    }
    if (cji_add_parsed(inner, row, cji_str_of(value), NULL, &error) != CJ_OK)
        fail_msg("%s=%s: %s", word, value, last_problem(error));
}

static void set_when(cj_record *record, const char *when)
{
    char text[64];
    size_t n = strlen(when);
    snprintf(text, sizeof text, "%s%s%s", n == 5 ? "2026-" : "", when,
             n == 5 || n == 10 ? "T10:00Z" : "");
    set(record, CJ_FIELD_OCCURRED_AT, text);
    set(record, CJ_FIELD_OCCURRED_PRECISION, n == 7 ? "month" : "minute");
}

static void set_envelope(cj_record *record)
{
    set(record, CJ_FIELD_RECORDED_AT, "2026-12-01T10:00Z");
    set(record, CJ_FIELD_SENSITIVITY, "normal");
}

cj_act *filler_act(cj_case *c, const char *line)
{
    char text[1000], *rest = NULL, *word;
    char *head[4] = {NULL};
    cj_act *act = NULL;
    cj_record *record;
    filler f = {c, NULL, NULL};
    assert_true(strlen(line) < sizeof text);
    strcpy(text, line);
    for (size_t i = 0; i < 4; i++) {
        head[i] = strtok_r(i == 0 ? text : NULL, " \n", &rest);
        if (head[i] == NULL)
            fail_msg("an act wants ID KIND HANDLE WHEN: %s", line);
    }
    if (cj_act_new(c->ctx, cj_kind_find(head[1]), &act, NULL) != CJ_OK)
        fail_msg("no kind %s", head[1]);
    record = f.act = act->root.record;
    set(record, CJ_FIELD_ACT_ID, head[0]);
    set(record, CJ_FIELD_HANDLE, head[2]);
    set_when(record, head[3]);
    while ((word = strtok_r(NULL, " \n", &rest)) != NULL)
        set_path(record, word);
    set_envelope(record);
    if (!fill(&f, record, 0))
        fail_msg("the case lacks what this refers to: %s", line);
    return act;
}

cj_status filler_apply(cj_case *c, const char *line, cj_error **error)
{
    cj_act *act = filler_act(c, line);
    cj_status status = cj_case_apply(c, act, error);
    cj_act_unref(act);
    return status;
}

void filler_lines(cj_case *c, const char *lines)
{
    while (*lines != '\0') {
        char line[1000];
        size_t n = strcspn(lines, "\n");
        cj_error *error = NULL;
        assert_true(n < sizeof line);
        memcpy(line, lines, n);
        line[n] = '\0';
        if (filler_apply(c, line, &error) != CJ_OK)
            fail_msg("%s: %s", line, last_problem(error));
        cj_error_unref(error);
        lines += n + (lines[n] == '\n');
    }
}

/* ---- at random ------------------------------------------------------------------------------- */

static void random_when(filler *f, cj_record *record)
{
    static const char *const precisions[] = {"minute", "day", "month"};
    static const int32_t least[] = {CJ_PRECISION_MINUTE, CJ_PRECISION_DAY, CJ_PRECISION_MONTH};
    char text[CJ_TIME_TEXT];
    size_t precision = below(f, 6) < 4 ? 0 : 1 + below(f, 2);
    time_text(f, text, least[precision]);
    set(record, CJ_FIELD_OCCURRED_AT, text);
    set(record, CJ_FIELD_OCCURRED_PRECISION, precisions[precision]);
    time_text(f, text, CJ_PRECISION_MINUTE);
    set(record, CJ_FIELD_RECORDED_AT, text);
}

/* A handle of the case that the kind can have, or a new one. */
static void random_handle(filler *f, cj_record *record, const cji_kind *kind)
{
    static const struct {
        const char *id;
        int32_t type;
    } fresh[] = {{"AS", CJ_HANDLE_ASSESSMENT},    {"PL", CJ_HANDLE_PLAN},
                 {"IN", CJ_HANDLE_INTERVENTION},  {"RE", CJ_HANDLE_REVIEW},
                 {"AS2", CJ_HANDLE_ASSESSMENT},   {"PL2", CJ_HANDLE_PLAN},
                 {"IN2", CJ_HANDLE_INTERVENTION}, {"RE2", CJ_HANDLE_REVIEW}};
    targets t;
    t.n = 0;
    for (size_t i = 0; i < f->c->nhandles; i++) {
        if ((f->c->handles[i].types & kind->handles) != 0)
            add_target(&t, cji_str_of(f->c->handles[i].id));
    }
    for (size_t i = 0; i < CJI_COUNT(fresh); i++) {
        if (t.n < 2 && (kind->handles >> fresh[i].type & 1) != 0)
            add_target(&t, cji_str_of(fresh[i].id));
    }
    set(record, CJ_FIELD_HANDLE, t.n > 0 ? t.ids[below(f, t.n)].p : "H");
}

static void random_supersedes(filler *f, cj_record *record, int32_t kind)
{
    targets t;
    const cji_entry *entry;
    t.n = 0;
    for (size_t at = 0; (entry = cji_next_of(f->c, kind, &at)) != NULL;)
        add_target(&t, entry->id);
    if (t.n > 0)
        set(record, CJ_FIELD_SUPERSEDES, t.ids[below(f, t.n)].p);
}

cj_act *filler_any(cj_case *c, int32_t kind, uint64_t *seed)
{
    filler f = {c, seed, NULL};
    const cji_kind *row = cji_kind_of(kind);
    cj_act *act = NULL;
    cj_record *record;
    char id[32];
    if (cj_act_new(c->ctx, kind, &act, NULL) != CJ_OK)
        return NULL;
    record = f.act = act->root.record;
    snprintf(id, sizeof id, "a%zu.%s", c->count, below(&f, 2) != 0 ? "x" : "~y");
    set(record, CJ_FIELD_ACT_ID, id);
    random_handle(&f, record, row);
    random_when(&f, record);
    if (below(&f, 12) == 0)
        random_supersedes(&f, record, kind);
    if (!fill(&f, record, 0)) {
        cj_act_unref(act);
        return NULL;
    }
    return act;
}
