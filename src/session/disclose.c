/* SPDX-License-Identifier: MIT */
/* Disclosure to the person, for review by a human: refused where recording it would be found
 * irregular, logged before it is handed out. */
#include "session/disclose.h"

#include <stdio.h>

#include <cjustice/rights.h>

#define ACT "case.disclose"

static const char notice[] =
    "For review by a human before anything is released. Read every element with "
    "review=\"free-text\": it may name others. Check how the person can safely be contacted. "
    "Exemptions that apply, and why, are for the reviewer to record.";

typedef struct request {
    cj_session *session;
    cj_store *store;
    cj_context *ctx;
    const char *case_id, *recipient;
    int32_t method;
    cji_session_grant grant;
    uint8_t key[CJI_STORE_SECRET];
    char subj[CJI_SESSION_SUBJ], recip[CJI_SESSION_SUBJ];
    cji_disclosing d;
} request;

/* ---- whether it may be done ------------------------------------------------------------------ */

static const char *case_handle(const cj_case *c)
{
    for (size_t i = 0; i < c->nhandles; i++) {
        if (cji_handle_type(c->handles[i].types) == CJ_HANDLE_CASE)
            return c->handles[i].id;
    }
    return "";
}

static cj_status add_text(cj_record *record, cj_field field, const char *text, cj_error **error)
{
    return cj_add_text(record, field, text, CJ_ZT, error);
}

typedef struct pair {
    cj_field field;
    const char *text;
} pair;

static cj_status add_texts(cj_record *record, const pair *pairs, size_t n, cj_error **error)
{
    cj_status status = CJ_OK;
    for (size_t i = 0; status == CJ_OK && i < n; i++)
        status = add_text(record, pairs[i].field, pairs[i].text, error);
    return status;
}

static cj_status add_kinds(cj_record *record, cj_error **error)
{
    const cji_row *row = cji_shape_row(record->shape, CJ_FIELD_INFORMATION_KINDS);
    cj_status status = CJ_OK;
    for (int32_t code = 1; status == CJ_OK && code <= cji_lists[row->extra].ncodes; code++) {
        if (code != CJ_CODE_INFO_KIND_VICTIM_CONCERNS)
            status = cj_add_code(record, CJ_FIELD_INFORMATION_KINDS, code, error);
    }
    return status;
}

static cj_status add_members(const request *r, cj_record *record, cj_error **error)
{
    static const char none[] = "0000000000000000000000000000000000000000000000000000000000000000";
    const cji_session_who *who = &r->session->who;
    const pair actor[] = {
        {CJ_FIELD_ID, who->actor}, {CJ_FIELD_ROLE, who->role}, {CJ_FIELD_ORG, who->org}};
    const pair recipient[] = {{CJ_FIELD_PARTY, r->recipient}, {CJ_FIELD_ENTITLEMENT, "subject"}};
    const pair content[] = {{CJ_FIELD_URI, CJI_DISCLOSURE_NS},
                            {CJ_FIELD_MEDIA_TYPE, "application/xml"},
                            {CJ_FIELD_SHA256, none}};
    const struct {
        cj_field field;
        const pair *pairs;
        size_t n;
    } members[] = {{CJ_FIELD_PERFORMED_BY, actor, CJI_COUNT(actor)},
                   {CJ_FIELD_RECIPIENTS, recipient, CJI_COUNT(recipient)},
                   {CJ_FIELD_CONTENT, content, CJI_COUNT(content)}};
    cj_status status = CJ_OK;
    for (size_t i = 0; status == CJ_OK && i < CJI_COUNT(members); i++) {
        cj_record *inner = NULL;
        status = cj_add_record(record, members[i].field, &inner, error);
        if (status == CJ_OK)
            status = add_texts(inner, members[i].pairs, members[i].n, error);
    }
    return status;
}

