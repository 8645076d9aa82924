/* SPDX-License-Identifier: MIT */
/*
 * Findings as text, for what keeps them beside their act. One line each: rule, version, citation
 * and reason with a tab between, of which only the citation may be empty. In a text \\, \t and \n
 * stand for backslash, tab and newline. There is one spelling only, so that it can be committed to.
 */
#include "casework/casework.h"

#define PARTS 4
#define CITATION 2

const cji_finding *cji_case_findings(const cj_case *c, uint32_t entry, size_t *n)
{
    size_t from = 0, to = c->nfindings, end;
    while (from < to) { /* they stand in the order of their entries */
        size_t middle = from + (to - from) / 2;
        if (c->findings[middle].entry < entry)
            from = middle + 1;
        else
            to = middle;
    }
    for (end = from; end < c->nfindings && c->findings[end].entry == entry; end++)
        ;
    *n = end - from;
    return c->findings + from;
}

cj_status cji_case_keep_findings(cj_case *c, uint32_t entry, const cji_finding *findings, size_t n)
{
    size_t before = c->nfindings;
    for (size_t i = 0; i < n; i++) {
        const cji_finding *f = &findings[i];
        const char *texts[PARTS] = {f->rule, f->version, f->citation, f->reason};
        /* Copies: what they are of, a policy or another case, may go before this one. */
        for (size_t j = 0; j < PARTS; j++) {
            const char *text = texts[j];
            texts[j] = text != NULL ? cji_arena_strdup(&c->arena, cji_str_of(text)) : NULL;
            if (text != NULL && texts[j] == NULL)
                goto failed;
        }
        if (!cji_grow(c->ctx, (void **)&c->findings, sizeof *c->findings, c->nfindings,
                      &c->finding_capacity))
            goto failed;
        c->findings[c->nfindings++] = (cji_finding){entry, texts[0], texts[1], texts[2], texts[3]};
    }
    return CJ_OK;
failed:
    c->nfindings = before;
    return CJ_E_MEMORY;
}

/* ---- out ------------------------------------------------------------------------------------- */

static void put_text(cji_buf *out, const char *text)
{
    for (; text != NULL && *text != '\0'; text++) {
        if (*text == '\\' || *text == '\t' || *text == '\n')
            cji_buf_putc(out, '\\');
        cji_buf_putc(out, *text == '\t' ? 't' : *text == '\n' ? 'n' : *text);
    }
}

void cji_findings_write(const cj_case *c, uint32_t entry, cji_buf *out)
{
    size_t n;
    const cji_finding *findings = cji_case_findings(c, entry, &n);
    for (size_t i = 0; i < n; i++) {
        put_text(out, findings[i].rule);
        cji_buf_putc(out, '\t');
        put_text(out, findings[i].version);
        cji_buf_putc(out, '\t');
        put_text(out, findings[i].citation);
        cji_buf_putc(out, '\t');
        put_text(out, findings[i].reason);
        cji_buf_putc(out, '\n');
    }
}

/* ---- in -------------------------------------------------------------------------------------- */

/* One text up to its `end`, into `to`, which has room; false when it is not what we write. */
static bool take_text(cji_str *rest, char end, char *to)
{
    size_t i;
    for (i = 0; i < rest->n && rest->p[i] != end; i++) {
        char c = rest->p[i];
        if (c == '\0' || c == '\t' || c == '\n')
            return false;
        if (c == '\\') {
            c = ++i < rest->n ? rest->p[i] : '\0';
            if (c != '\\' && c != 't' && c != 'n')
                return false;
            c = (char)(c == 't' ? '\t' : c == 'n' ? '\n' : c);
        }
        *to++ = c;
    }
    if (i == rest->n)
        return false;
    *to = '\0';
    rest->p += i + 1;
    rest->n -= i + 1;
    return true;
}

cj_status cji_findings_read(cj_case *c, uint32_t entry, cji_str text)
{
    cji_finding findings[CJI_FINDINGS];
    size_t n = 0;
    char *space;
    cj_status status = CJ_E_VALUE_CODE;
    if (text.n == 0)
        return CJ_OK;
    if (!cji_utf8_ok(text.p, text.n))
        return status;
    space = cji_alloc(c->ctx, text.n + 1); /* each text and its NUL is no longer than it was */
    if (space == NULL)
        return CJ_E_MEMORY;
    for (char *to = space; text.n > 0; n++) {
        const char *parts[PARTS];
        if (n == CJI_FINDINGS)
            goto done;
        for (int i = 0; i < PARTS; i++) {
            parts[i] = to;
            if (!take_text(&text, i + 1 < PARTS ? '\t' : '\n', to) ||
                (*to == '\0' && i != CITATION))
                goto done;
            to += strlen(to) + 1;
        }
        findings[n] = (cji_finding){entry, parts[0], parts[1],
                                    *parts[CITATION] != '\0' ? parts[CITATION] : NULL, parts[3]};
    }
    status = cji_case_keep_findings(c, entry, findings, n);
done:
    cji_free(c->ctx, space);
    return status;
}
