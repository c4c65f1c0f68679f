/* SPDX-License-Identifier: Apache-2.0 */
/* Expects members of signalbox_host that are not there yet. */
#include "tests/rogue/rogue.h"

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR + 1,
    .name = "rogue",
    .version = "1",
    .schema = &rogue_schema,
    .create = rogue_create,
    .destroy = rogue_destroy,
};
