/* SPDX-License-Identifier: MIT */
/*
 * Depth 2: a host that keeps acts in its own database. Usage: host-store [STANDARDS-DIR]
 *
 * The host has a diary of visits in SQLite. A visit and the act that records it are written in one
 * transaction, the host's: prepare, commit, committed. docs/host-store.md says what each method
 * must do; tests/store/conformance.c tests that these do it.
 */
#include <cjustice/cjustice.h>

#include <sqlite3.h>

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

typedef struct diary {
    sqlite3 *db;
    int lock;
} diary;

/* ---- the host's schema ----------------------------------------------------------------------- */

static const char schema[] =
    "CREATE TABLE visits(at TEXT NOT NULL, person TEXT NOT NULL, note TEXT NOT NULL);"
    /* Of the library. An act whose payload is NULL is the tombstone of an erased one. */
    "CREATE TABLE acts(log_index INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE,"
    "  case_id TEXT NOT NULL, act_id TEXT NOT NULL, kind INTEGER NOT NULL,"
    "  vocabulary INTEGER NOT NULL, detail INTEGER NOT NULL, reason INTEGER NOT NULL,"
    "  entered_at INTEGER NOT NULL, entered_by TEXT NOT NULL, tx TEXT NOT NULL,"
    "  first_index INTEGER NOT NULL, last_index INTEGER NOT NULL,"
    "  payload BLOB, salt BLOB, findings TEXT NOT NULL, UNIQUE(case_id, act_id));"
    "CREATE INDEX acts_of_case ON acts(case_id, log_index);"
    "CREATE TABLE units(first_index INTEGER PRIMARY KEY, last_index INTEGER NOT NULL,"
    "  tx TEXT NOT NULL UNIQUE);"
    "CREATE TABLE case_keys(case_id TEXT PRIMARY KEY, key BLOB NOT NULL);"
    "CREATE TABLE numbers(name TEXT PRIMARY KEY, value INTEGER NOT NULL);"
    "CREATE TABLE anchor(log_index INTEGER PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL)";

/* ---- SQLite in one line ---------------------------------------------------------------------- */

/* Prepares and binds: t text, i int64_t, b bytes and their size (NULL for none). */
static sqlite3_stmt *query(diary *d, const char *sql, const char *types, ...)
{
    sqlite3_stmt *row = NULL;
    va_list args;
    va_start(args, types);
    if (sqlite3_prepare_v2(d->db, sql, -1, &row, NULL) == SQLITE_OK) {
        for (int i = 1; *types != '\0'; i++, types++) {
            const void *bytes;
            if (*types == 'i') {
                sqlite3_bind_int64(row, i, va_arg(args, int64_t));
            } else if (*types == 't') {
                sqlite3_bind_text(row, i, va_arg(args, const char *), -1, SQLITE_TRANSIENT);
            } else {
                bytes = va_arg(args, const void *);
                sqlite3_bind_blob64(row, i, bytes, va_arg(args, size_t), SQLITE_TRANSIENT);
            }
        }
    }
    va_end(args);
    return row;
}

/* Ends a query: CJ_OK if it went to its end. */
static cj_status ended(sqlite3_stmt *row, int rc)
{
    sqlite3_finalize(row);
    return row != NULL && (rc == SQLITE_DONE || rc == SQLITE_ROW) ? CJ_OK
           : rc == SQLITE_BUSY                                    ? CJ_E_STORE_BUSY
                                                                  : CJ_E_STORE;
}

static cj_status run(sqlite3_stmt *row)
{
    return ended(row, sqlite3_step(row));
}

static cj_status execute(diary *d, const char *sql)
{
    return sqlite3_exec(d->db, sql, NULL, NULL, NULL) == SQLITE_OK ? CJ_OK : CJ_E_STORE;
}

/* ---- writing a unit, in whatever transaction is open ----------------------------------------- */

static cj_status write_act(diary *d, const cj_stored_act *act)
{
    return run(query(d,
                     "INSERT INTO acts(log_index, seq, case_id, act_id, kind, vocabulary, detail, "
                     "reason, entered_at, entered_by, tx, first_index, last_index, payload, salt, "
                     "findings) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     "iittiiiiittiibbt", (int64_t)act->log_index, act->seq, act->case_id,
                     act->act_id, (int64_t)act->kind, (int64_t)act->vocabulary,
                     (int64_t)act->detail, (int64_t)act->erasure_reason, act->entered_at,
                     act->entered_by, act->tx, (int64_t)act->first_index, (int64_t)act->last_index,
                     act->payload, act->payload_size, act->salt,
                     act->salt != NULL ? (size_t)CJ_STORE_SECRET : 0, act->findings));
}

