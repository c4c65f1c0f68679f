// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <memory>
#include <string>

#include "host/registry.hpp"
#include "signalbox/plugin.h"

// One plugin's connection to another's accessor, whether or not that is there at the moment.
struct signalbox_listening;

namespace signalbox {

class Machine;

// The connections between the plugins of one machine. [machine thread]
class Listenings {
 public:
  explicit Listenings(Machine& machine);
  ~Listenings();
  Listenings(const Listenings&) = delete;
  Listenings& operator=(const Listenings&) = delete;

  signalbox_listening* add(PluginInstance& owner, const char* accessor, const char* arguments,
                           const signalbox_listener& listener);

  // Returns when the receiver is running nowhere.
  void remove(signalbox_listening* listening);

  // All that `owner` listens to.
  void remove_all(const PluginInstance& owner);

  // What a plugin asked for before it was active is connected.
  void wake(const PluginInstance& owner);

  // The accessors of `owner` are offered by its next version: connections are made there, or end.
  void move(const PluginInstance& owner, const Registry& next);

  // The accessor has come, or is about to go with its plugin.
  void accessor_added(const std::shared_ptr<const OfferedAccessor>& accessor);
  void owner_leaves(const PluginInstance& owner, const char* reason);

 private:
  void connect(signalbox_listening& listening,
               const std::shared_ptr<const OfferedAccessor>& accessor);
  void disconnect(signalbox_listening& listening);
  void release(signalbox_listening& listening);

  Machine& machine_;
  std::list<std::unique_ptr<signalbox_listening>> all_;
};

}  // namespace signalbox
