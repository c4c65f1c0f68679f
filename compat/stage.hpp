// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "compat/tally_format.hpp"

namespace signalbox {

// How far an item is on its way to removal. Each does what those before it do; see docs/stages.md.
enum class Stage { active, announced, warned, brownout, hidden, removed };

// As the ledger has them: "active".
std::string_view word(Stage stage);
std::string_view word(ItemKind kind);

// What nobody knows is nullopt. "reject" is what hidden is called where clients ask by themselves.
std::optional<Stage> stage_of(std::string_view word);
std::optional<ItemKind> item_kind_of(std::string_view word);

// What is to be removed.
struct ItemName {
  ItemKind kind = ItemKind::default_connection;
  std::string name;  // "BLOCK_IO_ERROR", "drive-backup", "drive-backup.mode"

  auto operator<=>(const ItemName&) const = default;
};

}  // namespace signalbox
