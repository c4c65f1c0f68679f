// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "wire/located_json.hpp"

namespace signalbox::cli {

// Takes out of a session what tells whose it was, so that it stays the same session: a string has
// the same replacement wherever it stands, two strings never have the same one, and what is no
// string stays. docs/record-replay.md says which strings stay, and what the others become.
class Redaction {
 public:
  // A word that says nothing about anybody.
  void keep(const std::string& word) { kept_.insert(word); }

  // Keeps the words of a server's query-qmp-schema: values of enumerations, commands and events.
  // Throws std::exception if the text is no list of SchemaInfo.
  void keep_schema(std::string_view schema);

  // A message of a session with its strings replaced, all else byte for byte as it was. `subject`
  // is the command that a reply is to.
  std::string redact(const std::string& message, const std::string& subject = {});

 private:
  void walk(const LocatedJson& json, LocatedJson::Node node, const std::string& key, int depth);
  std::string replacement(const std::string& text, const std::string& key);
  std::string replacement_of_path(const std::string& path);
  std::string numbered(const std::string& text, const std::string& form);

  std::set<std::string> kept_;
  std::map<std::string, std::string> replacements_;
  std::map<std::string, std::uint64_t> last_numbers_;  // by form

  // Of the message that is being redacted.
  std::string subject_;
  std::string out_;
  std::size_t copied_ = 0;  // of its text
};

}  // namespace signalbox::cli
