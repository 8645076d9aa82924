/* SPDX-License-Identifier: MIT */
/* Policy files: dated values and permissions. */
#include "policy/policy.h"

#define NS "urn:cjustice:policy:1"

typedef struct grant {
    const char *role, *purposes, *operations; /* lists with spaces between */
} grant;

struct cj_policy {
    atomic_int refs;
    cj_context *ctx;
    cji_arena arena;
    cji_policy_value *values;
    size_t nvalues, value_capacity;
    grant *grants;
    size_t ngrants, grant_capacity;
    uint8_t digest[CJI_HASH]; /* over the digests of all files so far */
    char sha256[65];
};

/* What a rule may ask for. A policy that knows more is refused, so that a slip is not silent. */
static const char *const names[] = {
    "recording_lag",
    "sufficiency_action_within",
    "further_assessment_within",
    "advice_within",
    "referral_within",
    "problem_response_within",
    "safety_response_within",
    "non_compliance_response_within",
    "breach_report_within",
    "risk_review_within",
    "plan_available_within",
    "monitoring_period",
    "readiness_interval",
    "review_interval",
    "schedule_tolerance",
    "advice_current_for",
    "warning_window",
    "first_contact_within",
    "complaint_response_within",
    "override_limit",
    "override_review_within",
};

static const char *const operations[] = {"init", "record", "show", "check", "export", "checkpoint"};

static bool in_list(cji_str word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (cji_str_is(word, list[i]))
            return true;
    }
    return false;
}

bool cji_policy_name_ok(cji_str name)
{
    return in_list(name, names, CJI_COUNT(names));
}

cj_status cj_policy_new(cj_context *context, cj_policy **out, cj_error **error)
{
    cj_policy *p = cji_alloc(context, sizeof *p);
    if (p == NULL)
        return cji_no_memory(context, error);
    atomic_init(&p->refs, 1);
    p->ctx = cj_context_ref(context);
    cji_arena_init(&p->arena, context);
    *out = p;
    return CJ_OK;
}

cj_policy *cj_policy_ref(cj_policy *policy)
{
    if (policy != NULL)
        atomic_fetch_add_explicit(&policy->refs, 1, memory_order_relaxed);
    return policy;
}

void cj_policy_unref(cj_policy *policy)
{
    cj_context *ctx;
    if (policy == NULL || atomic_fetch_sub_explicit(&policy->refs, 1, memory_order_acq_rel) != 1)
        return;
    ctx = policy->ctx;
    cji_free(ctx, policy->values);
    cji_free(ctx, policy->grants);
    cji_arena_fini(&policy->arena);
    cji_free(ctx, policy);
    cj_context_unref(ctx);
}

const char *cj_policy_sha256(const cj_policy *policy)
{
    return policy->sha256;
}

/* ---- asking ---------------------------------------------------------------------------------- */

const cji_policy_value *cji_policy_find(const cj_policy *policy, cji_str name, int32_t day)
{
    /* The last one wins: a later file overrides an earlier. */
    for (size_t i = policy != NULL ? policy->nvalues : 0; i-- > 0;) {
        const cji_policy_value *v = &policy->values[i];
        if (cji_str_is(name, v->name) && day >= v->from && day <= v->to)
            return v;
    }
    return NULL;
}

int32_t cji_policy_due(const cji_policy_value *value, int32_t day)
{
    int32_t year, month, dom;
    if (value->unit == CJI_UNIT_DAYS)
        return day + value->amount;
    cji_civil_from_days(day, &year, &month, &dom);
    month += value->amount - 1;
    year += month / 12;
    month = month % 12 + 1;
    /* The 31st of a short month is its last day. */
    for (;; dom--) {
        int32_t due = cji_days_from_civil(year, month, dom), y, m, d;
        cji_civil_from_days(due, &y, &m, &d);
        if (m == month)
            return due;
    }
}

static bool word_in(const char *words, cji_str word)
{
    for (const char *p = words; *p != '\0';) {
        size_t n = strcspn(p, " ");
        if (cji_str_eq((cji_str){p, n}, word))
            return true;
        p += n + (p[n] == ' ');
    }
    return false;
}

bool cji_policy_permits(const cj_policy *policy, const char *role, const char *purpose,
                        const char *operation)
{
    /* Fails closed: no policy, or no line that says yes. */
    for (size_t i = 0; policy != NULL && i < policy->ngrants; i++) {
        const grant *g = &policy->grants[i];
        if (strcmp(g->role, role) == 0 && word_in(g->purposes, cji_str_of(purpose)) &&
            word_in(g->operations, cji_str_of(operation)))
            return true;
    }
    return false;
}

/* ---- reading --------------------------------------------------------------------------------- */

