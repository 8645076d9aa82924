/* SPDX-License-Identifier: MIT */
/* Two example cases: what their states and findings are at which date, written by hand from their
 * stories (docs/example-programme.md, docs/example-safety.md). */
#include "support/support.h"

#include "casework/casework.h"

#include <stdio.h>
#include <stdlib.h>

#define PROGRAMME "examples/case-programme.xml"
#define SAFETY "examples/case-safety.xml"

static cj_case *read_file(cj_context *ctx, const char *path)
{
    cj_case *c = NULL;
    cj_error *error = NULL;
    assert_ok(cj_case_new(ctx, NULL, &c, &error), error);
    assert_ok(cj_case_read_file(c, path, &error), error);
    cj_error_unref(error);
    return c;
}

/* What had occurred by the day. */
static cj_case *on(const cj_case *c, const char *day)
{
    cj_case *then = NULL;
    cj_date date;
    cj_error *error = NULL;
    assert_int_equal(cj_date_parse(day, CJ_ZT, &date), CJ_OK);
    assert_ok(cj_case_at(c, date, &then, &error), error);
    cj_error_unref(error);
    return then;
}

static const cj_record *state_of(cj_case *c, const char *handle)
{
    const cj_record *record = NULL;
    cj_error *error = NULL;
    assert_ok(cj_case_handle_state(c, handle, &record, &error), error);
    cj_error_unref(error);
    return record;
}

/* The value as text, "-" where there is none. */
static const char *text(const cj_record *record, cj_field field, size_t index)
{
    const char *value = "-";
    if (cj_count(record, field) > index)
        assert_int_equal(cj_get_text(record, field, index, &value), CJ_OK);
    return value;
}

static const cj_record *item(const cj_record *record, cj_field field, size_t index)
{
    const cj_record *inner = NULL;
    assert_int_equal(cj_get_record(record, field, index, &inner), CJ_OK);
    return inner;
}

/* Two fields of each item of a repeated record, as "a=b c=d". */
static const char *pairs(const cj_record *state, cj_field list, cj_field a, cj_field b, char *space,
                         size_t size)
{
    size_t n = 0;
    space[0] = '\0';
    for (size_t i = 0; i < cj_count(state, list); i++) {
        const cj_record *row = item(state, list, i);
        n += (size_t)snprintf(space + n, size - n, "%s%s=%s", i > 0 ? " " : "", text(row, a, 0),
                              text(row, b, 0));
        assert_true(n < size);
    }
    return space;
}

/* ---- both: the file is canonical, and has the findings that its story tells -------------------
 */

typedef struct bytes {
    char *at;
    size_t n, capacity;
} bytes;

static int32_t keep(const void *part, size_t size, void *user)
{
    bytes *all = user;
    if (all->n + size > all->capacity)
        return 1;
    memcpy(all->at + all->n, part, size);
    all->n += size;
    return 0;
}

static void test_canonical_bytes(void **state)
{
    static const char *const paths[] = {PROGRAMME, SAFETY};
    for (size_t i = 0; i < CJI_COUNT(paths); i++) {
        enum { MOST = 1 << 20 };
        cj_case *c = read_file(*state, paths[i]);
        bytes written = {malloc(MOST), 0, MOST};
        char *there = malloc(MOST);
        FILE *file = fopen(paths[i], "rb");
        size_t n;
        assert_true(file != NULL && there != NULL && written.at != NULL);
        n = fread(there, 1, MOST, file);
        fclose(file);
        assert_int_equal(cj_case_write(c, keep, &written, NULL), CJ_OK);
        assert_int_equal(written.n, n);
        assert_memory_equal(written.at, there, n);
        free(there);
        free(written.at);
        cj_case_unref(c);
    }
}

/* Every finding that the stories intend, and no other. */
static const struct {
    const char *path, *act, *rule;
} intended[] = {
    {PROGRAMME, "pg-explained-3", "finding_by_other"},
    {PROGRAMME, "pg-loop-done", "outcome_late"},
    {SAFETY, "sf-check-january", "check_not_private"},
    {SAFETY, "sf-disclosed-school", "consent_missing"},
};

static bool found(const cj_record *whole, const char *act, const char *rule)
{
    for (size_t i = 0; i < cj_count(whole, CJ_FIELD_FINDINGS); i++) {
        const cj_record *finding = item(whole, CJ_FIELD_FINDINGS, i);
        if (strcmp(text(finding, CJ_FIELD_ACT, 0), act) == 0 &&
            strcmp(text(finding, CJ_FIELD_RULE, 0), rule) == 0)
            return true;
    }
    return false;
}

