// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/descriptor_names.hpp"

#include <boost/json/value.hpp>

#include "plugins/qemu/server_json.hpp"
#include "wire/print.hpp"

bool DescriptorNames::concerns(std::string_view command) {
  return command == "getfd" || command == "closefd" || command == "add-fd" ||
         command == "remove-fd";
}

std::string DescriptorNames::refusal(std::uint64_t session, std::string_view command,
                                     std::string_view arguments) const {
  if (command != "getfd" && command != "closefd") return {};
  const std::string name = text_of(json_of(arguments), "fdname");
  const auto held = names_.find(name);
  if (held == names_.end() || held->second == session) return {};
  return "File descriptor name '" + name + "' is in use by another client";
}

void DescriptorNames::done(std::uint64_t session, std::string_view command,
                           std::string_view arguments, std::string_view value) {
  if (command == "getfd") names_[text_of(json_of(arguments), "fdname")] = session;
  if (command == "closefd") names_.erase(text_of(json_of(arguments), "fdname"));
  const boost::json::value set =
      member_of(json_of(command == "add-fd" ? value : arguments), "fdset-id");
  if (!set.is_int64()) return;
  if (command == "add-fd") sets_.try_emplace(set.get_int64(), session);
  const bool whole = member_of(json_of(arguments), "fd").is_null();
  if (command == "remove-fd" && whole) sets_.erase(set.get_int64());
}

std::vector<std::pair<std::string, std::string>> DescriptorNames::left(std::uint64_t session) {
  std::vector<std::pair<std::string, std::string>> undo;
  std::erase_if(names_, [&](const auto& held) {
    if (held.second != session) return false;
    undo.emplace_back("closefd", "{\"fdname\":" + signalbox::quote(held.first) + "}");
    return true;
  });
  std::erase_if(sets_, [&](const auto& set) {
    if (set.second != session) return false;
    undo.emplace_back("remove-fd", "{\"fdset-id\":" + std::to_string(set.first) + "}");
    return true;
  });
  return undo;
}

void DescriptorNames::clear() {
  names_.clear();
  sets_.clear();
}
