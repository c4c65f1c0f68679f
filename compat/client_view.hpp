// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compat/emission_record.hpp"
#include "compat/handled_report.hpp"

namespace signalbox {

struct ComparedClient;

// What one client had of one emission.
struct ClientPart {
  bool is_connected = false;
  std::uint64_t count = 0;  // times that it had it: handled, or where it does not say, sent
  LabelOutcome outcome;
  bool is_out_of_order = false;
  std::optional<std::string> data;  // as it has understood it, JSON text; nothing: it does not say

  void add(const ClientPart& other);
};

// One of two clients that are compared: when it was there, what it was sent, and what it says.
class ClientView {
 public:
  // Opens its report. Throws HandledReportError.
  explicit ClientView(const ComparedClient& client);

  // The first pass: every record, at its place in the stream.
  void survey(const EmissionRecord& record, std::uint64_t place);

  // The second: every record, in the same order.
  void add(const EmissionRecord& record);
  void complete();

  // What it had of an emission; asked once for each that was added.
  ClientPart take(const EmissionRecord& record);

  // It has negotiated before the one and has not gone before the other.
  bool was_there(std::uint64_t first_place, std::uint64_t last_place) const {
    return first_place_ <= first_place && last_place <= last_place_;
  }
  bool was_ever_connected_to(const std::string& event) const { return events_.contains(event); }

  // False: it says what it handles, and this event is not among it.
  bool uses(const std::string& event) const { return !tells() || handles_.contains(event); }
  bool tells() const { return report_->is_there(); }
  const HandledReport& report() const { return *report_; }

 private:
  template <typename Read>
  auto reading(Read read) -> decltype(read());

  const std::string label_;
  std::unique_ptr<std::istream> stream_;
  std::unique_ptr<HandledReport> report_;
  std::set<std::string> handles_;
  std::set<std::string> events_;
  std::uint64_t first_place_ = UINT64_MAX;
  std::uint64_t last_place_ = 0;
};

}  // namespace signalbox
