/* SPDX-License-Identifier: Apache-2.0 */
/* Needs a function that no library has. */
#include "tests/rogue/rogue.h"

void function_of_nobody(void);

__attribute__((constructor)) static void start(void) {
    function_of_nobody();
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
