// SPDX-License-Identifier: Apache-2.0
#include "host/host_calls.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "host/host.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/name_lookups.hpp"
#include "host/plugin_instance.hpp"
#include "host/plugin_timer.hpp"
#include "host/plugin_watch.hpp"
#include "host/thrown.hpp"

namespace signalbox {

// Each takes `self`, the instance; see plugin.h for what they do and on which thread. A plugin that
// calls one at another time or on another thread gets an error, or is waited with, or is told so in
// the log: it must not end the host (tests/rogue/meddler.c).
struct HostCalls {
  static PluginInstance& instance(void* self) { return *static_cast<PluginInstance*>(self); }
  static Machine& machine(void* self) { return instance(self).machine_; }

  // The host's level of the same number; a plugin may give any, and a greater one is an error.
  static LogLevel level_of(signalbox_log_level level) {
    static_assert(static_cast<unsigned>(LogLevel::debug) == SIGNALBOX_LOG_DEBUG &&
                  static_cast<unsigned>(LogLevel::error) == SIGNALBOX_LOG_ERROR);
    return static_cast<LogLevel>(std::min<unsigned>(level, SIGNALBOX_LOG_ERROR));
  }

  static bool is_on_loop(void* self) { return machine(self).loop().is_this_thread(); }

  static bool is_creating(void* self) {
    return instance(self).creator_ == std::this_thread::get_id();
  }

  static void misused(void* self, const std::string& why) {
    log(self, SIGNALBOX_LOG_WARNING, why.c_str());
  }

  // On the loop, unless the instance has gone by then.
  static void later(void* self, std::function<void()> function) {
    PluginInstance& plugin = instance(self);
    plugin.machine_.loop().post([alive = plugin.alive_, function = std::move(function)] {
      if (*alive) function();
    });
  }

  // Returns whether it stands in front of a server, so that it may speak of that. What it says of
  // it in create() is waited with: it may yet be refused.
  static bool is_in_front(void* self, const char* function) {
    if (machine(self).rest().owner == self) return true;
    misused(self, std::string(function) + "() is for the plugin that has claimed the rest");
    return false;
  }

  static bool add_command(void* self, const signalbox_command* command, Error** errp) {
    PluginInstance& plugin = instance(self);
    if (!is_creating(self)) return outside_create(command->name, errp);
    plugin.commands_.push_back({command->name, command, &plugin, plugin.alive_, kCommand});
    return true;
  }

