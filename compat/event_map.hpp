// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

// A map file cannot be used; names it, the line where the parser knows it, and what is wrong.
class EventMapError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Where a member of an old event is found in the new one, and how its values are called there.
struct MemberRule {
  std::string path;                           // "data.action", "arguments.device"
  std::map<std::string, std::string> values;  // old to new, for strings
};

// An event that says the same as an old one. Members that have no rule keep their name, in the
// data or, where that has none, in the accessor's arguments.
struct SuccessorRule {
  std::string event;                          // wire name
  std::map<std::string, MemberRule> members;  // by the old member
};

// What stands for what in the comparison of an old client with a new one. From the schemas'
// `successor` and from map files (docs/compare.md); an event that is in a file is no longer what
// the schema says.
class EventMap {
 public:
  // Of a schema: ignored for an event that a file tells of.
  void add_successor(const std::string& event, const std::string& successor);

  // Reads a map file's text; `file` is for errors. Throws EventMapError.
  void read(const std::string& text, const std::string& file);
  void read_file(const std::filesystem::path& file);

  const std::vector<SuccessorRule>& successors(const std::string& event) const;

  // It stands for some old event.
  bool is_successor(const std::string& event) const { return successor_names_.contains(event); }

  // Tests that have another name in the new suite, by the old one.
  const std::map<std::string, std::string>& tests() const { return tests_; }

  // Not compared: declared for the event, or for all ("*"). `path` is a member's, "info.time".
  bool is_volatile(const std::string& event, const std::string& path) const;

 private:
  struct Entry {
    bool is_of_file = false;
    std::vector<SuccessorRule> successors;
  };

  std::map<std::string, Entry> events_;
  std::set<std::string> successor_names_;
  std::map<std::string, std::set<std::string>> volatile_;
  std::map<std::string, std::string> tests_;
};

}  // namespace signalbox
