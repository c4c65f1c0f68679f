// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "compat/stage.hpp"
#include "host/reply.hpp"

namespace signalbox {

class Session;
struct Connection;
struct Visitor;

// Whom something is about: a session must fit each part that is not empty.
struct Audience {
  std::string client;   // fingerprint
  std::string label;    // of the session's listener
  std::string machine;  // name

  bool covers(const Session& session, const Visitor& visitor) const;
};

// Something that is tried on clients, to see whether they notice.
struct Experiment {
  enum class Kind { mute, delay, brownout, ablation };
  enum class Outcome { passed, failed, quiet, harm, aborted };

  // A client's stream is held for no longer (ledger.md).
  static constexpr std::chrono::milliseconds kMaxDelay{2000};

  std::uint64_t id = 0;
  Kind kind = Kind::mute;
  Audience audience;
  std::string event;                // wire name; empty: a delay
  bool default_connections = true;  // what of the event is withheld
  bool explicit_connections = true;
  std::optional<ItemName> refused;  // a command or argument that is refused, instead of an event
  bool loses_state = false;         // somebody accepts that machine state is withheld
  std::chrono::milliseconds delay{0};
  std::string suite;  // ablation
  std::int64_t started = 0;
  SessionId begun_by = 0;  // ends with this session; 0: with none
  bool is_running = false;

  // What was withheld on connections that are no longer, in all and by client and version.
  std::uint64_t muted = 0;
  std::map<std::pair<std::string, std::string>, std::uint64_t> muted_by;

  // Whether it withholds what the connection would be sent.
  bool withholds(const Session& session, const Visitor& visitor,
                 const Connection& connection) const;
};

// As the ledger has them: "mute", "quiet".
std::string_view word(Experiment::Kind kind);
std::string_view word(Experiment::Outcome outcome);

}  // namespace signalbox
