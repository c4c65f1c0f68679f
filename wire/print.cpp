// SPDX-License-Identifier: Apache-2.0
#include "wire/print.hpp"

#include "wire/json_print.h"
#include "wire/json_string.h"
#include "wire/json_tree.hpp"

namespace signalbox {

std::string reprint(std::string_view text) {
  const JsonTree tree(text);
  OwnedText printed;
  wire_json_print(tree, 0, printed);
  return printed.str();
}

std::string quote(std::string_view text) {
  OwnedText quoted;
  wire_json_quote(text.data(), text.size(), quoted);
  return quoted.str();
}

}  // namespace signalbox
