/* SPDX-License-Identifier: Apache-2.0
 *
 * The guard, by BLOCK_DEVICE_EVENT: it hears its disk and no other, and is told why a request
 * failed.
 *
 * usage: migrated SOCKET DISK */
#include <stdio.h>

#include "guard_session.h"

static void failed(BlockDeviceAction action, BlockDeviceOperation operation,
                   BlockDeviceActionReason reason, void *disk) {
    (void)action;
    (void)operation;
    printf("%s %s\n", reason == BDAR_NOSPC ? "extend" : "alarm", (const char *)disk);
    fflush(stdout);
}

int main(int count, char **words) {
    if (count != 3) {
        fprintf(stderr, "usage: migrated SOCKET DISK\n");
        return 2;
    }
    return guard_disk(words[1], words[2], failed);
}
