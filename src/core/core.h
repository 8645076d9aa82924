/* SPDX-License-Identifier: MIT */
/* The private header of the room core: what every other room stands on. */
#ifndef CJI_CORE_H
#define CJI_CORE_H

#include <stdatomic.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cjustice/context.h>
#include <cjustice/error.h>

#if defined(__GNUC__)
#define CJI_PRINTF(a, b) __attribute__((format(printf, a, b)))
#define CJI_CHECK __attribute__((warn_unused_result))
#else
#define CJI_PRINTF(a, b)
#define CJI_CHECK
#endif

/* The number of the lowest bit that is set; some is. */
static inline int cji_lowest(uint64_t bits)
{
#if defined(__GNUC__)
    return __builtin_ctzll(bits);
#else
    int i = 0;
    while ((bits >> i & 1) == 0)
        i++;
    return i;
#endif
}

#define CJI_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- text ------------------------------------------------------------------------------------ */

/* Bytes that somebody else owns; not always NUL-terminated. */
typedef struct cji_str {
    const char *p;
    size_t n;
} cji_str;

#define CJI_STR(literal) ((cji_str){(literal), sizeof(literal) - 1})

cji_str cji_str_of(const char *text);
bool cji_str_is(cji_str a, const char *b);
/* Most of what is compared differs in its length or first byte. */
static inline bool cji_str_eq(cji_str a, cji_str b)
{
    return a.n == b.n && (a.n == 0 || (a.p[0] == b.p[0] && memcmp(a.p, b.p, a.n) == 0));
}
cji_str cji_str_trim(cji_str a);
/* Takes the next line off, without its newline; false when there is none that ends. */
bool cji_str_line(cji_str *rest, cji_str *line);
/* Well-formed UTF-8 that XML 1.0 can carry. */
bool cji_utf8_ok(const char *text, size_t length);
/* Decimal int64 in `text` as a whole; no spaces, no plus, no leading zeros. */
bool cji_parse_int(cji_str text, int64_t *out);

/* ---- file operations, replaceable so that tests can make each of them fail ------------------- */

typedef struct cji_io {
    int (*open)(void *user, const char *path, int flags, int mode);
    long (*read)(void *user, int fd, void *bytes, size_t size);
    long (*write)(void *user, int fd, const void *bytes, size_t size);
    int (*sync)(void *user, int fd); /* fdatasync */
    int (*close)(void *user, int fd);
    int (*rename)(void *user, const char *from, const char *to);
    int (*unlink)(void *user, const char *path);
    int (*mkdir)(void *user, const char *path, int mode);
    int (*truncate)(void *user, int fd, int64_t size);
    void *user;
} cji_io;

/* ---- context --------------------------------------------------------------------------------- */

typedef struct cji_crypto cji_crypto;

struct cj_context {
    atomic_int refs;
    void *user;
    void *(*allocate)(size_t, void *);
    void *(*reallocate)(void *, size_t, void *);
    void (*release)(void *, void *);
    int64_t (*clock)(void *);
    int32_t (*random)(void *, size_t, void *);
    void (*log)(int32_t, const char *, void *);
    cj_signer signer; /* sign NULL: keys are files */
    int64_t limits[CJ_LIMIT_PROBLEMS + 1];
    cji_crypto *crypto; /* fetched once: the one-shot calls of libcrypto cost three times as much */
    cji_io io;
};

/* Zeroed memory, or NULL. `n` may be 0. */
void *cji_alloc(cj_context *ctx, size_t n);
void *cji_realloc(cj_context *ctx, void *block, size_t n);
void cji_free(cj_context *ctx, void *block);
char *cji_strdup(cj_context *ctx, cji_str text);
/* Room for one more item in a growing array; doubles the capacity. False when memory is short. */
bool cji_grow(cj_context *ctx, void **items, size_t item_size, size_t count, size_t *capacity);
int64_t cji_now(const cj_context *ctx);
cj_status cji_random(cj_context *ctx, void *out, size_t size) CJI_CHECK;
void cji_log(const cj_context *ctx, int32_t level, const char *format, ...) CJI_PRINTF(3, 4);

/* ---- errors ---------------------------------------------------------------------------------- */

/* Where a problem is; every part may be missing. */
typedef struct cji_place {
    const char *file;
    int32_t line, column;
    const char *act, *field, *rule;
} cji_place;

/* Adds a problem to *error (when error is not NULL) and gives the code back. */
cj_status cji_fail(cj_context *ctx, cj_error **error, cj_status code, const cji_place *place,
                   const char *format, ...) CJI_PRINTF(5, 6);
