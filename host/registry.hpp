// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "signalbox/plugin.h"

namespace signalbox {

class PluginInstance;

// Where a command may be used. What a plugin adds is for command mode.
enum Scope : unsigned {
  kNegotiation = 1 << 0,  // before qmp_capabilities
  kCommand = 1 << 1,      // after it
  kObserver = 1 << 2,     // by clients of an observer listener too: it has no effect
  kAdmin = 1 << 3,        // on the admin listener
  kMachine = kNegotiation | kCommand,
};

struct OfferedCommand {
  std::string name;
  const signalbox_command* command;
  PluginInstance* owner;              // null: the host's own
  std::shared_ptr<const bool> alive;  // of the owner; may be asked inside a machine's call
  unsigned scope;                     // of Scope
};

struct OfferedAccessor {
  std::string name;
  std::string event;      // wire name
  std::string successor;  // empty: none
  std::uint32_t flags;    // SIGNALBOX_LEGACY, …
  const signalbox_accessor* accessor;
  PluginInstance* owner;              // null: the host's own
  std::shared_ptr<const bool> alive;  // of the owner; may be asked inside a machine's call
  signalbox_context own = {};         // of the host's own: what context() is

  bool is_legacy() const { return (flags & SIGNALBOX_LEGACY) != 0; }

  // The host compares the arguments with the data of its events.
  bool is_by_data() const { return (flags & SIGNALBOX_BY_DATA) != 0; }

  // Calls of the accessor. What a plugin throws in them becomes `*errp`, a GenericError; in
  // disconnect() it is named in the log. [machine thread]
  void* connect(const std::string& arguments, const signalbox_receiver& receiver,
                Error** errp) const;
  void disconnect(void* connection) const;
  void inject(const std::string& arguments, const std::string& data, Error** errp) const;

 private:
  signalbox_context context() const;
};

// The commands and accessors of one machine by name, in the order of their names. [loop]
class Registry {
 public:
  // Empty: added; else the owner of the name that is taken ("host" for the host's own).
  std::string add(OfferedCommand command);
  std::string add(std::shared_ptr<const OfferedAccessor> accessor);

  // Forgets all that `owner` added, or one accessor.
  void remove(const PluginInstance& owner);
  void remove(const OfferedAccessor& accessor);

  const OfferedCommand* command(std::string_view name) const;  // null: not there
  std::shared_ptr<const OfferedAccessor> accessor(std::string_view name) const;

  // The accessor whose NAME-connect or NAME-disconnect `command` is; null: none.
  std::shared_ptr<const OfferedAccessor> connected_by(std::string_view command) const;
  std::shared_ptr<const OfferedAccessor> disconnected_by(std::string_view command) const;

  const std::map<std::string, OfferedCommand, std::less<>>& commands() const { return commands_; }
  const std::map<std::string, std::shared_ptr<const OfferedAccessor>, std::less<>>& accessors()
      const {
    return accessors_;
  }

 private:
  std::map<std::string, OfferedCommand, std::less<>> commands_;
  std::map<std::string, std::shared_ptr<const OfferedAccessor>, std::less<>> accessors_;
};

}  // namespace signalbox
