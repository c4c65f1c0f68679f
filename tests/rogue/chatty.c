/* SPDX-License-Identifier: Apache-2.0 */
/* Prints to where its host expects an answer, and has another fault besides. */
#include <stdio.h>

#include "tests/rogue/rogue.h"

__attribute__((constructor)) static void start(void) {
    puts("accepted");
    fflush(stdout);
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "rogue",
    .version = "1",
    .schema = &rogue_schema,
    .create = NULL,
    .destroy = rogue_destroy,
};
