/* SPDX-License-Identifier: Apache-2.0 */
/* Nothing is wrong with this one: what the others are measured against. */
#include "tests/rogue/rogue.h"

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "rogue",
    .version = "1",
    .schema = &rogue_schema,
    .create = rogue_create,
    .destroy = rogue_destroy,
};
