// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "host/config.hpp"
#include "host/loop.hpp"
#include "host/plugin_file.hpp"
#include "host/registry.hpp"
#include "host/reply.hpp"
#include "signalbox/plugin.h"

namespace signalbox {

class Machine;

// What one machine has of a plugin: its code, its instance, and the host's side of the ABI.
class PluginInstance {
 public:
  PluginInstance(Machine& machine, PluginFile file, const PluginConfig& config);

  // Asserts that destroy() was called if create() succeeded.
  ~PluginInstance();
  PluginInstance(const PluginInstance&) = delete;
  PluginInstance& operator=(const PluginInstance&) = delete;

  InstanceId id() const { return id_; }
  const std::string& name() const { return name_; }
  const signalbox_plugin& entry() const { return file_.entry(); }
  const PluginFile& file() const { return file_; }
  Machine& machine() const { return machine_; }
  const signalbox_context& context() const { return context_; }

  // Makes the instance; what it adds is offered by the caller. `saved` is what the instance that
  // it replaces gave; null: it replaces none. Throws PluginRefused. [machine thread]
  void create(const std::string* saved);

  // What the next version must know. [machine thread]
  std::string save() const;

  // Starts its sources: its connections stand. [machine thread]
  void activate();
  bool is_active() const { return is_active_; }

  // What create() added; handed out once.
  std::vector<OfferedCommand> take_commands() { return std::move(commands_); }
  std::vector<std::shared_ptr<const OfferedAccessor>> take_accessors() {
    return std::move(accessors_);
  }

  // What create() claimed; null: nothing.
  const signalbox_rest* rest() const { return rest_; }

  // What it watches is read again, where it was not for a while. [loop]
  void read_on();

  // Returns whether something that it watches is for this session alone. [loop]
  bool has_watch_for(std::uint64_t session) const;

  // Whether it has callbacks that run on the loop beside its calls: what it watches, prompt timers,
  // look-ups, and the rest. Its calls count on the loop then. [any thread]
  bool is_called_beside_calls() const { return is_called_beside_calls_; }
  PluginInstance& count_on_loop() {
    is_called_beside_calls_ = true;
    return *this;
  }

  // A figure of the machine's at /metrics, without the label.
  struct Figure {
    std::string help;
    double value;
  };
  const std::map<std::string, Figure>& figures() const { return figures_; }  // by name [loop]

  // As signalbox_host.charge. [loop]
  bool charge(std::size_t bytes);

  // It is offered no more; what it was asked before it may still answer. [machine thread]
  void leave();
  bool is_leaving() const { return is_leaving_; }  // [any thread]

  // False once it is being destroyed: what was posted for it finds nobody. [loop]
  std::shared_ptr<const bool> alive() const { return alive_; }

  // Ends the instance and unmaps the code. False: the code is still mapped. [machine thread]
  bool destroy();

 private:
  PluginRefused refused(const std::string& why) const;
  signalbox_timer* any_timer();  // an armed one; null: none is

  Machine& machine_;
  const InstanceId id_;
  PluginFile file_;
  const std::string name_;
  const std::string configuration_;
  const signalbox_host host_;
  signalbox_context context_;
  std::mutex timers_guard_;
  std::list<std::shared_ptr<signalbox_timer>> timers_;  // armed ones; guarded
  std::atomic<std::thread::id> creator_;                // the thread that is in create()
  bool is_active_ = false;
  std::atomic<bool> is_leaving_ = false;
  std::atomic<bool> is_called_beside_calls_ = false;
  const signalbox_rest* rest_ = nullptr;
  std::list<std::unique_ptr<signalbox_watch>> watches_;
  std::map<std::string, Figure> figures_;
  std::size_t charged_ = 0;
  std::vector<OfferedCommand> commands_;
  std::vector<std::shared_ptr<const OfferedAccessor>> accessors_;
  // Tells what was posted that nobody is there any more.
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);

  friend struct HostCalls;  // the functions behind signalbox_host
};

// A plugin that is offered no more and owes answers yet.
struct LeavingPlugin {
  std::unique_ptr<PluginInstance> plugin;
  std::function<void()> done;
  std::optional<Timer> limit;  // until it is overdue
  bool is_overdue = false;
};

}  // namespace signalbox
