// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/upstream_line.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>

#include "plugins/qemu/plain_json.hpp"

namespace {

// Goes through the members of one JSON object, whose text has been checked.
class Members {
 public:
  explicit Members(std::string_view object) : text_(object) {
    is_good_ = text_.size() >= 2 && text_.front() == '{' && text_.back() == '}';
    if (is_good_) text_ = text_.substr(1, text_.size() - 2);
  }

  // False: there is no further member, or is_good() is false.
  bool next(std::string_view& key, std::string_view& value) {
    if (!is_good_ || !skip_to('"')) return false;
    key = string();
    if (!is_good_ || !skip_to(':')) return is_good_ = false;
    text_.remove_prefix(1);
    skip_spaces();
    value = any();
    while (is_good_ && value.ends_with(' ')) value.remove_suffix(1);
    return is_good_;
  }

  bool is_good() const { return is_good_; }

 private:
  bool skip_to(char wanted) {
    const std::size_t at = text_.find(wanted);
    if (at == std::string_view::npos) return false;
    text_.remove_prefix(at);
    return true;
  }

  void skip_spaces() {
    while (!text_.empty() && text_.front() == ' ') text_.remove_prefix(1);
  }

  // Where the string that starts at `from` ends; npos: nowhere.
  std::size_t end_of_string(std::size_t from) const {
    for (std::size_t i = from + 1; i < text_.size(); ++i) {
      if (text_[i] == '\\') {
        ++i;
      } else if (text_[i] == '"') {
        return i + 1;
      }
    }
    return std::string_view::npos;
  }

  std::string_view take(std::size_t end) {
    if (end == std::string_view::npos) {
      is_good_ = false;
      return {};
    }
    const std::string_view taken = text_.substr(0, end);
    text_.remove_prefix(end);
    return taken;
  }

  std::string_view string() {
    const std::string_view quoted = take(end_of_string(0));
    return is_good_ ? quoted.substr(1, quoted.size() - 2) : quoted;
  }

  std::string_view any() {
    std::size_t depth = 0;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '"') {
        i = end_of_string(i);
        if (i == std::string_view::npos) return take(i);
        --i;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (c == '}' || c == ']') {
        if (depth-- == 0) break;
      } else if (c == ',' && depth == 0) {
        return take(i);
      }
    }
    if (depth == 0) return take(text_.size());
    is_good_ = false;
    return {};
  }

  std::string_view text_;
  bool is_good_;
};

// False: the text is no whole number, or has no room in 64 bits.
bool read_number(std::string_view text, std::int64_t& number) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end;
}

// Times beyond this cannot be counted in microseconds. QEMU writes -1 and -1 where it has none.
constexpr std::int64_t kMostSeconds = std::numeric_limits<std::int64_t>::max() / 1'000'000 - 1;
constexpr std::int64_t kMostMicroseconds = 999'999;

// A time that is none, or beyond all bounds, is as one that is missing.
void read_time(std::string_view timestamp, UpstreamLine& line) {
  std::int64_t seconds = 0;
  std::int64_t microseconds = 0;
  bool is_good = true;
  Members members(timestamp);
  for (std::string_view key, value; members.next(key, value);) {
    if (key == "seconds") is_good = is_good && read_number(value, seconds);
    if (key == "microseconds") is_good = is_good && read_number(value, microseconds);
  }
  if (!is_good || seconds < -1 || seconds > kMostSeconds) return;
  if (microseconds < -1 || microseconds > kMostMicroseconds) return;
  line.seconds = seconds;
  line.microseconds = static_cast<std::int32_t>(microseconds);
}

std::string_view unquoted(std::string_view text) {
  return text.starts_with('"') ? text.substr(1, text.size() - 2) : std::string_view();
}

// A reply that is larger is not looked at inside: QEMU writes its value between these and perhaps
// an id. What is no JSON there is what its client gets.
constexpr std::size_t kLarge = std::size_t{1} << 20;
constexpr std::string_view kReturn = R"({"return": )";

// The text between a reply's value and its id, as QEMU writes it. Our ids are quoted numbers. The
// same text inside a value would be no JSON, or have escapes.
constexpr std::string_view kId = R"(, "id": ")";
constexpr std::size_t kLongestId = 40;

// The id with its quotes, in the end of a reply without the last brace; empty: there is none.
std::string_view id_at_end(std::string_view text) {
  text = text.substr(text.size() - std::min(text.size(), kLongestId));
  const std::size_t id = text.rfind(kId);
  if (id == std::string_view::npos || !text.ends_with('"')) return {};
  return text.substr(id + kId.size() - 1);
}

std::optional<UpstreamLine> read_large_reply(std::string_view text) {
  if (!text.starts_with(kReturn) || !text.ends_with('}')) return std::nullopt;
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  UpstreamLine line{};
  line.kind = UpstreamLine::Kind::success;
  line.text = text;
  line.value = text.substr(kReturn.size(), text.size() - kReturn.size() - 1);
  line.id = id_at_end(line.value);
  if (!line.id.empty()) line.value.remove_suffix(line.id.size() + kId.size() - 1);
  return line;
}

// An error begins with its id, if it has one: with quotes, or empty.
std::string_view id_at_beginning(std::string_view text) {
  constexpr std::string_view kBeginning = R"({"id": ")";
  if (!text.starts_with(kBeginning)) return {};
  const std::size_t from = kBeginning.size() - 1;
  const std::size_t end = text.find('"', kBeginning.size());
  const bool is_whole =
      end != std::string_view::npos && text.substr(end + 1).starts_with(R"(, "error": )");
  return is_whole ? text.substr(from, end + 1 - from) : std::string_view();
}

}  // namespace

std::optional<UpstreamLine> read_upstream_line(std::string_view text) {
  if (text.size() > kLarge && text.starts_with(kReturn)) return read_large_reply(text);
  if (!is_plain_json(text)) return std::nullopt;
  UpstreamLine line{};
  line.text = text;
  int kinds = 0;
  const auto is = [&](UpstreamLine::Kind kind) {
    line.kind = kind;
    ++kinds;
  };
  Members members(text);
  for (std::string_view key, value; members.next(key, value);) {
    if (key == "timestamp") read_time(value, line);
    if (key == "event") line.name = unquoted(value);
    if (key == "id") line.id = value;
    if (key == "data" || key == "return" || key == "error") line.value = value;
    if (key == "QMP") is(UpstreamLine::Kind::greeting);
    if (key == "event") is(UpstreamLine::Kind::event);
    if (key == "return") is(UpstreamLine::Kind::success);
    if (key == "error") is(UpstreamLine::Kind::error);
  }
  if (!members.is_good() || kinds != 1) return std::nullopt;
  return line;
}

std::optional<UpstreamLine> read_cut_line(std::string_view beginning, std::string_view end) {
  UpstreamLine line{};
  line.kind = UpstreamLine::Kind::event;
  line.text = beginning;
  for (const char* const each : {R"({"timestamp")", R"({"event")"}) {
    if (beginning.starts_with(each)) return line;
  }
  line.kind = UpstreamLine::Kind::error;
  line.value = R"({"class": "GenericError", "desc": "QEMU's reply is too long to be passed on"})";
  line.id = id_at_beginning(beginning);
  if (!line.id.empty()) return line;
  const bool is_reply = beginning.starts_with(kReturn) || beginning.starts_with(R"({"error": )");
  if (!is_reply || !end.ends_with('}')) return std::nullopt;
  end.remove_suffix(1);
  line.id = id_at_end(end);
  return line;
}
