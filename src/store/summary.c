/* SPDX-License-Identifier: MIT */
/* Derived tables: what lists need of each case, from its folded state. */
#include "store/store.h"

#include <sqlite3.h>

cj_status cji_store_summarise(cj_case *c, cji_store_summary *out, cj_error **error)
{
    const cj_record *state = NULL;
    cj_error *problems = NULL;
    size_t at = 0;
    cj_status status = cj_case_state(c, &state, &problems);
    if (status == CJ_E_NOT_FOUND) /* what opened the case is a tombstone */
        status = CJ_OK;
    else if (status != CJ_OK)
        cji_error_add_all(c->ctx, error, problems);
    cj_error_unref(problems);
    if (status != CJ_OK)
        return status;
    *out = (cji_store_summary){.case_id = cji_str_of(c->id), .practitioner = {"", 0}};
    out->limited = cji_next_of(c, CJ_ACT_ACCESS_LIMITED, &at) != NULL;
    if (state == NULL)
        return CJ_OK;
    out->status = (int32_t)cji_number(state, CJ_FIELD_CASE_STATUS);
    if (cj_count(state, CJ_FIELD_PRACTITIONER) > 0)
        out->practitioner = cji_text(cji_sub(state, CJ_FIELD_PRACTITIONER), CJ_FIELD_ID);
    return CJ_OK;
}

cj_status cji_store_set_summary(cji_store *s, cj_case *c, cj_error **error)
{
    sqlite3_stmt *statement = s->sql[CJI_SQL_SUMMARY_SET];
    cji_store_summary summary;
    cj_status status = cji_store_summarise(c, &summary, error);
    if (status != CJ_OK)
        return status;
    sqlite3_bind_text(statement, 1, summary.case_id.p, (int)summary.case_id.n, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, summary.status);
    sqlite3_bind_text(statement, 3, summary.practitioner.p, (int)summary.practitioner.n,
                      SQLITE_STATIC);
    sqlite3_bind_int64(statement, 4, summary.limited);
    return cji_store_run(s, CJI_SQL_SUMMARY_SET, "add the summary of the case", error);
}

/* The first case behind `id`; its texts are copied, for what is called back may change the table.
 */
static cj_status next_case(cji_store *s, const char *id, cji_arena *arena, cji_store_summary *out,
                           bool *found, cj_error **error)
{
    sqlite3_stmt *row = s->sql[CJI_SQL_CASES];
    const char *texts[2] = {"", ""};
    int rc;
    cj_status status = CJ_OK;
    sqlite3_bind_text(row, 1, id, -1, SQLITE_STATIC);
    rc = sqlite3_step(row);
    *found = rc == SQLITE_ROW;
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        status = cji_store_fail(s, rc, "list the cases", error);
    for (int i = 0; *found && i < 2; i++) {
        const char *text = (const char *)sqlite3_column_text(row, i);
        texts[i] = cji_arena_strdup(arena, cji_str_of(text != NULL ? text : ""));
        if (texts[i] == NULL)
            status = cji_no_memory(s->ctx, error);
    }
    if (*found && status == CJ_OK)
        *out = (cji_store_summary){.case_id = cji_str_of(texts[0]),
                                   .practitioner = cji_str_of(texts[1]),
                                   .status = sqlite3_column_int(row, 2),
                                   .limited = sqlite3_column_type(row, 3) == SQLITE_NULL ||
                                              sqlite3_column_int(row, 3) != 0,
                                   .changed_seq = sqlite3_column_int64(row, 4)};
    sqlite3_reset(row);
    sqlite3_clear_bindings(row);
    return status;
}

cj_status cji_store_each_case(cji_store *s,
                              cj_status (*fn)(void *user, const cji_store_summary *summary,
                                              cj_error **error),
                              void *user, cj_error **error)
{
    cji_store_summary summary = {.case_id = {"", 0}};
    cji_arena arenas[2]; /* the id before is asked with */
    bool found = true;
    cj_status status = CJ_OK;
    cji_arena_init(&arenas[0], s->ctx);
    cji_arena_init(&arenas[1], s->ctx);
    for (int turn = 0; status == CJ_OK && found; turn = !turn) {
        cji_arena_fini(&arenas[turn]);
        cji_arena_init(&arenas[turn], s->ctx);
        status = next_case(s, summary.case_id.p, &arenas[turn], &summary, &found, error);
        if (status == CJ_OK && found)
            status = fn(user, &summary, error);
    }
    cji_arena_fini(&arenas[0]);
    cji_arena_fini(&arenas[1]);
    return status;
}
