// SPDX-License-Identifier: Apache-2.0
#include "cli/trial_host.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace signalbox::cli {

namespace {

// Handles that are given out and never used: nothing comes, and nothing runs out.
signalbox_timer* no_timer(void*, std::uint64_t, void (*)(void*), void* opaque) {
  return static_cast<signalbox_timer*>(opaque);
}

signalbox_watch* no_watch(void*, int, void (*)(void*), void (*)(void*), void* opaque) {
  return static_cast<signalbox_watch*>(opaque);
}

}  // namespace

TrialHost::TrialHost(std::string configuration) : configuration_(std::move(configuration)) {
  calls_ = {};
  calls_.abi_minor = SIGNALBOX_ABI_MINOR;
  calls_.self = this;
  calls_.add_command = [](void* self, const signalbox_command* command, Error**) {
    of(self).commands_.emplace_back(command->name);
    return true;
  };
  calls_.add_accessor = [](void* self, const signalbox_accessor* accessor, Error**) {
    of(self).accessors_[accessor->name] = accessor->event;
    return true;
  };
  calls_.reply_return = [](void*, signalbox_reply*, const char*) {};
  calls_.reply_error = [](void*, signalbox_reply*, Error* error) { error_free(error); };
  calls_.begin_emission = [](void* self, std::uint64_t cause, signalbox_emission* emission) {
    using namespace std::chrono;
    const auto now = system_clock::now().time_since_epoch();
    *emission = {
        .number = ++of(self).emissions_,
        .cause = cause,
        .seconds = duration_cast<seconds>(now).count(),
        .microseconds = static_cast<std::int32_t>(duration_cast<microseconds>(now % 1s).count())};
  };
  calls_.configuration = [](void* self) { return of(self).configuration_.c_str(); };
  calls_.log = [](void* self, signalbox_log_level, const char* message) {
    const std::scoped_lock lock(of(self).mutex_);
    of(self).log_.emplace_back(message);
  };
  calls_.post = [](void* self, void (*function)(void*), void* opaque) {
    of(self).post([function, opaque] { function(opaque); });
  };
  calls_.arm_timer = no_timer;
  calls_.disarm_timer = [](void*, signalbox_timer*) {};
  calls_.listen = [](void* self, const char*, const char*, const signalbox_listener* listener) {
    of(self).listeners_.push_back(*listener);
    return reinterpret_cast<signalbox_listening*>(&of(self).listeners_.back());
  };
  calls_.unlisten = [](void* self, signalbox_listening* listening) {
    auto& all = of(self).listeners_;
    const auto* const listener = reinterpret_cast<signalbox_listener*>(listening);
    of(self).unlisten(
        std::find_if(all.begin(), all.end(), [&](const auto& each) { return &each == listener; }));
  };
  calls_.execute = [](void* self, const char* command, const char*,
                      void (*done)(const char*, Error*, void*), void* opaque) {
    of(self).post([done, opaque, name = std::string(command)] {
      Error* error = nullptr;
      error_set(&error, "CommandNotFound", "The command %s has not been found", name.c_str());
      done(nullptr, error, opaque);
    });
  };
  calls_.wait_for_room = [](void*) {};
  calls_.end_machine = [](void*) {};
  calls_.claim_rest = [](void*, const signalbox_rest*, Error**) { return true; };
  calls_.serve = [](void*, const char*) {};
  calls_.suspend = [](void*, const char*) {};
  calls_.announce = [](void*, const char*, const char*) {};
  calls_.remove_accessor = [](void* self, const signalbox_accessor* accessor, const char*) {
    of(self).accessors_.erase(accessor->name);
  };
  calls_.describe = [](void*, const char*, Error**) { return true; };
  calls_.watch = no_watch;
  calls_.want_write = [](void*, signalbox_watch*) {};
  calls_.unwatch = [](void*, signalbox_watch*) {};
  calls_.arm_prompt_timer = no_timer;
  calls_.look_up = [](void*, const char*, const char*, void (*)(const addrinfo*, int, void*),
                      void*) {};
  calls_.set_owner = [](void*, signalbox_watch*, std::uint64_t) {};
  calls_.set_figure = [](void*, const char*, const char*, double) {};
  calls_.owns_file = [](void*, int) { return false; };
  calls_.charge = [](void*, std::size_t) { return true; };
}

void TrialHost::run_posted() {
  for (;;) {
    std::function<void()> next;
    {
      const std::scoped_lock lock(mutex_);
      if (posted_.empty()) return;
      next = std::move(posted_.front());
      posted_.pop_front();
    }
    next();
  }
}

void TrialHost::end_listenings() {
  while (!listeners_.empty()) unlisten(listeners_.begin());
}

void TrialHost::post(std::function<void()> function) {
  const std::scoped_lock lock(mutex_);
  posted_.push_back(std::move(function));
}

void TrialHost::unlisten(std::list<signalbox_listener>::iterator listener) {
  const signalbox_listener ended = *listener;
  listeners_.erase(listener);
  if (ended.released != nullptr) ended.released(ended.receiver.opaque);
}

}  // namespace signalbox::cli
