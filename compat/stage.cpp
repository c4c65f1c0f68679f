// SPDX-License-Identifier: Apache-2.0
#include "compat/stage.hpp"

#include <array>
#include <cstddef>

namespace signalbox {
namespace {

constexpr std::array<std::string_view, 6> kStages = {"active",   "announced", "warned",
                                                     "brownout", "hidden",    "removed"};
constexpr std::array<std::string_view, 5> kItemKinds = {"default-connection", "event", "command",
                                                        "argument", "upstream-event"};

template <typename Value, std::size_t size>
std::optional<Value> value_of(const std::array<std::string_view, size>& words,
                              std::string_view word) {
  for (std::size_t i = 0; i < size; ++i) {
    if (words[i] == word) return static_cast<Value>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view word(Stage stage) {
  return kStages[static_cast<std::size_t>(stage)];
}

std::string_view word(ItemKind kind) {
  return kItemKinds[static_cast<std::size_t>(kind)];
}

std::optional<Stage> stage_of(std::string_view word) {
  return word == "reject" ? Stage::hidden : value_of<Stage>(kStages, word);
}

std::optional<ItemKind> item_kind_of(std::string_view word) {
  return value_of<ItemKind>(kItemKinds, word);
}

}  // namespace signalbox
