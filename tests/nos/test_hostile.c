/* SPDX-License-Identifier: MIT */
/*
 * Definitions made to harm: each is refused with a clear error, with its place, little memory and
 * little time. What is large is made while it is read, and is on no disk.
 */
#include "support/support.h"

#include <cjustice/catalogue.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include <zlib.h>

#define MIB (1024 * 1024)
#define NS "xmlns='urn:cjustice:nos:1' "
#define ROOT "<standard " NS "urn='A' wording='official'>"
#define ITEM "<criterion id='p1' number='1'><text>t</text></criterion>"

/* A document of a beginning, a piece that comes many times (%d: which time), and an end. */
typedef struct hostile {
    const char *what, *before, *piece;
    int64_t times;
    const char *after;
    cj_status expected;
    int64_t read_at_most; /* bytes; 0: no matter */
} hostile;

static const hostile rows[] = {
    {"an external entity",
     "<!DOCTYPE standard [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" ROOT "<title>&x;</title>", "",
     0, "", CJ_E_XML_DOCTYPE, 0},
    {"an external document type",
     "<!DOCTYPE standard SYSTEM 'http://example.org/nos.dtd'>" ROOT "<title>t</title>", "", 0, "",
     CJ_E_XML_DOCTYPE, 0},
    {"a billion laughs", "<!DOCTYPE l [<!ENTITY a0 'ha'>",
     "<!ENTITY b%d '&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;'>", 9, "]>" ROOT "<title>&b9;</title>",
     CJ_E_XML_DOCTYPE, 0},
    {"a parameter entity", "<!DOCTYPE l [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]>" ROOT, "",
     0, "", CJ_E_XML_DOCTYPE, 0},
    {"an entity that nobody declared", ROOT "<title>&nbsp;</title>", "", 0, "", CJ_E_XML_SYNTAX, 0},
    {"ten thousand elements deep", ROOT, "<x>", 10000, "", CJ_E_XML_DEPTH, 0},
    {"ten thousand limbs deep", ROOT "<performance-criteria>", "<criterion id='p%d' number='1'>",
     10000, "", CJ_E_XML_DEPTH, 0},
    {"an attribute of a gigabyte", "<standard " NS "urn='",
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 1024 * MIB / 64, "'/>",
     CJ_E_XML_TAG, 256 * 1024},
    {"a million attributes", "<standard " NS, "a%d='' ", 1000000, "/>", CJ_E_XML_TAG, 256 * 1024},
    {"as many attributes as fit into a tag", "<standard " NS, "a%d='' ", 6000, "/>",
     CJ_E_XML_ATTRIBUTE, 0},
    {"as many namespaces as fit into a tag", "<standard " NS, "xmlns:a%d='u:%d' ", 2800, "/>",
     CJ_E_XML_ATTRIBUTE, 0},
    {"a name of a gigabyte", "<standard" NS,
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 1024 * MIB / 64, "/>",
     CJ_E_XML_TAG, 256 * 1024},
    {"a text of a gigabyte", ROOT "<title>",
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ", 1024 * MIB / 64,
     "</title>", CJ_E_LIMIT, 2 * MIB},
    {"a CDATA section of a gigabyte", ROOT "<title><![CDATA[",
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ", 1024 * MIB / 64,
     "]]></title>", CJ_E_LIMIT, 2 * MIB},
    {"a comment of a gigabyte", ROOT "<!--",
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ", 1024 * MIB / 64, "-->",
     CJ_E_XML_TAG, 256 * 1024},
    {"an instruction of a gigabyte", ROOT "<?a ",
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ", 1024 * MIB / 64, "?>",
     CJ_E_XML_TAG, 256 * 1024},
    {"white space of a gigabyte", ROOT,
     "                                                               \n", 1024 * MIB / 64, "",
     CJ_E_LIMIT, 0},
    {"ten million elements that are not known", ROOT, "<x/>", 10000000, "</standard>",
     CJ_E_XML_ELEMENT, MIB},
    {"ten million of them within one", ROOT "<a>", "<x/>", 10000000, "</a></standard>", CJ_E_LIMIT,
     MIB},
    {"a hundred thousand criteria", ROOT "<performance-criteria>",
     "<criterion id='p%d' number='%d'><text>t</text></criterion>", 100000, "", CJ_E_LIMIT, 0},
    {"nine thousand times one id", ROOT "<performance-criteria>",
     "<criterion id='p' number='1'><text>t</text></criterion>", 9000,
     "</performance-criteria></standard>", CJ_E_NOS_DUPLICATE, 0},
    {"nine thousand references to nothing", ROOT "<performance-criteria>",
     "<criterion id='p%d' number='1' ref='nothing'><text>t</text></criterion>", 9000,
     "</performance-criteria></standard>", CJ_E_NOS_REFERENCE, 0},
    {"nine thousand entries, each under nothing",
     ROOT "<performance-criteria>" ITEM "</performance-criteria><scope-range>",
     "<entry id='s%d' under='nothing'>t</entry>", 9000, "</scope-range></standard>",
     CJ_E_NOS_REFERENCE, 0},
    {"nine thousand elements, none with criteria", ROOT "<elements>",
     "<element id='e%d' number='1'>t</element>", 9000, "</elements></standard>", CJ_E_NOS_DUPLICATE,
     0},
    {"a byte that UTF-8 has not", ROOT "<title>\xff</title>", "", 0, "</standard>",
     CJ_E_XML_ENCODING, 0},
    {"UTF-8 that is cut off", ROOT "<title>\xe2\x80</title>", "", 0, "</standard>",
     CJ_E_XML_ENCODING, 0},
    {"half of a pair of UTF-16", ROOT "<title>\xed\xa0\x80</title>", "", 0, "</standard>",
     CJ_E_XML_ENCODING, 0},
    {"a solidus in two bytes", ROOT "<title>\xc0\xaf</title>", "", 0, "</standard>",
     CJ_E_XML_ENCODING, 0},
    {"the same in CDATA", ROOT "<title><![CDATA[\xc0\xaf]]></title>", "", 0, "</standard>",
     CJ_E_XML_ENCODING, 0},
    {"the same in an attribute", "<standard " NS "urn='\xc0\xaf' wording='official'>", "", 0, "",
     CJ_E_XML_ENCODING, 0},
    {"a character that XML has not", ROOT "<title>&#1;</title>", "", 0, "</standard>",
     CJ_E_XML_ENCODING, 0},
    {"UTF-16", "\xff\xfe<\0s\0", "", 0, "", CJ_E_XML_ENCODING, 0},
    {"another encoding", "<?xml version='1.0' encoding='UTF-7'?>" ROOT, "", 0, "",
     CJ_E_XML_ENCODING, 0},
    {"tags that cross", ROOT "<title><b></title></b>", "", 0, "</standard>", CJ_E_XML_SYNTAX, 0},
    {"the root twice", ROOT "<performance-criteria>" ITEM "</performance-criteria></standard>", "",
     0, "<standard/>", CJ_E_XML_SYNTAX, 0},
    {"a file that is cut off", ROOT "<performance-criteria>" ITEM, "", 0, "", CJ_E_XML_SYNTAX, 0},
};

