// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace signalbox {

struct OfferedCommand;

// Whether clients of an observer listener may use it: those of the host's own that are marked
// so, connecting and disconnecting (a null `command`), and the plugins' commands on the list of
// those known to have no effect.
bool is_for_observers(const OfferedCommand* command, unsigned scope);

// That list, for commands of plugins and of a server behind them.
bool is_harmless(std::string_view command);
std::span<const std::string_view> harmless_commands();

}  // namespace signalbox
