// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace signalbox {

struct CaseFile;
struct Item;
struct Standing;

// What would settle where a build stands, at the least cost.
struct NextStep {
  std::string what;     // a sentence without a full stop; empty: nothing is to be done
  std::string command;  // to be typed; may be empty
};

NextStep next_step_of(const Standing& standing, const Item& item, const CaseFile& file);

}  // namespace signalbox