cj_status cji_vfail(cj_context *ctx, cj_error **error, cj_status code, const cji_place *place,
                    const char *format, va_list args) CJI_PRINTF(5, 0);
/* The same with a severity below error: the call goes on. */
void cji_note(cj_context *ctx, cj_error **error, int32_t severity, cj_status code,
              const cji_place *place, const char *format, ...) CJI_PRINTF(6, 7);
cj_status cji_no_memory(cj_context *ctx, cj_error **error);
/* Copies all problems of `from` to *error. */
void cji_error_add_all(cj_context *ctx, cj_error **error, const cj_error *from);

typedef struct cji_code_row {
    cj_status code;
    int32_t class_;
    const char *name, *text, *advice;
} cji_code_row;
extern const cji_code_row cji_codes[]; /* generated, by rising code */
extern const size_t cji_code_count;

/* ---- buffer: grows to a cap; the first failure sticks and later writes do nothing ------------ */

typedef struct cji_buf {
    cj_context *ctx;
    char *p;
    size_t n, capacity, max;
    cj_status status; /* CJ_OK, CJ_E_MEMORY or CJ_E_LIMIT */
} cji_buf;

void cji_buf_init(cji_buf *b, cj_context *ctx, size_t max);
void cji_buf_fini(cji_buf *b);
void cji_buf_clear(cji_buf *b); /* empties it, keeps the memory, forgets the failure */
/* Room for n more bytes, which the caller writes and adds to b->n; NULL after a failure. */
char *cji_buf_room(cji_buf *b, size_t n);
void cji_buf_put(cji_buf *b, const void *bytes, size_t n);
void cji_buf_str(cji_buf *b, cji_str s);
void cji_buf_puts(cji_buf *b, const char *text);
void cji_buf_putc(cji_buf *b, char c);
void cji_buf_printf(cji_buf *b, const char *format, ...) CJI_PRINTF(2, 3);
cji_str cji_buf_view(const cji_buf *b);
/* The content with a NUL behind it (not counted); NULL after a failure. */
const char *cji_buf_text(cji_buf *b);
/* JSON string with its quotes; input is UTF-8. */
void cji_buf_json(cji_buf *b, cji_str text);

/* ---- arena: memory freed as a whole; addresses stay ------------------------------------------ */

typedef struct cji_arena_block cji_arena_block;
typedef struct cji_arena {
    cj_context *ctx;
    cji_arena_block *head;
    size_t block; /* bytes of the next one: they double, so that a large record stays quick */
    size_t total; /* bytes of all */
} cji_arena;

void cji_arena_init(cji_arena *a, cj_context *ctx);
void cji_arena_fini(cji_arena *a);
/* How full it is; rewinding to that gives back what was taken since. */
typedef struct cji_arena_mark {
    cji_arena_block *head;
    size_t used;
} cji_arena_mark;
cji_arena_mark cji_arena_now(const cji_arena *a);
void cji_arena_rewind(cji_arena *a, cji_arena_mark mark);
void *cji_arena_alloc(cji_arena *a, size_t n);      /* zeroed, or NULL */
char *cji_arena_strdup(cji_arena *a, cji_str text); /* with a NUL behind it */

/* ---- map: text -> uint32, keys copied, iteration in order of entry --------------------------- */

/* Keys are of classes: the same text in two of them is two keys. */
typedef struct cji_map_entry {
    cji_str key;
    uint32_t class_;
    uint32_t value;
    uint32_t hash;
} cji_map_entry;

typedef struct cji_map {
    cj_context *ctx;
    cji_map_entry *entries; /* in order of entry */
    size_t count, capacity;
    uint32_t *slots; /* entry index + 1; 0 = free */
    size_t nslots;
    uint64_t seed[2];
    cji_arena keys;
} cji_map;

cj_status cji_map_init(cji_map *m, cj_context *ctx) CJI_CHECK;
void cji_map_fini(cji_map *m);
/* NULL when absent; the pointer holds until the next put. */
uint32_t *cji_map_get(const cji_map *m, uint32_t class_, cji_str key);
/* Forgets all keys that came after the first `count`. */
void cji_map_truncate(cji_map *m, size_t count);
/* Forgets all keys and keeps the memory. */
void cji_map_clear(cji_map *m);
/* Adds a key that is not there; one that is there keeps its value. */
cj_status cji_map_put(cji_map *m, uint32_t class_, cji_str key, uint32_t value) CJI_CHECK;

/* ---- dates and ids --------------------------------------------------------------------------- */

