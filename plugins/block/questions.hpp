// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>
#include <string>

#include "signalbox/plugin.h"

// What this machine's QEMU is asked from inside a call that blocks. [machine thread, on the worker]
class Questions {
 public:
  explicit Questions(const signalbox_host& host) : host_(host) {}
  Questions(const Questions&) = delete;
  Questions& operator=(const Questions&) = delete;

  // What the command returned; waits for it, though not for a QEMU that hangs. Nothing with *errp
  // set: it failed, with CommandNotFound where there is no QEMU.
  std::optional<std::string> ask(const char* command, Error** errp);

 private:
  struct Question {
    Questions* owner;
    std::optional<std::string> value{};
    Error* error = nullptr;
    bool is_answered = false;
    bool is_given_up = false;  // the answer has nobody to wait for it
  };

  static void answered(const char* json, Error* error, void* opaque);
  void forget(const Question& question);

  const signalbox_host& host_;
  std::mutex mutex_;  // guards the questions
  std::condition_variable some_answered_;
  std::list<Question> questions_;
};
