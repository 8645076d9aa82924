/* SPDX-License-Identifier: MIT */
/*
 * From XML to expressions. Every name is resolved here (kinds, fields, codes, policy values,
 * findings, names given with as=), so that evaluation cannot fail on a rule: what is unknown is
 * an error with its place.
 */
#include "competence/competence.h"

#include <stdio.h>

/* What a name stands for, or what is in view: which shapes its fields may come from. */
typedef struct scope {
    const char *name;
    const cji_shape *shapes[16]; /* of the kinds, or of the item; none: a bare value */
    int nshapes;
    bool any_act; /* any kind: the envelope only */
} scope;

typedef struct compiler {
    cj_context *ctx;
    cji_arena *arena;
    cj_error **error;
    cj_status status;
    scope names[CJI_NAMES];
    int nnames;
    const cji_node *defines; /* the root, for <use> */
    int depth;
} compiler;

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
    {"act", CJI_OP_ACT, " kind as latest min max days each-period of why ", " kind ", false, true},
    {"every", CJI_OP_EVERY, " kind state field as latest none because why ", " as ", false, true},
    {"over", CJI_OP_OVER, " kind field codes why ", " kind field codes ", false, true},
    {"item", CJI_OP_ITEM, " field as min why ", " field ", true, true},
    {"where", CJI_OP_WHERE, "", "", true, true},
    {"has", CJI_OP_HAS, " field min why ", " field ", true, false},
    {"given", CJI_OP_GIVEN, " field why ", " field ", true, false},
    {"is", CJI_OP_IS, " field code why ", " field code ", true, false},
    {"covers", CJI_OP_COVERS, " field codes why ", " field codes ", true, false},
    {"understood", CJI_OP_UNDERSTOOD, " field why ", " field ", true, false},
    {"person", CJI_OP_PERSON, " field why ", " field ", true, false},
    {"same", CJI_OP_SAME, " field of path why ", " field of ", true, false},
    {"same-handle", CJI_OP_SAME_HANDLE, " of why ", " of ", true, false},
    {"after", CJI_OP_AFTER, " of why ", " of ", true, false},
    {"before", CJI_OP_BEFORE, " of first why ", "", true, false},
    {"within", CJI_OP_WITHIN, " policy of why ", " policy of ", true, false},
    {"live", CJI_OP_LIVE, " why ", "", true, false},
    {"no-finding", CJI_OP_NO_FINDING, " rule why ", " rule ", true, false},
};

CJI_PRINTF(3, 4)
static void problem(compiler *c, const cji_node *node, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    cji_vfail(c->ctx, c->error, CJ_E_RULE, &node->place, format, args);
    va_end(args);
    if (c->status == CJ_OK)
        c->status = CJ_E_RULE;
}

static void *take(compiler *c, size_t n)
{
    void *p = cji_arena_alloc(c->arena, n);
    if (p == NULL && c->status == CJ_OK)
        c->status = cji_no_memory(c->ctx, c->error);
    return p;
}

static const char *take_text(compiler *c, cji_str text)
{
    char *copy;
    if (text.p == NULL)
        return NULL;
    copy = take(c, text.n + 1);
    if (copy != NULL)
        memcpy(copy, text.p, text.n);
    return copy;
}

/* The next word of a list with spaces between; false at the end. */
static bool next_word(cji_str *list, cji_str *word)
{
    *list = cji_str_trim(*list);
    *word = (cji_str){list->p, 0};
    while (word->n < list->n && strchr(" \t\r\n", list->p[word->n]) == NULL)
        word->n++;
    if (word->n == 0) /* also of an attribute that is not there: p is NULL */
        return false;
    list->p += word->n;
    list->n -= word->n;
    return true;
}

/* ---- kinds, fields, codes -------------------------------------------------------------------- */