/* The act that would record this very disclosure. */
static cj_status fill_act(const request *r, cj_record *record, cj_error **error)
{
    const char *handle = case_handle(r->d.c);
    const pair texts[] = {{CJ_FIELD_HANDLE, handle},
                          {CJ_FIELD_OCCURRED_PRECISION, "minute"},
                          {CJ_FIELD_SENSITIVITY, "normal"},
                          {CJ_FIELD_ABOUT, handle},
                          {CJ_FIELD_LEGAL_BASIS, "statutory_function"},
                          {CJ_FIELD_AGREEMENT_NONE_REASON, "right of access"},
                          {CJ_FIELD_NECESSITY, "right of access"}};
    cj_time now = {cji_now(r->ctx), 0, CJ_PRECISION_MICROSECOND};
    cj_status status = add_texts(record, texts, CJI_COUNT(texts), error);
    if (status == CJ_OK)
        status = cj_add_time(record, CJ_FIELD_OCCURRED_AT, now, error);
    if (status == CJ_OK)
        status = cj_add_time(record, CJ_FIELD_RECORDED_AT, now, error);
    if (status == CJ_OK)
        status = cj_add_code(record, CJ_FIELD_METHOD, r->method, error);
    if (status == CJ_OK)
        status = add_kinds(record, error);
    return status == CJ_OK ? add_members(r, record, error) : status;
}

/* A finding that recording it would leave stands against doing it. */
static cj_status ask_conduct(const request *r, cj_error **error)
{
    cj_error *found = NULL;
    cj_act *act = NULL;
    cj_status status = cj_act_new(r->ctx, CJ_ACT_INFORMATION_DISCLOSED, &act, error);
    if (status == CJ_OK)
        status = fill_act(r, act->root.record, error);
    if (status == CJ_OK) {
        status = cj_advise(r->d.c, act, &found);
        if (status != CJ_OK)
            cji_error_add_all(r->ctx, error, found);
    }
    for (size_t i = 0; status == CJ_OK && i < cj_error_count(found); i++) {
        if (cj_error_code(found, i) == CJ_E_FINDING)
            status = cji_session_refuse(r->session, ACT, cj_error_rule(found, i), r->subj,
                                        "the disclosure itself would be irregular", error);
    }
    cj_error_unref(found);
    cj_act_unref(act);
    return status;
}

/* ---- the case -------------------------------------------------------------------------------- */

/* The whole case, into which the actor may; without what has no outcome yet. */
static cj_status let_in(request *r, cj_error **error)
{
    const cji_store_view settled = {r->case_id, INT64_MAX, cji_session_below(r->store)};
    const cji_session_scope scope = {r->session, r->d.c, r->key};
    size_t last = r->d.c->count - 1;
    cj_status status = cji_session_decide(&scope, "disclose", ACT, NULL, &r->grant, error);
    if (status == CJ_OK)
        status = cji_session_check_case(r->store, r->case_id, r->key, error);
    if (status != CJ_OK || (uint64_t)r->d.c->entries[last].log_index < settled.below)
        return status;
    cj_case_unref(r->d.c);
    r->d.c = NULL;
    return cji_store_load(r->store->db, &settled, &r->d.c, error);
}

static cj_status load(request *r, cj_error **error)
{
    const cji_store_view all = {r->case_id, INT64_MAX, UINT64_MAX};
    bool found = false;
    cj_status status = cji_store_case_key(r->store->db, &all, r->key, &found, error);
    found = found && cji_id_ok(cji_str_of(r->case_id)); /* and no stream of judgements */
    if (status == CJ_OK && !found) {
        status = cji_session_check_absent(r->store, r->case_id, false, error);
        return status != CJ_OK ? status
                               : cji_fail(r->ctx, error, CJ_E_NOT_FOUND, NULL,
                                          "there is no such case in the store");
    }
    if (status == CJ_OK && cji_store_key_gone(r->key))
        return cji_fail(r->ctx, error, CJ_E_ERASED, NULL, "the case was erased as a whole");
    if (status == CJ_OK)
        status = cji_session_load(r->store, r->case_id, r->key, &r->d.c, error);
    if (status == CJ_OK)
        status = let_in(r, error);
    if (status != CJ_OK)
        return status;
    cj_case_set_policy(r->d.c, r->session->policy);
    r->d.person = cji_case_person(r->d.c);
    if (r->recipient == NULL)
        r->recipient = r->d.person.p;
    status = cji_session_subj(r->ctx, r->key, r->case_id, r->subj, error);
    return status == CJ_OK ? cji_session_subj(r->ctx, r->key, r->recipient, r->recip, error)
                           : status;
}

