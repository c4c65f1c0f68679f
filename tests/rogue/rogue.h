/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_ROGUE_H
#define SIGNALBOX_ROGUE_H

#include "signalbox/plugin.h"

#define ROGUE_UNUSED __attribute__((unused))

/* What a plugin here has in common with a sound one. Nobody calls its functions: each fault is to
 * be found before. */
ROGUE_UNUSED static const signalbox_schema rogue_schema = {.text = "", .introspection = "[]"};

ROGUE_UNUSED static void *rogue_create(const signalbox_host *host, const char *saved,
                                       Error **errp) {
    (void)host, (void)saved, (void)errp;
    return NULL;
}

ROGUE_UNUSED static void rogue_destroy(void *instance) {
    (void)instance;
}

#endif
