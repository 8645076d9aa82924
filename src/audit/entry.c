/* SPDX-License-Identifier: MIT */
/* One entry: canonical JSON (RFC 8785), of a form so narrow that it has one spelling. */
#include "audit/audit.h"

#define SAFE_MAX (((uint64_t)1 << 53) - 1) /* integers that every JSON reader keeps exact */

enum type {
    TEXT,    /* const char * */
    NAMES,   /* cji_audit_texts, always an array */
    SOME,    /* cji_audit_texts: one text, or an array of two and more */
    ROWS,    /* int64_t, negative = absent */
    INDEX,   /* uint64_t, 0 = absent */
    MONO,    /* uint64_t, always there */
    TIME,    /* int64_t, always there */
    FLAG,    /* int32_t, 1 or absent */
    VERSION, /* the number 1 */
};

static const char *const ops[] = {"collect", "alter", "consult", "disclose", "combine", "erase",
                                  "deny",    "auth",  "admin",   "recover",  NULL};
static const char *const phases[] = {"intent", "outcome", NULL};
static const char *const outcomes[] = {"ok", "deny", "fail", "unknown", NULL};
static const char *const limits[] = {"none", "restricted", "excluded", "override", NULL};

typedef struct field {
    const char *key;
    enum type type;
    size_t offset;
    const char *const *codes; /* NULL: any text */
    unsigned hex;             /* exactly so many digits; 0: any text */
} field;

#define AT(member) offsetof(cji_audit_entry, member)

/* In the order of the keys' bytes, which is the order in the object. */
static const field fields[] = {
    {"act", TEXT, AT(act), NULL, 0},
    {"btg", TEXT, AT(btg), NULL, 0},
    {"clk", FLAG, AT(clk), NULL, 0},
    {"com", TEXT, AT(com), NULL, 64},
    {"fld", NAMES, AT(fld), NULL, 0},
    {"lao", TEXT, AT(lao), limits, 0},
    {"mono", MONO, AT(mono), NULL, 0},
    {"n", ROWS, AT(n), NULL, 0},
    {"obj", TEXT, AT(obj), NULL, 0},
    {"of", INDEX, AT(of), NULL, 0},
    {"op", TEXT, AT(op), ops, 0},
    {"org", TEXT, AT(org), NULL, 0},
    {"origin", TEXT, AT(origin), NULL, 0},
    {"out", TEXT, AT(out), outcomes, 0},
    {"ph", TEXT, AT(ph), phases, 0},
    {"post", TEXT, AT(post), NULL, 64},
    {"pou", TEXT, AT(pou), NULL, 0},
    {"pre", TEXT, AT(pre), NULL, 64},
    {"prev", TEXT, AT(prev), NULL, 0},
    {"recip", SOME, AT(recip), NULL, 32},
    {"role", TEXT, AT(role), NULL, 0},
    {"sess", TEXT, AT(sess), NULL, 0},
    {"src", TEXT, AT(src), NULL, 0},
    {"subj", SOME, AT(subj), NULL, 32},
    {"t", TIME, AT(t), NULL, 0},
    {"tx", TEXT, AT(tx), NULL, 0},
    {"v", VERSION, 0, NULL, 0},
    {"via", TEXT, AT(via), NULL, 0},
    {"vkey", TEXT, AT(vkey), NULL, 0},
    {"was", INDEX, AT(was), NULL, 0},
    {"who", TEXT, AT(who), NULL, 0},
};

static bool required(const field *f)
{
    return f->type == MONO || f->type == TIME || f->type == VERSION || f->offset == AT(act) ||
           f->offset == AT(op);
}

static bool text_ok(const field *f, cji_str text)
{
    if (text.n == 0 || !cji_utf8_ok(text.p, text.n))
        return false;
    if (f->hex != 0) {
        uint8_t bytes[CJI_HASH];
        return cji_hex_parse(text, bytes, f->hex / 2);
    }
    for (size_t i = 0; f->codes != NULL; i++) {
        if (f->codes[i] == NULL)
            return false;
        if (cji_str_is(text, f->codes[i]))
            return true;
    }
    return true;
}

bool cji_audit_op_ok(const char *op)
{
    for (size_t i = 0; ops[i] != NULL; i++) {
        if (strcmp(ops[i], op) == 0)
            return true;
    }
    return false;
}

/* ---- writer ---------------------------------------------------------------------------------- */

static void put_text(cji_buf *out, const char *text)
{
    static const char special[] = "\"\\\n\r\t", spelled[] = "\"\\nrt";
    cji_buf_putc(out, '"');
    for (;;) {
        size_t n = strcspn(text, special);
        cji_buf_put(out, text, n);
        text += n;
        if (*text == '\0')
            break;
        cji_buf_putc(out, '\\');
        cji_buf_putc(out, spelled[strchr(special, *text) - special]);
        text++;
    }
    cji_buf_putc(out, '"');
}

