/* SPDX-License-Identifier: MIT */
/*
 * The XML reader under everything else. Its guard reads the bytes beside libxml2 and says where
 * each tag is; the two must agree, or what one lets through is not what the other limits.
 */
#include "fuzz/fuzz.h"

#define NS "urn:x"

typedef struct seen {
    const char *bytes;
    size_t size;
    size_t starts, ends, depth;
    bool plain; /* not gzip: places can be looked up */
} seen;

static const char *at_place(const seen *s, const cji_place *place)
{
    int32_t line = 1;
    size_t i = 0;
    for (; i < s->size && line < place->line; i++)
        line += s->bytes[i] == '\n';
    i += (size_t)place->column - 1;
    FUZZ_CHECK(line == place->line && i < s->size);
    return s->bytes + i;
}

static bool is_name(const char *at, const char *end, cji_str name)
{
    return (size_t)(end - at) >= name.n && memcmp(at, name.p, name.n) == 0;
}

/* "<name" or "<prefix:name" stands at the place. */
static void check_tag(const seen *s, const cji_place *place, cji_str name)
{
    const char *at = at_place(s, place), *end = s->bytes + s->size, *colon;
    FUZZ_CHECK(*at == '<');
    at++;
    colon = memchr(at, ':', (size_t)(end - at));
    FUZZ_CHECK(is_name(at, end, name) || (colon != NULL && is_name(colon + 1, end, name)));
}

static cj_status on_start(void *user, const cji_xml_tag *tag)
{
    seen *s = user;
    int64_t bytes = 0;
    s->starts++;
    s->depth++;
    FUZZ_CHECK((int64_t)s->depth <= cj_context_limit(fuzz_context(), CJ_LIMIT_DEPTH));
    FUZZ_CHECK(tag->name.n > 0 && cji_utf8_ok(tag->name.p, tag->name.n));
    FUZZ_CHECK(tag->place.line > 0 && tag->place.column > 0);
    if (s->plain)
        check_tag(s, &tag->place, tag->name);
    for (size_t i = 0; i < tag->nattrs; i++) {
        const cji_xml_attr *attr = &tag->attrs[i];
        FUZZ_CHECK(attr->value.p != NULL && cji_utf8_ok(attr->value.p, attr->value.n));
        bytes += (int64_t)(attr->name.n + attr->value.n);
    }
    FUZZ_CHECK(bytes <= cj_context_limit(fuzz_context(), CJ_LIMIT_TAG_BYTES));
    return CJ_OK;
}

static cj_status on_end(void *user, cji_str name, cji_str text, const cji_place *place)
{
    seen *s = user;
    s->ends++;
    FUZZ_CHECK(s->depth-- > 0);
    FUZZ_CHECK(cji_utf8_ok(text.p, text.n));
    FUZZ_CHECK((int64_t)text.n <= cj_context_limit(fuzz_context(), CJ_LIMIT_TEXT_BYTES));
    if (s->plain)
        check_tag(s, place, name);
    return CJ_OK;
}

static void read_document(const uint8_t *data, size_t size, bool short_of_memory)
{
    cj_context *ctx = fuzz_context();
    seen s = {.bytes = (const char *)data, .size = size};
    cji_xml_handler handler = {on_start, on_end, &s};
    cji_input *in = NULL;
    cj_error *error = NULL;
    cj_status status = cji_input_memory(ctx, "input", data, size, &in, &error);
    s.plain = size < 2 || data[0] != 0x1f || data[1] != 0x8b;
    if (status == CJ_OK)
        status = cji_xml_read(ctx, in, NS, &handler, &error);
    FUZZ_CHECK(status != CJ_OK || (s.starts > 0 && s.starts == s.ends && s.depth == 0));
    if (status != CJ_OK && !short_of_memory)
        fuzz_check_error(error, status);
    cj_error_unref(error);
    cji_input_free(in);
}

static void write_node(cji_buf *b, const cji_node *node, bool root)
{
    cji_buf_printf(b, "<%.*s", (int)node->name.n, node->name.p);
    if (root)
        cji_buf_puts(b, " xmlns=\"" NS "\"");
    for (size_t i = 0; i < node->nattrs; i++) {
        cji_buf_printf(b, " %.*s=\"", (int)node->attrs[i].name.n, node->attrs[i].name.p);
        cji_buf_xml(b, node->attrs[i].value, true);
        cji_buf_putc(b, '"');
    }
    cji_buf_putc(b, '>');
    cji_buf_xml(b, node->text, false);
    for (const cji_node *child = node->first; child != NULL; child = child->next)
        write_node(b, child, false);
    cji_buf_printf(b, "</%.*s>", (int)node->name.n, node->name.p);
}

static cj_status read_tree(cji_str bytes, cji_arena *arena, cji_node **root)
{
    cji_input *in = NULL;
    cj_status status = cji_input_memory(fuzz_context(), "input", bytes.p, bytes.n, &in, NULL);
    if (status == CJ_OK)
        status = cji_xml_tree(fuzz_context(), in, NS, arena, root, NULL);
    cji_input_free(in);
    return status;
}

/* A tree that is written and read again is the same tree: every value survives its escapes. */
static void round_trip(const uint8_t *data, size_t size)
{
    cj_context *ctx = fuzz_context();
    cji_node *root = NULL, *again = NULL;
    cji_arena arena;
    cji_buf first, second;
    cji_arena_init(&arena, ctx);
    cji_buf_init(&first, ctx, 1 << 20);
    cji_buf_init(&second, ctx, 1 << 20);
    if (read_tree((cji_str){(const char *)data, size}, &arena, &root) == CJ_OK) {
        cj_status status;
        write_node(&first, root, true);
        status = read_tree(cji_buf_view(&first), &arena, &again);
        /* An escape is longer than what it stands for, so a tag can now pass its limit. */
        FUZZ_CHECK(status == CJ_OK || status == CJ_E_XML_TAG);
        if (status == CJ_OK) {
            write_node(&second, again, true);
            FUZZ_CHECK(cji_str_eq(cji_buf_view(&first), cji_buf_view(&second)));
        }
    }
    cji_buf_fini(&first);
    cji_buf_fini(&second);
    cji_arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    long before;
    fuzz_run(data, size, read_document);
    before = fuzz_live();
    round_trip(data, size);
    FUZZ_CHECK(fuzz_live() == before);
    return 0;
}
