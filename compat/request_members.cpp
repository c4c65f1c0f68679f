// SPDX-License-Identifier: Apache-2.0
#include "compat/request_members.hpp"

#include <stdexcept>

#include <boost/json/value.hpp>

#include "wire/value.hpp"

namespace signalbox {

std::vector<std::string> members_of(std::string_view arguments) {
  std::vector<std::string> names;
  try {
    const boost::json::value value = to_value(arguments);
    if (!value.is_object()) return names;
    for (const auto& member : value.get_object()) names.emplace_back(member.key());
  } catch (const std::invalid_argument&) {
    // The command says what is wrong with it.
  }
  return names;
}

}  // namespace signalbox
