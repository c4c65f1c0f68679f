// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/json_tree.hpp"

namespace signalbox {

// Where a text that is not one JSON value stops being one: an offset, at most its length.
std::size_t place_of_json_fault(std::string_view text);

// A JSON value in QEMU's dialect whose parts know their place in the text, spaces included: for
// errors that name a place, and for bytes that must stay as they came.
class LocatedJson {
 public:
  // An index as in JsonTree; 0 is the whole.
  using Node = std::uint32_t;

  struct Fault : std::invalid_argument {
    Fault(std::size_t place, const std::string& sentence)
        : invalid_argument(sentence), offset(place) {}
    std::size_t offset;  // in the text, from 0
  };

  // Throws Fault with QEMU's words if the text is not one value.
  explicit LocatedJson(std::string text);
  LocatedJson(const LocatedJson&) = delete;
  LocatedJson& operator=(const LocatedJson&) = delete;

  const std::string& text() const { return text_; }
  wire_json_kind kind(Node node) const { return tree_->kind(node); }
  bool is_object(Node node) const { return kind(node) == WIRE_JSON_OBJECT; }
  bool is_string(Node node) const { return kind(node) == WIRE_JSON_STRING; }

  // Of an object; nullopt: there is none of that name, or it is no object.
  std::optional<Node> member(Node object, const char* name) const;

  // What an array or an object holds: in an object names and values by turns.
  std::vector<Node> contents(Node container) const;

  // A part as it stands in the text, and where it begins.
  std::string_view text(Node node) const;
  std::size_t offset(Node node) const { return spaced(tree_->node(node).begin); }

  // What a string says.
  std::string string(Node node) const { return tree_->string(node); }

 private:
  void find_spaces();
  std::size_t spaced(std::size_t offset) const;

  const std::string text_;
  std::optional<JsonTree> tree_;  // of the text without spaces

  // From an offset of the text without spaces on, how many spaces stand before it in the text.
  std::vector<std::pair<std::size_t, std::size_t>> spaces_;
};

}  // namespace signalbox
