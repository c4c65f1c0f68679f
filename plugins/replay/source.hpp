// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "wire/recording.hpp"

// Goes through a recording on a thread of its own and hands out its events when it is their time.
class Source {
 public:
  enum class State { waiting, running, ended, failed };

  struct Pace {
    double speed = 1;  // times that of the recording; 0: no pauses
    bool loop = false;
  };

  // What it calls, on its own thread.
  struct Owner {
    virtual ~Owner() = default;
    virtual void wait_for_room() = 0;  // before each event where there are no pauses
    virtual void event(const signalbox::RecordedEvent& event) = 0;
    virtual void ended(std::uint64_t events) = 0;  // of one round
    virtual void failed(const std::string& why) = 0;
  };

  Source(std::filesystem::path file, Pace pace, Owner& owner);
  ~Source();  // as stop()
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  // From the first event on; false: it is running. [machine thread]
  bool start();

  // On return nothing is called any more. wait_for_room() must not wait any longer.
  void stop();

  // Any thread.
  State state() const { return state_; }
  std::uint64_t emitted() const { return emitted_; }
  std::uint64_t rounds() const { return rounds_; }
  std::string error() const;

 private:
  void run();
  bool play_once(std::chrono::steady_clock::time_point& due);
  bool wait_until(std::chrono::steady_clock::time_point due);

  const std::filesystem::path file_;
  const Pace pace_;
  Owner& owner_;
  std::thread thread_;
  std::atomic<State> state_ = State::waiting;
  std::atomic<std::uint64_t> emitted_ = 0;
  std::atomic<std::uint64_t> rounds_ = 0;
  mutable std::mutex mutex_;  // guards the two
  bool is_stopping_ = false;
  std::string error_;
  std::condition_variable stopping_;
};