static void set_kinds(compiler *c, const cji_node *node, cji_expr *e, scope *s)
{
    cji_str list = cji_node_attr(node, "kind"), word;
    if (cji_str_is(cji_str_trim(list), "any")) {
        memset(e->kinds, 0xff, sizeof e->kinds);
        s->any_act = true;
        s->shapes[s->nshapes++] = cji_shape_envelope;
        return;
    }
    while (next_word(&list, &word)) {
        const cji_kind *kind = NULL;
        for (int32_t i = 0; i < cji_kind_count && kind == NULL; i++) {
            if (cji_str_is(word, cji_kinds[i].name))
                kind = &cji_kinds[i];
        }
        if (kind == NULL) {
            problem(c, node, "there is no kind \"%.*s\"", (int)word.n, word.p);
            continue;
        }
        e->kinds[kind->id / 64] |= UINT64_C(1) << (kind->id % 64);
        e->kind = e->kind == 0 ? kind->id : e->kind;
        if (s->nshapes < (int)CJI_COUNT(s->shapes))
            s->shapes[s->nshapes++] = &cji_shapes[kind->shape];
    }
}

static const cji_row *row_of(const cji_shape *shape, cji_str name)
{
    cj_field field = cji_field_of(name);
    return field != 0 ? cji_shape_row(shape, field) : NULL;
}

/*
 * FIELD or FIELD.MEMBER: one of the shapes in view must have it. With several kinds, the acts of
 * those that do not have the field simply do not meet the condition.
 */
static const cji_row *set_path(compiler *c, const cji_node *node, const char *attr, const scope *s,
                               cji_path *out)
{
    cji_str text = cji_node_attr(node, attr), head = text, tail = {NULL, 0};
    const char *dot = text.n > 0 ? memchr(text.p, '.', text.n) : NULL;
    if (dot != NULL) {
        head.n = (size_t)(dot - text.p);
        tail = (cji_str){dot + 1, text.n - head.n - 1};
    }
    for (int i = 0; i < s->nshapes; i++) {
        const cji_row *row = row_of(s->shapes[i], head);
        if (row == NULL)
            continue;
        out->field = row->field;
        if (tail.p == NULL)
            return row;
        row = row->type == CJ_TYPE_RECORD ? row_of(&cji_shapes[row->extra], tail) : NULL;
        if (row == NULL)
            continue;
        out->member = row->field;
        return row;
    }
    problem(c, node, "%s has no field \"%.*s\"", s->nshapes > 0 ? s->shapes[0]->name : "a value",
            (int)text.n, text.p);
    return NULL;
}

static void set_codes(compiler *c, const cji_node *node, const char *attr, const cji_row *row,
                      cji_expr *e)
{
    cji_str list = cji_node_attr(node, attr), word;
    if (row == NULL)
        return;
    if (row->type != CJ_TYPE_CODE && row->type != CJ_TYPE_BOOL) {
        problem(c, node, "%s is not a code", cji_field_names[row->field]);
        return;
    }
    e->list = row->type == CJ_TYPE_CODE ? row->extra : -1;
    while (next_word(&list, &word)) {
        int32_t code = row->type == CJ_TYPE_CODE  ? cji_code_of(row->extra, word)
                       : cji_str_is(word, "true") ? 1
                                                  : 0;
        if ((row->type == CJ_TYPE_CODE && code == 0) ||
            (row->type == CJ_TYPE_BOOL && code == 0 && !cji_str_is(word, "false")))
            problem(c, node, "\"%.*s\" is no code of %s", (int)word.n, word.p,
                    cji_field_names[row->field]);
        e->mask |= UINT64_C(1) << code;
    }
}

static int16_t find_name(compiler *c, const cji_node *node)
{
    cji_str of = cji_node_attr(node, "of");
    if (of.p == NULL)
        return -1;
    for (int i = c->nnames; i-- > 0;) {
        if (cji_str_is(of, c->names[i].name))
            return (int16_t)i;
    }
    problem(c, node, "nothing around this is named as=\"%.*s\"", (int)of.n, of.p);
    return -1;
}

