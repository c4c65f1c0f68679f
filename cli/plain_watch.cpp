// SPDX-License-Identifier: Apache-2.0
#include "cli/plain_watch.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "cli/did_you_mean.hpp"
#include "cli/host_schema.hpp"
#include "cli/named_values.hpp"

namespace signalbox::cli {

namespace json = boost::json;

namespace {

// Returns whether an object has all members of another, which may be nested.
bool has_all(const json::object& object, const json::object& members) {
  return std::all_of(members.begin(), members.end(), [&object](const auto& each) {
    const json::value* const its = object.if_contains(each.key());
    if (its == nullptr) return false;
    const bool is_nested = its->is_object() && each.value().is_object();
    return is_nested ? has_all(its->get_object(), each.value().get_object()) : *its == each.value();
  });
}

}  // namespace

std::string event_of_signal(std::string_view signal) {
  constexpr std::string_view kEnd = "-event";
  if (signal.ends_with(kEnd)) signal.remove_suffix(kEnd.size());
  std::string event(signal);
  std::transform(event.begin(), event.end(), event.begin(), [](unsigned char c) {
    return c == '-' ? '_' : static_cast<char>(std::toupper(c));
  });
  return event;
}

PlainWatch::PlainWatch(const std::vector<WantedSignal>& wanted,
                       const std::vector<std::string>& where, const HostSchema& schema) {
  for (const WantedSignal& each : wanted) {
    std::string event = event_of_signal(each.name);
    if (!schema.may_have_event(event)) {
      throw BadWord("the server has no event " + event + ", which '" + each.name + "' would be" +
                    did_you_mean(event, schema.events()));
    }
    std::vector<std::string> words = each.arguments;
    words.insert(words.end(), where.begin(), where.end());
    wanted_.push_back({std::move(event), named_values(words)});
  }
}

bool PlainWatch::wants(const json::object& event) const {
  const json::value* const name = event.if_contains("event");
  const json::value* const data = event.if_contains("data");
  if (name == nullptr || !name->is_string()) return false;
  const json::object none;
  const json::object& its = data != nullptr && data->is_object() ? data->get_object() : none;
  return std::any_of(wanted_.begin(), wanted_.end(), [&](const Wanted& each) {
    return each.event == name->get_string() && has_all(its, each.data);
  });
}

}  // namespace signalbox::cli
