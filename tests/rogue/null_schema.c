/* SPDX-License-Identifier: Apache-2.0 */
/* Has no schema. */
#include "tests/rogue/rogue.h"

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "rogue",
    .version = "1",
    .schema = NULL,
    .create = rogue_create,
    .destroy = rogue_destroy,
};
