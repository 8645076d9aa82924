/* SPDX-License-Identifier: MIT */
/* Values into the records of a report; the first failure sticks. */
#include "competence/competence.h"

void cji_put_text(cji_writer *w, cj_record *r, cj_field field, const char *value)
{
    if (w->status == CJ_OK && value != NULL && value[0] != '\0')
        w->status = cj_add_text(r, field, value, CJ_ZT, w->error);
}

void cji_put_int(cji_writer *w, cj_record *r, cj_field field, int64_t value)
{
    if (w->status == CJ_OK)
        w->status = cj_add_int(r, field, value, w->error);
}

void cji_put_code(cji_writer *w, cj_record *r, cj_field field, int64_t value)
{
    if (w->status == CJ_OK && value != 0)
        w->status = cj_add_code(r, field, (int32_t)value, w->error);
}

cj_record *cji_put_record(cji_writer *w, cj_record *r, cj_field field)
{
    cj_record *out = NULL;
    if (w->status == CJ_OK)
        w->status = cj_add_record(r, field, &out, w->error);
    return out;
}

void cji_put_copy(cji_writer *w, cj_record *to, cj_field field, const cj_record *from,
                  cj_field source)
{
    if (w->status == CJ_OK)
        w->status = cji_copy(to, field, from, source, w->error);
}
