// SPDX-License-Identifier: Apache-2.0
#include "host/emission_accessor.hpp"

#include <string>
#include <utility>

#include <boost/json.hpp>

#include "host/emission_watch.hpp"
#include "host/host.hpp"
#include "host/machine.hpp"
#include "host/machine_named.hpp"
#include "wire/value.hpp"

namespace signalbox {

namespace {

// One connection; it may outlive the machine that it is to.
struct Following {
  std::weak_ptr<EmissionWatch> watch;
  std::uint64_t id;
};

// The machine that the arguments name; null with *errp set.
Machine* machine_of(const Host& host, const char* arguments, Error** errp) {
  std::string name;
  const boost::json::value read = to_value(arguments);
  for (const auto& [key, value] : read.as_object()) {
    if (key != "machine") {
      error_set(errp, "GenericError", "Parameter '%s' is unexpected", std::string(key).c_str());
      return nullptr;
    }
    if (!value.is_string()) {
      error_set(errp, "GenericError", "Invalid parameter type for 'machine', expected: string");
      return nullptr;
    }
    name = value.as_string();
  }
  return machine_named(host, name.empty() ? nullptr : name.c_str(), errp);
}

void* connect(const signalbox_context* context, const char* arguments,
              const signalbox_receiver* receiver, Error** errp) {
  Machine* const machine = machine_of(*static_cast<Host*>(context->opaque), arguments, errp);
  if (machine == nullptr) return nullptr;
  EmissionWatch& watch = machine->emission_watch();
  return new Following{watch.weak_from_this(), watch.add(*receiver)};
}

void disconnect(const signalbox_context*, void* connection) {
  const std::unique_ptr<Following> following(static_cast<Following*>(connection));
  if (const auto watch = following->watch.lock()) watch->remove(following->id);
}

bool inject(const signalbox_context*, const char*, const char*, Error** errp) {
  error_set(errp, "GenericError", "EMISSION_EVENT tells of what was emitted and is not made up");
  return false;
}

}  // namespace

// The offered accessor owns what the ABI has as a plain struct.
std::shared_ptr<const OfferedAccessor> emission_accessor(Host& host) {
  struct Offer {
    signalbox_accessor accessor;
    OfferedAccessor offered;
  };
  const auto offer = std::make_shared<Offer>();
  offer->accessor = {.name = "emission-event",
                     .event = "EMISSION_EVENT",
                     .flags = 0,
                     .successor = nullptr,
                     .connect = &connect,
                     .disconnect = &disconnect,
                     .inject = &inject,
                     .opaque = &host};
  offer->offered = {.name = offer->accessor.name,
                    .event = offer->accessor.event,
                    .successor = {},
                    .flags = 0,
                    .accessor = &offer->accessor,
                    .owner = nullptr,
                    .alive = std::make_shared<const bool>(true)};
  return {offer, &offer->offered};
}

}  // namespace signalbox
