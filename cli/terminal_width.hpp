// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

namespace signalbox::cli {

// How many characters a line of the terminal `fd` has: as the terminal says, else $COLUMNS,
// else 80. Nothing: it is no terminal, and no line is too long.
std::optional<std::size_t> terminal_width(int fd);

}  // namespace signalbox::cli
