// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "compat/scenario.hpp"

namespace signalbox {

// One line of a scenario, taken apart from left to right.
class ScenarioLine {
 public:
  ScenarioLine(const std::string& file, std::size_t number, std::string_view text);

  std::size_t number() const { return number_; }
  std::string_view text() const { return text_; }  // without white space around it
  bool at_end() const { return rest().empty(); }

  // Whether the next word is this one, which is taken then.
  bool takes(std::string_view word);

  // The next word; `what` says what it should be, for the error where there is none.
  std::string word(const std::string& what);

  // The next object in QEMU's JSON; empty if there is none.
  boost::json::object object();

  // Throws ScenarioError unless all is taken.
  void end() const;

  // An error about what was taken last, or about what is next.
  [[noreturn]] void fail_at_last(const std::string& sentence) const { fail(last_, sentence); }
  [[noreturn]] void fail_here(const std::string& sentence) const { fail(at_, sentence); }

 private:
  std::string_view rest() const { return text_.substr(at_); }
  std::string_view next_word() const;
  void take(std::size_t length);
  [[noreturn]] void fail(std::size_t offset, const std::string& sentence) const;

  const std::string& file_;
  const std::size_t number_;
  std::size_t indent_ = 0;
  std::string_view text_;
  std::size_t at_ = 0;    // in text_: behind what is taken and the spaces there
  std::size_t last_ = 0;  // where that began
};

}  // namespace signalbox