static bool meant(const char *path, const cj_record *finding)
{
    for (size_t i = 0; i < CJI_COUNT(intended); i++) {
        if (strcmp(intended[i].path, path) == 0 &&
            strcmp(intended[i].act, text(finding, CJ_FIELD_ACT, 0)) == 0 &&
            strcmp(intended[i].rule, text(finding, CJ_FIELD_RULE, 0)) == 0)
            return true;
    }
    return false;
}

static void findings_of(cj_case *c, const char *path)
{
    const cj_record *whole = NULL;
    assert_int_equal(cj_case_state(c, &whole, NULL), CJ_OK);
    for (size_t j = 0; j < cj_count(whole, CJ_FIELD_FINDINGS); j++) {
        const cj_record *finding = item(whole, CJ_FIELD_FINDINGS, j);
        if (!meant(path, finding))
            fail_msg("%s: %s was not meant to be found %s", path, text(finding, CJ_FIELD_ACT, 0),
                     text(finding, CJ_FIELD_RULE, 0));
    }
    for (size_t j = 0; j < CJI_COUNT(intended); j++) {
        if (strcmp(intended[j].path, path) == 0 && !found(whole, intended[j].act, intended[j].rule))
            fail_msg("%s: %s was meant to be found %s", path, intended[j].act, intended[j].rule);
    }
}

/* Without a policy, and with the one that is shipped. */
static void test_findings(void **state)
{
    static const char *const paths[] = {PROGRAMME, SAFETY};
    cj_policy *policy = NULL;
    cj_error *error = NULL;
    assert_ok(cj_policy_new(*state, &policy, &error), error);
    assert_ok(cj_policy_add_dir(policy, "standards", &error), error);
    for (size_t i = 0; i < CJI_COUNT(paths); i++) {
        cj_case *without = read_file(*state, paths[i]), *with = NULL;
        findings_of(without, paths[i]);
        assert_ok(cj_case_new(*state, NULL, &with, &error), error);
        cj_case_set_policy(with, policy);
        assert_ok(cj_case_read_file(with, paths[i], &error), error);
        findings_of(with, paths[i]);
        cj_case_unref(with);
        cj_case_unref(without);
    }
    cj_error_unref(error);
    cj_policy_unref(policy);
}

/* By the end of October 2026 one thing was done after its day; nothing else is late or owed. */
static void test_what_was_late(void **state)
{
    static const char *const paths[] = {PROGRAMME, SAFETY};
    static const char *const late[] = {"pg-suitability-middle pg-loop-done", ""};
    static const size_t timed[] = {10, 6};
    cj_date today;
    assert_int_equal(cj_date_parse("2026-10-31", CJ_ZT, &today), CJ_OK);
    for (size_t i = 0; i < CJI_COUNT(paths); i++) {
        cj_case *c = read_file(*state, paths[i]), *then = on(c, "2026-10-31");
        const cj_record *whole = NULL;
        char line[400] = "";
        size_t n = 0, seen = 0;
        assert_int_equal(cj_case_state(then, &whole, NULL), CJ_OK);
        for (size_t j = 0; j < cj_count(whole, CJ_FIELD_DEADLINES); j++) {
            const cj_record *deadline = item(whole, CJ_FIELD_DEADLINES, j);
            cj_date due, met;
            if (cj_get_date(deadline, CJ_FIELD_DUE, 0, &due) != CJ_OK || due.days > today.days)
                continue;
            seen++;
            if (cj_get_date(deadline, CJ_FIELD_MET_ON, 0, &met) == CJ_OK && met.days <= due.days)
                continue;
            n += (size_t)snprintf(line + n, sizeof line - n, "%s%s %s", n > 0 ? ", " : "",
                                  text(deadline, CJ_FIELD_ACT, 0),
                                  text(deadline, CJ_FIELD_MET_BY, 0));
            assert_true(n < sizeof line);
        }
        assert_string_equal(line, late[i]);
        assert_int_equal(seen, timed[i]);
        cj_case_unref(then);
        cj_case_unref(c);
    }
}

/* ---- the programme -----------------------------------------------------------------------------
 */

static int64_t number(const cj_record *record, cj_field field)
{
    int64_t value = 0;
    if (cj_count(record, field) > 0)
        assert_int_equal(cj_get_int(record, field, 0, &value), CJ_OK);
    return value;
}

