// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal_width.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace signalbox::cli {

std::optional<std::size_t> terminal_width(int fd) {
  constexpr std::size_t kUsual = 80;
  if (isatty(fd) != 1) return std::nullopt;
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const char* const columns = std::getenv("COLUMNS");
  const int told = columns == nullptr ? 0 : std::atoi(columns);
  return told > 0 ? static_cast<std::size_t>(told) : kUsual;
}

}  // namespace signalbox::cli
