// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "signalbox/plugin.h"

namespace signalbox {

// A host that counts emissions and keeps what was logged and listened to.
struct CountingHost {
  CountingHost() {
    host.self = this;
    host.begin_emission = [](void* self, std::uint64_t cause, signalbox_emission* emission) {
      *emission = {.number = ++static_cast<CountingHost*>(self)->emissions,
                   .cause = cause,
                   .seconds = 1'000,
                   .microseconds = 7};
    };
    host.log = [](void* self, signalbox_log_level, const char* message) {
      static_cast<CountingHost*>(self)->lines.emplace_back(message);
    };
    host.listen = [](void* self, const char* accessor, const char* arguments,
                     const signalbox_listener* asked) -> signalbox_listening* {
      auto* counting = static_cast<CountingHost*>(self);
      counting->listened = std::string(accessor) + arguments;
      counting->listener = *asked;
      return reinterpret_cast<signalbox_listening*>(counting);
    };
    host.unlisten = [](void* self, signalbox_listening*) {
      const signalbox_listener& gone = static_cast<CountingHost*>(self)->listener;
      gone.released(gone.receiver.opaque);
    };
  }

  signalbox_context context(void* instance = nullptr) { return {&host, instance, nullptr}; }

  signalbox_host host = {};
  std::atomic<std::uint64_t> emissions = 0;
  std::vector<std::string> lines;
  std::string listened;
  signalbox_listener listener = {};
};

}  // namespace signalbox
