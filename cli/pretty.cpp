// SPDX-License-Identifier: Apache-2.0
#include "cli/pretty.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

#include <boost/json.hpp>

#include "wire/print.hpp"
#include "wire/printable.hpp"
#include "wire/value.hpp"

namespace signalbox::cli {

namespace json = boost::json;

namespace {

constexpr const char* name_colour = "\033[36m";  // cyan
constexpr const char* event_colour = "\033[1m";  // bold
constexpr const char* quiet_colour = "\033[2m";  // dim
constexpr const char* no_colour = "\033[0m";

std::string coloured(const std::string& text, const char* colour, bool colours) {
  return colours ? colour + text + no_colour : text;
}

// How the parts of a value are set apart.
struct Layout {
  bool colours;
  bool lines;  // a line for each

  std::string before(std::size_t depth) const {
    return lines ? '\n' + std::string(2 * depth, ' ') : std::string();
  }
  const char* between() const { return lines ? "," : ", "; }
};

void append(std::string& text, const json::value& value, const Layout& layout, std::size_t depth) {
  const char* separator = "";
  if (value.is_object() && !value.get_object().empty()) {
    text += '{';
    for (const auto& [name, member] : value.get_object()) {
      text += separator + layout.before(depth + 1);
      text += coloured(quote(name), name_colour, layout.colours) + ": ";
      append(text, member, layout, depth + 1);
      separator = layout.between();
    }
    text += layout.before(depth) + '}';
  } else if (value.is_array() && !value.get_array().empty()) {
    text += '[';
    for (const json::value& each : value.get_array()) {
      text += separator + layout.before(depth + 1);
      append(text, each, layout, depth + 1);
      separator = layout.between();
    }
    text += layout.before(depth) + ']';
  } else {
    text += print(value);
  }
}

// "14:03:27.000123", or nothing.
std::string time_of(const json::object& event) {
  const json::value* const stamp = event.if_contains("timestamp");
  if (stamp == nullptr || !stamp->is_object()) return {};
  const json::value* const seconds = stamp->get_object().if_contains("seconds");
  const json::value* const micros = stamp->get_object().if_contains("microseconds");
  if (seconds == nullptr || !seconds->is_int64() || micros == nullptr || !micros->is_int64()) {
    return {};
  }
  const std::time_t time = seconds->get_int64();
  std::tm parts{};
  localtime_r(&time, &parts);
  char text[32];
  std::snprintf(text, sizeof text, "%02d:%02d:%02d.%06d", parts.tm_hour, parts.tm_min, parts.tm_sec,
                static_cast<int>(micros->get_int64() % 1'000'000));
  return text;
}

}  // namespace

bool wants_colours(int fd) {
  const char* const refused = std::getenv("NO_COLOR");
  return isatty(fd) == 1 && (refused == nullptr || *refused == '\0');
}

std::string pretty(const json::value& value, bool colours) {
  std::string text;
  append(text, value, {.colours = colours, .lines = true}, 0);
  return text;
}

std::string plain(const json::value& value) {
  std::string text;
  append(text, value, {.colours = false, .lines = false}, 0);
  return text;
}

std::string one_line(const json::object& event, bool colours) {
  std::string line = time_of(event);
  if (!line.empty()) line = coloured(line, quiet_colour, colours) + ' ';
  line += coloured(printable(event.at("event").as_string()), event_colour, colours);
  if (const json::value* const tag = event.if_contains("tag")) {
    line += coloured(" [" + printable(tag->as_string()) + "]", quiet_colour, colours);
  }
  const json::value* const data = event.if_contains("data");
  if (data == nullptr || !data->is_object()) return line;
  for (const auto& [name, member] : data->get_object()) {
    line += ' ' + coloured(printable(name), name_colour, colours) + '=' + plain(member);
  }
  return line;
}

}  // namespace signalbox::cli
