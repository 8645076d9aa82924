/* SPDX-License-Identifier: MIT */
/*
 * XML in. The only user of libxml2, so that it can be swapped. Every byte passes a guard before the
 * parser sees it (guard.c).
 */
#include "core/guard.h"

#include <stdio.h>

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

typedef struct frame {
    cji_tag_place place;
    cji_str name;     /* the parser keeps it */
    size_t text_from; /* where this element's text begins in the shared buffer */
    bool has_children;
    bool has_words; /* text that is not white space */
    bool mixed;
    /* The first piece of text with a word: where it is in the buffer, and what comes after it. */
    size_t piece, piece_size;
    cji_tag_place after;
} frame;

typedef struct cji_xml {
    cj_context *ctx;
    cji_input *in;
    const char *ns;
    const cji_xml_handler *handler;
    cj_error **error;
    cj_status status; /* what stops the parse */
    cj_status first;  /* the first problem, reported and survived */
    size_t told;      /* problems that the error had before this document */
    xmlParserCtxtPtr parser;
    cji_guard g;
    cji_xml_tag tag; /* the one that is told of; its place is that of the element that ends, too */
    const xmlChar *known_ns; /* an address that was found to hold ns */
    char head[256];          /* what the encoding is told from */
    size_t nhead;
    bool head_known;
    bool cdata; /* there was a CDATA section */
    bool any;   /* there was an element */
    frame *frames;
    size_t depth, frames_capacity;
    cji_buf text;
    cji_xml_attr *attrs; /* of the current tag: names and values are the parser's */
    size_t attrs_capacity;
} reader;

static cj_status stop(reader *r, cj_status status)
{
    if (r->status == CJ_OK)
        r->status = status;
    if (r->parser != NULL)
        xmlStopParser(r->parser);
    return status;
}

static cji_place here(const reader *r)
{
    return (cji_place){
        .file = cji_input_name(r->in), .line = r->g.tag.line, .column = r->g.tag.column};
}

/* ---- events of the parser -------------------------------------------------------------------- */

/* A problem after which the rest of the file can still be looked at. */
static void survive(reader *r, cj_status status)
{
    if (r->first == CJ_OK)
        r->first = status;
}

/* Whether the document has had more problems than an error keeps: then the rest tells nothing. */
static bool told_enough(reader *r, const cji_place *place)
{
    size_t most = (size_t)r->ctx->limits[CJ_LIMIT_PROBLEMS];
    if (r->error == NULL || *r->error == NULL || cj_error_total(*r->error) - r->told <= most)
        return false;
    stop(r, cji_fail(r->ctx, r->error, CJ_E_LIMIT, place,
                     "more than %zu problems; the rest is not read", most));
    return true;
}

static bool push_frame(reader *r, cji_str name)
{
    frame *f;
    if (r->depth == r->frames_capacity &&
        !cji_grow(r->ctx, (void **)&r->frames, sizeof *r->frames, r->depth, &r->frames_capacity))
        return false;
    r->any = true;
    f = &r->frames[r->depth++];
    *f = (frame){.name = name, .text_from = r->text.n};
    (void)cji_guard_next_tag(&r->g, &f->place);
    return true;
}

static const cji_place *place_of(reader *r, const frame *f)
{
    r->tag.place.line = f->place.line;
    r->tag.place.column = f->place.column;
    return &r->tag.place;
}

/* Where the first word of the element stands: the parser was behind the piece when it told of it.
 */
static cji_place word_place(reader *r, const frame *f)
{
    cji_place place = *place_of(r, f);
    const char *from, *word, *end;
    from = r->text.p + f->piece;
    end = from + f->piece_size;
    word = cji_str_trim((cji_str){from, f->piece_size}).p;
    place.line = f->after.line;
    place.column = 0;
    for (const char *p = word; p < end; p++)
        place.line -= *p == '\n';
    if (place.line < 1) /* libxml2 does not count the lines of a CDATA section before its end */
        return *place_of(r, f);
    for (const char *p = word; p > from && place.column == 0; p--) {
        if (p[-1] == '\n')
            place.column = (int32_t)(word - p) + 1;
    }
    if (place.column == 0 && place.line == f->after.line) /* it began on this line, before */
        place.column = f->after.column - (int32_t)(end - word);
    if (place.column < 1)
        place.column = 1;
    return place;
}

