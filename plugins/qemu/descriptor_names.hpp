// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// What clients have left with one monitor's QEMU by getfd and add-fd. QEMU replaces a descriptor
// whose name is given again, whoever gave it first; here that is refused, and what a client that
// has left still holds is given back. [loop]
class DescriptorNames {
 public:
  // Why a client must not use getfd, closefd or add-fd with these arguments; empty: it may.
  std::string refusal(std::uint64_t session, std::string_view command,
                      std::string_view arguments) const;

  // Such a command, or remove-fd, has succeeded and returned `value`.
  void done(std::uint64_t session, std::string_view command, std::string_view arguments,
            std::string_view value);

  // What is to be undone for a client that has left: commands, and their arguments.
  std::vector<std::pair<std::string, std::string>> left(std::uint64_t session);

  // The QEMU has gone.
  void clear();

  static bool concerns(std::string_view command);

 private:
  std::map<std::string, std::uint64_t, std::less<>> names_;  // fdname -> who gave it
  std::map<std::int64_t, std::uint64_t> sets_;               // fdset-id -> who made it
};
