/* SPDX-License-Identifier: MIT */
#include "core/core.h"

const char *cj_version_string(void)
{
    return CJI_VERSION;
}

uint32_t cj_abi_version(void)
{
    return 0;
}
