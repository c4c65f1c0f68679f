// SPDX-License-Identifier: Apache-2.0
#include "cli/usual_places.hpp"

#include <cstdlib>
#include <optional>
#include <system_error>

#include <boost/property_tree/info_parser.hpp>
#include <boost/property_tree/ptree.hpp>

namespace signalbox::cli {

namespace {

namespace fs = std::filesystem;
using boost::property_tree::ptree;

constexpr const char* kPackagedSocket = "/run/signalbox/qmp.sock";
constexpr const char* kPackagedLedger = "/var/lib/signalbox/ledger/signalbox.db";
constexpr const char* kLedgerHere = "signalbox.db";
constexpr std::string_view kUnix = "unix:";

std::optional<UsualPlace> from_environment(const char* variable) {
  const char* const value = std::getenv(variable);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return UsualPlace{value, std::string("as ") + variable + " says"};
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// The configuration as a tree; empty where the file cannot be read: the host complains of that, not
// a client.
ptree read(const fs::path& configuration) {
  ptree tree;
  try {
    read_info(configuration.string(), tree);
  } catch (const boost::property_tree::ptree_error&) {
    return {};
  }
  return tree;
}

// Paths are relative to the directory of the file that has them.
UsualPlace as_configured(const std::string& path, const fs::path& configuration) {
  return {(configuration.parent_path() / path).lexically_normal().string(),
          "as " + configuration.string() + " says"};
}

std::string first_listener(const ptree& tree) {
  for (const auto& [key, machine] : tree) {
    if (key != "machine") continue;
    for (const auto& [inner, value] : machine) {
      if (inner == "listen" && value.data().starts_with(kUnix)) {
        return value.data().substr(kUnix.size());
      }
    }
  }
  return {};
}

}  // namespace

UsualPlace usual_socket(const fs::path& configuration) {
  if (const auto set = from_environment("SIGNALBOX_SOCKET")) return *set;
  const std::string listener = first_listener(read(configuration));
  if (!listener.empty()) return as_configured(listener, configuration);
  if (is_there(kPackagedSocket)) return {kPackagedSocket, "where the package has it"};
  return {};
}

UsualPlace usual_ledger(const fs::path& configuration) {
  if (const auto set = from_environment("SIGNALBOX_LEDGER")) return *set;
  if (is_there(kLedgerHere)) return {kLedgerHere, "which is here"};
  const ptree tree = read(configuration);
  if (const auto path = tree.get_optional<std::string>("ledger.path")) {
    return as_configured(*path, configuration);
  }
  if (is_there(kPackagedLedger)) return {kPackagedLedger, "where the package has it"};
  return {kLedgerHere, "for want of another"};
}

}  // namespace signalbox::cli