static cj_status log_disclosure(const request *r, cj_error **error)
{
    cji_audit_entry entry = cji_session_entry(&r->session->who, "disclose", ACT);
    const char *const subjects[] = {r->subj}, *const recipients[] = {r->recip};
    entry.obj = "redacted";
    entry.out = "ok";
    entry.n = (int64_t)r->d.acts;
    entry.subj = (cji_audit_texts){subjects, 1};
    entry.recip = (cji_audit_texts){recipients, 1};
    cji_session_grant_entry(&r->grant, &entry);
    return cji_session_log(r->store, &entry, 1, NULL, error);
}

static cj_status prepare(request *r, cj_error **error)
{
    cj_status status = cji_store_begin(r->store->db, false, error);
    if (status == CJ_OK)
        status = load(r, error);
    if (status == CJ_OK)
        status = ask_conduct(r, error);
    cji_store_rollback(r->store->db);
    if (status != CJ_OK)
        return status;
    cji_disclose_acts(&r->d);
    if (r->d.body.status != CJ_OK)
        return cji_fail(r->ctx, error, r->d.body.status, NULL, "no room for the disclosure");
    return log_disclosure(r, error);
}

/* ---- the file -------------------------------------------------------------------------------- */

static void put_attribute(cji_buf *b, const char *name, const char *value)
{
    cji_buf_printf(b, "\n  %s=\"", name);
    cji_buf_xml(b, cji_str_of(value), true);
    cji_buf_putc(b, '"');
}

