/* SPDX-License-Identifier: MIT */
/* What every byte of XML passes before the parser sees it. */
#ifndef CJI_GUARD_H
#define CJI_GUARD_H

#include "core/core.h"

typedef struct cji_tag_place {
    int32_t line, column;
} cji_tag_place;

enum cji_guard_state {
    CJI_IN_TEXT,
    CJI_IN_TAG,
    CJI_IN_QUOTES,
    CJI_IN_MARKUP,
    CJI_IN_COMMENT,
    CJI_IN_CDATA,
    CJI_IN_PI
};

typedef struct cji_guard {
    cj_context *ctx;
    const char *file;
    cj_error **error;
    enum cji_guard_state state;
    char quote;
    char head[10]; /* what follows "<" until the kind of markup is known; then the last bytes */
    size_t nhead;
    char last; /* the byte before the run that is being looked at */
    int64_t depth;
    const char *piece; /* what is being looked at, and where in the input it begins */
    int64_t piece_at;
    int64_t line_at; /* where in the input the line begins */
    int32_t line;
    int64_t tag_at;
    cji_tag_place tag; /* the newest */
    /* Places of tags that the guard has passed and the parser has not reported yet. */
    cji_tag_place *tags;
    size_t tags_from, tags_to, tags_capacity;
} cji_guard;

/* A new document. The guard is zero at first and keeps its memory from one to the next; `file` and
 * `error` are used as long as the document is read. */
void cji_guard_begin(cji_guard *g, cj_context *ctx, const char *file, cj_error **error);
void cji_guard_fini(cji_guard *g);
/* Refuses declarations, and tags that are too long or too deep: before the piece is parsed. */
cj_status cji_guard_piece(cji_guard *g, cji_str piece) CJI_CHECK;
/* The place of the next start tag; false when all have been given. */
bool cji_guard_next_tag(cji_guard *g, cji_tag_place *out);
/* Where the next byte will be. */
cji_tag_place cji_guard_here(const cji_guard *g);
bool cji_guard_begun(const cji_guard *g);

#endif