/* One sign for each session: . not yet, + attended, a absent acceptable, ? absent and the reason
 * awaited, h sent home, S not held by the service, ! anything else */
static const char *signs_of(const cj_record *intervention, char *space, size_t size)
{
    static const struct {
        const char *attendance;
        char held, not_held;
    } signs[] = {
        {"attended_complied", '+', '!'},      {"absent_acceptable", 'a', '!'},
        {"absent_awaiting_reason", '?', '!'}, {"sent_home_behaviour", 'h', '!'},
        {"rescheduled_service", '!', 'S'},    {"-", '!', '.'},
    };
    size_t n = cj_count(intervention, CJ_FIELD_SESSIONS);
    assert_true(n < size);
    for (size_t i = 0; i < n; i++) {
        const cj_record *row = item(intervention, CJ_FIELD_SESSIONS, i);
        assert_int_equal(number(row, CJ_FIELD_N), (int64_t)i + 1);
        space[i] = '!';
        for (size_t k = 0; k < CJI_COUNT(signs); k++) {
            if (strcmp(text(row, CJ_FIELD_ATTENDANCE, 0), signs[k].attendance) == 0)
                space[i] = number(row, CJ_FIELD_HAPPENED) != 0 ? signs[k].held : signs[k].not_held;
        }
    }
    space[n] = '\0';
    return space;
}

static void test_sessions(void **state)
{
    static const struct {
        const char *day, *status, *progress, *sessions;
        int64_t held, attended;
    } rows[] = {
        {"2025-11-19", "-", "-", "............", 0, 0},
        {"2025-11-20", "referred", "-", "............", 0, 0},
        {"2025-12-03", "referred", "-", "............", 0, 0},
        {"2025-12-04", "accepted", "-", "............", 0, 0},
        {"2026-01-11", "accepted", "-", "............", 0, 0},
        {"2026-01-12", "started", "-", "+...........", 1, 1},
        {"2026-02-09", "started", "-", "++a+S.......", 4, 3},
        {"2026-02-28", "started", "on_track", "++a+S+h.....", 6, 4},
        {"2026-03-17", "started", "at_risk", "++a+S+h++?..", 9, 6},
        {"2026-03-30", "completed", "at_risk", "++a+S+h++?++", 11, 8},
        {"2026-04-01", "completed", "on_track", "++a+S+h++?++", 11, 8},
        {"2026-10-31", "completed", "on_track", "++a+S+h++?++", 11, 8},
    };
    cj_case *c = read_file(*state, PROGRAMME);
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_case *then = on(c, rows[i].day);
        const cj_record *in = state_of(then, "PG-IN");
        char line[32];
        assert_string_equal(text(in, CJ_FIELD_INTERVENTION_STATUS, 0), rows[i].status);
        assert_string_equal(text(in, CJ_FIELD_PROGRESS, 0), rows[i].progress);
        if (strcmp(signs_of(in, line, sizeof line), rows[i].sessions) != 0)
            fail_msg("on %s: %s, not %s", rows[i].day, line, rows[i].sessions);
        assert_int_equal(number(in, CJ_FIELD_SESSIONS_PLANNED), 12);
        assert_int_equal(number(in, CJ_FIELD_SESSIONS_HELD), rows[i].held);
        assert_int_equal(number(in, CJ_FIELD_SESSIONS_ATTENDED), rows[i].attended);
        cj_case_unref(then);
    }
    cj_case_unref(c);
}

/* "-": it is no failure, or none yet. */
static const char *standing(const cj_record *whole, const char *failure)
{
    for (size_t i = 0; i < cj_count(whole, CJ_FIELD_FAILURES); i++) {
        const cj_record *row = item(whole, CJ_FIELD_FAILURES, i);
        if (strcmp(text(row, CJ_FIELD_FAILURE, 0), failure) == 0)
            return text(row, CJ_FIELD_STANDING, 0);
        for (size_t k = 0; k < cj_count(row, CJ_FIELD_INFORMATION); k++) {
            if (strcmp(text(row, CJ_FIELD_INFORMATION, k), failure) == 0)
                return text(row, CJ_FIELD_STANDING, 0);
        }
    }
    return "-";
}