static void set_number(compiler *c, const cji_node *node, const char *attr, int32_t none,
                       int32_t *out)
{
    cji_str text = cji_node_attr(node, attr);
    int64_t value = none;
    if (text.p != NULL && (!cji_parse_int(text, &value) || value < 1 || value > 1000))
        problem(c, node, "%s is a number from 1 to 1000", attr);
    *out = (int32_t)value;
}

static void set_policy(compiler *c, const cji_node *node, const char *attr, cji_expr *e)
{
    cji_str name = cji_node_attr(node, attr);
    if (name.p == NULL)
        return;
    if (!cji_policy_name_ok(name))
        problem(c, node, "there is no policy value \"%.*s\"", (int)name.n, name.p);
    e->policy = take_text(c, name);
}

static void set_finding(compiler *c, const cji_node *node, cji_expr *e)
{
    cji_str name = cji_node_attr(node, "rule");
    for (size_t i = 0; i < cji_case_rule_count; i++) {
        if (cji_case_rules[i].conduct != 0 && cji_str_is(name, cji_case_rules[i].name))
            e->finding = cji_case_rules[i].name;
    }
    if (e->finding == NULL)
        problem(c, node, "there is no conduct rule \"%.*s\"", (int)name.n, name.p);
}

/* ---- every: three kinds of domain ------------------------------------------------------------ */

static const struct {
    const char *name;
    int32_t type;
} states[] = {{"case", CJ_HANDLE_CASE},
              {"plan", CJ_HANDLE_PLAN},
              {"intervention", CJ_HANDLE_INTERVENTION},
              {"assessment", CJ_HANDLE_ASSESSMENT},
              {"review", CJ_HANDLE_REVIEW}};

static const cji_shape *shape_of_state(int32_t type)
{
    const cji_shape *const shapes[] = {NULL,
                                       cji_shape_case_state,
                                       cji_shape_assessment_state,
                                       cji_shape_plan_state,
                                       cji_shape_intervention_state,
                                       cji_shape_review_state};
    return shapes[type];
}

/* state="assessment.factors": the items of a state, over all handles of the type. */
static void set_state(compiler *c, const cji_node *node, cji_expr *e, scope *s)
{
    cji_str text = cji_node_attr(node, "state");
    for (size_t i = 0; i < CJI_COUNT(states); i++) {
        size_t n = strlen(states[i].name);
        const cji_row *row;
        if (text.n < n + 2 || memcmp(text.p, states[i].name, n) != 0 || text.p[n] != '.')
            continue;
        row = row_of(shape_of_state(states[i].type), (cji_str){text.p + n + 1, text.n - n - 1});
        if (row == NULL || row->type != CJ_TYPE_RECORD)
            break;
        e->state = states[i].type;
        e->field.field = row->field;
        s->shapes[s->nshapes++] = &cji_shapes[row->extra];
        return;
    }
    problem(c, node, "there is no state \"%.*s\"", (int)text.n, text.p);
}

static void set_none(compiler *c, const cji_node *node, cji_expr *e)
{
    static const char *const words[] = {"missing", "met", "not_applicable", "no_occasion"};
    cji_str none = cji_node_attr(node, "none"), because = cji_node_attr(node, "because"), word;
    bool known = none.p == NULL;
    for (int32_t i = 0; i < (int32_t)CJI_COUNT(words); i++) {
        if (none.p != NULL && cji_str_is(none, words[i])) {
            e->none = i;
            known = true;
        }
    }
    if (!known)
        problem(c, node, "none is missing, met, not_applicable or no_occasion");
    for (int i = 0; because.p != NULL && i < 2 && next_word(&because, &word); i++) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)(word.n < 60 ? word.n : 60), word.p);
        e->because[i] = cj_kind_find(name);
        if (e->because[i] == 0)
            problem(c, node, "there is no kind \"%s\"", name);
    }
    if (e->none == CJI_NONE_NOT_APPLICABLE && e->because[0] == 0)
        problem(c, node, "not applicable wants because=\"KIND\": it rests on a recorded fact");
}

