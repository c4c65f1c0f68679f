// SPDX-License-Identifier: Apache-2.0
#include "compat/scenario_line.hpp"

#include <algorithm>

#include <boost/json/value.hpp>

#include "wire/json_reader.h"
#include "wire/located_json.hpp"
#include "wire/value.hpp"

namespace signalbox {

namespace {

constexpr std::string_view spaces = " \t\r";

}  // namespace

ScenarioLine::ScenarioLine(const std::string& file, std::size_t number, std::string_view text)
    : file_(file), number_(number) {
  indent_ = std::min(text.find_first_not_of(spaces), text.size());
  text_ = text.substr(indent_);
  text_ = text_.substr(0, text_.find_last_not_of(spaces) + 1);
}

std::string_view ScenarioLine::next_word() const {
  return rest().substr(0, rest().find_first_of(spaces));
}

void ScenarioLine::take(std::size_t length) {
  last_ = at_;
  at_ = std::min(text_.find_first_not_of(spaces, at_ + length), text_.size());
}

bool ScenarioLine::takes(std::string_view word) {
  if (next_word() != word) return false;
  take(word.size());
  return true;
}

std::string ScenarioLine::word(const std::string& what) {
  const std::string_view next = next_word();
  if (next.empty() || next.front() == '{') fail_here(what + " is missing");
  take(next.size());
  return std::string(next);
}

boost::json::object ScenarioLine::object() {
  if (at_end() || rest().front() != '{') return {};
  wire_json_reader reader;
  wire_json_reader_init(&reader);
  std::size_t used = 0;
  const wire_json_status status = wire_json_feed(&reader, rest().data(), rest().size(), &used);
  const std::string error =
      status == WIRE_JSON_ERROR ? std::string(reader.error.bytes, reader.error.length) : "";
  wire_json_reader_release(&reader);
  if (status == WIRE_JSON_ERROR) fail(at_ + place_of_json_fault(rest()), error);
  if (status == WIRE_JSON_MORE) fail(text_.size(), "the object does not end");
  boost::json::value value = to_value(rest().substr(0, used));
  take(used);
  return std::move(value.get_object());
}

void ScenarioLine::end() const {
  if (!at_end()) fail_here("'" + std::string(rest()) + "' is too much");
}

void ScenarioLine::fail(std::size_t offset, const std::string& sentence) const {
  throw ScenarioError(file_ + ":" + std::to_string(number_) + ":" +
                      std::to_string(indent_ + offset + 1) + ": error: " + sentence);
}

}  // namespace signalbox
