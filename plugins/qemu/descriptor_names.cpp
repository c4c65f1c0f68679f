// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/descriptor_names.hpp"

#include <stdexcept>

#include <boost/json/value.hpp>

#include "wire/print.hpp"
#include "wire/value.hpp"

namespace json = boost::json;

namespace {

// A member of a JSON object; null: it is not there, or the text is none.
json::value member(std::string_view object, std::string_view name) {
  try {
    const json::value value = signalbox::to_value(object);
    const json::value* const found =
        value.is_object() ? value.get_object().if_contains(name) : nullptr;
    return found == nullptr ? json::value() : *found;
  } catch (const std::invalid_argument&) {
    return {};
  }
}

std::string text(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : std::string();
}

}  // namespace

bool DescriptorNames::concerns(std::string_view command) {
  return command == "getfd" || command == "closefd" || command == "add-fd" ||
         command == "remove-fd";
}

std::string DescriptorNames::refusal(std::uint64_t session, std::string_view command,
                                     std::string_view arguments) const {
  if (command != "getfd" && command != "closefd") return {};
  const std::string name = text(member(arguments, "fdname"));
  const auto held = names_.find(name);
  if (held == names_.end() || held->second == session) return {};
  return "File descriptor name '" + name + "' is in use by another client";
}

void DescriptorNames::done(std::uint64_t session, std::string_view command,
                           std::string_view arguments, std::string_view value) {
  if (command == "getfd") names_[text(member(arguments, "fdname"))] = session;
  if (command == "closefd") names_.erase(text(member(arguments, "fdname")));
  const json::value set = member(command == "add-fd" ? value : arguments, "fdset-id");
  if (!set.is_int64()) return;
  if (command == "add-fd") sets_.try_emplace(set.get_int64(), session);
  const bool whole = member(arguments, "fd").is_null();
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
