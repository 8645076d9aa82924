/* SPDX-License-Identifier: MIT */
/*
 * The guard before the XML parser: libxml2 2.9 needs a minute for one element with a megabyte of
 * attributes, and no option of its own stops that. The guard also knows where each tag began, which
 * the parser forgets; places of problems come from there. Columns are told from where the line
 * began, so that bytes between two tags cost no more than a look.
 */
#include "core/guard.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

void cji_guard_begin(cji_guard *g, cj_context *ctx, const char *file, cj_error **error)
{
    *g = (cji_guard){.ctx = ctx,
                     .file = file,
                     .error = error,
                     .line = 1,
                     .tag = {1, 1},
                     .tags = g->tags,
                     .tags_capacity = g->tags_capacity};
}

void cji_guard_fini(cji_guard *g)
{
    if (g->ctx != NULL)
        cji_free(g->ctx, g->tags);
}

static int64_t offset_of(const cji_guard *g, const char *p)
{
    return g->piece_at + (p - g->piece);
}

bool cji_guard_begun(const cji_guard *g)
{
    return g->piece_at > 0;
}

cji_tag_place cji_guard_here(const cji_guard *g)
{
    return (cji_tag_place){g->line, (int32_t)(g->piece_at - g->line_at) + 1};
}

static cji_place place_of(const cji_guard *g)
{
    return (cji_place){.file = g->file, .line = g->tag.line, .column = g->tag.column};
}

static void end_line(cji_guard *g, const char *newline)
{
    g->line++;
    g->line_at = offset_of(g, newline) + 1;
}

static bool queue_tag(cji_guard *g)
{
    if (g->tags_from == g->tags_to)
        g->tags_from = g->tags_to = 0;
    if (g->tags_to == g->tags_capacity &&
        !cji_grow(g->ctx, (void **)&g->tags, sizeof *g->tags, g->tags_to, &g->tags_capacity))
        return false;
    g->tags[g->tags_to++] = g->tag;
    return true;
}

bool cji_guard_next_tag(cji_guard *g, cji_tag_place *out)
{
    if (g->tags_from == g->tags_to)
        return false;
    *out = g->tags[g->tags_from++];
    return true;
}

static cj_status start_tag(cji_guard *g)
{
    if (++g->depth > g->ctx->limits[CJ_LIMIT_DEPTH]) {
        cji_place place = place_of(g);
        return cji_fail(g->ctx, g->error, CJ_E_XML_DEPTH, &place,
                        "elements are nested deeper than %lld",
                        (long long)g->ctx->limits[CJ_LIMIT_DEPTH]);
    }
    return queue_tag(g) ? CJ_OK : cji_no_memory(g->ctx, g->error);
}

/* After "<!": a comment or a CDATA section, or nothing that is accepted. */
static cj_status declaration(cji_guard *g)
{
    static const char comment[] = "!--", cdata[] = "![CDATA[";
    const size_t ncomment = sizeof comment - 1, ncdata = sizeof cdata - 1;
    if (g->nhead == ncomment && memcmp(g->head, comment, ncomment) == 0) {
        g->state = CJI_IN_COMMENT;
        g->nhead = 0;
    } else if (g->nhead == ncdata && memcmp(g->head, cdata, ncdata) == 0) {
        g->state = CJI_IN_CDATA;
        g->nhead = 0;
    } else if (memcmp(g->head, cdata, g->nhead) != 0 &&
               (g->nhead > ncomment || memcmp(g->head, comment, g->nhead) != 0)) {
        cji_place place = place_of(g);
        return cji_fail(g->ctx, g->error, CJ_E_XML_DOCTYPE, &place,
                        "a DOCTYPE or other declaration is not accepted");
    }
    return CJ_OK;
}

/* The bytes after '<' say what it is; that of a start tag is left for the scanner of tags. */
static cj_status scan_markup(cji_guard *g, const char **p)
{
    char c = **p;
    if (g->nhead > 0 || c == '!') {
        g->head[g->nhead++] = c;
        ++*p;
        return declaration(g);
    }
    if (c == '?') {
        g->state = CJI_IN_PI;
        ++*p;
        return CJ_OK;
    }
    g->state = CJI_IN_TAG;
    if (c != '/')
        return start_tag(g);
    g->depth--;
    ++*p;
    return CJ_OK;
}

/*
 * Most bytes mean nothing to the guard. Those that may are found for a run at once, without a
 * branch for each byte, and then looked at: runs between them are short, and where each ends is
 * what a processor guesses wrong.
 */
#define RUN 64

/* Bit i is set when byte i of the run may mean something: any of < > " ' and newline, and some. */
#if defined(__SSE2__) && !defined(__SANITIZE_ADDRESS__) /* so that tests see the other one */
static uint64_t telling(const char p[RUN])
{
    const __m128i angles = _mm_set1_epi8('>'), either_angle = _mm_set1_epi8('<' ^ '>'),
                  quotes = _mm_set1_epi8('\''), either_quote = _mm_set1_epi8('"' ^ '\''),
                  newlines = _mm_set1_epi8('\n');
    uint64_t bits = 0;
    for (int i = 0; i < RUN; i += 16) {
        __m128i bytes = _mm_loadu_si128((const void *)(p + i));
        __m128i hit = _mm_cmpeq_epi8(_mm_or_si128(bytes, either_angle), angles);
        hit = _mm_or_si128(hit, _mm_cmpeq_epi8(_mm_or_si128(bytes, either_quote), quotes));
        hit = _mm_or_si128(hit, _mm_cmpeq_epi8(bytes, newlines));
        bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(hit) << i;
    }
    return bits;
}
#else
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The high bit of each byte of `bytes` that is `byte`, where the bits of `loose` do not count. */
static uint64_t equal(uint64_t bytes, uint64_t loose, uint64_t byte)
{
    uint64_t differs = (bytes | EACH(loose)) ^ EACH(byte | loose);
    return ~(((differs & EACH(0x7f)) + EACH(0x7f)) | differs | EACH(0x7f));
}

