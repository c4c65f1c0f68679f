// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace signalbox::cli {

// Asks whether something that cannot be taken back is to be done. `what` is a sentence without its
// end: "This deletes client 'pager' from the ledger". Asks nobody with --yes (`yes`), and where the
// standard input or error is no terminal. Throws std::runtime_error if the answer is no.
void ask_before(const std::string& what, bool yes);

}  // namespace signalbox::cli
