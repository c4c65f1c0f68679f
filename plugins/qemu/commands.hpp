// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/qemu/descriptors.hpp"
#include "plugins/qemu/outgoing.hpp"
#include "plugins/qemu/upstream_line.hpp"

// The commands of all clients on their way to one server, and the callers that wait for the
// replies. [loop]
class Commands {
 public:
  using Clock = std::chrono::steady_clock;

  struct Command {
    std::string name;
    std::string_view arguments{};  // a JSON object, needed during add() only; empty: none
    bool oob = false;
    std::uint64_t session = 0;         // who asks; 0: nobody's session
    const int* descriptors = nullptr;  // duplicated by add()
    std::size_t descriptor_count = 0;
  };

  // Gets the reply, or null: it will never come.
  using Answered = std::function<void(const UpstreamLine* reply)>;

  // In-band commands are answered in the order they come, and at most kMaxInFlight of them are with
  // the server at a time, or one that has descriptors; out-of-band ones go at once, or where that
  // one is with the server, when it is answered or at release(). False: a descriptor could not be
  // duplicated, and errno says why; the command goes without.
  bool add(Command command, Answered answered);

  // QEMU stops reading, and so hears nothing out of band, at 8 (QMP_REQ_QUEUE_LEN_MAX).
  static constexpr std::size_t kMaxInFlight = 7;

  // A text in front of all commands, which nobody here waits for.
  void add_text(std::string text) { outgoing_.add(++last_number_, std::move(text), {}); }

  bool is_holding() const { return !held_.empty(); }
  void release();

  bool has_unwritten() const { return !outgoing_.empty(); }
  Outgoing::Written write(int fd) { return outgoing_.write(fd); }

  // The caller that waited for this reply; empty: nobody asked for it.
  Answered take(const UpstreamLine& reply);

  // The caller that waited for the next reply in band; empty: nobody did.
  Answered take_next();

  // Takes the commands of a session back that were not given to the server. Returns the callers
  // that wait for their replies.
  std::vector<Answered> take_back(std::uint64_t session);

  // The connection has ended: nothing more is written. take_all() is due.
  void stop();

  // Everybody who waits for a reply, in order; they are forgotten here.
  std::vector<Answered> take_all();

  // The unanswered command that the server has had for the longest.
  struct Oldest {
    std::string name;
    Clock::time_point since;
  };
  std::optional<Oldest> oldest() const;

 private:
  // One that is with the server.
  struct InFlight {
    std::uint64_t number;
    std::uint64_t session;
    std::string name;
    bool has_descriptors;
    Clock::time_point since;
    Answered answered;
  };

  // One that waits for its turn, with duplicates of its descriptors.
  struct Waiting {
    std::uint64_t number;
    std::uint64_t session;
    std::string name;
    std::string text;
    Descriptors descriptors;
    Answered answered;
  };

  // The text of one out of band that waits until another has taken its descriptors.
  struct Held {
    std::uint64_t number;
    std::string text;
    Descriptors descriptors;
  };

  bool is_carrying() const;
  bool take_back_text(std::uint64_t number);
  void send_next();

  Outgoing outgoing_;
  std::deque<InFlight> in_flight_;  // in band
  std::deque<Waiting> waiting_;
  std::map<std::string, InFlight, std::less<>> out_of_band_;  // by id, as JSON text
  std::deque<Held> held_;
  std::uint64_t last_number_ = 0;
};
