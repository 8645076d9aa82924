/* SPDX-License-Identifier: MIT */
/* Inside of the compiler of rules: resolve.c knows names, compile.c the shape of a rule file. */
#ifndef CJI_COMPETENCE_COMPILE_H
#define CJI_COMPETENCE_COMPILE_H

#include "competence/competence.h"

/* What a name stands for, or what is in view: which shapes its fields may come from. */
typedef struct cji_scope {
    const char *name;
    const cji_shape *shapes[16]; /* of the kinds, or of the item; none: a bare value */
    int nshapes;
    bool records; /* inside an act: they are in view themselves */
    bool any_act; /* any kind: the envelope only */
} cji_scope;

typedef struct cji_compiler {
    cj_context *ctx;
    cji_arena *arena;
    cj_error **error;
    cj_status status;
    cji_scope names[CJI_NAMES];
    int nnames;
    const cji_node *defines; /* the root, for <use> */
    int depth;
    bool complete; /* a <complete/> was met */
} cji_compiler;

CJI_PRINTF(3, 4)
void cji_rule_problem(cji_compiler *c, const cji_node *node, const char *format, ...);
/* From the arena; a failure sticks in the compiler. */
void *cji_rule_take(cji_compiler *c, size_t n);
const char *cji_rule_text(cji_compiler *c, cji_str text);
/* The next word of a list with spaces between; false at the end. */
bool cji_rule_word(cji_str *list, cji_str *word);

/* Each resolves an attribute of the element into the expression. */
void cji_set_kinds(cji_compiler *c, const cji_node *node, cji_expr *e, cji_scope *s);
const cji_row *cji_set_path(cji_compiler *c, const cji_node *node, const char *attr,
                            const cji_scope *s, cji_path *out);
void cji_set_codes(cji_compiler *c, const cji_node *node, const char *attr, const cji_row *row,
                   cji_expr *e);
/* Of a tool or a policy that the field names. */
void cji_set_class(cji_compiler *c, const cji_node *node, const cji_row *row, cji_expr *e);
void cji_set_number(cji_compiler *c, const cji_node *node, const char *attr, int32_t none,
                    int32_t *out);
void cji_set_policy(cji_compiler *c, const cji_node *node, const char *attr, cji_expr *e);
void cji_set_finding(cji_compiler *c, const cji_node *node, cji_expr *e);
/* What <every> looks at. */
void cji_set_domain(cji_compiler *c, const cji_node *node, cji_expr *e, cji_scope *s);
/* The name that of="..." means, or -1. */
int16_t cji_find_name(cji_compiler *c, const cji_node *node);

#endif
