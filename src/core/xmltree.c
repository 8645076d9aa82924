/* SPDX-License-Identifier: MIT */
/* XML out, and small documents as trees. */
#include "core/core.h"

#define IN_TEXT 1u
#define IN_ATTRIBUTE 2u

/* Which bytes are escaped where; most are not, so this is asked of each and the rest of few. */
static const uint8_t escaped[256] = {
    ['&'] = IN_TEXT | IN_ATTRIBUTE,
    ['<'] = IN_TEXT | IN_ATTRIBUTE,
    ['>'] = IN_TEXT | IN_ATTRIBUTE,
    ['\r'] = IN_TEXT | IN_ATTRIBUTE, /* a bare one would come back as a newline */
    ['"'] = IN_ATTRIBUTE,
    ['\n'] = IN_ATTRIBUTE,
    ['\t'] = IN_ATTRIBUTE,
};

static void put_escaped(cji_buf *b, char c)
{
    switch (c) {
    case '&':
        cji_buf_puts(b, "&amp;");
        break;
    case '<':
        cji_buf_puts(b, "&lt;");
        break;
    case '>':
        cji_buf_puts(b, "&gt;");
        break;
    case '"':
        cji_buf_puts(b, "&quot;");
        break;
    default:
        cji_buf_printf(b, "&#%d;", c);
        break;
    }
}

void cji_buf_xml(cji_buf *b, cji_str text, bool attribute)
{
    const unsigned where = attribute ? IN_ATTRIBUTE : IN_TEXT;
    size_t from = 0;
    for (size_t i = 0; i < text.n; i++) {
        if ((escaped[(unsigned char)text.p[i]] & where) == 0)
            continue;
        cji_buf_put(b, text.p + from, i - from);
        put_escaped(b, text.p[i]);
        from = i + 1;
    }
    if (from < text.n) /* of an empty text, p may be NULL */
        cji_buf_put(b, text.p + from, text.n - from);
}

typedef struct tree {
    cj_context *ctx;
    cji_arena *arena;
    cji_node *root, *open;
    cj_error **error;
    const char *file;
} tree;

static bool keep(tree *t, cji_str from, cji_str *to)
{
    char *copy = cji_arena_strdup(t->arena, from);
    *to = (cji_str){copy, from.n};
    return copy != NULL;
}

static cj_status tree_start(void *user, const cji_xml_tag *tag)
{
    tree *t = user;
    cji_node *node = cji_arena_alloc(t->arena, sizeof *node);
    cji_xml_attr *attrs = cji_arena_alloc(t->arena, tag->nattrs * sizeof *attrs);
    if (node == NULL || attrs == NULL || !keep(t, tag->name, &node->name))
        return cji_no_memory(t->ctx, t->error);
    for (size_t i = 0; i < tag->nattrs; i++) {
        if (!keep(t, tag->attrs[i].name, &attrs[i].name) ||
            !keep(t, tag->attrs[i].value, &attrs[i].value))
            return cji_no_memory(t->ctx, t->error);
    }
    node->attrs = attrs;
    node->nattrs = tag->nattrs;
    node->place = tag->place;
    node->place.file = t->file;
    node->parent = t->open;
    if (t->open == NULL) {
        t->root = node;
    } else {
        if (t->open->last != NULL)
            t->open->last->next = node;
        else
            t->open->first = node;
        t->open->last = node;
        t->open->nchildren++;
    }
    t->open = node;
    return CJ_OK;
}

static cj_status tree_end(void *user, cji_str name, cji_str text, const cji_place *place)
{
    tree *t = user;
    (void)name, (void)place;
    if (!keep(t, cji_str_trim(text), &t->open->text))
        return cji_no_memory(t->ctx, t->error);
    t->open = t->open->parent;
    return CJ_OK;
}

cj_status cji_xml_tree(cj_context *ctx, cji_input *in, const char *ns, cji_arena *arena,
                       cji_node **out, cj_error **error)
{
    tree t = {.ctx = ctx, .arena = arena, .error = error};
    cji_xml_handler handler = {tree_start, tree_end, &t};
    cj_status status;
    t.file = cji_arena_strdup(arena, cji_str_of(cji_input_name(in)));
    if (t.file == NULL)
        return cji_no_memory(ctx, error);
    status = cji_xml_read(ctx, in, ns, &handler, error);
    if (status == CJ_OK)
        *out = t.root;
    return status;
}

cji_str cji_node_attr(const cji_node *node, const char *name)
{
    for (size_t i = 0; i < node->nattrs; i++) {
        if (cji_str_is(node->attrs[i].name, name))
            return node->attrs[i].value;
    }
    return (cji_str){NULL, 0};
}
