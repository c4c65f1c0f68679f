// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "host/reply.hpp"
#include "signalbox/plugin.h"

namespace signalbox {

class PluginInstance;

// The functions behind signalbox_host: what plugin.h promises to one instance.
signalbox_host host_calls_of(PluginInstance& instance);

// A plugin gets the number of what it owes in the place of an address, so that an answer that comes
// twice, or too late, finds nothing.
inline signalbox_reply* handle_of(ReplyId reply) {
  return reinterpret_cast<signalbox_reply*>(static_cast<std::uintptr_t>(reply));
}
inline ReplyId reply_of(const signalbox_reply* handle) {
  return reinterpret_cast<std::uintptr_t>(handle);
}

// A plugin's handle for a listening is the number that Listenings gave it.
inline signalbox_listening* listening_handle_of(std::uint64_t number) {
  return reinterpret_cast<signalbox_listening*>(static_cast<std::uintptr_t>(number));
}
inline std::uint64_t listening_of(const signalbox_listening* handle) {
  return reinterpret_cast<std::uintptr_t>(handle);
}

}  // namespace signalbox
