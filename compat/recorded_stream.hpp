// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace signalbox {

// A recording in memory, of which single emissions can be left out. What one emission has caused
// goes with it, where the recording has causes; all else stays.
class RecordedStream {
 public:
  // `file` is what errors call it. Throws RecordingError.
  RecordedStream(std::istream& input, const std::string& file);

  // Of emissions that nothing in the recording has caused.
  std::size_t roots() const { return roots_; }

  // The recording with these roots, rising, and no others.
  std::string with(const std::vector<std::size_t>& kept) const;

 private:
  struct Line {
    std::string text;
    std::optional<std::size_t> root;  // of an event
  };

  std::vector<Line> lines_;
  std::size_t roots_ = 0;
};

}  // namespace signalbox