static uint64_t telling(const char p[RUN])
{
    uint64_t bits = 0;
    for (int i = 0; i < RUN; i += 8) {
        uint64_t bytes;
        memcpy(&bytes, p + i, sizeof bytes);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        bytes = __builtin_bswap64(bytes);
#endif
        bytes =
            equal(bytes, '<' ^ '>', '<') | equal(bytes, '"' ^ '\'', '"') | equal(bytes, 0, '\n');
        bits |= ((bytes >> 7) * UINT64_C(0x0102040810204080) >> 56) << i;
    }
    return bits;
}
#endif

static cj_status check_tag(cji_guard *g, const char *p)
{
    cji_place place;
    if (offset_of(g, p) - g->tag_at <= g->ctx->limits[CJ_LIMIT_TAG_BYTES])
        return CJ_OK;
    place = place_of(g);
    return cji_fail(g->ctx, g->error, CJ_E_XML_TAG, &place,
                    "a tag, comment or instruction is longer than %lld bytes",
                    (long long)g->ctx->limits[CJ_LIMIT_TAG_BYTES]);
}

/* The parser holds all of a section before it tells of it, so its text is measured here. */
static cj_status check_cdata(cji_guard *g, const char *p)
{
    cji_place place;
    if (offset_of(g, p) - g->tag_at <= g->ctx->limits[CJ_LIMIT_TEXT_BYTES])
        return CJ_OK;
    place = place_of(g);
    return cji_fail(g->ctx, g->error, CJ_E_LIMIT, &place, "a text is longer than %lld bytes",
                    (long long)g->ctx->limits[CJ_LIMIT_TEXT_BYTES]);
}

/* The end of a tag. An element without content ends with it: "/>", but not "</>". */
static cj_status end_tag(cji_guard *g, const char *p, char before)
{
    g->state = CJI_IN_TEXT;
    if (before == '/' && offset_of(g, p) - g->tag_at > 2)
        g->depth--;
    return check_tag(g, p + 1);
}

/* A '<' in text. What follows is looked at as well if it is at hand and begins a tag. */
static cj_status begin_markup(cji_guard *g, const char *p, const char *end)
{
    const char *next = p + 1;
    g->state = CJI_IN_MARKUP;
    g->nhead = 0;
    g->tag_at = offset_of(g, p);
    g->tag = (cji_tag_place){g->line, (int32_t)(g->tag_at - g->line_at) + 1};
    return next == end || *next == '!' || *next == '?' ? CJ_OK : scan_markup(g, &next);
}

/* Takes bytes from *p on while they are text or within a tag. */
static cj_status scan_run(cji_guard *g, const char **p, const char *end)
{
    const char *from = *p;
    size_t n = end - from < RUN ? (size_t)(end - from) : RUN;
    cj_status status = CJ_OK;
    char rest[RUN] = {0};
    if (n < RUN)
        memcpy(rest, from, n);
    end = from + n;
    for (uint64_t bits = telling(n < RUN ? rest : from); bits != 0; bits &= bits - 1) {
        const char *here = from + cji_lowest(bits);
        if (*here == '\n') {
            end_line(g, here);
        } else if (g->state == CJI_IN_TAG) {
            if (*here == '>')
                status = end_tag(g, here, here > from ? here[-1] : g->last);
            else if (*here == '"' || *here == '\'')
                g->state = CJI_IN_QUOTES, g->quote = *here;
        } else if (g->state == CJI_IN_TEXT) {
            if (*here == '<')
                status = begin_markup(g, here, end);
            *p = here + 1;
            if (g->state == CJI_IN_MARKUP)
                return status;
        } else if (*here == g->quote) {
            g->state = CJI_IN_TAG;
        }
        if (status != CJ_OK)
            return status;
    }
    *p = end;
    g->last = end[-1];
    return g->state == CJI_IN_TEXT ? CJ_OK : check_tag(g, *p);
}

/* Up to where the bytes end with `tail`; the newest of them are kept in head. */
static const char *scan_to(cji_guard *g, const char *tail, const char *p, const char *end)
{
    size_t n = strlen(tail);
    for (; p < end; p++) {
        if (g->nhead == n)
            memmove(g->head, g->head + 1, --g->nhead);
        g->head[g->nhead++] = *p;
        if (*p == '\n')
            end_line(g, p);
        if (g->nhead == n && memcmp(g->head, tail, n) == 0) {
            g->state = CJI_IN_TEXT;
            return p + 1;
        }
    }
    return p;
}

cj_status cji_guard_piece(cji_guard *g, cji_str piece)
{
    const char *p = piece.p, *end = piece.p + piece.n;
    cj_status status = CJ_OK;
    g->piece = piece.p;
    while (status == CJ_OK && p < end) {
        switch (g->state) {
        case CJI_IN_TEXT:
        case CJI_IN_TAG:
        case CJI_IN_QUOTES:
            status = scan_run(g, &p, end);
            break;
        case CJI_IN_MARKUP:
            status = scan_markup(g, &p);
            break;
        case CJI_IN_COMMENT:
            p = scan_to(g, "-->", p, end); /* the parser holds all of it, as of a tag */
            status = check_tag(g, p);
            break;
        case CJI_IN_CDATA:
            p = scan_to(g, "]]>", p, end);
            status = check_cdata(g, p);
            break;
        case CJI_IN_PI:
            p = scan_to(g, "?>", p, end);
            status = check_tag(g, p);
            break;
        }
    }
    g->piece = end;
    g->piece_at += (int64_t)piece.n;
    return status;
}
