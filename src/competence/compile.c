/* SPDX-License-Identifier: MIT */
/*
 * From XML to expressions. Every name is resolved here (kinds, fields, codes, policy values,
 * findings, names given with as=), so that evaluation cannot fail on a rule: what is unknown is
 * an error with its place.
 */
#include "competence/compile.h"

#include <stdio.h>

typedef struct element element;
struct element {
    const char *name;
    cji_op op;
    const char *attrs;  /* allowed, with spaces around each */
    const char *wanted; /* required */
    bool inner;         /* needs an act or item in view */
    bool children;
};

static const element elements[] = {
    {"all", CJI_OP_ALL, " why ", "", false, true},
    {"any", CJI_OP_ANY, " why ", "", false, true},
    {"not", CJI_OP_NOT, " why ", "", false, true},
    {"judge", CJI_OP_JUDGE, " why ", " why ", false, true},
    {"provided", CJI_OP_PROVIDED, " why ", "", false, true},
    {"not-applicable", CJI_OP_EXCEPT, " why ", " why ", false, true},
    {"also", CJI_OP_ALSO, "", "", false, true},
    {"complete", CJI_OP_COMPLETE, "", "", false, false},
    {"act", CJI_OP_ACT, " kind as latest min max days each-period as-many of why ", " kind ", false,
     true},
    {"every", CJI_OP_EVERY, " kind state field values as latest max none because cite why ", " as ",
     false, true},
    {"over", CJI_OP_OVER, " kind field codes as why ", " kind field codes ", false, true},
    {"item", CJI_OP_ITEM, " field as min each why ", " field ", true, true},
    {"where", CJI_OP_WHERE, "", "", true, true},
    {"has", CJI_OP_HAS, " field min why ", " field ", true, false},
    {"given", CJI_OP_GIVEN, " field why ", " field ", true, false},
    {"is", CJI_OP_IS, " field code why ", " field code ", true, false},
    {"covers", CJI_OP_COVERS, " field codes why ", " field codes ", true, false},
    {"understood", CJI_OP_UNDERSTOOD, " field why ", " field ", true, false},
    {"person", CJI_OP_PERSON, " field why ", " field ", true, false},
    {"same", CJI_OP_SAME, " field of path why ", " field of ", true, false},
    {"same-handle", CJI_OP_SAME_HANDLE, " of why ", " of ", true, false},
    {"after", CJI_OP_AFTER, " of field why ", " of ", true, false},
    {"before", CJI_OP_BEFORE, " of first as why ", "", true, true},
    {"within", CJI_OP_WITHIN, " policy of path field why ", " of ", true, false},
    {"live", CJI_OP_LIVE, " why ", "", true, false},
    {"no-finding", CJI_OP_NO_FINDING, " rule late policy why ", " rule ", true, false},
    {"past", CJI_OP_PAST, " field why ", " field ", true, false},
    {"cites", CJI_OP_CITES, " of why ", " of ", true, false},
    {"class", CJI_OP_CLASS, " field code why ", " field code ", true, false},
    {"at-least", CJI_OP_AT_LEAST, " field value why ", " field value ", true, false},
    {"not-yet", CJI_OP_NOT_YET, " policy of unset why ", " policy of why ", false, false},
};

/* ---- expressions ----------------------------------------------------------------------------- */

static cji_expr *compile_children(cji_compiler *c, const cji_node *node, const cji_scope *in_view);

static bool has_word(const char *list, cji_str word)
{
    char padded[40];
    if (word.n > 36)
        return false;
    snprintf(padded, sizeof padded, " %.*s ", (int)word.n, word.p);
    return strstr(list, padded) != NULL;
}

static void check_attrs(cji_compiler *c, const cji_node *node, const element *el)
{
    cji_str wanted = cji_str_of(el->wanted), word;
    for (size_t i = 0; i < node->nattrs; i++) {
        if (!has_word(el->attrs, node->attrs[i].name))
            cji_rule_problem(c, node, "<%s> has no attribute %.*s", el->name,
                             (int)node->attrs[i].name.n, node->attrs[i].name.p);
    }
    while (cji_rule_word(&wanted, &word)) {
        char name[40];
        snprintf(name, sizeof name, "%.*s", (int)word.n, word.p);
        if (cji_node_attr(node, name).n == 0)
            cji_rule_problem(c, node, "<%s> wants %s=\"...\"", el->name, name);
    }
}

