// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "plugins/replay/recorded_session.hpp"
#include "plugins/replay/replayed_signal.hpp"
#include "plugins/replay/source.hpp"
#include "replay/qmp_events.h"  // generated
#include "signalbox/plugin.h"
#include "signalbox/self.h"

// What one machine has of this plugin: a server that says again what it said once.
class Replay : private Source::Owner {
 public:
  struct Options {
    std::string file;
    Source::Pace pace;
    bool starts_when_connected = true;
    bool keeps_timestamps = true;
  };

  // Throws as read_recorded_session().
  Replay(const signalbox_host& host, Options options);
  ~Replay() override;
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  // Of the machine that the running command or accessor is for.
  static Replay& self() { return *static_cast<Replay*>(signalbox_self()); }

  // False with *errp set. [inside create()]
  bool offer(Error** errp);

  // Lets clients in. [loop]
  void serve();

  bool start() { return source_.start(); }  // false: it is running
  const Source& source() const { return source_; }
  const std::string& file() const { return options_.file; }
  std::uint64_t events() const { return session_.events; }
  ReplayEndedEvent& ended_event() { return ended_event_; }

  static const signalbox_rest rest;

 private:
  static bool has(const signalbox_context* context, const char* command);
  static void call(const signalbox_context* context, const signalbox_request* request,
                   signalbox_reply* reply);
  static void left(const signalbox_context* context, std::uint64_t session);

  void call(const signalbox_request& request, signalbox_reply* reply);
  void refuse(signalbox_reply* reply, const std::string& name, const std::string& why) const;
  void connected();
  ReplayedSignal* signal_of(const signalbox::RecordedEvent& event, std::string& arguments);
  std::uint64_t cause_of(const signalbox::RecordedEvent& event) const;

  void wait_for_room() override;
  void event(const signalbox::RecordedEvent& event) override;
  void ended(std::uint64_t events) override;
  void failed(const std::string& why) override;

  const signalbox_host& host_;
  const Options options_;
  const RecordedSession session_;
  std::map<std::string, std::unique_ptr<ReplayedSignal>, std::less<>> signals_;  // by name
  std::map<std::string, ReplayedSignal*, std::less<>> defaults_;                 // by event
  std::map<std::uint64_t, std::uint64_t> numbers_;  // recorded to new; the latest ones
  ReplayEndedEvent ended_event_{};
  bool is_serving_ = false;
  bool start_is_posted_ = false;
  Source source_;  // last: its thread uses the others
};
