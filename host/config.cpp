// SPDX-License-Identifier: Apache-2.0
#include "host/config.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

#include <boost/property_tree/info_parser.hpp>
#include <boost/property_tree/ptree.hpp>

#include "host/config_nesting.hpp"
#include "host/config_node.hpp"
#include "host/config_text.hpp"
#include "host/listen_address.hpp"
#include "host/machine_name.hpp"

namespace signalbox {
namespace {

namespace fs = std::filesystem;
using boost::property_tree::ptree;

constexpr std::string_view kReachesOthers =
    "other computers can connect, and nothing is encrypted; listen on loopback, or set insecure "
    "true";
constexpr std::string_view kAdminIsLocal =
    "a host is administered over Unix sockets only: unix:PATH, or fd:N of one";

// Each takes the loop some 100 us when the machine starts, and nobody has a tenth of it.
constexpr std::size_t kMostOfAMachine = 256;
constexpr std::string_view kFewEnough =
    "a machine has at most 256 keys 'listen', 256 'plugin' and 256 'plugin-dir'; make more "
    "machines";

ptree tree_of(const std::string& text, const fs::path& file) {
  check_nesting(text, file);
  std::istringstream stream(text);
  ptree tree;
  try {
    boost::property_tree::read_info(stream, tree);
  } catch (const boost::property_tree::info_parser_error& error) {
    const std::string name = error.filename().empty() ? file.string() : error.filename();
    const std::string line = error.line() ? ":" + std::to_string(error.line()) : "";
    throw ConfigError(name + line + ": " + error.message());
  }
  return tree;
}

fs::path absolute_path(const fs::path& file) {
  std::error_code error;
  const fs::path whole = fs::absolute(file, error);
  if (!error) return whole;
  throw ConfigError(file.string() + ": the path is relative, and the working directory cannot be " +
                    "told: " + error.message());
}

// Reads the parts of one file. Names and addresses must be unique in all of it.
class Reader {
 public:
  Reader(const std::string& text, const fs::path& file)
      : tree_(tree_of(text, file)),
        root_(tree_, file.string()),
        base_(absolute_path(file).parent_path()) {}

  HostConfig host() {
    HostConfig host;
    root_.expect_no_value();
    std::vector<ConfigKey> keys = limit_keys(false, host.limits);
    keys.insert(
        keys.end(),
        {
            {"ledger", false, [&](const auto& node) { host.ledger = ledger(node); }},
            {"audit", false, [&](const auto& node) { host.audit = audit(node); }},
            {"machine", true, [&](const auto& node) { host.machines.push_back(machine(node)); }},
            {"machine-dir", false, [&](const auto& node) { host.machine_dir = path(node); }},
            {"admin", false, [&](const auto& node) { host.admin = admin(node); }},
            {"metrics", false, [&](const auto& node) { host.metrics = metrics(node); }},
            {"total-backlog", false,
             [&](const auto& node) { host.total_backlog_bytes = node.bytes(); }},
            {"limits", false, [&](const auto& node) { read_limits(node, host.limits); }},
            {"log-level", false, [&](const auto& node) { host.log_level = log_level(node); }},
            {"log-file", false, [&](const auto& node) { host.log_file = path(node); }},
        });
    root_.read_keys(keys);
    if (host.machines.empty() && !host.machine_dir && !host.admin) {
      root_.fail("nothing to serve: a machine, machine-dir or admin is due");
    }
    return host;
  }

  MachineConfig only_machine() {
    std::optional<MachineConfig> only;
    root_.read_keys({{"machine", false, [&](const auto& node) { only = machine(node); }}});
    if (!only) root_.fail("no machine in it, one is due");
    return *std::move(only);
  }

 private:
  fs::path path(const ConfigNode& node) const { return (base_ / node.value()).lexically_normal(); }

  fs::path ledger(const ConfigNode& node) const {
    std::optional<fs::path> file;
    node.expect_no_value();
    node.read_keys({{"path", false, [&](const auto& key) { file = path(key); }}});
    if (!file) node.fail("key 'path' is missing");
    return *std::move(file);
  }

  AuditConfig audit(const ConfigNode& node) const {
    AuditConfig audit;
    audit.file = (base_ / node.name()).lexically_normal();
    node.read_keys(
        {{"argument", true, [&](const auto& key) { audit.arguments.insert(key.value()); }}});
    return audit;
  }

  // The keys of the limits that stand in the block, or at the top level; into `limits`.
  static std::vector<ConfigKey> limit_keys(bool in_block, LimitValues& limits) {
    std::vector<ConfigKey> keys;
    for (const LimitRow& row : limit_rows()) {
      if (row.in_block != in_block) continue;
      const auto limit = static_cast<Limit>(&row - limit_rows().data());
      keys.push_back({row.key, false, [&limits, &row, limit](const ConfigNode& key) {
                        const bool is_size = row.unit == LimitRow::Unit::bytes;
                        limits.set(limit, is_size ? key.bytes() : key.count());
                        if (limits[limit] == 0) key.fail("a limit is at least 1");
                      }});
    }
    return keys;
  }

  static void read_limits(const ConfigNode& node, LimitValues& limits) {
    node.expect_no_value();
    node.read_keys(limit_keys(true, limits));
  }

  LogLevel log_level(const ConfigNode& node) const {
    const std::optional<LogLevel> level = log_level_of(node.value());
    if (!level) node.fail("a level is debug, info, warning or error");
    return *level;
  }

