// SPDX-License-Identifier: Apache-2.0
#include "signalbox/plugin.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "doorbell/qmp_listen.h"  // generated, of the plugin that this one listens to
#include "echo/qmp_commands.h"    // generated, as the next two
#include "echo/qmp_events.hpp"
#include "echo/qmp_register.h"
#include "signalbox/self.h"

namespace {

class Echo {
 public:
  explicit Echo(const signalbox_host* host) : host_(host) {}
  static Echo& self() { return *static_cast<Echo*>(signalbox_self()); }
  static Echo& of(void* opaque) { return *static_cast<Echo*>(opaque); }

  ::EchoEvent* event() { return event_.c_event(); }

  std::string heard() { return std::exchange(heard_, {}); }
  void hear(const std::string& word) { heard_ += (heard_.empty() ? "" : ", ") + word; }

  // Twice: by what qmpc writes, for the rings, and by hand, to be told of coming and going.
  void start() {
    doorbell_event_listen(host_, ring, this);
    listen({.receiver = {.deliver = [](auto...) {}, .ended = gone, .opaque = this},
            .connected = [](void* opaque) { of(opaque).hear("connected"); },
            .released = nullptr});
  }

  void listen_once() {
    once_ = listen({.receiver = {.deliver = last_ring, .ended = nullptr, .opaque = this},
                    .connected = nullptr,
                    .released = released});
  }

  void listen_until_connected() {
    shy_ = listen({.receiver = {.deliver = [](auto...) {}, .ended = nullptr, .opaque = this},
                   .connected = shy_away,
                   .released = released});
  }

 private:
  signalbox_listening* listen(const signalbox_listener& listener) {
    return host_->listen(host_->self, "doorbell-event", "{}", &listener);
  }

  static void ring(std::int64_t presses, const char*, void* opaque) {
    Echo& echo = of(opaque);
    echo.hear(std::to_string(presses));
    echo.event_.signal(presses);
  }

  static void last_ring(const signalbox_emission*, const char*, std::size_t, void* opaque) {
    Echo& echo = of(opaque);
    echo.hear("once");
    echo.host_->unlisten(echo.host_->self, echo.once_);
  }

  static void shy_away(void* opaque) {
    Echo& echo = of(opaque);
    echo.hear("shy");
    echo.host_->unlisten(echo.host_->self, echo.shy_);
  }

  static void released(void* opaque) { of(opaque).hear("released"); }

  static void gone(const char* reason, void* opaque) {
    of(opaque).hear(std::string("gone ") + reason);
  }

  const signalbox_host* const host_;
  echo::EchoEvent event_;
  signalbox_listening* once_ = nullptr;
  signalbox_listening* shy_ = nullptr;
  std::string heard_;
};

void* create(const signalbox_host* host, const char*, Error** errp) {
  return echo_register(host, errp) ? new Echo(host) : nullptr;
}

void activate(void* instance) {
  Echo::of(instance).start();
}

void destroy(void* instance) {
  delete &Echo::of(instance);
}

}  // namespace

EchoEvent* qmp_echo_event(Error**) {
  return Echo::self().event();
}

char* qmp_echo_heard(Error**) {
  return strdup(Echo::self().heard().c_str());
}

void qmp_echo_once(Error**) {
  Echo::self().listen_once();
}

void qmp_echo_shy(Error**) {
  Echo::self().listen_until_connected();
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "echo",
    .version = "1",
    .schema = &echo_schema,
    .create = create,
    .save = nullptr,
    .activate = activate,
    .destroy = destroy,
    .check = nullptr,
};