typedef struct reader {
    cj_policy *p;
    const char *name; /* id and version of the file */
    cj_error **error;
    cj_status status;
} reader;

CJI_PRINTF(4, 5)
static void problem(reader *r, const cji_node *node, cj_status code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    code = cji_vfail(r->p->ctx, r->error, code, &node->place, format, args);
    va_end(args);
    if (r->status == CJ_OK)
        r->status = code;
}

static void check_attrs(reader *r, const cji_node *node, const char *const *allowed, size_t n)
{
    for (size_t i = 0; i < node->nattrs; i++) {
        if (!in_list(node->attrs[i].name, allowed, n))
            problem(r, node, CJ_E_XML_ATTRIBUTE, "there is no attribute %.*s here",
                    (int)node->attrs[i].name.n, node->attrs[i].name.p);
    }
}

static bool read_day(reader *r, const cji_node *node, const char *attr, int32_t none, int32_t *out)
{
    cji_str text = cji_node_attr(node, attr);
    cj_date date;
    *out = none;
    if (text.p == NULL)
        return true;
    if (cj_date_parse(text.p, text.n, &date) != CJ_OK || date.precision != CJ_PRECISION_DAY) {
        problem(r, node, CJ_E_VALUE_DATE, "\"%.*s\" is no date", (int)text.n, text.p);
        return false;
    }
    *out = date.days;
    return true;
}

static void read_value(reader *r, const cji_node *node)
{
    static const char *const allowed[] = {"name", "days",     "weeks",    "months",
                                          "from", "citation", "standing", "to"};
    static const struct {
        const char *attr;
        int32_t unit, times;
    } units[] = {
        {"days", CJI_UNIT_DAYS, 1}, {"weeks", CJI_UNIT_DAYS, 7}, {"months", CJI_UNIT_MONTHS, 1}};
    cj_policy *p = r->p;
    cji_policy_value v = {.unit = CJI_UNIT_UNSET};
    cji_str name = cji_node_attr(node, "name"), citation = cji_node_attr(node, "citation"),
            standing = cji_node_attr(node, "standing");
    check_attrs(r, node, allowed, CJI_COUNT(allowed));
    if (!cji_policy_name_ok(name))
        problem(r, node, CJ_E_POLICY, "no rule asks for a value \"%.*s\"", (int)name.n,
                name.p != NULL ? name.p : "");
    for (size_t i = 0; i < CJI_COUNT(units); i++) {
        cji_str text = cji_node_attr(node, units[i].attr);
        int64_t amount;
        if (text.p == NULL)
            continue;
        if (v.unit != CJI_UNIT_UNSET || !cji_parse_int(text, &amount) || amount < 0 ||
            amount > 36500) {
            problem(r, node, CJ_E_POLICY, "one of days, weeks, months, 0 to 36500; not \"%.*s\"",
                    (int)text.n, text.p);
            return;
        }
        v.unit = units[i].unit;
        v.amount = (int32_t)amount * units[i].times;
    }
    if (v.unit != CJI_UNIT_UNSET && (citation.n == 0 || standing.n == 0))
        problem(r, node, CJ_E_POLICY, "%.*s has a value, so it wants citation and standing",
                (int)name.n, name.p != NULL ? name.p : "");
    if (!read_day(r, node, "from", INT32_MIN, &v.from) ||
        !read_day(r, node, "to", INT32_MAX, &v.to) || r->status != CJ_OK)
        return;
    v.name = cji_arena_strdup(&p->arena, name);
    v.citation = cji_arena_strdup(&p->arena, citation);
    v.standing = cji_arena_strdup(&p->arena, standing);
    v.policy = r->name;
    if (v.name == NULL || v.citation == NULL || v.standing == NULL ||
        !cji_grow(p->ctx, (void **)&p->values, sizeof v, p->nvalues, &p->value_capacity)) {
        r->status = cji_no_memory(p->ctx, r->error);
        return;
    }
    p->values[p->nvalues++] = v;
}

