// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace CLI {
class App;
}

namespace signalbox {

// `signalbox ledger report`. Sets `exit_code`, which must outlive the parsing.
void add_ledger_report(CLI::App& ledger, int& exit_code);

}  // namespace signalbox
