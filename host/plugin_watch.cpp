// SPDX-License-Identifier: Apache-2.0
#include "host/plugin_watch.hpp"

#include "host/machine.hpp"
#include "host/plugin_instance.hpp"

signalbox_watch::signalbox_watch(signalbox::PluginInstance& owner, int fd,
                                 void (*readable)(void* opaque), void (*writable)(void* opaque),
                                 void* opaque)
    : owner_(owner),
      opaque_(opaque),
      readiness_(
          owner.machine().loop(), fd, [this, readable] { read(readable); },
          [this, writable] { writable(opaque_); }) {
  readiness_.want_read();
}

signalbox_watch::~signalbox_watch() {
  *alive_ = false;
}

// Not in turn with the machine's calls: one that blocks may wait for what comes by this descriptor.
void signalbox_watch::read(void (*readable)(void* opaque)) {
  const std::shared_ptr<bool> alive = alive_;
  readable(opaque_);
  if (!*alive) return;
  is_paused_ = owner_.machine().has_to_wait(session_);
  if (!is_paused_) readiness_.want_read();
}

void signalbox_watch::read_on() {
  if (!is_paused_ || owner_.machine().has_to_wait(session_)) return;
  is_paused_ = false;
  readiness_.want_read();
}
