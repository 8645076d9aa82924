/* SPDX-License-Identifier: MIT */
#include "conformance_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANY 300
#define UNIT_1 "00000000-0000-7000-8000-000000000001"
#define UNIT_2 "00000000-0000-7000-8000-000000000002"
#define UNIT_3 "00000000-0000-7000-8000-000000000003"
#define UNIT_4 "00000000-0000-7000-8000-000000000004"
#define UNIT_5 "00000000-0000-7000-8000-000000000005"
#define UNIT_6 "00000000-0000-7000-8000-000000000006"

void cj_conformance_tell(run *r, const char *what)
{
    r->wrong++;
    if (r->c->wrong != NULL)
        r->c->wrong(r->c->host, what);
}

/* ---- what is written, and what comes back ---------------------------------------------------- */

static const unsigned char bytes[] = "<act>\0\xff'\"\n</act>",
                           salts[CJ_STORE_SECRET] = "salt\0\x01",
                           key[CJ_STORE_SECRET] = "key\0\x02";

static cj_stored_act act_of(const char *case_id, const char *id, int64_t seq, uint64_t index)
{
    const cj_stored_act act = {.size = sizeof act,
                               .seq = seq,
                               .log_index = index,
                               .entered_at = INT64_C(1790000000000000) + seq,
                               .kind = 2,
                               .vocabulary = 1,
                               .detail = 2,
                               .case_id = case_id,
                               .act_id = id,
                               .entered_by = "w\xc3\xb6rker'1",
                               .payload = bytes,
                               .payload_size = sizeof bytes,
                               .salt = salts,
                               .findings = "rule\t1\t\treason\\n\n"};
    return act;
}

/* A unit of n acts that stand side by side. */
static cj_status put(run *r, const char *tx, const char *case_id, int is_new, cj_stored_act *acts,
                     size_t n)
{
    const cj_stored_act *list[MANY];
    cj_stored_unit unit = {.size = sizeof unit, .tx = tx, .case_id = case_id, .acts = list};
    const cj_stored_anchor anchor = {acts[0].log_index, acts[n - 1].log_index + 1, {7}};
    const cj_stored_number number = {"settled", (int64_t)acts[0].log_index};
    cj_error *error = NULL;
    cj_status status;
    unit.first_index = acts[0].log_index;
    unit.last_index = acts[n - 1].log_index;
    unit.case_key = is_new ? key : NULL;
    unit.nacts = n;
    unit.anchor = &anchor;
    unit.numbers = &number;
    unit.nnumbers = 1;
    for (size_t i = 0; i < n; i++) {
        acts[i].tx = tx;
        acts[i].first_index = unit.first_index;
        acts[i].last_index = unit.last_index;
        list[i] = &acts[i];
    }
    status = r->m->append(r->user, &unit, &error);
    cj_error_unref(error);
    return status;
}

static cj_status put_one(run *r, const char *tx, const char *case_id, int is_new, const char *id,
                         int64_t seq, uint64_t index)
{
    cj_stored_act act = act_of(case_id, id, seq, index);
    return put(r, tx, case_id, is_new, &act, 1);
}

typedef struct taken {
    run *r;
    size_t n, stop_at;
    uint64_t indices[MANY + 8];
    cj_stored_act want; /* if its size is not 0, each act is compared with it but for its place */
    int same;
} taken;

static int same_bytes(const void *a, size_t n, const void *b, size_t m)
{
    return n == m && (n == 0 || (a != NULL && b != NULL && memcmp(a, b, n) == 0));
}

