/* SPDX-License-Identifier: MIT */
/*
 * Verification of a store: one reading of the log, entry by entry, beside one of the database, both
 * in the order of the log. Nothing is written; the handles of store.c are not used.
 */
#include "session/session.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#define LOOKS 4

/* A unit whose intents were seen, and no outcome yet. */
typedef struct open_unit {
    char tx[CJI_STORE_TX];
    uint64_t first;
    bool stored;
} open_unit;

typedef struct look {
    cj_context *ctx;
    cji_store *db;
    cji_store_row row; /* the next one of the store */
    cji_store_unit unit;
    bool has_row, has_unit;
    uint64_t behind;                     /* the units that were passed */
    int64_t seq, entered_at, entered_in; /* of the row before, and its unit */
    char *case_id;                       /* that subj is of */
    char subj[CJI_SESSION_SUBJ];
    open_unit *open;
    size_t nopen, capacity;
    open_unit
        *gone; /* the log has their outcome, the store lacks them: lost, if a restore says so */
    size_t ngone, gone_capacity;
    cji_session_debts debts;
    uint64_t end; /* entries that were seen */
    uint64_t lost;
    bool failed;
    uint64_t index;
    char why[200];
} look;

/* The first thing that is wrong. Whether it is the log that was altered is known at the end. */
static void wrong(look *l, uint64_t index, const char *format, ...) CJI_PRINTF(3, 4);
static void wrong(look *l, uint64_t index, const char *format, ...)
{
    va_list args;
    if (l->failed)
        return;
    l->failed = true;
    l->index = index;
    va_start(args, format);
    vsnprintf(l->why, sizeof l->why, format, args);
    va_end(args);
}

/* ---- the store's side ------------------------------------------------------------------------ */

static cj_status next_row(look *l, cj_error **error)
{
    return cji_store_rows_next(l->db, NULL, &l->row, &l->has_row, error);
}

static cj_status next_unit(look *l, cj_error **error)
{
    const cji_store_unit *unit = &l->unit;
    cj_status status = cji_store_units_next(l->db, &l->unit, &l->has_unit, error);
    if (status != CJ_OK || !l->has_unit)
        return status;
    if (unit->first < l->behind || unit->first > unit->last || unit->last >= INT64_MAX)
        wrong(l, l->behind, "unit %.*s of the store is not in the order of the log",
              CJI_SESSION_ID(unit->tx));
    l->behind = unit->last + 1;
    return CJ_OK;
}

/* The unit that covers the index, or one behind it. */
static cj_status pass_units(look *l, uint64_t index, cj_error **error)
{
    cj_status status = CJ_OK;
    while (status == CJ_OK && l->has_unit && l->unit.last < index)
        status = next_unit(l, error);
    return status;
}

/* The pseudonym of the case that the row is of. */
static cj_status take_subj(look *l, bool *found, cj_error **error)
{
    cji_store_view all = {NULL, INT64_MAX, UINT64_MAX};
    uint8_t key[CJI_STORE_SECRET];
    cj_status status;
    *found = true;
    if (l->case_id != NULL && cji_str_is(l->row.case_id, l->case_id))
        return CJ_OK;
    cji_free(l->ctx, l->case_id);
    l->case_id = cji_strdup(l->ctx, l->row.case_id);
    if (l->case_id == NULL)
        return cji_no_memory(l->ctx, error);
    all.case_id = l->case_id;
    status = cji_store_case_key(l->db, &all, key, found, error);
    if (status == CJ_OK && *found)
        status = cji_session_subj(l->ctx, key, l->case_id, l->subj, error);
    cji_wipe(key, sizeof key);
    if (status != CJ_OK || !*found) {
        cji_free(l->ctx, l->case_id);
        l->case_id = NULL;
    }
    return status;
}

static cj_status check_row(look *l, const cji_audit_entry *entry, bool covered, cj_error **error)
{
    const cji_store_row *row = &l->row;
    const char *why = NULL;
    bool found = false, owed = false;
    cj_status status;
    if (!covered || row->unit != l->unit.unit) {
        wrong(l, row->log_index, "act %.*s is of no unit that was recorded there",
              CJI_SESSION_ID(row->act_id));
        return CJ_OK;
    }
    status = take_subj(l, &found, error);
    if (status == CJ_OK && found)
        status = cji_session_check_row(l->ctx, row, l->subj, entry, &why, &owed, error);
    else if (status == CJ_OK)
        why = "has lost its case";
    if (row->seq <= l->seq)
        wrong(l, row->log_index, "act %.*s is not in the order of entry",
              CJI_SESSION_ID(row->act_id));
    if (row->entered_at < l->entered_at ||
        (row->unit == l->entered_in && row->entered_at != l->entered_at))
        wrong(l, row->log_index, "act %.*s has another time of entry than those beside it",
              CJI_SESSION_ID(row->act_id));
    l->seq = row->seq;
    l->entered_at = row->entered_at;
    l->entered_in = row->unit;
    if (status == CJ_OK && why != NULL)
        wrong(l, row->log_index, "act %.*s %s", CJI_SESSION_ID(row->act_id), why);
    if (status == CJ_OK && owed && !cji_session_owe(l->ctx, &l->debts, row))
        status = cji_no_memory(l->ctx, error);
    return status;
}

