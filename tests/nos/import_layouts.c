/* SPDX-License-Identifier: MIT */
#include "nos/import_layouts.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- printing -------------------------------------------------------------------------------- */

typedef struct printer {
    const made_standard *s;
    const layout *l;
    uint64_t r;
    char *out;
    size_t n, size;
    int lines, page;
    bool body; /* pages break here */
} printer;

static void put(printer *p, const char *text)
{
    size_t n = strlen(text);
    if (p->n + n + 1 > p->size) {
        p->size = (p->n + n + 1) * 2;
        p->out = realloc(p->out, p->size);
        if (p->out == NULL)
            abort();
    }
    memcpy(p->out + p->n, text, n + 1);
    p->n += n;
}

static void end(printer *p)
{
    put(p, p->l->crlf ? "\r\n" : "\n");
}

static void turn_page(printer *p)
{
    char line[TEXT_MAX + 32];
    p->page++;
    switch (p->l->furniture % 4) {
    case 0: /* the title, as a header */
        end(p);
        put(p, p->s->title);
        end(p);
        end(p);
        break;
    case 1: /* URN, title and number, as a footer */
        snprintf(line, sizeof line, "XYZHB7 %s %d", p->s->title, p->page);
        put(p, line);
        end(p);
        break;
    case 2:
        end(p);
        snprintf(line, sizeof line, "Page %d of 9", p->page);
        put(p, line);
        end(p);
        put(p, "\f");
        put(p, "XYZHB7");
        end(p);
        put(p, p->s->title);
        end(p);
        end(p);
        break;
    default: /* a number below, the title above */
        end(p);
        snprintf(line, sizeof line, "%d", p->page);
        put(p, line);
        end(p);
        end(p);
        put(p, p->s->title);
        end(p);
        break;
    }
}

static void new_line(printer *p)
{
    end(p);
    if (p->l->furniture > 0 && p->body && ++p->lines % p->l->furniture == 0)
        turn_page(p);
}

/* Breaks a word at its hyphen where the line ends; gives how much of it was printed. */
static size_t break_word(printer *p, const char *word, int column)
{
    const char *hyphen = strchr(word, '-');
    char half[TEXT_MAX];
    if (p->l->breaks == 0 || hyphen == NULL || column + 2 + (int)(hyphen - word) > p->l->wrap)
        return 0;
    /* A hyphen that is lost leaves two words. */
    snprintf(half, sizeof half, " %.*s%s", (int)(hyphen - word), word,
             p->l->breaks == 1 ? "-" : "");
    put(p, half);
    return (size_t)(hyphen - word) + 1;
}

/* One text, wrapped; its first byte stands in `column`. */
static void put_wrapped(printer *p, const char *text, int column, int indent)
{
    for (bool first = true; *text != '\0'; first = false) {
        size_t n = strcspn(text, " "), printed = 0;
        char word[TEXT_MAX];
        snprintf(word, sizeof word, "%.*s", (int)n, text);
        if (p->l->wrap > 0 && !first && column + 1 + (int)n > p->l->wrap) {
            printed = break_word(p, word, column);
            new_line(p);
            for (int i = 0; i < indent; i++)
                put(p, " ");
            column = indent;
        } else if (!first) {
            put(p, p->l->nbsp && n < 3 ? "\xc2\xa0" : " ");
            column++;
        }
        put(p, word + printed);
        column += (int)(n - printed);
        text += n + (text[n] == ' ');
    }
}

static void put_line(printer *p, const char *text)
{
    put_wrapped(p, text, 0, 0);
    new_line(p);
}

static void put_heading(printer *p, const char *text, bool margin)
{
    const char *marks[HEADINGS][2] = {{"", ""}, {"## ", ""}, {"**", "**"}};
    char line[TEXT_MAX + 8];
    int h = margin ? HEADING_PLAIN : p->l->headings;
    end(p);
    if (p->l->wrap > 0) /* what begins with a name, below a full line, could go on with it */
        end(p);
    snprintf(line, sizeof line, "%s%s%s", marks[h][0], text, marks[h][1]);
    put(p, line);
    new_line(p);
    if (p->l->blank)
        end(p);
}