/* ---- files that are made while they are read ------------------------------------------------- */

typedef struct maker {
    const hostile *row;
    int64_t next; /* the piece; -1: the beginning; times: the end */
    char piece[2048];
    size_t at, n;
    int64_t given;
    /* What the context has in hand. */
    int64_t live, peak;
} maker;

static void make_piece(maker *m)
{
    const hostile *r = m->row;
    const char *text = m->next < 0 ? r->before : m->next < r->times ? r->piece : r->after;
    m->at = m->n = 0;
    for (; *text != '\0' && m->n + 24 < sizeof m->piece; text++) {
        if (text[0] == '%' && text[1] == 'd') {
            m->n += (size_t)sprintf(m->piece + m->n, "%d", (int)m->next + 1);
            text++;
        } else {
            m->piece[m->n++] = *text;
        }
    }
    m->next++;
}

static int make_open(void *user, const char *path, int flags, int mode)
{
    (void)user, (void)path, (void)flags, (void)mode;
    return 1000;
}

static int make_close(void *user, int fd)
{
    (void)user, (void)fd;
    return 0;
}

static long make_read(void *user, int fd, void *bytes, size_t size)
{
    maker *m = user;
    size_t n = 0;
    (void)fd;
    while (n < size) {
        size_t some;
        if (m->at == m->n) {
            if (m->next > m->row->times)
                break;
            make_piece(m);
            continue;
        }
        some = m->n - m->at < size - n ? m->n - m->at : size - n;
        memcpy((char *)bytes + n, m->piece + m->at, some);
        m->at += some;
        n += some;
    }
    m->given += (int64_t)n;
    return (long)n;
}

