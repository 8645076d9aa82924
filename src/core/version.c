/* SPDX-License-Identifier: MIT */
#include "core/core.h"

/* Layouts that callers were promised (types.h): a change of one is a break of the ABI. */
_Static_assert(sizeof(cj_date) == 8, "cj_date is frozen");
_Static_assert(sizeof(cj_time) == 16, "cj_time is frozen");
_Static_assert(offsetof(cj_time, offset) == 8 && offsetof(cj_time, precision) == 12,
               "cj_time is frozen");

const char *cj_version_string(void)
{
    return CJI_VERSION;
}

uint32_t cj_abi_version(void)
{
    return 0;
}
