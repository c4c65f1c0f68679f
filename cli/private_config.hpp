// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

namespace signalbox::cli {

// A configuration cannot serve for a private host; says which and why.
struct ConfigUnusable : std::runtime_error {
  using runtime_error::runtime_error;
};

// What a private host is to be.
struct PrivateConfig {
  std::string machine;                          // the one that is compared; empty: the only one
  std::string drive;                            // path of a socket of that machine
  std::string admin;                            // "fd:5"
  std::optional<std::filesystem::path> ledger;  // absolute; none: nothing is recorded
  bool disposable = false;  // nobody depends on machines that are in this host alone
};

// The text of a configuration for a host that stands apart from the one that `text`, of `file`, is
// for: the same machines and plugins, but no listener, ledger or machine-dir of that. Relative
// paths become absolute, those inside plugins excepted: what a plugin makes, it makes in the
// private host's directory. Puts the name of the machine into `config`. Throws ConfigUnusable.
std::string private_config_of(const std::string& text, const std::filesystem::path& file,
                              PrivateConfig& config);

// What is compared where nobody gives a configuration: a machine with the plugins block and legacy
// and two disks, disk0 and disk1.
std::string default_config();

}  // namespace signalbox::cli
