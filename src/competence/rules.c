/* SPDX-License-Identifier: MIT */
/* Sets of evidence rules: loading, overlaying, finding. */
#include "competence/competence.h"

#define NS "urn:cjustice:evidence:1"

cj_status cj_rules_new(cj_context *context, cj_rules **out, cj_error **error)
{
    cj_rules *r = cji_alloc(context, sizeof *r);
    if (r == NULL)
        return cji_no_memory(context, error);
    atomic_init(&r->refs, 1);
    r->ctx = cj_context_ref(context);
    cji_arena_init(&r->arena, context);
    *out = r;
    return CJ_OK;
}

cj_rules *cj_rules_ref(cj_rules *rules)
{
    if (rules != NULL)
        atomic_fetch_add_explicit(&rules->refs, 1, memory_order_relaxed);
    return rules;
}

void cj_rules_unref(cj_rules *rules)
{
    cj_context *ctx;
    if (rules == NULL || atomic_fetch_sub_explicit(&rules->refs, 1, memory_order_acq_rel) != 1)
        return;
    ctx = rules->ctx;
    for (size_t i = 0; i < rules->npacks; i++)
        cji_free(ctx, rules->packs[i]->criteria);
    cji_free(ctx, rules->packs);
    cji_arena_fini(&rules->arena);
    cji_free(ctx, rules);
    cj_context_unref(ctx);
}

static bool same_version(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* A pack takes the place of the one for the same standard and version. */
static cj_status keep(cj_rules *rules, cji_pack *pack, cj_error **error)
{
    for (size_t i = 0; i < rules->npacks; i++) {
        cji_pack *old = rules->packs[i];
        if (strcmp(old->standard, pack->standard) == 0 &&
            same_version(old->version, pack->version)) {
            cji_free(rules->ctx, old->criteria);
            rules->packs[i] = pack;
            return CJ_OK;
        }
    }
    if (!cji_grow(rules->ctx, (void **)&rules->packs, sizeof(cji_pack *), rules->npacks,
                  &rules->capacity)) {
        cji_free(rules->ctx, pack->criteria);
        return cji_no_memory(rules->ctx, error);
    }
    rules->packs[rules->npacks++] = pack;
    return CJ_OK;
}

static cj_status add_input(cj_rules *rules, cji_input *in, cj_error **error)
{
    cji_arena arena;
    cji_node *root = NULL;
    cji_pack *pack = NULL;
    cj_status status = cji_input_want_digest(in, error);
    cji_arena_init(&arena, rules->ctx);
    if (status == CJ_OK)
        status = cji_xml_tree(rules->ctx, in, NS, &arena, &root, error);
    if (status == CJ_OK)
        status = cji_pack_compile(rules->ctx, &rules->arena, root, &pack, error);
    if (status == CJ_OK) {
        cji_hex(cji_input_digest(in), CJI_HASH, pack->sha256);
        status = keep(rules, pack, error);
    }
    cji_arena_fini(&arena);
    return status;
}

cj_status cj_rules_add_file(cj_rules *rules, const char *path, cj_error **error)
{
    cji_input *in = NULL;
    cj_status status = cji_input_file(rules->ctx, path, &in, error);
    if (status == CJ_OK)
        status = add_input(rules, in, error);
    cji_input_free(in);
    return status;
}

cj_status cj_rules_add_memory(cj_rules *rules, const char *name, const void *bytes, size_t size,
                              cj_error **error)
{
    cji_input *in = NULL;
    cj_status status =
        cji_input_memory(rules->ctx, name != NULL ? name : "rules", bytes, size, &in, error);
    if (status == CJ_OK)
        status = add_input(rules, in, error);
    cji_input_free(in);
    return status;
}

static cj_status add_one(void *user, const char *path, cj_error **error)
{
    return cj_rules_add_file(user, path, error);
}

cj_status cj_rules_add_dir(cj_rules *rules, const char *standards, cj_error **error)
{
    return cji_dir_each(rules->ctx, standards, "evidence", add_one, rules, error);
}

const cji_pack *cji_rules_pack(const cj_rules *rules, const char *standard, const char *version)
{
    const cji_pack *any = NULL;
    for (size_t i = 0; rules != NULL && i < rules->npacks; i++) {
        const cji_pack *pack = rules->packs[i];
        if (strcmp(pack->standard, standard) != 0)
            continue;
        if (pack->version == NULL)
            any = pack;
        else if (same_version(pack->version, version))
            return pack;
    }
    return any;
}

const cji_criterion *cji_pack_criterion(const cji_pack *pack, const char *item)
{
    for (size_t i = 0; pack != NULL && i < pack->count; i++) {
        if (strcmp(pack->criteria[i].item, item) == 0)
            return &pack->criteria[i];
    }
    return NULL;
}

cj_status cji_pack_validate(cj_context *ctx, const cji_pack *pack, const cj_standard *standard,
                            cj_error **error)
{
    cj_status status = CJ_OK;
    for (size_t i = 0; i < pack->count; i++) {
        const cji_criterion *criterion = &pack->criteria[i];
        if (cj_standard_find_item(standard, criterion->item) == NULL)
            status = cji_fail(ctx, error, CJ_E_RULE, &criterion->place, "%s has no criterion %s",
                              pack->key, criterion->item);
    }
    return status;
}

cj_status cj_rules_validate(const cj_rules *rules, const cj_catalogue *catalogue, cj_error **error)
{
    cj_status status = CJ_OK;
    for (size_t i = 0; rules != NULL && i < rules->npacks; i++) {
        const cji_pack *pack = rules->packs[i];
        const cj_standard *standard = cj_catalogue_find(catalogue, pack->key);
        cj_status one =
            standard != NULL ? cji_pack_validate(rules->ctx, pack, standard, error) : CJ_OK;
        status = status != CJ_OK ? status : one;
    }
    return status;
}

const char *cj_data_dir(void)
{
    return CJI_DATA_DIR;
}
