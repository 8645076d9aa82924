/* SPDX-License-Identifier: MIT */
/*
 * Every name that a rule uses is resolved here: kinds, fields, codes, policy values, findings,
 * states, and names given with as=.
 */
#include "competence/compile.h"

#include <stdio.h>

void cji_rule_problem(cji_compiler *c, const cji_node *node, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    cji_vfail(c->ctx, c->error, CJ_E_RULE, &node->place, format, args);
    va_end(args);
    if (c->status == CJ_OK)
        c->status = CJ_E_RULE;
}

void *cji_rule_take(cji_compiler *c, size_t n)
{
    void *p = cji_arena_alloc(c->arena, n);
    if (p == NULL && c->status == CJ_OK)
        c->status = cji_no_memory(c->ctx, c->error);
    return p;
}

const char *cji_rule_text(cji_compiler *c, cji_str text)
{
    char *copy;
    if (text.p == NULL)
        return NULL;
    copy = cji_rule_take(c, text.n + 1);
    if (copy != NULL)
        memcpy(copy, text.p, text.n);
    return copy;
}

bool cji_rule_word(cji_str *list, cji_str *word)
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

void cji_set_kinds(cji_compiler *c, const cji_node *node, cji_expr *e, cji_scope *s)
{
    cji_str list = cji_node_attr(node, "kind"), word;
    if (cji_str_is(cji_str_trim(list), "any")) {
        memset(e->kinds, 0xff, sizeof e->kinds);
        s->any_act = true;
        s->shapes[s->nshapes++] = cji_shape_envelope;
        return;
    }
    while (cji_rule_word(&list, &word)) {
        const cji_kind *kind = NULL;
        for (int32_t i = 0; i < cji_kind_count && kind == NULL; i++) {
            if (cji_str_is(word, cji_kinds[i].name))
                kind = &cji_kinds[i];
        }
        if (kind == NULL) {
            cji_rule_problem(c, node, "there is no kind \"%.*s\"", (int)word.n, word.p);
            continue;
        }
        e->kinds[kind->id / 64] |= UINT64_C(1) << (kind->id % 64);
        e->only = e->kind == 0 ? kind->id : 0;
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
static const cji_row *find_path(cji_compiler *c, const cji_node *node, cji_str text,
                                const cji_scope *s, cji_path *out)
{
    cji_str head = text, tail = {NULL, 0};
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
    cji_rule_problem(c, node, "%s has no field \"%.*s\"",
                     s->nshapes > 0 ? s->shapes[0]->name : "a value", (int)text.n, text.p);
    return NULL;
}

const cji_row *cji_set_path(cji_compiler *c, const cji_node *node, const char *attr,
                            const cji_scope *s, cji_path *out)
{
    return find_path(c, node, cji_node_attr(node, attr), s, out);
}

void cji_set_codes(cji_compiler *c, const cji_node *node, const char *attr, const cji_row *row,
                   cji_expr *e)
{
    cji_str list = cji_node_attr(node, attr), word;
    if (row == NULL)
        return;
    if (row->type != CJ_TYPE_CODE && row->type != CJ_TYPE_BOOL) {
        cji_rule_problem(c, node, "%s is not a code", cji_field_names[row->field]);
        return;
    }
    e->list = row->type == CJ_TYPE_CODE ? row->extra : -1;
    while (cji_rule_word(&list, &word)) {
        int32_t code = row->type == CJ_TYPE_CODE  ? cji_code_of(row->extra, word)
                       : cji_str_is(word, "true") ? 1
                                                  : 0;
        if ((row->type == CJ_TYPE_CODE && code == 0) ||
            (row->type == CJ_TYPE_BOOL && code == 0 && !cji_str_is(word, "false")))
            cji_rule_problem(c, node, "\"%.*s\" is no code of %s", (int)word.n, word.p,
                             cji_field_names[row->field]);
        e->mask |= UINT64_C(1) << code;
    }
}

void cji_set_class(cji_compiler *c, const cji_node *node, const cji_row *row, cji_expr *e)
{
    const cji_shape *shape =
        row != NULL && row->type == CJ_TYPE_RECORD ? &cji_shapes[row->extra] : NULL;
    cji_row as_code = {.type = CJ_TYPE_CODE};
    if (row == NULL)
        return;
    if (shape != cji_shape_tool && shape != cji_shape_policy) {
        cji_rule_problem(c, node, "%s names no tool and no policy", cji_field_names[row->field]);
        return;
    }
    as_code.field = row->field;
    as_code.extra = (int16_t)cji_list_of(shape == cji_shape_tool ? "tool_class" : "policy_class");
    cji_set_codes(c, node, "code", &as_code, e);
}

int16_t cji_find_name(cji_compiler *c, const cji_node *node)
{
    cji_str of = cji_node_attr(node, "of");
    if (of.p == NULL)
        return -1;
    for (int i = c->nnames; i-- > 0;) {
        if (cji_str_is(of, c->names[i].name))
            return (int16_t)i;
    }
    cji_rule_problem(c, node, "nothing around this is named as=\"%.*s\"", (int)of.n, of.p);
    return -1;
}

void cji_set_number(cji_compiler *c, const cji_node *node, const char *attr, int32_t none,
                    int32_t *out)
{
    cji_str text = cji_node_attr(node, attr);
    int64_t value = none;
    if (text.p != NULL && (!cji_parse_int(text, &value) || value < 1 || value > 1000))
        cji_rule_problem(c, node, "%s is a number from 1 to 1000", attr);
    *out = (int32_t)value;
}

void cji_set_policy(cji_compiler *c, const cji_node *node, const char *attr, cji_expr *e)
{
    cji_str name = cji_node_attr(node, attr);
    if (name.p == NULL)
        return;
    if (!cji_policy_name_ok(name) &&
        !(e->op == CJI_OP_NO_FINDING && cji_str_is(name, CJI_ENTITLEMENTS)))
        cji_rule_problem(c, node, "there is no policy value \"%.*s\"", (int)name.n, name.p);
    e->policy = cji_rule_text(c, name);
}

void cji_set_finding(cji_compiler *c, const cji_node *node, cji_expr *e)
{
    cji_str name = cji_node_attr(node, "rule");
    for (size_t i = 0; i < cji_case_rule_count; i++) {
        if (cji_case_rules[i].conduct != 0 && cji_str_is(name, cji_case_rules[i].name))
            e->finding = cji_case_rules[i].name;
    }
    if (e->finding == NULL)
        cji_rule_problem(c, node, "there is no conduct rule \"%.*s\"", (int)name.n, name.p);
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

const cji_shape *cji_shape_of_state(int32_t type)
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
static void set_state(cji_compiler *c, const cji_node *node, cji_expr *e, cji_scope *s)
{
    cji_str text = cji_node_attr(node, "state");
    for (size_t i = 0; i < CJI_COUNT(states); i++) {
        size_t n = strlen(states[i].name);
        const cji_row *row;
        if (text.n < n + 2 || memcmp(text.p, states[i].name, n) != 0 || text.p[n] != '.')
            continue;
        row = row_of(cji_shape_of_state(states[i].type), (cji_str){text.p + n + 1, text.n - n - 1});
        if (row == NULL || row->type != CJ_TYPE_RECORD)
            break;
        e->state = states[i].type;
        e->field.field = row->field;
        s->shapes[s->nshapes++] = &cji_shapes[row->extra];
        return;
    }
    cji_rule_problem(c, node, "there is no state \"%.*s\"", (int)text.n, text.p);
}

static void set_none(cji_compiler *c, const cji_node *node, cji_expr *e)
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
        cji_rule_problem(c, node, "none is missing, met, not_applicable or no_occasion");
    for (int i = 0; because.p != NULL && i < 2 && cji_rule_word(&because, &word); i++) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)(word.n < 60 ? word.n : 60), word.p);
        e->because[i] = cj_kind_find(name);
        if (e->because[i] == 0)
            cji_rule_problem(c, node, "there is no kind \"%s\"", name);
    }
    if (e->none == CJI_NONE_NOT_APPLICABLE && e->because[0] == 0)
        cji_rule_problem(c, node,
                         "not applicable wants because=\"KIND\": it rests on a recorded fact");
}

