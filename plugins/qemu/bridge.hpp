// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/qemu/descriptor_names.hpp"
#include "plugins/qemu/event_merge.hpp"
#include "plugins/qemu/events.hpp"
#include "plugins/qemu/monitor.hpp"
#include "plugins/qemu/own_events.hpp"
#include "plugins/qemu/schema_reading.hpp"
#include "signalbox/plugin.h"

// One machine's way to its QEMU: forwards what clients ask and what QEMU says, as it was said.
// [loop]
class Bridge : private Monitor::Owner {
 public:
  // `monitors` are those of one QEMU; there is at least one.
  Bridge(const signalbox_host& host, std::vector<UpstreamAddress> monitors, Monitor::Limits limits);
  ~Bridge() override;

  void start();

  OwnEvents& own_events() { return own_events_; }

  static const signalbox_rest rest;

 private:
  // A monitor, and what clients have of it.
  struct Line {
    std::unique_ptr<Monitor> monitor;
    DescriptorNames descriptors;

    bool is_ready() const { return monitor->is_ready(); }
  };

  static bool has(const signalbox_context* context, const char* command);
  static void call(const signalbox_context* context, const signalbox_request* request,
                   signalbox_reply* reply);
  static void left(const signalbox_context* context, std::uint64_t session);

  void ready(Monitor& monitor) override;
  void event(Monitor& monitor, const UpstreamLine& event) override;
  void lost(Monitor& monitor) override;
  bool held(Monitor& monitor) override;

  void call(const signalbox_request& request, signalbox_reply* reply);
  void left(std::uint64_t session);
  void refuse(signalbox_reply* reply, const std::string& description) const;
  void answer(signalbox_reply* reply, const UpstreamLine* line) const;
  void told(const std::string& command, const std::string& arguments, const UpstreamLine& said);
  Line& line_for(const signalbox_request& request);
  std::size_t index_of(const Monitor& monitor) const;
  bool is_shared(const Line& line) const { return &line == &lines_.front(); }

  using Told = std::function<void(std::optional<std::string_view> value)>;

  void ask(const std::string& command, Told told);
  void ask_commands();
  void ask_schema();
  void take_schema(SchemaReading& reading);
  std::string describe(SchemaReading& reading);
  void ask_events(const std::string& why);
  void offer(const std::vector<signalbox::EventSchema::Event>& events);
  void ask_status();
  void take_status(std::string_view value);  // what query-status returned
  static void look_again(void* opaque);
  static void offer_named(void* opaque);
  bool charge();
  void wait_for_accessor(Monitor& monitor, std::string_view event);
  static void emit_late(void* opaque);
  void up();
  void down();
  void end();
  static void judge(void* opaque);
  static void free(Line& line);
  static void refuse_dropped(void* opaque);
  static void look(void* opaque);
  void announce_gap();

  using Clock = std::chrono::steady_clock;

  const signalbox_host& host_;
  std::vector<Line> lines_;
  std::set<std::string, std::less<>> commands_;       // of this QEMU
  std::vector<signalbox::EventSchema::Event> named_;  // by query-events, not yet offered
  bool is_reading_ = false;        // what this QEMU has is being read, and then offered
  bool has_schema_ = false;        // this QEMU says what its events are
  std::vector<std::string> late_;  // events that wait for their accessors
  std::size_t late_bytes_ = 0;
  Events events_;
  OwnEvents own_events_;
  EventMerge merge_;
  bool is_up_ = false;
  std::vector<Monitor::Answered> dropped_;  // whose commands were taken back
  signalbox_timer* look_ = nullptr;         // at monitors that do not answer
  signalbox_timer* linger_ = nullptr;       // some monitors have ended
  signalbox_timer* look_again_ = nullptr;   // at the status of a machine that moves
  std::string status_;                      // that QEMU said it is in, "running"
  bool is_asking_status_ = false;
  bool is_status_stale_ = false;  // something has happened since it was asked for
  bool is_gap_due_ = false;       // clients do not know yet that it was lost
  std::string status_before_;     // when it was last lost
  Clock::time_point lost_at_{};
  std::list<SchemaReading> readings_;  // the last is of this QEMU; last member: they use others
};
