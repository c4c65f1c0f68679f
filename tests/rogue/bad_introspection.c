/* SPDX-License-Identifier: Apache-2.0 */
/* Its introspection breaks off. */
#include "tests/rogue/rogue.h"

static const signalbox_schema schema = {.text = "", .introspection = "[{"};

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "rogue",
    .version = "1",
    .schema = &schema,
    .create = rogue_create,
    .destroy = rogue_destroy,
};
