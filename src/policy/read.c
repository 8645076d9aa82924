/* SPDX-License-Identifier: MIT */
/* Reading policy files: one engine, and a table of elements with their attributes. */
#include "policy/rows.h"

typedef struct element element;
typedef struct attr attr;

typedef union any {
    cji_policy_by by;
    cji_policy_value value;
    cji_policy_calendar calendar;
    cji_policy_holiday holiday;
    cji_policy_basis basis;
    cji_policy_scheme scheme;
    cji_policy_tool tool;
    cji_policy_entitlement entitlement;
    cji_policy_permit permit;
    cji_policy_toggle toggle;
    cji_policy_award award;
    int32_t week_day;
} any;

typedef struct reader {
    cj_policy *p;
    const char *name;        /* id and version of the file */
    cji_policy_calendar *in; /* the calendar whose children are read */
    cj_error **error;
    cj_status status;
} reader;

typedef struct words {
    const char *const *p;
    size_t n;
} words;

struct attr {
    const char *name;
    bool (*read)(reader *r, const cji_node *node, const attr *a, cji_str text, void *to);
    size_t at; /* in the row */
    unsigned flags;
    const words *words; /* those allowed, in the order of their numbers from 1 */
    const char *list;   /* of codes */
    int32_t most, times, unit;
};

struct element {
    const char *name, *parent;
    cji_policy_kind kind; /* CJI_ROWS: no row of its own */
    size_t size;
    const attr *attrs;
    size_t nattrs;
    void (*check)(reader *r, const cji_node *node, any *row);
};

#define MUST 1u
#define SETS 2u /* a row that says this is no longer unset: it wants a source */
#define ALL 4u  /* "all" stands for every code of the list */

/* ---- fixed words ----------------------------------------------------------------------------- */