/* An attribute that is there with its one word, or not there. */
static bool flag(cji_compiler *c, const cji_node *node, const char *attr, const char *word)
{
    cji_str text = cji_node_attr(node, attr);
    if (text.p != NULL && !cji_str_is(text, word))
        cji_rule_problem(c, node, "%s is %s, or not there", attr, word);
    return text.p != NULL;
}

static void check_day(cji_compiler *c, const cji_node *node, const cji_row *row)
{
    if (row != NULL && row->type != CJ_TYPE_DATE && row->type != CJ_TYPE_TIME)
        cji_rule_problem(c, node, "%s is no date and no time", cji_field_names[row->field]);
}

/* <before of="NAME"/>, or <before first="KIND"> with what that act has to meet. */
static void set_before(cji_compiler *c, const cji_node *node, cji_expr *e, cji_scope *inside)
{
    cji_str first = cji_node_attr(node, "first");
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)(first.n < 60 ? first.n : 60),
             first.p != NULL ? first.p : "");
    e->kind = first.p != NULL ? cj_kind_find(name) : 0;
    if ((e->kind == 0) == (e->of < 0))
        cji_rule_problem(c, node, "<before> wants of=\"NAME\" or first=\"KIND\"");
    else if (e->kind != 0)
        inside->shapes[inside->nshapes++] = &cji_shapes[cji_kind_of(e->kind)->shape];
    else if (node->first != NULL)
        cji_rule_problem(c, node, "<before of> holds nothing");
}

static void set_flags(cji_compiler *c, const cji_node *node, cji_expr *e)
{
    cji_str latest = cji_node_attr(node, "latest");
    e->latest_on_handle = cji_str_is(latest, "handle");
    e->latest = cji_str_is(latest, "case");
    if (latest.p != NULL && !e->latest && !e->latest_on_handle)
        cji_rule_problem(c, node, "latest is handle or case");
    e->distinct_days = flag(c, node, "days", "distinct");
    e->distinct_values = flag(c, node, "values", "distinct");
    e->each = flag(c, node, "each", "true");
    e->late = flag(c, node, "late", "true");
    e->waits = flag(c, node, "unset", "waits");
    e->quiet = flag(c, node, "cite", "no");
}

/* As many acts as another act's field has values. */
static void set_as_many(cji_compiler *c, const cji_node *node, cji_expr *e)
{
    e->as_many = cji_node_attr(node, "as-many").p != NULL;
    if (e->as_many && e->of < 0)
        cji_rule_problem(c, node, "as-many=\"FIELD\" wants of=\"NAME\"");
    else if (e->as_many)
        (void)cji_set_path(c, node, "as-many", &c->names[e->of], &e->path);
}