/* What the store has in the place of an entry. */
static cj_status check_place(look *l, uint64_t index, const cji_audit_entry *entry, bool covered,
                             cj_error **error)
{
    bool filled = false;
    cj_status status = CJ_OK;
    while (status == CJ_OK && l->has_row && l->row.log_index <= index) {
        if (filled || l->row.log_index < index)
            wrong(l, index, "act %.*s is in the place of another", CJI_SESSION_ID(l->row.act_id));
        else
            status = check_row(l, entry, covered, error);
        filled = true;
        if (status == CJ_OK)
            status = next_row(l, error);
    }
    if (filled && cji_session_erases(entry))
        wrong(l, index, "an act is in the place of an erasure");
    if (covered && !filled && !cji_session_erases(entry))
        wrong(l, index, "an act of unit %.*s is gone from the store", CJI_SESSION_ID(l->unit.tx));
    return status;
}

/* ---- the log's side -------------------------------------------------------------------------- */

static open_unit *find_open(look *l, const char *tx)
{
    for (size_t i = l->nopen; i-- > 0;) {
        if (strcmp(l->open[i].tx, tx) == 0)
            return &l->open[i];
    }
    return NULL;
}

static cj_status see_intent(look *l, uint64_t index, const char *tx, bool covered, cj_error **error)
{
    open_unit *unit = find_open(l, tx);
    if (unit == NULL) {
        if (!cji_grow(l->ctx, (void **)&l->open, sizeof *unit, l->nopen, &l->capacity))
            return cji_no_memory(l->ctx, error);
        unit = &l->open[l->nopen++];
        *unit = (open_unit){.first = index, .stored = covered};
        strcpy(unit->tx, tx); /* its length was looked at */
    }
    if (unit->stored != covered)
        wrong(l, index, "unit %s is not whole in the store", tx);
    return CJ_OK;
}

/* Whether it is wrong the rest of the log tells; what was found before it stands first. */
static cj_status see_gone(look *l, const open_unit *unit, cj_error **error)
{
    if (l->failed)
        return CJ_OK;
    if (!cji_grow(l->ctx, (void **)&l->gone, sizeof *unit, l->ngone, &l->gone_capacity))
        return cji_no_memory(l->ctx, error);
    l->gone[l->ngone++] = *unit;
    return CJ_OK;
}

/* A restore says of the units that its backup did not have that they are lost. */
static void see_lost(look *l, const cji_audit_entry *entry)
{
    for (size_t i = 0; i < l->ngone; i++) {
        if (strcmp(l->gone[i].tx, entry->obj) == 0 && l->gone[i].first == entry->of) {
            l->gone[i] = l->gone[--l->ngone];
            l->lost++;
            return;
        }
    }
}

static cj_status see_outcome(look *l, uint64_t index, const cji_audit_entry *entry,
                             cj_error **error)
{
    bool said = entry->out != NULL && strcmp(entry->out, "ok") == 0;
    open_unit *unit = find_open(l, entry->tx);
    cj_status status = CJ_OK;
    if (said && unit == NULL)
        wrong(l, index, "unit %s is gone from the store", entry->tx);
    else if (said && !unit->stored)
        status = see_gone(l, unit, error);
    else if (!said && unit != NULL && unit->stored)
        wrong(l, unit->first, "unit %s is in the store, the log says that it failed", entry->tx);
    if (unit != NULL)
        *unit = l->open[--l->nopen];
    return status;
}

