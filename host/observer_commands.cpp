// SPDX-License-Identifier: Apache-2.0
#include "host/observer_commands.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "host/registry.hpp"

namespace signalbox {

namespace {

// Explicit, and not by pattern: a query may have an effect, and human-monitor-command, qom-get
// and whatever takes descriptors must never be on it (protocol.md, Roles).
constexpr std::array<std::string_view, 6> kHarmless = {
    "query-block", "query-name", "query-qmp-schema", "query-status", "query-uuid", "query-version",
};

}  // namespace

bool is_for_observers(const OfferedCommand* command, unsigned scope) {
  if (command == nullptr || command->owner == nullptr) return (scope & kObserver) != 0;
  return is_harmless(command->name);
}

bool is_harmless(std::string_view command) {
  return std::find(kHarmless.begin(), kHarmless.end(), command) != kHarmless.end();
}

std::span<const std::string_view> harmless_commands() {
  return kHarmless;
}

}  // namespace signalbox
