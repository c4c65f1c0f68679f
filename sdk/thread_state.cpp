// SPDX-License-Identifier: Apache-2.0
#include "sdk/thread_state.hpp"

#include "signalbox/event.h"
#include "signalbox/self.h"

namespace signalbox {
inline namespace sdk {

constinit thread_local ThreadState thread_state;

}  // namespace sdk
}  // namespace signalbox

using signalbox::thread_state;

void* signalbox_self(void) {
  return thread_state.instance;
}

const signalbox_host* signalbox_self_host(void) {
  return thread_state.host;
}

const signalbox_emission* signalbox_current_emission(void) {
  return thread_state.innermost ? thread_state.innermost->emission : nullptr;
}

signalbox_scope signalbox_scope_enter(const signalbox_context* context) {
  const signalbox_scope previous = {thread_state.instance, thread_state.host};
  thread_state.instance = context->instance;
  thread_state.host = context->host;
  return previous;
}

void signalbox_scope_leave(signalbox_scope scope) {
  thread_state.instance = scope.previous_instance;
  thread_state.host = scope.previous_host;
}