static void set_domain(compiler *c, const cji_node *node, cji_expr *e, scope *s)
{
    bool by_kind = cji_node_attr(node, "kind").p != NULL;
    if (by_kind == (cji_node_attr(node, "state").p != NULL)) {
        problem(c, node, "<every> wants kind or state");
        return;
    }
    set_none(c, node, e);
    if (!by_kind) {
        set_state(c, node, e, s);
        return;
    }
    set_kinds(c, node, e, s);
    if (cji_node_attr(node, "field").p != NULL) {
        /* The values of a field: a bare value is in view, but <where> looks at the act. */
        (void)set_path(c, node, "field", s, &e->field);
    }
}

/* ---- expressions ----------------------------------------------------------------------------- */

static cji_expr *compile_children(compiler *c, const cji_node *node, const scope *in_view);

static bool has_word(const char *list, cji_str word)
{
    char padded[40];
    if (word.n > 36)
        return false;
    snprintf(padded, sizeof padded, " %.*s ", (int)word.n, word.p);
    return strstr(list, padded) != NULL;
}

static void check_attrs(compiler *c, const cji_node *node, const element *el)
{
    cji_str wanted = cji_str_of(el->wanted), word;
    for (size_t i = 0; i < node->nattrs; i++) {
        if (!has_word(el->attrs, node->attrs[i].name))
            problem(c, node, "<%s> has no attribute %.*s", el->name, (int)node->attrs[i].name.n,
                    node->attrs[i].name.p);
    }
    while (next_word(&wanted, &word)) {
        char name[40];
        snprintf(name, sizeof name, "%.*s", (int)word.n, word.p);
        if (cji_node_attr(node, name).n == 0)
            problem(c, node, "<%s> wants %s=\"...\"", el->name, name);
    }
}

/* The attributes of one element, by what they are; `inside` becomes what its children see. */
static void compile_attrs(compiler *c, const cji_node *node, const element *el, cji_expr *e,
                          const scope *in_view, scope *inside)
{
    const cji_row *row = NULL;
    cji_str latest = cji_node_attr(node, "latest");
    e->why = take_text(c, cji_node_attr(node, "why"));
    e->of = find_name(c, node);
    set_number(c, node, "min", 1, &e->min);
    set_number(c, node, "max", 0, &e->max);
    e->latest_on_handle = cji_str_is(latest, "handle");
    e->latest = cji_str_is(latest, "case");
    if (latest.p != NULL && !e->latest && !e->latest_on_handle)
        problem(c, node, "latest is handle or case");
    e->distinct_days = cji_str_is(cji_node_attr(node, "days"), "distinct");
    if (el->op == CJI_OP_EVERY) {
        set_domain(c, node, e, inside);
        return;
    }
    if (el->op == CJI_OP_ACT || el->op == CJI_OP_OVER)
        set_kinds(c, node, e, inside);
    if (el->op == CJI_OP_OVER)
        in_view = inside;
    if (cji_node_attr(node, "field").p != NULL && in_view != NULL)
        row = set_path(c, node, "field", in_view, &e->field);
    if (cji_node_attr(node, "path").p != NULL && e->of >= 0)
        (void)set_path(c, node, "path", &c->names[e->of], &e->path);
    if (cji_node_attr(node, "code").p != NULL)
        set_codes(c, node, "code", row, e);
    if (cji_node_attr(node, "codes").p != NULL)
        set_codes(c, node, "codes", row, e);
    if (el->op == CJI_OP_ITEM && row != NULL) {
        if (row->type != CJ_TYPE_RECORD)
            problem(c, node, "%s is no record", cji_field_names[row->field]);
        else
            inside->shapes[inside->nshapes++] = &cji_shapes[row->extra];
    }
    if (el->op == CJI_OP_UNDERSTOOD && row != NULL &&
        (row->type != CJ_TYPE_RECORD || &cji_shapes[row->extra] != cji_shape_U))
        problem(c, node, "%s does not tell what was understood", cji_field_names[row->field]);
    set_policy(c, node, el->op == CJI_OP_ACT ? "each-period" : "policy", e);
    if (el->op == CJI_OP_NO_FINDING)
        set_finding(c, node, e);
    if (el->op == CJI_OP_BEFORE) {
        cji_str first = cji_node_attr(node, "first");
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)(first.n < 60 ? first.n : 60),
                 first.p != NULL ? first.p : "");
        e->kind = first.p != NULL ? cj_kind_find(name) : 0;
        if ((e->kind == 0) == (e->of < 0))
            problem(c, node, "<before> wants of=\"NAME\" or first=\"KIND\"");
    }
}

