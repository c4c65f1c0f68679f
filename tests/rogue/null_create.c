/* SPDX-License-Identifier: Apache-2.0 */
/* Forgot to say how it is created. */
#include "tests/rogue/rogue.h"

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "rogue",
    .version = "1",
    .schema = &rogue_schema,
    .create = NULL,
    .destroy = rogue_destroy,
};
