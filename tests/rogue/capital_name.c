/* SPDX-License-Identifier: Apache-2.0 */
/* Its name cannot be part of a name on the wire. */
#include "tests/rogue/rogue.h"

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "Rogue",
    .version = "1",
    .schema = &rogue_schema,
    .create = rogue_create,
    .destroy = rogue_destroy,
};