/* The attributes of one element, by what they are; `inside` becomes what its children see. */
static void compile_attrs(cji_compiler *c, const cji_node *node, const element *el, cji_expr *e,
                          const cji_scope *in_view, cji_scope *inside)
{
    const cji_row *row = NULL, *path = NULL;
    e->why = cji_rule_text(c, cji_node_attr(node, "why"));
    e->of = cji_find_name(c, node);
    set_flags(c, node, e);
    cji_set_number(c, node, "min", 1, &e->min);
    cji_set_number(c, node, "max", 0, &e->max);
    if (el->op == CJI_OP_AT_LEAST)
        cji_set_number(c, node, "value", 1, &e->min);
    if (el->op == CJI_OP_EVERY) {
        cji_set_domain(c, node, e, inside);
        return;
    }
    if (el->op == CJI_OP_ACT || el->op == CJI_OP_OVER)
        cji_set_kinds(c, node, e, inside);
    if (el->op == CJI_OP_OVER)
        in_view = inside;
    if (cji_node_attr(node, "field").p != NULL && in_view != NULL)
        row = cji_set_path(c, node, "field", in_view, &e->field);
    if (cji_node_attr(node, "path").p != NULL && e->of >= 0)
        path = cji_set_path(c, node, "path", &c->names[e->of], &e->path);
    set_as_many(c, node, e);
    if (el->op == CJI_OP_CLASS)
        cji_set_class(c, node, row, e);
    else if (cji_node_attr(node, "code").p != NULL)
        cji_set_codes(c, node, "code", row, e);
    if (cji_node_attr(node, "codes").p != NULL)
        cji_set_codes(c, node, "codes", row, e);
    if (el->op == CJI_OP_ITEM && row != NULL) {
        if (row->type != CJ_TYPE_RECORD)
            cji_rule_problem(c, node, "%s is no record", cji_field_names[row->field]);
        else
            inside->shapes[inside->nshapes++] = &cji_shapes[row->extra];
    }
    if (el->op == CJI_OP_UNDERSTOOD && row != NULL &&
        (row->type != CJ_TYPE_RECORD || &cji_shapes[row->extra] != cji_shape_U))
        cji_rule_problem(c, node, "%s does not tell what was understood",
                         cji_field_names[row->field]);
    cji_set_policy(c, node, el->op == CJI_OP_ACT ? "each-period" : "policy", e);
    if (el->op == CJI_OP_AT_LEAST && row != NULL && row->type != CJ_TYPE_INT)
        cji_rule_problem(c, node, "%s is no number", cji_field_names[row->field]);
    if (el->op == CJI_OP_NO_FINDING)
        cji_set_finding(c, node, e);
    if (el->op == CJI_OP_PAST || el->op == CJI_OP_WITHIN)
        check_day(c, node, row);
    if (el->op == CJI_OP_WITHIN)
        check_day(c, node, path);
    if (el->op == CJI_OP_AFTER && row != NULL && row->type != CJ_TYPE_TIME)
        cji_rule_problem(c, node, "%s is no time", cji_field_names[row->field]);
    if (el->op == CJI_OP_WITHIN && e->policy == NULL && path == NULL)
        cji_rule_problem(c, node, "<within> wants policy=\"VALUE\", path=\"FIELD\", or both");
    if (el->op == CJI_OP_BEFORE)
        set_before(c, node, e, inside);
}

/* as="...": the name is in sight of what stands inside. */
static void push_name(cji_compiler *c, const cji_node *node, cji_expr *e, const cji_scope *inside)
{
    cji_str as = cji_node_attr(node, "as");
    e->name = -1;
    if (as.p == NULL)
        return;
    if (c->nnames == CJI_NAMES) {
        cji_rule_problem(c, node, "more than %d names in sight", CJI_NAMES);
        return;
    }
    e->name = (int16_t)c->nnames;
    c->names[c->nnames] = *inside;
    c->names[c->nnames++].name = cji_rule_text(c, as);
}

static const cji_node *find_define(cji_compiler *c, const cji_node *node)
{
    cji_str name = cji_node_attr(node, "name");
    for (const cji_node *d = c->defines->first; d != NULL; d = d->next) {
        if (cji_str_is(d->name, "define") && cji_str_eq(cji_node_attr(d, "name"), name))
            return d;
    }
    cji_rule_problem(c, node, "there is no <define name=\"%.*s\">", (int)name.n,
                     name.p != NULL ? name.p : "");
    return NULL;
}

/* Whether no part refers to a name from outside; those have the lower numbers. */
static bool looks_inside(const cji_expr *first, int names)
{
    bool inside = true;
    for (const cji_expr *x = first; x != NULL && inside; x = x->next)
        inside = (x->of < 0 || x->of >= names) && looks_inside(x->first, names);
    return inside;
}

