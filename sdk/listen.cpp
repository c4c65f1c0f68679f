// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>

#include "sdk/thread_state.hpp"
#include "signalbox/event.h"
#include "signalbox/round.hpp"

using namespace signalbox;

namespace {

// A typed slot on another plugin's accessor. Belongs to the host's listening, which ends it.
struct Listening {
  signalbox_context context;
  std::string accessor;
  bool (*decode)(const char* json, std::size_t length, void* data);
  std::size_t data_size;
  void (*release)(void* data);
  signalbox_invoke* invoke;
  signalbox_slot* slot;
  void* opaque;
};

void call(const Listening& listening, const char* json, std::size_t length) {
  void* data = std::calloc(1, std::max<std::size_t>(listening.data_size, 1));
  if (!data) std::abort();
  if (listening.decode && !(json && listening.decode(json, length, data))) {
    const signalbox_host* host = listening.context.host;
    const std::string line =
        "an emission of '" + listening.accessor + "' does not match the schema and is dropped";
    host->log(host->self, SIGNALBOX_LOG_WARNING, line.c_str());
  } else {
    listening.invoke(data, listening.slot, listening.opaque);
    if (listening.release) listening.release(data);
  }
  std::free(data);
}

// The slot runs as if the emission were this plugin's own: emissions made in it have it as cause.
void deliver(const signalbox_emission* emission, const char* json, std::size_t length,
             void* opaque) noexcept {
  const auto& listening = *static_cast<const Listening*>(opaque);
  Frame frame;
  frame.emission = emission;
  enter(&frame);
  const signalbox_scope scope = signalbox_scope_enter(&listening.context);
  call(listening, json, length);
  signalbox_scope_leave(scope);
  leave(&frame);
}

void ended(const char*, void*) noexcept {}

void released(void* opaque) noexcept {
  delete static_cast<Listening*>(opaque);
}

}  // namespace

signalbox_listening* signalbox_listen(const signalbox_host* host, const char* accessor,
                                      const char* arguments,
                                      bool (*decode)(const char* json, size_t length, void* data),
                                      size_t data_size, void (*release)(void* data),
                                      signalbox_invoke* invoke, signalbox_slot* slot,
                                      void* opaque) {
  auto* listening =
      new Listening{.context = {.host = host, .instance = signalbox_self(), .opaque = nullptr},
                    .accessor = accessor,
                    .decode = decode,
                    .data_size = data_size,
                    .release = release,
                    .invoke = invoke,
                    .slot = slot,
                    .opaque = opaque};
  const signalbox_listener listener = {
      .receiver = {.deliver = deliver, .ended = ended, .opaque = listening},
      .connected = nullptr,
      .released = released};
  return host->listen(host->self, accessor, arguments, &listener);
}