static cj_status write_erasure(diary *d, const cj_stored_erasure *erasure)
{
    cj_status status =
        run(query(d,
                  "UPDATE acts SET payload = NULL, salt = NULL, findings = '', detail = 0, "
                  "vocabulary = 0, reason = ? WHERE case_id = ? AND act_id = ? AND payload NOTNULL",
                  "itt", (int64_t)erasure->erasure_reason, erasure->case_id, erasure->act_id));
    return status == CJ_OK && sqlite3_changes(d->db) != 1 ? CJ_E_STORE : status;
}

static cj_status write_key(diary *d, const cj_stored_unit *unit)
{
    cj_status status = CJ_OK;
    if (unit->case_key != NULL)
        status = run(query(d, "INSERT INTO case_keys VALUES(?, ?)", "tb", unit->case_id,
                           unit->case_key, (size_t)CJ_STORE_SECRET));
    if (status == CJ_OK && unit->drop_key)
        status = run(query(d, "UPDATE case_keys SET key = zeroblob(32) WHERE case_id = ?", "t",
                           unit->case_id));
    return status;
}

static cj_status write_unit(diary *d, const cj_stored_unit *unit)
{
    cj_status status = write_key(d, unit);
    if (status == CJ_OK && unit->tx != NULL)
        status = run(query(d, "INSERT INTO units VALUES(?, ?, ?)", "iit",
                           (int64_t)unit->first_index, (int64_t)unit->last_index, unit->tx));
    for (size_t i = 0; status == CJ_OK && i < unit->nerasures; i++)
        status = write_erasure(d, unit->erasures[i]);
    for (size_t i = 0; status == CJ_OK && i < unit->nacts; i++)
        status = write_act(d, unit->acts[i]);
    for (size_t i = 0; status == CJ_OK && i < unit->nnumbers; i++)
        status = run(query(d, "INSERT OR REPLACE INTO numbers VALUES(?, ?)", "ti",
                           unit->numbers[i].name, unit->numbers[i].value));
    if (status == CJ_OK && unit->anchor != NULL)
        status =
            run(query(d, "INSERT INTO anchor VALUES(?, ?, ?)", "iib", (int64_t)unit->anchor->index,
                      (int64_t)unit->anchor->size, unit->anchor->root, sizeof unit->anchor->root));
    return status; /* the summary is left out: the library reads the case instead */
}

/* ---- the methods ----------------------------------------------------------------------------- */

static cj_status lock(void *user, int32_t wait, cj_error **error)
{
    const struct timespec pause = {0, 5000000};
    diary *d = user;
    (void)error;
    for (; flock(d->lock, LOCK_EX | LOCK_NB) != 0; wait -= 5) {
        if (errno != EWOULDBLOCK)
            return CJ_E_IO;
        if (wait <= 0)
            return CJ_E_STORE_BUSY;
        nanosleep(&pause, NULL);
    }
    return CJ_OK;
}

static void unlock(void *user)
{
    flock(((diary *)user)->lock, LOCK_UN);
}

static cj_status begin(void *user, cj_error **error)
{
    (void)error;
    return execute(user, "BEGIN");
}

static void end(void *user)
{
    execute(user, "ROLLBACK");
}

static cj_status append(void *user, const cj_stored_unit *unit, cj_error **error)
{
    cj_status status = execute(user, "BEGIN IMMEDIATE");
    (void)error;
    if (status != CJ_OK)
        return status;
    status = write_unit(user, unit);
    if (status == CJ_OK)
        status = execute(user, "COMMIT");
    if (status != CJ_OK)
        execute(user, "ROLLBACK");
    return status;
}

