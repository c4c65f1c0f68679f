/* SPDX-License-Identifier: Apache-2.0 */
/* Ends the process quietly as soon as it is mapped. Not by _exit(), which ThreadSanitizer takes for
 * its own end. */
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/rogue/rogue.h"

__attribute__((constructor)) static void start(void) {
    syscall(SYS_exit_group, 0);
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
