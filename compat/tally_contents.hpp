// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "compat/tally_format.hpp"

namespace signalbox {

// What a tally file held at one moment.
struct TallyContents {
  std::uint64_t run = 0;  // 0: no host has counted here
  std::string ledger;     // the uuid of the ledger that it belongs to
  std::int64_t heartbeat = 0;
  std::string admin;             // path of the host's admin socket; empty: it has none
  std::vector<TallySlot> slots;  // those in use
};

// Reads a tally beside the host that counts in it, or after its death. A file that is not there,
// or was never begun, is empty. Throws LedgerError: not readable, not a tally, of another version.
TallyContents read_tally(const std::filesystem::path& tally);

}  // namespace signalbox
