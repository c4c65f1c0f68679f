// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/qemu/descriptors.hpp"
#include "plugins/qemu/outgoing.hpp"
#include "plugins/qemu/upstream_address.hpp"
#include "plugins/qemu/upstream_line.hpp"
#include "signalbox/plugin.h"

// One connection to a QMP server, as its client: comes about by itself as soon as the server is
// there, and again after each loss. [loop]
class Monitor {
 public:
  // Whom it tells. Nothing of it is called inside send().
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void ready(Monitor&) = 0;  // negotiated: send() may be used
    virtual void event(Monitor&, const UpstreamLine&) = 0;
    virtual void lost(Monitor&) = 0;  // what it gave before has all been told
  };

  // A command for the server.
  struct Command {
    std::string name;
    std::string arguments{};  // a JSON object; empty: none
    bool oob = false;
    const int* descriptors = nullptr;  // duplicated by send()
    std::size_t descriptor_count = 0;
  };

  // Gets the reply, or null: it will never come.
  using Answered = std::function<void(const UpstreamLine* reply)>;

  Monitor(const signalbox_host& host, UpstreamAddress address, Owner& owner);
  ~Monitor();  // forgets what is unanswered
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  void start();

  const UpstreamAddress& address() const { return address_; }
  bool is_ready() const { return state_ == State::ready; }
  bool has_oob() const { return has_oob_; }
  const std::string& greeting() const { return greeting_; }  // as the server wrote it

  // In-band commands are answered in the order they come, and at most kMaxInFlight of them are with
  // the server at a time, or one that has descriptors; out-of-band ones go at once, or where that
  // one is with the server, soon. Only while is_ready().
  void send(Command command, Answered answered);

  // QEMU stops reading, and so hears nothing out of band, at 8 (QMP_REQ_QUEUE_LEN_MAX).
  static constexpr std::size_t kMaxInFlight = 7;

  // Everybody who waits for a reply, in order; they are forgotten here.
  std::vector<Answered> take_unanswered();

  // As if the server had closed it.
  void drop();

 private:
  enum class State { idle, listening, connecting, greeting, negotiating, ready };

  // An out-of-band command that waits until another has taken its descriptors.
  struct Held {
    std::string text;
    Descriptors descriptors;
  };

  // A command that waits for its turn, with duplicates of its descriptors.
  struct Waiting {
    std::string text;
    Descriptors descriptors;
    Answered answered;
  };

  // One that is with the server.
  struct InFlight {
    bool has_descriptors;
    Answered answered;
  };

  static void readable(void* opaque);
  static void writable(void* opaque);
  static void retry(void* opaque);
  static void missed(void* opaque);
  static void held_long(void* opaque);

  void connect();
  void accept();
  void watch(int fd, State state);
  void connected();
  void read();
  void take_lines(std::string_view lines);
  void take(std::string_view line);
  void negotiate(const UpstreamLine& greeting);
  void answered(const UpstreamLine& reply);
  bool is_carrying() const;
  void release();
  void send_next();
  void write();
  void lose(const std::string& why);
  void unwatch();
  void retry_later();
  void disarm();
  void log(signalbox_log_level level, const std::string& line) const;

  const signalbox_host& host_;
  const UpstreamAddress address_;
  Owner& owner_;
  State state_ = State::idle;
  int fd_ = -1;
  int listener_ = -1;  // of accept:
  signalbox_watch* watch_ = nullptr;
  signalbox_timer* timer_ = nullptr;
  std::uint64_t pause_ms_;  // before the next attempt
  std::string said_;        // why it does not connect, when that was last logged
  std::string input_;       // from the last line end on
  std::string greeting_;
  bool has_oob_ = false;
  Outgoing outgoing_;
  std::deque<InFlight> in_flight_;  // in band
  std::deque<Waiting> waiting_;
  std::map<std::string, Answered, std::less<>> out_of_band_;  // by id
  std::deque<Held> held_;
  signalbox_timer* hold_ = nullptr;  // until held_ goes in any case
  std::uint64_t last_id_ = 0;
};
