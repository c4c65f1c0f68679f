// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace signalbox {

// Legacy events by their wire names, each with the kinds of items through which a client had it:
// "default-connection", "event".
using ReceivedEvents = std::map<std::string, std::set<std::string>>;

// How one run of a suite went.
struct AblationRun {
  std::string muted;  // wire name of the event that was kept from its client; empty: a control
  bool passed = false;
  std::string ending;        // "exit code 1"
  std::int64_t started = 0;  // seconds since 1970-01-01 UTC
  std::chrono::milliseconds duration{0};
  std::size_t tests = 0;       // that it has told of
  std::uint64_t withheld = 0;  // events that were kept from its client
  ReceivedEvents received;     // that its client was sent

  bool is_control() const { return muted.empty(); }
};

// What the runs say of one event.
struct AblationFinding {
  enum class Result {
    pending,       // more runs are needed
    fails,         // the suite fails without it, and passes with it
    passes,        // it stays green without it
    flaky,         // it failed and passed without it
    not_received,  // its client was not sent it, or there was nothing to keep from it
    refused,       // it may not be kept from this machine
  };

  std::string event;
  Result result = Result::pending;
  int runs = 0;                 // in which something was kept from its client
  int failures = 0;             // of these
  std::string reason;           // refused: why
  std::set<std::string> kinds;  // of items through which it was received
};

// "fails", "not-received" …
std::string_view word_of(AblationFinding::Result result);

// Which runs of a suite tell what it needs of the events that its client receives, and what they
// have told. First controls, with nothing muted; then each event that one of them received, muted
// as often as it takes. That a suite fails without an event counts only when a control that comes
// after it passes: else something else may have broken meanwhile.
class Ablation {
 public:
  static constexpr int kControls = 3;
  static constexpr int kFlakyRepeats = 5;  // for a suite, or an event, that fails now and then

  // `only` are the events that are asked for; empty: all that are received.
  Ablation(int repeats, std::set<std::string> only);

  void add(AblationRun run);
  void refuse(const std::string& event, std::string reason);

  // The event to be muted in the next run, empty: none, a control; nullopt: nothing is left to do.
  std::optional<std::string> next() const;

  // The last kControls controls have all failed: nothing can be told from this suite.
  bool is_red() const;

  // A control has failed.
  bool is_flaky() const;

  // How often an event is muted.
  int repeats() const;

  // Of all events that were received or are asked for, by name.
  std::vector<AblationFinding> findings() const;

  // Runs that are left as far as can be told by now, and the time that they will take.
  int runs_left() const;
  std::chrono::milliseconds time_left() const;

  const std::vector<AblationRun>& runs() const { return runs_; }
  int controls() const;
  int failed_controls() const;
  std::size_t tests() const;  // the size of the suite, as far as it tells

 private:
  AblationFinding finding_of(const std::string& event, std::set<std::string> kinds) const;
  bool has_passed_since(std::size_t run) const;

  const int repeats_;
  const std::set<std::string> only_;
  std::vector<AblationRun> runs_;
  std::map<std::string, std::string> refused_;
};

}  // namespace signalbox
