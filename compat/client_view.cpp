// SPDX-License-Identifier: Apache-2.0
#include "compat/client_view.hpp"

#include <algorithm>
#include <utility>

#include "compat/emission_comparison.hpp"

namespace signalbox {

void ClientPart::add(const ClientPart& other) {
  is_connected = is_connected || other.is_connected;
  count += other.count;
  outcome.sent += other.outcome.sent;
  outcome.filtered += other.outcome.filtered;
  outcome.muted += other.outcome.muted;
  outcome.failed += other.outcome.failed;
  is_out_of_order = is_out_of_order || other.is_out_of_order;
}

ClientView::ClientView(const ComparedClient& client) : label_(client.label) {
  if (client.handled) {
    if (const auto first = client.handled()) {
      handles_ = reading([&first] { return handled_events(*first); });
    }
    stream_ = client.handled();
  }
  report_ = std::make_unique<HandledReport>(stream_.get());
}

// Errors of the report say whose it is.
template <typename Read>
auto ClientView::reading(Read read) -> decltype(read()) {
  try {
    return read();
  } catch (const HandledReportError& error) {
    throw HandledReportError("what '" + label_ + "' says to have handled: " + error.what());
  }
}

void ClientView::survey(const EmissionRecord& record, std::uint64_t place) {
  const LabelOutcome* const outcome = record.outcome_of(label_);
  if (outcome == nullptr) return;
  first_place_ = std::min(first_place_, place);
  last_place_ = place;
  if (outcome->is_connected()) events_.insert(record.event);
}

void ClientView::add(const EmissionRecord& record) {
  const LabelOutcome* const outcome = record.outcome_of(label_);
  if (outcome == nullptr || outcome->sent == 0) return;
  reading([&] { report_->add(record, outcome->sent); });
}

void ClientView::complete() {
  reading([this] { report_->complete(); });
}

ClientPart ClientView::take(const EmissionRecord& record) {
  ClientPart part;
  const LabelOutcome* const outcome = record.outcome_of(label_);
  if (outcome == nullptr) return part;
  part.outcome = *outcome;
  part.is_connected = outcome->is_connected();
  part.count = outcome->sent;
  if (!tells()) return part;
  std::vector<Handled> handled = report_->take(record.number);
  part.count = handled.size();
  for (Handled& each : handled) {
    part.is_out_of_order = part.is_out_of_order || each.is_out_of_order;
    if (each.data) part.data = std::move(each.data);
  }
  return part;
}

}  // namespace signalbox