static cji_expr *compile(cji_compiler *c, const cji_node *node, const cji_scope *in_view)
{
    const element *el = NULL;
    cji_scope inside = {0};
    cji_expr *e;
    int names = c->nnames;
    for (size_t i = 0; i < CJI_COUNT(elements) && el == NULL; i++) {
        if (cji_str_is(node->name, elements[i].name))
            el = &elements[i];
    }
    if (el == NULL) {
        cji_rule_problem(c, node, "<%.*s> is no part of the rule language", (int)node->name.n,
                         node->name.p);
        return NULL;
    }
    e = cji_rule_take(c, sizeof *e);
    if (e == NULL)
        return NULL;
    e->op = el->op;
    c->complete = c->complete || e->op == CJI_OP_COMPLETE;
    check_attrs(c, node, el);
    if (el->inner && in_view == NULL) {
        cji_rule_problem(c, node, "<%s> stands inside <act>, <item>, <every> or <over>", el->name);
        return NULL;
    }
    if (node->first != NULL && !el->children) {
        cji_rule_problem(c, node, "<%s> holds nothing", el->name);
        return NULL;
    }
    compile_attrs(c, node, el, e, in_view, &inside);
    if (el->op == CJI_OP_EVERY && e->field.field != 0 && e->state == 0 && !inside.records) {
        /* A value of a field is in view by its name only. */
        cji_scope value = {0};
        push_name(c, node, e, &value);
    } else {
        push_name(c, node, e, &inside);
    }
    if (el->op == CJI_OP_ALL || el->op == CJI_OP_ANY || el->op == CJI_OP_NOT ||
        el->op == CJI_OP_JUDGE || el->op == CJI_OP_WHERE)
        e->first = compile_children(c, node, in_view);
    else if (el->children)
        e->first = compile_children(c, node, inside.nshapes > 0 ? &inside : in_view);
    e->may_wait = el->op == CJI_OP_JUDGE || el->op == CJI_OP_CLASS || e->policy != NULL;
    for (const cji_expr *x = e->first; x != NULL; x = x->next)
        e->may_wait = e->may_wait || x->may_wait;
    for (const cji_expr *x = e->first; x != NULL; x = x->next)
        e->chooses = e->chooses || x->op == CJI_OP_WHERE;
    if (el->op == CJI_OP_BEFORE)
        e->constant = looks_inside(e->first, names);
    c->nnames = names;
    return e;
}

/* <where> and <not-applicable> say something of what they stand in. */
static void check_place(cji_compiler *c, const cji_node *node, const cji_node *child)
{
    if (cji_str_is(child->name, "where") && !has_word(" act every over item define ", node->name))
        cji_rule_problem(c, child, "<where> stands in <act>, <every>, <over> or <item>");
    if (cji_str_is(child->name, "not-applicable") && !cji_str_is(node->name, "all"))
        cji_rule_problem(c, child, "<not-applicable> stands in <criterion> or <all>");
}

static cji_expr *compile_children(cji_compiler *c, const cji_node *node, const cji_scope *in_view)
{
    cji_expr *first = NULL, **link = &first;
    if (++c->depth > 24) {
        cji_rule_problem(c, node, "nested too deep");
        c->depth--;
        return NULL;
    }
    for (const cji_node *child = node->first; child != NULL; child = child->next) {
        const cji_node *define = NULL;
        check_place(c, node, child);
        if (cji_str_is(child->name, "use")) {
            define = find_define(c, child);
            if (define != NULL)
                *link = compile_children(c, define, in_view);
        } else {
            *link = compile(c, child, in_view);
        }
        while (*link != NULL)
            link = &(*link)->next;
    }
    c->depth--;
    return first;
}

/* ---- criteria -------------------------------------------------------------------------------- */

static cji_expr *compile_group(cji_compiler *c, const cji_node *node, cji_op op)
{
    cji_expr *e = cji_rule_take(c, sizeof *e);
    if (e == NULL)
        return NULL;
    e->op = op;
    e->of = e->name = -1;
    e->why = cji_rule_text(c, cji_node_attr(node, "why"));
    e->first = compile_children(c, node, NULL);
    if (e->first == NULL && c->status == CJ_OK)
        cji_rule_problem(c, node, "<%.*s> is empty", (int)node->name.n, node->name.p);
    return e;
}

