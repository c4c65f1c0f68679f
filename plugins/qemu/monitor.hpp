// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/qemu/commands.hpp"
#include "plugins/qemu/connector.hpp"
#include "plugins/qemu/line_budget.hpp"
#include "plugins/qemu/line_reader.hpp"
#include "plugins/qemu/upstream_address.hpp"
#include "plugins/qemu/upstream_line.hpp"
#include "signalbox/plugin.h"

// One connection to a QMP server, as its client: comes about by itself as soon as the server is
// there, and again after each loss. [loop]
class Monitor : private Connector::Owner {
 public:
  // The user of the connection. Nothing of it is called inside send().
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void ready(Monitor&) = 0;  // negotiated: send() may be used
    virtual void event(Monitor&, const UpstreamLine&) = 0;
    virtual void lost(Monitor&) = 0;  // what it gave before has all been told
    // Its held_bytes() have changed. Returns whether there is memory for them.
    virtual bool held(Monitor&) = 0;
  };

  // Bounds of the server's input. A server that is not itself any more, since its guest has taken
  // it over, costs no more than that.
  struct Limits {
    // A return value may have four times as many; anything else 64 MiB at most.
    std::size_t line_bytes = std::size_t{64} << 20;
    std::size_t events_a_second = 50'000;  // 0: any number
  };

  using Command = Commands::Command;
  using Answered = Commands::Answered;
  using Clock = std::chrono::steady_clock;

  Monitor(const signalbox_host& host, UpstreamAddress address, Limits limits, Owner& owner);
  ~Monitor() override;  // forgets what is unanswered
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  void start() { connector_.start(); }

  const UpstreamAddress& address() const { return connector_.address(); }
  bool is_ready() const { return state_ == State::ready; }
  bool has_oob() const { return has_oob_; }
  const std::string& greeting() const { return greeting_; }  // as the server wrote it

  // See Commands::add(). Only while is_ready(). A command out of band waits for one that has
  // descriptors no longer than 100 ms.
  void send(Command command, Answered answered);

  // See Commands.
  std::vector<Answered> take_unanswered() { return commands_.take_all(); }
  std::vector<Answered> take_back(std::uint64_t session);

  // The session that has it for itself: it waits, and no other one, when that client does not read.
  // 0: it is for all.
  void set_session(std::uint64_t session);
  std::uint64_t session() const { return session_; }

  // As if the server had closed it.
  void drop();

  // Clients are served from now on.
  void settled();

  // To be called every few seconds: finds out whether the server has stopped answering, and says so
  // once; the connection is lost where its computer is out of reach. Asks for the server's version
  // where it has said nothing since the last look, if `is_to_ask`.
  void look(bool is_to_ask);

  // How long the server has not answered what it was asked first; 0: it owes nothing, or what it
  // said has not been read.
  std::chrono::duration<double> silence() const;

  // Lines that were too long, since the start.
  std::uint64_t skipped_lines() const { return skipped_lines_; }

  // Memory of a line that has not ended, as it was told by held(): within 64 KiB.
  std::size_t held_bytes() const { return held_bytes_; }

  // How often it was not read for a while, since it had brought too many events.
  std::uint64_t event_pauses() const { return event_pauses_; }

  // A line for the log, within the monitor's budget.
  void say(signalbox_log_level level, const std::string& line);

 private:
  enum class State { idle, greeting, negotiating, ready };

  void connected(int fd) override;
  void unreachable(const std::string& why) override;

  static void readable(void* opaque);
  static void writable(void* opaque);
  static void missed(void* opaque);
  static void held_long(void* opaque);
  static void read_on(void* opaque);
  static void read_rest(void* opaque);

  void watch();
  void read();
  void take_lines();
  void take(std::string_view line);
  void take_bad(std::string_view line);
  void take_cut(const LineReader::Line& line);
  void count_events(Clock::time_point now);

  // Arms a timer in the place of the one that is armed there.
  void arm(signalbox_timer*& timer, std::uint64_t after_ms, void (*run)(void* opaque)) {
    if (timer != nullptr) host_.disarm_timer(host_.self, timer);
    timer = host_.arm_prompt_timer(host_.self, after_ms, run, this);
  }

  void count_held();
  void negotiate(const UpstreamLine& greeting);
  void negotiated(const UpstreamLine& reply);
  void answered(const UpstreamLine& reply);
  void write();
  void lose(const std::string& why);
  void await(const std::string& why);
  bool has_unread() const;
  void unwatch();
  void disarm();

  const signalbox_host& host_;
  Owner& owner_;
  Connector connector_;
  State state_ = State::idle;
  int fd_ = -1;
  signalbox_watch* watch_ = nullptr;
  signalbox_timer* timer_ = nullptr;  // for the greeting and the negotiation
  signalbox_timer* hold_ = nullptr;   // until what Commands holds goes in any case
  signalbox_timer* pause_ = nullptr;  // not read until then: too many events
  std::uint64_t patience_ms_;         // with a server that does not answer qmp_capabilities
  std::uint64_t session_ = 0;
  bool is_settled_ = false;    // clients were served
  bool cannot_write_ = false;  // the server takes nothing any more
  std::string said_;           // why it is not served, when that was last logged
  LineBudget budget_;
  const std::size_t most_events_;  // in a window; 0: any number
  LineReader reader_;
  std::string greeting_;
  bool has_oob_ = false;
  Commands commands_;
  bool has_heard_ = false;  // the server has said something since the last look
  bool is_silent_ = false;  // that it does not answer was said
  Clock::time_point greeted_at_{};
  Clock::time_point window_began_{};  // in which events are counted
  std::size_t events_in_window_ = 0;
  std::size_t events_read_ = 0;  // and not counted yet
  std::size_t held_bytes_ = 0;
  std::uint64_t skipped_lines_ = 0;
  std::uint64_t event_pauses_ = 0;
};
