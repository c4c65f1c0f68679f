// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include "wire/json_index.h"
#include "wire/json_tree.h"

namespace signalbox {

// Owns a wire_json_tree.
class JsonTree {
 public:
  // Throws std::invalid_argument with QEMU's words if the text is not one value.
  explicit JsonTree(std::string_view text) {
    char* error = wire_json_parse(text.data(), text.size(), &tree_);
    if (!error) return;
    const std::string words(error);
    std::free(error);
    throw std::invalid_argument(words);
  }

  // Of a text that a reader gave: see wire_json_index().
  JsonTree(std::string_view text, unsigned levels) {
    wire_json_index(text.data(), text.size(), levels, &tree_);
  }
  JsonTree(const JsonTree&) = delete;
  JsonTree& operator=(const JsonTree&) = delete;
  ~JsonTree() { wire_json_tree_release(&tree_); }

  operator const wire_json_tree*() const { return &tree_; }

  const wire_json_node& node(std::uint32_t index) const { return tree_.nodes[index]; }
  wire_json_kind kind(std::uint32_t index) const { return wire_json_kind_of(&tree_, index); }

  // The text of a node as it came.
  std::string_view text(std::uint32_t index) const {
    return std::string_view(tree_.text.bytes, tree_.text.length)
        .substr(node(index).begin, node(index).end - node(index).begin);
  }

  // What a string says.
  std::string string(std::uint32_t index) const;

 private:
  wire_json_tree tree_ = {};
};

// A wire_text that frees itself.
class OwnedText {
 public:
  OwnedText() = default;
  explicit OwnedText(const wire_text& text) : text_(text) {}  // takes it over
  OwnedText(const OwnedText&) = delete;
  OwnedText& operator=(const OwnedText&) = delete;
  ~OwnedText() { wire_text_release(&text_); }

  operator wire_text*() { return &text_; }
  std::string_view view() const { return {text_.bytes, text_.length}; }
  std::string str() const { return text_.length ? std::string(text_.bytes, text_.length) : ""; }

 private:
  wire_text text_ = {};
};

inline std::string JsonTree::string(std::uint32_t index) const {
  std::size_t length = 0;
  if (const char* const plain = wire_json_plain(&tree_, index, &length)) return {plain, length};
  OwnedText value;
  wire_json_string(&tree_, index, value);
  return value.str();
}

}  // namespace signalbox
