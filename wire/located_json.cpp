// SPDX-License-Identifier: Apache-2.0
#include "wire/located_json.hpp"

#include <algorithm>

#include "wire/json_reader.h"

namespace signalbox {

namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

// A fault of the grammar is told when the braces balance, and known before.
std::size_t place_of_json_fault(std::string_view text) {
  wire_json_reader reader;
  wire_json_reader_init(&reader);
  wire_json_status status = WIRE_JSON_MORE;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    std::size_t used = 0;
    status = wire_json_feed(&reader, &text[at], 1, &used);
    if (status != WIRE_JSON_MORE || reader.error.length > 0) break;
  }
  const bool is_value = status == WIRE_JSON_VALUE;
  wire_json_reader_release(&reader);
  if (!is_value) return at;
  while (++at < text.size() && is_space(text[at])) {  // what follows is too much
  }
  return at;
}

LocatedJson::LocatedJson(std::string text) : text_(std::move(text)) {
  try {
    tree_.emplace(text_);
  } catch (const std::invalid_argument& error) {
    throw Fault(place_of_json_fault(text_), error.what());
  }
  find_spaces();
}

std::optional<LocatedJson::Node> LocatedJson::member(Node object, const char* name) const {
  if (!is_object(object)) return std::nullopt;
  const Node found = wire_json_member(*tree_, object, name);
  return found == wire_json_none ? std::nullopt : std::optional(found);
}

std::vector<LocatedJson::Node> LocatedJson::contents(Node container) const {
  std::vector<Node> nodes;
  const Node end = tree_->node(container).next;
  for (Node each = container + 1; each < end; each = tree_->node(each).next) nodes.push_back(each);
  return nodes;
}

std::string_view LocatedJson::text(Node node) const {
  const std::size_t begin = offset(node);
  const std::size_t last = spaced(tree_->node(node).end - 1);
  return std::string_view(text_).substr(begin, last + 1 - begin);
}

void LocatedJson::find_spaces() {
  char quotation = '\0';  // what ends the string that we are in
  std::size_t skipped = 0;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    const char c = text_[i];
    if (quotation != '\0') {
      if (c == '\\') ++i;
      if (c == quotation) quotation = '\0';
    } else if (is_space(c)) {
      ++skipped;
    } else {
      if (c == '"' || c == '\'') quotation = c;
      const std::size_t before = spaces_.empty() ? 0 : spaces_.back().second;
      if (skipped > before) spaces_.emplace_back(i - skipped, skipped);
    }
  }
}

std::size_t LocatedJson::spaced(std::size_t offset) const {
  const auto behind =
      std::upper_bound(spaces_.begin(), spaces_.end(), offset,
                       [](std::size_t wanted, const auto& each) { return wanted < each.first; });
  return behind == spaces_.begin() ? offset : offset + std::prev(behind)->second;
}

}  // namespace signalbox
