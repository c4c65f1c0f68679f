// SPDX-License-Identifier: Apache-2.0
#include "compat/handled_report.hpp"

#include <algorithm>
#include <utility>

#include <boost/json.hpp>

#include "compat/emission_record.hpp"
#include "wire/value.hpp"

namespace signalbox {

namespace json = boost::json;

namespace {

// So many lines may be ahead of the emissions: a client may handle that many in another order.
constexpr std::size_t kMaxEarly = 4096;

// After so many more emissions a line belongs to none that is still to come.
constexpr std::uint64_t kPatience = 65'536;

constexpr std::size_t kMaxInvented = 100;

std::int64_t number(const json::object& object, const char* name) {
  const json::value* const value = object.if_contains(name);
  if (value == nullptr || !value->is_int64()) {
    throw HandledReportError("'timestamp' needs the integers 'seconds' and 'microseconds'");
  }
  return value->get_int64();
}

std::string key_of(const std::string& event, std::int64_t seconds, std::int64_t microseconds) {
  return event + ' ' + std::to_string(seconds) + ' ' + std::to_string(microseconds);
}

std::pair<std::int64_t, std::int64_t> time_of(const HandledLine& line) {
  return {line.seconds, line.microseconds};
}

std::string normal(const std::string& data) {
  return data.empty() ? "{}" : canonical(data);
}

}  // namespace

HandledLine read_handled_line(std::string_view line) {
  json::value value;
  try {
    value = to_value(line);
  } catch (const std::invalid_argument& error) {
    throw HandledReportError(std::string("is no JSON: ") + error.what());
  }
  if (!value.is_object()) throw HandledReportError("is no JSON object");
  const json::object& object = value.get_object();
  const json::value* const event = object.if_contains("event");
  if (event == nullptr || !event->is_string()) throw HandledReportError("'event' is missing");
  const json::value* const stamp = object.if_contains("timestamp");
  if (stamp == nullptr || !stamp->is_object()) {
    throw HandledReportError("'timestamp' is missing: it says which emission the event is of");
  }
  HandledLine handled;
  handled.event = event->get_string();
  handled.seconds = number(stamp->get_object(), "seconds");
  handled.microseconds = number(stamp->get_object(), "microseconds");
  const json::value* const data = object.if_contains("data");
  if (data == nullptr) return handled;
  if (!data->is_object()) throw HandledReportError("'data' is no object");
  handled.data = print(*data);
  return handled;
}

void HandledReport::add(const EmissionRecord& record, std::uint64_t count) {
  if (report_ == nullptr) return;
  const std::string key = key_of(record.event, record.seconds, record.microseconds);
  ++sent_;
  latest_ = std::max(latest_, {record.seconds, record.microseconds});
  Bucket& bucket = by_key_[key];
  if (keys_.try_emplace(record.number, key).second) {
    bucket.sent.push_back({record.number, sent_, count, normal(record.data), {}});
  } else {
    for (Sent& each : bucket.sent) {
      if (each.number == record.number) each.count += count;
    }
  }
  std::deque<Early> lines = std::exchange(bucket.waiting, {});
  waiting_ -= lines.size();
  if (auto early = early_.extract(key); !early.empty()) {
    for (Early& each : early.mapped()) {
      early_lines_.erase(each.line);
      each.is_out_of_order = !early_lines_.empty() && *early_lines_.begin() < each.line;
      lines.push_back(std::move(each));
    }
  }
  for (Early& each : lines) {
    if (assign(bucket, each)) continue;
    bucket.waiting.push_back(std::move(each));
    ++waiting_;
  }
  expire(sent_);
  read_on();
}

void HandledReport::read_on() {
  while (early_lines_.size() + waiting_ < kMaxEarly && read_line()) {
  }
}

// False: there is no other. A last line without an end is of a client that was killed in it.
bool HandledReport::read_line() {
  std::string text;
  if (!std::getline(*report_, text) || report_->eof()) return false;
  ++lines_;
  if (text.find_first_not_of(" \t\r") == std::string::npos) return true;
  Early early{lines_, sent_, false, {}};
  try {
    early.handled = read_handled_line(text);
  } catch (const HandledReportError& error) {
    throw HandledReportError("line " + std::to_string(lines_) + " " + error.what());
  }
  const std::string key =
      key_of(early.handled.event, early.handled.seconds, early.handled.microseconds);
  const auto entry = by_key_.find(key);
  if (entry != by_key_.end()) {
    Bucket& bucket = entry->second;
    // Those that are early are for emissions behind all that are known.
    early.is_out_of_order = bucket.sent.back().place < furthest_ || !early_lines_.empty();
    furthest_ = std::max(furthest_, bucket.sent.front().place);
    if (assign(bucket, early)) return true;
    bucket.waiting.push_back(std::move(early));
    ++waiting_;
  } else if (is_complete_ || time_of(early.handled) < latest_) {
    invent(std::move(early.handled));  // what is still to come has a later time
  } else {
    early.is_out_of_order = false;
    early_lines_.insert(lines_);
    early_[key].push_back(std::move(early));
  }
  return true;
}

// False: nothing with these data is short of a line.
bool HandledReport::assign(Bucket& bucket, Early& early) {
  for (Sent& each : bucket.sent) {
    if (each.handled.size() >= each.count) continue;
    if (early.handled.data && normal(*early.handled.data) != each.data) continue;
    give(each, early);
    return true;
  }
  return false;
}

void HandledReport::give(Sent& sent, Early& early) {
  const bool is_excess = sent.handled.size() >= sent.count;
  sent.handled.push_back({std::move(early.handled.data), !is_excess && early.is_out_of_order});
  furthest_ = std::max(furthest_, sent.place);
}

// All lines are looked at, so only now and then.
void HandledReport::expire(std::uint64_t place) {
  if (place % 1024 != 0) return;
  for (auto each = early_.begin(); each != early_.end();) {
    std::deque<Early>& lines = each->second;
    while (!lines.empty() && lines.front().place + kPatience < place) {
      early_lines_.erase(lines.front().line);
      invent(std::move(lines.front().handled));
      lines.pop_front();
    }
    each = lines.empty() ? early_.erase(each) : std::next(each);
  }
}

void HandledReport::invent(HandledLine line) {
  ++invented_count_;
  if (invented_.size() < kMaxInvented) invented_.push_back(std::move(line));
}

// What waits is of this emission, read otherwise, or handled once more than it was sent.
std::vector<Handled> HandledReport::take(std::uint64_t number) {
  const auto known = keys_.find(number);
  if (known == keys_.end()) return {};
  const auto entry = by_key_.find(known->second);
  keys_.erase(known);
  Bucket& bucket = entry->second;
  const auto sent = std::find_if(bucket.sent.begin(), bucket.sent.end(),
                                 [number](const Sent& each) { return each.number == number; });
  while (!bucket.waiting.empty()) {
    if (sent->handled.size() >= sent->count && bucket.sent.size() > 1) break;
    give(*sent, bucket.waiting.front());
    bucket.waiting.pop_front();
    --waiting_;
  }
  std::vector<Handled> handled = std::move(sent->handled);
  bucket.sent.erase(sent);
  if (bucket.sent.empty()) by_key_.erase(entry);
  return handled;
}

void HandledReport::complete() {
  if (report_ == nullptr || std::exchange(is_complete_, true)) return;
  for (auto& [key, lines] : early_) {
    for (Early& each : lines) invent(std::move(each.handled));
  }
  early_.clear();
  early_lines_.clear();
  while (read_line()) {
  }
}

std::set<std::string> handled_events(std::istream& report) {
  std::set<std::string> events;
  std::uint64_t number = 0;
  for (std::string line; std::getline(report, line) && !report.eof();) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    try {
      events.insert(read_handled_line(line).event);
    } catch (const HandledReportError& error) {
      throw HandledReportError("line " + std::to_string(number) + " " + error.what());
    }
  }
  return events;
}

}  // namespace signalbox
