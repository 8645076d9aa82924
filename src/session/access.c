/* SPDX-License-Identifier: MIT */
/*
 * The one place where access to a case is decided: a pure function of facts, then the facts. The
 * truth table in words: docs/access.md.
 */
#include "session/session.h"

/* What a break-glass opens, and what is about limits, so that being let in is not needed. */
static const struct {
    const char *operation;
    bool by_override, on_limits;
} operations[] = {
    {"show", true, false},  {"check", true, false},    {"record", true, false},
    {"limit", false, true}, {"override", false, true}, {"review", false, true},
    {"audit", false, true},
};

static bool is_one(const char *operation, bool on_limits)
{
    for (size_t i = 0; i < CJI_COUNT(operations); i++) {
        if (strcmp(operations[i].operation, operation) == 0)
            return on_limits ? operations[i].on_limits : operations[i].by_override;
    }
    return false;
}

/* ---- the decision ---------------------------------------------------------------------------- */

static const cji_access_override *live_override(const cji_access_facts *f)
{
    for (size_t i = 0; i < f->noverrides; i++) {
        const cji_access_override *o = &f->overrides[i];
        if (o->own && !o->ended && o->from <= f->now && f->now <= o->until)
            return o;
    }
    return NULL;
}

bool cji_access_decide(const cji_access_facts *f, cji_access *out)
{
    cji_standing s = {.restricted = false};
    const cji_access_override *override;
    bool barred, stranger;
    *out = (cji_access){.lao = "none"};
    for (size_t i = 0; i < f->nlimits; i++)
        cji_stand(&s, &f->limits[i], f->day);
    barred = s.restricted ? !s.listed : s.excluding && !f->known;
    stranger = f->wants_relation && !f->related && !s.listed;
    if (!f->permitted)
        return false;
    if (s.restricted || s.excluding)
        out->lao = s.restricted ? "restricted" : "excluded";
    if (s.excluded) {
        out->lao = "excluded";
        return false;
    }
    if (is_one(f->operation, true) || (!barred && !stranger))
        return true;
    override = is_one(f->operation, false) && f->may_override ? live_override(f) : NULL;
    if (override == NULL)
        return false;
    out->lao = "override";
    out->override = override->id;
    return true;
}

cj_date cji_session_as_of(const cj_store *store, cj_date day)
{
    return day.precision != 0 ? day : (cj_date){cji_day_at(cji_now(store->ctx)), CJ_PRECISION_DAY};
}

/* ---- the facts ------------------------------------------------------------------------------- */

static bool is_actor(const cj_record *actor, const char *id)
{
    return actor != NULL && cji_str_is(cji_text(actor, CJ_FIELD_ID), id);
}

static bool among(const cj_record *record, cj_field field, const char *id)
{
    const cji_slot *slot = cji_slot_of(record, field, NULL);
    for (uint32_t i = 0; slot != NULL && i < slot->count; i++) {
        if (is_actor(slot->values[i].record, id))
            return true;
    }
    return false;
}

/* As a worker, anywhere in it. The depth of shapes (3) bounds the recursion. */
static bool names_worker(const cj_record *record, const char *id)
{
    if (record->shape == cji_shape_actor)
        return is_actor(record, id);
    for (int16_t i = 0; i < record->shape->nrows; i++) {
        if (cji_rows[record->shape->first + i].type != CJ_TYPE_RECORD)
            continue;
        for (uint32_t j = 0; j < record->slots[i].count; j++) {
            if (names_worker(record->slots[i].values[j].record, id))
                return true;
        }
    }
    return false;
}

static int64_t time_of(const cj_record *record, cj_field field, int64_t absent)
{
    const cji_value *value = cji_first(record, field);
    return value != NULL ? value->time.us : absent;
}