  static bool add_accessor(void* self, const signalbox_accessor* accessor, Error** errp) {
    PluginInstance& plugin = instance(self);
    const char* const successor = accessor->successor == nullptr ? "" : accessor->successor;
    auto offered = std::make_shared<const OfferedAccessor>(
        OfferedAccessor{accessor->name, accessor->event, successor, accessor->flags, accessor,
                        &plugin, plugin.alive_});
    if (is_creating(self)) {
      plugin.accessors_.push_back(std::move(offered));
      return true;
    }
    if (!is_on_loop(self) || !plugin.is_active() || plugin.is_leaving()) {
      error_set(errp, "GenericError",
                "'%s' can only be added while create() runs, or on the host's loop between "
                "activate() and destroy()",
                accessor->name);
      return false;
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
    machine(self).answer(reply_of(reply), json, instance(self).name());
  }

  static void reply_error(void* self, signalbox_reply* reply, Error* error) {
    machine(self).answer_error(reply_of(reply), error, instance(self).name());
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
    later(self, [self, function, opaque] { call(instance(self), function, opaque); });
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
    return arm(instance(self).count_on_loop(), milliseconds, function, opaque, /*is_prompt=*/true);
  }

  static signalbox_timer* arm(PluginInstance& plugin, uint64_t milliseconds,
                              void (*function)(void* opaque), void* opaque, bool is_prompt) {
    const auto timer = std::make_shared<signalbox_timer>();
    timer->function = function;
    timer->opaque = opaque;
    timer->is_prompt = is_prompt;
    {
      const std::lock_guard lock(plugin.timers_guard_);
      plugin.timers_.push_back(timer);
    }
    later(&plugin, [&plugin, timer, milliseconds] {
      if (!timer->is_armed) return;
      timer->timer.emplace(plugin.machine_.loop(), std::chrono::milliseconds(milliseconds),
                           [&plugin, alive = plugin.alive_, timer] {
                             if (*alive) expire(plugin, timer);
                           });
    });
    return timer.get();
  }

  // The plugin may disarm the timer until the very moment that its call begins.
  static void expire(PluginInstance& plugin, const std::shared_ptr<signalbox_timer>& timer) {
    const auto run = [&plugin, alive = plugin.alive_, timer] {
      if (!*alive || !timer->is_armed) return;
      disarm_timer(&plugin, timer.get());
      timer->function(timer->opaque);
    };
    if (timer->is_prompt) return run();
    plugin.machine_.call(MachineThread::Place::loop, &plugin, run);
  }

  static void disarm_timer(void* self, signalbox_timer* timer) {
    PluginInstance& plugin = instance(self);
    const std::lock_guard lock(plugin.timers_guard_);
    const auto entry = std::find_if(plugin.timers_.begin(), plugin.timers_.end(),
                                    [timer](const auto& each) { return each.get() == timer; });
    if (entry == plugin.timers_.end()) return;
    (*entry)->is_armed = false;
    plugin.machine_.loop().post([gone = *entry] { gone->timer.reset(); });
    plugin.timers_.erase(entry);
  }

  static signalbox_listening* listen(void* self, const char* accessor, const char* arguments,
                                     const signalbox_listener* listener) {
    if (!instance(self).is_leaving()) {
      return listening_handle_of(
          machine(self).listenings().add(instance(self), accessor, arguments, *listener));
    }
    misused(self, std::string("cannot listen to ") + accessor + " any more: it is being unloaded");
    return nullptr;
  }

  static void unlisten(void* self, signalbox_listening* listening) {
    machine(self).listenings().remove(listening_of(listening));
  }

  // The worker asks through the loop, which owns what is unanswered.
  static void execute(void* self, const char* command, const char* arguments,
                      void (*done)(const char* json, Error* error, void* opaque), void* opaque) {
    if (!is_on_loop(self)) {
      return later(self, [self, asked = std::string(command), with = std::string(arguments), done,
                          opaque] { execute(self, asked.c_str(), with.c_str(), done, opaque); });
    }
    PluginInstance& plugin = instance(self);
    const auto answered = [&plugin, done, opaque, alive = plugin.alive_](std::string_view value,
                                                                         Error* error) {
      if (!*alive) return error_free(error);
      const std::string json(value);
      run_logged(plugin.name_, "done", [&] { done(error ? nullptr : json.data(), error, opaque); });
    };
    plugin.machine_.execute(command, arguments, answered);
  }

  static void wait_for_room(void* self) {
    Machine& own = machine(self);
    if (is_on_loop(self) || own.is_in_call()) {
      return misused(self, "wait_for_room() is not for the machine's thread, which makes the room");
    }
    own.room().wait([&own] { return own.fifo().bytes(); }, instance(self).is_leaving_);
  }

  static void end_machine(void* self) { machine(self).ask_end(); }

  static bool claim_rest(void* self, const signalbox_rest* rest, Error** errp) {
    PluginInstance& plugin = instance(self);
    if (!is_creating(self)) return outside_create("the rest", errp);
    const Rest& present = machine(self).rest();
    if (present && present.owner->name() != plugin.name()) {
      error_set(errp, "GenericError", "plugin '%s' stands behind this machine already",
                present.owner->name().c_str());
      return false;
    }
    plugin.count_on_loop().rest_ = rest;
    return true;
  }

  static void serve(void* self, const char* greeting) {
    if (!is_on_loop(self) || is_creating(self)) {
      return later(self, [self, text = std::string(greeting)] { serve(self, text.c_str()); });
    }
    if (is_in_front(self, "serve")) machine(self).serve(greeting);
  }

  static void suspend(void* self, const char* reason) {
    if (!is_on_loop(self) || is_creating(self)) {
      return later(self, [self, text = std::string(reason)] { suspend(self, text.c_str()); });
    }
    if (is_in_front(self, "suspend")) machine(self).suspend(reason);
  }

  static void announce(void* self, const char* event, const char* data) {
    if (!is_on_loop(self)) {
      return later(self, [self, name = std::string(event), text = std::string(data)] {
        announce(self, name.c_str(), text.c_str());
      });
    }
    PluginInstance& plugin = instance(self);
    plugin.machine_.call(
        MachineThread::Place::loop, &plugin,
        [&plugin, alive = plugin.alive_, name = std::string(event), text = std::string(data)] {
          if (!*alive) return;
          plugin.machine_.switchboard().announce(plugin, name, text);
        });
  }

  static void remove_accessor(void* self, const signalbox_accessor* accessor, const char* reason) {
    if (!is_on_loop(self)) {
      return later(self, [self, accessor, text = std::string(reason)] {
        remove_accessor(self, accessor, text.c_str());
      });
    }
    const auto offered = machine(self).registry().accessor(accessor->name);
    if (offered == nullptr || offered->accessor != accessor) return;
    machine(self).withdraw(*offered, reason);
  }

  static bool describe(void* self, const char* introspection, Error** errp) {
    if (!is_on_loop(self) || is_creating(self) || !is_in_front(self, "describe")) {
      error_set(errp, "GenericError",
                "A server is described on the host's loop, by the plugin in front of it");
      return false;
    }
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
    PluginInstance& plugin = instance(self).count_on_loop();
    if (!is_on_loop(self)) {
      misused(self, "watch() is for the host's loop: ask for it with post()");
      return nullptr;
    }
    try {
      return plugin.watches_
          .emplace_back(std::make_unique<signalbox_watch>(plugin, fd, readable, writable, opaque))
          .get();
    } catch (const std::exception& error) {
      misused(self, "descriptor " + std::to_string(fd) + " cannot be watched: " + error.what());
      return nullptr;
    }
  }

  static void want_write(void* self, signalbox_watch* watch) {
    if (!is_on_loop(self)) return later(self, [self, watch] { want_write(self, watch); });
    for (const auto& each : instance(self).watches_) {
      if (each.get() == watch) return watch->want_write();
    }
  }

  static void unwatch(void* self, signalbox_watch* watch) {
    if (!is_on_loop(self)) return later(self, [self, watch] { unwatch(self, watch); });
    instance(self).watches_.remove_if([watch](const auto& each) { return each.get() == watch; });
  }

  static void look_up(void* self, const char* name, const char* port,
                      void (*found)(const addrinfo* addresses, int error, void* opaque),
                      void* opaque) {
    if (!is_on_loop(self)) {
      return later(self, [self, asked = std::string(name), at = std::string(port), found, opaque] {
        look_up(self, asked.c_str(), at.c_str(), found, opaque);
      });
    }
    PluginInstance& plugin = instance(self).count_on_loop();
    plugin.machine_.host().name_lookups().start(
        name, port, [found, opaque, alive = plugin.alive_](const addrinfo* addresses, int error) {
          if (*alive) found(addresses, error, opaque);
        });
  }

  static void set_owner(void* self, signalbox_watch* watch, uint64_t session) {
    if (!is_on_loop(self)) return later(self, [=] { set_owner(self, watch, session); });
    for (const auto& each : instance(self).watches_) {
      if (each.get() == watch) watch->set_owner(session);
    }
    machine(self).read_on();
  }

  static void set_figure(void* self, const char* name, const char* help, double value) {
    if (!is_on_loop(self)) {
      return later(self, [self, its = std::string(name), text = std::string(help), value] {
        set_figure(self, its.c_str(), text.c_str(), value);
      });
    }
    instance(self).figures_[name] = {help, value};
  }

  static bool charge(void* self, size_t bytes) {
    if (is_on_loop(self)) return instance(self).charge(bytes);
    later(self, [self, bytes] { instance(self).charge(bytes); });
    return true;
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
      .charge = &HostCalls::charge,
  };
}

}  // namespace signalbox
