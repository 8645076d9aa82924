/* SPDX-License-Identifier: MIT */
/* The rules of SFJEB2: each criterion evidenced, each of its conditions missed, each applies-when.
 */
#include "competence/row_file.h"

static void test_rows(void **state)
{
    rows all;
    size_t wrong = 0;
    rows_open(&all, *state, "SFJEB2", "tests/competence/data/SFJEB2.rows");
    for (size_t i = 0; i < all.n; i++)
        wrong += !rows_hold(&all, all.w->rules, &all.items[i], true);
    if (wrong > 0)
        fail_msg("%zu of %zu rows", wrong, all.n);
    rows_close(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
