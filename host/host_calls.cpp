// SPDX-License-Identifier: Apache-2.0
#include "host/host_calls.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "host/host.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/name_lookups.hpp"
#include "host/plugin_instance.hpp"
#include "host/plugin_watch.hpp"

// The machine thread arms and disarms it, which may be the worker; the loop makes and destroys
// what is behind it.
struct signalbox_timer {
  void (*function)(void* opaque) = nullptr;
  void* opaque = nullptr;
  bool is_prompt = false;  // runs at once, not in turn with the machine's calls
  std::atomic<bool> is_armed = true;
  std::optional<signalbox::Timer> timer;
};

namespace signalbox {

namespace {

LogLevel level_of(signalbox_log_level level) {
  switch (level) {
    case SIGNALBOX_LOG_DEBUG: return LogLevel::debug;
    case SIGNALBOX_LOG_INFO: return LogLevel::info;
    case SIGNALBOX_LOG_WARNING: return LogLevel::warning;
    case SIGNALBOX_LOG_ERROR: break;
  }
  return LogLevel::error;
}

}  // namespace

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
    const char* const successor = accessor->successor == nullptr ? "" : accessor->successor;
    auto offered = std::make_shared<const OfferedAccessor>(
        OfferedAccessor{accessor->name, accessor->event, successor, accessor->flags, accessor,
                        &plugin, plugin.alive_});
    if (plugin.creating_) {
      plugin.accessors_.push_back(std::move(offered));
      return true;
    }
    const std::string owner = plugin.machine_.offer(std::move(offered));
    if (owner.empty()) return true;
    error_set(errp, "GenericError", "'%s' is already offered by %s", accessor->name, owner.c_str());
    return false;
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
    const std::string source = machine(self).name() + ": " + instance(self).name();
    log_of_plugin(level_of(level), source, source + ": " + message);
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
    return arm(instance(self), milliseconds, function, opaque, /*is_prompt=*/false);
  }

  static signalbox_timer* arm_prompt_timer(void* self, uint64_t milliseconds,
                                           void (*function)(void* opaque), void* opaque) {
    return arm(instance(self), milliseconds, function, opaque, /*is_prompt=*/true);
  }

  static signalbox_timer* arm(PluginInstance& plugin, uint64_t milliseconds,
                              void (*function)(void* opaque), void* opaque, bool is_prompt) {
    const auto timer = std::make_shared<signalbox_timer>();
    timer->function = function;
    timer->opaque = opaque;
    timer->is_prompt = is_prompt;
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
    const auto run = [&plugin, timer] {
      if (!timer->is_armed) return;
      disarm_timer(&plugin, timer.get());
      timer->function(timer->opaque);
    };
    if (timer->is_prompt) return run();
    plugin.machine_.call(MachineThread::Place::loop, &plugin, run);
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

  // The worker asks through the loop, which owns what is unanswered.
  static void execute(void* self, const char* command, const char* arguments,
                      void (*done)(const char* json, Error* error, void* opaque), void* opaque) {
    PluginInstance& plugin = instance(self);
    const auto answered = [done, opaque, alive = plugin.alive_](std::string_view value,
                                                                Error* error) {
      if (!*alive) return error_free(error);
      done(error == nullptr ? std::string(value).c_str() : nullptr, error, opaque);
    };
    if (plugin.machine_.loop().is_this_thread()) {
      return plugin.machine_.execute(command, arguments, answered);
    }
    plugin.machine_.loop().post([&plugin, alive = plugin.alive_, answered,
                                 asked = std::string(command), with = std::string(arguments)] {
      if (*alive) plugin.machine_.execute(asked, with, answered);
    });
  }

  static void wait_for_room(void* self) {
    Machine& own = machine(self);
    own.room().wait([&own] { return own.fifo().bytes(); }, instance(self).is_leaving_);
  }

  static void end_machine(void* self) { machine(self).ask_end(); }

  static bool claim_rest(void* self, const signalbox_rest* rest, Error** errp) {
    PluginInstance& plugin = instance(self);
    if (!plugin.creating_) return outside_create("the rest", errp);
    const Rest& present = machine(self).rest();
    if (present && present.owner->name() != plugin.name()) {
      error_set(errp, "GenericError", "plugin '%s' stands behind this machine already",
                present.owner->name().c_str());
      return false;
    }
    plugin.rest_ = rest;
    return true;
  }

  static void serve(void* self, const char* greeting) { machine(self).serve(greeting); }

  static void suspend(void* self, const char* reason) { machine(self).suspend(reason); }

  static void announce(void* self, const char* event, const char* data) {
    PluginInstance& plugin = instance(self);
    plugin.machine_.call(
        MachineThread::Place::loop, &plugin,
        [&plugin, alive = plugin.alive_, name = std::string(event), text = std::string(data)] {
          if (!*alive) return;
          plugin.machine_.switchboard().announce(plugin, name, text);
        });
  }

  static void remove_accessor(void* self, const signalbox_accessor* accessor, const char* reason) {
    const auto offered = machine(self).registry().accessor(accessor->name);
    if (offered == nullptr || offered->accessor != accessor) return;
    machine(self).withdraw(*offered, reason);
  }

  static bool describe(void* self, const char* introspection, Error** errp) {
    try {
      machine(self).introspection().add(Introspection::kUpstream, introspection);
    } catch (const std::invalid_argument& error) {
      error_set(errp, "GenericError", "%s", error.what());
      return false;
    }
    return true;
  }

  static signalbox_watch* watch(void* self, int fd, void (*readable)(void* opaque),
                                void (*writable)(void* opaque), void* opaque) {
    PluginInstance& plugin = instance(self);
    return plugin.watches_
        .emplace_back(std::make_unique<signalbox_watch>(plugin, fd, readable, writable, opaque))
        .get();
  }

  static void want_write(void*, signalbox_watch* watch) { watch->want_write(); }

  static void unwatch(void* self, signalbox_watch* watch) {
    instance(self).watches_.remove_if([watch](const auto& each) { return each.get() == watch; });
  }

  static void look_up(void* self, const char* name, const char* port,
                      void (*found)(const addrinfo* addresses, int error, void* opaque),
                      void* opaque) {
    PluginInstance& plugin = instance(self);
    plugin.machine_.host().name_lookups().start(
        name, port, [found, opaque, alive = plugin.alive_](const addrinfo* addresses, int error) {
          if (*alive) found(addresses, error, opaque);
        });
  }

  static void set_owner(void* self, signalbox_watch* watch, uint64_t session) {
    watch->set_owner(session);
    machine(self).read_on();
  }

  static void set_figure(void* self, const char* name, const char* help, double value) {
    instance(self).figures_[name] = {help, value};
  }

  static bool owns_file(void* self, int descriptor) {
    return machine(self).host().own_files().contain(descriptor);
  }
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
      .claim_rest = &HostCalls::claim_rest,
      .serve = &HostCalls::serve,
      .suspend = &HostCalls::suspend,
      .announce = &HostCalls::announce,
      .remove_accessor = &HostCalls::remove_accessor,
      .describe = &HostCalls::describe,
      .watch = &HostCalls::watch,
      .want_write = &HostCalls::want_write,
      .unwatch = &HostCalls::unwatch,
      .arm_prompt_timer = &HostCalls::arm_prompt_timer,
      .look_up = &HostCalls::look_up,
      .set_owner = &HostCalls::set_owner,
      .set_figure = &HostCalls::set_figure,
      .owns_file = &HostCalls::owns_file,
  };
}

}  // namespace signalbox