static cj_status load(void *user, const char *case_id, uint64_t since, cj_take_act_fn take,
                      void *to, cj_error **error)
{
    sqlite3_stmt *row = query(user,
                              "SELECT log_index, seq, case_id, act_id, kind, vocabulary, detail, "
                              "reason, entered_at, entered_by, tx, first_index, last_index, "
                              "payload, salt, findings FROM acts WHERE log_index >= ? AND "
                              "(? = '' OR case_id = ?) ORDER BY log_index",
                              "itt", (int64_t)since, case_id != NULL ? case_id : "",
                              case_id != NULL ? case_id : "");
    cj_status status = CJ_OK;
    int rc = SQLITE_DONE;
    (void)error;
    while (status == CJ_OK && (rc = sqlite3_step(row)) == SQLITE_ROW) {
        const cj_stored_act act = {
            .size = sizeof act,
            .log_index = (uint64_t)sqlite3_column_int64(row, 0),
            .seq = sqlite3_column_int64(row, 1),
            .case_id = (const char *)sqlite3_column_text(row, 2),
            .act_id = (const char *)sqlite3_column_text(row, 3),
            .kind = sqlite3_column_int(row, 4),
            .vocabulary = sqlite3_column_int(row, 5),
            .detail = sqlite3_column_int(row, 6),
            .erasure_reason = sqlite3_column_int(row, 7),
            .entered_at = sqlite3_column_int64(row, 8),
            .entered_by = (const char *)sqlite3_column_text(row, 9),
            .tx = (const char *)sqlite3_column_text(row, 10),
            .first_index = (uint64_t)sqlite3_column_int64(row, 11),
            .last_index = (uint64_t)sqlite3_column_int64(row, 12),
            .payload = sqlite3_column_blob(row, 13),
            .payload_size = (size_t)sqlite3_column_bytes(row, 13),
            .salt = sqlite3_column_blob(row, 14),
            .findings = (const char *)sqlite3_column_text(row, 15),
        };
        status = take(to, &act);
    }
    if (status != CJ_OK)
        sqlite3_finalize(row);
    return status != CJ_OK ? status : ended(row, rc);
}

static cj_status units(void *user, uint64_t since, cj_take_unit_fn take, void *to, cj_error **error)
{
    sqlite3_stmt *row = query(user,
                              "SELECT tx, first_index, last_index FROM units "
                              "WHERE first_index >= ? ORDER BY first_index",
                              "i", (int64_t)since);
    cj_status status = CJ_OK;
    int rc = SQLITE_DONE;
    (void)error;
    while (status == CJ_OK && (rc = sqlite3_step(row)) == SQLITE_ROW)
        status =
            take(to, (const char *)sqlite3_column_text(row, 0),
                 (uint64_t)sqlite3_column_int64(row, 1), (uint64_t)sqlite3_column_int64(row, 2));
    if (status != CJ_OK)
        sqlite3_finalize(row);
    return status != CJ_OK ? status : ended(row, rc);
}

static cj_status cases(void *user, const char *after, cj_take_case_fn take, void *to,
                       cj_error **error)
{
    sqlite3_stmt *row =
        query(user, "SELECT case_id FROM case_keys WHERE case_id > ? ORDER BY case_id", "t", after);
    cj_status status = CJ_OK;
    int rc = SQLITE_DONE;
    (void)error;
    while (status == CJ_OK && (rc = sqlite3_step(row)) == SQLITE_ROW) {
        const cj_case_summary summary = {.size = sizeof summary,
                                         .case_id = (const char *)sqlite3_column_text(row, 0)};
        status = take(to, &summary);
    }
    if (status != CJ_OK)
        sqlite3_finalize(row);
    return status != CJ_OK ? status : ended(row, rc);
}

static cj_status case_key(void *user, const char *case_id, void *key, int32_t *found,
                          cj_error **error)
{
    sqlite3_stmt *row = query(user, "SELECT key FROM case_keys WHERE case_id = ?", "t", case_id);
    int rc = sqlite3_step(row);
    (void)error;
    *found = rc == SQLITE_ROW;
    if (*found)
        memcpy(key, sqlite3_column_blob(row, 0), CJ_STORE_SECRET);
    return ended(row, rc);
}

static cj_status has_unit(void *user, const char *tx, int32_t *found, cj_error **error)
{
    sqlite3_stmt *row = query(user, "SELECT 1 FROM units WHERE tx = ?", "t", tx);
    int rc = sqlite3_step(row);
    (void)error;
    *found = rc == SQLITE_ROW;
    return ended(row, rc);
}