  AdminConfig admin(const ConfigNode& node) {
    AdminConfig admin;
    node.expect_no_value();
    node.read_keys({{"listen", true, [&](const auto& key) {
                       key.value();  // its owner alone may connect: there is nothing to set
                       if (key.value().starts_with("tcp:")) key.fail(kAdminIsLocal);
                       admin.listeners.push_back(listener_at(key));
                     }}});
    if (admin.listeners.empty()) node.fail("key 'listen' is missing");
    return admin;
  }

  MetricsConfig metrics(const ConfigNode& node) {
    MetricsConfig metrics;
    node.expect_no_value();
    node.read_keys({
        {"listen", true,
         [&](const auto& key) {
           ListenerConfig listener = listener_at(key);
           key.read_keys(socket_keys(listener));
           check_reach(key, listener);
           metrics.listeners.push_back(std::move(listener));
         }},
        {"host", true, [&](const auto& key) { metrics.hosts.push_back(key.value()); }},
        {"names", false, [&](const auto& key) { metrics.names = key.flag(); }},
    });
    if (metrics.listeners.empty()) node.fail("key 'listen' is missing");
    return metrics;
  }

  MachineConfig machine(const ConfigNode& node) {
    MachineConfig machine;
    machine.name = node.name();
    if (!may_be_machine_name(machine.name)) node.fail(kMachineNames);
    if (!machines_.insert(machine.name).second) node.fail("the name is taken by another machine");
    std::set<std::string> plugins;
    node.read_keys({
        {"listen", true, [&](const auto& key) { machine.listeners.push_back(listener(key)); }},
        {"plugin-dir", true, [&](const auto& key) { machine.plugin_dirs.push_back(path(key)); }},
        {"plugin", true,
         [&](const auto& key) {
           machine.plugins.push_back({key.name(), key.json()});
           if (!plugins.insert(key.name()).second) key.fail("the plugin stands more than once");
         }},
        {"client-backlog", false,
         [&](const auto& key) { machine.client_backlog_bytes = key.bytes(); }},
        {"hold-clients", false, [&](const auto& key) { machine.hold_clients = key.flag(); }},
        {"disposable", false, [&](const auto& key) { machine.disposable = key.flag(); }},
        {"answer-limit", false, [&](const auto& key) { machine.answer_limit = key.seconds(); }},
    });
    const std::size_t most =
        std::max({machine.listeners.size(), machine.plugins.size(), machine.plugin_dirs.size()});
    if (most > kMostOfAMachine) node.fail(kFewEnough);
    return machine;
  }

  ListenerConfig listener_at(const ConfigNode& node) {
    const std::optional<ListenAddress> address = parse_listen_address(node.name());
    if (!address) node.fail("an address is unix:PATH, tcp:HOST:PORT or fd:N");
    ListenerConfig listener;
    listener.address = absolute(*address, base_);
    if (const std::string wrong = wrong_with(listener.address); !wrong.empty()) node.fail(wrong);
    if (!addresses_.insert(listener.address).second) node.fail("another listener has the address");
    return listener;
  }

  ListenerConfig listener(const ConfigNode& node) {
    ListenerConfig listener = listener_at(node);
    std::vector<ConfigKey> keys = socket_keys(listener);
    keys.insert(
        keys.end(),
        {
            {"role", false, [&](const auto& key) { listener.role = role(key); }},
            {"management", false, [&](const auto& key) { listener.management = key.flag(); }},
            {"advertise", false, [&](const auto& key) { listener.advertise = key.flag(); }},
            {"client", false, [&](const auto& key) { listener.client = key.value(); }},
            {"label", false, [&](const auto& key) { listener.label = key.value(); }},
        });
    node.read_keys(keys);
    check_reach(node, listener);
    return listener;
  }

  static void check_reach(const ConfigNode& node, const ListenerConfig& listener) {
    if (!listener.insecure && !is_local(*parse_listen_address(listener.address))) {
      node.fail(kReachesOthers);
    }
  }

  // The keys that say which processes may connect; their values go into `listener`.
  static std::vector<ConfigKey> socket_keys(ListenerConfig& listener) {
    const auto of_file = [&listener](const ConfigNode& key) -> const ConfigNode& {
      if (!listener.address.starts_with("unix:")) key.fail("only a unix: listener has a file");
      return key;
    };
    return {
        {"mode", false,
         [&listener, of_file](const auto& key) { listener.mode = of_file(key).mode(); }},
        {"group", false,
         [&listener, of_file](const auto& key) { listener.group = of_file(key).value(); }},
        {"insecure", false, [&listener](const auto& key) { listener.insecure = key.flag(); }},
    };
  }

  Role role(const ConfigNode& node) const {
    if (node.value() == "full") return Role::full;
    if (node.value() == "observer") return Role::observer;
    node.fail("a role is full or observer");
  }

  const ptree tree_;
  const ConfigNode root_;
  const fs::path base_;
  std::set<std::string> machines_;
  std::set<std::string> addresses_;
};

}  // namespace

HostConfig parse_config(const std::string& text, const fs::path& file) {
  return Reader(text, file).host();
}

HostConfig read_config(const fs::path& file) {
  const ConfigText read = config_text(file);
  HostConfig config = parse_config(read.text, file);
  config.file = absolute_path(file);
  for (const fs::path& each : read.included) config.included.push_back(absolute_path(each));
  return config;
}

MachineConfig read_machine_config(const fs::path& file) {
  return Reader(machine_config_text(file), file).only_machine();
}

}  // namespace signalbox