/* Apparent until there is a finding, which counts for the note and for the session it is about. */
static void test_failures(void **state)
{
    static const struct {
        const char *day, *noted_3, *session_7, *noted_7;
    } rows[] = {
        {"2026-01-25", "-", "-", "-"},
        {"2026-01-26", "apparent", "-", "-"},
        {"2026-01-27", "acceptable", "-", "-"},
        {"2026-02-25", "acceptable", "apparent", "apparent"},
        {"2026-02-26", "acceptable", "unacceptable", "unacceptable"},
        {"2026-03-18", "acceptable", "unacceptable", "unacceptable"},
    };
    cj_case *c = read_file(*state, PROGRAMME);
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_case *then = on(c, rows[i].day);
        const cj_record *whole = NULL;
        assert_int_equal(cj_case_state(then, &whole, NULL), CJ_OK);
        assert_string_equal(standing(whole, "pg-noted-3"), rows[i].noted_3);
        assert_string_equal(standing(whole, "pg-session-7"), rows[i].session_7);
        assert_string_equal(standing(whole, "pg-noted-7"), rows[i].noted_7);
        /* Nobody stood at fault for what was put right or late. */
        assert_string_equal(standing(whole, "pg-session-3-put-right"), "-");
        assert_string_equal(standing(whole, "pg-session-2"), "-");
        cj_case_unref(then);
    }
    cj_case_unref(c);
}

static void test_programme_states(void **state)
{
    char space[800];
    cj_case *c = read_file(*state, PROGRAMME);
    cj_case *before = on(c, "2026-04-16"), *assessed = on(c, "2025-10-29");
    const cj_record *plan = state_of(c, "PG-PLAN"), *whole = NULL;
    assert_string_equal(text(state_of(assessed, "PG-AS"), CJ_FIELD_SIGNING, 0), "unsigned");
    assert_string_equal(text(state_of(c, "PG-AS"), CJ_FIELD_SIGNING, 0), "countersigned");
    assert_string_equal(pairs(state_of(before, "PG-AS"), CJ_FIELD_FACTORS, CJ_FIELD_FACTOR,
                              CJ_FIELD_FACTOR_STATUS, space, sizeof space),
                        "pg-factor-refusal=new pg-factor-belief=new pg-factor-home=new "
                        "pg-factor-parent=new");
    assert_string_equal(pairs(state_of(c, "PG-AS"), CJ_FIELD_FACTORS, CJ_FIELD_FACTOR,
                              CJ_FIELD_FACTOR_STATUS, space, sizeof space),
                        "pg-factor-refusal=changed pg-factor-belief=new pg-factor-home=new "
                        "pg-factor-parent=new");
    assert_string_equal(pairs(state_of(before, "PG-PLAN"), CJ_FIELD_GOALS, CJ_FIELD_GOAL,
                              CJ_FIELD_GOAL_STATUS, space, sizeof space),
                        "pg-goal-seconds=active pg-goal-daughter=active");
    assert_string_equal(
        pairs(plan, CJ_FIELD_GOALS, CJ_FIELD_GOAL, CJ_FIELD_GOAL_STATUS, space, sizeof space),
        "pg-goal-seconds=achieved pg-goal-daughter=active");
    assert_int_equal(cj_count(plan, CJ_FIELD_PARTNERS), 0);
    assert_int_equal(cj_case_state(c, &whole, NULL), CJ_OK);
    assert_string_equal(pairs(whole, CJ_FIELD_REQUIREMENTS, CJ_FIELD_REQ_ID, CJ_FIELD_REQ_TYPE,
                              space, sizeof space),
                        "pg-req-programme=programme pg-req-activity=rehabilitation_activity");
    cj_case_unref(assessed);
    cj_case_unref(before);
    cj_case_unref(c);
}

/* ---- the safety plan ---------------------------------------------------------------------------
 */

