// SPDX-License-Identifier: Apache-2.0
#include "host/exposition.hpp"

#include <cstdio>

namespace signalbox {
namespace {

std::string escaped(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

}  // namespace

void Exposition::counter(std::string_view name, std::string_view help) {
  family(name, "counter", help);
}

void Exposition::gauge(std::string_view name, std::string_view help) {
  family(name, "gauge", help);
}

void Exposition::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  text_ += "# HELP " + name_ + " " + std::string(help) + "\n";
  text_ += "# TYPE " + name_ + " " + std::string(type) + "\n";
}

void Exposition::sample(std::initializer_list<Label> labels, std::uint64_t value) {
  add(labels, std::to_string(value));
}

void Exposition::sample_seconds(std::initializer_list<Label> labels, double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", seconds);
  add(labels, text);
}

void Exposition::add(std::initializer_list<Label> labels, std::string_view value) {
  text_ += name_;
  char before = '{';
  for (const auto& [name, text] : labels) {
    text_ += before;
    text_ += std::string(name) + "=\"" + escaped(text) + "\"";
    before = ',';
  }
  if (labels.size() > 0) text_ += '}';
  text_ += ' ';
  text_ += value;
  text_ += '\n';
}

}  // namespace signalbox