static void refuse_mixed(reader *r, frame *f)
{
    cji_place place;
    if (f->mixed)
        return;
    f->mixed = true;
    place = word_place(r, f);
    survive(r, cji_fail(r->ctx, r->error, CJ_E_XML_TEXT, &place,
                        "the element holds elements, so it cannot hold text as well"));
}

/* The attributes of the tag. */
static bool take_attrs(reader *r, const cji_place *place, int n, const xmlChar **given,
                       size_t *count)
{
    for (int i = 0; i < n; i++, given += 5) {
        const char *uri = (const char *)given[2];
        if (uri != NULL) {
            if (strcmp(uri, "http://www.w3.org/2001/XMLSchema-instance") != 0)
                survive(r, cji_fail(r->ctx, r->error, CJ_E_XML_ATTRIBUTE, place,
                                    "attribute %s has a namespace", (const char *)given[0]));
            continue;
        }
        if (!cji_grow(r->ctx, (void **)&r->attrs, sizeof *r->attrs, *count, &r->attrs_capacity))
            return false;
        r->attrs[(*count)++] =
            (cji_xml_attr){cji_str_of((const char *)given[0]),
                           {(const char *)given[3], (size_t)(given[4] - given[3])}};
    }
    return true;
}

/* libxml2 keeps names once each, so most elements bring the address of the one before. */
static bool is_ns(reader *r, const xmlChar *uri)
{
    if (uri == NULL)
        return false;
    if (uri != r->known_ns && strcmp((const char *)uri, r->ns) == 0)
        r->known_ns = uri;
    return uri == r->known_ns;
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int nns, const xmlChar **ns, int nattrs, int ndefaulted, const xmlChar **attrs)
{
    reader *r = user;
    cj_status status;
    (void)prefix, (void)nns, (void)ns, (void)ndefaulted;
    if (r->status != CJ_OK)
        return;
    if (r->depth > 0) {
        frame *parent = &r->frames[r->depth - 1];
        parent->has_children = true;
        if (parent->has_words)
            refuse_mixed(r, parent);
        r->text.n = parent->text_from;
    }
    r->tag.name = cji_str_of((const char *)name);
    r->tag.nattrs = 0;
    if (!push_frame(r, r->tag.name)) {
        stop(r, cji_no_memory(r->ctx, r->error));
        return;
    }
    (void)place_of(r, &r->frames[r->depth - 1]);
    if (told_enough(r, &r->tag.place))
        return;
    if (!is_ns(r, uri)) {
        /* The wrong root says it all; deeper down the handler will miss the element anyway. */
        stop(r, cji_fail(r->ctx, r->error, CJ_E_XML_NAMESPACE, &r->tag.place,
                         "<%s> is in the namespace \"%s\", not \"%s\"", (const char *)name,
                         uri != NULL ? (const char *)uri : "", r->ns));
        return;
    }
    if (nattrs > 0 && !take_attrs(r, &r->tag.place, nattrs, attrs, &r->tag.nattrs)) {
        stop(r, cji_no_memory(r->ctx, r->error));
        return;
    }
    r->tag.attrs = r->attrs;
    status = r->handler->start(r->handler->user, &r->tag);
    if (status != CJ_OK)
        stop(r, status);
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    reader *r = user;
    frame *f;
    cji_str text;
    cj_status status;
    (void)name, (void)prefix, (void)uri;
    if (r->status != CJ_OK || r->depth == 0)
        return;
    f = &r->frames[r->depth - 1];
    text = (cji_str){r->text.p != NULL ? r->text.p + f->text_from : "", r->text.n - f->text_from};
    if (f->has_children) {
        if (f->has_words)
            refuse_mixed(r, f);
        text.n = 0;
    }
    if (r->cdata && !cji_utf8_ok(text.p, text.n)) {
        stop(r, cji_fail(r->ctx, r->error, CJ_E_XML_ENCODING, place_of(r, f),
                         "the text is not UTF-8"));
        return;
    }
    status = r->handler->end(r->handler->user, f->name, text, place_of(r, f));
    r->text.n = f->text_from;
    r->depth--;
    if (status != CJ_OK)
        stop(r, status);
}

