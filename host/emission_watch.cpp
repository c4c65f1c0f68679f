// SPDX-License-Identifier: Apache-2.0
#include "host/emission_watch.hpp"

#include <algorithm>
#include <utility>

#include "host/config.hpp"
#include "host/connection.hpp"
#include "host/machine.hpp"
#include "host/session.hpp"
#include "wire/print.hpp"

namespace signalbox {

namespace {

// An accessor that can be connected to without knowing more, and without waiting.
bool can_be_kept(const Machine& machine, const OfferedAccessor& accessor) {
  if (accessor.owner == nullptr || (accessor.flags & SIGNALBOX_BLOCKS) != 0) return false;
  if (accessor.is_by_data()) return true;
  const auto arguments = machine.introspection().arguments_of(accessor.name + "-connect");
  return std::all_of(arguments.begin(), arguments.end(),
                     [](const auto& each) { return each.optional; });
}

void append_member(std::string& text, const char* name, std::uint64_t number) {
  text.append(", \"").append(name).append("\": ").append(std::to_string(number));
}

}  // namespace

EmissionWatch::~EmissionWatch() {
  for (const auto& [id, receiver] : receivers_) receiver.ended("machine-ended", receiver.opaque);
}

std::uint64_t EmissionWatch::add(const signalbox_receiver& receiver) {
  receivers_.emplace(++last_id_, receiver);
  if (receivers_.size() > 1) return last_id_;
  machine_.call(MachineThread::Place::loop, nullptr, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->open_taps();
  });
  return last_id_;
}

void EmissionWatch::remove(std::uint64_t id) {
  if (receivers_.erase(id) == 0 || is_on()) return;
  unsettled_.clear();
  machine_.update_room();
  machine_.call(MachineThread::Place::loop, nullptr, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->close_taps();
  });
}

void EmissionWatch::open_taps() {
  if (!is_on()) return;
  for (const auto& [name, accessor] : machine_.registry().accessors()) accessor_added(*accessor);
}

void EmissionWatch::close_taps() {
  if (is_on()) return;
  for (const std::string& each : std::exchange(kept_, {})) machine_.switchboard().let_go(each);
}

void EmissionWatch::accessor_added(const OfferedAccessor& accessor) {
  if (!is_on() || !can_be_kept(machine_, accessor)) return;
  if (kept_.insert(accessor.name).second) machine_.switchboard().keep(accessor.name);
}

void EmissionWatch::accessor_removed(const OfferedAccessor& accessor) {
  kept_.erase(accessor.name);
}

EmissionWatch::Part& EmissionWatch::part_of(Emission& emission, const Session& session) {
  for (Part& each : emission.parts) {
    if (each.session == session.id()) return each;
  }
  return emission.parts.emplace_back(
      Part{session.id(), session.listener().label, 0, 0, 0, 0, 0, true});
}

void EmissionWatch::fanned_out(const Tap& tap, const Frame& frame) {
  Emission emission;
  emission.identity = frame.emission;
  std::string& text = emission.text;
  text.append("{\"machine\": ").append(quote(machine_.name()));
  append_member(text, "number", frame.emission.number);
  append_member(text, "cause", frame.emission.cause);
  text.append(", \"event\": ").append(quote(tap.accessor().event));
  text.append(", \"signal\": ").append(quote(tap.accessor().name));
  text.append(", \"arguments\": ").append(tap.arguments());
  if (!frame.data().empty()) text.append(", \"data\": ").append(frame.data());

  for (const auto& [id, session] : machine_.sessions()) {
    const bool is_there = session->mode() == Session::Mode::command;
    if (is_there && !session->listener().label.empty()) part_of(emission, *session);
  }
  tap.for_each_fate(frame, [&emission](const Connection& connection, Tap::Fate fate) {
    const Session& session = *connection.session;
    if (session.listener().label.empty()) return;
    Part& part = part_of(emission, session);
    switch (fate) {
      case Tap::Fate::filtered: ++part.filtered; break;
      case Tap::Fate::muted: ++part.muted; break;
      case Tap::Fate::sent:
        ++part.due;
        part.end = session.queued_bytes();
        part.is_settled = false;
        break;
    }
  });
  unsettled_.push_back(std::move(emission));
}

bool EmissionWatch::is_settled(Emission& emission) const {
  for (Part& each : emission.parts) {
    if (each.is_settled) continue;
    if (machine_.session(each.session)->written_bytes() < each.end) return false;
    each.is_settled = true;
  }
  return true;
}

void EmissionWatch::settle() {
  while (!unsettled_.empty() && is_settled(unsettled_.front())) {
    tell(unsettled_.front());
    unsettled_.pop_front();
  }
}

void EmissionWatch::closed(const Session& session) {
  for (Emission& emission : unsettled_) {
    for (Part& each : emission.parts) {
      if (each.session != session.id() || each.is_settled) continue;
      each.is_settled = true;
      if (session.written_bytes() < each.end) each.failed = std::exchange(each.due, 0);
    }
  }
}

// Sessions of one label are told as one.
void EmissionWatch::tell(const Emission& emission) const {
  std::map<std::string, Part> labels;
  for (const Part& each : emission.parts) {
    Part& sum = labels.try_emplace(each.label).first->second;
    sum.due += each.due;
    sum.filtered += each.filtered;
    sum.muted += each.muted;
    sum.failed += each.failed;
  }
  std::string text = emission.text;
  text += ", \"labels\": [";
  for (const auto& [label, sum] : labels) {
    if (!text.ends_with('[')) text += ", ";
    text.append("{\"label\": ").append(quote(label));
    append_member(text, "sent", sum.due);
    append_member(text, "filtered", sum.filtered);
    append_member(text, "muted", sum.muted);
    append_member(text, "failed", sum.failed);
    text += '}';
  }
  text += "]}";
  for (const auto& [id, receiver] : receivers_) {
    receiver.deliver(&emission.identity, text.c_str(), text.size(), receiver.opaque);
  }
}

}  // namespace signalbox