static bool put_texts(cji_buf *out, const field *f, const cji_audit_texts *texts)
{
    bool array = f->type == NAMES || texts->n > 1;
    if (f->type == SOME && texts->n > CJI_AUDIT_TEXTS_MAX)
        return false;
    if (array)
        cji_buf_putc(out, '[');
    for (size_t i = 0; i < texts->n; i++) {
        if (texts->items[i] == NULL || !text_ok(f, cji_str_of(texts->items[i])))
            return false;
        if (i > 0)
            cji_buf_putc(out, ',');
        put_text(out, texts->items[i]);
    }
    if (array)
        cji_buf_putc(out, ']');
    return true;
}

static bool absent(const field *f, const void *value)
{
    switch (f->type) {
    case TEXT:
        return *(const char *const *)value == NULL;
    case NAMES:
    case SOME:
        return ((const cji_audit_texts *)value)->n == 0;
    case ROWS:
        return *(const int64_t *)value < 0;
    case INDEX:
        return *(const uint64_t *)value == 0;
    case FLAG:
        return *(const int32_t *)value == 0;
    default:
        return false;
    }
}

static bool put_number(cji_buf *out, uint64_t value)
{
    cji_buf_printf(out, "%llu", (unsigned long long)value);
    return value <= SAFE_MAX;
}

static bool put_value(cji_buf *out, const field *f, const void *value)
{
    char time[CJ_TIME_TEXT];
    int64_t again;
    switch (f->type) {
    case TEXT:
        put_text(out, *(const char *const *)value);
        return text_ok(f, cji_str_of(*(const char *const *)value));
    case NAMES:
    case SOME:
        return put_texts(out, f, value);
    case ROWS:
        return put_number(out, (uint64_t) * (const int64_t *)value);
    case INDEX:
    case MONO:
        return put_number(out, *(const uint64_t *)value);
    case TIME:
        cji_time_utc(*(const int64_t *)value, time);
        put_text(out, time);
        return cji_time_utc_parse(cji_str_of(time), &again);
    default:
        cji_buf_putc(out, '1');
        return f->type != FLAG || *(const int32_t *)value == 1;
    }
}

cj_status cji_audit_entry_write(cj_context *ctx, const cji_audit_entry *entry, cji_buf *out,
                                cj_error **error)
{
    size_t start = out->n;
    char separator = '{';
    for (size_t i = 0; i < CJI_COUNT(fields); i++) {
        const field *f = &fields[i];
        const void *value = (const char *)entry + f->offset;
        cji_place place = {.field = f->key};
        bool gone = absent(f, value);
        if (gone && !required(f))
            continue;
        cji_buf_putc(out, separator);
        cji_buf_putc(out, '"');
        cji_buf_puts(out, f->key);
        cji_buf_put(out, "\":", 2);
        if (gone || !put_value(out, f, value)) {
            out->n = start;
            return cji_fail(ctx, error, CJ_E_LOG_ENTRY, &place,
                            "the entry's \"%s\" is missing or not in its form", f->key);
        }
        separator = ',';
    }
    cji_buf_putc(out, '}');
    if (out->status == CJ_E_MEMORY)
        return cji_no_memory(ctx, error);
    if (out->status != CJ_OK || out->n - start > CJI_AUDIT_ENTRY_MAX) {
        out->n = start;
        return cji_fail(ctx, error, CJ_E_LOG_ENTRY, NULL, "the entry is longer than %d bytes",
                        CJI_AUDIT_ENTRY_MAX);
    }
    return CJ_OK;
}

/* ---- reader ---------------------------------------------------------------------------------- */

typedef struct reader {
    const char *p, *end;
    cji_arena *arena; /* NULL: check only */
    bool memory;      /* ran out */
    char text[CJI_AUDIT_ENTRY_MAX + 1];
} reader;

static bool take(reader *r, char c)
{
    if (r->p == r->end || *r->p != c)
        return false;
    r->p++;
    return true;
}

/* A string into r->text. Only the escapes that the writer gives; UTF-8 is checked by text_ok. */
static bool take_text(reader *r, cji_str *out)
{
    size_t n = 0;
    if (!take(r, '"'))
        return false;
    while (r->p < r->end && *r->p != '"') {
        char c = *r->p++;
        if (c == '\n' || c == '\r' || c == '\t')
            return false;
        if (c == '\\') {
            static const char from[] = "\"\\nrt", to[] = "\"\\\n\r\t";
            const char *at = r->p < r->end && *r->p != '\0' ? strchr(from, *r->p) : NULL;
            if (at == NULL)
                return false;
            c = to[at - from];
            r->p++;
        }
        r->text[n++] = c; /* n < the entry's length, which was checked */
    }
    *out = (cji_str){r->text, n};
    return take(r, '"');
}