#define WORDS(name, ...)                                                                           \
    static const char *const name##_list[] = {__VA_ARGS__};                                        \
    static const words name = {name##_list, CJI_COUNT(name##_list)}

/* What a rule may ask for. A policy that knows more is refused, so that a slip is not silent. */
WORDS(names, "recording_lag", "sufficiency_action_within", "further_assessment_within",
      "advice_within", "referral_within", "problem_response_within", "safety_response_within",
      "non_compliance_response_within", "breach_report_within", "risk_review_within",
      "plan_available_within", "monitoring_period", "readiness_interval", "review_interval",
      "schedule_tolerance", "advice_current_for", "warning_window", "override_limit",
      "override_review_within", "retention", "access_request_within", "first_contact_within",
      "complaint_response_within");
WORDS(operations, "init", "record", "show", "check", "check-practitioner", "export", "checkpoint",
      "list", "list-all", "limit", "override", "review", "disclose", "erase", "backup", "judge",
      "withdraw-judgement", "assure", "appeal", "answer-appeal", "audit", "rotate");
WORDS(switches, "relationship-required");
WORDS(answers, "yes", "no");
WORDS(counts, "adult", "youth");
WORDS(sexes, "male", "female");
WORDS(week_days, "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");

const cji_award_name cji_award_names[] = {
    {"criteria-percent", CJI_AWARD_NUMBER},     {"cases", CJI_AWARD_NUMBER},
    {"currency-months", CJI_AWARD_NUMBER},      {"observations", CJI_AWARD_NUMBER},
    {"eqa-sampling-percent", CJI_AWARD_NUMBER}, {"appeals-days", CJI_AWARD_NUMBER},
    {"retention-months", CJI_AWARD_NUMBER},     {"simulation", CJI_AWARD_CHOICE},
    {"prior-learning", CJI_AWARD_CHOICE},       {"performance-implies-knowledge", CJI_AWARD_CHOICE},
    {"assessor-qualification", CJI_AWARD_TEXT}, {"iqa-qualification", CJI_AWARD_TEXT},
    {"mandatory-methods", CJI_AWARD_METHODS},   {NULL, CJI_AWARD_NUMBER},
};

static size_t word_index(const words *w, cji_str word)
{
    for (size_t i = 0; i < w->n; i++) {
        if (cji_str_is(word, w->p[i]))
            return i + 1;
    }
    return 0;
}

const char *cji_policy_name(size_t index)
{
    return index < names.n ? names.p[index] : NULL;
}

bool cji_policy_name_ok(cji_str name)
{
    return word_index(&names, name) != 0;
}

/* ---- attributes ------------------------------------------------------------------------------ */

CJI_PRINTF(4, 5)
static bool problem(reader *r, const cji_node *node, cj_status code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    code = cji_vfail(r->p->ctx, r->error, code, &node->place, format, args);
    va_end(args);
    if (r->status == CJ_OK)
        r->status = code;
    return false;
}

static bool unknown(reader *r, const cji_node *node, const attr *a, cji_str word)
{
    return problem(r, node, CJ_E_POLICY, "<%.*s>: there is no %s \"%.*s\"", (int)node->name.n,
                   node->name.p, a->name, (int)word.n, word.p);
}

static bool read_text(reader *r, const cji_node *node, const attr *a, cji_str text, void *to)
{
    char *copy = cji_arena_strdup(&r->p->arena, text);
    (void)node;
    (void)a;
    if (copy == NULL) {
        r->status = cji_no_memory(r->p->ctx, r->error);
        return false;
    }
    memcpy(to, &copy, sizeof copy);
    return true;
}

static bool read_id(reader *r, const cji_node *node, const attr *a, cji_str text, void *to)
{
    return cji_id_ok(text) ? read_text(r, node, a, text, to) : unknown(r, node, a, text);
}

/* One of the fixed words, or of the codes of a list, kept as text. */
static bool read_name(reader *r, const cji_node *node, const attr *a, cji_str text, void *to)
{
    bool known = a->words != NULL ? word_index(a->words, text) != 0
                                  : cji_code_of(cji_list_of(a->list), text) != 0;
    return known ? read_text(r, node, a, text, to) : unknown(r, node, a, text);
}

/* The next of the words between spaces; false at the end. */
static bool next_word(cji_str *rest, cji_str *word)
{
    while (rest->n > 0 && rest->p[0] == ' ') {
        rest->p++;
        rest->n--;
    }
    *word = (cji_str){rest->p, 0};
    while (word->n < rest->n && rest->p[word->n] != ' ')
        word->n++;
    rest->p += word->n;
    rest->n -= word->n;
    return word->n > 0;
}

/* Words kept as text: ids, or those of the fixed words. */
static bool read_words(reader *r, const cji_node *node, const attr *a, cji_str text, void *to)
{
    cji_str rest = text, word;
    bool ok = true;
    while (next_word(&rest, &word)) {
        if (a->words != NULL ? word_index(a->words, word) == 0 : !cji_id_ok(word))
            ok = unknown(r, node, a, word);
    }
    return ok && read_text(r, node, a, text, to);
}

static bool read_choice(reader *r, const cji_node *node, const attr *a, cji_str text, void *to)
{
    int32_t number = (int32_t)word_index(a->words, text);
    if (number == 0)
        return unknown(r, node, a, text);
    memcpy(to, &number, sizeof number);
    return true;
}

static bool read_code(reader *r, const cji_node *node, const attr *a, cji_str text, void *to)
{
    int32_t code = cji_code_of(cji_list_of(a->list), text);
    if (code == 0)
        return unknown(r, node, a, text);
    memcpy(to, &code, sizeof code);
    return true;
}

static bool read_codes(reader *r, const cji_node *node, const attr *a, cji_str text, void *to)
{
    int32_t list = cji_list_of(a->list);
    uint64_t mask = 0;
    cji_str rest = text, word;
    bool ok = true;
    if ((a->flags & ALL) != 0 && cji_str_is(text, "all")) {
        mask = ~UINT64_C(1);
        rest.n = 0;
    }
    while (next_word(&rest, &word)) {
        int32_t code = cji_code_of(list, word);
        if (code <= 0 || code > 63)
            ok = unknown(r, node, a, word);
        else
            mask |= UINT64_C(1) << code;
    }
    memcpy(to, &mask, sizeof mask);
    return ok;
}

static bool read_day(reader *r, const cji_node *node, const attr *a, cji_str text, void *to)
{
    cj_date date;
    if (cj_date_parse(text.p, text.n, &date) != CJ_OK || date.precision != CJ_PRECISION_DAY)
        return problem(r, node, CJ_E_VALUE_DATE, "%s=\"%.*s\" is no date", a->name, (int)text.n,
                       text.p);
    memcpy(to, &date.days, sizeof date.days);
    return true;
}

static bool read_number(reader *r, const cji_node *node, const attr *a, cji_str text, void *to)
{
    int64_t number;
    int32_t kept;
    if (!cji_parse_int(text, &number) || number < 0 || number > a->most)
        return problem(r, node, CJ_E_POLICY, "%s is a number from 0 to %d, not \"%.*s\"", a->name,
                       (int)a->most, (int)text.n, text.p);
    kept = (int32_t)number * a->times;
    memcpy(to, &kept, sizeof kept);
    return true;
}

/* One of several attributes that say how long. */
static bool read_amount(reader *r, const cji_node *node, const attr *a, cji_str text, void *to)
{
    cji_policy_value *value = to;
    if (value->unit != CJI_UNIT_UNSET)
        return problem(r, node, CJ_E_POLICY, "one of days, weeks, months, working-days, not two");
    value->unit = a->unit;
    return read_number(r, node, a, text, &value->amount);
}

/* ---- what a row must also be ----------------------------------------------------------------- */

static void check_scheme(reader *r, const cji_node *node, any *row)
{
    const cji_policy_scheme *s = &row->scheme;
    if (s->count != 0 && (s->window == NULL || s->refer == 0))
        problem(r, node, CJ_E_POLICY, "a count wants the window it looks at, and refer");
}

static void check_tool(reader *r, const cji_node *node, any *row)
{
    if (row->tool.to_age == 0)
        row->tool.to_age = INT32_MAX;
    if (row->tool.from_age > row->tool.to_age)
        problem(r, node, CJ_E_POLICY, "from-age is above to-age");
}

static void check_calendar(reader *r, const cji_node *node, any *row)
{
    cji_policy_calendar *c = &row->calendar;
    if (c->week_end == UINT64_C(0xfe))
        problem(r, node, CJ_E_POLICY, "a week needs a day that is not of its end");
    c->nholidays = r->p->rows[CJI_ROW_HOLIDAY].n - c->first;
}

/* Rising, so that none is there twice and a search finds it. */
static void check_holiday(reader *r, const cji_node *node, any *row)
{
    const cji_policy_rows *rows = &r->p->rows[CJI_ROW_HOLIDAY];
    cji_policy_by *by = &row->holiday.by;
    if (by->from < r->in->by.from || by->from > r->in->by.to)
        problem(r, node, CJ_E_POLICY, "the holiday lies outside the span of its calendar");
    if (rows->n > r->in->first &&
        ((const cji_policy_holiday *)rows->items)[rows->n - 1].by.from >= by->from)
        problem(r, node, CJ_E_POLICY, "holidays stand in the order of their days, each once");
    by->to = by->from;
}

/* Not a row: a bit of the calendar. */
static void check_week_end(reader *r, const cji_node *node, any *row)
{
    (void)node;
    r->in->week_end |= UINT64_C(1) << row->week_day;
}

/* Each requirement is given in its one form, or in none: then it is unset. */
static void check_award(reader *r, const cji_node *node, any *row)
{
    static const char *const forms[] = {"number", "allowed", "text", "methods"};
    const cji_award_name *name = cji_award_names;
    while (name->name != NULL && strcmp(name->name, row->by.key) != 0)
        name++;
    if (name->name == NULL) {
        problem(r, node, CJ_E_POLICY, "<award>: there is no name \"%s\"", row->by.key);
        return;
    }
    for (size_t i = 0; i < CJI_COUNT(forms); i++) {
        if (i != (size_t)name->form && cji_node_attr(node, forms[i]).p != NULL)
            problem(r, node, CJ_E_POLICY, "%s is given as %s, not as %s", name->name,
                    forms[name->form], forms[i]);
    }
    if (row->award.item != NULL && name->form != CJI_AWARD_METHODS)
        problem(r, node, CJ_E_POLICY, "%s is asked of the whole, and of no single item",
                name->name);
}

/* ---- the table ------------------------------------------------------------------------------- */

#define AT(type, member) offsetof(cji_policy_##type, member)
#define BY(member) offsetof(cji_policy_by, member)
#define ATTR(word, how, where, ...)                                                                \
    {                                                                                              \
        .name = word, .read = how, .at = where, __VA_ARGS__                                        \
    }
#define SOURCE                                                                                     \
    ATTR("citation", read_text, BY(citation), .flags = 0),                                         \
        ATTR("standing", read_text, BY(standing), .flags = 0)
#define SPAN(must)                                                                                 \
    ATTR("from", read_day, BY(from), .flags = must), ATTR("to", read_day, BY(to), .flags = must)
#define AMOUNT(word, units, n) /* at most a hundred years of days */                               \
    ATTR(word, read_amount, 0, .flags = SETS, .most = 36500, .unit = units, .times = n)

static const attr value_attrs[] = {
    ATTR("name", read_name, BY(key), .flags = MUST, .words = &names),
    AMOUNT("days", CJI_UNIT_DAYS, 1),
    AMOUNT("weeks", CJI_UNIT_DAYS, 7),
    AMOUNT("months", CJI_UNIT_MONTHS, 1),
    AMOUNT("working-days", CJI_UNIT_WORKING_DAYS, 1),
    ATTR("calendar", read_id, AT(value, calendar), .flags = 0),
    SPAN(0),
    SOURCE,
};
static const attr calendar_attrs[] = {ATTR("id", read_id, BY(key), .flags = MUST | SETS),
                                      SPAN(MUST), SOURCE};
static const attr week_end_attrs[] = {
    ATTR("day", read_choice, 0, .flags = MUST, .words = &week_days)};
static const attr holiday_attrs[] = {ATTR("date", read_day, BY(from), .flags = MUST),
                                     ATTR("name", read_text, BY(key), .flags = MUST)};
static const attr basis_attrs[] = {
    ATTR("key", read_id, BY(key), .flags = MUST),
    ATTR("class", read_code, AT(basis, class_), .flags = SETS, .list = "policy_class"), SPAN(0),
    SOURCE};
static const attr scheme_attrs[] = {
    ATTR("order-type", read_name, BY(key), .flags = MUST, .list = "order_type"),
    ATTR("count", read_choice, AT(scheme, count), .flags = SETS, .words = &counts),
    ATTR("window", read_name, AT(scheme, window), .words = &names),
    ATTR("refer", read_codes, AT(scheme, refer), .list = "enforcement_decision"),
    ATTR("allow", read_codes, AT(scheme, allow), .list = "enforcement_decision"),
    SPAN(0),
    SOURCE,
};
static const attr tool_attrs[] = {
    ATTR("key", read_id, BY(key), .flags = MUST | SETS),
    ATTR("version", read_id, AT(tool, version), .flags = MUST),
    ATTR("class", read_code, AT(tool, class_), .list = "tool_class"),
    ATTR("from-age", read_number, AT(tool, from_age), .most = 120, .times = 1),
    ATTR("to-age", read_number, AT(tool, to_age), .most = 120, .times = 1),
    ATTR("sex", read_choice, AT(tool, sex), .words = &sexes),
    ATTR("superseded-by", read_id, AT(tool, superseded_by), .flags = 0),
    ATTR("valid-weeks", read_number, AT(tool, valid_days), .most = 5200, .times = 7),
    SPAN(0),
    SOURCE,
};
static const attr entitlement_attrs[] = {
    ATTR("role", read_name, BY(key), .flags = MUST | SETS, .list = "party_role"),
    ATTR("info", read_codes, AT(entitlement, info), .flags = MUST | ALL, .list = "info_kind"),
    ATTR("basis", read_codes, AT(entitlement, entitlement), .flags = MUST, .list = "entitlement"),
    SPAN(0),
    SOURCE,
};
static const attr permit_attrs[] = {
    ATTR("role", read_id, BY(key), .flags = MUST),
    ATTR("purposes", read_words, AT(permit, purposes), .flags = MUST),
    ATTR("operations", read_words, AT(permit, operations), .flags = MUST, .words = &operations),
};
static const attr switch_attrs[] = {
    ATTR("name", read_name, BY(key), .flags = MUST, .words = &switches),
    ATTR("roles", read_words, AT(toggle, roles), .flags = SETS), SPAN(0), SOURCE};
static const attr award_attrs[] = {
    ATTR("name", read_id, BY(key), .flags = MUST),
    ATTR("item", read_id, AT(award, item), .flags = 0),
    ATTR("number", read_number, AT(award, number), .flags = SETS, .most = 36500, .times = 1),
    ATTR("allowed", read_choice, AT(award, allowed), .flags = SETS, .words = &answers),
    ATTR("text", read_text, AT(award, text), .flags = SETS),
    ATTR("methods", read_codes, AT(award, methods), .flags = SETS, .list = "judge_method"),
    SPAN(0),
    SOURCE};

#define ELEMENT(word, over, number, type, list, extra)                                             \
    {                                                                                              \
        .name = word, .parent = over, .kind = number, .size = sizeof(cji_policy_##type),           \
        .attrs = list, .nattrs = CJI_COUNT(list), .check = extra                                   \
    }

static const element elements[] = {
    ELEMENT("value", "policy", CJI_ROW_VALUE, value, value_attrs, NULL),
    ELEMENT("calendar", "policy", CJI_ROW_CALENDAR, calendar, calendar_attrs, check_calendar),
    ELEMENT("week-end", "calendar", CJI_ROWS, by, week_end_attrs, check_week_end),
    ELEMENT("holiday", "calendar", CJI_ROW_HOLIDAY, holiday, holiday_attrs, check_holiday),
    ELEMENT("basis", "policy", CJI_ROW_BASIS, basis, basis_attrs, NULL),
    ELEMENT("scheme", "policy", CJI_ROW_SCHEME, scheme, scheme_attrs, check_scheme),
    ELEMENT("tool", "policy", CJI_ROW_TOOL, tool, tool_attrs, check_tool),
    ELEMENT("entitlement", "policy", CJI_ROW_ENTITLEMENT, entitlement, entitlement_attrs, NULL),
    ELEMENT("permit", "policy", CJI_ROW_PERMIT, permit, permit_attrs, NULL),
    ELEMENT("switch", "policy", CJI_ROW_SWITCH, toggle, switch_attrs, NULL),
    ELEMENT("award", "policy", CJI_ROW_AWARD, award, award_attrs, check_award),
};

/* ---- the engine ------------------------------------------------------------------------------ */

static void check_attrs(reader *r, const cji_node *node, const attr *attrs, size_t n)
{
    for (size_t i = 0; i < node->nattrs; i++) {
        size_t j = 0;
        while (j < n && !cji_str_is(node->attrs[i].name, attrs[j].name))
            j++;
        if (j == n)
            problem(r, node, CJ_E_XML_ATTRIBUTE, "there is no attribute %.*s here",
                    (int)node->attrs[i].name.n, node->attrs[i].name.p);
    }
    if (cji_str_trim(node->text).n > 0)
        problem(r, node, CJ_E_POLICY, "<%.*s> holds no text", (int)node->name.n, node->name.p);
}

/* False after a problem of one of them. */
static bool read_attrs(reader *r, const cji_node *node, const element *e, any *row)
{
    bool ok = true, set = false;
    check_attrs(r, node, e->attrs, e->nattrs);
    for (size_t i = 0; i < e->nattrs; i++) {
        const attr *a = &e->attrs[i];
        cji_str text = cji_node_attr(node, a->name);
        if (text.n == 0 && (a->flags & MUST) != 0)
            ok = problem(r, node, CJ_E_POLICY, "<%s> wants %s", e->name, a->name);
        else if (text.p != NULL && !a->read(r, node, a, text, (char *)row + a->at))
            ok = false;
        set = set || ((a->flags & SETS) != 0 && text.p != NULL);
    }
    if (ok && set &&
        (row->by.citation == NULL || row->by.citation[0] == '\0' || row->by.standing == NULL ||
         row->by.standing[0] == '\0'))
        ok = problem(r, node, CJ_E_POLICY, "<%s> %s is set, so it wants citation and standing",
                     e->name, row->by.key);
    if (ok && e->kind != CJI_ROWS && row->by.from > row->by.to)
        ok = problem(r, node, CJ_E_POLICY, "from is after to");
    return ok;
}

static void keep(reader *r, const element *e, const any *row)
{
    cji_policy_rows *rows = &r->p->rows[e->kind];
    if (!cji_grow(r->p->ctx, &rows->items, e->size, rows->n, &rows->capacity)) {
        r->status = cji_no_memory(r->p->ctx, r->error);
        return;
    }
    rows->size = e->size;
    memcpy((char *)rows->items + rows->n++ * e->size, row, e->size);
}

static const element *element_of(const char *parent, cji_str name)
{
    for (size_t i = 0; i < CJI_COUNT(elements); i++) {
        if (strcmp(elements[i].parent, parent) == 0 && cji_str_is(name, elements[i].name))
            return &elements[i];
    }
    return NULL;
}

/* The table is two levels deep, so nothing deeper is ever entered. */
static void read_children(reader *r, const cji_node *parent, const char *name)
{
    for (const cji_node *node = parent->first; node != NULL; node = node->next) {
        const element *e = element_of(name, node->name);
        any row;
        bool ok;
        if (e == NULL) {
            problem(r, node, CJ_E_XML_ELEMENT, "there is no <%.*s> in <%s>", (int)node->name.n,
                    node->name.p, name);
            continue;
        }
        memset(&row, 0, sizeof row); /* all of the union, which an initializer need not do */
        row.by = (cji_policy_by){.from = INT32_MIN, .to = INT32_MAX, .policy = r->name};
        ok = read_attrs(r, node, e, &row);
        if (e->kind == CJI_ROW_CALENDAR) {
            row.calendar.first = r->p->rows[CJI_ROW_HOLIDAY].n;
            /* cppcheck-suppress autoVariables ; taken back below, before the row goes */
            r->in = &row.calendar;
        }
        read_children(r, node, e->name);
        if (ok && e->check != NULL)
            e->check(r, node, &row);
        if (e->kind == CJI_ROW_CALENDAR)
            r->in = NULL;
        if (r->status == CJ_OK && e->kind != CJI_ROWS)
            keep(r, e, &row);
    }
}

/* What a row points to is in this file or in one that was read before. */
static void check_references(reader *r, const cji_node *root)
{
    for (const cji_node *node = root->first; node != NULL; node = node->next) {
        cji_str tool = cji_node_attr(node, "superseded-by"), id = cji_node_attr(node, "calendar");
        const cji_policy_rows *calendars = &r->p->rows[CJI_ROW_CALENDAR];
        size_t i = calendars->n;
        if (tool.p != NULL && cji_policy_tool_of(r->p, tool, (cji_str){0}) == NULL)
            problem(r, node, CJ_E_POLICY, "there is no tool \"%.*s\"", (int)tool.n, tool.p);
        while (i > 0 &&
               !cji_str_is(id, ((const cji_policy_calendar *)calendars->items)[i - 1].by.key))
            i--;
        if (id.p != NULL && i == 0)
            problem(r, node, CJ_E_POLICY, "there is no calendar \"%.*s\"", (int)id.n, id.p);
    }
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

cj_status cji_policy_read(cj_policy *policy, const cji_node *root, cj_error **error)
{
    static const attr allowed[] = {{.name = "id"}, {.name = "version"}};
    reader r = {.p = policy, .error = error};
    check_attrs(&r, root, allowed, CJI_COUNT(allowed));
    if (!cji_str_is(root->name, "policy") || !cji_id_ok(cji_node_attr(root, "id")) ||
        !cji_id_ok(cji_node_attr(root, "version")))
        problem(&r, root, CJ_E_POLICY,
                "a policy is <policy id=\"...\" version=\"...\">, not <%.*s>", (int)root->name.n,
                root->name.p);
    else if (name_file(&r, root))
        read_children(&r, root, "policy");
    if (r.status == CJ_OK)
        check_references(&r, root);
    return r.status;
}
