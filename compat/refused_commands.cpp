// SPDX-License-Identifier: Apache-2.0
#include "compat/refused_commands.hpp"

#include <utility>

namespace signalbox {
namespace {

constexpr std::chrono::milliseconds kSecond{1000};
constexpr std::size_t kMostCommands = 5;

}  // namespace

RefusedCommands::RefusedCommands(std::function<void(std::string line)> write)
    : write_(std::move(write)) {}

RefusedCommands::~RefusedCommands() = default;

void RefusedCommands::add(Loop& loop, std::uint64_t account, const std::string& command,
                          std::string line) {
  Second& second = seconds_[account];
  if (second.end == nullptr) {
    second.end = std::make_unique<Timer>(loop, kSecond, [this, account] { end(account); });
  }
  const auto known = second.by_command.find(command);
  if (known == second.by_command.end() && second.by_command.size() < kMostCommands) {
    second.by_command[command];
    return write_(line + "}");
  }
  Repeated& repeated = known == second.by_command.end() ? second.others : known->second;
  repeated.line = std::move(line);
  ++repeated.times;
}

void RefusedCommands::end(std::uint64_t account) {
  const auto second = seconds_.extract(account);
  if (!second.empty()) write(second.mapped());
}

void RefusedCommands::end_all() {
  for (const auto& [account, second] : std::exchange(seconds_, {})) write(second);
}

void RefusedCommands::write(const Second& second) {
  for (const auto& [command, repeated] : second.by_command) {
    if (repeated.times == 0) continue;
    write_(repeated.line + ", \"times\": " + std::to_string(repeated.times) + "}");
  }
  if (second.others.times == 0) return;
  write_(second.others.line + ", \"commands\": " + std::to_string(second.others.times) + "}");
}

}  // namespace signalbox