/* White space; most of it is a newline and the indent of the next tag. */
static bool is_blank(cji_str text)
{
    if (text.p[0] > ' ')
        return false;
    if (text.p[0] == '\n' && (text.n == 1 || (text.n == 3 && memcmp(text.p + 1, "  ", 2) == 0) ||
                              (text.n == 5 && memcmp(text.p + 1, "    ", 4) == 0)))
        return true;
    return cji_str_trim(text).n == 0;
}

static void on_text(void *user, const xmlChar *bytes, int n)
{
    reader *r = user;
    cji_str text = {(const char *)bytes, (size_t)n};
    frame *f;
    bool blank;
    if (r->status != CJ_OK || r->depth == 0 || n <= 0)
        return;
    f = &r->frames[r->depth - 1];
    blank = is_blank(text);
    if (blank && f->has_children)
        return; /* nobody will ask for it */
    /* Only a text beside elements is out of place; one before the first child may turn out so. */
    if (!blank && !f->has_words) {
        f->has_words = true;
        f->piece = r->text.n;
        f->piece_size = text.n;
        f->after = (cji_tag_place){r->parser->input->line, r->parser->input->col};
    }
    cji_buf_str(&r->text, text);
    if (r->text.status != CJ_OK)
        stop(r, cji_fail(r->ctx, r->error, r->text.status, place_of(r, f),
                         "a text is longer than %zu bytes", r->text.max));
}

/* libxml2 2.9 lets UTF-8 of more bytes than it needs through in CDATA, and only there. */
static void on_cdata(void *user, const xmlChar *text, int n)
{
    ((reader *)user)->cdata = true;
    on_text(user, text, n);
}

static void on_error(void *user, xmlErrorPtr e)
{
    reader *r = user;
    cji_place place = {.file = cji_input_name(r->in)};
    cji_str why;
    if (r->status != CJ_OK || e->level < XML_ERR_ERROR)
        return;
    place.line = e->line > 0 ? e->line : 1;
    place.column = e->int2 > 0 ? e->int2 : 1;
    why = cji_str_trim(cji_str_of(e->message != NULL ? e->message : "unreadable"));
    stop(r, cji_fail(r->ctx, r->error,
                     e->code == XML_ERR_NO_MEMORY          ? CJ_E_MEMORY
                     : e->code == XML_ERR_INVALID_ENCODING ? CJ_E_XML_ENCODING
                     : e->code == XML_ERR_INVALID_CHAR     ? CJ_E_XML_ENCODING
                                                           : CJ_E_XML_SYNTAX,
                     &place, "%.*s", (int)(why.n > 200 ? 200 : why.n), why.p));
}

static xmlEntityPtr no_entity(void *user, const xmlChar *name)
{
    (void)user;
    return xmlGetPredefinedEntity(name); /* lt, gt, amp, quot, apos */
}

