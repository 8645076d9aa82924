/* SPDX-License-Identifier: MIT */
/* XML out, and small documents as trees. */
#include "core/core.h"

void cji_buf_xml(cji_buf *b, cji_str text, bool attribute)
{
    size_t from = 0;
    for (size_t i = 0; i < text.n; i++) {
        const char *as = NULL;
        switch (text.p[i]) {
        case '&':
            as = "&amp;";
            break;
        case '<':
            as = "&lt;";
            break;
        case '>':
            as = "&gt;";
            break;
        case '\r': /* a bare one would come back as a newline */
            as = "&#13;";
            break;
        case '"':
            as = attribute ? "&quot;" : NULL;
            break;
        case '\n':
            as = attribute ? "&#10;" : NULL;
            break;
        case '\t':
            as = attribute ? "&#9;" : NULL;
            break;
        default:
            break;
        }
        if (as != NULL) {
            cji_buf_put(b, text.p + from, i - from);
            cji_buf_puts(b, as);
            from = i + 1;
        }
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
