/* SPDX-License-Identifier: Apache-2.0 */
/* Ends the process as soon as it is mapped. */
#include <stdlib.h>

#include "tests/rogue/rogue.h"

__attribute__((constructor)) static void start(void) {
    abort();
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
