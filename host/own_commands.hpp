// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "host/registry.hpp"
#include "signalbox/plugin.h"

namespace signalbox {

struct Call;

// The commands and accessors that belong to no plugin: those of the host and of whoever adds some
// before the first machine is made. They come out of schemas as a plugin's do. Inside the call of
// an accessor signalbox_self() is the Machine. [loop]
class OwnCommands {
 public:
  OwnCommands();  // with the host's
  OwnCommands(const OwnCommands&) = delete;
  OwnCommands& operator=(const OwnCommands&) = delete;

  // `offer` is a generated NAME_register(), `schema` the NAME_schema beside it. A command that
  // `scopes` does not name is for command mode. Throws std::logic_error for a name twice.
  using Offer = bool(const signalbox_host* host, Error** errp);
  void add(const std::string& owner, Offer* offer, const signalbox_schema& schema,
           std::map<std::string, unsigned> scopes);

  const std::vector<OfferedCommand>& commands() const { return commands_; }
  const std::vector<const signalbox_accessor*>& accessors() const { return accessors_; }
  const std::map<std::string, const signalbox_schema*>& schemas() const { return schemas_; }

  const signalbox_host& calls() const { return calls_; }

  // What a command of the host's own gets in the place of a plugin's reply, for as long as it runs.
  static signalbox_reply* handle_of(Call& call) {
    return reinterpret_cast<signalbox_reply*>(&call);
  }

 private:
  static bool add_command(void* self, const signalbox_command* command, Error** errp);
  static bool add_accessor(void* self, const signalbox_accessor* accessor, Error** errp);

  const signalbox_host calls_;
  std::map<std::string, unsigned> scopes_;  // of what is being added
  std::vector<OfferedCommand> commands_;
  std::vector<const signalbox_accessor*> accessors_;
  std::map<std::string, const signalbox_schema*> schemas_;
};

}  // namespace signalbox