cj_date cji_date_of(cj_time time);   /* the day in the time's own offset */
int32_t cji_day_at(int64_t us);      /* the day of a moment, in UTC */
int32_t cji_date_last(cj_date date); /* the last day that a month or year covers */
/* What can be written and read again: years 1 to 9999. */
bool cji_day_ok(int64_t days);
bool cji_time_ok(cj_time time);
int32_t cji_days_from_civil(int32_t year, int32_t month, int32_t day);
void cji_civil_from_days(int32_t days, int32_t *year, int32_t *month, int32_t *day);
/* "2026-02-03T10:15:00.123456Z": the form of the audit log. Needs CJ_TIME_TEXT. */
void cji_time_utc(int64_t us, char *out);
/* Strict reader of that form. */
bool cji_time_utc_parse(cji_str text, int64_t *out);
/* 1..128 bytes of visible ASCII without space, quotes, angle brackets, ampersand, backslash. */
bool cji_id_ok(cji_str id);
/* UUIDv7 (RFC 9562) from the context's clock and randomness; 37 bytes with the NUL. */
cj_status cji_id_new(cj_context *ctx, char *out) CJI_CHECK;
/* UUIDv5: always the same one for a name in a space of names; 37 bytes with the NUL. */
cj_status cji_id_of(const uint8_t space[16], cji_str name, char *out) CJI_CHECK;

/* ---- hashes, signatures, encodings (libcrypto) ----------------------------------------------- */

#define CJI_HASH 32
#define CJI_ED25519_KEY 32
#define CJI_ED25519_SIG 64

typedef struct cji_piece {
    const void *p;
    size_t n;
} cji_piece;

cji_crypto *cji_crypto_new(cj_context *ctx);
void cji_crypto_free(cj_context *ctx, cji_crypto *crypto);
/* SHA-256 of the pieces, one after the other. */
cj_status cji_sha256(cj_context *ctx, const cji_piece *pieces, size_t n,
                     uint8_t out[CJI_HASH]) CJI_CHECK;
#define CJI_SHA1 20
/* For names (UUIDv5) only: it proves nothing. */
cj_status cji_sha1(const cji_piece *pieces, size_t n, uint8_t out[CJI_SHA1]) CJI_CHECK;
cj_status cji_hmac_sha256(cj_context *ctx, const uint8_t key[CJI_HASH], const cji_piece *pieces,
                          size_t n, uint8_t out[CJI_HASH]) CJI_CHECK;
cj_status cji_ed25519_public(cj_context *ctx, const uint8_t seed[CJI_ED25519_KEY],
                             uint8_t out[CJI_ED25519_KEY]) CJI_CHECK;
cj_status cji_ed25519_sign(cj_context *ctx, const uint8_t seed[CJI_ED25519_KEY], cji_str text,
                           uint8_t out[CJI_ED25519_SIG]) CJI_CHECK;
/* CJ_OK, or CJ_E_VERIFY when the signature is not of that key and text. */
cj_status cji_ed25519_verify(cj_context *ctx, const uint8_t key[CJI_ED25519_KEY], cji_str text,
                             const uint8_t signature[CJI_ED25519_SIG]) CJI_CHECK;
void cji_wipe(void *secret, size_t n);

/* SHA-256 in pieces, for what never is in memory as a whole. */
typedef struct cji_hasher cji_hasher;
cji_hasher *cji_hasher_new(cj_context *ctx);
void cji_hasher_update(cji_hasher *h, cji_str bytes);
cj_status cji_hasher_final(cji_hasher *h, uint8_t out[CJI_HASH]) CJI_CHECK;
void cji_hasher_free(cji_hasher *h);

#define CJI_BASE64_SIZE(n) (((n) + 2) / 3 * 4)
void cji_base64(const void *bytes, size_t n, char *out); /* CJI_BASE64_SIZE(n) + NUL */
/* Canonical base64 only (padding, zero spare bits). False also when it would not fit. */
bool cji_base64_parse(cji_str text, void *out, size_t max, size_t *n);
void cji_hex(const void *bytes, size_t n, char *out);  /* 2n + NUL, lower case */
bool cji_hex_parse(cji_str text, void *out, size_t n); /* exactly 2n lower-case digits */

/* ---- files ----------------------------------------------------------------------------------- */

extern const cji_io cji_io_system;
/* The whole file into b (cleared first), at most b->max bytes. CJ_E_NOT_FOUND if there is none. */
cj_status cji_file_read(cj_context *ctx, const char *path, cji_buf *b, cj_error **error) CJI_CHECK;
/* Calls `each` for the .xml and .xml.gz files of STANDARDS/PART in the order of names; a missing
 * part is empty. Goes on after a problem; the first status is given back. */
cj_status cji_dir_each(cj_context *ctx, const char *standards, const char *part,
                       cj_status (*each)(void *user, const char *path, cj_error **error),
                       void *user, cj_error **error) CJI_CHECK;
