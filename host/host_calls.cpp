// SPDX-License-Identifier: Apache-2.0
#include "host/host_calls.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "host/host.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/plugin_instance.hpp"

// The machine thread arms and disarms it, which may be the worker; the loop makes and destroys
// what is behind it.
struct signalbox_timer {
  void (*function)(void* opaque) = nullptr;
  void* opaque = nullptr;
  std::atomic<bool> is_armed = true;
  std::optional<signalbox::Timer> timer;
};

namespace signalbox {

// Each takes `self`, the instance; see plugin.h for what they do and on which thread.
struct HostCalls {
  static PluginInstance& instance(void* self) { return *static_cast<PluginInstance*>(self); }
  static Machine& machine(void* self) { return instance(self).machine_; }

  static bool add_command(void* self, const signalbox_command* command, Error** errp) {
    PluginInstance& plugin = instance(self);
    if (!plugin.creating_) return outside_create(command->name, errp);
    plugin.commands_.push_back({command->name, command, &plugin, plugin.alive_, kCommand});
    return true;
  }

  static bool add_accessor(void* self, const signalbox_accessor* accessor, Error** errp) {
    PluginInstance& plugin = instance(self);
    if (!plugin.creating_) return outside_create(accessor->name, errp);
    const char* const successor = accessor->successor == nullptr ? "" : accessor->successor;
    plugin.accessors_.push_back(std::make_shared<const OfferedAccessor>(
        OfferedAccessor{accessor->name, accessor->event, successor, accessor->flags, accessor,
                        &plugin, plugin.alive_}));
    return true;
  }

  static bool outside_create(const char* name, Error** errp) {
    error_set(errp, "GenericError", "'%s' can only be added while create() runs", name);
    return false;
  }

  static void reply_return(void* self, signalbox_reply* reply, const char* json) {
    machine(self).answer(*reply, json);
  }

  static void reply_error(void* self, signalbox_reply* reply, Error* error) {
    machine(self).answer_error(*reply, error);
  }

  static void begin_emission(void* self, uint64_t cause, signalbox_emission* emission) {
    *emission = machine(self).new_emission(cause);
  }

  static const char* configuration(void* self) { return instance(self).configuration_.c_str(); }

  static void log(void* self, signalbox_log_level level, const char* message) {
    const std::string line = machine(self).name() + ": " + instance(self).name() + ": " + message;
    switch (level) {
      case SIGNALBOX_LOG_DEBUG: return log_debug(line);
      case SIGNALBOX_LOG_INFO: return log_info(line);
      case SIGNALBOX_LOG_WARNING: return log_warning(line);
      case SIGNALBOX_LOG_ERROR: break;
    }
    log_error(line);
  }

  static void post(void* self, void (*function)(void* opaque), void* opaque) {
    PluginInstance& plugin = instance(self);
    plugin.machine_.loop().post([&plugin, alive = plugin.alive_, function, opaque] {
      if (*alive) call(plugin, function, opaque);
    });
  }

  static void call(PluginInstance& plugin, void (*function)(void* opaque), void* opaque) {
    plugin.machine_.call(MachineThread::Place::loop, &plugin,
                         [alive = plugin.alive_, function, opaque] {
                           if (*alive) function(opaque);
                         });
  }

  static signalbox_timer* arm_timer(void* self, uint64_t milliseconds,
                                    void (*function)(void* opaque), void* opaque) {
    PluginInstance& plugin = instance(self);
    const auto timer = std::make_shared<signalbox_timer>();
    timer->function = function;
    timer->opaque = opaque;
    plugin.timers_.push_back(timer);
    plugin.machine_.loop().post([&plugin, alive = plugin.alive_, timer, milliseconds] {
      if (!*alive || !timer->is_armed) return;
      timer->timer.emplace(plugin.machine_.loop(), std::chrono::milliseconds(milliseconds),
                           [&plugin, alive, timer] {
                             if (*alive) expire(plugin, timer);
                           });
    });
    return timer.get();
  }

  // The plugin may disarm the timer until the very moment that its call begins.
  static void expire(PluginInstance& plugin, const std::shared_ptr<signalbox_timer>& timer) {
    plugin.machine_.call(MachineThread::Place::loop, &plugin, [&plugin, timer] {
      if (!timer->is_armed) return;
      disarm_timer(&plugin, timer.get());
      timer->function(timer->opaque);
    });
  }

  static void disarm_timer(void* self, signalbox_timer* timer) {
    PluginInstance& plugin = instance(self);
    const auto entry = std::find_if(plugin.timers_.begin(), plugin.timers_.end(),
                                    [timer](const auto& each) { return each.get() == timer; });
    if (entry == plugin.timers_.end()) return;
    (*entry)->is_armed = false;
    plugin.machine_.loop().post([gone = *entry] { gone->timer.reset(); });
    plugin.timers_.erase(entry);
  }

  static signalbox_listening* listen(void* self, const char* accessor, const char* arguments,
                                     const signalbox_listener* listener) {
    return machine(self).listenings().add(instance(self), accessor, arguments, *listener);
  }

  static void unlisten(void* self, signalbox_listening* listening) {
    machine(self).listenings().remove(listening);
  }

  static void execute(void* self, const char* command, const char* arguments,
                      void (*done)(const char* json, Error* error, void* opaque), void* opaque) {
    machine(self).execute(command, arguments, [done, opaque](std::string_view value, Error* error) {
      done(error == nullptr ? std::string(value).c_str() : nullptr, error, opaque);
    });
  }

  static void wait_for_room(void* self) {
    Machine& own = machine(self);
    own.room().wait([&own] { return own.fifo().bytes(); }, instance(self).is_leaving_);
  }

  static void end_machine(void* self) { machine(self).ask_end(); }
};

signalbox_host host_calls_of(PluginInstance& instance) {
  return {
      .abi_minor = SIGNALBOX_ABI_MINOR,
      .self = &instance,
      .add_command = &HostCalls::add_command,
      .add_accessor = &HostCalls::add_accessor,
      .reply_return = &HostCalls::reply_return,
      .reply_error = &HostCalls::reply_error,
      .begin_emission = &HostCalls::begin_emission,
      .configuration = &HostCalls::configuration,
      .log = &HostCalls::log,
      .post = &HostCalls::post,
      .arm_timer = &HostCalls::arm_timer,
      .disarm_timer = &HostCalls::disarm_timer,
      .listen = &HostCalls::listen,
      .unlisten = &HostCalls::unlisten,
      .execute = &HostCalls::execute,
      .wait_for_room = &HostCalls::wait_for_room,
      .end_machine = &HostCalls::end_machine,
  };
}

}  // namespace signalbox
