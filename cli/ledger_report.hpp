// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace signalbox {

namespace cli {
class Command;
}

// `signalbox ledger report`. Sets `exit_code`, which must outlive the parsing.
void add_ledger_report(cli::Command ledger, int& exit_code);

}  // namespace signalbox