static int same_text(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static int same_act(const cj_stored_act *a, const cj_stored_act *b)
{
    return a->seq == b->seq && a->log_index == b->log_index && a->entered_at == b->entered_at &&
           a->kind == b->kind && a->vocabulary == b->vocabulary && a->detail == b->detail &&
           a->erasure_reason == b->erasure_reason && same_text(a->case_id, b->case_id) &&
           same_text(a->act_id, b->act_id) && same_text(a->entered_by, b->entered_by) &&
           same_text(a->tx, b->tx) && a->first_index == b->first_index &&
           a->last_index == b->last_index && (a->payload == NULL) == (b->payload == NULL) &&
           same_bytes(a->payload, a->payload_size, b->payload, b->payload_size) &&
           (a->salt == NULL) == (b->salt == NULL) &&
           same_bytes(a->salt, a->salt != NULL ? CJ_STORE_SECRET : 0, b->salt,
                      b->salt != NULL ? CJ_STORE_SECRET : 0) &&
           same_text(a->findings, b->findings);
}

static cj_status take(void *to, const cj_stored_act *act)
{
    taken *t = to;
    if (t->n < MANY + 8)
        t->indices[t->n] = act->log_index;
    t->n++;
    if (t->want.size != 0 && act->log_index == t->want.log_index)
        t->same = same_act(act, &t->want);
    return t->n == t->stop_at ? CJ_E_STOPPED : CJ_OK;
}

static taken load(run *r, const char *case_id, uint64_t since)
{
    taken t = {.r = r};
    cj_error *error = NULL;
    WANT(r, r->m->load(r->user, case_id, since, take, &t, &error) == CJ_OK, "load fails");
    cj_error_unref(error);
    for (size_t i = 1; i < t.n && i < MANY + 8; i++)
        WANT(r, t.indices[i - 1] < t.indices[i], "load: not in the order of log_index");
    return t;
}

/* The act of that index comes back as it was written. */
static void want_act(run *r, const cj_stored_act *act, const char *what)
{
    taken t = {.r = r, .want = *act};
    cj_error *error = NULL;
    WANT(r, r->m->load(r->user, act->case_id, 0, take, &t, &error) == CJ_OK && t.same, what);
    cj_error_unref(error);
}

static int has_unit(run *r, const char *tx)
{
    int32_t found = -1;
    cj_error *error = NULL;
    cj_status status = r->m->has_unit(r->user, tx, &found, &error);
    WANT(r, status == CJ_OK && (found == 0 || found == 1), "has_unit fails");
    cj_error_unref(error);
    return found == 1;
}

static int number_is(run *r, const char *name, int64_t want)
{
    int64_t value = -99;
    int32_t found = -1;
    cj_error *error = NULL;
    cj_status status = r->m->number(r->user, name, &value, &found, &error);
    cj_error_unref(error);
    return status == CJ_OK && found == 1 && value == want;
}

static int anchor_is(run *r, uint64_t index, uint64_t size)
{
    cj_stored_anchor anchor = {0};
    int32_t found = -1;
    cj_error *error = NULL;
    cj_status status = r->m->anchor(r->user, &anchor, &found, &error);
    cj_error_unref(error);
    return status == CJ_OK && found == 1 && anchor.index == index && anchor.size == size &&
           anchor.root[0] == 7;
}

static int last_is(run *r, int64_t seq)
{
    int64_t have = -1, at = -1;
    cj_error *error = NULL;
    cj_status status = r->m->last(r->user, &have, &at, &error);
    cj_error_unref(error);
    return status == CJ_OK && have == seq && at == (seq > 0 ? INT64_C(1790000000000000) + seq : 0);
}

static int key_is(run *r, const char *case_id, const unsigned char *want)
{
    unsigned char have[CJ_STORE_SECRET] = {0};
    int32_t found = -1;
    cj_error *error = NULL;
    cj_status status = r->m->case_key(r->user, case_id, have, &found, &error);
    cj_error_unref(error);
    return status == CJ_OK &&
           (want == NULL ? found == 0 : found == 1 && memcmp(have, want, sizeof have) == 0);
}

typedef struct names {
    char text[200];
    size_t stop_at, n;
} names;

static cj_status take_case(void *to, const cj_case_summary *summary)
{
    names *l = to;
    size_t n = strlen(l->text);
    snprintf(l->text + n, sizeof l->text - n, "%s ", summary->case_id);
    return ++l->n == l->stop_at ? CJ_E_STOPPED : CJ_OK;
}

static cj_status take_unit(void *to, const char *tx, uint64_t first, uint64_t last)
{
    names *l = to;
    size_t n = strlen(l->text);
    snprintf(l->text + n, sizeof l->text - n, "%s:%d-%d ", tx + 35, (int)first, (int)last);
    return ++l->n == l->stop_at ? CJ_E_STOPPED : CJ_OK;
}

static void want_cases(run *r, const char *after, const char *want)
{
    names l = {.n = 0};
    cj_error *error = NULL;
    cj_status status = r->m->cases(r->user, after, take_case, &l, &error);
    WANT(r, status == CJ_OK && strcmp(l.text, want) == 0,
         "cases: not the cases behind `after`, by rising bytes of their ids");
    cj_error_unref(error);
}

static void want_units(run *r, uint64_t since, const char *want)
{
    names l = {.n = 0};
    cj_error *error = NULL;
    cj_status status = r->m->units(r->user, since, take_unit, &l, &error);
    WANT(r, status == CJ_OK && strcmp(l.text, want) == 0,
         "units: not the units from `since` on, by rising first_index");
    cj_error_unref(error);
}

/* ---- one thing after the other --------------------------------------------------------------- */

static void an_empty_store_has_nothing(run *r)
{
    cj_stored_anchor anchor;
    int64_t value;
    int32_t found = -1;
    cj_error *error = NULL;
    WANT(r, r->m->anchor(r->user, &anchor, &found, &error) == CJ_OK && found == 0,
         "anchor: an empty store has none");
    found = -1;
    WANT(r, r->m->number(r->user, "x", &value, &found, &error) == CJ_OK && found == 0,
         "number: one that was never written is not found");
    WANT(r, last_is(r, 0), "last: zeros in an empty store");
    WANT(r, !has_unit(r, UNIT_1), "has_unit: not before it was appended");
    WANT(r, key_is(r, "C-1", NULL), "case_key: no case is there");
    WANT(r, load(r, NULL, 0).n == 0 && load(r, "C-1", 0).n == 0, "load: nothing is there");
    want_cases(r, "", "");
    want_units(r, 0, "");
    cj_error_unref(error);
}

static void numbers_and_anchors_are_kept(run *r)
{
    const cj_stored_anchor anchors[] = {{1, 2, {7}}, {5, 9, {7}}};
    const cj_stored_number numbers[] = {{"a", -5}, {"b", INT64_MAX}, {"a", 6}};
    cj_stored_unit unit = {.size = sizeof unit, .numbers = numbers};
    cj_error *error = NULL;
    unit.nnumbers = 2;
    unit.anchor = &anchors[0];
    WANT(r, r->m->append(r->user, &unit, &error) == CJ_OK, "append: numbers and an anchor alone");
    WANT(r, number_is(r, "a", -5) && number_is(r, "b", INT64_MAX), "number: as it was written");
    WANT(r, anchor_is(r, 1, 2), "anchor: as it was written");
    unit.numbers = &numbers[2];
    unit.nnumbers = 1;
    unit.anchor = &anchors[1];
    WANT(r, r->m->append(r->user, &unit, &error) == CJ_OK, "append: again");
    WANT(r, number_is(r, "a", 6) && number_is(r, "b", INT64_MAX), "number: replaced by its name");
    WANT(r, anchor_is(r, 5, 9), "anchor: the newest counts");
    cj_error_unref(error);
}

/* C-1 at 10 and 11, case a at 13, C-1 with a tombstone at 15. */
static void fill(run *r)
{
    cj_stored_act acts[] = {act_of("C-1", "a-1", 1, 10), act_of("C-1", "a-2", 2, 11)};
    cj_stored_act gone = act_of("C-1", "a-3", 4, 15);
    acts[1].findings = "";
    gone.payload = gone.salt = NULL;
    gone.payload_size = 0;
    gone.vocabulary = gone.detail = 0;
    gone.findings = "";
    gone.erasure_reason = 3;
    WANT(r, put(r, UNIT_1, "C-1", 1, acts, 2) == CJ_OK, "append: two acts of a new case");
    WANT(r, put_one(r, UNIT_2, "a", 1, "a-1", 3, 13) == CJ_OK,
         "append: the id of an act is of its case only");
    WANT(r, put(r, UNIT_3, "C-1", 0, &gone, 1) == CJ_OK, "append: a tombstone");
    want_act(r, &acts[0], "load: the act is not as it was written");
    want_act(r, &acts[1], "load: the act without findings is not as it was written");
    want_act(r, &gone, "load: the tombstone is not as it was written");
}

static void what_was_appended_is_read(run *r)
{
    taken t = {.r = r, .stop_at = 2};
    names l = {.stop_at = 1};
    cj_error *error = NULL;
    fill(r);
    WANT(r, load(r, NULL, 0).n == 4, "load: acts and tombstones of all cases");
    WANT(r, load(r, "C-1", 0).n == 3, "load: acts and tombstones of one case");
    WANT(r, load(r, "C-1", 11).n == 2, "load: `since` is included");
    WANT(r, load(r, "C-1", 12).n == 1, "load: nothing before `since`");
    WANT(r, load(r, NULL, 16).n == 0, "load: nothing behind the end");
    WANT(r, load(r, "C", 0).n == 0, "load: the id of a case is compared as a whole");
    WANT(r, r->m->load(r->user, NULL, 0, take, &t, &error) == CJ_E_STOPPED && t.n == 2,
         "load: stops when it is told, and gives that status back");
    WANT(r, load(r, NULL, 0).n == 4, "load: begins anew after it was stopped");
    WANT(r, has_unit(r, UNIT_1) && has_unit(r, UNIT_3) && !has_unit(r, UNIT_4),
         "has_unit: what was appended, and no more");
    WANT(r, key_is(r, "C-1", key) && key_is(r, "C-2", NULL), "case_key: as it was written");
    WANT(r, last_is(r, 4), "last: of the greatest seq, a tombstone's too");
    want_cases(r, "", "C-1 a ");
    want_cases(r, "C-1", "a ");
    want_cases(r, "B", "C-1 a ");
    want_units(r, 0, "1:10-11 2:13-13 3:15-15 ");
    want_units(r, 13, "2:13-13 3:15-15 ");
    WANT(r, r->m->units(r->user, 0, take_unit, &l, &error) == CJ_E_STOPPED,
         "units: stops when it is told");
    l = (names){.stop_at = 1};
    WANT(r, r->m->cases(r->user, "", take_case, &l, &error) == CJ_E_STOPPED,
         "cases: stops when it is told");
    cj_error_unref(error);
}

static void want_unchanged(run *r, const char *what)
{
    WANT(r,
         load(r, NULL, 0).n == 4 && !has_unit(r, UNIT_4) && last_is(r, 4) &&
             number_is(r, "settled", 15) && anchor_is(r, 15, 16) && key_is(r, "C-9", NULL),
         what);
}

static void a_unit_is_whole_or_not_there(run *r)
{
    cj_stored_act acts[] = {act_of("C-9", "b-1", 5, 20), act_of("C-9", "b-1", 6, 21)};
    const cj_stored_erasure erasure = {sizeof erasure, "C-1", "nobody", 1},
                            again = {sizeof again, "C-1", "a-3", 1};
    const cj_stored_erasure *list[] = {&erasure};
    cj_stored_unit unit = {.size = sizeof unit, .tx = UNIT_4, .first_index = 20, .case_id = "C-1"};
    cj_error *error = NULL;
    fill(r);
    WANT(r, put(r, UNIT_4, "C-9", 1, acts, 2) != CJ_OK, "append: an act id twice in a unit");
    want_unchanged(r, "append: something is left of a unit that failed at its last act");
    WANT(r, put_one(r, UNIT_4, "C-1", 0, "a-2", 5, 20) != CJ_OK, "append: an act id again");
    WANT(r, put_one(r, UNIT_4, "C-1", 0, "a-3", 5, 20) != CJ_OK, "append: the id of a tombstone");
    WANT(r, put_one(r, UNIT_4, "C-1", 0, "b-1", 5, 11) != CJ_OK, "append: a log_index again");
    WANT(r, put_one(r, UNIT_1, "C-1", 0, "b-1", 5, 20) != CJ_OK, "append: a unit again");
    unit.last_index = 20;
    unit.erasures = list;
    unit.nerasures = 1;
    WANT(r, r->m->append(r->user, &unit, &error) != CJ_OK, "append: an erasure of nothing");
    list[0] = &again;
    WANT(r, r->m->append(r->user, &unit, &error) != CJ_OK,
         "append: what is erased is erased again");
    want_unchanged(r, "append: something is left of a unit that failed");
    WANT(r, put_one(r, UNIT_4, "C-1", 0, "b-1", 5, 20) == CJ_OK, "append: works after failures");
    cj_error_unref(error);
}

static void what_is_erased_is_gone(run *r)
{
    static const unsigned char zeros[CJ_STORE_SECRET];
    cj_stored_act left = act_of("C-1", "a-1", 1, 10), other = act_of("a", "a-1", 3, 13);
    const cj_stored_erasure erasure = {sizeof erasure, "C-1", "a-1", 4};
    const cj_stored_erasure *const list[] = {&erasure};
    const cj_stored_unit unit = {
        .size = sizeof unit, .case_id = "C-1", .drop_key = 1, .erasures = list, .nerasures = 1};
    cj_error *error = NULL;
    fill(r);
    WANT(r, r->m->append(r->user, &unit, &error) == CJ_OK, "append: an erasure");
    left.payload = left.salt = NULL;
    left.payload_size = 0;
    left.vocabulary = left.detail = 0;
    left.findings = "";
    left.erasure_reason = 4;
    left.tx = UNIT_1;
    left.first_index = 10;
    left.last_index = 11;
    other.tx = UNIT_2;
    other.first_index = other.last_index = 13;
    want_act(r, &left, "erasure: payload, salt and findings go, the rest stays");
    want_act(r, &other, "erasure: another act of the same id stays");
    WANT(r, key_is(r, "C-1", zeros) && key_is(r, "a", key), "erasure: the key becomes zeros");
    if (r->m->scrub != NULL)
        WANT(r, r->m->scrub(r->user, &error) == CJ_OK, "scrub fails");
    want_act(r, &left, "scrub: what is left stays");
    cj_error_unref(error);
}

static void much_is_kept(run *r)
{
    cj_stored_act *acts = calloc(MANY, sizeof *acts);
    char(*ids)[16] = calloc(MANY, sizeof *ids);
    unsigned char *long_bytes = malloc(1 << 20);
    if (acts == NULL || ids == NULL || long_bytes == NULL) {
        cj_conformance_tell(r, "no memory for the test");
    } else {
        for (size_t i = 0; i < 1 << 20; i++)
            long_bytes[i] = (unsigned char)(i * 31 >> 3);
        for (size_t i = 0; i < MANY; i++) {
            snprintf(ids[i], sizeof ids[i], "a-%zu", i);
            acts[i] = act_of("C-1", ids[i], (int64_t)i + 1, (UINT64_C(1) << 50) + i);
        }
        acts[MANY - 1].payload = long_bytes;
        acts[MANY - 1].payload_size = 1 << 20;
        WANT(r, put(r, UNIT_1, "C-1", 1, acts, MANY) == CJ_OK, "append: 300 acts");
        WANT(r, load(r, "C-1", 0).n == MANY, "load: 300 acts");
        want_act(r, &acts[MANY - 1], "load: an act of 1 MiB");
    }
    free(acts);
    free(ids);
    free(long_bytes);
}

/* ---- two handles ----------------------------------------------------------------------------- */

static void others_see_what_was_committed(run *r)
{
    run other = *r;
    cj_error *error = NULL;
    other.user = r->c->again(r->c->host);
    WANT(r, other.user != NULL, "no second handle");
    if (other.user == NULL)
        return;
    fill(r);
    WANT(&other, load(&other, NULL, 0).n == 4 && has_unit(&other, UNIT_1),
         "another handle does not see what was committed");
    if (r->m->version != NULL) {
        int64_t first = 0, second = 0, third = 0;
        WANT(r,
             r->m->version(r->user, &first, &error) == CJ_OK &&
                 put_one(r, UNIT_4, "C-1", 0, "v-1", 5, 20) == CJ_OK &&
                 r->m->version(r->user, &second, &error) == CJ_OK && first == second,
             "version: changes by what this handle writes");
        WANT(r,
             put_one(&other, UNIT_5, "C-1", 0, "v-2", 6, 21) == CJ_OK &&
                 r->m->version(r->user, &third, &error) == CJ_OK && second != third,
             "version: does not change by what others write");
    }
    if (r->m->begin != NULL) {
        size_t n = load(r, NULL, 0).n;
        WANT(r, r->m->begin(r->user, &error) == CJ_OK && load(r, NULL, 0).n == n, "begin fails");
        WANT(&other, put_one(&other, UNIT_6, "C-1", 0, "b-1", 7, 22) == CJ_OK,
             "append: while another handle reads");
        WANT(r, load(r, NULL, 0).n == n, "begin: what is read changes before `end`");
        r->m->end(r->user);
        WANT(r, load(r, NULL, 0).n == n + 1, "end: what was committed meanwhile is not seen");
    }
    r->wrong = other.wrong > r->wrong ? other.wrong : r->wrong;
    r->c->drop(r->c->host, other.user);
    r->c->drop(r->c->host, r->user);
    r->user = r->c->again(r->c->host);
    WANT(r, r->user != NULL && load(r, NULL, 0).n >= 4 && has_unit(r, UNIT_3),
         "what was committed is not there when the store is opened again");
    cj_error_unref(error);
}

static void the_lock_excludes(run *r)
{
    void *other = r->c->again(r->c->host);
    cj_error *error = NULL;
    WANT(r, other != NULL, "no second handle");
    if (other == NULL)
        return;
    WANT(r, r->m->lock(r->user, 0, &error) == CJ_OK, "lock: a free one is refused");
    WANT(r, r->m->lock(other, 0, &error) == CJ_E_STORE_BUSY, "lock: two handles have it");
    WANT(r, r->m->lock(other, 30, &error) == CJ_E_STORE_BUSY, "lock: two handles have it");
    r->m->unlock(r->user);
    WANT(r, r->m->lock(other, 0, &error) == CJ_OK, "unlock: it is not free");
    WANT(r, r->m->lock(r->user, 0, &error) == CJ_E_STORE_BUSY, "lock: two handles have it");
    r->c->drop(r->c->host, other);
    WANT(r, r->m->lock(r->user, 1000, &error) == CJ_OK, "lock: it outlives the handle that had it");
    r->m->unlock(r->user);
    cj_error_unref(error);
}

/* ---- all of it ------------------------------------------------------------------------------- */

int cj_conformance_run(const cj_conformance *conformance)
{
    static void (*const tests[])(run *) = {
        an_empty_store_has_nothing, numbers_and_anchors_are_kept,
        what_was_appended_is_read,  a_unit_is_whole_or_not_there,
        what_is_erased_is_gone,     much_is_kept,
        the_lock_excludes,          others_see_what_was_committed,
        cj_conformance_sessions,    cj_conformance_units,
    };
    run r = {.c = conformance, .m = conformance->methods};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        r.user = conformance->make(conformance->host);
        r.stores++;
        if (r.user == NULL) {
            cj_conformance_tell(&r, "a store cannot be made");
            continue;
        }
        tests[i](&r);
        if (r.user != NULL)
            conformance->drop(conformance->host, r.user);
    }
    return r.wrong;
}