/*
 * The values of a field, or of two. A bare value is in view by its name, and <where> looks at the
 * act; a record is in view itself.
 */
static void set_values(cji_compiler *c, const cji_node *node, cji_expr *e, cji_scope *s)
{
    cji_str list = cji_node_attr(node, "field"), word;
    const cji_row *row = NULL;
    for (int i = 0; cji_rule_word(&list, &word); i++) {
        if (i == 2)
            cji_rule_problem(c, node, "two fields at most");
        if (i < 2)
            row = find_path(c, node, word, s, i == 0 ? &e->field : &e->path);
    }
    if (row != NULL && row->type == CJ_TYPE_RECORD) {
        if (e->path.field != 0)
            cji_rule_problem(c, node, "%s is a record: it stands alone",
                             cji_field_names[row->field]);
        s->records = true;
        s->nshapes = 0;
        s->shapes[s->nshapes++] = &cji_shapes[row->extra];
    }
}

void cji_set_domain(cji_compiler *c, const cji_node *node, cji_expr *e, cji_scope *s)
{
    bool by_kind = cji_node_attr(node, "kind").p != NULL;
    if (by_kind == (cji_node_attr(node, "state").p != NULL)) {
        cji_rule_problem(c, node, "<every> wants kind or state");
        return;
    }
    set_none(c, node, e);
    if (!by_kind) {
        set_state(c, node, e, s);
        return;
    }
    cji_set_kinds(c, node, e, s);
    set_values(c, node, e, s);
}
