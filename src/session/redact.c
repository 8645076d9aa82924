/* SPDX-License-Identifier: MIT */
/* The acts of a disclosure: each field as a row of disclosure.toml or its type says. */
#include "session/disclose.h"

#define SHOWN (-1)
#define FLAGGED (-2) /* shown, for a reviewer to read */

enum whose { OF_PERSON, OF_ORGANISATION, OF_WORKER, OF_OTHER };

static const cj_record *record_of(const cji_entry *entry)
{
    return entry->act->root.record;
}

static bool holds(const cji_withheld *row, const cj_record *record)
{
    return row->nterms == 0 ||
           cji_terms_hold(record, cji_withheld_terms + row->first_term, (size_t)row->nterms);
}

/* Why the record as a whole is withheld, or SHOWN. */
static int whole(const cj_record *record, bool act)
{
    for (size_t i = 0; i < cji_withheld_count; i++) {
        const cji_withheld *row = &cji_withheld_rows[i];
        const cji_shape *shape = &cji_shapes[row->shape];
        if (row->field == 0 && (shape == record->shape || (act && shape == cji_shape_envelope)) &&
            holds(row, record))
            return row->reason;
    }
    return SHOWN;
}

static bool is_visible(const cji_entry *entry)
{
    return entry != NULL && entry->act != NULL && whole(record_of(entry), true) == SHOWN;
}

/* ---- whose it is ----------------------------------------------------------------------------- */

static enum whose whose(const cji_disclosing *d, cji_str id)
{
    const cji_entry *entry;
    size_t at = 0;
    if (cji_str_eq(id, d->person))
        return OF_PERSON;
    entry = cji_next_party(d->c, id, &at);
    if (entry != NULL)
        return is_visible(entry) && cji_number(record_of(entry), CJ_FIELD_IS_ORGANISATION) != 0
                   ? OF_ORGANISATION
                   : OF_OTHER;
    return cji_index_get(d->c, CJI_IDS_STAFF, 0, id) != NULL ? OF_WORKER : OF_OTHER;
}

/* What a row says of a field, or SHOWN. */
static int by_rule(const cji_disclosing *d, const cj_record *record, int16_t field)
{
    for (size_t i = 0; i < cji_withheld_count; i++) {
        const cji_withheld *row = &cji_withheld_rows[i];
        cji_str owner;
        if (row->field != field || record->shape != &cji_shapes[row->shape] || !holds(row, record))
            continue;
        if (row->by == 0)
            return row->reason;
        owner = cji_path_text(record, (cji_path){row->by, row->by_member});
        if (owner.n == 0)
            return FLAGGED;
        switch (whose(d, owner)) {
        case OF_PERSON:
            return SHOWN;
        case OF_OTHER:
            return row->reason;
        default:
            return FLAGGED;
        }
    }
    return SHOWN;
}

static int by_reference(const cji_disclosing *d, const cji_row *row, cji_str id)
{
    const cji_reference *reference = &cji_references[row->extra];
    if (reference->nkinds > 0 || (reference->flags & CJI_REF_ANY) != 0)
        return is_visible(cji_case_entry(d->c, id)) ? SHOWN : CJI_WITHHELD_VICTIM;
    if ((reference->flags & CJI_REF_STAFF) == 0)
        return SHOWN;
    switch (whose(d, id)) {
    case OF_WORKER:
        return CJI_WITHHELD_WORKER;
    case OF_OTHER:
        return CJI_WITHHELD_THIRD_PARTY;
    default:
        return SHOWN;
    }
}

static int by_code(const cji_row *row, int64_t code)
{
    for (size_t i = 0; i < cji_withheld_code_count; i++) {
        if (cji_withheld_codes[i].list == row->extra && cji_withheld_codes[i].code == code)
            return CJI_WITHHELD_VICTIM;
    }
    return SHOWN;
}

