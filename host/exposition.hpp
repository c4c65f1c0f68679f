// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace signalbox {

// Figures in the text format 0.0.4 that Prometheus scrapes.
class Exposition {
 public:
  static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

  using Label = std::pair<std::string_view, std::string_view>;

  // Begins a family; its samples follow. A counter's name ends in _total, and it only grows.
  void counter(std::string_view name, std::string_view help);
  void gauge(std::string_view name, std::string_view help);

  void sample(std::initializer_list<Label> labels, std::uint64_t value);
  void sample_seconds(std::initializer_list<Label> labels, double seconds);

  std::string take() { return std::move(text_); }

 private:
  void family(std::string_view name, std::string_view type, std::string_view help);
  void add(std::initializer_list<Label> labels, std::string_view value);

  std::string name_;  // of the family
  std::string text_;
};

}  // namespace signalbox
