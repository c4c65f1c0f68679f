// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <boost/json/fwd.hpp>

#include "cli/answer_wait.hpp"
#include "cli/interrupts.hpp"
#include "cli/recording_file.hpp"
#include "cli/server_stream.hpp"
#include "cli/signal_words.hpp"

namespace signalbox::cli {

// One session with a QMP server, written down while it goes on: its events, and what a replay must
// know to stand for the server.
class Recorder {
 public:
  struct Options {
    std::string socket;
    std::string file;
    bool redact = false;
    std::uint64_t count = 0;           // of events; 0: all
    double seconds = 0;                // 0: for ever
    double timeout = 10;               // seconds for the server to begin; 0: for ever
    std::vector<std::string> queries;  // commands whose answers are wanted
    std::vector<WantedSignal> signals;
  };

  // Throws ConnectionLost and std::system_error.
  explicit Recorder(const Options& options);

  // Returns when the recording is complete. Throws these and CommandRefused.
  void run();

  // Figures of the recording, after run().
  std::uint64_t events() const { return file_.events(); }
  double seconds() const { return std::chrono::duration<double>(length_).count(); }
  const std::string& ending() const { return why_; }  // "count", "duration", "closed" …

 private:
  // Gets a reply, and its text.
  using Answered = std::function<void(const boost::json::object& reply, const std::string& text)>;

  std::chrono::nanoseconds time() const { return std::chrono::steady_clock::now() - began_; }
  void take_all();
  void take(const std::string& text);
  void greeted(const std::string& text);
  void ask(const boost::json::object& request, Answered answered);
  void ask_for(const std::string& command);
  void ask_schema();
  void take_schema(const boost::json::object& reply, const std::string& text);
  void ask_queries();
  void connect(const WantedSignal& signal);
  void record(const std::string& text);
  void release();
  void wait();
  int patience() const;
  void show_progress(bool is_last) const;

  const Options& options_;
  const Interrupts interrupts_;
  ServerStream server_;
  RecordingFile file_;
  std::optional<AnswerWait> beginning_;  // until the server has greeted and told its schema
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::deque<Answered> answers_;                 // that are still to come
  std::set<std::string, std::less<>> commands_;  // of the server
  std::vector<std::string> held_;                // events that came before the schema
  bool is_greeted_ = false;
  bool is_holding_ = true;
  bool is_closed_ = false;
  std::string why_;                    // it is complete
  std::chrono::nanoseconds length_{};  // of the recording, at its end
};

}  // namespace signalbox::cli