static cj_status see_entry(void *user, uint64_t index, const cji_audit_entry *entry,
                           cj_error **error)
{
    look *l = user;
    bool unit = entry->ph != NULL && entry->tx != NULL && strlen(entry->tx) < CJI_STORE_TX;
    bool intent = unit && strcmp(entry->ph, "intent") == 0, covered;
    cj_status status = pass_units(l, index, error);
    if (status != CJ_OK)
        return status;
    l->end = index + 1;
    covered = l->has_unit && l->unit.first <= index;
    if (covered && (!intent || !cji_str_is(l->unit.tx, entry->tx)))
        wrong(l, index, "the log has no intent for unit %.*s of the store",
              CJI_SESSION_ID(l->unit.tx));
    status = check_place(l, index, entry, covered, error);
    if (status == CJ_OK && intent)
        status = see_intent(l, index, entry->tx, covered, error);
    else if (status == CJ_OK && unit)
        status = see_outcome(l, index, entry, error);
    else if (status == CJ_OK && cji_session_loses(entry))
        see_lost(l, entry);
    if (status == CJ_OK && covered && cji_session_erases(entry) &&
        !cji_session_pay(&l->debts, entry))
        wrong(l, index, "what was erased is in the store again");
    return status;
}

/* ---- one look -------------------------------------------------------------------------------- */

/* What only the end of the log can tell; of all that is wrong the lowest index counts. */
static void check_ends(look *l)
{
    const cji_session_owed *debt = cji_session_unpaid(&l->debts);
    const open_unit *gone = NULL;
    for (size_t i = 0; i < l->ngone; i++) {
        if (gone == NULL || l->gone[i].first < gone->first)
            gone = &l->gone[i];
    }
    if (gone != NULL) {
        l->failed = l->failed && l->index <= gone->first;
        wrong(l, gone->first, "unit %s is gone from the store", gone->tx);
    }
    if (debt != NULL) {
        l->failed = l->failed && l->index <= debt->index;
        wrong(l, debt->index, "an act is erased, and the log knows of no erasure");
    }
}

/* What is left of the store when the log has ended. */
static cj_status check_rest(look *l, cj_error **error)
{
    int64_t mark = 0;
    bool bare = false;
    cj_status status = pass_units(l, l->end, error);
    check_ends(l);
    if (status == CJ_OK && l->has_row)
        wrong(l, l->end, "act %.*s is not in the log", CJI_SESSION_ID(l->row.act_id));
    if (status == CJ_OK && l->has_unit)
        wrong(l, l->end, "unit %.*s of the store is not in the log", CJI_SESSION_ID(l->unit.tx));
    if (status == CJ_OK)
        status = cji_store_bare(l->db, NULL, &bare, error);
    if (status == CJ_OK && bare)
        wrong(l, CJ_AUDIT_NO_INDEX, "a case of the store has lost its acts");
    if (status == CJ_OK)
        status = cji_store_meta(l->db, CJI_META_SETTLED, &mark, error);
    if (status == CJ_OK && (mark < 0 || (uint64_t)mark > l->end))
        wrong(l, l->end, "the log is shorter than the store has seen it");
    return status;
}

static cj_status compare(look *l, const char *dir, const char *trusted, cj_audit_result **out,
                         cj_error **error)
{
    cji_store_anchor anchor = {0};
    cji_audit_witness witness = {.of = "the store's anchor", .entry = see_entry, .user = l};
    cj_error *problems = NULL;
    cj_status status = cji_store_anchor_of(l->db, &anchor, &problems);
    bool none = status == CJ_E_STORE_FORMAT; /* its rows were deleted */
    if (status != CJ_OK && !none)
        cji_error_add_all(l->ctx, error, problems);
    cj_error_unref(problems);
    if (status != CJ_OK && !none)
        return status;
    witness.size = anchor.size;
    memcpy(witness.root, anchor.root, CJI_HASH);
    cji_store_rows_begin(l->db, NULL);
    status = next_row(l, error);
    if (status == CJ_OK)
        status = next_unit(l, error);
    if (status == CJ_OK && none)
        wrong(l, 0, "the store has lost its anchor");
    if (status == CJ_OK && none)
        status = cji_audit_result_new(l->ctx, out, error);
    else if (status == CJ_OK)
        status = cji_audit_verify_once(l->ctx, dir, trusted, &witness, out, error);
    if (status == CJ_OK && (*out)->verdict != CJ_AUDIT_FAILED && !none)
        status = check_rest(l, error);
    if (status == CJ_OK)
        (*out)->lost = l->lost;
    if (status == CJ_OK && (*out)->verdict != CJ_AUDIT_FAILED && l->failed)
        cji_audit_result_fail(*out, l->index, "%s", l->why);
    cji_store_rows_end(l->db, NULL);
    cji_store_units_end(l->db);
    return status;
}

/* What is verified: a store by its path, or a host's by its methods. */
typedef struct target {
    cj_context *ctx;
    const char *path, *dir; /* of the store, for messages; of its log */
    const cj_store_methods *methods;
    void *user;
} target;