static bool take_number(reader *r, uint64_t *out)
{
    const char *start = r->p;
    while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
        r->p++;
    return cji_audit_parse_u64((cji_str){start, (size_t)(r->p - start)}, out) && *out <= SAFE_MAX;
}

static bool keep(reader *r, cji_str text, const char **out)
{
    if (r->arena == NULL)
        return true;
    *out = cji_arena_strdup(r->arena, text);
    r->memory = *out == NULL;
    return !r->memory;
}

static bool take_texts(reader *r, const field *f, cji_audit_texts *out)
{
    bool array = take(r, '[');
    size_t max = f->type == SOME ? CJI_AUDIT_TEXTS_MAX : CJI_AUDIT_ENTRY_MAX / 4;
    const char **items = NULL;
    size_t n = 0;
    cji_str text;
    if (!array && f->type == NAMES)
        return false;
    if (r->arena != NULL) {
        items = cji_arena_alloc(r->arena, (array ? max : 1) * sizeof *items);
        r->memory = items == NULL;
        if (r->memory)
            return false;
    }
    do {
        const char *kept = NULL;
        if (n == max || !take_text(r, &text) || !text_ok(f, text) || !keep(r, text, &kept))
            return false;
        if (items != NULL)
            items[n] = kept;
        n++;
    } while (array && take(r, ','));
    if (array && (!take(r, ']') || (f->type == SOME && n < 2)))
        return false;
    *out = (cji_audit_texts){items, n};
    return true;
}

static bool take_value(reader *r, const field *f, void *value)
{
    uint64_t number = 0;
    cji_str text;
    switch (f->type) {
    case TEXT:
        return take_text(r, &text) && text_ok(f, text) && keep(r, text, value);
    case NAMES:
    case SOME:
        return take_texts(r, f, value);
    case TIME:
        return take_text(r, &text) && cji_time_utc_parse(text, value);
    case ROWS:
        if (!take_number(r, &number))
            return false;
        *(int64_t *)value = (int64_t)number;
        return true;
    case INDEX:
    case MONO:
        if (!take_number(r, &number) || (f->type == INDEX && number == 0))
            return false;
        *(uint64_t *)value = number;
        return true;
    case FLAG:
        *(int32_t *)value = 1;
        return take_number(r, &number) && number == 1;
    default:
        return take_number(r, &number) && number == 1;
    }
}

/* The field of the key at r->p, at or behind `from` in the order; `count` if there is none. */
static size_t take_key(reader *r, size_t from)
{
    cji_str key;
    if (!take_text(r, &key) || !take(r, ':'))
        return CJI_COUNT(fields);
    while (from < CJI_COUNT(fields) && !cji_str_is(key, fields[from].key))
        from++;
    return from;
}

static bool none_required(size_t from, size_t to)
{
    for (; from < to; from++) {
        if (required(&fields[from]))
            return false;
    }
    return true;
}

cj_status cji_audit_entry_read(cji_str bytes, cji_arena *arena, cji_audit_entry *out,
                               const char **why)
{
    cji_audit_entry entry = CJI_AUDIT_ENTRY_INIT;
    reader r;
    size_t next = 0;
    *why = "not the canonical form of an entry";
    if (bytes.n > CJI_AUDIT_ENTRY_MAX) {
        *why = "longer than an entry may be";
        return CJ_E_LOG_ENTRY;
    }
    r.p = bytes.p;
    r.end = bytes.p + bytes.n;
    r.arena = arena;
    r.memory = false;
    if (!take(&r, '{'))
        return CJ_E_LOG_ENTRY;
    do {
        size_t at = take_key(&r, next);
        if (at == CJI_COUNT(fields)) {
            *why = "a key of the entry is unknown, twice or out of order";
            return CJ_E_LOG_ENTRY;
        }
        if (!none_required(next, at) ||
            !take_value(&r, &fields[at], (char *)&entry + fields[at].offset))
            return r.memory ? CJ_E_MEMORY : CJ_E_LOG_ENTRY;
        next = at + 1;
    } while (take(&r, ','));
    if (!take(&r, '}') || r.p != r.end || !none_required(next, CJI_COUNT(fields)))
        return CJ_E_LOG_ENTRY;
    if (out != NULL)
        *out = entry;
    return CJ_OK;
}
