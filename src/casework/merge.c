/* SPDX-License-Identifier: MIT */
/* Two writers: what others entered since a view was opened, and whether an act made on it holds. */
#include "casework/casework.h"

typedef struct meeting {
    const cj_case *now;
    const cj_record *theirs;
    int32_t their_kind;
    cji_touch ours;
    bool same;
} meeting;

static bool same_touch(const cji_touch *a, const cji_touch *b)
{
    if (a->state != b->state || a->into != b->into || a->target != b->target ||
        a->nkeys != b->nkeys || !cji_str_eq(a->handle, b->handle))
        return false;
    for (int16_t k = 0; k < a->nkeys; k++) {
        if (!cji_same_value(a->rows[k], &a->keys[k], b->rows[k], &b->keys[k]))
            return false;
    }
    return true;
}

static bool meets_ours(void *user, const cji_touch *theirs)
{
    meeting *m = user;
    m->same = same_touch(&m->ours, theirs);
    return !m->same;
}

static bool meets_theirs(void *user, const cji_touch *ours)
{
    meeting *m = user;
    m->ours = *ours;
    return cji_touches_each(m->now, m->theirs, m->their_kind, meets_ours, m);
}

/* Both set the same thing, or both put something in the place of the same act. */
static bool collide(const cj_case *now, const cj_act *ours, const cji_entry *theirs)
{
    const cj_record *a = ours->root.record, *b = theirs->act->root.record;
    meeting m = {.now = now, .theirs = b, .their_kind = theirs->kind};
    cji_str replaced = cji_text(a, CJ_FIELD_SUPERSEDES);
    if (replaced.n > 0 && cji_str_eq(replaced, cji_text(b, CJ_FIELD_SUPERSEDES)))
        return true;
    (void)cji_touches_each(now, a, ours->kind->id, meets_theirs, &m);
    return m.same;
}

/* An act that is gone since says nothing any more, also not that it stands apart. */
static bool is_in_the_way(const cj_case *now, const cj_case *seen, const cj_act *ours,
                          const cji_entry *entry, bool merge)
{
    const cji_entry *before = cji_case_entry(seen, entry->id);
    const cj_record *act = entry->act != NULL ? entry->act->root.record : NULL;
    cji_str handle = cji_text(ours->root.record, CJ_FIELD_HANDLE);
    if (before != NULL && (before->act == NULL || act != NULL))
        return false; /* it was seen */
    if (act == NULL)
        return before != NULL &&
               cji_str_eq(cji_text(before->act->root.record, CJ_FIELD_HANDLE), handle);
    return (!merge && cji_str_eq(cji_text(act, CJ_FIELD_HANDLE), handle)) ||
           collide(now, ours, entry);
}

cj_status cji_case_since(const cj_case *now, const cj_case *seen, const cj_act *act, bool merge,
                         cj_error **error)
{
    cj_status status = CJ_OK;
    for (size_t i = 0; i < now->count; i++) {
        const cji_entry *entry = &now->entries[i];
        cji_place place = {.act = entry->id.p};
        cji_str who;
        if (!is_in_the_way(now, seen, act, entry, merge))
            continue;
        if (entry->act == NULL) {
            status = cji_fail(now->ctx, error, CJ_E_STALE, &place, "%s was erased since",
                              cj_kind_name(entry->kind));
            continue;
        }
        who = cji_performer(entry->act->root.record);
        status = cji_fail(now->ctx, error, CJ_E_STALE, &place, "%s recorded %s %s since, on %s",
                          who.p, cj_kind_name(entry->kind), entry->id.p,
                          cji_text(entry->act->root.record, CJ_FIELD_HANDLE).p);
    }
    return status;
}