static void test_safety_dates(void **state)
{
    static const struct {
        const char *day, *rosh, *vulnerability, *version, *partners, *status, *progress, *sessions;
    } rows[] = {
        {"2025-12-22", "low", "high", "1", "2", "-", "-", "......"},
        {"2026-01-04", "low", "high", "1", "2", "referred", "-", "......"},
        {"2026-01-07", "low", "high", "1", "2", "accepted", "-", "......"},
        {"2026-01-29", "low", "high", "1", "2", "started", "-", "+++..."},
        {"2026-01-30", "low", "high", "2", "1", "started", "at_risk", "++++.."},
        {"2026-02-12", "low", "high", "2", "1", "started", "at_risk", "++++++"},
        {"2026-02-13", "low", "high", "2", "1", "completed", "on_track", "++++++"},
        {"2026-03-10", "low", "medium", "2", "1", "completed", "on_track", "++++++"},
        {"2026-10-31", "low", "medium", "2", "1", "completed", "on_track", "++++++"},
    };
    cj_case *c = read_file(*state, SAFETY);
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        cj_case *then = on(c, rows[i].day);
        const cj_record *as = state_of(then, "SF-AS"), *plan = state_of(then, "SF-PLAN");
        const cj_record *in = state_of(then, "SF-IN");
        char space[200], wanted[200];
        int64_t version = 0;
        /* How dangerous the person is and how much in danger: two scales, never one. */
        snprintf(wanted, sizeof wanted,
                 "public=%s children=%s known_adult=%s staff=%s prisoners=%s", rows[i].rosh,
                 rows[i].rosh, rows[i].rosh, rows[i].rosh, rows[i].rosh);
        assert_string_equal(
            pairs(as, CJ_FIELD_ROSH, CJ_FIELD_KEY, CJ_FIELD_VALUE, space, sizeof space), wanted);
        snprintf(wanted, sizeof wanted, "self=low from_others=%s", rows[i].vulnerability);
        assert_string_equal(
            pairs(as, CJ_FIELD_VULNERABILITY, CJ_FIELD_KEY, CJ_FIELD_VALUE, space, sizeof space),
            wanted);
        cj_get_int(plan, CJ_FIELD_VERSION, 0, &version);
        assert_int_equal(version, atoi(rows[i].version));
        assert_string_equal(text(plan, CJ_FIELD_FORM, 0), "safety_plan");
        assert_int_equal(cj_count(plan, CJ_FIELD_PARTNERS), (size_t)atoi(rows[i].partners));
        assert_string_equal(text(plan, CJ_FIELD_PARTNERS, 0), "harbourlight");
        assert_string_equal(text(in, CJ_FIELD_INTERVENTION_STATUS, 0), rows[i].status);
        assert_string_equal(text(in, CJ_FIELD_PROGRESS, 0), rows[i].progress);
        assert_string_equal(text(as, CJ_FIELD_OVERALL, 0), "low");
        assert_string_equal(signs_of(in, space, sizeof space), rows[i].sessions);
        cj_case_unref(then);
    }
    cj_case_unref(c);
}

static void test_safety_factors_and_consents(void **state)
{
    char space[800];
    cj_case *c = read_file(*state, SAFETY), *before = on(c, "2026-01-27");
    const cj_record *whole = NULL;
    assert_string_equal(pairs(state_of(before, "SF-AS"), CJ_FIELD_FACTORS, CJ_FIELD_FACTOR,
                              CJ_FIELD_FACTOR_STATUS, space, sizeof space),
                        "sf-factor-found=new sf-factor-children=new sf-factor-money=new "
                        "sf-factor-sleep=new sf-factor-mornings=new");
    assert_string_equal(pairs(state_of(c, "SF-AS"), CJ_FIELD_FACTORS, CJ_FIELD_FACTOR,
                              CJ_FIELD_FACTOR_STATUS, space, sizeof space),
                        "sf-factor-found=changed sf-factor-children=confirmed "
                        "sf-factor-money=changed sf-factor-sleep=changed "
                        "sf-factor-mornings=confirmed");
    assert_int_equal(cj_case_state(before, &whole, NULL), CJ_OK);
    assert_string_equal(pairs(whole, CJ_FIELD_CONSENTS, CJ_FIELD_PARTY, CJ_FIELD_CONSENT_DECISION,
                              space, sizeof space),
                        "g.tamblyn=given harbourlight=given harbourlight=given "
                        "fernhill-school=given");
    assert_int_equal(cj_case_state(c, &whole, NULL), CJ_OK);
    assert_string_equal(pairs(whole, CJ_FIELD_CONSENTS, CJ_FIELD_PARTY, CJ_FIELD_CONSENT_DECISION,
                              space, sizeof space),
                        "g.tamblyn=given harbourlight=given harbourlight=given "
                        "fernhill-school=withdrawn");
    assert_string_equal(pairs(state_of(c, "SF-PLAN"), CJ_FIELD_OPTIONS, CJ_FIELD_OPTION,
                              CJ_FIELD_OPTION_OUTCOME, space, sizeof space),
                        "sf-option-home=kept sf-option-move=deferred sf-option-collect=deferred");
    cj_case_unref(before);
    cj_case_unref(c);
}

