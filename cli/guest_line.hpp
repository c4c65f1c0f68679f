// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace signalbox::cli {

// The serial line of a guest that does what single characters tell it, and answers "K", "N", "?" or
// "E" with two digits; "!" says once that it is up.
class GuestLine {
 public:
  // Throws ConnectionLost.
  explicit GuestLine(std::string path);
  ~GuestLine();
  GuestLine(const GuestLine&) = delete;
  GuestLine& operator=(const GuestLine&) = delete;

  // A guest that still owes an answer does not listen: answer() comes first. Throws ConnectionLost.
  void ask(char question);
  bool owes_answer() const { return owes_answer_; }

  // nullopt: there is none within the time. Throws ConnectionLost.
  std::optional<std::string> answer(std::chrono::milliseconds patience);

  // Whether the guest says within the time that it is up, or has said so. Throws ConnectionLost.
  bool await_boot(std::chrono::milliseconds patience);

 private:
  bool read(std::chrono::steady_clock::time_point deadline);

  const std::string path_;
  const int fd_;
  std::string said_;
  bool owes_answer_ = false;
  bool is_up_ = false;  // since await_boot() told so
};

}  // namespace signalbox::cli
