// SPDX-License-Identifier: Apache-2.0
// qmp_events.hpp: events as objects of C++.
#include "schema/c_text.hpp"
#include "schema/names.hpp"
#include "schema/outputs.hpp"
#include "schema/representation.hpp"

namespace signalbox::schema {
namespace {

// "const char *device" as C++ spells it: "const char* device".
std::string as_cxx(std::string text) {
  for (std::size_t at = 0; (at = text.find(" *", at)) != std::string::npos; ++at) {
    text.replace(at, 2, "* ");
  }
  return text;
}

std::string cxx_comment(const std::string& text) {
  std::string result;
  std::string line;
  for (const char c : text) {
    if (c != '\n') {
      line += c;
      continue;
    }
    result += line.empty() ? "//\n" : "// " + line + "\n";
    line.clear();
  }
  return result;
}

std::string signal_method(const std::vector<std::string>& parameters, const std::string& call) {
  const std::string head = filled("  void signal(", parameters, ") {");
  const std::string line = head + call.substr(3) + " }";
  const bool fits = line.find('\n') == std::string::npos && line.size() <= 100;
  return (fits ? line : head + "\n" + call + "\n  }") + "\n";
}

std::string event_class(const Event& event) {
  std::vector<std::string> types;
  std::vector<std::string> parameters;
  std::vector<std::string> arguments = {"&body_"};
  for (const std::string& parameter : c_parameters(event.members)) {
    const std::size_t name = parameter.find_last_of(" *") + 1;
    std::string type = as_cxx(parameter.substr(0, name));
    while (type.ends_with(' ')) type.pop_back();
    types.push_back(type);
    parameters.push_back(type + " " + parameter.substr(name));
    arguments.push_back(parameter.substr(name));
  }
  const std::string c = snake_case(event.name);
  return expanded(
      R"(@comment@class @T@ {
 public:
  @T@() = default;
  @T@(const @T@&) = delete;
  @T@& operator=(const @T@&) = delete;
  ~@T@() { close(); }

@connect@@signal@  void close() { @c@_close(&body_); }

  // What an accessor returns, and what the functions of C take.
  ::@T@* c_event() { return &body_; }

 private:
  ::@T@ body_ = {};
};

)",
      {{"comment", cxx_comment(event.comment)},
       {"T", event.name},
       {"connect", R"(  // Calls `slot` until the connection goes, which may outlive the event.
  template <typename Slot>
  [[nodiscard]] signalbox::ScopedConnection connect(Slot slot) {
)" + filled(filled("    return signalbox::connect_scoped<", types, ">("),
            {"&body_.connections", "std::move(slot)"}, ");\n  }\n")},
       {"signal", signal_method(parameters, filled("    " + c + "_signal(", arguments, ");"))},
       {"c", c}});
}

}  // namespace

std::string events_cxx_header(const Unit& unit) {
  std::string body;
  for (const Event& event : unit.schema.events) body += event_class(event);
  return expanded(
      R"(// SPDX-License-Identifier: Apache-2.0
// Made by qmpc from @file@; changes are lost.
#pragma once

#include <utility>

#include "@plugin@/qmp_events.h"
#include "signalbox/scoped_connection.hpp"

// The events of C as objects. Slots may be lambdas; an event closes itself. [any thread]
namespace @namespace@ {@body@}  // namespace @namespace@
)",
      {{"file", unit.file},
       {"plugin", unit.plugin},
       {"namespace", unit.prefix()},
       {"body", body.empty() ? body : "\n\n" + body}});
}

}  // namespace signalbox::schema
