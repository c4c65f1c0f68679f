// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace signalbox::cli {

// What an examination has found about one subject.
struct Finding {
  enum class Grade { ok, warning, fault };

  Grade grade;
  std::string subject;  // "symbols"
  std::string text;     // one line
};

}  // namespace signalbox::cli
