// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/commands.hpp"

#include <algorithm>
#include <utility>

#include "wire/print.hpp"

namespace {

template <typename Command>
Command& command_of(Command& command) {
  return command;
}

template <typename Id, typename Command>
Command& command_of(std::pair<const Id, Command>& entry) {
  return entry.second;
}

// Takes who waits for the commands that are wanted out of a container of them.
template <typename Container, typename IsWanted>
void move_if(Container& commands, IsWanted is_wanted, std::vector<Commands::Answered>& all) {
  for (auto each = commands.begin(); each != commands.end();) {
    auto& command = command_of(*each);
    if (!is_wanted(command)) {
      ++each;
      continue;
    }
    all.push_back(std::move(command.answered));
    each = commands.erase(each);
  }
}

}  // namespace

// What goes in band has no id: replies to it come in order, and QEMU takes 10 us for each byte.
bool Commands::add(Command command, Answered answered) {
  const std::uint64_t number = ++last_number_;
  std::string text = command.oob ? R"({"exec-oob":)" : R"({"execute":)";
  text += signalbox::quote(command.name);
  if (!command.arguments.empty()) {
    text.reserve(text.size() + command.arguments.size() + 64);
    text.append(",\"arguments\":").append(command.arguments);
  }
  Descriptors descriptors;
  const bool are_whole = descriptors.duplicate(command.descriptors, command.descriptor_count);
  if (!command.oob) {
    text += '}';
    waiting_.push_back({number, command.session, std::move(command.name), std::move(text),
                        std::move(descriptors), std::move(answered)});
    send_next();
    return are_whole;
  }
  const std::string id = '"' + std::to_string(number) + '"';
  text += ",\"id\":" + id + '}';
  out_of_band_.emplace(id, InFlight{number, command.session, std::move(command.name), false,
                                    Clock::now(), std::move(answered)});
  held_.push_back({number, std::move(text), std::move(descriptors)});
  if (!is_carrying()) release();
  return are_whole;
}

bool Commands::is_carrying() const {
  return std::any_of(in_flight_.begin(), in_flight_.end(),
                     [](const InFlight& each) { return each.has_descriptors; });
}

void Commands::release() {
  for (Held& each : held_) {
    outgoing_.add(each.number, std::move(each.text), std::move(each.descriptors));
  }
  held_.clear();
}

// QEMU keeps only the descriptors that came last, until a command takes them. And QEMU 7.2 crashes
// where its monitor's thread receives anything in the moment in which its main thread takes them
// (seen: a null pointer in its tcp_chr_recv, about once in 2,000 such commands). So nothing is sent
// until a command that has some is answered.
void Commands::send_next() {
  if (!held_.empty() && !is_carrying()) release();
  while (!waiting_.empty() && in_flight_.size() < kMaxInFlight && !is_carrying()) {
    Waiting& next = waiting_.front();
    in_flight_.push_back({next.number, next.session, std::move(next.name),
                          !next.descriptors.empty(), Clock::now(), std::move(next.answered)});
    outgoing_.add(next.number, std::move(next.text), std::move(next.descriptors));
    waiting_.pop_front();
  }
}

// A reply with an id answers what had this id, and never what went in band and had none.
Commands::Answered Commands::take(const UpstreamLine& reply) {
  if (reply.id.empty()) return take_next();
  const auto found = out_of_band_.find(reply.id);
  if (found == out_of_band_.end()) return {};
  Answered waits = std::move(found->second.answered);
  out_of_band_.erase(found);
  return waits;
}

Commands::Answered Commands::take_next() {
  if (in_flight_.empty()) return {};
  Answered waits = std::move(in_flight_.front().answered);
  in_flight_.pop_front();
  send_next();
  return waits;
}

bool Commands::take_back_text(std::uint64_t number) {
  const auto is_it = [number](const Held& each) { return each.number == number; };
  return std::erase_if(held_, is_it) > 0 || outgoing_.take_back(number);
}

std::vector<Commands::Answered> Commands::take_back(std::uint64_t session) {
  std::vector<Answered> all;
  const auto is_unsent = [this, session](const InFlight& each) {
    return each.session == session && take_back_text(each.number);
  };
  move_if(in_flight_, is_unsent, all);
  move_if(
      waiting_, [session](const Waiting& each) { return each.session == session; }, all);
  move_if(out_of_band_, is_unsent, all);
  send_next();
  return all;
}

void Commands::stop() {
  outgoing_.clear();
  held_.clear();
}

std::vector<Commands::Answered> Commands::take_all() {
  std::vector<Answered> all;
  for (InFlight& each : in_flight_) all.push_back(std::move(each.answered));
  for (Waiting& each : waiting_) all.push_back(std::move(each.answered));
  for (auto& [id, each] : out_of_band_) all.push_back(std::move(each.answered));
  in_flight_.clear();
  waiting_.clear();
  out_of_band_.clear();
  return all;
}

std::optional<Commands::Oldest> Commands::oldest() const {
  const InFlight* found = in_flight_.empty() ? nullptr : &in_flight_.front();
  for (const auto& [id, each] : out_of_band_) {
    if (found == nullptr || each.since < found->since) found = &each;
  }
  if (found == nullptr) return std::nullopt;
  return Oldest{found->name, found->since};
}
