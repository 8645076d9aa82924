/* SPDX-License-Identifier: MIT */
/* Policy files: what they hold, and asking them. */
#include "policy/rows.h"

#define NS "urn:cjustice:policy:1"

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
    for (size_t i = 0; i < CJI_ROWS; i++)
        cji_free(ctx, policy->rows[i].items);
    cji_arena_fini(&policy->arena);
    cji_free(ctx, policy);
    cj_context_unref(ctx);
}

const char *cj_policy_sha256(const cj_policy *policy)
{
    return policy->sha256;
}

/* ---- files ----------------------------------------------------------------------------------- */

static cj_status add_digest(cj_policy *policy, const uint8_t *digest)
{
    uint8_t both[CJI_HASH];
    cji_piece pieces[2] = {{policy->digest, CJI_HASH}, {digest, CJI_HASH}};
    cj_status status = CJ_OK;
    /* One file: its own SHA-256, so that sha256sum shows the same. */
    if (policy->sha256[0] == '\0')
        memcpy(both, digest, CJI_HASH);
    else
        status = cji_sha256(policy->ctx, pieces, 2, both);
    if (status != CJ_OK)
        return status;
    memcpy(policy->digest, both, CJI_HASH);
    cji_hex(policy->digest, CJI_HASH, policy->sha256);
    return CJ_OK;
}

static cj_status add_input(cj_policy *policy, cji_input *in, cj_error **error)
{
    size_t before[CJI_ROWS];
    cji_arena arena;
    cji_node *root = NULL;
    cj_status status;
    for (size_t i = 0; i < CJI_ROWS; i++)
        before[i] = policy->rows[i].n;
    cji_arena_init(&arena, policy->ctx);
    status = cji_xml_tree(policy->ctx, in, NS, &arena, &root, error);
    if (status == CJ_OK)
        status = cji_policy_read(policy, root, error);
    if (status == CJ_OK && (status = add_digest(policy, cji_input_digest(in))) != CJ_OK)
        cji_fail(policy->ctx, error, status, NULL, "cannot hash the policy");
    for (size_t i = 0; status != CJ_OK && i < CJI_ROWS; i++)
        policy->rows[i].n = before[i];
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
    cj_status status = cji_dir_each(policy->ctx, standards, "policy", add_one, policy, error);
    cj_status awards = cji_dir_each(policy->ctx, standards, "awarding", add_one, policy, error);
    return status != CJ_OK ? status : awards;
}

/* ---- asking ---------------------------------------------------------------------------------- */

const void *cji_policy_next(const cj_policy *policy, cji_policy_kind kind, cji_str key, int32_t day,
                            size_t *at)
{
    const cji_policy_rows *rows = policy != NULL ? &policy->rows[kind] : NULL;
    if (rows == NULL)
        return NULL;
    if (*at > rows->n)
        *at = rows->n;
    while (*at > 0) {
        const char *row = (const char *)rows->items + --*at * rows->size;
        const cji_policy_by *by = (const void *)row;
        if ((key.n == 0 || cji_str_is(key, by->key)) && day >= by->from && day <= by->to)
            return row;
    }
    return NULL;
}