/* The practitioner, or the responsible officer of an order that is in force. */
static bool related(const cj_record *state, const char *id, int32_t day)
{
    const cji_slot *orders = cji_slot_of(state, CJ_FIELD_ORDERS, NULL);
    if (is_actor(cji_sub(state, CJ_FIELD_PRACTITIONER), id))
        return true;
    for (uint32_t i = 0; i < orders->count; i++) {
        const cj_record *order = orders->values[i].record;
        const cji_value *ends = cji_first(order, CJ_FIELD_ENDS_ON);
        int64_t status = cji_number(order, CJ_FIELD_ORDER_STATUS);
        if ((status == CJ_CODE_ORDER_STATUS_IN_FORCE || status == CJ_CODE_ORDER_STATUS_VARIED) &&
            (ends == NULL || ends->date.days >= day) &&
            is_actor(cji_sub(order, CJ_FIELD_RESPONSIBLE_OFFICER), id))
            return true;
    }
    return false;
}

/* It opens only where its actor's own session entered it, and from then on: a file can say
 * anything. How long it may last is a rule of the case. */
static cji_access_override override_of(const cji_session_scope *scope, const cj_record *record)
{
    const cji_entry *entry = cji_case_entry(scope->c, cji_text(record, CJ_FIELD_ACT));
    cji_access_override o = {.id = cji_text(record, CJ_FIELD_ACT).p};
    if (entry == NULL || !cji_entry_counts(entry))
        return o; /* what was reviewed is erased */
    o.own = entry->attested &&
            is_actor(cji_sub(record, CJ_FIELD_PERFORMED_BY), scope->session->who.actor);
    o.from = time_of(record, CJ_FIELD_OCCURRED_AT, INT64_MAX);
    o.until = time_of(record, CJ_FIELD_UNTIL, INT64_MIN);
    o.from = o.from > entry->entered_at ? o.from : entry->entered_at;
    o.ended = cji_number(record, CJ_FIELD_REVIEW_RESULT) == CJ_CODE_OVERRIDE_RESULT_NOT_JUSTIFIED;
    return o;
}

/* Whom a limit named that was erased is not known any more: until it is superseded, nobody. */
static bool is_erased_limit(const cji_entry *entry)
{
    return entry->act == NULL && entry->kind == CJ_ACT_ACCESS_LIMITED && entry->superseded_by == 0;
}

/* Room for all of them: what is in the state, and what was erased. */
static cj_status gather_limits(const cji_session_scope *scope, const cj_record *state,
                               cji_arena *arena, cji_access_facts *f, cj_error **error)
{
    const cj_case *c = scope->c;
    const cji_slot *slot = cji_slot_of(state, CJ_FIELD_LIMITS, NULL);
    cji_limit *limits = cji_arena_alloc(arena, (slot->count + 1) * sizeof *limits);
    if (limits == NULL)
        return cji_no_memory(c->ctx, error);
    for (uint32_t i = 0; i < slot->count; i++)
        limits[f->nlimits++] =
            cji_limit_of(slot->values[i].record, cji_str_of(scope->session->who.actor));
    for (size_t i = 0; i < c->count; i++) {
        if (!is_erased_limit(&c->entries[i]))
            continue;
        limits[f->nlimits++] = (cji_limit){false, false, INT32_MIN, INT32_MAX};
        break;
    }
    f->limits = limits;
    return CJ_OK;
}

/* What the actor entered, or may have entered, while their own override ran. */
static bool by_override(const cji_access_facts *f, const cji_entry *entry, const char *actor)
{
    for (size_t i = 0; i < f->noverrides; i++) {
        const cji_access_override *o = &f->overrides[i];
        if (o->own && entry->entered_at >= o->from && entry->entered_at <= o->until &&
            !(entry->attested && !cji_str_is(cji_performer(entry->act->root.record), actor)))
            return true;
    }
    return false;
}

/* Who breaks the glass, reviews that or sets a limit does not become known to the case by it, nor
 * by what they record under an override. */
static bool known(const cj_case *c, const cji_access_facts *f, const char *actor)
{
    for (size_t i = 0; i < c->count; i++) {
        const cji_entry *entry = &c->entries[i];
        bool names;
        if (!cji_entry_counts(entry))
            continue;
        if (entry->kind == CJ_ACT_ACCESS_LIMITED)
            names = among(entry->act->root.record, CJ_FIELD_WHO, actor);
        else
            names = entry->kind != CJ_ACT_ACCESS_OVERRIDDEN &&
                    entry->kind != CJ_ACT_OVERRIDE_REVIEWED &&
                    names_worker(entry->act->root.record, actor);
        if (names && !by_override(f, entry, actor))
            return true;
    }
    return false;
}

