// SPDX-License-Identifier: Apache-2.0
#include "signalbox/event.h"

#include <time.h>

#include "sdk/tap.hpp"
#include "sdk/thread_state.hpp"
#include "signalbox/round.hpp"
#include "signalbox/scoped_connection.hpp"

using namespace signalbox;

namespace {

// The next emission of `host`, or one that nobody counts.
signalbox_emission begin_emission(const signalbox_host* host) noexcept {
  const signalbox_emission* outer = signalbox_current_emission();
  const std::uint64_t cause = outer ? outer->number : 0;
  signalbox_emission emission = {.number = 0, .cause = cause, .seconds = 0, .microseconds = 0};
  if (host) {
    host->begin_emission(host->self, cause, &emission);
    return emission;
  }
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  emission.seconds = now.tv_sec;
  emission.microseconds = static_cast<std::int32_t>(now.tv_nsec / 1000);
  return emission;
}

}  // namespace

int signalbox_event_connect(signalbox_event** event, signalbox_slot* slot, void* opaque) {
  return slots_of(event).connect(new_connection(slot, opaque, signalbox_self_host()));
}

void signalbox_event_disconnect(signalbox_event** event, int handle) {
  slots_of(event).disconnect(handle);
}

void signalbox_event_emit(signalbox_event** event, signalbox_invoke* invoke,
                          const void* arguments) {
  const SlotList& slots = slots_of(event);
  if (slots.empty()) return;
  Round round(slots);
  if (!round.slots()) return;

  const signalbox_emission emission = begin_emission(round.slots()->host);
  round.frame().emission = &emission;
  EmissionText text(arguments);
  while (const Connection* connection = round.next()) {
    if (connection->function) {
      invoke(arguments, connection->function, connection->opaque);
    } else {
      text.deliver(emission, *static_cast<const Tap*>(connection));
    }
  }
}

void signalbox_event_close(signalbox_event** event, const char* reason) {
  Slots* closed = slots_of(event).close();
  if (!closed) return;
  for (Connection* connection : *closed) {
    if (connection->function) continue;
    auto* tap = static_cast<Tap*>(connection);
    tap->reason = reason;
    tap->closed = true;
  }
  if (!inside_a_slot()) {
    for (Connection* connection : *closed) {
      await_idle(connection);
      if (!connection->function) static_cast<Tap*>(connection)->end();
    }
  }
  let_go(closed);
}