static cj_status anchor(void *user, cj_stored_anchor *out, int32_t *found, cj_error **error)
{
    sqlite3_stmt *row =
        query(user, "SELECT log_index, size, root FROM anchor ORDER BY log_index DESC LIMIT 1", "");
    int rc = sqlite3_step(row);
    (void)error;
    *found = rc == SQLITE_ROW;
    if (*found) {
        out->index = (uint64_t)sqlite3_column_int64(row, 0);
        out->size = (uint64_t)sqlite3_column_int64(row, 1);
        memcpy(out->root, sqlite3_column_blob(row, 2), sizeof out->root);
    }
    return ended(row, rc);
}

static cj_status number(void *user, const char *name, int64_t *out, int32_t *found,
                        cj_error **error)
{
    sqlite3_stmt *row = query(user, "SELECT value FROM numbers WHERE name = ?", "t", name);
    int rc = sqlite3_step(row);
    (void)error;
    *found = rc == SQLITE_ROW;
    if (*found)
        *out = sqlite3_column_int64(row, 0);
    return ended(row, rc);
}

static cj_status last(void *user, int64_t *seq, int64_t *entered_at, cj_error **error)
{
    sqlite3_stmt *row =
        query(user, "SELECT seq, entered_at FROM acts ORDER BY seq DESC LIMIT 1", "");
    int rc = sqlite3_step(row);
    (void)error;
    *seq = rc == SQLITE_ROW ? sqlite3_column_int64(row, 0) : 0;
    *entered_at = rc == SQLITE_ROW ? sqlite3_column_int64(row, 1) : 0;
    return ended(row, rc);
}

