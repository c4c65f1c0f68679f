// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compat/verdict.hpp"

namespace signalbox {

// How one legacy event is had without its default connection.
struct Replacement {
  std::string_view event;      // "BLOCK_IO_ERROR"
  std::string_view accessor;   // the event itself: "block-io-event"
  std::string_view successor;  // better: "block-device-event"; empty: there is none
  std::string_view device;     // the event's member that the successor's argument 'device' is
};

// Null: not a legacy event.
const Replacement* replacement_of(std::string_view event);

// The values of an event's members that were seen: "device" -> {"disk0"}. By event.
using SeenValues = std::map<std::string, std::map<std::string, std::set<std::string>>>;

// From events as they come over the wire, one a line ('signalbox watch --json'); only texts, which
// is what filters are about. Throws std::runtime_error, which says the line.
SeenValues read_events(std::string_view lines);

struct GuideStep {
  std::string event;
  Verdict verdict = Verdict::unproven;  // the worst of the client's builds
  std::int64_t delivered = 0;           // over the default connection, all builds
  std::vector<std::string> commands;    // QMP, to be sent instead if the event is needed
  std::vector<std::string> calls;       // the same for libqmp
};

// What a client must send instead of having default connections.
struct Guide {
  std::string client;
  std::string contact;
  std::vector<std::string> opening;  // QMP, before qmp_capabilities
  std::vector<GuideStep> steps;      // for each event that it was sent or is exposed to
  std::int64_t delivered = 0;        // of all default connections: what opting out spares
  std::int64_t not_needed = 0;       // of these: of events with no evidence that it needs them
};

Guide guide_for(const std::vector<ItemVerdict>& verdicts, std::int64_t client,
                const SeenValues& seen);

std::string text_of(const Guide& guide);
std::string json_of(const Guide& guide);

}  // namespace signalbox