static cj_status gather(const cji_session_scope *scope, cji_arena *arena, cji_access_facts *f,
                        cj_error **error)
{
    const char *actor = scope->session->who.actor;
    const cj_record *state = NULL;
    const cji_slot *slot;
    cji_access_override *overrides;
    uint32_t own = cji_case_handle(scope->c);
    cj_status status;
    if (own == UINT32_MAX)
        return CJ_OK; /* erased as a whole: there is nothing to limit */
    status = cji_fold_facts(scope->c, own, &state, error);
    if (status == CJ_OK)
        status = gather_limits(scope, state, arena, f, error);
    if (status != CJ_OK)
        return status;
    slot = cji_slot_of(state, CJ_FIELD_OVERRIDES, NULL);
    overrides = cji_arena_alloc(arena, slot->count * sizeof *overrides);
    if (overrides == NULL)
        return cji_no_memory(scope->c->ctx, error);
    for (uint32_t i = 0; i < slot->count; i++)
        overrides[f->noverrides++] = override_of(scope, slot->values[i].record);
    f->overrides = overrides;
    f->known = f->nlimits > 0 && known(scope->c, f, actor);
    f->related = f->wants_relation && related(state, actor, f->day);
    return CJ_OK;
}

cj_status cji_session_may(const cji_session_scope *scope, const char *operation, bool *allowed,
                          cji_access *out, cj_error **error)
{
    const cj_session *session = scope->session;
    const cji_session_who *who = &session->who;
    cji_access_facts f = {.operation = operation, .now = cji_now(session->store->ctx)};
    cji_arena arena;
    cj_status status;
    f.day = cji_day_at(f.now);
    f.permitted = cji_policy_permits(session->policy, who->role, who->purpose, operation);
    f.may_override = cji_policy_permits(session->policy, who->role, who->purpose, "override");
    f.wants_relation =
        scope->c->practitioner == NULL &&
        cji_policy_switch(session->policy, CJI_STR("relationship-required"), who->role, f.day);
    cji_arena_init(&arena, session->store->ctx);
    status = gather(scope, &arena, &f, error);
    if (status == CJ_OK)
        *allowed = cji_access_decide(&f, out); /* the id of the override is the case's */
    cji_arena_fini(&arena);
    return status;
}

/*
 * The case as the decision wants it, before its acts were compared with the log: that comparison
 * names acts, and belongs behind the decision. A file that was altered so that acts cannot be read
 * is said without them.
 */
cj_status cji_session_load(cj_store *store, const char *case_id,
                           const uint8_t key[CJI_STORE_SECRET], cj_case **out, cj_error **error)
{
    const cji_store_view all = {case_id, INT64_MAX, UINT64_MAX};
    cji_place place = {.file = store->db->path};
    cj_error *problems = NULL;
    cj_status status = cji_store_load(store->db, &all, out, &problems);
    if (status == CJ_E_STORE && cji_session_check_case(store, case_id, key, NULL) == CJ_E_STORE_LOG)
        status = cji_fail(store->ctx, error, CJ_E_STORE_LOG, &place,
                          "acts of the case are not what the log has committed to");
    else if (status != CJ_OK)
        cji_error_add_all(store->ctx, error, problems);
    cj_error_unref(problems);
    return status;
}

/* ---- in the log ------------------------------------------------------------------------------ */

/* HMAC-SHA256(key of the case, "btg" and the id), so that it tells nothing once the key is gone. */
cj_status cji_session_btg(cj_context *ctx, const uint8_t key[CJI_STORE_SECRET],
                          const char *override, char out[CJI_SESSION_SUBJ], cj_error **error)
{
    const cji_piece pieces[2] = {{"btg", 3}, {override, strlen(override)}};
    uint8_t hash[CJI_HASH];
    cj_status status = cji_hmac_sha256(ctx, key, pieces, 2, hash);
    if (status != CJ_OK)
        return cji_fail(ctx, error, status, NULL, "cannot make the pseudonym");
    cji_hex(hash, CJI_SESSION_SUBJ / 2, out);
    return CJ_OK;
}

