// SPDX-License-Identifier: Apache-2.0
#include "cli/host_commands.hpp"

#include <exception>
#include <set>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "cli/host_connection.hpp"

namespace signalbox::cli {

namespace {

std::vector<std::string> names_in(const boost::json::value& list) {
  std::vector<std::string> names;
  for (const boost::json::value& each : list.as_array()) {
    names.emplace_back(each.at("name").as_string());
  }
  return names;
}

void add_commands_of_signals(HostConnection& host, std::set<std::string>& names) {
  std::vector<std::string> signals;
  try {
    signals = signal_names(host);
  } catch (const CommandRefused&) {
    return;  // a plain QMP server
  }
  names.insert({"query-connections", "query-plugins", "query-signals", "signal-connect",
                "signal-disconnect"});
  for (const std::string& each : signals) {
    names.insert(each + "-connect");
    names.insert(each + "-disconnect");
  }
}

}  // namespace

std::vector<std::string> command_names(HostConnection& host) {
  const std::vector<std::string> listed = names_in(host.call("query-commands"));
  std::set<std::string> names(listed.begin(), listed.end());
  if (!names.contains("signal-connect")) add_commands_of_signals(host, names);
  return {names.begin(), names.end()};
}

std::vector<std::string> known_commands(HostConnection& host) noexcept {
  try {
    return command_names(host);
  } catch (const std::exception&) {
    return {};
  }
}

std::vector<std::string> signal_names(HostConnection& host) {
  return names_in(host.call("query-signals"));
}

}  // namespace signalbox::cli