/* as="...": the name is in sight of what stands inside. */
static void push_name(compiler *c, const cji_node *node, cji_expr *e, const scope *inside)
{
    cji_str as = cji_node_attr(node, "as");
    e->name = -1;
    if (as.p == NULL)
        return;
    if (c->nnames == CJI_NAMES) {
        problem(c, node, "more than %d names in sight", CJI_NAMES);
        return;
    }
    e->name = (int16_t)c->nnames;
    c->names[c->nnames] = *inside;
    c->names[c->nnames++].name = take_text(c, as);
}

static const cji_node *find_define(compiler *c, const cji_node *node)
{
    cji_str name = cji_node_attr(node, "name");
    for (const cji_node *d = c->defines->first; d != NULL; d = d->next) {
        if (cji_str_is(d->name, "define") && cji_str_eq(cji_node_attr(d, "name"), name))
            return d;
    }
    problem(c, node, "there is no <define name=\"%.*s\">", (int)name.n,
            name.p != NULL ? name.p : "");
    return NULL;
}

static cji_expr *compile(compiler *c, const cji_node *node, const scope *in_view)
{
    const element *el = NULL;
    scope inside = {0};
    cji_expr *e;
    int names = c->nnames;
    for (size_t i = 0; i < CJI_COUNT(elements) && el == NULL; i++) {
        if (cji_str_is(node->name, elements[i].name))
            el = &elements[i];
    }
    if (el == NULL) {
        problem(c, node, "<%.*s> is no part of the rule language", (int)node->name.n, node->name.p);
        return NULL;
    }
    e = take(c, sizeof *e);
    if (e == NULL)
        return NULL;
    e->op = el->op;
    check_attrs(c, node, el);
    if (el->inner && in_view == NULL) {
        problem(c, node, "<%s> stands inside <act>, <item>, <every> or <over>", el->name);
        return NULL;
    }
    if (node->first != NULL && !el->children) {
        problem(c, node, "<%s> holds nothing", el->name);
        return NULL;
    }
    compile_attrs(c, node, el, e, in_view, &inside);
    if (el->op == CJI_OP_EVERY && e->field.field != 0 && e->state == 0) {
        /* A value of a field is in view by its name only. */
        scope value = {0};
        push_name(c, node, e, &value);
    } else {
        push_name(c, node, e, &inside);
    }
    if (el->op == CJI_OP_ALL || el->op == CJI_OP_ANY || el->op == CJI_OP_NOT ||
        el->op == CJI_OP_JUDGE || el->op == CJI_OP_WHERE)
        e->first = compile_children(c, node, in_view);
    else if (el->children)
        e->first = compile_children(c, node, inside.nshapes > 0 ? &inside : in_view);
    c->nnames = names;
    return e;
}

