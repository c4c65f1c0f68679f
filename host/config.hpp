// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/limit.hpp"
#include "host/log.hpp"

namespace signalbox {

// The configuration cannot be used. The text is one line: the file, the line where the parser
// knows it, the place in it, what is wrong, and for an unknown key the nearest known one.
class ConfigError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What the clients of a listener may do; see docs/configuration.md.
enum class Role { full, observer };

struct ListenerConfig {
  std::string address;  // "unix:/absolute/path", "tcp:HOST:PORT" or "fd:N"
  Role role = Role::full;
  int mode = 0600;          // of the socket file
  std::string group;        // of the socket file; empty: the process's own
  bool insecure = false;    // TCP that other computers can reach is meant to be
  bool management = false;  // its clients are never disconnected for reading slowly
  bool advertise = false;   // in front of a QEMU: the greeting and introspection show our additions
  std::string client;  // what its clients are called in the ledger; empty: what the kernel says
  std::string label;   // the run that its sessions count for in the ledger; empty: none

  bool operator==(const ListenerConfig&) const = default;
};

struct PluginConfig {
  std::string name;

  // Its node as JSON text: a leaf is a string, a node an object, a key that stands more than
  // once a list. A node with both a value and keys has the value under the key "".
  std::string json = "{}";

  bool operator==(const PluginConfig&) const = default;
};

struct MachineConfig {
  std::string name;
  std::vector<ListenerConfig> listeners;
  std::vector<std::filesystem::path> plugin_dirs;  // absolute
  std::vector<PluginConfig> plugins;               // in the order of the file, no name twice
  std::size_t client_backlog_bytes = std::size_t{64} << 20;
  bool hold_clients = false;
  bool disposable = false;  // nobody depends on it: its state may be kept from its clients
  std::chrono::seconds answer_limit{60};  // 0: none

  bool operator==(const MachineConfig&) const = default;
};

struct AdminConfig {
  std::vector<ListenerConfig> listeners;
};

struct AuditConfig {
  std::filesystem::path file;       // absolute
  std::set<std::string> arguments;  // whose values are written; empty: the usual ones
};

// Where figures and the ledger's report are served by HTTP.
struct MetricsConfig {
  std::vector<ListenerConfig> listeners;
  std::vector<std::string> hosts;  // names that HTTP requests may be for, beside localhost
  bool names = false;              // the report says what clients are called, not their pseudonyms
};

struct HostConfig {
  std::filesystem::path file;                        // absolute; empty: a command line
  std::vector<std::filesystem::path> included;       // absolute; files that `file` includes
  std::optional<std::filesystem::path> ledger;       // absolute; none: nothing is recorded
  std::optional<AuditConfig> audit;                  // none: commands are not written down
  std::vector<MachineConfig> machines;               // no name twice
  std::optional<std::filesystem::path> machine_dir;  // absolute; one file a machine
  std::optional<AdminConfig> admin;
  std::optional<MetricsConfig> metrics;  // none: not served
  std::size_t total_backlog_bytes = std::size_t{1} << 30;
  LimitValues limits;
  LogLevel log_level = LogLevel::info;
  std::optional<std::filesystem::path> log_file;  // absolute; none: stderr
};

// Reads a PropertyTree INFO file. Relative paths in it are relative to its directory, except
// inside `plugin NAME { … }`, which is the plugin's own affair. Throws ConfigError, also when
// another user could change the file or one that it includes (host/trusted_path.hpp).
HostConfig read_config(const std::filesystem::path& file);

// The same of a text that is at hand; `file` says where relative paths start, and is what errors
// call it.
HostConfig parse_config(const std::string& text, const std::filesystem::path& file);

// Reads a file of a machine-dir: one `machine NAME { … }` and nothing else, and no `#include`.
// Throws ConfigError as read_config().
MachineConfig read_machine_config(const std::filesystem::path& file);

}  // namespace signalbox
