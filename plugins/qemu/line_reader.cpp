// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/line_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace {

// QEMU ends each line with CR LF; the line feed is what cannot be inside one.
constexpr char kLineEnd = '\n';

// Bytes that are kept of a line that is too long: enough to tell a reply from an event, and whose
// reply it is.
constexpr std::size_t kKeptOfCut = 128;
constexpr std::size_t kKeptOfEnd = 64;

std::string_view view(const wire_text& text) {
  return {text.bytes, text.length};
}

// Returns whether a line is, or begins, a command's return value as QEMU writes it.
bool begins_return(std::string_view line) {
  return line.starts_with(R"({"return")");
}

}  // namespace

LineReader::~LineReader() {
  wire_text_release(&rest_);
  wire_text_release(&line_);
}

std::optional<LineReader::Line> LineReader::next() {
  wire_text_release(&line_);
  const std::size_t end = piece_.find(kLineEnd);
  if (end == std::string_view::npos) {
    keep(std::exchange(piece_, {}));
    return std::nullopt;
  }
  std::string_view part = piece_.substr(0, end);
  piece_.remove_prefix(end + 1);
  if (rest_.length != 0) {
    keep(part);
    line_ = std::exchange(rest_, {});
    part = view(line_);
  }
  line_end_ = std::exchange(rest_end_, {});
  std::string_view last = line_end_;
  for (std::string_view* const each : {&part, &last}) {
    if (each->ends_with('\r')) each->remove_suffix(1);
  }
  return Line{part, std::exchange(is_cut_, false), last};
}

void LineReader::keep(std::string_view part) {
  if (part.empty()) return;
  if (is_cut_) return keep_end(part);
  wire_text_append(&rest_, part.data(), part.size());
  const std::string_view rest = view(rest_);
  const std::size_t most = begins_return(rest) ? most_.reply : most_.line;
  if (rest.size() > most) cut_behind(std::min(kKeptOfCut, most));
}

void LineReader::cut() {
  if (!is_cut_ && !view(rest_).empty()) cut_behind(kKeptOfCut);
}

void LineReader::cut_behind(std::size_t kept) {
  const std::string_view rest = view(rest_);
  is_cut_ = true;
  keep_end(rest);
  wire_text beginning = {};
  wire_text_append(&beginning, rest.data(), std::min(kept, rest.size()));
  wire_text_release(&rest_);
  rest_ = beginning;
}

void LineReader::keep_end(std::string_view part) {
  rest_end_ += part.substr(part.size() - std::min(part.size(), kKeptOfEnd));
  if (rest_end_.size() > kKeptOfEnd) rest_end_.erase(0, rest_end_.size() - kKeptOfEnd);
}

bool LineReader::terminate(std::string_view part) {
  if (line_.length == 0) return false;
  line_.bytes[part.data() - line_.bytes + static_cast<std::ptrdiff_t>(part.size())] = '\0';
  return true;
}

void LineReader::reset() {
  piece_ = {};
  wire_text_release(&rest_);
  rest_end_.clear();
  is_cut_ = false;
}