static int treat(const cji_disclosing *d, const cj_record *record, const cji_row *row,
                 const cji_value *value)
{
    int how = by_rule(d, record, row->field);
    if (how >= 0)
        return how;
    switch (row->type) {
    case CJ_TYPE_RECORD:
        return whole(value->record, false);
    case CJ_TYPE_REF:
        return by_reference(d, row, value->text);
    case CJ_TYPE_CODE:
        return by_code(row, value->number);
    case CJ_TYPE_TEXT:
        return FLAGGED;
    default:
        return how;
    }
}

/* ---- writing --------------------------------------------------------------------------------- */

static void put_attribute(cji_buf *b, const char *name, cji_str value)
{
    cji_buf_printf(b, " %s=\"", name);
    cji_buf_xml(b, value, true);
    cji_buf_putc(b, '"');
}

static void indent(cji_disclosing *d, int depth)
{
    for (int i = 0; i < depth; i++)
        cji_buf_puts(&d->body, "  ");
}

static void put_redacted(cji_disclosing *d, int reason)
{
    cji_buf_printf(&d->body, "<redacted reason=\"%s\"/>", cji_withheld_reasons[reason]);
    d->withheld[reason]++;
}

static void put_record(cji_disclosing *d, const cj_record *record, int depth);

static void put_value(cji_disclosing *d, const cj_record *record, const cji_row *row,
                      const cji_value *value, int depth)
{
    const char *name = cji_field_names[row->field];
    int how = treat(d, record, row, value);
    size_t start = d->body.n, inside;
    if (how == CJI_WITHHELD_VICTIM)
        return;
    indent(d, depth);
    cji_buf_printf(&d->body, "<%s%s>", name, how == FLAGGED ? " review=\"free-text\"" : "");
    d->flagged += how == FLAGGED ? 1 : 0;
    if (how >= 0) {
        put_redacted(d, how);
    } else if (row->type == CJ_TYPE_RECORD) {
        inside = d->body.n;
        cji_buf_putc(&d->body, '\n');
        put_record(d, value->record, depth + 1);
        if (d->body.n == inside + 1) { /* an empty one would tell that something was in it */
            d->body.n = d->body.status == CJ_OK ? start : d->body.n;
            return;
        }
        indent(d, depth);
    } else {
        cji_buf_clear(&d->scratch);
        cji_value_text(&d->scratch, row, value);
        if (d->scratch.status != CJ_OK)
            d->body.status = d->scratch.status;
        cji_buf_xml(&d->body, cji_buf_view(&d->scratch), false);
    }
    cji_buf_printf(&d->body, "</%s>\n", name);
}

/* Scalars of the envelope that are no text stand in the tag of the act. */
static bool in_tag(const cji_row *row)
{
    const cji_row *envelope = cji_shape_row(cji_shape_envelope, row->field);
    return envelope != NULL && envelope->type != CJ_TYPE_TEXT && envelope->type != CJ_TYPE_RECORD &&
           (envelope->flags & CJI_REPEATED) == 0;
}

static void put_record(cji_disclosing *d, const cj_record *record, int depth)
{
    for (int16_t i = 0; i < record->shape->nrows; i++) {
        const cji_row *row = &cji_rows[record->shape->first + i];
        if (depth == 3 && in_tag(row))
            continue;
        for (uint32_t j = 0; j < record->slots[i].count; j++)
            put_value(d, record, row, &record->slots[i].values[j], depth);
    }
}

static void put_tag(cji_disclosing *d, const cj_record *record)
{
    for (int16_t i = 0; i < record->shape->nrows; i++) {
        const cji_row *row = &cji_rows[record->shape->first + i];
        const cji_slot *slot = &record->slots[i];
        if (!in_tag(row) || slot->count == 0 || treat(d, record, row, slot->values) != SHOWN)
            continue;
        cji_buf_clear(&d->scratch);
        cji_value_text(&d->scratch, row, slot->values);
        put_attribute(&d->body, row->field == CJ_FIELD_ACT_ID ? "id" : cji_field_names[row->field],
                      cji_buf_view(&d->scratch));
    }
}

/* ---- beside the act -------------------------------------------------------------------------- */