cj_status cji_session_bar(const cji_session_scope *scope, const char *operation, const char *act,
                          const char *obj, const char *lao, cj_error **error)
{
    cj_session *session = scope->session;
    cj_context *ctx = session->store->ctx;
    cji_audit_entry entry = cji_session_entry(&session->who, "deny", act);
    char subj[CJI_SESSION_SUBJ];
    const char *const subjects[] = {subj};
    cj_status status = cji_session_subj(ctx, scope->key, cj_case_id(scope->c), subj, error);
    if (status != CJ_OK)
        return status;
    entry.out = "deny";
    entry.obj = obj;
    entry.lao = lao;
    if (subj[0] != '\0') /* else the case was erased, and its key with it */
        entry.subj = (cji_audit_texts){subjects, 1};
    status = cji_session_log(session->store, &entry, 1, NULL, error);
    return status == CJ_OK ? cji_session_denied(ctx, &session->who, operation, error) : status;
}

cj_status cji_session_decide(const cji_session_scope *scope, const char *operation, const char *act,
                             const char *obj, cji_session_grant *out, cj_error **error)
{
    cji_access access = {0};
    bool allowed = false;
    cj_status status = cji_session_may(scope, operation, &allowed, &access, error);
    if (status != CJ_OK)
        return status;
    if (!allowed)
        return cji_session_bar(scope, operation, act, obj, access.lao, error);
    *out = (cji_session_grant){.lao = access.lao};
    return access.override != NULL
               ? cji_session_btg(scope->c->ctx, scope->key, access.override, out->btg, error)
               : CJ_OK;
}

/* Acts that decide who may see the case: not for somebody whom an override has let in. */
static bool decides_access(int32_t kind)
{
    static const int32_t kinds[] = {CJ_ACT_CASE_OPENED,       CJ_ACT_CASE_ALLOCATED,
                                    CJ_ACT_ORDER_RECORDED,    CJ_ACT_ACCESS_LIMITED,
                                    CJ_ACT_ACCESS_OVERRIDDEN, CJ_ACT_OVERRIDE_REVIEWED};
    for (size_t i = 0; i < CJI_COUNT(kinds); i++) {
        if (kinds[i] == kind)
            return true;
    }
    return false;
}

/* What the library does by an operation of its own is not done past it by a file. */
static const char *operation_of(int32_t kind)
{
    static const struct {
        int32_t kind;
        const char *operation;
    } rows[] = {{CJ_ACT_ACCESS_LIMITED, "limit"},
                {CJ_ACT_ACCESS_OVERRIDDEN, "override"},
                {CJ_ACT_OVERRIDE_REVIEWED, "review"}};
    for (size_t i = 0; i < CJI_COUNT(rows); i++) {
        if (rows[i].kind == kind)
            return rows[i].operation;
    }
    return "record";
}

cj_status cji_session_decide_unit(const cji_session_scope *scope, size_t known_acts,
                                  const char *act, const cji_session_grant *grant, cj_error **error)
{
    const cji_session_who *who = &scope->session->who;
    for (size_t i = known_acts; i < scope->c->count; i++) {
        int32_t kind = scope->c->entries[i].kind;
        const char *operation = operation_of(kind);
        if (grant->btg[0] != '\0' && decides_access(kind))
            return cji_session_bar(scope, "record", act, NULL, grant->lao, error);
        /* A case that comes whole brings its history along. */
        if (known_acts > 0 &&
            !cji_policy_permits(scope->session->policy, who->role, who->purpose, operation))
            return cji_session_bar(scope, operation, act, NULL, grant->lao, error);
    }
    return CJ_OK;
}

void cji_session_grant_entry(const cji_session_grant *grant, cji_audit_entry *entry)
{
    entry->lao = grant->lao;
    entry->btg = grant->btg[0] != '\0' ? grant->btg : NULL;
}