static cj_status scrub(void *user, cj_error **error)
{
    (void)error;
    return execute(user, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
}

static const cj_store_methods diary_methods = {
    .size = sizeof(cj_store_methods),
    .name = "the diary",
    .lock = lock,
    .unlock = unlock,
    .begin = begin,
    .end = end,
    .append = append,
    .load = load,
    .units = units,
    .cases = cases,
    .case_key = case_key,
    .has_unit = has_unit,
    .anchor = anchor,
    .number = number,
    .last = last,
    .scrub = scrub,
};

/* ---- the host -------------------------------------------------------------------------------- */

static int diary_open(diary *d, const char *path, int make)
{
    char beside[300];
    snprintf(beside, sizeof beside, "%s.lock", path);
    d->lock = open(beside, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    return d->lock >= 0 && sqlite3_open(path, &d->db) == SQLITE_OK &&
           sqlite3_busy_timeout(d->db, 5000) == SQLITE_OK &&
           execute(d, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                      "PRAGMA secure_delete=ON") == CJ_OK &&
           (!make || execute(d, schema) == CJ_OK);
}

static void diary_close(diary *d)
{
    sqlite3_close(d->db);
    close(d->lock);
}

static int32_t print(const void *bytes, size_t size, void *user)
{
    return fwrite(bytes, 1, size, user) != size;
}

static int say(const cj_error *error)
{
    char line[1200];
    for (size_t i = 0; i < cj_error_count(error); i++) {
        cj_error_format(error, i, line, sizeof line);
        fprintf(stderr, "%s\n", line);
    }
    return 1;
}

#define ACT(id, kind, at, fields)                                                                  \
    "<act id=\"" id "\" kind=\"" kind "\" handle=\"H\" occurred_at=\"2026-" at "Z\" "              \
    "occurred_precision=\"minute\" recorded_at=\"2026-" at "Z\" sensitivity=\"normal\">"           \
    "<performed_by>" WORKER "</performed_by>" fields "</act>"
#define WORKER "<id>j.reyes</id><role>practitioner</role><org>northfield</org>"

static const char *const opened =
    ACT("opened", "case_opened", "02-02T09:00",
        "<person>p-1</person><case_basis>sentence</case_basis><setting>community</setting>"
        "<age_band>age_25_plus</age_band><practitioner>" WORKER "</practitioner>");
static const char *const met =
    ACT("met", "party_recorded", "02-03T10:00",
        "<party_id>harbour</party_id><name>Harbour Advice</name>"
        "<is_organisation>true</is_organisation><party_role>provider</party_role>");

/* A visit of the diary and its act: both, or none. `change_mind` rolls back in the middle. */
static cj_status visit(diary *d, cj_session *session, const char *text, const char *note,
                       int change_mind, cj_error **error)
{
    cj_context *context = NULL;
    cj_act *act = NULL;
    cj_unit *unit = NULL;
    cj_status status = cj_context_new(NULL, &context, error);
    if (status == CJ_OK)
        status = cj_act_read(context, "the diary", text, strlen(text), &act, error);
    /* 1. What can be refused is refused; the intents are in the log. */
    if (status == CJ_OK)
        status = cj_unit_prepare(session, "case-1", &act, 1, &unit, error);
    if (status == CJ_OK && unit != NULL) {
        /* 2. One transaction of the host, with whatever else belongs to it. */
        cj_status written = execute(d, "BEGIN IMMEDIATE");
        if (written == CJ_OK)
            written = run(query(d, "INSERT INTO visits VALUES(datetime(), 'p-1', ?)", "t", note));
        if (written == CJ_OK)
            written = write_unit(d, cj_unit_stored(unit));
        if (written == CJ_OK && !change_mind)
            written = execute(d, "COMMIT");
        if (written != CJ_OK || change_mind)
            execute(d, "ROLLBACK");
        /* 3. The log says which way it went. */
        status = written == CJ_OK && !change_mind ? cj_unit_committed(unit, error)
                                                  : cj_unit_aborted(unit, error);
    }
    cj_unit_unref(unit);
    cj_act_unref(act);
    cj_context_unref(context);
    return status;
}

static int64_t visits(diary *d)
{
    sqlite3_stmt *row = query(d, "SELECT count(*) FROM visits", "");
    int64_t n = sqlite3_step(row) == SQLITE_ROW ? sqlite3_column_int64(row, 0) : -1;
    sqlite3_finalize(row);
    return n;
}

int main(int argc, char **argv)
{
    char dir[] = "/tmp/cjustice-host-XXXXXX", path[64], log[64], key[64];
    cj_identity who = {sizeof who, "j.reyes", "practitioner", "northfield", "supervision"};
    diary d = {NULL, -1};
    cj_context *context = NULL;
    cj_policy *policy = NULL;
    cj_store *store = NULL;
    cj_session *session = NULL;
    cj_case *view = NULL;
    const cj_record *state = NULL;
    cj_audit_result *result = NULL;
    cj_error *error = NULL;
    if (mkdtemp(dir) == NULL)
        return 1;
    snprintf(path, sizeof path, "%s/diary.db", dir);
    snprintf(log, sizeof log, "%s/audit", dir);
    snprintf(key, sizeof key, "%s/audit.key", dir);
    if (!diary_open(&d, path, 1) || cj_context_new(NULL, &context, &error) != CJ_OK ||
        cj_policy_new(context, &policy, &error) != CJ_OK ||
        cj_policy_add_dir(policy, argc > 1 ? argv[1] : cj_data_dir(), &error) != CJ_OK ||
        cj_store_create_host(context, &diary_methods, &d, log, key, NULL, policy, &who, &error) !=
            CJ_OK ||
        cj_store_open_host(context, &diary_methods, &d, log, key, &store, &error) != CJ_OK ||
        cj_session_new(store, policy, &who, &session, &error) != CJ_OK ||
        visit(&d, session, opened, "first visit", 0, &error) != CJ_OK ||
        visit(&d, session, met, "wrong day", 1, &error) != CJ_OK ||
        visit(&d, session, met, "at the harbour", 0, &error) != CJ_OK ||
        cj_session_open_case(session, "case-1", CJ_OPEN_SHOW, &view, &error) != CJ_OK ||
        cj_case_state(view, &state, &error) != CJ_OK ||
        cj_record_write_json(state, 2, print, stdout, &error) != CJ_OK)
        return say(error);
    printf("\n%d visits, %zu acts\n", (int)visits(&d), cj_case_act_count(view));
    cj_case_unref(view);
    cj_session_unref(session);
    cj_store_unref(store);
    if (cj_store_verify_host(context, &diary_methods, &d, log, NULL, &result, &error) != CJ_OK)
        return say(error);
    printf("%s\n%s\n",
           cj_audit_result_verdict(result) == CJ_AUDIT_CONSISTENT ? "consistent" : "FAILED", dir);
    cj_audit_result_unref(result);
    cj_policy_unref(policy);
    cj_error_unref(error);
    cj_context_unref(context);
    diary_close(&d);
    return 0;
}
