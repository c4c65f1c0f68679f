/* SPDX-License-Identifier: Apache-2.0
 *
 * The guard, halfway from BLOCK_IO_ERROR to BLOCK_DEVICE_EVENT. It compiles, connects and hears
 * failures, and it is wrong twice.
 *
 * usage: half_migrated SOCKET DISK */
#include <stdio.h>

#include "guard_session.h"

static void failed(BlockDeviceAction action, BlockDeviceOperation operation,
                   BlockDeviceActionReason reason, void *disk) {
    (void)action;
    (void)operation;
    if (reason == BDAR_IO) {
        printf("alarm %s\n", (const char *)disk);
        fflush(stdout);
    }
}

int main(int count, char **words) {
    if (count != 3) {
        fprintf(stderr, "usage: half_migrated SOCKET DISK\n");
        return 2;
    }
    return guard_disk(words[1], "disk1", failed);
}
