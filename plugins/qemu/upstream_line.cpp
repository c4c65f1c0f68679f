// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/upstream_line.hpp"

#include <charconv>

namespace {

// Goes through the members of one JSON object. What is inside the values is not looked at, so the
// cost is that of finding their ends.
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

template <typename Number>
void read_number(std::string_view text, Number& number) {
  std::from_chars(text.data(), text.data() + text.size(), number);
}

void read_time(std::string_view timestamp, UpstreamLine& line) {
  Members members(timestamp);
  for (std::string_view key, value; members.next(key, value);) {
    if (key == "seconds") read_number(value, line.seconds);
    if (key == "microseconds") read_number(value, line.microseconds);
  }
}

std::string_view unquoted(std::string_view text) {
  return text.size() < 2 ? std::string_view() : text.substr(1, text.size() - 2);
}

// A reply that is larger is not looked at inside: QEMU writes its value between these and perhaps
// an id. What is no JSON there is what its client gets.
constexpr std::size_t kLarge = std::size_t{1} << 20;
constexpr std::string_view kReturn = R"({"return": )";
constexpr std::string_view kId = R"(, "id": ")";
constexpr std::size_t kLongestId = 40;  // one of ours is a quoted number

std::optional<UpstreamLine> read_large_reply(std::string_view text) {
  if (!text.starts_with(kReturn) || !text.ends_with('}')) return std::nullopt;
  UpstreamLine line{};
  line.kind = UpstreamLine::Kind::success;
  line.text = text;
  line.value = text.substr(kReturn.size(), text.size() - kReturn.size() - 1);
  const std::size_t id = line.value.rfind(kId);
  if (id == std::string_view::npos || line.value.size() - id > kLongestId) return line;
  if (!line.value.ends_with('"')) return line;
  line.id = line.value.substr(id + kId.size() - 1);
  line.value = line.value.substr(0, id);
  return line;
}

}  // namespace

std::optional<UpstreamLine> read_upstream_line(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  if (text.size() > kLarge && text.starts_with(kReturn)) return read_large_reply(text);
  UpstreamLine line{};
  line.text = text;
  bool is_known = false;
  const auto is = [&](UpstreamLine::Kind kind) {
    line.kind = kind;
    is_known = true;
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
  if (!members.is_good() || !is_known) return std::nullopt;
  return line;
}
