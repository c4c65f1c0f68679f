// SPDX-License-Identifier: Apache-2.0
#include "host/machine.hpp"

#include <time.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include "host/connection.hpp"
#include "host/host.hpp"
#include "host/log.hpp"
#include "host/plugin_instance.hpp"
#include "host/raised.hpp"
#include "host/session.hpp"

namespace signalbox {

namespace {

// How long clients have to read what is pending when their machine ends.
constexpr std::chrono::seconds kFarewell{2};

}  // namespace

Machine::Machine(Host& host, MachineConfig config, bool is_admin)
    : host_(host),
      observers_(host.observers()),
      config_(std::move(config)),
      is_admin_(is_admin),
      wakeup_(host.loop(), [this] { turn_in_its_place(); }),
      fifo_([this] { wake(); }),
      outbox_memory_([&beside = host.large_messages()](std::list<OutboxBlock> blocks) {
        beside.destroy(std::move(blocks));
      }),
      ready_sockets_(host.loop()),
      switchboard_(*this),
      listenings_(*this),
      budget_(host.loop().clock()),
      thread_(host.loop(), [this] { return may_run_own(); }) {
  for (const ListenerConfig& each : config_.listeners) {
    entrances_.push_back({std::make_shared<const ListenerConfig>(each), false, nullptr});
  }
  for (const OfferedCommand& each : host.own_commands().commands()) {
    if ((each.scope & (is_admin ? kAdmin : kMachine)) != 0) {
      registry_.add(each);
    } else {
      introspection_.hide(each.name);
    }
  }
  for (const signalbox_accessor* const each : host.own_commands().accessors()) {
    if (is_admin) continue;
    const char* const successor = each->successor == nullptr ? "" : each->successor;
    registry_.add(std::make_shared<const OfferedAccessor>(
        OfferedAccessor{each->name,
                        each->event,
                        successor,
                        each->flags,
                        each,
                        nullptr,
                        alive_,
                        {&host.own_commands().calls(), this, each->opaque}}));
  }
  for (const auto& [owner, schema] : host.own_commands().schemas()) {
    introspection_.add(owner, schema->introspection);
  }
}

Machine::~Machine() {
  assert(sessions_.empty() && plugins_.empty() && leaving_.empty());
  *alive_ = false;
}

Loop& Machine::loop() const {
  return host_.loop();
}

signalbox_emission Machine::new_emission(std::uint64_t cause) {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return {.number = ++last_emission_,
          .cause = cause,
          .seconds = now.tv_sec,
          .microseconds = static_cast<std::int32_t>(now.tv_nsec / 1000)};
}

EmissionWatch& Machine::emission_watch() {
  if (emission_watch_ == nullptr) emission_watch_ = std::make_shared<EmissionWatch>(*this);
  return *emission_watch_;
}

Barriers& Machine::barriers() {
  if (barriers_ == nullptr) barriers_ = std::make_unique<Barriers>(*this);
  return *barriers_;
}

void Machine::call(MachineThread::Place place, const PluginInstance* owner,
                   std::function<void()> run, MachineThread::Order order) {
  thread_.submit(place, owner == nullptr ? std::string() : owner->name(), std::move(run), order);
}

// A client's command, in its turn: what was put into the FIFO before is handled in here.
void Machine::call_for_client(const PluginInstance* owner, std::function<void()> run,
                              MachineThread::Order order) {
  if (!in_turn_) return call(MachineThread::Place::loop, owner, std::move(run), order);
  const Raised is_for_client(is_clients_call_);
  call(MachineThread::Place::loop, owner, std::move(run), order);
}

// --- the end -------------------------------------------------------------------------------------

void Machine::ask_end() {
  FifoItem item;
  item.function = [this] { end(); };
  fifo_.put(std::move(item));
}

void Machine::end() {
  if (std::exchange(ending_, true)) return;
  if (barriers_ != nullptr) barriers_->end();
  for (Entrance& each : entrances_) each.listener.reset();
  directories_.reset();
  for (const auto& [id, session] : sessions_) session->set_delay({});
  farewell_.emplace(loop(), kFarewell, [this] { finish(); });
  wake();
}

void Machine::finish() {
  if (std::exchange(finished_, true)) return;
  call(MachineThread::Place::loop, nullptr, [this] { dismiss_all(); });
}

// Behind what was called before, whose answers the clients still get as far as their sockets take
// them. What comes behind this finds no reply, and answers nobody. The sessions are closed in the
// next turns.
void Machine::dismiss_all() {
  for (const auto& [id, session] : sessions_) session->fail("shutdown");
  is_emptying_ = true;
  wake();
}

void Machine::finish_plugins() {
  is_emptying_ = false;
  call(MachineThread::Place::loop, nullptr, [this] {
    retire();
    while (!plugins_.empty()) unload(*plugins_.back());
    drain_all();
    if (emission_watch_ != nullptr) emission_watch_->settle();
    emission_watch_.reset();
    *alive_ = false;  // what still waits for an observer finds nobody
    at_once_.clear();
    unanswered_.clear();
    room_.close();
    tell([this](Observer& each) { each.machine_ended(*this); });
    host_.ended(*this);
  });
}

}  // namespace signalbox