/* Syncs the directory that holds `path`. */
cj_status cji_dir_sync(cj_context *ctx, const char *path, cj_error **error) CJI_CHECK;
/* All bytes, through short writes and EINTR. */
cj_status cji_write_all(cj_context *ctx, int fd, const void *bytes, size_t n) CJI_CHECK;
/* A failed operation of the system on `path`: CJ_E_IO with the reason. */
cj_status cji_io_fail(cj_context *ctx, cj_error **error, const char *what, const char *path);

/* ---- input: a file or memory, gzip inflated, in pieces --------------------------------------- */

typedef struct cji_input cji_input;

/* `name` is what problems are reported under (copied). Opening a missing file: CJ_E_NOT_FOUND. */
cj_status cji_input_file(cj_context *ctx, const char *path, cji_input **out,
                         cj_error **error) CJI_CHECK;
/* The bytes are read during the life of the input, not copied. */
cj_status cji_input_memory(cj_context *ctx, const char *name, const void *bytes, size_t n,
                           cji_input **out, cj_error **error) CJI_CHECK;
/* The next piece, empty at the end. Total bytes are held to CJ_LIMIT_INPUT_BYTES. */
cj_status cji_input_next(cji_input *in, cji_str *out, cj_error **error) CJI_CHECK;
const char *cji_input_name(const cji_input *in);
/* Where the reader is, for problems of the input itself (a cut gzip, too many bytes). */
void cji_input_at(cji_input *in, int32_t line, int32_t column);
/* Asked before the first piece: SHA-256 of all that is handed out, known when the end was reached.
 */
cj_status cji_input_want_digest(cji_input *in, cj_error **error) CJI_CHECK;
const uint8_t *cji_input_digest(const cji_input *in);
void cji_input_free(cji_input *in);

/* ---- XML in: the only user of libxml2 -------------------------------------------------------- */

typedef struct cji_xml_attr {
    cji_str name, value; /* hold until the handler returns */
} cji_xml_attr;

typedef struct cji_xml_tag {
    cji_str name;
    const cji_xml_attr *attrs;
    size_t nattrs;
    cji_place place; /* of the '<' */
} cji_xml_tag;

/*
 * Events of one document. A handler that reports a problem adds it to *error itself and returns
 * CJ_OK to go on (so that all problems of a file are found) or a status to stop at once.
 * `text` is all text directly inside the element; an element that has both children and text
 * other than white space is refused before the handler sees its end.
 */
typedef struct cji_xml_handler {
    cj_status (*start)(void *user, const cji_xml_tag *tag);
    cj_status (*end)(void *user, cji_str name, cji_str text, const cji_place *place);
    void *user;
} cji_xml_handler;

/* libxml2 sets itself up at its first use, which several threads must not share: so the first
 * context does it, under libxml2's own lock. It is never torn down: another user may be about. */
void cji_xml_init(void);
/*
 * Reads a whole document whose elements are all in `ns`. Refuses a DOCTYPE, an encoding other
 * than UTF-8, and what passes the limits on tag, depth, text and bytes. Attributes in the
 * schema-instance namespace are dropped, any other attribute with a namespace is refused.
 */
cj_status cji_xml_read(cj_context *ctx, cji_input *in, const char *ns,
                       const cji_xml_handler *handler, cj_error **error) CJI_CHECK;
/* The same for one document after the other, with one parser. NULL when memory is short. */
typedef struct cji_xml cji_xml;
cji_xml *cji_xml_new(cj_context *ctx);
cj_status cji_xml_run(cji_xml *xml, cji_input *in, const char *ns, const cji_xml_handler *handler,
                      cj_error **error) CJI_CHECK;
void cji_xml_free(cji_xml *xml);
/* The attribute's value, or an empty slice with p == NULL. */
cji_str cji_xml_attr_of(const cji_xml_tag *tag, const char *name);
/* Escaped for element content, or for an attribute in double quotes. */
void cji_buf_xml(cji_buf *b, cji_str text, bool attribute);

/* A small document as a tree, for rules and policies; everything lives in the arena. */
typedef struct cji_node {
    cji_str name, text;
    const cji_xml_attr *attrs;
    size_t nattrs;
    struct cji_node *parent, *first, *last, *next;
    size_t nchildren;
    cji_place place;
} cji_node;

cj_status cji_xml_tree(cj_context *ctx, cji_input *in, const char *ns, cji_arena *arena,
                       cji_node **out, cj_error **error) CJI_CHECK;
cji_str cji_node_attr(const cji_node *node, const char *name);

#endif
