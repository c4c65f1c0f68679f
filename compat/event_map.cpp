// SPDX-License-Identifier: Apache-2.0
#include "compat/event_map.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include <boost/property_tree/info_parser.hpp>
#include <boost/property_tree/ptree.hpp>

namespace signalbox {

namespace {

using boost::property_tree::ptree;

const std::vector<SuccessorRule> kNone;

[[noreturn]] void fail(const std::string& file, const std::string& what) {
  throw EventMapError(file + ": " + what);
}

MemberRule member_rule(const std::string& file, const std::string& member, const ptree& node) {
  MemberRule rule;
  rule.path = node.data().empty() ? member : node.data();
  if (!rule.path.starts_with("arguments.") && !rule.path.starts_with("data.")) {
    rule.path = "data." + rule.path;
  }
  for (const auto& [old_value, new_value] : node) {
    if (new_value.data().empty() || !new_value.empty()) {
      fail(file, "member '" + member + "': value '" + old_value + "' needs the new one behind it");
    }
    rule.values[old_value] = new_value.data();
  }
  return rule;
}

SuccessorRule successor_rule(const std::string& file, const ptree& node) {
  SuccessorRule rule;
  rule.event = node.data();
  if (rule.event.empty()) fail(file, "key 'successor' needs the name of an event");
  for (const auto& [member, its] : node) rule.members[member] = member_rule(file, member, its);
  return rule;
}

}  // namespace

void EventMap::add_successor(const std::string& event, const std::string& successor) {
  Entry& entry = events_[event];
  if (entry.is_of_file) return;
  for (const SuccessorRule& each : entry.successors) {
    if (each.event == successor) return;
  }
  entry.successors.push_back({successor, {}});
  successor_names_.insert(successor);
}

void EventMap::read(const std::string& text, const std::string& file) {
  ptree root;
  try {
    std::istringstream in(text);
    boost::property_tree::read_info(in, root);
  } catch (const boost::property_tree::info_parser_error& error) {
    fail(file, "line " + std::to_string(error.line()) + ": " + error.message());
  }
  for (const auto& [key, node] : root) {
    if (key == "event") {
      const std::string& event = node.data();
      if (event.empty()) fail(file, "key 'event' needs the name of an event");
      Entry entry;
      entry.is_of_file = true;
      for (const auto& [inner, its] : node) {
        if (inner == "successor") {
          entry.successors.push_back(successor_rule(file, its));
          successor_names_.insert(entry.successors.back().event);
        } else if (inner == "volatile" && !its.data().empty()) {
          volatile_[event].insert(its.data());
        } else {
          fail(file, "event '" + event + "': key '" + inner +
                         "' is not known; it has successor EVENT { … } and volatile MEMBER");
        }
      }
      events_[event] = std::move(entry);
    } else if (key == "volatile" && !node.data().empty()) {
      volatile_["*"].insert(node.data());
    } else if (key == "test" && !node.data().empty() && node.size() == 1 &&
               node.front().first == "is") {
      tests_[node.data()] = node.front().second.data();
    } else {
      fail(file, "key '" + key +
                     "' is not known; a map has event NAME { … }, volatile MEMBER and "
                     "test NAME { is NAME }");
    }
  }
}

void EventMap::read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  if (!in || !(text << in.rdbuf())) fail(file.string(), std::strerror(errno));
  read(text.str(), file.string());
}

const std::vector<SuccessorRule>& EventMap::successors(const std::string& event) const {
  const auto entry = events_.find(event);
  return entry == events_.end() ? kNone : entry->second.successors;
}

bool EventMap::is_volatile(const std::string& event, const std::string& path) const {
  for (const std::string& each : {event, std::string("*")}) {
    const auto entry = volatile_.find(each);
    if (entry != volatile_.end() && entry->second.contains(path)) return true;
  }
  return false;
}

}  // namespace signalbox