static void label_of(const layout *l, int part, int number, char out[32])
{
    char letter[2] = {part == 0 ? 'P' : 'K', '\0'};
    switch (l->labels) {
    case LABEL_P:
    case LABEL_ALONE:
        snprintf(out, 32, "%s%d", letter, number);
        break;
    case LABEL_P_DOT:
        snprintf(out, 32, "%s%d.", letter, number);
        break;
    case LABEL_DOT:
        snprintf(out, 32, "%d.", number);
        break;
    case LABEL_BARE:
        snprintf(out, 32, "%d", number);
        break;
    case LABEL_PAREN:
        snprintf(out, 32, "%d)", number);
        break;
    default:
        snprintf(out, 32, "\xe2\x80\xa2");
        break;
    }
}

static void limb_label(const layout *l, int part, int number, int limb, char out[32])
{
    static const char *const romans[] = {"i", "ii", "iii", "iv", "v"};
    bool prefixed = l->labels == LABEL_P || l->labels == LABEL_P_DOT || l->labels == LABEL_ALONE;
    switch (l->limbs) {
    case LIMB_DOTTED:
        snprintf(out, 32, "%s%d.%d", prefixed ? (part == 0 ? "P" : "K") : "", number, limb + 1);
        break;
    case LIMB_LETTER:
        snprintf(out, 32, "%c)", 'a' + limb);
        break;
    case LIMB_PARENS:
        snprintf(out, 32, "(%c)", 'a' + limb);
        break;
    case LIMB_BULLET:
        snprintf(out, 32, "\xe2\x80\xa2");
        break;
    default:
        snprintf(out, 32, "(%s)", romans[limb]);
        break;
    }
}

static void put_labelled(printer *p, const char *label, const char *text, bool limb)
{
    const layout *l = p->l;
    int indent = l->hanging ? 6 : 0, column = 0;
    if (limb && l->hanging) {
        put(p, "    ");
        column = 4;
    }
    if (l->bullets && *label != '\0') {
        put(p, "- ");
        column += 2;
    }
    if (*label != '\0') {
        put(p, label);
        put(p, l->tabs ? "\t" : " ");
        column += (int)strlen(label) + 1;
    }
    if (l->labels == LABEL_ALONE && !limb) {
        new_line(p);
        column = 0;
    }
    put_wrapped(p, text, column, indent);
}

static void put_item(printer *p, int part, const made_item *item, int number, bool lost, bool glued)
{
    char label[32] = "";
    if (!lost)
        label_of(p->l, part, number, label);
    if (!glued) {
        new_line(p);
        if (p->l->blank)
            end(p);
    }
    put_labelled(p, label, item->text, false);
    for (int k = 0; k < item->limbs; k++) {
        new_line(p);
        limb_label(p->l, part, number, k, label);
        put_labelled(p, label, item->limb[k], true);
    }
}

static void put_column(printer *p, int part, const made_part *made, int from, int to, int base)
{
    char label[32];
    for (int i = from; i < to; i++) {
        label_of(p->l, part, base + i + 1, label);
        new_line(p);
        put(p, label);
        for (int k = 0; k < made->items[i].limbs; k++) {
            limb_label(p->l, part, base + i + 1, k, label);
            new_line(p);
            put(p, label);
        }
    }
    new_line(p);
    for (int i = from; i < to; i++) {
        if (p->l->blank)
            end(p);
        put_line(p, made->items[i].text);
        for (int k = 0; k < made->items[i].limbs; k++) {
            if (p->l->blank)
                end(p);
            put_line(p, made->items[i].limb[k]);
        }
    }
}

