// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace signalbox {

class OwnCommands;

// Offers the commands of compat/qmp-schema.json. The host must have a DefaultConnections and a
// ClientInfos among its observers; where it has no Compatibility there is no ledger, and what would
// have to be recorded is refused.
void add_compat_commands(OwnCommands& commands);

}  // namespace signalbox