/* The value of the declaration's encoding="..."; p is NULL when there is none. */
static cji_str declared_encoding(cji_str head)
{
    static const char name[] = "encoding";
    const char *at = NULL, *end = head.p + head.n;
    cji_str value;
    for (const char *p = head.p; p + sizeof name < end && at == NULL; p++) {
        if (memcmp(p, name, sizeof name - 1) == 0)
            at = p + sizeof name - 1;
    }
    if (at == NULL)
        return (cji_str){NULL, 0};
    while (at < end && *at != '"' && *at != '\'')
        at++;
    value = (cji_str){at + 1, 0};
    while (at + 1 + value.n < end && at[1 + value.n] != *at)
        value.n++;
    return value;
}

/*
 * UTF-8 only: the guard reads bytes, and a second encoding would be a second reading of them.
 * libxml2 chooses one by the first four bytes and by the declaration, which may stand behind a
 * byte order mark. All this is collected, because pieces can be as short as a member of a gzip
 * file, and is judged before the parser has seen the end of it.
 */
static cj_status check_encoding(reader *r, cji_str piece)
{
    static const char declaration[] = "<?xml", bom[] = "\xef\xbb\xbf",
                      ebcdic[] = "\x4c\x6f\xa7\x94";
    cji_place place = {.file = cji_input_name(r->in), .line = 1, .column = 1};
    size_t n = sizeof r->head - r->nhead < piece.n ? sizeof r->head - r->nhead : piece.n;
    cji_str head, value;
    const char *end;
    memcpy(r->head + r->nhead, piece.p, n);
    r->nhead += n;
    head = (cji_str){r->head, r->nhead};
    if (memchr(head.p, '\0', head.n < 4 ? head.n : 4) != NULL || head.p[0] == '\xff' ||
        head.p[0] == '\xfe' || (head.n >= 4 && memcmp(head.p, ebcdic, 4) == 0))
        return cji_fail(r->ctx, r->error, CJ_E_XML_ENCODING, &place, "not UTF-8");
    if (head.n < 4)
        return CJ_OK; /* too few for the parser as well */
    if (memcmp(head.p, bom, 3) == 0)
        head = (cji_str){head.p + 3, head.n - 3};
    if (memcmp(head.p, declaration, head.n < 5 ? head.n : 5) != 0) {
        r->head_known = true;
        return CJ_OK;
    }
    end = memchr(head.p, '>', head.n);
    if (end == NULL && r->nhead < sizeof r->head)
        return CJ_OK;
    if (end == NULL)
        return cji_fail(r->ctx, r->error, CJ_E_XML_ENCODING, &place,
                        "the XML declaration does not end within %zu bytes", sizeof r->head);
    r->head_known = true;
    value = declared_encoding((cji_str){head.p, (size_t)(end - head.p)});
    if (value.p == NULL || cji_str_is(value, "UTF-8") || cji_str_is(value, "utf-8"))
        return CJ_OK;
    return cji_fail(r->ctx, r->error, CJ_E_XML_ENCODING, &place,
                    "the declaration says \"%.*s\"; only UTF-8 is read",
                    (int)(value.n < 40 ? value.n : 40), value.p);
}

static cj_status feed(reader *r)
{
    for (;;) {
        cji_str piece;
        cj_status status;
        cji_tag_place at = cji_guard_here(&r->g);
        cji_input_at(r->in, at.line, at.column);
        status = cji_input_next(r->in, &piece, r->error);
        if (status == CJ_OK && !cji_guard_begun(&r->g) && piece.n == 0) {
            cji_place place = here(r);
            status = cji_fail(r->ctx, r->error, CJ_E_XML_SYNTAX, &place, "the input is empty");
        }
        if (status == CJ_OK && !r->head_known && piece.n > 0)
            status = check_encoding(r, piece);
        if (status == CJ_OK)
            status = cji_guard_piece(&r->g, piece);
        if (status != CJ_OK)
            return r->status != CJ_OK ? r->status : status;
        if (piece.n == 0)
            break;
        /* Errors arrive through on_error with their place; the return value repeats them. */
        (void)xmlParseChunk(r->parser, piece.p, (int)piece.n, 0);
        if (r->status != CJ_OK)
            return r->status;
    }
    (void)xmlParseChunk(r->parser, NULL, 0, 1);
    /* Without an element there is nothing to be well-formed, whatever the parser makes of it. */
    if (r->status == CJ_OK && (!r->parser->wellFormed || !r->any || r->depth > 0)) {
        cji_place place = here(r);
        return cji_fail(r->ctx, r->error, CJ_E_XML_SYNTAX, &place, "not well-formed XML");
    }
    return r->status != CJ_OK ? r->status : r->first;
}