/* Where the source of harm is named: fields as "act.field", outermost first. */
static size_t named(const cj_record *record, const char *party, cj_field outer, bool *elsewhere)
{
    size_t found = 0;
    for (size_t i = 0; i < cj_field_total(record); i++) {
        cj_field field = cj_field_at(record, i);
        for (size_t j = 0; j < cj_count(record, field); j++) {
            const cj_record *inner;
            const char *value;
            if (cj_get_record(record, field, j, &inner) == CJ_OK) {
                found += named(inner, party, outer != 0 ? outer : field, elsewhere);
            } else if (cj_field_type(record, field) == CJ_TYPE_REF &&
                       cj_get_text(record, field, j, &value) == CJ_OK &&
                       strcmp(value, party) == 0) {
                found++;
                *elsewhere = *elsewhere || outer != CJ_FIELD_NOT_INVOLVED;
            }
        }
    }
    return found;
}

/* Told nothing, asked nothing, met nowhere: named once, as somebody who has no part. */
static void test_source_of_harm_is_kept_out(void **state)
{
    cj_case *c = read_file(*state, SAFETY);
    size_t found = 0;
    bool elsewhere = false;
    for (size_t i = 0; i < cj_case_act_count(c); i++)
        found += named(cj_act_view(cj_case_act_at(c, i)), "sf-former-partner", 0, &elsewhere);
    assert_int_equal(found, 1);
    assert_false(elsewhere);
    cj_case_unref(c);
}

/* A concern is open until an outcome closes it; the second came after the first was closed. */
static void test_concerns_are_closed(void **state)
{
    static const struct {
        const char *day, *concerns, *complaints;
    } rows[] = {
        {"2025-11-26", "", ""},
        {"2025-11-27", "sf-concern-first=open", ""},
        {"2026-01-08", "sf-concern-first=open", ""},
        {"2026-01-09", "sf-concern-first=closed", ""},
        {"2026-01-16", "sf-concern-first=closed sf-concern-second=open", ""},
        {"2026-01-26", "sf-concern-first=closed sf-concern-second=open", "sf-dispute=open"},
        {"2026-02-12", "sf-concern-first=closed sf-concern-second=open", "sf-dispute=closed"},
        {"2026-02-13", "sf-concern-first=closed sf-concern-second=closed", "sf-dispute=closed"},
    };
    cj_case *c = read_file(*state, SAFETY);
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        char space[200];
        cj_case *then = on(c, rows[i].day);
        const cj_record *whole = NULL;
        assert_int_equal(cj_case_state(then, &whole, NULL), CJ_OK);
        assert_string_equal(pairs(whole, CJ_FIELD_CONCERNS, CJ_FIELD_CONCERN,
                                  CJ_FIELD_CONCERN_STATUS, space, sizeof space),
                            rows[i].concerns);
        assert_string_equal(pairs(whole, CJ_FIELD_COMPLAINTS, CJ_FIELD_COMPLAINT,
                                  CJ_FIELD_COMPLAINT_STATUS, space, sizeof space),
                            rows[i].complaints);
        cj_case_unref(then);
    }
    cj_case_unref(c);
}

/* ---- the pages name acts that are there ---------------------------------------------------------
 */

static void test_pages_name_acts(void **state)
{
    static const struct {
        const char *page, *path, *prefix;
        size_t least;
    } rows[] = {
        {"docs/example-programme.md", PROGRAMME, "`pg-", 60},
        {"docs/example-safety.md", SAFETY, "`sf-", 60},
    };
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        static char page[1 << 16];
        cj_case *c = read_file(*state, rows[i].path);
        FILE *file = fopen(rows[i].page, "rb");
        size_t n, seen = 0;
        assert_non_null(file);
        n = fread(page, 1, sizeof page - 1, file);
        fclose(file);
        page[n] = '\0';
        for (char *at = page; (at = strstr(at, rows[i].prefix)) != NULL;) {
            char *end = strchr(++at, '`');
            assert_non_null(end);
            *end = '\0';
            if (cj_case_act_find(c, at) == NULL)
                fail_msg("%s names %s, which is no act of %s", rows[i].page, at, rows[i].path);
            seen++;
            at = end + 1;
        }
        assert_true(seen >= rows[i].least);
        cj_case_unref(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_canonical_bytes),
        cmocka_unit_test(test_findings),
        cmocka_unit_test(test_what_was_late),
        cmocka_unit_test(test_sessions),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_programme_states),
        cmocka_unit_test(test_safety_dates),
        cmocka_unit_test(test_safety_factors_and_consents),
        cmocka_unit_test(test_source_of_harm_is_kept_out),
        cmocka_unit_test(test_concerns_are_closed),
        cmocka_unit_test(test_pages_name_acts),
    };
    return cmocka_run_group_tests(tests, context_make, context_drop);
}
