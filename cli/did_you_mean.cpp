// SPDX-License-Identifier: Apache-2.0
#include "cli/did_you_mean.hpp"

#include "schema/names.hpp"
#include "wire/printable.hpp"

namespace signalbox::cli {

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known) {
  const std::string_view meant = schema::nearest(word, known);
  return meant.empty() ? "" : "; did you mean " + in_quotes(std::string(meant)) + "?";
}

std::string in_quotes(const std::string& word) {
  return "'" + printable(word) + "'";
}

}  // namespace signalbox::cli
