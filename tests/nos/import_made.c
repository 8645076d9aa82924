/* SPDX-License-Identifier: MIT */
#include "nos/import_layouts.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

uint64_t made_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

int made_below(uint64_t *r, int n)
{
    return (int)(made_next(r) % (uint64_t)n);
}

#define PICK(r, list) list[made_below(r, (int)(sizeof list / sizeof *list))]

/* ---- invented content ------------------------------------------------------------------------ */

static const char *const verbs[] = {
    "agree",   "arrange", "brief",    "calibrate", "catalogue", "chart", "clean",   "compare",
    "confirm", "deliver", "describe", "examine",   "file",      "grade", "inspect", "label",
    "list",    "map",     "measure",  "mend",      "note",      "order", "pack",    "plan",
    "polish",  "prepare", "record",   "repair",    "report",    "sort",  "store",   "test"};
static const char *const openings[] = {
    "the importance of keeping", "how to look after",         "why it matters to check",
    "methods of restoring",      "the reasons for sorting",   "ways of sharing",
    "what is meant by lending",  "legal duties that bear on", "factors which affect",
    "your responsibilities for", "types and uses of",         "who to ask about",
    "current guidance on",       "common faults found in"};
static const char *const things[] = {
    "sailing boats",         "the lighthouse lamps", "a weather station", "hand-made clocks",
    "the museum stores",     "borrowed instruments", "paper maps",        "the tide-table archive",
    "old rope and canvas",   "a visitor's log",      "glass lenses",      "long-term loans",
    "the harbour's records", "brass fittings",       "river charts",      "water-proof covers"};
static const char *const tails[] = {"in line with the yard's procedures",
                                    "within agreed timescales",
                                    "with others where needed",
                                    "before each season begins",
                                    "using suitable tools",
                                    "for people who depend on them",
                                    "so that damage is noticed early",
                                    "and pass on what you find",
                                    "when visitors are present",
                                    "according to the keeper's instructions",
                                    "without putting anyone at risk",
                                    "including items on loan from other collections",
                                    "at least once in 12 months",
                                    "throughout the working day",
                                    "and record the results, with reasons"};
static const char *const lists[] = {"including:", "as regards:", "in relation to:"};
static const char *const limbs[] = {"their age",
                                    "how they were made",
                                    "the people who use them",
                                    "weather and water",
                                    "cost and benefit",
                                    "where they are kept",
                                    "earlier repairs",
                                    "the wishes of owners",
                                    "hand-made parts",
                                    "marks, seals and signatures"};
static const char *const titles[] = {"Maintain", "Look after", "Restore", "Lend", "Survey", "Move"};
static const char *const groups[] = {"Legal and organisational duties", "Working with collections",
                                     "Safety on the water", "Keeping records and accounts"};

static void make_text(uint64_t *r, int part, bool list, char out[TEXT_MAX])
{
    int n = snprintf(out, TEXT_MAX, "%s %s", part == 0 ? PICK(r, verbs) : PICK(r, openings),
                     PICK(r, things));
    for (int more = made_below(r, 3); more > 0; more--)
        n += snprintf(out + n, TEXT_MAX - (size_t)n, " %s", PICK(r, tails));
    if (list)
        snprintf(out + n, TEXT_MAX - (size_t)n, ", %s", PICK(r, lists));
}

static void make_part(uint64_t *r, int part, made_part *p)
{
    int sections = made_below(r, SECTIONS_MAX), each = sections > 0 ? sections : 1;
    p->sections = sections;
    for (int s = 0; s < each; s++) {
        int items = 2 + made_below(r, sections > 0 ? 7 : 14);
        if (sections > 0 && part == 0)
            snprintf(p->headings[s], TEXT_MAX, "%s %s %s", titles[(s + made_below(r, 2) * 3) % 6],
                     things[(made_below(r, 4) * 4 + s) % 16], PICK(r, tails));
        else if (sections > 0)
            snprintf(p->headings[s], TEXT_MAX, "%s", groups[s]);
        for (int i = 0; i < items; i++) {
            made_item *item = &p->items[p->count++];
            item->section = sections > 0 ? s : -1;
            item->limbs = made_below(r, 6) == 0 ? 2 + made_below(r, LIMBS_MAX - 1) : 0;
            make_text(r, part, item->limbs > 0, item->text);
            for (int k = 0, from = made_below(r, 10); k < item->limbs; k++)
                snprintf(item->limb[k], TEXT_MAX, "%s", limbs[(from + k) % 10]);
        }
    }
}