static cji_expr *compile_children(compiler *c, const cji_node *node, const scope *in_view)
{
    cji_expr *first = NULL, **link = &first;
    if (++c->depth > 24) {
        problem(c, node, "nested too deep");
        c->depth--;
        return NULL;
    }
    for (const cji_node *child = node->first; child != NULL; child = child->next) {
        const cji_node *define = NULL;
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

static cji_expr *compile_group(compiler *c, const cji_node *node, cji_op op)
{
    cji_expr *e = take(c, sizeof *e);
    if (e == NULL)
        return NULL;
    e->op = op;
    e->of = e->name = -1;
    e->why = take_text(c, cji_node_attr(node, "why"));
    e->first = compile_children(c, node, NULL);
    if (e->first == NULL && c->status == CJ_OK)
        problem(c, node, "<%.*s> is empty", (int)node->name.n, node->name.p);
    return e;
}

static void compile_criterion(compiler *c, const cji_node *node, cji_pack *pack)
{
    static const char *const classes[] = {"R", "P", "J"};
    cji_criterion criterion = {.place = node->place};
    cji_str item = cji_node_attr(node, "item"), class_ = cji_node_attr(node, "class");
    criterion.item = take_text(c, item);
    criterion.place.file = take_text(c, cji_str_of(node->place.file));
    for (int32_t i = 0; i < 3; i++) {
        if (class_.p != NULL && cji_str_is(class_, classes[i]))
            criterion.class_ = i + 1;
    }
    if (item.n < 2 || criterion.item == NULL || criterion.class_ == 0) {
        problem(c, node, "<criterion> wants item=\"P1\" and class R, P or J");
        return;
    }
    if (cji_pack_criterion(pack, criterion.item) != NULL)
        problem(c, node, "%s has a rule already", criterion.item);
    for (const cji_node *child = node->first; child != NULL; child = child->next) {
        if (cji_str_is(child->name, "rule") && criterion.rule == NULL)
            criterion.rule = compile_group(c, child, CJI_OP_ALL);
        else if (cji_str_is(child->name, "not-applicable") && criterion.not_applicable == NULL)
            criterion.not_applicable = compile_group(c, child, CJI_OP_ALL);
        else if (cji_str_is(child->name, "occasion") && criterion.no_occasion == NULL)
            criterion.no_occasion = compile_group(c, child, CJI_OP_ALL);
        else
            problem(c, child, "<%.*s>: a criterion holds one <rule>, <not-applicable>, <occasion>",
                    (int)child->name.n, child->name.p);
    }
    if (criterion.rule == NULL && node->first != NULL)
        problem(c, node, "%s has conditions and no <rule>", criterion.item);
    if (c->status != CJ_OK)
        return;
    if (!cji_grow(c->ctx, (void **)&pack->criteria, sizeof criterion, pack->count,
                  &pack->capacity)) {
        c->status = cji_no_memory(c->ctx, c->error);
        return;
    }
    pack->criteria[pack->count++] = criterion;
}

static const char *take_key(compiler *c, const cji_pack *pack)
{
    char key[160];
    int n = snprintf(key, sizeof key, "%s%s%s", pack->standard != NULL ? pack->standard : "",
                     pack->version != NULL ? "@" : "", pack->version != NULL ? pack->version : "");
    return take_text(c, (cji_str){key, n < (int)sizeof key ? (size_t)n : sizeof key - 1});
}

cj_status cji_pack_compile(cj_context *ctx, cji_arena *arena, const cji_node *root, cji_pack **out,
                           cj_error **error)
{
    compiler c = {.ctx = ctx, .arena = arena, .error = error, .defines = root};
    cji_pack *pack = take(&c, sizeof *pack);
    if (pack == NULL)
        return c.status;
    pack->standard = take_text(&c, cji_node_attr(root, "standard"));
    pack->version = take_text(&c, cji_node_attr(root, "version"));
    pack->key = take_key(&c, pack);
    if (!cji_str_is(root->name, "evidence") || pack->standard == NULL || pack->standard[0] == '\0')
        problem(&c, root, "a rule file is <evidence standard=\"URN\">");
    for (const cji_node *node = root->first; c.status != CJ_E_MEMORY && node != NULL;
         node = node->next) {
        if (cji_str_is(node->name, "criterion"))
            compile_criterion(&c, node, pack);
        else if (!cji_str_is(node->name, "define"))
            problem(&c, node, "<%.*s>: a rule file holds <define> and <criterion>",
                    (int)node->name.n, node->name.p);
    }
    if (c.status != CJ_OK) {
        cji_free(ctx, pack->criteria);
        return c.status;
    }
    *out = pack;
    return CJ_OK;
}
