/* SPDX-License-Identifier: MIT */
/*
 * The baseline of recording: the rows that the library would write, bound to the same prepared
 * statements in one transaction per unit, and one raw durable append of as many bytes as the
 * entries of the log have. No check, no commitment, no tree, no recovery.
 */
#include "record.h"

#include "session/session.h"
#include "store/sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SMALL (30 * RECORD_UNITS)
#define ENTRY 480 /* bytes of an intent in the log, its frame with it */

struct recording {
    cj_context *ctx;
    cj_policy *policy;
    cj_store *store;
    cj_session *session;
    cji_buf many; /* a case file with the id BULK-00000000 */
    cj_case *parsed;
    cj_act **acts;
    char small_id[130];
    cj_act *small[SMALL];
    size_t next;
    sqlite3 *db;
    sqlite3_stmt *sql[CJI_SQL_COUNT];
    int raw;
    int64_t seq, index, unit;
    int64_t made; /* cases and acts that were given an id */
    char *bytes;
};

static const cj_identity who = {sizeof who, "p.adeyemi", "practitioner", "o", "supervision"};

#define WORKER                                                                                     \
    "\n    <id>p.adeyemi</id>\n    <role>practitioner</role>\n"                                    \
    "    <org>aldermarsh-probation</org>\n  "
#define ENVELOPE                                                                                   \
    " handle=\"H-CASE\" occurred_at=\"2025-09-11T10:00+01:00\" occurred_precision=\"minute\" "     \
    "recorded_at=\"2025-09-11T12:20+01:00\" sensitivity=\"sensitive\">\n  <performed_by>" WORKER   \
    "</performed_by>\n"

static void put_contact(cji_buf *b, const char *prefix, int64_t n)
{
    cji_buf_printf(b,
                   "<act id=\"%s-%08lld\" kind=\"contact_held\"" ENVELOPE
                   "  <contact_purpose>engagement</contact_purpose>\n  <mode>in_person</mode>\n"
                   "  <planned_at>2025-09-11T10:00+01:00</planned_at>\n"
                   "  <happened>true</happened>\n  <attendance>attended_complied</attendance>\n"
                   "  <duration_min>55</duration_min>\n  <topics>order</topics>\n"
                   "  <topics>needs</topics>\n  <topics>interventions</topics>\n"
                   "  <adjustments_used_none_reason>Nothing was known yet of how the person likes "
                   "to be spoken and written to; that was the first thing to ask."
                   "</adjustments_used_none_reason>\n  <constraints>no_privacy</constraints>\n"
                   "  <mitigations>The room that was free opens on to the waiting area. We waited "
                   "ten minutes for the small room, and left anything hard to talk about for the "
                   "week after.</mitigations>\n</act>\n",
                   prefix, (long long)n);
}

static void put_many(cji_buf *b)
{
    cji_case_file_head(b, CJI_STR("BULK-00000000"));
    cji_buf_puts(b, "<act id=\"opened\" kind=\"case_opened\"" ENVELOPE
                    "  <person>P-1</person>\n  <case_basis>sentence</case_basis>\n"
                    "  <setting>community</setting>\n  <age_band>age_25_plus</age_band>\n"
                    "  <practitioner>" WORKER "</practitioner>\n</act>\n");
    for (int64_t i = 1; i < RECORD_ACTS; i++)
        put_contact(b, "contact", i);
    cji_buf_puts(b, cji_case_file_tail);
}

/* The next id of eight digits. */
static void number(recording *r, char *out)
{
    char digits[16];
    snprintf(digits, sizeof digits, "%08lld", (long long)++r->made);
    memcpy(out, digits, 8);
}

/* ---- ours ------------------------------------------------------------------------------------ */

void record_file(recording *r)
{
    number(r, strstr(r->many.p, "BULK-") + 5);
    must(cj_session_record(r->session, "bench", r->many.p, r->many.n, NULL, NULL, NULL),
         "recording a file");
}

void record_acts(recording *r)
{
    char id[16] = "BULK-00000000";
    number(r, id + 5);
    must(cj_session_apply(r->session, id, r->acts, RECORD_ACTS, NULL), "recording acts");
}