static cj_status open_target(const target *t, cji_store **out, cj_error **error)
{
    return t->methods != NULL ? cji_store_open_by(t->ctx, t->methods, t->user, t->path, out, error)
                              : cji_store_open_to_read(t->ctx, t->path, out, error);
}

/* *disturbed: the file was written to meanwhile, and whatever came of it is worth nothing. */
static cj_status look_once(const target *t, const char *trusted, cj_audit_result **out,
                           bool *disturbed, cj_error **error)
{
    look l = {.ctx = t->ctx};
    cj_status status = open_target(t, &l.db, error);
    *disturbed = false;
    if (status != CJ_OK)
        return status;
    status = cji_store_begin(l.db, false, error);
    if (status == CJ_OK)
        status = compare(&l, t->dir, trusted, out, error);
    cji_store_rollback(l.db);
    *disturbed = cji_store_disturbed(l.db);
    cji_store_close(l.db, false);
    cji_free(t->ctx, l.case_id);
    cji_free(t->ctx, l.open);
    cji_free(t->ctx, l.gone);
    cji_free(t->ctx, l.debts.items);
    return status;
}

/* What seems wrong may be a writer at work: from the second look on the writers wait. */
static cj_status look_again(const target *t, const char *trusted, cj_audit_result **out,
                            cj_error **error)
{
    cj_context *ctx = t->ctx;
    cji_place place = {.file = t->path};
    for (int i = 0; i < LOOKS; i++) {
        int fd = i > 0 ? cji_audit_quiet(ctx, t->dir) : -1;
        cj_error *problems = NULL;
        bool disturbed, last;
        cj_status status = look_once(t, trusted, out, &disturbed, &problems);
        if (fd >= 0)
            ctx->io.close(ctx->io.user, fd);
        last = !disturbed && (i > 0 || status != CJ_OK || (*out)->verdict != CJ_AUDIT_FAILED);
        if (last || status == CJ_E_MEMORY)
            cji_error_add_all(ctx, error, problems);
        cj_error_unref(problems);
        if (last || status == CJ_E_MEMORY)
            return status;
        cj_audit_result_unref(*out);
        *out = NULL;
    }
    return cji_fail(ctx, error, CJ_E_STORE_BUSY, &place, "the store is being opened and closed");
}

/* ---- the public face ------------------------------------------------------------------------- */

static cj_status verify(const target *t, const char *given, cj_audit_result **out, cj_error **error)
{
    cj_audit_result *result = NULL;
    const char *trusted = NULL;
    struct stat there;
    cji_buf text;
    cj_status status;
    cji_buf_init(&text, t->ctx, CJI_AUDIT_NOTE_MAX);
    status = cji_audit_trusted(t->ctx, given, &text, &trusted, error);
    if (status == CJ_OK &&
        (stat(t->dir, &there) != 0 ? errno == ENOENT : !S_ISDIR(there.st_mode))) {
        status = cji_audit_result_new(t->ctx, &result, error);
        if (status == CJ_OK)
            cji_audit_result_fail(result, 0, "the log directory is missing");
    } else if (status == CJ_OK) {
        status = look_again(t, trusted, &result, error);
    }
    if (status == CJ_OK)
        *out = result;
    else
        cj_audit_result_unref(result);
    cji_buf_fini(&text);
    return status;
}

cj_status cj_store_verify(cj_context *context, const char *path, const char *trusted,
                          cj_audit_result **out, cj_error **error)
{
    target t = {.ctx = context, .path = path};
    struct stat there;
    char *dir;
    cj_status status;
    if (context == NULL)
        return CJ_E_MISUSE;
    if (path == NULL || out == NULL)
        return cji_fail(context, error, CJ_E_MISUSE, NULL, "path or out is NULL");
    dir = cji_store_beside(context, path, ".audit");
    if (dir == NULL)
        return cji_no_memory(context, error);
    t.dir = dir;
    status = stat(path, &there) == 0 ? verify(&t, trusted, out, error)
                                     : cji_io_fail(context, error, "open the store", path);
    cji_free(context, dir);
    return status;
}

cj_status cj_store_verify_host(cj_context *context, const cj_store_methods *methods, void *user,
                               const char *audit_dir, const char *trusted, cj_audit_result **out,
                               cj_error **error)
{
    const target t = {context, audit_dir, audit_dir, methods, user};
    if (context == NULL)
        return CJ_E_MISUSE;
    if (methods == NULL || audit_dir == NULL || out == NULL)
        return cji_fail(context, error, CJ_E_MISUSE, NULL, "methods, audit_dir or out is NULL");
    return verify(&t, trusted, out, error);
}