/* ---- memory that is counted ------------------------------------------------------------------ */

static void *count_allocate(size_t size, void *user)
{
    maker *m = user;
    size_t *block = malloc(size + 16);
    if (block == NULL)
        return NULL;
    block[0] = size;
    m->live += (int64_t)size;
    m->peak = m->live > m->peak ? m->live : m->peak;
    return block + 2;
}

static void count_release(void *block, void *user)
{
    maker *m = user;
    size_t *whole = block;
    if (block == NULL)
        return;
    m->live -= (int64_t)whole[-2];
    free(whole - 2);
}

static void *count_reallocate(void *block, size_t size, void *user)
{
    size_t had = block != NULL ? ((size_t *)block)[-2] : 0;
    void *fresh = count_allocate(size, user);
    if (fresh != NULL && block != NULL) {
        memcpy(fresh, block, had < size ? had : size);
        count_release(block, user);
    }
    return fresh;
}

static cj_context *counting_context(maker *m)
{
    cj_context_options options = CJ_CONTEXT_OPTIONS_INIT;
    cj_context *ctx = NULL;
    options.user = m;
    options.allocate = count_allocate;
    options.reallocate = count_reallocate;
    options.release = count_release;
    assert_int_equal(cj_context_new(&options, &ctx, NULL), CJ_OK);
    return ctx;
}

/* Refused, with a place, in little time and memory; nothing was added, nothing is kept. */
static void assert_refused(cj_context *ctx, maker *m, const char *what, cj_status expected,
                           cj_status (*read)(cj_catalogue *, void *, cj_error **), void *user)
{
    cj_catalogue *c = NULL;
    cj_error *error = NULL;
    clock_t from = clock();
    cj_status status;
    int64_t before;
    bool told = false;
    assert_int_equal(cj_catalogue_new(ctx, &c, NULL), CJ_OK);
    before = m->live;
    status = read(c, user, &error);
    for (size_t i = 0; i < cj_error_count(error); i++)
        told = told || (cj_error_code(error, i) == expected && cj_error_line(error, i) >= 1 &&
                        cj_error_column(error, i) >= 1);
    if (status == CJ_OK || !told)
        fail_msg("%s: %d %s", what, (int)status, last_problem(error));
    assert_true(cj_error_count(error) <= (size_t)cj_context_limit(ctx, CJ_LIMIT_PROBLEMS));
    assert_int_equal(cj_catalogue_count(c), 0);
    if (m->peak > 16 * MIB)
        fail_msg("%s: %lld bytes", what, (long long)m->peak);
    if ((double)(clock() - from) / CLOCKS_PER_SEC > 10)
        fail_msg("%s: took longer than ten seconds", what);
    cj_error_unref(error);
    assert_true(m->live <= before);
    cj_catalogue_unref(c);
}

static cj_status read_file(cj_catalogue *c, void *user, cj_error **error)
{
    return cj_catalogue_add_file(c, user, error);
}

