/* SPDX-License-Identifier: Apache-2.0 */
/* Needs a library that the linker does not find. */
#include "tests/rogue/rogue.h"

void absent_function(void);

__attribute__((constructor)) static void start(void) {
    absent_function();
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "rogue",
    .version = "1",
    .schema = &rogue_schema,
    .create = rogue_create,
    .destroy = rogue_destroy,
};
