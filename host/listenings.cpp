// SPDX-License-Identifier: Apache-2.0
#include "host/listenings.hpp"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <memory>
#include <string>

#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/plugin_instance.hpp"

namespace signalbox {

struct Listening {
  std::uint64_t number = 0;
  PluginInstance* owner = nullptr;  // remove_all() comes before its end
  std::string accessor;
  std::string arguments;
  signalbox_listener listener{};
  std::shared_ptr<const OfferedAccessor> source;  // null: not connected
  void* connection = nullptr;                     // the source's
  std::atomic<bool> has_ended = false;            // its signal; it waits for the accessor to return
  std::atomic<bool> is_over = false;  // nobody listens any more; see Listenings::remove()
  bool is_known = false;              // the plugin has its number
  bool is_told = false;               // that it is connected
  bool is_released = false;
};

namespace {

// How many receivers of listenings the calling thread is in.
thread_local int receivers_around = 0;

// Runs on the thread that emits; a slot across the plugin boundary.
void deliver(const signalbox_emission* emission, const char* json, std::size_t length,
             void* opaque) {
  const auto& listening = *static_cast<Listening*>(opaque);
  if (listening.is_over) return;
  const signalbox_receiver& receiver = listening.listener.receiver;
  ++receivers_around;
  receiver.deliver(emission, json, length, receiver.opaque);
  --receivers_around;
}

void ended(const char* reason, void* opaque) {
  auto& listening = *static_cast<Listening*>(opaque);
  listening.has_ended = true;
  const signalbox_receiver& receiver = listening.listener.receiver;
  if (receiver.ended == nullptr || listening.is_over) return;
  ++receivers_around;
  receiver.ended(reason, receiver.opaque);
  --receivers_around;
}

// Calls `connected` of a listening once, unless its connection has ended already: `ended` told
// that.
void tell_connected(Listening& listening) {
  if (!listening.is_known || listening.is_told || listening.is_over) return;
  if (listening.connection == nullptr || listening.has_ended) return;
  listening.is_told = true;
  const signalbox_listener& listener = listening.listener;
  if (listener.connected != nullptr) listener.connected(listener.receiver.opaque);
}

}  // namespace

Listenings::Listenings(Machine& machine) : machine_(machine) {}

Listenings::~Listenings() {
  assert(all_.empty());
}

std::uint64_t Listenings::add(PluginInstance& owner, const char* accessor, const char* arguments,
                              const signalbox_listener& listener) {
  const auto added = std::make_shared<Listening>();
  added->number = ++last_number_;
  added->owner = &owner;
  added->accessor = accessor;
  added->arguments = arguments;
  added->listener = listener;
  if (machine_.is_in_call()) {
    adopt(added);
    added->is_known = true;
    if (listener.connected != nullptr) in_a_call([added] { tell_connected(*added); });
  } else {
    added->is_known = true;
    in_a_call([this, added, alive = owner.alive()] {
      if (*alive && !added->owner->is_leaving()) adopt(added);
    });
  }
  return added->number;
}

void Listenings::adopt(const std::shared_ptr<Listening>& added) {
  {
    const std::lock_guard lock(guard_);
    all_.push_back(added);
  }
  const auto source = machine_.registry().accessor(added->accessor);
  if (source != nullptr && added->owner->is_active()) connect(added, source);
}

// Behind what was emitted and asked so far.
void Listenings::in_a_call(std::function<void()> run) {
  FifoItem item;
  item.function = [this, run = std::move(run)] {
    machine_.call(MachineThread::Place::loop, nullptr, run);
  };
  machine_.fifo().put(std::move(item));
}

void Listenings::wake(const PluginInstance& owner) {
  visit([&](const auto& each) {
    if (each->owner != &owner || each->connection != nullptr) return;
    if (const auto source = machine_.registry().accessor(each->accessor)) connect(each, source);
  });
}

void Listenings::move(const PluginInstance& owner, const Registry& next) {
  visit([&](const auto& each) {
    if (each->source == nullptr || each->source->owner != &owner || each->owner == &owner) return;
    const auto source = next.accessor(each->accessor);
    const bool told = each->has_ended;
    disconnect(*each);
    if (source != nullptr) connect_now(*each, source);
    if (each->connection == nullptr && !told) ended("plugin-unloaded", each.get());
  });
}

std::shared_ptr<Listening> Listenings::find(std::uint64_t number) {
  const std::lock_guard lock(guard_);
  for (const auto& each : all_) {
    if (each->number == number) return each;
  }
  return nullptr;
}

// A receiver may end its own listening. What runs below it is needed until it returns, and another
// thread may be in it too: the rest follows in a call of its own.
void Listenings::remove(std::uint64_t listening) {
  if (const auto found = find(listening)) {
    found->is_over = true;
    if (receivers_around == 0 && machine_.is_in_call()) return release(*found), sweep();
  }
  in_a_call([this, listening] {
    if (const auto late = find(listening)) late->is_over = true;
    visit([this](const auto& each) {
      if (each->is_over) release(*each);
    });
  });
}

void Listenings::remove_all(const PluginInstance& owner) {
  visit([&](const auto& each) {
    if (each->owner != &owner) return;
    each->is_over = true;
    release(*each);
  });
}

bool Listenings::listens(const PluginInstance& owner, const PluginInstance& source) const {
  return std::any_of(all_.begin(), all_.end(), [&owner, &source](const auto& each) {
    return each->owner == &owner && each->source != nullptr && each->source->owner == &source;
  });
}

void Listenings::accessor_added(const std::shared_ptr<const OfferedAccessor>& accessor) {
  visit([&](const auto& each) {
    if (each->accessor != accessor->name || !each->owner->is_active()) return;
    if (each->source != nullptr && !each->has_ended) return;
    disconnect(*each);
    connect(each, accessor);
  });
}

void Listenings::owner_leaves(const PluginInstance& owner, const char* reason) {
  visit([&](const auto& each) {
    if (each->source != nullptr && each->source->owner == &owner) leave(*each, reason);
  });
}

void Listenings::accessor_leaves(const OfferedAccessor& accessor, const char* reason) {
  visit([&](const auto& each) {
    if (each->source.get() == &accessor) leave(*each, reason);
  });
}

// Calls `what` with each; plugins that are called in it may add and remove some.
void Listenings::visit(
    const std::function<void(const std::shared_ptr<Listening>& listening)>& what) {
  ++visits_;
  for (const auto& each : all_) {
    if (!each->is_released) what(each);
  }
  --visits_;
  sweep();
}

void Listenings::sweep() {
  if (visits_ > 0) return;
  const std::lock_guard lock(guard_);
  all_.remove_if([](const auto& each) { return each->is_released; });
}

void Listenings::leave(Listening& listening, const char* reason) {
  const bool told = listening.has_ended;
  disconnect(listening);
  if (!told) ended(reason, &listening);
}

// An accessor that may wait does so on the worker, when its turn comes.
void Listenings::connect(const std::shared_ptr<Listening>& listening,
                         const std::shared_ptr<const OfferedAccessor>& accessor) {
  if ((accessor->flags & SIGNALBOX_BLOCKS) == 0) return connect_now(*listening, accessor);
  const auto make = [this, listening, accessor] {
    const bool is_there = *accessor->alive && !accessor->owner->is_leaving();
    if (is_there && listening->source == nullptr) connect_now(*listening, accessor);
  };
  const auto call = [this, accessor, make] {
    if (!*accessor->alive) return;
    machine_.call(MachineThread::Place::worker, accessor->owner, make);
  };
  if (machine_.loop().is_this_thread()) return call();
  machine_.loop().post([call, alive = accessor->alive] {
    if (*alive) call();
  });
}

void Listenings::connect_now(Listening& listening,
                             const std::shared_ptr<const OfferedAccessor>& accessor) {
  if (listening.is_over) return;
  const signalbox_receiver receiver{&deliver, &ended, &listening};
  Error* error = nullptr;
  listening.has_ended = false;
  listening.connection = accessor->connect(listening.arguments, receiver, &error);
  if (listening.connection == nullptr) {
    log_warning("plugin '" + listening.owner->name() + "' cannot listen to " + accessor->name +
                ": " + error_description(error));
    error_free(error);
    return;
  }
  listening.source = accessor;
  listening.is_told = false;
  tell_connected(listening);
}

void Listenings::disconnect(Listening& listening) {
  if (listening.connection == nullptr) return;
  listening.source->disconnect(std::exchange(listening.connection, nullptr));
  listening.source = nullptr;
}

void Listenings::release(Listening& listening) {
  if (listening.is_released) return;
  disconnect(listening);
  listening.is_released = true;
  if (listening.listener.released != nullptr) {
    listening.listener.released(listening.listener.receiver.opaque);
  }
}

}  // namespace signalbox
