// SPDX-License-Identifier: Apache-2.0
#include "host/barriers.hpp"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <utility>
#include <vector>

#include "host/config.hpp"
#include "host/connection.hpp"
#include "host/machine.hpp"
#include "host/raised.hpp"
#include "host/session.hpp"

namespace signalbox {

namespace {

constexpr std::chrono::milliseconds kLook{2};

// Bytes that the client has not read; the kernel tells of Unix sockets, and not of others.
int unread_bytes(const Session& session) {
  int bytes = 0;
  if (!session.listener().address.starts_with("unix:")) return 0;
  return ::ioctl(session.fd(), SIOCOUTQ, &bytes) == 0 ? bytes : 0;
}

std::string name_of(const Session& session) {
  return "client " + std::to_string(session.id()) + " of '" + session.listener().label + "'";
}

}  // namespace

// One await_drained(): first the calls and emissions that were before, then the sessions.
struct Barriers::Drain {
  struct Target {
    SessionId session;
    std::uint64_t end;  // of what it has been sent
  };

  std::uint64_t number;
  bool is_marked = false;   // the mark is on its way behind what was before
  bool has_passed = false;  // and has arrived: targets are known
  std::vector<Target> targets;
};

void Barriers::await_drained(std::uint64_t number, std::chrono::milliseconds patience,
                             Asker asker) {
  const auto drain = std::make_shared<Drain>();
  drain->number = number;
  add(
      patience, [this, drain] { return missing(drain); }, std::move(asker));
}

std::string Barriers::missing(const std::shared_ptr<Drain>& drain) {
  if (machine_.last_emission() < drain->number) {
    return "emission " + std::to_string(drain->number) + " has not been made";
  }
  if (!std::exchange(drain->is_marked, true)) {
    machine_.call(MachineThread::Place::loop, nullptr, [this, drain] {
      FifoItem mark;
      mark.function = [this, drain] { snapshot(*drain); };
      machine_.fifo().put(std::move(mark));
    });
  }
  if (!drain->has_passed) return "a command is running";
  for (const Drain::Target& each : drain->targets) {
    const Session* const session = machine_.session(each.session);
    if (session == nullptr) continue;
    if (session->written_bytes() < each.end) {
      return name_of(*session) +
             " does not read: " + std::to_string(each.end - session->written_bytes()) +
             " bytes wait for it";
    }
    if (unread_bytes(*session) > 0) return name_of(*session) + " has not read what was sent";
  }
  return {};
}

void Barriers::snapshot(Drain& drain) {
  drain.has_passed = true;
  for (const auto& [id, session] : machine_.sessions()) {
    if (!session->listener().label.empty()) drain.targets.push_back({id, session->queued_bytes()});
  }
}

void Barriers::await_connected(std::string label, std::string signal,
                               std::chrono::milliseconds patience, Asker asker) {
  const auto missing = [this, label = std::move(label), signal = std::move(signal)] {
    bool is_there = false;
    for (const auto& [id, session] : machine_.sessions()) {
      if (session->listener().label != label) continue;
      is_there = true;
      for (const Connection* const each : session->connections()) {
        if (!each->active) continue;
        if (signal.empty() || each->accessor() == signal || each->event() == signal) {
          return std::string();
        }
      }
    }
    if (!is_there) return "no client of '" + label + "' is there";
    return "no client of '" + label + "' is connected to " + (signal.empty() ? "a signal" : signal);
  };
  add(patience, missing, std::move(asker));
}

void Barriers::add(std::chrono::milliseconds patience, std::function<std::string()> missing,
                   Asker asker) {
  waits_.push_back({std::move(missing), std::chrono::steady_clock::now() + patience, patience,
                    std::move(asker)});
  check();
}

// The functions of the waits may let the machine end, and so call end(): the waits stay where they
// are until all have been looked at.
void Barriers::check() {
  if (is_checking_) return;
  {
    const Raised checking(is_checking_);
    look();
  }
  next_look_.reset();
  if (has_ended_) return end();
  if (!waits_.empty()) next_look_.emplace(machine_.loop(), kLook, [this] { check(); });
}

void Barriers::look() {
  for (auto each = waits_.begin(); each != waits_.end();) {
    if (!each->asker.is_there()) {
      each = waits_.erase(each);
      continue;
    }
    std::string missing = each->missing();
    if (!missing.empty()) {
      if (std::chrono::steady_clock::now() < each->deadline) {
        ++each;
        continue;
      }
      missing += " (waited " + std::to_string(each->patience.count()) + " ms)";
    }
    const Asker asker = std::move(each->asker);
    each = waits_.erase(each);
    asker.done(missing);
  }
}

void Barriers::end() {
  has_ended_ = true;
  if (is_checking_) return;  // check() comes here
  next_look_.reset();
  for (const Wait& each : std::exchange(waits_, {})) each.asker.done("the machine has ended");
}

}  // namespace signalbox
