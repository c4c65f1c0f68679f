// SPDX-License-Identifier: Apache-2.0
#include "cli/private_config.hpp"

#include <algorithm>
#include <sstream>

#include <boost/property_tree/info_parser.hpp>
#include <boost/property_tree/ptree.hpp>

namespace signalbox::cli {

namespace fs = std::filesystem;
using boost::property_tree::ptree;

namespace {

// Sockets that a plugin connects to are where they were, wherever the host runs.
void make_sockets_absolute(ptree& plugin) {
  for (auto& [key, node] : plugin) {
    std::string& value = node.data();
    const std::size_t prefix = value.find("unix:");
    const bool is_socket = prefix == 0 || value.starts_with("accept:unix:");
    const std::size_t begin = prefix + sizeof "unix:" - 1;
    if (is_socket && value.size() > begin && value[begin] != '/') {
      value = value.substr(0, begin) + fs::absolute(value.substr(begin)).string();
    }
    make_sockets_absolute(node);
  }
}

// A QEMU is there beside the host, and somebody else's.
bool has_upstream(const ptree& machine) {
  const auto plugins = machine.equal_range("plugin");
  return std::any_of(plugins.first, plugins.second,
                     [](const auto& each) { return each.second.data() == "qemu"; });
}

ptree machine_of(const ptree& machine, const fs::path& base, bool disposable) {
  ptree made;
  made.data() = machine.data();
  if (disposable && !has_upstream(machine) && machine.count("disposable") == 0) {
    made.push_back({"disposable", ptree("true")});
  }
  for (const auto& [key, node] : machine) {
    if (key == "listen") continue;
    ptree copy = node;
    if (key == "plugin-dir") copy.data() = (base / node.data()).lexically_normal().string();
    if (key == "plugin") make_sockets_absolute(copy);
    made.push_back({key, copy});
  }
  return made;
}

}  // namespace

std::string private_config_of(const std::string& text, const fs::path& file,
                              PrivateConfig& config) {
  ptree root;
  try {
    std::istringstream in(text);
    boost::property_tree::read_info(in, root);
  } catch (const boost::property_tree::info_parser_error& error) {
    throw ConfigUnusable(file.string() + ": line " + std::to_string(error.line()) + ": " +
                         error.message());
  }
  const fs::path base = fs::absolute(file).parent_path();
  ptree made;
  std::string names;
  ptree* compared = nullptr;
  int count = 0;
  for (const auto& [key, node] : root) {
    if (key == "ledger" || key == "audit" || key == "admin" || key == "machine-dir") continue;
    if (key != "machine") {
      made.push_back({key, node});
      continue;
    }
    ptree& machine = made.push_back({key, machine_of(node, base, config.disposable)})->second;
    ++count;
    names += (names.empty() ? "" : ", ") + node.data();
    if (config.machine.empty() || node.data() == config.machine) compared = &machine;
  }
  if (compared == nullptr) {
    throw ConfigUnusable(
        file.string() + (count == 0 ? ": no machine in it"
                                    : ": no machine '" + config.machine + "' in it, but " + names));
  }
  if (config.machine.empty() && count > 1) {
    throw ConfigUnusable(file.string() +
                         ": several machines in it; --machine says which: " + names);
  }
  config.machine = compared->data();
  compared->push_front({"listen", ptree("unix:" + config.drive)});
  ptree admin;
  admin.push_back({"listen", ptree(config.admin)});
  made.push_back({"admin", admin});
  if (config.ledger) {
    ptree ledger;
    ledger.push_back({"path", ptree(config.ledger->string())});
    made.push_back({"ledger", ledger});
  }
  std::ostringstream out;
  boost::property_tree::write_info(out, made);
  return out.str();
}

std::string default_config() {
  return R"(machine compared {
  plugin block {
    drive { id disk0  file disk0.img  size 1048576 }
    drive { id disk1  file disk1.img  size 1048576 }
  }
  plugin legacy
}
)";
}

}  // namespace signalbox::cli