static void read_role(reader *r, const cji_node *node)
{
    static const char *const allowed[] = {"role", "purposes", "operations"};
    cj_policy *p = r->p;
    cji_str role = cji_node_attr(node, "role"), ops = cji_node_attr(node, "operations"),
            purposes = cji_node_attr(node, "purposes");
    grant g;
    check_attrs(r, node, allowed, CJI_COUNT(allowed));
    if (!cji_id_ok(role) || purposes.n == 0 || ops.n == 0)
        problem(r, node, CJ_E_POLICY, "<permit> wants role, purposes and operations");
    for (size_t i = 0; i < ops.n;) {
        size_t n = 0;
        while (i + n < ops.n && ops.p[i + n] != ' ')
            n++;
        if (!in_list((cji_str){ops.p + i, n}, operations, CJI_COUNT(operations)))
            problem(r, node, CJ_E_POLICY, "there is no operation \"%.*s\"", (int)n, ops.p + i);
        i += n + 1;
    }
    if (r->status != CJ_OK)
        return;
    g.role = cji_arena_strdup(&p->arena, role);
    g.purposes = cji_arena_strdup(&p->arena, purposes);
    g.operations = cji_arena_strdup(&p->arena, ops);
    if (g.role == NULL || g.purposes == NULL || g.operations == NULL ||
        !cji_grow(p->ctx, (void **)&p->grants, sizeof g, p->ngrants, &p->grant_capacity)) {
        r->status = cji_no_memory(p->ctx, r->error);
        return;
    }
    p->grants[p->ngrants++] = g;
}

/* "england-wales 2026-11": how answers name the file. */
static bool name_file(reader *r, const cji_node *root)
{
    cji_str id = cji_node_attr(root, "id"), version = cji_node_attr(root, "version");
    char *name = cji_arena_alloc(&r->p->arena, id.n + version.n + 2);
    if (name == NULL) {
        r->status = cji_no_memory(r->p->ctx, r->error);
        return false;
    }
    memcpy(name, id.p, id.n);
    name[id.n] = ' ';
    memcpy(name + id.n + 1, version.p, version.n);
    name[id.n + 1 + version.n] = '\0';
    r->name = name;
    return true;
}

static void read_root(reader *r, const cji_node *root)
{
    static const char *const allowed[] = {"id", "version"};
    check_attrs(r, root, allowed, CJI_COUNT(allowed));
    if (!cji_str_is(root->name, "policy") || !cji_id_ok(cji_node_attr(root, "id")) ||
        !cji_id_ok(cji_node_attr(root, "version"))) {
        problem(r, root, CJ_E_POLICY, "a policy is <policy id=\"...\" version=\"...\">, not <%.*s>",
                (int)root->name.n, root->name.p);
        return;
    }
    if (!name_file(r, root))
        return;
    for (const cji_node *node = root->first; node != NULL; node = node->next) {
        if (cji_str_is(node->name, "value"))
            read_value(r, node);
        else if (cji_str_is(node->name, "permit"))
            read_role(r, node);
        else
            problem(r, node, CJ_E_XML_ELEMENT, "<%.*s>: a policy holds <value> and <permit>",
                    (int)node->name.n, node->name.p);
    }
}

static cj_status add_input(cj_policy *policy, cji_input *in, cj_error **error)
{
    reader r = {policy, NULL, error, CJ_OK};
    size_t nvalues = policy->nvalues, ngrants = policy->ngrants;
    cji_arena arena;
    cji_node *root = NULL;
    cj_status status;
    cji_arena_init(&arena, policy->ctx);
    status = cji_xml_tree(policy->ctx, in, NS, &arena, &root, error);
    if (status == CJ_OK) {
        read_root(&r, root);
        status = r.status;
    }
    if (status == CJ_OK) {
        cji_piece pieces[2] = {{policy->digest, policy->sha256[0] != '\0' ? CJI_HASH : 0},
                               {cji_input_digest(in), CJI_HASH}};
        /* One file: its own SHA-256, so that sha256sum shows the same. */
        if (policy->sha256[0] == '\0')
            memcpy(policy->digest, cji_input_digest(in), CJI_HASH);
        else
            status = cji_sha256(policy->ctx, pieces, 2, policy->digest);
        cji_hex(policy->digest, CJI_HASH, policy->sha256);
    }
    if (status != CJ_OK) {
        policy->nvalues = nvalues;
        policy->ngrants = ngrants;
    }
    cji_arena_fini(&arena);
    return status;
}

cj_status cj_policy_add_file(cj_policy *policy, const char *path, cj_error **error)
{
    cji_input *in = NULL;
    cj_status status = cji_input_file(policy->ctx, path, &in, error);
    if (status == CJ_OK)
        status = add_input(policy, in, error);
    cji_input_free(in);
    return status;
}

cj_status cji_policy_add_memory(cj_policy *policy, const char *name, const void *bytes, size_t size,
                                cj_error **error)
{
    cji_input *in = NULL;
    cj_status status = cji_input_memory(policy->ctx, name, bytes, size, &in, error);
    if (status == CJ_OK)
        status = add_input(policy, in, error);
    cji_input_free(in);
    return status;
}

static cj_status add_one(void *user, const char *path, cj_error **error)
{
    return cj_policy_add_file(user, path, error);
}

cj_status cj_policy_add_dir(cj_policy *policy, const char *standards, cj_error **error)
{
    return cji_dir_each(policy->ctx, standards, "policy", add_one, policy, error);
}
