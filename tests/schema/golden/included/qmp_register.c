/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from included.json; changes are lost. */
#include "included/qmp_register.h"

#include <stdlib.h>
#include <string.h>

#include "included/qmp_commands.h"
#include "included/qmp_events.h"
#include "included/qmp_tables.h"
#include "signalbox/event.h"

bool included_register(const signalbox_host *host, Error **errp) {
    (void)host;
    (void)errp;
    return true;
}

/* clang-format off */
const signalbox_schema included_schema = {
    .text =
    "# A note, from a file of its own.\n"
    "{ 'IncludedNote': { 'text': 'str', '*line': 'uint32' } }\n",
    .introspection =
    "[{\"name\": \"str\", \"json-type\": \"string\", \"meta-type\": \"builtin\"},\n"
    " {\"name\": \"int\", \"json-type\": \"int\", \"meta-type\": \"builtin\"},\n"
    " {\"name\": \"included.IncludedNote\", \"members\": [{\"name\": \"text\", \"type\": \"str\"}, {\"name\": \"line\", \"default\": null, \"type\": \"int\"}], \"meta-type\": \"object\"}]",
};