static void test_hostile(void **state)
{
    (void)state;
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        maker m = {.row = &rows[i], .next = -1};
        cj_context *ctx = counting_context(&m);
        ctx->io.open = make_open;
        ctx->io.read = make_read;
        ctx->io.close = make_close;
        ctx->io.user = &m;
        assert_int_equal(cj_context_set_limit(ctx, CJ_LIMIT_INPUT_BYTES, 64 * MIB), CJ_OK);
        assert_refused(ctx, &m, rows[i].what, rows[i].expected, read_file, "hostile.xml");
        if (rows[i].read_at_most > 0 && m.given > rows[i].read_at_most)
            fail_msg("%s: %lld bytes were read", rows[i].what, (long long)m.given);
        cj_context_unref(ctx);
        assert_int_equal(m.live, 0);
    }
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    { /* what the parser has is not the context's: of the whole process */
        struct rusage usage;
        assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
        assert_true(usage.ru_maxrss < 48 * 1024);
    }
#endif
}

/* ---- gzip ------------------------------------------------------------------------------------ */

typedef struct packed {
    unsigned char *p;
    size_t n, capacity;
} packed;

/* `times` pieces, packed. */
static packed pack(const char *before, const char *piece, int times, const char *after)
{
    packed out = {.capacity = 4 * MIB};
    z_stream z = {0};
    out.p = malloc(out.capacity);
    assert_non_null(out.p);
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_out = out.p;
    z.avail_out = (unsigned)out.capacity;
    for (int i = -1; i <= times; i++) {
        const char *text = i < 0 ? before : i < times ? piece : after;
        z.next_in = (unsigned char *)(uintptr_t)text;
        z.avail_in = (unsigned)strlen(text);
        assert_true(deflate(&z, i < times ? Z_NO_FLUSH : Z_FINISH) != Z_STREAM_ERROR);
    }
    out.n = z.total_out;
    deflateEnd(&z);
    return out;
}

static cj_status read_packed(cj_catalogue *c, void *user, cj_error **error)
{
    const packed *p = user;
    return cj_catalogue_add_memory(c, "hostile.xml.gz", p->p, p->n, error);
}

static void test_gzip_bomb(void **state)
{
    static char spaces[MIB + 1];
    maker m = {0};
    cj_context *ctx = counting_context(&m);
    packed bomb;
    (void)state;
    memset(spaces, ' ', MIB);
    bomb = pack(ROOT, spaces, 512, "</standard>");
    assert_true(bomb.n < MIB);
    assert_int_equal(cj_context_set_limit(ctx, CJ_LIMIT_INPUT_BYTES, 64 * MIB), CJ_OK);
    assert_refused(ctx, &m, "a gzip bomb", CJ_E_LIMIT, read_packed, &bomb);
    free(bomb.p);
    cj_context_unref(ctx);
    assert_int_equal(m.live, 0);
}

/* Cut anywhere, and with any byte of its end changed. */
static void test_damaged_gzip(void **state)
{
    maker m = {0};
    cj_context *ctx = counting_context(&m);
    packed whole =
        pack(ROOT "<performance-criteria>", ITEM, 1, "</performance-criteria></standard>");
    cj_error *error = NULL;
    (void)state;
    assert_ok(cj_nos_validate_memory(ctx, "whole", whole.p, whole.n, &error), error);
    for (size_t n = 2; n < whole.n; n++) {
        packed cut = {.p = whole.p, .n = n};
        assert_refused(ctx, &m, "a gzip file that is cut off", CJ_E_GZIP, read_packed, &cut);
    }
    for (size_t i = whole.n - 8; i < whole.n; i++) { /* the checksum and the length */
        whole.p[i] ^= 0x10;
        assert_refused(ctx, &m, "a gzip file that is damaged", CJ_E_GZIP, read_packed, &whole);
        whole.p[i] ^= 0x10;
    }
    free(whole.p);
    cj_context_unref(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_gzip_bomb),
        cmocka_unit_test(test_damaged_gzip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
