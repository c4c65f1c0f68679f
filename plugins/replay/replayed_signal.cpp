// SPDX-License-Identifier: Apache-2.0
#include "plugins/replay/replayed_signal.hpp"

#include <stdexcept>
#include <utility>

#include "wire/event_schema.hpp"
#include "wire/value.hpp"

namespace {

std::uint32_t flags_of(const RecordedSession::Signal& signal) {
  std::uint32_t flags = 0;
  if (signal.by_data) flags |= SIGNALBOX_BY_DATA;
  if (signal.legacy) flags |= SIGNALBOX_LEGACY;
  if (signal.deprecated) flags |= SIGNALBOX_DEPRECATED;
  if (signalbox::carries_state(signal.event)) flags |= SIGNALBOX_STATE;
  return flags;
}

}  // namespace

// Held by the host, from connect() to disconnect().
struct ReplayedSignal::Connection {
  signalbox_receiver receiver;
  Emitted& emitted;
  int handle;
};

ReplayedSignal::ReplayedSignal(const RecordedSession::Signal& recorded,
                               std::function<void()> connected)
    : name_(recorded.name),
      event_(recorded.event),
      successor_(recorded.successor.value_or("")),
      connected_(std::move(connected)),
      accessor_{.name = name_.c_str(),
                .event = event_.c_str(),
                .flags = flags_of(recorded),
                .successor = recorded.successor ? successor_.c_str() : nullptr,
                .connect = connect,
                .disconnect = disconnect,
                .inject = inject,
                .opaque = this} {}

bool ReplayedSignal::offer(const signalbox_host& host, Error** errp) {
  return host.add_accessor(host.self, &accessor_, errp);
}

void ReplayedSignal::emit(const std::string& arguments, const signalbox_emission& emission,
                          std::string_view data) {
  const std::string text(data);
  emitted(accessor_.flags & SIGNALBOX_BY_DATA ? "{}" : arguments).emit(&emission, &text);
}

ReplayedSignal::Emitted& ReplayedSignal::emitted(const std::string& arguments) {
  const std::scoped_lock lock(mutex_);
  auto& found = emitted_[arguments];
  if (found == nullptr) found = std::make_unique<Emitted>();
  return *found;
}

void* ReplayedSignal::connect(const signalbox_context* context, const char* arguments,
                              const signalbox_receiver* receiver, Error** errp) {
  auto& signal = *static_cast<ReplayedSignal*>(context->opaque);
  try {
    auto* const connection =
        new Connection{*receiver, signal.emitted(signalbox::canonical(arguments)), 0};
    connection->handle = connection->emitted.connect(deliver, connection);
    signal.connected_();
    return connection;
  } catch (const std::exception& error) {
    error_set(errp, "GenericError", "%s", error.what());
    return nullptr;
  }
}

void ReplayedSignal::disconnect(const signalbox_context* /*context*/, void* connection) {
  const std::unique_ptr<Connection> ended(static_cast<Connection*>(connection));
  ended->emitted.disconnect(ended->handle);
}

bool ReplayedSignal::inject(const signalbox_context* context, const char* /*arguments*/,
                            const char* /*data*/, Error** errp) {
  const auto& signal = *static_cast<ReplayedSignal*>(context->opaque);
  error_set(errp, "GenericError", "Event '%s' is replayed and cannot be injected",
            signal.event_.c_str());
  return false;
}

void ReplayedSignal::deliver(const signalbox_emission* emission, const std::string* data,
                             void* opaque) {
  const signalbox_receiver& receiver = static_cast<Connection*>(opaque)->receiver;
  receiver.deliver(emission, data->empty() ? nullptr : data->c_str(), data->size(),
                   receiver.opaque);
}