/* The one that counts: the last that was read. */
static const void *in_force(const cj_policy *policy, cji_policy_kind kind, cji_str key, int32_t day)
{
    size_t at = SIZE_MAX;
    return key.n > 0 ? cji_policy_next(policy, kind, key, day, &at) : NULL;
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

static bool bit(uint64_t mask, int32_t code)
{
    return code > 0 && code < 64 && (mask >> code & 1) != 0;
}

bool cji_policy_has(const cj_policy *policy, cji_str name)
{
    const cji_policy_rows *rows = policy != NULL ? &policy->rows[CJI_ROW_VALUE] : NULL;
    for (size_t i = 0; rows != NULL && i < rows->n; i++) {
        const cji_policy_value *value = (const cji_policy_value *)rows->items + i;
        if (cji_str_is(name, value->by.key) && value->unit != CJI_UNIT_UNSET)
            return true;
    }
    return false;
}

const cji_policy_value *cji_policy_find(const cj_policy *policy, cji_str name, int32_t day)
{
    return in_force(policy, CJI_ROW_VALUE, name, day);
}

const cji_policy_basis *cji_policy_basis_of(const cj_policy *policy, cji_str key, int32_t day)
{
    return in_force(policy, CJI_ROW_BASIS, key, day);
}

int32_t cji_policy_class(const cj_policy *policy, cji_str key, int32_t day)
{
    const cji_policy_basis *basis = cji_policy_basis_of(policy, key, day);
    return basis != NULL ? basis->class_ : 0;
}

const cji_policy_scheme *cji_policy_scheme_of(const cj_policy *policy, int32_t order_type,
                                              int32_t day)
{
    const char *name = cji_code_name(cji_list_of("order_type"), order_type);
    const cji_policy_scheme *scheme =
        name != NULL ? in_force(policy, CJI_ROW_SCHEME, cji_str_of(name), day) : NULL;
    return scheme != NULL && scheme->count != 0 ? scheme : NULL;
}

const cji_policy_tool *cji_policy_tool_of(const cj_policy *policy, cji_str key, cji_str version)
{
    const cji_policy_rows *rows = policy != NULL ? &policy->rows[CJI_ROW_TOOL] : NULL;
    for (size_t i = rows != NULL ? rows->n : 0; i-- > 0;) {
        const cji_policy_tool *tool = (const cji_policy_tool *)rows->items + i;
        if (cji_str_is(key, tool->by.key) && (version.n == 0 || cji_str_is(version, tool->version)))
            return tool;
    }
    return NULL;
}

bool cji_policy_tool_fits(const cji_policy_tool *tool, int32_t age_band)
{
    static const struct {
        int32_t band, from, to;
    } bands[] = {{CJ_CODE_AGE_BAND_UNDER_18, 0, 17},
                 {CJ_CODE_AGE_BAND_AGE_18_24, 18, 24},
                 {CJ_CODE_AGE_BAND_AGE_25_PLUS, 25, INT32_MAX}};
    for (size_t i = 0; i < CJI_COUNT(bands); i++) {
        if (bands[i].band == age_band)
            return bands[i].from <= tool->to_age && bands[i].to >= tool->from_age;
    }
    return true;
}

bool cji_policy_tool_superseded(const cji_policy_tool *tool, int32_t day)
{
    return tool->superseded_by != NULL && day > tool->by.to;
}

int cji_policy_entitled(const cj_policy *policy, int32_t party_role, int32_t info_kind,
                        int32_t entitlement, int32_t day, const cji_policy_by **by)
{
    const char *role = cji_code_name(cji_list_of("party_role"), party_role);
    const cji_policy_entitlement *row, *says = NULL;
    const char *file = NULL; /* what a file says of a role replaces what an earlier one said */
    bool yes = false;
    for (size_t at = SIZE_MAX;
         !yes && (row = cji_policy_next(policy, CJI_ROW_ENTITLEMENT, (cji_str){0}, day, &at));) {
        bool about = role != NULL && strcmp(row->by.key, role) == 0 &&
                     (file == NULL || row->by.policy == file);
        if (about) {
            file = row->by.policy;
            yes = bit(row->info, info_kind) && bit(row->entitlement, entitlement);
        }
        if (about || says == NULL)
            says = row;
    }
    if (by != NULL)
        *by = says != NULL ? &says->by : NULL;
    return yes ? 1 : says != NULL ? 0 : -1;
}

bool cji_policy_permits(const cj_policy *policy, const char *role, const char *purpose,
                        const char *operation)
{
    const cji_policy_permit *row;
    const char *file = NULL;
    /* Fails closed: no policy, or no line that says yes in the last file that names the role. */
    for (size_t at = SIZE_MAX;
         *role != '\0' &&
         (row = cji_policy_next(policy, CJI_ROW_PERMIT, cji_str_of(role), 0, &at)) != NULL;) {
        if (file != NULL && row->by.policy != file)
            break;
        file = row->by.policy;
        if (word_in(row->purposes, cji_str_of(purpose)) &&
            word_in(row->operations, cji_str_of(operation)))
            return true;
    }
    return false;
}

bool cji_policy_switch(const cj_policy *policy, cji_str name, const char *role, int32_t day)
{
    const cji_policy_toggle *row = in_force(policy, CJI_ROW_SWITCH, name, day);
    return row != NULL && row->roles != NULL && word_in(row->roles, cji_str_of(role));
}

const cji_policy_award *cji_policy_award_of(const cj_policy *policy, cji_str name, cji_str item,
                                            int32_t day)
{
    const cji_policy_award *row, *of_all = NULL;
    size_t at = SIZE_MAX;
    while ((row = cji_policy_next(policy, CJI_ROW_AWARD, name, day, &at)) != NULL) {
        if (row->item != NULL && cji_str_is(item, row->item))
            return row->by.citation != NULL ? row : NULL;
        if (row->item == NULL && of_all == NULL)
            of_all = row;
    }
    return of_all != NULL && of_all->by.citation != NULL ? of_all : NULL;
}