static void compile_criterion(cji_compiler *c, const cji_node *node, cji_pack *pack)
{
    static const char *const classes[] = {"R", "P", "J"};
    cji_criterion criterion = {.place = node->place, .pack = pack};
    cji_str item = cji_node_attr(node, "item"), class_ = cji_node_attr(node, "class");
    criterion.item = cji_rule_text(c, item);
    criterion.place.file = cji_rule_text(c, cji_str_of(node->place.file));
    for (int32_t i = 0; i < 3; i++) {
        if (class_.p != NULL && cji_str_is(class_, classes[i]))
            criterion.class_ = i + 1;
    }
    if (item.n < 2 || criterion.item == NULL || criterion.class_ == 0) {
        cji_rule_problem(c, node, "<criterion> wants item=\"P1\" and class R, P or J");
        return;
    }
    criterion.caseload = flag(c, node, "scope", "caseload");
    if (cji_pack_criterion(pack, criterion.item) != NULL)
        cji_rule_problem(c, node, "%s has a rule already", criterion.item);
    c->complete = false;
    for (const cji_node *child = node->first; child != NULL; child = child->next) {
        if (cji_str_is(child->name, "rule") && criterion.rule == NULL)
            criterion.rule = compile_group(c, child, CJI_OP_ALL);
        else if (cji_str_is(child->name, "not-applicable") && criterion.not_applicable == NULL)
            criterion.not_applicable = compile_group(c, child, CJI_OP_ALL);
        else if (cji_str_is(child->name, "occasion") && criterion.no_occasion == NULL)
            criterion.no_occasion = compile_group(c, child, CJI_OP_ALL);
        else
            cji_rule_problem(c, child,
                             "<%.*s>: a criterion holds one <rule>, <not-applicable>, <occasion>",
                             (int)child->name.n, child->name.p);
    }
    if (criterion.rule == NULL && node->first != NULL)
        cji_rule_problem(c, node, "%s has conditions and no <rule>", criterion.item);
    criterion.looks_at_others = c->complete;
    pack->complete = pack->complete || c->complete;
    if (c->status != CJ_OK)
        return;
    if (!cji_grow(c->ctx, (void **)&pack->criteria, sizeof criterion, pack->count,
                  &pack->capacity)) {
        c->status = cji_no_memory(c->ctx, c->error);
        return;
    }
    pack->criteria[pack->count++] = criterion;
}

static const char *take_key(cji_compiler *c, const cji_pack *pack)
{
    char key[160];
    int n = snprintf(key, sizeof key, "%s%s%s", pack->standard != NULL ? pack->standard : "",
                     pack->version != NULL ? "@" : "", pack->version != NULL ? pack->version : "");
    return cji_rule_text(c, (cji_str){key, n < (int)sizeof key ? (size_t)n : sizeof key - 1});
}

cj_status cji_pack_compile(cj_context *ctx, cji_arena *arena, const cji_node *root, cji_pack **out,
                           cj_error **error)
{
    cji_compiler c = {.ctx = ctx, .arena = arena, .error = error, .defines = root};
    cji_pack *pack = cji_rule_take(&c, sizeof *pack);
    if (pack == NULL)
        return c.status;
    pack->standard = cji_rule_text(&c, cji_node_attr(root, "standard"));
    pack->version = cji_rule_text(&c, cji_node_attr(root, "version"));
    pack->key = take_key(&c, pack);
    if (!cji_str_is(root->name, "evidence") || pack->standard == NULL || pack->standard[0] == '\0')
        cji_rule_problem(&c, root, "a rule file is <evidence standard=\"URN\">");
    for (const cji_node *node = root->first; c.status != CJ_E_MEMORY && node != NULL;
         node = node->next) {
        if (cji_str_is(node->name, "criterion"))
            compile_criterion(&c, node, pack);
        else if (cji_str_is(node->name, "not-applicable") && pack->not_applicable == NULL)
            pack->not_applicable = compile_group(&c, node, CJI_OP_ALL);
        else if (!cji_str_is(node->name, "define"))
            cji_rule_problem(
                &c, node,
                "<%.*s>: a rule file holds <define>, <criterion> and one <not-applicable>",
                (int)node->name.n, node->name.p);
    }
    if (c.status != CJ_OK) {
        cji_free(ctx, pack->criteria);
        return c.status;
    }
    *out = pack;
    return CJ_OK;
}