static void put_leads(printer *p, int part, int section, bool first)
{
    static const char *const leads[] = {"You must be able to:", "You need to know and understand:"};
    const char *heading = section >= 0 ? p->s->parts[part].headings[section] : "";
    char line[TEXT_MAX + 32];
    bool after = p->l->lead_after == 1 || (p->l->old && part == 0);
    if (p->l->old && part == 0 && *heading != '\0') {
        snprintf(line, sizeof line, "Element 1.%d %s", section + 1, heading);
        heading = line;
    }
    if (after && *heading != '\0')
        put_heading(p, heading, false);
    if ((p->l->lead_after > 0 || first) && !p->l->margin)
        put_heading(p, leads[part], true);
    if (!after && *heading != '\0')
        put_heading(p, heading, false);
}

/* Puts what was printed from byte `from` on beside headings in a column at the left. */
static void put_margin(printer *p, int part, size_t from)
{
    static const char *const fragments[][6] = {
        {"Performance", "criteria", "", "You must be able to:", "", ""},
        {"Knowledge and", "understanding", "", "You need to know and", "understand:", ""}};
    char *body = strdup(p->out + from), *line = body;
    int k = 0;
    if (body == NULL)
        abort();
    p->n = from;
    end(p);
    while (*line != '\0') {
        size_t n = strcspn(line, "\n");
        bool blank = n == 0 || (n == 1 && *line == '\r');
        char cell[64];
        if (!blank || (k > 0 && k < 5)) {
            const char *left = k < 6 ? fragments[part][k] : "";
            if (*line == '\f') {
                put(p, "\f");
                line++;
                n--;
            }
            snprintf(cell, sizeof cell, "%-*s", blank ? 0 : p->l->margin, left);
            put(p, cell);
            k++;
        }
        line[n] = line[n] == '\n' ? '\0' : line[n];
        put(p, line);
        put(p, "\n");
        line += n + 1;
    }
    for (; k < 5; k++) {
        put(p, fragments[part][k]);
        end(p);
    }
    free(body);
}

static void put_part(printer *p, int part)
{
    const made_part *made = &p->s->parts[part];
    int base = part == 1 && p->l->continues ? p->s->parts[0].count : 0;
    size_t from = p->n;
    if (!p->l->margin)
        put_heading(p, part == 0 ? "Performance criteria" : "Knowledge and understanding", false);
    p->body = true;
    for (int i = 0; i < made->count; i++) {
        const made_item *item = &made->items[i];
        bool first = i == 0 || item->section != item[-1].section, lost, glued;
        int to = i;
        if (first)
            put_leads(p, part, item->section, i == 0);
        if (first && p->l->restarts && part == 0)
            base = -i;
        while (to < made->count && made->items[to].section == item->section)
            to++;
        if (p->l->columns && to - i > 1) {
            put_column(p, part, made, i, to, base);
            i = to - 1;
            continue;
        }
        glued =
            p->l->glued > 0 && !first && item[-1].limbs == 0 && made_below(&p->r, p->l->glued) == 0;
        lost = p->l->lost > 0 && !glued && !first && to - i > 1 && item[-1].limbs == 0 &&
               i + 1 < made->count && made_below(&p->r, p->l->lost) == 0;
        if (glued)
            put(p, p->l->bullets || made_below(&p->r, 2) == 0 ? " " : "");
        put_item(p, part, item, base + i + 1, lost, glued);
    }
    new_line(p);
    p->body = false;
    if (p->l->margin)
        put_margin(p, part, from);
}

