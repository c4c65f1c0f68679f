/* SPDX-License-Identifier: Apache-2.0 */
/* From another time. */
#include "tests/rogue/rogue.h"

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR + 1,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "rogue",
    .version = "1",
    .schema = &rogue_schema,
    .create = rogue_create,
    .destroy = rogue_destroy,
};
