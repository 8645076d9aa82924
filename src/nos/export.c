/* SPDX-License-Identifier: MIT */
/* A definition for other software: CSV, and the door to CASE (export_case.c). */
#include "nos/nos.h"

/* Quoted where needed; what a spreadsheet would take for a formula is made a text. */
static void put_cell(cji_buf *b, const char *text)
{
    const char *sign = *text != '\0' && strchr("=+-@", *text) != NULL ? "'" : "";
    if (strpbrk(text, ",\"\r\n") == NULL && *text != ' ') {
        cji_buf_printf(b, "%s%s", sign, text);
        return;
    }
    cji_buf_printf(b, "\"%s", sign);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            cji_buf_putc(b, '"');
        cji_buf_putc(b, *text);
    }
    cji_buf_putc(b, '"');
}

static cj_status put_csv(const cj_standard *s, cj_time changed, cji_buf *b)
{
    (void)changed;
    cji_buf_puts(b, "urn,part,element_or_section,number,text\n");
    for (size_t i = 0; i < s->nitems; i++) {
        const cj_item *item = &s->items[i];
        put_cell(b, s->urn);
        cji_buf_printf(b, ",%c,", (char)cj_item_part(item));
        put_cell(b, item->heading);
        cji_buf_printf(b, ",%s,", cj_item_number(item));
        put_cell(b, item->text);
        cji_buf_putc(b, '\n');
    }
    return CJ_OK;
}

cj_status cj_standard_write(const cj_standard *standard, int32_t form, cj_time changed,
                            cj_write_fn write, void *user, cj_error **error)
{
    cj_status (*const forms[])(const cj_standard *, cj_time, cji_buf *) = {
        [CJ_NOS_AS_CSV] = put_csv, [CJ_NOS_AS_CASE_1_1] = cji_nos_put_case};
    cj_context *ctx = standard->ctx;
    cji_buf b;
    cj_status status;
    if (form < 1 || (size_t)form >= CJI_COUNT(forms))
        return cji_fail(ctx, error, CJ_E_MISUSE, NULL, "%d is no form of a standard", (int)form);
    cji_buf_init(&b, ctx, (size_t)ctx->limits[CJ_LIMIT_INPUT_BYTES]);
    status = forms[form](standard, changed, &b);
    if (status == CJ_OK)
        status = b.status;
    if (status != CJ_OK)
        (void)cji_fail(ctx, error, status, NULL, "the standard cannot be written");
    else if (write(b.p, b.n, user) != 0)
        status = cji_fail(ctx, error, CJ_E_STOPPED, NULL, "the callback stopped");
    cji_buf_fini(&b);
    return status;
}
