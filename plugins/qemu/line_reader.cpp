// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/line_reader.hpp"

#include <algorithm>
#include <utility>

namespace {

// QEMU ends each line with CR LF; the line feed is what cannot be inside one.
constexpr char kLineEnd = '\n';

// Bytes that are kept of a line that is too long: enough to tell a reply from an event.
constexpr std::size_t kKeptOfCut = 128;

}  // namespace

bool begins_return(std::string_view line) {
  return line.starts_with(R"({"return")");
}

std::optional<LineReader::Line> LineReader::next() {
  std::string().swap(line_);
  const std::size_t end = piece_.find(kLineEnd);
  if (end == std::string_view::npos) {
    keep(std::exchange(piece_, {}));
    return std::nullopt;
  }
  std::string_view part = piece_.substr(0, end);
  piece_.remove_prefix(end + 1);
  if (!rest_.empty()) {
    keep(part);
    line_ = std::exchange(rest_, {});
    part = line_;
  }
  if (part.ends_with('\r')) part.remove_suffix(1);
  return Line{part, std::exchange(is_cut_, false)};
}

void LineReader::keep(std::string_view part) {
  if (is_cut_) return;
  rest_ += part;
  const std::size_t most = begins_return(rest_) ? most_.reply : most_.line;
  if (rest_.size() <= most) return;
  is_cut_ = true;
  rest_ = rest_.substr(0, std::min(kKeptOfCut, most));
}

void LineReader::reset() {
  piece_ = {};
  std::string().swap(rest_);
  is_cut_ = false;
}
