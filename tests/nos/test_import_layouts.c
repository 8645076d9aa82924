/* SPDX-License-Identifier: MIT */
/*
 * Invented standards printed in random layouts, hundreds of them: what is imported is what was
 * made. Each seed is a standard and a mixture of layouts; CJ_TEST_IMPORTS says how many.
 */
#include "support/support.h"

#include <cjustice/catalogue.h>
#include <cjustice/import.h>

#include <stdio.h>
#include <stdlib.h>

#include "nos/import_layouts.h"

#define SEEDS 600

static int32_t collect(const void *bytes, size_t size, void *user)
{
    cji_buf_put(user, bytes, size);
    return 0;
}

static bool same_item(const cj_item *item, const char *text, const char *heading, char *why)
{
    if (strcmp(cj_item_text(item), text) != 0) {
        snprintf(why, 1200, "%s\n    is:     %s\n    wanted: %s", cj_item_address(item),
                 cj_item_text(item), text);
        return false;
    }
    if (strcmp(cj_item_heading(item), heading) != 0) {
        snprintf(why, 1200, "%s\n    is in:  %s\n    wanted: %s", cj_item_address(item),
                 cj_item_heading(item), heading);
        return false;
    }
    return true;
}

static bool same_part(const cj_standard *s, const made_part *made, char part, size_t *at, char *why)
{
    for (int i = 0; i < made->count; i++) {
        const made_item *item = &made->items[i];
        const char *heading = item->section >= 0 ? made->headings[item->section] : "";
        for (int k = -1; k < item->limbs; k++) {
            const cj_item *is = cj_standard_item(s, (*at)++);
            char address[32];
            snprintf(address, sizeof address, k < 0 ? "%c%d" : "%c%d.%d", part, i + 1, k + 1);
            if (is == NULL || strcmp(cj_item_address(is), address) != 0) {
                snprintf(why, 1200, "%s is wanted, %s is there", address,
                         is != NULL ? cj_item_address(is) : "nothing");
                return false;
            }
            if (!same_item(is, k < 0 ? item->text : item->limb[k], heading, why))
                return false;
        }
    }
    return true;
}

static bool same(const cj_standard *s, const made_standard *made, char *why)
{
    size_t at = 0;
    const char *title = cj_standard_title(s);
    if (title == NULL || strcmp(title, made->title) != 0) {
        snprintf(why, 1200, "the title is %s", title != NULL ? title : "unknown");
        return false;
    }
    if (!same_part(s, &made->parts[0], 'P', &at, why) ||
        !same_part(s, &made->parts[1], 'K', &at, why))
        return false;
    if (at != cj_standard_item_count(s))
        snprintf(why, 1200, "%zu items, %zu wanted", cj_standard_item_count(s), at);
    return at == cj_standard_item_count(s);
}

static void keep_failed(uint64_t seed, const char *text)
{
    const char *dir = getenv("CJ_TEST_KEEP");
    char path[512];
    FILE *f;
    if (dir == NULL)
        return;
    snprintf(path, sizeof path, "%s/seed-%llu.txt", dir, (unsigned long long)seed);
    f = fopen(path, "w");
    if (f != NULL) {
        fputs(text, f);
        fclose(f);
    }
}

/* True when the import of one seed gives what was made. */
static bool one(cj_context *ctx, uint64_t seed, bool tell)
{
    static made_standard made;
    char why[1200] = "";
    layout l = make_layout(seed);
    cj_catalogue *c = NULL;
    cj_error *error = NULL;
    cji_buf xml;
    char *text;
    bool ok = false;
    make_standard(seed, &made);
    suit_standard(&made, &l);
    text = print_standard(&made, &l, seed);
    cji_buf_init(&xml, ctx, SIZE_MAX);
    if (cj_nos_import_memory(ctx, "made.txt", text, strlen(text), "XYZHB7", collect, &xml,
                             &error) != CJ_OK) {
        snprintf(why, sizeof why, "%s", last_problem(error));
    } else {
        assert_ok(cj_catalogue_new(ctx, &c, &error), error);
        assert_ok(cj_catalogue_add_memory(c, "made", xml.p, xml.n, &error), error);
        ok = same(cj_catalogue_at(c, 0), &made, why);
    }
    if (!ok && tell) {
        print_message("seed %llu: %s\n", (unsigned long long)seed, why);
        keep_failed(seed, text);
    }
    cj_catalogue_unref(c);
    cj_error_unref(error);
    cji_buf_fini(&xml);
    free(text);
    return ok;
}

static void test_layouts(void **state)
{
    const char *wanted = getenv("CJ_TEST_IMPORTS"), *from = getenv("CJ_TEST_SEED");
    uint64_t seeds = wanted != NULL ? strtoull(wanted, NULL, 10) : SEEDS, failed = 0;
    uint64_t first = from != NULL ? strtoull(from, NULL, 10) : 1;
    for (uint64_t seed = first; seed < first + seeds; seed++)
        failed += !one(*state, seed, true);
    print_message("%llu of %llu layouts\n", (unsigned long long)(seeds - failed),
                  (unsigned long long)seeds);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_layouts, context_make, context_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