static void put_head(const request *r, cji_buf *b)
{
    const cji_session_who *who = &r->session->who;
    char now[CJ_TIME_TEXT];
    cj_time_format((cj_time){cji_now(r->ctx), 0, CJ_PRECISION_MINUTE}, now);
    cji_buf_puts(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<disclosure");
    put_attribute(b, "xmlns", CJI_DISCLOSURE_NS);
    put_attribute(b, "case", r->case_id);
    put_attribute(b, "person", r->d.person.p);
    put_attribute(b, "recipient", r->recipient);
    put_attribute(b, "made_at", now);
    put_attribute(b, "made_by", who->actor);
    put_attribute(b, "role", who->role);
    put_attribute(b, "org", who->org);
    put_attribute(b, "purpose", who->purpose);
    cji_buf_puts(b, ">\n  <notice>");
    cji_buf_xml(b, cji_str_of(notice), false);
    cji_buf_puts(b, "</notice>\n");
    for (int i = 0; i < CJI_WITHHELD_REASONS; i++) {
        if (r->d.withheld[i] > 0)
            cji_buf_printf(b, "  <withheld reason=\"%s\" count=\"%zu\"/>\n",
                           cji_withheld_reasons[i], r->d.withheld[i]);
    }
    cji_buf_printf(b, "  <flagged count=\"%zu\"/>\n  <acts>\n", r->d.flagged);
}

static cj_status put_out(request *r, cj_write_fn write, void *user, cj_error **error)
{
    cji_buf b;
    cj_status status = CJ_OK;
    cji_buf_init(&b, r->ctx, 2 * (size_t)r->ctx->limits[CJ_LIMIT_INPUT_BYTES]);
    put_head(r, &b);
    cji_buf_str(&b, cji_buf_view(&r->d.body));
    cji_buf_puts(&b, "  </acts>\n</disclosure>\n");
    if (b.status != CJ_OK)
        status = cji_fail(r->ctx, error, b.status, NULL, "no room for the disclosure");
    else if (write(b.p, b.n, user) != 0)
        status = cji_fail(r->ctx, error, CJ_E_STOPPED, NULL, "the callback stopped");
    cji_buf_fini(&b);
    return status;
}

/* What the latest act says of how the person can be reached; cut where it is too long. */
static void say_contact(const request *r, char *out, size_t size)
{
    const cji_entry *entry;
    out[0] = '\0';
    for (size_t at = 0; (entry = cji_next_party(r->d.c, r->d.person, &at)) != NULL;) {
        const cj_record *safe = cji_sub(entry->act->root.record, CJ_FIELD_SAFE_CONTACT);
        const cji_row *row;
        const cji_slot *ways;
        size_t n = 0;
        if (safe == NULL)
            continue;
        ways = cji_slot_of(safe, CJ_FIELD_WAYS, &row);
        for (uint32_t i = 0; i < ways->count && n < size; i++)
            n += (size_t)snprintf(out + n, size - n, "%s%s", i > 0 ? ", " : "",
                                  cji_code_name(row->extra, (int32_t)ways->values[i].number));
        if (n < size && cji_text(safe, CJ_FIELD_TIMES).n > 0)
            n += (size_t)snprintf(out + n, size - n, "; %s", cji_text(safe, CJ_FIELD_TIMES).p);
        if (n < size && cji_text(safe, CJ_FIELD_NEVER).n > 0)
            snprintf(out + n, size - n, "; never: %s", cji_text(safe, CJ_FIELD_NEVER).p);
    }
}

static void say_done(const request *r, cj_disclosed *out)
{
    out->acts = r->d.acts;
    out->flagged = r->d.flagged;
    out->withheld = 0;
    for (int i = 0; i < CJI_WITHHELD_REASONS; i++)
        out->withheld += r->d.withheld[i];
    say_contact(r, out->safe_contact, sizeof out->safe_contact);
}

static cj_status check_request(request *r, const cj_disclosure *what, const cj_disclosed *out,
                               cj_error **error)
{
    const cji_row *row = cji_shape_row(
        &cji_shapes[cji_kind_of(CJ_ACT_INFORMATION_DISCLOSED)->shape], CJ_FIELD_METHOD);
    r->method = CJ_CODE_DELIVERY_METHOD_IN_PERSON;
    if ((what != NULL && what->size != sizeof *what) || (out != NULL && out->size != sizeof *out))
        return cji_fail(r->ctx, error, CJ_E_MISUSE, NULL,
                        "begin with CJ_DISCLOSURE_INIT and CJ_DISCLOSED_INIT");
    if (r->case_id == NULL)
        return cji_fail(r->ctx, error, CJ_E_MISUSE, NULL, "case_id is NULL");
    if (what == NULL)
        return CJ_OK;
    r->recipient = what->recipient;
    if (what->method != 0)
        r->method = what->method;
    if (r->method < 1 || r->method > cji_lists[row->extra].ncodes)
        return cji_fail(r->ctx, error, CJ_E_VALUE_CODE, NULL,
                        "method: one of CJ_CODE_DELIVERY_METHOD_*");
    return CJ_OK;
}

cj_status cj_session_disclose(cj_session *session, const char *case_id, const cj_disclosure *what,
                              cj_write_fn write, void *user, cj_disclosed *out, cj_error **error)
{
    request r = {.session = session, .store = session->store, .case_id = case_id};
    cj_status status = cji_session_enter(session->store, error);
    if (status != CJ_OK)
        return status;
    r.ctx = session->store->ctx;
    r.d.ctx = r.ctx;
    cji_buf_init(&r.d.body, r.ctx, (size_t)r.ctx->limits[CJ_LIMIT_INPUT_BYTES]);
    cji_buf_init(&r.d.scratch, r.ctx, (size_t)r.ctx->limits[CJ_LIMIT_INPUT_BYTES]);
    status = cji_session_permit(session, "disclose", ACT, NULL, error);
    if (status == CJ_OK)
        status = check_request(&r, what, out, error);
    if (status == CJ_OK)
        status = cji_session_settle_if_free(r.store, error);
    if (status == CJ_OK)
        status = prepare(&r, error);
    cji_session_leave(session->store);
    if (status == CJ_OK)
        status = put_out(&r, write, user, error);
    if (status == CJ_OK && out != NULL)
        say_done(&r, out);
    cj_case_unref(r.d.c);
    cji_wipe(r.key, sizeof r.key);
    cji_buf_fini(&r.d.body);
    cji_buf_fini(&r.d.scratch);
    return status;
}