void cji_xml_init(void)
{
    xmlInitParser();
}

cji_xml *cji_xml_new(cj_context *ctx)
{
    reader *r = cji_alloc(ctx, sizeof *r);
    if (r == NULL)
        return NULL;
    r->ctx = ctx;
    cji_buf_init(&r->text, ctx, (size_t)ctx->limits[CJ_LIMIT_TEXT_BYTES]);
    return r;
}

void cji_xml_free(cji_xml *r)
{
    if (r == NULL)
        return;
    if (r->parser != NULL)
        xmlFreeParserCtxt(r->parser);
    cji_buf_fini(&r->text);
    cji_guard_fini(&r->g);
    cji_free(r->ctx, r->frames);
    cji_free(r->ctx, r->attrs);
    cji_free(r->ctx, r);
}

/* A parser for the next document: that of the one before, unless something went wrong in it. */
static bool ready_parser(reader *r)
{
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC};
    if (r->parser != NULL && xmlCtxtResetPush(r->parser, NULL, 0, NULL, NULL) == 0)
        return true;
    xmlFreeParserCtxt(r->parser);
    sax.startElementNs = on_start;
    sax.endElementNs = on_end;
    sax.characters = on_text;
    sax.cdataBlock = on_cdata;
    sax.ignorableWhitespace = on_text;
    sax.serror = on_error;
    sax.getEntity = no_entity;
    r->parser = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);
    if (r->parser == NULL)
        return false;
    /* Entities are replaced, or &amp; in an attribute would arrive as "&#38;". The only ones there
     * can be are the five of XML: the guard lets no declaration through. */
    xmlCtxtUseOptions(r->parser, XML_PARSE_NONET | XML_PARSE_NOENT);
    return true;
}

cj_status cji_xml_run(cji_xml *r, cji_input *in, const char *ns, const cji_xml_handler *handler,
                      cj_error **error)
{
    cj_status status;
    r->in = in;
    r->ns = ns;
    r->handler = handler;
    r->error = error;
    r->status = r->first = CJ_OK;
    r->told = error != NULL && *error != NULL ? cj_error_total(*error) : 0;
    r->known_ns = NULL;
    r->nhead = 0;
    r->head_known = r->cdata = r->any = false;
    r->depth = 0;
    r->tag = (cji_xml_tag){.place.file = cji_input_name(in)};
    cji_buf_clear(&r->text);
    cji_guard_begin(&r->g, r->ctx, cji_input_name(in), error);
    status = ready_parser(r) ? feed(r) : cji_no_memory(r->ctx, error);
    if (status != CJ_OK && r->parser != NULL) {
        xmlFreeParserCtxt(r->parser);
        r->parser = NULL;
    }
    return status;
}

cj_status cji_xml_read(cj_context *ctx, cji_input *in, const char *ns,
                       const cji_xml_handler *handler, cj_error **error)
{
    reader *r = cji_xml_new(ctx);
    cj_status status =
        r != NULL ? cji_xml_run(r, in, ns, handler, error) : cji_no_memory(ctx, error);
    cji_xml_free(r);
    return status;
}

cji_str cji_xml_attr_of(const cji_xml_tag *tag, const char *name)
{
    for (size_t i = 0; i < tag->nattrs; i++) {
        if (cji_str_is(tag->attrs[i].name, name))
            return tag->attrs[i].value;
    }
    return (cji_str){NULL, 0};
}