static const char *standing(const cji_disclosing *d, cji_str complaint)
{
    const cji_entry *entry;
    for (size_t at = 0; (entry = cji_next_of(d->c, CJ_ACT_OUTCOME_RECORDED, &at)) != NULL;) {
        const cj_record *record = record_of(entry);
        const cji_row *row = cji_shape_row(record->shape, CJ_FIELD_OUTCOME);
        if (cji_str_eq(cji_text(record, CJ_FIELD_OF), complaint))
            return cji_code_name(row->extra, (int32_t)cji_number(record, CJ_FIELD_OUTCOME));
    }
    return "open";
}

static void put_disputes(cji_disclosing *d, const cji_entry *act)
{
    const cji_entry *entry;
    for (size_t at = 0;
         (entry = cji_next_of(d->c, CJ_ACT_COMPLAINT_OR_DISPUTE_RECORDED, &at)) != NULL;) {
        const cj_record *record = record_of(entry);
        const cj_record *about = cji_sub(record, CJ_FIELD_COMPLAINT_ABOUT);
        const cji_row *row = cji_shape_row(record->shape, CJ_FIELD_WORDS);
        if (!cji_str_eq(cji_text(about, CJ_FIELD_ACT), act->id) || !is_visible(entry))
            continue;
        indent(d, 3);
        cji_buf_puts(&d->body, "<disputed");
        put_attribute(&d->body, "act", entry->id);
        put_attribute(
            &d->body, "kind",
            cji_str_of(cji_code_name(cji_shape_row(record->shape, CJ_FIELD_COMPLAINT_KIND)->extra,
                                     (int32_t)cji_number(record, CJ_FIELD_COMPLAINT_KIND))));
        put_attribute(&d->body, "standing", cji_str_of(standing(d, entry->id)));
        cji_buf_puts(&d->body, ">\n");
        put_value(d, record, row, cji_first(record, CJ_FIELD_WORDS), 4);
        indent(d, 3);
        cji_buf_puts(&d->body, "</disputed>\n");
    }
}

static void put_findings(cji_disclosing *d, size_t at)
{
    for (size_t i = 0; i < d->c->nfindings; i++) {
        const cji_finding *finding = &d->c->findings[i];
        if (finding->entry != at)
            continue;
        indent(d, 3);
        cji_buf_puts(&d->body, "<finding");
        put_attribute(&d->body, "rule", cji_str_of(finding->rule));
        put_attribute(&d->body, "version", cji_str_of(finding->version));
        if (finding->citation != NULL && finding->citation[0] != '\0')
            put_attribute(&d->body, "citation", cji_str_of(finding->citation));
        cji_buf_putc(&d->body, '>');
        cji_buf_xml(&d->body, cji_str_of(finding->reason), false);
        cji_buf_puts(&d->body, "</finding>\n");
    }
}

static void put_act(cji_disclosing *d, size_t at)
{
    const cji_entry *entry = &d->c->entries[at];
    const cj_record *record = record_of(entry);
    const cji_entry *later =
        entry->superseded_by != 0 ? &d->c->entries[entry->superseded_by - 1] : NULL;
    int how = whole(record, true);
    if (how == CJI_WITHHELD_VICTIM)
        return;
    d->acts++;
    if (how >= 0) { /* what kind it is and what it is called would tell */
        cji_buf_puts(&d->body, "    <act>");
        put_redacted(d, how);
        cji_buf_puts(&d->body, "</act>\n");
        return;
    }
    cji_buf_puts(&d->body, "    <act");
    put_tag(d, record);
    if (is_visible(later))
        put_attribute(&d->body, "superseded_by", later->id);
    cji_buf_puts(&d->body, ">\n");
    put_record(d, record, 3);
    put_disputes(d, entry);
    put_findings(d, at);
    cji_buf_puts(&d->body, "    </act>\n");
}

/* Erased acts are left out: which of them told of a victim is not known any more. */
void cji_disclose_acts(cji_disclosing *d)
{
    for (size_t i = 0; i < d->c->count; i++) {
        if (d->c->entries[i].act != NULL)
            put_act(d, i);
    }
}
