// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "host/registry.hpp"
#include "signalbox/plugin.h"

namespace signalbox {

class Machine;
class PluginInstance;
struct Listening;

// The connections between the plugins of one machine, whether or not the accessors are there at the
// moment. [machine thread, unless it says otherwise]
class Listenings {
 public:
  explicit Listenings(Machine& machine);
  ~Listenings();
  Listenings(const Listenings&) = delete;
  Listenings& operator=(const Listenings&) = delete;

  // Outside the machine's calls it is added in one that follows. A connection that is made at once
  // is told by `connected` in a call of its own, when the plugin has what this returns: a number
  // that no other listening of the machine gets. [any thread]
  std::uint64_t add(PluginInstance& owner, const char* accessor, const char* arguments,
                    const signalbox_listener& listener);

  // Returns when the receiver is running nowhere; inside one, or outside the machine's calls, at
  // once: no new call starts, and `released` follows. What is none of the listenings is ignored.
  // [any thread]
  void remove(std::uint64_t listening);

  // All that `owner` listens to.
  void remove_all(const PluginInstance& owner);

  // What a plugin asked for before it was active is connected.
  void wake(const PluginInstance& owner);

  // The accessors of `owner` are offered by its next version: connections are made there, or end.
  void move(const PluginInstance& owner, const Registry& next);

  // `owner` hears an accessor of `source`, so that its events come from there.
  bool listens(const PluginInstance& owner, const PluginInstance& source) const;

  // The accessor has come, or is about to go with its plugin.
  void accessor_added(const std::shared_ptr<const OfferedAccessor>& accessor);
  void owner_leaves(const PluginInstance& owner, const char* reason);
  void accessor_leaves(const OfferedAccessor& accessor, const char* reason);

 private:
  void adopt(const std::shared_ptr<Listening>& added);
  void in_a_call(std::function<void()> run);
  void connect(const std::shared_ptr<Listening>& listening,
               const std::shared_ptr<const OfferedAccessor>& accessor);
  void connect_now(Listening& listening, const std::shared_ptr<const OfferedAccessor>& accessor);
  void disconnect(Listening& listening);
  void leave(Listening& listening, const char* reason);
  void release(Listening& listening);
  void visit(const std::function<void(const std::shared_ptr<Listening>& listening)>& what);
  void sweep();
  std::shared_ptr<Listening> find(std::uint64_t number);

  Machine& machine_;
  std::atomic<std::uint64_t> last_number_ = 0;
  std::mutex guard_;  // who changes the list; who goes over it in a call needs it not
  std::list<std::shared_ptr<Listening>> all_;
  int visits_ = 0;  // how many go over them; none is deleted meanwhile
};

}  // namespace signalbox
