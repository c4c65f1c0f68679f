// SPDX-License-Identifier: Apache-2.0
#include "compat/emission_record.hpp"

#include <stdexcept>

#include <boost/json.hpp>

#include "wire/print.hpp"
#include "wire/value.hpp"

namespace signalbox {

namespace json = boost::json;

namespace {

[[noreturn]] void fail(std::string_view name, const char* what) {
  throw std::invalid_argument("member '" + std::string(name) + "' " + what);
}

const json::value* member(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::uint64_t number(const json::object& object, std::string_view name) {
  const json::value* const value = member(object, name);
  if (value == nullptr) return 0;
  if (value->is_uint64()) return value->get_uint64();
  if (!value->is_int64() || value->get_int64() < 0) fail(name, "is no number of at least 0");
  return static_cast<std::uint64_t>(value->get_int64());
}

std::string text(const json::object& object, std::string_view name, bool must_be) {
  const json::value* const value = member(object, name);
  if (value == nullptr && must_be) fail(name, "is missing");
  if (value == nullptr) return {};
  if (!value->is_string()) fail(name, "is no string");
  return std::string(value->get_string());
}

// The object as JSON text; empty: it is not there.
std::string object_text(const json::object& object, std::string_view name) {
  const json::value* const value = member(object, name);
  if (value == nullptr) return {};
  if (!value->is_object()) fail(name, "is no object");
  return print(*value);
}

void read_timestamp(const json::object& object, EmissionRecord& record) {
  const json::value* const stamp = member(object, "timestamp");
  if (stamp == nullptr) return;
  if (!stamp->is_object()) fail("timestamp", "is no object");
  record.seconds = static_cast<std::int64_t>(number(stamp->get_object(), "seconds"));
  const std::uint64_t microseconds = number(stamp->get_object(), "microseconds");
  if (microseconds > 999'999) fail("microseconds", "is above 999999");
  record.microseconds = static_cast<std::int32_t>(microseconds);
}

EmissionRecord read(const json::object& object) {
  EmissionRecord record;
  record.number = number(object, "number");
  if (record.number == 0) fail("number", "is missing");
  record.cause = number(object, "cause");
  record.event = text(object, "event", true);
  record.signal = text(object, "signal", false);
  const std::string arguments = object_text(object, "arguments");
  if (!arguments.empty()) record.arguments = canonical(arguments);
  record.data = object_text(object, "data");
  read_timestamp(object, record);
  const json::value* const labels = member(object, "labels");
  if (labels == nullptr) return record;
  if (!labels->is_array()) fail("labels", "is no list");
  for (const json::value& each : labels->get_array()) {
    if (!each.is_object()) fail("labels", "has an element that is no object");
    const json::object& its = each.get_object();
    record.labels.push_back({text(its, "label", true), number(its, "sent"), number(its, "filtered"),
                             number(its, "muted"), number(its, "failed")});
  }
  return record;
}

void append_count(std::string& text, const char* name, std::uint64_t count) {
  if (count > 0) text.append(", \"").append(name).append("\": ").append(std::to_string(count));
}

}  // namespace

const LabelOutcome* EmissionRecord::outcome_of(std::string_view label) const {
  for (const LabelOutcome& each : labels) {
    if (each.label == label) return &each;
  }
  return nullptr;
}

EmissionRecord record_of_event(const json::object& message) {
  const json::value* const data = member(message, "data");
  if (data == nullptr || !data->is_object()) fail("data", "is missing");
  EmissionRecord record = read(data->get_object());
  read_timestamp(message, record);
  return record;
}

EmissionRecord read_emission_record(std::string_view line) {
  const json::value value = to_value(line);
  if (!value.is_object()) throw std::invalid_argument("an emission is a JSON object");
  const json::object& object = value.get_object();
  const json::value* const event = member(object, "event");
  const bool is_message = event != nullptr && *event == "EMISSION_EVENT";
  return is_message ? record_of_event(object) : read(object);
}

std::string text_of(const EmissionRecord& record) {
  std::string text = "{\"number\": " + std::to_string(record.number);
  append_count(text, "cause", record.cause);
  text.append(", \"event\": ").append(quote(record.event));
  if (!record.signal.empty()) text.append(", \"signal\": ").append(quote(record.signal));
  if (record.arguments != "{}") text.append(", \"arguments\": ").append(record.arguments);
  if (!record.data.empty()) text.append(", \"data\": ").append(record.data);
  text.append(", \"timestamp\": {\"seconds\": ").append(std::to_string(record.seconds));
  text.append(", \"microseconds\": ").append(std::to_string(record.microseconds)).append("}");
  if (record.labels.empty()) return text + "}";
  text += ", \"labels\": [";
  for (const LabelOutcome& each : record.labels) {
    if (!text.ends_with('[')) text += ", ";
    text.append("{\"label\": ").append(quote(each.label));
    append_count(text, "sent", each.sent);
    append_count(text, "filtered", each.filtered);
    append_count(text, "muted", each.muted);
    append_count(text, "failed", each.failed);
    text += '}';
  }
  return text + "]}";
}

}  // namespace signalbox