void make_standard(uint64_t seed, made_standard *out)
{
    uint64_t r = seed;
    memset(out, 0, sizeof *out);
    snprintf(out->title, sizeof out->title, "Care for %s and %s in a small working harbour",
             PICK(&r, things), PICK(&r, things));
    make_part(&r, 0, &out->parts[0]);
    make_part(&r, 1, &out->parts[1]);
}

layout make_layout(uint64_t seed)
{
    uint64_t r = seed ^ 0x5eed;
    static const int wraps[] = {0, 0, 72, 84, 96};
    layout l = {0};
    l.labels = made_below(&r, LABELS);
    l.limbs = made_below(&r, LIMBS);
    l.wrap = PICK(&r, wraps);
    l.hanging = made_below(&r, 2);
    l.blank = made_below(&r, 2);
    l.headings = made_below(&r, HEADINGS);
    l.bullets = l.labels != LABEL_BULLET && made_below(&r, 5) == 0;
    l.furniture = made_below(&r, 2) * (6 + made_below(&r, 9));
    l.crlf = made_below(&r, 4) == 0;
    l.tabs = made_below(&r, 4) == 0;
    l.nbsp = made_below(&r, 5) == 0;
    l.bom = made_below(&r, 6) == 0;
    l.lead_after = made_below(&r, 3);
    l.overview_list = made_below(&r, 2);
    l.metadata = made_below(&r, 5);
    l.glossary = made_below(&r, 4) == 0;
    l.continues = made_below(&r, 8) == 0;
    l.hyphens = made_below(&r, 3) == 0;
    l.lost = made_below(&r, 4) == 0 ? 4 + made_below(&r, 6) : 0;
    l.glued = made_below(&r, 4) == 0 ? 3 + made_below(&r, 6) : 0;
    l.columns = made_below(&r, 6) == 0;
    l.margin = made_below(&r, 5) == 0 ? 24 + made_below(&r, 8) : 0;
    l.upper = made_below(&r, 4) == 0;
    l.restarts = made_below(&r, 6) == 0;
    l.old = made_below(&r, 6) == 0;
    l.breaks = made_below(&r, 3);
    l.ansi = made_below(&r, 6) == 0;
    /* What cannot be told, because nothing in the text says it, is not asked for. */
    if (l.labels == LABEL_BULLET) {
        l.lost = l.glued = l.columns = 0;
        l.limbs = l.limbs == LIMB_BULLET || l.limbs == LIMB_DOTTED ? LIMB_LETTER : l.limbs;
    }
    if (l.labels == LABEL_ALONE || l.labels == LABEL_BARE)
        l.glued = 0;
    if (l.wrap > 0 && !l.blank)
        l.lost = l.columns = 0;
    if (l.columns) {
        l.lost = l.glued = l.bullets = l.hanging = l.tabs = l.furniture = 0;
        l.limbs = LIMB_DOTTED;
    }
    if (l.lost && l.limbs == LIMB_BULLET)
        l.limbs = LIMB_PARENS;
    if (l.labels == LABEL_ALONE && l.bullets)
        l.bullets = 0;
    if (l.margin) {
        l.headings = HEADING_PLAIN;
        l.columns = l.glued = l.lost = l.bullets = 0;
        l.lead_after = l.lead_after == 1 ? 0 : l.lead_after;
        l.wrap = l.wrap > 0 ? 100 : 0;
        l.hanging = 0;
    }
    if (l.margin && l.furniture % 4 == 2)
        l.furniture++; /* a name in the margin is not cut by the page */
    if (l.wrap > 0 && l.furniture > 0)
        l.lost = 0;
    if (l.restarts || l.old)
        l.continues = l.columns = l.lost = l.glued = 0;
    if (l.upper && l.wrap > 0)
        l.lost = 0;
    return l;
}

void suit_standard(made_standard *s, const layout *l)
{
    for (int part = 0; part < 2 && l->upper; part++) {
        for (int i = 0; i < s->parts[part].count; i++) {
            char *first = s->parts[part].items[i].text;
            *first = (char)toupper((unsigned char)*first);
        }
    }
}
