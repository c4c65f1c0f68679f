/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from empty.json; changes are lost. */
#include "empty/qmp_register.h"

#include <stdlib.h>
#include <string.h>

#include "empty/qmp_commands.h"
#include "empty/qmp_events.h"
#include "empty/qmp_tables.h"
#include "signalbox/event.h"

bool empty_register(const signalbox_host *host, Error **errp) {
    (void)host;
    (void)errp;
    return true;
}

/* clang-format off */
const signalbox_schema empty_schema = {
    .text =
    "# Nothing at all.\n",
    .introspection =
    "[]",
};
