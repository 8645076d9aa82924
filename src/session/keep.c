/* SPDX-License-Identifier: MIT */
/*
 * The case that was recorded to last stays in memory, so that a unit costs what it adds and not
 * what the case has. It is used again only if nothing was committed meanwhile but by the units that
 * made it: not by this handle, nor by any other handle or program.
 */
#include "session/session.h"

#define MANY 4096 /* acts of a case that is not kept */

void cji_session_forget(cj_store *store)
{
    cj_case_unref(store->kept.c);
    cji_wipe(&store->kept, sizeof store->kept);
    store->kept.c = NULL;
}

cj_case *cji_session_recall(cj_store *store, const char *case_id, uint8_t key[CJI_STORE_SECRET],
                            const cji_store_stamp *now)
{
    cji_session_kept *kept = &store->kept;
    cj_case *c = NULL;
    if (kept->c != NULL && strcmp(kept->c->id, case_id) == 0 && now->known &&
        kept->stamp.version == now->version && kept->stamp.commits == now->commits) {
        c = cj_case_ref(kept->c);
        memcpy(key, kept->key, CJI_STORE_SECRET);
    }
    cji_session_forget(store); /* what becomes of it is told when the unit has ended */
    return c;
}

void cji_session_remember(cj_store *store, cj_case *c, const uint8_t key[CJI_STORE_SECRET],
                          const cji_store_stamp *stamp)
{
    cji_session_forget(store);
    if (!stamp->known || c->count > MANY)
        return;
    cj_case_set_policy(c, NULL);
    store->kept.c = cj_case_ref(c);
    store->kept.stamp = *stamp;
    store->kept.stamp.commits = store->db->commits;
    memcpy(store->kept.key, key, CJI_STORE_SECRET);
}