void record_units(recording *r)
{
    for (int i = 0; i < RECORD_UNITS; i++, r->next++) {
        if (r->next == SMALL)
            must(CJ_E_LIMIT, "more rounds than there are acts");
        must(cj_session_apply(r->session, r->small_id, &r->small[r->next], 1, NULL),
             "recording an act");
    }
}

/* ---- by hand --------------------------------------------------------------------------------- */

static void step(recording *r, cji_sqlite_sql sql)
{
    if (sqlite3_step(r->sql[sql]) != SQLITE_DONE) {
        fprintf(stderr, "bench: %s\n", sqlite3_errmsg(r->db));
        exit(1);
    }
    sqlite3_reset(r->sql[sql]);
}

static void insert_act(recording *r, const char *case_id, const cji_entry *entry)
{
    static const uint8_t salt[CJI_STORE_SECRET] = {1};
    sqlite3_stmt *row = r->sql[CJI_SQL_ACT_ADD];
    cji_str payload = cji_act_bytes(entry->act);
    char id[160];
    snprintf(id, sizeof id, "%.*s-%lld", (int)entry->id.n, entry->id.p, (long long)r->seq);
    sqlite3_bind_int64(row, 1, ++r->seq);
    sqlite3_bind_text(row, 2, id, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(row, 3, case_id, -1, SQLITE_STATIC);
    sqlite3_bind_int64(row, 4, entry->kind);
    sqlite3_bind_int64(row, 5, ++r->index);
    sqlite3_bind_int64(row, 6, r->index);
    sqlite3_bind_text(row, 7, who.actor, -1, SQLITE_STATIC);
    sqlite3_bind_int64(row, 8, r->unit);
    sqlite3_bind_int64(row, 9, 1);
    sqlite3_bind_blob64(row, 10, payload.p, payload.n, SQLITE_STATIC);
    sqlite3_bind_blob(row, 11, salt, sizeof salt, SQLITE_STATIC);
    sqlite3_bind_int64(row, 12, 2);
    sqlite3_bind_text(row, 13, "", -1, SQLITE_STATIC);
    step(r, CJI_SQL_ACT_ADD);
}

static void insert_unit(recording *r, const char *case_id, size_t from, size_t n)
{
    static const uint8_t root[CJI_HASH] = {1};
    char tx[40];
    snprintf(tx, sizeof tx, "00000000-0000-7000-8000-%012lld", (long long)++r->unit);
    step(r, CJI_SQL_BEGIN_WRITE);
    sqlite3_bind_text(r->sql[CJI_SQL_UNIT_ADD], 1, tx, -1, SQLITE_STATIC);
    sqlite3_bind_int64(r->sql[CJI_SQL_UNIT_ADD], 2, r->index + 1);
    sqlite3_bind_int64(r->sql[CJI_SQL_UNIT_ADD], 3, r->index + (int64_t)n);
    step(r, CJI_SQL_UNIT_ADD);
    sqlite3_bind_int64(r->sql[CJI_SQL_ANCHOR_ADD], 1, r->index + 1);
    sqlite3_bind_int64(r->sql[CJI_SQL_ANCHOR_ADD], 2, r->index + 1 + (int64_t)n);
    sqlite3_bind_blob(r->sql[CJI_SQL_ANCHOR_ADD], 3, root, sizeof root, SQLITE_STATIC);
    step(r, CJI_SQL_ANCHOR_ADD);
    for (size_t i = from; i < from + n; i++)
        insert_act(r, case_id, &r->parsed->entries[i % r->parsed->count]);
    step(r, CJI_SQL_COMMIT);
    if (write(r->raw, r->bytes, ENTRY * n) < 0 || fdatasync(r->raw) != 0)
        must(CJ_E_IO, "the raw write");
    r->index++; /* where the outcome is */
}

static void insert_case(recording *r, const char *id)
{
    static const uint8_t key[CJI_STORE_SECRET] = {1};
    sqlite3_bind_text(r->sql[CJI_SQL_CASE_ADD], 1, id, -1, SQLITE_STATIC);
    sqlite3_bind_blob(r->sql[CJI_SQL_CASE_ADD], 2, key, sizeof key, SQLITE_STATIC);
    step(r, CJI_SQL_CASE_ADD);
}

void insert_acts(recording *r)
{
    char id[16] = "BULK-00000000";
    number(r, id + 5);
    insert_case(r, id);
    insert_unit(r, id, 0, RECORD_ACTS);
}

void insert_units(recording *r)
{
    for (size_t i = 0; i < RECORD_UNITS; i++)
        insert_unit(r, "small", i + 1, 1);
}

/* ---- setting up ------------------------------------------------------------------------------ */

static void open_ours(recording *r, const char *standards, const char *path, cji_str example)
{
    cj_case *c = NULL;
    must(cj_policy_new(r->ctx, &r->policy, NULL), "a policy");
    must(cj_policy_add_dir(r->policy, standards, NULL), "the policy");
    must(cj_store_create(r->ctx, path, NULL, r->policy, &who, NULL), "a store");
    must(cj_store_open(r->ctx, path, &r->store, NULL), "the store");
    must(cj_session_new(r->store, r->policy, &who, &r->session, NULL), "a session");
    must(cj_session_record(r->session, "example", example.p, example.n, NULL, NULL, NULL),
         "recording the example");
    must(cj_case_new(r->ctx, NULL, &c, NULL), "a case");
    must(cj_case_read(c, "example", example.p, example.n, NULL), "the example");
    snprintf(r->small_id, sizeof r->small_id, "%s", c->id);
    cj_case_unref(c);
}

/* Acts of the small units, each with an id of its own. */
static void read_small(recording *r)
{
    for (size_t i = 0; i < SMALL; i++) {
        cji_buf text;
        cji_buf_init(&text, r->ctx, 1 << 16);
        put_contact(&text, "small", (int64_t)i);
        must(cj_act_read(r->ctx, "bench", text.p, text.n, &r->small[i], NULL), "reading an act");
        if (cji_act_bytes(r->small[i]).p == NULL)
            must(CJ_E_MEMORY, "memory");
        cji_buf_fini(&text);
    }
}

static void open_base(recording *r, const char *path)
{
    static const char pragmas[] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                                  "PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;";
    FILE *file = fopen(path, "w");
    bool good;
    if (file == NULL)
        must(CJ_E_IO, "a file");
    fclose(file);
    must(cji_sqlite_make(r->ctx, path, NULL), "the other store");
    good = sqlite3_open(path, &r->db) == SQLITE_OK &&
           sqlite3_exec(r->db, pragmas, NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_exec(r->db, cji_sqlite_derived, NULL, NULL, NULL) == SQLITE_OK;
    for (int i = 0; good && i < CJI_SQL_COUNT; i++)
        good = sqlite3_prepare_v2(r->db, cji_sqlite_texts[i], -1, &r->sql[i], NULL) == SQLITE_OK;
    if (!good)
        must(CJ_E_STORE, "preparing");
    insert_case(r, "small");
}

recording *recording_new(cj_context *ctx, const char *standards, const char *dir, cji_str example)
{
    recording *r = calloc(1, sizeof *r);
    char path[200];
    if (r == NULL || (r->bytes = calloc(RECORD_ACTS, ENTRY)) == NULL ||
        (r->acts = calloc(RECORD_ACTS, sizeof *r->acts)) == NULL)
        must(CJ_E_MEMORY, "memory");
    r->ctx = ctx;
    cji_buf_init(&r->many, ctx, 1 << 26);
    put_many(&r->many);
    must(cj_case_new(ctx, NULL, &r->parsed, NULL), "a case");
    must(cj_case_read(r->parsed, "bench", r->many.p, r->many.n, NULL), "the case");
    for (size_t i = 0; i < RECORD_ACTS; i++)
        r->acts[i] = r->parsed->entries[i].act;
    snprintf(path, sizeof path, "%s/units", dir);
    open_ours(r, standards, path, example);
    read_small(r);
    snprintf(path, sizeof path, "%s/base", dir);
    open_base(r, path);
    snprintf(path, sizeof path, "%s/base.log", dir);
    r->raw = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    return r;
}

void recording_free(recording *r)
{
    cj_session_unref(r->session);
    cj_store_unref(r->store);
    cj_policy_unref(r->policy);
    for (int i = 0; i < CJI_SQL_COUNT; i++)
        sqlite3_finalize(r->sql[i]);
    sqlite3_close(r->db);
    close(r->raw);
    for (size_t i = 0; i < SMALL; i++)
        cj_act_unref(r->small[i]);
    cj_case_unref(r->parsed);
    cji_buf_fini(&r->many);
    free(r->acts);
    free(r->bytes);
    free(r);
}
