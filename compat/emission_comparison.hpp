// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "compat/emission_record.hpp"
#include "compat/event_map.hpp"
#include "compat/parity.hpp"

namespace signalbox {

// The records of one run in the order of fanning out; nothing: the end.
using EmissionStream = std::function<std::optional<EmissionRecord>()>;

// One of the two clients.
struct ComparedClient {
  std::string label;

  // Opens what it says to have handled (docs/compare.md), from the beginning. Empty, or null: it
  // says nothing; then what it was sent counts.
  std::function<std::unique_ptr<std::istream>()> handled;
};

struct ComparisonOrder {
  ComparedClient old;
  ComparedClient fresh;
  EventMap map;
  std::set<std::string> events;  // of the old client, only these; empty: all

  // Emissions count from the first to the last, whether or not both clients are there. Else only
  // while they are: from when a client first has negotiated until it is last seen.
  bool whole_run = false;
};

// Compares emission by emission what two clients of one machine had: a pure function of the records
// and reports. Reads the records twice, and holds a window of them. Throws std::invalid_argument
// and HandledReportError, naming the client.
EmissionParity compare_emissions(const std::function<EmissionStream()>& open,
                                 const ComparisonOrder& order);

// Of a file of lines as read_emission_record() takes them; errors name file and line.
EmissionStream emissions_of(const std::string& file);

}  // namespace signalbox