static void put_overview(printer *p)
{
    static const char *const numbers[] = {"no", "one", "two", "three"};
    const made_part *made = &p->s->parts[0];
    char line[TEXT_MAX + 16];
    if (p->l->old) {
        snprintf(line, sizeof line, "Title\t%s", p->s->title);
        put(p, line);
        end(p);
        put_heading(p, "Summary", true);
    } else {
        put_heading(p, "Overview", false);
    }
    put(p, "This standard is about hand-made things, water-proof covers, long-term loans and the "
           "tide-table archive of an invented harbour. It is nobody's standard.");
    end(p);
    end(p);
    if (p->l->overview_list) {
        put_line(p, "Damage may come from:");
        put_line(p, "1. water");
        put_line(p, "2. wind");
        put_line(p, "3. visitors");
        end(p);
    }
    if (made->sections == 0 || p->l->old)
        return;
    snprintf(line, sizeof line,
             made->sections == 1 ? "There is %s element:" : "There are %s elements:",
             numbers[made->sections]);
    put_line(p, line);
    for (int i = 0; i < made->sections; i++) {
        snprintf(line, sizeof line, "%d. %s", i + 1, made->headings[i]);
        put_line(p, line);
    }
}

static void put_metadata(printer *p)
{
    static const char *const rows[][2] = {{"Developed by", "The Harbour Trust"},
                                          {"Version Number", "2"},
                                          {"Date Approved", "March 2019"},
                                          {"Indicative Review Date", "April 2024"},
                                          {"Validity", "Current"},
                                          {"Status", "Original"},
                                          {"Originating Organisation", "The Harbour Trust"},
                                          {"Original URN", "XYZHB7"},
                                          {"Relevant Occupations", "Keepers; Menders; Clerks"},
                                          {"Suite", "Harbours"},
                                          {"Keywords", "boats; lamps; maps"}};
    int count = (int)(sizeof rows / sizeof *rows);
    char line[TEXT_MAX];
    end(p);
    for (int i = 0; i < count && p->l->metadata == 4; i++)
        put_line(p, rows[i][0]);
    for (int i = 0; i < count && p->l->metadata == 4; i++)
        put_line(p, rows[i][1]);
    for (int i = 0; i < count && p->l->metadata != 4; i++) {
        if (p->l->metadata == 1)
            snprintf(line, sizeof line, "%s\t%s", rows[i][0], rows[i][1]);
        else if (p->l->metadata == 2)
            snprintf(line, sizeof line, "%s: %s", rows[i][0], rows[i][1]);
        else
            snprintf(line, sizeof line, "| %s | %s |", rows[i][0], rows[i][1]);
        put(p, line);
        end(p);
    }
}

/* "hand-made" as "handmade", in one item of each part that has it. */
static void lose_hyphens(made_standard *s)
{
    static const char *const words[] = {"hand-made", "long-term", "tide-table"};
    for (int part = 0; part < 2; part++) {
        for (int i = 0; i < s->parts[part].count; i++) {
            char *text = s->parts[part].items[i].text;
            char *at = i % 3 == 0 ? strstr(text, words[part]) : NULL;
            if (at == NULL)
                continue;
            at = strchr(at, '-');
            memmove(at, at + 1, strlen(at));
            break;
        }
    }
}

/* UTF-8 as Windows-1252: bullets and spaces are all that there is. */
static void to_windows(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0';) {
        if (memcmp(from, "\xe2\x80\xa2", 3) == 0) {
            *to++ = '\x95';
            from += 3;
        } else if (memcmp(from, "\xc2\xa0", 2) == 0) {
            *to++ = '\xa0';
            from += 2;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
}

char *print_standard(const made_standard *given, const layout *l, uint64_t seed)
{
    made_standard s = *given;
    printer p = {.s = &s, .l = l, .r = seed ^ 0xabcd};
    if (l->hyphens)
        lose_hyphens(&s);
    if (l->bom)
        put(&p, "\xef\xbb\xbf");
    if (!l->old)
        put(&p, s.title);
    end(&p);
    put_overview(&p);
    put_part(&p, 0);
    put_part(&p, 1);
    if (l->glossary) {
        put_heading(&p, "Glossary", false);
        put_line(&p, "Keeper: a person who looks after a lighthouse");
    }
    if (l->metadata > 0)
        put_metadata(&p);
    if (l->ansi && !l->bom)
        to_windows(p.out);
    return p.out;
}
