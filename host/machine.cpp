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
#include "host/session.hpp"

namespace signalbox {

namespace {

// What one turn does at most before it writes and lets others have the loop: an emission storm
// must not delay commands, nor one client's pipeline another's.
constexpr std::size_t kItemsPerTurn = 256;
constexpr std::size_t kCommandsPerTurn = 64;

// How long clients have to read what is pending when their machine ends.
constexpr std::chrono::seconds kFarewell{2};

const std::string kNoPlugin;

}  // namespace

Machine::Machine(Host& host, MachineConfig config, bool is_admin)
    : host_(host),
      observers_(host.observers()),
      config_(std::move(config)),
      is_admin_(is_admin),
      fifo_([this] { wake(); }),
      switchboard_(*this),
      listenings_(*this),
      thread_(host.loop(), [this] { drain(SIZE_MAX); }) {
  for (const OfferedCommand& each : host.own_commands().commands()) {
    if ((each.scope & (is_admin ? kAdmin : kMachine)) != 0) {
      registry_.add(each);
    } else {
      introspection_.hide(each.name);
    }
  }
  for (const auto& [owner, schema] : host.own_commands().schemas()) {
    introspection_.add(owner, schema->introspection);
  }
}

Machine::~Machine() {
  assert(sessions_.empty() && plugins_.empty());
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

void Machine::call(MachineThread::Place place, const PluginInstance* owner,
                   std::function<void()> run) {
  thread_.submit(place, owner == nullptr ? kNoPlugin : owner->name(), std::move(run));
}

// --- turns ---------------------------------------------------------------------------------------

// Something came into the empty FIFO. A turn that is under way takes it in; else one is made.
void Machine::wake() {
  if (loop().is_this_thread() && in_turn_) return;
  loop().post([this, alive = alive_] {
    if (*alive) turn();
  });
}

void Machine::readable(Session& session) {
  session.read();
  turn();
}

void Machine::writable(Session& session) {
  session.socket_takes_more();
  dirty(session);
  turn();
}

void Machine::ready(Session& session) {
  if (std::exchange(session.is_ready_, true)) return;
  ready_.push_back(&session);
}

void Machine::dirty(Session& session) {
  if (std::exchange(session.is_dirty_, true)) return;
  dirty_.push_back(&session);
  if (!in_turn_) wake();
}

// Everything that happens to a machine's clients happens in here: what was emitted and answered
// goes to the outboxes, complete commands are executed, and at the end all is written.
void Machine::turn() {
  if (in_turn_) return;
  in_turn_ = true;
  drain(kItemsPerTurn);
  for (Session* const each : std::exchange(ready_, {})) {
    each->is_ready_ = false;
    if (!each->process(kCommandsPerTurn)) ready(*each);
  }
  flush_dirty();
  in_turn_ = false;
  if (!ready_.empty() || !fifo_.empty()) wake();
}

void Machine::drain(std::size_t count) {
  if (draining_) return;
  draining_ = true;
  const std::size_t before = fifo_.bytes();
  fifo_.take(items_, count);
  for (FifoItem& item : items_) handle(item);
  items_.clear();
  draining_ = false;
  if (before > 0) room_.changed();
}

void Machine::handle(FifoItem& item) {
  switch (item.kind) {
    case FifoItem::Kind::frame: {
      const Tap::Reach reach = item.tap->fan_out(item.frame);
      tell([&](Observer& each) {
        each.emitted(*this, *item.tap, item.frame, reach.defaults, reach.explicits);
      });
      break;
    }
    case FifoItem::Kind::ended: switchboard_.ended(item.tap, item.reason); break;
    case FifoItem::Kind::reply: hand_on(*item.reply); break;
    case FifoItem::Kind::function: item.function(); break;
  }
}

void Machine::flush_dirty() {
  std::vector<Session*> closing;
  for (Session* const each : std::exchange(dirty_, {})) {
    each->is_dirty_ = false;
    each->flush();
    check_backlog(*each);
    if (!each->close_reason().empty()) closing.push_back(each);
  }
  for (Session* const each : closing) close(*each);
  if (ending_ && pending_ == 0) finish();
}

void Machine::check_backlog(Session& session) {
  const std::size_t before = session.counted_backlog_;
  const std::size_t now = session.backlog();
  if (before == now) return;
  session.counted_backlog_ = now;
  pending_ += now - before;
  congested_ += (now > Room::kMaxClientBytes) - (before > Room::kMaxClientBytes);
  room_.set_congested(congested_);
  host_.backlog_changed(before, now);
  if (now <= config_.client_backlog_bytes || session.listener().management) return;
  log_warning(name() + ": a client does not read: " + std::to_string(now) +
              " bytes wait for it, which is above client-backlog; it is disconnected");
  session.fail("backlog");
}

// --- clients -------------------------------------------------------------------------------------

Session* Machine::session(SessionId id) const {
  const auto entry = sessions_.find(id);
  return entry == sessions_.end() ? nullptr : entry->second.get();
}

void Machine::listen() {
  if (!config_.plugin_dirs.empty()) directories_.emplace(*this).load_all();
  for (const ListenerConfig& each : config_.listeners) {
    listeners_.emplace_back(loop(), each, [this, &each](int fd) { accept(fd, each); });
    log_info(name() + ": serves clients on " + listeners_.back().address());
  }
}

void Machine::accept(int fd, const ListenerConfig& listener) {
  const SessionId id = host_.new_session_id();
  Session& session =
      *sessions_.emplace(id, std::make_unique<Session>(*this, id, fd, listener)).first->second;
  session.start(host_.greeting());
  tell([&session](Observer& each) { each.session_opened(session); });
  turn();
}

void Machine::close(Session& session) {
  std::erase(ready_, &session);
  std::erase(dirty_, &session);
  switchboard_.leave(session);
  session.shut();
  check_backlog(session);
  tell([&session](Observer& each) { each.session_closed(session, session.close_reason()); });
  sessions_.erase(session.id());
}

PluginInstance* Machine::plugin(std::string_view name) const {
  for (const auto& each : plugins_) {
    if (each->name() == name) return each.get();
  }
  return nullptr;
}

// --- the end -------------------------------------------------------------------------------------

void Machine::ask_end() {
  FifoItem item;
  item.function = [this] { end(); };
  fifo_.put(std::move(item));
}

void Machine::end() {
  if (std::exchange(ending_, true)) return;
  listeners_.clear();
  directories_.reset();
  farewell_.emplace(loop(), kFarewell, [this] { finish(); });
  wake();
}

void Machine::finish() {
  if (std::exchange(finished_, true)) return;
  call(MachineThread::Place::loop, nullptr, [this] {
    for (const auto& [id, session] : sessions_) session->fail("shutdown");
    std::vector<Session*> all;
    for (const auto& [id, session] : sessions_) all.push_back(session.get());
    for (Session* const each : all) close(*each);
    while (!plugins_.empty()) unload(*plugins_.back());
    drain(SIZE_MAX);
    *alive_ = false;  // what still waits for an observer finds nobody
    unanswered_.clear();
    room_.close();
    tell([this](Observer& each) { each.machine_ended(*this); });
    host_.ended(*this);
  });
}

}  // namespace signalbox
